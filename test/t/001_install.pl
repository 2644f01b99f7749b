# Installing as an ordinary user, what others then may do, and the README's
# example as a newcomer pastes it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;

$node->safe_psql('postgres', q(
    CREATE ROLE regress_owner LOGIN;
    CREATE ROLE regress_reader LOGIN;
    CREATE DATABASE province OWNER regress_owner;
));

# trusted: CREATE on the database is enough
$node->safe_psql('province', 'CREATE EXTENSION par_index', extra_params => [ '-U', 'regress_owner' ]);
is( $node->safe_psql('province', q(SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'par')),
    'regress_owner', 'who creates the extension owns its schema');
is( $node->safe_psql('province', q(SELECT par.score('2 * x', '{"x": 1.5}')), extra_params => [ '-U', 'regress_owner' ]),
    '3', 'the owner computes');

my ($ret, $out, $err) = $node->psql('province', q(SELECT par.score('1', '{}')), extra_params => [ '-U', 'regress_reader' ]);
like($err, qr/permission denied for schema par/, 'others need usage of the schema');
$node->safe_psql('province', 'GRANT USAGE ON SCHEMA par TO regress_reader', extra_params => [ '-U', 'regress_owner' ]);
is( $node->safe_psql('province', q(SELECT par.score('1', '{}'), par.index(1, 2), par.weighted_mean(1, 2)), extra_params => [ '-U', 'regress_reader' ]),
    '1|50|1', 'and need no more');
($ret, $out, $err) = $node->psql('province', q(CREATE FUNCTION par.f() RETURNS int LANGUAGE sql AS 'SELECT 1'), extra_params => [ '-U', 'regress_reader' ]);
like($err, qr/permission denied for schema par/, 'nothing can be planted in the schema');

# the fixed schema
($ret, $out, $err) = $node->psql('postgres', 'CREATE EXTENSION par_index SCHEMA public');
like($err, qr/must be installed in schema "par"/, 'the schema is par');

# every SQL block of the README, in order, without an error
open(my $readme, '<:raw', 'README.md') or die "README.md: $!";
my $text = do { local $/; <$readme> };
close $readme;
my @blocks = $text =~ /^```sql\n(.*?)^```$/msg;
cmp_ok(scalar @blocks, '>=', 3, 'the README has examples');
$node->safe_psql('postgres', 'CREATE DATABASE readme');
($ret, $out, $err) = $node->psql('readme', join("\n", @blocks), on_error_stop => 1);
is($ret, 0, 'they run') or diag($err);
like($out, qr/^1\|Xã Hòa Bình\|96\.43\n2\|Xã Tân Lập\|91\.23$/m, 'and rank as the README shows');
like($out, qr/^3\|n \/ d >= 80%\|t\|6 \* n \/ d\|5\.4\|points$/m, 'and explain as the README shows');

# removed without a trace
$node->safe_psql('province', 'DROP EXTENSION par_index', extra_params => [ '-U', 'regress_owner' ]);
is( $node->safe_psql('province', q(SELECT count(*) FROM pg_proc WHERE pronamespace = 'par'::regnamespace)),
    '0', 'dropping the extension drops all of it');

$node->stop;
done_testing();

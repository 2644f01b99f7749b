# Installing as an ordinary user, what others then may do, and what databases it refuses.
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
$node->safe_psql('province', q(
    CREATE TABLE done (a numeric, b numeric);
    INSERT INTO done VALUES (4, 3);
    CREATE VIEW points AS SELECT par.score_values('b / a', b, a) AS points FROM done;
    GRANT SELECT ON points TO regress_reader), extra_params => [ '-U', 'regress_owner' ]);
is( $node->safe_psql('province', 'SELECT points FROM points', extra_params => [ '-U', 'regress_reader' ]), '0.75', 'but not to read a view');
$node->safe_psql('province', 'GRANT USAGE ON SCHEMA par TO regress_reader', extra_params => [ '-U', 'regress_owner' ]);
is( $node->safe_psql('province', q(SELECT par.score('1', '{}'), par.index(1, 2), par.weighted_mean(1, 2), par.geometric_mean(4, 2)), extra_params => [ '-U', 'regress_reader' ]),
    '1|50|1|4', 'and need no more');
($ret, $out, $err) = $node->psql('province', q(CREATE FUNCTION par.f() RETURNS int LANGUAGE sql AS 'SELECT 1'), extra_params => [ '-U', 'regress_reader' ]);
like($err, qr/permission denied for schema par/, 'nothing can be planted in the schema');

# what is granted of par.score_values holds for what the planner makes of it, and what is revoked
for my $revoked ([ 'score_values_2(par.rule, numeric, numeric)', qr/^0\.75$/ ], [ 'score_values(par.rule, numeric[])', qr/permission denied for function score_values$/m ])
{
    $node->safe_psql('province', "REVOKE EXECUTE ON FUNCTION par.$revoked->[0] FROM PUBLIC");
    ($ret, $out, $err) = $node->psql('province', 'SELECT points FROM points', extra_params => [ '-U', 'regress_reader' ]);
    like($out . $err, $revoked->[1], "without a right on $revoked->[0]");
    $node->safe_psql('province', "GRANT EXECUTE ON FUNCTION par.$revoked->[0] TO PUBLIC");
}
$node->safe_psql('province', 'DROP VIEW points');

# the fixed schema
($ret, $out, $err) = $node->psql('postgres', 'CREATE EXTENSION par_index SCHEMA public');
like($err, qr/must be installed in schema "par"/, 'the schema is par');

# a registry needs PostgreSQL 15
my $has_registry = $node->safe_psql('postgres', 'SHOW server_version_num') >= 150000;

# what is Vietnamese in it would be damaged in another encoding
$node->safe_psql('postgres', q(CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'));
($ret, $out, $err) = $node->psql('latin', 'CREATE EXTENSION par_index');
like($err, qr/in encoding "UTF8" has no equivalent in encoding "LATIN1"/, 'a database of another encoding is refused');
is($node->safe_psql('latin', q(SELECT count(*) FROM pg_namespace WHERE nspname = 'par')), '0', 'and nothing is left in it');

# where nothing is known of the encoding, words are what their bytes are
$node->safe_psql('postgres', q(CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'));
is($node->safe_psql('bytes', qq(CREATE EXTENSION par_index; SELECT par.composed(w) = w, par.spelled(w || ' ') = w || '<U+0020>', par.look(w) = w FROM (VALUES (E'Hue\\314\\202\\314\\201')) v (w))),
    't|t|t', 'in SQL_ASCII nothing is composed');
SKIP:
{
    skip 'a registry needs PostgreSQL 15', 1 unless $has_registry;
    is($node->safe_psql('bytes', qq(SET client_min_messages = warning; CALL par.create_registry('r'); INSERT INTO r.agency (code, name, kind) VALUES (E'Hue\\314\\202', E'Hue\\314\\202', 'x') RETURNING octet_length(code))), '5', 'and a registry takes it');
}

# soft errors
$node->safe_psql('postgres', 'CREATE DATABASE errors');
$node->safe_psql('errors', 'CREATE EXTENSION par_index');
SKIP:
{
    skip 'no soft errors before PostgreSQL 16', 1 if $node->safe_psql('postgres', 'SHOW server_version_num') < 160000;
    is( $node->safe_psql('errors', q{SELECT string_agg(pg_input_is_valid(v, t)::text, ' ') FROM (VALUES ('a + b', 'par.rule'), ('a +', 'par.rule'),
            (repeat('(', 201) || 'x', 'par.rule'), (repeat('x+', 40000) || 'x', 'par.rule'), ('(1,2,3)', 'par.weighted_sum'), ('(1,2)', 'par.weighted_sum'),
            ('(1,' || repeat('9', 140000) || ',1)', 'par.weighted_sum'), ('[[null,"x"],["a",1]]', 'par.scorecard'), ('[[null,"x"],["a"]]', 'par.scorecard'),
            ('[[null,"x"],["a",1],["a",2]]', 'par.scorecard'), ('[[null,"x"],["a",1e999]]', 'par.scorecard'), ('[["x",null,1,null]]', 'par.tree'), ('[["x","x",1,null]]', 'par.tree'), ('[["x",null,1,"mean"]]', 'par.tree'), ('[]', 'par.tree_rows'), ('[', 'par.tree_rows'), ('(1,1,1,0,2,0,0,0,0,0)', 'par.mean_sum'), ('(1,1,1,0,2,0,0,0,0)', 'par.mean_sum'),
            ('(1,NaN,1,0,2,0,0,0,0,0)', 'par.mean_sum'), ('(1,1,1,0,1e999,0,0,0,0,0)', 'par.mean_sum'),
            ('[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', 'par.survey_sum'), ('[[["a",null,1,1,1,1,0,-1,0,1,0,1,0,1,0,1,0]],[]]', 'par.survey_sum'), ('[[],[[1,"x",1,0,1,0]]]', 'par.survey_sum'), ('[[],[]', 'par.survey_sum'), ('(1,0,1,1,3,1,9)', 'par.agreement_sum'), ('(1,2,1,1,3,1,9)', 'par.agreement_sum'), ('(1,0,x,1,3,1,9)', 'par.agreement_sum')) i(v, t)}),
        'true false false false true false false ' . 'true false false false true false false true false ' . 'true false false false ' . 'true false false false ' . 'true false false', 'bad literals are reported softly');
}

# errors say in which rule they arose
($ret, $out, $err) = $node->psql('errors', q(SELECT par.score(r::par.rule, '{"x": 0}') FROM (VALUES ('x + 1'), ('1 / x')) v(r)));
like($err, qr/CONTEXT:  scoring rule "1 \/ x"/, 'the rule is named');

# the page that is written from comments says what they say
SKIP:
{
    skip 'a registry needs PostgreSQL 15', 1 if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
    $node->safe_psql('postgres', 'CREATE DATABASE reference');
    my $page = PostgreSQL::Test::Utils::tempdir_short() . '/reference.md';
    $node->command_ok([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('reference'), '-f', 'doc/reference.sql', '-o', $page ], 'the reference is written');
    ok(slurp_file($page) eq slurp_file('doc/reference.md'), 'and is the one in doc: make reference writes it anew') or diag(`diff '$page' doc/reference.md | head -20`);
}

# removed without a trace
$node->safe_psql('province', 'DROP EXTENSION par_index', extra_params => [ '-U', 'regress_owner' ]);
is( $node->safe_psql('province', q(SELECT count(*) FROM pg_proc WHERE pronamespace = 'par'::regnamespace)),
    '0', 'dropping the extension drops all of it');

$node->stop;

# exact results must not hang on fused operations, in code that is inlined neither
my $bitcode = `make -n with_llvm=yes src/composite/draws.bc 2>&1`;
SKIP:
{
    skip 'this PostgreSQL makes no bitcode', 1 if $bitcode !~ /-emit-llvm/;
    like($bitcode, qr/-ffp-contract=off.*-emit-llvm/s, 'bitcode is made without fused operations');
}

done_testing();

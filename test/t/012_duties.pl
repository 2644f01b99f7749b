# Duties of a registry through pg_dump, an upgrade by a superuser, and a new
# name: who was let in stays in, and nobody else.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;

$node->safe_psql('postgres', $_) for 'CREATE DATABASE ministry', 'CREATE DATABASE restored';
$node->safe_psql('ministry', q(
    CREATE ROLE registry_owner NOLOGIN;
    CREATE ROLE chief LOGIN; CREATE ROLE office_a LOGIN; CREATE ROLE office_b LOGIN; CREATE ROLE offices NOLOGIN; CREATE ROLE judge LOGIN; CREATE ROLE public_site LOGIN;
    CREATE ROLE clerk LOGIN IN ROLE offices;
    CREATE ROLE pool LOGIN NOINHERIT IN ROLE chief, office_a, office_b, judge, clerk, public_site;
    CREATE EXTENSION par_index;
    CALL par.create_registry('cchc');
    CALL par.give_registry('cchc', 'registry_owner');
    SET search_path = cchc;
    INSERT INTO agency (code, name, kind) VALUES ('A', 'Sở A', 'sở'), ('B', 'Sở B', 'sở');
    CALL grant_duty('chief', 'admin'); CALL grant_duty('office_a', 'submitter', 'A'); CALL grant_duty('office_b', 'submitter', 'B');
    CALL grant_duty('offices', 'submitter'); CALL grant_duty('clerk', 'submitter', 'A'); CALL grant_duty('judge', 'appraiser'); CALL grant_duty('public_site', 'reader');
    SET SESSION AUTHORIZATION chief;
    INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
    INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('S', '1', 'So sánh', 60, 'x >= peer_mean(x): 60; else: 30'), ('S', '2', 'Chấm tay', 40, NULL);
    INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1', 'x', 'count');
    CALL approve_scheme('S');
    INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025');
    INSERT INTO participant (round, agency) VALUES ('R', 'A'), ('R', 'B');
    CALL advance('R');
    SET SESSION AUTHORIZATION office_a;
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES ('R', 'A', '1', 'self', '{"x": 4}', NULL), ('R', 'A', '2', 'self', NULL, 30);
    SET SESSION AUTHORIZATION office_b;
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES ('R', 'B', '1', 'self', '{"x": 6}', NULL), ('R', 'B', '2', 'self', NULL, 35);
));

# What each of them sees and may, by himself and by the role that logs in for all.
sub can
{
    my ($db, $schema) = @_;
    my @statements = ('SELECT count(*) FROM assessment', 'SELECT code FROM scheme', 'SELECT count(*) FROM member',
        q(UPDATE assessment SET points = 31 WHERE criterion = '2' AND agency = 'A' RETURNING agency), q(CALL submit('R', 'A')), q(CALL advance('R')), 'SELECT count(*) FROM ranking',
        q(SELECT DISTINCT outcome FROM explain('R', 'A', '1')), 'TRUNCATE assessment');
    my $script = "SET search_path = $schema;\n\\set ON_ERROR_ROLLBACK on\n";
    for my $role (qw(chief office_a office_b clerk offices judge public_site pool))
    {
        for my $way (qq(SET SESSION AUTHORIZATION $role), qq(SET SESSION AUTHORIZATION pool; SET ROLE $role))
        {
            $script .= "BEGIN; $way;\n" . join('', map { "\\echo $role " . ($_ + 1) . "\n$statements[$_];\n\\echo :SQLSTATE\n" } 0 .. $#statements) . "ROLLBACK; RESET SESSION AUTHORIZATION; RESET ROLE;\n";
        }
    }
    my ($rc, $out, $err) = $node->psql($db, $script, on_error_stop => 0);
    # a line for each statement: what it gave, and its SQLSTATE
    return $out =~ s/\n(?!\w+ \d\n)/ /gr;
}
my $before = can('ministry', 'cchc');
like($before, qr/^office_a 1 2 00000\noffice_a 2 S 00000\noffice_a 3 1 00000\noffice_a 4 A 00000\noffice_a 5 00000\noffice_a 6 42501\n/m, 'who enters for an agency sees his, changes it and hands it in');
like($before, qr/^office_b 4 00000\noffice_b 5 42501\noffice_b 6 42501\noffice_b 7 0 00000\noffice_b 8 42501\n/m, 'another does not');
like($before, qr/^public_site 1 42501\npublic_site 2 S 00000\n/m, 'readers see schemes');
like($before, qr/^pool 1 (42501|42P01)\n/m, 'who logs in for all sees nothing by himself');
unlike($before, qr/^\w+ 9 (?!42501|42P01)/m, 'nobody empties a table');

my $owners = q(SELECT DISTINCT pg_get_userbyid(o) FROM (SELECT relowner FROM pg_class WHERE relnamespace = 'SCHEMA'::regnamespace UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace = 'SCHEMA'::regnamespace
    UNION ALL SELECT typowner FROM pg_type WHERE typnamespace = 'SCHEMA'::regnamespace UNION ALL SELECT nspowner FROM pg_namespace WHERE nspname = 'SCHEMA') x (o));
sub owners { my ($db, $schema) = @_; return $node->safe_psql($db, $owners =~ s/SCHEMA/$schema/gr) }

my $dump = $node->data_dir . '/dump.sql';
my $again = $node->data_dir . '/again.sql';
$node->command_ok([ 'pg_dump', '-f', $dump, 'ministry' ], 'dumps');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'restored', '-f', $dump ], 'restores');
$node->command_ok([ 'pg_dump', '-f', $again, 'restored' ], 'dumps again');
my %lines;
$lines{$_}++ for split /\n/, slurp_file($again) =~ s/^\\(un)?restrict .*$//mgr;
$lines{$_}-- for split /\n/, slurp_file($dump) =~ s/^\\(un)?restrict .*$//mgr;
is(join("\n", map { sprintf '%+d %s', $lines{$_}, $_ } grep { $lines{$_} } sort keys %lines), '', 'both dumps are the same');
is(can('restored', 'cchc'), $before, 'everybody sees and may the same');
is(owners('restored', 'cchc'), 'registry_owner', 'all belongs to the owner');

$node->safe_psql('restored', q(CALL par.upgrade_registry('cchc')));
is(can('restored', 'cchc'), $before, 'after an upgrade by a superuser too');
is(owners('restored', 'cchc'), 'registry_owner', 'whose nothing is');

# what hangs on the extension is gone, and comes back
$node->safe_psql('restored', q(DROP EXTENSION par_index CASCADE; CREATE EXTENSION par_index; CALL par.upgrade_registry('cchc')));
is(can('restored', 'cchc'), $before, 'after the extension was dropped and made again');
is(owners('restored', 'cchc'), 'registry_owner', 'what was restored belongs to the owner');
is($node->safe_psql('restored', q(
    CREATE ROLE newcomer LOGIN;
    SET SESSION AUTHORIZATION chief; SET search_path = cchc;
    BEGIN; CALL grant_duty('newcomer', 'submitter', 'B'); CALL rescore('R');
    SET LOCAL SESSION AUTHORIZATION newcomer; UPDATE assessment SET inputs = '{"x": 5}' WHERE criterion = '1' RETURNING agency; ROLLBACK)), 'B', 'whose duties it still grants');

# a new name leads nobody astray: what has the rights of the owner refuses, until it is mended
$node->safe_psql('restored', 'ALTER SCHEMA cchc RENAME TO reform');
my ($rc, $out, $err) = $node->psql('restored', q(\set VERBOSITY sqlstate
    SET SESSION AUTHORIZATION office_a; CALL reform.submit('R', 'A');));
like($err, qr/55000/, 'under a name of which its functions do not know nothing is moved');
$node->safe_psql('restored', q(CALL par.rename_registry('reform', 'reform')));
is(can('restored', 'reform'), $before, 'under its new name');

done_testing();

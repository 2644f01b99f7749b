# A province at work: fifty officers enter for their agencies at once, two appraisers appraise another round, a
# dashboard reads, figures are collected and the log is sealed meanwhile, all by roles with duties.
# Nobody gets an error, nobody waits for somebody who waits for him, and what is there in the end is
# what comes of the same entries one after the other.  SECONDS_OF_LOAD says how long (15).
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use IPC::Run;

my $seconds = $ENV{SECONDS_OF_LOAD} // 15;
my $node = PostgreSQL::Test::Cluster->new('load');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "max_connections = 80\nshared_buffers = 256MB\nautovacuum_naptime = 5s\nlog_min_messages = error\ndeadlock_timeout = 200ms\n");
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
$ENV{PGCLIENTENCODING} = 'UTF8';

# Rounds A, which is being assessed by the agencies, B, which is being appraised, and C, published
my $scheme = <<'SQL';
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, position) SELECT 'S', f::text, 'Lĩnh vực', 60, f FROM generate_series(1, 4) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, position)
SELECT 'S', f || '.' || c, f::text, 'Tiêu chí', 6,
    CASE WHEN c = 3 THEN 'x >= peer_mean(x): 6; else: min(6, x / 200)' WHEN c = 5 THEN format('points(''%s.4'') = 0: 0; else: min(6, x / 100)', f) ELSE 'min(6, x / 200)' END, c
FROM generate_series(1, 4) f, generate_series(1, 10) c;
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'S', code, 'x', 'count', 0, 1000 FROM criterion WHERE parent IS NOT NULL;
INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Sở ' || i, 'sở' FROM generate_series(1, 50) i;
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('A', 'S', 2026, 'Năm 2026', false), ('B', 'S', 2025, 'Năm 2025', false), ('C', 'S', 2024, 'Năm 2024', false);
INSERT INTO participant (round, agency) SELECT r.code, a.code FROM round r, agency a;
CALL advance('A'); CALL advance('B'); CALL advance('C');
SQL
my $entries = q(INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT r, a.code, c.code, 'self', jsonb_build_object('x', abs(hashtext(r || a.code || c.code)) % 1001)
    FROM unnest('{A,B,C}'::text[]) r, agency a, criterion c WHERE c.parent IS NOT NULL ORDER BY r, a.code, c.code;);
my $onward = q(UPDATE participant SET submitted_at = now() WHERE round <> 'A'; CALL advance('B'); CALL advance('C'); CALL take_over('B'); CALL take_over('C'););
my $published = join ' ', map { "CALL advance('C');" } 1 .. 3;

$node->safe_psql('postgres', <<"SQL");
SET client_min_messages = warning;
CREATE EXTENSION par_index;
CREATE ROLE chu NOLOGIN; CREATE ROLE dieu_phoi LOGIN; CREATE ROLE tham_dinh_1 LOGIN; CREATE ROLE tham_dinh_2 LOGIN; CREATE ROLE thu_thap LOGIN; CREATE ROLE bang LOGIN; CREATE ROLE cong LOGIN NOINHERIT;
CALL par.create_registry('tinh');
SET search_path = tinh;
$scheme $entries $onward $published CALL publish('C');
CREATE SCHEMA ngoai;
CREATE TABLE ngoai.figure AS SELECT a.code AS agency, c.code AS criterion, 'x' AS variable, 500 AS value FROM agency a, criterion c WHERE c.code LIKE '4.%';
INSERT INTO feed (scheme, code, view_schema, view_name) VALUES ('S', 'dossiers', 'ngoai', 'figure');
GRANT USAGE ON SCHEMA ngoai TO thu_thap; GRANT SELECT, UPDATE ON ngoai.figure TO thu_thap;
CALL par.give_registry('tinh', 'chu');
CALL grant_duty('dieu_phoi', 'admin'); CALL grant_duty('tham_dinh_1', 'appraiser'); CALL grant_duty('tham_dinh_2', 'appraiser'); CALL grant_duty('thu_thap', 'appraiser'); CALL grant_duty('bang', 'reader');
DO \$\$ BEGIN
    FOR i IN 1 .. 50 LOOP
        EXECUTE format('CREATE ROLE nop_%s NOLOGIN', i);
        EXECUTE format('GRANT nop_%s TO cong', i);
        EXECUTE format('CALL grant_duty(%L, ''submitter'', %L)', 'nop_' || i, 'X' || i);
    END LOOP;
END \$\$;
SQL

# an officer writes a row, or two criteria at once, and looks at what it gave
my %work = (
    officers => [ 'cong', 50, 100, <<'SQL' ],
\set a :client_id + 1
\set c 1 + random(0, 9)
\set f random(1, 4)
\set x random(0, 1000)
BEGIN;
SET LOCAL ROLE nop_:a;
UPDATE tinh.assessment SET inputs = jsonb_build_object('x', :x) WHERE round = 'A' AND agency = concat('X', :a) AND criterion IN (concat(:f, '.', :c), concat(:f, '.4')) AND stage = 'self';
SELECT count(points) FROM tinh.assessment WHERE round = 'A' AND agency = concat('X', :a) AND criterion LIKE concat(:f, '.%') AND stage = 'self';
COMMIT;
SQL
    appraisers => [ 'tham_dinh_', 1, 20, <<'SQL' ],
\set a random(1, 50)
\set c random(1, 10)
\set f random(1, 3)
\set x random(0, 1000)
UPDATE tinh.assessment SET inputs = jsonb_build_object('x', :x) WHERE round = 'B' AND agency = concat('X', :a) AND criterion = concat(:f, '.', :c) AND stage = 'appraisal';
SQL
    reader => [ 'bang', 1, 5, <<'SQL' ],
SELECT count(*), max(par_index) FROM tinh.ranking;
SELECT count(*), sum(points) FROM tinh.field_index WHERE round = 'C' AND agency = 'X7';
SELECT count(*) FROM tinh.trend;
SQL
    collector => [ 'thu_thap', 1, 1, <<'SQL' ],
\set a random(1, 50)
\set x random(0, 1000)
UPDATE ngoai.figure SET value = :x WHERE agency = concat('X', :a);
SET client_min_messages = warning;
CALL tinh.collect('B');
SQL
    sealer => [ 'dieu_phoi', 1, 1, <<'SQL' ],
CALL tinh.seal_log();
SELECT count(*) FROM tinh.progress;
SELECT count(*) FROM tinh.todo;
SQL
);
my $folder = PostgreSQL::Test::Utils::tempdir_short();
my @running;
for my $who (sort keys %work)
{
    my ($role, $clients, $rate, $script) = @{ $work{$who} };
    append_to_file("$folder/$who.sql", $script);
    for my $user ($who eq 'appraisers' ? map { "$role$_" } 1 .. 2 : $role)
    {
        my %one = (who => $who, user => $user, out => '', log => "$folder/$user");
        my @command = ('pgbench', '-n', '-T', $seconds, '-c', $clients, '-j', 1, '-R', $rate, '--log', '--log-prefix', $one{log}, '-f', "$folder/$who.sql", '-h', $node->host, '-p', $node->port, '-U', $user, 'postgres');
        $one{handle} = IPC::Run::start(\@command, '<', \undef, '>&', \$one{out}, IPC::Run::timeout($seconds + 180));
        push @running, \%one;
    }
}
for my $one (@running)
{
    ok($one->{handle}->finish, "$one->{user}: no error") or diag($one->{out});
    my ($number) = $one->{out} =~ /number of transactions actually processed: (\d+)/;
    cmp_ok($number // 0, '>', $seconds / 5, "$one->{user} has worked") or diag($one->{out});
    my @times = sort { $a <=> $b } map { (split)[2] / 1000 } map { split /\n/, slurp_file($_) } glob("$one->{log}.*");
    note(sprintf '%-12s %6d done, median %.1f ms, 95 %% within %.1f ms, longest %.1f ms', $one->{user}, scalar @times, map { $times[ $#times * $_ ] } 0.5, 0.95, 1);
    # how long is for "make load" to say, where nothing else is at work
    cmp_ok($times[ $#times * 0.95 ], '<', 50, "$one->{user}: 95 % within 50 ms") if $ENV{SECONDS_OF_LOAD} && $one->{who} =~ /^(?:officers|appraisers)$/;
}
unlike(slurp_file($node->logfile), qr/ERROR:|deadlock detected|PANIC|FATAL/, 'nor does the server tell of one') or diag(join "\n", grep { /ERROR|deadlock|PANIC|FATAL/ } split /\n/, slurp_file($node->logfile));

# the same, one after the other
my $told = q(SELECT round, agency, criterion, stage, inputs, points, not_applicable, by_hand, taken_over FROM assessment ORDER BY 1, 2, 3, 4; SELECT * FROM ranking ORDER BY round, agency);
my $collected = $node->safe_psql('postgres', q(SELECT string_agg(format('UPDATE assessment SET inputs = %L WHERE (round, agency, criterion, stage) = (%L, %L, %L, %L);', inputs, round, agency, criterion, stage), E'\n' ORDER BY round, agency, criterion, stage)
    FROM tinh.assessment WHERE (round, stage) IN (('A', 'self'), ('B', 'appraisal'))));
$node->safe_psql('postgres', "SET client_min_messages = warning; CALL par.create_registry('mot_minh'); SET search_path = mot_minh; $scheme $entries $onward $published CALL publish('C');\n$collected");
$node->safe_psql('postgres', "SET search_path = $_; CALL rescore('B');") for 'tinh', 'mot_minh';
is($node->safe_psql('postgres', "SET search_path = tinh; $told") =~ s/\|[tf]$//gmr, $node->safe_psql('postgres', "SET search_path = mot_minh; $told") =~ s/\|[tf]$//gmr, 'all is as if they had come one after the other');
is($node->safe_psql('postgres', 'SET search_path = tinh; SELECT count(*) FROM verify_log()'), '0', 'the log is whole');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM tinh.collect_run WHERE problem IS NULL'), '>', 1, 'figures were collected meanwhile');
is($node->safe_psql('postgres', 'SELECT count(*) FROM tinh.collect_run WHERE problem IS NOT NULL'), '0', 'each time');

done_testing();

# A registry whose tables nobody analysed, or half of them as autovacuum does, or
# restored from a dump: every view and every call does as much work as on tables that
# were analysed.  Work is what is counted, not time: pages and rows that scans
# fetched, within functions as well, and rows that passed through the plan of a view.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
# a plan that goes wrong is stopped, so that the test ends
$node->append_conf('postgresql.conf', "autovacuum = off\njit = off\nstatement_timeout = '60s'\ntrack_counts = on\n");
$node->start;

if ($node->safe_psql('postgres', 'SHOW server_version_num') < 150000)
{
    plan skip_all => 'a registry needs PostgreSQL 15';
}

# ---------------------------------------------------------------------------
# 24 agencies, 24 criteria, three rounds: two published, one in review

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', <<'SQL');
CREATE EXTENSION par_index;
CALL par.create_registry('cchc');
SET search_path = cchc;
INSERT INTO agency (code, name, kind) SELECT 'A' || i, 'Sở ' || i, 'k' FROM generate_series(1, 25) i;
INSERT INTO succession VALUES ('A25', 'A1', '2025-06-01');
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S1', 'Bộ chỉ số', 'k', false);
INSERT INTO criterion (scheme, code, title, max_points) SELECT 'S1', f::text, 'Lĩnh vực', 12 FROM generate_series(1, 8) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text, source)
SELECT 'S1', f || '.' || c, f::text, 'Tiêu chí', 4, CASE WHEN f = 8 AND c = 3 THEN 'survey' ELSE 'appraisal' END,
       CASE WHEN f = 8 AND c = 3 THEN NULL
            WHEN f = 1 AND c = 1 THEN 'not known(peer_mean(n)): 2; n >= peer_mean(n): 4; else: 2'
            WHEN f = 2 AND c = 1 THEN 'not known(previous(n)): 2; n > previous(n): 4; else: 2'
            WHEN f = 3 AND c = 1 THEN 'points(''4'') >= 6: 4; else: 2'
            WHEN c = 1 THEN 'min(4, n / 10)' END, 'nguồn ' || c
FROM generate_series(1, 8) f, generate_series(1, 3) c;
INSERT INTO variable (scheme, criterion, name, kind)
SELECT c.scheme, c.code, 'n', 'count' FROM criterion c WHERE c.rule_text ~ '\mn\M';
INSERT INTO answer_option (scheme, code, share) VALUES ('S1', 'A', 1), ('S1', 'B', 0.5);
INSERT INTO respondent_group (scheme, criterion, code, weight) VALUES ('S1', '8.3', 'dân', 2), ('S1', '8.3', 'dn', 1);
INSERT INTO survey_question (scheme, criterion, code, title) SELECT 'S1', '8.3', 'Q' || i, 'Câu hỏi' FROM generate_series(1, 3) i;
CALL approve_scheme('S1');
CALL revise_scheme('S1', 'S2');
UPDATE criterion SET rule_text = 'min(4, n / 20)' WHERE scheme = 'S2' AND code = '5.1';
CALL approve_scheme('S2');
CALL revise_scheme('S2', 'S3');
CALL approve_scheme('S3');
CALL revise_scheme('S3', 'draft');
INSERT INTO comment (scheme, criterion, author, body) SELECT 'draft', c.code, 'Tỉnh X', 'nên đổi' FROM criterion c WHERE c.scheme = 'draft';
INSERT INTO round (code, scheme, year, title) SELECT (2023 + i)::text, 'S' || i, 2023 + i, 'Năm' FROM generate_series(1, 3) i;
INSERT INTO participant (round, agency) SELECT r.code, 'A' || i FROM round r, generate_series(1, 24) i;
SQL

for my $year (2024 .. 2026)
{
    $node->safe_psql('fresh', <<"SQL");
SET search_path = cchc;
CALL advance('$year');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT '$year', p.agency, l.code, 'self', CASE WHEN v.name IS NOT NULL THEN jsonb_build_object('n', abs(hashtext(p.agency || l.code || $year)) % 40) END,
       CASE WHEN c.rule_text IS NULL THEN 3 END
FROM participant p JOIN round r ON r.code = p.round JOIN leaf l ON l.scheme = r.scheme
JOIN criterion c ON c.scheme = l.scheme AND c.code = l.code
LEFT JOIN variable v ON v.scheme = l.scheme AND v.criterion = l.code
WHERE r.code = '$year' AND l.method = 'appraisal';
INSERT INTO evidence (round, agency, criterion, title) SELECT '$year', p.agency, '1.1', 'Báo cáo' FROM participant p WHERE p.round = '$year';
INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option)
SELECT '$year', p.agency, 'Q' || q, 'r' || i, CASE WHEN i % 3 = 0 THEN 'dn' ELSE 'dân' END, CASE WHEN i % 2 = 0 THEN 'A' ELSE 'B' END
FROM participant p, generate_series(1, 80) i, generate_series(1, 3) q WHERE p.round = '$year';
UPDATE participant SET submitted_at = now() WHERE round = '$year';
CALL advance('$year');
CALL take_over('$year');
CALL advance('$year');
CALL advance('$year');
UPDATE assessment SET points = 2, note = 'ít' WHERE false;
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT '$year', p.agency, '4.2', 'review', 2 FROM participant p WHERE p.round = '$year';
SQL
    $node->safe_psql('fresh', "SET search_path = cchc; CALL advance('$year'); CALL publish('$year')") if $year < 2026;
}

# ---------------------------------------------------------------------------
# what is asked: each view whole, of a round, of an agency, of both; and each call.
# Two views are the text of functions that plan it in two ways, and asked by nobody else.

my @asked;
for (split /\n/, $node->safe_psql('fresh', q(
    SELECT c.relname, bool_or(a.attname = 'round'), bool_or(a.attname = 'agency')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind = 'v' AND a.attnum > 0 AND obj_description(c.oid) NOT LIKE 'internal:%'
    GROUP BY c.relname ORDER BY c.relname)))
{
    my ($view, $round, $agency) = split /\|/;
    my $select = "SELECT count(v) FROM $view v";
    push @asked, $select;
    push @asked, "$select WHERE round = '2026'", "$select WHERE round = '2025'" if $round eq 't';
    push @asked, "$select WHERE agency = 'A7'" if $agency eq 't';
    push @asked, "$select WHERE round = '2026' AND agency = 'A7'", "$select WHERE round = '2025' AND agency = 'A7'" if $round eq 't' && $agency eq 't';
}
cmp_ok(scalar @asked, '>', 40, 'views are found');
push @asked, map { "SELECT count(f) FROM $_ f" } (
    q(missing('2026')), q(missing_self('2026')), q(missing_self('2026', 'A7')),
    q(explain('2026', 'A7', '1.1')), q(explain('2026', 'A7', '3')), q(explain('2025', 'A7', '1.1')),
    q(why_changed('2026', 'A7')), q(why_changed('2025', 'A7')), q(improvement('2026', 'A7')),
    q(overtaken('2026', 'A7')), q(overtaken('2025', 'A7')),
    q(simulate_scheme('2025', 'draft')), q(simulate_items('2025', 'draft')),
    q(survey_points('2026')), q(survey_points('2026', '{A7}')), q(survey_estimate('2026')), q(survey_shortfall('2026')),
    q(scheme_problems('draft')), q(scheme_diff('S1', 'S2')), q(criterion_map('S1', 'S2')),
    q(export_scheme('S2')), q(verify('2025')), q(verify('2024', 1)),
    q(as_of('2026', now())), q(as_of('2026', '-infinity')), q(as_of('2026', (SELECT min(committed_at) FROM change_commit))), q(as_of('2025', now())),
    q(as_of('2026', (SELECT c.committed_at FROM change_commit c JOIN change_log l USING (transaction) WHERE l.table_name = 'round' ORDER BY l.id DESC OFFSET 2 LIMIT 1))),
    q(history('2026', 'A7', '1.1')), q(verify_log()), q(verify_log('x')));
push @asked,
    q(CALL seal_log()), q(CALL rescore('2026')), q(CALL advance('2026')), q(CALL advance('2026'); CALL publish('2026')),
    q(CALL correct('2025', 'nhầm')), q(CALL correct('2025', 'nhầm'); CALL advance('2025'); CALL publish('2025')),
    q(CALL reopen('2026', 'appraisal', 'x'); DELETE FROM assessment WHERE round = '2026' AND stage = 'appraisal'; CALL take_over('2026')),
    q(CALL revise_scheme('S3', 'S4'); CALL approve_scheme('S4')),
    q(UPDATE assessment SET points = 1 WHERE round = '2026' AND agency = 'A7' AND criterion = '4.2' AND stage = 'review'),
    q(INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option) VALUES ('2025', 'A7', 'Q1', 'x', 'dân', 'A'));
# answers of a published round are refused
$asked[-1] =~ s/2025/2026/;

# pages and rows that a transaction fetched, and rows that passed through its plan
sub work
{
    my ($db, $sql) = @_;
    my $explain = $sql =~ /^SELECT/ ? 'EXPLAIN (ANALYZE, TIMING off, FORMAT json) ' : '';
    my ($ret, $out, $err) = $node->psql($db, <<"SQL");
SET search_path = cchc;
BEGIN;
$explain$sql;
SELECT 'fetched ' || sum(pg_stat_get_xact_blocks_fetched(c.oid) + pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid))
FROM pg_class c WHERE c.relnamespace = 'cchc'::regnamespace;
ROLLBACK;
SQL
    if ($err =~ /ERROR:  (.*)/)
    {
        diag "$sql: $1";
        return 1e9;
    }
    my ($work) = $out =~ /fetched (\d+)/;
    while ($out =~ /"Actual Rows": (\d+).*?"Actual Loops": (\d+)((?:,\s*"[^"]*": (?:"[^"]*"|[\d.]+|true|false|\[[^\[\]{}]*\]))*)/sg)
    {
        my ($rows, $loops, $rest) = ($1, $2, $3);
        $rows += $1 while $rest =~ /"Rows Removed by [^"]*": (\d+)/g;
        $work += $rows * $loops;
    }
    return $work;
}

sub work_of_all
{
    my ($db) = @_;
    return { map { $_ => work($db, $_) } @asked };
}

my $dump = PostgreSQL::Test::Utils::tempdir . '/registry.dump';
my $never = work_of_all('fresh');
$node->command_ok([ 'pg_dump', '-h', $node->host, '-p', $node->port, '-f', $dump, 'fresh' ], 'is dumped');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', $node->host, '-p', $node->port, '-d', 'restored', '-f', $dump ], 'is restored');
my $restored = work_of_all('restored');
$node->safe_psql('fresh', 'ANALYZE cchc.assessment, cchc.participant, cchc.criterion, cchc.survey_answer');
my $half = work_of_all('fresh');
$node->safe_psql('fresh', 'ANALYZE');
my $analysed = work_of_all('fresh');

for my $state ([ 'never analysed', $never ], [ 'restored', $restored ], [ 'half analysed', $half ])
{
    my ($name, $measured) = @$state;
    my @slow = grep { $measured->{$_} > 2 * $analysed->{$_} + 2000 } @asked;
    is(join("\n", map { "$_: $measured->{$_} instead of $analysed->{$_}" } @slow), '', "views and calls work as little on tables $name");
}
# and what is measured is measured: a question of one agency is less work than one of all
is(scalar(grep { !$analysed->{$_} } @asked), 0, 'each of them does some work');
cmp_ok($analysed->{"SELECT count(v) FROM score v WHERE round = '2026' AND agency = 'A7'"}, '<',
    $analysed->{"SELECT count(v) FROM score v WHERE round = '2026'"} / 4, 'work of one agency is a part of that of all');

note sprintf("%9d %9d %9d %9d  %s", $analysed->{$_}, $never->{$_}, $restored->{$_}, $half->{$_}, $_) for @asked;

$node->stop;
done_testing();

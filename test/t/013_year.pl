# A department with fifty officers, set up by the lines of doc/security.md, goes through a
# year by roles with duties; another registry goes through the same by its owner alone.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
if ($node->safe_psql('postgres', 'SHOW server_version_num') < 150000)
{
    plan skip_all => 'a registry needs PostgreSQL 15';
}

sub as
{
    my ($role, $registry, $sql) = @_;
    my ($ret, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nSET client_min_messages = warning;\nSET search_path = $registry;\n$sql",
        on_error_stop => 1, extra_params => [ '-U', $role ]);
    return $err =~ /ERROR:  (\w{5}: .*(?:\n.*DETAIL:  .*)?)/ ? $1 : $out;
}

$node->safe_psql('postgres', "CREATE EXTENSION par_index; CALL par.create_registry('so_nganh'); CALL par.create_registry('alone')");
my $owner = $node->safe_psql('postgres', 'SELECT current_user');
my $agencies = q(INSERT INTO agency (code, name, kind) SELECT 'S' || n, 'Sở ' || n, 'department' FROM generate_series(1, 50) n);
is(as($owner, $_, $agencies), '', "fifty agencies in $_") for 'so_nganh', 'alone';

# the lines of the document
my $doc = slurp_file('doc/security.md');
$doc =~ s/\bcchc\b/so_nganh/g;
$doc =~ s/\bcchc_owner\b/so_nganh_owner/g;
my ($first, $then) = $doc =~ /^-- as a superuser.*?\n(.*?)^```.*?^psql -U noi_vu <<'SQL'\n(.*?)^SQL/ms or die 'no lines';
is(as($owner, 'public', $first), '', 'who owns it makes the roles and an admin');
is(as('noi_vu', 'public', $then), '', 'who gives the duties');
is(as('noi_vu', 'so_nganh', q(SELECT duty, count(*), count(DISTINCT role_name) FROM member GROUP BY 1 ORDER BY 1)), "admin|1|1\nsubmitter|51|51", 'fifty roles for fifty agencies');
my ($application) = $doc =~ /^(CREATE ROLE cong_thong_tin.*?;)\n/m or die 'no application';
$node->safe_psql('postgres', "$application\nGRANT nop_s1, nop_s2, noi_vu TO cong_thong_tin; CREATE ROLE tham_dinh NOLOGIN; CREATE ROLE nguyen_an LOGIN; CREATE ROLE tran_binh LOGIN; CREATE ROLE cong_chung LOGIN; GRANT tham_dinh TO nguyen_an, tran_binh");
is(as('noi_vu', 'so_nganh', q(CALL grant_duty('tham_dinh', 'appraiser'); CALL grant_duty('cong_chung', 'reader'))), '', 'appraisers as a group, and the public');

# Who does what, in this order.
my @year;
sub step { push @year, [@_] }
step('noi_vu', <<'SQL');
INSERT INTO scheme (code, title, agency_kind) VALUES ('D', 'Chỉ số 2026', 'department');
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, method, evidence_required) VALUES
    ('D', '1', NULL, 'Thủ tục', 60, NULL, 'appraisal', false),
    ('D', '1.1', '1', 'Đúng hạn', 30, 'min(30, 30 * ratio(b, a, 1))', 'appraisal', true),
    ('D', '1.2', '1', 'So với các sở', 20, 'x >= peer_mean(x): 20; else: 20 * x / peer_max(x)', 'appraisal', false),
    ('D', '1.3', '1', 'Điều kiện', 10, $$points('1.1') < 15: 0; else: 10$$, 'appraisal', false),
    ('D', '2', NULL, 'Chấm', 20, NULL, 'appraisal', false), ('D', '2.1', '2', 'Trực tiếp', 20, NULL, 'appraisal', false),
    ('D', '3', NULL, 'Hài lòng', 20, NULL, 'survey', false);
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('D', '1.1', 'a', 'count'), ('D', '1.1', 'b', 'count'), ('D', '1.2', 'x', 'count');
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('D', '3', 'Q', 'Hài lòng?');
INSERT INTO answer_option VALUES ('D', 'A', 1), ('D', 'B', 0.5), ('D', 'C', 0);
INSERT INTO grade (scheme, label, min_index) VALUES ('D', 'Tốt', 70), ('D', 'Khá', 0);
UPDATE scheme SET in_consultation = true WHERE code = 'D';
SQL
step('nop_s3', q(INSERT INTO comment (scheme, criterion, author, body) VALUES ('D', '2.1', 'Sở 3', 'Nên có quy tắc')));
step('noi_vu', <<'SQL');
CALL resolve_comment(1, 'explained', 'Chưa có số liệu');
CALL approve_scheme('D');
INSERT INTO round (code, scheme, year, title) VALUES ('2026', 'D', 2026, 'Năm 2026');
INSERT INTO participant (round, agency, league) SELECT '2026', code, CASE WHEN code <= 'S3' THEN 'a' ELSE 'b' END FROM agency;
INSERT INTO delegation (round, criterion, appraiser) VALUES ('2026', '2', 'tran_binh');
CALL advance('2026');
SQL
for my $n (1 .. 50)
{
    my ($a, $b) = (100 + $n, 100 + $n - $n * 7 % 90);
    # half of them from a file
    my $entry = $n % 2 ? qq(INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES ('2026', 'S$n', '1.1', 'self', '{"a": $a, "b": $b}', NULL),
            ('2026', 'S$n', '1.2', 'self', '{"x": @{[ $n * 13 % 50 ]}}', NULL), ('2026', 'S$n', '1.3', 'self', NULL, NULL), ('2026', 'S$n', '2.1', 'self', NULL, @{[ $n % 21 ]});)
        : qq(\\copy import_row (round, agency, criterion, stage, variable, value, points) FROM stdin (FORMAT csv)\n2026,S$n,1.1,self,a,$a,\n2026,S$n,1.1,self,b,$b,\n2026,S$n,1.2,self,x,@{[ $n * 13 % 50 ]},\n2026,S$n,1.3,self,,,\n2026,S$n,2.1,self,,,@{[ $n % 21 ]}\n\\.\nCALL import(););
    step("nop_s$n", "$entry\nINSERT INTO evidence (round, agency, criterion, title) VALUES ('2026', 'S$n', '1.1', 'Báo cáo $n');\nCALL submit('2026', 'S$n')");
}
step('nop_s4', q(INSERT INTO exemption (round, agency, criterion, reason) VALUES ('2026', 'S4', '1.2', 'không có hồ sơ')));
step('noi_vu', q(UPDATE exemption SET status = 'accepted'; CALL advance('2026')));
step('nguyen_an', q(CALL return_submission('2026', 'S5', 'thiếu số liệu')));
step('nop_s5', q(UPDATE assessment SET inputs = '{"a": 100, "b": 50}' WHERE criterion = '1.1' AND agency = 'S5'; CALL submit('2026', 'S5')));
step('nguyen_an', q(CALL take_over('2026'); CALL ask('2026', 'S6', '1.1', 'Số liệu lấy ở đâu?')));
step('tran_binh', q(CALL take_over('2026'); UPDATE assessment SET points = 3, note = 'theo biên bản' WHERE round = '2026' AND agency = 'S7' AND criterion = '2.1' AND stage = 'appraisal'));
step('noi_vu', q(CALL advance('2026')));
step('nop_s6', q(CALL answer(1, 'Hệ thống một cửa')));
step('noi_vu', "CALL advance('2026');\n\\copy survey_answer (round, agency, question, respondent, option) FROM stdin (FORMAT csv)\n"
    . join('', map { my $n = $_; map { "2026,S$n,Q,r$_," . substr('ABC', ($n * $_) % 3, 1) . "\n" } 1 .. 5 } 1 .. 50) . "\\.\n");
step('tran_binh', q(INSERT INTO assessment (round, agency, criterion, stage, points, note) VALUES ('2026', 'S8', '2.1', 'review', 11, 'sau giải trình')));
step('noi_vu', q(CALL advance('2026'); INSERT INTO grade_cap VALUES ('2026', 'S9', 'Khá', 'kỷ luật'); CALL publish('2026')));

my $number = 0;
for my $step (@year)
{
    my ($role, $sql) = @$step;
    $number++;
    is(as($role, 'so_nganh', $sql), '', "step $number, $role");
    # whose the delegated criteria are is asked of the owner too
    is(as($owner, 'alone', $sql =~ s/'tran_binh'/'$owner'/r =~ s/(CALL take_over\('2026'\);) UPDATE/UPDATE/r), '', "step $number, alone");
}
for my $query (q(SELECT agency, league, points, max_points, par_index, rank, grade FROM ranking ORDER BY 1), q(SELECT agency, field, points, max_points, field_index, rank FROM field_index ORDER BY 1, 2),
    q(SELECT agency, criterion, stage, inputs, context, by_hand, note, entered_points, points, max_points, not_applicable FROM result_item ORDER BY 1, 2), q(SELECT * FROM verify('2026')))
{
    my $result = as('noi_vu', 'so_nganh', $query);
    is($result, as($owner, 'alone', $query), "like the owner's: $query");
}
is(as('cong_chung', 'so_nganh', 'SELECT count(*), count(DISTINCT par_index) > 20 FROM ranking'), '50|t', 'all of it is there for the public');
is(as('noi_vu', 'so_nganh', q(SELECT string_agg(DISTINCT assessed_by, ' ' ORDER BY assessed_by) FROM assessment WHERE stage <> 'self')), 'nguyen_an tran_binh', 'each by who did it');
is(as('noi_vu', 'so_nganh', q(SELECT count(DISTINCT assessed_by), bool_and(assessed_by = 'nop_' || lower(agency)) FROM assessment WHERE stage = 'self')), '50|t', 'and for whom');
is(as('noi_vu', 'so_nganh', q(SELECT string_agg(DISTINCT changed_by, ' ' ORDER BY changed_by) FROM round_event WHERE agency IS NULL)), 'noi_vu', 'moved by who may');
is(as('noi_vu', 'so_nganh', q(SELECT published_by FROM publication)), 'noi_vu', 'and published');

# an application becomes who is at work, and nobody otherwise
is(as('cong_thong_tin', 'so_nganh', 'SELECT count(*) FROM so_nganh.assessment') =~ s/:.*//sr, '42501', 'an application has no rights by itself');
is(as('cong_thong_tin', 'so_nganh', 'BEGIN; SET LOCAL ROLE nop_s1; SELECT actor(), string_agg(DISTINCT agency, chr(44)) FROM assessment; COMMIT'), 'nop_s1|S1', 'becomes one');
is(as('cong_thong_tin', 'so_nganh', 'BEGIN; SET LOCAL ROLE nop_s1; COMMIT; SELECT count(*) FROM so_nganh.assessment') =~ s/:.*//sr, '42501', 'until the end of the transaction');
is(as('cong_thong_tin', 'so_nganh', 'SET ROLE nop_s3') =~ s/:.*//sr, '42501', 'and none that it was not given');

# who leaves
is(as('noi_vu', 'so_nganh', q(CALL revoke_duty('nop_s50', 'submitter'))), '', 'a duty is taken back');
is(as('nop_s50', 'so_nganh', 'SELECT (SELECT count(*) FROM participant), (SELECT count(*) FROM evidence)'), '0|0', 'with what it was for');
is(as($owner, 'public', 'REVOKE nop_ho_so FROM nop_s50'), '', 'and the group');
is(as('nop_s50', 'so_nganh', 'SELECT * FROM so_nganh.ranking') =~ s/:.*//sr, '42501', 'with all rights');
is(as($owner, 'public', 'DROP ROLE nop_s50'), '', 'and nothing holds the role');

$node->stop;
done_testing();

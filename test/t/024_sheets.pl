# Workbooks with the programs that offices have: out by ogr2ogr, filled in as officials do and saved by
# LibreOffice, in by LibreOffice and \copy, by ogr2ogr and by ogr_fdw.  What is not there is skipped.
use strict;
use warnings;
use Cwd;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

sub found { my ($program) = @_; return grep { -x "$_/$program" } split /:/, $ENV{PATH} }
plan skip_all => 'there is no ogr2ogr: Debian has it in package gdal-bin' unless found('ogr2ogr');
plan skip_all => 'there is no python3' unless found('python3');
plan skip_all => 'this GDAL has no driver PostgreSQL or XLSX' unless 2 == grep { /\b(?:PostgreSQL|XLSX) -vector- \(rw/ } `ogr2ogr --formats`;

my $node = PostgreSQL::Test::Cluster->new('sheets');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
local @ENV{qw(PGHOST PGPORT PGDATABASE PGCLIENTENCODING)} = ($node->host, $node->port, 'sheets', 'UTF8');
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');
$node->safe_psql('postgres', 'CREATE DATABASE sheets');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', 'test/clients/sheets.sql' ], 'a registry is made');
$node->safe_psql('sheets', 'CREATE SCHEMA nhap; GRANT USAGE, CREATE ON SCHEMA nhap TO dieu_phoi, tham_dinh, so_noi_vu');

my $here = PostgreSQL::Test::Utils::tempdir;
my $office = found('soffice');
my $workbook = getcwd() . '/test/clients/workbook.py';

# a command in the folder of the files, as a role
sub run_as
{
    my ($role, $input, @command) = @_;
    my ($out, $err) = ('', '');
    local $ENV{PGUSER} = $role;
    local $ENV{HOME} = $here;
    my $ran = eval { IPC::Run::run(\@command, '<', \$input, '>', \$out, '2>', \$err, init => sub { chdir $here }, IPC::Run::timeout(120)) };
    return ($ran, $out =~ s/\n\z//r, $err . ($@ // ''));
}

sub shell { my ($role, $line, $what) = @_; my ($ran, $out, $err) = run_as($role, '', 'bash', '-euo', 'pipefail', '-c', $line); ok($ran, $what) or diag($err); return $out }

sub sql
{
    my ($role, $lines) = @_;
    my ($ran, $out, $err) = run_as($role, $lines, 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=default');
    diag($err) unless $ran;
    return wantarray ? ($out, $err) : $out;
}

sub read_book { my ($file) = @_; my ($ran, $out, $err) = run_as($superuser, '', 'python3', $workbook, 'read', $file); diag($err) unless $ran; return JSON::PP->new->decode($out)->{sheets} }

sub write_book
{
    my ($file, @sheets) = @_;
    my $json = JSON::PP->new->encode({ sheets => \@sheets });
    utf8::downgrade($json);     # strings are of bytes throughout
    my ($ran, $out, $err) = run_as($superuser, $json, 'python3', $workbook, 'write', $file);
    ok($ran, "$file is written") or diag($out . $err);
    return;
}

# as offices save it: formulas with what they give
sub save_book
{
    my ($file) = @_;
    return unless $office;
    mkdir "$here/saved";
    my ($ran, $out, $err) = run_as($superuser, '', 'soffice', "-env:UserInstallation=file://$here/office", '--headless', '--convert-to', 'xlsx', '--outdir', 'saved', $file);
    ok($ran && rename("$here/saved/$file", "$here/$file"), "$file is saved") or diag($out . $err);
    return;
}
sub number { return { n => 0 + $_[0] } }

# the lines of the documentation
my $text = slurp_file('doc/registry.md');
my ($to_csv) = $text =~ /^(soffice .*) \S+\.xlsx$/m;
my ($from_csv) = $text =~ /^(\\set header.*?\n)CALL load_sheet/ms;
my ($problems) = $text =~ /^(SELECT line \+ 2 .*;)$/m;
my ($to_table) = $text =~ /^(ogr2ogr -f PostgreSQL .*?) \S+\.xlsx/m;
my %out;
push @{ $out{$2} }, $1 while $text =~ /^(ogr2ogr -f XLSX (?:-update )?(\w+)\.xlsx .*)$/mg;
my ($to_foreign) = $text =~ /^(CREATE SERVER .* FOREIGN DATA WRAPPER ogr_fdw .*\nIMPORT .*)$/m;
my ($load) = $text =~ /^(psql -c .*load_sheet.*)$/m;
ok($to_csv && $from_csv && $problems && $to_table && $to_foreign && $load && join(' ', sort keys %out) eq 'bieu bo_chi_so rong xep_hang', 'lines of the documentation') or BAIL_OUT('doc/registry.md has other lines');
$to_foreign =~ s{'/[^']*\.xlsx'}{'$here/dien.xlsx'};
$to_csv =~ s/^soffice/soffice -env:UserInstallation=file:\/\/$here\/office/;
sub as_csv { my ($file) = @_; return shell($superuser, "$to_csv $file.xlsx", "$file.xlsx becomes CSV by LibreOffice") }
sub as_table { my ($role, $file, $more) = @_; return shell($role, "$to_table $file.xlsx" . ($more // " -nln $file"), "$file.xlsx becomes a table by ogr2ogr") }
sub copied { my ($file) = @_; return $from_csv =~ s/\b\w+\.csv/$file.csv/gr }

# ---------------------------------------------------------------------------
# out

shell('dieu_phoi', $out{xep_hang}[0], 'a ranking goes out');
my ($sheet) = @{ read_book('xep_hang.xlsx') };
is($sheet->[0], 'Xếp hạng 2025', 'the sheet has its name');
my %column = map { $sheet->[1][0][$_] => $_ } 0 .. $#{ $sheet->[1][0] };
is_deeply([ map { my $row = $_; [ map { $row->[ $column{$_} ] } qw(agency agency_name league par_index rank grade) ] } @{ $sheet->[1] }[ 1 .. 3 ] ],
    [ [ 'SNV', 'Sở Nội vụ', 'Các sở', number(86.32), number(1), 'Tốt' ], [ 'SYT', 'Sở Y tế', 'Các sở', number(79.5), number(2), 'Khá' ], [ '01', 'Thanh tra tỉnh', 'Các sở', number(71), number(3), 'Khá' ] ],
    'numbers are numbers, text is text');

# ---------------------------------------------------------------------------
# a form goes out, is filled in, and comes back in three ways

sql('dieu_phoi', <<'SQL');
INSERT INTO cchc.round (code, scheme, year, title) VALUES ('2026', 'SO', 2026, 'Chỉ số CCHC năm 2026');
INSERT INTO cchc.participant (round, agency, league) SELECT '2026', code, 'Các sở' FROM cchc.agency;
CALL cchc.advance('2026');
SQL
shell('so_noi_vu', $out{bieu}[0], 'a form goes out');
($sheet) = @{ read_book('bieu.xlsx') };
my ($head, @rows) = @{ $sheet->[1] };
is_deeply([ map { my %r; @r{@$head} = @$_; join '|', map { $_ // '' } @r{qw(round agency criterion variable kind allowed previous)} } @rows ],
    [ '2026|SNV|1.1|issued|boolean|có hoặc không|', '2026|SNV|1.1|issued_on|date|ngày, YYYY-MM-DD hoặc DD/MM/YYYY|', '2026|SNV|1.2|level|choice|đủ; thiếu, một phần; không|',
      '2026|SNV|1.10|||từ 0 đến 10|', '2026|SNV|2.1|a|count|số nguyên từ 0|180', '2026|SNV|2.1|b|count|số nguyên từ 0|171', '2026|SNV|2.2|share|percent|từ 0 đến 100|', '2026|SNV|2.3|fees|amount|một số|' ],
    'all of it is text, 1.10 too, with last year beside it');

# others have loaded something too
sql('so_y_te', q{INSERT INTO cchc.import_row (round, agency) SELECT '2026', 'SYT' FROM generate_series(1, 5)});

# columns in another order, one more, a row left empty, cells of all kinds, and one that can be read in two ways
my %filled = (issued => { bool => JSON::PP::true }, issued_on => { day => '2026-02-28' }, level => 'thiếu, một phần', a => number(200), b => $office ? { formula => '150+45' } : number(195), share => '12,5', fees => '1.900');
my @order = ('value', 'points', 'Người nhập', reverse grep { !/^(value|points)$/ } @$head);
my @form = map {
    my %r;
    @r{@$head} = @$_;
    $r{'Người nhập'} = 'Nguyễn Văn An';
    if (defined $r{variable}) { $r{value} = $filled{ $r{variable} } }
    else { @r{qw(points note)} = (number(7.5), "phụ lục 2; trang 3,\n\"mục 4\"") }
    [ @r{@order} ]
} @rows;
splice @form, 3, 0, [];
write_book('dien.xlsx', [ 'Biểu tự đánh giá', [ \@order, @form ] ]);
save_book('dien.xlsx');

my $expected = join "\n", '1.1|{"issued": true, "issued_on": "2026-02-28"}|10|', '1.10||7.5|phụ lục 2; trang 3,/"mục 4"', '1.2|{"level": "thiếu, một phần"}|5|', '2.1|{"a": 200, "b": 195}|29.25|', '2.2|{"share": 12.5}|1.5625|';
sub comes_back
{
    my ($way, $source, $setting_up) = @_;
    my ($out, $err) = sql('so_noi_vu', <<"SQL");
CALL cchc.clear_import();
SET search_path = cchc;
$setting_up
CALL load_sheet('$source');
CALL import(dry_run => true);
\\echo planned
SELECT action, key::jsonb ->> 2, substring(new FROM '(?n)^points: (.*)\$') FROM import_plan ORDER BY place;
SELECT count(*) FROM assessment;
\\echo refused
$problems
CALL import();
UPDATE own_import_row SET value = '1900' WHERE variable = 'fees';
\\echo written
SELECT criterion, inputs, points, replace(note, E'\\n', '/') FROM assessment WHERE agency = 'SNV' AND stage = 'self' ORDER BY criterion COLLATE "C";
CALL import();
SELECT inputs ->> 'fees', points FROM assessment WHERE criterion = '2.3';
SELECT count(*) FROM own_import_row;
SQL
    like($err, qr/NOTICE:  9 rows were loaded into import_row\n.*DETAIL:  Not read: .*"người nhập"/s, "$way: rows are loaded, others named");
    like($err, qr/nothing was written: 5 rows would be new, 0 changed\n.*1 rows of assessments would be refused/s, "$way: a dry run says what would happen");
    my ($planned, $refused, $written) = $out =~ /^planned\n(.*)\nrefused\n(.*)\nwritten\n(.*)\z/ms;
    is($planned, "new|1.1|10\nnew|1.10|7.5\nnew|1.2|5\nnew|2.1|29.25\nnew|2.2|1.5625\n0", "$way: and lists it, and writes nothing");
    is($refused, '10|2.3|fees|1.900|biến "fees": "1.900" có thể đọc theo hai cách: viết 1900 hoặc 1.9000', "$way: a cell that can be read in two ways is named by its row");
    is($written, $expected . "\n1900|10\n0", "$way: the others are assessments, it too once it is corrected");
    sql('so_noi_vu', q{DELETE FROM cchc.assessment WHERE agency = 'SNV'});
    return;
}

SKIP:
{
    skip 'there is no LibreOffice: Debian has it in package libreoffice-calc-nogui', 1 unless $office;
    as_csv('dien');
    comes_back('LibreOffice and \copy', 'form', copied('dien'));
}
as_table('so_noi_vu', 'dien');
comes_back('ogr2ogr', 'nhap.dien', '');
my $has_fdw = $node->safe_psql('sheets', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'ogr_fdw'});
SKIP:
{
    skip 'there is no ogr_fdw: Debian has it in package postgresql-15-ogr-fdw', 1 unless $has_fdw;
    sql($superuser, <<"SQL");
CREATE EXTENSION ogr_fdw;
$to_foreign
GRANT SELECT ON nhap."Biểu tự đánh giá" TO so_noi_vu;
SQL
    comes_back('ogr_fdw', 'nhap."Biểu tự đánh giá"', '');
}
# ---------------------------------------------------------------------------
# a row for each agency: all cells of a column of one kind, so that ogr makes numbers and days of them

sql('dieu_phoi', <<'SQL');
INSERT INTO cchc.zero_missing (round, agency, reason) SELECT '2026', code, 'thử' FROM cchc.agency;
CALL cchc.advance('2026');
SQL
shell('tham_dinh', $out{rong}[0], 'a wide form goes out');
($sheet) = @{ read_book('rong.xlsx') };
is_deeply($sheet->[1], [ [ qw(agency agency_name 1.1/issued 1.1/issued_on 1.2/level 1.10 2.1/a 2.1/b 2.2/share 2.3/fees) ], [ '01', 'Thanh tra tỉnh' ], [ 'SNV', 'Sở Nội vụ' ], [ 'SYT', 'Sở Y tế' ] ], 'with a row for each agency');
my @wide = ([ { bool => JSON::PP::true }, { day => '2026-03-31' }, 'đủ', number(9.25), number(100), number(90), { percent => 0.5 }, number(12.345) ],
    [ { bool => JSON::PP::false }, undef, 'không', number(7), number(250), number(250), { percent => 0.125 }, number(2000) ]);
write_book('rong.xlsx', [ 'Thẩm định', [ [ @{ $sheet->[1][0] }, 'Ghi chú' ], (map { [ @{ $sheet->[1][ $_ + 1 ] }, @{ $wide[$_] }, 'x' ] } 0, 1), $sheet->[1][3] ] ]);
as_table('tham_dinh', 'rong');
my ($out, $err) = sql('tham_dinh', <<'SQL');
CALL cchc.clear_import();
CALL cchc.load_wide('nhap.rong', '2026');
CALL cchc.import();
SELECT agency, criterion, inputs, points FROM cchc.assessment WHERE stage = 'appraisal' ORDER BY agency COLLATE "C", criterion COLLATE "C";
SELECT count(*) FROM cchc.own_import_row;
SQL
like($err, qr/15 cells were loaded into import_row\n.*Not read: ogc_fid, "Ghi chú"/s, 'wide: empty cells are left out');
is($out, join("\n", '01|1.1|{"issued": true, "issued_on": "2026-03-31"}|10', '01|1.10||9.25', '01|1.2|{"level": "đủ"}|10', '01|2.1|{"a": 100, "b": 90}|27', '01|2.2|{"share": 0.5}|0.0625', '01|2.3|{"fees": 12.3450}|0.12345',
    'SNV|1.1|{"issued": false}|0', 'SNV|1.10||7', 'SNV|1.2|{"level": "không"}|0', 'SNV|2.1|{"a": 250, "b": 250}|30', 'SNV|2.2|{"share": 0.125}|0.015625', 'SNV|2.3|{"fees": 2000}|10', '0'),
    'wide: numbers and days are what they are, shares those of the cells');
SKIP:
{
    skip 'there is no LibreOffice: Debian has it in package libreoffice-calc-nogui', 1 unless $office;
    as_csv('rong');
    ($out, $err) = sql('tham_dinh', "SET search_path = cchc;\nCALL clear_import();\n" . copied('rong') . <<'SQL');
CALL load_wide('form', '2026');
CALL import(dry_run => true);
SELECT criterion, variable, value FROM own_import_row WHERE variable = 'share' ORDER BY line;
SELECT action, key, substring(old FROM '(?n)share.*$'), substring(new FROM '(?n)share.*$') FROM import_plan WHERE key LIKE '%"2.2"%' ORDER BY place;
SELECT r.agency, p.problem FROM import_problem p JOIN own_import_row r USING (line);
CALL clear_import();
SQL
    is($out, <<'OUT' =~ s/\n\z//r, 'wide, by LibreOffice: percentages as they are shown, and of a number of three decimals it cannot be told');
2.2|share|50.00%
2.2|share|12.50%
changed|["2026", "01", "2.2", "appraisal"]|share": 0.5}|share": 50.00}
changed|["2026", "SNV", "2.2", "appraisal"]|share": 0.125}|share": 12.50}
01|biến "fees": "12.345" có thể đọc theo hai cách: viết 12345 hoặc 12.3450
OUT
}

# ---------------------------------------------------------------------------
# a scheme as a workbook of two sheets

sql('dieu_phoi', q{CALL cchc.revise_scheme('SO', 'SO2027')});
shell('dieu_phoi', $_, 'a scheme goes out') for @{ $out{bo_chi_so} };
my @sheets = @{ read_book('bo_chi_so.xlsx') };
is(join(' ', map { $_->[0] } @sheets), 'criteria variables', 'in two sheets');
my $plan = "SELECT action, key, replace(old, E'\\n', ' / '), replace(new, E'\\n', ' / ') FROM cchc.import_plan ORDER BY place;\nSELECT table_name, line, problem FROM cchc.import_problem;\n";
as_table('dieu_phoi', 'bo_chi_so', '');
shell('dieu_phoi', $load, 'both are loaded');
is(sql('dieu_phoi', "CALL cchc.import(dry_run => true);\n$plan CALL cchc.import();\nSELECT count(*) FROM cchc.own_import_criterion;"), '0', 'as it went out, nothing would change');
SKIP:
{
    skip 'there is no ogr_fdw: Debian has it in package postgresql-15-ogr-fdw', 1 unless $has_fdw;
    sql($superuser, "CREATE SCHEMA sheets;\n" . $to_foreign =~ s/dien\.xlsx/bo_chi_so.xlsx/r =~ s/SERVER bieu/SERVER bo_chi_so/gr =~ s/INTO nhap/INTO sheets/r);
    is(sql($superuser, "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'sheets.variables'::regclass AND attnum > 0"),
        'fid scheme criterion name title title_en kind choices min_value max_value max_variable excess', 'ogr_fdw knows the header of a sheet that is all text');
}

# other titles, points and rules; a criterion and its variable are new; a row has a fault
for (@{ $sheets[0][1] })
{
    my %at = map { $sheets[0][1][0][$_] => $_ } 0 .. $#{ $sheets[0][1][0] };
    next unless ($_->[ $at{code} ] // '') eq '2.1';
    @{$_}[ @at{qw(title max_points rule evidence_required)} ] = ('Hồ sơ giải quyết đúng, sớm hạn', number(25), 'a = 0: na; else: min(25, 25 * b / a)', { bool => JSON::PP::true });
    push @{ $sheets[0][1] }, map { my $new = $_; my @row; @row[ map { $at{$_} } keys %$new ] = values %$new; \@row }
        { scheme => 'SO2027', code => '2.10', parent => '2', title => 'Số hóa', max_points => number(5), rule => 'scanned >= 90%: 5; else: 0' }, { scheme => 'SO2027', code => '2.11', parent => '2', title => 'Lỗi', max_points => number(1), rule => 'nếu đủ' };
    last;
}
my %at = map { $sheets[1][1][0][$_] => $_ } 0 .. $#{ $sheets[1][1][0] };
my @row;
@row[ @at{qw(scheme criterion name kind title)} ] = ('SO2027', '2.10', 'scanned', 'percent', 'Tỷ lệ số hóa');
push @{ $sheets[1][1] }, \@row;
write_book('bo_chi_so.xlsx', @sheets);
save_book('bo_chi_so.xlsx');
as_table('dieu_phoi', 'bo_chi_so', '');
shell('dieu_phoi', $load, 'what was edited is loaded');
$out = sql('dieu_phoi', "CALL cchc.import(dry_run => true);\n$plan SELECT count(*) FROM cchc.criterion WHERE scheme = 'SO2027';");
is($out, <<'OUT' =~ s/\n\z//r, 'a dry run into the draft tells new and changed rows, and the fault');
changed|["SO2027", "2.1"]|evidence_required: false / max_points: 30 / rule_text: a = 0: na; else: min(30, 30 * b / a) / title: Hồ sơ giải quyết đúng hạn|evidence_required: true / max_points: 25 / rule_text: a = 0: na; else: min(25, 25 * b / a) / title: Hồ sơ giải quyết đúng, sớm hạn
new|["SO2027", "2.10"]||evidence_required: false / kind: scored / max_points: 5 / method: appraisal / not_applicable: exclude / parent: 2 / position: 10 / rule_text: scanned >= 90%: 5; else: 0 / title: Số hóa
new|["SO2027", "2.10", "scanned"]||excess: refused / kind: percent / title: Tỷ lệ số hóa
import_criterion|11|không được chấp nhận: invalid input syntax for type par.rule: "nếu đủ". At position 5: expected an operator, ":" or the end but found "đủ"
9
OUT
($out, $err) = sql('dieu_phoi', "CALL cchc.import();\nSELECT string_agg(code, ' ') FROM cchc.own_import_criterion;\nSELECT * FROM cchc.scheme_problems('SO2027') WHERE severity = 'error';\nSELECT description FROM cchc.scheme_diff('SO', 'SO2027') WHERE change NOT LIKE 'rule%';");
is($out, <<'OUT' =~ s/\n\z//r, 'and then it is written');
2.11
Tiêu chí 2.1: tên gọi thay đổi từ "Hồ sơ giải quyết đúng hạn" thành "Hồ sơ giải quyết đúng, sớm hạn".
Tiêu chí 2.1: điểm tối đa thay đổi từ 30 thành 25.
Tiêu chí 2.1: yêu cầu tài liệu kiểm chứng thay đổi từ không thành có.
Bổ sung tiêu chí 2.10, điểm tối đa 5: Số hóa.
OUT

# ---------------------------------------------------------------------------
# answers of the survey

write_book('phieu.xlsx', [ 'Phiếu', [ [ qw(round agency question respondent option weight), 'Điều tra viên' ],
    (map { [ number(2026), 'SYT', 'Q1', number($_), (qw(A B C))[ $_ % 3 ], number(1.5), 'Lê Thị Bình' ] } 1 .. 60),
    [ number(2026), 'SYT', 'Q1', number(61), 'D' ], [ number(2026), number(1), 'Q1', number(62), 'A' ], [], [ number(2026), 'SYT', 'Q1', number(7), 'A' ], [ number(2026), '01', 'Q1', number(63), 'B', 'nặng' ], [ number(2026), '01', 'Q1', number(64), 'B', '0,5' ] ] ]);
as_table('dieu_phoi', 'phieu');
$out = sql('dieu_phoi', <<'SQL');
CALL cchc.clear_import();
CALL cchc.load_sheet('nhap.phieu', 'import_answer');
CALL cchc.import(dry_run => true);
SELECT count(*) FROM cchc.survey_answer;
CALL cchc.import();
SELECT line, problem FROM cchc.import_problem ORDER BY line;
SELECT agency, option, count(*), sum(weight) FROM cchc.survey_answer GROUP BY 1, 2 ORDER BY agency COLLATE "C", 2;
SQL
is($out, <<'OUT' =~ s/\n\z//r, 'answers: the bad rows stay, with what is wrong');
0
7|người trả lời "7" có hai câu trả lời cho câu hỏi "Q1"
61|bộ chỉ số "SO" không có phương án trả lời "D"
62|không có đơn vị "1", nhưng có "01": hai mã chỉ khác nhau ở các số 0 đứng đầu
64|người trả lời "7" có hai câu trả lời cho câu hỏi "Q1"
65|weight: "nặng" không phải là số
01|B|1|0.5
SYT|A|20|30.0
SYT|B|19|28.5
SYT|C|20|30.0
OUT

$node->stop;
done_testing();

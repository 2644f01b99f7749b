# Files of a spreadsheet through the lines of doc/registry.md, as they stand there.
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

$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION par_index;
CALL par.create_registry('r');
SET search_path = r;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Đề án', 'commune', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('S', '1.1', 'Một', 40, 'min(40, 40 * p)'), ('S', '1.10', 'Hai', 60, 'không_trễ and date(ngày) <= date(2024, 3, 31): 60; else: 0');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1.1', 'p', 'percent'), ('S', '1.10', 'không_trễ', 'boolean'), ('S', '1.10', 'ngày', 'date');
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) VALUES ('01', 'Tỉnh Một', 'province');
CREATE ROLE regress_loader LOGIN;
CREATE ROLE regress_registry NOLOGIN;
CALL par.give_registry('r', 'regress_registry');
CALL grant_duty('regress_loader', 'admin');
CALL grant_duty('regress_loader', 'submitter', '01');
SQL

my $doc = slurp_file('doc/registry.md');
my %lines;
for my $part ($doc =~ /^-- with (commas\n.*?|semicolons\n.*?)(?=^-- with|^CALL import)/gms)
{
    my ($separator, @copy) = split /\n/, $part;
    $lines{$separator} = { map { (/^\\copy (\w+)/ ? $1 : '') => $_ } @copy };
}
is_deeply([ map { my $s = $_; map { "$s $_" } sort keys %{ $lines{$s} } } sort keys %lines ],
    [ 'commas import_agency', 'commas import_row', 'semicolons import_agency', 'semicolons import_row' ], 'the documents say how to load both files, either way');

# Cells as Excel writes them: a byte order mark, CRLF, quotes where they are needed.
sub write_file
{
    my ($separator, $bom, @rows) = @_;
    my $char = $separator eq 'commas' ? ',' : ';';
    my $file = $node->data_dir . "/$separator.csv";
    open(my $fh, '>:raw', $file) or die;
    print $fh $bom ? "\xef\xbb\xbf" : '';
    print $fh join($char, map { my $c = $_; $c =~ s/"/""/g; $c =~ /[",;\n]/ ? "\"$c\"" : $c } @$_), "\r\n" for @rows;
    close $fh;
    return $file;
}
# a client would take the file for something else
my $client = 'LATIN1';
sub load
{
    my ($separator, $table, $file, $change) = @_;
    my $copy = $lines{$separator}{$table} =~ s/'[^']*\.csv'/'$file'/r;
    $copy = $change->($copy) if $change;
    my ($ret, $out, $err) = $node->psql('postgres', "SET search_path = r;\nSET client_encoding = $client;\n$copy", on_error_stop => 1, extra_params => [ '-U', 'regress_loader' ]);
    return $err;
}
sub ask
{
    my ($sql) = @_;
    my ($ret, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nSET client_min_messages = warning;\nSET search_path = r;\n$sql", on_error_stop => 1, extra_params => [ '-U', 'regress_loader' ]);
    return $err =~ /ERROR:  (\w{5}: .*)/ ? $1 : $out;
}

my @agency_head = qw(code name name_en kind parent valid_from valid_to attributes);
my @row_head = qw(round agency criterion stage variable value points note);
for my $separator ('commas', 'semicolons')
{
    for my $bom (0, 1)
    {
        my $round = ($bom ? 'B' : 'A') . $separator;
        my $agency = "$round.01";
        my $way = "$separator, " . ($bom ? 'with' : 'without') . ' a byte order mark';
        is(ask('CALL clear_import()'), '', "cleared: $way");
        is( load($separator, 'import_agency', write_file($separator, $bom, [@agency_head], [ $agency, 'Xã "Một"; mới', '', 'commune', '01', '01/07/2020 00:00:00', '', '{"núi": true, "x": 1}' ], [ ('') x 8 ], [ ('') x 8 ])),
            '', "agencies are loaded: $way");
        is(ask("CALL import(); SELECT count(*) FROM import_problem; SELECT name, parent, valid, attributes FROM agency WHERE code = '$agency'"),
            "0\nXã \"Một\"; mới|01|[2020-07-01,)|{\"x\": 1, \"núi\": true}", 'and imported, the header and blank rows skipped');
        is(ask("INSERT INTO round (code, scheme, year, title) VALUES ('$round', 'S', 2024, '$round'); INSERT INTO participant (round, agency) VALUES ('$round', '$agency'); CALL advance('$round'); CALL grant_duty('regress_loader', 'submitter', '$agency')"), '', 'a round begins');
        ask('CALL clear_import()');
        is( load($separator, 'import_row', write_file($separator, $bom, [@row_head], [ $round, $agency, '1.1', 'self', 'p', "85,5\xc2\xa0%", '', "một; hai\nba" ],
                [ $round, $agency, '1.10', 'self', 'không_trễ', 'CÓ', '', '' ], [ $round, $agency, '1.10', 'self', 'ngày', '31.03.2024', '', '' ],
                [ $round, $agency, '1.1', 'self', "p\xe2\x80\x8bq", '1', '', '' ], [ $round, "0$agency", '1.1', 'self', 'p', '1', '', '' ], [ ('') x 8 ])),
            '', 'assessments are loaded');
        is(ask("SET par.language = 'en'; CALL import(); SELECT line, problem FROM import_problem ORDER BY line"),
            qq(2|another row of this assessment is refused\n5|variable "p<U+200B>q" is not declared\n6|agency "0$agency" does not exist, but "$agency" does: they differ only in leading zeros),
            'what is refused is told by the rows of the file');
        is(ask("DELETE FROM own_import_row WHERE line > 2; CALL import(); SELECT criterion, points, note FROM assessment WHERE round = '$round' ORDER BY criterion"),
            "1.1|34.2|một; hai\nba\n1.10|60|", 'and the rest is imported');
        # the names of the file in another order: all of it is refused, and read as the message says
        my $file = write_file($separator, $bom, [qw(code name_en name kind)], [ "$round.02", 'Commune 2', 'Xã Hai', 'commune' ]);
        my $columns = sub { my ($list) = @_; return sub { $_[0] =~ s/\([^)]*\)/($list)/r } };
        is(load($separator, 'import_agency', $file, $columns->('code, name, name_en, kind')), '', 'columns in another order');
        is(ask('CALL import()'), '22P04: columns of the file are in another order than those of "import_agency"', 'are refused');
        ask('CALL clear_import()');
        is(load($separator, 'import_agency', $file, $columns->('code, name_en, name, kind')), '', 'and may be loaded so');
        is(ask("CALL import(); SELECT name FROM agency WHERE code = '$round.02'"), 'Xã Hai', 'with what belongs to them');
        # the option of COPY refuses the mark, that is why the lines do without it
        $client = 'UTF8';
        like(load($separator, 'import_agency', $file, sub { $columns->('code, name_en, name, kind')->($_[0]) =~ s/csv,/csv, HEADER match,/r }),
            $bom ? qr/column name mismatch/ : qr/^$/, 'HEADER match knows no mark');
        $client = 'LATIN1';
    }
}
# a file for the other lines
$client = 'UTF8';
like(load('semicolons', 'import_row', write_file('commas', 1, [@row_head], [ ('x') x 8 ])), qr/^psql:.*missing data for column "agency"/, 'the wrong separator is told');

$node->stop;
done_testing();

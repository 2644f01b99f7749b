# A published round goes from the database of a province to that of the nation, as a file: it is what its
# schema says, and what its fingerprint says.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('rounds');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
$ENV{PGCLIENTENCODING} = 'UTF8';
my $folder = PostgreSQL::Test::Utils::tempdir;
my $file = "$folder/round.json";

$node->safe_psql('postgres', "CREATE DATABASE $_") for 'province', 'nation';
$node->command_ok([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('province'), '-f', 'demo/demo.sql', '-f', 'demo/registry.sql', '-o', '/dev/null' ], 'a province has published');
$node->safe_psql('nation', q{CREATE EXTENSION par_index; CALL par.create_registry('quoc_gia'); INSERT INTO quoc_gia.agency (code, name, kind) VALUES ('PT', 'Phú Thọ', 'tỉnh')});

# as the documentation has it
$node->command_ok([ 'psql', '-XqAt', '-d', $node->connstr('province'), '-c', q{SELECT cchc.export_round('PT2026')}, '-o', $file ], 'exported');
my $fingerprint = $node->safe_psql('province', q{SELECT fingerprint FROM cchc.publication});
my $import = qq{\\set document `cat '$file'`\nCALL quoc_gia.import_round(:'document', 'PT', '$fingerprint');};
is($node->psql('nation', $import), 0, 'imported');
is($node->safe_psql('nation', q{SELECT count(*), md5(string_agg(concat_ws('|', agency, agency_name, league, par_index, rank, grade), ',' ORDER BY agency)) FROM quoc_gia.imported_ranking}),
    $node->safe_psql('province', q{SELECT count(*), md5(string_agg(concat_ws('|', agency, agency_name, league, par_index, rank, grade), ',' ORDER BY agency)) FROM cchc.ranking}), 'it is the ranking of the province');

# blanks and lines do not matter, figures do
$node->safe_psql('nation', 'DELETE FROM quoc_gia.imported_round');
$node->command_ok([ 'psql', '-XqAt', '-d', $node->connstr('province'), '-c', q{SELECT jsonb_pretty(cchc.export_round('PT2026'))}, '-o', "$file.2" ], 'written in lines');
(my $again = $import) =~ s/round\.json/round.json.2/;
is($node->psql('nation', $again), 0, 'it is the same round');
{
    my $text = slurp_file($file);
    $text =~ s/(\[\s*"[^"]+", "[^"]+", (?:null|"[^"]*"), "department", true.*?, )(\d+\.\d+)(, \d+, \d+,)/$1 . ($2 + 1) . $3/e or die 'no result is found';
    append_to_file("$file.3", $text);
    (my $forged = $import) =~ s/round\.json/round.json.3/;
    my $err = '';
    isnt($node->psql('nation', $forged, stderr => \$err), 0, 'with an index that is higher by one it is not');
    like($err, qr/ERROR:  the document of round "PT2026" is not what was published/, 'as it is told');
}

# the schema
SKIP:
{
    skip 'no python3-jsonschema: it is in Debian', 3 if system(q{python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null}) != 0;
    append_to_file("$folder/check.py", <<'PY');
import copy, json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
document = json.load(open(sys.argv[2]))
print('valid' if validator.is_valid(document) else next(validator.iter_errors(document)).message)
columns = {k: v['columns'] for k, v in document.items() if isinstance(v, dict)}
print('same' if columns == {k: v['properties']['columns']['const'] for k, v in schema['properties'].items() if 'properties' in v} else 'other columns')
# what the schema refuses: a cell of a wrong type in each column of each table, no row too many or too few, no other key
told = bad = 0
for part, table in columns.items():
    for place in range(len(table)):
        if not document[part]['rows']:
            continue
        d = copy.deepcopy(document)
        d[part]['rows'] = d[part]['rows'][:1]
        d[part]['rows'][0][place] = [1]
        bad += 1
        told += not validator.is_valid(d)
for change in (lambda d: d.update(more=1), lambda d: d.pop('item'), lambda d: d['scheme']['rows'].clear(), lambda d: d['item']['rows'][0].append(1), lambda d: d.update(version=2)):
    d = copy.deepcopy(document)
    change(d)
    bad += 1
    told += not validator.is_valid(d)
print('told', bad - told, bad > 90)
PY
    my ($out, $err) = run_command([ 'python3', "$folder/check.py", 'doc/round.schema.json', $file ]);
    is((split /\n/, $out)[0], 'valid', 'an exported round is what the schema says') or diag($err);
    is((split /\n/, $out)[1], 'same', 'the schema has its columns');
    is((split /\n/, $out)[2], 'told 0 True', 'and refuses what is otherwise');
}

$node->stop;
done_testing();

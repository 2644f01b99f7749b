# Charts in a browser, where there is one: each is parsed as XML and within a page, nothing in
# them runs, no rule of style reaches another, and what is seen is as large as its value.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;

# bytes that are no character, where nothing is known of the encoding
$node->safe_psql('postgres', q(CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'));
is($node->safe_psql('bytes', q(CREATE EXTENSION par_index; SELECT regexp_replace(par.svg_bars(E'\\342\\202 \\360\\377', 1, E'a\\355\\240\\200', NULL)::text, '.*<rect[^>]*><title>([^<]*)</title>.*', '\1') = E'\\357\\277\\275\\357\\277\\275 \\357\\277\\275\\357\\277\\275, a\\357\\277\\275\\357\\277\\275\\357\\277\\275: 1')),
    't', 'bytes that are no character are shown as such');

is($node->safe_psql('bytes', q(SET client_min_messages = warning; CALL par.create_registry('reg'); SELECT reg._figure('{"said": "vi"}', -13.5, 2) = E'\\342\\210\\22213,50')),
    't', 'signs of reports are whole there');

# a label of 100 megabytes can be cancelled
my $start = time;
my ($ret, $out, $err) = $node->psql('postgres', q(CREATE EXTENSION par_index; SET statement_timeout = 500; SELECT par.svg_bars(repeat('x', 100000000), 1, NULL, NULL)));
like($err, qr/statement timeout/, 'a long label can be cancelled');
cmp_ok(time - $start, '<', 5, 'at once');
# so can a page that is one line of it
($ret, $out, $err) = $node->psql('postgres', q(SET statement_timeout = 700; SELECT count(*) FROM par.html_lines(repeat(repeat('x', 100000), 3000))));
like($err, qr/statement timeout/, 'and a page of one line');

my ($browser) = grep { -x } map { my $path = $_; map { "$path/$_" } qw(chromium chromium-browser google-chrome) } split /:/, $ENV{PATH};
if (!$browser)
{
    SKIP: { skip 'no chromium in the path: charts are not looked at', 1; }
    done_testing();
    exit 0;
}

$node->safe_psql('postgres', <<'SQL');
CREATE TABLE word (word text);
INSERT INTO word VALUES ('Ủy ban nhân dân xã Đắk Ơ'), ('<script>window.hacked = 1</script>'), ('"><img src="x" onerror="window.hacked = 1">'), (']]></style><script>window.hacked = 1</script>'),
    ('&lt;b&gt; & ''quoted'''), (E'\x01\x0b\x1f\x7f'), (U&'\202Eabc'), (U&'\0645\0631\062D\0628\0627'), (repeat('Sở Văn hóa, Thể thao và Du lịch ', 10)), (repeat('W', 300)), ('👨‍👩‍👧 🇻🇳'), (NULL), ('');
CREATE TABLE chart AS
SELECT 'hostile ' || row_number() OVER () || ' ' || kind AS name, chart FROM word, LATERAL (
    SELECT jsonb_build_object('title', word, 'description', word, 'unit', left(word, 3)) AS o) o, LATERAL (
    SELECT 'bars' AS kind, par.svg_bars(w, i, w, o) AS chart FROM (SELECT word AS w) w, generate_series(1, 3) i
    UNION ALL SELECT 'heatmap', par.svg_heatmap(concat(w, i), concat(w, i), i, o) FROM (SELECT word AS w) w, generate_series(1, 3) i
    UNION ALL SELECT 'lines', par.svg_lines(concat(w, i), concat(x, w), i, o || jsonb_build_object('x_title', word, 'y_title', word)) FROM (SELECT word AS w) w, generate_series(1, 3) i, generate_series(1, 2) x
    UNION ALL SELECT 'radar', par.svg_radar(concat(w, i), concat(x, w), i, o) FROM (SELECT word AS w) w, generate_series(1, 3) i, generate_series(1, 3) x
    UNION ALL SELECT 'intervals', par.svg_intervals(w, i, i + 1, i + 2, o) FROM (SELECT word AS w) w, generate_series(1, 3) i) c;
INSERT INTO chart SELECT 'bars', par.svg_bars('b' || i, v, NULL, '{"id": "bars", "theme": "light"}' ORDER BY i) FROM unnest('{10, 25, -12.5, 0, 100}'::float8[]) WITH ORDINALITY u(v, i);
INSERT INTO chart SELECT 'dark', par.svg_bars('b' || i, v, NULL, '{"id": "dark", "theme": "dark"}' ORDER BY i) FROM unnest('{10, 25, -12.5, 0, 100}'::float8[]) WITH ORDINALITY u(v, i);
INSERT INTO chart SELECT 'phone', par.svg_bars('Sở Văn hóa, Thể thao và Du lịch số ' || i, i * 1234.5, 'loại ' || i % 3, '{"width": 340, "title": "Trên điện thoại"}' ORDER BY i) FROM generate_series(1, 9) i;
INSERT INTO chart SELECT 'years', par.svg_lines('Sở ' || s, y, s * 1000 + y % 7, '{"title": "Qua các năm"}' ORDER BY s) FROM generate_series(1, 4) s, generate_series(2015, 2025) y;
INSERT INTO chart SELECT 'fields', par.svg_heatmap('Sở ' || s, 'Lĩnh vực thứ ' || f, s * f - 20, NULL ORDER BY s, f) FROM generate_series(1, 9) s, generate_series(1, 8) f;
INSERT INTO chart SELECT 'rings', par.svg_radar('Sở ' || s, 'Cải cách lĩnh vực thứ ' || f, (s * f * 17) % 90, NULL ORDER BY s, f) FROM generate_series(1, 3) s, generate_series(1, 8) f;
INSERT INTO chart SELECT 'ranks', par.svg_intervals('Sở ' || i, i - i % 3, i, i + i % 4, NULL ORDER BY i) FROM generate_series(1, 15) i;
SQL

# one page with all of them; what it finds out it writes at its end
my $page = <<'HTML';
<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>charts</title></head><body style="width:720px">
HTML
$page .= $node->safe_psql('postgres', q(SELECT '<div data-name="' || name || '">' || chart::text || '</div>' FROM chart ORDER BY name));
$page .= <<'HTML';
<pre id="report"></pre><script>
const lines = [], charts = [...document.querySelectorAll('div > svg')];
const say = (what, value) => lines.push(what + '=' + value);
const bare = new XMLSerializer();
say('charts', charts.length);
say('hacked', window.hacked === undefined ? 0 : 1);
say('scripts', document.querySelectorAll('svg script, svg img, svg a, svg image, svg foreignObject').length);
say('broken', charts.filter(c => new DOMParser().parseFromString(bare.serializeToString(c), 'image/svg+xml').querySelector('parsererror')).length);
const ids = [...document.querySelectorAll('svg[id], svg [id]')].map(e => e.id);
say('same-ids', ids.length - new Set(ids).size);
say('unnamed', charts.filter(c => c.getAttribute('role') !== 'img' || !document.getElementById(c.getAttribute('aria-labelledby')).textContent || !document.getElementById(c.getAttribute('aria-describedby')).textContent).length);
const width = n => document.querySelectorAll('#bars .bars rect')[n].getBoundingClientRect().width;
say('ratios', [width(1) / width(0), width(2) / width(0), width(3) / width(0), width(4) / width(0)].map(r => r.toFixed(1)));
say('light', getComputedStyle(document.querySelector('#bars .s1')).fill);
say('dark', getComputedStyle(document.querySelector('#dark .s1')).fill);
// texts that reach out of their chart by more than fonts differ
say('outside', charts.filter(c => !c.parentNode.dataset.name.startsWith('hostile')).flatMap(c => [...c.querySelectorAll('text')].filter(t => {
    const b = t.getBoundingClientRect(), s = c.getBoundingClientRect(), slack = s.width * 0.02;
    return b.left < s.left - slack || b.right > s.right + slack || b.top < s.top - 3 || b.bottom > s.bottom + 3;
}).map(t => c.parentNode.dataset.name + ': ' + t.textContent)));
// labels at the left end before the bars begin
say('overlaps', [...document.querySelectorAll('[data-name=bars] .labels text, [data-name=ranks] .labels text')].filter(t => {
    const grid = t.closest('svg').querySelector('.grid line');
    return t.getBoundingClientRect().right > grid.getBoundingClientRect().left + 1;
}).length);
document.getElementById('report').textContent = lines.join('\n');
</script></body></html>
HTML

my $folder = PostgreSQL::Test::Utils::tempdir;
open(my $handle, '>:raw', "$folder/page.html") or die "$folder/page.html: $!";
print $handle $page;
close $handle;
local $ENV{HOME} = $folder;
($out, $err) = ('', '');
my $ran = eval {
    IPC::Run::run([ $browser, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', "--user-data-dir=$folder/profile", '--dump-dom', "file://$folder/page.html" ],
        '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
};
SKIP:
{
    my ($report) = $out =~ m{<pre id="report">(.*?)</pre>}s;
    skip "$browser does not run here", 10 unless $ran && defined $report;
    my %found = map { /^([a-z-]+)=(.*)$/ } split /\n/, $report;
    is($found{charts}, $node->safe_psql('postgres', 'SELECT count(*) FROM chart'), 'each chart is an svg element of the page');
    is("$found{hacked} $found{scripts}", '0 0', 'nothing in labels runs');
    is($found{broken}, 0, 'each is XML by itself');
    is($found{'same-ids'}, 0, 'ids are unique');
    is($found{unnamed}, 0, 'each image has a name and a description');
    is($found{ratios}, '2.5,1.3,0.0,10.0', 'bars are as long as their values');
    is($found{light}, 'rgb(17, 98, 189)', 'style reaches its own chart');
    is($found{dark}, 'rgb(93, 162, 252)', 'and no other');
    is($found{outside}, '', 'texts stay inside');
    is($found{overlaps}, 0, 'and before the bars');
}

done_testing();

# The report of a round in a browser, where there is one: what loads, how wide it is on a
# telephone, what can be read in light and dark, what a screen reader walks through, and what is
# printed.  The figures are compared with those of the views by the test registry_report.
use strict;
use warnings;
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = dirname(__FILE__) . '/../..';
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
if ($node->safe_psql('postgres', 'SHOW server_version_num') < 150000)
{
    plan skip_all => 'a registry needs PostgreSQL 15';
}
my $folder = PostgreSQL::Test::Utils::tempdir;

# the units of a province, as the demonstration ranks them
$node->safe_psql('postgres', 'CREATE DATABASE province');
$node->command_ok([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('province'), '-f', "$root/demo/demo.sql", '-f', "$root/demo/registry.sql" ], 'the demonstration runs');
# and a round with names that no page should fall for, as a draft and published
open(my $handle, '<:raw', "$root/test/sql/registry_report.sql") or die "registry_report.sql: $!";
my $round = do { local $/; <$handle> };
close $handle;
$round =~ s/^-- a page as a document.*//ms;
$node->safe_psql('postgres', 'CREATE DATABASE hostile');
$node->safe_psql('hostile', "CREATE EXTENSION par_index; $round");

# psql and \copy save the same file
sub page
{
    my ($database, $schema, $name, $call) = @_;
    $node->command_ok([ 'psql', '-XqAt', '-d', $node->connstr($database), '-c', "SET search_path = $schema", '-c', "SELECT * FROM $call", '-o', "$folder/$name.html" ], "$name is saved");
    open(my $file, '<:raw', "$folder/$name.html") or die "$name: $!";
    local $/;
    return scalar <$file>;
}
my %page;
$page{province} = page('province', 'cchc', 'province', q(report('PT2026')));
my $copied = $node->safe_psql('province', qq(SET search_path = cchc;\n\\copy (SELECT * FROM report('PT2026')) TO '$folder/copied.html'));
open(my $copy, '<:raw', "$folder/copied.html") or die "copied.html: $!";
{
    local $/;
    my ($saved, $other) = ($page{province}, scalar <$copy>);
    s/\d\d:\d\d ngày \d\d\/\d\d\/\d{4}|\d{4}-\d\d-\d\d \d\d:\d\d//g for $saved, $other;
    is($other, $saved, '\copy saves what psql -At does');
}
cmp_ok(length $page{province}, '<', 1_000_000, 'the report of 164 units is smaller than a megabyte');
$page{draft} = page('hostile', 'reg_report', 'draft', q(report('R25')));
$node->safe_psql('hostile', q(CALL reg_report.publish('R25')));
$page{both} = page('hostile', 'reg_report', 'both', q(report('R25')));
$page{english} = page('hostile', 'reg_report', 'english', q(report('R25', '{"language": "en"}')));
$page{agency} = page('hostile', 'reg_report', 'agency', q(agency_report('R25', 'D')));
$page{named} = page('hostile', 'reg_report', 'named', q(agency_report('R25', 'A&"')));
# what there is hardly anything to tell of: nobody is ranked, all are exempt, one alone; and a correction
$node->safe_psql('hostile', <<'SQL');
SET search_path = reg_report;
INSERT INTO round (code, scheme, year, title) VALUES ('one', 'S', 2026, 'Một'), ('none', 'S', 2026, 'Không'), ('exempt', 'S', 2026, 'Miễn');
INSERT INTO participant (round, agency, ranked, unranked_reason) VALUES ('one', 'D', true, NULL), ('none', 'D', false, 'x'), ('none', 'B', false, 'y'), ('exempt', 'D', true, NULL), ('exempt', 'B', true, NULL);
INSERT INTO exemption (round, criterion, reason, status) SELECT 'exempt', f, 'bão <lụt>', 'accepted' FROM unnest('{1,2}'::text[]) f;
DO $$ BEGIN CALL advance('one'); CALL advance('none'); CALL advance('exempt'); END $$;
INSERT INTO zero_missing (round, agency, reason) SELECT p.round, p.agency, 'x' FROM participant p WHERE p.round IN ('one', 'none', 'exempt');
DO $$ BEGIN FOR i IN 1 .. 4 LOOP CALL advance('one'); CALL advance('none'); CALL advance('exempt'); END LOOP; END $$;
CALL publish('one');
CALL publish('none');
CALL publish('exempt');
CALL correct('R25', repeat('đính chính <gấp> ', 20));
SQL
$page{$_} = page('hostile', 'reg_report', $_, "report('$_')") for qw(one none exempt);
$page{corrected} = page('hostile', 'reg_report', 'corrected', q(report('R25')));

my ($browser) = grep { -x } map { my $path = $_; map { "$path/$_" } qw(chromium chromium-browser google-chrome) } split /:/, $ENV{PATH};
local $ENV{HOME} = $folder;

sub browse
{
    my (@arguments) = @_;
    my ($out, $err) = ('', '');
    my $ran = eval {
        IPC::Run::run([ $browser, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', "--user-data-dir=$folder/profile", @arguments ],
            '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(180));
    };
    return ($ran, $out, $err);
}

# In a frame of each width stands the page itself; around it, what looks at it.
sub harness
{
    my ($width, $scheme) = @_;
    my $frames = join '', map {
        my $text = $page{$_};
        $text =~ s/&/&amp;/g;
        $text =~ s/"/&quot;/g;
        qq(<iframe id="$_" srcdoc="$text" style="width:${width}px;height:900px;border:0"></iframe>\n)
    } sort keys %page;
    return <<"HTML" . <<'HTML';
<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>body{margin:0}iframe{color-scheme:$scheme;display:block}</style></head><body>
$frames<pre id="found"></pre>
HTML
<script>
const lines = [];
const luminance = c => { const f = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
const parse = t => { const n = t.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
addEventListener('load', () => {
    for (const frame of document.querySelectorAll('iframe')) {
        const d = frame.contentDocument, w = frame.contentWindow, say = (what, value) => lines.push(frame.id + ' ' + what + '=' + value);
        say('scroll', d.documentElement.scrollWidth - d.documentElement.clientWidth);
        // what reaches out to the right, unless within something that scrolls by itself
        say('outside', [...d.querySelectorAll('.page *')].filter(e => !e.closest('.wide, svg') && e.getBoundingClientRect().right > d.documentElement.clientWidth + 1).map(e => e.tagName + '.' + e.className).slice(0, 3));
        say('agencies', new Set([...d.querySelectorAll('.ranking tr[data-agency]')].map(e => e.dataset.agency)).size);
        let level = 0, jumps = 0;
        for (const h of d.querySelectorAll('h1,h2,h3,h4,h5,h6')) { const n = +h.tagName[1]; if (n > level + 1) jumps++; level = n; }
        say('headings', jumps + ' ' + d.querySelectorAll('h1').length);
        say('landmarks', ['header', 'nav', 'main', 'footer'].map(t => d.querySelectorAll(t).length).join(''));
        say('unnamed', [...d.querySelectorAll('section,nav')].filter(e => !(e.getAttribute('aria-label') || d.getElementById(e.getAttribute('aria-labelledby'))?.textContent)).length);
        say('foreign', d.querySelectorAll('script, img, iframe, object, embed, link, form, [onload], [onerror], [onclick]').length + ' ' + w.performance.getEntriesByType('resource').length);
        say('alive', w.hacked === undefined && d.querySelectorAll('.page').length === 1 && d.querySelectorAll('footer').length === 1);
        say('dark', w.matchMedia('(prefers-color-scheme: dark)').matches);
        let low = [];
        for (const e of d.querySelectorAll('.page *')) {
            if (e.closest('svg') || e.checkVisibility?.() === false || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
            const ink = parse(w.getComputedStyle(e).color);
            let back = null;
            for (let p = e; p && !back; p = p.parentElement) { const b = parse(w.getComputedStyle(p).backgroundColor); if (b[3] > 0) back = b; }
            back = back || [255, 255, 255, 1];
            const a = luminance(ink), b = luminance(back), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) low.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
        }
        say('contrast', [...new Set(low)].slice(0, 5));
        say('first', d.querySelector('.ranking tbody th span span')?.textContent.replace(/\s+/g, ' ') ?? '');
    }
    document.getElementById('found').textContent = lines.join('\n');
});
</script></body></html>
HTML
}

SKIP:
{
    skip 'there is no browser: Debian has it in package chromium', 1 unless $browser;
    my $reason = "$browser does not run here";
    for my $case ([ 360, 'light' ], [ 1000, 'light' ], [ 360, 'dark' ])
    {
        my ($width, $scheme) = @$case;
        open(my $file, '>:raw', "$folder/harness.html") or die "harness.html: $!";
        print $file harness($width, $scheme);
        close $file;
        my ($ran, $out, $err) = browse("--window-size=$width,900", '--virtual-time-budget=10000', '--blink-settings=preferredColorScheme=' . ($scheme eq 'dark' ? 0 : 1), '--dump-dom', "file://$folder/harness.html");
        my ($report) = $out =~ m{<pre id="found">(.*?)</pre>}s;
        skip $reason, 1 unless $ran && $report;
        my %found = map { /^(\w+ \w+)=(.*)$/ } split /\n/, $report;
        my $of = "$width pixels, $scheme";
        for my $name (sort keys %page)
        {
            my $f = sub { $found{"$name $_[0]"} // 'nothing' };
            is($f->('scroll') . $f->('outside'), '0', "$name, $of: nothing scrolls sideways");
            is($f->('contrast'), '', "$name, $of: all text has a contrast of 4.5");
            is($f->('dark'), $scheme eq 'dark' ? 'true' : 'false', "$name, $of: as it should be looked at");
            next unless $width == 1000;
            is($f->('headings'), '0 1', "$name: headings in order");
            is($f->('landmarks'), '1111', "$name: landmarks");
            is($f->('unnamed'), '0', "$name: sections have names");
            is($f->('foreign'), '0 0', "$name: no script, nothing from elsewhere");
            is($f->('alive'), 'true', "$name: nothing in names runs or breaks out");
        }
        next unless $width == 1000;
        is($found{'province agencies'}, $node->safe_psql('province', q(SELECT count(*) FROM cchc.ranking WHERE round = 'PT2026')), 'every agency is there');
        is($found{'both agencies'}, 6, 'of the hostile round too');
        like($report, qr/^both first=.*(&lt;script&gt;|مرحبا)/m, 'names are text');
    }
    # the page by itself says nothing on the console
    for my $name (sort keys %page)
    {
        my ($ran, $out, $err) = browse('--enable-logging=stderr', '--log-level=0', '--dump-dom', "file://$folder/$name.html");
        is(join('', grep { /CONSOLE/ } split /^/, $err), '', "$name: no console message");
    }
    # on paper: A4, and the head of a table on each page that it goes on
    my ($ran, $out, $err) = browse("--print-to-pdf=$folder/province.pdf", '--no-pdf-header-footer', "file://$folder/province.html");
    skip 'nothing was printed', 2 unless -s "$folder/province.pdf";
    my ($reader) = grep { -x } map { "$_/pdftotext" } split /:/, $ENV{PATH};
    skip 'there is no pdftotext: Debian has it in package poppler-utils', 2 unless $reader;
    my ($text, $info, $told) = ('', '', '');
    IPC::Run::run([ $reader, '-layout', "$folder/province.pdf", '-' ], '>', \$text, '2>', \$told);
    (my $info_reader = $reader) =~ s/pdftotext$/pdfinfo/;
    IPC::Run::run([ $info_reader, "$folder/province.pdf" ], '>', \$info, '2>', \$told);
    like($info, qr/Page size: .*\(A4\)/, 'it is printed on A4');
    my @pages = grep { /UBND/ && /Range of ranks/ } split /\f/, $text;
    cmp_ok(scalar @pages, '>=', 3, 'with the head of the ranking on each of its pages');
}
done_testing();

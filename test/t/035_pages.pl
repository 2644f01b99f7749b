# Pages of the documentation, each in a database of its own: its blocks "sql" and "sh" run in order
# without an error, and what a block of SQL gives is what the unnamed block right after it shows.
# A page may begin with a comment that says what it stands on: "prepare: extension", "prepare: demo", the
# demonstration with its registry, files of SQL by their paths, or the SQL in a section of another page
# ("doc/registry.md#a-year").
# Blocks of SQL that follow one another are one session; those of sh are run in a folder that is
# empty but for examples, by bash -eu, with PGHOST, PGPORT, PGUSER and PGDATABASE set, and a psqlrc by
# which psql stops at an error. What cannot run is fenced otherwise (text, ini); what only the tests need stands in
# a comment. A comment "programs: ..." at the top names what a page needs, or right before a block what
# that needs, and is skipped without. Blocks "diff" are applied to a copy of the sources, and the page is run with
# what is built of it. In what is shown,
# blank lines and the number of rows are left out, and a line "…" stands for any others.
use strict;
use warnings;
use Cwd;
use File::Path;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use lib 'test/t';
use ChangedSources;

my @pages = @ARGV ? @ARGV : ('README.md', grep { $_ ne 'doc/reference.md' } sort glob('doc/*.md doc/vi/*.md'));
# what a page leaves behind, if it is to be looked at: a query and what it gives
my %after = ('doc/bi.md' => [ [ <<'SQL', '2|0', 'tables of what is published follow a correction' ] ]);
SET client_min_messages = warning;
CALL cchc.correct('PT2026', 'thử');
DO $$ BEGIN CALL cchc.advance('PT2026'); CALL cchc.publish('PT2026'); END $$;
SELECT (SELECT max(revision) FROM bi.ranking), (SELECT count(*) FROM (
    (TABLE bi.ranking EXCEPT SELECT * FROM cchc.ranking) UNION ALL (SELECT * FROM cchc.ranking EXCEPT TABLE bi.ranking)) d) + (SELECT count(*) FROM (
    (TABLE bi.field_index EXCEPT SELECT * FROM cchc.field_index) UNION ALL (SELECT * FROM cchc.field_index EXCEPT TABLE bi.field_index)) d);
SQL
$after{'doc/scale_out.md'} = [
    [ <<'SQL', "Foreign Scan\n  Relations: Aggregate on (assessment)", 'the index of a province is computed there' ],
EXPLAIN (COSTS OFF) SELECT agency, par.index(par.score(rule, inputs), max_points) FROM a.assessment GROUP BY agency
SQL
    [ <<'SQL', "Append\n" . "  ->  Async Foreign Scan\n        Relations: Aggregate on (assessment_a assessment)\n  ->  Async Foreign Scan\n        Relations: Aggregate on (assessment_b assessment_1)", 'those of both, at the same time' ],
SET enable_partitionwise_aggregate = on;
EXPLAIN (COSTS OFF) SELECT province, agency, par.index(par.score(rule, inputs), max_points) FROM nation.assessment GROUP BY province, agency
SQL
    [ <<'SQL', '3|0', 'sums by province give the index' ] ];
SELECT count(*), count(*) FILTER (WHERE par_index IS DISTINCT FROM by_province)
FROM (SELECT criterion, par.index(par.score(rule, inputs), max_points) AS par_index FROM nation.assessment GROUP BY criterion) r
FULL JOIN (SELECT criterion, par.index(points, max_points) AS by_province
           FROM (SELECT province, criterion, sum(par.score(rule, inputs)) AS points, sum(max_points) FILTER (WHERE par.score(rule, inputs) IS NOT NULL) AS max_points
                 FROM nation.assessment GROUP BY province, criterion) s GROUP BY criterion) p USING (criterion)
SQL
$after{$_} = [ [ <<'SQL', "1|SNV|87.0600|f\n2|SYT|66.2500|f\n3|01|13.2500|f", 'a round was gone through' ] ] for 'doc/official.md', 'doc/vi/official.md';
SELECT rank, agency, par_index, is_recorded FROM cchc.ranking WHERE round = '2026' ORDER BY rank
SQL
# how many charts there are in what it prints
my %charts = ('doc/charts.md' => 7, 'doc/dashboards.md' => 2);
my %prepared = (demo => [ 'demo/demo.sql', 'demo/registry.sql' ]);
$ENV{PGCLIENTENCODING} = 'UTF8';

# a heading as links name it
sub anchor
{
    my ($anchor) = @_;
    $anchor = lc $anchor;
    $anchor =~ s/[^\w\- ]//g;
    $anchor =~ s/ /-/g;
    return $anchor;
}

# sections, so that links to them are found; without blocks, in which # is a comment
sub anchors
{
    my ($text) = @_;
    utf8::decode($text);
    $text =~ s/^```.*?^```$//msg;
    return map { (anchor($_) => 1) } $text =~ /^#+ (.*)$/mg;
}

# the blocks of SQL of a section, as a file
sub section
{
    my ($file, $name, $folder) = @_;
    my $text = slurp_file($file);
    my ($section) = grep { /^(.*)$/m && anchor($1) eq $name } split /^#+ (?=[^\n]*\n)/m, $text =~ s/^(```.*?^```)$/$1 =~ s!^#!\x01!mgr/mesgr;
    die "$file has no section $name" if !defined $section;
    my $script = "$folder/$name.sql";
    append_to_file($script, join("\n", "CREATE EXTENSION par_index;", map { s/\x01/#/gr } $section =~ /^```sql\n(.*?)^```$/msg));
    return $script;
}

# blank lines, the number of rows and the signs of lines that go on do not count
sub plain
{
    my ($text) = @_;
    return join '', map { "$_\n" } grep { $_ ne '' && !/^\(\d+ rows?\)$/ } map { s/\s*\+?$//r } split /\n/, $text;
}

# whether what a page shows is all there is
sub shows
{
    my ($output, $shown) = @_;
    my $pattern = quotemeta(plain($shown));
    my $any = quotemeta("…\n");
    $pattern =~ s/(?<![^\n])\Q$any\E/(?:.*\\n)*?/g;
    return $pattern ne '' && plain($output) =~ /\A$pattern\z/;
}

# the first of some programs that is not there
sub lacking
{
    my ($programs) = @_;
    return (grep { my $program = $_; !grep { -x "$_/$program" } split /:/, $ENV{PATH} } split / /, $programs // '')[0];
}

# A file for each block: its language, where it stands and what is shown beneath.
sub blocks
{
    my ($text, $name, $folder) = @_;
    my @blocks;
    while ($text =~ /^(?:<!-- programs: ([^\n]*?) -->\n)?```(\w*)\n(.*?)^```$/msg)
    {
        my ($programs, $language, $block, $start) = ($1, $2, $3, $-[2] - 3);
        my $line = 1 + (substr($text, 0, $start) =~ tr/\n//);
        if ($language eq '')
        {
            my $follows = @blocks && $blocks[-1]{language} eq 'sql' && substr($text, $blocks[-1]{end}, $start - $blocks[-1]{end}) !~ /\S/;
            ok(0, "$name: line $line is the result of a block of SQL") if !$follows;
            $blocks[-1]{shown} = $block if $follows;
            next;
        }
        next if ($language ne 'sql' && $language ne 'sh') || lacking($programs);
        my $file = "$folder/$name:$line.$language";
        open(my $handle, '>:raw', $file) or die "$file: $!";
        print $handle $language eq 'sql' ? "\\echo \@\@$line" : '', "\n" x $line, $block;
        close $handle;
        push @blocks, { language => $language, file => $file, line => $line, end => $+[0] };
    }
    return @blocks;
}

our $node = PostgreSQL::Test::Cluster->new('pages');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;

my $user = $node->safe_psql('postgres', 'SELECT current_user');

# what a page has made is gone
sub clear
{
    for my $what ([ 'DATABASE', q(SELECT datname FROM pg_database WHERE datname !~ '^(postgres|template.)$') ], [ 'ROLE', q(SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user) ])
    {
        for my $name (split /\n/, $node->safe_psql('postgres', $what->[1]))
        {
            $node->safe_psql('postgres', qq(DROP $what->[0] "$name") . ($what->[0] eq 'DATABASE' ? ' WITH (FORCE)' : ''));
        }
    }
    if ($node->safe_psql('postgres', q(SELECT count(*) FROM pg_file_settings WHERE sourcefile LIKE '%.auto.conf')) ne '0')
    {
        $node->safe_psql('postgres', 'ALTER SYSTEM RESET ALL');
        $node->restart;
    }
}

for my $page (@pages)
{
    my $text = slurp_file($page);
    (my $name = $page) =~ s{/}{_}g;
    (my $folder = $page) =~ s{[^/]+$}{};
    for my $link ($text =~ /\]\((?!\w+:)([^)]*)\)/g)
    {
        my ($file, $section) = $link =~ /^([^#]*)#?(.*)$/;
        utf8::decode($section);
        my $target = $file eq '' ? $page : "$folder$file";
        my %sections = -f $target ? anchors(slurp_file($target)) : ();
        ok(-e $target && ($section eq '' || $sections{$section}), "$page: there is $link");
    }

    my $scratch = PostgreSQL::Test::Utils::tempdir;
    mkpath("$scratch/$_") for 'blocks', 'here';
    my @blocks = blocks($text, $name, "$scratch/blocks");
    ok($text !~ /^[ \t]+```/m, "$page: no block is further in, where it would not be run");
    next if !@blocks;
    my ($prepare) = $text =~ /\A<!-- prepare: (.*?) -->/;
    my @files = grep { $_ ne 'extension' } map { /^(.*\.md)#(.*)$/ ? section($1, $2, $scratch) : $_ } map { @{ $prepared{$_} // [$_] } } split / /, $prepare // '';
    if ($node->safe_psql('postgres', 'SHOW server_version_num') < 150000 && join('', map { slurp_file($_) } @files, map { $_->{file} } @blocks) =~ /registry|cchc/)
    {
        SKIP: { skip "$page: a registry needs PostgreSQL 15", 1 }
        next;
    }
    my ($absent) = grep { $node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = '$_'") eq '0' } $text =~ /^```sql\n(?:(?!```).)*?CREATE EXTENSION (\w+)/msg;
    if ($absent)
    {
        SKIP: { skip "$page: there is no $absent", 1 }
        next;
    }
    my ($programs) = $text =~ /\A(?:<!-- prepare: .*? -->\n)?<!-- programs: (.*?) -->/;
    if (my $lacking = lacking($programs))
    {
        SKIP: { skip "$page: there is no $lacking", 1 }
        next;
    }
    local $node = $node;
    if ($text =~ /^```diff$/m)
    {
        my $sources = ChangedSources->new;
        $sources->apply($page, $text);
        my $changed = $sources->build ? $sources->server($name, $node) : undef;
        SKIP: { skip "$page: what is built elsewhere cannot be run", 1 if !$changed; }
        next if !$changed;
        $node = $changed;
    }
    clear();
    $node->safe_psql('postgres', 'CREATE DATABASE page');
    $node->safe_psql('page', 'CREATE EXTENSION par_index') if ($prepare // '') eq 'extension';
    local @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($node->host, $node->port, $user, 'page');
    $node->command_ok([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', map { ('-f', $_) } @files ], "$page: what it stands on is made") if @files;

    append_to_file("$scratch/psqlrc", "\\set ON_ERROR_STOP on\n");
    local @ENV{qw(PSQLRC HOME)} = ("$scratch/psqlrc", $scratch);
    symlink(getcwd . '/examples', "$scratch/here/examples") or die $!;

    my @runs;
    for my $block (@blocks)
    {
        if (@runs && $block->{language} eq 'sql' && $runs[-1][0]{language} eq 'sql')
        {
            push @{ $runs[-1] }, $block;
        }
        else
        {
            push @runs, [$block];
        }
    }
    my $there = getcwd;
    my $printed = '';
    for my $run (@runs)
    {
        my @command = $run->[0]{language} eq 'sql' ? ('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', map { ('-f', $_->{file}) } @$run) : ('bash', '-euo', 'pipefail', $run->[0]{file});
        my ($out, $err) = ('', '');
        chdir "$scratch/here";
        my $ran = eval { IPC::Run::run(\@command, '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(300)) };
        chdir $there;
        my ($first, $last) = ($run->[0]{line}, $run->[-1]{line});
        ok($ran, "$page: $run->[0]{language} of line $first" . ($last > $first ? " to $last" : '') . ' runs') or diag($@ . $err);
        $printed .= $out;
        my %output = $out =~ /^\@\@(\d+)\n(.*?)(?=^\@\@\d+$|\z)/msg;
        for my $block (grep { defined $_->{shown} } @$run)
        {
            ok(shows($output{ $block->{line} } // '', $block->{shown}), "$page: line $block->{line} gives what is shown") or diag($output{ $block->{line} } // 'nothing');
        }
    }
    is(() = $printed =~ /<svg /g, $charts{$page}, "$page: charts are drawn") if $charts{$page};
    for (@{ $after{$page} // [] })
    {
        my ($query, $expected, $what) = @$_;
        is($node->safe_psql('page', $query), $expected, "$page: $what");
    }
    $node->stop if $text =~ /^```diff$/m;
}
$node->stop;
done_testing();

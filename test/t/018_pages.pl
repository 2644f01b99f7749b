# Pages of the documentation, each on a server of its own: its blocks "sql" and "sh" run in order
# without an error.  A page may begin with a comment that says what it stands on: "prepare: demo", the
# demonstration with its registry, or files of SQL by their paths.  Blocks of SQL that follow one another are one
# session; those of sh are run in a folder that is empty but for examples, by bash -eu, with
# PGHOST, PGPORT, PGUSER and PGDATABASE set, and a psqlrc by which psql stops at an error.  What cannot run
# is fenced otherwise (text, ini); what only the tests need stands in a comment.  A comment "programs: ..."
# names what a page needs, and is skipped without.
use strict;
use warnings;
use Cwd;
use File::Path;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my @pages = @ARGV ? @ARGV : ('doc/bi.md', 'doc/scale_out.md', 'doc/dba.md', 'doc/official.md');
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
my %prepared = (demo => [ 'demo/demo.sql', 'demo/registry.sql' ]);
$ENV{PGCLIENTENCODING} = 'UTF8';

# sections, so that links to them are found
sub anchors
{
    my ($text) = @_;
    utf8::decode($text);
    return map { my $a = lc; $a =~ s/[^\w\- ]//g; $a =~ s/ /-/g; ($a => 1) } $text =~ /^#+ (.*)$/mg;
}

$after{'doc/official.md'} = [ [ <<'SQL', "1|SNV|87.0600|f\n2|SYT|66.2500|f\n3|01|13.2500|f", 'a round was gone through' ] ];
SELECT rank, agency, par_index, is_recorded FROM cchc.ranking WHERE round = '2026' ORDER BY rank
SQL

for my $page (@pages)
{
    my $text = slurp_file($page);
    my ($name) = $page =~ m{([^/]+)\.md$};
    (my $folder = $page) =~ s{[^/]+$}{};
    for my $link ($text =~ /\]\((?!\w+:)([^)]*)\)/g)
    {
        my ($file, $section) = $link =~ /^([^#]*)#?(.*)$/;
        utf8::decode($section);
        my $target = $file eq '' ? $page : "$folder$file";
        my %sections = -f $target ? anchors(slurp_file($target)) : ();
        ok(-e $target && ($section eq '' || $sections{$section}), "$page: there is $link");
    }

    my $node = PostgreSQL::Test::Cluster->new($name);
    $node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
    $node->start;
    my ($prepare) = $text =~ /\A<!-- prepare: (.*?) -->/;
    my @files = map { @{ $prepared{$_} // [$_] } } split / /, $prepare // '';
    if ($node->safe_psql('postgres', 'SHOW server_version_num') < 150000 && "@files$text" =~ /registry/)
    {
        $node->stop;
        SKIP: { skip "$page: a registry needs PostgreSQL 15", 1 }
        next;
    }
    my ($absent) = grep { $node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = '$_'") eq '0' } $text =~ /^```sql\n(?:(?!```).)*?CREATE EXTENSION (\w+)/msg;
    if ($absent)
    {
        $node->stop;
        SKIP: { skip "$page: there is no $absent", 1 }
        next;
    }
    my ($programs) = $text =~ /^<!-- programs: (.*?) -->/m;
    if (my ($lacking) = grep { my $program = $_; !grep { -x "$_/$program" } split /:/, $ENV{PATH} } split / /, $programs // '')
    {
        $node->stop;
        SKIP: { skip "$page: there is no $lacking", 1 }
        next;
    }
    $node->safe_psql('postgres', 'CREATE DATABASE page');
    local @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($node->host, $node->port, $node->safe_psql('postgres', 'SELECT current_user'), 'page');
    my $scratch = PostgreSQL::Test::Utils::tempdir;
    mkpath("$scratch/$_") for 'blocks', 'here';
    $node->command_ok([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', map { ('-f', $_) } @files ], "$page: what it stands on is made") if @files;

    append_to_file("$scratch/psqlrc", "\\set ON_ERROR_STOP on\n");
    local @ENV{qw(PSQLRC HOME)} = ("$scratch/psqlrc", $scratch);
    symlink(getcwd . '/examples', "$scratch/here/examples") or die $!;

    # a file for each block, called by its language and line
    my (@runs, $count);
    while ($text =~ /^```(sql|sh)\n(.*?)^```$/msg)
    {
        my ($language, $block) = ($1, $2);
        my $line = 1 + (substr($text, 0, $-[0]) =~ tr/\n//);
        my $file = "$scratch/blocks/$name.md:$line.$language";
        open(my $handle, '>:raw', $file) or die "$file: $!";
        print $handle "\n" x $line, $block;
        close $handle;
        $count++;
        if (@runs && $language eq 'sql' && $runs[-1][0] eq 'sql')
        {
            push @{ $runs[-1] }, $file;
        }
        else
        {
            push @runs, [ $language, $file ];
        }
    }
    ok($count, "$page: there are blocks to run");
    my $there = getcwd;
    for my $run (@runs)
    {
        my ($language, @blocks) = @$run;
        my @command = $language eq 'sql' ? ('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', map { ('-f', $_) } @blocks) : ('bash', '-euo', 'pipefail', $blocks[0]);
        my ($out, $err) = ('', '');
        chdir "$scratch/here";
        my $ran = eval { IPC::Run::run(\@command, '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(300)) };
        chdir $there;
        my ($first, $last) = map { m{:(\d+)\.\w+$} } @blocks[ 0, -1 ];
        ok($ran, "$page: $language of line $first" . ($last > $first ? " to $last" : '') . ' runs') or diag($@ . $err);
    }
    for (@{ $after{$page} // [] })
    {
        my ($query, $expected, $what) = @$_;
        is($node->safe_psql('page', $query), $expected, "$page: $what");
    }
    $node->stop;
}
done_testing();

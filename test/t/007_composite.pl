# Scorecards and trees: mutated literals, the largest scorecard, cancelling,
# growth.
use strict;
use warnings;
use utf8;
use Time::HiRes qw(time);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $mutations = $ENV{PAR_FUZZ} || 3000;
my $seed = $ENV{PAR_FUZZ_SEED} || 766;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', q(
    CREATE EXTENSION par_index;
    CREATE TABLE mutant (id serial, kind text, source text);
    CREATE TABLE outcome (id int, what text, state text);
    CREATE FUNCTION try(id int, kind text, source text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        card par.scorecard := '[[null,"a","b","c"],["u",1,2,3],["v",-4,null,0],["w",null,null,null]]';
        tree par.tree := '[["r",null,1,"geometric"],["x","r",1,null],["y","r",2,null]]';
        call text;
    BEGIN
        BEGIN
            IF kind = 'card' THEN card := source; ELSE tree := source; END IF;
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO outcome VALUES (id, 'read ' || kind, SQLSTATE);
            RETURN;
        END;
        INSERT INTO outcome VALUES (id, 'read ' || kind, 'value');
        IF card::text::par.scorecard <> card OR tree::text::par.tree <> tree
           OR (SELECT par.tree(n.node, n.parent, n.weight, n.method) FROM par.nodes(tree) n) <> tree
           OR (SELECT par.scorecard(c.unit, c.indicator, c.value) FROM par.cells(card) c) <> card
        THEN
            INSERT INTO outcome VALUES (id, 'fixed point', 'moves');
        END IF;
        FOREACH call IN ARRAY ARRAY['par.rollup($1, $2)', 'par.rollup($1, $2, 0.5, ''leaf'', 2)', 'par.rollup($1, $2, 0, ''node'', 1, true, 2)', 'par.cells(par.rescale($1, ''distance_to_median''))', 'par.contributions($1, $2)', 'par.leave_one_out($1, $2)', 'par.effective_weights($2)',
            'par.cells(par.rescale($1, ''zscore''))', 'par.cells(par.rescale($1, ''percentile_rank'', ''{}'', ''{"a": -1}''))', 'par.treatment_report($1, ''auto'')', 'par.cells(par.impute($1, ''median''))',
            'par.rank_intervals($1, $2, 3)', 'par.weight_stability($1, $2, 2)', 'par.correlations($1)', 'par.correlations($1, ''kendall'')', 'par.cronbach_alpha($1)', 'par.item_statistics($1)']
        LOOP
            BEGIN
                EXECUTE 'SELECT count(*) FROM ' || call USING card, tree;
                INSERT INTO outcome VALUES (id, 'call', 'rows');
            EXCEPTION WHEN OTHERS THEN
                INSERT INTO outcome VALUES (id, 'call', SQLSTATE);
            END;
        END LOOP;
    END $$;
));

my %seeds = (
    card => [ '[[null,"x","y"],["a",1,2.5],["b",null,-3e-7]]', '[[null,"a","b","c"],["u",1,1,1],["v",2,2,9],["w",3,null,4],["z",1e308,-1e308,5e-324]]', '[[null,"\u0111\n\"\\\\"],["",0]]', '[[null]]' ],
    tree => [ '[["r",null,1,"geometric"],["a","r",1,null],["b","r",2,null],["c","r",0,null]]', '[["r",null,null,"power:2"],["f","r",0.5,"min"],["a","f",1,null],["g","r",3,"sum"],["b","g",1e300,null],["c","g",7,"harmonic"]]', '[["a",null,1,null]]' ]);
my @tokens = ('[', ']', ',', '"', 'null', '1', '-1', '0', '1e308', '-1e-320', '0.1', '1e', '.', '"r"', '"a"', '"x"', '"f"', '"min"', '"power:-3"', '"power:"', '\\', '\u00e9', '\ud83d\ude00', '\u0000', ' ', "\t", '{', '}', 'NaN', 'Infinity', "\x{2265}", '["a",1,2]', '["u",1,2,3]', '["d","r",1,null]', ',null', 'true');
srand($seed);
my $copy = "COPY mutant (kind, source) FROM stdin;\n";
for my $i (1 .. $mutations)
{
    my $kind = $i % 2 ? 'card' : 'tree';
    my $text = $seeds{$kind}[ int(rand(@{ $seeds{$kind} })) ];
    for (0 .. int(rand(3)))
    {
        my $at = int(rand(length($text) + 1));
        my $way = int(rand(12));
        if ($way == 0) { substr($text, $at, 1 + int(rand(3)), '') if $at < length $text; }
        elsif ($way == 1) { substr($text, $at, 0, $tokens[ int(rand(@tokens)) ]); }
        elsif ($way == 2) { substr($text, $at, 1, $tokens[ int(rand(@tokens)) ]) if $at < length $text; }
        elsif ($way > 3) { my @all = $text =~ /"[^"]*"|[-0-9.e]+|null/g; my $new = $all[ int(rand(@all)) ] // '0'; my $n = int(rand(@all || 1)); my $k = 0; $text =~ s/("[^"]*"|[-0-9.e]+|null)/$k++ == $n ? $new : $1/ge; }
        else { substr($text, $at, 0, chr(32 + int(rand(95)))); }
    }
    $text =~ s/\\/\\\\/g;
    $text =~ s/\n/\\n/g;
    $text =~ s/\t/\\t/g;
    $copy .= "$kind\t$text\n";
}
utf8::encode($copy);
my $file = $node->data_dir . '/mutants.sql';
open(my $fh, '>:raw', $file) or die;
print $fh $copy . "\\.\n";
close $fh;
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', $file ], "$mutations mutants of seed $seed");
$node->safe_psql('postgres', 'SET client_min_messages = error; SELECT try(id, kind, source) FROM mutant');
is( $node->safe_psql('postgres', q(SELECT count(*) FROM outcome WHERE what LIKE 'read %')), $mutations, 'each was read or refused');
is( $node->safe_psql('postgres', q(SELECT string_agg(what || ' ' || state || ' ' || source, E'\n') FROM outcome JOIN mutant USING (id) WHERE what LIKE 'read %' AND state NOT IN ('value', '22P02', '21000') AND (state, kind) <> ('22023', 'tree'))),
    '', 'with 22P02, 21000, or 22023 for what makes no tree, never anything else');
is($node->safe_psql('postgres', q(SELECT string_agg(source, E'\n') FROM outcome JOIN mutant USING (id) WHERE what = 'fixed point')), '', 'each prints to a fixed point and comes back from its rows');
is( $node->safe_psql('postgres', q(SELECT string_agg(DISTINCT state || ' ' || source, E'\n') FROM outcome JOIN mutant USING (id) WHERE what = 'call' AND state NOT IN ('rows', '22023', '22003'))), '', 'rows, 22023 or 22003, never anything else');
cmp_ok($node->safe_psql('postgres', q(SELECT count(*) FROM outcome WHERE what = 'read card' AND state = 'value')), '>', $mutations / 20, 'enough of them are scorecards');
cmp_ok($node->safe_psql('postgres', q(SELECT count(*) FROM outcome WHERE what = 'read tree' AND state = 'value')), '>', $mutations / 40, 'and trees');

# sixteen million cells
$node->safe_psql('postgres', q(CREATE TABLE large AS SELECT par.scorecard('unit ' || u, 'indicator ' || i, u * i) AS card FROM generate_series(1, 4000) u, generate_series(1, 4000) i));
is( $node->safe_psql('postgres', q(SELECT count(*), sum(value) FROM large, par.cells(card) WHERE indicator = 'indicator 4000')), '4000|32008000000', 'the largest scorecard is stored and read');
my ($ret, $out, $err) = $node->psql('postgres', q(SELECT par.scorecard_accum(card, 'one more', 'indicator 1', 1) FROM large));
like($err, qr/scorecard is too large.*4001 units and 4000 indicators/s, 'and one unit more is too much');

# cancelling
my $start = time;
($ret, $out, $err) = $node->psql('postgres', q(SET statement_timeout = 300; SELECT count(*) FROM large, par.leave_one_out(card, (SELECT par.tree('indicator ' || i, CASE WHEN i > 0 THEN 'indicator 0' END, 1, 'geometric') FROM generate_series(0, 4000) i))));
like($err, qr/statement timeout/, 'a long computation can be cancelled');
for my $call (q(par.correlations(card, 'kendall')), q(par.rank_intervals(card, (SELECT par.tree('indicator ' || i, CASE WHEN i > 0 THEN 'indicator 0' END, 1, NULL) FROM generate_series(0, 4000) i), 50000)))
{
    ($ret, $out, $err) = $node->psql('postgres', "SET statement_timeout = 1000; SELECT count(*) FROM large, $call");
    like($err, qr/statement timeout/, "so can $call" =~ s/\(.*//r);
}
cmp_ok(time - $start, '<', 60, 'and each stops');

# many units with values so small that each is rounded by way of its digits
$node->safe_psql('postgres', q(
    CREATE TABLE many (units int, card par.scorecard);
    ALTER TABLE many ALTER card SET STORAGE EXTERNAL;
    INSERT INTO many SELECT n, par.scorecard(u::text, i, random() * 1e-30) FROM unnest('{500000,2000000}'::int[]) n, generate_series(1, n) u, unnest('{x,y}'::text[]) i WHERE n < 2000000 OR i = 'x' GROUP BY n));
for my $call ([ 500000, q(par.weight_stability(card, '[["r",null,1,"harmonic"],["x","r",1,null],["y","r",2,null]]', 3)) ], [ 500000, q(par.correlations(card, 'spearman')) ], [ 500000, q(par.correlations(card, 'kendall')) ],
    [ 2000000, q(par.rollup(card, '[["r",null,1,"geometric"],["x","r",1,null]]')) ], [ 2000000, q(par.rank_intervals(card, '[["r",null,1,"power:3"],["x","r",1,null]]', 5)) ], [ 2000000, q(par.cells(par.rescale(card, 'rank'))) ])
{
    $start = time;
    ($ret, $out, $err) = $node->psql('postgres', "SET statement_timeout = 200; SELECT count(*) FROM many, $call->[1] WHERE units = $call->[0]");
    like($err, qr/statement timeout/, "over many units, too, $call->[1]" =~ s/\(.*//r);
    cmp_ok(time - $start, '<', 3, 'and at once');
}

# what is read of a tree is given back
SKIP:
{
    skip 'no peak of memory can be told here', 1 if !-r '/proc/self/status' || $ENV{LD_PRELOAD} || $ENV{ASAN_OPTIONS};
    my $peak = q((regexp_match(pg_read_file('/proc/self/status'), 'VmHWM:\s+(\d+)'))[1]::int / 1024);
    $node->safe_psql('postgres', q(CREATE TABLE forest AS SELECT par.tree('node ' || i, CASE WHEN i > 0 THEN 'node ' || (i - 1) / 10 END, 1, 'geometric')::text AS tree FROM generate_series(0, 300000) i));
    my @peaks = split /\n/, $node->safe_psql('postgres', "SELECT length(tree) > 0, $peak FROM forest; SELECT tree::par.tree::text = tree FROM forest; SELECT $peak");
    cmp_ok($peaks[-1] - ($peaks[0] =~ s/.*\|//r), '<', 300, 'within 300 MB for 300,000 nodes, read and written');
}

$node->stop;
done_testing();

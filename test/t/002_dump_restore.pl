# Rules and aggregate states through pg_dump, COPY in text and binary, a crash,
# and hostile binary input.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "bytea_output = hex");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE restored');

$node->safe_psql('postgres', q(
    CREATE EXTENSION par_index;
    CREATE TABLE criterion (code text PRIMARY KEY, max_points numeric NOT NULL, rule par.rule,
        fixed par.rule DEFAULT 'b/a * max_points',
        CHECK (par.score(fixed, '{"a": 1, "b": 1, "max_points": 1}') <= max_points), CHECK (cardinality(par.variables(rule)) < 9));
    CREATE UNIQUE INDEX ON criterion (rule) WHERE code <> 'long';
    CREATE INDEX ON criterion USING hash (rule);
    INSERT INTO criterion (code, max_points, rule) VALUES
        ('1', 2, 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0'),
        ('2', 2, E'status = ''it''''s "late"'': 1; status in ("đúng hạn", ''back\\slash'', "tab\tnew\nline"): 2; x = 0: 0'),
        ('3', 9, 'số_văn_bản = 1: 9; else: x'), ('4', 1, NULL);
    INSERT INTO criterion (code, max_points, rule)
        SELECT 'long', 1, (SELECT string_agg('x = ' || i || ': ' || i % 2, '; ') || '; else: 0' FROM generate_series(1, 4000) i)::par.rule;
    UPDATE criterion SET rule = replace(rule::text, 'số_văn_bản = 1', 'known(số_văn_bản)')::par.rule, fixed = 'max_points' WHERE code = '3';
    CREATE TABLE state AS
        SELECT g, par.index_accum('(0,0,0)', (g * 1.5)::numeric, 3) AS s FROM generate_series(1, 5) g;
    INSERT INTO state VALUES (6, '(9,-123456789012345678901234567890123456789012345678901234567890.000000000000000001,7)'),
        (7, '(3,1,2,1,0,0,0,0)');
    CREATE TABLE mean AS
        SELECT g, par.mean_accum_power(par.mean_accum_power('(0,NaN,0,0,0,0,0,0,0,0)', g / 3.0, 0.1, p), 1e9 / g, g / 7.0, p) AS s
        FROM generate_series(1, 9) g, unnest('{0, 1, -1, 2.5, 0.001}'::float8[]) p;
    INSERT INTO mean VALUES (10, '(0,NaN,0,0,0,0,0,0,0,0)'), (10, '(3,1,2,0,-7,0,0,0,-Infinity,Infinity)'), (10, '(3,0,2,0,0,0,-5,0,NaN,NaN)');
    CREATE TABLE survey AS
        SELECT g, par.survey_accum(par.survey_accum(NULL, g / 3.0, 1.0 / g, 'tỉnh ' || g, NULL, 10 * g), nullif(g, 5) / 7.0, g, nullif('s', 's' || g % 2), 'x"\\' || g, NULL) AS s
        FROM generate_series(1, 9) g UNION ALL SELECT 10, '[[],[]]';
    CREATE TABLE composite AS SELECT 1 AS id,
        (SELECT par.scorecard('đơn vị ' || u, 'x"\' || i, CASE WHEN (u + i) % 7 > 0 THEN (u * i) / 7.0 END) FROM generate_series(1, 50) u, generate_series(1, 20) i) AS card,
        (SELECT par.tree('x"\' || i, CASE WHEN i > 0 THEN 'x"\0' END, 1 / (i + 0.3), 'power:1.5') FROM generate_series(0, 20) i) AS tree;
    INSERT INTO composite VALUES (2, '[[null]]', '[["x",null,null,null]]'), (3, NULL, NULL);
    CREATE VIEW place AS SELECT id, r.* FROM composite, par.rollup(card, tree, missing => 'leaf') r;
    -- all that pg_dump writes without the schema of an operator
    CREATE VIEW distinct_rule AS SELECT a.code, a.rule IS DISTINCT FROM b.rule AS d, nullif(a.rule, b.rule) AS n, (a.rule, a.code) IS DISTINCT FROM (b.rule, b.code) AS r,
        CASE a.rule WHEN 'x' THEN 1 WHEN b.rule THEN 2 END AS c, a.rule IN ('x', 'y') AS i, a.rule = ANY (SELECT rule FROM criterion) AS q, (a.rule, a.code) = (b.rule, b.code) AS e, a.rule BETWEEN 'a' AND 'b' AS o
        FROM criterion a, criterion b WHERE a.rule = b.rule;
    CREATE VIEW same_rule AS SELECT a.code AS a, b.code AS b FROM criterion a JOIN criterion b USING (rule) UNION SELECT code, code FROM criterion NATURAL JOIN (SELECT rule FROM criterion) c;
    CREATE VIEW distinct_composite AS SELECT a.id, a.card IS DISTINCT FROM b.card AS card, nullif(a.tree, b.tree) AS tree, CASE a.card WHEN b.card THEN 1 END AS c
        FROM composite a JOIN composite b USING (card, tree);
    CREATE TABLE point (id integer, tree par.point_tree, before par.point_tree, changed boolean GENERATED ALWAYS AS (tree IS DISTINCT FROM before) STORED);
    INSERT INTO point SELECT 1, t, t FROM (SELECT par.point_tree(code, NULL, max_points, 'exclude') AS t FROM criterion) c;
    CREATE VIEW same_point AS SELECT a.id, nullif(a.tree, b.before) AS tree FROM point a JOIN point b USING (tree);
    CREATE TABLE draft (old par.rule, new par.rule, changed boolean GENERATED ALWAYS AS (old IS DISTINCT FROM new) STORED, CHECK (nullif(old, new) IS NOT NULL));
    CREATE INDEX ON draft (nullif(old, new));
    INSERT INTO draft VALUES ('a+b', 'b+a');
    CREATE TRIGGER redundant BEFORE UPDATE ON draft FOR EACH ROW WHEN (old.new IS DISTINCT FROM new.new) EXECUTE FUNCTION suppress_redundant_updates_trigger();
    CREATE VIEW verdict AS SELECT code, par.score(rule, '{"x": 1, "a": 10, "b": 9, "max_points": 2, "status": "đúng hạn"}') FROM criterion WHERE code <> 'long';
));

# text
my $dump = $node->data_dir . '/dump.sql';
my $again = $node->data_dir . '/again.sql';
$node->command_ok([ 'pg_dump', '-f', $dump, 'postgres' ], 'dumps');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'restored', '-f', $dump ], 'restores');
$node->command_ok([ 'pg_dump', '-f', $again, 'restored' ], 'dumps again');
my ($first, $second) = map { s/^\\(un)?restrict .*$//mgr } (slurp_file($dump), slurp_file($again));
is($first, $second, 'both dumps are identical');
my $verdict = 'SELECT string_agg(code || score, E\'\n\' ORDER BY code) FROM verdict';
is($node->safe_psql('restored', $verdict), $node->safe_psql('postgres', $verdict), 'and score alike');

my $places = 'SELECT md5(string_agg(place::text, chr(10) ORDER BY id, unit, node)), count(*) FROM place';
is($node->safe_psql('restored', $places), $node->safe_psql('postgres', $places), 'and rank alike');

my $compared = q(SELECT 'rule', count(*), md5(string_agg(v::text, chr(10) ORDER BY code, v::text)) FROM distinct_rule v UNION ALL SELECT 'same', count(*), md5(string_agg(v::text, chr(10) ORDER BY a, b)) FROM same_rule v
    UNION ALL SELECT 'composite', count(*), md5(string_agg(v::text, chr(10) ORDER BY id)) FROM distinct_composite v UNION ALL SELECT 'point', count(*), string_agg(v::text, '') FROM same_point v
    UNION ALL SELECT 'draft', count(*), string_agg(v::text, '') FROM draft v);
is($node->safe_psql('restored', $compared), $node->safe_psql('postgres', $compared), 'and compare alike');

# binary
my $binary = $node->data_dir . '/binary';
$node->safe_psql('postgres', qq(
    COPY (SELECT code, rule FROM criterion) TO '$binary.rule' (FORMAT binary);
    COPY state TO '$binary.state' (FORMAT binary);
    COPY mean TO '$binary.mean' (FORMAT binary);
    COPY composite TO '$binary.composite' (FORMAT binary);
    CREATE TABLE composite_copy (LIKE composite);
    COPY composite_copy FROM '$binary.composite' (FORMAT binary);
    CREATE TABLE rule_copy (code text, rule par.rule);
    CREATE TABLE state_copy (LIKE state);
    COPY rule_copy FROM '$binary.rule' (FORMAT binary);
    COPY state_copy FROM '$binary.state' (FORMAT binary);
    CREATE TABLE mean_copy (LIKE mean);
    COPY mean_copy FROM '$binary.mean' (FORMAT binary);
    COPY survey TO '$binary.survey' (FORMAT binary);
    CREATE TABLE survey_copy (LIKE survey);
    COPY survey_copy FROM '$binary.survey' (FORMAT binary);
));
is( $node->safe_psql('postgres', 'SELECT count(*), count(*) FILTER (WHERE c.rule::text IS DISTINCT FROM r.rule::text) FROM criterion c JOIN rule_copy r USING (code)'),
    '5|0', 'rules are the same through binary COPY');
is( $node->safe_psql('postgres', 'SELECT count(*), count(*) FILTER (WHERE a.s::text <> b.s::text OR par.index_final(a.s) IS DISTINCT FROM par.index_final(b.s)) FROM state a JOIN state_copy b USING (g)'),
    '7|0', 'states are the same through binary COPY');
is( $node->safe_psql('postgres', q(SELECT (SELECT count(*) FROM mean), count(*) FROM ((SELECT g, s::text FROM mean EXCEPT ALL SELECT g, s::text FROM mean_copy)
        UNION ALL (SELECT g, s::text FROM mean_copy EXCEPT ALL SELECT g, s::text FROM mean)) d)),
    '48|0', 'and so are the states of means');
is( $node->safe_psql('restored', 'SELECT string_agg(par.mean_sum_send(s)::text, E\'\n\' ORDER BY g, s::text) FROM mean'),
    $node->safe_psql('postgres', 'SELECT string_agg(par.mean_sum_send(s)::text, E\'\n\' ORDER BY g, s::text) FROM mean'), 'which the dump restores to the last bit');

is( $node->safe_psql('postgres', q(SELECT count(*), count(*) FILTER (WHERE a.card <> b.card OR a.tree <> b.tree OR (a.card IS NULL) <> (b.card IS NULL)) FROM composite a JOIN composite_copy b USING (id))),
    '3|0', 'scorecards and trees are the same through binary COPY');

is( $node->safe_psql('postgres', q(SELECT count(*), count(*) FILTER (WHERE a.s::text <> b.s::text) FROM survey a JOIN survey_copy b USING (g))),
    '10|0', 'states of surveys are the same through binary COPY');
is( $node->safe_psql('restored', 'SELECT string_agg(par.survey_sum_send(s)::text, E\'\n\' ORDER BY g) FROM survey'),
    $node->safe_psql('postgres', 'SELECT string_agg(par.survey_sum_send(s)::text, E\'\n\' ORDER BY g) FROM survey'), 'and in the dump');

# hostile binary values: a clear error each, and the server lives
sub binary_error
{
    my ($type, $bytes) = @_;
    my $file = $node->data_dir . '/hostile';
    open(my $fh, '>:raw', $file) or die;
    print $fh "PGCOPY\n\xff\r\n\0" . pack('NN', 0, 0) . pack('n', 1) . pack('N', length $bytes) . $bytes . pack('n', 0xffff);
    close $fh;
    my ($ret, $out, $err) = $node->psql('postgres',
        "\\set VERBOSITY sqlstate\nCREATE TEMP TABLE t (v $type); COPY t FROM '$file' (FORMAT binary); SELECT v FROM t;");
    return $err =~ /ERROR:  (\w+)/ ? $1 : $out;
}
my $numbers = sub { pack('C', 1) . pack('q>8', $_[0], $_[8] // 0, $_[9] // 0, @_[1 .. 5]) . "$_[6]\0$_[7]\0" };
is(binary_error('par.rule', "\1a+b"), 'a + b', 'a rule');
is(binary_error('par.rule', "\1a+"), '22P02', 'no rule');
is(binary_error('par.rule', "\2a"), '22P03', 'a rule of a later version');
is(binary_error('par.rule', ''), '08P01', 'an empty rule');
is(binary_error('par.rule', "\1a\xff"), '22021', 'a rule in no encoding');
is(binary_error('par.rule', "\1" . ('x+' x 40000) . 'x'), '54000', 'a rule too long');
is(binary_error('par.weighted_sum', $numbers->(2, 0, 0, 0, 0, 0, '1.50', '3')), '(2,1.5,3)', 'a state');
is(binary_error('par.weighted_sum', $numbers->(2, 0, 0, 0, 0, 0, '1.50', '3', 12, 1)), '(2,1.5,3,12,1)', 'one with fine values');
is(binary_error('par.weighted_sum', $numbers->(2, 0, 0, 0, 0, 0, '1.50', '3', 12, 3)), '22P03', 'more of these than rows');
is(binary_error('par.weighted_sum', $numbers->(2, 0, 0, 0, 0, 0, '1.50', '3', -8, 1)), '22P03', 'no number of decimals');
is(binary_error('par.weighted_sum', $numbers->(-1, 0, 0, 0, 0, 0, '1', '3')), '22P03', 'negative rows');
is(binary_error('par.weighted_sum', $numbers->(1, 0, 0, 0, 0, 2, '1', '3')), '22P03', 'more infinities than rows');
is(binary_error('par.weighted_sum', $numbers->(1, 0, 0, 0, 0, 0, 'NaN', '3')), '22P03', 'a sum that is none');
is(binary_error('par.weighted_sum', $numbers->(1, 0, 0, 0, 0, 0, '1', '-3')), '22P03', 'a negative denominator');
is(binary_error('par.weighted_sum', $numbers->(0, 0, 0, 0, 0, 0, '1', '3')), '22P03', 'sums of no rows');
is(binary_error('par.weighted_sum', $numbers->(1, 0, 0, 0, 0, 0, '1', '3') . 'x'), '08P01', 'bytes left over');
is(binary_error('par.weighted_sum', "\1abc"), '08P01', 'a state cut short');
is(binary_error('par.weighted_sum', "\7"), '22P03', 'a state of a later version');
my $pairs = sub { return pack('C', 1) . join('', map { "$_\0" } @_); };
is(binary_error('par.agreement_sum', $pairs->(2, 1, -0.5, 0.5, '9.50', 0.25, 48.25)), '(2,1,-0.5,0.5,9.5,0.25,48.25)', 'sums of an agreement');
is(binary_error('par.agreement_sum', $pairs->(@$_)), '22P03', "sums of an agreement that cannot be: @$_") for [ -1, 0, 0, 0, 0, 0, 0 ], [ 1, 2, 0, 0, 0, 0, 0 ], [ 1, 0, 'NaN', 1, 1, 1, 1 ], [ 1, 0, -2, 1, 0, 4, 0 ], [ 0, 0, 0, 0, 1, 0, 1 ];
is(binary_error('par.agreement_sum', $pairs->(2, 1, 0)), '08P01', 'sums of an agreement cut short');
is(binary_error('par.agreement_sum', "\7"), '22P03', 'sums of an agreement of a later version');
my $mean = sub { pack('C', 1) . pack('q>', shift) . pack('d>9', @_) };
my ($nan, $infinity) = (9**9**9 / 9**9**9, 9**9**9);
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, 4.5, 0, 0, 0, 0, 0)), '(2,1,3,0,4.5,0,0,0,0,0)', 'a mean');
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, -0.0, -0.0, 0, 0, $infinity, $nan)), '(2,1,3,0,0,0,0,0,Infinity,NaN)', 'a mean with special sums');
is(binary_error('par.mean_sum', $mean->(-1, 1, 3, 0, 4.5, 0, 0, 0, 0, 0)), '22P03', 'negative rows of a mean');
is(binary_error('par.mean_sum', $mean->(10**18, 1, 3, 0, 4.5, 0, 0, 0, 0, 0)), '22P03', 'too many rows');
is(binary_error('par.mean_sum', $mean->(2, $nan, 3, 0, 4.5, 0, 0, 0, 0, 0)), '22P03', 'a power that is not known');
is(binary_error('par.mean_sum', $mean->(2, $infinity, 3, 0, 4.5, 0, 0, 0, 0, 0)), '22P03', 'an infinite power');
is(binary_error('par.mean_sum', $mean->(2, 1, -3, 0, 4.5, 0, 0, 0, 0, 0)), '22P03', 'a negative weight');
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, $nan, 0, 0, 0, 0, 0)), '22P03', 'a sum that is no number');
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, 1e300, 0, 0, 0, 0, 0)), '22P03', 'a sum too large for its rows');
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, 4.5, 0.1, 0, 0, 0, 0)), '22P03', 'parts that do not belong together');
is(binary_error('par.mean_sum', $mean->(2, 0, 3, 0, 0, 0, 1e200, 0, 0, 0)), '22P03', 'exponents beyond those of doubles');
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, 4.5, 0, 0, 0, 0, 1)), '22P03', 'a special sum that is not');
is(binary_error('par.mean_sum', $mean->(0, 1, 0, 0, 0, 0, 0, 0, $nan, 0)), '22P03', 'special sums of no rows');
is(binary_error('par.mean_sum', $mean->(2, 1, 3, 0, 4.5, 0, 0, 0, 0, 0) . 'x'), '08P01', 'bytes behind a mean');
is(binary_error('par.mean_sum', "\1abc"), '08P01', 'a mean cut short');
is(binary_error('par.mean_sum', "\2"), '22P03', 'a mean of a later version');

my $card = sub { my ($u, $i, $names, @values) = @_; "\1" . pack('NN', $u, $i) . join('', map { "$_\0" } @$names) . pack('d>*', @values) };
is(binary_error('par.scorecard', $card->(2, 1, [qw(b a x)], 1.5, 'NaN')), '[[null,"x"],["a",null],["b",1.5]]', 'a scorecard, names in any order');
is(binary_error('par.scorecard', $card->(1, 1, [qw(u x)], 9**9**9)), '22P03', 'an infinite value');
is(binary_error('par.scorecard', $card->(2, 1, [qw(u u x)], 1, 2)), '22P03', 'a unit twice');
is(binary_error('par.scorecard', $card->(1, 2, [qw(u x x)], 1, 2)), '22P03', 'an indicator twice');
is(binary_error('par.scorecard', $card->(-1, 2, [qw(u x y)], 1, 2)), '22P03', 'a negative number of units');
is(binary_error('par.scorecard', $card->(5000, 5000, [qw(u x)], 1)), '54000', 'too many cells');
is(binary_error('par.scorecard', $card->(4000, 4000, [qw(u x)])), '08P01', 'names that are not there');
is(binary_error('par.scorecard', $card->(1, 2, [qw(u x y)], 1)), '08P01', 'values that are not there');
is(binary_error('par.scorecard', $card->(1, 1, [qw(u x)], 1) . 'x'), '08P01', 'bytes left over');
is(binary_error('par.scorecard', $card->(1, 1, [ "\xff", 'x' ], 1)), '22021', 'a name in no encoding');
is(binary_error('par.scorecard', "\2"), '22P03', 'a scorecard of a later version');
my $tree = sub { my ($count, @nodes) = @_; "\1" . pack('N', $count) . join('', map { my ($n, $p, $w, $m) = @$_; "$n\0" . (defined $p ? "\1$p\0" : "\0") . pack('d>', $w) . "$m\0" } @nodes) };
for my $type ('par.tree', 'par.tree_rows')
{
    is(binary_error($type, $tree->(2, [ 'r', undef, 1, 'sum' ], [ 'a', 'r', 2, '' ])), $type eq 'par.tree' ? '[["r",null,1,"sum"],["a","r",2,null]]' : '[["r",null,1,"sum"],["a","r",2,"arithmetic"]]', "a $type");
    is(binary_error($type, $tree->(2, [ 'r', undef, 1, 'sum' ])), '08P01', 'a node that is not there');
    is(binary_error($type, $tree->(1, [ 'r', undef, 1, 'sum' ]) . 'x'), '08P01', 'bytes left over');
    is(binary_error($type, $tree->(1, [ 'r', undef, 1, 'average' ])), '22023', 'a method that is none');
    is(binary_error($type, $tree->(-1)), '22P03', 'a negative number of nodes');
    is(binary_error($type, $tree->(2000000)), '22P03', 'too many nodes');
    is(binary_error($type, "\3"), '22P03', 'a later version');
}
is(binary_error('par.tree', $tree->(1, [ 'r', 's', 1, '' ])), '22023', 'nodes that make no tree');
is(binary_error($_, $tree->(2, [ 'r', undef, 1, '' ], [ 'a', 'r', 9**9**9, '' ])), '22023', "an infinite weight in $_") for 'par.tree', 'par.tree_rows';

# stratum: name, population, counts, sums; cluster: number of the stratum, name, sums
my $survey = sub { my ($strata, $clusters) = @_;
    return "\1" . pack('NN', scalar @$strata, scalar @$clusters) . join('', map { my ($n, $p, $a, $b, $c, @s) = @$_; (defined $n ? "\1$n\0" : "\0") . pack('d>q>3', $p, $a, $b, $c) . pack('d>*', @s) } @$strata)
        . join('', map { my ($h, $n, @s) = @$_; pack('N', $h) . "$n\0" . pack('d>*', @s) } @$clusters) };
my @one = (1, 0) x 6;
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one ], [ undef, $nan, 0, 1, 1, 1, (0) x 11 ] ], [ [ 1, 'x', 1, 0, -0.0, 0 ] ])), '[[["a",7,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0],[null,null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[2,"x",1,0,0,0]]]', 'a survey');
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one ], [ 'a', 7, 1, 1, 1, @one ] ], [])), '22P03', 'a stratum twice');
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one ] ], [ [ 0, 'x', 1, 0, 1, 0 ], [ 0, 'x', 1, 0, 1, 0 ] ])), '22P03', 'a cluster twice');
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one ] ], [ [ $_, 'x', 1, 0, 1, 0 ] ])), '22P03', "a cluster in stratum $_ of 1") for 1, -1;
is(binary_error('par.survey_sum', $survey->([ [ 'a', $_, 1, 1, 1, @one ] ], [])), '22P03', "a population of $_") for 0, -2, $infinity;
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, @$_, @one ] ], [])), '22P03', "counts @$_") for [ -1, 1, 1 ], [ 1, 2, 1 ], [ 1, 1, 2 ], [ 10**12, 1, 1 ], [ 0, 0, 0 ];
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one[ 0 .. 1 ], @$_, @one[ 4 .. 11 ] ] ], [])), '22P03', "a weight of @$_") for [ -1, 0 ], [ $nan, 0 ], [ 1, 0.1 ], [ 1e70, 0 ], [ 0, 0 ];
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one ] ], [ [ 0, 'x', @$_ ] ])), '22P03', "sums @$_ of a cluster") for [ -1, 0, 1, 0 ], [ 1, 0, $infinity, 0 ], [ 1, 0, 1e70, 0 ], [ 0, 0, 1, 0 ], [ 1, 0, 1, $nan ];
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one ] ], []) . 'x'), '08P01', 'bytes behind a survey');
is(binary_error('par.survey_sum', $survey->([ [ 'a', 7, 1, 1, 1, @one[ 0 .. 10 ] ] ], [])), '08P01', 'a survey cut short');
is(binary_error('par.survey_sum', "\1" . pack('NN', @$_)), '22P03', "@$_ strata and clusters") for [ -1, 0 ], [ 0, -1 ];
is(binary_error('par.survey_sum', "\1" . pack('NN', 2147483647, 2147483647)), '08P01', 'strata that are not there');
is(binary_error('par.survey_sum', $survey->([ [ "\xff", 7, 1, 1, 1, @one ] ], [])), '22021', 'a name in no encoding');
is(binary_error('par.survey_sum', "\2"), '22P03', 'a survey of a later version');

# after a crash
$node->stop('immediate');
$node->start;
is( $node->safe_psql('postgres', 'SELECT count(*), count(DISTINCT rule) FROM rule_copy'), '5|4', 'rules outlive a crash');
is($node->safe_psql('postgres', $places), $node->safe_psql('restored', $places), 'and scorecards');
$node->safe_psql('postgres', 'REINDEX TABLE criterion');

$node->stop;
done_testing();

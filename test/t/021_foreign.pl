# Other servers: what postgres_fdw ships of the extension, over one server and over partitions on
# two, with the results of the same query there; and a registry read from elsewhere, as it is read
# where it lies: through foreign tables, on a standby, and rules in a logical replica.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ], allows_streaming => 'logical');
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;
$ENV{PGCLIENTENCODING} = 'UTF8';
plan skip_all => 'there is no postgres_fdw' if $node->safe_psql('postgres', q(SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw')) eq '0';
my $version = $node->safe_psql('postgres', 'SHOW server_version_num');

# ---------------------------------------------------------------------------
# two provinces, a ministry that reads both, and a database without the extension

$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(a b ministry bare);
for my $province (qw(a b))
{
    my $unlike = $province eq 'a' ? 0 : 3;
    $node->safe_psql($province, qq(
        CREATE EXTENSION par_index;
        CREATE SCHEMA province;
        CREATE TABLE province.criterion (code text PRIMARY KEY, parent text, max_points numeric, not_applicable text, rule par.rule);
        INSERT INTO province.criterion VALUES ('1', NULL, NULL, NULL, NULL), ('2', NULL, NULL, NULL, NULL), ('3', NULL, 7, 'rescale_parent', 'd = 0: na; else: 7 - 7 * n / d / 3');
        INSERT INTO province.criterion
            SELECT r || '.' || i, r::text, i + 0.25, (ARRAY['exclude', 'full', 'share_siblings', 'rescale_parent', NULL])[1 + (i + r) % 5],
                   CASE i % 3 WHEN 0 THEN format('d = 0: na; n / d >= 100%%: %1\$s; n / d >= 50%%: %1\$s * n / d; else: 0', i)
                              WHEN 1 THEN format('%s * ratio(n, d, 0) / 3', i) ELSE 'd = 0: na; else: min(n / d, 1)' END::par.rule
            FROM generate_series(1, 2) r, generate_series(1, 11) i;
        CREATE TABLE province.assessment (province text, agency text, kind text, criterion text, rule par.rule, max_points numeric, inputs jsonb, n numeric, d numeric);
        INSERT INTO province.assessment
            SELECT '$province', '$province' || a, 'kind ' || a % 4, code, rule, max_points, jsonb_build_object('n', n, 'd', d), n, d
            FROM (SELECT a, c.*, (a * 7 + ascii(code) + length(rule::text) + $unlike) % 9 AS n, (a * 5 + length(code) * 3) % 7 AS d
                  FROM generate_series(1, 60 + $unlike) a, province.criterion c WHERE rule IS NOT NULL) x;
        ANALYZE;));
}
my ($host, $port) = ($node->host, $node->port);
sub server
{
    my ($name, $database, $options, $user) = @_;
    return qq(CREATE SERVER $name FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname '$database', fdw_tuple_cost '0.2'$options);
        CREATE USER MAPPING FOR PUBLIC SERVER $name) . ($user ? " OPTIONS (user '$user');" : ';');
}
my $async = $version >= 140000 ? ", async_capable 'true'" : '';
$node->safe_psql('ministry', join "\n", 'CREATE EXTENSION par_index; CREATE EXTENSION postgres_fdw; CREATE SCHEMA shipped; CREATE SCHEMA fetched; CREATE SCHEMA nation; CREATE SCHEMA copied;',
    server('a', 'a', ", extensions 'par_index'$async"), server('b', 'b', ", extensions 'par_index'$async"), server('without', 'a', ''), q(
    IMPORT FOREIGN SCHEMA province FROM SERVER a INTO shipped;
    IMPORT FOREIGN SCHEMA province FROM SERVER without INTO fetched;
    CREATE TABLE nation.assessment (LIKE shipped.assessment) PARTITION BY LIST (province);
    CREATE FOREIGN TABLE nation.a PARTITION OF nation.assessment FOR VALUES IN ('a') SERVER a OPTIONS (schema_name 'province', table_name 'assessment');
    CREATE FOREIGN TABLE nation.b PARTITION OF nation.assessment FOR VALUES IN ('b') SERVER b OPTIONS (schema_name 'province', table_name 'assessment');
    CREATE TABLE copied.assessment AS SELECT * FROM nation.assessment;
    ANALYZE;
    ANALYZE shipped.assessment; ANALYZE shipped.criterion; ANALYZE fetched.assessment; ANALYZE fetched.criterion;
    ANALYZE nation.assessment;));

# what several statements give, each by itself
sub several
{
    my ($database, @statements) = @_;
    return split /^=\n/m, $node->safe_psql($database, join("\\echo =\n", map { "$_;\n" } @statements)) . "\n", -1;
}
sub sorted { return join '', sort map { "$_\n" } split /\n/, $_[0] }
sub plan_of { my ($database, $path, $query, $settings) = @_; return (several($database, "SET search_path = $path;" . ($settings // '') . "EXPLAIN (VERBOSE, COSTS OFF) $query"))[0] }
sub rows_of { my ($database, $path, $query, $settings) = @_; return sorted(several($database, "SET search_path = $path;" . ($settings // '') . $query)) }

sub remote { return join "\n", $_[0] =~ /Remote SQL: (.*)/g }
sub aggregates_here { return $_[0] =~ /Aggregate$/m }

# all that is told to be there is sent, nothing is left to do here but what may be; without the option
# nothing of it is sent; and rows are those of the province itself
sub ships
{
    my ($what, $query, @sent) = @_;
    my $explain = "EXPLAIN (VERBOSE, COSTS OFF) $query";
    my ($plan, $shipped, $fetching, $fetched) = several('ministry', "SET search_path = shipped; $explain", $query, "SET search_path = fetched; $explain", $query);
    my @missing = grep { index(remote($plan), $_) < 0 } @sent;
    ok(!@missing && !aggregates_here($plan) && $plan !~ /Filter:/, "$what: shipped") or diag("not sent: @missing\n$plan");
    unlike(remote($fetching), qr/par\.\w+\(|rule [<>]/, "$what: fetched without the option");
    my $there = rows_of('a', 'province', $query);
    isnt($there, '', "$what: there are rows");
    is(sorted($shipped), $there, "$what: rows are those of the province");
    is(sorted($fetched), $there, "$what: without the option too");
}

my $index = 'par.index(par.score(rule, inputs), max_points)';
my $sum = sub { return "par.point_sum($_[0], criterion, par.score(rule, inputs), (NOT par.not_applicable(rule, inputs)))" };
my $tree = '(SELECT par.point_tree(code, parent, max_points, not_applicable) FROM criterion)';
my $written = "'" . $node->safe_psql('a', 'SET search_path = province; SELECT par.point_tree(code, parent, max_points, not_applicable) FROM criterion') . "'::par.point_tree";

ships('index, WHERE and HAVING', "SELECT agency, par.index(n, max_points) FROM assessment WHERE criterion <> '1.1' GROUP BY agency HAVING par.index(n, max_points) > 50",
    'par.index(n, max_points)', "WHERE ((criterion <> '1.1'))", 'GROUP BY 1 HAVING ((par.index(n, max_points) > ');
ships('FILTER, ORDER BY the index, LIMIT', "SELECT agency, $index FILTER (WHERE d > 2), par.weighted_mean(n, d) FROM assessment GROUP BY agency ORDER BY $index DESC, agency LIMIT 5",
    "$index FILTER (WHERE (d > ", 'par.weighted_mean(n, d)', "ORDER BY $index DESC", 'LIMIT 5');
ships('one group', "SELECT $index, par.weighted_mean(n, d), count(*) FROM assessment", $index, 'par.weighted_mean(n, d)');
ships('a ranking', "SELECT rank() OVER (ORDER BY par_index DESC) AS rank, agency, par_index FROM (SELECT agency, round(round($index, 10), 2) AS par_index FROM assessment GROUP BY agency) i",
    "round(round($index, 10), 2)", 'GROUP BY 1');
ships('a group above the mean of all', "SELECT agency, $index FROM assessment GROUP BY agency HAVING $index > (SELECT $index FROM assessment)", "HAVING (($index > \$1::numeric))");
ships('a rule in WHERE', 'SELECT agency, criterion, par.score(rule, inputs), par.exact_score(rule, inputs) FROM assessment WHERE par.score(rule, inputs) >= max_points * 0.9', 'WHERE ((par.score(rule, inputs) >= (max_points * 0.9');
ships('a rule that is written', q(SELECT agency, criterion FROM assessment WHERE par.score('d = 0: na; else: n / d', inputs) > 2.5), q(par.score('d = 0: na; else: n / d'::par.rule, inputs) > 2.5));
ships('values of a rule', q(SELECT agency, par.index(par.score_values('a = 0: na; else: b / a', d, n), max_points), par.index(par.score_values('a = 0: na; else: (b + c + e + f) / a', d, n, n, n, n), max_points) FROM assessment GROUP BY agency),
    q(par.score_values_2('a = 0: na; else: b / a'::par.rule, d, n)), q(par.score_values('a = 0: na; else: (b + c + e + f) / a'::par.rule, VARIADIC ARRAY[d, n, n, n, n])));
ships('what is not applicable', 'SELECT agency, criterion FROM assessment WHERE par.not_applicable(rule, inputs) AND par.exact_score(rule, inputs) IS NULL', 'par.not_applicable(rule, inputs)', 'par.exact_score(rule, inputs) IS NULL');
ships('an input that is contained', qq(SELECT agency, $index FROM assessment WHERE inputs @> '{"n": 4}' GROUP BY agency), $index, q(inputs @> '{"n": 4}'));
ships('rules compared', q(SELECT agency, rule FROM assessment WHERE rule > 'd' AND rule <> 'd = 0: na; else: min(n / d, 1)' ORDER BY rule LIMIT 9), q(rule > 'd'), 'ORDER BY rule');
ships('a join', 'SELECT a.agency, par.index(par.score(c.rule, a.inputs), c.max_points) FROM assessment a JOIN criterion c ON c.code = a.criterion GROUP BY a.agency', 'par.index(par.score(r2.rule, r1.inputs), r2.max_points)', 'INNER JOIN', 'GROUP BY 1');
ships('a tree', 'SELECT par.point_tree(code, parent, max_points, not_applicable) FROM criterion', 'par.point_tree(code, parent, max_points, not_applicable)');
ships('the roll-up', "SELECT agency, par.point_index(" . $sum->($tree) . ", 2), " . $sum->($tree) . " FROM assessment GROUP BY agency",
    'par.point_index(' . $sum->('$1::par.point_tree') . ', 2)', 'par.point_tree(code, parent, max_points, not_applicable)');
ships('the roll-up over a tree that is written', "SELECT agency, par.point_index(" . $sum->($written) . ") FROM assessment GROUP BY agency", $sum->($written), 'par.point_index(');
ships('nodes of the roll-up', "SELECT agency, n.* FROM (SELECT agency, " . $sum->($tree) . " AS sum FROM assessment GROUP BY agency) s, par.point_nodes(sum) n", $sum->('$1::par.point_tree'), 'GROUP BY 1');
ships('means in floating point', 'SELECT kind, par.arithmetic_mean(n::float8, d::float8), par.power_mean(n::float8, d::float8, 2) FROM assessment GROUP BY kind', 'par.arithmetic_mean(', 'par.power_mean(');
ships('a scorecard', 'SELECT par.scorecard(agency, criterion, n::float8) FROM assessment', 'par.scorecard(agency, criterion,');
ships('agreement', 'SELECT kind, (par.agreement(n, d)).* FROM assessment GROUP BY kind', 'par.agreement(n, d)');

# ---------------------------------------------------------------------------
# what is not shipped: what gives or compares a text that is in no column, what depends on the session

sub stays
{
    my ($what, $query, $here, $settings) = @_;
    my ($plan, $rows) = several('ministry', "SET search_path = shipped;" . ($settings // '') . "EXPLAIN (VERBOSE, COSTS OFF) $query", $query);
    ok(index(remote($plan), $here) < 0 && index($plan, $here) >= 0, "$what: not shipped") or diag($plan);
    my $there = rows_of('a', 'province', $query, $settings);
    isnt($there, '', "$what: there are rows");
    is(sorted($rows), $there, "$what: rows are those of the province");
}
stays('points as text', "SELECT agency, criterion FROM assessment WHERE par.exact_score(rule, inputs) = '2/3'", 'par.exact_score');
stays('variables', "SELECT agency, criterion FROM assessment WHERE inputs ?& par.variables(rule) AND d = 1", 'par.variables');
stays('a row as inputs', "SELECT agency, par.index(par.score(rule, to_jsonb(a)), max_points) FROM assessment a GROUP BY agency", 'par.score');
stays('columns as inputs', "SELECT agency, par.index(par.score(rule, jsonb_build_object('n', n, 'd', d)), max_points) FROM assessment GROUP BY agency", 'par.score');
stays('an input by its name', "SELECT agency, $index FROM assessment WHERE inputs->>'n' = '4' GROUP BY agency", 'par.index');
stays('a rule in words', "SELECT DISTINCT par.rule_table(rule) FROM assessment WHERE par.rule_table(rule) IS NOT NULL", 'par.rule_table', "SET par.language = 'en';");
stays('window frames', "SELECT agency, criterion, par.index(n, max_points) OVER (PARTITION BY kind ORDER BY agency, criterion ROWS 9 PRECEDING) FROM assessment", 'par.index');
stays('grouping sets', "SELECT kind, province, $index FROM assessment GROUP BY GROUPING SETS (kind, province)", 'par.index');
stays('points of rows', "SELECT agency, criterion, par.score(rule, inputs) FROM assessment", 'par.score');

# a chart is drawn there, where the language of this session is not known
my $chart = 'SELECT par.svg_bars(kind, n::float8, NULL, NULL ORDER BY kind, criterion) FROM assessment WHERE agency = $$a7$$';
my $english = "SET par.language = 'en';";
like(remote(plan_of('ministry', 'shipped', $chart)), qr/par\.svg_bars/, 'a chart: shipped');
is(rows_of('ministry', 'shipped', $chart, $english), rows_of('a', 'province', $chart), 'a chart speaks the language of the province');
$node->safe_psql('ministry', "ALTER SERVER a OPTIONS (ADD options '-c par.language=en')");
is(rows_of('ministry', 'shipped', $chart), rows_of('a', 'province', $chart, $english), 'or the one that the server is given');
$node->safe_psql('ministry', 'ALTER SERVER a OPTIONS (DROP options)');

my $update = plan_of('ministry', 'shipped', 'UPDATE assessment SET n = par.score(rule, inputs) WHERE par.score(rule, inputs) > 3');
like($update, qr/Foreign Update.*\n.*Remote SQL: UPDATE province.assessment SET n = par.score\(rule, inputs\) WHERE \(\(par.score\(rule, inputs\) > 3/, 'an update is shipped as it is') or diag($update);

# ---------------------------------------------------------------------------
# partitions on two servers

my $partitionwise = 'SET enable_partitionwise_aggregate = on;';
my $scan = $async ? 'Async Foreign Scan' : 'Foreign Scan';
my $all_trees = $sum->($written);
for my $case (
    [ 'index', "SELECT province, agency, $index, par.weighted_mean(n, d) FROM assessment GROUP BY province, agency", $index ],
    [ 'index of provinces', "SELECT province, $index FROM assessment GROUP BY province", $index ],
    [ 'roll-up', "SELECT province, agency, par.point_index($all_trees, 4) FROM assessment GROUP BY province, agency", $all_trees ])
{
    my ($what, $query, $sent) = @$case;
    my $plan = plan_of('ministry', 'nation', $query, $partitionwise);
    is(join(' ', map { my $p = $_; scalar(() = $plan =~ /\Q$scan\E\n.*\n\s+Relations: Aggregate on \(nation\.$p/g) } qw(a b)), '1 1', "partitions, $what: $scan of what each server aggregates") or diag($plan);
    is(scalar(() = remote($plan) =~ /\Q$sent\E/g), 2, "partitions, $what: sent to both");
    ok(!aggregates_here($plan), "partitions, $what: nothing is aggregated here") or diag($plan);
    my $together = rows_of('ministry', 'copied', $query);
    is(rows_of('ministry', 'nation', $query, $partitionwise), $together, "partitions, $what: the same as of one table");
    is(sorted(join '', map { rows_of($_, 'province', $query) } qw(a b)), $together, "partitions, $what: the same as in each province");
    $plan = plan_of('ministry', 'nation', $query);
    unlike(remote($plan), qr/par\.\w+\(/, "partitions, $what: nothing is sent unless enable_partitionwise_aggregate is on");
}
# other keys than that of the partitions: rows are fetched and summed by partition, sums are combined
for my $case (
    [ 'index', "SELECT criterion, $index, par.weighted_mean(n, d) FROM assessment GROUP BY criterion", "PARTIAL $index" ],
    [ 'index of all', "SELECT $index, par.weighted_mean(n, d), par.index(n, max_points) FROM assessment", "PARTIAL $index" ])
{
    my ($what, $query, $partial) = @$case;
    my $plan = plan_of('ministry', 'nation', $query, $partitionwise);
    (my $flat = $plan) =~ s/assessment(_\d)?\.//g;
    ok($flat =~ /Finalize \w*Aggregate/ && 2 == (() = $flat =~ /Partial \w*Aggregate\n\s+Output: [^\n]*\Q$partial\E/g), "other keys, $what: partial sums of each partition are combined here") or diag($plan);
    is(rows_of('ministry', 'nation', $query, $partitionwise), rows_of('ministry', 'copied', $query), "other keys, $what: the same as of one table");
}
# agencies whose leaves lie on both
$node->safe_psql('ministry', "CREATE SCHEMA leaves; CREATE TABLE leaves.assessment (LIKE shipped.assessment) PARTITION BY LIST (criterion);
    CREATE FOREIGN TABLE leaves.first PARTITION OF leaves.assessment FOR VALUES IN ('1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11') SERVER a OPTIONS (schema_name 'province', table_name 'first');
    CREATE FOREIGN TABLE leaves.other PARTITION OF leaves.assessment DEFAULT SERVER b OPTIONS (schema_name 'province', table_name 'other');
    CREATE TABLE copied.split AS SELECT * FROM shipped.assessment;");
$node->safe_psql('a', "CREATE VIEW province.first AS SELECT * FROM province.assessment WHERE criterion LIKE '1.%'");
$node->safe_psql('b', "CREATE TABLE province.other (LIKE province.assessment)");
$node->safe_psql('ministry', "INSERT INTO leaves.other SELECT * FROM copied.split WHERE criterion NOT LIKE '1.%'; ANALYZE leaves.assessment; ALTER FOREIGN TABLE leaves.first ALTER agency SET (n_distinct = 1); ALTER FOREIGN TABLE leaves.other ALTER agency SET (n_distinct = 1); ALTER TABLE leaves.assessment ALTER agency SET (n_distinct_inherited = 1); ANALYZE leaves.assessment");
my $split = "SELECT agency, par.point_index($all_trees, 4), $all_trees FROM assessment GROUP BY agency";
my $plan = plan_of('ministry', 'leaves', $split, $partitionwise);
ok($plan =~ /Finalize \w*Aggregate/ && 2 == (() = $plan =~ /Partial \w*Aggregate/g), 'other keys, roll-up: partial sums of each partition are combined here') or diag($plan);
is(rows_of('ministry', 'leaves', $split, $partitionwise), rows_of('ministry', 'shipped', $split), 'other keys, roll-up: the same as of one table');

# indices over other keys without fetching rows: points and maxima are summed by province first
my $marks = 'SELECT province, criterion, sum(par.score(rule, inputs)) AS points, sum(max_points) FILTER (WHERE par.score(rule, inputs) IS NOT NULL) AS max_points FROM assessment GROUP BY province, criterion';
my $by_province = "SELECT criterion, par.index(points, max_points) FROM ($marks) p GROUP BY criterion";
$plan = plan_of('ministry', 'nation', $by_province, $partitionwise);
ok(2 == (() = $plan =~ /\Q$scan\E\n.*\n\s+Relations: Aggregate on/g), 'sums by province: each server aggregates') or diag($plan);
is(rows_of('ministry', 'nation', $by_province, $partitionwise), rows_of('ministry', 'copied', "SELECT criterion, $index FROM assessment GROUP BY criterion"), 'sums by province: the indices are those of the rows');

# states travel as text, as between the nodes of Citus
is($node->safe_psql('ministry', q(
    SELECT string_agg(a.aggfnoid::text, ' ' ORDER BY a.aggfnoid::text) FILTER (WHERE a.aggtranstype = 'internal'::regtype OR a.aggmtranstype = 'internal'::regtype),
        string_agg(p.proname, ' ' ORDER BY p.proname) FILTER (WHERE a.aggcombinefn = 0)
    FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE p.pronamespace = 'par'::regnamespace)),
    '|svg_bars svg_heatmap svg_intervals svg_lines svg_radar', 'no state is internal, and all but charts combine them');
my $parts = q(
    DO $$
    DECLARE
        part record;
    BEGIN
        FOR part IN SELECT p.proname, pg_get_function_identity_arguments(p.oid) AS arguments, a.* FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid
                    WHERE p.pronamespace = 'par'::regnamespace AND p.proname IN ('index', 'weighted_mean', 'agreement', 'point_sum') LOOP
            EXECUTE format('CREATE AGGREGATE part_%s(%s) (SFUNC = %s, STYPE = %s%s)', part.proname, part.arguments, part.aggtransfn, part.aggtranstype::regtype, ', INITCOND = ' || quote_literal(part.agginitval));
            EXECUTE format('CREATE AGGREGATE whole_%s(%2$s) (SFUNC = %3$s, STYPE = %2$s%4$s%5$s)', part.proname, part.aggtranstype::regtype, part.aggcombinefn, ', INITCOND = ' || quote_literal(part.agginitval),
                           CASE WHEN part.aggfinalfn <> 0 THEN ', FINALFUNC = ' || part.aggfinalfn::text END);
        END LOOP;
    END $$;);
my $some = "SELECT criterion, part_index(par.score(rule, inputs), max_points), part_weighted_mean(n, d), part_agreement(n, d) FROM assessment GROUP BY criterion";
my $state = "COPY (%s) TO STDOUT";
$node->safe_psql('ministry', "$parts CREATE TABLE copied.part (criterion text, i par.weighted_sum, m par.weighted_sum, a par.agreement_sum); CREATE TABLE copied.leaf (agency text, s par.point_sum);");
for my $province (qw(a b))
{
    my $states = $node->safe_psql($province, "$parts SET search_path = public, province; " . sprintf($state, $some));
    my $sums = $node->safe_psql($province, "SET search_path = public, province; " . sprintf($state, "SELECT substr(agency, 2), part_point_sum($written, criterion, n, d > 0) FROM assessment WHERE (criterion LIKE '1%') = ('$province' = 'a') AND substr(agency, 2)::int <= 60 GROUP BY 1"));
    $node->safe_psql('ministry', "COPY copied.part FROM STDIN;\n$states\n\\.\nCOPY copied.leaf FROM STDIN;\n$sums\n\\.\n");
}
is(rows_of('ministry', 'public, copied', 'SELECT criterion, whole_index(i), whole_weighted_mean(m), whole_agreement(a) FROM part GROUP BY criterion'),
    rows_of('ministry', 'copied', "SELECT criterion, $index, par.weighted_mean(n, d), par.agreement(n, d) FROM assessment GROUP BY criterion"), 'states of two servers give what one table gives');
is(rows_of('ministry', 'public, copied', 'SELECT agency, whole_point_sum(s) FROM leaf GROUP BY agency'),
    rows_of('ministry', 'copied', "SELECT substr(agency, 2), par.point_sum($written, criterion, n, d > 0) FROM assessment WHERE substr(agency, 2)::int <= 60 AND (criterion LIKE '1%') = (province = 'a') GROUP BY 1"), 'sums of points too');

# workers share a query that is the server's own; through a cursor, as postgres_fdw reads, there are none
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;';
my $shared = "SELECT kind, $index, par.weighted_mean(n, d) FROM assessment GROUP BY kind";
like(plan_of('a', 'province', $shared, $parallel), qr/Finalize \w*Aggregate.*Gather.*Partial \w*Aggregate/s, 'in a province workers share the sums');
is(rows_of('a', 'province', $shared, $parallel), rows_of('ministry', 'shipped', $shared), 'which are the same');
(my $options = $parallel) =~ s/SET (\w+) = (\w+);\s*/-c $1=$2 /g;
$node->safe_psql('ministry', "ALTER SERVER a OPTIONS (ADD options '-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 $options')");
my $written_before = -s $node->logfile;
is(rows_of('ministry', 'shipped', $shared), rows_of('a', 'province', $shared), 'and what is shipped');
my ($explained) = substr(slurp_file($node->logfile), $written_before) =~ /(DECLARE c1 CURSOR.*)/s;
ok($explained =~ /Aggregate .*Seq Scan on assessment/s && $explained !~ /Gather/, 'is computed by one process') or diag($explained);
$node->safe_psql('ministry', 'ALTER SERVER a OPTIONS (DROP options)');

# ---------------------------------------------------------------------------
# a server without the extension, and one whose name is wrong

$node->safe_psql('bare', "CREATE TABLE assessment (agency text, n numeric, d numeric); INSERT INTO assessment VALUES ('x', 1, 2), ('x', 2, 3)");
$node->safe_psql('ministry', join "\n", server('bare', 'bare', ", extensions 'par_index'"), q(CREATE FOREIGN TABLE absent (agency text, n numeric, d numeric) SERVER bare OPTIONS (schema_name 'public', table_name 'assessment')));
my ($out, $err);
$node->psql('ministry', 'SELECT agency, par.index(n, d) FROM absent GROUP BY agency', stdout => \$out, stderr => \$err);
like($err, qr/ERROR:  schema "par" does not exist\nCONTEXT:  .*remote SQL command: SELECT agency, par\.index\(n, d\) FROM public\.assessment/, 'a server without the extension says so');
is($node->safe_psql('ministry', 'ALTER SERVER bare OPTIONS (DROP extensions); SELECT agency, par.index(n, d) FROM absent GROUP BY agency'), 'x|60', 'its rows can be fetched');
$node->psql('ministry', "ALTER SERVER bare OPTIONS (ADD extensions 'par.index')", stderr => \$err);
like($err, qr/WARNING:  extension "par\.index" is not installed/, 'a wrong name of the extension is told');

# ---------------------------------------------------------------------------
# functions find what they need in a session whose search path is pg_catalog, as that of postgres_fdw

# procedures are not called from elsewhere
is($node->safe_psql('a', q(
    SELECT string_agg(p.proname, ' ' ORDER BY p.proname) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'par'::regnamespace AND l.lanname IN ('sql', 'plpgsql') AND p.prokind = 'f' AND NOT coalesce(p.proconfig::text, '') LIKE '%search_path=%')),
    'registry_template_version shipped_scheme_documents shipped_schemes', 'functions set a search path, but for three');
is($node->safe_psql('a', 'SET search_path = pg_catalog; SELECT (SELECT count(*) FROM par.shipped_schemes()), (SELECT count(*) FROM par.shipped_scheme_documents()), par.registry_template_version()'), '4|4|1.0', 'which need none');

# ---------------------------------------------------------------------------
# a registry

if ($version < 150000)
{
    done_testing();
    exit 0;
}
$node->safe_psql('postgres', 'CREATE DATABASE registry');
$node->safe_psql('registry', slurp_file('test/clients/registry.sql'));
# a body in SQL is parsed when the function is made: making it anew tells of names that are not found
is($node->safe_psql('registry', q(
    SET search_path = pg_catalog;
    DO $$
    DECLARE
        made record;
    BEGIN
        FOR made IN SELECT pg_get_functiondef(p.oid) AS definition FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
                    WHERE p.pronamespace IN ('par'::regnamespace, 'cchc'::regnamespace) AND l.lanname = 'sql' AND p.prosqlbody IS NULL AND p.proconfig IS NULL LOOP
            EXECUTE made.definition;
        END LOOP;
    END $$;
    SELECT string_agg(p.proname, ' ' ORDER BY p.proname) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'cchc'::regnamespace AND l.lanname = 'plpgsql' AND NOT coalesce(p.proconfig::text, '') LIKE '%search_path=%')),
    '_acts_for_itself _has_duty _my_agencies _shown_agencies _try_rule', 'functions of a registry that set no search path find what they name');

my %views;
for (split /\n/, $node->safe_psql('registry', q(
    SELECT c.relname, CASE WHEN 'reader' = ANY (p.duties) THEN 'dashboard' WHEN 'analyst' = ANY (p.duties) THEN 'analyst' ELSE 'chief' END
    FROM pg_class c LEFT JOIN cchc._privileges() p ON p.object = c.relname AND p.privilege ~ '^SELECT(,|$)'
    WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind = 'v' AND c.relname !~ '^_' ORDER BY 1)))
{
    my ($view, $role) = split /\|/;
    push @{ $views{$role} }, $view;
}
# through foreign tables, by a database without the extension: who reads is whom the user mapping names
$node->safe_psql('bare', 'CREATE EXTENSION postgres_fdw');
for my $role (sort keys %views)
{
    $node->safe_psql('bare', server($role, 'registry', '', $role) . "CREATE SCHEMA $role; IMPORT FOREIGN SCHEMA cchc LIMIT TO (" . join(', ', @{ $views{$role} }) . ") FROM SERVER $role INTO $role");
}
sub read_views
{
    my ($how, $of, $database, $schema) = @_;
    my %found;
    for my $role (sort keys %views)
    {
        my $from = $schema // $role;
        $found{$role} = $of->safe_psql($database, join(';', map { "SELECT '$_', count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE \"C\")) FROM $from.$_ t" } @{ $views{$role} }), extra_params => [ $schema ? ('-U', $role) : () ]);
    }
    return \%found;
}
my $read = read_views('here', $node, 'registry', 'cchc');
is_deeply(read_views('foreign', $node, 'bare'), $read, 'views through foreign tables are what the role of the user mapping sees');
like($read->{dashboard}, qr/^ranking\|[1-9]/m, 'rankings among them');
like(remote($node->safe_psql('bare', 'EXPLAIN (VERBOSE, COSTS OFF) SELECT league, max(rank) FROM dashboard.ranking WHERE year = 2026 GROUP BY league')), qr/max\(rank\) FROM cchc\.ranking WHERE \(\(year = 2026\)\) GROUP BY 1/, 'their aggregates are sent');

# on a standby; the less there is, the sooner it is copied
$node->safe_psql('postgres', "DROP DATABASE $_") for qw(ministry bare b);
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', "wal_retrieve_retry_interval = '100ms'");
$standby->start;
$node->wait_for_catchup($standby, 'replay');
is_deeply(read_views('standby', $standby, 'registry', 'cchc'), $read, 'views on a standby are those of the primary');
my $told = q(
    SELECT 'report', r.code, md5(string_agg(line, chr(10))) FROM cchc.shown_round r, LATERAL (SELECT line FROM cchc.report(r.code) WITH ORDINALITY l(line, n) ORDER BY n) l WHERE r.is_published GROUP BY r.code
    UNION ALL SELECT 'explain', agency, md5(string_agg(e::text, ' ')) FROM cchc.score s, cchc.explain(s.round, s.agency, s.criterion) e WHERE s.round = '2026' GROUP BY agency
    UNION ALL SELECT 'seal', 'log', md5(string_agg(v::text, ' ')) FROM cchc.verify_log() v
    UNION ALL SELECT 'fingerprints', p.round || '.' || p.revision, string_agg(v::text, ' ') FROM cchc.publication p, cchc.verify(p.round, p.revision) v GROUP BY 2 ORDER BY 1, 2);
my $told_here = $node->safe_psql('registry', $told);
is($standby->safe_psql('registry', $told), $told_here, 'reports, answers and proofs too');
like($told_here, qr/report.*\n.*seal/s, 'there are some');
isnt($standby->psql('registry', q(CALL cchc.advance('2026')), stderr => \$err), 0, 'it advances nothing');
like($err, qr/read-only transaction|recovery/, 'and says so');
is($standby->safe_psql('a', "SET search_path = province; $shared"), $node->safe_psql('a', "SET search_path = province; $shared"), 'indices of tables are those of the primary');
$standby->stop;

# in a logical replica: rules and sums come as text with the first copy, then in binary
$node->safe_psql('postgres', 'CREATE DATABASE replica');
my $sums = "CREATE TABLE province.sum AS SELECT agency, $all_trees AS sum FROM province.assessment GROUP BY agency; ALTER TABLE province.sum ADD PRIMARY KEY (agency);";
$node->safe_psql('a', "SET search_path = province; $sums DELETE FROM province.sum WHERE agency LIKE 'a1%'; CREATE PUBLICATION province FOR TABLE province.criterion, province.sum");
$node->safe_psql('a', q(SELECT pg_create_logical_replication_slot('replica', 'pgoutput')));
$node->safe_psql('replica', 'CREATE EXTENSION par_index; CREATE SCHEMA province; CREATE TABLE province.criterion (code text PRIMARY KEY, parent text, max_points numeric, not_applicable text, rule par.rule);
    CREATE TABLE province.sum (agency text PRIMARY KEY, sum par.point_sum);' . "CREATE SUBSCRIPTION replica CONNECTION 'host=$host port=$port dbname=a' PUBLICATION province WITH (create_slot = false, binary = true)");
$node->poll_query_until('replica', q(SELECT count(*) = 2 FROM pg_subscription_rel WHERE srsubstate = 'r')) or die 'no copy';
$node->safe_psql('a', "SET search_path = province; INSERT INTO sum SELECT agency, $all_trees FROM assessment WHERE agency LIKE 'a1%' GROUP BY agency; UPDATE criterion SET rule = '1 * n / 3' WHERE code = '1.1'");
$node->wait_for_catchup('replica');
my $replicated = "SELECT code, rule FROM criterion UNION ALL SELECT agency, NULL FROM sum WHERE par.point_index(sum, 3) > 20 UNION ALL SELECT sum::text, NULL FROM sum";
is(rows_of('replica', 'province', $replicated), rows_of('a', 'province', $replicated), 'rules and sums of a logical replica are those of the publisher');
like(rows_of('replica', 'province', $replicated), qr/^1\.1\|1 \* n \/ 3$/m, 'changed ones too');
$node->safe_psql('replica', 'DROP SUBSCRIPTION replica');
done_testing();

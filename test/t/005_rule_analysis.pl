# Random rules: what the analysis says of them is what scoring does.
#
# The analysis runs the operations of a rule on symbols; here the evaluator runs
# them on numbers, input by input, and every statement of the analysis is held
# against what it gives.  Four families: one subject, several subjects, dates with
# years that are inputs, and context terms whose values are fractions.
# PAR_RULES, PAR_INPUTS and PAR_FUZZ_SEED make longer runs.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $rules = $ENV{PAR_RULES} || 50;      # of each family
my $inputs = $ENV{PAR_INPUTS} || 150;
my $seed = $ENV{PAR_FUZZ_SEED} || 766;

srand($seed);
sub one_of { return $_[ int(rand(@_)) ]; }
sub number { return one_of('0', '0.5', '1', '1.5', '2', '0.25', '0.8', '3', '1/3', '-1', '50%'); }

# what an expression of each family may be about
my %subjects = (
    single => [ [ 'x' ], [ 'b/a' ], [ 'x' ] ],
    several => [ [ 'x', 'b/a', 'a', 'b' ] ],
    date => [
        [ 'round_year - 2040', 'date(round_year, 1, 1) - date(2040, 1, 1)', "(date(d) - date(round_year, 3, 15)) / 30",
          'date(round_year, 2, 28) - date(round_year - 1, 2, 28) - 365', "(date(d) - date('2044-06-01')) / 100",
          '(date(round_year, 3, 1) - date(round_year, 2, 1)) - 28', "(date(e) - date(d)) / 50" ]
    ],
    context => [
        [ 'x', 'peer_mean(x)', 'peer_max(b/a)', 'previous(x)', 'previous(x, 2)', 'peer_min(x)', 'peer_rank(x)', 'peer_count(x)', 'x / peer_max(x)', 'peer_max(x)', 'max_points', "points('1.1')", 'x - previous(x)', 'x / max_points',
          'b/a', 'coalesce(previous(x), x, 0)', 'target(x)' ]
    ]);

# an expression that is piecewise linear in what it is about
sub expression
{
    my ($about, $depth) = @_;
    my $subject = one_of(@$about);
    return one_of("(($subject) > " . number() . ') * ' . number(), "count(f, ($subject) >= " . number() . ", s = 'p')") if $depth > 0 && rand() < 0.08;
    my $way = int(rand($depth > 0 ? 9 : 3));
    return number() if $way == 0;
    return $subject if $way == 1;
    return "($subject) * " . number() if $way == 2;
    my ($one, $other) = (expression($about, $depth - 1), expression($about, $depth - 1));
    return "min($one, $other)" if $way == 3;
    return "max($one, $other)" if $way == 4;
    return "abs($one)" if $way == 5;
    return "($one - ($other))" if $way == 6;
    return one_of('floor', 'ceil', 'round') . "($one)" if $way == 7;
    return "($one + $other)";
}

sub condition
{
    my ($about, $family) = @_;
    my $relation = one_of('>=', '>', '<', '<=', '=');
    my $subject = one_of(@$about);
    return one_of("s = 'p'", "s in ('p', 'q')", 'f', 'not f') if rand() < 0.12;
    return one_of('known(previous(x))', 'not known(previous(x))') if $family eq 'context' && rand() < 0.15;
    return one_of('date(d) <= date(round_year, 2, 29)', "date(d) < date(round_year - 1, 12, 31)", 'round_year >= 2050', 'date(e) > date(d)')
        if $family eq 'date' && rand() < 0.3;
    return expression($about, 1) . " $relation " . expression($about, 1) if $family ne 'single' && rand() < 0.3;
    return number() . " <= ($subject) < " . number() if rand() < 0.2;
    return expression($about, 1) . " $relation " . number() . " or ($subject) > " . number() if rand() < 0.1;
    return expression($about, 1) . " $relation " . number();
}

sub rule
{
    my ($about, $family) = @_;
    my @arms;
    return expression($about, 3) if rand() < 0.2;
    push @arms, 'a = 0: na' if grep(m{b/a}, @$about) && rand() < 0.8;
    push @arms, condition($about, $family) . ': ' . (rand() < 0.05 ? 'na' : expression($about, 2)) for 1 .. 1 + int(rand(4));
    push @arms, 'else: ' . expression($about, 1) if rand() < 0.8;
    return join('; ', @arms);
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', qq(
    CREATE EXTENSION par_index;
    SELECT setseed(0.766);
    CREATE TABLE input AS
        SELECT jsonb_build_object(
            'x', x, 'a', a, 'b', b,
            's', (array['p', 'q', 'r'])[1 + (random() * 2)::int], 'f', random() < 0.5,
            'round_year', 2000 + (random() * 99)::int,
            'd', date '2000-01-01' + (random() * 36500)::int,
            'e', CASE WHEN random() < 0.2 THEN date '2044-02-29' ELSE date '2000-01-01' + (random() * 36500)::int END,
            -- the agency is one of its peers
            'peer_max(x)', high, 'peer_min(x)', low, 'peer_mean(x)', par.exact_score('low + (high - low) * r / 7', jsonb_build_object('low', low, 'high', high, 'r', (random() * 7)::int)),
            'peer_rank(x)', 1 + (place * 3)::int, 'peer_count(x)', 1 + (place * 3)::int + (random() * 4)::int,
            'peer_max(b / a)', CASE WHEN a <> 0 THEN par.exact_score('b / a + r / 3', jsonb_build_object('a', a, 'b', b, 'r', (random() * 9)::int)) ELSE '4/3' END,
            'previous(x, 2)', (random() * 9)::int || '/7',
            'previous(x)', CASE WHEN random() < 0.8 THEN (random() * 20)::int - 4 || '/' || 1 + (random() * 5)::int END,
            'points(''1.1'')', (random() * 9)::int || '/' || 1 + (random() * 2)::int,
            'max_points', (random() * 4)::int, 'target(x)', (random() * 40)::int / 10.0) AS inputs
        FROM (SELECT x, a, b, x - (random() * 6)::int / 4.0 * (random() * 1.5)::int AS low, x + (random() * 6)::int / 4.0 * (random() * 1.5)::int AS high, place
              FROM (SELECT (random() * 120)::int / 20.0 - 2 AS x, (random() * 14)::int - 2 AS a, (random() * 24)::int - 4 AS b, random() AS place
                    FROM generate_series(1, $inputs)) base) peers;
    CREATE TABLE pair (n int PRIMARY KEY, family text, rule par.rule, other par.rule);
    CREATE FUNCTION outcome(rule par.rule, inputs jsonb) RETURNS text LANGUAGE plpgsql AS \$\$
    BEGIN
        RETURN CASE WHEN par.not_applicable(rule, inputs) THEN 'na' ELSE coalesce(par.exact_score(rule, inputs), 'unknown') END;
    EXCEPTION WHEN OTHERS THEN
        RETURN 'error ' || SQLSTATE;
    END \$\$;
    -- points as par.score gives them, NULL where there are none
    CREATE FUNCTION points(outcome text) RETURNS numeric LANGUAGE sql AS
        \$\$ SELECT CASE WHEN outcome ~ '^-?[0-9]' THEN par.score('previous(x)', jsonb_build_object('previous(x)', outcome)) END \$\$;
));

my $n = 0;
my $sql = '';
for my $family (sort keys %subjects)
{
    for (1 .. $rules)
    {
        my $about = one_of(@{ $subjects{$family} });
        my $rule = rule($about, $family);
        # the same rule written otherwise, or another one
        my $way = int(rand(3));
        my $other = $way == 0 ? rule($about, $family) : $rule;
        $other =~ s/(?<![(\w])x\b(?!\))/(x + x) \/ 2/g if $way == 1;
        $other =~ s/(>=|<=|>|<)/$1 eq '>=' ? '>' : $1 eq '>' ? '>=' : $1/e if $way == 2;
        s/'/''/g for $rule, $other;
        $n++;
        $sql .= "INSERT INTO pair VALUES ($n, '$family', '$rule', '$other');\n";
    }
}
$node->safe_psql('postgres', $sql);
$node->safe_psql('postgres', q(
    CREATE TABLE scored AS
        SELECT n, inputs, outcome, points(outcome) AS points, other_outcome
        FROM (SELECT n, inputs, outcome(rule, inputs) AS outcome, outcome(other, inputs) AS other_outcome FROM pair, input
              -- what nobody asks whether it is known, is
              WHERE inputs ->> 'previous(x)' IS NOT NULL OR rule::text || other::text ~ 'known|coalesce' OFFSET 0) s;
    CREATE TABLE said AS SELECT n, par.points_range(rule) AS range, par.equivalent(rule, other) AS equal FROM pair;
    CREATE TABLE row_of AS
        SELECT n, from_value, to_value, from_closed, to_closed, subject, subject::par.rule AS measured,
               points::par.rule AS points, (condition || ': 1; else: 0')::par.rule AS holds
        FROM pair, par.breakpoints(rule);
    ALTER TABLE said ADD PRIMARY KEY (n);
    CREATE INDEX ON scored (n);
    CREATE INDEX ON row_of (n);
    ANALYZE;
));
is($node->safe_psql('postgres', q(SELECT string_agg(DISTINCT family, ' ' ORDER BY family) FROM scored JOIN pair USING (n) WHERE points <> trunc(points))),
    join(' ', sort keys %subjects), 'each family gives points of all sorts');

is($node->safe_psql('postgres', q(SELECT count(*) FROM pair JOIN said USING (n) WHERE family IN ('single', 'several') AND range IS NULL)),
    0, 'all rules without dates and context can be analysed');
is($node->safe_psql('postgres', q(SELECT bool_and(share > 0.8) FROM (SELECT avg((range IS NOT NULL)::int) AS share FROM pair JOIN said USING (n) GROUP BY family) f)),
    't', 'and nearly all others');
is($node->safe_psql('postgres', q(
    SELECT p.rule, s.inputs, s.outcome, range FROM scored s JOIN pair p USING (n) JOIN said USING (n)
    WHERE NOT range @> s.points LIMIT 3)), '', 'no score leaves the range');

# where a witness says that scoring fails, it does
is($node->safe_psql('postgres', q(
    SELECT rule, better, message, witness, outcome(rule, witness)
    FROM pair, unnest(array[NULL, 'higher', 'lower']) AS better, par.check_rule(rule, 2, NULL, better)
    WHERE witness IS NOT NULL AND NOT coalesce(CASE
        WHEN message LIKE '% above the maximum %' OR message LIKE '%no upper bound%' THEN par.score(rule, witness) > 2
        WHEN message LIKE '% below zero%' OR message LIKE '%no lower bound%' THEN par.score(rule, witness) < 0
        WHEN message LIKE 'no arm holds%' THEN outcome(rule, witness) = 'error 22023'
        WHEN message LIKE 'divisor%' THEN outcome(rule, witness) = 'error 22012'
        WHEN message LIKE 'scoring can fail%' THEN outcome(rule, witness) = 'error 22023'
        WHEN message LIKE 'a worse value%' THEN par.score(rule, witness) > par.score(rule, witness -> 'better value')
        WHEN message LIKE 'points both%' THEN par.score(rule, witness) > par.score(rule, witness -> 'falls to')
            AND par.score(rule, witness -> 'rises from') < par.score(rule, witness -> 'rises to')
        WHEN message LIKE 'the maximum%' THEN par.score(rule, witness) < 2
        WHEN message LIKE '%overlaps%' THEN outcome(rule, witness) !~ 'error'
        ELSE false END, false) LIMIT 3)), '', 'every witness reproduces its finding');

# and what scoring shows has been found
is($node->safe_psql('postgres', q(
    WITH found AS (SELECT n, string_agg(message, '; ') AS messages FROM pair, par.check_rule(rule, 2, CASE WHEN rule::text ~ 'max_points' THEN '{"max_points": {"min": 0, "max": 4}}'::jsonb END) GROUP BY n)
    SELECT p.rule, s.inputs, s.outcome, f.messages FROM scored s JOIN pair p USING (n) LEFT JOIN found f USING (n)
    WHERE coalesce(messages, '') !~ 'cannot be analysed|too large'
      AND (p.rule::text !~ 'max_points' OR s.inputs -> 'max_points' = '2')
      AND ((s.points > 2 AND coalesce(messages, '') !~ 'above the maximum|no upper bound|may exceed')
       OR (s.points < 0 AND coalesce(messages, '') !~ 'below zero|no lower bound')
       OR (outcome = 'error 22012' AND coalesce(messages, '') !~ 'divisor|scoring may fail')
       OR (outcome = 'error 22023' AND coalesce(messages, '') !~ 'no arm holds|scoring can fail|scoring may fail')) LIMIT 3)), '', 'no fault that scoring shows was missed');
is($node->safe_psql('postgres', q(
    CREATE TABLE idle AS SELECT n, name FROM pair, par.check_rule(rule, NULL), substring(message FROM 'variable "(.*)" never') AS name WHERE name IS NOT NULL;
    CREATE TABLE unreached AS SELECT n, arm FROM pair, par.check_rule(rule, NULL) WHERE message LIKE '%is never reached%';
    ANALYZE;
    SELECT p.rule, name, s.inputs, i.inputs -> name FROM idle JOIN pair p USING (n) JOIN scored s USING (n), (SELECT * FROM input LIMIT 20) i
    WHERE outcome(p.rule, s.inputs || jsonb_build_object(name, i.inputs -> name)) <> s.outcome LIMIT 3)),
    '', 'variables that are said to change nothing do not');
is($node->safe_psql('postgres', q(
    SELECT p.rule, arm, s.inputs FROM unreached u JOIN pair p USING (n) JOIN scored s USING (n)
    WHERE outcome !~ 'error'
      AND arm = (SELECT max(e.arm) FROM par.explain(p.rule, s.inputs) e WHERE e.outcome IN ('points', 'na') OR (e.outcome = 'unknown' AND e.holds)) LIMIT 3)),
    '', 'arms that are said to be never reached are not');
is($node->safe_psql('postgres', 'SELECT (SELECT count(*) FROM idle) > 0 AND (SELECT count(*) FROM unreached) > 0'), 't', 'there are some of both');

# the row that contains the subject; where a divisor is 0 there is none about it
is($node->safe_psql('postgres', q(
    SELECT p.rule, s.inputs, s.outcome, r.points, r.subject FROM scored s JOIN pair p USING (n)
    LEFT JOIN LATERAL (
        SELECT outcome(r.points, s.inputs) AS points, r.subject
        FROM row_of r, outcome(r.measured, s.inputs) AS m(at), points(at) AS v(value)
        WHERE r.n = s.n AND (r.holds IS NULL OR outcome(r.holds, s.inputs) = '1')
          AND (r.from_closed IS NULL OR (at !~ 'error'
               AND (r.from_value IS NULL OR value > r.from_value OR (r.from_closed AND value = r.from_value))
               AND (r.to_value IS NULL OR value < r.to_value OR (r.to_closed AND value = r.to_value))))) r ON true
    WHERE EXISTS (SELECT FROM row_of r WHERE r.n = s.n) AND (inputs ->> 'previous(x)' IS NOT NULL OR p.rule::text ~ 'known|coalesce')
      AND coalesce(r.points, 'none') <> CASE WHEN s.outcome ~ 'error|unknown' THEN 'none' ELSE s.outcome END LIMIT 3)), '', 'rows of breakpoints give the same points');

is($node->safe_psql('postgres', q(
    SELECT p.rule, p.other, min(s.inputs::text) FROM scored s JOIN pair p USING (n) JOIN said USING (n)
    WHERE equal AND (CASE WHEN outcome ~ 'error' THEN 'error' ELSE outcome END
                                           <> CASE WHEN other_outcome ~ 'error' THEN 'error' ELSE other_outcome END)
    GROUP BY 1, 2 LIMIT 3)), '', 'equivalent rules score alike');
is($node->safe_psql('postgres', q(SELECT count(DISTINCT family) FROM pair JOIN said USING (n) WHERE equal AND rule::text <> other::text)), 4,
    'some rules that are written otherwise are equivalent, in each family');
is($node->safe_psql('postgres', q(SELECT count(DISTINCT family) FROM pair JOIN said USING (n) WHERE NOT equal)), 4, 'and some are not');

# what differs has rows; a difference that is not about known points may have no words
is($node->safe_psql('postgres', q(
    CREATE FUNCTION differences(a par.rule, b par.rule) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
        RETURN count(*) FROM par.rule_diff(a, b);
    EXCEPTION WHEN feature_not_supported THEN
        RETURN 'unsaid';
    END $$;
    SELECT p.rule, p.other, equal FROM pair p JOIN said USING (n)
    WHERE CASE equal WHEN true THEN differences(rule, other) NOT IN ('0', 'unsaid')
                                           WHEN false THEN differences(rule, other) = '0' END LIMIT 3)),
    '', 'rules that are not equivalent have differences');

# rules that would take a person's life to read are answered within a bound
my %large = (
    'pairs of conditions' => q((SELECT string_agg(format('(a%s or b%s)', i, i), ' and ') || ': 1; else: 0' FROM generate_series(1, 49) i)),
    'nested floors' => q((WITH RECURSIVE t(n, e) AS (SELECT 0, 'x' UNION ALL SELECT n + 1, format('floor((%s + a) * (%s + b) / 3)', e, e) FROM t WHERE n < 9) SELECT e FROM t WHERE n = 9)),
    'products of sums' => q((SELECT string_agg(format('x < %s: (%s) * (%s) * %s', k, (SELECT string_agg('a' || i, '+') FROM generate_series(0, 13) i), (SELECT string_agg('b' || i, '+') FROM generate_series(0, 13) i), k), '; ') FROM generate_series(1, 300) k)),
    'sum of minima' => q((SELECT string_agg(format('min(a%s, b%s)', i, i), ' + ') FROM generate_series(1, 49) i)),
    'arms' => q((SELECT string_agg(format('x < %s: %s', i, i), '; ') || '; else: 4500' FROM generate_series(1, 4000) i)),
    'choices' => q((SELECT string_agg(format('s%s = %L and t%s and x > %s: %s', i % 20, 't' || i % 7, i % 10, i, i % 7), '; ') || '; else: 0' FROM generate_series(1, 900) i)),
    'bands that overlap' => q((SELECT string_agg(format('%s <= x < %s: %s', i, i + 300, i % 11), '; ') || '; else: 0' FROM generate_series(1, 499) i)),
    'divisors' => q((SELECT string_agg(format('x = %s: a / (b - %s)', i, i), '; ') || '; else: 0' FROM generate_series(1, 2500) i)),
    'digits' => q((SELECT string_agg(format('floor(x%s * 1%s.%s)', i % 90, repeat('7', 140), repeat('3', 140)), '+') FROM generate_series(1, 200) i)),
    'powers' => q((SELECT string_agg('x', ' * ') FROM generate_series(1, 16000) i)));
SKIP:
{
    skip 'no peak of memory can be told here', scalar keys %large if !-r '/proc/self/status' || $ENV{LD_PRELOAD} || $ENV{ASAN_OPTIONS};
    my $peak = q((regexp_match(pg_read_file('/proc/self/status'), 'VmHWM:\s+(\d+)'))[1]::int / 1024);
    for my $kind (sort keys %large)
    {
        my $grown = $node->safe_psql('postgres', qq(
            CREATE TEMP TABLE t AS SELECT $large{$kind}::par.rule AS rule, ''::text AS first;
            UPDATE t SET first = (SELECT count(*)::text FROM par.check_rule('x > 1: 1; else: 0', 1));
            CREATE TEMP TABLE p AS SELECT $peak AS peak;
            SELECT count(c) FROM t, par.check_rule(rule, 1, NULL, 'higher') c;
            SELECT (SELECT count(*) FROM par.breakpoints(rule)), length(par.rule_table(rule)), par.points_range(rule), par.equivalent(rule, 'x') FROM t;
            SELECT $peak - peak FROM p));
        cmp_ok((split /\n/, $grown)[-1], '<', 80, "$kind: within the memory that is given to an analysis");
    }
}

# a check can be cancelled
my ($result, $out, $err) = $node->psql('postgres', q(
    SET statement_timeout = '20ms';
    SELECT count(*) FROM generate_series(1, 1000) k,
        par.check_rule((SELECT string_agg(format('x = %s: 1', i + k), '; ') || '; else: 0' FROM generate_series(1, 4000) i)::par.rule, 1)));
like($err, qr/canceling statement due to statement timeout/, 'a check can be cancelled');

$node->stop;
done_testing();

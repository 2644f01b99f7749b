# Random rules: what the analysis says of them is what scoring does.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $rules = $ENV{PAR_RULES} || 40;
my $inputs = $ENV{PAR_INPUTS} || 1000;
my $seed = $ENV{PAR_FUZZ_SEED} || 766;

srand($seed);
sub one_of { return $_[ int(rand(@_)) ]; }
sub number { return one_of('0', '0.5', '1', '1.5', '2', '0.25', '0.8', '3', '1/3', '-1', '50%'); }

# an expression that is piecewise linear in the subject, or in several
sub expression
{
    my ($subject, $depth) = @_;
    return expression(one_of('x', 'b/a', 'a', 'b'), $depth) if $subject eq 'mixed';
    my $way = int(rand($depth > 0 ? 9 : 3));
    return number() if $way == 0;
    return $subject if $way == 1;
    return "$subject * " . number() if $way == 2;
    return 'min(' . expression($subject, $depth - 1) . ', ' . expression($subject, $depth - 1) . ')' if $way == 3;
    return 'max(' . expression($subject, $depth - 1) . ', ' . expression($subject, $depth - 1) . ')' if $way == 4;
    return 'abs(' . expression($subject, $depth - 1) . ')' if $way == 5;
    return '(' . expression($subject, $depth - 1) . ' - ' . expression($subject, $depth - 1) . ')' if $way == 6;
    return one_of('floor', 'ceil', 'round') . '(' . expression($subject, $depth - 1) . ')' if $way == 7;
    return '(' . expression($subject, $depth - 1) . ' + ' . expression($subject, $depth - 1) . ')';
}

sub condition
{
    my ($subject) = @_;
    return condition(one_of('x', 'b/a', 'a', 'b')) if $subject eq 'mixed' && rand() < 0.7;
    return expression('mixed', 1) . one_of(' >= ', ' < ') . expression('mixed', 1) if $subject eq 'mixed';
    my $relation = one_of('>=', '>', '<', '<=', '=');
    return one_of("s = 'p'", "s in ('p', 'q')", 'f', 'not f') if rand() < 0.15;
    return number() . ' <= ' . $subject . ' < ' . number() if rand() < 0.2;
    return expression($subject, 1) . " $relation " . number() . ' or ' . $subject . ' > ' . number() if rand() < 0.1;
    return expression($subject, 1) . " $relation " . number();
}

sub rule
{
    my ($subject) = @_;
    my @arms;
    return expression($subject, 3) if rand() < 0.2;
    push @arms, 'a = 0: na' if $subject ne 'x' && rand() < 0.8;
    push @arms, condition($subject) . ': ' . (rand() < 0.05 ? 'na' : expression($subject, 2)) for 1 .. 1 + int(rand(4));
    push @arms, 'else: ' . expression($subject, 1) if rand() < 0.8;
    return join('; ', @arms);
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', qq(
    CREATE EXTENSION par_index;
    CREATE TABLE input (inputs jsonb);
    SELECT setseed(0.766);
    INSERT INTO input
        SELECT jsonb_build_object('x', (random() * 120)::int / 20.0 - 2, 'a', (random() * 14)::int - 2, 'b', (random() * 24)::int - 4,
                                  's', (array['p', 'q', 'r'])[1 + (random() * 2)::int], 'f', random() < 0.5)
        FROM generate_series(1, $inputs);
    CREATE TABLE pair (n int, rule par.rule, other par.rule);
    CREATE FUNCTION outcome(rule par.rule, inputs jsonb) RETURNS text LANGUAGE plpgsql AS \$\$
    BEGIN
        RETURN CASE WHEN par.not_applicable(rule, inputs) THEN 'na' ELSE par.score(rule, inputs)::text END;
    EXCEPTION WHEN OTHERS THEN
        RETURN 'error ' || SQLSTATE;
    END \$\$;
));

my $sql = '';
for my $n (1 .. $rules)
{
    my $subject = one_of('x', 'b/a', 'x', 'mixed');
    my $rule = rule($subject);
    # the same rule written otherwise, or another one
    my $way = int(rand(3));
    my $other = $way == 0 ? rule($subject) : $rule;
    $other =~ s/\bx\b/(x + x) \/ 2/g if $way == 1;
    $other =~ s/(>=|<=|>|<)/$1 eq '>=' ? '>' : $1 eq '>' ? '>=' : $1/e if $way == 2;
    s/'/''/g for $rule, $other;
    $sql .= "INSERT INTO pair VALUES ($n, '$rule', '$other');\n";
}
$node->safe_psql('postgres', $sql);
$node->safe_psql('postgres', q(
    CREATE TABLE scored AS SELECT n, inputs, outcome(rule, inputs) AS outcome, outcome(other, inputs) AS other_outcome FROM pair, input;
    CREATE TABLE row_of AS
        SELECT n, from_value, to_value, from_closed, to_closed, subject, subject::par.rule AS measured,
               points::par.rule AS points, (condition || ': 1; else: 0')::par.rule AS holds
        FROM pair, par.breakpoints(rule);
));

my $analysable = $node->safe_psql('postgres', 'SELECT count(*) FROM pair WHERE par.points_range(rule) IS NOT NULL');
is($analysable, $rules, 'all rules can be analysed');
is($node->safe_psql('postgres', q(
    SELECT p.rule, s.inputs, s.outcome, par.points_range(rule) FROM scored s JOIN pair p USING (n)
    WHERE outcome ~ '^-?[0-9]' AND NOT par.points_range(rule) @> outcome::numeric LIMIT 3)), '', 'no score leaves the range');

# scored with other inputs too: where a witness says that scoring fails, it does
is($node->safe_psql('postgres', q(
    SELECT rule, better, message, witness, outcome(rule, witness)
    FROM pair, unnest(array[NULL, 'higher', 'lower']) AS better, par.check_rule(rule, 2, NULL, better)
    WHERE witness IS NOT NULL AND NOT CASE
        WHEN message LIKE '% above the maximum %' OR message LIKE '%no upper bound%' THEN par.score(rule, witness) > 2
        WHEN message LIKE '% below zero%' OR message LIKE '%no lower bound%' THEN par.score(rule, witness) < 0
        WHEN message LIKE 'no arm holds%' THEN outcome(rule, witness) = 'error 22023'
        WHEN message LIKE 'divisor%' THEN outcome(rule, witness) = 'error 22012'
        WHEN message LIKE 'a worse value%' THEN par.score(rule, witness) > par.score(rule, witness -> 'better value')
        WHEN message LIKE 'points both%' THEN par.score(rule, witness) > par.score(rule, witness -> 'falls to')
            AND par.score(rule, witness -> 'rises from') < par.score(rule, witness -> 'rises to')
        WHEN message LIKE 'the maximum%' THEN par.score(rule, witness) < 2
        WHEN message LIKE '%overlaps%' THEN outcome(rule, witness) !~ 'error'
        ELSE false END LIMIT 3)), '', 'every witness reproduces its finding');

# and what scoring shows has been found
is($node->safe_psql('postgres', q(
    WITH found AS (SELECT n, string_agg(message, '; ') AS messages FROM pair, par.check_rule(rule, 2) GROUP BY n)
    SELECT p.rule, s.inputs, s.outcome, f.messages FROM scored s JOIN pair p USING (n) LEFT JOIN found f USING (n)
    WHERE (outcome ~ '^[0-9]' AND outcome::numeric > 2 AND coalesce(messages, '') !~ 'above the maximum|no upper bound|may exceed')
       OR (outcome ~ '^-' AND coalesce(messages, '') !~ 'below zero|no lower bound')
       OR (outcome = 'error 22012' AND coalesce(messages, '') !~ 'divisor')
       OR (outcome = 'error 22023' AND coalesce(messages, '') !~ 'no arm holds') LIMIT 3)), '', 'no fault that scoring shows was missed');

# the row that contains the subject; where a divisor is 0 there is none about it
is($node->safe_psql('postgres', q(
    SELECT p.rule, s.inputs, s.outcome, r.points, r.subject FROM scored s JOIN pair p USING (n)
    LEFT JOIN LATERAL (
        SELECT outcome(r.points, s.inputs) AS points, r.subject FROM row_of r, outcome(r.measured, s.inputs) AS v(value)
        WHERE r.n = s.n AND (r.holds IS NULL OR outcome(r.holds, s.inputs) = '1')
          AND (r.from_closed IS NULL OR (value !~ 'error'
               AND (r.from_value IS NULL OR value::numeric > r.from_value OR (r.from_closed AND value::numeric = r.from_value))
               AND (r.to_value IS NULL OR value::numeric < r.to_value OR (r.to_closed AND value::numeric = r.to_value))))) r ON true
    WHERE coalesce(r.points, 'none') <> CASE WHEN s.outcome ~ 'error' THEN 'none' ELSE s.outcome END LIMIT 3)), '', 'rows of breakpoints give the same points');

is($node->safe_psql('postgres', q(
    SELECT p.rule, p.other, par.equivalent(rule, other), min(s.inputs::text) FROM scored s JOIN pair p USING (n)
    WHERE par.equivalent(rule, other) AND (CASE WHEN outcome ~ 'error' THEN 'error' ELSE outcome END
                                           <> CASE WHEN other_outcome ~ 'error' THEN 'error' ELSE other_outcome END)
    GROUP BY 1, 2, 3 LIMIT 3)), '', 'equivalent rules score alike');
is($node->safe_psql('postgres', q(SELECT count(*) FILTER (WHERE par.equivalent(rule, other)) > 0
        AND count(*) FILTER (WHERE NOT par.equivalent(rule, other)) > 0 FROM pair)), 't', 'some rules are equivalent, some are not');
is($node->safe_psql('postgres', q(
    SELECT p.rule, p.other FROM pair p WHERE par.equivalent(rule, other) = EXISTS (SELECT FROM par.rule_diff(rule, other)) LIMIT 3)),
    '', 'rules that are not equivalent have differences');

# a check can be cancelled
my ($result, $out, $err) = $node->psql('postgres', q(
    SET statement_timeout = '20ms';
    SELECT count(*) FROM generate_series(1, 1000) k,
        par.check_rule((SELECT string_agg(format('x = %s: 1', i + k), '; ') || '; else: 0' FROM generate_series(1, 4000) i)::par.rule, 1)));
like($err, qr/canceling statement due to statement timeout/, 'a check can be cancelled');

$node->stop;
done_testing();

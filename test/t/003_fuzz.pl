# Random mutations of valid rules: each is a rule or a clean error, each rule
# prints to a fixed point, and scoring it gives points or a clean error.
use strict;
use warnings;
use utf8;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $mutations = $ENV{PAR_FUZZ} || 3000;
my $seed = $ENV{PAR_FUZZ_SEED} || 766;

my @rules = (
    'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0',
    q(status = 'on time': 1; status = 'late': 0.5; status = "none": 0),
    'max(0, 2 - 0.25 * violations)',
    '0.5 * plan_issued + 0.5 * plan_complete',
    '6 * ratio(handled, received, 1)',
    'x >= 30%: 1; 20% <= x < 30%: 0.5; else: 0',
    'not issued: 0; date(issued_on) < date(round_year, 1, 1): 0.5; else: 0',
    'b/a >= peer_mean(b/a): 2; else: 0',
    'not known(previous(x)): na; x > previous(x): 1; x = previous(x): 0.5; else: 0',
    q(points('1.1.1') = 0: 0; else: 2 * b/a),
    'x >= 80% * (1 - 25% * agency(mountainous)): 2; else: 0',
    'min(2, 2 * a / 0.8) + 4 * b + min(6, 6 * x / 0.5)',
    q(s in ('a', 'b', 1) and not (x = 1 or y <> 2): round(floor(x) / ceil(y), 2) + abs(-x); true: coalesce(x, y, 1)),
    'peer_rank(-x) <= 10: 3; peer_sum(b) / peer_sum(a) > target(x): 2; else: 1',
    'số_văn_bản / tổng * 2',
);
my @tokens = (
    ' ', '(', ')', ',', ';', ':', '+', '-', '*', '/', '%', '=', '<>', '<', '<=', '>', '>=', '!', '!=', '.', '0', '1', '0.5', '1e5', '0,5',
    '99999999999999999999999999999999999999999999', '0.00000000000000000000000000000000000000000001', 'x', 'y', 's', 'na', 'else', 'and', 'or', 'not', 'in',
    'known', 'true', 'false', 'min', 'max(', 'abs', 'floor', 'ceil', 'round', 'ratio', 'coalesce', 'date', 'peer_mean', 'previous(', 'target',
    'points', 'agency', 'max_points', "'", '"', "''", "\t", "\n", "\x{1F600}", "\x{2265}", "\x{E2}", "\\", '$', '{', '--', '/*', "\x{FEFF}", "\x{1}");

srand($seed);
sub mutate
{
    my ($rule) = @_;
    for (0 .. int(rand(4)))
    {
        my $at = int(rand(length($rule) + 1));
        my $way = int(rand(6));
        if ($way == 0) { substr($rule, $at, 1 + int(rand(3)), '') if $at < length $rule; }
        elsif ($way == 1) { substr($rule, $at, 0, $tokens[ int(rand(@tokens)) ]); }
        elsif ($way == 2) { substr($rule, $at, 1, $tokens[ int(rand(@tokens)) ]) if $at < length $rule; }
        elsif ($way == 3) { substr($rule, $at, 0, substr($rule, int(rand(length($rule) + 1)), int(rand(12)))); }
        elsif ($way == 4) { my $other = $rules[ int(rand(@rules)) ]; $rule = substr($rule, 0, $at) . substr($other, int(rand(length $other))); }
        else { substr($rule, $at, 0, chr(32 + int(rand(95)))); }
    }
    return $rule;
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', q(
    CREATE EXTENSION par_index;
    CREATE TABLE mutant (id serial, source text);
    CREATE TABLE outcome (id int, what text, state text);
    CREATE FUNCTION try(id int, source text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        r par.rule; other par.rule; p numeric;
        inputs jsonb[] := ARRAY[
            '{}', '{"x": 1, "y": 2, "s": "a", "a": 3, "b": 1, "max_points": 2}',
            '{"x": null, "y": "50%", "s": null, "a": 0, "b": 0, "violations": 3, "status": "late", "plan_issued": true, "plan_complete": false}',
            '{"x": 1e30, "y": -1e-30, "s": "b", "a": 123456789012345678901234567890, "b": 0.1, "issued": true, "issued_on": "2025-02-28", "round_year": 2025, "handled": 1, "received": 0}',
            '{"x": "2025-01-01", "y": 0, "s": 1, "a": -1, "b": true, "peer_mean(b / a)": 0.5, "previous(x)": 1, "agency(mountainous)": true, "points(''1.1.1'')": 0}'];
    BEGIN
        BEGIN
            r := source::par.rule;
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO outcome VALUES (id, 'read', SQLSTATE);
            RETURN;
        END;
        INSERT INTO outcome VALUES (id, 'read', 'rule');
        other := r::text::par.rule;
        IF other::text <> r::text OR par.rule_hash(other) <> par.rule_hash(r) OR par.variables(r) <> par.variables(other) THEN
            INSERT INTO outcome VALUES (id, 'fixed point', 'moves');
        END IF;
        FOR i IN 1 .. array_length(inputs, 1) LOOP
            BEGIN
                p := par.score(r, inputs[i]);
                INSERT INTO outcome VALUES (id, 'score', CASE WHEN p IS NULL THEN 'null' ELSE 'points' END);
                IF p IS DISTINCT FROM (SELECT e.points FROM par.explain(r, inputs[i]) e WHERE e.outcome IS NOT NULL)
                   OR p IS DISTINCT FROM par.score(other, inputs[i])
                   OR p IS NOT NULL AND par.not_applicable(r, inputs[i])
                THEN
                    INSERT INTO outcome VALUES (id, 'explanation', 'differs');
                END IF;
            EXCEPTION WHEN OTHERS THEN
                INSERT INTO outcome VALUES (id, 'score', SQLSTATE);
            END;
        END LOOP;
    END $$;
));

my $copy = "COPY mutant (source) FROM stdin;\n";
for my $i (1 .. $mutations)
{
    my $mutant = mutate($rules[ $i % @rules ]);
    $mutant =~ s/\\/\\\\/g;
    $mutant =~ s/\n/\\n/g;
    $mutant =~ s/\t/\\t/g;
    $mutant =~ s/\r/\\r/g;
    $copy .= "$mutant\n";
}
utf8::encode($copy);
my $file = $node->data_dir . '/mutants.sql';
open(my $fh, '>:raw', $file) or die;
print $fh $copy . "\\.\n";
close $fh;
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-f', $file ], "$mutations mutants of seed $seed");
$node->safe_psql('postgres', 'SELECT try(id, source) FROM mutant');

is( $node->safe_psql('postgres', q(SELECT count(*) FROM outcome WHERE what = 'read')), $mutations, 'each was read or refused');
is( $node->safe_psql('postgres', q(SELECT string_agg(state || ' ' || source, E'\n') FROM outcome JOIN mutant USING (id) WHERE what = 'read' AND state NOT IN ('rule', '22P02', '54000'))),
    '', 'a rule, 22P02 or 54000, never anything else');
is( $node->safe_psql('postgres', q(SELECT string_agg(what || ' ' || source, E'\n') FROM outcome JOIN mutant USING (id) WHERE what IN ('fixed point', 'explanation'))),
    '', 'each rule prints to a fixed point and is explained as it scores');
is( $node->safe_psql('postgres', q(SELECT string_agg(DISTINCT state || ' ' || source, E'\n') FROM outcome JOIN mutant USING (id) WHERE what = 'score' AND state NOT IN ('points', 'null', '22023', '22012', '22003'))),
    '', 'points, NULL, 22023, 22012 or 22003, never anything else');
cmp_ok($node->safe_psql('postgres', q(SELECT count(*) FROM outcome WHERE what = 'read' AND state = 'rule')), '>', $mutations / 20, 'enough of them are rules');
cmp_ok($node->safe_psql('postgres', q(SELECT count(DISTINCT state) FROM outcome WHERE what = 'score')), '>=', 4, 'and score in many ways');

$node->stop;
done_testing();

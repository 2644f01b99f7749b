-- Forms of official texts of other countries, written in the rule language.
SET client_min_messages = warning;
SET search_path = pg_catalog, par;

CREATE TEMP TABLE form (n serial, form text, rule par.rule, max numeric, variables jsonb, inputs jsonb, points text);
INSERT INTO form (form, rule, max, variables, inputs, points) VALUES
    ('all core areas and at least one of three others', 'fin and soc and biz and count(env, tour, culture) >= 1: 1; else: 0', 1, NULL,
     '{"fin": true, "soc": true, "biz": true, "env": false, "tour": true, "culture": false}', '1'),
    ('the same, with two missing', 'fin and soc and biz and count(env, tour, culture) >= 2: 1; else: 0', 1, NULL,
     '{"fin": true, "soc": true, "biz": true, "env": false, "tour": true, "culture": null}', NULL),
    ('no more than one area below 2', '(e < 2) + (h < 2) + (s < 2) <= 1: 3; else: 1', 3, NULL, '{"e": 1, "h": 2.5, "s": 4}', '3'),
    ('no more than one area below 2, counted', 'count(e < 2, h < 2, s < 2) <= 1: 3; else: 1', 3, NULL, '{"e": 1, "h": 1.5, "s": 4}', '1'),
    ('a condition as a factor', '(rate > 90%) * 2 + rate * 3', 5, '{"rate": "percent"}', '{"rate": 0.95}', '97/20'),
    ('threshold by class of agency', $$agency(class) = 'city' and u >= 55% or agency(class) = 'municipality' and u >= 45%: 1; else: 0$$, 1, '{"u": "percent"}',
     '{"u": 0.5, "agency(class)": "municipality"}', '1'),
    ('field minima, else nothing', $$count(points('1') < 5, points('2') < 6.5) > 0: 0; else: 10 * x$$, 10, '{"x": "percent"}', '{"x": 0.8, "points(''1'')": 5, "points(''2'')": "13/2"}', '8'),
    ('minus a third of all marks', 'fraud: max_points / 3; else: 0', 30, NULL, '{"fraud": true, "max_points": 30}', '10'),
    ('penalty by the gap between claim and finding', 'min(5, max(0, self(x) - x) * 10)', 5, '{"x": "percent"}', '{"x": 0.6, "self(x)": 0.85}', '5/2'),
    ('mean growth over three years', 'count(x > 0, previous(x) > 0, previous(x, 2) > 0, previous(x, 3) > 0) < 4: na; else: max(0, min(5, 50 * ((x / previous(x) + previous(x) / previous(x, 2) + previous(x, 2) / previous(x, 3)) / 3 - 1)))', 5,
     '{"x": "count"}', '{"x": 8, "previous(x)": 4, "previous(x, 2)": 2, "previous(x, 3)": 2}', '5'),
    ('growth and level, each from the worst to the best of the peers',
     'peer_max(g) = peer_min(g) or peer_max(x) = peer_min(x): na; else: max(0, min(10, 6 * (g - peer_min(g)) / (peer_max(g) - peer_min(g)) + 4 * (x - peer_min(x)) / (peer_max(x) - peer_min(x))))', 10,
     '{"g": "amount", "x": "amount"}', '{"g": 3, "x": 5, "peer_min(g)": 1, "peer_max(g)": 4, "peer_min(x)": 5, "peer_max(x)": "17/2"}', '4'),
    ('better of achievement and improvement', 'max(10 * x, min(10, max(0, 25 * (x - coalesce(previous(x), x)))))', 10, '{"x": "percent"}', '{"x": 0.5, "previous(x)": 0.2}', '15/2'),
    ('weights shared if two of four domains are there',
     'count(known(a), known(b), known(c), known(d)) < 2: na; else: 10 * (coalesce(a, 0) * 25% + coalesce(b, 0) * 25% + coalesce(c, 0) * 20% + coalesce(d, 0) * 30%) / (known(a) * 25% + known(b) * 25% + known(c) * 20% + known(d) * 30%)', 10,
     '{"a": "percent", "b": "percent", "c": "percent", "d": "percent"}', '{"a": 0.5, "b": 1, "c": null, "d": null}', '15/2'),
    ('relative to the best unit', 'peer_max(x) = 0: 0; else: 100 * x / peer_max(x)', 100, '{"x": "count"}', '{"x": 2, "peer_max(x)": 3}', '200/3'),
    ('relative to the best ratio', 'peer_max(b/a) = 0: 0; else: 5 * (b/a) / peer_max(b/a)', 5, '{"a": {"kind": "count", "min": 1}, "b": "count"}', '{"a": 3, "b": 1, "peer_max(b / a)": "2/3"}', '5/2'),
    ('overshoot of a target against the leader''s', 'peer_max(x / target(x)) <= 1 or x <= target(x): 0; else: min(10, 10 * (x / target(x) - 1) / (peer_max(x / target(x)) - 1))', 10,
     '{"x": "count", "target(x)": {"kind": "count", "min": 1}}', '{"x": 12, "target(x)": 10, "peer_max(x / target(x))": "3/2"}', '4'),
    ('mean of subordinate units', '10 * child_mean(x)', 10, '{"child_mean(x)": "percent"}', '{"child_mean(x)": "2/3"}', '20/3'),
    ('share of what all beneath do', 'child_sum(n) = 0: 0; else: 3 * min(1, child_sum(done) / child_sum(n))', 3, '{"child_sum(n)": "count", "child_sum(done)": "count"}', '{"child_sum(n)": 12, "child_sum(done)": 8}', '2'),
    ('pool shared by score', 'peer_sum(x) = 0: 0; else: 1000 * x / peer_sum(x)', 1000, '{"x": "count"}', '{"x": 3, "peer_sum(x)": 21}', '1000/7'),
    ('linear between two bounds', 'r < 25%: 0; r >= 90%: 15; else: 15 * (r - 25%) / (90% - 25%)', 15, '{"r": "percent"}', '{"r": 0.575}', '15/2'),
    ('above the median of the peers; in the upper quarter', 'x >= peer_quantile(x, 75%): 3; x >= peer_median(x): 2; else: 1', 3, '{"x": "percent"}', '{"x": 0.6, "peer_median(x)": "3/5", "peer_quantile(x, 75%)": 0.7}', '2'),
    ('mean of terms about peers that hold targets, last years and other points', 'min(2, max(0, peer_mean(x / target(x) - previous(x) / points(''1.1''))))', 2, NULL, '{"peer_mean(x / target(x) - previous(x) / points(''1.1''))": "1/3"}', '1/3');

-- the points of each: no row
SELECT form, points, par.exact_score(rule, inputs) AS found FROM form WHERE par.exact_score(rule, inputs) IS DISTINCT FROM points;
-- what reads back is the same rule: no row
SELECT form, rule FROM form WHERE (rule::text)::par.rule::text <> rule::text;
-- none of them is at fault
SELECT form, f.severity, f.arm, f.message, f.witness FROM form, par.check_rule(rule, max, variables) f WHERE f.severity = 'error' ORDER BY n;
SELECT f.severity, count(*) FROM form, par.check_rule(rule, max, variables) f GROUP BY 1 ORDER BY 1;

-- bands that leave a gap in the official text: shown
SELECT severity, message, witness FROM par.check_rule('s >= 88.31: 4; 76.61 <= s <= 88.30: 3; 65 <= s <= 76.60: 2; s < 65: 1', 4, '{"s": {"min": 25, "max": 100}}', 'higher') ORDER BY message;

-- what holds between terms of the same expression
SELECT rule, par.points_range(rule) FROM unnest(ARRAY['peer_rank(x) / peer_count(x)', 'x > peer_max(x): 2; x < peer_min(x): 3; else: 1', 'peer_mean(b/a) > peer_max(b/a) or peer_median(b/a) < peer_min(b/a): 2; else: 1',
    'x > peer_max(y): 2; else: 1', 'x > peer_sum(x): 2; else: 1']::par.rule[]) AS rule;
SELECT rule, b.* FROM unnest(ARRAY['x > peer_sum(x): 2; else: 1', 'x >= peer_max(x): 2; else: x / peer_max(x)']::par.rule[]) AS rule, par.breakpoints(rule, '{"x": "count"}') b;
SELECT severity, message, witness FROM par.check_rule('peer_max(x) - peer_min(x)', 3, '{"x": {"min": 0, "max": 5}}');
SELECT severity, message FROM par.check_rule('peer_max(n) > 2.5 and peer_max(n) < 3: 1; peer_mean(n) < 0: 1; previous(n) < 0 or self(n) < 0 or target(n) = 1.5: 1; else: 0', 1, '{"n": "count"}') ORDER BY arm, message;
SELECT par.rule_table('x < peer_median(x): 0; x >= peer_quantile(x, 0.9): 2; else: 1', '{"x": {"kind": "percent", "title": "Tỷ lệ"}}', lang) FROM unnest(ARRAY['vi', 'en']) AS lang;
SELECT par.rule_table('count(a, b, c >= 2) >= 2: 2; else: 0', '{"a": {"kind": "boolean", "title": "Có kế hoạch"}, "b": "boolean", "c": "count"}');

-- conditions as numbers: unknown where one is
SELECT par.score('count(a, b > 1)', '{"a": true, "b": null}') IS NULL AS unknown, par.score('count(a, b > 1) >= 1: 1; else: 0', '{"a": true, "b": null}') IS NULL AS not_decided,
       par.score('coalesce(count(a, b > 1), 5)', '{"a": true}') AS lenient, par.score('(a in (1, 2)) * 3 - (not b)', '{"a": 2, "b": false}') AS two,
       par.score('(a > 1) = (b > 1): 1; else: 0', '{"a": 2, "b": 0}') AS nought, par.score('min((a > 1), 0.5)', '{"a": 2}') AS half;
SELECT rule::par.rule FROM unnest(ARRAY['((a > 1)) * 2', 'x: (a > 1); else: - (b)', 'max((a and b), (not c))', 'peer_mean((a > 1))', '(a > 1) in (0, 1): 1; else: 0', 'known(x) + (known(y))', 'count((a), (b or c) and d)']) AS rule;
CREATE FUNCTION pg_temp.refused(rule text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text;
BEGIN
    RETURN rule::par.rule::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' ', SQLSTATE, detail, hint);
END $$;
SELECT rule, pg_temp.refused(rule) FROM unnest(ARRAY['a > 1 + (b > 2)', '2 * a > 1: 1', 'min(a > 1, 2)', 'x: a > 1', '(a > 1)', 'count()', 'count(1)', 'count(a + 1)', 'count(a > 1', 'previous(x, 0)', 'previous(x, 1.5)', 'previous(x, 100)', 'previous(x, n)',
    'previous(x, -1)', 'previous(x, 1)', 'peer_quantile(x)', 'peer_quantile(x, 1.01)', 'peer_quantile(x, 101%)', 'peer_quantile(x, 100%)', 'peer_quantile(x, q)', 'peer_median(x, 1)', 'self(x + 1)', 'self(x)', 'child_mean(x > 1)', 'child_sum(1, 2)']) AS rule;

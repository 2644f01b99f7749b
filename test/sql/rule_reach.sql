-- Corners of the analysis that few rules come to: dates that are none, comparisons of what is divided by something
-- of unknown sign, and what can be neither shown nor excluded.  Each answer is held against par.score.
SET client_min_messages = warning;
SET search_path = pg_catalog, par;

-- what scoring gives: points as a fraction, na, unknown or the error
CREATE FUNCTION pg_temp.scored(rule par.rule, inputs jsonb) RETURNS text LANGUAGE plpgsql STRICT AS $$
BEGIN
    RETURN CASE WHEN par.not_applicable(rule, inputs) THEN 'na' ELSE coalesce(par.exact_score(rule, inputs), 'unknown') END;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END $$;
CREATE FUNCTION pg_temp.measured(subject par.rule, inputs jsonb) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
    RETURN par.score(subject, inputs);
EXCEPTION WHEN division_by_zero THEN
    RETURN NULL;
END $$;

-- Dates that are none, always or in some years; the witness is scored.
SELECT rule, severity, message, witness, pg_temp.scored(rule, witness)
FROM unnest(ARRAY['date(2026, 13, 1)', 'date(2026, 2.5, 1)', 'date(2026, 2, 0)', 'date(0, 1, 1)', 'date(10000, 1, 1)', 'date(2100, 2, 29)', $$date('2026-02-30')$$, $$date('31/01/2026')$$,
    'date(round_year, 2, 30) * 0', 'date(round_year, 1, 32) * 0', 'date(round_year, 2, 29) - date(round_year, 2, 28)', 'date(round_year - 1, 2, 29) - date(round_year, 1, 1) + 400']::par.rule[]) AS rule,
    par.check_rule(rule, NULL, '{"round_year": {"min": 2025, "max": 2028}}') WHERE severity <> 'warning';
-- years that are not known to be whole numbers of a calendar that repeats, months and days that are inputs
SELECT rule, message FROM unnest(ARRAY['date(y + 0.5, 1, 1)', 'date(2 * y, 1, 1)', 'date(y * z, 1, 1)', 'date(y + z, 1, 1)', 'date(x, 1, 1)', 'date(n, 1, 1)', 'date(m, 1, 1)', 'date(y - 101, 1, 1)', 'date(y - 100, 1, 1)',
    'date(y + 90, 1, 1)', 'date(w, 1, 1)', 'date(floor(x), 1, 1)', 'date(date(d), 1, 1)', 'date(2026, z, 1)', 'date(2026, 1, z)']::par.rule[]) AS rule,
    par.check_rule(rule, NULL, '{"y": {"kind": "count", "min": 1990, "max": 2010}, "z": {"kind": "count", "min": 1, "max": 3}, "x": {"min": 2000, "max": 2010}, "n": {"kind": "count", "min": 2000}, "m": {"kind": "count", "max": 2000}, "w": {"kind": "count", "min": 2000, "max": 3000}}')
WHERE severity = 'note';
-- differences: the range is what the years give
SELECT rule, range, range = scores AS as_scored
FROM unnest(ARRAY['date(round_year, 3, 1) - date(round_year, 2, 1)', 'date(round_year, 12, 31) - date(round_year - 1, 12, 31)', 'date(round_year - 99, 3, 1) - date(round_year - 99, 2, 28)', 'date(round_year, 3, 1) - date(round_year - 4, 3, 1)',
    'date(round_year, 1, 1) - date(2000, 1, 1)', 'date(2100, 3, 1) - date(2100, 2, 28)', '(date(round_year, 2, 28) + 1) / 2 - date(round_year, 1, 1) / 2']::par.rule[]) AS rule, par.points_range(rule) AS range,
    LATERAL (SELECT numrange(min(score), max(score), '[]') AS scores FROM generate_series(2000, 2099) AS y, par.score(rule, jsonb_build_object('round_year', y)) AS score) s;
SELECT message, witness FROM par.check_rule('date(y + 95, 3, 1) - date(y + 95, 2, 28)', 1, '{"y": {"kind": "count", "min": 1901, "max": 1904}}');
SELECT message, witness, par.score('not 2000 <= y <= 2050: na; else: x / (date(y, 1, 1) - 20000) / y', '{"x": 1, "y": 2050}') AS least
FROM par.check_rule('not 2000 <= y <= 2050: na; else: x / (date(y, 1, 1) - 20000) / y', NULL, '{"x": {"min": 0, "max": 1}, "y": {"kind": "count", "max": 20000}}');
-- what comes after a date, or instead of one
SELECT rule, severity, arm, message, witness FROM unnest(ARRAY[
    -- 2023 has no 29 February, which the analysis does not see
    'date(d) < date(round_year, 2, 29) and round_year = 2023: 3; else: 0', 'date(d) < date(round_year, 3, 1) and round_year = 2024: 3; else: 0',
    'date(s) > date(2026, 1, 1): 1; else: 0', $$s = 'soon': 1; date(t) > 9000: 1; t = 'none': 1; else: 0$$, 'date(x) > 9000: 1; else: 0', 's <> d: 1; else: 0', $$d <> 'soon': 1; else: 0$$,
    'not known(k): 0; date(k) > 9000: 1; else: 0', 'known(e) or date(e) > 9000: 1; else: 0']::par.rule[]) AS rule,
    par.check_rule(rule, 2, '{"d": {"kind": "date", "min": "2023-01-01", "max": "2026-12-31"}, "s": {"choices": ["2026-01-31", "2025-12-31", "soon"]}, "x": {"min": 1}, "e": "date"}')
WHERE severity = 'error' OR message ~ 'excluded|analysed';
SELECT par.equivalent('date(d) - date(e) > 0: 1; else: 0', 'date(e) < date(d): 1; else: 0') AS turned, par.equivalent('date(round_year, 1, 1) > x: 1; else: 0', 'x - date(round_year, 1, 1) < 0: 1; else: 0') AS new_year,
       par.equivalent('date(round_year, 13, 1)', '1 / 0') AS never, par.equivalent('date(round_year, 2, 29)', 'date(round_year, 3, 1)') AS leap;

-- Rows against scores: how many inputs have another row than scoring gives, or none, or two.
CREATE TEMP TABLE tried AS
SELECT 'x' AS of, format('%s %s %s: 1; else: 0', f, op, value)::par.rule AS rule FROM unnest(ARRAY['floor(x)', 'ceil(x)', 'round(x)', '-2 * floor(x / 2)']) AS f, unnest(ARRAY['<', '<=', '>', '>=', '=', '<>']) AS op, unnest(ARRAY['1', '1.5']) AS value
UNION ALL SELECT 'x', unnest(ARRAY['x / 50% > 1: 1; else: 0', 'ratio(50%, x, 1) > 1: 1; else: 0', 'min(x, 50%) > 0.2: 1; else: 0', 'max(10%, x) <= x: 1; else: 0', '(b + x) * (count(b) + x) > 1: 1; else: 0']::par.rule[])
UNION ALL SELECT 'n', 'not 2000 <= n <= 2050: na; else: x / (date(n, 1, 1) - 20000) / n'::par.rule
UNION ALL SELECT 'xyac', unnest(ARRAY[
    -- divided by a product: what its factors are is not known
    'x / (a * c) > y / (a * c): 1; else: 0', 'x / (a * c) <= 1: 1; else: 0', 'y / (a * c) > (a = 0): 1; else: 0', 'y / (a * c) > (a = 2): 1; else: 0', 'a * c = 0: na; ratio(x, a * c, 5) < y: 1; else: 0',
    -- what is common to both sides, once or squared, on either side of 0
    'x * a > y * a: 1; else: 0', 'x * a * a <= y * a * a: 1; else: 0', 'x * a * a <= y * a: 1; else: 0', 'x * a <> y * a: 1; else: 0', 'x * a > y / a: 1; else: 0', 'x / a - y / a = 0: 1; else: 0', 'x / a > y * y: 1; else: 0', 'floor(x) * y > floor(x) * a: 1; else: 0',
    'a >= 0: na; x >= 80% * a: 1; else: 0', 'a > 0: na; x < 80% * a: 1; else: 0', 'x / (a - c) > 1: 1; else: 0', 'x / (a + 1) > y / (a + 1): 1; else: 0',
    -- what is known to be 0 or another number only after it was multiplied
    'x * y + (x = 0) > 0.5: 1; else: 0', 'x * x * y + (x = 2) * 3 > 2: x; else: 0', 'x = 1 and x * y * x > 1: y; x <= 0 and x >= 0 and x * y < 1: 2; else: 0']::par.rule[]);
CREATE TEMP TABLE input AS
SELECT 'x' AS of, jsonb_build_object('x', x, 'b', mod(x * 2, 1) = 0) AS inputs FROM generate_series(-3, 3, 0.25) AS x
UNION ALL SELECT 'n', jsonb_build_object('n', n, 'x', x) FROM generate_series(1999, 2051) AS n, generate_series(-1, 1) AS x
UNION ALL SELECT 'xyac', jsonb_build_object('x', x, 'y', y, 'a', a, 'c', c) FROM generate_series(-2, 2, 0.5) AS x, generate_series(-1, 1) AS y, generate_series(-2, 2) AS a, generate_series(-1, 1) AS c;
SELECT count(DISTINCT rule::text) AS rules, count(*) AS inputs, count(DISTINCT score) AS scores, count(*) FILTER (WHERE score ~ '^22') AS errors,
       count(*) FILTER (WHERE rows IS DISTINCT FROM CASE WHEN score !~ '^22' THEN score END) AS differ
FROM (SELECT rule, score, (SELECT string_agg(pg_temp.scored(points, inputs), ' and ') FROM unnest(subjects, points, conditions, from_values, to_values, from_closed, to_closed) AS r(subject, points, condition, low, high, low_closed, high_closed),
                 pg_temp.measured(subject, inputs) AS at
             WHERE (condition IS NULL OR pg_temp.scored(condition, inputs) = '1')
               AND (low_closed IS NULL OR low IS NULL OR at > low OR low_closed AND at = low) AND (high_closed IS NULL OR high IS NULL OR at < high OR high_closed AND at = high)) AS rows
      FROM (SELECT of, rule, array_agg(subject::par.rule) AS subjects, array_agg(points::par.rule) AS points, array_agg((condition || ': 1; else: 0')::par.rule) AS conditions,
                   array_agg(from_value) AS from_values, array_agg(to_value) AS to_values, array_agg(b.from_closed) AS from_closed, array_agg(b.to_closed) AS to_closed
            FROM tried, par.breakpoints(rule, '{"n": "count"}') b GROUP BY of, rule) t JOIN input USING (of), pg_temp.scored(rule, inputs) AS score) s;

-- What can be neither shown nor excluded: that y * y is 7.29, which no inputs are found for, though 2.7 is one.
SELECT rule, max, better, severity, arm, message, pg_temp.scored(rule::par.rule, '{"y": 2.7}') AS scored
FROM (VALUES ('y * y <> 7.29: 1', 1, NULL), ('y * y <> 7.29: 1; else: 1 / 0', 1, NULL), ('y * y <> 7.29: 1; 2 / 0 > 1: 3', 1, NULL), ('y * y = 7.29: 1 / 0; y * y = 1.21: 2 / 0; else: 1', 1, NULL), ('y * y = 7.29: 2; else: 1', 1, NULL), ('y * y = 7.29: 2; else: 1', 2, NULL), ('y * y = 7.29: -2; else: 1', 1, NULL),
             ('y * y = 7.29: na; else: 1', 1, NULL), ('y * y < 7.29: 1; y * y = 7.29: 0.5; else: 2', 2, 'higher'), ('y * y < 7.29: 1; y * y = 7.29: 1.5; else: 0', 1, 'lower')) v(rule, max, better),
     par.check_rule(rule::par.rule, max, CASE WHEN better IS NOT NULL THEN '{"y": {"min": 0}}'::jsonb END, better) WHERE message !~ 'was not checked';
-- where something else is found, that is told
SELECT rule, severity, arm, message, witness FROM unnest(ARRAY['y * y < 7.29: 1; y * y = 7.29: 2; y * y < 16: 1; y * y < 25: 3; else: 0', '1 <= x <= 4: (y * y = 7.29) * 3 / 2; 2 <= x <= 5: 1; else: 0',
    '0 < x < 3 or x > 5 and y * y = 7.29: x; else: 0']::par.rule[]) AS rule, par.check_rule(rule, 2, '{"y": {"min": 0}}') WHERE severity <> 'note';
SELECT par.equivalent('y * y = 7.29: 1; else: 0', '0') IS NULL AS open, par.points_range('x + y > 5 and x <= 1 and y <= 1: x + y; else: 0') AS nought;
SELECT regexp_replace(message, '[0-9]+', 'N') AS message FROM par.check_rule((SELECT string_agg(format('y * y = %s: 1', (i + 0.7) * (i + 0.7)), '; ') || '; else: 0' FROM generate_series(1, 150) i)::par.rule, NULL) WHERE message ~ 'too large';

-- The furthest of several cases: ranges may be wider than points, and then the bound is told too.
SELECT severity, arm, message, witness FROM unnest(ARRAY['0 < x < 1 or 2 < x < 3: x + 1; else: 0', '0 < x < 1 or 2 < x < 3: -1 - x; else: 2', 'z in (1, 2): (2 - z) * 3 + (z - 1) * (x - floor(x) + 1.5); else: 0',
    'z in (1, 2): (z - 2) * 3 + (z - 1) * (floor(x) - x - 1.5); else: 2', '0 <= x < 1: -x; else: 2', '0 <= x < 1: 2 * x; else: 2', 'floor(x * 1' || repeat('0', 40) || ')']::par.rule[]) AS rule, par.check_rule(rule, 2, '{"x": {"min": 0, "max": 3}}') WHERE severity = 'error';

-- Which way points go.
SELECT rule, better, severity, arm, message FROM (VALUES
    ('x', 'lower'), ('-floor(x)', 'higher'), ('floor(2 * x) - 1', 'higher'), ('x > 0: 2; else: x', 'higher'), ('x > 0: 2; else: x', 'lower'), ('x > 0: -x; else: 5', 'higher'), ('x > 0: x; else: -x', NULL), ('0 <= x < 1: 2 * x; x >= 1: 2', 'higher'),
    ('min(0, max(-1, x)) - b', 'lower'), ('x > 3: 3; else: b', 'higher'), ('floor(x) * floor(x)', 'higher'), ('x > 0: n * x; else: 0', 'higher'), ('n * n', 'higher'), ('x * x', 'higher'), ('1 / n', 'higher'), ('n * n / (n + x)', 'higher')) v(rule, better),
    par.check_rule(rule::par.rule, NULL, '{"b": "boolean", "n": {"kind": "count", "min": 1}}', better) WHERE message ~ 'worse|rise';
-- what overlaps, and what does not: an arm before both decides, both give the same, the one value they share is none that x can have
SELECT rule, severity, arm, message FROM unnest(ARRAY['0 <= x <= 5: 3; 1 <= x <= 3: 1; 2 <= x <= 4: 2; else: 0', '1 <= x <= 3: x; 2 <= x <= 4: x; else: 0', '1 <= x <= 3: na; 2 <= x <= 4: na; else: 0', '1 <= x <= 3: na; 2 <= x <= 4: 1; else: 0',
    '0 <= x <= 1/3: 1; 1/3 <= x <= 2: 2; else: 0', '0 <= x <= 1: 1; 1 <= x <= 2: abs(x - 1) + 1; else: 0', 'x < 1 or x > 3: 1; 0 <= x <= 2: 2; else: 0', 'x > 1 or z > 1: 1; 0 <= x <= 2: 2; else: 0',
    'c > 1 or y / c > 2: 1; 0 <= c <= 2: 2; else: 0', '0 <= x <= 3: 1; 2 <= x <= 4: max(0, x - 2.5); else: 0', '0 <= x <= 3: 1 / 0; 2 <= x <= 4: 2 / 0; else: 0', '0 <= x <= 3: max(1, x); 2 <= x <= 4: 0; else: 0',
    'x < 2: 1 / (x - 1.5); 1 < x < 3: 1; else: 0', '1 <= y / c <= 3: 1; 2 <= y / c <= 4: 2; else: 0']::par.rule[]) AS rule, par.check_rule(rule, NULL) WHERE message ~ 'overlap|never reached';
-- gaps, what fails whatever an input is, and in which arm a comma is
SELECT rule, severity, arm, message, witness FROM unnest(ARRAY['s = "a": 1; s = "b" and x > 3: 1; s = "b" and x < 2: 0', 'x < 0: 1 / (0 * z); x > 1: 1', 'x > max(1,5): 1; x > 4: 2; else: 0', 'x > 1: 1; x > 0: max(0,5); else: 2', 'x > 1: 1; else: max(0,5)']::par.rule[]) AS rule,
    par.check_rule(rule, NULL, '{"s": {"choices": ["a", "b"]}, "z": "amount"}') WHERE message !~ 'rise|declared';

-- Unknown inputs, and texts where numbers are wanted.
SELECT rule, severity, arm, replace(message, ': the arms before it cover all inputs', '') AS message, witness, pg_temp.scored(rule, witness)
FROM unnest(ARRAY['known(k): k + 3; else: k', 'k + 1 > 0 or known(k): 1; else: 2', 'not (k > 1): 1; known(k): 2; else: 3', 'known(k): 0; count(k > 1, x > 1, true) >= 2: 3; else: 1', 'x in (k, 1): 1; known(k): 0; else: 3',
    'known(k): ratio(1, k, 2); else: ratio(1, k, 3)', 'known(k): 1; k + "abc" > 1: 1; else: 0', 'min("abc", x)', 'max(t)', 'ratio(t, x, 3)', 'ratio(1, t, 3)', 't * 2', 't > 1: 3; else: 0', '"50%" = "50.0%" and "a" <> "b": 3; else: 0', '"a" in (t, "b"): 3; else: 0', 'x <> "a": 1; else: 0',
    't = u: 3; else: 0', 't', '"abc"', '-t', 'date("abc", 1, 1)',
    'known(k): 0; else: -k + abs(k) + floor(k) + ceil(k) + round(k) + min(k, 1) + k / 2 + date(k, 1, 1)', 'known(b): 0; b: 1; else: 2', 't <> "zz": 3; else: 0', 'q = r: 1; else: 0', 'd = t: 3; else: 0', 'agency(kind) * 2',
    'agency(kind): 1; else: 0', 't: 1; else: 0', 's = "a": 1; s: 2; else: 0', 's = "50%": 1; s = "b": 2; else: 0', 'coalesce(k, v) = "b": 3; else: 0', 'z: 1; else: 0']::par.rule[]) AS rule,
    par.check_rule(rule, 2, '{"x": {"min": 1}, "k": "amount", "z": "amount", "t": {"choices": ["a", "150%"]}, "u": {"choices": ["a", "1.5%"]}, "v": {"choices": ["b", "50%"]}, "q": "choice", "r": "choice", "d": "date", "agency(kind)": {"choices": ["1%", "2%"]}}')
WHERE severity = 'error' AND message !~ 'no .* bound' OR message ~ 'analysed|never reached';
SELECT d.* FROM par.rule_diff('known(k): k; else: 0', 'known(k): k; else: k') d
UNION ALL SELECT d.* FROM par.rule_diff('x = 0: 0; x > 0: 1; else: 2', 'x > 0: 1 / x * x; x < 0: date(2026, 2, 30); else: 1 / x') d;
SELECT par.equivalent('k: 1; else: 0', 'k: 1; else: 0') AS same, par.points_range(('s in ('||(SELECT string_agg(format('"%s%%"', i), ', ') FROM generate_series(1, 40) i)||'): s + 1; else: 0')::par.rule) AS forty_percentages,
       (SELECT message FROM par.check_rule('s + 1', 1.2, (SELECT jsonb_build_object('s', jsonb_build_object('choices', jsonb_agg(i || '%'))) FROM generate_series(1, 40) i)) WHERE severity = 'error') AS forty_texts;

-- Roundings that are none, or not worth it, and numbers and sums that grow beyond what is analysed.
SELECT rule, severity, message FROM unnest(ARRAY['round(x, 2000)', 'round(x, 0.5)', 'round(x, 101)', 'round(x, n)', 'round(x, -2)', 'floor(n) - n', 'round(x, 1) * 10 - floor(x * 10 + 0.5)']::par.rule[]) AS rule, par.check_rule(rule, 0, '{"n": "count", "x": {"min": 0, "max": 10}}') WHERE severity <> 'warning';
WITH long(p, q) AS (VALUES (repeat('7', 200), repeat('3', 199) || '1')), form(form) AS (SELECT format('(x / %s + %s / 7%s)', p, q, q) FROM long)
SELECT regexp_replace(replace(replace(replace(rule, form, 'LONG'), p, 'P'), q, 'Q'), '(a1|b1) [^)]*', '\1 ...', 'g') AS rule, message
FROM long, form, unnest(ARRAY[form || ' > 0: 1; else: 0', '1 / ' || form, 'ratio(1, ' || form || ', 2)', 'abs(' || form || ')', 'round(' || form || ')', 'min(' || form || ', 1)', 'y * ' || form || ' > 0: 1; else: 0',
    'floor(' || form || ') = 1: 1; else: 0', 'floor(' || form || ') * y > floor(' || form || ') * z: 1; else: 0', format('floor(x + 1 / %s) = %s: 1; else: 0', p, q),
    'x * y * x * y * x * y * x * y * x', 'x * ' || p || ' * ' || p] ||
    (SELECT ARRAY[format('floor((%s) * (%s)) * y > floor((%1$s) * (%2$s)) * z: 1; else: 0', many, few), format('(%s) * (x + %1$s)', many)] FROM (SELECT string_agg('a' || i, ' + ') AS many, string_agg('b' || i, ' + ') FILTER (WHERE i <= 10) AS few FROM generate_series(1, 20) i) m)) AS rule,
    par.check_rule(rule::par.rule, NULL) WHERE message ~ 'analysed';
-- sums that scoring gives up on
SELECT message FROM par.check_rule((SELECT string_agg(format('x%s / 1%s', i, lpad(i::text, 200, '0')), ' + ') FROM generate_series(1, 90) i)::par.rule, 1) WHERE message ~ 'exceed';

-- Terms about peers, among which the agency is: ranges, and whether scores leave them.
SELECT rule, range, bool_and(range @> score) AS encloses, min(score) AS least, max(score) AS most
FROM unnest(ARRAY['x > 0: peer_max(x) / x; else: 1', 'x < 0: peer_max(x) / x; else: 1', 'peer_max(x) > 0: x / peer_max(x); else: 1', 'peer_max(x) < 0: x / peer_max(x); else: 1', 'peer_min(x) > 0: x / peer_min(x); else: 1', 'x > 0 and x - y >= 0: peer_max(x) / x - y / x; else: 1',
    'x <> 0 and y > 1: peer_max(x) - x + y / x; else: 0', 'x > 0: peer_max(x - 1) / x; else: 0', 'peer_max(x - 1) > 0: x / peer_max(x - 1); else: 0', 'peer_max(1 - x) + x', 'peer_min(-x) + x', 'peer_max(x * 50%) - x / 2', 'peer_mean(x) - peer_max(x)', 'peer_sum(x) - x', 'a + 1 > 0 and a >= 0: 1 / (a + 1) / (a + 2); else: 0',
    -- shares of a sum of which parts may be negative, and of one of which none is
    'a >= 0 and b >= 0 and 2 * a + b > 0: a / (2 * a + b); else: 0', 'a < 0 and b >= 0 and 2 * a + b > 0: a / (2 * a + b); else: 0', 'a >= 0 and b <= 0 and 2 * a + b > 0: a / (2 * a + b); else: 1',
    'a >= -1 and b >= 0 and 2 * a + b > 0: a / (2 * a + b); else: 0', 'a >= 0 and b >= -1 and 2 * a + b > 0: a / (2 * a + b); else: 0', 'a < 0 and b < 0: a / (b - a * -2); else: 0', 'a >= 0 and b > 0: b / (2 * b - a * -1) * a / (a + b); else: 0']::par.rule[]) AS rule,
    par.points_range(rule) AS range, generate_series(-2, 2) AS x, generate_series(-2, 2, 0.5) AS high, generate_series(-2, 2) AS y,
    par.score(rule, jsonb_build_object('x', x, 'y', y, 'a', x, 'b', y, 'peer_max(x)', high, 'peer_min(x)', x - (high - x), 'peer_mean(x)', (x + high) / 2, 'peer_max(1 - x)', 1 - x + (high - x), 'peer_max(x - 1)', high - 1, 'peer_min(-x)', -high, 'peer_max(x * 50%)', high / 2, 'peer_sum(x)', high + x)) AS score
WHERE high >= x GROUP BY rule, range ORDER BY rule;
-- none of these falls below zero
SELECT rule, message FROM unnest(ARRAY['peer_sum(n) - n', 'peer_sum(n) - peer_mean(n)', 'peer_sum(n) - peer_quantile(n, 25%)', 'child_mean(n) + child_sum(n)', 'previous(n) + target(n) + self(n)', 'peer_count(n) - peer_rank(n)', 'peer_max(n) - floor(peer_max(n))', 'peer_max(z) - z', 'peer_max(2) + peer_max(n / 2) - n / 2']::par.rule[]) AS rule,
    par.check_rule(rule, NULL, '{"n": "count"}') WHERE message ~ 'zero|lower bound|analysed';

-- More of everything than is told: findings, cases, axes.
SELECT severity, count(*), max(message) FROM par.check_rule((SELECT string_agg('1 = 2: 1', '; ') || '; else: 1' FROM generate_series(1, 1002))::par.rule, 1) GROUP BY severity ORDER BY severity;
SELECT severity, count(*), max(message) FROM par.check_rule((SELECT string_agg(format('s = ''%s'': %s', i, -i), '; ') || '; else: 0' FROM generate_series(1, 1002) i)::par.rule, 0) GROUP BY severity ORDER BY severity;
SELECT par.points_range((SELECT string_agg(format('x > %s * y: 1', i), '; ') || '; else: 1' FROM generate_series(1, 620) i)::par.rule) IS NULL AS too_many_axes;

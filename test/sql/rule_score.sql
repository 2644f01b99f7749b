-- What scoring rules compute: exactness, three values, laziness, errors.
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.score_error(rule text, inputs text) RETURNS text LANGUAGE sql AS
    $$ SELECT test.error_of(format('SELECT par.score(%L, %L)', rule, inputs)) $$;

-- The value of an expression without variables, beside what was worked out by
-- hand.
SELECT rule, par.score(rule::par.rule, '{}') AS points, expected, par.score(rule::par.rule, '{}')::text = expected AS ok
FROM (VALUES
    ('4.50', '4.5'), ('0.0', '0'), ('100%', '1'), ('12.5%', '0.125'), ('1/3', '0.3333333333333333'), ('2/3', '0.6666666666666667'),
    ('-2/3', '-0.6666666666666667'), ('1/3*3', '1'), ('1/3+1/3+1/3', '1'), ('0.1+0.2-0.3', '0'), ('9.415', '9.415'),
    ('round(9.415,2)', '9.42'), ('round(-9.415,2)', '-9.42'), ('round(-2.425,2)', '-2.43'), ('round(2.5)', '3'), ('round(-2.5)', '-3'),
    ('round(1234.5,-2)', '1200'), ('round(1250,-2)', '1300'), ('round(1/3,4)', '0.3333'), ('round(5,-1)', '10'), ('round(4,-1)', '0'),
    ('floor(2.9)', '2'), ('floor(-2.1)', '-3'), ('ceil(2.1)', '3'), ('ceil(-2.9)', '-2'), ('floor(7)', '7'), ('ceil(-7)', '-7'),
    ('abs(-3.5)', '3.5'), ('abs(3.5)', '3.5'), ('min(3,1,2)', '1'), ('max(3,1,2)', '3'), ('min(5)', '5'), ('max(-1,-2)', '-1'),
    ('2+3*4', '14'), ('(2+3)*4', '20'), ('10-4-3', '3'), ('100/5/2', '10'), ('-2*3', '-6'), ('2--3', '5'), ('5/-2', '-2.5'),
    ('true+true', '2'), ('1-false', '1'), ('0.5*true+0.5*false', '0.5'), ('ratio(6,8,1)', '0.75'), ('ratio(6,0,1)', '1'),
    ('ratio(0,0,0)', '0'), ('coalesce(1,2)', '1'), ('date(2025,3,1)-date(2025,2,1)', '28'), ('date(2024,3,1)-date(2024,2,1)', '29'),
    ('date("2025-12-31")-date("2024-12-31")', '365'), ('date(2000,1,1)', '0'), ('date(1,1,1)-date(9999,12,31)', '-3652058'),
    ('0.00000000000000005', '0.0000000000000001'), ('0.00000000000000004', '0'), ('-0.00000000000000005', '-0.0000000000000001'),
    ('0.1111111111111111111', '0.1111111111111111'), ('99999999999999999999999999999999999999.5*2', '199999999999999999999999999999999999999'),
    ('123456789012345678901234567890*987654321098765432109876543210', '121932631137021795226185032733622923332237463801111263526900'),
    ('100000000000000000000/300000000000000000000', '0.3333333333333333'), ('1/123456789012345678901234567890*123456789012345678901234567890', '1'),
    ('170141183460469231731687303715884105727+1', '170141183460469231731687303715884105728'),
    ('-170141183460469231731687303715884105727-1', '-170141183460469231731687303715884105728'),
    ('9223372036854775807*9223372036854775807', '85070591730234615847396907784232501249'),
    ('floor(100000000000000000000000000000000000000001/2)', '50000000000000000000000000000000000000000'),
    ('floor(-100000000000000000000000000000000000000001/2)', '-50000000000000000000000000000000000000001'),
    ('round(100000000000000000000000000000000000000005/10)', '10000000000000000000000000000000000000001'),
    ('min(100000000000000000000000000000000000000001,100000000000000000000000000000000000000002)', '100000000000000000000000000000000000000001'),
    ('round(100000000000000000000000000000000000000005,-1)', '100000000000000000000000000000000000000010')
) v(rule, expected);

-- Conditions: one point if it holds, none if not, NULL if that is unknown.
SELECT condition, inputs, par.score((condition || ': 1; else: 0')::par.rule, inputs::jsonb) AS holds, expected,
       par.score((condition || ': 1; else: 0')::par.rule, inputs::jsonb) IS NOT DISTINCT FROM expected AS ok
FROM (VALUES
    ('b/a*3 >= 1', '{"a": 3, "b": 1}', 1), ('b/a*3 > 1', '{"a": 3, "b": 1}', 0), ('b/a = 1/3', '{"a": 3, "b": 1}', 1),
    ('x = 0.1', '{"x": 0.10}', 1), ('x <> 0.1', '{"x": 0.10}', 0), ('x != 1', '{"x": 2}', 1), ('x < 1', '{"x": 1}', 0), ('x <= 1', '{"x": 1}', 1),
    ('80% <= x < 100%', '{"x": 0.8}', 1), ('80% <= x < 100%', '{"x": 1}', 0), ('80% <= x < 100%', '{"x": 0.79}', 0), ('80% <= x < 100%', '{"x": "85%"}', 1),
    ('1 < 2 < 3 < x', '{"x": 4}', 1), ('1 < 2 < 3 < x', '{"x": 3}', 0), ('3 < 2 < y', '{}', 0), ('1 < 2 < x < y', '{"x": 1}', 0),
    ('x < 5 < y', '{"x": null, "y": 1}', 0), ('x < 5 < y', '{"x": null, "y": 9}', NULL), ('x < y', '{"x": null, "y": 9}', NULL),
    ('p and q', '{"p": true, "q": true}', 1), ('p and q', '{"p": true, "q": false}', 0), ('p and q', '{"p": false}', 0),
    ('p and q', '{"p": null, "q": false}', 0), ('p and q', '{"p": null, "q": true}', NULL), ('p and q', '{"p": null, "q": null}', NULL),
    ('p or q', '{"p": true}', 1), ('p or q', '{"p": null, "q": true}', 1), ('p or q', '{"p": null, "q": false}', NULL), ('p or q', '{"p": false, "q": 0}', 0),
    ('not p', '{"p": null}', NULL), ('not p', '{"p": 0}', 1), ('not p', '{"p": 1.0}', 0), ('not (p and q)', '{"p": null, "q": false}', 1),
    ('p or q and r', '{"p": true}', 1), ('(p or q) and r', '{"p": true, "r": false}', 0), ('p and q and r', '{"p": null, "q": null, "r": false}', 0),
    ('p or q or r', '{"p": null, "q": null, "r": true}', 1),
    ('s in ("a", "b")', '{"s": "b"}', 1), ('s in ("a", "b")', '{"s": "c"}', 0), ('s in ("a", "b")', '{"s": null}', NULL), ('not s in ("a", "b")', '{"s": "c"}', 1),
    ('x in (1, y, 3)', '{"x": 3, "y": null}', 1), ('x in (1, y, 3)', '{"x": 4, "y": null}', NULL), ('x in (1, y)', '{"x": 1}', 1), ('x in (1/3, 2/3)', '{"x": 1}', 0),
    ('s = "late"', '{"s": "late"}', 1), ('s <> "late"', '{"s": "Late"}', 1), ('s = "đúng hạn"', '{"s": "đúng hạn"}', 1), ('s = t', '{"s": "85%", "t": "85.0 %"}', 1),
    ('s = "85%"', '{"s": 0.85}', 1), ('x >= 0.5', '{"x": "50%"}', 1), ('x = -0.025', '{"x": " -2.5 % "}', 1),
    ('known(x)', '{"x": 0}', 1), ('known(x)', '{"x": null}', 0), ('known(x)', '{}', 0), ('not known(previous(x))', '{"previous(x)": 1}', 0),
    ('date(d) < date(round_year, 4, 1)', '{"d": "2025-03-31", "round_year": 2025}', 1), ('date(d) < date(round_year, 4, 1)', '{"d": "2025-04-01", "round_year": 2025}', 0),
    ('date(d) <= date("2025-12-31")', '{"d": null}', NULL), ('date(2024, 2, 29) < date(y, 1, 1)', '{"y": null}', NULL),
    ('true', '{}', 1), ('false', '{}', 0), ('x = true', '{"x": true}', 1), ('x = 1', '{"x": true}', 1),
    ('false and 1/0 > 1', '{}', 0), ('true or 1/0 > 1', '{}', 1), ('coalesce(x, y, 3) = 3', '{"x": null}', 1), ('coalesce(x, y) = 3', '{"x": null}', NULL),
    ('coalesce(b/a, 7) = 7', '{"b": 1}', 1), ('coalesce(min(x, 1), 2) = 2', '{"x": null}', 1), ('ratio(x, 0, 5) = 5', '{}', 1), ('ratio(x, y, z) = 2', '{"x": 4, "y": 2}', 1),
    ('ratio(x, y, 1) = 1', '{"y": null}', NULL), ('min(1, x) = 1', '{"x": null}', NULL), ('x / y > 1', '{"x": null, "y": 0}', NULL), ('0 * x = 0', '{"x": null}', NULL)
) v(condition, inputs, expected);

-- na, unknown and zero are told apart.
SELECT inputs, par.score(rule, inputs) AS score, par.not_applicable(rule, inputs) AS na,
       (SELECT outcome FROM par.explain(rule, inputs) WHERE outcome IS NOT NULL) AS outcome
FROM (SELECT 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0'::par.rule) r(rule),
     (VALUES ('{"a": 0}'::jsonb), ('{"a": null, "b": 1}'), ('{"a": 10, "b": null}'), ('{"a": 10, "b": 1}'),
             ('{"a": 10, "b": 9, "max_points": 2}'), ('{"a": 10, "b": 9, "max_points": null}'), ('{"a": 10, "b": 12, "max_points": 2, "extra": [1]}')) i(inputs);
SELECT par.score(NULL, '{}') IS NULL AS no_rule, par.score('1', NULL) IS NULL AS no_inputs, par.not_applicable('na', '{}') AS na, par.score('na', '{}') IS NULL AS na_score;

-- Explanations.
SELECT * FROM par.explain('a = 0: na; b/a >= 100%: 2; b/a >= 80%: b/a * 2; else: 0', '{"a": 10, "b": 9}');
SELECT * FROM par.explain('a = 0: na; b/a >= 100%: 2; else: b/a', '{"a": 3, "b": 1}');
SELECT * FROM par.explain('a = 0: na; b/a >= previous(b/a): 2; else: max(0, b/a)', '{"a": 3, "b": 1, "previous(b / a)": "1/2"}',
                          '{"a": {"kind": "count", "title": "Hồ sơ tiếp nhận"}, "b": {"kind": "count", "title": "Hồ sơ đúng hạn"}, "previous(b/a)": {"title": "năm trước"}}');
SELECT (SELECT count(*) FROM par.explain(NULL, '{}')) + (SELECT count(*) FROM par.explain('1', NULL, '{}')) AS rows;
SELECT test.error_of($$SELECT * FROM par.explain('x', '{"x": 1}', '{"x": "kind"}')$$);
SELECT * FROM par.explain('a = 0: na; else: 1', '{"a": 0}');
SELECT * FROM par.explain('x > 1: 2; y > 1: 1', '{"x": null, "y": 2}');
SELECT * FROM par.explain('x > 1: y; else: 0', '{"x": 2, "y": null}');
SELECT * FROM par.explain('x > 1: 2; x > 0: 1', '{"x": -1}');
SELECT * FROM par.explain('max(0, 2 - 0.25 * n)', '{"n": 3}');
SELECT * FROM par.explain('na', '{}');
SELECT count(*) FROM par.explain(NULL, '{}');

-- Values by position.
-- with and without an array the same, whatever the numbers; what the planner makes of a call
SELECT n, count(*), bool_and(plain IS NOT DISTINCT FROM listed) AS same FROM (
    SELECT 1 AS n, par.score_values('x > 3: x / 3; known(x): x; else: 7', x) AS plain, par.score_values('x > 3: x / 3; known(x): x; else: 7', VARIADIC (SELECT ARRAY[x])) AS listed FROM unnest(ARRAY[NULL, 0, 1, 9999, 10000, -10000, 0.0001, 1e30, -2.5, ('0.' || repeat('0', 3000) || '7')::numeric, repeat('1234567890', 900)::numeric]) x
    UNION ALL SELECT 2, par.score_values('b <> 0: a / b; else: a', a, b), par.score_values('b <> 0: a / b; else: a', VARIADIC (SELECT ARRAY[a, b])) FROM unnest('{NULL,0,1,0.3,1e20}'::numeric[]) a, unnest('{NULL,0,1,-7,1e20}'::numeric[]) b
    UNION ALL SELECT 3, par.score_values('a + b * c', a, b, 3), par.score_values('a + b * c', VARIADIC (SELECT ARRAY[a, b, 3])) FROM unnest('{NULL,0,1.5}'::numeric[]) a, unnest('{NULL,-7}'::numeric[]) b
    UNION ALL SELECT 4, par.score_values('a = 1: b; a = 2: c; else: d', a, 10, NULL, 30), par.score_values('a = 1: b; a = 2: c; else: d', VARIADIC (SELECT ARRAY[a, 10, NULL, 30])) FROM unnest('{NULL,1,2,3}'::numeric[]) a
    UNION ALL SELECT 5, par.score_values('a + b + c + d + e', 1, 2, 3, 4, 5), par.score_values('a + b + c + d + e', VARIADIC (SELECT ARRAY[1, 2, 3, 4, 5]))) s GROUP BY n ORDER BY n;
CREATE TEMP TABLE long_number AS SELECT repeat('1234567890', 900)::numeric + 0.5 AS x, (SELECT string_agg((i * 7919 % 10007)::text, '') FROM generate_series(1, 4000) i)::numeric AS external;
SELECT par.score_values('x < 0: 1; else: 2', x) AS long, test.error_of($$SELECT par.score_values('x < 0: 1; else: 2', external) FROM long_number$$) AS longer FROM long_number;
EXPLAIN (VERBOSE, COSTS OFF) SELECT par.score_values('a - b', i, 1), par.score_values('a + b + c + d + e', i, i, i, i, i), par.score_values('a - b', VARIADIC ARRAY[i, i]) FROM generate_series(1, 2) i;
SELECT par.score_values('a', VARIADIC (SELECT ARRAY[1.5])) AS of_an_array, par.score_values(rule, i, i) IS NULL AS no_rule FROM (VALUES (NULL::par.rule, 1)) v(rule, i);
SELECT par.score_values('b/a * 2', 9, 10) AS decimal, par.score_values('b/a * 2', 9::smallint, 10::bigint) AS integers,
       par.score_values('b/a * 2', NULL, 10) IS NULL AS unknown, par.score_values('2', VARIADIC '{}') AS none,
       par.score_values('b/a * 2', VARIADIC ARRAY[9.5, 10]) AS array, par.score_values('known(x): 1; else: 0', VARIADIC '{NULL}') AS known,
       par.score_values(NULL, 1) IS NULL AS no_rule, par.score_values('x', VARIADIC NULL) IS NULL AS no_array;
SELECT statement, test.error_of('SELECT ' || statement) FROM unnest(ARRAY[
    $$par.score_values('b/a', 1)$$, $$par.score_values('b/a', 1, 2, 3)$$, $$par.score_values('1', 1)$$,
    $$par.score_values('b/a', VARIADIC '{{1,2}}')$$, $$par.score_values('a * 2', 'NaN')$$, $$par.score_values('1 = 1: 1; x = 1: 2', 'NaN')$$]) statement;
-- (Infinity is a numeric from 14 on; before, it is no numeric at all.)
SELECT test.error_of($$SELECT par.score_values('x', 'Infinity')$$) ~ '^(22023 input "x" is infinite|22P02)' AS infinity,
       test.error_of($$SELECT par.score_values('x', '-Infinity')$$) ~ '^(22023 input "x" is infinite|22P02)' AS minus_infinity;

-- Errors at evaluation.
SELECT rule, inputs, pg_temp.score_error(rule, inputs) FROM (VALUES
    ('x', '[]'), ('x', '1'), ('x', '"x"'), ('x', 'null'), ('x', '{"x": [1]}'), ('x', '{"x": {"y": 1}}'), ('1 = 1: 1; else: x', '{"x": [1]}'),
    ('x', '{}'), ('x + y', '{"x": null}'), ('b/a >= peer_mean(b/a): 1; else: 0', '{"a": 1, "b": 1}'), ('known(x) and y: 1; else: 0', '{"x": 1}'),
    ('x/y', '{"x": 1, "y": 0}'), ('2 * x / (y - 1) / 3', '{"x": 1, "y": 1}'), ('1/0', '{}'),
    ('x > 1: 1; x > 0: 0.5', '{"x": -1}'), ('status = "a": 1; p: 2', '{"status": "b", "p": false}'), ('false: 1', '{}'),
    ('x', '{"x": "late"}'), ('x', '{"x": "12"}'), ('x', '{"x": ""}'), ('x', '{"x": "%"}'), ('x', '{"x": "1.2.3%"}'), ('x', '{"x": "85,5%"}'), ('x', '{"x": "12,5"}'), ('x + 1', '{"x": "NaN"}'), ('"a" + 1', '{}'),
    ('s < "b": 1', '{"s": "a"}'), ('s = 1: 1', '{"s": "a"}'), ('s in (1, "a"): 1', '{"s": "b"}'), ('-s', '{"s": "a"}'), ('min(s)', '{"s": "a"}'), ('ratio(1, s, 0)', '{"s": "a"}'),
    ('p: 1', '{"p": 2}'), ('p: 1', '{"p": "yes"}'), ('p: 1', '{"p": 0.5}'), ('a and max_points: 1', '{"a": 1, "max_points": 7}'),
    ('date(d)', '{"d": "2025-02-29"}'), ('date(d)', '{"d": "2025-2-1"}'), ('date(d)', '{"d": "01/02/2025"}'), ('date(d)', '{"d": "0000-01-01"}'), ('date(d)', '{"d": 20250101}'), ('date("x")', '{}'),
    ('date(2025, 13, 1)', '{}'), ('date(2025, 2, 29)', '{}'), ('date(2025, 1.5, 1)', '{}'), ('date(0, 1, 1)', '{}'), ('date(99999999999, 1, 1)', '{}'), ('round(1, 1.5)', '{}'), ('round(1, 1001)', '{}'),
    ('s', '{"s": "a"}'), ('p: s; else: 0', '{"p": 1, "s": "on time"}')
) v(rule, inputs);
SELECT left(pg_temp.score_error('x', format('{"x": "%s"}', repeat('ă', 500))), 130);

-- Huge numbers: exact up to 10,000 digits, then 22003.
SELECT par.score('x - x + 1', format('{"x": %s}', repeat('9', 9000))::jsonb) AS huge,
       par.score('x / y', format('{"x": %s, "y": %s}', repeat('6', 9000), repeat('3', 9000))::jsonb) AS ratio,
       par.score('x * y / x', format('{"x": %s, "y": 7}', repeat('9', 9000))::jsonb) AS product,
       length(par.score('x', format('{"x": %s}', repeat('9', 10000))::jsonb)::text) AS digits,
       par.score('x * 1000', format('{"x": 0.%s1}', repeat('0', 5000))::jsonb) AS tiny,
       par.score('x = 3: 1; else: 0', format('{"x": "3%s%%"}', repeat('0', 2))::jsonb) AS percent,
       par.score('x > y: 1; else: 0', format('{"x": "1%s%%", "y": 5}', repeat('0', 60))::jsonb) AS long_percent;
SELECT left(pg_temp.score_error('x', format('{"x": %s}', repeat('9', 10001))), 60) AS input,
       left(pg_temp.score_error('x * x', format('{"x": %s}', repeat('9', 6000))), 60) AS product,
       left(pg_temp.score_error('1 / x + 1 / y', format('{"x": %s1, "y": %s3}', repeat('9', 6000), repeat('9', 6001))), 60) AS sum,
       left(pg_temp.score_error('x', format('{"x": "%s%%"}', repeat('9', 10001))), 60) AS percent,
       left(pg_temp.score_error('x', format('{"x": 0.%s1}', repeat('0', 10001))), 60) AS tiny;

-- Against numeric, on inputs of many scales.  numeric's quotients have limited
-- decimals, so the comparison is of sums and products, which are exact, and of
-- quotients to 12 decimals.
SELECT count(*) AS cases,
       count(*) FILTER (WHERE par.score_values('a + b - c', a, b, c) <> round(a + b - c, 16)) AS sums_differ,
       count(*) FILTER (WHERE par.score_values('a * b * c', a, b, c) <> round(a * b * c, 16)) AS products_differ,
       count(*) FILTER (WHERE b <> 0 AND abs(par.score_values('a / b', a, b) - round(a / b, 16)) > 1e-12 * greatest(1, abs(a / b))) AS quotients_differ,
       count(*) FILTER (WHERE (par.score_values('a < b: 1; a = b: 2; else: 3', a, b) = 1) <> (a < b)) AS order_differs,
       count(*) FILTER (WHERE par.score_values('floor(a)', a) <> floor(a) OR par.score_values('ceil(a)', a) <> ceil(a)) AS floors_differ,
       count(*) FILTER (WHERE par.score_values('round(a, 3)', a) <> round(a, 3) OR par.score_values('round(a, -3)', a) <> round(a, -3)) AS rounds_differ
FROM (SELECT sign * m * (10::numeric ^ e1) AS a, n * (10::numeric ^ e2) AS b, (m - n) * 0.001 AS c
      FROM unnest(ARRAY[1, -1]) sign, unnest(ARRAY[0, 1, 2.5, 9999.9999, 10000, 123456789.0123]) m,
           unnest(ARRAY[0, 1, 3, 0.0625, 99999999]) n, generate_series(-16, 30, 2) e1, generate_series(-8, 24, 8) e2) v;

-- Short and long values from a table, aligned or not: the same.
CREATE TEMP TABLE assessed (id integer, flag "char", rule par.rule, inputs jsonb, vals numeric[]);
INSERT INTO assessed SELECT i, 'x', 'b/a * 2', jsonb_build_object('a', i, 'b', i * 2.5), ARRAY[i * 2.5, i] FROM generate_series(1, 100) i;
INSERT INTO assessed SELECT i, 'x', 'b/a * 2', jsonb_build_object('a', i, 'b', i * 2.5, 'note', repeat('ghi chú ', 5000)), ARRAY[i * 2.5, i] FROM generate_series(101, 110) i;
SELECT count(*), min(par.score(rule, inputs)), max(par.score(rule, inputs)), min(par.score_values(rule, VARIADIC vals)), max(par.score_values(rule, VARIADIC vals)) FROM assessed;

-- Big numbers that cancel against small factors stay in lowest terms.
SELECT par.score(('x / y' || repeat(' * 3 / 3', 500))::par.rule, format('{"x": %s1, "y": %s3}', repeat('7', 9990), repeat('8', 9990))::jsonb) =
       par.score('x / y', format('{"x": %s1, "y": %s3}', repeat('7', 9990), repeat('8', 9990))::jsonb) AS same;

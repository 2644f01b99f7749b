-- Range, breakpoints, Vietnamese table, comparison and bands of rules.
SET client_min_messages = warning;
SET search_path = pg_catalog, par;
\pset null '-'

-- ranges, worked out by hand: no row
SELECT rule, expected, par.points_range(rule) FROM (VALUES
    ('x >= 30%: 1; x >= 20%: 0.5; else: 0'::par.rule, '[0,1]'::numrange),
    ('max(0, 2 - 0.25 * v)', '[0,)'), ('min(6, max(0, 6 * r / 0.9))', '[0,6]'), ('a = 0: na; else: b/a', '(,)'),
    ('a = 0: na; 0 <= b/a < 1: 2 * b/a; else: 3', '[0,3]'), ('x < 1: x; else: -1', '(,1]'), ('na', 'empty'),
    ('min(25, 10 + 0.5 * floor(max(0, p - 2000000) / 60000))', '[10,25]'), ('0 <= x <= 1: x / 3; else: 0', '[0,0.3333333333333333]'),
    ($$s = 'a': 1; s = 'b': 0.5; else: 0$$, '[0,1]'), ('issued: 1; else: 2 * x', '(,)'), ('min(1, x) + min(2, y)', '(,3]'),
    ('-1 <= x <= 2: abs(x) - 1; else: 0', '[-1,1]'), ('5', '[5,5]'), ('0 <= x <= 1: round(x * 2, 1); else: 0', '[0,2]'),
    ('s = ''a'': 1; else: 2 * s', NULL)) AS v(rule, expected)
WHERE par.points_range(rule) IS DISTINCT FROM expected;

-- tables
SELECT b.* FROM par.breakpoints('a = 0: na; b/a >= 100%: 1.5; b/a >= 80%: b/a * 1.5; else: 0') b;
SELECT b.* FROM par.breakpoints('min(6, 6 * r / 0.9)') b;
SELECT b.* FROM par.breakpoints('88 <= x <= 90: 1; 91 <= x < 95: 2; x >= 95: 3; x < 88: 0') b;
SELECT b.* FROM par.breakpoints($$status = 'on time': 1; status in ('late', 'none'): 0.5$$) b;
SELECT b.* FROM par.breakpoints('not issued: 0; n <= 2: 1; else: max(0, 2 - 0.5 * n)') b;
SELECT b.* FROM par.breakpoints('not known(previous(x)): na; x > previous(x): 1; x = previous(x): 0.5; else: 0') b;
SELECT b.* FROM par.breakpoints('x >= 3 and y >= 4: 2; else: 0') b;
SELECT b.* FROM par.breakpoints('b/a * max_points') b;
SELECT b.* FROM par.breakpoints('2') b;
SELECT b.* FROM par.breakpoints($$s = 'a': 1; else: 2 * s$$) b;

SELECT par.rule_table('a = 0: na; b/a >= 100%: 1.5; b/a >= 80%: b/a * 1.5; else: 0');
SELECT par.rule_table($$kết_quả = 'Đúng hạn': 1; kết_quả = 'Chậm': 0.5; else: 0$$);
SELECT par.rule_table('not issued: 0; date(d) < date(2026, 4, 1): 1.5; date(d) <= date(2026, 6, 30): 0.25; else: 0');
SELECT par.rule_table('not known(previous(x)): na; x > 1.25: 1; 1 < x <= 1.25: 0.5; else: 0');
SELECT par.rule_table('min(2, 2 - 0.25 * violations)');
SELECT par.rule_table('peer_rank(x) <= 10: 3; peer_rank(x) <= 20: 2; else: 1');
SELECT par.rule_table('2'), par.rule_table($$s = 'a': 1; else: 2 * s$$);

-- equivalence: no row
SELECT * FROM (VALUES
    ('x >= 80%: 1; else: 0'::par.rule, 'x < 0.8: 0; else: 1'::par.rule, true), ('2 * x', 'x + x', true), ('2 * x', 'x + 1', false),
    ('min(2, 2 * r / 0.9)', 'r >= 90%: 2; else: r * 20 / 9', true), ('min(2, 2 * r / 0.9)', 'r > 90%: 2; else: r * 20 / 9', true),
    ('x >= 80%: 1; else: 0', 'x > 80%: 1; else: 0', false), ('abs(x)', 'max(x, -x)', true), ('a = 0: 0; else: b/a', 'ratio(b, a, 0)', true),
    ('a = 0: 0; else: b/a', 'ratio(b, a, 1)', false), ('x >= 1: 1; else: 0', 'x >= 1: 1', false), ('x < 0: na; else: x', 'x >= 0: x; else: na', true),
    ('x < 0: na; else: x', 'x >= 0: x; else: 0', false), ($$s = 'a': 1; else: 0$$, $$s <> 'a': 0; else: 1$$, true),
    ($$s = 'a': 1; else: 0$$, $$s in ('a', 'b'): 1; else: 0$$, false), ('(x + 1) * (x - 1)', 'x * x - 1', true), ('x * y', 'y * x', true),
    ('issued: 1; else: 0', 'issued', true), ('max(x, y)', 'x >= y: x; else: y', true), ('max(x, y)', 'min(x, y)', false),
    ('a = 0: na; b/a >= 80%: 1; else: 0', 'a = 0: na; not b/a < 80%: 1; else: 0', true), ('floor(x)', '-ceil(-x)', true),
    ('round(x, 1)', 'floor(x * 10 + 0.5) / 10', NULL), ($$s = 'a': 1; else: 2 * s$$, '2', false), ('x', 'x + 0.00000000000000000001', false)
    ) AS v(a, b, expected)
WHERE par.equivalent(a, b) IS DISTINCT FROM expected OR par.equivalent(b, a) IS DISTINCT FROM expected;

SELECT d.* FROM par.rule_diff('x >= 80%: 1; else: 0', 'x >= 75%: 1; x >= 50%: 0.5; else: 0') d;
SELECT d.* FROM par.rule_diff('a = 0: na; b/a >= 80%: 2 * b/a; else: 0', 'a = 0: 2; b/a >= 90%: 2 * b/a; else: 0') d;
SELECT d.* FROM par.rule_diff('2 * x', 'x + 1') d;
SELECT d.* FROM par.rule_diff($$s = 'a': 1; else: 0$$, $$s = 'a': 1; s = 'b': 0.5$$) d;
SELECT count(*) FROM par.rule_diff('2 * x', 'x + x') d;
-- for what inputs can be, and in words: the same rows
SELECT d.* FROM par.rule_diff('n > 1.5: 1; else: 0', 'n > 2.5 and p: 1; else: 0', '{"n": {"kind": "count", "max": 5}, "p": true}') d;
SELECT par.equivalent('n >= 0: 1; else: 0', '1') AS of_numbers, par.equivalent('n >= 0: 1; else: 0', '1', '{"n": "count"}') AS of_counts,
       par.equivalent('1', NULL) AS of_none, (SELECT count(*) FROM par.rule_diff(NULL, '1')) AS none, (SELECT count(*) FROM par.rule_diff_table('1', '2', NULL, NULL)) AS no_language;
SELECT d.* FROM par.rule_diff_table('a = 0: na; b/a >= 80%: 2 * b/a; else: 0', 'a = 0: 2; b/a >= 90%: 2 * b/a; else: 0', '{"a": {"kind": "count", "title": "Tiếp nhận"}, "b": "count"}') d;
SELECT d.* FROM par.rule_diff_table('x >= 10% and y: 1; else: 0', 'x >= 20%: 1; else: 0', '{"y": {"kind": "boolean", "title": "a plan"}, "x": "percent"}', 'en') d;
SELECT count(*) AS pairs, count(*) FILTER (WHERE plain = vi AND plain = en AND plain <> '') AS same
FROM (SELECT (SELECT string_agg((d.points_before, d.points_after)::text, ' ') FROM par.rule_diff(p.a::par.rule, p.b::par.rule) d) AS plain,
             (SELECT string_agg((d.points_before, d.points_after)::text, ' ') FROM par.rule_diff_table(p.a::par.rule, p.b::par.rule) d) AS vi,
             (SELECT string_agg((d.points_before, d.points_after)::text, ' ') FROM par.rule_diff_table(p.a::par.rule, p.b::par.rule, NULL, 'en') d) AS en
      FROM (VALUES ('2 * x', 'x + 1'), ('x and y: 1; else: 0', 'y: 1; else: 0'), ('known(x): 1; else: 0', 'x > 1: 1; else: 0'),
                   ('s = ''a'': 1; else: 0', 's = ''b'' and x > 2: 1; else: 0'), ('n <= 2: 1; else: 0', 'n < 2: na; else: 0.25 * n * x')) p (a, b)) d;
SELECT test.error_of($$SELECT * FROM par.rule_diff_table('1', '2', NULL, 'fr')$$), test.error_of($$SELECT par.equivalent('x', '2', '{"x": "kind"}')$$);
SELECT test.error_of($$SELECT * FROM par.rule_diff('s = ''a'': 1; else: 2 * s', '2')$$);

-- leap years decide, which the rule language cannot say: no rows, but no wrong "no difference" either
SELECT count(*) FROM par.breakpoints('date(d) < date(round_year, 3, 15): 1; else: 0');
SELECT test.error_of($$SELECT * FROM par.rule_diff('date(d) < date(round_year, 3, 15): 1; else: 0', 'date(d) < date(round_year, 4, 15): 1; else: 0')$$);

-- texts are quoted as the rule language quotes them
SELECT condition, (condition || ': 1; else: 0')::par.rule IS NOT NULL AS readable FROM par.breakpoints($$s = 'a\b''c" modulo 4)': 1; else: 0$$);

-- with what inputs are, and what officials call them
SELECT par.rule_table(rule, variables), par.rule_table(rule, variables, 'en') FROM (VALUES
    ('a = 0: na; b/a >= 100%: 1.5; b/a >= 80%: b/a * 1.5; else: 0'::par.rule,
     '{"a": {"kind": "count", "title": "Hồ sơ tiếp nhận"}, "b": {"kind": "count", "title": "Hồ sơ đúng hạn"}}'::jsonb),
    ('a = 0: na; b/a >= 100%: 1.5; b/a >= 80%: b/a * 1.5; else: 0',
     '{"a": "count", "b": "count", "b/a": {"kind": "percent", "title": "Tỷ lệ hồ sơ đúng hạn (v.v.)"}}'),
    ('n = 0: 0; n = 1: 1; else: 2.5', '{"n": {"kind": "count", "title": "Số văn bản"}}'),
    ('x >= 0.8: 1; else: 0', '{"x": {"kind": "percent", "title": "Tỷ lệ / năm"}}'),
    ('date(d) <= date(2026, 1, 31): 2; date(d) <= date(2026, 2, 28): 1; else: 0.5', '{"d": {"kind": "date", "title": "Ngày ban hành"}}'),
    ($$s = 'tốt': 2; s = 'khá': 1; else: 0$$, '{"s": {"choices": ["tốt", "khá", "yếu"], "title": "Xếp loại"}}'),
    ('f and g: 2; f: 1; else: 0', '{"f": {"kind": "boolean", "title": "Đã ban hành"}, "g": "boolean"}'),
    ('not known(p): na; p >= 1.5: 1; else: 0', '{"p": {"title": "Điểm / người"}}'),
    ('x >= 1.5 and y < 2 or y >= 3: x * 1.5; else: 0', '{"x": {"kind": "amount", "title": "Vốn (tỷ đồng)"}, "y": "count"}')) AS v(rule, variables);
SELECT b.* FROM par.breakpoints('n >= 2: 1; else: 0', '{"n": {"kind": "count", "title": "Số"}}') b;
SELECT b.* FROM par.breakpoints('a = 0: na; b/a >= 80%: 1; else: 0', '{"a": {"kind": "count", "min": 1}, "b": "count"}') b;
SELECT par.rule_table('x >= 1: 1; else: 0', NULL, 'en') AS english, par.rule_table(NULL) IS NULL AND par.rule_table('1', NULL, NULL) IS NULL AS nothing,
       (SELECT count(*) FROM par.breakpoints(NULL, '{}')) AS rows;
SELECT test.error_of($$SELECT par.rule_table('x', NULL, 'fr')$$), test.error_of($$SELECT par.rule_table('x', '{"x": {"title": 1}}')$$),
       test.error_of($$SELECT * FROM par.breakpoints('x', '[]')$$);

-- what is given of other criteria and the agency
SELECT par.rule_table('points(''4.1'') = 0: 0; else: 3'), par.rule_table('points(''4.1'') = 0: 0; else: 3', NULL, 'en');
SELECT b.* FROM par.breakpoints('points(''4.1'') = 0: 0; else: 3') b;
SELECT b.* FROM par.breakpoints('agency(people) <= 0: 0; agency(people) > 5: 2; else: 1') b;

-- a maximum of 0, and context terms that are thirds: not the same
SELECT a, b, par.equivalent(a, b) FROM (VALUES
    ('max_points = 0: 1; else: 0'::par.rule, '0'::par.rule), ('peer_mean(x) = 1/3: 1; else: 0', '0'), ('x = 1/3: 1; else: 0', '0'),
    ('points(''1'') = 2/7: 1; else: 0', '0'), ('previous(x) = 1/3 and x > previous(x): 1; else: 0', '0')) AS v(a, b);
SELECT b.* FROM par.breakpoints('max_points = 0: 1; else: 0') b;
SELECT witness FROM par.check_rule('peer_mean(x) = 1/3: 2; else: 0', 1);

-- what a year can be is asked of each part by itself
SELECT par.points_range('round_year >= 2050: (date(round_year,1,1)-date(2000,1,1))/10000; else: (date(round_year,1,1)-date(2000,1,1))/10000') AS range,
       (SELECT max(par.score('(date(round_year,1,1)-date(2000,1,1))/10000', jsonb_build_object('round_year', y))) FROM generate_series(2000, 2099) y) AS most;

-- where its divisor is 0 there is no subject
SELECT b.* FROM par.breakpoints('a = 0: na; b <= 0.5: 0.8; a * 0.5 < b: b / a; else: a') b;

-- bands
SELECT par.bands('b/a', '{0.8, 1}', '{0, 1.5, 1.5}', '{f, t, f}');
SELECT par.bands('x + 1', '{-1, 0.50}', '{0, -2, 1.50}', '{f, t, t}');
SELECT par.bands('x', '{30}', '{0, 1}') = 'x >= 30: 1; else: 0'::par.rule AS same;
SELECT par.bands(NULL, '{1}', '{0, 1}') IS NULL AND par.bands('x', NULL, '{0, 1}') IS NULL AND par.bands('x', '{1}', NULL) IS NULL AS nothing;
SELECT test.error_of(format('SELECT par.bands(%s)', arguments)) FROM unnest(ARRAY[
    $$'x', '{90, 88}', '{0, 1, 2}'$$, $$'x', '{88, 90, 90, 95}', '{0, 1, 2, 3, 4}'$$, $$'x', '{1}', '{1}'$$, $$'x', '{}', '{1}'$$,
    $$'x', '{NULL}', '{1, 2}'$$, $$'x', '{1}', '{1, NULL}'$$, $$'x', '{NaN}', '{1, 2}'$$, $$'x', '{1}', '{1, NaN}'$$,
    $$'x', '{1}', '{0, 1}', '{t}'$$, $$'x', '{1}', '{0, 1}', '{t, NULL}'$$, $$'x', '{{1}}', '{0, 1}'$$, $$'x >= 1: 2', '{1}', '{0, 1}'$$,
    $$'x +', '{1}', '{0, 1}'$$, $$'na', '{1}', '{0, 1}'$$]) AS arguments;
SELECT test.error_of($$SELECT par.bands('x', '{1}', '{1, Infinity}')$$) ~ '^(22023 points of bands must be finite|22P02)' AS refused;

-- par.check_rule on rules whose faults were found by hand, and its witnesses.
SET client_min_messages = warning;
SET search_path = pg_catalog, par;

CREATE FUNCTION test.kind_of(message text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN message LIKE 'points of % above the maximum of %' OR message LIKE '%no upper bound%' THEN 'above'
        WHEN message LIKE 'points of % below zero%' OR message LIKE '%no lower bound%' THEN 'below'
        WHEN message LIKE '%never reached%' THEN 'unreached'
        WHEN message LIKE 'no arm holds%' THEN 'gap'
        WHEN message LIKE 'a worse value earns more%' THEN 'worse'
        WHEN message LIKE 'points both rise and fall%' THEN 'turn'
        WHEN message LIKE '%declared but not used' THEN 'unused'
        WHEN message LIKE 'divisor % can be 0%' THEN 'zero'
        WHEN message LIKE 'the maximum of % never attained%' THEN 'unattained'
        WHEN message LIKE 'arm % overlaps arm %' THEN 'overlap'
        WHEN message LIKE 'points depend on more than one subject%' THEN 'several'
        WHEN message LIKE '%cannot be analysed%' THEN 'opaque'
        WHEN message LIKE 'scoring can fail%' THEN 'fails'
        WHEN message LIKE 'variable % never changes the points' THEN 'idle'
        WHEN message LIKE '%is not known in a first year%' THEN 'first year'
        WHEN message LIKE 'a comma between digits %' THEN 'comma'
        WHEN message LIKE 'whether a worse value earns more was not checked%' THEN 'order'
        WHEN message LIKE '%neither shown nor excluded%' THEN 'undecided'
        ELSE message END $$;

CREATE TEMP TABLE checked (n serial, rule par.rule, max numeric, variables jsonb, better text, expected text);
INSERT INTO checked (rule, max, variables, better, expected) VALUES
    -- bands
    ('x >= 30%: 1; x >= 20%: 0.5; else: 0', 1, '{"x": "percent"}', 'higher', NULL),
    ('x >= 20%: 0.5; x >= 30%: 1; else: 0', 1, '{"x": "percent"}', 'higher', 'error 2 unreached, warning - unattained'),
    ('88 <= x <= 90: 1; 90 <= x <= 95: 2; x > 95: 3; else: 0', 3, NULL, 'higher', 'warning 2 overlap'),
    ('88 <= x < 90: 1; 90 <= x <= 95: 2; x > 95: 3; else: 0', 3, NULL, 'higher', NULL),
    ('88 <= x <= 90: 1; 91 <= x <= 95: 2; x > 95: 3; x < 88: 0', 3, NULL, 'higher', 'error - gap'),
    ('88 <= n <= 90: 1; 91 <= n <= 95: 2; n > 95: 3; n < 88: 0', 3, '{"n": "count"}', 'higher', NULL),
    ('x > 80%: 1; x < 80%: 0', 1, '{"x": "percent"}', 'higher', 'error - gap'),
    ('x >= 80%: 1; x < 80%: 0', 1, '{"x": "percent"}', 'higher', NULL),
    ('x >= 80: 1; else: 0', 1, '{"x": "percent"}', 'higher', 'error - idle, warning - unattained, warning 1 unreached'),
    ('x >= 50%: 1; x < 50%: 0; else: 0', 1, '{"x": "percent"}', NULL, 'warning 3 unreached'),
    ('x >= 50%: 1', 1, '{"x": {"min": 0.5, "max": 1}}', NULL, 'error - idle'),
    ('x >= 50%: 1', 1, '{"x": 0.5}', NULL, NULL),
    ('n = 0: 2; n <= 2: 1; else: 0', 2, '{"n": "count"}', 'lower', NULL),
    ('n = 0: 2; n <= 2: 1; else: 0', 2, '{"n": "count"}', 'higher', 'error 2 worse, error 3 worse'),
    ('n = 0: 2; n <= 2: 1; else: 0', 2, NULL, NULL, 'warning 2 turn'),
    ('n < 1: 0; n > 2: 2; n = 1: 1; n = 2: 1.5', 2, '{"n": "count"}', 'higher', NULL),
    ('40 <= x <= 60: 2; else: 0', 2, '{"x": {"min": 0, "max": 100}}', NULL, 'warning 2 turn'),
    -- a ratio, its divisor, linear arms
    ('a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0', 2, '{"a": "count", "b": "count"}', 'higher', NULL),
    ('b/a >= 100%: 2; b/a >= 80%: b/a * 2; else: 0', 2, '{"a": "count", "b": "count"}', 'higher', 'error 1 zero'),
    ('a = 0: 2; b/a >= 100%: 2.5; else: b/a * 2', 2, '{"a": "count", "b": "count"}', 'higher', 'error 2 above'),
    ('a = 0: na; b/a * 2 >= 0: b/a * 2', 2, '{"a": "count", "b": "count"}', 'higher', 'error 2 above'),
    ('a = 0: na; else: b/a * 2', 2, '{"a": "count", "b": "count", "b/a": {"max": 1}}', 'higher', NULL),
    ('a = 0: na; else: b/a * 2', 2, '{"a": "count", "b": "count", "b/a": {"max": 0.9}}', 'higher', 'warning - unattained'),
    ('a = 0: na; b >= 80% * a: 2; b >= 50% * a: 1; else: 0', 2, '{"a": "count", "b": "count"}', 'higher', NULL),
    ('a = 0: na; b >= 50% * a: 1; b >= 80% * a: 2; else: 0', 2, '{"a": "count", "b": "count"}', 'higher', 'error 3 unreached, warning - unattained'),
    ('6 * ratio(handled, received, 1)', 6, '{"handled": "count", "received": "count", "handled/received": "percent"}', 'higher', NULL),
    ('6 * ratio(handled, received, 2)', 6, '{"handled": "count", "received": "count", "handled/received": "percent"}', 'higher', 'error 1 above'),
    ('x >= 100%: 1; x >= 80%: x * 2; else: 0', 2, '{"x": "percent"}', 'higher', 'error 1 worse, warning - unattained'),
    ('x >= 90%: x * 2; x >= 80%: 1.85; else: 0', 2, '{"x": "percent"}', 'higher', 'error 1 worse'),
    ('x >= 90%: 2; x >= 80%: 1 - x; else: 0', 2, '{"x": "percent"}', 'higher', 'error 2 worse'),
    ('x / (1 - x) >= 4: 1; else: 0', 1, '{"x": "percent"}', NULL, 'error 1 zero'),
    ('b + c = 0: na; b / (b + c) >= 80%: 2; else: b / (b + c)', 2, '{"b": "count", "c": "count"}', 'higher', NULL),
    ('b + c = 0: na; else: 3 * b / (b + c)', 2, '{"b": "count", "c": "count"}', 'higher', 'error 2 above'),
    ('(p + f) / au >= 80%: 2; else: 0', 2, '{"p": "count", "f": "count", "au": {"kind": "count", "min": 1}}', 'higher', NULL),
    -- deductions, caps, nested minimum and maximum
    ('max(0, 2 - 0.25 * violations)', 2, '{"violations": "count"}', 'lower', NULL),
    ('2 - 0.25 * violations', 2, '{"violations": "count"}', 'lower', 'error 1 below'),
    ('max(0, 2 - 0.25 * violations)', 2, '{"violations": "count"}', 'higher', 'error 1 worse'),
    ('min(2, 0.25 * n)', 2, '{"n": "count"}', 'higher', NULL),
    ('min(2, 0.25 * n)', 2, NULL, 'higher', 'error 1 below'),
    ('min(3, 0.25 * n)', 2, '{"n": "count"}', 'higher', 'error 1 above'),
    ('min(2, max(0.5, min(1, x) * 2, x - 3))', 2, '{"x": {"min": 0}}', 'higher', NULL),
    ('max(0, min(2, 4 - abs(x - 3)))', 2, NULL, NULL, 'warning 1 turn'),
    ('min(6, 6 * r / 0.9)', 6, '{"r": "percent"}', 'higher', NULL),
    ('min(25, 10 + 0.5 * floor(max(0, p - 2000000) / 60000))', 25, '{"p": "count"}', 'higher', NULL),
    ('min(25, 10 + 0.5 * floor(max(0, p - 2000000) / 60000))', 20, '{"p": "count"}', 'higher', 'error 1 above'),
    ('round(x * 2, 1)', 2, '{"x": "percent"}', 'higher', NULL),
    ('round(x * 2.04, 1)', 2, '{"x": "percent"}', 'higher', NULL),
    ('ceil(x * 2.04)', 2, '{"x": "percent"}', 'higher', 'error 1 above'),
    -- several subjects: bounds only
    ('min(2, 2 * A / 0.8) + 4 * B', 6, '{"A": "percent", "B": "percent"}', 'higher', 'note - several'),
    ('min(2, 2 * A / 0.8) + 4 * B', 5, '{"A": "percent", "B": "percent"}', 'higher', 'error 1 above, note - several'),
    ('6 * ratio(p, q, 0) + min(2, 2.5 * ratio(o, f, 0)) + 2.5 * ratio(d, f, 0)', 10,
     '{"p": "count", "q": "count", "o": "count", "f": "count", "d": "count", "p/q": "percent", "o/f": "percent", "d/f": "percent"}', NULL,
     'error 1 above, note - several'),
    -- choices and booleans
    ($$status = 'on time': 1; status = 'late': 0.5; status = 'none': 0$$, 1, NULL, NULL, 'error - gap'),
    ($$status = 'on time': 1; status = 'late': 0.5; status = 'none': 0$$, 1, '{"status": {"choices": ["on time", "late", "none"]}}', NULL, NULL),
    ($$status = 'on time': 1; status = 'late': 0.5$$, 1, '{"status": {"kind": "choice", "choices": ["on time", "late", "none"]}}', NULL, 'error - gap'),
    ($$status = 'on time': 1; status = 'soon': 0.5; else: 0$$, 1, '{"status": {"choices": ["on time", "late"]}}', NULL, 'warning 2 unreached'),
    ($$status in ('a', 'b'): 1; status = 'b': 0.5; else: 0$$, 1, NULL, NULL, 'error 2 unreached'),
    ('0.5 * plan_issued + 0.5 * plan_complete', 1, '{"plan_issued": "boolean", "plan_complete": "boolean"}', NULL, NULL),
    ('0.5 * plan_issued + 0.6 * plan_complete', 1, '{"plan_issued": "boolean", "plan_complete": "boolean"}', NULL, 'error 1 above'),
    ('issued: 1; not issued: 0', 1, NULL, NULL, NULL),
    ('issued and x > 50%: 1; issued: 0.5; else: 0', 1, '{"x": "percent"}', 'higher', NULL),
    ('not published: 0; else: 2 * issued * x', 2, '{"x": "percent", "issued": "boolean"}', 'higher', NULL),
    -- dates
    ('not issued: 0; date(issued_on) < date(round_year, 1, 1): 0.5; date(issued_on) < date(round_year, 4, 1): 0.25; else: 0', 0.5, NULL, 'lower', NULL),
    ('date(issued_on) < date(round_year, 4, 1): 0.25; date(issued_on) < date(round_year, 1, 1): 0.5; else: 0', 0.5, '{"round_year": 2026}', NULL, 'error 2 unreached, warning - unattained'),
    ($$date(d) < date('2026-04-01'): 1; date(d) > date('2026-04-01'): 0$$, 1, '{"d": {"kind": "date", "min": "2026-01-01"}}', 'lower', 'error - gap'),
    ($$date(d) <= date('2026-03-31'): 1; date(d) >= date('2026-04-01'): 0$$, 1, NULL, 'lower', NULL),
    ($$date(d) <= date(2026, 2, 30): 1; else: 0$$, 1, NULL, NULL, 'error 1 fails, warning 1 unreached, warning 2 unreached'),
    ('date(d) < date(round_year, 3, 15): 1; date(d) > date(round_year, 3, 15): 0', 1, NULL, 'lower', 'error - gap'),
    -- context terms
    ('a = 0: na; b/a >= peer_mean(b/a): 2; else: 0', 2, '{"a": "count", "b": "count"}', NULL, NULL),
    ('not known(previous(x)): na; x > previous(x): 1; x = previous(x): 0.5; else: 0', 1, NULL, 'higher', NULL),
    ('not known(previous(x)): na; x > previous(x): 0; x = previous(x): 0.5; else: 1', 1, NULL, 'higher', 'error 2 worse, error 3 worse'),
    ('peer_rank(x) <= 10: 3; peer_rank(x) <= 20: 2; else: 1', 3, NULL, 'lower', NULL),
    ($$points('1.1.1') = 0: 0; a = 0: na; else: 2 * b/a$$, 2, '{"a": "count", "b/a": "percent"}', 'higher', NULL),
    ('x >= 80% * (1 - 25% * agency(mountainous)): 2; else: 0', 2, '{"x": "percent", "agency(mountainous)": "boolean"}', 'higher', NULL),
    ('2 * coalesce(online_share, paper_share)', 2, '{"online_share": "percent", "paper_share": "percent"}', NULL, 'note - several'),
    -- what is declared, what never gives its maximum, what is beyond analysis
    ('x * 1.5', 2, '{"x": "percent"}', 'higher', 'warning - unattained'),
    ('na', 2, '{"x": "percent"}', NULL, 'warning - unused'),
    ('x < 1: x; else: 0', 1, '{"x": "percent"}', NULL, 'warning - unattained, warning 2 turn'),
    ('x * y * x <= 2: 1; else: 0', 1, NULL, NULL, 'note - order'),
    ('x <= 2: x * x; else: 4', 4, '{"x": "percent"}', 'higher', 'warning - unattained, warning 2 unreached'),
    ($$s = 'a': 1; else: s * 2$$, 2, NULL, NULL, 'note 2 opaque'),
    -- what changes nothing; a decimal comma that separates arguments
    ('min(3, max(0, 3 - 0,25 * v))', 3, '{"v": "count"}', 'lower', 'error - idle, warning 1 comma'),
    ('min(3, max(0, 3 - 0,25 * v))', 3, NULL, 'lower', 'warning - idle, warning 1 comma'),
    ('min(3, max(0, 3 - 0, 25 * v))', 3, '{"v": "count"}', 'lower', 'error - idle'),
    ('min(3, max(0, 3 - 0.25 * v))', 3, '{"v": "count"}', 'lower', NULL),
    ('x >= 2: 1; else: min(1, x * 0,5)', 1, NULL, 'higher', 'warning 2 comma'),
    ('date(d) < date(2026,1,31): 1; x in (1,2): 1; else: 0', 1, '{"d": "date"}', NULL, 'note - several'),
    ('x = 1: 2; y = 1: 2; else: 0', 2, '{"x": "boolean", "y": "boolean"}', 'higher', NULL),
    ('x = 1: 2; y = 1: 2; else: 2', 2, '{"x": "boolean", "y": "boolean"}', 'higher', 'error - idle, error - idle'),
    ('x: 2; not x: 2', 2, '{"x": "boolean"}', NULL, 'error - idle'),
    ('known(x): 1; else: 0', 1, '{"x": "count"}', NULL, NULL),
    ('x + 0 * y', 1, '{"x": "percent", "y": "percent"}', NULL, 'error - idle'),
    -- what always fails; what a first year has not
    ('issued_on <= date(2026, 1, 31): 1; else: 0', 1, '{"issued_on": "date"}', NULL, 'error 1 fails, warning 1 unreached, warning 2 unreached'),
    ($$issued_on = '2026-01-31': 1; else: 0$$, 1, '{"issued_on": "date"}', NULL, 'warning 2 turn'),
    ($$issued_on = '31/01/2026': 1; else: 0$$, 1, '{"issued_on": "date"}', NULL, 'error - idle, warning - unattained, warning 1 unreached'),
    ($$d = e: 1; else: 0$$, 1, '{"d": "date", "e": "date"}', NULL, 'warning 2 turn'),
    ('date(n) > date(2026, 1, 1): 1; else: 0', 1, '{"n": "count"}', NULL, 'error 1 fails, warning 1 unreached, warning 2 unreached'),
    ($$s = 'a': 1; else: s * 2$$, 2, '{"s": {"choices": ["a", "50%", "b"]}}', NULL, 'error 2 fails, warning - unattained'),
    ($$s = '50%': 1; else: 0$$, 1, '{"s": {"choices": ["a", "50.0%", "b"]}}', NULL, NULL),
    ('s: 1; else: 0', 1, '{"s": {"choices": ["a", "b"]}}', NULL, 'error 1 fails, warning 1 unreached, warning 2 unreached'),
    ('x > previous(x): 1; else: 0', 1, NULL, 'higher', 'warning - first year'),
    ('x > coalesce(previous(x), 0): 1; else: 0', 1, NULL, NULL, 'note - several'),
    ('known(previous(x)) and x > previous(x): 1; else: 0', 1, NULL, 'higher', NULL),
    -- a maximum of 0; context terms that are thirds
    ('max_points = 0: 9; else: 1', 0, NULL, NULL, 'error 1 above, warning 2 unreached'),
    ('peer_mean(x) = 1/3: 9; else: 1', 1, NULL, NULL, 'error 1 above, warning 2 turn'),
    ('x = 1/3: 9; else: 1', 1, NULL, NULL, 'warning - idle, warning 1 unreached');

SELECT count(*) >= 40 AS enough, count(DISTINCT rule::text) AS different_rules FROM checked;

-- what was found is what was expected: no row
WITH found AS (
    SELECT n, string_agg(severity || ' ' || coalesce(arm::text, '-') || ' ' || test.kind_of(message), ', '
                         ORDER BY array_position('{error,warning,note}', severity), coalesce(arm, 0), test.kind_of(message)) AS found
    FROM checked c, par.check_rule(c.rule, c.max, c.variables, c.better) GROUP BY n)
SELECT c.n, c.rule, c.expected, f.found FROM checked c LEFT JOIN found f USING (n)
WHERE f.found IS DISTINCT FROM c.expected ORDER BY n;

-- every witness shows with par.score what its finding says: no row
CREATE FUNCTION test.score_or_state(rule par.rule, inputs jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(par.score(rule, inputs)::text, 'null');
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END $$;
SELECT c.rule, f.message, f.witness, s.score
FROM checked c, par.check_rule(c.rule, c.max, c.variables, c.better) f,
     test.score_or_state(c.rule, f.witness) AS s(score), test.kind_of(f.message) AS k(kind)
WHERE f.witness IS NOT NULL
  AND NOT CASE kind
      WHEN 'above' THEN score::numeric > c.max
      WHEN 'below' THEN score::numeric < 0
      WHEN 'gap' THEN score = '22023'
      WHEN 'zero' THEN score = '22012'
      WHEN 'fails' THEN score = '22023'
      WHEN 'worse' THEN score::numeric > par.score(c.rule, f.witness -> 'better value')
      WHEN 'turn' THEN score::numeric > par.score(c.rule, f.witness -> 'falls to')
          AND par.score(c.rule, f.witness -> 'rises from') < par.score(c.rule, f.witness -> 'rises to')
      WHEN 'unattained' THEN score::numeric < c.max
      WHEN 'overlap' THEN (SELECT max(e.arm) FROM par.explain(c.rule, f.witness) e WHERE e.outcome IS NOT NULL) < f.arm
      ELSE false END;

-- messages, once each
SELECT DISTINCT ON (test.kind_of(f.message)) f.severity, f.arm, f.message, f.witness
FROM checked c, par.check_rule(c.rule, c.max, c.variables, c.better) f
ORDER BY test.kind_of(f.message), c.n, f.arm;

-- no maximum, no rule
SELECT * FROM par.check_rule('x * 2', NULL, '{"x": "percent"}');
SELECT count(*) FROM par.check_rule(NULL, 2);

-- what is asked wrongly
SELECT test.error_of(format('SELECT * FROM par.check_rule(%L, %s, %s, %s)', 'x', max, variables, better))
FROM (VALUES
    ('''NaN''', 'NULL', 'NULL'), ('-1', 'NULL', 'NULL'), ('1', 'NULL', '''more'''),
    ('1', '''[1]''', 'NULL'), ('1', '''{"x": "counts"}''', 'NULL'), ('1', '''{"x": {"minimum": 1}}''', 'NULL'),
    ('1', '''{"x": {"min": 2, "max": 1}}''', 'NULL'), ('1', '''{"x": {"min": "low"}}''', 'NULL'), ('1', '''{"x": [1]}''', 'NULL'),
    ('1', '''{"x": {"kind": "choice", "choices": []}}''', 'NULL'), ('1', '''{"x": {"kind": "count", "choices": ["a"]}}''', 'NULL'),
    ('1', '''{"x y": "count"}''', 'NULL'), ('1', '''{"x / y": "boolean"}''', 'NULL'), ('1', '''{"x": {"kind": "count", "min": 0.2, "max": 0.8}}''', 'NULL')
    ) AS v(max, variables, better);

-- (numeric has had infinity since PostgreSQL 14)
SELECT test.error_of($$SELECT * FROM par.check_rule('x', 'Infinity')$$) ~ '^(22023 maximum of points|22P02)' AS refused;

-- as large and as deep as a rule can be: an answer or a note
SELECT severity, arm, test.kind_of(message) AS kind FROM par.check_rule((repeat('abs(1 - ', 199) || 'x' || repeat(')', 199))::par.rule, 6);
SELECT severity, arm, left(message, 48) AS message FROM par.check_rule((SELECT string_agg(format('x = %s: 1', i), '; ') || '; else: 0' FROM generate_series(1, 4500) i)::par.rule, 1);
SELECT severity, arm, left(message, 48) AS message FROM par.check_rule((SELECT string_agg(format('x < %s: %s', i, i), '; ') || '; else: 4500' FROM generate_series(1, 4000) i)::par.rule, 4500, '{"x": "count"}', 'higher');

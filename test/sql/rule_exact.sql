-- Exact fractions: what par.exact_score gives, and context terms that take it.
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.score_error(rule text, inputs jsonb) RETURNS text LANGUAGE sql AS
    $$ SELECT test.error_of(format('SELECT par.score(%L, %L)', rule, inputs)) $$;
CREATE FUNCTION pg_temp.exact_error(rule text, inputs jsonb) RETURNS text LANGUAGE sql AS
    $$ SELECT test.error_of(format('SELECT par.exact_score(%L, %L)', rule, inputs)) $$;
-- n/d in lowest terms, by numeric's own functions
CREATE FUNCTION pg_temp.fraction(n numeric, d numeric) RETURNS text LANGUAGE sql AS
    $$ SELECT trim_scale(div(n, gcd(n, d)) * sign(d))::text ||
              CASE WHEN abs(d) = gcd(n, d) THEN '' ELSE '/' || trim_scale(div(abs(d), gcd(n, d))) END $$;

-- The best agency reaches the best of its peers.
WITH agency(name, inputs) AS (VALUES ('A', '{"a": 3, "b": 2}'::jsonb), ('B', '{"a": 7, "b": 4}'), ('C', '{"a": 6, "b": 4}')),
     rule(rule) AS (VALUES ('b/a >= peer_max(b/a): 1; else: 0'::par.rule)),
     term(key) AS (SELECT v FROM rule, unnest(par.variables(rule)) v WHERE v LIKE 'peer_max%'),
     ratio AS (SELECT name, par.exact_score('b/a', inputs) AS exact, par.score('b/a', inputs) AS rounded FROM agency)
SELECT name, key, exact,
       par.score(rule, inputs || jsonb_build_object(key, (SELECT exact FROM ratio WHERE name = 'A'))) AS by_fraction,
       par.score(rule, inputs || jsonb_build_object(key, (SELECT rounded FROM ratio WHERE name = 'A'))) AS by_decimal
FROM agency JOIN ratio USING (name), rule, term ORDER BY name;

-- Results beside what was worked out by hand; each is then given back.
SELECT rule, inputs, exact, expected, exact IS NOT DISTINCT FROM expected AS ok,
       par.exact_score('previous(x)', jsonb_build_object('previous(x)', exact)) IS NOT DISTINCT FROM expected AS given_back
FROM (VALUES
    ('0', '{}', '0'), ('-0', '{}', '0'), ('0.0', '{}', '0'), ('7', '{}', '7'), ('-7', '{}', '-7'), ('4.50', '{}', '9/2'), ('1.5', '{}', '3/2'), ('x', '{"x": 1.5}', '3/2'),
    ('x', '{"x": -0.125}', '-1/8'), ('x', '{"x": 1e-20}', '1/100000000000000000000'), ('x', '{"x": 1e20}', '100000000000000000000'), ('x', '{"x": -1e20}', '-100000000000000000000'),
    ('b/a', '{"a": 3, "b": 2}', '2/3'), ('b/a', '{"a": 6, "b": 4}', '2/3'), ('b/a', '{"a": -6, "b": 4}', '-2/3'), ('b/a', '{"a": -6, "b": -4}', '2/3'), ('b/a', '{"a": 5, "b": 0}', '0'),
    ('b/a', '{"a": -5, "b": 0}', '0'), ('b/a', '{"a": 4, "b": 8}', '2'), ('b/a - b/a', '{"a": 3, "b": 1}', '0'), ('1/3 + 1/6', '{}', '1/2'), ('1/3 * 3', '{}', '1'), ('12.5%', '{}', '1/8'),
    ('x', '{"x": "85%"}', '17/20'), ('x', '{"x": true}', '1'), ('x > 1: 1/7; else: 0', '{"x": 2}', '1/7'), ('round(2/3, 2)', '{}', '67/100'), ('floor(-2/3)', '{}', '-1'), ('date(2000, 1, 2)', '{}', '1'),
    ('x = 0: na; else: 1', '{"x": 0}', NULL), ('x', '{"x": null}', NULL), ('na', '{}', NULL), ('x > 1: 1; else: 0', '{"x": null}', NULL),
    ('9223372036854775807', '{}', '9223372036854775807'), ('9223372036854775807 + 1', '{}', '9223372036854775808'), ('-9223372036854775807 - 1', '{}', '-9223372036854775808'),
    ('1/(9223372036854775807 + 1)', '{}', '1/9223372036854775808'), ('9223372036854775807/9223372036854775806', '{}', '9223372036854775807/9223372036854775806'),
    ('170141183460469231731687303715884105727/2', '{}', '170141183460469231731687303715884105727/2'), ('(170141183460469231731687303715884105727 + 1)/3', '{}', '170141183460469231731687303715884105728/3'),
    ('2/(170141183460469231731687303715884105727 + 1)', '{}', '1/85070591730234615865843651857942052864'),
    ('123456789012345678901234567890123456789012/246913578024691357802469135780246913578024', '{}', '1/2')
) v(rule, inputs, expected), par.exact_score(rule::par.rule, inputs::jsonb) exact;
SELECT par.exact_score(NULL, '{}') IS NULL AS no_rule, par.exact_score('1', NULL) IS NULL AS no_inputs;

-- The fraction in a string, where a context term stands.
SELECT rule, left(inputs, 60) AS inputs, par.exact_score(rule::par.rule, inputs::jsonb) AS exact, expected,
       par.exact_score(rule::par.rule, inputs::jsonb) IS NOT DISTINCT FROM expected AS ok
FROM (VALUES
    ('previous(x)', '{"previous(x)": "2/3"}', '2/3'), ('previous(x)', '{"previous(x)": "-4/6"}', '-2/3'), ('previous(x)', '{"previous(x)": "+4/6"}', '2/3'), ('previous(x)', '{"previous(x)": "0/7"}', '0'),
    ('previous(x)', '{"previous(x)": "-0/7"}', '0'), ('previous(x)', '{"previous(x)": "007/0014"}', '1/2'), ('previous(x)', '{"previous(x)": "6/3"}', '2'), ('previous(x)', '{"previous(x)": "12"}', '12'),
    ('previous(x)', '{"previous(x)": "-12"}', '-12'), ('previous(x)', '{"previous(x)": "85%"}', '17/20'), ('previous(x)', '{"previous(x)": 0.5}', '1/2'), ('previous(x)', '{"previous(x)": null}', NULL),
    ('previous(x) * 3', '{"previous(x)": "1/3"}', '1'), ('-peer_mean(x)', '{"peer_mean(x)": "1/3"}', '-1/3'), ('1/peer_sum(x)', '{"peer_sum(x)": "-2/5"}', '-5/2'), ('abs(peer_min(x))', '{"peer_min(x)": "-2/5"}', '2/5'),
    ('min(peer_min(x), 1)', '{"peer_min(x)": "2/5"}', '2/5'), ('floor(peer_min(x))', '{"peer_min(x)": "-2/5"}', '-1'), ('round(previous(x), 1)', '{"previous(x)": "2/3"}', '7/10'), ('coalesce(previous(x), 1)', '{"previous(x)": "2/3"}', '2/3'),
    ('ratio(1, previous(x), 9)', '{"previous(x)": "0/3"}', '9'), ('points(''1.1'') + target(x)', '{"points(''1.1'')": "1/6", "target(x)": "1/3"}', '1/2'), ('max_points * b/a', '{"max_points": "3/2", "a": 3, "b": 1}', '1/2'),
    ('date(round_year, 1, 1) - date(2000, 1, 1)', '{"round_year": "4002/2"}', '366'), ('agency(share) * 2', '{"agency(share)": "1/7"}', '2/7'), ('peer_count(x) + peer_rank(x)', '{"peer_count(x)": "11/1", "peer_rank(x)": "3"}', '14'),
    ('known(previous(x)): 1; else: 0', '{"previous(x)": "2/3"}', '1'), ('x > previous(x): 1; else: 0', '{"x": 0.6666666666666667, "previous(x)": "2/3"}', '1'), ('x < previous(x): 1; else: 0', '{"x": 0.6666666666666666, "previous(x)": "2/3"}', '1'),
    ('3 * previous(x) = 2: 1; else: 0', '{"previous(x)": "2/3"}', '1'), ('previous(x) in (1/3, 2/3): 1; else: 0', '{"previous(x)": "2/3"}', '1'), ('0 < previous(x) < peer_max(x) <= 1: 1; else: 0', '{"previous(x)": "2/3", "peer_max(x)": "3/4"}', '1'),
    ('x = previous(x): 1; else: 0', '{"x": "85%", "previous(x)": "17/20"}', '1'), ('previous(x) <> x: 1; else: 0', '{"x": "85%", "previous(x)": "17/21"}', '1'), ('previous(x) = peer_max(x): 1; else: 0', '{"previous(x)": "4/6", "peer_max(x)": "2/3"}', '1'),
    ('previous(x) = peer_max(x): 1; else: 0', '{"previous(x)": "4/2", "peer_max(x)": "2"}', '1'), ('previous(x) = peer_max(x): 1; else: 0', '{"previous(x)": "300%", "peer_max(x)": "3"}', '1'), ('previous(x) = peer_max(x): 1; else: 0', '{"previous(x)": "3", "peer_max(x)": "3"}', '1'),
    ('previous(p): 1; else: 0', '{"previous(p)": "1"}', '1'), ('previous(p) and p: 1; else: 0', '{"previous(p)": "0", "p": 1}', '0'), ('not agency(p): 1; else: 0', '{"agency(p)": "0/3"}', '1'),
    -- texts stay texts: wherever a plain variable or a string of the rule is one side, and codes of digits
    ('x = previous(x): 1; else: 0', '{"x": "2/3", "previous(x)": "4/6"}', '0'), ('x = previous(x): 1; else: 0', '{"x": "2/3", "previous(x)": "2/3"}', '1'), ('agency(code) = "1/2": 1; else: 0', '{"agency(code)": "1/2"}', '1'),
    ('agency(code) = "1/2": 1; else: 0', '{"agency(code)": "2/4"}', '0'), ('agency(code) in ("01", "1/2"): 1; else: 0', '{"agency(code)": "1"}', '0'), ('agency(code) = agency(parent): 1; else: 0', '{"agency(code)": "01", "agency(parent)": "1"}', '0'),
    ('agency(code) <> "766/QĐ": 1; else: 0', '{"agency(code)": "766/1"}', '1'), ('x = y: 1; else: 0', '{"x": "1/2", "y": "2/4"}', '0'), ('x = "1/2": 1; else: 0', '{"x": "50%"}', '0'), ('agency(code) = "5/0": 1; else: 0', '{"agency(code)": "5/0"}', '1'),
    ('agency(code) = "a": 1; else: 0', format('{"agency(code)": "%s"}', repeat('9', 10001)), '0'), ('agency(code) = agency(parent): 1; else: 0', format('{"agency(code)": "%s", "agency(parent)": "2"}', repeat('9', 10001)), '0'),
    ('date(previous(d)) - date("2025-01-01")', '{"previous(d)": "2025-01-31"}', '30')
) v(rule, inputs, expected);
SELECT par.score('previous(x)', '{"previous(x)": "2/3"}') AS score, par.score('3 * previous(x)', '{"previous(x)": "2/3"}') AS whole,
       par.not_applicable('previous(x) * 3 = 2: na; else: 1', '{"previous(x)": "2/3"}') AS na;
SELECT * FROM par.explain('b/a > peer_max(b/a): 2; b/a = peer_max(b/a): peer_max(b/a); else: 0', '{"a": 3, "b": 2, "peer_max(b / a)": "2/3"}');

-- Errors are those of par.score; a text in the form of a fraction is a number
-- in context terms only.
SELECT rule, inputs, split_part(message, E'\n', 1) AS message, message = pg_temp.exact_error(rule, inputs::jsonb) AS same
FROM (VALUES
    ('previous(x)', '{"previous(x)": "5/0"}'), ('previous(x)', '{"previous(x)": "5/000"}'), ('previous(x)', '{"previous(x)": "1/-2"}'), ('previous(x)', '{"previous(x)": "a/b"}'), ('previous(x) + 1', '{"previous(x)": "1/2/3"}'),
    ('previous(x)', '{"previous(x)": "1/"}'), ('previous(x)', '{"previous(x)": "/2"}'), ('previous(x)', '{"previous(x)": "/"}'), ('previous(x)', '{"previous(x)": ""}'), ('previous(x)', '{"previous(x)": "-"}'), ('previous(x)', '{"previous(x)": "-/2"}'),
    ('previous(x)', '{"previous(x)": "--1/2"}'), ('previous(x)', '{"previous(x)": " 1/2"}'), ('previous(x)', '{"previous(x)": "1/2 "}'), ('previous(x)', '{"previous(x)": "1 /2"}'), ('previous(x)', '{"previous(x)": "1/ 2"}'), ('previous(x)', '{"previous(x)": "1/2%"}'),
    ('previous(x)', '{"previous(x)": "1.5/2"}'), ('previous(x)', '{"previous(x)": "1.5"}'), ('previous(x)', '{"previous(x)": "1e5"}'), ('previous(x)', '{"previous(x)": "0x10"}'), ('previous(x)', '{"previous(x)": "1,5/2"}'), ('previous(x)', '{"previous(x)": "NaN"}'),
    ('previous(x)', '{"previous(x)": "NaN/1"}'), ('previous(x)', '{"previous(x)": "1/NaN"}'), ('previous(x)', '{"previous(x)": "Infinity"}'), ('previous(x)', '{"previous(x)": "１/２"}'), ('previous(x)', '{"previous(x)": "1∕2"}'), ('previous(x)', '{"previous(x)": "½"}'),
    ('x', '{"x": "2/3"}'), ('x >= 1: 1', '{"x": "2/3"}'), ('x', '{"x": "12"}'), ('p: 1', '{"p": "1"}'), ('p: 1', '{"p": "1/1"}'), ('"2/3" + 1', '{}'), ('max_points2', '{"max_points2": "2/3"}'),
    ('agency(p): 1', '{"agency(p)": "1/2"}'), ('agency(p): 1', '{"agency(p)": "100%"}'), ('agency(p): 1', '{"agency(p)": "5/0"}'), ('agency(code) = 1: 1', '{"agency(code)": "5/0"}'), ('date(previous(d))', '{"previous(d)": "1/2"}'),
    ('date(round_year, 1, 1)', '{"round_year": "1/3"}'), ('1/previous(x)', '{"previous(x)": "0/3"}'), ('previous(x)', '{}'), ('previous(x)', '{"previous(x)": ["2/3"]}'), ('previous(x)', '{"previous(x)": {"2": 3}}'), ('previous(x)', '["2/3"]'),
    ('x > 1: 1', '{"x": 0}')
) v(rule, inputs), pg_temp.score_error(rule, inputs::jsonb) message;

-- All texts of up to five characters, against a regular expression and numeric.
CREATE FUNCTION pg_temp.exact_or_state(text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN par.exact_score('previous(x)', jsonb_build_object('previous(x)', $1));
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN SQLSTATE;
END $$;
WITH RECURSIVE text(t) AS (
    SELECT '' UNION ALL SELECT t || c FROM text, unnest(ARRAY['0', '2', '4', '/', '-', '+', ' ', '.']) c WHERE length(t) < 5),
expected AS (
    SELECT t, CASE WHEN t ~ '^[-+]?[0-9]+(/0*[1-9][0-9]*)?$' THEN
                  pg_temp.fraction(split_part(t, '/', 1)::numeric, coalesce(nullif(split_part(t, '/', 2), ''), '1')::numeric)
              ELSE '22023' END AS expected
    FROM text)
SELECT count(*) AS texts, count(*) FILTER (WHERE expected <> '22023') AS numbers, count(*) FILTER (WHERE expected <> pg_temp.exact_or_state(t)) AS differ FROM expected;

-- Random fractions of up to 60 digits: arithmetic and order, against numeric.
SELECT setseed(0.5) IS NOT NULL AS seeded;
CREATE TEMP TABLE pair AS
SELECT i, trunc((random() - 0.5)::numeric * 10::numeric ^ (i % 60) * 2) AS n, 1 + trunc(random()::numeric * 10::numeric ^ (i * 7 % 60)) AS d,
       trunc((random() - 0.5)::numeric * 10::numeric ^ (i * 11 % 60) * 2) AS m, 1 + trunc(random()::numeric * 10::numeric ^ (i * 13 % 60)) AS e
FROM generate_series(1, 600) i;
INSERT INTO pair SELECT i + 600, n, d, n * k, d * k FROM pair, LATERAL (SELECT 1 + i % 9 AS k) k WHERE i <= 60;
SELECT count(*) AS cases,
       count(*) FILTER (WHERE par.exact_score('n/d', input) <> pg_temp.fraction(n, d)) AS quotients_differ,
       count(*) FILTER (WHERE par.exact_score('previous(x)', input) <> pg_temp.fraction(n, d)) AS values_differ,
       count(*) FILTER (WHERE par.exact_score('previous(x) + previous(y)', input) <> pg_temp.fraction(n * e + m * d, d * e)) AS sums_differ,
       count(*) FILTER (WHERE par.exact_score('previous(x) - m/e', input) <> pg_temp.fraction(n * e - m * d, d * e)) AS differences_differ,
       count(*) FILTER (WHERE par.exact_score('previous(x) * previous(y)', input) <> pg_temp.fraction(n * m, d * e)) AS products_differ,
       count(*) FILTER (WHERE par.exact_score('ratio(previous(x), previous(y), 0)', input) <> CASE WHEN m = 0 THEN '0' ELSE pg_temp.fraction(n * e, d * m) END) AS ratios_differ,
       count(*) FILTER (WHERE par.score('previous(x) < m/e: 1; previous(x) = m/e: 2; else: 3', input) <> 2 + sign(n * e - m * d)) AS order_differs,
       count(*) FILTER (WHERE par.score('previous(x) = previous(y): 2; previous(x) < previous(y): 1; else: 3', input) <> 2 + sign(n * e - m * d)) AS text_order_differs,
       count(*) FILTER (WHERE par.score('previous(x)', input) <> sign(n) * div(2 * abs(n) * 1e16 + d, 2 * d) * 1e-16) AS scores_differ
FROM (SELECT *, jsonb_build_object('n', n, 'd', d, 'm', m, 'e', e, 'previous(x)', n || '/' || d, 'previous(y)', m || '/' || e) AS input FROM pair) v;

-- Many digits: exact up to 10,000 on either side, then 22003.
SELECT par.exact_score('x / y', format('{"x": %s, "y": %s}', repeat('6', 9000), repeat('3', 9000))::jsonb) AS two,
       par.exact_score('previous(x)', format('{"previous(x)": "%s/%s"}', repeat('6', 10000), repeat('9', 10000))::jsonb) AS two_thirds,
       par.exact_score('previous(x)', format('{"previous(x)": "-%s1/%s1"}', repeat('0', 9999), repeat('0', 9999))::jsonb) AS minus_one,
       par.exact_score('previous(x)', format('{"previous(x)": "%s7/%s"}', repeat('9', 9999), repeat('9', 10000))::jsonb) = format('%s7/%s', repeat('9', 9999), repeat('9', 10000)) AS long,
       par.exact_score('previous(x) * 3', format('{"previous(x)": "1/3%s"}', repeat('0', 9999))::jsonb) = '1/1' || repeat('0', 9999) AS tiny,
       par.exact_score('previous(x)', format('{"previous(x)": "-1%s"}', repeat('0', 9999))::jsonb) = '-1' || repeat('0', 9999) AS huge,
       par.score('previous(x) = y: 1; else: 0', format('{"previous(x)": "%s/%s", "y": 3}', repeat('9', 10000), repeat('3', 10000))::jsonb) AS equal;
SELECT left(split_part(pg_temp.exact_error(rule, inputs::jsonb), E'\n', 1), 60) AS error, pg_temp.exact_error(rule, inputs::jsonb) = pg_temp.score_error(rule, inputs::jsonb) AS same
FROM (VALUES ('previous(x)', format('{"previous(x)": "%s"}', repeat('9', 10001))), ('previous(x)', format('{"previous(x)": "%s/7"}', repeat('9', 10001))), ('previous(x)', format('{"previous(x)": "7/%s"}', repeat('9', 10001))),
             ('previous(x)', format('{"previous(x)": "1/%s1"}', repeat('0', 10000))), ('previous(x) = 1: 1', format('{"previous(x)": "+%s/1"}', repeat('1', 1000000))), ('previous(x)', format('{"previous(x)": "1/%s"}', repeat('0', 1000000))),
             ('previous(x) * previous(x)', format('{"previous(x)": "%s/7"}', repeat('9', 6000))), ('x + previous(x)', format('{"x": %s, "previous(x)": "1/%s"}', repeat('9', 6000), repeat('9', 6001)))) v(rule, inputs);

-- equal denominators of any size add up without a product
SELECT par.exact_score(('1/a' || repeat(' + 1/a', 400))::par.rule, inputs) = par.exact_score('401/a', inputs) AS sums,
       par.exact_score(('1/a' || repeat(' - 1/a', 401))::par.rule, inputs) = par.exact_score('-400/a', inputs) AS differences,
       par.exact_score('1/a + 2/a - 3/a', inputs) AS nought
FROM (SELECT jsonb_build_object('a', repeat('7', 4001)::numeric) AS inputs) a;

SELECT proname, provolatile, proisstrict, proparallel FROM pg_proc WHERE oid = 'par.exact_score(par.rule, jsonb)'::regprocedure;

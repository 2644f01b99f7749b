-- Means in floating point: results, special values, order of rows, plans,
-- windows, state.
SET client_min_messages = warning;

-- whether a mean is within 1e-14 of what numeric has, or of another mean
CREATE FUNCTION pg_temp.near(a float8, b numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(abs(a::text::numeric - b) <= 1e-14 * abs(b), false)
$$;
CREATE FUNCTION pg_temp.near(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT a IS NOT DISTINCT FROM b OR pg_temp.near(a, b::text::numeric)
$$;
-- The means in numeric, of 60 digits or more.
CREATE FUNCTION pg_temp.fine(x float8) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT x::text::numeric + ('0.' || repeat('0', 60))::numeric
$$;
CREATE FUNCTION pg_temp.numeric_mean(vs float8[], ws float8[], p numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p = 0 THEN exp(sum(w * ln(v)) / sum(w))
           ELSE exp(ln(sum(w * exp(ln(v) * p)) / sum(w)) / p) END
    FROM (SELECT pg_temp.fine(v) AS v, pg_temp.fine(w) AS w FROM unnest(vs, ws) u(v, w)) t
$$;

-- By hand.
SELECT par.arithmetic_mean(v, w), par.geometric_mean(v, w), par.harmonic_mean(v, w)
FROM (VALUES (1::float8, 1::float8), (2, 1), (4, 1)) v(v, w);
SELECT par.arithmetic_mean(v, w), par.geometric_mean(v, w), par.harmonic_mean(v, w)
FROM (VALUES (2::float8, 3::float8), (32, 1)) v(v, w);
SELECT par.power_mean(v, 1, 2) AS square, par.power_mean(v, 1, -2) AS inverse_square, par.power_mean(v, 1, 3) AS cube, round(par.power_mean(v, 1, 0.5)::numeric, 12) AS half
FROM (VALUES (1::float8), (7)) v(v);
SELECT par.geometric_mean(v, 1) AS six, par.harmonic_mean(v, 1) AS five_and_a_third FROM (VALUES (4::float8), (8)) v(v) WHERE v > 4 UNION ALL
SELECT round(par.geometric_mean(v, 1)::numeric, 12), par.harmonic_mean(v, 1) FROM (VALUES (4::float8), (9)) v(v);
-- a mean of equals is what they are equal to
SELECT v, par.arithmetic_mean(v, w) = v AS a, par.geometric_mean(v, w) = v AS g, par.harmonic_mean(v, w) = v AS h, par.power_mean(v, w, 2) = v AS p
FROM unnest('{0.1, 10, 3e-100, 123456789.123, 7e99}'::float8[]) v, LATERAL (SELECT 0.1 * i AS w FROM generate_series(1, 10) i) w GROUP BY v ORDER BY v;
-- any numbers resolve
SELECT par.arithmetic_mean(v, w) AS integers, par.arithmetic_mean(v::numeric, w::real) AS mixed, par.power_mean(v, w, 1) AS power, pg_typeof(par.geometric_mean(v, w))
FROM (VALUES (1, 3), (3, 1)) v(v, w);
SELECT par.arithmetic_mean('1', '3'), par.power_mean('4', '3', '-2');

-- power_mean is the other means at 1, 0 and -1, to the last digit, and a
-- continuous, growing function of the power
SELECT par.power_mean(v, w, 1) = par.arithmetic_mean(v, w) AS arithmetic, par.power_mean(v, w, 0) = par.geometric_mean(v, w) AS geometric,
       par.power_mean(v, w, -0.0::float8) = par.geometric_mean(v, w) AS minus_zero, par.power_mean(v, w, -1) = par.harmonic_mean(v, w) AS harmonic
FROM (SELECT exp(sin(i) * 30) AS v, 1 + cos(i) AS w FROM generate_series(1, 500) i) t;
SELECT count(*) AS powers, bool_and(mean > previous) AS growing FROM (
    SELECT mean, lag(mean, 1, 0::float8) OVER (ORDER BY p) AS previous FROM (
        SELECT p, par.power_mean(v, w, p) AS mean
        FROM unnest('{-90, -3, -2, -1.000001, -1, -0.5, -0.03126, -0.03125, -0.03124, -1e-3, -1e-9, -1e-12, 0, 1e-12, 1e-9, 1e-3, 0.03124, 0.03125, 0.03126, 0.5, 1, 1.000001, 2, 3, 90}'::float8[]) p,
             (VALUES (3::float8, 2::float8), (500, 1), (0.07, 0.5)) v(v, w) GROUP BY p) m) s;

SELECT p, par.power_mean(1, 2, p) AS one FROM unnest('{1e308, -1e308, 5e-324, -1e-300, 1e16, 12345678901}'::float8[]) p GROUP BY p ORDER BY p;

-- Against numeric: many powers, values of very different size, huge and tiny.
SELECT name, p, pg_temp.near(par.power_mean(v, w, p), pg_temp.numeric_mean(array_agg(v), array_agg(w), p::numeric)) AS right
FROM (SELECT 'plain' AS name, 1 + i % 10 + i / 7.0::float8 AS v, i % 4 + 0.25::float8 AS w FROM generate_series(1, 30) i UNION ALL
      SELECT 'wide', exp(20 * sin(i)), exp(10 * cos(i)) FROM generate_series(1, 12) i UNION ALL
      SELECT 'huge', 1e280 * i, 1e-3 * i FROM generate_series(1, 5) i UNION ALL
      SELECT 'tiny', 1e-280 * i, i FROM generate_series(1, 5) i) t,
     unnest('{0, 1, -1, 1e-12, -1e-9, 0.001, -0.02, 0.0312, 0.0313, 0.5, -0.7, 0.999}'::float8[]) p
GROUP BY name, p ORDER BY name, p;
SELECT p, pg_temp.near(par.power_mean(v, w, p), pg_temp.numeric_mean(array_agg(v), array_agg(w), p::numeric)) AS right
FROM (SELECT 1 + i % 10 + i / 7.0::float8 AS v, i % 4 + 0.25::float8 AS w FROM generate_series(1, 30) i) t,
     unnest('{2, -2, 3, -3, 2.5, 17, -40.25, 150}'::float8[]) p
GROUP BY p ORDER BY p;
-- against plain SQL
CREATE TABLE measured (id integer PRIMARY KEY, grp integer, v float8, w float8);
SELECT setseed(0.25);
INSERT INTO measured
SELECT i, i % 40, CASE WHEN i % 17 = 0 THEN NULL ELSE random() * 100 + 0.001 END,
       CASE WHEN i % 23 = 0 THEN NULL WHEN i % 11 = 0 THEN 0 ELSE random() * 5 END
FROM generate_series(1, 4000) i;
SELECT count(*) AS groups, bool_and(pg_temp.near(a, plain_a)) AS arithmetic, bool_and(pg_temp.near(g, plain_g)) AS geometric,
       bool_and(pg_temp.near(h, plain_h)) AS harmonic, bool_and(pg_temp.near(p, plain_p)) AS square
FROM (SELECT grp, par.arithmetic_mean(v, w) AS a, par.geometric_mean(v, w) AS g, par.harmonic_mean(v, w) AS h, par.power_mean(v, w, 2) AS p,
             sum(v * w) / sum(w) FILTER (WHERE v IS NOT NULL) AS plain_a, exp(sum(w * ln(v)) / sum(w) FILTER (WHERE v IS NOT NULL)) AS plain_g,
             sum(w) FILTER (WHERE v IS NOT NULL) / sum(w / v) AS plain_h, sqrt(sum(w * v * v) / sum(w) FILTER (WHERE v IS NOT NULL)) AS plain_p
      FROM measured GROUP BY grp) s;

-- NULL in any argument leaves the row out.
SELECT par.arithmetic_mean(v, w), par.geometric_mean(v, w), par.harmonic_mean(v, w), par.power_mean(v, w, p)
FROM (VALUES (2::float8, 1::float8, 1::float8), (NULL, 100, 1), (5, NULL, 1), (8, 0, NULL), (NULL, NULL, NULL)) v(v, w, p);
SELECT par.power_mean(v, w, p) AS other_power_left_out FROM (VALUES (2::float8, 1::float8, 1::float8), (4, 1, NULL), (NULL, 1, 7), (4, 1, 1)) v(v, w, p);
SELECT par.arithmetic_mean(v, w) IS NULL AS a, par.geometric_mean(v, w) IS NULL AS g, par.harmonic_mean(v, w) IS NULL AS h, par.power_mean(v, w, 2) IS NULL AS p, why
FROM (VALUES (1, NULL::float8, 1::float8, 'nothing left'), (1, 1, NULL, 'nothing left'), (2, 7, 0, 'no weight'), (2, 0, 0, 'no weight'), (2, 'NaN', 0, 'no weight')) v(k, v, w, why) GROUP BY k, why ORDER BY k;
SELECT par.arithmetic_mean(v, w) IS NULL AS a, par.geometric_mean(v, w) IS NULL AS g, par.harmonic_mean(v, w) IS NULL AS h, par.power_mean(v, w, 'NaN') IS NULL AS p
FROM (VALUES (1::float8, 1::float8)) v(v, w) WHERE false;
SELECT par.arithmetic_mean(v, w), par.geometric_mean(v, w), par.harmonic_mean(v, w), par.power_mean(v, w, -3) AS zero_weight
FROM (VALUES (7::float8, 0::float8), (0, 0), (2, 5)) v(v, w);
SELECT par.arithmetic_mean(-1.5, 3) AS negative, par.arithmetic_mean(-0.0::float8, 1)::text AS minus_zero, par.geometric_mean(-0.0::float8, 1)::text AS g, par.power_mean(-0.0::float8, 1, 3)::text AS p;

-- Zero, infinities and NaN, in all orders.
SELECT rows, string_agg(DISTINCT concat_ws(' ', coalesce(a::text, '-'), coalesce(g::text, '-'), coalesce(h::text, '-'), coalesce(p::text, '-'), coalesce(q::text, '-'), coalesce(s::text, '-')), ' | ') AS a_g_h_2_minus_2_small
FROM (SELECT k, rows, par.arithmetic_mean(v, w) AS a, par.geometric_mean(v, w) AS g, par.harmonic_mean(v, w) AS h, par.power_mean(v, w, 2) AS p, par.power_mean(v, w, -2) AS q, par.power_mean(v, w, -0.01) AS s
      FROM (SELECT k, rows, o, split_part(r, '*', 1)::float8 AS v, split_part(r, '*', 2)::float8 AS w
            FROM unnest('{0*1 4*1, 0*0 4*1, inf*1 4*1, inf*1 inf*3, inf*0 4*1, inf*1 0*1 4*1, inf*0 0*1 4*1, nan*1 4*1, nan*0 4*1, nan*0, inf*0, 4*nan 4*1, 4*inf 4*1, 0*inf 4*1, 4*inf, nan*1 inf*1 0*1, 0*1}'::text[]) WITH ORDINALITY k(rows, k),
                 (VALUES (1), (-1), (2)) o(o), regexp_split_to_table(rows, ' ') WITH ORDINALITY r(r, i)
            ORDER BY k, o, i * CASE WHEN o = 2 THEN i - 4 ELSE o END) t GROUP BY k, rows, o) s GROUP BY k, rows ORDER BY k;
SELECT par.arithmetic_mean(v, 1) AS both, par.power_mean(v, 1, 3) AS cube, par.power_mean(v, 1, 2) AS square FROM (VALUES ('inf'::float8), (1), ('-inf')) v(v);
SELECT par.arithmetic_mean(v, 1) AS minus, par.power_mean(v, 1, 3) AS cube, par.power_mean(v, 1, 2) AS square FROM (VALUES ('-inf'::float8), (1)) v(v);
-- negative values: positive integer powers have a real root
SELECT par.power_mean(v, 1, 3) AS cube, par.power_mean(v, 1, 2) AS square, par.power_mean(-v, 1, 5) AS fifth FROM (VALUES (-2::float8), (-2)) v(v);
SELECT par.power_mean(v, 1, 3) AS zero FROM (VALUES (-2::float8), (2)) v(v);

-- Refused, each by the row alone.
SELECT call, test.error_of('SELECT par.' || call) FROM unnest(ARRAY[
    $$arithmetic_mean(1, -0.5)$$, $$geometric_mean(1, '-Infinity')$$, $$harmonic_mean('NaN', -1)$$, $$power_mean(0, -1e-300, 2)$$,
    $$geometric_mean(-1, 1)$$, $$harmonic_mean('-Infinity', 1)$$, $$geometric_mean(-1, 0)$$, $$power_mean(-1, 1, 0.5)$$, $$power_mean(-1, 1, -3)$$, $$power_mean(-1, 1, 0)$$,
    $$power_mean(1, 1, 'NaN')$$, $$power_mean(1, 1, 'Infinity')$$, $$power_mean(1, 1, '-Infinity')$$,
    $$arithmetic_mean(1e289, 1)$$, $$arithmetic_mean(-1e300, 'Infinity')$$, $$arithmetic_mean(1, 1e-290)$$, $$arithmetic_mean(5e-324, 0)$$, $$arithmetic_mean(1e200, 1e100)$$, $$arithmetic_mean(1e-200, 1e-100)$$,
    $$geometric_mean(1e288, 9e287)$$, $$geometric_mean(1e289, 1)$$, $$harmonic_mean(1e-200, 1e100)$$, $$harmonic_mean(1e200, 1e-100)$$, $$power_mean(1e100, 1, 3)$$, $$power_mean(1e100, 1, -3)$$, $$power_mean(10, 1e200, 100)$$, $$power_mean(10, 1, 1e-300)$$]) call;
SELECT test.error_of('SELECT par.power_mean(v, 1, p) FROM (VALUES (1::float8, 2::float8), (2, 3)) v(v, p)');
SELECT bool_and(test.error_of(format('SELECT par.arithmetic_mean(v, 1 ORDER BY %s) FROM (VALUES (1, 1::float8), (2, 1e300), (3, -1e300)) v(i, v)', o)) LIKE '22003%') AS in_any_order
FROM unnest('{i, -i, abs(2 - i)}'::text[]) o;
-- within the limits everything fits
SELECT par.arithmetic_mean(v, 1) = 9e288 AS a, par.geometric_mean(v, 1) = 9e288 AS g, par.harmonic_mean(v, 1) = 9e288 AS h, par.power_mean(v, 1, 0.01) = 9e288 AS p, par.power_mean(v, 1, 0.8) = 9e288 AS q
FROM (SELECT 9e288::float8 AS v FROM generate_series(1, 1000)) t;
SELECT par.arithmetic_mean(v, 1) = 2e-289 AS a, par.geometric_mean(v, 1) = 2e-289 AS g, par.harmonic_mean(v, 1) = 2e-289 AS h, par.power_mean(v, 1, 0.01) = 2e-289 AS p, par.power_mean(v, 1, -0.8) = 2e-289 AS q
FROM (SELECT 2e-289::float8 AS v FROM generate_series(1, 1000)) t;
SELECT par.arithmetic_mean(v, w) AS vanishing FROM (VALUES (1e-100::float8, 1e-100::float8), (0, 1e280)) v(v, w);
SELECT test.error_of($$SELECT par.harmonic_mean(v, w) FROM (VALUES ('Infinity'::float8, 1e250::float8), (1e200, 1e-50)) v(v, w)$$);

-- Any order of rows.  Values of all sizes that cancel almost or quite.
SELECT par.arithmetic_mean(v, 1 ORDER BY o1) AS a, par.arithmetic_mean(v, 1 ORDER BY o2) AS b, par.arithmetic_mean(v, 1 ORDER BY o3) AS c
FROM (VALUES (1e20::float8, 1, 2, 3), (1, 2, 1, 1), (-1e20, 3, 3, 2)) v(v, o1, o2, o3);
CREATE TABLE cancelling AS
SELECT i * 2 + (sign > 0)::int AS id, sign * (m + CASE WHEN sign > 0 AND k < 25 THEN i % 3 ELSE 0 END) * 2::numeric ^ k AS exact, (1 + i % 7) * 0.125 AS w
FROM (SELECT i, i % 40 AS k, floor(random() * 2 ^ 40)::numeric AS m FROM generate_series(1, 300) i) t, (VALUES (1), (-1)) s(sign);
SELECT max(abs(exact)) > 1e22 AS large, abs(sum(w * exact)) < 1e10 AS cancels FROM cancelling;
SELECT count(*) AS orders, bool_and(pg_temp.near(mean, oracle)) AS right
FROM (SELECT sum(w * exact) / sum(w) AS oracle FROM cancelling) c, generate_series(1, 60) o,
     LATERAL (SELECT par.arithmetic_mean(exact::float8, w ORDER BY md5(id::text || o)) AS mean FROM cancelling) m;
SELECT count(*) AS orders, pg_temp.near(min(a), max(a)) AS arithmetic, pg_temp.near(min(g), max(g)) AS geometric, pg_temp.near(min(h), max(h)) AS harmonic,
       pg_temp.near(min(p), max(p)) AS power, pg_temp.near(min(q), max(q)) AS negative_power, pg_temp.near(min(s), max(s)) AS small_power, pg_temp.near(min(c), max(c)) AS signed_cube
FROM generate_series(1, 20) o, LATERAL (
    SELECT par.arithmetic_mean(v, w ORDER BY md5(id::text || o)) AS a, par.geometric_mean(v, w ORDER BY md5(id::text || o)) AS g,
           par.harmonic_mean(v, w ORDER BY md5(id::text || o)) AS h, par.power_mean(v, w, 2.5 ORDER BY md5(id::text || o)) AS p,
           par.power_mean(v, w, -0.4 ORDER BY md5(id::text || o)) AS q, par.power_mean(v, w, 1e-5 ORDER BY md5(id::text || o)) AS s,
           par.power_mean(v * (1 - id % 2 * 2), w, 3 ORDER BY md5(id::text || o)) AS c
    FROM measured) m;

-- Parallel: the state of the workers is combined.
CREATE TABLE serial_mean AS
SELECT grp, par.arithmetic_mean(v, w) AS a, par.geometric_mean(v, w) AS g, par.harmonic_mean(v, w) AS h, par.power_mean(v, w, 2) AS p FROM measured GROUP BY grp;
CREATE FUNCTION pg_temp.differing(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT concat(count(*), '' groups, '', count(*) FILTER (WHERE NOT (pg_temp.near(x.a, s.a) AND pg_temp.near(x.g, s.g) AND pg_temp.near(x.h, s.h) AND pg_temp.near(x.p, s.p))), '' differ'') FROM (%s) x JOIN serial_mean s USING (grp)', query) INTO result;
    RETURN result;
END $$;
ALTER TABLE measured SET (parallel_workers = 3);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT par.arithmetic_mean(v, w), par.geometric_mean(v, w), par.harmonic_mean(v, w), par.power_mean(v, w, 2) FROM measured;
CREATE TEMP TABLE parallel_mean AS SELECT par.arithmetic_mean(v, w) AS a, par.geometric_mean(v, w) AS g, par.harmonic_mean(v, w) AS h, par.power_mean(v, w, 2) AS p FROM measured;
SELECT pg_temp.near(p.a, s.a) AS arithmetic, pg_temp.near(p.g, s.g) AS geometric, pg_temp.near(p.h, s.h) AS harmonic, pg_temp.near(p.p, s.p) AS power
FROM parallel_mean p,
     (SELECT par.arithmetic_mean(v, w ORDER BY id) AS a, par.geometric_mean(v, w ORDER BY id) AS g, par.harmonic_mean(v, w ORDER BY id) AS h, par.power_mean(v, w, 2 ORDER BY id) AS p FROM measured) s;
SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT grp, par.arithmetic_mean(v, w), par.power_mean(v, w, 2) FROM measured GROUP BY grp;
SELECT pg_temp.differing('SELECT grp, par.arithmetic_mean(v, w) AS a, par.geometric_mean(v, w) AS g, par.harmonic_mean(v, w) AS h, par.power_mean(v, w, 2) AS p FROM measured GROUP BY grp');
-- powers that differ between workers
SELECT left(test.error_of('SELECT par.power_mean(v, w, CASE WHEN id < 2000 THEN 2 ELSE 3 END) FROM measured'), 60) AS powers_differ;
RESET enable_sort; RESET parallel_leader_participation; RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;

-- Partition-wise.
CREATE TABLE parted (LIKE measured) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (1500);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1500) TO (1501);
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM (1501) TO (9999);
INSERT INTO parted SELECT * FROM measured;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT par.power_mean(v, w, 2) FROM parted;
SELECT pg_temp.differing('SELECT grp, par.arithmetic_mean(v, w) AS a, par.geometric_mean(v, w) AS g, par.harmonic_mean(v, w) AS h, par.power_mean(v, w, 2) AS p FROM parted GROUP BY grp');
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;

-- Windows: what has left a frame leaves no trace.
SELECT id, par.arithmetic_mean(v, w) OVER f AS a, par.harmonic_mean(abs(v), w) OVER f AS h
FROM (VALUES (1, 1::float8, 1::float8), (2, 1e80, 1), (3, 3, 1), (4, NULL, 1), (5, 'NaN', 2), (6, 5, 2), (7, 'Infinity', 2), (8, 1e-20, 1), (9, 0, 1), (10, 4, 1)) v(id, v, w)
WINDOW f AS (ORDER BY id ROWS 1 PRECEDING);
CREATE TEMP TABLE framed AS
SELECT id, v, w, par.arithmetic_mean(v, w) OVER f AS a, par.geometric_mean(v, w) OVER f AS g, par.harmonic_mean(v, w) OVER f AS h,
       par.power_mean(v, w, -0.5) OVER f AS p, par.arithmetic_mean(v, w) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) AS running
FROM (SELECT id, CASE WHEN id BETWEEN 100 AND 110 THEN NULL ELSE v END AS v, w FROM measured WHERE id <= 200) m WINDOW f AS (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING);
SELECT count(*) AS rows, count(*) FILTER (WHERE NOT pg_temp.near(f.a, x.a)) AS a, count(*) FILTER (WHERE NOT pg_temp.near(f.g, x.g)) AS g,
       count(*) FILTER (WHERE NOT pg_temp.near(f.h, x.h)) AS h, count(*) FILTER (WHERE NOT pg_temp.near(f.p, x.p)) AS p,
       count(*) FILTER (WHERE NOT pg_temp.near(running, r)) AS running, count(*) FILTER (WHERE f.a IS NULL) > 0 AS some_empty
FROM framed f, LATERAL (SELECT sum(v * w) / nullif(sum(w) FILTER (WHERE v IS NOT NULL), 0) AS a, exp(sum(w * ln(v)) / nullif(sum(w) FILTER (WHERE v IS NOT NULL), 0)) AS g,
                               sum(w) FILTER (WHERE v IS NOT NULL) / nullif(sum(w / v), 0) AS h,
                               power(sum(w * power(v, -0.5)) / nullif(sum(w) FILTER (WHERE v IS NOT NULL), 0), -2) AS p
                        FROM framed g WHERE g.id BETWEEN f.id - 3 AND f.id + 2) x,
     LATERAL (SELECT sum(v * w) / nullif(sum(w) FILTER (WHERE v IS NOT NULL), 0) AS r FROM framed g WHERE g.id <= f.id) r;

-- FILTER, DISTINCT, grouping sets.
SELECT par.arithmetic_mean(v, 1) FILTER (WHERE v < 3) AS filtered, par.arithmetic_mean(DISTINCT v, 1) AS distinct, par.power_mean(DISTINCT v, 1, -1) AS power
FROM (VALUES (1), (1), (2), (4), (4), (4)) v(v);
SELECT count(*) AS cells, bool_and(pg_temp.near(mean, plain)) AS same FROM (
    SELECT par.arithmetic_mean(v, w) AS mean, sum(pg_temp.fine(v) * pg_temp.fine(w)) / sum(pg_temp.fine(w)) FILTER (WHERE v IS NOT NULL) AS plain FROM measured GROUP BY CUBE (grp, id % 3)) c;

-- The state has an exact text form.
SELECT par.mean_accum(par.mean_accum('(0,1,0,0,0,0,0,0,0,0)', 1.5, 2), 1e30, 0.1) AS arithmetic;
SELECT par.mean_accum(par.mean_accum('(0,0,0,0,0,0,0,0,0,0)', 8, 2), 0, 1) AS geometric, par.mean_accum('(0,-1,0,0,0,0,0,0,0,0)', 3, 1) AS harmonic;
SELECT par.mean_accum_power('(0,NaN,0,0,0,0,0,0,0,0)', 3, 2, 2) AS square, par.mean_accum_power('(0,NaN,0,0,0,0,0,0,0,0)', 1, 2, -0.0::float8) AS minus_zero, par.mean_accum('(1,2,1,0,1,0,0,0,0,0)', 3, 1) AS known;
SELECT par.mean_sum_combine('(2,1,3,0,1e20,1,0,0,0,0)', '(1,1,0.5,0,-1e20,0,0,0,Infinity,0)') AS combined,
       par.mean_sum_combine('(0,NaN,0,0,0,0,0,0,0,0)', '(1,2,1,0,4,0,0,0,0,0)') AS learns, par.mean_sum_combine('(1,2,1,0,4,0,0,0,0,0)', '(0,NaN,0,0,0,0,0,0,0,0)') AS knows;
SELECT par.mean_accum('(3,1,1,0,1,0,0,0,Infinity,0)', '-Infinity', 1) AS state, par.mean_final(par.mean_accum('(3,1,1,0,1,0,0,0,Infinity,0)', '-Infinity', 1)) AS final, par.mean_accum('(0,1,0,0,0,0,0,0,0,0)', 1, 'Infinity') AS weight;
SELECT par.mean_final('(1,1,4,0,2,0,0,0,0,0)') AS arithmetic, par.mean_final('(1,0,4,0,0,0,4,0,0,0)') AS geometric, par.mean_final('(1,-1,4,0,2,0,0,0,0,0)') AS harmonic, par.mean_final('(1,2,4,0,16,0,0,0,0,0)') AS square,
       par.mean_final('(0,NaN,0,0,0,0,0,0,0,0)') IS NULL AS empty, par.mean_final('(2,1,0,0,0,0,0,0,NaN,0)') IS NULL AS no_weight;
SELECT test.error_of($$SELECT par.mean_final('(1,1e-300,1e-280,0,1e280,0,0,0,0,0)')$$) AS too_large;
SELECT par.mean_accum(NULL, 1, 2) IS NULL AS a, par.mean_accum('(0,1,0,0,0,0,0,0,0,0)', NULL, 2) IS NULL AS b, par.mean_sum_combine(NULL, '(0,1,0,0,0,0,0,0,0,0)') IS NULL AS c, par.mean_final(NULL) IS NULL AS d;
-- it comes back to the same bits, however floating point is printed
CREATE TEMP TABLE states AS
SELECT id, par.mean_accum_power(par.mean_accum_power('(0,NaN,0,0,0,0,0,0,0,0)', v, w, p), v / 3, w / 7, p) AS state
FROM measured, unnest('{1, 0, -1, 2, 0.3, -0.01}'::float8[]) p WHERE v * w > 0 AND id < 300;
SET extra_float_digits = -15;
SELECT count(*) > 1000 AS many, bool_and(par.mean_sum_send(state::text::par.mean_sum) = par.mean_sum_send(state)) AS same_bits FROM states;
RESET extra_float_digits;
-- an argument is not changed
SELECT par.mean_accum(state, 3, 1), par.mean_accum_power(state, 3, 1, 1), par.mean_sum_combine(state, state), par.mean_final(state), state AS argument
FROM (VALUES ('(1,1,1,0,2,0,0,0,0,0)'::par.mean_sum)) v(state);
CREATE TEMP TABLE kept (state par.mean_sum);
INSERT INTO kept VALUES ('(1,1,1,0,2,0,0,0,0,0)');
SELECT par.mean_accum(state, 3, 1) AS changed, par.mean_sum_combine(state, state) AS doubled FROM kept;
SELECT state AS argument FROM kept;

-- Wrong states and arguments are refused.
SELECT state, test.error_of(format('SELECT %L::par.mean_sum', state)) FROM unnest(ARRAY[
    '', '()', '(', ')', '(1,1,1,0,1,0,0,0,0)', '(1,1,1,0,1,0,0,0,0,0,0)', '1,1,1,0,1,0,0,0,0,0', '(1,1,1,0,1,0,0,0,0,0', '(1,1,1,0,1,0,0,0,0,0)x', ' (1,1,1,0,1,0,0,0,0,0)', '(1,1, 1,0,1,0,0,0,0,0)',
    '(-1,1,1,0,1,0,0,0,0,0)', '(1.5,1,1,0,1,0,0,0,0,0)', '(9999999999999999999,1,1,0,1,0,0,0,0,0)', '(,1,1,0,1,0,0,0,0,0)',
    '(1,NaN,1,0,1,0,0,0,0,0)', '(1,Infinity,1,0,1,0,0,0,0,0)', '(0,-Infinity,0,0,0,0,0,0,0,0)', '(1,nan,1,0,1,0,0,0,0,0)', '(1,0x1,1,0,1,0,0,0,0,0)', '(1,+1,1,0,1,0,0,0,0,0)', '(1,,1,0,1,0,0,0,0,0)', '(1,.,1,0,1,0,0,0,0,0)', '(1,1e,1,0,1,0,0,0,0,0)',
    '(1,1,NaN,0,1,0,0,0,0,0)', '(1,1,Infinity,0,1,0,0,0,0,0)', '(1,1,-1,0,1,0,0,0,0,0)', '(1,1,1,0,1e300,0,0,0,0,0)', '(1,1,1,0,1e999,0,0,0,0,0)', '(1,1,1,0,NaN,0,0,0,0,0)', '(1,1,1,NaN,1,0,0,0,0,0)', '(1,1,1,0,1,Infinity,0,0,0,0)',
    '(1,1,1,0.001,1,0,0,0,0,0)', '(1,1,1,0,1,-1e-15,0,0,0,0)', '(1,1,0,1e-300,1,0,0,0,0,0)',
    '(1,1,1,0,1,0,1,0,0,0)', '(1,0,1,0,0,0,962,0,0,0)', '(2,0,0,0,0,0,1.215e-321,0,0,0)', '(1,0,1,0,2,0,0,0,0,0)', '(1,2,1,0,-1,0,0,0,0,0)', '(1,-1,1,0,-1,0,0,0,0,0)', '(1,0.01,1,0,-2,0,0,0,0,0)',
    '(1,1,1,0,1,0,0,0,1,0)', '(1,1,1,0,1,0,0,0,0,2)', '(1,1,1,0,1,0,0,0,0,-Infinity)', '(1,2,1,0,1,0,0,0,-Infinity,0)',
    '(0,1,1,0,0,0,0,0,0,0)', '(0,1,0,0,1,0,0,0,0,0)', '(0,0,0,0,0,0,1,0,0,0)', '(0,1,0,0,0,0,0,0,NaN,0)', '(0,1,0,0,0,0,0,0,0,Infinity)']) state;
SELECT call, test.error_of('SELECT par.' || call) FROM unnest(ARRAY[
    $$mean_accum('(0,1,0,0,0,0,0,0,0,0)', 1, -1)$$, $$mean_accum('(0,NaN,0,0,0,0,0,0,0,0)', 1, 1)$$, $$mean_accum('(0,0,0,0,0,0,0,0,0,0)', -1, 1)$$, $$mean_accum('nonsense', 1, 1)$$, $$mean_accum(1, 1, 1)$$,
    $$mean_accum_power('(1,2,1,0,1,0,0,0,0,0)', 1, 1, 3)$$, $$mean_sum_combine('(1,2,1,0,1,0,0,0,0,0)', '(0,1,0,0,0,0,0,0,0,0)')$$,
    $$mean_accum('(999999999999999999,1,1,0,1,0,0,0,0,0)', 1, 1)$$, $$mean_sum_combine('(999999999999999999,1,1,0,1,0,0,0,0,0)', '(1,1,1,0,1,0,0,0,0,0)')$$,
    $$mean_final('(1,0.5,1e-200,0,1e200,0,0,0,0,0)')$$, $$mean_final('(1,-0.001,1,0,-0.9999999,0,0,0,0,0)')$$, $$mean_final('(1,1e-300,1,0,1,0,0,0,0,0)')$$]) call;
SELECT par.mean_final('(1,1e-300,1,0,-0.5,0,0,0,0,0)') AS low, par.mean_final('(1,0.01,1,0,-1.0000001,0,0,0,0,0)') AS lower, par.mean_final('(999999999999999999,1,9e305,0,9e306,0,0,0,0,0)') AS full, par.mean_final('(1,1e300,1,0,1,0,0,0,0,0)') AS steep;
-- Any state that is read can be worked with, and written again.
DO $$
DECLARE
    counts text[] := '{0, 1, 2, 3, 1000000, 999999999999999998}';
    powers text[] := '{NaN, 0, 1, -1, 2, 3, -2, 0.5, 0.02, -0.02, 1e-300, 1e300, -1e308, 5e-324}';
    sums text[] := '{0, 0, 1, 3, 0.1, -1, -0.5, 1e-300, 5e-324, 1e280, 9.7453140114e288, -9.7453140114e288, 9e306, 961, 1e17}';
    lows text[] := '{0, 0, 0, 0, 0, 0, 1e-17, -1e-17, 5e-324}';
    specials text[] := '{0, 0, 0, Infinity, -Infinity, NaN}';
    text_form text;
    a par.mean_sum;
    b par.mean_sum := '(0,NaN,0,0,0,0,0,0,0,0)';
    kept int := 0; refused int := 0; failed int := 0;
BEGIN
    PERFORM setseed(0.75);
    FOR i IN 1 .. 20000 LOOP
        text_form := format('(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)', counts[1 + floor(random() * 6)::int], powers[1 + floor(random() * 14)::int],
            sums[1 + floor(random() * 15)::int], lows[1 + floor(random() * 9)::int], sums[1 + floor(random() * 15)::int], lows[1 + floor(random() * 9)::int],
            CASE WHEN i % 3 = 0 THEN sums[1 + floor(random() * 15)::int] ELSE '0' END, CASE WHEN i % 9 = 0 THEN lows[1 + floor(random() * 9)::int] ELSE '0' END,
            specials[1 + floor(random() * 6)::int], specials[1 + floor(random() * 6)::int]);
        BEGIN
            a := text_form;
        EXCEPTION WHEN invalid_text_representation THEN
            refused := refused + 1;
            CONTINUE;
        END;
        kept := kept + 1;
        IF par.mean_sum_send(a::text::par.mean_sum) <> par.mean_sum_send(a) THEN RAISE EXCEPTION 'not the same again: %', text_form; END IF;
        BEGIN
            PERFORM par.mean_final(a);
            PERFORM par.mean_final(par.mean_accum(a, 2.5, 3));
            PERFORM par.mean_final(par.mean_accum(par.mean_accum(a, 0, 1e-200), 9e288, 1));
            PERFORM par.mean_final(par.mean_sum_combine(a, a)), par.mean_final(par.mean_sum_combine(a, b));
        EXCEPTION WHEN numeric_value_out_of_range OR invalid_parameter_value THEN
            failed := failed + 1;
        END;
        b := a;
    END LOOP;
    IF kept < 1000 OR refused < 1000 OR failed < 100 OR failed = kept THEN RAISE EXCEPTION '% kept, % refused, % failed', kept, refused, failed; END IF;
END $$;
DROP TABLE measured, cancelling, serial_mean, parted;

-- par.index and par.weighted_mean: results, exactness, plans, windows, state.
SET client_min_messages = warning;

-- A quotient as the aggregates round it: half away from zero to the finest of 16
-- significant digits, 4 decimals and, for a mean, those of its values, in fours.
-- The numerator is given 100 decimals, so that numeric divides to as many.
CREATE FUNCTION pg_temp.quotient(a numeric, b numeric, decimals integer DEFAULT 0) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN b = 0 THEN NULL WHEN a = 0 THEN 0
           ELSE trim_scale(round(q, greatest(4, (decimals + 3) / 4 * 4, 15 - CASE WHEN abs(q) >= 1 THEN length(trunc(abs(q))::text) - 1
                                                     ELSE -1 - length(substring(abs(q)::text FROM '^0\.(0*)')) END))) END
    FROM (SELECT (a + ('0.' || repeat('0', 100))::numeric) / nullif(b, 0) AS q) s
$$;

-- By hand.
SELECT par.index(p, m) FROM (VALUES (1.5, 2), (2, 3)) v(p, m);
SELECT par.index(p, m) AS third FROM (VALUES (1, 3)) v(p, m);
SELECT par.index(p, m) AS two_thirds_of_a_millionth FROM (VALUES (2, 300000000)) v(p, m);
SELECT par.index(p, m) AS large FROM (VALUES (2000000000000000000000, 3)) v(p, m);
SELECT par.index(p, m) AS carries FROM (VALUES (0.999999999999999999, 1)) v(p, m);
SELECT par.weighted_mean(v, w) FROM (VALUES (9.41, 1), (9.42, 1)) v(v, w);
SELECT round(par.weighted_mean(v, w), 2) AS half_away FROM (VALUES (-9.41, 1), (-9.42, 1)) v(v, w);
SELECT par.weighted_mean(v, w) AS decimals_dropped FROM (VALUES (4.500, 2.0), (4.50, 1.00)) v(v, w);
SELECT par.index(68.32, 84) AS not_applicable_case, round(par.index(68.32, 84), 2) AS published;

-- NULL in either leaves the row out of both sums.
SELECT par.index(p, m) FROM (VALUES (1, 2), (NULL, 100), (5, NULL), (NULL, NULL)) v(p, m);
SELECT par.index(p, m) IS NULL AS nothing_left FROM (VALUES (NULL::numeric, 100), (5, NULL)) v(p, m);
SELECT par.index(p, m) IS NULL AS no_rows FROM (VALUES (1, 2)) v(p, m) WHERE false;
SELECT par.index(p, m) IS NULL AS all_null FROM (SELECT NULL::numeric AS p, NULL::numeric AS m FROM generate_series(1, 5)) v;
SELECT par.index(p, m) IS NULL AS no_maximum FROM (VALUES (0, 0), (3, 0)) v(p, m);
SELECT par.weighted_mean(v, w) IS NULL AS no_weight FROM (VALUES (7, 0), (3, 0.000)) v(v, w);
SELECT par.weighted_mean(v, w) AS zero_weight FROM (VALUES (7, 0), (3, 2)) v(v, w);
SELECT par.index(0, 5) AS zero, par.index(-1, 4) AS negative, par.weighted_mean(-1.5, 3) AS one_row;

-- Columns and literals of other types resolve, to the exact form.
SELECT par.index(p::int, m::smallint) AS integers, par.index(p::bigint, m) AS mixed, par.index(sum(p), sum(m)) OVER () AS of_sums
FROM (VALUES (1, 3)) v(p, m) GROUP BY p, m;
SELECT par.index('1', '3'), pg_typeof(par.index(1, 3)), par.weighted_mean(2, 5);
SELECT test.error_of('SELECT par.index(1::float8, 3::float8)');

-- Negative maxima and weights are refused.
SELECT test.error_of('SELECT par.index(1, -0.5)');
SELECT test.error_of('SELECT par.weighted_mean(1, -12345678901234567890)');
SELECT test.error_of('SELECT par.weighted_mean(''NaN'', -1)');
SELECT par.index(p, m) AS unless_left_out FROM (VALUES (1, 2), (NULL, -1)) v(p, m);

-- NaN; the infinities, which numeric has from 14 on, are worked out in a
-- function that passes where there are none.
SELECT par.index(p, m) FROM (VALUES ('NaN'::numeric, 2), (1, 2)) v(p, m);
SELECT par.weighted_mean(v, w) FROM (VALUES (1, 'NaN'::numeric), (1, 2)) v(v, w);
SELECT par.weighted_mean(v, w) AS zero_weight FROM (VALUES ('NaN'::numeric, 0), (1, 2)) v(v, w);
SELECT par.index('NaN', 0) IS NULL AS no_maximum;
CREATE FUNCTION pg_temp.with_infinity(statement text, expected text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    IF current_setting('server_version_num')::int < 140000 THEN RETURN 'ok'; END IF;
    EXECUTE statement INTO result;
    RETURN CASE WHEN result IS NOT DISTINCT FROM expected THEN 'ok' ELSE coalesce(result, 'NULL') || ', not ' || expected END;
EXCEPTION WHEN OTHERS THEN
    RETURN CASE WHEN SQLSTATE = expected THEN 'ok' ELSE SQLERRM END;
END $$;
SELECT rows, pg_temp.with_infinity(format('SELECT par.%s(v, w) FROM (VALUES %s) v(v, w)', aggregate, rows), expected)
FROM (VALUES
    ('index', $$('Infinity'::numeric, 2), (1, 2)$$, 'Infinity'), ('index', $$('-Infinity'::numeric, 2), (1, 2)$$, '-Infinity'),
    ('index', $$('Infinity'::numeric, 2), ('-Infinity', 2)$$, 'NaN'), ('index', $$(1, 'Infinity'::numeric), (1, 2)$$, '0'),
    ('index', $$('Infinity'::numeric, 'Infinity'::numeric)$$, 'NaN'), ('index', $$(1, '-Infinity'::numeric)$$, '22023'),
    ('weighted_mean', $$('Infinity'::numeric, 2), (1, 2)$$, 'Infinity'), ('weighted_mean', $$('Infinity'::numeric, 0), (1, 2)$$, 'NaN'),
    ('weighted_mean', $$(1, 'Infinity'::numeric), (1, 2)$$, 'NaN'), ('weighted_mean', $$(0, 'Infinity'::numeric), (1, 2)$$, 'NaN'),
    ('weighted_mean', $$('-Infinity'::numeric, 2), ('NaN', 2)$$, 'NaN'), ('weighted_mean', $$('-Infinity'::numeric, 0.5)$$, '-Infinity')
) v(aggregate, rows, expected);

-- Against plain SQL over numerics of many scales.
CREATE TABLE weighted (id integer PRIMARY KEY, grp integer, v numeric, w numeric, small numeric, sw numeric);
SELECT setseed(0.25);
INSERT INTO weighted
SELECT i, i % 40,
       CASE WHEN i % 17 = 0 THEN NULL ELSE (random() - 0.4)::numeric * (('1e' || ((i * 7919) % 51 - 20)))::numeric END,
       CASE WHEN i % 23 = 0 THEN NULL WHEN i % 11 = 0 THEN 0 ELSE round(random()::numeric, i % 9) * (('1e' || ((i * 104729) % 51 - 20)))::numeric END,
       round((random() * 20 - 5)::numeric, i % 6), (i % 21)::numeric / 2
FROM generate_series(1, 4000) i;
SELECT max(abs(v)) > 1e28 AS large, max(scale(v)) > 30 AS fine, count(v), count(w) FROM weighted;
SELECT par.index(v, w) = pg_temp.quotient(100 * sum(v) FILTER (WHERE w IS NOT NULL), sum(w) FILTER (WHERE v IS NOT NULL)) AS index,
       par.weighted_mean(v, w) = pg_temp.quotient(sum(v * w), sum(w) FILTER (WHERE v IS NOT NULL), max(scale(trim_scale(v))) FILTER (WHERE w IS NOT NULL)) AS mean,
       par.index(small, sw) = pg_temp.quotient(100 * sum(small), sum(sw)) AS small_index,
       par.weighted_mean(small, sw) = pg_temp.quotient(sum(small * sw), sum(sw), max(scale(trim_scale(small)))) AS small_mean
FROM weighted;
SELECT count(*) AS groups,
       count(*) FILTER (WHERE par_index IS DISTINCT FROM plain_index) AS indices_differ,
       count(*) FILTER (WHERE mean IS DISTINCT FROM plain_mean) AS means_differ,
       count(*) FILTER (WHERE small_mean IS DISTINCT FROM plain_small) AS small_differ
FROM (SELECT g, par.index(v, w) AS par_index, par.weighted_mean(v, w) AS mean, par.weighted_mean(small, sw) AS small_mean,
             pg_temp.quotient(100 * sum(v) FILTER (WHERE w IS NOT NULL), sum(w) FILTER (WHERE v IS NOT NULL)) AS plain_index,
             pg_temp.quotient(sum(v * w), sum(w) FILTER (WHERE v IS NOT NULL), max(scale(trim_scale(v))) FILTER (WHERE w IS NOT NULL)) AS plain_mean,
             pg_temp.quotient(sum(small * sw), sum(sw), max(scale(trim_scale(small)))) AS plain_small
      FROM weighted, LATERAL (VALUES (grp), (1000 + id % 700), (100000 + id)) k(g) GROUP BY g) s;
-- any order of rows
SELECT count(DISTINCT i) AS one_index, count(DISTINCT m) AS one_mean FROM (
    SELECT par.index(v, w ORDER BY id) AS i, par.weighted_mean(v, w ORDER BY id) AS m FROM weighted UNION ALL
    SELECT par.index(v, w ORDER BY id DESC), par.weighted_mean(v, w ORDER BY id DESC) FROM weighted UNION ALL
    SELECT par.index(v, w ORDER BY v), par.weighted_mean(v, w ORDER BY w) FROM weighted UNION ALL
    SELECT par.index(v, w ORDER BY md5(id::text)), par.weighted_mean(v, w ORDER BY md5(id::text)) FROM weighted) s;

-- Parallel: the state of the workers is combined.
CREATE TABLE serial_result AS SELECT grp, par.index(v, w) AS i, par.weighted_mean(v, w) AS m FROM weighted GROUP BY grp;
ALTER TABLE weighted SET (parallel_workers = 3);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT par.index(v, w), par.weighted_mean(v, w) FROM weighted;
SELECT p.i = s.i AS same_index, p.m = s.m AS same_mean
FROM (SELECT par.index(v, w) AS i, par.weighted_mean(v, w) AS m FROM weighted) p,
     (SELECT par.index(v, w ORDER BY id) AS i, par.weighted_mean(v, w ORDER BY id) AS m FROM weighted) s;
SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT grp, par.index(v, w), par.weighted_mean(v, w) FROM weighted GROUP BY grp;
SELECT count(*) AS same FROM (SELECT grp, par.index(v, w) AS i, par.weighted_mean(v, w) AS m FROM weighted GROUP BY grp) p JOIN serial_result s USING (grp)
WHERE p.i IS NOT DISTINCT FROM s.i AND p.m IS NOT DISTINCT FROM s.m;
RESET enable_sort; RESET parallel_leader_participation; RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;

-- Partition-wise.
CREATE TABLE parted (LIKE weighted) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (1500);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1500) TO (1501);
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM (1501) TO (9999);
INSERT INTO parted SELECT * FROM weighted;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT par.weighted_mean(v, w) FROM parted;
SELECT count(*) AS same FROM (SELECT grp, par.index(v, w) AS i, par.weighted_mean(v, w) AS m FROM parted GROUP BY grp) p JOIN serial_result s USING (grp)
WHERE p.i IS NOT DISTINCT FROM s.i AND p.m IS NOT DISTINCT FROM s.m;
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;

-- Windows: frames that slide over NULLs, zeros and huge values, against the
-- same frame summed anew.
CREATE TEMP TABLE framed AS
SELECT id, v, w, par.index(v, w) OVER f AS i, par.weighted_mean(v, w) OVER f AS m,
       par.weighted_mean(v, w) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) AS running
FROM (SELECT id, CASE WHEN id BETWEEN 300 AND 310 THEN NULL ELSE v END AS v, w FROM weighted WHERE id <= 600) g WINDOW f AS (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING);
SELECT count(*) AS rows,
       count(*) FILTER (WHERE i IS DISTINCT FROM pi) AS indices_differ,
       count(*) FILTER (WHERE m IS DISTINCT FROM pm) AS means_differ,
       count(*) FILTER (WHERE running IS DISTINCT FROM pr) AS running_differ,
       count(*) FILTER (WHERE i IS NULL) > 0 AS some_empty
FROM framed f, LATERAL (
    SELECT pg_temp.quotient(100 * sum(v) FILTER (WHERE w IS NOT NULL), sum(w) FILTER (WHERE v IS NOT NULL)) AS pi,
           pg_temp.quotient(sum(v * w), sum(w) FILTER (WHERE v IS NOT NULL), max(scale(trim_scale(v))) FILTER (WHERE w IS NOT NULL)) AS pm
    FROM framed g WHERE g.id BETWEEN greatest(1, f.id - 3) AND least(600, f.id + 2)) p, LATERAL (
    SELECT pg_temp.quotient(sum(v * w), sum(w) FILTER (WHERE v IS NOT NULL), max(scale(trim_scale(v))) FILTER (WHERE w IS NOT NULL)) AS pr FROM framed g WHERE g.id BETWEEN 1 AND f.id) r;
SELECT id, par.weighted_mean(v, w) OVER (ORDER BY id ROWS 1 PRECEDING)
FROM (VALUES (1, 1, 1), (2, 1e20, 1), (3, 3, 1), (4, NULL, 1), (5, 'NaN', 2), (6, 5, 2), (7, 6, 2), (8, 1e-20, 1), (9, 0, 1), (10, 4, 1)) v(id, v, w);
SELECT id, par.index(v, w) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM (VALUES (1, 1, 2), (2, 1, 4), (3, 1, 8)) v(id, v, w);
SELECT pg_temp.with_infinity($$SELECT string_agg(coalesce(m::text, '-'), ' ') FROM (SELECT par.weighted_mean(v, w) OVER (ORDER BY id ROWS 1 PRECEDING) AS m
    FROM (VALUES (1, 1::numeric, 1), (2, 'Infinity', 1), (3, 3, 1), (4, 5, 1), (5, '-Infinity', 1), (6, 'Infinity', 1), (7, 1, 1), (8, 2, 1)) v(id, v, w)) s$$,
    '1 Infinity Infinity 4 -Infinity NaN Infinity 1.5') AS infinities_leave;

-- A mean has the decimals of its values or more, in any order, partly added up elsewhere, and where the finest of them leave a window.
SELECT par.weighted_mean(12345678901234567890.123456789012345678, w) AS itself FROM unnest('{1,1000000,3.33,0.0007}'::numeric[]) w GROUP BY w ORDER BY w;
CREATE TEMP TABLE fine AS SELECT i, CASE i % 5 WHEN 0 THEN 1e20 + i WHEN 1 THEN 1e25 + i / 1e5 WHEN 2 THEN 1e25 + i / 1e9 WHEN 3 THEN i / 1e18 ELSE 1e40 - i / 1e30 END AS v, i % 7 + 1.0 AS w FROM generate_series(1, 60) i;
SELECT count(DISTINCT scale(m)) AS scales, bool_and(m = pg_temp.quotient(n, d, s)) AS same FROM (
    SELECT par.weighted_mean(v, w) OVER f AS m, sum(v * w) OVER f AS n, sum(w) OVER f AS d, max(scale(trim_scale(v))) OVER f AS s FROM fine WINDOW f AS (ORDER BY i ROWS 3 PRECEDING)) x;
WITH RECURSIVE step AS (
    SELECT 0 AS i, '(0,0,0)'::par.weighted_sum AS even, '(0,0,0)'::par.weighted_sum AS odd
    UNION ALL SELECT f.i, CASE WHEN f.i % 2 = 0 THEN par.weighted_mean_accum(even, v, w) ELSE even END, CASE WHEN f.i % 2 = 1 THEN par.weighted_mean_accum(odd, v, w) ELSE odd END FROM step JOIN fine f ON f.i = step.i + 1)
SELECT count(DISTINCT m) AS ways FROM (
    SELECT par.weighted_mean_final(par.weighted_sum_combine(even::text::par.weighted_sum, odd)) AS m FROM step WHERE i = 60
    UNION ALL SELECT par.weighted_mean_final(par.weighted_sum_combine(odd, even)) FROM step WHERE i = 60
    UNION ALL SELECT (SELECT par.weighted_mean(v, w ORDER BY md5(i || s::text)) FROM fine) FROM generate_series(1, 5) s) x;
SELECT par.weighted_mean_accum('(0,0,0)', 0.123456, 1) AS one, par.weighted_mean_accum('(2,0.323456,2,8,1)', 'NaN', 1) AS with_nan, par.weighted_mean_accum('(2,0.323456,2,8,1)', 0.1234567890, 1) AS finer, par.weighted_mean_remove('(2,0.323456,2,8,2)', 0.123456, 1) AS less,
       par.weighted_mean_remove('(2,0.323456,2,8,1)', 0.123456, 1) IS NULL AS unknown, par.weighted_mean_remove('(1,0.123456,1,8,1)', 0.123456, 1) AS empty, par.index_accum('(0,0,0)', 0.123456789, 1) AS index;

-- FILTER, DISTINCT, grouping sets.
SELECT grp, par.weighted_mean(small, sw) FILTER (WHERE id < 100) = pg_temp.quotient(sum(small * sw) FILTER (WHERE id < 100), sum(sw) FILTER (WHERE id < 100)) AS filtered,
       par.index(DISTINCT grp, 7) = pg_temp.quotient(100 * grp::numeric, 7) AS distinct
FROM weighted WHERE grp IN (1, 2) GROUP BY GROUPING SETS (grp) ORDER BY grp;
SELECT count(*) AS cells, bool_and(par_index IS NOT DISTINCT FROM plain) AS same FROM (
    SELECT par.index(small, sw) AS par_index, pg_temp.quotient(100 * sum(small), sum(sw)) AS plain FROM weighted GROUP BY CUBE (grp, id % 3)) c;

-- The state has an exact text form, the same however it came about.
SELECT par.index_accum(par.index_accum('(0,0,0)', 1.50, 2), 2, 3) AS state;
SELECT par.weighted_mean_accum(par.weighted_mean_accum('(0,0,0)', 1e30, 1e-20), -1e-30, 1e20) AS state;
SELECT par.weighted_sum_combine('(2,3.5,5)', '(1,-170141183460469231731687303715884105727,0.000000000000000000000000000001)') AS state;
SELECT par.index_remove('(3,170141183460469231731687303715884105728,5)', 170141183460469231731687303715884105726, 5) AS state;
SELECT par.index_accum('(0,0,0)', 'NaN', 2) AS state, par.index_final(par.index_accum('(0,0,0)', 'NaN', 2)) AS final;
SELECT par.index_final('(1,1,3)') AS index, par.weighted_mean_final('(1,1,3)') AS mean, par.index_final('(0,0,0)') IS NULL AS empty, par.index_final('(2,1,0)') IS NULL AS no_maximum;
SELECT par.index_accum(NULL, 1, 2) IS NULL AS a, par.index_accum('(0,0,0)', NULL, 2) IS NULL AS b, par.weighted_sum_combine('(1,1,1)', NULL) IS NULL AS c, par.index_final(NULL) IS NULL AS d;
-- an argument is not changed
CREATE TEMP TABLE states (state par.weighted_sum);
INSERT INTO states VALUES ('(2,1.5,3)'), ('(2,123456789012345678901234567890123456789012345678901234567890,3.00)');
SELECT par.index_accum(state, 1, 1), par.weighted_mean_remove(state, 1.5, 1), par.weighted_sum_combine(state, state) FROM states;
SELECT state FROM states;
-- large states are compressed and come back
INSERT INTO states SELECT format('(7,%s.%s,%s)', repeat('123', 20000), repeat('7', 9000), repeat('9', 3000))::par.weighted_sum;
SELECT length(state::text), state::text::par.weighted_sum::text = state::text AS same, length(par.index_final(state)::text) FROM states;
SELECT par.index_final(state) = pg_temp.quotient(100 * (substring(state::text FROM ',([^,]*),'))::numeric, (substring(state::text FROM ',([^,)]*)\)$'))::numeric) AS right
FROM states WHERE length(state::text) < 100;

-- Wrong states and arguments are refused.
SELECT state, test.error_of(format('SELECT %L::par.weighted_sum', state)) FROM unnest(ARRAY[
    '', '()', '(', ')', '(1,2)', '(1,2,3,4)', '1,2,3', '(1,2,3', '(-1,2,3)', '(1,2,-3)', '(a,2,3)', '(1,x,3)', '(1,NaN,3)', '(1,2,Infinity)', '(1,1e5,3)', '(1, 2,3)',
    '(1,2,3,0,0,0,0,2)', '(1,2,3,0,0,0,0,-1)', '(1,2,3,0,0,0,0,0)', '(1,2,3,0,0,0,0,0,0)', '(1,2,3,1,0,0,0,0)', '(0,1,0)', '(0,0,0.1)', '(9999999999999999999,1,1)', '(1,2,3,8,0)', '(1,2,3,8,2)', '(1,2,3,4,1)', '(1,2,3,9,1)', '(1,2,3,0,1)', '(1,2,3,8004,1)', '(1,2,3,8,1,0,0,0,0)', '(1,.,1)', '(1,--1,1)', '(1,,1)']) state;
SELECT call, test.error_of('SELECT ' || call) FROM unnest(ARRAY[
    $$par.index_accum('(0,0,0)', 1, -1)$$, $$par.index_remove('(0,0,0)', 1, 1)$$, $$par.index_accum('nonsense', 1, 1)$$, $$par.weighted_sum_combine('(1,1,1)', '(1,1)')$$, $$par.index_accum(1, 1, 1)$$, $$par.weighted_mean_remove('(0,0,0)', 1e40, 1)$$, $$par.index_remove('(1,1,1)', 'NaN', 1)$$,
    $$par.index_remove('(5,1,1)', 1, 7)$$, $$par.index_remove('(1,1,1)', 5, 5)$$, $$par.index_remove('(1,1,1)', 1, 0.5)$$, $$par.weighted_mean_remove('(2,1,1)', 0.12345, 1)$$, $$par.agreement_remove('(1,0,1,1,3,1,9)', 5, 5)$$, $$par.agreement_remove('(1,0,1,1,3,1,9)', 3, 1)$$, $$par.weighted_sum_combine('(999999999999999999,1,1)', '(1,1,1)')$$,
    $$par.weighted_mean_accum('(0,0,0)', ('0.' || repeat('0', 9000) || '1')::numeric, ('0.' || repeat('0', 9000) || '1')::numeric)$$,
    $$par.weighted_mean_accum('(0,0,0)', ('1e100000')::numeric, ('1e100000')::numeric)$$]) call;
DROP TABLE weighted, serial_result, parted;

-- Values too far from 1 are refused, whatever the order of rows; within the
-- limits everything fits.
SELECT test.error_of($$SELECT par.index(v, 1) FROM (VALUES (9e131071), (-9e131071)) t(v)$$);
SELECT test.error_of($$SELECT par.weighted_mean(1, 1e50000)$$), test.error_of($$SELECT par.weighted_mean(1, ('0.' || repeat('0', 8000) || '1')::numeric)$$);
SELECT par.index(('9e49999')::numeric, 9e49999) AS index, par.weighted_mean(1e49999, 1e49999) = 1e49999 AS mean,
       par.weighted_mean(('0.' || repeat('0', 7999) || '1')::numeric, ('0.' || repeat('0', 7999) || '1')::numeric) = ('0.' || repeat('0', 7999) || '1')::numeric AS tiny,
       par.index(('0.' || repeat('0', 7999) || '1')::numeric, 1e49999) = 0 AS vanishing;

-- The number of rows has 18 digits at most.
SELECT call, test.error_of('SELECT ' || call) FROM unnest(ARRAY[
    $$par.weighted_sum_combine('(999999999999999999,1,1)', '(1,1,1)')$$, $$par.index_accum('(999999999999999999,1,1)', 1, 1)$$]) call;

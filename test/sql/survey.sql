-- Means of surveys: designs by hand, against the formula written out, what is
-- refused, plans, windows, state.
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.near(a float8, b float8, bound float8 DEFAULT 1e-14) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT a IS NOT DISTINCT FROM b OR coalesce(abs(a - b) <= bound * abs(b), false)
$$;
CREATE FUNCTION pg_temp.near(a par.estimate, b par.estimate, bound float8 DEFAULT 1e-14) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (a).n = (b).n AND (a).df IS NOT DISTINCT FROM (b).df AND pg_temp.near((a).mean, (b).mean, bound) AND pg_temp.near((a).std_error, (b).std_error, bound)
       AND pg_temp.near((a).deff, (b).deff, bound) AND pg_temp.near((a).ci_low, (b).ci_low, bound) AND pg_temp.near((a).ci_high, (b).ci_high, bound)
$$;
CREATE FUNCTION pg_temp.rounded(e par.estimate) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('n %s mean %s error %s deff %s from %s to %s df %s', (e).n, round((e).mean::numeric, 9), round((e).std_error::numeric, 9), round((e).deff::numeric, 9), round((e).ci_low::numeric, 6), round((e).ci_high::numeric, 6), (e).df)
$$;

-- By hand.  A simple random sample of 5 out of 50: s^2 = 2.5, variance 2.5 / 5,
-- and 0.9 of it with the correction; t of 4 degrees of freedom is 2.776445105.
SELECT pg_temp.rounded(par.survey_mean(y, 10, NULL, NULL, NULL)) AS infinite FROM generate_series(1, 5) y;
SELECT pg_temp.rounded(par.survey_mean(y, 10, NULL, NULL, 50)) AS finite FROM generate_series(1, 5) y;
-- two strata of 4 and 6 units: 0.4^2 2/2 + 0.6^2 8/2 = 1.6
SELECT pg_temp.rounded(par.survey_mean(y, w, s, NULL, NULL)) AS strata, pg_temp.rounded(par.survey_mean(y, w, s, NULL, 2 * w)) AS finite
FROM (VALUES (1, 2, 'a'), (3, 2, 'a'), (10, 3, 'b'), (14, 3, 'b')) v(y, w, s);
-- two clusters: their z are -1 and 1, 2/1 (1 + 1) = 4; t of 1 is 12.70620474
SELECT pg_temp.rounded(par.survey_mean(y, 1, 's', c, NULL)) AS clusters FROM (VALUES (1, 'x'), (2, 'x'), (6, 'y')) v(y, c);
-- a domain: z are -1/2, 0, 1/2, 0, 4/3 (1/4 + 1/4) = 2/3; rows that are left out are not in the design
SELECT pg_temp.rounded(par.survey_mean(y, 1, NULL, NULL, NULL)) AS domain, pg_temp.rounded(par.survey_mean(y, 1, NULL, NULL, NULL) FILTER (WHERE y IS NOT NULL)) AS left_out
FROM (VALUES (1), (NULL), (3), (NULL)) v(y);
-- a weight of 0 is like no answer, but counted
SELECT pg_temp.rounded(par.survey_mean(y, w, NULL, NULL, NULL)) AS no_weight FROM (VALUES (1, 1), (8, 0), (3, 1), (-8, 0)) v(y, w);
-- rows without a cluster are each their own; names belong to their stratum; NULL is a stratum, '' another
SELECT pg_temp.near(par.survey_mean(y, w, s, c, NULL), par.survey_mean(y, w, s, coalesce(c, 'row ' || id), NULL)) AS own,
       pg_temp.near(par.survey_mean(y, w, s, c, NULL), par.survey_mean(y, w, s, s || '.' || c, NULL)) AS nested,
       (par.survey_mean(y, w, s, c, NULL)).df AS df, (par.survey_mean(y, w, nullif(s, 'a'), c, NULL)).df AS with_null, (par.survey_mean(y, w, NULL, c, NULL)).df AS one_stratum,
       (par.survey_mean(y, w, CASE s WHEN 'a' THEN '' WHEN 'b' THEN NULL ELSE s END, CASE c WHEN 'x' THEN '' ELSE c END, NULL)).df AS empty_names
FROM (SELECT id, sin(id) AS y, 1 + id % 5 AS w, substr('abc', 1 + id % 3, 1) AS s, CASE WHEN id % 7 < 3 THEN NULL ELSE substr('wxyz', 1 + id % 4, 1) END AS c FROM generate_series(1, 60) id) t;
-- Student's t, two-sided 5 %
SELECT df, round(((e).ci_high - (e).mean)::numeric / (e).std_error::numeric, 9) AS t, pg_temp.near((e).ci_high - (e).mean, (e).mean - (e).ci_low, 1e-9) AS symmetric
FROM unnest('{1, 2, 3, 5, 10, 30, 100, 1000, 100000}'::int[]) df, LATERAL (SELECT par.survey_mean(y % 7, 1, NULL, NULL, NULL) AS e FROM generate_series(0, df) y) m;

-- and for as many answers as no test can hold, against the expansion around
-- the normal quantile (Abramowitz and Stegun 26.7.5)
SELECT n, abs(((e).ci_high - (e).mean) / (e).std_error / (z + (z ^ 3 + z) / (4 * (e).df) + (5 * z ^ 5 + 16 * z ^ 3 + 3 * z) / (96 * (e).df::float8 ^ 2)) - 1) < 1e-14 AS t
FROM unnest('{1000000, 30000000, 4000000000, 100000000000}'::bigint[]) n, (SELECT 1.959963984540054::float8 AS z) q,
     LATERAL (SELECT par.survey_final(format('[[["a",null,%s,%s,%s,%s,0,%s,0,0,0,%s,0,0,0,%s,0]],[]]', n, n, n, n, n, n, n)::par.survey_sum) AS e) f;

-- Nothing to estimate.
SELECT par.survey_mean(1, 1, NULL, NULL, NULL) IS NULL AS no_rows FROM generate_series(1, 0);
SELECT par.survey_mean(NULL, 1, s, NULL, NULL) AS no_answer, par.survey_mean(5, 0, s, NULL, NULL) AS no_weight FROM unnest('{a,a,b}'::text[]) s;
-- Answers that are equal: no error, and no simple random sample to compare with.
SELECT par.survey_mean(0.1, w / 7.0, 's' || w % 2, CASE WHEN w % 3 > 0 THEN 'c' || w % 4 END, NULL) AS equal FROM generate_series(1, 99) w;
SELECT par.survey_mean(-0.0::float8, 2, NULL, NULL, NULL)::text AS minus_zero FROM generate_series(1, 3);
-- equal within strata of one weight each
SELECT (e).mean, (e).std_error, (e).deff, (e).ci_low = (e).mean AND (e).ci_high = (e).mean AS sure FROM (SELECT par.survey_mean(0.1 * (i % 3), 0.7 + i % 3, 's' || i % 3, NULL, NULL) AS e FROM generate_series(1, 90) i) s;
-- the whole population
SELECT pg_temp.rounded(par.survey_mean(y, 1.5, NULL, NULL, 5)) AS enumerated FROM generate_series(1, 5) y;
-- a single cluster where the population has no other: no variance, no degree of freedom
SELECT pg_temp.rounded(par.survey_mean(y, 2, s, NULL, p)) AS certain FROM (VALUES (1, 'a', 1), (2, 'b', 40), (4, 'b', 40)) v(y, s, p);
SELECT par.survey_mean(3, 2, 's', 'c', 1) AS alone FROM generate_series(1, 4);
-- weights that do not sum to more than the answers say nothing of a population
SELECT (par.survey_mean(y, 1, NULL, NULL, NULL)).deff IS NULL AS one, (par.survey_mean(y, y / 3.0, NULL, NULL, NULL)).deff IS NULL AS normalized, (par.survey_mean(y, 0.1, NULL, NULL, NULL)).deff IS NULL AS less, round((par.survey_mean(y, 1.1, NULL, NULL, NULL)).deff::numeric, 9) AS more FROM generate_series(1, 5) y;
-- weights count in proportion, but for the design effect
SELECT pg_temp.near((a).std_error, (b).std_error) AND pg_temp.near((a).mean, (b).mean) AND (a).deff <> (b).deff AS in_proportion
FROM (SELECT par.survey_mean(y, 3 + y % 2, NULL, NULL, NULL) AS a, par.survey_mean(y, 7 * (3 + y % 2), NULL, NULL, NULL) AS b FROM generate_series(1, 9) y) s;
-- any numbers resolve
SELECT pg_typeof(par.survey_mean('1', '2', 'a', 'b', '1')), (par.survey_mean(1::numeric, 2::real, 'a', NULL, 1::bigint)).mean;

-- Refused.
SELECT rows, test.error_of(format('SELECT par.survey_mean(y, w, s, c, p) FROM (VALUES %s, (1, 1, ''z'', ''1'', NULL), (1, 1, ''z'', ''2'', NULL)) v(y, w, s, c, p)', rows)) FROM unnest(ARRAY[
    $$(1::float8, 1::float8, 'a', 'c', NULL::float8), (2, 1, 'a', 'c', NULL)$$, $$(1::float8, 1::float8, NULL, NULL, NULL::float8)$$, $$(NULL::float8, 1::float8, 'b', NULL, NULL::float8), (1, 1, 'a', NULL, 7)$$, $$(1::float8, 0::float8, 'a', NULL, NULL::float8)$$,
    $$(1::float8, NULL::float8, 'a', 'c', NULL::float8)$$, $$(1::float8, -1::float8, 'a', 'c', NULL::float8)$$, $$(1::float8, 'NaN'::float8, 'a', 'c', NULL::float8)$$, $$(NULL::float8, 'Infinity'::float8, 'a', 'c', NULL::float8)$$, $$(1::float8, '-Infinity'::float8, 'a', 'c', NULL::float8)$$,
    $$('NaN'::float8, 0::float8, 'a', 'c', NULL::float8)$$, $$('Infinity'::float8, 1::float8, 'a', 'c', NULL::float8)$$, $$('-Infinity'::float8, 1::float8, 'a', 'c', NULL::float8)$$,
    $$(1e61::float8, 1::float8, 'a', 'c', NULL::float8)$$, $$(-1e-61::float8, 1::float8, 'a', 'c', NULL::float8)$$, $$(1::float8, 1e300::float8, 'a', 'c', NULL::float8)$$, $$(NULL::float8, 5e-324::float8, 'a', 'c', NULL::float8)$$,
    $$(1::float8, 1::float8, 'a', NULL, 10::float8), (2, 1, 'a', NULL, 11)$$, $$(1::float8, 1::float8, 'a', NULL, 11::float8), (2, 1, 'a', NULL, 10)$$, $$(1::float8, 1::float8, 'a', NULL, 10::float8), (2, 1, 'a', NULL, NULL)$$, $$(NULL::float8, 1::float8, NULL, NULL, NULL::float8), (2, 1, NULL, NULL, 10)$$,
    $$(1::float8, 1::float8, 'a', NULL, 0::float8)$$, $$(1::float8, 1::float8, 'a', NULL, -3::float8)$$, $$(1::float8, 1::float8, 'a', NULL, 'NaN'::float8)$$, $$(1::float8, 1::float8, 'a', NULL, 'Infinity'::float8)$$,
    $$(1::float8, 1::float8, 'a', NULL, 2.5::float8), (2, 1, 'a', NULL, 2.5), (NULL, 1, 'a', NULL, 2.5)$$, $$(1::float8, 1::float8, NULL, 'c', 0.5::float8)$$]) rows;
SELECT test.error_of($$SELECT par.survey_mean(1, 1, NULL, NULL, NULL)$$) AS one_row;
-- whichever row comes first, the first stratum of the alphabet is named
SELECT DISTINCT left(test.error_of(format('SELECT par.survey_mean(1, 1, s, NULL, NULL ORDER BY %s) FROM unnest(''{c,a,d,b,d,a}''::text[]) s', o)), 44) AS error FROM unnest('{s, s DESC, md5(s)}'::text[]) o;
-- within the limits everything fits
SELECT answer, weight, clusters, pg_temp.near((e).mean, answer * 2) AS mean, pg_temp.near((e).std_error / abs(answer), sqrt(1 / 3::float8)) AS error, round((e).deff::numeric, 9) AS deff
FROM unnest('{3e59, 3e-60, -3e59}'::float8[]) answer, unnest('{1e60, 1e-60, 2}'::float8[]) weight, unnest('{t, f}'::boolean[]) clusters,
     LATERAL (SELECT par.survey_mean(answer * y, weight, 's', CASE WHEN clusters THEN y::text END, NULL) AS e FROM generate_series(1, 3) y) m
ORDER BY answer, weight, clusters;

-- Against the formula written out, twenty designs: strata and clusters, some of
-- them missing, domains, weights of 0, with and without populations.
CREATE TABLE sample AS
SELECT id, grp, CASE WHEN r1 < 0.2 THEN NULL ELSE round(r2 * 100) / 7 + length(stratum) END AS answer, CASE WHEN r3 < 0.05 THEN 0 ELSE 1 + r3 * 9 END AS weight,
       CASE WHEN grp % 4 > 0 THEN stratum END AS stratum,
       CASE WHEN grp % 5 = 0 OR (grp % 5 = 1 AND id % 3 = 0) THEN NULL ELSE 'commune ' || floor(r4 * 8) END AS cluster,
       CASE WHEN grp % 2 = 0 AND stratum <> 'đô thị' THEN 400 + grp WHEN grp % 4 = 0 THEN 404 + 0.5 * grp END::float8 AS population
FROM (SELECT id, id % 20 AS grp, (ARRAY['a', 'đô thị', 'mountains'])[1 + id % 3] AS stratum, abs(sin(id * 12.9898)) AS r1, abs(sin(id * 78.233)) AS r2, abs(cos(id * 37.719)) AS r3, abs(cos(id * 4.581)) AS r4
      FROM generate_series(1, 6000) id) g;
UPDATE sample SET population = 400 + grp WHERE grp % 4 = 0;
CREATE VIEW plain AS
WITH design AS (SELECT *, coalesce(cluster, 'row ' || id) AS unit FROM sample),
     total AS (SELECT grp, count(answer) AS n, count(answer) FILTER (WHERE weight > 0) AS n_weighted, sum(weight) FILTER (WHERE answer IS NOT NULL) AS w, sum(weight * answer) AS wy FROM design GROUP BY grp),
     linear AS (SELECT grp, stratum, unit, max(population) AS population, sum(coalesce(weight * (answer - wy / w) / w, 0)) AS z, sum(weight * (answer - wy / w) ^ 2) AS squares FROM design JOIN total USING (grp) GROUP BY grp, stratum, unit),
     layer AS (SELECT grp, stratum, count(*) AS clusters, sum(squares) AS squares, (1 - coalesce(count(*) / max(population), 0)) * count(*) / (count(*) - 1) * ((count(*) - 1) * var_samp(z)) AS variance FROM linear GROUP BY grp, stratum),
     whole AS (SELECT grp, n, wy / w AS mean, sqrt(sum(variance)) AS std_error, sum(variance) / (sum(squares) / w * n_weighted / (n_weighted - 1) * (1.0 / n_weighted - 1 / w)) AS deff, sum(clusters) - count(*) AS df FROM layer JOIN total USING (grp) GROUP BY grp, n, n_weighted, w, wy)
SELECT * FROM whole;
CREATE TABLE serial_mean AS SELECT grp, par.survey_mean(answer, weight, stratum, cluster, population ORDER BY id) AS e FROM sample GROUP BY grp;
SELECT count(*) AS designs, bool_and((e).n = n AND (e).df = df) AS counts, bool_and(pg_temp.near((e).mean, mean, 1e-12)) AS mean, bool_and(pg_temp.near((e).std_error, std_error, 1e-12)) AS std_error, bool_and(pg_temp.near((e).deff, deff, 1e-12)) AS deff,
       min(df) AS least_df, max(df) AS most_df, count(DISTINCT round(deff::numeric, 6)) AS different
FROM serial_mean JOIN plain USING (grp);
-- Far from 0 with little spread, in numeric of 60 digits: beyond a spread of
-- 1e-7 digits are lost.
CREATE TABLE distant AS
SELECT far, y, 2 + i % 5 AS w, 's' || i % 2 AS s, CASE WHEN i % 4 < 2 THEN 'c' || i % 7 END AS c, CASE WHEN i % 4 < 2 THEN 'c' || i % 7 ELSE i::text END AS unit,
       y::text::numeric + ('0.' || repeat('0', 60))::numeric AS exact
FROM unnest('{1e3, 1e7, 1e10}'::float8[]) far, generate_series(1, 200) i, LATERAL (SELECT far + round(sin(i) * 64) / 64 AS y) r;
WITH total AS (SELECT far, par.survey_mean(y, w, s, c, NULL) AS e, sum(w * exact) / sum(w) AS mean, sum(w)::numeric AS sum_w FROM distant GROUP BY far),
     linear AS (SELECT far, s, unit, sum(w * (exact - mean)) AS z, sum(w * (exact - mean) ^ 2) AS squares FROM distant JOIN total USING (far) GROUP BY far, s, unit),
     layer AS (SELECT far, count(*)::numeric / (count(*) - 1) * (sum(z * z) - sum(z) * sum(z) / count(*)) AS variance, sum(squares) AS squares FROM linear GROUP BY far, s),
     whole AS (SELECT far, sum(variance) AS variance, sum(squares) AS squares FROM layer GROUP BY far)
SELECT far, pg_temp.near((e).mean, mean::float8) AS mean, pg_temp.near((e).std_error, (sqrt(variance) / sum_w)::float8, greatest(1e-14, far ^ 2 * 1e-31)) AS std_error, pg_temp.near((e).deff, (variance / squares * 199 / (sum_w - 200))::float8, greatest(1e-14, far ^ 2 * 1e-31)) AS deff
FROM total JOIN whole USING (far) ORDER BY far;

-- Any order of rows.
SELECT count(*) AS orders, bool_and(pg_temp.near(m.e, s.e)) AS same
FROM generate_series(1, 20) o, LATERAL (SELECT grp, par.survey_mean(answer, weight, stratum, cluster, population ORDER BY md5(id::text || o)) AS e FROM sample WHERE grp < 5 GROUP BY grp) m JOIN serial_mean s USING (grp);

-- Parallel: the states of the workers are combined.
CREATE FUNCTION pg_temp.differing(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT concat(count(*), '' groups, '', count(*) FILTER (WHERE NOT pg_temp.near(x.e, s.e)), '' differ'') FROM (%s) x JOIN serial_mean s USING (grp)', query) INTO result;
    RETURN result;
END $$;
ALTER TABLE sample SET (parallel_workers = 3);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT par.survey_mean(answer, weight, stratum, cluster, NULL) FROM sample;
CREATE TEMP TABLE parallel_mean AS SELECT par.survey_mean(answer, weight, stratum, cluster, NULL) AS e FROM sample;
SELECT pg_temp.near(p.e, s.e) AS same FROM parallel_mean p, (SELECT par.survey_mean(answer, weight, stratum, cluster, NULL ORDER BY id) AS e FROM sample) s;
SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT grp, par.survey_mean(answer, weight, stratum, cluster, population) FROM sample GROUP BY grp;
SELECT pg_temp.differing('SELECT grp, par.survey_mean(answer, weight, stratum, cluster, population) AS e FROM sample GROUP BY grp');
-- populations that differ between workers
SELECT test.error_of('SELECT par.survey_mean(answer, weight, NULL, cluster, CASE WHEN id < 3000 THEN 1e4 ELSE 2e4 END) FROM sample') AS populations_differ;
RESET enable_sort; RESET parallel_leader_participation; RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;

-- Partition-wise.
CREATE TABLE parted (LIKE sample) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (2500);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (2500) TO (2501);
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM (2501) TO (9999);
INSERT INTO parted SELECT * FROM sample;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT par.survey_mean(answer, weight, stratum, cluster, NULL) FROM parted;
SELECT pg_temp.differing('SELECT grp, par.survey_mean(answer, weight, stratum, cluster, population) AS e FROM parted GROUP BY grp');
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;

-- Windows, FILTER, DISTINCT, grouping sets, groups that spill.
SELECT id, (e).n, round((e).mean::numeric, 6) AS mean, round((e).std_error::numeric, 6) AS std_error, (e).df
FROM (SELECT id, par.survey_mean(y, w, NULL, NULL, NULL) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS e FROM (VALUES (1, 1, 1), (2, 3, 1), (3, NULL, 1), (4, 1e20, 1), (5, 2, 3), (6, 4, 1)) v(id, y, w)) f;
SELECT count(*) AS rows, bool_and(pg_temp.near(running, plain)) AS same FROM (
    SELECT id, par.survey_mean(answer, weight, NULL, NULL, NULL) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) AS running FROM sample WHERE id < 100) r,
    LATERAL (SELECT par.survey_mean(answer, weight, NULL, NULL, NULL) AS plain FROM sample s WHERE s.id <= least(r.id + 1, 99)) p;
SELECT (par.survey_mean(y, 2, NULL, NULL, NULL) FILTER (WHERE y < 4)).mean AS filtered, (par.survey_mean(DISTINCT y % 2, 2, NULL, NULL, NULL)).n AS distinct FROM generate_series(1, 9) y;
SELECT count(*) AS cells, bool_and(CASE WHEN grp IS NULL THEN (c.e).n > 900 ELSE pg_temp.near(c.e, s.e) END) AS same
FROM (SELECT grp, par.survey_mean(answer, weight, stratum, cluster, CASE WHEN false THEN population END) AS e FROM sample WHERE grp % 2 = 1 GROUP BY ROLLUP (grp)) c LEFT JOIN serial_mean s USING (grp);
SET work_mem = '64kB'; SET enable_sort = off;
SELECT count(*) AS groups, count(DISTINCT (round((e).mean::numeric, 9), round((e).std_error::numeric, 9), (e).df)) AS different
FROM (SELECT par.survey_mean(g / 2000, 1, (g / 2000 % 2)::text, (g / 4000)::text, NULL) AS e FROM generate_series(0, 15999) g GROUP BY g % 2000) s;
RESET work_mem; RESET enable_sort;

-- The state has an exact text form.
SELECT par.survey_accum(par.survey_accum(NULL, 1.5, 2, 'a "b"', NULL, 40), NULL, 3, 'a "b"', 'x', 40) AS state;
SELECT par.survey_accum('[[],[]]', -0.0::float8, -0.0::float8, NULL, NULL, NULL) AS zeros, par.survey_accum(NULL, 1e10, 0.1, NULL, 'đ', NULL) AS low_parts;
SELECT par.survey_combine(a, b) AS combined, par.survey_combine(a, NULL)::text = a::text AS left_alone, par.survey_combine(NULL, b)::text = b::text AS right_alone, par.survey_combine(NULL, NULL) IS NULL AS none
FROM (SELECT par.survey_accum(NULL, 1, 2, 'a', 'x', NULL) AS a, par.survey_accum(par.survey_accum(NULL, 3, 2, 'b', 'x', NULL), 5, 1, 'a', 'x', NULL) AS b) s(a, b);
SELECT par.survey_final('[[],[]]') AS nothing, par.survey_final(NULL) IS NULL AS strict;
CREATE TABLE states AS
SELECT grp, par.survey_accum(par.survey_accum(NULL, answer, weight, stratum, cluster, population), answer / 3, weight / 7, 'other ' || id, 'c', id) AS state FROM sample WHERE id < 500;
SET extra_float_digits = -15;
SELECT count(*) AS states, bool_and(par.survey_sum_send(state::text::par.survey_sum) = par.survey_sum_send(state)) AS same_bits FROM states;
RESET extra_float_digits;
-- an argument is not changed
CREATE TEMP TABLE kept AS SELECT par.survey_accum(NULL, 1, 2, 'a', 'x', NULL) AS state;
SELECT par.survey_accum(state, 3, 1, 'a', 'x', NULL) AS more, par.survey_combine(state, state) AS twice FROM kept;
SELECT state AS argument FROM kept;
DO $$
DECLARE
    state par.survey_sum;
    before par.survey_sum;
    text_before text;
BEGIN
    FOR i IN 1 .. 200 LOOP
        before := state;
        text_before := before::text;
        state := par.survey_accum(state, i, 1 + i % 3, 'stratum ' || i % 3, CASE WHEN i % 2 = 0 THEN 'cluster ' || i % 5 END, NULL);
        ASSERT before::text IS NOT DISTINCT FROM text_before AND state::text IS DISTINCT FROM text_before, 'the copy changed too';
    END LOOP;
    ASSERT pg_temp.near(par.survey_final(state), (SELECT par.survey_mean(i, 1 + i % 3, 'stratum ' || i % 3, CASE WHEN i % 2 = 0 THEN 'cluster ' || i % 5 END, NULL) FROM generate_series(1, 200) i)), 'another mean';
END $$;

-- Wrong states are refused.
SELECT state, test.error_of(format('SELECT %L::par.survey_sum', state)) FROM unnest(ARRAY[
    '', '[]', '[[]]', '[[],[]', '[[],[]]x', '[[],[],[]]', '[[[]],[]]', '[["a"],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0,0]],[]]', '[[[1,null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]',
    '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0],["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]',
    '[[["a",0,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",-1,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",1e999,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]',
    '[[["a",null,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]],[]]', '[[["a",null,1.5,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,-1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,null,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1e12,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]',
    '[[["a",null,1,1,2,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,2,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]',
    '[[["a",null,1,1,1,-1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1e200,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0.1,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,-1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,1e61,0,1,0,1,0,1,0,1,0]],[]]',
    '[[["a",null,1,1,1,1,0,1e-70,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,null,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1e61,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,0,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,2,0,1,0,1,0]],[]]',
    '[[["a",null,1,1,1,1,0,1,0,1,0,-1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,-1e61,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,-1,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1e121,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,1e-15]],[]]',
    '[[],[[1,"x",1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[0,"x",1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[2,"x",1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1.5,"x",1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[null,"x",1,0,1,0]]]',
    '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,null,1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,"x",1,0,1,0],[1,"x",1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,"x",-1,0,1,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,"x",1e62,0,1,0]]]',
    '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,"x",1,0,1e61,0]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,"x",1,0,1]]]', '[[["a",null,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0]],[[1,"x",1,0,1,0,1]]]']) state;
SELECT call, test.error_of('SELECT par.' || call) FROM unnest(ARRAY[
    $$survey_combine('[[["a",10,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', '[[["a",null,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]')$$, $$survey_final('[[["a",10,1,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]')$$,
    $$survey_accum('[[["a",null,100000000000,1,1,1,0,1,0,1,0,1,0,1,0,1,0]],[]]', 1, 1, 'a', NULL, NULL)$$, $$survey_accum('[[["a",null,1,100000000000,1,1,0,1,0,1,0,1,0,1,0,1,0]],[[1,"x",0,0,0,0]]]', 1, 1, 'a', 'x', NULL)$$, $$survey_accum('nonsense', 1, 1, 'a', NULL, NULL)$$, $$survey_accum(1, 1, 1, 'a', NULL, NULL)$$]) call;
-- Any state that is read can be worked with, and written again.
DO $$
DECLARE
    counts text[] := '{0, 1, 2, 3, 1000, 40000000000}';
    sums text[] := '{0, 0, 1, 3, 0.1, -1, 1e-60, 5e-324, 1e60, 1e120, -1e120, 1e180, 1e71, -1e-120, 1e-300, 1e300}';
    lows text[] := '{0, 0, 0, 0, 0, 0, 1e-17, -1e-17, 5e-324}';
    text_form text;
    a par.survey_sum;
    b par.survey_sum := '[[],[]]';
    e par.estimate;
    kept int := 0; refused int := 0; failed int := 0;
BEGIN
    PERFORM setseed(0.75);
    FOR i IN 1 .. 30000 LOOP
        SELECT format('[[%s],[[1,"x",%s,0,%s,0],[2,"y",1,0,%s,0]]]', string_agg(format('["%s",%s,%s,%s,%s,%s]', k, CASE WHEN random() < 0.03 THEN '1e12' ELSE 'null' END, c[1], c[2], least(c[2]::numeric, c[3]::numeric), s), ','),
                      sums[1 + floor(random() * 4)::int], sums[1 + floor(random() * 4)::int], sums[1 + floor(random() * 16)::int])
        INTO text_form
        FROM generate_series(1, 2) k, LATERAL (SELECT array_agg(counts[1 + floor(random() * 6)::int]) AS c FROM generate_series(1, 3 + 0 * k)) c,
             LATERAL (SELECT string_agg(CASE WHEN random() < 0.88 THEN '1,0' ELSE sums[1 + floor(random() * 16)::int] || ',' || lows[1 + floor(random() * 9)::int] END, ',') AS s FROM generate_series(1, 6 + 0 * k)) s;
        BEGIN
            a := text_form;
        EXCEPTION WHEN invalid_text_representation THEN
            refused := refused + 1;
            CONTINUE;
        END;
        kept := kept + 1;
        IF par.survey_sum_send(a::text::par.survey_sum) <> par.survey_sum_send(a) THEN RAISE EXCEPTION 'not the same again: %', text_form; END IF;
        BEGIN
            e := par.survey_final(a);
            IF NOT ((e).mean - (e).mean = 0 AND (e).std_error >= 0 AND (e).ci_low <= (e).mean AND (e).ci_high < 'Infinity' AND coalesce((e).deff, 0) >= 0 AND coalesce((e).deff, 0) < 'Infinity')
            THEN RAISE EXCEPTION '% from %', e, text_form; END IF;
            PERFORM par.survey_final(par.survey_accum(a, 2.5, 3, '1', 'x', NULL));
            PERFORM par.survey_final(par.survey_combine(a, a)::text::par.survey_sum), par.survey_final(par.survey_combine(a, b));
        EXCEPTION WHEN invalid_parameter_value OR program_limit_exceeded THEN
            failed := failed + 1;
        END;
        b := a;
    END LOOP;
    IF kept < 3000 OR refused < 3000 OR failed < 100 OR failed > kept / 2 THEN RAISE EXCEPTION '% kept, % refused, % failed', kept, refused, failed; END IF;
END $$;
DROP VIEW plain;
DROP TABLE sample, distant, serial_mean, parted, states;

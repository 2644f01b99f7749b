-- Correlations, Cronbach's alpha, statistics of items, agreement of judges: each
-- against plain SQL over the same rows, and what is refused.
SET client_min_messages = warning;
CREATE SCHEMA reliability;
SET search_path = reliability;
CREATE FUNCTION pg_temp.near(a float8, b float8, bound float8 DEFAULT 1e-12) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT a IS NOT DISTINCT FROM b OR coalesce(abs(a - b) <= bound * greatest(abs(b), 1), false)
$$;

-- ---------- correlations ----------

-- Ties, missing cells, a constant indicator, one that only few units have.
CREATE TABLE cell AS
SELECT 'u' || u AS unit, i AS indicator,
       CASE WHEN i = 'constant' THEN 0.1 WHEN i = 'few' AND u > 3 THEN NULL WHEN i = 'few' THEN u * u WHEN i = 'gaps' AND u % 3 = 0 THEN NULL
            WHEN i = 'ties' THEN (u * 7) % 5 WHEN i = 'opposite' THEN -3 * ((u * 13) % 11) ELSE (u * 13) % 11 + CASE i WHEN 'noise' THEN 4 * sin(u * 12.9898) ELSE 0 END END::float8 AS value
FROM generate_series(1, 40) u, unnest('{base,opposite,noise,ties,gaps,constant,few}'::text[]) i;
CREATE TABLE card AS SELECT par.scorecard(unit, indicator, value) AS card FROM cell;
CREATE VIEW pair AS
SELECT x.indicator AS a, y.indicator AS b, x.unit, x.value AS x, y.value AS y
FROM cell x JOIN cell y ON x.unit = y.unit AND x.indicator COLLATE "C" < y.indicator COLLATE "C" WHERE x.value IS NOT NULL AND y.value IS NOT NULL;
CREATE VIEW ranked AS
SELECT a, b, unit, rank() OVER wx + (count(*) OVER tx - 1) / 2.0 AS x, rank() OVER wy + (count(*) OVER ty - 1) / 2.0 AS y, count(*) OVER tx AS tx, count(*) OVER ty AS ty
FROM pair WINDOW wx AS (PARTITION BY a, b ORDER BY x), wy AS (PARTITION BY a, b ORDER BY y), tx AS (PARTITION BY a, b, x), ty AS (PARTITION BY a, b, y);
SELECT count(*) AS pairs, bool_and(n = o.count) AS n, bool_and(pg_temp.near(c.r, o.r)) AS r, count(c.r) AS with_r FROM card, par.correlations(card) c
JOIN (SELECT a, b, count(*), CASE WHEN min(x) < max(x) AND min(y) < max(y) THEN corr(x, y) END AS r FROM pair GROUP BY a, b) o USING (a, b);
SELECT count(*) AS pairs, bool_and(n = o.count) AS n, bool_and(pg_temp.near(c.r, o.r)) AS r, count(c.r) AS with_r FROM card, par.correlations(card, 'spearman') c
JOIN (SELECT a, b, count(*), corr(x, y) AS r FROM ranked GROUP BY a, b) o USING (a, b);
-- tau-b and its p-value from all pairs of units, and Simpson's rule for the normal curve
CREATE VIEW tau AS
WITH s AS (SELECT p.a, p.b, sum(sign(p.x - q.x) * sign(p.y - q.y)) AS s, sum(abs(sign(p.x - q.x))) AS nx, sum(abs(sign(p.y - q.y))) AS ny
           FROM pair p JOIN pair q ON (p.a, p.b) = (q.a, q.b) AND p.unit < q.unit GROUP BY p.a, p.b),
     t AS (SELECT a, b, count(*)::float8 AS n, sum((tx - 1) * (2 * tx + 5)) AS vx, sum((ty - 1) * (2 * ty + 5)) AS vy, sum(tx - 1) * sum(ty - 1) AS v1, sum((tx - 1) * (tx - 2)) * sum((ty - 1) * (ty - 2)) AS v2 FROM ranked GROUP BY a, b)
SELECT a, b, n, CASE WHEN nx * ny > 0 THEN s / sqrt(nx * ny) END AS r,
       CASE WHEN nx * ny > 0 AND n > 2 THEN abs(s) / sqrt((n * (n - 1) * (2 * n + 5) - vx - vy) / 18 + v1 / (2 * n * (n - 1)) + v2 / (9 * n * (n - 1) * nullif(n - 2, 0))) END AS z
FROM s JOIN t USING (a, b);
SELECT count(*) AS pairs, bool_and(c.n = o.n) AS n, bool_and(pg_temp.near(c.r, o.r)) AS r, count(c.r) AS with_r,
       bool_and(p_method IS NULL OR p_method = 'exact' OR pg_temp.near(c.p_value, CASE WHEN z IS NOT NULL THEN 1 - 2 * (SELECT sum(CASE WHEN k IN (0, 2000) THEN 1 WHEN k % 2 = 1 THEN 4 ELSE 2 END * exp(0 - (z * k / 2000) ^ 2 / 2)) FROM generate_series(0, 2000) k) * z / 6000 / sqrt(2 * pi()) END, 1e-10)) AS p_value
FROM card, par.correlations(card, 'kendall') c JOIN tau o USING (a, b);
-- p-values of 3, 4, 6 and 8 units have closed forms, of values; those of ranks are exact without ties
SELECT n, bool_and(pg_temp.near(p_value, CASE n WHEN 3 THEN 1 - 2 / pi() * asin(abs(r)) WHEN 4 THEN 1 - abs(r) WHEN 6 THEN 1 - 1.5 * (abs(r) - abs(r) ^ 3 / 3) ELSE 1 - 15 / 8.0 * (abs(r) - 2 * abs(r) ^ 3 / 3 + abs(r) ^ 5 / 5) END, 1e-13)) AS p_value, count(*)
FROM unnest('{3,4,6,8}'::int[]) units, unnest('{pearson}'::text[]) m, LATERAL (SELECT par.scorecard(u::text, i::text, sin(u * i * 12.9898)) AS card FROM generate_series(1, units) u, generate_series(1, 5) i) s, par.correlations(card, m) GROUP BY n ORDER BY n;
-- exact ones, by going through all orders of 3 to 6 units
CREATE TEMP TABLE ordering AS
WITH RECURSIVE o AS (SELECT n, ARRAY[]::int[] AS places FROM generate_series(3, 6) n UNION ALL SELECT n, places || k FROM o, generate_series(1, n) k WHERE k <> ALL (places))
SELECT n, places, (SELECT sum(sign(q - p)) FROM unnest(places) WITH ORDINALITY a (p, i), unnest(places) WITH ORDINALITY b (q, j) WHERE i < j)::int AS s, (SELECT sum((p - i) ^ 2) FROM unnest(places) WITH ORDINALITY a (p, i))::int AS d
FROM o WHERE cardinality(places) = n;
CREATE TEMP TABLE likely AS
SELECT n, x.s, x.d, least(1, 2 * least(avg((o.s <= x.s)::int), avg((o.s >= x.s)::int)))::float8 AS kendall, least(1, 2 * least(avg((o.d <= x.d)::int), avg((o.d >= x.d)::int)))::float8 AS spearman
FROM (SELECT DISTINCT n, s, d FROM ordering) x JOIN ordering o USING (n) GROUP BY n, x.s, x.d;
SELECT o.n, count(*) AS orders, bool_and(k.p_method = 'exact' AND pg_temp.near(k.p_value, l.kendall)) AS kendall, bool_and(r.p_method = 'exact' AND pg_temp.near(r.p_value, l.spearman)) AS spearman
FROM (SELECT DISTINCT ON (n, s, d) * FROM ordering) o JOIN likely l USING (n, s, d),
     LATERAL (SELECT par.scorecard(c.unit, c.indicator, c.value) AS card FROM (SELECT i::text AS unit, x.indicator, x.value FROM unnest(places) WITH ORDINALITY a (p, i), LATERAL (VALUES ('a', i::float8), ('b', p * 10.5)) x (indicator, value)) c (unit, indicator, value)) s,
     par.correlations(card, 'kendall') k, par.correlations(card, 'spearman') r GROUP BY o.n ORDER BY o.n;
-- where the exact ones end; ties and other methods never have them
SELECT method, units, p_method, count(*) FROM unnest('{pearson,spearman,kendall}'::text[]) method, unnest('{12,13,49,50}'::int[]) units,
     LATERAL (SELECT par.scorecard(u::text, i::text, CASE i WHEN 3 THEN u / 2 ELSE sin(u * i * 12.9898) END) AS card FROM generate_series(1, units) u, generate_series(1, 3) i) s, par.correlations(card, method)
WHERE (a, b) = ('1', '2') OR units = 12 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
-- a tie is what par.rollup holds for one: 0.1 + 0.2 is 0.3
SELECT method, r, p_method FROM unnest('{spearman,kendall}'::text[]) method, par.correlations((SELECT par.scorecard(u::text, i, CASE WHEN i = 'a' THEN (ARRAY[0.3::float8, 0.1::float8 + 0.2::float8, 0.5])[u] ELSE (ARRAY[7, 7, 9])[u] END) FROM generate_series(1, 3) u, unnest('{a,b}'::text[]) i), method);
-- indicators with holes and without, beside each other, many at once
SELECT method, count(*), bool_and(c.n = o.n AND pg_temp.near(c.r, o.r)) AS same
FROM unnest('{pearson,spearman,kendall}'::text[]) method,
     LATERAL (SELECT par.scorecard(u::text, 'i' || i, sin(u * i * 12.9898) + i * u / 50.0) FILTER (WHERE i % 7 <> 3 OR u % 5 <> i % 5) AS card FROM generate_series(1, 43) u, generate_series(1, 75) i) s,
     par.correlations(card, method) c, LATERAL (SELECT par.scorecard(unit, indicator, value) AS card FROM par.cells(card) WHERE indicator IN (c.a, c.b)) two,
     LATERAL (SELECT * FROM par.correlations(two.card, method) LIMIT 1) o
WHERE md5(c.a || c.b) < '1' GROUP BY method ORDER BY method;
-- exactly 1 and -1
SELECT method, a, b, r, n, p_value FROM card, unnest('{pearson,spearman,kendall}'::text[]) method, par.correlations(card, method) WHERE (a, b) IN (('base', 'opposite'), ('base', 'gaps')) AND method <> 'kendall' OR a = 'constant' AND b = 'few' ORDER BY method, a, b;
SELECT r, p_value FROM par.correlations('[[null,"x","y"],["a",1e300,-1e-300],["b",2e300,-2e-300],["c",4e300,-4e-300],["d",9e300,-9e-300]]');
SELECT r, n, p_value FROM par.correlations('[[null,"x","y"],["a",1,1],["b",2,3],["c",null,5],["d",3,null]]', 'kendall');
-- nothing to correlate
SELECT count(*) FROM par.correlations('[[null,"x"],["a",1],["b",2]]');
SELECT count(*) FROM par.correlations(NULL, 'pearson');
SELECT a, b, r, n, p_value FROM par.correlations('[[null,"x","y"]]', 'spearman');
SELECT test.error_of($$SELECT par.correlations('[[null,"x","y"],["a",1,2]]', 'Pearson')$$) AS method;
SELECT test.error_of($$SELECT par.correlations(par.scorecard('u', i::text, i)) FROM generate_series(1, 10001) i$$) AS too_many;
-- the order of rows leaves no trace
SELECT count(DISTINCT t) FROM generate_series(1, 3) s, LATERAL (SELECT string_agg(c::text, ',') AS t FROM (SELECT par.scorecard(unit, indicator, value ORDER BY md5(unit || indicator || s)) AS card FROM cell) x, par.correlations(card, 'kendall') c) y;

-- ---------- alpha and items ----------

-- Only complete units count; items of different sizes.
CREATE TABLE answer AS
SELECT 'p' || p AS unit, 'q' || q AS item, CASE WHEN p % 10 = 0 AND q = 3 THEN NULL ELSE q * (sin(p * 4.1) * 3 + cos(p * q * 1.7)) + 100 END AS value FROM generate_series(1, 60) p, generate_series(1, 6) q;
CREATE TABLE scale AS SELECT par.scorecard(unit, item, value) AS card FROM answer;
CREATE VIEW complete AS SELECT * FROM answer WHERE unit NOT IN (SELECT unit FROM answer WHERE value IS NULL);
CREATE VIEW standard AS SELECT unit, item, value, (value - avg(value) OVER i) / stddev_samp(value) OVER i AS z FROM complete WINDOW i AS (PARTITION BY item);
CREATE FUNCTION pg_temp.alpha(left_out text) RETURNS TABLE (alpha float8, standardized float8, r float8) LANGUAGE sql AS $$
    SELECT k / (k - 1) * (1 - v / t), k / (k - 1) * (1 - k / z), (z - k) / (k * (k - 1))
    FROM (SELECT var_samp(s) AS t, var_samp(z) AS z FROM (SELECT sum(value) AS s, sum(z) AS z FROM standard WHERE item <> left_out GROUP BY unit) u) t,
         (SELECT count(*)::float8 AS k, sum(v) AS v FROM (SELECT var_samp(value) AS v FROM standard WHERE item <> left_out GROUP BY item) i) v
$$;
SELECT items, n, pg_temp.near(a.alpha, o.alpha) AS alpha, pg_temp.near(standardized_alpha, standardized) AS standardized, pg_temp.near(average_correlation, o.r) AS r, pg_temp.near(average_correlation, (SELECT avg(corr) FROM (SELECT corr(x.value, y.value) FROM complete x JOIN complete y USING (unit) WHERE x.item < y.item GROUP BY x.item, y.item) c)) AS mean_r
FROM scale, par.cronbach_alpha(card) a, pg_temp.alpha('none') o;
SELECT count(*) AS items, bool_and(n = 54 AND pg_temp.near(i.mean, o.mean) AND pg_temp.near(i.sd, o.sd)) AS mean_sd, bool_and(pg_temp.near(item_total, o.total)) AS item_total, bool_and(pg_temp.near(item_rest, o.rest)) AS item_rest,
       bool_and(pg_temp.near(alpha_if_dropped, a.alpha)) AS alpha, bool_and(pg_temp.near(standardized_alpha_if_dropped, a.standardized)) AS standardized
FROM scale, par.item_statistics(card) i JOIN (SELECT item, avg(value) AS mean, stddev_samp(value) AS sd, corr(value, total) AS total, corr(value, total - value) AS rest FROM (SELECT item, value, sum(value) OVER (PARTITION BY unit) AS total FROM complete) t GROUP BY item) o ON o.item = i.indicator,
     pg_temp.alpha(indicator) a;
-- undefined: one item, one unit, no unit, no complete unit, a constant item, items that cancel
SELECT card, round(alpha::numeric, 9) AS alpha, round(standardized_alpha::numeric, 9) AS standardized, round(average_correlation::numeric, 9) AS r, items, n FROM unnest(ARRAY['[[null,"x"],["a",1],["b",2]]', '[[null,"x","y"],["a",1,2]]', '[[null,"x","y"]]', '[[null,"x","y"],["a",null,2],["b",3,null]]', '[[null,"x","y"],["a",1,0.1],["b",2,0.1],["c",4,0.1]]', '[[null,"x","y"],["a",0.1,-0.1],["b",0.7,-0.7],["c",0.4,-0.4]]']) card, par.cronbach_alpha(card::par.scorecard) a;
SELECT indicator, n, round(mean::numeric, 9) AS mean, round(sd::numeric, 9) AS sd, round(item_total::numeric, 9) AS item_total, round(item_rest::numeric, 9) AS item_rest, round(alpha_if_dropped::numeric, 9) AS alpha, round(standardized_alpha_if_dropped::numeric, 9) AS standardized FROM par.item_statistics('[[null,"x","y","z"],["a",1,2,0.1],["b",2,4,0.1],["c",4,8,0.1]]') i;
SELECT indicator, n, round(mean::numeric, 9) AS mean, round(sd::numeric, 9) AS sd, round(item_total::numeric, 9) AS item_total, round(item_rest::numeric, 9) AS item_rest, round(alpha_if_dropped::numeric, 9) AS alpha, round(standardized_alpha_if_dropped::numeric, 9) AS standardized FROM par.item_statistics('[[null,"x"],["a",1],["b",3]]') i;
SELECT indicator, n, round(mean::numeric, 9) AS mean, round(sd::numeric, 9) AS sd, round(item_total::numeric, 9) AS item_total, round(item_rest::numeric, 9) AS item_rest, round(alpha_if_dropped::numeric, 9) AS alpha, round(standardized_alpha_if_dropped::numeric, 9) AS standardized FROM par.item_statistics('[[null,"x","y"],["a",null,3]]') i;
SELECT par.cronbach_alpha(NULL) IS NULL AS no_card, (SELECT count(*) FROM par.item_statistics(NULL)) AS no_items;
-- an item a 1e200th of the others counts as much when brought to variance 1, and not otherwise
SELECT pg_temp.near(a.standardized_alpha, b.standardized_alpha) AS standardized, pg_temp.near(a.alpha, 1.2 * 0.8 * d.alpha_if_dropped) AS raw
FROM (SELECT par.scorecard(unit, item, CASE WHEN item = 'q1' THEN value * 1e-200 ELSE value END) AS c, par.scorecard(unit, item, value) AS d FROM answer) s, par.cronbach_alpha(c) a, par.cronbach_alpha(d) b, par.item_statistics(s.d) d WHERE d.indicator = 'q1';
-- constant items, be they 0 or huge, take nothing from small ones
SELECT kind, pg_temp.near(a.alpha, 7 / 6.0 * (b.alpha * 5 / 6)) AS rebased
FROM unnest('{0,1e300,1e-300}'::float8[]) kind, LATERAL (SELECT par.scorecard(unit, item, CASE WHEN item LIKE 'q_' THEN value * 1e-200 ELSE kind END) AS c, par.scorecard(unit, item, value) FILTER (WHERE item LIKE 'q_') AS d FROM (SELECT * FROM answer UNION ALL SELECT DISTINCT unit, 'constant', 0.0 FROM answer) x) s, par.cronbach_alpha(c) a, par.cronbach_alpha(d) b;
SELECT test.error_of($$SELECT par.item_statistics('[[null,"x","y"],["a",1.7e308,1],["b",-1.7e308,2]]')$$) AS sd;

-- ---------- agreement ----------

-- Six targets under four judges, the published ratings of Shrout and Fleiss
-- (1979): each pair of judges against the analysis of variance written out.
CREATE TABLE rating AS
SELECT t AS target, j AS judge, r[j]::numeric AS score FROM (VALUES (1, '{9,2,5,8}'::int[]), (2, '{6,1,3,2}'), (3, '{8,4,6,8}'), (4, '{7,1,2,6}'), (5, '{10,5,6,9}'), (6, '{6,2,4,7}')) v(t, r), generate_series(1, 4) j;
CREATE VIEW judged AS SELECT a.judge AS j1, b.judge AS j2, a.target, a.score AS s, b.score AS a FROM rating a JOIN rating b USING (target) WHERE a.judge <> b.judge;
CREATE VIEW anova AS
WITH g AS (SELECT j1, j2, count(*)::numeric AS n, avg(s) AS ms, avg(a) AS ma, avg(s + a) / 2 AS grand FROM judged GROUP BY j1, j2),
     m AS (SELECT j1, j2, n, 2 * sum(((s + a) / 2 - grand) ^ 2) / (n - 1) AS msr, n * max((ms - grand) ^ 2 + (ma - grand) ^ 2) AS msc,
                  sum((s - (s + a) / 2 - ms + grand) ^ 2 + (a - (s + a) / 2 - ma + grand) ^ 2) / (n - 1) AS mse FROM judged JOIN g USING (j1, j2) GROUP BY j1, j2, n)
SELECT j1, j2, (msr - mse) / (msr + mse + 2 * (msc - mse) / n) AS icc FROM m;
SELECT count(*) AS pairs, bool_and(abs((r).icc - icc) < 1e-14) AS icc, bool_and((r).n = 6 AND abs((r).bias - bias) < 1e-14 AND abs((r).mean_abs_difference - mad) < 1e-14 AND abs((r).share_exact - exact) < 1e-14) AS others, min(round((r).icc, 6)), max(round((r).icc, 6))
FROM (SELECT j1, j2, par.agreement(s, a) AS r, avg(s - a) AS bias, avg(abs(s - a)) AS mad, avg((s = a)::int) AS exact FROM judged GROUP BY j1, j2) x JOIN anova USING (j1, j2);
SELECT (par.agreement(s, a)).* FROM judged WHERE j1 = 1 AND j2 = 4;
-- nothing, one, a NULL in either, all alike, perfect, opposite
SELECT name, (r).* FROM (SELECT name, par.agreement(s, a) AS r FROM (VALUES ('one', 1.5, 2), ('null', NULL, 1), ('null', 1, NULL), ('alike', 2, 2), ('alike', 2, 2), ('perfect', 1, 1), ('perfect', 3.25, 3.25), ('opposite', 1, 2), ('opposite', 2, 1), ('shifted', 1, 2), ('shifted', 1, 2)) v(name, s, a) GROUP BY name) x ORDER BY name;
SELECT par.agreement(1, 2) FROM generate_series(1, 0);
-- huge, tiny and many decimals stay exact
SELECT (par.agreement(s, a)).* FROM (VALUES (1e40, 0), (-1e40, 1e-30), (0.1234567891234, 0.1234567891233)) v(s, a);
-- before PostgreSQL 14 numeric has no infinity
SELECT bool_and(test.error_of(format('SELECT par.agreement(s, 1) FROM (VALUES (2::numeric), (%L)) v(s)', s)) = E'22023 self-assessed value of an agreement must be finite\nThe value is ' || s || '.') AS refused
FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity']) s WHERE s = 'NaN' OR current_setting('server_version_num')::int >= 140000;
SELECT test.error_of($$SELECT par.agreement(1, 'NaN')$$) AS appraised, test.error_of($$SELECT par.agreement(('1' || repeat('0', 50000))::numeric, 1)$$) AS long, test.error_of($$SELECT par.agreement(1, ('0.' || repeat('0', 8000) || '1')::numeric)$$) AS deep;

-- Plans: many groups of small and big numbers against numeric.
CREATE TABLE scored AS SELECT i, i % 50 AS grp, round((abs(sin(i)) * CASE WHEN i % 11 = 0 THEN 1e20 ELSE 100 END)::numeric, i % 12) AS s, CASE WHEN i % 17 > 0 THEN round((abs(sin(i + i % 3)) * 100)::numeric, 2) END AS a FROM generate_series(1, 20000) i;
INSERT INTO scored SELECT i, 50 + i % 50, round(abs(sin(i))::numeric, 2), round(abs(sin(i + (i % 4 = 0)::int))::numeric, 2) FROM generate_series(1, 20000) i;
CREATE VIEW plain AS
SELECT grp, n, d / n AS bias, ad / n AS mad, e / n AS exact, n * (p - q) / nullif(n * (p + q) + 2 * ((n - 1) * d * d - q), 0) AS icc
FROM (SELECT grp, n, d, ad, e, n * ss - s * s AS p, n * dd - d * d AS q FROM (SELECT grp, count(*)::numeric + 0.00000000000000000000 AS n, sum(s - a) AS d, sum(abs(s - a)) AS ad, sum((s = a)::int) AS e, sum(s + a) AS s, sum((s - a) * (s - a)) AS dd, sum((s + a) * (s + a)) AS ss FROM scored WHERE s IS NOT NULL AND a IS NOT NULL GROUP BY grp) x) y;
CREATE TABLE serial_agreement AS SELECT grp, par.agreement(s, a) AS r FROM scored GROUP BY grp;
SELECT count(*), bool_and((r).n = n AND abs((r).bias - bias) <= 1e-14 * abs(bias) AND abs((r).mean_abs_difference - mad) <= 1e-14 * mad AND abs((r).share_exact - exact) < 1e-14 AND abs((r).icc - icc) <= 1e-14) AS same FROM serial_agreement JOIN plain USING (grp);
SELECT count(*) AS differing FROM serial_agreement x JOIN (SELECT grp, par.agreement(s, a ORDER BY md5(i::text)) AS r FROM scored GROUP BY grp) y USING (grp) WHERE x.r::text <> y.r::text;
ALTER TABLE scored SET (parallel_workers = 3);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off; SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT grp, par.agreement(s, a) FROM scored GROUP BY grp;
SELECT count(*) AS differing FROM serial_agreement x JOIN (SELECT grp, par.agreement(s, a) AS r FROM scored GROUP BY grp) y USING (grp) WHERE x.r::text <> y.r::text;
RESET enable_sort; RESET parallel_leader_participation; RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
CREATE TABLE parted (LIKE scored) PARTITION BY RANGE (i);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (7000);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (7000) TO (99999);
INSERT INTO parted SELECT * FROM scored;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT grp, par.agreement(s, a) FROM parted GROUP BY grp;
SELECT count(*) AS differing FROM serial_agreement x JOIN (SELECT grp, par.agreement(s, a) AS r FROM parted GROUP BY grp) y USING (grp) WHERE x.r::text <> y.r::text;
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;
-- Sliding frames, big values passing through.
SELECT count(*) AS frames, count(*) FILTER (WHERE w::text <> o::text) AS differing
FROM (SELECT i, par.agreement(s, a) OVER (ORDER BY i ROWS BETWEEN 7 PRECEDING AND 2 FOLLOWING) AS w FROM scored WHERE grp < 50 AND i <= 300) f,
     LATERAL (SELECT par.agreement(s, a) AS o FROM scored g WHERE grp < 50 AND g.i <= 300 AND g.i BETWEEN f.i - 7 AND f.i + 2) x;

-- State: text that reads back, other functions called by hand.
SELECT par.agreement_accum(par.agreement_accum('(0,0,0,0,0,0,0)', 1.5, 2), 3, 3) AS state;
SELECT par.agreement_combine('(1,0,-0.5,0.5,3.5,0.25,12.25)', '(1,1,0,0,6,0,36)') AS sum, par.agreement_remove('(2,1,-0.5,0.5,9.5,0.25,48.25)', 3, 3) AS less, par.agreement_final('(2,1,-0.5,0.5,9.5,0.25,48.25)');
SELECT s, test.error_of(format('SELECT %L::par.agreement_sum', s)) FROM unnest(ARRAY['', '(1)', '(1,0,0,0,0,0)', '(1,0,0,0,0,0,0,0)', '(-1,0,0,0,0,0,0)', '(1,2,0,0,0,0,0)', '(0,0,0,0,1,0,0)', '(1,1,1,1,0,1,0)', '(1,0,-2,1,0,1,0)', '(1,0,1,1,0,-1,0)', '(1,0,NaN,1,0,1,0)', '(1,0,1e3,1,0,1,0)']) s;
SELECT test.error_of($$SELECT par.agreement_remove('(0,0,0,0,0,0,0)', 1, 1)$$) AS removed, test.error_of($$SELECT par.agreement_remove('(1,0,1,1,3,1,9)', 1, 1)$$) AS unequal, test.error_of($$SELECT par.agreement_combine('(999999999999999999,0,0,0,0,0,0)', '(1,0,0,0,0,0,0)')$$) AS rows;
SELECT par.agreement_final(NULL) IS NULL AS final, par.agreement_combine(NULL, NULL) IS NULL AS combine;

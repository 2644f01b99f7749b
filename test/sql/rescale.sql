-- par.rescale, par.treat and par.impute, against plain SQL and by hand.
SET search_path = public, par;
SET client_min_messages = warning;
CREATE TABLE cell AS
SELECT 'u' || u AS unit, 'i' || i AS indicator, CASE WHEN (u * 31 + i * 17) % 7 = 0 THEN NULL ELSE (((u * 7919 + i * 104729) % (40 * i)) / 10.0 - i)::float8 END AS value
FROM generate_series(1, 80) u, generate_series(1, 9) i;
CREATE TABLE card AS SELECT par.scorecard(unit, indicator, value) AS card FROM cell;

-- Every relative method, both directions, with missing cells and ties.
CREATE VIEW statistic AS
SELECT *, min(x) OVER w AS lo, max(x) OVER w AS hi, avg(x) OVER w AS mean, stddev_samp(x) OVER w AS sd, count(x) OVER w AS n, rank() OVER (w ORDER BY x) AS rank
FROM (SELECT *, direction * value AS x FROM cell, unnest(ARRAY[1, -1]) direction) v
WINDOW w AS (PARTITION BY indicator, direction);
SELECT m.method, m.params, count(r.value) AS values, count(*) FILTER (WHERE (r.value IS NULL) <> (s.value IS NULL)) AS nulls_differ,
       count(*) FILTER (WHERE abs(r.value - e.expected) > 1e-12 * greatest(1, abs(e.expected))) AS values_differ
FROM (VALUES ('minmax', '{}'::jsonb), ('minmax', '{"lo": 1, "hi": 7.5}'), ('zscore', '{}'), ('zscore', '{"mean": 50, "sd": 10}'), ('rank', '{}'), ('borda', '{}'), ('percentile_rank', '{}'), ('distance_to_max', '{}')) m(method, params),
     card, unnest(ARRAY[1, -1]) d, LATERAL (SELECT jsonb_object_agg('i' || i, d) AS direction FROM generate_series(1, 9) i) dir,
     par.cells(par.rescale(card, m.method, m.params, dir.direction)) r JOIN statistic s USING (unit, indicator), LATERAL (SELECT CASE m.method
        WHEN 'minmax' THEN coalesce((m.params->>'lo')::float8, 0) + (x - lo) / (hi - lo) * (coalesce((m.params->>'hi')::float8, 100) - coalesce((m.params->>'lo')::float8, 0))
        WHEN 'zscore' THEN coalesce((m.params->>'mean')::float8, 0) + coalesce((m.params->>'sd')::float8, 1) * (x - mean) / sd
        WHEN 'rank' THEN rank WHEN 'borda' THEN rank - 1 WHEN 'percentile_rank' THEN (rank - 1)::float8 / (n - 1) WHEN 'distance_to_max' THEN 1 - (hi - x) / (hi - lo) END AS expected) e
WHERE s.direction = d GROUP BY 1, 2 ORDER BY 1, 2;

-- By hand; directions of some indicators only.
CREATE FUNCTION pg_temp.shown(card par.scorecard) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(coalesce(trim_scale(round(value::numeric, 6))::text, '-'), ' ' ORDER BY indicator, unit) FROM par.cells(card) $$;
SELECT method, params, direction, pg_temp.shown(par.rescale('[[null,"x","y"],["a",2,10],["b",6,null],["c",10,30],["d",6,20]]', method, params::jsonb, direction::jsonb)) AS "x, then y" FROM (VALUES
    ('minmax', '{}', '{}'), ('minmax', '{"lo": 1}', '{"y": -1, "x": 1}'), ('zscore', '{}', '{"x": -1}'), ('rank', '{}', '{}'), ('rank', '{}', '{"x": -1}'), ('borda', '{}', '{"y": -1}'), ('percentile_rank', '{}', '{}'),
    ('distance_to_max', '{}', '{}'), ('distance_to_max', '{}', '{"x": -1}'), ('distance_to_target', '{"targets": {"x": 8, "y": 50}}', '{}'), ('distance_to_target', '{"targets": {"x": 8, "y": 50}, "clamp": true}', '{}'), ('distance_to_target', '{"targets": {"x": 4, "y": 50}}', '{"x": -1}'),
    ('goalposts', '{"goalposts": {"x": [0, 8], "y": [0, 100]}}', '{}'), ('goalposts', '{"x": [0, 8], "y": [0, 100]}', '{}'), ('distance_to_target', '{"x": 8, "y": 50}', '{}'), ('goalposts', '{"goalposts": {"x": [0, 8], "y": [0, 100]}, "clamp": true, "lo": 0, "hi": 1}', '{"x": -1}'), ('goalposts', '{"goalposts": {"x": [4, 8], "y": [0, 100]}, "lo": 1, "hi": 10}', '{}'),
    ('log', '{}', '{}'), ('log', '{"base": 10, "offset": 8}', '{}'), ('log', '{"base": 0.5}', '{}'), ('log', '{"offset": 12}', '{"x": -1, "y": 1}')) m(method, params, direction);

-- A constant indicator becomes missing, with a notice, where units are compared
-- with each other; against fixed posts it has a value.
SET client_min_messages = notice;
SELECT method, par.rescale('[[null,"one","same","void"],["a",3,5,null],["b",null,5,null]]', method) FROM unnest(ARRAY['minmax', 'zscore', 'rank', 'borda', 'percentile_rank', 'distance_to_max']) method;
SELECT par.rescale('[[null,"same","void"],["a",5,null],["b",5,null]]', 'goalposts', '{"goalposts": {"same": [0, 10], "void": [0, 1]}}') AS goalposts, par.rescale('[[null,"same","void"],["a",5,null],["b",5,null]]', 'distance_to_target', '{"targets": {"same": 6, "void": 1}}') AS target,
       pg_temp.shown(par.rescale('[[null,"same"],["a",1],["b",1]]', 'log')) AS log;
SET client_min_messages = warning;

-- Ends are exact; huge and tiny values.
SELECT par.rescale('[[null,"x"],["a",0.1],["b",0.3],["c",0.2]]', 'minmax', '{"lo": 0.1, "hi": 0.7}') AS ends, pg_temp.shown(par.rescale('[[null,"x"],["a",-1.7e308],["b",1.7e308],["c",0]]', 'minmax')) AS huge, pg_temp.shown(par.rescale('[[null,"x"],["a",5e-324],["b",1.5e-323],["c",1e-323]]', 'minmax')) AS tiny,
       pg_temp.shown(par.rescale('[[null,"x"],["a",-1.7e308],["b",1.7e308],["c",0]]', 'zscore')) AS huge_z, pg_temp.shown(par.rescale('[[null,"x"],["a",1e16],["b",1.0000000000000002e16],["c",1.0000000000000004e16]]', 'zscore')) AS close_z;
SELECT par.rescale('[[null]]', 'minmax') AS empty, par.rescale('[[null,"x"]]', 'rank') AS no_units, par.rescale(NULL, 'minmax') IS NULL AS of_null, par.rescale('[[null,"x"],["a",1],["b",2]]', 'minmax', NULL, NULL) AS defaults;

-- Wrong arguments.
SELECT args, test.error_of(format('SELECT par.rescale(%L, %s)', '[[null,"x","y"],["a",2,-1],["b",6,null],["c",10,1e308]]', args)) FROM unnest(ARRAY[
    $$'normalize'$$, $$NULL$$, $$'minmax', '[]'$$, $$'minmax', '{"min": 0}'$$, $$'minmax', '{"lo": "0"}'$$, $$'minmax', '{"lo": 100}'$$, $$'minmax', '{"lo": 5, "hi": 1}'$$, $$'rank', '{"lo": 1}'$$, $$'zscore', '{"sd": 0}'$$, $$'zscore', '{"sd": -1}'$$,
    $$'minmax', '{}', '{"z": -1}'$$, $$'minmax', '{}', '{"x": 0}'$$, $$'minmax', '{}', '{"x": "-1"}'$$, $$'minmax', '{}', '3'$$, $$'distance_to_target'$$, $$'distance_to_target', '{"targets": {"x": 5}}'$$, $$'distance_to_target', '{"targets": {"x": 5, "y": 1, "z": 2}}'$$,
    $$'distance_to_target', '{"targets": {"x": 2, "y": 1}}'$$, $$'distance_to_target', '{"targets": {"x": 12, "y": 1}}', '{"x": -1}'$$, $$'distance_to_target', '{"targets": [5, 1]}'$$, $$'distance_to_target', '{"targets": {"x": "5", "y": 1}}'$$, $$'distance_to_target', '{"x": 5, "clamp": true}'$$, $$'distance_to_target', '{"x": 5}'$$, $$'goalposts', '{"x": [0, 1], "y": 1}'$$, $$'goalposts', '{}'$$,
    $$'goalposts', '{"goalposts": {"x": [0, 1]}}'$$, $$'goalposts', '{"goalposts": {"x": [0, 1], "y": [1, 0]}}'$$, $$'goalposts', '{"goalposts": {"x": [0, 1], "y": [1, 1]}}'$$, $$'goalposts', '{"goalposts": {"x": [0, 1], "y": [1]}}'$$, $$'goalposts', '{"goalposts": {"x": [0, 1], "y": [0, "1"]}}'$$, $$'goalposts', '{"goalposts": {"x": [0, 1], "y": 5}}'$$, $$'goalposts', '{"goalposts": {"x": [0, 1], "y": [0, 1]}, "clamp": 1}'$$,
    $$'goalposts', '{"goalposts": {"x": [0, 1], "y": [0, 0.001]}}'$$, $$'log'$$, $$'log', '{"offset": -3}'$$, $$'log', '{"offset": 2, "base": 1}'$$, $$'log', '{"offset": 2, "base": 0}'$$, $$'log', '{"offset": 9}', '{"x": -1}'$$]) args;

-- Outliers.  Skewness and kurtosis against plain SQL.
CREATE TABLE tailed AS SELECT 'u' || lpad(u::text, 2, '0') AS unit, 'normal' AS indicator, sin(u * 12.9898)::float8 * 10 AS value FROM generate_series(1, 40) u UNION ALL
SELECT 'u' || lpad(u::text, 2, '0'), 'one outlier', CASE u WHEN 17 THEN 1000 ELSE u % 7 END FROM generate_series(1, 40) u UNION ALL
SELECT 'u' || lpad(u::text, 2, '0'), 'one below', CASE u WHEN 17 THEN -1000 ELSE u % 7 END FROM generate_series(1, 40) u UNION ALL
SELECT 'u' || lpad(u::text, 2, '0'), 'three outliers', CASE u WHEN 3 THEN 500 WHEN 17 THEN 1000 WHEN 30 THEN 900 ELSE u % 7 END FROM generate_series(1, 40) u UNION ALL
SELECT 'u' || lpad(u::text, 2, '0'), 'exponential', exp(u / 2.0) FROM generate_series(1, 40) u UNION ALL
SELECT 'u' || lpad(u::text, 2, '0'), 'exponential below', -exp(u / 2.0) FROM generate_series(1, 40) u WHERE u <> 5 UNION ALL
SELECT 'u' || lpad(u::text, 2, '0'), 'constant', 7 FROM generate_series(1, 40) u UNION ALL SELECT 'u01', 'three values', 1 UNION ALL SELECT 'u02', 'three values', 1 UNION ALL SELECT 'u03', 'three values', 1e6;
CREATE TABLE tailed_card AS SELECT par.scorecard(unit, indicator, value) AS card FROM tailed;
CREATE FUNCTION pg_temp.shape(card par.scorecard) RETURNS TABLE (indicator text, skewness float8, kurtosis float8) LANGUAGE sql AS $$
    SELECT indicator, CASE WHEN n >= 3 AND m2 > 0 THEN m3 / power(m2, 1.5) * sqrt(n * (n - 1)) / (n - 2) END, CASE WHEN n >= 4 AND m2 > 0 THEN (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / (m2 * m2) - 3) + 6) END
    FROM (SELECT indicator, count(value)::float8 AS n, avg(power(value - mean, 2)) AS m2, avg(power(value - mean, 3)) AS m3, avg(power(value - mean, 4)) AS m4
          FROM (SELECT *, avg(value) OVER (PARTITION BY indicator) AS mean FROM par.cells(card)) c GROUP BY indicator) m
$$;
SELECT method, count(*) AS indicators, bool_and(abs(r.skewness_before - b.skewness) < 1e-9 OR r.skewness_before IS NULL AND b.skewness IS NULL) AS skewness, bool_and(abs(r.kurtosis_before - b.kurtosis) < 1e-8 OR r.kurtosis_before IS NULL AND b.kurtosis IS NULL) AS kurtosis,
       bool_and(abs(r.skewness_after - a.skewness) < 1e-9 OR r.skewness_after IS NULL AND a.skewness IS NULL) AS skewness_after, bool_and(abs(r.kurtosis_after - a.kurtosis) < 1e-8 OR r.kurtosis_after IS NULL AND a.kurtosis IS NULL) AS kurtosis_after,
       bool_and(r.passed_before = (coalesce(abs(b.skewness), 0) < 2 OR coalesce(b.kurtosis, 0) < 3.5)) AND bool_and(r.passed_after = (coalesce(abs(a.skewness), 0) < 2 OR coalesce(a.kurtosis, 0) < 3.5)) AS passes
FROM tailed_card, unnest(ARRAY['winsorize', 'log', 'auto']) method, par.treatment_report(card, method) r JOIN LATERAL pg_temp.shape(card) b USING (indicator) JOIN LATERAL pg_temp.shape(par.treat(card, method)) a USING (indicator) GROUP BY method ORDER BY method;
SELECT method, indicator, treatment, points, passed_before, passed_after FROM tailed_card, unnest(ARRAY['winsorize', 'log', 'auto']) method, par.treatment_report(card, method) ORDER BY method, indicator;
SELECT indicator, count(*) AS changed, min(c.value) AS least, max(c.value) AS greatest FROM tailed_card, par.cells(par.treat(card, 'winsorize')) c JOIN tailed t USING (unit, indicator) WHERE c.value <> t.value AND indicator NOT LIKE 'exp%' GROUP BY indicator ORDER BY indicator;
SELECT points, passed_after, par.treat(card, 'winsorize', '{"max_points": 1}') = par.treat(card, 'winsorize') AS same FROM tailed_card, par.treatment_report(card, 'winsorize', '{"max_points": 2}') WHERE indicator = 'three outliers';
SELECT bool_and(abs(c.value - e.expected) < 1e-12) AS logarithms, count(*) FROM tailed_card, par.cells(par.treat(card, 'log')) c JOIN (
    SELECT *, CASE indicator WHEN 'exponential below' THEN -ln(max(value) OVER w - value + 0.01 * (max(value) OVER w - min(value) OVER w)) ELSE ln(value - min(value) OVER w + 0.01 * (max(value) OVER w - min(value) OVER w)) END AS expected
    FROM tailed WHERE indicator LIKE 'exp%' WINDOW w AS (PARTITION BY indicator)) e USING (unit, indicator);
SELECT indicator, treatment, points, passed_after FROM tailed_card, par.treatment_report(card, 'auto', '{"max_points": 1}') WHERE NOT passed_before ORDER BY indicator;
SELECT par.treat(card, 'winsorize', '{"skewness": 100}') = card AS lenient, par.treat(card, 'winsorize', '{"max_points": 0}') = card AS no_points FROM tailed_card;
SELECT treatment, points, passed_after FROM par.treatment_report('[[null,"x"],["a",0],["b",0],["c",0],["d",9]]', 'winsorize', '{"skewness": 0, "kurtosis": -9, "max_points": 99}');
-- bounds by indicator; distances on both sides
SELECT par.rescale('[[null,"x","y"],["a",1,10],["b",2,30],["c",5,50]]', 'minmax', '{"lo": {"x": 1}, "hi": {"x": 5, "y": 10}}') AS minmax, par.rescale('[[null,"x","y"],["a",1,10],["b",2,30],["c",5,50]]', 'goalposts', '{"goalposts": {"x": [0, 10], "y": [0, 100]}, "hi": {"y": 1}}', '{"x": -1}') AS goalposts;
SELECT method, par.rescale('[[null,"x","y"],["a",1,10],["b",3,null],["c",4,60],["d",11,70]]', method, params, direction) FROM (VALUES ('distance_to_median', '{}'::jsonb, '{}'::jsonb), ('distance_to_median', '{}', '{"x": -1}'), ('distance_to_target', '{"targets": {"x": 4, "y": 0}, "both": true}', '{}'), ('distance_to_target', '{"targets": {"x": 4, "y": 0}, "both": true}', '{"x": -1}')) v(method, params, direction);
SELECT par.rescale('[[null,"x"],["a",2],["b",2]]', 'distance_to_target', '{"targets": {"x": 2}, "both": true}') AS all_there, par.rescale('[[null,"x"]]', 'distance_to_target', '{"targets": {"x": 2}, "both": true}') AS nobody, par.rescale('[[null,"x"],["a",1e308],["b",-1e308],["c",0]]', 'distance_to_target', '{"targets": {"x": 1e308}, "both": true}') AS huge;
SELECT params, test.error_of(format($$SELECT par.rescale('[[null,"x"],["a",1],["b",2]]', %L, %L)$$, method, params)) FROM (VALUES ('minmax', '{"lo": {"x": 100}}'), ('minmax', '{"lo": {"z": 1}}'), ('minmax', '{"hi": {"x": "1"}}'), ('minmax', '{"hi": [1]}'), ('distance_to_target', '{"targets": {"x": 1}, "both": 1}'), ('distance_to_median', '{"both": true}')) v(method, params);
-- the last value that differs stays: what would be left says nothing of any unit
SELECT treatment, points, passed_after FROM par.treatment_report('[[null,"x"],["a",0],["b",0],["c",0],["d",8],["e",9]]', 'winsorize', '{"skewness": 0, "kurtosis": -9, "max_points": 99}');
SELECT treatment, points, passed_after, count(DISTINCT value) AS values_left FROM (SELECT par.scorecard('u' || u, 'x', CASE WHEN u > 58 THEN u * 20 ELSE 1 END) AS card FROM generate_series(1, 60) u) s, par.treatment_report(card, 'auto'), par.cells(par.treat(card, 'auto')) GROUP BY 1, 2, 3;
-- ranks, too, hold 0.1 + 0.2 for 0.3
SELECT method, par.rescale((SELECT par.scorecard(u::text, 'x', (ARRAY[0.3::float8, 0.1::float8 + 0.2::float8, 0.5])[u]) FROM generate_series(1, 3) u), method) FROM unnest('{rank,percentile_rank,borda}'::text[]) method;
SELECT par.treat(NULL, 'log') IS NULL AS of_null, par.treat('[[null,"x"]]', 'auto') AS no_units, (SELECT count(*) FROM par.treatment_report(NULL, 'log')) AS rows_of_null;
SELECT args, test.error_of(format('SELECT par.treat(%L, %s)', '[[null,"x"],["a",2]]', args)), test.error_of(format('SELECT par.treatment_report(%L, %s)', '[[null,"x"],["a",2]]', args)) IS NOT DISTINCT FROM test.error_of(format('SELECT par.treat(%L, %s)', '[[null,"x"],["a",2]]', args)) AS same
FROM unnest(ARRAY[$$'trim'$$, $$NULL$$, $$'winsorize', '{"points": 3}'$$, $$'winsorize', '{"max_points": 1.5}'$$, $$'winsorize', '{"max_points": -1}'$$, $$'log', '{"max_points": 3}'$$, $$'auto', '1'$$]) args;

-- Missing values.
SELECT method, count(*) FILTER (WHERE r.value IS DISTINCT FROM c.value AND c.value IS NOT NULL) AS present_changed, count(*) FILTER (WHERE c.value IS NULL) AS filled, max(abs(r.value - coalesce(c.value, e.centre))) < 1e-12 AS right
FROM card, unnest(ARRAY['mean', 'median', 'group_mean', 'group_median']) method, LATERAL (SELECT CASE WHEN method LIKE 'group%' THEN jsonb_object_agg('u' || u, u % 4) ELSE '{}' END AS groups FROM generate_series(1, 200) u) g,
     par.cells(par.impute(card, method, groups)) r JOIN cell c USING (unit, indicator) JOIN LATERAL (
        SELECT d.indicator, CASE WHEN method LIKE '%mean' THEN avg(d.value) ELSE percentile_cont(0.5) WITHIN GROUP (ORDER BY d.value) END AS centre FROM cell d WHERE groups = '{}' OR groups->d.unit = groups->c.unit GROUP BY d.indicator) e USING (indicator)
GROUP BY method ORDER BY method;
SET client_min_messages = notice;
SELECT par.impute('[[null,"x","void"],["a",1,null],["b",null,null],["c",4,null],["d",null,null]]', 'mean') AS mean, par.impute('[[null,"x"],["a",1],["b",null],["c",4],["d",null],["e",100]]', 'median') AS median,
       par.impute('[[null,"x"],["a",1],["b",null],["c",4],["d",null],["e",100],["f",null]]', 'group_mean', '{"a": "đồng bằng", "b": "đồng bằng", "c": 2, "d": 2.0, "e": "2", "f": "núi", "elsewhere": "núi"}') AS group_mean;
SET client_min_messages = warning;
SELECT par.impute(NULL, 'mean') IS NULL AS of_null, par.impute('[[null]]', 'group_mean') AS empty, par.impute('[[null,"x"],["a",1.7e308],["b",null],["c",1.7e308]]', 'mean') AS huge;
SELECT args, test.error_of(format('SELECT par.impute(%L, %s)', '[[null,"x"],["a",2],["b",null]]', args)) FROM unnest(ARRAY[$$'mode'$$, $$NULL$$, $$'mean', '{"a": 1}'$$, $$'group_mean'$$, $$'group_median', '{"a": 1}'$$, $$'group_mean', '{"a": 1, "b": null}'$$, $$'group_mean', '{"a": 1, "b": [1]}'$$, $$'group_mean', '"a"'$$]) args;
DROP TABLE cell, card, tailed, tailed_card CASCADE;

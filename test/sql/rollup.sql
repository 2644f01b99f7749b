-- par.rollup and what follows from it, against plain SQL and by hand.
SET client_min_messages = warning;
SET search_path = public, par;
SET extra_float_digits = 0;

-- The example of the documentation: half of a field of 20 points is excluded, 5
-- of the other 10 were reached; 80 of 80 elsewhere.
CREATE VIEW example AS SELECT '[[null,"1.1","1.2","2.1"],["u",50,null,100]]'::par.scorecard AS card,
    '[["index",null,null,null],["1","index",20,null],["2","index",80,null],["1.1","1",10,null],["1.2","1",10,null],["2.1","2",80,null]]'::par.tree AS tree;
SELECT r.* FROM example, par.rollup(card, tree) r;
SELECT missing, round(value::numeric, 2) AS index, coverage FROM example, unnest(ARRAY['node', 'leaf']) missing, par.rollup(card, tree, missing => missing) WHERE level = 0;
SELECT missing, c.indicator, round(contribution::numeric, 4) AS contribution FROM example, unnest(ARRAY['node', 'leaf']) missing, par.contributions(card, tree, missing) c;
SELECT e.* FROM example, par.effective_weights(tree) e;

-- Each method by hand: 10, 40 and 90 with weights 1, 1, 2.
CREATE FUNCTION pg_temp.node(method text, vals text, weights text DEFAULT '1,1,2', missing text DEFAULT 'node') RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(round(value::numeric, 6)::text, 'null') || ' of ' || coalesce(round(coverage::numeric, 6)::text, 'null') FROM par.rollup(
        format('[[null,"a","b","c"],["u",%s]]', vals)::par.scorecard,
        (SELECT format('[["r",null,1,"%s"],["a","r",%s,null],["b","r",%s,null],["c","r",%s,null]]', method, w[1], w[2], w[3]) FROM string_to_array(weights, ',') w)::par.tree, 0, missing)
    WHERE level = 0
$$;
SELECT method, pg_temp.node(method, '10,40,90') AS "all", pg_temp.node(method, '10,null,90') AS one_missing, pg_temp.node(method, 'null,40,null') AS one_left, pg_temp.node(method, 'null,null,null') AS none,
       pg_temp.node(method, '0,40,90') AS zero, pg_temp.node(method, '0,40,90', '0,1,1') AS zero_of_weight_0, pg_temp.node(method, '10,null,90', '0,1,0') AS weight_missing, pg_temp.node(method, '10,40,90', '0,0,0') AS no_weight,
       replace(pg_temp.node(method, '10,40,90', '1e300,1e300,2e300'), repeat('0', 290), '...') AS huge_weights, pg_temp.node(method, '10,40,90', '1e-320,1e-320,2e-320') AS tiny_weights
FROM unnest(ARRAY['arithmetic', 'geometric', 'harmonic', 'power:2', 'power:3', 'power:0.5', 'power:-2', 'power:1', 'power:0', 'power:-1', 'power:200', 'power:-200', 'sum', 'min']) method;
SELECT method, pg_temp.node(method, '-10,40,-90') AS negative FROM unnest(ARRAY['arithmetic', 'power:2', 'power:3', 'sum', 'min']) method;
SELECT method, test.error_of(format('SELECT pg_temp.node(%L, %L)', method, '10,-40,90')) FROM unnest(ARRAY['geometric', 'harmonic', 'power:0', 'power:2.5', 'power:-1', 'power:-2']) method;
SELECT method, pg_temp.node(method, '10,-40,90', '1,0,2') AS without_weight FROM unnest(ARRAY['geometric', 'harmonic', 'power:2.5']) method;
SELECT pg_temp.node('arithmetic', '1e308,1e308,1e308') = pg_temp.node('arithmetic', '1e308,1e308,1e308', '1,5,2') AS huge_values,
       pg_temp.node('geometric', '1e308,1e-308,1') AS far_apart, left(pg_temp.node('power:2', '3e300,4e300,0', '1,1,0'), 12) AS huge_power, pg_temp.node('harmonic', '1e-310,1e-310,1e-310') IS NOT NULL AS tiny;
SELECT test.error_of($$SELECT pg_temp.node('sum', '1e308,1e308,1', '1,1,2')$$), test.error_of($$SELECT pg_temp.node('sum', '1,1,1', '1e308,1e308,1e308')$$);

-- A random scorecard with missing cells and a tree of four levels, all methods
-- mixed, against a bottom-up computation in plain SQL.
CREATE TABLE cell AS
SELECT 'u' || u AS unit, 'i' || i AS node, CASE WHEN (u * 31 + i * 17) % 5 = 0 OR u = 7 OR (u = 8 AND i < 24) THEN NULL ELSE 1 + ((u * 7919 + i * 104729) % 997) / 10.0 END::float8 AS value
FROM generate_series(1, 60) u, generate_series(1, 24) i;
CREATE TABLE node AS
SELECT 'i' || i AS node, 'g' || (i - 1) / 3 AS parent, ((i * 7919) % 13)::float8 AS weight, NULL AS method FROM generate_series(1, 24) i UNION ALL
SELECT 'g' || g, 'f' || g / 3, 1 + (g * 5) % 4, (ARRAY['arithmetic', 'geometric', 'harmonic', 'power:2', 'sum', 'min', 'power:-1.5', 'arithmetic'])[1 + g] FROM generate_series(0, 7) g UNION ALL
SELECT 'f' || f, 'root', 2.5 - f, (ARRAY['arithmetic', 'geometric', NULL])[1 + f] FROM generate_series(0, 2) f UNION ALL SELECT 'root', NULL, NULL, 'arithmetic';
CREATE TABLE data AS SELECT (SELECT par.scorecard(unit, node, value) FROM cell) AS card, (SELECT par.tree(node, parent, weight, method) FROM node) AS tree;

CREATE FUNCTION oracle(min_coverage float8, missing text) RETURNS TABLE (unit text, node text, value float8, coverage float8) LANGUAGE plpgsql AS $$
DECLARE
    depth int;
BEGIN
    CREATE TEMP TABLE known ON COMMIT DROP AS SELECT c.unit, c.node, c.value, (c.value IS NOT NULL)::int::float8 AS coverage, 1::float8 AS total FROM cell c;
    FOR depth IN REVERSE 2 .. 0 LOOP
        INSERT INTO known
        SELECT s.unit, s.parent, CASE WHEN s.coverage < min_coverage - 1e-9 THEN NULL ELSE s.value END, s.coverage, s.total FROM (
            SELECT k.unit, c.parent,
                   CASE coalesce(min(p.method), 'arithmetic')
                       WHEN 'arithmetic' THEN sum(e.w * k.value) / nullif(sum(e.w), 0)
                       WHEN 'geometric' THEN exp(sum(e.w * ln(nullif(k.value, 0))) / nullif(sum(e.w), 0))
                       WHEN 'harmonic' THEN sum(e.w) / nullif(sum(e.w / k.value), 0)
                       WHEN 'power:2' THEN sqrt(sum(e.w * k.value * k.value) / nullif(sum(e.w), 0))
                       WHEN 'power:-1.5' THEN power(sum(e.w * power(k.value, -1.5)) / nullif(sum(e.w), 0), -1 / 1.5)
                       WHEN 'sum' THEN sum(c.weight * k.value) FILTER (WHERE c.weight > 0)
                       WHEN 'min' THEN min(k.value) FILTER (WHERE c.weight > 0) END AS value,
                   sum(c.weight * k.total * coalesce(k.coverage, 0)) / nullif(sum(c.weight * k.total), 0) AS coverage,
                   CASE WHEN min(p.method) = 'sum' THEN sum(c.weight * k.total) ELSE sum(c.weight * k.total) / nullif(sum(c.weight), 0) END AS total
            FROM known k JOIN node c ON c.node = k.node JOIN node p ON p.node = c.parent JOIN data ON true JOIN par.nodes(tree) n ON n.node = p.node AND n.level = depth,
                 LATERAL (SELECT CASE WHEN k.value IS NOT NULL THEN c.weight * CASE missing WHEN 'leaf' THEN k.coverage ELSE 1 END END AS w) e
            GROUP BY k.unit, c.parent) s;
    END LOOP;
    RETURN QUERY SELECT k.unit, k.node, k.value, k.coverage FROM known k;
    DROP TABLE known;
END $$;
SELECT missing, min_coverage, count(*) AS rows, count(r.value) AS values, count(DISTINCT round(r.coverage::numeric, 6)) AS coverages,
       count(*) FILTER (WHERE (r.value IS NULL) <> (o.value IS NULL) OR abs(r.value - o.value) > 1e-12 * abs(o.value)) AS values_differ,
       count(*) FILTER (WHERE abs(r.coverage - o.coverage) > 1e-12 OR (r.coverage IS NULL) <> (o.coverage IS NULL)) AS coverages_differ,
       count(*) FILTER (WHERE r.rank IS DISTINCT FROM CASE WHEN o.value IS NOT NULL THEN o.rank END) AS ranks_differ
FROM data, unnest(ARRAY['node', 'leaf']) missing, unnest(ARRAY[0, 0.5, 0.8, 1]) min_coverage,
     LATERAL (SELECT *, rank() OVER (PARTITION BY node ORDER BY round((value / p)::numeric, 9) * p::numeric DESC NULLS LAST) FROM (SELECT *, power(10, floor(log(nullif(value, 0)))) AS p FROM oracle(min_coverage, missing)) q) o
     JOIN par.rollup(card, tree, min_coverage, missing) r USING (unit, node)
GROUP BY missing, min_coverage ORDER BY 1 DESC, 2;

-- Thresholds: at 0.7 the coverage is reached, whatever the digits of the weights.
SELECT weights, min_coverage, value IS NOT NULL AS kept, coverage FROM unnest(ARRAY['0.1,0.2,0.4,0.3', '7,14,28,21', '1e-30,2e-30,4e-30,3e-30']) weights, unnest(ARRAY[0.69, 0.7, 0.71]) min_coverage,
    LATERAL (SELECT string_to_array(weights, ',') AS w) s, par.rollup('[[null,"a","b","c","d"],["u",1,1,1,null]]',
        format('[["r",null,1,null],["a","r",%s,null],["b","r",%s,null],["c","r",%s,null],["d","r",%s,null]]', w[1], w[2], w[3], w[4])::par.tree, min_coverage) r WHERE level = 0;
-- A node under the threshold is missing above; its leaves that are present count in the coverage above.
SELECT node, value, coverage, rank FROM par.rollup('[[null,"a","b","c","d"],["u",10,null,20,20]]', '[["r",null,1,null],["f","r",1,null],["g","r",1,null],["a","f",1,null],["b","f",1,null],["c","g",1,null],["d","g",1,null]]', 0.6);
-- One child; chains.
SELECT node, value, coverage FROM par.rollup('[[null,"a"],["u",3],["v",null]]', '[["r",null,1,"geometric"],["m","r",0.1,"power:7"],["n","m",9,"harmonic"],["a","n",2,null]]');
SELECT * FROM par.rollup('[[null,"a"],["u",3],["v",null]]', '[["a",null,1,null]]');

-- 'leaf' equals par.index with re-based denominators: field and criterion by
-- their maxima, points as a share of the maximum.
CREATE TABLE score AS
SELECT 'agency ' || a AS agency, format('%s.%s.%s', f, c, k) AS code, format('%s.%s', f, c) AS criterion, f::text AS field, (1 + (f * 3 + c * 5 + k * 7) % 11)::numeric / 2 AS max_points,
       CASE WHEN (a * 13 + f * 7 + c * 3 + k) % 6 = 0 THEN NULL ELSE round(((a * 7919 + f * 104729 + c * 31 + k * 17) % 101)::numeric / 100 * (1 + (f * 3 + c * 5 + k * 7) % 11) / 2, 2) END AS points
FROM generate_series(1, 80) a, generate_series(1, 8) f, generate_series(1, 4) c, generate_series(1, 3) k;
SELECT count(*) AS nodes, max(abs(r.value - i.index::float8)) < 1e-12 * 100 AS equal, count(*) FILTER (WHERE r.value IS NULL <> (i.index IS NULL)) AS null_differs
FROM (SELECT agency, coalesce(code, criterion, field, 'index') AS node, par.index(points, max_points) AS index FROM score GROUP BY agency, GROUPING SETS ((), (field), (criterion), (code))) i
JOIN (SELECT r.* FROM (SELECT par.scorecard(agency, code, points / max_points * 100) AS card FROM score) s,
             (SELECT par.tree(node, parent, weight, NULL) AS tree FROM (
                 SELECT DISTINCT code AS node, criterion AS parent, max_points AS weight FROM score UNION ALL SELECT criterion, field, sum(max_points) FROM score WHERE agency = 'agency 1' GROUP BY 1, 2 UNION ALL
                 SELECT field, 'index', sum(max_points) FROM score WHERE agency = 'agency 1' GROUP BY 1 UNION ALL SELECT 'index', NULL, NULL) n) t,
             par.rollup(card, tree, missing => 'leaf') r) r ON r.unit = i.agency AND r.node = i.node;

-- Ranks: competition ranking, by 10 significant digits, or by the decimals.
SELECT unit, value, rank FROM par.rollup('[[null,"x"],["a",3],["b",1],["c",2],["d",2],["e",null],["f",2.0000000000001]]', '[["x",null,1,null]]');
SELECT decimals, string_agg(format('%s %s', rank, value), ', ' ORDER BY value DESC) FROM unnest(ARRAY[0, 1, 2, 3, 9, 15, NULL]) decimals,
    par.rollup('[[null,"x"],["a",9.415],["b",9.4249999999],["c",9.4150000000000009],["d",9.4149999999999991],["e",-9.415],["f",9.5],["g",1.005]]', '[["x",null,1,null]]', decimals => decimals) GROUP BY decimals ORDER BY decimals;
SELECT string_agg(format('%s %s', rank, unit), ', ' ORDER BY rank, unit) AS ten_digits FROM par.rollup('[[null,"x"],["1e30",1.00000000004e30],["1e30 too",1e30],["1e-30",1.00000000004e-30],["1e-30 too",1e-30],["0",0],["-0",-0],["neg",-123456.7890123],["neg too",-123456.7890124],
    ["999",999.99999999999],["1000",1000],["1e300",1e300],["1e-300",1e-300],["12345678901",12345678901],["12345678902",12345678902],["123456789e3",123456789000],["123456788e3",123456788900],["5e-324",5e-324],["1e308",1.7e308],["1e10",1e10],["9999999999.6",9999999999.6]]', '[["x",null,1,null]]');
-- a sum of tenths ties with the number itself
SELECT unit, value::numeric AS value, rank FROM par.rollup('[[null,"a","b","c"],["sum",0.1,0.2,0],["number",0.3,0,0],["less",0.2999999,0,0]]', '[["r",null,1,"sum"],["a","r",1,null],["b","r",1,null],["c","r",1,null]]') WHERE level = 0;

-- Contributions sum to the root value; effective weights to 1.
SELECT missing, count(*) AS units, max(abs(total - value)) < 1e-10 AS sums, count(*) FILTER (WHERE (total IS NULL) <> (value IS NULL)) AS null_differs
FROM (SELECT missing, r.unit, r.value, (SELECT sum(contribution) FROM par.contributions(card, t.tree, missing) c WHERE c.unit = r.unit) AS total
      FROM data, (SELECT par.tree(node, parent, weight, CASE WHEN method IN ('sum', 'min') THEN method END) AS tree FROM node) t, unnest(ARRAY['node', 'leaf']) missing, par.rollup(card, t.tree, missing => missing) r WHERE level = 0) s
GROUP BY missing ORDER BY 1;
SELECT abs(sum(weight) - 1) < 1e-12 AS sums_to_1, count(*) AS leaves, count(*) FILTER (WHERE weight = 0) AS without FROM (SELECT par.tree(node, parent, weight, NULL) AS tree FROM node) t, par.effective_weights(tree);
SELECT * FROM par.effective_weights('[["r",null,5,"sum"],["f","r",20,null],["g","r",3,"sum"],["a","f",1,null],["b","f",3,null],["c","g",4,null],["z","r",2,null],["y","z",0,null]]');
SELECT * FROM par.contributions('[[null,"a","b","c"],["u",5,2,2],["v",null,7,9]]', '[["r",null,1,"min"],["a","r",1,null],["b","r",1,null],["c","r",1,null]]');

-- Leave one out, against a tree without the node.
SELECT count(*) AS rows, count(*) FILTER (WHERE l.rank IS DISTINCT FROM w.rank) AS ranks_differ, count(*) FILTER (WHERE l.change IS DISTINCT FROM l.rank - n.rank) AS changes_differ, min(l.change) < 0 AND max(l.change) > 0 AS moves
FROM data, par.leave_one_out(card, tree) l JOIN LATERAL (
    WITH RECURSIVE out(node) AS (SELECT l.node UNION ALL SELECT c.node FROM node c JOIN out ON c.parent = out.node)
    SELECT r.rank FROM (SELECT par.tree(n.node, n.parent, CASE WHEN n.node IN (SELECT node FROM out) THEN 0 ELSE n.weight END, n.method) AS tree FROM node n) t, par.rollup(data.card, t.tree) r
    WHERE level = 0 AND r.unit = l.unit) w ON true JOIN par.rollup(card, tree) n ON n.unit = l.unit AND n.level = 0
WHERE l.unit IN ('u1', 'u7', 'u8', 'u33');
SELECT * FROM par.leave_one_out('[[null,"a","b"],["u",1,4],["v",2,2],["w",null,3]]', '[["r",null,1,null],["a","r",1,null],["f","r",1,null],["b","f",1,null]]');

-- Defined results and errors.
SELECT count(*) AS empty_card FROM par.rollup('[[null,"x"]]', '[["x",null,1,null]]'), par.leave_one_out('[[null,"x"]]', '[["x",null,1,null]]'), par.contributions('[[null]]', '[["x",null,1,null]]');
SELECT node, value FROM par.rollup('[[null,"x","unused"],["u",1,2]]', '[["r",null,1,null],["x","r",1,null]]');
-- Each stage rounded, against the same in decimals; ranks move.
WITH staged AS (SELECT 'u' || u AS unit, 'i' || i AS indicator, 'f' || i % 2 AS field, (u * 7919 * (i + 3) % 10007) / 100.0::numeric AS value FROM generate_series(1, 120) u, generate_series(1, 6) i),
     field AS (SELECT unit, field, round(avg(round(value, 1)), 1) AS value FROM staged GROUP BY unit, field),
     root AS (SELECT unit, round(sum(value * CASE field WHEN 'f0' THEN 2 ELSE 1 END) / 3, 1) AS value FROM field GROUP BY unit),
     tree AS (SELECT par.tree(node, parent, weight, NULL) AS tree FROM (SELECT 'r' AS node, NULL AS parent, 1 AS weight UNION ALL VALUES ('f0', 'r', 2), ('f1', 'r', 1) UNION ALL SELECT DISTINCT indicator, field, 1 FROM staged) n),
     card AS (SELECT par.scorecard(unit, indicator, value) AS card FROM staged)
SELECT count(*) AS units, bool_and(s.value::numeric = root.value AND s.rank = place) AS same, count(*) FILTER (WHERE s.rank <> p.rank) > 0 AS ranks_move
FROM tree, card, par.rollup(card, tree, decimals => 1, round_stages => true) s JOIN (SELECT unit, value, rank() OVER (ORDER BY value DESC) AS place FROM root) root USING (unit)
JOIN LATERAL par.rollup(card, tree, decimals => 1) p ON p.unit = s.unit AND p.level = 0 WHERE s.level = 0;
-- A number of children beside the share of weight; fewer where fewer have a weight.
SELECT min_children, string_agg(unit || ' ' || node || ' ' || coalesce(value::text, '-'), ', ' ORDER BY unit, level, node) FROM generate_series(0, 4) min_children,
    par.rollup('[[null,"a","b","c","d"],["u",1,2,null,4],["v",null,null,null,8],["w",null,2,3,4]]', '[["r",null,1,null],["f","r",1,"sum"],["a","f",1,null],["b","f",1,null],["c","f",0,null],["d","r",1,null]]', min_children => min_children) WHERE level < 2 AND node <> 'd' GROUP BY 1 ORDER BY 1;
SELECT call, test.error_of('SELECT count(*) FROM ' || call) FROM unnest(ARRAY[$$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', round_stages => true)$$, $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', min_children => -1)$$]) call;
SELECT count(*) AS defaults_for_null FROM par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', round_stages => NULL, min_children => NULL);
-- A node of children without weight is missing: its siblings share its weight, in values, coverage and effective weights alike.
SELECT r.node, value, coverage, e.weight FROM (SELECT '[["r",null,1,null],["f","r",1,null],["a","f",1,null],["void","f",2,"min"],["x","void",0,null],["y","void",0,null],["b","r",3,null],["hollow","r",4,null],["none","hollow",5,null],["z","none",0,null]]'::par.tree AS tree) t
    JOIN LATERAL par.rollup('[[null,"a","b","x","y","z"],["u",1,2,3,4,5],["v",null,2,3,4,5]]', tree) r ON r.unit = 'v' OR level < 2 LEFT JOIN LATERAL par.effective_weights(tree) e ON e.indicator = r.node ORDER BY unit, level, node;
SELECT (SELECT count(*) FROM par.rollup(NULL, '[["x",null,1,null]]')) + (SELECT count(*) FROM par.rollup('[[null,"x"],["u",1]]', NULL)) + (SELECT count(*) FROM par.contributions(NULL, NULL)) + (SELECT count(*) FROM par.leave_one_out(NULL, NULL)) + (SELECT count(*) FROM par.effective_weights(NULL)) AS rows_of_null;
SELECT count(*) AS defaults_for_null FROM par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', NULL, NULL, NULL);
SELECT call, test.error_of('SELECT ' || call) FROM unnest(ARRAY[
    $$par.rollup('[[null,"x"],["u",1]]', '[["r",null,1,null],["y","r",1,null]]')$$, $$par.rollup('[[null],["u"]]', '[["x",null,1,null]]')$$, $$par.contributions('[[null,"x"],["u",1]]', '[["y",null,1,null]]')$$, $$par.leave_one_out('[[null,"x"],["u",1]]', '[["y",null,1,null]]')$$,
    $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', -0.1)$$, $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', 1.1)$$, $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', 'NaN')$$,
    $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', missing => 'leaves')$$, $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', decimals => -1)$$, $$par.rollup('[[null,"x"],["u",1]]', '[["x",null,1,null]]', decimals => 16)$$,
    $$par.contributions('[[null,"x"],["u",1]]', '[["x",null,1,null]]', '')$$, $$par.contributions('[[null,"x","y"],["u",1e200,1]]', '[["r",null,1,"sum"],["x","r",1e200,null],["y","r",1,null]]')$$, $$par.effective_weights('[["r",null,1,"sum"],["f","r",1e200,"sum"],["x","f",1e200,null]]')$$]) call;
-- too many values: a long chain over many units
SELECT test.error_of($$SELECT count(*) FROM (SELECT par.scorecard(g::text, 'n1000', 1) AS c FROM generate_series(1, 64001) g) s, (SELECT par.tree('n' || g, 'n' || nullif(g - 1, 0), 1, NULL) AS t FROM generate_series(1, 1000) g) n, par.rollup(c, t)$$);
DROP VIEW example;
DROP TABLE cell, node, data, score;
DROP FUNCTION oracle;

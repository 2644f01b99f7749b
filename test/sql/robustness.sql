-- Rank intervals, acceptability and weight stability, against plain SQL over
-- the same draws and against trees with moved weights.
SET client_min_messages = warning;
SET search_path = public, par;
CREATE TABLE cell AS
SELECT 'u' || lpad(u::text, 2, '0') AS unit, 'i' || i AS indicator, 20 + ((u * 7919 + i * 104729 + u * i * 31) % 997)::float8 / 13 AS value, (u * 31 + i * 17) % 6 = 0 OR u = 9 AS gap
FROM generate_series(1, 24) u, generate_series(1, 9) i;
CREATE TABLE node AS
SELECT 'i' || i AS node, 'f' || (i - 1) / 3 AS parent, (1 + i % 4)::float8 AS weight FROM generate_series(1, 9) i UNION ALL
SELECT 'f' || f, CASE f WHEN 2 THEN 'root' ELSE 'g' END, 2.5 + f FROM generate_series(0, 2) f UNION ALL VALUES ('g', 'root', 3), ('root', NULL, NULL);
-- kinds of tree and card: all arithmetic, mixed, all geometric; complete and not
CREATE TABLE kind AS
SELECT k.kind, (SELECT par.scorecard(unit, indicator, CASE WHEN gap AND k.gaps THEN NULL ELSE value END) FROM cell) AS card,
       (SELECT par.tree(node, parent, weight, CASE k.kind WHEN 'geometric' THEN 'geometric' WHEN 'arithmetic' THEN NULL WHEN 'gaps' THEN NULL WHEN 'sum' THEN CASE WHEN node IN ('root', 'f1') THEN 'sum' END
            ELSE (ARRAY['arithmetic', 'geometric', 'harmonic', 'min', 'power:2'])[1 + ascii(substr(node, 2)) % 5] END) FROM node) AS tree
FROM (VALUES ('arithmetic', false), ('gaps', true), ('geometric', false), ('sum', false), ('mixed', false), ('mixed gaps', true)) k(kind, gaps);

-- The draws: factors within the noise, at the levels that were chosen.
SELECT count(*), count(DISTINCT draw) AS draws, min(w.weight / n.weight) >= 0.75 AND max(w.weight / n.weight) <= 1.25 AS within, abs(avg(w.weight / n.weight) - 1) < 0.01 AS centred, abs(stddev(w.weight / n.weight) - 0.5 / sqrt(12)) < 0.005 AS uniform
FROM kind, par.weight_draws(tree) w JOIN node n USING (node) WHERE kind = 'arithmetic';
SELECT node, count(*) FILTER (WHERE w.weight <> n.weight) > 0 AS varies FROM kind, par.weight_draws(tree, 5, 0.1, 3, '{1,3}') w JOIN node n USING (node) WHERE kind = 'arithmetic' GROUP BY node ORDER BY node;
SELECT draw, node, round(weight::numeric, 12) AS weight FROM kind, par.weight_draws(tree, 2, 0.5, -77, '{1}') WHERE kind = 'arithmetic' AND node IN ('g', 'f2') ORDER BY 1, 2;
SELECT count(*) AS more_draws_begin_alike FROM (SELECT w.* FROM kind, par.weight_draws(tree, 10, 0.25, 5) w WHERE kind = 'mixed' INTERSECT SELECT w.* FROM kind, par.weight_draws(tree, 20, 0.25, 5) w WHERE kind = 'mixed') s;
SELECT count(DISTINCT weight) AS different FROM kind, unnest(ARRAY[1, 2, -1, 9223372036854775807, 0]) seed, par.weight_draws(tree, 1, 0.25, seed) w WHERE kind = 'mixed' AND node = 'g';

-- Ranks over the same draws, each computed by itself.
CREATE FUNCTION pg_temp.written_out(k text, draws int, noise float8, seed bigint, levels int[], missing text, decimals int)
RETURNS TABLE (unit text, mean_rank float8, median_rank float8, rank_05 float8, rank_95 float8, min_rank int, max_rank int, ranks int[]) LANGUAGE sql AS $$
    SELECT r.unit, avg(rank)::float8, percentile_cont(0.5) WITHIN GROUP (ORDER BY rank), percentile_cont(0.05) WITHIN GROUP (ORDER BY rank), percentile_cont(0.95) WITHIN GROUP (ORDER BY rank), min(rank), max(rank), array_agg(rank ORDER BY rank)
    FROM (SELECT draw, par.tree(n.node, n.parent, coalesce(w.weight, 1), n.method) AS tree FROM kind k2, LATERAL (SELECT * FROM par.weight_draws(k2.tree, draws, noise, seed, levels) UNION ALL SELECT d, 'root', NULL FROM generate_series(1, draws) d) w
              JOIN LATERAL par.nodes(k2.tree) n USING (node) WHERE k2.kind = k GROUP BY draw) t, kind k1, par.rollup(k1.card, t.tree, 0, missing, decimals) r
    WHERE k1.kind = k AND r.level = 0 GROUP BY r.unit
$$;
SELECT a.kind, a.missing, a.levels, a.decimals, count(*) AS units, count(*) FILTER (WHERE (r.mean_rank, r.median_rank, r.rank_05, r.rank_95, r.min_rank, r.max_rank) IS DISTINCT FROM (w.mean_rank, w.median_rank, w.rank_05, w.rank_95, w.min_rank, w.max_rank)
        AND NOT (abs(r.mean_rank - w.mean_rank) < 1e-9 AND abs(r.median_rank - w.median_rank) < 1e-9 AND abs(r.rank_05 - w.rank_05) < 1e-9 AND abs(r.rank_95 - w.rank_95) < 1e-9 AND (r.min_rank, r.max_rank) = (w.min_rank, w.max_rank))) AS differ,
       count(*) FILTER (WHERE n.rank IS DISTINCT FROM r.nominal_rank) AS nominal_differs, max(r.max_rank - r.min_rank) > 2 AS spread
FROM (VALUES ('arithmetic', 'node', NULL::int[], NULL::int), ('arithmetic', 'leaf', '{3}', NULL), ('arithmetic', 'node', '{1}', 0), ('arithmetic', 'node', '{2}', 1), ('gaps', 'node', NULL, NULL), ('gaps', 'leaf', NULL, NULL), ('gaps', 'leaf', '{2}', NULL), ('geometric', 'node', NULL, NULL), ('geometric', 'node', '{1,2}', NULL),
    ('sum', 'node', NULL, NULL), ('mixed', 'node', NULL, NULL), ('mixed', 'node', '{2,3}', 2), ('mixed gaps', 'node', NULL, NULL), ('mixed gaps', 'leaf', NULL, NULL), ('mixed gaps', 'leaf', '{3}', NULL)) a(kind, missing, levels, decimals)
JOIN kind k USING (kind), par.rank_intervals(card, tree, 60, 0.4, 11, a.levels, false, a.missing, a.decimals) r LEFT JOIN LATERAL pg_temp.written_out(a.kind, 60, 0.4, 11, a.levels, a.missing, a.decimals) w USING (unit)
    JOIN LATERAL par.rollup(card, tree, 0, a.missing, a.decimals) n ON n.unit = r.unit AND n.level = 0
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;

-- and in plain SQL: sums of products
WITH drawn AS (
    SELECT draw, n.node, n.parent, w.weight / sum(w.weight) OVER (PARTITION BY draw, n.parent) AS share FROM kind, par.weight_draws(tree, 200, 0.3, 42) w JOIN node n USING (node) WHERE kind = 'arithmetic'
), effective AS (
    SELECT a.draw, a.node AS indicator, a.share * b.share * coalesce(c.share, 1) AS weight FROM drawn a JOIN drawn b ON (b.draw, b.node) = (a.draw, a.parent) LEFT JOIN drawn c ON (c.draw, c.node) = (b.draw, b.parent) WHERE a.node LIKE 'i%'
), ranked AS (
    SELECT draw, unit, rank() OVER (PARTITION BY draw ORDER BY round(sum(weight * value)::numeric, 8) DESC) AS rank FROM effective JOIN cell USING (indicator) GROUP BY draw, unit
), spread AS (
    SELECT unit, avg(rank) AS mean, percentile_cont(0.95) WITHIN GROUP (ORDER BY rank) AS high FROM ranked GROUP BY unit
)
SELECT count(*), max(abs(r.mean_rank - s.mean)) < 1e-9 AND max(abs(r.rank_95 - s.high)) < 1e-9 AS right FROM kind, par.rank_intervals(card, tree, 200, 0.3, 42) r JOIN spread s USING (unit) WHERE kind = 'arithmetic';

-- Acceptability is the distribution of the same ranks.
SELECT kind, count(DISTINCT unit) AS units, count(*) FILTER (WHERE abs(a.share - (SELECT count(*) FROM unnest(w.ranks) r WHERE r = a.rank) / 60.0) > 1e-12) AS differ, count(DISTINCT unit) FILTER (WHERE abs(total - 1) > 1e-12) AS not_all
FROM kind, LATERAL (SELECT *, sum(share) OVER (PARTITION BY unit) AS total FROM par.rank_acceptability(card, tree, 60, 0.4, 11)) a JOIN LATERAL pg_temp.written_out(kind, 60, 0.4, 11, NULL, 'node', NULL) w USING (unit) GROUP BY kind ORDER BY kind;

-- Methods: one node, two outcomes; the weights stay as they are without.
SELECT r.unit, nominal_rank, min_rank, max_rank, mean_rank BETWEEN 1.4 AND 1.6 AS even FROM par.rank_intervals('[[null,"a","b"],["even",45,45],["uneven",10,90],["low",1,1]]', '[["r",null,1,null],["a","r",1,null],["b","r",1,null]]', 1000, 0, vary_methods => true) r;
SELECT bool_and(r.min_rank <= least(a.rank, g.rank) AND r.max_rank >= greatest(a.rank, g.rank)) AS covers FROM kind k JOIN LATERAL par.rank_intervals(k.card, k.tree, 400, 0, vary_methods => true) r ON true JOIN LATERAL par.rollup(k.card, k.tree) a ON (a.unit, a.level) = (r.unit, 0)
    JOIN kind k2 ON k2.kind = 'geometric' JOIN LATERAL par.rollup(k2.card, k2.tree) g ON (g.unit, g.level) = (r.unit, 0) WHERE k.kind = 'arithmetic';

-- The same seed, the same text, however the card came about.
SELECT count(DISTINCT md5(t)) AS one, count(*) FROM (
    SELECT string_agg(r::text, chr(10) ORDER BY unit) AS t FROM kind, par.rank_intervals(card, tree, 300, seed => 9) r WHERE kind = 'arithmetic' UNION ALL
    SELECT string_agg(r::text, chr(10) ORDER BY r.unit) FROM (SELECT par.scorecard(unit, indicator, value ORDER BY md5(indicator || unit)) AS card FROM cell) c, (SELECT par.tree(node, parent, weight, NULL ORDER BY md5(node)) AS tree FROM node) t, par.rank_intervals(card, tree, 300, seed => 9) r UNION ALL
    SELECT string_agg(r::text, chr(10) ORDER BY r.unit) FROM kind, par.rank_intervals(card::text::par.scorecard, tree::text::par.tree, 300, 0.25, 9, NULL, NULL, NULL, NULL) r WHERE kind = 'arithmetic') s(t);
SELECT r.* FROM kind, par.rank_intervals(card, tree) r WHERE kind = 'gaps' AND unit <= 'u10' ORDER BY unit;
SELECT count(*) FILTER (WHERE min_rank <> nominal_rank OR max_rank <> nominal_rank OR mean_rank <> nominal_rank OR rank_05 <> median_rank) AS no_noise_no_spread FROM kind, par.rank_intervals(card, tree, 3, 0) r WHERE nominal_rank IS NOT NULL;
SELECT count(*) FILTER (WHERE min_rank <> nominal_rank OR max_rank <> nominal_rank) AS no_levels_no_spread FROM kind, par.rank_intervals(card, tree, 9, 0.9, levels => '{}') r;

-- Weight stability by hand: lines 10 + 40 s and 30 meet at s = 1/2.
SELECT node, round(weight::numeric, 6) AS weight, round(low::numeric, 6) AS low, round(high::numeric, 6) AS high, swaps_low, swaps_high, method FROM par.weight_stability('[[null,"x","y"],["a",50,10],["b",30,30],["c",0,20]]', '[["r",null,1,null],["x","r",3,null],["y","r",1,null]]', 2);
SELECT top, node, round(low::numeric, 6) AS low, round(high::numeric, 6) AS high, swaps_low, swaps_high FROM unnest(ARRAY[1, 2, 99]) top, par.weight_stability('[[null,"x","y"],["a",9,1],["b",8,1],["c",0,5],["d",9,1]]', '[["r",null,1,null],["x","r",1,null],["y","r",1,null]]', top);
SELECT node, weight, low, high, method FROM par.weight_stability('[[null,"x","y"],["a",9,1],["b",8,1]]', '[["r",null,1,null],["f","r",1,null],["x","f",1,null],["y","f",0,null]]', 1);
SELECT node, round(low::numeric, 9) AS low, round(high::numeric, 9) AS high, swaps_high, method FROM par.weight_stability('[[null,"x","y","z"],["a",4,1,1],["b",2,2,1]]', '[["r",null,1,"geometric"],["x","r",2,null],["y","r",1,null],["z","r",0,null]]', 1);

-- Every end of every node: just inside the places are kept, just outside the
-- pair that is named has swapped.
CREATE FUNCTION pg_temp.moved(t par.tree, moving text, share float8) RETURNS par.tree LANGUAGE sql AS $$
    SELECT par.tree(n.node, n.parent, CASE WHEN n.node = moving THEN share * s.whole WHEN n.parent = s.parent THEN (1 - share) * n.weight / s.others * s.whole ELSE n.weight END, n.method)
    FROM par.nodes(t) n, (SELECT m.parent, sum(o.weight) AS whole, sum(o.weight) FILTER (WHERE o.node <> m.node) AS others FROM par.nodes(t) m JOIN par.nodes(t) o USING (parent) WHERE m.node = moving GROUP BY m.parent) s
$$;
CREATE FUNCTION pg_temp.places(card par.scorecard, tree par.tree, top int) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s %s', rank, unit), ', ' ORDER BY rank, unit) FROM par.rollup(card, tree) WHERE level = 0 AND rank <= top
$$;
CREATE FUNCTION pg_temp.ahead(card par.scorecard, tree par.tree, pair text[]) RETURNS boolean LANGUAGE sql AS $$
    SELECT (SELECT value FROM par.rollup(card, tree) WHERE level = 0 AND unit = pair[2]) > (SELECT value FROM par.rollup(card, tree) WHERE level = 0 AND unit = pair[1])
$$;
SELECT kind, top, method, count(*) AS nodes, count(swaps_low) + count(swaps_high) AS swaps, count(*) FILTER (WHERE low > weight OR high < weight OR low < 0 OR high > 1) AS wrong_side,
       count(*) FILTER (WHERE pg_temp.places(card, pg_temp.moved(tree, node, weight + (low - weight) * 0.9999), top) <> pg_temp.places(card, tree, top) OR pg_temp.places(card, pg_temp.moved(tree, node, weight + (high - weight) * 0.9999), top) <> pg_temp.places(card, tree, top)) AS lost_inside,
       count(*) FILTER (WHERE swaps_low IS NOT NULL AND low > 1e-6 AND (pg_temp.places(card, pg_temp.moved(tree, node, low - 1e-7), top) = pg_temp.places(card, tree, top) OR NOT pg_temp.ahead(card, pg_temp.moved(tree, node, low - 1e-7), swaps_low))) AS kept_below,
       count(*) FILTER (WHERE swaps_high IS NOT NULL AND high < 1 - 1e-6 AND (pg_temp.places(card, pg_temp.moved(tree, node, high + 1e-7), top) = pg_temp.places(card, tree, top) OR NOT pg_temp.ahead(card, pg_temp.moved(tree, node, high + 1e-7), swaps_high))) AS kept_above,
       count(*) FILTER (WHERE swaps_low IS NULL AND low <> 0 OR swaps_high IS NULL AND high <> 1) AS ends_for_nobody
FROM kind, unnest(ARRAY[1, 5]) top, par.weight_stability(card, tree, top) GROUP BY kind, top, method ORDER BY kind, top, method;

-- Defined results and errors.
SELECT (SELECT count(*) FROM par.rank_intervals(NULL, NULL)) + (SELECT count(*) FROM par.rank_acceptability('[[null,"x"]]', '[["x",null,1,null]]')) + (SELECT count(*) FROM par.weight_stability(NULL, NULL, 1)) + (SELECT count(*) FROM par.weight_draws(NULL)) + (SELECT count(*) FROM par.weight_draws('[["x",null,1,null]]')) +
       (SELECT count(*) FROM par.weight_stability('[[null,"x"],["u",null]]', '[["x",null,1,null]]', 1)) + (SELECT count(*) FROM par.rank_intervals('[[null,"x"]]', '[["x",null,1,null]]')) AS none;
SELECT * FROM par.rank_intervals('[[null,"x","y"],["a",1,2],["b",null,null]]', '[["r",null,1,null],["x","r",1e308,null],["y","r",1e-308,null]]', 2);
SELECT call, test.error_of('SELECT ' || call) FROM unnest(ARRAY[
    $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', 0)$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', -5)$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', noise => 1.5)$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', noise => 'NaN')$$,
    $$par.rank_intervals('[[null,"x"],["u",1]]', '[["r",null,1,null],["x","r",1,null]]', levels => '{2}')$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["r",null,1,null],["x","r",1,null]]', levels => '{0}')$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["r",null,1,null],["x","r",1,null]]', levels => '{1,NULL}')$$,
    $$par.rank_intervals('[[null,"x"],["u",1]]', '[["y",null,1,null]]')$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', missing => 'drop')$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', decimals => 99)$$, $$par.rank_intervals('[[null,"x"],["u",1]]', '[["x",null,1,null]]', 2000000000)$$,
    $$par.rank_intervals('[[null,"x","y"],["u",-1,2]]', '[["r",null,1,null],["x","r",1,null],["y","r",1,null]]', vary_methods => true)$$, $$par.weight_draws('[["x",null,1,null]]', 0)$$, $$par.rank_acceptability('[[null,"x"],["u",1]]', '[["x",null,1,null]]', 10, -0.1)$$, $$par.weight_stability('[[null,"x"],["u",1]]', '[["x",null,1,null]]', 0)$$]) call;
DROP TABLE cell, node, kind;

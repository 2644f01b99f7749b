-- Scores to two decimals, one row an assessment; counts a of which b were done.
SET client_min_messages = warning;
DROP TABLE IF EXISTS bench_points, bench_values, bench_counts, bench_reached, bench_rule, bench_rule_counts;
SELECT setseed(0.5) \g /dev/null

CREATE TABLE bench_points AS
SELECT (g % 3321)::integer AS agency,
       round((random() * 10)::numeric, 2) AS points,
       (1 + (g::bigint * 7919) % 20)::numeric / 2 AS max_points
FROM generate_series(1, :rows) g;

CREATE TABLE bench_values AS
SELECT agency, points::float8 AS value, max_points::float8 AS weight FROM bench_points;

CREATE TABLE bench_counts AS
SELECT (1 + (g::bigint * 104729) % 5000)::numeric AS a,
       floor((1 + (g::bigint * 104729) % 5000) * random())::numeric AS b
FROM generate_series(1, :rows) g;

CREATE TABLE bench_reached AS
SELECT a, a + g % 17 AS b FROM (SELECT row_number() OVER () AS g, a FROM bench_counts) c;

-- a criterion with its rule, as assessments join it; and a copy in every row
CREATE TABLE bench_rule (rule par.rule);
INSERT INTO bench_rule VALUES ('a = 0: na; b/a >= 100%: 2; b/a >= 80%: b/a * 2; else: 0');

CREATE TABLE bench_rule_counts AS
SELECT rule, b, a FROM bench_counts, bench_rule LIMIT :rows / 5;

CREATE OR REPLACE FUNCTION bench_plpgsql(b numeric, a numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    ratio numeric;
BEGIN
    IF a = 0 THEN RETURN NULL;
    END IF;
    ratio := b / a;
    IF ratio >= 1 THEN RETURN 2;
    ELSIF ratio >= 0.8 THEN RETURN ratio * 2;
    ELSE RETURN 0;
    END IF;
END $$;

-- a scorecard of communes: 332, 3,321 and 33,210 units, 100 indicators in 10
-- fields
DROP TABLE IF EXISTS bench_cells_1, bench_cells_10, bench_cells_100, bench_nodes, bench_tree;
CREATE TABLE bench_cells_100 AS
SELECT 'commune ' || lpad(u::text, 5, '0') AS unit, 'criterion ' || lpad(i::text, 3, '0') AS indicator, u, random() * 100 AS value
FROM generate_series(1, 33210) u, generate_series(0, 99) i ORDER BY md5(u::text || i);
CREATE TABLE bench_cells_10 AS SELECT * FROM bench_cells_100 WHERE u <= 3321;
CREATE TABLE bench_cells_1 AS SELECT * FROM bench_cells_100 WHERE u <= 332;
CREATE TABLE bench_nodes AS
SELECT 'criterion ' || lpad(i::text, 3, '0') AS node, 'field ' || i / 10 AS parent, (1 + i % 7)::float8 AS weight FROM generate_series(0, 99) i UNION ALL
SELECT 'field ' || f, 'index', (5 + f)::float8 FROM generate_series(0, 9) f UNION ALL SELECT 'index', NULL, NULL;
CREATE TABLE bench_tree AS SELECT par.tree(node, parent, weight, NULL) AS tree FROM bench_nodes;

DROP TABLE IF EXISTS bench_cards_1, bench_cards_10, bench_cards_100;
CREATE TABLE bench_cards_1 AS SELECT par.scorecard(unit, indicator, value) AS card FROM bench_cells_1;
CREATE TABLE bench_cards_10 AS SELECT par.scorecard(unit, indicator, value) AS card FROM bench_cells_10;
CREATE TABLE bench_cards_100 AS SELECT par.scorecard(unit, indicator, value) AS card FROM bench_cells_100;

-- 51 countries x 49 indicators in 8 groups of 2 halves; and ever more indicators
DROP TABLE IF EXISTS bench_country, bench_country_node, bench_country_card, bench_wide_1, bench_wide_10, bench_wide_100;
CREATE TABLE bench_country AS
SELECT 'country ' || u AS unit, 'indicator ' || i AS indicator, 'group ' || i % 8 AS parent, random() * 100 AS value FROM generate_series(1, 51) u, generate_series(0, 48) i;
CREATE TABLE bench_country_node AS
SELECT 'indicator ' || i AS node, 'group ' || i % 8 AS parent, 1::float8 AS weight FROM generate_series(0, 48) i UNION ALL
SELECT 'group ' || g, 'half ' || g % 2, 1 FROM generate_series(0, 7) g UNION ALL SELECT 'half ' || h, 'index', 1 FROM generate_series(0, 1) h UNION ALL SELECT 'index', NULL, 1;
CREATE TABLE bench_country_card AS
SELECT (SELECT par.scorecard(unit, indicator, value) FROM bench_country) AS card, (SELECT par.tree(node, parent, weight, NULL) FROM bench_country_node) AS tree;
CREATE TABLE bench_wide_1 AS
SELECT par.scorecard('u' || u, 'i' || i, random()) AS card, (SELECT par.tree('i' || i, CASE WHEN i > 0 THEN 'i0' END, 1 + i % 5, NULL) FROM generate_series(0, 10) i) AS tree FROM generate_series(1, 332) u, generate_series(1, 10) i;
CREATE TABLE bench_wide_10 AS
SELECT par.scorecard('u' || u, 'i' || i, random()) AS card, (SELECT par.tree('i' || i, CASE WHEN i > 0 THEN 'i0' END, 1 + i % 5, NULL) FROM generate_series(0, 100) i) AS tree FROM generate_series(1, 332) u, generate_series(1, 100) i;
CREATE TABLE bench_wide_100 AS
SELECT par.scorecard('u' || u, 'i' || i, random()) AS card, (SELECT par.tree('i' || i, CASE WHEN i > 0 THEN 'i0' END, 1 + i % 5, NULL) FROM generate_series(0, 1000) i) AS tree FROM generate_series(1, 332) u, generate_series(1, 1000) i;

VACUUM ANALYZE bench_country;
VACUUM ANALYZE bench_country_node;
VACUUM ANALYZE bench_country_card;
-- answers of a survey: 34 strata, 100 communes in each
DROP TABLE IF EXISTS bench_answers;
CREATE TABLE bench_answers AS
SELECT g AS id, floor(random() * 5) * 25 AS answer, (1 + g % 7)::float8 AS weight, 'province ' || g % 34 AS stratum, 'commune ' || floor(random() * 100) AS cluster, 5000::float8 AS population
FROM generate_series(1, 100000) g;

VACUUM ANALYZE bench_answers;
VACUUM ANALYZE bench_cells_1;
VACUUM ANALYZE bench_cells_10;
VACUUM ANALYZE bench_cells_100;
VACUUM ANALYZE bench_nodes;
VACUUM ANALYZE bench_points;
VACUUM ANALYZE bench_values;
VACUUM ANALYZE bench_counts;
VACUUM ANALYZE bench_reached;
VACUUM ANALYZE bench_rule;
VACUUM ANALYZE bench_rule_counts;
CHECKPOINT;

-- assessments of 3,321 communes at 108 leaves of three levels, a tenth of them not
-- applicable; and their criteria
DROP TABLE IF EXISTS bench_criteria, bench_leaves;
CREATE TABLE bench_criteria AS
SELECT f::text AS code, NULL AS parent, NULL::numeric AS max_points FROM generate_series(1, 9) f UNION ALL
SELECT f || '.' || c, f::text, NULL FROM generate_series(1, 9) f, generate_series(1, 3) c UNION ALL
SELECT f || '.' || c || '.' || l, f || '.' || c, 0.5 + (f + c + l) % 4 * 0.25 FROM generate_series(1, 9) f, generate_series(1, 3) c, generate_series(1, 4) l;
CREATE TABLE bench_leaves AS
SELECT 'commune ' || lpad(u::text, 5, '0') AS agency, c.code AS criterion, round((random() * c.max_points)::numeric, 2) AS points,
       c.max_points, random() > 0.1 AS applicable
FROM generate_series(1, 3321) u, bench_criteria c WHERE c.max_points IS NOT NULL
ORDER BY md5(u::text || c.code);
VACUUM ANALYZE bench_criteria;
VACUUM ANALYZE bench_leaves;

-- Exact roll-up of points: par.point_tree, par.point_sum, par.point_nodes, par.point_index.

CREATE TABLE criteria (code text, parent text, max_points numeric, not_applicable text);
INSERT INTO criteria VALUES
    ('1', NULL, 10, NULL), ('1.10', '1', 6, 'full'), ('1.2', '1', 4, 'exclude'),
    ('2', NULL, NULL, 'share_siblings'), ('2.1', '2', 5, 'share_siblings'), ('2.2', '2', 3, 'rescale_parent'), ('2.3', '2', 2, 'exclude'),
    ('3', NULL, 20, 'rescale_parent'), ('3.1', '3', 20, NULL), ('3.1.1', '3.1', 8, NULL), ('3.1.2', '3.1', 12, NULL);
CREATE VIEW tree AS SELECT par.point_tree(code, parent, max_points, not_applicable) AS tree FROM criteria;
SELECT tree FROM tree;
SELECT tree = tree::text::par.point_tree AS same_by_text,
       tree = (SELECT par.point_tree(code, parent, max_points, not_applicable ORDER BY code DESC) FROM criteria) AS same_in_any_order,
       tree <> (SELECT par.point_tree(code, parent, max_points, 'full') FROM criteria) AS other_policies_differ
FROM tree;

CREATE TABLE points (agency text, criterion text, points numeric, applicable boolean);
-- what each policy does, by hand:
-- A  all apply: 3 + 2 of 10, 4 of 10, 15 of 20
-- B  1.10 is awarded; 2.1 is shared by 2.2 (3 + 2.5) and 2.3 (2 + 2.5)
-- C  2.2 stretches 2.1 and 2.3, 7 to 10; 3 does not apply and stretches 1 and 2, 20 to 40
-- D  2 does not apply, and is shared by 1 and 3; 1.2 has no row; 3.1.2 is not scored
-- E  nothing applies but what is awarded
INSERT INTO points VALUES
    ('A', '1.10', 3, true), ('A', '1.2', 2, true), ('A', '2.1', 1, true), ('A', '2.2', 1, true), ('A', '2.3', 2, true), ('A', '3.1.1', 5, true), ('A', '3.1.2', 10, NULL),
    ('B', '1.10', 3, false), ('B', '1.2', 2, true), ('B', '2.1', NULL, false), ('B', '2.2', 1, true), ('B', '2.3', 2, true), ('B', '3.1.1', 5, true), ('B', '3.1.2', 10, true),
    ('C', '1.10', 3, true), ('C', '1.2', 2, true), ('C', '2.1', 1, true), ('C', '2.2', NULL, false), ('C', '2.3', 2, true), ('C', '3.1.1', 5, false), ('C', '3.1.2', 10, false),
    ('D', '1.10', 3, true), ('D', '2.1', NULL, false), ('D', '2.2', NULL, false), ('D', '2.3', NULL, false), ('D', '3.1.1', 5, true), ('D', '3.1.2', NULL, true),
    ('E', '1.10', NULL, false), ('E', '1.2', NULL, false), ('E', '3.1.1', NULL, false);
CREATE VIEW sums AS SELECT agency, par.point_sum(tree, criterion, points, applicable) AS sum FROM points, tree GROUP BY agency;

SELECT agency, n.* FROM sums, par.point_nodes(sum) n WHERE agency IN ('A', 'B') ORDER BY agency, n.criterion COLLATE "C";
SELECT agency, n.* FROM sums, par.point_nodes(sum) n WHERE agency NOT IN ('A', 'B') ORDER BY agency, n.criterion COLLATE "C";
SELECT agency, par.point_index(sum), par.point_index(sum, 2) AS rounded, par.point_index(sum, decimals => 30) AS long FROM sums ORDER BY agency;

-- in one stretch, in parts by workers, window by window, and through its forms
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
ALTER TABLE points SET (parallel_workers = 2);
CREATE TABLE trees AS SELECT tree FROM tree;
CREATE TABLE wide AS SELECT g::text AS code, g % 3 AS points, g % 10 <> 0 AS applicable FROM generate_series(1, 9000) g;
CREATE TABLE wide_tree AS SELECT par.point_tree(code, NULL, 2, 'share_siblings') AS tree FROM wide;
ALTER TABLE wide SET (parallel_workers = 2);
SET parallel_leader_participation = off;
SELECT tree AS wide_tree FROM wide_tree \gset
EXPLAIN (COSTS OFF) SELECT par.point_index(par.point_sum(:'wide_tree', code, points, applicable), 6) FROM wide;
SELECT par.point_index(par.point_sum(:'wide_tree', code, points, applicable), 6) AS in_parts FROM wide;
CREATE VIEW stored AS SELECT agency, par.point_sum(tree, criterion, points, applicable) AS sum FROM points, trees GROUP BY agency;
SELECT agency, sums.sum::text = stored.sum::text AS same FROM sums JOIN stored USING (agency) ORDER BY agency;
SET max_parallel_workers_per_gather = 0;
SELECT agency, stored.sum::text = sums.sum::text AS same FROM sums JOIN stored USING (agency) ORDER BY agency;
SELECT criterion, par.point_index(par.point_sum(tree, criterion, points, applicable) OVER (ORDER BY criterion COLLATE "C"), 4) AS so_far
FROM points, trees WHERE agency = 'A' ORDER BY criterion COLLATE "C";
SELECT bool_and(n = m) AS same_by_text
FROM sums, par.point_nodes(sum) WITH ORDINALITY n, par.point_nodes(sum::text::par.point_sum) WITH ORDINALITY m WHERE m.ordinality = n.ordinality;
CREATE TABLE kept AS SELECT agency, sum FROM sums;
SELECT agency, sum::text = (SELECT s.sum::text FROM sums s WHERE s.agency = kept.agency) AS stored_and_read FROM kept ORDER BY agency;
SELECT par.point_index(par.point_sum_combine(par.point_sum_accum(NULL, tree, '1.10', 3, true), par.point_sum_accum(NULL, tree, '1.2', 2, true))) AS by_hand FROM trees;
-- partition by partition
CREATE TABLE parted (LIKE points) PARTITION BY LIST (agency);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN ('A', 'B');
CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT * FROM points;
SET enable_partitionwise_aggregate = on;
SELECT bool_and(q.sum::text = s.sum::text) AS same
FROM (SELECT agency, par.point_sum((SELECT tree FROM trees), criterion, points, applicable) AS sum FROM parted GROUP BY agency) q JOIN sums s USING (agency);
RESET enable_partitionwise_aggregate; RESET parallel_leader_participation; RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;

-- where all is excluded, the index is par.index
SELECT count(*), bool_and(par.point_index(x.sum) IS NOT DISTINCT FROM x.index) AS equals_par_index
FROM (SELECT g, par.point_sum(t.tree, c.code, p.points, p.applicable) AS sum,
             par.index(coalesce(p.points, 0), c.max_points) FILTER (WHERE p.applicable) AS index
      FROM generate_series(1, 200) g
      CROSS JOIN (SELECT par.point_tree(code, parent, max_points, NULL) AS tree FROM criteria) t
      CROSS JOIN criteria c
      CROSS JOIN LATERAL (SELECT NULLIF(hashint4(g * 100 + length(c.code)) % 7, 0) * c.max_points / 17 AS points, hashint4(g + ascii(c.code)) % 4 <> 0 AS applicable) p
      WHERE c.code NOT IN (SELECT parent FROM criteria WHERE parent IS NOT NULL)
      GROUP BY g) x;

-- numbers of any size, exactly: three thirds, 40 digits, negative points, a maximum of 0
SELECT par.point_index(par.point_sum(t, c, p, true), 38)
FROM (SELECT par.point_tree(code, NULL, 10000000000000000000000000000000000000000.5, NULL) AS t FROM unnest('{a,b}'::text[]) code) x, (VALUES ('a', 1), ('b', 1234567890123456789012345678901234567890.123456789)) v (c, p);
SELECT n.* FROM (SELECT par.point_sum(t, c, p, a) AS s
                 FROM (SELECT par.point_tree(code, NULL, max, 'share_siblings') AS t FROM (VALUES ('a', 1::numeric), ('b', 3), ('c', 0), ('d', 3.00)) c (code, max)) x,
                      (VALUES ('a', 1.0 / 3, false), ('b', -1, true), ('c', 5, true), ('d', 2.0000, true)) v (c, p, a)) x, par.point_nodes(s) n;
SELECT n.criterion, n.points, n.max_points, n.share
FROM (SELECT par.point_sum(t, c, p, a) AS s
      FROM (SELECT par.point_tree(code, NULL, 1, 'share_siblings') AS t FROM unnest('{a,b,c,d}'::text[]) code) x,
           (VALUES ('a', 1::numeric, true), ('b', 1, true), ('c', 1, true), ('d', 1, false)) v (c, p, a)) x, par.point_nodes(s) n;

-- nothing there, nothing that applies, nothing to divide by
SELECT par.point_tree(code, parent, max_points, not_applicable) IS NULL AS no_tree FROM criteria WHERE false;
SELECT par.point_sum(tree, criterion, points, applicable) IS NULL AS no_sum FROM points, trees WHERE false;
SELECT par.point_index(par.point_sum(tree, NULL, NULL, NULL)) IS NULL AS no_leaf, par.point_index(par.point_sum(tree, NULL, NULL, NULL))::text AS text FROM trees;
SELECT par.point_index(par.point_sum('[["a",null,0,"exclude"]]', 'a', 0, true)) IS NULL AS no_maximum;
SELECT par.point_index(NULL) IS NULL AS null_sum, par.point_index(NULL, 2) IS NULL AS null_sum_rounded;
SELECT count(*) AS rows_of_null FROM par.point_nodes(NULL);

-- errors
CREATE VIEW no_trees (fault, rows) AS VALUES
    ('null code', $$(NULL, NULL, 1, NULL)$$),
    ('twice', $$('a', NULL, 1, NULL), ('b', NULL, 1, NULL), ('a', NULL, 2, NULL)$$),
    ('unknown parent', $$('a', 'x', 1, NULL)$$),
    ('own parent', $$('a', 'a', 1, NULL)$$),
    ('cycle', $$('r', NULL, 1, NULL), ('a', 'b', 1, NULL), ('b', 'c', 1, NULL), ('c', 'a', 1, NULL)$$),
    ('negative', $$('a', NULL, -1, NULL)$$),
    ('NaN', $$('a', NULL, 'NaN', NULL)$$),
    ('infinite', $$('a', NULL, 'Infinity', NULL)$$),
    ('leaf without a maximum', $$('a', NULL, NULL, NULL)$$),
    ('not the sum', $$('a', NULL, 3.50, NULL), ('a.1', 'a', 1, NULL), ('a.2', 'a', 2.25, NULL)$$),
    ('too many digits', $$('a', NULL, 1e3000, NULL)$$),
    ('policy', $$('a', NULL, 1, 'Full')$$);
SELECT fault, test.error_of(format('SELECT par.point_tree(c, p, m::numeric, n) FROM (VALUES %s) v (c, p, m, n)', rows)) FROM no_trees;
SELECT rows, test.error_of(format('SELECT par.point_sum(tree, c, p::numeric, a) FROM trees, (VALUES %s) v (c, p, a)', rows))
FROM (VALUES ($$('9', 1, true)$$), ($$('1', 1, true)$$), ($$('1.2', 1, true), ('1.2', 1, false)$$), ($$(NULL, 1, true)$$),
             ($$('1.2', 'NaN', true)$$), ($$('1.2', '-Infinity', false)$$), ($$('1.2', 1e-3000, true)$$)) r (rows);
SELECT test.error_of($$SELECT par.point_sum(NULL, '1.2', 1, true)$$) AS null_tree;
SELECT test.error_of($$SELECT par.point_sum(par.point_tree_final(ARRAY[c, NULL, '1', NULL]), c, 1, true) FROM unnest('{a,b}'::text[]) c$$) AS two_trees;
SELECT test.error_of($$SELECT par.point_sum_combine(par.point_sum_accum(NULL, tree, '1.2', 1, true), par.point_sum_accum(NULL, tree, '1.2', 1, true)) FROM trees$$) AS combined_twice;
SELECT test.error_of($$SELECT par.point_sum_combine(par.point_sum_accum(NULL, tree, '1.2', 1, true), '[[["a",null,1,"full"]],[]]') FROM trees$$) AS combined_trees;
SELECT test.error_of($$SELECT par.point_index('[[["a",null,1,"full"]],[]]', -1)$$) AS decimals;
SELECT test.error_of($$SELECT par.point_tree_final('{a,b,c}')$$) AS odd_state, test.error_of($$SELECT par.point_tree_accum('{{a,b}}', 'a', NULL, 1, NULL)$$) AS deep_state,
       test.error_of($$SELECT par.point_tree_final('{}')$$) AS no_criteria;
SELECT literal, test.error_of(format('SELECT %L::par.point_tree', literal)) FROM unnest(ARRAY[
    '', '[]', '[', '[["a"]]', '[["a",null,1]]', '[["a",null,1,"exclude"]', '[["a",null,1,"exclude"]] x', '[["a",null,"1","exclude"]]', '[["a",null,1e5,"exclude"]]',
    '[["a",null,-1,"exclude"]]', '[["a",null,1,"x"]]', '[[null,null,1,"exclude"]]', '[["a","b",1,null]]']) literal;
SELECT literal, test.error_of(format('SELECT %L::par.point_sum', literal)) FROM unnest(ARRAY[
    '', '[]', '[[["a",null,1,"full"]]]', '[[["a",null,1,"full"]],[["b",1,true]]]', '[[["a",null,1,"full"]],[["a",1]]]', '[[["a",null,1,"full"]],[["a",1,yes]]]',
    '[[["a",null,1,"full"]],[["a",1,true],["a",1,true]]]', '[[["a",null,1,"full"]],[["a","1",true]]]', '[[["a",null,1,"full"]],[]]]']) literal;

-- deep and wide
SELECT par.point_index(s) AS deep, (SELECT max(level) FROM par.point_nodes(s)) AS levels
FROM (SELECT par.point_sum(t, '3000', 1, true) AS s
      FROM (SELECT par.point_tree(g::text, nullif(g - 1, 0)::text, 4, 'full') AS t FROM generate_series(1, 3000) g) x) y;
SELECT par.point_index(par.point_sum(:'wide_tree', code, points, applicable), 6) AS wide FROM wide;

DROP VIEW sums, stored, tree, no_trees;
DROP TABLE criteria, points, trees, kept, parted, wide, wide_tree;

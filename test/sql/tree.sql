-- par.tree: text, rows, faults, plans.
SET client_min_messages = warning;
SET search_path = public, par;

-- Nodes in any order; preorder comes out, siblings in byte order.
SELECT par.tree(n, p, w, m) FROM (VALUES ('y', 'f', 3, NULL), ('f', 'index', 0.5, 'geometric'), ('x', 'f', 1, NULL), ('index', NULL, NULL::float8, NULL), ('Z', 'index', 2, 'arithmetic'), ('z', 'Z', 0, 'min')) t(n, p, w, m);
SELECT * FROM par.nodes('[["index",null,7,"power:-2.50"],["g","index",2,"harmonic"],["y","g",0,null],["f","index",1,"sum"],["x","f",1e-3,"min"]]');
SELECT '[["only",null,null,null]]'::par.tree AS one_node, E'[ ["điểm \\"1\\"",null,null,"min"] , ["",\n"điểm \\"1\\"", 1 ,null]]'::par.tree AS names;
SELECT method, format('[["r",null,1,"%s"],["x","r",1,null]]', method)::par.tree::text::par.tree FROM unnest(ARRAY['arithmetic', 'geometric', 'harmonic', 'sum', 'min', 'power:2', 'power:0.50', 'power:-1e2', 'power:0', 'power:+3']) method;

-- Round trips; any order of rows.
CREATE TABLE node AS
SELECT CASE WHEN g = 1 THEN 'root' ELSE 'node ' || g END AS node, CASE WHEN g = 1 THEN NULL WHEN g / 3 <= 1 THEN 'root' ELSE 'node ' || g / 3 END AS parent, (g * 7919 % 100)::float8 / 8 AS weight,
       (ARRAY['arithmetic', 'geometric', NULL, 'power:3', 'sum'])[1 + g % 5] AS method, g
FROM generate_series(1, 400) g;
CREATE TABLE tree AS SELECT par.tree(node, parent, weight, method) AS tree FROM node;
SELECT count(DISTINCT t::text) AS one FROM (
    SELECT par.tree(node, parent, weight, method ORDER BY g) FROM node UNION ALL SELECT par.tree(node, parent, weight, method ORDER BY g DESC) FROM node UNION ALL
    SELECT par.tree(node, parent, weight, method ORDER BY md5(node)) FROM node) s(t);
SELECT (SELECT par.tree(node, parent, weight, method) FROM par.nodes(tree)) = tree AS through_rows, tree::text::par.tree = tree AS through_text, (SELECT count(*) FROM par.nodes(tree)) AS nodes, (SELECT max(level) FROM par.nodes(tree)) AS deepest FROM tree;
SELECT count(*) AS differ FROM tree, par.nodes(tree) n FULL JOIN node USING (node)
WHERE n.parent IS DISTINCT FROM node.parent OR n.weight IS DISTINCT FROM node.weight OR n.method IS DISTINCT FROM CASE WHEN EXISTS (SELECT FROM node c WHERE c.parent = node.node) THEN coalesce(node.method, 'arithmetic') END;
SELECT par.tree('a', NULL, 1, NULL) IS NULL AS no_rows FROM tree WHERE false;

-- What makes no tree.
SELECT rows, test.error_of(format('SELECT par.tree(n, p, w, m) FROM (VALUES %s) t(n, p, w, m)', rows)) FROM unnest(ARRAY[
    $$('r', NULL, 1::float8, NULL), ('a', 'a', 1, NULL)$$, $$('a', 'a', 1::float8, NULL::text)$$,
    $$('r', NULL, 1::float8, NULL), ('c', 'b', 1, NULL), ('a', 'c', 1, NULL), ('b', 'a', 1, NULL), ('x', 'r', 1, NULL), ('d', 'b', 1, NULL)$$, $$('b', 'a', 1::float8, NULL::text), ('a', 'b', 1, NULL)$$,
    $$('z', NULL, 1::float8, NULL::text), ('y', NULL, 1, NULL), ('x', NULL, 1, NULL)$$, $$('r', NULL, 1::float8, NULL), ('y', 'nobody', 1, NULL), ('x', 'none', 1, NULL)$$,
    $$('r', NULL, 1::float8, NULL), ('b', 'r', 1, NULL), ('a', 'r', 1, NULL), ('b', 'r', 2, NULL), ('a', 'b', 2, NULL)$$,
    $$('r', NULL, 1::float8, NULL), ('a', 'r', -0.5, NULL)$$, $$('r', NULL, -1::float8, NULL::text)$$, $$('r', NULL, 1::float8, NULL), ('a', 'r', NULL, NULL)$$, $$('r', NULL, 1::float8, NULL), ('a', 'r', 'NaN', NULL)$$, $$('r', NULL, 1::float8, NULL), ('a', 'r', 'Infinity', NULL)$$, $$('r', NULL, 'NaN'::float8, NULL::text)$$,
    $$(NULL, 'r', 1::float8, NULL::text)$$, $$('r', NULL, 1::float8, 'average')$$, $$('r', NULL, 1::float8, 'Arithmetic')$$, $$('r', NULL, 1::float8, 'power')$$, $$('r', NULL, 1::float8, 'power:')$$, $$('r', NULL, 1::float8, 'power:x')$$, $$('r', NULL, 1::float8, 'power:1e999')$$, $$('r', NULL, 1::float8, 'power:2 ')$$, $$('r', NULL, 1::float8, 'power:nan')$$, $$('r', NULL, 1::float8, '')$$]) rows;
SELECT test.error_of($$SELECT par.tree('n' || g, 'n' || g % 1000 + 1, 1, NULL) FROM generate_series(1, 1000) g$$) AS long_cycle;
SELECT literal, test.error_of(format('SELECT %L::par.tree', literal)) FROM unnest(ARRAY[
    '', '[]', '[[]]', '[["r"]]', '[["r",null,1]]', '[["r",null,1,null,1]]', '[[null,null,1,null]]', '[["r",1,1,null]]', '[["r",null,"1",null]]', '[["r",null,1,2]]', '[["r",null,1,null]', '[["r",null,1,null]]]', '[["r",null,1,null],]',
    '[["r",null,1,"mean"]]', '[["r","s",1,null]]', '[["r",null,-1,null]]', '[["r",null,1,null],["r",null,1,null]]', '{"r":1}']) literal;

-- Deep chains and wide nodes cost what they hold.
SELECT count(*) AS nodes, max(level) AS deepest FROM (SELECT par.tree('n' || g, CASE WHEN g > 1 THEN 'n' || g - 1 END, 1, NULL) AS t FROM generate_series(1, 50000) g) s, par.nodes(t);
SELECT count(*) AS nodes, max(level) AS deepest FROM (SELECT par.tree('n' || g, CASE WHEN g > 1 THEN 'n1' END, 1, NULL) AS t FROM generate_series(1, 50000) g) s, par.nodes(t);

-- Parallel, windows, grouping sets; the state by hand.
ALTER TABLE node SET (parallel_workers = 3);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT par.tree(node, parent, weight, method) FROM node;
SELECT (SELECT par.tree(node, parent, weight, method) FROM node) = tree AS same FROM tree;
RESET parallel_leader_participation; RESET max_parallel_workers_per_gather; RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
CREATE TABLE parted (LIKE node) PARTITION BY HASH (node);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT * FROM node;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT par.tree(node, parent, weight, method) FROM parted;
SELECT (SELECT par.tree(node, parent, weight, method) FROM parted) = tree AS same FROM tree;
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;
SELECT g, par.tree(node, parent, weight, method) OVER (ORDER BY g) FROM (VALUES (1, 'r', NULL, 1::float8, NULL), (2, 'a', 'r', 2, 'min'), (3, 'b', 'a', 3, NULL)) t(g, node, parent, weight, method);
CREATE TEMP TABLE state AS SELECT '[["b","r",2,null]]'::par.tree_rows AS s;
SELECT par.tree_accum(s, 'r', NULL, NULL, 'sum'), par.tree_combine(s, s), par.tree_combine(NULL, s), par.tree_combine(s, NULL), par.tree_accum(NULL, 'x', 'y', 0.1, 'power:2') FROM state;
SELECT s, test.error_of('SELECT par.tree_final(s) FROM state') FROM state;
SELECT par.tree_final(par.tree_accum(s, 'r', NULL, NULL, 'sum')) FROM state;
SELECT literal, test.error_of(format('SELECT %L::par.tree_rows', literal)) FROM unnest(ARRAY['', '[["r",null,1,"mean"]]', '[["r"]]', '[] ']) literal;
SELECT '[]'::par.tree_rows AS none, test.error_of($$SELECT par.tree_final('[]')$$);
SELECT weight, test.error_of(format('SELECT par.tree_accum(NULL, %L, %L, %L, NULL)', 'x', 'y', weight)) FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity']) weight;

-- Equality, hashing.
SELECT a = b AS equal, a <> b AS unequal, par.tree_hash(a) = par.tree_hash(b) AS same_hash, par.tree_hash_extended(a, 7) = par.tree_hash_extended(b, 7) AS same_extended
FROM (VALUES ('[["r",null,1,null],["a","r",1,"min"],["b","r",0,null]]'::par.tree, '[["b","r",-0,null],["a","r",1.0,null],["r",null,null,"arithmetic"]]'::par.tree), ('[["r",null,1,"sum"],["a","r",1,null]]', '[["r",null,1,"min"],["a","r",1,null]]')) t(a, b);
SELECT count(*) FROM (SELECT DISTINCT tree FROM (SELECT tree FROM tree UNION ALL SELECT tree FROM tree) s) d;
SELECT count(*) AS rows_of_null FROM par.nodes(NULL);
DROP TABLE node, tree, parted;

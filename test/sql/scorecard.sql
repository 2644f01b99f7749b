-- par.scorecard: text, rows, plans, equality, limits.
SET client_min_messages = warning;
SET search_path = public, par;

-- Text: a table in JSON; units and indicators come out in byte order.
SELECT '[[null,"y","x"],["b",1,2.5],["a",null,-3e-7]]'::par.scorecard;
SELECT E' [ [ null , "x" ] ,\n[ "u" ,\t1.50 ] ] '::par.scorecard AS white_space, '[[null]]'::par.scorecard AS empty,
       '[[null],["b"],["a"]]'::par.scorecard AS no_indicators, '[[null,"x"]]'::par.scorecard AS no_units;
SELECT '[[null,"x"],["u",-0],["v",0.1],["w",1e300],["x",5e-324],["y",123456789012345678],["z",null]]'::par.scorecard AS numbers;
SELECT E'[[null,"\\u0111i\\u1ec3m \\"1\\"","\\/\\b\\f\\n\\r\\t\\\\","\\ud835\\udd38"],["tỉnh \'\' Phú Thọ",1,2,3],["",4,5,6]]'::par.scorecard AS names;
SELECT card::text::jsonb -> 1 ->> 0 AS unit, card::text::par.scorecard::text = card::text AS fixed
FROM (SELECT E'[[null,"a\\"b"],["\\u0001\\n",0.30000000000000004]]'::par.scorecard AS card) c;

-- Byte order, whatever the collation.
SELECT par.scorecard(u, i, 1) FROM unnest(ARRAY['b', 'B', 'a', 'đ', 'Đ', 'á', '10', '9', 'ab', 'a b', '']) u, unnest(ARRAY['y', 'X']) i;

-- Rows in any order give the same; back to rows and again.
CREATE TABLE cell AS
SELECT 'unit ' || u AS unit, 'indicator ' || i AS indicator, CASE WHEN (u * 7 + i) % 11 = 0 THEN NULL ELSE ((u * 7919 + i * 104729) % 1000)::float8 / 7 END AS value, u * 100 + i AS id
FROM generate_series(1, 60) u, generate_series(1, 30) i WHERE (u + i) % 13 <> 0;
CREATE TABLE card AS SELECT par.scorecard(unit, indicator, value) AS card FROM cell;
SELECT count(DISTINCT c::text) AS one, bool_and(c = card) AS same FROM card, (
    SELECT par.scorecard(unit, indicator, value ORDER BY id) FROM cell UNION ALL
    SELECT par.scorecard(unit, indicator, value ORDER BY id DESC) FROM cell UNION ALL
    SELECT par.scorecard(unit, indicator, value ORDER BY value) FROM cell UNION ALL
    SELECT par.scorecard(unit, indicator, value ORDER BY md5(id::text)) FROM cell) s(c);
SELECT count(*) AS cells, count(c.value) AS values, bool_and(c.value IS NOT DISTINCT FROM cell.value) AS same
FROM card, par.cells(card) c LEFT JOIN cell USING (unit, indicator);
SELECT (SELECT par.scorecard(unit, indicator, value) FROM par.cells(card)) = card AS round_trip FROM card;
SELECT * FROM par.cells('[[null,"y","x"],["b",1,2.5],["a",null,3]]');

-- A NULL value makes names known; no rows make no scorecard.
SELECT par.scorecard(u, i, v) FROM (VALUES ('a', 'x', NULL), ('b', 'y', NULL::float8)) t(u, i, v);
SELECT par.scorecard(u, i, v) FROM (VALUES ('a', 'x', NULL), ('a', 'x', 5), ('a', 'x', NULL)) t(u, i, v);
SELECT par.scorecard('a', 'x', 1) IS NULL AS no_rows FROM card WHERE false;
SELECT par.scorecard('a', 'x', 1), par.scorecard('a', 'x', 1.5::numeric) FROM card;

-- What is refused.
SELECT rows, test.error_of(format('SELECT par.scorecard(u, i, v) FROM (VALUES %s) t(u, i, v)', rows)) FROM unnest(ARRAY[
    $$('a', 'x', 1::float8), ('b', 'x', 1), ('a', 'x', 2)$$, $$('a', 'x', 1), ('a', 'x', 1::float8)$$, $$('a', 'x', 'NaN'::float8)$$, $$('a', 'x', 'Infinity'::float8)$$, $$('a', 'x', '-Infinity'::float8)$$,
    $$(NULL, 'x', 1::float8)$$, $$('a', NULL, 1::float8)$$]) rows;
SELECT left(literal, 40) AS literal, left(test.error_of(format('SELECT %L::par.scorecard', literal)), 160) AS error FROM unnest(ARRAY[
    '', 'null', '[]', '[[]]', '[["x"]]', '[[null', '[[null]', '[[null]]x', '[[null,x]]', '[[null,"x"],["u"]]', '[[null,"x"],["u",1,2]]', '[[null,"x"],["u","1"]]', '[[null,"x"],["u",NaN]]',
    '[[null,"x"],["u",1e999]]', '[[null,"x"],["u",01x]]', '[[null,"x"],["u",.5]]', '[[null,"x"],["u",1.]]', '[[null,"x"],["u",+1]]', '[[null,"x"],["u",0x10]]', '[[null,"x"],["u",1],]', '[[null,"x"],[null,1]]',
    '[[null,"x","x"],["u",1,1]]', '[[null,"x"],["u",1],["u",2]]', '[[null,"\x"]]', '[[null,"\u00e"]]', '[[null,"\u0000"]]', '[[null,"\ud83d"]]', '[[null,"\ud83d\u0041"]]', '[[null,"\ude00"]]', E'[[null,"a\nb"]]', '[[null,"a',
    '{"a":1}', '[[null,"đ"],["u";1]]', '[[null,"x"],["u",' || repeat('9', 400) || ']]']) literal;

-- 16 million cells, no more.
SELECT test.error_of($$SELECT par.scorecard(g::text, (g * 2)::text, 1) FROM generate_series(1, 4001) g$$);
SELECT test.error_of($$SELECT ('[[null' || (SELECT string_agg(',"' || g || '"', '') FROM generate_series(1, 4001) g) || ']' ||
    (SELECT string_agg(',["' || g || '"' || repeat(',null', 4001) || ']', '') FROM generate_series(1, 4000) g) || ']')::par.scorecard$$);

-- Parallel and partition-wise.
ALTER TABLE cell SET (parallel_workers = 3);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT par.scorecard(unit, indicator, value) FROM cell;
SELECT (SELECT par.scorecard(unit, indicator, value) FROM cell) = card AS same FROM card;
SELECT test.error_of('SELECT par.scorecard(unit, indicator, coalesce(value, 1)) FROM (SELECT * FROM cell UNION ALL SELECT * FROM cell WHERE id = 203) c');
RESET parallel_leader_participation; RESET max_parallel_workers_per_gather; RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
CREATE TABLE parted (LIKE cell) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1000) TO (1001);
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM (1001) TO (99999);
INSERT INTO parted SELECT * FROM cell;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT par.scorecard(unit, indicator, value) FROM parted;
SELECT (SELECT par.scorecard(unit, indicator, value) FROM parted) = card AS same FROM card;
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;

-- Windows, FILTER, DISTINCT, grouping sets, many groups that spill.
SELECT u, par.scorecard(u, 'x', v) OVER (ORDER BY u ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS frame, par.scorecard(u, 'x', v) OVER (ORDER BY u) AS running
FROM (VALUES ('a', 1), ('b', 2), ('c', NULL), ('d', 4)) t(u, v);
SELECT par.scorecard(unit, indicator, value) FILTER (WHERE unit IN ('unit 1', 'unit 2') AND indicator IN ('indicator 1', 'indicator 2')) AS filtered, par.scorecard(DISTINCT 'a', 'x', 7) AS distinct FROM cell;
SELECT count(*) AS cards, sum((SELECT count(value) FROM par.cells(c))) AS values FROM (SELECT par.scorecard(unit, indicator, value) AS c FROM cell GROUP BY GROUPING SETS ((), unit, indicator)) s;
SET work_mem = '64kB'; SET enable_sort = off;
SELECT count(*) AS cards, count(DISTINCT c::text) AS different FROM (SELECT par.scorecard((g % 7)::text, (g / 2000)::text, g % 3) AS c FROM generate_series(0, 13999) g GROUP BY g % 2000) s;
RESET work_mem; RESET enable_sort;

-- Support functions by hand: an argument is not changed.
CREATE TEMP TABLE hand AS SELECT '[[null,"x"],["a",1]]'::par.scorecard AS c;
SELECT par.scorecard_accum(c, 'b', 'y', 2), par.scorecard_accum(c, 'a', 'x', NULL), par.scorecard_combine(c, '[[null,"y"],["a",5]]'), par.scorecard_combine(c, NULL), par.scorecard_combine(NULL, c), par.scorecard_accum(NULL, 'a', 'z', 0), par.scorecard_final(c), par.scorecard_combine(NULL, NULL) IS NULL AS none FROM hand;
SELECT c FROM hand;
SELECT par.scorecard_accum(par.scorecard_accum(c, 'b', 'y', 2), 'c', 'x', 3) FROM hand;
SELECT test.error_of('SELECT par.scorecard_combine(c, c) FROM hand'), test.error_of($$SELECT par.scorecard_accum(c, 'a', 'x', 2) FROM hand$$);
DO $$
DECLARE
    card par.scorecard;
    before par.scorecard;
BEGIN
    FOR i IN 1 .. 300 LOOP
        before := card;
        card := par.scorecard_accum(card, 'unit ' || i % 20, 'indicator ' || i / 20, i);
        ASSERT card IS DISTINCT FROM before, 'the copy changed too';
    END LOOP;
    ASSERT card = (SELECT par.scorecard('unit ' || i % 20, 'indicator ' || i / 20, i) FROM generate_series(1, 300) i), 'another card';
END $$;

-- Equality, hashing.
SELECT a, b, a = b AS equal, a <> b AS unequal, par.scorecard_hash(a) = par.scorecard_hash(b) AS same_hash, par.scorecard_hash_extended(a, 7) = par.scorecard_hash_extended(b, 7) AS same_extended
FROM (VALUES ('[[null,"x","y"],["a",1,2]]'::par.scorecard, '[[null,"y","x"],["a",2.0,1e0]]'::par.scorecard), ('[[null,"x"],["a",0]]', '[[null,"x"],["a",-0.0]]'),
    ('[[null,"x"],["a",null]]', '[[null,"x"],["a",0]]'), ('[[null,"x"],["a",1]]', '[[null,"xa"],["",1]]')) t(a, b);
SELECT count(*) FROM (SELECT DISTINCT c FROM (SELECT card AS c FROM card UNION ALL SELECT c FROM hand UNION ALL SELECT c FROM hand) s) d;
SELECT par.scorecard_in(NULL) IS NULL AND par.scorecard_out(NULL) IS NULL AND par.scorecard_send(NULL) IS NULL AND par.scorecard_eq(NULL, c) IS NULL AND par.scorecard_final(NULL) IS NULL AS strict FROM hand;
SELECT count(*) AS rows_of_null FROM par.cells(NULL);

-- Stored, compressed, out of line.
INSERT INTO card SELECT par.scorecard('unit ' || u, 'indicator ' || i, (u * i) % 5) FROM generate_series(1, 100) u, generate_series(1, 100) i;
SELECT count(*) AS cells, round(sum(value)::numeric, 6) AS sum FROM card, par.cells(card) WHERE pg_column_size(card) < length(card::text) AND unit LIKE 'unit %' GROUP BY card ORDER BY 1;
DROP TABLE cell, card, parted;

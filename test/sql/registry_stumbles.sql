-- What people stumbled on who played a year from the documents alone, and no other test shows.
SET client_min_messages = warning;
CALL par.create_registry('reg_stumbles');
SET search_path = reg_stumbles;
INSERT INTO agency (code, name, kind) SELECT x, x, 'tỉnh' FROM unnest('{A,B,C}'::text[]) x;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'x', 'tỉnh', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('S', '1', 'x', 60), ('S', '2', 'x', 40);

-- a comment that was accepted, and forgotten
INSERT INTO comment (scheme, criterion, author, body, proposed_max_points, proposed_rule) VALUES ('S', '1', 'A', 'x', 50, NULL), ('S', '2', 'B', 'x', NULL, 'min(40, n)'), ('S', '2', 'C', 'x', 40, NULL);
DO $$ DECLARE c bigint; BEGIN FOR c IN SELECT id FROM comment ORDER BY id LOOP CALL resolve_comment(c, 'accepted'); END LOOP; END $$;
SELECT criterion, severity, regexp_replace(problem, '[0-9]+', '<n>') AS problem, detail FROM scheme_problems('S') WHERE problem LIKE 'comment%' ORDER BY criterion;
UPDATE comment SET proposed_max_points = 60 WHERE criterion = '1';
UPDATE comment SET proposed_rule = NULL WHERE author = 'B';
SELECT count(*) FROM scheme_problems('S') WHERE problem LIKE 'comment%';
CALL approve_scheme('S');

-- doubled rows say of themselves alone that they are, and are counted once
INSERT INTO round (code, scheme, year, title) VALUES ('T', 'S', 2020, 'x'), ('R', 'S', 2024, 'x');
INSERT INTO import_result (round, agency, par_index, rank) VALUES ('T', 'A', '90', '1'), ('T', 'B', '80', '2'), ('T', 'B', '80', '2'), ('T', 'C', '70', '3');
INSERT INTO import_item (round, agency, criterion, points) SELECT 'T', a, c, '30' FROM unnest('{A,B,C}'::text[]) a, unnest('{1,2}'::text[]) c;
CALL record_published('T', '2021-05-01', 'x');
SELECT agency, problem FROM import_result WHERE problem IS NOT NULL;
SELECT count(*) AS items_refused FROM import_item WHERE problem IS NOT NULL;
DELETE FROM import_result WHERE ctid = (SELECT max(ctid) FROM import_result WHERE agency = 'B');
CALL record_published('T', '2021-05-01', 'x');
SELECT (SELECT count(*) FROM result) AS results, (SELECT count(*) FROM result_item) AS items;
-- what drops out is told
SET client_min_messages = notice;
INSERT INTO import_result (round, agency, par_index, rank) VALUES ('T', 'A', '91', '1');
CALL record_published('T', '2021-05-01', 'x');
SET client_min_messages = warning;
SELECT (SELECT count(*) FROM result) AS results, (SELECT count(*) FROM result_item) AS items;

-- a retired scheme is retired
CALL retire_scheme('S');
INSERT INTO participant (round, agency) VALUES ('R', 'A');
SELECT problem, to_do FROM missing('R');
-- a code that differs by zeros, wherever it is named
INSERT INTO agency (code, name, kind) VALUES ('01', 'x', 'tỉnh');
INSERT INTO participant (round, agency) VALUES ('R', '01');
SELECT test.error_of($$SELECT * FROM explain('R', '1', '1')$$);
SET client_min_messages = error;
DROP SCHEMA reg_stumbles CASCADE;

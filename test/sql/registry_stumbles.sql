-- What people stumbled on who played a year from the documents alone, and no other test shows.
SET par.language = 'en';
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
SELECT agency, par.say(problem) AS problem FROM import_result WHERE problem IS NOT NULL;
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

-- ---------------------------------------------------------------------------
-- duties
CREATE ROLE regress_admin;
CREATE ROLE regress_a;
CREATE ROLE regress_judge;
CREATE ROLE regress_public;
GRANT USAGE ON SCHEMA test TO regress_admin, regress_a, regress_public;
CALL test.hand_over('reg_stumbles');
CALL grant_duty('regress_admin', 'admin');
CALL grant_duty('regress_a', 'submitter', 'A');
CALL grant_duty('regress_public', 'reader');
-- a draft in consultation is not for readers; who comments without a name has that of his role
SET ROLE regress_admin;
CALL revise_scheme('S', 'V');
UPDATE scheme SET in_consultation = true WHERE code = 'V';
SET ROLE regress_public;
SELECT string_agg(code, ' ') AS schemes, (SELECT count(*) FROM criterion WHERE scheme = 'V') AS criteria FROM scheme;
SET ROLE regress_a;
SELECT string_agg(code, ' ' ORDER BY code) AS schemes FROM scheme;
INSERT INTO comment (scheme, criterion, body) VALUES ('V', '1', 'quá cao');
SELECT scheme, author, entered_by FROM consultation WHERE scheme = 'V';
SELECT * FROM scheme_problem;
-- who let the stage pass hands nothing in any more, unless he is given the time
SET ROLE regress_admin;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('W', 'x', 'tỉnh', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('W', '1', 'x', 100);
CALL approve_scheme('W');
INSERT INTO round (code, scheme, year, title) VALUES ('L', 'W', 2026, 'x');
INSERT INTO participant (round, agency) VALUES ('L', 'A'), ('L', 'B');
CALL advance('L');
INSERT INTO zero_missing (round, agency, reason) VALUES ('L', 'A', 'không nộp'), ('L', 'B', 'không nộp');
CALL advance('L');
-- a delegation to who may not appraise is told
INSERT INTO delegation VALUES ('L', '1', 'regress_judge');
SELECT test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('L', 'A', '1', 'appraisal', 4)$$);
CALL grant_duty('regress_judge', 'appraiser');
DELETE FROM delegation;
INSERT INTO delegation VALUES ('L', '1', 'regress_judge');
SET ROLE regress_a;
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('L', 'A', '1', 'muộn')$$),
       test.error_of($$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('L', 'A', '1', 'muộn')$$);
-- it cannot be held up by a proposal when all is decided
INSERT INTO exemption (round, agency, criterion, reason) VALUES ('L', 'A', '1', 'không có');
SET ROLE regress_judge;
CALL ask('L', 'A', '1', 'Ở đâu?');
SET ROLE regress_a;
INSERT INTO evidence (round, agency, criterion, title) VALUES ('L', 'A', '1', 'được hỏi');
-- what is not shown to him yet
SELECT test.error_of($$SELECT * FROM survey_points('L', '{A}')$$), test.error_of($$SELECT * FROM simulate_items('L', 'V')$$);
-- rows for an import of any kind are corrected by who loaded them
SET ROLE regress_admin;
INSERT INTO import_agency (code, name) VALUES ('N', 'Mới');
CALL import();
SELECT problem FROM own_import_agency;
UPDATE own_import_agency SET kind = 'tỉnh';
CALL import();
SELECT code, kind FROM agency WHERE code = 'N';
-- the last admin
CALL revoke_duty('regress_admin', 'admin');
RESET ROLE;
-- what has gone of a table is told by an upgrade
ALTER TABLE evidence DROP CONSTRAINT evidence_pkey CASCADE;
SELECT test.error_of($$CALL par.upgrade_registry('reg_stumbles')$$);
SET client_min_messages = error;
DROP SCHEMA reg_stumbles CASCADE;
CALL test.drop_roles('regress_admin', 'regress_a', 'regress_judge', 'regress_public', 'regress_registry');

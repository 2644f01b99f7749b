-- A statement that changes the points of a criterion in two stages is followed once by what reads them.
SET client_min_messages = warning;
CALL par.create_registry('reg_follows');
SET search_path = reg_follows;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'tỉnh', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text) VALUES
    ('S', 'F', NULL, 'Lĩnh vực', 30, NULL),
    ('S', 'a', 'F', 'a', 10, 'x >= target(x): 10; else: 5'),
    ('S', 'b', 'F', 'b', 10, 'min(10, y + points(''a''))'),
    ('S', 'c', 'F', 'c', 10, 'min(10, z + points(''b''))');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', 'a', 'x', 'count'), ('S', 'b', 'y', 'count'), ('S', 'c', 'z', 'count');
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) VALUES ('X', 'Tỉnh X', 'tỉnh'), ('Y', 'Tỉnh Y', 'tỉnh');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('R', 'S', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) VALUES ('R', 'X'), ('R', 'Y');
INSERT INTO target (round, agency, criterion, variable, value) VALUES ('R', 'X', 'a', 'x', '5'), ('R', 'Y', 'a', 'x', '5');
CALL advance('R');
CREATE VIEW input AS SELECT * FROM (VALUES ('a', 'x'), ('b', 'y'), ('c', 'z')) i (criterion, variable);
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'R', g, i.criterion, 'self', jsonb_build_object(i.variable, 1) FROM unnest('{X,Y}'::text[]) g, input i;
CALL submit('R', 'X');
CALL submit('R', 'Y');
DO $$ BEGIN CALL advance('R'); CALL take_over('R'); CALL advance('R'); CALL advance('R'); END $$;
CREATE VIEW shown AS SELECT criterion, string_agg(stage || ' ' || trim_scale(points), ', ' ORDER BY stage) AS points FROM assessment WHERE agency = 'X' AND stage <> 'self' GROUP BY criterion;

-- a target, in stage review: what it is about is scored anew in both stages
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'R', 'X', i.criterion, 'review', jsonb_build_object(i.variable, 2) FROM input i;
SELECT * FROM shown ORDER BY criterion;
UPDATE target SET value = '1' WHERE agency = 'X';
SELECT * FROM shown ORDER BY criterion;
-- an appraisal, in a round that was reopened, with reviews of what reads it
DELETE FROM assessment WHERE criterion = 'a' AND stage = 'review';
CALL reopen('R', 'appraisal', 'nhầm');
UPDATE assessment SET inputs = '{"x": 0}' WHERE agency = 'X' AND criterion = 'a' AND stage = 'appraisal';
SELECT * FROM shown ORDER BY criterion;
SELECT agency, points FROM tally WHERE basis = 'official' ORDER BY agency;
SELECT count(*) FROM verify_log();

-- a dry run tells each row once, however many steps it takes: what is written last here is read by what is written first
CALL reopen('R', 'self_assessment', 'nhầm');
CALL return_submission('R', 'X', 'nhập lại');
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('R', 'X', 'c', 'self', 'z', '3'), ('R', 'X', 'b', 'self', 'y', '3'), ('R', 'X', 'a', 'self', 'x', '9');
CALL import(dry_run => true);
SELECT key, new FROM import_plan WHERE table_name = 'assessment' ORDER BY place;
-- a row of a feed that names no variable is refused, and the others are taken
CREATE VIEW nothing AS SELECT NULL::text AS agency, NULL::text AS criterion, NULL::text AS variable, NULL::integer AS value WHERE false;
INSERT INTO feed (scheme, code, view_schema, view_name, stage) VALUES ('S', 'f', 'reg_follows', 'nothing', 'self');
CALL collect_rows('R', 'f', '{X,X}', '{a,b}', '{NULL,y}', '{NULL,4}', replace => true);
SELECT rows_read, written, refused FROM collect_run;
SELECT criterion, problem FROM collect_problem;

DROP SCHEMA reg_follows CASCADE;

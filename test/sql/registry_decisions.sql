-- What an appraiser decided stays decided, what nobody decided follows, and what has changed since is said.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_decisions');
SET search_path = reg_decisions;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Quyết định', 'sở', false);
INSERT INTO criterion (scheme, code, title, kind, max_points, rule_text) VALUES
    ('S', '1', 'Đúng hạn', 'scored', 10, '10 * x / 100'), ('S', '2', 'Kế hoạch', 'scored', 5, NULL), ('S', '3', 'Hồ sơ', 'scored', 10, '10 * x / 100'),
    ('S', '4', 'Thưởng', 'bonus', 2, NULL);
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'S', c, 'x', 'count', 0, 100 FROM unnest('{1,2,3}'::text[]) c;
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) SELECT x, 'Sở ' || x, 'sở' FROM unnest('{A,B}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'x');
INSERT INTO participant (round, agency) VALUES ('R', 'A'), ('R', 'B');
CALL advance('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'R', a, c, 'self', '{"x": 80}', CASE c WHEN '2' THEN 4 END FROM unnest('{A,B}'::text[]) a, unnest('{1,2,3}'::text[]) c;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'A', '4', 'self', 1);
CALL submit('R', 'A');
CALL submit('R', 'B');
CALL advance('R');
CREATE VIEW appraised AS
SELECT agency, criterion, inputs, points, note, by_hand, decided_on, taken_over FROM assessment WHERE stage = 'appraisal' ORDER BY agency, criterion;

-- ---------------------------------------------------------------------------
-- taken over: it follows what is submitted anew, while nobody touched it
-- only take_over says so, and no writer for another stage or row
INSERT INTO assessment (round, agency, criterion, stage, inputs, decided_on) VALUES ('R', 'B', '1', 'appraisal', '{"x": 70}', '{"x": 1}');
CALL take_over('R');
UPDATE assessment SET taken_over = true, decided_on = '{"x": 3}' WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
UPDATE assessment SET note = 'đã xem' WHERE agency = 'A' AND criterion = '3' AND stage = 'appraisal';
SELECT * FROM appraised;
SELECT * FROM missing('R');
CALL return_submission('R', 'A', 'sai số liệu');
SELECT * FROM missing('R');
UPDATE assessment SET inputs = '{"x": 60}', points = CASE criterion WHEN '2' THEN 3 END WHERE agency = 'A' AND stage = 'self' AND criterion <> '4';
DELETE FROM assessment WHERE agency = 'A' AND stage = 'self' AND criterion = '4';
-- a draft is not what was submitted: who enters it decides
BEGIN;
UPDATE assessment SET inputs = '{"x": 60}' WHERE agency = 'A' AND criterion = '1' AND stage = 'appraisal';
SELECT taken_over FROM appraised WHERE agency = 'A' AND criterion = '1';
ROLLBACK;
CALL submit('R', 'A');
SELECT * FROM appraised WHERE agency = 'A';
-- 3 had been looked at
SELECT * FROM missing('R');
SELECT split_part(test.error_of($$CALL advance('R')$$), E'\n', 1);
UPDATE assessment SET note = 'đã xem lại' WHERE agency = 'A' AND criterion = '3' AND stage = 'appraisal';
SELECT * FROM missing('R');
-- once more, by a statement of one's own, in stage explanation: appraisals are closed, what was taken over follows
CALL advance('R');
SELECT split_part(test.error_of($$UPDATE assessment SET inputs = '{"x": 1}' WHERE agency = 'A' AND criterion = '1' AND stage = 'appraisal'$$), E'\n', 1) AS late;
UPDATE participant SET submitted_at = NULL, returned_at = current_timestamp, return_reason = 'lần hai' WHERE agency = 'A';
UPDATE assessment SET inputs = '{"x": 50}' WHERE agency = 'A' AND stage = 'self' AND criterion IN ('1', '3');
UPDATE participant SET submitted_at = current_timestamp WHERE agency = 'A';
SELECT * FROM appraised WHERE agency = 'A';
SELECT points FROM ranking_by_basis WHERE agency = 'A' AND basis = 'appraisal';
CALL advance('R');
SELECT * FROM missing('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '3', 'review', '{"x": 50}');
SELECT * FROM missing('R');

-- ---------------------------------------------------------------------------
-- points by hand stay, whatever comes in
CALL reopen('R', 'appraisal', 'thử');
UPDATE assessment SET points = 9, note = 'kiểm tra thực tế' WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
-- a nightly feed, and an import, know nothing of it
UPDATE assessment SET inputs = '{"x": 55}' WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('R', 'B', '2', 'appraisal', 'x', '20');
CALL import();
SELECT * FROM import_row;
-- points twice, as after a copied row
INSERT INTO import_row (round, agency, criterion, stage, points) VALUES ('R', 'B', '2', 'appraisal', '3'), ('R', 'B', '2', 'appraisal', '4');
CALL import();
SELECT agency, criterion, par.say(problem) AS problem FROM import_row;
CALL clear_import();
SELECT * FROM appraised WHERE agency = 'B' AND criterion <> '3';
SELECT agency, overtaken_decisions FROM progress ORDER BY agency;
SELECT * FROM missing('R') ORDER BY criterion;
-- what comes back is what was decided on
UPDATE assessment SET inputs = '{"x": 80}' WHERE agency = 'B' AND criterion = '2' AND stage = 'appraisal';
SELECT criterion FROM missing('R');
-- taken back, its note goes, and may be given again
UPDATE assessment SET points = NULL WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
SELECT * FROM appraised WHERE agency = 'B' AND criterion = '1';
UPDATE assessment SET points = 9, note = 'kiểm tra thực tế' WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
UPDATE assessment SET points = 8, inputs = '{"x": 40}' WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
SELECT * FROM appraised WHERE agency = 'B' AND criterion = '1';
-- inputs that go
UPDATE assessment SET inputs = NULL WHERE agency = 'B' AND criterion = '1' AND stage = 'appraisal';
SELECT * FROM missing('R');
-- what an agency wrote is no note for an appraiser's points
SELECT split_part(test.error_of($$UPDATE assessment SET points = 9 WHERE agency = 'B' AND criterion = '3' AND stage = 'appraisal'$$), E'\n', 1);

-- ---------------------------------------------------------------------------
-- who has a duty submits, and takes over what is his
INSERT INTO round (code, scheme, year, title) VALUES ('Q', 'S', 2026, 'x');
INSERT INTO participant (round, agency) VALUES ('Q', 'A');
CREATE ROLE regress_hand;
CREATE ROLE regress_judge;
CREATE ROLE regress_planner;
CALL test.hand_over('reg_decisions');
CALL grant_duty('regress_hand', 'submitter', 'A');
CALL grant_duty('regress_judge', 'appraiser');
CALL grant_duty('regress_planner', 'admin');
INSERT INTO delegation (round, criterion, appraiser) VALUES ('Q', '1', 'regress_judge'), ('Q', '2', 'regress_planner');
CALL advance('Q');
SET ROLE regress_hand;
INSERT INTO assessment (round, agency, criterion, stage, inputs, points) SELECT 'Q', 'A', c, 'self', '{"x": 80}', CASE c WHEN '2' THEN 4 END FROM unnest('{1,2,3}'::text[]) c;
CALL submit('Q', 'A');
RESET ROLE;
CALL advance('Q');
SET ROLE regress_judge;
\set VERBOSITY terse
CALL take_over('Q', NULL, '2');
\set VERBOSITY default
CALL take_over('Q');
SELECT criterion, points, assessed_by FROM assessment WHERE round = 'Q' AND stage = 'appraisal' ORDER BY criterion;
RESET ROLE;
-- who sets targets needs no right on what follows from them, nor may he lie in wait for it
GRANT EXECUTE ON FUNCTION _targets_written() TO regress_planner;
SET ROLE regress_planner;
CREATE TEMP TABLE assessment (round text, agency text, criterion text, context jsonb);
CREATE TEMP TABLE target (round text, agency text, criterion text, variable text, value jsonb);
INSERT INTO reg_decisions.target (round, agency, criterion, variable, value) VALUES ('Q', 'A', '1', 'x', '50');
CREATE TRIGGER mine AFTER INSERT ON pg_temp.target FOR EACH STATEMENT EXECUTE FUNCTION reg_decisions._targets_written('{setup}', 'x');
DO $$ BEGIN
    INSERT INTO pg_temp.target VALUES ('Q', 'A', '1', 'x', '50');
EXCEPTION WHEN object_not_in_prerequisite_state THEN
    RAISE WARNING 'refused';
END $$;
DROP TABLE pg_temp.assessment, pg_temp.target;
RESET ROLE;
DELETE FROM delegation WHERE appraiser = 'regress_judge';
SET client_min_messages = error;
DROP SCHEMA reg_decisions CASCADE;
CALL test.drop_roles('regress_hand', 'regress_judge', 'regress_planner', 'regress_registry');

-- What was done by mistake is taken back, until something depends on it.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_repair');
SET search_path = reg_repair;

-- ---------------------------------------------------------------------------
-- an approved scheme goes back to draft while nothing is built on it
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('S', '1', 'Tỷ lệ', 60, 'min(60, 60 * b / a)'), ('S', '2', 'Chấm tay', 40, NULL);
INSERT INTO variable (scheme, criterion, name, kind, min_value) VALUES ('S', '1', 'a', 'count', 1), ('S', '1', 'b', 'count', 0);
INSERT INTO comment (scheme, author, body) VALUES ('S', 'Sở A', 'nên thêm tiêu chí');
SELECT test.error_of($$CALL reopen_scheme('S')$$);
SELECT test.error_of($$CALL reopen_scheme('nowhere')$$), test.error_of($$CALL reopen_scheme(NULL)$$);
-- nobody forgets the grades
UPDATE scheme SET graded = true WHERE code = 'S';
SELECT test.error_of($$CALL approve_scheme('S')$$);
INSERT INTO grade (scheme, label, min_index) VALUES ('S', 'Đạt', 0);
UPDATE scheme SET graded = false WHERE code = 'S';
SELECT test.error_of($$CALL approve_scheme('S')$$);
DELETE FROM grade;
CALL approve_scheme('S', 'Chủ tịch');
INSERT INTO agency (code, name, kind) SELECT x, 'Sở ' || x, 'sở' FROM unnest('{A,B}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('R', 'B', '2', 'không có', 'accepted');
-- a round that is only prepared does not keep it
CALL reopen_scheme('S');
SELECT status, approved_by, approved_at FROM scheme WHERE code = 'S';
SELECT (SELECT count(*) FROM node WHERE scheme = 'S') AS nodes, (SELECT count(*) FROM scheme_tree WHERE scheme = 'S') AS trees;
SELECT test.error_of($$CALL advance('R')$$);
UPDATE criterion SET max_points = 50, rule_text = 'min(50, 50 * b / a)' WHERE code = '1';
UPDATE criterion SET max_points = 50 WHERE code = '2';
UPDATE criterion SET code = '3' WHERE code = '2';
CALL approve_scheme('S');
SELECT code, max_points, place FROM node WHERE scheme = 'S' ORDER BY place;
CALL advance('R');
SELECT agency, criterion FROM exempt_leaf;
SELECT test.error_of($$CALL reopen_scheme('S')$$);
-- what is only a draft revises it still; once that is approved it does not go back
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('U', 'Chưa dùng', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('U', '1', 'x', 100);
CALL approve_scheme('U');
CALL revise_scheme('U', 'U2');
CALL reopen_scheme('U');
SELECT test.error_of($$CALL approve_scheme('U2')$$);
CALL approve_scheme('U');
CALL approve_scheme('U2');
SELECT test.error_of($$CALL reopen_scheme('U')$$);
SELECT test.error_of($$UPDATE scheme SET status = 'draft' WHERE code = 'U'$$) ~ '^55000 scheme "U" is used' AS by_hand_too;
CALL retire_scheme('U2');
SELECT test.error_of($$CALL reopen_scheme('U2')$$);

-- ---------------------------------------------------------------------------
-- a round that was opened, and in which nothing was entered yet
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('N', 'Bộ mới', 'sở', false), ('D', 'Bản thảo', 'sở', false), ('X', 'Cấp xã', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points) SELECT s, '1', 'x', 100 FROM unnest('{N,D,X}'::text[]) s;
CALL approve_scheme('N');
CALL approve_scheme('X');
SELECT test.error_of($$UPDATE round SET scheme = 'D' WHERE code = 'R'$$);
SELECT split_part(test.error_of($$UPDATE round SET scheme = 'X' WHERE code = 'R'$$), E'\n', 2) AS of_another_kind;
-- what names criteria of the old one goes first
SELECT test.error_of($$UPDATE round SET scheme = 'N' WHERE code = 'R'$$);
CALL reopen('R', 'setup', 'chọn nhầm bộ chỉ số');
DELETE FROM exemption WHERE round = 'R';
CALL advance('R');
UPDATE round SET scheme = 'N' WHERE code = 'R';
SELECT basis, agency, max_points, unscored FROM tally WHERE round = 'R' ORDER BY basis, agency;
SELECT * FROM missing_self('R') ORDER BY agency;
UPDATE round SET scheme = 'S' WHERE code = 'R';
-- deleted with its history, unless something was entered
INSERT INTO round (code, scheme, year, title) VALUES ('M', 'N', 2026, 'nhầm');
INSERT INTO participant (round, agency) SELECT 'M', code FROM agency;
CALL advance('M');
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('M', 'A', '1', 'self', 70);
SELECT test.error_of($$DELETE FROM round WHERE code = 'M'$$), test.error_of($$UPDATE round SET scheme = 'S' WHERE code = 'M'$$);
DELETE FROM assessment WHERE round = 'M';
INSERT INTO zero_missing (round, agency, reason) VALUES ('M', 'B', 'không nộp');
SELECT split_part(test.error_of($$DELETE FROM round WHERE code = 'M'$$), E'\n', 2) AS decided;
DELETE FROM zero_missing WHERE round = 'M';
SELECT test.error_of($$DELETE FROM round_event WHERE round = 'M'$$);
DELETE FROM round WHERE code = 'M';
SELECT (SELECT count(*) FROM participant WHERE round = 'M') AS participants, (SELECT count(*) FROM round_event WHERE round = 'M') AS events,
       (SELECT count(*) FROM tally WHERE round = 'M') AS tallies, (SELECT count(*) FROM round WHERE code = 'M') AS rounds;

-- ---------------------------------------------------------------------------
-- a correction is given up
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'R', a, c, 'self', i::jsonb, p FROM unnest('{A,B}'::text[]) a, (VALUES ('1', '{"a": 4, "b": 3}', NULL), ('3', NULL, 30)) v (c, i, p);
CALL submit('R', 'A');
CALL submit('R', 'B');
CALL advance('R');
CALL take_over('R');
CALL advance('R'); CALL advance('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) VALUES ('R', 'A', '1', 'review', '{"a": 4, "b": 2}', 26.5, 'sau giải trình'), ('R', 'A', '3', 'review', NULL, 33.0, 'x');
CALL advance('R');
CALL publish('R');
SELECT test.error_of($$CALL abandon_correction('R')$$), test.error_of($$CALL abandon_correction('nowhere')$$);
CREATE TABLE kept AS SELECT * FROM assessment WHERE round = 'R';
CALL correct('R', 'khiếu nại');
-- nothing was changed
CALL abandon_correction('R');
SELECT stage, revision, published_at = (SELECT published_at FROM publication) AS as_published FROM round WHERE code = 'R';
SELECT * FROM verify('R');
-- reviews added, changed and removed, and an appraisal beneath them, whatever the stage and its window
CALL correct('R', 'khiếu nại');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'B', '1', 'review', '{"a": 4, "b": 1}');
UPDATE assessment SET points = 20, note = 'giảm' WHERE round = 'R' AND agency = 'A' AND criterion = '1' AND stage = 'review';
DELETE FROM assessment WHERE round = 'R' AND agency = 'A' AND criterion = '3' AND stage = 'review';
CALL reopen('R', 'appraisal', 'chấm lại');
UPDATE assessment SET points = 1 WHERE round = 'R' AND agency = 'B' AND criterion = '3' AND stage = 'appraisal';
INSERT INTO stage_window (round, stage, closes_at) VALUES ('R', 'review', '2020-01-01 00:00+07'), ('R', 'appraisal', '2020-01-01 00:00+07');
SELECT agency, par_index FROM standings('R') ORDER BY agency;
-- a decision stays in the way
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('R', 'B', '3', 'không có', 'accepted');
SELECT test.error_of($$CALL abandon_correction('R')$$);
SELECT stage, revision FROM round WHERE code = 'R';
DELETE FROM exemption WHERE round = 'R';
-- nobody says by a setting what the registry says itself
CREATE ROLE regress_repair;
CALL test.hand_over('reg_repair');
CALL grant_duty('regress_repair', 'appraiser');
GRANT USAGE ON SCHEMA test TO regress_repair;
SET ROLE regress_repair;
SELECT test.error_of('SET par_index.restores = on'), test.error_of($$SELECT set_config('par_index.follows', 'on', true)$$),
       test.error_of($$SELECT par.registry_mode(NULL::assessment, 'restores', true)$$), test.error_of($$SELECT par.registry_mode(1, 'restores', true)$$);
-- nor by a table of his own, of whatever name: that is for its schema
CREATE TEMPORARY TABLE assessment (x integer);
BEGIN;
SELECT par.registry_mode(NULL::pg_temp.assessment, 'restores', true) AS before, par.registry_mode(NULL::pg_temp.assessment, 'restores', true) AS after;
SELECT split_part(test.error_of($$INSERT INTO reg_repair.assessment (round, agency, criterion, stage, points) VALUES ('R', 'B', '3', 'review', 1)$$), E'\n', 1);
ROLLBACK;
DROP TABLE pg_temp.assessment;
SELECT split_part(test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'B', '3', 'review', 1)$$), E'\n', 1);
RESET ROLE;
SELECT test.error_of($$SELECT par.registry_mode(NULL::assessment, 'other', true)$$), par.registry_mode(NULL::assessment, NULL, true), par.registry_mode(NULL::assessment, 'follows', NULL);
BEGIN;
SELECT par.registry_mode(NULL::assessment, 'restores', true) AS before, par.registry_mode(NULL::assessment, 'restores', true) AS after;
ROLLBACK;
SHOW par_index.restores;
CALL abandon_correction('R');
SELECT * FROM verify('R');
SELECT agency, par_index FROM standings('R') ORDER BY agency;
-- but that it was taken over, which is not published
ALTER TABLE kept DROP COLUMN taken_over, DROP COLUMN decided_on;
CREATE VIEW now AS SELECT round, agency, criterion, stage, inputs, points, note, assessed_by, assessed_at, not_applicable, by_hand, context FROM assessment WHERE round = 'R';
SELECT 'is' AS side, a.* FROM (SELECT * FROM now EXCEPT SELECT * FROM kept) a UNION ALL SELECT 'was', a.* FROM (SELECT * FROM kept EXCEPT SELECT * FROM now) a;
SELECT revision, from_stage, to_stage, reason FROM round_event WHERE round = 'R' AND agency IS NULL ORDER BY id DESC LIMIT 4;
SELECT test.error_of($$UPDATE round SET revision = 0 WHERE code = 'R'$$);
-- a correction that is published stays
CALL correct('R', 'sửa');
CALL advance('R');
CALL publish('R');
SELECT split_part(test.error_of($$CALL abandon_correction('R')$$), E'\n', 1);
SELECT * FROM verify('R');

SET client_min_messages = error;
DROP SCHEMA reg_repair CASCADE;
CALL test.drop_roles('regress_repair', 'regress_registry');

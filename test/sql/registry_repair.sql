-- What was done by mistake is taken back, until something depends on it.
SET client_min_messages = warning;
CALL par.create_registry('reg_repair');
SET search_path = reg_repair;

-- ---------------------------------------------------------------------------
-- an approved scheme goes back to draft while nothing is built on it
INSERT INTO scheme (code, title, agency_kind) VALUES ('S', 'Bộ chỉ số', 'sở');
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('S', '1', 'Tỷ lệ', 60, 'min(60, 60 * b / a)'), ('S', '2', 'Chấm tay', 40, NULL);
INSERT INTO variable (scheme, criterion, name, kind, min_value) VALUES ('S', '1', 'a', 'count', 1), ('S', '1', 'b', 'count', 0);
INSERT INTO comment (scheme, author, body) VALUES ('S', 'Sở A', 'nên thêm tiêu chí');
SELECT test.error_of($$CALL reopen_scheme('S')$$);
SELECT test.error_of($$CALL reopen_scheme('nowhere')$$), test.error_of($$CALL reopen_scheme(NULL)$$);
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
INSERT INTO scheme (code, title, agency_kind) VALUES ('U', 'Chưa dùng', 'sở');
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
INSERT INTO scheme (code, title, agency_kind) VALUES ('N', 'Bộ mới', 'sở'), ('D', 'Bản thảo', 'sở'), ('X', 'Cấp xã', 'xã');
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

SET client_min_messages = error;
DROP SCHEMA reg_repair CASCADE;

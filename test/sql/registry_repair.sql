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

SET client_min_messages = error;
DROP SCHEMA reg_repair CASCADE;

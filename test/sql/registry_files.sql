-- Files as spreadsheets make them.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_files');
SET search_path = reg_files;
SET datestyle = ISO;

-- ---------------------------------------------------------------------------
-- cells

SELECT c.kind, par.spelled(v.cell) AS cell, i.converted, par.say(i.problem) AS problem
FROM (VALUES ('count', ARRAY['１２', E'\u200b12', E'12\ufeff', E'\u00a012\u202f', '−5', E'1\u00a0234', E'1\u202f234', E'1\u2009234', E'1\u200b2', '1.234', E'\u00a0\u200b']),
             ('percent', ARRAY['85,5 %', '85,5  %', E'85,5\u00a0%', E'85,5\u202f%', '８５．５％', E'85,5\u200b%', '１%']),
             ('points', ARRAY['９,５', E'9,5\u200e', E'9\u200e,5']),
             ('boolean', ARRAY['CÓ', 'Có', 'KHÔNG', normalize('CÓ', NFD), normalize('không', NFD), E'\u00a0CÓ\u200b', 'TRUE', '１', E'C\u200bÓ', 'KHÔ']),
             ('date', ARRAY['31/03/2024 00:00:00', '31/03/2024 0:00', '31-03-2024', '31.03.2024', '1.3.2024', E'\u200e31/03/2024', E'31/03/2024\u00a000:00', '2024-03-31 00:00:00.000',
                            '３１/０３/２０２４', '31/03-2024', '31.03.2024 08:30', '03-31-2024', '31-03-24', '31.02.2024', '45382', E'31/\u200e03/2024']),
             ('choice', ARRAY[normalize('Tốt', NFD), 'Tốt', E'\u00a0Đạt\u200b', 'đạt'])) c (kind, cells),
     unnest(c.cells) WITH ORDINALITY v (cell, place),
     _import_value(_import_text(v.cell), c.kind) i
ORDER BY c.kind, v.place;
-- the upper case of the locale has no part in it: this database knows that of ASCII
SELECT lower('CÓ KHÔNG' COLLATE "C") AS lower_c;
-- nothing around a cell but the spaces goes
SELECT string_agg(c::text, ' ') AS changed FROM generate_series(33, 126) c WHERE _import_text(chr(c)) IS DISTINCT FROM chr(c);

-- ---------------------------------------------------------------------------
-- rows: byte order mark, header, blank rows

INSERT INTO import_agency (code, name, name_en, kind, parent, valid_from, valid_to, attributes) VALUES
    (E'\ufeffcode', 'name', 'name_en', 'kind', 'parent', 'valid_from', 'valid_to', 'attributes'),
    ('01', 'Tỉnh Một', '', 'province', '', '01.07.2025', '', ''), ('', '', '', '', '', '', '', ''),
    ('00001', 'Xã Một', '', 'commune', '01', '', '', ''), ('H02', normalize('Xã Hai', NFD), '', 'commune', '01', '', '', E'{"x":\u00a01}'),
    (E' ', E'\u00a0', NULL, NULL, NULL, NULL, NULL, E'\u200b'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CALL import();
SELECT code, name = normalize(name) AS nfc, kind, parent, valid FROM agency ORDER BY code;
SELECT line, problem FROM import_problem;
SELECT line FROM import_agency;
-- without a mark, and with columns left out
CALL clear_import();
INSERT INTO import_agency (code, kind, name) VALUES ('code', 'kind', 'name'), ('H02', 'commune', 'Xã Hai');
CALL import();
SELECT code, name, kind FROM agency WHERE code = 'H02';
-- in another order than it was loaded nothing is imported, whatever else is good
INSERT INTO import_agency (code, name, name_en, kind) VALUES (E'\ufeffcode', 'name_en', 'name', 'kind'), ('H03', 'Commune 3', 'Xã Ba', 'commune');
SELECT test.error_of('CALL import()');
SELECT count(*) AS nothing FROM agency WHERE code = 'H03';
CALL clear_import();
INSERT INTO import_row (round, agency, criterion, stage, points, note) VALUES ('R', 'H02', '1', 'self', '3', NULL), ('agency', 'round', 'criterion', 'stage', 'points', NULL);
SELECT test.error_of('CALL import()');
CALL clear_import();

-- ---------------------------------------------------------------------------
-- leading zeros, and what cannot be seen in codes

INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Đề án', 'commune', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('S', '01', 'Một', 40, NULL), ('S', '2', 'Hai', 60, 'tốt and date(ngày) >= date(2024, 1, 1): 60; else: 0');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '2', 'tốt', 'boolean'), ('S', '2', 'ngày', 'date');
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title) VALUES ('2024', 'S', 2024, 'Năm 2024'), ('01', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT '2024', code FROM agency WHERE kind = 'commune';
CALL advance('2024');

INSERT INTO import_agency (code, name, kind, parent) VALUES
    ('1', 'Xã Một', 'commune', NULL),              -- 1: of its kind 00001
    ('1', NULL, NULL, NULL),                       -- 2: twice
    ('001', 'Tỉnh Một', 'province', NULL),         -- 3: 01
    ('001', 'Huyện Một', 'district', NULL),        -- 4: twice
    ('0H02', NULL, NULL, NULL),                    -- 5: of whatever kind
    ('05', 'Xã Năm', 'commune', '1'),              -- 6: no such parent
    ('6', 'Xã Sáu', 'commune', NULL),              -- 7: 06 comes with it
    ('06', 'Xã Sáu', 'commune', '01'),
    ('06', 'Tỉnh Sáu', NULL, NULL),                -- 9: twice
    (E'H0\u200b7', 'Xã Bảy', 'commune', NULL),     -- 10
    ('H０8', 'Xã Tám', 'commune', NULL),
    ('09', 'Xã Chín', 'commune', E'0\u200b1'),
    ('10', 'Xã Mười', 'commune', '010'), ('010', 'Huyện Mười', 'district', NULL), ('0', 'Xã Không', 'commune', '00'), ('00', 'Huyện Không', 'district', NULL);
CALL import();
SELECT line, problem FROM import_problem ORDER BY line;
DELETE FROM import_agency WHERE line IN (2, 4, 9);
CALL import();
SELECT line, problem FROM import_problem ORDER BY line;
SELECT code, kind, parent FROM agency ORDER BY code;
CALL clear_import();

INSERT INTO import_row (round, agency, criterion, stage, variable, value, points) VALUES
    (E'\ufeff2024', 'H02', '01', 'self', NULL, NULL, '３0,5'), ('1', 'H02', '01', 'self', NULL, NULL, '3'), ('2024', '1', '01', 'self', NULL, NULL, '3'), ('2024', '000H02', '01', 'self', NULL, NULL, '3'),
    ('2024', 'H02', '1', 'self', NULL, NULL, '3'), ('2024', 'H02', '002', 'self', 'tốt', 'CÓ', NULL), ('2024', E'H\u00ad02', '01', 'self', NULL, NULL, '3'), (E'２024', 'H02', '01', 'self', NULL, NULL, '3'),
    ('2024', 'H02', E'0\u200b1', 'self', NULL, NULL, '3'), ('2024', '00001', '2', E'se\u200blf', NULL, NULL, NULL), ('2024', '00001', '2', 'self', E'tốt\u200bx', 'có', NULL),
    ('2024', 'H02', '2', 'self', normalize('tốt', NFD), normalize('CÓ', NFD), NULL), ('2024', 'H02', '2', 'self', 'ngày', '31-03-2024', NULL), (E'\u200b', E'\u00a0', '', '', '', '', '');
CALL import();
SELECT line, problem FROM import_problem ORDER BY line;
SELECT agency, criterion, inputs, points FROM assessment ORDER BY agency, criterion;

-- a file of 20,000 rows, in all of which the zeros are missing, is told as fast as another
INSERT INTO agency (code, name, kind) SELECT to_char(i, 'FM000000'), 'Xã ' || i, 'xã' FROM generate_series(1, 5000) i;
CALL clear_import();
INSERT INTO import_row (round, agency, criterion, stage, points) SELECT '2024', (1 + i % 5000)::text, '01', 'self', '1' FROM generate_series(1, 20000) i;
INSERT INTO import_agency (code, name, kind, parent) SELECT 'X' || i, 'Thôn ' || i, 'thôn', i::text FROM generate_series(1, 5000) i;
SET statement_timeout = '20s';
CALL import();
RESET statement_timeout;
SELECT table_name, count(*), count(*) FILTER (WHERE problem LIKE '% does not exist, but "00%" does: they differ only in leading zeros') AS told FROM import_problem GROUP BY 1 ORDER BY 1;

-- ---------------------------------------------------------------------------
-- who loads files need not own the tables

CREATE ROLE regress_loader;
CREATE ROLE regress_second;
GRANT USAGE ON SCHEMA test TO regress_loader;
CALL test.hand_over('reg_files');
CALL grant_duty('regress_loader', 'appraiser');
CALL grant_duty('regress_second', 'appraiser');
CALL clear_import();
SET ROLE regress_loader;
SELECT test.error_of('TRUNCATE import_row RESTART IDENTITY');
CREATE TEMP TABLE import_row (line bigint);
INSERT INTO import_row VALUES (7);
CALL clear_import();
SELECT line AS own FROM import_row;
DROP TABLE import_row;
INSERT INTO import_row (round) VALUES ('Q');
BEGIN;
CALL clear_import();
ROLLBACK;
INSERT INTO import_row (round) VALUES ('Q');
-- each sees, and imports, what he has loaded; lines count anew where nobody else's stand
SELECT test.error_of($$INSERT INTO import_agency (code) VALUES ('x')$$), test.error_of($$INSERT INTO import_row (round, loaded_by) VALUES ('Q', 'x')$$),
       test.error_of('SELECT * FROM import_row');
SET ROLE regress_second;
INSERT INTO import_row (round, agency, criterion, stage, points) VALUES ('Q', 'x', '1', 'appraisal', '1');
SELECT line, round FROM own_import_row;
CALL import();
SELECT * FROM import_problem;
UPDATE own_import_row SET points = '2';
RESET ROLE;
SELECT line, round, points, loaded_by, par.say(problem) AS problem FROM import_row ORDER BY line;
SET ROLE regress_loader;
CALL clear_import();
INSERT INTO import_row (round) VALUES ('P');
SELECT line, round FROM own_import_row;
RESET ROLE;
SELECT line, round, loaded_by FROM import_row ORDER BY line;

DROP SCHEMA reg_files CASCADE;
CALL test.drop_roles('regress_loader', 'regress_second', 'regress_registry');

-- Spreadsheets: forms that go out and come back, wide ones, schemes and the survey as sheets, and
-- what an import would do.
SET client_min_messages = warning;
CALL par.create_registry('reg_sheets');
SET search_path = reg_sheets;
\pset null '-'
CREATE ROLE regress_sheets_admin LOGIN;
CREATE ROLE regress_sheets_a LOGIN;
CREATE ROLE regress_sheets_reader LOGIN;
GRANT USAGE ON SCHEMA test TO regress_sheets_admin, regress_sheets_a, regress_sheets_reader;
INSERT INTO agency (code, name, kind) VALUES ('A', 'Sở A', 'sở'), ('B', 'Sở B', 'sở'), ('C', 'Sở C', 'sở');
-- columns of its owner are no matter for what is imported
ALTER TABLE criterion ADD COLUMN own_mark text;
ALTER TABLE variable ADD COLUMN own_mark text;
ALTER TABLE survey_answer ADD COLUMN own_mark text;
ALTER TABLE import_planned ADD COLUMN own_mark text;
CALL test.hand_over('reg_sheets');
CALL grant_duty('regress_sheets_admin', 'admin');
CALL grant_duty('regress_sheets_a', 'submitter', 'A');
CALL grant_duty('regress_sheets_reader', 'reader');

-- ---------------------------------------------------------------------------
-- a scheme as a sheet, into a draft: numbers and choices as officials write them, parents in any order
SET ROLE regress_sheets_admin;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false), ('old', 'Bộ cũ', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('old', '1', 'x', 1);
CALL approve_scheme('old');
COPY import_criterion (scheme, code, parent, title, max_points, method, rule, evidence_required) FROM stdin (FORMAT csv);
scheme,code,parent,title,max_points,method,rule,evidence_required
S,1.1,1,Đúng hạn,"12,5",,a = 0: na; else: min(12.5; 12.5 * b / a),có
S,1,,Thủ tục,"32,5",,,
S,1.2,1,Kế hoạch,10,,date(d) <= date(round_year; 3; 31): 10; else: 0,
S,1.10,1,Công khai,10,,,không
S,2,,Hài lòng,20,survey,,
S,2,,Hài lòng,20,survey,,
S,3,9,Mồ côi,1,,,
S,4,,Quy tắc hỏng,1,,a +,
S,5,,,1,,,
S,6,,Nhiều quá,nhiều,,,
old,7,,Đã ban hành,1,,,
N,8,,Không có,1,,,
S,,,Không mã,1,,,
S,9.5,,Loại lạ,1,thư,,
\.
COPY import_variable (scheme, criterion, name, title, kind, choices, max_value, max_variable) FROM stdin (FORMAT csv);
S,1.1,a,Tổng số hồ sơ,count,,,
S,1.1,b,Số hồ sơ đúng hạn,count,,,a
S,1.2,d,Ngày ban hành,date,,,
S,1.2,n,Mức độ,choice,"đủ; thiếu, một phần;",,
S,1.9,x,Không có tiêu chí,count,,,
S,1.1,c,Không có loại,,,,
\.
SET client_min_messages = notice;
CALL import(dry_run => true);
SELECT table_name, line, problem FROM import_problem ORDER BY table_name, line;
SELECT table_name, action, key, old, new FROM import_plan ORDER BY place;
SELECT count(*) AS criteria_of_the_draft FROM criterion WHERE scheme = 'S';
-- a code that is given many times, as its own parent; places beyond all bounds
INSERT INTO import_criterion (scheme, code, parent, title, max_points) SELECT 'S', '7', '7', 'Lặp', '1' FROM generate_series(1, 40);
INSERT INTO import_criterion (scheme, code, title, max_points, position) VALUES ('S', '8', 'Xa', '1', '99999999999'), ('S', '9', 'Xa', '1', repeat('9', 1001)), ('S', '10', 'Lẻ', '1', '1.5'), ('S', '11', 'Mười hai', '1', '12.00');
INSERT INTO import_variable (scheme, criterion, name, kind, max_value) VALUES ('S', '1', 'x', 'amount', '1.250');
CALL import(dry_run => true);
SELECT problem, count(*) FROM import_problem WHERE line > (SELECT max(line) FROM own_import_criterion WHERE code NOT IN ('7', '8', '9', '10', '11')) AND table_name = 'import_criterion' GROUP BY 1 ORDER BY 1;
SELECT problem FROM import_problem WHERE table_name = 'import_variable' AND problem LIKE '%1.250%';
SELECT new FROM import_plan WHERE key LIKE '%"11"%';
DELETE FROM own_import_criterion WHERE code IN ('7', '8', '9', '10', '11') AND scheme = 'S';
DELETE FROM own_import_variable WHERE name = 'x' AND criterion = '1';
-- corrected in place, and once more
SET client_min_messages = warning;
UPDATE own_import_criterion SET rule = replace(rule, ';', ',') WHERE code IN ('1.1', '1.2');
SELECT code, rule FROM own_import_criterion WHERE rule IS NOT NULL ORDER BY line;
UPDATE own_import_criterion SET rule = CASE code WHEN '1.1' THEN 'a = 0: na; else: min(12.5, 12.5 * b / a)' ELSE 'date(d) <= date(round_year, 3, 31): 10; else: 0' END WHERE code IN ('1.1', '1.2');
DELETE FROM own_import_criterion WHERE code = '2' AND line = (SELECT max(line) FROM own_import_criterion WHERE code = '2');
SET client_min_messages = notice;
CALL import();
SELECT table_name, line, problem FROM import_problem ORDER BY table_name, line;
SELECT count(*) AS planned FROM import_plan;
SELECT code, parent, title, max_points, method, rule, evidence_required, "position" FROM scheme_sheet('S');
SELECT criterion, name, title, kind, choices, max_variable FROM variable_sheet('S');
CALL clear_import();
-- out and in again nothing changes; what is changed in the sheet is
CREATE TEMP TABLE sheet AS SELECT *, 'ghi chú'::text AS "Ghi chú của Vụ" FROM scheme_sheet('S');
CALL load_sheet('sheet', 'import_criterion');
CALL import(true);
CALL import();
SELECT count(*) AS left_over FROM own_import_criterion;
UPDATE sheet SET title = 'Đúng hạn, sớm hạn', max_points = max_points WHERE code = '1.1';
UPDATE sheet SET title = NULL, rule = NULL WHERE code = '1.2';
CALL load_sheet('sheet', 'import_criterion');
CALL import(true);
SELECT table_name, action, key, old, new FROM import_plan ORDER BY place;
CALL import();
SELECT code, title, rule FROM criterion WHERE scheme = 'S' AND code IN ('1.1', '1.2') ORDER BY code;
SELECT * FROM import_plan;
INSERT INTO survey_question VALUES ('S', '2', 'Q1', 'Hài lòng?'), ('S', '2', 'Q2', 'Nhanh?');
INSERT INTO answer_option VALUES ('S', 'có', 1), ('S', 'không', 0);
DELETE FROM variable WHERE criterion = '1.2' AND name = 'n';
CALL approve_scheme('S');
RESET ROLE;

-- a year before, and this one
SET client_min_messages = warning;
INSERT INTO round (code, scheme, year, title) VALUES ('2024', 'S', 2024, 'Năm 2024'), ('2025', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT r, a FROM unnest('{2024,2025}'::text[]) r, unnest('{A,B}'::text[]) a;
INSERT INTO import_result (round, agency, par_index) VALUES ('2024', 'A', '80'), ('2024', 'B', '70');
INSERT INTO import_item (round, agency, criterion, variable, value) VALUES ('2024', 'A', '1.1', 'a', '100'), ('2024', 'A', '1.1', 'b', '95');
DELETE FROM participant WHERE round = '2024';
CALL record_published('2024', '2025-03-01', 'x');
CALL advance('2025');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('2025', 'B', '1.10', 'không có', 'accepted');

-- ---------------------------------------------------------------------------
-- what an agency has to enter
SET ROLE regress_sheets_a;
SELECT criterion, title, variable, variable_title, kind, allowed, previous, value, points FROM entry_form('2025', 'A');
SELECT criterion, allowed FROM entry_form('2025', 'A', language => 'en');
SELECT test.error_of($$SELECT * FROM entry_form('2025', 'B')$$), test.error_of($$SELECT * FROM entry_form('2025', NULL)$$), test.error_of($$SELECT * FROM entry_form('Q', 'A')$$), test.error_of($$SELECT * FROM entry_form('2025', 'A', 'own')$$);
RESET ROLE;
SELECT criterion, variable FROM entry_form('2025', 'B');
SELECT test.error_of($$SELECT * FROM entry_form('2025', 'C')$$);
-- filled in, with columns of the office's own, in another order, and with slips
SET ROLE regress_sheets_a;
CREATE TEMP TABLE form AS SELECT 'Nguyễn An' AS "Người nhập", value AS "Value", f.variable, f.criterion, f.agency, f.round, f.stage, f.title, f.points, f.note FROM entry_form('2025', 'A') f;
UPDATE form SET "Value" = CASE variable WHEN 'a' THEN '200' WHEN 'b' THEN '1.900' WHEN 'd' THEN '2025/02/28' END, points = CASE WHEN variable IS NULL THEN '7,5' END;
SET client_min_messages = notice;
CALL load_sheet('form');
CALL import(dry_run => true);
SELECT line, problem FROM import_problem;
SELECT table_name, action, key, new FROM import_plan ORDER BY place;
SELECT count(*) AS written FROM assessment;
CALL import();
UPDATE own_import_row SET value = '190' WHERE variable = 'b';
CALL import();
SELECT criterion, inputs, points FROM assessment ORDER BY criterion;
SELECT criterion, variable, previous, value, points FROM entry_form('2025', 'A');
-- out and in again: the same
CREATE TEMP TABLE again AS SELECT * FROM entry_form('2025', 'A');
CALL load_sheet('again');
CALL import(dry_run => true);
SELECT count(*) AS would_change FROM import_plan;
CALL import();
-- what is not his to load, and no sheets
SELECT test.error_of($$CALL load_sheet('form', 'import_agency')$$), test.error_of($$CALL load_sheet('form', 'assessment')$$), test.error_of($$CALL load_sheet(NULL)$$);
CREATE TEMP TABLE other (x int);
SELECT test.error_of($$CALL load_sheet('other')$$);
RESET ROLE;
SET ROLE regress_sheets_reader;
SELECT test.error_of($$CALL reg_sheets.load_sheet('pg_class')$$), test.error_of($$SELECT * FROM reg_sheets.entry_form('2025', 'A')$$);
RESET ROLE;

-- ---------------------------------------------------------------------------
-- a row for each agency
SET client_min_messages = warning;
INSERT INTO zero_missing (round, agency, reason) VALUES ('2025', 'B', 'x');
INSERT INTO evidence (round, agency, criterion, title) VALUES ('2025', 'A', '1.1', 'Báo cáo');
CALL submit('2025', 'A');
CALL advance('2025');
CALL take_over('2025');
\t on
SELECT wide_form('2025');
\t off
SELECT wide_form('2025') \gexec
CREATE TEMP TABLE wide ("Agency" text, "1.1/A" int, "1.1/b" int, "1.10" numeric, "1.2/d" date, "1.1/z" int, "Người nhập" text, fid int);
INSERT INTO wide VALUES ('B', 50, 49, 8.125, '2025-04-01', 3, 'An', 3), ('A', 210, NULL, NULL, NULL, NULL, 'An', 2), ('X', 1, NULL, NULL, NULL, NULL, 'An', 4);
SET client_min_messages = notice;
CALL load_wide('wide', '2025');
SELECT line, agency, criterion, stage, variable, value, points FROM own_import_row ORDER BY line;
CALL import();
SELECT line, problem FROM import_problem ORDER BY line;
CALL clear_import();
SELECT wide_form('2025') \gexec
SELECT test.error_of($$CALL load_wide('other', '2025')$$), test.error_of($$CALL load_wide('wide', 'Q')$$);
-- capitals tell columns apart, and where the sheet has lost them, they are not guessed
CREATE TEMP TABLE alike ("Agency" text, "1.1/a" int, "1.1/A" int);
CALL load_wide('alike', '2025');
DROP TABLE alike;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('W', 'W', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, method, rule_text) VALUES ('W', 'k', 'K', 1, 'statistic', 'min(1, v + V)');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('W', 'k', 'v', 'count'), ('W', 'k', 'V', 'count');
CALL approve_scheme('W');
INSERT INTO round (code, scheme, year, title) VALUES ('W', 'W', 2025, 'W');
CREATE TEMP TABLE alike (agency text, "k/v" int, "k/V" int);
CALL load_wide('alike', 'W');
ALTER TABLE alike RENAME "k/v" TO "K/v";
ALTER TABLE alike RENAME "k/V" TO "K/V";
SELECT test.error_of($$CALL load_wide('alike', 'W')$$);
DROP TABLE alike;
ALTER TABLE other ADD COLUMN agency text;
SELECT test.error_of($$CALL load_wide('other', '2025')$$);

-- ---------------------------------------------------------------------------
-- answers of the survey, row by row
SET ROLE regress_sheets_admin;
COPY import_answer (round, agency, question, respondent, option, weight) FROM stdin (FORMAT csv);
round,agency,question,respondent,option,weight
2025,A,Q1,1,có,
2025,A,Q2,1,không,
2025,A,Q1,2,có,"1,5"
2025,A,Q2,2,có,2
2025,B,Q1,1,không,
2025,B,Q3,1,không,
2025,B,Q2,1,có lẽ,
2025,C,Q1,1,có,
2025,B,Q1,3,có,
2025,B,Q1,3,không,
2025,B,Q1,4,có,nặng
2025,B,Q1,5,có,-1
2024,A,Q1,1,có,
2025,B,Q1,,có,
2025,B,Q1,6,có,1
2025,B,Q2,6,có,"1,0"
\.
CALL import(true);
SELECT table_name, action, key FROM import_plan WHERE table_name = 'survey_answer' ORDER BY place;
SELECT count(*) AS answers FROM survey_answer;
CALL import();
SELECT line, problem FROM import_problem ORDER BY line;
SELECT agency, question, respondent, option, weight FROM survey_answer ORDER BY agency, respondent, question;
CALL clear_import();
-- another answer is a correction
INSERT INTO import_answer (round, agency, question, respondent, option) VALUES ('2025', 'B', 'Q1', '1', 'có');
CALL import(true);
SELECT table_name, action, key, old, new FROM import_plan WHERE table_name = 'survey_answer';
CALL import();
SELECT option FROM survey_answer WHERE agency = 'B';
-- ten thousand with a handful of faults
SET client_min_messages = warning;
INSERT INTO import_answer (round, agency, question, respondent, option, weight) SELECT '2025', 'B', 'Q1', 'r' || i, 'có', CASE WHEN i % 2500 = 0 THEN '-1' END FROM generate_series(1, 10000) i;
CALL import();
SELECT problem, count(*) FROM (SELECT regexp_replace(problem, 'r\d+', 'r', 'g') AS problem FROM import_problem) p GROUP BY 1;
SELECT count(*) FROM survey_answer WHERE agency = 'B';
CALL clear_import();

-- ---------------------------------------------------------------------------
-- a table for a CSV file, from its first line: with what Excel puts before and after it, names that are quoted, empty or twice
CALL create_sheet('csv', E'\ufeff"Round ";"Ghi chú; nếu có: ""x""";agency;;Agency;agency;' || E'\r\n');
SELECT attname FROM pg_attribute WHERE attrelid = 'csv'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
SET client_min_messages = notice;
INSERT INTO csv VALUES ('2025', 'x', '0A');
CALL load_sheet('csv', 'import_answer');
UPDATE own_import_answer SET question = 'Q1', respondent = '9', option = 'có';
CALL import();
SELECT r.round, r.agency, r.question, p.problem FROM own_import_answer r JOIN import_problem p USING (line);
CALL clear_import();
CALL create_sheet('csv', E'"a;b,c"\td');
CALL create_sheet('other_csv', '"a;b",c');
SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attrelid IN ('csv'::regclass, 'other_csv'::regclass) AND attnum > 0 ORDER BY 1, attnum;
SELECT test.error_of($$CALL create_sheet(NULL, 'a')$$), test.error_of($$CALL create_sheet('csv', NULL)$$), test.error_of($$CALL create_sheet('csv', E'\r')$$);
-- a number of three decimals is one where it comes as a number
CREATE TEMP TABLE numbers AS SELECT '2025' AS round, x AS weight, x::float8 AS population, x::text AS stratum FROM unnest('{1.250,-12.345,0.125,1250,1.2345,1234.567}'::numeric[]) x;
CALL load_sheet('numbers', 'import_answer');
SELECT weight, population, stratum FROM own_import_answer ORDER BY line;
CALL clear_import();
RESET ROLE;
SET client_min_messages = warning;
DROP TABLE csv, other_csv, numbers;
DROP TABLE sheet, form, again, wide, other;
DROP SCHEMA reg_sheets CASCADE;
CALL test.drop_roles('regress_sheets_admin', 'regress_sheets_a', 'regress_sheets_reader', 'regress_registry');

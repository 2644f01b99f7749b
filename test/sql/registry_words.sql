-- Words that look the same are the same, or are refused by a message that shows the difference.
-- clients do not agree how wide it is what cannot be seen
SET par.language = 'en';
\pset format unaligned
SET client_min_messages = warning;
CALL par.create_registry('reg_words');
SET search_path = reg_words;
-- accents in pieces, as macOS types them
CREATE FUNCTION pg_temp.pieces(word text) RETURNS text LANGUAGE sql AS 'SELECT normalize(word, NFD)';

-- every table composes its words: what is in pieces is found by what is not
INSERT INTO agency (code, name, name_en, kind, attributes) SELECT pg_temp.pieces(c), pg_temp.pieces('Tỉnh ' || c), pg_temp.pieces(c), pg_temp.pieces('tỉnh'),
    pg_temp.pieces('{"miền": "núi", "xã": ["Bản Mế", {"thôn": 12}]}')::jsonb FROM unnest('{Hà Nội,Lào Cai,Huế}'::text[]) c;
UPDATE agency SET parent = pg_temp.pieces('Hà Nội') WHERE code = 'Lào Cai';
INSERT INTO succession VALUES (pg_temp.pieces('Huế'), pg_temp.pieces('Lào Cai'), '2025-07-01');
INSERT INTO scheme (code, title, agency_kind, tie_rule, tie_keys) VALUES (pg_temp.pieces('QĐ số 5'), pg_temp.pieces('Bộ chỉ số'), pg_temp.pieces('tỉnh'), 'secondary', ARRAY[pg_temp.pieces('Đạt')]);
INSERT INTO criterion (scheme, code, title, max_points, source, rule_text)
VALUES (pg_temp.pieces('QĐ số 5'), pg_temp.pieces('Đạt'), pg_temp.pieces('Thủ tục'), 60, pg_temp.pieces('thẩm định'), pg_temp.pieces('mức = ''tốt'': 60; else: 0'));
INSERT INTO criterion (scheme, code, title, max_points, method) VALUES ('QĐ số 5', pg_temp.pieces('Khảo sát'), pg_temp.pieces('Hài lòng'), 40, 'survey');
INSERT INTO variable (scheme, criterion, name, title, kind, choices)
VALUES (pg_temp.pieces('QĐ số 5'), pg_temp.pieces('Đạt'), pg_temp.pieces('mức'), pg_temp.pieces('Mức độ'), 'choice', ARRAY[pg_temp.pieces('tốt'), pg_temp.pieces('khá')]);
INSERT INTO grade (scheme, label, min_index) VALUES ('QĐ số 5', pg_temp.pieces('Tốt'), 0);
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('QĐ số 5', pg_temp.pieces('Khảo sát'), pg_temp.pieces('câu 1'), pg_temp.pieces('Hài lòng?'));
INSERT INTO respondent_group (scheme, criterion, code) VALUES ('QĐ số 5', pg_temp.pieces('Khảo sát'), pg_temp.pieces('người dân'));
INSERT INTO answer_option (scheme, code, share) VALUES ('QĐ số 5', pg_temp.pieces('Có'), 1);
INSERT INTO comment (scheme, criterion, author, body) VALUES ('QĐ số 5', pg_temp.pieces('Đạt'), pg_temp.pieces('Tỉnh Huế'), pg_temp.pieces('Đồng ý'));
CALL resolve_comment((SELECT id FROM comment), 'accepted', pg_temp.pieces('đã sửa'));
CALL approve_scheme('QĐ số 5', pg_temp.pieces('Bộ trưởng'));
INSERT INTO round (code, scheme, year, title) VALUES (pg_temp.pieces('Năm 2025'), pg_temp.pieces('QĐ số 5'), 2025, pg_temp.pieces('Năm'));
INSERT INTO stage_window (round, stage) VALUES (pg_temp.pieces('Năm 2025'), 'appraisal');
INSERT INTO participant (round, agency, league, inclusion_reason) SELECT 'Năm 2025', pg_temp.pieces(code), pg_temp.pieces('hạng nhất'), pg_temp.pieces('thí điểm') FROM agency;
INSERT INTO target VALUES ('Năm 2025', pg_temp.pieces('Huế'), pg_temp.pieces('Đạt'), pg_temp.pieces('mức'), to_jsonb(pg_temp.pieces('tốt')));
INSERT INTO exemption (round, agency, criterion, reason) VALUES ('Năm 2025', pg_temp.pieces('Huế'), pg_temp.pieces('Đạt'), pg_temp.pieces('bão'));
DELETE FROM exemption;
CALL advance('Năm 2025');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES (pg_temp.pieces('Năm 2025'), pg_temp.pieces('Huế'), pg_temp.pieces('Đạt'), 'self', pg_temp.pieces('{"mức": "tốt"}')::jsonb);
INSERT INTO evidence (round, agency, criterion, title) VALUES ('Năm 2025', pg_temp.pieces('Huế'), pg_temp.pieces('Đạt'), pg_temp.pieces('Báo cáo số 3'));
INSERT INTO zero_missing (round, agency, reason) VALUES ('Năm 2025', pg_temp.pieces('Hà Nội'), pg_temp.pieces('không nộp'));
INSERT INTO grade_cap VALUES ('Năm 2025', pg_temp.pieces('Huế'), pg_temp.pieces('Tốt'), pg_temp.pieces('kỷ luật'));
INSERT INTO explanation (round, agency, criterion, answer) VALUES ('Năm 2025', pg_temp.pieces('Huế'), pg_temp.pieces('Đạt'), pg_temp.pieces('đã nộp'));
INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option) VALUES ('Năm 2025', 'Huế', 'câu 1', 'r1', 'người dân', 'Có');
SELECT agency, criterion, points FROM assessment;
SELECT t.table_name, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I t WHERE to_jsonb(t)::text IS NOT NFC NORMALIZED', t.table_name), true, true, '')))[1]::text AS in_pieces
FROM information_schema.tables t
WHERE t.table_schema = 'reg_words' AND t.table_type = 'BASE TABLE'
  AND (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I t WHERE to_jsonb(t)::text ~ ''[^ -~]''', t.table_name), true, true, '')))[1]::text <> '0'
ORDER BY 1;
-- twins are one
SELECT split_part(test.error_of($$INSERT INTO agency (code, name, kind) VALUES (normalize('Huế', NFD), 'x', 'x')$$), E'\n', 1);
-- columns that users add are theirs
ALTER TABLE agency ADD COLUMN remark text;
UPDATE agency SET remark = pg_temp.pieces('Huế'), name = pg_temp.pieces('Thành phố Huế') WHERE code = 'Huế';
SELECT name IS NFC NORMALIZED AS name, remark IS NFC NORMALIZED AS remark FROM agency WHERE code = 'Huế';

-- codes hide nothing
SELECT note, test.error_of(format('INSERT INTO agency (code, name, kind) VALUES (%L, %L, %L)', code, 'x', 'x'))
FROM (VALUES ('blank behind', 'a '), ('blank before', ' a'), ('no-break', U&'a\00A0'), ('no-break between', U&'a\00A0b'), ('zero width', U&'a\200B'), ('byte order mark', U&'\FEFFa'),
             ('direction', U&'a\202E'), ('control', E'a\x07'), ('tab', E'a\tb'), ('newline', E'a\n'), ('ideographic blank', U&'\3000'), ('blank', ' '), ('nothing', '')) c (note, code);
SELECT test.error_of($$INSERT INTO criterion (scheme, code, title, max_points) VALUES ('S', U&'1.1\200B', 'x', 1)$$);
SELECT test.error_of($$INSERT INTO participant (round, agency) VALUES ('Năm 2025', U&'Hu\1EBF\00A0')$$);
SELECT test.error_of($$INSERT INTO participant (round, agency, league) VALUES ('Năm 2025', 'Huế', 'main ')$$);
SELECT test.error_of($$UPDATE agency SET kind = U&'t\1EC9nh\200B'$$);
-- between words a plain blank may stand, and in a name a line break
BEGIN;
INSERT INTO agency (code, name, kind) VALUES ('Sở Nội vụ', E'Sở\nNội vụ', 'sở ngành');
ROLLBACK;
-- names do not begin or end with a blank, or with what is not seen
SELECT test.error_of($$INSERT INTO agency (code, name, kind) VALUES ('b', 'Sở A ', 'x')$$);
SELECT test.error_of($$INSERT INTO agency (code, name, kind) VALUES ('b', U&'\FEFFS\1EDF A', 'x')$$);
SELECT test.error_of($$INSERT INTO round (code, scheme, year, title) VALUES ('b', 'QĐ số 5', 2026, U&' \00A0')$$);

-- a reason says something
SELECT statement, test.error_of(replace(statement, '?', quote_literal(E' \u00A0\u200B\t'))) AS error_of
FROM unnest(ARRAY[
    $$UPDATE zero_missing SET reason = ?$$, $$UPDATE grade_cap SET reason = ?$$, $$UPDATE explanation SET answer = ?$$,
    $$UPDATE participant SET ranked = false, unranked_reason = ?$$, $$INSERT INTO exemption (round, criterion, reason) VALUES ('Năm 2025', 'Đạt', ?)$$,
    $$CALL return_submission('Năm 2025', 'Huế', ?)$$, $$CALL reopen('Năm 2025', 'setup', ?)$$, $$CALL correct('Năm 2025', ?)$$,
    $$UPDATE round SET stage = 'setup', stage_reason = ?$$, $$CALL resolve_comment(1, 'explained', ?)$$,
    $$INSERT INTO comment (scheme, author, body) VALUES ('QĐ số 5', 'x', ?)$$]) statement;
-- an override too
CALL submit('Năm 2025', 'Huế');
INSERT INTO zero_missing (round, agency, reason) VALUES ('Năm 2025', 'Lào Cai', 'không nộp');
CALL advance('Năm 2025');
CALL take_over('Năm 2025');
SELECT test.error_of($$UPDATE assessment SET points = 50, note = U&'\00A0' WHERE stage = 'appraisal'$$);

-- what is not found is shown, and what looks the same
SELECT statement, test.error_of(statement)
FROM unnest(ARRAY[
    $$CALL advance(normalize('Năm 2025', NFD))$$, $$SELECT * FROM missing(U&'N\0103m\00A02025')$$, $$SELECT * FROM missing('Năm  2025')$$, $$SELECT * FROM missing('Năm 2024')$$,
    $$CALL submit('Năm 2025', U&'Hu\1EBF\200B')$$, $$SELECT * FROM explain('Năm 2025', 'Huế', normalize('Đạt', NFD))$$, $$SELECT * FROM why_changed('Năm 2025', normalize('Huế', NFD))$$,
    $$SELECT * FROM improvement('Năm 2025', 'Huế ')$$, $$CALL take_over('Năm 2025', 'Huế', normalize('Đạt', NFD))$$, $$SELECT export_scheme(U&'Q\0110 s\1ED1\00A05')$$,
    $$INSERT INTO target VALUES ('Năm 2025', 'Huế', 'Đạt', 'm–c', '1')$$, $$INSERT INTO grade_cap VALUES ('Năm 2025', 'Lào Cai', 'Tốt!', 'x')$$,
    $$INSERT INTO assessment (round, agency, criterion, stage) VALUES ('Năm 2025', U&'Hu\1EBF\200B', 'Đạt', 'appraisal')$$,
    $$INSERT INTO assessment (round, agency, criterion, stage) VALUES ('Năm 2025', 'Lào Cai', 'Đạt ', 'appraisal')$$,
    $$UPDATE assessment SET inputs = jsonb_build_object(normalize('mức', NFD), U&'t\1ED1t\200B') WHERE stage = 'appraisal'$$,
    $$UPDATE assessment SET inputs = jsonb_build_object(U&'m\1EE9c\00A0', 'tốt') WHERE stage = 'appraisal'$$,
    $$UPDATE assessment SET inputs = jsonb_build_object('mức', 'tốt', normalize('mức', NFD), 'khá') WHERE stage = 'appraisal'$$,
    $$UPDATE survey_answer SET option = normalize(option, NFD)$$, $$UPDATE survey_answer SET question = normalize(question, NFD)$$,
    $$UPDATE survey_answer SET respondent_group = 'người dân '$$, $$UPDATE survey_answer SET respondent = 'r1 '$$]) statement;

-- who enters for an agency needs no more
CREATE ROLE regress_words;
GRANT USAGE ON SCHEMA test TO regress_words;
CALL test.hand_over('reg_words');
CALL grant_duty('regress_words', 'submitter', 'Huế');
CALL grant_duty('regress_words', 'appraiser');
SET ROLE regress_words;
SELECT test.error_of($$INSERT INTO reg_words.evidence (round, agency, criterion, title) VALUES (normalize('Năm 2025', NFD), 'Huế ', 'Đạt', 'x')$$);
INSERT INTO reg_words.assessment (round, agency, criterion, stage, inputs) VALUES (normalize('Năm 2025', NFD), normalize('Lào Cai', NFD), normalize('Đạt', NFD), 'appraisal', '{"mức": "khá"}');
RESET ROLE;
SELECT agency, criterion, stage, points FROM assessment WHERE agency = 'Lào Cai';
REASSIGN OWNED BY regress_registry TO CURRENT_USER;
CALL test.drop_roles('regress_words', 'regress_registry');

-- the import follows
INSERT INTO import_agency (code, name, kind) VALUES (pg_temp.pieces('Huế'), pg_temp.pieces('Huế mới'), NULL), (pg_temp.pieces('Đà Nẵng'), 'x', 'x'), (U&'c\200Bc', 'x', 'x');
INSERT INTO import_row (round, agency, criterion, stage, variable, value)
VALUES (pg_temp.pieces('Năm 2025'), pg_temp.pieces('Huế'), pg_temp.pieces('Đạt'), 'appraisal', pg_temp.pieces('mức'), pg_temp.pieces('khá'));
SET client_min_messages = error;
CALL import();
SELECT problem FROM import_problem;
SELECT code, name FROM agency WHERE code IN ('Huế', 'Đà Nẵng') ORDER BY code;
SELECT inputs, points FROM assessment WHERE agency = 'Huế' AND stage = 'appraisal';
SET client_min_messages = warning;

-- so do documents
CALL import_scheme(pg_temp.pieces(jsonb_set(export_scheme('QĐ số 5'), '{scheme,code}', '"QĐ số 6"')::text)::jsonb);
SELECT export_scheme('QĐ số 6') - 'scheme' = export_scheme('QĐ số 5') - '{scheme,approval}'::text[] AS same;
SELECT test.error_of($$CALL import_scheme(normalize(export_scheme('QĐ số 6')::text, NFD)::jsonb)$$);
SELECT * FROM document_problems('{"format": "par_index scheme", "version": 1, "scheme": {"code": "X ", "title": "x", "agency_kind": "x"},
    "criteria": [{"code": "1", "title": "x\u00a0", "max_points": 1, "guidance": " as it is "}, {"code": "\u200b2", "parent": "1\u200b", "title": "x", "max_points": 1}]}');
SET client_min_messages = error;
DROP SCHEMA reg_words CASCADE;

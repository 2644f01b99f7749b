-- Published rounds as documents: what a province has published, received by a nation's registry.
SET client_min_messages = warning;
\pset null '-'
CALL par.create_registry('reg_province');
SET search_path = reg_province;
INSERT INTO scheme (code, title, legal_basis, agency_kind, tie_rule, tie_keys, bonus_cap, decimals) VALUES ('S', 'Bộ "chỉ số"', 'QĐ 1', 'sở', 'secondary', '{1,1.2}', 5, 3);
INSERT INTO criterion (scheme, code, parent, title, title_en, kind, max_points, method, rule_text, position, source, guidance) VALUES
    ('S', '1', NULL, 'Thủ tục', 'Procedures', 'scored', 20, 'appraisal', NULL, 1, 'thẩm định', 'xem QĐ'), ('S', '1.1', '1', 'Đúng hạn', NULL, 'scored', 10, 'statistic', 'a = 0: na; else: min(10, 10 * b / a)', 2, NULL, NULL),
    ('S', '1.2', '1', 'Công khai', NULL, 'scored', 10, 'appraisal', 'c = ''đủ'': 10; else: previous(a)', 3, NULL, NULL), ('S', '2', NULL, 'Hài lòng', NULL, 'scored', 10, 'survey', NULL, 4, 'điều tra', NULL),
    ('S', 'T', NULL, 'Thưởng', NULL, 'bonus', 5, 'rating', NULL, 5, NULL, NULL);
UPDATE criterion SET rule_text = 'c = ''đủ'': 10; known(previous(g)): min(10, previous(g)); else: 0' WHERE code = '1.2';
INSERT INTO variable (scheme, criterion, name, kind, choices, max_variable) VALUES ('S', '1.1', 'a', 'count', NULL, NULL), ('S', '1.1', 'b', 'count', NULL, 'a'), ('S', '1.2', 'c', 'choice', '{đủ,"thiếu, một phần"}', NULL),
    ('S', '1.2', 'g', 'count', NULL, NULL);
INSERT INTO respondent_group VALUES ('S', '2', 'dân', 1, 1);
INSERT INTO survey_question VALUES ('S', '2', 'Q', 'Ông/bà có hài lòng?', 1);
INSERT INTO answer_option VALUES ('S', 'có', 1), ('S', 'không', 0), ('S', 'không biết', NULL);
INSERT INTO grade (scheme, label, min_index) VALUES ('S', 'Tốt', 80), ('S', 'Khá', 0);
INSERT INTO agency (code, name, name_en, kind) VALUES ('A', 'Sở "A" \ một', 'Department A', 'sở'), ('B', E'Sở B\tcó tab', NULL, 'sở'), ('C', 'Sở C', NULL, 'sở');
UPDATE variable SET max_value = 2000000000000000 WHERE name = 'b';
CALL approve_scheme('S', 'Chủ tịch');
INSERT INTO round (code, scheme, year, title) VALUES ('2024', 'S', 2024, 'Năm 2024'), ('2025', 'S', 2025, 'Năm 2025');
CREATE PROCEDURE run(of_round text) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO participant (round, agency, league, ranked, unranked_reason) VALUES (of_round, 'A', 'main', true, NULL), (of_round, 'B', 'main', true, NULL), (of_round, 'C', 'khác', false, 'mới thành lập');
    CALL advance(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT of_round, a, '1.2', 'self', '{"c": "đủ", "g": 5}' FROM unnest('{A,B}'::text[]) a;
    INSERT INTO exemption (round, agency, criterion, reason, status) VALUES (of_round, 'C', '1.2', 'không phát sinh', 'accepted');
    CALL submit(of_round, 'A'); CALL submit(of_round, 'B'); CALL submit(of_round, 'C');
    CALL advance(of_round);
    CALL take_over(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES (of_round, 'A', '1.1', 'appraisal', '{"a": 30, "b": 20}'), (of_round, 'B', '1.1', 'appraisal', '{"a": 0, "b": 0}'), (of_round, 'C', '1.1', 'appraisal', '{"a": 7, "b": 7}');
    INSERT INTO assessment (round, agency, criterion, stage, points, note) SELECT of_round, a, 'T', 'appraisal', 2.5, 'sáng kiến' FROM unnest('{A,B,C}'::text[]) a;
    UPDATE assessment SET inputs = '{"c": "thiếu, một phần", "g": 5}', points = 9.5, note = 'xét thêm' WHERE round = of_round AND agency = 'B' AND criterion = '1.2' AND stage = 'appraisal';
    INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option) SELECT of_round, a, 'Q', i::text, 'dân', CASE WHEN i = 1 THEN 'không' ELSE 'có' END FROM unnest('{A,B,C}'::text[]) a, generate_series(1, 3) i;
    CALL advance(of_round); CALL advance(of_round); CALL advance(of_round);
    INSERT INTO grade_cap VALUES (of_round, 'A', 'Khá', 'kỷ luật');
    CALL publish(of_round);
END $$;
-- a year that was published before, of which little is known
INSERT INTO round (code, scheme, year, title) VALUES ('2023', 'S', 2023, 'Năm 2023');
INSERT INTO import_result (agency, par_index, rank, grade) VALUES ('A', '77,125', '1', 'Khá'), ('B', '70', '2', 'Khá');
CALL record_published('2023', '2024-05-01', 'Chủ tịch');
CALL run('2024');
CALL run('2025');
CALL correct('2025', 'số liệu của A');
INSERT INTO assessment (round, agency, criterion, stage, inputs, note) VALUES ('2025', 'A', '1.1', 'review', '{"a": 30, "b": 21}', 'kiểm tra lại');
CREATE ROLE regress_rounds_a LOGIN;
CREATE ROLE regress_rounds_reader LOGIN;
CALL test.hand_over('reg_province');
CALL grant_duty('regress_rounds_a', 'submitter', 'A');
CALL grant_duty('regress_rounds_reader', 'reader');
GRANT USAGE ON SCHEMA test TO regress_rounds_a, regress_rounds_reader;

-- ---------------------------------------------------------------------------
-- what is exported
SELECT d ->> 'format' AS format, d -> 'version' AS version, d ->> 'fingerprint' = (SELECT fingerprint FROM publication WHERE round = '2024') AS its_fingerprint, d -> 'item' -> 'columns' AS columns,
       jsonb_array_length(d #> '{item,rows}') AS items
FROM export_round('2024') d;
SELECT c.part, jsonb_array_length(d -> c.part -> 'rows') AS rows, d #> ARRAY[c.part, 'columns'] = jsonb_agg(c.name ORDER BY c.place) AS columns FROM export_round('2025') d, _round_document_columns() c GROUP BY c.part, d ORDER BY 1;
-- another computation of the fingerprint, from the document alone, of every revision
SELECT p.round, p.revision, _document_fingerprint(export_round(p.round, p.revision)) = p.fingerprint AS same, (SELECT count(*) FROM round_document_problems(export_round(p.round, p.revision))) AS problems
FROM publication p ORDER BY 1, 2;
-- what is being corrected is not out yet
SELECT export_round('2025') = export_round('2025', 1) AS as_published;
DO $$ BEGIN CALL advance('2025'); CALL publish('2025'); END $$;
SELECT p.round, p.revision, _document_fingerprint(export_round(p.round, p.revision)) = p.fingerprint AS same FROM publication p WHERE p.round = '2025' ORDER BY 2;
-- the time zone and the look of dates in the session make no difference
SELECT md5(export_round('2025')::text) AS before \gset
SET timezone = 'Asia/Ho_Chi_Minh'; SET datestyle = 'German'; SET extra_float_digits = -15; SET standard_conforming_strings = off;
SELECT md5(export_round('2025')::text) = :'before' AS same, _document_fingerprint(export_round('2025')) = export_round('2025') ->> 'fingerprint' AS fits;
RESET timezone; RESET datestyle; RESET extra_float_digits; RESET standard_conforming_strings;
SELECT test.error_of($$SELECT export_round('Q')$$), test.error_of($$SELECT export_round('2025', 3)$$);
INSERT INTO round (code, scheme, year, title) VALUES ('2026', 'S', 2026, 'Năm 2026');
SELECT test.error_of($$SELECT export_round('2026')$$);
SET ROLE regress_rounds_a;
SELECT test.error_of($$SELECT reg_province.export_round('2025')$$);
SET ROLE regress_rounds_reader;
SELECT test.error_of($$SELECT reg_province.export_round('2025')$$);
RESET ROLE;

-- ---------------------------------------------------------------------------
-- what is received, in another registry, with codes of its own
CALL par.create_registry('reg_nation');
SET search_path = reg_nation;
INSERT INTO agency (code, name, kind) VALUES ('HN', 'Hà Nội', 'tỉnh'), ('HP', 'Hải Phòng', 'tỉnh');
SET client_min_messages = notice;
CALL import_round(reg_province.export_round('2025', 1), 'HN');
CALL import_round(reg_province.export_round('2025'), 'HN', upper(reg_province.export_round('2025') ->> 'fingerprint'));
CALL import_round(reg_province.export_round('2025'), 'HN');
CALL import_round(reg_province.export_round('2024'), 'HN');
SET client_min_messages = warning;
SELECT of_agency, round, revision, year, title, scheme, agency_kind, fingerprint = (SELECT p.fingerprint FROM reg_province.publication p WHERE p.round = i.round AND p.revision = i.revision) AS same FROM imported_round i ORDER BY round, revision;
SELECT of_agency_name, round, revision, league, agency, agency_name, par_index, rank, grade FROM imported_ranking ORDER BY round, agency;
SELECT count(*) AS otherwise FROM (
    (SELECT round, league, agency, agency_name, points, max_points, par_index, rank, grade FROM imported_ranking EXCEPT SELECT round, league, agency, agency_name, points, max_points, par_index, rank, grade FROM reg_province.ranking WHERE is_published)
    UNION ALL
    (SELECT round, league, agency, agency_name, points, max_points, par_index, rank, grade FROM reg_province.ranking WHERE is_published EXCEPT SELECT round, league, agency, agency_name, points, max_points, par_index, rank, grade FROM imported_ranking)) d;
SELECT agency, criterion, stage, inputs, by_hand, note, not_applicable, points, max_points FROM imported_items('HN', '2025') WHERE criterion IN ('1.1', '1.2') ORDER BY agency, criterion;
SELECT inputs FROM imported_items('HN', '2025', 1) WHERE criterion = '1.1' AND agency = 'A';
SELECT count(*) FROM imported_items('HP', '2025');
-- what is logged is that it came, under which fingerprint
SELECT l.table_name, count(*) FROM change_log l WHERE l.table_name LIKE 'imported%' GROUP BY 1;

-- refused: what is no document, what is not in order, and every cell that is not what was published
SELECT test.error_of($$CALL import_round(NULL, 'HN')$$), test.error_of($$CALL import_round('{}', 'X')$$), test.error_of($$CALL import_round('[]', 'HN')$$), test.error_of($$CALL import_round('{}', 'HN')$$);
SELECT test.error_of($$CALL import_round(reg_province.export_round('2024') || '{"version": 2}', 'HP')$$);
SELECT test.error_of($$CALL import_round(reg_province.export_round('2024') || '{"more": 2}', 'HP')$$);
SELECT test.error_of($$CALL import_round(reg_province.export_round('2024') - 'item', 'HP')$$);
SELECT test.error_of($$CALL import_round(reg_province.export_round('2024') #- '{item,columns,3}', 'HP')$$);
SELECT test.error_of($$CALL import_round(reg_province.export_round('2024') #- '{item,rows,3,3}', 'HP')$$);
SELECT test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{result,rows,1,14}', '"99"'), 'HP')$$);
SELECT test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{publication,rows,0,9}', '"hôm qua"'), 'HP')$$);
SELECT regexp_replace(test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{result,rows,1,14}', '99'), 'HP')$$), '[0-9a-f]{64}', '...', 'g');
SELECT regexp_replace(test.error_of($$CALL import_round(reg_province.export_round('2024'), 'HP', repeat('0', 64))$$), '[0-9a-f]{64}', '...', 'g');
SELECT test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{result,rows,1,9}', '1e14'), 'HP')$$);
SELECT test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{result,rows,1,15}', '1.0'), 'HP')$$);
SELECT test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{result,rows,1,0}', to_jsonb(repeat('A', 101))), 'HP')$$);
-- what is in order of itself, but cannot be
CREATE FUNCTION signed(document jsonb) RETURNS jsonb LANGUAGE sql AS $$SELECT jsonb_set(document, '{fingerprint}', to_jsonb(_document_fingerprint(document)))$$;
SELECT test.error_of($$CALL import_round(signed(jsonb_set(reg_province.export_round('2024'), '{publication,rows,0,9}', '"2025-02-31T00:00:00+00:00"')), 'HP')$$);
SELECT test.error_of($$CALL import_round(signed(jsonb_set(reg_province.export_round('2024'), '{result,rows,1,0}', '"A"')), 'HP')$$);
DROP FUNCTION signed;
-- rows taken away, doubled or exchanged
SELECT test.error_of($$CALL import_round(reg_province.export_round('2024') #- '{item,rows,3}', 'HP')$$) LIKE '22023%not what was published%' AS less,
       test.error_of($$CALL import_round(jsonb_insert(reg_province.export_round('2024'), '{item,rows,3}', reg_province.export_round('2024') #> '{item,rows,3}'), 'HP')$$) LIKE '22023%not what was published%' AS more,
       test.error_of($$CALL import_round(jsonb_set(reg_province.export_round('2024'), '{item,rows,3,0}', '"X"'), 'HP')$$) LIKE '22023%not what was published%' AS elsewhere;
CREATE TABLE public.refused AS
SELECT c.part, c.name, v.other, reg_nation._document_fingerprint(jsonb_set(d, ARRAY[c.part, 'rows', '0', (c.place - 1)::text], v.other)) IS DISTINCT FROM d ->> 'fingerprint' AS is_told
FROM reg_province.export_round('2025') d
CROSS JOIN _round_document_columns() c
CROSS JOIN LATERAL (SELECT CASE c.type WHEN 'text' THEN '"khác"' WHEN 'time' THEN '"2020-01-01T00:00:00+00:00"' WHEN 'texts' THEN '["khác"]' WHEN 'boolean' THEN to_jsonb(d #> ARRAY[c.part, 'rows', '0', (c.place - 1)::text] IS DISTINCT FROM 'true')
                                       WHEN 'object' THEN '{"khác": 1}' ELSE '77' END::jsonb AS other) v
WHERE jsonb_array_length(d -> c.part -> 'rows') > 0;
SELECT count(*) AS cells, count(DISTINCT part) AS parts, count(*) FILTER (WHERE NOT is_told) AS not_told FROM public.refused;
DROP TABLE public.refused;
-- another document of the same revision
SELECT regexp_replace(test.error_of($$INSERT INTO imported_round SELECT of_agency, '2024', 1, year, title, scheme, agency_kind, published_by, published_at, repeat('0', 64), imported_by, now() FROM imported_round LIMIT 1$$), '=\(.*\)', '') AS twice;
CREATE FUNCTION forged() RETURNS jsonb LANGUAGE sql AS $$SELECT jsonb_set(d, '{fingerprint}', to_jsonb(_document_fingerprint(d))) FROM (SELECT jsonb_set(reg_province.export_round('2024'), '{result,rows,1,14}', '99')) f (d)$$;
SELECT regexp_replace(test.error_of($$CALL import_round(forged(), 'HN')$$), '[0-9a-f]{64}', '...', 'g');
-- kept
SELECT test.error_of($$UPDATE imported_round SET year = 1$$), test.error_of($$UPDATE imported_result SET rank = 1$$), test.error_of($$TRUNCATE imported_document, imported_result, imported_round$$);
SELECT test.error_of($$DELETE FROM imported_result$$), test.error_of($$DELETE FROM imported_document$$);

-- ---------------------------------------------------------------------------
-- the provincial round feeds the national one
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('N', 'Bộ chỉ số quốc gia', 'tỉnh', false);
INSERT INTO criterion (scheme, code, title, max_points, method, rule_text) VALUES ('N', '1', 'Chỉ số bình quân của các sở', 10, 'statistic', '10 * mean'), ('N', '2', 'Tỷ lệ sở đạt loại Tốt', 10, 'statistic', 'all = 0: na; else: min(10, 10 * good / all)');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('N', '1', 'mean', 'percent'), ('N', '2', 'all', 'count'), ('N', '2', 'good', 'count');
CALL approve_scheme('N');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('N2025', 'N', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) VALUES ('N2025', 'HN');
CREATE SCHEMA nation_feeds;
CREATE VIEW nation_feeds.departments AS
SELECT d.of_agency AS agency, v.criterion, v.variable, v.value, make_date(d.year, 12, 31) AS as_of
FROM (SELECT of_agency, year, round(avg(least(par_index, 100)), 4) AS mean, count(*) AS all, count(*) FILTER (WHERE grade = 'Tốt') AS good FROM imported_ranking WHERE agency_kind = 'sở' GROUP BY of_agency, year) d
CROSS JOIN LATERAL (VALUES ('1', 'mean', d.mean), ('2', 'all', d.all), ('2', 'good', d.good)) v (criterion, variable, value);
INSERT INTO feed (scheme, code, view_schema, view_name) VALUES ('N', 'sở', 'nation_feeds', 'departments');
DO $$ BEGIN CALL advance('N2025'); CALL submit('N2025', 'HN'); CALL advance('N2025'); END $$;
CALL collect('N2025');
SELECT agency, criterion, inputs, points FROM assessment ORDER BY criterion;
DELETE FROM imported_round WHERE revision = 2;
SELECT round, revision, par_index FROM imported_ranking WHERE agency = 'A' ORDER BY round;

DROP SCHEMA nation_feeds, reg_nation, reg_province CASCADE;
CALL test.drop_roles('regress_rounds_a', 'regress_rounds_reader', 'regress_registry');

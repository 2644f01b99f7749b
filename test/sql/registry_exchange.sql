-- Scheme documents, shipped schemes, import of agencies and assessments.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_exchange');
SET search_path = reg_exchange;
SET datestyle = ISO;

-- ---------------------------------------------------------------------------
-- shipped schemes: each loads with one call, and can be approved

SELECT code, title, title_en FROM par.shipped_schemes();
SELECT test.error_of($$SELECT par.shipped_scheme('QD1')$$);
SELECT test.error_of($$SELECT par.shipped_scheme(NULL)$$);

CALL import_scheme(par.shipped_scheme('QD766'));
CALL import_scheme(par.shipped_scheme('QD2948'));
CALL import_scheme(par.shipped_scheme('QD876'));
CALL import_scheme(par.shipped_scheme('QD876-BO'));
SELECT test.error_of($$CALL import_scheme(par.shipped_scheme('QD766'))$$);

-- 100 points each: 18 + 20 + 12 + 22 + 18 + 10; 10 + 10 + 14.5 + 11 + 16 + 7 + 16 + 15.5; 61.5 + 10 + 22 + 6.5; 68.5 + 31.5
SELECT s.code, s.status, sum(c.max_points) AS fields, string_agg(trim_scale(c.max_points)::text, ' + ' ORDER BY c.position) AS maxima
FROM scheme s JOIN criterion c ON c.scheme = s.code AND c.parent IS NULL
GROUP BY s.code ORDER BY s.code;
SELECT s.code, count(c.*) AS criteria, count(c.rule_text) AS rules, (SELECT count(*) FROM variable v WHERE v.scheme = s.code) AS variables,
       (SELECT count(*) FROM scheme_problems(s.code) p WHERE p.severity = 'error') AS errors
FROM scheme s JOIN criterion c ON c.scheme = s.code GROUP BY s.code ORDER BY s.code;
CALL approve_scheme('QD766');
CALL approve_scheme('QD2948');
CALL approve_scheme('QD876');
CALL approve_scheme('QD876-BO');
SELECT code, status FROM scheme ORDER BY code;

-- a document is what export gives back, with the approval
SELECT code, export_scheme(code) - 'approval' = par.shipped_scheme(code) AS same,
       export_scheme(code) #>> '{approval,status}' AS status
FROM scheme ORDER BY code;
-- an undecided zero denominator is refused as out of range, a decided one is not
SELECT test.error_of($$SELECT _rule_inputs('QD766', 'published_on_time', '{"n": 0, "d": 0}')$$);
SELECT par.score(rule, _rule_inputs('QD766', code, '{"n": 0, "d": 0}')) AS no_petitions FROM criterion WHERE scheme = 'QD766' AND code = 'petition_on_time';

-- ---------------------------------------------------------------------------
-- round trip of every column, with hostile names

INSERT INTO scheme (code, title, legal_basis, agency_kind, revises, decimals, point_decimals, tie_rule, tie_keys, rank_on,
                    bonus_cap, penalty_cap, index_cap, adjustment_base, graded)
VALUES ('"Bộ''\ 🏛', E'Tên "nháy" ''đơn'' \\ $$ <b>\n&amp; ế', '', 'bộ', 'QD876-BO', 3, 2, 'secondary', '{"1.\"x\"",2}', 'unrounded',
        5.50, 0, 100, 'points', true),
       ('plain', 'Đề án', NULL, 'bộ', NULL, 2, NULL, 'competition', '{x}', 'rounded', NULL, NULL, NULL, 'index', true),
       ('empty', 'Chưa có tiêu chí', NULL, 'bộ', NULL, 2, NULL, 'competition', NULL, 'rounded', NULL, NULL, NULL, 'index', false);
INSERT INTO criterion (scheme, code, parent, title, title_en, kind, max_points, method, source, rule_text, step, not_applicable,
                       continues, guidance, evidence_required, position)
SELECT s.code, c.* FROM (VALUES ('"Bộ''\ 🏛'), ('plain')) s (code), (VALUES
    ('1."x"', NULL, 'Lĩnh vực "một"', 'Field', 'scored', 12.50, 'appraisal', 'nguồn', NULL, NULL, 'exclude', NULL, NULL, false, 20),
    ('1.10', '1."x"', 'Mười', '', 'scored', 2.5, 'appraisal', NULL, 'b/a >= 80%: 2.5; x = ''Đạt "tốt"'': 1;  else: 0', NULL, 'full', 'survey', E'Hướng dẫn\n2', true, 20),
    ('1.2', '1."x"', 'Hai', NULL, 'scored', 10, 'survey', 'SIPAS', NULL, NULL, 'share_siblings', NULL, '', false, 10),
    ('2', NULL, 'Hai', NULL, 'scored', 87.5, 'rating', NULL, NULL, 0.5, 'rescale_parent', NULL, NULL, false, 10),
    ('+', NULL, 'Thưởng', NULL, 'bonus', 5, 'statistic', NULL, NULL, 0.25, 'exclude', NULL, NULL, true, -3),
    ('-', NULL, 'Phạt', NULL, 'penalty', 5, 'appraisal', NULL, 'min(5, 0.5 * n)', NULL, 'exclude', NULL, NULL, false, -3),
    ('?', NULL, 'Theo dõi', NULL, 'monitor', 0, 'appraisal', NULL, NULL, NULL, 'exclude', NULL, NULL, false, 2147483647)) c;
INSERT INTO variable (scheme, criterion, name, title, title_en, kind, choices, min_value, max_value)
SELECT s.code, c.* FROM (VALUES ('"Bộ''\ 🏛'), ('plain')) s (code), (VALUES
    ('1.10', 'a', 'Số "a"', 'A', 'count', NULL::text[], 1, 1e20), ('1.10', 'b', NULL, '', 'amount', NULL, -1.50, NULL), ('1.10', 'x', NULL, NULL, 'choice', '{"Đạt \"tốt\"",",{}",""}', NULL, NULL),
    ('-', 'n', NULL, NULL, 'percent', NULL, NULL, 150), ('-', 'có', NULL, NULL, 'boolean', NULL, NULL, NULL), ('-', 'ngày', NULL, NULL, 'date', NULL, NULL, NULL)) c;
INSERT INTO grade SELECT s.code, g.* FROM (VALUES ('"Bộ''\ 🏛'), ('plain')) s (code), (VALUES ('Rất "tốt"', 90.5, true), ('Kém', 0, false)) g;
INSERT INTO respondent_group SELECT s.code, g.* FROM (VALUES ('"Bộ''\ 🏛'), ('plain')) s (code), (VALUES ('1.2', 'Dân''', 0.6, 30), ('1.2', 'CB', 1, 1), ('1.2', 'LĐ', 2, 0)) g;
INSERT INTO survey_question SELECT s.code, q.* FROM (VALUES ('"Bộ''\ 🏛'), ('plain')) s (code), (VALUES ('1.2', 'Q2', 'Câu hỏi "2"?', 2.5), ('1.2', 'Q10', 'Câu hỏi', 1)) q;
INSERT INTO answer_option SELECT s.code, o.* FROM (VALUES ('"Bộ''\ 🏛'), ('plain')) s (code), (VALUES ('A', 1), ('B', 0.6), ('Không ý kiến', NULL)) o;

SELECT jsonb_pretty(export_scheme('"Bộ''\ 🏛'));

-- under other codes, compared table by table
DO $$
DECLARE s text;
BEGIN
    FOR s IN SELECT code FROM scheme LOOP
        CALL import_scheme(jsonb_set(export_scheme(s), '{scheme,code}', to_jsonb('copy of ' || s)));
    END LOOP;
END $$;
SELECT s.code, o.code IS NOT NULL AS copied, export_scheme(o.code) = jsonb_set(export_scheme(s.code) - 'approval', '{scheme,code}', to_jsonb(o.code)) AS same_document, o.status
FROM scheme s LEFT JOIN scheme o ON o.code = 'copy of ' || s.code
WHERE s.code NOT LIKE 'copy of %' ORDER BY s.code;
-- rows of either side, as text without the code of the scheme: none is alone
CREATE FUNCTION pg_temp.all_rows() RETURNS TABLE (scheme text, tab text, columns jsonb) LANGUAGE sql AS $$
    SELECT code, 'scheme', to_jsonb(s) - '{code,status,approved_by,approved_at}'::text[] FROM reg_exchange.scheme s
    UNION ALL SELECT scheme, 'criterion', to_jsonb(s) - 'scheme' FROM reg_exchange.criterion s
    UNION ALL SELECT scheme, 'variable', to_jsonb(s) - 'scheme' FROM reg_exchange.variable s
    UNION ALL SELECT scheme, 'grade', to_jsonb(s) - 'scheme' FROM reg_exchange.grade s
    UNION ALL SELECT scheme, 'respondent_group', to_jsonb(s) - 'scheme' FROM reg_exchange.respondent_group s
    UNION ALL SELECT scheme, 'survey_question', to_jsonb(s) - 'scheme' FROM reg_exchange.survey_question s
    UNION ALL SELECT scheme, 'answer_option', to_jsonb(s) - 'scheme' FROM reg_exchange.answer_option s
$$;
WITH original AS (SELECT scheme, tab, columns::text AS c FROM pg_temp.all_rows() WHERE scheme NOT LIKE 'copy of %'),
     copy AS (SELECT substr(scheme, 9) AS scheme, tab, columns::text AS c FROM pg_temp.all_rows() WHERE scheme LIKE 'copy of %'),
     alone AS ((TABLE original EXCEPT ALL TABLE copy) UNION ALL (TABLE copy EXCEPT ALL TABLE original))
SELECT (SELECT count(*) FROM original) AS rows, (SELECT count(*) FROM copy) AS copied, (SELECT count(*) FROM alone) AS alone;
-- a column added to a table of a scheme must find its way into documents
SELECT string_agg(DISTINCT t.tab || '.' || a.attname, ', ') AS not_in_documents
FROM (SELECT DISTINCT tab FROM pg_temp.all_rows()) t
JOIN pg_attribute a ON a.attrelid = t.tab::regclass AND a.attnum > 0 AND NOT a.attisdropped
JOIN (VALUES ('scheme', 'scheme'), ('criterion', 'criterion'), ('variable', 'variable'), ('grade', 'grade'),
             ('respondent_group', 'group'), ('survey_question', 'question'), ('answer_option', 'option')) p (tab, part) ON p.tab = t.tab
WHERE a.attname NOT IN ('scheme', 'criterion', 'in_consultation') AND a.attgenerated = ''
  AND NOT EXISTS (SELECT FROM _scheme_document_keys() k
                  WHERE k.part IN (p.part, 'approval')
                    AND k.key = CASE a.attname WHEN 'rule_text' THEN 'rule' WHEN 'min_value' THEN 'min' WHEN 'max_value' THEN 'max' ELSE a.attname END);

-- into another registry, where the scheme that it revises is missing
CALL par.create_registry('reg_exchange_2');
SELECT test.error_of(format('CALL reg_exchange_2.import_scheme(%L)', export_scheme('"Bộ''\ 🏛')));
CALL reg_exchange_2.import_scheme(export_scheme('"Bộ''\ 🏛') #- '{scheme,revises}');
SELECT reg_exchange_2.export_scheme('"Bộ''\ 🏛') = export_scheme('"Bộ''\ 🏛') #- '{scheme,revises}' AS same;
DROP SCHEMA reg_exchange_2 CASCADE;
SELECT test.error_of($$SELECT export_scheme('none')$$);
SELECT test.error_of($$SELECT export_scheme(NULL)$$);

-- what has its default may be left out, or null, or be written in any order
CALL import_scheme('{"format": "par_index scheme", "version": 1.0, "scheme": {"code": "any order", "title": "T", "agency_kind": "bộ", "decimals": null},
    "grades": null, "criteria": [
    {"code": "b", "parent": "a", "title": "B", "max_points": 1e1, "variables": null, "rule": null},
    {"code": "c", "parent": "a", "title": "C", "max_points": 0, "kind": null, "position": 7.0},
    {"code": "a", "title": "A", "max_points": 10, "groups": []}]}');
SELECT code, parent, max_points, kind, method, not_applicable, evidence_required, position FROM criterion WHERE scheme = 'any order' ORDER BY code;

-- ---------------------------------------------------------------------------
-- what is refused

CREATE TEMP TABLE good AS
SELECT '{"format": "par_index scheme", "version": 1,
    "scheme": {"code": "bad", "title": "T", "agency_kind": "bộ"},
    "criteria": [
        {"code": "1", "title": "Một", "max_points": 10},
        {"code": "1.1", "parent": "1", "title": "Một", "max_points": 4, "rule": "4 * n / d",
         "variables": [{"name": "n", "kind": "count"}, {"name": "d", "kind": "count", "min": 1}]},
        {"code": "1.2", "parent": "1", "title": "Hai", "max_points": 6, "method": "survey",
         "groups": [{"code": "g1"}, {"code": "g2"}], "questions": [{"code": "q1", "title": "?"}]},
        {"code": "?", "title": "Ba", "max_points": 0, "kind": "monitor", "questions": [{"code": "q2", "title": "?"}]}],
    "grades": [{"label": "A", "min_index": 90}, {"label": "B", "min_index": 80.0}],
    "options": [{"code": "a", "share": 1}, {"code": "b", "share": null}],
    "approval": {"status": "approved"}}'::jsonb AS document;
SELECT count(*) AS problems FROM good, document_problems(document);

CREATE FUNCTION pg_temp.refused(document jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT test.error_of(format('CALL reg_exchange.import_scheme(%L)', document))
$$;
SELECT test.error_of('CALL import_scheme(NULL)');
SELECT pg_temp.refused(d::jsonb) FROM unnest('{null,1,"\"x\"",[],"{}"}'::text[]) d;
SELECT path, pg_temp.refused(jsonb_set(document, path::text[], value::jsonb)) AS error
FROM good, (VALUES
    ('{format}', '"xlsx"'), ('{version}', '2'), ('{version}', '1.5'), ('{criteria}', '{}'), ('{scheme}', '[]'), ('{note}', '"x"'),
    ('{scheme,title}', '""'), ('{scheme,code}', to_jsonb(repeat('ế', 61))::text), ('{scheme,decimals}', '5'), ('{scheme,decimals}', '0.5'), ('{scheme,tie_rule}', '"lots"'),
    ('{scheme,tie_rule}', '"secondary"'), ('{scheme,tie_keys}', '["1", 2]'), ('{scheme,tie_keys}', '[["1"]]'), ('{scheme,tie_keys}', '[]'), ('{scheme,bonus_cap}', '-1'), ('{scheme,bonus_cap}', '"5"'),
    ('{scheme,revises}', '"none"'), ('{scheme,revises}', '"bad"'), ('{scheme,status}', '"approved"'),
    ('{criteria,1}', '"1.1"'), ('{criteria,1,code}', '"1"'), ('{criteria,1,code}', '1.1'), ('{criteria,1,parent}', '"9"'), ('{criteria,1,parent}', '"1.1"'), ('{criteria,0,parent}', '"1.2"'),
    ('{criteria,1,max_points}', '"4"'), ('{criteria,1,max_points}', '1e6'), ('{criteria,1,step}', '0'), ('{criteria,1,kind}', '"field"'),
    ('{criteria,1,rule_text}', '"1"'), ('{criteria,1,rule}', '"0,5 * n"'), ('{criteria,1,rule}', '"n >"'), ('{criteria,1,rule}', '["n"]'), ('{criteria,1,position}', '2147483648'),
    ('{criteria,1,evidence_required}', '"t"'), ('{criteria,1,variables,0}', '[]'), ('{criteria,1,variables,1,name}', '"n"'), ('{criteria,1,variables,1,kind}', '"number"'), ('{criteria,1,variables,1,kind}', '"choice"'),
    ('{criteria,1,variables,0,choices}', '["a"]'), ('{criteria,1,variables,0,min}', '-1'), ('{criteria,1,variables,1,max}', '0'), ('{criteria,1,variables,1,kind}', '"date"'),
    ('{criteria,2,groups,1,code}', '"g1"'), ('{criteria,2,groups,1,weight}', '0'), ('{criteria,2,groups,1,min_answers}', '-1'), ('{criteria,3,questions,0,code}', '"q1"'), ('{criteria,3,questions,0,title}', 'null'),
    ('{grades,1,label}', '"A"'), ('{grades,1,min_index}', '90.0'), ('{options,1,code}', '"a"'), ('{options,1,share}', '60'), ('{options,1,share}', '"0.6"'), ('{approval,status}', '"draft"')) c (path, value);
SELECT pg_temp.refused(document #- '{options,1,share}') FROM good;

-- every key: missing where required, of the wrong type, and out of what is allowed
WITH part (part, path) AS (VALUES ('document', '{}'::text[]), ('scheme', '{scheme}'), ('approval', '{approval}'), ('criterion', '{criteria,1}'),
        ('variable', '{criteria,1,variables,1}'), ('group', '{criteria,2,groups,1}'), ('question', '{criteria,2,questions,0}'), ('grade', '{grades,1}'), ('option', '{options,1}')),
     changed AS (
        SELECT k.part, k.key, c.change,
               CASE c.change WHEN 'missing' THEN g.document #- (p.path || k.key)
                             WHEN 'type' THEN jsonb_set(g.document, p.path || k.key, CASE k.type WHEN 'object' THEN '3' ELSE '{"x": 1}' END::jsonb)
                             WHEN 'choice' THEN jsonb_set(g.document, p.path || k.key, '"?"')
                             WHEN 'low' THEN jsonb_set(g.document, p.path || k.key, CASE k.type WHEN 'string' THEN '""' ELSE to_jsonb(lower(k.allowed) - 1) END)
                             ELSE jsonb_set(g.document, p.path || k.key, CASE k.type WHEN 'string' THEN to_jsonb(repeat('x', upper(k.allowed)::integer + 1)) ELSE to_jsonb(upper(k.allowed) + 1) END)
               END AS document
        FROM good g, _scheme_document_keys() k JOIN part p ON p.part = k.part,
             unnest('{missing,type,choice,low,high}'::text[]) c (change)
        WHERE CASE c.change WHEN 'missing' THEN k.required WHEN 'type' THEN true WHEN 'choice' THEN k.choices IS NOT NULL
                            WHEN 'low' THEN k.allowed IS NOT NULL AND (k.type <> 'string' OR lower(k.allowed) > 0) ELSE k.allowed IS NOT NULL END)
SELECT count(*) AS changes, count(*) FILTER (WHERE pg_temp.refused(document) LIKE '22023 invalid scheme document at %' || key || E'\n%' || key || '%') AS refused_by_key,
       (SELECT count(DISTINCT (k.part, k.key)) FROM _scheme_document_keys() k) = count(DISTINCT (part, key)) AS all_keys
FROM changed;
-- each place of a document with values of all sorts: it is refused as a document,
-- never by a constraint, or it can be exported and imported again
CREATE FUNCTION pg_temp.outcome(document jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    again jsonb;
    same boolean;
BEGIN
    CALL import_scheme(document);
    again := export_scheme(document #>> '{scheme,code}');
    DELETE FROM scheme WHERE code = document #>> '{scheme,code}';
    CALL import_scheme(again);
    same := export_scheme(document #>> '{scheme,code}') = again;
    DELETE FROM scheme WHERE code = document #>> '{scheme,code}';
    RETURN CASE WHEN same THEN 'imported' ELSE 'changed: ' || document::text END;
EXCEPTION WHEN OTHERS THEN
    RETURN CASE WHEN SQLSTATE = '22023' AND SQLERRM LIKE 'invalid scheme document%' THEN 'refused' ELSE concat_ws(' ', SQLSTATE, SQLERRM, document::text) END;
END $$;
WITH RECURSIVE place (path, node) AS (
    SELECT '{}'::text[], document FROM good
    UNION ALL
    SELECT p.path || k.key, k.node
    FROM place p, LATERAL (SELECT e.key, e.value FROM jsonb_each(CASE jsonb_typeof(p.node) WHEN 'object' THEN p.node ELSE '{}' END) e
                           UNION ALL
                           SELECT (e.place - 1)::text, e.node
                           FROM jsonb_array_elements(CASE jsonb_typeof(p.node) WHEN 'array' THEN p.node ELSE '[]' END) WITH ORDINALITY e (node, place)) k (key, node)
), known (path) AS (
    SELECT path FROM place WHERE path <> '{}'
    UNION
    SELECT p.path || k.key
    FROM (VALUES ('scheme', '{scheme}'::text[]), ('criterion', '{criteria,1}'), ('variable', '{criteria,1,variables,1}'), ('group', '{criteria,2,groups,1}'),
                 ('question', '{criteria,2,questions,0}'), ('grade', '{grades,1}'), ('option', '{options,1}'), ('approval', '{approval}')) p (part, path)
    JOIN _scheme_document_keys() k ON k.part = p.part
), value (node) AS (
    SELECT v::jsonb FROM unnest(ARRAY['null', '0', '-1', '1e400', '1e-400', '0.5', '2.0', '99999999999', '""', '"x"', '"1.1"', '"choice"', '"monitor"', '"secondary"', 'true', '[]', '{}',
                                      '["a"]', '[null]', '[{}]', '"na"', '"peer_mean("', '"' || repeat('ế', 1001) || '"', '"' || repeat('(', 500) || '1' || repeat(')', 500) || '"',
                                      '"' || repeat('1 + ', 5000) || '1"']) v
)
SELECT o.outcome, count(*) > 100 AS often
FROM good g, known k, value v, pg_temp.outcome(jsonb_set(g.document, k.path, v.node)) o (outcome)
GROUP BY o.outcome ORDER BY o.outcome;
SELECT count(*) AS nothing_was_left FROM scheme WHERE code = 'bad';
SELECT path, problem, hint FROM good, document_problems(jsonb_set(document - 'format', '{criteria,1}', '{"code": "x", "rule": "", "points": 3}'));

-- ---------------------------------------------------------------------------
-- agencies

CALL import();
SELECT count(*) FROM import_problem;
COPY import_agency (code, name, name_en, kind, parent, valid_from, valid_to, attributes) FROM stdin (FORMAT csv);
H44.01,Xã "Một",,commune,H44,,,
H44,Tỉnh Phú Thọ,Phú Thọ,province,,01/07/2025,,"{""mountainous"": false}"
 H44.02 , Phường Hai,,commune,H44,2025-07-01,31/12/2026,"{""mountainous"": true}"
,Không mã,,commune,,,,
H44.03,,,commune,,,,
H44.04,Xã Bốn,,,,,,
H44.05,Xã Năm,,commune,H45,,,
H44.06,Xã Sáu,,commune,H44.03,,,
H44.07,Xã Bảy,,commune,,30/02/2025,,
H44.08,Xã Tám,,commune,,2025-13-01,,
H44.09,Xã Chín,,commune,,1/7/25,,
H44.10,Xã Mười,,commune,,2025-07-01,2025-06-30,
H44.11,Xã Mười Một,,commune,,,,[1]
H44.12,Xã Mười Hai,,commune,,,,{mountainous}
H44.13,Xã Mười Ba,,commune,H44.13,,,
H44.14,Xã Mười Bốn,,commune,H44.15,,,
H44.15,Xã Mười Lăm,,commune,H44.14,,,
H44.16,Xã Mười Sáu,,commune,,,,
H44.16,Xã Mười Sáu,,commune,,,,
H44.17,Xã Mười Bảy,,commune,H44.14,,,
\.
CALL import();
SELECT line, a.code, p.problem FROM import_problem p JOIN import_agency a USING (line) WHERE table_name = 'import_agency' ORDER BY line;
SELECT * FROM agency ORDER BY code;
-- corrected, and changed where cells are not empty
DELETE FROM import_agency;
INSERT INTO import_agency (code, name, kind, parent, valid_to, attributes) VALUES
    ('H44.02', 'Phường Hai mới', '', '', '', NULL), ('H44.03', 'Xã Ba', 'commune', 'H44.02', '', '{}'), ('H44.01', NULL, NULL, 'H44.03', '2030-12-31', '{"x": 1}');
CALL import();
SELECT * FROM agency ORDER BY code;
SELECT count(*) FROM import_agency;
-- known agencies can be moved, but not beneath themselves
INSERT INTO import_agency (code, parent) VALUES ('H44.02', 'H44.01');
CALL import();
SELECT problem FROM import_problem;
DELETE FROM import_agency;

-- ---------------------------------------------------------------------------
-- assessments

INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Đề án', 'commune', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, step, method) VALUES
    ('S', '1', NULL, 'Lĩnh vực', 100, NULL, NULL, 'appraisal'),
    ('S', '1.1', '1', 'Hồ sơ', 10, 'a = 0: na; else: min(10, 10 * b / a)', NULL, 'appraisal'),
    ('S', '1.10', '1', 'Kế hoạch', 10, 'not issued: 0; date(issued_on) <= date(2024, 1, 31): 10; else: 5', NULL, 'appraisal'),
    ('S', '1.2', '1', 'Chấm tay', 50, NULL, 0.25, 'appraisal'),
    ('S', '1.3', '1', 'Tỷ lệ', 20, 'min(20, 20 * p)', NULL, 'appraisal'),
    ('S', '1.4', '1', 'Mức', 10, 'level = ''Tốt'': 10; level = ''Đạt'': 5; else: min(5, max(0, v))', NULL, 'statistic');
INSERT INTO variable (scheme, criterion, name, kind, choices, max_value) VALUES
    ('S', '1.1', 'a', 'count', NULL, 9999), ('S', '1.1', 'b', 'count', NULL, NULL), ('S', '1.10', 'issued', 'boolean', NULL, NULL), ('S', '1.10', 'issued_on', 'date', NULL, NULL),
    ('S', '1.3', 'p', 'percent', NULL, NULL), ('S', '1.4', 'level', 'choice', '{Tốt,Đạt,Khác}', NULL), ('S', '1.4', 'v', 'amount', NULL, NULL);
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2024, 'Năm 2024');
INSERT INTO participant (round, agency, inclusion_reason) VALUES ('R', 'H44.01', NULL), ('R', 'H44.02', 'thành lập từ tháng 7');
CALL advance('R');
INSERT INTO zero_missing (round, agency, reason) SELECT round, agency, 'chưa nộp' FROM participant WHERE round = 'R';
CALL advance('R');
DELETE FROM zero_missing;
SELECT stage FROM round;

-- how cells are read: decimal comma, dates, booleans, unknowns
SELECT c.kind, v.cell, i.converted, par.say(i.problem) AS problem
FROM (VALUES ('count', '{12,12.0,"12,0",-3,+5,1.000,"1,000",1.234.567,"1 234","",12a,1e3,0x10,NaN,Infinity,١٢,007}'::text[]),
             ('amount', '{"12,50",12.50,"0,125",0.125,"1.250","1,250","12,3456","1.234,5","1,234.5",.5,5.,-0.5,1/2}'),
             ('percent', '{85%,"85,5 %",85,9.415,"9,415",%,85%%}'), ('points', '{"9,415",9.415,10%,"10 điểm"}'),
             ('boolean', '{true,FALSE,Có,không,1,0,t,f,2,x}'), ('date', '{2024-02-29,29/02/2024,1/3/2024,2023-02-29,31/04/2024,02/29/2024,"2024-03-01 00:00:00",0000-01-01,24-01-01,20240101}'),
             ('choice', '{Tốt," x","12,50"}')) c (kind, cells),
     unnest(c.cells) WITH ORDINALITY v (cell, place), _import_value(nullif(v.cell, ''), c.kind) i
ORDER BY c.kind, v.place;

COPY import_row (round, agency, criterion, stage, variable, value, points, note) FROM stdin (FORMAT csv);
R,H44.01,1.1,appraisal,a,8,,
R,H44.01,1.1,appraisal,b,6,,
R,H44.02,1.1,appraisal,a,0,,
R,H44.02,1.1,appraisal,b,,,chưa rõ
R,H44.01,1.10,appraisal,issued,có,,
R,H44.01,1.10,appraisal,issued_on,31/01/2024,,
R,H44.02,1.10,appraisal,issued,Không,,
 R , H44.01 , 1.2 , appraisal ,,,"12,50",
R,H44.02,1.2,appraisal,,,,chưa chấm
R,H44.01,1.3,appraisal,p,"85,5",,
R,H44.02,1.3,appraisal,p,50%,,
R,H44.02,1.3,appraisal,,,12.75,Thẩm định thực tế
R,H44.01,1.4,appraisal,level,Tốt,,
R,H44.02,1.4,appraisal,level,Khác,,
R,H44.02,1.4,appraisal,v,"3,75",,
\.
CALL import();
SELECT agency, criterion, inputs, points, note, by_hand, not_applicable FROM assessment ORDER BY agency, criterion;
SELECT count(*) AS left_over FROM import_row;

-- repeated, nothing changes; a part of the inputs changes those alone
CREATE TEMP TABLE before_import AS SELECT *, xmin::text AS version FROM assessment;
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('R', 'H44.01', '1.1', 'appraisal', 'a', '8'), ('R', 'H44.02', '1.3', 'appraisal', 'p', '50.0');
INSERT INTO import_row (round, agency, criterion, stage, points, note) VALUES ('R', 'H44.01', '1.2', 'appraisal', '12.5', NULL), ('R', 'H44.02', '1.3', 'appraisal', '12.75', 'Thẩm định thực tế');
CALL import();
SELECT count(*) AS unchanged FROM assessment a JOIN before_import b USING (round, agency, criterion, stage) WHERE a.xmin::text = b.version;
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('R', 'H44.01', '1.1', 'appraisal', 'a', '12'), ('R', 'H44.01', '1.4', 'appraisal', 'level', NULL);
INSERT INTO import_row (round, agency, criterion, stage, note) VALUES ('R', 'H44.01', '1.2', 'appraisal', 'có ghi chú');
CALL import();
SELECT agency, criterion, inputs, points, note FROM assessment WHERE agency = 'H44.01' AND criterion IN ('1.1', '1.2', '1.4') ORDER BY criterion;

-- bad rows stay, each with its reason; good rows are taken
TRUNCATE import_row RESTART IDENTITY;
COPY import_row (round, agency, criterion, stage, variable, value, points, note) FROM stdin (FORMAT csv);
,H44.01,1.1,appraisal,a,8,,
R,,1.1,appraisal,a,8,,
R,H44.01,,appraisal,a,8,,
R,H44.01,1.1,,a,8,,
Q,H44.01,1.1,appraisal,a,8,,
R,H99,1.1,appraisal,a,8,,
R,H44.03,1.1,appraisal,a,8,,
R,H44.01,1.9,appraisal,a,8,,
R,H44.01,1,appraisal,,,8,
R,H44.01,1.1,thẩm định,a,8,,
R,H44.01,1.1,appraisal,c,8,,
R,H44.01,1.10,appraisal,,true,,
R,H44.01,1.3,appraisal,p,8,2,
R,H44.02,1.1,appraisal,a,1.000,,
R,H44.02,1.1,appraisal,b,3,,
R,H44.02,1.3,appraisal,p,101,,
R,H44.02,1.10,appraisal,issued,maybe,,
R,H44.02,1.2,appraisal,,,50.25,
R,H44.01,1.2,appraisal,,,12.3,
R,H44.01,1.4,appraisal,level,Rất tốt,,
R,H44.02,1.4,self,level,Tốt,,
R,H44.01,1.1,review,a,5,,
R,H44.01,1.1,self,a,5,,
R,H44.02,1.4,appraisal,v,1,,một
R,H44.02,1.4,appraisal,level,Đạt,,hai
R,H44.02,1.10,review,issued,true,,
R,H44.02,1.10,review,issued,true,,
R,H44.02,1.2,review,,,-1,
R,H44.01,1.3,appraisal,p,90,,
\.
CALL import();
SELECT line, problem FROM import_problem WHERE table_name = 'import_row' ORDER BY line;
SELECT line, agency, criterion, par.say(problem) AS problem FROM import_row ORDER BY line;
SELECT agency, criterion, stage, inputs, points FROM assessment ORDER BY agency, criterion, stage;
-- corrected in place
DELETE FROM import_row WHERE line NOT IN (14, 15, 18);
UPDATE import_row SET value = '1000' WHERE line = 14;
UPDATE import_row SET points = '50' WHERE line = 18;
CALL import();
SELECT count(*) AS left_over FROM import_row;
SELECT criterion, inputs, points FROM assessment WHERE agency = 'H44.02' AND criterion IN ('1.1', '1.2') ORDER BY criterion;

-- the notice, for who does not look
SET client_min_messages = notice;
INSERT INTO import_row (round) VALUES ('Q');
CALL import();
SET client_min_messages = warning;

-- ---------------------------------------------------------------------------
-- 20,000 rows, five of them bad: 9,995 of 10,000 assessments are there

INSERT INTO agency (code, name, kind) SELECT 'B' || i, 'Xã ' || i, 'commune' FROM generate_series(1, 5000) i;
INSERT INTO round (code, scheme, year, title) VALUES ('BIG', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT 'BIG', code FROM agency WHERE code LIKE 'B%';
CALL advance('BIG');
TRUNCATE import_row RESTART IDENTITY;
INSERT INTO import_row (round, agency, criterion, stage, variable, value)
SELECT 'BIG', 'B' || i, v.criterion, 'self', v.name,
       CASE v.name WHEN 'a' THEN '100' WHEN 'b' THEN (i % 101)::text WHEN 'issued' THEN 'có' ELSE to_char(date '2024-01-01' + i % 60, 'DD/MM/YYYY') END
FROM generate_series(1, 5000) i, (VALUES ('1.1', 'a'), ('1.1', 'b'), ('1.10', 'issued'), ('1.10', 'issued_on')) v (criterion, name);
UPDATE import_row SET value = CASE line WHEN 1 THEN '10000' WHEN 2002 THEN '1,5' WHEN 9999 THEN 'abc' WHEN 10004 THEN '31/02/2024' ELSE '10001' END
WHERE line IN (1, 2002, 9999, 10004, 19997);
CALL import();
SELECT line, problem FROM import_problem WHERE table_name = 'import_row' ORDER BY line;
-- against plain arithmetic
SELECT count(*) AS assessments,
       count(*) FILTER (WHERE points = CASE criterion WHEN '1.1' THEN (substr(agency, 2)::integer % 101) / 10.0
                                       ELSE CASE WHEN substr(agency, 2)::integer % 60 <= 30 THEN 10 ELSE 5 END END) AS as_computed
FROM assessment WHERE round = 'BIG';
-- a stage that takes nothing refuses all, agency by agency
UPDATE import_row SET stage = 'review', problem = NULL, value = '7' WHERE criterion = '1.1';
CALL import();
SELECT par.say(problem) AS problem, count(*) FROM import_row WHERE stage = 'review' GROUP BY 1 ORDER BY 1;
-- one submitted agency among others; B1 has no a, it was refused above
DELETE FROM import_row;
ALTER TABLE participant DISABLE TRIGGER written_updated;
UPDATE participant SET submitted_at = '2025-01-01 00:00+00' WHERE round = 'BIG' AND agency = 'B7';
ALTER TABLE participant ENABLE TRIGGER written_updated;
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT 'BIG', 'B' || i, '1.1', 'self', 'b', '100' FROM generate_series(1, 20) i;
CALL import();
SELECT r.agency, p.problem LIKE 'the self-assessment of agency "B7" has been submitted%' AS submitted FROM import_problem p JOIN import_row r USING (line);
SELECT count(*) AS written FROM assessment WHERE round = 'BIG' AND inputs -> 'b' = '100' AND substr(agency, 2)::integer <= 20;

DROP SCHEMA reg_exchange CASCADE;

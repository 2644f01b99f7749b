-- A registry of a country's communes: 3,321 agencies, 100 criteria in 10 fields.
-- The year before was published with all of them, ten assessed in full and the
-- others in the criterion that is compared with last year.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench_registry CASCADE;
CALL par.create_registry('bench_registry');
SET search_path = bench_registry;

INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số của xã', 'commune', false);
INSERT INTO criterion (scheme, code, title, max_points) SELECT 'S', f::text, 'Lĩnh vực ' || f, 10 FROM generate_series(1, 10) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, step, evidence_required, rule_text)
SELECT 'S', f || '.' || c, f::text, 'Tiêu chí ' || f || '.' || c, 1, CASE WHEN c = 7 THEN 0.25 END, c = 5,
       CASE WHEN c <= 2 THEN 'a = 0: na; b/a >= 100%: 1; b/a >= 50%: b/a; else: 0'
            WHEN c <= 4 THEN 'x >= 90%: 1; x >= 50%: x; else: 0'
            WHEN c <= 6 THEN '0.5 * p + 0.5 * q'
            WHEN c = 8 THEN 'max(0, min(1, n / 50))'
            WHEN f = 1 AND c = 9 THEN 'a = 0: na; b/a >= peer_mean(b/a): 1; else: 0.5'
            WHEN f = 2 AND c = 9 THEN 'points(''2.0'') = 0: 0; else: 0.5 * p + 0.5 * q'
            WHEN f = 3 AND c = 9 THEN 'not known(previous(b/a)): na; b/a > previous(b/a): 1; else: 0.5'
            WHEN c = 9 THEN 'c = ''đủ'': 1; c = ''một phần'': 0.5; else: 0' END
FROM generate_series(1, 10) f, generate_series(0, 9) c;
INSERT INTO variable (scheme, criterion, name, kind, min_value, choices)
SELECT c.scheme, c.code, v.name, v.kind, CASE WHEN v.name = 'a' AND c.code = '3.9' THEN 1 END, CASE v.kind WHEN 'choice' THEN '{đủ,một phần,không}'::text[] END
FROM criterion c
JOIN (VALUES ('a', 'count'), ('b', 'count'), ('x', 'percent'), ('p', 'boolean'), ('q', 'boolean'), ('n', 'amount'), ('c', 'choice')) v (name, kind)
  ON v.name = ANY (par.variables(c.rule));
CALL approve_scheme('S');

-- what is entered, in each round and stage
CREATE VIEW entry AS
SELECT r.code AS round, p.agency, c.code AS criterion, s.stage,
       CASE WHEN 'a' = ANY (c.names) THEN jsonb_build_object('a', 1 + h % 50, 'b', least(1 + h % 50, h / 7 % 60))
            WHEN 'x' = ANY (c.names) THEN jsonb_build_object('x', h % 10001 * 0.01)
            WHEN 'p' = ANY (c.names) THEN jsonb_build_object('p', h % 2 = 0, 'q', h % 3 = 0)
            WHEN 'n' = ANY (c.names) THEN jsonb_build_object('n', h % 6000 * 0.01)
            WHEN 'c' = ANY (c.names) THEN jsonb_build_object('c', ('{đủ,một phần,không}'::text[])[1 + h % 3]) END AS inputs,
       CASE WHEN c.rule IS NULL THEN h % 5 * 0.25 END AS points
FROM round r
JOIN participant p ON p.round = r.code
JOIN (SELECT *, par.variables(rule) AS names FROM criterion) c ON c.scheme = r.scheme AND c.parent IS NOT NULL
CROSS JOIN (VALUES ('self'), ('appraisal'), ('review')) s (stage)
CROSS JOIN LATERAL (SELECT abs(hashtext(r.year || p.agency || c.code || CASE WHEN hashtext(p.agency || c.code) % 5 = 0 THEN s.stage ELSE '' END)) % 1000000) t (h);

INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Xã ' || i, 'commune' FROM generate_series(1, 3321) i;
INSERT INTO round (code, scheme, year, title) VALUES ('before', 'S', 2025, 'Năm 2025'), ('R', 'S', 2026, 'Năm 2026');
INSERT INTO participant (round, agency) SELECT r.code, a.code FROM round r, agency a;
ANALYZE;

CALL advance('before');
INSERT INTO zero_missing (round, agency, reason) SELECT 'before', code, 'ngoài phạm vi' FROM agency;
CALL advance('before');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT e.round, e.agency, e.criterion, e.stage, e.inputs, e.points FROM entry e
WHERE e.round = 'before' AND e.stage = 'appraisal' AND (length(e.agency) = 2 OR e.criterion = '3.9');
CALL advance('before');
CALL advance('before');
CALL advance('before');
CALL publish('before');
CALL advance('R');

-- a survey of 20,000 respondents, five questions each
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('survey', 'Khảo sát', 'commune', false);
INSERT INTO criterion (scheme, code, title, method, max_points) VALUES ('survey', '1', 'Khảo sát', 'survey', 60), ('survey', '2', 'Thẩm định', 'statistic', 40);
INSERT INTO survey_question (scheme, criterion, code, title) SELECT 'survey', '1', 'Q' || q, 'Câu hỏi ' || q FROM generate_series(1, 5) q;
INSERT INTO answer_option (scheme, code, share) VALUES ('survey', 'A', 1), ('survey', 'B', 0.6), ('survey', 'C', 0.2), ('survey', 'D', 0), ('survey', 'E', NULL);
INSERT INTO respondent_group (scheme, criterion, code, weight) VALUES ('survey', '1', 'citizens', 2), ('survey', '1', 'leaders', 1);
CALL approve_scheme('survey');
INSERT INTO round (code, scheme, year, title) VALUES ('V', 'survey', 2026, 'Khảo sát năm 2026');
INSERT INTO participant (round, agency) SELECT 'V', code FROM agency;
CALL advance('V');

-- the scheme of next year, of which half the maxima and a tenth of the rules are others
CALL revise_scheme('S', 'draft');
UPDATE criterion SET rule_text = 'x >= 80%: 1; x >= 50%: x; else: 0' WHERE scheme = 'draft' AND code LIKE '%.3';
VACUUM ANALYZE;

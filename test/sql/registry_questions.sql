-- Registry: questions to agencies and their answers, what is to be done and by whom, and
-- what people read of it.
SET client_min_messages = warning;
CALL par.create_registry('reg_questions');
SET search_path = reg_questions;
\pset null '-'
CREATE FUNCTION undated(text) RETURNS text LANGUAGE sql
    AS $$SELECT regexp_replace(regexp_replace($1, '[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9 :.]+ [A-Z]{3}|[0-9]{2}/[0-9]{2}/20[0-9]{2} [0-9:]+', '<then>', 'g'), '(question|Number) [0-9]+', '\1 <n>')$$;

INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text, evidence_required, position) VALUES
    ('S', '1', NULL, 'Cải cách thủ tục', 70, 'appraisal', NULL, false, 1),
    ('S', '1.2', '1', 'Hồ sơ đúng hạn', 50, 'appraisal', 'a = 0: na; else: min(50, 50 * b/a)', false, 2),
    ('S', '1.10', '1', 'Kế hoạch', 20, 'appraisal', NULL, true, 3),
    ('S', '2', NULL, 'Đánh giá của lãnh đạo', 30, 'rating', NULL, false, 4);
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'S', '1.2', v, 'count' FROM unnest('{a,b}'::text[]) v;
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) SELECT x, 'Sở ' || x, 'sở' FROM unnest('{A,B}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;

-- ---------------------------------------------------------------------------
-- what an agency explains of itself is handed in with the rest
SELECT test.error_of($$CALL ask('R', 'A', '1.2', 'Vì sao?')$$);
CALL advance('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'R', g, v.c, 'self', v.i::jsonb, v.p FROM unnest('{A,B}'::text[]) g, (VALUES ('1.2', '{"a": 10, "b": 7}', NULL), ('1.10', NULL, 15)) v (c, i, p);
INSERT INTO explanation (round, agency, criterion, answer, asked_by, answered_by, answered_at) VALUES
    ('R', 'A', '1.10', 'Lưu hành nội bộ', 'x', 'x', '2001-01-01'), ('R', 'B', '1.10', 'Chưa ban hành', 'x', 'x', '2001-01-01');
SELECT agency, question, asked_by, asked_at, answered_by = current_user AS by_me, answered_at = now() AS now FROM explanation ORDER BY agency;
SELECT test.error_of($$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'A', '1.10', 'lần hai')$$) ~ '^23505' AS once,
       test.error_of($$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'A', '1.2', E' \n')$$) ~ '^23514' AS blank,
       test.error_of($$INSERT INTO explanation (round, agency, criterion) VALUES ('R', 'A', '1.2')$$) ~ '^23514' AS nothing,
       test.error_of($$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'A', '9', 'x')$$) ~ '^22023' AS unknown;
UPDATE explanation SET answer = 'Văn bản lưu hành nội bộ' WHERE agency = 'A';
CALL submit('R', 'A');
SELECT undated(test.error_of($$UPDATE explanation SET answer = 'khác' WHERE agency = 'A'$$)) AS changed,
       test.error_of($$DELETE FROM explanation WHERE agency = 'A'$$) ~ '^55000 explanations of agency "A" have been submitted' AS removed,
       test.error_of($$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'A', '1.2', 'thêm')$$) ~ '^55000 explanations of agency "A" have been submitted' AS added;
DELETE FROM explanation WHERE agency = 'B';
SELECT test.error_of($$CALL submit('R', 'B')$$);
INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'B', '1.10', 'Chưa ban hành');
CALL submit('R', 'B');
CALL advance('R');

-- ---------------------------------------------------------------------------
-- questions, each a row of its own
CALL ask('R', 'A', '1.2', 'Vì sao 3 hồ sơ quá hạn?', '2999-12-31');
CALL ask('R', 'A', '1.2', 'Hồ sơ nào?', '2999-12-31 17:00');
-- appraisers ask
CREATE ROLE regress_asking;
CREATE ROLE regress_asked;
CALL test.hand_over('reg_questions');
CALL grant_duty('regress_asking', 'appraiser');
CALL grant_duty('regress_asked', 'submitter', 'B');
SET ROLE regress_asking;
CALL ask('R', 'B', '1.2', 'Số liệu lấy ở đâu?');
RESET ROLE;
SELECT question, asked_by FROM explanation WHERE asked_by <> current_user;
DELETE FROM explanation WHERE asked_by = 'regress_asking';
CALL ask('R', 'B', '1.2', 'Số liệu lấy ở đâu?');
CREATE FUNCTION number_of(text) RETURNS bigint LANGUAGE sql AS $$SELECT max(id) FROM reg_questions.explanation WHERE question = $1$$;
SELECT agency, criterion, question, asked_by = current_user AS by_me, asked_at = now() AS before, due_at AT TIME ZONE current_setting('TimeZone') AS due, answer, answered_by
FROM explanation WHERE question IS NOT NULL ORDER BY id;
SELECT test.error_of($$CALL ask('R', 'A', '1.2', 'Hồ sơ nào?')$$), test.error_of($$CALL ask('R', 'A', '1.2', ' ')$$), test.error_of($$CALL ask('R', 'A', '1.2', NULL)$$);
SELECT test.error_of($$CALL ask('X', 'A', '1.2', 'x')$$), test.error_of($$CALL ask('R', 'Z', '1.2', 'x')$$), test.error_of($$CALL ask('R', 'A', '9', 'x')$$), test.error_of($$CALL ask('R', NULL, '1.2', 'x')$$);
SELECT undated(test.error_of($$CALL ask('R', 'A', '1.2', 'x', '2024-02-01')$$));
SELECT test.error_of($$CALL answer(0, 'x')$$), test.error_of($$CALL answer(NULL, 'x')$$), test.error_of(format('CALL answer(%s, %L)', number_of('Hồ sơ nào?'), E'\t')) ~ '^22023 the answer is missing' AS blank;
-- a question opens the evidence of its criterion, until it is answered
INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '1.2', 'Danh mục hồ sơ');
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '1.10', 'x')$$) ~ '^55000 evidence of agency "A" has been submitted' AS of_another;
CALL answer(number_of('Hồ sơ nào?'), 'Hồ sơ 12, 15 và 40');
-- bettered, as long as it can be; the question stays, as what was asked and by whom
CALL answer(number_of('Hồ sơ nào?'), 'Hồ sơ 12, 15 và 41');
SELECT question, answer, answered_by = current_user AS by_me FROM explanation WHERE id = number_of('Hồ sơ nào?');
SELECT undated(e) FROM unnest(ARRAY[test.error_of($$UPDATE explanation SET question = 'Khác?' WHERE answer LIKE 'Hồ sơ 12%'$$),
    test.error_of($$DELETE FROM explanation WHERE answer LIKE 'Hồ sơ 12%'$$)]) e;
SELECT undated(test.error_of($$UPDATE explanation SET agency = 'B' WHERE answer IS NULL AND agency = 'A'$$));
-- a question answered is asked anew; one not yet answered is changed or taken back
CALL ask('R', 'A', '1.2', 'Hồ sơ nào?');
UPDATE explanation SET question = 'Hồ sơ của ai?' WHERE id = number_of('Hồ sơ nào?');
DELETE FROM explanation WHERE question = 'Hồ sơ của ai?';
UPDATE explanation SET asked_by = 'x', asked_at = '2001-01-01', answered_by = 'x', answered_at = '2001-01-01' WHERE question IS NOT NULL;
SELECT count(*) AS questions, count(*) FILTER (WHERE asked_by <> current_user OR asked_at < '2002-01-01' OR answered_by <> current_user OR answered_at < '2002-01-01') AS forged
FROM explanation WHERE question IS NOT NULL;

-- what is due is no longer answered, nor waited for
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'R', g, v.c, 'appraisal', v.i::jsonb, v.p FROM unnest('{A,B}'::text[]) g, (VALUES ('1.2', '{"a": 10, "b": 7}', NULL), ('1.10', NULL, 15), ('2', NULL, 20)) v (c, i, p);
CALL advance('R');
SELECT agency, criterion, regexp_replace(problem, 'hạn .*', 'hạn ...') AS problem FROM missing('R') ORDER BY 1, 3;
UPDATE explanation SET due_at = now() WHERE question = 'Vì sao 3 hồ sơ quá hạn?';
SELECT undated(test.error_of(format('CALL answer(%s, %L)', number_of('Vì sao 3 hồ sơ quá hạn?'), 'muộn'))) AS late;
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '1.2', 'muộn')$$) ~ '^55000 evidence' AS late;
SELECT agency, criterion, problem FROM missing('R');
-- the window of the stage is an end for all
INSERT INTO stage_window VALUES ('R', 'explanation', '-infinity', clock_timestamp());
SELECT test.error_of(format('CALL answer(%s, %L)', number_of('Số liệu lấy ở đâu?'), 'muộn')) ~ '^55000 answers of round "R" cannot be written now' AS late;
SELECT count(*) AS waited_for FROM missing('R');
BEGIN;
CALL advance('R');
-- nor is it waited for in the review, or answered
SELECT count(*) AS waited_for FROM missing('R');
SELECT undated(test.error_of(format('CALL answer(%s, %L)', number_of('Số liệu lấy ở đâu?'), 'muộn'))) AS late;
CALL ask('R', 'B', '1.2', 'Số liệu lấy ở đâu?');
SELECT count(*) AS waited_for FROM missing('R');
ROLLBACK;
DELETE FROM stage_window;
SELECT test.error_of($$CALL advance('R')$$);
-- who enters for the agency answers, and no other
GRANT USAGE ON SCHEMA test TO regress_asked, regress_asking;
SELECT number_of('Số liệu lấy ở đâu?') AS number \gset
SET ROLE regress_asking;
SELECT test.error_of(format('CALL answer(%s, %L)', :number, 'x')), test.error_of('CALL answer(0, NULL)');
SET ROLE regress_asked;
CALL answer(:number, 'Hệ thống một cửa');
SELECT test.error_of($$UPDATE explanation SET question = 'x'$$) ~ '^42501' AS question, test.error_of($$UPDATE explanation SET due_at = now()$$) ~ '^42501' AS due;
RESET ROLE;
SELECT answer, answered_by FROM explanation WHERE id = :number;
CALL advance('R');

-- asked in the review, answered in the review, once; what was answered before stays
SELECT test.error_of(format('CALL answer(%s, %L)', number_of('Số liệu lấy ở đâu?'), 'khác'));
SELECT undated(test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'B', '1.2', 'x')$$));
CALL ask('R', 'B', '1.2', 'Còn 3 hồ sơ?');
SELECT agency, criterion, problem FROM missing('R');
INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'B', '1.2', 'Trích xuất hệ thống một cửa');
CALL answer(number_of('Còn 3 hồ sơ?'), 'Đã trả ngày 5/1');
CALL advance('R');
SELECT test.error_of($$CALL ask('R', 'B', '1.2', 'x')$$);
SELECT agency, criterion, question, answer FROM explanation ORDER BY id;
SELECT stage, outcome, note, description ~ 'giải trình ngày' AS told FROM explain('R', 'B', '1.10') WHERE stage = 'explanation';
-- a table of explanations that a round has begun with is not emptied
SELECT test.error_of($$TRUNCATE explanation$$) ~ '^55000' AS refused;

-- ---------------------------------------------------------------------------
-- what is to be done, by whom, until when: one source for missing and todo
CREATE ROLE regress_procedures;
CREATE ROLE regress_plans;
CREATE VIEW not_the_same AS
SELECT r.code AS round, d.*
FROM round r
CROSS JOIN LATERAL ((SELECT 'missing' AS there, m.agency, m.criterion, m.problem, m.to_do FROM missing(r.code) m
                     EXCEPT ALL SELECT DISTINCT 'missing', t.agency, t.criterion, t.what, t.to_do FROM todo t WHERE t.round = r.code AND t.is_barrier)
                    UNION ALL
                    (SELECT DISTINCT 'todo', t.agency, t.criterion, t.what, t.to_do FROM todo t WHERE t.round = r.code AND t.is_barrier
                     EXCEPT ALL SELECT 'todo', m.agency, m.criterion, m.problem, m.to_do FROM missing(r.code) m)) d
WHERE r.stage <> 'published';
INSERT INTO round (code, scheme, year, title) VALUES ('T', 'S', 2026, 'Năm 2026');
INSERT INTO agency (code, name, kind) VALUES ('X', 'Xã X', 'xã');
SELECT duty, who, agency, what, to_do FROM todo WHERE round = 'T';
INSERT INTO participant (round, agency) VALUES ('T', 'B'), ('T', 'A'), ('T', 'X');
SELECT duty, who, agency, what, to_do FROM todo WHERE round = 'T';
SELECT * FROM not_the_same;
DELETE FROM participant WHERE round = 'T' AND agency = 'X';
INSERT INTO exemption (round, agency, criterion, reason) VALUES ('T', 'B', '1.10', 'không có');
CALL advance('T');
INSERT INTO stage_window (round, stage, closes_at) VALUES ('T', 'self_assessment', now() + interval '80 hours');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES ('T', 'A', '1.10', 'self', NULL, 15), ('T', 'B', '1.2', 'self', '{"a": 10, "b": null}', NULL);
SELECT agency, criterion, problem, to_do FROM missing('T');
SELECT agency, criterion, problem, to_do FROM missing_self('T');
SELECT duty, who, agency, criterion, agency_name, title, what, to_do, days_left, is_barrier FROM todo WHERE round = 'T' AND who = 'A';
SELECT duty, who, criterion, what, due_at IS NULL AS any_time FROM todo WHERE round = 'T' AND agency = 'B' ORDER BY duty, criterion;
SELECT * FROM not_the_same;
UPDATE stage_window SET closes_at = now() - interval '1 hour' WHERE round = 'T';
SELECT DISTINCT days_left FROM todo WHERE round = 'T' AND who = 'A';
DELETE FROM stage_window;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('T', 'A', '1.2', 'self', '{"a": 10, "b": 8}');
INSERT INTO evidence (round, agency, criterion, title) VALUES ('T', 'A', '1.10', 'Kế hoạch');
CALL submit('T', 'A');
-- what counts 0 is nobody's to do
INSERT INTO zero_missing (round, agency, reason) VALUES ('T', 'B', 'không nộp');
SELECT duty, who, what FROM todo WHERE round = 'T';
CALL advance('T');
DELETE FROM zero_missing WHERE round = 'T';

-- each appraiser has what is delegated to him: beneath another delegation, if he is of both
INSERT INTO delegation VALUES ('T', '1', 'regress_procedures'), ('T', '1.10', 'regress_plans');
SELECT criterion, who FROM todo WHERE round = 'T' AND duty = 'appraiser' AND agency = 'A' ORDER BY criterion COLLATE "C";
GRANT regress_procedures TO regress_plans;
INSERT INTO stage_window (round, stage, closes_at) VALUES ('T', 'appraisal', now() + interval '12 hours');
CALL ask('T', 'A', '1.2', 'Hai hồ sơ nào?', now() + interval '125 hours');
CALL return_submission('T', 'A', 'thiếu số liệu');
SELECT duty, who, agency, criterion, undated(what) AS what, undated(regexp_replace(to_do, 'answer\([0-9]+', 'answer(<n>')) AS to_do, days_left FROM todo WHERE round = 'T' ORDER BY duty, who, agency COLLATE "C" NULLS FIRST, criterion COLLATE "C";
SELECT agency, criterion, problem FROM missing('T');
SELECT * FROM not_the_same;
CALL submit('T', 'A');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES
    ('T', 'A', '1.2', 'appraisal', '{"a": 10, "b": 8}', NULL), ('T', 'A', '1.10', 'appraisal', NULL, 15), ('T', 'A', '2', 'appraisal', NULL, 20),
    ('T', 'B', '1.2', 'appraisal', '{"a": 10, "b": 8}', NULL), ('T', 'B', '2', 'appraisal', NULL, 20), ('T', 'B', '1.10', 'appraisal', NULL, 10);
SELECT duty, who, criterion FROM todo WHERE round = 'T' ORDER BY duty;
CALL advance('T');
SELECT count(*) AS waited_for FROM missing('T');
SELECT * FROM not_the_same;
CALL answer(number_of('Hai hồ sơ nào?'), 'Hồ sơ 7 và 9');
CALL advance('T');
SELECT duty, who, agency, criterion, what, to_do FROM todo WHERE round = 'T';
SELECT * FROM not_the_same;
SELECT test.error_of($$CALL advance('T')$$);
UPDATE exemption SET status = 'refused' WHERE round = 'T';
CALL advance('T');
SELECT count(*) AS nothing FROM todo WHERE round = 'T';
DROP ROLE regress_procedures, regress_plans;
REASSIGN OWNED BY regress_registry TO CURRENT_USER;
CALL test.drop_roles('regress_asking', 'regress_asked', 'regress_registry');

-- ---------------------------------------------------------------------------
-- explain: values of context terms, also as decimals; evidence, questions and answers; what
-- the rule gives where it is overridden
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('E', 'Phường', 'phường', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text) VALUES
    ('E', '1', NULL, 'Lĩnh vực', 20, 'statistic', NULL), ('E', '1.1', '1', 'So với bình quân', 10, 'statistic', 'x >= peer_mean(x): 10; else: 10 * x / peer_sum(x)'),
    ('E', '1.2', '1', 'Tỷ lệ', 10, 'statistic', 'z = 0: na; y / z >= peer_mean(y / z): 10; agency(poor) and peer_rank(y / z) = 3: 6; else: 5');
INSERT INTO criterion (scheme, code, title, kind, max_points, method, rule_text) VALUES ('E', '3', 'Điều kiện', 'monitor', 1, 'statistic', 'w > 2: 1; else: 0');
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'E', c, v, 'count' FROM (VALUES ('3', 'w'), ('1.1', 'x'), ('1.2', 'y'), ('1.2', 'z')) t (c, v);
CALL approve_scheme('E');
INSERT INTO agency (code, name, kind, attributes) SELECT 'E' || i, 'Phường ' || i, 'phường', '{"poor": true}' FROM generate_series(1, 3) i;
INSERT INTO round (code, scheme, year, title) VALUES ('E', 'E', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT 'E', code FROM agency WHERE kind = 'phường';
CALL advance('E'); CALL advance('E');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES
    ('E', 'E1', '1.1', 'appraisal', '{"x": 0}'), ('E', 'E2', '1.1', 'appraisal', '{"x": 0}'), ('E', 'E3', '1.1', 'appraisal', '{"x": 1}'),
    ('E', 'E1', '1.2', 'appraisal', '{"y": 1, "z": 1000000000039}'), ('E', 'E2', '1.2', 'appraisal', '{"y": 500000000000, "z": 1000000000061}'),
    ('E', 'E3', '1.2', 'appraisal', '{"y": 900000000000, "z": 1000000000063}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'E', code, '3', 'appraisal', '{"w": 3}' FROM agency WHERE kind = 'phường';
SELECT arm, points, outcome, description FROM explain('E', 'E1', '1.1');
INSERT INTO evidence (round, agency, criterion, title, uri, issued_by, issued_on, pages) VALUES ('E', 'E1', '1.1', 'Báo cáo số 5/BC', 'file:///5.pdf', 'UBND phường', '2025-12-31', '3-5'), ('E', 'E1', '1', 'Sổ theo dõi', NULL, NULL, NULL, NULL);
CALL ask('E', 'E1', '1.1', 'Vì sao không có?');
CALL answer(number_of('Vì sao không có?'), 'Không phát sinh');
CALL ask('E', 'E1', '1.1', 'Thật không?');
CALL ask('E', 'E1', '1', 'Còn gì nữa?', now() + interval '1 hour');
UPDATE explanation SET due_at = now() WHERE question = 'Còn gì nữa?';
CALL advance('E');
CALL answer(number_of('Thật không?'), 'Thật');
CALL advance('E');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) VALUES ('E', 'E1', '1.1', 'review', '{"x": 0}', 3, 'hội đồng quyết định'), ('E', 'E2', '1.1', 'review', NULL, 2, 'không có số liệu');
CREATE FUNCTION dateless(text) RETURNS text LANGUAGE sql AS $$SELECT replace(regexp_replace($1, 'ngày [0-9]{2}/[0-9]{2}/20(2[6-9]|[3-9].)', 'ngày <n>', 'g'), current_user, '<me>')$$;
SELECT stage, official, arm, points, outcome, note, assessed_by = current_user AS by_me, dateless(description) AS description FROM explain('E', 'E1', '1.1');
SELECT stage, official, arm, points, outcome, note, description FROM explain('E', 'E2', '1.1');
SELECT stage, part, points, outcome, note, dateless(description) AS description FROM explain('E', 'E1', '1');
SELECT stage, arm, points, description FROM explain('E', 'E1', '1.2');
-- a gate carries points that do not count; an override on figures that have changed since
SELECT stage, official, arm, points, outcome, description FROM explain('E', 'E1', '3');
UPDATE assessment SET inputs = '{"x": 1}' WHERE round = 'E' AND agency = 'E1' AND criterion = '1.1' AND stage = 'review';
SELECT stage, points, outcome, description FROM explain('E', 'E1', '1.1') WHERE outcome = 'override';
SELECT duty, who, agency, criterion, what, to_do, is_barrier FROM todo WHERE round = 'E';

-- ---------------------------------------------------------------------------
-- why_changed names the cap that acted; overtaken tells who came past, and where
INSERT INTO scheme (code, title, agency_kind, bonus_cap, penalty_cap, index_cap) VALUES ('P', 'Xã', 'xã', 3, 2, 90);
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, position) VALUES
    ('P', '1', NULL, 'Thủ tục', 'scored', 60, 'statistic', 1), ('P', '2', NULL, 'Dịch vụ', 'scored', 40, 'statistic', 2),
    ('P', '+', NULL, 'Sáng kiến', 'bonus', 5, 'statistic', 3), ('P', '-', NULL, 'Chậm', 'penalty', 5, 'statistic', 4);
INSERT INTO grade (scheme, label, min_index) VALUES ('P', 'A', 80), ('P', 'B', 60), ('P', 'C', 0);
CALL approve_scheme('P');
CALL revise_scheme('P', 'P2');
UPDATE criterion SET code = 'x' WHERE scheme = 'P2' AND code = '1';
UPDATE criterion SET code = '1', position = 1 WHERE scheme = 'P2' AND code = '2';
UPDATE criterion SET code = '2', position = 2 WHERE scheme = 'P2' AND code = 'x';
CALL approve_scheme('P2');
INSERT INTO agency (code, name, kind) SELECT 'P' || x, 'Xã ' || x, 'xã' FROM unnest('{A,B,C,D,E,E1,E2,F,G}'::text[]) x;
INSERT INTO succession VALUES ('PE1', 'PE', '2025-07-01'), ('PE2', 'PE', '2025-07-01');
INSERT INTO round (code, scheme, year, title) VALUES ('P24', 'P', 2024, 'Năm 2024'), ('P25', 'P2', 2025, 'Năm 2025');
INSERT INTO participant (round, agency, league, ranked, unranked_reason)
SELECT 'P24', 'P' || x, CASE x WHEN 'F' THEN 'other' ELSE 'main' END, x <> 'G', 'thí điểm' FROM unnest('{A,B,C,E1,E2,F,G}'::text[]) x
UNION ALL SELECT 'P25', 'P' || x, 'main', true, NULL FROM unnest('{A,B,C,D,E,F,G}'::text[]) x;
CREATE PROCEDURE whole_year(code text, fields text[], given jsonb) LANGUAGE plpgsql AS $$
BEGIN
    CALL reg_questions.advance(code); CALL reg_questions.advance(code);
    INSERT INTO reg_questions.assessment (round, agency, criterion, stage, points)
    SELECT code, g.key, (fields || '{+,-}'::text[])[p.place], 'appraisal', p.value::numeric
    FROM jsonb_each(given) g, jsonb_array_elements_text(g.value) WITH ORDINALITY p (value, place);
    CALL reg_questions.advance(code); CALL reg_questions.advance(code); CALL reg_questions.advance(code);
END $$;
-- procedures, services, bonus, penalty
CALL whole_year('P24', '{1,2}', '{"PA": [50, 30, 0, 0], "PB": [48, 28, 5, 0], "PC": [40, 20, 0, 5], "PE1": [10, 10], "PE2": [20, 20], "PF": [30, 30], "PG": [30, 30]}');
SELECT outcome, description FROM overtaken('P25', 'PA');
CALL publish('P24');
CALL whole_year('P25', '{2,1}', '{"PA": [44, 29.5, 0, 0], "PB": [60, 36, 5, 0], "PC": [46, 30, 0, 1], "PD": [50, 30], "PE": [51, 30], "PF": [52, 30], "PG": [53, 30]}');
INSERT INTO grade_cap VALUES ('P25', 'PB', 'B', 'kỷ luật cán bộ.'), ('P25', 'PA', 'B', 'không cần');
SELECT round, agency, par_index, rank, grade FROM ranking WHERE round LIKE 'P2_' ORDER BY round, rank, agency;
-- By hand: bonus 5 counts as 3 both times; 96 and 3 are held at 90; penalty 5 counted as 2,
-- and 1 as 1.  The grade of PA is what its index gives.
SELECT criterion_after, effect, contribution, description FROM why_changed('P25', 'PB');
SELECT criterion_after, effect, contribution, description FROM why_changed('P25', 'PC');
SELECT count(*) AS of_pa FROM why_changed('P25', 'PA') WHERE effect = 'grade cap';
-- PB was 2 behind PA in procedures and is 16 ahead, 2 and 6.5 in services; PC 10 and 2, 10 and
-- 0.5, and 2 and 1 by penalties
SELECT * FROM overtaken('P25', 'PA');
SELECT rival, outcome, rank_before, rank_after, field, lost FROM overtaken('P25', 'PC');
SELECT count(*) AS nobody FROM overtaken('P25', 'PB');
SELECT x AS agency, o.rival, o.outcome, o.description FROM unnest('{PD,PE,PF,PG}'::text[]) x, overtaken('P25', x) o;
SELECT rival, outcome, description FROM overtaken('P24', 'PB');
-- the same once it is published, and while it is corrected
CREATE TEMP TABLE open_round AS SELECT * FROM overtaken('P25', 'PA');
CALL publish('P25');
SELECT count(*) AS different FROM (TABLE open_round EXCEPT ALL SELECT * FROM overtaken('P25', 'PA')) d;
SELECT criterion_after, effect, description FROM why_changed('P25', 'PB') WHERE effect IN ('limit', 'grade cap', 'bonus');
CALL correct('P25', 'nhầm');
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('P25', 'PB', '1', 'review', 0);
SELECT count(*) AS different FROM (TABLE open_round EXCEPT ALL SELECT * FROM overtaken('P25', 'PA')) d;
SELECT test.error_of($$SELECT * FROM overtaken('none', 'PA')$$), test.error_of($$SELECT * FROM overtaken('P25', 'PE1')$$), test.error_of($$SELECT * FROM overtaken('P25', NULL)$$);

-- What people read: sentences of explain, why_changed, overtaken and scheme_diff say what
-- happened, with the figures, and agree with what is published.
SET client_min_messages = warning;
CALL par.create_registry('reg_reading');
SET search_path = reg_reading;
\pset null '-'
\pset format unaligned

-- Two years.  Of the second scheme 1.2 has another number, the survey is gone, "Công khai" is new.
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S24', 'Bộ chỉ số 2024', 'tỉnh', false);
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, rule_text, position) VALUES
    ('S24', '1', NULL, 'Thủ tục hành chính', 'scored', 20, 'statistic', NULL, 1),
    ('S24', '1.1', '1', 'Hồ sơ trực tuyến', 'scored', 6, 'statistic', 'min(6, 6 * n / d)', 1),
    ('S24', '1.2', '1', 'Đúng hạn', 'scored', 4, 'statistic', 'x >= 95%: 4; x >= peer_median(x): 3; y: max(0, 2 * x); else: 0', 2),
    ('S24', '1.3', '1', 'Theo chỉ tiêu', 'scored', 4, 'statistic', 'known(target(z)) and z >= target(z): 4; peer_rank(z) = 1: 2; else: 2', 3),
    ('S24', '1.4', '1', 'Có điều kiện', 'scored', 6, 'statistic', 'points(''1.1'') >= 3: 6; else: 3', 4),
    ('S24', '2', NULL, 'Điều tra xã hội học', 'scored', 10, 'statistic', NULL, 2),
    ('S24', '3', NULL, 'Tổ chức bộ máy', 'scored', 70, 'statistic', NULL, 3),
    ('S24', 'P', NULL, 'Chậm báo cáo', 'penalty', 3, 'statistic', 'min(max_points, 0.5 * late)', 4),
    ('S24', 'Q', NULL, 'Kỷ luật', 'penalty', 2, 'statistic', NULL, 5);
INSERT INTO variable (scheme, criterion, name, title, kind) VALUES
    ('S24', '1.1', 'n', 'Hồ sơ trực tuyến', 'count'), ('S24', '1.1', 'd', 'Tổng số hồ sơ', 'count'), ('S24', '1.2', 'x', NULL, 'percent'),
    ('S24', '1.2', 'y', 'Có kế hoạch', 'boolean'), ('S24', '1.3', 'z', NULL, 'amount'), ('S24', 'P', 'late', 'Số báo cáo chậm', 'count');
UPDATE variable SET min_value = 1 WHERE name = 'd';
CALL approve_scheme('S24');
CALL revise_scheme('S24', 'S25');
DELETE FROM criterion WHERE scheme = 'S25' AND code = '2';
UPDATE criterion SET rule_text = 'known(target(z)) and z >= target(z): 4; z >= 14: 2; else: 0' WHERE scheme = 'S25' AND code = '1.3';
UPDATE criterion SET code = '1.5' WHERE scheme = 'S25' AND code = '1.1';
INSERT INTO criterion (scheme, code, title, max_points, method, position) VALUES ('S25', '4', 'Công khai', 10, 'statistic', 6);
CALL approve_scheme('S25');
INSERT INTO agency (code, name, kind) SELECT x, 'Tỉnh ' || x, 'tỉnh' FROM unnest('{A,B,C,D}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('R24', 'S24', 2024, 'Năm 2024'), ('R25', 'S25', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT r.code, a.code FROM round r, agency a;
INSERT INTO target (round, agency, criterion, variable, value) VALUES ('R24', 'A', '1.3', 'z', '10'), ('R25', 'A', '1.3', 'z', '20');
-- figures of 1.1, 1.2, 1.3, then points
CREATE PROCEDURE entered(code text, given jsonb) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reg_reading.assessment (round, agency, criterion, stage, inputs, points)
    SELECT code, a.key, p.key, 'appraisal', CASE WHEN jsonb_typeof(p.value) = 'object' THEN p.value END, CASE WHEN jsonb_typeof(p.value) = 'number' THEN p.value::numeric END
    FROM jsonb_each(given) a, jsonb_each(a.value) p;
END $$;
CREATE PROCEDURE closed(code text) LANGUAGE plpgsql AS $$
BEGIN
    CALL reg_reading.advance(code); CALL reg_reading.advance(code); CALL reg_reading.advance(code);
END $$;
CALL advance('R24'); CALL advance('R24');
CALL entered('R24', '{"A": {"1.1": {"n": 8650, "d": 10711}, "1.2": {"x": 90, "y": true}, "1.3": {"z": 15}, "1.4": {}, "2": 8, "3": 60.05, "P": {"late": 4}, "Q": 1.5},
                      "B": {"1.1": {"n": 1, "d": 2}, "1.2": {"x": 43.9, "y": true}, "1.3": {"z": 15}, "1.4": {}, "2": 5, "3": 59},
                      "C": {"1.1": {"n": 2, "d": 3}, "1.2": {"x": 40, "y": false}, "1.3": {"z": 15}, "1.4": {}, "2": 5, "3": 40}}');
INSERT INTO zero_missing (round, agency, reason) VALUES ('R24', 'D', 'Không nộp báo cáo.');
CALL advance('R24');
INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R24', 'A', '3', 'Đã kiện toàn');
CALL ask('R24', 'A', '2', 'Phiếu ở đâu?');
SELECT id AS asked FROM explanation WHERE question IS NOT NULL \gset
CALL answer(:asked, 'Đã gửi');
CALL advance('R24'); CALL advance('R24');
CALL publish('R24');
CALL advance('R25'); CALL advance('R25');
CALL entered('R25', '{"A": {"1.5": {"n": 1, "d": 3}, "1.2": {"x": 90, "y": true}, "1.3": {"z": 15}, "1.4": {}, "3": 60, "4": 5, "P": {"late": 1}},
                      "B": {"1.5": {"n": 1, "d": 2}, "1.2": {"x": 93, "y": true}, "1.3": {"z": 15}, "1.4": {}, "3": 68, "4": 7, "P": {"late": 0}},
                      "C": {"1.5": {"n": 2, "d": 3}, "1.2": {"x": 91, "y": false}, "1.3": {"z": 15}, "1.4": {}, "4": 2},
                      "D": {"1.5": {"n": 2, "d": 3}, "1.2": {"x": 80, "y": false}, "1.3": {"z": 15}, "1.4": {}, "3": 20, "4": 1}}');
INSERT INTO zero_missing (round, agency, reason) VALUES ('R25', 'C', 'Nộp thiếu.');
CALL closed('R25');
CALL publish('R25');

-- ---------------------------------------------------------------------------
-- who explains of itself, and who is asked
SELECT stage, replace(regexp_replace(description, '[0-9]{2}/[0-9]{2}/[0-9]{4}', '<day>', 'g'), current_user, '<me>') AS description
FROM unnest('{2,3}'::text[]) c, explain('R24', 'A', c) WHERE stage IN ('question', 'explanation');
-- what points were computed from, as it was entered: by hand 6 * 8650 / 10711 = 4.8455
SELECT arm, points, description FROM explain('R24', 'A', '1.1');
SELECT a, e.arm, e.points, e.description FROM unnest('{A,B,C}'::text[]) a, explain('R24', a, '1.2') e;
SELECT a, e.arm, e.points, e.description FROM unnest('{A,B}'::text[]) a, explain('R24', a, '1.3') e;
SELECT arm, points, description FROM explain('R24', 'A', '1.4');
SELECT part, points, max_points, outcome, description FROM explain('R24', 'A', '1');
-- what is taken off
SELECT c, e.points, e.outcome, e.description FROM unnest('{P,Q}'::text[]) c, explain('R24', 'A', c) e;
SELECT e.points, e.outcome, e.description FROM explain('R25', 'B', 'P') e;

-- ---------------------------------------------------------------------------
-- what was published goes on being compared with what it was compared with
CREATE VIEW disagreeing AS
SELECT r.agency, r.index_change, (SELECT sum(w.contribution) FROM why_changed('R25', r.agency) w) AS explained
FROM ranking r WHERE r.round = 'R25' AND r.index_change IS DISTINCT FROM (SELECT sum(w.contribution) FROM why_changed('R25', r.agency) w);
SELECT agency, rank_change, index_change, (SELECT sum(contribution) FROM why_changed('R25', agency)) AS explained FROM ranking WHERE round = 'R25' ORDER BY agency;
CREATE TEMP TABLE told AS SELECT a.code, w.* FROM agency a, why_changed('R25', a.code) w;
CREATE TEMP TABLE came_past AS SELECT a.code, o.* FROM agency a, overtaken('R25', a.code) o;
CALL correct('R24', 'Nhập sai');
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R24', 'A', '3', 'review', 61.05);
CALL advance('R24');
CALL publish('R24');
SELECT revision, par_index FROM result WHERE round = 'R24' AND agency = 'A' ORDER BY revision;
SELECT * FROM disagreeing;
SELECT count(*) AS told_otherwise FROM (TABLE told EXCEPT ALL SELECT a.code, w.* FROM agency a, why_changed('R25', a.code) w) d;
SELECT count(*) AS others_came_past FROM (TABLE came_past EXCEPT ALL SELECT a.code, o.* FROM agency a, overtaken('R25', a.code) o) d;
-- it is the same round that was given; once it is corrected itself it is compared anew
SELECT sum(contribution) FROM why_changed('R25', 'A', 'R24');
-- what changed beside the figures: median, target and gate, under their new names, and a decision
SELECT a, criterion_after, effect, description FROM unnest('{A,B,D}'::text[]) a, why_changed('R25', a) WHERE effect IN ('performance', 'not separable') ORDER BY a, criterion_after;
SELECT description FROM why_changed('R25', 'C') WHERE criterion_after = '3';
-- who came past: decimals of the scheme, and a field that is gone is called so
SELECT rival, field, lost, description FROM overtaken('R25', 'A');
-- figures that were corrected do not tell what those of then would earn under the new rule, though they earned the same
BEGIN;
SELECT effect, contribution FROM why_changed('R25', 'B') WHERE criterion_after = '1.3';
CALL correct('R24', 'Nhập sai');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R24', 'B', '1.3', 'review', '{"z": 12}');
SELECT effect, contribution FROM why_changed('R25', 'B') WHERE criterion_after = '1.3';
ROLLBACK;
CALL correct('R25', 'So sánh lại');
CALL advance('R25');
CALL publish('R25');
SELECT * FROM disagreeing;
SELECT index_change FROM ranking WHERE round = 'R25' AND agency = 'A';

-- ---------------------------------------------------------------------------
-- scheme_diff: what inputs can be is known, maxima are numbers, words are Vietnamese, and of a
-- variable what changed
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('D1', 'x', 'tỉnh', false), ('D2', 'x', 'tỉnh', false);
INSERT INTO criterion (scheme, code, title, max_points, method, rule_text)
SELECT s, c, 'Tiêu chí ' || c, CASE WHEN c = '1' THEN m ELSE 5 END, 'statistic', r
FROM (VALUES ('D1', 6, '1', 'min(max_points, max_points * n / d)'), ('D2', 4, '1', 'min(max_points, max_points * 1.1 * n / d)'),
             ('D1', 0, '2', 'n / d >= 80%: 5; else: 0'), ('D2', 0, '2', 'n / d >= 75%: 5; else: 0'),
             ('D1', 0, '3', 'x >= 0.8: 5; else: 0'), ('D2', 0, '3', 'x >= 0.9 and y: 5; s = ''a'' or s = ''b'': 3; else: 0'),
             ('D1', 0, '4', 'n >= 0: 5; else: 0'), ('D2', 0, '4', '5'),
             ('D1', 0, '5', 'm > 1.5: 5; else: 0'), ('D2', 0, '5', 'm > 2.5: 5; else: 0')) v (s, m, c, r);
INSERT INTO variable (scheme, criterion, name, kind, title, title_en, min_value)
SELECT s.code, v.c, v.n, v.k, CASE WHEN v.c = '2' THEN v.t END, CASE WHEN v.c = '2' AND v.n = 'n' THEN 'Files on time' END, CASE WHEN v.n = 'd' THEN 1 END
FROM scheme s, (VALUES ('1', 'n', 'count', NULL), ('1', 'd', 'count', NULL), ('2', 'n', 'count', 'Hồ sơ đúng hạn'), ('2', 'd', 'count', 'Hồ sơ tiếp nhận'),
                       ('3', 'x', 'percent', NULL), ('4', 'n', 'count', NULL), ('5', 'm', 'count', NULL)) v (c, n, k, t)
WHERE s.code LIKE 'D_';
INSERT INTO variable (scheme, criterion, name, kind, choices) VALUES ('D2', '3', 'y', 'boolean', NULL), ('D2', '3', 's', 'choice', '{a,b,c}');
UPDATE variable SET max_value = 100, title = 'Số việc' WHERE scheme = 'D2' AND criterion = '5';
UPDATE variable SET max_variable = 'd', excess = 'noted', min_value = NULL WHERE scheme = 'D2' AND criterion = '2' AND name = 'n';
SELECT change, before, after, description_vi || E'\n    ' || description AS description FROM ROWS FROM (scheme_diff('D1', 'D2', 'en'), scheme_diff('D1', 'D2', 'vi')) d (criterion_before, criterion_after, change, before, after, description, b, a, c, bb, aa, description_vi);

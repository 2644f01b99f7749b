-- Answers of a registry: why points are what they are, why an index changed,
-- what would raise it, and what another scheme would have made of a round.
SET client_min_messages = warning;
CALL par.create_registry('reg_answers');
SET search_path = reg_answers;
\pset null '-'

-- Two years.  A becomes 1.1; B gets another rule; C loses weight; D is dropped,
-- E is new.  All are statistics, so that there is nothing to submit.
INSERT INTO scheme (code, title, agency_kind) VALUES ('S23', 'Bộ tiêu chí 2023', 'province');
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, rule_text, position) VALUES
    ('S23', '1', NULL, 'Lĩnh vực một', 'scored', 70, 'appraisal', NULL, 1),
    ('S23', 'A', '1', 'Xử lý văn bản', 'scored', 40, 'statistic', 'a = 0: na; else: min(b/a, 1) * max_points', 1),
    ('S23', 'B', '1', 'Hồ sơ trực tuyến', 'scored', 30, 'statistic', 'x >= 80%: 30; else: 15', 2),
    ('S23', '2', NULL, 'Lĩnh vực hai', 'scored', 30, 'appraisal', NULL, 2),
    ('S23', 'C', '2', 'Chỉ đạo', 'scored', 20, 'statistic', NULL, 1),
    ('S23', 'D', '2', 'Tuyên truyền', 'scored', 10, 'statistic', NULL, 2),
    ('S23', 'P', NULL, 'Sáng kiến', 'bonus', 2, 'statistic', NULL, 3),
    ('S23', 'T', NULL, 'Chậm báo cáo', 'penalty', 3, 'statistic', NULL, 4);
INSERT INTO variable (scheme, criterion, name, title, kind) VALUES
    ('S23', 'A', 'a', 'Số văn bản phải xử lý', 'count'), ('S23', 'A', 'b', 'Số văn bản đã xử lý', 'count'), ('S23', 'B', 'x', 'Tỷ lệ hồ sơ trực tuyến', 'percent');
CALL approve_scheme('S23', 'Bộ trưởng');
CALL revise_scheme('S23', 'S24');
UPDATE criterion SET code = '1.1' WHERE scheme = 'S24' AND code = 'A';
UPDATE criterion SET rule_text = 'x >= 90%: 30; x >= 80%: 20; else: 0' WHERE scheme = 'S24' AND code = 'B';
UPDATE criterion SET max_points = 15 WHERE scheme = 'S24' AND code = 'C';
DELETE FROM criterion WHERE scheme = 'S24' AND code = 'D';
INSERT INTO criterion (scheme, code, parent, title, max_points, method, position) VALUES ('S24', 'E', '2', 'Chuyển đổi số', 15, 'statistic', 3);
CALL approve_scheme('S24', 'Bộ trưởng');
INSERT INTO agency (code, name, kind) SELECT 'T' || code, 'Tỉnh ' || code, 'province' FROM unnest('{H,K,L,M,M1,M2,N}'::text[]) code;
INSERT INTO succession VALUES ('TM1', 'TM', '2024-07-01'), ('TM2', 'TM', '2024-07-01');
INSERT INTO round (code, scheme, year, title) VALUES ('2023', 'S23', 2023, 'Năm 2023'), ('2024', 'S24', 2024, 'Năm 2024');
INSERT INTO participant (round, agency) SELECT '2023', code FROM agency WHERE code NOT IN ('TM', 'TN');
INSERT INTO participant (round, agency) SELECT '2024', code FROM agency WHERE code NOT IN ('TM1', 'TM2');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('2023', 'TK', 'D', 'Không có nhiệm vụ', 'accepted'), ('2024', 'TK', 'E', 'Chưa triển khai', 'accepted');
CALL advance('2023'); CALL advance('2023');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES
    ('2023', 'TH', 'A', 'appraisal', '{"a": 40, "b": 30}', NULL), ('2023', 'TH', 'B', 'appraisal', '{"x": 85}', NULL),
    ('2023', 'TH', 'C', 'appraisal', NULL, 10), ('2023', 'TH', 'D', 'appraisal', NULL, 10), ('2023', 'TH', 'P', 'appraisal', NULL, 1),
    ('2023', 'TK', 'A', 'appraisal', '{"a": 40, "b": 20}', NULL), ('2023', 'TK', 'B', 'appraisal', '{"x": 50}', NULL), ('2023', 'TK', 'C', 'appraisal', NULL, 10),
    ('2023', 'TL', 'A', 'appraisal', '{"a": 3, "b": 2}', NULL), ('2023', 'TL', 'B', 'appraisal', '{"x": 79.5}', NULL),
    ('2023', 'TL', 'C', 'appraisal', NULL, 9.42), ('2023', 'TL', 'D', 'appraisal', NULL, 9.415);
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT '2023', p.agency, v.c, 'appraisal', v.i::jsonb, v.p FROM (VALUES ('TM1'), ('TM2')) p (agency),
    (VALUES ('A', '{"a": 1, "b": 1}', NULL), ('B', '{"x": 90}', NULL), ('C', NULL, 20), ('D', NULL, 10)) v (c, i, p);
CALL advance('2023'); CALL advance('2023'); CALL advance('2023'); CALL advance('2023');
CALL advance('2024'); CALL advance('2024');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES
    ('2024', 'TH', '1.1', 'appraisal', '{"a": 40, "b": 36}', NULL), ('2024', 'TH', 'B', 'appraisal', '{"x": 92}', NULL),
    ('2024', 'TH', 'C', 'appraisal', NULL, 12), ('2024', 'TH', 'E', 'appraisal', NULL, 9), ('2024', 'TH', 'T', 'appraisal', NULL, 0.5),
    ('2024', 'TK', '1.1', 'appraisal', '{"a": 40, "b": 20}', NULL), ('2024', 'TK', 'B', 'appraisal', '{"x": 50}', NULL), ('2024', 'TK', 'C', 'appraisal', NULL, 7.5),
    ('2024', 'TL', '1.1', 'appraisal', '{"a": 3, "b": 1}', NULL), ('2024', 'TL', 'B', 'appraisal', '{"x": 80}', NULL),
    ('2024', 'TL', 'C', 'appraisal', NULL, 15), ('2024', 'TL', 'E', 'appraisal', NULL, 0);
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT '2024', p.agency, v.c, 'appraisal', v.i::jsonb, v.p FROM (VALUES ('TM'), ('TN')) p (agency),
    (VALUES ('1.1', '{"a": 4, "b": 3}', NULL), ('B', '{"x": 90}', NULL), ('C', NULL, 15), ('E', NULL, 5)) v (c, i, p);
CALL advance('2024'); CALL advance('2024'); CALL advance('2024');
SELECT agency, exact_index, par_index, rank FROM standings('2024') ORDER BY agency COLLATE "C";

-- By hand, TH: 81 to 86.5, so I = 0.8375.  A 40 (0.9 - 0.75); B at 85 % earns 2/3
-- under the new rule; C 17.5 (0.8 - 0.5), -5 (0.65 - I); D -10 (1 - I); E 15 (0.6 - I).
SELECT criterion_before AS before, criterion_after AS after, effect, contribution, points_before AS p0, max_before AS m0, points_after AS p1, max_after AS m1, description FROM why_changed('2024', 'TH');
SELECT effect, contribution, description FROM why_changed('2024', 'TK');
SELECT effect, contribution, description FROM why_changed('2024', 'TL');
SELECT title, effect, contribution, share_before, description FROM why_changed('2024', 'TM');
SELECT title, effect, contribution, share_before, description FROM why_changed('2024', 'TN');
SELECT title, effect, contribution, share_before, description FROM why_changed('2023', 'TH');
SELECT * FROM improvement('2024', 'TL') \gx
SELECT * FROM simulate_scheme('2023', 'S24');
SELECT * FROM simulate_items('2023', 'S24') where agency in ('TH','TK') order by 1,3,2;
SELECT * FROM explain('2023', 'TH', 'B');
SELECT * FROM explain('2023', 'TK', 'D');
SELECT * FROM explain('2023', 'TK', '2');
SELECT * FROM explain('2023', 'TH', 'C');

-- Answers of a registry: why points are what they are, why an index changed,
-- what would raise it, and what another scheme would have made of a round.
SET client_min_messages = warning;
CALL par.create_registry('reg_answers');
SET search_path = reg_answers;
\pset null '-'

-- Two years.  A becomes 1.1; B gets another rule; C loses weight; D is dropped,
-- E is new.  All are statistics, so that there is nothing to submit.
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S23', 'Bộ chỉ số 2023', 'province', false);
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
CALL advance('2023'); CALL advance('2023'); CALL advance('2023'); CALL publish('2023');
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
-- under the new rule: 30 (2/3 - 1) and 30 (1 - 2/3); C 17.5 (0.8 - 0.5) and
-- -5 (0.65 - I); D -10 (1 - I); E 15 (0.6 - I).
SELECT criterion_before AS before, criterion_after AS after, effect, contribution, points_before AS p0, max_before AS m0,
       points_after AS p1, max_after AS m1, share_before AS s0, share_after AS s1, description
FROM why_changed('2024', 'TH');
-- By hand, TK: 45 of 90 without D to 27.5 of 85 without E.  Only the rule of B
-- is to blame: nothing else has changed but weights.
SELECT w.criterion_after AS after, w.effect, round(contribution, 10) AS contribution, abs(contribution - by_hand) < 1e-12 AS as_by_hand, description
FROM why_changed('2024', 'TK') w
LEFT JOIN (VALUES
    ('B', 'rule', (3000 / 85.0 + 3000 / 90.0) / 2 * -0.5),
    ('C', 'weight', -5 * (0.5 - (50 + 2750 / 85.0) / 200)),
    -- of B, 1.1 and C
    (NULL, 'exemption', (3000 / 85.0 - 3000 / 90.0) * (0.25 - (50 + 2750 / 85.0) / 200) + (4000 / 85.0 - 4000 / 90.0) * (0.5 - (50 + 2750 / 85.0) / 200)
                        + (1500 / 85.0 - 15 - 2000 / 90.0 + 20) * (0.5 - (50 + 2750 / 85.0) / 200))) h (after, of_effect, by_hand)
  ON h.after IS NOT DISTINCT FROM w.criterion_after AND h.of_effect = w.effect
ORDER BY abs(contribution) DESC, criterion_after, effect;
-- 9.42 of 20 and 9.415 of 10: 47.1 % and 94.15 %, and a sum that is exact
SELECT criterion_before AS before, criterion_after AS after, effect, contribution, description FROM why_changed('2024', 'TL');
SELECT agency, sum(contribution) AS explained, sum(contribution) = _rounded(n.exact_index - o.exact_index, 2) AS exact
FROM result o
JOIN standings('2024') n USING (agency)
CROSS JOIN LATERAL why_changed('2024', agency) w
WHERE o.round = '2023' GROUP BY agency, n.exact_index, o.exact_index ORDER BY agency COLLATE "C";
-- a merger, a newcomer, the first year
SELECT title, effect, contribution, share_before, description FROM why_changed('2024', 'TM');
SELECT title, effect, contribution, share_after, description FROM why_changed('2024', 'TN');
SELECT title, effect, contribution, description FROM why_changed('2023', 'TH');
SELECT test.error_of($$SELECT * FROM why_changed('2025', 'TH')$$), test.error_of($$SELECT * FROM why_changed('2024', 'TM1')$$),
       test.error_of($$SELECT * FROM why_changed('2024', 'TH', '2022')$$);
-- while last year is being corrected, what was published counts, and what is
-- entered now does not tell how it came about
BEGIN;
CALL correct('2023', 'Sai số liệu');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('2023', 'TH', 'B', 'review', '{"x": 50}');
SELECT effect, contribution, sum(contribution) OVER () FROM why_changed('2024', 'TH') WHERE criterion_after = 'B';
SELECT sum(contribution) FROM why_changed('2024', 'TH');
ROLLBACK;
-- a rule that is given up: points by hand cannot be told apart from it
BEGIN;
CALL revise_scheme('S24', 'S25');
UPDATE criterion SET rule_text = NULL WHERE scheme = 'S25' AND code = 'B';
DELETE FROM variable WHERE scheme = 'S25' AND criterion = 'B';
CALL approve_scheme('S25', 'Bộ trưởng');
INSERT INTO round (code, scheme, year, title) VALUES ('2025', 'S25', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) VALUES ('2025', 'TH');
CALL advance('2025'); CALL advance('2025');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT '2025', a.agency, a.criterion, a.stage, CASE WHEN a.criterion <> 'B' THEN a.inputs END,
       CASE WHEN a.criterion = 'B' THEN 15 WHEN a.by_hand THEN a.points END FROM assessment a WHERE a.round = '2024' AND a.agency = 'TH';
SELECT criterion_after, effect, contribution, description FROM why_changed('2025', 'TH', '2024');
ROLLBACK;

-- Two hundred pairs of results: four policies, exemptions, criteria not
-- applicable by their rules, capped bonus and penalty, a cap of the index that
-- holds, new rules, weights and codes.  The sums are exact, and what is called
-- rounding is no more than that: half a unit of 2 and of 3 decimals.
CREATE SEQUENCE draw;
CREATE FUNCTION drawn() RETURNS numeric LANGUAGE sql
    AS $$SELECT (('x' || substr(md5(nextval('reg_answers.draw')::text), 1, 6))::bit(24)::integer / 16777216.0)::numeric$$;
INSERT INTO scheme (code, title, agency_kind, bonus_cap, penalty_cap, graded) VALUES ('G1', 'Xã', 'commune', 3, 2, false);
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text, not_applicable, position)
SELECT 'G1', f::text, NULL, 'Lĩnh vực', (SELECT sum(2 + (f * 7 + k * 3) % 5) FROM generate_series(1, 5) k), 'appraisal', NULL, 'exclude', f FROM generate_series(1, 4) f
UNION ALL
SELECT 'G1', f || '.' || k, f::text, 'Tiêu chí', 2 + (f * 7 + k * 3) % 5, 'statistic',
       CASE WHEN k % 2 = 0 THEN 'a = 0: na; else: min(1, b/a) * max_points' END,
       ('{exclude,full,rescale_parent,share_siblings}'::text[])[1 + (f + k) % 4], k
FROM generate_series(1, 4) f, generate_series(1, 5) k;
INSERT INTO criterion (scheme, code, title, kind, max_points, method)
VALUES ('G1', 'P1', 'Thưởng', 'bonus', 2, 'statistic'), ('G1', 'P2', 'Thưởng', 'bonus', 2, 'statistic'), ('G1', 'T1', 'Phạt', 'penalty', 4, 'statistic');
INSERT INTO variable (scheme, criterion, name, kind)
SELECT c.scheme, c.code, n, 'count' FROM criterion c, unnest('{a,b}'::text[]) n WHERE c.scheme = 'G1' AND c.rule_text IS NOT NULL;
CALL approve_scheme('G1', 'Chủ tịch');
CALL revise_scheme('G1', 'G2');
UPDATE scheme SET adjustment_base = 'points', decimals = 3, index_cap = 75 WHERE code = 'G2';
UPDATE criterion SET rule_text = 'a = 0: na; b/a >= 80%: max_points; else: b/a * max_points' WHERE scheme = 'G2' AND code IN ('1.2', '2.4');
UPDATE criterion SET max_points = max_points + 1.5 WHERE scheme = 'G2' AND code IN ('3.1', '3.2');
DELETE FROM criterion WHERE scheme = 'G2' AND code = '4.5';
INSERT INTO criterion (scheme, code, parent, title, max_points, method, not_applicable) VALUES ('G2', '4.6', '4', 'Mới', 3, 'statistic', 'share_siblings');
UPDATE criterion c SET max_points = (SELECT sum(k.max_points) FROM criterion k WHERE k.scheme = c.scheme AND k.parent = c.code)
WHERE c.scheme = 'G2' AND c.parent IS NULL AND c.kind = 'scored';
UPDATE criterion SET code = '1.9' WHERE scheme = 'G2' AND code = '1.3';
CALL approve_scheme('G2', 'Chủ tịch');
INSERT INTO agency (code, name, kind) SELECT 'X' || to_char(i, 'FM000'), 'Xã ' || i, 'commune' FROM generate_series(1, 200) i;
INSERT INTO round (code, scheme, year, title) VALUES ('G2023', 'G1', 2023, 'Xã 2023'), ('G2024', 'G2', 2024, 'Xã 2024');
INSERT INTO participant (round, agency) SELECT r.code, a.code FROM round r, agency a WHERE r.code LIKE 'G%' AND a.kind = 'commune';
INSERT INTO exemption (round, agency, criterion, reason, status)
SELECT * FROM (SELECT r.code, a.code, c.code, 'không phát sinh', 'accepted'
               FROM round r JOIN criterion c ON c.scheme = r.scheme AND c.kind = 'scored', agency a
               WHERE r.code LIKE 'G%' AND a.kind = 'commune' ORDER BY r.code, a.code, c.code COLLATE "C" OFFSET 0) e WHERE drawn() < 0.06;
CALL advance('G2023'); CALL advance('G2023'); CALL advance('G2024'); CALL advance('G2024');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT e.round, e.agency, e.code, 'appraisal',
       CASE WHEN e.rule_text IS NOT NULL THEN jsonb_build_object('a', floor(drawn() * 6), 'b', floor(drawn() * 9)) END,
       CASE WHEN e.rule_text IS NULL THEN round(drawn() * e.max_points, 3) END
FROM (SELECT r.code AS round, a.code AS agency, f.code, f.rule_text, f.max_points
      FROM round r JOIN leaf f ON f.scheme = r.scheme, agency a
      WHERE r.code LIKE 'G%' AND a.kind = 'commune' ORDER BY r.code, a.code, f.code COLLATE "C" OFFSET 0) e;
CALL advance('G2023'); CALL advance('G2023'); CALL advance('G2023'); CALL publish('G2023');
CALL advance('G2024'); CALL advance('G2024'); CALL advance('G2024');
CREATE TEMP TABLE live AS SELECT p.agency, w.* FROM participant p CROSS JOIN LATERAL why_changed('G2024', p.agency) w WHERE p.round = 'G2024';
SELECT count(*) AS pairs, count(*) FILTER (WHERE w.total = _rounded(n.exact_index - o.exact_index, 3)) AS exact, max(abs(w.rounding)) <= 0.0055 AS only_rounding,
       count(*) FILTER (WHERE n.par_index = 75) > 0 AS some_capped
FROM result o
JOIN standings('G2024') n USING (agency)
JOIN (SELECT agency, sum(contribution) AS total, sum(contribution) FILTER (WHERE effect = 'rounding') AS rounding FROM live GROUP BY agency) w USING (agency)
WHERE o.round = 'G2023';
-- the same from published figures
CALL publish('G2024');
SELECT count(*) AS different
FROM (SELECT * FROM live WHERE agency < 'X050'
      EXCEPT SELECT p.agency, w.* FROM participant p CROSS JOIN LATERAL why_changed('G2024', p.agency) w WHERE p.round = 'G2024' AND p.agency < 'X050') d;
SELECT effect, count(*) > 0 AS there FROM live GROUP BY effect ORDER BY effect COLLATE "C";
-- nothing is told of last digits, and weights that shift because of others but once
SELECT count(*) FILTER (WHERE effect <> 'rounding' AND contribution <> 0 AND abs(contribution) < 1e-12) AS last_digits,
       (SELECT max(n) FROM (SELECT count(*) AS n FROM live WHERE effect = 'exemption' AND criterion_after IS NULL GROUP BY agency) x) AS rows_of_an_agency
FROM live;
SELECT description FROM live WHERE agency = 'X001' AND effect = 'exemption' AND criterion_after IS NULL;
-- against the formula, for criteria that count in both rounds: plain SQL over
-- the published items
SELECT count(*) > 0 AS some, count(*) FILTER (WHERE abs(l.contribution - (a.w0 + a.w1) / 2 * (a.s1 - a.s0)) > 1e-12) AS wrong
FROM live l
JOIN (SELECT i.agency, i.criterion AS c0, j.criterion AS c1, 100 * i.max_points / o.max_points AS w0, 100 * j.max_points / n.max_points AS w1,
             i.points / i.max_points AS s0, j.points / j.max_points AS s1
      FROM result_item i JOIN result o ON o.round = 'G2023' AND o.agency = i.agency
      JOIN result n ON n.round = 'G2024' AND n.agency = i.agency
      JOIN result_item j ON j.round = 'G2024' AND j.agency = i.agency AND j.criterion = CASE i.criterion WHEN '1.3' THEN '1.9' ELSE i.criterion END
      WHERE i.round = 'G2023' AND i.max_points > 0 AND j.max_points > 0) a ON a.agency = l.agency AND a.c0 = l.criterion_before AND a.c1 = l.criterion_after
WHERE l.effect = 'performance' AND l.criterion_before NOT IN ('1.2', '2.4');

-- ---------------------------------------------------------------------------
-- What would raise the index: a rule of each kind.
INSERT INTO scheme (code, title, agency_kind, tie_rule, graded) VALUES ('V', 'Sở', 'department', 'dense', false);
INSERT INTO criterion (scheme, code, title, max_points, method, rule_text, step, position) VALUES
    ('V', 'v01', 'Vi phạm', 2, 'statistic', 'max(0, 2 - 0.25 * n)', NULL, 1),
    ('V', 'v02', 'Trên ngưỡng', 2, 'statistic', 'x > 80%: 2; x > 50%: 1; else: 0', NULL, 2),
    ('V', 'v03', 'Danh mục', 2, 'statistic', '0.5 * p + 1.5 * q', NULL, 3),
    ('V', 'v04', 'Lựa chọn', 2, 'statistic', 'status = ''đúng hạn'': 2; status = ''chậm'': 1; else: 0', NULL, 4),
    ('V', 'v05', 'Ngày ban hành', 2, 'statistic', 'date(d) < date(round_year, 4, 1): 2; else: 0', NULL, 5),
    ('V', 'v06', 'Tổng hai số', 2, 'statistic', 'a = 0: na; (b + c)/a >= 80%: 2; else: 0', NULL, 6),
    ('V', 'v07', 'So với trung bình', 2, 'statistic', 'a = 0: na; b/a >= peer_mean(b/a): 2; else: 0', NULL, 7),
    ('V', 'v08', 'Tích', 2, 'statistic', 'min(2, n * m)', NULL, 8),
    ('V', 'v09', 'Chấm điểm', 2, 'rating', NULL, 0.5, 9),
    ('V', 'v10', 'Tỷ lệ tuyến tính', 2, 'statistic', 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0', NULL, 10),
    ('V', 'v11', 'Đủ điểm', 2, 'statistic', 'x >= 80%: 2; else: 0', NULL, 11),
    ('V', 'v12', 'Theo chỉ tiêu', 2, 'statistic', 'not known(target(x)): na; x >= target(x) * (1 - 25% * agency(mountainous)): 2; else: 0', NULL, 12);
INSERT INTO variable (scheme, criterion, name, title, kind, choices) VALUES
    ('V', 'v01', 'n', 'Số vi phạm', 'count', NULL), ('V', 'v02', 'x', 'Tỷ lệ', 'percent', NULL),
    ('V', 'v03', 'p', 'Ban hành kế hoạch', 'boolean', NULL), ('V', 'v03', 'q', 'Hoàn thành kế hoạch', 'boolean', NULL),
    ('V', 'v04', 'status', 'Báo cáo', 'choice', '{đúng hạn,chậm,không}'), ('V', 'v05', 'd', 'Ngày ban hành', 'date', NULL),
    ('V', 'v06', 'a', 'Tổng số', 'count', NULL), ('V', 'v06', 'b', 'Mức ba', 'count', NULL), ('V', 'v06', 'c', 'Mức bốn', 'count', NULL),
    ('V', 'v07', 'a', 'Tiếp nhận', 'count', NULL), ('V', 'v07', 'b', 'Giải quyết', 'count', NULL),
    ('V', 'v08', 'n', 'Một', 'count', NULL), ('V', 'v08', 'm', 'Hai', 'count', NULL),
    ('V', 'v10', 'a', 'Nhiệm vụ được giao', 'count', NULL), ('V', 'v10', 'b', 'Nhiệm vụ hoàn thành', 'count', NULL),
    ('V', 'v11', 'x', 'Tỷ lệ', 'percent', NULL), ('V', 'v12', 'x', 'Tỷ lệ', 'percent', NULL);
SELECT criterion, problem, detail FROM scheme_problems('V') WHERE severity = 'error';
UPDATE scheme SET status = 'approved', approved_by = 'Chủ tịch', approved_at = now() WHERE code = 'V';
INSERT INTO agency (code, name, kind, attributes) VALUES ('S1', 'Sở Một', 'department', '{"mountainous": true}'), ('S2', 'Sở Hai', 'department', '{"mountainous": false}'),
    ('S3', 'Sở Ba', 'department', '{"mountainous": false}'), ('S4', 'Sở Bốn', 'department', '{"mountainous": false}');
INSERT INTO round (code, scheme, year, title) VALUES ('V24', 'V', 2024, 'Sở 2024');
INSERT INTO participant (round, agency) SELECT 'V24', code FROM agency WHERE kind = 'department';
INSERT INTO target (round, agency, criterion, variable, value) SELECT 'V24', code, 'v12', 'x', '80' FROM agency WHERE code IN ('S1', 'S2');
CALL advance('V24'); CALL advance('V24');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note)
SELECT 'V24', 'S1', v.* FROM (VALUES
    ('v01', 'appraisal', '{"n": 3}'::jsonb, NULL::numeric, NULL), ('v02', 'appraisal', '{"x": 50}', NULL, NULL), ('v03', 'appraisal', '{"p": false, "q": false}', NULL, NULL),
    ('v04', 'appraisal', '{"status": "không"}', NULL, NULL), ('v05', 'appraisal', '{"d": "2024-04-15"}', NULL, NULL), ('v06', 'appraisal', '{"a": 10, "b": 3, "c": 4}', NULL, NULL),
    ('v07', 'appraisal', '{"a": 10, "b": 5}', NULL, NULL), ('v08', 'appraisal', '{"n": 1, "m": 1}', NULL, NULL), ('v09', 'appraisal', NULL, 1.5, NULL),
    ('v10', 'appraisal', '{"a": 30, "b": 25}', NULL, NULL), ('v11', 'appraisal', '{"x": 90}', 1, 'Số liệu chưa được kiểm chứng'), ('v12', 'appraisal', '{"x": 50}', NULL, NULL)) v;
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'V24', p.agency, v.* FROM (VALUES ('S2'), ('S3'), ('S4')) p (agency), (VALUES
    ('v01', 'appraisal', '{"n": 0}'::jsonb, NULL::numeric), ('v02', 'appraisal', '{"x": 60}', NULL), ('v03', 'appraisal', '{"p": true, "q": false}', NULL),
    ('v04', 'appraisal', '{"status": "chậm"}', NULL), ('v05', 'appraisal', '{"d": "2024-01-15"}', NULL), ('v06', 'appraisal', '{"a": 10, "b": 3, "c": 5}', NULL),
    ('v07', 'appraisal', '{"a": 3, "b": 2}', NULL), ('v08', 'appraisal', '{"n": 0, "m": 1}', NULL), ('v09', 'appraisal', NULL, 1),
    ('v10', 'appraisal', '{"a": 0, "b": 0}', NULL), ('v11', 'appraisal', '{"x": 79}', NULL), ('v12', 'appraisal', '{"x": 70}', NULL)) v;
CALL advance('V24'); CALL advance('V24');
SELECT agency, points, max_points, par_index, rank FROM standings('V24') ORDER BY agency;
-- S1: v01 is best at no violation; 50.01 is the first above 50; q brings more
-- than p; late is the next choice; the last day of March; 4 of b or 5 of c make
-- 8 of 10; peers have 5/10, 2/3, 2/3, 2/3: 0.625, so 7 of 10; of n * m nothing is
-- known; 25 of 30 already earns its share, so all 30 are next; 80 % less a
-- quarter is 60 %; v11 was overridden, v09 has no rule.  S1 has 6.4167 of 24.
SELECT criterion, points, points_left, next_step, next_inputs, next_points, round(index_gain, 4) AS index_gain,
       abs(index_gain - (next_points - points) * 100 / 24) < 1e-12 AS as_by_hand, new_index, new_rank, full_index, full_rank
FROM improvement('V24', 'S1');
-- S2: v12 at 80 %; nothing received in v10 is not applicable, and no step.  60 % is
-- in the middle of a band of v02.  11.5 of 22 and 1 are 56.82, behind two at 57.50;
-- with 2 61.36, before them.
SELECT criterion, points, points_left, next_step, next_points, new_index, new_rank, full_index, full_rank
FROM improvement('V24', 'S2');
-- divisors that are expressions, a text that looks like one, last year's value
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('Z', 'Thử', 'department', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('Z', '1', 'Một', 2, 'min(2, 2 * b / max(a, 1))'), ('Z', '2', 'Hai', 2, 's = ''a / b'': 2; else: 0'),
    ('Z', '3', 'Ba', 2, 'c = 0: na; else: min(2, 2 * b / (a + c))'), ('Z', '4', 'Bốn', 2, 'x > previous(x): 2; else: 0'),
    ('Z', '5', 'Năm', 2, 'floor(n / 3)'), ('Z', '6', 'Sáu', 2, 'a = 0: na; a > 20: 1; else: min(2, 2 * b / a)');
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'Z', c, n, 'count' FROM unnest('{1,3,5,6}'::text[]) c, unnest('{a,b,c,n}'::text[]) n;
INSERT INTO variable (scheme, criterion, name, kind, choices) VALUES ('Z', '2', 's', 'choice', '{a / b,c}'), ('Z', '4', 'x', 'percent', NULL);
SELECT c.code, par.say(n.step) AS step, n.new_inputs, n.new_points
FROM (VALUES ('1', '{"a": 10, "b": 3}', NULL, 0.6), ('2', '{"s": "c"}', NULL, 0), ('3', '{"a": 10, "b": 3, "c": 2}', NULL, 0.5),
             ('4', '{"x": 50}', '{"previous(x)": "5/9"}', 0), ('5', '{"n": 4}', NULL, 1), ('6', '{"a": 19, "b": 1}', NULL, 2 / 19.0)) c (code, inputs, context, points)
LEFT JOIN LATERAL _next_step('Z', c.code, c.inputs::jsonb, c.context::jsonb, c.points) n ON true ORDER BY c.code;
SELECT test.error_of($$SELECT * FROM improvement('V25', 'S2')$$), test.error_of($$SELECT * FROM improvement('V24', 'TH')$$);

-- ---------------------------------------------------------------------------
-- How points came about.
INSERT INTO scheme (code, title, agency_kind, point_decimals, graded) VALUES ('W', 'Phường', 'ward', 2, false);
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, rule_text, not_applicable, position) VALUES
    ('W', '1', NULL, 'Chỉ đạo', 'scored', 10, 'appraisal', NULL, 'exclude', 1),
    ('W', '1.1', '1', 'Nhiệm vụ', 'scored', 4, 'appraisal', 'a = 0: na; b/a >= 80%: 4; else: b/a * 4', 'exclude', 1),
    ('W', '1.2', '1', 'Kiểm tra', 'scored', 2, 'rating', NULL, 'exclude', 2),
    ('W', '1.3', '1', 'Kiến nghị', 'scored', 4, 'statistic', 'a = 0: na; else: min(1, b/a) * 4', 'share_siblings', 3),
    ('W', '2', NULL, 'Hài lòng', 'scored', 10, 'survey', NULL, 'exclude', 2),
    ('W', '3', NULL, 'Theo dõi', 'monitor', 0, 'statistic', NULL, 'exclude', 3),
    ('W', '4', NULL, 'Thưởng', 'bonus', 1, 'statistic', NULL, 'exclude', 4);
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'W', c, n, 'count' FROM unnest('{1.1,1.3}'::text[]) c, unnest('{a,b}'::text[]) n;
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('W', '3', 'n', 'count');
INSERT INTO respondent_group VALUES ('W', '2', 'leaders', 2, 1), ('W', '2', 'citizens', 1, 1);
INSERT INTO survey_question VALUES ('W', '2', 'Q1', 'Hài lòng không?', 1);
INSERT INTO answer_option VALUES ('W', 'A', 1), ('W', 'B', 0.5), ('W', 'C', 0);
CALL approve_scheme('W', 'Chủ tịch');
INSERT INTO agency (code, name, kind) VALUES ('WA', 'Phường A', 'ward'), ('WB', 'Phường B', 'ward');
INSERT INTO round (code, scheme, year, title) VALUES ('W24', 'W', 2024, 'Phường 2024');
INSERT INTO participant (round, agency) VALUES ('W24', 'WA'), ('W24', 'WB');
CALL advance('W24');
INSERT INTO assessment (round, agency, criterion, stage, inputs, note) VALUES
    ('W24', 'WA', '1.1', 'self', '{"a": 10, "b": 9}', 'Theo báo cáo số 12.'), ('W24', 'WB', '1.1', 'self', '{"a": 0, "b": 0}', NULL);
INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option) VALUES
    ('W24', 'WA', 'Q1', '1', 'leaders', 'A'), ('W24', 'WA', 'Q1', '2', 'leaders', 'B'), ('W24', 'WA', 'Q1', '3', 'citizens', 'B'), ('W24', 'WA', 'Q1', '4', 'citizens', 'C'), ('W24', 'WA', 'Q1', '5', 'citizens', 'C');
CALL submit('W24', 'WA'); CALL submit('W24', 'WB');
CALL advance('W24');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) VALUES
    ('W24', 'WA', '1.1', 'appraisal', '{"a": 7, "b": 5}', NULL, NULL), ('W24', 'WB', '1.1', 'appraisal', '{"a": 0, "b": 0}', NULL, NULL),
    ('W24', 'WA', '1.2', 'appraisal', NULL, 1.5, NULL), ('W24', 'WA', '1.3', 'appraisal', '{"a": 0, "b": 0}', NULL, NULL),
    ('W24', 'WB', '1.3', 'appraisal', '{"a": null, "b": 1}', NULL, NULL), ('W24', 'WA', '3', 'appraisal', '{"n": 5}', NULL, NULL);
INSERT INTO zero_missing (round, agency, reason, decided_by) VALUES ('W24', 'WB', 'Không nộp báo cáo', 'Hội đồng');
CALL advance('W24'); CALL advance('W24');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) VALUES ('W24', 'WA', '1.1', 'review', '{"a": 7, "b": 6}', 3.5, 'Trễ hạn một nhiệm vụ.');
-- 5/7 is below 80 %: 20/7 points; the override supersedes it.  1.3 is not
-- applicable, and gives its 4 points to both siblings: 3.5 * 6/4, 1.5 * 4/2.
SELECT stage, official, inputs, arm, condition, holds, points, outcome, note, description FROM explain('W24', 'WA', '1.1');
SELECT stage, official, inputs, arm, condition, holds, points, max_points, outcome, note, description FROM explain('W24', 'WA', '1.2');
SELECT stage, official, inputs, arm, condition, holds, points, max_points, outcome, note, description FROM explain('W24', 'WA', '1.3');
SELECT part, official, points, max_points, outcome, description FROM explain('W24', 'WA', '1');
-- so that all of 1.1 would be 6, all of 1.2 4: from 13.81 of 20
SELECT criterion, points, max_points, points_left, next_step, full_index FROM improvement('W24', 'WA');
-- leaders 0.75, citizens 1/6, two to one: 10 (1.5 + 1/6)/3 = 5.5556, counted as 5.56
SELECT stage, official, part, inputs, points, max_points, outcome, description FROM explain('W24', 'WA', '2');
SELECT stage, official, inputs, points, outcome, description FROM explain('W24', 'WA', '3');
SELECT stage, official, inputs, points, outcome, description FROM explain('W24', 'WA', '4');
-- WB: the maximum of nothing, an unknown number, and what was not handed in
SELECT stage, official, inputs, arm, condition, holds, points, max_points, outcome, note, description FROM explain('W24', 'WB', '1.1');
SELECT stage, official, arm, condition, holds, points, max_points, outcome, note, description FROM explain('W24', 'WB', '1.3');
SELECT stage, official, arm, condition, holds, points, max_points, outcome, note, assessed_by = session_user AS by_me, description FROM explain('W24', 'WB', '1.2');
SELECT stage, official, points, outcome, note, assessed_by = session_user AS by_me, description FROM explain('W24', 'WB', '2');
BEGIN;
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('W24', NULL, '1', 'Chưa giao nhiệm vụ.', 'accepted');
UPDATE round SET survey_held = false WHERE code = 'W24';
SELECT stage, official, arm, points, max_points, outcome, note, description FROM explain('W24', 'WA', '1.1');
SELECT stage, official, points, max_points, outcome, note, description FROM explain('W24', 'WA', '2');
ROLLBACK;
SELECT test.error_of($$SELECT * FROM explain('W25', 'WA', '1')$$), test.error_of($$SELECT * FROM explain('W24', 'TH', '1')$$), test.error_of($$SELECT * FROM explain('W24', 'WA', '9')$$);

-- ---------------------------------------------------------------------------
-- What a ranking would have been.  By hand, first for the provinces of 2023:
-- A as before; B at 85, 50, 79.5 and 90 % earns 20, 0, 0, 30 of 30; C keeps its
-- share of 15; D falls away, E is unknown: 57.5 of 85 and the bonus, 27.5, ...
SELECT * FROM simulate_scheme('2023', 'S24');
SELECT agency, trim_scale(round(CASE agency WHEN 'TH' THEN 100 * 57.5 / 85 + 1 WHEN 'TK' THEN 100 * 27.5 / 85
                                            WHEN 'TL' THEN 100 * (80 / 3.0 + 9.42 * 0.75) / 85 ELSE 100 END, 2)) = new_index AS as_by_hand
FROM simulate_scheme('2023', 'S24');
SELECT * FROM simulate_items('2023', 'S24') WHERE agency IN ('TH', 'TK') ORDER BY agency COLLATE "C", criterion_after COLLATE "C", criterion_before COLLATE "C";
-- the same scheme changes nothing, whatever its policies
SELECT count(*) AS agencies, count(*) FILTER (WHERE old_index = new_index AND old_rank = new_rank AND rank_change = 0 AND missing = 0) AS same
FROM simulate_scheme('G2023', 'G1');
SELECT count(*) AS different FROM simulate_items('G2023', 'G1') WHERE (criterion_before, points_before, max_before) IS DISTINCT FROM (criterion_after, points_after, max_after);

-- The departments under a draft: rules that read the new maximum, peers, the
-- target, the profile, another criterion; a rule where there was none and the
-- other way round; one that asks for more than is known, or reads another kind
-- of variable.
CALL revise_scheme('V', 'V2');
UPDATE criterion SET code = 'n01', max_points = 4, rule_text = 'max_points * max(0, 1 - 25% * n)' WHERE scheme = 'V2' AND code = 'v01';
UPDATE criterion SET rule_text = 'x > extra: 2; else: 0' WHERE scheme = 'V2' AND code = 'v02';
UPDATE criterion SET rule_text = 'points(''v12'') = 0: 0; else: 2 * p' WHERE scheme = 'V2' AND code = 'v03';
UPDATE criterion SET max_points = 4, rule_text = NULL WHERE scheme = 'V2' AND code = 'v04';
UPDATE criterion SET rule_text = 'date(d) < date(round_year, 5, 1): 2; else: 0' WHERE scheme = 'V2' AND code = 'v05';
UPDATE criterion SET rule_text = 'a = 0: na; b/a >= peer_max(b/a): 2; peer_rank(c) = 1: 1; else: 0' WHERE scheme = 'V2' AND code = 'v06';
UPDATE criterion SET rule_text = 'a = 0: na; b/a >= peer_mean(b/a): 1; else: 2' WHERE scheme = 'V2' AND code = 'v07';
UPDATE variable SET kind = 'amount' WHERE scheme = 'V2' AND criterion = 'v11';
UPDATE criterion SET max_points = 1, rule_text = 'x >= 80: 1; else: 0' WHERE scheme = 'V2' AND code = 'v11';
UPDATE criterion SET rule_text = 'x >= coalesce(target(x), 70%) - 40% * agency(mountainous): 2; else: 0' WHERE scheme = 'V2' AND code = 'v12';
UPDATE criterion SET rule_text = 'a = 0: 2; else: b/a * max_points' WHERE scheme = 'V2' AND code = 'v10';
INSERT INTO criterion (scheme, code, title, max_points, method, rule_text) VALUES ('V2', 'new', 'Mới', 5, 'statistic', 'known(z): 5; else: 0');
-- S1: 4 (1 - 0.75); v02 keeps 0; v12 asks for 80 - 40 % and has 50: 2, which opens the
-- gate of v03, but p is false: 0; v04 keeps 0; v05 2; v06 3/10 as much as any peer: 2;
-- v07 5/10 below 0.625: 2; v08 1; v09 1.5; v10 2 * 25/30; v11 keeps half, of 1:
-- 13.6667 of 27.  S3 and S4: 4, 1, 2 for the open gate, 2 of 4, 2, 2, 1, 0, 1, 2 now
-- that nothing to do earns it, 0, 2: 19.  S2 misses its target of 80 %: 15.
SELECT * FROM simulate_scheme('V24', 'V2');
SELECT agency, criterion_before, criterion_after, points_before, max_before, points_after, max_after, how
FROM simulate_items('V24', 'V2') WHERE agency IN ('S1', 'S4') ORDER BY agency, criterion_after COLLATE "C";

-- a field that becomes one criterion keeps its share, 8.25 of 10
CALL revise_scheme('W', 'W2');
DELETE FROM criterion WHERE scheme = 'W2' AND code LIKE '1.%';
UPDATE criterion SET max_points = 20 WHERE scheme = 'W2' AND code = '1';
SELECT * FROM simulate_items('W24', 'W2') WHERE agency = 'WA' ORDER BY criterion_after COLLATE "C";

-- what cannot be simulated
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('empty', 'Rỗng', 'department', false);
UPDATE criterion SET rule_text = 'points(''v03'') = 0: 0; else: 2 * x' WHERE scheme = 'V2' AND code = 'v12';
UPDATE criterion SET parent = 'v09' WHERE scheme = 'V2' AND code = 'v08';
UPDATE criterion SET parent = 'v08' WHERE scheme = 'V2' AND code = 'v09';
SELECT test.error_of($$SELECT * FROM simulate_scheme('V24', 'V2')$$), test.error_of($$SELECT * FROM simulate_items('V24', 'empty')$$),
       test.error_of($$SELECT * FROM simulate_scheme('V24', 'V9')$$), test.error_of($$SELECT * FROM simulate_scheme('V25', 'V')$$);

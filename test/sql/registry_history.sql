-- Years before the registry stand as they were published, and what is not known of them is not made up.
SET client_min_messages = warning;
CALL par.create_registry('reg_history');
SET search_path = reg_history;
SET timezone = 'Asia/Ho_Chi_Minh';

-- ---------------------------------------------------------------------------
-- ministries 2023, the ten figures that are public of seventeen: appraised (of 68.5) and survey (of 31.5)
CALL import_scheme(par.shipped_scheme('QD876-BO'));
CALL approve_scheme('QD876-BO');
INSERT INTO agency (code, name, kind) VALUES ('TP', 'Bộ Tư pháp', 'ministry'), ('NHNN', 'Ngân hàng Nhà nước', 'ministry'), ('TC', 'Bộ Tài chính', 'ministry'),
    ('NV', 'Bộ Nội vụ', 'ministry'), ('TNMT', 'Bộ Tài nguyên và Môi trường', 'ministry'), ('NNPTNT', 'Bộ Nông nghiệp và Phát triển nông thôn', 'ministry'),
    ('XD', 'Bộ Xây dựng', 'ministry'), ('GTVT', 'Bộ Giao thông vận tải', 'ministry'), ('TTTT', 'Bộ Thông tin và Truyền thông', 'ministry'),
    ('LDTBXH', 'Bộ Lao động - Thương binh và Xã hội', 'ministry');
INSERT INTO round (code, scheme, year, title, recorded) VALUES ('BO2023', 'QD876-BO', 2023, 'PAR INDEX 2023', true);
SELECT stage, recorded FROM round;
SELECT test.error_of($$CALL record_published('nowhere', '2024-04-17', 'x')$$), test.error_of($$CALL record_published('BO2023', '2024-04-17', ' ')$$),
       test.error_of($$CALL record_published('BO2023', '2022-04-17', 'x')$$) ~ '^22023 round "BO2023" cannot have been published on' AS too_early,
       test.error_of($$CALL record_published('BO2023', current_date + 1, 'x')$$) ~ '^22023 round "BO2023" cannot have been published on' AS too_late,
       test.error_of($$CALL record_published('BO2023', '2024-04-17', 'x')$$);
COPY import_result (agency, par_index, rank, number_ranked) FROM stdin;
TP	89,95	1	17
NHNN	89.89	2	17
TC	89.18	3	17
NV	87.04	4	17
TNMT	87.01	5	17
NNPTNT	86.41	6	17
XD	86.28	7	17
GTVT	86.18	8	17
TTTT	85.83	9	17
LDTBXH	85.81	10	17
\.
COPY import_item (agency, criterion, points) FROM stdin;
TP	appraisal	61,86
TP	survey	28.10
NHNN	appraisal	62.67
NHNN	survey	27.21
TC	appraisal	61.52
TC	survey	27.66
NV	appraisal	60.65
NV	survey	26.38
TNMT	appraisal	61.15
TNMT	survey	25.85
NNPTNT	appraisal	60.25
NNPTNT	survey	26.17
XD	appraisal	61.18
XD	survey	25.10
GTVT	appraisal	60.27
GTVT	survey	25.91
TTTT	appraisal	60.50
TTTT	survey	25.33
LDTBXH	appraisal	60.99
LDTBXH	survey	24.81
\.
CALL record_published('BO2023', '2024-04-17', 'Bộ Nội vụ công bố PAR INDEX 2023');
SELECT (SELECT count(*) FROM import_result) + (SELECT count(*) FROM import_item) AS rows_left;
SELECT stage, revision, recorded, published_at FROM round WHERE code = 'BO2023';
SELECT published_by, published_at, recorded_by = session_user AS by_me, recorded_at IS NOT NULL AS dated, previous FROM publication;
SELECT agency, league, points, max_points, bonus, par_index, rank, rank_change, index_change, grade, is_published, is_recorded FROM ranking WHERE rank <= 3 ORDER BY rank;
SELECT agency, source, points, max_points, source_index, rank, is_recorded FROM source_index WHERE agency = 'TP' ORDER BY source;
SELECT criterion, self_points, appraisal_points, survey_points, points, max_points, share, not_applicable, is_recorded FROM score WHERE agency = 'TP' ORDER BY criterion;
SELECT criterion, level, points, max_points, counted_max_points, share, not_applicable, evidence, is_recorded FROM score_sheet WHERE agency = 'TP' ORDER BY place;
SELECT agency, par_index, rank, ranked, is_recorded FROM trend WHERE agency = 'TP';
-- nothing was assessed here
SELECT (SELECT count(*) FROM gap) AS gaps, (SELECT count(*) FROM progress) AS progress, (SELECT count(*) FROM tally) AS tallies,
       (SELECT string_agg(DISTINCT basis, ' ') FROM ranking_by_basis) AS bases, (SELECT count(*) FROM missing('BO2023')) AS missing,
       (SELECT count(*) FROM improvement('BO2023', 'TP')) AS steps;
SELECT outcome, points, max_points, note, description FROM explain('BO2023', 'TP', 'appraisal');
SELECT test.error_of($$SELECT * FROM simulate_scheme('BO2023', 'QD876-BO')$$);
-- the parts were rounded before they were printed: 61.86 and 28.10 do not make 89.95
SELECT * FROM recorded_doubts('BO2023');
SELECT * FROM verify('BO2023');
ALTER TABLE result DISABLE TRIGGER kept;
UPDATE result SET rank = 4 WHERE agency = 'TP';
SELECT what, published IS DISTINCT FROM recomputed AS differs FROM verify('BO2023');
SELECT * FROM recorded_doubts('BO2023');
UPDATE result SET rank = 1 WHERE agency = 'TP';
ALTER TABLE result ENABLE TRIGGER kept;
SELECT * FROM verify('BO2023');
-- twice in a row
SELECT test.error_of($$CALL correct('BO2023', 'x')$$), test.error_of($$CALL advance('BO2023')$$), test.error_of($$CALL publish('BO2023')$$);
SELECT test.error_of($$UPDATE result SET par_index = 90 WHERE agency = 'TP'$$) ~ '^55000' AS results_stay, test.error_of($$DELETE FROM result WHERE agency = 'TP'$$) ~ '^55000' AS all_of_them,
       test.error_of($$UPDATE publication SET published_by = 'x'$$) ~ '^55000' AS publication_stays, test.error_of($$DELETE FROM publication$$) ~ '^55000' AS whole;

-- ---------------------------------------------------------------------------
-- provinces 2020 and 2022, and the mergers of 2025.  The maxima of 2020 are not public: those of 2022 stand for them
CALL import_scheme(par.shipped_scheme('QD876'));
CALL approve_scheme('QD876');
CALL import_scheme(jsonb_set(jsonb_set(par.shipped_scheme('QD876') - 'grades', '{scheme,code}', '"2020"'), '{scheme,graded}', 'false'));
CALL approve_scheme('2020');
SELECT code, max_points, source FROM criterion WHERE scheme = '2020' ORDER BY position;
INSERT INTO agency (code, name, kind, valid) VALUES ('31', 'Hải Phòng', 'province', '(,)'), ('46', 'Thừa Thiên Huế', 'province', '(,)'),
    ('74', 'Bình Dương', 'province', '(,2025-07-01)'), ('79', 'Thành phố Hồ Chí Minh', 'province', '(,)'),
    ('58', 'Ninh Thuận', 'province', '(,2025-07-01)'), ('56', 'Khánh Hòa', 'province', '(,)');
INSERT INTO succession VALUES ('74', '79', '2025-07-01'), ('58', '56', '2025-07-01');
INSERT INTO round (code, scheme, year, title) VALUES ('T2020', '2020', 2020, 'PAR INDEX 2020'), ('T2022', 'QD876', 2022, 'PAR INDEX 2022');
INSERT INTO import_result (round, agency, par_index, rank, grade) VALUES ('T2022', '58', '85.78', NULL, 'B'),
    ('T2020', '31', '90.51', '1', 'A'), ('T2020', '46', '88.47', '2', NULL), ('T2020', '74', '86.93', '3', NULL);
INSERT INTO import_item (round, agency, criterion, points)
SELECT r, a, c.code, p[c.place]
FROM (VALUES ('T2020', '31', '{58.71,9.35,19.45,3.00}'::text[]), ('T2020', '46', '{56.78,8.57,20.11,3.01}'), ('T2020', '74', '{55.48,8.82,20.27,2.36}'),
             ('T2022', '58', '{54.2,8.23,18.05,5.31}')) v (r, a, p)
CROSS JOIN (SELECT code, row_number() OVER (ORDER BY position) AS place FROM criterion WHERE scheme = '2020') c;
-- each takes its own rows
CALL record_published('T2020', '2021-06-24', 'Bộ Nội vụ, 24/6/2021');
SELECT (SELECT count(*) FROM import_result) AS results_left, (SELECT count(*) FROM import_item) AS items_left;
CALL record_published('T2022', '2023-04-19', 'Bộ Nội vụ, 19/4/2023');
SELECT round, agency, agency_name, par_index, rank, grade FROM ranking WHERE round LIKE 'T%' ORDER BY round, rank;
SELECT agency, criterion, points, share FROM score WHERE round = 'T2022' ORDER BY criterion;
SELECT * FROM recorded_doubts('T2020') UNION ALL SELECT * FROM recorded_doubts('T2022');
-- trends follow the mergers
SELECT agency, agency_name, year, assessed_agency, assessed_name, par_index, rank, ranked FROM trend WHERE agency IN ('31', '56', '58', '74', '79') ORDER BY agency, year;
SELECT * FROM why_changed('T2022', '58');

-- ---------------------------------------------------------------------------
-- every fault is told beside its row, and nothing is recorded
INSERT INTO scheme (code, title, agency_kind) VALUES ('X', 'Cấp xã', 'xã');
INSERT INTO criterion (scheme, code, parent, title, max_points, source, rule_text) VALUES
    ('X', '1', NULL, 'Lĩnh vực một', 60, 'thẩm định', NULL), ('X', '1.1', '1', 'Hồ sơ', 40, NULL, 'not known(previous(n)): 20; n > previous(n): 40; else: 10'),
    ('X', '1.2', '1', 'Chấm tay', 20, NULL, NULL), ('X', '2', NULL, 'Lĩnh vực hai', 40, 'điều tra', NULL);
INSERT INTO criterion (scheme, code, title, kind, max_points) VALUES ('X', 'T', 'Thưởng', 'bonus', 5);
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('X', '1.1', 'n', 'count');
INSERT INTO grade (scheme, label, min_index) VALUES ('X', 'Tốt', 80), ('X', 'Khá', 0);
SELECT test.error_of($$INSERT INTO round (code, scheme, year, title) VALUES ('X24', 'X', 2024, 'Năm 2024'); CALL record_published('X24', '2025-03-01', 'x')$$);
CALL approve_scheme('X');
INSERT INTO round (code, scheme, year, title) VALUES ('X24', 'X', 2024, 'Năm 2024');
INSERT INTO agency (code, name, kind) SELECT x, 'Xã ' || x, 'xã' FROM unnest('{A,B,C,D}'::text[]) x;
INSERT INTO import_result (agency, par_index, rank, points, max_points, grade, unranked_reason, number_ranked) VALUES
    (NULL, '80', '1', NULL, NULL, NULL, NULL, NULL), ('?', '80', '1', NULL, NULL, NULL, NULL, NULL), ('A', '80', '1', NULL, NULL, NULL, NULL, NULL), ('A', '80', '1', NULL, NULL, NULL, NULL, NULL),
    ('B', 'tám mươi', '1', NULL, NULL, NULL, NULL, NULL), ('C', '80', '1,5', NULL, NULL, NULL, NULL, NULL), ('D', NULL, NULL, '80', NULL, NULL, NULL, NULL), (' ', NULL, '', NULL, NULL, NULL, NULL, NULL),
    (E'\ufeffagency', 'par_index', 'rank', 'points', 'max_points', 'grade', 'unranked_reason', 'number_ranked'), ('031', '80', '1', NULL, NULL, NULL, NULL, NULL);
INSERT INTO import_item (round, agency, criterion, points) VALUES ('X42', 'A', '1.2', '5');
CALL record_published('X24', '2025-03-01', 'QĐ 12/QĐ-UBND');
SELECT * FROM import_problem ORDER BY table_name, line;
CALL clear_import();
INSERT INTO import_result (agency, par_index) VALUES ('par_index', 'agency');
SELECT split_part(test.error_of($$CALL record_published('X24', '2025-03-01', 'x')$$), E'\n', 1) AS other_order;
CALL clear_import();
INSERT INTO import_result (agency, par_index, rank, points, max_points, grade, unranked_reason, number_ranked) VALUES
    (' A ', '80', '1', '81', '80', NULL, NULL, NULL), ('B', '80', '1', NULL, NULL, 'Xuất sắc', NULL, NULL), ('C', '80', '1', NULL, NULL, NULL, 'mới lập', NULL),
    ('D', '-5', '0', NULL, NULL, NULL, NULL, NULL);
INSERT INTO import_item (agency, criterion, source, points, not_applicable, variable, value) VALUES
    (NULL, '1', NULL, '5', NULL, NULL, NULL), ('?', '1', NULL, '5', NULL, NULL, NULL), ('A', '1', 'điều tra', '5', NULL, NULL, NULL), ('A', NULL, NULL, '5', NULL, NULL, NULL),
    ('A', '9', NULL, '5', NULL, NULL, NULL), ('A', NULL, 'tự chấm', '5', NULL, NULL, NULL), ('A', '1.2', NULL, '5', NULL, NULL, NULL), ('A', '1.2', NULL, '6', NULL, NULL, NULL),
    ('A', '1.1', NULL, NULL, NULL, 'm', '5'), ('A', '1.1', NULL, NULL, NULL, 'n', 'năm'), ('B', '1.1', NULL, NULL, NULL, 'n', '-5'), ('C', '1.1', NULL, '5', NULL, 'n', '5'),
    ('B', '1.2', NULL, '21', NULL, NULL, NULL), ('C', '1.2', NULL, '2', 'có', NULL, NULL), ('D', '1.2', NULL, NULL, NULL, NULL, NULL), ('D', '2', NULL, NULL, 'chưa rõ', NULL, NULL),
    ('D', '1.1', NULL, NULL, NULL, NULL, '5');
CALL record_published('X24', '2025-03-01', 'QĐ 12/QĐ-UBND');
SELECT * FROM import_problem ORDER BY table_name, line;
SELECT stage, (SELECT count(*) FROM result WHERE round = 'X24') AS results, (SELECT count(*) FROM participant WHERE round = 'X24') AS participants FROM round WHERE code = 'X24';
TRUNCATE import_result, import_item;

-- what was printed wrongly stays as it was printed, and is told
SET client_min_messages = notice;
INSERT INTO import_result (agency, par_index, rank, points, max_points, grade, bonus) VALUES
    ('A', '78.5', '1', '78.5', '100', 'Khá', NULL), ('B', '85', '2', '80', '100', 'Khá', NULL), ('C', '70', '5', NULL, NULL, NULL, '2'), ('D', NULL, NULL, NULL, NULL, 'Khá', NULL);
INSERT INTO import_item (agency, criterion, points, variable, value, part_index) VALUES
    ('A', '1.1', '40', NULL, NULL, NULL), ('A', '1.2', '10', NULL, NULL, NULL), ('A', '2', '20', NULL, NULL, '50'), ('A', '1.1', NULL, 'n', '7', NULL),
    ('B', '1', '50', NULL, NULL, '90'), ('B', '1.1', NULL, 'n', '4', NULL), ('C', '1.1', NULL, 'n', '3', NULL);
CALL record_published('X24', '2025-03-01', 'QĐ 12/QĐ-UBND');
SET client_min_messages = warning;
SELECT * FROM recorded_doubts('X24');
SELECT agency, par_index, rank, grade, bonus FROM ranking WHERE round = 'X24' ORDER BY agency;
SELECT agency, field, points, max_points, field_index FROM field_index WHERE round = 'X24' ORDER BY agency, field;
SELECT agency, number_ranked FROM result WHERE round = 'X24' ORDER BY agency;

-- recorded anew: results take the place of results, items that of items
INSERT INTO import_result (round, agency, agency_name, par_index, rank, points, max_points, grade, bonus) VALUES
    ('X24', 'A', 'Xã Á', '85', '1', '85', '100', 'Tốt', NULL), ('X24', 'B', NULL, '80', '2', '80', '100', 'Tốt', NULL), ('X24', 'C', NULL, '70', '3', NULL, NULL, NULL, '2');
CALL record_published('X24', '2025-03-02', 'QĐ 12/QĐ-UBND');
SELECT (SELECT count(*) FROM publication WHERE round = 'X24') AS publications, (SELECT count(*) FROM result WHERE round = 'X24') AS results,
       (SELECT count(*) FROM result_item WHERE round = 'X24') AS items, (SELECT published_at FROM round WHERE code = 'X24') AS published_at;
SELECT agency, agency_name, number_ranked FROM result WHERE round = 'X24' ORDER BY agency;
INSERT INTO import_item (agency, criterion, points, not_applicable, variable, value) VALUES
    ('A', '1.1', '40', NULL, NULL, NULL), ('A', '1.2', '15', NULL, NULL, NULL), ('A', '2', '30', NULL, NULL, NULL), ('A', '1.1', NULL, NULL, 'n', '7'),
    ('B', '1.1', '40', NULL, NULL, NULL), ('B', '1.2', NULL, '1', NULL, NULL), ('B', '1.1', NULL, NULL, 'n', '4'), ('C', '1.1', NULL, NULL, 'n', '3'), ('C', '1', '40', NULL, NULL, NULL);
CALL record_published('X24', '2025-03-02', 'QĐ 12/QĐ-UBND');
SELECT agency, criterion, inputs, points, max_points, not_applicable FROM result_item WHERE round = 'X24' ORDER BY agency, criterion;
SELECT outcome, part, points, description FROM explain('X24', 'B', '1');
SELECT * FROM recorded_doubts('X24');
SELECT * FROM verify('X24');
SELECT from_stage, to_stage, reason FROM round_event WHERE round = 'X24' ORDER BY id;

-- ---------------------------------------------------------------------------
-- the year after: B and C are merged, rules read what is recorded of last year
INSERT INTO agency (code, name, kind) VALUES ('BC', 'Xã BC', 'xã');
INSERT INTO succession VALUES ('B', 'BC', '2025-07-01'), ('C', 'BC', '2025-07-01');
INSERT INTO round (code, scheme, year, title) VALUES ('X25', 'X', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) VALUES ('X25', 'A'), ('X25', 'BC'), ('X25', 'D');
CALL advance('X25');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'X25', a, c, 'self', CASE c WHEN '1.1' THEN '{"n": 8}'::jsonb END, CASE c WHEN '1.1' THEN NULL ELSE 18 END
FROM unnest('{A,BC,D}'::text[]) a, unnest('{1.1,1.2,2}'::text[]) c;
SELECT agency, points, context FROM assessment WHERE criterion = '1.1' ORDER BY agency;
CALL submit('X25', 'A'); CALL submit('X25', 'BC'); CALL submit('X25', 'D');
CALL advance('X25'); CALL take_over('X25'); CALL advance('X25'); CALL advance('X25'); CALL advance('X25');
-- a mistake is mended until it is published
INSERT INTO import_result (round, agency, par_index, rank, grade) VALUES ('X24', 'A', '85', '2', 'Tốt'), ('X24', 'B', '80', '3', 'Tốt'), ('X24', 'C', '88', '1', NULL);
CALL record_published('X24', '2025-03-02', 'QĐ 12/QĐ-UBND');
CALL publish('X25');
SELECT agency, par_index, rank, rank_change, index_change FROM ranking WHERE round = 'X25' ORDER BY rank, agency;
SELECT previous, previous_revision FROM publication WHERE round = 'X25';
SELECT criterion_after, effect, contribution, description FROM why_changed('X25', 'A');
SELECT (SELECT sum(contribution) FROM why_changed('X25', 'A')) = (SELECT index_change FROM ranking WHERE round = 'X25' AND agency = 'A') AS sums_up;
SELECT title, effect, share_before, description FROM why_changed('X25', 'BC');
SELECT effect, description FROM why_changed('X25', 'D');
SELECT * FROM verify('X25');
-- something was built on it
INSERT INTO import_result (round, agency, par_index, rank) VALUES ('X24', 'A', '85', '1');
SELECT test.error_of($$CALL record_published('X24', '2025-03-02', 'x')$$), test.error_of($$DELETE FROM round WHERE code = 'X24'$$);
SELECT split_part(test.error_of($$UPDATE round SET stage = 'setup', stage_reason = 'x' WHERE code = 'X24'$$), E'\n', 2) AS taken_back;
SELECT test.error_of($$DELETE FROM publication WHERE round = 'X25'$$), test.error_of($$CALL record_published('X25', '2026-03-02', 'x')$$);
-- what nobody was compared with goes, with all that it brought; its scheme is then free
DELETE FROM round WHERE code IN ('T2020', 'BO2023');
SELECT (SELECT count(*) FROM result WHERE round IN ('T2020', 'BO2023')) AS results, (SELECT count(*) FROM result_item WHERE round IN ('T2020', 'BO2023')) AS items,
       (SELECT count(*) FROM result_part WHERE round IN ('T2020', 'BO2023')) AS parts, (SELECT count(*) FROM publication WHERE round IN ('T2020', 'BO2023')) AS publications,
       (SELECT count(*) FROM participant WHERE round IN ('T2020', 'BO2023')) AS participants;
CALL reopen_scheme('2020');

-- who reads years before the last builds on them too, and goes on reading what it read
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('Y', 'Phường', 'phường', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('Y', '1', 'x', 100, 'not known(previous(n, 2)): 0; else: min(100, previous(n, 2))');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('Y', '1', 'n', 'count');
CALL approve_scheme('Y');
INSERT INTO agency (code, name, kind) VALUES ('P', 'Phường P', 'phường'), ('Q', 'Phường Q', 'phường');
INSERT INTO round (code, scheme, year, title) SELECT 'Y' || y, 'Y', 2000 + y, 'x' FROM unnest('{22,23,24,25}'::integer[]) y;
DELETE FROM import_result;
INSERT INTO import_result (round, agency, par_index) VALUES ('Y22', 'P', '7'), ('Y23', 'P', '10'), ('Y24', 'P', '11');
INSERT INTO import_result (round, agency, par_index, rank) VALUES ('Y24', 'Q', '12', '1');
UPDATE import_result SET rank = '2' WHERE round = 'Y24' AND agency = 'P';
INSERT INTO import_item (round, agency, criterion, variable, value) VALUES ('Y22', 'P', '1', 'n', '7'), ('Y23', 'P', '1', 'n', '10');
CALL record_published('Y22', '2023-03-01', 'x');
CALL record_published('Y24', '2025-03-01', 'x');
INSERT INTO participant (round, agency) VALUES ('Y25', 'P'), ('Y25', 'Q');
CALL advance('Y25');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('Y25', 'P', '1', 'self', '{"n": 9}'), ('Y25', 'Q', '1', 'self', '{"n": 9}');
CALL submit('Y25', 'P'); CALL submit('Y25', 'Q'); CALL advance('Y25'); CALL take_over('Y25'); CALL advance('Y25'); CALL advance('Y25'); CALL advance('Y25');
BEGIN;
-- while it is scored, what is recorded late is read late
CALL record_published('Y23', '2024-03-01', 'x');
SELECT split_part(test.error_of($$CALL publish('Y25')$$), E'\n', 2) AS to_be_scored_anew;
ROLLBACK;
CALL publish('Y25');
SELECT agency, par_index, rank_change FROM ranking WHERE round = 'Y25' ORDER BY agency;
SELECT rival, outcome, rank_before, rank_after, field, lost, description FROM overtaken('Y25', 'Q');
CALL record_published('Y23', '2024-03-01', 'x');
SELECT * FROM verify('Y25');
SELECT split_part(test.error_of($$DELETE FROM round WHERE code = 'Y22'$$), E'\n', 2) AS read_by, split_part(test.error_of($$DELETE FROM round WHERE code = 'Y24'$$), E'\n', 2) AS compared_with, test.error_of($$DELETE FROM round WHERE code = 'Y23'$$) AS by_none;

-- nothing to divide by
INSERT INTO round (code, scheme, year, title) VALUES ('X0', 'X', 2020, 'x');
INSERT INTO import_result (round, agency, points, max_points, par_index) VALUES ('X0', 'A', '0', '0', '50');
CALL record_published('X0', current_date, 'x');
SELECT * FROM recorded_doubts('X0');
DELETE FROM round WHERE code = 'X0';

-- a part of it alone is known: the whole change is told, and why it is not taken apart
DELETE FROM import_result;
INSERT INTO round (code, scheme, year, title) VALUES ('X26', 'X', 2026, 'Năm 2026');
INSERT INTO import_result (agency, par_index, rank, bonus, rank_change, index_change) VALUES ('A', '90.5', '1', '3', '+1', '14.5');
INSERT INTO import_item (agency, criterion, points) VALUES ('A', '1', '50'), ('A', '2', '37.5');
CALL record_published('X26', current_date, 'QĐ 9/QĐ-UBND');
SELECT agency, par_index, rank_change, index_change FROM ranking WHERE round = 'X26';
SELECT effect, contribution, description FROM why_changed('X26', 'A');
SET client_min_messages = error;
DROP SCHEMA reg_history CASCADE;

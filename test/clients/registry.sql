-- A registry in which each view has rows: three years as they were printed, one that went
-- through all stages, one that is open, a draft in consultation, and files with bad rows.
-- dashboard reads what is published, analyst everything, chief runs it.
CREATE EXTENSION par_index;
CREATE ROLE cchc_owner NOLOGIN;
CREATE ROLE chief LOGIN PASSWORD 'chief';
CREATE ROLE analyst LOGIN PASSWORD 'analyst';
CREATE ROLE dashboard LOGIN PASSWORD 'dashboard';
CALL par.create_registry('cchc');
CALL par.give_registry('cchc', 'cchc_owner');
SET search_path = cchc;
CALL grant_duty('chief', 'admin');
CALL grant_duty('analyst', 'analyst');
CALL grant_duty('dashboard', 'reader');

INSERT INTO scheme (code, title, agency_kind, bonus_cap) VALUES ('SO', 'Bộ chỉ số cải cách hành chính của các sở', 'sở', 3);
INSERT INTO criterion (scheme, code, parent, title, title_en, max_points, method, kind, source, rule_text, step) VALUES
    ('SO', '1', NULL, 'Chỉ đạo, điều hành', 'Leadership', 15, 'appraisal', 'scored', 'Thẩm định', NULL, NULL),
    ('SO', '1.1', '1', 'Ban hành kế hoạch đúng hạn', 'Plan issued in time', 5, 'appraisal', 'scored', NULL, 'not issued: 0; date(issued_on) <= date(round_year, 1, 31): 5; else: 2.5', NULL),
    ('SO', '1.2', '1', 'Sáng kiến', 'Initiatives', 10, 'appraisal', 'scored', NULL, NULL, 0.25),
    ('SO', '2', NULL, 'Cải cách thể chế', 'Institutions', 15, 'appraisal', 'scored', 'Thẩm định', NULL, 0.25),
    ('SO', '3', NULL, 'Cải cách thủ tục hành chính', 'Administrative procedures', 30, 'appraisal', 'scored', 'Thẩm định', NULL, NULL),
    ('SO', '3.1', '3', 'Hồ sơ giải quyết đúng hạn', 'Dossiers settled in time', 20, 'appraisal', 'scored', NULL, 'a = 0: na; else: min(20, 20 * b / a)', NULL),
    ('SO', '3.10', '3', E'Niêm yết\tcông khai "một cửa", <đủ> & đúng', 'Notices', 10, 'appraisal', 'scored', NULL, NULL, 0.25),
    ('SO', '4', NULL, 'Chính quyền số', 'Digital government', 20, 'appraisal', 'scored', 'Thẩm định', 'min(20, 20 * ratio(trực_tuyến, hồ_sơ, 0))', NULL),
    ('SO', '5', NULL, 'Hài lòng của người dân (SIPAS)', 'Satisfaction', 20, 'survey', 'scored', 'Điều tra xã hội học', NULL, NULL),
    ('SO', 'T', NULL, 'Điểm thưởng', 'Bonus', 3, 'appraisal', 'bonus', NULL, NULL, 0.25);
INSERT INTO variable (scheme, criterion, name, kind, title, max_variable, excess) VALUES
    ('SO', '1.1', 'issued', 'boolean', 'Đã ban hành', NULL, 'refused'), ('SO', '1.1', 'issued_on', 'date', 'Ngày ban hành', NULL, 'refused'),
    ('SO', '3.1', 'a', 'count', 'Hồ sơ tiếp nhận', NULL, 'refused'), ('SO', '3.1', 'b', 'count', 'Hồ sơ đúng hạn', 'a', 'noted'),
    ('SO', '4', 'hồ_sơ', 'count', 'Hồ sơ', NULL, 'refused'), ('SO', '4', 'trực_tuyến', 'count', 'Hồ sơ trực tuyến', NULL, 'refused');
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('SO', '5', 'Q', 'Ông/bà có hài lòng không?');
INSERT INTO answer_option (scheme, code, share) VALUES ('SO', 'A', 1), ('SO', 'B', 0.6), ('SO', 'C', 0);
INSERT INTO grade (scheme, label, min_index) VALUES ('SO', 'Xuất sắc', 90), ('SO', 'Tốt', 80), ('SO', 'Khá', 70), ('SO', 'Trung bình', 0);
CALL approve_scheme('SO');

INSERT INTO agency (code, name, name_en, kind) VALUES
    ('SNV', 'Sở Nội vụ', 'Home Affairs', 'sở'), ('STC', 'Sở Tài chính', 'Finance', 'sở'), ('SYT', 'Sở Y tế', 'Health', 'sở'),
    ('STP', 'Sở Tư pháp', 'Justice', 'sở'), ('SGD', 'Sở Giáo dục và Đào tạo', 'Education and Training', 'sở'),
    ('SVH', 'Sở Văn hóa, Thể thao và Du lịch', NULL, 'sở'), ('TTT', 'Thanh tra tỉnh', 'Inspectorate', 'sở'),
    ('NMT', 'Sở Nông nghiệp và Môi trường', 'Agriculture and Environment', 'sở');
-- what was two is one since 2025
INSERT INTO agency (code, name, kind, valid) VALUES ('SNN', 'Sở Nông nghiệp và Phát triển nông thôn', 'sở', '[,2025-01-01)'), ('STN', 'Sở Tài nguyên và Môi trường', 'sở', '[,2025-01-01)');
INSERT INTO succession (predecessor, successor, happened_on) VALUES ('SNN', 'NMT', '2025-01-01'), ('STN', 'NMT', '2025-01-01');

-- as they were printed
INSERT INTO round (code, scheme, year, title) SELECT y::text, 'SO', y, 'Chỉ số CCHC năm ' || y FROM generate_series(2022, 2024) y;
DO $$
BEGIN
    FOR y IN 2022 .. 2024 LOOP
        INSERT INTO import_result (agency, league, par_index, rank, number_ranked, grade)
        SELECT code, league, round(i, 2), rank() OVER (PARTITION BY league ORDER BY round(i, 2) DESC), count(*) OVER (PARTITION BY league), CASE WHEN i >= 90 THEN 'Xuất sắc' WHEN i >= 80 THEN 'Tốt' ELSE 'Khá' END
        FROM (SELECT code, CASE code WHEN 'TTT' THEN 'Cơ quan khác' ELSE 'Các sở' END AS league, 72 + (ascii(substr(code, 2, 1)) * 3 + ascii(right(code, 1)) * 7 + (y - 2022) * ascii(right(code, 1)) % 7) % 19 + (y - 2022) * 1.37 AS i FROM agency WHERE code <> 'NMT') r;
        INSERT INTO import_item (agency, criterion, points, max_points, part_index)
        SELECT a.code, c.code, round(c.max_points * s, 2), c.max_points, round(100 * s, 2)
        FROM agency a, criterion c, LATERAL (SELECT (65 + (ascii(substr(a.code, 2, 1)) * 5 + ascii(right(a.code, 1)) * ascii(c.code) + y) % 34) / 100.0) r (s)
        WHERE c.parent IS NULL AND c.kind = 'scored' AND a.code <> 'NMT';
        CALL record_published(y::text, make_date(y + 1, 3, 15), 'Quyết định công bố');
    END LOOP;
END
$$;

-- one year from stage to stage
INSERT INTO round (code, scheme, year, title) VALUES ('2025', 'SO', 2025, 'Chỉ số CCHC năm 2025');
INSERT INTO participant (round, agency, league) SELECT '2025', code, CASE code WHEN 'TTT' THEN 'Cơ quan khác' ELSE 'Các sở' END FROM agency WHERE code NOT IN ('SNN', 'STN');
CALL advance('2025');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT '2025', p.agency, l.criterion, 'self', l.inputs::jsonb, CASE WHEN l.inputs IS NULL THEN l.points END
FROM participant p, LATERAL (SELECT (ascii(substr(p.agency, 2, 1)) * 3 + ascii(right(p.agency, 1)) * 11) % 23 AS n, 0.25 * ((ascii(substr(p.agency, 2, 1)) + ascii(right(p.agency, 1)) * 7) % 11) AS q) x,
     LATERAL (VALUES ('1.1', format('{"issued": true, "issued_on": "2025-01-%s"}', 20 + x.n % 9), NULL), ('1.2', NULL, 10 - x.q), ('2', NULL, 12.25 + x.q),
                     ('3.1', CASE p.agency WHEN 'TTT' THEN '{"a": 0, "b": 0}' ELSE format('{"a": %s, "b": %s}', 700 + x.n, 700 - x.n * 9 + CASE p.agency WHEN 'STC' THEN 300 ELSE 0 END) END, NULL),
                     ('3.10', NULL, 8 + x.q / 2 - x.q / 2 % 0.25), ('4', format('{"hồ_sơ": %s, "trực_tuyến": %s}', 333, 320 - 5 * x.n), NULL)) l (criterion, inputs, points)
WHERE p.round = '2025';
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('2025', 'STP', 'T', 'self', 1.5);
DO $$
DECLARE of_agency text;
BEGIN
    FOR of_agency IN SELECT p.agency FROM participant p WHERE p.round = '2025' LOOP
        CALL submit('2025', of_agency);
    END LOOP;
    CALL advance('2025');
    CALL take_over('2025');
    UPDATE assessment SET points = points - 1.25, note = E'không đủ minh chứng:\nxem biên bản' WHERE round = '2025' AND criterion = '1.2' AND stage = 'appraisal' AND agency IN ('SYT', 'SGD');
    CALL advance('2025');
    CALL advance('2025');
    INSERT INTO assessment (round, agency, criterion, stage, points, note) VALUES ('2025', 'SYT', '2', 'review', 13.75, 'sau giải trình');
    INSERT INTO survey_answer (round, agency, question, respondent, option)
    SELECT '2025', p.agency, 'Q', 'p' || n, CASE WHEN (n * 7 + ascii(right(p.agency, 1))) % 10 < 6 THEN 'A' WHEN (n * 7) % 10 < 9 THEN 'B' ELSE 'C' END FROM participant p, generate_series(1, 30) n WHERE p.round = '2025';
    CALL advance('2025');
    CALL publish('2025');
END
$$;

-- one that is open, with a question and a time
INSERT INTO round (code, scheme, year, title) VALUES ('2026', 'SO', 2026, 'Chỉ số CCHC năm 2026');
INSERT INTO participant (round, agency, league) SELECT '2026', agency, league FROM participant WHERE round = '2025';
INSERT INTO stage_window (round, stage, closes_at) VALUES ('2026', 'self_assessment', now() + interval '10 days 12 hours');
DO $$
BEGIN
    CALL advance('2026');
    INSERT INTO zero_missing (round, agency, reason) SELECT '2026', agency, 'thử' FROM participant WHERE round = '2026' AND agency <> 'SNV';
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
    SELECT '2026', 'SNV', criterion, 'self', inputs, CASE WHEN inputs IS NULL THEN points END FROM assessment WHERE round = '2025' AND agency = 'SNV' AND stage = 'self' AND criterion <> '1.1';
    INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('2026', 'SNV', '1.1', 'self', '{"issued": true, "issued_on": "2026-01-20"}');
    CALL submit('2026', 'SNV');
    CALL advance('2026');
    CALL take_over('2026');
    CALL ask('2026', 'SNV', '2', 'Số liệu "2025" lấy ở đâu? <nguồn>', now() + interval '5 days 12 hours');
END
$$;

-- a draft with faults, in consultation
INSERT INTO scheme (code, title, agency_kind, in_consultation) VALUES ('SO2027', 'Dự thảo', 'sở', true);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('SO2027', '1', 'Tỷ lệ', 10, '10 * b / a');
INSERT INTO comment (scheme, criterion, author, body, proposed_max_points) VALUES ('SO2027', '1', 'Sở Y tế', 'Nên là 15 điểm', 15), ('SO2027', NULL, 'Sở Tư pháp', 'Đồng ý', NULL);
CALL resolve_comment(1, 'explained', 'Giữ nguyên');

-- a feed with what it cannot know
CREATE TABLE public.figure AS SELECT 'không có' AS agency, 'a' AS variable, 5 AS value;
INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('SO', 'số liệu', '3.1', 'public', 'figure');
CALL collect('2026');

-- files with bad rows
SET SESSION AUTHORIZATION chief;
CALL import_round(export_round('2025'), 'SNV');
INSERT INTO import_criterion (scheme, code, title, max_points) VALUES ('SO2027', '2', 'Tiêu chí', 'mười');
INSERT INTO import_variable (scheme, criterion, name, kind) VALUES ('SO2027', '9', 'x', 'count');
INSERT INTO import_answer (round, agency, question, respondent, option) VALUES ('2026', 'không có', 'Q', '1', 'A');
INSERT INTO import_agency (code, name, kind) VALUES ('X', NULL, 'sở');
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('2026', 'không có', '1.1', 'appraisal', 'a', '1.250');
INSERT INTO import_result (round, agency, par_index) VALUES ('2022', 'SNV', 'tám mươi');
INSERT INTO import_item (round, agency, criterion, points) VALUES ('2022', 'SNV', '9', '1');
CALL import();
INSERT INTO import_agency (code, name, kind) VALUES ('Y', 'Sở mới', 'sở');
CALL import(dry_run => true);
RESET SESSION AUTHORIZATION;

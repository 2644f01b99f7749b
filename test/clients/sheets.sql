-- A registry of three departments with a scheme of each kind of cell and the year before, as it was
-- printed.  dieu_phoi runs it, tham_dinh appraises, so_noi_vu and so_y_te enter for theirs.
SET client_min_messages = warning;
CREATE EXTENSION par_index;
CREATE ROLE cchc_owner NOLOGIN;
CREATE ROLE dieu_phoi LOGIN;
CREATE ROLE tham_dinh LOGIN;
CREATE ROLE so_noi_vu LOGIN;
CREATE ROLE so_y_te LOGIN;
CALL par.create_registry('cchc');
CALL par.give_registry('cchc', 'cchc_owner');
SET search_path = cchc;
INSERT INTO agency (code, name, kind) VALUES ('SNV', 'Sở Nội vụ', 'sở'), ('SYT', 'Sở Y tế', 'sở'), ('01', 'Thanh tra tỉnh', 'sở');
CALL grant_duty('dieu_phoi', 'admin');
CALL grant_duty('tham_dinh', 'appraiser');
CALL grant_duty('so_noi_vu', 'submitter', 'SNV');
CALL grant_duty('so_y_te', 'submitter', 'SYT');
INSERT INTO scheme (code, title, agency_kind) VALUES ('SO', 'Bộ chỉ số cải cách hành chính của các sở', 'sở');
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text, step, position) VALUES
    ('SO', '1', NULL, 'Chỉ đạo, điều hành', 30, 'appraisal', NULL, NULL, 1),
    ('SO', '1.1', '1', 'Ban hành kế hoạch', 10, 'appraisal', 'not issued: 0; date(issued_on) <= date(round_year, 3, 31): 10; else: 5', NULL, 2),
    ('SO', '1.2', '1', 'Tuyên truyền', 10, 'appraisal', 'level = ''đủ'': 10; level = ''thiếu, một phần'': 5; else: 0', NULL, 3),
    ('SO', '1.10', '1', 'Sáng kiến', 10, 'appraisal', NULL, 0.25, 4),
    ('SO', '2', NULL, 'Cải cách thủ tục hành chính', 50, 'appraisal', NULL, NULL, 5),
    ('SO', '2.1', '2', 'Hồ sơ giải quyết đúng hạn', 30, 'appraisal', 'a = 0: na; else: min(30, 30 * b / a)', NULL, 6),
    ('SO', '2.2', '2', 'Thanh toán trực tuyến', 10, 'appraisal', 'share >= 80%: 10; else: 12.5 * share', NULL, 7),
    ('SO', '2.3', '2', 'Phí thu trực tuyến', 10, 'appraisal', 'fees >= 1000: 10; else: max(0, fees / 100)', NULL, 8),
    ('SO', '3', NULL, 'Hài lòng của người dân', 20, 'survey', NULL, NULL, 9);
INSERT INTO variable (scheme, criterion, name, kind, title, choices, max_variable) VALUES
    ('SO', '1.1', 'issued', 'boolean', 'Đã ban hành', NULL, NULL), ('SO', '1.1', 'issued_on', 'date', 'Ngày ban hành', NULL, NULL),
    ('SO', '1.2', 'level', 'choice', 'Mức độ', '{đủ,"thiếu, một phần",không}', NULL),
    ('SO', '2.1', 'a', 'count', 'Hồ sơ tiếp nhận', NULL, NULL), ('SO', '2.1', 'b', 'count', 'Hồ sơ đúng hạn', NULL, 'a'),
    ('SO', '2.2', 'share', 'percent', 'Tỷ lệ thanh toán', NULL, NULL), ('SO', '2.3', 'fees', 'amount', 'Phí, triệu đồng', NULL, NULL);
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('SO', '3', 'Q1', 'Ông/bà có hài lòng không?');
INSERT INTO answer_option (scheme, code, share) VALUES ('SO', 'A', 1), ('SO', 'B', 0.5), ('SO', 'C', 0);
INSERT INTO grade (scheme, label, min_index) VALUES ('SO', 'Tốt', 80), ('SO', 'Khá', 65), ('SO', 'Trung bình', 0);
CALL approve_scheme('SO');

INSERT INTO round (code, scheme, year, title) VALUES ('2025', 'SO', 2025, 'Chỉ số CCHC năm 2025');
INSERT INTO import_result (agency, league, par_index, rank, number_ranked, grade) VALUES ('SNV', 'Các sở', '86.32', '1', '3', 'Tốt'), ('SYT', 'Các sở', '79.5', '2', '3', 'Khá'), ('01', 'Các sở', '71', '3', '3', 'Khá');
INSERT INTO import_item (agency, criterion, variable, value) VALUES ('SNV', '2.1', 'a', '180'), ('SNV', '2.1', 'b', '171');
CALL record_published('2025', '2026-03-15', 'Quyết định công bố');

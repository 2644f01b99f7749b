-- A registry of five departments, ready to be fed: see README.md.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I %s', r.name, r.kind)
FROM (VALUES ('cchc_owner', 'NOLOGIN'), ('dieu_phoi', 'LOGIN'), ('thu_thap', 'LOGIN')) r (name, kind)
WHERE NOT EXISTS (SELECT FROM pg_roles o WHERE o.rolname = r.name)
\gexec

CREATE EXTENSION par_index;
CALL par.create_registry('cchc');
SET search_path = cchc;

INSERT INTO agency (code, name, kind) VALUES
    ('SNV', 'Sở Nội vụ', 'sở'), ('STC', 'Sở Tài chính', 'sở'), ('SYT', 'Sở Y tế', 'sở'), ('SXD', 'Sở Xây dựng', 'sở'), ('SGD', 'Sở Giáo dục và Đào tạo', 'sở');

INSERT INTO scheme (code, title, agency_kind) VALUES ('SO2026', 'Bộ chỉ số cải cách hành chính cấp sở năm 2026', 'sở');
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text, position) VALUES
    ('SO2026', '1',   NULL, 'Cải cách thủ tục hành chính', 60, 'appraisal', NULL, 1),
    ('SO2026', '1.1', '1',  'Hồ sơ giải quyết đúng hạn',   30, 'statistic', 'due = 0: na; settled / due >= 98%: 30; else: 30 * settled / due', 2),
    ('SO2026', '1.2', '1',  'Hồ sơ nộp trực tuyến',        20, 'statistic', 'received = 0: na; online / received >= 80%: 20; else: 25 * online / received', 3),
    ('SO2026', '1.3', '1',  'Thanh toán trực tuyến',       10, 'statistic', 'payable = 0: na; else: min(10, 10 * paid / payable)', 4),
    ('SO2026', '2',   NULL, 'Tiếp công dân và đơn thư',    20, 'statistic', 'due = 0: na; else: min(20, 20 * answered / due)', 5),
    ('SO2026', '3',   NULL, 'Công chức, viên chức đánh giá', 20, 'statistic', '20 * satisfied', 6);
INSERT INTO variable (scheme, criterion, name, title, kind, max_variable) VALUES
    ('SO2026', '1.1', 'due',       'Hồ sơ đến hạn', 'count', NULL),
    ('SO2026', '1.1', 'settled',   'Hồ sơ giải quyết đúng hạn', 'count', 'due'),
    ('SO2026', '1.2', 'received',  'Hồ sơ tiếp nhận', 'count', NULL),
    ('SO2026', '1.2', 'online',    'Hồ sơ nộp trực tuyến', 'count', 'received'),
    ('SO2026', '1.3', 'payable',   'Hồ sơ có phí, lệ phí', 'count', NULL),
    ('SO2026', '1.3', 'paid',      'Hồ sơ thanh toán trực tuyến', 'count', 'payable'),
    ('SO2026', '2',   'due',       'Đơn thư đến hạn', 'count', NULL),
    ('SO2026', '2',   'answered',  'Đơn thư trả lời đúng hạn', 'count', 'due'),
    ('SO2026', '3',   'satisfied', 'Tỷ lệ hài lòng', 'percent', NULL);
INSERT INTO grade (scheme, label, min_index) VALUES ('SO2026', 'Tốt', 80), ('SO2026', 'Khá', 65), ('SO2026', 'Trung bình', 0);
CALL approve_scheme('SO2026', 'Ủy ban nhân dân tỉnh');

INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('2026', 'SO2026', 2026, 'Chỉ số cải cách hành chính cấp sở năm 2026', false);
INSERT INTO participant (round, agency) SELECT '2026', code FROM agency;

-- what the registry does for others it does with the rights of a role that nobody can be
CALL par.give_registry('cchc', 'cchc_owner');
CALL grant_duty('dieu_phoi', 'admin');
-- the job may appraise, and thereby collect; it may neither decide nor publish
CALL grant_duty('thu_thap', 'appraiser');

-- there is nothing that the departments assess themselves: on to the appraisal
SET ROLE dieu_phoi;
CALL advance('2026');
CALL advance('2026');

-- A scheme of 2,000 criteria in 20 fields, 180 of which count only if another has points.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench_gates CASCADE;
CALL par.create_registry('bench_gates');
SET search_path = bench_gates;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('G', 'Nhiều tiêu chí', 'commune', false);
INSERT INTO criterion (scheme, code, title, max_points) SELECT 'G', f::text, 'Lĩnh vực ' || f, 100 FROM generate_series(1, 20) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text)
SELECT 'G', f || '.' || c, f::text, 'Tiêu chí ' || f || '.' || c, 1,
       CASE WHEN c % 11 = 0 THEN format('points(''%s.%s'') > 0: x / 100; else: 0', f, c - 1) ELSE 'x / 100' END
FROM generate_series(1, 20) f, generate_series(1, 100) c;
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'G', code, 'x', 'amount', 0, 100 FROM criterion WHERE parent IS NOT NULL;
CALL approve_scheme('G');
INSERT INTO agency (code, name, kind) SELECT 'A' || i, 'Xã ' || i, 'commune' FROM generate_series(1, 50) i;
INSERT INTO round (code, scheme, year, title) VALUES ('G', 'G', 2026, 'Năm 2026');
INSERT INTO participant (round, agency) SELECT 'G', code FROM agency;
CALL advance('G');

-- What people do by mistake makes no points that nobody gave, and breaks nothing.
SET client_min_messages = warning;
CALL par.create_registry('reg_slips');
SET search_path = reg_slips;

-- four items of 1.25, points to one decimal: never more than the maximum
INSERT INTO scheme (code, title, agency_kind, point_decimals) VALUES ('D', 'Làm tròn điểm', 'sở', 1);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('D', '1', 'Lĩnh vực', 5);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text) SELECT 'D', '1.' || i, '1', 'Mục ' || i, 1.25, '1.25 * x / 5' FROM generate_series(1, 4) i;
INSERT INTO criterion (scheme, code, title, kind, max_points) VALUES ('D', 'B', 'Thưởng', 'bonus', 0.25);
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'D', '1.' || i, 'x', 'count', 0, 5 FROM generate_series(1, 4) i;
CALL approve_scheme('D');
INSERT INTO agency (code, name, kind) SELECT x, 'Sở ' || x, 'sở' FROM unnest('{A,B,C}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('D', 'D', 2025, 'x');
INSERT INTO participant (round, agency) SELECT 'D', code FROM agency;
CALL advance('D');
INSERT INTO assessment (round, agency, criterion, stage, inputs)
SELECT 'D', a.code, '1.' || i, 'self', jsonb_build_object('x', 5) FROM agency a, generate_series(1, 4) i;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('D', 'A', 'B', 'self', 0.25);

-- C never submits, and what it has counts 0: a draft is not taken over; B gets its own back
CALL submit('D', 'A');
CALL submit('D', 'B');
INSERT INTO zero_missing (round, agency, reason) VALUES ('D', 'C', 'không nộp báo cáo');
CALL advance('D');
SELECT test.error_of($$CALL take_over('D', 'C')$$);
CALL return_submission('D', 'B', 'sai số liệu');
SELECT test.error_of($$CALL take_over('D', 'B')$$);
CALL take_over('D');
SELECT agency, count(*) FROM assessment WHERE stage = 'appraisal' GROUP BY agency ORDER BY agency;
SELECT agency, points, max_points, bonus, par_index FROM ranking ORDER BY agency;
SELECT DISTINCT agency, criterion, points FROM score WHERE agency = 'A' ORDER BY criterion;
CALL submit('D', 'B');
CALL take_over('D');
SELECT agency, points, par_index FROM ranking ORDER BY agency;
CALL advance('D'); CALL advance('D'); CALL advance('D'); CALL publish('D');
SELECT agency, points, bonus, par_index FROM result ORDER BY agency;
SELECT * FROM verify('D');

-- a bonus with too many zeros is seen in every view, and breaks none
INSERT INTO scheme (code, title, agency_kind) VALUES ('O', 'Gõ nhầm', 'sở');
INSERT INTO criterion (scheme, code, title, kind, max_points) VALUES ('O', '1', 'Lĩnh vực', 'scored', 100), ('O', 'B', 'Thưởng', 'bonus', 999999);
CALL approve_scheme('O');
INSERT INTO round (code, scheme, year, title) VALUES ('O', 'O', 2026, 'x');
INSERT INTO participant (round, agency) SELECT 'O', code FROM agency;
CALL advance('O');
INSERT INTO zero_missing (round, agency, reason) SELECT 'O', code, 'x' FROM agency;
CALL advance('O');
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'O', a.code, c, 'appraisal', p FROM agency a, (VALUES ('1', 60), ('B', 999999)) v (c, p);
SELECT DISTINCT par_index FROM ranking WHERE round = 'O';
CALL advance('O'); CALL advance('O'); CALL advance('O'); CALL publish('O');
SELECT DISTINCT round, par_index, index_change FROM ranking WHERE agency = 'A' ORDER BY 1;
SELECT count(*) FROM trend;
SELECT DISTINCT basis, par_index FROM ranking_by_basis WHERE round = 'O' AND agency = 'A' ORDER BY 1;
SET client_min_messages = error;
DROP SCHEMA reg_slips CASCADE;

-- What people do by mistake makes no points that nobody gave, and breaks nothing.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_slips');
SET search_path = reg_slips;

-- four items of 1.25, points to one decimal: never more than the maximum
INSERT INTO scheme (code, title, agency_kind, point_decimals, graded) VALUES ('D', 'Làm tròn điểm', 'sở', 1, false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('D', '1', 'Lĩnh vực', 5);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text) SELECT 'D', '1.' || i, '1', 'Mục ' || i, 1.25, '1.25 * x / 5' FROM generate_series(1, 4) i;
INSERT INTO criterion (scheme, code, title, kind, max_points) VALUES ('D', 'B', 'Thưởng', 'bonus', 0.25);
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'D', '1.' || i, 'x', 'count', 0, 5 FROM generate_series(1, 4) i;
SELECT * FROM scheme_problem WHERE severity <> 'note';
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
CALL advance('D'); CALL advance('D'); CALL advance('D');
-- nobody publishes by one call too many
SELECT test.error_of($$CALL advance('D')$$);
CALL publish('D');
SELECT agency, points, bonus, par_index FROM result ORDER BY agency;
SELECT * FROM verify('D');

-- a correction at work: each view says what it shows
CALL correct('D', 'sai điểm');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('D', 'A', '1.1', 'review', '{"x": 1}');
SELECT 'score' AS view, points, revision, is_published FROM score WHERE round = 'D' AND agency = 'A' AND criterion = '1.1'
UNION ALL SELECT 'gap', points, revision, is_published FROM gap WHERE round = 'D' AND agency = 'A' AND criterion = '1.1'
UNION ALL SELECT 'ranking_by_basis', points, revision, is_published FROM ranking_by_basis WHERE round = 'D' AND agency = 'A' AND basis = 'official'
UNION ALL SELECT 'ranking', points, revision, is_published FROM ranking WHERE round = 'D' AND agency = 'A'
UNION ALL SELECT 'field_index', points, revision, is_published FROM field_index WHERE round = 'D' AND agency = 'A'
UNION ALL SELECT 'source_index', points, revision, is_published FROM source_index WHERE round = 'D' AND agency = 'A'
UNION ALL SELECT 'trend', par_index, revision, is_published FROM trend WHERE round = 'D' AND agency = 'A';

-- a bonus with too many zeros is seen in every view, and breaks none
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('O', 'Gõ nhầm', 'sở', false);
INSERT INTO criterion (scheme, code, title, kind, max_points) VALUES ('O', '1', 'Lĩnh vực', 'scored', 100), ('O', 'B', 'Thưởng', 'bonus', 999999);
SELECT * FROM scheme_problem WHERE scheme = 'O' AND severity <> 'note';
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
-- a survey whose best answer is none of the best
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('K', 'Khảo sát', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, method) VALUES ('K', '1', 'Khảo sát', 100, 'survey');
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('K', '1', 'Q', 'x');
INSERT INTO answer_option (scheme, code, share) VALUES ('K', 'A', 0.8), ('K', 'B', 0), ('K', 'C', NULL);
SELECT criterion, severity, problem FROM scheme_problems('K');
UPDATE answer_option SET share = 1 WHERE code = 'A';
SELECT criterion, severity, problem FROM scheme_problems('K');

-- who takes part in a round by mistake: ended, not yet there, merged, of another kind
INSERT INTO agency (code, name, kind, valid) VALUES ('ended', 'Cũ', 'sở', '[2010-01-01,2025-07-01)'), ('new', 'Mới', 'sở', '[2025-07-01,)'),
    ('future', 'Tương lai', 'sở', '[2030-01-01,)'), ('merged', 'Đã nhập', 'sở', '(,)'), ('commune', 'Xã', 'xã', '(,)'), ('later', 'Nhập sau', 'sở', '(,)');
INSERT INTO succession VALUES ('ended', 'new', '2025-07-01'), ('merged', 'new', '2025-07-01'), ('later', 'new', '2028-01-01');
CALL approve_scheme('K');
INSERT INTO round (code, scheme, year, title) VALUES ('K', 'K', 2027, 'x');
INSERT INTO participant (round, agency) SELECT 'K', code FROM agency;
SELECT * FROM missing('K') ORDER BY agency;
SELECT test.error_of($$CALL advance('K')$$);
SELECT test.error_of($$UPDATE participant SET inclusion_reason = ' ' WHERE round = 'K' AND agency = 'commune'$$);
UPDATE participant SET inclusion_reason = 'thí điểm theo Quyết định 12' WHERE round = 'K' AND agency = 'commune';
DELETE FROM participant WHERE round = 'K' AND agency IN ('ended', 'future', 'merged');
CALL advance('K');
SELECT agency FROM participant WHERE round = 'K' ORDER BY agency;
-- what is handed in stays as it was: evidence too, until it is given back or asked for
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('E', 'Tài liệu', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, evidence_required) VALUES ('E', '1', 'x', 60, true), ('E', '2', 'y', 40, false);
CALL approve_scheme('E');
INSERT INTO round (code, scheme, year, title) VALUES ('E', 'E', 2027, 'x');
INSERT INTO participant (round, agency) VALUES ('E', 'A'), ('E', 'B');
CALL advance('E');
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'E', a, c, 'self', 30 FROM unnest('{A,B}'::text[]) a, unnest('{1,2}'::text[]) c;
INSERT INTO evidence (round, agency, criterion, title, sha256) SELECT 'E', a, '1', 'Báo cáo', repeat('a', 64) FROM unnest('{A,B}'::text[]) a;
CALL submit('E', 'A');
SELECT test.error_of($$UPDATE evidence SET sha256 = repeat('b', 64) WHERE round = 'E'$$) ~ '^55000 evidence of agency "A" has been submitted' AS changed,
       test.error_of($$DELETE FROM evidence WHERE round = 'E' AND agency = 'A'$$) ~ '^55000 evidence of agency "A" has been submitted' AS removed,
       test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('E', 'A', '2', 'x')$$) ~ '^55000 evidence of agency "A" has been submitted' AS added,
       test.error_of($$UPDATE evidence SET agency = 'B' WHERE round = 'E' AND agency = 'A'$$) ~ '^55000 evidence of agency "A" has been submitted' AS moved;
UPDATE evidence SET title = 'Báo cáo năm' WHERE round = 'E' AND agency = 'B';
CALL submit('E', 'B');
CALL advance('E');
INSERT INTO explanation (round, agency, criterion, question, answered_at) VALUES ('E', 'A', '2', 'Số liệu lấy ở đâu?', NULL);
INSERT INTO evidence (round, agency, criterion, title) VALUES ('E', 'A', '2', 'Số liệu');
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('E', 'A', '1', 'x')$$) ~ '^55000' AS of_another;
UPDATE explanation SET answer = 'Kèm theo', answered_at = '2001-01-01' WHERE round = 'E';
SELECT test.error_of($$DELETE FROM evidence WHERE round = 'E' AND agency = 'A' AND criterion = '2'$$) ~ '^55000' AS answered;
CALL return_submission('E', 'B', 'thiếu số liệu');
DELETE FROM evidence WHERE round = 'E' AND agency = 'B';
SELECT test.error_of($$CALL submit('E', 'B')$$);
INSERT INTO evidence (round, agency, criterion, title) VALUES ('E', 'B', '1', 'Báo cáo mới');
CALL submit('E', 'B');

-- who and when is not for the writer to say
INSERT INTO round (code, scheme, year, title) VALUES ('W', 'E', 2028, 'x');
INSERT INTO participant (round, agency) VALUES ('W', 'A'), ('W', 'B');
CALL advance('W');
INSERT INTO zero_missing (round, agency, reason, decided_by, decided_at) VALUES ('W', 'B', 'không nộp', 'somebody else', '2001-01-01');
INSERT INTO assessment (round, agency, criterion, stage, points, assessed_by, assessed_at) VALUES ('W', 'A', '1', 'self', 30, 'somebody else', '2001-01-01'), ('W', 'A', '2', 'self', 30, 'x', '2001-01-01');
INSERT INTO evidence (round, agency, criterion, title) VALUES ('W', 'A', '1', 'x');
UPDATE participant SET submitted_at = '2001-01-01' WHERE round = 'W' AND agency = 'A';
UPDATE zero_missing SET decided_by = 'somebody else', decided_at = '2001-01-01' WHERE round = 'W';
SELECT (SELECT count(*) FROM zero_missing WHERE decided_by <> session_user OR decided_at < '2002-01-01') AS zeros,
       (SELECT count(*) FROM assessment WHERE assessed_by <> session_user OR assessed_at < '2002-01-01') AS assessments,
       (SELECT count(*) FROM participant WHERE submitted_at < '2002-01-01' OR returned_at < '2002-01-01') AS participants,
       (SELECT count(*) FROM explanation WHERE answered_at < '2002-01-01') AS explanations,
       (SELECT count(*) FROM round_event WHERE changed_by <> session_user OR changed_at < '2002-01-01') AS events;

-- a round opened by mistake goes with all that was prepared for it, one that was begun stays
INSERT INTO round (code, scheme, year, title) VALUES ('N', 'D', 2031, 'nhầm');
INSERT INTO participant (round, agency) SELECT 'N', a.code FROM agency a WHERE a.kind = 'sở';
INSERT INTO stage_window (round, stage, opens_at) VALUES ('N', 'self_assessment', '2031-01-01 00:00+07');
INSERT INTO target (round, agency, criterion, variable, value) VALUES ('N', 'A', '1.1', 'x', '2');
INSERT INTO delegation (round, criterion, appraiser) VALUES ('N', '1', session_user);
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('N', 'A', '1.1', 'không có', 'accepted'), ('N', NULL, '1.2', 'không có', 'accepted');
DELETE FROM round WHERE code = 'N';
SELECT (SELECT count(*) FROM participant WHERE round = 'N') AS participants, (SELECT count(*) FROM target WHERE round = 'N') AS targets,
       (SELECT count(*) FROM exemption WHERE round = 'N') AS exemptions, (SELECT count(*) FROM exempt_leaf WHERE round = 'N') AS exempt,
       (SELECT count(*) FROM tally WHERE round = 'N') AS tallied, (SELECT count(*) FROM stale_tally WHERE round = 'N') AS stale;
SELECT test.error_of($$DELETE FROM round WHERE code = 'W'$$);
CALL reopen('W', 'setup', 'nhầm');
SELECT test.error_of($$DELETE FROM round WHERE code = 'W'$$);

-- a comment that was still open when its scheme was approved is answered later, once, and says what it said
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('G', 'Góp ý', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('G', '1', 'x', 100);
INSERT INTO comment (scheme, criterion, author, body, proposed_max_points) VALUES ('G', '1', 'Sở A', 'nên giảm', 90), ('G', NULL, 'Sở B', 'nên bỏ', NULL);
CALL approve_scheme('G');
SELECT split_part(test.error_of(s), E'\n', 1) FROM unnest(ARRAY[
    $$UPDATE comment SET body = 'x' WHERE scheme = 'G'$$, $$UPDATE comment SET body = 'x', resolution = 'accepted' WHERE scheme = 'G'$$,
    $$UPDATE comment SET proposed_max_points = NULL, resolution = 'accepted' WHERE scheme = 'G' AND criterion = '1'$$,
    $$INSERT INTO comment (scheme, author, body) VALUES ('G', 'Sở C', 'x')$$, $$DELETE FROM comment WHERE scheme = 'G'$$, $$TRUNCATE comment$$]) s;
DO $$ DECLARE c bigint; BEGIN
    FOR c IN SELECT id FROM comment WHERE scheme = 'G' ORDER BY id LOOP CALL resolve_comment(c, 'explained', 'giữ theo Quyết định'); END LOOP;
END $$;
SELECT criterion, author, body, proposed_max_points, resolution, resolved_note, resolved_by = session_user AS by_me FROM consultation WHERE scheme = 'G' ORDER BY comment;
SELECT split_part(test.error_of($$UPDATE comment SET resolution = 'accepted' WHERE scheme = 'G'$$), E'\n', 1),
       split_part(test.error_of($$UPDATE comment SET resolution = NULL WHERE scheme = 'G'$$), E'\n', 1);
SET client_min_messages = error;
DROP SCHEMA reg_slips CASCADE;

-- Schemes of a registry: drafts and what they lack, approval, immutability,
-- revision, comparison, consultation.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_scheme');
SET search_path = reg_scheme;

-- what a scheme lacks, a line each
CREATE FUNCTION test.problems(scheme text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', p.severity, coalesce(p.criterion, '-'), p.problem, p.detail) FROM reg_scheme.scheme_problems(scheme) p $$;
-- a criterion with the usual columns
CREATE FUNCTION test.criterion(scheme text, code text, parent text, max_points numeric, rule text DEFAULT NULL,
                               kind text DEFAULT 'scored', method text DEFAULT 'appraisal', step numeric DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO reg_scheme.criterion (scheme, code, parent, title, max_points, rule_text, kind, method, step)
    VALUES (scheme, code, parent, 'Tiêu chí ' || code, max_points, rule, kind, method, step) $$;
CREATE FUNCTION test.new_scheme(code text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO reg_scheme.scheme (code, title, agency_kind) VALUES (code, 'Bộ chỉ số ' || code, 'province') $$;

-- an empty draft, unknown and missing schemes
SELECT test.new_scheme('empty');
SELECT test.problems('empty');
SELECT test.error_of($$SELECT * FROM reg_scheme.scheme_problems('nowhere')$$);
SELECT test.error_of($$SELECT * FROM reg_scheme.scheme_problems(NULL)$$);
SELECT test.error_of($$CALL reg_scheme.approve_scheme('empty')$$);
SELECT test.error_of($$CALL reg_scheme.approve_scheme('nowhere')$$);
SELECT test.error_of($$CALL reg_scheme.approve_scheme(NULL)$$);
SELECT test.error_of($$CALL reg_scheme.retire_scheme('empty')$$);
SELECT test.error_of($$CALL reg_scheme.retire_scheme('nowhere')$$);
SELECT test.error_of($$CALL reg_scheme.retire_scheme(NULL)$$);

-- the tree: depth, maxima, kinds, what belongs to leaves
SELECT test.new_scheme('tree');
SELECT test.criterion('tree', '1', NULL, 60), test.criterion('tree', '1.1', '1', 40), test.criterion('tree', '1.2', '1', 15, step => 5),
       test.criterion('tree', '1.1.1', '1.1', 40, step => 0.5), test.criterion('tree', '1.1.1.1', '1.1.1', 40, step => 3),
       test.criterion('tree', '2', NULL, 30, rule => '30'), test.criterion('tree', '2.1', '2', 30), test.criterion('tree', '2.2', '2', 0),
       test.criterion('tree', '2.3', '2', 1, kind => 'bonus'), test.criterion('tree', '2.4', '2', 0, kind => 'monitor'),
       test.criterion('tree', 'T', NULL, 5, kind => 'bonus'), test.criterion('tree', 'T1', 'T', 3, kind => 'bonus', step => 1),
       test.criterion('tree', 'T2', 'T', 2, kind => 'penalty', step => 1), test.criterion('tree', 'T3', 'T', 2, step => 1),
       test.criterion('tree', 'M', NULL, 0, kind => 'monitor'), test.criterion('tree', 'M1', 'M', 0, kind => 'monitor');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('tree', '2', 'x', 'count');
INSERT INTO grade (scheme, label, min_index, no_zero_criterion) VALUES ('tree', 'A', 80, false), ('tree', 'B', 0, true);
SELECT test.problems('tree');

-- parents in a circle, points that depend on themselves: directly, through a parent, through another criterion
SELECT test.new_scheme('circle');
SELECT test.criterion('circle', '1', NULL, 1), test.criterion('circle', '2', '1', 1), test.criterion('circle', '3', '2', 1, $$points('9')$$);
UPDATE criterion SET parent = '3' WHERE scheme = 'circle' AND code = '1';
SELECT test.criterion('circle', '9', NULL, 100), test.criterion('circle', '9.1', '9', 40, $$0.5 * points('9.1')$$),
       test.criterion('circle', '9.2', '9', 20, $$points('9') = 0: 0; else: 20$$), test.criterion('circle', '9.3', '9', 20, $$points('9.4.1') = 0: 0; else: 20$$),
       test.criterion('circle', '9.4', '9', 20), test.criterion('circle', '9.4.1', '9.4', 20, $$peer_mean(points('9.3')) = 0: 0; points('8') > 1: 1; else: 20$$),
       test.criterion('circle', 'free', NULL, 5, $$points('9.3') = 0: 0; else: 5$$, kind => 'bonus');
SELECT p.criterion, p.severity, p.problem, p.detail FROM scheme_problems('circle') p WHERE p.severity = 'error';
SELECT test.error_of($$CALL reg_scheme.approve_scheme('circle')$$) ~ '^55000 scheme "circle" cannot be approved: it has \d+ error' AS refused;

-- rules as official texts write them: overlapping bands, a gap, no decision on 0, more than the maximum
SELECT test.new_scheme('rules');
SELECT test.criterion('rules', '1', NULL, 100),
       test.criterion('rules', 'overlap', '1', 30, '88 <= n <= 90: 10; 90 <= n <= 95: 20; n > 95: 30; else: 0'),
       test.criterion('rules', 'gap', '1', 10, '88 <= n <= 90: 5; 91 <= n <= 95: 8; n > 95: 10; n < 88: 0'),
       test.criterion('rules', 'no gap', '1', 10, '88 <= n <= 90: 5; 91 <= n <= 95: 8; n > 95: 10; n < 88: 0'),
       test.criterion('rules', 'zero', '1', 10, 'b/a >= 100%: 10; b/a >= 80%: b/a * 10; else: 0'),
       test.criterion('rules', 'fine', '1', 10, 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0'),
       test.criterion('rules', 'hundred', '1', 10, 'x >= 80: 10; else: 0'),
       test.criterion('rules', 'above', '1', 10, '0.15 * x * 100'),
       test.criterion('rules', 'beyond', '1', 5, 'min(5, 4 * growth)'),
       test.criterion('rules', 'choice', '1', 5, $$status = 'Đúng hạn': 5; status = 'Chậm': 2$$);
INSERT INTO variable (scheme, criterion, name, kind, choices, min_value, max_value) VALUES
    ('rules', 'overlap', 'n', 'amount', NULL, 0, 100), ('rules', 'gap', 'n', 'amount', NULL, 0, 100), ('rules', 'no gap', 'n', 'count', NULL, NULL, 100),
    ('rules', 'zero', 'a', 'count', NULL, NULL, NULL), ('rules', 'zero', 'b', 'count', NULL, NULL, NULL),
    ('rules', 'fine', 'a', 'count', NULL, NULL, NULL), ('rules', 'fine', 'b', 'count', NULL, NULL, NULL),
    ('rules', 'hundred', 'x', 'percent', NULL, NULL, NULL), ('rules', 'above', 'x', 'percent', NULL, NULL, 90),
    ('rules', 'beyond', 'growth', 'percent', NULL, 0, 150), ('rules', 'choice', 'status', 'choice', '{Đúng hạn,Chậm,Không có}', NULL, NULL);
INSERT INTO grade (scheme, label, min_index) VALUES ('rules', 'A', 80), ('rules', 'B', 50);
SELECT test.problems('rules');

-- context terms: bounds follow from those of the variables; what is not declared is found inside them too
SELECT test.new_scheme('context');
SELECT test.criterion('context', '1', NULL, 100),
       test.criterion('context', '1.1', '1', 20, 'target(x) = 0: 20; else: min(20, 20 * x / target(x))'),
       test.criterion('context', '1.2', '1', 20, 'not known(previous(x)) or previous(x) = 0: 20; else: min(20, 20 * x / previous(x))'),
       test.criterion('context', '1.3', '1', 20, 'a = 0 or peer_max(b/a) = 0: 20; else: min(20, 20 * (b/a) / peer_max(b/a))'),
       test.criterion('context', '1.4', '1', 20, 'peer_sum(n) = 0: 20; else: min(20, 20 * n / peer_sum(n))'),
       test.criterion('context', '1.5', '1', 10, 'peer_mean(z - y) > target(w): 10; x > 1: 5; else: 0'),
       test.criterion('context', '1.6', '1', 5, 'peer_mean(amount) = 0: 5; else: min(5, amount / peer_mean(amount))'),
       test.criterion('context', '1.7', '1', 5, '5 * agency(mountainous) * 0 + round_year * 0 + max_points');
INSERT INTO variable (scheme, criterion, name, kind) VALUES
    ('context', '1.1', 'x', 'percent'), ('context', '1.2', 'x', 'count'), ('context', '1.3', 'a', 'count'), ('context', '1.3', 'b', 'count'),
    ('context', '1.4', 'n', 'count'), ('context', '1.5', 'x', 'count'), ('context', '1.5', 'spare', 'count'), ('context', '1.6', 'amount', 'amount');
INSERT INTO grade (scheme, label, min_index) VALUES ('context', 'A', 0);
SELECT p.criterion, p.severity, p.problem FROM scheme_problems('context') p;
SELECT _rule_declarations('context', '1.1'), _rule_declarations('context', '1.3'), _rule_declarations('context', '1.6');

-- survey, names that no rule can read, bounds between which nothing lies, hostile codes: nothing is raised
SELECT test.new_scheme(E'q"''; DROP TABLE criterion; --\\ ệ');
SELECT test.criterion(s.code, E'a''b"c', NULL, 100), test.criterion(s.code, E'a''b"c.1', E'a''b"c', 40, method => 'survey', rule => '40'),
       test.criterion(s.code, 'câu 2', E'a''b"c', 20), test.criterion(s.code, '3', E'a''b"c', 20, method => 'survey'),
       test.criterion(s.code, '%s', E'a''b"c', 10, $$points('a''b"c.1') = 0: 0; points('a''b"c') > 0: 1; points('%L') = 1: 1; else: 10$$),
       test.criterion(s.code, '5', E'a''b"c', 10, 'số_hồ_sơ >= 1: 10; else: 0')
FROM scheme s WHERE s.code LIKE 'q%';
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value)
SELECT s.code, '5', v.* FROM scheme s, (VALUES ('số_hồ_sơ', 'count', 0.2, 0.8), ('x y', 'count', NULL, NULL), ('Else', 'count', NULL, NULL),
    ('max_points', 'amount', NULL, NULL), ('target(x)', 'amount', NULL, NULL), ('1', 'count', NULL, NULL)) v WHERE s.code LIKE 'q%';
INSERT INTO survey_question (scheme, criterion, code, title) SELECT s.code, q.* FROM scheme s, (VALUES (E'a''b"c.1', 'Q1', 'Câu hỏi 1'), ('câu 2', 'Q2', 'Câu hỏi 2')) q WHERE s.code LIKE 'q%';
INSERT INTO respondent_group (scheme, criterion, code) SELECT s.code, 'câu 2', 'công dân' FROM scheme s WHERE s.code LIKE 'q%';
INSERT INTO answer_option (scheme, code, share) SELECT s.code, 'Z', NULL FROM scheme s WHERE s.code LIKE 'q%';
UPDATE scheme SET tie_rule = 'secondary', tie_keys = ARRAY['3', 'nought', E'it''s "x"'] WHERE code LIKE 'q%';
SELECT test.problems(s.code) FROM scheme s WHERE s.code LIKE 'q%';
SELECT test.error_of(format('CALL reg_scheme.approve_scheme(%L)', s.code)) FROM scheme s WHERE s.code LIKE 'q%';
SELECT count(*) FROM _rule_terms(NULL);
SELECT term, _expression_within(term), _variable_within(term), _is_about_others(term) FROM unnest(ARRAY['x', 'peer_mean(b / a)', 'previous(x)', 'previous(x, 2)', 'previous(max(a, 2))', 'peer_quantile(max(a, 2), 75%)', 'self(x)', 'target(x)', 'child_mean(x)', 'points(''peer_(1)'')']) AS term;
SELECT _is_variable_name('số_văn_bản') AND _is_variable_name('_x1') AND NOT _is_variable_name('') AND NOT _is_variable_name('a/b')
       AND NOT _is_variable_name('ELSE') AND NOT _is_variable_name('x;') AND NOT _is_variable_name(repeat('(', 60)) AS names;

-- all drafts
SELECT p.scheme = 'rules' AS of_rules, count(*) = (SELECT count(*) FROM scheme_problems('rules')) AS all_of_them
FROM scheme_problem p WHERE p.scheme = 'rules' GROUP BY 1;
SELECT count(DISTINCT p.scheme) = (SELECT count(*) FROM scheme) AS every_draft FROM scheme_problem p;

-- a scheme that can be approved: field and source level as in a decision, a rule, a survey
CREATE FUNCTION test.fill(scheme text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM test.criterion(scheme, '1', NULL, 70), test.criterion(scheme, '1.1', '1', 30, 'x >= 80%: 30; else: 0'),
            test.criterion(scheme, '1.2', '1', 20, 'a = 0: na; b/a >= 100%: 20; b/a >= 80%: b/a * 20; else: 0'), test.criterion(scheme, '1.3', '1', 20, step => 5),
            test.criterion(scheme, '2', NULL, 30), test.criterion(scheme, '2.1', '2', 20, method => 'survey'), test.criterion(scheme, '2.2', '2', 10, step => 1),
            test.criterion(scheme, 'B', NULL, 2, 'min(2, 0.5 * n)', kind => 'bonus');
    UPDATE reg_scheme.criterion c SET position = CASE WHEN code = 'B' THEN 9 ELSE 1 END WHERE c.scheme = fill.scheme;
    INSERT INTO reg_scheme.variable (scheme, criterion, name, kind, title) VALUES (scheme, '1.1', 'x', 'percent', 'Tỷ lệ đúng hạn'),
        (scheme, '1.2', 'a', 'count', NULL), (scheme, '1.2', 'b', 'count', NULL), (scheme, 'B', 'n', 'count', NULL);
    INSERT INTO reg_scheme.respondent_group (scheme, criterion, code, weight) VALUES (scheme, '2.1', 'citizens', 2), (scheme, '2.1', 'leaders', 1);
    INSERT INTO reg_scheme.survey_question (scheme, criterion, code, title) VALUES (scheme, '2.1', 'Q1', 'Mức độ hài lòng');
    INSERT INTO reg_scheme.answer_option (scheme, code, share) VALUES (scheme, 'A', 1), (scheme, 'B', 0.6), (scheme, 'C', 0), (scheme, 'D', NULL);
    INSERT INTO reg_scheme.grade (scheme, label, min_index) VALUES (scheme, 'A', 90), (scheme, 'B', 80), (scheme, 'C', 0);
END $$;
SELECT test.new_scheme('S1'), test.fill('S1');
SELECT test.problems('S1');

-- a scheme begins as a draft, and goes one way
SELECT test.error_of($$INSERT INTO reg_scheme.scheme (code, title, agency_kind, status, approved_by, approved_at) VALUES ('x', 'X', 'province', 'approved', 'me', now())$$);
SELECT test.error_of($$INSERT INTO reg_scheme.scheme (code, title, agency_kind, status, approved_by, approved_at) VALUES ('x', 'X', 'province', 'retired', 'me', now())$$);
SELECT test.error_of($$UPDATE reg_scheme.scheme SET status = 'retired' WHERE code = 'S1'$$);
-- an update cannot pass the check by, nor bring in what it would have found
SELECT test.error_of($$UPDATE reg_scheme.scheme SET status = 'approved' WHERE code = 'empty'$$);
SELECT test.error_of($$UPDATE reg_scheme.scheme SET status = 'approved', tie_keys = '{nought}' WHERE code = 'S1'$$);
SELECT test.error_of($$WITH w AS (UPDATE reg_scheme.criterion SET max_points = 1 WHERE scheme = 'S1' AND code = '1.1') UPDATE reg_scheme.scheme SET status = 'approved' WHERE code = 'S1'$$) ~ '^55000' AS refused;
SELECT status, approved_by, approved_at FROM scheme WHERE code = 'S1';
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT test.error_of($$CALL reg_scheme.approve_scheme('S1')$$);
ROLLBACK;
BEGIN;
UPDATE scheme SET status = 'approved' WHERE code = 'S1';
SELECT status, approved_by = session_user AS by_me, approved_at = now() AS now FROM scheme WHERE code = 'S1';
ROLLBACK;
CALL approve_scheme('S1', 'Bộ trưởng');
SELECT status, approved_by, approved_at <= now() AS dated FROM scheme WHERE code = 'S1';
SELECT test.error_of($$CALL reg_scheme.approve_scheme('S1')$$);

-- more errors than are shown
SELECT test.new_scheme('many');
SELECT test.criterion('many', lpad(i::text, 2, '0'), NULL, 5, 'x') FROM generate_series(1, 20) i;
SELECT test.error_of($$CALL reg_scheme.approve_scheme('many')$$);

-- an approved scheme does not change, the owner included
SELECT statement, split_part(test.error_of(statement), E'\n', 1) AS error FROM (VALUES
    ($$UPDATE reg_scheme.scheme SET title = 'Other' WHERE code = 'S1'$$),
    ($$UPDATE reg_scheme.scheme SET status = 'retired', title = 'Other' WHERE code = 'S1'$$), ($$UPDATE reg_scheme.scheme SET bonus_cap = 5 WHERE code = 'S1'$$),
    ($$UPDATE reg_scheme.scheme SET approved_by = 'somebody' WHERE code = 'S1'$$), ($$DELETE FROM reg_scheme.scheme WHERE code = 'S1'$$),
    ($$INSERT INTO reg_scheme.criterion (scheme, code, title, max_points) VALUES ('S1', '3', 'New', 1)$$), ($$UPDATE reg_scheme.criterion SET title = title WHERE scheme = 'S1'$$),
    ($$UPDATE reg_scheme.criterion SET scheme = 'empty', parent = NULL WHERE scheme = 'S1' AND code = 'B'$$), ($$UPDATE reg_scheme.criterion SET scheme = 'S1' WHERE scheme = 'many' AND code = '01'$$),
    ($$DELETE FROM reg_scheme.criterion WHERE scheme = 'S1' AND code = 'B'$$),
    ($$INSERT INTO reg_scheme.variable (scheme, criterion, name, kind) VALUES ('S1', '1.1', 'y', 'count')$$), ($$UPDATE reg_scheme.variable SET kind = 'amount' WHERE scheme = 'S1'$$), ($$DELETE FROM reg_scheme.variable WHERE scheme = 'S1'$$),
    ($$INSERT INTO reg_scheme.grade (scheme, label, min_index) VALUES ('S1', 'E', 10)$$), ($$UPDATE reg_scheme.grade SET min_index = min_index + 1 WHERE scheme = 'S1'$$), ($$DELETE FROM reg_scheme.grade WHERE scheme = 'S1'$$),
    ($$INSERT INTO reg_scheme.respondent_group (scheme, criterion, code) VALUES ('S1', '2.1', 'others')$$), ($$UPDATE reg_scheme.respondent_group SET weight = 3 WHERE scheme = 'S1'$$), ($$DELETE FROM reg_scheme.respondent_group WHERE scheme = 'S1'$$),
    ($$INSERT INTO reg_scheme.survey_question (scheme, criterion, code, title) VALUES ('S1', '2.1', 'Q2', 'New')$$), ($$UPDATE reg_scheme.survey_question SET weight = 3 WHERE scheme = 'S1'$$), ($$DELETE FROM reg_scheme.survey_question WHERE scheme = 'S1'$$),
    ($$INSERT INTO reg_scheme.answer_option (scheme, code, share) VALUES ('S1', 'E', 0)$$), ($$UPDATE reg_scheme.answer_option SET share = 1 WHERE scheme = 'S1'$$), ($$DELETE FROM reg_scheme.answer_option WHERE scheme = 'S1'$$),
    ($$INSERT INTO reg_scheme.comment (scheme, author, body) VALUES ('S1', 'Province', 'Late')$$),
    ($$TRUNCATE reg_scheme.scheme CASCADE$$), ($$TRUNCATE reg_scheme.criterion CASCADE$$), ($$TRUNCATE reg_scheme.variable$$), ($$TRUNCATE reg_scheme.grade$$), ($$TRUNCATE reg_scheme.respondent_group$$),
    ($$TRUNCATE reg_scheme.survey_question$$), ($$TRUNCATE reg_scheme.answer_option$$), ($$TRUNCATE reg_scheme.comment$$)) AS v (statement)
WHERE test.error_of(statement) !~ '^55000 ';
SELECT test.error_of($$UPDATE reg_scheme.criterion SET title = title WHERE scheme = 'S1'$$);
SELECT test.error_of($$UPDATE reg_scheme.scheme SET title = 'Other' WHERE code = 'S1'$$);
SELECT test.error_of($$DELETE FROM reg_scheme.scheme WHERE code = 'S1'$$);
SELECT test.error_of($$TRUNCATE reg_scheme.grade$$);
-- statements that touch no row of it are free, and a draft goes with all its rows
UPDATE criterion SET title = title WHERE scheme = 'nowhere';
SELECT test.new_scheme('gone'), test.fill('gone');
DELETE FROM scheme WHERE code = 'gone';
SELECT (SELECT count(*) FROM criterion WHERE scheme = 'gone') + (SELECT count(*) FROM variable WHERE scheme = 'gone')
     + (SELECT count(*) FROM answer_option WHERE scheme = 'gone') AS left_over;

-- revision
SELECT test.error_of($$CALL reg_scheme.revise_scheme('many', 'S2')$$);
SELECT test.error_of($$CALL reg_scheme.revise_scheme('S1', 'many')$$);
SELECT test.error_of($$CALL reg_scheme.revise_scheme('nowhere', 'S2')$$);
SELECT test.error_of($$CALL reg_scheme.revise_scheme(NULL, 'S2')$$);
SELECT test.error_of($$CALL reg_scheme.revise_scheme('S1', NULL)$$);
SELECT test.error_of($$CALL reg_scheme.revise_scheme('S1', '')$$);
SELECT test.error_of(format($$CALL reg_scheme.revise_scheme('S1', %L)$$, repeat('x', 61))) ~ '^22023' AS too_long;
CALL revise_scheme('S1', 'S2');
SELECT title, status, revises, legal_basis, approved_by FROM scheme WHERE code = 'S2';
-- all rows are there: no row
SELECT 'criterion', to_jsonb(c) - '{scheme,continues}'::text[] FROM criterion c GROUP BY 2 HAVING count(*) FILTER (WHERE scheme = 'S1') <> count(*) FILTER (WHERE scheme = 'S2')
UNION ALL SELECT 'variable', to_jsonb(c) - 'scheme' FROM variable c GROUP BY 2 HAVING count(*) FILTER (WHERE scheme = 'S1') <> count(*) FILTER (WHERE scheme = 'S2')
UNION ALL SELECT 'grade', to_jsonb(c) - 'scheme' FROM grade c GROUP BY 2 HAVING count(*) FILTER (WHERE scheme = 'S1') <> count(*) FILTER (WHERE scheme = 'S2')
UNION ALL SELECT 'group', to_jsonb(c) - 'scheme' FROM respondent_group c GROUP BY 2 HAVING count(*) FILTER (WHERE scheme = 'S1') <> count(*) FILTER (WHERE scheme = 'S2')
UNION ALL SELECT 'question', to_jsonb(c) - 'scheme' FROM survey_question c GROUP BY 2 HAVING count(*) FILTER (WHERE scheme = 'S1') <> count(*) FILTER (WHERE scheme = 'S2')
UNION ALL SELECT 'option', to_jsonb(c) - 'scheme' FROM answer_option c GROUP BY 2 HAVING count(*) FILTER (WHERE scheme = 'S1') <> count(*) FILTER (WHERE scheme = 'S2');
SELECT bool_and(continues = code) AS continued, count(*) FROM criterion WHERE scheme = 'S2';
SELECT * FROM scheme_diff('S1', 'S2');
SELECT * FROM scheme_diff('S1', 'S1');
SELECT test.error_of($$SELECT * FROM reg_scheme.scheme_diff('S1', 'nowhere')$$);
SELECT test.error_of($$SELECT * FROM reg_scheme.scheme_diff(NULL, 'S1')$$);

-- consultation on the draft
INSERT INTO comment (scheme, criterion, author, body, proposed_max_points, proposed_rule) VALUES
    ('S2', '1.1', 'Vĩnh Phúc', 'Ngưỡng 80% quá cao', NULL, 'x >= 75%: 30; x >= 50%: 15; else: 0'),
    ('S2', '1.3', 'Hải Phòng', 'Bỏ tiêu chí này', NULL, NULL),
    ('S2', NULL, 'Hà Nội', 'Nên công bố sớm hơn', NULL, NULL),
    ('S2', '2.2', E'Ông "O''Brien"', 'Tăng điểm', 25, NULL);
SELECT test.problems('S2');
SELECT test.error_of($$INSERT INTO reg_scheme.comment (scheme, criterion, author, body) VALUES ('S2', '7', 'X', 'x')$$);
SELECT test.error_of($$UPDATE reg_scheme.comment SET criterion = '7' WHERE author = 'Hà Nội'$$);
SELECT test.error_of($$INSERT INTO reg_scheme.comment (scheme, author, body, proposed_rule) VALUES ('S2', 'X', 'x', 'x >= 0,5: 1')$$) ~ '^22P02' AS bad_rule;
SELECT test.error_of($$INSERT INTO reg_scheme.comment (scheme, author, body) VALUES ('S2', 'X', repeat('x', 10001))$$) ~ '^23514' AS too_long;
SELECT test.error_of(format('CALL reg_scheme.resolve_comment(%s)', arguments)) FROM (VALUES
    ('1, ''refused'', ''no'''), ('1, NULL, ''no'''),
    ('-1, ''accepted'''), ('NULL, ''accepted''')) v (arguments);
SELECT test.error_of(format('CALL reg_scheme.resolve_comment(%s, ''explained'')', id)) ~ '^22023 the explanation is missing' AS no_note FROM comment WHERE author = 'Hà Nội';
SELECT test.error_of(format('CALL reg_scheme.resolve_comment(%s, %L, %L)', c.id, v.resolution, v.note))
FROM comment c JOIN (VALUES ('Vĩnh Phúc', 'accepted', 'Hạ ngưỡng'), ('Hải Phòng', 'accepted', NULL),
    ('Hà Nội', 'explained', 'Thời hạn do Quyết định quy định')) v (author, resolution, note) ON v.author = c.author;
UPDATE comment SET resolution = 'explained', resolved_note = 'Đã đủ', resolved_by = 'Tổ thẩm định' WHERE author LIKE 'Ông%';
SELECT criterion, criterion_title, author, max_points, proposed_max_points, rule, proposed_rule, resolution, resolved_note,
       resolved_by = session_user AS by_me, resolved_at IS NOT NULL AS dated FROM consultation WHERE scheme = 'S2' ORDER BY comment;
-- taken back: open again
BEGIN;
UPDATE comment SET resolution = NULL WHERE author = 'Hà Nội';
SELECT resolution, resolved_by, resolved_at FROM comment WHERE author = 'Hà Nội';
ROLLBACK;

-- what the draft makes of them: 1.3 goes, two criteria shift, one is new, and settings change
UPDATE criterion SET rule_text = 'x >= 75%: 30; x >= 50%: 15; else: 0' WHERE scheme = 'S2' AND code = '1.1';
DELETE FROM criterion WHERE scheme = 'S2' AND code = '1.3';
UPDATE criterion SET rule_text = 'a = 0: na; not b/a < 100%: 20; b/a >= 80%: 20 * b/a; else: 0', not_applicable = 'full', evidence_required = true WHERE scheme = 'S2' AND code = '1.2';
INSERT INTO criterion (scheme, code, parent, title, max_points, method, step, position, title_en) VALUES ('S2', '1.3', '1', 'Cổng dịch vụ công', 25, 'statistic', 2.5, 1, 'Portal');
UPDATE criterion SET max_points = 75 WHERE scheme = 'S2' AND code = '1';
UPDATE criterion SET max_points = 25 WHERE scheme = 'S2' AND code = '2';
UPDATE criterion SET code = '2.3', max_points = 5, title = E'Sự hài lòng của "người dân"', step = NULL, source = 'SIPAS' WHERE scheme = 'S2' AND code = '2.2';
INSERT INTO criterion (scheme, code, parent, title, max_points, step) VALUES ('S2', '2.2', '2', 'Mới', 0.5, 0.25);
UPDATE criterion SET max_points = 4.5 WHERE scheme = 'S2' AND code = '2.3';
UPDATE variable SET kind = 'amount', min_value = 0.5, title = 'Số điểm' WHERE scheme = 'S2' AND criterion = 'B';
INSERT INTO variable (scheme, criterion, name, kind, choices) VALUES ('S2', 'B', 'level', 'choice', '{tỉnh,xã}');
UPDATE criterion SET rule_text = $$level = 'tỉnh': 2; else: min(2, 0.5 * n)$$ WHERE scheme = 'S2' AND code = 'B';
UPDATE respondent_group SET weight = 1.5 WHERE scheme = 'S2' AND code = 'citizens';
DELETE FROM respondent_group WHERE scheme = 'S2' AND code = 'leaders';
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('S2', '2.1', 'Q2', 'Thời gian giải quyết');
UPDATE answer_option SET share = 0.625 WHERE scheme = 'S2' AND code = 'B';
DELETE FROM answer_option WHERE scheme = 'S2' AND code = 'D';
UPDATE grade SET min_index = 85.5, no_zero_criterion = true WHERE scheme = 'S2' AND label = 'B';
UPDATE scheme SET decimals = 3, tie_rule = 'secondary', tie_keys = '{2.3,1}', bonus_cap = 2.50, legal_basis = 'QĐ mới' WHERE code = 'S2';
-- the comment and the tie key followed 2.2 to 2.3
SELECT criterion, criterion_title FROM consultation WHERE author LIKE 'Ông%';
UPDATE scheme SET tie_keys = '{2.1,1}' WHERE code = 'S2';
UPDATE criterion SET code = '2.9' WHERE scheme = 'S2' AND code = '2.1';
SELECT s.tie_keys, (SELECT count(*) FROM survey_question q WHERE q.scheme = s.code AND q.criterion = '2.9') AS questions,
       (SELECT count(*) FROM respondent_group g WHERE g.scheme = s.code AND g.criterion = '2.9') AS groups FROM scheme s WHERE s.code = 'S2';
UPDATE criterion SET code = '2.1' WHERE scheme = 'S2' AND code = '2.9';
UPDATE scheme SET tie_keys = '{2.3,1}' WHERE code = 'S2';
-- 1.2 and 1.3 are matched by their codes; the new 2.2 does not take the code of what 2.3 continues
UPDATE criterion SET continues = NULL WHERE scheme = 'S2' AND code = '1.2';
SELECT code, continues FROM criterion WHERE scheme = 'S2' AND code IN ('1.2', '1.3', '2.2', '2.3') ORDER BY 1;
SELECT * FROM criterion_map('S1', 'S2') ORDER BY new_code COLLATE "C";
-- and back
SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM criterion_map('S1', 'S2') b WHERE b.old_code = a.new_code AND b.new_code = a.old_code)) AS same
FROM criterion_map('S2', 'S1') a;
\pset format unaligned
\pset tuples_only on
SELECT coalesce(criterion_before, '-') || ' > ' || coalesce(criterion_after, '-'), change, before, after FROM scheme_diff('S1', 'S2');
SELECT description || E'\n    ' || description_vi FROM ROWS FROM (scheme_diff('S1', 'S2', 'en'), scheme_diff('S1', 'S2', 'vi')) d (criterion_before, criterion_after, change, before, after, description, b, a, c, bb, aa, description_vi);
\pset tuples_only off
\pset format aligned
SELECT test.problems('S2');

-- maps: unrelated schemes by code, NULL gives nothing, chains are composed, several continue one
SELECT count(*) FROM criterion_map('S1', 'rules') m WHERE m.old_code = m.new_code;
SELECT count(*) FROM criterion_map(NULL, 'S1');
SELECT test.error_of($$SELECT * FROM reg_scheme.criterion_map('S1', 'nowhere')$$);
CALL approve_scheme('S2');
CALL retire_scheme('S1');
SELECT status FROM scheme WHERE code = 'S1';
SELECT test.error_of($$CALL reg_scheme.retire_scheme('S1')$$);
SELECT test.error_of($$CALL reg_scheme.approve_scheme('S1')$$);
SELECT test.error_of($$UPDATE reg_scheme.scheme SET status = 'approved' WHERE code = 'S1'$$);
SELECT test.error_of($$UPDATE reg_scheme.grade SET min_index = 1 WHERE scheme = 'S1' AND label = 'C'$$) ~ '^55000' AS refused;
-- the consultation is closed with the scheme: what was resolved stays so
SELECT split_part(test.error_of(format('CALL reg_scheme.resolve_comment(%s, ''accepted'')', id)), E'\n', 1) FROM comment WHERE author = 'Hà Nội';
SELECT split_part(test.error_of('DELETE FROM reg_scheme.comment'), E'\n', 1);
SELECT count(*) FROM consultation WHERE scheme = 'S2' AND resolution IS NOT NULL;

CALL revise_scheme('S2', 'S3');
UPDATE criterion SET code = '2.4' WHERE scheme = 'S3' AND code = '2.3';
UPDATE criterion SET code = 'X.1' WHERE scheme = 'S3' AND code = '1.1';
-- 2.2 of S1 is 2.3 of S2 is 2.4 of S3; 2.2 of S2 goes on in S3, but comes from nothing in S1
SELECT * FROM criterion_map('S1', 'S3') ORDER BY new_code COLLATE "C";
SELECT count(*) FROM criterion_map('S2', 'S3');
UPDATE criterion SET continues = '1.1' WHERE scheme = 'S3' AND code = 'B';
UPDATE criterion SET continues = 'none' WHERE scheme = 'S3' AND code = '1.2';
SELECT test.problems('S3');
SELECT count(*) > 0 AS told FROM scheme_diff('S1', 'S3');
-- a question that goes to another criterion, one that is dropped
INSERT INTO criterion (scheme, code, parent, title, max_points, method) VALUES ('S3', '2.7', '2', 'Khảo sát mới', 0.5, 'survey');
UPDATE survey_question SET criterion = '2.7' WHERE scheme = 'S3' AND code = 'Q1';
DELETE FROM survey_question WHERE scheme = 'S3' AND code = 'Q2';
SELECT criterion_before, criterion_after, before, after, description, description_vi FROM ROWS FROM (scheme_diff('S2', 'S3', 'en'), scheme_diff('S2', 'S3', 'vi')) d (criterion_before, criterion_after, change, before, after, description, b, a, c, bb, aa, description_vi) WHERE change = 'survey_question';
UPDATE scheme SET revises = NULL WHERE code = 'S3';
SELECT count(*) FROM scheme_problems('S3') p WHERE p.problem LIKE 'it continues % but the scheme revises none';
UPDATE scheme SET revises = 'many' WHERE code = 'S3';
UPDATE scheme SET revises = 'S3' WHERE code = 'many';
SELECT p.problem FROM scheme_problems('S3') p WHERE p.problem LIKE 'it revises%';
SELECT count(*) AS circle_ends FROM criterion_map('S1', 'S3');

-- codes shift, one taking that of another: rules follow, and what only followed is no change
SELECT test.new_scheme('shift'), test.criterion('shift', '1', NULL, 50, step => 1), test.criterion('shift', E'2''', NULL, 20, step => 1),
       test.criterion('shift', '3', NULL, 20, $$points('1')=0 or points('2''') = 0: 0; else: 20$$), test.criterion('shift', '4', NULL, 10, $$points("2'") = 0 : 0; else: 10$$);
UPDATE scheme SET graded = false WHERE code = 'shift';
CALL approve_scheme('shift');
CALL revise_scheme('shift', 'shifted');
UPDATE criterion SET code = '9' WHERE scheme = 'shifted' AND code = '4';
UPDATE criterion SET code = E'3''' WHERE scheme = 'shifted' AND code = E'2''';
UPDATE criterion SET code = E'2''' WHERE scheme = 'shifted' AND code = '1';
INSERT INTO criterion (scheme, code, title, max_points, step) VALUES ('shifted', '1', 'New', 1, 1);
SELECT code, rule_text FROM criterion WHERE scheme = 'shifted' AND rule_text IS NOT NULL ORDER BY code;
SELECT criterion_before, criterion_after, change, before, after FROM scheme_diff('shift', 'shifted');
UPDATE criterion SET rule_text = $$points('1') = 0: 0; else: 10$$ WHERE scheme = 'shifted' AND code = '9';
SELECT criterion_before, criterion_after, change, before, after FROM scheme_diff('shift', 'shifted') WHERE change LIKE 'rule%';

-- rules compared: worded otherwise, dates, several subjects, beyond analysis, new and dropped
SELECT test.new_scheme('R1'), test.new_scheme('R2');
SELECT test.criterion('R1', code, NULL, 1, before), test.criterion('R2', code, NULL, 1, after) FROM (VALUES
    ('a', 'date(d) <= date(2026, 3, 31): 1; else: 0', 'date(d) <= date(2026, 4, 30): 1; else: 0'),
    ('b', 'x>=10% and y>1: 1; else: 0', 'x >= 20%: 1; else: 0'),
    ('c', $$s = 'a': 1; else: 2 * s$$, '1'), ('d', NULL, '0.5'), ('e', '0.5 * n', NULL), ('f', '0.5', '1'), ('g', 'min( 1,n )', 'min(1, n)'),
    ('h', 'n > 0.5: 1; else: 0', 'n >= 0.5: 1'), ('i', 'n <= 2: 1; else: 0', 'n < 2: na; else: 0.25 * n * x')) v (code, before, after);
INSERT INTO variable (scheme, criterion, name, kind) SELECT s.code, 'b', 'x', 'percent' FROM scheme s WHERE s.code IN ('R1', 'R2');
\pset format unaligned
\pset tuples_only on
SELECT change || ': ' || description || E'\n    ' || description_vi FROM ROWS FROM (scheme_diff('R1', 'R2', 'en'), scheme_diff('R1', 'R2', 'vi')) d (criterion_before, criterion_after, change, before, after, description, b, a, c, bb, aa, description_vi);
\pset tuples_only off
\pset format aligned

-- a hundred criteria with rules: checked, approved, revised, compared
SELECT test.new_scheme('hundred');
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text)
SELECT 'hundred', 'L' || f, NULL, 'Lĩnh vực ' || f, 10, NULL FROM generate_series(1, 10) f
UNION ALL
SELECT 'hundred', format('L%s.%s', f, i), 'L' || f, 'Tiêu chí ' || i, 1,
       CASE i % 4 WHEN 0 THEN 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0'
                  WHEN 1 THEN 'x >= 90%: 1; x >= 80%: 0.75; x >= 50%: 0.5; else: 0'
                  WHEN 2 THEN 'max(0, 1 - 0.25 * n)'
                  ELSE format($r$points('L%s.%s') = 0: 0; n >= 2: 1; n = 1: 0.5; else: 0$r$, f, i - 1) END
FROM generate_series(1, 10) f, generate_series(1, 10) i;
INSERT INTO variable (scheme, criterion, name, kind)
SELECT c.scheme, c.code, t.term, CASE t.term WHEN 'x' THEN 'percent' ELSE 'count' END
FROM criterion c, _rule_terms(c.rule_text) t WHERE c.scheme = 'hundred' AND t.term IN ('a', 'b', 'x', 'n');
INSERT INTO grade (scheme, label, min_index) VALUES ('hundred', 'A', 0);
SELECT test.problems('hundred');
SET statement_timeout = '60s';
CALL approve_scheme('hundred');
CALL revise_scheme('hundred', 'hundred and one');
UPDATE criterion SET max_points = 2 WHERE scheme = 'hundred and one' AND parent IS NOT NULL;
UPDATE criterion SET max_points = 20 WHERE scheme = 'hundred and one' AND parent IS NULL;
SELECT change, count(*) FROM scheme_diff('hundred', 'hundred and one') GROUP BY 1;
RESET statement_timeout;

-- no type of the extension in a signature; comments everywhere
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'reg_scheme'::regnamespace
  AND p.proname ~ '^(require_scheme|require_draft|check_draft|refuse_truncate|check_scheme_status|check_approval|follow_code|rule_terms|is_variable_name|rule_declarations|rule_findings|scheme_problems|approve_scheme|retire_scheme|revise_scheme|revises_scheme|criterion_map|setting|points_said|rule_changes|scheme_diff|check_comment|stamp_resolution|resolve_comment)$'
  AND (obj_description(p.oid, 'pg_proc') IS NULL OR p.prorettype IN (SELECT oid FROM pg_type WHERE typnamespace = 'par'::regnamespace)
       OR p.proargtypes::oid[] && ARRAY(SELECT oid FROM pg_type WHERE typnamespace = 'par'::regnamespace)
       OR NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=reg_scheme,%'));
SELECT a.attrelid::regclass, a.attname FROM pg_attribute a
WHERE a.attrelid IN ('scheme_problem'::regclass, 'consultation'::regclass) AND a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NULL;

-- built anew over the rows, it still holds
CALL par.upgrade_registry('reg_scheme');
SELECT test.error_of($$UPDATE reg_scheme.criterion SET title = title WHERE scheme = 'S1'$$) ~ '^55000' AS still_refused;
DROP FUNCTION test.problems, test.criterion, test.new_scheme, test.fill;

-- what can never be known, and a scheme without a scored criterion
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('never', 'x', 'x', false), ('nothing', 'x', 'x', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text, kind) VALUES
    ('never', '1', 'x', 20, 'x > peer_mean(x - previous(x)): 20; else: 0', 'scored'), ('never', '2', 'x', 20, 'x > previous(target(x)): 20; else: 0', 'scored'),
    ('never', '3', 'x', 20, 'peer_rank(points(''1'')) <= 3: 20; else: 0', 'scored'), ('never', '4', 'x', 20, 'x > previous(max_points): 20; else: 0', 'scored'),
    ('never', '5', 'x', 20, 'x > peer_mean(x) + previous(x): 20; else: 0', 'scored'), ('never', '6', 'x', 20, 'x > previous(x, 2) and x >= peer_median(x): 20; else: 0', 'scored'), ('nothing', '1', 'x', 5, NULL, 'bonus');
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'never', c, 'x', 'count' FROM unnest('{1,2,4,5,6}'::text[]) c;
SELECT scheme, criterion, problem, detail FROM scheme_problem WHERE scheme IN ('never', 'nothing') AND severity = 'error' ORDER BY scheme, criterion, problem;

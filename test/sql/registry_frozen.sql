-- What is published stays as it was, whatever becomes of agencies, other rounds and
-- corrections, and verify finds what was done behind its back.
SET client_min_messages = warning;
CALL par.create_registry('reg_frozen');
SET search_path = reg_frozen;

INSERT INTO scheme (code, title, agency_kind) VALUES ('S', 'Bộ chỉ số', 'sở');
INSERT INTO criterion (scheme, code, parent, title, title_en, max_points, source, not_applicable, rule_text) VALUES
    ('S', '1', NULL, 'Thủ tục', 'Procedures', 60, 'thẩm định', 'exclude', NULL),
    ('S', '1.1', '1', 'Chấm tay', NULL, 20, NULL, 'share_siblings', NULL),
    ('S', '1.2', '1', 'Tỷ lệ', NULL, 40, NULL, 'exclude', 'a = 0: na; else: min(40, 40 * b / a)'),
    ('S', '2', NULL, 'Chính quyền số', NULL, 40, 'số liệu', 'exclude', NULL);
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1.2', 'a', 'count'), ('S', '1.2', 'b', 'count');
INSERT INTO grade (scheme, label, min_index) VALUES ('S', 'A', 80), ('S', 'B', 0);
CALL approve_scheme('S', 'giám đốc');
INSERT INTO agency (code, name, name_en, kind) SELECT x, 'Sở ' || x, 'Department ' || x, 'sở' FROM unnest('{A,B,C,D}'::text[]) x;
CREATE PROCEDURE run_round(code text, of_year integer, more numeric) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO round (code, scheme, year, title) VALUES (run_round.code, 'S', of_year, 'Năm ' || of_year);
    INSERT INTO participant (round, agency) SELECT run_round.code, a.code FROM agency a;
    CALL advance(run_round.code);
    INSERT INTO zero_missing (round, agency, reason) SELECT run_round.code, a.code, 'không tự đánh giá' FROM agency a;
    CALL advance(run_round.code);
    INSERT INTO assessment (round, agency, criterion, stage, points, inputs)
    SELECT run_round.code, a.code, f.code, 'appraisal',
           CASE WHEN f.rule_text IS NULL THEN ascii(a.code) % 7 + more END,
           CASE WHEN f.rule_text IS NOT NULL THEN jsonb_build_object('a', 9, 'b', 1 + ascii(a.code) % 5) END
    FROM agency a, leaf f WHERE f.scheme = 'S';
    INSERT INTO exemption (round, agency, criterion, reason, status) VALUES (run_round.code, 'B', '1.1', 'không có nhiệm vụ', 'accepted');
    CALL advance(run_round.code); CALL advance(run_round.code); CALL advance(run_round.code);
END
$$;
CALL run_round('R24', 2024, 1);
INSERT INTO grade_cap VALUES ('R24', 'C', 'B', 'kỷ luật');
CALL publish('R24');
CALL run_round('R25', 2025, 2);
CALL publish('R25');
SELECT revision, scheme, year, title, survey_held, previous, previous_revision, fingerprint_version, published_by = session_user AS by_session FROM publication ORDER BY round;
SELECT agency, agency_name, agency_name_en, points, max_points, par_index, rank, number_ranked, rank_change, index_change, grade, capped_grade FROM result WHERE round = 'R25' OR capped_grade IS NOT NULL ORDER BY round, agency;
SELECT agency, dimension, part, place, title, points, max_points, part_index, rank FROM result_part WHERE round = 'R25' AND agency IN ('A', 'B') ORDER BY agency, dimension, place;
SELECT criterion, stage, inputs, entered_points, not_applicable, exempt_reason, points, max_points FROM result_item WHERE round = 'R25' AND agency = 'B' ORDER BY criterion;

-- all that published pages show, as one text
CREATE FUNCTION pages() RETURNS text LANGUAGE sql SET search_path FROM CURRENT AS $$
    SELECT md5(concat((SELECT string_agg(v::text, ',' ORDER BY v::text) FROM ranking v WHERE v.is_published),
                      (SELECT string_agg(v::text, ',' ORDER BY v::text) FROM field_index v WHERE v.round IN ('R24', 'R25')),
                      (SELECT string_agg(v::text, ',' ORDER BY v::text) FROM source_index v WHERE v.round IN ('R24', 'R25')),
                      (SELECT string_agg(v::text, ',' ORDER BY v::text) FROM trend v WHERE v.agency = v.assessed_agency)))
$$;
CREATE TABLE before AS SELECT pages() AS pages;
CREATE FUNCTION moved(statements text) RETURNS TABLE (pages_moved boolean, differences bigint) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE statements;
    pages_moved := pages() <> (SELECT b.pages FROM before b);
    differences := (SELECT count(*) FROM verify('R25', 1)) + (SELECT count(*) FROM verify('R24', 1));
    RAISE SQLSTATE 'RB000';
EXCEPTION WHEN SQLSTATE 'RB000' THEN
    RETURN NEXT;
END
$$;
SELECT what, m.* FROM (VALUES
    ('nothing', 'SELECT'),
    ('names swapped', $$UPDATE agency SET name = CASE code WHEN 'A' THEN 'Sở D' ELSE 'Sở A' END WHERE code IN ('A', 'D')$$),
    ('profile changed', $$UPDATE agency SET attributes = '{"x": 1}', kind = 'ban'$$),
    ('succession added', $$INSERT INTO agency (code, name, kind) VALUES ('E', 'Sở E', 'sở'); INSERT INTO succession VALUES ('E', 'A', '2025-06-01')$$),
    ('another round of the year between', $$INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('F', 'f', 'sở', false); INSERT INTO criterion (scheme, code, title, max_points) VALUES ('F', '1', 'x', 100); CALL approve_scheme('F', 'x');
        INSERT INTO round (code, scheme, year, title) VALUES ('Z24', 'F', 2024, 'x'); INSERT INTO participant (round, agency) SELECT 'Z24', code FROM agency WHERE code <> 'A'; CALL advance('Z24');
        INSERT INTO zero_missing (round, agency, reason) SELECT 'Z24', agency, 'x' FROM participant WHERE round = 'Z24'; CALL advance('Z24'); CALL advance('Z24'); CALL advance('Z24'); CALL advance('Z24')$$),
    ('a participant removed in a correction', $$CALL correct('R25', 'x'); CALL reopen('R25', 'appraisal', 'x'); DELETE FROM assessment WHERE round = 'R25' AND agency = 'D';
        DELETE FROM zero_missing WHERE round = 'R25' AND agency = 'D'; DELETE FROM participant WHERE round = 'R25' AND agency = 'D'$$),
    ('a correction of the previous round', $$CALL correct('R24', 'x'); UPDATE exemption SET status = 'refused' WHERE round = 'R24'; INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R24', 'B', '1.1', 'review', 3)$$)) w (what, statements),
    LATERAL moved(w.statements) m;

-- behind its back: whatever is changed of a published revision is found, corrected since or not
CALL correct('R25', 'nhầm số liệu');
UPDATE participant SET league = 'đặc thù' WHERE round = 'R25' AND agency = 'A';
INSERT INTO assessment (round, agency, criterion, stage, points, note) VALUES ('R25', 'A', '2', 'review', 30, 'số liệu mới');
CALL advance('R25');
CALL publish('R25');
SELECT revision, agency, league, par_index, rank, rank_change FROM result WHERE round = 'R25' AND agency IN ('A', 'B') ORDER BY revision, agency;
SELECT count(*) AS found, (SELECT count(*) FROM verify('R25', 1)) AS found_in_first, (SELECT count(*) FROM verify('R24')) AS found_in_previous FROM verify('R25');
CREATE FUNCTION tampered(statement text) RETURNS TABLE (revision integer, what text, agency text, criterion text) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SET LOCAL session_replication_role = origin;
    FOR revision, what, agency, criterion IN
        SELECT 1, v.what, v.agency, v.criterion FROM verify('R25', 1) v UNION ALL SELECT 2, v.what, v.agency, v.criterion FROM verify('R25') v
    LOOP
        RETURN NEXT;
    END LOOP;
    RAISE SQLSTATE 'RB000';
EXCEPTION WHEN SQLSTATE 'RB000' THEN
    RETURN;
END
$$;
SELECT statement, string_agg(concat_ws(' ', t.revision, t.what, t.agency, t.criterion), '; ' ORDER BY t.revision, t.what, t.agency, t.criterion) AS found
FROM unnest(ARRAY[
    $$UPDATE result SET agency_name = 'x' WHERE agency = 'A' AND round = 'R25' AND revision = 1$$,
    $$UPDATE result SET rank = 1, rank_change = 0 WHERE agency = 'B' AND round = 'R25' AND revision = 2$$,
    $$UPDATE result SET par_index = par_index + 1 WHERE agency = 'B' AND round = 'R25' AND revision = 1$$,
    $$UPDATE result_part SET points = points + 1 WHERE agency = 'C' AND round = 'R25' AND revision = 2 AND part = '1'$$,
    $$UPDATE result_part SET title = 'x' WHERE agency = 'C' AND round = 'R25' AND revision = 1 AND part = '1'$$,
    $$UPDATE result_item SET points = points + 1 WHERE agency = 'C' AND round = 'R25' AND revision = 1 AND criterion = '2'$$,
    $$UPDATE result_item SET entered_points = 1 WHERE agency = 'C' AND round = 'R25' AND revision = 1 AND criterion = '1.2'$$,
    $$UPDATE result_item SET inputs = '{"a": 9, "b": 9}' WHERE agency = 'C' AND round = 'R25' AND revision = 2 AND criterion = '1.2'$$,
    $$UPDATE result_item SET exempt_reason = 'x' WHERE agency = 'B' AND round = 'R25' AND revision = 1 AND criterion = '1.1'$$,
    $$DELETE FROM result_item WHERE agency = 'B' AND round = 'R25' AND revision = 1 AND criterion = '2'$$,
    $$DELETE FROM result WHERE agency = 'D' AND round = 'R25' AND revision = 2$$,
    $$UPDATE publication SET published_at = '2001-01-01' WHERE round = 'R25' AND revision = 1$$,
    $$UPDATE publication SET previous = NULL, previous_revision = NULL WHERE round = 'R25' AND revision = 1$$,
    $$UPDATE publication SET fingerprint = repeat('0', 64) WHERE round = 'R24'$$,
    $$UPDATE criterion SET title = 'x' WHERE scheme = 'S' AND code = '2'$$,
    $$UPDATE assessment SET inputs = '{"a": 9, "b": 9}' WHERE round = 'R25' AND agency = 'D' AND criterion = '1.2'$$,
    $$UPDATE exemption SET status = 'refused' WHERE round = 'R25'$$,
    $$UPDATE participant SET ranked = false, unranked_reason = 'x' WHERE round = 'R25' AND agency = 'D'$$]) statement
LEFT JOIN LATERAL tampered(statement) t ON true
GROUP BY statement ORDER BY statement COLLATE "C";
SELECT test.error_of($$SELECT * FROM verify('R25', 3)$$) AS none, test.error_of($$SELECT * FROM verify('R99', 1)$$) AS no_round;

-- what is stored is what is computed anew, and what follows from a scheme is stored once
SELECT count(*) AS nodes, bool_and(n = c) AS as_computed FROM node n FULL JOIN _computed_nodes('S') c ON c.code = n.code;
SELECT code, place, last, level, field, is_leaf, source FROM node WHERE scheme = 'S' ORDER BY place;
SELECT count(*) AS tallies, bool_and(k IS NOT DISTINCT FROM n) AS as_computed
FROM unnest('{self,appraisal,official}'::text[]) b (basis)
CROSS JOIN LATERAL _current_tallies('R25', b.basis) k
LEFT JOIN LATERAL _tallies('R25', b.basis) n ON n.agency = k.agency;

-- without its trigger a registry refuses what nobody scores
BEGIN;
CALL correct('R25', 'x');
DROP TRIGGER assessment_score ON assessment;
SELECT test.error_of($$UPDATE assessment SET inputs = '{"a": 1, "b": 1}' WHERE round = 'R25' AND agency = 'D' AND criterion = '1.2'$$);
ROLLBACK;

RESET search_path;
DROP SCHEMA reg_frozen CASCADE;

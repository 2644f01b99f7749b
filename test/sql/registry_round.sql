-- Registry: rounds through their stages, and years that were really published.
SET client_min_messages = warning;
CALL par.create_registry('reg_round');
SET search_path = reg_round;

-- ---------------------------------------------------------------------------
-- Ministries 2023 and provinces 2020, by source, as published.  Parts and totals
-- are printed to two decimals, each rounded from unrounded values, so that a
-- total may differ from the sum of its printed parts by one in the last place.
CREATE TABLE printed (round text, agency text, parts numeric[], total numeric);
INSERT INTO printed VALUES
    ('PAR2023', 'Tư pháp', '{61.86,28.10}', 89.95), ('PAR2023', 'Ngân hàng Nhà nước', '{62.67,27.21}', 89.89), ('PAR2023', 'Tài chính', '{61.52,27.66}', 89.18),
    ('PAR2023', 'Nội vụ', '{60.65,26.38}', 87.04), ('PAR2023', 'Tài nguyên và Môi trường', '{61.15,25.85}', 87.01), ('PAR2023', 'Nông nghiệp và PTNT', '{60.25,26.17}', 86.41),
    ('PAR2023', 'Xây dựng', '{61.18,25.10}', 86.28), ('PAR2023', 'Giao thông vận tải', '{60.27,25.91}', 86.18), ('PAR2023', 'Thông tin và Truyền thông', '{60.50,25.33}', 85.83),
    ('PAR2023', 'Lao động - Thương binh và Xã hội', '{60.99,24.81}', 85.81),
    ('PAR2020', 'Hải Phòng', '{58.71,9.35,19.45,3.00}', 90.51), ('PAR2020', 'Thừa Thiên Huế', '{56.78,8.57,20.11,3.01}', 88.47), ('PAR2020', 'Bình Dương', '{55.48,8.82,20.27,2.36}', 86.93);

CALL import_scheme(par.shipped_scheme('QD876-BO'));
CALL approve_scheme('QD876-BO');
-- The maxima of 2020 by source are not public; those of 2022, which also sum to
-- 100, hold these figures, and the index does not depend on how 100 is divided.
CALL import_scheme(par.shipped_scheme('QD876'));
CALL approve_scheme('QD876');
INSERT INTO agency (code, name, kind) SELECT agency, agency, CASE round WHEN 'PAR2023' THEN 'ministry' ELSE 'province' END FROM printed;
INSERT INTO round (code, scheme, year, title) VALUES
    ('PAR2023', 'QD876-BO', 2023, 'Chỉ số CCHC năm 2023 của các bộ, cơ quan ngang bộ'), ('PAR2020', 'QD876', 2020, 'Chỉ số CCHC năm 2020 của các tỉnh, thành phố');
INSERT INTO participant (round, agency) SELECT round, agency FROM printed;
CALL advance('PAR2023');
CALL advance('PAR2020');
INSERT INTO zero_missing (round, agency, reason) SELECT round, agency, 'bảng công bố không có tự đánh giá' FROM printed;
CALL advance('PAR2023');
CALL advance('PAR2020');
DELETE FROM zero_missing;
INSERT INTO assessment (round, agency, criterion, stage, points)
SELECT p.round, p.agency, f.code, 'appraisal', p.parts[row_number() OVER (PARTITION BY p.round, p.agency ORDER BY f.position)]
FROM printed p JOIN round r ON r.code = p.round JOIN leaf f ON f.scheme = r.scheme;
CALL advance('PAR2023'); CALL advance('PAR2023'); CALL advance('PAR2023'); CALL publish('PAR2023');
CALL advance('PAR2020'); CALL advance('PAR2020'); CALL advance('PAR2020'); CALL publish('PAR2020');

SELECT k.round, k.rank, k.agency, k.par_index::numeric(9,2), p.total AS printed, (p.total - k.par_index)::numeric(9,2) AS rounding
FROM ranking k JOIN printed p USING (round, agency) ORDER BY k.round, k.rank;
-- none is off by more than one in the last place; ranks are those of the printed totals
SELECT k.round, max(abs(p.total - k.par_index)) <= 0.01 AS within_last_place, bool_and(k.rank = p.rank) AS same_ranks, bool_and(k.max_points = 100) AS of_100
FROM ranking k JOIN (SELECT *, rank() OVER (PARTITION BY round ORDER BY total DESC) FROM printed) p USING (round, agency) GROUP BY k.round ORDER BY 1;
SELECT round, source, max_points, round(avg(points), 3) AS mean_points FROM source_index GROUP BY 1, 2, 3 ORDER BY 1, 3 DESC;
SELECT * FROM verify('PAR2023') UNION ALL SELECT * FROM verify('PAR2020');

-- ---------------------------------------------------------------------------
-- the order of stages, and what each refuses
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số của tỉnh', 'sở', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, evidence_required, method, kind) VALUES
    ('S', '1', NULL, 'Chỉ đạo điều hành', 60, NULL, false, 'appraisal', 'scored'),
    ('S', '1.1', '1', 'Ban hành kế hoạch', 20, 'not issued: 0; date(issued_on) <= date(2025, 1, 31): 20; else: 10', true, 'appraisal', 'scored'),
    ('S', '1.2', '1', 'Hoàn thành nhiệm vụ', 40, 'a = 0: na; else: min(40, 40 * (b / a))', false, 'appraisal', 'scored'),
    ('S', '2', NULL, 'Đánh giá của lãnh đạo', 40, NULL, false, 'rating', 'scored'),
    ('S', '+', NULL, 'Sáng kiến', 2, NULL, false, 'appraisal', 'bonus');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1.1', 'issued', 'boolean'), ('S', '1.1', 'issued_on', 'date'), ('S', '1.2', 'a', 'count'), ('S', '1.2', 'b', 'count');
INSERT INTO agency (code, name, kind) SELECT u, 'Sở ' || u, 'sở' FROM unnest('{A,B,C}'::text[]) u;

SELECT test.error_of($$INSERT INTO round (code, scheme, year, title, stage) VALUES ('X', 'S', 2025, 'x', 'appraisal')$$);
SELECT test.error_of($$INSERT INTO round (code, scheme, year, title) VALUES ('X', 'none', 2025, 'x')$$);
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025');
SELECT * FROM missing('R');
SELECT test.error_of($$CALL advance('R')$$);
CALL approve_scheme('S');
SELECT * FROM missing('R');
INSERT INTO participant (round, agency) VALUES ('R', 'A'), ('R', 'B'), ('R', 'C');
SELECT test.error_of($$CALL advance('none')$$), test.error_of($$CALL advance(NULL)$$), test.error_of($$SELECT * FROM missing('none')$$);
SELECT test.error_of($$UPDATE round SET stage = 'review' WHERE code = 'R'$$);
SELECT test.error_of($$UPDATE round SET revision = 2 WHERE code = 'R'$$);
SELECT test.error_of($$UPDATE round SET published_at = now() WHERE code = 'R'$$);
SELECT test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '1.2', 'self', '{"a": 1, "b": 1}')$$);
SELECT test.error_of($$CALL submit('R', 'A')$$);
CALL advance('R');
SELECT test.error_of($$UPDATE round SET year = 2024 WHERE code = 'R'$$), test.error_of($$UPDATE round SET scheme = 'QD876' WHERE code = 'R'$$);

-- the history and the submissions are written by the registry alone
SELECT test.error_of($$INSERT INTO round_event (round, revision, from_stage, to_stage) VALUES ('R', 1, 'published', 'setup')$$);
-- also where a trigger of somebody else's inserts them
CREATE TEMP TABLE forged (x integer);
CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reg_round.round_event (round, revision, from_stage, to_stage) VALUES ('R', 2, 'published', 'review');
    RETURN NEW;
END $$;
CREATE TRIGGER forge BEFORE INSERT ON forged FOR EACH ROW EXECUTE FUNCTION pg_temp.forge();
SELECT test.error_of($$INSERT INTO forged VALUES (1)$$);
-- parts of a registry are not built in the schema of somebody else
SELECT test.error_of($$CALL par.registry_tables()$$), test.error_of($$CALL par.registry_views()$$);
SELECT test.error_of($$UPDATE participant SET submitted_at = now() WHERE round = 'R' AND agency = 'A'$$);
SELECT test.error_of($$UPDATE participant SET returned_at = now() WHERE round = 'R' AND agency = 'A'$$);
SELECT test.error_of($$INSERT INTO explanation (round, agency, criterion, question) VALUES ('R', 'A', '1.1', 'x')$$);
SELECT test.error_of($$SELECT * FROM missing_self('R', 'Z')$$), test.error_of($$SELECT * FROM missing_self('none')$$), test.error_of($$CALL submit('R', NULL)$$);

-- windows are compared at the write
INSERT INTO stage_window VALUES ('R', 'self_assessment', '-infinity', '2025-02-28 17:00+07');
SELECT regexp_replace(test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '1.2', 'self', '{"a": 1, "b": 1}')$$), ', [0-9].* ago', ', ... ago');
SELECT regexp_replace(test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '1.1', 'x')$$), ', [0-9].* ago', ', ... ago');
UPDATE stage_window SET opens_at = '2999-01-01', closes_at = 'infinity' WHERE round = 'R';
SELECT left(test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '1.2', 'self', '{"a": 1, "b": 1}')$$), 5);
DELETE FROM stage_window WHERE round = 'R';
SELECT test.error_of($$INSERT INTO stage_window VALUES ('R', 'self_assessment', '2025-01-02', '2025-01-01')$$);

INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES
    ('R', 'A', '1.1', 'self', '{"issued": true, "issued_on": "2025-01-31"}'), ('R', 'A', '1.2', 'self', '{"a": 10, "b": 9}'),
    ('R', 'B', '1.1', 'self', '{"issued": true, "issued_on": null}'), ('R', 'B', '1.2', 'self', '{"a": 0, "b": 0}'),
    ('R', 'C', '1.1', 'self', '{"issued": true, "issued_on": "2025-02-01"}');
SELECT agency, criterion, problem FROM missing_self('R') ORDER BY 1, 2;
SELECT test.error_of($$CALL submit('R', 'A')$$), test.error_of($$CALL submit('R', 'B')$$), test.error_of($$CALL submit('R', 'Z')$$), test.error_of($$CALL submit('none', 'A')$$);
-- evidence, or an explanation why there is none
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title, sha256) VALUES ('R', 'A', '1.1', 'x', 'abc')$$);
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title, pages) VALUES ('R', 'A', '1.1', 'x', 'trang 3')$$);
SELECT test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '9', 'x')$$);
INSERT INTO evidence (round, agency, criterion, title, uri, sha256, issued_by, issued_on, pages)
VALUES ('R', 'A', '1.1', 'Kế hoạch số 01/KH-SA', 'file:///vb/01.pdf', encode(sha256('x'), 'hex'), 'Giám đốc Sở A', '2025-01-31', '3-5, 12');
INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'C', '1.1', 'Văn bản lưu hành nội bộ, không phát hành');
SELECT answered_at IS NOT NULL AS stamped, asked_by FROM explanation;
UPDATE assessment SET inputs = '{"issued": false}' WHERE round = 'R' AND agency = 'B' AND criterion = '1.1';
INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'B', '1.1', 'Chưa ban hành');
CALL submit('R', 'A');
CALL submit('R', 'B');
SELECT test.error_of($$UPDATE assessment SET inputs = '{"a": 10, "b": 10}' WHERE round = 'R' AND agency = 'A' AND criterion = '1.2'$$) ~ 'has been submitted' AS refused;
SELECT test.error_of($$DELETE FROM assessment WHERE round = 'R' AND agency = 'A'$$) ~ 'has been submitted' AS refused;
SELECT test.error_of($$CALL return_submission('R', 'A', '')$$), test.error_of($$CALL return_submission('R', 'C', 'x')$$), test.error_of($$CALL return_submission('none', 'C', 'x')$$);
SELECT agency, problem FROM missing('R');
SELECT test.error_of($$CALL advance('R')$$);
INSERT INTO zero_missing (round, agency, reason) VALUES ('R', 'C', 'không nộp báo cáo tự đánh giá');
CALL advance('R');

-- appraisal: a self-assessment comes back after the stage has closed
SELECT test.error_of($$CALL submit('R', 'C')$$);
CALL return_submission('R', 'A', 'thiếu số liệu quý IV');
UPDATE assessment SET inputs = '{"a": 12, "b": 9}' WHERE round = 'R' AND agency = 'A' AND criterion = '1.2';
SELECT test.error_of($$UPDATE assessment SET note = 'x' WHERE round = 'R' AND agency = 'C'$$);
SELECT agency, problem FROM missing('R') WHERE criterion IS NULL;
CALL submit('R', 'A');
CALL take_over('R', 'A');
CALL take_over('R', 'B');
SELECT agency, criterion, stage, points, not_applicable FROM assessment WHERE round = 'R' ORDER BY 1, 2, 3;
SELECT agency, criterion, problem FROM missing('R') ORDER BY 1, 2;
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'R', u, '2', 'appraisal', 30 FROM unnest('{A,B,C}'::text[]) u;
INSERT INTO assessment (round, agency, criterion, stage, points, note) VALUES ('R', 'A', '+', 'appraisal', 1.5, 'sáng kiến cấp tỉnh');
INSERT INTO explanation (round, agency, criterion, question, due_at) VALUES ('R', 'A', '1.2', 'Vì sao 3 nhiệm vụ quá hạn?', '2999-12-31');
SELECT asked_by = current_user AS asked FROM explanation WHERE criterion = '1.2';
CALL advance('R');
SELECT agency, criterion, left(problem, 29) AS problem FROM missing('R');
SELECT left(test.error_of($$CALL advance('R')$$), 42);
UPDATE explanation SET answer = 'Chờ ý kiến bộ' WHERE agency = 'A' AND criterion = '1.2';
SELECT test.error_of($$UPDATE assessment SET points = 31 WHERE round = 'R' AND criterion = '2'$$);
CALL advance('R');
SELECT test.error_of($$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('R', 'C', '1.2', 'muộn')$$);
INSERT INTO assessment (round, agency, criterion, stage, inputs, note) VALUES ('R', 'A', '1.2', 'review', '{"a": 12, "b": 11}', 'chấp nhận giải trình');
INSERT INTO exemption (round, agency, criterion, reason) VALUES ('R', 'C', '1.2', 'mới thành lập');
SELECT agency, criterion, problem FROM missing('R');
UPDATE exemption SET status = 'refused' WHERE round = 'R';
-- provisional: published nothing yet
SELECT agency, points, max_points, bonus, par_index, rank, revision, is_published FROM ranking WHERE round = 'R' ORDER BY rank, agency;
SELECT test.error_of($$CALL publish('R')$$);
CALL advance('R');
SELECT test.error_of($$UPDATE assessment SET note = 'x' WHERE round = 'R' AND stage = 'review'$$);
SELECT test.error_of($$UPDATE round SET stage = 'published', published_at = now() WHERE code = 'R'$$);
-- rows that were not computed are no results: nothing shows them, no stage follows from them, and publish takes them away
INSERT INTO result (round, revision, agency, agency_name, league, ranked, bonus, penalty, number_ranked, par_index, rank) VALUES ('R', 1, 'A', 'x', 'main', true, 0, 0, 1, 99, 1);
SELECT count(*) AS published FROM ranking WHERE round = 'R' AND is_published;
SELECT test.error_of($$UPDATE round SET stage = 'published', published_at = now() WHERE code = 'R'$$);
SELECT test.error_of($$CALL take_over('R', 'Z')$$), test.error_of($$CALL take_over('R', criterion => '77')$$);
-- context that does not follow from what was entered is not published
BEGIN;
UPDATE assessment SET points = points, context = '{"round_year": 1}' WHERE round = 'R';
ALTER TABLE assessment DISABLE TRIGGER assessment_score;
UPDATE assessment SET points = 1 WHERE round = 'R' AND agency = 'A' AND criterion = '1.1' AND stage = 'appraisal';
SELECT test.error_of($$CALL publish('R')$$);
ROLLBACK;
SELECT test.error_of($$CALL reopen('R', 'review', '')$$), test.error_of($$CALL reopen('R', 'scored', 'x')$$), test.error_of($$CALL reopen('R', 'later', 'x')$$), test.error_of($$UPDATE round SET stage = 'review' WHERE code = 'R'$$);
CALL reopen('R', 'appraisal', 'hội đồng chấm lại');
-- a late appraisal does not replace the review that is there
UPDATE assessment SET inputs = '{"a": 12, "b": 1}' WHERE round = 'R' AND agency = 'A' AND criterion = '1.2' AND stage = 'appraisal';
DELETE FROM assessment WHERE round = 'R' AND agency = 'B' AND criterion = '1.2' AND stage = 'appraisal';
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'B', '1.2', 'appraisal', '{"a": 1, "b": 1}');
SELECT agency, criterion, stage, points FROM assessment WHERE round = 'R' AND criterion = '1.2' ORDER BY agency, stage;
CALL advance('R'); CALL advance('R'); CALL advance('R'); CALL publish('R');
SELECT agency, points, max_points, bonus, par_index, rank, revision, is_published FROM ranking WHERE round = 'R' ORDER BY rank, agency;
SELECT * FROM verify('R');
SELECT from_stage, to_stage, agency, reason FROM round_event WHERE round = 'R' ORDER BY id;

-- published: nothing of it changes, the owner included
SELECT t, test.error_of(t) FROM unnest(ARRAY[
    $$UPDATE result SET rank = 1$$, $$DELETE FROM result WHERE round = 'R'$$, $$TRUNCATE result CASCADE$$, $$TRUNCATE round CASCADE$$,
    $$UPDATE result_item SET points = 0$$, $$DELETE FROM result_item$$, $$TRUNCATE result_item$$,
    $$INSERT INTO result_item (round, revision, agency, criterion, not_applicable) VALUES ('R', 1, 'A', 'x', false)$$,
    $$UPDATE round SET title = 'x' WHERE code = 'R'$$, $$UPDATE round SET stage = 'review', stage_reason = 'x' WHERE code = 'R'$$, $$CALL reopen('R', 'review', 'x')$$,
    $$CALL advance('R')$$, $$CALL publish('R')$$, $$CALL rescore('R')$$, $$CALL correct('R', NULL)$$,
    $$UPDATE assessment SET note = 'x' WHERE round = 'R' AND stage = 'self'$$, $$UPDATE assessment SET context = '{}' WHERE round = 'R'$$, $$TRUNCATE assessment$$,
    $$UPDATE participant SET league = 'x' WHERE round = 'R'$$, $$UPDATE exemption SET status = 'accepted' WHERE round = 'R'$$, $$DELETE FROM evidence$$, $$UPDATE explanation SET answer = 'x'$$,
    $$INSERT INTO grade_cap VALUES ('R', 'A', 'x', 'y')$$, $$DELETE FROM zero_missing WHERE round = 'R'$$, $$DELETE FROM stage_window; INSERT INTO stage_window VALUES ('R', 'review')$$,
    $$UPDATE criterion SET title = 'x' WHERE scheme = 'S'$$, $$UPDATE round_event SET reason = 'x'$$, $$DELETE FROM agency WHERE code = 'A'$$]) t;

-- a correction: the published revision is shown until the next one is, and its
-- scheme and year stay
BEGIN;
CALL correct('R', 'x');
CALL reopen('R', 'setup', 'x');
SELECT test.error_of($$UPDATE round SET year = 2030 WHERE code = 'R'$$), test.error_of($$UPDATE round SET scheme = 'QD876' WHERE code = 'R'$$);
ROLLBACK;
CALL correct('R', 'sai số liệu của Sở A');
UPDATE participant SET league = 'khác' WHERE round = 'R' AND agency = 'C';
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'B', '1.2', 'review', '{"a": 4, "b": 1}');
SELECT agency, par_index, rank, revision, is_published FROM ranking WHERE round = 'R' ORDER BY rank, agency;
SELECT agency, league, field_index FROM field_index WHERE round = 'R' AND field = '1' ORDER BY agency;
SELECT basis, agency, par_index FROM ranking_by_basis WHERE round = 'R' AND basis = 'official' ORDER BY agency;
SELECT test.error_of($$SELECT * FROM verify('R')$$);
CALL advance('R'); CALL publish('R');
SELECT agency, par_index, rank, revision, is_published FROM ranking WHERE round = 'R' ORDER BY rank, agency;
SELECT revision, agency, par_index, rank FROM result WHERE round = 'R' ORDER BY 1, 2;
SELECT count(DISTINCT fingerprint) AS fingerprints FROM publication WHERE round = 'R';
SELECT * FROM verify('R');
-- what was tampered with behind the triggers is found
ALTER TABLE assessment DISABLE TRIGGER ALL;
UPDATE assessment SET points = 39 WHERE round = 'R' AND agency = 'A' AND criterion = '1.2' AND stage = 'review';
ALTER TABLE assessment ENABLE TRIGGER ALL;
SELECT agency, criterion, what, published, recomputed FROM verify('R') WHERE what <> 'fingerprint';
SELECT count(*) AS fingerprint FROM verify('R') WHERE what = 'fingerprint';

-- ---------------------------------------------------------------------------
-- the next year: change of rank, and a merger
INSERT INTO round (code, scheme, year, title) VALUES ('R26', 'S', 2026, 'Năm 2026');
INSERT INTO agency (code, name, kind) VALUES ('BC', 'Sở BC', 'sở');
INSERT INTO succession VALUES ('B', 'BC', '2026-03-01'), ('C', 'BC', '2026-03-01');
INSERT INTO participant (round, agency) VALUES ('R26', 'A'), ('R26', 'BC');
CALL advance('R26');
INSERT INTO zero_missing (round, agency, reason) VALUES ('R26', 'A', 'x'), ('R26', 'BC', 'x');
CALL advance('R26');
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R26', 'A', '2', 'appraisal', 5), ('R26', 'BC', '2', 'appraisal', 35);
CALL advance('R26'); CALL advance('R26'); CALL advance('R26'); CALL publish('R26');
SELECT round, agency, par_index, rank, rank_change, index_change FROM ranking WHERE round IN ('R', 'R26') ORDER BY round, rank, agency;
SELECT agency, year, assessed_agency, par_index, rank, ranked FROM trend WHERE agency IN ('A', 'B', 'BC') ORDER BY agency, year, assessed_agency;
SELECT agency, self_assessed, appraised, reviewed, criteria, self_criteria, evidence, open_questions FROM progress WHERE round = 'R' ORDER BY agency;
SELECT agency, criterion, self_points, points, gap FROM gap WHERE round = 'R' ORDER BY 1, 2;
SELECT agency, criterion, self_points, appraisal_points, review_points, points, share, not_applicable FROM score WHERE round = 'R' ORDER BY 1, 2;
-- the same as a sheet, in the order of the scheme, with sums
SELECT level, criterion, kind, max_points AS max, self_points AS self, appraisal_points AS appraised, review_points AS reviewed, survey_points AS survey, points, counted_max_points AS counted_max, share,
       not_applicable AS out, appraisal_note, review_note, exempt_reason, evidence
FROM score_sheet WHERE round = 'R' AND agency = 'A' ORDER BY place;
SELECT DISTINCT agency_name, title, title_en, scheme, field, revision, is_published, is_recorded FROM score_sheet WHERE round = 'R' AND agency = 'A' AND level = 1 ORDER BY field;

-- changes come from unrounded values: 81.25 to 78.83 is -2.43
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('Z', 'Thay đổi', 'thay đổi', false);
INSERT INTO criterion (scheme, code, title, max_points, method) VALUES ('Z', '1', 'Một', 100, 'statistic');
CALL approve_scheme('Z');
CREATE PROCEDURE whole_round(code text, year integer, points numeric) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO round (code, scheme, year, title) VALUES (code, 'Z', year, code);
    INSERT INTO participant (round, agency, inclusion_reason) VALUES (code, 'A', 'thử');
    CALL advance(code);
    CALL advance(code);
    INSERT INTO assessment (round, agency, criterion, stage, points) VALUES (code, 'A', '1', 'appraisal', points);
    FOR i IN 1 .. 3 LOOP
        CALL advance(code);
    END LOOP;
    CALL publish(code);
END $$;
CALL whole_round('Z1', 2023, 81.254);
CALL whole_round('Z2', 2024, 78.826);
SELECT round, par_index, rank_change, index_change FROM ranking WHERE round LIKE 'Z_' ORDER BY round;

-- one round or one agency is found by index
CREATE FUNCTION plan_of(q text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    SET LOCAL enable_seqscan = off;
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || q LOOP
        plan := plan || line || E'\n';
    END LOOP;
    RETURN plan;
END $$;
SELECT q, plan_of(q) !~ 'Seq Scan on (assessment|participant|result|result_item) ' AS no_table_is_read_through,
       plan_of(q) ~ 'using (assessment|result)_' AS by_index
FROM unnest('{ranking,score,trend}'::text[]) v, unnest('{round = ''R'',agency = ''A''}'::text[]) c, LATERAL (SELECT format('SELECT * FROM %s WHERE %s', v, c)) x (q)
WHERE v <> 'trend' OR c LIKE 'agency%';

-- delegation: a criterion, with all beneath it, for those in charge
CREATE ROLE regress_appraiser;
CREATE ROLE regress_team;
CREATE ROLE regress_other;
GRANT regress_team TO regress_appraiser;
GRANT USAGE ON SCHEMA test TO regress_appraiser, regress_other;
CALL test.hand_over('reg_round');
CALL grant_duty('regress_appraiser', 'appraiser');
CALL grant_duty('regress_other', 'appraiser');
INSERT INTO round (code, scheme, year, title) VALUES ('R27', 'S', 2027, 'Năm 2027');
INSERT INTO participant (round, agency) VALUES ('R27', 'A');
CALL advance('R27');
INSERT INTO zero_missing (round, agency, reason) VALUES ('R27', 'A', 'x');
CALL advance('R27');
INSERT INTO delegation VALUES ('R27', '1', 'regress_team');
SELECT test.error_of($$INSERT INTO delegation VALUES ('R27', '7', 'regress_team')$$);
SET ROLE regress_other;
SELECT test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R27', 'A', '1.2', 'appraisal', '{"a": 2, "b": 1}')$$);
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R27', 'A', '2', 'appraisal', 1);
SET ROLE regress_appraiser;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R27', 'A', '1.2', 'appraisal', '{"a": 2, "b": 1}');
RESET ROLE;
UPDATE assessment SET inputs = '{"a": 4, "b": 1}' WHERE round = 'R27' AND criterion = '1.2';
SELECT criterion, points, assessed_by = current_user AS by_owner, assessed_by FROM assessment WHERE round = 'R27' AND assessed_by LIKE 'regress%' ORDER BY criterion;
REASSIGN OWNED BY regress_registry TO CURRENT_USER;
CALL test.drop_roles('regress_appraiser', 'regress_team', 'regress_other', 'regress_registry');

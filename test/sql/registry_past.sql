-- What the log tells of the past: rankings as they stood, and what became of an assessment.
SET client_min_messages = warning;
CALL par.create_registry('reg_past');
SET search_path = reg_past;

INSERT INTO scheme (code, title, agency_kind, bonus_cap, point_decimals, tie_rule, tie_keys) VALUES ('S', 'Bộ chỉ số', 'sở', 5, 2, 'secondary', '{1,T}');
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, method, kind, not_applicable, source) VALUES
    ('S', '1', NULL, 'Thủ tục', 60, NULL, 'appraisal', 'scored', 'exclude', NULL),
    ('S', '1.1', '1', 'Tỷ lệ', 30, 'a = 0: na; else: min(30, 30 * b / a)', 'appraisal', 'scored', 'share_siblings', NULL),
    ('S', '1.2', '1', 'Cổng', 10, 'points(''1.1'') >= 15: 10; else: 0', 'appraisal', 'scored', 'exclude', NULL),
    ('S', '1.3', '1', 'So với các sở khác', 20, 'not known(peer_mean(b)): 5; b >= peer_mean(b): 20; else: 7', 'appraisal', 'scored', 'rescale_parent', NULL),
    ('S', '2', NULL, 'Khảo sát', 20, NULL, 'survey', 'scored', 'exclude', 'khảo sát'),
    ('S', '3', NULL, 'Chấm tay', 20, NULL, 'appraisal', 'scored', 'exclude', NULL),
    ('S', 'T', NULL, 'Thưởng', 5, NULL, 'appraisal', 'bonus', 'exclude', NULL),
    ('S', 'P', NULL, 'Phạt', 3, NULL, 'appraisal', 'penalty', 'exclude', NULL),
    ('S', 'M', NULL, 'Theo dõi', 0, NULL, 'appraisal', 'monitor', 'exclude', NULL);
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1.1', 'a', 'count'), ('S', '1.1', 'b', 'count'), ('S', '1.3', 'b', 'count');
INSERT INTO grade (scheme, label, min_index, no_zero_criterion) VALUES ('S', 'Tốt', 60, true), ('S', 'Khá', 40, false), ('S', 'Yếu', 0, false);
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('S', '2', 'Q', 'Hài lòng?');
INSERT INTO answer_option (scheme, code, share) VALUES ('S', 'A', 1), ('S', 'B', 0.5), ('S', 'C', 0);
CALL approve_scheme('S');
CALL revise_scheme('S', 'S2');
UPDATE criterion SET max_points = 10 WHERE scheme = 'S2' AND code IN ('2', '3');
CALL approve_scheme('S2');
INSERT INTO agency (code, name, kind) SELECT c, 'Sở ' || c, 'sở' FROM unnest(ARRAY['A', 'B, "]', 'C', 'D', 'E', 'F']) c;
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025'), ('R2', 'S2', 2026, 'Năm 2026'), ('Đ, "x"]', 'S', 2024, 'Năm 2024');
INSERT INTO participant (round, agency, league) SELECT r.code, a.code, 'main' FROM round r, agency a WHERE a.code <> 'F';

-- after each commit: the moment, and what the ranking showed
CREATE TABLE moment (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, what text, rankings text[]);
CREATE FUNCTION rankings() RETURNS text[] LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT ARRAY(SELECT ROW(round, league, agency, points, max_points, bonus, penalty, par_index, rank, grade, revision, is_published)::text COLLATE "C" FROM ranking ORDER BY 1)
$$;
CREATE FUNCTION rankings_as_of(at timestamptz) RETURNS text[] LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT ARRAY(SELECT ROW(r.code, k.league, k.agency, k.points, k.max_points, k.bonus, k.penalty, k.par_index, k.rank, k.grade, k.revision, k.is_published)::text COLLATE "C"
                 FROM round r CROSS JOIN LATERAL as_of(r.code, rankings_as_of.at) k ORDER BY 1)
$$;

-- what may be done, and mostly is
CREATE TABLE deed (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, statement text);
CREATE TABLE refusal (statement text, message text);
CREATE PROCEDURE try(statement text) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    INSERT INTO refusal VALUES (statement, SQLERRM);
END
$$;
INSERT INTO deed (statement) SELECT unnest(ARRAY[
    'INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES (%1$L, %2$L, ''1.1'', %3$L, ''{"a": %4$s, "b": %5$s}'')',
    'INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES (%1$L, %2$L, ''1.3'', %3$L, ''{"b": %5$s}''), (%1$L, %2$L, ''1.2'', %3$L, NULL)',
    'INSERT INTO assessment (round, agency, criterion, stage, points) VALUES (%1$L, %2$L, ''3'', %3$L, %4$s), (%1$L, %2$L, ''T'', %3$L, %5$s * 0.5) ON CONFLICT (round, agency, criterion, stage) DO UPDATE SET points = excluded.points',
    'INSERT INTO assessment (round, agency, criterion, stage, points) VALUES (%1$L, %2$L, ''P'', %3$L, %5$s * 0.3)',
    'UPDATE assessment SET inputs = ''{"a": %4$s, "b": %5$s}'' WHERE round = %1$L AND agency = %2$L AND criterion = ''1.1'' AND stage = %3$L',
    'UPDATE assessment SET inputs = ''{"b": %5$s}'' WHERE round = %1$L AND criterion = ''1.3'' AND stage = %3$L',
    'UPDATE assessment SET points = %5$s, note = ''sửa %4$s'' WHERE round = %1$L AND agency = %2$L AND stage = %3$L AND criterion IN (''1.1'', ''3'')',
    'DELETE FROM assessment WHERE round = %1$L AND agency = %2$L AND stage = %3$L AND criterion IN (''1.1'', ''T'')',
    'INSERT INTO exemption (round, agency, criterion, reason, status) VALUES (%1$L, %2$L, CASE %5$s WHEN 1 THEN ''1'' WHEN 2 THEN ''2'' ELSE ''1.1'' END, ''x'', ''accepted'')',
    'INSERT INTO exemption (round, agency, criterion, reason, status) VALUES (%1$L, NULL, ''1.3'', ''x'', ''proposed'')',
    'UPDATE exemption SET status = CASE status WHEN ''accepted'' THEN ''refused'' ELSE ''accepted'' END WHERE round = %1$L',
    'DELETE FROM exemption WHERE round = %1$L AND agency = %2$L',
    'INSERT INTO zero_missing (round, agency, reason) VALUES (%1$L, %2$L, ''x'')',
    'DELETE FROM zero_missing WHERE round = %1$L AND agency = %2$L',
    'INSERT INTO survey_answer (round, agency, question, respondent, option) VALUES (%1$L, %2$L, ''Q'', ''r%4$s'', chr(65 + %5$s %% 3))',
    'UPDATE survey_answer SET option = chr(65 + %5$s %% 3) WHERE round = %1$L AND agency = %2$L',
    'DELETE FROM survey_answer WHERE round = %1$L AND agency = %2$L',
    'UPDATE participant SET league = concat(''league '', %5$s %% 3) WHERE round = %1$L AND agency = %2$L',
    'UPDATE participant SET ranked = NOT ranked, unranked_reason = ''x'' WHERE round = %1$L AND agency = %2$L',
    'INSERT INTO participant (round, agency, league) VALUES (%1$L, ''F'', ''main'')',
    'DELETE FROM participant WHERE round = %1$L AND agency = ''F''',
    'INSERT INTO grade_cap VALUES (%1$L, %2$L, ''Khá'', ''x'')',
    'DELETE FROM grade_cap WHERE round = %1$L AND agency = %2$L',
    'UPDATE round SET survey_held = NOT survey_held WHERE code = %1$L',
    'CALL rescore(%1$L)',
    'CALL take_over(%1$L)',
    'UPDATE agency SET attributes = ''{"x": %5$s}'' WHERE code = %2$L']);

-- deeds at random, each in a transaction of its own or some together
CREATE PROCEDURE live(steps integer) LANGUAGE plpgsql AS $$
DECLARE
    d record;
    of_round text;
    of_agency text;
    of_stage text;
BEGIN
    FOR i IN 1 .. steps LOOP
        FOR j IN 1 .. 1 + floor(random() * 5)::integer LOOP
            of_round := (SELECT r.code FROM reg_past.round r ORDER BY random() LIMIT 1);
            of_stage := (SELECT CASE WHEN r.stage IN ('appraisal', 'review') THEN r.stage ELSE 'self' END FROM reg_past.round r WHERE r.code = of_round);
            of_agency := (SELECT p.agency FROM reg_past.participant p WHERE p.round = of_round ORDER BY random() LIMIT 1);
            SELECT x.* INTO d FROM reg_past.deed x ORDER BY random() LIMIT 1;
            CALL reg_past.try(format(d.statement, of_round, of_agency, of_stage, floor(random() * 20)::integer, floor(random() * 10)::integer));
        END LOOP;
        COMMIT;
        INSERT INTO reg_past.moment (at, what, rankings) VALUES (clock_timestamp(), d.statement, reg_past.rankings());
        COMMIT;
    END LOOP;
END
$$;
-- so that a round can move on whatever was done
CREATE PROCEDURE move(of_round text) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE exemption SET status = 'accepted' WHERE round = of_round AND status = 'proposed';
    INSERT INTO zero_missing (round, agency, reason) SELECT p.round, p.agency, 'x' FROM participant p WHERE p.round = of_round ON CONFLICT DO NOTHING;
    UPDATE assessment SET points = NULL WHERE round = of_round AND by_hand AND stage <> 'self' AND inputs IS DISTINCT FROM decided_on;
    CALL advance(of_round);
END
$$;
SELECT setseed(0.3);
CALL live(20);
CALL advance('R'); CALL advance('R2'); CALL advance('Đ, "x"]');
CALL live(20);
CALL move('R');
CALL live(60);
CALL move('Đ, "x"]');
CALL live(60);
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'R', p.agency, '3', 'appraisal', 7 FROM participant p WHERE p.round = 'R' ON CONFLICT DO NOTHING;
CALL move('R'); CALL move('R');
CALL live(60);
CALL move('R');
CALL live(10);
CALL publish('R');
CALL live(10);
CALL correct('R', 'sai');
CALL live(30);
CALL move('R');
CALL publish('R');
CALL live(10);
SELECT code, stage, revision FROM round ORDER BY code COLLATE "C";
-- all of it was tried, and most changed something
SELECT count(*) > 60 AS different FROM (SELECT DISTINCT rankings FROM moment) m;
SELECT count(*) AS never_tried FROM deed d WHERE NOT EXISTS (SELECT FROM moment m WHERE m.what = d.statement);

-- at each moment as it was then, from wherever one looks
SELECT count(*) AS moments, count(*) FILTER (WHERE rankings_as_of(at) IS DISTINCT FROM rankings) AS otherwise FROM moment;
SELECT id, what, (SELECT array_agg(x) FROM unnest(rankings) x WHERE x <> ALL (rankings_as_of(at))) AS it_was, (SELECT array_agg(x) FROM unnest(rankings_as_of(at)) x WHERE x <> ALL (rankings)) AS is_told
FROM moment WHERE rankings_as_of(at) IS DISTINCT FROM rankings ORDER BY id LIMIT 3;
-- also with settings and statistics of others
SET enable_hashjoin = off; SET enable_nestloop = on; SET plan_cache_mode = force_generic_plan; SET timezone = 'Asia/Ho_Chi_Minh'; SET datestyle = 'German';
SELECT count(*) FILTER (WHERE rankings_as_of(at) IS DISTINCT FROM rankings) AS otherwise FROM moment WHERE id % 7 = 0;
RESET enable_hashjoin; RESET enable_nestloop; RESET plan_cache_mode; RESET timezone; RESET datestyle;
-- what is not committed is not there, nor what was rolled back
BEGIN;
UPDATE assessment SET points = 1, note = 'khác' WHERE round = 'Đ, "x"]' AND criterion = '3' AND stage = 'appraisal';
UPDATE participant SET league = 'elsewhere' WHERE round = 'Đ, "x"]';
INSERT INTO grade_cap SELECT round, agency, 'Yếu', 'x' FROM participant WHERE round = 'Đ, "x"]' ON CONFLICT DO NOTHING;
SELECT rankings() = rankings_as_of(clock_timestamp()) AS counted, (SELECT rankings FROM moment ORDER BY id DESC LIMIT 1) = rankings_as_of(clock_timestamp()) AS left_out,
       (SELECT rankings FROM moment ORDER BY id DESC LIMIT 1) = rankings_as_of('infinity') AS left_out_for_ever;
ROLLBACK;
SELECT (SELECT rankings FROM moment ORDER BY id DESC LIMIT 1) = rankings_as_of(clock_timestamp()) AS left_out;
SELECT count(*) AS before_all FROM as_of('R', '2000-01-01');
SELECT test.error_of($$SELECT * FROM as_of('X', now())$$), test.error_of($$SELECT * FROM as_of('R', NULL)$$);
-- before a correction that was abandoned, and left something behind
CALL correct('R', 'sai');
DELETE FROM zero_missing WHERE round = 'R';
INSERT INTO grade_cap SELECT round, agency, 'Tốt', 'x' FROM participant WHERE round = 'R' ON CONFLICT DO NOTHING;
DO $$BEGIN CALL abandon_correction('R'); EXCEPTION WHEN OTHERS THEN INSERT INTO zero_missing (round, agency, reason) SELECT p.round, p.agency, 'x' FROM participant p WHERE p.round = 'R'; CALL abandon_correction('R'); END$$;
SELECT count(*) FILTER (WHERE rankings_as_of(at) IS DISTINCT FROM rankings) AS otherwise FROM moment;
-- a round that is gone was there
INSERT INTO round (code, scheme, year, title) VALUES ('gone', 'S', 2020, 'x');
INSERT INTO participant (round, agency) VALUES ('gone', 'A'), ('gone', 'C');
CALL advance('gone');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('gone', 'A', '2', 'x', 'accepted');
UPDATE participant SET ranked = false, unranked_reason = 'x' WHERE round = 'gone' AND agency = 'C';
INSERT INTO zero_missing (round, agency, reason) SELECT round, agency, 'x' FROM participant WHERE round = 'gone';
CALL advance('gone');
DELETE FROM zero_missing WHERE round = 'gone';
INSERT INTO moment (at, what, rankings) VALUES (clock_timestamp(), 'gone', ARRAY(SELECT ROW(league, agency, points, max_points, bonus, penalty, par_index, rank, grade, revision, is_published)::text FROM ranking WHERE round = 'gone' ORDER BY 1));
DELETE FROM round WHERE code = 'gone';
SELECT ARRAY(SELECT k::text FROM as_of('gone', m.at) k ORDER BY 1) = m.rankings AS same, cardinality(m.rankings) FROM moment m WHERE m.what = 'gone';
SELECT count(*) FROM as_of('gone', now());
-- of a round that was recorded, what was recorded then
INSERT INTO round (code, scheme, year, title) VALUES ('old', 'S', 2023, 'Năm 2023');
INSERT INTO import_result (agency, par_index, rank, grade) VALUES ('A', '80', '1', 'Tốt'), ('C', '70,5', '2', 'Tốt');
CALL record_published('old', '2024-03-01', 'QĐ 1');
INSERT INTO moment (at, what, rankings) VALUES (clock_timestamp(), 'old', ARRAY(SELECT ROW(league, agency, points, max_points, bonus, penalty, par_index, rank, grade, revision, is_published)::text FROM ranking WHERE round = 'old' ORDER BY 1));
INSERT INTO import_result (agency, par_index, rank, grade) VALUES ('A', '81', '1', 'Tốt'), ('C', '70,5', '2', 'Khá');
CALL record_published('old', '2024-03-01', 'QĐ 1');
SELECT ARRAY(SELECT k::text FROM as_of('old', m.at) k ORDER BY 1) = m.rankings AS same, m.rankings FROM moment m WHERE m.what = 'old';
SELECT agency, par_index, rank, grade FROM as_of('old', 'infinity') ORDER BY 1;

-- ---------------------------------------------------------------------------
-- what became of an assessment

INSERT INTO round (code, scheme, year, title) VALUES ('H', 'S', 2021, 'x');
INSERT INTO participant (round, agency) VALUES ('H', 'A'), ('H', 'C');
INSERT INTO stage_window (round, stage, closes_at) VALUES ('H', 'appraisal', '2999-01-01 00:00+00');
CALL advance('H');
INSERT INTO evidence (round, agency, criterion, title, pages) VALUES ('H', 'A', '1.1', 'Báo cáo', '3');
INSERT INTO assessment (round, agency, criterion, stage, inputs, note) VALUES ('H', 'A', '1.1', 'self', '{"a": 4, "b": 1}', 'x'), ('H', 'C', '1.1', 'self', '{"a": 4, "b": 1}', NULL), ('H', 'A', '1.2', 'self', NULL, NULL);
UPDATE assessment SET inputs = '{"a": 4, "b": 2}', note = NULL WHERE round = 'H' AND agency = 'A' AND criterion = '1.1';
UPDATE assessment SET inputs = '{"a": 0, "b": 2}' WHERE round = 'H' AND agency = 'A' AND criterion = '1.1';
DELETE FROM assessment WHERE round = 'H' AND agency = 'A' AND criterion = '1.1';
UPDATE evidence SET pages = '3-4' WHERE round = 'H' AND agency = 'A';
INSERT INTO exemption (round, agency, criterion, reason) VALUES ('H', NULL, '1.1', 'mưa bão'), ('H', 'C', '1.1', 'khác'), ('H', NULL, '1', 'khác');
UPDATE exemption SET status = 'refused' WHERE round = 'H';
BEGIN;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('H', 'A', '1.1', 'self', '{"a": 4, "b": 4}');
SELECT h.at IS NULL AS is_open, h.actor = session_user AS by_me, h.relation, CASE h.relation WHEN 'assessment' THEN h.item END AS item, h.operation, h.what, h.before, h.after FROM history('H', 'A', '1.1') h;
COMMIT;
SELECT h.what, h.before, h.after FROM history('H', 'A', '1.2') h;
SELECT bool_and(h.at >= h.before) AS in_order FROM (SELECT at, lag(at, 1, '-infinity') OVER (ORDER BY place) AS before FROM history('H', 'A', '1.1') WITH ORDINALITY h (at, a, l, c, r, i, o, w, b, n, place)) h;
SELECT count(*) FROM history('H', 'A', '1');
SELECT count(*) FROM history('H', 'B', '1.1');
SELECT test.error_of($$SELECT * FROM history('X', 'A', '1.1')$$);
SELECT count(*) AS problems FROM verify_log();

-- ---------------------------------------------------------------------------
-- what all tables hold is what the log says, to the last digit, and so is what it was before each change

CREATE FUNCTION next_content(content jsonb, old json, new json) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN new IS NULL THEN NULL WHEN old IS NULL THEN new::jsonb ELSE content || new::jsonb END
$$;
CREATE AGGREGATE content_after(json, json) (SFUNC = next_content, STYPE = jsonb);
CREATE FUNCTION unlike_the_log(of_table name) RETURNS TABLE (rows bigint, otherwise bigint, before_otherwise bigint) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY EXECUTE format($q$
        WITH change AS MATERIALIZED (
            SELECT r.*, (SELECT jsonb_object_agg(k.name, v.value) FROM unnest(l.key_columns) WITH ORDINALITY k (name, place)
                         JOIN jsonb_array_elements(r.key::jsonb) WITH ORDINALITY v (value, place) USING (place)) AS keys
            FROM change_log l JOIN change_row r ON r.log = l.id WHERE l.table_name = %1$L
        ), told AS (
            SELECT jsonb_populate_record(NULL::%1$I, c.keys || content_after(c.old, c.new ORDER BY c.log, c.place))::text AS content
            FROM change c GROUP BY c.key, c.keys HAVING content_after(c.old, c.new ORDER BY c.log, c.place) IS NOT NULL
        ), there AS (
            SELECT jsonb_populate_record(NULL::%1$I, to_jsonb(t) - 'rule')::text AS content FROM %1$I t
        ), course AS (
            SELECT c.old, content_after(c.old, c.new) OVER (PARTITION BY c.key ORDER BY c.log, c.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM change c
        )
        SELECT (SELECT count(*) FROM there),
               (SELECT count(*) FROM ((TABLE told EXCEPT ALL TABLE there) UNION ALL (TABLE there EXCEPT ALL TABLE told)) d),
               (SELECT count(*) FROM course c WHERE jsonb_strip_nulls(c.old::jsonb)::text IS DISTINCT FROM jsonb_strip_nulls(c.before)::text)
        $q$, of_table);
END
$$;
SELECT c.relname, u.rows > 0 AS has_rows, u.otherwise, u.before_otherwise
FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'log_inserted' CROSS JOIN LATERAL unlike_the_log(c.relname) u
WHERE c.relnamespace = 'reg_past'::regnamespace ORDER BY 1;
SET client_min_messages = error;
DROP SCHEMA reg_past CASCADE;

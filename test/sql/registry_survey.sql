-- Survey of a registry: what answers are taken, points by hand and against
-- plain SQL, margins against formulas, what is missing.
SET client_min_messages = warning;
CALL par.create_registry('reg_survey');
SET search_path = reg_survey;

-- The impact of reform: a leaders' survey of 22 points, SIPAS of 10.
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'province', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, method, position) VALUES
    ('S', '8', NULL, 'Tác động của cải cách hành chính', 40, 'appraisal', 1),
    ('S', '8.1', '8', 'Đánh giá của lãnh đạo, chuyên gia', 22, 'survey', 1),
    ('S', '8.2', '8', 'Mức độ hài lòng của người dân (SIPAS)', 10, 'survey', 2),
    ('S', '8.3', '8', 'Mức độ hài lòng, do nơi khác khảo sát', 3, 'survey', 3),
    ('S', '8.4', '8', 'Phát triển kinh tế - xã hội', 5, 'appraisal', 4);
INSERT INTO respondent_group VALUES ('S', '8.1', 'leaders', 2, 3), ('S', '8.1', 'experts', 1, 2);
INSERT INTO survey_question VALUES ('S', '8.1', 'L1', 'Chất lượng chỉ đạo', 1), ('S', '8.1', 'L2', 'Chất lượng văn bản', 2),
    ('S', '8.2', 'P1', 'Tiếp cận dịch vụ', 1), ('S', '8.2', 'P2', 'Thủ tục', 1), ('S', '8.2', 'P3', 'Công chức', 1);
INSERT INTO answer_option VALUES ('S', 'A', 1), ('S', 'B', 0.6), ('S', 'C', 0.2), ('S', 'D', 0), ('S', 'không ý kiến', NULL);
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) SELECT code, code, 'province' FROM unnest('{HP,HUE,BD,QN,LS,CB}'::text[]) code;
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('2023', 'S', 2023, 'Năm 2023', true),
    ('empty', 'S', 2024, 'Năm 2024', true), ('unheld', 'S', 2025, 'Năm 2025', false), ('setup', 'S', 2026, 'Năm 2026', true), ('large', 'S', 2020, 'Năm 2020', true);
INSERT INTO participant (round, agency) SELECT r.code, a.code FROM round r, agency a WHERE r.code <> 'large';
CALL advance('2023');
CALL advance('empty');
CALL advance('unheld');

-- By hand.  HP, leaders: L1 (1 + 0.2 + 2 * 0)/4 = 0.3, L2 (0.6 + 2 * 1)/3 = 2.6/3,
-- mean (0.3 + 2 * 2.6/3)/3 = 6.1/9; experts answered L1 alone: 0.6;
-- 22 * (2 * 6.1/9 + 0.6)/3 = 387.2/27.
-- HUE: no expert answered, leaders 22 * (0.6 + 2 * 0.2)/3.
-- BD: P1 1/3, P2 2/3, P3 has an answer of weight 0 only: 10 * (1/3 + 2/3)/2 = 5.
-- QN: nobody has an opinion of SIPAS; for the leaders' survey D throughout: 0.
COPY survey_answer (round, agency, question, respondent, respondent_group, option, weight) FROM stdin;
2023	HP	L1	r1	leaders	A	1
2023	HP	L1	r2	leaders	C	1
2023	HP	L1	r3	leaders	D	2
2023	HP	L2	r1	leaders	B	1
2023	HP	L2	r2	leaders	không ý kiến	1
2023	HP	L2	r3	leaders	A	2
2023	HP	L1	e1	experts	B	0.25
2023	HP	L2	e1	experts	không ý kiến	0.25
2023	HUE	L1	r1	leaders	B	7
2023	HUE	L2	r1	leaders	C	7
2023	BD	P1	1	\N	A	3
2023	BD	P1	2	\N	D	3
2023	BD	P1	3	\N	D	3
2023	BD	P2	1	\N	A	3
2023	BD	P2	2	\N	A	3
2023	BD	P2	3	\N	D	3
2023	BD	P3	0	\N	A	0
2023	QN	P1	1	\N	không ý kiến	1
2023	QN	L1	1	experts	D	1
2023	QN	L2	2	experts	D	1
\.
SELECT *, points = CASE agency || ' ' || criterion WHEN 'HP 8.1' THEN round(387.2 / 27, 16) WHEN 'HUE 8.1' THEN round(22 / 3.0, 16) WHEN 'BD 8.2' THEN 5 WHEN 'QN 8.1' THEN 0 END AS by_hand
FROM survey_points('2023') ORDER BY agency COLLATE "C";
SELECT * FROM survey_points('2023', '{HUE,BD,nowhere,NULL}') ORDER BY agency COLLATE "C";
SELECT (SELECT count(*) FROM survey_points('2023', NULL)) AS all_of_them, (SELECT count(*) FROM survey_points('2023', '{}')) AS none_of_them;
-- the same weights, in another unit
BEGIN;
CREATE TEMP TABLE before AS SELECT * FROM survey_points('2023');
UPDATE survey_answer SET weight = weight * 0.001;
SELECT count(*) AS different FROM (TABLE before EXCEPT SELECT * FROM survey_points('2023')) d;
-- a share of many digits is not cut
UPDATE survey_answer SET option = 'B' WHERE agency = 'QN' AND option = 'D';
SET LOCAL session_replication_role = replica;
UPDATE answer_option SET share = 0.12345678901234567 WHERE code = 'B';
SELECT points = round(22 * 0.12345678901234567, 16) AS all_digits FROM survey_points('2023', '{QN}');
ROLLBACK;

-- What is missing: HP one expert; HUE two leaders, both experts; nobody for SIPAS
-- but in BD.  8.3 has no questions.
SELECT * FROM survey_shortfall('2023') ORDER BY agency COLLATE "C", criterion, respondent_group COLLATE "C";
SELECT count(*) AS all_participants FROM survey_shortfall('empty');
BEGIN;
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('2023', 'HP', '8', 'sáp nhập', 'accepted'), ('2023', NULL, '8.2', 'không khảo sát', 'accepted'),
    ('2023', 'HUE', '8', 'đang xét', 'proposed'), ('2023', 'BD', '8.1', 'không đồng ý', 'refused');
SELECT agency, criterion, count(*) FROM survey_shortfall('2023') WHERE agency IN ('HP', 'HUE', 'BD') GROUP BY agency, criterion ORDER BY agency COLLATE "C", criterion;
ROLLBACK;

-- No survey, no answers, no such round.
SELECT 'points' AS of, count(*) FROM survey_points('unheld') UNION ALL SELECT 'estimate', count(*) FROM survey_estimate('unheld') UNION ALL SELECT 'shortfall', count(*) FROM survey_shortfall('unheld')
UNION ALL SELECT 'points', count(*) FROM survey_points('empty') UNION ALL SELECT 'estimate', count(*) FROM survey_estimate('empty') UNION ALL SELECT 'estimate', count(*) FROM survey_estimate('empty', 'HP');
SELECT call, test.error_of(format('SELECT * FROM %s', call)) FROM unnest(ARRAY[
    'survey_points(''none'')', 'survey_estimate(''none'')', 'survey_shortfall(''none'')', 'survey_points(NULL)', 'survey_estimate(NULL, ''HP'')', 'survey_shortfall(NULL)', 'survey_estimate(''2023'', ''nowhere'')']) call;

-- Answers that are refused.
CREATE FUNCTION pg_temp.refused(VARIADIC answers text[]) RETURNS text LANGUAGE sql AS $$
    SELECT test.error_of(format('INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option, weight, stratum, cluster, population) VALUES (%s)', array_to_string(answers, '), (')))
$$;
SELECT pg_temp.refused($$'2023', 'CB', 'X9', 'r', 'leaders', 'A', 1, NULL, NULL, NULL$$) AS question;
SELECT pg_temp.refused($$'2023', 'CB', 'L1', 'r', 'leaders', 'A', 1, NULL, NULL, NULL$$, $$'2023', 'CB', 'L1', 's', 'leaders', 'E', 1, NULL, NULL, NULL$$) AS option;
SELECT pg_temp.refused($$'2023', 'CB', 'L1', 'r', 'citizens', 'A', 1, NULL, NULL, NULL$$) AS other_group;
SELECT pg_temp.refused($$'2023', 'CB', 'L1', 'r', NULL, 'A', 1, NULL, NULL, NULL$$) AS no_group;
SELECT pg_temp.refused($$'2023', 'CB', 'P1', 'r', 'leaders', 'A', 1, NULL, NULL, NULL$$) AS no_groups;
SELECT pg_temp.refused($$'2023', 'nowhere', 'P1', 'r', NULL, 'A', 1, NULL, NULL, NULL$$) AS agency;
SELECT pg_temp.refused($$'unheld', 'CB', 'P1', 'r', NULL, 'A', 1, NULL, NULL, NULL$$) AS unheld;
SELECT pg_temp.refused($$'setup', 'CB', 'P1', 'r', NULL, 'A', 1, NULL, NULL, NULL$$) AS early;
SELECT row_of, left(pg_temp.refused(row_of), 5) AS constraints FROM unnest(ARRAY[
    $$'2023', 'CB', 'P1', 'r', NULL, 'A', -1, NULL, NULL, NULL$$, $$'2023', 'CB', 'P1', 'r', NULL, 'A', 1e-10, NULL, NULL, NULL$$, $$'2023', 'CB', 'P1', 'r', NULL, 'A', 1e9, NULL, NULL, NULL$$, $$'2023', 'CB', 'P1', 'r', NULL, 'A', 'NaN', NULL, NULL, NULL$$,
    $$'2023', 'CB', 'P1', 'r', NULL, 'A', 1, NULL, NULL, 0.5$$, $$'2023', 'CB', 'P1', 'r', NULL, 'A', 1, NULL, NULL, 'NaN'$$, $$'2023', 'CB', 'P1', 'r', NULL, NULL, 1, NULL, NULL, NULL$$, $$'2023', 'BD', 'P1', '1', NULL, 'A', 3, NULL, NULL, NULL$$]) row_of;
-- a respondent is one element of the sample, of a criterion
SELECT pg_temp.refused($$'2023', 'BD', 'P3', '1', NULL, 'A', 4, NULL, NULL, NULL$$) AS weight;
SELECT pg_temp.refused($$'2023', 'HP', 'L2', 'r9', 'experts', 'A', 1, NULL, NULL, NULL$$, $$'2023', 'HP', 'L1', 'r9', 'leaders', 'A', 1, NULL, NULL, NULL$$) AS in_one_statement;
SELECT design, left(pg_temp.refused(format($$'2023', 'CB', 'P1', 'r', NULL, 'A', 1, 's', 'c', 10$$), format($$'2023', 'CB', 'P2', 'r', NULL, 'A', %s$$, design)), 5) AS contradicts
FROM unnest(ARRAY[$$1, NULL, 'c', 10$$, $$1, 't', 'c', 10$$, $$1, 's', NULL, 10$$, $$1, 's', 'd', 10$$, $$1, 's', 'c', NULL$$, $$1, 's', 'c', 11$$]) design;
SELECT test.error_of($$UPDATE survey_answer SET stratum = 'delta' WHERE agency = 'BD' AND question = 'P1'$$) AS one_of_two;
BEGIN;
UPDATE survey_answer SET stratum = 'delta', weight = 4 WHERE agency = 'BD' AND respondent = '1';
INSERT INTO survey_answer VALUES ('2023', 'BD', 'P3', '1', NULL, 'A', 4.00, 'delta'), ('2023', 'BD', 'L1', '1', 'leaders', 'A', 2, 'another');
SELECT count(*) AS taken FROM survey_answer WHERE agency = 'BD' AND respondent = '1';
ROLLBACK;
SELECT test.error_of($$UPDATE survey_answer SET option = 'E' WHERE agency = 'HUE'$$) AS changed;
SELECT test.error_of($$UPDATE survey_answer SET round = 'setup'$$) AS moved;
-- the scheme says which method
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE criterion SET method = 'statistic' WHERE code = '8.2';
SET LOCAL session_replication_role = origin;
SELECT pg_temp.refused($$'2023', 'CB', 'P1', 'r', NULL, 'A', 1, NULL, NULL, NULL$$) AS method;
ROLLBACK;
-- stages and windows; past triggers, a round is put where it would be later
CREATE PROCEDURE pg_temp.put_round(round text, to_stage text, held boolean DEFAULT true) LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE round SET stage = to_stage, survey_held = held WHERE code = put_round.round;
    SET LOCAL session_replication_role = origin;
END $$;
CREATE FUNCTION pg_temp.writes() RETURNS TABLE (write text, error text) LANGUAGE sql AS $$
    SELECT write, left(test.error_of(write), 39) FROM unnest(ARRAY[$_$INSERT INTO survey_answer VALUES ('2023', 'CB', 'P1', 'r', NULL, 'A')$_$,
        $_$UPDATE survey_answer SET option = 'A' WHERE round = '2023' AND agency = 'BD'$_$, $_$DELETE FROM survey_answer WHERE round = '2023' AND agency = 'BD'$_$,
        $_$UPDATE survey_answer SET option = 'A' WHERE false$_$]) write
$$;
BEGIN;
CALL pg_temp.put_round('2023', 'scored');
SELECT * FROM pg_temp.writes();
ROLLBACK;
BEGIN;
INSERT INTO stage_window (round, stage, closes_at) VALUES ('2023', 'survey', '2024-03-01 00:00+07');
SELECT * FROM pg_temp.writes();
ROLLBACK;
BEGIN;
CALL pg_temp.put_round('2023', 'appraisal');
INSERT INTO survey_answer VALUES ('2023', 'CB', 'P1', 'r', NULL, 'A');
CALL pg_temp.put_round('2023', 'explanation');
INSERT INTO survey_answer VALUES ('2023', 'CB', 'P2', 'r', NULL, 'A');
CALL pg_temp.put_round('2023', 'review');
UPDATE survey_answer SET option = 'B' WHERE agency = 'CB';
DELETE FROM survey_answer WHERE agency = 'CB' AND question = 'P2';
SELECT agency, points FROM survey_points('2023', '{CB}');
ROLLBACK;
-- answers may be removed where no survey is held
BEGIN;
CALL pg_temp.put_round('2023', 'appraisal', held => false);
SELECT * FROM pg_temp.writes();
ROLLBACK;

-- Margins.  LS: a simple random sample of 5, all of whom answered both questions:
-- scores 1, 0.8, 0.4, 0.1, 0.3; s^2 = 0.137 and t of 4 degrees of freedom is
-- 2.776445105; with the correction for 50, 0.9 of the variance.
CREATE FUNCTION pg_temp.near(a float8, b float8, bound float8 DEFAULT 1e-12) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT a IS NOT DISTINCT FROM b OR coalesce(abs(a - b) <= bound * abs(b), false)
$$;
INSERT INTO survey_answer (round, agency, question, respondent, option, weight)
SELECT '2023', 'LS', q, r, o, 10 FROM (VALUES ('P1', '1', 'A'), ('P2', '1', 'A'), ('P1', '2', 'A'), ('P2', '2', 'B'), ('P1', '3', 'B'), ('P2', '3', 'C'), ('P1', '4', 'C'), ('P2', '4', 'D'), ('P1', '5', 'B'), ('P2', '5', 'D')) v(q, r, o);
SELECT agency, criterion, respondent_group, respondents, mean, points, pg_temp.near(std_error, 10 * sqrt(0.137 / 5)) AS std_error, pg_temp.near(margin, 2.776445105 * 10 * sqrt(0.137 / 5), 1e-9) AS margin, remark
FROM survey_estimate('2023', 'LS');
BEGIN;
UPDATE survey_answer SET population = 50 WHERE agency = 'LS';
SELECT mean, pg_temp.near(std_error, 10 * sqrt(0.9 * 0.137 / 5)) AS std_error, pg_temp.near(margin, 2.776445105 * 10 * sqrt(0.9 * 0.137 / 5), 1e-9) AS margin FROM survey_estimate('2023', 'LS');
-- one more without opinion is in the sample, not in the domain: 6 rows, of which 5 count
INSERT INTO survey_answer VALUES ('2023', 'LS', 'P1', '6', NULL, 'không ý kiến', 10, NULL, NULL, 50);
SELECT respondents, points, pg_temp.near(std_error, (SELECT 10 * (par.survey_mean(y, 10, NULL, NULL, 50)).std_error FROM unnest('{1,0.8,0.4,0.1,0.3,NULL}'::float8[]) y)) AS std_error FROM survey_estimate('2023', 'LS');
ROLLBACK;
-- where the sample has no variance that could be estimated
SELECT agency, criterion, respondent_group, respondents, mean, points, std_error IS NULL AS no_error, margin IS NULL AS no_margin, remark
FROM survey_estimate('2023') WHERE agency <> 'LS' ORDER BY agency COLLATE "C", criterion, respondent_group COLLATE "C";
CREATE FUNCTION pg_temp.with_design(design text) RETURNS TABLE (points numeric, std_error numeric, has_margin boolean, remark text, others bigint) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($_$INSERT INTO survey_answer SELECT '2023', 'CB', 'P1', i, NULL, CASE WHEN i %% 2 = 0 THEN 'A' ELSE 'C' END, 1, %s FROM generate_series(1, 6) i$_$, design);
    RETURN QUERY SELECT e.points, round(e.std_error::numeric, 9), e.margin IS NOT NULL, e.remark, (SELECT count(*) FROM survey_estimate('2023') o WHERE o.agency <> 'CB' AND o.margin IS NOT NULL)
                 FROM survey_estimate('2023', 'CB') e;
    DELETE FROM survey_answer WHERE agency = 'CB';
END $$;
-- (two clusters of their own mean and all of their population: no error)
SELECT design, d.* FROM unnest(ARRAY[$$CASE WHEN i > 5 THEN 'thành thị' ELSE 'a' END, NULL, NULL$$, $$'a', 'x', NULL$$, $$NULL, 'x', 4$$, $$'a', NULL, 5$$, $$'a', NULL, 10 + i$$, $$'a', NULL, CASE WHEN i > 1 THEN 10 END$$,
    $$'a', 'x', 1$$, $$'a', 'c' || i % 2, 2$$, $$'a', 'c' || i % 2, 4$$]) design, pg_temp.with_design(design) d;

-- Groups, strata and clusters; all answer both questions of unequal weight: a
-- respondent's score is (L1 + 2 L2)/3, and the criterion has (2 leaders + experts)/3.
INSERT INTO survey_answer
SELECT '2023', 'CB', q, g || i, g, substr('ABCDABBAC', 1 + (i * 7 + length(g) + ascii(right(q, 1)) * 5) % 9, 1), 1 + i % 4 * 0.3, 's' || i % 2, CASE WHEN i % 4 > 0 THEN 'c' || i % 6 END, CASE WHEN g = 'leaders' THEN 90 + i % 2 END
FROM generate_series(1, 24) i, unnest('{leaders,experts}'::text[]) g, unnest('{L1,L2}'::text[]) q WHERE g = 'leaders' OR i <= 14;
CREATE VIEW pg_temp.direct AS
WITH score AS (SELECT respondent, respondent_group, a.weight, stratum, cluster, population, sum(share * CASE question WHEN 'L1' THEN 1 ELSE 2 END) / 3 AS score
               FROM survey_answer a JOIN answer_option o ON o.code = a.option WHERE agency = 'CB' AND round = '2023' GROUP BY 1, 2, 3, 4, 5, 6)
SELECT respondent_group, par.survey_mean(score::float8, weight::float8, stratum, cluster, population::float8) AS e FROM score GROUP BY respondent_group;
SELECT s.respondent_group, respondents, pg_temp.near(mean::float8, (e).mean) AS mean, pg_temp.near(points::float8, 22 * (e).mean) AS points,
       pg_temp.near(s.std_error, 22 * (e).std_error) AS std_error, pg_temp.near(margin, 11 * ((e).ci_high - (e).ci_low)) AS margin, (e).df, s.std_error > 0.1 AS much
FROM survey_estimate('2023', 'CB') s JOIN pg_temp.direct d USING (respondent_group) ORDER BY respondent_group COLLATE "C";
SELECT respondents, pg_temp.near(mean::float8, (2 * (l.e).mean + (x.e).mean) / 3) AS mean, points = (SELECT points FROM survey_points('2023', '{CB}')) AS points,
       pg_temp.near(s.std_error, 22 * sqrt((2 / 3.0 * (l.e).std_error) ^ 2 + ((x.e).std_error / 3) ^ 2)) AS std_error,
       pg_temp.near(margin, 22 * sqrt((2 / 3.0 * ((l.e).ci_high - (l.e).mean)) ^ 2 + (((x.e).ci_high - (x.e).mean) / 3) ^ 2)) AS margin, margin BETWEEN 1.96 * s.std_error AND 2.6 * s.std_error AS by_t
FROM survey_estimate('2023', 'CB') s, pg_temp.direct l, pg_temp.direct x WHERE s.respondent_group IS NULL AND l.respondent_group = 'leaders' AND x.respondent_group = 'experts';

-- Questions skipped: the linearization is what the points move by when the weight
-- of a respondent moves, found here by moving it.
DELETE FROM survey_answer WHERE agency = 'CB' AND (question = 'L1' AND respondent IN ('leaders2', 'leaders5', 'leaders20', 'experts3') OR question = 'L2' AND respondent IN ('leaders7', 'leaders8', 'experts1'));
UPDATE survey_answer SET option = 'không ý kiến' WHERE agency = 'CB' AND respondent IN ('leaders7', 'leaders11', 'experts4') OR respondent = 'leaders13' AND question = 'L1';
CREATE FUNCTION pg_temp.influence(who text, in_group text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    high numeric; low numeric;
BEGIN
    UPDATE survey_answer SET weight = weight * 1.00001 WHERE agency = 'CB' AND respondent = who;
    SELECT points INTO high FROM survey_estimate('2023', 'CB') WHERE respondent_group IS NOT DISTINCT FROM in_group;
    UPDATE survey_answer SET weight = weight / 1.00001 * 0.99999 WHERE agency = 'CB' AND respondent = who;
    SELECT points INTO low FROM survey_estimate('2023', 'CB') WHERE respondent_group IS NOT DISTINCT FROM in_group;
    UPDATE survey_answer SET weight = round(weight / 0.99999, 1) WHERE agency = 'CB' AND respondent = who;
    RETURN (high - low) / 0.00002;
END $$;
WITH unit AS (SELECT DISTINCT respondent, respondent_group, stratum, coalesce(cluster, 'of ' || respondent) AS cluster, population FROM survey_answer WHERE agency = 'CB'),
     z AS (SELECT u.*, g, pg_temp.influence(respondent, g) AS z FROM unit u, unnest('{leaders,experts,NULL}'::text[]) g),
     c AS (SELECT g, respondent_group, stratum, cluster, max(population) AS population, sum(z) AS z FROM z WHERE coalesce(g, respondent_group) = respondent_group GROUP BY 1, 2, 3, 4),
     h AS (SELECT g, respondent_group, stratum, (1 - count(*) / coalesce(max(population), 'Infinity')::float8) * count(*) * var_samp(z) AS variance FROM c GROUP BY 1, 2, 3),
     v AS (SELECT g, sqrt(sum(variance)) AS std_error FROM h GROUP BY 1)
SELECT g AS respondent_group, s.respondents, pg_temp.near(s.std_error, v.std_error, 1e-7) AS std_error, s.std_error > 0.1 AS much FROM v JOIN survey_estimate('2023', 'CB') s ON s.respondent_group IS NOT DISTINCT FROM g ORDER BY g COLLATE "C";

-- 100,000 answers of 125 agencies.
INSERT INTO agency (code, name, kind) SELECT 'x' || i, 'x' || i, 'province' FROM generate_series(1, 125) i;
INSERT INTO participant (round, agency) SELECT 'large', code FROM agency WHERE code LIKE 'x%';
CALL advance('large');
CREATE TEMP TABLE answers AS
SELECT 'x' || a AS agency, q.code AS question, 'r' || i AS respondent, CASE WHEN i % 3 = 0 THEN CASE WHEN i % 5 < 2 AND a % 10 > 0 THEN 'experts' ELSE 'leaders' END END AS respondent_group,
       (ARRAY['A', 'B', 'C', 'D', 'không ý kiến'])[1 + (a * 7919 + i * i * 31 + ascii(q.code) * 13 + ascii(right(q.code, 1)) * 17 * i) % 101 * 5 / 101] AS option, ((a * 3 + i * 7) % 23)::numeric / 10 AS weight
FROM generate_series(1, 125) a, generate_series(1, 300) i, survey_question q WHERE (i % 3 = 0) = (q.criterion = '8.1');
INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option, weight) SELECT 'large', * FROM answers;
-- each answer's own share of the points, added up
CREATE TEMP TABLE expected AS
WITH a AS (SELECT a.*, q.criterion, q.weight AS wq, coalesce(g.weight, 1) AS wg, o.share,
                  sum(a.weight) OVER (PARTITION BY a.agency, q.criterion, a.respondent_group, a.question) AS cell,
                  row_number() OVER (PARTITION BY a.agency, q.criterion, a.respondent_group, a.question) AS n_cell, row_number() OVER (PARTITION BY a.agency, q.criterion, a.respondent_group) AS n_group
           FROM answers a JOIN survey_question q ON q.code = a.question JOIN answer_option o ON o.code = a.option LEFT JOIN respondent_group g ON g.criterion = q.criterion AND g.code = a.respondent_group
           WHERE share IS NOT NULL AND a.weight > 0),
     b AS (SELECT *, sum(wq) FILTER (WHERE n_cell = 1) OVER (PARTITION BY agency, criterion, respondent_group) AS questions, sum(wg) FILTER (WHERE n_group = 1) OVER (PARTITION BY agency, criterion) AS groups FROM a)
SELECT agency, criterion, sum((CASE criterion WHEN '8.1' THEN 22 ELSE 10 END * wg * wq * weight * share)::numeric(50, 40) / (groups * questions * cell)) AS points, count(*) AS answers FROM b GROUP BY 1, 2;
SELECT count(*) AS results, bool_and(s.answers = e.answers) AS answers, bool_and(round(e.points, 16) = s.points) AS points, sum(s.answers) > 60000 AS many, count(DISTINCT s.points) > 200 AS different, min(s.points) > 3 AND max(s.points) < 18 AS inside
FROM expected e FULL JOIN survey_points('large') s USING (agency, criterion);
SELECT count(*) AS results, bool_and(s.points = p.points) AS the_same FROM survey_estimate('large') s FULL JOIN survey_points('large') p USING (agency, criterion) WHERE s.respondent_group IS NULL;
-- SIPAS: simple random samples, some without opinion on one question or all
WITH m AS (SELECT agency, question, sum(weight * share) / sum(weight) AS mean, sum(weight) AS weight FROM answers a JOIN answer_option o ON o.code = a.option WHERE share IS NOT NULL AND respondent_group IS NULL GROUP BY 1, 2),
     z AS (SELECT agency, respondent, (a.weight * sum(coalesce((share - m.mean) / m.weight, 0)) / 3)::float8 AS z FROM answers a JOIN answer_option o ON o.code = a.option JOIN m USING (agency, question) GROUP BY agency, respondent, a.weight),
     v AS (SELECT agency, 10 * sqrt(count(*) * var_samp(z)) AS std_error FROM z GROUP BY 1)
SELECT count(*) AS agencies, bool_and(pg_temp.near(s.std_error, v.std_error)) AS std_error, bool_and(margin / s.std_error BETWEEN 1.97 AND 1.975) AS t_of_199 FROM v JOIN survey_estimate('large') s USING (agency) WHERE criterion = '8.2';

-- The order of rows does not matter, nor statistics.
CREATE TEMP TABLE points AS SELECT * FROM survey_points('large');
CREATE TEMP TABLE estimates AS SELECT * FROM survey_estimate('large');
DELETE FROM survey_answer WHERE round = 'large';
INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option, weight) SELECT 'large', * FROM answers ORDER BY md5(respondent || question), agency DESC;
ANALYZE survey_answer;
SELECT (SELECT count(*) FROM (SELECT p::text FROM points p EXCEPT SELECT p::text FROM survey_points('large') p) d) AS points, (SELECT count(*) FROM (SELECT e::text FROM estimates e EXCEPT SELECT e::text FROM survey_estimate('large') e) d) AS estimates,
       (SELECT count(*) FROM (SELECT p::text FROM points p WHERE agency = 'x7' EXCEPT SELECT p::text FROM survey_points('large', '{x7}') p) d) AS points_of_one, (SELECT count(*) FROM (SELECT e::text FROM estimates e WHERE agency = 'x7' EXCEPT SELECT e::text FROM survey_estimate('large', 'x7') e) d) AS of_one;
SELECT count(*) AS short FROM survey_shortfall('large');

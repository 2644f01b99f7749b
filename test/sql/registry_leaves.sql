-- What each agency has at each leaf, and what it comes to, against the same said in SQL: a
-- view over all the tables, and sums by par.point_sum.  Schemes and what is entered are
-- drawn at random.
SET client_min_messages = warning;
CALL par.create_registry('reg_leaves');
SET search_path = reg_leaves;

CREATE VIEW expected_leaf AS
SELECT p.round, b.basis, p.agency, n.scheme, n.code AS criterion, n.kind, n.source, n.field, n.place, n.max_points,
       CASE WHEN w.applicable THEN _counted(e.points, n.max_points, h.point_decimals) END AS points,
       CASE WHEN w.applicable THEN e.points END AS exact_points,
       w.applicable, w.entered_points, w.stage,
       CASE WHEN o.is_reviewed THEN v.inputs ELSE a.inputs END AS inputs,
       CASE WHEN o.is_reviewed THEN v.context ELSE a.context END AS context,
       CASE WHEN o.is_reviewed THEN v.by_hand ELSE a.by_hand END AS by_hand,
       CASE WHEN o.is_reviewed THEN v.note ELSE a.note END AS note,
       CASE WHEN o.is_reviewed THEN v.assessed_by ELSE a.assessed_by END AS assessed_by,
       CASE WHEN o.is_reviewed THEN v.assessed_at ELSE a.assessed_at END AS assessed_at
FROM round r
JOIN scheme h ON h.code = r.scheme
JOIN participant p ON p.round = r.code
CROSS JOIN (VALUES ('official'), ('appraisal'), ('self')) b (basis)
JOIN node n ON n.scheme = r.scheme AND n.is_leaf AND n.kind <> 'monitor'
           AND (b.basis <> 'self' OR n.method = 'appraisal')
           -- no survey: its criteria are left out, whatever their policy
           AND (n.method <> 'survey' OR r.survey_held)
LEFT JOIN assessment a ON a.round = p.round AND a.agency = p.agency AND a.criterion = n.code
                      AND a.stage = CASE b.basis WHEN 'self' THEN 'self' ELSE 'appraisal' END
LEFT JOIN assessment v ON b.basis = 'official' AND v.round = p.round AND v.agency = p.agency AND v.criterion = n.code AND v.stage = 'review'
LEFT JOIN survey_score s ON n.surveyed AND b.basis <> 'self' AND s.round = p.round AND s.agency = p.agency AND s.criterion = n.code
LEFT JOIN exempt_leaf y ON y.round = p.round AND y.agency = '' AND y.criterion = n.code
LEFT JOIN exempt_leaf x ON x.round = p.round AND x.agency = p.agency AND x.criterion = n.code
LEFT JOIN zero_missing z ON z.round = p.round AND z.agency = p.agency
-- the review, else what is assessed before
CROSS JOIN LATERAL (SELECT v.criterion IS NOT NULL) o (is_reviewed)
CROSS JOIN LATERAL (
    SELECT NOT (coalesce(CASE WHEN o.is_reviewed THEN v.not_applicable ELSE a.not_applicable END, false)
                OR y.criterion IS NOT NULL OR x.criterion IS NOT NULL) AS applicable,
           CASE WHEN n.surveyed THEN s.points WHEN o.is_reviewed THEN v.points ELSE a.points END AS entered_points,
           CASE WHEN n.surveyed THEN CASE WHEN s.criterion IS NOT NULL THEN 'survey' END WHEN o.is_reviewed THEN v.stage ELSE a.stage END AS stage) w
CROSS JOIN LATERAL (SELECT coalesce(w.entered_points, CASE WHEN n.kind <> 'scored' AND w.stage IS NULL OR z.agency IS NOT NULL THEN 0 END) AS points) e;

CREATE FUNCTION expected_tally(of_round text, of_basis text) RETURNS SETOF tally LANGUAGE plpgsql AS $$
DECLARE
    s record;
BEGIN
    SELECT h.code AS scheme, t.tree::par.point_tree AS tree, CASE h.tie_rule WHEN 'secondary' THEN h.tie_keys END AS keys,
           EXISTS (SELECT FROM grade g WHERE g.scheme = h.code AND g.no_zero_criterion) AS zero_matters,
           ARRAY(SELECT DISTINCT n.source COLLATE "C" FROM node n WHERE n.scheme = h.code AND n.is_leaf AND n.kind = 'scored') AS sources
    INTO s
    FROM round r JOIN scheme h ON h.code = r.scheme JOIN scheme_tree t ON t.scheme = r.scheme WHERE r.code = of_round;
    RETURN QUERY
    WITH leaves AS (
        SELECT l.* FROM expected_leaf l WHERE l.round = of_round AND l.basis = of_basis
    ), summed AS (
        SELECT v.agency, par.point_sum(s.tree, v.criterion, v.points, v.applicable) FILTER (WHERE v.kind = 'scored') AS sum,
               coalesce(sum(v.points) FILTER (WHERE v.kind = 'bonus'), 0) AS bonus,
               coalesce(sum(v.points) FILTER (WHERE v.kind = 'penalty'), 0) AS penalty,
               (count(*) FILTER (WHERE v.applicable AND v.points IS NULL))::integer AS unscored
        FROM leaves v GROUP BY v.agency
    ), at_node AS (
        SELECT u.agency, p.*, n.place, n.source, n.is_leaf
        FROM summed u CROSS JOIN LATERAL par.point_nodes(u.sum) p JOIN node n ON n.scheme = s.scheme AND n.code = p.criterion
        WHERE p.applicable IS NOT NULL
    ), field AS (
        SELECT a.agency, sum(a.points) AS points, sum(a.max_points) AS max_points, array_agg(a.criterion ORDER BY a.place) AS names,
               array_agg(a.points ORDER BY a.place) AS each, array_agg(a.max_points ORDER BY a.place) AS maxima
        FROM at_node a WHERE a.level = 1 GROUP BY a.agency
    ), source AS (
        SELECT q.agency, array_agg(q.source ORDER BY q.source) AS names, array_agg(q.points ORDER BY q.source) AS each, array_agg(q.max_points ORDER BY q.source) AS maxima
        FROM (SELECT a.agency, a.source COLLATE "C" AS source, sum(a.points) AS points, sum(a.max_points) AS max_points
              FROM at_node a WHERE a.is_leaf GROUP BY a.agency, a.source COLLATE "C") q
        GROUP BY q.agency
    )
    SELECT of_round, of_basis, u.agency, f.points, f.max_points, par.point_index(u.sum, 16), u.bonus, u.penalty,
           s.zero_matters AND EXISTS (SELECT FROM at_node a LEFT JOIN leaves l ON l.agency = a.agency AND l.criterion = a.criterion
                                      WHERE a.agency = u.agency AND a.is_leaf AND a.points = 0 AND coalesce(l.exact_points, 0) = 0), u.unscored,
           CASE WHEN s.keys IS NOT NULL THEN
               ARRAY(SELECT coalesce((SELECT round(a.share, 10) FROM at_node a WHERE a.agency = u.agency AND a.criterion = k.code),
                                     (SELECT round(round(l.points, 40) / l.max_points, 10) FROM leaves l
                                      WHERE l.agency = u.agency AND l.criterion = k.code AND l.kind <> 'scored' AND l.max_points > 0), -1)
                     FROM unnest(s.keys) WITH ORDINALITY k (code, place) ORDER BY k.place) END,
           coalesce(f.names, '{}'), coalesce(f.each, '{}'), coalesce(f.maxima, '{}'),
           CASE WHEN cardinality(s.sources) > 1 THEN coalesce(o.names, '{}') WHEN f.names IS NULL THEN '{}' ELSE s.sources END,
           CASE WHEN cardinality(s.sources) > 1 THEN coalesce(o.each, '{}') WHEN f.names IS NULL THEN '{}' ELSE ARRAY[f.points] END,
           CASE WHEN cardinality(s.sources) > 1 THEN coalesce(o.maxima, '{}') WHEN f.names IS NULL THEN '{}' ELSE ARRAY[f.max_points] END
    FROM summed u LEFT JOIN field f ON f.agency = u.agency LEFT JOIN source o ON o.agency = u.agency;
END
$$;

-- Of scheme i: fields with criteria, two or three levels, all kinds, methods and policies.
CREATE PROCEDURE draw(i integer) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    s text := 'S' || i;
    r text := 'R' || i;
    x record;
BEGIN
    PERFORM setseed(i / 100.0);
    INSERT INTO scheme (code, title, agency_kind, point_decimals, tie_rule, tie_keys)
    VALUES (s, s, 'sở', CASE WHEN random() < 0.4 THEN (random() * 2)::integer END, CASE WHEN i % 2 = 0 THEN 'secondary' ELSE 'competition' END,
            CASE WHEN i % 2 = 0 THEN '{2,1.1,B1}'::text[] END);
    INSERT INTO criterion (scheme, code, title, max_points, source, not_applicable)
    SELECT s, f::text, 'x', 0, CASE WHEN random() < 0.5 THEN 'n' || (random() * 2)::integer END, p.policy
    FROM generate_series(1, 3 + (random() * 2)::integer) f
    CROSS JOIN LATERAL (SELECT (ARRAY['exclude', 'full', 'share_siblings', 'rescale_parent'])[1 + (f + floor(random() * 4))::integer % 4]) p (policy);
    INSERT INTO criterion (scheme, code, parent, title, max_points, method, source, not_applicable, evidence_required)
    SELECT s, c.code || '.' || k, c.code, 'x', round((0.5 + random() * 5)::numeric, (random() * 2)::integer),
           (ARRAY['appraisal', 'appraisal', 'appraisal', 'statistic', 'survey'])[1 + floor(random() * 5)::integer],
           CASE WHEN random() < 0.3 THEN 'm' || (random() * 2)::integer END,
           (ARRAY['exclude', 'full', 'share_siblings', 'rescale_parent'])[1 + floor(random() * 4)::integer], false
    FROM criterion c CROSS JOIN generate_series(1, 4) k WHERE c.scheme = s;
    UPDATE criterion c SET max_points = (SELECT sum(k.max_points) FROM criterion k WHERE k.scheme = s AND k.parent = c.code) WHERE c.scheme = s AND c.parent IS NULL;
    INSERT INTO criterion (scheme, code, title, kind, max_points, method) VALUES
        (s, 'B1', 'x', 'bonus', 3, 'appraisal'), (s, 'B2', 'x', 'bonus', 0, 'statistic'), (s, 'P1', 'x', 'penalty', 3, 'appraisal'), (s, 'M1', 'x', 'monitor', 0, 'statistic');
    -- some surveys have questions, others are entered by hand
    INSERT INTO survey_question (scheme, criterion, code, title)
    SELECT s, c.code, 'Q' || c.code, 'x' FROM criterion c WHERE c.scheme = s AND c.method = 'survey' AND random() < 0.6;
    INSERT INTO answer_option (scheme, code, share) VALUES (s, 'A', 1), (s, 'B', 0.35), (s, 'C', NULL);
    INSERT INTO grade (scheme, label, min_index, no_zero_criterion) VALUES (s, 'A', 80, i % 2 = 0), (s, 'B', 0, false);
    CALL approve_scheme(s);

    INSERT INTO round (code, scheme, year, title, survey_held) VALUES (r, s, 2000 + i, r, i % 4 <> 3);
    INSERT INTO participant (round, agency) SELECT r, a.code FROM agency a;
    INSERT INTO exemption (round, agency, criterion, reason, status)
    SELECT r, CASE WHEN random() < 0.8 THEN a.code END, c.code, 'x', CASE WHEN random() < 0.8 THEN 'accepted' ELSE 'proposed' END
    FROM agency a CROSS JOIN criterion c WHERE c.scheme = s AND random() < 0.06
    ON CONFLICT DO NOTHING;
    CALL advance(r);
    INSERT INTO zero_missing (round, agency, reason) SELECT r, a.code, 'x' FROM agency a WHERE random() < 0.2;
    CALL enter(r, 'self', 0.7);
    INSERT INTO survey_answer (round, agency, question, respondent, option)
    SELECT r, a.code, q.code, n::text, (ARRAY['A', 'B', 'C'])[1 + floor(random() * 3)::integer]
    FROM agency a CROSS JOIN survey_question q CROSS JOIN generate_series(1, 3) n WHERE q.scheme = s AND i % 4 <> 3 AND random() < 0.6;
    -- as if everybody had submitted: what is missing is drawn too
    SET LOCAL session_replication_role = replica;
    UPDATE round SET stage = 'appraisal' WHERE code = r;
    SET LOCAL session_replication_role = origin;
    CALL enter(r, 'appraisal', 0.8);
    IF i % 3 > 0 THEN
        SET LOCAL session_replication_role = replica;
        UPDATE round SET stage = 'review' WHERE code = r;
        INSERT INTO round_event (round, revision, from_stage, to_stage, changed_by) VALUES (r, 1, 'explanation', 'review', 'x');
        SET LOCAL session_replication_role = origin;
        CALL enter(r, 'review', 0.3);
    END IF;
    UPDATE assessment SET points = max FROM (SELECT scheme, code, max_points AS max FROM criterion) c
    WHERE round = r AND c.scheme = s AND c.code = criterion AND criterion <> 'M1' AND agency IN ('A', 'B') AND stage = CASE WHEN i % 3 > 0 THEN 'review' ELSE 'appraisal' END;
    DELETE FROM assessment WHERE round = r AND agency = 'C' AND stage = CASE WHEN i % 3 > 0 THEN 'review' ELSE 'appraisal' END AND random() < 0.5;
END
$$;
CREATE PROCEDURE enter(r text, of_stage text, chance double precision) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO assessment (round, agency, criterion, stage, points)
    SELECT r, a.code, n.code, of_stage,
           CASE WHEN n.kind = 'monitor' OR random() < 0.1 THEN NULL WHEN random() < 0.2 THEN 0 ELSE least(n.max_points, round((random() * n.max_points::double precision)::numeric, (random() * 4)::integer)) * CASE WHEN random() < 0.1 THEN 0.01 ELSE 1 END END
    FROM agency a CROSS JOIN node n
    WHERE n.scheme = (SELECT o.scheme FROM round o WHERE o.code = r) AND n.is_leaf AND NOT n.surveyed AND (of_stage <> 'self' OR n.method = 'appraisal') AND random() < chance;
    -- one that does not apply, which no rule says here
    SET LOCAL session_replication_role = replica;
    UPDATE assessment SET points = NULL, not_applicable = true WHERE round = r AND stage = of_stage AND random() < 0.08;
    SET LOCAL session_replication_role = origin;
END
$$;
INSERT INTO agency (code, name, kind) SELECT x, x, 'sở' FROM unnest('{A,B,C,D,E,F,G,H}'::text[]) x;
DO $$ BEGIN FOR i IN 1..16 LOOP CALL draw(i); END LOOP; END $$;

-- what is drawn is of all kinds
SELECT count(*) > 3000 AS leaves, count(*) FILTER (WHERE NOT applicable) > 100 AS out, count(*) FILTER (WHERE points IS NULL AND applicable) > 100 AS unscored,
       count(*) FILTER (WHERE stage = 'survey') > 30 AS survey, count(*) FILTER (WHERE stage = 'review') > 100 AS review
FROM expected_leaf;
-- every leaf
SELECT e.round, e.basis, e.agency, e.criterion, e.exact_points, v.points AS given, e.applicable, v.applicable AS given_applicable
FROM (SELECT r.code, b.basis, l.* FROM round r CROSS JOIN unnest('{self,appraisal,official}'::text[]) b (basis)
      CROSS JOIN LATERAL _leaf_values(r.code, b.basis) l) v
FULL JOIN expected_leaf e ON e.round = v.code AND e.basis = v.basis AND e.agency = v.agency AND e.criterion = v.criterion
WHERE (e.agency, e.criterion, e.exact_points::text, e.applicable) IS DISTINCT FROM (v.agency, v.criterion, v.points::text, v.applicable);
SELECT e.round, e.agency, e.criterion, i.stage, e.stage AS expected
FROM (SELECT r.code, l.* FROM round r CROSS JOIN LATERAL _leaf_items(r.code, 'official', NULL, false) l WHERE l.criterion <> 'M1') i
FULL JOIN (SELECT l.* FROM expected_leaf l WHERE l.basis = 'official') e ON e.round = i.code AND e.agency = i.agency AND e.criterion = i.criterion
WHERE (e.stage, e.entered_points, e.inputs, e.context, e.by_hand, e.note, e.assessed_by, e.assessed_at)
      IS DISTINCT FROM (i.stage, i.entered_points, i.inputs, i.context, i.by_hand, i.note, i.assessed_by, i.assessed_at);
-- what is monitored is there beside them, and counts nowhere
SELECT count(*) = (SELECT count(*) FROM participant) AS each, count(l.stage) > 50 AS entered, count(l.counted_points) + count(l.counted_max_points) AS counted
FROM round r CROSS JOIN LATERAL _leaf_items(r.code, 'official', NULL, false) l WHERE l.criterion = 'M1';
-- an agency by itself, as all of them together
SELECT count(*) AS other_alone
FROM (SELECT r.code, l.* FROM round r CROSS JOIN agency a CROSS JOIN LATERAL _leaf_values(r.code, 'official', ARRAY[a.code]) l) o
FULL JOIN (SELECT l.* FROM expected_leaf l WHERE l.basis = 'official') e ON e.round = o.code AND e.agency = o.agency AND e.criterion = o.criterion
WHERE (e.exact_points, e.applicable) IS DISTINCT FROM (o.points, o.applicable);
-- sums: computed, and kept as it was all written
SELECT r.code, b.basis, a.code AS agency, to_jsonb(t) AS given, to_jsonb(e) AS expected
FROM round r CROSS JOIN unnest('{self,appraisal,official}'::text[]) b (basis) CROSS JOIN agency a
LEFT JOIN LATERAL (SELECT k.* FROM _tallies(r.code, b.basis) k WHERE k.agency = a.code) t ON true
LEFT JOIN LATERAL (SELECT k.* FROM expected_tally(r.code, b.basis) k WHERE k.agency = a.code) e ON true
WHERE to_jsonb(t) IS DISTINCT FROM to_jsonb(e);
-- all of it computed and kept, some of it having been written without triggers
DO $$ BEGIN PERFORM _renew_tally(r.code, '{self,appraisal,official}') FROM round r; END $$;
SELECT count(*) > 300 AS kept FROM tally;
-- a word after another, and all follows
INSERT INTO exemption (round, agency, criterion, reason, status) SELECT code, 'D', '1.2', 'y', 'accepted' FROM round ON CONFLICT DO NOTHING;
DELETE FROM zero_missing WHERE agency IN ('E', 'F');
INSERT INTO zero_missing (round, agency, reason) SELECT code, 'G', 'x' FROM round ON CONFLICT DO NOTHING;
UPDATE exemption SET status = 'refused' WHERE status = 'accepted' AND agency IN ('A', 'B');
DELETE FROM exemption WHERE agency IS NULL;
UPDATE survey_answer SET option = 'B' WHERE option = 'A' AND agency IN ('A', 'H');
DELETE FROM survey_answer WHERE agency = 'C';
UPDATE round SET survey_held = NOT survey_held WHERE code IN ('R5', 'R7', 'R9');
SELECT r.code, b.basis, a.code AS agency, to_jsonb(t) AS given, to_jsonb(e) AS expected
FROM round r CROSS JOIN unnest('{self,appraisal,official}'::text[]) b (basis) CROSS JOIN agency a
LEFT JOIN tally t ON t.round = r.code AND t.basis = b.basis AND t.agency = a.code
LEFT JOIN LATERAL (SELECT k.* FROM expected_tally(r.code, b.basis) k WHERE k.agency = a.code) e ON true
WHERE to_jsonb(t) IS DISTINCT FROM to_jsonb(e);
-- score sheets: at leaves what counts of each, above them the sums of their kind, at fields what the
-- index has of them
SELECT count(*) > 1500 AS rows, count(*) FILTER (WHERE NOT is_leaf) > 300 AS sums FROM score_sheet;
SELECT l.round, l.agency, l.criterion, to_jsonb(l) AS sheet, to_jsonb(i) AS item
FROM (SELECT r.code, n.kind, c.* FROM round r CROSS JOIN LATERAL _current_items(r.code) c JOIN node n ON n.scheme = r.scheme AND n.code = c.criterion) i
FULL JOIN (SELECT s.* FROM score_sheet s WHERE s.is_leaf) l ON (l.round, l.agency, l.criterion) = (i.code, i.agency, i.criterion)
LEFT JOIN score o ON (o.round, o.agency, o.criterion) = (l.round, l.agency, l.criterion)
WHERE l.round IS NULL OR (l.points, l.exempt_reason) IS DISTINCT FROM (CASE WHEN o.not_applicable OR o.points IS NOT NULL THEN i.points::numeric(18,4) END, i.exempt_reason)
   OR i.criterion IS NOT NULL AND l.kind <> 'monitor' AND l.not_applicable <> i.not_applicable
   OR i.max_points IS NOT NULL AND l.counted_max_points <> i.max_points::numeric(18,4)
   OR i.criterion IS NULL AND (l.points IS NOT NULL OR l.counted_max_points IS NOT NULL);
SELECT f.agency, f.criterion, f.points, f.counted_max_points, p.points, p.max_points
FROM round r CROSS JOIN LATERAL _part_standings(r.code, 'field') p
JOIN score_sheet f ON f.round = r.code AND f.agency = p.agency AND f.criterion = p.part AND f.kind = 'scored'
WHERE abs(coalesce(f.points, 0) - coalesce(p.points, 0)) > 0.0001 OR abs(coalesce(f.counted_max_points, 0) - coalesce(p.max_points, 0)) > 0.0001;
SELECT p.round, p.agency, p.criterion, to_jsonb(p) AS sheet, to_jsonb(s) AS sums
FROM score_sheet p
CROSS JOIN LATERAL (
    SELECT sum(l.self_points) AS self_points, sum(l.appraisal_points) AS appraisal_points, sum(l.survey_points) AS survey_points, sum(l.points) AS points, bool_and(l.not_applicable) AS out,
           CASE WHEN bool_or(v.criterion IS NOT NULL) THEN sum(CASE WHEN v.criterion IS NULL THEN l.appraisal_points ELSE v.points END) END AS review_points
    FROM node k JOIN node b ON b.scheme = k.scheme AND b.place BETWEEN k.place AND k.last AND b.is_leaf AND b.kind = k.kind
    JOIN score_sheet l ON l.round = p.round AND l.agency = p.agency AND l.criterion = b.code
    LEFT JOIN assessment v ON v.round = l.round AND v.agency = l.agency AND v.criterion = l.criterion AND v.stage = 'review'
    WHERE k.scheme = p.scheme AND k.code = p.criterion) s
WHERE NOT p.is_leaf AND p.agency IN ('A', 'D', 'G')
  AND ((p.self_points, p.appraisal_points, p.survey_points, p.not_applicable) IS DISTINCT FROM (s.self_points, s.appraisal_points, s.survey_points, s.out)
       OR abs(p.points - s.points) > 0.0005 OR (p.points IS NULL) <> (s.points IS NULL) OR p.review_points IS DISTINCT FROM s.review_points::numeric(18,4));
SET client_min_messages = error;
DROP SCHEMA reg_leaves CASCADE;

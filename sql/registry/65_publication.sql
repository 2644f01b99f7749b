
-- ---------------------------------------------------------------------------
-- Registry: publication, and proof of what was published
-- ---------------------------------------------------------------------------

CREATE PROCEDURE par.registry_publication()
    LANGUAGE plpgsql
    AS $template$
BEGIN

CREATE OR REPLACE TRIGGER result_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON result
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER result_item_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON result_item
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Results are what follows from the points, all of it and nothing else, by
-- whatever they are written.
CREATE OR REPLACE FUNCTION result_written() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
DECLARE
    written record;
    differs boolean;
BEGIN
    FOR written IN
        SELECT n.round, n.revision, r.scheme, r.stage, r.revision AS current
        FROM (SELECT DISTINCT n.round, n.revision FROM new_rows n) n
        JOIN round r ON r.code = n.round
    LOOP
        IF written.stage <> 'scored' OR written.revision <> written.current THEN
            RAISE EXCEPTION 'results of round "%" cannot be added', written.round
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = format('Its stage is %s, its revision %s; results of revision %s were given.', written.stage, written.current, written.revision),
                    HINT = 'publish(round) adds them.';
        END IF;
        IF TG_TABLE_NAME = 'result' THEN
            differs := EXISTS (
                SELECT FROM (SELECT n.* FROM new_rows n WHERE n.round = written.round) n
                FULL JOIN standings(written.round) s ON s.agency = n.agency
                WHERE (n.agency, n.league, n.points, n.max_points, n.bonus, n.penalty, n.exact_index, n.par_index, n.rank, n.grade)
                      IS DISTINCT FROM (s.agency, s.league, s.points, s.max_points, s.bonus, s.penalty, s.exact_index, s.par_index, s.rank, s.grade));
        ELSE
            -- as many as there are leaves for each, and with the sums of its result
            differs := EXISTS (
                SELECT FROM result s
                LEFT JOIN (SELECT n.agency, count(*) AS leaves,
                                  sum(n.points) FILTER (WHERE c.kind = 'scored') AS points, sum(n.max_points) FILTER (WHERE c.kind = 'scored') AS max_points
                           FROM new_rows n
                           JOIN criterion c ON c.scheme = written.scheme AND c.code = n.criterion
                           WHERE n.round = written.round
                           GROUP BY n.agency) n ON n.agency = s.agency
                WHERE s.round = written.round AND s.revision = written.revision
                  AND (n.leaves, round(n.points, 10), round(n.max_points, 10)) IS DISTINCT FROM
                      ((SELECT count(*) FROM leaf f JOIN round r ON r.code = written.round
                        WHERE f.scheme = written.scheme AND f.kind <> 'monitor' AND (f.method <> 'survey' OR r.survey_held)),
                       round(s.points, 10), round(s.max_points, 10)));
        END IF;
        IF differs THEN
            RAISE EXCEPTION 'results of round "%" do not follow from its points', written.round
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    HINT = 'publish(round) computes them.';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION result_written() IS 'trigger of results: 55000 unless the round is scored, and they are all that follows from its points';
CREATE OR REPLACE TRIGGER result_written AFTER INSERT ON result REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION result_written();
CREATE OR REPLACE TRIGGER result_item_written AFTER INSERT ON result_item REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION result_written();

-- Leaves as they would be published.
CREATE OR REPLACE FUNCTION current_items(round text)
    RETURNS TABLE (agency text, criterion text, points numeric, max_points numeric, inputs jsonb)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    of_scheme text;
BEGIN
    SELECT r.scheme INTO of_scheme FROM round r WHERE r.code = current_items.round;
    RETURN QUERY
    SELECT u.agency, u.criterion, u.points, u.max_points, a.inputs
    FROM roll_up(of_scheme, ARRAY(SELECT v FROM leaf_values(current_items.round) v)) u
    JOIN leaf f ON f.scheme = of_scheme AND f.code = u.criterion
    LEFT JOIN (SELECT s.agency, s.criterion, s.inputs FROM assessment s
               WHERE s.round = current_items.round AND s.stage <> 'self' AND NOT s.superseded) a
      ON a.agency = u.agency AND a.criterion = u.criterion;
END
$$;
COMMENT ON FUNCTION current_items(text) IS
    'points and maxima of the leaves of a round that count, after the policies for what is not applicable, with the official inputs, as things stand';

-- SHA-256 over the scheme, the round, and agency by agency what was entered and
-- what came out.  Every line is a JSON array of columns named here, so that a
-- column added later changes nothing; lines are sorted bytewise.
CREATE OR REPLACE FUNCTION fingerprint(round text, revision integer, results result[], items result_item[]) RETURNS text
    LANGUAGE sql STABLE SET search_path FROM CURRENT SET timezone = 'UTC'
    AS $$
    WITH r AS (
        SELECT o.code, o.scheme, o.year, o.survey_held FROM round o WHERE o.code = fingerprint.round
    ), line (agency, content) AS (
        SELECT NULL::text, jsonb_build_array('round', r.code, r.scheme, r.year, r.survey_held, fingerprint.revision) FROM r
        UNION ALL
        SELECT NULL, jsonb_build_array('scheme', s.code, s.title, s.legal_basis, s.agency_kind, s.revises, s.approved_by, s.approved_at,
                                       s.decimals, s.point_decimals, s.tie_rule, s.tie_keys, s.rank_on,
                                       s.bonus_cap, s.penalty_cap, s.index_cap, s.adjustment_base)
        FROM r JOIN scheme s ON s.code = r.scheme
        UNION ALL
        SELECT NULL, jsonb_build_array('criterion', c.code, c.parent, c.title, c.kind, c.max_points, c.method, c.source, c.rule_text, c.step,
                                       c.not_applicable, c.continues, c.evidence_required)
        FROM r JOIN criterion c ON c.scheme = r.scheme
        UNION ALL
        SELECT NULL, jsonb_build_array('variable', v.criterion, v.name, v.kind, v.choices, v.min_value, v.max_value)
        FROM r JOIN variable v ON v.scheme = r.scheme
        UNION ALL
        SELECT NULL, jsonb_build_array('grade', g.label, g.min_index, g.no_zero_criterion)
        FROM r JOIN grade g ON g.scheme = r.scheme
        UNION ALL
        SELECT NULL, jsonb_build_array('group', g.criterion, g.code, g.weight, g.min_answers)
        FROM r JOIN respondent_group g ON g.scheme = r.scheme
        UNION ALL
        SELECT NULL, jsonb_build_array('question', q.criterion, q.code, q.title, q.weight)
        FROM r JOIN survey_question q ON q.scheme = r.scheme
        UNION ALL
        SELECT NULL, jsonb_build_array('option', a.code, a.share)
        FROM r JOIN answer_option a ON a.scheme = r.scheme
        UNION ALL
        SELECT p.agency, jsonb_build_array('participant', p.league, p.ranked, p.unranked_reason)
        FROM participant p WHERE p.round = fingerprint.round
        UNION ALL
        SELECT a.agency, jsonb_build_array('assessment', a.criterion, a.stage, a.inputs, a.context, a.points, a.not_applicable, a.by_hand,
                                           a.note, a.assessed_by, a.assessed_at)
        FROM assessment a WHERE a.round = fingerprint.round
        UNION ALL
        SELECT t.agency, jsonb_build_array('target', t.criterion, t.variable, t.value)
        FROM target t WHERE t.round = fingerprint.round
        UNION ALL
        SELECT e.agency, jsonb_build_array('evidence', e.criterion, e.title, e.uri, e.sha256, e.issued_by, e.issued_on, e.pages)
        FROM evidence e WHERE e.round = fingerprint.round
        UNION ALL
        SELECT x.agency, jsonb_build_array('explanation', x.criterion, x.question, x.asked_by, x.answer, x.answered_at)
        FROM explanation x WHERE x.round = fingerprint.round
        UNION ALL
        SELECT e.agency, jsonb_build_array('exemption', e.criterion, e.reason, e.status)
        FROM exemption e WHERE e.round = fingerprint.round
        UNION ALL
        SELECT z.agency, jsonb_build_array('zero_missing', z.reason, z.decided_by, z.decided_at)
        FROM zero_missing z WHERE z.round = fingerprint.round
        UNION ALL
        SELECT k.agency, jsonb_build_array('grade_cap', k.label, k.reason)
        FROM grade_cap k WHERE k.round = fingerprint.round
        UNION ALL
        SELECT s.agency, jsonb_build_array('answer', s.question, s.respondent, s.respondent_group, s.option, s.weight, s.stratum, s.cluster, s.population)
        FROM survey_answer s WHERE s.round = fingerprint.round
        UNION ALL
        SELECT s.agency, jsonb_build_array('result', s.league, s.points, s.max_points, s.bonus, s.penalty, s.exact_index, s.par_index, s.rank, s.grade)
        FROM unnest(fingerprint.results) s
        UNION ALL
        SELECT i.agency, jsonb_build_array('item', i.criterion, i.points, i.max_points, i.inputs)
        FROM unnest(fingerprint.items) i
    ), agency AS (
        SELECT l.agency,
               encode(sha256(convert_to(string_agg(l.content::text, E'\n' ORDER BY l.content::text COLLATE "C"), 'UTF8')), 'hex') AS hash
        FROM line l
        GROUP BY l.agency
    )
    SELECT encode(sha256(convert_to(string_agg(jsonb_build_array(a.agency, a.hash)::text, E'\n' ORDER BY a.agency COLLATE "C" NULLS FIRST),
                                    'UTF8')), 'hex')
    FROM agency a
$$;
COMMENT ON FUNCTION fingerprint(text, integer, result[], result_item[]) IS
    'SHA-256, in hexadecimal, of the scheme of a round, all that was entered, and the results given';

CREATE OR REPLACE PROCEDURE publish(round text)
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    stage text := locked_stage(publish.round);
    r record;
    results result[];
    items result_item[];
    print text;
    gaps text[];
BEGIN
    IF stage <> 'scored' THEN
        RAISE EXCEPTION 'round "%" cannot be published', publish.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', stage),
                HINT = CASE WHEN stage = 'published' THEN 'correct(round, reason) opens a new revision.'
                            ELSE 'advance(round) moves it on, stage by stage, until it is scored.' END;
    END IF;
    SELECT o.scheme, o.revision INTO r FROM round o WHERE o.code = publish.round;

    SELECT array_agg(format('agency "%s", criterion "%s": %s is %s, and follows as %s', d.agency, d.criterion, d.what,
                            coalesce(d.stored, 'none'), coalesce(d.recomputed, 'none'))
                     ORDER BY d.agency, d.criterion, d.what)
    INTO gaps FROM assessment_differences(publish.round) d;
    IF gaps IS NOT NULL THEN
        RAISE EXCEPTION 'assessments of round "%" do not follow from what was entered', publish.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = first_ten(gaps),
                HINT = 'rescore(round) scores them anew.';
    END IF;

    results := ARRAY(
        SELECT ROW(publish.round, r.revision, s.agency, s.league, s.points, s.max_points, s.bonus, s.penalty,
                   s.exact_index, s.par_index, s.rank, s.grade, NULL, NULL)::result
        FROM standings(publish.round) s);
    items := ARRAY(
        SELECT ROW(publish.round, r.revision, i.agency, i.criterion, i.points, i.max_points, i.inputs)::result_item
        FROM current_items(publish.round) i);
    print := fingerprint(publish.round, r.revision, results, items);

    INSERT INTO result (round, revision, agency, league, points, max_points, bonus, penalty,
                        exact_index, par_index, rank, grade, fingerprint, published_at)
    SELECT s.round, s.revision, s.agency, s.league, s.points, s.max_points, s.bonus, s.penalty,
           s.exact_index, s.par_index, s.rank, s.grade, print, current_timestamp
    FROM unnest(results) s
    ORDER BY s.agency;
    INSERT INTO result_item (round, revision, agency, criterion, points, max_points, inputs)
    SELECT i.round, i.revision, i.agency, i.criterion, i.points, i.max_points, i.inputs
    FROM unnest(items) i
    ORDER BY i.agency, i.criterion;
    UPDATE round o
    SET stage = 'published', published_at = current_timestamp, previous = p.code, previous_revision = p.revision
    FROM (SELECT previous_round(publish.round) AS code) w
    LEFT JOIN shown_round p ON p.code = w.code
    WHERE o.code = publish.round;
END
$$;
COMMENT ON PROCEDURE publish(text) IS
    'freezes the results of a scored round, with a fingerprint of scheme, inputs and results. 55000 in any other stage, 42704 for an unknown round';

-- Official assessments as their rules score them today.
CREATE OR REPLACE FUNCTION recomputed_assessments(round text)
    RETURNS TABLE (agency text, criterion text, points numeric, not_applicable boolean, context jsonb)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    SELECT o.scheme INTO r FROM round o WHERE o.code = recomputed_assessments.round;
    RETURN QUERY
    WITH termed AS MATERIALIZED (
        SELECT x.criterion, x.terms FROM context_criteria(r.scheme) x
    ), peers AS MATERIALIZED (
        SELECT x.criterion, v.agency, jsonb_object_agg(t, context_input(v.value)) AS frozen
        FROM termed x
        CROSS JOIN LATERAL unnest(x.terms) t
        CROSS JOIN LATERAL peer_values(recomputed_assessments.round, x.criterion, t, 'official') v
        WHERE t LIKE 'peer\_%'
        GROUP BY x.criterion, v.agency
    ), official AS (
        SELECT a.agency, a.criterion, c.rule, rule_inputs(r.scheme, a.criterion, a.inputs) AS received,
               -- an agency's profile is that of the day it was scored
               CASE WHEN x.terms IS NOT NULL THEN
                   rule_context(a.round, a.agency, a.criterion, 'review', x.terms, p.frozen)
                   || coalesce((SELECT jsonb_object_agg(s.key, s.value) FROM jsonb_each(a.context) s WHERE s.key LIKE 'agency(%'), '{}') END AS context
        FROM assessment a
        JOIN criterion c ON c.scheme = r.scheme AND c.code = a.criterion
        LEFT JOIN termed x ON x.criterion = a.criterion
        LEFT JOIN peers p ON p.criterion = a.criterion AND p.agency = a.agency
        WHERE a.round = recomputed_assessments.round AND a.stage <> 'self' AND NOT a.superseded
          AND NOT a.by_hand AND c.rule IS NOT NULL AND c.kind <> 'monitor'
        OFFSET 0                -- evaluated once
    )
    SELECT o.agency, o.criterion, s.points,
           s.points IS NULL AND par.not_applicable(o.rule, o.received || coalesce(o.context, '{}')), o.context
    FROM official o
    CROSS JOIN LATERAL (SELECT par.score(o.rule, o.received || coalesce(o.context, '{}')) OFFSET 0) s (points);
END
$$;
COMMENT ON FUNCTION recomputed_assessments(text) IS
    'official assessments of a round that have rules, scored anew from their inputs, with the context terms as they are today';

CREATE OR REPLACE FUNCTION assessment_differences(round text)
    RETURNS TABLE (agency text, criterion text, what text, stored text, recomputed text)
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
    SELECT a.agency, a.criterion, d.what, d.stored, d.recomputed
    FROM recomputed_assessments(assessment_differences.round) n
    JOIN assessment a ON a.round = assessment_differences.round AND a.agency = n.agency AND a.criterion = n.criterion
                     AND a.stage <> 'self' AND NOT a.superseded
    CROSS JOIN LATERAL (VALUES
        ('points', a.points::text, n.points::text),
        ('not applicable', a.not_applicable::text, n.not_applicable::text),
        ('context', a.context::text, n.context::text)) d (what, stored, recomputed)
    WHERE d.stored IS DISTINCT FROM d.recomputed
      AND (d.what <> 'points' OR a.points IS DISTINCT FROM n.points)
$$;
COMMENT ON FUNCTION assessment_differences(text) IS
    'where official assessments of a round are not what their rules give for their inputs today';

CREATE OR REPLACE FUNCTION verify(round text)
    RETURNS TABLE (agency text, criterion text, what text, published text, recomputed text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    print text;
BEGIN
    PERFORM require_round(verify.round);
    SELECT o.scheme, o.stage, o.revision INTO r FROM round o WHERE o.code = verify.round;
    IF r.stage <> 'published' THEN
        RAISE EXCEPTION 'round "%" is not published', verify.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', r.stage);
    END IF;

    -- inputs to points
    RETURN QUERY
    SELECT d.agency, d.criterion, 'assessment: ' || d.what, d.stored, d.recomputed
    FROM assessment_differences(verify.round) d
    ORDER BY 1, 2, 3;

    -- points to results
    RETURN QUERY
    SELECT coalesce(i.agency, n.agency), coalesce(i.criterion, n.criterion), d.what, d.published::text, d.recomputed::text
    FROM (SELECT x.* FROM result_item x WHERE x.round = verify.round AND x.revision = r.revision) i
    FULL JOIN current_items(verify.round) n ON n.agency = i.agency AND n.criterion = i.criterion
    CROSS JOIN LATERAL (VALUES
        ('points', i.points, n.points),
        ('maximum', i.max_points, n.max_points)) d (what, published, recomputed)
    WHERE d.published IS DISTINCT FROM d.recomputed
    ORDER BY 1, 2, 3;
    RETURN QUERY
    SELECT coalesce(s.agency, n.agency), NULL::text, d.what, d.published, d.recomputed
    FROM (SELECT x.* FROM result x WHERE x.round = verify.round AND x.revision = r.revision) s
    FULL JOIN standings(verify.round) n ON n.agency = s.agency
    CROSS JOIN LATERAL (VALUES
        ('league', s.league, n.league),
        ('points', s.points::text, n.points::text),
        ('maximum', s.max_points::text, n.max_points::text),
        ('bonus', s.bonus::text, n.bonus::text),
        ('penalty', s.penalty::text, n.penalty::text),
        ('exact index', s.exact_index::text, n.exact_index::text),
        ('index', s.par_index::text, n.par_index::text),
        ('rank', s.rank::text, n.rank::text),
        ('grade', s.grade, n.grade)) d (what, published, recomputed)
    WHERE d.published IS DISTINCT FROM d.recomputed
    ORDER BY 1, 3;

    -- the fingerprint, which all rows share
    print := fingerprint(verify.round, r.revision,
                         ARRAY(SELECT s FROM result s WHERE s.round = verify.round AND s.revision = r.revision),
                         ARRAY(SELECT i FROM result_item i WHERE i.round = verify.round AND i.revision = r.revision));
    RETURN QUERY
    SELECT DISTINCT NULL::text, NULL::text, 'fingerprint', s.fingerprint, print
    FROM result s
    WHERE s.round = verify.round AND s.revision = r.revision AND s.fingerprint <> print;
END
$$;
COMMENT ON FUNCTION verify(text) IS
    'recomputes a published round from its inputs, and lists every difference from what was published: points of assessments, items, results, and the fingerprint. No rows: nothing has changed. 42704 for an unknown round, 55000 if it is not published';

END
$template$;
COMMENT ON PROCEDURE par.registry_publication() IS 'internal: publication of rounds, in a registry';

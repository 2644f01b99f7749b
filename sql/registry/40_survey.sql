
-- ---------------------------------------------------------------------------
-- Registry: survey
-- ---------------------------------------------------------------------------
--
-- An answer counts if its option has a share (others are "no opinion") and its
-- weight is not 0.  Points are exact: sums in numeric, quotients to 40 decimals,
-- then 16 decimals by way of 30, so that thirds that make a whole make it.
-- Margins are estimates, and in floating point.
--
-- A criterion of method survey without questions in the scheme is none of these:
-- its points are entered like those of a statistic.

CREATE PROCEDURE par.registry_survey()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

-- checks on answers

CREATE OR REPLACE FUNCTION _survey_answers_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    bad record;
    example record;
    fault text;
    w record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT r.code INTO bad
        FROM (SELECT DISTINCT n.round FROM changed_rows n) d JOIN round r ON r.code = d.round
        WHERE NOT r.survey_held ORDER BY r.code LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'round "%" holds no survey', bad.code
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = 'Its survey_held is false.';
        END IF;

        -- what is named must exist: a few combinations, however many the answers
        SELECT d.*, r.scheme, q.criterion, q.code IS NOT NULL AS asked, o.code IS NOT NULL AS offered, c.method INTO bad
        FROM (SELECT DISTINCT n.round, n.question, n.option, n.respondent_group FROM changed_rows n) d
            JOIN round r ON r.code = d.round
            LEFT JOIN survey_question q ON q.scheme = r.scheme AND q.code = d.question
            LEFT JOIN answer_option o ON o.scheme = r.scheme AND o.code = d.option
            LEFT JOIN criterion c ON c.scheme = r.scheme AND c.code = q.criterion
        WHERE q.code IS NULL OR o.code IS NULL OR c.method <> 'survey'
            OR CASE WHEN d.respondent_group IS NULL
                   THEN EXISTS (SELECT FROM respondent_group g WHERE g.scheme = r.scheme AND g.criterion = q.criterion)
                   ELSE NOT EXISTS (SELECT FROM respondent_group g
                                    WHERE g.scheme = r.scheme AND g.criterion = q.criterion AND g.code = d.respondent_group)
               END
        ORDER BY d.round, d.question, d.option, d.respondent_group LIMIT 1;
        IF FOUND THEN
            SELECT n.agency, n.respondent INTO example FROM changed_rows n
            WHERE (n.round, n.question, n.option) = (bad.round, bad.question, bad.option)
                AND n.respondent_group IS NOT DISTINCT FROM bad.respondent_group
            ORDER BY n.agency, n.respondent LIMIT 1;
            fault := CASE WHEN NOT bad.asked THEN format('scheme "%s" has no survey question "%s"', bad.scheme, bad.question)
                          WHEN NOT bad.offered THEN format('scheme "%s" has no answer option "%s"', bad.scheme, bad.option)
                          WHEN bad.method <> 'survey' THEN format('criterion "%s" is not scored by a survey', bad.criterion)
                          WHEN bad.respondent_group IS NULL THEN format('respondent group of criterion "%s" is missing', bad.criterion)
                          ELSE format('criterion "%s" has no respondent group "%s"', bad.criterion, bad.respondent_group) END;
            PERFORM _no_such(fault, CASE WHEN NOT bad.asked THEN bad.question WHEN NOT bad.offered THEN bad.option ELSE bad.respondent_group END,
                             CASE WHEN NOT bad.asked THEN ARRAY(SELECT q.code FROM survey_question q WHERE q.scheme = bad.scheme)
                                  WHEN NOT bad.offered THEN ARRAY(SELECT o.code FROM answer_option o WHERE o.scheme = bad.scheme)
                                  ELSE ARRAY(SELECT g.code FROM respondent_group g WHERE g.scheme = bad.scheme AND g.criterion = bad.criterion) END,
                             format('Round "%s", agency "%s", question "%s", respondent "%s", option "%s".',
                                    bad.round, example.agency, bad.question, example.respondent, bad.option), 'invalid_parameter_value');
        END IF;

        -- A respondent is one element of the sample of a criterion.  Who writes answers of the
        -- same one waits for the other: a few locks for however many respondents, in their order.
        PERFORM pg_advisory_xact_lock('survey_answer'::regclass::oid::integer, k.lock)
        FROM (SELECT DISTINCT hashtext(concat_ws(E'\n', n.round, n.agency, n.respondent)) & 255 AS lock FROM changed_rows n ORDER BY 1 OFFSET 0) k;
        -- Respondent by respondent through the primary key, whatever is planned for the rest.
        SELECT t.round, t.agency, t.respondent, s.criterion INTO bad
        FROM (SELECT DISTINCT n.round, n.agency, n.respondent FROM changed_rows n) t
            JOIN round r ON r.code = t.round
            CROSS JOIN LATERAL (
                SELECT q.criterion
                FROM survey_answer a JOIN survey_question q ON q.scheme = r.scheme AND q.code = a.question
                WHERE a.round = t.round AND a.agency = t.agency AND a.respondent = t.respondent
                GROUP BY q.criterion
                HAVING count(DISTINCT (a.respondent_group, a.weight, a.stratum, a.cluster, a.population)) > 1
                ORDER BY q.criterion LIMIT 1) s
        ORDER BY t.round, t.agency, t.respondent LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'answers of respondent "%" contradict one another', bad.respondent
                USING ERRCODE = 'invalid_parameter_value',
                    DETAIL = format('Round "%s", agency "%s", criterion "%s": group, weight, stratum, cluster and population of a respondent are the same in all answers.',
                                    bad.round, bad.agency, bad.criterion),
                    HINT = 'Change all answers of the respondent in one statement.';
        END IF;
    END IF;

    FOR w IN EXECUTE format('SELECT t.round, array_agg(DISTINCT t.agency) AS agencies FROM (%s) t GROUP BY t.round ORDER BY t.round',
                            'SELECT round, agency FROM changed_rows' || CASE TG_OP WHEN 'UPDATE' THEN ' UNION SELECT round, agency FROM old_rows' ELSE '' END)
    LOOP
        PERFORM _keep_survey_scores(w.round, w.agencies);
        PERFORM par.registry_keep_tally(NULL::tally, w.round, '{}', w.agencies, '{}');
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _survey_answers_written() IS
    'trigger of survey_answer: keeps the survey points of the agencies, and their tally. 55000 outside of the stages that its arguments name, outside of the window survey, and for new answers in a round that holds no survey; 22023 for a question or option that the scheme lacks, a criterion of another method, a group that the criterion lacks or a missing one, and answers of a respondent for an agency and criterion that differ in group, weight, stratum, cluster or population';

CALL par.registry_statement_triggers('survey_answer', 'written', $call$_survey_answers_written('{self_assessment,appraisal,explanation,review}', 'survey answers', 'survey')$call$);

-- points

CREATE OR REPLACE FUNCTION _survey_scheme(round text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    PERFORM _require_round(_survey_scheme.round);
    SELECT o.scheme, o.survey_held INTO r FROM round o WHERE o.code = _survey_scheme.round;
    RETURN CASE WHEN r.survey_held THEN r.scheme END;
END
$$;
COMMENT ON FUNCTION _survey_scheme(text) IS
    'internal: scheme of a round whose survey is held, NULL where it is not. 42704 if there is no such round';

CREATE OR REPLACE FUNCTION _survey_means(round text, scheme text, agencies text[])
    RETURNS TABLE (agency text, criterion text, respondent_group text, question text, question_weight numeric,
                   mean numeric, weight numeric, answers bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    -- a plan for all agencies does not suit one, and one for few answers not the
    -- many just loaded, of which there are no statistics yet
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT a.agency, q.criterion, a.respondent_group, q.code, q.weight,
           sum(a.weight * o.share) * round(1.0, 40) / sum(a.weight), sum(a.weight), count(*)
    -- one of the two is read, the latter by key
    FROM (SELECT n.agency, n.question, n.option, n.respondent_group, n.weight FROM survey_answer n
          WHERE _survey_means.agencies IS NULL AND n.round = _survey_means.round
          UNION ALL
          SELECT n.agency, n.question, n.option, n.respondent_group, n.weight
          FROM (SELECT DISTINCT unnest(_survey_means.agencies) AS agency) u
          CROSS JOIN LATERAL (SELECT * FROM survey_answer s WHERE s.round = _survey_means.round AND s.agency = u.agency OFFSET 0) n
          WHERE _survey_means.agencies IS NOT NULL) a
        JOIN survey_question q ON q.scheme = _survey_means.scheme AND q.code = a.question
        JOIN answer_option o ON o.scheme = _survey_means.scheme AND o.code = a.option
    WHERE o.share IS NOT NULL AND a.weight > 0
    GROUP BY a.agency, a.respondent_group, q.scheme, q.code;
END
$$;
COMMENT ON FUNCTION _survey_means(text, text, text[]) IS
    'internal: mean share of each question in each group of respondents of an agency: sum of weight times share over sum of weight, of the answers that count, to 40 decimals or more; agencies NULL: all. No rows without a scheme';

CREATE OR REPLACE FUNCTION _computed_survey(round text, scheme text, agencies text[])
    RETURNS TABLE (agency text, criterion text, points numeric, answers bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH group_mean AS (
        SELECT m.agency, m.criterion, m.respondent_group, sum(m.question_weight * m.mean) / sum(m.question_weight) AS mean, sum(m.answers) AS answers
        FROM _survey_means(_computed_survey.round, _computed_survey.scheme, _computed_survey.agencies) m
        GROUP BY m.agency, m.criterion, m.respondent_group)
    SELECT m.agency, m.criterion,
           trim_scale(round(round(c.max_points * sum(coalesce(g.weight, 1) * m.mean) / sum(coalesce(g.weight, 1)), 30), 16)),
           sum(m.answers)::bigint
    FROM group_mean m
        JOIN criterion c ON c.scheme = _computed_survey.scheme AND c.code = m.criterion
        LEFT JOIN respondent_group g ON g.scheme = _computed_survey.scheme AND g.criterion = m.criterion AND g.code = m.respondent_group
    GROUP BY m.agency, m.criterion, c.max_points
    ORDER BY m.agency, m.criterion;
END
$$;
COMMENT ON FUNCTION _computed_survey(text, text, text[]) IS 'internal: points of the survey criteria from the answers, see survey_points; no rows without a scheme';

CREATE OR REPLACE FUNCTION _survey_points(round text, agencies text[])
    RETURNS TABLE (agency text, criterion text, points numeric, answers bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.agency, s.criterion, s.points, s.answers
    FROM _computed_survey(_survey_points.round, _survey_scheme(_survey_points.round), _survey_points.agencies) s;
END
$$;
COMMENT ON FUNCTION _survey_points(text, text[]) IS 'internal: what survey_points gives';
CREATE OR REPLACE FUNCTION survey_points(round text, agencies text[] DEFAULT NULL)
    RETURNS TABLE (agency text, criterion text, points numeric, answers bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_survey(survey_points.round, survey_points.agencies);
    SELECT * FROM _survey_points(survey_points.round, survey_points.agencies);
END;
COMMENT ON FUNCTION survey_points(text, text[]) IS
    'points of the survey criteria, exact to 16 decimals: maximum times the mean of the groups that answered, by their weights; the mean of a group is that of the questions it answered, by their weights; that of a question is the mean share of the answers, by theirs. Left out are answers without opinion (share NULL) and of weight 0; answers counts the others. A row for each agency and criterion with one at least; no rows where no survey is held. agencies NULL: all. 42704 if there is no such round';

-- Stored when answers change, whether the survey is held or not: that may still be decided.
CREATE OR REPLACE FUNCTION _keep_survey_scores(round text, agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM survey_score s WHERE s.round = _keep_survey_scores.round AND s.agency = ANY (_keep_survey_scores.agencies);
    INSERT INTO survey_score (round, agency, criterion, points, answers)
    SELECT _keep_survey_scores.round, s.agency, s.criterion, s.points, s.answers
    FROM round r
    CROSS JOIN LATERAL _computed_survey(r.code, r.scheme, _keep_survey_scores.agencies) s
    WHERE r.code = _keep_survey_scores.round;
END
$$;
COMMENT ON FUNCTION _keep_survey_scores(text, text[]) IS 'internal: survey points of agencies, from their answers';

-- margins of error

CREATE OR REPLACE FUNCTION _survey_estimate(round text, agency text)
    RETURNS SETOF survey_margin
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    scheme_of_round text := _survey_scheme(_survey_estimate.round);
BEGIN
    PERFORM _require_participant(_survey_estimate.round, _survey_estimate.agency);
    RETURN QUERY
    WITH question_mean AS MATERIALIZED (
        SELECT m.*, m.question_weight * round(1.0, 40) / m.weight AS per_weight
        FROM _survey_means(_survey_estimate.round, scheme_of_round, CASE WHEN _survey_estimate.agency IS NOT NULL THEN ARRAY[_survey_estimate.agency] END) m),
    group_mean AS (
        SELECT m.agency, m.criterion, m.respondent_group, coalesce(g.weight, 1) AS weight, c.max_points,
               sum(m.question_weight * m.mean) / sum(m.question_weight) AS mean, sum(m.question_weight) AS question_weight
        FROM question_mean m
            JOIN criterion c ON c.scheme = scheme_of_round AND c.code = m.criterion
            LEFT JOIN respondent_group g ON g.scheme = scheme_of_round AND g.criterion = m.criterion AND g.code = m.respondent_group
        GROUP BY m.agency, m.criterion, m.respondent_group, g.weight, c.max_points),
    -- what a respondent adds to the mean of the group beyond the mean itself;
    -- NULL where no answer counts: in the sample, but outside the domain
    respondent AS (
        SELECT a.agency, q.criterion, a.respondent_group, a.respondent, a.weight, a.stratum, a.cluster, a.population,
               sum(m.per_weight * (o.share - m.mean)) AS deviation
        FROM survey_answer a
            JOIN survey_question q ON q.scheme = scheme_of_round AND q.code = a.question
            JOIN answer_option o ON o.scheme = scheme_of_round AND o.code = a.option
            LEFT JOIN question_mean m ON m.agency = a.agency AND m.question = a.question AND a.weight > 0
                AND m.respondent_group IS NOT DISTINCT FROM a.respondent_group
        WHERE a.round = _survey_estimate.round AND (_survey_estimate.agency IS NULL OR a.agency = _survey_estimate.agency)
        GROUP BY a.agency, q.criterion, a.respondent_group, a.respondent, a.weight, a.stratum, a.cluster, a.population),
    -- what par.survey_mean would refuse
    stratum AS (
        SELECT r.agency, r.criterion, r.respondent_group, r.stratum,
               CASE WHEN min(r.population) <> max(r.population) OR count(r.population) NOT IN (0, count(*)) THEN 'the populations of %s differ'
                    WHEN count(DISTINCT r.cluster) + count(*) FILTER (WHERE r.cluster IS NULL) > min(r.population) THEN '%s has more clusters than its population'
                    WHEN count(DISTINCT r.cluster) + count(*) FILTER (WHERE r.cluster IS NULL) = 1 AND min(r.population) IS DISTINCT FROM 1 THEN '%s has a single cluster'
               END AS fault
        FROM respondent r
        GROUP BY r.agency, r.criterion, r.respondent_group, r.stratum),
    design AS (
        SELECT s.agency, s.criterion, s.respondent_group,
               (array_agg(format(s.fault, coalesce('stratum "' || s.stratum || '"', 'the sample')) ORDER BY s.stratum COLLATE "C")
                   FILTER (WHERE s.fault IS NOT NULL))[1] AS fault
        FROM stratum s
        GROUP BY s.agency, s.criterion, s.respondent_group),
    -- the respondent's own score, where all answered the same questions
    scored AS (
        SELECT r.*, g.max_points, g.mean AS group_mean, g.weight AS group_weight, d.fault,
               round(g.mean + r.deviation / g.question_weight
                              * sum(r.weight) FILTER (WHERE r.deviation IS NOT NULL)
                                OVER (PARTITION BY r.agency, r.criterion, r.respondent_group), 30) AS score
        FROM respondent r
            JOIN group_mean g ON g.agency = r.agency AND g.criterion = r.criterion
                AND g.respondent_group IS NOT DISTINCT FROM r.respondent_group
            JOIN design d ON d.agency = r.agency AND d.criterion = r.criterion
                AND d.respondent_group IS NOT DISTINCT FROM r.respondent_group),
    estimated AS (
        SELECT s.agency, s.criterion, s.respondent_group, s.max_points, s.group_mean, s.group_weight, s.fault,
               count(s.score) AS respondents,
               par.survey_mean(s.score::float8, s.weight::float8, s.stratum, s.cluster, s.population::float8
                               ORDER BY s.respondent COLLATE "C") FILTER (WHERE s.fault IS NULL) AS e
        FROM scored s
        GROUP BY s.agency, s.criterion, s.respondent_group, s.max_points, s.group_mean, s.group_weight, s.fault),
    part AS (
        SELECT e.*, e.max_points::float8 * (e.e).std_error AS std_error, e.max_points::float8 * ((e.e).ci_high - (e.e).mean) AS margin
        FROM estimated e)
    SELECT p.agency, p.criterion, p.respondent_group, p.respondents, trim_scale(round(round(p.group_mean, 30), 16)),
           trim_scale(round(round(p.max_points * p.group_mean, 30), 16)), p.std_error, p.margin, p.fault
    FROM part p
    WHERE p.respondent_group IS NOT NULL
    UNION ALL
    SELECT p.agency, p.criterion, NULL, sum(p.respondents)::bigint,
           trim_scale(round(round(sum(p.group_weight * p.group_mean) / sum(p.group_weight), 30), 16)),
           trim_scale(round(round(p.max_points * sum(p.group_weight * p.group_mean) / sum(p.group_weight), 30), 16)),
           CASE WHEN count(p.std_error) = count(*)
               THEN sqrt(sum((p.group_weight::float8 * p.std_error) ^ 2 ORDER BY p.respondent_group)) / sum(p.group_weight)::float8 END,
           CASE WHEN count(p.margin) = count(*)
               THEN sqrt(sum((p.group_weight::float8 * p.margin) ^ 2 ORDER BY p.respondent_group)) / sum(p.group_weight)::float8 END,
           (array_agg(concat_ws(': ', p.respondent_group, p.fault) ORDER BY p.respondent_group) FILTER (WHERE p.fault IS NOT NULL))[1]
    FROM part p
    GROUP BY p.agency, p.criterion, p.max_points
    ORDER BY 1, 2, 3;
END
$$;
COMMENT ON FUNCTION _survey_estimate(text, text) IS 'internal: what survey_estimate gives';
CREATE OR REPLACE FUNCTION survey_estimate(round text, agency text DEFAULT NULL)
    RETURNS SETOF survey_margin
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_survey(survey_estimate.round, CASE WHEN survey_estimate.agency IS NOT NULL THEN ARRAY[survey_estimate.agency] END);
    SELECT * FROM _survey_estimate(survey_estimate.round, survey_estimate.agency);
END;
COMMENT ON FUNCTION survey_estimate(text, text) IS
    'points of the survey criteria with their margins: a row for each group of respondents that answered, and one for the criterion (respondent_group NULL). respondents have at least one answer that counts; mean is a share of the maximum. mean and points are the exact ones of survey_points. std_error and margin (95 %) are estimates, in points: par.survey_mean takes one score for each respondent, the mean of the shares by question weight; where respondents skip questions the plain mean of such scores is not what counts, and a score is the mean of the group plus what the respondent''s answers move it by (Taylor linearization), so that the margin is that of the points. Each group is a sample by itself, with Student''s t of its clusters less strata; the criterion has the root of the sum of squares of the groups'' errors, and of their margins, times their shares of the weight: an interval no narrower than Cochran''s for means of unequal variance. Both are NULL, and remark tells why, where a stratum has a single cluster, more clusters than its population, or several populations. agency NULL: all. No rows where no survey is held. 42704 if there is no such round or participant';

-- what is missing

CREATE OR REPLACE FUNCTION _survey_shortfall(round text)
    RETURNS TABLE (agency text, criterion text, respondent_group text, respondents bigint, min_answers integer)
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    scheme_of_round text := _survey_scheme(_survey_shortfall.round);
BEGIN
    RETURN QUERY
    WITH RECURSIVE wanted AS (
        SELECT c.code AS criterion, g.code AS respondent_group, coalesce(g.min_answers, 1) AS min_answers
        FROM criterion c LEFT JOIN respondent_group g ON g.scheme = c.scheme AND g.criterion = c.code
        WHERE c.scheme = scheme_of_round AND c.method = 'survey' AND c.kind <> 'monitor'
            AND EXISTS (SELECT FROM survey_question q WHERE q.scheme = c.scheme AND q.criterion = c.code)),
    exempt AS (
        SELECT e.agency, e.criterion FROM exemption e WHERE e.round = _survey_shortfall.round AND e.status = 'accepted'
        UNION
        SELECT e.agency, c.code FROM exempt e JOIN criterion c ON c.scheme = scheme_of_round AND c.parent = e.criterion),
    answered AS (
        SELECT d.agency, d.criterion, d.respondent_group, count(*) AS respondents
        FROM (SELECT DISTINCT a.agency, q.criterion, a.respondent_group, a.respondent
              FROM survey_answer a
                  JOIN survey_question q ON q.scheme = scheme_of_round AND q.code = a.question
                  JOIN answer_option o ON o.scheme = scheme_of_round AND o.code = a.option
              WHERE a.round = _survey_shortfall.round AND o.share IS NOT NULL AND a.weight > 0) d
        GROUP BY d.agency, d.criterion, d.respondent_group)
    SELECT p.agency, w.criterion, w.respondent_group, coalesce(n.respondents, 0), w.min_answers
    FROM participant p
        CROSS JOIN wanted w
        LEFT JOIN answered n ON n.agency = p.agency AND n.criterion = w.criterion
            AND n.respondent_group IS NOT DISTINCT FROM w.respondent_group
    WHERE p.round = _survey_shortfall.round AND coalesce(n.respondents, 0) < w.min_answers
        AND NOT EXISTS (SELECT FROM exempt e WHERE e.criterion = w.criterion AND (e.agency IS NULL OR e.agency = p.agency))
    ORDER BY p.agency, w.criterion, w.respondent_group;
END
$$;
COMMENT ON FUNCTION _survey_shortfall(text) IS 'internal: what survey_shortfall gives';
CREATE OR REPLACE FUNCTION survey_shortfall(round text)
    RETURNS TABLE (agency text, criterion text, respondent_group text, respondents bigint, min_answers integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_survey(survey_shortfall.round, NULL);
    SELECT * FROM _survey_shortfall(survey_shortfall.round);
END;
COMMENT ON FUNCTION survey_shortfall(text) IS
    'participants and groups with fewer respondents than the group needs, of the survey criteria that have questions; where a criterion has no groups, one is needed. Respondents count who gave at least one answer that counts. Criteria from which an agency is exempt, and rounds that hold no survey, lack nothing. 42704 if there is no such round';

END
$template$;
COMMENT ON PROCEDURE par.registry_survey() IS 'internal: survey of a registry';

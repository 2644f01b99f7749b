
-- ---------------------------------------------------------------------------
-- Registry: answers to "why", "what next" and "what if"
-- ---------------------------------------------------------------------------
--
-- All of these read: how points came about, why an index changed, what would
-- raise it, and what a ranking would have been under another scheme.  What
-- officials read is made of messages (par.say), and said in their language by
-- the functions that they call.

CREATE PROCEDURE par.registry_answers()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

-- words

CREATE OR REPLACE FUNCTION _index_effect(contribution numeric) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT CASE WHEN _index_effect.contribution = 0 THEN '["effect.none"]'
                WHEN abs(_index_effect.contribution) < 0.00005 THEN '["effect.hardly"]'
                WHEN _index_effect.contribution > 0 THEN jsonb_build_array('effect.up', _index_effect.contribution)
                ELSE jsonb_build_array('effect.down', -_index_effect.contribution) END
$$;
COMMENT ON FUNCTION _index_effect(numeric) IS 'internal: message: what a contribution does to the index';

CREATE OR REPLACE FUNCTION _term_value(term text, value text, percents text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT CASE WHEN _term_value.value IS NULL THEN '["value.unknown"]'
                WHEN _term_value.value IN ('true', 'false') THEN _term_value.value::jsonb
                WHEN v.decimal IS NULL THEN to_jsonb(_term_value.value)
                WHEN _term_value.term !~ '^peer_(rank|count)\('
                     AND coalesce(_expression_within(_term_value.term), _variable_within(_term_value.term)) = ANY (_term_value.percents)
                    THEN jsonb_build_array('value.percent', trim_scale(round(100 * v.decimal, 4)))
                WHEN _term_value.value NOT LIKE '%/%' OR length(_term_value.value) > 40 THEN to_jsonb(trim_scale(round(v.decimal, 4)))
                ELSE jsonb_build_array('value.fraction', _term_value.value, trim_scale(round(v.decimal, 4))) END
    FROM (SELECT CASE WHEN _term_value.value ~ '^-?[0-9.]+(/[0-9]+)?$'
                      THEN round(split_part(_term_value.value, '/', 1)::numeric, 40)
                           / coalesce(nullif(split_part(_term_value.value, '/', 2), ''), '1')::numeric END AS decimal) v
$$;
COMMENT ON FUNCTION _term_value(text, text, text[]) IS
    'internal: message: value of a context term: fractions with their decimals, long ones by these alone, as a percentage what is about one of the variables that are percents';

CREATE OR REPLACE FUNCTION _terms_text(context jsonb, said text, percents text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT _joined(', ', VARIADIC array_agg(jsonb_build_array('value.named', t.key, _term_value(t.key, t.value, _terms_text.percents)) ORDER BY t.key COLLATE "C"))
    FROM jsonb_each_text(_terms_text.context) t
    WHERE t.key LIKE '%(%' AND strpos(_terms_text.said, t.key) > 0
$$;
COMMENT ON FUNCTION _terms_text(jsonb, text, text[]) IS
    'internal: message: values of the context terms that a text names, see term_value; NULL: it names none';

CREATE OR REPLACE FUNCTION _percents(scheme text, criterion text) RETURNS text[]
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN ARRAY(SELECT v.name FROM variable v WHERE v.scheme = _percents.scheme AND v.criterion = _percents.criterion AND v.kind = 'percent');
END
$$;
COMMENT ON FUNCTION _percents(text, text) IS 'internal: variables of a criterion that are percents';

CREATE OR REPLACE FUNCTION _entered_text(entered jsonb, kind text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT CASE coalesce(jsonb_typeof(_entered_text.entered), 'null')
        WHEN 'null' THEN '["value.unknown"]'
        WHEN 'boolean' THEN _entered_text.entered
        WHEN 'number' THEN CASE _entered_text.kind WHEN 'percent' THEN jsonb_build_array('value.percent', n.exact) ELSE n.exact END
        ELSE CASE _entered_text.kind WHEN 'date' THEN jsonb_build_object('date', _entered_text.entered #>> '{}')
                                     ELSE jsonb_build_array('value.quoted', _entered_text.entered #>> '{}') END END
    FROM (SELECT CASE jsonb_typeof(_entered_text.entered) WHEN 'number' THEN jsonb_build_object('exact', trim_scale(_entered_text.entered::numeric)::text) END AS exact) n
$$;
COMMENT ON FUNCTION _entered_text(jsonb, text) IS 'internal: message: a value as it is entered for a variable of a kind, NULL for one that is not declared';

-- What is long is left out: a sentence is to be read.
CREATE OR REPLACE FUNCTION _inputs_text(scheme text, criterion text, names text[], entered jsonb, context jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT _joined(', ', VARIADIC array_agg(CASE WHEN length(v.title) <= 60 THEN jsonb_build_array('value.titled', _in_both(v.title, v.title_en), n.name, w.value)
                                                     ELSE jsonb_build_array('value.named', n.name, w.value) END ORDER BY n.place))
        FROM unnest(_inputs_text.names) WITH ORDINALITY n (name, place)
        LEFT JOIN variable v ON v.scheme = _inputs_text.scheme AND v.criterion = _inputs_text.criterion AND v.name = n.name
        CROSS JOIN LATERAL (SELECT _entered_text(coalesce(_inputs_text.entered -> n.name, _inputs_text.context -> n.name), v.kind)) w (value)
        WHERE n.name NOT LIKE '%(%' AND length(par.say(w.value, 'vi')) <= 40);
END
$$;
COMMENT ON FUNCTION _inputs_text(text, text, text[], jsonb, jsonb) IS
    'internal: message: what was entered for variables of a criterion, of which rules read names, under their titles; max_points and round_year as in the context. NULL: nothing';

CREATE OR REPLACE FUNCTION _of_maximum(kind text, points numeric, max_points numeric) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT jsonb_build_array(CASE _of_maximum.kind WHEN 'penalty' THEN 'points.deducted_of' ELSE 'points.of' END, _of_maximum.points, _of_maximum.max_points)
    WHERE _of_maximum.points IS NOT NULL OR _of_maximum.max_points IS NOT NULL
$$;
COMMENT ON FUNCTION _of_maximum(text, numeric, numeric) IS 'internal: message: points and maximum of a criterion of a kind';

-- ---------------------------------------------------------------------------
-- how points came about
--
-- Each of the parts gives rows as explain does; what does not concern them is NULL.

CREATE OR REPLACE FUNCTION _explained_children(scheme text, criterion text, leaves leaf_value[])
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT NULL::text, true, k.code, NULL::jsonb, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text,
           n.points, n.max_points,
           w.outcome, NULL::text, NULL::text, NULL::timestamptz,
           jsonb_build_array('explain.child', k.code, _in_both(k.title, k.title_en),
                             CASE w.outcome WHEN 'monitored' THEN '["outcome.monitored"]'
                                            WHEN 'na' THEN '["outcome.na"]'
                                            WHEN 'not scored' THEN jsonb_build_array('outcome.not_scored_of', n.max_points)
                                            ELSE _of_maximum(k.kind, n.points, n.max_points) END)
    FROM criterion k
    LEFT JOIN _roll_up(_explained_children.scheme, _explained_children.leaves) n ON n.criterion = k.code
    LEFT JOIN unnest(_explained_children.leaves) l ON l.criterion = k.code
    CROSS JOIN LATERAL (SELECT CASE WHEN k.kind = 'monitor' THEN 'monitored' WHEN n.max_points IS NULL THEN 'na'
                                    WHEN l.points IS NULL AND l.applicable THEN 'not scored' ELSE 'points' END AS outcome) w
    WHERE k.scheme = _explained_children.scheme AND k.parent = _explained_children.criterion
    ORDER BY k.position, k.code COLLATE "C";
    RETURN QUERY
    SELECT NULL::text, true, NULL::text, NULL::jsonb, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text,
           n.points, n.max_points, 'total', NULL::text, NULL::text, NULL::timestamptz,
           jsonb_build_array(CASE WHEN EXISTS (SELECT FROM unnest(_explained_children.leaves) l
                                               JOIN _criterion_ancestry(c.scheme) y ON y.criterion = l.criterion AND y.ancestor = c.code
                                               JOIN criterion k ON k.scheme = c.scheme AND k.code = l.criterion AND k.kind = 'scored'
                                               WHERE l.applicable AND l.points IS NULL)
                                  THEN 'explain.total_so_far' ELSE 'explain.total' END,
                             c.code, _in_both(c.title, c.title_en), coalesce(_of_maximum(c.kind, n.points, n.max_points), '["outcome.na"]'))
    FROM criterion c
    LEFT JOIN _roll_up(_explained_children.scheme, _explained_children.leaves) n ON n.criterion = c.code
    WHERE c.scheme = _explained_children.scheme AND c.code = _explained_children.criterion AND c.kind = 'scored';
END
$$;
COMMENT ON FUNCTION _explained_children(text, text, leaf_value[]) IS
    'internal: explanation of a criterion with children, a row for each and one for their sum, for the leaves of an agency';

CREATE OR REPLACE FUNCTION _explained_exclusion(round text, agency text, of_leaf leaf)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    x record;
BEGIN
    official := true;
    SELECT e.reason, e.agency, e.criterion INTO x
    FROM exemption e
    JOIN _criterion_ancestry(of_leaf.scheme) y ON y.criterion = of_leaf.code AND y.ancestor = e.criterion
    WHERE e.round = _explained_exclusion.round AND e.status = 'accepted'
      AND coalesce(e.agency, _explained_exclusion.agency) = _explained_exclusion.agency
    ORDER BY e.agency NULLS LAST, y.depth DESC
    LIMIT 1;
    IF FOUND THEN
        stage := 'exemption';
        part := x.criterion;
        outcome := 'exempt';
        note := x.reason;
        description := jsonb_build_array(CASE WHEN x.agency IS NULL THEN 'explain.exempt_all' ELSE 'explain.exempt' END,
                                         CASE WHEN x.criterion <> of_leaf.code THEN jsonb_build_array('explain.whole_part', x.criterion) END, rtrim(x.reason, '.'));
        RETURN NEXT;
    ELSIF of_leaf.method = 'survey' AND NOT (SELECT o.survey_held FROM round o WHERE o.code = _explained_exclusion.round) THEN
        stage := 'survey';
        outcome := 'na';
        description := '["explain.no_survey"]';
        RETURN NEXT;
    END IF;
END
$$;
COMMENT ON FUNCTION _explained_exclusion(text, text, leaf) IS
    'internal: explanation of why nothing that was entered for a leaf counts: the exemption, or that no survey is held; no row where it counts';

CREATE OR REPLACE FUNCTION _rule_outcome(kind text, outcome text, points numeric) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT CASE _rule_outcome.outcome WHEN 'points' THEN jsonb_build_array(CASE WHEN _rule_outcome.kind <> 'penalty' THEN 'outcome.points'
                                                                                WHEN _rule_outcome.points = 0 THEN 'outcome.nothing_deducted'
                                                                                ELSE 'outcome.deducted' END, _rule_outcome.points)
                                      WHEN 'na' THEN '["outcome.na"]'
                                      WHEN 'unknown' THEN '["outcome.unknown"]' END
$$;
COMMENT ON FUNCTION _rule_outcome(text, text, numeric) IS 'internal: message: outcome of the rule of a criterion of a kind as par.explain tells it';

CREATE OR REPLACE FUNCTION _arm_variables(condition text, points_expression text, outcome text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN par.variables(concat_ws(': ', nullif(condition, 'else'), CASE WHEN outcome = 'points' THEN points_expression ELSE '0' END)::par.rule);
END
$$;
COMMENT ON FUNCTION _arm_variables(text, text, text) IS 'internal: inputs that an arm of a rule reads as par.explain tells it: of its points only where they count';

CREATE OR REPLACE FUNCTION _arm_text(of_leaf leaf, arm integer, condition text, holds boolean, points_expression text, outcome text, points numeric,
                                    inputs jsonb, context jsonb, told text[]) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    new_names text[] := ARRAY(SELECT n FROM unnest(_arm_variables(condition, points_expression, outcome)) WITH ORDINALITY v (n, place)
                              WHERE n <> ALL (told) ORDER BY place);
    figures jsonb := _joined(', ', _inputs_text(of_leaf.scheme, of_leaf.code, new_names, inputs, context),
                              _terms_text(context, concat_ws(' ', condition, points_expression), _percents(of_leaf.scheme, of_leaf.code)));
    is_formula boolean := outcome = 'points' AND points_expression !~ '^-?[0-9.]+%?$';
    result jsonb := _rule_outcome(of_leaf.kind, outcome, points);
BEGIN
    IF condition IS NULL AND is_formula THEN
        RETURN jsonb_build_array(CASE WHEN figures IS NULL THEN 'explain.formula' ELSE 'explain.formula_with' END, points_expression, result, figures);
    END IF;
    RETURN jsonb_build_array(
        CASE WHEN condition IS NULL THEN 'explain.no_arm' ELSE 'explain.arm' END, arm,
        _joined(', ', CASE WHEN condition = 'else' THEN '["explain.else"]'
                           WHEN holds THEN jsonb_build_array('explain.holds', condition)
                           WHEN holds IS NULL THEN jsonb_build_array('explain.cannot_tell', condition)
                           WHEN condition IS NOT NULL THEN jsonb_build_array('explain.fails', condition) END,
                      CASE WHEN is_formula THEN jsonb_build_array('explain.computed', points_expression, result) ELSE result END),
        CASE WHEN figures IS NOT NULL THEN jsonb_build_array('explain.with', figures) END);
END
$$;
COMMENT ON FUNCTION _arm_text(leaf, integer, text, boolean, text, text, numeric, jsonb, jsonb, text[]) IS
    'internal: message: an arm of the rule of a leaf as par.explain tells it, with the values of the context terms that it reads, and of the variables that were not told before';

-- What peers have entered is theirs until the round is published: with two of them, a mean and
-- one's own value tell that of the other.  So long nobody is told either what the survey or a
-- review has given him.
CREATE OR REPLACE FUNCTION _is_withheld(round text, agency text, stage text, term text) RETURNS boolean
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT _is_about_others(_is_withheld.term)
           OR _is_withheld.term LIKE 'points(%'
              AND EXISTS (SELECT FROM round r
                          JOIN node n ON n.scheme = r.scheme AND n.code = _criterion_of_points(_is_withheld.term)
                          JOIN node l ON l.scheme = n.scheme AND l.place BETWEEN n.place AND n.last AND l.is_leaf
                          WHERE r.code = _is_withheld.round
                            AND (l.surveyed AND r.survey_held
                                 OR _is_withheld.stage <> 'self'
                                    AND EXISTS (SELECT FROM assessment w
                                                WHERE w.round = r.code AND w.agency = _is_withheld.agency AND w.criterion = l.code AND w.stage = 'review')));
END;
COMMENT ON FUNCTION _is_withheld(text, text, text, text) IS
    'internal: whether a context term of an assessment in a stage tells an agency what it does not see until the round is published: of peers and children, or points that come from the survey or a review';
CREATE OR REPLACE FUNCTION _context_shown(round text, agency text, criterion text, stage text) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT CASE WHEN ('review/' || a.round = ANY (_released(_shown_agencies('member') IS NULL))) IS NOT FALSE THEN a.context
                ELSE (SELECT jsonb_object_agg(t.key, CASE WHEN _is_withheld(a.round, a.agency, a.stage, t.key) THEN '"withheld"' ELSE t.value END) FROM jsonb_each(a.context) t) END
    FROM assessment a
    WHERE a.round = _context_shown.round AND a.agency = _context_shown.agency AND a.criterion = _context_shown.criterion AND a.stage = _context_shown.stage
      AND _acts_for_itself()
      AND (a.agency = ANY (_shown_agencies('member')) AND (a.stage = 'self' OR a.stage || '/' || a.round = ANY (_released(_shown_agencies('member') IS NULL)))) IS NOT FALSE;
END;
COMMENT ON FUNCTION _context_shown(text, text, text, text) IS
    'internal: context terms of an assessment that the actor sees; those about peers and children, and points from the survey or a review, are "withheld" from who enters for an agency until the round is published';

CREATE OR REPLACE FUNCTION _explained_assessments(round text, agency text, of_leaf leaf, is_counted boolean)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    a record;
    received jsonb;
    word jsonb;
    e record;                   -- an arm of the rule
    told text[];                -- variables whose values were told
    ruled jsonb;                -- what the rule gives where it was overridden
    remark jsonb;
BEGIN
    FOR a IN
        SELECT s.stage, s.inputs, s.points, s.note, s.assessed_by, s.assessed_at, s.by_hand, s.decided_on,
               _context_shown(s.round, s.agency, s.criterion, s.stage) AS context,
               _explained_assessments.is_counted
                    AND (s.stage = 'review'
                         OR s.stage = 'appraisal' AND NOT EXISTS (SELECT FROM assessment v
                                                                  WHERE v.round = s.round AND v.agency = s.agency
                                                                    AND v.criterion = s.criterion AND v.stage = 'review')) AS is_official
        FROM assessment s
        WHERE s.round = _explained_assessments.round AND s.agency = _explained_assessments.agency AND s.criterion = of_leaf.code
        ORDER BY array_position('{self,appraisal,review}', s.stage)
    LOOP
        word := jsonb_build_array('assessed.' || a.stage);
        remark := CASE WHEN a.note IS NOT NULL THEN jsonb_build_array('explain.note', _note_said(rtrim(a.note, '.'))) END;
        received := _rule_inputs(of_leaf.scheme, of_leaf.code, a.inputs);
        ruled := NULL;
        IF a.context @? '$.* ? (@ == "withheld")' AND NOT (a.by_hand AND a.inputs IS NULL) THEN
            RETURN QUERY
            SELECT a.stage, a.is_official, NULL::text, received,
                   (SELECT jsonb_object_agg(t.key, t.value) FROM jsonb_each(a.context) t WHERE t.value <> '"withheld"'), of_leaf.rule_text,
                   NULL::integer, NULL::text, NULL::boolean, NULL::text, a.points, of_leaf.max_points, 'withheld', a.note, a.assessed_by, a.assessed_at,
                   jsonb_build_array(CASE WHEN EXISTS (SELECT FROM jsonb_each(a.context) t WHERE t.value = '"withheld"' AND _is_about_others(t.key))
                                          THEN 'explain.withheld_peers' ELSE 'explain.withheld_points' END, word,
                                     CASE WHEN a.points IS NULL THEN '["outcome.no_points"]' ELSE _of_maximum(of_leaf.kind, a.points, of_leaf.max_points) END, remark);
            CONTINUE;
        END IF;
        -- what the rule gives, also where it was overridden
        IF of_leaf.rule_text IS NOT NULL AND (of_leaf.kind <> 'monitor' OR of_leaf.max_points > 0) AND NOT (a.by_hand AND a.inputs IS NULL) THEN
            told := '{}';
            FOR e IN SELECT x.* FROM par.explain(of_leaf.rule_text::par.rule, received || coalesce(a.context, '{}')) x LOOP
                RETURN QUERY
                SELECT a.stage, a.is_official AND NOT a.by_hand AND of_leaf.kind <> 'monitor', NULL::text, received, a.context, of_leaf.rule_text,
                       e.arm, e.condition, e.holds, e.points_expression, e.points, of_leaf.max_points, e.outcome,
                       CASE WHEN NOT a.by_hand THEN a.note END, a.assessed_by, a.assessed_at,
                       jsonb_build_array('explain.assessed', word, _arm_text(of_leaf, e.arm, e.condition, e.holds, e.points_expression, e.outcome, e.points,
                                                                             a.inputs, a.context, told));
                told := told || _arm_variables(e.condition, e.points_expression, e.outcome);
                ruled := jsonb_build_array('explain.ruled', _rule_outcome(of_leaf.kind, e.outcome, e.points));
            END LOOP;
            -- the last arm decides, or none
            ruled := CASE WHEN e.outcome IS NOT NULL THEN ruled END;
        END IF;
        IF of_leaf.rule_text IS NULL OR a.by_hand OR of_leaf.kind = 'monitor' THEN
            RETURN QUERY
            SELECT a.stage, a.is_official, NULL::text, CASE WHEN a.inputs IS NOT NULL THEN received END, a.context, of_leaf.rule_text,
                   NULL::integer, NULL::text, NULL::boolean, NULL::text, a.points, of_leaf.max_points,
                   CASE WHEN of_leaf.kind = 'monitor' THEN 'monitored' WHEN a.points IS NULL THEN 'not scored'
                        WHEN of_leaf.rule_text IS NULL THEN 'by hand' ELSE 'override' END,
                   a.note, a.assessed_by, a.assessed_at,
                   jsonb_build_array('explain.by_hand', word,
                       CASE WHEN of_leaf.kind = 'monitor' AND of_leaf.max_points > 0
                                 THEN jsonb_build_array('explain.monitored', CASE WHEN a.points IS NULL THEN '["outcome.no_points"]' ELSE jsonb_build_array('points.some', a.points) END)
                            WHEN of_leaf.kind = 'monitor' THEN '["outcome.monitored"]'
                            WHEN a.points IS NULL THEN '["outcome.not_scored"]'
                            WHEN of_leaf.rule_text IS NULL THEN jsonb_build_array(CASE of_leaf.kind WHEN 'penalty' THEN 'explain.deducted' ELSE 'explain.given' END, a.points)
                            ELSE jsonb_build_array(CASE of_leaf.kind WHEN 'penalty' THEN 'explain.override_deducted' ELSE 'explain.override' END, a.points, ruled,
                                     CASE WHEN a.stage <> 'self' AND a.inputs IS DISTINCT FROM a.decided_on
                                          THEN jsonb_build_array('explain.decided_on', coalesce(to_jsonb(a.decided_on::text), '["value.none"]')) END) END, remark);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _explained_assessments(text, text, leaf, boolean) IS
    'internal: explanation of the assessments of a leaf, stage by stage: the arms of the rule up to the one that decides, and the points given by hand, also against it; is_counted: whether the official one counts';

CREATE OR REPLACE FUNCTION _explained_survey(round text, agency text, of_leaf leaf, is_counted boolean)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 'survey', s.respondent_group IS NULL AND _explained_survey.is_counted, s.respondent_group,
           jsonb_build_object('respondents', s.respondents, 'mean', s.mean), NULL::jsonb, NULL::text,
           NULL::integer, NULL::text, NULL::boolean, NULL::text, s.points, of_leaf.max_points, 'survey', s.remark, NULL::text, NULL::timestamptz,
           jsonb_build_array('explain.survey',
                             CASE WHEN s.respondent_group IS NULL THEN '["explain.survey_all"]' ELSE jsonb_build_array('explain.survey_group', s.respondent_group) END,
                             s.respondents, round(100 * s.mean, 2), s.points,
                             CASE WHEN s.margin IS NOT NULL THEN jsonb_build_array('explain.margin', round(s.margin::numeric, 2)) END)
    FROM survey_estimate(_explained_survey.round, _explained_survey.agency) s
    WHERE s.criterion = of_leaf.code
    ORDER BY s.respondent_group COLLATE "C" NULLS LAST;
END
$$;
COMMENT ON FUNCTION _explained_survey(text, text, leaf, boolean) IS
    'internal: explanation of the survey of a leaf, a row for each respondent group and one for the criterion; is_counted: whether it counts';

CREATE OR REPLACE FUNCTION _explained_papers(of_round text, of_agency text, of_criterion text)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 2 SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN QUERY
    SELECT 'evidence', false, NULL::text, NULL::jsonb, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text,
           NULL::numeric, NULL::numeric, 'evidence', e.title, NULL::text, NULL::timestamptz,
           jsonb_build_array('explain.evidence',
                             _joined(', ', jsonb_build_array('value.quoted', e.title), to_jsonb(e.issued_by),
                                     CASE WHEN e.issued_on IS NOT NULL THEN jsonb_build_array('value.on_day', jsonb_build_object('date', e.issued_on)) END,
                                     CASE WHEN e.pages IS NOT NULL THEN jsonb_build_array('value.pages', e.pages) END, to_jsonb(e.uri)))
    FROM evidence e
    WHERE e.round = of_round AND e.agency = of_agency AND e.criterion = of_criterion
    ORDER BY e.id;
    RETURN QUERY
    SELECT CASE WHEN x.question IS NULL THEN 'explanation' ELSE 'question' END, false,
           NULL::text, NULL::jsonb, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text, NULL::numeric, NULL::numeric,
           CASE WHEN x.question IS NULL THEN 'explained' WHEN x.answer IS NOT NULL THEN 'answered'
                WHEN EXISTS (SELECT FROM open_question o WHERE o.id = x.id) THEN 'open' ELSE 'not answered' END,
           x.answer, x.answered_by, x.answered_at,
           _joined(' ', CASE WHEN x.question IS NOT NULL THEN jsonb_build_array('explain.asked', x.asked_by, _day(x.asked_at), x.question) END,
                   CASE WHEN x.answer IS NULL THEN '["explain.not_answered"]'
                        ELSE jsonb_build_array(CASE WHEN x.question IS NULL THEN 'explain.explained' ELSE 'explain.answered' END,
                                               x.answered_by, _day(x.answered_at), x.answer) END)
    FROM explanation x
    WHERE x.round = of_round AND x.agency = of_agency AND x.criterion = of_criterion
    ORDER BY x.id;
END
$$;
COMMENT ON FUNCTION _explained_papers(text, text, text) IS
    'internal: evidence of an agency on a criterion, then questions with their answers, and what it explains of itself, in the order in which they came';

-- given: official points before policies
CREATE OR REPLACE FUNCTION _explained_total(round text, agency text, of_leaf leaf, leaves leaf_value[], is_known boolean, given numeric)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    is_applicable boolean := (SELECT l.applicable FROM unnest(_explained_total.leaves) l WHERE l.criterion = of_leaf.code);
    z record;
    u record;
BEGIN
    -- nothing known
    SELECT d.reason, d.decided_by, d.decided_at INTO z
    FROM zero_missing d WHERE d.round = _explained_total.round AND d.agency = _explained_total.agency;
    IF given IS NULL AND is_applicable AND z.reason IS NOT NULL AND of_leaf.kind = 'scored' THEN
        given := 0;
        RETURN QUERY
        SELECT 'zero', true, NULL::text, NULL::jsonb, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text,
               0::numeric, of_leaf.max_points, 'zero', z.reason, z.decided_by, z.decided_at,
               jsonb_build_array('explain.zero', rtrim(z.reason, '.'));
    ELSIF NOT is_known THEN
        given := CASE WHEN of_leaf.kind IN ('bonus', 'penalty') THEN 0 END;
        RETURN QUERY
        SELECT NULL::text, true, NULL::text, NULL::jsonb, NULL::jsonb, of_leaf.rule_text, NULL::integer, NULL::text, NULL::boolean, NULL::text,
               given, of_leaf.max_points, CASE WHEN of_leaf.kind = 'monitor' THEN 'monitored' ELSE 'not scored' END,
               NULL::text, NULL::text, NULL::timestamptz,
               jsonb_build_array(CASE of_leaf.kind WHEN 'monitor' THEN 'explain.only_monitored' WHEN 'bonus' THEN 'explain.no_bonus'
                                                   WHEN 'penalty' THEN 'explain.no_penalty' ELSE 'explain.nothing_official' END);
    END IF;

    -- what counts in the end, where it is not just these points
    SELECT n.points, n.max_points INTO u
    FROM _roll_up(of_leaf.scheme, _explained_total.leaves) n WHERE n.criterion = of_leaf.code;
    IF FOUND AND (NOT is_applicable OR (u.points, u.max_points) IS DISTINCT FROM (given, of_leaf.max_points)) THEN
        RETURN QUERY
        SELECT 'counted', true, NULL::text, NULL::jsonb, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text,
               u.points, u.max_points, 'counted', CASE WHEN NOT is_applicable THEN of_leaf.not_applicable END, NULL::text, NULL::timestamptz,
               jsonb_build_array('explain.counted',
                                 CASE WHEN u.max_points IS NULL THEN '["explain.not_counted"]' ELSE _of_maximum(of_leaf.kind, u.points, u.max_points) END,
                                 CASE WHEN NOT is_applicable THEN jsonb_build_array('explain.policy', jsonb_build_array('word.' || of_leaf.not_applicable)) END);
    END IF;
END
$$;
COMMENT ON FUNCTION _explained_total(text, text, leaf, leaf_value[], boolean, numeric) IS
    'internal: explanation of what counts for a leaf in the end: the decision that what is missing counts 0, or that nothing is known; then points and maximum after policies and rounding, where they are not just what was given';

CREATE OR REPLACE FUNCTION _explained_record(round text, agency text, criterion text)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 'recorded', true, w.part, i.inputs, NULL::jsonb, NULL::text, NULL::integer, NULL::text, NULL::boolean, NULL::text, w.points, w.max_points,
           w.outcome, p.published_by, p.recorded_by, p.recorded_at,
           jsonb_build_array('explain.recorded', _joined(' ', to_jsonb(w.part), _in_both(n.title, n.title_en)),
                             CASE w.outcome WHEN 'na' THEN '["outcome.na"]'
                                            WHEN 'not known' THEN '["outcome.not_known"]'
                                            ELSE _of_maximum(c.kind, w.points, w.max_points) END,
                             _day(p.published_at), rtrim(p.published_by, '.'))
    FROM publication p
    JOIN criterion c ON c.scheme = p.scheme AND (c.parent = _explained_record.criterion OR c.code = _explained_record.criterion)
    JOIN node n ON n.scheme = p.scheme AND n.code = c.code AND (c.parent = _explained_record.criterion OR n.is_leaf)
    LEFT JOIN result_item i ON i.round = p.round AND i.revision = p.revision AND i.agency = _explained_record.agency AND i.criterion = c.code
    CROSS JOIN LATERAL (SELECT CASE WHEN c.code <> _explained_record.criterion THEN c.code END AS part, i.points, coalesce(i.max_points, n.max_points) AS max_points,
                               CASE WHEN i.not_applicable THEN 'na' WHEN i.points IS NULL THEN 'not known' ELSE 'points' END AS outcome) w
    WHERE p.round = _explained_record.round
    ORDER BY n.place;
END
$$;
COMMENT ON FUNCTION _explained_record(text, text, text) IS
    'internal: explanation of a criterion of a recorded round, or of those beneath it: what was published, by whom, and who recorded it';

CREATE OR REPLACE FUNCTION _explained(round text, agency text, criterion text)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    f leaf;
    own leaf_value[];
    is_counted boolean;         -- neither exempt, nor a survey that is not held
    is_known boolean;
    given numeric;              -- official points before policies
    shown CONSTANT boolean := _is_shown(_explained.round, ARRAY[_explained.agency], 'official');
BEGIN
    PERFORM _require_round(_explained.round);
    SELECT o.scheme, o.survey_held, o.recorded INTO r FROM round o WHERE o.code = _explained.round;
    PERFORM _require_participant(_explained.round, coalesce(_explained.agency, '<NULL>'));
    IF NOT EXISTS (SELECT FROM criterion k WHERE k.scheme = r.scheme AND k.code = _explained.criterion) THEN
        PERFORM _no_such(format('criterion "%s" does not exist in the scheme of round "%s"', coalesce(_explained.criterion, '<NULL>'), _explained.round),
                         _explained.criterion, ARRAY(SELECT k.code FROM criterion k WHERE k.scheme = r.scheme), format('The scheme is "%s".', r.scheme));
    END IF;
    IF r.recorded THEN
        RETURN QUERY SELECT e.* FROM _explained_record(_explained.round, _explained.agency, _explained.criterion) e;
        RETURN;
    END IF;
    IF shown THEN
        own := ARRAY(SELECT l FROM _leaf_values(_explained.round, 'official', ARRAY[_explained.agency]) l);
    END IF;

    SELECT l.* INTO f FROM leaf l WHERE l.scheme = r.scheme AND l.code = _explained.criterion;
    IF NOT FOUND THEN
        RETURN QUERY SELECT e.* FROM _explained_children(r.scheme, _explained.criterion, own) e WHERE shown;
        RETURN QUERY SELECT e.* FROM _explained_papers(_explained.round, _explained.agency, _explained.criterion) e;
        RETURN;
    END IF;

    RETURN QUERY SELECT e.* FROM _explained_exclusion(_explained.round, _explained.agency, f) e;
    is_counted := NOT FOUND;
    RETURN QUERY SELECT e.* FROM _explained_assessments(_explained.round, _explained.agency, f, is_counted AND shown) e;
    SELECT a.points INTO given
    FROM assessment a
    WHERE a.round = _explained.round AND a.agency = _explained.agency AND a.criterion = _explained.criterion AND a.stage IN ('appraisal', 'review') AND is_counted
    ORDER BY a.stage DESC LIMIT 1;
    is_known := FOUND OR NOT is_counted;
    IF f.surveyed AND (r.survey_held OR f.method <> 'survey') AND shown THEN
        RETURN QUERY SELECT e.* FROM _explained_survey(_explained.round, _explained.agency, f, is_counted) e;
        SELECT s.points INTO given FROM survey_points(_explained.round, ARRAY[_explained.agency]) s WHERE s.criterion = _explained.criterion;
        is_known := is_known OR given IS NOT NULL;
    END IF;
    RETURN QUERY SELECT e.* FROM _explained_papers(_explained.round, _explained.agency, _explained.criterion) e;
    RETURN QUERY SELECT e.* FROM _explained_total(_explained.round, _explained.agency, f, own, is_known, given) e WHERE shown;
END
$$;
COMMENT ON FUNCTION _explained(text, text, text) IS 'internal: explain, with the description as a message';

CREATE OR REPLACE FUNCTION explain(round text, agency text, criterion text, language text DEFAULT NULL)
    RETURNS TABLE (stage text, official boolean, part text, inputs jsonb, context jsonb, rule text,
                   arm integer, condition text, holds boolean, points_expression text, points numeric, max_points numeric,
                   outcome text, note text, assessed_by text, assessed_at timestamptz, description text)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    said CONSTANT text := _language(explain.language);
BEGIN
    RETURN QUERY
    SELECT e.stage, e.official, e.part, e.inputs, e.context, e.rule, e.arm, e.condition, e.holds, e.points_expression, e.points, e.max_points,
           e.outcome, e.note, e.assessed_by, e.assessed_at, par.say(e.description, said)
    FROM _explained(explain.round, explain.agency, explain.criterion) e;
END
$$;
COMMENT ON FUNCTION explain(text, text, text, text) IS
    'how an agency comes to its points on a criterion. stage self, appraisal, review: the arms of the rule up to the one that decides, for the inputs as the rule receives them (outcome points, na, unknown), or one row where points were given by hand (by hand) or are still missing (not scored); where they override the rule (override) both, the rule first, which is not official, so also for what is only monitored (monitored) and carries points; the description has the formula of points that are computed, the values of the context terms that an arm reads, and once for each assessment those of variables; survey: a row for each respondent group (part) and one for the criterion; exemption: its reason in note; evidence: a row for each document (title in note); question, explanation: what the agency was asked, or explained of itself (outcome answered, open, not answered, explained), the answer in note; zero: the decision that what is missing counts 0; counted: points and maximum that count after policies and rounding of leaves, where they are others. official: whether the row is among what counts. For a criterion with children: a row for each child (part), one for their sum (total), then evidence and questions. Of a recorded round what was published (stage recorded), or that it is not known. Who enters for the agency sees what it entered, its appraisal from stage explanation on, and what counts once the round is published; terms about peers, and points that come from the survey or a review, are withheld until then (outcome withheld). The description is in the language given, see set_language. 42704 for an unknown round, participant or criterion, 42501 for an agency that is not shown';

-- ---------------------------------------------------------------------------
-- what if: another scheme

-- A rule where it can be evaluated.  Called for each cell of a round: without a
-- search path of its own, which would cost more than the rule.
CREATE OR REPLACE FUNCTION _try_rule(rule text, received jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    points pg_catalog.numeric;
BEGIN
    points := par.score(_try_rule.rule::par.rule, _try_rule.received);
    IF points IS NULL AND par.not_applicable(_try_rule.rule::par.rule, _try_rule.received) THEN
        RETURN 'na';
    END IF;
    RETURN points;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _try_rule(text, jsonb) IS
    'points that a rule gives for inputs as it receives them, or na; NULL if they are not known, or the rule cannot be evaluated for these inputs';

CREATE OR REPLACE FUNCTION _try_entry(rule text, scheme text, criterion text, inputs jsonb, context jsonb) RETURNS numeric
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN par.score(_try_entry.rule::par.rule,
                     _rule_inputs(_try_entry.scheme, _try_entry.criterion, _try_entry.inputs) || coalesce(_try_entry.context, '{}'));
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _try_entry(text, text, text, jsonb, jsonb) IS
    'points that a rule gives for inputs entered under the declarations of a criterion; NULL if there are none, or the inputs are not allowed';

CREATE OR REPLACE FUNCTION _peers_if_possible(round text, criterion text, term text) RETURNS TABLE (agency text, value text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT v.agency, v.value FROM _peer_values(_peers_if_possible.round, _peers_if_possible.criterion, _peers_if_possible.term, 'official') v;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN;
END
$$;
COMMENT ON FUNCTION _peers_if_possible(text, text, text) IS 'like peer_values on the official basis, but no rows where it cannot be computed';

-- Leaves of another scheme with what of the scheme of a round they carry on.  What is
-- declared in both must be the same kind of thing for a rule to be tried.  ROWS is low so
-- that what there is of agencies is joined by hash tables of its own, not of all cells.
CREATE OR REPLACE FUNCTION _simulated_pairs(round text, scheme text, criteria text[])
    RETURNS TABLE (criterion text, max_points numeric, method text, rule_text text, terms text[], percents text[], constants jsonb,
                   old_criterion text, old_kind text, old_max numeric, old_method text, old_terms text[],
                   is_inner boolean, had_rule boolean, has_rule boolean, is_plain boolean, is_same boolean)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    SELECT o.scheme, o.year INTO r FROM round o WHERE o.code = _simulated_pairs.round;
    RETURN QUERY
    SELECT n.code, n.max_points, n.method, n.rule_text, k.terms,
           ARRAY(SELECT v.name FROM variable v WHERE v.scheme = r.scheme AND v.criterion = l.code AND v.kind = 'percent'),
           CASE WHEN k.terms = '{}' THEN '{}' ELSE jsonb_build_object('max_points', n.max_points, 'round_year', r.year) END,
           m.old_code, o.kind, o.max_points, o.method, k.old_terms,
           l.code IS NULL, l.rule_text IS NOT NULL,
           n.rule_text IS NOT NULL AND l.code IS NOT NULL AND NOT l.surveyed AND NOT n.surveyed
           AND NOT EXISTS (SELECT FROM variable a
                           JOIN variable b ON b.scheme = n.scheme AND b.criterion = n.code AND b.name = a.name AND b.kind <> a.kind
                           WHERE a.scheme = r.scheme AND a.criterion = l.code),
           k.terms <@ '{max_points,round_year}',
           n.max_points = o.max_points AND k.terms = '{}' AND l.kind <> 'monitor'
           AND n.rule_text::par.rule::text = l.rule_text::par.rule::text
    FROM _leaves_of(_simulated_pairs.scheme) n
    LEFT JOIN criterion_map(r.scheme, _simulated_pairs.scheme) m ON m.new_code = n.code
    LEFT JOIN criterion o ON o.scheme = r.scheme AND o.code = m.old_code
    LEFT JOIN leaf l ON l.scheme = r.scheme AND l.code = m.old_code
    CROSS JOIN LATERAL (
        SELECT ARRAY(SELECT t FROM unnest(par.variables(n.rule_text::par.rule)) t
                     WHERE _is_context_term(t)) AS terms,
               par.variables(l.rule_text::par.rule) AS old_terms) k
    WHERE n.scheme = _simulated_pairs.scheme AND (n.kind <> 'monitor' OR n.max_points > 0) AND n.code = ANY (_simulated_pairs.criteria);
END
$$;
COMMENT ON FUNCTION _simulated_pairs(text, text, text[]) IS
    'internal: leaves of another scheme with the criteria of the scheme of a round that they carry on. terms: what the rule reads of its context, constants: what of it is the same for every agency; is_inner: the old criterion is no leaf, or there is none; has_rule: there is a rule that can be tried, is_plain: without a context of the agency, is_same: with the outcome of the old one';

-- known: points of leaves
CREATE OR REPLACE FUNCTION _simulated_sums(scheme text, terms text[], known leaf_value[])
    RETURNS TABLE (agency text, term text, points numeric)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT k.agency, t, CASE WHEN NOT bool_or(k.applicable AND k.points IS NULL) THEN sum(k.points) FILTER (WHERE k.applicable) END
    FROM unnest(_simulated_sums.terms) t
    JOIN _criterion_ancestry(_simulated_sums.scheme) y ON y.ancestor = _criterion_of_points(t)
    JOIN unnest(_simulated_sums.known) k ON k.criterion = y.criterion
    GROUP BY t, k.agency;
END
$$;
COMMENT ON FUNCTION _simulated_sums(text, text[], leaf_value[]) IS
    'internal: what the terms points(...) of rules of another scheme stand for, for each agency; NULL where some of it is not scored, or nothing of it applies';

-- What is known of each agency at each leaf, and what the rule gives for it.
CREATE OR REPLACE FUNCTION _simulated_answers(round text, scheme text, agencies text[], criteria text[], known leaf_value[])
    RETURNS TABLE (agency text, criterion text, max_points numeric, old_criterion text, old_kind text, is_inner boolean,
                   old_points numeric, old_max numeric, was_applicable boolean, is_out boolean, answer text)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    SELECT o.scheme, o.survey_held INTO r FROM round o WHERE o.code = _simulated_answers.round;
    RETURN QUERY
    WITH pair AS MATERIALIZED (
        SELECT q.*, par.variables(q.rule_text::par.rule) <@ q.terms AS reads_no_inputs
        FROM _simulated_pairs(_simulated_answers.round, _simulated_answers.scheme, _simulated_answers.criteria) q
    ), before AS MATERIALIZED (
        SELECT l.agency, l.criterion, l.points, l.applicable
        FROM _leaf_values(_simulated_answers.round, 'official', _simulated_answers.agencies) l
    ), inner_before AS MATERIALIZED (
        SELECT u.agency, u.criterion, u.points, u.max_points
        FROM _roll_up(r.scheme, CASE WHEN EXISTS (SELECT FROM pair q WHERE q.old_criterion IS NOT NULL AND q.is_inner)
                                    THEN ARRAY(SELECT ROW(b.agency, b.criterion, b.points, b.applicable)::leaf_value FROM before b) END) u
        JOIN pair q ON q.is_inner AND q.old_criterion = u.criterion
    ), exempt AS MATERIALIZED (
        SELECT e.agency, e.criterion FROM _exempt_leaves(_simulated_answers.round) e
    ), peers AS MATERIALIZED (
        SELECT q.criterion, v.agency, jsonb_object_agg(t, _context_input(v.value)) AS frozen
        FROM pair q
        CROSS JOIN LATERAL unnest(q.terms) t
        CROSS JOIN LATERAL _peers_if_possible(_simulated_answers.round, q.old_criterion, t) v
        WHERE q.has_rule AND _is_about_others(t) AND t <> ALL (coalesce(q.old_terms, '{}'))
        GROUP BY q.criterion, v.agency
    ), gates AS MATERIALIZED (
        SELECT q.criterion, s.agency, jsonb_object_agg(s.term, s.points) AS given
        FROM pair q
        CROSS JOIN LATERAL unnest(q.terms) t
        JOIN _simulated_sums(_simulated_answers.scheme,
                            ARRAY(SELECT DISTINCT t FROM pair, unnest(terms) t WHERE t LIKE 'points(%'), _simulated_answers.known) s ON s.term = t
        GROUP BY q.criterion, s.agency
    ), cell AS (
        SELECT p.agency, q.*, coalesce(b.points, CASE q.old_kind WHEN 'monitor' THEN a.points END) AS points,
               coalesce(b.applicable, CASE q.old_kind WHEN 'monitor' THEN NOT a.not_applicable END) AS applicable, i.points AS inner_points, i.max_points AS inner_max,
               a.points AS assessed, a.not_applicable, a.inputs, a.context, s.frozen, g.given,
               q.has_rule AND (a.inputs IS NOT NULL OR q.reads_no_inputs AND a.criterion IS NOT NULL) AND NOT (a.by_hand AND q.had_rule) AS can_score,
               e.criterion IS NOT NULL OR x.criterion IS NOT NULL
               OR NOT r.survey_held AND 'survey' IN (q.method, q.old_method) AS is_out
        FROM participant p
        CROSS JOIN pair q
        LEFT JOIN before b ON b.agency = p.agency AND b.criterion = q.old_criterion
        LEFT JOIN inner_before i ON i.agency = p.agency AND i.criterion = q.old_criterion
        LEFT JOIN official_assessment a ON a.round = _simulated_answers.round AND a.agency = p.agency AND a.criterion = q.old_criterion
        LEFT JOIN exempt e ON e.agency IS NULL AND e.criterion = q.old_criterion
        LEFT JOIN exempt x ON x.agency = p.agency AND x.criterion = q.old_criterion
        LEFT JOIN peers s ON s.criterion = q.criterion AND s.agency = p.agency
        LEFT JOIN gates g ON g.criterion = q.criterion AND g.agency = p.agency
        WHERE p.round = _simulated_answers.round AND (_simulated_answers.agencies IS NULL OR p.agency = ANY (_simulated_answers.agencies))
    )
    SELECT c.agency, c.criterion, c.max_points, c.old_criterion, c.old_kind, c.is_inner,
           CASE WHEN c.is_inner THEN c.inner_points ELSE c.points END, CASE WHEN c.is_inner THEN c.inner_max ELSE c.old_max END,
           CASE WHEN c.is_inner THEN c.inner_max IS NOT NULL ELSE c.applicable END, c.is_out,
           CASE WHEN c.is_out OR NOT c.can_score THEN NULL
                WHEN c.is_same THEN CASE WHEN c.not_applicable THEN 'na' ELSE c.assessed::text END
                ELSE _try_rule(c.rule_text,
                         -- percents as a rule receives them, see rule_inputs
                         CASE WHEN c.inputs IS NULL THEN '{}' WHEN c.percents = '{}' THEN c.inputs
                              ELSE c.inputs || coalesce((SELECT jsonb_object_agg(t.key, t.value::numeric * 0.01)
                                                         FROM jsonb_each(c.inputs) t
                                                         WHERE t.key = ANY (c.percents) AND jsonb_typeof(t.value) = 'number'), '{}') END
                         || c.constants
                         || CASE WHEN c.is_plain THEN '{}'
                                 ELSE _simulated_context(_simulated_answers.round, c.agency, c.old_criterion, c.terms, c.context, c.frozen)
                                      || coalesce(c.given, '{}') END) END
    FROM cell c;
END
$$;
COMMENT ON FUNCTION _simulated_answers(text, text, text[], text[], leaf_value[]) IS
    'internal: for each participant, or those named, at each leaf of another scheme: points and maximum of the criterion that it carries on, whether it is out of what is assessed, and the answer of the rule where there is one to be tried: points, or na; known: points of the leaves that rules read';

-- Leaves of another scheme, for what is known of a round.  known has the points
-- that their rules read of other leaves.
CREATE OR REPLACE FUNCTION _simulated_level(round text, scheme text, agencies text[], criteria text[], known leaf_value[])
    RETURNS TABLE (agency text, criterion_before text, criterion_after text, points_before numeric, max_before numeric,
                   points_after numeric, max_after numeric, applicable boolean, how text)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    digits integer := (SELECT s.point_decimals FROM round r JOIN scheme s ON s.code = r.scheme WHERE r.code = _simulated_level.round);
BEGIN
    RETURN QUERY
    WITH settled AS (
        SELECT a.*,
               CASE WHEN a.answer <> 'na' AND a.answer::numeric BETWEEN 0 AND a.max_points THEN a.answer::numeric END AS scored
        FROM _simulated_answers(_simulated_level.round, _simulated_level.scheme, _simulated_level.agencies, _simulated_level.criteria, _simulated_level.known) a
        OFFSET 0                -- evaluated once
    ), judged AS (
        SELECT s.*,
               CASE WHEN s.old_criterion IS NULL THEN 'missing'
                    WHEN s.is_out OR s.answer = 'na' THEN 'not applicable'
                    WHEN s.scored IS NOT NULL THEN 'scored'
                    WHEN NOT s.was_applicable THEN 'not applicable'
                    WHEN s.old_max = 0 THEN 'missing'
                    WHEN s.old_points IS NULL THEN 'not scored'
                    ELSE 'scaled' END AS verdict
        FROM settled s
        OFFSET 0
    )
    SELECT j.agency, j.old_criterion, j.criterion,
           CASE WHEN j.was_applicable THEN _counted(j.old_points, j.old_max, digits) END, CASE WHEN j.was_applicable THEN j.old_max END,
           w.points,
           j.max_points, j.verdict NOT IN ('not applicable', 'missing'), j.verdict
    FROM judged j
    CROSS JOIN LATERAL (
        SELECT CASE j.verdict WHEN 'scored' THEN j.scored
                              WHEN 'scaled' THEN coalesce(trim_scale(round(round(j.old_points * j.max_points, 40) / nullif(j.old_max, 0), 16)), 0) END) w (points);
END
$$;
COMMENT ON FUNCTION _simulated_level(text, text, text[], text[], leaf_value[]) IS
    'internal: leaves of another scheme for what was entered in a round, their points before they are rounded; known: points of the leaves that their rules read';

CREATE OR REPLACE FUNCTION _simulated_context(round text, agency text, criterion text, terms text[], stored jsonb, frozen jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$
    WITH term AS (
        SELECT t, coalesce(_simulated_context.stored, '{}') ? t AS is_stored
        FROM unnest(_simulated_context.terms) t
        WHERE t NOT IN ('max_points', 'round_year') AND t NOT LIKE 'points(%'
    )
    SELECT par.registry_context(NULL::assessment, _simulated_context.round, _simulated_context.agency, _simulated_context.criterion, 'review',
                        ARRAY(SELECT t FROM term WHERE NOT is_stored), coalesce(_simulated_context.frozen, '{}'))
           || coalesce((SELECT jsonb_object_agg(t, _simulated_context.stored -> t) FROM term WHERE is_stored), '{}')
$$;
COMMENT ON FUNCTION _simulated_context(text, text, text, text[], jsonb, jsonb) IS
    'internal: context terms that a rule of another scheme reads, as stored with the assessment, else as they are now';

CREATE OR REPLACE FUNCTION _simulated_leaves(round text, scheme text, agencies text[] DEFAULT NULL, criteria text[] DEFAULT NULL)
    RETURNS TABLE (agency text, criterion_before text, criterion_after text, points_before numeric, max_before numeric,
                   points_after numeric, max_after numeric, applicable boolean, how text)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    wanted text[] := coalesce(_simulated_leaves.criteria, ARRAY(SELECT f.code FROM _leaves_of(_simulated_leaves.scheme) f));
    gated text[] := ARRAY(SELECT DISTINCT d.criterion FROM _dependents(_simulated_leaves.scheme) d);
    needed text[] := '{}';
    known leaf_value[] := '{}';
    step record;
BEGIN
    RETURN QUERY
    SELECT s.* FROM _simulated_level(_simulated_leaves.round, _simulated_leaves.scheme, _simulated_leaves.agencies,
                                    ARRAY(SELECT unnest(wanted) EXCEPT SELECT unnest(gated)), NULL) s;
    IF NOT wanted && gated THEN
        RETURN;
    END IF;
    needed := ARRAY(SELECT DISTINCT d.needs FROM _dependents(_simulated_leaves.scheme) d);
    known := ARRAY(SELECT ROW(s.agency, s.criterion_after, s.points_after, s.applicable)::leaf_value
                   FROM _simulated_level(_simulated_leaves.round, _simulated_leaves.scheme, _simulated_leaves.agencies,
                                        ARRAY(SELECT unnest(needed) EXCEPT SELECT unnest(gated)), NULL) s
                   WHERE s.how <> 'missing');
    FOR step IN
        SELECT x.level, array_agg(x.criterion) AS codes
        FROM _context_criteria(_simulated_leaves.scheme) x
        WHERE x.criterion = ANY (gated)
        GROUP BY x.level ORDER BY x.level
    LOOP
        RETURN QUERY
        SELECT s.* FROM _simulated_level(_simulated_leaves.round, _simulated_leaves.scheme, _simulated_leaves.agencies,
                                        ARRAY(SELECT unnest(step.codes) INTERSECT SELECT unnest(wanted)), known) s;
        IF step.codes && needed THEN
            known := known || ARRAY(SELECT ROW(s.agency, s.criterion_after, s.points_after, s.applicable)::leaf_value
                                    FROM _simulated_level(_simulated_leaves.round, _simulated_leaves.scheme, _simulated_leaves.agencies,
                                                         ARRAY(SELECT unnest(step.codes) INTERSECT SELECT unnest(needed)), known) s
                                    WHERE s.how <> 'missing');
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _simulated_leaves(text, text, text[], text[]) IS
    'points of the leaves of another scheme for what was entered in a round, of all participants or those named; a rule that reads points(...) comes after what it reads. how: scored, scaled, not applicable, not scored, missing, see simulate_scheme';

CREATE OR REPLACE FUNCTION _require_simulation(round text, draft text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    problems text[];
BEGIN
    PERFORM _require_round(_require_simulation.round);
    PERFORM _require_whole_round(_require_simulation.round);
    PERFORM _require_scheme(_require_simulation.draft);
    IF (SELECT o.recorded FROM round o WHERE o.code = _require_simulation.round) THEN
        RAISE EXCEPTION 'round "%" is recorded', _require_simulation.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'What was assessed in it is not known: no other scheme can be applied.';
    END IF;
    WITH RECURSIVE reach (start, node) AS (
        SELECT d.criterion, d.needs FROM _dependents(_require_simulation.draft) d
        UNION
        SELECT w.start, d.needs FROM reach w JOIN _dependents(_require_simulation.draft) d ON d.criterion = w.node
    ), problem AS (
        SELECT 'the scheme has no criteria' AS text
        WHERE NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = _require_simulation.draft)
        UNION ALL
        SELECT format('criterion "%s" lies beneath itself, or beneath a criterion that does', c.code)
        FROM criterion c
        WHERE c.scheme = _require_simulation.draft
          AND NOT EXISTS (SELECT FROM _criterion_ancestry(_require_simulation.draft) y WHERE y.criterion = c.code)
        UNION ALL
        SELECT format('the points of criterion "%s" depend on themselves', w.start) FROM reach w WHERE w.start = w.node
        UNION ALL
        SELECT format('several criteria continue "%s": %s', m.old_code, string_agg(m.new_code, ', ' ORDER BY m.new_code COLLATE "C"))
        FROM round o
        CROSS JOIN LATERAL criterion_map(o.scheme, _require_simulation.draft) m
        WHERE o.code = _require_simulation.round
        GROUP BY m.old_code HAVING count(*) > 1
    )
    SELECT array_agg(p.text ORDER BY p.text COLLATE "C") INTO problems FROM problem p;
    IF problems IS NOT NULL THEN
        RAISE EXCEPTION 'scheme "%" cannot be simulated', _require_simulation.draft
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = array_to_string(problems, E'\n'),
                HINT = 'scheme_problems(scheme) lists all that is wrong with it.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_simulation(text, text) IS
    'nothing if a scheme can be applied to a round; 42704 for an unknown round or scheme, 55000 with a list of faults in its structure';

CREATE OR REPLACE FUNCTION simulate_items(round text, draft text)
    RETURNS TABLE (agency text, criterion_before text, criterion_after text, points_before numeric, max_before numeric,
                   points_after numeric, max_after numeric, how text)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    old_scheme text;
    old_digits integer;
    digits integer := (SELECT s.point_decimals FROM scheme s WHERE s.code = simulate_items.draft);
BEGIN
    PERFORM _require_simulation(simulate_items.round, simulate_items.draft);
    PERFORM par.registry_progress('simulate ' || simulate_items.round, 'rules', NULL);
    SELECT o.scheme, s.point_decimals INTO old_scheme, old_digits
    FROM round o JOIN scheme s ON s.code = o.scheme WHERE o.code = simulate_items.round;
    RETURN QUERY
    SELECT s.agency, s.criterion_before, s.criterion_after, s.points_before, s.max_before,
           _counted(s.points_after, s.max_after, digits), CASE WHEN s.applicable THEN s.max_after END, s.how
    FROM _simulated_leaves(simulate_items.round, simulate_items.draft) s
    JOIN criterion c ON c.scheme = simulate_items.draft AND c.code = s.criterion_after AND c.kind <> 'monitor';
    RETURN QUERY
    SELECT l.agency, l.criterion, NULL::text, _counted(l.points, f.max_points, old_digits), CASE WHEN l.applicable THEN f.max_points END, NULL::numeric, NULL::numeric, 'dropped'
    FROM _leaf_values(simulate_items.round) l
    JOIN leaf f ON f.scheme = old_scheme AND f.code = l.criterion
    WHERE NOT EXISTS (SELECT FROM criterion_map(old_scheme, simulate_items.draft) m
                      JOIN _criterion_ancestry(old_scheme) y ON y.ancestor = m.old_code
                      JOIN _leaves_of(simulate_items.draft) n ON n.code = m.new_code
                      WHERE y.criterion = l.criterion);
    PERFORM par.registry_progress_end('simulate ' || simulate_items.round);
END
$$;
COMMENT ON FUNCTION simulate_items(text, text) IS
    'what simulate_scheme makes of each leaf, before policies: points and maximum in the round and under the other scheme, NULL where not applicable. how: scored (by the new rule from what was entered), scaled (the share of the maximum is kept), not applicable, not scored (as in the round), missing (nothing is known of it), dropped (no leaf carries it on). 42704 and 55000 as simulate_scheme';

CREATE OR REPLACE FUNCTION simulate_scheme(round text, draft text)
    RETURNS TABLE (agency text, league text, old_index numeric, old_rank integer, new_index numeric, new_rank integer, rank_change integer,
                   old_grade text, new_grade text, scored integer, scaled integer, missing integer, not_scored integer)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_simulation(simulate_scheme.round, simulate_scheme.draft);
    PERFORM par.registry_progress('simulate ' || simulate_scheme.round, 'rules', NULL);
    RETURN QUERY
    WITH item AS MATERIALIZED (
        SELECT s.agency, s.criterion_after, s.points_after, s.applicable, s.how
        FROM _simulated_leaves(simulate_scheme.round, simulate_scheme.draft) s
    ), counts AS (
        SELECT i.agency,
               count(*) FILTER (WHERE i.how = 'scored') AS scored, count(*) FILTER (WHERE i.how = 'scaled') AS scaled,
               count(*) FILTER (WHERE i.how = 'missing') AS missing, count(*) FILTER (WHERE i.how = 'not scored') AS not_scored
        FROM item i
        JOIN criterion c ON c.scheme = simulate_scheme.draft AND c.code = i.criterion_after AND c.kind = 'scored'
        GROUP BY i.agency
    ), simulated AS (
        SELECT k.agency, k.par_index, k.rank, k.grade
        FROM _standings_of(simulate_scheme.round, simulate_scheme.draft,
                          ARRAY(SELECT ROW(i.agency, i.criterion_after, i.points_after, i.applicable)::leaf_value
                                FROM item i WHERE i.how <> 'missing')) k
    )
    SELECT o.agency, o.league, o.par_index, o.rank, n.par_index, n.rank, o.rank - n.rank, o.grade, n.grade,
           c.scored::integer, c.scaled::integer, c.missing::integer, c.not_scored::integer
    FROM standings(simulate_scheme.round) o
    LEFT JOIN simulated n ON n.agency = o.agency
    LEFT JOIN counts c ON c.agency = o.agency
    ORDER BY o.league, n.rank NULLS LAST, o.agency COLLATE "C";
    PERFORM par.registry_progress_end('simulate ' || simulate_scheme.round);
END
$$;
COMMENT ON FUNCTION simulate_scheme(text, text) IS
    'what the ranking of a round would have been under another scheme, a draft or not, as things stand. Criteria are matched by criterion_map. Of the scored criteria are counted, scored: leaves whose rule there could be evaluated for what was entered; it decides too whether they are applicable. scaled: leaves that keep their share of the maximum, for want of a rule or of inputs, or because an appraiser overrode the old rule. not_scored: leaves without points in the round as well. missing: new leaves of which nothing is known; they are left out of points and maximum, so that the index is over what can be known. Exemptions and surveys not held are as in the round; peers are recomputed from the inputs entered, unless the old rule read the same term. rank_change: positive is better. 42704 for an unknown round or scheme, 55000 with a list of faults in the structure of the scheme';

-- ---------------------------------------------------------------------------
-- why an index changed

-- What counts: a published revision of a round, or with NULL things as they stand.
CREATE OR REPLACE FUNCTION _counted_items(of_round text, of_revision integer, of_agency text)
    RETURNS TABLE (criterion text, points numeric, max_points numeric, not_applicable boolean, entered_points numeric, context jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
BEGIN
    IF of_revision IS NULL THEN
        RETURN QUERY
        SELECT i.criterion, i.points, i.max_points, i.not_applicable, i.entered_points, i.context FROM _current_items(of_round, of_agency) i;
    ELSE
        RETURN QUERY
        SELECT i.criterion, i.points, i.max_points, i.not_applicable, i.entered_points, i.context
        FROM result_item i
        WHERE i.round = of_round AND i.revision = of_revision AND i.agency = of_agency;
    END IF;
END
$$;
COMMENT ON FUNCTION _counted_items(text, integer, text) IS
    'internal: points and maxima of the leaves that count for an agency, in a published revision, or with NULL as things stand; NULL: not applicable, or not known of a recorded round; entered_points and context: what they come from';

CREATE OR REPLACE FUNCTION _counted_index(of_round text, of_revision integer, of_agency text)
    RETURNS TABLE (points numeric, max_points numeric, exact_index numeric, par_index numeric, grade text, capped_grade text, cap_reason text)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    AS $$
BEGIN
    IF of_revision IS NULL THEN
        RETURN QUERY
        SELECT k.points, k.max_points, k.exact_index, k.par_index, k.grade, c.label, c.reason
        FROM standings(of_round) k
        LEFT JOIN grade_cap c ON c.round = of_round AND c.agency = k.agency
        WHERE k.agency = of_agency;
    ELSE
        RETURN QUERY
        SELECT s.points, s.max_points, coalesce(s.exact_index, s.par_index), s.par_index, s.grade, s.capped_grade, s.cap_reason
        FROM result s
        WHERE s.round = of_round AND s.revision = of_revision AND s.agency = of_agency;
    END IF;
END
$$;
COMMENT ON FUNCTION _counted_index(text, integer, text) IS
    'internal: points, maximum, index and grade of an agency, and the highest grade that it may get by a decision, in a published revision, or with NULL as things stand';

CREATE OR REPLACE FUNCTION _zero_reason(of_round text, of_revision integer, of_agency text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    IF of_revision IS NULL THEN
        RETURN (SELECT z.reason FROM zero_missing z WHERE z.round = of_round AND z.agency = of_agency);
    END IF;
    RETURN (SELECT s.zero_reason FROM result s WHERE s.round = of_round AND s.revision = of_revision AND s.agency = of_agency);
END
$$;
COMMENT ON FUNCTION _zero_reason(text, integer, text) IS
    'internal: reason of the decision that what an agency was not scored on counts 0, in a published revision, or with NULL as things stand; NULL: there is none';

-- Points of the bonus and penalty items of an agency within their caps, in
-- points of the index, and the index before it is floored and capped.
CREATE OR REPLACE FUNCTION _counted_adjustments(of_round text, of_revision integer, of_agency text)
    RETURNS TABLE (criterion text, kind text, points numeric, max_points numeric, effect numeric, given numeric, cap numeric)
    LANGUAGE sql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
    SELECT i.criterion, c.kind, i.points, i.max_points,
           CASE c.kind WHEN 'bonus' THEN 1 ELSE -1 END
           * i.points * least(1, coalesce(round(g.cap, 40) / nullif(sum(i.points) FILTER (WHERE c.kind <> 'scored') OVER (PARTITION BY c.kind), 0), 1))
           * CASE s.adjustment_base WHEN 'points' THEN round(100.0, 40) / nullif(sum(i.max_points) FILTER (WHERE c.kind = 'scored') OVER (), 0)
                                    ELSE 1 END,
           sum(i.points) FILTER (WHERE c.kind <> 'scored') OVER (PARTITION BY c.kind), g.cap
    FROM round r
    JOIN scheme s ON s.code = r.scheme
    CROSS JOIN LATERAL _counted_items(of_round, of_revision, of_agency) i
    JOIN criterion c ON c.scheme = r.scheme AND c.code = i.criterion
    CROSS JOIN LATERAL (SELECT CASE c.kind WHEN 'bonus' THEN s.bonus_cap WHEN 'penalty' THEN s.penalty_cap END AS cap) g
    WHERE r.code = of_round
$$;
COMMENT ON FUNCTION _counted_adjustments(text, integer, text) IS
    'internal: items that count for an agency, and in effect what bonus and penalty items do to its index; where a cap holds, which given, the sum of their points, exceeds, it is shared out among the items in proportion to their points';

-- How the survey of a criterion is made, to see whether it changed.
CREATE OR REPLACE FUNCTION _survey_definition(scheme text, criterion text) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$
    SELECT jsonb_build_array(
        (SELECT jsonb_object_agg(q.code, jsonb_build_array(q.title, q.weight))
         FROM survey_question q WHERE q.scheme = _survey_definition.scheme AND q.criterion = _survey_definition.criterion),
        (SELECT jsonb_object_agg(g.code, g.weight)
         FROM respondent_group g WHERE g.scheme = _survey_definition.scheme AND g.criterion = _survey_definition.criterion),
        (SELECT jsonb_object_agg(o.code, o.share) FROM answer_option o WHERE o.scheme = _survey_definition.scheme))
$$;
COMMENT ON FUNCTION _survey_definition(text, text) IS 'questions, groups and options of a survey criterion, for comparison';

-- Leaves of a round as they count for an agency.  With w = 100 maximum / sum of maxima:
-- weight by the maxima that count, nominal_weight by those of the scheme.
CREATE OR REPLACE FUNCTION _counted_leaves(of_round text, of_revision integer, of_agency text)
    RETURNS TABLE (criterion text, title jsonb, kind text, points numeric, max_points numeric, effect numeric, capped jsonb,
                   weight numeric, nominal_weight numeric, share numeric, is_away boolean, zero_reason text, context jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    scheme_of_round text := (SELECT r.scheme FROM round r WHERE r.code = of_round);
    zeroed text := _zero_reason(of_round, of_revision, of_agency);
BEGIN
    RETURN QUERY
    WITH item AS MATERIALIZED (
        SELECT j.* FROM _counted_adjustments(of_round, of_revision, of_agency) j
    ), total AS (
        SELECT (SELECT sum(i.max_points) FROM item i WHERE i.kind = 'scored') AS counted,
               (SELECT sum(f.max_points) FROM leaf f WHERE f.scheme = scheme_of_round AND f.kind = 'scored') AS nominal
    ), source AS MATERIALIZED (
        SELECT l.* FROM _counted_items(of_round, of_revision, of_agency) l
    )
    SELECT f.code, _in_both(f.title, f.title_en), f.kind, i.points, i.max_points, i.effect,
           CASE WHEN i.given > i.cap THEN jsonb_build_array('change.capped', i.cap, i.given) END,
           coalesce(100 * round(i.max_points, 40) / nullif(t.counted, 0), 0),
           100 * round(f.max_points, 40) / nullif(t.nominal, 0),
           CASE WHEN i.max_points = 0 THEN 0 ELSE round(i.points, 40) / i.max_points END,
           coalesce(x.not_applicable, false), CASE WHEN f.kind = 'scored' AND NOT x.not_applicable AND x.entered_points IS NULL THEN zeroed END, x.context
    FROM leaf f
    LEFT JOIN item i ON i.criterion = f.code
    LEFT JOIN source x ON x.criterion = f.code
    CROSS JOIN total t
    WHERE f.scheme = scheme_of_round AND f.kind <> 'monitor';
END
$$;
COMMENT ON FUNCTION _counted_leaves(text, integer, text) IS
    'internal: leaves of a round, without those only monitored, with what counts for an agency, see counted_items: points and maximum, effect of bonus and penalty items and what is to be said of a cap that holds, weights, share of the maximum; is_away: not applicable, whatever the policy made of it; zero_reason: of the decision that it counts 0; context: as it was scored';

CREATE OR REPLACE FUNCTION _limit_effect(of_round text, of_revision integer, of_agency text) RETURNS TABLE (amount numeric, words jsonb)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT least(greatest(x.unlimited, 0), s.index_cap) - x.unlimited,
           CASE WHEN round(x.unlimited, 10) < 0 THEN '["change.floor"]' WHEN round(x.unlimited, 10) > s.index_cap THEN jsonb_build_array('change.cap', s.index_cap) END
    FROM round r
    JOIN scheme s ON s.code = r.scheme
    CROSS JOIN (SELECT 100 * round(sum(i.points) FILTER (WHERE i.kind = 'scored'), 40) / sum(i.max_points) FILTER (WHERE i.kind = 'scored')
                       + coalesce(sum(i.effect) FILTER (WHERE i.kind <> 'scored'), 0) AS unlimited
                FROM _counted_adjustments(of_round, of_revision, of_agency) i) x
    WHERE r.code = of_round;
END
$$;
COMMENT ON FUNCTION _limit_effect(text, integer, text) IS 'internal: what floor and cap do to the index of an agency, and which of them, a message; NULL: none';

CREATE OR REPLACE FUNCTION _rescored_leaves(scheme_before text, scheme_after text) RETURNS text[]
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    old_codes text[];
    new_codes text[];
BEGIN
    SELECT array_agg(m.old_code), array_agg(m.new_code) INTO old_codes, new_codes
    FROM criterion_map(_rescored_leaves.scheme_before, _rescored_leaves.scheme_after) m;
    RETURN ARRAY(
        SELECT b.code
        FROM unnest(old_codes, new_codes) m (old_code, new_code)
        JOIN leaf a ON a.scheme = _rescored_leaves.scheme_before AND a.code = m.old_code
        JOIN leaf b ON b.scheme = _rescored_leaves.scheme_after AND b.code = m.new_code AND b.kind = a.kind
        WHERE a.kind = 'scored' AND _rescored_leaves.scheme_before <> _rescored_leaves.scheme_after
          AND (a.method <> b.method
               OR a.surveyed <> b.surveyed
               OR a.surveyed AND _survey_definition(a.scheme, a.code) <> _survey_definition(b.scheme, b.code)
               OR _renumbered_rule(a.rule_text::par.rule::text, old_codes, new_codes) IS DISTINCT FROM b.rule_text::par.rule::text
               OR a.rule_text IS NOT NULL
                  AND (a.max_points <> b.max_points
                       OR (SELECT jsonb_object_agg(v.name, v.kind) FROM variable v WHERE v.scheme = a.scheme AND v.criterion = a.code)
                          IS DISTINCT FROM
                          (SELECT jsonb_object_agg(v.name, v.kind) FROM variable v WHERE v.scheme = b.scheme AND v.criterion = b.code))));
END
$$;
COMMENT ON FUNCTION _rescored_leaves(text, text) IS
    'internal: leaves of the later scheme that are scored in another way than in the earlier one';

-- old_codes and new_codes are the pairs of criterion_map.
CREATE OR REPLACE FUNCTION _changed_terms(context_before jsonb, context_after jsonb, old_codes text[], new_codes text[], percents text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (
        SELECT _joined(', ', VARIADIC array_agg(jsonb_build_array('change.term', t.term, t.before, t.after)))
        FROM (SELECT a.key AS term, w.before, w.after
              FROM jsonb_each_text(context_before) b
              LEFT JOIN unnest(old_codes, new_codes) m (old_code, new_code) ON b.key = _points_term(m.old_code)
              JOIN jsonb_each_text(context_after) a ON a.key = coalesce(_points_term(m.new_code), b.key)
              CROSS JOIN LATERAL (SELECT _term_value(a.key, b.value, percents), _term_value(a.key, a.value, percents)) v (before, after)
              -- of a fraction its decimals
              CROSS JOIN LATERAL (SELECT CASE WHEN v.before @> '["value.fraction"]' THEN v.before -> 2 ELSE v.before END,
                                         CASE WHEN v.after @> '["value.fraction"]' THEN v.after -> 2 ELSE v.after END) w (before, after)
              WHERE a.key LIKE '%(%' AND w.before <> w.after
              -- what everybody has anew each year comes last
              ORDER BY a.key LIKE 'previous(%', a.key COLLATE "C" LIMIT 3) t);
END
$$;
COMMENT ON FUNCTION _changed_terms(jsonb, jsonb, text[], text[], text[]) IS
    'internal: message: up to three context terms that a rule read in both of two contexts, with other values; NULL: none';

CREATE OR REPLACE FUNCTION _is_as_published(of_round text, of_revision integer, of_agency text, of_criterion text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM result_item i
        CROSS JOIN LATERAL (SELECT o.inputs, _context_shown(o.round, o.agency, o.criterion, o.stage) AS context FROM assessment o
                            WHERE o.round = of_round AND o.agency = of_agency AND o.criterion = of_criterion AND o.stage IN ('appraisal', 'review')
                            ORDER BY o.stage DESC LIMIT 1) a
        WHERE i.round = of_round AND i.revision = of_revision AND i.agency = of_agency AND i.criterion = of_criterion
          AND (a.inputs, a.context) IS DISTINCT FROM (i.inputs, i.context));
END
$$;
COMMENT ON FUNCTION _is_as_published(text, integer, text, text) IS
    'internal: whether what an agency was scored on at a leaf, and the context, are still those of a published revision';

-- What others entered is read for it: who enters for an agency is told what becomes of its own.
CREATE OR REPLACE FUNCTION _shares_anew(of_round text, of_revision integer, later_scheme text, of_agency text, criteria text[]) RETURNS TABLE (criterion text, share numeric)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT s.criterion_after, round(s.points_after, 40) / s.max_after
    -- nothing else is read for who is not shown it, or where nothing is scored in another way
    FROM (SELECT _shares_anew.of_round AS code
          WHERE _shares_anew.criteria <> '{}'
            AND (_sees_whole_rounds()
                 OR _shares_anew.of_revision IS NOT NULL AND _shares_anew.of_agency = ANY (_lineage(my_agencies()))
                    AND EXISTS (SELECT FROM publication q WHERE q.scheme = _shares_anew.later_scheme)) OFFSET 0) r
    CROSS JOIN LATERAL _simulated_leaves(r.code, _shares_anew.later_scheme, ARRAY[_shares_anew.of_agency], _shares_anew.criteria) s
    JOIN LATERAL _counted_items(r.code, _shares_anew.of_revision, _shares_anew.of_agency) i ON i.criterion = s.criterion_before
    WHERE s.how = 'scored' AND s.points_before IS NOT NULL
      AND round(s.points_before * i.max_points - i.points * s.max_before, 10) = 0
      AND (_shares_anew.of_revision IS NULL OR _is_as_published(_shares_anew.of_round, _shares_anew.of_revision, _shares_anew.of_agency, s.criterion_before));
END;
COMMENT ON FUNCTION _shares_anew(text, integer, text, text, text[]) IS
    'internal: shares of the maximum that an agency would have had in a round under the rules of the scheme of a published round, at those of its leaves where what was published can be scored anew; none of what the actor is not shown';

CREATE OR REPLACE FUNCTION _compared_leaves(round_before text, revision_before integer, round_after text, revision_after integer, of_agency text)
    RETURNS TABLE (criterion_before text, criterion_after text, title jsonb, kind text,
                   points_before numeric, max_before numeric, effect_before numeric, capped_before jsonb,
                   points_after numeric, max_after numeric, effect_after numeric, capped_after jsonb,
                   weight_before numeric, weight_after numeric, nominal_before numeric, nominal_after numeric,
                   share_before numeric, share_after numeric, share_anew numeric, is_rescored boolean, is_away boolean, remark jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    scheme_before text := (SELECT r.scheme FROM round r WHERE r.code = round_before);
    scheme_after text := (SELECT r.scheme FROM round r WHERE r.code = round_after);
    rescored text[] := _rescored_leaves(scheme_before, scheme_after);
    old_codes text[];
    new_codes text[];
BEGIN
    SELECT array_agg(m.old_code), array_agg(m.new_code) INTO old_codes, new_codes FROM criterion_map(scheme_before, scheme_after) m;
    RETURN QUERY
    WITH before AS MATERIALIZED (
        SELECT l.* FROM _counted_leaves(round_before, revision_before, of_agency) l
    ), after AS MATERIALIZED (
        SELECT l.* FROM _counted_leaves(round_after, revision_after, of_agency) l
    ), pair AS MATERIALIZED (
        SELECT m.old_code, m.new_code
        FROM unnest(old_codes, new_codes) m (old_code, new_code)
        JOIN before a ON a.criterion = m.old_code
        JOIN after b ON b.criterion = m.new_code AND b.kind = a.kind
    ), anew AS MATERIALIZED (       -- last year's share under the new rule, if it is last year's figures that count
        SELECT s.criterion AS code, s.share FROM _shares_anew(round_before, revision_before, scheme_after, of_agency, rescored) s
    )
    SELECT a.criterion, b.criterion, coalesce(b.title, a.title), coalesce(b.kind, a.kind),
           a.points, a.max_points, a.effect, a.capped, b.points, b.max_points, b.effect, b.capped,
           coalesce(a.weight, 0), coalesce(b.weight, 0), a.nominal_weight, b.nominal_weight, a.share, b.share,
           -- a share that only the last digit of rounded points tells apart is the same
           CASE WHEN NOT w.is_away AND b.max_points > 0 THEN
               (SELECT CASE WHEN round(x.share - a.share, 14) = 0 THEN a.share ELSE x.share END FROM anew x WHERE x.code = b.criterion) END,
           b.criterion = ANY (rescored), w.is_away,
           CASE WHEN a.share <> b.share THEN
               _joined('; ', CASE WHEN a.zero_reason IS NOT NULL THEN jsonb_build_array('change.zero_before', rtrim(a.zero_reason, '.')) END,
                       CASE WHEN b.zero_reason IS NOT NULL THEN jsonb_build_array('change.zero_after', rtrim(b.zero_reason, '.')) END,
                       CASE WHEN a.context <> b.context THEN _changed_terms(a.context, b.context, old_codes, new_codes, _percents(scheme_after, b.criterion)) END) END
    FROM (SELECT l.*, q.new_code FROM before l LEFT JOIN pair q ON q.old_code = l.criterion) a
    FULL JOIN after b ON b.criterion = a.new_code
    CROSS JOIN LATERAL (SELECT coalesce(a.is_away OR b.is_away, false)) w (is_away);
END
$$;
COMMENT ON FUNCTION _compared_leaves(text, integer, text, integer, text) IS
    'internal: leaves of two rounds side by side, as they count for an agency in published revisions, or with NULL as things stand, see counted_leaves. share_anew: share of the earlier round under the rule of the later one, where it can be told; is_rescored: scored in another way than before; is_away: not applicable in one of the rounds; remark: what is to be said of a share that changed, besides: points that were 0 by decision, context terms of the rule with other values';

CREATE OR REPLACE FUNCTION _two_years(before jsonb, after jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT _joined('; ', CASE WHEN _two_years.before IS NOT NULL THEN jsonb_build_array('change.before', _two_years.before) END,
                   CASE WHEN _two_years.after IS NOT NULL THEN jsonb_build_array('change.after', _two_years.after) END)
$$;
COMMENT ON FUNCTION _two_years(jsonb, jsonb) IS 'internal: message: what was so last year, and what is this year; NULL: neither';

CREATE OR REPLACE FUNCTION _change_limits(round_before text, revision_before integer, round_after text, revision_after integer, of_agency text)
    RETURNS TABLE (effect text, amount numeric, words jsonb)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
BEGIN
    RETURN QUERY
    SELECT 'limit', a.amount - b.amount,
           jsonb_build_array('change.limit', _two_years(b.words, a.words))
    FROM _limit_effect(round_before, revision_before, of_agency) b
    CROSS JOIN _limit_effect(round_after, revision_after, of_agency) a
    WHERE b.words IS NOT NULL OR a.words IS NOT NULL
    UNION ALL
    -- a grade is no part of the index: said, where a decision held it down
    SELECT 'grade cap', 0,
           jsonb_build_array('change.grade_cap', r.code, h.label, i.capped_grade, rtrim(i.cap_reason, '.'))
    FROM (VALUES (round_before, revision_before), (round_after, revision_after)) t (round, revision)
    JOIN round r ON r.code = t.round
    CROSS JOIN LATERAL _counted_index(t.round, t.revision, of_agency) i
    CROSS JOIN LATERAL (SELECT g.label FROM grade g JOIN grade c ON c.scheme = g.scheme AND c.label = i.capped_grade AND g.min_index > c.min_index
                        WHERE g.scheme = r.scheme AND g.min_index <= i.par_index
                        ORDER BY g.min_index DESC LIMIT 1) h
    WHERE i.grade = i.capped_grade;
END
$$;
COMMENT ON FUNCTION _change_limits(text, integer, text, integer, text) IS
    'internal: what floor and cap contribute to the change of an index between two rounds, and where a decision held the grade down, with words';

CREATE OR REPLACE FUNCTION _some_names(names jsonb[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT CASE WHEN cardinality(_some_names.names) > 10 THEN jsonb_build_array('change.and_others', w.first, cardinality(_some_names.names) - 10) ELSE w.first END
    FROM (SELECT _joined(', ', VARIADIC _some_names.names[:10]) AS first) w
$$;
COMMENT ON FUNCTION _some_names(jsonb[]) IS 'internal: message: up to ten names of criteria, and how many more there are';

CREATE OR REPLACE FUNCTION _change_parts(round_before text, revision_before integer, round_after text, revision_after integer,
                                        of_agency text, mean_index numeric)
    RETURNS TABLE (criterion_before text, criterion_after text, title jsonb, effect text, amount numeric,
                   points_before numeric, max_before numeric, points_after numeric, max_after numeric,
                   share_before numeric, share_after numeric, words jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH side AS MATERIALIZED (
        SELECT l.* FROM _compared_leaves(round_before, revision_before, round_after, revision_after, of_agency) l
    ), both_sides AS (              -- applicable in one round alone: its share tells nothing of a change
        SELECT s.*, (s.weight_before + s.weight_after) / 2 AS mean_weight,
               coalesce(s.share_before, s.share_after) AS earlier_share, coalesce(s.share_after, s.share_before) AS later_share
        FROM side s
        WHERE s.kind = 'scored' AND s.criterion_before IS NOT NULL AND s.criterion_after IS NOT NULL AND coalesce(s.max_before, s.max_after) IS NOT NULL
    )
    SELECT s.criterion_before, s.criterion_after, s.title,
           CASE WHEN s.is_away OR s.share_before IS NULL OR s.share_after IS NULL THEN 'exemption'
                WHEN s.is_rescored AND s.share_anew IS NULL THEN 'not separable' ELSE 'performance' END,
           s.mean_weight * (s.later_share - coalesce(s.share_anew, s.earlier_share)),
           s.points_before, s.max_before, s.points_after, s.max_after, s.share_before, s.share_after,
           CASE WHEN s.share_before IS NULL THEN '["change.away_before"]'
                WHEN s.share_after IS NULL THEN '["change.away_after"]'
                WHEN round(s.later_share - coalesce(s.share_anew, s.earlier_share), 14) = 0 THEN
                    jsonb_build_array(CASE WHEN s.share_anew IS NOT NULL THEN 'change.same_share_anew' ELSE 'change.same_share' END, round(100 * s.later_share, 2))
                ELSE _joined('; ', jsonb_build_array(CASE WHEN s.is_away THEN 'change.share_away'
                                                          WHEN s.share_anew IS NOT NULL THEN 'change.share_anew'
                                                          WHEN s.is_rescored THEN 'change.share_not_separable' ELSE 'change.share' END,
                                                     round(100 * coalesce(s.share_anew, s.earlier_share), 2), round(100 * s.later_share, 2)), s.remark) END
    FROM both_sides s
    UNION ALL
    SELECT s.criterion_before, s.criterion_after, s.title, 'rule', s.mean_weight * (s.share_anew - s.earlier_share),
           s.points_before, s.max_before, s.points_after, s.max_after, s.share_before, s.share_after,
           jsonb_build_array('change.rule', round(100 * s.earlier_share, 2), round(100 * s.share_anew, 2))
    FROM both_sides s WHERE s.share_anew <> s.earlier_share
    UNION ALL
    SELECT s.criterion_before, s.criterion_after, s.title, 'weight', (s.nominal_after - s.nominal_before) * ((s.earlier_share + s.later_share) / 2 - mean_index),
           s.points_before, s.max_before, s.points_after, s.max_after, s.share_before, s.share_after,
           jsonb_build_array('change.weight', round(s.nominal_before, 2), round(s.nominal_after, 2))
    FROM both_sides s WHERE s.nominal_after <> s.nominal_before
    UNION ALL
    SELECT NULL, NULL, NULL, 'exemption',
           sum(((s.weight_after - s.nominal_after) - (s.weight_before - s.nominal_before)) * ((s.earlier_share + s.later_share) / 2 - mean_index)),
           NULL, NULL, NULL, NULL, NULL, NULL,
           jsonb_build_array('change.scope', (
               SELECT coalesce(_joined('; ', CASE WHEN bool_or(n.is_now) THEN
                                                      jsonb_build_array('change.not_assessed_after', _some_names(array_agg(n.name ORDER BY n.code COLLATE "C") FILTER (WHERE n.is_now))) END,
                                             CASE WHEN NOT bool_and(n.is_now) THEN
                                                      jsonb_build_array('change.not_assessed_before', _some_names(array_agg(n.name ORDER BY n.code COLLATE "C") FILTER (WHERE NOT n.is_now))) END),
                               '["change.not_assessed_both"]')
               FROM (SELECT _joined(' ', to_jsonb(y.code), x.title) AS name, y.code, x.max_after IS NULL AND x.criterion_after IS NOT NULL AS is_now
                     FROM side x
                     CROSS JOIN LATERAL (SELECT coalesce(x.criterion_after, x.criterion_before) AS code) y
                     WHERE x.kind = 'scored'
                       -- what is new and assessed, or was and is dropped, is no exemption
                       AND (x.criterion_after IS NOT NULL AND x.max_after IS NULL) <> (x.criterion_before IS NOT NULL AND x.max_before IS NULL)) n))
    FROM both_sides s WHERE s.weight_after - s.nominal_after <> s.weight_before - s.nominal_before
    HAVING count(*) > 0
    UNION ALL
    SELECT NULL, s.criterion_after, s.title, 'new', s.weight_after * (s.share_after - mean_index), NULL, NULL, s.points_after, s.max_after, NULL, s.share_after,
           jsonb_build_array('change.new', round(100 * s.share_after, 2))
    FROM side s WHERE s.kind = 'scored' AND s.criterion_before IS NULL AND s.max_after IS NOT NULL
    UNION ALL
    SELECT s.criterion_before, NULL, s.title, 'dropped', -s.weight_before * (s.share_before - mean_index),
           s.points_before, s.max_before, NULL, NULL, s.share_before, NULL,
           jsonb_build_array('change.dropped', round(100 * s.share_before, 2))
    FROM side s WHERE s.kind = 'scored' AND s.criterion_after IS NULL AND s.max_before IS NOT NULL
    UNION ALL
    SELECT s.criterion_before, s.criterion_after, s.title, s.kind, coalesce(s.effect_after, 0) - coalesce(s.effect_before, 0),
           s.points_before, s.max_before, s.points_after, s.max_after, s.share_before, s.share_after,
           jsonb_build_array('change.' || s.kind, coalesce(to_jsonb(s.points_before), '["value.none"]'), coalesce(to_jsonb(s.points_after), '["value.none"]'),
                             CASE WHEN s.capped_before IS NOT NULL OR s.capped_after IS NOT NULL
                                  THEN jsonb_build_array('value.in_brackets', _two_years(s.capped_before, s.capped_after)) END)
    FROM side s WHERE s.kind IN ('bonus', 'penalty') AND coalesce(s.points_before, 0) + coalesce(s.points_after, 0) > 0
    UNION ALL
    SELECT NULL, NULL, NULL, l.effect, l.amount, NULL, NULL, NULL, NULL, NULL, NULL, l.words
    FROM _change_limits(round_before, revision_before, round_after, revision_after, of_agency) l;
END
$$;
COMMENT ON FUNCTION _change_parts(text, integer, text, integer, text, numeric) IS
    'internal: parts of the change of an index between two rounds, in points of the index, and what is to be said of each; mean_index: mean of both indices / 100';

CREATE OR REPLACE FUNCTION _predecessor_indices(agency text, earlier_round text, earlier_revision integer, after date, until date)
    RETURNS TABLE (title jsonb, points numeric, max_points numeric, share numeric, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 2 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE back AS (
        SELECT _predecessor_indices.agency AS code, _predecessor_indices.until AS until
        UNION
        SELECT s.predecessor, s.happened_on
        FROM back b
        JOIN succession s ON s.successor = b.code AND s.happened_on > _predecessor_indices.after AND s.happened_on <= b.until
    ), known AS (
        SELECT DISTINCT b.code FROM back b
        WHERE EXISTS (SELECT FROM participant p WHERE p.round = _predecessor_indices.earlier_round AND p.agency = b.code)
           OR NOT EXISTS (SELECT FROM succession s WHERE s.successor = b.code
                          AND s.happened_on > _predecessor_indices.after AND s.happened_on <= b.until)
    )
    SELECT n.name, i.points, i.max_points, trim_scale(i.par_index / 100),
           jsonb_build_array(CASE WHEN i.par_index IS NULL THEN 'change.predecessor_without' ELSE 'change.predecessor' END,
                             n.name, _predecessor_indices.earlier_round, i.par_index)
    FROM known k
    JOIN agency g ON g.code = k.code
    CROSS JOIN LATERAL (SELECT _in_both(g.name, g.name_en) AS name) n
    LEFT JOIN LATERAL _counted_index(_predecessor_indices.earlier_round, _predecessor_indices.earlier_revision, k.code) i ON true
    ORDER BY g.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION _predecessor_indices(text, text, integer, date, date) IS
    'internal: what each agency that was merged into another after a day, until another day, had in an earlier round: points, maximum, index / 100, and what is to be said of it';

-- Of a recorded round some leaves may not be known, or what bonus and penalty it had.
CREATE OR REPLACE FUNCTION _unknown_leaves(round text, agency text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT jsonb_build_array('change.recorded', r.code, count(*) FILTER (WHERE i.points IS NULL AND i.not_applicable IS NOT TRUE), count(*))
        FROM round r
        JOIN node n ON n.scheme = r.scheme AND n.is_leaf
        LEFT JOIN result s ON s.round = r.code AND s.revision = r.revision AND s.agency = _unknown_leaves.agency
        LEFT JOIN LATERAL (SELECT q.points, q.not_applicable FROM result_item q
                           WHERE q.round = r.code AND q.revision = r.revision AND q.agency = _unknown_leaves.agency AND q.criterion = n.code OFFSET 0) i ON true
        WHERE r.code = _unknown_leaves.round AND r.recorded
          AND (n.kind = 'scored' OR n.kind = 'bonus' AND s.bonus > 0 OR n.kind = 'penalty' AND s.penalty > 0)
        GROUP BY r.code
        HAVING count(*) FILTER (WHERE i.points IS NULL AND i.not_applicable IS NOT TRUE) > 0);
END
$$;
COMMENT ON FUNCTION _unknown_leaves(text, text) IS
    'internal: message: how many leaves of an agency are not known in a recorded round; NULL: all are, or the round is not recorded';

CREATE OR REPLACE FUNCTION _why_changed(round text, agency text, previous text)
    RETURNS TABLE (criterion_before text, criterion_after text, title jsonb, effect text, contribution numeric,
                   points_before numeric, max_before numeric, points_after numeric, max_after numeric,
                   share_before numeric, share_after numeric, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    this record;
    earlier record;
    index_after record;
    index_before record;
    problem jsonb;
BEGIN
    PERFORM _require_round(_why_changed.round);
    PERFORM _require_round(_why_changed.previous) WHERE _why_changed.previous IS NOT NULL;
    SELECT r.code, p.revision, p.revision IS NOT NULL AND NOT r.recorded AS is_compared, p.previous, p.previous_revision,
           make_date(r.year, 12, 31) AS last_day, s.decimals INTO this
    FROM round r JOIN scheme s ON s.code = r.scheme LEFT JOIN publication p ON p.round = r.code
    WHERE r.code = _why_changed.round
    ORDER BY p.revision DESC LIMIT 1;
    PERFORM _require_participant(_why_changed.round, coalesce(_why_changed.agency, '<NULL>'));
    -- what was published goes on being compared with what it was compared with
    SELECT r.code, CASE WHEN r.code = this.previous THEN this.previous_revision
                        ELSE (SELECT max(q.revision) FROM publication q WHERE q.round = r.code) END AS revision,
           make_date(r.year, 12, 31) AS last_day INTO earlier
    FROM round r
    WHERE r.code = coalesce(_why_changed.previous, CASE WHEN this.is_compared THEN this.previous ELSE _previous_round(this.code) END);

    -- a merger, a division or a new code: each predecessor for itself, and what is left after a division
    IF EXISTS (SELECT FROM succession s
               WHERE _why_changed.agency IN (s.successor, s.predecessor) AND s.happened_on > earlier.last_day AND s.happened_on <= this.last_day) THEN
        RETURN QUERY
        SELECT NULL::text, NULL::text, p.title, 'succession', NULL::numeric, p.points, p.max_points, NULL::numeric, NULL::numeric,
               p.share, NULL::numeric, p.description
        FROM _predecessor_indices(_why_changed.agency, earlier.code, earlier.revision, earlier.last_day, this.last_day) p;
        RETURN;
    END IF;

    SELECT i.points, i.max_points, i.exact_index, i.par_index INTO index_after FROM _counted_index(this.code, this.revision, _why_changed.agency) i;
    SELECT i.points, i.max_points, i.exact_index, i.par_index INTO index_before
    FROM _counted_index(earlier.code, earlier.revision, _why_changed.agency) i WHERE earlier.code IS NOT NULL;
    problem := CASE WHEN earlier.code IS NULL THEN '["change.no_previous"]'
                    WHEN index_before.par_index IS NULL THEN jsonb_build_array('change.no_index', earlier.code)
                    WHEN index_after.par_index IS NULL THEN jsonb_build_array('change.no_index', this.code) END;
    IF problem IS NOT NULL THEN
        RETURN QUERY
        SELECT NULL::text, NULL::text, _in_both(g.name, g.name_en), 'no comparison', NULL::numeric,
               index_before.points, index_before.max_points, index_after.points, index_after.max_points,
               trim_scale(index_before.par_index / 100), trim_scale(index_after.par_index / 100), jsonb_build_array('change.no_comparison', problem)
        FROM agency g WHERE g.code = _why_changed.agency;
        RETURN;
    END IF;

    problem := _joined('; ', _unknown_leaves(earlier.code, _why_changed.agency), _unknown_leaves(this.code, _why_changed.agency));
    IF problem IS NOT NULL THEN
        RETURN QUERY
        SELECT NULL::text, NULL::text, _in_both(g.name, g.name_en), 'not known', x.change, index_before.points, index_before.max_points, index_after.points, index_after.max_points,
               trim_scale(index_before.par_index / 100), trim_scale(index_after.par_index / 100),
               jsonb_build_array('change.not_known', problem, _index_effect(x.change))
        FROM agency g
        CROSS JOIN LATERAL (SELECT trim_scale(_rounded(index_after.exact_index - index_before.exact_index, this.decimals))) x (change)
        WHERE g.code = _why_changed.agency;
        RETURN;
    END IF;

    RETURN QUERY
    WITH part AS MATERIALIZED (
        -- what only the last digits of quotients make of 0 is rounding
        SELECT p.*, CASE WHEN round(p.amount, 12) = 0 THEN 0 ELSE trim_scale(round(p.amount, 20)) END AS contribution
        FROM _change_parts(earlier.code, earlier.revision, this.code, this.revision, _why_changed.agency,
                           (index_before.exact_index + index_after.exact_index) / 200) p
    ), exact AS (
        SELECT p.* FROM part p
        UNION ALL
        SELECT NULL, NULL, NULL, 'rounding', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '["change.rounding"]',
               trim_scale(_rounded(index_after.exact_index - index_before.exact_index, this.decimals) - coalesce((SELECT sum(p.contribution) FROM part p), 0))
    )
    SELECT e.criterion_before, e.criterion_after, e.title, e.effect, e.contribution, e.points_before, e.max_before, e.points_after, e.max_after,
           trim_scale(round(e.share_before, 16)), trim_scale(round(e.share_after, 16)), jsonb_build_array('change.says', e.words, _index_effect(e.contribution))
    FROM exact e
    WHERE e.effect IN ('performance', 'not separable', 'new', 'dropped', 'bonus', 'penalty', 'limit', 'grade cap', 'rounding') OR e.contribution <> 0
    ORDER BY e.effect = 'rounding', e.effect = 'grade cap', e.effect = 'limit', abs(e.contribution) DESC, e.criterion_after COLLATE "C", e.criterion_before COLLATE "C", e.effect;
END
$$;
COMMENT ON FUNCTION _why_changed(text, text, text) IS 'internal: why_changed, with title and description as messages';

CREATE OR REPLACE FUNCTION why_changed(round text, agency text, previous text DEFAULT NULL, language text DEFAULT NULL)
    RETURNS TABLE (criterion_before text, criterion_after text, title text, effect text, contribution numeric,
                   points_before numeric, max_before numeric, points_after numeric, max_after numeric,
                   share_before numeric, share_after numeric, description text)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    said CONSTANT text := _language(why_changed.language);
BEGIN
    RETURN QUERY
    SELECT w.criterion_before, w.criterion_after, par.say(w.title, said), w.effect, w.contribution, w.points_before, w.max_before,
           w.points_after, w.max_after, w.share_before, w.share_after, par.say(w.description, said)
    FROM _why_changed(why_changed.round, why_changed.agency, why_changed.previous) w;
END
$$;
COMMENT ON FUNCTION why_changed(text, text, text, text) IS
    'why the index of an agency changed since a previous round: contributions that sum exactly to the change of the index, which is that of the unrounded values, rounded once (ranking.index_change). A published round counts as last published, and is compared with the revision that it was compared with then, whatever was corrected since; an open one as it stands, with the last published round, and so is one that was recorded. Of another round given as previous the last published revision counts, else how it stands. With w = 100 maximum / sum of maxima, s = share of the maximum and I the mean of both indices / 100, of each leaf matched by criterion_map: performance (w0 + w1)/2 (s1 - s0); weight (n1 - n0)((s0 + s1)/2 - I), n being w by the maxima of the scheme; exemption: the same factor times the rest of w1 - w0, which comes from what is not applicable, in one row for all criteria, which names those that are no longer or again assessed. Where the scoring changed, s1 - s0 is split at the share that last year''s inputs earn under the new rule, into rule and performance, or labelled not separable. A leaf that is applicable in one round alone has no performance: it enters with the share of that round. exemption too where the policy full awards the maximum. new w1 (s1 - I), dropped -w0 (s0 - I); bonus and penalty item by item, caps shared out in proportion, and named where they hold; limit: floor and cap of the index; grade cap: a decision that held the grade down, which contributes 0; rounding closes the gap, with what the last digits of quotients make of contributions of 0. succession: after a merger, division or new name, a row for each predecessor with its previous index / 100 in share_before, and no contribution, as for no comparison (took part once only). Of a recorded round the published index and points count; where not all its leaves are known, not known is the whole change. Title and description are in the language given, see set_language. 42704 for an unknown round or participant, 42501 for what is not shown';

-- ---------------------------------------------------------------------------
-- who came past

CREATE OR REPLACE FUNCTION _results_of(of_round text, of_revision integer) RETURNS SETOF result
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
BEGIN
    IF of_revision IS NULL THEN
        RETURN QUERY SELECT s.* FROM _current_results(of_round) s;
    ELSE
        RETURN QUERY SELECT s.* FROM result s WHERE s.round = of_round AND s.revision = of_revision;
    END IF;
END
$$;
COMMENT ON FUNCTION _results_of(text, integer) IS 'internal: results of a published revision, or with NULL as things stand';

CREATE OR REPLACE FUNCTION _field_gains(of_round text, of_revision integer) RETURNS TABLE (agency text, field text, gain numeric)
    LANGUAGE plpgsql STABLE ROWS 500 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH part AS MATERIALIZED (
        SELECT t.agency, t.part, coalesce(100 * round(t.points, 40) / nullif(sum(t.max_points) OVER (PARTITION BY t.agency), 0), 0) AS gain
        FROM (SELECT c.* FROM _current_parts(of_round) c WHERE of_revision IS NULL
              UNION ALL
              SELECT p.* FROM result_part p WHERE p.round = of_round AND p.revision = of_revision) t
        WHERE t.dimension = 'field'
    )
    SELECT p.agency, p.part, p.gain FROM part p
    UNION ALL
    SELECT s.agency, '', s.exact_index - w.gain
    FROM _results_of(of_round, of_revision) s
    LEFT JOIN (SELECT p.agency, sum(p.gain) AS gain FROM part p GROUP BY p.agency) w ON w.agency = s.agency;
END
$$;
COMMENT ON FUNCTION _field_gains(text, integer) IS
    'internal: what each field brings an agency, in points of the index, in a published revision, or with NULL as things stand; field empty: what bonus, penalty and limits do';

CREATE OR REPLACE FUNCTION _compared_ranks(round_before text, revision_before integer, round_after text, revision_after integer)
    RETURNS TABLE (agency text, name jsonb, league text, rank_before integer, rank_after integer, index_before numeric, index_after numeric, fault jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    day_before CONSTANT date := (SELECT make_date(r.year, 12, 31) FROM round r WHERE r.code = round_before);
    day_after CONSTANT date := (SELECT make_date(r.year, 12, 31) FROM round r WHERE r.code = round_after);
BEGIN
    RETURN QUERY
    SELECT a.agency, _in_both(a.agency_name, a.agency_name_en), a.league, b.rank, a.rank, b.par_index, a.par_index,
           CASE WHEN a.rank IS NULL THEN '["rival.unranked_now"]'::jsonb
                WHEN EXISTS (SELECT FROM succession u
                             WHERE a.agency IN (u.successor, u.predecessor) AND u.happened_on > day_before AND u.happened_on <= day_after)
                     THEN '["rival.reorganized"]'
                WHEN b.agency IS NULL THEN '["rival.absent_before"]'
                WHEN b.rank IS NULL THEN '["rival.unranked_before"]'
                WHEN b.league <> a.league THEN '["rival.other_league"]' END
    FROM _results_of(round_after, revision_after) a
    LEFT JOIN (SELECT s.* FROM result s WHERE s.round = round_before AND s.revision = revision_before) b ON b.agency = a.agency;
END
$$;
COMMENT ON FUNCTION _compared_ranks(text, integer, text, integer) IS
    'internal: ranks and indices of agencies in a round, of a published revision or with NULL as things stand, beside those of a published one; fault: a message, why they cannot be compared; NULL: they can';

CREATE OR REPLACE FUNCTION _lost_fields(round_before text, revision_before integer, round_after text, revision_after integer, of_agency text, rivals text[])
    RETURNS TABLE (agency text, field text, title jsonb, lost numeric, place bigint)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    scheme_before text := (SELECT r.scheme FROM round r WHERE r.code = round_before);
    scheme_after text := (SELECT r.scheme FROM round r WHERE r.code = round_after);
BEGIN
    -- fields of a recorded round are not all known
    IF EXISTS (SELECT FROM round r WHERE r.code IN (round_before, round_after) AND r.recorded) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH gain AS (
        SELECT g.agency, g.field, scheme_after AS scheme, g.gain FROM _field_gains(round_after, revision_after) g
        UNION ALL
        SELECT g.agency, coalesce(m.new_code, g.field), CASE WHEN m.new_code IS NULL AND g.field <> '' THEN scheme_before ELSE scheme_after END, -g.gain
        FROM _field_gains(round_before, revision_before) g
        LEFT JOIN criterion_map(scheme_before, scheme_after) m ON m.old_code = g.field
    ), change AS MATERIALIZED (
        SELECT g.agency, g.field, g.scheme, sum(g.gain) AS amount
        FROM gain g WHERE g.agency = of_agency OR g.agency = ANY (rivals)
        GROUP BY g.agency, g.field, g.scheme
    )
    SELECT c.agency, c.field,
           CASE WHEN k.title IS NULL THEN '["rival.adjustments"]'
                WHEN c.scheme <> scheme_after THEN jsonb_build_array('rival.dropped_field', _in_both(k.title, k.title_en))
                ELSE _in_both(k.title, k.title_en) END,
           c.amount - o.amount,
           row_number() OVER (PARTITION BY c.agency ORDER BY c.amount - o.amount DESC, c.field COLLATE "C")
    FROM change c
    JOIN change o ON o.agency = of_agency AND o.field = c.field AND o.scheme = c.scheme
    LEFT JOIN criterion k ON k.scheme = c.scheme AND k.code = c.field
    WHERE c.agency <> of_agency AND round(c.amount - o.amount, 4) > 0;
END
$$;
COMMENT ON FUNCTION _lost_fields(text, integer, text, integer, text, text[]) IS
    'internal: fields in which an agency fell behind others between two rounds, and by how many points of the index, most first; field empty: by bonus, penalty and limits of the index. None where a round was recorded';

CREATE OR REPLACE FUNCTION _overtaken(round text, agency text, most integer DEFAULT NULL)
    RETURNS TABLE (rival text, rival_name jsonb, outcome text, rank_before integer, rank_after integer, index_before numeric, index_after numeric,
                   field text, lost numeric, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    this record;                -- the round as it is shown
    earlier record;             -- what it is compared with
    me record;
BEGIN
    PERFORM _require_round(_overtaken.round);
    PERFORM _require_participant(_overtaken.round, coalesce(_overtaken.agency, '<NULL>'));
    SELECT s.code, p.revision, p.previous, p.previous_revision, p.recorded_at IS NULL AND p.revision IS NOT NULL AS is_compared, k.decimals INTO this
    FROM shown_round s JOIN scheme k ON k.code = s.scheme LEFT JOIN publication p ON s.is_published AND p.round = s.code AND p.revision = s.revision
    WHERE s.code = _overtaken.round;
    IF this.revision IS NULL THEN
        PERFORM _require_whole_round(_overtaken.round);
    END IF;
    SELECT q.round, q.revision, k.decimals INTO earlier
    FROM publication q JOIN scheme k ON k.code = q.scheme
    WHERE q.round = CASE WHEN this.is_compared THEN this.previous ELSE _previous_round(this.code) END
      AND (NOT this.is_compared OR q.revision = this.previous_revision)
    ORDER BY q.revision DESC LIMIT 1;
    SELECT c.* INTO me
    FROM _compared_ranks(earlier.round, earlier.revision, this.code, this.revision) c WHERE c.agency = _overtaken.agency;
    IF me.agency IS NULL OR earlier.round IS NULL OR me.fault IS NOT NULL THEN
        RETURN QUERY
        SELECT g.code, _in_both(g.name, g.name_en), 'no comparison', me.rank_before, me.rank_after, me.index_before, me.index_after, NULL::text, NULL::numeric,
               jsonb_build_array('change.no_comparison', CASE WHEN me.agency IS NULL THEN '["rival.no_result"]'
                                                              WHEN earlier.round IS NULL THEN '["change.no_previous"]'
                                                              ELSE me.fault END)
        FROM agency g WHERE g.code = _overtaken.agency;
        RETURN;
    END IF;

    RETURN QUERY
    WITH rival AS MATERIALIZED (
        SELECT c.* FROM _compared_ranks(earlier.round, earlier.revision, this.code, this.revision) c
        WHERE c.league = me.league AND c.rank_after < me.rank_after AND (c.fault IS NOT NULL OR c.rank_before > me.rank_before)
        ORDER BY c.fault IS NOT NULL, c.rank_after, c.agency COLLATE "C" LIMIT _overtaken.most
    ), loss AS MATERIALIZED (
        SELECT l.* FROM _lost_fields(earlier.round, earlier.revision, this.code, this.revision, _overtaken.agency,
                                     ARRAY(SELECT r.agency FROM rival r WHERE r.fault IS NULL)) l
        WHERE l.place <= 3
    )
    SELECT r.agency, r.name, CASE WHEN r.fault IS NULL THEN 'overtaken' ELSE 'no comparison' END,
           r.rank_before, r.rank_after, r.index_before, r.index_after, nullif(l.field, ''), trim_scale(round(l.lost, 4)),
           CASE WHEN r.fault IS NOT NULL THEN
                    jsonb_build_array('rival.not_comparable', r.rank_after, _exactly(r.index_after, this.decimals), me.rank_after, r.fault)
                ELSE jsonb_build_array('rival.overtook', r.rank_before, _exactly(r.index_before, earlier.decimals), me.rank_before, _exactly(me.index_before, earlier.decimals),
                                       r.rank_after, _exactly(r.index_after, this.decimals), me.rank_after, _exactly(me.index_after, this.decimals),
                                       (SELECT jsonb_build_array('rival.lost', _joined('; ', VARIADIC array_agg(jsonb_build_array('rival.lost_in', x.title,
                                                   CASE WHEN round(x.lost, 2) > 0 THEN _exactly(x.lost, 2) ELSE to_jsonb(x.lost) END) ORDER BY x.place)))
                                        FROM loss x WHERE x.agency = r.agency HAVING count(*) > 0)) END
    FROM rival r
    LEFT JOIN loss l ON l.agency = r.agency AND l.place = 1
    ORDER BY r.fault IS NOT NULL, r.rank_after, r.agency COLLATE "C";
END
$$;
COMMENT ON FUNCTION _overtaken(text, text, integer) IS 'internal: overtaken, with name and description as messages; no more than so many, NULL: all';

CREATE OR REPLACE FUNCTION overtaken(round text, agency text, language text DEFAULT NULL)
    RETURNS TABLE (rival text, rival_name text, outcome text, rank_before integer, rank_after integer, index_before numeric, index_after numeric,
                   field text, lost numeric, description text)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    said CONSTANT text := _language(overtaken.language);
BEGIN
    RETURN QUERY
    SELECT o.rival, par.say(o.rival_name, said), o.outcome, o.rank_before, o.rank_after, o.index_before, o.index_after, o.field, o.lost, par.say(o.description, said)
    FROM _overtaken(overtaken.round, overtaken.agency) o;
END
$$;
COMMENT ON FUNCTION overtaken(text, text, text) IS
    'who overtook an agency: those of its league that are ahead of it in a round, as last published, else as things stand, and were behind it in the round with which that is compared. outcome overtaken: ranks and indices of both rounds, the field in which most was lost to them (NULL: by bonus, penalty and limits) and how much, in points of the index; the description names up to three. no comparison: who is ahead, but was reorganized, new, unranked or in another league before, or the agency itself for such a reason. No rows: nobody. The description is in the language given, see set_language. 42704 for an unknown round or participant, 42501 for what is not shown';

-- ---------------------------------------------------------------------------
-- what would raise an index

CREATE OR REPLACE FUNCTION _rule_in_context(rule text, context jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    plain text := _rule_in_context.rule;
    term record;
BEGIN
    FOR term IN
        SELECT t.key, CASE WHEN t.value #>> '{}' ~ '^-?[0-9.]+(/[0-9]+)?$' THEN format('(%s)', replace(t.value #>> '{}', '/', ' / '))
                           WHEN jsonb_typeof(t.value) = 'string' THEN quote_literal(t.value #>> '{}')
                           ELSE t.value::text END AS value
        FROM jsonb_each(coalesce(_rule_in_context.context, '{}')) t
        ORDER BY length(t.key) DESC
    LOOP
        plain := replace(plain, format('known(%s)', term.key), (term.value <> 'null')::text);
        CONTINUE WHEN term.value = 'null';
        plain := CASE WHEN term.key LIKE '%(%' THEN replace(plain, term.key, term.value)
                      ELSE regexp_replace(plain, '\m' || term.key || '\M', term.value, 'g') END;
    END LOOP;
    RETURN plain;
END
$$;
COMMENT ON FUNCTION _rule_in_context(text, jsonb) IS 'internal: a rule with values in place of context terms';

CREATE OR REPLACE FUNCTION _rule_intervals(rule text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM par.breakpoints(_rule_intervals.rule::par.rule) b);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN '[]';
END
$$;
COMMENT ON FUNCTION _rule_intervals(text) IS 'internal: rows of par.breakpoints of a rule, none where it cannot be analysed';

CREATE OR REPLACE FUNCTION _rule_divisors(quotients text[], received jsonb, OUT names text[], OUT term_values jsonb)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    term record;
BEGIN
    names := '{}';
    term_values := '{}';
    FOR term IN
        SELECT DISTINCT m[1] AS key
        FROM unnest(_rule_divisors.quotients) e, regexp_matches(e, ' / ([a-z_]*\([^()]*\)|[^ (),;:]+(?=[ ),;:]|$))', 'g') m
    LOOP
        names := names || par.variables(term.key::par.rule);
        BEGIN
            term_values := term_values || jsonb_build_object(term.key, par.score(term.key::par.rule, _rule_divisors.received));
        EXCEPTION WHEN data_exception THEN
            CONTINUE;
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _rule_divisors(text[], jsonb) IS
    'internal: what expressions of a rule, without texts in quotes, divide by: the variables, and the values of the terms for inputs as the rule receives them';

-- Numbers, and days since 2000.
CREATE OR REPLACE FUNCTION _step_targets(of_variable variable, now_at numeric, received jsonb, intervals jsonb, quotients text[], divisor_values jsonb)
    RETURNS numeric[]
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    v CONSTANT variable := of_variable;
    unit numeric := CASE v.kind WHEN 'percent' THEN 0.0001 WHEN 'amount' THEN 0.01 ELSE 1 END;
    targets numeric[] := '{}';
    expression text;
    at_0 numeric;
    slope numeric;
BEGIN
    IF v.kind <> 'date' THEN
        targets := array_remove(ARRAY[CASE v.kind WHEN 'percent' THEN coalesce(v.min_value, 0) * 0.01
                                                  WHEN 'count' THEN coalesce(v.min_value, 0) ELSE v.min_value END,
                                      CASE v.kind WHEN 'percent' THEN coalesce(v.max_value, 100) * 0.01 ELSE v.max_value END], NULL)
            || ARRAY(SELECT t.value::numeric FROM jsonb_each(_step_targets.divisor_values) t
                     WHERE t.value <> 'null' AND EXISTS (SELECT FROM unnest(_step_targets.quotients) e WHERE strpos(e, v.name || ' / ' || t.key) > 0));
    END IF;
    FOR expression IN
        SELECT DISTINCT i.subject FROM jsonb_to_recordset(_step_targets.intervals) i (subject text)
        WHERE _step_targets.now_at IS NOT NULL AND v.name = ANY (par.variables(i.subject::par.rule))
    LOOP
        BEGIN
            IF v.kind = 'date' THEN
                at_0 := now_at;
                slope := CASE WHEN expression = format('date(%s)', v.name) THEN 1 ELSE 0 END;
            ELSE
                at_0 := par.score(expression::par.rule, received);
                slope := par.score(expression::par.rule, received || jsonb_build_object(v.name, now_at + 1)) - at_0;
                IF abs(par.score(expression::par.rule, received || jsonb_build_object(v.name, now_at + 2)) - at_0 - 2 * slope) > 0.00000000000001 THEN
                    slope := 0;         -- not linear in it
                END IF;
            END IF;
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            slope := 0;
        END;
        CONTINUE WHEN coalesce(slope, 0) = 0;
        -- into an interval, of this subject or another, from below, or from above
        targets := targets || ARRAY(
            SELECT w.target
            FROM jsonb_to_recordset(_step_targets.intervals) i (from_value numeric, to_value numeric, from_closed boolean, to_closed boolean)
            CROSS JOIN LATERAL (VALUES (i.from_value, i.from_closed, 1), (i.to_value, i.to_closed, -1)) b (edge, closed, way)
            CROSS JOIN LATERAL (SELECT round(now_at + (b.edge - at_0) / slope, 9) / unit AS units, b.way * sign(slope) AS way) k
            CROSS JOIN LATERAL (
                SELECT unit * CASE WHEN k.way > 0 THEN CASE WHEN b.closed THEN ceil(k.units) ELSE floor(k.units) + 1 END
                                   ELSE CASE WHEN b.closed THEN floor(k.units) ELSE ceil(k.units) - 1 END END) w (target)
            WHERE (w.target - now_at) * k.way > 0);
    END LOOP;
    RETURN targets;
END
$$;
COMMENT ON FUNCTION _step_targets(variable, numeric, jsonb, jsonb, text[], jsonb) IS
    'internal: values of a number or a date at which a rule may give more: bounds declared, what it is divided by, and bounds of intervals, solved for it from where it is now';

CREATE OR REPLACE FUNCTION _best_entry(of_variable variable, now_at numeric, targets numeric[], rule text, inputs jsonb, context jsonb,
                                      points numeric, max_points numeric, OUT entered jsonb, OUT new_points numeric)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    v CONSTANT variable := of_variable;
    candidate record;
    answer numeric;
BEGIN
    FOR candidate IN
        SELECT DISTINCT x.distance, x.entered
        FROM (SELECT abs(t - now_at) AS distance,
                     CASE v.kind WHEN 'date' THEN to_jsonb(to_char(date '2000-01-01' + t::integer, 'YYYY-MM-DD'))
                                 WHEN 'percent' THEN to_jsonb(trim_scale(t * 100)) ELSE to_jsonb(trim_scale(t)) END AS entered
              FROM unnest(_best_entry.targets) t
              WHERE t <> now_at AND (v.kind <> 'date' OR abs(t) < 1000000)
              UNION ALL
              SELECT 0, to_jsonb(o) FROM unnest(v.choices) o
              UNION ALL
              SELECT 0, to_jsonb(o) FROM unnest('{true,false}'::boolean[]) o WHERE v.kind = 'boolean') x
        WHERE x.entered IS DISTINCT FROM _best_entry.inputs -> v.name
        ORDER BY x.distance, x.entered
    LOOP
        answer := _try_entry(_best_entry.rule, v.scheme, v.criterion,
                            _best_entry.inputs || jsonb_build_object(v.name, candidate.entered), _best_entry.context);
        IF answer > _best_entry.points AND answer <= _best_entry.max_points AND (entered IS NULL OR answer < new_points) THEN
            entered := candidate.entered;
            new_points := answer;
            EXIT WHEN v.kind <> 'choice';
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _best_entry(variable, numeric, numeric[], text, jsonb, jsonb, numeric, numeric) IS
    'internal: the nearest value of a variable, as it is entered, for which a rule gives more than points, and what it gives; of choices the one that brings least. NULL if there is none';

CREATE OR REPLACE FUNCTION _as_kind(kind text, value numeric) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT CASE _as_kind.kind WHEN 'percent' THEN jsonb_build_array('value.percent', _as_kind.value) ELSE to_jsonb(_as_kind.value) END$$;
COMMENT ON FUNCTION _as_kind(text, numeric) IS 'internal: message: a number of a variable of a kind';

CREATE OR REPLACE FUNCTION _step_text(of_variable variable, inputs jsonb, entered jsonb, rule text, expressions text[], divisors text[]) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    v CONSTANT variable := of_variable;
    title jsonb := _in_both(coalesce(v.title, v.name), v.title_en);
    new_entered text := _step_text.entered #>> '{}';
BEGIN
    CASE v.kind
        WHEN 'boolean' THEN
            RETURN jsonb_build_array(CASE WHEN new_entered = 'true' THEN 'step.do' ELSE 'step.avoid' END, title);
        WHEN 'choice' THEN
            RETURN jsonb_build_array('step.choose', title, coalesce(_step_text.inputs -> v.name, '["value.not_yet"]'), new_entered);
        WHEN 'date' THEN
            RETURN jsonb_build_array('step.day', title, jsonb_build_object('date', new_entered), jsonb_build_object('date', _step_text.inputs ->> v.name));
        ELSE
            RETURN jsonb_build_array(CASE WHEN new_entered::numeric > (_step_text.inputs -> v.name)::numeric THEN 'step.raise' ELSE 'step.lower' END, title,
                                     _as_kind(v.kind, (_step_text.inputs -> v.name)::numeric), _as_kind(v.kind, new_entered::numeric),
                        (SELECT jsonb_build_array('step.ratio', round(100 * new_entered::numeric / (_step_text.inputs -> w.name)::numeric, 2), _in_both(coalesce(w.title, w.name), w.title_en))
                             FROM variable w
                             WHERE w.scheme = v.scheme AND w.criterion = v.criterion AND w.name = ANY (_step_text.divisors) AND w.kind = v.kind
                               AND (_step_text.inputs ->> w.name)::numeric > 0
                               -- a ratio by itself
                               AND (v.name || ' / ' || w.name = ANY (_step_text.expressions)
                                    OR par.variables(_step_text.rule::par.rule) <@ ARRAY[v.name, w.name, 'max_points'])
                               AND EXISTS (SELECT FROM unnest(_step_text.expressions) e WHERE strpos(e, v.name || ' / ' || w.name) > 0)
                             ORDER BY w.name COLLATE "C" LIMIT 1));
    END CASE;
END
$$;
COMMENT ON FUNCTION _step_text(variable, jsonb, jsonb, text, text[], text[]) IS
    'internal: message: what is to be done so that a variable is what is entered; with the ratio to what it is divided by, where a rule is about that alone';

-- The nearest inputs that earn more.  For a number: the bounds of the intervals
-- of the rule, solved for it wherever the subject is linear in it (b in b/a),
-- the bounds declared, and what it is divided by; for booleans, choices and
-- dates their other values.  Whatever is found is scored by the rule itself.
CREATE OR REPLACE FUNCTION _next_step(scheme text, criterion text, inputs jsonb, context jsonb, points numeric)
    RETURNS TABLE (step jsonb, new_inputs jsonb, new_points numeric)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    rule text;
    most numeric;
    received jsonb;
    intervals jsonb;
    expressions text[];
    quotients text[];           -- the same without texts in quotes
    divisors record;
    v variable;
    now_at numeric;             -- a number, or days since 2000
    targets numeric[];
    best record;                -- of one variable
BEGIN
    new_points := _next_step.points;
    SELECT c.rule_text::par.rule::text, c.max_points INTO rule, most
    FROM criterion c WHERE c.scheme = _next_step.scheme AND c.code = _next_step.criterion;
    received := _rule_inputs(_next_step.scheme, _next_step.criterion, _next_step.inputs);
    intervals := _rule_intervals(_rule_in_context(rule, _next_step.context));
    expressions := ARRAY(SELECT DISTINCT e
                         FROM jsonb_to_recordset(intervals) b (subject text, points text), unnest(ARRAY[b.subject, b.points]) e
                         WHERE e <> 'na') || rule;
    quotients := ARRAY(SELECT regexp_replace(e, '''[^'']*''', '', 'g') FROM unnest(expressions) e);
    -- what divides is the size of the task: nothing to be improved
    divisors := _rule_divisors(quotients, received || coalesce(_next_step.context, '{}'));

    FOR v IN
        SELECT d.*
        FROM variable d
        WHERE d.scheme = _next_step.scheme AND d.criterion = _next_step.criterion
          AND d.name = ANY (par.variables(rule::par.rule)) AND d.name <> ALL (divisors.names)
        ORDER BY d.name COLLATE "C"
    LOOP
        now_at := NULL;
        targets := '{}';
        IF v.kind NOT IN ('boolean', 'choice') THEN
            now_at := CASE v.kind WHEN 'date' THEN (received ->> v.name)::date - date '2000-01-01' ELSE (received ->> v.name)::numeric END;
            targets := _step_targets(v, now_at, received, intervals, quotients, divisors.term_values);
        END IF;
        best := _best_entry(v, now_at, targets, rule, _next_step.inputs, _next_step.context, _next_step.points, most);
        CONTINUE WHEN best.entered IS NULL OR best.new_points <= new_points;

        new_points := best.new_points;
        new_inputs := _next_step.inputs || jsonb_build_object(v.name, best.entered);
        step := jsonb_build_array('step.says', _step_text(v, _next_step.inputs, best.entered, rule, expressions, divisors.names), new_points, _next_step.points);
    END LOOP;
    IF step IS NOT NULL THEN
        RETURN NEXT;
    END IF;
END
$$;
COMMENT ON FUNCTION _next_step(text, text, jsonb, jsonb, numeric) IS
    'the nearest inputs, of one variable changed, for which the rule of a criterion gives more than points; of several variables the one that brings most. No row if there are none, or the rule cannot be analysed';

CREATE OR REPLACE FUNCTION improvement(round text, agency text, language text DEFAULT NULL)
    RETURNS TABLE (criterion text, title text, points numeric, max_points numeric, points_left numeric,
                   next_step text, next_inputs jsonb, next_points numeric, index_gain numeric, new_index numeric, new_rank integer,
                   full_index numeric, full_rank integer)
    LANGUAGE plpgsql STABLE ROWS 50 SET search_path FROM CURRENT SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    own leaf_value[];
    said CONSTANT text := _language(improvement.language);
BEGIN
    PERFORM _require_round(improvement.round);
    SELECT o.scheme, o.stage = 'published' AS is_published, o.revision, s.rank_on, s.tie_rule INTO r
    FROM round o JOIN scheme s ON s.code = o.scheme WHERE o.code = improvement.round;
    PERFORM _require_participant(improvement.round, coalesce(improvement.agency, '<NULL>'));
    own := ARRAY(SELECT l FROM _leaf_values(improvement.round, 'official', ARRAY[improvement.agency]) l);

    RETURN QUERY
    WITH standing AS MATERIALIZED (
        -- what is published is for all to see
        SELECT k.agency, k.league, k.ranked, k.exact_index,
               CASE r.rank_on WHEN 'rounded' THEN k.par_index ELSE k.exact_index END AS decisive
        FROM (SELECT s.agency, s.league, s.ranked, s.exact_index, s.par_index FROM result s
              WHERE r.is_published AND s.round = improvement.round AND s.revision = r.revision
              UNION ALL
              SELECT s.agency, s.league, s.ranked, s.exact_index, s.par_index FROM standings(improvement.round) s WHERE NOT r.is_published) k
    ), me AS (
        SELECT s.* FROM standing s WHERE s.agency = improvement.agency
    ), rival AS MATERIALIZED (
        SELECT s.decisive FROM standing s JOIN me ON me.league = s.league
        WHERE s.agency <> me.agency AND s.ranked AND s.exact_index IS NOT NULL
    ), open_leaf AS MATERIALIZED (
        SELECT f.code, CASE said WHEN 'en' THEN coalesce(f.title_en, f.title) ELSE f.title END AS title, f.position, f.max_points AS nominal, u.points, u.max_points, n.step, n.new_inputs, n.new_points
        FROM unnest(own) l
        JOIN leaf f ON f.scheme = r.scheme AND f.code = l.criterion
        JOIN _roll_up(r.scheme, own) u ON u.criterion = l.criterion
        LEFT JOIN LATERAL (SELECT o.criterion, o.inputs, o.points, o.by_hand, _context_shown(o.round, o.agency, o.criterion, o.stage) AS context
                           FROM assessment o
                           WHERE o.round = improvement.round AND o.agency = improvement.agency AND o.criterion = l.criterion
                             AND o.stage IN ('appraisal', 'review')
                           ORDER BY o.stage DESC LIMIT 1) a
            ON NOT a.by_hand AND a.inputs IS NOT NULL AND f.rule_text IS NOT NULL AND NOT f.surveyed
        LEFT JOIN LATERAL _next_step(r.scheme, a.criterion, a.inputs, a.context, a.points) n ON a.points IS NOT NULL
        WHERE f.kind = 'scored' AND l.applicable AND l.points IS NOT NULL AND u.points < u.max_points
    ), variant AS MATERIALIZED (
        SELECT o.code, w.what, jsonb_build_array(w.what, o.code)::text AS key, w.points
        FROM open_leaf o
        CROSS JOIN LATERAL (VALUES ('next', o.new_points), ('full', o.nominal)) w (what, points)
        WHERE w.points IS NOT NULL
    ), changed AS MATERIALIZED (        -- each variant as an agency of its own
        SELECT ARRAY(SELECT ROW(v.key, l.criterion, CASE WHEN l.criterion = v.code THEN v.points ELSE l.points END, l.applicable)::leaf_value
                     FROM variant v CROSS JOIN unnest(own) l) AS leaves
    ), outcome AS MATERIALIZED (
        SELECT v.code, v.what, k.exact_index, k.par_index, u.points,
               CASE WHEN k.ranked THEN 1 + (SELECT CASE r.tie_rule WHEN 'dense' THEN count(DISTINCT q.decisive) ELSE count(*) END
                                            FROM rival q
                                            WHERE q.decisive > CASE r.rank_on WHEN 'rounded' THEN k.par_index ELSE k.exact_index END) END AS rank
        FROM changed c
        CROSS JOIN LATERAL _totals(r.scheme, c.leaves) t
        JOIN variant v ON v.key = t.agency
        CROSS JOIN LATERAL _rank_totals(improvement.round, r.scheme,
            ARRAY[ROW(improvement.agency, t.points, t.max_points, t.base_index, t.bonus, t.penalty, t.has_zero, t.tie_values)::agency_total]) k
        JOIN _roll_up(r.scheme, c.leaves) u ON u.agency = v.key AND u.criterion = v.code
    )
    SELECT o.code, o.title, o.points, o.max_points, o.max_points - o.points, par.say(o.step, said), o.new_inputs,
           n.points, trim_scale(n.exact_index - me.exact_index), n.par_index, n.rank::integer, f.par_index, f.rank::integer
    FROM open_leaf o
    CROSS JOIN me
    LEFT JOIN outcome n ON n.code = o.code AND n.what = 'next'
    LEFT JOIN outcome f ON f.code = o.code AND f.what = 'full'
    ORDER BY n.exact_index DESC NULLS LAST, f.exact_index DESC, o.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION improvement(text, text, text) IS
    'where an agency can gain, as things stand: for each leaf short of its maximum the next step of its rule (in next_inputs, as they are entered), the index before rounding that it would add, and index and rank that it would bring; full_index and full_rank: with all points of the criterion. Points and maxima are those that count after policies. All else is taken to stay as it is: other agencies, what the rules read of peers, and rules that read points(...) of the criterion; with the tie rule secondary a tie is shared. next_step is NULL for points given by hand, survey criteria and rules that cannot be analysed. Greatest gain first. Title and next_step are in the language given, see set_language. 42704 for an unknown round or participant, 42501 for what is not shown';

END
$template$;
COMMENT ON PROCEDURE par.registry_answers() IS 'internal: answers of a registry';

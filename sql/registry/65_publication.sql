
-- ---------------------------------------------------------------------------
-- Registry: publication, and proof of what was published
-- ---------------------------------------------------------------------------

CREATE PROCEDURE par.registry_publication()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
BEGIN

PERFORM par.require_registry_build();

-- Rows of a revision that is published are never added, changed or removed; others, left
-- behind by whatever, are no results, and publish takes them away.
CREATE OR REPLACE FUNCTION _results_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP IN ('INSERT', 'DELETE') THEN
        IF NOT EXISTS (SELECT FROM changed_rows c JOIN publication p ON p.round = c.round AND p.revision = c.revision) THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of table "%" are never added, changed or removed once they are published', TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'correct(round, reason) opens a new revision of a published round.';
END
$$;
COMMENT ON FUNCTION _results_kept() IS 'trigger of results: 55000 for a change of what is published';
FOREACH part IN ARRAY '{result,result_part,result_item}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION _results_kept()', part);
    EXECUTE format('CREATE OR REPLACE TRIGGER kept_new AFTER INSERT ON %I REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION _results_kept()', part);
    EXECUTE format('CREATE OR REPLACE TRIGGER kept_old AFTER DELETE ON %I REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION _results_kept()', part);
END LOOP;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR TRUNCATE ON publication
    FOR EACH STATEMENT EXECUTE FUNCTION _append_only('correct(round, reason) opens a new revision of a published round.');

-- What a round is compared with: the results shown of the previous one, without
-- agencies that took others over since, which are no longer those of last year.
CREATE OR REPLACE FUNCTION _compared_results(round text)
    RETURNS TABLE (agency text, league text, rank integer, exact_index numeric)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    before record;
    this_year integer := (SELECT r.year FROM round r WHERE r.code = _compared_results.round);
BEGIN
    SELECT p.round, p.revision, p.year INTO before
    FROM publication p WHERE p.round = _previous_round(_compared_results.round)
    ORDER BY p.revision DESC LIMIT 1;
    RETURN QUERY
    SELECT s.agency, s.league, s.rank, coalesce(s.exact_index, s.par_index)
    FROM result s
    WHERE s.round = before.round AND s.revision = before.revision
      AND NOT EXISTS (SELECT FROM succession u
                      WHERE s.agency IN (u.successor, u.predecessor)
                        AND u.happened_on > make_date(before.year, 12, 31) AND u.happened_on <= make_date(this_year, 12, 31));
END
$$;
COMMENT ON FUNCTION _compared_results(text) IS
    'results of the previous round with which those of a round are compared; none after a merger, nor for what is left after a division';

-- Parts of the index with their ranks, as things stand.
CREATE OR REPLACE FUNCTION _part_standings(round text, dimension text)
    RETURNS TABLE (agency text, league text, part text, place integer, title text, points numeric, max_points numeric, part_index numeric, rank integer)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    digits integer;
    titles jsonb;               -- of the fields
    leagues text[];
BEGIN
    SELECT s.decimals, (SELECT jsonb_object_agg(n.code, n.title) FROM node n
                        WHERE n.scheme = s.code AND n.level = 1 AND _part_standings.dimension = 'field')
    INTO digits, titles
    FROM round r JOIN scheme s ON s.code = r.scheme WHERE r.code = _part_standings.round;
    leagues := ARRAY(SELECT DISTINCT p.league FROM participant p WHERE p.round = _part_standings.round);
    -- numbers are sorted, no names
    RETURN QUERY
    WITH indexed AS (
        SELECT t.agency, t.league, u.part, u.place::integer AS place, u.points, u.max_points,
               _rounded(100 * u.points / nullif(u.max_points, 0), digits) AS part_index, t.ranked_in
        FROM (SELECT t.*, p.league, CASE WHEN p.ranked THEN array_position(leagues, p.league) END AS ranked_in
              FROM _current_tallies(_part_standings.round, 'official') t
              JOIN participant p ON p.round = _part_standings.round AND p.agency = t.agency
              OFFSET 0) t
        CROSS JOIN LATERAL unnest(CASE _part_standings.dimension WHEN 'field' THEN t.fields ELSE t.sources END,
                                  CASE _part_standings.dimension WHEN 'field' THEN t.field_points ELSE t.source_points END,
                                  CASE _part_standings.dimension WHEN 'field' THEN t.field_maxima ELSE t.source_maxima END)
            WITH ORDINALITY u (part, points, max_points, place)
        OFFSET 0                -- evaluated once
    )
    SELECT i.agency, i.league, i.part, i.place, titles ->> i.part, i.points, i.max_points, i.part_index,
           CASE WHEN i.ranked_in IS NOT NULL AND i.part_index IS NOT NULL THEN
               (rank() OVER (PARTITION BY i.place, i.ranked_in ORDER BY i.part_index DESC NULLS LAST))::integer END
    FROM indexed i;
END
$$;
COMMENT ON FUNCTION _part_standings(text, text) IS
    'points, maximum, index and rank of each participant in each part of the index, by field or by source, as things stand';

-- Leaves as they would be published.
CREATE OR REPLACE FUNCTION _current_items(round text, of_agency text DEFAULT NULL)
    RETURNS TABLE (agency text, criterion text, stage text, inputs jsonb, context jsonb, by_hand boolean, note text,
                   assessed_by text, assessed_at timestamptz, entered_points numeric, not_applicable boolean, exempt_reason text,
                   points numeric, max_points numeric)
    LANGUAGE sql STABLE ROWS 10000 SET search_path FROM CURRENT SET work_mem = '256MB' SET jit = off
    AS $$
    SELECT v.agency, v.criterion, v.stage, v.inputs, v.context, v.by_hand, v.note, v.assessed_by, v.assessed_at, v.entered_points,
           NOT v.applicable, v.exempt_reason, v.counted_points, v.counted_max_points
    FROM _leaf_items(_current_items.round, 'official', CASE WHEN _current_items.of_agency IS NOT NULL THEN ARRAY[_current_items.of_agency] END, false) v
$$;
COMMENT ON FUNCTION _current_items(text, text) IS
    'leaves of the participants of a round, or one of them, as they would be published: what was entered, and points and maxima that count after the policies for what is not applicable';

CREATE OR REPLACE FUNCTION _current_results(round text) RETURNS SETOF result
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
    SELECT r.code, r.revision, k.agency, g.name, g.name_en, k.league, p.ranked, p.unranked_reason, z.reason, c.label, c.reason,
           k.points, k.max_points, k.bonus, k.penalty, k.exact_index, k.par_index, k.rank,
           (count(k.rank) OVER (PARTITION BY k.league))::integer,
           CASE WHEN q.league = k.league THEN q.rank - k.rank END,
           _rounded(k.exact_index - q.exact_index, s.decimals),
           k.grade
    FROM round r
    JOIN scheme s ON s.code = r.scheme
    CROSS JOIN LATERAL standings(r.code) k
    JOIN participant p ON p.round = r.code AND p.agency = k.agency
    JOIN agency g ON g.code = k.agency
    LEFT JOIN zero_missing z ON z.round = r.code AND z.agency = k.agency
    LEFT JOIN grade_cap c ON c.round = r.code AND c.agency = k.agency
    LEFT JOIN _compared_results(r.code) q ON q.agency = k.agency
    WHERE r.code = _current_results.round
$$;
COMMENT ON FUNCTION _current_results(text) IS 'results of a round as they would be published';

CREATE OR REPLACE FUNCTION _current_parts(round text) RETURNS SETOF result_part
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
    SELECT r.code, r.revision, t.agency, d.dimension, t.part, t.place, t.title, c.title_en, t.points, t.max_points, t.part_index, t.rank
    FROM round r
    CROSS JOIN (VALUES ('field'), ('source')) d (dimension)
    CROSS JOIN LATERAL _part_standings(r.code, d.dimension) t
    LEFT JOIN criterion c ON d.dimension = 'field' AND c.scheme = r.scheme AND c.code = t.part
    WHERE r.code = _current_parts.round
$$;
COMMENT ON FUNCTION _current_parts(text) IS 'parts of the index in a round as they would be published';

CREATE OR REPLACE FUNCTION _fingerprint_version() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT 1$$;
COMMENT ON FUNCTION _fingerprint_version() IS 'version of what fingerprint covers';

-- SHA-256 over the scheme, the round, and agency by agency what came out and what it
-- follows from.  Every line is a JSON array of columns named here, so that a
-- column added later changes nothing.  Lines of the whole are sorted bytewise, those of
-- an agency by their keys; that there are no others, the number of rows tells.  What is
-- stored alone is covered: so that it can be checked of any revision, whatever became of
-- the round.
CREATE OR REPLACE FUNCTION fingerprint(p publication) RETURNS text
    LANGUAGE sql STABLE SET search_path FROM CURRENT SET timezone = 'UTC' SET datestyle = 'ISO'
    SET enable_seqscan = off SET jit = off
    AS $$
    SELECT _require_whole_round(p.round);
    WITH line (content) AS (
        SELECT json_build_array('publication', p.round, p.revision, p.scheme, p.year, p.title, p.survey_held,
                                p.previous, p.previous_revision, p.published_by, p.published_at)
        UNION ALL
        SELECT json_build_array('recorded', p.recorded_by, p.recorded_at) WHERE p.recorded_at IS NOT NULL
        UNION ALL
        SELECT json_build_array('previous', o.fingerprint)
        FROM publication o WHERE o.round = p.previous AND o.revision = p.previous_revision
        UNION ALL
        SELECT json_build_array('scheme', s.code, s.title, s.legal_basis, s.agency_kind, s.revises, s.approved_by, s.approved_at,
                                s.decimals, s.point_decimals, s.tie_rule, s.tie_keys, s.rank_on,
                                s.bonus_cap, s.penalty_cap, s.index_cap, s.adjustment_base)
        FROM scheme s WHERE s.code = p.scheme
        UNION ALL
        SELECT json_build_array('criterion', c.code, c.parent, c.title, c.title_en, c.kind, c.max_points, c.method, c.source, c.rule_text, c.step,
                                c.not_applicable, c.continues, c.evidence_required, c.position)
        FROM criterion c WHERE c.scheme = p.scheme
        UNION ALL
        SELECT json_build_array('variable', v.criterion, v.name, v.kind, v.choices, v.min_value, v.max_value, v.max_variable, v.excess)
        FROM variable v WHERE v.scheme = p.scheme
        UNION ALL
        SELECT json_build_array('grade', g.label, g.min_index, g.no_zero_criterion)
        FROM grade g WHERE g.scheme = p.scheme
        UNION ALL
        SELECT json_build_array('group', g.criterion, g.code, g.weight, g.min_answers)
        FROM respondent_group g WHERE g.scheme = p.scheme
        UNION ALL
        SELECT json_build_array('question', q.criterion, q.code, q.title, q.weight)
        FROM survey_question q WHERE q.scheme = p.scheme
        UNION ALL
        SELECT json_build_array('option', a.code, a.share)
        FROM answer_option a WHERE a.scheme = p.scheme
        UNION ALL
        SELECT json_build_array('rows', (SELECT count(*) FROM result s WHERE s.round = p.round AND s.revision = p.revision),
                                (SELECT count(*) FROM result_part t WHERE t.round = p.round AND t.revision = p.revision),
                                (SELECT count(*) FROM result_item i WHERE i.round = p.round AND i.revision = p.revision))
        UNION ALL
        SELECT json_build_array('agency', s.agency, encode(sha256(convert_to(concat_ws(E'\n',
                   json_build_array('result', s.agency_name, s.agency_name_en, s.league, s.ranked, s.unranked_reason, s.zero_reason,
                                    s.capped_grade, s.cap_reason, s.points, s.max_points, s.bonus, s.penalty, s.exact_index, s.par_index,
                                    s.rank, s.number_ranked, s.rank_change, s.index_change, s.grade),
                   (SELECT string_agg(json_build_array('part', t.dimension, t.part, t.place, t.title, t.title_en, t.points, t.max_points,
                                                       t.part_index, t.rank)::text,
                                      E'\n' ORDER BY t.dimension COLLATE "C", t.part COLLATE "C")
                    FROM result_part t WHERE t.round = p.round AND t.revision = p.revision AND t.agency = s.agency),
                   (SELECT string_agg(json_build_array('item', i.criterion, i.stage, i.inputs, i.context, i.by_hand, i.note, i.assessed_by,
                                                       i.assessed_at, i.entered_points, i.not_applicable, i.exempt_reason,
                                                       i.points, i.max_points)::text,
                                      E'\n' ORDER BY i.criterion COLLATE "C")
                    FROM result_item i WHERE i.round = p.round AND i.revision = p.revision AND i.agency = s.agency)), 'UTF8')), 'hex'))
        FROM result s WHERE s.round = p.round AND s.revision = p.revision
    )
    SELECT encode(sha256(convert_to(string_agg(l.content::text, E'\n' ORDER BY l.content::text COLLATE "C"), 'UTF8')), 'hex')
    FROM line l
$$;
COMMENT ON FUNCTION fingerprint(publication) IS
    'SHA-256, in hexadecimal, of a published revision: its scheme, when and by whom it was published, the fingerprint of what it was compared with, results, parts and items with what they follow from. 42501 for who does not see all of these';

-- What is compared with an earlier round waits for who records that anew.
CREATE OR REPLACE FUNCTION _hold_previous(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared('round'::regclass::oid::integer, hashtext(_previous_round(_hold_previous.round)));
END
$$;
COMMENT ON FUNCTION _hold_previous(text) IS 'internal: keeps the previous round of one as it is until the end of the transaction';

CREATE OR REPLACE FUNCTION _publish(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    stage text;
    p publication%ROWTYPE;
    gaps text[];
    call CONSTANT text := 'publish ' || _publish.round;
    agencies bigint;
    items bigint;
BEGIN
    PERFORM _hold_previous(_publish.round);
    stage := _locked_stage(_publish.round);
    IF stage <> 'scored' THEN
        RAISE EXCEPTION 'round "%" cannot be published', _publish.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', stage),
                HINT = CASE WHEN stage = 'published' THEN 'correct(round, reason) opens a new revision.'
                            ELSE 'advance(round) moves it on, stage by stage, until it is scored.' END;
    END IF;

    SELECT o.code, o.revision, o.scheme, o.year, o.title, o.survey_held INTO p.round, p.revision, p.scheme, p.year, p.title, p.survey_held
    FROM round o WHERE o.code = _publish.round;
    SELECT q.round, q.revision INTO p.previous, p.previous_revision
    FROM publication q WHERE q.round = _previous_round(_publish.round) ORDER BY q.revision DESC LIMIT 1;
    p.published_by := actor();
    p.published_at := current_timestamp;
    p.fingerprint_version := _fingerprint_version();

    -- no results are those that were not computed here
    DELETE FROM result s WHERE s.round = p.round AND s.revision = p.revision;
    DELETE FROM result_part t WHERE t.round = p.round AND t.revision = p.revision;
    DELETE FROM result_item i WHERE i.round = p.round AND i.revision = p.revision;
    agencies := (SELECT count(*) FROM participant t WHERE t.round = p.round);
    PERFORM par.registry_progress(call, 'sums', agencies);
    PERFORM _renew_tally(p.round, '{official}');
    INSERT INTO result SELECT s.* FROM _current_results(p.round) s ORDER BY s.agency;
    INSERT INTO result_part SELECT t.* FROM _current_parts(p.round) t ORDER BY t.agency, t.dimension, t.place;
    PERFORM par.registry_progress(call, 'items', agencies);
    INSERT INTO result_item (round, revision, agency, criterion, stage, inputs, context, by_hand, note, assessed_by, assessed_at,
                             entered_points, not_applicable, exempt_reason, points, max_points)
    SELECT p.round, p.revision, i.agency, i.criterion, i.stage, i.inputs, i.context, i.by_hand, i.note, i.assessed_by, i.assessed_at,
           i.entered_points, i.not_applicable, i.exempt_reason, i.points, i.max_points
    FROM _current_items(p.round) i;
    GET DIAGNOSTICS items = ROW_COUNT;

    PERFORM par.registry_progress(call, 'rules', items);
    -- points follow from what was entered, and from what is known today
    SELECT array_agg(format('agency "%s", criterion "%s": %s is %s, and follows as %s', d.agency, d.criterion, d.what,
                            coalesce(d.stored, 'none'), coalesce(d.recomputed, 'none'))
                     ORDER BY d.agency, d.criterion, d.what)
    INTO gaps
    FROM (SELECT i.* FROM _item_differences(p) i UNION ALL SELECT c.* FROM _context_differences(p.round) c) d;
    IF gaps IS NOT NULL THEN
        RAISE EXCEPTION 'assessments of round "%" do not follow from what was entered', _publish.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = _first_ten(gaps),
                HINT = 'rescore(round) scores them anew.';
    END IF;
    PERFORM par.registry_progress(call, 'fingerprint', NULL);
    p.fingerprint := fingerprint(p);
    -- that is not in the log yet, all that it follows from is
    PERFORM _seal_entries(false);
    p.log_head := _log_head();
    RAISE NOTICE 'log head: %', p.log_head;
    INSERT INTO publication SELECT p.*;
    UPDATE round o SET stage = 'published', published_at = p.published_at WHERE o.code = p.round;
    PERFORM par.registry_progress_end(call);
END
$$;
COMMENT ON FUNCTION _publish(text) IS 'internal: what publish does';
CREATE OR REPLACE PROCEDURE publish(round text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _publish(round);
END;
COMMENT ON PROCEDURE publish(text) IS
    'freezes the results of a scored round with all that they follow from, under a fingerprint. 55000 in any other stage, 42704 for an unknown round';

-- What rules read from elsewhere, as it is today, where it is not what was read.
CREATE OR REPLACE FUNCTION _context_differences(round text)
    RETURNS TABLE (agency text, criterion text, what text, stored text, recomputed text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    n record;
BEGIN
    FOR n IN
        SELECT x.code AS criterion, x.terms, x.terms::text ~ '\m(peer|child)_' AS asks_others, x.terms::text ~ '\magency' AS asks_profile
        FROM round r JOIN node x ON x.scheme = r.scheme
        WHERE r.code = _context_differences.round AND x.is_leaf AND (x.kind <> 'monitor' OR x.max_points > 0) AND x.terms <> '{}'
        ORDER BY x.code COLLATE "C"
    LOOP
        RETURN QUERY
        WITH peers AS MATERIALIZED (
            SELECT v.agency, jsonb_object_agg(t, _context_input(v.value)) AS frozen
            FROM unnest(n.terms) t
            CROSS JOIN LATERAL _peer_values(_context_differences.round, n.criterion, t, 'official') v
            WHERE n.asks_others AND _is_about_others(t)
            GROUP BY v.agency
        ), official AS (
            SELECT p.agency, a.context
            FROM participant p
            CROSS JOIN LATERAL (SELECT a.context, a.by_hand FROM assessment a
                                WHERE a.round = p.round AND a.agency = p.agency AND a.criterion = n.criterion
                                  AND a.stage BETWEEN 'appraisal' AND 'review'
                                ORDER BY a.stage DESC LIMIT 1) a
            WHERE p.round = _context_differences.round AND NOT a.by_hand
        )
        SELECT o.agency, n.criterion, 'context', o.context::text, c.context::text
        FROM official o
        LEFT JOIN peers p ON p.agency = o.agency
        -- an agency's profile is that of the day it was scored
        CROSS JOIN LATERAL (SELECT par.registry_context(NULL::assessment, _context_differences.round, o.agency, n.criterion, 'review', n.terms, p.frozen)
                                   || coalesce((SELECT jsonb_object_agg(s.key, s.value) FROM jsonb_each(o.context) s
                                                WHERE n.asks_profile AND s.key LIKE 'agency(%'), '{}') OFFSET 0) c (context)
        WHERE o.context IS DISTINCT FROM c.context;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _context_differences(text) IS
    'internal: where official assessments of a round read from elsewhere what is not there today';

-- Items of a revision as their rules score what is stored with them.
CREATE OR REPLACE FUNCTION _item_differences(p publication)
    RETURNS TABLE (agency text, criterion text, what text, stored text, recomputed text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH scored AS (
        SELECT i.agency, i.criterion, i.entered_points, i.not_applicable, i.exempt_reason, c.rule,
               CASE WHEN i.context IS NULL THEN par.read_inputs(i.criterion, d.declarations, i.inputs)
                    ELSE par.read_inputs(i.criterion, d.declarations, i.inputs) || i.context END AS received
        FROM result_item i
        JOIN criterion c ON c.scheme = p.scheme AND c.code = i.criterion AND (c.kind <> 'monitor' OR c.max_points > 0)
        LEFT JOIN _declarations_of(p.scheme) d ON d.criterion = i.criterion
        WHERE i.round = p.round AND i.revision = p.revision AND i.stage IN ('appraisal', 'review')
          AND NOT i.by_hand AND c.rule IS NOT NULL
        OFFSET 0                -- evaluated once
    )
    SELECT s.agency, s.criterion, d.what, d.stored, d.recomputed
    FROM scored s
    CROSS JOIN LATERAL (SELECT par.score(s.rule, s.received) OFFSET 0) n (points)
    CROSS JOIN LATERAL (VALUES
        ('points', s.entered_points::text, n.points::text, s.entered_points IS DISTINCT FROM n.points),
        ('not applicable', s.not_applicable::text, (n.points IS NULL AND par.not_applicable(s.rule, s.received))::text,
         s.exempt_reason IS NULL AND s.not_applicable <> (n.points IS NULL AND par.not_applicable(s.rule, s.received)))) d (what, stored, recomputed, differs)
    WHERE d.differs;
END
$$;
COMMENT ON FUNCTION _item_differences(publication) IS 'internal: published items whose points are not what their rules give for what is stored with them';

-- Results of a revision as they follow from its items.
CREATE OR REPLACE FUNCTION _result_differences(p publication)
    RETURNS TABLE (agency text, criterion text, what text, stored text, recomputed text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    s scheme%ROWTYPE;
    tree par.point_tree := (SELECT t.tree FROM scheme_tree t WHERE t.scheme = p.scheme);
BEGIN
    SELECT o.* INTO s FROM scheme o WHERE o.code = p.scheme;
    RETURN QUERY
    WITH item AS MATERIALIZED (
        SELECT i.agency, i.criterion, i.not_applicable, i.points, i.max_points, n.kind, n.max_points AS nominal,
               CASE WHEN NOT i.not_applicable AND n.kind <> 'monitor' THEN
                   _counted(coalesce(i.entered_points, CASE WHEN n.kind <> 'scored' AND i.stage IS NULL OR r.zero_reason IS NOT NULL THEN 0 END),
                           n.max_points, s.point_decimals) END AS counted
        FROM result_item i
        JOIN result r ON r.round = i.round AND r.revision = i.revision AND r.agency = i.agency
        JOIN node n ON n.scheme = p.scheme AND n.code = i.criterion
        WHERE i.round = p.round AND i.revision = p.revision
    ), summed AS MATERIALIZED (
        SELECT i.agency, par.point_sum(tree, i.criterion, i.counted, NOT i.not_applicable) FILTER (WHERE i.kind = 'scored') AS sum,
               least(coalesce(sum(i.counted) FILTER (WHERE i.kind = 'bonus'), 0), s.bonus_cap) AS bonus,
               least(coalesce(sum(i.counted) FILTER (WHERE i.kind = 'penalty'), 0), s.penalty_cap) AS penalty
        FROM item i GROUP BY i.agency
    ), at_node AS MATERIALIZED (
        SELECT u.agency, n.criterion, n.level, n.points, n.max_points, n.applicable, k.is_leaf, k.source
        FROM summed u
        CROSS JOIN LATERAL par.point_nodes(u.sum) n
        JOIN node k ON k.scheme = p.scheme AND k.code = n.criterion
        WHERE n.applicable IS NOT NULL
    ), total AS (
        SELECT n.agency, sum(n.points) AS points, sum(n.max_points) AS max_points FROM at_node n WHERE n.level = 1 GROUP BY n.agency
    ), indexed AS (
        SELECT u.agency, t.points, t.max_points, u.bonus, u.penalty,
               trim_scale(round(least(greatest(CASE s.adjustment_base
                                               WHEN 'points' THEN round(100 * (t.points + u.bonus - u.penalty), 40) / nullif(t.max_points, 0)
                                               ELSE par.point_index(u.sum, 16) + u.bonus - u.penalty END, 0) + 0 * t.max_points,
                                      s.index_cap + 0 * t.max_points), 16)) AS exact_index
        FROM summed u LEFT JOIN total t ON t.agency = u.agency
    ), part AS (
        SELECT n.agency, 'field' AS dimension, n.criterion AS part, n.points, n.max_points, 0 AS last_digits FROM at_node n WHERE n.level = 1
        UNION ALL
        -- sums of what is rounded to 16 decimals
        SELECT n.agency, 'source', n.source, sum(n.points), sum(n.max_points), count(*) * 0.0000000000000001 FROM at_node n WHERE n.is_leaf GROUP BY n.agency, n.source
    ), difference AS (
        SELECT q.agency, q.criterion, d.what, d.stored, d.recomputed
        FROM (SELECT i.agency, i.criterion, i.points, i.max_points,
                     CASE WHEN i.kind = 'scored' THEN n.points WHEN NOT i.not_applicable AND i.kind <> 'monitor' THEN coalesce(i.counted, 0) END AS counted,
                     CASE WHEN i.kind = 'scored' THEN n.max_points WHEN NOT i.not_applicable AND i.kind <> 'monitor' THEN i.nominal END AS counted_max
              FROM item i
              LEFT JOIN at_node n ON n.agency = i.agency AND n.criterion = i.criterion
              OFFSET 0) q
        CROSS JOIN LATERAL (VALUES ('points', q.points, q.counted), ('maximum', q.max_points, q.counted_max)) d (what, stored, recomputed)
        WHERE (q.points, q.max_points) IS DISTINCT FROM (q.counted, q.counted_max)
        UNION ALL
        SELECT coalesce(r.agency, x.agency), NULL, d.what, d.stored, d.recomputed
        FROM (SELECT r.* FROM result r WHERE r.round = p.round AND r.revision = p.revision) r
        FULL JOIN indexed x ON x.agency = r.agency
        CROSS JOIN LATERAL (VALUES
            ('points', r.points, x.points), ('maximum', r.max_points, x.max_points), ('bonus', r.bonus, x.bonus), ('penalty', r.penalty, x.penalty),
            ('exact index', r.exact_index, x.exact_index),
            ('index', r.par_index, _rounded(x.exact_index, s.decimals))) d (what, stored, recomputed)
        UNION ALL
        SELECT coalesce(t.agency, x.agency), coalesce(t.part, x.part), d.what, d.stored, d.recomputed
        FROM (SELECT t.* FROM result_part t WHERE t.round = p.round AND t.revision = p.revision) t
        FULL JOIN part x ON x.agency = t.agency AND x.dimension = t.dimension AND x.part = t.part
        CROSS JOIN LATERAL (VALUES
            ('points of the ' || coalesce(t.dimension, x.dimension), t.points, CASE WHEN abs(t.points - x.points) <= x.last_digits THEN t.points ELSE x.points END),
            ('maximum of the ' || coalesce(t.dimension, x.dimension), t.max_points,
             CASE WHEN abs(t.max_points - x.max_points) <= x.last_digits THEN t.max_points ELSE x.max_points END),
            ('index of the ' || coalesce(t.dimension, x.dimension), t.part_index,
             _rounded(round(100 * x.points, 40) / nullif(x.max_points, 0), s.decimals))) d (what, stored, recomputed)
    )
    SELECT d.agency, d.criterion, d.what, d.stored::text, d.recomputed::text
    FROM difference d
    WHERE d.stored IS DISTINCT FROM d.recomputed;
END
$$;
COMMENT ON FUNCTION _result_differences(publication) IS 'internal: published results that do not follow from the items of the revision';

-- What is at work, where it is not what was published.
CREATE OR REPLACE FUNCTION _work_differences(p publication)
    RETURNS TABLE (agency text, criterion text, what text, stored text, recomputed text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT coalesce(i.agency, n.agency), coalesce(i.criterion, n.criterion), 'entered: ' || d.what, d.stored, d.recomputed
    FROM (SELECT x.* FROM result_item x WHERE x.round = p.round AND x.revision = p.revision) i
    FULL JOIN _current_items(p.round) n ON n.agency = i.agency AND n.criterion = i.criterion
    CROSS JOIN LATERAL (VALUES
        ('stage', i.stage, n.stage), ('inputs', i.inputs::text, n.inputs::text), ('context', i.context::text, n.context::text),
        ('points', i.entered_points::text, n.entered_points::text), ('by hand', i.by_hand::text, n.by_hand::text), ('note', i.note, n.note),
        ('not applicable', i.not_applicable::text, n.not_applicable::text), ('exemption', i.exempt_reason, n.exempt_reason),
        ('assessed by', i.assessed_by, n.assessed_by), ('assessed at', i.assessed_at::text, n.assessed_at::text)) d (what, stored, recomputed)
    WHERE (i.stage, i.inputs, i.context, i.entered_points, i.by_hand, i.note, i.not_applicable, i.exempt_reason, i.assessed_by, i.assessed_at)
          IS DISTINCT FROM
          (n.stage, n.inputs, n.context, n.entered_points, n.by_hand, n.note, n.not_applicable, n.exempt_reason, n.assessed_by, n.assessed_at)
      AND d.stored IS DISTINCT FROM d.recomputed
    UNION ALL
    SELECT coalesce(s.agency, n.agency), NULL::text, 'at work: ' || d.what, d.stored, d.recomputed
    FROM (SELECT x.* FROM result x WHERE x.round = p.round AND x.revision = p.revision) s
    FULL JOIN _standings_anew(p.round) n ON n.agency = s.agency
    CROSS JOIN LATERAL (VALUES
        ('league', s.league, n.league), ('exact index', s.exact_index::text, n.exact_index::text),
        ('rank', s.rank::text, n.rank::text), ('grade', s.grade, n.grade)) d (what, stored, recomputed)
    WHERE d.stored IS DISTINCT FROM d.recomputed;
END
$$;
COMMENT ON FUNCTION _work_differences(publication) IS
    'internal: where what is entered for the round of a publication, and what follows from it, is not what was published';

-- A correction that is given up leaves nothing of it behind.  What is not published stays: self-
-- assessments, and appraisals that a review replaced.
CREATE OR REPLACE FUNCTION _restore_assessments() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    -- others are refused by the guard
    IF OLD.stage = 'published' OR NEW.stage <> 'published' OR NEW.revision <> OLD.revision - 1 THEN
        RETURN NEW;
    END IF;
    PERFORM _require_latest_snapshot('the stage of a round cannot change');
    PERFORM _hold_round_alone(OLD.code);
    PERFORM par.registry_mode(NULL::assessment, 'restores', true);
    DELETE FROM assessment a
    WHERE a.ctid IN (
        SELECT o.ctid
        FROM assessment o
        LEFT JOIN result_item i ON i.round = OLD.code AND i.revision = NEW.revision AND i.agency = o.agency AND i.criterion = o.criterion
        WHERE o.round = OLD.code AND o.stage <> 'self'
          AND CASE WHEN o.stage = i.stage THEN        -- as text: 1.0 and 1.00 would be equal otherwise
                       (i.inputs, i.entered_points, i.by_hand, i.note, i.assessed_by, i.assessed_at)::text
                       <> (o.inputs, o.points, o.by_hand, o.note, o.assessed_by, o.assessed_at)::text
                   ELSE o.stage = 'review' OR i.stage IS NULL END);
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note, assessed_by, assessed_at)
    SELECT i.round, i.agency, i.criterion, i.stage, i.inputs, CASE WHEN i.by_hand THEN i.entered_points END, i.note, i.assessed_by, i.assessed_at
    FROM result_item i
    WHERE i.round = OLD.code AND i.revision = NEW.revision AND i.stage IN ('appraisal', 'review')
      AND NOT EXISTS (SELECT FROM assessment a
                      WHERE a.round = OLD.code AND a.agency = i.agency AND a.criterion = i.criterion AND a.stage = i.stage);
    PERFORM par.registry_mode(NULL::assessment, 'restores', false);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _restore_assessments() IS
    'trigger of round: when a correction is given up, appraisals and reviews that count become those that were published, with who and when';
-- before round_guard, which tells what else is not as it was published
CREATE OR REPLACE TRIGGER restore BEFORE UPDATE ON round
    FOR EACH ROW WHEN (NEW.revision < OLD.revision) EXECUTE FUNCTION _restore_assessments();

CREATE OR REPLACE FUNCTION verify(round text, revision integer DEFAULT NULL)
    RETURNS TABLE (agency text, criterion text, what text, published text, recomputed text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    p publication%ROWTYPE;
    print text;
    call CONSTANT text := 'verify ' || verify.round;
BEGIN
    PERFORM _require_round(verify.round);
    PERFORM _require_whole_round(verify.round);
    SELECT o.stage, o.revision INTO r FROM round o WHERE o.code = verify.round;
    IF verify.revision IS NULL AND r.stage <> 'published' THEN
        RAISE EXCEPTION 'round "%" is not published', verify.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', r.stage),
                HINT = CASE WHEN EXISTS (SELECT FROM publication q WHERE q.round = verify.round)
                            THEN 'verify(round, revision) verifies an earlier revision.'
                            ELSE 'publish(round) publishes it.' END;
    END IF;
    SELECT q.* INTO p FROM publication q WHERE q.round = verify.round AND q.revision = coalesce(verify.revision, r.revision);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'revision % of round "%" is not published', coalesce(verify.revision, r.revision), verify.round
            USING ERRCODE = 'undefined_object';
    END IF;

    -- nothing of it was computed here
    PERFORM par.registry_progress(call, 'work', NULL);
    IF p.recorded_at IS NULL AND r.stage = 'published' AND p.revision = r.revision THEN
        RETURN QUERY
        SELECT d.agency, d.criterion, 'assessment: ' || d.what, d.stored, d.recomputed
        FROM _context_differences(p.round) d
        ORDER BY 1, 2, 3;
        RETURN QUERY
        SELECT d.agency, d.criterion, d.what, d.stored, d.recomputed FROM _work_differences(p) d
        ORDER BY d.what LIKE 'at work: %', 1, 2, 3;
    END IF;

    -- inputs to points, points to results, by what is stored of the revision
    PERFORM par.registry_progress(call, 'rules', (SELECT count(*) FROM result_item i WHERE i.round = p.round AND i.revision = p.revision));
    RETURN QUERY
    SELECT d.agency, d.criterion, 'item: ' || d.what, d.stored, d.recomputed FROM _item_differences(p) d WHERE p.recorded_at IS NULL ORDER BY 1, 2, 3;
    PERFORM par.registry_progress(call, 'results', NULL);
    RETURN QUERY
    SELECT d.agency, d.criterion, d.what, d.stored, d.recomputed FROM _result_differences(p) d WHERE p.recorded_at IS NULL ORDER BY 1, 2, 3;
    PERFORM par.registry_progress(call, 'fingerprint', NULL);
    IF p.fingerprint_version = _fingerprint_version() THEN
        print := fingerprint(p);
    END IF;
    IF print IS DISTINCT FROM p.fingerprint THEN
        RETURN QUERY SELECT NULL::text, NULL::text, 'fingerprint', p.fingerprint, print;
    END IF;
    PERFORM par.registry_progress_end(call);
END
$$;
COMMENT ON FUNCTION verify(text, integer) IS
    'recomputes a published round, or with a revision that one, corrected or not, and lists every difference from what was published: items by their rules, results and parts by the items, the fingerprint; of a round that is not being corrected also what is at work; of a recorded round the fingerprint alone. No rows: nothing has changed. 42704 for an unknown round or revision, 55000 if the round is not published';

-- As standings, whatever is kept of them.
CREATE OR REPLACE FUNCTION _standings_anew(round text)
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
    SELECT k.* FROM _rank_totals(_standings_anew.round, (SELECT r.scheme FROM round r WHERE r.code = _standings_anew.round), ARRAY(
        SELECT ROW(t.agency, t.points, t.max_points, t.base_index, t.bonus, t.penalty, t.has_zero, t.tie_values)::agency_total
        FROM _tallies(_standings_anew.round, 'official') t)) k
$$;
COMMENT ON FUNCTION _standings_anew(text) IS 'standings on the official basis, computed from what is written';

END
$template$;
COMMENT ON PROCEDURE par.registry_publication() IS 'internal: publication of rounds, in a registry';

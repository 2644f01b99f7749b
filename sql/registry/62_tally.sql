
-- ---------------------------------------------------------------------------
-- Registry: the sums of an open round, kept as it is written
-- ---------------------------------------------------------------------------
--
-- Ranks need the sums of all agencies, whoever asks for one.  They are kept in tally,
-- agency by agency, by the triggers of what they follow from.  Only one transaction
-- keeps the tally of a round at a time, who has the advisory lock; nobody waits for it.
-- Who does not get it leaves a row in stale_tally for each agency that he wrote: readers
-- compute these agencies by themselves, until the next one who keeps the tally takes the
-- rows that he can see away.  A row of tally is good in every snapshot in which no row of
-- stale_tally names its agency.

CREATE PROCEDURE par.registry_tally()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION tallies(round text, basis text, agencies text[] DEFAULT NULL) RETURNS SETOF tally
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    s record;
    tree par.point_tree;
    is_many CONSTANT boolean := coalesce(cardinality(tallies.agencies) > 100, true);
BEGIN
    SELECT h.code AS scheme, t.tree, CASE h.tie_rule WHEN 'secondary' THEN h.tie_keys END AS keys,
           EXISTS (SELECT FROM grade g WHERE g.scheme = h.code AND g.no_zero_criterion) AS zero_matters,
           ARRAY(SELECT DISTINCT n.source COLLATE "C" FROM node n WHERE n.scheme = h.code AND n.is_leaf AND n.kind = 'scored') AS sources
    INTO s
    FROM round r
    JOIN scheme h ON h.code = r.scheme
    JOIN scheme_tree t ON t.scheme = r.scheme
    WHERE r.code = tallies.round;
    IF NOT FOUND THEN
        RETURN;                 -- of a scheme that is not approved nothing follows
    END IF;
    tree := s.tree;
    RETURN QUERY
    SELECT tallies.round, tallies.basis, k.agency,
           x.points, x.max_points, par.point_index(k.sum, 16), k.bonus, k.penalty,
           s.zero_matters AND EXISTS (SELECT FROM par.point_nodes(k.sum) p
                                      JOIN node n ON n.scheme = s.scheme AND n.code = p.criterion
                                      WHERE p.points = 0 AND n.is_leaf),
           CASE WHEN s.keys IS NOT NULL THEN
               ARRAY(SELECT coalesce((SELECT round(p.share, 10) FROM par.point_nodes(k.sum) p WHERE p.criterion = u.code),
                                     (k.others ->> u.code)::numeric, -1)
                     FROM unnest(s.keys) WITH ORDINALITY u (code, place) ORDER BY u.place) END,
           coalesce(x.fields, '{}'), coalesce(x.field_points, '{}'), coalesce(x.field_maxima, '{}'),
           -- of one source all that there is comes from it
           CASE WHEN cardinality(s.sources) > 1 THEN coalesce(y.sources, '{}') WHEN x.fields IS NULL THEN '{}' ELSE s.sources END,
           CASE WHEN cardinality(s.sources) > 1 THEN coalesce(y.source_points, '{}') WHEN x.fields IS NULL THEN '{}' ELSE ARRAY[x.points] END,
           CASE WHEN cardinality(s.sources) > 1 THEN coalesce(y.source_maxima, '{}') WHEN x.fields IS NULL THEN '{}' ELSE ARRAY[x.max_points] END
    FROM (
        SELECT v.agency, par.point_sum(tree, v.criterion, v.points, v.applicable) FILTER (WHERE n.kind = 'scored') AS sum,
               coalesce(sum(v.points) FILTER (WHERE n.kind = 'bonus'), 0) AS bonus,
               coalesce(sum(v.points) FILTER (WHERE n.kind = 'penalty'), 0) AS penalty,
               jsonb_object_agg(v.criterion, round(round(v.points, 40) / n.max_points, 10))
                   FILTER (WHERE n.kind <> 'scored' AND n.max_points > 0 AND v.points IS NOT NULL AND v.criterion = ANY (s.keys)) AS others
        -- one of the three is read
        FROM (SELECT a.* FROM all_leaf_values(tallies.round, tallies.basis) a WHERE tallies.agencies IS NULL
              UNION ALL
              SELECT a.* FROM all_leaf_values(tallies.round, tallies.basis) a
              WHERE tallies.agencies IS NOT NULL AND is_many AND a.agency IN (SELECT unnest(tallies.agencies))
              UNION ALL
              SELECT o.agency, o.criterion, o.points, o.applicable FROM (SELECT DISTINCT unnest(tallies.agencies) AS agency) u
              CROSS JOIN LATERAL own_leaf_basis(tallies.round, tallies.basis, u.agency) o
              WHERE NOT is_many) v
        JOIN node n ON n.scheme = s.scheme AND n.code = v.criterion
        GROUP BY v.agency) k
    CROSS JOIN LATERAL (
        SELECT sum(p.points) AS points, sum(p.max_points) AS max_points,
               array_agg(p.criterion ORDER BY n.place) AS fields,
               array_agg(p.points ORDER BY n.place) AS field_points,
               array_agg(p.max_points ORDER BY n.place) AS field_maxima
        FROM par.point_nodes(k.sum) p
        JOIN node n ON n.scheme = s.scheme AND n.code = p.criterion
        WHERE p.level = 1 AND p.applicable IS NOT NULL) x
    CROSS JOIN LATERAL (
        SELECT array_agg(q.source ORDER BY q.source) AS sources,
               array_agg(q.points ORDER BY q.source) AS source_points,
               array_agg(q.max_points ORDER BY q.source) AS source_maxima
        FROM (SELECT n.source COLLATE "C" AS source, sum(p.points) AS points, sum(p.max_points) AS max_points
              FROM par.point_nodes(k.sum) p
              JOIN node n ON n.scheme = s.scheme AND n.code = p.criterion
              WHERE p.applicable IS NOT NULL AND n.is_leaf AND cardinality(s.sources) > 1
              GROUP BY n.source COLLATE "C") q) y;
END
$$;
COMMENT ON FUNCTION tallies(text, text, text[]) IS
    'sums of agencies, or with NULL of all, on a basis, computed from what is written';

CREATE OR REPLACE FUNCTION keep_tally(round text, written text[], appraised text[], reviewed text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    more record;
BEGIN
    -- the sums of a round in stage setup follow when it leaves it
    IF EXISTS (SELECT FROM round r WHERE r.code = keep_tally.round AND r.stage = 'setup') THEN
        RETURN;
    END IF;
    -- an old snapshot would not show what others have committed since
    IF current_setting('par_index.tally_later', true) = 'on'
       OR current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
       OR NOT pg_try_advisory_xact_lock('tally'::regclass::oid::integer, hashtext(keep_tally.round)) THEN
        INSERT INTO stale_tally (round, agency, stage)
        SELECT keep_tally.round, a, 'self' FROM unnest(keep_tally.written) a
        UNION ALL
        SELECT keep_tally.round, a, 'appraisal' FROM unnest(keep_tally.appraised) a
        UNION ALL
        SELECT keep_tally.round, a, 'review' FROM unnest(keep_tally.reviewed) a;
        RETURN;
    END IF;
    WITH gone AS (DELETE FROM stale_tally s WHERE s.round = keep_tally.round RETURNING s.agency, s.stage)
    SELECT array_agg(g.agency) FILTER (WHERE g.stage = 'self') AS written,
           array_agg(g.agency) FILTER (WHERE g.stage = 'appraisal') AS appraised,
           array_agg(g.agency) FILTER (WHERE g.stage = 'review') AS reviewed
    INTO more FROM gone g;
    IF more.written IS NOT NULL OR more.appraised IS NOT NULL OR more.reviewed IS NOT NULL THEN
        written := ARRAY(SELECT unnest(more.written) UNION SELECT unnest(keep_tally.written));
        appraised := ARRAY(SELECT unnest(more.appraised) UNION SELECT unnest(keep_tally.appraised));
        reviewed := ARRAY(SELECT unnest(more.reviewed) UNION SELECT unnest(keep_tally.reviewed));
    END IF;
    IF written <> '{}' THEN
        PERFORM write_tallies(keep_tally.round, '{self}', written);
    END IF;
    IF appraised <> '{}' THEN
        -- until there are reviews, what counts is the appraisal
        IF NOT EXISTS (SELECT FROM round_event e WHERE e.round = keep_tally.round AND e.to_stage = 'review') THEN
            PERFORM write_tallies(keep_tally.round, '{appraisal,official}', appraised);
            RETURN;
        END IF;
        PERFORM write_tallies(keep_tally.round, '{appraisal}', appraised);
        reviewed := CASE WHEN reviewed = '{}' THEN appraised ELSE ARRAY(SELECT unnest(appraised) UNION SELECT unnest(reviewed)) END;
    END IF;
    IF reviewed <> '{}' THEN
        PERFORM write_tallies(keep_tally.round, '{official}', reviewed);
    END IF;
END
$$;
COMMENT ON FUNCTION keep_tally(text, text[], text[], text[]) IS
    'internal: computes the sums of agencies anew, whose self-assessment (written), appraisal with all that it counts with (appraised) or review was changed, with those that were left to be computed; or leaves them while somebody else keeps the tally of the round, and where the statement that is at work keeps it later';

CREATE OR REPLACE FUNCTION write_tallies(round text, bases text[], agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO tally AS k
    SELECT t.round, b.basis, t.agency, t.points, t.max_points, t.base_index, t.bonus, t.penalty, t.has_zero, t.tie_values,
           t.fields, t.field_points, t.field_maxima, t.sources, t.source_points, t.source_maxima
    FROM tallies(write_tallies.round, write_tallies.bases[1], write_tallies.agencies) t
    CROSS JOIN unnest(write_tallies.bases) b (basis)
    ON CONFLICT ON CONSTRAINT tally_pkey DO UPDATE
    SET (points, max_points, base_index, bonus, penalty, has_zero, tie_values,
         fields, field_points, field_maxima, sources, source_points, source_maxima) =
        (excluded.points, excluded.max_points, excluded.base_index, excluded.bonus, excluded.penalty, excluded.has_zero, excluded.tie_values,
         excluded.fields, excluded.field_points, excluded.field_maxima, excluded.sources, excluded.source_points, excluded.source_maxima);
END
$$;
COMMENT ON FUNCTION write_tallies(text, text[], text[]) IS 'internal: writes the sums of agencies on a basis into tally, under this and others that come to the same';

CREATE OR REPLACE FUNCTION renew_tally(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM tally t WHERE t.round = renew_tally.round;
    DELETE FROM stale_tally s WHERE s.round = renew_tally.round;
    PERFORM write_tallies(renew_tally.round, ARRAY[b], NULL) FROM unnest('{self,appraisal,official}'::text[]) b;
END
$$;
COMMENT ON FUNCTION renew_tally(text) IS 'internal: computes the sums of a round anew, all of them';

-- As things stand: what is kept, and what is not or no longer good, computed.
CREATE OR REPLACE FUNCTION current_tallies(round text, basis text) RETURNS SETOF tally
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    stale text[] := ARRAY(
        SELECT p.agency FROM participant p
        WHERE p.round = current_tallies.round
          AND NOT EXISTS (SELECT FROM tally t WHERE t.round = current_tallies.round AND t.basis = current_tallies.basis AND t.agency = p.agency)
        UNION
        SELECT s.agency FROM stale_tally s WHERE s.round = current_tallies.round);
BEGIN
    RETURN QUERY
    SELECT t.* FROM tally t
    WHERE t.round = current_tallies.round AND t.basis = current_tallies.basis
      AND (stale = '{}' OR t.agency <> ALL (stale));
    IF stale <> '{}' THEN
        RETURN QUERY SELECT t.* FROM tallies(current_tallies.round, current_tallies.basis, stale) t;
    END IF;
END
$$;
COMMENT ON FUNCTION current_tallies(text, text) IS
    'sums of the participants of a round on a basis as things stand: those that are kept, the others computed';

-- triggers of what the sums follow from

CREATE OR REPLACE FUNCTION assessments_tallied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    changed stage_agency[];
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP <> 'UPDATE' THEN
        changed := ARRAY(SELECT DISTINCT ROW(n.round, n.stage, n.agency)::stage_agency FROM changed_rows n);
    ELSE
        changed := ARRAY(SELECT DISTINCT ROW(c.round, c.stage, c.agency)::stage_agency
                         FROM (SELECT n.round, n.agency, n.criterion, n.stage, n.points, n.not_applicable FROM changed_rows n
                               EXCEPT
                               SELECT o.round, o.agency, o.criterion, o.stage, o.points, o.not_applicable FROM old_rows o) c);
    END IF;
    PERFORM keep_tally(w.round, coalesce(w.written, '{}'), coalesce(w.appraised, '{}'), coalesce(w.reviewed, '{}'))
    FROM (SELECT c.round, array_agg(c.agency) FILTER (WHERE c.stage = 'self') AS written,
                 array_agg(c.agency) FILTER (WHERE c.stage = 'appraisal') AS appraised,
                 array_agg(c.agency) FILTER (WHERE c.stage = 'review') AS reviewed
          FROM unnest(changed) c GROUP BY c.round ORDER BY c.round) w;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION assessments_tallied() IS 'trigger of assessment: keeps the tally of what a statement has written';

CREATE OR REPLACE FUNCTION answers_tallied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    w record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    FOR w IN EXECUTE format('SELECT t.round, array_agg(DISTINCT t.agency) AS agencies FROM (%s) t GROUP BY t.round ORDER BY t.round',
                            'SELECT round, agency FROM changed_rows' || CASE TG_OP WHEN 'UPDATE' THEN ' UNION SELECT round, agency FROM old_rows' ELSE '' END)
    LOOP
        PERFORM keep_survey_scores(w.round, w.agencies);
        PERFORM keep_tally(w.round, '{}', w.agencies, '{}');
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION answers_tallied() IS 'trigger of survey_answer: keeps the survey points of the agencies of which a statement has written answers, and their tally';

CREATE OR REPLACE FUNCTION decisions_tallied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    w record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    FOR w IN EXECUTE format('SELECT t.round, array_agg(DISTINCT t.agency) FILTER (WHERE t.agency IS NOT NULL) AS agencies, bool_or(t.agency IS NULL) AS all_of_them
                             FROM (%s) t GROUP BY t.round ORDER BY t.round',
                            'SELECT round, agency FROM changed_rows' || CASE TG_OP WHEN 'UPDATE' THEN ' UNION SELECT round, agency FROM old_rows' ELSE '' END)
    LOOP
        IF TG_ARGV[0] = 'exemptions' THEN
            PERFORM keep_exempt_leaves(w.round, coalesce(w.agencies, '{}') || CASE WHEN w.all_of_them THEN '{""}'::text[] END);
        END IF;
        IF w.all_of_them THEN
            w.agencies := ARRAY(SELECT p.agency FROM participant p WHERE p.round = w.round);
        END IF;
        PERFORM keep_tally(w.round, w.agencies, w.agencies, '{}');
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION decisions_tallied() IS 'trigger of exemption and zero_missing: keeps exempt_leaf, and the tally of the agencies that a statement concerns';

CALL par.registry_statement_triggers('assessment', 'tally', 'assessments_tallied()');
CALL par.registry_statement_triggers('survey_answer', 'tally', 'answers_tallied()');
CALL par.registry_statement_triggers('exemption', 'tally', $call$decisions_tallied('exemptions')$call$);
CALL par.registry_statement_triggers('zero_missing', 'tally', $call$decisions_tallied('zeros')$call$);

CREATE OR REPLACE FUNCTION round_tallied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF NEW.stage = 'setup' THEN
        DELETE FROM tally t WHERE t.round = NEW.code;
        DELETE FROM stale_tally s WHERE s.round = NEW.code;
        RETURN NULL;
    END IF;
    IF OLD.stage = 'setup' THEN
        -- its scheme may have been a draft until now
        PERFORM keep_exempt_leaves(NEW.code, ARRAY(SELECT DISTINCT coalesce(e.agency, '') FROM exemption e WHERE e.round = NEW.code));
    END IF;
    PERFORM renew_tally(NEW.code);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION round_tallied() IS 'trigger of round: computes the sums of a round when it leaves stage setup, and when it is decided whether the survey is held';
CREATE OR REPLACE TRIGGER tally_renewed AFTER UPDATE ON round
    FOR EACH ROW WHEN (OLD.survey_held <> NEW.survey_held OR OLD.scheme <> NEW.scheme OR (OLD.stage = 'setup') <> (NEW.stage = 'setup'))
    EXECUTE FUNCTION round_tallied();

CREATE OR REPLACE FUNCTION keep_exempt_leaves(round text, agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM exempt_leaf x WHERE x.round = keep_exempt_leaves.round AND x.agency = ANY (keep_exempt_leaves.agencies);
    INSERT INTO exempt_leaf (round, agency, criterion)
    SELECT DISTINCT e.round, coalesce(e.agency, ''), d.code
    FROM exemption e
    JOIN round r ON r.code = e.round
    JOIN node a ON a.scheme = r.scheme AND a.code = e.criterion
    JOIN node d ON d.scheme = r.scheme AND d.place BETWEEN a.place AND a.last
    WHERE e.round = keep_exempt_leaves.round AND e.status = 'accepted' AND coalesce(e.agency, '') = ANY (keep_exempt_leaves.agencies);
END
$$;
COMMENT ON FUNCTION keep_exempt_leaves(text, text[]) IS 'internal: what accepted exemptions of agencies (empty: those of everybody) take out';

CREATE OR REPLACE FUNCTION exempt_leaves(round text) RETURNS TABLE (agency text, criterion text)
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$SELECT nullif(x.agency, ''), x.criterion FROM exempt_leaf x WHERE x.round = exempt_leaves.round$$;
COMMENT ON FUNCTION exempt_leaves(text) IS
    'criteria with all beneath them that accepted exemptions take out, for an agency or, where it is NULL, for everybody';

CREATE OR REPLACE FUNCTION standings(round text, basis text DEFAULT 'official')
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM require_round(standings.round);
    PERFORM require_basis(standings.basis);
    RETURN QUERY
    SELECT k.* FROM rank_totals(standings.round, (SELECT r.scheme FROM round r WHERE r.code = standings.round), ARRAY(
        SELECT ROW(t.agency, t.points, t.max_points, t.base_index, t.bonus, t.penalty, t.has_zero, t.tie_values)::agency_total
        FROM current_tallies(standings.round, standings.basis) t)) k;
END
$$;
COMMENT ON FUNCTION standings(text, text) IS
    'index, rank and grade of the participants of a round as things stand, on a basis: official, appraisal or self. What is not yet scored counts 0';

END
$template$;
COMMENT ON PROCEDURE par.registry_tally() IS 'internal: the sums of an open round, in a registry';


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

CREATE OR REPLACE FUNCTION _tallies(round text, basis text, agencies text[] DEFAULT NULL) RETURNS SETOF tally
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_whole_round(_tallies.round);
    RETURN QUERY SELECT t.* FROM par.registry_tallies(NULL::tally, _tallies.round, _tallies.basis, _tallies.agencies) t;
END
$$;
COMMENT ON FUNCTION _tallies(text, text, text[]) IS
    'sums of agencies, or with NULL of all, on a basis, computed from what is written';

CREATE OR REPLACE FUNCTION _renew_tally(round text, bases text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM tally t WHERE t.round = _renew_tally.round AND t.basis = ANY (_renew_tally.bases);
    DELETE FROM stale_tally s WHERE s.round = _renew_tally.round;
    INSERT INTO tally SELECT t.* FROM unnest(_renew_tally.bases) b (basis) CROSS JOIN LATERAL _tallies(_renew_tally.round, b.basis) t;
END
$$;
COMMENT ON FUNCTION _renew_tally(text, text[]) IS 'internal: computes the sums of a round on some bases anew, all of them';

-- As things stand: what is kept, and what is not or no longer good, computed.
CREATE OR REPLACE FUNCTION _current_tallies(round text, basis text) RETURNS SETOF tally
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    stale text[] := ARRAY(
        SELECT p.agency FROM participant p
        WHERE p.round = _current_tallies.round
          AND NOT EXISTS (SELECT FROM tally t WHERE t.round = _current_tallies.round AND t.basis = _current_tallies.basis AND t.agency = p.agency)
        UNION
        SELECT s.agency FROM stale_tally s WHERE s.round = _current_tallies.round);
BEGIN
    PERFORM _require_whole_round(_current_tallies.round);
    RETURN QUERY
    SELECT t.* FROM tally t
    WHERE t.round = _current_tallies.round AND t.basis = _current_tallies.basis
      AND (stale = '{}' OR t.agency <> ALL (stale));
    IF stale <> '{}' THEN
        RETURN QUERY SELECT t.* FROM _tallies(_current_tallies.round, _current_tallies.basis, stale) t;
    END IF;
END
$$;
COMMENT ON FUNCTION _current_tallies(text, text) IS
    'sums of the participants of a round on a basis as things stand: those that are kept, the others computed';

-- triggers of what the sums follow from

-- Decisions that change what counts: of agencies, or where there is NULL among them of all.
CREATE OR REPLACE FUNCTION _tally_decisions(of_round text, agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    concerned text[] := array_remove(agencies, NULL);
BEGIN
    IF concerned IS DISTINCT FROM agencies THEN
        concerned := ARRAY(SELECT p.agency FROM participant p WHERE p.round = of_round);
    END IF;
    PERFORM par.registry_keep_tally(NULL::tally, of_round, concerned, concerned, '{}');
END
$$;
COMMENT ON FUNCTION _tally_decisions(text, text[]) IS 'internal: keeps the tally of agencies that a decision concerns; one that is NULL stands for all';

CREATE OR REPLACE FUNCTION _exemptions_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    w record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM _require_criteria(array_agg(n.round), array_agg(n.criterion), TG_TABLE_NAME)
        FROM (SELECT DISTINCT n.round, n.criterion FROM changed_rows n) n;
    END IF;
    FOR w IN EXECUTE format('SELECT t.round, array_agg(DISTINCT t.agency) AS agencies FROM (%s) t GROUP BY t.round ORDER BY t.round',
                            'SELECT round, agency FROM changed_rows' || CASE TG_OP WHEN 'UPDATE' THEN ' UNION SELECT round, agency FROM old_rows' ELSE '' END)
    LOOP
        PERFORM _keep_exempt_leaves(w.round, ARRAY(SELECT coalesce(a, '') FROM unnest(w.agencies) a));
        PERFORM _tally_decisions(w.round, w.agencies);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _exemptions_written() IS
    'trigger of exemption: 55000 outside the stages that its arguments name, 22023 for a criterion that the scheme of the round has not; keeps what is exempt, and the tally of those whom it concerns';

CREATE OR REPLACE FUNCTION _zeros_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    w record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    FOR w IN EXECUTE format('SELECT t.round, array_agg(DISTINCT t.agency) AS agencies FROM (%s) t GROUP BY t.round ORDER BY t.round',
                            'SELECT round, agency FROM changed_rows' || CASE TG_OP WHEN 'UPDATE' THEN ' UNION SELECT round, agency FROM old_rows' ELSE '' END)
    LOOP
        PERFORM _tally_decisions(w.round, w.agencies);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _zeros_written() IS
    'trigger of zero_missing: 55000 outside the stages that its arguments name; keeps the tally of those whom it concerns';

-- Who decides, and when, is not for the writer to say.
CREATE OR REPLACE FUNCTION _zero_stamp() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    NEW.decided_by := CASE WHEN TG_OP = 'UPDATE' AND NEW.reason = OLD.reason THEN OLD.decided_by ELSE actor() END;
    NEW.decided_at := CASE WHEN TG_OP = 'UPDATE' AND NEW.reason = OLD.reason THEN OLD.decided_at ELSE current_timestamp END;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _zero_stamp() IS 'trigger of zero_missing: notes who decided, and when';
CREATE OR REPLACE TRIGGER stamp BEFORE INSERT OR UPDATE ON zero_missing FOR EACH ROW EXECUTE FUNCTION _zero_stamp();

CALL par.registry_statement_triggers('exemption', 'written', $call$_exemptions_written('{setup,self_assessment,appraisal,explanation,review}', 'exemptions')$call$);
CALL par.registry_statement_triggers('zero_missing', 'written', $call$_zeros_written('{self_assessment,appraisal,explanation,review}', 'decisions on what is missing')$call$);

CREATE OR REPLACE FUNCTION _round_tallied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF NEW.stage = 'setup' OR NEW.recorded THEN
        DELETE FROM tally t WHERE t.round = NEW.code;
        DELETE FROM stale_tally s WHERE s.round = NEW.code;
        RETURN NULL;
    END IF;
    IF OLD.stage = 'setup' THEN
        -- its scheme may have been a draft until now
        PERFORM _keep_exempt_leaves(NEW.code, ARRAY(SELECT DISTINCT coalesce(e.agency, '') FROM exemption e WHERE e.round = NEW.code));
    END IF;
    PERFORM _renew_tally(NEW.code, '{self,appraisal,official}');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _round_tallied() IS 'trigger of round: computes the sums of a round when it leaves stage setup, and when it is decided whether the survey is held';
CREATE OR REPLACE TRIGGER tally_renewed AFTER UPDATE ON round
    FOR EACH ROW WHEN (OLD.survey_held <> NEW.survey_held OR OLD.scheme <> NEW.scheme OR (OLD.stage = 'setup') <> (NEW.stage = 'setup'))
    EXECUTE FUNCTION _round_tallied();

CREATE OR REPLACE FUNCTION _keep_exempt_leaves(round text, agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM exempt_leaf x WHERE x.round = _keep_exempt_leaves.round AND x.agency = ANY (_keep_exempt_leaves.agencies);
    INSERT INTO exempt_leaf (round, agency, criterion)
    SELECT DISTINCT e.round, coalesce(e.agency, ''), d.code
    FROM exemption e
    JOIN round r ON r.code = e.round
    JOIN node a ON a.scheme = r.scheme AND a.code = e.criterion
    JOIN node d ON d.scheme = r.scheme AND d.place BETWEEN a.place AND a.last
    WHERE e.round = _keep_exempt_leaves.round AND e.status = 'accepted' AND coalesce(e.agency, '') = ANY (_keep_exempt_leaves.agencies);
END
$$;
COMMENT ON FUNCTION _keep_exempt_leaves(text, text[]) IS 'internal: what accepted exemptions of agencies (empty: those of everybody) take out';

CREATE OR REPLACE FUNCTION _exempt_leaves(round text) RETURNS TABLE (agency text, criterion text)
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$SELECT nullif(x.agency, ''), x.criterion FROM exempt_leaf x WHERE x.round = _exempt_leaves.round$$;
COMMENT ON FUNCTION _exempt_leaves(text) IS
    'criteria with all beneath them that accepted exemptions take out, for an agency or, where it is NULL, for everybody';

CREATE OR REPLACE FUNCTION standings(round text, basis text DEFAULT 'official')
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_round(standings.round);
    PERFORM _require_basis(standings.basis);
    PERFORM _require_whole_round(standings.round) WHERE NOT (SELECT r.recorded FROM round r WHERE r.code = standings.round);
    IF (SELECT r.recorded FROM round r WHERE r.code = standings.round) THEN
        RETURN QUERY
        SELECT s.agency, s.league, s.ranked, s.points, s.max_points, s.bonus, s.penalty, s.exact_index, s.par_index, s.rank, s.grade
        FROM result s WHERE s.round = standings.round AND standings.basis = 'official';
        RETURN;
    END IF;
    RETURN QUERY
    SELECT k.* FROM _rank_totals(standings.round, (SELECT r.scheme FROM round r WHERE r.code = standings.round), ARRAY(
        SELECT ROW(t.agency, t.points, t.max_points, t.base_index, t.bonus, t.penalty, t.has_zero, t.tie_values)::agency_total
        FROM _current_tallies(standings.round, standings.basis) t)) k;
END
$$;
COMMENT ON FUNCTION standings(text, text) IS
    'index, rank and grade of the participants of a round as things stand, on a basis: official, appraisal or self. What is not yet scored counts 0. Of a recorded round the official ones, as they were published';

END
$template$;
COMMENT ON PROCEDURE par.registry_tally() IS 'internal: the sums of an open round, in a registry';

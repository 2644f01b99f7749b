
-- ---------------------------------------------------------------------------
-- Registry: from points to index, rank and grade
-- ---------------------------------------------------------------------------
--
-- leaf_values -> roll_up -> totals -> rank_totals.  Each step takes what
-- the one before gives, so that the official result, the result on another basis and
-- that of a scheme which is only a draft go the same way.  Sums and policies are those of
-- par.point_sum, in exact fractions.
--
-- A round's tables are read right after they were filled, before statistics
-- know of it.  What reads a whole round is therefore kept from nested loops, and what
-- reads a few agencies goes by key, whatever is believed of their number.

CREATE PROCEDURE par.registry_results()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

-- Half away from zero, after the last digits of quotients are gone.
CREATE OR REPLACE FUNCTION _rounded(value numeric, decimals integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT CASE WHEN decimals IS NULL THEN value ELSE pg_catalog.round(pg_catalog.round(value, 10), decimals) END$$;
COMMENT ON FUNCTION _rounded(numeric, integer) IS
    'value rounded to decimals, half away from zero: to 10 decimals first, so that three thirds and 8.415 make 9.42. Decimals NULL: as it is';

-- Points never pass their maximum, also where its decimals are finer than those of points.
CREATE OR REPLACE FUNCTION _counted(points numeric, max_points numeric, decimals integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT CASE WHEN decimals IS NULL OR points IS NULL THEN points
                     ELSE least(pg_catalog.round(pg_catalog.round(points, 10), decimals), max_points) END$$;
COMMENT ON FUNCTION _counted(numeric, numeric, integer) IS
    'points of a leaf as they count: rounded to decimals half away from zero, but never above the maximum. Decimals NULL: as they are';

-- What each participant has on each leaf, as a basis of the index:
-- official    survey, else review, else appraisal
-- appraisal   the first appraisal, with the survey
-- self        the self-assessment, of what can be self-assessed
CREATE OR REPLACE FUNCTION _leaf_values(round text, basis text DEFAULT 'official', agencies text[] DEFAULT NULL)
    RETURNS SETOF leaf_value
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_round(_leaf_values.round);
    PERFORM _require_basis(_leaf_values.basis);
    PERFORM _require_whole_round(_leaf_values.round, _leaf_values.agencies, _leaf_values.basis);
    RETURN QUERY SELECT v.* FROM par.registry_leaves(NULL::leaf_value, _leaf_values.round, _leaf_values.basis, _leaf_values.agencies, false) v;
END
$$;
COMMENT ON FUNCTION _leaf_values(text, text, text[]) IS
    'points, before they are rounded, of each participant, or those named, at each leaf of the scheme of the round (without the survey where none is held): NULL and applicable is not yet scored; bonus and penalty items that nobody entered are 0. basis: official, appraisal or self; 22023 for another';

CREATE OR REPLACE FUNCTION _leaf_items(round text, basis text, agencies text[], only_missing boolean) RETURNS SETOF leaf_item
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_whole_round(_leaf_items.round);
    RETURN QUERY SELECT v.* FROM par.registry_leaves(NULL::leaf_item, _leaf_items.round, _leaf_items.basis, _leaf_items.agencies, _leaf_items.only_missing) v;
END
$$;
COMMENT ON FUNCTION _leaf_items(text, text, text[], boolean) IS
    'internal: all that there is of each participant, or those named, at each leaf, see leaf_values; with only_missing at those that apply and have no points';

CREATE OR REPLACE FUNCTION _require_basis(basis text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    IF basis IS NULL OR basis NOT IN ('official', 'appraisal', 'self') THEN
        RAISE EXCEPTION 'there is no basis "%"', basis
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The bases are official, appraisal and self.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_basis(text) IS '22023 unless it is official, appraisal or self';

-- Points and maxima of every node, after the policies for what is not
-- applicable.  A leaf without a row is left out altogether; one without points
-- counts 0 until it is scored.
CREATE OR REPLACE FUNCTION _roll_up(scheme text, leaves leaf_value[])
    RETURNS TABLE (agency text, criterion text, points numeric, max_points numeric)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    tree par.point_tree := _point_tree_of(_roll_up.scheme);
    digits integer := (SELECT s.point_decimals FROM scheme s WHERE s.code = _roll_up.scheme);
BEGIN
    RETURN QUERY
    WITH v AS MATERIALIZED (
        SELECT l.agency, l.criterion, _counted(l.points, c.max_points, digits) AS points, l.applicable, c.kind, c.max_points
        FROM unnest(_roll_up.leaves) l
        JOIN criterion c ON c.scheme = _roll_up.scheme AND c.code = l.criterion
    ), summed AS (
        SELECT v.agency, par.point_sum(tree, v.criterion, v.points, v.applicable) AS sum
        FROM v WHERE v.kind = 'scored'
        GROUP BY v.agency
    )
    SELECT s.agency, n.criterion, n.points, n.max_points
    FROM summed s
    CROSS JOIN LATERAL par.point_nodes(s.sum) n
    WHERE n.applicable IS NOT NULL
    UNION ALL
    -- bonus and penalty items lie outside the tree
    SELECT v.agency, v.criterion, CASE WHEN v.applicable THEN coalesce(v.points, 0) END, CASE WHEN v.applicable THEN v.max_points END
    FROM v WHERE v.kind <> 'scored';
END
$$;
COMMENT ON FUNCTION _roll_up(text, leaf_value[]) IS
    'points and maximum of each agency at each node of a scheme, after the policies for what is not applicable, see par.point_nodes. NULL: not applicable. Bonus and penalty items stand for themselves';

-- Sums of agencies, as standings need them.
CREATE OR REPLACE FUNCTION _totals(scheme text, leaves leaf_value[])
    RETURNS SETOF agency_total
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    tree par.point_tree := _point_tree_of(_totals.scheme);
    keys text[];
    digits integer;
BEGIN
    SELECT CASE s.tie_rule WHEN 'secondary' THEN s.tie_keys END, s.point_decimals INTO keys, digits FROM scheme s WHERE s.code = _totals.scheme;
    RETURN QUERY
    SELECT s.agency, x.points, x.max_points, par.point_index(s.sum, 16), s.bonus, s.penalty, coalesce(x.has_zero, false),
           CASE WHEN keys IS NOT NULL THEN
               ARRAY(SELECT coalesce((x.shares ->> k.code)::numeric, (s.others ->> k.code)::numeric, -1)
                     FROM unnest(keys) WITH ORDINALITY k (code, place) ORDER BY k.place) END
    FROM (
        SELECT l.agency, par.point_sum(tree, l.criterion, n.points, l.applicable) FILTER (WHERE c.kind = 'scored') AS sum,
               coalesce(sum(n.points) FILTER (WHERE c.kind = 'bonus' AND l.applicable), 0) AS bonus,
               coalesce(sum(n.points) FILTER (WHERE c.kind = 'penalty' AND l.applicable), 0) AS penalty,
               jsonb_object_agg(l.criterion, round(round(n.points, 40) / c.max_points, 10))
                   FILTER (WHERE c.kind <> 'scored' AND c.max_points > 0 AND n.points IS NOT NULL AND l.applicable AND l.criterion = ANY (keys)) AS others,
               array_agg(l.criterion) FILTER (WHERE n.points = 0 AND l.points > 0) AS rounded_away
        FROM unnest(_totals.leaves) l
        JOIN criterion c ON c.scheme = _totals.scheme AND c.code = l.criterion
        CROSS JOIN LATERAL (SELECT _counted(l.points, c.max_points, digits) OFFSET 0) n (points)
        GROUP BY l.agency) s
    CROSS JOIN LATERAL (
        SELECT sum(n.points) FILTER (WHERE n.level = 1) AS points, sum(n.max_points) FILTER (WHERE n.level = 1) AS max_points,
               bool_or(n.points = 0 AND n.is_leaf AND n.criterion <> ALL (coalesce(s.rounded_away, '{}'))) AS has_zero,
               jsonb_object_agg(n.criterion, round(n.share, 10)) FILTER (WHERE n.share IS NOT NULL AND n.criterion = ANY (keys)) AS shares
        FROM (SELECT p.criterion, p.level, p.points, p.max_points, p.share,
                     coalesce(lead(p.level) OVER (ORDER BY p.ordinality), 0) <= p.level AS is_leaf, p.applicable
              FROM par.point_nodes(s.sum) WITH ORDINALITY p) n
        WHERE n.applicable IS NOT NULL) x;
END
$$;
COMMENT ON FUNCTION _totals(text, leaf_value[]) IS
    'points, maximum, bonus and penalty of each agency before caps, whether it has a criterion at 0, and the indices that decide ties';

-- Values are compared to 10 decimals, the unrounded index and tie keys too, so
-- that two thirds that came about in two ways tie.
CREATE OR REPLACE FUNCTION _rank_totals(round text, scheme text, agency_totals agency_total[],
                                        participants participant[] DEFAULT NULL, caps grade_cap[] DEFAULT NULL)
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH s AS (
        SELECT c.* FROM scheme c WHERE c.code = _rank_totals.scheme
    ), adjusted AS (
        SELECT t.agency, p.league, p.ranked, t.points, t.max_points, t.base_index, t.has_zero, t.tie_values,
               least(t.bonus, s.bonus_cap) AS bonus, least(t.penalty, s.penalty_cap) AS penalty
        FROM unnest(_rank_totals.agency_totals) t
        JOIN (SELECT o.agency, o.league, o.ranked FROM participant o WHERE _rank_totals.participants IS NULL AND o.round = _rank_totals.round
              UNION ALL
              SELECT o.agency, o.league, o.ranked FROM unnest(_rank_totals.participants) o) p ON p.agency = t.agency
        CROSS JOIN s
    ), indexed AS (
        SELECT a.*,
               least(greatest(CASE s.adjustment_base
                              WHEN 'points' THEN round(100 * (a.points + a.bonus - a.penalty), 40) / nullif(a.max_points, 0)
                              ELSE a.base_index + a.bonus - a.penalty END, 0)
                     + 0 * a.max_points,        -- nothing applies: no index
                     s.index_cap + 0 * a.max_points) AS exact
        FROM adjusted a CROSS JOIN s
        OFFSET 0                -- evaluated once
    ), final AS (
        SELECT i.agency, i.league, i.ranked, i.points, i.max_points, i.bonus, i.penalty, i.has_zero, i.exact,
               i.ranked AND i.exact IS NOT NULL AS is_placed,
               _rounded(i.exact, s.decimals) AS published,
               CASE s.rank_on WHEN 'rounded' THEN _rounded(i.exact, s.decimals) ELSE round(i.exact, 10) END AS decisive,
               CASE s.tie_rule WHEN 'secondary' THEN i.tie_values END AS tie_values, s.tie_rule
        FROM indexed i CROSS JOIN s
        OFFSET 0
    ), placed AS (
        SELECT f.*, CASE f.tie_rule WHEN 'dense' THEN dense_rank() OVER w ELSE rank() OVER w END AS place
        FROM final f
        WINDOW w AS (PARTITION BY f.league, f.is_placed ORDER BY f.decisive DESC, f.tie_values DESC)
    )
    SELECT q.agency, q.league, q.ranked, trim_scale(q.points), trim_scale(q.max_points), trim_scale(q.bonus), trim_scale(q.penalty),
           trim_scale(round(q.exact, 16)), q.published,
           CASE WHEN q.is_placed THEN q.place::integer END,
           (SELECT g.label
            FROM grade g
            WHERE g.scheme = _rank_totals.scheme AND g.min_index <= q.published AND NOT (g.no_zero_criterion AND q.has_zero)
              AND g.min_index <= ALL (SELECT h.min_index
                                      FROM (SELECT o.agency, o.label FROM grade_cap o
                                            WHERE _rank_totals.caps IS NULL AND o.round = _rank_totals.round AND o.agency = q.agency
                                            UNION ALL
                                            SELECT o.agency, o.label FROM unnest(_rank_totals.caps) o WHERE o.agency = q.agency) k
                                      JOIN grade h ON h.scheme = _rank_totals.scheme AND h.label = k.label)
            ORDER BY g.min_index DESC
            LIMIT 1)
    FROM placed q;
END
$$;
COMMENT ON FUNCTION _rank_totals(text, text, agency_total[], participant[], grade_cap[]) IS
    'index, rank within the league and grade of the participants of a round, as they are now or as they are given with the caps of their grades, under the settings of a scheme: 100 points / maximum, adjusted by bonus and penalty within their caps, floored at 0, capped, rounded once, then ranked, then graded';

CREATE OR REPLACE FUNCTION _standings_of(round text, scheme text, leaves leaf_value[])
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
    SELECT k.* FROM _rank_totals(_standings_of.round, _standings_of.scheme,
                                ARRAY(SELECT t FROM _totals(_standings_of.scheme, _standings_of.leaves) t)) k
$$;
COMMENT ON FUNCTION _standings_of(text, text, leaf_value[]) IS
    'index, rank and grade of the participants of a round for given points, under a scheme';

END
$template$;
COMMENT ON PROCEDURE par.registry_results() IS 'internal: index, rank and grade, in a registry';

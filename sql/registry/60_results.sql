
-- ---------------------------------------------------------------------------
-- Registry: from points to index, rank and grade
-- ---------------------------------------------------------------------------
--
-- leaf_values -> roll_up -> totals -> standings.  Each step takes what the one
-- before gives, so that the official result, the result on another basis and
-- that of a scheme which is only a draft go the same way.  Numerics are exact
-- where no policy divides; quotients carry 40 decimals, and are rounded once.
--
-- A round's tables are read right after they were filled, before statistics
-- know of it.  What reads a whole round is therefore kept from nested loops.

CREATE PROCEDURE par.registry_results()
    LANGUAGE plpgsql
    AS $template$
BEGIN

-- Half away from zero, after the last digits of quotients are gone.
CREATE OR REPLACE FUNCTION rounded(value numeric, decimals integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT CASE WHEN decimals IS NULL THEN value ELSE pg_catalog.round(pg_catalog.round(value, 10), decimals) END$$;
COMMENT ON FUNCTION rounded(numeric, integer) IS
    'value rounded to decimals, half away from zero: to 10 decimals first, so that three thirds and 8.415 make 9.42. Decimals NULL: as it is';

-- What each participant has on each leaf, as a basis of the index:
-- official    survey, else review, else appraisal
-- appraisal   the first appraisal, with the survey
-- self        the self-assessment, of what can be self-assessed
CREATE OR REPLACE FUNCTION leaf_values(round text, basis text DEFAULT 'official', agencies text[] DEFAULT NULL)
    RETURNS SETOF leaf_value
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    PERFORM require_round(leaf_values.round);
    IF coalesce(leaf_values.basis IN ('official', 'appraisal', 'self'), false) IS FALSE THEN
        RAISE EXCEPTION 'there is no basis "%"', leaf_values.basis
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The bases are official, appraisal and self.';
    END IF;
    SELECT o.scheme, o.survey_held, s.point_decimals INTO r
    FROM round o JOIN scheme s ON s.code = o.scheme
    WHERE o.code = leaf_values.round;
    RETURN QUERY
    WITH exempt AS MATERIALIZED (
        SELECT e.agency, e.criterion FROM exempt_leaves(leaf_values.round) e
    ), survey AS MATERIALIZED (
        SELECT s.agency, s.criterion, s.points
        FROM survey_points(leaf_values.round, leaf_values.agencies) s
        WHERE leaf_values.basis <> 'self'
    ), assessed AS (
        SELECT a.agency, a.criterion, a.points, a.not_applicable
        FROM assessment a
        WHERE a.round = leaf_values.round
          AND (leaf_values.agencies IS NULL OR a.agency = ANY (leaf_values.agencies))
          AND CASE WHEN leaf_values.basis = 'official' THEN a.stage <> 'self' AND NOT a.superseded
                   ELSE a.stage = leaf_values.basis END
    )
    SELECT v.agency, v.code,
           CASE WHEN v.applicable THEN rounded(v.points, r.point_decimals) END,
           v.applicable
    FROM (
        SELECT p.agency, f.code,
               coalesce(CASE WHEN f.surveyed THEN s.points ELSE a.points END,
                        CASE WHEN f.kind <> 'scored' AND a.criterion IS NULL OR z.agency IS NOT NULL THEN 0 END) AS points,
               NOT (coalesce(a.not_applicable, false)
                    OR e.criterion IS NOT NULL OR x.criterion IS NOT NULL) AS applicable
        FROM participant p
        CROSS JOIN leaf f
        LEFT JOIN assessed a ON a.agency = p.agency AND a.criterion = f.code
        LEFT JOIN survey s ON f.surveyed AND s.agency = p.agency AND s.criterion = f.code
        LEFT JOIN exempt e ON e.agency IS NULL AND e.criterion = f.code
        LEFT JOIN exempt x ON x.agency = p.agency AND x.criterion = f.code
        LEFT JOIN zero_missing z ON z.round = p.round AND z.agency = p.agency
        WHERE p.round = leaf_values.round AND f.scheme = r.scheme AND f.kind <> 'monitor'
          AND (leaf_values.agencies IS NULL OR p.agency = ANY (leaf_values.agencies))
          AND (leaf_values.basis <> 'self' OR f.method = 'appraisal')
          -- no survey: its criteria are left out, whatever their policy
          AND (f.method <> 'survey' OR r.survey_held)
    ) v;
END
$$;
COMMENT ON FUNCTION leaf_values(text, text, text[]) IS
    'points of each participant, or those named, at each leaf of the scheme of the round (without the survey where none is held): NULL and applicable is not yet scored; bonus and penalty items that nobody entered are 0. basis: official, appraisal or self; 22023 for another';

-- Points and maxima of every node, after the policies for what is not
-- applicable.  A leaf without a row is left out altogether; one without points
-- counts 0 until it is scored.
CREATE OR REPLACE FUNCTION roll_up(scheme text, leaves leaf_value[])
    RETURNS TABLE (agency text, criterion text, points numeric, max_points numeric)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    special text[] := '{}';
    nodes rolled_node[];
    level rolled_node[];
    d integer;
BEGIN
    -- Where nothing else than exclude is at work, sums are all there is to do.
    IF EXISTS (SELECT FROM criterion c WHERE c.scheme = roll_up.scheme AND c.not_applicable <> 'exclude') THEN
        special := ARRAY(SELECT DISTINCT l.agency FROM unnest(roll_up.leaves) l WHERE NOT l.applicable);
    END IF;
    RETURN QUERY
    SELECT l.agency, y.ancestor,
           sum(coalesce(l.points, 0)) FILTER (WHERE l.applicable), sum(c.max_points) FILTER (WHERE l.applicable)
    FROM unnest(roll_up.leaves) l
    JOIN criterion c ON c.scheme = roll_up.scheme AND c.code = l.criterion
    JOIN criterion_ancestry(roll_up.scheme) y ON y.criterion = l.criterion
    WHERE l.agency <> ALL (special) AND (c.kind = 'scored' OR y.ancestor = y.criterion)
    GROUP BY l.agency, y.ancestor;
    IF special = '{}' THEN
        RETURN;
    END IF;

    -- bonus and penalty items lie outside the tree
    RETURN QUERY
    SELECT l.agency, l.criterion, CASE WHEN l.applicable THEN coalesce(l.points, 0) END, CASE WHEN l.applicable THEN c.max_points END
    FROM unnest(roll_up.leaves) l
    JOIN criterion c ON c.scheme = roll_up.scheme AND c.code = l.criterion
    WHERE l.agency = ANY (special) AND c.kind <> 'scored';

    -- from the bottom up: what each node has, and the factor by which its
    -- parent's policies stretch it
    level := '{}';
    FOR d IN REVERSE (SELECT coalesce(max(y.depth), 0) FROM criterion_ancestry(roll_up.scheme) y) .. 1 LOOP
        WITH here AS (
            SELECT n.* FROM unnest(level) n
            UNION ALL
            SELECT l.agency, l.criterion, c.parent, d, c.max_points, c.not_applicable, coalesce(l.points, 0), c.max_points, l.applicable, false, 1
            FROM unnest(roll_up.leaves) l
            JOIN criterion c ON c.scheme = roll_up.scheme AND c.code = l.criterion
            JOIN criterion_ancestry(roll_up.scheme) y ON y.criterion = l.criterion AND y.ancestor = l.criterion
            WHERE l.agency = ANY (special) AND c.kind = 'scored' AND y.depth = d
        ), filled AS (
            SELECT h.agency, h.criterion, h.parent, h.nominal, h.policy,
                   h.applicable OR x.is_full AS applicable, x.is_full,
                   CASE WHEN x.is_full THEN h.nominal ELSE h.points END AS points,
                   CASE WHEN x.is_full THEN h.nominal ELSE h.max_points END AS max_points
            FROM here h
            CROSS JOIN LATERAL (SELECT NOT h.applicable AND h.policy = 'full') x (is_full)
        ), shared AS (
            SELECT f.*,
                   CASE WHEN f.applicable AND f.max_points > 0
                        THEN f.max_points + coalesce(
                                 round(sum(f.nominal) FILTER (WHERE NOT f.applicable AND f.policy = 'share_siblings') OVER w, 40)
                                 / nullif(count(*) FILTER (WHERE f.applicable AND f.max_points > 0) OVER w, 0), 0)
                        ELSE f.max_points END AS shared_max,
                   coalesce(sum(f.nominal) FILTER (WHERE NOT f.applicable AND f.policy = 'rescale_parent') OVER w, 0) AS rescaled
            FROM filled f
            WINDOW w AS (PARTITION BY f.agency, f.parent)
        ), stretched AS (
            SELECT s.*,
                   coalesce(round(s.shared_max, 40) / nullif(s.max_points, 0)
                            * (1 + round(s.rescaled, 40) / nullif(sum(s.shared_max) FILTER (WHERE s.applicable) OVER w, 0)), 1) AS factor
            FROM shared s
            WINDOW w AS (PARTITION BY s.agency, s.parent)
        )
        SELECT array_agg(ROW(t.agency, t.criterion, t.parent, d, t.nominal, t.policy, t.points, t.max_points,
                             t.applicable, t.is_full, t.factor)::rolled_node)
        INTO level FROM stretched t;
        nodes := nodes || level;

        -- their parents
        SELECT array_agg(ROW(g.agency, c.code, c.parent, d - 1, g.nominal, c.not_applicable,
                             g.points, g.max_points, g.applicable, false, 1)::rolled_node)
        INTO level
        FROM (SELECT n.agency, n.parent,
                     sum(round(n.points * n.factor, 40)) FILTER (WHERE n.applicable) AS points,
                     sum(round(n.max_points * n.factor, 40)) FILTER (WHERE n.applicable) AS max_points,
                     sum(n.nominal) AS nominal,         -- of the leaves that are there
                     bool_or(n.applicable) AS applicable
              FROM unnest(level) n
              WHERE n.parent IS NOT NULL
              GROUP BY n.agency, n.parent) g
        JOIN criterion c ON c.scheme = roll_up.scheme AND c.code = g.parent;
    END LOOP;

    -- and down again: all factors on the way, and the maximum beneath a node
    -- that is awarded in full
    RETURN QUERY
    WITH path AS (
        SELECT y.criterion, array_agg(y.ancestor) AS ancestors
        FROM criterion_ancestry(roll_up.scheme) y GROUP BY y.criterion
    ), placed AS (
        SELECT n.agency, n.criterion, n.nominal, n.points, n.max_points, n.applicable, o.factor, o.is_full, o.applicable AS above
        FROM unnest(nodes) n
        JOIN path p ON p.criterion = n.criterion
        CROSS JOIN LATERAL unnest(p.ancestors) a
        JOIN unnest(nodes) o ON o.agency = n.agency AND o.criterion = a
    )
    SELECT p.agency, p.criterion,
           CASE WHEN bool_or(p.is_full) THEN trim_scale(round(p.nominal * product(p.factor), 16))
                WHEN bool_and(p.above) AND p.applicable THEN trim_scale(round(p.points * product(p.factor), 16)) END,
           CASE WHEN bool_or(p.is_full) THEN trim_scale(round(p.nominal * product(p.factor), 16))
                WHEN bool_and(p.above) AND p.applicable THEN trim_scale(round(p.max_points * product(p.factor), 16)) END
    FROM placed p
    GROUP BY p.agency, p.criterion, p.nominal, p.points, p.max_points, p.applicable;
END
$$;
COMMENT ON FUNCTION roll_up(text, leaf_value[]) IS
    'points and maximum of each agency at each node of a scheme, after the policies for what is not applicable: full, exclude, share_siblings, rescale_parent, from the bottom up. NULL: not applicable. Bonus and penalty items stand for themselves';

CREATE OR REPLACE FUNCTION multiply(a numeric, b numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.round(a * b, 60)$$;
COMMENT ON FUNCTION multiply(numeric, numeric) IS 'state function of product';
CREATE OR REPLACE AGGREGATE product(numeric) (SFUNC = multiply, STYPE = numeric, INITCOND = '1', PARALLEL = SAFE);
COMMENT ON AGGREGATE product(numeric) IS 'product of factors, to 60 decimals';

-- Sums of agencies, as standings need them.
CREATE OR REPLACE FUNCTION totals(scheme text, leaves leaf_value[])
    RETURNS SETOF agency_total
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    keys text[];
BEGIN
    SELECT CASE s.tie_rule WHEN 'secondary' THEN s.tie_keys END INTO keys FROM scheme s WHERE s.code = totals.scheme;
    RETURN QUERY
    SELECT n.agency,
           sum(n.points) FILTER (WHERE c.parent IS NULL AND c.kind = 'scored'),
           sum(n.max_points) FILTER (WHERE c.parent IS NULL AND c.kind = 'scored'),
           coalesce(sum(n.points) FILTER (WHERE c.kind = 'bonus'), 0),
           coalesce(sum(n.points) FILTER (WHERE c.kind = 'penalty'), 0),
           coalesce(bool_or(n.points = 0) FILTER (
               WHERE c.kind = 'scored' AND NOT EXISTS (SELECT FROM criterion k WHERE k.scheme = c.scheme AND k.parent = c.code)), false),
           CASE WHEN keys IS NOT NULL THEN
               ARRAY(SELECT coalesce((jsonb_object_agg(n.criterion, round(round(n.points, 40) / n.max_points, 10))
                                          FILTER (WHERE n.max_points > 0 AND n.criterion = ANY (keys)) ->> k)::numeric, -1)
                     FROM unnest(keys) WITH ORDINALITY u (k, place) ORDER BY u.place) END
    FROM roll_up(totals.scheme, totals.leaves) n
    JOIN criterion c ON c.scheme = totals.scheme AND c.code = n.criterion
    GROUP BY n.agency;
END
$$;
COMMENT ON FUNCTION totals(text, leaf_value[]) IS
    'points, maximum, bonus and penalty of each agency before caps, whether it has a criterion at 0, and the indices that decide ties';

-- The same for the official basis of a whole round in one pass over its
-- assessments, where nothing but exclude is at work.
CREATE OR REPLACE FUNCTION round_totals(round text)
    RETURNS SETOF agency_total
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    total record;
BEGIN
    -- outside: leaves that are not in the sum of maxima
    SELECT o.scheme, o.survey_held, s.point_decimals,
           ARRAY(SELECT f.code FROM leaf f
                 WHERE f.scheme = o.scheme AND (f.kind <> 'scored' OR f.method = 'survey' AND NOT o.survey_held)) AS outside,
           EXISTS (SELECT FROM grade g WHERE g.scheme = o.scheme AND g.no_zero_criterion) AS zero_matters,
           s.tie_rule <> 'secondary'
           AND NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = o.scheme AND c.not_applicable <> 'exclude')
           AND NOT EXISTS (SELECT FROM leaf f WHERE f.scheme = o.scheme AND f.surveyed)
           AND NOT EXISTS (SELECT FROM exemption e WHERE e.round = o.code AND e.status = 'accepted') AS is_plain
    INTO r
    FROM round o JOIN scheme s ON s.code = o.scheme
    WHERE o.code = round_totals.round;
    IF NOT r.is_plain THEN
        RETURN QUERY
        SELECT t.* FROM totals(r.scheme, ARRAY(SELECT v FROM leaf_values(round_totals.round) v)) t;
        RETURN;
    END IF;
    SELECT coalesce(sum(f.max_points) FILTER (WHERE f.kind = 'scored' AND f.code <> ALL (r.outside)), 0) AS points,
           count(*) FILTER (WHERE f.kind = 'scored' AND f.code <> ALL (r.outside)) AS leaves
    INTO total
    FROM leaf f WHERE f.scheme = r.scheme;
    RETURN QUERY
    WITH scored AS (
        SELECT a.agency,
               sum(rounded(a.points, r.point_decimals)) AS points,
               count(a.points) AS leaves,
               bool_or(rounded(a.points, r.point_decimals) = 0) FILTER (WHERE r.zero_matters) AS has_zero
        FROM assessment a
        WHERE a.round = round_totals.round AND a.stage <> 'self' AND NOT a.superseded AND a.criterion <> ALL (r.outside)
        GROUP BY a.agency
    ), excluded AS (
        SELECT a.agency, sum(f.max_points) AS max_points, count(*) AS leaves
        FROM assessment a
        JOIN criterion f ON f.scheme = r.scheme AND f.code = a.criterion AND f.kind = 'scored'
        WHERE a.round = round_totals.round AND a.stage <> 'self' AND NOT a.superseded AND a.criterion <> ALL (r.outside)
          AND a.not_applicable
        GROUP BY a.agency
    ), adjustment AS (
        SELECT a.agency,
               sum(rounded(a.points, r.point_decimals)) FILTER (WHERE f.kind = 'bonus') AS bonus,
               sum(rounded(a.points, r.point_decimals)) FILTER (WHERE f.kind = 'penalty') AS penalty
        FROM assessment a
        JOIN criterion f ON f.scheme = r.scheme AND f.code = a.criterion
        WHERE a.round = round_totals.round AND a.stage <> 'self' AND NOT a.superseded AND a.criterion = ANY (r.outside)
          AND r.outside <> '{}' AND (f.method <> 'survey' OR r.survey_held)
        GROUP BY a.agency
    )
    SELECT p.agency,
           CASE WHEN total.points > coalesce(x.max_points, 0) THEN coalesce(s.points, 0) END,
           nullif(total.points - coalesce(x.max_points, 0), 0),
           coalesce(j.bonus, 0), coalesce(j.penalty, 0),
           coalesce(s.has_zero, false) OR coalesce(s.leaves, 0) + coalesce(x.leaves, 0) < total.leaves,
           NULL::numeric[]
    FROM participant p
    LEFT JOIN scored s ON s.agency = p.agency
    LEFT JOIN excluded x ON x.agency = p.agency
    LEFT JOIN adjustment j ON j.agency = p.agency
    WHERE p.round = round_totals.round;
END
$$;
COMMENT ON FUNCTION round_totals(text) IS 'totals of the official basis of a round';

-- Values are compared to 10 decimals, the unrounded index and tie keys too, so
-- that two thirds that came about in two ways tie.
CREATE OR REPLACE FUNCTION rank_totals(round text, scheme text, agency_totals agency_total[])
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH s AS (
        SELECT c.* FROM scheme c WHERE c.code = rank_totals.scheme
    ), adjusted AS (
        SELECT t.agency, p.league, p.ranked, t.points, t.max_points, t.has_zero, t.tie_values,
               least(t.bonus, s.bonus_cap) AS bonus, least(t.penalty, s.penalty_cap) AS penalty
        FROM unnest(rank_totals.agency_totals) t
        JOIN participant p ON p.round = rank_totals.round AND p.agency = t.agency
        CROSS JOIN s
    ), indexed AS (
        SELECT a.*,
               least(greatest(CASE s.adjustment_base
                              WHEN 'points' THEN round(100 * (a.points + a.bonus - a.penalty), 40) / nullif(a.max_points, 0)
                              ELSE round(100 * a.points, 40) / nullif(a.max_points, 0) + a.bonus - a.penalty END, 0)
                     + 0 * a.max_points,        -- nothing applies: no index
                     s.index_cap + 0 * a.max_points) AS exact
        FROM adjusted a CROSS JOIN s
    ), final AS (
        SELECT i.*, rounded(i.exact, s.decimals) AS published,
               CASE s.rank_on WHEN 'rounded' THEN rounded(i.exact, s.decimals) ELSE round(i.exact, 10) END AS decisive
        FROM indexed i CROSS JOIN s
    ), placed AS (
        SELECT f.*,
               CASE s.tie_rule
                   WHEN 'dense' THEN dense_rank() OVER w
                   WHEN 'secondary' THEN rank() OVER (PARTITION BY f.league, f.ranked AND f.exact IS NOT NULL ORDER BY f.decisive DESC, f.tie_values DESC)
                   ELSE rank() OVER w END AS place
        FROM final f CROSS JOIN s
        WINDOW w AS (PARTITION BY f.league, f.ranked AND f.exact IS NOT NULL ORDER BY f.decisive DESC)
    )
    SELECT q.agency, q.league, q.ranked, trim_scale(q.points), trim_scale(q.max_points), trim_scale(q.bonus), trim_scale(q.penalty),
           trim_scale(round(q.exact, 16)), q.published,
           CASE WHEN q.ranked AND q.exact IS NOT NULL THEN q.place::integer END,
           (SELECT g.label
            FROM grade g
            WHERE g.scheme = rank_totals.scheme AND g.min_index <= q.published AND NOT (g.no_zero_criterion AND q.has_zero)
              AND g.min_index <= ALL (SELECT h.min_index
                                      FROM grade_cap k JOIN grade h ON h.scheme = rank_totals.scheme AND h.label = k.label
                                      WHERE k.round = rank_totals.round AND k.agency = q.agency)
            ORDER BY g.min_index DESC
            LIMIT 1)
    FROM placed q;
END
$$;
COMMENT ON FUNCTION rank_totals(text, text, agency_total[]) IS
    'index, rank within the league and grade of the participants of a round under the settings of a scheme: 100 points / maximum, adjusted by bonus and penalty within their caps, floored at 0, capped, rounded once, then ranked, then graded';

CREATE OR REPLACE FUNCTION standings_of(round text, scheme text, leaves leaf_value[])
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
    SELECT k.* FROM rank_totals(standings_of.round, standings_of.scheme,
                                ARRAY(SELECT t FROM totals(standings_of.scheme, standings_of.leaves) t)) k
$$;
COMMENT ON FUNCTION standings_of(text, text, leaf_value[]) IS
    'index, rank and grade of the participants of a round for given points, under a scheme';

CREATE OR REPLACE FUNCTION standings(round text, basis text DEFAULT 'official')
    RETURNS TABLE (agency text, league text, ranked boolean, points numeric, max_points numeric, bonus numeric, penalty numeric,
                   exact_index numeric, par_index numeric, rank integer, grade text)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    scheme text;
BEGIN
    PERFORM require_round(standings.round);
    SELECT r.scheme INTO scheme FROM round r WHERE r.code = standings.round;
    IF standings.basis = 'official' THEN
        RETURN QUERY
        SELECT k.* FROM rank_totals(standings.round, scheme, ARRAY(SELECT t FROM round_totals(standings.round) t)) k;
    ELSE
        RETURN QUERY
        SELECT k.* FROM standings_of(standings.round, scheme, ARRAY(SELECT v FROM leaf_values(standings.round, standings.basis) v)) k;
    END IF;
END
$$;
COMMENT ON FUNCTION standings(text, text) IS
    'index, rank and grade of the participants of a round as things stand, on a basis: official, appraisal or self. What is not yet scored counts 0';

END
$template$;
COMMENT ON PROCEDURE par.registry_results() IS 'internal: index, rank and grade, in a registry';


-- ---------------------------------------------------------------------------
-- Registry: views
-- ---------------------------------------------------------------------------
--
-- For BI tools: keys first, plain types, sizes given in the outermost select.
-- They run with the rights of who reads them.

CREATE PROCEDURE par.registry_views()
    LANGUAGE plpgsql
    AS $template$
BEGIN

CREATE OR REPLACE FUNCTION exempt_map(round text) RETURNS jsonb
    LANGUAGE sql STABLE COST 100000 SET search_path FROM CURRENT
    AS $$
    SELECT jsonb_object_agg(a.agency, a.criteria)
    FROM (SELECT coalesce(e.agency, '') AS agency, jsonb_agg(e.criterion) AS criteria
          FROM exempt_leaves(exempt_map.round) e
          GROUP BY e.agency) a
$$;
COMMENT ON FUNCTION exempt_map(text) IS
    'exempt leaves of a round as one JSON object, {agency: [criterion]}, the agency '''' for everybody, for views that look them up row by row';

CREATE OR REPLACE VIEW score WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       p.agency::varchar(60) AS agency,
       f.code::varchar(60) AS criterion,
       g.name::varchar(1000) AS agency_name,
       f.title::varchar(1000) AS title,
       p.league::varchar(60) AS league,
       f.source::varchar(60) AS source,
       f.kind::varchar(60) AS kind,
       f.method::varchar(60) AS method,
       a.points::numeric(12,4) AS self_points,
       b.points::numeric(12,4) AS appraisal_points,
       c.points::numeric(12,4) AS review_points,
       o.survey_points::numeric(12,4) AS survey_points,
       (CASE WHEN o.not_applicable IS NOT TRUE THEN rounded(o.points, h.point_decimals) END)::numeric(12,4) AS points,
       f.max_points::numeric(12,4) AS max_points,
       (CASE WHEN o.not_applicable IS NOT TRUE THEN rounded(o.points, h.point_decimals) / nullif(f.max_points, 0) END)::numeric(9,6) AS share,
       coalesce(o.not_applicable, false)::boolean AS not_applicable
FROM round r
JOIN scheme h ON h.code = r.scheme
-- survey and exemptions of a round are read once
CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT FROM survey_question q WHERE q.scheme = r.scheme) THEN survey_map(r.code) END AS points,
                           CASE WHEN EXISTS (SELECT FROM exemption e WHERE e.round = r.code) THEN exempt_map(r.code) END AS exempt,
                           (SELECT jsonb_object_agg(z.agency, true) FROM zero_missing z WHERE z.round = r.code) AS zero
                    OFFSET 0) s
JOIN participant p ON p.round = r.code
-- and what concerns the agency taken out of them before assessments are joined
CROSS JOIN LATERAL (SELECT s.points -> p.agency AS points, s.exempt -> p.agency AS exempt, s.exempt -> '' AS exempt_all,
                           s.zero ? p.agency AS zero
                    OFFSET 0) t
JOIN agency g ON g.code = p.agency
JOIN leaf f ON f.scheme = r.scheme
LEFT JOIN assessment a ON a.round = p.round AND a.agency = p.agency AND a.criterion = f.code AND a.stage = 'self'
LEFT JOIN assessment b ON b.round = p.round AND b.agency = p.agency AND b.criterion = f.code AND b.stage = 'appraisal'
LEFT JOIN assessment c ON c.round = p.round AND c.agency = p.agency AND c.criterion = f.code AND c.stage = 'review'
CROSS JOIN LATERAL (
    SELECT CASE WHEN f.surveyed THEN (t.points ->> f.code)::numeric END AS survey_points,
           coalesce(CASE WHEN f.surveyed THEN (t.points ->> f.code)::numeric
                         WHEN c.criterion IS NOT NULL THEN c.points ELSE b.points END,
                    CASE WHEN t.zero AND f.kind <> 'monitor' THEN 0 END) AS points,
           CASE WHEN f.surveyed THEN false WHEN c.criterion IS NOT NULL THEN c.not_applicable ELSE b.not_applicable END
           OR f.method = 'survey' AND NOT r.survey_held
           OR t.exempt ? f.code OR t.exempt_all ? f.code AS not_applicable
) o;
COMMENT ON VIEW score IS 'points of each agency at each leaf, in each stage, and the official ones: survey, else review, else appraisal';
COMMENT ON COLUMN score.round IS 'round';
COMMENT ON COLUMN score.year IS 'year that is assessed';
COMMENT ON COLUMN score.agency IS 'agency';
COMMENT ON COLUMN score.criterion IS 'criterion, a leaf of the scheme';
COMMENT ON COLUMN score.agency_name IS 'name of the agency';
COMMENT ON COLUMN score.title IS 'title of the criterion';
COMMENT ON COLUMN score.league IS 'league of the agency';
COMMENT ON COLUMN score.source IS 'source of the points';
COMMENT ON COLUMN score.kind IS 'scored, bonus, penalty or monitor';
COMMENT ON COLUMN score.method IS 'appraisal, survey, statistic or rating';
COMMENT ON COLUMN score.self_points IS 'points self-assessed';
COMMENT ON COLUMN score.appraisal_points IS 'points appraised';
COMMENT ON COLUMN score.review_points IS 'points after explanation and review';
COMMENT ON COLUMN score.survey_points IS 'points from survey answers';
COMMENT ON COLUMN score.points IS 'official points; NULL: not applicable, not yet scored, or a bonus or penalty that nobody entered';
COMMENT ON COLUMN score.max_points IS 'maximum of the criterion in the scheme';
COMMENT ON COLUMN score.share IS 'official points as a share of the maximum, 0 to 1';
COMMENT ON COLUMN score.not_applicable IS 'whether it is left to the policy for what is not applicable';

CREATE OR REPLACE VIEW gap WITH (security_invoker = true) AS
SELECT s.round, s.year, s.agency, s.criterion, s.agency_name, s.title, s.self_points, s.points, s.max_points,
       (s.self_points - s.points)::numeric(12,4) AS gap
FROM score s
WHERE s.self_points IS NOT NULL AND s.points IS NOT NULL;
COMMENT ON VIEW gap IS 'self-assessed against official points';
COMMENT ON COLUMN gap.round IS 'round';
COMMENT ON COLUMN gap.year IS 'year that is assessed';
COMMENT ON COLUMN gap.agency IS 'agency';
COMMENT ON COLUMN gap.criterion IS 'criterion, a leaf of the scheme';
COMMENT ON COLUMN gap.agency_name IS 'name of the agency';
COMMENT ON COLUMN gap.title IS 'title of the criterion';
COMMENT ON COLUMN gap.self_points IS 'points self-assessed';
COMMENT ON COLUMN gap.points IS 'official points';
COMMENT ON COLUMN gap.max_points IS 'maximum of the criterion';
COMMENT ON COLUMN gap.gap IS 'self-assessed less official points: positive where the agency judged itself better';

-- Rounds with what their results are read from: the last revision published, or
-- the standings as they are now.
CREATE OR REPLACE VIEW shown_round WITH (security_invoker = true) AS
SELECT r.code, r.scheme, r.year, r.published_at IS NOT NULL AS is_published,
       CASE WHEN r.published_at IS NULL OR r.stage = 'published' THEN r.revision ELSE r.revision - 1 END AS revision
FROM round r
WHERE r.published_at IS NOT NULL OR r.stage IN ('appraisal', 'explanation', 'review', 'scored');
COMMENT ON VIEW shown_round IS 'rounds that have results, and the revision to be shown: the last one published, or the one at work';
COMMENT ON COLUMN shown_round.code IS 'round';
COMMENT ON COLUMN shown_round.scheme IS 'scheme';
COMMENT ON COLUMN shown_round.year IS 'year that is assessed';
COMMENT ON COLUMN shown_round.is_published IS 'whether a revision is published; else results are provisional';
COMMENT ON COLUMN shown_round.revision IS 'revision that is shown';

CREATE OR REPLACE VIEW ranking WITH (security_invoker = true) AS
SELECT t.round::varchar(60) AS round,
       t.year::integer AS year,
       t.league::varchar(60) AS league,
       t.agency::varchar(60) AS agency,
       g.name::varchar(1000) AS agency_name,
       t.points::numeric(12,4) AS points,
       t.max_points::numeric(12,4) AS max_points,
       t.bonus::numeric(12,4) AS bonus,
       t.penalty::numeric(12,4) AS penalty,
       t.par_index::numeric(9,4) AS par_index,
       t.rank::integer AS rank,
       (CASE WHEN q.league = t.league THEN q.rank - t.rank END)::integer AS rank_change,
       rounded(t.exact_index - q.exact_index, t.decimals)::numeric(9,4) AS index_change,
       t.grade::varchar(60) AS grade,
       t.revision::integer AS revision,
       t.is_published::boolean AS is_published
FROM (
    SELECT r.code AS round, r.year, r.revision, true AS is_published, b.code AS previous, b.year AS previous_year, b.revision AS previous_revision, c.decimals,
           s.agency, s.league, s.points, s.max_points, s.bonus, s.penalty, s.exact_index, s.par_index, s.rank, s.grade
    FROM shown_round r
    JOIN scheme c ON c.code = r.scheme
    LEFT JOIN LATERAL (SELECT o.code, o.year, o.revision FROM shown_round o WHERE o.code = previous_round(r.code)) b ON true
    JOIN result s ON s.round = r.code AND s.revision = r.revision
    WHERE r.is_published
    UNION ALL
    SELECT r.code, r.year, r.revision, false, b.code, b.year, b.revision, c.decimals,
           s.agency, s.league, s.points, s.max_points, s.bonus, s.penalty, s.exact_index, s.par_index, s.rank, s.grade
    FROM shown_round r
    JOIN scheme c ON c.code = r.scheme
    LEFT JOIN LATERAL (SELECT o.code, o.year, o.revision FROM shown_round o WHERE o.code = previous_round(r.code)) b ON true
    CROSS JOIN LATERAL standings(r.code) s
    WHERE NOT r.is_published
) t
JOIN agency g ON g.code = t.agency
LEFT JOIN LATERAL (
    SELECT p.rank, p.league, p.exact_index
    FROM result p
    WHERE p.round = t.previous AND p.revision = t.previous_revision AND p.agency = t.agency
      -- an agency that took others over is no longer the one of last year
      AND NOT EXISTS (SELECT FROM succession u
                      WHERE u.successor = t.agency
                        AND u.happened_on > make_date(t.previous_year, 12, 31) AND u.happened_on <= make_date(t.year, 12, 31))) q ON true;
COMMENT ON VIEW ranking IS 'index, rank and grade of each agency: the last published revision of a round, or provisional ones from stage appraisal on';
COMMENT ON COLUMN ranking.round IS 'round';
COMMENT ON COLUMN ranking.year IS 'year that is assessed';
COMMENT ON COLUMN ranking.league IS 'league within which it is ranked';
COMMENT ON COLUMN ranking.agency IS 'agency';
COMMENT ON COLUMN ranking.agency_name IS 'name of the agency';
COMMENT ON COLUMN ranking.points IS 'points of the scored criteria';
COMMENT ON COLUMN ranking.max_points IS 'maximum of the criteria that apply';
COMMENT ON COLUMN ranking.bonus IS 'bonus, within its cap';
COMMENT ON COLUMN ranking.penalty IS 'penalty, within its cap';
COMMENT ON COLUMN ranking.par_index IS 'index, rounded to the decimals of the scheme';
COMMENT ON COLUMN ranking.rank IS 'rank within round and league; NULL: not ranked';
COMMENT ON COLUMN ranking.rank_change IS 'places gained since the previous round in the same league; NULL after a merger';
COMMENT ON COLUMN ranking.index_change IS 'change of the index since the previous round, from unrounded values (81.25 to 78.83 may be -2.43); NULL after a merger';
COMMENT ON COLUMN ranking.grade IS 'grade';
COMMENT ON COLUMN ranking.revision IS 'revision of the round';
COMMENT ON COLUMN ranking.is_published IS 'whether it is published; else provisional, and what is not yet scored counts 0';

CREATE OR REPLACE VIEW ranking_by_basis WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       b.basis::varchar(60) AS basis,
       s.league::varchar(60) AS league,
       s.agency::varchar(60) AS agency,
       g.name::varchar(1000) AS agency_name,
       s.points::numeric(12,4) AS points,
       s.max_points::numeric(12,4) AS max_points,
       s.par_index::numeric(9,4) AS par_index,
       s.rank::integer AS rank
FROM round r
CROSS JOIN (VALUES ('self'), ('appraisal'), ('official')) b (basis)
CROSS JOIN LATERAL standings(r.code, b.basis) s
JOIN agency g ON g.code = s.agency
WHERE r.stage <> 'setup';
COMMENT ON VIEW ranking_by_basis IS 'index and rank by what they are computed from: the self-assessment (of what can be self-assessed), the first appraisal, or the official points as they are now';
COMMENT ON COLUMN ranking_by_basis.round IS 'round';
COMMENT ON COLUMN ranking_by_basis.year IS 'year that is assessed';
COMMENT ON COLUMN ranking_by_basis.basis IS 'self, appraisal or official';
COMMENT ON COLUMN ranking_by_basis.league IS 'league within which it is ranked';
COMMENT ON COLUMN ranking_by_basis.agency IS 'agency';
COMMENT ON COLUMN ranking_by_basis.agency_name IS 'name of the agency';
COMMENT ON COLUMN ranking_by_basis.points IS 'points on this basis';
COMMENT ON COLUMN ranking_by_basis.max_points IS 'maximum on this basis';
COMMENT ON COLUMN ranking_by_basis.par_index IS 'index on this basis';
COMMENT ON COLUMN ranking_by_basis.rank IS 'rank within round and league on this basis';

-- Points and maxima that count, leaf by leaf, of the revision that is shown.
CREATE OR REPLACE VIEW counted WITH (security_invoker = true) AS
SELECT r.code AS round, i.agency, i.criterion, i.points, i.max_points
FROM shown_round r
JOIN result_item i ON i.round = r.code AND i.revision = r.revision
WHERE r.is_published
UNION ALL
SELECT r.code, u.agency, u.criterion, u.points, u.max_points
FROM shown_round r
CROSS JOIN LATERAL roll_up(r.scheme, ARRAY(SELECT v FROM leaf_values(r.code) v)) u
WHERE NOT r.is_published AND NOT EXISTS (SELECT FROM criterion k WHERE k.scheme = r.scheme AND k.parent = u.criterion);
COMMENT ON VIEW counted IS 'points and maxima of leaves after the policies for what is not applicable, of the last published revision or as they are now';
COMMENT ON COLUMN counted.round IS 'round';
COMMENT ON COLUMN counted.agency IS 'agency';
COMMENT ON COLUMN counted.criterion IS 'criterion, a leaf of the scheme';
COMMENT ON COLUMN counted.points IS 'points that count; NULL: not applicable';
COMMENT ON COLUMN counted.max_points IS 'maximum that counts; NULL: not applicable';

-- Parts of the index, with their ranks.  What is shown of a round is read once:
-- joined row by row, it would be computed anew for each of them.
CREATE OR REPLACE FUNCTION part_points(round text, dimension text)
    RETURNS TABLE (agency text, league text, part text, points numeric, max_points numeric, part_index numeric, rank integer)
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET jit = off
    AS $$
    WITH leaf_of (criterion, part) AS (
        SELECT f.code, CASE part_points.dimension WHEN 'field' THEN y.ancestor ELSE f.source END
        FROM round o
        JOIN leaf f ON f.scheme = o.scheme AND f.kind = 'scored'
        JOIN LATERAL criterion_ancestry(o.scheme) y ON y.depth = 1 AND y.criterion = f.code
        WHERE o.code = part_points.round
    )
    SELECT t.agency, t.league, t.part, t.points, t.max_points, t.part_index,
           CASE WHEN t.ranked AND t.part_index IS NOT NULL THEN
               (rank() OVER (PARTITION BY t.league, t.part, t.ranked AND t.part_index IS NOT NULL ORDER BY t.part_index DESC))::integer END
    FROM (
        SELECT i.agency, coalesce(z.league, p.league) AS league, CASE WHEN z.agency IS NULL THEN p.ranked ELSE z.rank IS NOT NULL END AS ranked,
               i.part, i.points, i.max_points,
               rounded(round(100 * i.points, 40) / nullif(i.max_points, 0), s.decimals) AS part_index
        FROM shown_round w
        JOIN scheme s ON s.code = w.scheme
        JOIN (
            SELECT n.agency, l.part, sum(n.points) AS points, sum(n.max_points) AS max_points
            FROM leaf_of l
            JOIN counted n ON n.round = part_points.round AND n.criterion = l.criterion
            GROUP BY n.agency, l.part) i ON true
        JOIN participant p ON p.round = w.code AND p.agency = i.agency
        LEFT JOIN result z ON w.is_published AND z.round = w.code AND z.revision = w.revision AND z.agency = i.agency
        WHERE w.code = part_points.round) t
$$;
COMMENT ON FUNCTION part_points(text, text) IS
    'points, maximum, index and rank of each agency in each part of the index, by field or by source, of the last published revision of a round or as they are now';

CREATE OR REPLACE VIEW field_index WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       t.league::varchar(60) AS league,
       t.agency::varchar(60) AS agency,
       t.part::varchar(60) AS field,
       g.name::varchar(1000) AS agency_name,
       f.title::varchar(1000) AS title,
       t.points::numeric(12,4) AS points,
       t.max_points::numeric(12,4) AS max_points,
       t.part_index::numeric(9,4) AS field_index,
       t.rank::integer AS rank
FROM shown_round r
CROSS JOIN LATERAL (SELECT q.* FROM part_points(r.code, 'field') q OFFSET 0) t
JOIN agency g ON g.code = t.agency
JOIN criterion f ON f.scheme = r.scheme AND f.code = t.part;
COMMENT ON VIEW field_index IS 'points, index and rank of each agency in each field, from unrounded points';
COMMENT ON COLUMN field_index.round IS 'round';
COMMENT ON COLUMN field_index.year IS 'year that is assessed';
COMMENT ON COLUMN field_index.league IS 'league within which it is ranked';
COMMENT ON COLUMN field_index.agency IS 'agency';
COMMENT ON COLUMN field_index.field IS 'field';
COMMENT ON COLUMN field_index.agency_name IS 'name of the agency';
COMMENT ON COLUMN field_index.title IS 'title of the field';
COMMENT ON COLUMN field_index.points IS 'points in the field';
COMMENT ON COLUMN field_index.max_points IS 'maximum in the field of what applies';
COMMENT ON COLUMN field_index.field_index IS 'points as a percentage of the maximum, rounded to the decimals of the scheme';
COMMENT ON COLUMN field_index.rank IS 'rank in the field within round and league, ties sharing the best place';

CREATE OR REPLACE VIEW source_index WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       t.league::varchar(60) AS league,
       t.agency::varchar(60) AS agency,
       t.part::varchar(60) AS source,
       g.name::varchar(1000) AS agency_name,
       t.points::numeric(12,4) AS points,
       t.max_points::numeric(12,4) AS max_points,
       t.part_index::numeric(9,4) AS source_index,
       t.rank::integer AS rank
FROM shown_round r
CROSS JOIN LATERAL part_points(r.code, 'source') t
JOIN agency g ON g.code = t.agency;
COMMENT ON VIEW source_index IS 'points, index and rank of each agency by source, the second dimension of the official tables, from unrounded points';
COMMENT ON COLUMN source_index.round IS 'round';
COMMENT ON COLUMN source_index.year IS 'year that is assessed';
COMMENT ON COLUMN source_index.league IS 'league within which it is ranked';
COMMENT ON COLUMN source_index.agency IS 'agency';
COMMENT ON COLUMN source_index.source IS 'source';
COMMENT ON COLUMN source_index.agency_name IS 'name of the agency';
COMMENT ON COLUMN source_index.points IS 'points from the source';
COMMENT ON COLUMN source_index.max_points IS 'maximum from the source of what applies';
COMMENT ON COLUMN source_index.source_index IS 'points as a percentage of the maximum, rounded to the decimals of the scheme';
COMMENT ON COLUMN source_index.rank IS 'rank from the source within round and league, ties sharing the best place';

CREATE OR REPLACE VIEW trend WITH (security_invoker = true) AS
WITH RECURSIVE lineage AS (             -- each agency with all that it carries on
    SELECT g.code AS agency, g.code AS member FROM agency g
    UNION
    SELECT l.agency, u.predecessor FROM lineage l JOIN succession u ON u.successor = l.member
)
SELECT g.code::varchar(60) AS agency,
       r.year::integer AS year,
       r.code::varchar(60) AS round,
       s.agency::varchar(60) AS assessed_agency,
       g.name::varchar(1000) AS agency_name,
       a.name::varchar(1000) AS assessed_name,
       s.league::varchar(60) AS league,
       s.par_index::numeric(9,4) AS par_index,
       s.rank::integer AS rank,
       n.ranked::integer AS ranked,
       s.grade::varchar(60) AS grade
FROM agency g
JOIN lineage l ON l.agency = g.code
JOIN result s ON s.agency = l.member
JOIN shown_round r ON r.code = s.round AND r.revision = s.revision AND r.is_published
JOIN agency a ON a.code = s.agency
CROSS JOIN LATERAL (SELECT count(q.rank) AS ranked FROM result q
                    WHERE q.round = s.round AND q.revision = s.revision AND q.league = s.league) n;
COMMENT ON VIEW trend IS 'published results of an agency and of those that it carries on, year by year; several rows a year where it has several predecessors, never their mean';
COMMENT ON COLUMN trend.agency IS 'agency';
COMMENT ON COLUMN trend.year IS 'year that was assessed';
COMMENT ON COLUMN trend.round IS 'round';
COMMENT ON COLUMN trend.assessed_agency IS 'agency that was assessed then: itself or a predecessor';
COMMENT ON COLUMN trend.agency_name IS 'name of the agency';
COMMENT ON COLUMN trend.assessed_name IS 'name of the agency that was assessed';
COMMENT ON COLUMN trend.league IS 'league within which it was ranked';
COMMENT ON COLUMN trend.par_index IS 'published index';
COMMENT ON COLUMN trend.rank IS 'published rank';
COMMENT ON COLUMN trend.ranked IS 'number of agencies ranked in that league';
COMMENT ON COLUMN trend.grade IS 'published grade';

CREATE OR REPLACE VIEW progress WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       p.agency::varchar(60) AS agency,
       g.name::varchar(1000) AS agency_name,
       r.stage::varchar(60) AS stage,
       (p.submitted_at IS NOT NULL)::boolean AS is_submitted,
       p.submitted_at AS submitted_at,
       n.leaves::integer AS criteria,
       n.self_leaves::integer AS self_criteria,
       coalesce(a.self_assessed, 0)::integer AS self_assessed,
       coalesce(a.appraised, 0)::integer AS appraised,
       coalesce(a.reviewed, 0)::integer AS reviewed,
       (SELECT count(*) FROM evidence e WHERE e.round = p.round AND e.agency = p.agency)::integer AS evidence,
       (SELECT count(*) FROM explanation x WHERE x.round = p.round AND x.agency = p.agency AND x.answer IS NULL)::integer AS open_questions
FROM round r
JOIN participant p ON p.round = r.code
JOIN agency g ON g.code = p.agency
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT f.surveyed) AS leaves, count(*) FILTER (WHERE f.method = 'appraisal') AS self_leaves
    FROM leaf f WHERE f.scheme = r.scheme AND f.kind = 'scored') n
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.stage = 'self') AS self_assessed,
           count(*) FILTER (WHERE s.stage = 'appraisal') AS appraised,
           count(*) FILTER (WHERE s.stage = 'review') AS reviewed
    FROM assessment s
    JOIN criterion c ON c.scheme = r.scheme AND c.code = s.criterion AND c.kind = 'scored'
    WHERE s.round = p.round AND s.agency = p.agency AND (s.points IS NOT NULL OR s.not_applicable)) a ON true;
COMMENT ON VIEW progress IS 'how far each agency has come in a round: scored criteria by stage';
COMMENT ON COLUMN progress.round IS 'round';
COMMENT ON COLUMN progress.year IS 'year that is assessed';
COMMENT ON COLUMN progress.agency IS 'agency';
COMMENT ON COLUMN progress.agency_name IS 'name of the agency';
COMMENT ON COLUMN progress.stage IS 'stage of the round';
COMMENT ON COLUMN progress.is_submitted IS 'whether the self-assessment is submitted';
COMMENT ON COLUMN progress.submitted_at IS 'when it was submitted';
COMMENT ON COLUMN progress.criteria IS 'scored criteria that are appraised';
COMMENT ON COLUMN progress.self_criteria IS 'scored criteria that are self-assessed';
COMMENT ON COLUMN progress.self_assessed IS 'scored criteria with a self-assessment';
COMMENT ON COLUMN progress.appraised IS 'scored criteria with an appraisal';
COMMENT ON COLUMN progress.reviewed IS 'scored criteria with a review';
COMMENT ON COLUMN progress.evidence IS 'documents given as evidence';
COMMENT ON COLUMN progress.open_questions IS 'requests for explanation without an answer';

END
$template$;
COMMENT ON PROCEDURE par.registry_views() IS 'internal: views of a registry';


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

PERFORM par.require_registry_build();

CREATE OR REPLACE VIEW score WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       p.agency::varchar(60) AS agency,
       n.code::varchar(60) AS criterion,
       g.name::varchar(1000) AS agency_name,
       g.name_en::varchar(1000) AS agency_name_en,
       n.title::varchar(1000) AS title,
       n.title_en::varchar(1000) AS title_en,
       p.league::varchar(60) AS league,
       r.scheme::varchar(60) AS scheme,
       n.field::varchar(60) AS field,
       n.place::integer AS place,
       n.source::varchar(60) AS source,
       n.kind::varchar(60) AS kind,
       n.method::varchar(60) AS method,
       a.self_points::numeric(18,4) AS self_points,
       a.appraisal_points::numeric(18,4) AS appraisal_points,
       a.review_points::numeric(18,4) AS review_points,
       s.points::numeric(18,4) AS survey_points,
       o.points::numeric(18,4) AS points,
       n.max_points::numeric(18,4) AS max_points,
       (o.points / nullif(n.max_points, 0))::numeric(9,6) AS share,
       o.not_applicable::boolean AS not_applicable,
       r.revision::integer AS revision,
       (r.stage = 'published')::boolean AS is_published,
       false AS is_recorded
FROM round r
JOIN scheme h ON h.code = r.scheme
JOIN participant p ON p.round = r.code AND NOT r.recorded
JOIN agency g ON g.code = p.agency
-- Leaves of the agency, and what there is of each by its whole key, in this order: tables
-- just filled are believed to be empty, and a planner that is free to choose would read
-- them again and again.
CROSS JOIN LATERAL (SELECT l.* FROM node l WHERE l.scheme = r.scheme AND l.is_leaf AND p.agency IS NOT NULL OFFSET 0) n
CROSS JOIN LATERAL (
    SELECT max(w.points) FILTER (WHERE w.stage = 'self') AS self_points,
           max(w.points) FILTER (WHERE w.stage = 'appraisal') AS appraisal_points,
           max(w.points) FILTER (WHERE w.stage = 'review') AS review_points,
           bool_or(w.stage = 'review') AS is_reviewed,
           bool_or(w.not_applicable) FILTER (WHERE w.stage = 'appraisal') AS appraisal_out,
           bool_or(w.not_applicable) FILTER (WHERE w.stage = 'review') AS review_out
    FROM assessment w
    WHERE w.round = p.round AND w.agency = p.agency AND w.criterion = n.code) a
LEFT JOIN LATERAL (
    SELECT w.points FROM survey_score w
    WHERE n.surveyed AND r.survey_held AND w.round = p.round AND w.agency = p.agency AND w.criterion = n.code OFFSET 0) s ON true
CROSS JOIN LATERAL (
    SELECT n.method = 'survey' AND NOT r.survey_held
           OR EXISTS (SELECT FROM exempt_leaf w WHERE w.round = p.round AND w.agency IN ('', p.agency) AND w.criterion = n.code OFFSET 0)
           OR NOT n.surveyed AND coalesce(CASE WHEN a.is_reviewed THEN a.review_out ELSE a.appraisal_out END, false)) q (not_applicable)
-- who does not see all that counts is not told what it makes
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.stage = 'published' OR (SELECT _sees_whole_rounds()) THEN q.not_applicable END AS not_applicable,
           CASE WHEN NOT q.not_applicable AND (r.stage = 'published' OR (SELECT _sees_whole_rounds())) THEN
               _counted(coalesce(CASE WHEN n.surveyed THEN s.points WHEN a.is_reviewed THEN a.review_points ELSE a.appraisal_points END,
                                CASE WHEN n.kind <> 'monitor' AND EXISTS (SELECT FROM zero_missing w WHERE w.round = p.round AND w.agency = p.agency OFFSET 0)
                                     THEN 0 END), n.max_points, h.point_decimals) END AS points) o
UNION ALL
SELECT r.code::varchar(60), r.year::integer, t.agency::varchar(60), n.code::varchar(60), t.agency_name::varchar(1000), t.agency_name_en::varchar(1000),
       n.title::varchar(1000), n.title_en::varchar(1000), t.league::varchar(60), r.scheme::varchar(60), n.field::varchar(60), n.place::integer, n.source::varchar(60), n.kind::varchar(60), n.method::varchar(60), NULL::numeric(18,4), NULL::numeric(18,4),
       NULL::numeric(18,4), NULL::numeric(18,4), i.points::numeric(18,4), n.max_points::numeric(18,4),
       (i.points / nullif(n.max_points, 0))::numeric(9,6), coalesce(i.not_applicable, false)::boolean, r.revision::integer, true, true
FROM round r
JOIN result t ON t.round = r.code AND t.revision = r.revision
CROSS JOIN LATERAL (SELECT l.* FROM node l WHERE l.scheme = r.scheme AND l.is_leaf AND t.agency IS NOT NULL OFFSET 0) n
LEFT JOIN LATERAL (SELECT w.points, w.not_applicable FROM result_item w
                   WHERE w.round = t.round AND w.revision = t.revision AND w.agency = t.agency AND w.criterion = n.code OFFSET 0) i ON true
-- of others it would say that nothing is known
WHERE r.recorded AND ((SELECT _sees_whole_rounds()) OR t.agency = ANY ((SELECT _lineage(my_agencies()))::text[]));
COMMENT ON VIEW score IS 'points of each agency at each leaf, in each stage, and the official ones: survey, else review, else appraisal';
COMMENT ON COLUMN score.round IS 'round';
COMMENT ON COLUMN score.year IS 'year that is assessed';
COMMENT ON COLUMN score.agency IS 'agency';
COMMENT ON COLUMN score.criterion IS 'criterion, a leaf of the scheme';
COMMENT ON COLUMN score.agency_name IS 'name of the agency';
COMMENT ON COLUMN score.agency_name_en IS 'its name in English';
COMMENT ON COLUMN score.title IS 'title of the criterion';
COMMENT ON COLUMN score.title_en IS 'its title in English';
COMMENT ON COLUMN score.league IS 'league of the agency';
COMMENT ON COLUMN score.scheme IS 'scheme';
COMMENT ON COLUMN score.field IS 'field that the criterion belongs to';
COMMENT ON COLUMN score.place IS 'number of the criterion in the order of the scheme';
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
COMMENT ON COLUMN score.revision IS 'revision of the round that is at work';
COMMENT ON COLUMN score.is_published IS 'whether that is published; while a correction is at work it is not';
COMMENT ON COLUMN score.is_recorded IS 'whether the round was published before and recorded: points of other stages, and those that are NULL and apply, are not known';

CREATE OR REPLACE VIEW gap WITH (security_invoker = true) AS
SELECT s.round, s.year, s.agency, s.criterion, s.agency_name, s.title, s.self_points, s.points, s.max_points,
       (s.self_points - s.points)::numeric(18,4) AS gap, s.revision, s.is_published
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
COMMENT ON COLUMN gap.revision IS 'revision of the round that is at work';
COMMENT ON COLUMN gap.is_published IS 'whether that is published; while a correction is at work it is not';

-- The table that every office keeps in a spreadsheet.  What an agency has at its leaves is
-- gathered once, then summed for each criterion, of leaves of its kind alone: a bonus is no
-- part of the points of its field.  Who is shown what is said by score.
CREATE OR REPLACE VIEW score_sheet WITH (security_invoker = true) AS
SELECT s.round, s.year, s.league, s.agency, s.agency_name, s.agency_name_en, s.scheme,
       n.place::integer AS place,
       n.level::integer AS level,
       n.field::varchar(60) AS field,
       n.code::varchar(60) AS criterion,
       n.title::varchar(1000) AS title,
       n.title_en::varchar(1000) AS title_en,
       n.kind::varchar(60) AS kind,
       n.is_leaf::boolean AS is_leaf,
       n.max_points::numeric(18,4) AS max_points,
       t.self_points::numeric(18,4) AS self_points,
       t.appraisal_points::numeric(18,4) AS appraisal_points,
       t.review_points::numeric(18,4) AS review_points,
       t.survey_points::numeric(18,4) AS survey_points,
       t.points::numeric(18,4) AS points,
       t.counted_max_points::numeric(18,4) AS counted_max_points,
       (t.points / nullif(t.counted_max_points, 0))::numeric(9,6) AS share,
       t.not_applicable::boolean AS not_applicable,
       t.appraisal_note::varchar(10000) AS appraisal_note, t.review_note::varchar(10000) AS review_note, t.exempt_reason::varchar(10000) AS exempt_reason,
       t.evidence::integer AS evidence,
       s.revision, s.is_published, s.is_recorded
FROM (
    SELECT r.code::varchar(60) AS round, r.year::integer AS year, p.league::varchar(60) AS league, p.agency::varchar(60) AS agency,
           g.name::varchar(1000) AS agency_name, g.name_en::varchar(1000) AS agency_name_en, r.scheme::varchar(60) AS scheme,
           r.revision::integer AS revision, (r.stage = 'published')::boolean AS is_published, false AS is_recorded
    FROM round r
    JOIN participant p ON p.round = r.code AND NOT r.recorded
    JOIN agency g ON g.code = p.agency
    UNION ALL
    SELECT r.code::varchar(60), r.year::integer, t.league::varchar(60), t.agency::varchar(60), t.agency_name::varchar(1000), t.agency_name_en::varchar(1000),
           r.scheme::varchar(60), r.revision::integer, true, true
    FROM round r
    JOIN result t ON t.round = r.code AND t.revision = r.revision
    WHERE r.recorded) s
-- what counts, once for each agency
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_object_agg(c.criterion, jsonb_build_object('points', c.points, 'max_points', c.max_points, 'exempt_reason', c.exempt_reason)), '{}') AS counted
    FROM (SELECT w.criterion, w.points, w.max_points, w.exempt_reason
          FROM result_item w
          WHERE s.is_published AND w.round = s.round::text AND w.revision = s.revision AND w.agency = s.agency::text
          UNION ALL
          SELECT i.criterion, i.points, i.max_points, i.exempt_reason
          FROM (SELECT 1 WHERE NOT s.is_published AND (SELECT _sees_whole_rounds()) OFFSET 0) o
          CROSS JOIN LATERAL _current_items(s.round::text, s.agency::text) i) c
    OFFSET 0) j
-- from each leaf upwards, one after another by their keys: a planner that believes tables just
-- filled to be empty would read all of it once more for each
CROSS JOIN LATERAL (
    SELECT k.code, sum(l.self_points) AS self_points, sum(l.appraisal_points) AS appraisal_points,
           CASE WHEN bool_or(l.is_reviewed) THEN sum(CASE WHEN l.is_reviewed THEN l.review_points WHEN NOT k.is_leaf THEN l.appraisal_points END) END AS review_points,
           sum(l.survey_points) AS survey_points, sum(l.points) AS points, sum(l.counted_max_points) AS counted_max_points,
           bool_and(l.not_applicable) AS not_applicable, max(l.appraisal_note) FILTER (WHERE k.is_leaf) AS appraisal_note,
           max(l.review_note) FILTER (WHERE k.is_leaf) AS review_note, max(l.exempt_reason) FILTER (WHERE k.is_leaf) AS exempt_reason, sum(l.evidence) AS evidence
    FROM (SELECT v.place, v.kind, v.self_points, v.appraisal_points, v.review_points, v.survey_points, v.not_applicable,
                 -- what is still to be scored counts 0 in sums of the index
                 CASE WHEN s.is_published OR v.not_applicable OR v.points IS NOT NULL THEN i.points END AS points,
                 CASE WHEN NOT v.not_applicable OR i.points IS NOT NULL THEN coalesce(i.max_points, v.max_points) END AS counted_max_points,
                 i.exempt_reason, a.appraisal_note, a.review_note, coalesce(a.is_reviewed, false) AS is_reviewed, e.evidence
          FROM score v
          CROSS JOIN LATERAL jsonb_to_record(coalesce(j.counted -> v.criterion::text, '{}')) i (points numeric, max_points numeric, exempt_reason text)
          CROSS JOIN LATERAL (
              SELECT bool_or(w.stage = 'review') AS is_reviewed, max(w.note) FILTER (WHERE w.stage = 'appraisal') AS appraisal_note,
                     max(w.note) FILTER (WHERE w.stage = 'review') AS review_note
              FROM assessment w WHERE w.round = v.round::text AND w.agency = v.agency::text AND w.criterion = v.criterion::text AND w.stage IN ('appraisal', 'review')) a
          CROSS JOIN LATERAL (
              SELECT count(*) AS evidence FROM evidence w WHERE w.round = v.round::text AND w.agency = v.agency::text AND w.criterion = v.criterion::text) e
          WHERE v.round = s.round AND v.agency = s.agency
          OFFSET 0) l
    CROSS JOIN LATERAL (
        SELECT m.code, m.is_leaf FROM node m
        WHERE m.scheme = s.scheme::text AND m.place <= l.place AND m.last >= l.place AND m.kind = l.kind::text
        OFFSET 0) k
    GROUP BY k.code
    OFFSET 0) t
CROSS JOIN LATERAL (SELECT m.* FROM node m WHERE m.scheme = s.scheme::text AND m.code = t.code OFFSET 0) n;
COMMENT ON VIEW score_sheet IS 'the score sheet of each agency: a row for each criterion in the order of the scheme, leaves with the points of each stage, and what counts in the end, criteria above them with the sums of leaves of their kind; as things stand, or as published. What counts is told to who enters for the agency once the round is published';
COMMENT ON COLUMN score_sheet.round IS 'round';
COMMENT ON COLUMN score_sheet.year IS 'year that is assessed';
COMMENT ON COLUMN score_sheet.league IS 'league of the agency';
COMMENT ON COLUMN score_sheet.agency IS 'agency';
COMMENT ON COLUMN score_sheet.agency_name IS 'name of the agency';
COMMENT ON COLUMN score_sheet.agency_name_en IS 'its name in English';
COMMENT ON COLUMN score_sheet.scheme IS 'scheme';
COMMENT ON COLUMN score_sheet.place IS 'number of the criterion in the order of the scheme, by which the sheet is ordered';
COMMENT ON COLUMN score_sheet.level IS '1 for a field, 2 for what is beneath it, and so on';
COMMENT ON COLUMN score_sheet.field IS 'field that the criterion belongs to';
COMMENT ON COLUMN score_sheet.criterion IS 'criterion';
COMMENT ON COLUMN score_sheet.title IS 'title of the criterion';
COMMENT ON COLUMN score_sheet.title_en IS 'its title in English';
COMMENT ON COLUMN score_sheet.kind IS 'scored, bonus, penalty or monitor';
COMMENT ON COLUMN score_sheet.is_leaf IS 'whether points are given here; else they are sums';
COMMENT ON COLUMN score_sheet.max_points IS 'maximum of the criterion in the scheme';
COMMENT ON COLUMN score_sheet.self_points IS 'points self-assessed';
COMMENT ON COLUMN score_sheet.appraisal_points IS 'points appraised';
COMMENT ON COLUMN score_sheet.review_points IS 'points after explanation and review, where it was reviewed; of a criterion above, where anything beneath it was, with those appraised of the rest';
COMMENT ON COLUMN score_sheet.survey_points IS 'points from survey answers';
COMMENT ON COLUMN score_sheet.points IS 'points that count: rounded as the scheme says, after the policies for what is not applicable; of bonus and penalty before their caps. NULL: none yet, or not applicable';
COMMENT ON COLUMN score_sheet.counted_max_points IS 'maximum that counts, after the policies for what is not applicable';
COMMENT ON COLUMN score_sheet.share IS 'points as a share of the maximum that counts';
COMMENT ON COLUMN score_sheet.not_applicable IS 'whether it, or all beneath it, is left to the policy for what is not applicable';
COMMENT ON COLUMN score_sheet.appraisal_note IS 'remark of the appraisal';
COMMENT ON COLUMN score_sheet.review_note IS 'remark of the review';
COMMENT ON COLUMN score_sheet.exempt_reason IS 'why it is exempt, by a decision';
COMMENT ON COLUMN score_sheet.evidence IS 'number of documents handed in as evidence, of a criterion above: for all beneath it';
COMMENT ON COLUMN score_sheet.revision IS 'revision of the round that is at work';
COMMENT ON COLUMN score_sheet.is_published IS 'whether that is published; while a correction is at work it is not';
COMMENT ON COLUMN score_sheet.is_recorded IS 'whether the round was published before and recorded';

-- Rounds with what their results are read from: the last revision published, or
-- the standings as they are now.
CREATE OR REPLACE VIEW shown_round WITH (security_invoker = true) AS
SELECT r.code, r.scheme, r.year, p.revision IS NOT NULL AS is_published, coalesce(p.revision, r.revision) AS revision, r.recorded AS is_recorded
FROM round r
LEFT JOIN LATERAL (SELECT q.revision FROM publication q WHERE q.round = r.code ORDER BY q.revision DESC LIMIT 1) p ON true
WHERE p.revision IS NOT NULL OR r.stage IN ('appraisal', 'explanation', 'review', 'scored') AND (SELECT _sees_whole_rounds());
COMMENT ON VIEW shown_round IS 'rounds that have results, and the revision to be shown: the last one published, or the one at work';
COMMENT ON COLUMN shown_round.code IS 'round';
COMMENT ON COLUMN shown_round.scheme IS 'scheme';
COMMENT ON COLUMN shown_round.year IS 'year that is assessed';
COMMENT ON COLUMN shown_round.is_published IS 'whether a revision is published; else results are provisional';
COMMENT ON COLUMN shown_round.revision IS 'revision that is shown';
COMMENT ON COLUMN shown_round.is_recorded IS 'whether it was published before, and recorded by record_published';

CREATE OR REPLACE VIEW ranking WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       t.league::varchar(60) AS league,
       t.agency::varchar(60) AS agency,
       t.agency_name::varchar(1000) AS agency_name,
       t.agency_name_en::varchar(1000) AS agency_name_en,
       t.points::numeric(18,4) AS points,
       t.max_points::numeric(18,4) AS max_points,
       t.bonus::numeric(18,4) AS bonus,
       t.penalty::numeric(18,4) AS penalty,
       t.par_index::numeric(18,4) AS par_index,
       t.rank::integer AS rank,
       t.rank_change::integer AS rank_change,
       t.index_change::numeric(18,4) AS index_change,
       t.grade::varchar(60) AS grade,
       r.revision::integer AS revision,
       true AS is_published,
       r.is_recorded::boolean AS is_recorded
FROM shown_round r
JOIN result t ON t.round = r.code AND t.revision = r.revision
WHERE r.is_published
UNION ALL
SELECT r.code::varchar(60), r.year::integer, t.league::varchar(60), t.agency::varchar(60), t.agency_name::varchar(1000), t.agency_name_en::varchar(1000),
       t.points::numeric(18,4), t.max_points::numeric(18,4), t.bonus::numeric(18,4), t.penalty::numeric(18,4), t.par_index::numeric(18,4),
       t.rank::integer, t.rank_change::integer, t.index_change::numeric(18,4), t.grade::varchar(60), r.revision::integer, false, false
FROM shown_round r
CROSS JOIN LATERAL (SELECT q.* FROM _current_results(r.code) q WHERE NOT r.is_published OFFSET 0) t
WHERE NOT r.is_published;
COMMENT ON VIEW ranking IS 'index, rank and grade of each agency: the last published revision of a round, or provisional ones from stage appraisal on';
COMMENT ON COLUMN ranking.round IS 'round';
COMMENT ON COLUMN ranking.year IS 'year that is assessed';
COMMENT ON COLUMN ranking.league IS 'league within which it is ranked';
COMMENT ON COLUMN ranking.agency IS 'agency';
COMMENT ON COLUMN ranking.agency_name IS 'name of the agency';
COMMENT ON COLUMN ranking.agency_name_en IS 'its name in English';
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
COMMENT ON COLUMN ranking.is_recorded IS 'whether it was published before, and recorded as it was printed: NULL is what is not known';

CREATE OR REPLACE VIEW ranking_by_basis WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       b.basis::varchar(60) AS basis,
       s.league::varchar(60) AS league,
       s.agency::varchar(60) AS agency,
       (SELECT g.name FROM agency g WHERE g.code = s.agency)::varchar(1000) AS agency_name,
       s.points::numeric(18,4) AS points,
       s.max_points::numeric(18,4) AS max_points,
       s.par_index::numeric(18,4) AS par_index,
       s.rank::integer AS rank,
       r.revision::integer AS revision,
       (r.stage = 'published')::boolean AS is_published
FROM round r
CROSS JOIN (VALUES ('self'), ('appraisal'), ('official')) b (basis)
CROSS JOIN LATERAL standings(r.code, b.basis) s
WHERE r.stage <> 'setup' AND (SELECT _sees_whole_rounds());
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
COMMENT ON COLUMN ranking_by_basis.revision IS 'revision of the round that is at work';
COMMENT ON COLUMN ranking_by_basis.is_published IS 'whether that is published; while a correction is at work it is not';

CREATE OR REPLACE VIEW field_index WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       s.league::varchar(60) AS league,
       s.agency::varchar(60) AS agency,
       t.part::varchar(60) AS field,
       s.agency_name::varchar(1000) AS agency_name,
       s.agency_name_en::varchar(1000) AS agency_name_en,
       t.title::varchar(1000) AS title,
       t.title_en::varchar(1000) AS title_en,
       r.scheme::varchar(60) AS scheme,
       t.place::integer AS place,
       t.points::numeric(18,4) AS points,
       t.max_points::numeric(18,4) AS max_points,
       t.part_index::numeric(18,4) AS field_index,
       t.rank::integer AS rank,
       r.revision::integer AS revision,
       true AS is_published,
       r.is_recorded::boolean AS is_recorded
FROM shown_round r
JOIN result s ON s.round = r.code AND s.revision = r.revision
CROSS JOIN LATERAL (SELECT q.* FROM result_part q
                    WHERE q.round = s.round AND q.revision = s.revision AND q.agency = s.agency AND q.dimension = 'field' OFFSET 0) t
WHERE r.is_published
UNION ALL
SELECT r.code::varchar(60), r.year::integer, t.league::varchar(60), t.agency::varchar(60), t.part::varchar(60),
       g.name::varchar(1000), g.name_en::varchar(1000), t.title::varchar(1000), n.title_en::varchar(1000), r.scheme::varchar(60), t.place::integer,
       t.points::numeric(18,4), t.max_points::numeric(18,4), t.part_index::numeric(18,4), t.rank::integer, r.revision::integer, false, false
FROM shown_round r
CROSS JOIN LATERAL (SELECT q.* FROM _part_standings(r.code, 'field') q WHERE NOT r.is_published OFFSET 0) t
CROSS JOIN LATERAL (SELECT g.name, g.name_en FROM agency g WHERE g.code = t.agency OFFSET 0) g
LEFT JOIN LATERAL (SELECT n.title_en FROM node n WHERE n.scheme = r.scheme AND n.code = t.part OFFSET 0) n ON true
WHERE NOT r.is_published;
COMMENT ON VIEW field_index IS 'points, index and rank of each agency in each field, from unrounded points';
COMMENT ON COLUMN field_index.round IS 'round';
COMMENT ON COLUMN field_index.year IS 'year that is assessed';
COMMENT ON COLUMN field_index.league IS 'league within which it is ranked';
COMMENT ON COLUMN field_index.agency IS 'agency';
COMMENT ON COLUMN field_index.field IS 'field';
COMMENT ON COLUMN field_index.agency_name IS 'name of the agency';
COMMENT ON COLUMN field_index.agency_name_en IS 'its name in English';
COMMENT ON COLUMN field_index.title IS 'title of the field';
COMMENT ON COLUMN field_index.title_en IS 'its title in English';
COMMENT ON COLUMN field_index.scheme IS 'scheme';
COMMENT ON COLUMN field_index.place IS 'number of the field in the order of the scheme';
COMMENT ON COLUMN field_index.points IS 'points in the field';
COMMENT ON COLUMN field_index.max_points IS 'maximum in the field of what applies';
COMMENT ON COLUMN field_index.field_index IS 'points as a percentage of the maximum, rounded to the decimals of the scheme';
COMMENT ON COLUMN field_index.rank IS 'rank in the field within round and league, ties sharing the best place';
COMMENT ON COLUMN field_index.revision IS 'revision of the round that is shown';
COMMENT ON COLUMN field_index.is_published IS 'whether it is published; else provisional';
COMMENT ON COLUMN field_index.is_recorded IS 'whether it was published before, and recorded as it was printed: NULL is what is not known';

CREATE OR REPLACE VIEW source_index WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       s.league::varchar(60) AS league,
       s.agency::varchar(60) AS agency,
       t.part::varchar(60) AS source,
       s.agency_name::varchar(1000) AS agency_name,
       s.agency_name_en::varchar(1000) AS agency_name_en,
       t.points::numeric(18,4) AS points,
       t.max_points::numeric(18,4) AS max_points,
       t.part_index::numeric(18,4) AS source_index,
       t.rank::integer AS rank,
       r.revision::integer AS revision,
       true AS is_published,
       r.is_recorded::boolean AS is_recorded
FROM shown_round r
JOIN result s ON s.round = r.code AND s.revision = r.revision
CROSS JOIN LATERAL (SELECT q.* FROM result_part q
                    WHERE q.round = s.round AND q.revision = s.revision AND q.agency = s.agency AND q.dimension = 'source' OFFSET 0) t
WHERE r.is_published
UNION ALL
SELECT r.code::varchar(60), r.year::integer, t.league::varchar(60), t.agency::varchar(60), t.part::varchar(60),
       g.name::varchar(1000), g.name_en::varchar(1000), t.points::numeric(18,4), t.max_points::numeric(18,4), t.part_index::numeric(18,4), t.rank::integer, r.revision::integer, false, false
FROM shown_round r
CROSS JOIN LATERAL (SELECT q.* FROM _part_standings(r.code, 'source') q WHERE NOT r.is_published OFFSET 0) t
CROSS JOIN LATERAL (SELECT g.name, g.name_en FROM agency g WHERE g.code = t.agency OFFSET 0) g
WHERE NOT r.is_published;
COMMENT ON VIEW source_index IS 'points, index and rank of each agency by source, the second dimension of the official tables, from unrounded points';
COMMENT ON COLUMN source_index.round IS 'round';
COMMENT ON COLUMN source_index.year IS 'year that is assessed';
COMMENT ON COLUMN source_index.league IS 'league within which it is ranked';
COMMENT ON COLUMN source_index.agency IS 'agency';
COMMENT ON COLUMN source_index.source IS 'source';
COMMENT ON COLUMN source_index.agency_name IS 'name of the agency';
COMMENT ON COLUMN source_index.agency_name_en IS 'its name in English';
COMMENT ON COLUMN source_index.points IS 'points from the source';
COMMENT ON COLUMN source_index.max_points IS 'maximum from the source of what applies';
COMMENT ON COLUMN source_index.source_index IS 'points as a percentage of the maximum, rounded to the decimals of the scheme';
COMMENT ON COLUMN source_index.rank IS 'rank from the source within round and league, ties sharing the best place';
COMMENT ON COLUMN source_index.revision IS 'revision of the round that is shown';
COMMENT ON COLUMN source_index.is_published IS 'whether it is published; else provisional';
COMMENT ON COLUMN source_index.is_recorded IS 'whether it was published before, and recorded as it was printed: NULL is what is not known';

CREATE OR REPLACE VIEW trend WITH (security_invoker = true) AS
WITH published AS MATERIALIZED (
    SELECT r.code, r.year, r.revision, r.is_recorded FROM shown_round r WHERE r.is_published
)
SELECT l.agency::varchar(60) AS agency,
       r.year::integer AS year,
       r.code::varchar(60) AS round,
       s.agency::varchar(60) AS assessed_agency,
       (CASE WHEN s.agency = l.agency THEN s.agency_name ELSE l.name END)::varchar(1000) AS agency_name,
       s.agency_name::varchar(1000) AS assessed_name,
       s.league::varchar(60) AS league,
       s.par_index::numeric(18,4) AS par_index,
       s.rank::integer AS rank,
       s.number_ranked::integer AS ranked,
       s.grade::varchar(60) AS grade,
       r.revision::integer AS revision,
       true AS is_published,
       r.is_recorded::boolean AS is_recorded
FROM (SELECT g.code AS agency, g.code AS member, g.name FROM agency g
      UNION ALL
      -- what it carries on; most were never reorganized
      SELECT g.code, c.member, g.name
      FROM agency g
      CROSS JOIN LATERAL (
          WITH RECURSIVE carried AS (
              SELECT u.predecessor AS member FROM succession u WHERE u.successor = g.code
              UNION
              SELECT u.predecessor FROM carried c JOIN succession u ON u.successor = c.member
          )
          SELECT c.member FROM carried c) c
      WHERE EXISTS (SELECT FROM succession u WHERE u.successor = g.code OFFSET 0)) l
CROSS JOIN published r
CROSS JOIN LATERAL (SELECT q.agency, q.agency_name, q.league, q.par_index, q.rank, q.number_ranked, q.grade
                    FROM result q WHERE q.round = r.code AND q.revision = r.revision AND q.agency = l.member OFFSET 0) s;
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
COMMENT ON COLUMN trend.revision IS 'revision that is shown: the last one published';
COMMENT ON COLUMN trend.is_published IS 'true: provisional results are not shown here';
COMMENT ON COLUMN trend.is_recorded IS 'whether it was published before, and recorded as it was printed: NULL is what is not known';

-- Inputs beyond what bounds them, where the scheme takes note of it and no more.
CREATE OR REPLACE VIEW doubtful_input WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       p.agency::varchar(60) AS agency,
       v.criterion::varchar(60) AS criterion,
       a.stage::varchar(60) AS stage,
       v.name::varchar(60) AS variable,
       g.name::varchar(1000) AS agency_name,
       x.value::varchar(1000) AS value,
       v.max_variable::varchar(60) AS max_variable,
       x.bound::varchar(1000) AS bound,
       a.note::varchar(4000) AS note
FROM round r
JOIN variable v ON v.scheme = r.scheme AND v.excess = 'noted' AND v.max_variable IS NOT NULL
JOIN participant p ON p.round = r.code
JOIN agency g ON g.code = p.agency
CROSS JOIN LATERAL (SELECT s.stage, s.inputs, s.note FROM assessment s
                    WHERE s.round = p.round AND s.agency = p.agency AND s.criterion = v.criterion OFFSET 0) a
CROSS JOIN LATERAL (SELECT a.inputs ->> v.name, a.inputs ->> v.max_variable) x (value, bound)
WHERE CASE v.kind WHEN 'date' THEN x.value COLLATE "C" > x.bound ELSE x.value::numeric > x.bound::numeric END;
COMMENT ON VIEW doubtful_input IS 'inputs that exceed the variable which bounds them, where the scheme notes it (variable.excess)';
COMMENT ON COLUMN doubtful_input.round IS 'round';
COMMENT ON COLUMN doubtful_input.year IS 'year that is assessed';
COMMENT ON COLUMN doubtful_input.agency IS 'agency';
COMMENT ON COLUMN doubtful_input.criterion IS 'criterion';
COMMENT ON COLUMN doubtful_input.stage IS 'self, appraisal or review';
COMMENT ON COLUMN doubtful_input.variable IS 'variable';
COMMENT ON COLUMN doubtful_input.agency_name IS 'name of the agency';
COMMENT ON COLUMN doubtful_input.value IS 'its value';
COMMENT ON COLUMN doubtful_input.max_variable IS 'variable that it should not exceed';
COMMENT ON COLUMN doubtful_input.bound IS 'the value of that';
COMMENT ON COLUMN doubtful_input.note IS 'remark of the assessment';

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
       (coalesce(a.self_assessed, 0) - coalesce(b.self_assessed, 0))::integer AS self_assessed,
       CASE WHEN w.whole OR r.stage IN ('explanation', 'review', 'scored', 'published') THEN coalesce(a.appraised, 0) - coalesce(b.appraised, 0) END::integer AS appraised,
       CASE WHEN w.whole OR r.stage = 'published' THEN coalesce(a.reviewed, 0) - coalesce(b.reviewed, 0) END::integer AS reviewed,
       (SELECT count(*) FROM evidence e WHERE e.round = p.round AND e.agency = p.agency)::integer AS evidence,
       (SELECT count(*) FROM explanation x WHERE x.round = p.round AND x.agency = p.agency AND x.answer IS NULL)::integer AS open_questions,
       CASE WHEN w.whole THEN (SELECT count(*) FROM assessment o
        WHERE o.round COLLATE "C" = p.round AND o.agency = p.agency AND o.by_hand AND o.stage <> 'self' AND o.inputs IS DISTINCT FROM o.decided_on) END::integer
           AS overtaken_decisions,
       _said(jsonb_build_array('stage.' || r.stage), l.language)::varchar(100) AS stage_title
FROM round r
JOIN participant p ON p.round = r.code AND NOT r.recorded
JOIN agency g ON g.code = p.agency
-- who does not see all is not told how much there is
CROSS JOIN (SELECT _sees_whole_rounds() AS whole OFFSET 0) w
CROSS JOIN (SELECT _language() AS language OFFSET 0) l
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT f.surveyed) AS leaves, count(*) FILTER (WHERE f.method = 'appraisal') AS self_leaves
    FROM node f WHERE f.scheme = r.scheme AND f.is_leaf AND f.kind = 'scored') n
-- all of them, less those of what is not scored, which are few
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.stage = 'self') AS self_assessed,
           count(*) FILTER (WHERE s.stage = 'appraisal') AS appraised,
           count(*) FILTER (WHERE s.stage = 'review') AS reviewed
    FROM assessment s
    WHERE s.round = p.round AND s.agency = p.agency AND (s.points IS NOT NULL OR s.not_applicable)) a ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.stage = 'self') AS self_assessed,
           count(*) FILTER (WHERE s.stage = 'appraisal') AS appraised,
           count(*) FILTER (WHERE s.stage = 'review') AS reviewed
    FROM node c
    CROSS JOIN LATERAL (SELECT s.stage FROM assessment s
                        WHERE s.round = p.round AND s.agency = p.agency AND s.criterion = c.code AND (s.points IS NOT NULL OR s.not_applicable)
                        OFFSET 0) s
    WHERE c.scheme = r.scheme AND c.is_leaf AND c.kind <> 'scored') b ON true;
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
COMMENT ON COLUMN progress.open_questions IS 'questions without an answer';
COMMENT ON COLUMN progress.overtaken_decisions IS 'appraisals and reviews with points by hand whose inputs changed since';
COMMENT ON COLUMN progress.stage_title IS 'stage of the round in words, in the language of the session, else of the registry';

-- Who appraises what: where several delegations lie above one another, who is of each.
CREATE OR REPLACE FUNCTION _appraisers(of_round text) RETURNS TABLE (criterion text, appraisers name[])
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_mergejoin = off SET jit = off
    AS $$
BEGIN
    RETURN QUERY
    WITH charge AS MATERIALIZED (
        SELECT n.code, d.criterion AS at, o.oid AS role, o.rolname
        FROM delegation d
        JOIN round r ON r.code = d.round
        JOIN node a ON a.scheme = r.scheme AND a.code = d.criterion
        JOIN node n ON n.scheme = r.scheme AND n.place BETWEEN a.place AND a.last AND n.is_leaf
        LEFT JOIN pg_roles o ON o.rolname = d.appraiser
        WHERE d.round = of_round
    )
    SELECT c.code, array_agg(DISTINCT c.rolname ORDER BY c.rolname)
    FROM charge c
    WHERE NOT EXISTS (SELECT FROM charge k WHERE k.code = c.code
                      GROUP BY k.at HAVING bool_or(pg_has_role(c.role, k.role, 'USAGE')) IS NOT TRUE)
    GROUP BY c.code;
END
$$;
COMMENT ON FUNCTION _appraisers(text) IS 'internal: roles that may appraise the leaves of a round that are delegated, of those named in delegation';

-- Agencies one by one: who asks for one waits for one.
CREATE OR REPLACE VIEW todo WITH (security_invoker = true) AS
SELECT r.code::varchar(60) AS round,
       r.year::integer AS year,
       'agency'::varchar(60) AS duty,
       p.agency::varchar(63) AS who,
       p.agency::varchar(60) AS agency,
       t.criterion::varchar(60) AS criterion,
       g.name::varchar(1000) AS agency_name,
       (SELECT c.title FROM node c WHERE c.scheme = r.scheme AND c.code = t.criterion)::varchar(1000) AS title,
       _said(t.problem, w.language)::varchar(10000) AS what,
       _said(t.to_do, w.language)::varchar(10000) AS to_do,
       t.due_at AS due_at,
       floor(extract(epoch FROM t.due_at - now()) / 86400)::integer AS days_left,
       t.is_barrier::boolean AS is_barrier
FROM round r
JOIN participant p ON p.round = r.code
JOIN agency g ON g.code = p.agency
CROSS JOIN LATERAL (SELECT a.* FROM _agency_tasks(r.code, ARRAY[p.agency]) a
                    UNION ALL
                    SELECT o.* FROM _owed_tasks(r.code, p.agency) o OFFSET 0) t
CROSS JOIN (SELECT _language() AS language OFFSET 0) w
WHERE r.stage IN ('self_assessment', 'appraisal', 'explanation', 'review')
UNION ALL
SELECT r.code::varchar(60), r.year::integer, t.duty::varchar(60), d.appraiser::varchar(63), t.agency::varchar(60), t.criterion::varchar(60),
       (SELECT g.name FROM agency g WHERE g.code = t.agency)::varchar(1000),
       (SELECT c.title FROM node c WHERE c.scheme = r.scheme AND c.code = t.criterion)::varchar(1000),
       _said(t.problem, w.language)::varchar(10000), _said(t.to_do, w.language)::varchar(10000), t.due_at,
       floor(extract(epoch FROM t.due_at - now()) / 86400)::integer, t.is_barrier::boolean
FROM round r
CROSS JOIN LATERAL (SELECT o.*, a.appraisers
                    FROM _office_tasks(r.code) o
                    LEFT JOIN _appraisers(r.code) a ON o.duty = 'appraiser' AND a.criterion = o.criterion
                    OFFSET 0) t
LEFT JOIN LATERAL unnest(t.appraisers) d (appraiser) ON true
CROSS JOIN (SELECT _language() AS language OFFSET 0) w
WHERE r.stage <> 'published' AND (SELECT _sees_whole_rounds());
COMMENT ON VIEW todo IS 'what is to be done in open rounds, by whom and until when: the list of each agency and of each appraiser';
COMMENT ON COLUMN todo.round IS 'round';
COMMENT ON COLUMN todo.year IS 'year that is assessed';
COMMENT ON COLUMN todo.duty IS 'whose duty it is: agency, appraiser, or registry: who runs the round';
COMMENT ON COLUMN todo.who IS 'the agency, or the role of an appraiser to whom the criterion is delegated, a row for each; NULL: it is delegated to nobody, or for who runs the round';
COMMENT ON COLUMN todo.agency IS 'agency that it is about; NULL: the round';
COMMENT ON COLUMN todo.criterion IS 'criterion that it is about; NULL: all of it';
COMMENT ON COLUMN todo.agency_name IS 'name of the agency';
COMMENT ON COLUMN todo.title IS 'title of the criterion';
COMMENT ON COLUMN todo.what IS 'what is missing, in the language of the session, else of the registry';
COMMENT ON COLUMN todo.to_do IS 'what is to be done, in that language';
COMMENT ON COLUMN todo.due_at IS 'until when: the window of the stage closes, or an answer is due; NULL: not said';
COMMENT ON COLUMN todo.days_left IS 'whole days until then; negative: it is over';
COMMENT ON COLUMN todo.is_barrier IS 'whether the round cannot leave its stage before, see missing';

END
$template$;
COMMENT ON PROCEDURE par.registry_views() IS 'internal: views of a registry';

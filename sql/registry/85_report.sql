
-- ---------------------------------------------------------------------------
-- Registry: the page of a round
-- ---------------------------------------------------------------------------

CREATE PROCEDURE par.registry_report()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

-- ---------------------------------------------------------------------------
-- what it is about

CREATE OR REPLACE FUNCTION _page_basis(of_round text, options jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    s record;
BEGIN
    PERFORM _require_round(of_round);
    SELECT r.code AS round, r.scheme, r.year, r.revision, r.is_published, r.is_recorded, o.stage, coalesce(p.title, o.title) AS title, h.decimals,
           o.stage <> 'published' AND r.is_published AS is_corrected, coalesce(p.previous, CASE WHEN NOT r.is_published THEN _previous_round(r.code) END) AS previous
    INTO s
    FROM shown_round r
    JOIN round o ON o.code = r.code
    JOIN scheme h ON h.code = r.scheme
    LEFT JOIN publication p ON p.round = r.code AND p.revision = r.revision AND r.is_published
    WHERE r.code = of_round;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'round "%" has no results to report', of_round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('It is in stage %s.', (SELECT r.stage FROM round r WHERE r.code = of_round)),
                HINT = CASE WHEN _sees_whole_rounds() THEN 'There are some from stage appraisal on.' ELSE 'What you are shown are results that are published.' END;
    END IF;
    RETURN options || to_jsonb(s)
        || jsonb_build_object('title', coalesce(options ->> 'title', s.title), 'whole', _sees_whole_rounds(),
                              'said', CASE options ->> 'language' WHEN 'en' THEN 'en' ELSE 'vi' END);
END
$$;
COMMENT ON FUNCTION _page_basis(text, jsonb) IS
    'internal: options of a page with the round that it shows: the last published revision, else how things stand. 42704 for an unknown round, 55000 for one without results';

-- All of it, once: an open round computes it anew each time.
CREATE OR REPLACE FUNCTION _page_results(o jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    of_draft jsonb := '{}';             -- leaves without points, by agency
BEGIN
    IF NOT (o ->> 'is_published')::boolean THEN
        of_draft := (SELECT coalesce(jsonb_object_agg(u.agency, u.leaves), '{}')
                     FROM (SELECT i.agency, count(*) AS leaves FROM _leaf_items(o ->> 'round', 'official', NULL, true) i GROUP BY i.agency) u);
    END IF;
    RETURN (
        WITH shown AS (
            SELECT t.agency, t.league, t.agency_name, t.agency_name_en, t.points, t.max_points, t.bonus, t.penalty, t.exact_index, t.par_index, t.rank, t.rank_change, t.index_change, t.grade
            FROM result t WHERE (o ->> 'is_published')::boolean AND t.round = o ->> 'round' AND t.revision = (o ->> 'revision')::integer
            UNION ALL
            SELECT t.agency, t.league, t.agency_name, t.agency_name_en, t.points, t.max_points, t.bonus, t.penalty, t.exact_index, t.par_index, t.rank, t.rank_change, t.index_change, t.grade
            FROM (SELECT 1 WHERE NOT (o ->> 'is_published')::boolean OFFSET 0) d CROSS JOIN LATERAL _current_results(o ->> 'round') t
        )
        SELECT coalesce(jsonb_agg(jsonb_build_object('agency', k.agency, 'league', k.league, 'name', _name_in(o, k.agency_name, k.agency_name_en),
                                                     'points', k.points, 'max_points', k.max_points, 'bonus', k.bonus, 'penalty', k.penalty, 'exact_index', k.exact_index,
                                                     'par_index', k.par_index, 'rank', k.rank, 'unscored', u.leaves,
                                                     -- what is not complete is not judged
                                                     'rank_change', CASE WHEN u.leaves IS NULL THEN k.rank_change END, 'index_change', CASE WHEN u.leaves IS NULL THEN k.index_change END,
                                                     'grade', CASE WHEN u.leaves IS NULL THEN k.grade END)
                                  ORDER BY k.league COLLATE "C", k.rank, k.par_index DESC NULLS LAST, k.agency COLLATE "C"), '[]')
        FROM shown k CROSS JOIN LATERAL (SELECT (of_draft ->> k.agency)::integer AS leaves) u);
END
$$;
COMMENT ON FUNCTION _page_results(jsonb) IS 'internal: what ranking shows of the round of a page, unrounded but for the index, league by league; unscored: leaves of an agency that still count 0 in a draft, which leaves it without grade and changes';

CREATE OR REPLACE FUNCTION _page_leagues(results jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.league COLLATE "C"), '[]')
        FROM (SELECT k.league, count(k.rank) AS ranked, max(k.par_index) AS highest, min(k.par_index) AS lowest, avg(k.par_index) AS mean,
                     stddev_samp(k.par_index) AS spread,
                     (array_agg(k.par_index ORDER BY k.par_index) FILTER (WHERE k.par_index IS NOT NULL))[(count(k.par_index) + 1) / 2] / 2
                     + (array_agg(k.par_index ORDER BY k.par_index) FILTER (WHERE k.par_index IS NOT NULL))[(count(k.par_index) + 2) / 2] / 2 AS median
              FROM (SELECT x.league, x.rank, CASE WHEN x.rank IS NOT NULL OR max(x.rank) OVER (PARTITION BY x.league) IS NULL THEN x.par_index END AS par_index
                    FROM jsonb_to_recordset(results) x (league text, par_index numeric, rank integer)) k
              GROUP BY k.league) l);
END
$$;
COMMENT ON FUNCTION _page_leagues(jsonb) IS 'internal: leagues of the results of a page: how many agencies are ranked, highest, lowest, mean, median and spread of the indices of those that are ranked, or of all where nobody is';

CREATE OR REPLACE FUNCTION _page_items(o jsonb) RETURNS TABLE (agency text, criterion text, points numeric, max_points numeric, by_hand boolean, note text)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF (o ->> 'is_published')::boolean THEN
        RETURN QUERY SELECT i.agency, i.criterion, i.points, i.max_points, i.by_hand, i.note FROM result_item i WHERE i.round = o ->> 'round' AND i.revision = (o ->> 'revision')::integer;
    ELSE
        RETURN QUERY SELECT i.agency, i.criterion, i.points, i.max_points, i.by_hand, i.note FROM _current_items(o ->> 'round') i;
    END IF;
END
$$;
COMMENT ON FUNCTION _page_items(jsonb) IS 'internal: leaves of all agencies in the round of a page, as published or as they stand: points and maximum that count, whether they were given by hand, and the remark';

-- What agencies have at their leaves, and what they gave themselves.
CREATE OR REPLACE FUNCTION _page_leaves(o jsonb) RETURNS TABLE (agency text, criterion text, points numeric, max_points numeric, given_points numeric, given_max numeric, self_points numeric)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    -- policies for what is not assessed stretch points and maximum alike; four decimals, as in views
    SELECT i.agency, i.criterion, i.points, i.max_points, round(i.points / i.max_points * n.max_points, 4), n.max_points, round(a.points, 4)
    FROM _page_items(o) i
    JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = i.criterion AND n.kind = 'scored'
    LEFT JOIN assessment a ON a.round = o ->> 'round' AND a.agency = i.agency AND a.criterion = i.criterion AND a.stage = 'self'
    WHERE i.max_points > 0 AND i.points IS NOT NULL;
END
$$;
COMMENT ON FUNCTION _page_leaves(jsonb) IS 'internal: scored leaves that count in the round of a page: points and maximum that count, both before the policies for what is not assessed, and the points of the self-assessment';

-- What follows from the leaves, which are gathered once: how ranks spread within each league
-- when the weight of each criterion moves by itself, and sums of self-assessments beside those
-- of what was given, of agencies, of criteria and of all.
CREATE OR REPLACE FUNCTION _leaf_measures(o jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
DECLARE
    s record;
    -- of a recorded round not all is known; dense ranks are not those of par.rank_intervals
    is_known CONSTANT boolean := (o ->> 'whole')::boolean AND NOT (o ->> 'is_recorded')::boolean;
    with_ranges boolean;
    -- self-assessments of a round that is corrected may be others by now
    with_gaps CONSTANT boolean := is_known AND (o ->> 'self')::boolean AND NOT (o ->> 'is_corrected')::boolean;
BEGIN
    SELECT h.tie_rule, h.rank_on, h.decimals, 0.01 * h.index_cap AS cap INTO s FROM scheme h WHERE h.code = o ->> 'scheme';
    with_ranges := is_known AND (o ->> 'intervals')::boolean AND s.tie_rule <> 'dense';
    IF NOT with_ranges AND NOT with_gaps THEN
        RETURN '{"ranges": [], "gaps": []}';
    END IF;
    -- What stands beside the weighted mean, bonus, penalty and what policies stretch, moves each
    -- share by as much, so that weights which do not move give the index.  Who is at a limit of
    -- the index stays there.
    RETURN (
        WITH leaf AS MATERIALIZED (
            SELECT v.*, v.points / v.max_points AS share FROM _page_leaves(o) v
        ), mean AS (
            SELECT v.agency, sum(v.share * v.given_max) / sum(v.given_max) AS share FROM leaf v GROUP BY v.agency
        ), ranked AS MATERIALIZED (
            SELECT k.agency, k.league, k.rank, 0.01 * k.exact_index AS share, k.exact_index = 0 OR 0.01 * k.exact_index = s.cap AS is_limited
            FROM jsonb_to_recordset(o -> 'results') k (agency text, league text, rank integer, exact_index numeric) WHERE k.rank IS NOT NULL
        ), league AS (
            SELECT par.scorecard(v.agency, v.criterion, CASE WHEN k.is_limited THEN k.share ELSE v.share + k.share - m.share END::float8) AS card, array_agg(DISTINCT v.criterion) AS criteria
            FROM leaf v JOIN ranked k ON k.agency = v.agency JOIN mean m ON m.agency = v.agency
            GROUP BY k.league HAVING count(DISTINCT v.agency) > 1 AND bool_or(_is_chosen(o, v.agency))
        ), spread AS (
            SELECT k.agency, least(floor(i.rank_05), k.rank) AS low, greatest(ceil(i.rank_95), k.rank) AS high
            FROM league l
            CROSS JOIN LATERAL par.rank_intervals(l.card, (SELECT par.tree(t.code, t.parent, t.weight, 'arithmetic')
                                                           FROM (SELECT 'all criteria' AS code, NULL AS parent, 1::float8 AS weight
                                                                 UNION ALL
                                                                 SELECT n.code, 'all criteria', n.max_points::float8 FROM node n WHERE n.scheme = o ->> 'scheme' AND n.code = ANY (l.criteria)) t),
                                                  (o ->> 'draws')::integer, (o ->> 'noise')::float8,
                                                  decimals => CASE s.rank_on WHEN 'unrounded' THEN 12 ELSE s.decimals + 2 END) i
            JOIN ranked k ON k.agency = i.unit
        ), gap AS (
            SELECT v.agency, v.criterion, count(*) AS pairs, sum(v.self_points) AS self_points, sum(v.given_points) AS points,
                   CASE WHEN grouping(v.agency, v.criterion) = 3 THEN par.agreement(v.self_points, v.given_points) END AS judges,
                   -- points of unequal maxima would agree by them alone
                   CASE WHEN grouping(v.agency, v.criterion) = 3 THEN (par.agreement(v.self_points / v.given_max, v.given_points / v.given_max)).icc END AS icc
            FROM leaf v WHERE v.self_points IS NOT NULL
            GROUP BY GROUPING SETS ((v.agency), (v.criterion), ())
        )
        SELECT jsonb_build_object('ranges', coalesce((SELECT jsonb_agg(to_jsonb(x)) FROM spread x WHERE with_ranges), '[]'),
                                  'gaps', coalesce((SELECT jsonb_agg(to_jsonb(x)) FROM gap x WHERE with_gaps), '[]')));
END
$$;
COMMENT ON FUNCTION _leaf_measures(jsonb) IS
    'internal: options of a page that follow from its leaves. ranges: for each ranked agency the ranks within which it lies in nine of ten draws of the weights, in its league, and its own: par.rank_intervals over shares of the maximum of what counts, each criterion for itself, with what bonus and penalty add; none where ties are ranked densely, or of a recorded round. gaps: sums of self-assessed points and of those given, and the agreement of all; none of a round that was recorded or is corrected';

-- Shares of the maximum that agencies have in fields and by source, once: an open round computes
-- them anew each time.
CREATE OR REPLACE FUNCTION _part_measures(o jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
BEGIN
    RETURN jsonb_build_object(
        'fields_of', (SELECT coalesce(jsonb_object_agg(a.agency, a.shares), '{}')
                      FROM (SELECT f.agency, jsonb_object_agg(f.field, f.field_index) AS shares FROM field_index f WHERE f.round = o ->> 'round' AND f.field_index IS NOT NULL GROUP BY f.agency) a),
        'sources_of', (SELECT coalesce(jsonb_object_agg(a.agency, a.shares), '{}')
                       FROM (SELECT f.agency, jsonb_object_agg(f.source, f.source_index) AS shares FROM source_index f WHERE f.round = o ->> 'round' AND f.source_index IS NOT NULL GROUP BY f.agency) a));
END
$$;
COMMENT ON FUNCTION _part_measures(jsonb) IS 'internal: options of a page: share of the maximum of each agency in each field (fields_of) and by source (sources_of)';

CREATE OR REPLACE FUNCTION _league_heading(o jsonb, league text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN jsonb_array_length(o -> 'leagues') > 1 THEN _heading(o, 3, 'report.league', to_jsonb(league)) ELSE '' END;
END
$$;
COMMENT ON FUNCTION _league_heading(jsonb, text) IS 'internal: heading of a league, where there are several';

CREATE OR REPLACE FUNCTION _league_tables(o jsonb, class text, head text, leagues text[], lines text[]) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (
        SELECT string_agg(CASE WHEN t.number = 0 THEN _league_heading(o, t.league) ELSE '' END || _table_top(_league_tables.class, _league_tables.head) || t.content || _table_end(), '' ORDER BY t.first)
        FROM (SELECT n.league, n.number, min(n.place) AS first, string_agg(n.line, '' ORDER BY n.place) AS content
              FROM (SELECT u.league, u.line, u.place, (row_number() OVER (PARTITION BY u.league ORDER BY u.place) - 1) / _rows_of_a_table() AS number
                    FROM unnest(_league_tables.leagues, _league_tables.lines) WITH ORDINALITY u (league, line, place)) n
              GROUP BY n.league, n.number) t);
END
$$;
COMMENT ON FUNCTION _league_tables(jsonb, text, text, text[], text[]) IS 'internal: tables of the rows of each league, which come league by league, as HTML; NULL of no rows';

CREATE OR REPLACE FUNCTION _is_chosen(o jsonb, agency text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT NOT _is_chosen.o ? 'agencies' OR _is_chosen.o -> 'agencies' ? _is_chosen.agency$$;
COMMENT ON FUNCTION _is_chosen(jsonb, text) IS 'internal: whether tables of a page tell of an agency: all of them, unless some are chosen';

CREATE OR REPLACE FUNCTION _has_chosen(o jsonb, league text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN NOT o ? 'agencies' OR EXISTS (SELECT FROM jsonb_to_recordset(o -> 'results') r (agency text, league text) WHERE r.league = _has_chosen.league AND _is_chosen(o, r.agency));
END
$$;
COMMENT ON FUNCTION _has_chosen(jsonb, text) IS 'internal: whether tables of a page tell of an agency of a league';

CREATE OR REPLACE FUNCTION _ranking_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    l record;
    k record;
    digits CONSTANT integer := o ->> 'decimals';
    has_ranges CONSTANT boolean := jsonb_array_length(o -> 'ranges') > 0;
    has_changes CONSTANT boolean := o @? '$.results[*] ? (@.index_change != null)';
    has_grades CONSTANT boolean := o @? '$.results[*] ? (@.grade != null)';
    head CONSTANT text := concat(_head_cell(o, 'report.rank', 'n'), _head_cell(o, 'report.agency'), _head_cell(o, 'report.index', 'n'),
                                 CASE WHEN has_changes THEN xmlconcat(_head_cell(o, 'report.index_change', 'n'), _head_cell(o, 'report.rank_change', 'n')) END,
                                 CASE WHEN has_grades THEN _head_cell(o, 'report.grade') END, _head_cell(o, 'report.points', 'n hide'),
                                 CASE WHEN has_ranges THEN _head_cell(o, 'report.range', 'n hide') END);
BEGIN
    RETURN NEXT _heading(o, 2, 'report.ranking');
    FOR l IN
        SELECT x.*
        FROM jsonb_to_recordset(o -> 'leagues') x (league text, ranked bigint, highest numeric, lowest numeric, mean numeric, median numeric, spread numeric)
        WHERE _has_chosen(o, x.league)
        ORDER BY x.league COLLATE "C"
    LOOP
        RETURN NEXT _league_heading(o, l.league);
        IF l.ranked = 0 THEN
            RETURN NEXT _paragraph(o, 'report.nobody_ranked');
        END IF;
        RETURN NEXT _figures(o, '{report.ranked,report.highest,report.median,report.mean,report.spread,report.lowest}',
                             ARRAY[l.ranked::text, _figure(o, l.highest, digits), _figure(o, l.median, digits), _figure(o, l.mean, digits), _figure(o, l.spread, digits), _figure(o, l.lowest, digits)]);
        FOR k IN
            SELECT r.*, g.place AS grade_place, i.low, i.high, row_number() OVER (ORDER BY r.place) AS line
            FROM ROWS FROM (jsonb_to_recordset(o -> 'results') AS (agency text, league text, name text, points numeric, max_points numeric, par_index numeric, rank integer,
                                                                   rank_change integer, index_change numeric, grade text, unscored integer)) WITH ORDINALITY
                 r (agency, league, name, points, max_points, par_index, rank, rank_change, index_change, grade, unscored, place)
            LEFT JOIN (SELECT d.label, row_number() OVER (ORDER BY d.min_index DESC) AS place FROM grade d WHERE d.scheme = o ->> 'scheme') g ON g.label = r.grade
            LEFT JOIN jsonb_to_recordset(o -> 'ranges') i (agency text, low integer, high integer) ON i.agency = r.agency
            WHERE r.league = l.league AND _is_chosen(o, r.agency)
            ORDER BY r.place
        LOOP
            IF k.line % _rows_of_a_table() = 1 THEN
                RETURN NEXT CASE WHEN k.line > 1 THEN _table_end() ELSE '' END || _table_top('ranking', head);
            END IF;
            RETURN NEXT xmlelement(name tr, xmlattributes(k.agency AS "data-agency"),
                xmlelement(name td, xmlattributes('n' AS class), xmlelement(name b, coalesce(k.rank::text, '–'))),
                xmlelement(name th, xmlattributes('row' AS scope, 'who' AS class), xmlelement(name span, xmlelement(name span, k.name, CASE WHEN k.unscored > 0 THEN ' *' END), _bar(k.par_index))),
                xmlelement(name td, xmlattributes('n' AS class), _figure(o, k.par_index, digits)),
                CASE WHEN has_changes THEN xmlconcat(
                    xmlelement(name td, xmlattributes('n ' || CASE WHEN k.index_change > 0 THEN 'up' WHEN k.index_change < 0 THEN 'down' ELSE '' END AS class), _signed_figure(o, k.index_change, digits)),
                    xmlelement(name td, xmlattributes('n ' || CASE WHEN k.rank_change > 0 THEN 'up' WHEN k.rank_change < 0 THEN 'down' ELSE '' END AS class),
                               CASE WHEN k.rank_change > 0 THEN '▲ ' WHEN k.rank_change < 0 THEN '▼ ' WHEN k.rank_change = 0 THEN '=' ELSE '–' END, nullif(abs(k.rank_change), 0))) END,
                CASE WHEN has_grades THEN xmlelement(name td, CASE WHEN k.grade IS NULL THEN xmlelement(name span, '–') ELSE xmlelement(name span, xmlattributes('chip g' || least(k.grade_place, 5) AS class), k.grade) END) END,
                xmlelement(name td, xmlattributes('n hide' AS class), _figure(o, k.points, 2), CASE WHEN k.points IS NOT NULL THEN ' / ' || _plain_figure(o, k.max_points) END),
                CASE WHEN has_ranges THEN xmlelement(name td, xmlattributes('n hide' AS class),
                    CASE WHEN k.low IS NULL THEN '–' WHEN k.low = k.high THEN k.low::text ELSE format('%s–%s', k.low, k.high) END) END)::text || E'\n';
        END LOOP;
        RETURN NEXT CASE WHEN k.line IS NOT NULL THEN _table_end() ELSE '' END;
        k := NULL;
    END LOOP;
    IF has_grades THEN
        RETURN NEXT _grade_key(o);
    END IF;
    IF has_ranges THEN
        RETURN NEXT _paragraph(o, 'report.range_is', o -> 'percent');
    END IF;
END
$$;
COMMENT ON FUNCTION _ranking_section(jsonb) IS 'internal: ranking of each league, as HTML';

CREATE OR REPLACE FUNCTION _grade_key(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (SELECT format(E'<ul class="key">%s</ul>\n',
                          string_agg(xmlelement(name li, xmlelement(name span, xmlattributes('chip g' || least(g.place, 5) AS class), g.label), ' ',
                                                _label(o, CASE WHEN g.no_zero_criterion THEN 'report.grade_from_no_zero' ELSE 'report.grade_from' END, _exactly(g.min_index)))::text, '' ORDER BY g.min_index DESC))
            FROM (SELECT d.*, row_number() OVER (ORDER BY d.min_index DESC) AS place FROM grade d WHERE d.scheme = o ->> 'scheme') g
            HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION _grade_key(jsonb) IS 'internal: what the grades of a page mean, as HTML; NULL: there are none';

CREATE OR REPLACE FUNCTION _fields_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    fields CONSTANT jsonb := o -> 'fields_of';
    sources CONSTANT jsonb := o -> 'sources_of';
    head text;
    columns jsonb;              -- part and dimension of each
    groups text;                -- what they are, where there are two kinds of them
    tables text;
BEGIN
    -- fields, then sources where there are several
    SELECT jsonb_agg(jsonb_build_array(p.part, p.dimension) ORDER BY p.dimension, p.place),
           string_agg(xmlelement(name th, xmlattributes('col' AS scope, CASE WHEN p.dimension = 'source' THEN 'src' END AS class), _in_languages(o, p.title, p.title_en),
                                 xmlelement(name span, xmlattributes('max' AS class), _tell(o, 'report.maximum', _exactly(p.max_points))))::text, '' ORDER BY p.dimension, p.place),
           CASE WHEN count(DISTINCT p.dimension) > 1 THEN
               xmlconcat(xmlelement(name th, xmlattributes('col' AS scope), ''),
                         xmlelement(name th, xmlattributes('colgroup' AS scope, count(*) FILTER (WHERE p.dimension = 'field') AS colspan), _label(o, 'report.by_field')),
                         xmlelement(name th, xmlattributes('colgroup' AS scope, 'src' AS class, count(*) FILTER (WHERE p.dimension = 'source') AS colspan), _label(o, 'report.by_source')))::text || '</tr><tr>' END
    INTO columns, head, groups
    FROM (SELECT 'field' AS dimension, n.code AS part, n.place, n.title, n.title_en, n.max_points FROM node n
          WHERE n.scheme = o ->> 'scheme' AND n.level = 1 AND n.kind = 'scored' AND n.code IN (SELECT jsonb_object_keys(e.value) FROM jsonb_each(fields) e)
          UNION ALL
          SELECT 'source', n.source, min(n.place), CASE n.source WHEN 'unspecified' THEN _tell(o, 'report.unspecified') ELSE n.source END, NULL, sum(n.max_points) FROM node n
          WHERE n.scheme = o ->> 'scheme' AND n.is_leaf AND n.kind = 'scored' AND (SELECT count(DISTINCT s.source) > 1 FROM node s WHERE s.scheme = o ->> 'scheme' AND s.is_leaf AND s.kind = 'scored')
            AND n.source IN (SELECT jsonb_object_keys(e.value) FROM jsonb_each(sources) e)
          GROUP BY n.source) p;
    IF columns IS NULL THEN
        RETURN;
    END IF;
    head := concat(groups, _head_cell(o, 'report.agency'), head);
    SELECT _league_tables(o, 'heat', head, array_agg(k.league ORDER BY k.place), array_agg(xmlelement(name tr, xmlattributes(k.agency AS "data-agency"), xmlelement(name th, xmlattributes('row' AS scope), k.name), k.cells)::text || E'\n' ORDER BY k.place))
    INTO tables
    FROM (SELECT r.agency, r.league, r.name, r.place, xmlagg(_heat_cell(o, (CASE c.part ->> 1 WHEN 'field' THEN fields ELSE sources END -> r.agency ->> (c.part ->> 0))::numeric) ORDER BY c.place) AS cells
          FROM ROWS FROM (jsonb_to_recordset(o -> 'results') AS (agency text, league text, name text)) WITH ORDINALITY r (agency, league, name, place)
          CROSS JOIN jsonb_array_elements(columns) WITH ORDINALITY c (part, place)
          WHERE _is_chosen(o, r.agency)
          GROUP BY r.agency, r.league, r.name, r.place) k;
    RETURN NEXT _heading(o, 2, 'report.fields') || _paragraph(o, 'report.fields_are')
        || (SELECT format(E'<ul class="key" aria-hidden="true">%s</ul>\n', string_agg(format('<li class="h%s">%s</li>', t, t * 10), '')) FROM generate_series(0, 10, 2) t)
        || tables;
END
$$;
COMMENT ON FUNCTION _fields_section(jsonb) IS 'internal: heat map of fields, and of sources where there are several, as HTML';

CREATE OR REPLACE FUNCTION _self_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
DECLARE
    told CONSTANT integer := 100;       -- agencies, beyond which those with the largest gaps are told
    sums CONSTANT jsonb := o -> 'gaps'; -- of agencies, of criteria, and of all
    g record;
    a record;
    k record;
BEGIN
    SELECT s.pairs, s.judges, s.icc, (SELECT count(*) FROM jsonb_to_recordset(sums) c (agency text) WHERE c.agency IS NOT NULL) AS agencies INTO g
    FROM jsonb_to_recordset(sums) s (agency text, criterion text, pairs bigint, judges par.agreement_result, icc numeric) WHERE s.agency IS NULL AND s.criterion IS NULL AND s.pairs > 0;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN NEXT _heading(o, 2, 'report.self') || _paragraph(o, 'report.self_is')
        || _figures(o, '{report.pairs,report.bias,report.mean_difference,report.icc,report.exact}',
                    ARRAY[(g.judges).n::text, _signed_figure(o, (g.judges).bias, 2), _figure(o, (g.judges).mean_abs_difference, 2), _figure(o, g.icc, 3),
                          _figure(o, 100 * (g.judges).share_exact, 1) || '%']);
    FOR a IN
        SELECT s.agency, s.pairs, s.self_points, s.points, r.name, row_number() OVER (ORDER BY abs(s.self_points - s.points) DESC, s.agency COLLATE "C") AS line
        FROM jsonb_to_recordset(sums) s (agency text, pairs bigint, self_points numeric, points numeric)
        JOIN jsonb_to_recordset(o -> 'results') r (agency text, name text) ON r.agency = s.agency
        WHERE _is_chosen(o, s.agency)
        ORDER BY line
        LIMIT told
    LOOP
        IF a.line = 1 THEN
            RETURN NEXT CASE WHEN g.agencies > told AND NOT o ? 'agencies' THEN _paragraph(o, 'report.self_largest', to_jsonb(told)) ELSE '' END
                || _table_top('gaps', concat(_head_cell(o, 'report.agency'), _head_cell(o, 'report.criteria', 'n hide'), _head_cell(o, 'report.self_points', 'n'),
                                             _head_cell(o, 'report.official_points', 'n'), _head_cell(o, 'report.difference', 'n')));
        END IF;
        RETURN NEXT xmlelement(name tr, xmlattributes(a.agency AS "data-agency"), xmlelement(name th, xmlattributes('row' AS scope), a.name),
            xmlelement(name td, xmlattributes('n hide' AS class), a.pairs), xmlelement(name td, xmlattributes('n' AS class), _figure(o, a.self_points, 2)),
            xmlelement(name td, xmlattributes('n' AS class), _figure(o, a.points, 2)),
            xmlelement(name td, xmlattributes(CASE WHEN a.self_points > a.points THEN 'n down' WHEN a.self_points < a.points THEN 'n up' ELSE 'n' END AS class),
                       _signed_figure(o, a.self_points - a.points, 2)))::text || E'\n';
    END LOOP;
    RETURN NEXT CASE WHEN a.line IS NOT NULL THEN _table_end() ELSE '' END;
    FOR k IN
        SELECT n.code, n.title, n.title_en, n.max_points, s.pairs, (s.self_points - s.points) / s.pairs AS gap,
               row_number() OVER (ORDER BY abs(s.self_points - s.points) / s.pairs DESC, n.place) AS line
        FROM jsonb_to_recordset(sums) s (criterion text, pairs bigint, self_points numeric, points numeric)
        JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = s.criterion
        WHERE round((s.self_points - s.points) / s.pairs, 2) <> 0
        ORDER BY line LIMIT 10
    LOOP
        IF k.line = 1 THEN
            RETURN NEXT _heading(o, 3, 'report.largest_gaps')
                || _table_top('gaps', concat(_head_cell(o, 'report.criterion'), _head_cell(o, 'report.agencies', 'n'), _head_cell(o, 'report.maximum_points', 'n hide'), _head_cell(o, 'report.mean_gap', 'n')));
        END IF;
        RETURN NEXT xmlelement(name tr, _criterion_head(o, k.code, k.title, k.title_en), xmlelement(name td, xmlattributes('n' AS class), k.pairs),
            xmlelement(name td, xmlattributes('n hide' AS class), _plain_figure(o, k.max_points)), xmlelement(name td, xmlattributes('n' AS class), _signed_figure(o, k.gap, 2)))::text || E'\n';
    END LOOP;
    RETURN NEXT CASE WHEN k.line IS NOT NULL THEN _table_end() ELSE '' END;
END
$$;
COMMENT ON FUNCTION _self_section(jsonb) IS 'internal: self-assessments against what counts, as HTML; nothing where nobody assessed himself, or for who does not see whole rounds';

CREATE OR REPLACE FUNCTION _intervals_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    -- agencies of a chart, fewer where there are dozens of charts
    drawn CONSTANT integer := greatest(10, least(60, 1200 / greatest(jsonb_array_length(o -> 'leagues'), 1)));
    shares CONSTANT jsonb := o -> 'fields_of';
    l record;
    w record;
BEGIN
    IF jsonb_array_length(o -> 'ranges') = 0 THEN
        RETURN;
    END IF;
    RETURN NEXT _heading(o, 2, 'report.intervals') || _paragraph(o, 'report.range_is', o -> 'percent');
    FOR l IN
        SELECT x.league, x.ranked, row_number() OVER (ORDER BY x.league COLLATE "C") AS place FROM jsonb_to_recordset(o -> 'leagues') x (league text, ranked bigint)
        WHERE x.ranked > 1 AND _has_chosen(o, x.league) ORDER BY x.league COLLATE "C"
    LOOP
        RETURN NEXT _league_heading(o, l.league)
            || coalesce((SELECT format(E'<figure>%s</figure>\n',
                                       par.svg_intervals(c.name, c.low, c.rank, c.high,
                                                         jsonb_build_object('title', _tell(o, 'report.intervals_of', to_jsonb(l.league)), 'heading', false, 'id', 'ranks-' || l.place, 'language', o ->> 'said',
                                                                            'min', 1, 'decimals', 0, 'width', 760) ORDER BY c.place))
                         FROM (SELECT r.name, i.low, i.high, r.rank, r.place
                               FROM ROWS FROM (jsonb_to_recordset(o -> 'results') AS (agency text, league text, name text, rank integer)) WITH ORDINALITY r (agency, league, name, rank, place)
                               JOIN jsonb_to_recordset(o -> 'ranges') i (agency text, low float8, high float8) ON i.agency = r.agency
                               WHERE r.league = l.league AND _is_chosen(o, r.agency)
                               ORDER BY r.place LIMIT drawn) c
                         HAVING count(*) > 0), '')
            || CASE WHEN (SELECT count(*) FROM jsonb_to_recordset(o -> 'results') r (agency text, league text, rank integer) WHERE r.league = l.league AND r.rank IS NOT NULL AND _is_chosen(o, r.agency)) > drawn
                    THEN _paragraph(o, 'report.first_drawn', to_jsonb(drawn)) ELSE '' END;
        -- weights of the fields, as long as the first places stay as they are
        FOR w IN
            SELECT n.title, n.title_en, s.weight::numeric, s.low::numeric, s.high::numeric, s.swaps_low, s.swaps_high,
                   row_number() OVER (ORDER BY n.place) AS line
            FROM (SELECT par.scorecard(r.agency, f.field, f.share::float8) AS card, array_agg(DISTINCT f.field) AS fields
                  FROM jsonb_to_recordset(o -> 'results') r (agency text, league text, rank integer)
                  CROSS JOIN LATERAL jsonb_each_text(coalesce(shares -> r.agency, '{}')) f (field, share)
                  JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = f.field AND n.kind = 'scored'
                  WHERE r.rank IS NOT NULL AND r.league = l.league) b
            CROSS JOIN LATERAL par.weight_stability(b.card, (SELECT par.tree(t.code, t.parent, t.weight, 'arithmetic')
                                                             FROM (SELECT 'all fields' AS code, NULL AS parent, 1::float8 AS weight
                                                                   UNION ALL
                                                                   SELECT m.code, 'all fields', m.max_points::float8 FROM node m WHERE m.scheme = o ->> 'scheme' AND m.code = ANY (b.fields)) t),
                                                    (o ->> 'top')::integer) s
            JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = s.node
            WHERE cardinality(b.fields) > 1
            ORDER BY n.place
        LOOP
            IF w.line = 1 THEN
                RETURN NEXT _heading(o, CASE WHEN jsonb_array_length(o -> 'leagues') > 1 THEN 4 ELSE 3 END, 'report.stability', to_jsonb(least((o ->> 'top')::integer, l.ranked))) || _paragraph(o, 'report.stability_is')
                    || _table_top('stability', concat(_head_cell(o, 'report.field'), _head_cell(o, 'report.weight', 'n'), _head_cell(o, 'report.weight_from', 'n'), _head_cell(o, 'report.weight_to', 'n'), _head_cell(o, 'report.beyond')));
            END IF;
            RETURN NEXT xmlelement(name tr, xmlelement(name th, xmlattributes('row' AS scope), _in_languages(o, w.title, w.title_en)), xmlelement(name td, xmlattributes('n' AS class), _figure(o, 100 * w.weight, 1), '%'),
                xmlelement(name td, xmlattributes('n' AS class), _figure(o, 100 * w.low, 1), '%'), xmlelement(name td, xmlattributes('n' AS class), _figure(o, 100 * w.high, 1), '%'),
                xmlelement(name td, coalesce(_swaps_text(o, w.swaps_low, w.swaps_high), '–')))::text || E'\n';
        END LOOP;
        RETURN NEXT CASE WHEN w.line IS NOT NULL THEN _table_end() ELSE '' END;
        w := NULL;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _intervals_section(jsonb) IS 'internal: how sure ranks are: ranges of ranks of each league, and how far weights of fields may move before the first places change, as HTML';

CREATE OR REPLACE FUNCTION _swaps_text(o jsonb, swaps_low text[], swaps_high text[]) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (SELECT string_agg(_tell(o, 'report.overtakes', to_jsonb(coalesce(b.name, s.pair[2])), to_jsonb(coalesce(a.name, s.pair[1]))), '; ' ORDER BY s.pair)
            FROM (SELECT DISTINCT x.pair FROM (VALUES (swaps_low), (swaps_high)) x (pair) WHERE cardinality(x.pair) = 2) s
            LEFT JOIN jsonb_to_recordset(o -> 'results') a (agency text, name text) ON a.agency = s.pair[1]
            LEFT JOIN jsonb_to_recordset(o -> 'results') b (agency text, name text) ON b.agency = s.pair[2]);
END
$$;
COMMENT ON FUNCTION _swaps_text(jsonb, text[], text[]) IS 'internal: who overtakes whom beyond the ends of par.weight_stability; NULL: nobody';

CREATE OR REPLACE FUNCTION _survey_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    told CONSTANT integer := 100;
    estimates jsonb;
    survey_head text;                   -- of the second table, as long as it has no row
    k record;
    a record;
BEGIN
    -- what was published is told as long as its answers stand
    IF NOT (o ->> 'whole')::boolean OR (o ->> 'is_recorded')::boolean OR (o ->> 'is_corrected')::boolean THEN
        RETURN;
    END IF;
    estimates := (SELECT jsonb_agg(to_jsonb(s) || jsonb_build_object('margin', s.margin::numeric)) FROM survey_estimate(o ->> 'round') s);
    IF estimates IS NULL THEN
        RETURN;
    END IF;
    RETURN NEXT _heading(o, 2, 'report.survey') || _paragraph(o, 'report.survey_is')
        || _table_top('survey', concat(_head_cell(o, 'report.criterion_group'), _head_cell(o, 'report.agencies', 'n hide'), _head_cell(o, 'report.respondents', 'n'),
                                       _head_cell(o, 'report.mean_share', 'n'), _head_cell(o, 'report.mean_points', 'n'), _head_cell(o, 'report.margin', 'n')));
    FOR k IN
        SELECT n.code, n.title, n.title_en, s.respondent_group, count(*) AS agencies, sum(s.respondents) AS respondents, avg(s.mean) AS mean, avg(s.points) AS points,
               -- agencies are samples by themselves
               CASE WHEN count(s.margin) = count(*) THEN (sqrt(sum(s.margin * s.margin)) / count(*))::numeric END AS margin
        FROM jsonb_to_recordset(estimates) s (agency text, criterion text, respondent_group text, respondents bigint, mean numeric, points numeric, margin float8)
        JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = s.criterion
        GROUP BY n.place, n.code, n.title, n.title_en, s.respondent_group
        ORDER BY n.place, s.respondent_group COLLATE "C" NULLS FIRST
    LOOP
        RETURN NEXT xmlelement(name tr, xmlattributes(CASE WHEN k.respondent_group IS NULL THEN 'l2' ELSE 'l3' END AS class),
            xmlelement(name th, xmlattributes('row' AS scope), CASE WHEN k.respondent_group IS NULL THEN xmlconcat(xmlelement(name span, k.code, ' '), _in_languages(o, k.title, k.title_en)) ELSE xmlelement(name span, k.respondent_group) END),
            xmlelement(name td, xmlattributes('n hide' AS class), k.agencies), xmlelement(name td, xmlattributes('n' AS class), k.respondents),
            xmlelement(name td, xmlattributes('n' AS class), _figure(o, 100 * k.mean, 1), '%'), xmlelement(name td, xmlattributes('n' AS class), _figure(o, k.points, 2)),
            _margin_cell(o, k.margin))::text || E'\n';
    END LOOP;
    RETURN NEXT _table_end();
    survey_head := _heading(o, 3, 'report.survey_of_agencies')
        || CASE WHEN (SELECT count(DISTINCT s.agency) FROM jsonb_to_recordset(estimates) s (agency text)) > told AND NOT o ? 'agencies' THEN _paragraph(o, 'report.first_told', to_jsonb(told)) ELSE '' END
        || _table_top('survey', concat(_head_cell(o, 'report.agency'), _head_cell(o, 'report.respondents', 'n'), _head_cell(o, 'report.points', 'n'), _head_cell(o, 'report.margin', 'n')));
    FOR a IN
        -- who answers, answers of several criteria: their margins add up at most
        SELECT r.agency, r.name, max(s.respondents) AS respondents, sum(s.points) AS points, sum(n.max_points) FILTER (WHERE s.points IS NOT NULL) AS max_points,
               CASE WHEN count(s.margin) = count(s.points) THEN sum(s.margin)::numeric END AS margin
        FROM ROWS FROM (jsonb_to_recordset(o -> 'results') AS (agency text, name text)) WITH ORDINALITY r (agency, name, place)
        JOIN jsonb_to_recordset(estimates) s (agency text, criterion text, respondent_group text, respondents bigint, points numeric, margin float8) ON s.agency = r.agency AND s.respondent_group IS NULL
        JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = s.criterion
        WHERE _is_chosen(o, r.agency)
        GROUP BY r.agency, r.name, r.place ORDER BY r.place LIMIT told
    LOOP
        RETURN NEXT coalesce(survey_head, '');
        survey_head := NULL;
        RETURN NEXT xmlelement(name tr, xmlattributes(a.agency AS "data-agency"), xmlelement(name th, xmlattributes('row' AS scope), a.name), xmlelement(name td, xmlattributes('n' AS class), a.respondents),
            xmlelement(name td, xmlattributes('n' AS class), _figure(o, a.points, 2), ' / ', _plain_figure(o, a.max_points)),
            _margin_cell(o, a.margin))::text || E'\n';
    END LOOP;
    RETURN NEXT CASE WHEN survey_head IS NULL THEN _table_end() ELSE '' END;
END
$$;
COMMENT ON FUNCTION _survey_section(jsonb) IS 'internal: survey: points, margins and respondents by group, as HTML; nothing where none is held, or for who does not see whole rounds';

CREATE OR REPLACE FUNCTION _trend_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    drawn CONSTANT integer := 8;
    digits CONSTANT integer := o ->> 'decimals';
    years integer[];
    rows_known jsonb;
    head text;
    k record;
BEGIN
    -- as far as this round: what it shows, and what was published of earlier years
    -- of several rounds in a year the one that is compared with, else the last by its code
    rows_known := (SELECT jsonb_agg(jsonb_build_object('agency', t.agency, 'assessed', t.assessed_agency, 'name', _name_in(o, t.assessed_name, g.name_en), 'year', t.year, 'index', t.par_index, 'rank', t.rank, 'ranked', t.ranked))
                   FROM (SELECT DISTINCT ON (t.agency, t.assessed_agency, t.year) t.agency, t.assessed_agency, t.assessed_name, t.year, t.par_index, t.rank, t.ranked
                         FROM trend t JOIN jsonb_to_recordset(o -> 'results') r (agency text) ON r.agency = t.agency
                         WHERE t.year < (o ->> 'year')::integer AND _is_chosen(o, t.agency)
                         ORDER BY t.agency, t.assessed_agency, t.year, t.round = o ->> 'previous' DESC, t.round COLLATE "C" DESC) t
                   JOIN agency g ON g.code = t.assessed_agency);
    IF rows_known IS NULL THEN
        RETURN;
    END IF;
    rows_known := rows_known || (SELECT coalesce(jsonb_agg(jsonb_build_object('agency', r.agency, 'assessed', r.agency, 'name', r.name, 'year', o -> 'year', 'index', r.par_index, 'rank', r.rank, 'ranked', l.ranked)), '[]')
                                 FROM jsonb_to_recordset(o -> 'results') r (agency text, league text, name text, par_index numeric, rank integer, unscored integer)
                                 JOIN jsonb_to_recordset(o -> 'leagues') l (league text, ranked bigint) ON l.league = r.league
                                 WHERE _is_chosen(o, r.agency) AND r.unscored IS NULL);
    years := ARRAY(SELECT DISTINCT y.year FROM jsonb_to_recordset(rows_known) y (year integer) ORDER BY y.year DESC LIMIT 8);
    RETURN NEXT _heading(o, 2, 'report.trend') || _paragraph(o, 'report.trend_is');
    -- the first of each league, by their own names alone
    FOR k IN
        SELECT l.league,
               (SELECT format(E'<figure>%s</figure>\n', par.svg_lines(c.name, c.year, c.index::float8,
                    jsonb_build_object('title', _tell(o, 'report.trend_of', to_jsonb(l.league)), 'heading', false, 'id', 'trend-' || l.place, 'language', o ->> 'said', 'width', 760) ORDER BY c.place, c.year))
                FROM (SELECT r.name, y.year, y.index, r.place
                      FROM (SELECT x.agency, x.place, CASE WHEN count(*) OVER (PARTITION BY x.name) > 1 THEN format('%s (%s)', x.name, x.agency) ELSE x.name END AS name FROM ROWS FROM (jsonb_to_recordset(o -> 'results') AS (agency text, league text, name text, rank integer)) WITH ORDINALITY x (agency, league, name, rank, place)
                            WHERE x.league = l.league AND _is_chosen(o, x.agency) ORDER BY x.place LIMIT drawn) r
                      JOIN jsonb_to_recordset(rows_known) y (agency text, assessed text, year integer, index numeric) ON y.agency = r.agency AND y.assessed = r.agency) c) AS chart
        FROM ROWS FROM (jsonb_to_recordset(o -> 'leagues') AS (league text)) WITH ORDINALITY l (league, place)
        ORDER BY l.place
    LOOP
        RETURN NEXT coalesce(_league_heading(o, k.league) || k.chart, '');
    END LOOP;
    head := concat(_head_cell(o, 'report.agency'), (SELECT string_agg(xmlelement(name th, xmlattributes('n' AS class, 'col' AS scope), y,
                              CASE WHEN y = (o ->> 'year')::integer AND NOT (o ->> 'is_published')::boolean THEN xmlelement(name span, ' ', _label(o, 'report.provisional')) END)::text, '' ORDER BY y) FROM unnest(years) y));
    RETURN NEXT (
        SELECT _league_tables(o, 'trend', head, array_agg(t.league ORDER BY t.place, t.is_former, t.assessed COLLATE "C"),
                              array_agg(xmlelement(name tr, xmlattributes(t.assessed AS "data-agency"), xmlelement(name th, xmlattributes('row' AS scope), t.name),
                                                   (SELECT xmlagg(xmlelement(name td, xmlattributes('n wrap' AS class), _figure(o, (t.by_year -> y::text ->> 0)::numeric, digits),
                                                                             CASE WHEN t.by_year -> y::text ->> 1 IS NOT NULL THEN
                                                                                 xmlelement(name span, xmlattributes('en' AS class), _tell(o, 'report.rank_of', t.by_year -> y::text -> 1, t.by_year -> y::text -> 2)) END) ORDER BY y)
                                                    FROM unnest(years) y))::text || E'\n' ORDER BY t.place, t.is_former, t.assessed COLLATE "C"))
        FROM (SELECT r.league, r.place, y.assessed, y.assessed <> r.agency AS is_former,
                     CASE WHEN y.assessed = r.agency THEN r.name ELSE _tell(o, 'report.carried_on', to_jsonb(max(y.name)), to_jsonb(r.name)) END AS name,
                     jsonb_object_agg(y.year, jsonb_build_array(y.index, y.rank, y.ranked)) AS by_year
              FROM ROWS FROM (jsonb_to_recordset(o -> 'results') AS (agency text, league text, name text)) WITH ORDINALITY r (agency, league, name, place)
              JOIN jsonb_to_recordset(rows_known) y (agency text, assessed text, name text, year integer, index numeric, rank integer, ranked integer) ON y.agency = r.agency AND y.year = ANY (years)
              GROUP BY r.agency, r.league, r.name, r.place, y.assessed) t);
END
$$;
COMMENT ON FUNCTION _trend_section(jsonb) IS 'internal: indices and ranks over the years, of agencies and those that they carry on, as HTML; nothing where there are no earlier ones';

-- Why an index changed: what contributed most, in a list.
CREATE OR REPLACE FUNCTION _reasons_list(o jsonb, agency text, most integer) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (
        SELECT _list(string_agg(xmlelement(name li, CASE WHEN w.name IS NOT NULL THEN xmlelement(name b, w.name, '. ') END, _message(o, w.description))::text, '' ORDER BY w.place))
        FROM (SELECT nullif(concat_ws(' ', coalesce(c.criterion_after, c.criterion_before), nullif(par.say(c.title, o ->> 'said'), '')), '') AS name, c.description, c.place
              FROM _why_changed(o ->> 'round', _reasons_list.agency, NULL) WITH ORDINALITY
                   c (criterion_before, criterion_after, title, effect, contribution, points_before, max_before, points_after, max_after, share_before, share_after, description, place)
              -- a grade that is held down contributes nothing, and is said
              WHERE (c.contribution IS DISTINCT FROM 0 OR c.effect = 'grade cap') AND c.effect <> 'rounding'
              ORDER BY c.effect = 'grade cap' DESC, c.place LIMIT most) w);
END
$$;
COMMENT ON FUNCTION _reasons_list(jsonb, text, integer) IS 'internal: what contributed most to the change of an index, as HTML; NULL: nothing did';

CREATE OR REPLACE FUNCTION _changes_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    told CONSTANT integer := 5;         -- of each direction
    k record;
    last_rises boolean;
BEGIN
    IF NOT (o ->> 'whole')::boolean OR (o ->> 'is_corrected')::boolean THEN
        RETURN;
    END IF;
    FOR k IN
        SELECT c.*, c.index_change > 0 AS rises
        FROM (SELECT r.*, row_number() OVER (PARTITION BY r.index_change > 0 ORDER BY abs(r.index_change) DESC, r.agency COLLATE "C") AS line
              FROM jsonb_to_recordset(o -> 'results') r (agency text, name text, index_change numeric)
              WHERE r.index_change <> 0 AND _is_chosen(o, r.agency)) c
        WHERE c.line <= told
        ORDER BY rises DESC, c.line
    LOOP
        IF last_rises IS NULL THEN
            RETURN NEXT _heading(o, 2, 'report.changes') || _paragraph(o, 'report.changes_are');
        END IF;
        IF k.rises IS DISTINCT FROM last_rises THEN
            RETURN NEXT _heading(o, 3, CASE WHEN k.rises THEN 'report.risen' ELSE 'report.fallen' END);
            last_rises := k.rises;
        END IF;
        RETURN NEXT xmlelement(name h4, k.name, ' ', xmlelement(name span, xmlattributes(CASE WHEN k.rises THEN 'up' ELSE 'down' END AS class),
                                                                _signed_figure(o, k.index_change, (o ->> 'decimals')::integer)))::text
            || coalesce(_reasons_list(o, k.agency, 3), '');
    END LOOP;
END
$$;
COMMENT ON FUNCTION _changes_section(jsonb) IS 'internal: whose index changed most, and why, as HTML; nothing where there is nothing to compare with, or for who does not see whole rounds';

-- A context term is called by what it is about; titles has what the variables are called.
CREATE OR REPLACE FUNCTION _term_title(o jsonb, term text, titles jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    context CONSTANT text := split_part(term, '(', 1);
    about CONSTANT text := coalesce(_expression_within(term), _variable_within(term));
    further CONSTANT text := substring(term FROM '^(?:previous|peer_quantile)\(.*, ([0-9.]+%?)\)$');
    title text;
BEGIN
    IF context IN ('points', 'agency') THEN
        RETURN _tell(o, 'term.' || context, to_jsonb(CASE context WHEN 'points' THEN _criterion_of_points(term) ELSE substring(term FROM '^agency\((.*)\)$') END));
    ELSIF about ~ '^(previous|target|self|agency|points|peer_[a-z]+|child_[a-z]+)\([^()]*\)$' THEN
        title := _term_title(o, about, titles);
    ELSE
        -- words, texts in quotes, and what stands between them
        title := (SELECT string_agg(coalesce(titles ->> w.word[1], w.word[1]), '' ORDER BY w.place)
                  FROM regexp_matches(about, '''(?:[^'']|'''')*''|[^ ()+*/,<>=''-]+|[ ()+*/,<>=-]+', 'g') WITH ORDINALITY w (word, place));
        title := CASE WHEN about ~ '[-+*/]' THEN format('(%s)', title) ELSE title END;
    END IF;
    RETURN CASE WHEN context = 'peer_quantile' OR context = 'previous' AND further IS NOT NULL
                THEN _tell(o, CASE context WHEN 'previous' THEN 'term.previous_years' ELSE 'term.peer_quantile' END, to_jsonb(title), to_jsonb(further))
                ELSE _tell(o, 'term.' || context, to_jsonb(title)) END;
END
$$;
COMMENT ON FUNCTION _term_title(jsonb, text, jsonb) IS 'internal: a context term that a rule reads, in the main language of a page';

-- How points are given: the table that a decision prints.  Long titles would hide it: then
-- variables go by their names, which are told beneath; a rule of many cases stands as it is
-- written.
CREATE OR REPLACE FUNCTION _rule_lines(o jsonb, criterion text, rule text) RETURNS xml
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    most CONSTANT integer := 12;        -- lines
    widest CONSTANT integer := 30;      -- characters of a title
    -- days of the year that is assessed are dates
    declarations CONSTANT jsonb := _rule_declarations(o ->> 'scheme', _rule_lines.criterion) || jsonb_build_object('round_year', o -> 'year');
    titles jsonb;
    are_short boolean;
    called jsonb;                       -- what stands in the table for variables
    lines text[];
BEGIN
    SELECT jsonb_object_agg(v.name, _name_in(o, v.title, v.title_en)), bool_and(length(_name_in(o, v.title, v.title_en)) <= widest) INTO titles, are_short
    FROM variable v
    WHERE v.scheme = o ->> 'scheme' AND v.criterion = _rule_lines.criterion AND v.title IS NOT NULL AND v.name IN (SELECT t.term FROM _rule_terms(_rule_lines.rule) t);
    called := CASE WHEN are_short THEN titles ELSE '{}' END;
    lines := string_to_array(par.rule_table(_rule_lines.rule::par.rule,
        declarations || (SELECT jsonb_object_agg(t.term, CASE jsonb_typeof(d.declared) WHEN 'string' THEN jsonb_build_object('kind', d.declared) ELSE coalesce(d.declared, '{}') END
                                                         || CASE WHEN t.term ~ '\(' THEN jsonb_build_object('title', _term_title(o, t.term, called))
                                                                 WHEN called ? t.term THEN jsonb_build_object('title', called -> t.term) ELSE '{}' END)
                         FROM unnest(par.variables(_rule_lines.rule::par.rule)) t (term) CROSS JOIN LATERAL (SELECT declarations -> t.term) d (declared)
                         WHERE t.term <> ALL ('{round_year,max_points}')),
        o ->> 'said'), E'\n');
    IF lines IS NULL OR cardinality(lines) > most THEN
        lines := ARRAY[_rule_lines.rule];
        are_short := false;
    END IF;
    RETURN xmlconcat((SELECT xmlagg(xmlelement(name span, l) ORDER BY place) FROM unnest(lines) WITH ORDINALITY u (l, place)),
                     (SELECT xmlagg(xmlelement(name span, xmlattributes('soft' AS class), t.key, ': ', t.value) ORDER BY t.key COLLATE "C") FROM jsonb_each_text(titles) t WHERE NOT are_short));
END
$$;
COMMENT ON FUNCTION _rule_lines(jsonb, text, text) IS 'internal: a rule as a table in words, a line each, in the main language of a page, and what its variables are';

CREATE OR REPLACE FUNCTION _scheme_table(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    k record;
BEGIN
    RETURN NEXT _table_top('scheme', concat(_head_cell(o, 'report.criterion'), _head_cell(o, 'report.maximum_points', 'n'), _head_cell(o, 'report.how')));
    FOR k IN
        SELECT n.code, n.level, n.title, n.title_en, n.max_points, n.is_leaf, n.kind, n.method, c.not_applicable, c.step, c.rule_text
        FROM node n JOIN criterion c ON c.scheme = n.scheme AND c.code = n.code
        WHERE n.scheme = o ->> 'scheme'
        ORDER BY n.place
    LOOP
        RETURN NEXT xmlelement(name tr, xmlattributes(CASE WHEN k.level = 1 THEN 'l1' WHEN k.is_leaf THEN 'leaf' ELSE 'l2' END AS class),
            _criterion_head(o, k.code, k.title, k.title_en),
            xmlelement(name td, xmlattributes('n' AS class), CASE k.kind WHEN 'penalty' THEN '−' WHEN 'bonus' THEN '+' ELSE '' END, _plain_figure(o, k.max_points)),
            xmlelement(name td, xmlattributes('rule' AS class),
                CASE WHEN k.kind <> 'scored' THEN xmlelement(name span, _tell(o, 'word.' || k.kind)) END,
                CASE WHEN k.is_leaf AND k.rule_text IS NOT NULL THEN _rule_lines(o, k.code, k.rule_text)
                     WHEN k.is_leaf THEN xmlelement(name span, concat_ws('; ', _tell(o, 'word.' || k.method), CASE WHEN k.step IS NOT NULL THEN _tell(o, 'report.step', _exactly(k.step)) END)) END,
                CASE WHEN k.is_leaf AND k.not_applicable <> 'exclude' THEN xmlelement(name span, _tell(o, 'report.if_not_applicable', jsonb_build_array('word.' || k.not_applicable))) END, ''))::text || E'\n';
    END LOOP;
    RETURN NEXT _table_end();
END
$$;
COMMENT ON FUNCTION _scheme_table(jsonb) IS 'internal: criteria of the scheme with their maxima and rules as tables, as HTML';

CREATE OR REPLACE FUNCTION _decisions_list(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    told CONSTANT integer := 50;
BEGIN
    RETURN (
        WITH decision AS (
            -- of what was published as it was then: what is written now may be other decisions
            SELECT 1 AS place, 'report.exempt' AS key, e.criterion, e.reason,
                   CASE WHEN bool_or(e.agency IS NULL) THEN NULL ELSE count(*) END AS agencies, min(e.agency) AS agency
            FROM exemption e WHERE e.round = o ->> 'round' AND e.status = 'accepted' AND NOT (o ->> 'is_corrected')::boolean
            GROUP BY e.criterion, e.reason
            UNION ALL
            SELECT 2, 'report.zero', NULL, z.reason, count(*), min(z.agency) FROM zero_missing z WHERE z.round = o ->> 'round' AND NOT (o ->> 'is_corrected')::boolean GROUP BY z.reason
            UNION ALL
            SELECT 3, 'report.capped', c.label, c.reason, count(*), min(c.agency) FROM grade_cap c WHERE c.round = o ->> 'round' AND NOT (o ->> 'is_corrected')::boolean GROUP BY c.label, c.reason
            UNION ALL
            SELECT 4, 'report.unranked', NULL, p.unranked_reason, count(*), min(p.agency) FROM participant p WHERE p.round = o ->> 'round' AND NOT p.ranked AND NOT (o ->> 'is_corrected')::boolean GROUP BY p.unranked_reason
            UNION ALL
            -- where there is a rule
            SELECT 5, 'report.overridden', i.criterion, i.note, count(*), min(i.agency)
            FROM _page_items(o) i JOIN criterion c ON c.scheme = o ->> 'scheme' AND c.code = i.criterion AND c.rule_text IS NOT NULL
            WHERE i.by_hand
            GROUP BY i.criterion, i.note
        ), numbered AS (
            SELECT d.*, n.place AS of_criterion, jsonb_build_object('vi', concat_ws(' ', d.criterion, n.title), 'en', concat_ws(' ', d.criterion, coalesce(n.title_en, n.title))) AS named, row_number() OVER (ORDER BY d.place, n.place, d.reason COLLATE "C") AS line, count(*) OVER () AS decisions
            FROM decision d LEFT JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = d.criterion
        )
        SELECT _list(string_agg(xmlelement(name li,
                   _label(o, d.key, CASE WHEN d.place = 3 THEN to_jsonb(d.criterion) WHEN d.criterion IS NULL THEN '""' ELSE d.named END,
                          CASE WHEN d.agencies IS NULL THEN '["report.all_agencies"]'
                               WHEN d.agencies = 1 THEN coalesce((SELECT _in_both(g.name, g.name_en) FROM agency g WHERE g.code = d.agency), to_jsonb(d.agency))
                               ELSE jsonb_build_array('report.some_agencies', d.agencies) END, to_jsonb(rtrim(coalesce(d.reason, '–'), '.'))))::text, E'\n' ORDER BY d.line))
               || CASE WHEN max(d.decisions) > told THEN _paragraph(o, 'report.first_told', to_jsonb(told)) ELSE '' END
        FROM numbered d WHERE d.line <= told);
END
$$;
COMMENT ON FUNCTION _decisions_list(jsonb) IS 'internal: decisions of the round with their reasons: exemptions, what counts 0, grades held down, who is not ranked, and points given by hand where there is a rule, as HTML; NULL: none';

CREATE OR REPLACE FUNCTION _corrections_list(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (
        SELECT _list(string_agg(xmlelement(name li,
                   _label(o, CASE WHEN e.from_stage = 'published' THEN 'report.correction' ELSE 'report.reopened' END, _when(e.changed_at), to_jsonb(e.changed_by),
                         to_jsonb(rtrim(e.reason, '.')), jsonb_build_array('stage.' || e.to_stage)))::text, E'\n' ORDER BY e.id))
        FROM round_event e
        WHERE e.round = o ->> 'round' AND e.agency IS NULL AND e.reason IS NOT NULL);
END
$$;
COMMENT ON FUNCTION _corrections_list(jsonb) IS 'internal: corrections of a round and stages that it went back to, with their reasons, as HTML; NULL: none';

-- What the last correction made of results, beside those that were published before it.
CREATE OR REPLACE FUNCTION _corrected_table(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    told CONSTANT integer := 50;
    digits CONSTANT integer := o ->> 'decimals';
    this CONSTANT integer := o ->> 'revision';
BEGIN
    IF NOT (o ->> 'is_published')::boolean OR this < 2 THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT _heading(o, 4, 'report.corrected', to_jsonb(this - 1), to_jsonb(this))
               || _table_top('corrected', concat(_head_cell(o, 'report.agency'), _head_cell(o, 'report.league_of'), _head_cell(o, 'report.index', 'n'), _head_cell(o, 'report.rank', 'n'), _head_cell(o, 'report.grade', 'n')))
               || string_agg(xmlelement(name tr, xmlattributes(c.agency AS "data-agency"), xmlelement(name th, xmlattributes('row' AS scope), c.name),
                                        xmlelement(name td, CASE WHEN c.league_before <> c.league_after THEN concat(c.league_before, ' → ', c.league_after) ELSE coalesce(c.league_after, c.league_before) END),
                                        xmlelement(name td, xmlattributes('n' AS class), _figure(o, c.index_before, digits), ' → ', _figure(o, c.index_after, digits)),
                                        xmlelement(name td, xmlattributes('n' AS class), coalesce(c.rank_before::text, '–'), ' → ', coalesce(c.rank_after::text, '–')),
                                        xmlelement(name td, xmlattributes('n' AS class), CASE WHEN c.grade_before IS DISTINCT FROM c.grade_after THEN concat(coalesce(c.grade_before, '–'), ' → ', coalesce(c.grade_after, '–')) ELSE '=' END))::text,
                             E'\n' ORDER BY c.line)
               || _table_end() || CASE WHEN max(c.changed) > told THEN _paragraph(o, 'report.first_told', to_jsonb(told)) ELSE '' END
        FROM (SELECT agency, coalesce(_name_in(o, b.agency_name, b.agency_name_en), _name_in(o, a.agency_name, a.agency_name_en)) AS name, a.league AS league_before, b.league AS league_after, a.par_index AS index_before, b.par_index AS index_after, a.rank AS rank_before, b.rank AS rank_after,
                     a.grade AS grade_before, b.grade AS grade_after, count(*) OVER () AS changed,
                     -- who came, went or changed leagues is first
                     row_number() OVER (ORDER BY a.league IS NOT DISTINCT FROM b.league, abs(b.par_index - a.par_index) DESC NULLS FIRST, coalesce(b.league, a.league) COLLATE "C", b.rank, agency COLLATE "C") AS line
              FROM (SELECT x.agency, x.agency_name, x.agency_name_en, x.league, x.par_index, x.rank, x.grade FROM result x WHERE x.round = o ->> 'round' AND x.revision = this - 1) a
              FULL JOIN (SELECT x.agency, x.agency_name, x.agency_name_en, x.league, x.par_index, x.rank, x.grade FROM result x WHERE x.round = o ->> 'round' AND x.revision = this) b USING (agency)
              WHERE (a.league, a.par_index, a.rank, a.grade) IS DISTINCT FROM (b.league, b.par_index, b.rank, b.grade) AND _is_chosen(o, agency)) c
        WHERE c.line <= told
        HAVING count(*) > 0);
END
$$;
COMMENT ON FUNCTION _corrected_table(jsonb) IS 'internal: agencies that the last correction of a round added or took out, or whose league, index, rank or grade it changed, as HTML; NULL: none, or the round was not corrected';

CREATE OR REPLACE FUNCTION _method_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    s record;
    list text;
    corrected text;
BEGIN
    SELECT h.* INTO s FROM scheme h WHERE h.code = o ->> 'scheme';
    RETURN NEXT _heading(o, 2, 'report.method');
    RETURN NEXT (SELECT _list(string_agg(xmlelement(name li, _label(o, m.key, VARIADIC m.parts))::text, E'\n' ORDER BY m.place))
                 FROM (VALUES (1, 'report.index_is', '{}'::jsonb[]), (2, 'report.rounding', ARRAY[to_jsonb(s.decimals)]),
                              (3, CASE WHEN s.point_decimals IS NOT NULL THEN 'report.point_rounding' END, ARRAY[to_jsonb(s.point_decimals)]),
                              (4, 'report.ties', ARRAY[jsonb_build_array('word.' || s.tie_rule), jsonb_build_array('word.' || s.rank_on)]),
                              (5, CASE WHEN s.tie_keys IS NOT NULL THEN 'report.tie_keys' END, ARRAY[to_jsonb(array_to_string(s.tie_keys, ', '))]),
                              (6, CASE WHEN s.bonus_cap IS NOT NULL THEN 'report.bonus_cap' END, ARRAY[_exactly(s.bonus_cap)]),
                              (7, CASE WHEN s.penalty_cap IS NOT NULL THEN 'report.penalty_cap' END, ARRAY[_exactly(s.penalty_cap)]),
                              (8, CASE WHEN s.index_cap IS NOT NULL THEN 'report.index_cap' END, ARRAY[_exactly(s.index_cap)]),
                              (9, CASE WHEN o ->> 'previous' IS NOT NULL THEN 'report.compared' END, ARRAY[o -> 'previous'])) m (place, key, parts)
                 WHERE m.key IS NOT NULL);
    IF (o ->> 'whole')::boolean THEN
        RETURN NEXT coalesce(_heading(o, 3, 'report.decisions') || _decisions_list(o), '');
        list := _corrections_list(o);
    END IF;
    corrected := _corrected_table(o);
    IF list IS NOT NULL OR corrected IS NOT NULL THEN
        RETURN NEXT concat(_heading(o, 3, 'report.corrections'), list, corrected);
    END IF;
    RETURN NEXT _heading(o, 3, 'report.scheme_table');
    RETURN QUERY SELECT t.* FROM _scheme_table(o) t;
END
$$;
COMMENT ON FUNCTION _method_section(jsonb) IS 'internal: how the results came about: rules of the scheme, decisions with their reasons, corrections, as HTML';

-- ---------------------------------------------------------------------------
-- sections put together

CREATE OR REPLACE FUNCTION _page_sections(o jsonb, sections text[]) RETURNS TABLE (id text, content text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    FOREACH id IN ARRAY sections LOOP
        content := CASE id WHEN 'ranking' THEN (SELECT string_agg(t, '') FROM _ranking_section(o) t)
                           WHEN 'fields' THEN (SELECT string_agg(t, '') FROM _fields_section(o) t)
                           WHEN 'self' THEN (SELECT string_agg(t, '') FROM _self_section(o) t)
                           WHEN 'intervals' THEN (SELECT string_agg(t, '') FROM _intervals_section(o) t)
                           WHEN 'survey' THEN (SELECT string_agg(t, '') FROM _survey_section(o) t)
                           WHEN 'trend' THEN (SELECT string_agg(t, '') FROM _trend_section(o) t)
                           WHEN 'changes' THEN (SELECT string_agg(t, '') FROM _changes_section(o) t)
                           WHEN 'method' THEN (SELECT string_agg(t, '') FROM _method_section(o) t)
                           WHEN 'standing' THEN (SELECT string_agg(t, '') FROM _standing_section(o) t)
                           WHEN 'own_fields' THEN (SELECT string_agg(t, '') FROM _own_fields_section(o) t)
                           WHEN 'sheet' THEN (SELECT string_agg(t, '') FROM _sheet_section(o) t)
                           WHEN 'papers' THEN (SELECT string_agg(t, '') FROM _papers_section(o) t)
                           WHEN 'own_changes' THEN (SELECT string_agg(t, '') FROM _own_changes_section(o) t)
                           WHEN 'improvement' THEN (SELECT string_agg(t, '') FROM _improvement_section(o) t) END;
        IF content <> '' THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _page_sections(jsonb, text[]) IS 'internal: those of the sections of a page that have anything to tell, as HTML';

CREATE OR REPLACE FUNCTION _page_header(o jsonb, sections text[]) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN E'<header>\n'
        || CASE WHEN (o ->> 'is_published')::boolean THEN '' ELSE _sentence(o, 'draft', 'report.draft') END
        || xmlelement(name h1, o ->> 'title')::text || E'\n' || _page_facts(o)
        || CASE WHEN (o ->> 'is_corrected')::boolean THEN _sentence(o, 'notice', 'report.in_correction', o -> 'revision') ELSE '' END
        || CASE WHEN (o ->> 'unscored')::integer > 0 THEN _sentence(o, 'notice', 'report.incomplete', o -> 'unscored', o -> 'incomplete') ELSE '' END
        || CASE WHEN NOT (o ->> 'whole')::boolean AND NOT o ? 'agency' THEN _sentence(o, 'notice', 'report.as_published') ELSE '' END
        || E'</header>\n'
        || format(E'<nav aria-label="%s"><ul>%s</ul></nav>\n<main>\n', _tell(o, 'report.contents'),
                  (SELECT string_agg(xmlelement(name li, xmlelement(name a, xmlattributes('#' || s AS href), _label(o, 'report.' || s)))::text, E'\n' ORDER BY place)
                   FROM unnest(sections) WITH ORDINALITY u (s, place)));
END
$$;
COMMENT ON FUNCTION _page_header(jsonb, text[]) IS 'internal: header of a page, and links to its sections, as HTML';

CREATE OR REPLACE FUNCTION _page_end(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN format(E'</main>\n<footer><p>%s</p></footer>\n</div>\n</body>\n</html>\n',
                  _label(o, 'report.made_by', to_jsonb((SELECT r.version FROM registry r)), _when(now())));
END
$$;
COMMENT ON FUNCTION _page_end(jsonb) IS 'internal: the end of a page, as HTML';

CREATE OR REPLACE FUNCTION _page(o jsonb, wanted text[]) RETURNS SETOF text
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    AS $$
DECLARE
    sections CONSTANT jsonb := (SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]') FROM _page_sections(o, wanted) s);
BEGIN
    RETURN QUERY SELECT l FROM par.html_lines(_page_top(o) || _page_header(o, ARRAY(SELECT s.id FROM jsonb_to_recordset(sections) s (id text)))) l;
    RETURN QUERY SELECT l FROM jsonb_to_recordset(sections) s (id text, content text), par.html_lines(_section(s.id, s.content)) l;
    RETURN QUERY SELECT l FROM par.html_lines(_page_end(o)) l;
END
$$;
COMMENT ON FUNCTION _page(jsonb, text[]) IS 'internal: a page with the sections that are wanted and have anything to tell, as lines of HTML';

CREATE OR REPLACE FUNCTION _with_results(o jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    results CONSTANT jsonb := _page_results(o);
BEGIN
    RETURN o || jsonb_build_object('results', results, 'leagues', _page_leagues(results))
        || (SELECT jsonb_build_object('unscored', sum(r.unscored), 'incomplete', count(r.unscored)) FROM jsonb_to_recordset(results) r (agency text, unscored integer)
            WHERE NOT o ? 'agency' OR r.agency = o ->> 'agency');
END
$$;
COMMENT ON FUNCTION _with_results(jsonb) IS 'internal: options of a page with its results and leagues, and how much of a draft is still to be scored';

CREATE OR REPLACE FUNCTION report(round text, options jsonb DEFAULT '{}') RETURNS SETOF text
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    defaults CONSTANT jsonb := '{"language": "both", "title": null, "agencies": null, "draws": 1000, "noise": 0.25, "top": 3, "ranking": true, "fields": true, "self": true,
                                 "intervals": true, "survey": true, "trend": true, "changes": true, "method": true}';
    o jsonb := _page_basis(report.round, _page_options('report', defaults, report.options));
    unknown text;
BEGIN
    IF jsonb_typeof(o -> 'agencies') = 'null' THEN
        o := o - 'agencies';
    END IF;
    o := _with_results(o) || jsonb_build_object('percent', trim_scale(100 * (o ->> 'noise')::numeric));
    unknown := (SELECT a FROM jsonb_array_elements_text(o -> 'agencies') a
                WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset(o -> 'results') r (agency text) WHERE r.agency = a) LIMIT 1);
    IF unknown IS NOT NULL THEN
        PERFORM _no_such(format('agency "%s" has no result in round "%s"', unknown, report.round), unknown, ARRAY(SELECT r.agency FROM jsonb_to_recordset(o -> 'results') r (agency text)));
    END IF;
    o := o || _leaf_measures(o);
    IF (o ->> 'fields')::boolean OR (o ->> 'intervals')::boolean THEN
        o := o || _part_measures(o);
    END IF;
    RETURN QUERY SELECT p FROM _page(o, ARRAY(SELECT s FROM unnest('{ranking,fields,self,intervals,survey,trend,changes,method}'::text[]) WITH ORDINALITY u (s, place)
                                              WHERE (o ->> s)::boolean ORDER BY place)) p;
END
$$;
COMMENT ON FUNCTION report(text, jsonb) IS
    'a round as a page of HTML, in lines that psql -At and \copy save as they are: it needs no script and no network. Options: language (both: Vietnamese with English beneath, vi, en), title, agencies (a list: tables tell of these alone), draws, noise and top (of the ranges of ranks and the stability of weights), and the sections, each true or false: ranking, fields, self, intervals, survey, trend, changes, method. Of a published round the revision published last, else how things stand, marked as a draft, in which an agency that is not scored throughout has neither grade nor changes. Who does not see whole rounds gets the sections that were published. 42704 for an unknown round or agency, 55000 for a round without results, 22023 naming the option for what is none, 54000 beyond 200 million draws x agencies of a league';

END
$template$;
COMMENT ON PROCEDURE par.registry_report() IS 'internal: the page of a round, in a registry';

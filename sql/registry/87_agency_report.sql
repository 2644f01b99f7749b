
-- ---------------------------------------------------------------------------
-- Registry: the page of an agency
-- ---------------------------------------------------------------------------

CREATE PROCEDURE par.registry_agency_report()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _standing_decisions(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    IF NOT (o ->> 'sees_own')::boolean THEN
        RETURN NULL;
    END IF;
    RETURN (
        WITH shown AS (
            SELECT t.ranked, t.unranked_reason, t.zero_reason, t.capped_grade, t.cap_reason
            FROM result t WHERE (o ->> 'is_published')::boolean AND t.round = o ->> 'round' AND t.revision = (o ->> 'revision')::integer AND t.agency = o ->> 'agency'
            UNION ALL
            SELECT p.ranked, p.unranked_reason, z.reason, c.label, c.reason
            FROM participant p
            LEFT JOIN zero_missing z ON z.round = p.round AND z.agency = p.agency
            LEFT JOIN grade_cap c ON c.round = p.round AND c.agency = p.agency
            WHERE NOT (o ->> 'is_published')::boolean AND p.round = o ->> 'round' AND p.agency = o ->> 'agency'
        )
        SELECT _list(string_agg(xmlelement(name li, _label(o, w.key, VARIADIC w.parts))::text, E'\n' ORDER BY w.place))
        FROM shown s
        CROSS JOIN LATERAL (VALUES (1, CASE WHEN NOT s.ranked THEN 'report.own_unranked' END, ARRAY[to_jsonb(rtrim(coalesce(s.unranked_reason, '–'), '.'))]),
                                   (2, CASE WHEN s.zero_reason IS NOT NULL THEN 'report.own_zero' END, ARRAY[to_jsonb(rtrim(s.zero_reason, '.'))]),
                                   (3, CASE WHEN s.capped_grade IS NOT NULL THEN 'report.own_capped' END, ARRAY[to_jsonb(s.capped_grade), to_jsonb(rtrim(s.cap_reason, '.'))])) w (place, key, parts)
        WHERE w.key IS NOT NULL);
END
$$;
COMMENT ON FUNCTION _standing_decisions(jsonb) IS 'internal: decisions about the result of an agency: that it is not ranked, what counts 0, a grade that is held down, as HTML; NULL: none, or not for the caller to see';

CREATE OR REPLACE FUNCTION _standing_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    digits CONSTANT integer := o ->> 'decimals';
    k record;
BEGIN
    SELECT r.*, l.ranked, l.mean, l.median INTO k
    FROM jsonb_to_recordset(o -> 'results') r (agency text, league text, name text, points numeric, max_points numeric, bonus numeric, penalty numeric, par_index numeric, rank integer,
                                               rank_change integer, index_change numeric, grade text)
    JOIN jsonb_to_recordset(o -> 'leagues') l (league text, ranked bigint, mean numeric, median numeric) ON l.league = r.league
    WHERE r.agency = o ->> 'agency';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN NEXT _heading(o, 2, 'report.standing');
    RETURN NEXT _figures(o, '{report.index,report.rank,report.grade,report.index_change,report.rank_change,report.league_median}',
                         ARRAY[_figure(o, k.par_index, digits), CASE WHEN k.rank IS NULL THEN '–' ELSE format('%s/%s', k.rank, k.ranked) END, k.grade,
                               CASE WHEN k.index_change IS NOT NULL THEN _signed_figure(o, k.index_change, digits) END,
                               CASE WHEN k.rank_change IS NOT NULL THEN _signed_figure(o, k.rank_change, 0) END, _figure(o, k.median, digits)]);
    RETURN NEXT _facts(o, '{report.league_of,report.points,report.bonus,report.penalty}',
                       ARRAY[k.league, format('%s / %s', _figure(o, k.points, 2), _plain_figure(o, k.max_points)), CASE WHEN k.bonus > 0 THEN _plain_figure(o, k.bonus) END,
                             CASE WHEN k.penalty > 0 THEN _plain_figure(o, k.penalty) END]);
    RETURN NEXT coalesce(_standing_decisions(o), '');
END
$$;
COMMENT ON FUNCTION _standing_section(jsonb) IS 'internal: index, rank and grade of an agency, as HTML; nothing while it has none that is shown';

CREATE OR REPLACE FUNCTION _own_fields_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    digits CONSTANT integer := o ->> 'decimals';
    parts jsonb;
    k record;
BEGIN
    parts := (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.place)
              FROM (SELECT f.field, min(f.place) AS place, min(f.title) AS title, min(f.title_en) AS title_en, min(f.points) FILTER (WHERE f.agency = o ->> 'agency') AS points,
                           min(f.max_points) FILTER (WHERE f.agency = o ->> 'agency') AS max_points, min(f.field_index) FILTER (WHERE f.agency = o ->> 'agency') AS own,
                           avg(f.field_index) AS mean, min(f.rank) FILTER (WHERE f.agency = o ->> 'agency') AS rank, count(f.rank) AS ranked
                    FROM field_index f
                    WHERE f.round = o ->> 'round' AND f.league = (SELECT r.league FROM jsonb_to_recordset(o -> 'results') r (agency text, league text) WHERE r.agency = o ->> 'agency')
                    GROUP BY f.field) p
              WHERE p.own IS NOT NULL);
    IF parts IS NULL THEN
        RETURN;
    END IF;
    RETURN NEXT _heading(o, 2, 'report.own_fields') || _paragraph(o, 'report.own_fields_are')
        || _table_top('fields', concat(_head_cell(o, 'report.field'), _head_cell(o, 'report.points', 'n hide'), _head_cell(o, 'report.share', 'n'), _head_cell(o, 'report.mean_of_league', 'n'),
                                       _head_cell(o, 'report.rank', 'n')));
    FOR k IN SELECT p.* FROM jsonb_to_recordset(parts) p (field text, place integer, title text, title_en text, points numeric, max_points numeric, own numeric, mean numeric, rank integer, ranked bigint) ORDER BY p.place LOOP
        RETURN NEXT xmlelement(name tr, xmlelement(name th, xmlattributes('row' AS scope, 'who' AS class), xmlelement(name span, xmlelement(name span, _in_languages(o, k.title, k.title_en)), _bar(k.own))),
            xmlelement(name td, xmlattributes('n hide' AS class), _points_figure(o, k.points), ' / ', _plain_figure(o, k.max_points)), xmlelement(name td, xmlattributes('n' AS class), _figure(o, k.own, digits)),
            xmlelement(name td, xmlattributes('n' AS class), _figure(o, k.mean, digits)),
            xmlelement(name td, xmlattributes('n' AS class), CASE WHEN k.rank IS NULL THEN '–' ELSE format('%s/%s', k.rank, k.ranked) END))::text || E'\n';
    END LOOP;
    RETURN NEXT _table_end();
    IF jsonb_array_length(parts) BETWEEN 3 AND 12 THEN
        RETURN NEXT (SELECT format(E'<figure>%s</figure>\n', par.svg_radar(w.series, p.title, w.value::float8,
                                jsonb_build_object('title', _tell(o, 'report.own_fields_of', o -> 'name'), 'heading', false, 'id', 'own-fields', 'language', o ->> 'said', 'min', 0, 'max', 100, 'width', 620) ORDER BY w.line, p.place))
                     -- an axis for each field, whatever they are called
                     FROM (SELECT x.place, x.own, x.mean, CASE WHEN count(*) OVER (PARTITION BY _name_in(o, x.title, x.title_en)) > 1 THEN x.field || ' ' ELSE '' END || _name_in(o, x.title, x.title_en) AS title
                           FROM jsonb_to_recordset(parts) x (field text, place integer, title text, title_en text, own numeric, mean numeric)) p
                     CROSS JOIN LATERAL (VALUES (1, o ->> 'name', p.own), (2, _tell(o, 'report.mean_of_league'), p.mean)) w (line, series, value));
    END IF;
END
$$;
COMMENT ON FUNCTION _own_fields_section(jsonb) IS 'internal: fields of an agency beside the mean of its league, as HTML';

CREATE OR REPLACE FUNCTION _sheet_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    k record;
BEGIN
    FOR k IN
        SELECT s.*, row_number() OVER (ORDER BY s.place) AS line,
               bool_or(s.review_points IS NOT NULL) OVER () AS has_reviews, bool_or(s.survey_points IS NOT NULL) OVER () AS has_survey, bool_or(s.self_points IS NOT NULL) OVER () AS has_self,
               bool_or(s.counted_max_points <> s.max_points) OVER () AS is_stretched
        FROM score_sheet s WHERE s.round = o ->> 'round' AND s.agency = o ->> 'agency' ORDER BY s.place
    LOOP
        IF k.line = 1 THEN
            RETURN NEXT _heading(o, 2, 'report.sheet') || CASE WHEN k.is_stretched THEN _paragraph(o, 'report.stretched') ELSE '' END
                || _table_top('sheet', concat(_head_cell(o, 'report.criterion'), _head_cell(o, 'report.maximum_points', 'n'), CASE WHEN k.has_self THEN _head_cell(o, 'report.self_points', 'n') END,
                       _head_cell(o, 'report.appraised_points', 'n'), CASE WHEN k.has_reviews THEN _head_cell(o, 'report.review_points', 'n') END,
                       CASE WHEN k.has_survey THEN _head_cell(o, 'report.survey_points', 'n') END, _head_cell(o, 'report.official_points', 'n'), _head_cell(o, 'report.share', 'n'), _head_cell(o, 'report.remark')));
        END IF;
        RETURN NEXT xmlelement(name tr, xmlattributes(CASE WHEN k.level = 1 THEN 'l1' WHEN k.is_leaf THEN 'leaf' ELSE 'l2' END AS class, k.criterion AS "data-criterion"),
            _criterion_head(o, k.criterion, k.title, k.title_en),
            xmlelement(name td, xmlattributes('n' AS class), _plain_figure(o, k.max_points)),
            CASE WHEN k.has_self THEN xmlelement(name td, xmlattributes('n' AS class), _points_figure(o, k.self_points)) END,
            xmlelement(name td, xmlattributes('n' AS class), _points_figure(o, k.appraisal_points)),
            CASE WHEN k.has_reviews THEN xmlelement(name td, xmlattributes('n' AS class), _points_figure(o, k.review_points)) END,
            CASE WHEN k.has_survey THEN xmlelement(name td, xmlattributes('n' AS class), _points_figure(o, k.survey_points)) END,
            xmlelement(name td, xmlattributes('n' AS class), CASE WHEN k.not_applicable AND k.points IS NULL THEN _tell(o, 'report.away') ELSE _points_figure(o, k.points) END,
                       CASE WHEN k.counted_max_points <> k.max_points AND k.points IS NOT NULL THEN ' / ' || _plain_figure(o, k.counted_max_points) END),
            xmlelement(name td, xmlattributes('n' AS class), CASE WHEN k.kind = 'penalty' THEN '' ELSE _figure(o, 100 * k.share, 1) END),
            xmlelement(name td, coalesce(nullif(concat_ws('; ', k.exempt_reason, par.say(_note_said(coalesce(k.review_note, k.appraisal_note)), o ->> 'said'),
                       CASE WHEN k.evidence > 0 AND k.is_leaf THEN _tell(o, 'report.documents', to_jsonb(k.evidence)) END), ''), '')))::text || E'\n';
    END LOOP;
    RETURN NEXT CASE WHEN k.line IS NOT NULL THEN _table_end() END;
END
$$;
COMMENT ON FUNCTION _sheet_section(jsonb) IS 'internal: score sheet of an agency, as HTML';

CREATE OR REPLACE FUNCTION _papers_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
DECLARE
    k record;
    last_criterion text;
BEGIN
    FOR k IN
        SELECT n.code, n.title, n.title_en, p.description, row_number() OVER (ORDER BY n.place, p.line) AS line
        FROM (SELECT e.criterion FROM evidence e WHERE e.round = o ->> 'round' AND e.agency = o ->> 'agency'
              UNION
              SELECT x.criterion FROM explanation x WHERE x.round = o ->> 'round' AND x.agency = o ->> 'agency') c
        JOIN node n ON n.scheme = o ->> 'scheme' AND n.code = c.criterion
        CROSS JOIN LATERAL (SELECT w.description, w.line
                            FROM _explained_papers(o ->> 'round', o ->> 'agency', c.criterion) WITH ORDINALITY
                                 w (stage, official, part, inputs, context, rule, arm, condition, holds, points_expression, points, max_points, outcome, note, assessed_by, assessed_at, description, line)) p
        ORDER BY n.place, p.line
    LOOP
        IF k.line = 1 THEN
            RETURN NEXT _heading(o, 2, 'report.papers');
        END IF;
        IF k.code IS DISTINCT FROM last_criterion THEN
            RETURN NEXT CASE WHEN last_criterion IS NOT NULL THEN E'</ul>\n' ELSE '' END || xmlelement(name h3, k.code, ' ', _in_languages(o, k.title, k.title_en))::text || E'\n<ul class="plain">\n';
            last_criterion := k.code;
        END IF;
        RETURN NEXT xmlelement(name li, _message(o, k.description))::text || E'\n';
    END LOOP;
    RETURN NEXT CASE WHEN last_criterion IS NOT NULL THEN E'</ul>\n' END;
END
$$;
COMMENT ON FUNCTION _papers_section(jsonb) IS 'internal: evidence of an agency, what it was asked and what it answered, as HTML';

CREATE OR REPLACE FUNCTION _own_changes_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    list text := _reasons_list(o, o ->> 'agency', 15);
    rivals text;
BEGIN
    IF list IS NULL THEN
        RETURN;
    END IF;
    RETURN NEXT _heading(o, 2, 'report.own_changes') || list;
    rivals := (SELECT _list(string_agg(xmlelement(name li, xmlelement(name b, par.say(w.rival_name, o ->> 'said'), '. '), _message(o, w.description))::text, E'\n' ORDER BY w.place))
               FROM _overtaken(o ->> 'round', o ->> 'agency', 10) WITH ORDINALITY
                    w (rival, rival_name, outcome, rank_before, rank_after, index_before, index_after, field, lost, description, place)
               WHERE w.rival <> o ->> 'agency' AND ((o ->> 'is_published')::boolean OR (o ->> 'whole')::boolean));
    RETURN NEXT _heading(o, 3, 'report.rivals') || rivals;
END
$$;
COMMENT ON FUNCTION _own_changes_section(jsonb) IS 'internal: why index and rank of an agency changed, as HTML';

CREATE OR REPLACE FUNCTION _improvement_section(o jsonb) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    digits CONSTANT integer := o ->> 'decimals';
    k record;
BEGIN
    FOR k IN
        SELECT w.*, row_number() OVER () AS line FROM improvement(o ->> 'round', o ->> 'agency', o ->> 'said') w LIMIT 20
    LOOP
        IF k.line = 1 THEN
            RETURN NEXT _heading(o, 2, 'report.improvement') || _paragraph(o, 'report.improvement_is')
                || _table_top('improvement', concat(_head_cell(o, 'report.criterion'), _head_cell(o, 'report.points', 'n hide'), _head_cell(o, 'report.step_is'), _head_cell(o, 'report.index', 'n'), _head_cell(o, 'report.rank', 'n'),
                                                    _head_cell(o, 'report.index_full', 'n hide')));
        END IF;
        RETURN NEXT xmlelement(name tr, xmlelement(name th, xmlattributes('row' AS scope), k.criterion, ' ', k.title),
            xmlelement(name td, xmlattributes('n hide' AS class), _points_figure(o, k.points), ' / ', _plain_figure(o, k.max_points)), xmlelement(name td, coalesce(k.next_step, '–')),
            xmlelement(name td, xmlattributes('n' AS class), _figure(o, k.new_index, digits)), xmlelement(name td, xmlattributes('n' AS class), coalesce(k.new_rank::text, '–')),
            xmlelement(name td, xmlattributes('n hide' AS class), _figure(o, k.full_index, digits), CASE WHEN k.full_rank IS NOT NULL THEN format(' (%s)', k.full_rank) END))::text || E'\n';
    END LOOP;
    RETURN NEXT CASE WHEN k.line IS NOT NULL THEN _table_end() END;
END
$$;
COMMENT ON FUNCTION _improvement_section(jsonb) IS 'internal: what would raise the index of an agency most, as HTML';

CREATE OR REPLACE FUNCTION agency_report(round text, agency text, options jsonb DEFAULT '{}') RETURNS SETOF text
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    defaults CONSTANT jsonb := '{"language": "both", "title": null, "fields": true, "sheet": true, "papers": true, "changes": true, "improvement": true}';
    o jsonb := _page_basis(agency_report.round, _page_options('agency_report', defaults, agency_report.options));
    name text;
    sees_own boolean;
BEGIN
    PERFORM _require_participant(agency_report.round, coalesce(agency_report.agency, '<NULL>'));
    o := _with_results(o || jsonb_build_object('agency', agency_report.agency));
    name := coalesce((SELECT r.name FROM jsonb_to_recordset(o -> 'results') r (agency text, name text) WHERE r.agency = agency_report.agency),
                     (SELECT _name_in(o, g.name, g.name_en) FROM agency g WHERE g.code = agency_report.agency));
    sees_own := (o ->> 'whole')::boolean OR agency_report.agency = ANY (my_agencies());
    o := o || jsonb_build_object('sees_own', sees_own, 'name', name, 'title', concat_ws(' – ', name, o ->> 'title'));
    RETURN QUERY SELECT p FROM _page(o, ARRAY(
        SELECT w.section
        FROM (VALUES (1, 'standing', true), (2, 'own_fields', (o ->> 'fields')::boolean), -- while a round is corrected, what is shown is what was published
                     (3, 'sheet', (o ->> 'sheet')::boolean AND sees_own AND NOT (o ->> 'is_corrected')::boolean),
                     (4, 'papers', (o ->> 'papers')::boolean AND sees_own AND NOT (o ->> 'is_recorded')::boolean),
                     (5, 'own_changes', (o ->> 'changes')::boolean AND sees_own),
                     -- of others it goes by what is not theirs to see
                     (6, 'improvement', (o ->> 'improvement')::boolean AND sees_own AND NOT (o ->> 'is_recorded')::boolean
                                        AND NOT (o ->> 'is_corrected')::boolean AND ((o ->> 'whole')::boolean OR (o ->> 'is_published')::boolean))) w (place, section, is_wanted)
        WHERE w.is_wanted ORDER BY w.place)) p;
END
$$;
COMMENT ON FUNCTION agency_report(text, text, jsonb) IS
    'what an agency got in a round, as a page of HTML as report gives it: index, rank and grade, fields beside the mean of its league, score sheet, explanations asked and answered and evidence, why index and rank changed, and what would raise it. Options: language (both, vi, en), title, and the sections, each true or false: fields, sheet, papers, changes, improvement; the sheet, and what would raise the index, are left out while a published round is corrected. Who enters for the agency sees what the views show him. 42704 for an unknown round or participant, 42501 for what is not shown, 55000 for a round without results that are shown, 22023 naming the option for what is none';

END
$template$;
COMMENT ON PROCEDURE par.registry_agency_report() IS 'internal: the page of an agency, in a registry';

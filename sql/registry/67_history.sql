
-- ---------------------------------------------------------------------------
-- Registry: years that were published before
-- ---------------------------------------------------------------------------
--
-- A recorded round stands as it was printed.  Nothing of it is computed: what was not
-- printed, or is not known any more, is NULL.  Its rows come from two tables of text, are
-- recorded as a whole or not at all, and anew until a later round is built on them.

CREATE PROCEDURE par.registry_history()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _recorded_number(value text, kind text, lowest numeric, highest numeric, OUT converted numeric, OUT problem jsonb)
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    IF _recorded_number.value IS NULL THEN
        RETURN;
    END IF;
    SELECT CASE WHEN v.problem IS NULL THEN v.converted::numeric END, v.problem INTO converted, problem
    FROM _import_value(_recorded_number.value, 'points') v;
    IF converted NOT BETWEEN lowest AND highest OR kind = 'integer' AND converted <> trunc(converted) THEN
        problem := jsonb_build_array(CASE WHEN converted BETWEEN lowest AND highest THEN 'import.no_integer' ELSE 'import.out_of_range' END,
                                     left(_recorded_number.value, 100));
        converted := NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION _recorded_number(text, text, numeric, numeric) IS
    'internal: text of a cell as a number, or an integer, within bounds, or what is wrong with it';

-- Rows without a round are meant for the one that is recorded.
CREATE OR REPLACE FUNCTION _checked_results(round text, scheme text)
    RETURNS TABLE (line bigint, agency text, agency_name text, league text, unranked_reason text, points numeric, max_points numeric, bonus numeric,
                   penalty numeric, par_index numeric, rank integer, number_ranked integer, rank_change integer, index_change numeric,
                   grade text, problem jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    agencies CONSTANT jsonb := (SELECT jsonb_object_agg(ltrim(g.code, '0'), g.code) FROM agency g);
BEGIN
    RETURN QUERY
    WITH cell AS (
        SELECT r.line, _import_text(r.agency) AS agency, _import_text(r.agency_name) AS agency_name, coalesce(_import_text(r.league), 'main') AS league,
               _import_text(r.unranked_reason) AS unranked_reason, _import_text(r.grade) AS grade, to_jsonb(r) AS cells
        FROM import_result r
        WHERE r.loaded_by = actor() AND coalesce(_import_text(r.round), _checked_results.round) = _checked_results.round
    )
    SELECT c.line, c.agency, c.agency_name, c.league, c.unranked_reason, (n.number ->> 'points')::numeric, (n.number ->> 'max_points')::numeric,
           (n.number ->> 'bonus')::numeric, (n.number ->> 'penalty')::numeric, (n.number ->> 'par_index')::numeric,
           (n.number ->> 'rank')::integer, (n.number ->> 'number_ranked')::integer, (n.number ->> 'rank_change')::integer,
           (n.number ->> 'index_change')::numeric, c.grade,
           CASE
           WHEN c.agency IS NULL THEN '["import.empty", "agency"]'
           WHEN g.code IS NULL THEN jsonb_build_array('import.no_agency', _shortly(c.agency), _zeros_apart(agencies ->> ltrim(c.agency, '0')))
           WHEN count(*) OVER (PARTITION BY c.agency) > 1 THEN jsonb_build_array('import.agency_twice', c.agency)
           WHEN length(c.agency_name) > 1000 THEN '["import.too_long", "agency_name", 1000]'
           WHEN length(c.league) > 60 THEN '["import.too_long", "league", 60]'
           WHEN n.problem IS NOT NULL THEN n.problem
           WHEN num_nonnulls(n.number ->> 'par_index', n.number ->> 'rank', c.grade) = 0 THEN '["import.no_outcome"]'
           WHEN (n.number ->> 'points')::numeric > (n.number ->> 'max_points')::numeric THEN '["import.above_max_points"]'
           WHEN c.unranked_reason IS NOT NULL AND n.number ->> 'rank' IS NOT NULL THEN '["import.ranked_and_not"]'
           WHEN c.grade IS NOT NULL AND EXISTS (SELECT FROM grade d WHERE d.scheme = _checked_results.scheme)
                AND NOT EXISTS (SELECT FROM grade d WHERE d.scheme = _checked_results.scheme AND d.label = c.grade) THEN
               jsonb_build_array('import.no_grade', _shortly(c.grade), _checked_results.scheme)
           END
    FROM cell c
    LEFT JOIN agency g ON g.code = c.agency
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(k.name, v.converted) AS number, (array_agg(jsonb_build_array('import.of_column', k.name, v.problem) ORDER BY k.name COLLATE "C") FILTER (WHERE v.problem IS NOT NULL))[1] AS problem
        FROM (VALUES ('points', 'number', 0, 999999), ('max_points', 'number', 0, 999999), ('bonus', 'number', 0, 999999), ('penalty', 'number', 0, 999999),
                     ('par_index', 'number', 0, 999999), ('rank', 'integer', 1, 999999), ('number_ranked', 'integer', 1, 999999),
                     ('rank_change', 'integer', -999999, 999999), ('index_change', 'number', -999999, 999999)) k (name, kind, lowest, highest)
        CROSS JOIN LATERAL _recorded_number(_import_text(c.cells ->> k.name), k.kind, k.lowest, k.highest) v) n;
END
$$;
COMMENT ON FUNCTION _checked_results(text, text) IS
    'internal: rows of import_result for a round as they are read, and what is wrong with each';

CREATE OR REPLACE FUNCTION _input_problem(scheme text, criterion text, variable text, value jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    message text;
    detail text;
BEGIN
    PERFORM _rule_inputs(scheme, criterion, jsonb_build_object(variable, value));
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
    RETURN _fault(message, detail, NULL);
END
$$;
COMMENT ON FUNCTION _input_problem(text, text, text, jsonb) IS 'internal: why a variable of a criterion cannot have a value; NULL: it can';

CREATE OR REPLACE FUNCTION _checked_items(round text, scheme text, agencies text[]) RETURNS SETOF recorded_item
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    known_agencies CONSTANT jsonb := (SELECT jsonb_object_agg(ltrim(a, '0'), a) FROM unnest(_checked_items.agencies) a);
    known_criteria CONSTANT jsonb := (SELECT jsonb_object_agg(ltrim(n.code, '0'), n.code) FROM node n WHERE n.scheme = _checked_items.scheme);
BEGIN
    RETURN QUERY
    WITH cell AS (
        SELECT r.line, _import_text(r.agency) AS agency, _import_text(r.criterion) AS criterion, _import_text(r.source) AS source,
               _import_text(r.points) AS points, _import_text(r.max_points) AS max_points, _import_text(r.part_index) AS part_index,
               _import_text(r.rank) AS rank, _import_text(r.not_applicable) AS not_applicable, _import_text(r.variable) AS variable,
               _import_text(r.value) AS value
        FROM import_item r
        WHERE r.loaded_by = actor() AND coalesce(_import_text(r.round), _checked_items.round) = _checked_items.round
    ), member AS (
        SELECT a AS code FROM unnest(_checked_items.agencies) a
    ), numbered AS (
        SELECT c.*, s.code IS NOT NULL AS takes_part, n.code AS known, n.is_leaf, n.level, n.kind, d.name AS declared,
               p.converted AS points_read, coalesce(m.converted, n.max_points) AS max_read, x.converted AS index_read, k.converted AS rank_read,
               coalesce((b.converted #>> '{}')::boolean, false) AS is_out, v.converted AS value_read,
               CASE WHEN p.problem IS NOT NULL THEN jsonb_build_array('import.of_column', 'points', p.problem)
                    WHEN m.problem IS NOT NULL THEN jsonb_build_array('import.of_column', 'max_points', m.problem)
                    WHEN x.problem IS NOT NULL THEN jsonb_build_array('import.of_column', 'part_index', x.problem)
                    WHEN k.problem IS NOT NULL THEN jsonb_build_array('import.of_column', 'rank', k.problem)
                    WHEN b.problem IS NOT NULL THEN jsonb_build_array('import.of_column', 'not_applicable', b.problem)
                    WHEN v.problem IS NOT NULL THEN jsonb_build_array('import.of_variable', c.variable, v.problem) END AS fault,
               count(*) OVER (PARTITION BY c.agency, c.criterion, c.source, c.variable) AS times
        FROM cell c
        LEFT JOIN member s ON s.code = c.agency
        LEFT JOIN node n ON n.scheme = _checked_items.scheme AND n.code = c.criterion
        LEFT JOIN variable d ON d.scheme = _checked_items.scheme AND d.criterion = c.criterion AND d.name = c.variable
        LEFT JOIN LATERAL _recorded_number(c.points, 'number', 0, 999999) p ON c.points IS NOT NULL
        LEFT JOIN LATERAL _recorded_number(c.max_points, 'number', 0, 999999) m ON c.max_points IS NOT NULL
        LEFT JOIN LATERAL _recorded_number(c.part_index, 'number', 0, 999999) x ON c.part_index IS NOT NULL
        LEFT JOIN LATERAL _recorded_number(c.rank, 'integer', 1, 999999) k ON c.rank IS NOT NULL
        LEFT JOIN LATERAL _import_value(c.not_applicable, 'boolean') b ON c.not_applicable IS NOT NULL
        LEFT JOIN LATERAL _import_value(c.value, d.kind) v ON d.name IS NOT NULL
    )
    SELECT c.line, c.agency, c.criterion, c.source, c.points_read, c.max_read, c.index_read, c.rank_read::integer, c.is_out, c.variable, c.value_read,
           c.is_leaf, c.level,
           CASE
           WHEN c.agency IS NULL THEN '["import.empty", "agency"]'
           WHEN NOT c.takes_part THEN jsonb_build_array('import.no_result', _shortly(c.agency), _checked_items.round, _zeros_apart(known_agencies ->> ltrim(c.agency, '0')))
           WHEN num_nonnulls(c.criterion, c.source) <> 1 THEN '["import.criterion_or_source"]'
           WHEN c.criterion IS NOT NULL AND c.known IS NULL THEN
               jsonb_build_array('import.no_criterion', _shortly(c.criterion), _checked_items.scheme, _zeros_apart(known_criteria ->> ltrim(c.criterion, '0')))
           WHEN c.criterion IS NOT NULL AND NOT c.is_leaf AND c.level > 1 THEN jsonb_build_array('import.neither_field_nor_leaf', c.criterion)
           WHEN c.source IS NOT NULL AND NOT EXISTS (SELECT FROM node n WHERE n.scheme = _checked_items.scheme AND n.is_leaf AND n.source = c.source) THEN
               jsonb_build_array('import.no_source', _shortly(c.source), _checked_items.scheme)
           WHEN c.times > 1 THEN CASE WHEN c.variable IS NULL THEN '["import.points_twice"]' ELSE jsonb_build_array('import.variable_twice', c.variable) END
           WHEN c.variable IS NOT NULL AND c.declared IS NULL THEN jsonb_build_array('import.not_declared', _shortly(c.variable))
           WHEN c.fault IS NOT NULL THEN c.fault
           WHEN c.variable IS NOT NULL AND num_nonnulls(c.points, c.max_points, c.part_index, c.rank, c.not_applicable) > 0 THEN
               '["import.points_with_variable"]'
           WHEN c.variable IS NOT NULL THEN _input_problem(_checked_items.scheme, c.criterion, c.variable, c.value_read)
           WHEN c.value IS NOT NULL THEN '["import.value_alone"]'
           WHEN c.is_out AND num_nonnulls(c.points, c.part_index, c.rank) > 0 THEN '["import.points_of_none"]'
           WHEN NOT c.is_out AND num_nonnulls(c.points, c.part_index, c.rank) = 0 THEN '["import.empty", "points"]'
           WHEN c.is_leaf AND c.level > 1 AND num_nonnulls(c.part_index, c.rank) > 0 THEN '["import.index_of_leaf"]'
           WHEN c.points_read > c.max_read THEN jsonb_build_array('import.above_maximum', _exactly(c.max_read))
           END
    FROM numbered c;
END
$$;
COMMENT ON FUNCTION _checked_items(text, text, text[]) IS
    'internal: rows of import_item for a round with results of these agencies, as they are read, and what is wrong with each';

CREATE OR REPLACE FUNCTION _built_on(round text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN (SELECT format('Round "%s" was published after it was recorded, and %s.', u.round,
                          CASE WHEN u.previous = _built_on.round THEN 'compared with it' ELSE 'its rules read years before the last' END)
            FROM publication p
            JOIN scheme s ON s.code = p.scheme
            JOIN publication u ON u.recorded_at IS NULL AND u.year > p.year AND u.published_at >= p.recorded_at
            JOIN scheme t ON t.code = u.scheme AND t.agency_kind = s.agency_kind
            WHERE p.round = _built_on.round
              AND (u.previous = p.round
                   OR EXISTS (SELECT FROM node n CROSS JOIN LATERAL unnest(n.terms) e (term)
                              WHERE n.scheme = u.scheme AND e.term ~ '^previous\(.*, [0-9]+\)$'))
            ORDER BY u.previous IS NOT DISTINCT FROM p.round DESC, u.round COLLATE "C" LIMIT 1);
END
$$;
COMMENT ON FUNCTION _built_on(text) IS 'internal: which published round relies on a recorded one, in a sentence; NULL: none does';

CREATE OR REPLACE FUNCTION _require_recordable(round text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    refusal text;
BEGIN
    SELECT o.stage, o.recorded, o.scheme, s.status INTO r FROM round o JOIN scheme s ON s.code = o.scheme WHERE o.code = _require_recordable.round;
    refusal := CASE
        WHEN r.recorded THEN _built_on(_require_recordable.round)
        WHEN r.stage <> 'setup' THEN format('Its stage is %s; what is recorded is in stage setup.', r.stage)
        WHEN r.status = 'draft' THEN format('Scheme "%s" is not approved.', r.scheme)
        ELSE _entered_in(_require_recordable.round) END;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION 'results of round "%" cannot be recorded', _require_recordable.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = refusal;
    END IF;
END
$$;
COMMENT ON FUNCTION _require_recordable(text) IS
    'internal: 55000 unless a round is being prepared under an approved scheme, or is recorded and no later one was compared with it';

-- What was recorded goes with its round, or when that goes back to be recorded anew.
CREATE OR REPLACE FUNCTION _forget_recorded() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    DELETE FROM publication p WHERE p.round = OLD.code;
    DELETE FROM result s WHERE s.round = OLD.code;
    DELETE FROM result_part t WHERE t.round = OLD.code;
    DELETE FROM result_item i WHERE i.round = OLD.code;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _forget_recorded() IS 'trigger of round: takes away what was recorded for it';
CREATE OR REPLACE TRIGGER forgotten AFTER UPDATE ON round
    FOR EACH ROW WHEN (OLD.recorded AND NOT NEW.recorded) EXECUTE FUNCTION _forget_recorded();
CREATE OR REPLACE TRIGGER removed AFTER DELETE ON round
    FOR EACH ROW WHEN (OLD.recorded) EXECUTE FUNCTION _forget_recorded();

CREATE OR REPLACE FUNCTION _publication_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF EXISTS (SELECT FROM changed_rows c LEFT JOIN round r ON r.code = c.round WHERE c.recorded_at IS NULL OR r.stage = 'published') THEN
        PERFORM _refuse_change(TG_TABLE_NAME, 'correct(round, reason) opens a new revision of a published round.');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _publication_removed() IS 'trigger of publication: 55000 for a removal, unless it was recorded and its round goes, or goes back';
CREATE OR REPLACE TRIGGER kept_old AFTER DELETE ON publication
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION _publication_removed();

-- Rows at fault keep what is wrong with them, others are cleared of what was.
CREATE OR REPLACE PROCEDURE _mark_recorded(round text, scheme text, INOUT items recorded_item[], INOUT refused bigint)
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    agencies text[];
BEGIN
    UPDATE import_result r SET problem = c.problem
    FROM _checked_results(_mark_recorded.round, _mark_recorded.scheme) c
    WHERE c.line = r.line AND r.problem IS DISTINCT FROM c.problem;
    SELECT array_agg(DISTINCT c.agency) FILTER (WHERE c.agency IS NOT NULL), count(c.problem) INTO agencies, refused FROM _checked_results(_mark_recorded.round, _mark_recorded.scheme) c;
    agencies := coalesce(agencies, ARRAY(SELECT s.agency FROM result s WHERE s.round = _mark_recorded.round));
    items := ARRAY(SELECT c FROM _checked_items(_mark_recorded.round, _mark_recorded.scheme, agencies) c);
    UPDATE import_item r SET problem = c.problem FROM unnest(items) c WHERE c.line = r.line AND r.problem IS DISTINCT FROM c.problem;
    refused := refused + (SELECT count(c.problem) FROM unnest(items) c);
    -- rows for other rounds wait for these, unless there are none
    UPDATE import_result r SET problem = jsonb_build_array('import.no_round', _shortly(_import_text(r.round)))
    WHERE r.loaded_by = actor() AND NOT EXISTS (SELECT FROM round o WHERE o.code = _import_text(r.round)) AND _import_text(r.round) IS NOT NULL;
    UPDATE import_item r SET problem = jsonb_build_array('import.no_round', _shortly(_import_text(r.round)))
    WHERE r.loaded_by = actor() AND NOT EXISTS (SELECT FROM round o WHERE o.code = _import_text(r.round)) AND _import_text(r.round) IS NOT NULL;
END
$$;
COMMENT ON PROCEDURE _mark_recorded(text, text, recorded_item[], bigint) IS
    'internal: says in the rows to be recorded for a round what is wrong with each; those of import_item as they are read, and how many of all are refused';

CREATE OR REPLACE FUNCTION _recorded_results(round text, scheme text) RETURNS SETOF result
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT _recorded_results.round, 1, c.agency, coalesce(c.agency_name, g.name), CASE WHEN c.agency_name IS NULL THEN g.name_en END,
           c.league, c.unranked_reason IS NULL, c.unranked_reason, NULL::text, NULL::text, NULL::text, c.points, c.max_points, c.bonus, c.penalty,
           NULL::numeric, c.par_index, c.rank,
           -- those that are there, unless a rank says that there were more
           coalesce(c.number_ranked, max(c.number_ranked) OVER w,
                    CASE WHEN max(c.rank) OVER w <= count(c.rank) OVER w THEN (count(c.rank) OVER w)::integer END),
           c.rank_change, c.index_change, c.grade
    FROM _checked_results(_recorded_results.round, _recorded_results.scheme) c
    JOIN agency g ON g.code = c.agency
    WINDOW w AS (PARTITION BY c.league);
    IF NOT FOUND THEN
        RETURN QUERY SELECT s.* FROM result s WHERE s.round = _recorded_results.round;
    END IF;
END
$$;
COMMENT ON FUNCTION _recorded_results(text, text) IS 'internal: results to be recorded for a round: those of import_result, else those that are recorded';

CREATE OR REPLACE FUNCTION _recorded_items(round text, agencies text[], given recorded_item[]) RETURNS SETOF result_item
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT _recorded_items.round, 1, c.agency, c.criterion, 'recorded', jsonb_object_agg(c.variable, c.value) FILTER (WHERE c.variable IS NOT NULL),
           NULL::jsonb, NULL::boolean, NULL::text, NULL::text, NULL::timestamptz, max(c.points), bool_or(c.not_applicable), NULL::text,
           max(c.points), CASE WHEN NOT bool_or(c.not_applicable) THEN max(c.max_points) END
    FROM unnest(_recorded_items.given) c
    WHERE c.is_leaf
    GROUP BY c.agency, c.criterion;
    IF _recorded_items.given = '{}' THEN
        RETURN QUERY SELECT i.* FROM result_item i WHERE i.round = _recorded_items.round AND i.agency = ANY (_recorded_items.agencies);
    END IF;
END
$$;
COMMENT ON FUNCTION _recorded_items(text, text[], recorded_item[]) IS 'internal: leaves to be recorded for agencies of a round: those that are given, else those that are recorded';

-- A field or source that is one leaf has its points; others only where they were printed.
CREATE OR REPLACE FUNCTION _recorded_parts(round text, scheme text, agencies text[], given recorded_item[]) RETURNS SETOF result_part
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _recorded_parts.given = '{}' THEN
        RETURN QUERY SELECT t.* FROM result_part t WHERE t.round = _recorded_parts.round AND t.agency = ANY (_recorded_parts.agencies);
        RETURN;
    END IF;
    RETURN QUERY
    WITH part AS (
        SELECT 'field' AS dimension, n.code, n.title, n.title_en, row_number() OVER (ORDER BY n.place) AS place, n.max_points,
               CASE WHEN n.is_leaf THEN n.code END AS leaf
        FROM node n WHERE n.scheme = _recorded_parts.scheme AND n.level = 1 AND n.kind = 'scored'
        UNION ALL
        SELECT 'source', n.source, NULL, NULL, row_number() OVER (ORDER BY min(n.place)), sum(n.max_points), CASE WHEN count(*) = 1 THEN min(n.code) END
        FROM node n WHERE n.scheme = _recorded_parts.scheme AND n.is_leaf AND n.kind = 'scored'
        GROUP BY n.source
    ), row_of AS (
        SELECT DISTINCT ON (c.agency, p.dimension, p.code) p.*, c.agency, c.points, coalesce(c.max_points, p.max_points) AS maximum,
               c.part_index, c.rank, c.not_applicable
        FROM unnest(_recorded_parts.given) c
        JOIN part p ON CASE p.dimension WHEN 'field' THEN c.criterion = p.code ELSE c.source = p.code OR c.criterion = p.leaf END
        WHERE c.variable IS NULL
        ORDER BY c.agency, p.dimension, p.code, c.source NULLS LAST
    )
    SELECT _recorded_parts.round, 1, r.agency, r.dimension, r.code, r.place::integer, r.title, r.title_en, r.points,
           CASE WHEN NOT r.not_applicable THEN r.maximum END, r.part_index, r.rank
    FROM row_of r;
END
$$;
COMMENT ON FUNCTION _recorded_parts(text, text, text[], recorded_item[]) IS 'internal: fields and sources to be recorded for agencies of a round: those that are given, else those that are recorded';

CREATE OR REPLACE PROCEDURE _store_recorded(p publication, results result[], parts result_part[], items result_item[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF (SELECT r.recorded FROM round r WHERE r.code = p.round) THEN
        UPDATE round r SET stage = 'setup', stage_reason = 'recorded anew' WHERE r.code = p.round;
    END IF;
    DELETE FROM participant q WHERE q.round = p.round;
    INSERT INTO participant (round, agency, league, ranked, unranked_reason, inclusion_reason)
    SELECT s.round, s.agency, s.league, s.ranked, s.unranked_reason, 'recorded as published' FROM unnest(results) s;
    INSERT INTO result SELECT s.* FROM unnest(results) s ORDER BY s.agency;
    INSERT INTO result_part SELECT t.* FROM unnest(parts) t ORDER BY t.agency, t.dimension, t.place;
    INSERT INTO result_item SELECT i.* FROM unnest(items) i ORDER BY i.agency, i.criterion;
    p.fingerprint := fingerprint(p);
    INSERT INTO publication SELECT p.*;
    UPDATE round r SET stage = 'published' WHERE r.code = p.round;
END
$$;
COMMENT ON PROCEDURE _store_recorded(publication, result[], result_part[], result_item[]) IS 'internal: puts results in the place of those that are recorded for a round';

CREATE OR REPLACE FUNCTION _record_published(round text, published_on date, published_by text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    p publication%ROWTYPE;
    results result[];
    parts result_part[];
    items result_item[];
    agencies text[];
    given recorded_item[];
    refused bigint;
    doubts bigint;
    lost text[];
BEGIN
    PERFORM _locked_stage(_record_published.round);
    SELECT o.code, 1, o.scheme, o.year, o.title, o.survey_held INTO p.round, p.revision, p.scheme, p.year, p.title, p.survey_held
    FROM round o WHERE o.code = _record_published.round;
    IF (_record_published.published_by !~ '\S') IS NOT FALSE OR _record_published.published_on IS NULL THEN
        RAISE EXCEPTION 'by whom and when round "%" was published is missing', p.round
            USING ERRCODE = 'invalid_parameter_value', HINT = 'published_by names the decision or report, published_on its day.';
    ELSIF _record_published.published_on NOT BETWEEN make_date(p.year, 1, 1) AND current_date THEN
        RAISE EXCEPTION 'round "%" cannot have been published on %', p.round, _record_published.published_on
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It assesses %s, and today is %s.', p.year, current_date);
    END IF;
    PERFORM _require_recordable(p.round);
    -- one at a time; rows may be loaded meanwhile
    LOCK TABLE import_result, import_item IN SHARE UPDATE EXCLUSIVE MODE;
    CALL _skip_rows('import_result', '{round,agency,agency_name,league,unranked_reason,points,max_points,bonus,penalty,par_index,rank,number_ranked,rank_change,index_change,grade}');
    CALL _skip_rows('import_item', '{round,agency,criterion,source,points,max_points,part_index,rank,not_applicable,variable,value}');
    CALL _mark_recorded(p.round, p.scheme, given, refused);
    IF refused > 0 THEN
        RAISE WARNING 'nothing was recorded for round "%": % rows are refused', p.round, refused USING HINT = 'The view import_problem says why.';
        RETURN;
    END IF;
    results := ARRAY(SELECT s FROM _recorded_results(p.round, p.scheme) s);
    IF results = '{}' THEN
        RAISE EXCEPTION 'there are no results to record for round "%"', p.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Table "import_result" has no row for it.';
    END IF;
    agencies := ARRAY(SELECT s.agency FROM unnest(results) s);
    lost := ARRAY(SELECT s.agency FROM result s WHERE s.round = p.round AND s.agency <> ALL (agencies) ORDER BY s.agency COLLATE "C");
    IF lost <> '{}' THEN
        RAISE NOTICE '% agencies are not among the results that take the place of those of round "%"', cardinality(lost), p.round
            USING DETAIL = format('They go, with %s items: %s.', (SELECT count(*) FROM result_item i WHERE i.round = p.round AND i.agency = ANY (lost)),
                                  array_to_string(lost, ', '));
    END IF;
    parts := ARRAY(SELECT t FROM _recorded_parts(p.round, p.scheme, agencies, given) t);
    items := ARRAY(SELECT i FROM _recorded_items(p.round, agencies, given) i);
    p.published_by := _record_published.published_by;
    p.published_at := _record_published.published_on;
    p.recorded_by := actor();
    p.recorded_at := current_timestamp;
    p.fingerprint_version := _fingerprint_version();
    CALL _store_recorded(p, results, parts, items);
    DELETE FROM import_result r WHERE r.loaded_by = actor() AND coalesce(_import_text(r.round), p.round) = p.round;
    DELETE FROM import_item r WHERE r.loaded_by = actor() AND coalesce(_import_text(r.round), p.round) = p.round;
    SELECT count(*) INTO doubts FROM recorded_doubts(p.round);
    IF doubts > 0 THEN
        RAISE NOTICE 'round "%" is recorded as it is given; % figures do not agree with others', p.round, doubts
            USING HINT = format('SELECT * FROM recorded_doubts(%L) lists them.', p.round);
    END IF;
END
$$;
COMMENT ON FUNCTION _record_published(text, date, text) IS 'internal: what record_published does';
CREATE OR REPLACE PROCEDURE record_published(round text, published_on date, published_by text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _record_published(round, published_on, published_by);
END;
COMMENT ON PROCEDURE record_published(text, date, text) IS
    'records a round that was published before, on its day, as import_result and import_item give it: all of it, or with a row at fault nothing, and the rows stay with their problem. Of a round that is recorded what import_result gives takes the place of all its results, what import_item gives that of all its items, until a later round is published that was compared with it, or whose rules read it by previous(e, n). Nothing is computed. 22023 without who and when, or for a day before its year or in the future; 55000 for a round that was begun, whose scheme is a draft, or on which another is built; 42704 for an unknown round';

-- What was printed wrongly is recorded as it was printed, and told.
CREATE OR REPLACE FUNCTION recorded_doubts(round text)
    RETURNS TABLE (agency text, criterion text, doubt text)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    PERFORM _require_round(recorded_doubts.round);
    SELECT o.recorded, o.scheme, power(10::numeric, -s.decimals) AS unit, s.adjustment_base INTO r
    FROM round o JOIN scheme s ON s.code = o.scheme WHERE o.code = recorded_doubts.round;
    IF NOT r.recorded THEN
        RAISE EXCEPTION 'round "%" is not recorded', recorded_doubts.round
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'verify(round) verifies one that was published here.';
    END IF;
    RETURN QUERY
    WITH s AS MATERIALIZED (
        SELECT q.*, max(q.par_index) FILTER (WHERE q.rank IS NOT NULL) OVER behind AS most_behind
        FROM result q WHERE q.round = recorded_doubts.round
        WINDOW behind AS (PARTITION BY q.league ORDER BY q.rank GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
    ), i AS MATERIALIZED (
        SELECT q.agency, sum(q.points) AS points, sum(q.max_points) AS max_points, count(*) AS items
        FROM result_item q JOIN node n ON n.scheme = r.scheme AND n.code = q.criterion AND n.kind = 'scored'
        WHERE q.round = recorded_doubts.round
        GROUP BY q.agency
        HAVING count(*) = (SELECT count(*) FROM node n WHERE n.scheme = r.scheme AND n.is_leaf AND n.kind = 'scored')
           AND bool_and(q.points IS NOT NULL OR q.not_applicable)
    ), d AS (
        SELECT s.agency, 1 AS place, NULL::text AS criterion, format('rank %s with index %s, while one ranked behind has %s', s.rank, s.par_index, s.most_behind) AS doubt
        FROM s WHERE s.rank IS NOT NULL AND s.par_index < s.most_behind
        UNION ALL
        SELECT s.agency, 2, NULL, format('rank %s of %s', s.rank, s.number_ranked) FROM s WHERE s.rank > s.number_ranked
        UNION ALL
        -- what is printed is rounded: half a unit for the index, and for each figure that it is made of
        SELECT s.agency, 3, NULL, format('index %s, but %s of %s points make %s', s.par_index, s.points, s.max_points, trim_scale(round(x.made, 4)))
        FROM s CROSS JOIN LATERAL (SELECT CASE r.adjustment_base WHEN 'points' THEN 100 * (s.points + coalesce(s.bonus, 0) - coalesce(s.penalty, 0)) / nullif(s.max_points, 0)
                                               ELSE 100 * s.points / nullif(s.max_points, 0) + coalesce(s.bonus, 0) - coalesce(s.penalty, 0) END) x (made)
        WHERE abs(s.par_index - x.made) > r.unit * (1 + 100 / nullif(s.max_points, 0))
        UNION ALL
        SELECT s.agency, 4, NULL, format('%s points, but its %s criteria make %s', x.points, i.items, i.points)
        FROM s JOIN i ON i.agency = s.agency
        CROSS JOIN LATERAL (SELECT coalesce(s.points, CASE WHEN coalesce(s.bonus, 0) + coalesce(s.penalty, 0) = 0
                                                           THEN trim_scale(round(s.par_index * i.max_points / 100, 4)) END)) x (points)
        WHERE abs(x.points - i.points) > r.unit * (i.items + 1)
        UNION ALL
        SELECT s.agency, 5, NULL, format('grade %s with index %s, for which the scheme gives %s', s.grade, s.par_index, coalesce(g.label, 'none'))
        FROM s LEFT JOIN LATERAL (SELECT k.label FROM grade k WHERE k.scheme = r.scheme AND k.min_index <= s.par_index ORDER BY k.min_index DESC LIMIT 1) g ON true
        WHERE s.grade IS NOT NULL AND s.par_index IS NOT NULL AND s.grade IS DISTINCT FROM g.label
          AND EXISTS (SELECT FROM grade k WHERE k.scheme = r.scheme)
        UNION ALL
        SELECT t.agency, 6, t.part, format('%s %s, but %s of %s points make %s', t.dimension, t.part_index, t.points, t.max_points, trim_scale(round(100 * t.points / t.max_points, 4)))
        FROM result_part t
        WHERE t.round = recorded_doubts.round AND abs(t.part_index - 100 * t.points / nullif(t.max_points, 0)) > r.unit * (1 + 100 / nullif(t.max_points, 0))
    )
    SELECT d.agency, d.criterion, d.doubt FROM d ORDER BY d.agency COLLATE "C", d.place, d.criterion COLLATE "C";
END
$$;
COMMENT ON FUNCTION recorded_doubts(text) IS
    'figures of a recorded round that do not agree with others beyond what rounding explains: ranks with indices, the index with points and their maximum, points with those of all leaves, fields and sources with theirs, grades with the scheme. They stay as they were published. 42704 for an unknown round, 55000 for one that is not recorded';

END
$template$;
COMMENT ON PROCEDURE par.registry_history() IS 'internal: years that were published before, in a registry';

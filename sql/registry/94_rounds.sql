
-- ---------------------------------------------------------------------------
-- Registry: published rounds as documents
-- ---------------------------------------------------------------------------
--
-- A published revision travels as a JSON document: tables of rows, whose columns are named
-- once, with the fingerprint under which it was published.  The rows are those that the
-- fingerprint covers, so that who has the document alone can compute it anew; whoever receives
-- it keeps it under the agency that sent it, beside his own rounds and apart from them, since
-- others have codes of their own for agencies and rounds.

CREATE PROCEDURE par.registry_round_tables()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE TABLE imported_round (
    of_agency text REFERENCES agency,
    round text,
    revision integer,
    year integer NOT NULL,
    title text NOT NULL,
    scheme text NOT NULL,
    agency_kind text NOT NULL,
    published_by text NOT NULL,
    published_at timestamptz NOT NULL,
    fingerprint text NOT NULL CONSTRAINT "fingerprint is a SHA-256 in hexadecimal" CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    imported_by text NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT current_timestamp,
    PRIMARY KEY (of_agency, round, revision)
);
COMMENT ON TABLE imported_round IS 'rounds that other registries have published, as import_round has received and verified them: never changed, removed by admins';
COMMENT ON COLUMN imported_round.of_agency IS 'agency of this registry that it is from, such as the province whose departments were assessed';
COMMENT ON COLUMN imported_round.round IS 'code of the round there';
COMMENT ON COLUMN imported_round.revision IS 'revision';
COMMENT ON COLUMN imported_round.year IS 'year that was assessed';
COMMENT ON COLUMN imported_round.title IS 'title';
COMMENT ON COLUMN imported_round.scheme IS 'code of the scheme there';
COMMENT ON COLUMN imported_round.agency_kind IS 'kind of agency that it assesses';
COMMENT ON COLUMN imported_round.published_by IS 'role that published it there';
COMMENT ON COLUMN imported_round.published_at IS 'when';
COMMENT ON COLUMN imported_round.fingerprint IS 'fingerprint under which it was published, and which was computed anew from the document';
COMMENT ON COLUMN imported_round.imported_by IS 'role that imported it';
COMMENT ON COLUMN imported_round.imported_at IS 'when';

CREATE TABLE imported_document (
    of_agency text,
    round text,
    revision integer,
    document jsonb NOT NULL,
    PRIMARY KEY (of_agency, round, revision),
    FOREIGN KEY (of_agency, round, revision) REFERENCES imported_round ON DELETE CASCADE
);
COMMENT ON TABLE imported_document IS 'all of an imported round, as export_round writes it';
COMMENT ON COLUMN imported_document.of_agency IS 'agency of this registry that the round is from';
COMMENT ON COLUMN imported_document.round IS 'code of the round there';
COMMENT ON COLUMN imported_document.revision IS 'revision';
COMMENT ON COLUMN imported_document.document IS 'document';

CREATE TABLE imported_result (
    of_agency text,
    round text,
    revision integer,
    agency text,
    agency_name text NOT NULL,
    league text NOT NULL,
    points numeric,
    max_points numeric,
    bonus numeric,
    penalty numeric,
    par_index numeric,
    rank integer,
    number_ranked integer,
    grade text,
    PRIMARY KEY (of_agency, round, revision, agency),
    FOREIGN KEY (of_agency, round, revision) REFERENCES imported_round ON DELETE CASCADE
);
COMMENT ON TABLE imported_result IS 'results of imported rounds';
COMMENT ON COLUMN imported_result.of_agency IS 'agency of this registry that the round is from';
COMMENT ON COLUMN imported_result.round IS 'code of the round there';
COMMENT ON COLUMN imported_result.revision IS 'revision';
COMMENT ON COLUMN imported_result.agency IS 'code there of the agency that was assessed';
COMMENT ON COLUMN imported_result.agency_name IS 'its name';
COMMENT ON COLUMN imported_result.league IS 'league within which it was ranked';
COMMENT ON COLUMN imported_result.points IS 'points';
COMMENT ON COLUMN imported_result.max_points IS 'maximum of what applied';
COMMENT ON COLUMN imported_result.bonus IS 'bonus';
COMMENT ON COLUMN imported_result.penalty IS 'penalty';
COMMENT ON COLUMN imported_result.par_index IS 'index';
COMMENT ON COLUMN imported_result.rank IS 'rank';
COMMENT ON COLUMN imported_result.number_ranked IS 'number of agencies ranked in the league';
COMMENT ON COLUMN imported_result.grade IS 'grade';

END
$template$;
COMMENT ON PROCEDURE par.registry_round_tables() IS 'internal: tables of rounds that other registries have published';

CREATE PROCEDURE par.registry_rounds()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
BEGIN

PERFORM par.require_registry_build();

-- ---------------------------------------------------------------------------
-- the document

-- Tables of the document and their columns, in the order in which the fingerprint has them;
-- what lies before it (key) is not in the line of a row.
CREATE OR REPLACE FUNCTION _round_document_columns() RETURNS TABLE (part text, place integer, name text, type text, required boolean, is_key boolean)
    LANGUAGE sql IMMUTABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
    SELECT p.part, c.place::integer, rtrim(split_part(c.spec, ' ', 1), '!'), split_part(c.spec, ' ', 2), split_part(c.spec, ' ', 1) LIKE '%!', p.part IN ('part', 'item') AND c.place = 1
    FROM (VALUES
        ('publication', 'round! text, revision! integer, scheme! text, year! integer, title! text, survey_held! boolean, previous text, previous_revision integer, published_by! text, published_at! time'),
        ('recorded', 'recorded_by! text, recorded_at! time'),
        ('previous', 'fingerprint! text'),
        ('scheme', 'code! text, title! text, legal_basis text, agency_kind! text, revises text, approved_by text, approved_at time, decimals! integer, point_decimals integer, tie_rule! text, tie_keys texts,'
                   ' rank_on! text, bonus_cap number, penalty_cap number, index_cap number, adjustment_base! text'),
        ('criterion', 'code! text, parent text, title! text, title_en text, kind! text, max_points! number, method! text, source text, rule text, step number, not_applicable! text, continues text,'
                      ' evidence_required! boolean, position! integer'),
        ('variable', 'criterion! text, name! text, kind! text, choices texts, min_value number, max_value number, max_variable text, excess! text'),
        ('grade', 'label! text, min_index! number, no_zero_criterion! boolean'),
        ('group', 'criterion! text, code! text, weight! number, min_answers! integer'),
        ('question', 'criterion! text, code! text, title! text, weight! number'),
        ('option', 'code! text, share number'),
        ('result', 'agency! text, agency_name! text, agency_name_en text, league! text, ranked! boolean, unranked_reason text, zero_reason text, capped_grade text, cap_reason text, points number,'
                   ' max_points number, bonus number, penalty number, exact_index number, par_index number, rank integer, number_ranked integer, rank_change integer, index_change number, grade text'),
        ('part', 'agency! text, dimension! text, part! text, place! integer, title text, title_en text, points number, max_points number, part_index number, rank integer'),
        ('item', 'agency! text, criterion! text, stage text, inputs object, context object, by_hand boolean, note text, assessed_by text, assessed_at time, entered_points number, not_applicable! boolean,'
                 ' exempt_reason text, points number, max_points number')) p (part, columns)
    CROSS JOIN LATERAL regexp_split_to_table(p.columns, ', *') WITH ORDINALITY c (spec, place)
$$;
COMMENT ON FUNCTION _round_document_columns() IS
    'tables of a round document and their columns: rows (table, place, column, JSON type, where time is a text and texts an array of them, whether it is never null, whether it is left out of the line that is hashed)';

CREATE OR REPLACE FUNCTION _round_rows(p publication) RETURNS TABLE (part text, rows jsonb)
    LANGUAGE sql STABLE ROWS 13 SET search_path FROM CURRENT SET timezone = 'UTC' SET datestyle = 'ISO'
    SET enable_seqscan = off SET jit = off
    AS $$
    SELECT 'publication', jsonb_build_array(jsonb_build_array(p.round, p.revision, p.scheme, p.year, p.title, p.survey_held, p.previous, p.previous_revision, p.published_by, p.published_at))
    UNION ALL
    SELECT 'recorded', CASE WHEN p.recorded_at IS NOT NULL THEN jsonb_build_array(jsonb_build_array(p.recorded_by, p.recorded_at)) END
    UNION ALL
    SELECT 'previous', (SELECT jsonb_build_array(jsonb_build_array(o.fingerprint)) FROM publication o WHERE o.round = p.previous AND o.revision = p.previous_revision)
    UNION ALL
    SELECT 'scheme', jsonb_agg(jsonb_build_array(s.code, s.title, s.legal_basis, s.agency_kind, s.revises, s.approved_by, s.approved_at, s.decimals, s.point_decimals, s.tie_rule, s.tie_keys, s.rank_on,
                                                 s.bonus_cap, s.penalty_cap, s.index_cap, s.adjustment_base))
    FROM scheme s WHERE s.code = p.scheme
    UNION ALL
    SELECT 'criterion', jsonb_agg(jsonb_build_array(c.code, c.parent, c.title, c.title_en, c.kind, c.max_points, c.method, c.source, c.rule_text, c.step, c.not_applicable, c.continues,
                                                    c.evidence_required, c.position) ORDER BY c.code COLLATE "C")
    FROM criterion c WHERE c.scheme = p.scheme
    UNION ALL
    SELECT 'variable', jsonb_agg(jsonb_build_array(v.criterion, v.name, v.kind, v.choices, v.min_value, v.max_value, v.max_variable, v.excess) ORDER BY v.criterion COLLATE "C", v.name COLLATE "C")
    FROM variable v WHERE v.scheme = p.scheme
    UNION ALL
    SELECT 'grade', jsonb_agg(jsonb_build_array(g.label, g.min_index, g.no_zero_criterion) ORDER BY g.min_index DESC)
    FROM grade g WHERE g.scheme = p.scheme
    UNION ALL
    SELECT 'group', jsonb_agg(jsonb_build_array(g.criterion, g.code, g.weight, g.min_answers) ORDER BY g.criterion COLLATE "C", g.code COLLATE "C")
    FROM respondent_group g WHERE g.scheme = p.scheme
    UNION ALL
    SELECT 'question', jsonb_agg(jsonb_build_array(q.criterion, q.code, q.title, q.weight) ORDER BY q.code COLLATE "C")
    FROM survey_question q WHERE q.scheme = p.scheme
    UNION ALL
    SELECT 'option', jsonb_agg(jsonb_build_array(a.code, a.share) ORDER BY a.code COLLATE "C")
    FROM answer_option a WHERE a.scheme = p.scheme
    UNION ALL
    SELECT 'result', jsonb_agg(jsonb_build_array(s.agency, s.agency_name, s.agency_name_en, s.league, s.ranked, s.unranked_reason, s.zero_reason, s.capped_grade, s.cap_reason, s.points, s.max_points,
                                                 s.bonus, s.penalty, s.exact_index, s.par_index, s.rank, s.number_ranked, s.rank_change, s.index_change, s.grade) ORDER BY s.agency COLLATE "C")
    FROM result s WHERE s.round = p.round AND s.revision = p.revision
    UNION ALL
    SELECT 'part', jsonb_agg(jsonb_build_array(t.agency, t.dimension, t.part, t.place, t.title, t.title_en, t.points, t.max_points, t.part_index, t.rank)
                             ORDER BY t.agency COLLATE "C", t.dimension COLLATE "C", t.part COLLATE "C")
    FROM result_part t WHERE t.round = p.round AND t.revision = p.revision
    UNION ALL
    SELECT 'item', jsonb_agg(jsonb_build_array(i.agency, i.criterion, i.stage, i.inputs, i.context, i.by_hand, i.note, i.assessed_by, i.assessed_at, i.entered_points, i.not_applicable, i.exempt_reason,
                                               i.points, i.max_points) ORDER BY i.agency COLLATE "C", i.criterion COLLATE "C")
    FROM result_item i WHERE i.round = p.round AND i.revision = p.revision
$$;
COMMENT ON FUNCTION _round_rows(publication) IS 'internal: rows of the tables of a round document';

CREATE OR REPLACE FUNCTION export_round(round text, revision integer DEFAULT NULL) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    p publication%ROWTYPE;
BEGIN
    PERFORM _require_round(export_round.round);
    PERFORM _require_whole_round(export_round.round);
    SELECT q.* INTO p FROM publication q
    WHERE q.round = export_round.round AND q.revision = coalesce(export_round.revision, q.revision) ORDER BY q.revision DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION '% is not published', concat_ws(' of ', 'revision ' || export_round.revision, format('round "%s"', export_round.round))
            USING ERRCODE = CASE WHEN export_round.revision IS NULL THEN 'object_not_in_prerequisite_state' ELSE 'undefined_object' END;
    END IF;
    RETURN jsonb_build_object('format', 'par_index round', 'version', 1, 'fingerprint', p.fingerprint, 'fingerprint_version', p.fingerprint_version, 'log_head', p.log_head)
        || (SELECT jsonb_object_agg(r.part, jsonb_build_object(
                       'columns', (SELECT jsonb_agg(c.name ORDER BY c.place) FROM _round_document_columns() c WHERE c.part = r.part),
                       'rows', coalesce(r.rows, '[]')))
            FROM _round_rows(p) r);
END
$$;
COMMENT ON FUNCTION export_round(text, integer) IS
    'a published revision of a round, the last one or another, as a JSON document that import_round reads: its scheme, results, parts and items with what they follow from, and its fingerprint. For who sees whole rounds (42501). 42704 for an unknown round or revision, 55000 if nothing of it is published';

-- Of a table with the right columns: row and column of the first cell that is wrong.
CREATE OR REPLACE FUNCTION round_document_problems(document jsonb) RETURNS TABLE (path text, problem text)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    names CONSTANT text[] := '{round,previous,scheme,revises,code,agency,agency_kind,criterion,parent,name,max_variable,kind,method,source,league,dimension,part,stage,label,grade,capped_grade}';
    t record;
BEGIN
    IF jsonb_typeof(document) IS DISTINCT FROM 'object' THEN
        RETURN QUERY SELECT '', 'the document must be an object';
        RETURN;
    END IF;
    RETURN QUERY
    SELECT k.name, format('"%s" must be %s', k.name, k.allowed)
    FROM (VALUES ('format', '"par_index round"', document ->> 'format' = 'par_index round'),
                 ('version', '1', document -> 'version' = '1'),
                 ('fingerprint', 'a SHA-256 in hexadecimal', document ->> 'fingerprint' ~ '^[0-9a-f]{64}$'),
                 ('fingerprint_version', _fingerprint_version()::text, document -> 'fingerprint_version' = to_jsonb(_fingerprint_version()))) k (name, allowed, is_good)
    WHERE k.is_good IS NOT TRUE;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT k, format('unknown key "%s"', left(k, 100)) FROM jsonb_object_keys(document) k
    WHERE k NOT IN ('format', 'version', 'fingerprint', 'fingerprint_version', 'log_head') AND k NOT IN (SELECT c.part FROM _round_document_columns() c);
    FOR t IN
        SELECT c.part, array_agg(c.name ORDER BY c.place) AS names, array_agg(c.type ORDER BY c.place) AS types, array_agg(c.required ORDER BY c.place) AS required
        FROM _round_document_columns() c GROUP BY c.part ORDER BY c.part
    LOOP
        IF jsonb_typeof(document #> ARRAY[t.part, 'rows']) IS DISTINCT FROM 'array' OR document #> ARRAY[t.part, 'columns'] IS DISTINCT FROM to_jsonb(t.names) THEN
            RETURN QUERY SELECT t.part, format('"%s" must be an object with rows, an array, and columns, which must be %s', t.part, to_jsonb(t.names));
        ELSIF t.part IN ('publication', 'scheme') AND jsonb_array_length(document #> ARRAY[t.part, 'rows']) <> 1
              OR t.part IN ('recorded', 'previous') AND jsonb_array_length(document #> ARRAY[t.part, 'rows']) > 1 THEN
            RETURN QUERY SELECT t.part || '.rows', format('"%s" must have one row', t.part);
        ELSE
            RETURN QUERY
            SELECT format('%s.rows[%s]', t.part, r.place - 1),
                   coalesce(format('"%s" must be %s', u.name, u.said), format('a row of "%s" must be an array of %s values', t.part, cardinality(t.names)))
            FROM jsonb_array_elements(document #> ARRAY[t.part, 'rows']) WITH ORDINALITY r (cells, place)
            LEFT JOIN LATERAL (
                SELECT n.name, CASE n.type WHEN 'time' THEN 'a time' WHEN 'texts' THEN 'an array of texts' WHEN 'integer' THEN 'an integer' WHEN 'object' THEN 'an object'
                                          WHEN 'text' THEN concat('a text', ' of at most ' || l.longest || ' characters') WHEN 'number' THEN concat('a number', ' below ' || l.largest) ELSE 'a ' || n.type END
                       || CASE WHEN n.required THEN '' ELSE ' or null' END AS said
                FROM jsonb_array_elements(CASE jsonb_typeof(r.cells) WHEN 'array' THEN r.cells ELSE '[]' END) WITH ORDINALITY e (cell, place)
                JOIN unnest(t.names, t.types, t.required) WITH ORDINALITY n (name, type, required, place) ON n.place = e.place
                -- what keys and figures of this registry can hold
                CROSS JOIN LATERAL (SELECT CASE WHEN n.name = ANY (names) THEN 100 END AS longest, CASE WHEN n.name NOT IN ('min_value', 'max_value') THEN '1e14' END AS largest) l
                WHERE CASE jsonb_typeof(e.cell)
                      WHEN 'null' THEN n.required
                      WHEN 'string' THEN CASE n.type WHEN 'text' THEN length(e.cell #>> '{}') > l.longest
                                                     WHEN 'time' THEN e.cell #>> '{}' !~ '^\d{4,6}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?\+00:00$' ELSE true END
                      WHEN 'number' THEN CASE n.type WHEN 'number' THEN abs(e.cell::numeric) >= l.largest::numeric
                                                     WHEN 'integer' THEN e.cell::text !~ '^-?\d{1,10}$' OR abs(e.cell::numeric) > 2147483647 ELSE true END
                      WHEN 'boolean' THEN n.type <> 'boolean'
                      WHEN 'array' THEN n.type <> 'texts' OR jsonb_path_exists(e.cell, 'strict $[*] ? (@.type() != "string")', silent => true)
                      ELSE n.type <> 'object' END
                ORDER BY n.place LIMIT 1) u ON true
            WHERE jsonb_typeof(r.cells) <> 'array' OR u.name IS NOT NULL OR jsonb_array_length(CASE jsonb_typeof(r.cells) WHEN 'array' THEN r.cells ELSE '[]' END) <> cardinality(t.names)
            LIMIT 10;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION round_document_problems(jsonb) IS 'what would make import_round refuse a document, but that its fingerprint is another: places and problems, of each table the first ten';

-- As fingerprint() has it, of the document alone.
CREATE OR REPLACE FUNCTION _document_fingerprint(document jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT SET jit = off SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB'
    AS $$
    WITH part AS (
        SELECT p.part, p.is_keyed, document -> p.part -> 'rows' AS rows
        FROM (SELECT c.part, bool_or(c.is_key) AS is_keyed FROM _round_document_columns() c GROUP BY c.part) p
    ), head AS (                -- an array of texts is written without blanks
        SELECT format('["%s", %s]', p.part, (SELECT string_agg(CASE jsonb_typeof(e.cell) WHEN 'array' THEN array_to_json(ARRAY(SELECT jsonb_array_elements_text(e.cell)))::text ELSE e.cell::text END,
                                                               ', ' ORDER BY e.place) FROM jsonb_array_elements(r.cells) WITH ORDINALITY e (cell, place))) AS content
        FROM part p CROSS JOIN LATERAL jsonb_array_elements(p.rows) r (cells)
        WHERE p.part NOT IN ('result', 'part', 'item')
        UNION ALL
        SELECT json_build_array('rows', max(jsonb_array_length(p.rows)) FILTER (WHERE p.part = 'result'), max(jsonb_array_length(p.rows)) FILTER (WHERE p.part = 'part'),
                                max(jsonb_array_length(p.rows)) FILTER (WHERE p.part = 'item'))::text
        FROM part p
    ), line AS (                -- of agencies; the code is in that of the agency
        SELECT r.cells ->> 0 AS agency, p.part, r.cells ->> 1 AS first, r.cells ->> 2 AS second, format('["%s", %s', p.part, substr((r.cells - 0)::text, 2)) AS content
        FROM part p CROSS JOIN LATERAL jsonb_array_elements(p.rows) r (cells)
        WHERE p.part IN ('result', 'part', 'item')
    ), agency AS (
        SELECT s.agency,
               concat_ws(E'\n', min(s.content) FILTER (WHERE s.part = 'result'),
                         string_agg(s.content, E'\n' ORDER BY s.first COLLATE "C", s.second COLLATE "C") FILTER (WHERE s.part = 'part'),
                         string_agg(s.content, E'\n' ORDER BY s.first COLLATE "C") FILTER (WHERE s.part = 'item')) AS content
        FROM line s GROUP BY s.agency
    )
    SELECT encode(sha256(convert_to(string_agg(l.content, E'\n' ORDER BY l.content COLLATE "C"), 'UTF8')), 'hex')
    FROM (SELECT h.content FROM head h
          UNION ALL
          SELECT json_build_array('agency', a.agency, encode(sha256(convert_to(a.content, 'UTF8')), 'hex'))::text FROM agency a) l
$$;
COMMENT ON FUNCTION _document_fingerprint(jsonb) IS 'internal: the fingerprint of what a round document holds, which is in order';

-- ---------------------------------------------------------------------------
-- receiving

-- What hangs on a document goes with it alone.
CREATE OR REPLACE FUNCTION _imports_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM old_rows o JOIN imported_round i ON i.of_agency = o.of_agency AND i.round = o.round AND i.revision = o.revision) THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of table "%" are never changed, and removed with their round alone', TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'They are what another registry has published.',
            HINT = 'DELETE FROM imported_round removes a round.';
END
$$;
COMMENT ON FUNCTION _imports_kept() IS 'trigger of imported rounds: 55000 for a change, and for what is removed without its round';
FOREACH part IN ARRAY '{imported_round,imported_document,imported_result}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION _imports_kept()', part);
    IF part <> 'imported_round' THEN
        EXECUTE format('CREATE OR REPLACE TRIGGER kept_old AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION _imports_kept()', part);
    END IF;
END LOOP;

CREATE OR REPLACE FUNCTION _import_round(document jsonb, of_agency text, fingerprint text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    fault record;
    head jsonb;
    computed text;
    known text;
    message text;
    detail text;
BEGIN
    IF document IS NULL THEN
        RAISE EXCEPTION 'the round document is missing' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF NOT EXISTS (SELECT FROM agency g WHERE g.code = _import_round.of_agency) THEN
        PERFORM _no_such(format('agency "%s" does not exist', coalesce(_import_round.of_agency, '<NULL>')), _import_round.of_agency, ARRAY(SELECT g.code FROM agency g));
    END IF;
    PERFORM par.registry_progress('import of a round', 'document', NULL);
    SELECT p.* INTO fault FROM round_document_problems(document) p LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'invalid round document%', coalesce(' at ' || nullif(fault.path, ''), '')
            USING ERRCODE = 'invalid_parameter_value', DETAIL = upper(left(fault.problem, 1)) || substr(fault.problem, 2) || '.',
                HINT = 'round_document_problems(document) lists all problems.';
    END IF;
    head := document #> '{publication,rows,0}';
    PERFORM par.registry_progress('import of a round', 'fingerprint', NULL);
    computed := _document_fingerprint(document);
    IF computed <> document ->> 'fingerprint' OR computed <> lower(_import_round.fingerprint) THEN
        RAISE EXCEPTION 'the document of round "%" is not what was published', head ->> 0
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = format('Its fingerprint is %s; %s is %s.', computed, CASE WHEN computed <> document ->> 'fingerprint' THEN 'what it says' ELSE 'the one that was given' END,
                                CASE WHEN computed <> document ->> 'fingerprint' THEN document ->> 'fingerprint' ELSE _import_round.fingerprint END);
    END IF;
    SELECT i.fingerprint INTO known FROM imported_round i
    WHERE i.of_agency = _import_round.of_agency AND i.round = head ->> 0 AND i.revision = (head ->> 1)::integer;
    IF known = computed THEN
        RAISE NOTICE 'round "%" of agency "%" was imported before', head ->> 0, _import_round.of_agency;
        PERFORM par.registry_progress_end('import of a round');
        RETURN;
    ELSIF known IS NOT NULL THEN
        RAISE EXCEPTION 'another revision % of round "%" of agency "%" was imported before', head ->> 1, head ->> 0, _import_round.of_agency
            USING ERRCODE = 'duplicate_object', DETAIL = format('Its fingerprint is %s, that of this one %s.', known, computed),
                HINT = 'One of them is not what was published. Who is certain deletes the other from imported_round.';
    END IF;
    BEGIN
        INSERT INTO imported_round (of_agency, round, revision, year, title, scheme, agency_kind, published_by, published_at, fingerprint, imported_by)
        VALUES (_import_round.of_agency, head ->> 0, (head ->> 1)::integer, (head ->> 3)::integer, head ->> 4, head ->> 2, document #>> '{scheme,rows,0,3}', head ->> 8, (head ->> 9)::timestamptz,
                computed, actor());
        INSERT INTO imported_document (of_agency, round, revision, document) VALUES (_import_round.of_agency, head ->> 0, (head ->> 1)::integer, document);
        INSERT INTO imported_result (of_agency, round, revision, agency, agency_name, league, points, max_points, bonus, penalty, par_index, rank, number_ranked, grade)
        SELECT _import_round.of_agency, head ->> 0, (head ->> 1)::integer, r.cells ->> 0, r.cells ->> 1, r.cells ->> 3, (r.cells ->> 9)::numeric, (r.cells ->> 10)::numeric, (r.cells ->> 11)::numeric,
               (r.cells ->> 12)::numeric, (r.cells ->> 14)::numeric, (r.cells ->> 15)::integer, (r.cells ->> 16)::integer, r.cells ->> 19
        FROM jsonb_array_elements(document #> '{result,rows}') r (cells);
    EXCEPTION WHEN data_exception OR unique_violation OR program_limit_exceeded THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
        RAISE EXCEPTION 'the document of round "%" cannot be kept', head ->> 0
            USING ERRCODE = 'invalid_parameter_value', DETAIL = _fault_text(message, detail, '');
    END;
    PERFORM par.registry_progress_end('import of a round');
END
$$;
COMMENT ON FUNCTION _import_round(jsonb, text, text) IS 'internal: what import_round does';
CREATE OR REPLACE PROCEDURE import_round(document jsonb, of_agency text, fingerprint text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _import_round(document, of_agency, fingerprint);
END;
COMMENT ON PROCEDURE import_round(jsonb, text, text) IS
    'keeps a round that another registry has published, as export_round gives it, under the agency of this registry that it is from, once its fingerprint, computed anew from the document, is the one that it says and, where one is given, that one. What is there already stays. 22023 naming the place of the document at fault, or where the fingerprint is another, 42710 where another document of the same revision is there, 42704 for an unknown agency';

-- The revision that was published last of each.
CREATE OR REPLACE VIEW imported_ranking WITH (security_invoker = true) AS
SELECT r.of_agency::varchar(60) AS of_agency, g.name::varchar(1000) AS of_agency_name, r.round::varchar(60) AS round, i.year, i.agency_kind::varchar(60) AS agency_kind, r.revision,
       r.league::varchar(60) AS league, r.agency::varchar(60) AS agency, r.agency_name::varchar(1000) AS agency_name, r.points::numeric(18,4) AS points, r.max_points::numeric(18,4) AS max_points,
       r.bonus::numeric(18,4) AS bonus, r.penalty::numeric(18,4) AS penalty, r.par_index::numeric(18,4) AS par_index, r.rank, r.number_ranked, r.grade::varchar(60) AS grade
FROM imported_result r
JOIN imported_round i ON i.of_agency = r.of_agency AND i.round = r.round AND i.revision = r.revision
JOIN agency g ON g.code = r.of_agency
WHERE NOT EXISTS (SELECT FROM imported_round o WHERE o.of_agency = r.of_agency AND o.round = r.round AND o.revision > r.revision);
COMMENT ON VIEW imported_ranking IS 'rankings of rounds that other registries have published, in their last revision that was imported';
COMMENT ON COLUMN imported_ranking.of_agency IS 'agency of this registry that the round is from';
COMMENT ON COLUMN imported_ranking.of_agency_name IS 'its name';
COMMENT ON COLUMN imported_ranking.round IS 'code of the round there';
COMMENT ON COLUMN imported_ranking.year IS 'year that was assessed';
COMMENT ON COLUMN imported_ranking.agency_kind IS 'kind of agency that was assessed';
COMMENT ON COLUMN imported_ranking.revision IS 'revision';
COMMENT ON COLUMN imported_ranking.league IS 'league';
COMMENT ON COLUMN imported_ranking.agency IS 'code there of the agency that was assessed';
COMMENT ON COLUMN imported_ranking.agency_name IS 'its name';
COMMENT ON COLUMN imported_ranking.points IS 'points';
COMMENT ON COLUMN imported_ranking.max_points IS 'maximum of what applied';
COMMENT ON COLUMN imported_ranking.bonus IS 'bonus';
COMMENT ON COLUMN imported_ranking.penalty IS 'penalty';
COMMENT ON COLUMN imported_ranking.par_index IS 'index';
COMMENT ON COLUMN imported_ranking.rank IS 'rank';
COMMENT ON COLUMN imported_ranking.number_ranked IS 'number of agencies ranked in the league';
COMMENT ON COLUMN imported_ranking.grade IS 'grade';

CREATE OR REPLACE FUNCTION imported_items(of_agency text, round text, revision integer DEFAULT NULL)
    RETURNS TABLE (agency text, criterion text, stage text, inputs jsonb, by_hand boolean, note text, not_applicable boolean, points numeric, max_points numeric)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT r.cells ->> 0, r.cells ->> 1, r.cells ->> 2, nullif(r.cells -> 3, 'null'), (r.cells ->> 5)::boolean, r.cells ->> 6, (r.cells ->> 10)::boolean, (r.cells ->> 12)::numeric, (r.cells ->> 13)::numeric
    FROM (SELECT i.document FROM imported_document i
          WHERE i.of_agency = imported_items.of_agency AND i.round = imported_items.round AND i.revision = coalesce(imported_items.revision, i.revision)
          ORDER BY i.revision DESC LIMIT 1) i
    CROSS JOIN LATERAL jsonb_array_elements(i.document #> '{item,rows}') r (cells);
END
$$;
COMMENT ON FUNCTION imported_items(text, text, integer) IS
    'leaves of a round that another registry has published, in the last revision that was imported or another, with their inputs: what feeds can be made of. For who sees whole rounds';

END
$template$;
COMMENT ON PROCEDURE par.registry_rounds() IS 'internal: published rounds as documents, in a registry';

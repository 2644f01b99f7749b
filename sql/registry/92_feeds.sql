
-- ---------------------------------------------------------------------------
-- Registry: feeds, figures that other systems have
-- ---------------------------------------------------------------------------
--
-- A feed is a view that gives values of variables, from tables beside the registry or foreign
-- ones.  collect has two halves.  It reads the view with the rights of who calls it, in a
-- function that can write to no table; what it has read, a function with the rights of the owner
-- compares with what is there, and takes only what differs any further: to the checks and
-- the way of writing that imports have, row by row where a statement fails.
--
-- What was collected is kept beside the assessments (collected): what somebody has entered
-- otherwise since is told from what the feed itself gave before.

CREATE PROCEDURE par.registry_feed_tables()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE TABLE agency_alias (
    system text CONSTRAINT "system has 1 to 60 characters" CHECK (length(system) BETWEEN 1 AND 60),
    code text CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    agency text NOT NULL REFERENCES agency,
    PRIMARY KEY (system, code)
);
CREATE INDEX ON agency_alias (agency);
COMMENT ON TABLE agency_alias IS 'what other systems call agencies: feeds and imports of a system read its codes. An agency that has none there goes by its own';
COMMENT ON COLUMN agency_alias.system IS 'system, such as the one that handles dossiers: the registry''s own word';
COMMENT ON COLUMN agency_alias.code IS 'code of the agency in that system';
COMMENT ON COLUMN agency_alias.agency IS 'agency';

CREATE TABLE feed (
    scheme text NOT NULL REFERENCES scheme ON DELETE CASCADE,
    code text CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    criterion text,
    view_schema text NOT NULL CONSTRAINT "view_schema has 1 to 63 characters" CHECK (length(view_schema) BETWEEN 1 AND 63),
    view_name text NOT NULL CONSTRAINT "view_name has 1 to 63 characters" CHECK (length(view_name) BETWEEN 1 AND 63),
    stage text NOT NULL DEFAULT 'appraisal' CONSTRAINT "stage is self or appraisal" CHECK (stage IN ('self', 'appraisal')),
    system text CONSTRAINT "system has 1 to 60 characters" CHECK (length(system) BETWEEN 1 AND 60),
    schedule text CONSTRAINT "schedule has 1 to 1000 characters" CHECK (length(schedule) BETWEEN 1 AND 1000),
    PRIMARY KEY (scheme, code),
    FOREIGN KEY (scheme, criterion) REFERENCES criterion (scheme, code) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX ON feed (scheme, criterion);
COMMENT ON TABLE feed IS 'views that give inputs, registered by the owner of the registry: columns agency, variable, value, criterion unless the feed names one, and as_of, a day, where there are values of several';
COMMENT ON COLUMN feed.scheme IS 'scheme whose rounds it serves; revise_scheme copies its feeds';
COMMENT ON COLUMN feed.code IS 'short name';
COMMENT ON COLUMN feed.criterion IS 'criterion whose variables it gives; NULL: the view has a column criterion';
COMMENT ON COLUMN feed.view_schema IS 'schema of the view';
COMMENT ON COLUMN feed.view_name IS 'view, or table';
COMMENT ON COLUMN feed.stage IS 'stage of the assessments that it fills: self or appraisal';
COMMENT ON COLUMN feed.system IS 'system whose codes of agencies the view has, see agency_alias; NULL: those of the registry';
COMMENT ON COLUMN feed.schedule IS 'note: when it is collected, and who sees to it';

CREATE TABLE collect_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round text NOT NULL REFERENCES round ON DELETE CASCADE,
    feed text NOT NULL,
    run_by text NOT NULL,
    started_at timestamptz NOT NULL,
    seconds numeric(12,3) NOT NULL,
    rows_read bigint,
    written bigint,
    unchanged bigint,
    refused bigint,
    problem text
);
CREATE INDEX ON collect_run (round, feed);
COMMENT ON TABLE collect_run IS 'runs of collect, a row for each feed, written by it alone: rows_read = written + unchanged + refused, or why it failed and wrote nothing';
COMMENT ON COLUMN collect_run.id IS 'number';
COMMENT ON COLUMN collect_run.round IS 'round';
COMMENT ON COLUMN collect_run.feed IS 'feed, by its code';
COMMENT ON COLUMN collect_run.run_by IS 'role that ran it';
COMMENT ON COLUMN collect_run.started_at IS 'when it began';
COMMENT ON COLUMN collect_run.seconds IS 'how long it took';
COMMENT ON COLUMN collect_run.rows_read IS 'rows that the view gave; of who enters for agencies, those of his';
COMMENT ON COLUMN collect_run.written IS 'values that were new or had changed, and were written';
COMMENT ON COLUMN collect_run.unchanged IS 'values that are there already, or not yet known to the feed (NULL)';
COMMENT ON COLUMN collect_run.refused IS 'values that were refused: view collect_problem says why';
COMMENT ON COLUMN collect_run.problem IS 'error for which the feed was not collected; NULL: it was';

CREATE TABLE collect_row (
    line bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round text NOT NULL REFERENCES round ON DELETE CASCADE,
    feed text NOT NULL,
    stage text NOT NULL,
    agency text,
    known_agency text,
    criterion text,
    variable text,
    value text,
    old jsonb,
    is_new boolean NOT NULL,
    problem jsonb
);
CREATE INDEX ON collect_row (round, feed);
COMMENT ON TABLE collect_row IS 'what the last run of a feed did not write, and why';
COMMENT ON COLUMN collect_row.line IS 'number';
COMMENT ON COLUMN collect_row.round IS 'round';
COMMENT ON COLUMN collect_row.feed IS 'feed, by its code';
COMMENT ON COLUMN collect_row.stage IS 'stage of the assessment';
COMMENT ON COLUMN collect_row.agency IS 'agency, as the feed calls it';
COMMENT ON COLUMN collect_row.known_agency IS 'agency, if there is one of that code';
COMMENT ON COLUMN collect_row.criterion IS 'criterion';
COMMENT ON COLUMN collect_row.variable IS 'variable';
COMMENT ON COLUMN collect_row.value IS 'value, as the feed gives it';
COMMENT ON COLUMN collect_row.old IS 'value that is there';
COMMENT ON COLUMN collect_row.is_new IS 'whether it is being collected just now';
COMMENT ON COLUMN collect_row.problem IS 'why it was not written, a message: par.say(problem) says it';

CREATE TABLE collected (
    round text,
    agency text,
    criterion text,
    stage text,
    inputs jsonb NOT NULL,
    PRIMARY KEY (round, agency, criterion, stage),
    FOREIGN KEY (round, agency) REFERENCES participant ON DELETE CASCADE
);
COMMENT ON TABLE collected IS 'inputs of assessments as they were collected last: what is there otherwise was entered by somebody';
COMMENT ON COLUMN collected.round IS 'round';
COMMENT ON COLUMN collected.agency IS 'agency';
COMMENT ON COLUMN collected.criterion IS 'criterion';
COMMENT ON COLUMN collected.stage IS 'stage of the assessment';
COMMENT ON COLUMN collected.inputs IS 'values of variables';

END
$template$;
COMMENT ON PROCEDURE par.registry_feed_tables() IS 'internal: tables of the feeds of a registry';

CREATE PROCEDURE par.registry_feeds()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _require_system(system text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _require_system.system IS NOT NULL AND NOT EXISTS (SELECT FROM agency_alias l WHERE l.system = _require_system.system) THEN
        PERFORM _no_such(format('no agency is known by a code of system "%s"', _require_system.system), _require_system.system,
                         ARRAY(SELECT DISTINCT l.system FROM agency_alias l));
    END IF;
END
$$;
COMMENT ON FUNCTION _require_system(text) IS 'internal: 42704 for a system of which agency_alias has no code';

-- ---------------------------------------------------------------------------
-- registering

CREATE OR REPLACE FUNCTION _feed_columns(view_schema text, view_name text) RETURNS TABLE (name text, type oid)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN QUERY
    WITH RECURSIVE typed AS (
        SELECT a.attname::text AS name, a.atttypid AS type
        FROM pg_namespace n
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('v', 'm', 'r', 'p', 'f')
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE n.nspname = _feed_columns.view_schema AND c.relname = _feed_columns.view_name
        UNION ALL
        SELECT d.name, t.typbasetype FROM typed d JOIN pg_type t ON t.oid = d.type AND t.typtype = 'd'
    )
    SELECT d.name, d.type FROM typed d JOIN pg_type t ON t.oid = d.type WHERE t.typtype <> 'd';
END
$$;
COMMENT ON FUNCTION _feed_columns(text, text) IS 'internal: columns of a view and their types, of domains what they are over; none: there is no such view';

CREATE OR REPLACE FUNCTION _require_feed_columns(view_schema text, view_name text, has_criterion boolean) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    columns text[] := ARRAY(SELECT c.name FROM _feed_columns(_require_feed_columns.view_schema, _require_feed_columns.view_name) c);
    missing text := (SELECT string_agg(u.name, ', ' ORDER BY u.place) FROM unnest('{agency,variable,value}' || CASE WHEN has_criterion THEN '{criterion}'::text[] END)
                     WITH ORDINALITY u (name, place) WHERE u.name <> ALL (columns));
BEGIN
    IF columns = '{}' THEN
        RAISE EXCEPTION 'view "%.%" does not exist', _require_feed_columns.view_schema, _require_feed_columns.view_name
            USING ERRCODE = 'undefined_table';
    ELSIF missing IS NOT NULL THEN
        RAISE EXCEPTION 'view "%.%" is no feed: it has no column %', _require_feed_columns.view_schema, _require_feed_columns.view_name, missing
            USING ERRCODE = 'undefined_column',
                DETAIL = 'A feed has columns agency, variable and value, criterion where it gives values of several criteria, and as_of where it has those of several days.';
    ELSIF EXISTS (SELECT FROM _feed_columns(_require_feed_columns.view_schema, _require_feed_columns.view_name) c
                  WHERE c.name = 'as_of' AND c.type NOT IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)) THEN
        RAISE EXCEPTION 'column as_of of view "%.%" is no day', _require_feed_columns.view_schema, _require_feed_columns.view_name
            USING ERRCODE = 'datatype_mismatch';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_feed_columns(text, text, boolean) IS 'internal: 42P01 unless there is such a view, 42703 or 42804 unless it has the columns of a feed';

CREATE OR REPLACE FUNCTION _has_feed_columns(view_schema text, view_name text, has_criterion boolean) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM _require_feed_columns(_has_feed_columns.view_schema, _has_feed_columns.view_name, _has_feed_columns.has_criterion);
    RETURN true;
EXCEPTION WHEN undefined_table OR undefined_column OR datatype_mismatch THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION _has_feed_columns(text, text, boolean) IS 'internal: whether there is such a view, with the columns of a feed';

CREATE OR REPLACE FUNCTION _feed_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _require_feed_columns(NEW.view_schema, NEW.view_name, NEW.criterion IS NULL);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _feed_written() IS 'trigger of feed: 42P01 unless there is such a view, 42703 unless it has the columns of a feed';
CREATE OR REPLACE TRIGGER feed_written AFTER INSERT OR UPDATE OF view_schema, view_name, criterion ON feed FOR EACH ROW EXECUTE FUNCTION _feed_written();

-- ---------------------------------------------------------------------------
-- reading

-- What a database writes as a number, not what people do.
CREATE OR REPLACE FUNCTION _is_number(value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT _is_number.value ~ '^[-+]?[0-9]+(\.[0-9]+)?$' AND pg_catalog.length(_is_number.value) <= 1000$$;
COMMENT ON FUNCTION _is_number(text) IS 'internal: whether a text is a number as SQL writes it, without an exponent';

CREATE OR REPLACE FUNCTION _is_same(input jsonb, value text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN input #>> '{}' = value OR CASE WHEN jsonb_typeof(input) = 'number' AND _is_number(value) THEN input::numeric = value::numeric ELSE false END;
COMMENT ON FUNCTION _is_same(jsonb, text) IS 'internal: whether the value of a feed is that of an input';

-- The view may call whatever it likes, with the rights of who collects: it can write to no table,
-- and be nobody else.
CREATE OR REPLACE FUNCTION _feed_rows(view_schema text, view_name text, has_criterion boolean, year integer,
                                      OUT agencies text[], OUT criteria text[], OUT variables text[], OUT given text[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET transaction_read_only = on SET datestyle = 'ISO'
    AS $$
DECLARE
    value_type regtype;
    has_days boolean;
    criterion CONSTANT text := CASE WHEN has_criterion THEN 'v.criterion, ' ELSE '' END;
    value text;
BEGIN
    PERFORM _require_feed_columns(_feed_rows.view_schema, _feed_rows.view_name, has_criterion);
    SELECT min(c.type) FILTER (WHERE c.name = 'value'), bool_or(c.name = 'as_of') INTO value_type, has_days
    FROM _feed_columns(_feed_rows.view_schema, _feed_rows.view_name) c;
    -- A number of three decimals, which as a text could be thousands, gets a fourth; binary fractions get the digits that they have.
    value := CASE WHEN value_type IN ('float4'::regtype, 'float8'::regtype, 'numeric'::regtype) THEN _number_text('f.value::numeric')
                  WHEN value_type IN ('json'::regtype, 'jsonb'::regtype) THEN
                      format($s$CASE jsonb_typeof(f.value::jsonb) WHEN 'number' THEN %s ELSE f.value::jsonb #>> '{}' END$s$, _number_text('(f.value::jsonb)::numeric'))
                  ELSE 'f.value::text' END;
    SELECT r.agencies, r.criteria, r.variables, r.given INTO agencies, criteria, variables, given
    FROM par.registry_read_feed(
        format('SELECT array_agg(f.agency::text), array_agg(%s), array_agg(f.variable::text), array_agg(%s) FROM %s f%s',
               CASE WHEN has_criterion THEN 'f.criterion::text' ELSE 'NULL::text' END, value,
               CASE WHEN has_days THEN
                   -- what a year ended with, or has reached by now
                   format('(SELECT v.agency, %1$sv.variable, v.value, rank() OVER (PARTITION BY v.agency, %1$sv.variable ORDER BY v.as_of DESC) AS is_latest FROM %2$I.%3$I v'
                          ' WHERE v.as_of >= make_date($1, 1, 1) AND v.as_of < make_date($1 + 1, 1, 1))', criterion, view_schema, view_name)
               ELSE format('%I.%I', view_schema, view_name) END,
               CASE WHEN has_days THEN ' WHERE f.is_latest = 1' ELSE '' END),
        coalesce(year, 0)) r;
END
$$;
COMMENT ON FUNCTION _feed_rows(text, text, boolean, integer) IS
    'internal: rows of a feed as text, read with the rights of who calls it and without writing; where it has as_of, the latest of the year';

-- ---------------------------------------------------------------------------
-- writing

CREATE OR REPLACE FUNCTION _known_agencies(of_system text, called text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN ARRAY(SELECT d.agency
                 FROM unnest(called) WITH ORDINALITY u (called, place)
                 LEFT JOIN (SELECT c.called, coalesce(l.agency, t.agency) AS agency
                            FROM (SELECT DISTINCT k AS called FROM unnest(_known_agencies.called) k) c
                            CROSS JOIN LATERAL (SELECT _import_text(c.called) AS agency OFFSET 0) t
                            LEFT JOIN agency_alias l ON l.system = of_system AND l.code = t.agency) d ON d.called = u.called
                 ORDER BY u.place);
END
$$;
COMMENT ON FUNCTION _known_agencies(text, text[]) IS 'internal: agencies by what a system calls them, those without an alias by what they are called; each is looked up once';

-- What is there already is left alone, and what people have decided stays.  By key: the planner
-- knows the size of none of these tables, of which one is empty from run to run.
CREATE OR REPLACE FUNCTION _stage_feed(round text, f feed, replace boolean, agencies text[], known text[], criteria text[], variables text[], given text[], own text[])
    RETURNS bigint
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    staged bigint;
    delegated CONSTANT text[] := CASE WHEN f.stage = 'appraisal' THEN
        ARRAY(SELECT y.criterion FROM _delegated_to_others(_stage_feed.round, quote_ident(actor())::regrole) y) ELSE '{}' END;
BEGIN
    INSERT INTO collect_row (round, feed, stage, agency, known_agency, criterion, variable, value, old, is_new, problem)
    SELECT _stage_feed.round, f.code, f.stage, x.called_agency, x.agency, x.criterion, x.variable, x.value, x.old, true, p.problem
    FROM par.registry_feed_changes(NULL::assessment, _stage_feed.round, f.stage, f.criterion, agencies, known, criteria, variables, given) x
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN x.criterion = ANY (delegated) THEN jsonb_build_array('collect.delegated', actor())
            WHEN f.stage = 'self' AND EXISTS (SELECT FROM participant p
                                              WHERE p.round = _stage_feed.round AND p.agency = x.agency AND p.submitted_at IS NOT NULL OFFSET 0) THEN
                '["collect.handed_in"]'::jsonb
            ELSE (SELECT CASE WHEN s.by_hand THEN jsonb_build_array('collect.by_hand', s.assessed_by, _day(s.assessed_at))
                              WHEN NOT _stage_feed.replace AND NOT s.taken_over AND jsonb_typeof(x.old) <> 'null' AND NOT _is_same(x.old, x.value)
                                   AND x.old IS DISTINCT FROM (SELECT c.inputs -> x.variable FROM collected c
                                                               WHERE c.round = s.round AND c.agency = s.agency AND c.criterion = s.criterion AND c.stage = s.stage)
                                   AND x.old IS DISTINCT FROM (SELECT i.converted FROM variable d CROSS JOIN LATERAL _import_value(x.value, d.kind) i
                                                               WHERE d.scheme = f.scheme AND d.criterion = x.criterion AND d.name = x.variable) THEN
                                  jsonb_build_array('collect.entered', x.old #>> '{}', s.assessed_by, _day(s.assessed_at)) END
                  FROM assessment s
                  WHERE s.round = _stage_feed.round AND s.agency = x.agency AND s.criterion = x.criterion AND s.stage = f.stage)
            END AS problem
        OFFSET 0) p
    WHERE own IS NULL OR x.agency = ANY (own)
    ORDER BY x.called_agency COLLATE "C", x.criterion COLLATE "C", x.variable COLLATE "C", x.value COLLATE "C";
    GET DIAGNOSTICS staged = ROW_COUNT;
    RETURN staged;
END
$$;
COMMENT ON FUNCTION _stage_feed(text, feed, boolean, text[], text[], text[], text[], text[], text[]) IS
    'internal: takes into collect_row what a feed gives otherwise than it is there, of the agencies that are somebody''s own, NULL: of all; how many rows. It says of each where something bars it: the criterion is delegated to others, the agency has handed in, points were given by hand or, unless these are to be replaced, the input was entered otherwise';

CREATE OR REPLACE FUNCTION _write_collected(round text, f feed, OUT written bigint, OUT refused bigint)
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_hashjoin = on SET enable_seqscan = on SET enable_material = on
    SET enable_mergejoin = off SET work_mem = '128MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    lines bigint[];
    problems jsonb[];
BEGIN
    CALL _import_assessments(true, f.system, lines, problems);
    UPDATE collect_row r SET problem = n.problem
    FROM unnest(lines, problems) n (line, problem)
    WHERE r.line = n.line AND n.problem IS NOT NULL;

    PERFORM _look_up(cardinality(lines));
    WITH good AS (
        DELETE FROM collect_row r WHERE r.is_new AND r.problem IS NULL
        RETURNING r.round, r.known_agency AS agency, r.criterion, r.stage, r.variable, r.old
    ), kept AS (
        SELECT g.agency, g.criterion, g.variable, s.inputs -> g.variable AS value, (s.inputs -> g.variable) IS DISTINCT FROM g.old AS is_other,
               s.round IS NOT NULL AS is_there     -- somebody else may just have taken it away
        FROM good g
        LEFT JOIN assessment s ON s.round = g.round AND s.agency = g.agency AND s.criterion = g.criterion AND s.stage = g.stage
    ), remembered AS (
        INSERT INTO collected (round, agency, criterion, stage, inputs)
        SELECT _write_collected.round, k.agency, k.criterion, f.stage, jsonb_object_agg(k.variable, k.value)
        FROM kept k
        WHERE k.is_there
        GROUP BY k.agency, k.criterion
        ON CONFLICT (round, agency, criterion, stage) DO UPDATE SET inputs = collected.inputs || excluded.inputs
    )
    SELECT count(*) FILTER (WHERE k.is_there AND k.is_other) INTO written FROM kept k;
    UPDATE collect_row r SET is_new = false WHERE r.is_new;
    GET DIAGNOSTICS refused = ROW_COUNT;
END
$$;
COMMENT ON FUNCTION _write_collected(text, feed) IS
    'internal: writes what is being collected and not barred, and remembers it; how many values changed, and how many were refused';

CREATE OR REPLACE FUNCTION _feed_to_collect(of_round text, of_feed text) RETURNS feed
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    answer CONSTANT feed := _feed_of_round(of_round, of_feed);
BEGIN
    PERFORM _require_duty(CASE answer.stage WHEN 'self' THEN '{submitter}' ELSE '{admin,appraiser}' END::text[]);
    RETURN answer;
END
$$;
COMMENT ON FUNCTION _feed_to_collect(text, text) IS 'internal: feed of the scheme of a round, which the caller may collect; 42704 if there is none, 42501 without the duty of its stage';

-- What callers say of it, where it can be.
CREATE OR REPLACE FUNCTION _began(said timestamptz) RETURNS timestamptz
    LANGUAGE sql VOLATILE SET search_path FROM CURRENT
    AS $$SELECT CASE WHEN said BETWEEN clock_timestamp() - interval '1 year' AND clock_timestamp() THEN said ELSE clock_timestamp() END$$;
COMMENT ON FUNCTION _began(timestamptz) IS 'internal: when a feed began to be collected: now, unless it is said';

CREATE OR REPLACE FUNCTION _collect_rows(round text, feed text, agencies text[], criteria text[], variables text[], given text[],
                                         started_at timestamptz, replace boolean) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    f feed;
    own text[];                 -- agencies; NULL: all
    known text[];               -- agencies by their codes; NULL: as they are called
    rows_read bigint;
    written bigint := 0;
    refused bigint := 0;
BEGIN
    f := _feed_to_collect(_collect_rows.round, _collect_rows.feed);
    IF f.stage <> 'self' THEN
        PERFORM _require_stage(_collect_rows.round, '{appraisal}', 'appraisals', 'appraisal');
    END IF;
    PERFORM pg_advisory_xact_lock('collect_row'::regclass::oid::integer, 0);
    own := CASE WHEN f.stage = 'self' AND NOT _is_owner() THEN my_agencies() END;
    DELETE FROM collect_row r
    WHERE r.round = _collect_rows.round AND r.feed = _collect_rows.feed AND (own IS NULL OR r.known_agency = ANY (own));
    IF f.system IS NOT NULL OR own IS NOT NULL THEN
        known := _known_agencies(f.system, agencies);
    END IF;
    rows_read := CASE WHEN own IS NULL THEN coalesce(cardinality(agencies), 0) ELSE (SELECT count(*) FROM unnest(known) k WHERE k = ANY (own)) END;
    IF _stage_feed(_collect_rows.round, f, coalesce(_collect_rows.replace, false), agencies, known, criteria, variables, given, own) > 0 THEN
        SELECT w.written, w.refused INTO written, refused FROM _write_collected(_collect_rows.round, f) w;
    END IF;
    INSERT INTO collect_run (round, feed, run_by, started_at, seconds, rows_read, written, unchanged, refused)
    SELECT _collect_rows.round, f.code, actor(), b.began, extract(epoch FROM clock_timestamp() - b.began), rows_read, written, rows_read - written - refused, refused
    FROM _began(_collect_rows.started_at) b (began);
END
$$;
COMMENT ON FUNCTION _collect_rows(text, text, text[], text[], text[], text[], timestamptz, boolean) IS 'internal: what collect_rows does';
CREATE OR REPLACE PROCEDURE collect_rows(round text, feed text, agencies text[], criteria text[], variables text[], given text[],
                                         started_at timestamptz DEFAULT clock_timestamp(), replace boolean DEFAULT false)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,submitter}');
    SELECT _collect_rows(round, feed, agencies, criteria, variables, given, started_at, replace);
END;
COMMENT ON PROCEDURE collect_rows(text, text, text[], text[], text[], text[], timestamptz, boolean) IS
    'takes values of a feed, one from each place of the arrays, as collect does with those of its view: for programs that read another system themselves. Criteria are NULL where the feed names one. 42704 for an unknown round or feed, 42501 and 55000 as for assessments of its stage';

CREATE OR REPLACE FUNCTION _collect_failure(round text, feed text, started_at timestamptz, problem text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    f feed := _feed_to_collect(_collect_failure.round, _collect_failure.feed);
BEGIN
    PERFORM pg_advisory_xact_lock('collect_row'::regclass::oid::integer, 0);
    INSERT INTO collect_run (round, feed, run_by, started_at, seconds, problem)
    SELECT _collect_failure.round, f.code, actor(), b.began, extract(epoch FROM clock_timestamp() - b.began),
           left(_collect_failure.problem, 10000)
    FROM _began(_collect_failure.started_at) b (began);
END
$$;
COMMENT ON FUNCTION _collect_failure(text, text, timestamptz, text) IS 'internal: what collect_failure does';
CREATE OR REPLACE PROCEDURE collect_failure(round text, feed text, started_at timestamptz, problem text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,submitter}');
    SELECT _collect_failure(round, feed, started_at, problem);
END;
COMMENT ON PROCEDURE collect_failure(text, text, timestamptz, text) IS 'notes in collect_run that a feed could not be collected, as collect does by itself. 42704 for an unknown round or feed, 42501 for who may not collect it';

-- ---------------------------------------------------------------------------
-- collecting

CREATE OR REPLACE FUNCTION _feed_of_round(of_round text, of_feed text) RETURNS feed
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    answer feed;
BEGIN
    PERFORM _require_round(of_round);
    SELECT f.* INTO answer FROM round r JOIN feed f ON f.scheme = r.scheme AND f.code = of_feed WHERE r.code = of_round;
    IF NOT FOUND THEN
        PERFORM _no_such(format('round "%s" has no feed "%s"', of_round, coalesce(of_feed, '<NULL>')), of_feed,
                         ARRAY(SELECT f.code FROM round r JOIN feed f ON f.scheme = r.scheme WHERE r.code = of_round));
    END IF;
    RETURN answer;
END
$$;
COMMENT ON FUNCTION _feed_of_round(text, text) IS 'internal: feed of the scheme of a round; 42704 if there is none';

-- Those which the caller may write for, at the stage of the round.
CREATE OR REPLACE FUNCTION _feeds_due(of_round text) RETURNS SETOF feed
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN QUERY
    SELECT f.*
    FROM round r
    JOIN feed f ON f.scheme = r.scheme
    WHERE r.code = of_round
      AND CASE f.stage WHEN 'self' THEN r.stage = 'self_assessment' AND (_is_owner() OR my_agencies() <> '{}')
                       ELSE r.stage = 'appraisal' AND has_duty('{admin,appraiser}') END
    ORDER BY f.code COLLATE "C";
END
$$;
COMMENT ON FUNCTION _feeds_due(text) IS 'internal: feeds of a round that can be collected at its stage, by who calls it';

CREATE OR REPLACE FUNCTION _collect(round text, feed text, replace boolean) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    feeds feed[];
    f feed;
    fed record;
    began timestamptz;
    message text;
    detail text;
    hint text;
    last_run bigint;
    total record;
BEGIN
    PERFORM _require_round(_collect.round);
    feeds := CASE WHEN _collect.feed IS NULL THEN ARRAY(SELECT d FROM _feeds_due(_collect.round) d) ELSE ARRAY[_feed_to_collect(_collect.round, _collect.feed)] END;
    IF feeds = '{}' THEN
        RAISE NOTICE 'there is no feed to be collected in round "%"', _collect.round
            USING DETAIL = format('It is in stage %s; its scheme has %s feeds.', (SELECT r.stage FROM round r WHERE r.code = _collect.round),
                                  (SELECT count(*) FROM round r JOIN feed d ON d.scheme = r.scheme WHERE r.code = _collect.round));
        RETURN;
    END IF;
    -- who reads later writes later
    PERFORM pg_advisory_xact_lock('collect_row'::regclass::oid::integer, 0);
    last_run := (SELECT coalesce(max(c.id), 0) FROM collect_run c);
    FOREACH f IN ARRAY feeds LOOP
        began := clock_timestamp();
        PERFORM par.registry_progress('collect ' || _collect.round, f.code, NULL);
        BEGIN
            SELECT x.* INTO fed FROM _feed_rows(f.view_schema, f.view_name, f.criterion IS NULL, (SELECT r.year FROM round r WHERE r.code = _collect.round)) x;
            CALL collect_rows(_collect.round, f.code, fed.agencies, fed.criteria, fed.variables, fed.given, began, _collect.replace);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            IF SQLSTATE LIKE '40%' THEN     -- the transaction is to be tried anew
                RAISE;
            END IF;
            CALL collect_failure(_collect.round, f.code, began, concat_ws(' ', SQLSTATE, _fault_text(message, detail, hint)));
        END;
    END LOOP;
    PERFORM par.registry_progress_end('collect ' || _collect.round);
    SELECT count(*) FILTER (WHERE c.problem IS NOT NULL) AS failed, sum(c.rows_read) AS rows_read, sum(c.written) AS written, sum(c.unchanged) AS unchanged,
           sum(c.refused) AS refused, string_agg(format('Feed "%s": %s', c.feed, c.problem), E'\n' ORDER BY c.id) FILTER (WHERE c.problem IS NOT NULL) AS problem
    INTO total
    FROM collect_run c WHERE c.id > last_run AND c.round = _collect.round AND c.run_by = actor();
    IF total.rows_read IS NOT NULL THEN
        RAISE NOTICE 'collected for round "%": % read, % written, % unchanged, % refused', _collect.round, total.rows_read, total.written, total.unchanged, total.refused;
    END IF;
    IF total.failed > 0 THEN
        RAISE WARNING '% of % feeds of round "%" could not be collected', total.failed, cardinality(feeds), _collect.round
            USING DETAIL = total.problem, HINT = 'Table collect_run says why.';
    END IF;
END
$$;
COMMENT ON FUNCTION _collect(text, text, boolean) IS 'internal: what collect does';
-- It works with the rights of the caller: all the more it looks first where it is.
CREATE OR REPLACE PROCEDURE collect(round text, feed text DEFAULT NULL, replace boolean DEFAULT false)
    LANGUAGE sql SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,submitter}');
    SELECT _collect(round, feed, replace);
END;
COMMENT ON PROCEDURE collect(text, text, boolean) IS
    'reads feeds, with the rights of the caller and without writing, and writes as inputs what has changed: all that can be collected at the stage of the round, or one. Self-assessments are written for the agencies of the caller, appraisals by admins and appraisers. Inputs that somebody has entered otherwise stay, unless they are to be replaced, points given by hand in any case. Each feed leaves a row in collect_run, one that fails too, which changes nothing; collect_problem says what was refused. 42704 for an unknown round or feed, 42501 without a duty';

-- With the rights of the owner: the table has no policies.
CREATE OR REPLACE VIEW collect_problem WITH (security_barrier = true) AS
SELECT r.round::varchar(60) AS round, r.feed::varchar(60) AS feed, r.line, left(r.agency, 60)::varchar(60) AS agency, left(r.criterion, 60)::varchar(60) AS criterion,
       r.stage::varchar(20) AS stage, left(r.variable, 60)::varchar(60) AS variable, left(r.value, 1000)::varchar(1000) AS value,
       left(_said(r.problem, (SELECT _language())), 1000)::varchar(1000) AS problem
FROM collect_row r
WHERE (SELECT _acts_for_itself()) AND ((SELECT _sees_whole_rounds()) OR r.stage = 'self' AND r.known_agency = ANY ((SELECT my_agencies())::text[]));
COMMENT ON VIEW collect_problem IS 'values of feeds that the last run of collect refused, and why; of who enters for agencies, those of his self-assessments';
COMMENT ON COLUMN collect_problem.round IS 'round';
COMMENT ON COLUMN collect_problem.feed IS 'feed';
COMMENT ON COLUMN collect_problem.line IS 'number of the row';
COMMENT ON COLUMN collect_problem.agency IS 'agency, as the feed calls it';
COMMENT ON COLUMN collect_problem.criterion IS 'criterion';
COMMENT ON COLUMN collect_problem.stage IS 'self or appraisal';
COMMENT ON COLUMN collect_problem.variable IS 'variable';
COMMENT ON COLUMN collect_problem.value IS 'value, as the feed gives it';
COMMENT ON COLUMN collect_problem.problem IS 'why it was refused, in the language of the session, else of the registry; what comes from the server itself is in English';

END
$template$;
COMMENT ON PROCEDURE par.registry_feeds() IS 'internal: feeds of a registry, and collect';


-- ---------------------------------------------------------------------------
-- Registry: the log of changes
-- ---------------------------------------------------------------------------
--
-- Each statement that changes rows leaves an entry, written by par.log_changes, with what
-- each row was before and what has become of it.  Entries have hashes; seal_log chains them,
-- in the order in which it finds them, once they are committed: writers never wait.  Whoever
-- owns the tables can change the log as well, but not so that a head of the chain that was
-- written down elsewhere still fits.
--
-- An entry carries the number of its transaction, which is that of the first entry of it; when
-- the transaction commits it writes down when.  Entries of transactions that were rolled back
-- are gone, their numbers are not given again.

CREATE PROCEDURE par.registry_log_tables()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE TABLE change_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    actor text NOT NULL,
    login text,
    client text,
    application text,
    table_name text NOT NULL,
    operation text NOT NULL,
    key_columns text[] NOT NULL,
    row_count bigint NOT NULL,
    hash text NOT NULL
);
CREATE INDEX ON change_log (transaction);
COMMENT ON TABLE change_log IS 'log of changes, an entry for each statement that changed rows of a table: written by the registry, never changed or removed. What was rolled back is not in it';
COMMENT ON COLUMN change_log.id IS 'number; some are left out';
COMMENT ON COLUMN change_log.transaction IS 'number of the transaction: that of its first entry, also where this was rolled back by itself';
COMMENT ON COLUMN change_log.changed_at IS 'when the statement ended';
COMMENT ON COLUMN change_log.actor IS 'role on whose behalf it was: the one taken by SET ROLE, else that of the session';
COMMENT ON COLUMN change_log.login IS 'role of the session, where it is another';
COMMENT ON COLUMN change_log.client IS 'address from which the session came; NULL: from the server itself';
COMMENT ON COLUMN change_log.application IS 'application_name of the session';
COMMENT ON COLUMN change_log.table_name IS 'table';
COMMENT ON COLUMN change_log.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE';
COMMENT ON COLUMN change_log.key_columns IS 'columns whose values change_row.key gives';
COMMENT ON COLUMN change_log.row_count IS 'number of its rows in change_row';
COMMENT ON COLUMN change_log.hash IS 'SHA-256 of the entry and its rows';

CREATE TABLE change_row (
    log bigint NOT NULL,
    place integer NOT NULL,
    key text COLLATE "C" NOT NULL,
    old json,
    new json,
    run text COLLATE "C",
    run_start integer,
    PRIMARY KEY (log, place)
);
CREATE INDEX ON change_row (run) WHERE run IS NOT NULL;
COMMENT ON TABLE change_row IS 'rows of the entries of change_log. A row that got another key stands as two: one that is gone, one that came';
COMMENT ON COLUMN change_row.log IS 'entry';
COMMENT ON COLUMN change_row.place IS 'number within the entry, from 1';
COMMENT ON COLUMN change_row.key IS 'values of the columns that tell rows of the table apart, a JSON array as jsonb writes it';
COMMENT ON COLUMN change_row.old IS 'the row before, without its key, without what is null and what is generated; NULL: there was none';
COMMENT ON COLUMN change_row.new IS 'of a row that was there before, the columns that changed, nulls too; of one that is new, as old; NULL: it is gone';
COMMENT ON COLUMN change_row.run IS 'in the last of rows that follow one another and have the first two values of their keys in common: these, as the key begins';
COMMENT ON COLUMN change_row.run_start IS 'and the place of the first of them';

CREATE TABLE change_commit (
    transaction bigint PRIMARY KEY,
    xid xid8 NOT NULL,
    committed_at timestamptz NOT NULL
);
CREATE INDEX ON change_commit (committed_at);
COMMENT ON TABLE change_commit IS 'when the transactions of change_log were committed, written by each just before it was';
COMMENT ON COLUMN change_commit.transaction IS 'number of the transaction';
COMMENT ON COLUMN change_commit.xid IS 'its number in the server that it ran on, to find it in the log of the server; no seal covers it';
COMMENT ON COLUMN change_commit.committed_at IS 'when it was committed';

CREATE TABLE log_seal (
    number bigint PRIMARY KEY,
    log bigint NOT NULL UNIQUE,
    log_hash text NOT NULL,
    committed_at timestamptz NOT NULL,
    sealed_at timestamptz NOT NULL,
    hash text NOT NULL
);
COMMENT ON TABLE log_seal IS 'entries of change_log in the order in which seal_log chained them';
COMMENT ON COLUMN log_seal.number IS 'number in the chain, from 1';
COMMENT ON COLUMN log_seal.log IS 'entry';
COMMENT ON COLUMN log_seal.log_hash IS 'its hash';
COMMENT ON COLUMN log_seal.committed_at IS 'when its transaction was committed';
COMMENT ON COLUMN log_seal.sealed_at IS 'when it was sealed';
COMMENT ON COLUMN log_seal.hash IS 'SHA-256 of this row and the hash of the one before it; the last one is the head of the log';

END
$template$;
COMMENT ON PROCEDURE par.registry_log_tables() IS 'internal: tables of the log of a registry';

CREATE PROCEDURE par.registry_log()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part record;
    log_table text;
BEGIN

PERFORM par.require_registry_build();

-- ---------------------------------------------------------------------------
-- what is logged

-- DROP EXTENSION CASCADE takes the triggers that write the log; those of assessments are
-- missed by _hold_assessments.
CREATE OR REPLACE FUNCTION _require_log() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    IF (TG_TABLE_SCHEMA OPERATOR(pg_catalog.=) pg_catalog.current_schema()) IS NOT TRUE THEN
        PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    END IF;
    IF NOT EXISTS (SELECT FROM pg_trigger t
                   WHERE t.tgrelid = TG_RELID
                     AND t.tgname = CASE TG_OP WHEN 'INSERT' THEN 'log_inserted' WHEN 'UPDATE' THEN 'log_updated'
                                               WHEN 'DELETE' THEN 'log_deleted' ELSE 'log_truncated' END) THEN
        RAISE EXCEPTION 'table "%" cannot be written: nothing logs it', TG_TABLE_NAME
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'par.upgrade_registry(name) restores its triggers.';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _require_log() IS 'trigger of what is logged: 55000 where the trigger that logs is gone';

-- Tables, with the columns that tell their rows apart.  Not logged are those which the
-- registry derives from the others (node, node_need, scheme_tree, exempt_leaf, peer_term,
-- tally, stale_tally), what describes itself (registry, template_object), what is only to
-- be imported (import_agency and so on, import_planned), what collect keeps
-- (collect_run, collect_row, collected), what a fingerprint that is logged covers
-- (imported_document, imported_result), and the parts and items of results, which are frozen
-- when they are written, under a fingerprint that is logged.
FOR part IN
    SELECT * FROM (VALUES
        ('member', 'role_name, duty, agency'),
        ('agency', 'code'),
        ('agency_alias', 'system, code'),
        ('succession', 'predecessor, successor'),
        ('scheme', 'code'),
        ('criterion', 'scheme, code'),
        ('variable', 'scheme, criterion, name'),
        ('grade', 'scheme, label'),
        ('respondent_group', 'scheme, criterion, code'),
        ('survey_question', 'scheme, code'),
        ('answer_option', 'scheme, code'),
        ('feed', 'scheme, code'),
        ('comment', 'scheme, id'),
        ('round', 'code'),
        ('round_event', 'round, id'),
        ('stage_window', 'round, stage'),
        ('participant', 'round, agency'),
        ('grade_cap', 'round, agency'),
        ('assessment', 'round, agency, criterion, stage'),
        ('target', 'round, agency, criterion, variable'),
        ('evidence', 'round, agency, criterion, id'),
        ('explanation', 'round, agency, criterion, id'),
        ('exemption', 'round, agency, criterion, id'),
        ('delegation', 'round, criterion, appraiser'),
        ('zero_missing', 'round, agency'),
        ('survey_answer', 'round, agency, question, respondent'),
        ('survey_score', 'round, agency, criterion'),
        ('publication', 'round, revision'),
        ('imported_round', 'of_agency, round, revision'),
        ('result', 'round, revision, agency')) t (name, keys)
LOOP
    CALL par.registry_statement_triggers(part.name, 'log', format('par.log_changes(%s)', part.keys));
    EXECUTE format('CREATE OR REPLACE TRIGGER log_truncated BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION par.log_changes(%s)', part.name, part.keys);
    IF part.name <> 'assessment' THEN
        EXECUTE format('CREATE OR REPLACE TRIGGER a_log BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION _require_log()', part.name);
    END IF;
END LOOP;

-- par.log_changes and the end of a transaction write the log without triggers.
CREATE OR REPLACE FUNCTION _log_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'rows of table "%" are written by the registry alone', TG_TABLE_NAME
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    PERFORM _refuse_change(TG_TABLE_NAME, 'They tell what happened.');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _log_kept() IS 'trigger of the log: 55000';
FOREACH log_table IN ARRAY '{change_log,change_row,change_commit}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION _log_kept()', log_table);
END LOOP;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON log_seal FOR EACH STATEMENT EXECUTE FUNCTION _log_kept();

-- ---------------------------------------------------------------------------
-- hashes and seals

CREATE OR REPLACE FUNCTION _sha256(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(content, 'UTF8')), 'hex')$$;
COMMENT ON FUNCTION _sha256(text) IS 'SHA-256 of a text in UTF-8, in hexadecimal';

-- Hashes of rows are taken a thousand at a time, so that nothing grows with an entry.  None
-- of its parts has a line break.
CREATE OR REPLACE FUNCTION _row_digests() RETURNS TABLE (log bigint, row_count bigint, is_whole boolean, digests text)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET enable_hashagg = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT d.log, sum(d.row_count)::bigint, bool_and(d.is_whole), string_agg(d.digest, '' ORDER BY d.part)
    FROM (SELECT r.log, (r.place - 1) / 1000 AS part, count(*) AS row_count,
                 -- each place once, and no line within a line
                 count(DISTINCT r.place) = count(*) AND min(r.place) >= 1 AND max(r.place) - min(r.place) + 1 = count(*)
                     AND (min(r.place) - 1) % 1000 = 0
                     AND NOT bool_or(strpos(concat(r.key, r.old, r.new, r.run), E'\n') > 0) AS is_whole,
                 _sha256(string_agg(concat(r.place, E'\n', r.key, E'\n', r.old, E'\n', r.new, E'\n', r.run, E'\n', r.run_start, E'\n'), '' ORDER BY r.place)) AS digest
          FROM change_row r
          GROUP BY r.log, (r.place - 1) / 1000) d
    GROUP BY d.log;
END
$$;
COMMENT ON FUNCTION _row_digests() IS 'internal: by entry, how many rows there are in change_row, whether they are those from the first on, and their hashes, a thousand at a time';

CREATE OR REPLACE FUNCTION _log_head() RETURNS text
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$SELECT s.hash FROM log_seal s ORDER BY s.number DESC LIMIT 1$$;
COMMENT ON FUNCTION _log_head() IS 'internal: what log_head gives';
CREATE OR REPLACE FUNCTION log_head() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,submitter,appraiser,analyst}');
    SELECT * FROM _log_head();
END;
COMMENT ON FUNCTION log_head() IS
    'hash of the last seal: written down elsewhere, it proves by verify_log(head) that nothing which was sealed before was changed since. NULL: nothing is sealed';

-- What others commit while this is at work is sealed the next time.
CREATE OR REPLACE FUNCTION _seal_entries(waits boolean) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    seal log_seal%ROWTYPE;
    entry record;
BEGIN
    PERFORM _require_latest_snapshot('the log cannot be sealed');
    IF waits THEN
        PERFORM pg_advisory_xact_lock('log_seal'::regclass::oid::integer, 0);
    ELSIF NOT pg_try_advisory_xact_lock('log_seal'::regclass::oid::integer, 0) THEN
        RETURN;
    END IF;
    SELECT s.number, s.hash INTO seal.number, seal.hash FROM log_seal s ORDER BY s.number DESC LIMIT 1;
    seal.number := coalesce(seal.number, 0);
    seal.sealed_at := clock_timestamp();
    FOR entry IN
        SELECT l.id, l.hash, c.committed_at
        FROM change_log l
        JOIN change_commit c ON c.transaction = l.transaction
        LEFT JOIN log_seal s ON s.log = l.id
        WHERE s.log IS NULL
        ORDER BY l.id
    LOOP
        seal.number := seal.number + 1;
        seal.log := entry.id;
        seal.log_hash := entry.hash;
        seal.committed_at := entry.committed_at;
        -- as verify_log does
        seal.hash := _sha256(jsonb_build_array(seal.hash, seal.number, seal.log, seal.log_hash, (extract(epoch FROM seal.committed_at) * 1000000)::bigint,
                                               (extract(epoch FROM seal.sealed_at) * 1000000)::bigint)::text);
        INSERT INTO log_seal (number, log, log_hash, committed_at, sealed_at, hash)
        VALUES (seal.number, seal.log, seal.log_hash, seal.committed_at, seal.sealed_at, seal.hash);
    END LOOP;
END
$$;
COMMENT ON FUNCTION _seal_entries(boolean) IS 'internal: chains entries that are committed and not yet sealed; while somebody else does, this waits, or leaves it to him';

CREATE OR REPLACE PROCEDURE seal_log()
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,analyst}');
    SELECT _seal_entries(true);
END;
COMMENT ON PROCEDURE seal_log() IS
    'chains what was committed to the log since it was last sealed; advance and publish do, and a scheduler should every few minutes. Who writes does not wait for it. 55000 in a transaction with an old snapshot';

CREATE OR REPLACE FUNCTION verify_log(expected_head text DEFAULT NULL) RETURNS TABLE (seal bigint, entry bigint, problem text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    IF NOT has_table_privilege('change_log', 'SELECT') THEN
        PERFORM _require_duty('{admin,analyst}');
    END IF;
    RETURN QUERY
    WITH digest AS MATERIALIZED (
        SELECT d.* FROM _row_digests() d
    ), entry AS MATERIALIZED (
        SELECT l.id, l.hash, l.table_name, l.operation, c.committed_at, c.transaction IS NULL AS is_open,
               CASE WHEN coalesce(d.row_count, 0) < l.row_count THEN format('rows are missing: %s of %s', l.row_count - coalesce(d.row_count, 0), l.row_count)
                    WHEN d.row_count > l.row_count THEN format('rows were added: %s to %s', d.row_count - l.row_count, l.row_count)
                    WHEN NOT d.is_whole OR l.hash IS DISTINCT FROM _sha256(concat(n.line, E'\n', d.digests)) THEN 'it or its rows were changed' END AS fault
        FROM change_log l
        -- as par.log_changes does
        CROSS JOIN LATERAL (SELECT jsonb_build_array(l.id, l.transaction, (extract(epoch FROM l.changed_at) * 1000000)::bigint, l.actor, l.login, l.client,
                                                     l.application, l.table_name, l.operation, l.key_columns, l.row_count)::text) n (line)
        LEFT JOIN change_commit c ON c.transaction = l.transaction
        LEFT JOIN digest d ON d.log = l.id
    ), chained AS MATERIALIZED (
        SELECT s.number, s.log, s.log_hash, s.committed_at,
               s.hash IS DISTINCT FROM _sha256(jsonb_build_array(lag(s.hash) OVER w, s.number, s.log, s.log_hash, (extract(epoch FROM s.committed_at) * 1000000)::bigint,
                                                                 (extract(epoch FROM s.sealed_at) * 1000000)::bigint)::text) AS is_broken,
               s.number - coalesce(lag(s.number) OVER w, 0) - 1 AS gap
        FROM log_seal s
        WINDOW w AS (ORDER BY s.number)
    ), found AS (
        SELECT s.number - s.gap AS seal, NULL::bigint AS entry,
               CASE s.gap WHEN 1 THEN 'the seal is missing' ELSE format('%s seals from this on are missing', s.gap) END AS problem
        FROM chained s WHERE s.gap <> 0
        UNION ALL
        SELECT s.number, s.log, 'the seal was changed' FROM chained s WHERE s.is_broken AND s.gap = 0
        UNION ALL
        SELECT s.number, s.log, 'the entry is missing'
        FROM chained s LEFT JOIN entry e ON e.id = s.log WHERE e.id IS NULL
        UNION ALL
        SELECT s.number, s.log, format('%s of table "%s": %s', e.operation, e.table_name,
                                       coalesce(e.fault, CASE WHEN e.hash <> s.log_hash THEN 'it is not the one that was sealed'
                                                              ELSE 'when it was committed was changed' END))
        FROM chained s JOIN entry e ON e.id = s.log
        WHERE e.fault IS NOT NULL OR e.hash <> s.log_hash OR e.committed_at IS DISTINCT FROM s.committed_at
        UNION ALL
        SELECT NULL, e.id, format('%s of table "%s", not sealed: %s', e.operation, e.table_name, coalesce(e.fault, 'it was never committed'))
        FROM entry e LEFT JOIN chained s ON s.log = e.id
        WHERE s.log IS NULL
          AND (e.fault IS NOT NULL
               OR e.is_open AND NOT EXISTS (SELECT FROM change_log l WHERE l.id = e.id AND l.transaction = par.registry_transaction(NULL::change_log)))
        UNION ALL
        SELECT NULL, d.log, 'there are rows of an entry that is not there'
        FROM digest d
        LEFT JOIN entry e ON e.id = d.log
        LEFT JOIN chained s ON s.log = d.log
        WHERE e.id IS NULL AND s.log IS NULL
        UNION ALL
        SELECT NULL, NULL, format('head %s is not among the seals', verify_log.expected_head)
        WHERE verify_log.expected_head IS NOT NULL AND NOT EXISTS (SELECT FROM log_seal s WHERE s.hash = verify_log.expected_head)
    )
    SELECT f.seal, f.entry, f.problem FROM found f ORDER BY f.seal, f.entry, f.problem COLLATE "C";
END
$$;
COMMENT ON FUNCTION verify_log(text) IS
    'what of the log is not as it was written, the first in the chain first: seals and entries that are missing or were changed, rows that are missing, more or others; and whether a head that was written down is still among the seals. No rows: all is as it was. That the last seals are gone, or that all were made anew, only a head tells';

-- ---------------------------------------------------------------------------
-- the past

CREATE OR REPLACE FUNCTION _key_prefix(VARIADIC parts text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT rtrim(to_jsonb(parts)::text, ']')$$;
COMMENT ON FUNCTION _key_prefix(text[]) IS 'internal: with what the keys of change_row begin that begin with these texts; a comma or bracket follows';

-- A round that is published is not written any more: who published it, or abandoned a
-- correction, waited for those who did.  Later years cost nothing then.
CREATE OR REPLACE FUNCTION _last_change(of_round text) RETURNS timestamptz
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
BEGIN
    IF (SELECT r.stage FROM round r WHERE r.code = of_round) IS DISTINCT FROM 'published' THEN
        RETURN 'infinity';
    END IF;
    -- of this transaction it is not known yet
    RETURN (SELECT max(coalesce(c.committed_at, 'infinity'))
            FROM (SELECT w.log FROM change_row w WHERE w.run = _key_prefix(of_round) OFFSET 0) w
            CROSS JOIN LATERAL (SELECT e.transaction FROM change_log e WHERE e.id = w.log AND e.table_name = 'round' OFFSET 0) l
            LEFT JOIN LATERAL (SELECT m.committed_at FROM change_commit m WHERE m.transaction = l.transaction OFFSET 0) c ON true);
END
$$;
COMMENT ON FUNCTION _last_change(text) IS 'internal: when a round that is published was last written; infinity: it can be written';

CREATE OR REPLACE FUNCTION _later_entries(of_round text, at timestamptz) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    until CONSTANT timestamptz := _last_change(of_round);
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(t.table_name, t.entries::text), '{}')
            FROM (SELECT l.table_name, array_agg(l.id) AS entries
                  FROM (SELECT c.transaction FROM change_commit c WHERE c.committed_at > at AND c.committed_at <= until
                        UNION ALL
                        SELECT par.registry_transaction(NULL::change_log) OFFSET 0) c
                  CROSS JOIN LATERAL (SELECT e.id, e.table_name FROM change_log e WHERE e.transaction = c.transaction OFFSET 0) l
                  GROUP BY l.table_name) t);
END
$$;
COMMENT ON FUNCTION _later_entries(text, timestamptz) IS
    'internal: entries of the log that were committed after a moment, as far as they may be of a round, or belong to the transaction at work: by table, each an array of numbers as text';

-- Rows of one key change one after the other: who changes a row waits for who did before, and
-- entries are numbered when their statements end.
CREATE OR REPLACE FUNCTION _undone(of_table text, prefix text, later jsonb) RETURNS TABLE (key text, old json)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (r.key) r.key, r.old
    FROM unnest((later ->> of_table)::bigint[]) l
    CROSS JOIN LATERAL (SELECT w.* FROM change_row w WHERE w.log = l OFFSET 0) r
    WHERE r.key >= prefix || ',' AND r.key < prefix || '-' OR r.key = prefix || ']'
    ORDER BY r.key, r.log, r.place;
END
$$;
COMMENT ON FUNCTION _undone(text, text, jsonb) IS
    'internal: rows of a table whose keys begin like this and that were changed by later entries, as they were before; NULL: there was none';

-- As they were, as JSON: of a row that has not changed since all columns, of others those which
-- the log has.
CREATE OR REPLACE FUNCTION _past_rows(of_table text, of_round text, later jsonb) RETURNS TABLE (key jsonb, content json)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    columns text;
BEGIN
    columns := (SELECT string_agg(format('t.%I', k), ', ' ORDER BY place)
                FROM pg_trigger g
                CROSS JOIN LATERAL string_to_table(encode(g.tgargs, 'escape'), '\000') WITH ORDINALITY u (k, place)
                WHERE g.tgrelid = of_table::regclass AND g.tgname = 'log_inserted' AND k <> '');
    RETURN QUERY EXECUTE format(
        'WITH undone AS MATERIALIZED (SELECT u.key, u.old FROM _undone($1, _key_prefix($2), $3) u) '
        'SELECT n.key::jsonb, n.content FROM (SELECT jsonb_build_array(%s)::text AS key, to_json(t) AS content FROM %I t WHERE t.%I = $2 OFFSET 0) n '
        'WHERE NOT EXISTS (SELECT FROM undone u WHERE u.key = n.key) '
        'UNION ALL SELECT u.key::jsonb, u.old FROM undone u WHERE u.old IS NOT NULL', columns, of_table, CASE of_table WHEN 'round' THEN 'code' ELSE 'round' END)
        USING of_table, of_round, later;
END
$$;
COMMENT ON FUNCTION _past_rows(text, text, jsonb) IS 'internal: rows of a table of a round as they were before later entries, each with its key';

CREATE OR REPLACE FUNCTION _past_assessments(of_round text, later jsonb) RETURNS TABLE (agency text, criterion text, stage text, points numeric, not_applicable boolean)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH undone AS MATERIALIZED (
        SELECT k.key ->> 1 AS agency, k.key ->> 2 AS criterion, k.key ->> 3 AS stage, u.old
        FROM _undone('assessment', _key_prefix(of_round), later) u
        CROSS JOIN LATERAL (SELECT u.key::jsonb AS key OFFSET 0) k
    )
    SELECT a.agency, a.criterion, a.stage, a.points, a.not_applicable
    FROM assessment a
    WHERE a.round = of_round AND a.stage <> 'self'
      AND NOT EXISTS (SELECT FROM undone u WHERE u.agency = a.agency AND u.criterion = a.criterion AND u.stage = a.stage)
    UNION ALL
    SELECT u.agency, u.criterion, u.stage, (u.old ->> 'points')::numeric, (u.old ->> 'not_applicable')::boolean
    FROM undone u WHERE u.old IS NOT NULL AND u.stage <> 'self';
END
$$;
COMMENT ON FUNCTION _past_assessments(text, jsonb) IS 'internal: appraisals and reviews of a round as they were before later entries';

-- As par.registry_leaves does for what is there now.
CREATE OR REPLACE FUNCTION _past_leaves(of_round text, of_scheme text, survey_held boolean, later jsonb) RETURNS SETOF leaf_value
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '256MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH exempt AS MATERIALIZED (
        SELECT DISTINCT coalesce(e.key ->> 1, '') AS agency, n.code AS criterion
        FROM _past_rows('exemption', of_round, later) e
        JOIN node a ON a.scheme = of_scheme AND a.code = e.key ->> 2
        JOIN node n ON n.scheme = of_scheme AND n.place BETWEEN a.place AND a.last AND n.is_leaf
        WHERE e.content ->> 'status' = 'accepted'
    ), entered AS MATERIALIZED (
        SELECT DISTINCT ON (p.agency, p.criterion) p.agency, p.criterion, p.points, p.not_applicable
        FROM _past_assessments(of_round, later) p
        ORDER BY p.agency, p.criterion, p.stage = 'review' DESC
    ), surveyed AS MATERIALIZED (
        SELECT s.key ->> 1 AS agency, s.key ->> 2 AS criterion, (s.content ->> 'points')::numeric AS points
        FROM _past_rows('survey_score', of_round, later) s
        WHERE _past_leaves.survey_held
    )
    SELECT l.agency, l.criterion, CASE WHEN NOT l.is_out THEN coalesce(l.points, l.otherwise) END, NOT l.is_out
    FROM (SELECT p.key ->> 1 AS agency, n.code AS criterion,
                 CASE WHEN n.surveyed THEN s.points ELSE a.points END AS points,
                 CASE WHEN z.key IS NOT NULL OR n.kind <> 'scored' AND CASE WHEN n.surveyed THEN s.agency IS NULL ELSE a.agency IS NULL END THEN 0.0::numeric(1,0) END AS otherwise,
                 coalesce(a.not_applicable, false) OR x.agency IS NOT NULL OR y.agency IS NOT NULL AS is_out
          FROM _past_rows('participant', of_round, later) p
          CROSS JOIN (SELECT k.* FROM node k
                      WHERE k.scheme = of_scheme AND k.is_leaf AND k.kind <> 'monitor' AND (k.method <> 'survey' OR _past_leaves.survey_held)) n
          LEFT JOIN _past_rows('zero_missing', of_round, later) z ON z.key ->> 1 = p.key ->> 1
          LEFT JOIN entered a ON a.agency = p.key ->> 1 AND a.criterion = n.code
          LEFT JOIN surveyed s ON n.surveyed AND s.agency = p.key ->> 1 AND s.criterion = n.code
          LEFT JOIN exempt x ON x.agency = '' AND x.criterion = n.code
          LEFT JOIN exempt y ON y.agency = p.key ->> 1 AND y.criterion = n.code) l;
END
$$;
COMMENT ON FUNCTION _past_leaves(text, text, boolean, jsonb) IS 'internal: what each participant had at each leaf that counts, officially, before later entries';

CREATE OR REPLACE FUNCTION _as_of(round text, at timestamptz)
    RETURNS TABLE (league text, agency text, points numeric, max_points numeric, bonus numeric, penalty numeric, par_index numeric,
                   rank integer, grade text, revision integer, is_published boolean)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    later jsonb;
    published integer;
    r json;
BEGIN
    IF _as_of.at IS NULL THEN
        RAISE EXCEPTION 'the moment is missing'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    later := _later_entries(_as_of.round, _as_of.at);
    r := (SELECT p.content FROM _past_rows('round', _as_of.round, later) p);
    IF r IS NULL THEN
        -- nothing is known of it, or nothing was then
        IF NOT EXISTS (SELECT FROM change_row w JOIN change_log l ON l.id = w.log
                       WHERE w.run = _key_prefix(_as_of.round) AND l.table_name = 'round') THEN
            PERFORM _require_round(_as_of.round);
        END IF;
        RETURN;
    END IF;
    published := (SELECT max((p.key ->> 1)::integer) FROM _past_rows('publication', _as_of.round, later) p);
    IF published IS NOT NULL THEN
        RETURN QUERY
        SELECT s.content ->> 'league', s.key ->> 2, (s.content ->> 'points')::numeric(18,4), (s.content ->> 'max_points')::numeric(18,4),
               (s.content ->> 'bonus')::numeric(18,4), (s.content ->> 'penalty')::numeric(18,4), (s.content ->> 'par_index')::numeric(18,4),
               (s.content ->> 'rank')::integer, s.content ->> 'grade', published, true
        FROM _past_rows('result', _as_of.round, later) s
        WHERE (s.key ->> 1)::integer = published;
        RETURN;
    END IF;
    IF r ->> 'stage' IN ('appraisal', 'explanation', 'review', 'scored') THEN
        IF NOT EXISTS (SELECT FROM node n WHERE n.scheme = r ->> 'scheme') THEN
            RAISE EXCEPTION 'scheme "%" of round "%" is not approved any more', r ->> 'scheme', _as_of.round
                USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RETURN QUERY
        SELECT k.league, k.agency, k.points::numeric(18,4), k.max_points::numeric(18,4), k.bonus::numeric(18,4), k.penalty::numeric(18,4),
               k.par_index::numeric(18,4), k.rank, k.grade, (r ->> 'revision')::integer, false
        FROM _rank_totals(_as_of.round, r ->> 'scheme',
                          ARRAY(SELECT t FROM _totals(r ->> 'scheme', ARRAY(
                              SELECT v FROM _past_leaves(_as_of.round, r ->> 'scheme', (r ->> 'survey_held')::boolean, later) v)) t),
                          ARRAY(SELECT json_populate_record(json_populate_record(NULL::participant, p.content), json_build_object('round', p.key ->> 0, 'agency', p.key ->> 1))
                                FROM _past_rows('participant', _as_of.round, later) p),
                          ARRAY(SELECT json_populate_record(json_populate_record(NULL::grade_cap, p.content), json_build_object('round', p.key ->> 0, 'agency', p.key ->> 1))
                                FROM _past_rows('grade_cap', _as_of.round, later) p)) k;
    END IF;
END
$$;
COMMENT ON FUNCTION _as_of(text, timestamptz) IS 'internal: what as_of gives';
CREATE OR REPLACE FUNCTION as_of(round text, at timestamptz)
    RETURNS TABLE (league text, agency text, points numeric, max_points numeric, bonus numeric, penalty numeric, par_index numeric,
                   rank integer, grade text, revision integer, is_published boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,analyst}');
    SELECT * FROM _as_of(as_of.round, as_of.at);
END;
COMMENT ON FUNCTION as_of(text, timestamptz) IS
    'the ranking of a round as it stood at a moment, of what was committed by then: the revision that was published, else provisional from stage appraisal on. No rows: there was none. 22023 without a moment, 42704 for a round that never was, 55000 where its scheme is a draft again';

CREATE OR REPLACE FUNCTION _history(round text, agency text, criterion text)
    RETURNS TABLE (at timestamptz, actor text, login text, client text, relation text, item text, operation text, what text, before text, after text)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_round(_history.round);
    RETURN QUERY
    SELECT c.committed_at, l.actor, l.login, l.client, l.table_name, r.key::jsonb ->> 3,
           CASE WHEN r.old IS NULL THEN 'added' WHEN r.new IS NULL THEN 'removed' ELSE 'changed' END, v.name, r.old ->> v.name, r.new ->> v.name
    -- an exemption may be of everybody
    FROM (VALUES (_key_prefix(_history.round, _history.agency), _key_prefix(_history.round, _history.agency, _history.criterion)),
                 (_key_prefix(_history.round, NULL), _key_prefix(_history.round, NULL, _history.criterion))) p (run, prefix)
    CROSS JOIN LATERAL (SELECT e.log, e.run_start, e.place FROM change_row e WHERE e.run = p.run OFFSET 0) n
    CROSS JOIN LATERAL (SELECT w.* FROM change_row w
                        WHERE w.log = n.log AND w.place BETWEEN n.run_start AND n.place AND w.key >= p.prefix || ',' AND w.key < p.prefix || '-' OFFSET 0) r
    CROSS JOIN LATERAL (SELECT e.* FROM change_log e WHERE e.id = r.log OFFSET 0) l
    LEFT JOIN LATERAL (SELECT m.committed_at FROM change_commit m WHERE m.transaction = l.transaction OFFSET 0) c ON true
    CROSS JOIN LATERAL (SELECT k.name, k.place FROM json_object_keys(coalesce(r.new, r.old)) WITH ORDINALITY k (name, place)) v
    WHERE l.table_name IN ('assessment', 'target', 'evidence', 'explanation', 'exemption')
      -- who and when is told already
      AND v.name NOT IN ('assessed_by', 'assessed_at', 'decided_on', 'asked_by', 'asked_at', 'answered_by', 'answered_at')
      AND NOT (r.old IS NULL AND r.new ->> v.name = 'false')
      AND NOT (r.new IS NULL AND r.old ->> v.name = 'false')
    ORDER BY c.committed_at NULLS LAST, r.log, r.place, v.place;
END
$$;
COMMENT ON FUNCTION _history(text, text, text) IS 'internal: what history gives';
CREATE OR REPLACE FUNCTION history(round text, agency text, criterion text)
    RETURNS TABLE (at timestamptz, actor text, login text, client text, relation text, item text, operation text, what text, before text, after text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,analyst}');
    SELECT * FROM _history(history.round, history.agency, history.criterion);
END;
COMMENT ON FUNCTION history(text, text, text) IS
    'what became of the assessments of an agency on a criterion, and of its targets, evidence, explanations and exemptions there, those of everybody too, in the order in which it was committed: at NULL is not yet. item: stage, variable or number. 42704 for an unknown round';

END
$template$;
COMMENT ON PROCEDURE par.registry_log() IS 'internal: the log of changes, in a registry';

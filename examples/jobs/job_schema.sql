-- Jobs beside the registry cchc, in a schema of the DBA's own: see README.md.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

-- thu_thap collects (examples/registry.sql); who watches reads everything and changes nothing
SELECT 'CREATE ROLE giam_sat LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'giam_sat')
\gexec
CALL cchc.grant_duty('giam_sat', 'analyst');

CREATE SCHEMA jobs;
GRANT USAGE ON SCHEMA jobs TO thu_thap, giam_sat;

-- ---------------------------------------------------------------------------
-- what jobs leave behind

CREATE TABLE jobs.job_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL,
    run_by text NOT NULL DEFAULT current_user,
    started_at timestamptz NOT NULL,
    seconds numeric(12,3) NOT NULL,
    outcome jsonb,
    problem text
);
CREATE INDEX ON jobs.job_run (job, id);
COMMENT ON TABLE jobs.job_run IS 'runs of jobs, a row each: what it did, or why it failed';
COMMENT ON COLUMN jobs.job_run.outcome IS 'what it did, in figures; NULL: nothing';
COMMENT ON COLUMN jobs.job_run.problem IS 'why it failed, or what it found; NULL: all is well';

CREATE TABLE jobs.difference (
    round text NOT NULL,
    revision integer NOT NULL,
    agency text,
    criterion text,
    what text NOT NULL,
    published text,
    recomputed text,
    found_at timestamptz NOT NULL DEFAULT now(),
    gone_at timestamptz
);
CREATE UNIQUE INDEX ON jobs.difference (round, revision, agency, criterion, what) NULLS NOT DISTINCT WHERE gone_at IS NULL;
COMMENT ON TABLE jobs.difference IS 'where a published revision is not what verify recomputes';
COMMENT ON COLUMN jobs.difference.gone_at IS 'when it was found to be there no more; NULL: it is there';

-- days are those of Việt Nam, whatever the session's
CREATE FUNCTION jobs.today() RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date$$;

CREATE TABLE jobs.reminder (
    day date NOT NULL DEFAULT jobs.today(),
    round text NOT NULL,
    duty text NOT NULL,
    who text,
    items integer NOT NULL,
    barriers integer NOT NULL,
    due_at timestamptz,
    days_left integer,
    message text NOT NULL,
    sent_at timestamptz,
    UNIQUE NULLS NOT DISTINCT (day, round, duty, who)
);
COMMENT ON TABLE jobs.reminder IS 'who owes how much in an open round, a row a day';
COMMENT ON COLUMN jobs.reminder.duty IS 'agency, appraiser, or registry: who runs the round';
COMMENT ON COLUMN jobs.reminder.who IS 'agency, or role of the appraiser; NULL: nobody in particular';
COMMENT ON COLUMN jobs.reminder.items IS 'things to be done';
COMMENT ON COLUMN jobs.reminder.barriers IS 'of these, what holds up the round';
COMMENT ON COLUMN jobs.reminder.due_at IS 'when the first of them is due; NULL: not said';
COMMENT ON COLUMN jobs.reminder.days_left IS 'whole days until then; negative: it is over';
COMMENT ON COLUMN jobs.reminder.message IS 'all this in a sentence';
COMMENT ON COLUMN jobs.reminder.sent_at IS 'when take_reminders handed it out';

-- ---------------------------------------------------------------------------
-- jobs: functions with the rights of who runs them, each of which says what it did (outcome),
-- and what is wrong without being undone (problem)

CREATE FUNCTION jobs.collect(OUT outcome jsonb, OUT problem text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    last_run CONSTANT bigint := (SELECT coalesce(max(c.id), 0) FROM cchc.collect_run c);
    r record;
BEGIN
    FOR r IN SELECT o.code FROM cchc.round o
             WHERE EXISTS (SELECT FROM cchc.feed f
                           WHERE f.scheme = o.scheme AND o.stage = CASE f.stage WHEN 'self' THEN 'self_assessment' ELSE 'appraisal' END)
             ORDER BY o.code COLLATE "C" LOOP
        CALL cchc.collect(r.code);
    END LOOP;
    SELECT jsonb_build_object('feeds', count(*), 'rows_read', coalesce(sum(c.rows_read), 0), 'written', coalesce(sum(c.written), 0),
                              'refused', coalesce(sum(c.refused), 0), 'failed', count(c.problem)),
           string_agg(format('feed "%s" of round "%s": %s', c.feed, c.round, c.problem), E'\n' ORDER BY c.id) FILTER (WHERE c.problem IS NOT NULL)
    INTO outcome, problem
    FROM cchc.collect_run c WHERE c.id > last_run AND c.run_by = cchc.actor();
END
$$;
COMMENT ON FUNCTION jobs.collect() IS 'collects the feeds of all open rounds; one that fails holds up no other';

CREATE FUNCTION jobs.seal(OUT outcome jsonb, OUT problem text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    last_seal CONSTANT bigint := (SELECT coalesce(max(s.number), 0) FROM cchc.log_seal s);
BEGIN
    CALL cchc.seal_log();
    outcome := jsonb_build_object('sealed', (SELECT count(*) FROM cchc.log_seal s WHERE s.number > last_seal), 'head', cchc.log_head());
END
$$;
COMMENT ON FUNCTION jobs.seal() IS 'seals the log, and notes its head';

CREATE FUNCTION jobs.verify_log(OUT outcome jsonb, OUT problem text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    head CONSTANT text := (SELECT r.outcome ->> 'head' FROM jobs.job_run r
                           WHERE r.job = 'seal' AND r.outcome ->> 'head' IS NOT NULL AND r.run_by = current_user ORDER BY r.id DESC LIMIT 1);
BEGIN
    SELECT jsonb_build_object('faults', count(*), 'head', head),
           string_agg(concat_ws(', ', 'seal ' || f.seal, 'entry ' || f.entry, f.problem), E'\n' ORDER BY f.place) FILTER (WHERE f.place <= 20)
    INTO outcome, problem
    FROM cchc.verify_log(head) WITH ORDINALITY f (seal, entry, problem, place);
END
$$;
COMMENT ON FUNCTION jobs.verify_log() IS 'looks for what of the log is not as it was written, up to the last head that was noted; the first twenty faults are told';

CREATE FUNCTION jobs.verify(OUT outcome jsonb, OUT problem text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    p record;
    revisions integer := 0;
BEGIN
    FOR p IN SELECT q.round, q.revision FROM cchc.publication q ORDER BY q.round COLLATE "C", q.revision LOOP
        WITH now_found AS MATERIALIZED (
            SELECT v.* FROM cchc.verify(p.round, p.revision) v
        ), gone AS (
            UPDATE jobs.difference d SET gone_at = now()
            WHERE d.round = p.round AND d.revision = p.revision AND d.gone_at IS NULL
              AND NOT EXISTS (SELECT FROM now_found v WHERE (v.agency, v.criterion, v.what) IS NOT DISTINCT FROM (d.agency, d.criterion, d.what))
        )
        INSERT INTO jobs.difference (round, revision, agency, criterion, what, published, recomputed)
        SELECT p.round, p.revision, v.agency, v.criterion, v.what, v.published, v.recomputed FROM now_found v
        ON CONFLICT DO NOTHING;
        revisions := revisions + 1;
    END LOOP;
    SELECT jsonb_build_object('revisions', revisions, 'differences', coalesce(sum(d.number), 0)),
           string_agg(format('round "%s", revision %s: %s differences', d.round, d.revision, d.number), E'\n' ORDER BY d.round COLLATE "C", d.revision)
    INTO outcome, problem
    FROM (SELECT o.round, o.revision, count(*) AS number FROM jobs.difference o WHERE o.gone_at IS NULL GROUP BY o.round, o.revision) d;
END
$$;
COMMENT ON FUNCTION jobs.verify() IS 'recomputes all published revisions, and keeps where they differ in table difference';

CREATE FUNCTION jobs.remind(OUT outcome jsonb, OUT problem text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO jobs.reminder (round, duty, who, items, barriers, due_at, days_left, message)
    SELECT t.round, t.duty, t.who, t.items, t.barriers, t.due_at, t.days_left,
           format('%s còn %s việc phải làm trong "%s", %s.',
                  CASE t.duty WHEN 'agency' THEN t.agency_name WHEN 'appraiser' THEN coalesce('Người thẩm định ' || t.who, 'Người thẩm định') ELSE 'Người điều phối' END,
                  t.items, (SELECT r.title FROM cchc.round r WHERE r.code = t.round),
                  CASE WHEN t.due_at IS NULL THEN 'chưa có thời hạn'
                       ELSE format('hạn sớm nhất %s (%s)', to_char(t.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI "ngày" DD/MM/YYYY'),
                                   CASE WHEN t.due_at < now() THEN 'đã quá hạn'
                                        WHEN t.days_left = 0 THEN 'còn chưa đến 1 ngày' ELSE format('còn %s ngày', t.days_left) END) END)
    FROM (SELECT d.round, d.duty, d.who, max(d.agency_name) AS agency_name, count(*) AS items, count(*) FILTER (WHERE d.is_barrier) AS barriers,
                 min(d.due_at) AS due_at, min(d.days_left) AS days_left
          FROM cchc.todo d
          GROUP BY d.round, d.duty, d.who) t
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    outcome := jsonb_build_object('reminders', written);
END
$$;
COMMENT ON FUNCTION jobs.remind() IS 'notes who owes how much in which open round, once a day';

CREATE FUNCTION jobs.purge(OUT outcome jsonb, OUT problem text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    runs bigint;
    reminders bigint;
BEGIN
    DELETE FROM jobs.job_run r WHERE r.problem IS NULL AND r.started_at < now() - interval '90 days';
    GET DIAGNOSTICS runs = ROW_COUNT;
    DELETE FROM jobs.reminder m WHERE m.day < jobs.today() - 400;
    GET DIAGNOSTICS reminders = ROW_COUNT;
    outcome := jsonb_build_object('runs', runs, 'reminders', reminders);
END
$$;
COMMENT ON FUNCTION jobs.purge() IS 'forgets runs of 90 days ago, except those with a problem, and reminders of the year before';

CREATE FUNCTION jobs.take_reminders() RETURNS TABLE (round text, duty text, who text, items integer, barriers integer, due_at timestamptz, days_left integer, message text)
    LANGUAGE sql ROWS 100 SET search_path = pg_catalog, pg_temp
    AS $$
    WITH taken AS (
        UPDATE jobs.reminder m SET sent_at = now() WHERE m.day = jobs.today() AND m.sent_at IS NULL RETURNING m.*
    )
    SELECT t.round, t.duty, t.who, t.items, t.barriers, t.due_at, t.days_left, t.message
    FROM taken t
    ORDER BY t.days_left, t.round COLLATE "C", t.duty, t.who COLLATE "C"
$$;
COMMENT ON FUNCTION jobs.take_reminders() IS 'the reminders of today that were not yet taken, each once: to be mailed';

-- ---------------------------------------------------------------------------
-- running them

CREATE PROCEDURE jobs.run(job text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    began CONSTANT timestamptz := pg_catalog.clock_timestamp();
    outcome jsonb;
    problem text;
    detail text;
BEGIN
    -- a procedure that commits cannot have settings of its own
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    IF NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'jobs'::regnamespace AND p.proname = run.job AND p.proargnames = '{outcome,problem}') THEN
        RAISE EXCEPTION 'there is no job "%"', run.job
            USING ERRCODE = 'undefined_function';
    END IF;
    IF pg_try_advisory_xact_lock('jobs.job_run'::regclass::oid::integer, hashtext(run.job)) THEN
        BEGIN
            EXECUTE format('SELECT j.outcome, j.problem FROM jobs.%I() j', run.job) INTO outcome, problem;
            -- what is deferred fails here, where it can be told
            SET CONSTRAINTS ALL IMMEDIATE;
        EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
            GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
            problem := concat_ws(' ', SQLSTATE, problem, nullif(detail, ''));
            outcome := NULL;
        END;
    ELSE
        problem := 'not run: the run before is still at work';
    END IF;
    INSERT INTO jobs.job_run (job, started_at, seconds, outcome, problem)
    VALUES (run.job, began, extract(epoch FROM clock_timestamp() - began), outcome, problem);
    COMMIT;
    -- for who has started it: the row stays
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION 'job "%" failed: %', run.job, problem
            USING HINT = 'Table jobs.job_run has all runs.';
    END IF;
END
$$;
COMMENT ON PROCEDURE jobs.run(text) IS
    'runs a job and leaves a row in job_run. One that fails changes nothing else, and raises what failed when its row is committed. No second run of a job begins before the first ends';

-- ---------------------------------------------------------------------------
-- rights: who runs a job appends to what it leaves behind

REVOKE EXECUTE ON FUNCTION jobs.purge() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs.purge() TO giam_sat;
GRANT INSERT (job, started_at, seconds, outcome, problem) ON jobs.job_run TO thu_thap, giam_sat;
GRANT SELECT ON ALL TABLES IN SCHEMA jobs TO giam_sat;
GRANT INSERT (round, revision, agency, criterion, what, published, recomputed), UPDATE (gone_at) ON jobs.difference TO giam_sat;
GRANT INSERT (round, duty, who, items, barriers, due_at, days_left, message), UPDATE (sent_at) ON jobs.reminder TO giam_sat;


-- ---------------------------------------------------------------------------
-- Registry: stages of a round
-- ---------------------------------------------------------------------------
--
-- setup, self_assessment, appraisal, explanation, review, scored, published.
-- The trigger of round is what guards the order, so that no UPDATE by hand can
-- skip a check; the procedures do besides what each step needs.  What is
-- written for a round is checked once a statement.

CREATE PROCEDURE par.registry_stages()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
BEGIN

PERFORM par.require_registry_build();

-- ---------------------------------------------------------------------------
-- writes in their stage

CREATE OR REPLACE FUNCTION _stage_number(stage text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT pg_catalog.array_position('{setup,self_assessment,appraisal,explanation,review,scored,published}'::text[], stage)
$$;
COMMENT ON FUNCTION _stage_number(text) IS 'place of a stage in the order of stages, from 1; NULL: no stage';

-- Who writes for a round holds it, and who moves it waits for those, and they for him:
-- by advisory locks of the transaction, taken before any row is locked, so that nobody
-- waits for a row of somebody who waits for him.  Before a statement it is not known for
-- which rounds it writes: it holds all of them.
CREATE OR REPLACE FUNCTION _hold_rounds() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    IF (TG_TABLE_SCHEMA OPERATOR(pg_catalog.=) pg_catalog.current_schema()) IS NOT TRUE THEN
        PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM _refuse_truncation(TG_TABLE_NAME);
    END IF;
    PERFORM pg_advisory_xact_lock_shared('round'::regclass::oid::integer, hashtext(r.code))
    FROM (SELECT o.code FROM round o ORDER BY o.code OFFSET 0) r;
    -- an old snapshot does not show what moved before: a serialization failure tells
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        PERFORM FROM round o ORDER BY o.code FOR SHARE;
        PERFORM _require_duties_kept();
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _hold_rounds() IS 'trigger of what is written for rounds: no round moves until the end of the transaction';

-- A truncation names no rows: it is for tables of rounds that have not begun.
CREATE OR REPLACE FUNCTION _refuse_truncation(of_table name) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    begun text := (SELECT r.code FROM round r WHERE r.stage <> 'setup' ORDER BY r.code LIMIT 1);
BEGIN
    IF begun IS NOT NULL THEN
        RAISE EXCEPTION 'table "%" cannot be truncated', of_table
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('Round "%s" has left stage setup.', begun);
    END IF;
END
$$;
COMMENT ON FUNCTION _refuse_truncation(name) IS 'internal: 55000 once a round has left stage setup';

CREATE OR REPLACE FUNCTION _hold_round_alone(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('round'::regclass::oid::integer, hashtext(_hold_round_alone.round));
END
$$;
COMMENT ON FUNCTION _hold_round_alone(text) IS 'internal: waits for those who write for a round, and keeps others from it until the end of the transaction';

-- DROP EXTENSION CASCADE takes the triggers that check and score assessments.
CREATE OR REPLACE FUNCTION _hold_assessments() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    held record;
BEGIN
    IF (TG_TABLE_SCHEMA OPERATOR(pg_catalog.=) pg_catalog.current_schema()) IS NOT TRUE THEN
        PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM _refuse_truncation(TG_TABLE_NAME);
    END IF;
    SELECT (SELECT count(*) FROM pg_trigger t
            WHERE t.tgrelid = TG_RELID AND t.tgname IN ('assessment_score', 'written_inserted', 'written_updated', 'written_deleted',
                                                       'log_inserted', 'log_updated', 'log_deleted', 'log_truncated')) AS guards,
           count(pg_advisory_xact_lock_shared('round'::regclass::oid::integer, hashtext(r.code))) AS rounds
    INTO held
    FROM (SELECT o.code FROM round o ORDER BY o.code OFFSET 0) r;
    IF held.guards < 8 THEN
        RAISE EXCEPTION 'assessments cannot be written: nothing scores or logs them'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = (SELECT format('Table "%s" has no trigger %s.', TG_TABLE_NAME, string_agg('"' || n || '"', ', ' ORDER BY n))
                          FROM unnest('{assessment_score,written_inserted,written_updated,written_deleted,log_inserted,log_updated,log_deleted,log_truncated}'::name[]) n
                          WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = TG_RELID AND t.tgname = n)),
                HINT = 'par.upgrade_registry(name) restores them.';
    END IF;
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        PERFORM FROM round o ORDER BY o.code FOR SHARE;
        PERFORM _require_duties_kept();
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _hold_assessments() IS 'trigger of assessment: as hold_rounds; 55000 where what scores assessments is gone';
CREATE OR REPLACE TRIGGER a_hold BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON assessment FOR EACH STATEMENT EXECUTE FUNCTION _hold_assessments();
FOREACH part IN ARRAY '{survey_answer,target,evidence,explanation,exemption,delegation,zero_missing,grade_cap,participant,stage_window}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER a_hold BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION _hold_rounds()', part);
END LOOP;

-- A day as a deadline is meant to its end.  It is kept as its last microsecond and not as the
-- midnight after it, which would be a day again: what is stored means the same wherever it is
-- copied, moved or restored.
CREATE OR REPLACE FUNCTION _deadline(at timestamptz) RETURNS timestamptz
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN isfinite(at) AND at = date_trunc('day', at) THEN (at::date + 1)::timestamptz - interval '1 microsecond' ELSE at END;
END
$$;
COMMENT ON FUNCTION _deadline(timestamptz) IS 'the end of the day where a moment is midnight in the time zone of the session, as a date is; else the moment itself';

CREATE OR REPLACE FUNCTION _local_time(at timestamptz) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN NOT isfinite(at) THEN at::text
                WHEN at + interval '1 microsecond' = (at::date + 1)::timestamptz THEN to_char(at, 'DD/MM/YYYY "24:00"')
                WHEN extract(second FROM at) > 0 THEN to_char(at, 'DD/MM/YYYY HH24:MI:SS')
                ELSE to_char(at, 'DD/MM/YYYY HH24:MI') END;
END
$$;
COMMENT ON FUNCTION _local_time(timestamptz) IS 'a moment for messages, in the time zone of the session: 31/03/2026 17:00, and 31/03/2026 24:00 for the end of that day';

CREATE OR REPLACE FUNCTION _duration(span interval) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    seconds bigint := floor(extract(epoch FROM span));
BEGIN
    RETURN coalesce((SELECT string_agg(format('%s %s%s', p.n, p.unit, CASE WHEN p.n <> 1 THEN 's' END), ' ' ORDER BY p.place)
                     FROM (SELECT * FROM (VALUES (1, seconds / 86400, 'day'), (2, seconds / 3600 % 24, 'hour'), (3, seconds / 60 % 60, 'minute')) u (place, n, unit)
                           WHERE u.n > 0 ORDER BY u.place LIMIT 2) p), 'less than a minute');
END
$$;
COMMENT ON FUNCTION _duration(interval) IS 'a length of time for messages, such as 2 hours 5 minutes';

CREATE OR REPLACE FUNCTION _close_window() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    given CONSTANT timestamptz := NEW.closes_at;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    NEW.closes_at := _deadline(given);
    IF NEW.closes_at < current_timestamp THEN
        RAISE NOTICE 'window % of round "%" is closed', NEW.stage, NEW.round
            USING DETAIL = format('Its end, %s, is past.', _local_time(NEW.closes_at));
    ELSIF NEW.closes_at <> given THEN
        RAISE NOTICE 'window % of round "%" closes on %', NEW.stage, NEW.round, _local_time(NEW.closes_at)
            USING DETAIL = format('%s 00:00, as a date is read, means the end of that day.', to_char(given, 'DD/MM/YYYY'));
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _close_window() IS 'trigger of stage_window: a date closes the window at the end of that day, and a notice says so, or that the window is closed already';
CREATE OR REPLACE TRIGGER deadline BEFORE INSERT OR UPDATE OF closes_at ON stage_window
    FOR EACH ROW EXECUTE FUNCTION _close_window();

CREATE OR REPLACE FUNCTION _set_due() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    NEW.due_at := _deadline(NEW.due_at);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _set_due() IS 'trigger of explanation: a date as due_at is the end of that day';
CREATE OR REPLACE TRIGGER deadline BEFORE INSERT OR UPDATE OF due_at ON explanation
    FOR EACH ROW EXECUTE FUNCTION _set_due();

-- Every write that depends on the stage passes here.
CREATE OR REPLACE FUNCTION _require_stage(round text, stages text[], what text, time_window text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    w record;
BEGIN
    PERFORM _require_round(_require_stage.round);
    SELECT o.stage INTO r FROM round o WHERE o.code = _require_stage.round;
    IF r.stage <> ALL (_require_stage.stages) THEN
        RAISE EXCEPTION '% cannot be written in stage % of round "%"', _require_stage.what, r.stage, _require_stage.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('They are written in stage %s.', array_to_string(_require_stage.stages, ', ')),
                HINT = CASE WHEN r.stage = 'published' THEN 'correct(round, reason) opens a new revision of a published round.'
                            WHEN _stage_number(r.stage) < _stage_number(_require_stage.stages[1]) THEN 'advance(round) moves the round on.'
                            ELSE 'reopen(round, stage, reason) goes back to an earlier stage.' END;
    END IF;
    SELECT s.stage, s.opens_at, s.closes_at INTO w
    FROM stage_window s
    WHERE s.round = _require_stage.round
      AND s.stage = CASE _require_stage.time_window WHEN 'current' THEN r.stage ELSE _require_stage.time_window END;
    IF FOUND AND (clock_timestamp() < w.opens_at OR clock_timestamp() >= w.closes_at) THEN
        RAISE EXCEPTION '% of round "%" cannot be written now', _require_stage.what, _require_stage.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = CASE WHEN clock_timestamp() < w.opens_at
                              THEN format('The window of %s opens on %s, in %s.', w.stage, _local_time(w.opens_at), _duration(w.opens_at - clock_timestamp()))
                              ELSE format('The window of %s closed on %s, %s ago.', w.stage, _local_time(w.closes_at), _duration(clock_timestamp() - w.closes_at)) END,
                HINT = 'Table stage_window holds the times; who runs the round can change them.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_stage(text, text[], text, text) IS
    '55000 unless the stage of a round, which its writers hold, is one of the stages, and the time is within the window of that name (current: that of the stage), if there is one';

-- A delegated criterion is for its appraisers and the owner of the registry.
CREATE OR REPLACE FUNCTION _delegated_to_others(of_round text, writer oid) RETURNS TABLE (criterion text, ancestor text)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT y.criterion, y.ancestor
    FROM round r
    CROSS JOIN LATERAL _criterion_ancestry(r.scheme) y
    WHERE r.code = of_round
      AND EXISTS (SELECT FROM delegation d WHERE d.round = r.code AND d.criterion = y.ancestor)
      AND NOT EXISTS (SELECT FROM delegation d
                      JOIN pg_roles o ON o.rolname = d.appraiser
                      WHERE d.round = r.code AND d.criterion = y.ancestor AND pg_has_role(_delegated_to_others.writer, o.oid, 'USAGE'))
      AND NOT (SELECT pg_has_role(_delegated_to_others.writer, c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = 'assessment'::regclass);
END
$$;
COMMENT ON FUNCTION _delegated_to_others(text, oid) IS
    'internal: criteria of a round that are delegated, at themselves or at an ancestor, to others than a role';

-- What a statement has written to assessment: criteria by round, agency, stage.
CREATE OR REPLACE FUNCTION _admit_assessments(written assessment_group[], writer oid DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    by_whom CONSTANT oid := coalesce(writer, quote_ident(actor())::regrole);
    g record;
    refused record;
BEGIN
    -- what comes back as it was published was admitted then
    IF current_setting('par_index.restores', true) = (SELECT c.relnamespace::text FROM pg_class c WHERE c.oid = 'assessment'::regclass) THEN
        RETURN;
    END IF;
    FOR g IN
        SELECT w.round, w.stage, array_agg(w.agency) AS agencies
        FROM unnest(_admit_assessments.written) w
        GROUP BY w.round, w.stage
        ORDER BY w.round, w.stage
    LOOP
        IF g.stage <> 'self' THEN
            PERFORM _require_stage(g.round, ARRAY[g.stage], g.stage || 's', g.stage);
            CONTINUE;
        END IF;
        -- a returned self-assessment stays open until it is submitted again
        IF NOT EXISTS (SELECT FROM participant p
                       WHERE p.round = g.round AND p.agency = ANY (g.agencies) AND p.returned_at IS NULL) THEN
            PERFORM _require_stage(g.round, '{self_assessment,appraisal,explanation}', 'self-assessments');
        ELSE
            PERFORM _require_stage(g.round, '{self_assessment}', 'self-assessments', 'self_assessment');
        END IF;
        SELECT p.agency, p.submitted_at INTO refused
        FROM participant p
        WHERE p.round = g.round AND p.agency = ANY (g.agencies) AND p.submitted_at IS NOT NULL
        ORDER BY p.agency LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'the self-assessment of agency "%" has been submitted', refused.agency
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = format('Round "%s", submitted at %s.', g.round, refused.submitted_at),
                    HINT = 'return_submission(round, agency, reason) reopens it.';
        END IF;
    END LOOP;

    IF EXISTS (SELECT FROM delegation d JOIN unnest(_admit_assessments.written) w ON w.round = d.round AND w.stage <> 'self') THEN
        SELECT w.round, w.agency, y.criterion, y.ancestor INTO refused
        FROM (SELECT DISTINCT u.round FROM unnest(_admit_assessments.written) u WHERE u.stage <> 'self' OFFSET 0) r
        CROSS JOIN LATERAL _delegated_to_others(r.round, by_whom) y
        JOIN unnest(_admit_assessments.written) w ON w.round = r.round AND w.stage <> 'self' AND y.criterion = ANY (w.criteria)
        ORDER BY w.round, w.agency, y.criterion
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'criterion "%" is delegated to others', refused.criterion
                USING ERRCODE = 'insufficient_privilege',
                    DETAIL = format('Round "%s", agency "%s": "%s" is in charge of %s.', refused.round, refused.agency, refused.ancestor,
                                    (SELECT string_agg(d.appraiser, ', ' ORDER BY d.appraiser) FROM delegation d
                                     WHERE d.round = refused.round AND d.criterion = refused.ancestor)),
                    HINT = 'Who is named in delegation, or has the rights of who is named, appraises it; where criteria above it are delegated too, at each of them.';
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION _admit_assessments(assessment_group[], oid) IS
    'internal: 55000 unless the stage, its window and the submission of the agency allow the assessments; 42501 where a criterion is delegated to others than the writer, NULL for who is at work';

CREATE OR REPLACE FUNCTION _admit_written(rounds text[], agencies text[], stages text[], criteria text[], entered boolean[], writer oid) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM _admit_assessments(ARRAY(
        SELECT ROW(w.round, w.agency, w.stage, array_agg(w.criterion))::assessment_group
        FROM unnest(rounds, agencies, stages, criteria, entered) w (round, agency, stage, criterion, entered)
        WHERE w.entered
        GROUP BY w.round, w.agency, w.stage), writer);
    -- what follows by itself may change at any time before publication
    PERFORM _require_stage(w.code, '{setup,self_assessment,appraisal,explanation,review,scored}', 'assessments')
    FROM (SELECT DISTINCT unnest(rounds) AS code ORDER BY 1) w;
END
$$;
COMMENT ON FUNCTION _admit_written(text[], text[], text[], text[], boolean[], oid) IS
    'internal: refuses, with reasons, assessments that were written, whether something was entered or follows; called by par.assessments_written where it is not plain that all are admitted';

-- Few rows are found by key, many by reading the table once.  The planner cannot tell: it knows
-- neither how many rows an array has nor, while these are new, how many a table; and what
-- it believes to be empty it reads again and again.  The rows looked up are to lead: on the left of
-- a LEFT JOIN, or as the source of a MERGE that has an action for what is not there.
CREATE OR REPLACE FUNCTION _look_up(looked_up bigint) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    row_bytes CONSTANT integer := 120;
    is_few CONSTANT boolean := looked_up * 20 * row_bytes < pg_relation_size('assessment')
        AND (SELECT c.reltuples <> 0 OR c.relpages = 0 FROM pg_class c WHERE c.oid = 'assessment'::regclass);
BEGIN
    PERFORM set_config('enable_nestloop', is_few::text, true), set_config('enable_hashjoin', (NOT is_few)::text, true),
            set_config('enable_seqscan', (NOT is_few)::text, true), set_config('enable_material', (NOT is_few)::text, true);
END
$$;
COMMENT ON FUNCTION _look_up(bigint) IS
    'internal: how the calling function, which sets the four and plan_cache_mode for itself, looks up so many assessments by their keys';

CREATE OR REPLACE PROCEDURE _score_again(rounds text[], agencies text[], criteria text[], stages text[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_hashjoin = on SET enable_seqscan = on SET enable_material = on
    SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    IF rounds IS NULL THEN
        RETURN;
    END IF;
    PERFORM _look_up(cardinality(rounds));
    MERGE INTO assessment a
    USING (SELECT DISTINCT * FROM unnest(rounds, agencies, criteria, stages) w (round, agency, criterion, stage) ORDER BY 1, 2, 3, 4) w
    ON a.round = w.round AND a.agency = w.agency AND a.criterion = w.criterion AND a.stage = w.stage
    WHEN MATCHED THEN
        UPDATE SET context = a.context
    WHEN NOT MATCHED AND false THEN
        INSERT (round, agency, criterion, stage) VALUES (w.round, w.agency, w.criterion, w.stage);
END
$$;
COMMENT ON PROCEDURE _score_again(text[], text[], text[], text[]) IS 'internal: scores assessments anew, by their keys, each once, those of which there are';

-- What follows is the registry's to write: a writer need not be allowed to change the
-- assessments that read the points of his.
CREATE OR REPLACE FUNCTION _follow_assessments(rounds text[], agencies text[], stages text[], criteria text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    -- what stays as it is is left alone; the statement that made it follow keeps the tally of both
    before CONSTANT boolean := par.registry_mode(NULL::assessment, 'follows', true);
    k record;
BEGIN
    -- rules that read the points of these criteria
    SELECT array_agg(w.round) AS rounds, array_agg(w.agency) AS agencies, array_agg(w.criterion) AS criteria, array_agg(s.stage) AS stages INTO k
    FROM (SELECT DISTINCT w.round, w.agency, w.stage, d.criterion
          FROM unnest(_follow_assessments.rounds, _follow_assessments.agencies, _follow_assessments.stages, _follow_assessments.criteria)
                   w (round, agency, stage, criterion)
          CROSS JOIN LATERAL (SELECT d.criterion FROM round r JOIN node_need d ON d.scheme = r.scheme
                              WHERE r.code = w.round AND d.needs = w.criterion OFFSET 0) d) w
    CROSS JOIN LATERAL (
        SELECT w.stage
        UNION
        SELECT 'review' WHERE w.stage = 'appraisal'
        UNION
        SELECT 'appraisal' WHERE w.stage = 'review'
                             AND NOT EXISTS (SELECT FROM assessment v
                                             WHERE v.round = w.round AND v.agency = w.agency AND v.criterion = w.criterion AND v.stage = 'review')) s;
    CALL _score_again(k.rounds, k.agencies, k.criteria, k.stages);
    PERFORM par.registry_mode(NULL::assessment, 'follows', before);
END
$$;
COMMENT ON FUNCTION _follow_assessments(text[], text[], text[], text[]) IS
    'internal: scores anew the criteria whose rules read points(...) of those written; called by par.assessments_written';

CALL par.registry_statement_triggers('assessment', 'written', 'par.assessments_written()');

-- The other tables of a round: the trigger's arguments are the stages in which
-- they are written, what they are called, and the window that holds.
CREATE OR REPLACE FUNCTION _admit_rows(rounds text[], arguments text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM _require_stage(r.code, arguments[0]::text[], arguments[1], arguments[2])
    FROM (SELECT r.code FROM round r WHERE r.code = ANY (rounds) ORDER BY r.code) r;
END
$$;
COMMENT ON FUNCTION _admit_rows(text[], text[]) IS
    'internal: 55000 outside the stages in which rows of rounds are written; the arguments are those of the trigger. A round that goes takes its rows along: one that is gone admits them';

CREATE OR REPLACE FUNCTION _round_rows_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _round_rows_written() IS 'trigger of tables of a round: 55000 outside the stages that its arguments name';

CREATE OR REPLACE FUNCTION _require_criteria(rounds text[], criteria text[], of_table name) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    unknown record;
BEGIN
    SELECT n.round, n.criterion INTO unknown
    FROM unnest(rounds, criteria) n (round, criterion)
    JOIN round r ON r.code = n.round
    WHERE NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = r.scheme AND c.code = n.criterion)
    ORDER BY n.round, n.criterion LIMIT 1;
    IF FOUND THEN
        PERFORM _no_such(format('criterion "%s" does not exist in the scheme of round "%s"', unknown.criterion, unknown.round), unknown.criterion,
                         ARRAY(SELECT c.code FROM round r JOIN criterion c ON c.scheme = r.scheme WHERE r.code = unknown.round),
                         format('Table "%s".', of_table), 'invalid_parameter_value');
    END IF;
END
$$;
COMMENT ON FUNCTION _require_criteria(text[], text[], name) IS 'internal: 22023 for a criterion that the scheme of the round beside it has not';

CREATE OR REPLACE FUNCTION _criterion_rows_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM _require_criteria(array_agg(n.round), array_agg(n.criterion), TG_TABLE_NAME)
        FROM (SELECT DISTINCT n.round, n.criterion FROM changed_rows n) n;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _criterion_rows_written() IS
    'trigger of tables of a round that name criteria: 55000 outside the stages that its arguments name, 22023 for a criterion that the scheme of the round has not';

CREATE OR REPLACE FUNCTION _closes_at(of_round text, of_stage text) RETURNS timestamptz
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (SELECT nullif(w.closes_at, 'infinity') FROM stage_window w WHERE w.round = of_round AND w.stage = of_stage);
END
$$;
COMMENT ON FUNCTION _closes_at(text, text) IS 'internal: when the window of a stage closes; NULL: never';

-- What was asked before the window of stage explanation closed is not open again in the review.
CREATE OR REPLACE FUNCTION _answer_due(x explanation) RETURNS timestamptz
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    in_review CONSTANT boolean := (SELECT r.stage = 'review' FROM round r WHERE r.code = x.round);
    closing CONSTANT timestamptz := _closes_at(x.round, 'explanation');
BEGIN
    RETURN nullif(least(x.due_at, CASE WHEN NOT in_review OR x.asked_at < closing THEN closing END,
                        CASE WHEN in_review THEN _closes_at(x.round, 'review') END), 'infinity');
END
$$;
COMMENT ON FUNCTION _answer_due(explanation) IS
    'internal: until when a question can be answered: it is due, or the window of the stage closes; NULL: not said';

CREATE OR REPLACE VIEW open_question WITH (security_invoker = true) AS
SELECT x.id, x.round, x.agency, x.criterion, x.question, d.due_at
FROM explanation x
CROSS JOIN LATERAL (SELECT _answer_due(x) AS due_at OFFSET 0) d
WHERE x.answer IS NULL AND (SELECT r.stage FROM round r WHERE r.code = x.round) IN ('appraisal', 'explanation', 'review')
  AND (d.due_at IS NULL OR d.due_at > clock_timestamp());
COMMENT ON VIEW open_question IS 'internal: questions that can still be answered, and are waited for';
COMMENT ON COLUMN open_question.id IS 'number in explanation';
COMMENT ON COLUMN open_question.round IS 'round';
COMMENT ON COLUMN open_question.agency IS 'agency that is asked';
COMMENT ON COLUMN open_question.criterion IS 'criterion';
COMMENT ON COLUMN open_question.question IS 'what is asked';
COMMENT ON COLUMN open_question.due_at IS 'until when it can be answered, as it is due or its stage closes; NULL: not said';

-- Who had something to submit, and let the stage pass, hands nothing in any more.
CREATE OR REPLACE FUNCTION _let_pass(of_round text, of_agency text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM participant p JOIN round r ON r.code = p.round
                   WHERE p.round = of_round AND p.agency = of_agency AND p.submitted_at IS NULL AND p.returned_at IS NULL
                     AND r.stage IN ('appraisal', 'explanation')
                     AND EXISTS (SELECT FROM node n WHERE n.scheme = r.scheme AND n.is_leaf AND n.method = 'appraisal'));
END
$$;
COMMENT ON FUNCTION _let_pass(text, text) IS 'internal: whether an agency has not submitted what it had to, and was not given it back, and the stage is over';

-- What was handed in stays as it was: evidence is added, changed or removed until the agency
-- submits, then for a criterion on which it is asked, until it has answered.
CREATE OR REPLACE FUNCTION _require_open_evidence(rounds text[], agencies text[], criteria text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    refused record;
BEGIN
    -- who submits waits for those who write what is handed in, and they see that he did
    PERFORM FROM participant p
    WHERE (p.round, p.agency) IN (SELECT w.round, w.agency FROM unnest(rounds, agencies) w (round, agency))
    ORDER BY p.round, p.agency
    FOR SHARE;
    SELECT w.round, w.agency, w.criterion, w.submitted_at, w.stage INTO refused
    FROM (SELECT w.round, w.agency, w.criterion, p.submitted_at, r.stage
          FROM unnest(rounds, agencies, criteria) w (round, agency, criterion)
          JOIN participant p ON p.round = w.round AND p.agency = w.agency
          JOIN round r ON r.code = w.round
          WHERE p.submitted_at IS NOT NULL OR r.stage = 'review'
             OR _let_pass(p.round, p.agency)
          OFFSET 0) w
    WHERE NOT EXISTS (SELECT FROM open_question x
                      WHERE x.round = w.round AND x.agency = w.agency AND x.criterion = w.criterion OFFSET 0)
    ORDER BY w.round, w.agency, w.criterion LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%', CASE WHEN refused.submitted_at IS NULL THEN format('agency "%s" is not asked for evidence', refused.agency)
                                  ELSE format('evidence of agency "%s" has been submitted', refused.agency) END
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = concat_ws(', submitted at ', format('Round "%s", criterion "%s"', refused.round, refused.criterion), refused.submitted_at::text) || '.',
                HINT = CASE WHEN refused.stage = 'review' THEN '' ELSE 'return_submission(round, agency, reason) reopens it; ' END
                       || 'ask(round, agency, criterion, question, due) opens a criterion, until it is answered.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_open_evidence(text[], text[], text[]) IS
    'internal: 55000 for evidence of an agency that has submitted, or let the stage pass, and of any in stage review, but on a criterion on which it has an open question';

CREATE OR REPLACE FUNCTION _evidence_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    PERFORM _require_open_evidence(array_agg(n.round), array_agg(n.agency), array_agg(n.criterion))
    FROM (SELECT DISTINCT n.round, n.agency, n.criterion FROM changed_rows n) n;
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
        PERFORM _require_open_evidence(array_agg(o.round), array_agg(o.agency), array_agg(o.criterion))
        FROM (SELECT DISTINCT o.round, o.agency, o.criterion FROM old_rows o) o;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM _require_criteria(array_agg(n.round), array_agg(n.criterion), TG_TABLE_NAME)
        FROM (SELECT DISTINCT n.round, n.criterion FROM changed_rows n) n;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _evidence_written() IS
    'trigger of evidence: 55000 outside the stages that its arguments name, and once the agency has submitted; 22023 for a criterion that the scheme of the round has not';

CREATE OR REPLACE FUNCTION _follow_targets(rounds text[], agencies text[], criteria text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    before CONSTANT boolean := par.registry_mode(NULL::assessment, 'follows', true);
    k record;
BEGIN
    SELECT array_agg(w.round) AS rounds, array_agg(w.agency) AS agencies, array_agg(w.criterion) AS criteria, array_agg(w.stage) AS stages INTO k
    FROM (SELECT DISTINCT w.round, w.agency, w.criterion, s.stage
          FROM unnest(_follow_targets.rounds, _follow_targets.agencies, _follow_targets.criteria) w (round, agency, criterion)
          CROSS JOIN unnest('{self,appraisal,review}'::text[]) s (stage)) w;
    CALL _score_again(k.rounds, k.agencies, k.criteria, k.stages);
    PERFORM par.registry_mode(NULL::assessment, 'follows', before);
    PERFORM _tally_decisions(w.round, array_agg(DISTINCT w.agency))
    FROM unnest(_follow_targets.rounds, _follow_targets.agencies) w (round, agency) GROUP BY w.round;
END
$$;
COMMENT ON FUNCTION _follow_targets(text[], text[], text[]) IS 'internal: scores anew assessments of criteria whose targets changed';

CREATE OR REPLACE FUNCTION _targets_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    unknown record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM _follow_targets(array_agg(n.round), array_agg(n.agency), array_agg(n.criterion)) FROM changed_rows n;
        RETURN NULL;
    END IF;
    PERFORM _require_criteria(array_agg(n.round), array_agg(n.criterion), TG_TABLE_NAME)
    FROM (SELECT DISTINCT n.round, n.criterion FROM changed_rows n) n;
    SELECT n.round, n.agency, n.criterion, n.variable INTO unknown
    FROM changed_rows n JOIN round r ON r.code = n.round
    WHERE NOT EXISTS (SELECT FROM variable v
                      WHERE v.scheme = r.scheme AND v.criterion = n.criterion AND v.name = n.variable)
    ORDER BY n.round, n.agency, n.criterion, n.variable LIMIT 1;
    IF FOUND THEN
        PERFORM _no_such(format('variable "%s" is not declared', unknown.variable), unknown.variable,
                         ARRAY(SELECT v.name FROM round r JOIN variable v ON v.scheme = r.scheme AND v.criterion = unknown.criterion
                               WHERE r.code = unknown.round),
                         format('Target of round "%s", agency "%s", criterion "%s".', unknown.round, unknown.agency, unknown.criterion),
                         'invalid_parameter_value');
    END IF;
    PERFORM _rule_inputs(r.scheme, n.criterion, jsonb_build_object(n.variable, n.value))
    FROM changed_rows n JOIN round r ON r.code = n.round;
    IF TG_OP = 'UPDATE' THEN
        PERFORM _follow_targets(array_agg(o.round), array_agg(o.agency), array_agg(o.criterion)) FROM old_rows o;
    END IF;
    PERFORM _follow_targets(array_agg(n.round), array_agg(n.agency), array_agg(n.criterion)) FROM changed_rows n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _targets_written() IS
    'trigger of target: 55000 outside the stages that its arguments name, 22023 for a criterion or variable that the scheme of the round has not, and a value that the variable cannot have; what was scored is scored anew';

CREATE OR REPLACE FUNCTION _delegations_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    unknown record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    PERFORM _require_criteria(array_agg(n.round), array_agg(n.criterion), TG_TABLE_NAME)
    FROM (SELECT DISTINCT n.round, n.criterion FROM changed_rows n) n;
    SELECT n.round, n.criterion, n.appraiser INTO unknown
    FROM changed_rows n
    WHERE NOT EXISTS (SELECT FROM pg_roles o WHERE o.rolname = n.appraiser)
    ORDER BY n.round, n.criterion, n.appraiser LIMIT 1;
    IF FOUND THEN
        PERFORM _no_such(format('role "%s" does not exist', unknown.appraiser), unknown.appraiser, ARRAY(SELECT o.rolname::text FROM pg_roles o),
                         format('Delegation of criterion "%s" in round "%s".', unknown.criterion, unknown.round));
    END IF;
    -- those who work alone need none
    SELECT n.round, n.criterion, n.appraiser INTO unknown
    FROM changed_rows n JOIN pg_roles o ON o.rolname = n.appraiser
    WHERE EXISTS (SELECT FROM member)
      AND NOT EXISTS (SELECT FROM _holders() h WHERE h.duty IN ('admin', 'appraiser') AND (pg_has_role(o.oid, h.role, 'USAGE') OR pg_has_role(h.role, o.oid, 'USAGE')))
    ORDER BY n.round, n.criterion, n.appraiser LIMIT 1;
    IF FOUND THEN
        RAISE WARNING 'role "%" has no duty to appraise', unknown.appraiser
            USING DETAIL = format('Delegation of criterion "%s" in round "%s".', unknown.criterion, unknown.round),
                HINT = 'grant_duty(role, duty) gives it.';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _delegations_written() IS
    'trigger of delegation: 55000 outside the stages that its arguments name, 22023 for a criterion that the scheme of the round has not, 42704 for an unknown role';

CREATE OR REPLACE FUNCTION _grade_caps_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    unknown record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    SELECT n.round, n.agency, n.label INTO unknown
    FROM changed_rows n JOIN round r ON r.code = n.round
    WHERE NOT EXISTS (SELECT FROM grade g WHERE g.scheme = r.scheme AND g.label = n.label)
    ORDER BY n.round, n.agency LIMIT 1;
    IF FOUND THEN
        PERFORM _no_such(format('grade "%s" does not exist in the scheme of round "%s"', unknown.label, unknown.round), unknown.label,
                         ARRAY(SELECT g.label FROM round r JOIN grade g ON g.scheme = r.scheme WHERE r.code = unknown.round),
                         format('Agency "%s".', unknown.agency), 'invalid_parameter_value');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _grade_caps_written() IS
    'trigger of grade_cap: 55000 outside the stages that its arguments name, 22023 for a grade that the scheme of the round has not';

CALL par.registry_statement_triggers('stage_window', 'written', $call$_round_rows_written('{setup,self_assessment,appraisal,explanation,review,scored}', 'windows')$call$);
CALL par.registry_statement_triggers('grade_cap', 'written', $call$_grade_caps_written('{setup,self_assessment,appraisal,explanation,review,scored}', 'caps of grades')$call$);
CALL par.registry_statement_triggers('target', 'written', $call$_targets_written('{setup,self_assessment,appraisal,explanation,review}', 'targets')$call$);
CALL par.registry_statement_triggers('evidence', 'written', $call$_evidence_written('{self_assessment,appraisal,explanation,review}', 'evidence', 'current')$call$);
CALL par.registry_statement_triggers('delegation', 'written', $call$_delegations_written('{setup,self_assessment,appraisal,explanation,review}', 'delegations')$call$);

-- Who asks and who answers write the same row, each his part.  Who and when is not for the
-- writer to say.
CREATE OR REPLACE FUNCTION _explanation_stamp() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    is_update CONSTANT boolean := TG_OP = 'UPDATE';
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF is_update AND (NEW.id, NEW.round, NEW.agency, NEW.criterion) IS DISTINCT FROM (OLD.id, OLD.round, OLD.agency, OLD.criterion) THEN
        RAISE EXCEPTION 'an explanation cannot be moved'
            USING ERRCODE = 'feature_not_supported',
                DETAIL = format('Number %s: round "%s", agency "%s", criterion "%s".', OLD.id, OLD.round, OLD.agency, OLD.criterion);
    END IF;
    IF OLD.answer IS NOT NULL AND (TG_OP = 'DELETE' AND OLD.question IS NOT NULL OR is_update AND NEW.question IS DISTINCT FROM OLD.question) THEN
        RAISE EXCEPTION 'question % has been answered', OLD.id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('Round "%s", agency "%s", criterion "%s": it is kept as it was asked.', OLD.round, OLD.agency, OLD.criterion),
                HINT = 'ask(round, agency, criterion, question, due) asks anew.';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NOT is_update OR NEW.question IS DISTINCT FROM OLD.question THEN
        NEW.asked_by := CASE WHEN NEW.question IS NOT NULL THEN actor() END;
        NEW.asked_at := CASE WHEN NEW.question IS NOT NULL THEN current_timestamp END;
    ELSE
        NEW.asked_by := OLD.asked_by;
        NEW.asked_at := OLD.asked_at;
    END IF;
    IF NOT is_update OR NEW.answer IS DISTINCT FROM OLD.answer THEN
        NEW.answered_by := CASE WHEN NEW.answer IS NOT NULL THEN actor() END;
        NEW.answered_at := CASE WHEN NEW.answer IS NOT NULL THEN current_timestamp END;
    ELSE
        NEW.answered_by := OLD.answered_by;
        NEW.answered_at := OLD.answered_at;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _explanation_stamp() IS
    'trigger of explanation: notes who asked and answered, and when; 0A000 for a row to be moved to another agency or criterion, 55000 for a question that was answered to be changed or removed';
CREATE OR REPLACE TRIGGER explanation_stamp BEFORE INSERT OR UPDATE OR DELETE ON explanation
    FOR EACH ROW EXECUTE FUNCTION _explanation_stamp();

-- was: the row before, so far as there was one.
CREATE OR REPLACE FUNCTION _admit_explanation(was explanation, now explanation) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    x CONSTANT explanation := coalesce(now, was);
    submitted timestamptz;
    due timestamptz;
BEGIN
    IF x.question IS NULL THEN
        PERFORM _require_duty('{submitter}', x.agency);
        PERFORM _require_stage(x.round, '{self_assessment,appraisal,explanation}', 'explanations', 'current');
        -- who submits waits for this, and this sees that he did
        SELECT p.submitted_at INTO submitted FROM participant p WHERE p.round = x.round AND p.agency = x.agency FOR SHARE;
        IF _let_pass(x.round, x.agency) THEN
            PERFORM _require_stage(x.round, '{self_assessment}', 'explanations', 'current');
        ELSIF submitted IS NOT NULL THEN
            RAISE EXCEPTION 'explanations of agency "%" have been submitted', x.agency
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = format('Round "%s", criterion "%s", submitted at %s.', x.round, x.criterion, submitted),
                    HINT = 'return_submission(round, agency, reason) reopens them; a question is answered by answer(id, answer).';
        END IF;
        RETURN;
    END IF;
    -- privileges of two duties add up: each part is for the duty whose it is
    IF (was.question, was.due_at) IS DISTINCT FROM (now.question, now.due_at) THEN
        PERFORM _require_duty('{admin,appraiser}');
        PERFORM _require_stage(x.round, '{appraisal,explanation,review}', 'questions', 'current');
        IF was.id IS NULL AND now.due_at <= clock_timestamp() THEN
            RAISE EXCEPTION 'the answer would be due before it is asked for'
                USING ERRCODE = 'invalid_parameter_value',
                    DETAIL = format('Round "%s", agency "%s", criterion "%s": due at %s.', x.round, x.agency, x.criterion, now.due_at);
        ELSIF EXISTS (SELECT FROM open_question o
                      WHERE o.round = x.round AND o.agency = x.agency AND o.criterion = x.criterion AND o.question = now.question AND o.id <> x.id) THEN
            RAISE EXCEPTION 'agency "%" has just this question to answer', x.agency
                USING ERRCODE = 'duplicate_object',
                    DETAIL = format('Round "%s", criterion "%s".', x.round, x.criterion),
                    HINT = 'A later explanation.due_at gives it more time.';
        END IF;
    END IF;
    IF was.answer IS DISTINCT FROM now.answer THEN
        PERFORM _require_duty('{submitter}', x.agency);
        IF was.answer IS NULL THEN
            PERFORM _require_stage(x.round, '{appraisal,explanation,review}', 'answers', 'current');
        ELSE
            PERFORM _require_stage(x.round, '{appraisal,explanation}', 'corrected answers', 'current');
        END IF;
        due := _answer_due(now);
        IF due <= clock_timestamp() THEN
            RAISE EXCEPTION 'question % can no longer be answered', x.id
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = format('Round "%s", agency "%s", criterion "%s": the answer was due at %s.', x.round, x.agency, x.criterion, due),
                    HINT = 'ask(round, agency, criterion, question, due) asks anew.';
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION _admit_explanation(explanation, explanation) IS
    'internal: an explanation that was written, as it was and is now: 55000 outside the stages and windows in which one asks and answers, after the answer was due, and for what an agency explains of itself once it has submitted; 22023 for a question that is due in the past, 42710 for one that is open already, 42501 for a question by who does not ask, and an answer by who does not enter for the agency';

CREATE OR REPLACE FUNCTION _explanations_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET enable_nestloop = off SET enable_mergejoin = off
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'INSERT' THEN
        PERFORM _admit_explanation(NULL, n) FROM (SELECT c::explanation AS n FROM changed_rows c ORDER BY c.round, c.agency, c.id OFFSET 0) x;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM _admit_explanation(o, n)
        FROM (SELECT b::explanation AS o, c::explanation AS n FROM old_rows b JOIN changed_rows c ON c.id = b.id ORDER BY c.round, c.agency, c.id OFFSET 0) x;
    ELSE
        PERFORM _admit_explanation(o, NULL) FROM (SELECT c::explanation AS o FROM changed_rows c ORDER BY c.round, c.agency, c.id OFFSET 0) x;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM _require_criteria(array_agg(n.round), array_agg(n.criterion), TG_TABLE_NAME)
        FROM (SELECT DISTINCT n.round, n.criterion FROM changed_rows n) n;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _explanations_written() IS
    'trigger of explanation: 55000, 22023 and 42710 as admit_explanation; 22023 for a criterion that the scheme of the round has not';
CALL par.registry_statement_triggers('explanation', 'written', '_explanations_written()');

CREATE OR REPLACE FUNCTION _require_criterion(round text, criterion text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM round r JOIN criterion c ON c.scheme = r.scheme
                   WHERE r.code = _require_criterion.round AND c.code = _require_criterion.criterion) THEN
        PERFORM _no_such(format('criterion "%s" does not exist in the scheme of round "%s"', coalesce(_require_criterion.criterion, '<NULL>'), _require_criterion.round),
                         _require_criterion.criterion,
                         ARRAY(SELECT c.code FROM round r JOIN criterion c ON c.scheme = r.scheme WHERE r.code = _require_criterion.round));
    END IF;
END
$$;
COMMENT ON FUNCTION _require_criterion(text, text) IS '42704 unless the scheme of a round has such a criterion';

CREATE OR REPLACE FUNCTION _ask(round text, agency text, criterion text, question text, due timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_round(_ask.round);
    PERFORM _require_participant(_ask.round, _ask.agency);
    PERFORM _require_criterion(_ask.round, _ask.criterion);
    IF _ask.agency IS NULL THEN
        RAISE EXCEPTION 'the code of an agency is missing'
            USING ERRCODE = 'invalid_parameter_value';
    ELSIF _ask.question !~ '\S' IS NOT FALSE THEN
        RAISE EXCEPTION 'the question is missing'
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = format('Round "%s", agency "%s", criterion "%s".', _ask.round, _ask.agency, _ask.criterion);
    END IF;
    INSERT INTO explanation (round, agency, criterion, question, due_at)
    VALUES (_ask.round, _ask.agency, _ask.criterion, _ask.question, _ask.due);
END
$$;
COMMENT ON FUNCTION _ask(text, text, text, text, timestamptz) IS 'internal: what ask does';
CREATE OR REPLACE PROCEDURE ask(round text, agency text, criterion text, question text, due timestamptz DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser}');
    SELECT _ask(round, agency, criterion, question, due);
END;
COMMENT ON PROCEDURE ask(text, text, text, text, timestamptz) IS
    'asks an agency to explain a criterion, until due, a date meaning the end of that day; NULL: as long as stage explanation or review lasts. Each question is a row of its own in explanation. 55000 outside stages appraisal, explanation and review, 22023 without a question or for one that is due in the past, 42704 for an unknown round, participant or criterion, 42710 while the same question is open';

CREATE OR REPLACE FUNCTION _answer(id bigint, answer text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _answer.answer !~ '\S' IS NOT FALSE THEN
        RAISE EXCEPTION 'the answer is missing'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Question %s.', _answer.id);
    END IF;
    -- what he does not see is not there
    UPDATE explanation x SET answer = _answer.answer
    WHERE x.id = _answer.id AND (x.agency = ANY (my_agencies()) OR _sees_whole_rounds());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no question %', coalesce(_answer.id::text, 'null')
            USING ERRCODE = 'undefined_object';
    END IF;
END
$$;
COMMENT ON FUNCTION _answer(bigint, text) IS 'internal: what answer does';
CREATE OR REPLACE PROCEDURE answer(id bigint, answer text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{submitter}', (SELECT x.agency FROM explanation x WHERE x.id = answer.id AND _sees_whole_rounds()));
    SELECT _answer(id, answer);
END;
COMMENT ON PROCEDURE answer(bigint, text) IS
    'answers a question, or betters the answer: until it is due, the first time in stages appraisal, explanation and review, later not in review. 55000 otherwise, 22023 without an answer, 42704 if there is no such question';

-- ---------------------------------------------------------------------------
-- what is missing

CREATE OR REPLACE FUNCTION _not_scored(unknown text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT CASE WHEN _not_scored.unknown IS NULL THEN '["outcome.not_scored"]' ELSE pg_catalog.jsonb_build_array('missing.not_known', _not_scored.unknown) END$$;
COMMENT ON FUNCTION _not_scored(text) IS 'internal: message: not scored, and what of it is not yet known';

-- Self-assessments that an agency owes.
CREATE OR REPLACE VIEW owed_entry WITH (security_invoker = true) AS
SELECT p.round, p.agency, n.code AS criterion,
       CASE WHEN a.criterion IS NULL THEN '["missing.self"]'
            WHEN a.points IS NULL AND NOT a.not_applicable THEN _not_scored(u.names)
            ELSE '["missing.evidence"]' END AS problem,
       CASE WHEN a.criterion IS NULL THEN '["todo.self"]'
            WHEN a.points IS NULL AND NOT a.not_applicable THEN '["todo.self_known"]'
            ELSE '["todo.evidence"]'::jsonb END AS to_do
FROM round r
JOIN participant p ON p.round = r.code
JOIN node n ON n.scheme = r.scheme AND n.is_leaf AND n.method = 'appraisal'
           -- of what is monitored, what rules read
           AND (n.kind <> 'monitor' OR EXISTS (SELECT FROM node_need d WHERE d.scheme = n.scheme AND d.needs = n.code OFFSET 0))
LEFT JOIN assessment a ON a.round = p.round AND a.agency = p.agency AND a.criterion = n.code AND a.stage = 'self'
LEFT JOIN exempt_leaf e ON e.round = p.round AND e.agency = '' AND e.criterion = n.code
LEFT JOIN exempt_leaf x ON x.round = p.round AND x.agency = p.agency AND x.criterion = n.code
LEFT JOIN LATERAL (
    SELECT string_agg(t.key, ', ' ORDER BY t.key) AS names
    FROM jsonb_each(a.inputs) t
    WHERE t.value = 'null') u ON a.points IS NULL
WHERE e.criterion IS NULL AND x.criterion IS NULL
  AND CASE WHEN a.criterion IS NULL THEN n.kind IN ('scored', 'monitor')
           WHEN a.not_applicable THEN false
           -- what peers, targets, the survey or last year owe is not the agency's business
           WHEN a.points IS NULL AND (u.names IS NOT NULL OR n.terms = '{}') THEN true
           ELSE n.evidence_required
                -- by key: OFFSET keeps them from being read as a whole
                AND NOT EXISTS (SELECT FROM evidence v
                                WHERE v.round = p.round AND v.agency = p.agency AND v.criterion = n.code OFFSET 0)
                AND NOT EXISTS (SELECT FROM explanation y
                                WHERE y.round = p.round AND y.agency = p.agency AND y.criterion = n.code AND y.answer IS NOT NULL OFFSET 0) END;
COMMENT ON VIEW owed_entry IS 'internal: what agencies still owe of their self-assessments, see missing_self';
COMMENT ON COLUMN owed_entry.round IS 'round';
COMMENT ON COLUMN owed_entry.agency IS 'agency';
COMMENT ON COLUMN owed_entry.criterion IS 'criterion';
COMMENT ON COLUMN owed_entry.problem IS 'what is missing, a message';
COMMENT ON COLUMN owed_entry.to_do IS 'what is to be done, a message';

CREATE OR REPLACE FUNCTION _own_entries(round text, of_agency text) RETURNS SETOF owed_entry
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT o.* FROM owed_entry o WHERE o.round = _own_entries.round AND o.agency = _own_entries.of_agency;
END
$$;
COMMENT ON FUNCTION _own_entries(text, text) IS 'internal: owed_entry of an agency, by key';

CREATE OR REPLACE FUNCTION _all_entries(round text) RETURNS SETOF owed_entry
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT o.* FROM owed_entry o WHERE o.round = _all_entries.round;
END
$$;
COMMENT ON FUNCTION _all_entries(text) IS 'internal: owed_entry of a round';

CREATE OR REPLACE FUNCTION _missing_entries(round text, agencies text[]) RETURNS TABLE (agency text, criterion text, problem jsonb, to_do jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    a text;
BEGIN
    IF _missing_entries.agencies IS NULL THEN
        RETURN QUERY SELECT o.agency, o.criterion, o.problem, o.to_do FROM _all_entries(_missing_entries.round) o;
    ELSIF cardinality(_missing_entries.agencies) > 100 THEN
        RETURN QUERY SELECT o.agency, o.criterion, o.problem, o.to_do FROM _all_entries(_missing_entries.round) o
                     WHERE o.agency IN (SELECT unnest(_missing_entries.agencies));
    ELSE
        FOREACH a IN ARRAY _missing_entries.agencies LOOP
            RETURN QUERY SELECT o.agency, o.criterion, o.problem, o.to_do FROM _own_entries(_missing_entries.round, a) o;
        END LOOP;
    END IF;
END
$$;
COMMENT ON FUNCTION _missing_entries(text, text[]) IS
    'internal: self-assessments that agencies, or with NULL all, still owe, see missing_self';

CREATE OR REPLACE FUNCTION missing_self(round text, agency text DEFAULT NULL, language text DEFAULT NULL)
    RETURNS TABLE (agency text, criterion text, problem text, to_do text)
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$
    SELECT _require_round(missing_self.round);
    SELECT _require_participant(missing_self.round, missing_self.agency);
    SELECT m.agency, m.criterion, par.say(m.problem, w.said), par.say(m.to_do, w.said)
    FROM _missing_entries(missing_self.round, CASE WHEN missing_self.agency IS NOT NULL THEN ARRAY[missing_self.agency] END) m
    CROSS JOIN (SELECT _language(missing_self.language) AS said OFFSET 0) w
    LEFT JOIN node n ON n.scheme = (SELECT r.scheme FROM round r WHERE r.code = missing_self.round) AND n.code = m.criterion
    ORDER BY m.agency COLLATE "C", n.place
$$;
COMMENT ON FUNCTION missing_self(text, text, text) IS
    'self-assessments that an agency, or with NULL each agency, still owes: criteria without inputs or points, or without required evidence and explanation, and what is to be done, in the language given, see set_language; in the order of agencies and of the scheme. 42704 for an unknown round or participant, 42501 for what is not shown';

-- What is still to be done, by whom, until when: whatever missing and todo tell comes from
-- here.  A new kind is rows of one more of these functions, or of one of them.

CREATE OR REPLACE FUNCTION _agency_tasks(of_round text, agencies text[]) RETURNS SETOF open_task
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    at_stage CONSTANT text := (SELECT r.stage FROM round r WHERE r.code = of_round);
    closing CONSTANT timestamptz := _closes_at(of_round, 'self_assessment');
BEGIN
    IF at_stage IN ('self_assessment', 'appraisal', 'explanation') THEN
        RETURN QUERY
        SELECT 'agency', p.agency, NULL::text,
               CASE WHEN p.returned_at IS NULL THEN '["missing.submission"]'
                    WHEN p.return_reason IS NULL THEN '["missing.submission_again"]'
                    ELSE jsonb_build_array('missing.submission_returned', p.return_reason) END,
               '["todo.submit"]'::jsonb,
               CASE WHEN p.returned_at IS NULL THEN closing END, true
        FROM participant p
        WHERE p.round = of_round AND (agencies IS NULL OR p.agency = ANY (agencies))
          AND p.submitted_at IS NULL AND (at_stage = 'self_assessment' OR p.returned_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM zero_missing z WHERE z.round = p.round AND z.agency = p.agency)
          AND EXISTS (SELECT FROM round r JOIN leaf f ON f.scheme = r.scheme WHERE r.code = of_round AND f.method = 'appraisal');
    END IF;
    IF at_stage IN ('appraisal', 'explanation', 'review') THEN
        RETURN QUERY
        SELECT 'agency', x.agency, x.criterion, CASE WHEN x.due_at IS NULL THEN '["missing.answer"]' ELSE jsonb_build_array('missing.answer_until', _local_time(x.due_at)) END,
               jsonb_build_array('todo.answer', x.id, x.question), x.due_at, at_stage <> 'appraisal'
        FROM open_question x
        WHERE x.round = of_round AND (agencies IS NULL OR x.agency = ANY (agencies));
    END IF;
END
$$;
COMMENT ON FUNCTION _agency_tasks(text, text[]) IS
    'internal: what agencies, or with NULL all, have to do in a round as it stands: submit, and answer questions';

CREATE OR REPLACE FUNCTION _owed_tasks(of_round text, of_agency text) RETURNS SETOF open_task
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
DECLARE
    p record;
BEGIN
    SELECT q.returned_at IS NOT NULL AS is_returned INTO p
    FROM participant q JOIN round r ON r.code = q.round
    WHERE q.round = of_round AND q.agency = of_agency AND q.submitted_at IS NULL
      AND (r.stage = 'self_assessment' OR q.returned_at IS NOT NULL AND r.stage IN ('appraisal', 'explanation'))
      AND NOT EXISTS (SELECT FROM zero_missing z WHERE z.round = q.round AND z.agency = q.agency);
    IF FOUND THEN
        RETURN QUERY
        SELECT 'agency', o.agency, o.criterion, o.problem, o.to_do,
               CASE WHEN NOT p.is_returned THEN _closes_at(of_round, 'self_assessment') END, false
        FROM _own_entries(of_round, of_agency) o;
    END IF;
END
$$;
COMMENT ON FUNCTION _owed_tasks(text, text) IS
    'internal: what an agency has to do before it can submit, as long as it may, see missing_self';

CREATE OR REPLACE FUNCTION _setup_tasks(of_round text) RETURNS SETOF open_task
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    r record;
BEGIN
    SELECT o.stage, o.survey_held, o.year, make_date(o.year, 12, 31) AS year_end, s.status, s.code AS scheme, s.agency_kind INTO r
    FROM round o JOIN scheme s ON s.code = o.scheme
    WHERE o.code = of_round;
    -- a scheme may be retired while its rounds go on
    IF r.stage = 'setup' AND r.status <> 'approved'
       AND NOT (r.status = 'retired' AND EXISTS (SELECT FROM round_event e WHERE e.round = of_round)) THEN
        RETURN QUERY SELECT 'registry', NULL::text, NULL::text,
                            jsonb_build_array(CASE r.status WHEN 'retired' THEN 'missing.scheme_retired' ELSE 'missing.approval' END, r.scheme),
                            CASE r.status WHEN 'retired' THEN '["todo.other_scheme"]' ELSE '["todo.approve"]'::jsonb END, NULL::timestamptz, true;
    END IF;
    IF NOT EXISTS (SELECT FROM participant p WHERE p.round = of_round) THEN
        RETURN QUERY SELECT 'registry', NULL::text, NULL::text, '["missing.participants"]'::jsonb,
                            '["todo.participants"]'::jsonb, NULL::timestamptz, true;
    END IF;
    IF r.stage = 'setup' THEN
        -- who is there by mistake
        RETURN QUERY
        SELECT 'registry', p.agency, NULL::text, _joined('; ', x.other_kind, x.not_valid, x.ended),
               '["todo.belongs"]'::jsonb, NULL::timestamptz, true
        FROM participant p
        JOIN agency g ON g.code = p.agency
        CROSS JOIN LATERAL (
            SELECT CASE WHEN g.kind <> r.agency_kind THEN jsonb_build_array('missing.other_kind', g.kind, r.agency_kind) END AS other_kind,
                   CASE WHEN NOT g.valid @> r.year_end THEN
                            jsonb_build_array('missing.not_valid', r.year, CASE WHEN NOT lower_inf(g.valid) THEN jsonb_build_array('value.from_day', jsonb_build_object('date', lower(g.valid))) END,
                                              CASE WHEN NOT upper_inf(g.valid) THEN jsonb_build_array('value.until_day', jsonb_build_object('date', upper(g.valid) - 1)) END) END AS not_valid,
                   (SELECT jsonb_build_array('missing.ended', string_agg(DISTINCT '"' || u.successor || '"', ', '), jsonb_build_object('date', min(u.happened_on)))
                    FROM succession u WHERE u.predecessor = g.code AND u.happened_on <= r.year_end HAVING count(*) > 0) AS ended) x
        WHERE p.round = of_round AND p.inclusion_reason IS NULL
          AND num_nonnulls(x.other_kind, x.not_valid, x.ended) > 0;
    END IF;
    IF NOT r.survey_held AND NOT EXISTS (SELECT FROM leaf f WHERE f.scheme = r.scheme AND f.kind = 'scored' AND f.method <> 'survey') THEN
        RETURN QUERY SELECT 'registry', NULL::text, NULL::text, '["missing.without_survey"]'::jsonb,
                            '["todo.survey_held"]'::jsonb, NULL::timestamptz, true;
    END IF;
END
$$;
COMMENT ON FUNCTION _setup_tasks(text) IS
    'internal: what a round lacks from the beginning: an approved scheme, participants, reasons for those who do not seem to belong to it';

CREATE OR REPLACE FUNCTION _appraisal_tasks(of_round text, after_rescore boolean) RETURNS SETOF open_task
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
DECLARE
    r record;
    of_basis text;
    lacking text[];
BEGIN
    SELECT o.stage, o.scheme, _closes_at(o.code, o.stage) AS closing, _closes_at(o.code, 'survey') AS survey_closing INTO r
    FROM round o WHERE o.code = of_round;
    IF r.stage NOT IN ('appraisal', 'review', 'scored') THEN
        RETURN;
    END IF;
    of_basis := CASE r.stage WHEN 'appraisal' THEN 'appraisal' ELSE 'official' END;
    lacking := ARRAY(SELECT t.agency FROM _current_tallies(of_round, of_basis) t WHERE t.unscored > 0);
    -- what only waits for the survey, or for rescore, is not missing yet
    RETURN QUERY
    SELECT CASE WHEN f.surveyed THEN 'registry' ELSE 'appraiser' END, v.agency, v.criterion,
           CASE WHEN f.surveyed THEN '["missing.answers"]' ELSE _not_scored(nullif(concat_ws(', ', u.inputs, u.terms), '')) END,
           CASE WHEN f.surveyed THEN '["todo.answers"]'
                WHEN r.stage = 'scored' THEN '["todo.reopen"]'
                WHEN u.inputs IS NOT NULL THEN jsonb_build_array('todo.appraise_known', r.stage)
                WHEN u.waits_for_target THEN '["todo.target"]'
                WHEN u.waits_for_profile THEN '["todo.profile"]'
                WHEN u.terms IS NOT NULL THEN '["todo.rule"]'
                WHEN r.stage = 'appraisal' AND f.method = 'appraisal' THEN '["todo.take_over"]'
                ELSE jsonb_build_array('todo.appraise', r.stage) END,
           CASE WHEN f.surveyed THEN r.survey_closing ELSE r.closing END, true
    FROM _leaf_items(of_round, of_basis, lacking, true) v
    JOIN leaf f ON f.scheme = r.scheme AND f.code = v.criterion
    LEFT JOIN LATERAL (
        SELECT string_agg(t.key, ', ' ORDER BY t.key) FILTER (WHERE t.is_input) AS inputs,
               string_agg(t.key, ', ' ORDER BY t.key) FILTER (WHERE NOT t.is_input) AS terms,
               bool_and(_is_about_others(t.key)) AS waits_for_rescore,
               bool_or(t.key LIKE 'target(%') AS waits_for_target, bool_or(t.key LIKE 'agency(%') AS waits_for_profile,
               bool_or(NOT t.is_input AND NOT _is_about_others(t.key) AND t.key NOT LIKE 'points(%') AS is_owed
        FROM (SELECT i.key, true AS is_input FROM jsonb_each(v.inputs) i WHERE i.value = 'null'
              UNION ALL
              SELECT i.key, false FROM jsonb_each(v.context) i WHERE i.value = 'null') t) u ON true
    WHERE CASE r.stage WHEN 'appraisal' THEN NOT f.surveyed AND (u.inputs IS NOT NULL OR u.terms IS NULL OR u.is_owed)
                       -- the survey is asked for group by group
                       WHEN 'review' THEN NOT f.surveyed AND (after_rescore OR u.waits_for_rescore IS NOT TRUE)
                       ELSE after_rescore OR u.waits_for_rescore IS NOT TRUE END
      AND (f.kind <> 'monitor' OR EXISTS (SELECT FROM node_need d WHERE d.scheme = r.scheme AND d.needs = f.code OFFSET 0));
END
$$;
COMMENT ON FUNCTION _appraisal_tasks(text, boolean) IS
    'internal: what is not scored in a round whose stage asks for it; with after_rescore also what only waits for rescore';

-- Decisions on figures that have changed since: only who decides can say whether they hold.
CREATE OR REPLACE FUNCTION _overtaken_decisions(of_round text) RETURNS SETOF open_task
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    at_stage CONSTANT text := (SELECT r.stage FROM round r WHERE r.code = of_round AND r.stage IN ('appraisal', 'review'));
    closing CONSTANT timestamptz := _closes_at(of_round, at_stage);
BEGIN
    RETURN QUERY
    SELECT 'appraiser', a.agency, a.criterion,
           jsonb_build_array(CASE WHEN a.decided_on IS NULL THEN 'missing.inputs_came' WHEN a.inputs IS NULL THEN 'missing.inputs_gone' ELSE 'missing.inputs_changed' END,
                             a.decided_on::text, a.inputs::text),
           CASE WHEN n.rule_text IS NULL THEN '["todo.decide"]' ELSE '["todo.decide_or_rule"]'::jsonb END,
           closing, true
    FROM (SELECT o.* FROM assessment o
          WHERE o.round COLLATE "C" = of_round AND o.stage = at_stage
            AND o.by_hand AND o.stage <> 'self' AND o.inputs IS DISTINCT FROM o.decided_on OFFSET 0) a
    JOIN round r ON r.code = a.round
    JOIN criterion n ON n.scheme = r.scheme AND n.code = a.criterion
    WHERE NOT EXISTS (SELECT FROM exempt_leaf x WHERE x.round = a.round AND x.agency IN ('', a.agency) AND x.criterion = a.criterion OFFSET 0);
    RETURN QUERY
    SELECT 'appraiser', a.agency, a.criterion,
           CASE WHEN s.criterion IS NULL THEN '["missing.taken_back"]' ELSE '["missing.submitted_anew"]'::jsonb END,
           CASE at_stage WHEN 'review' THEN '["todo.review"]' ELSE '["todo.decide_anew"]'::jsonb END,
           closing, true
    FROM (SELECT p.round, p.agency, r.scheme FROM participant p JOIN round r ON r.code = p.round
          WHERE p.round = of_round AND at_stage IS NOT NULL AND p.returned_at IS NOT NULL AND p.submitted_at IS NOT NULL OFFSET 0) p
    CROSS JOIN LATERAL (SELECT a.* FROM assessment a WHERE a.round = p.round AND a.agency = p.agency AND a.stage = 'appraisal' OFFSET 0) a
    CROSS JOIN LATERAL (SELECT FROM criterion n WHERE n.scheme = p.scheme AND n.code = a.criterion AND n.method = 'appraisal' OFFSET 0) n
    LEFT JOIN LATERAL (SELECT s.criterion, s.assessed_at FROM assessment s
                       WHERE s.round = a.round AND s.agency = a.agency AND s.criterion = a.criterion AND s.stage = 'self' OFFSET 0) s ON true
    WHERE CASE WHEN s.criterion IS NULL THEN a.taken_over ELSE NOT a.taken_over AND s.assessed_at > a.assessed_at END
      AND NOT EXISTS (SELECT FROM exempt_leaf x WHERE x.round = a.round AND x.agency IN ('', a.agency) AND x.criterion = a.criterion OFFSET 0)
      AND NOT EXISTS (SELECT FROM assessment v
                      WHERE v.round = a.round AND v.agency = a.agency AND v.criterion = a.criterion AND v.stage = 'review' OFFSET 0);
END
$$;
COMMENT ON FUNCTION _overtaken_decisions(text) IS
    'internal: appraisals and reviews of the stage of a round whose inputs, or whose self-assessment, changed after they were decided';

CREATE OR REPLACE FUNCTION _unclear_successors(of_round text) RETURNS TABLE (agency text, predecessors text)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    r record;
BEGIN
    SELECT o.year, q.year AS before, q.round AS previous INTO r
    FROM round o JOIN publication q ON q.round = _previous_round(o.code)
    WHERE o.code = of_round LIMIT 1;
    RETURN QUERY
    SELECT s.successor, string_agg(format('"%s"', s.predecessor), ', ' ORDER BY s.predecessor COLLATE "C")
    FROM (SELECT u.predecessor, u.successor FROM succession u
          WHERE u.happened_on > make_date(r.before, 12, 31) AND u.happened_on <= make_date(r.year, 12, 31) OFFSET 0) s
    WHERE EXISTS (SELECT FROM participant p WHERE p.round = of_round AND p.agency = s.successor OFFSET 0)
      AND EXISTS (SELECT FROM agency g WHERE g.code = s.successor AND lower_inf(g.valid) OFFSET 0)
      AND NOT EXISTS (SELECT FROM result t WHERE t.round = r.previous AND t.agency = s.successor OFFSET 0)
    GROUP BY s.successor;
END
$$;
COMMENT ON FUNCTION _unclear_successors(text) IS
    'internal: participants that carry on others since the previous round, in which they had no result, and of which agency.valid does not say since when they exist';

CREATE OR REPLACE FUNCTION _decision_tasks(of_round text) RETURNS SETOF open_task
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
DECLARE
    at_stage CONSTANT text := (SELECT r.stage FROM round r WHERE r.code = of_round);
BEGIN
    RETURN QUERY
    SELECT 'registry', NULL::text, NULL::text,
           jsonb_build_array('missing.previous_corrected', p.previous, p.revision, q.revision),
           '["todo.if_meant"]'::jsonb, NULL::timestamptz, false
    FROM round r
    JOIN publication p ON p.round = r.code AND p.revision = r.revision - 1
    CROSS JOIN LATERAL (SELECT max(q.revision) AS revision FROM publication q WHERE q.round = p.previous) q
    WHERE r.code = of_round AND r.stage <> 'published' AND q.revision > p.previous_revision;
    RETURN QUERY
    SELECT 'registry', a.agency, NULL::text,
           jsonb_build_array('missing.unclear_successor', a.predecessors), '["todo.valid_from"]'::jsonb, NULL::timestamptz, false
    FROM _unclear_successors(of_round) a
    WHERE at_stage <> 'published';
    RETURN QUERY
    SELECT 'registry', e.agency, e.criterion, '["missing.exemption"]'::jsonb, '["todo.exemption"]'::jsonb,
           NULL::timestamptz, at_stage = 'review'
    FROM exemption e
    WHERE e.round = of_round AND e.status = 'proposed' AND at_stage IN ('setup', 'self_assessment', 'appraisal', 'explanation', 'review');
    IF at_stage = 'review' THEN
        RETURN QUERY
        SELECT 'registry', s.agency, s.criterion,
               jsonb_build_array('missing.respondents', s.respondents, coalesce(to_jsonb(s.respondent_group), '["value.all"]'), s.min_answers),
               '["todo.more_answers"]'::jsonb, _closes_at(of_round, 'survey'), true
        FROM survey_shortfall(of_round) s
        WHERE NOT EXISTS (SELECT FROM zero_missing z WHERE z.round = of_round AND z.agency = s.agency);
    END IF;
END
$$;
COMMENT ON FUNCTION _decision_tasks(text) IS 'internal: what whoever runs a round has to decide: proposed exemptions, groups of respondents that are too small';

CREATE OR REPLACE FUNCTION _office_tasks(of_round text, after_rescore boolean DEFAULT false) RETURNS SETOF open_task
    LANGUAGE sql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
    SELECT t.* FROM _setup_tasks(of_round) t
    UNION ALL
    SELECT t.* FROM _appraisal_tasks(of_round, after_rescore) t
    UNION ALL
    SELECT t.* FROM _overtaken_decisions(of_round) t
    UNION ALL
    SELECT t.* FROM _decision_tasks(of_round) t
$$;
COMMENT ON FUNCTION _office_tasks(text, boolean) IS 'internal: what others than agencies have to do in a round as it stands';

CREATE OR REPLACE FUNCTION missing(round text, after_rescore boolean DEFAULT false, language text DEFAULT NULL)
    RETURNS TABLE (agency text, criterion text, problem text, to_do text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    said CONSTANT text := _language(missing.language);
BEGIN
    PERFORM _require_round(missing.round);
    PERFORM _require_whole_round(missing.round);
    RETURN QUERY
    SELECT t.agency, t.criterion, w.problem, par.say(t.to_do, said)
    FROM (SELECT a.* FROM _agency_tasks(missing.round, NULL) a
          UNION ALL
          SELECT o.* FROM _office_tasks(missing.round, missing.after_rescore) o) t
    CROSS JOIN LATERAL (SELECT par.say(t.problem, said) AS problem) w
    LEFT JOIN node n ON n.scheme = (SELECT r.scheme FROM round r WHERE r.code = missing.round) AND n.code = t.criterion
    WHERE t.is_barrier
    ORDER BY t.agency COLLATE "C" NULLS FIRST, n.place NULLS FIRST, w.problem COLLATE "C";
END
$$;
COMMENT ON FUNCTION missing(text, boolean, text) IS
    'what must be there before the round can leave its stage, and what is to be done, in the language given, see set_language; no rows: advance may be called. In the order of agencies and of the scheme. What only waits for rescore, which advance runs, is left out unless after_rescore. 42704 for an unknown round';

-- ---------------------------------------------------------------------------
-- the round itself

-- A snapshot older than the lock on the round would not show what a writer has
-- committed while the lock was waited for.
CREATE OR REPLACE FUNCTION _require_latest_snapshot(what text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION '% in isolation level %', what, current_setting('transaction_isolation')
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'Use a transaction that is READ COMMITTED.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_latest_snapshot(text) IS
    '55000 unless each statement of the transaction sees what others have committed before it';

CREATE OR REPLACE FUNCTION _first_ten(lines text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN concat_ws(E'\n', array_to_string(lines[1:10], E'\n'),
                     CASE WHEN cardinality(lines) > 10 THEN format('and %s more', cardinality(lines) - 10) END);
END
$$;
COMMENT ON FUNCTION _first_ten(text[]) IS 'detail of an error: up to ten lines, and how many more there are';

-- What would be lost with a round.  Participants, targets, windows, exemptions and delegations
-- prepare it; what it went through is told of a round in which something was entered.
CREATE OR REPLACE FUNCTION _entered_in(round text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN CASE
        WHEN EXISTS (SELECT FROM assessment x WHERE x.round = _entered_in.round) THEN 'There are assessments in it.'
        WHEN EXISTS (SELECT FROM participant x WHERE x.round = _entered_in.round AND num_nonnulls(x.submitted_at, x.returned_at) > 0)
            THEN 'An agency has submitted its self-assessment.'
        WHEN EXISTS (SELECT FROM evidence x WHERE x.round = _entered_in.round) THEN 'There is evidence in it.'
        WHEN EXISTS (SELECT FROM explanation x WHERE x.round = _entered_in.round) THEN 'There are explanations in it.'
        WHEN EXISTS (SELECT FROM survey_answer x WHERE x.round = _entered_in.round) THEN 'There are answers of the survey in it.'
        WHEN EXISTS (SELECT FROM zero_missing x WHERE x.round = _entered_in.round) THEN 'There are decisions on what is missing in it.'
        WHEN EXISTS (SELECT FROM grade_cap x WHERE x.round = _entered_in.round) THEN 'There are caps of grades in it.'
        END;
END
$$;
COMMENT ON FUNCTION _entered_in(text) IS 'internal: what was entered for a round, in a sentence; NULL: nothing was';

CREATE OR REPLACE FUNCTION _rows_of_scheme(of_round text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (SELECT string_agg(format('%s of %s', n.count, n.name), ', ' ORDER BY n.name)
            FROM (SELECT 'assessment' AS name, count(*) FROM assessment x WHERE x.round = of_round
                  UNION ALL SELECT 'target', count(*) FROM target x WHERE x.round = of_round
                  UNION ALL SELECT 'exemption', count(*) FROM exemption x WHERE x.round = of_round
                  UNION ALL SELECT 'evidence', count(*) FROM evidence x WHERE x.round = of_round
                  UNION ALL SELECT 'explanation', count(*) FROM explanation x WHERE x.round = of_round
                  UNION ALL SELECT 'delegation', count(*) FROM delegation x WHERE x.round = of_round
                  UNION ALL SELECT 'grade_cap', count(*) FROM grade_cap x WHERE x.round = of_round
                  UNION ALL SELECT 'survey_answer', count(*) FROM survey_answer x WHERE x.round = of_round) n
            WHERE n.count > 0);
END
$$;
COMMENT ON FUNCTION _rows_of_scheme(text) IS 'internal: how many rows of a round name parts of its scheme, table by table; NULL: none do';

-- Who deletes a round waits for those who write, before any row is locked.
CREATE OR REPLACE FUNCTION _hold_all_alone() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    IF (TG_TABLE_SCHEMA OPERATOR(pg_catalog.=) pg_catalog.current_schema()) IS NOT TRUE THEN
        PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    END IF;
    PERFORM _require_latest_snapshot('a round cannot be deleted');
    PERFORM _hold_round_alone(r.code) FROM (SELECT o.code FROM round o ORDER BY o.code OFFSET 0) r;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _hold_all_alone() IS 'trigger of round: a deletion waits for those who write for any round; 55000 in a transaction with an old snapshot';
CREATE OR REPLACE TRIGGER a_hold BEFORE DELETE ON round FOR EACH STATEMENT EXECUTE FUNCTION _hold_all_alone();

-- Ways that leave the order of the stages.
CREATE OR REPLACE FUNCTION _special_move(before round, after round) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE
        WHEN after.revision = before.revision - 1 AND before.stage <> 'published' AND after.stage = 'published' THEN 'abandoned'
        WHEN after.revision <> before.revision THEN NULL
        WHEN before.stage = 'setup' AND after.stage = 'published'
             AND EXISTS (SELECT FROM publication p WHERE p.round = before.code AND p.recorded_at IS NOT NULL) THEN 'recorded'
        WHEN before.recorded AND after.stage = 'setup' THEN 'forgotten'
        END;
END
$$;
COMMENT ON FUNCTION _special_move(round, round) IS
    'internal: abandoned (a correction is given up), recorded (results were published before), forgotten (and are to be recorded anew); NULL: any other change of a round';

CREATE OR REPLACE FUNCTION _move_refusal(before round, after round, way text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    step CONSTANT integer := _stage_number(after.stage) - _stage_number(before.stage);
BEGIN
    RETURN CASE
        WHEN after.code <> before.code THEN 'its code cannot change'
        WHEN after.scheme <> before.scheme AND before.stage <> 'setup' AND _entered_in(before.code) IS NOT NULL THEN
            'its scheme cannot change any more. ' || rtrim(_entered_in(before.code), '.')
        WHEN after.scheme <> before.scheme AND before.stage <> 'setup'
             AND NOT EXISTS (SELECT FROM scheme n JOIN scheme o ON o.agency_kind = n.agency_kind
                             WHERE n.code = after.scheme AND n.status = 'approved' AND o.code = before.scheme)
             THEN 'another scheme must be approved, and for the same kind of agency; in stage setup it need not'
        WHEN after.year <> before.year AND before.stage <> 'setup' THEN 'its year cannot change after stage setup'
        WHEN (after.scheme, after.year) <> (before.scheme, before.year) AND before.published_at IS NOT NULL THEN 'its scheme and year cannot change once it was published'
        WHEN after.scheme <> before.scheme AND _rows_of_scheme(before.code) IS NOT NULL
             THEN 'its scheme cannot change while there are rows that belong to it: ' || _rows_of_scheme(before.code)
        WHEN after.survey_held <> before.survey_held AND before.stage IN ('scored', 'published') THEN 'whether the survey is held cannot change now'
        WHEN before.stage = 'published' AND step = 0 THEN 'it is published'
        WHEN before.recorded AND way IS NULL THEN 'it was recorded as it had been published'
        WHEN before.recorded AND _built_on(before.code) IS NOT NULL THEN 'it was recorded. ' || rtrim(_built_on(before.code), '.')
        WHEN before.stage = 'published' AND (after.stage <> 'review' OR after.revision <> before.revision + 1) AND way IS NULL THEN 'it is published'
        WHEN before.stage <> 'published' AND after.revision <> before.revision AND way IS NULL THEN 'its revision changes by a correction only'
        WHEN step > 1 AND way IS NULL THEN 'stages cannot be left out'
        WHEN step < 0 AND (after.stage_reason !~ '\S') IS NOT FALSE THEN 'going back needs a reason'
        WHEN after.published_at IS DISTINCT FROM before.published_at AND NOT (step = 1 AND after.stage = 'published') AND way IS NULL THEN 'when it was published cannot change'
    END;
END
$$;
COMMENT ON FUNCTION _move_refusal(round, round, text) IS 'internal: why a round cannot be changed like that; NULL: it can, unless something is missing';

CREATE OR REPLACE FUNCTION _require_as_published(round text, revision integer) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    gaps text[];
BEGIN
    SELECT array_agg(format('%s%s is %s, and was published as %s', 'agency "' || d.agency || '", ' || coalesce('criterion "' || d.criterion || '", ', ''),
                            d.what, coalesce(d.recomputed, 'none'), coalesce(d.stored, 'none'))
                     ORDER BY d.agency COLLATE "C", d.criterion COLLATE "C" NULLS FIRST, d.what COLLATE "C")
    INTO gaps
    FROM publication p CROSS JOIN LATERAL _work_differences(p) d
    WHERE p.round = _require_as_published.round AND p.revision = _require_as_published.revision;
    IF gaps IS NOT NULL THEN
        RAISE EXCEPTION 'the correction of round "%" cannot be abandoned', _require_as_published.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = _first_ten(gaps),
                HINT = 'Appraisals and reviews come back by themselves; what else was changed must be brought back before.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_as_published(text, integer) IS 'internal: 55000 with a list of what is at work in a round otherwise than it was published';

CREATE OR REPLACE FUNCTION _round_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    step integer;
    gaps text[];
    refusal text;
    way text;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'DELETE' THEN
        refusal := CASE WHEN OLD.recorded THEN _built_on(OLD.code)
                        WHEN OLD.published_at IS NOT NULL OR OLD.revision > 1 THEN 'It has been published.'
                        ELSE _entered_in(OLD.code) END;
        IF refusal IS NOT NULL THEN
            RAISE EXCEPTION 'round "%" cannot be deleted', OLD.code
                USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = refusal;
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.stage <> 'setup' OR NEW.revision <> 1 OR NEW.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'round "%" must begin in stage setup, as revision 1', NEW.code
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    HINT = 'advance(round) moves it on.';
        END IF;
        NEW.recorded := false;
        RETURN NEW;
    END IF;

    IF _stage_number(NEW.stage) IS NULL THEN
        RAISE EXCEPTION 'there is no stage "%"', NEW.stage
            USING ERRCODE = 'check_violation',
                DETAIL = 'The stages are setup, self_assessment, appraisal, explanation, review, scored and published.';
    END IF;
    step := _stage_number(NEW.stage) - _stage_number(OLD.stage);
    IF step <> 0 OR NEW.scheme <> OLD.scheme THEN
        PERFORM _require_latest_snapshot('the stage of a round cannot change');
        PERFORM _hold_round_alone(OLD.code);
    END IF;
    way := _special_move(OLD, NEW);
    refusal := _move_refusal(OLD, NEW, way);
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION 'round "%" cannot be changed', OLD.code
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('Stage %s, revision %s: %s.', OLD.stage, OLD.revision, refusal),
                HINT = CASE WHEN OLD.recorded THEN 'record_published(round, published_on, published_by) records it anew.'
                            WHEN OLD.stage = 'published' THEN 'correct(round, reason) opens a new revision.'
                            WHEN step < 0 THEN 'reopen(round, stage, reason) goes back to an earlier stage.'
                            WHEN step > 0 THEN 'advance(round) goes one stage on.'
                            ELSE 'Its title can change, and in stage setup, or while nothing was entered, its scheme.' END;
    END IF;

    NEW.recorded := coalesce(way = 'recorded', false) OR OLD.recorded AND way IS DISTINCT FROM 'forgotten';
    IF way = 'abandoned' THEN
        PERFORM _require_as_published(OLD.code, NEW.revision);
        NEW.stage_reason := 'the correction was abandoned';
    ELSIF way IS NOT NULL THEN
        NEW.published_at := (SELECT p.published_at FROM publication p WHERE p.round = OLD.code AND way = 'recorded');
        NEW.stage_reason := CASE way WHEN 'forgotten' THEN NEW.stage_reason END;
    ELSIF step = 1 THEN
        SELECT array_agg(concat_ws(': ', nullif(concat_ws(', ', 'agency "' || m.agency || '"', 'criterion "' || m.criterion || '"'), ''), m.problem)
                         ORDER BY m.place)
        INTO gaps FROM missing(OLD.code, true, 'en') WITH ORDINALITY m (agency, criterion, problem, to_do, place);
        IF gaps IS NOT NULL THEN
            RAISE EXCEPTION 'round "%" cannot leave stage %', OLD.code, OLD.stage
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = _first_ten(gaps),
                    HINT = 'missing(round) lists all that is missing.';
        END IF;
        IF NEW.stage = 'published' THEN
            NEW.published_at := (SELECT p.published_at FROM publication p WHERE p.round = OLD.code AND p.revision = OLD.revision);
            IF NEW.published_at IS NULL THEN
                RAISE EXCEPTION 'round "%" has no results', OLD.code
                    USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'publish(round) computes and publishes them.';
            END IF;
        END IF;
        NEW.stage_reason := NULL;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _round_guard() IS
    'trigger of round: one stage forward, with nothing missing; back with a reason; a published round changes by a correction only, a recorded one by recording it anew; deleted, or given another scheme, while nothing was entered. 55000 otherwise';
CREATE OR REPLACE TRIGGER round_guard BEFORE INSERT OR UPDATE OR DELETE ON round
    FOR EACH ROW EXECUTE FUNCTION _round_guard();

-- History is written by the registry: who moves a round needs no right to do so.
CREATE OR REPLACE FUNCTION _record_move() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    INSERT INTO round_event (round, revision, from_stage, to_stage, reason)
    VALUES (NEW.code, NEW.revision, OLD.stage, NEW.stage, NEW.stage_reason);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _record_move() IS 'trigger of round: records each change of stage in round_event';
CREATE OR REPLACE TRIGGER moved AFTER UPDATE ON round
    FOR EACH ROW WHEN (OLD.stage <> NEW.stage) EXECUTE FUNCTION _record_move();

CREATE OR REPLACE FUNCTION _refuse_change(of_table name, hint text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of table "%" are never changed or removed', of_table
        USING ERRCODE = 'object_not_in_prerequisite_state', HINT = _refuse_change.hint;
END
$$;
COMMENT ON FUNCTION _refuse_change(name, text) IS 'internal: 55000 for a table that is only added to';

CREATE OR REPLACE FUNCTION _append_only() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _refuse_change(TG_TABLE_NAME, TG_ARGV[0]);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _append_only() IS 'trigger of tables that are only added to: 55000; the argument is a hint';
CREATE OR REPLACE TRIGGER round_event_kept BEFORE UPDATE OR TRUNCATE ON round_event
    FOR EACH STATEMENT EXECUTE FUNCTION _append_only('They tell what happened.');

-- A round that goes takes its history along.
CREATE OR REPLACE FUNCTION _events_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF EXISTS (SELECT FROM changed_rows c JOIN round r ON r.code = c.round) THEN
        PERFORM _refuse_change(TG_TABLE_NAME, 'They tell what happened.');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _events_kept() IS 'trigger of round_event: 55000 for the removal of what a round went through, unless the round goes';
CREATE OR REPLACE TRIGGER round_event_kept_old AFTER DELETE ON round_event
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION _events_kept();

CREATE OR REPLACE FUNCTION _require_participant(round text, agency text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _require_participant.agency IS NOT NULL
       AND NOT EXISTS (SELECT FROM participant p WHERE p.round = _require_participant.round AND p.agency = _require_participant.agency) THEN
        -- who does not see it cannot be told that it is not there
        IF row_security_active('participant') AND NOT _sees_whole_rounds() AND _require_participant.agency <> ALL (my_agencies()) THEN
            RAISE EXCEPTION 'agency "%" is not shown to role "%"', _require_participant.agency, actor()
                USING ERRCODE = 'insufficient_privilege',
                    DETAIL = 'It sees the agencies for which it enters.',
                    HINT = 'whoami() tells which these are.';
        END IF;
        PERFORM _no_such(format('agency "%s" takes no part in round "%s"', _require_participant.agency, _require_participant.round),
                         _require_participant.agency, ARRAY(SELECT p.agency FROM participant p WHERE p.round = _require_participant.round));
    END IF;
END
$$;
COMMENT ON FUNCTION _require_participant(text, text) IS '42704 if an agency, unless it is NULL, takes no part in a round; 42501 if it is not for the actor to see';

-- The stage of a round, locked for a procedure that changes it.
CREATE OR REPLACE FUNCTION _locked_stage(round text) RETURNS text
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    answer text;
BEGIN
    PERFORM _require_latest_snapshot('the stage of a round cannot change');
    PERFORM _hold_round_alone(_locked_stage.round);
    SELECT r.stage INTO answer FROM round r WHERE r.code = _locked_stage.round FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM _no_such(format('round "%s" does not exist', coalesce(_locked_stage.round, '<NULL>')), _locked_stage.round,
                         ARRAY(SELECT r.code FROM round r));
    END IF;
    RETURN answer;
END
$$;
COMMENT ON FUNCTION _locked_stage(text) IS 'stage of a round, which is locked until the end of the transaction. 42704 for an unknown round';

CREATE OR REPLACE FUNCTION _advance(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    seen text := (SELECT r.stage FROM round r WHERE r.code = _advance.round);
    stage text := _locked_stage(_advance.round);
    call CONSTANT text := 'advance ' || _advance.round;
BEGIN
    -- who wanted to leave one stage must not leave the next as well
    IF stage <> seen THEN
        RAISE EXCEPTION 'round "%" has just been moved', _advance.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('It was in stage %s, and is now in stage %s.', seen, stage),
                HINT = 'Call advance(round) again if it shall go on from there.';
    END IF;
    IF stage = 'published' THEN
        RAISE EXCEPTION 'round "%" is published', _advance.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'correct(round, reason) opens a new revision.';
    ELSIF stage = 'scored' THEN
        RAISE EXCEPTION 'round "%" is scored', _advance.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'advance goes no further: to publish is a step of its own.',
                HINT = 'publish(round) publishes it, reopen(round, stage, reason) goes back.';
    END IF;
    PERFORM par.registry_progress(call, '', NULL);
    IF stage IN ('self_assessment', 'appraisal', 'review') THEN
        PERFORM _rescore(_advance.round);
    END IF;
    PERFORM par.registry_progress(call, 'what is missing', (SELECT count(*) FROM participant p WHERE p.round = _advance.round));
    UPDATE round r
    SET stage = CASE stage WHEN 'setup' THEN 'self_assessment' WHEN 'self_assessment' THEN 'appraisal'
                           WHEN 'appraisal' THEN 'explanation' WHEN 'explanation' THEN 'review' ELSE 'scored' END
    WHERE r.code = _advance.round;
    PERFORM _seal_entries(false);
    PERFORM par.registry_progress_end(call);
END
$$;
COMMENT ON FUNCTION _advance(text) IS 'internal: what advance does';
CREATE OR REPLACE PROCEDURE advance(round text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _advance(round);
END;
COMMENT ON PROCEDURE advance(text) IS
    'moves a round to its next stage until it is scored, after scoring anew what depends on the peers; it never publishes. 55000 with a list of what is missing, if it is scored or published, or if somebody else moved it while this waited; 42704 for an unknown round';

CREATE OR REPLACE FUNCTION _reopen(round text, stage text, reason text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    now_at text := _locked_stage(_reopen.round);
BEGIN
    IF _stage_number(_reopen.stage) IS NULL THEN
        RAISE EXCEPTION 'there is no stage "%"', _reopen.stage
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = 'The stages are setup, self_assessment, appraisal, explanation, review and scored.';
    END IF;
    IF _reopen.reason !~ '\S' IS NOT FALSE THEN
        RAISE EXCEPTION 'going back needs a reason'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Round "%s".', _reopen.round);
    END IF;
    IF now_at = 'published' THEN
        RAISE EXCEPTION 'round "%" is published', _reopen.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'correct(round, reason) opens a new revision.';
    END IF;
    IF _stage_number(_reopen.stage) >= _stage_number(now_at) THEN
        RAISE EXCEPTION 'round "%" cannot go back to stage %', _reopen.round, _reopen.stage
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', now_at);
    END IF;
    UPDATE round r SET stage = _reopen.stage, stage_reason = _reopen.reason WHERE r.code = _reopen.round;
END
$$;
COMMENT ON FUNCTION _reopen(text, text, text) IS 'internal: what reopen does';
CREATE OR REPLACE PROCEDURE reopen(round text, stage text, reason text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _reopen(round, stage, reason);
END;
COMMENT ON PROCEDURE reopen(text, text, text) IS
    'takes a round back to an earlier stage, for a reason. Submitted self-assessments stay submitted. 22023 without a reason or for an unknown stage, 55000 if it is published or the stage is not an earlier one';

-- What submit and return_submission do, they do by an UPDATE, and this is what
-- guards it, by whatever it is written.  When is not for the writer to say.
CREATE OR REPLACE FUNCTION _participant_stamp() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'INSERT' THEN
        IF NEW.submitted_at IS NOT NULL OR NEW.returned_at IS NOT NULL THEN
            RAISE EXCEPTION 'agency "%" begins in round "%" without a submission', NEW.agency, NEW.round
                USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'submit(round, agency) submits its self-assessment.';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL THEN
        NEW.submitted_at := current_timestamp;
    END IF;
    IF NEW.returned_at IS NOT NULL AND NEW.returned_at IS DISTINCT FROM OLD.returned_at THEN
        NEW.returned_at := current_timestamp;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _participant_stamp() IS 'trigger of participant: a participant begins without a submission; notes when it submitted, and when it was given back';
CREATE OR REPLACE TRIGGER stamp BEFORE INSERT OR UPDATE ON participant
    FOR EACH ROW EXECUTE FUNCTION _participant_stamp();

CREATE OR REPLACE FUNCTION _participants_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    w record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _admit_rows(ARRAY(SELECT DISTINCT n.round FROM changed_rows n), TG_ARGV);
    IF TG_OP = 'DELETE' THEN
        PERFORM _require_no_assessments(array_agg(o.round), array_agg(o.agency)) FROM changed_rows o;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM _admit_rows(ARRAY(SELECT DISTINCT o.round FROM old_rows o), TG_ARGV);
        PERFORM _require_no_assessments(array_agg(o.round), array_agg(o.agency))
        FROM old_rows o LEFT JOIN changed_rows n ON n.round = o.round AND n.agency = o.agency
        WHERE n.agency IS NULL;
        -- before and after are joined by hash: nothing is known of how many there are
        FOR w IN
            SELECT c.round, c.what, c.is_first, array_agg(c.agency ORDER BY c.agency) AS agencies
            FROM (SELECT n.round, n.agency, o.returned_at IS NULL AS is_first,
                         CASE WHEN o.submitted_at IS NULL AND n.submitted_at IS NOT NULL AND n.returned_at IS NOT DISTINCT FROM o.returned_at
                                   AND n.return_reason IS NOT DISTINCT FROM o.return_reason THEN 'submitted'
                              WHEN o.submitted_at IS NOT NULL AND n.submitted_at IS NULL AND n.returned_at IS DISTINCT FROM o.returned_at
                                   AND n.returned_at IS NOT NULL AND n.return_reason IS NOT NULL THEN 'returned'
                              ELSE 'changed' END AS what
                  FROM changed_rows n
                  JOIN old_rows o ON o.round = n.round AND o.agency = n.agency
                  WHERE (o.submitted_at, o.returned_at, o.return_reason) IS DISTINCT FROM (n.submitted_at, n.returned_at, n.return_reason)) c
            GROUP BY c.round, c.what, c.is_first
            ORDER BY c.round, c.what, c.is_first
        LOOP
            PERFORM _admit_submissions(w.round, w.agencies, w.what, w.is_first);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _participants_written() IS
    'trigger of participant: 55000 outside the stages that its arguments name; a self-assessment is submitted when it is complete, and returned for a reason, 55000 otherwise; 23503 for the removal of one that has assessments';

CREATE OR REPLACE FUNCTION _admit_submissions(of_round text, agencies text[], what text, is_first boolean) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    refused record;
BEGIN
    IF what = 'changed' THEN
        RAISE EXCEPTION 'the submission of agency "%" cannot be changed', agencies[1]
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Round "%s".', of_round),
                HINT = 'submit(round, agency) and return_submission(round, agency, reason) change it.';
    END IF;
    IF what = 'submitted' AND is_first THEN
        PERFORM _require_latest_snapshot('a self-assessment cannot be submitted');
        PERFORM _require_stage(of_round, '{self_assessment}', 'submissions', 'self_assessment');
    ELSE
        PERFORM _require_stage(of_round, '{self_assessment,appraisal,explanation}', 'submissions');
    END IF;
    IF what = 'submitted' THEN
        SELECT m.agency, array_agg(format('criterion "%s": %s', m.criterion, par.say(m.problem, 'en')) ORDER BY n.place) AS gaps INTO refused
        FROM _missing_entries(of_round, agencies) m
        JOIN round r ON r.code = of_round
        LEFT JOIN node n ON n.scheme = r.scheme AND n.code = m.criterion
        GROUP BY m.agency ORDER BY m.agency LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'the self-assessment of agency "%" is not complete', refused.agency
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = _first_ten(refused.gaps),
                    HINT = 'missing_self(round, agency) lists all that is missing.';
        END IF;
    END IF;
    IF what = 'submitted' AND NOT is_first THEN
        PERFORM _follow_submissions(of_round, agencies);
    END IF;
    INSERT INTO round_event (round, revision, from_stage, to_stage, agency, reason)
    SELECT r.code, r.revision, r.stage, r.stage, a.agency, CASE what WHEN 'returned' THEN p.return_reason END
    FROM unnest(agencies) WITH ORDINALITY a (agency, place)
    JOIN round r ON r.code = of_round
    JOIN participant p ON p.round = of_round AND p.agency = a.agency
    ORDER BY a.place;
END
$$;
COMMENT ON FUNCTION _admit_submissions(text, text[], text, boolean) IS
    'internal: self-assessments that were submitted (first, or once more) or returned: 55000 unless they are complete, and for any other change; notes each in round_event';

-- What take_over wrote and nobody touched is nobody's decision: it follows.
CREATE OR REPLACE FUNCTION _follow_submissions(of_round text, agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_hashjoin = on SET enable_seqscan = on SET enable_material = on
    SET enable_mergejoin = off SET jit = off
    AS $$
DECLARE
    k record;
BEGIN
    PERFORM _look_up(cardinality(agencies) * (SELECT count(*) FROM round r JOIN criterion c ON c.scheme = r.scheme WHERE r.code = of_round));
    MERGE INTO assessment a
    USING (SELECT w.round, w.agency, s.criterion, 'appraisal' AS stage, s.inputs, s.by_hand, s.points
           FROM (SELECT of_round AS round, g AS agency FROM unnest(agencies) g) w
           CROSS JOIN LATERAL (SELECT * FROM assessment s WHERE s.round = w.round AND s.agency = w.agency AND s.stage = 'self' OFFSET 0) s
           OFFSET 0) s
    ON a.round = s.round AND a.agency = s.agency AND a.criterion = s.criterion AND a.stage = s.stage
    WHEN MATCHED AND a.taken_over THEN
        UPDATE SET inputs = s.inputs, points = CASE WHEN s.by_hand THEN s.points END
    WHEN NOT MATCHED AND false THEN
        INSERT (round, agency, criterion, stage) VALUES (s.round, s.agency, s.criterion, s.stage);
    -- what reads it too, as self(...)
    SELECT array_agg(of_round) AS rounds, array_agg(g) AS agencies, array_agg(n.code) AS criteria, array_agg(s) AS stages INTO k
    FROM round r
    JOIN node n ON n.scheme = r.scheme AND n.terms::text ~ '\mself\('
    CROSS JOIN unnest(agencies) g
    CROSS JOIN unnest('{appraisal,review}'::text[]) s
    WHERE r.code = of_round;
    CALL _score_again(k.rounds, k.agencies, k.criteria, k.stages);
    IF EXISTS (SELECT FROM round r WHERE r.code = of_round AND r.stage = 'appraisal') THEN
        DELETE FROM assessment a
        WHERE a.round = of_round AND a.agency = ANY (agencies) AND a.stage = 'appraisal' AND a.taken_over
          AND NOT EXISTS (SELECT FROM assessment s
                          WHERE s.round = a.round AND s.agency = a.agency AND s.criterion = a.criterion AND s.stage = 'self' OFFSET 0);
    END IF;
END
$$;
COMMENT ON FUNCTION _follow_submissions(text, text[]) IS
    'internal: appraisals that were taken over, of agencies that submit anew, become what they submit now; what they no longer have goes, while appraisals are written';

-- The other side of what par.assessment_score checks and locks.
CREATE OR REPLACE FUNCTION _require_no_assessments(rounds text[], agencies text[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    kept record;
BEGIN
    SELECT o.round, o.agency INTO kept
    FROM unnest(rounds, agencies) o (round, agency)
    WHERE EXISTS (SELECT FROM assessment a WHERE a.round = o.round AND a.agency = o.agency OFFSET 0)
    ORDER BY o.round, o.agency LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'agency "%" has assessments in round "%"', kept.agency, kept.round
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'It takes part as long as there are any.';
    END IF;
    IF cardinality(rounds) > 0 THEN
        PERFORM _require_latest_snapshot('a participant cannot be removed');
    END IF;
END
$$;
COMMENT ON FUNCTION _require_no_assessments(text[], text[]) IS 'internal: 23503 for a participant to be removed that has assessments';

CALL par.registry_statement_triggers('participant', 'written', $call$_participants_written('{setup,self_assessment,appraisal,explanation,review}', 'participants')$call$);

CREATE OR REPLACE FUNCTION _event_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF NOT EXISTS (SELECT FROM round r WHERE r.code = NEW.round AND r.revision = NEW.revision AND r.stage = NEW.to_stage) THEN
        RAISE EXCEPTION 'rows of table "%" are written by the registry alone', TG_TABLE_NAME
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('Round "%s" is not at revision %s in stage %s.', NEW.round, NEW.revision, NEW.to_stage);
    END IF;
    NEW.changed_by := actor();
    NEW.changed_at := current_timestamp;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _event_guard() IS 'trigger of round_event: 55000 for what is not so of the round; notes who and when';
CREATE OR REPLACE TRIGGER event_guard BEFORE INSERT ON round_event
    FOR EACH ROW EXECUTE FUNCTION _event_guard();

CREATE OR REPLACE FUNCTION _submit(round text, agency text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    submitted timestamptz;
BEGIN
    PERFORM _require_latest_snapshot('a self-assessment cannot be submitted');
    PERFORM _require_round(_submit.round);
    PERFORM _require_stage(_submit.round, '{self_assessment,appraisal,explanation}', 'submissions');
    PERFORM _require_participant(_submit.round, _submit.agency);
    -- in the order in which writers of assessments lock
    PERFORM FROM assessment a WHERE a.round = _submit.round AND a.agency = _submit.agency AND a.stage = 'self' ORDER BY a.criterion FOR UPDATE;
    SELECT q.submitted_at INTO submitted
    FROM participant q WHERE q.round = _submit.round AND q.agency = _submit.agency FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the code of an agency is missing'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF submitted IS NOT NULL THEN
        RAISE EXCEPTION 'the self-assessment of agency "%" has been submitted', _submit.agency
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('Round "%s", submitted at %s.', _submit.round, submitted);
    END IF;
    -- others may have changed what its rules read
    UPDATE assessment a SET inputs = a.inputs
    FROM round r, _context_criteria(r.scheme) x
    WHERE r.code = _submit.round AND a.round = _submit.round AND a.agency = _submit.agency AND a.criterion = x.criterion AND a.stage = 'self';
    UPDATE participant q SET submitted_at = current_timestamp
    WHERE q.round = _submit.round AND q.agency = _submit.agency;
END
$$;
COMMENT ON FUNCTION _submit(text, text) IS 'internal: what submit does';
CREATE OR REPLACE PROCEDURE submit(round text, agency text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{submitter}', agency);
    SELECT _submit(round, agency);
END;
COMMENT ON PROCEDURE submit(text, text) IS
    'closes the self-assessment of an agency. 55000 with a list of what is missing, or outside its time; 42704 if it takes no part';

CREATE OR REPLACE FUNCTION _return_submission(round text, agency text, reason text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _return_submission.reason !~ '\S' IS NOT FALSE THEN
        RAISE EXCEPTION 'returning a self-assessment needs a reason'
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = format('Round "%s", agency "%s".', _return_submission.round, _return_submission.agency);
    END IF;
    PERFORM _require_round(_return_submission.round);
    PERFORM _require_stage(_return_submission.round, '{self_assessment,appraisal,explanation}', 'submissions');
    PERFORM _require_participant(_return_submission.round, _return_submission.agency);
    UPDATE participant q SET submitted_at = NULL, returned_at = clock_timestamp(), return_reason = _return_submission.reason
    WHERE q.round = _return_submission.round AND q.agency = _return_submission.agency AND q.submitted_at IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'agency "%" has submitted nothing in round "%"', _return_submission.agency, _return_submission.round
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END
$$;
COMMENT ON FUNCTION _return_submission(text, text, text) IS 'internal: what return_submission does';
CREATE OR REPLACE PROCEDURE return_submission(round text, agency text, reason text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser}');
    SELECT _return_submission(round, agency, reason);
END;
COMMENT ON PROCEDURE return_submission(text, text, text) IS
    'gives a submitted self-assessment back to its agency for changes, for a reason, until it is submitted again. 22023 without a reason, 55000 if nothing was submitted or it is too late, 42704 if it takes no part';

CREATE OR REPLACE FUNCTION _take_over(round text, agency text, criterion text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET work_mem = '64MB' SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    others text[] := '{}';
    call CONSTANT text := 'take over ' || _take_over.round;
BEGIN
    PERFORM _require_round(_take_over.round);
    PERFORM _require_participant(_take_over.round, _take_over.agency);
    PERFORM _require_criterion(_take_over.round, _take_over.criterion) WHERE _take_over.criterion IS NOT NULL;
    PERFORM _require_stage(_take_over.round, '{appraisal}', 'appraisals', 'appraisal');
    IF EXISTS (SELECT FROM participant p WHERE p.round = _take_over.round AND p.agency = _take_over.agency AND p.submitted_at IS NULL) THEN
        RAISE EXCEPTION 'the self-assessment of agency "%" has not been submitted', _take_over.agency
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Round "%s".', _take_over.round),
                HINT = 'What is only a draft is not taken over.';
    END IF;
    -- of what is delegated, his own, unless it is asked for by name
    IF _take_over.criterion IS NULL THEN
        others := ARRAY(SELECT DISTINCT y.criterion FROM _delegated_to_others(_take_over.round, quote_ident(actor())::regrole) y);
    END IF;
    PERFORM par.registry_progress(call, 'assessments', (SELECT count(*) FROM assessment a WHERE a.round = _take_over.round AND a.stage = 'self'
                                                        AND (_take_over.agency IS NULL OR a.agency = _take_over.agency)));
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note, taken_over)
    SELECT a.round, a.agency, a.criterion, 'appraisal', a.inputs, CASE WHEN a.by_hand THEN a.points END, par.say('["assessed.as_self"]', 'vi'), true
    FROM assessment a
    JOIN participant p ON p.round = a.round AND p.agency = a.agency AND p.submitted_at IS NOT NULL
    JOIN round r ON r.code = a.round
    JOIN node n ON n.scheme = r.scheme AND n.code = a.criterion
    WHERE a.round = _take_over.round AND a.stage = 'self'
      AND (_take_over.agency IS NULL OR a.agency = _take_over.agency)
      AND a.criterion <> ALL (others)
      AND (_take_over.criterion IS NULL
           OR a.criterion IN (SELECT y.criterion FROM _criterion_ancestry(r.scheme) y WHERE y.ancestor = _take_over.criterion))
      AND NOT EXISTS (SELECT FROM assessment b
                      WHERE b.round = a.round AND b.agency = a.agency AND b.criterion = a.criterion AND b.stage = 'appraisal')
    -- what reads points of others after them: the log then has the same steps whatever the plan
    ORDER BY n.turn, a.agency COLLATE "C", n.place
    ON CONFLICT DO NOTHING;     -- somebody may just be appraising it
    PERFORM par.registry_progress_end(call);
END
$$;
COMMENT ON FUNCTION _take_over(text, text, text) IS 'internal: what take_over does';
CREATE OR REPLACE PROCEDURE take_over(round text, agency text DEFAULT NULL, criterion text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser}');
    SELECT _take_over(round, agency, criterion);
END;
COMMENT ON PROCEDURE take_over(text, text, text) IS
    'appraises as self-assessed what was submitted and has no appraisal yet: of an agency or all, of a criterion with all beneath it, or of all but what is delegated to others; until an appraiser changes it, it follows what the agency submits anew. 55000 outside stage appraisal, and for an agency that has not submitted; 42704 for what does not exist';

CREATE OR REPLACE FUNCTION _correct(round text, reason text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    stage text := _locked_stage(_correct.round);
BEGIN
    IF _correct.reason !~ '\S' IS NOT FALSE THEN
        RAISE EXCEPTION 'a correction needs a reason'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Round "%s".', _correct.round);
    END IF;
    IF stage <> 'published' THEN
        RAISE EXCEPTION 'round "%" is not published', _correct.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', stage),
                HINT = 'reopen(round, stage, reason) goes back to an earlier stage.';
    END IF;
    UPDATE round r SET stage = 'review', revision = r.revision + 1, stage_reason = _correct.reason WHERE r.code = _correct.round;
END
$$;
COMMENT ON FUNCTION _correct(text, text) IS 'internal: what correct does';
CREATE OR REPLACE PROCEDURE correct(round text, reason text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _correct(round, reason);
END;
COMMENT ON PROCEDURE correct(text, text) IS
    'opens a new revision of a published round in stage review, for a reason; what was published stays. 22023 without a reason, 55000 if the round is not published, or was only recorded';

CREATE OR REPLACE FUNCTION _abandon_correction(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    stage text := _locked_stage(_abandon_correction.round);
BEGIN
    IF stage = 'published' OR NOT EXISTS (SELECT FROM publication p WHERE p.round = _abandon_correction.round) THEN
        RAISE EXCEPTION 'round "%" is not being corrected', _abandon_correction.round
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Its stage is %s.', stage);
    END IF;
    UPDATE round r SET stage = 'published', revision = r.revision - 1 WHERE r.code = _abandon_correction.round;
END
$$;
COMMENT ON FUNCTION _abandon_correction(text) IS 'internal: what abandon_correction does';
CREATE OR REPLACE PROCEDURE abandon_correction(round text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _abandon_correction(round);
END;
COMMENT ON PROCEDURE abandon_correction(text) IS
    'gives up a correction that is not published: appraisals and reviews become those that were published, with who and when, and the round is published as it was. 55000 with a list of what else was changed since, or if it is not being corrected; 42704 for an unknown round';

END
$template$;
COMMENT ON PROCEDURE par.registry_stages() IS 'internal: stages of a round, in a registry';

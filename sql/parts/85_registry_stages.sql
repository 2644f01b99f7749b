
-- ---------------------------------------------------------------------------
-- Registry: stages of a round
-- ---------------------------------------------------------------------------

CREATE PROCEDURE par.registry_stages()
    LANGUAGE plpgsql
    AS $template$
BEGIN

-- Every write that depends on the stage passes here.  The lock on the round
-- makes a change of its stage wait for the writers, and late writers for the
-- change.
CREATE OR REPLACE FUNCTION require_stage(round text, stages text[], what text, time_window text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    w record;
BEGIN
    SELECT o.stage, o.published_at INTO r FROM round o WHERE o.code = require_stage.round FOR SHARE;
    IF NOT FOUND THEN
        RETURN;                 -- the foreign key tells
    END IF;
    IF r.stage <> ALL (require_stage.stages) THEN
        RAISE EXCEPTION '% cannot be written in stage "%" of round "%"', require_stage.what, r.stage, require_stage.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('They are written in stage %s.', array_to_string(require_stage.stages, ', ')),
                HINT = CASE WHEN r.stage = 'published' THEN 'correct(round, reason) opens a new revision of a published round.'
                            WHEN r.stage = 'setup' THEN 'advance(round) opens the next stage.'
                            ELSE 'reopen(round, stage, reason) goes back to an earlier stage.' END;
    END IF;
    SELECT s.opens_at, s.closes_at INTO w FROM stage_window s
    WHERE s.round = require_stage.round AND s.stage = require_stage.time_window;
    IF FOUND AND (clock_timestamp() < w.opens_at OR clock_timestamp() >= w.closes_at) THEN
        RAISE EXCEPTION '% of round "%" cannot be written now', require_stage.what, require_stage.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('The window of %s is from %s to %s.', require_stage.time_window, w.opens_at, w.closes_at);
    END IF;
END
$$;
COMMENT ON FUNCTION require_stage(text, text[], text, text) IS
    'locks the stage of a round against change until the end of the transaction; 55000 unless it is one of the stages, and the time is within the window of that name, if there is one';

END
$template$;
COMMENT ON PROCEDURE par.registry_stages() IS 'internal: stages of a round, in a registry';

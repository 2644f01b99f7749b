-- A day as a deadline is meant to its end; who is too late is told how much.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_deadlines');
SET search_path = reg_deadlines;
SET DateStyle = 'ISO, YMD';
SET TimeZone = 'Asia/Ho_Chi_Minh';
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'x', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('S', '1', 'x', 100);
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) VALUES ('A', 'Sở A', 'sở'), ('B', 'Sở B', 'sở');
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'x');
INSERT INTO participant (round, agency) VALUES ('R', 'A'), ('R', 'B');

-- a date is the end of its day, a moment is itself, and what is stored stays what it is
SET client_min_messages = notice;
INSERT INTO stage_window VALUES ('R', 'self_assessment', '2026-03-01', '2026-03-31'), ('R', 'appraisal', '2026-04-01 08:00', '2026-04-30 17:00'), ('R', 'review', '2026-05-04', '2026-05-04');
INSERT INTO stage_window (round, stage) VALUES ('R', 'survey');
BEGIN;
INSERT INTO stage_window (round, stage, closes_at) VALUES ('R', 'explanation', '2999-03-31');
ROLLBACK;
SET client_min_messages = warning;
SELECT stage, opens_at, closes_at FROM stage_window ORDER BY stage;
UPDATE stage_window SET closes_at = closes_at;
UPDATE stage_window SET opens_at = opens_at - interval '1 day', closes_at = closes_at + interval '1 month' WHERE stage = 'review';
INSERT INTO round (code, scheme, year, title) VALUES ('R2', 'S', 2026, 'x');
INSERT INTO stage_window SELECT 'R2', stage, opens_at + interval '1 year', closes_at + interval '1 year' FROM stage_window WHERE round = 'R';
SELECT round, stage, opens_at, closes_at FROM stage_window ORDER BY round, stage;
-- midnight is that of the session, also where the clock leaps over it
SET TimeZone = 'America/Sao_Paulo';
UPDATE stage_window SET closes_at = '2017-10-15', opens_at = '2017-10-15' WHERE round = 'R2' AND stage = 'review';
SELECT opens_at, closes_at FROM stage_window WHERE round = 'R2' AND stage = 'review';
SET TimeZone = 'Asia/Ho_Chi_Minh';
UPDATE stage_window SET closes_at = '2026-03-31 00:00+00' WHERE round = 'R2' AND stage = 'review';
SELECT closes_at FROM stage_window WHERE round = 'R2' AND stage = 'review';

-- too late, too early, and on the last day
CALL advance('R');
UPDATE stage_window SET opens_at = '2025-01-01', closes_at = now() - interval '2 hours 5 minutes 30 seconds' WHERE round = 'R' AND stage = 'self_assessment';
CREATE FUNCTION pg_temp.too_late(statement text) RETURNS text LANGUAGE sql AS
    $$ SELECT regexp_replace(test.error_of(statement), '[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})?', '<moment>') $$;
SELECT pg_temp.too_late($$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'A', '1', 'self', 1)$$);
UPDATE stage_window SET closes_at = now() - interval '26 hours 30 seconds' WHERE round = 'R' AND stage = 'self_assessment';
SELECT pg_temp.too_late($$CALL submit('R', 'A')$$);
UPDATE stage_window SET closes_at = '2025-03-31' WHERE round = 'R' AND stage = 'self_assessment';
SELECT regexp_replace(test.error_of($$INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '1', 'x')$$), '24:00, .* ago', '24:00, … ago');
UPDATE stage_window SET closes_at = 'infinity', opens_at = now() + interval '3 days 30 seconds' WHERE round = 'R' AND stage = 'self_assessment';
SELECT pg_temp.too_late($$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'A', '1', 'self', 1)$$);
UPDATE stage_window SET opens_at = current_date, closes_at = current_date WHERE round = 'R' AND stage = 'self_assessment';
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'A', '1', 'self', 1), ('R', 'B', '1', 'self', 1);
CALL submit('R', 'A');
CALL submit('R', 'B');
CALL advance('R');

-- an answer is awaited until the end of the day
UPDATE stage_window SET opens_at = '-infinity', closes_at = 'infinity' WHERE round = 'R';
INSERT INTO explanation (round, agency, criterion, question, due_at) VALUES ('R', 'A', '1', 'Vì sao?', current_date), ('R', 'B', '1', 'Vì sao?', '2999-12-30 17:00');
SELECT agency, due_at = (current_date + 1)::timestamptz - interval '1 microsecond' AS end_of_day FROM explanation ORDER BY agency;
UPDATE explanation SET due_at = '2999-12-31' WHERE agency = 'A';
CALL take_over('R');
CALL advance('R');
SELECT * FROM missing('R') ORDER BY agency;

-- lengths of time, and moments
SELECT s, _duration(s::interval) FROM unnest('{59 s,1 min,2 min 59 s,1 hour,2 hours 5 min,1 day 3 min,1 day 2 hours 3 min,40 days}'::text[]) s;
SELECT m, _local_time(m::timestamptz) FROM unnest('{infinity,2026-03-31,2026-03-31 17:00,2026-03-31 17:00:30,2026-03-31 23:59:59.999999,2026-03-31 23:59:59}'::text[]) m;
SET client_min_messages = error;
DROP SCHEMA reg_deadlines CASCADE;

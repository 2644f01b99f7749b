-- The jobs by pg_cron, in the database that cron.database_name names, as a superuser.  Times are UTC: 19:00 is
-- 02:00 of the next day in Hà Nội.  A name is scheduled once: to run this again changes what is there.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_cron;

SELECT cron.schedule_in_database('cchc: ' || j.job, j.schedule, format('CALL jobs.run(%L)', j.job), current_database(), j.role)
FROM (VALUES
    ('collect',    '0 19 * * *',   'thu_thap'),     -- 02:00
    ('seal',       '*/5 * * * *',  'giam_sat'),
    ('verify_log', '30 * * * *',   'giam_sat'),
    ('verify',     '0 20 * * *',   'giam_sat'),     -- 03:00
    ('remind',     '0 0 * * 1-5',  'giam_sat'),     -- 07:00, from Monday to Friday
    ('purge',      '30 20 * * 6',  'giam_sat'))     -- 03:30 on Sunday
    j (job, schedule, role);

-- pg_cron itself never forgets a run
SELECT cron.schedule('cchc: job_run_details', '45 20 * * 6', $$DELETE FROM cron.job_run_details WHERE end_time < now() - interval '30 days'$$);

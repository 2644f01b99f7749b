# Jobs of examples/jobs: by pg_cron that is really started, all in one minute; and, in a copy of the
# database while that minute passes, by the lines of the crontab.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
chomp(my $sharedir = `$pg_config --sharedir`);
plan skip_all => "there is no pg_cron in $sharedir/extension" unless -e "$sharedir/extension/pg_cron.control";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
@ENV{qw(PGHOST PGPORT PGCLIENTENCODING)} = ($node->host, $node->port, 'UTF8');

# ---------------------------------------------------------------------------
# what the jobs are about

$node->safe_psql('postgres', 'CREATE DATABASE chi_so');
$node->command_ok([ 'psql', '-Xq', '-d', 'chi_so', '-f', "examples/$_.sql" ], "$_.sql runs") for qw(registry petitions staff_survey jobs/job_schema);
$node->safe_psql('chi_so', <<'SQL');
SET client_min_messages = warning;
CREATE ROLE chi_an LOGIN;
CREATE ROLE anh_ba LOGIN;
SET ROLE dieu_phoi;
SET search_path = cchc;
-- reminders of 2026 would hang on whether its figures were collected just before
INSERT INTO zero_missing (round, agency, reason) SELECT '2026', code, 'Số liệu lấy từ các hệ thống thông tin' FROM agency;
-- 2025 is published, in two revisions
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('2025', 'SO2026', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) SELECT '2025', code FROM agency;
CALL advance('2025');
INSERT INTO zero_missing (round, agency, reason) SELECT '2025', code, 'Số liệu lấy từ các hệ thống thông tin' FROM agency;
CALL advance('2025');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT '2025', code, '2', 'appraisal', '{"due": 20, "answered": 17}' FROM agency;
DO $$ BEGIN FOR i IN 1 .. 3 LOOP CALL advance('2025'); END LOOP; CALL publish('2025'); CALL correct('2025', 'Số liệu của Sở Y tế'); END $$;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('2025', 'SYT', '2', 'review', '{"due": 20, "answered": 18}');
CALL advance('2025');
CALL publish('2025');
-- open rounds: 2027 with five days left, 2028 in appraisal, 2029 too late
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('TU', 'Tự đánh giá', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, method, position) SELECT 'TU', i::text, 'Tiêu chí ' || i, 25, 'appraisal', i FROM generate_series(1, 4) i;
CALL approve_scheme('TU');
INSERT INTO round (code, scheme, year, title, survey_held) SELECT y::text, 'TU', y, 'Tự đánh giá năm ' || y, false FROM generate_series(2027, 2029) y;
INSERT INTO participant (round, agency) SELECT y::text, code FROM agency, generate_series(2027, 2029) y;
INSERT INTO stage_window (round, stage, closes_at) VALUES ('2027', 'self_assessment', now() + interval '5 days 1 hour'), ('2028', 'appraisal', now() + interval '12 hours');
INSERT INTO delegation (round, criterion, appraiser) VALUES ('2028', '1', 'chi_an'), ('2028', '2', 'anh_ba'), ('2028', '3', 'anh_ba');
DO $$ BEGIN FOR i IN 2027 .. 2029 LOOP CALL advance(i::text); END LOOP; END $$;
RESET ROLE;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('2027', 'SYT', '1', 'self', 20), ('2027', 'SXD', '1', 'self', 20), ('2027', 'SXD', '2', 'self', 20);
SET ROLE dieu_phoi;
INSERT INTO stage_window (round, stage, closes_at) VALUES ('2029', 'self_assessment', now() - interval '2 days');
INSERT INTO zero_missing (round, agency, reason) SELECT '2028', code, 'thử' FROM agency;
CALL advance('2028');
DELETE FROM zero_missing WHERE round = '2028';
CALL ask('2028', 'SGD', '1', 'Tài liệu ở đâu?', now() + interval '3 days 1 hour');
CALL ask('2028', 'SGD', '2', 'Tài liệu nào?', now() + interval '9 days');
RESET ROLE;
-- jobs of the DBA's own: one that fails after it wrote, one that fails at the COMMIT, one that takes too long
CREATE TABLE jobs.known (job text PRIMARY KEY);
CREATE TABLE jobs.trace (job text REFERENCES jobs.known DEFERRABLE INITIALLY DEFERRED);
GRANT INSERT ON jobs.trace TO giam_sat;
CREATE FUNCTION jobs.broken(OUT outcome jsonb, OUT problem text) LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO jobs.trace VALUES (NULL); outcome := to_jsonb(1 / 0); END $$;
CREATE FUNCTION jobs.orphan(OUT outcome jsonb, OUT problem text) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO jobs.trace VALUES ('nobody'); END $$;
CREATE FUNCTION jobs.slow(OUT outcome jsonb, OUT problem text) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO jobs.trace VALUES (NULL); PERFORM pg_sleep(60); END $$;
SQL

# the same for the system's cron
$node->safe_psql('postgres', 'CREATE DATABASE he_thong TEMPLATE chi_so');
# somebody with the rights of the owner betters what was published
my $tamper = q(SET session_replication_role = replica; UPDATE cchc.result SET par_index = par_index + 1 WHERE round = '2025' AND revision = 1 AND agency = 'SNV');
$node->safe_psql('chi_so', $tamper);

# ---------------------------------------------------------------------------
# pg_cron, scheduled as the file says, then for the next minute

$node->append_conf('postgresql.conf', <<'CONF');
shared_preload_libraries = 'pg_cron'
cron.database_name = 'chi_so'
cron.use_background_workers = on
max_worker_processes = 20
CONF
$node->restart;
$node->command_ok([ 'psql', '-XqAt', '-o', '/dev/null', '-d', 'chi_so', '-f', 'examples/jobs/cron.sql', '-f', 'examples/jobs/cron.sql' ], 'pg_cron is told the jobs, twice');
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');
is($node->safe_psql('chi_so', 'SELECT jobname, username, database FROM cron.job ORDER BY jobid'),
    join("\n", (map { "cchc: $_|" . ($_ eq 'collect' ? 'thu_thap' : 'giam_sat') . '|chi_so' } qw(collect seal verify_log verify remind purge)), "cchc: job_run_details|$superuser|chi_so"),
    'and has each once, with the role that runs it');

# the crontab: settings, and lines by the job that they run
my (%setting, @lines, %utc);
for (split /\n/, slurp_file('examples/jobs/crontab'))
{
    if (/^(\w+)=(?:"(.*)"|(.*))$/) { $setting{$1} = $2 // $3 }
    elsif (/^((?:\S+\s+){5})(.*)$/ && !/^#/)
    {
        my ($when, $command) = ($1, $2);
        push @lines, { when => join(' ', split ' ', $when), command => $command, job => $command =~ /jobs\.run\('(\w+)'\)/ ? $1 : 'mail' };
    }
}
is(join(' ', map { $_->{job} } @lines), 'collect seal verify_log verify remind mail purge', 'the crontab has the same jobs, and a mail');
unlike(join('', map { $_->{command} } @lines), qr/%/, 'and nothing that cron takes for the end of a line');
for my $line (grep { $_->{job} ne 'mail' } @lines)
{
    my ($minute, $hour, $day, $month, $weekday) = split / /, $line->{when};
    if ($hour ne '*')
    {
        $weekday = ($weekday + 6) % 7 if $hour < 7 && $weekday =~ /^\d$/;
        $hour = ($hour + 17) % 24;
    }
    is($node->safe_psql('chi_so', "SELECT schedule FROM cron.job WHERE jobname = 'cchc: $line->{job}'"), "$minute $hour $day $month $weekday", "$line->{job} by pg_cron is at the same time, in UTC");
}

$node->safe_psql('chi_so', q(
    SELECT cron.schedule_in_database('broken', '0 0 1 1 *', $$CALL jobs.run('broken')$$, current_database(), 'giam_sat');
    -- what is old is forgotten, what is not stays
    INSERT INTO jobs.job_run (job, started_at, seconds, problem) VALUES ('old', now() - interval '91 days', 0, NULL), ('old and bad', now() - interval '91 days', 0, 'x'), ('new', now() - interval '89 days', 0, NULL);
    INSERT INTO cron.job_run_details (jobid, runid, status, end_time) VALUES (0, -1, 'succeeded', now() - interval '31 days'), (0, -2, 'succeeded', now() - interval '29 days');
    SELECT cron.alter_job(jobid, schedule => '* * * * *') FROM cron.job));
my $scheduled = time;
my $entries = $node->safe_psql('chi_so', 'SELECT count(*) FROM cchc.change_log');

# ---------------------------------------------------------------------------
# while it waits: the crontab, in the copy

my $home = PostgreSQL::Test::Utils::tempdir;
mkdir "$home/bin";
open(my $mail, '>', "$home/bin/mail") or die;
print $mail qq(#!/bin/sh\n{ echo "\$@"; cat; } >>"$home/mailed"\n);
close $mail;
chmod 0755, "$home/bin/mail";

# runs a line as cron does, in the copy; what it gave, and its error
sub crontab
{
    my ($job, %more) = @_;
    my ($line) = grep { $_->{job} eq $job } @lines;
    my $command = $more{command} // $line->{command};
    local %ENV = (%ENV, %setting, PGHOST => $node->host, PGDATABASE => 'he_thong', HOME => $home, LOGNAME => 'cchc', PATH => "$home/bin:$ENV{PATH}");
    $ENV{PGOPTIONS} .= " $more{options}" if $more{options};
    my ($out, $err) = ('', '');
    my $ran = IPC::Run::run([ $ENV{SHELL}, '-c', $command ], '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(60));
    return ($ran ? 'done' : 'failed') . ($out eq '' ? '' : " $out") . ($err eq '' ? '' : " $err");
}
sub own
{
    my ($job, %more) = @_;
    return crontab($job, command => "psql -XqAt -U giam_sat -c \"CALL jobs.run('$job')\"", %more);
}
sub he_thong { return $node->safe_psql('he_thong', $_[0]) }
my $last = 'SELECT job, run_by, seconds BETWEEN 0 AND 50, problem, outcome FROM jobs.job_run ORDER BY id DESC LIMIT 1';

is(crontab('collect'), 'done', 'cron collects');
is(he_thong($last), 'collect|thu_thap|t||{"feeds": 2, "failed": 0, "refused": 0, "written": 15, "rows_read": 15}', 'all that there is');
is(crontab('collect'), 'done', 'once more');
is(he_thong($last), 'collect|thu_thap|t||{"feeds": 2, "failed": 0, "refused": 0, "written": 0, "rows_read": 15}', 'nothing is new');
my $figures = q(SELECT o.don_vi, count(*), count(*) FILTER (WHERE o.ngay_tra_loi <= o.ngay_nhan + 30) FROM don_thu.don o WHERE o.ngay_nhan + 30 BETWEEN '2026-01-01' AND '2026-12-31' GROUP BY 1 ORDER BY 1);
my $inputs = q(SELECT agency, inputs ->> 'due', inputs ->> 'answered' FROM cchc.assessment WHERE round = '2026' AND criterion = '2' ORDER BY 1);
is(he_thong($inputs), he_thong($figures), 'figures are those of the tables');

is(crontab('seal'), 'done', 'cron seals');
is(he_thong(q(SELECT (SELECT count(*) FROM cchc.change_log l WHERE NOT EXISTS (SELECT FROM cchc.log_seal s WHERE s.log = l.id)), (outcome ->> 'sealed')::int > 0, outcome ->> 'head' = cchc.log_head() FROM jobs.job_run WHERE job = 'seal')), '0|t|t', 'all entries, and the head is noted');
is(crontab('seal'), 'done', 'once more');
is(he_thong(q(SELECT r.outcome ->> 'sealed', r.outcome ->> 'head' = cchc.log_head() FROM jobs.job_run r ORDER BY id DESC LIMIT 1)), '0|t', 'nothing is new');
is(crontab('verify_log'), 'done', 'cron verifies the log');
is(he_thong(q(SELECT r.problem, r.outcome ->> 'faults', r.outcome ->> 'head' = cchc.log_head() FROM jobs.job_run r ORDER BY id DESC LIMIT 1)), '|0|t', 'up to the head');
he_thong('SET session_replication_role = replica; CREATE TABLE cut AS SELECT * FROM cchc.log_seal ORDER BY number DESC LIMIT 1; DELETE FROM cchc.log_seal WHERE number = (SELECT number FROM cut)');
like(crontab('verify_log'), qr/^failed ERROR:  job "verify_log" failed: .*head [0-9a-f]{64} is not among the seals/s, 'whose end is missed by the head');
is(he_thong(q(SELECT problem ~ 'is not among the seals', (outcome ->> 'faults')::int > 0 FROM jobs.job_run ORDER BY id DESC LIMIT 1)), 't|t', 'a row says so');
he_thong('INSERT INTO cchc.log_seal SELECT * FROM cut');

is(crontab('verify'), 'done', 'cron verifies');
is(he_thong($last), 'verify|giam_sat|t||{"revisions": 2, "differences": 0}', 'both revisions');
he_thong($tamper);
like(crontab('verify'), qr/^failed ERROR:  job "verify" failed: round "2025", revision 1: 2 differences$/m, 'who tampered is found');
my $found = q(SELECT agency, criterion, what, published::numeric - recomputed::numeric FROM jobs.difference WHERE round = '2025' AND revision = 1 AND gone_at IS NULL AND what <> 'fingerprint');
is(he_thong($found), 'SNV||index|1.00', 'and kept');
my $kept = 'SELECT string_agg(d::text, chr(10) ORDER BY d::text) FROM jobs.difference d';
my $before = he_thong($kept);
like(crontab('verify'), qr/^failed/, 'as long as it is there');
is(he_thong($kept), $before, 'once');
he_thong($tamper =~ s/\+ 1/- 1/r);
is(crontab('verify'), 'done', 'until it is gone');
is(he_thong('SELECT count(*) > 0, count(*) FILTER (WHERE gone_at IS NULL OR gone_at < found_at) FROM jobs.difference'), 't|0', 'which is noted');

# whatever the session has: other functions first in the path, a time zone where it is another day than in Việt Nam
he_thong(q(CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO giam_sat; CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz 'epoch'$$;
    CREATE FUNCTION evil.pg_try_advisory_xact_lock(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT false'));
my $zone = (gmtime)[2] >= 10 && (gmtime)[2] < 17 ? 'Kiritimati' : 'Pago_Pago';
is(crontab('remind', options => "-c search_path=evil,pg_catalog -c TimeZone=Pacific/$zone -c DateStyle=SQL,MDY -c par.language=en"), 'done', 'cron reminds');
is(crontab('mail'), 'done', 'and mails');
my $mailed = slurp_file("$home/mailed");
my @messages = split /\n/, he_thong('SELECT message FROM jobs.reminder ORDER BY days_left, round, duty, who COLLATE "C"');
is($mailed, join("\n", '-s Nhắc việc CCHC root', @messages, ''), 'what it noted');
is(crontab('remind') . crontab('mail') =~ s/^failed$/ nothing/r, 'done nothing', 'once a day');
is(slurp_file("$home/mailed"), $mailed, 'to mail');

# one that fails changes nothing else
my $state = 'SELECT (SELECT count(*) FROM jobs.trace), (SELECT count(*) FROM cchc.change_log), (SELECT count(*) FROM jobs.difference), (SELECT count(*) FROM jobs.reminder)';
$before = he_thong($state);
for ([ 'broken', '', qr/22012 division by zero/ ], [ 'orphan', '', qr/23503 insert or update on table "trace" violates foreign key constraint .*/ ], [ 'slow', '-c statement_timeout=300ms', qr/57014 canceling statement due to statement timeout/ ])
{
    my ($job, $options, $problem) = @$_;
    like(own($job, options => $options), qr/^failed ERROR:  job "$job" failed: $problem/, "$job fails");
    my $row = he_thong($last);
    like($row, qr/^$job\|giam_sat\|t\|$problem.*\|$/s, 'a row says so');
}
like(own('collect'), qr/^failed ERROR:  job "collect" failed: 42501 /, 'who may not collect does not');
like(crontab('x', command => q(psql -XqAt -U thu_thap -c "CALL jobs.run('verify')")), qr/42501 permission denied for table difference/, 'who may not verify does not');
is(he_thong($state), $before, 'and nothing has changed');
like(own('today'), qr/^failed ERROR:  there is no job "today"/, 'what is no job is not run');

# nor while it is at work
open(my $held, '>', "$home/held.sql") or die;
print $held q(SELECT pg_advisory_lock('jobs.job_run'::regclass::oid::integer, hashtext('seal'));), "\n\\! psql -XqAt -U giam_sat -c \"CALL jobs.run('seal')\" 2>&1 | head -1\n";
close $held;
is(crontab('x', command => "psql -XqAt -U $superuser -f $home/held.sql") =~ s/\s+/ /gr, 'done ERROR: job "seal" failed: not run: the run before is still at work ', 'no run begins before the last has ended');
is(he_thong($last), 'seal|giam_sat|t|not run: the run before is still at work|', 'which a row says too');

# a feed that fails holds up no other
he_thong(q(CREATE OR REPLACE VIEW don_thu.so_lieu_cchc AS SELECT 'SNV'::text AS agency, 'due'::text AS variable, (1 / (random() * 0)::int)::bigint AS value;
    UPDATE khao_sat.phieu SET muc = 5 WHERE don_vi = 'SYT'));
like(crontab('collect'), qr/^failed .*^ERROR:  job "collect" failed: feed "đơn thư" of round "2026": 22012 division by zero$/ms, 'a feed fails');
like(he_thong($last), qr/^collect\|thu_thap\|t\|feed "đơn thư" of round "2026": 22012 .*\|\{"feeds": 2, "failed": 1, "refused": 0, "written": 1, "rows_read": 5\}$/, 'the other is collected');
note(sprintf 'all this while %.1f seconds passed', time - $scheduled);

# ---------------------------------------------------------------------------
# the minute has come

my $ended = q(SELECT count(*) FROM cron.job_run_details d JOIN cron.job j USING (jobid) WHERE d.status IN ('succeeded', 'failed'));
while ($node->safe_psql('chi_so', $ended) < 8 && time - $scheduled < 66)
{
    sleep 0.3;
}
note(sprintf 'ended after %.1f seconds', time - $scheduled);
is($node->safe_psql('chi_so', q(SELECT j.jobname, d.username, d.status FROM cron.job_run_details d JOIN cron.job j USING (jobid) ORDER BY j.jobname COLLATE "C")), <<"LIST" =~ s/\n\z//r, 'each job ran once, and the two that should failed');
broken|giam_sat|failed
cchc: collect|thu_thap|succeeded
cchc: job_run_details|$superuser|succeeded
cchc: purge|giam_sat|succeeded
cchc: remind|giam_sat|succeeded
cchc: seal|giam_sat|succeeded
cchc: verify|giam_sat|failed
cchc: verify_log|giam_sat|succeeded
LIST
$node->safe_psql('chi_so', 'SELECT cron.alter_job(jobid, active => false) FROM cron.job');
like($node->safe_psql('chi_so', q(SELECT string_agg(d.return_message, chr(10) ORDER BY j.jobname) FROM cron.job_run_details d JOIN cron.job j USING (jobid) WHERE d.status = 'failed')),
    qr/job "broken" failed: 22012 division by zero.*job "verify" failed: round "2025", revision 1: 2 differences/s, 'pg_cron says why');
is($node->safe_psql('chi_so', q(SELECT job, run_by, problem IS NULL, CASE WHEN job IN ('seal', 'verify_log') THEN 'some' ELSE outcome::text END FROM jobs.job_run WHERE started_at > now() - interval '1 day' ORDER BY job)), <<'LIST' =~ s/\n\z//r, 'each has left a row');
broken|giam_sat|f|
collect|thu_thap|t|{"feeds": 2, "failed": 0, "refused": 0, "written": 15, "rows_read": 15}
purge|giam_sat|t|{"runs": 1, "reminders": 0}
remind|giam_sat|t|{"reminders": 14}
seal|giam_sat|t|some
verify|giam_sat|f|{"revisions": 2, "differences": 2}
verify_log|giam_sat|t|some
LIST
is($node->safe_psql('chi_so', 'SELECT count(*) FROM jobs.trace'), '0', 'what failed changed nothing else');
is($node->safe_psql('chi_so', q(SELECT feed, run_by, rows_read, written, problem FROM cchc.collect_run ORDER BY feed COLLATE "C")), "khảo sát công chức|thu_thap|5|5|\nđơn thư|thu_thap|10|10|", 'feeds were collected');
is($node->safe_psql('chi_so', $inputs), $node->safe_psql('chi_so', $figures), 'figures are those of the tables');
is($node->safe_psql('chi_so', $found), 'SNV||index|1.00', 'who tampered is found');
is($node->safe_psql('chi_so', "SELECT count(*) FROM cchc.change_log l WHERE l.id <= $entries AND NOT EXISTS (SELECT FROM cchc.log_seal s WHERE s.log = l.id)"), '0', 'what was committed before is sealed');
is($node->safe_psql('chi_so', q(SELECT string_agg(job, ' ' ORDER BY job) FROM jobs.job_run WHERE started_at < now() - interval '1 day')), 'new old and bad', 'old runs are forgotten, but not what failed');
is($node->safe_psql('chi_so', q(SELECT string_agg(runid::text, ' ') FROM cron.job_run_details WHERE jobid = 0)), '-2', 'those of pg_cron too');

# who owes what, counted in the tables
is($node->safe_psql('chi_so', 'SELECT round, duty, who, items, barriers, days_left, due_at FROM jobs.reminder ORDER BY round, duty, who COLLATE "C"'), $node->safe_psql('chi_so', <<'SQL'), 'reminders are what is owed');
SELECT p.round, 'agency', p.agency, 1 + (SELECT count(*) FROM cchc.criterion c WHERE c.scheme = 'TU' AND NOT EXISTS (SELECT FROM cchc.assessment a WHERE a.round = p.round AND a.agency = p.agency AND a.criterion = c.code)),
       1, CASE p.round WHEN '2027' THEN 5 ELSE -3 END, w.closes_at
FROM cchc.participant p JOIN cchc.stage_window w USING (round) WHERE p.round IN ('2027', '2029')
UNION ALL SELECT '2028', 'agency', x.agency, count(*), 0, 3, min(x.due_at) FROM cchc.explanation x WHERE x.answer IS NULL GROUP BY x.agency
UNION ALL SELECT '2028', 'appraiser', d.appraiser, count(*), count(*), 0, max(w.closes_at)
FROM cchc.criterion c CROSS JOIN cchc.participant p JOIN cchc.stage_window w USING (round) LEFT JOIN cchc.delegation d ON d.round = p.round AND d.criterion = c.code
WHERE c.scheme = 'TU' AND p.round = '2028' GROUP BY d.appraiser
ORDER BY 1, 2, 3
SQL
my $reminders = q(SELECT r.day = (now() AT TIME ZONE 'UTC' + interval '7 hours')::date, r.round, r.duty, r.who, r.items, r.barriers, r.due_at, r.days_left, r.message FROM jobs.reminder r ORDER BY r.round, r.duty, r.who COLLATE "C");
is($node->safe_psql('chi_so', $reminders), he_thong($reminders), 'the same by cron, whatever the settings of its session');
is($node->safe_psql('chi_so', q(SELECT message FROM jobs.reminder WHERE round = '2028' AND who = 'anh_ba' OR round = '2029' AND who = 'SYT' OR round = '2027' AND who = 'SXD' ORDER BY round))
    =~ s/\d\d:\d\d ngày \d\d\/\d\d\/\d{4}/<giờ ngày>/gr, <<'LIST' =~ s/\n\z//r, 'in words');
Sở Xây dựng còn 3 việc phải làm trong "Tự đánh giá năm 2027", hạn sớm nhất <giờ ngày> (còn 5 ngày).
Người thẩm định anh_ba còn 10 việc phải làm trong "Tự đánh giá năm 2028", hạn sớm nhất <giờ ngày> (còn chưa đến 1 ngày).
Sở Y tế còn 5 việc phải làm trong "Tự đánh giá năm 2029", hạn sớm nhất <giờ ngày> (đã quá hạn).
LIST

# the line that ends it
my ($unschedule) = slurp_file('examples/jobs/README.md') =~ /`(SELECT cron\.unschedule.*?)`/ or die 'no line';
$node->safe_psql('chi_so', $unschedule);
is($node->safe_psql('chi_so', 'SELECT jobname FROM cron.job'), 'broken', 'what was scheduled is taken back');

$node->stop;
done_testing();

# How far long calls are: told by notices to who runs them, and to another session while they run.  What
# is cancelled on the way leaves nothing half done, and nothing of it is shown any more.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $node = PostgreSQL::Test::Cluster->new('progress');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "jit = off\nlog_min_messages = error");
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
$ENV{PGCLIENTENCODING} = 'UTF8';

# 400 communes and 60 criteria, one of which reads its peers
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION par_index;
CALL par.create_registry('xa');
SET search_path = xa;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, position) SELECT 'S', f::text, 'Lĩnh vực', 60, f FROM generate_series(1, 6) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, position)
SELECT 'S', f || '.' || c, f::text, 'Tiêu chí', 6, CASE WHEN f <= 3 THEN 'x >= peer_mean(x): 6; else: min(6, x / 200)' ELSE 'min(6, x / 200)' END, c
FROM generate_series(1, 6) f, generate_series(1, 10) c;
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'S', code, 'x', 'count', 0, 1000 FROM criterion WHERE parent IS NOT NULL;
INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Xã ' || i, 'xã' FROM generate_series(1, 400) i;
CALL approve_scheme('S');
CALL revise_scheme('S', 'S2');
UPDATE criterion SET rule_text = 'min(6, x / 150)' WHERE scheme = 'S2' AND parent = '2';
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('kỳ 1', 'S', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) SELECT 'kỳ 1', code FROM agency;
CALL advance('kỳ 1');
CREATE TABLE public.figure AS SELECT a.code AS agency, c.code AS criterion, 'x' AS variable, (length(c.title) * 31 + c.position * 77 + substr(a.code, 2)::int * 13) % 1001 AS value
FROM agency a, criterion c WHERE c.scheme = 'S' AND c.parent IS NOT NULL;
INSERT INTO feed (scheme, code, view_schema, view_name, stage) VALUES ('S', 'số liệu', 'public', 'figure', 'self');
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT 'kỳ 1', agency, criterion, 'self', variable, value::text FROM public.figure;
SQL

# a session that runs a call, and what others see of it meanwhile; its notices
sub run_call
{
    my ($sql, %options) = @_;
    my ($out, $err) = ('', '');
    my $file = PostgreSQL::Test::Utils::tempdir_short() . '/call.sql';
    append_to_file($file, "SET par.notice_interval = '@{[ $options{interval} // '20ms' ]}'; SET search_path = xa;\nSET application_name = 'work';\n$sql\nSELECT 'shown ' || application_name FROM pg_stat_activity WHERE pid = pg_backend_pid();\n");
    my $handle = IPC::Run::start([ 'psql', '-XqAt', '-d', $node->connstr('postgres'), '-f', $file ], '>', \$out, '2>', \$err, IPC::Run::timeout(120));
    my %names;
    while ($handle->pumpable)
    {
        $handle->pump_nb;
        $names{$_} = 1 for split /\n/, $node->safe_psql('postgres', q{SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'par_index:%'});
        if ($options{cancel} && grep { /$options{cancel}/ } keys %names)
        {
            $node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'par_index:%'});
            delete $options{cancel};
        }
        sleep 0.02;
    }
    $handle->finish;
    return ($out, $err, sort keys %names);
}

sub tells
{
    my ($what, $sql, $shown, $notice) = @_;
    my ($out, $err, @names) = run_call($sql);
    unlike($err, qr/ERROR/, "$what is done") or diag($err);
    ok((grep { /^par_index: $shown/ } @names), "$what: another session sees how far it is") or diag(join("\n", @names, $err)) if $shown;
    like($err, qr/NOTICE:  $notice/, "$what: notices say so") if $notice;
    like($out, qr/^shown work$/m, "$what: in the end the session is called as before");
    return;
}

tells('import', 'CALL import();', 'import, assessments: \d+ %', 'import, assessments: \d+ of 24000');
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT application, ',') FROM xa.change_log WHERE application = 'work' OR application LIKE 'par_index:%'}), 'work',
    'the log has the name that the session has');

# a cancelled call
my $state = q{SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT a::text FROM xa.assessment a UNION ALL SELECT r::text FROM xa.round r UNION ALL SELECT p::text FROM xa.publication p UNION ALL SELECT c::text FROM xa.collect_run c) t (t)};
sub cancelled
{
    my ($what, $sql, $when) = @_;
    my $before = $node->safe_psql('postgres', $state);
    my ($out, $err, @names) = run_call($sql, cancel => $when);
    like($err, qr/ERROR:  canceling statement due to user request/, "$what is cancelled while it is at work") or diag(@names);
    is($node->safe_psql('postgres', $state), $before, "$what leaves nothing half done");
    like($out, qr/^shown work$/m, "$what: nothing of it is shown any more");
    return;
}

$node->safe_psql('postgres', q{UPDATE public.figure SET value = 1000 - value});
cancelled('collect', q{CALL collect('kỳ 1');}, 'collect');
tells('collect', q{CALL collect('kỳ 1', replace => true);}, 'collect k\? 1, ', 'collect kỳ 1, assessments: \d+ of 2\d\d\d\d');
$node->safe_psql('postgres', q{SET client_min_messages = warning; SET search_path = xa; DO $$ BEGIN FOR i IN 1 .. 400 LOOP CALL submit('kỳ 1', 'X' || i); END LOOP; END $$;});
tells('advance', q{CALL advance('kỳ 1');}, 'advance k\? 1, ');
cancelled('take_over', q{CALL take_over('kỳ 1');}, 'take over');
tells('take_over', q{CALL take_over('kỳ 1');}, 'take over k\? 1, assessments: \d+ %', 'take over kỳ 1, assessments: \d+ of 24000');
tells('simulate_scheme', q{SELECT count(*) FROM simulate_scheme('kỳ 1', 'S2');}, undef, 'simulate kỳ 1, rules: \d+');
$node->safe_psql('postgres', q{SET client_min_messages = warning; SET search_path = xa; CALL advance('kỳ 1'); CALL advance('kỳ 1'); CALL advance('kỳ 1');});
cancelled('publish', q{CALL publish('kỳ 1');}, 'publish');
tells('publish', q{CALL publish('kỳ 1');}, 'publish k\? 1, (sums|items|rules): \d+ %', 'publish kỳ 1, \w+: \d+ of \d+');
tells('verify', q{SELECT * FROM verify('kỳ 1');}, 'verify k\? 1, ', 'verify kỳ 1, ');
is($node->safe_psql('postgres', q{SELECT count(*) FROM xa.verify('kỳ 1')}), 0, 'what was published after a cancelled call is whole');
tells('rank_intervals', q{SELECT count(*) FROM par.rank_intervals((SELECT par.scorecard(agency, criterion, value::float8) FROM public.figure WHERE length(agency) < 4),
    (SELECT par.tree(c.node, c.parent, 1, NULL) FROM (SELECT DISTINCT criterion, 'I' FROM public.figure UNION ALL VALUES ('I', NULL)) c (node, parent)), draws => 60000);}, 'draws of ranks: \d+ %', 'draws of ranks: \d+ of 60000');

# what is short is not shown; no notices where none are wanted
my ($out, $err, @names) = run_call(q{CALL rescore('kỳ 1');});
is("@names", '', 'what is refused at once is not shown');
($out, $err, @names) = run_call(q{SELECT * FROM verify('kỳ 1');}, interval => 0);
unlike($err, qr/NOTICE/, 'an interval of 0 is none');
# what fails within goes on, an error that is caught ends what began within it
($out, $err) = run_call(q{DO $$ BEGIN
    PERFORM par.registry_progress('outer', 'một', 10);
    BEGIN PERFORM par.registry_progress('inner', 'hai', 5); PERFORM pg_sleep(0.3); PERFORM par.registry_progress('inner', 'ba', 5); RAISE EXCEPTION 'x'; EXCEPTION WHEN OTHERS THEN END;
    PERFORM pg_stat_clear_snapshot();
    RAISE NOTICE 'at work: %', (SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid());
    PERFORM par.registry_progress_end('inner');
    PERFORM pg_stat_clear_snapshot();
    RAISE NOTICE 'still: %', (SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid());
    PERFORM par.registry_progress_end('outer');
    BEGIN PERFORM par.registry_progress('within', '', NULL); PERFORM pg_sleep(0.3); PERFORM par.registry_progress('within', 'bốn', NULL); RAISE EXCEPTION 'x'; EXCEPTION WHEN OTHERS THEN END;
    PERFORM pg_stat_clear_snapshot();
    RAISE NOTICE 'after: %', (SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid());
END $$;}, interval => 0);
like($err, qr/at work: par_index: outer, ba: 0 %\n.*still: par_index: outer, ba: 0 %\n.*after: work\n/s, 'steps within, and what fails within');
# names that are long, empty or NULL
($out, $err) = run_call(q{SELECT par.registry_progress(repeat('ớ', 500), repeat('ờ', 500), -5), par.registry_progress(NULL, NULL, NULL), par.registry_progress('', '', 9223372036854775807), par.registry_progress_end(NULL), par.registry_progress_end(repeat('ớ', 500));});
unlike($err, qr/ERROR/, 'whatever the names');

$node->stop;
done_testing();

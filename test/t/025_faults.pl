# What goes wrong beneath a registry: a backend or the whole server is killed, time or room runs out,
# somebody waits or cancels.  A call is caught in the middle of its work, at a table that
# another session has locked; whatever ends it there, nothing of it is left, the log holds, and the
# same call then does all of it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use IPC::Run;
use Time::HiRes qw(sleep time);

my $node = PostgreSQL::Test::Cluster->new('faults');
$node->init(allows_streaming => 'logical', extra => [ '--encoding=UTF8', '--locale=C', '--wal-segsize=1' ]);
$node->append_conf('postgresql.conf', "restart_after_crash = on\njit = off\nautovacuum = off\nmax_prepared_transactions = 2\nlog_min_messages = error\n"
    . "min_wal_size = 2MB\nmax_wal_size = 64MB\nfsync = on\n");
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
$ENV{PGCLIENTENCODING} = 'UTF8';

# 60 communes and 40 criteria, of which some read their peers and others
sub make_registry
{
    my ($name) = @_;
    $node->safe_psql('postgres', <<"SQL");
SET client_min_messages = warning;
CALL par.create_registry('$name');
SET search_path = $name;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, position) SELECT 'S', f::text, 'Lĩnh vực', 60, f FROM generate_series(1, 4) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, position)
SELECT 'S', f || '.' || c, f::text, 'Tiêu chí', 6,
    CASE WHEN f = 1 AND c <= 3 THEN 'x >= peer_mean(x): 6; else: min(6, x / 200)' WHEN c = 5 THEN format('points(''%s.4'') = 0: 0; else: min(6, x / 100)', f) ELSE 'min(6, x / 200)' END, c
FROM generate_series(1, 4) f, generate_series(1, 10) c;
INSERT INTO variable (scheme, criterion, name, kind, min_value, max_value) SELECT 'S', code, 'x', 'count', 0, 1000 FROM criterion WHERE parent IS NOT NULL;
INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Xã ' || i, 'xã' FROM generate_series(1, 60) i;
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('R', 'S', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;
CALL advance('R');
CREATE TABLE figure AS SELECT a.code AS agency, c.code AS criterion, 'x' AS variable, abs(hashtext(a.code || c.code)) % 1001 AS value
FROM agency a, criterion c WHERE c.parent IS NOT NULL;
INSERT INTO feed (scheme, code, view_schema, view_name) VALUES ('S', 'figures', '$name', 'figure');
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT 'R', agency, criterion, 'self', variable, value::text FROM figure;
SQL
    return;
}

# A year in a registry: what is called, and where it is caught
my @year = (
    [ import => 'CALL import()', 'tally' ],
    [ submit => q(UPDATE participant SET submitted_at = now() WHERE submitted_at IS NULL), 'round_event' ],
    [ advance => q(CALL advance('R')), 'round_event' ],
    [ collect => q(CALL collect('R')), 'collected' ],
    [ write => q(UPDATE assessment SET inputs = '{"x": 500}' WHERE stage = 'appraisal' AND criterion LIKE '2%'), 'change_row' ],
    [ 'advance to explanation' => q(CALL advance('R')), 'round_event' ],
    [ 'advance to review' => q(CALL advance('R')), 'round_event' ],
    [ review => q(INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT round, agency, criterion, 'review', '{"x": 700}' FROM assessment WHERE stage = 'appraisal' AND criterion IN ('1.1', '3.4')), 'change_row' ],
    [ 'advance to scored' => q(CALL advance('R')), 'round_event' ],
    [ publish => q(CALL publish('R')), 'result_item' ],
    [ seal => 'CALL seal_log()', 'log_seal' ],
    [ correct => q(CALL correct('R', 'nhầm số liệu')), 'round_event' ],
);

sub state_of
{
    my ($name, @but) = @_;
    my $all = $node->safe_psql('postgres', qq(SELECT string_agg(format('SELECT %L, count(*), md5(string_agg(t::text, '','' ORDER BY t::text)) FROM $name.%I t', relname, relname), ' UNION ALL ')
        FROM pg_class WHERE relnamespace = '$name'::regnamespace AND relkind = 'r' AND relname <> ALL ('{@{[ join ',', 'template_object', @but ]}}')));
    return $node->safe_psql('postgres', "$all ORDER BY 1");
}

# who did what when is another matter than what there is
sub results_of
{
    my ($name) = @_;
    return $node->safe_psql('postgres', qq(SET search_path = $name;
        SELECT round, agency, criterion, stage, inputs, points, by_hand, taken_over, context FROM assessment ORDER BY 1, 2, 3, 4;
        SELECT round, basis, agency, points, max_points FROM tally ORDER BY 1, 2, 3;
        SELECT round, revision, agency, points, par_index, rank FROM result ORDER BY 1, 2, 3;
        SELECT count(*) FROM change_row; SELECT table_name, operation, count(*) FROM change_log GROUP BY 1, 2 ORDER BY 1, 2));
}

sub faults_of
{
    my ($name) = @_;
    return $node->safe_psql('postgres', qq(SET search_path = $name; SELECT 'log', seal, entry, problem FROM verify_log();
        SELECT 'round', v::text FROM round r, verify(r.code) v WHERE r.stage = 'published';
        SELECT 'tally', agency FROM (TABLE tally EXCEPT SELECT t.* FROM round r, unnest('{self,appraisal,official}'::text[]) b, par.registry_tallies(NULL::tally, r.code, b, NULL) t WHERE r.stage <> 'setup') d));
}

sub session
{
    my ($sql, $options) = @_;
    my %session = (in => '', out => '', err => '');
    $session{handle} = IPC::Run::start([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose', '-d', $node->connstr('postgres') . ($options // '') ],
        '<', \$session{in}, '>', \$session{out}, '2>', \$session{err}, IPC::Run::timeout(180));
    $session{in} .= $sql;
    $session{handle}->pump_nb;
    return \%session;
}

sub until_true
{
    my ($sql, @sessions) = @_;
    for (1 .. 1200)
    {
        $_->{handle}->pump_nb for @sessions;
        return 1 if $node->safe_psql('postgres', $sql) eq 't';
        sleep 0.05;
    }
    diag("not so: $sql");
    return 0;
}

sub ended
{
    my ($session) = @_;
    eval { $session->{handle}->finish; 1 } or diag($@);
    return $session->{err};
}

# Runs a call as far as a table that is locked by somebody else.  Returns both.
sub catch
{
    my ($name, $sql, $table, $settings) = @_;
    my $holder = session("SET application_name = 'holder'; BEGIN; LOCK TABLE $name.$table IN SHARE MODE;\n");
    until_true(q(SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'holder' AND state = 'idle in transaction'), $holder);
    my $caller = session("SET client_min_messages = warning; SET search_path = $name; SET par.notice_interval = 0; SELECT 'pid ' || pg_backend_pid(); @{[ $settings // '' ]}\n$sql;\n");
    $caller->{handle}->pump until $caller->{out} =~ /pid (\d+)/;
    my $pid = $1;
    return ($caller, $holder, $pid, until_true("SELECT wait_event_type = 'Lock' OR pid IS NULL FROM (SELECT $pid) p (p) LEFT JOIN pg_stat_activity ON pid = p", $caller, $holder));
}

sub until_up
{
    for (1 .. 600)
    {
        # a psql that is not let in may be gone before it has been told what to ask
        return if (eval { $node->psql('postgres', 'SELECT 1', stdout => \my $out, stderr => \my $err) } // 1) == 0;
        sleep 0.1;
    }
    BAIL_OUT('the server does not come back');
}

my %fault = (
    cancel => sub {
        my ($caller, $holder, $pid) = @_;
        $node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
        like(ended($caller), qr/ERROR:  57014/, 'it says that it was cancelled');
        ended($holder);
    },
    terminate => sub {
        my ($caller, $holder, $pid) = @_;
        $node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
        like(ended($caller), qr/FATAL:  57P01/, 'it says that it was terminated');
        ended($holder);
    },
    statement_timeout => sub {
        my ($caller, $holder, $pid) = @_;
        like(ended($caller), qr/ERROR:  57014/, 'its time is out');
        ended($holder);
    },
    lock_timeout => sub {
        my ($caller, $holder, $pid) = @_;
        # what a feed fails with is noted, and the others go on
        like(ended($caller), qr/ERROR:  55P03|WARNING:  .*1 of 1 feeds .*\n.*55P03/, 'it has waited long enough');
        ended($holder);
    },
    'kill -9 of the backend' => sub {
        my ($caller, $holder, $pid) = @_;
        my $other = $node->safe_psql('postgres', q(SELECT pid FROM pg_stat_activity WHERE application_name = 'holder'));
        kill 'KILL', $pid;
        sleep 0.02 while kill 0, $other;    # the server takes all others down before it is up again
        ended($_) for $caller, $holder;
        until_up();
    },
    'kill -9 of the postmaster' => sub {
        my ($caller, $holder, $pid) = @_;
        my @backends = split /\n/, $node->safe_psql('postgres', q(SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()));
        $node->kill9;
        kill 'KILL', @backends;
        ended($_) for $caller, $holder;
        sleep 0.1 while grep { kill 0, $_ } @backends;
        for (1 .. 100)
        {
            last if $node->start(fail_ok => 1);
            sleep 0.1;      # what was left of it may still hold its memory
        }
        until_up();
    },
);
my %settings = (statement_timeout => q(SET statement_timeout = '3s';), lock_timeout => q(SET lock_timeout = '300ms';));

$node->safe_psql('postgres', 'CREATE EXTENSION par_index');
make_registry('untouched');
make_registry('caught');

# each step of the year in turn is caught once, by another fault each, and those that write most by all
my @kinds = sort keys %fault;
my $turn = 0;
for my $step (@year)
{
    my ($what, $sql, $table) = @$step;
    $node->safe_psql('postgres', "SET client_min_messages = error; SET search_path = untouched;\n$sql");
    for my $kind ($what =~ /^(?:import|collect|write|publish)$/ ? @kinds : $kinds[ $turn++ % @kinds ])
    {
        my @noted = $what eq 'collect' && $kind eq 'lock_timeout' ? ('collect_run', 'change_log', 'change_row', 'change_commit') : ();
        my $before = state_of('caught', @noted);
        my ($caller, $holder, $pid, $waits) = catch('caught', $sql, $table, $settings{$kind});
        ok($waits, "$what is caught in the middle");
        $fault{$kind}->($caller, $holder, $pid);
        is(state_of('caught', @noted), $before, "$what, $kind: nothing is left of it");
        is(faults_of('caught'), '', "$what, $kind: log, published rounds and sums are whole");
    }
    $node->safe_psql('postgres', "SET client_min_messages = error; SET search_path = caught;\n$sql");
}
$node->safe_psql('postgres', q(SET client_min_messages = error; SET search_path = untouched; CALL collect_failure('R', 'figures', now(), 'the same')));
is(results_of('caught'), results_of('untouched'), 'the year ends as one in which nothing went wrong');


# ---------------------------------------------------------------------------
# killed at any moment, while somebody writes statement by statement: what was answered is there

my $writes = PostgreSQL::Test::Utils::tempdir_short() . '/writes.sql';
append_to_file($writes, qq(UPDATE caught.assessment SET inputs = '{"x": $_}' WHERE agency = 'X1' AND criterion = '3.4' AND stage = 'review';\n\\echo done $_\n)) for 1 .. 1000;
for my $try (1 .. 3)
{
    my $writer = session("\\i $writes\n");
    $writer->{handle}->pump until $writer->{out} =~ /done/;
    my $until = time + 0.1 + rand 0.4;
    while (time < $until) { $writer->{handle}->pump_nb; sleep 0.005 }
    my @backends = split /\n/, $node->safe_psql('postgres', q(SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()));
    $node->kill9;
    kill 'KILL', @backends;
    ended($writer);
    sleep 0.1 while grep { kill 0, $_ } @backends;
    for (1 .. 100) { last if $node->start(fail_ok => 1); sleep 0.1 }
    until_up();
    my ($answered) = $writer->{out} =~ /done (\d+)\n(?!.*done)/s;
    my $there = $node->safe_psql('postgres', q(SELECT inputs ->> 'x' FROM caught.assessment WHERE agency = 'X1' AND criterion = '3.4' AND stage = 'review'));
    ok($there == $answered || $there == $answered + 1, "killed at write $answered: what was answered is there") or diag($there);
    is(faults_of('caught'), '', 'and log, published rounds and sums are whole');
}

# ---------------------------------------------------------------------------
# no room: files may not grow any more

SKIP:
{
    my $limit = $node->safe_psql('postgres', q(SELECT max(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'caught'::regnamespace));
    my $postmaster = (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0];
    skip 'no prlimit, or files too small', 4 if $limit < 1024 * 1024 || system("prlimit --pid $postmaster --fsize=$limit: 2>/dev/null") != 0;
    my $grow = q(INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT round, agency, criterion, 'review', '{"x": 100}' FROM assessment a WHERE stage = 'appraisal'
        AND NOT EXISTS (SELECT FROM assessment b WHERE b.stage = 'review' AND (b.agency, b.criterion) = (a.agency, a.criterion)));
    my $before = state_of('caught');
    my $full = session("SET search_path = caught; $grow;\n");
    like(ended($full), qr/ERROR:  \w+: could not (?:extend|write to) file .*: File too large/, 'no room is an error of the statement');
    is(state_of('caught'), $before, 'of which nothing is left');
    system("prlimit --pid $postmaster --fsize=unlimited:") == 0 or die;
    is($node->psql('postgres', "SET search_path = caught; $grow"), 0, 'with room again it is done');
    is(faults_of('caught'), '', 'log, published rounds and sums are whole');
}

# ---------------------------------------------------------------------------
# in two phases: the log tells when a transaction was committed, which one that is prepared cannot know

my $second = q(UPDATE assessment SET inputs = '{"x": 300}' WHERE stage = 'review' AND agency <= 'X2'; CALL advance('R'); CALL publish('R'));
my $before = state_of('untouched');
my ($ret, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nSET client_min_messages = warning; SET search_path = untouched; BEGIN; $second; PREPARE TRANSACTION 'written'");
like($err, qr/ERROR:  0A000: a transaction that has written to a registry cannot be prepared/, 'who has written to a registry cannot prepare');
is(state_of('untouched'), $before, 'and nothing of it is left');
$node->safe_psql('postgres', "SET search_path = untouched; CREATE TABLE public.told (agency text, par_index numeric); BEGIN; INSERT INTO public.told SELECT agency, par_index FROM ranking; PREPARE TRANSACTION 'read'");
$node->stop('immediate');
$node->start;
$node->safe_psql('postgres', "COMMIT PREPARED 'read'");
is($node->safe_psql('postgres', 'TABLE told EXCEPT SELECT agency, par_index FROM untouched.ranking'), '', 'who has read from it can, through a crash');

# ---------------------------------------------------------------------------
# other isolation levels, little memory, no workers or many: the same year, and the same answers

my $ranking = sub {
    my ($name) = @_;
    return $node->safe_psql('postgres', qq(SET search_path = $name; SELECT agency, points, par_index, rank FROM ranking ORDER BY 1; SELECT agency, criterion, stage, points, context FROM assessment ORDER BY 1, 2, 3;
        SELECT agency, revision, par_index, rank FROM result ORDER BY 1, 2));
};
make_registry('alike');
$node->safe_psql('postgres', "SET client_min_messages = error; SET search_path = alike;\n$_->[1]") for @year[ 0 .. 9 ];
my $alike = $ranking->('alike');
for my $level ('repeatable read', 'serializable')
{
    my $name = $level =~ s/ /_/r;
    make_registry($name);
    # what moves a round on, or hands in, needs to see the newest: it says so
    for my $step (@year[ 0 .. 9 ])
    {
        my $sql = "SET client_min_messages = error; SET search_path = $name;\n$step->[1]";
        next if $node->psql('postgres', "SET default_transaction_isolation = '$level';\n$sql", stdout => \$out, stderr => \$err) == 0;
        like($err, qr/ERROR:  .* cannot (?:be \w+|change) in isolation level $level\nHINT:  Use a transaction that is READ COMMITTED/, "$step->[0] is not for level $level");
        $node->safe_psql('postgres', $sql);
    }
    is($ranking->($name), $alike, "a year, as far as it goes in transactions of level $level");
    is($node->safe_psql('postgres', "SELECT count(*) FROM $name.verify('R')") . $node->safe_psql('postgres', "SELECT count(*) FROM $name.verify_log()"), '00', 'is whole');
    $node->safe_psql('postgres', "SET client_min_messages = error; DROP SCHEMA $name CASCADE");
}
my $asked = q(SET search_path = alike;
    SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM score s; SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM ranking s;
    SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM field_index s; SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM gap s;
    SELECT count(*) FROM verify('R'); SELECT count(*) FROM verify_log(); SELECT export_round('R') -> 'fingerprint';
    SELECT agency, par.index(points, 6), par.weighted_mean(points, 6), par.geometric_mean((points + 1)::float8, 1)::numeric(20, 10) FROM assessment WHERE stage = 'appraisal' GROUP BY agency ORDER BY agency;);
my $answers = $node->safe_psql('postgres', $asked);
my $many = q(SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;);
is($node->safe_psql('postgres', "$_->[1]\n$asked"), $answers, $_->[0])
    for [ 'little memory', q(SET work_mem = '64kB'; SET hash_mem_multiplier = 1; SET enable_hashagg = off;) ], [ 'many workers', $many ], [ 'workers that are refused', "$many SET max_parallel_workers = 0;" ];

# a snapshot from before goes on seeing what was there
my $reader = session("SET search_path = alike; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 'before', count(*), min(par_index) FROM result;\n");
$reader->{handle}->pump until $reader->{out} =~ /before\|.*\n/;
$node->safe_psql('postgres', "SET client_min_messages = warning; SET search_path = alike; CALL correct('R', 'x'); $second");
$reader->{in} .= "SELECT 'before', count(*), min(par_index) FROM result; SELECT 'faults', count(*) FROM verify('R'); CALL seal_log();\n";
like(ended($reader), qr/ERROR:  55000: the log cannot be sealed/, 'an old snapshot writes nothing of which it does not see the newest');
like($reader->{out}, qr/^before(\|.*\n)before\g1faults\|0\n/, 'and reads what was published before');

# ---------------------------------------------------------------------------
# a registry that follows another by logical replication

$node->safe_psql('postgres', 'CREATE DATABASE replica');
$node->safe_psql('replica', "CREATE EXTENSION par_index; CALL par.create_registry('alike')");
my $tables = $node->safe_psql('replica', q(SELECT string_agg(format('alike.%I', relname), ', ') FROM pg_class WHERE relnamespace = 'alike'::regnamespace AND relkind = 'r' AND relname NOT IN ('registry', 'template_object')));
$node->safe_psql('postgres', "CREATE PUBLICATION everything FOR ALL TABLES; CREATE PUBLICATION alike FOR TABLE $tables; SELECT pg_create_logical_replication_slot('alike', 'pgoutput')");
$node->safe_psql('replica', 'CREATE SUBSCRIPTION alike CONNECTION ' . "'@{[ $node->connstr('postgres') =~ s/'/''/gr ]}'" . q( PUBLICATION alike WITH (create_slot = false, slot_name = 'alike')));
$node->poll_query_until('replica', q(SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel)) or die 'the tables are not copied';
my $read = q(SET search_path = alike; SELECT r::text FROM ranking r ORDER BY agency; SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM score s; SELECT count(*) FROM verify('R'); SELECT count(*) FROM verify_log());
is($node->safe_psql('replica', $read), $node->safe_psql('postgres', $read), 'a replica shows the same');
$node->safe_psql('postgres', "SET client_min_messages = warning; SET search_path = alike; CALL correct('R', 'y'); UPDATE assessment SET inputs = '{\"x\": 10}' WHERE stage = 'review' AND agency = 'X3'; CALL advance('R'); CALL publish('R'); CALL seal_log()");
$node->wait_for_catchup('alike');
is($node->safe_psql('replica', $read), $node->safe_psql('postgres', $read), 'and follows');
$node->safe_psql('replica', 'DROP SUBSCRIPTION alike');

done_testing();

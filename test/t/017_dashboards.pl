# Dashboards over the views, where npm and a browser are there: SQLPad as somebody uses it who only
# reads, and the example of examples/dashboard, built as its README says.
use strict;
use warnings;
use Cwd;
use File::Copy;
use File::Path;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my %program = map { my $name = $_; my ($path) = grep { -x } map { "$_/$name" } split /:/, $ENV{PATH}; $name => $path } qw(node npm chromium chromium-browser google-chrome);
my $browser = $program{chromium} // $program{'chromium-browser'} // $program{'google-chrome'};
plan skip_all => 'there is no npm: Debian has it in packages nodejs and npm' unless $program{node} && $program{npm};
plan skip_all => 'there is no browser: Debian has it in package chromium' unless $browser;

my ($version) = `$program{node} --version` =~ /^v(\d+)/;
plan skip_all => 'node is not of version 20 or later' unless ($version // 0) >= 20;

my $folder = PostgreSQL::Test::Utils::tempdir;
local $ENV{HOME} = $folder;
local $ENV{npm_config_update_notifier} = 'false';
mkpath("$folder/sqlpad");
copy($_, "$folder/sqlpad") or die "$_: $!" for glob('test/clients/sqlpad/*');
system('cp', '-R', 'examples/dashboard', "$folder/dashboard") == 0 or die 'examples/dashboard';
rmtree("$folder/dashboard/$_") for qw(node_modules dist src/.observablehq);
my ($commands) = slurp_file('examples/dashboard/README.md') =~ /^```sh\n(.*?)^```$/ms or die 'no commands';
my ($install, $build) = $commands =~ /^(npm ci[^\n]*)\n(PG[^\n]*npm run build)\n\z/ or die 'no commands';

# both at once, while the registry is made
sub begin
{
    my ($name, $command) = @_;
    return IPC::Run::start([ 'sh', '-c', "cd $folder/$name && $command" ], '<', \undef, '>', "$folder/$name.out", '2>&1', IPC::Run::timeout(180));
}
my $patience = '--fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000';
my %install = (sqlpad => begin('sqlpad', "npm ci --no-fund --no-audit --omit=optional --ignore-scripts $patience"), dashboard => begin('dashboard', "$install $patience"));

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'");
unlink $node->data_dir . '/pg_hba.conf';
$node->append_conf('pg_hba.conf', "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256");
$node->start;
my $too_old = $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
$ENV{PGCLIENTENCODING} = 'UTF8';
$node->safe_psql('postgres', slurp_file('test/clients/registry.sql')) unless $too_old;

# whether a command did its work; what the network refuses is no fault of ours
sub done
{
    my ($name, $harness, $what) = @_;
    my $finished = eval { $harness->finish };
    return 1 if $finished;
    my $out = slurp_file("$folder/$name.out");
    eval { $harness->kill_kill };
    return 0 if !defined $finished || $out =~ /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|fetch failed|network|\bE(401|403|404|5\d\d)\b/;
    ok(0, $what) or diag($out);
    return 0;
}
my %ready = map { $_ => done($_, $install{$_}, "npm installs $_") } sort keys %install;

# the example is built while SQLPad is looked at; what stands before the command are settings of one's own
my $build_run;
if ($ready{dashboard} && !$too_old)
{
    local @ENV{qw(PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD)} = ('127.0.0.1', $node->port, 'postgres', 'dashboard', 'dashboard');
    $build_run = begin('dashboard', $build =~ s/^.*(?=npm run build)//r);
}

# the JSON that a script tells; it works on texts
sub told
{
    my (@command) = @_;
    my ($out, $err) = ('', '');
    my $there = getcwd;
    chdir "$folder/sqlpad";
    my $ran = eval { IPC::Run::run([ $program{node}, @command ], '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(120)) };
    chdir $there;
    ok($ran, "$command[0] runs") or diag($@ . $err);
    return $ran ? decode_json($out) : undef;
}
sub rows { my $rows = $node->safe_psql('postgres', "SET search_path = cchc; $_[0]"); utf8::decode($rows); return map { [ split /\|/, $_, -1 ] } split /\n/, $rows }
sub is_proportional
{
    my ($lengths, $values, $name) = @_;
    my $unit = @$lengths ? $lengths->[0] / $values->[0] : 0;
    is(join(' ', map { sprintf '%.0f', $_ } @$lengths), join(' ', map { sprintf '%.0f', $_ * $unit } @$values), $name);
}

SKIP:
{
    skip 'a registry needs PostgreSQL 15', 1 if $too_old;
    skip 'the npm registry is not reached', 1 unless $ready{sqlpad};
    my $query = q(SELECT agency_name, par_index FROM cchc.ranking WHERE year = 2025 AND league = 'Các sở' ORDER BY rank);
    my $found = told('look.mjs', PostgreSQL::Test::Cluster::get_free_port(), $browser, "$folder/sqlpad.png",
        encode_json({ host => '127.0.0.1', port => $node->port, database => 'postgres', username => 'dashboard', password => 'dashboard' }), $query) or last;
    my $schema = $found->{schemaInfo}{cchc} // {};
    my @views = map { $_->[0] } rows(q(SELECT relname FROM pg_class WHERE relnamespace = 'cchc'::regnamespace AND relkind = 'v' AND relname !~ '^_' ORDER BY 1));
    is(join(' ', grep { !$schema->{$_} } @views), '', 'SQLPad lists every view');
    for my $view (qw(ranking field_index source_index trend))
    {
        is(join("\n", map { "$_->{column_name}|$_->{data_type}|" . ($_->{column_description} // '') } @{ $schema->{$view} // [] }),
            join("\n", map { join '|', @$_ } rows("SELECT attname, typname, col_description(attrelid, attnum) FROM pg_attribute JOIN pg_type t ON t.oid = atttypid WHERE attrelid = '$view'::regclass AND attnum > 0 ORDER BY attnum")),
            "with columns and comments of $view");
    }
    my @ranking = rows($query);
    is(join(' ', map { "$_->{agency_name}|$_->{par_index}" } @{ $found->{queryResult}{rows} }), join(' ', map { join '|', @$_ } @ranking), 'it shows the ranking');
    is($found->{queryResult}{meta}{par_index}{datatype}, 'number', 'an index is a number');
    like($found->{refused}, qr/permission denied for view score/, 'what a reader may not see is refused');
    is_proportional($found->{bars}, [ map { $_->[1] } @ranking ], 'it draws bars as long as indices');
    my $texts = join "\n", @{ $found->{texts} };
    is(join(', ', grep { my $start = substr $_, 0, 20; $texts !~ /^\Q$start\E/m } map { $_->[0] } @ranking), '', 'with the names of agencies');
    is(join("\n", @{ $found->{errors} }), '', 'without an error');
}

SKIP:
{
    skip 'a registry needs PostgreSQL 15', 1 if $too_old;
    skip 'the npm registry is not reached', 1 unless $ready{sqlpad} && $ready{dashboard};
    my $built = done('dashboard', $build_run, 'the example is built');
    skip 'the example is not built: the npm registry is not reached', 1 unless $built;
    my $found = told('open.mjs', "$folder/dashboard/dist", $browser, $folder) or last;
    for my $on (qw(screen telephone))
    {
        my $page = $found->{$on};
        is(join("\n", @{ $page->{said} }), '', "$on: the console is silent");
        is(join("\n", @{ $page->{foreign} }), '', "$on: nothing is fetched from elsewhere");
        is($page->{sideways}, 0, "$on: the page does not scroll sideways");
        for my $case ([ 'first', 'Các sở' ], [ 'second', 'Cơ quan khác' ])
        {
            my ($which, $league) = @$case;
            my $charts = $page->{$which};
            is(join(', ', sort keys %$charts), join(', ', sort map { utf8::decode(my $n = $_); $n } 'Xếp hạng', 'Từng lĩnh vực', 'Qua các năm'), "$on, $which league: three charts");
            is(join(', ', map { @{ $_->{outside} } } values %$charts), '', "$on, $which league: nothing stands outside");
            my @ranking = rows("SELECT agency_name, par_index, replace(round(par_index, 2)::text, '.', ',') FROM ranking WHERE year = 2025 AND league = '$league' ORDER BY rank");
            my ($ranks, $fields, $years) = map { utf8::decode(my $n = $_); $charts->{$n} // { texts => [], bars => [] } } 'Xếp hạng', 'Từng lĩnh vực', 'Qua các năm';
            is(scalar @{ $ranks->{bars} }, scalar @ranking, "$on, $which league: a bar for each agency");
            is_proportional($ranks->{bars}, [ map { $_->[1] } @ranking ], "$on, $which league: as long as its index") if @ranking > 1;
            my ($cells) = rows("SELECT count(*) FROM field_index WHERE year = 2025 AND league = '$league' AND max_points > 0");
            is($fields->{cells}, $cells->[0], "$on, $which league: a cell for each field");
            my ($lines) = rows("SELECT count(DISTINCT (agency, assessed_agency)) FROM trend WHERE league = '$league' AND agency IN (SELECT agency FROM ranking WHERE year = 2025 AND league = '$league')");
            is($years->{lines}, $lines->[0], "$on, $which league: a line for each agency, those before a merger too");
            next unless $on eq 'screen';
            for my $chart ($ranks, $fields, $years)
            {
                my %shown = map { $_ => 1 } @{ $chart->{texts} };
                is(join(', ', grep { !$shown{$_} } map { $_->[0] } @ranking), '', "$which league: names of all agencies");
            }
            my %shown = map { $_ => 1 } @{ $ranks->{texts} };
            is(join(', ', grep { !$shown{$_} } map { $_->[2] } @ranking), '', "$which league: and their indices");
        }
    }
    is(join(' ', @{ $found->{screen}{figures} }), join(' ', map { @$_ } rows(q(SELECT count(*), replace(round(avg(par_index), 2)::text, '.', ','), replace(round(max(par_index), 2)::text, '.', ','), replace(round(min(par_index), 2)::text, '.', ',') FROM ranking WHERE year = 2025 AND league = 'Các sở'))), 'key figures');
}

$node->stop;
done_testing();

# The examples of feeds, as they are: a registry that collects from another database by postgres_fdw and
# from tables beside it, compared with counts of the raw rows.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('feeds');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
plan skip_all => 'postgres_fdw is not there: it is in the contrib package of PostgreSQL'
  if $node->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'}) eq '0';
$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGUSER} = $node->safe_psql('postgres', 'SELECT current_user');
local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;

# the commands of the README, in its order
my ($block) = slurp_file('examples/README.md') =~ /^```sh\n(.*?)^```$/ms;
my @commands = grep { /\S/ } split /\n/, $block;
is(scalar(@commands), 9, 'the README has its commands');
for my $command (@commands)
{
    my ($out, $err) = ('', '');
    my $ok = IPC::Run::run([ 'bash', '-c', $command ], '>', \$out, '2>', \$err);
    ok($ok && $err !~ /ERROR|WARNING/, "runs: $command") or diag("$out$err");
    like($err, qr/45 read, 45 written, 0 unchanged, 0 refused/, 'all is collected') if $command =~ /collect\('/;
    like($out, qr/SYT +\|\s+\d\d\.\d+ \|\s+1\n/, 'and ranked') if $command =~ /ranking/;
}

# figures, counted anew from the raw rows by other queries than those of the views
sub counted
{
    my %codes = ('H55.01' => 'SNV', 'H55.02' => 'STC', 'H55.03' => 'SYT', 'H55.04' => 'SXD', 'H55.05' => 'SGD');
    my %inputs;
    for (split /\n/, $node->safe_psql('mot_cua', 'SELECT ma_don_vi, ngay_tra - han_tra, truc_tuyen, phi, nop_phi_truc_tuyen FROM mot_cua.ho_so'))
    {
        my ($code, $late, $online, $fee, $paid) = split /\|/;
        my $i = $inputs{ $codes{$code} } //= {};
        $i->{'1.1'}{due}++;
        $i->{'1.1'}{settled} += $late ne '' && $late <= 0 ? 1 : 0;
        $i->{'1.2'}{received}++;
        $i->{'1.2'}{online} += $online eq 't' ? 1 : 0;
        $i->{'1.3'}{payable} += $fee > 0 ? 1 : 0;
        $i->{'1.3'}{paid} += $fee > 0 && $paid eq 't' ? 1 : 0;
    }
    for (split /\n/, $node->safe_psql('chi_so', q{SELECT don_vi, ngay_tra_loi - ngay_nhan FROM don_thu.don WHERE ngay_nhan <= '2026-12-01'}))
    {
        my ($agency, $days) = split /\|/;
        $inputs{$agency}{2}{due}++;
        $inputs{$agency}{2}{answered} += $days ne '' && $days <= 30 ? 1 : 0;
    }
    for (split /\n/, $node->safe_psql('chi_so', q{SELECT don_vi, muc FROM khao_sat.phieu WHERE ngay = '2026-11-15'}))
    {
        my ($agency, $level) = split /\|/;
        $inputs{$agency}{3}{all}++;
        $inputs{$agency}{3}{good} += $level >= 4 ? 1 : 0;
    }
    return \%inputs;
}

sub compare
{
    my ($what) = @_;
    my $inputs = counted();
    my (@found, @expected);
    for (split /\n/, $node->safe_psql('chi_so', q{SELECT a.agency, a.criterion, i.key, i.value, a.points FROM cchc.assessment a, jsonb_each_text(a.inputs) i ORDER BY 1, 2, 3}))
    {
        my ($agency, $criterion, $name, $value) = split /\|/;
        push @found, "$agency $criterion $name " . ($value + 0);
    }
    for my $agency (sort keys %$inputs)
    {
        for my $criterion (sort keys %{ $inputs->{$agency} })
        {
            my $i = $inputs->{$agency}{$criterion};
            $i = { satisfied => sprintf('%.4f', 100 * $i->{good} / $i->{all}) + 0 } if $criterion eq '3';
            push @expected, map { "$agency $criterion $_ $i->{$_}" } sort keys %$i;
        }
    }
    is_deeply(\@found, \@expected, $what);
    return;
}
compare('inputs are those of the raw rows');
is($node->safe_psql('chi_so', 'SELECT count(*) FROM cchc.assessment'), 25, 'of five criteria of five agencies');

my $collect = "SET ROLE thu_thap;\nCALL cchc.collect('2026');";
my $runs = 'SELECT feed, rows_read, written, unchanged, refused, problem FROM cchc.collect_run ORDER BY id';
my $entries = 'SELECT max(id) FROM cchc.change_log';
my $before = $node->safe_psql('chi_so', $entries);
$node->safe_psql('chi_so', $collect);
is($node->safe_psql('chi_so', $entries), $before, 'twice in a row nothing is written');

# a day later
$node->safe_psql('mot_cua', q{UPDATE mot_cua.ho_so SET ngay_tra = han_tra WHERE ma_don_vi = 'H55.02' AND ngay_tra IS NULL; INSERT INTO mot_cua.ho_so VALUES (9001, 'H55.03', '2026-11-01', '2026-11-11', '2026-11-20', true, 0)});
$node->safe_psql('chi_so', q{INSERT INTO don_thu.don VALUES (9001, 'SGD', '2026-10-01', '2026-10-02')});
$node->safe_psql('chi_so', $collect);
compare('what has changed is collected');
is($node->safe_psql('chi_so', "SELECT agency, criterion FROM cchc.change_row r JOIN cchc.change_log l ON l.id = r.log, jsonb_to_record(jsonb_build_object('agency', r.key::jsonb -> 1, 'criterion', r.key::jsonb -> 2)) k (agency text, criterion text)"
      . " WHERE l.table_name = 'assessment' AND l.id > $before ORDER BY 1, 2"), "SGD|2\nSTC|1.1\nSYT|1.1\nSYT|1.2", 'and nothing else is written');

# the other database is out of reach: the others are collected, and the run says so
$node->safe_psql('postgres', 'ALTER DATABASE mot_cua ALLOW_CONNECTIONS false');
$node->safe_psql('chi_so', q{INSERT INTO don_thu.don VALUES (9002, 'SGD', '2026-10-01', NULL)});
my ($out, $err) = ('', '');
is($node->psql('chi_so', $collect, stdout => \$out, stderr => \$err), 0, 'a feed that fails stops nobody');
like($err, qr/WARNING:  1 of 3 feeds of round "2026" could not be collected.*could not connect to server "mot_cua"/s, 'and is told');
$node->safe_psql('postgres', 'ALTER DATABASE mot_cua ALLOW_CONNECTIONS true');
compare('what could be collected was');
like($node->safe_psql('chi_so', "SELECT string_agg(problem, '; ') FROM cchc.collect_run WHERE problem IS NOT NULL"), qr/^08001 could not connect to server "mot_cua"/, 'with its error');

# while it answers, it is stopped: nothing is half done
$node->safe_psql('chi_so', q{CREATE VIEW don_thu.slow AS SELECT s.*, pg_sleep(60) IS NULL AS slept FROM don_thu.so_lieu_cchc s; GRANT SELECT ON don_thu.slow TO thu_thap; UPDATE cchc.feed SET view_name = 'slow' WHERE code = 'đơn thư'});
$node->safe_psql('mot_cua', q{DELETE FROM mot_cua.ho_so WHERE ma_ho_so = 9001});
my $count = $node->safe_psql('chi_so', 'SELECT count(*) FROM cchc.collect_run');
isnt($node->psql('chi_so', "SET statement_timeout = '2s';\n$collect", stderr => \$err), 0, 'a run that is cancelled fails');
like($err, qr/canceling statement due to statement timeout/, 'as cancelled');
is($node->safe_psql('chi_so', 'SELECT count(*) FROM cchc.collect_run'), $count, 'and has left nothing');
$node->safe_psql('chi_so', q{UPDATE cchc.feed SET view_name = 'so_lieu_cchc' WHERE code = 'đơn thư'});
$node->safe_psql('chi_so', $collect);
compare('the next one does all');

# the registry goes by a dump, feeds and what was collected with it
$node->safe_psql('postgres', 'CREATE DATABASE chi_so_2');
$node->command_ok([ 'bash', '-c', 'pg_dump chi_so | psql -XqAt -v ON_ERROR_STOP=1 -d chi_so_2 >/dev/null' ], 'restored');
$node->safe_psql('chi_so_2', q{DELETE FROM don_thu.don WHERE so = 9002});
($out, $err) = ('', '');
$node->psql('chi_so_2', $collect, stderr => \$err);
like($err, qr/45 read, 1 written, 44 unchanged, 0 refused/, 'it goes on collecting');

$node->stop;
done_testing();

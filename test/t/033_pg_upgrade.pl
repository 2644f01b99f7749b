# pg_upgrade, by copy and by link: values of all types, indexes on them, views of functions, a registry with a
# published year. PAR_UPGRADE_TO names the folder of programs of another PostgreSQL to come to, in which par_index is
# installed; without, it is the same one.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $old = PostgreSQL::Test::Cluster->new('old');
$old->init(extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
$old->start;
plan(skip_all => 'a registry needs PostgreSQL 15') if $old->safe_psql('postgres', 'SHOW server_version_num') < 150000;
my ($bin) = run_command([ $ENV{PG_CONFIG} // 'pg_config', '--bindir' ]);
my $to = $ENV{PAR_UPGRADE_TO} // $bin;
plan(skip_all => 'there is no pg_upgrade') unless -x "$to/pg_upgrade";
my $same = $to eq $bin;

my ($year) = slurp_file('doc/registry.md') =~ /^## A year\n.*?^```sql\n(.*?)^```$/ms;
$old->safe_psql('postgres', "CREATE EXTENSION par_index; $year");
$old->safe_psql('postgres', <<'SQL');
CALL cchc.seal_log();
CREATE TABLE held (id integer PRIMARY KEY, rule par.rule, card par.scorecard, tree par.tree, points par.point_tree, sum par.point_sum, weighted par.weighted_sum, mean par.mean_sum,
    rows par.tree_rows, agreement par.agreement_sum, survey par.survey_sum);
INSERT INTO held
SELECT n, format('b/a >= %s%%: %s; else: %s * b/a', n, n, n)::par.rule, (SELECT par.scorecard('u' || u, 'i' || i, u * i / n::float8) FROM generate_series(1, 40) u, generate_series(1, 9) i),
       NULL, NULL, NULL, format('(%s,%s.12345,7)', n, n)::par.weighted_sum, format('(%s,1,1,0,%s,0,0,0,0,0)', n, n)::par.mean_sum,
       format('[["x","i",%s,"min"]]', n)::par.tree_rows, format('(%s,0,1,1,3,1,9)', n)::par.agreement_sum, par.survey_accum(NULL, n, n, 'h', 'c' || n, 1000)
FROM generate_series(1, 200) n;
UPDATE held SET tree = (SELECT par.tree(node, parent, weight, method) FROM (VALUES ('i', NULL, 1.0, 'geometric'), ('i1', 'i', 2, NULL), ('i2', 'i', 3, NULL)) t (node, parent, weight, method)),
    points = (SELECT par.point_tree(code, parent, maximum, policy) FROM (VALUES ('1', NULL, 10, NULL), ('1.1', '1', 4, 'full'), ('1.2', '1', 6, NULL)) t (code, parent, maximum, policy));
UPDATE held SET sum = (SELECT par.point_sum(t.tree, '1.1', 2.5, true) FROM (SELECT points AS tree FROM held WHERE id = 1) t);
CREATE INDEX by_rule ON held (rule);
CREATE TABLE found AS SELECT id, rule FROM held;
CREATE INDEX hashed ON found USING hash (rule);
CREATE VIEW seen AS SELECT id, par.score(rule, jsonb_build_object('a', 7, 'b', id)) AS points FROM held WHERE rule <> '1'::par.rule;
SQL
my $head = $old->safe_psql('postgres', 'SELECT cchc.log_head()');
# what the extension keeps for itself is not dumped, and OIDs are not what they were
my $told = <<'SQL';
SET enable_seqscan = off;
SELECT md5(string_agg(h::text, E'\n' ORDER BY id)), (SELECT md5(string_agg(s::text, E'\n' ORDER BY id)) FROM seen s), (SELECT count(*) FROM held WHERE rule > 'b' AND rule < 'c'),
    (SELECT count(*) FROM found WHERE rule = 'b/a >= 77%: 77; else: 77 * b/a'),
    (SELECT string_agg(r::text, ' ' ORDER BY r.agency) FROM cchc.ranking r), (SELECT count(*) FROM cchc.verify('2025')), (SELECT md5(string_agg(l::text || r::text, E'\n' ORDER BY r.log, r.place)) FROM cchc.change_log l JOIN cchc.change_row r ON r.log = l.id)
FROM held h;
SQL
my $before = $old->safe_psql('postgres', $told);
like($before, qr/^\w{32}\|\w{32}\|[1-9]\d*\|1\|.*\|0\|\w{32}$/s, 'there is something to be moved');
for my $plan ([ 'held', '>', 'by_rule' ], [ 'found', '=', 'hashed' ])
{
    like($old->safe_psql('postgres', "SET enable_seqscan = off; EXPLAIN (COSTS OFF) SELECT count(*) FROM $plan->[0] WHERE rule $plan->[1] '1'"), qr/$plan->[2]/, "index $plan->[2] is read");
}
$old->stop;

for my $way ('copy', 'link')
{
    my $new = PostgreSQL::Test::Cluster->new($way, $same ? () : (install_path => $to =~ s{/bin$}{}r));
    $new->init(extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
    my $there = PostgreSQL::Test::Utils::tempdir;
    my $ran = system("cd '$there' && '$to/pg_upgrade' --no-sync -b '$bin' -B '$to' -d '" . $old->data_dir . "' -D '" . $new->data_dir . "' -s '" . $new->host . "' -p " . $old->port . ' -P ' . $new->port . ($way eq "link" ? " --link" : "") . " >upgrade.log 2>&1");
    is($ran, 0, "pg_upgrade, by $way") or diag(slurp_file("$there/upgrade.log"), map { slurp_file($_) } glob($new->data_dir . '/pg_upgrade_output.d/*/log/*.log'));
    $new->start;
    is($new->safe_psql('postgres', $told), $before, 'all is what it was');
    is($new->safe_psql('postgres', "SELECT count(*) FROM cchc.verify_log('$head')"), '0', 'and the log leads to its head');
    is($new->safe_psql('postgres', q(INSERT INTO cchc.agency (code, name, kind) VALUES ('STN', 'Sở Tài nguyên', 'sở'); CALL cchc.seal_log(); SELECT count(*) FROM cchc.verify_log())), '0', 'and goes on');
    $new->stop;
}
done_testing();


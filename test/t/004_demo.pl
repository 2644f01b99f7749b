# The demonstration: real counts to a ranking, against the portal's own scores
# and against the same arithmetic written in plain SQL; then the same in a
# registry.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;

my ($out, $err) = ('', '');
$ENV{PGCLIENTENCODING} = 'UTF8';
IPC::Run::run(
    [ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', 'demo/demo.sql', '-f', 'demo/registry.sql' ],
    '>', \$out, '2>', \$err);
is($? >> 8, 0, 'the demo runs') or diag($err);
is($err =~ s/^psql:\S+: NOTICE:  log head: [0-9a-f]{64}\n//gmr, '', 'without a warning');
like($out, qr/^ +1 \| UBND xã Bản Nguyên +\| +45\.15 \| +94\.06$/m, 'the first commune');
like($out, qr/^ +148 \| UBND xã Tam Sơn - Tỉnh Phú Thọ +\| +28\.13 \| +58\.61$/m, 'the last commune');
like($out, qr/^ +821 \| +821 \| t$/m, 'all computed scores agree with the official ones');

sub sql { return $node->safe_psql('postgres', "SET search_path = phu_tho; $_[0]"); }

is(sql('SELECT count(*), count(DISTINCT unit) FROM score'), '821|164', 'every criterion of every unit with counts');
is(sql(q(SELECT count(*) FROM unit u WHERE NOT EXISTS (SELECT FROM ranking r WHERE r.code = u.code))), '0', 'no unit is lost');
is(sql(q(SELECT string_agg(field || '=' || points, ' ' ORDER BY field) FROM (
        SELECT f.code AS field, sum(c.max_points) AS points FROM scheme_criterion f JOIN scheme_criterion c ON c.parent = f.code
        WHERE f.kind = 'field' GROUP BY f.code, f.max_points HAVING sum(c.max_points) = f.max_points) s)),
    'digitization=22 online=12 openness=18 payment=10 progress=20 satisfaction=18', 'criteria sum to their fields');
is(sql(q(SELECT sum(max_points) FROM scheme_criterion WHERE kind = 'field')), '100', 'fields sum to 100');

# the rules in plain SQL, and the ranking from them
is(sql(q(
    WITH c AS (
        SELECT unit, criterion, jsonb_object_agg(variable, value) AS v FROM unit_count GROUP BY unit, criterion
    ), n AS (
        SELECT unit, criterion, (v->>'n')::numeric AS n, (v->>'d')::numeric AS d, (v->>'on_time')::numeric AS on_time, (v->>'received')::numeric AS received,
               (v->>'paid')::numeric AS paid, (v->>'payable')::numeric AS payable, (v->>'online_formality_paid')::numeric AS ofp,
               (v->>'fee_formality')::numeric AS fee, (v->>'fee_dossier_formality')::numeric AS fdf,
               (v->>'authority')::numeric AS authority, (v->>'partial')::numeric + (v->>'full')::numeric AS offered,
               (v->>'online_dossiers')::numeric / nullif((v->>'online_services')::numeric, 0) AS b,
               (v->>'channel_online')::numeric / nullif((v->>'channel_total')::numeric, 0) AS c
        FROM c
    ), plain AS (
        SELECT unit, criterion, CASE criterion
            WHEN 'settled_on_time' THEN coalesce(20 * on_time / nullif(received, 0), 0)
            WHEN 'dossier_satisfaction' THEN least(6, coalesce(6 * n / nullif(d, 0), 0) / 0.9)
            WHEN 'petition_on_time' THEN coalesce(6 * n / nullif(d, 0), 6)
            WHEN 'petition_satisfaction' THEN coalesce(6 * n / nullif(d, 0), 6)
            WHEN 'online_payment' THEN 6 * coalesce(paid / nullif(payable, 0), 0) + least(2, 2.5 * coalesce(ofp / nullif(fee, 0), 0)) + 2.5 * coalesce(fdf / nullif(fee, 0), 0)
            WHEN 'online_services' THEN least(2, 2 * offered / authority / 0.8) + 4 * b + least(6, 6 * c / 0.5)
        END AS points FROM n
    ), ranked AS (
        SELECT u.code, rank() OVER (PARTITION BY u.kind ORDER BY round(100 * sum(p.points) / CASE u.kind WHEN 'province' THEN 60 ELSE 48 END, 2) DESC) AS rank
        FROM plain p JOIN unit u ON u.code = p.unit GROUP BY u.code, u.kind
    )
    SELECT (SELECT count(*) FROM plain p JOIN score s USING (unit, criterion) WHERE abs(p.points - s.points) < 1e-12),
           (SELECT count(*) FROM ranked JOIN ranking r USING (code, rank)))),
    '821|164', 'scores and ranks are those of plain SQL');

# from raw counts through every stage to publication
SKIP:
{
    skip 'a registry needs PostgreSQL 15', 8 if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
    like($out, qr/^ +164 \| +0$/m, 'the registry publishes the same index and rank for every unit');
    like($out, qr/^ +821 \| +0$/m, 'and the same points');
    is(sql(q(SELECT count(*) FROM ranking r FULL JOIN cchc.ranking k ON k.agency = r.code
             WHERE (r.rank, r.par_index, r.max_points) IS DISTINCT FROM (k.rank, k.par_index, k.max_points))), '0', 'which a join shows, too');
    is(sql(q(SELECT string_agg(to_stage, ' ' ORDER BY id) FROM cchc.round_event WHERE agency IS NULL)),
        'self_assessment appraisal explanation review scored published', 'after all stages');
    is(sql('SELECT count(*) FROM cchc.import_row'), '0', 'every row of the import was good');
    is(sql(q(SELECT count(*) FROM cchc.verify('PT2026'))), '0', 'verified');
    is(sql(q(SELECT count(DISTINCT league), count(DISTINCT field) FROM cchc.field_index WHERE max_points > 0)), '3|4', 'by league and field');
    is(sql(q(SELECT count(*) FROM official_score o FULL JOIN cchc.result_item i ON i.agency = o.unit AND i.criterion = o.criterion
             WHERE i.max_points > 0 AND abs(i.points - o.points) <= 0.015)), '821', 'as the portal scored them');
}

$node->stop;
done_testing();

# What others computed: ASEM sustainable connectivity (JRC's COINr), Vietnam's
# Provincial Competitiveness Index as published, a survey of schools (R's survey).
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $data = $ENV{REFERENCE_DATA} || '../shared/data';
plan skip_all => "no reference data in $data" unless -r "$data/asem_scores.csv";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', q(
    CREATE EXTENSION par_index;
    CREATE TABLE asem_scores (unit text, indicator text, value float8);
    CREATE TABLE asem_tree (node text, parent text, weight float8);
    CREATE TABLE asem_expected_arithmetic (unit text, node text, value float8);
    CREATE TABLE asem_expected_geometric (LIKE asem_expected_arithmetic);
    CREATE TABLE pci_2012_2014 (province text, year int, subindex text, value float8, line serial);
    CREATE TABLE pci_weights_2012_2014 (year int, subindex text, weight float8);
    CREATE TABLE pci_published_2012_2014 (province text, year int, pci float8, rank int, line serial);
    CREATE TABLE survey_schools_stratified (stratum text, api00 float8, api99 float8, meals float8, weight float8, population float8);
    CREATE TABLE survey_schools_expected (design text, variable text, mean float8, std_error float8, deff float8, ci_low float8, ci_high float8, df bigint);
));
my %columns = (pci_2012_2014 => '(province, year, subindex, value)', pci_published_2012_2014 => '(province, year, pci, rank)');
for my $table (qw(asem_scores asem_tree asem_expected_arithmetic asem_expected_geometric pci_2012_2014 pci_weights_2012_2014 pci_published_2012_2014 survey_schools_stratified survey_schools_expected))
{
    my $into = $table . ($columns{$table} || '');
    my ($ret, $out, $err) = $node->psql('postgres', "\\copy $into from '$data/$table.csv' with (format csv, header)");
    is($ret, 0, "$table is loaded") or diag($err);
}

sub row { return $node->safe_psql('postgres', $_[0]); }

# ASEM: 51 units, 49 indicators, 11 inner nodes on three levels
row(q(CREATE TABLE asem AS SELECT (SELECT par.scorecard(unit, indicator, value) FROM asem_scores) AS card,
    (SELECT par.tree(node, parent, weight, 'arithmetic') FROM asem_tree) AS arithmetic, (SELECT par.tree(node, parent, weight, 'geometric') FROM asem_tree) AS geometric));
for my $method (qw(arithmetic geometric))
{
    is( row(qq(SELECT count(*), count(*) FILTER (WHERE abs(r.value - e.value) > 1e-12 * abs(e.value)), count(*) FILTER (WHERE r.rank <> e.rank), count(*) FILTER (WHERE r.coverage <> 1)
            FROM asem, par.rollup(card, $method) r JOIN (SELECT *, rank() OVER (PARTITION BY node ORDER BY value DESC) FROM asem_expected_$method) e USING (unit, node))),
        '561|0|0|0', "ASEM, $method: every node to 1e-12, every rank");
}
is( row(q(SELECT bool_and(abs(s.total - r.value) < 1e-12 * r.value) FROM (SELECT unit, sum(contribution) AS total FROM asem, par.contributions(card, arithmetic) GROUP BY unit) s JOIN (SELECT r.* FROM asem, par.rollup(card, arithmetic) r WHERE level = 0) r USING (unit))),
    't', 'contributions add up');
is( row(q(SELECT bool_and(abs(s.total - r.value) < 1e-12 * r.value) FROM (SELECT unit, sum(c.value * w.weight) AS total FROM asem, par.cells(card) c JOIN asem a ON true JOIN par.effective_weights(a.arithmetic) w USING (indicator) GROUP BY unit) s JOIN (SELECT r.* FROM asem, par.rollup(card, arithmetic) r WHERE level = 0) r USING (unit))),
    't', 'effective weights give the root value');
is( row(q(SELECT count(DISTINCT node), count(*), count(*) FILTER (WHERE change <> 0) > 0 FROM asem, par.leave_one_out(card, arithmetic))),
    '59|3009|t', 'each node is left out in turn');
is( row(q(SELECT count(*) FROM asem, par.rollup(card, arithmetic) r JOIN asem a ON true JOIN LATERAL par.rollup(par.rescale(a.card, 'zscore'), a.arithmetic) z ON (z.unit, z.node) = (r.unit, r.node) WHERE r.level = 3 AND r.rank <> z.rank)),
    '0', 'rescaling leaves the order within an indicator');

# ASEM: ranks under random weights of levels 1 and 2, all weights being 1
row(q(CREATE TABLE asem_rank_statistics (unit text, nominal int, mean float8, median float8, q05 float8, q95 float8)));
{
    my ($ret, $out, $err) = $node->psql('postgres', "\\copy asem_rank_statistics from '$data/asem_rank_statistics.csv' with (format csv, header)");
    is($ret, 0, 'asem_rank_statistics is loaded') or diag($err);
}
for my $seed (1, 20261124)
{
    is( row(qq(SELECT count(*), count(*) FILTER (WHERE nominal_rank <> nominal), max(abs(mean_rank - mean)) <= 0.25, max(abs(median_rank - median)) <= 1, max(abs(rank_05 - q05)) <= 1, max(abs(rank_95 - q95)) <= 1
            FROM asem, (SELECT par.tree(node, parent, 1, NULL) AS tree FROM asem_tree) t, par.rank_intervals(card, tree, 1000, 0.25, $seed, '{1,2}') r JOIN asem_rank_statistics USING (unit))),
        '51|0|t|t|t|t', "ASEM: ranks under 25 % of noise, seed $seed");
}

# PCI: 63 provinces, three years; the index is 10 * sum of weight * sub-index.
# Most provinces of 2013 have lost their names: they are paired by their place.
row(q(
    UPDATE pci_2012_2014 p SET province = 'number ' || n FROM (SELECT line, (row_number() OVER (ORDER BY line) - 1) / 10 AS n FROM pci_2012_2014 WHERE province IS NULL) s WHERE s.line = p.line;
    UPDATE pci_published_2012_2014 p SET province = 'number ' || n FROM (SELECT line, row_number() OVER (ORDER BY line) - 1 AS n FROM pci_published_2012_2014 WHERE province IS NULL) s WHERE s.line = p.line;
));
my $pci = q(SELECT count(*) AS rows, count(*) FILTER (WHERE abs(r.value - p.pci) > 1e-5), count(*) FILTER (WHERE r.rank <> p.rank)
    FROM (SELECT year, par.scorecard(province, subindex, value) AS card FROM pci_2012_2014 GROUP BY year) c
    JOIN (SELECT year, par.tree(node, parent, weight, method) AS tree FROM (
            SELECT year, subindex AS node, 'pci' AS parent, %s AS weight, NULL AS method FROM pci_weights_2012_2014 UNION ALL SELECT DISTINCT year, 'pci', NULL, NULL::float8, '%s' FROM pci_weights_2012_2014) n GROUP BY year) t USING (year),
        LATERAL par.rollup(card, tree) r JOIN pci_published_2012_2014 p ON p.province = r.unit
    WHERE r.level = 0 AND p.year = c.year);
is(row(sprintf $pci, '10 * weight', 'sum'), '189|0|0', 'PCI: every published score and rank, as a sum');
is(row(sprintf $pci, 'weight', 'arithmetic') =~ s/\|.*\|/|/r, '189|0', 'and as a weighted mean of the sub-indices');

# Panel data: one pair of goalposts for all years, those of 2012, for the nine
# sub-indices that both years have
row(q(CREATE TABLE panel AS
    SELECT year, par.rescale(card, 'goalposts', jsonb_build_object('goalposts', posts)) AS card, card AS raw
    FROM (SELECT year, par.scorecard(province, subindex, value) AS card FROM pci_2012_2014 WHERE year IN (2012, 2014) AND subindex <> 'bias' GROUP BY year) c,
         (SELECT jsonb_object_agg(subindex, jsonb_build_array(least, greatest)) AS posts
          FROM (SELECT subindex, min(value) AS least, max(value) AS greatest FROM pci_2012_2014 WHERE year = 2012 GROUP BY subindex) s) p));
is( row(q(SELECT count(*), max(abs(a.value - b.value)) < 1e-12 * 100 FROM panel, par.cells(card) a JOIN panel q ON q.year = 2012 JOIN par.cells(par.rescale(q.raw, 'minmax')) b ON (a.unit, a.indicator) = (b.unit, b.indicator) WHERE panel.year = 2012)),
    '567|t', 'in the base year goalposts are minmax');
is( row(q(SELECT count(*), count(*) FILTER (WHERE abs(c.value - (100 * (n.value - b.least) / (b.greatest - b.least))) > 1e-9), min(c.value) < 0, max(c.value) > 100
        FROM panel, par.cells(card) c JOIN pci_2012_2014 n ON n.province = c.unit AND n.subindex = c.indicator AND n.year = 2014
            JOIN (SELECT subindex, min(value) AS least, max(value) AS greatest FROM pci_2012_2014 WHERE year = 2012 GROUP BY subindex) b USING (subindex) WHERE panel.year = 2014)),
    '567|0|t|t', 'two years later they stay, and values may leave the range');
is( row(q(SELECT count(*), bool_and(sign(a.value - b.value) = sign(x.value - y.value) OR abs(x.value - y.value) < 1e-12) FROM panel p, par.cells(p.card) a JOIN panel q ON q.year = 2012 JOIN par.cells(q.card) b ON (a.unit, a.indicator) = (b.unit, b.indicator)
            JOIN pci_2012_2014 x ON x.province = a.unit AND x.subindex = a.indicator AND x.year = 2014 JOIN pci_2012_2014 y ON y.province = a.unit AND y.subindex = a.indicator AND y.year = 2012 WHERE p.year = 2014)),
    '567|t', 'so that who improved is seen to improve');
is( row(q(SELECT count(*) > 0 FROM panel p, par.cells(par.rescale(p.raw, 'minmax')) a JOIN panel q ON q.year = 2012 JOIN par.cells(par.rescale(q.raw, 'minmax')) b ON (a.unit, a.indicator) = (b.unit, b.indicator)
            JOIN pci_2012_2014 x ON x.province = a.unit AND x.subindex = a.indicator AND x.year = 2014 JOIN pci_2012_2014 y ON y.province = a.unit AND y.subindex = a.indicator AND y.year = 2012 WHERE p.year = 2014 AND sign(a.value - b.value) <> sign(x.value - y.value))),
    't', 'which minmax of each year for itself does not show');

# Schools: a stratified sample, with and without populations
my $schools = q(FROM survey_schools_stratified, LATERAL (VALUES ('api00', api00), ('api99', api99), ('meals', meals)) v(variable, answer) GROUP BY variable);
is( row(qq(SELECT count(*), count(*) FILTER (WHERE (e).df = x.df AND (e).n = 200),
            max(greatest(abs((e).mean / x.mean - 1), abs((e).std_error / x.std_error - 1), abs((e).deff / x.deff - 1), abs((e).ci_low / x.ci_low - 1), abs((e).ci_high / x.ci_high - 1))) < 1e-9
        FROM (SELECT 'strat' AS design, variable, par.survey_mean(answer, weight, stratum, NULL, population) AS e $schools UNION ALL
              SELECT 'strat_nofpc', variable, par.survey_mean(answer, weight, stratum, NULL, NULL) $schools) s JOIN survey_schools_expected x USING (design, variable))),
    '6|6|t', 'schools: mean, standard error, design effect and t interval to 1e-9');

# Attitudes of 30 departments' clerks: 7 items
row(q(CREATE TABLE attitude (unit serial, rating float8, complaints float8, privileges float8, learning float8, raises float8, critical float8, advance float8);
    CREATE TABLE attitude_alpha (alpha float8, standardized float8, r float8);
    CREATE TABLE attitude_alpha_drop (item text, alpha float8, standardized float8, r float8)));
for my $into ('attitude (rating, complaints, privileges, learning, raises, critical, advance)', 'attitude_alpha', 'attitude_alpha_drop')
{
    my ($table) = split / /, $into;
    my ($ret, $out, $err) = $node->psql('postgres', "\\copy $into from '$data/$table.csv' with (format csv, header)");
    is($ret, 0, "$table is loaded") or diag($err);
}
row(q(CREATE TABLE attitude_card AS SELECT par.scorecard(unit::text, key, value::float8) AS card FROM attitude a, jsonb_each_text(to_jsonb(a) - 'unit')));
is( row(q(SELECT items, n, abs(a.alpha - e.alpha) < 1e-10, abs(standardized_alpha - standardized) < 1e-10, abs(average_correlation - r) < 1e-10 FROM attitude_card, par.cronbach_alpha(card) a, attitude_alpha e)),
    '7|30|t|t|t', 'attitude: alpha to 1e-10');
is( row(q(SELECT count(*), max(greatest(abs(alpha_if_dropped - alpha), abs(standardized_alpha_if_dropped - standardized))) < 1e-10 FROM attitude_card, par.item_statistics(card) i JOIN attitude_alpha_drop e ON e.item = i.indicator)),
    '7|t', 'attitude: alpha without each item to 1e-10');

$node->stop;
done_testing();

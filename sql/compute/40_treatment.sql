-- ---------------------------------------------------------------------------
-- Treatment of a scorecard before it is aggregated
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.rescale(
    card par.scorecard, method text, params jsonb DEFAULT '{}', direction jsonb DEFAULT '{}')
    RETURNS par.scorecard
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'scorecard_rescale';
COMMENT ON FUNCTION par.rescale(par.scorecard, text, jsonb, jsonb) IS
    'normalization of each indicator over the n units that have it; missing cells stay missing. minmax {lo 0, hi 100, each a number or {indicator: number}}: lo + (x - min) / (max - min) * (hi - lo); zscore {mean 0, sd 1}: mean + sd * (x - average) / deviation, with n - 1; rank: 1 + how many are smaller, where values that agree in 10 digits are ties; borda: rank - 1; percentile_rank: (rank - 1) / (n - 1); distance_to_max: 1 - (max - x) / (max - min); distance_to_median: 1 - |x - median| / max |x - median|; distance_to_target {targets: {indicator: target}, clamp, both, or the targets alone}: (x - min) / (target - min), or with both 1 - |x - target| / max |x - target|; goalposts {goalposts: {indicator: [from, to]}, lo 0, hi 100 as above, clamp, or the goalposts alone}: lo + (x - from) / (to - from) * (hi - lo); log {base e, offset 0}: ln(x + offset) / ln(base). After the OECD/JRC Handbook on Constructing Composite Indicators (2008). direction: {indicator: -1} where less is better takes the formula over -x (log: -ln). A constant indicator becomes missing, with a notice, under the first seven. 22023 for wrong parameters and logarithms of what is not positive, 22003 for overflow';

CREATE FUNCTION par.treat(card par.scorecard, method text, params jsonb DEFAULT '{}')
    RETURNS par.scorecard
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'scorecard_treat';
COMMENT ON FUNCTION par.treat(par.scorecard, text, jsonb) IS
    'treatment of outliers, for indicators with |skewness| >= 2 and kurtosis >= 3.5 (params: skewness, kurtosis; sample estimates G1 and G2). winsorize {max_points 5}: the most extreme values are replaced by the next, one more at a time, until it passes, never the last that differs; log: ln(x - min + a), or -ln(max - x + a) for a tail to the left, a = 0.01 * (max - min); auto: winsorize, or log where that does not do. 22023 for wrong parameters';

CREATE FUNCTION par.treatment_report(
    card par.scorecard, method text, params jsonb DEFAULT '{}',
    OUT indicator text, OUT treatment text, OUT points integer,
    OUT skewness_before float8, OUT kurtosis_before float8, OUT passed_before boolean,
    OUT skewness_after float8, OUT kurtosis_after float8, OUT passed_after boolean)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 100
    AS 'MODULE_PATHNAME', 'scorecard_treatment_report';
COMMENT ON FUNCTION par.treatment_report(par.scorecard, text, jsonb) IS
    'what par.treat does with the same arguments: per indicator the treatment (none, winsorize, log), how many values it replaced, and skewness, kurtosis (NULL for fewer than 3 and 4 values or constant ones, which pass) and whether it passes, before and after';

CREATE FUNCTION par.impute(card par.scorecard, method text, groups jsonb DEFAULT '{}')
    RETURNS par.scorecard
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'scorecard_impute';
COMMENT ON FUNCTION par.impute(par.scorecard, text, jsonb) IS
    'missing values filled in with the mean or median of the indicator: over all units (mean, median), or over those of the same group (group_mean, group_median) with groups {unit: group}. Where nothing is known the cell stays missing, with a notice. 22023 for a unit without a group or groups that the method does not take';

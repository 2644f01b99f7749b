-- ---------------------------------------------------------------------------
-- Reliability
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.correlations(
    card par.scorecard, method text DEFAULT 'pearson',
    OUT a text, OUT b text, OUT r float8, OUT n integer, OUT p_value float8, OUT p_method text)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 100
    AS 'MODULE_PATHNAME', 'scorecard_correlations';
COMMENT ON FUNCTION par.correlations(par.scorecard, text) IS
    'correlation of each pair of indicators, a before b in byte order, over the n units that have both: pearson, spearman (pearson of mid-ranks) or kendall (tau-b). p_value: two-sided, by Student''s t of n - 2 degrees of freedom, for kendall by the normal approximation with the variance for ties (Kendall 1970); exact for kendall below 50 and spearman up to 12 units without ties: p_method says which of student, normal and exact. NULL below 3 units. Values that agree in 10 digits are ties, as in par.rollup. r is NULL where an indicator is constant among the n units. 22023 for an unknown method; 54000 beyond 10,000 indicators';

CREATE FUNCTION par.cronbach_alpha(
    card par.scorecard,
    OUT alpha float8, OUT standardized_alpha float8, OUT average_correlation float8,
    OUT items integer, OUT n integer)
    RETURNS record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS 'MODULE_PATHNAME', 'scorecard_cronbach_alpha';
COMMENT ON FUNCTION par.cronbach_alpha(par.scorecard) IS
    'Cronbach''s alpha (1951) of the indicators as k items of a scale, over the n units that have all of them: k/(k - 1) (1 - sum of the variances of items / variance of their sum); standardized_alpha: the same of items brought to variance 1; average_correlation: the mean of the correlations of items. NULL below two items or units, or where the sum does not vary (standardized: where an item does not)';

CREATE FUNCTION par.item_statistics(
    card par.scorecard,
    OUT indicator text, OUT n integer, OUT mean float8, OUT sd float8,
    OUT item_total float8, OUT item_rest float8,
    OUT alpha_if_dropped float8, OUT standardized_alpha_if_dropped float8)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 20
    AS 'MODULE_PATHNAME', 'scorecard_item_statistics';
COMMENT ON FUNCTION par.item_statistics(par.scorecard) IS
    'each indicator as an item of a scale, over the n units that have all indicators: mean and standard deviation (n - 1), correlation with the sum of all items and with the sum of the others, and par.cronbach_alpha without it. NULL where it is not defined. 22003 for a deviation beyond double precision';

CREATE TYPE par.agreement_result AS (
    n bigint,
    bias numeric,
    mean_abs_difference numeric,
    icc numeric,
    share_exact numeric
);
COMMENT ON TYPE par.agreement_result IS
    'agreement of two judges: n pairs; bias, the mean of self - appraised (positive: inflated self-scores); mean_abs_difference; icc, the intraclass correlation ICC(A,1) of single ratings for absolute agreement; share_exact, the share of pairs without difference';

CREATE TYPE par.agreement_sum;

CREATE FUNCTION par.agreement_sum_in(cstring) RETURNS par.agreement_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_sum_in';

CREATE FUNCTION par.agreement_sum_out(par.agreement_sum) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_sum_out';

CREATE FUNCTION par.agreement_sum_recv(internal) RETURNS par.agreement_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_sum_recv';

CREATE FUNCTION par.agreement_sum_send(par.agreement_sum) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_sum_send';

CREATE TYPE par.agreement_sum (
    INPUT = par.agreement_sum_in,
    OUTPUT = par.agreement_sum_out,
    RECEIVE = par.agreement_sum_recv,
    SEND = par.agreement_sum_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.agreement_sum IS
    'state of par.agreement: (rows,rows without difference,sums of d, |d|, s, d^2, s^2), exact, with d = self - appraised and s = self + appraised';
COMMENT ON FUNCTION par.agreement_sum_in(cstring) IS 'input function of par.agreement_sum; 22P02 for text that is none';
COMMENT ON FUNCTION par.agreement_sum_out(par.agreement_sum) IS 'output function of par.agreement_sum; the text is exact';
COMMENT ON FUNCTION par.agreement_sum_recv(internal) IS 'binary input function of par.agreement_sum';
COMMENT ON FUNCTION par.agreement_sum_send(par.agreement_sum) IS 'binary output function of par.agreement_sum';

CREATE FUNCTION par.agreement_accum(par.agreement_sum, self numeric, appraised numeric) RETURNS par.agreement_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_accum';
CREATE FUNCTION par.agreement_remove(par.agreement_sum, self numeric, appraised numeric) RETURNS par.agreement_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_remove';
CREATE FUNCTION par.agreement_combine(par.agreement_sum, par.agreement_sum) RETURNS par.agreement_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_combine';
CREATE FUNCTION par.agreement_final(par.agreement_sum) RETURNS par.agreement_result
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'agreement_final';

COMMENT ON FUNCTION par.agreement_accum(par.agreement_sum, numeric, numeric) IS 'aggregate transition function: a pair is added';
COMMENT ON FUNCTION par.agreement_remove(par.agreement_sum, numeric, numeric) IS 'inverse transition function of par.agreement';
COMMENT ON FUNCTION par.agreement_combine(par.agreement_sum, par.agreement_sum) IS 'aggregate combine function';
COMMENT ON FUNCTION par.agreement_final(par.agreement_sum) IS 'aggregate final function: means of differences and the intraclass correlation';

CREATE AGGREGATE par.agreement(self numeric, appraised numeric) (
    SFUNC = par.agreement_accum,
    STYPE = par.agreement_sum,
    SSPACE = 256,
    FINALFUNC = par.agreement_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.agreement_combine,
    INITCOND = '(0,0,0,0,0,0,0)',
    MSFUNC = par.agreement_accum,
    MINVFUNC = par.agreement_remove,
    MSTYPE = par.agreement_sum,
    MSSPACE = 256,
    MFINALFUNC = par.agreement_final,
    MFINALFUNC_MODIFY = READ_ONLY,
    MINITCOND = '(0,0,0,0,0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.agreement(numeric, numeric) IS
    'how far self-assessed and appraised values agree, exact sums, quotients rounded as in par.index: (n, bias, mean_abs_difference, icc, share_exact) over the rows where both are present. icc = (MSR - MSE)/(MSR + MSE + 2 (MSC - MSE)/n), ICC(A,1) of McGraw and Wong (1996), which is ICC(2,1) of Shrout and Fleiss (1979); NULL for n < 2 and where nothing varies. To be fed shares of the maximum: on raw points unequal maxima alone make it high. 22023 for NaN and infinities; 22003 for more than 50,000 digits before or 8,000 after the decimal point';

-- ---------------------------------------------------------------------------
-- Exact aggregates
-- ---------------------------------------------------------------------------

CREATE TYPE par.weighted_sum;

CREATE FUNCTION par.weighted_sum_in(cstring) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_sum_in';

CREATE FUNCTION par.weighted_sum_out(par.weighted_sum) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_sum_out';

CREATE FUNCTION par.weighted_sum_recv(internal) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_sum_recv';

CREATE FUNCTION par.weighted_sum_send(par.weighted_sum) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_sum_send';

CREATE TYPE par.weighted_sum (
    INPUT = par.weighted_sum_in,
    OUTPUT = par.weighted_sum_out,
    RECEIVE = par.weighted_sum_recv,
    SEND = par.weighted_sum_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.weighted_sum IS
    'state of par.index and par.weighted_mean: (rows,numerator,denominator), exact; behind them, if there are any, the decimals of the values that have most, in fours, with the number of these values, and the counts of NaN, Infinity and -Infinity above and of NaN and Infinity below the line';
COMMENT ON FUNCTION par.weighted_sum_in(cstring) IS 'input function of par.weighted_sum; 22P02 for text that is none';
COMMENT ON FUNCTION par.weighted_sum_out(par.weighted_sum) IS 'output function of par.weighted_sum; the text is exact';
COMMENT ON FUNCTION par.weighted_sum_recv(internal) IS 'binary input function of par.weighted_sum';
COMMENT ON FUNCTION par.weighted_sum_send(par.weighted_sum) IS 'binary output function of par.weighted_sum';

CREATE FUNCTION par.index_accum(par.weighted_sum, points numeric, max_points numeric) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'index_accum';
CREATE FUNCTION par.index_remove(par.weighted_sum, points numeric, max_points numeric) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'index_remove';
CREATE FUNCTION par.index_final(par.weighted_sum) RETURNS numeric
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'index_final';
CREATE FUNCTION par.weighted_mean_accum(par.weighted_sum, value numeric, weight numeric) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_mean_accum';
CREATE FUNCTION par.weighted_mean_remove(par.weighted_sum, value numeric, weight numeric) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_mean_remove';
CREATE FUNCTION par.weighted_mean_final(par.weighted_sum) RETURNS numeric
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_mean_final';
CREATE FUNCTION par.weighted_sum_combine(par.weighted_sum, par.weighted_sum) RETURNS par.weighted_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'weighted_sum_combine';

COMMENT ON FUNCTION par.index_accum(par.weighted_sum, numeric, numeric) IS 'aggregate transition function: points and maximum are added';
COMMENT ON FUNCTION par.index_remove(par.weighted_sum, numeric, numeric) IS 'inverse transition function of par.index';
COMMENT ON FUNCTION par.index_final(par.weighted_sum) IS 'aggregate final function: 100 * numerator / denominator';
COMMENT ON FUNCTION par.weighted_mean_accum(par.weighted_sum, numeric, numeric) IS 'aggregate transition function: weight * value and weight are added';
COMMENT ON FUNCTION par.weighted_mean_remove(par.weighted_sum, numeric, numeric) IS 'inverse transition function of par.weighted_mean; NULL where the last of the values with most decimals goes, and those of the rest are not known';
COMMENT ON FUNCTION par.weighted_mean_final(par.weighted_sum) IS 'aggregate final function: numerator / denominator';
COMMENT ON FUNCTION par.weighted_sum_combine(par.weighted_sum, par.weighted_sum) IS 'aggregate combine function';

CREATE AGGREGATE par.index(points numeric, max_points numeric) (
    SFUNC = par.index_accum,
    STYPE = par.weighted_sum,
    SSPACE = 160,
    FINALFUNC = par.index_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.weighted_sum_combine,
    INITCOND = '(0,0,0)',
    MSFUNC = par.index_accum,
    MINVFUNC = par.index_remove,
    MSTYPE = par.weighted_sum,
    MSSPACE = 160,
    MFINALFUNC = par.index_final,
    MFINALFUNC_MODIFY = READ_ONLY,
    MINITCOND = '(0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.index(numeric, numeric) IS
    'index: 100 * sum(points) / sum(max_points) over the rows where both are present, exact, rounded half away from zero to the finer of 16 significant digits and 4 decimals. A NULL in either leaves the row out of both sums (not applicable). NULL when nothing is left or the maxima sum to 0. 22023 for a negative maximum';

CREATE AGGREGATE par.weighted_mean(value numeric, weight numeric) (
    SFUNC = par.weighted_mean_accum,
    STYPE = par.weighted_sum,
    SSPACE = 160,
    FINALFUNC = par.weighted_mean_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.weighted_sum_combine,
    INITCOND = '(0,0,0)',
    MSFUNC = par.weighted_mean_accum,
    MINVFUNC = par.weighted_mean_remove,
    MSTYPE = par.weighted_sum,
    MSSPACE = 160,
    MFINALFUNC = par.weighted_mean_final,
    MFINALFUNC_MODIFY = READ_ONLY,
    MINITCOND = '(0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.weighted_mean(numeric, numeric) IS
    'weighted mean: sum(weight * value) / sum(weight) over the rows where both are present, exact, rounded half away from zero to the finest of 16 significant digits, 4 decimals and those of the values, in fours. NULL when nothing is left or the weights sum to 0. 22023 for a negative weight';

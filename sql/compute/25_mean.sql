-- ---------------------------------------------------------------------------
-- Means in floating point
-- ---------------------------------------------------------------------------

CREATE TYPE par.mean_sum;

CREATE FUNCTION par.mean_sum_in(cstring) RETURNS par.mean_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_sum_in';

CREATE FUNCTION par.mean_sum_out(par.mean_sum) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_sum_out';

CREATE FUNCTION par.mean_sum_recv(internal) RETURNS par.mean_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_sum_recv';

CREATE FUNCTION par.mean_sum_send(par.mean_sum) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_sum_send';

CREATE TYPE par.mean_sum (
    INPUT = par.mean_sum_in,
    OUTPUT = par.mean_sum_out,
    RECEIVE = par.mean_sum_recv,
    SEND = par.mean_sum_send,
    INTERNALLENGTH = 80,
    ALIGNMENT = double
);

COMMENT ON TYPE par.mean_sum IS
    'state of the means in floating point: (rows,power,weight,weight_low,sum,sum_low,exponent,exponent_low,sum_special,weight_special); each sum in two parts, the sums of terms and weights that are not finite last; power NaN is not known yet';
COMMENT ON FUNCTION par.mean_sum_in(cstring) IS 'input function of par.mean_sum; 22P02 for text that is none';
COMMENT ON FUNCTION par.mean_sum_out(par.mean_sum) IS 'output function of par.mean_sum; the text is exact';
COMMENT ON FUNCTION par.mean_sum_recv(internal) IS 'binary input function of par.mean_sum';
COMMENT ON FUNCTION par.mean_sum_send(par.mean_sum) IS 'binary output function of par.mean_sum';

CREATE FUNCTION par.mean_accum(par.mean_sum, value float8, weight float8) RETURNS par.mean_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_accum';
CREATE FUNCTION par.mean_accum_power(par.mean_sum, value float8, weight float8, p float8) RETURNS par.mean_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_accum_power';
CREATE FUNCTION par.mean_final(par.mean_sum) RETURNS float8
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_final';
CREATE FUNCTION par.mean_sum_combine(par.mean_sum, par.mean_sum) RETURNS par.mean_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'mean_sum_combine';

COMMENT ON FUNCTION par.mean_accum(par.mean_sum, float8, float8) IS 'aggregate transition function: weight and weight * value^power are added; 22023 while the power is not known';
COMMENT ON FUNCTION par.mean_accum_power(par.mean_sum, float8, float8, float8) IS 'aggregate transition function of par.power_mean: weight and weight * value^p are added; 22023 if the state has another power';
COMMENT ON FUNCTION par.mean_final(par.mean_sum) IS 'aggregate final function: (sum / weight)^(1/power)';
COMMENT ON FUNCTION par.mean_sum_combine(par.mean_sum, par.mean_sum) IS 'aggregate combine function; 22023 if the powers differ';

CREATE AGGREGATE par.arithmetic_mean(value float8, weight float8) (
    SFUNC = par.mean_accum,
    STYPE = par.mean_sum,
    SSPACE = 80,
    FINALFUNC = par.mean_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.mean_sum_combine,
    INITCOND = '(0,1,0,0,0,0,0,0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.arithmetic_mean(float8, float8) IS
    'weighted arithmetic mean in floating point: sum(weight * value) / sum(weight), the same to 1e-14 in any order of rows. A NULL in any argument leaves the row out. NULL when nothing is left or the weights sum to 0. 22023 for a negative weight; 22003 for a nonzero value, weight or term beyond about 1e-288 to 1e288';

CREATE AGGREGATE par.geometric_mean(value float8, weight float8) (
    SFUNC = par.mean_accum,
    STYPE = par.mean_sum,
    SSPACE = 80,
    FINALFUNC = par.mean_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.mean_sum_combine,
    INITCOND = '(0,0,0,0,0,0,0,0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.geometric_mean(float8, float8) IS
    'weighted geometric mean in floating point: exp(sum(weight * ln(value)) / sum(weight)), the same to 1e-14 in any order of rows. A value of 0 with a positive weight makes it 0. A NULL in any argument leaves the row out. NULL when nothing is left or the weights sum to 0. 22023 for a negative value or weight; 22003 for a nonzero value, weight or term beyond about 1e-288 to 1e288';

CREATE AGGREGATE par.harmonic_mean(value float8, weight float8) (
    SFUNC = par.mean_accum,
    STYPE = par.mean_sum,
    SSPACE = 80,
    FINALFUNC = par.mean_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.mean_sum_combine,
    INITCOND = '(0,-1,0,0,0,0,0,0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.harmonic_mean(float8, float8) IS
    'weighted harmonic mean in floating point: sum(weight) / sum(weight / value), the same to 1e-14 in any order of rows. A value of 0 with a positive weight makes it 0. A NULL in any argument leaves the row out. NULL when nothing is left or the weights sum to 0. 22023 for a negative value or weight; 22003 for a nonzero value, weight or term beyond about 1e-288 to 1e288';

CREATE AGGREGATE par.power_mean(value float8, weight float8, p float8) (
    SFUNC = par.mean_accum_power,
    STYPE = par.mean_sum,
    SSPACE = 80,
    FINALFUNC = par.mean_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.mean_sum_combine,
    INITCOND = '(0,NaN,0,0,0,0,0,0,0,0)',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.power_mean(float8, float8, float8) IS
    'weighted power mean in floating point: (sum(weight * value^p) / sum(weight))^(1/p), the geometric mean for p = 0, the same to 1e-14 in any order of rows; the real root where p is odd and the sum negative. For p up to 0 a value of 0 with a positive weight makes it 0. A NULL in any argument leaves the row out. NULL when nothing is left or the weights sum to 0. 22023 for a p that is not finite or not the same in all rows, a negative weight, or a negative value unless p is a positive integer; 22003 for a nonzero value, weight or term beyond about 1e-288 to 1e288';

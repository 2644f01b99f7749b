
-- ---------------------------------------------------------------------------
-- Surveys
-- ---------------------------------------------------------------------------

CREATE TYPE par.estimate AS (
    n bigint,
    mean float8,
    std_error float8,
    deff float8,
    ci_low float8,
    ci_high float8,
    df bigint
);
COMMENT ON TYPE par.estimate IS
    'mean of a survey: n answered rows; mean and its standard error in units of the answer; deff, the variance against that of a simple random sample of as many answers; ci_low and ci_high, the interval that covers the mean of the population with 95 % confidence by Student''s t; df, its degrees of freedom: clusters less strata';

CREATE TYPE par.survey_sum;

CREATE FUNCTION par.survey_sum_in(cstring) RETURNS par.survey_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_sum_in';

CREATE FUNCTION par.survey_sum_out(par.survey_sum) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_sum_out';

CREATE FUNCTION par.survey_sum_recv(internal) RETURNS par.survey_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_sum_recv';

CREATE FUNCTION par.survey_sum_send(par.survey_sum) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_sum_send';

CREATE TYPE par.survey_sum (
    INPUT = par.survey_sum_in,
    OUTPUT = par.survey_sum_out,
    RECEIVE = par.survey_sum_recv,
    SEND = par.survey_sum_send,
    INTERNALLENGTH = VARIABLE,
    STORAGE = extended
);

COMMENT ON TYPE par.survey_sum IS
    'state of par.survey_mean: [[["stratum",population,rows without cluster,answered rows,answered rows of positive weight,sums],...],[[number of the stratum from 1,"cluster",sums],...]]; each sum in two parts, of w y^2 over all rows and of w, w y, w^2, w^2 y, w^2 y^2 over those without a cluster, then of w, w y of each cluster';
COMMENT ON FUNCTION par.survey_sum_in(cstring) IS 'input function of par.survey_sum; 22P02 for text that is none';
COMMENT ON FUNCTION par.survey_sum_out(par.survey_sum) IS 'output function of par.survey_sum; the text is exact';
COMMENT ON FUNCTION par.survey_sum_recv(internal) IS 'binary input function of par.survey_sum';
COMMENT ON FUNCTION par.survey_sum_send(par.survey_sum) IS
    'binary output function of par.survey_sum: a version byte, the numbers of strata and clusters, and each as in the text';

CREATE FUNCTION par.survey_accum(par.survey_sum, answer float8, weight float8, stratum text, cluster text, population float8)
    RETURNS par.survey_sum
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_accum';
CREATE FUNCTION par.survey_combine(par.survey_sum, par.survey_sum) RETURNS par.survey_sum
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_combine';
CREATE FUNCTION par.survey_final(par.survey_sum) RETURNS par.estimate
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'survey_final';

COMMENT ON FUNCTION par.survey_accum(par.survey_sum, float8, float8, text, text, float8) IS
    'aggregate transition function: the sums with one row more';
COMMENT ON FUNCTION par.survey_combine(par.survey_sum, par.survey_sum) IS
    'aggregate combine function; 22023 if the populations of a stratum differ';
COMMENT ON FUNCTION par.survey_final(par.survey_sum) IS
    'aggregate final function: the mean and its variance by Taylor linearization';

CREATE AGGREGATE par.survey_mean(answer float8, weight float8, stratum text, cluster text, population float8) (
    SFUNC = par.survey_accum,
    STYPE = par.survey_sum,
    SSPACE = 8192,
    FINALFUNC = par.survey_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.survey_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.survey_mean(float8, float8, text, text, float8) IS
    'mean of a stratified and clustered sample, m = sum(w y) / sum(w), with the variance of its Taylor linearization z = w (y - m) / sum(w): sum over strata of (1 - n/N) n/(n - 1) sum over their n clusters of (total of z - its mean)^2 (Sarndal, Swensson and Wretman 1992, 5.7; Lumley 2010, 2), the same to 1e-14 in any order of rows. Clusters are those of the first stage and belong to their stratum, also where two strata use the same name; population N counts them in the whole stratum, with no correction where it is NULL; a row of NULL cluster is a cluster by itself, rows of NULL stratum are one stratum. A row of NULL answer or weight 0 stays in the design, outside of the sums. NULL over no rows; n and NULLs where no answer has a weight. 22023 for a weight that is NULL, negative or not finite, an answer that is not finite, a stratum of a single cluster (unless its population is 1), and a population that is not positive and finite, not the same in its stratum, or below its clusters; 22003 for an answer or weight other than 0 beyond 1e-60 to 1e60';

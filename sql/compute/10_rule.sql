-- ---------------------------------------------------------------------------
-- Scoring rules
-- ---------------------------------------------------------------------------

CREATE TYPE par.rule;

CREATE FUNCTION par.rule_in(cstring) RETURNS par.rule
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_in';

CREATE FUNCTION par.rule_out(par.rule) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_out';

CREATE FUNCTION par.rule_recv(internal) RETURNS par.rule
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_recv';

CREATE FUNCTION par.rule_send(par.rule) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_send';

CREATE TYPE par.rule (
    INPUT = par.rule_in,
    OUTPUT = par.rule_out,
    RECEIVE = par.rule_recv,
    SEND = par.rule_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.rule IS
    'scoring rule: from what was observed at an agency to points, for example ''a = 0: na; b/a >= 100%: 2; b/a >= 80%: b/a * 2; else: 0''';
COMMENT ON FUNCTION par.rule_in(cstring) IS
    'input function of par.rule; 22P02 for text that is no rule, 54000 beyond 64 kB, depth 200 or 100 variables';
COMMENT ON FUNCTION par.rule_out(par.rule) IS
    'output function of par.rule: its canonical text';
COMMENT ON FUNCTION par.rule_recv(internal) IS
    'binary input function of par.rule: a version byte, then the text';
COMMENT ON FUNCTION par.rule_send(par.rule) IS
    'binary output function of par.rule: a version byte, then the canonical text';

-- comparison, bytewise on the canonical text

CREATE FUNCTION par.rule_lt(par.rule, par.rule) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_lt';
CREATE FUNCTION par.rule_le(par.rule, par.rule) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_le';
CREATE FUNCTION par.rule_eq(par.rule, par.rule) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_eq';
CREATE FUNCTION par.rule_ne(par.rule, par.rule) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_ne';
CREATE FUNCTION par.rule_ge(par.rule, par.rule) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_ge';
CREATE FUNCTION par.rule_gt(par.rule, par.rule) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_gt';
CREATE FUNCTION par.rule_cmp(par.rule, par.rule) RETURNS integer
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_cmp';
CREATE FUNCTION par.rule_hash(par.rule) RETURNS integer
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_hash';
CREATE FUNCTION par.rule_hash_extended(par.rule, bigint) RETURNS bigint
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_hash_extended';

COMMENT ON FUNCTION par.rule_lt(par.rule, par.rule) IS 'implementation of < operator';
COMMENT ON FUNCTION par.rule_le(par.rule, par.rule) IS 'implementation of <= operator';
COMMENT ON FUNCTION par.rule_eq(par.rule, par.rule) IS 'implementation of = operator';
COMMENT ON FUNCTION par.rule_ne(par.rule, par.rule) IS 'implementation of <> operator';
COMMENT ON FUNCTION par.rule_ge(par.rule, par.rule) IS 'implementation of >= operator';
COMMENT ON FUNCTION par.rule_gt(par.rule, par.rule) IS 'implementation of > operator';
COMMENT ON FUNCTION par.rule_cmp(par.rule, par.rule) IS 'less-equal-greater of two rules, bytewise on their canonical text';
COMMENT ON FUNCTION par.rule_hash(par.rule) IS 'hash of the canonical text of a rule';
COMMENT ON FUNCTION par.rule_hash_extended(par.rule, bigint) IS 'seeded hash of the canonical text of a rule';

-- Operators lie in pg_catalog: pg_dump writes IS DISTINCT FROM, NULLIF, CASE x WHEN and
-- JOIN USING without the schema of their operator, and restores with an empty search path.
-- An implicit cast to text would restore too, but rule = 'a+b' would then compare texts
-- where the path has no par, and silently be false.
CREATE OPERATOR pg_catalog.< (
    LEFTARG = par.rule, RIGHTARG = par.rule, FUNCTION = par.rule_lt,
    COMMUTATOR = OPERATOR(pg_catalog.>), NEGATOR = OPERATOR(pg_catalog.>=),
    RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR pg_catalog.<= (
    LEFTARG = par.rule, RIGHTARG = par.rule, FUNCTION = par.rule_le,
    COMMUTATOR = OPERATOR(pg_catalog.>=), NEGATOR = OPERATOR(pg_catalog.>),
    RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR pg_catalog.= (
    LEFTARG = par.rule, RIGHTARG = par.rule, FUNCTION = par.rule_eq,
    COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(pg_catalog.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR pg_catalog.<> (
    LEFTARG = par.rule, RIGHTARG = par.rule, FUNCTION = par.rule_ne,
    COMMUTATOR = OPERATOR(pg_catalog.<>), NEGATOR = OPERATOR(pg_catalog.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR pg_catalog.>= (
    LEFTARG = par.rule, RIGHTARG = par.rule, FUNCTION = par.rule_ge,
    COMMUTATOR = OPERATOR(pg_catalog.<=), NEGATOR = OPERATOR(pg_catalog.<),
    RESTRICT = scalargesel, JOIN = scalargejoinsel
);
CREATE OPERATOR pg_catalog.> (
    LEFTARG = par.rule, RIGHTARG = par.rule, FUNCTION = par.rule_gt,
    COMMUTATOR = OPERATOR(pg_catalog.<), NEGATOR = OPERATOR(pg_catalog.<=),
    RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);

COMMENT ON OPERATOR pg_catalog.< (par.rule, par.rule) IS 'less than';
COMMENT ON OPERATOR pg_catalog.<= (par.rule, par.rule) IS 'less than or equal';
COMMENT ON OPERATOR pg_catalog.= (par.rule, par.rule) IS 'equal: the same canonical text';
COMMENT ON OPERATOR pg_catalog.<> (par.rule, par.rule) IS 'not equal';
COMMENT ON OPERATOR pg_catalog.>= (par.rule, par.rule) IS 'greater than or equal';
COMMENT ON OPERATOR pg_catalog.> (par.rule, par.rule) IS 'greater than';

CREATE OPERATOR CLASS par.rule_ops DEFAULT FOR TYPE par.rule USING btree AS
    OPERATOR 1 pg_catalog.<, OPERATOR 2 pg_catalog.<=, OPERATOR 3 pg_catalog.=, OPERATOR 4 pg_catalog.>=, OPERATOR 5 pg_catalog.>,
    FUNCTION 1 par.rule_cmp(par.rule, par.rule);

CREATE OPERATOR CLASS par.rule_hash_ops DEFAULT FOR TYPE par.rule USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 par.rule_hash(par.rule),
    FUNCTION 2 par.rule_hash_extended(par.rule, bigint);

COMMENT ON OPERATOR CLASS par.rule_ops USING btree IS 'rules in the byte order of their canonical text';
COMMENT ON OPERATOR CLASS par.rule_hash_ops USING hash IS 'rules by the hash of their canonical text';
COMMENT ON OPERATOR FAMILY par.rule_ops USING btree IS 'rules in the byte order of their canonical text';
COMMENT ON OPERATOR FAMILY par.rule_hash_ops USING hash IS 'rules by the hash of their canonical text';

-- scoring

CREATE FUNCTION par.score(rule par.rule, inputs jsonb) RETURNS numeric
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5
    AS 'MODULE_PATHNAME', 'rule_score';
COMMENT ON FUNCTION par.score(par.rule, jsonb) IS
    'points that a rule gives for the inputs, a JSON object; exact, rounded once to 16 decimals, half away from zero. NULL if not applicable or not yet known. 22023 for a missing or unsuitable input or when no arm holds, 22012 for division by zero, 22003 beyond 10,000 digits';

-- What the planner makes of a call of par.score_values with up to four values.
CREATE FUNCTION par.score_values_1(rule par.rule, v1 numeric) RETURNS numeric
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2
    AS 'MODULE_PATHNAME', 'rule_score_numbers';
CREATE FUNCTION par.score_values_2(rule par.rule, v1 numeric, v2 numeric) RETURNS numeric
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2
    AS 'MODULE_PATHNAME', 'rule_score_numbers';
CREATE FUNCTION par.score_values_3(rule par.rule, v1 numeric, v2 numeric, v3 numeric) RETURNS numeric
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2
    AS 'MODULE_PATHNAME', 'rule_score_numbers';
CREATE FUNCTION par.score_values_4(rule par.rule, v1 numeric, v2 numeric, v3 numeric, v4 numeric) RETURNS numeric
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2
    AS 'MODULE_PATHNAME', 'rule_score_numbers';
COMMENT ON FUNCTION par.score_values_1(par.rule, numeric) IS 'par.score_values of one value, without an array; the planner puts it in its place';
COMMENT ON FUNCTION par.score_values_2(par.rule, numeric, numeric) IS 'par.score_values of two values, without an array; the planner puts it in its place';
COMMENT ON FUNCTION par.score_values_3(par.rule, numeric, numeric, numeric) IS 'par.score_values of three values, without an array; the planner puts it in its place';
COMMENT ON FUNCTION par.score_values_4(par.rule, numeric, numeric, numeric, numeric) IS 'par.score_values of four values, without an array; the planner puts it in its place';

CREATE FUNCTION par.score_values_support(internal) RETURNS internal
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_score_values_support';
COMMENT ON FUNCTION par.score_values_support(internal) IS 'planner support of par.score_values: an array of a few values need not be made for each row';

CREATE FUNCTION par.score_values(rule par.rule, VARIADIC vals numeric[]) RETURNS numeric
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT par.score_values_support
    AS 'MODULE_PATHNAME', 'rule_score_values';
COMMENT ON FUNCTION par.score_values(par.rule, numeric[]) IS
    'par.score for numbers given in the order of par.variables(rule); an SQL NULL is not yet known. 22023 for a wrong number of values, NaN or Infinity';

CREATE FUNCTION par.exact_score(rule par.rule, inputs jsonb) RETURNS text
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5
    AS 'MODULE_PATHNAME', 'rule_exact_score';
COMMENT ON FUNCTION par.exact_score(par.rule, jsonb) IS
    'par.score before it is rounded: an integer, or a fraction such as 2/3 in lowest terms. As a JSON string it may be the value of a context term such as peer_max(b/a). NULL and errors as par.score';

CREATE FUNCTION par.not_applicable(rule par.rule, inputs jsonb) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5
    AS 'MODULE_PATHNAME', 'rule_not_applicable';
COMMENT ON FUNCTION par.not_applicable(par.rule, jsonb) IS
    'whether the rule answers na for these inputs; false when it gives points or the inputs are not yet known. Errors as par.score';

CREATE FUNCTION par.variables(rule par.rule) RETURNS text[]
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_variables';
COMMENT ON FUNCTION par.variables(par.rule) IS
    'inputs of a rule in the order of first appearance: variables, and context terms such as peer_mean(x) by their canonical text';

CREATE FUNCTION par.explain(
    rule par.rule, inputs jsonb, variables jsonb DEFAULT NULL,
    OUT arm integer, OUT condition text, OUT holds boolean,
    OUT points_expression text, OUT points numeric, OUT outcome text)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10 ROWS 5
    AS 'MODULE_PATHNAME', 'rule_explain';
COMMENT ON FUNCTION par.explain(par.rule, jsonb, jsonb) IS
    'how a rule comes to its result: the arms up to the one that decides, each with its condition (NULL for points alone), whether it holds (NULL if unknown), and at the deciding one points and outcome: points, na or unknown. When no arm holds, all are listed and none has an outcome. variables: declarations as par.check_rule takes them, whose titles stand for names. No rows if rule or inputs are NULL. Errors as par.score';


-- ---------------------------------------------------------------------------
-- Scorecards: units x indicators
-- ---------------------------------------------------------------------------

CREATE TYPE par.scorecard;

CREATE FUNCTION par.scorecard_in(cstring) RETURNS par.scorecard
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_in';

CREATE FUNCTION par.scorecard_out(par.scorecard) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_out';

CREATE FUNCTION par.scorecard_recv(internal) RETURNS par.scorecard
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_recv';

CREATE FUNCTION par.scorecard_send(par.scorecard) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_send';

CREATE TYPE par.scorecard (
    INPUT = par.scorecard_in,
    OUTPUT = par.scorecard_out,
    RECEIVE = par.scorecard_recv,
    SEND = par.scorecard_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.scorecard IS
    'matrix of units x indicators in double precision, NULL where a value is missing; both in byte order of their names, up to 16 million cells. Its text is a table in JSON: [[null,"x","y"],["a",1,2.5],["b",null,3]]';
COMMENT ON FUNCTION par.scorecard_in(cstring) IS
    'input function of par.scorecard; 22P02 for text that is none, 21000 for a name that stands twice, 54000 beyond 16 million cells';
COMMENT ON FUNCTION par.scorecard_out(par.scorecard) IS 'output function of par.scorecard; the text is exact';
COMMENT ON FUNCTION par.scorecard_recv(internal) IS 'binary input function of par.scorecard';
COMMENT ON FUNCTION par.scorecard_send(par.scorecard) IS
    'binary output function of par.scorecard: a version byte, the numbers of units and indicators, their names, the values, NaN where missing';

CREATE FUNCTION par.scorecard_eq(par.scorecard, par.scorecard) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_eq';
CREATE FUNCTION par.scorecard_ne(par.scorecard, par.scorecard) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_ne';
CREATE FUNCTION par.scorecard_hash(par.scorecard) RETURNS integer
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_hash';
CREATE FUNCTION par.scorecard_hash_extended(par.scorecard, bigint) RETURNS bigint
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_hash_extended';

COMMENT ON FUNCTION par.scorecard_eq(par.scorecard, par.scorecard) IS 'implementation of = operator';
COMMENT ON FUNCTION par.scorecard_ne(par.scorecard, par.scorecard) IS 'implementation of <> operator';
COMMENT ON FUNCTION par.scorecard_hash(par.scorecard) IS 'hash of a scorecard';
COMMENT ON FUNCTION par.scorecard_hash_extended(par.scorecard, bigint) IS 'seeded hash of a scorecard';

CREATE OPERATOR pg_catalog.= (
    LEFTARG = par.scorecard, RIGHTARG = par.scorecard, FUNCTION = par.scorecard_eq,
    COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(pg_catalog.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR pg_catalog.<> (
    LEFTARG = par.scorecard, RIGHTARG = par.scorecard, FUNCTION = par.scorecard_ne,
    COMMUTATOR = OPERATOR(pg_catalog.<>), NEGATOR = OPERATOR(pg_catalog.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR pg_catalog.= (par.scorecard, par.scorecard) IS 'equal: the same units, indicators and values';
COMMENT ON OPERATOR pg_catalog.<> (par.scorecard, par.scorecard) IS 'not equal';

CREATE OPERATOR CLASS par.scorecard_hash_ops DEFAULT FOR TYPE par.scorecard USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 par.scorecard_hash(par.scorecard),
    FUNCTION 2 par.scorecard_hash_extended(par.scorecard, bigint);
COMMENT ON OPERATOR CLASS par.scorecard_hash_ops USING hash IS 'scorecards by their hash';
COMMENT ON OPERATOR FAMILY par.scorecard_hash_ops USING hash IS 'scorecards by their hash';

-- from rows, and back

CREATE FUNCTION par.scorecard_accum(par.scorecard, unit text, indicator text, value float8) RETURNS par.scorecard
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_accum';
CREATE FUNCTION par.scorecard_combine(par.scorecard, par.scorecard) RETURNS par.scorecard
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_combine';
CREATE FUNCTION par.scorecard_final(par.scorecard) RETURNS par.scorecard
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'scorecard_final';

COMMENT ON FUNCTION par.scorecard_accum(par.scorecard, text, text, float8) IS
    'scorecard with one cell more, and the names of its unit and indicator; aggregate transition function';
COMMENT ON FUNCTION par.scorecard_combine(par.scorecard, par.scorecard) IS
    'scorecard with the cells of both; 21000 if both have a value for a cell. Aggregate combine function';
COMMENT ON FUNCTION par.scorecard_final(par.scorecard) IS 'aggregate final function: the scorecard in its stored form';

CREATE AGGREGATE par.scorecard(unit text, indicator text, value float8) (
    SFUNC = par.scorecard_accum,
    STYPE = par.scorecard,
    SSPACE = 8192,
    FINALFUNC = par.scorecard_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.scorecard_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.scorecard(text, text, float8) IS
    'scorecard of rows (unit, indicator, value), in any order; a NULL value makes unit and indicator known and leaves the cell missing. NULL over no rows. 21000 for two values of one cell, 22023 for a NULL unit or indicator and for NaN and Infinity, 54000 beyond 16 million cells';

CREATE FUNCTION par.cells(card par.scorecard, OUT unit text, OUT indicator text, OUT value float8)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000
    AS 'MODULE_PATHNAME', 'scorecard_cells';
COMMENT ON FUNCTION par.cells(par.scorecard) IS
    'cells of a scorecard as rows, in byte order of unit and indicator, missing ones with a NULL value; par.scorecard() over them gives the scorecard again';

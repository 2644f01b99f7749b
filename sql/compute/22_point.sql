
-- ---------------------------------------------------------------------------
-- Exact roll-up of points along a hierarchy of criteria
-- ---------------------------------------------------------------------------

CREATE TYPE par.point_tree;

CREATE FUNCTION par.point_tree_in(cstring) RETURNS par.point_tree
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_in';
CREATE FUNCTION par.point_tree_out(par.point_tree) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_out';
CREATE FUNCTION par.point_tree_recv(internal) RETURNS par.point_tree
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_recv';
CREATE FUNCTION par.point_tree_send(par.point_tree) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_send';

CREATE TYPE par.point_tree (
    INPUT = par.point_tree_in,
    OUTPUT = par.point_tree_out,
    RECEIVE = par.point_tree_recv,
    SEND = par.point_tree_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.point_tree IS
    'criteria with their maximum points, beneath one another, and what becomes of each where it does not apply. Its text is an array in JSON of [code, parent, maximum, policy], in preorder, siblings as people count: [["1",null,10,"exclude"],["1.2","1",4,"exclude"],["1.10","1",6,"full"]]';
COMMENT ON FUNCTION par.point_tree_in(cstring) IS
    'input function of par.point_tree, criteria in any order; 22P02 for text that is none, 22023 for criteria that make no tree, 54000 beyond a million';
COMMENT ON FUNCTION par.point_tree_out(par.point_tree) IS 'output function of par.point_tree; the text is exact';
COMMENT ON FUNCTION par.point_tree_recv(internal) IS 'binary input function of par.point_tree';
COMMENT ON FUNCTION par.point_tree_send(par.point_tree) IS 'binary output function of par.point_tree: a version byte, the number of criteria, and each of them';

CREATE FUNCTION par.point_tree_eq(par.point_tree, par.point_tree) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_eq';
CREATE FUNCTION par.point_tree_ne(par.point_tree, par.point_tree) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_ne';
CREATE FUNCTION par.point_tree_hash(par.point_tree) RETURNS integer
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_hash';
CREATE FUNCTION par.point_tree_hash_extended(par.point_tree, bigint) RETURNS bigint
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_hash_extended';

COMMENT ON FUNCTION par.point_tree_eq(par.point_tree, par.point_tree) IS 'implementation of = operator';
COMMENT ON FUNCTION par.point_tree_ne(par.point_tree, par.point_tree) IS 'implementation of <> operator';
COMMENT ON FUNCTION par.point_tree_hash(par.point_tree) IS 'hash of a point tree';
COMMENT ON FUNCTION par.point_tree_hash_extended(par.point_tree, bigint) IS 'seeded hash of a point tree';

CREATE OPERATOR pg_catalog.= (
    LEFTARG = par.point_tree, RIGHTARG = par.point_tree, FUNCTION = par.point_tree_eq,
    COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(pg_catalog.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR pg_catalog.<> (
    LEFTARG = par.point_tree, RIGHTARG = par.point_tree, FUNCTION = par.point_tree_ne,
    COMMUTATOR = OPERATOR(pg_catalog.<>), NEGATOR = OPERATOR(pg_catalog.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR pg_catalog.= (par.point_tree, par.point_tree) IS 'equal: the same criteria, maxima and policies';
COMMENT ON OPERATOR pg_catalog.<> (par.point_tree, par.point_tree) IS 'not equal';

CREATE OPERATOR CLASS par.point_tree_hash_ops DEFAULT FOR TYPE par.point_tree USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 par.point_tree_hash(par.point_tree),
    FUNCTION 2 par.point_tree_hash_extended(par.point_tree, bigint);
COMMENT ON OPERATOR CLASS par.point_tree_hash_ops USING hash IS 'point trees by their hash';
COMMENT ON OPERATOR FAMILY par.point_tree_hash_ops USING hash IS 'point trees by their hash';

CREATE FUNCTION par.point_tree_accum(text[], code text, parent text, max_points numeric, not_applicable text) RETURNS text[]
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_accum';
CREATE FUNCTION par.point_tree_final(text[]) RETURNS par.point_tree
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_tree_final';

COMMENT ON FUNCTION par.point_tree_accum(text[], text, text, numeric, text) IS 'aggregate transition function: code, parent, maximum and policy of a criterion are appended';
COMMENT ON FUNCTION par.point_tree_final(text[]) IS 'aggregate final function: the criteria are checked and put in order';

CREATE AGGREGATE par.point_tree(code text, parent text, max_points numeric, not_applicable text) (
    SFUNC = par.point_tree_accum,
    STYPE = text[],
    SSPACE = 8192,
    FINALFUNC = par.point_tree_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = array_cat,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.point_tree(text, text, numeric, text) IS
    'hierarchy of criteria, of any depth, with one root or several (the fields), from rows (code, parent, maximum, policy where it does not apply). The maximum of a criterion with others beneath it is the sum of theirs, or NULL for that. Policies: exclude (also for NULL: its maximum is left out), full (it is awarded), share_siblings (its maximum is shared equally among the siblings), rescale_parent (the siblings are stretched to the maximum of the parent). NULL over no rows. 22023 for a cycle, an unknown parent or policy, a code that stands twice, a maximum that is negative, not finite or not the sum of those beneath it; 54000 beyond a million criteria';

CREATE TYPE par.point_sum;

CREATE FUNCTION par.point_sum_in(cstring) RETURNS par.point_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_sum_in';
CREATE FUNCTION par.point_sum_out(par.point_sum) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_sum_out';
CREATE FUNCTION par.point_sum_recv(internal) RETURNS par.point_sum
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_sum_recv';
CREATE FUNCTION par.point_sum_send(par.point_sum) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_sum_send';

CREATE TYPE par.point_sum (
    INPUT = par.point_sum_in,
    OUTPUT = par.point_sum_out,
    RECEIVE = par.point_sum_recv,
    SEND = par.point_sum_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.point_sum IS
    'points of one agency at the leaves of a point tree, see par.point_nodes and par.point_index. Its text is an array in JSON of the tree and the leaves, [code, points, applicable] each: [[["1",null,10,"exclude"]],[["1",7.5,true]]]';
COMMENT ON FUNCTION par.point_sum_in(cstring) IS
    'input function of par.point_sum; 22P02 for text that is none, and the errors of par.point_tree and par.point_sum';
COMMENT ON FUNCTION par.point_sum_out(par.point_sum) IS 'output function of par.point_sum; the text is exact';
COMMENT ON FUNCTION par.point_sum_recv(internal) IS 'binary input function of par.point_sum';
COMMENT ON FUNCTION par.point_sum_send(par.point_sum) IS 'binary output function of par.point_sum: a version byte, the tree, and the leaves in its order';

CREATE FUNCTION par.point_sum_accum(par.point_sum, tree par.point_tree, criterion text, points numeric, applicable boolean)
    RETURNS par.point_sum
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_sum_accum';
CREATE FUNCTION par.point_sum_combine(par.point_sum, par.point_sum) RETURNS par.point_sum
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'point_sum_combine';

COMMENT ON FUNCTION par.point_sum_accum(par.point_sum, par.point_tree, text, numeric, boolean) IS 'aggregate transition function: the points of a leaf are added';
COMMENT ON FUNCTION par.point_sum_combine(par.point_sum, par.point_sum) IS 'aggregate combine function: leaves of both';

CREATE AGGREGATE par.point_sum(tree par.point_tree, criterion text, points numeric, applicable boolean) (
    SFUNC = par.point_sum_accum,
    STYPE = par.point_sum,
    SSPACE = 1500,
    COMBINEFUNC = par.point_sum_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.point_sum(par.point_tree, text, numeric, boolean) IS
    'points of one agency at the leaves of a tree, for par.point_nodes and par.point_index: group the rows by agency. A leaf without a row is left out altogether; points NULL: not yet scored, counts 0; applicable false: its policy decides, whatever its points (NULL is true). A row without criterion and points, as an outer join gives it, adds nothing. NULL over no rows. 22023 for a NULL tree or another one than in the rows before, an unknown criterion or one that has others beneath it, points that are not finite; 21000 for a leaf that stands twice; 22003 for points of thousands of digits';

CREATE FUNCTION par.point_nodes(sum par.point_sum, OUT criterion text, OUT parent text, OUT level integer,
    OUT points numeric, OUT max_points numeric, OUT share numeric, OUT applicable boolean)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 100
    AS 'MODULE_PATHNAME', 'point_sum_nodes';
COMMENT ON FUNCTION par.point_nodes(par.point_sum) IS
    'points, maximum and share (points / maximum) that count at each criterion after the policies for what is not applicable, with its level (1 for a root), in preorder. They work parent by parent from the bottom up: full, then exclude, then share_siblings (the n siblings of positive maximum that apply get a part M/n each, with points in proportion), then rescale_parent; where nothing beneath a criterion applies, it does not, and its own policy decides; roots are siblings of one another. Exact fractions inside, rounded once, half away from zero, to 16 decimals. NULL where it does not apply; applicable is NULL where no leaf beneath has a row';

CREATE FUNCTION par.point_index(sum par.point_sum, decimals integer DEFAULT NULL) RETURNS numeric
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 500
    AS 'MODULE_PATHNAME', 'point_sum_index';
COMMENT ON FUNCTION par.point_index(par.point_sum, integer) IS
    '100 * points / maximum of all roots together after the policies for what is not applicable, an exact quotient, rounded once half away from zero to the decimals, or with NULL as par.index rounds (the finer of 16 significant digits and 4 decimals), which it equals where every policy is exclude. NULL where nothing applies or the maximum is 0. 22023 for decimals below 0 or above 1000';

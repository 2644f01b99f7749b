-- ---------------------------------------------------------------------------
-- Trees: weighted hierarchies of indicators
-- ---------------------------------------------------------------------------

CREATE TYPE par.tree;

CREATE FUNCTION par.tree_in(cstring) RETURNS par.tree
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_in';
CREATE FUNCTION par.tree_out(par.tree) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_out';
CREATE FUNCTION par.tree_recv(internal) RETURNS par.tree
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_recv';
CREATE FUNCTION par.tree_send(par.tree) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_send';

CREATE TYPE par.tree (
    INPUT = par.tree_in,
    OUTPUT = par.tree_out,
    RECEIVE = par.tree_recv,
    SEND = par.tree_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.tree IS
    'weighted hierarchy: a root, inner nodes that are means, sums or minima of their children, and leaves that are indicators of a scorecard. Its text is an array in JSON of [node, parent, weight, method], in preorder, siblings in byte order: [["index",null,1,"arithmetic"],["x","index",2,null],["y","index",1,null]]';
COMMENT ON FUNCTION par.tree_in(cstring) IS
    'input function of par.tree, nodes in any order; 22P02 for text that is none, 22023 and 21000 for nodes that make no tree, 54000 beyond a million nodes';
COMMENT ON FUNCTION par.tree_out(par.tree) IS 'output function of par.tree; the text is exact';
COMMENT ON FUNCTION par.tree_recv(internal) IS 'binary input function of par.tree';
COMMENT ON FUNCTION par.tree_send(par.tree) IS 'binary output function of par.tree: a version byte, the number of nodes, and each of them';

CREATE FUNCTION par.tree_eq(par.tree, par.tree) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_eq';
CREATE FUNCTION par.tree_ne(par.tree, par.tree) RETURNS boolean
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_ne';
CREATE FUNCTION par.tree_hash(par.tree) RETURNS integer
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_hash';
CREATE FUNCTION par.tree_hash_extended(par.tree, bigint) RETURNS bigint
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_hash_extended';

COMMENT ON FUNCTION par.tree_eq(par.tree, par.tree) IS 'implementation of = operator';
COMMENT ON FUNCTION par.tree_ne(par.tree, par.tree) IS 'implementation of <> operator';
COMMENT ON FUNCTION par.tree_hash(par.tree) IS 'hash of a tree';
COMMENT ON FUNCTION par.tree_hash_extended(par.tree, bigint) IS 'seeded hash of a tree';

CREATE OPERATOR pg_catalog.= (
    LEFTARG = par.tree, RIGHTARG = par.tree, FUNCTION = par.tree_eq,
    COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(pg_catalog.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR pg_catalog.<> (
    LEFTARG = par.tree, RIGHTARG = par.tree, FUNCTION = par.tree_ne,
    COMMUTATOR = OPERATOR(pg_catalog.<>), NEGATOR = OPERATOR(pg_catalog.=),
    RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR pg_catalog.= (par.tree, par.tree) IS 'equal: the same nodes, weights and methods';
COMMENT ON OPERATOR pg_catalog.<> (par.tree, par.tree) IS 'not equal';

CREATE OPERATOR CLASS par.tree_hash_ops DEFAULT FOR TYPE par.tree USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 par.tree_hash(par.tree),
    FUNCTION 2 par.tree_hash_extended(par.tree, bigint);
COMMENT ON OPERATOR CLASS par.tree_hash_ops USING hash IS 'trees by their hash';
COMMENT ON OPERATOR FAMILY par.tree_hash_ops USING hash IS 'trees by their hash';

-- from rows, and back

CREATE TYPE par.tree_rows;

CREATE FUNCTION par.tree_rows_in(cstring) RETURNS par.tree_rows
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_rows_in';
CREATE FUNCTION par.tree_rows_out(par.tree_rows) RETURNS cstring
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_rows_out';
CREATE FUNCTION par.tree_rows_recv(internal) RETURNS par.tree_rows
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_rows_recv';
CREATE FUNCTION par.tree_rows_send(par.tree_rows) RETURNS bytea
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_rows_send';

CREATE TYPE par.tree_rows (
    INPUT = par.tree_rows_in,
    OUTPUT = par.tree_rows_out,
    RECEIVE = par.tree_rows_recv,
    SEND = par.tree_rows_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

COMMENT ON TYPE par.tree_rows IS
    'state of the aggregate par.tree: the nodes so far, not yet checked, written as par.tree is';
COMMENT ON FUNCTION par.tree_rows_in(cstring) IS 'input function of par.tree_rows; 22P02 for text that is none';
COMMENT ON FUNCTION par.tree_rows_out(par.tree_rows) IS 'output function of par.tree_rows; the text is exact';
COMMENT ON FUNCTION par.tree_rows_recv(internal) IS 'binary input function of par.tree_rows';
COMMENT ON FUNCTION par.tree_rows_send(par.tree_rows) IS 'binary output function of par.tree_rows';

CREATE FUNCTION par.tree_accum(par.tree_rows, node text, parent text, weight float8, method text) RETURNS par.tree_rows
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_accum';
CREATE FUNCTION par.tree_combine(par.tree_rows, par.tree_rows) RETURNS par.tree_rows
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_combine';
CREATE FUNCTION par.tree_final(par.tree_rows) RETURNS par.tree
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'tree_final';

COMMENT ON FUNCTION par.tree_accum(par.tree_rows, text, text, float8, text) IS 'aggregate transition function: a node is added';
COMMENT ON FUNCTION par.tree_combine(par.tree_rows, par.tree_rows) IS 'aggregate combine function';
COMMENT ON FUNCTION par.tree_final(par.tree_rows) IS 'aggregate final function: the nodes are checked and put in order';

CREATE AGGREGATE par.tree(node text, parent text, weight float8, method text) (
    SFUNC = par.tree_accum,
    STYPE = par.tree_rows,
    SSPACE = 2048,
    FINALFUNC = par.tree_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = par.tree_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.tree(text, text, float8, text) IS
    'tree of rows (node, parent, weight in the parent, method), in any order. The root has no parent, and may have a NULL weight. Methods: arithmetic (also for NULL), geometric, harmonic, power:P, sum (of weight * value, never re-based), min; that of a leaf is ignored. NULL over no rows. 22023 for a cycle, two roots, an unknown parent or method, a negative, NULL or non-finite weight; 21000 for a node that stands twice; 54000 beyond a million nodes';

CREATE FUNCTION par.nodes(tree par.tree, OUT node text, OUT parent text, OUT weight float8, OUT method text, OUT level integer)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100
    AS 'MODULE_PATHNAME', 'tree_nodes';
COMMENT ON FUNCTION par.nodes(par.tree) IS
    'nodes of a tree as rows, in preorder; level counts from the root (0), the method of a leaf is NULL. par.tree() over them gives the tree again';

-- ---------------------------------------------------------------------------
-- Aggregation of a scorecard along a tree
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.rollup(
    card par.scorecard, tree par.tree,
    min_coverage float8 DEFAULT 0, missing text DEFAULT 'node', decimals integer DEFAULT NULL,
    round_stages boolean DEFAULT false, min_children integer DEFAULT 0,
    OUT unit text, OUT node text, OUT level integer, OUT value float8, OUT coverage float8, OUT rank integer)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000
    AS 'MODULE_PATHNAME', 'scorecard_rollup';
COMMENT ON FUNCTION par.rollup(par.scorecard, par.tree, float8, text, integer, boolean, integer) IS
    'value, coverage and rank of each unit at each node, leaves included. Means: (sum w v^p / sum w)^(1/p) over the children present; a child of weight 0 takes no part. missing: node (a node''s other children share the weight) or leaf (it is taken from every ancestor: the re-based denominators of par.index). Coverage: effective weight of the present leaves by that of all leaves; below min_coverage, or with fewer than min_children of its children (or than all that have a weight), a node is NULL and missing above. round_stages: each node, leaves included, is rounded to the decimals before anything is made of it, half away from zero. Rank: competition ranking, highest first, of values rounded to decimals, otherwise to 10 significant digits. 22023 for a leaf that is no indicator, a negative value in a geometric, harmonic or fractional power mean, stages rounded without decimals; 22003 for overflow';

CREATE FUNCTION par.effective_weights(tree par.tree, OUT indicator text, OUT weight float8)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100
    AS 'MODULE_PATHNAME', 'tree_effective_weights';
COMMENT ON FUNCTION par.effective_weights(par.tree) IS
    'weight of each leaf in the root: the product, on the way up, of its share among its siblings, or of the weight itself in a sum. 22003 for overflow';

CREATE FUNCTION par.contributions(
    card par.scorecard, tree par.tree, missing text DEFAULT 'node',
    OUT unit text, OUT indicator text, OUT contribution float8)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000
    AS 'MODULE_PATHNAME', 'scorecard_contributions';
COMMENT ON FUNCTION par.contributions(par.scorecard, par.tree, text) IS
    'what each indicator contributes to the root value of each unit: value times the effective weight that the unit''s own missing values leave it; in a minimum the least child counts alone. They add up to the root value where all methods are arithmetic, sum or min. NULL where the value is missing. Errors as par.rollup';

CREATE FUNCTION par.leave_one_out(
    card par.scorecard, tree par.tree,
    OUT node text, OUT unit text, OUT rank integer, OUT change integer)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5000 ROWS 10000
    AS 'MODULE_PATHNAME', 'scorecard_leave_one_out';
COMMENT ON FUNCTION par.leave_one_out(par.scorecard, par.tree) IS
    'rank of each unit without each node (and what is below it) in turn, its siblings sharing its weight; change: that rank less the rank with all nodes, so that it is positive where the unit falls back. Values are compared rounded to 10 significant digits. Errors as par.rollup';

-- ---------------------------------------------------------------------------
-- Robustness of a ranking
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.rank_intervals(
    card par.scorecard, tree par.tree,
    draws integer DEFAULT 1000, noise float8 DEFAULT 0.25, seed bigint DEFAULT 1,
    levels integer[] DEFAULT NULL, vary_methods boolean DEFAULT false,
    missing text DEFAULT 'node', decimals integer DEFAULT NULL,
    OUT unit text, OUT nominal_rank integer, OUT mean_rank float8, OUT median_rank float8,
    OUT rank_05 float8, OUT rank_95 float8, OUT min_rank integer, OUT max_rank integer)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000 ROWS 100
    AS 'MODULE_PATHNAME', 'scorecard_rank_intervals';
COMMENT ON FUNCTION par.rank_intervals(par.scorecard, par.tree, integer, float8, bigint, integer[], boolean, text, integer) IS
    'sensitivity range of each rank (khoảng nhạy cảm của hạng), not a confidence interval: how ranks of the root spread when each weight at the chosen levels (NULL: all below the root) is multiplied by a number drawn uniformly from 1 - noise to 1 + noise; vary_methods also draws arithmetic or geometric for each node that is either. Quantiles are of type 7, as percentile_cont. The same seed gives the same answer on every machine (xoshiro256**). Errors as par.rollup; 22023 for draws below 1, noise outside of 0 to 1 or a level that the tree does not have; 54000 beyond 200 million units x draws';

CREATE FUNCTION par.rank_acceptability(
    card par.scorecard, tree par.tree,
    draws integer DEFAULT 1000, noise float8 DEFAULT 0.25, seed bigint DEFAULT 1,
    OUT unit text, OUT rank integer, OUT share float8)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000 ROWS 1000
    AS 'MODULE_PATHNAME', 'scorecard_rank_acceptability';
COMMENT ON FUNCTION par.rank_acceptability(par.scorecard, par.tree, integer, float8, bigint) IS
    'share of the draws of par.rank_intervals in which a unit had a rank, for the ranks that it had; over the ranks of a unit shares sum to 1. Errors as par.rank_intervals';

CREATE FUNCTION par.weight_draws(
    tree par.tree, draws integer DEFAULT 1000, noise float8 DEFAULT 0.25, seed bigint DEFAULT 1,
    levels integer[] DEFAULT NULL,
    OUT draw integer, OUT node text, OUT weight float8)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000
    AS 'MODULE_PATHNAME', 'tree_weight_draws';
COMMENT ON FUNCTION par.weight_draws(par.tree, integer, float8, bigint, integer[]) IS
    'weights that par.rank_intervals draws with the same arguments: for each draw, from 1, that of each node but the root. NULL where it is beyond double precision';

CREATE FUNCTION par.weight_stability(
    card par.scorecard, tree par.tree, top integer,
    OUT node text, OUT weight float8, OUT low float8, OUT high float8,
    OUT swaps_low text[], OUT swaps_high text[], OUT method text)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100000 ROWS 100
    AS 'MODULE_PATHNAME', 'scorecard_weight_stability';
COMMENT ON FUNCTION par.weight_stability(par.scorecard, par.tree, integer) IS
    'how far the weight of each node, as a share of its siblings'', may move while these keep their proportions, before the first places change: from low to high places 1 to top keep their order and nobody else enters. swaps_low, swaps_high: who falls and who rises beyond that end, NULL where the end is 0 or 1. method: exact (arithmetic means and sums, or geometric means, of complete values up to the root) or bracketed (to 1e-12, looking at 128 places on each side). Nodes without siblings of positive weight have no row. 22023 for top below 1; errors as par.rollup';

/*-------------------------------------------------------------------------
 *
 * leave_one_out.c
 *	  How far a ranking hangs on the choices behind it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "base/compat.h"
#include "base/ranking.h"
#include "composite/rollup.h"

PG_FUNCTION_INFO_V1(scorecard_leave_one_out);

/*
 * Ranks of the root without a node and what is below it.  Only the node's
 * ancestors change; they are put back afterwards from the copies in saved[],
 * one for each level.
 */
static void
RankWithout(Rollup *rollup, int node, double **saved, int *ranks)
{
	const Tree *tree = rollup->tree;
	Size		size = sizeof(double) * (Size) rollup->nunits;
	int			left_out = node;

	for (int n = tree->nodes[node].parent; n >= 0; n = tree->nodes[n].parent)
	{
		memcpy(saved[tree->nodes[n].level], RollupValues(rollup, n), size);
		RollupNode(rollup, n, left_out);
		left_out = -1;
	}
	RankValues(RollupValues(rollup, 0), rollup->nunits, UNROUNDED, ranks);
	for (int n = tree->nodes[node].parent; n >= 0; n = tree->nodes[n].parent)
		memcpy(RollupValues(rollup, n), saved[tree->nodes[n].level], size);
}

/* node, unit, rank, change */
Datum
scorecard_leave_one_out(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	const Tree *tree = PG_GETARG_TREE_P(1);
	Rollup	   *rollup = RollupMake(card, tree, MISSING_NODE, NULL);
	int			nunits = card->nunits;
	int			depth = 0;
	double	  **saved;
	Datum	   *units;
	int		   *nominal;
	int		   *ranks;

	if (nunits == 0)
		return (Datum) 0;
	for (int n = 0; n < tree->nnodes; n++)
		depth = Max(depth, tree->nodes[n].level);
	saved = palloc(sizeof(double *) * (depth + 1));
	for (int level = 0; level < depth; level++)
		saved[level] = palloc(sizeof(double) * (Size) nunits);
	units = palloc(sizeof(Datum) * (Size) nunits);
	for (int u = 0; u < nunits; u++)
		units[u] = CStringGetTextDatum(ScorecardUnit(card, u));
	nominal = palloc(sizeof(int) * (Size) nunits);
	ranks = palloc(sizeof(int) * (Size) nunits);

	RankValues(RollupValues(rollup, 0), nunits, UNROUNDED, nominal);
	for (int n = 1; n < tree->nnodes; n++)
	{
		Datum		node = CStringGetTextDatum(TreeName(tree, n));

		RankWithout(rollup, n, saved, ranks);
		for (int u = 0; u < nunits; u++)
		{
			Datum		values[4] = {node, units[u], Int32GetDatum(ranks[u]),
				Int32GetDatum(ranks[u] - nominal[u])};
			bool		nulls[4] = {false, false, ranks[u] == 0,
				ranks[u] == 0 || nominal[u] == 0};

			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
	}
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * rollup_rows.c
 *	  What a scorecard and a tree come to, as rows: par.rollup,
 *	  par.effective_weights and par.contributions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "base/compat.h"
#include "base/ranking.h"
#include "composite/rollup.h"
#include "composite/rollup_rows.h"

PG_FUNCTION_INFO_V1(scorecard_rollup);
PG_FUNCTION_INFO_V1(tree_effective_weights);
PG_FUNCTION_INFO_V1(scorecard_contributions);

/* ---------- par.rollup ---------- */

static int
MinChildrenOf(FunctionCallInfo fcinfo, int argument)
{
	int			children = PG_ARGISNULL(argument) ? 0 : PG_GETARG_INT32(argument);

	if (children < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum number of children must not be negative"),
				 errdetail("The value is %d.", children)));
	return children;
}

/* the decimals of each stage: those of the result, if stages are rounded */
static int
StageDecimalsOf(FunctionCallInfo fcinfo, int argument, int decimals)
{
	if (PG_ARGISNULL(argument) || !PG_GETARG_BOOL(argument))
		return UNROUNDED;
	if (decimals == UNROUNDED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot round each stage without a number of decimals"),
				 errhint("Give the argument \"decimals\".")));
	return decimals;
}

static double
MinCoverageOf(FunctionCallInfo fcinfo, int argument)
{
	double		coverage = PG_ARGISNULL(argument) ? 0 : PG_GETARG_FLOAT8(argument);

	if (!(coverage >= 0 && coverage <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum coverage must be between 0 and 1"),
				 errdetail("The value is %g.", coverage)));
	return coverage;
}

int
DecimalsOf(FunctionCallInfo fcinfo, int argument)
{
	int			decimals;

	if (PG_ARGISNULL(argument))
		return UNROUNDED;
	decimals = PG_GETARG_INT32(argument);
	if (decimals < 0 || decimals > MAX_DECIMALS_SHOWN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of decimals must be between 0 and %d", MAX_DECIMALS_SHOWN),
				 errdetail("The value is %d.", decimals)));
	return decimals;
}

Datum *
NodeNames(const Tree *tree)
{
	Datum	   *names = palloc(sizeof(Datum) * tree->nnodes);

	for (int n = 0; n < tree->nnodes; n++)
		names[n] = CStringGetTextDatum(TreeName(tree, n));
	return names;
}

/* unit, node, level, value, coverage, rank */
Datum
scorecard_rollup(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card;
	const Tree *tree;
	MissingMode missing = MissingModeOf(fcinfo, 3);
	int			decimals = DecimalsOf(fcinfo, 4);
	RollupOptions options = {MinCoverageOf(fcinfo, 2), MinChildrenOf(fcinfo, 6),
	StageDecimalsOf(fcinfo, 5, decimals)};
	Rollup	   *rollup;
	Datum	   *nodes;
	int		   *ranks;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	card = PG_GETARG_SCORECARD_P(0);
	tree = PG_GETARG_TREE_P(1);
	rollup = RollupMake(card, tree, missing, &options);

	ranks = palloc(sizeof(int) * Max((Size) tree->nnodes * card->nunits, 1));
	for (int n = 0; n < tree->nnodes && card->nunits > 0; n++)
	{
		double	   *values = RollupValues(rollup, n);

		RankValues(values, card->nunits, decimals, ranks + (Size) n * card->nunits);
		for (int u = 0; u < card->nunits && decimals != UNROUNDED; u++)
			values[u] = RoundToDecimals(values[u], decimals);
		CHECK_FOR_INTERRUPTS();
	}

	nodes = NodeNames(tree);
	for (int u = 0; u < card->nunits; u++)
	{
		Datum		unit = CStringGetTextDatum(ScorecardUnit(card, u));

		for (int n = 0; n < tree->nnodes; n++)
		{
			const double *value = RollupValues(rollup, n) + u;
			const double *coverage = RollupCoverage(rollup, n) + u;
			int			rank = ranks[(Size) n * card->nunits + u];
			Datum		values[6] = {unit, nodes[n], Int32GetDatum(tree->nodes[n].level),
				ParFloat8Datum(value), ParFloat8Datum(coverage), Int32GetDatum(rank)};
			bool		nulls[6] = {false, false, false,
				IsMissing(*value), IsMissing(*coverage), rank == 0};

			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

/* ---------- par.effective_weights ---------- */

/* whether anything with a weight is below each node: if not, it is missing always */
static bool *
LiveNodes(const Tree *tree)
{
	bool	   *live = palloc0(sizeof(bool) * tree->nnodes);

	for (int n = tree->nnodes - 1; n >= 0; n--)
	{
		live[n] = TreeIsLeaf(tree, n);
		foreach_child(c, tree, n)
			live[n] |= live[c] && tree->nodes[c].weight > 0;
	}
	return live;
}

/* indicator, weight */
Datum
tree_effective_weights(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Tree *tree = PG_GETARG_TREE_P(0);
	double	   *effective = palloc(sizeof(double) * tree->nnodes);
	double	   *weights = ScaleWeights(tree);
	bool	   *live = LiveNodes(tree);

	effective[0] = 1;
	for (int n = 0; n < tree->nnodes; n++)
	{
		bool		sum = tree->nodes[n].method == TREE_SUM;
		double		whole = 0;

		foreach_child(c, tree, n)
			whole += live[c] ? weights[c] : 0;
		foreach_child(c, tree, n)
		{
			if (sum)
				effective[c] = effective[n] * weights[c];
			else
				effective[c] = live[c] && whole > 0 ? effective[n] * (weights[c] / whole) : 0;
			if (isinf(effective[c]))
				ereport(ERROR,
						(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						 errmsg("effective weight of node \"%s\" is out of range",
								TreeName(tree, c))));
		}
		if (TreeIsLeaf(tree, n))
		{
			Datum		values[2] = {CStringGetTextDatum(TreeName(tree, n)),
				ParFloat8Datum(&effective[n])};
			bool		nulls[2] = {false, false};

			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

/* ---------- par.contributions ---------- */

/*
 * What one unit of each child adds to one unit of its node, for each unit, as
 * far as the unit's own missing values leave it; part[] of the node is known.
 */
static void
DivideNode(const Rollup *rollup, int node, double *parts)
{
	const Tree *tree = rollup->tree;
	Size		nunits = rollup->nunits;
	const double *whole = parts + node * nunits;
	double	   *weights = palloc0(sizeof(double) * nunits);
	bool	   *taken = palloc0(sizeof(bool) * nunits);
	TreeMethod	method = (TreeMethod) tree->nodes[node].method;

	foreach_child(c, tree, node)
	{
		const double *values = RollupValues(rollup, c);
		const double *coverage = RollupCoverage(rollup, c);
		double	   *part = parts + c * nunits;

		for (Size u = 0; u < nunits; u++)
		{
			part[u] = 0;
			if (IsMissing(values[u]) || rollup->weights[c] == 0)
				continue;
			if (method == TREE_SUM)
			{
				part[u] = whole[u] * rollup->weights[c];
				continue;
			}
			if (method == TREE_MIN)
			{
				/* the least counts alone, the first of several */
				if (!taken[u] && values[u] == RollupValues(rollup, node)[u])
					part[u] = whole[u];
				taken[u] |= part[u] != 0;
				continue;
			}
			part[u] = rollup->missing == MISSING_LEAF ?
				rollup->weights[c] * coverage[u] : rollup->weights[c];
			weights[u] += part[u];
		}
	}
	if (method != TREE_SUM && method != TREE_MIN)
		foreach_child(c, tree, node)
		{
			double	   *part = parts + c * nunits;

			for (Size u = 0; u < nunits; u++)
				if (part[u] > 0)
					part[u] = whole[u] * (part[u] / weights[u]);
		}
	pfree(weights);
	pfree(taken);
}

/* unit, indicator, contribution */
Datum
scorecard_contributions(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card;
	const Tree *tree;
	MissingMode missing = MissingModeOf(fcinfo, 2);
	Rollup	   *rollup;
	Datum	   *nodes;
	double	   *parts;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	card = PG_GETARG_SCORECARD_P(0);
	tree = PG_GETARG_TREE_P(1);
	rollup = RollupMake(card, tree, missing, NULL);

	parts = palloc(sizeof(double) * Max((Size) tree->nnodes * card->nunits, 1));
	for (int u = 0; u < card->nunits; u++)
		parts[u] = 1;
	for (int n = 0; n < tree->nnodes && card->nunits > 0; n++)
	{
		if (!TreeIsLeaf(tree, n))
			DivideNode(rollup, n, parts);
		CHECK_FOR_INTERRUPTS();
	}

	nodes = NodeNames(tree);
	for (int u = 0; u < card->nunits; u++)
	{
		Datum		unit = CStringGetTextDatum(ScorecardUnit(card, u));

		for (int n = 0; n < tree->nnodes; n++)
		{
			double		value;
			Datum		values[3] = {unit, nodes[n], (Datum) 0};
			bool		nulls[3] = {false, false, false};

			if (!TreeIsLeaf(tree, n))
				continue;
			value = RollupValues(rollup, n)[u] * parts[(Size) n * card->nunits + u];
			if (isinf(value))
				ereport(ERROR,
						(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						 errmsg("contribution of indicator \"%s\" is out of range",
								TreeName(tree, n)),
						 errdetail("It is that of unit \"%s\".", ScorecardUnit(card, u))));
			value = CellValue(value);
			values[2] = ParFloat8Datum(&value);
			nulls[2] = IsMissing(value) || IsMissing(RollupValues(rollup, 0)[u]);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

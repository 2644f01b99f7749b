/*-------------------------------------------------------------------------
 *
 * rollup.c
 *	  Values of the nodes of a tree over a scorecard.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#include "base/params.h"
#include "base/ranking.h"
#include "composite/rollup.h"

/* limit of nodes x units (54000): there is a value and a coverage for each */
#define MAX_NODE_VALUES		(4 * INT64CONST(16000000))

/* units that a node is worked out for between two checks for interrupts */
#define UNITS_AT_ONCE	16384

/* a coverage that falls short of the least one by no more reaches it */
#define COVERAGE_TOLERANCE	1e-12

MissingMode
MissingModeOf(FunctionCallInfo fcinfo, int argument)
{
	static const char *const names[] = {"node", "leaf"};

	if (PG_ARGISNULL(argument))
		return MISSING_NODE;
	return (MissingMode) ChoiceOf(fcinfo, argument, "treatment of missing values", names,
								  sizeof(char *), lengthof(names));
}

/* ---------- weights ---------- */

double *
ScaleWeights(const Tree *tree)
{
	double	   *weights = palloc(sizeof(double) * tree->nnodes);

	weights[0] = 1;
	for (int n = 0; n < tree->nnodes; n++)
	{
		double		largest = 0;
		int			exponent = 0;

		foreach_child(c, tree, n)
			largest = Max(largest, tree->nodes[c].weight);
		if (tree->nodes[n].method != TREE_SUM)
			frexp(largest, &exponent);
		foreach_child(c, tree, n)
			weights[c] = ldexp(tree->nodes[c].weight, -exponent);
	}
	return weights;
}

/*
 * The totals of the weights.  A node that has nothing below it, all weights being
 * 0, is always missing: it takes no part, and its siblings share its weight.
 */
static void
AddUpWeights(Rollup *rollup)
{
	const Tree *tree = rollup->tree;
	double	   *totals = rollup->totals;

	for (int n = tree->nnodes - 1; n >= 0; n--)
	{
		bool		sum = tree->nodes[n].method == TREE_SUM;
		double		total = 0;
		double		whole = 0;

		foreach_child(c, tree, n)
		{
			total += rollup->weights[c] * totals[c];
			whole += totals[c] > 0 ? rollup->weights[c] : 0;
		}
		if (TreeIsLeaf(tree, n))
			totals[n] = 1;
		else
			totals[n] = sum ? total : whole > 0 ? total / whole : 0;
		if (isinf(totals[n]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("weights of a tree are out of range"),
					 errdetail("The weights in node \"%s\", a sum, add up to more than double precision holds.",
							   TreeName(tree, n))));
	}
}

/* ---------- values ---------- */

static void
OutOfRange(const Rollup *rollup, int node, int unit)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("value of a node is out of range"),
			 errdetail("Unit \"%s\", node \"%s\": values or weights are too large.",
					   ScorecardUnit(rollup->card, unit), TreeName(rollup->tree, node))));
}

static void
NegativeValue(const Rollup *rollup, int node, int child, int unit, double value)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("method %s of node \"%s\" does not take negative values",
					TreeMethodText(rollup->methods[node], rollup->tree->nodes[node].power),
					TreeName(rollup->tree, node)),
			 errdetail("Unit \"%s\" has %g for \"%s\".",
					   ScorecardUnit(rollup->card, unit), value, TreeName(rollup->tree, child)),
			 errhint("Rescale the scorecard to positive values.")));
}

/* the exponent of the power mean that a node is */
static double
PowerOf(const Rollup *rollup, int node)
{
	TreeMethod	method = rollup->methods[node];

	return method == TREE_ARITHMETIC ? 1 : method == TREE_GEOMETRIC ? 0 :
		method == TREE_HARMONIC ? -1 : rollup->tree->nodes[node].power;
}

/* the weight of a child for a unit, as far as what is missing leaves it */
static inline double
WeightFor(const Rollup *rollup, double weight, const double *coverage, int unit)
{
	return rollup->missing == MISSING_LEAF ? weight * coverage[unit] : weight;
}

static void
ArithmeticNode(Rollup *rollup, int node, int left_out, double *sums, double *weights)
{
	foreach_child(c, rollup->tree, node)
	{
		const double *values = RollupValues(rollup, c);
		const double *coverage = RollupCoverage(rollup, c);
		double		weight = rollup->weights[c];

		if (c == left_out || weight == 0)
			continue;
		if (rollup->missing == MISSING_NODE)
			for (int u = rollup->from; u < rollup->to; u++)
			{
				bool		missing = IsMissing(values[u]);

				sums[u] += missing ? 0 : weight * values[u];
				weights[u] += missing ? 0 : weight;
			}
		else
			for (int u = rollup->from; u < rollup->to; u++)
			{
				bool		missing = IsMissing(values[u]);

				sums[u] += missing ? 0 : weight * coverage[u] * values[u];
				weights[u] += missing ? 0 : weight * coverage[u];
			}
	}
	for (int u = rollup->from; u < rollup->to; u++)
		sums[u] /= weights[u];
}

static void
GeometricNode(Rollup *rollup, int node, int left_out, double *sums, double *weights)
{
	foreach_child(c, rollup->tree, node)
	{
		const double *values = RollupValues(rollup, c);
		const double *coverage = RollupCoverage(rollup, c);
		const double *logs = rollup->logs ? rollup->logs[c] : NULL;

		if (c == left_out || rollup->weights[c] == 0)
			continue;
		for (int u = rollup->from; u < rollup->to; u++)
		{
			double		weight;

			if (IsMissing(values[u]))
				continue;
			if (values[u] < 0)
				NegativeValue(rollup, node, c, u, values[u]);
			weight = WeightFor(rollup, rollup->weights[c], coverage, u);
			sums[u] += weight * (logs ? logs[u] : log(values[u]));
			weights[u] += weight;
		}
	}
	for (int u = rollup->from; u < rollup->to; u++)
		sums[u] = exp(sums[u] / weights[u]);
}

/*
 * Any other power mean.  Values are divided by the one of a unit that counts
 * most, so that no power overflows and the sum cannot vanish.
 */
static void
PowerNode(Rollup *rollup, int node, int left_out, double power, double *sums, double *weights)
{
	bool		negative_allowed = power > 0 && power == floor(power);
	double	   *scales = palloc0(sizeof(double) * (rollup->to - rollup->from));

	foreach_child(c, rollup->tree, node)
	{
		const double *values = RollupValues(rollup, c);

		if (c == left_out || rollup->weights[c] == 0)
			continue;
		for (int u = rollup->from; u < rollup->to; u++)
		{
			double		value = values[u];

			if (IsMissing(value))
				continue;
			if (value < 0 && !negative_allowed)
				NegativeValue(rollup, node, c, u, value);
			value = fabs(value);
			scales[u - rollup->from] = weights[u] == 0 ? value :
				power > 0 ? Max(scales[u - rollup->from], value) : Min(scales[u - rollup->from], value);
			weights[u] = 1;
		}
	}
	memset(weights + rollup->from, 0, sizeof(double) * (rollup->to - rollup->from));

	foreach_child(c, rollup->tree, node)
	{
		const double *values = RollupValues(rollup, c);
		const double *coverage = RollupCoverage(rollup, c);

		if (c == left_out || rollup->weights[c] == 0)
			continue;
		for (int u = rollup->from; u < rollup->to; u++)
		{
			double		weight;

			if (IsMissing(values[u]))
				continue;
			weight = WeightFor(rollup, rollup->weights[c], coverage, u);
			weights[u] += weight;
			if (scales[u - rollup->from] > 0)
				sums[u] += weight * (power == -1 ? scales[u - rollup->from] / values[u] :
									 pow(values[u] / scales[u - rollup->from], power));
		}
	}
	for (int u = rollup->from; u < rollup->to; u++)
	{
		double		mean = sums[u] / weights[u];

		sums[u] = power == -1 ? scales[u - rollup->from] / mean :
			scales[u - rollup->from] * copysign(pow(fabs(mean), 1 / power), mean);
		if (scales[u - rollup->from] == 0 && weights[u] > 0)
			sums[u] = 0;
	}
	pfree(scales);
}

/* weights tell whether anything is there */
static void
SumNode(Rollup *rollup, int node, int left_out, double *sums, double *weights)
{
	foreach_child(c, rollup->tree, node)
	{
		const double *values = RollupValues(rollup, c);
		double		weight = rollup->weights[c];

		if (c == left_out || weight == 0)
			continue;
		for (int u = rollup->from; u < rollup->to; u++)
			if (!IsMissing(values[u]))
			{
				sums[u] += weight * values[u];
				weights[u] = 1;
			}
	}
}

static void
MinNode(Rollup *rollup, int node, int left_out, double *least, double *weights)
{
	foreach_child(c, rollup->tree, node)
	{
		const double *values = RollupValues(rollup, c);

		if (c == left_out || rollup->weights[c] == 0)
			continue;
		for (int u = rollup->from; u < rollup->to; u++)
			if (!IsMissing(values[u]))
			{
				least[u] = weights[u] == 0 ? values[u] : Min(least[u], values[u]);
				weights[u] = 1;
			}
	}
}

/*
 * A child without weight takes no part, whatever the method: a zero does not
 * make the geometric mean 0, nor is it the least.  A node that has nothing to
 * be made of is missing.
 */
static void
RollupSlice(Rollup *rollup, int node, int left_out, double *values, double *weights)
{
	TreeMethod	method = rollup->methods[node];
	double		power = PowerOf(rollup, node);

	if (method == TREE_SUM)
		SumNode(rollup, node, left_out, values, weights);
	else if (method == TREE_MIN)
		MinNode(rollup, node, left_out, values, weights);
	else if (power == 1)
		ArithmeticNode(rollup, node, left_out, values, weights);
	else if (power == 0)
		GeometricNode(rollup, node, left_out, values, weights);
	else
		PowerNode(rollup, node, left_out, power, values, weights);

	for (int u = rollup->from; u < rollup->to; u++)
	{
		if (!(weights[u] > 0))
			values[u] = MissingValue();
		else if (isnan(values[u]) || isinf(values[u]))
			OutOfRange(rollup, node, u);
		else
			values[u] = CellValue(values[u]);
	}
}

void
RollupNode(Rollup *rollup, int node, int left_out)
{
	double	   *values = RollupValues(rollup, node);
	double	   *weights = palloc0(sizeof(double) * (Size) Max(rollup->nunits, 1));

	memset(values, 0, sizeof(double) * (Size) rollup->nunits);
	for (rollup->from = 0; rollup->from < rollup->nunits; rollup->from = rollup->to)
	{
		rollup->to = Min(rollup->nunits, rollup->from + UNITS_AT_ONCE);
		RollupSlice(rollup, node, left_out, values, weights);
		CHECK_FOR_INTERRUPTS();
	}
	pfree(weights);
}

/* ---------- coverage ---------- */

/* the part of the effective weight of a node's leaves that is present */
static void
CoverNode(Rollup *rollup, int node)
{
	double	   *coverage = RollupCoverage(rollup, node);
	double		whole = 0;

	memset(coverage, 0, sizeof(double) * (Size) rollup->nunits);
	foreach_child(c, rollup->tree, node)
	{
		const double *child = RollupCoverage(rollup, c);
		double		weight = rollup->weights[c] * rollup->totals[c];

		if (weight == 0)
			continue;
		whole += weight;
		for (int u = 0; u < rollup->nunits; u++)
			coverage[u] += weight * child[u];
	}
	for (int u = 0; u < rollup->nunits; u++)
		coverage[u] = whole > 0 ? coverage[u] / whole : MissingValue();
}

static void
DropUncovered(Rollup *rollup, int node, double min_coverage)
{
	double	   *values = RollupValues(rollup, node);
	const double *coverage = RollupCoverage(rollup, node);

	for (int u = 0; u < rollup->nunits; u++)
		if (coverage[u] < min_coverage - COVERAGE_TOLERANCE)
			values[u] = MissingValue();
}

/* values that are made of too few children */
static void
DropLonely(Rollup *rollup, int node, int min_children)
{
	double	   *values = RollupValues(rollup, node);
	int		   *present = palloc0(sizeof(int) * (Size) rollup->nunits);
	int			nchildren = 0;

	foreach_child(c, rollup->tree, node)
	{
		const double *child = RollupValues(rollup, c);

		if (rollup->weights[c] == 0 || rollup->totals[c] == 0)
			continue;
		nchildren++;
		for (int u = 0; u < rollup->nunits; u++)
			present[u] += IsMissing(child[u]) ? 0 : 1;
	}
	for (int u = 0; u < rollup->nunits; u++)
		if (present[u] < Min(min_children, nchildren))
			values[u] = MissingValue();
	pfree(present);
}

static void
RoundStage(Rollup *rollup, int node, int decimals)
{
	double	   *values = RollupValues(rollup, node);

	for (int u = 0; u < rollup->nunits; u++)
		values[u] = RoundToDecimals(values[u], decimals);
}

/* ---------- all nodes ---------- */

static void
LoadLeaf(Rollup *rollup, int node)
{
	const Scorecard *card = rollup->card;
	int			indicator = ScorecardFindIndicator(card, TreeName(rollup->tree, node));
	double	   *values = RollupValues(rollup, node);
	double	   *coverage = RollupCoverage(rollup, node);

	if (indicator < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("leaf \"%s\" of the tree is no indicator of the scorecard",
						TreeName(rollup->tree, node))));
	for (int u = 0; u < rollup->nunits; u++)
	{
		values[u] = card->values[(Size) u * card->nindicators + indicator];
		coverage[u] = IsMissing(values[u]) ? 0 : 1;
	}
}

Rollup *
RollupMake(const Scorecard *card, const Tree *tree, MissingMode missing,
		   const RollupOptions *options)
{
	Rollup	   *rollup = palloc0(sizeof(Rollup));
	Size		count = (Size) tree->nnodes * card->nunits;

	if ((int64) tree->nnodes * card->nunits > MAX_NODE_VALUES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("scorecard and tree are too large together"),
				 errdetail("There are %d units and %d nodes; the limit is " INT64_FORMAT " values.",
						   card->nunits, tree->nnodes, MAX_NODE_VALUES)));
	rollup->card = card;
	rollup->tree = tree;
	rollup->missing = missing;
	rollup->nunits = card->nunits;
	rollup->methods = palloc(sizeof(TreeMethod) * tree->nnodes);
	for (int n = 0; n < tree->nnodes; n++)
		rollup->methods[n] = (TreeMethod) tree->nodes[n].method;
	rollup->weights = ScaleWeights(tree);
	rollup->totals = palloc(sizeof(double) * tree->nnodes);
	AddUpWeights(rollup);
	if (rollup->nunits == 0)
		return rollup;

	rollup->values = palloc(sizeof(double) * count);
	rollup->coverage = palloc(sizeof(double) * count);
	for (int n = tree->nnodes - 1; n >= 0; n--)
	{
		if (TreeIsLeaf(tree, n))
			LoadLeaf(rollup, n);
		else
		{
			RollupNode(rollup, n, -1);
			CoverNode(rollup, n);
			if (options && options->min_coverage > 0)
				DropUncovered(rollup, n, options->min_coverage);
			if (options && options->min_children > 0)
				DropLonely(rollup, n, options->min_children);
		}
		if (options && options->stage_decimals != UNROUNDED)
			RoundStage(rollup, n, options->stage_decimals);
		CHECK_FOR_INTERRUPTS();
	}
	return rollup;
}

void
RollupAgain(Rollup *rollup, const bool *chosen)
{
	if (rollup->missing == MISSING_LEAF)
		AddUpWeights(rollup);
	for (int n = rollup->tree->nnodes - 1; n >= 0; n--)
		if (chosen[n])
		{
			RollupNode(rollup, n, -1);
			if (rollup->missing == MISSING_LEAF)
				CoverNode(rollup, n);
		}
}

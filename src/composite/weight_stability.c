/*-------------------------------------------------------------------------
 *
 * weight_stability.c
 *	  How far one weight can move before the first places change hands:
 *	  par.weight_stability.
 *
 * A node's weight is its share s among its siblings; as it moves, they keep
 * their proportions.  Where all means from its parent P up to the root are
 * arithmetic (or sums) of complete values, the root value of a unit is a line
 * in s:
 *
 *		V(s) = V(s0) + (s - s0) * k * (x - r)
 *
 * where x is the unit's value of the node, r the mean of its siblings, and k
 * the effective weight of P.  Two units swap where their lines meet, and the
 * interval ends at the nearest such place: exact.  Where they are all geometric
 * means the same holds for logarithms.  Otherwise the interval is searched: its
 * ends lie within 1e-12 of a change of order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/ranking.h"
#include "composite/rollup.h"

PG_FUNCTION_INFO_V1(scorecard_weight_stability);

/* where the order is looked at in a search, to each side, and how near it ends */
#define SEARCH_STEPS		128
#define SEARCH_TOLERANCE	1e-13

/* an end so near to 0 or 1 is there: nobody swaps on this side of it */
#define END_TOLERANCE		1e-12

/* lines whose slopes differ by less, relatively, are parallel */
#define SLOPE_TOLERANCE		1e-13

/* An end of the interval, and who swaps there. */
typedef struct StabilityEnd
{
	double		at;
	int			falls;			/* units; -1: nobody */
	int			rises;
} StabilityEnd;

/* The ranking that is to be kept. */
typedef struct Stability
{
	Rollup	   *rollup;
	int			top;			/* how many places */
	int			nranked;
	int		   *order;			/* ranked units, best first */
	double	   *values;			/* of the root, by unit */
	double	   *keys;			/* these as they are compared: rounded */
	bool	   *in_top;			/* by unit */
	int			node;			/* whose weight moves */
	int			parent;
	double		share;
} Stability;

/* ---------- the ranking ---------- */

/* keys[] as rounded; the first unit of several that are level comes first */
static int
CompareUnits(const void *a, const void *b, void *keys)
{
	int			i = *(const int *) a;
	int			j = *(const int *) b;
	double		x = ((const double *) keys)[i];
	double		y = ((const double *) keys)[j];

	CHECK_FOR_INTERRUPTS();
	return x > y ? -1 : x < y ? 1 : i < j ? -1 : i > j ? 1 : 0;
}

static void
RankUnits(Stability *stability, int top)
{
	Rollup	   *rollup = stability->rollup;
	Size		nunits = rollup->nunits;

	stability->values = palloc(sizeof(double) * nunits);
	memcpy(stability->values, RollupValues(rollup, 0), sizeof(double) * nunits);
	stability->keys = palloc(sizeof(double) * nunits);
	stability->order = palloc(sizeof(int) * nunits);
	stability->nranked = 0;
	for (Size u = 0; u < nunits; u++)
	{
		CHECK_FOR_INTERRUPTS();
		stability->keys[u] = RoundToDigits(stability->values[u]);
		if (!IsMissing(stability->values[u]))
			stability->order[stability->nranked++] = u;
	}
	qsort_arg(stability->order, stability->nranked, sizeof(int), CompareUnits, stability->keys);
	stability->top = Min(top, stability->nranked);
	stability->in_top = palloc0(sizeof(bool) * nunits);
	for (int i = 0; i < stability->top; i++)
		stability->in_top[stability->order[i]] = true;
}

/* ---------- exact ---------- */

/*
 * Whether root values are lines in the share: all means from the parent up are
 * of one kind, and each unit has all values that go into them, or none.
 */
static bool
AreLines(const Stability *stability, bool logarithmic)
{
	const Rollup *rollup = stability->rollup;
	const Tree *tree = rollup->tree;

	for (int n = stability->parent; n >= 0; n = tree->nodes[n].parent)
	{
		TreeMethod	method = (TreeMethod) tree->nodes[n].method;

		if (logarithmic ? method != TREE_GEOMETRIC :
			method != TREE_ARITHMETIC && method != TREE_SUM)
			return false;
		foreach_child(c, tree, n)
		{
			const double *values = RollupValues(rollup, c);

			if (rollup->weights[c] == 0 && n != stability->parent)
				continue;
			for (int u = 0; u < rollup->nunits; u++)
				if (IsMissing(values[u]) != IsMissing(stability->values[u]) ||
					(logarithmic && values[u] <= 0))
					return false;
		}
	}
	return true;
}

/* the effective weight of the parent in the root, and of its children in it */
static double
WeightOfParent(const Stability *stability)
{
	const Rollup *rollup = stability->rollup;
	const Tree *tree = rollup->tree;
	double		weight = 1;
	int			child = -1;

	for (int n = stability->parent; n >= 0; n = tree->nodes[n].parent)
	{
		double		whole = 0;

		foreach_child(c, tree, n)
			whole += rollup->weights[c];
		if (child >= 0)
			weight *= tree->nodes[n].method == TREE_SUM ? rollup->weights[child] :
				rollup->weights[child] / whole;
		else if (tree->nodes[n].method == TREE_SUM)
			weight *= whole;
		child = n;
	}
	return weight;
}

/* the slope of each unit's line, and the size of what it is the difference of */
static void
SlopesOf(const Stability *stability, bool logarithmic, double *slopes, double *sizes)
{
	const Rollup *rollup = stability->rollup;
	const Tree *tree = rollup->tree;
	double		weight = WeightOfParent(stability);

	for (int u = 0; u < rollup->nunits; u++)
	{
		double		own = 0;
		double		others = 0;
		double		whole = 0;

		foreach_child(c, tree, stability->parent)
		{
			double		value = RollupValues(rollup, c)[u];

			if (logarithmic)
				value = log(value);
			if (c == stability->node)
				own = value;
			else
			{
				others += rollup->weights[c] * value;
				whole += rollup->weights[c];
			}
		}
		CHECK_FOR_INTERRUPTS();
		others /= whole;
		slopes[u] = weight * (own - others);
		sizes[u] = weight * (fabs(own) + fabs(others));
	}
}

/* an end no farther than where the line of a unit meets that of one behind it */
static void
MeetLines(const Stability *stability, const double *values, const double *slopes,
		  const double *sizes, int ahead, int behind, StabilityEnd *low, StabilityEnd *high)
{
	bool		tied = stability->keys[ahead] == stability->keys[behind];
	double		gap = tied ? 0 : values[ahead] - values[behind];
	double		slope = slopes[ahead] - slopes[behind];
	double		meet;

	if (fabs(slope) <= SLOPE_TOLERANCE * (sizes[ahead] + sizes[behind]))
		return;
	meet = stability->share - gap / slope;
	if ((tied || slope > 0) && meet > low->at)
	{
		low->at = meet;
		low->falls = ahead;
		low->rises = behind;
	}
	if ((tied || slope < 0) && meet < high->at)
	{
		high->at = meet;
		high->falls = ahead;
		high->rises = behind;
	}
}

static void
FindExactly(const Stability *stability, bool logarithmic, StabilityEnd *low, StabilityEnd *high)
{
	Size		nunits = stability->rollup->nunits;
	double	   *slopes = palloc(sizeof(double) * nunits);
	double	   *sizes = palloc(sizeof(double) * nunits);
	double	   *values = palloc(sizeof(double) * nunits);
	const int  *order = stability->order;
	int			last = stability->top - 1;

	SlopesOf(stability, logarithmic, slopes, sizes);
	for (Size u = 0; u < nunits; u++)
		values[u] = logarithmic ? log(stability->values[u]) : stability->values[u];
	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < last; i++)
		MeetLines(stability, values, slopes, sizes, order[i], order[i + 1], low, high);
	for (int i = stability->top; i < stability->nranked; i++)
		MeetLines(stability, values, slopes, sizes, order[last], order[i], low, high);
	pfree(slopes);
	pfree(sizes);
	pfree(values);
}

/* ---------- searched ---------- */

/* root values where the node has another share */
static void
MoveWeight(const Stability *stability, const double *base, double share)
{
	Rollup	   *rollup = stability->rollup;
	const Tree *tree = rollup->tree;
	double		whole = 0;

	foreach_child(c, tree, stability->parent)
		whole += base[c];
	foreach_child(c, tree, stability->parent)
		rollup->weights[c] = c == stability->node ? whole * share :
			base[c] * ((1 - share) / (1 - stability->share));
	for (int n = stability->parent; n >= 0; n = tree->nodes[n].parent)
		RollupNode(rollup, n, -1);
}

/* whether two units are as they were: the first ahead of the second, or level */
static bool
KeepOrder(const Stability *stability, const double *values, int ahead, int behind,
		  StabilityEnd *end)
{
	bool		kept;

	if (IsMissing(values[behind]) && !stability->in_top[behind])
		return true;
	if (IsMissing(values[ahead]) || IsMissing(values[behind]))
		kept = false;
	else if (stability->keys[ahead] == stability->keys[behind])
		kept = RoundToDigits(values[ahead]) == RoundToDigits(values[behind]);
	else
		kept = values[ahead] > values[behind];
	if (!kept)
	{
		end->falls = ahead;
		end->rises = behind;
	}
	return kept;
}

/* whether the first places are as they were; if not, who changed them */
static bool
KeepPlaces(const Stability *stability, const double *base, double share, StabilityEnd *end)
{
	const int  *order = stability->order;
	int			last = stability->top - 1;
	const double *values;

	MoveWeight(stability, base, share);
	values = RollupValues(stability->rollup, 0);
	for (int i = 0; i < last; i++)
		if (!KeepOrder(stability, values, order[i], order[i + 1], end))
			return false;
	for (int u = 0; u < stability->rollup->nunits; u++)
		if (!stability->in_top[u] && !KeepOrder(stability, values, order[last], u, end))
			return false;
	return true;
}

/* the nearest change of places between the share and one end of its range */
static void
SearchEnd(const Stability *stability, const double *base, StabilityEnd *end)
{
	double		limit = end->at;
	double		kept = stability->share;

	for (int i = 1; i <= SEARCH_STEPS; i++)
	{
		double		share = stability->share + (limit - stability->share) * i / SEARCH_STEPS;

		if (!KeepPlaces(stability, base, share, end))
		{
			while (fabs(share - kept) > SEARCH_TOLERANCE)
			{
				double		middle = kept + (share - kept) / 2;

				if (KeepPlaces(stability, base, middle, end))
					kept = middle;
				else
					share = middle;
			}
			end->at = kept;
			return;
		}
		kept = share;
	}
}

static void
Search(Stability *stability, StabilityEnd *low, StabilityEnd *high)
{
	Rollup	   *rollup = stability->rollup;
	Size		size = sizeof(double) * rollup->tree->nnodes;
	double	   *base = palloc(size);

	memcpy(base, rollup->weights, size);
	SearchEnd(stability, base, low);
	SearchEnd(stability, base, high);
	memcpy(rollup->weights, base, size);
	for (int n = stability->parent; n >= 0; n = rollup->tree->nodes[n].parent)
		RollupNode(rollup, n, -1);
	pfree(base);
}

/* ---------- par.weight_stability ---------- */

static Datum
PairOf(const Scorecard *card, const StabilityEnd *end)
{
	Datum		names[2];

	names[0] = CStringGetTextDatum(ScorecardUnit(card, end->falls));
	names[1] = CStringGetTextDatum(ScorecardUnit(card, end->rises));
	return PointerGetDatum(construct_array(names, 2, TEXTOID, -1, false, TYPALIGN_INT));
}

/* the node's share, unless its weight cannot move against that of others */
static bool
CanMove(Stability *stability, int node)
{
	const Rollup *rollup = stability->rollup;
	double		whole = 0;
	double		others = 0;

	stability->node = node;
	stability->parent = rollup->tree->nodes[node].parent;
	foreach_child(c, rollup->tree, stability->parent)
	{
		whole += rollup->weights[c];
		if (c != node)
			others += rollup->weights[c];
	}
	stability->share = rollup->weights[node] / whole;
	return others > 0;
}

/* node, weight, low, high, swaps_low, swaps_high, method */
Datum
scorecard_weight_stability(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	const Tree *tree = PG_GETARG_TREE_P(1);
	int			top = PG_GETARG_INT32(2);
	Stability	stability;

	if (top < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of places must be positive"),
				 errdetail("The value is %d.", top)));
	stability.rollup = RollupMake(card, tree, MISSING_NODE, NULL);
	if (card->nunits == 0)
		return (Datum) 0;
	RankUnits(&stability, top);
	if (stability.nranked == 0)
		return (Datum) 0;

	for (int n = 1; n < tree->nnodes; n++)
	{
		StabilityEnd low = {0, -1, -1};
		StabilityEnd high = {1, -1, -1};
		bool		exact = true;
		Datum		values[7];
		bool		nulls[7] = {false};

		if (!CanMove(&stability, n))
			continue;
		if (AreLines(&stability, false))
			FindExactly(&stability, false, &low, &high);
		else if (AreLines(&stability, true))
			FindExactly(&stability, true, &low, &high);
		else
		{
			exact = false;
			Search(&stability, &low, &high);
		}
		if (low.at < END_TOLERANCE)
			low = (StabilityEnd) {0, -1, -1};
		if (high.at > 1 - END_TOLERANCE)
			high = (StabilityEnd) {1, -1, -1};
		values[0] = CStringGetTextDatum(TreeName(tree, n));
		values[1] = ParFloat8Datum(&stability.share);
		values[2] = ParFloat8Datum(&low.at);
		values[3] = ParFloat8Datum(&high.at);
		nulls[4] = low.falls < 0;
		values[4] = nulls[4] ? (Datum) 0 : PairOf(card, &low);
		nulls[5] = high.falls < 0;
		values[5] = nulls[5] ? (Datum) 0 : PairOf(card, &high);
		values[6] = CStringGetTextDatum(exact ? "exact" : "bracketed");
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

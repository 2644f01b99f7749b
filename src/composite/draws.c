/*-------------------------------------------------------------------------
 *
 * draws.c
 *	  Rankings under weights drawn at random.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "base/ranking.h"
#include "composite/draws.h"

/* streams of a seed */
#define WEIGHT_STREAM	0
#define METHOD_STREAM	1

/* ---------- weights ---------- */

/* the levels that an array names, each of which must be one of the tree */
static bool *
LevelsOf(const Tree *tree, ArrayType *levels)
{
	int			depth = 0;
	bool	   *chosen;
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	for (int n = 0; n < tree->nnodes; n++)
		depth = Max(depth, tree->nodes[n].level);
	chosen = palloc0(sizeof(bool) * (depth + 1));
	if (levels == NULL)
	{
		memset(chosen, true, depth + 1);
		return chosen;
	}

	deconstruct_array(levels, INT4OID, 4, true, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		int			level = nulls[i] ? 0 : DatumGetInt32(elements[i]);

		if (level < 1 || level > depth)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 nulls[i] ? errmsg("level must not be null") :
					 errmsg("tree has no weights at level %d", level),
					 errdetail("Levels below the root are 1 to %d.", depth)));
		chosen[level] = true;
	}
	return chosen;
}

void
WeightDrawsInit(WeightDraws *draws, const Tree *tree, ArrayType *levels,
				double noise, int64 seed)
{
	bool	   *chosen = LevelsOf(tree, levels);

	if (!(noise >= 0 && noise <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("noise must be between 0 and 1"),
				 errdetail("The value is %g.", noise)));
	draws->tree = tree;
	draws->noise = noise;
	draws->varies = palloc0(sizeof(bool) * tree->nnodes);
	for (int n = 1; n < tree->nnodes; n++)
		draws->varies[n] = chosen[tree->nodes[n].level];
	RandomSeed(&draws->weights, seed, WEIGHT_STREAM);
	RandomSeed(&draws->methods, seed, METHOD_STREAM);
}

void
WeightDrawsNext(WeightDraws *draws, const double *base, double *weights)
{
	for (int n = 1; n < draws->tree->nnodes; n++)
		if (draws->varies[n])
			weights[n] = base[n] * (1 - draws->noise + 2 * draws->noise *
									RandomUniform(&draws->weights));
}

/* ---------- what does not change ---------- */

static bool
MethodVaries(const RankDraws *ranks, int node)
{
	TreeMethod	method = (TreeMethod) ranks->rollup->tree->nodes[node].method;

	return ranks->vary_methods && (method == TREE_ARITHMETIC || method == TREE_GEOMETRIC);
}

/* a node changes with the weights and the values of its children */
static void
FindChanges(RankDraws *ranks)
{
	const Tree *tree = ranks->rollup->tree;

	ranks->changes = palloc0(sizeof(bool) * tree->nnodes);
	for (int n = tree->nnodes - 1; n >= 0; n--)
	{
		if (MethodVaries(ranks, n))
			ranks->changes[n] = true;
		foreach_child(c, tree, n)
			ranks->changes[n] |= ranks->draws.varies[c] || ranks->changes[c];
	}
}

static void
FindFixed(RankDraws *ranks)
{
	const Tree *tree = ranks->rollup->tree;

	ranks->fixed = palloc(sizeof(int) * tree->nnodes);
	ranks->nfixed = 0;
	for (int n = 1; n < tree->nnodes; n++)
		if (!ranks->changes[n] && ranks->changes[tree->nodes[n].parent])
			ranks->fixed[ranks->nfixed++] = n;
}

/*
 * Whether the root is a sum of products: the nodes that change are arithmetic
 * means, and each unit has all values that they are made of, or none.
 */
static bool
IsSumOfProducts(const RankDraws *ranks)
{
	const Rollup *rollup = ranks->rollup;
	const Tree *tree = rollup->tree;

	if (ranks->vary_methods || !ranks->changes[0])
		return false;
	for (int n = 0; n < tree->nnodes; n++)
	{
		double		whole = 0;

		if (!ranks->changes[n])
			continue;
		if (tree->nodes[n].method != TREE_ARITHMETIC)
			return false;
		foreach_child(c, tree, n)
			whole += rollup->weights[c];
		if (whole == 0)
			return false;
	}
	for (int u = 0; u < rollup->nunits; u++)
		for (int f = 1; f < ranks->nfixed; f++)
			if (IsMissing(RollupValues(rollup, ranks->fixed[f])[u]) !=
				IsMissing(RollupValues(rollup, ranks->fixed[0])[u]))
				return false;
	return true;
}

static void
LoadMatrix(RankDraws *ranks)
{
	int			nunits = ranks->rollup->nunits;

	ranks->matrix = palloc(sizeof(double) * (Size) Max(ranks->nfixed, 1) * nunits);
	for (int f = 0; f < ranks->nfixed; f++)
	{
		const double *values = RollupValues(ranks->rollup, ranks->fixed[f]);

		for (int u = 0; u < nunits; u++)
			ranks->matrix[(Size) u * ranks->nfixed + f] = values[u];
	}
}

/* logarithms of what does not change, where geometric means are made of it */
static void
LoadLogarithms(RankDraws *ranks)
{
	Rollup	   *rollup = ranks->rollup;
	const Tree *tree = rollup->tree;

	rollup->logs = palloc0(sizeof(double *) * tree->nnodes);
	for (int f = 0; f < ranks->nfixed; f++)
	{
		int			node = ranks->fixed[f];
		int			parent = tree->nodes[node].parent;
		const double *values = RollupValues(rollup, node);

		if (tree->nodes[parent].method != TREE_GEOMETRIC && !MethodVaries(ranks, parent))
			continue;
		rollup->logs[node] = palloc(sizeof(double) * (Size) rollup->nunits);
		for (int u = 0; u < rollup->nunits; u++)
			rollup->logs[node][u] = values[u] >= 0 ? log(values[u]) : MissingValue();
	}
}

void
RankDrawsInit(RankDraws *ranks)
{
	Rollup	   *rollup = ranks->rollup;

	ranks->base = palloc(sizeof(double) * rollup->tree->nnodes);
	memcpy(ranks->base, rollup->weights, sizeof(double) * rollup->tree->nnodes);
	ranks->root = palloc(sizeof(double) * (Size) rollup->nunits * DRAWS_AT_ONCE);
	ranks->matrix = NULL;
	FindChanges(ranks);
	FindFixed(ranks);
	if (IsSumOfProducts(ranks))
		LoadMatrix(ranks);
	else
		LoadLogarithms(ranks);
}

/* ---------- draws ---------- */

/* effective weights of the fixed nodes: [fixed][draw] */
static void
EffectiveWeights(RankDraws *ranks, int draw, double *effective, double *result)
{
	const Rollup *rollup = ranks->rollup;
	const Tree *tree = rollup->tree;
	int			f = 0;

	effective[0] = 1;
	for (int n = 0; n < tree->nnodes; n++)
	{
		double		whole = 0;

		if (!ranks->changes[n])
			continue;
		foreach_child(c, tree, n)
			whole += rollup->weights[c];
		foreach_child(c, tree, n)
			effective[c] = effective[n] * (rollup->weights[c] / whole);
	}
	for (f = 0; f < ranks->nfixed; f++)
		result[f * DRAWS_AT_ONCE + draw] = effective[ranks->fixed[f]];
}

/* root values of several draws: [draw][unit] */
static void
MultiplyMatrix(const RankDraws *ranks, const double *effective)
{
	int			nunits = ranks->rollup->nunits;
	const double *row = ranks->matrix;

	for (int u = 0; u < nunits; u++)
	{
		double		sums[DRAWS_AT_ONCE] = {0};
		const double *weights = effective;

		for (int f = 0; f < ranks->nfixed; f++, row++, weights += DRAWS_AT_ONCE)
			for (int d = 0; d < DRAWS_AT_ONCE; d++)
				sums[d] += *row * weights[d];
		for (int d = 0; d < DRAWS_AT_ONCE; d++)
			ranks->root[(Size) d * nunits + u] = sums[d];
	}
}

static void
DrawMethods(RankDraws *ranks)
{
	for (int n = 0; n < ranks->rollup->tree->nnodes; n++)
		if (MethodVaries(ranks, n))
			ranks->rollup->methods[n] =
				RandomUniform(&ranks->draws.methods) < 0.5 ? TREE_ARITHMETIC : TREE_GEOMETRIC;
}

void
RankDrawsNext(RankDraws *ranks, int count, int *result)
{
	Rollup	   *rollup = ranks->rollup;
	const Tree *tree = rollup->tree;
	Size		nunits = rollup->nunits;
	double	   *effective = NULL;
	double	   *columns = NULL;

	if (ranks->matrix)
	{
		effective = palloc(sizeof(double) * tree->nnodes);
		columns = palloc0(sizeof(double) * (Size) Max(ranks->nfixed, 1) * DRAWS_AT_ONCE);
	}
	for (int d = 0; d < count; d++)
	{
		WeightDrawsNext(&ranks->draws, ranks->base, rollup->weights);
		if (ranks->matrix)
		{
			EffectiveWeights(ranks, d, effective, columns);
			continue;
		}
		if (ranks->vary_methods)
			DrawMethods(ranks);
		RollupAgain(rollup, ranks->changes);
		memcpy(ranks->root + d * nunits, RollupValues(rollup, 0), sizeof(double) * nunits);
	}
	if (ranks->matrix)
	{
		MultiplyMatrix(ranks, columns);
		pfree(effective);
		pfree(columns);
	}
	for (int d = 0; d < count; d++)
	{
		RankValues(ranks->root + d * nunits, nunits, ranks->decimals, result + d * nunits);
		CHECK_FOR_INTERRUPTS();
	}
}

/*-------------------------------------------------------------------------
 *
 * point_policy.c
 *	  What the policies for what is not applicable make of the points of one
 *	  agency.
 *
 * Parent by parent from the bottom up, in this order: what is awarded in full
 * counts as applicable with its whole maximum; what is excluded is gone; what is
 * shared goes in equal parts to the siblings that apply and have a maximum, each
 * keeping its share of points; what the parent keeps stretches those siblings.
 * Where nothing beneath a node applies, the node does not, and its own policy
 * decides.  The roots are siblings of one another.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "exact/point_policy.h"

void
LeafPointsInit(LeafPoints *leaves, int nleaves)
{
	leaves->points = palloc0(sizeof(int64) * Max(nleaves, 1));
	leaves->status = palloc0(Max(nleaves, 1));
	leaves->wide = NULL;
	leaves->nwide = 0;
}

void
LeafPointsScore(LeafPoints *leaves, int leaf, Numeric points)
{
	PackedDecimal decimal;
	int8		scale;

	if (DecimalOpen(points, &decimal) == DECIMAL_FINITE &&
		PointsInRegister(&decimal, &leaves->points[leaf], &scale))
	{
		leaves->status[leaf] = LEAF_SCORED + scale;
		return;
	}
	/* grows by doubling */
	if ((leaves->nwide & (leaves->nwide - 1)) == 0)
	{
		Size		size = sizeof(Numeric) * Max(1, leaves->nwide * 2);

		leaves->wide = leaves->wide ? repalloc(leaves->wide, size) : palloc(size);
	}
	leaves->wide[leaves->nwide] = NumericTrim(points);
	leaves->points[leaf] = leaves->nwide++;
	leaves->status[leaf] = LEAF_WIDE;
}

/* coefficient / 10000^scale, over the denominator of a greater scale if it fits */
static void
SetPoints(Fraction *f, int64 coefficient, int scale, int common)
{
	wideint		num;

	if (WideMul(coefficient, Pow10[(common - scale) * GROUP_DIGITS], &num))
		FractionSet(f, num, Pow10[common * GROUP_DIGITS]);
	else
		FractionSet(f, coefficient, Pow10[scale * GROUP_DIGITS]);
}

static void
SetWide(Fraction *f, Numeric value)
{
	PackedDecimal decimal;

	DecimalOpen(value, &decimal);
	FractionSetPacked(f, &decimal, value);
}

/* add a term that stays as it is */
static inline void
AddTerm(Fraction *sum, const Fraction *term)
{
	Fraction	copy;

	FractionCopy(&copy, term);
	FractionAdd(sum, &copy);
}

static void
SetLeaf(const PointTree *tree, int n, const LeafPoints *leaves, int common, NodePoints *node)
{
	const PointNode *leaf = &tree->nodes[n];
	int			status = leaves->status[leaf->leaf];

	if (status == LEAF_ABSENT)
		return;
	node->given = true;
	node->applicable = status != LEAF_NOT_APPLICABLE;
	if (leaf->wide != 0)
		SetWide(&node->max, PointNodeMaximum(tree, n));
	else
		SetPoints(&node->max, leaf->max, leaf->scale, common);
	if (status >= LEAF_SCORED)
		SetPoints(&node->points, leaves->points[leaf->leaf], status - LEAF_SCORED, common);
	else if (status == LEAF_WIDE)
		SetWide(&node->points, leaves->wide[leaves->points[leaf->leaf]]);
	FractionCopy(&node->nominal, &node->max);
}

/* what a node's children come to: those from first on, before end */
static void
GatherChildren(const PointTree *tree, NodePoints *nodes, int first, int end, NodePoints *above)
{
	Fraction	shared;			/* maxima to be shared */
	Fraction	kept;			/* maxima that the parent keeps */
	Fraction	unstretched;	/* points of children without a maximum */
	int			nstretched = 0;

	FractionSet(&shared, 0, 1);
	FractionSet(&kept, 0, 1);
	FractionSet(&unstretched, 0, 1);
	for (int child = first; child < end; child = tree->nodes[child].end)
	{
		NodePoints *node = &nodes[child];

		if (!node->given)
			continue;
		above->given = true;
		AddTerm(&above->nominal, &node->nominal);
		if (!node->applicable)
		{
			switch ((PointPolicy) tree->nodes[child].policy)
			{
				case POLICY_EXCLUDE:
					break;
				case POLICY_FULL:
					node->applicable = node->full = true;
					FractionCopy(&node->points, &node->nominal);
					FractionCopy(&node->max, &node->nominal);
					break;
				case POLICY_SHARE_SIBLINGS:
					AddTerm(&shared, &node->nominal);
					break;
				case POLICY_RESCALE_PARENT:
					AddTerm(&kept, &node->nominal);
					break;
			}
			if (!node->applicable)
				continue;
		}
		above->applicable = true;
		if (FractionSign(&node->max) > 0)
		{
			AddTerm(&above->points, &node->points);
			AddTerm(&above->max, &node->max);
			nstretched++;
		}
		else
			AddTerm(&unstretched, &node->points);
	}

	if (nstretched > 0 && FractionSign(&shared) > 0)
	{
		Fraction	ratios;

		/* sum of p (m + s) / m is that of p, and s times that of p / m */
		FractionSet(&ratios, 0, 1);
		for (int child = first; child < end; child = tree->nodes[child].end)
		{
			const NodePoints *node = &nodes[child];
			Fraction	ratio;

			if (!node->applicable || FractionSign(&node->max) <= 0 || FractionSign(&node->points) == 0)
				continue;
			ratio = FractionOver(node->points, node->max);
			FractionAdd(&ratios, &ratio);
		}
		above->share = FractionOver(shared, FractionOfInt(nstretched));
		above->shares = true;
		above->points = FractionPlus(above->points, FractionTimes(above->share, ratios));
		above->max = FractionPlus(above->max, shared);
	}
	if (nstretched > 0 && FractionSign(&kept) > 0)
	{
		Fraction	whole = FractionPlus(above->max, kept);

		above->stretch = FractionOver(whole, above->max);
		above->stretches = true;
		above->points = FractionTimes(above->points, above->stretch);
		above->max = whole;
	}
	FractionAdd(&above->points, &unstretched);
}

static void
InitNode(NodePoints *node)
{
	memset(node, 0, sizeof(*node));
	FractionSet(&node->points, 0, 1);
	FractionSet(&node->max, 0, 1);
	FractionSet(&node->nominal, 0, 1);
}

NodePoints *
PointsRollUp(const PointTree *tree, const LeafPoints *leaves)
{
	NodePoints *nodes = palloc_extended(sizeof(NodePoints) * (tree->nnodes + 1), MCXT_ALLOC_HUGE);
	int			common = tree->scale;

	/* sums over one denominator stay in machine integers */
	for (int i = 0; i < tree->nleaves; i++)
		common = Max(common, leaves->status[i] - LEAF_SCORED);
	for (int n = tree->nnodes; n >= 0; n--)
	{
		InitNode(&nodes[n]);
		if (n == tree->nnodes)
			continue;
		if (tree->nodes[n].leaf >= 0)
			SetLeaf(tree, n, leaves, common, &nodes[n]);
		else
			GatherChildren(tree, nodes, n + 1, tree->nodes[n].end, &nodes[n]);
		CHECK_FOR_INTERRUPTS();
	}
	GatherChildren(tree, nodes, 0, tree->nnodes, &nodes[tree->nnodes]);
	return nodes;
}

void
PointsSpread(const PointTree *tree, NodePoints *nodes)
{
	/* what all that is above a node multiplies it by; NULL: nothing */
	Fraction  **factors = palloc0(sizeof(Fraction *) * tree->nnodes);

	for (int n = 0; n < tree->nnodes; n++)
	{
		int			parent = tree->nodes[n].parent;
		const NodePoints *above = &nodes[parent < 0 ? tree->nnodes : parent];
		NodePoints *node = &nodes[n];

		CHECK_FOR_INTERRUPTS();
		if (parent >= 0)
			factors[n] = factors[parent];
		if (!node->given)
			continue;
		if (parent >= 0 && above->full)
		{
			/* beneath what is awarded in full all is */
			node->full = node->applicable = true;
			node->points = node->max = node->nominal;
		}
		else if (parent >= 0 && !above->applicable)
			node->applicable = false;
		else if (node->applicable && (above->shares || above->stretches) &&
				 FractionSign(&node->max) > 0)
		{
			Fraction	factor = FractionOfInt(1);

			if (above->shares)
				factor = FractionOver(FractionPlus(node->max, above->share), node->max);
			if (above->stretches)
				factor = FractionTimes(factor, above->stretch);
			if (factors[n] != NULL)
				factor = FractionTimes(factor, *factors[n]);
			factors[n] = palloc(sizeof(Fraction));
			*factors[n] = factor;
		}
		if (factors[n] != NULL && node->applicable)
		{
			node->points = FractionTimes(node->points, *factors[n]);
			node->max = FractionTimes(node->max, *factors[n]);
		}
	}
}

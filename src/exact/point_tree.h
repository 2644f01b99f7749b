/*-------------------------------------------------------------------------
 *
 * point_tree.h
 *	  The type par.point_tree: criteria with their maxima, beneath one another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_POINT_TREE_H
#define PAR_POINT_TREE_H

#include "base/literal.h"
#include "exact/fraction.h"

/* version of the stored form */
#define POINT_TREE_VERSION	1

/* limit of the number of criteria (54000) */
#define POINT_TREE_MAX_NODES	1000000

/* decimals, in groups of four, that a coefficient in 64 bits is kept with */
#define POINTS_MAX_SCALE	4

/* digits before the point, and after it, that points and maxima may have (22003) */
#define POINTS_MAX_DIGITS	2000

/* how numerics are given: once rounded, from a fraction */
#define POINTS_DECIMALS		16

/* What becomes of the others where a criterion does not apply. */
typedef enum PointPolicy
{
	POLICY_EXCLUDE,				/* its maximum leaves the denominator */
	POLICY_FULL,				/* it is awarded in full */
	POLICY_SHARE_SIBLINGS,		/* its maximum is shared among the siblings */
	POLICY_RESCALE_PARENT		/* the siblings are stretched to fill the parent */
} PointPolicy;

/*
 * A criterion.  Nodes stand in preorder, siblings in the order in which people
 * count, so that a subtree is one stretch, children follow their parent, and
 * equal trees are equal byte by byte.
 */
typedef struct PointNode
{
	int64		max;			/* in units of 10000^-scale, unless it is wide */
	int32		parent;			/* -1 for a root */
	int32		end;			/* the first node behind its subtree */
	int32		leaf;			/* number among the leaves, or -1 */
	uint32		name;			/* place, from the first name on */
	uint32		wide;			/* place of the maximum as a numeric, from the
								 * start of the tree; 0: it is in max */
	int32		level;			/* 1 for a root */
	int8		scale;
	int8		policy;			/* a PointPolicy */
	int16		unused;
} PointNode;

typedef struct PointTree
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int16		version;
	int8		scale;			/* the greatest of the maxima in 64 bits */
	int8		unused;			/* 0 */
	int32		nnodes;			/* at least 1 */
	int32		nleaves;
	uint64		digest[2];		/* of all behind it: trees that differ differ here */
	PointNode	nodes[FLEXIBLE_ARRAY_MEMBER];	/* then the names, then wide
												 * maxima, aligned */
} PointTree;

#define DatumGetPointTree(d)		PointTreeCheck((PointTree *) PG_DETOAST_DATUM(d))
#define PG_GETARG_POINT_TREE_P(n)	DatumGetPointTree(PG_GETARG_DATUM(n))

static inline const char *
PointNodeName(const PointTree *tree, int node)
{
	return (const char *) (tree->nodes + tree->nnodes) + tree->nodes[node].name;
}

static inline bool
PointTreesEqual(const PointTree *a, const PointTree *b)
{
	return VARSIZE(a) == VARSIZE(b) && a->digest[0] == b->digest[0] && a->digest[1] == b->digest[1];
}

/* the value itself, after a look at its version */
extern PointTree *PointTreeCheck(PointTree *tree);

/* a maximum as it was given */
extern Numeric PointNodeMaximum(const PointTree *tree, int node);

/* a tree as a part of a longer text or message */
extern void PointTreeWrite(StringInfo text, const PointTree *tree);
extern PointTree *PointTreeRead(LiteralReader *reader);
extern void PointTreeSend(StringInfo message, const PointTree *tree);
extern PointTree *PointTreeReceive(StringInfo message);

/*
 * A decimal of points in 64 bits, as coefficient * 10000^-scale with the least
 * scale; false if it is too long for that.
 */
static inline bool
PointsInRegister(const PackedDecimal *decimal, int64 *coefficient, int8 *scale)
{
	wideint		wide;
	int			groups;

	if (!DecimalCoefficient(decimal, &wide, &groups) || groups > POINTS_MAX_SCALE ||
		wide != (int64) wide)
		return false;
	*coefficient = (int64) wide;
	*scale = (int8) groups;
	return true;
}

/* whether a finite decimal has more digits than points may have */
static inline bool
PointsAreLong(const PackedDecimal *decimal)
{
	return decimal->weight * GROUP_DIGITS >= POINTS_MAX_DIGITS ||
		decimal->dscale > POINTS_MAX_DIGITS;
}

#endif							/* PAR_POINT_TREE_H */

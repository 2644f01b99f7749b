/*-------------------------------------------------------------------------
 *
 * point_policy.h
 *	  What the policies for what is not applicable make of the points of one
 *	  agency.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_POINT_POLICY_H
#define PAR_POINT_POLICY_H

#include "exact/point_tree.h"

/* What is known of a leaf; what is scored has its scale added. */
typedef enum LeafStatus
{
	LEAF_ABSENT,				/* it has no row: left out altogether */
	LEAF_UNSCORED,				/* counts 0 until it is scored */
	LEAF_NOT_APPLICABLE,
	LEAF_WIDE,					/* scored, the points do not fit 64 bits */
	LEAF_SCORED
} LeafStatus;

/*
 * Points of one agency by the number of the leaf, as little as they can be: an
 * aggregate keeps thousands of these.
 */
typedef struct LeafPoints
{
	int64	   *points;			/* in units of 10000^-scale; or a place in wide */
	uint8	   *status;			/* a LeafStatus, and the scale */
	Numeric    *wide;
	int			nwide;
} LeafPoints;

/*
 * A node after the policies beneath it.  What its own siblings' policies do to it
 * is kept at the parent: each child of positive maximum gets share more of it, with
 * points in proportion, and is then stretched.
 */
typedef struct NodePoints
{
	Fraction	points;
	Fraction	max;
	Fraction	nominal;		/* sum of the maxima of the leaves that have rows */
	Fraction	share;
	Fraction	stretch;
	bool		given;			/* a leaf beneath has a row */
	bool		applicable;
	bool		full;			/* it does not apply, and is awarded in full */
	bool		shares;			/* share is not 0 */
	bool		stretches;		/* stretch is not 1 */
} NodePoints;

/* nothing is known of so many leaves, in the current memory context */
extern void LeafPointsInit(LeafPoints *leaves, int nleaves);

/* what is scored: finite, and of a size that points may have */
extern void LeafPointsScore(LeafPoints *leaves, int leaf, Numeric points);

/*
 * From the bottom up.  The array has one node more than the tree: the last is
 * what all roots come to.
 */
extern NodePoints *PointsRollUp(const PointTree *tree, const LeafPoints *leaves);

/* and down again: each node as it counts in the end */
extern void PointsSpread(const PointTree *tree, NodePoints *nodes);

#endif							/* PAR_POINT_POLICY_H */

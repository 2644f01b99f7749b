/*-------------------------------------------------------------------------
 *
 * rollup.h
 *	  Values of the nodes of a tree over a scorecard.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ROLLUP_H
#define PAR_ROLLUP_H

#include "composite/scorecard.h"
#include "composite/tree.h"

/* What happens to the weight of what is missing. */
typedef enum MissingMode
{
	MISSING_NODE,				/* the node's other children share it */
	MISSING_LEAF				/* it is taken from every ancestor too */
} MissingMode;

/*
 * What par.rollup may ask of nodes on the way up.  A node without enough of its
 * leaves or children is missing; and there are indices of which each stage is
 * made of the rounded values of the one below, as they are printed.
 */
typedef struct RollupOptions
{
	double		min_coverage;
	int			min_children;	/* of those with a weight, or all if they are fewer */
	int			stage_decimals; /* UNROUNDED: nothing is rounded on the way */
} RollupOptions;

/*
 * A scorecard that is being aggregated along a tree.  Values are kept a column
 * a node, so that a node is computed in one pass over a few columns that lie
 * in the cache, whatever the number of units.
 *
 * Within a mean only the proportion of weights matters, so they are scaled there
 * by a power of two, which is exact, to at most 1: sums of weights and products
 * can then not overflow.
 *
 * Weights and methods may be changed between two computations, to see what
 * hangs on them.
 */
typedef struct Rollup
{
	const Scorecard *card;
	const Tree *tree;
	MissingMode missing;
	int			nunits;
	TreeMethod *methods;		/* of each node */
	double	   *weights;		/* of each node in its parent, scaled */
	double	   *totals;			/* of each node: effective weight of all its
								 * leaves, if its own is 1 */
	double	   *values;			/* [node][unit]; NaN: missing */
	double	   *coverage;		/* [node][unit]; NaN: its leaves have no weight */
	double	  **logs;			/* of the values of nodes, where they are at
								 * hand; may be NULL */
	int			from;			/* units that are being worked out */
	int			to;
} Rollup;

static inline double *
RollupValues(const Rollup *rollup, int node)
{
	return rollup->values + (Size) node * rollup->nunits;
}

static inline double *
RollupCoverage(const Rollup *rollup, int node)
{
	return rollup->coverage + (Size) node * rollup->nunits;
}

/* a mode by its name; NULL is 'node' */
extern MissingMode MissingModeOf(FunctionCallInfo fcinfo, int argument);

/* for each node its weight in its parent, scaled as said above */
extern double *ScaleWeights(const Tree *tree);

/*
 * All values, leaves first; fails if a leaf is no indicator of the card.  Options
 * may be NULL.
 */
extern Rollup *RollupMake(const Scorecard *card, const Tree *tree, MissingMode missing,
						  const RollupOptions *options);

/*
 * The values of an inner node anew, from its children but one (-1 leaves none
 * out); coverage stays as it is.
 */
extern void RollupNode(Rollup *rollup, int node, int left_out);

/* the chosen inner nodes anew, after weights or methods were changed */
extern void RollupAgain(Rollup *rollup, const bool *chosen);

#endif							/* PAR_ROLLUP_H */

/*-------------------------------------------------------------------------
 *
 * draws.h
 *	  Rankings under weights drawn at random.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_DRAWS_H
#define PAR_DRAWS_H

#include "base/random.h"
#include "composite/rollup.h"

/*
 * How weights are drawn.  In each draw, every weight that varies is multiplied
 * by a number from 1 - noise to 1 + noise, node by node in preorder; methods
 * come from a stream of their own, so that the weights are the same with them
 * and without.  A draw does not hang on how many there are.
 */
typedef struct WeightDraws
{
	const Tree *tree;
	bool	   *varies;			/* of each node, its weight */
	double		noise;
	Random		weights;
	Random		methods;
} WeightDraws;

extern void WeightDrawsInit(WeightDraws *draws, const Tree *tree, ArrayType *levels,
							double noise, int64 seed);

/* the weights of the next draw, from those that the nodes have */
extern void WeightDrawsNext(WeightDraws *draws, const double *base, double *weights);

/*
 * Rankings of the root under drawn weights.
 *
 * What does not change from draw to draw is computed once: the values of all
 * nodes below the lowest that varies.  Where the rest is arithmetic means of
 * complete values, a root value is a sum of products of such values and their
 * effective weights, and many draws at once are one product of matrices.
 */
typedef struct RankDraws
{
	WeightDraws draws;
	Rollup	   *rollup;
	double	   *base;			/* weights as the tree has them, scaled */
	bool		vary_methods;
	int			decimals;
	bool	   *changes;		/* of each node, its values */
	double	   *root;			/* values of the root */
	int			nfixed;			/* nodes that do not change under those that do */
	int		   *fixed;
	double	   *matrix;			/* [unit][fixed]; NULL: not a sum of products */
} RankDraws;

extern void RankDrawsInit(RankDraws *ranks);

/* the ranks of the next draws, at most DRAWS_AT_ONCE: [draw][unit] */
#define DRAWS_AT_ONCE	8

extern void RankDrawsNext(RankDraws *ranks, int count, int *result);

#endif							/* PAR_DRAWS_H */

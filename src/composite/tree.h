/*-------------------------------------------------------------------------
 *
 * tree.h
 *	  The type par.tree: a weighted hierarchy whose leaves are indicators.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_TREE_H
#define PAR_TREE_H

#include "fmgr.h"

/* version of the stored form */
#define TREE_VERSION	1

/* limit of the number of nodes (54000) */
#define TREE_MAX_NODES	1000000

/*
 * How a node comes from its children: means, each a power mean, then what is
 * not re-based, then the worst.
 */
typedef enum TreeMethod
{
	TREE_ARITHMETIC,
	TREE_GEOMETRIC,
	TREE_HARMONIC,
	TREE_POWER,
	TREE_SUM,
	TREE_MIN,
	TREE_LEAF					/* comes from the scorecard */
} TreeMethod;

/*
 * A node.  Nodes stand in preorder, siblings in the byte order of their names,
 * so that a subtree is one stretch, children follow their parent, and equal
 * trees are equal byte by byte.
 */
typedef struct TreeNode
{
	double		weight;			/* in its parent; >= 0 */
	double		power;			/* of TREE_POWER, otherwise 0 */
	int32		parent;			/* -1 for the root */
	int32		end;			/* the first node behind its subtree */
	int32		level;			/* 0 for the root */
	int32		method;			/* a TreeMethod */
	uint32		name;			/* place, from the first name on */
	uint32		unused;
} TreeNode;

typedef struct Tree
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		version;
	int32		nnodes;			/* at least 1 */
	int32		unused;
	TreeNode	nodes[FLEXIBLE_ARRAY_MEMBER];	/* then the names */
} Tree;

#define DatumGetTree(d)			TreeCheck((Tree *) PG_DETOAST_DATUM(d))
#define PG_GETARG_TREE_P(n)		DatumGetTree(PG_GETARG_DATUM(n))
#define PG_RETURN_TREE_P(tree)	PG_RETURN_POINTER(tree)

static inline const char *
TreeName(const Tree *tree, int node)
{
	return (const char *) (tree->nodes + tree->nnodes) + tree->nodes[node].name;
}

static inline bool
TreeIsLeaf(const Tree *tree, int node)
{
	return tree->nodes[node].method == TREE_LEAF;
}

/* goes through the children of a node */
#define foreach_child(child, tree, node) \
	for (int child = (node) + 1; child < (tree)->nodes[node].end; child = (tree)->nodes[child].end)

/*
 * A node as it is given, before anything is known of the others.
 */
typedef struct TreeInput
{
	const char *name;			/* terminated by a NUL, as the parent */
	const char *parent;			/* NULL for the root */
	double		weight;			/* NaN where none is given */
	double		power;
	TreeMethod	method;
} TreeInput;

/* the value itself, after a look at its version */
extern Tree *TreeCheck(Tree *tree);

/* a tree of nodes in any order, or NULL after having reported what is wrong */
extern Tree *TreeBuild(const TreeInput *inputs, int ninputs, struct Node *escontext);

/* a method by its name, and back; a name of no method is reported */
extern bool TreeReadMethod(const char *text, const char *node, TreeMethod *method,
						   double *power, struct Node *escontext);
extern char *TreeMethodText(TreeMethod method, double power);

#endif							/* PAR_TREE_H */

/*-------------------------------------------------------------------------
 *
 * hierarchy.h
 *	  Members with parents, given in any order: checked, and put in preorder.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_HIERARCHY_H
#define PAR_HIERARCHY_H

#include "nodes/nodes.h"

/*
 * What is known while a tree is made: members are numbered as they were given,
 * order[] is that of siblings.  All goes by that order, so that of several faults
 * the same one is reported whatever the order of rows.
 */
typedef struct Hierarchy
{
	const char *member;			/* what messages call one, such as "node" */
	int			(*compare) (const char *a, const char *b);	/* of siblings' names */
	struct Node *escontext;		/* where a fault is reported, or NULL */
	int			count;			/* at least 1 */
	const char **names;			/* by number */
	const char **above;			/* the name of the parent; NULL: a root */

	/* made by HierarchyResolve() */
	int		   *order;
	int		   *parents;		/* -1: a root */
	Size		name_bytes;		/* of all names, each with its NUL */

	/* made by HierarchyArrange() */
	int		   *preorder;		/* numbers, siblings in their order */
} Hierarchy;

/* room for so many members, whose names the caller fills in */
extern void HierarchyInit(Hierarchy *hierarchy, int count);

/* names that stand twice, with this SQLSTATE, and parents that there are not */
extern bool HierarchyResolve(Hierarchy *hierarchy, int twice_sqlstate);

/* cycles, and more than one root where only one may be */
extern bool HierarchyArrange(Hierarchy *hierarchy, bool one_root);

/* the order in which people count: 1.2 before 1.10; ties in byte order */
extern int	CompareCodes(const char *a, const char *b);

#endif							/* PAR_HIERARCHY_H */

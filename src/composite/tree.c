/*-------------------------------------------------------------------------
 *
 * tree.c
 *	  A weighted hierarchy: made of nodes in any order, and checked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/literal.h"
#include "base/name_table.h"
#include "composite/tree.h"

static const char *const method_names[] = {
	"arithmetic", "geometric", "harmonic", "power", "sum", "min"
};

#define POWER_PREFIX	"power:"

/* how many nodes of a cycle are named */
#define NAMED_NODES	10

Tree *
TreeCheck(Tree *tree)
{
	if (unlikely(tree->version != TREE_VERSION))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("stored tree has version %d, this library reads version %d",
						tree->version, TREE_VERSION)));
	return tree;
}

/* ---------- methods ---------- */

bool
TreeReadMethod(const char *text, const char *node, TreeMethod *method, double *power,
			   struct Node *escontext)
{
	*power = 0;
	for (int i = 0; i < (int) lengthof(method_names); i++)
		if (i != TREE_POWER && strcmp(text, method_names[i]) == 0)
		{
			*method = (TreeMethod) i;
			return true;
		}
	if (strncmp(text, POWER_PREFIX, strlen(POWER_PREFIX)) == 0)
	{
		const char *exponent = text + strlen(POWER_PREFIX);
		char	   *end;

		*method = TREE_POWER;
		*power = strtod(exponent, &end) + 0.0;
		if (*exponent && strspn(exponent, "0123456789+-.eE") == strlen(exponent) &&
			*end == '\0' && !isinf(*power))
			return true;
	}
	PAR_ERETURN(escontext, false,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unrecognized aggregation method \"%s\"", text),
				 errdetail("It is the method of node \"%s\".", node),
				 errhint("Methods are arithmetic, geometric, harmonic, power:P with a number P, sum and min.")));
}

char *
TreeMethodText(TreeMethod method, double power)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, method_names[method]);
	if (method == TREE_POWER)
	{
		appendStringInfoChar(&text, ':');
		AppendNumber(&text, power);
	}
	return text.data;
}

/* ---------- making a tree ---------- */

/*
 * What is known while a tree is made: nodes are numbered as they were given,
 * order[] is the byte order of their names.  All goes by that order, so that
 * of several faults the same one is reported whatever the order of rows.
 */
typedef struct TreeMaker
{
	const TreeInput *inputs;
	int			count;
	struct Node *escontext;
	int		   *order;
	int		   *parents;		/* -1 for the root */
	int		   *first_child;	/* in byte order; -1: none */
	int		   *next_sibling;	/* -1: none */
	int			root;
	Size		name_bytes;
} TreeMaker;

#define FAULT(maker, sqlstate, ...) \
	PAR_ERETURN((maker)->escontext, false, (errcode(sqlstate), __VA_ARGS__))

/* numbers the names and finds each parent */
static bool
FindParents(TreeMaker *maker)
{
	NameTable	names;
	const char *twice = NULL;

	NameTableInit(&names, CurrentMemoryContext);
	for (int i = 0; i < maker->count; i++)
	{
		const char *name = maker->inputs[i].name;
		bool		added;

		NameTableAdd(&names, name, strlen(name), &added);
		if (!added && (twice == NULL || strcmp(name, twice) < 0))
			twice = name;
	}
	if (twice != NULL)
		FAULT(maker, ERRCODE_CARDINALITY_VIOLATION,
			  errmsg("tree has more than one node \"%s\"", twice));
	maker->order = NameTableOrder(&names);
	maker->name_bytes = names.bytes;

	for (int k = 0; k < maker->count; k++)
	{
		int			i = maker->order[k];
		const TreeInput *input = &maker->inputs[i];

		maker->parents[i] = -1;
		if (input->parent == NULL)
			continue;
		maker->parents[i] = NameTableFind(&names, input->parent, strlen(input->parent));
		if (maker->parents[i] < 0)
			FAULT(maker, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("tree has no node \"%s\"", input->parent),
				  errdetail("It is the parent of node \"%s\".", input->name));
		if (maker->parents[i] == i)
			FAULT(maker, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("tree has a cycle"),
				  errdetail("Node \"%s\" is its own parent.", input->name),
				  errhint("The parent of the root is NULL."));
	}
	return true;
}

static bool
CheckWeights(const TreeMaker *maker)
{
	for (int k = 0; k < maker->count; k++)
	{
		const TreeInput *input = &maker->inputs[maker->order[k]];

		if (isnan(input->weight) && input->parent != NULL)
			FAULT(maker, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("weight of node \"%s\" must not be null or NaN", input->name),
				  errhint("For equal weights give 1 to each; only the root needs none."));
		if (isinf(input->weight) || input->weight < 0)
			FAULT(maker, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("weight of node \"%s\" must be finite and not negative", input->name),
				  errdetail("The weight is %g.", input->weight));
	}
	return true;
}

/* a cycle that can be reached from a node by going up */
static char *
DescribeCycle(const TreeMaker *maker, int node)
{
	StringInfoData text;
	int			least;
	int			named = 0;

	/* so many steps up one is on it; begin at its least name */
	for (int i = 0; i < maker->count; i++)
		node = maker->parents[node];
	least = node;
	for (int i = maker->parents[node]; i != node; i = maker->parents[i])
		if (strcmp(maker->inputs[i].name, maker->inputs[least].name) < 0)
			least = i;

	initStringInfo(&text);
	appendStringInfo(&text, "\"%s\"", maker->inputs[least].name);
	for (int i = maker->parents[least]; i != least; i = maker->parents[i])
	{
		if (++named == NAMED_NODES)
		{
			appendStringInfoString(&text, " in ...");
			break;
		}
		appendStringInfo(&text, " in \"%s\"", maker->inputs[i].name);
	}
	appendStringInfo(&text, " in \"%s\"", maker->inputs[least].name);
	return text.data;
}

static bool
CycleFault(const TreeMaker *maker, int node)
{
	FAULT(maker, ERRCODE_INVALID_PARAMETER_VALUE,
		  errmsg("tree has a cycle"),
		  errdetail("Going up from node \"%s\": %s.", maker->inputs[node].name,
					DescribeCycle(maker, node)));
}

/* finds the root and lists the children of each node */
static bool
LinkChildren(TreeMaker *maker)
{
	maker->root = -1;
	for (int i = 0; i < maker->count; i++)
		maker->first_child[i] = -1;
	for (int k = maker->count - 1; k >= 0; k--)
	{
		int			i = maker->order[k];
		int			parent = maker->parents[i];

		if (parent < 0)
		{
			maker->next_sibling[i] = maker->root;
			maker->root = i;
		}
		else
		{
			maker->next_sibling[i] = maker->first_child[parent];
			maker->first_child[parent] = i;
		}
	}
	if (maker->root < 0)
		return CycleFault(maker, maker->order[0]);
	if (maker->next_sibling[maker->root] >= 0)
		FAULT(maker, ERRCODE_INVALID_PARAMETER_VALUE,
			  errmsg("tree has more than one root"),
			  errdetail("Nodes \"%s\" and \"%s\" have no parent.",
						maker->inputs[maker->root].name,
						maker->inputs[maker->next_sibling[maker->root]].name));
	return true;
}

/* stores the nodes in preorder; false if some cannot be reached */
static bool
StoreNodes(const TreeMaker *maker, Tree *tree)
{
	int		   *places = palloc(sizeof(int) * maker->count);	/* -1: not yet stored */
	char	   *names = (char *) (tree->nodes + maker->count);
	uint32		used = 0;
	int			n = 0;
	int			i = maker->root;

	for (int k = 0; k < maker->count; k++)
		places[k] = -1;
	for (;;)
	{
		const TreeInput *input = &maker->inputs[i];
		TreeNode   *node = &tree->nodes[n];
		Size		size = strlen(input->name) + 1;

		places[i] = n++;
		node->weight = isnan(input->weight) ? 1 : input->weight + 0.0;
		node->parent = maker->parents[i] < 0 ? -1 : places[maker->parents[i]];
		node->level = node->parent < 0 ? 0 : tree->nodes[node->parent].level + 1;
		node->method = maker->first_child[i] < 0 ? TREE_LEAF : input->method;
		node->power = node->method == TREE_POWER ? input->power : 0;
		node->name = used;
		memcpy(names + used, input->name, size);
		used += size;

		/* down, or else to the next, of the nearest ancestor that has one */
		if (maker->first_child[i] >= 0)
			i = maker->first_child[i];
		else
		{
			while (i != maker->root && maker->next_sibling[i] < 0)
			{
				tree->nodes[places[i]].end = n;
				i = maker->parents[i];
			}
			tree->nodes[places[i]].end = n;
			if (i == maker->root)
				break;
			i = maker->next_sibling[i];
		}
	}
	if (n < maker->count)
		for (int k = 0; k < maker->count; k++)
			if (places[maker->order[k]] < 0)
				return CycleFault(maker, maker->order[k]);
	pfree(places);
	return true;
}

static void
AssertCheckTree(const Tree *tree)
{
#ifdef USE_ASSERT_CHECKING
	Assert(tree->nnodes > 0 && tree->nodes[0].parent == -1 && tree->nodes[0].end == tree->nnodes);
	for (int n = 0; n < tree->nnodes; n++)
	{
		const TreeNode *node = &tree->nodes[n];

		Assert(node->parent < n && node->end > n && node->end <= tree->nnodes);
		Assert(node->weight >= 0 && !isinf(node->weight));
		Assert((node->method == TREE_LEAF) == (node->end == n + 1));
		Assert(n == 0 || node->end <= tree->nodes[node->parent].end);
		Assert(n == 0 || node->level == tree->nodes[node->parent].level + 1);
	}
#else
	(void) tree;
#endif
}

Tree *
TreeBuild(const TreeInput *inputs, int ninputs, struct Node *escontext)
{
	TreeMaker	maker;
	Tree	   *tree;
	Size		size;

	if (ninputs == 0)
		PAR_ERETURN(escontext, NULL,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("tree has no nodes")));
	if (ninputs > TREE_MAX_NODES)
		PAR_ERETURN(escontext, NULL,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("tree is too large"),
					 errdetail("It has %d nodes, the limit is %d.", ninputs, TREE_MAX_NODES)));

	maker.inputs = inputs;
	maker.count = ninputs;
	maker.escontext = escontext;
	maker.parents = palloc(sizeof(int) * ninputs);
	maker.first_child = palloc(sizeof(int) * ninputs);
	maker.next_sibling = palloc(sizeof(int) * ninputs);
	if (!FindParents(&maker) || !CheckWeights(&maker) || !LinkChildren(&maker))
		return NULL;

	size = offsetof(Tree, nodes) + sizeof(TreeNode) * (Size) ninputs + maker.name_bytes;
	if (!AllocSizeIsValid(size))
		PAR_ERETURN(escontext, NULL,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("tree is too large"),
					 errdetail("The names of its %d nodes have %zu bytes.",
							   ninputs, maker.name_bytes)));
	tree = palloc0(size);
	SET_VARSIZE(tree, size);
	tree->version = TREE_VERSION;
	tree->nnodes = ninputs;
	if (!StoreNodes(&maker, tree))
		return NULL;
	AssertCheckTree(tree);
	return tree;
}

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
#include "base/hierarchy.h"
#include "base/literal.h"
#include "composite/tree.h"

static const char *const method_names[] = {
	"arithmetic", "geometric", "harmonic", "power", "sum", "min"
};

#define POWER_PREFIX	"power:"

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

static bool
CheckWeights(const Hierarchy *hierarchy, const TreeInput *inputs)
{
	for (int k = 0; k < hierarchy->count; k++)
	{
		const TreeInput *input = &inputs[hierarchy->order[k]];

		if (isnan(input->weight) && input->parent != NULL)
			PAR_ERETURN(hierarchy->escontext, false,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("weight of node \"%s\" must not be null or NaN", input->name),
						 errhint("For equal weights give 1 to each; only the root needs none.")));
		if (isinf(input->weight) || input->weight < 0)
			PAR_ERETURN(hierarchy->escontext, false,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("weight of node \"%s\" must be finite and not negative", input->name),
						 errdetail("The weight is %g.", input->weight)));
	}
	return true;
}

/* stores the nodes in preorder */
static void
StoreNodes(const Hierarchy *hierarchy, const TreeInput *inputs, Tree *tree)
{
	int		   *places = palloc(sizeof(int) * tree->nnodes);
	char	   *names = (char *) (tree->nodes + tree->nnodes);
	uint32		used = 0;

	for (int n = 0; n < tree->nnodes; n++)
	{
		int			i = hierarchy->preorder[n];
		const TreeInput *input = &inputs[i];
		TreeNode   *node = &tree->nodes[n];
		Size		size = strlen(input->name) + 1;

		places[i] = n;
		node->weight = isnan(input->weight) ? 1 : input->weight + 0.0;
		node->parent = n == 0 ? -1 : places[hierarchy->parents[i]];
		node->level = n == 0 ? 0 : tree->nodes[node->parent].level + 1;
		node->method = input->method;
		node->end = n + 1;
		node->name = used;
		memcpy(names + used, input->name, size);
		used += size;
	}
	for (int n = tree->nnodes - 1; n >= 0; n--)
	{
		TreeNode   *node = &tree->nodes[n];

		if (n > 0)
			tree->nodes[node->parent].end = Max(tree->nodes[node->parent].end, node->end);
		if (node->end == n + 1)
			node->method = TREE_LEAF;
		node->power = node->method == TREE_POWER ? inputs[hierarchy->preorder[n]].power : 0;
	}
	pfree(places);
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
	Hierarchy	hierarchy;
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

	hierarchy.member = "node";
	hierarchy.compare = strcmp;
	hierarchy.escontext = escontext;
	HierarchyInit(&hierarchy, ninputs);
	for (int i = 0; i < ninputs; i++)
	{
		hierarchy.names[i] = inputs[i].name;
		hierarchy.above[i] = inputs[i].parent;
	}
	if (!HierarchyResolve(&hierarchy, ERRCODE_CARDINALITY_VIOLATION) ||
		!CheckWeights(&hierarchy, inputs) || !HierarchyArrange(&hierarchy, true))
		return NULL;

	size = offsetof(Tree, nodes) + sizeof(TreeNode) * (Size) ninputs + hierarchy.name_bytes;
	if (!AllocSizeIsValid(size))
		PAR_ERETURN(escontext, NULL,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("tree is too large"),
					 errdetail("The names of its %d nodes have %zu bytes.",
							   ninputs, hierarchy.name_bytes)));
	tree = palloc0(size);
	SET_VARSIZE(tree, size);
	tree->version = TREE_VERSION;
	tree->nnodes = ninputs;
	StoreNodes(&hierarchy, inputs, tree);
	AssertCheckTree(tree);
	return tree;
}

/*-------------------------------------------------------------------------
 *
 * point_tree.c
 *	  The type par.point_tree: criteria with their maxima, beneath one another,
 *	  and the aggregate that makes it of rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "base/flat.h"
#include "base/hierarchy.h"
#include "exact/point_tree.h"

PG_FUNCTION_INFO_V1(point_tree_in);
PG_FUNCTION_INFO_V1(point_tree_out);
PG_FUNCTION_INFO_V1(point_tree_recv);
PG_FUNCTION_INFO_V1(point_tree_send);
PG_FUNCTION_INFO_V1(point_tree_eq);
PG_FUNCTION_INFO_V1(point_tree_ne);
PG_FUNCTION_INFO_V1(point_tree_hash);
PG_FUNCTION_INFO_V1(point_tree_hash_extended);
PG_FUNCTION_INFO_V1(point_tree_accum);
PG_FUNCTION_INFO_V1(point_tree_final);

/* version byte of the binary form */
#define POINT_TREE_WIRE_VERSION	1

/* elements of the aggregate's state that make a row: code, parent, maximum, policy */
#define ROW_FIELDS	4

static const char *const policy_names[] = {
	"exclude", "full", "share_siblings", "rescale_parent"
};

/* A criterion as it is given, before anything is known of the others. */
typedef struct PointInput
{
	const char *code;
	const char *parent;			/* NULL for a root */
	Numeric		max;			/* NULL: the sum of those beneath */
	PointPolicy policy;
} PointInput;

#define FAULT(escontext, result, sqlstate, ...) \
	PAR_ERETURN(escontext, result, (errcode(sqlstate), __VA_ARGS__))

PointTree *
PointTreeCheck(PointTree *tree)
{
	if (unlikely(tree->version != POINT_TREE_VERSION))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("stored point tree has version %d, this library reads version %d",
						tree->version, POINT_TREE_VERSION)));
	return tree;
}

Numeric
PointNodeMaximum(const PointTree *tree, int node)
{
	const PointNode *n = &tree->nodes[node];

	if (n->wide != 0)
		return (Numeric) ((const char *) tree + n->wide);
	return WideToNumeric(n->max, n->scale * GROUP_DIGITS);
}

/* ---------- making a tree ---------- */

static bool
ReadPolicy(const char *text, const char *code, PointPolicy *policy, struct Node *escontext)
{
	*policy = POLICY_EXCLUDE;
	if (text == NULL)
		return true;
	for (int i = 0; i < (int) lengthof(policy_names); i++)
		if (strcmp(text, policy_names[i]) == 0)
		{
			*policy = (PointPolicy) i;
			return true;
		}
	FAULT(escontext, false, ERRCODE_INVALID_PARAMETER_VALUE,
		  errmsg("unrecognized policy \"%s\" for what is not applicable", text),
		  errdetail("It is the policy of criterion \"%s\".", code),
		  errhint("The policies are exclude, full, share_siblings and rescale_parent."));
}

/* maxima of leaves, and those of the others against the sums beneath them */
static bool
CheckMaxima(const Hierarchy *hierarchy, PointInput *inputs)
{
	struct Node *escontext = hierarchy->escontext;
	Numeric    *sums = palloc0(sizeof(Numeric) * hierarchy->count);

	for (int k = hierarchy->count - 1; k >= 0; k--)
	{
		int			i = hierarchy->preorder[k];
		PointInput *input = &inputs[i];
		int			above = hierarchy->parents[i];
		PackedDecimal decimal;

		if (input->max == NULL)
		{
			if (sums[i] == NULL)
				FAULT(escontext, false, ERRCODE_INVALID_PARAMETER_VALUE,
					  errmsg("maximum of criterion \"%s\" must not be null", input->code),
					  errdetail("There are no criteria beneath it."));
			input->max = sums[i];
		}
		if (DecimalOpen(input->max, &decimal) != DECIMAL_FINITE || decimal.negative)
			FAULT(escontext, false, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("maximum of criterion \"%s\" must be finite and not negative", input->code),
				  errdetail("The maximum is %s.", NumericText(input->max)));
		if (PointsAreLong(&decimal))
			FAULT(escontext, false, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
				  errmsg("maximum of criterion \"%s\" has too many digits", input->code));
		if (sums[i] != NULL &&
			!DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(sums[i]),
											  NumericGetDatum(input->max))))
			FAULT(escontext, false, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("maximum of criterion \"%s\" is not the sum of those beneath it", input->code),
				  errdetail("It is %s, and those of its children sum to %s.",
							NumericText(NumericTrim(input->max)), NumericText(NumericTrim(sums[i]))),
				  errhint("With NULL it is taken to be the sum."));
		if (above >= 0)
			sums[above] = sums[above] ? NumericAdd(sums[above], input->max) : input->max;
		CHECK_FOR_INTERRUPTS();
	}
	return true;
}

/*
 * The nodes in preorder.  Maxima that do not fit 64 bits are put from the place
 * wide on.
 */
static void
StoreNodes(const Hierarchy *hierarchy, const PointInput *inputs, PointTree *tree, Size wide)
{
	int		   *places = palloc(sizeof(int) * tree->nnodes);
	char	   *names = (char *) (tree->nodes + tree->nnodes);
	uint32		used = 0;

	for (int n = 0; n < tree->nnodes; n++)
	{
		int			i = hierarchy->preorder[n];
		const PointInput *input = &inputs[i];
		PointNode  *node = &tree->nodes[n];
		Size		size = strlen(input->code) + 1;
		PackedDecimal decimal;

		places[i] = n;
		node->parent = hierarchy->parents[i] < 0 ? -1 : places[hierarchy->parents[i]];
		node->level = node->parent < 0 ? 1 : tree->nodes[node->parent].level + 1;
		node->end = n + 1;
		node->policy = input->policy;
		node->name = used;
		memcpy(names + used, input->code, size);
		used += size;
		DecimalOpen(input->max, &decimal);
		if (!PointsInRegister(&decimal, &node->max, &node->scale))
		{
			node->wide = wide;
			memcpy((char *) tree + wide, input->max, VARSIZE(input->max));
			wide += MAXALIGN(VARSIZE(input->max));
		}
		tree->scale = Max(tree->scale, node->scale);
	}
	for (int n = tree->nnodes - 1; n >= 0; n--)
	{
		PointNode  *node = &tree->nodes[n];

		if (node->parent >= 0)
			tree->nodes[node->parent].end = Max(tree->nodes[node->parent].end, node->end);
	}
	for (int n = 0; n < tree->nnodes; n++)
		tree->nodes[n].leaf = tree->nodes[n].end == n + 1 ? tree->nleaves++ : -1;
	pfree(places);
}

static void
SetDigest(PointTree *tree)
{
	const unsigned char *data = (const unsigned char *) tree->nodes;
	int			size = VARSIZE(tree) - offsetof(PointTree, nodes);

	tree->digest[0] = hash_bytes_extended(data, size, 0);
	tree->digest[1] = hash_bytes_extended(data, size, UINT64CONST(0x9E3779B97F4A7C15));
}

static void
AssertCheckPointTree(const PointTree *tree)
{
#ifdef USE_ASSERT_CHECKING
	int			leaves = 0;

	Assert(tree->nnodes > 0 && tree->nodes[0].parent == -1);
	for (int n = 0; n < tree->nnodes; n++)
	{
		const PointNode *node = &tree->nodes[n];

		Assert(node->parent < n && node->end > n && node->end <= tree->nnodes);
		Assert(node->max >= 0 && node->scale <= tree->scale);
		Assert(node->leaf == (node->end == n + 1 ? leaves : -1));
		Assert(node->parent < 0 || node->end <= tree->nodes[node->parent].end);
		leaves += node->leaf >= 0;
	}
	Assert(leaves == tree->nleaves);
#else
	(void) tree;
#endif
}

/* a tree of criteria in any order, or NULL after having reported what is wrong */
static PointTree *
BuildTree(PointInput *inputs, int ninputs, struct Node *escontext)
{
	Hierarchy	hierarchy;
	PointTree  *tree;
	Size		wide;
	Size		size;

	if (ninputs == 0)
		FAULT(escontext, NULL, ERRCODE_INVALID_PARAMETER_VALUE, errmsg("tree has no criteria"));
	if (ninputs > POINT_TREE_MAX_NODES)
		FAULT(escontext, NULL, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
			  errmsg("tree is too large"),
			  errdetail("It has %d criteria, the limit is %d.", ninputs, POINT_TREE_MAX_NODES));

	hierarchy.member = "criterion";
	hierarchy.compare = CompareCodes;
	hierarchy.escontext = escontext;
	HierarchyInit(&hierarchy, ninputs);
	for (int i = 0; i < ninputs; i++)
	{
		hierarchy.names[i] = inputs[i].code;
		hierarchy.above[i] = inputs[i].parent;
	}
	if (!HierarchyResolve(&hierarchy, ERRCODE_INVALID_PARAMETER_VALUE) ||
		!HierarchyArrange(&hierarchy, false) || !CheckMaxima(&hierarchy, inputs))
		return NULL;

	wide = MAXALIGN(offsetof(PointTree, nodes) + sizeof(PointNode) * (Size) ninputs +
					hierarchy.name_bytes);
	size = wide;
	for (int i = 0; i < ninputs; i++)
	{
		PackedDecimal decimal;
		int64		coefficient;
		int8		scale;

		inputs[i].max = NumericTrim(inputs[i].max);
		DecimalOpen(inputs[i].max, &decimal);
		if (!PointsInRegister(&decimal, &coefficient, &scale))
			size += MAXALIGN(VARSIZE(inputs[i].max));
	}
	if (!AllocSizeIsValid(size))
		FAULT(escontext, NULL, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
			  errmsg("tree is too large"),
			  errdetail("The codes and maxima of its %d criteria have %zu bytes.", ninputs, size));
	tree = palloc0(size);
	SET_VARSIZE(tree, size);
	tree->version = POINT_TREE_VERSION;
	tree->nnodes = ninputs;
	StoreNodes(&hierarchy, inputs, tree, wide);
	SetDigest(tree);
	AssertCheckPointTree(tree);
	return tree;
}

/* ---------- aggregate ---------- */

/*
 * Rows wait in an array of texts, four elements each: of some of the rows nothing
 * can be said yet, so they are no tree.  The state is PostgreSQL's expanded array
 * while the aggregate runs.
 */
Datum
point_tree_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	Datum		array;
	ExpandedArrayHeader *header;
	int			place;
	text	   *max = NULL;

	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("code of a criterion must not be null")));
	if (PG_ARGISNULL(0))
		array = expand_array(PointerGetDatum(construct_empty_array(TEXTOID)), context, NULL);
	else if (VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		array = PG_GETARG_DATUM(0);
	else
		array = expand_array(PG_GETARG_DATUM(0), context, NULL);
	header = (ExpandedArrayHeader *) DatumGetEOHP(array);
	if (header->ndims > 1 || (header->ndims == 1 && header->lbound[0] != 1))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("state of a point tree must be an array of one dimension from 1")));
	place = header->ndims == 1 ? header->dims[0] + 1 : 1;
	if (!PG_ARGISNULL(3))
		max = cstring_to_text(NumericText(PG_GETARG_NUMERIC(3)));
	for (int i = 0; i < ROW_FIELDS; i++, place++)
	{
		bool		isnull = i == 2 ? max == NULL : PG_ARGISNULL(i + 1);
		Datum		element = isnull ? (Datum) 0 :
			i == 2 ? PointerGetDatum(max) : PG_GETARG_DATUM(i + 1);

		array = array_set_element(array, 1, &place, element, isnull,
								  -1, -1, false, TYPALIGN_INT);
	}
	PG_RETURN_DATUM(array);
}

static char *
ElementText(Datum element, bool isnull)
{
	return isnull ? NULL : TextDatumGetCString(element);
}

Datum
point_tree_final(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	PointInput *inputs;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	if (count % ROW_FIELDS != 0 || ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state of a point tree must have code, parent, maximum and policy of each criterion"),
				 errdetail("It has %d elements.", count)));
	count /= ROW_FIELDS;
	inputs = palloc(sizeof(PointInput) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		Datum	   *row = elements + ROW_FIELDS * i;
		bool	   *null = nulls + ROW_FIELDS * i;

		if (null[0])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("code of a criterion must not be null")));
		inputs[i].code = TextDatumGetCString(row[0]);
		inputs[i].parent = ElementText(row[1], null[1]);
		inputs[i].max = null[2] ? NULL : NumericFromText(TextDatumGetCString(row[2]));
		ReadPolicy(ElementText(row[3], null[3]), inputs[i].code, &inputs[i].policy, NULL);
	}
	PG_RETURN_POINTER(BuildTree(inputs, count, NULL));
}

/* ---------- input and output ---------- */

/* ["code", "parent", maximum, "policy"], each but the first or null */
static bool
ReadCriterion(LiteralReader *reader, PointInput *input)
{
	char	   *code;
	char	   *parent;
	char	   *max;
	char	   *policy;
	bool		isnull;

	if (!LiteralExpect(reader, '[') || !LiteralString(reader, &code, NULL) ||
		!LiteralExpect(reader, ',') || !LiteralString(reader, &parent, &isnull) ||
		!LiteralExpect(reader, ',') || !LiteralDecimal(reader, &max) ||
		!LiteralExpect(reader, ',') || !LiteralString(reader, &policy, &isnull) ||
		!LiteralExpect(reader, ']'))
		return false;
	input->code = code;
	input->parent = parent;
	input->max = max ? NumericFromText(max) : NULL;
	return ReadPolicy(policy, code, &input->policy, reader->escontext);
}

/* [[...], ...]; NULL after having reported what is wrong */
PointTree *
PointTreeRead(LiteralReader *reader)
{
	int			capacity = 16;
	int			count = 0;
	PointInput *inputs = palloc(sizeof(PointInput) * capacity);

	if (!LiteralExpect(reader, '['))
		return NULL;
	if (!LiteralAccept(reader, ']'))
	{
		do
		{
			if (count == capacity)
			{
				capacity *= 2;
				inputs = repalloc_huge(inputs, sizeof(PointInput) * (Size) capacity);
			}
			if (!ReadCriterion(reader, &inputs[count++]))
				return NULL;
			CHECK_FOR_INTERRUPTS();
		} while (LiteralAccept(reader, ','));
		if (!LiteralExpect(reader, ']'))
			return NULL;
	}
	return BuildTree(inputs, count, reader->escontext);
}

void
PointTreeWrite(StringInfo text, const PointTree *tree)
{
	appendStringInfoChar(text, '[');
	for (int n = 0; n < tree->nnodes; n++)
	{
		const PointNode *node = &tree->nodes[n];

		appendStringInfoString(text, n > 0 ? ",[" : "[");
		escape_json(text, PointNodeName(tree, n));
		appendStringInfoChar(text, ',');
		if (node->parent < 0)
			appendStringInfoString(text, "null");
		else
			escape_json(text, PointNodeName(tree, node->parent));
		appendStringInfo(text, ",%s,\"%s\"]", NumericText(PointNodeMaximum(tree, n)),
						 policy_names[node->policy]);
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoChar(text, ']');
}

/* a version byte, the number of criteria, and each as in the text */
PointTree *
PointTreeReceive(StringInfo message)
{
	int			version = pq_getmsgbyte(message);
	PointInput *inputs;
	int			count;

	if (version != POINT_TREE_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version, "par.point_tree")));
	count = pq_getmsgint(message, 4);
	if (count < 0 || count > POINT_TREE_MAX_NODES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value of type %s", "par.point_tree"),
				 errdetail("It has %d criteria.", count)));
	inputs = palloc(sizeof(PointInput) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		const char *max;

		inputs[i].code = pq_getmsgstring(message);
		inputs[i].parent = pq_getmsgbyte(message) ? pq_getmsgstring(message) : NULL;
		max = pq_getmsgstring(message);
		if (!IsDecimalText(max))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid binary value of type %s", "par.point_tree"),
					 errdetail("The maximum of criterion \"%s\" is no decimal.", inputs[i].code)));
		inputs[i].max = NumericFromText(max);
		ReadPolicy(pq_getmsgstring(message), inputs[i].code, &inputs[i].policy, NULL);
	}
	return BuildTree(inputs, count, NULL);
}

void
PointTreeSend(StringInfo message, const PointTree *tree)
{
	pq_sendbyte(message, POINT_TREE_WIRE_VERSION);
	pq_sendint32(message, tree->nnodes);
	for (int n = 0; n < tree->nnodes; n++)
	{
		const PointNode *node = &tree->nodes[n];

		pq_sendstring(message, PointNodeName(tree, n));
		pq_sendbyte(message, node->parent >= 0);
		if (node->parent >= 0)
			pq_sendstring(message, PointNodeName(tree, node->parent));
		pq_sendstring(message, NumericText(PointNodeMaximum(tree, n)));
		pq_sendstring(message, policy_names[node->policy]);
	}
}

Datum
point_tree_in(PG_FUNCTION_ARGS)
{
	LiteralReader reader;
	PointTree  *tree;

	LiteralOpen(&reader, "par.point_tree", PG_GETARG_CSTRING(0), PAR_ESCONTEXT(fcinfo));
	tree = PointTreeRead(&reader);
	if (tree == NULL || !LiteralClose(&reader))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(tree);
}

Datum
point_tree_out(PG_FUNCTION_ARGS)
{
	StringInfoData text;

	initStringInfo(&text);
	PointTreeWrite(&text, PG_GETARG_POINT_TREE_P(0));
	PG_RETURN_CSTRING(text.data);
}

Datum
point_tree_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	PointTree  *tree = PointTreeReceive(message);

	pq_getmsgend(message);
	PG_RETURN_POINTER(tree);
}

Datum
point_tree_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	PointTreeSend(&message, PG_GETARG_POINT_TREE_P(0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- comparison ---------- */

Datum
point_tree_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(FlatEqual(fcinfo));
}

Datum
point_tree_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!FlatEqual(fcinfo));
}

Datum
point_tree_hash(PG_FUNCTION_ARGS)
{
	return FlatHash(fcinfo);
}

Datum
point_tree_hash_extended(PG_FUNCTION_ARGS)
{
	return FlatHashExtended(fcinfo);
}

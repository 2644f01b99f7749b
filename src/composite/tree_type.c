/*-------------------------------------------------------------------------
 *
 * tree_type.c
 *	  The SQL type par.tree, the aggregate that makes it of rows, and the way
 *	  back to rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/flat.h"
#include "base/literal.h"
#include "composite/tree.h"

PG_FUNCTION_INFO_V1(tree_in);
PG_FUNCTION_INFO_V1(tree_out);
PG_FUNCTION_INFO_V1(tree_recv);
PG_FUNCTION_INFO_V1(tree_send);
PG_FUNCTION_INFO_V1(tree_eq);
PG_FUNCTION_INFO_V1(tree_ne);
PG_FUNCTION_INFO_V1(tree_hash);
PG_FUNCTION_INFO_V1(tree_hash_extended);
PG_FUNCTION_INFO_V1(tree_rows_in);
PG_FUNCTION_INFO_V1(tree_rows_out);
PG_FUNCTION_INFO_V1(tree_rows_recv);
PG_FUNCTION_INFO_V1(tree_rows_send);
PG_FUNCTION_INFO_V1(tree_accum);
PG_FUNCTION_INFO_V1(tree_combine);
PG_FUNCTION_INFO_V1(tree_final);
PG_FUNCTION_INFO_V1(tree_nodes);

/* version byte of the binary forms */
#define TREE_WIRE_VERSION	1

/* room that the first row makes for those after it */
#define FIRST_ROOM			1024

/* One row of the aggregate, then its names, each with its NUL. */
typedef struct TreeRow
{
	int32		size;			/* of all, a multiple of 8 */
	int32		method;
	int32		parent;			/* where the parent's name begins; 0: none */
	int32		unused;
	double		weight;			/* NaN where none is given */
	double		power;
	char		name[FLEXIBLE_ARRAY_MEMBER];
} TreeRow;

/*
 * The state of the aggregate, a type of its own, par.tree_rows: of some of the
 * rows of a tree nothing can be said yet, so they are no tree.  Rows are
 * appended to one flat value, which keeps room to spare.
 */
typedef struct TreeRows
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		nrows;
	int32		used;			/* bytes of data */
	int32		unused;
	double		data[FLEXIBLE_ARRAY_MEMBER];	/* rows, aligned */
} TreeRows;

#define TREE_ROWS_SIZE	offsetof(TreeRows, data)

#define PG_GETARG_TREE_ROWS_P(n)	((TreeRows *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

static inline TreeRow *
FirstRow(const TreeRows *rows)
{
	return (TreeRow *) rows->data;
}

static inline TreeRow *
NextRow(const TreeRow *row)
{
	return (TreeRow *) ((char *) row + row->size);
}

/* ---------- rows ---------- */

static TreeRows *
MakeRows(Size room)
{
	TreeRows   *rows = palloc0(TREE_ROWS_SIZE + room);

	SET_VARSIZE(rows, TREE_ROWS_SIZE + room);
	return rows;
}

/* the same rows with room for so many bytes more */
static TreeRows *
EnsureRoom(TreeRows *rows, Size more)
{
	Size		room = VARSIZE(rows) - TREE_ROWS_SIZE;
	Size		needed = rows->used + more;
	TreeRows   *larger;

	if (needed <= room)
		return rows;
	if (rows->nrows >= TREE_MAX_NODES || needed > MaxAllocSize - TREE_ROWS_SIZE - 8)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("tree is too large"),
				 errdetail("It has more than %d nodes, or their names more than a gigabyte.",
						   rows->nrows)));
	larger = MakeRows(Min(Max(room * 2, needed), MaxAllocSize - TREE_ROWS_SIZE - 8));
	larger->nrows = rows->nrows;
	larger->used = rows->used;
	memcpy(larger->data, rows->data, rows->used);
	return larger;
}

static TreeRows *
AppendRow(TreeRows *rows, const TreeInput *input)
{
	Size		name_size = strlen(input->name) + 1;
	Size		parent_size = input->parent ? strlen(input->parent) + 1 : 0;
	Size		size = TYPEALIGN(8, offsetof(TreeRow, name) + name_size + parent_size);
	TreeRow    *row;

	rows = EnsureRoom(rows, size);
	row = (TreeRow *) ((char *) rows->data + rows->used);
	memset(row, 0, size);
	row->size = size;
	row->method = input->method;
	row->weight = input->weight;
	row->power = input->power;
	memcpy(row->name, input->name, name_size);
	if (input->parent)
	{
		row->parent = name_size;
		memcpy(row->name + name_size, input->parent, parent_size);
	}
	rows->nrows++;
	rows->used += size;
	return rows;
}

/* rows as TreeBuild() takes them; names point into the rows */
static TreeInput *
InputsOfRows(const TreeRows *rows)
{
	TreeInput  *inputs = palloc(sizeof(TreeInput) * Max(rows->nrows, 1));
	const TreeRow *row = FirstRow(rows);

	for (int i = 0; i < rows->nrows; i++, row = NextRow(row))
	{
		inputs[i].name = row->name;
		inputs[i].parent = row->parent ? row->name + row->parent : NULL;
		inputs[i].weight = row->weight;
		inputs[i].power = row->power;
		inputs[i].method = (TreeMethod) row->method;
	}
	return inputs;
}

static TreeRows *
RowsOfInputs(const TreeInput *inputs, int ninputs)
{
	TreeRows   *rows = MakeRows(FIRST_ROOM);

	for (int i = 0; i < ninputs; i++)
		rows = AppendRow(rows, &inputs[i]);
	return rows;
}

static TreeInput *
InputsOfTree(const Tree *tree)
{
	TreeInput  *inputs = palloc(sizeof(TreeInput) * tree->nnodes);

	for (int n = 0; n < tree->nnodes; n++)
	{
		const TreeNode *node = &tree->nodes[n];

		inputs[n].name = TreeName(tree, n);
		inputs[n].parent = node->parent < 0 ? NULL : TreeName(tree, node->parent);
		inputs[n].weight = node->weight;
		inputs[n].power = node->power;
		inputs[n].method = (TreeMethod) node->method;
	}
	return inputs;
}

/* ---------- aggregate ---------- */

Datum
tree_accum(PG_FUNCTION_ARGS)
{
	bool		own = AggCheckCallContext(fcinfo, NULL) != 0;
	TreeRows   *rows;
	TreeInput	input;

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("node of a tree must not be null")));
	input.name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	input.parent = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));
	input.weight = PG_ARGISNULL(3) ? get_float8_nan() : PG_GETARG_FLOAT8(3);
	/* rows are written as JSON, which has no such numbers */
	if (!PG_ARGISNULL(3) && (isnan(input.weight) || isinf(input.weight)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight of node \"%s\" must be finite and not negative", input.name),
				 isnan(input.weight) ? errdetail("The weight is NaN.") : errdetail("The weight is %g.", input.weight)));
	input.method = TREE_ARITHMETIC;
	input.power = 0;
	if (!PG_ARGISNULL(4))
		TreeReadMethod(text_to_cstring(PG_GETARG_TEXT_PP(4)), input.name,
					   &input.method, &input.power, NULL);

	if (PG_ARGISNULL(0))
		rows = MakeRows(FIRST_ROOM);
	else if (own)
		rows = PG_GETARG_TREE_ROWS_P(0);
	else
		rows = (TreeRows *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	PG_RETURN_POINTER(AppendRow(rows, &input));
}

Datum
tree_combine(PG_FUNCTION_ARGS)
{
	TreeRows   *rows;
	const TreeRows *other;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	other = PG_GETARG_TREE_ROWS_P(1);
	if (PG_ARGISNULL(0))
		rows = MakeRows(other->used);
	else if (AggCheckCallContext(fcinfo, NULL) != 0)
		rows = PG_GETARG_TREE_ROWS_P(0);
	else
		rows = (TreeRows *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));

	rows = EnsureRoom(rows, other->used);
	memcpy((char *) rows->data + rows->used, other->data, other->used);
	rows->used += other->used;
	rows->nrows += other->nrows;
	PG_RETURN_POINTER(rows);
}

Datum
tree_final(PG_FUNCTION_ARGS)
{
	const TreeRows *rows = PG_GETARG_TREE_ROWS_P(0);

	PG_RETURN_TREE_P(TreeBuild(InputsOfRows(rows), rows->nrows, NULL));
}

/* ---------- input and output ---------- */

/* ["node", "parent", weight, "method"], each but the first or null */
static bool
ReadNode(LiteralReader *reader, TreeInput *input)
{
	char	   *name;
	char	   *parent;
	char	   *method;
	bool		isnull;

	if (!LiteralExpect(reader, '[') || !LiteralString(reader, &name, NULL) ||
		!LiteralExpect(reader, ',') || !LiteralString(reader, &parent, &isnull) ||
		!LiteralExpect(reader, ',') || !LiteralNumber(reader, &input->weight, &isnull))
		return false;
	if (isnull)
		input->weight = get_float8_nan();
	if (!LiteralExpect(reader, ',') || !LiteralString(reader, &method, &isnull) ||
		!LiteralExpect(reader, ']'))
		return false;
	input->name = name;
	input->parent = parent;
	input->method = TREE_ARITHMETIC;
	input->power = 0;
	if (method == NULL)
		return true;
	if (!TreeReadMethod(method, name, &input->method, &input->power, reader->escontext))
		return false;
	pfree(method);
	return true;
}

/* [[...], ...]; NULL after having reported what is wrong */
static TreeInput *
ReadNodes(LiteralReader *reader, int *count)
{
	int			capacity = 16;
	TreeInput  *inputs = palloc(sizeof(TreeInput) * capacity);

	*count = 0;
	if (!LiteralExpect(reader, '['))
		return NULL;
	if (!LiteralAccept(reader, ']'))
	{
		do
		{
			if (*count == capacity)
			{
				capacity *= 2;
				inputs = repalloc_huge(inputs, sizeof(TreeInput) * (Size) capacity);
			}
			if (!ReadNode(reader, &inputs[(*count)++]))
				return NULL;
			CHECK_FOR_INTERRUPTS();
		} while (LiteralAccept(reader, ','));
		if (!LiteralExpect(reader, ']'))
			return NULL;
	}
	return LiteralClose(reader) ? inputs : NULL;
}

/*
 * The tree of the inputs that were read in a context of their own, which goes;
 * NULL after having reported what is wrong, which then may lie in it.
 */
static Tree *
BuildAndForget(TreeInput *inputs, int count, struct Node *escontext, MemoryContext reading)
{
	MemoryContext result = MemoryContextGetParent(reading);
	Tree	   *tree = inputs ? TreeBuild(inputs, count, escontext) : NULL;
	Tree	   *copy;

	MemoryContextSwitchTo(result);
	if (tree == NULL)
		return NULL;
	copy = palloc(VARSIZE(tree));
	memcpy(copy, tree, VARSIZE(tree));
	MemoryContextDelete(reading);
	return copy;
}

static MemoryContext
SwitchToReading(void)
{
	MemoryContext reading = AllocSetContextCreate(CurrentMemoryContext, "par.tree",
												  ALLOCSET_DEFAULT_SIZES);

	MemoryContextSwitchTo(reading);
	return reading;
}

static void
AppendString(StringInfo text, const char *string)
{
	if (string)
		escape_json(text, string);
	else
		appendStringInfoString(text, "null");
}

/* the text of a method; NULL for a leaf */
static char *
MethodOf(const TreeInput *input)
{
	return input->method == TREE_LEAF ? NULL : TreeMethodText(input->method, input->power);
}

static char *
WriteNodes(const TreeInput *inputs, int count)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	for (int i = 0; i < count; i++)
	{
		char	   *method = MethodOf(&inputs[i]);

		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&text, i > 0 ? ",[" : "[");
		AppendString(&text, inputs[i].name);
		appendStringInfoChar(&text, ',');
		AppendString(&text, inputs[i].parent);
		appendStringInfoChar(&text, ',');
		if (isnan(inputs[i].weight))
			appendStringInfoString(&text, "null");
		else
			AppendNumber(&text, inputs[i].weight);
		appendStringInfoChar(&text, ',');
		AppendString(&text, method);
		if (method)
			pfree(method);
		appendStringInfoChar(&text, ']');
	}
	appendStringInfoChar(&text, ']');
	return text.data;
}

/* the binary form: a version byte, the number of rows, and each as in the text */
static TreeInput *
ReceiveNodes(StringInfo message, const char *type, int *count)
{
	int			version = pq_getmsgbyte(message);
	TreeInput  *inputs;

	if (version != TREE_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version, type)));
	*count = pq_getmsgint(message, 4);
	if (*count < 0 || *count > TREE_MAX_NODES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value of type %s", type),
				 errdetail("It has %d nodes.", *count)));
	inputs = palloc(sizeof(TreeInput) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
	{
		TreeInput  *input = &inputs[i];
		const char *method;

		input->name = pq_getmsgstring(message);
		input->parent = pq_getmsgbyte(message) ? pq_getmsgstring(message) : NULL;
		input->weight = pq_getmsgfloat8(message);
		if (isnan(input->weight))
			input->weight = get_float8_nan();
		if (isinf(input->weight))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("weight of node \"%s\" must be finite and not negative", input->name),
					 errdetail("The weight is %g.", input->weight)));
		method = pq_getmsgstring(message);
		input->method = TREE_ARITHMETIC;
		input->power = 0;
		if (*method)
			TreeReadMethod(method, input->name, &input->method, &input->power, NULL);
	}
	pq_getmsgend(message);
	return inputs;
}

static bytea *
SendNodes(const TreeInput *inputs, int count)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, TREE_WIRE_VERSION);
	pq_sendint32(&message, count);
	for (int i = 0; i < count; i++)
	{
		char	   *method = MethodOf(&inputs[i]);

		CHECK_FOR_INTERRUPTS();
		pq_sendstring(&message, inputs[i].name);
		pq_sendbyte(&message, inputs[i].parent != NULL);
		if (inputs[i].parent)
			pq_sendstring(&message, inputs[i].parent);
		pq_sendfloat8(&message, inputs[i].weight);
		pq_sendstring(&message, method ? method : "");
		if (method)
			pfree(method);
	}
	return pq_endtypsend(&message);
}

Datum
tree_in(PG_FUNCTION_ARGS)
{
	LiteralReader reader;
	MemoryContext reading = SwitchToReading();
	TreeInput  *inputs;
	Tree	   *tree;
	int			count;

	LiteralOpen(&reader, "par.tree", PG_GETARG_CSTRING(0), PAR_ESCONTEXT(fcinfo));
	inputs = ReadNodes(&reader, &count);
	tree = BuildAndForget(inputs, count, reader.escontext, reading);
	if (tree == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TREE_P(tree);
}

Datum
tree_out(PG_FUNCTION_ARGS)
{
	const Tree *tree = PG_GETARG_TREE_P(0);

	PG_RETURN_CSTRING(WriteNodes(InputsOfTree(tree), tree->nnodes));
}

Datum
tree_recv(PG_FUNCTION_ARGS)
{
	MemoryContext reading = SwitchToReading();
	int			count;
	TreeInput  *inputs = ReceiveNodes((StringInfo) PG_GETARG_POINTER(0), "par.tree", &count);

	PG_RETURN_TREE_P(BuildAndForget(inputs, count, NULL, reading));
}

Datum
tree_send(PG_FUNCTION_ARGS)
{
	const Tree *tree = PG_GETARG_TREE_P(0);

	PG_RETURN_BYTEA_P(SendNodes(InputsOfTree(tree), tree->nnodes));
}

Datum
tree_rows_in(PG_FUNCTION_ARGS)
{
	LiteralReader reader;
	TreeInput  *inputs;
	int			count;

	LiteralOpen(&reader, "par.tree_rows", PG_GETARG_CSTRING(0), PAR_ESCONTEXT(fcinfo));
	inputs = ReadNodes(&reader, &count);
	if (inputs == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(RowsOfInputs(inputs, count));
}

Datum
tree_rows_out(PG_FUNCTION_ARGS)
{
	const TreeRows *rows = PG_GETARG_TREE_ROWS_P(0);

	PG_RETURN_CSTRING(WriteNodes(InputsOfRows(rows), rows->nrows));
}

Datum
tree_rows_recv(PG_FUNCTION_ARGS)
{
	int			count;
	TreeInput  *inputs = ReceiveNodes((StringInfo) PG_GETARG_POINTER(0), "par.tree_rows", &count);

	PG_RETURN_POINTER(RowsOfInputs(inputs, count));
}

Datum
tree_rows_send(PG_FUNCTION_ARGS)
{
	const TreeRows *rows = PG_GETARG_TREE_ROWS_P(0);

	PG_RETURN_BYTEA_P(SendNodes(InputsOfRows(rows), rows->nrows));
}

/* ---------- comparison ---------- */

Datum
tree_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(FlatEqual(fcinfo));
}

Datum
tree_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!FlatEqual(fcinfo));
}

Datum
tree_hash(PG_FUNCTION_ARGS)
{
	return FlatHash(fcinfo);
}

Datum
tree_hash_extended(PG_FUNCTION_ARGS)
{
	return FlatHashExtended(fcinfo);
}

/* ---------- rows ---------- */

/* node, parent, weight, method, level; in preorder */
Datum
tree_nodes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Tree *tree = PG_GETARG_TREE_P(0);
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "par.nodes",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(row);

	for (int n = 0; n < tree->nnodes; n++)
	{
		const TreeNode *node = &tree->nodes[n];
		Datum		values[5];
		bool		nulls[5] = {false, false, false, false, false};

		values[0] = CStringGetTextDatum(TreeName(tree, n));
		nulls[1] = node->parent < 0;
		values[1] = nulls[1] ? (Datum) 0 : CStringGetTextDatum(TreeName(tree, node->parent));
		values[2] = ParFloat8Datum(&node->weight);
		nulls[3] = TreeIsLeaf(tree, n);
		values[3] = nulls[3] ? (Datum) 0 :
			CStringGetTextDatum(TreeMethodText(node->method, node->power));
		values[4] = Int32GetDatum(node->level);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		MemoryContextReset(row);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(row);
	return (Datum) 0;
}

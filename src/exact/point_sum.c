/*-------------------------------------------------------------------------
 *
 * point_sum.c
 *	  Exact roll-up of points: the aggregate par.point_sum over the leaves of one
 *	  agency, and what its result tells.
 *
 * Nothing is computed while rows come in, since any policy may touch any sum:
 * the points of each leaf are kept, and asked for in the end.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "base/name_table.h"
#include "exact/point_policy.h"

PG_FUNCTION_INFO_V1(point_sum_in);
PG_FUNCTION_INFO_V1(point_sum_out);
PG_FUNCTION_INFO_V1(point_sum_recv);
PG_FUNCTION_INFO_V1(point_sum_send);
PG_FUNCTION_INFO_V1(point_sum_accum);
PG_FUNCTION_INFO_V1(point_sum_combine);
PG_FUNCTION_INFO_V1(point_sum_nodes);
PG_FUNCTION_INFO_V1(point_sum_index);

#define POINT_SUM_VERSION		1
#define POINT_SUM_WIRE_VERSION	1
#define POINT_SUM_MAGIC			0x70617273

/* what a slab keeps beside its chunks, at most, in any version */
#define SLAB_OVERHEAD			256

/* decimals that an index may be rounded to */
#define INDEX_MAX_DECIMALS		1000

/*
 * The type par.point_sum.  Within an aggregate it is an expanded object, which
 * points to the tree that all groups share; anywhere else one flat value.  The
 * tree belongs to who made the object, an aggregate's transition function, and
 * lives as long as the query does.
 */
typedef struct PointSum
{
	ExpandedObjectHeader header;
	int			magic;
	const PointTree *tree;
	LeafPoints	leaves;
	MemoryContext wide_context; /* of points that do not fit 64 bits; NULL: none */
} PointSum;

/*
 * The flat value: the tree, points, statuses, wide points, each aligned.
 */
typedef struct FlatPointSum
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		version;
	int32		nwide;
	int32		unused;
	int64		data[FLEXIBLE_ARRAY_MEMBER];
} FlatPointSum;

/* A tree that rows came with, and its criteria by name, which are numbered as its nodes. */
typedef struct KnownTree
{
	PointTree  *tree;
	NameTable	nodes;
} KnownTree;

/*
 * The trees that a transition function has seen.  Rows come with the same tree
 * again and again: it is copied, and its names are put in a table, when it first
 * comes.
 */
typedef struct TreeCache
{
	MemoryContext context;
	NameTable	digests;
	KnownTree **trees;			/* by the number of the digest */
	int			capacity;
	KnownTree  *last;

	/* the last argument that was compressed or out of line, as it came */
	struct varlena *packed;
	KnownTree  *unpacked;
} TreeCache;

/* ---------- trees ---------- */

static TreeCache *
CacheOf(FunctionCallInfo fcinfo)
{
	TreeCache  *cache = fcinfo->flinfo->fn_extra;

	if (cache == NULL)
	{
		MemoryContext context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "par.point_tree",
													  ALLOCSET_DEFAULT_SIZES);

		cache = MemoryContextAllocZero(context, sizeof(TreeCache));
		cache->context = context;
		NameTableInit(&cache->digests, context);
		fcinfo->flinfo->fn_extra = cache;
	}
	return cache;
}

static KnownTree *
Know(TreeCache *cache, const PointTree *tree)
{
	MemoryContext caller;
	KnownTree  *known;
	bool		added;
	int			number;

	if (cache->last != NULL && PointTreesEqual(cache->last->tree, tree))
		return cache->last;
	number = NameTableAdd(&cache->digests, (const char *) tree->digest, sizeof(tree->digest), &added);
	if (!added)
		return cache->last = cache->trees[number];

	caller = MemoryContextSwitchTo(cache->context);
	if (number >= cache->capacity)
	{
		cache->capacity = Max(8, cache->capacity * 2);
		cache->trees = cache->trees ?
			repalloc(cache->trees, sizeof(KnownTree *) * cache->capacity) :
			palloc(sizeof(KnownTree *) * cache->capacity);
	}
	known = palloc(sizeof(KnownTree));
	known->tree = palloc(VARSIZE(tree));
	memcpy(known->tree, tree, VARSIZE(tree));
	NameTableInit(&known->nodes, cache->context);
	for (int n = 0; n < tree->nnodes; n++)
	{
		const char *name = PointNodeName(known->tree, n);

		NameTableAdd(&known->nodes, name, strlen(name), &added);
	}
	cache->trees[number] = known;
	MemoryContextSwitchTo(caller);
	return cache->last = known;
}

static KnownTree *
TreeOfArgument(TreeCache *cache, Datum datum)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);
	Size		size;

	if (likely(!VARATT_IS_EXTENDED(value)))
		return Know(cache, PointTreeCheck((PointTree *) value));

	size = VARSIZE_ANY(value);
	if (VARATT_IS_EXTERNAL_EXPANDED(value) ||
		cache->packed == NULL || size != VARSIZE_ANY(cache->packed) ||
		memcmp(cache->packed, value, size) != 0)
	{
		cache->unpacked = Know(cache, DatumGetPointTree(datum));
		if (VARATT_IS_EXTERNAL_EXPANDED(value))
			return cache->unpacked;
		if (cache->packed != NULL)
			pfree(cache->packed);
		cache->packed = MemoryContextAlloc(cache->context, size);
		memcpy(cache->packed, value, size);
	}
	return cache->unpacked;
}

/* ---------- the two forms ---------- */

static Size
TreeRoom(const PointTree *tree)
{
	return MAXALIGN(VARSIZE(tree));
}

static Size
FlatSize(ExpandedObjectHeader *header)
{
	const PointSum *sum = (const PointSum *) header;
	Size		size = offsetof(FlatPointSum, data) + TreeRoom(sum->tree) +
		sizeof(int64) * sum->tree->nleaves + MAXALIGN(sum->tree->nleaves);

	for (int i = 0; i < sum->leaves.nwide; i++)
		size += MAXALIGN(VARSIZE(sum->leaves.wide[i]));
	return size;
}

static void
Flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	const PointSum *sum = (const PointSum *) header;
	int			nleaves = sum->tree->nleaves;
	FlatPointSum *flat = result;
	char	   *at = (char *) flat->data;

	memset(flat, 0, size);
	SET_VARSIZE(flat, size);
	flat->version = POINT_SUM_VERSION;
	flat->nwide = sum->leaves.nwide;
	memcpy(at, sum->tree, VARSIZE(sum->tree));
	at += TreeRoom(sum->tree);
	memcpy(at, sum->leaves.points, sizeof(int64) * nleaves);
	at += sizeof(int64) * nleaves;
	memcpy(at, sum->leaves.status, nleaves);
	at += MAXALIGN(nleaves);
	for (int i = 0; i < sum->leaves.nwide; i++)
	{
		memcpy(at, sum->leaves.wide[i], VARSIZE(sum->leaves.wide[i]));
		at += MAXALIGN(VARSIZE(sum->leaves.wide[i]));
	}
}

static const ExpandedObjectMethods methods = {FlatSize, Flatten};

/*
 * A sum of no leaves, as a child of the context; the tree is not copied.  Its own
 * context has room for one piece of just this size: there are thousands of them, and
 * an allocation set would take the next power of two, beside a kilobyte for itself.
 */
static PointSum *
MakeSum(const PointTree *tree, MemoryContext context)
{
	Size		points = MAXALIGN(sizeof(PointSum));
	Size		status = points + sizeof(int64) * tree->nleaves;
	Size		size = MAXALIGN(status + tree->nleaves);
	MemoryContext own = SlabContextCreate(context, "par.point_sum", size + SLAB_OVERHEAD, size);
	PointSum   *sum = MemoryContextAlloc(own, size);

	memset(sum, 0, size);
	EOH_init_header(&sum->header, &methods, own);
	sum->magic = POINT_SUM_MAGIC;
	sum->tree = tree;
	sum->leaves.points = (int64 *) ((char *) sum + points);
	sum->leaves.status = (uint8 *) sum + status;
	return sum;
}

/* a value to be read: an expanded one as it is, or the parts of a flat one */
static const PointSum *
OpenSum(Datum datum)
{
	const FlatPointSum *flat;
	PointSum   *sum;
	char	   *at;

	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		sum = (PointSum *) DatumGetEOHP(datum);
		if (sum->magic == POINT_SUM_MAGIC)
			return sum;
	}
	flat = (const FlatPointSum *) PG_DETOAST_DATUM(datum);
	if (flat->version != POINT_SUM_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("stored point sum has version %d, this library reads version %d",
						flat->version, POINT_SUM_VERSION)));
	sum = palloc0(sizeof(PointSum));
	at = (char *) flat->data;
	sum->tree = PointTreeCheck((PointTree *) at);
	at += TreeRoom(sum->tree);
	sum->leaves.points = (int64 *) at;
	at += sizeof(int64) * sum->tree->nleaves;
	sum->leaves.status = (uint8 *) at;
	at += MAXALIGN(sum->tree->nleaves);
	sum->leaves.nwide = flat->nwide;
	sum->leaves.wide = palloc(sizeof(Numeric) * Max(flat->nwide, 1));
	for (int i = 0; i < flat->nwide; i++)
	{
		sum->leaves.wide[i] = (Numeric) at;
		at += MAXALIGN(VARSIZE(at));
	}
	return sum;
}

#define PG_GETARG_POINT_SUM_P(n)	OpenSum(PG_GETARG_DATUM(n))

static Datum
FlatDatum(PointSum *sum)
{
	Size		size = FlatSize(&sum->header);
	void	   *flat = palloc(size);

	Flatten(&sum->header, flat, size);
	return PointerGetDatum(flat);
}

/* ---------- leaves ---------- */

static void
Score(PointSum *sum, int leaf, Numeric points)
{
	MemoryContext caller;

	if (sum->wide_context == NULL)
		sum->wide_context = AllocSetContextCreate(sum->header.eoh_context, "par.point_sum wide",
												  ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(sum->wide_context);
	LeafPointsScore(&sum->leaves, leaf, points);
	MemoryContextSwitchTo(caller);
}

/* points NULL: not yet scored */
static void
SetLeaf(PointSum *sum, int node, const void *points, bool applicable)
{
	int			leaf = sum->tree->nodes[node].leaf;
	PackedDecimal decimal;
	int8		scale;

	if (unlikely(leaf < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("criterion \"%s\" takes no points of its own", PointNodeName(sum->tree, node)),
				 errdetail("Points are given at the criteria beneath it.")));
	if (unlikely(sum->leaves.status[leaf] != LEAF_ABSENT))
		ereport(ERROR,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("point sum has more than one row of criterion \"%s\"",
						PointNodeName(sum->tree, node)),
				 errhint("A point sum is that of one agency: group the rows by agency.")));

	sum->leaves.status[leaf] = applicable ? LEAF_UNSCORED : LEAF_NOT_APPLICABLE;
	if (points == NULL)
		return;
	if (unlikely(DecimalOpen(points, &decimal) != DECIMAL_FINITE))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("points of criterion \"%s\" must be finite", PointNodeName(sum->tree, node)),
				 errdetail("The value is %s.", NumericText((Numeric) points))));
	if (unlikely(PointsAreLong(&decimal)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("points of criterion \"%s\" have too many digits",
						PointNodeName(sum->tree, node))));
	if (!applicable)
		return;
	if (likely(PointsInRegister(&decimal, &sum->leaves.points[leaf], &scale)))
		sum->leaves.status[leaf] = LEAF_SCORED + scale;
	else
		Score(sum, leaf, (Numeric) points);
}

static int
FindNode(const KnownTree *known, const char *name, int length)
{
	int			node = NameTableFind(&known->nodes, name, length);

	if (unlikely(node < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("point tree has no criterion \"%.*s\"", length, name)));
	return node;
}

/* all leaves of another sum with the same tree */
static void
AddLeaves(PointSum *sum, const PointSum *other)
{
	for (int n = 0; n < sum->tree->nnodes; n++)
	{
		int			leaf = sum->tree->nodes[n].leaf;
		int			status = leaf < 0 ? LEAF_ABSENT : other->leaves.status[leaf];

		if (status == LEAF_ABSENT)
			continue;
		SetLeaf(sum, n, NULL, status != LEAF_NOT_APPLICABLE);
		if (status == LEAF_WIDE)
			Score(sum, leaf, other->leaves.wide[other->leaves.points[leaf]]);
		else
		{
			sum->leaves.points[leaf] = other->leaves.points[leaf];
			sum->leaves.status[leaf] = status;
		}
	}
}

/* ---------- aggregate ---------- */

/*
 * The state to change: the aggregate's own, or a copy, since a function that is
 * called from SQL must leave its argument alone.
 */
static PointSum *
SumToChange(FunctionCallInfo fcinfo, TreeCache *cache, MemoryContext context)
{
	struct varlena *value = (struct varlena *) PG_GETARG_POINTER(0);
	const PointSum *old;
	PointSum   *sum;

	if (likely(VARATT_IS_EXTERNAL_EXPANDED_RW(value) && AggCheckCallContext(fcinfo, NULL)))
		return (PointSum *) DatumGetEOHP(PG_GETARG_DATUM(0));
	old = PG_GETARG_POINT_SUM_P(0);
	sum = MakeSum(Know(cache, old->tree)->tree, context);
	AddLeaves(sum, old);
	return sum;
}

/* outside of an aggregate nobody keeps the tree: the value takes it along */
static Datum
ReturnSum(FunctionCallInfo fcinfo, PointSum *sum)
{
	if (AggCheckCallContext(fcinfo, NULL))
		return EOHPGetRWDatum(&sum->header);
	return FlatDatum(sum);
}

static void
TreesDiffer(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("rows of a point sum must have the same point tree")));
}

Datum
point_sum_accum(PG_FUNCTION_ARGS)
{
	TreeCache  *cache = CacheOf(fcinfo);
	MemoryContext context;
	KnownTree  *known;
	PointSum   *sum;
	text	   *criterion;
	const void *points = NULL;

	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("point tree must not be null")));
	known = TreeOfArgument(cache, PG_GETARG_DATUM(1));
	if (PG_ARGISNULL(0))
		sum = MakeSum(known->tree, context);
	else
	{
		sum = SumToChange(fcinfo, cache, context);
		if (unlikely(sum->tree != known->tree) && !PointTreesEqual(sum->tree, known->tree))
			TreesDiffer();
	}
	if (!PG_ARGISNULL(3))
		points = PackedNumeric(PG_GETARG_DATUM(3));
	if (PG_ARGISNULL(2))
	{
		/* what an outer join gives for an agency without leaves */
		if (points != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("criterion of points must not be null"),
					 errdetail("The points are %s.", NumericText((Numeric) points))));
		return ReturnSum(fcinfo, sum);
	}
	criterion = PG_GETARG_TEXT_PP(2);
	SetLeaf(sum, FindNode(known, VARDATA_ANY(criterion), VARSIZE_ANY_EXHDR(criterion)),
			points, PG_ARGISNULL(4) || PG_GETARG_BOOL(4));
	return ReturnSum(fcinfo, sum);
}

Datum
point_sum_combine(PG_FUNCTION_ARGS)
{
	TreeCache  *cache = CacheOf(fcinfo);
	MemoryContext context;
	const PointSum *other;
	PointSum   *sum;

	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return ReturnSum(fcinfo, SumToChange(fcinfo, cache, context));
	}
	other = PG_GETARG_POINT_SUM_P(1);
	if (PG_ARGISNULL(0))
		sum = MakeSum(Know(cache, other->tree)->tree, context);
	else
		sum = SumToChange(fcinfo, cache, context);
	if (!PointTreesEqual(sum->tree, other->tree))
		TreesDiffer();
	AddLeaves(sum, other);
	return ReturnSum(fcinfo, sum);
}

/* ---------- what it tells ---------- */

static Datum
RoundedPoints(const Fraction *points)
{
	return NumericGetDatum(FractionToNumeric(points, POINTS_DECIMALS));
}

/* criterion, parent, level, points, max_points, share, applicable; in preorder */
Datum
point_sum_nodes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const PointSum *sum = PG_GETARG_POINT_SUM_P(0);
	const PointTree *tree = sum->tree;
	NodePoints *nodes = PointsRollUp(tree, &sum->leaves);
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "par.point_nodes",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller;

	PointsSpread(tree, nodes);
	caller = MemoryContextSwitchTo(row);
	for (int n = 0; n < tree->nnodes; n++)
	{
		const PointNode *node = &tree->nodes[n];
		bool		counts = nodes[n].given && nodes[n].applicable;
		Datum		values[7] = {0};
		bool		nulls[7] = {false};

		values[0] = CStringGetTextDatum(PointNodeName(tree, n));
		nulls[1] = node->parent < 0;
		if (!nulls[1])
			values[1] = CStringGetTextDatum(PointNodeName(tree, node->parent));
		values[2] = Int32GetDatum(node->level);
		nulls[3] = nulls[4] = nulls[5] = !counts;
		if (counts)
		{
			values[3] = RoundedPoints(&nodes[n].points);
			values[4] = RoundedPoints(&nodes[n].max);
			nulls[5] = FractionSign(&nodes[n].max) == 0;
		}
		if (!nulls[5])
		{
			Fraction	share = FractionOver(nodes[n].points, nodes[n].max);

			values[5] = RoundedPoints(&share);
		}
		values[6] = BoolGetDatum(counts);
		nulls[6] = !nodes[n].given;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		MemoryContextReset(row);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(row);
	return (Datum) 0;
}

/* 100 times points by maximum of all roots */
Datum
point_sum_index(PG_FUNCTION_ARGS)
{
	const PointSum *sum;
	NodePoints *total;
	Fraction	value;
	int			decimals = 0;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	sum = PG_GETARG_POINT_SUM_P(0);
	if (!PG_ARGISNULL(1))
	{
		decimals = PG_GETARG_INT32(1);
		if (decimals < 0 || decimals > INDEX_MAX_DECIMALS)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("decimals must be between 0 and %d", INDEX_MAX_DECIMALS)));
	}
	total = PointsRollUp(sum->tree, &sum->leaves) + sum->tree->nnodes;
	if (!total->applicable || FractionSign(&total->max) == 0)
		PG_RETURN_NULL();
	value = FractionOver(FractionTimes(FractionOfInt(100), total->points), total->max);
	if (!PG_ARGISNULL(1))
		PG_RETURN_NUMERIC(FractionToNumeric(&value, decimals));
	/* as par.index gives it */
	if (value.bignum == NULL)
		PG_RETURN_NUMERIC(FractionQuotient(value.num, value.den, 0));
	PG_RETURN_NUMERIC(NumericQuotient(value.bignum, value.bigden, 0));
}

/* ---------- input and output ---------- */

static Numeric
LeafNumeric(const PointSum *sum, int leaf)
{
	int			status = sum->leaves.status[leaf];

	if (status == LEAF_WIDE)
		return sum->leaves.wide[sum->leaves.points[leaf]];
	return WideToNumeric(sum->leaves.points[leaf], (status - LEAF_SCORED) * GROUP_DIGITS);
}

/* [["code", points or null, applicable], ...] */
static bool
ReadLeaves(LiteralReader *reader, PointSum *sum, const KnownTree *known)
{
	if (!LiteralExpect(reader, '['))
		return false;
	if (LiteralAccept(reader, ']'))
		return true;
	do
	{
		char	   *name;
		char	   *points;
		bool		applicable;

		if (!LiteralExpect(reader, '[') || !LiteralString(reader, &name, NULL) ||
			!LiteralExpect(reader, ',') || !LiteralDecimal(reader, &points) ||
			!LiteralExpect(reader, ',') || !LiteralBoolean(reader, &applicable) ||
			!LiteralExpect(reader, ']'))
			return false;
		SetLeaf(sum, FindNode(known, name, strlen(name)),
				points ? NumericFromText(points) : NULL, applicable);
		CHECK_FOR_INTERRUPTS();
	} while (LiteralAccept(reader, ','));
	return LiteralExpect(reader, ']');
}

Datum
point_sum_in(PG_FUNCTION_ARGS)
{
	LiteralReader reader;
	PointTree  *tree;
	KnownTree  *known;
	PointSum   *sum;

	LiteralOpen(&reader, "par.point_sum", PG_GETARG_CSTRING(0), PAR_ESCONTEXT(fcinfo));
	if (!LiteralExpect(&reader, '['))
		PG_RETURN_NULL();
	tree = PointTreeRead(&reader);
	if (tree == NULL || !LiteralExpect(&reader, ','))
		PG_RETURN_NULL();
	known = Know(CacheOf(fcinfo), tree);
	sum = MakeSum(known->tree, CurrentMemoryContext);
	if (!ReadLeaves(&reader, sum, known) || !LiteralExpect(&reader, ']') || !LiteralClose(&reader))
		PG_RETURN_NULL();
	return FlatDatum(sum);
}

Datum
point_sum_out(PG_FUNCTION_ARGS)
{
	const PointSum *sum = PG_GETARG_POINT_SUM_P(0);
	const char *separator = "";
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoChar(&text, '[');
	PointTreeWrite(&text, sum->tree);
	appendStringInfoString(&text, ",[");
	for (int n = 0; n < sum->tree->nnodes; n++)
	{
		int			leaf = sum->tree->nodes[n].leaf;
		int			status = leaf < 0 ? LEAF_ABSENT : sum->leaves.status[leaf];

		if (status == LEAF_ABSENT)
			continue;
		appendStringInfo(&text, "%s[", separator);
		escape_json(&text, PointNodeName(sum->tree, n));
		appendStringInfo(&text, ",%s,%s]",
						 status >= LEAF_WIDE ? NumericText(LeafNumeric(sum, leaf)) : "null",
						 status == LEAF_NOT_APPLICABLE ? "false" : "true");
		separator = ",";
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoString(&text, "]]");
	PG_RETURN_CSTRING(text.data);
}

/* a version byte, the tree, and each leaf in its order: a status, and the points if it has them */
Datum
point_sum_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	PointSum   *sum;

	if (version != POINT_SUM_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version, "par.point_sum")));
	sum = MakeSum(PointTreeReceive(message), CurrentMemoryContext);
	for (int n = 0; n < sum->tree->nnodes; n++)
	{
		int			status;
		const char *points = NULL;

		if (sum->tree->nodes[n].leaf < 0)
			continue;
		status = pq_getmsgbyte(message);
		if (status == LEAF_SCORED)
			points = pq_getmsgstring(message);
		if (status > LEAF_SCORED || status == LEAF_WIDE || (points != NULL && !IsDecimalText(points)))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid binary value of type %s", "par.point_sum"),
					 errdetail("It tells no points of criterion \"%s\".", PointNodeName(sum->tree, n))));
		if (status != LEAF_ABSENT)
			SetLeaf(sum, n, points ? NumericFromText(points) : NULL, status != LEAF_NOT_APPLICABLE);
	}
	pq_getmsgend(message);
	return FlatDatum(sum);
}

Datum
point_sum_send(PG_FUNCTION_ARGS)
{
	const PointSum *sum = PG_GETARG_POINT_SUM_P(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, POINT_SUM_WIRE_VERSION);
	PointTreeSend(&message, sum->tree);
	for (int leaf = 0; leaf < sum->tree->nleaves; leaf++)
	{
		int			status = sum->leaves.status[leaf];

		pq_sendbyte(&message, status >= LEAF_WIDE ? LEAF_SCORED : status);
		if (status >= LEAF_WIDE)
			pq_sendstring(&message, NumericText(LeafNumeric(sum, leaf)));
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/*-------------------------------------------------------------------------
 *
 * scorecard.c
 *	  The type par.scorecard: a matrix of units x indicators, the aggregate
 *	  that makes it of rows, and the way back to rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/flat.h"
#include "base/literal.h"
#include "base/name_table.h"
#include "composite/scorecard.h"

PG_FUNCTION_INFO_V1(scorecard_in);
PG_FUNCTION_INFO_V1(scorecard_out);
PG_FUNCTION_INFO_V1(scorecard_recv);
PG_FUNCTION_INFO_V1(scorecard_send);
PG_FUNCTION_INFO_V1(scorecard_eq);
PG_FUNCTION_INFO_V1(scorecard_ne);
PG_FUNCTION_INFO_V1(scorecard_hash);
PG_FUNCTION_INFO_V1(scorecard_hash_extended);
PG_FUNCTION_INFO_V1(scorecard_accum);
PG_FUNCTION_INFO_V1(scorecard_combine);
PG_FUNCTION_INFO_V1(scorecard_final);
PG_FUNCTION_INFO_V1(scorecard_cells);

/* version byte of the binary form */
#define SCORECARD_WIRE_VERSION	1

#define BUILDER_MAGIC	0x50617243

/* A value that a builder was given. */
typedef struct Cell
{
	int32		unit;
	int32		indicator;
	double		value;
} Cell;

/*
 * A scorecard that is being built.  It is the expanded form of the type: the
 * aggregate's state is a scorecard like any other to SQL, but between two rows
 * it stays in memory as names by number and a list of cells, so that adding a
 * row costs the same however many there are.  It becomes a matrix when it is
 * stored, sent or finished; only then are the names in order, and only then do
 * two values for one cell meet.
 */
typedef struct Builder
{
	ExpandedObjectHeader header;
	int			magic;
	NameTable	units;
	NameTable	indicators;
	Cell	   *cells;
	int32		ncells;
	int32		capacity;
} Builder;

/* ---------- the stored form ---------- */

Scorecard *
ScorecardCheck(Scorecard *card)
{
	if (unlikely(card->version != SCORECARD_VERSION))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("stored scorecard has version %d, this library reads version %d",
						card->version, SCORECARD_VERSION)));
	return card;
}

/* whether so many cells are allowed; if not, that is reported */
static bool
CheckSize(int nunits, int nindicators, struct Node *escontext)
{
	if (nunits <= SCORECARD_MAX_CELLS && nindicators <= SCORECARD_MAX_CELLS &&
		(int64) nunits * nindicators <= SCORECARD_MAX_CELLS)
		return true;
	PAR_ERETURN(escontext, false,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("scorecard is too large"),
				 errdetail("It has %d units and %d indicators; the limit is %d cells.",
						   nunits, nindicators, SCORECARD_MAX_CELLS)));
}

static Size
SizeOf(int nunits, int nindicators, Size name_bytes)
{
	Size		size = offsetof(Scorecard, values);

	size += sizeof(double) * (Size) nunits * nindicators;
	size += sizeof(uint32) * ((Size) nunits + nindicators);
	size += name_bytes;
	if (name_bytes > MaxAllocSize || size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("scorecard is too large"),
				 errdetail("The names of its %d units and %d indicators have %zu bytes.",
						   nunits, nindicators, name_bytes)));
	return size;
}

Scorecard *
ScorecardLike(const Scorecard *card)
{
	Scorecard  *like = palloc(VARSIZE(card));
	Size		cells = ScorecardCells(card);

	memcpy(like, card, offsetof(Scorecard, values));
	memcpy(like->values + cells, card->values + cells,
		   VARSIZE(card) - offsetof(Scorecard, values) - sizeof(double) * cells);
	return like;
}

static int
FindName(const Scorecard *card, int low, int high, const char *name)
{
	int			first = low;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		int			order = strcmp(name, ScorecardName(card, middle));

		if (order == 0)
			return middle - first;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

int
ScorecardFindUnit(const Scorecard *card, const char *name)
{
	return FindName(card, 0, card->nunits, name);
}

int
ScorecardFindIndicator(const Scorecard *card, const char *name)
{
	return FindName(card, card->nunits, card->nunits + card->nindicators, name);
}

static void
AssertCheckScorecard(const Scorecard *card)
{
#ifdef USE_ASSERT_CHECKING
	Assert(card->nunits >= 0 && card->nindicators >= 0);
	Assert(ScorecardCells(card) <= SCORECARD_MAX_CELLS);
	for (int i = 1; i < card->nunits + card->nindicators; i++)
		Assert(i == card->nunits || strcmp(ScorecardName(card, i - 1), ScorecardName(card, i)) < 0);
	for (Size i = 0; i < ScorecardCells(card); i++)
		Assert(!isinf(card->values[i]));
#else
	(void) card;
#endif
}

/* ---------- building ---------- */

static Size
BuilderFlatSize(ExpandedObjectHeader *header)
{
	Builder    *builder = (Builder *) header;

	return SizeOf(builder->units.count, builder->indicators.count,
				  builder->units.bytes + builder->indicators.bytes);
}

static void
StoreNames(const NameTable *table, const int *order, uint32 **places, char *names, uint32 *used)
{
	for (int i = 0; i < table->count; i++)
	{
		const char *name = table->names[order[i]];
		Size		size = strlen(name) + 1;

		*(*places)++ = *used;
		memcpy(names + *used, name, size);
		*used += size;
	}
}

/* numbers of a table to ranks in the order of its names */
static int *
RanksOf(const NameTable *table, const int *order)
{
	int		   *ranks = palloc(sizeof(int) * Max(table->count, 1));

	for (int i = 0; i < table->count; i++)
		ranks[order[i]] = i;
	return ranks;
}

static void
BuilderFlatten(ExpandedObjectHeader *header, void *result, Size size)
{
	Builder    *builder = (Builder *) header;
	Scorecard  *card = result;
	int		   *unit_order = NameTableOrder(&builder->units);
	int		   *indicator_order = NameTableOrder(&builder->indicators);
	int		   *unit_ranks = RanksOf(&builder->units, unit_order);
	int		   *indicator_ranks = RanksOf(&builder->indicators, indicator_order);
	Size		cells;
	uint32	   *places;
	char	   *names;
	uint32		used = 0;

	memset(card, 0, offsetof(Scorecard, values));
	SET_VARSIZE(card, size);
	card->version = SCORECARD_VERSION;
	card->nunits = builder->units.count;
	card->nindicators = builder->indicators.count;

	cells = ScorecardCells(card);
	for (Size i = 0; i < cells; i++)
		card->values[i] = MissingValue();
	for (int i = 0; i < builder->ncells; i++)
	{
		const Cell *cell = &builder->cells[i];
		double	   *value = &card->values[(Size) unit_ranks[cell->unit] * card->nindicators +
										  indicator_ranks[cell->indicator]];

		if (!IsMissing(*value))
			ereport(ERROR,
					(errcode(ERRCODE_CARDINALITY_VIOLATION),
					 errmsg("scorecard has more than one value for a cell"),
					 errdetail("Unit \"%s\" has indicator \"%s\" twice: %g and %g.",
							   builder->units.names[cell->unit],
							   builder->indicators.names[cell->indicator],
							   Min(*value, cell->value), Max(*value, cell->value))));
		*value = cell->value;
		if ((i & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
	}

	places = ScorecardPlaces(card);
	names = (char *) (places + card->nunits + card->nindicators);
	StoreNames(&builder->units, unit_order, &places, names, &used);
	StoreNames(&builder->indicators, indicator_order, &places, names, &used);

	pfree(unit_order);
	pfree(indicator_order);
	pfree(unit_ranks);
	pfree(indicator_ranks);
	AssertCheckScorecard(card);
}

static const ExpandedObjectMethods builder_methods = {
	BuilderFlatSize,
	BuilderFlatten
};

static Builder *
MakeBuilder(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "scorecard", ALLOCSET_START_SMALL_SIZES);
	Builder    *builder = MemoryContextAlloc(context, sizeof(Builder));

	EOH_init_header(&builder->header, &builder_methods, context);
	builder->magic = BUILDER_MAGIC;
	NameTableInit(&builder->units, context);
	NameTableInit(&builder->indicators, context);
	builder->capacity = 16;
	builder->cells = MemoryContextAlloc(context, sizeof(Cell) * builder->capacity);
	builder->ncells = 0;
	return builder;
}

/* the matrix that a builder comes to; its numbers of names stay as they are */
static Scorecard *
FinishBuilder(Builder *builder)
{
	Size		size = BuilderFlatSize(&builder->header);
	Scorecard  *card = palloc(size);

	BuilderFlatten(&builder->header, card, size);
	return card;
}

/*
 * The number of a unit or an indicator; -1 if there are too many, which has
 * been reported.
 */
static int
AddName(Builder *builder, NameTable *table, const char *name, int length, bool *added,
		struct Node *escontext)
{
	int			number = NameTableAdd(table, name, length, added);

	if (*added &&
		!CheckSize(builder->units.count, builder->indicators.count, escontext))
		return -1;
	return number;
}

/* the value is finite */
static void
AddCell(Builder *builder, int unit, int indicator, double value)
{
	Cell	   *cell;

	if (builder->ncells == builder->capacity)
	{
		/* more values than cells: finishing names one that stands twice */
		if (builder->capacity > SCORECARD_MAX_CELLS)
			FinishBuilder(builder);
		builder->capacity *= 2;
		builder->cells = repalloc_huge(builder->cells, sizeof(Cell) * (Size) builder->capacity);
	}
	cell = &builder->cells[builder->ncells++];
	cell->unit = unit;
	cell->indicator = indicator;
	cell->value = CellValue(value);
}

static void
AddScorecard(Builder *builder, const Scorecard *card)
{
	int		   *indicators = palloc(sizeof(int) * Max(card->nindicators, 1));
	const double *value = card->values;
	bool		added;

	for (int i = 0; i < card->nindicators; i++)
	{
		const char *name = ScorecardIndicator(card, i);

		indicators[i] = AddName(builder, &builder->indicators, name, strlen(name), &added, NULL);
	}
	for (int u = 0; u < card->nunits; u++)
	{
		const char *name = ScorecardUnit(card, u);
		int			unit = AddName(builder, &builder->units, name, strlen(name), &added, NULL);

		for (int i = 0; i < card->nindicators; i++, value++)
			if (!IsMissing(*value))
				AddCell(builder, unit, indicators[i], *value);
		CHECK_FOR_INTERRUPTS();
	}
	pfree(indicators);
}

/*
 * The builder to change: the one that the first argument is, if it is ours to
 * change, or else a new one with what the argument holds.
 */
static Builder *
GetBuilder(FunctionCallInfo fcinfo)
{
	MemoryContext context;
	Builder    *builder;

	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	if (!PG_ARGISNULL(0) &&
		VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
	{
		builder = (Builder *) DatumGetEOHP(PG_GETARG_DATUM(0));
		Assert(builder->magic == BUILDER_MAGIC);
		return builder;
	}
	builder = MakeBuilder(context);
	if (!PG_ARGISNULL(0))
		AddScorecard(builder, PG_GETARG_SCORECARD_P(0));
	return builder;
}

/* the name in a row, which must not be null */
static text *
GetName(FunctionCallInfo fcinfo, int argument, const char *what)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s of a cell must not be null", what)));
	return PG_GETARG_TEXT_PP(argument);
}

Datum
scorecard_accum(PG_FUNCTION_ARGS)
{
	text	   *unit = GetName(fcinfo, 1, "unit");
	text	   *indicator = GetName(fcinfo, 2, "indicator");
	Builder    *builder = GetBuilder(fcinfo);
	bool		added;
	int			u = AddName(builder, &builder->units,
							VARDATA_ANY(unit), VARSIZE_ANY_EXHDR(unit), &added, NULL);
	int			i = AddName(builder, &builder->indicators,
							VARDATA_ANY(indicator), VARSIZE_ANY_EXHDR(indicator), &added, NULL);

	if (!PG_ARGISNULL(3))
	{
		double		value = PG_GETARG_FLOAT8(3);

		if (isnan(value) || isinf(value))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("value of a cell must be finite"),
					 errdetail("Unit \"%s\" has %s for indicator \"%s\".",
							   builder->units.names[u],
							   isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity",
							   builder->indicators.names[i]),
					 errhint("A missing value is NULL.")));
		AddCell(builder, u, i, value);
	}
	PG_RETURN_DATUM(EOHPGetRWDatum(&builder->header));
}

Datum
scorecard_combine(PG_FUNCTION_ARGS)
{
	Builder    *builder;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	builder = GetBuilder(fcinfo);
	AddScorecard(builder, PG_GETARG_SCORECARD_P(1));
	PG_RETURN_DATUM(EOHPGetRWDatum(&builder->header));
}

/* taking the state as an argument has made a matrix of it */
Datum
scorecard_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(PG_GETARG_SCORECARD_P(0));
}

/* ---------- input and output ---------- */

/* a bad literal: something stands twice */
static bool
DuplicateName(LiteralReader *reader, const char *what, const char *name)
{
	PAR_ERETURN(reader->escontext, false,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("scorecard has %s \"%s\" twice", what, name)));
}

/* [null, "indicator", ...] */
static bool
ReadHeader(LiteralReader *reader, Builder *builder)
{
	if (!LiteralExpect(reader, '[') || !LiteralNull(reader))
		return false;
	while (LiteralAccept(reader, ','))
	{
		char	   *name;
		bool		added;

		if (!LiteralString(reader, &name, NULL))
			return false;
		if (AddName(builder, &builder->indicators, name, strlen(name), &added,
					reader->escontext) < 0)
			return false;
		if (!added)
			return DuplicateName(reader, "indicator", name);
		pfree(name);
	}
	return LiteralExpect(reader, ']');
}

/* ["unit", value, ...] */
static bool
ReadRow(LiteralReader *reader, Builder *builder)
{
	char	   *name;
	bool		added;
	int			unit;

	if (!LiteralExpect(reader, '[') || !LiteralString(reader, &name, NULL))
		return false;
	unit = AddName(builder, &builder->units, name, strlen(name), &added, reader->escontext);
	if (unit < 0)
		return false;
	if (!added)
		return DuplicateName(reader, "unit", name);
	pfree(name);
	for (int i = 0; i < builder->indicators.count; i++)
	{
		double		value;
		bool		isnull;

		if (!LiteralExpect(reader, ',') || !LiteralNumber(reader, &value, &isnull))
			return false;
		if (!isnull)
			AddCell(builder, unit, i, value);
	}
	CHECK_FOR_INTERRUPTS();
	return LiteralExpect(reader, ']');
}

/*
 * A table, written as in JSON: a row of names of the indicators behind a null,
 * and a row for each unit, its name first:
 *
 *		[[null,"x","y"],["a",1,2.5],["b",null,3]]
 */
Datum
scorecard_in(PG_FUNCTION_ARGS)
{
	Builder    *builder = MakeBuilder(CurrentMemoryContext);
	Scorecard  *card;
	LiteralReader reader;

	LiteralOpen(&reader, "par.scorecard", PG_GETARG_CSTRING(0), PAR_ESCONTEXT(fcinfo));
	if (!LiteralExpect(&reader, '[') || !ReadHeader(&reader, builder))
		PG_RETURN_NULL();
	while (LiteralAccept(&reader, ','))
		if (!ReadRow(&reader, builder))
			PG_RETURN_NULL();
	if (!LiteralExpect(&reader, ']') || !LiteralClose(&reader))
		PG_RETURN_NULL();

	card = FinishBuilder(builder);
	DeleteExpandedObject(EOHPGetRWDatum(&builder->header));
	PG_RETURN_SCORECARD_P(card);
}

Datum
scorecard_out(PG_FUNCTION_ARGS)
{
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	const double *value = card->values;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, "[[null");
	for (int i = 0; i < card->nindicators; i++)
	{
		appendStringInfoChar(&text, ',');
		escape_json(&text, ScorecardIndicator(card, i));
	}
	appendStringInfoChar(&text, ']');
	for (int u = 0; u < card->nunits; u++)
	{
		appendStringInfoString(&text, ",[");
		escape_json(&text, ScorecardUnit(card, u));
		for (int i = 0; i < card->nindicators; i++, value++)
		{
			appendStringInfoChar(&text, ',');
			if (IsMissing(*value))
				appendStringInfoString(&text, "null");
			else
				AppendNumber(&text, *value);
		}
		appendStringInfoChar(&text, ']');
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoChar(&text, ']');
	PG_RETURN_CSTRING(text.data);
}

static void
BadBinary(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary value of type %s", "par.scorecard"),
			 errdetail("%s", problem)));
}

/* counts, names in any order but each once, then the matrix */
Datum
scorecard_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	Builder    *builder = MakeBuilder(CurrentMemoryContext);
	Scorecard  *card;
	int			nunits;
	int			nindicators;
	bool		added;

	if (version != SCORECARD_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version, "par.scorecard")));
	nunits = pq_getmsgint(message, 4);
	nindicators = pq_getmsgint(message, 4);
	if (nunits < 0 || nindicators < 0)
		BadBinary("A number of units or indicators is negative.");
	CheckSize(nunits, nindicators, NULL);

	for (int n = 0; n < nunits + nindicators; n++)
	{
		const char *name = pq_getmsgstring(message);

		AddName(builder, n < nunits ? &builder->units : &builder->indicators,
				name, strlen(name), &added, NULL);
		if (!added)
			BadBinary("A name stands twice.");
	}
	for (int u = 0; u < nunits; u++)
		for (int i = 0; i < nindicators; i++)
		{
			double		value = pq_getmsgfloat8(message);

			if (isinf(value))
				BadBinary("A value is infinite.");
			if (!IsMissing(value))
				AddCell(builder, u, i, value);
		}
	pq_getmsgend(message);

	card = FinishBuilder(builder);
	DeleteExpandedObject(EOHPGetRWDatum(&builder->header));
	PG_RETURN_SCORECARD_P(card);
}

Datum
scorecard_send(PG_FUNCTION_ARGS)
{
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	Size		cells = ScorecardCells(card);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, SCORECARD_WIRE_VERSION);
	pq_sendint32(&message, card->nunits);
	pq_sendint32(&message, card->nindicators);
	for (int n = 0; n < card->nunits + card->nindicators; n++)
		pq_sendstring(&message, ScorecardName(card, n));
	for (Size i = 0; i < cells; i++)
		pq_sendfloat8(&message, card->values[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- comparison ---------- */

Datum
scorecard_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(FlatEqual(fcinfo));
}

Datum
scorecard_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!FlatEqual(fcinfo));
}

Datum
scorecard_hash(PG_FUNCTION_ARGS)
{
	return FlatHash(fcinfo);
}

Datum
scorecard_hash_extended(PG_FUNCTION_ARGS)
{
	return FlatHashExtended(fcinfo);
}

/* ---------- rows ---------- */

Datum
scorecard_cells(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	const double *value = card->values;
	Datum	   *indicators = palloc(sizeof(Datum) * Max(card->nindicators, 1));

	for (int i = 0; i < card->nindicators; i++)
		indicators[i] = CStringGetTextDatum(ScorecardIndicator(card, i));
	for (int u = 0; u < card->nunits; u++)
	{
		Datum		unit = CStringGetTextDatum(ScorecardUnit(card, u));

		for (int i = 0; i < card->nindicators; i++, value++)
		{
			Datum		values[3] = {unit, indicators[i], ParFloat8Datum(value)};
			bool		nulls[3] = {false, false, IsMissing(*value)};

			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * tally.c
 *	  Sums of the agencies of a round, from which ranks and parts of the index are
 *	  read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

#include "base/progress.h"
#include "registry/mode.h"
#include "registry/tally.h"

PG_FUNCTION_INFO_V1(registry_tallies);
PG_FUNCTION_INFO_V1(registry_keep_tally);

/* Columns that a row may ask for, by name. */
typedef enum TallyColumn
{
	TALLY_ROUND,
	TALLY_BASIS,
	TALLY_AGENCY,
	TALLY_POINTS,
	TALLY_MAX_POINTS,
	TALLY_BASE_INDEX,
	TALLY_BONUS,
	TALLY_PENALTY,
	TALLY_HAS_ZERO,
	TALLY_UNSCORED,
	TALLY_TIE_VALUES,
	TALLY_FIELDS,
	TALLY_FIELD_POINTS,
	TALLY_FIELD_MAXIMA,
	TALLY_SOURCES,
	TALLY_SOURCE_POINTS,
	TALLY_SOURCE_MAXIMA,
	TALLY_COLUMNS
} TallyColumn;

static const RowColumn tally_columns[TALLY_COLUMNS] = {
	{"round", TEXTOID},
	{"basis", TEXTOID},
	{"agency", TEXTOID},
	{"points", NUMERICOID},
	{"max_points", NUMERICOID},
	{"base_index", NUMERICOID},
	{"bonus", NUMERICOID},
	{"penalty", NUMERICOID},
	{"has_zero", BOOLOID},
	{"unscored", INT4OID},
	{"tie_values", NUMERICARRAYOID},
	{"fields", TEXTARRAYOID},
	{"field_points", NUMERICARRAYOID},
	{"field_maxima", NUMERICARRAYOID},
	{"sources", TEXTARRAYOID},
	{"source_points", NUMERICARRAYOID},
	{"source_maxima", NUMERICARRAYOID},
};

/* Names with points and maxima: fields, or sources. */
typedef struct Parts
{
	int			count;
	Datum	   *names;
	Numeric    *points;			/* NULL: nothing applies */
	Numeric    *maxima;
} Parts;

/* What an agency comes to; made for each in the memory of its leaves. */
typedef struct Tally
{
	Numeric		points;			/* NULL: nothing applies */
	Numeric		max_points;
	Numeric		base_index;		/* NULL: none */
	Numeric		bonus;
	Numeric		penalty;
	bool		has_zero;
	int			unscored;
	Datum		tie_values;		/* 0: none */
	Parts		fields;
	Parts		sources;
} Tally;

static void
InitParts(Parts *parts, int count)
{
	parts->count = 0;
	parts->names = palloc(sizeof(Datum) * Max(count, 1));
	parts->points = palloc0(sizeof(Numeric) * Max(count, 1));
	parts->maxima = palloc0(sizeof(Numeric) * Max(count, 1));
}

static void
AddTo(Numeric *sum, Numeric value)
{
	*sum = *sum == NULL ? value : NumericAdd(*sum, value);
}

static Numeric
Rounded(const Fraction *value)
{
	return FractionToNumeric(value, POINTS_DECIMALS);
}

static bool
NodeCounts(const NodePoints *node)
{
	return node->given && node->applicable;
}

/* fields in the order of the scheme, and all of them together */
static void
SumFields(const LeafReader *reader, const NodePoints *nodes, Tally *tally)
{
	const SchemeFacts *scheme = reader->scheme;
	Parts	   *fields = &tally->fields;

	InitParts(fields, scheme->nroots);
	for (int i = 0; i < scheme->nroots && nodes != NULL; i++)
	{
		const NodePoints *node = &nodes[scheme->roots[i]];

		if (!node->given)
			continue;
		fields->names[fields->count] = CStringGetTextDatum(PointNodeName(scheme->tree, scheme->roots[i]));
		if (NodeCounts(node))
		{
			fields->points[fields->count] = Rounded(&node->points);
			fields->maxima[fields->count] = Rounded(&node->max);
			AddTo(&tally->points, fields->points[fields->count]);
			AddTo(&tally->max_points, fields->maxima[fields->count]);
		}
		fields->count++;
	}
	if (nodes != NULL)
	{
		const NodePoints *total = &nodes[scheme->tree->nnodes];

		if (total->applicable && FractionSign(&total->max) != 0)
		{
			Fraction	index = FractionOver(FractionTimes(FractionOfInt(100), total->points), total->max);

			tally->base_index = Rounded(&index);
		}
	}
}

/* sources in byte order */
static void
SumSources(const LeafReader *reader, const NodePoints *nodes, Tally *tally)
{
	const SchemeFacts *scheme = reader->scheme;
	Parts	   *sources = &tally->sources;
	bool	   *given = palloc0(sizeof(bool) * Max(scheme->nsources, 1));
	Numeric    *points = palloc0(sizeof(Numeric) * Max(scheme->nsources, 1));
	Numeric    *maxima = palloc0(sizeof(Numeric) * Max(scheme->nsources, 1));

	InitParts(sources, scheme->nsources);
	for (int i = 0; i < scheme->nleaves && nodes != NULL && scheme->nsources > 1; i++)
	{
		const SchemeLeaf *leaf = &scheme->leaves[i];

		if (leaf->node < 0 || !nodes[leaf->node].given)
			continue;
		given[leaf->source] = true;
		if (!NodeCounts(&nodes[leaf->node]))
			continue;
		AddTo(&points[leaf->source], Rounded(&nodes[leaf->node].points));
		AddTo(&maxima[leaf->source], Rounded(&nodes[leaf->node].max));
	}
	/* of one source all that there is comes from it */
	if (scheme->nsources == 1 && nodes != NULL)
	{
		given[0] = true;
		points[0] = tally->points;
		maxima[0] = tally->max_points;
	}
	for (int i = 0; i < scheme->nsources; i++)
	{
		if (!given[i])
			continue;
		sources->names[sources->count] = CStringGetTextDatum(scheme->sources[i]);
		sources->points[sources->count] = points[i];
		sources->maxima[sources->count++] = maxima[i];
	}
}

static Numeric
ToTenDecimals(Numeric value)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_round, NumericGetDatum(value), Int32GetDatum(10)));
}

/* share of what decides ties: -1 where there is none */
static Numeric
TieValue(const LeafReader *reader, const NodePoints *nodes, const TieKey *tie)
{
	if (tie->node >= 0)
	{
		const NodePoints *node = nodes != NULL ? &nodes[tie->node] : NULL;
		Fraction	share;

		if (node != NULL && NodeCounts(node) && FractionSign(&node->max) != 0)
		{
			share = FractionOver(node->points, node->max);
			return ToTenDecimals(Rounded(&share));
		}
	}
	else if (tie->leaf >= 0 && LeafCounts(reader, tie->leaf))
	{
		const LeafState *state = &reader->states[tie->leaf];
		Numeric		max = reader->scheme->leaves[tie->leaf].max_points;
		Fraction	share;
		Fraction	whole;

		if (state->points != NULL && NumericSignum(max) > 0)
		{
			FractionSetNumeric(&share, state->points);
			FractionSetNumeric(&whole, max);
			share = FractionOver(share, whole);
			return FractionToNumeric(&share, 10);
		}
	}
	return WideToNumeric(-1, 0);
}

static Datum
NumericArray(const Numeric *values, int count)
{
	Datum	   *datums = palloc(sizeof(Datum) * Max(count, 1));
	bool	   *nulls = palloc(sizeof(bool) * Max(count, 1));
	int			dims[1] = {count};
	int			lower[1] = {1};

	if (count == 0)
		return PointerGetDatum(construct_empty_array(NUMERICOID));
	for (int i = 0; i < count; i++)
	{
		nulls[i] = values[i] == NULL;
		datums[i] = NumericGetDatum(values[i]);
	}
	return PointerGetDatum(construct_md_array(datums, nulls, 1, dims, lower, NUMERICOID, -1, false, TYPALIGN_INT));
}

static Datum
TextArray(Datum *values, int count)
{
	if (count == 0)
		return PointerGetDatum(construct_empty_array(TEXTOID));
	return PointerGetDatum(construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
MakeTally(const LeafReader *reader, Tally *tally)
{
	const SchemeFacts *scheme = reader->scheme;
	NodePoints *nodes = LeafReaderSum(reader);

	memset(tally, 0, sizeof(*tally));
	tally->bonus = tally->penalty = WideToNumeric(0, 0);
	SumFields(reader, nodes, tally);
	SumSources(reader, nodes, tally);
	for (int i = 0; i < scheme->nleaves; i++)
	{
		const SchemeLeaf *leaf = &scheme->leaves[i];
		const LeafState *state = &reader->states[i];

		if (!LeafCounts(reader, i))
			continue;
		if (!state->not_applicable && state->points == NULL)
			tally->unscored++;
		if (!leaf->is_scored && state->points != NULL)
			AddTo(leaf->is_penalty ? &tally->penalty : &tally->bonus, state->points);
		/* a 0 that rounding made is none */
		if (scheme->zero_matters && leaf->node >= 0 && NodeCounts(&nodes[leaf->node]) &&
			(state->exact_points == NULL || NumericSignum(state->exact_points) == 0) && FractionSign(&nodes[leaf->node].points) == 0)
			tally->has_zero = true;
	}
	if (scheme->has_ties)
	{
		Numeric    *values = palloc(sizeof(Numeric) * Max(scheme->nties, 1));

		for (int i = 0; i < scheme->nties; i++)
			values[i] = TieValue(reader, nodes, &scheme->ties[i]);
		tally->tie_values = NumericArray(values, scheme->nties);
	}
}

static void
SetTallyColumn(const Tally *tally, TallyColumn column, Datum *value, bool *isnull)
{
	Numeric		number = NULL;

	*isnull = false;
	switch (column)
	{
		case TALLY_POINTS:
			number = tally->points;
			break;
		case TALLY_MAX_POINTS:
			number = tally->max_points;
			break;
		case TALLY_BASE_INDEX:
			number = tally->base_index;
			break;
		case TALLY_BONUS:
			number = tally->bonus;
			break;
		case TALLY_PENALTY:
			number = tally->penalty;
			break;
		case TALLY_HAS_ZERO:
			*value = BoolGetDatum(tally->has_zero);
			return;
		case TALLY_UNSCORED:
			*value = Int32GetDatum(tally->unscored);
			return;
		case TALLY_TIE_VALUES:
			*value = tally->tie_values;
			*isnull = tally->tie_values == (Datum) 0;
			return;
		case TALLY_FIELDS:
			*value = TextArray(tally->fields.names, tally->fields.count);
			return;
		case TALLY_FIELD_POINTS:
			*value = NumericArray(tally->fields.points, tally->fields.count);
			return;
		case TALLY_FIELD_MAXIMA:
			*value = NumericArray(tally->fields.maxima, tally->fields.count);
			return;
		case TALLY_SOURCES:
			*value = TextArray(tally->sources.names, tally->sources.count);
			return;
		case TALLY_SOURCE_POINTS:
			*value = NumericArray(tally->sources.points, tally->sources.count);
			return;
		case TALLY_SOURCE_MAXIMA:
			*value = NumericArray(tally->sources.maxima, tally->sources.count);
			return;
		case TALLY_ROUND:
		case TALLY_BASIS:
		case TALLY_AGENCY:
		case TALLY_COLUMNS:
			return;				/* set for all */
	}
	*value = NumericGetDatum(number);
	*isnull = number == NULL;
}

/* sums of the agencies of a round, on a basis */
Datum
registry_tallies(PG_FUNCTION_ARGS)
{
	Oid			registry = RegistryOfArgument(fcinfo, 0);
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	TupleDesc	tupdesc = rsinfo->setDesc;
	int		   *map = palloc(sizeof(int) * tupdesc->natts);
	Datum	   *values = palloc0(sizeof(Datum) * tupdesc->natts);
	bool	   *nulls = palloc0(sizeof(bool) * tupdesc->natts);
	LeafReader	reader;
	SPITupleTable *agencies;
	uint64		count;
	bool		any = false;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	MapRow(tupdesc, tally_columns, TALLY_COLUMNS, map);
	BeginToAsk(&reader.asker, registry, true);
	if (LeafReaderOpen(&reader, PG_GETARG_DATUM(1), BasisFromText(PG_GETARG_TEXT_PP(2)), false))
		for (int i = 0; i < reader.scheme->nleaves; i++)
			any |= LeafCounts(&reader, i);
	if (!any)
	{
		EndToAsk(&reader.asker);
		return (Datum) 0;
	}
	agencies = LeafReaderAgencies(&reader, PG_ARGISNULL(3) ? (Datum) 0 : PG_GETARG_DATUM(3), &count);
	for (uint64 a = 0; a < count; a++)
	{
		bool		isnull;
		Datum		agency = SPI_getbinval(agencies->vals[a], agencies->tupdesc, 1, &isnull);
		bool		zero_missing = DatumGetBool(SPI_getbinval(agencies->vals[a], agencies->tupdesc, 2, &isnull));
		MemoryContext caller;
		Tally		tally;

		CHECK_FOR_INTERRUPTS();
		ProgressAdd(1);
		LeafReaderRead(&reader, agency, zero_missing);
		caller = MemoryContextSwitchTo(reader.row);
		MakeTally(&reader, &tally);
		for (int i = 0; i < tupdesc->natts; i++)
		{
			if (map[i] <= TALLY_AGENCY)
				values[i] = map[i] == TALLY_ROUND ? PG_GETARG_DATUM(1) :
					map[i] == TALLY_BASIS ? PG_GETARG_DATUM(2) : agency;
			else
				SetTallyColumn(&tally, (TallyColumn) map[i], &values[i], &nulls[i]);
		}
		tuplestore_putvalues(rsinfo->setResult, tupdesc, values, nulls);
		MemoryContextSwitchTo(caller);
		SPI_freetuptable(SPI_tuptable);
	}
	EndToAsk(&reader.asker);
	return (Datum) 0;
}

/* ---------- keeping them ---------- */

static const Question tally_question = {
	"INSERT INTO %1$s.tally (round, basis, agency, points, max_points, base_index, bonus, penalty, has_zero, unscored, tie_values,"
	" fields, field_points, field_maxima, sources, source_points, source_maxima)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
	" ON CONFLICT ON CONSTRAINT tally_pkey DO UPDATE"
	" SET (points, max_points, base_index, bonus, penalty, has_zero, unscored, tie_values,"
	"  fields, field_points, field_maxima, sources, source_points, source_maxima) ="
	" (excluded.points, excluded.max_points, excluded.base_index, excluded.bonus, excluded.penalty, excluded.has_zero, excluded.unscored,"
	"  excluded.tie_values, excluded.fields, excluded.field_points, excluded.field_maxima, excluded.sources, excluded.source_points,"
	"  excluded.source_maxima)",
	TALLY_COLUMNS, {TEXTOID, TEXTOID, TEXTOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, NUMERICOID, BOOLOID, INT4OID,
	NUMERICARRAYOID, TEXTARRAYOID, NUMERICARRAYOID, NUMERICARRAYOID, TEXTARRAYOID, NUMERICARRAYOID, NUMERICARRAYOID},
	NULL
};

static const Question leave_question = {
	"INSERT INTO %1$s.stale_tally (round, agency, stage) SELECT $1, a, $3 FROM unnest($2) a",
	3, {TEXTOID, TEXTARRAYOID, TEXTOID},
	NULL
};

static const Question left_question = {
	"DELETE FROM %1$s.stale_tally s WHERE s.round = $1 RETURNING s.agency, s.stage",
	1, {TEXTOID},
	"TT"
};

static const char *const basis_names[] = {"self", "appraisal", "official"};

/* what was written where sums on a basis are no longer good */
static const char *const stage_names[] = {"self", "appraisal", "review"};

Basis
BasisOfStage(text *stage)
{
	for (int i = 0; i < (int) lengthof(stage_names); i++)
		if (*VARDATA_ANY(stage) == *stage_names[i])
			return (Basis) i;
	elog(ERROR, "there is no stage \"%s\"", text_to_cstring(stage));
}

void
TallyWorkInit(TallyWork *work)
{
	for (int i = 0; i < (int) lengthof(work->agencies); i++)
		NameTableInit(&work->agencies[i], CurrentMemoryContext);
}

void
TallyWorkAdd(TallyWork *work, Basis basis, Datum agency)
{
	text	   *code = DatumGetTextPP(agency);
	bool		added;

	NameTableAdd(&work->agencies[basis], VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code), &added);
}

static Datum
NamesArray(const NameTable *names)
{
	Datum	   *values = palloc(sizeof(Datum) * Max(names->count, 1));

	for (int i = 0; i < names->count; i++)
		values[i] = CStringGetTextDatum(names->names[i]);
	return TextArray(values, names->count);
}

/*
 * Only one transaction keeps the tally of a round at a time, and nobody waits for it.  An
 * old snapshot would not show what others have committed since.
 */
static bool
MayKeep(const Asker *asker, Datum round)
{
	Oid			tally;

	if (ModeIsOn(MODE_FOLLOWS, asker->schema) || IsolationUsesXactSnapshot())
		return false;
	tally = get_relname_relid("tally", asker->schema);
	return DatumGetBool(DirectFunctionCall2(pg_try_advisory_xact_lock_int4, Int32GetDatum((int32) tally),
											DirectFunctionCall1Coll(hashtext, C_COLLATION_OID, round)));
}

static void
LeaveToOthers(const Asker *asker, Datum round, const TallyWork *work)
{
	for (int i = 0; i < (int) lengthof(work->agencies); i++)
	{
		Datum		arguments[3] = {round, (Datum) 0, (Datum) 0};

		if (work->agencies[i].count == 0)
			continue;
		arguments[1] = NamesArray(&work->agencies[i]);
		arguments[2] = CStringGetTextDatum(stage_names[i]);
		Ask(asker, &leave_question, arguments, NULL, 0);
	}
}

static void
TakeWhatWasLeft(const Asker *asker, Datum round, TallyWork *work)
{
	uint64		count = Ask(asker, &left_question, &round, NULL, 0);
	bool		isnull;

	for (uint64 i = 0; i < count; i++)
		TallyWorkAdd(work, BasisOfStage(DatumGetTextPP(Answer(i, 2, &isnull))), Answer(i, 1, &isnull));
}

/* sums of an agency, under all bases on which they are the same */
static void
WriteTally(const LeafReader *reader, Datum agency, const Basis *bases, int nbases)
{
	Datum		values[TALLY_COLUMNS];
	char		nulls[TALLY_COLUMNS];
	Tally		tally;

	MakeTally(reader, &tally);
	for (int i = 0; i < TALLY_COLUMNS; i++)
	{
		bool		isnull;

		values[i] = (Datum) 0;
		SetTallyColumn(&tally, (TallyColumn) i, &values[i], &isnull);
		nulls[i] = isnull && i > TALLY_AGENCY ? 'n' : ' ';
	}
	values[TALLY_ROUND] = reader->round;
	values[TALLY_AGENCY] = agency;
	for (int i = 0; i < nbases; i++)
	{
		values[TALLY_BASIS] = CStringGetTextDatum(basis_names[bases[i]]);
		Ask(&reader->asker, &tally_question, values, nulls, 0);
	}
}

static void
WriteTallies(LeafReader *reader, const NameTable *agencies, const Basis *bases, int nbases, bool are_participants)
{
	bool		any = false;

	if (agencies->count == 0)
		return;
	reader->basis = bases[0];
	for (int i = 0; i < reader->scheme->nleaves; i++)
		any |= LeafCounts(reader, i);
	if (!any)
		return;
	/* whether what is missing counts 0 need not be asked where it never does */
	if (are_participants && !reader->has_zeros)
	{
		for (int i = 0; i < agencies->count; i++)
		{
			Datum		agency = CStringGetTextDatum(agencies->names[i]);
			MemoryContext caller;

			LeafReaderRead(reader, agency, false);
			caller = MemoryContextSwitchTo(reader->row);
			SPI_freetuptable(SPI_tuptable);
			WriteTally(reader, agency, bases, nbases);
			MemoryContextSwitchTo(caller);
		}
	}
	else
	{
		uint64		count;
		SPITupleTable *rows = LeafReaderAgencies(reader, NamesArray(agencies), &count);

		for (uint64 i = 0; i < count; i++)
		{
			bool		isnull;
			Datum		agency = SPI_getbinval(rows->vals[i], rows->tupdesc, 1, &isnull);
			bool		is_zero = DatumGetBool(SPI_getbinval(rows->vals[i], rows->tupdesc, 2, &isnull));
			MemoryContext caller;

			LeafReaderRead(reader, agency, is_zero);
			caller = MemoryContextSwitchTo(reader->row);
			SPI_freetuptable(SPI_tuptable);
			WriteTally(reader, agency, bases, nbases);
			MemoryContextSwitchTo(caller);
		}
	}
}

void
KeepTally(const Asker *asker, Datum round, TallyWork *work, bool are_participants)
{
	LeafReader	reader = {.asker = *asker};
	bool		may_keep;
	static const Basis self[] = {BASIS_SELF};
	static const Basis appraisal[] = {BASIS_APPRAISAL, BASIS_OFFICIAL};
	static const Basis official[] = {BASIS_OFFICIAL};

	/* before anything is read: what others leave after that, they leave to others */
	may_keep = MayKeep(asker, round);
	/* the sums of a round in stage setup follow when it leaves it */
	if (!LeafReaderOpen(&reader, round, BASIS_SELF, false) || reader.is_setup)
		return;
	if (!may_keep)
	{
		LeaveToOthers(asker, round, work);
		return;
	}
	if (reader.has_stale)
		TakeWhatWasLeft(asker, round, work);
	WriteTallies(&reader, &work->agencies[BASIS_SELF], self, 1, are_participants);
	/* until there are reviews, what counts is the appraisal */
	if (!reader.is_reviewed)
	{
		WriteTallies(&reader, &work->agencies[BASIS_APPRAISAL], appraisal, 2, are_participants);
		return;
	}
	WriteTallies(&reader, &work->agencies[BASIS_APPRAISAL], appraisal, 1, are_participants);
	for (int i = 0; i < work->agencies[BASIS_APPRAISAL].count; i++)
		TallyWorkAdd(work, BASIS_OFFICIAL, CStringGetTextDatum(work->agencies[BASIS_APPRAISAL].names[i]));
	WriteTallies(&reader, &work->agencies[BASIS_OFFICIAL], official, 1, are_participants);
}

/* keeps the tally of agencies whose self-assessment, appraisal or review was written */
Datum
registry_keep_tally(PG_FUNCTION_ARGS)
{
	TallyWork	work;
	Asker		asker;

	if (PG_ARGISNULL(1))
		PG_RETURN_VOID();
	TallyWorkInit(&work);
	for (int basis = 0; basis < (int) lengthof(work.agencies); basis++)
	{
		Datum	   *agencies;
		bool	   *nulls;
		int			count;

		if (PG_ARGISNULL(2 + basis))
			continue;
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(2 + basis), TEXTOID, -1, false, TYPALIGN_INT, &agencies, &nulls, &count);
		for (int i = 0; i < count; i++)
			if (!nulls[i])
				TallyWorkAdd(&work, (Basis) basis, agencies[i]);
	}
	BeginToAsk(&asker, RegistryOfArgument(fcinfo, 0), false);
	KeepTally(&asker, PG_GETARG_DATUM(1), &work, false);
	EndToAsk(&asker);
	PG_RETURN_VOID();
}

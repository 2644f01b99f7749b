/*-------------------------------------------------------------------------
 *
 * feed.c
 *	  What a feed gives otherwise than it is there.
 *
 * A feed has all figures of a round, night after night, of which few have changed.  They
 * are told here, in one pass over the assessments of its agencies, each read by key.
 *
 * To read a feed is to run what its view calls, with the rights of who collects: there it can
 * change neither roles nor settings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/name_table.h"
#include "base/progress.h"
#include "base/spelling.h"
#include "registry/ask.h"

PG_FUNCTION_INFO_V1(registry_read_feed);
PG_FUNCTION_INFO_V1(registry_feed_changes);

#define READ_COLUMNS	4		/* of text arrays */

/* a number as SQL writes it, no longer than imports take it */
#define NUMBER_MAX_LENGTH	1000

typedef enum FedState
{
	FED_ALONE,					/* there is no assessment */
	FED_SAME,
	FED_OTHER
} FedState;

/*
 * Rows of a feed, in the order in which they came: parallel arrays, since that is how they
 * are given.  Those of an agency are linked, so that they are looked at together with its
 * assessments; while that happens, those of a criterion are linked too.  A link is the number
 * of a row, -1 the end.
 */
typedef struct FedRows
{
	int			count;
	Datum	   *called;			/* agencies as the feed calls them */
	Datum	   *agencies;
	Datum	   *criteria;
	Datum	   *variables;
	Datum	   *given;
	bool	   *not_called;
	bool	   *no_agency;
	bool	   *no_criterion;
	bool	   *no_variable;
	bool	   *no_given;
	Datum		all_criterion;	/* that of all; 0: each has its own */
	NameTable	agency_names;
	NameTable	criterion_names;
	NameTable	input_names;	/* criterion and variable, a line each */
	int		   *criterion;		/* of each row, by its name */
	int		   *input;
	int		   *other_of_agency;	/* by input: the agency of which a value was found other last */
	int		   *next_of_agency;
	int		   *next_of_criterion;
	int		   *first_of_agency;	/* by name */
	int		   *first_of_criterion;
	FedState   *states;
	Datum	   *old;			/* of those in another state than alone, in the memory of the agency; 0: none */
} FedRows;

static const Question inputs_question = {
	"SELECT a.criterion, a.inputs FROM %1$s.assessment a WHERE a.round = $1 AND a.agency = $2 AND a.stage = $3",
	3, {TEXTOID, TEXTOID, TEXTOID},
	"Tj"
};

/* ---------- reading ---------- */

/* query, year: the one row that the query gives, as a maintenance command would have it */
Datum
registry_read_feed(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	Oid			types[1] = {INT4OID};
	Datum		arguments[1] = {PG_GETARG_DATUM(1)};
	Oid			user;
	int			security;
	int			nest_level;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(user, security | SECURITY_RESTRICTED_OPERATION);
	nest_level = NewGUCNestLevel();
	if (SPI_execute_with_args(text_to_cstring(PG_GETARG_TEXT_PP(0)), 1, types, arguments, NULL, false, 0) != SPI_OK_SELECT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a feed is read by a SELECT")));
	AtEOXact_GUC(false, nest_level);
	SetUserIdAndSecContext(user, security);
	if (SPI_tuptable->tupdesc->natts != READ_COLUMNS)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("a feed is read as %d arrays", READ_COLUMNS)));
	for (int i = 0; i < READ_COLUMNS; i++)
		if (TupleDescAttr(SPI_tuptable->tupdesc, i)->atttypid != TEXTARRAYOID)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("a feed is read as %d arrays", READ_COLUMNS)));
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		Datum		values[READ_COLUMNS];
		bool		nulls[READ_COLUMNS];

		heap_deform_tuple(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, values, nulls);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	SPI_finish();
	return (Datum) 0;
}

/* ---------- comparing ---------- */

/* A word as imports read it: composed, nothing unseen at its ends, and an empty one is none. */
static void
Tidy(Datum *value, bool *isnull)
{
	text	   *word = DatumGetTextPP(*value);
	char	   *data = VARDATA_ANY(word);
	int			length = VARSIZE_ANY_EXHDR(word);
	int			before = length;
	bool		is_plain = length > 0 && data[0] > ' ' && data[length - 1] > ' ';

	/* most are of ASCII, which hides nothing but at its ends */
	for (int i = 0; i < length && is_plain; i++)
		is_plain = data[i] >= ' ' && data[i] < 0x7f;
	if (is_plain)
		return;
	data = TidyText(data, &length);
	if (length == 0)
		*isnull = true;
	else if (length != before || data != VARDATA_ANY(word))
		*value = PointerGetDatum(cstring_to_text_with_len(data, length));
}

static void
TakeApart(FunctionCallInfo fcinfo, int argument, int *count, Datum **values, bool **nulls)
{
	int			found = 0;

	*values = NULL;
	*nulls = NULL;
	if (!PG_ARGISNULL(argument))
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), TEXTOID, -1, false, TYPALIGN_INT, values, nulls, &found);
	for (int i = 0; i < found; i++)
		if (!(*nulls)[i])
			Tidy(&(*values)[i], &(*nulls)[i]);
	if (*count >= 0 && found != *count)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("arrays of a feed have different lengths"),
				 errdetail("There are %d agencies, and another array has %d elements.", *count, found)));
	*count = found;
}

static int
NameNumber(NameTable *names, Datum name)
{
	text	   *word = DatumGetTextPP(name);
	bool		added;

	return NameTableAdd(names, VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word), &added);
}

/* 0: none */
static Datum
CriterionOf(const FedRows *rows, int row)
{
	if (rows->all_criterion != (Datum) 0)
		return rows->all_criterion;
	return rows->no_criterion[row] ? (Datum) 0 : rows->criteria[row];
}

static bool
IsWhole(const FedRows *rows, int row)
{
	return !rows->no_agency[row] && !rows->no_variable[row] && CriterionOf(rows, row) != (Datum) 0;
}

static void
AppendWord(StringInfo line, Datum value)
{
	text	   *word = DatumGetTextPP(value);

	appendBinaryStringInfo(line, VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word));
}

/* rows that name nothing have no links */
static void
LinkRows(FedRows *rows)
{
	Size		bytes = sizeof(int) * (Size) Max(rows->count, 1);
	int		   *agency = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	StringInfoData input;

	initStringInfo(&input);
	NameTableInit(&rows->agency_names, CurrentMemoryContext);
	NameTableInit(&rows->criterion_names, CurrentMemoryContext);
	NameTableInit(&rows->input_names, CurrentMemoryContext);
	rows->input = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	rows->criterion = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	rows->next_of_agency = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	rows->next_of_criterion = MemoryContextAllocHuge(CurrentMemoryContext, bytes);
	for (int r = 0; r < rows->count; r++)
	{
		bool		added;

		agency[r] = -1;
		if (!IsWhole(rows, r))
			continue;
		agency[r] = NameNumber(&rows->agency_names, rows->agencies[r]);
		rows->criterion[r] = NameNumber(&rows->criterion_names, CriterionOf(rows, r));
		resetStringInfo(&input);
		AppendWord(&input, CriterionOf(rows, r));
		appendStringInfoChar(&input, '\n');
		AppendWord(&input, rows->variables[r]);
		rows->input[r] = NameTableAdd(&rows->input_names, input.data, input.len, &added);
		if (r % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
	}
	rows->first_of_agency = palloc(sizeof(int) * Max(rows->agency_names.count, 1));
	rows->first_of_criterion = palloc(sizeof(int) * Max(rows->criterion_names.count, 1));
	memset(rows->first_of_agency, -1, sizeof(int) * rows->agency_names.count);
	memset(rows->first_of_criterion, -1, sizeof(int) * rows->criterion_names.count);
	rows->other_of_agency = palloc(sizeof(int) * Max(rows->input_names.count, 1));
	memset(rows->other_of_agency, -1, sizeof(int) * rows->input_names.count);
	/* from the last on, so that they are met in their order */
	for (int r = rows->count - 1; r >= 0; r--)
	{
		if (agency[r] < 0)
			continue;
		rows->next_of_agency[r] = rows->first_of_agency[agency[r]];
		rows->first_of_agency[agency[r]] = r;
	}
	pfree(agency);
}

static bool
IsNumber(const char *word, int length)
{
	int			i = length > 0 && (word[0] == '-' || word[0] == '+') ? 1 : 0;
	int			start = i;

	if (length > NUMBER_MAX_LENGTH)
		return false;
	while (i < length && isdigit((unsigned char) word[i]))
		i++;
	if (i == start || i == length)
		return i > start;
	if (word[i++] != '.')
		return false;
	start = i;
	while (i < length && isdigit((unsigned char) word[i]))
		i++;
	return i > start && i == length;
}

static bool
IsSame(const JsonbValue *value, Datum given)
{
	text	   *word = DatumGetTextPP(given);
	const char *data = VARDATA_ANY(word);
	int			length = VARSIZE_ANY_EXHDR(word);
	char	   *number;

	switch (value->type)
	{
		case jbvString:
			return value->val.string.len == length && memcmp(value->val.string.val, data, length) == 0;
		case jbvBool:
			return value->val.boolean ? length == 4 && memcmp(data, "true", 4) == 0 : length == 5 && memcmp(data, "false", 5) == 0;
		case jbvNumeric:
			number = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
			if ((int) strlen(number) == length && memcmp(number, data, length) == 0)
				return true;
			return IsNumber(data, length) &&
				DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(value->val.numeric),
												 DirectFunctionCall3(numeric_in, CStringGetDatum(pnstrdup(data, length)),
																	 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1))));
		default:
			return false;
	}
}

/* with the inputs of the assessment that they are about */
static void
CompareRows(FedRows *rows, int first, Jsonb *inputs)
{
	for (int r = first; r >= 0; r = rows->next_of_criterion[r])
	{
		text	   *name = DatumGetTextPP(rows->variables[r]);
		JsonbValue	value;

		if (r % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		rows->states[r] = FED_OTHER;
		if (getKeyJsonValueFromContainer(&inputs->root, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &value) == NULL)
			continue;
		if (!rows->no_given[r] && IsSame(&value, rows->given[r]))
			rows->states[r] = FED_SAME;
		rows->old[r] = JsonbPGetDatum(JsonbValueToJsonb(&value));
	}
}

static void
PutRow(const FedRows *rows, int row, Datum criterion, Datum old, ReturnSetInfo *rsinfo)
{
	Datum		values[6] = {rows->called[row], rows->agencies[row], criterion, rows->variables[row], rows->given[row], old};
	bool		nulls[6] = {rows->not_called[row], rows->no_agency[row], criterion == (Datum) 0, rows->no_variable[row], rows->no_given[row],
	old == (Datum) 0};

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* within BeginToAsk(), in memory that goes with the agency */
static void
TellAgency(FedRows *rows, int agency, const Asker *asker, Datum round, Datum stage, ReturnSetInfo *rsinfo)
{
	Datum		arguments[3] = {round, rows->agencies[rows->first_of_agency[agency]], stage};
	uint64		count = Ask(asker, &inputs_question, arguments, NULL, 0);

	for (int r = rows->first_of_agency[agency]; r >= 0; r = rows->next_of_agency[r])
	{
		rows->states[r] = FED_ALONE;
		rows->old[r] = (Datum) 0;
		rows->next_of_criterion[r] = rows->first_of_criterion[rows->criterion[r]];
		rows->first_of_criterion[rows->criterion[r]] = r;
	}
	for (uint64 i = 0; i < count; i++)
	{
		bool		isnull;
		text	   *name = DatumGetTextPP(Answer(i, 1, &isnull));
		int			criterion = NameTableFind(&rows->criterion_names, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
		Datum		inputs = Answer(i, 2, &isnull);

		CHECK_FOR_INTERRUPTS();
		if (criterion >= 0 && !isnull)
			CompareRows(rows, rows->first_of_criterion[criterion], DatumGetJsonbP(inputs));
	}
	for (int r = rows->first_of_agency[agency]; r >= 0; r = rows->next_of_agency[r])
		if (!rows->no_given[r] && rows->states[r] != FED_SAME)
			rows->other_of_agency[rows->input[r]] = agency;
	/* with those that are given as they are there, and otherwise */
	for (int r = rows->first_of_agency[agency]; r >= 0; r = rows->next_of_agency[r])
		if (!rows->no_given[r] && rows->other_of_agency[rows->input[r]] == agency)
			PutRow(rows, r, CriterionOf(rows, r), rows->old[r], rsinfo);
	for (int r = rows->first_of_agency[agency]; r >= 0; r = rows->next_of_agency[r])
		rows->first_of_criterion[rows->criterion[r]] = -1;
	SPI_freetuptable(SPI_tuptable);
}

/* values of a feed that are not there, with what is there instead */
Datum
registry_feed_changes(PG_FUNCTION_ARGS)
{
	Oid			registry = RegistryOfArgument(fcinfo, 0);
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	FedRows		rows = {.count = -1};
	MemoryContext agency_context;
	Asker		asker;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	rows.all_criterion = PG_ARGISNULL(3) ? (Datum) 0 : PG_GETARG_DATUM(3);
	TakeApart(fcinfo, 4, &rows.count, &rows.called, &rows.not_called);
	TakeApart(fcinfo, PG_ARGISNULL(5) ? 4 : 5, &rows.count, &rows.agencies, &rows.no_agency);
	if (rows.all_criterion == (Datum) 0)
		TakeApart(fcinfo, 6, &rows.count, &rows.criteria, &rows.no_criterion);
	TakeApart(fcinfo, 7, &rows.count, &rows.variables, &rows.no_variable);
	TakeApart(fcinfo, 8, &rows.count, &rows.given, &rows.no_given);
	if (rows.count == 0)
		return (Datum) 0;
	LinkRows(&rows);
	rows.states = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(FedState) * (Size) rows.count);
	rows.old = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Datum) * (Size) rows.count);
	for (int r = 0; r < rows.count; r++)
		if (!IsWhole(&rows, r))
			PutRow(&rows, r, CriterionOf(&rows, r), (Datum) 0, rsinfo);

	agency_context = AllocSetContextCreate(CurrentMemoryContext, "par.registry_feed_changes", ALLOCSET_DEFAULT_SIZES);
	BeginToAsk(&asker, registry, true);
	for (int a = 0; a < rows.agency_names.count; a++)
	{
		MemoryContext caller = MemoryContextSwitchTo(agency_context);

		CHECK_FOR_INTERRUPTS();
		ProgressAdd(1);
		TellAgency(&rows, a, &asker, PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), rsinfo);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(agency_context);
	}
	EndToAsk(&asker);
	return (Datum) 0;
}

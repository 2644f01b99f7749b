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
 * A value that a feed gives.  A word is 0 where there is none; those that name it are held as
 * numbers too, so that the words themselves are looked at but once.  While an agency is looked
 * at, rows of a criterion are linked.  A link is the number of a row, -1 the end.
 */
typedef struct FedRow
{
	Datum		called;			/* agency as the feed calls it */
	Datum		agency;
	Datum		criterion;
	Datum		variable;
	Datum		given;
	int			of_agency;		/* by number; -1: it names nothing */
	int			input;			/* criterion and variable, by number */
	int			next_of_criterion;
	FedState	state;
} FedRow;

/* Criterion and variable, as the rows name them. */
typedef struct FedInput
{
	int			criterion;
	int			variable;
	int			other_of_agency;	/* of which a value was found other last */
} FedInput;

/* Rows by agency, in the order in which they came, and what they name. */
typedef struct FedRows
{
	int			count;
	FedRow	   *rows;
	NameTable	agency_names;
	NameTable	criterion_names;
	NameTable	variable_names;
	NameTable	input_names;	/* numbers of a criterion and a variable, as bytes */
	FedInput   *inputs;			/* by number */
	int		   *first_of_agency;	/* by number, and where the last ends */
	int		   *first_of_criterion; /* by number */
	Jsonb	  **assessed;		/* by criterion: inputs of the assessment of the agency; NULL: none */
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

/* the array of an argument into a word of each row, which is at this offset of it; how many there are so far, -1: not yet known */
static void
TakeWords(FunctionCallInfo fcinfo, int argument, FedRows *rows, Size offset)
{
	int			count = 0;
	Datum	   *values;
	bool	   *nulls;

	if (!PG_ARGISNULL(argument))
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &count);
	if (rows->count < 0)
	{
		if ((Size) count > MaxAllocHugeSize / sizeof(FedRow))
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("a feed has too many rows"),
					 errdetail("It has %d rows.", count)));
		rows->count = count;
		rows->rows = MemoryContextAllocExtended(CurrentMemoryContext, sizeof(FedRow) * (Size) Max(count, 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	if (count != rows->count)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("arrays of a feed have different lengths"),
				 errdetail("There are %d agencies, and another array has %d elements.", rows->count, count)));
	for (int r = 0; r < count; r++)
	{
		Datum	   *word = (Datum *) ((char *) &rows->rows[r] + offset);

		if (nulls[r])
			continue;
		Tidy(&values[r], &nulls[r]);
		*word = nulls[r] ? (Datum) 0 : values[r];
	}
	if (count > 0)
	{
		pfree(values);
		pfree(nulls);
	}
}

static int
NameNumber(NameTable *names, Datum name)
{
	text	   *word = DatumGetTextPP(name);
	bool		added;

	return NameTableAdd(names, VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word), &added);
}

static bool
IsWhole(const FedRow *row)
{
	return row->agency != (Datum) 0 && row->criterion != (Datum) 0 && row->variable != (Datum) 0;
}

static void
NumberRow(FedRows *rows, FedRow *row, int *capacity)
{
	int			names[2];
	bool		added;

	row->of_agency = NameNumber(&rows->agency_names, row->agency);
	names[0] = NameNumber(&rows->criterion_names, row->criterion);
	names[1] = NameNumber(&rows->variable_names, row->variable);
	row->input = NameTableAdd(&rows->input_names, (const char *) names, sizeof(names), &added);
	if (!added)
		return;
	if (row->input == *capacity)
		rows->inputs = repalloc_huge(rows->inputs, sizeof(FedInput) * (Size) (*capacity *= 2));
	rows->inputs[row->input] = (FedInput) {names[0], names[1], -1};
}

/* together with those of their agency, since memory is slow where it is jumped about in; those that name nothing go */
static void
SortRows(FedRows *rows)
{
	int			agencies = rows->agency_names.count;
	int		   *next = palloc0(sizeof(int) * (agencies + 1));
	FedRow	   *sorted = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(FedRow) * (Size) Max(rows->count, 1));

	rows->first_of_agency = palloc(sizeof(int) * (agencies + 1));
	for (int r = 0; r < rows->count; r++)
		if (rows->rows[r].of_agency >= 0)
			next[rows->rows[r].of_agency + 1]++;
	for (int a = 1; a <= agencies; a++)
		next[a] += next[a - 1];
	memcpy(rows->first_of_agency, next, sizeof(int) * (agencies + 1));
	for (int r = 0; r < rows->count; r++)
		if (rows->rows[r].of_agency >= 0)
			sorted[next[rows->rows[r].of_agency]++] = rows->rows[r];
	pfree(next);
	pfree(rows->rows);
	rows->rows = sorted;
}

static void
NumberRows(FedRows *rows)
{
	int			capacity = 64;

	NameTableInit(&rows->agency_names, CurrentMemoryContext);
	NameTableInit(&rows->criterion_names, CurrentMemoryContext);
	NameTableInit(&rows->variable_names, CurrentMemoryContext);
	NameTableInit(&rows->input_names, CurrentMemoryContext);
	rows->inputs = palloc(sizeof(FedInput) * capacity);
	for (int r = 0; r < rows->count; r++)
	{
		if (r % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		if (IsWhole(&rows->rows[r]))
			NumberRow(rows, &rows->rows[r], &capacity);
		else
			rows->rows[r].of_agency = -1;
	}
	SortRows(rows);
	rows->first_of_criterion = palloc(sizeof(int) * Max(rows->criterion_names.count, 1));
	memset(rows->first_of_criterion, -1, sizeof(int) * rows->criterion_names.count);
	rows->assessed = palloc0(sizeof(Jsonb *) * Max(rows->criterion_names.count, 1));
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

/* the value that is there; false: none */
static bool
AssessedValue(const FedRows *rows, const FedRow *row, JsonbValue *value)
{
	const FedInput *input = &rows->inputs[row->input];
	const char *name = rows->variable_names.names[input->variable];
	Jsonb	   *inputs = rows->assessed[input->criterion];

	return inputs != NULL && getKeyJsonValueFromContainer(&inputs->root, name, strlen(name), value) != NULL;
}

/* with the inputs of the assessment of their criterion */
static void
CompareRows(FedRows *rows, int criterion)
{
	FedRow	   *row;

	for (int r = rows->first_of_criterion[criterion]; r >= 0; r = row->next_of_criterion)
	{
		JsonbValue	value;

		if (r % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		row = &rows->rows[r];
		row->state = row->given != (Datum) 0 && AssessedValue(rows, row, &value) && IsSame(&value, row->given) ? FED_SAME : FED_OTHER;
	}
}

static void
PutRow(const FedRows *rows, const FedRow *row, ReturnSetInfo *rsinfo)
{
	Datum		values[6] = {row->called, row->agency, row->criterion, row->variable, row->given, (Datum) 0};
	bool		nulls[6];
	JsonbValue	old;

	if (IsWhole(row) && AssessedValue(rows, row, &old))
		values[5] = JsonbPGetDatum(JsonbValueToJsonb(&old));
	for (int i = 0; i < (int) lengthof(nulls); i++)
		nulls[i] = values[i] == (Datum) 0;
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* within BeginToAsk(), in memory that goes with the agency */
static void
TellAgency(FedRows *rows, int agency, const Asker *asker, Datum round, Datum stage, ReturnSetInfo *rsinfo)
{
	FedRow	   *first = &rows->rows[rows->first_of_agency[agency]];
	FedRow	   *end = &rows->rows[rows->first_of_agency[agency + 1]];
	Datum		arguments[3] = {round, first->agency, stage};
	uint64		count = Ask(asker, &inputs_question, arguments, NULL, 0);
	bool		any_other = false;

	for (FedRow *row = first; row < end; row++)
	{
		int			criterion = rows->inputs[row->input].criterion;

		row->state = FED_ALONE;
		row->next_of_criterion = rows->first_of_criterion[criterion];
		rows->first_of_criterion[criterion] = row - rows->rows;
	}
	for (uint64 i = 0; i < count; i++)
	{
		bool		isnull;
		text	   *name = DatumGetTextPP(Answer(i, 1, &isnull));
		int			criterion = NameTableFind(&rows->criterion_names, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
		Datum		inputs = Answer(i, 2, &isnull);

		CHECK_FOR_INTERRUPTS();
		if (criterion < 0 || isnull || rows->first_of_criterion[criterion] < 0)
			continue;
		rows->assessed[criterion] = DatumGetJsonbP(inputs);
		CompareRows(rows, criterion);
	}
	for (FedRow *row = first; row < end; row++)
	{
		if (row->given == (Datum) 0 || row->state == FED_SAME)
			continue;
		rows->inputs[row->input].other_of_agency = agency;
		any_other = true;
	}
	/* with those that are given as they are there, and otherwise */
	for (FedRow *row = first; row < end && any_other; row++)
		if (row->given != (Datum) 0 && rows->inputs[row->input].other_of_agency == agency)
			PutRow(rows, row, rsinfo);
	for (FedRow *row = first; row < end; row++)
	{
		int			criterion = rows->inputs[row->input].criterion;

		rows->first_of_criterion[criterion] = -1;
		rows->assessed[criterion] = NULL;
	}
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
	TakeWords(fcinfo, 4, &rows, offsetof(FedRow, called));
	if (!PG_ARGISNULL(5))
		TakeWords(fcinfo, 5, &rows, offsetof(FedRow, agency));
	if (PG_ARGISNULL(3))
		TakeWords(fcinfo, 6, &rows, offsetof(FedRow, criterion));
	TakeWords(fcinfo, 7, &rows, offsetof(FedRow, variable));
	TakeWords(fcinfo, 8, &rows, offsetof(FedRow, given));
	for (int r = 0; r < rows.count; r++)
	{
		FedRow	   *row = &rows.rows[r];

		if (PG_ARGISNULL(5))
			row->agency = row->called;
		if (!PG_ARGISNULL(3))
			row->criterion = PG_GETARG_DATUM(3);
		if (!IsWhole(row))
			PutRow(&rows, row, rsinfo);
	}
	NumberRows(&rows);

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

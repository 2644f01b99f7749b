/*-------------------------------------------------------------------------
 *
 * rows.c
 *	  The rows of a chart as they came: the state of its aggregate.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "chart/rows.h"

/* ---------- a row is added ---------- */

/* the state that may be changed: argument 0 if it is ours, or else a new one */
static ExpandedArrayHeader *
StateToChange(FunctionCallInfo fcinfo)
{
	MemoryContext context;
	MemoryContext old;
	ExpandedArrayHeader *state;

	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	old = MemoryContextSwitchTo(context);
	state = PG_ARGISNULL(0) ? construct_empty_expanded_array(TEXTOID, context, NULL) :
		PG_GETARG_EXPANDED_ARRAY(0);
	MemoryContextSwitchTo(old);
	if (state->element_type != TEXTOID || (state->ndims != 0 && (state->ndims != 1 || state->lbound[0] != 1)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state of a chart must be an array of texts")));
	return state;
}

static void
AppendField(ExpandedArrayHeader *state, const char *field)
{
	int			place = state->ndims == 0 ? 1 : state->dims[0] + 1;
	Datum		value = field == NULL ? (Datum) 0 : CStringGetTextDatum(field);

	(void) array_set_element(EOHPGetRWDatum(&state->hdr), 1, &place, value, field == NULL,
							 -1, -1, false, TYPALIGN_INT);
	if (field != NULL)
		pfree(DatumGetPointer(value));
}

/* the options that the state was begun with */
static char *
OptionsOf(ExpandedArrayHeader *state)
{
	int			first = 1;
	bool		isnull;
	Datum		value = array_get_element(EOHPGetRODatum(&state->hdr), 1, &first,
										  -1, -1, false, TYPALIGN_INT, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static bool
SameText(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* refuses one row more than there may be */
static void
CheckCount(int count, const char *name)
{
	if (count > CHART_MAX_ROWS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s has more than %d rows", name, CHART_MAX_ROWS),
				 errhint("Draw fewer, or draw groups of them.")));
}

Datum
ChartAddRow(FunctionCallInfo fcinfo, const char *name, char **fields, int width)
{
	ExpandedArrayHeader *state = StateToChange(fcinfo);
	int			argument = PG_NARGS() - 1;
	char	   *options = NULL;

	if (!PG_ARGISNULL(argument))
	{
		Jsonb	   *object = PG_GETARG_JSONB_P(argument);

		options = JsonbToCString(NULL, &object->root, VARSIZE(object));
	}
	if (state->ndims == 0)
		AppendField(state, options);
	else if (!SameText(options, OptionsOf(state)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options of %s must be the same in all rows", name)));
	CheckCount(state->dims[0] / width + 1, name);
	for (int i = 0; i < width; i++)
		AppendField(state, fields[i]);
	PG_RETURN_DATUM(EOHPGetRWDatum(&state->hdr));
}

char *
ChartTextField(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

char *
ChartNumberField(FunctionCallInfo fcinfo, int argument, const char *name)
{
	return PG_ARGISNULL(argument) ? NULL : ChartFieldOf(PG_GETARG_FLOAT8(argument), name);
}

static void
CheckRange(double value, const char *text, const char *name)
{
	if (value != 0 && !isnan(value) && !isinf(value) &&
		!(fabs(value) >= CHART_SMALLEST && fabs(value) <= CHART_LARGEST))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value is out of range for %s", name),
				 errdetail("The value is %s.", text),
				 errhint("Values must be 0 or between 1e-100 and 1e100 in magnitude.")));
}

char *
ChartFieldOf(double value, const char *name)
{
	char	   *text = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	value += 0.0;				/* not -0 */
	double_to_shortest_decimal_buf(value, text);
	CheckRange(value, text, name);
	return text;
}

/* ---------- and read again ---------- */

/* FNV-1a: the server's own hashes differ by the order of bytes */
static void
Fingerprint(uint64 *hash, const char *text)
{
	for (const unsigned char *c = (const unsigned char *) text; *c; c++)
		*hash = (*hash ^ *c) * UINT64CONST(0x100000001b3);
	*hash = (*hash ^ 0xff) * UINT64CONST(0x100000001b3);
}

void
ChartReadRows(FunctionCallInfo fcinfo, const char *name, int width, ChartRows *rows)
{
	ArrayType  *state = PG_GETARG_ARRAYTYPE_P(0);
	Datum	   *values;
	bool	   *nulls;
	int			count = ARR_NDIM(state) == 1 ? ARR_DIMS(state)[0] : 0;

	rows->name = pstrdup(name);
	rows->width = width;
	rows->fingerprint = UINT64CONST(0xcbf29ce484222325);
	if (ARR_ELEMTYPE(state) != TEXTOID || count <= width || (count - 1) % width != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state of a chart must hold its options and rows of %d texts", width)));
	rows->count = (count - 1) / width;
	CheckCount(rows->count, name);
	deconstruct_array(state, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &count);
	rows->fields = palloc(sizeof(char *) * (count - 1));
	rows->options = NULL;
	Fingerprint(&rows->fingerprint, name);
	if (!nulls[0])
	{
		char	   *object = TextDatumGetCString(values[0]);

		rows->options = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(object)));
		Fingerprint(&rows->fingerprint, object);
	}
	for (int i = 1; i < count; i++)
	{
		rows->fields[i - 1] = nulls[i] ? NULL : TextDatumGetCString(values[i]);
		Fingerprint(&rows->fingerprint, nulls[i] ? "\xff" : rows->fields[i - 1]);
	}
}

char *
ChartField(const ChartRows *rows, int row, int field)
{
	return rows->fields[row * rows->width + field];
}

double
ChartValueOf(const char *text, const char *name)
{
	double		value = DatumGetFloat8(DirectFunctionCall1(float8in, CStringGetDatum(text)));

	CheckRange(value, text, name);
	return value;
}

ChartNumber
ChartNumberOf(const ChartRows *rows, int row, int field)
{
	char	   *text = ChartField(rows, row, field);
	ChartNumber number = {text != NULL, 0};

	if (text != NULL)
		number.value = ChartValueOf(text, rows->name);
	return number;
}

bool
ChartIsFinite(ChartNumber number)
{
	return number.known && !isnan(number.value) && !isinf(number.value);
}

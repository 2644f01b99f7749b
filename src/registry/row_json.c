/*-------------------------------------------------------------------------
 *
 * row_json.c
 *	  Rows of any table as JSON, by the million.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "registry/row_json.h"

void
AppendJsonString(StringInfo into, const char *string, int length)
{
	const char *end = string + length;
	const char *plain = string;

	appendStringInfoCharMacro(into, '"');
	for (const char *p = string; p < end; p++)
	{
		unsigned char c = (unsigned char) *p;

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		appendBinaryStringInfo(into, plain, p - plain);
		plain = p + 1;
		switch (c)
		{
			case '\b':
				appendStringInfoString(into, "\\b");
				break;
			case '\f':
				appendStringInfoString(into, "\\f");
				break;
			case '\n':
				appendStringInfoString(into, "\\n");
				break;
			case '\r':
				appendStringInfoString(into, "\\r");
				break;
			case '\t':
				appendStringInfoString(into, "\\t");
				break;
			case '"':
				appendStringInfoString(into, "\\\"");
				break;
			case '\\':
				appendStringInfoString(into, "\\\\");
				break;
			default:
				appendStringInfo(into, "\\u%04x", c);
		}
	}
	appendBinaryStringInfo(into, plain, end - plain);
	appendStringInfoCharMacro(into, '"');
}

static ValueForm
FormOfType(Oid type)
{
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
			return VALUE_TEXT;
		case BOOLOID:
			return VALUE_BOOLEAN;
		case INT2OID:
			return VALUE_INT2;
		case INT4OID:
			return VALUE_INT4;
		case INT8OID:
			return VALUE_INT8;
		case NUMERICOID:
			return VALUE_NUMERIC;
		case JSONBOID:
			return VALUE_JSONB;
		case TIMESTAMPTZOID:
			return VALUE_TIME;
		default:
			return VALUE_OTHER;
	}
}

static void
SetColumn(RowJson *json, JsonColumn *column, TupleDesc tupdesc, int attribute)
{
	Form_pg_attribute att = TupleDescAttr(tupdesc, attribute - 1);
	StringInfoData label;

	column->attribute = attribute;
	column->form = FormOfType(att->atttypid);
	column->byval = att->attbyval;
	column->length = att->attlen;
	if (column->form == VALUE_OTHER)
	{
		Oid			output;
		bool		is_varlena;

		getTypeOutputInfo(att->atttypid, &output, &is_varlena);
		fmgr_info(output, &column->output);
		json->needs_settings = true;
	}
	initStringInfo(&label);
	AppendJsonString(&label, NameStr(att->attname), strlen(NameStr(att->attname)));
	appendStringInfoChar(&label, ':');
	column->label = label.data;
	column->label_length = label.len;
}

void
RowJsonOpen(RowJson *json, Relation relation, char **keys, int nkeys, const char *function)
{
	TupleDesc	tupdesc = RelationGetDescr(relation);
	bool	   *is_key = palloc0(sizeof(bool) * tupdesc->natts);

	json->nkeys = nkeys;
	json->keys = palloc(sizeof(JsonColumn) * Max(nkeys, 1));
	json->nothers = 0;
	json->others = palloc(sizeof(JsonColumn) * Max(tupdesc->natts, 1));
	json->needs_settings = false;
	json->row = AllocSetContextCreate(CurrentMemoryContext, "par.row_json", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < nkeys; i++)
	{
		int			attribute = SPI_fnumber(tupdesc, keys[i]);

		if (attribute <= 0 || is_key[attribute - 1])
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("arguments of trigger function %s are columns of its table", function),
					 errdetail("Table \"%s\", argument \"%s\".", RelationGetRelationName(relation), keys[i])));
		is_key[attribute - 1] = true;
		SetColumn(json, &json->keys[i], tupdesc, attribute);
	}
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		if (!att->attisdropped && att->attgenerated == '\0' && !is_key[i])
			SetColumn(json, &json->others[json->nothers++], tupdesc, i + 1);
	}
	pfree(is_key);
}

int
RowJsonSettings(void)
{
	static const struct
	{
		const char *name;
		const char *value;
	}			settings[] = {
		{"datestyle", "ISO, YMD"},
		{"intervalstyle", "postgres"},
		{"timezone", "UTC"},
		{"extra_float_digits", "1"},
		{"bytea_output", "hex"},
		{"search_path", "pg_catalog, pg_temp"},
	};
	int			nest_level = NewGUCNestLevel();

	for (int i = 0; i < (int) lengthof(settings); i++)
		(void) set_config_option(settings[i].name, settings[i].value, PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	return nest_level;
}

static void
AppendInteger(StringInfo into, int64 value)
{
	char		digits[32];

	pg_lltoa(value, digits);
	appendStringInfoString(into, digits);
}

/* a value that is not null */
static void
AppendValue(JsonColumn *column, Datum value, StringInfo into)
{
	char	   *string;

	switch (column->form)
	{
		case VALUE_TEXT:
			{
				text	   *t = DatumGetTextPP(value);

				AppendJsonString(into, VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
				return;
			}
		case VALUE_BOOLEAN:
			appendStringInfoString(into, DatumGetBool(value) ? "true" : "false");
			return;
		case VALUE_INT2:
			AppendInteger(into, DatumGetInt16(value));
			return;
		case VALUE_INT4:
			AppendInteger(into, DatumGetInt32(value));
			return;
		case VALUE_INT8:
			AppendInteger(into, DatumGetInt64(value));
			return;
		case VALUE_NUMERIC:
			string = DatumGetCString(DirectFunctionCall1(numeric_out, value));
			/* NaN and infinities are no numbers of JSON */
			if (strspn(string, "-0123456789.") == strlen(string))
				appendStringInfoString(into, string);
			else
				AppendJsonString(into, string, strlen(string));
			return;
		case VALUE_JSONB:
			{
				Jsonb	   *jsonb = DatumGetJsonbP(value);

				(void) JsonbToCString(into, &jsonb->root, VARSIZE(jsonb));
				return;
			}
		case VALUE_TIME:
			{
				char		time[MAXDATELEN + 1];
				int			utc = 0;

				JsonEncodeDateTime(time, value, TIMESTAMPTZOID, &utc);
				AppendJsonString(into, time, strlen(time));
				return;
			}
		case VALUE_OTHER:
			string = OutputFunctionCall(&column->output, value);
			AppendJsonString(into, string, strlen(string));
			return;
	}
}

int
RowJsonKey(RowJson *json, TupleTableSlot *slot, StringInfo into)
{
	MemoryContext caller = MemoryContextSwitchTo(json->row);
	int			start = into->len;
	int			first_two = 0;

	MemoryContextReset(json->row);
	appendStringInfoChar(into, '[');
	for (int i = 0; i < json->nkeys; i++)
	{
		bool		isnull;
		Datum		value = slot_getattr(slot, json->keys[i].attribute, &isnull);

		if (i > 0)
			appendStringInfoString(into, ", ");
		if (isnull)
			appendStringInfoString(into, "null");
		else
			AppendValue(&json->keys[i], value, into);
		if (i < 2)
			first_two = into->len - start;
	}
	appendStringInfoChar(into, ']');
	MemoryContextSwitchTo(caller);
	return first_two;
}

/* is the value of a column the same, to the last digit? */
static bool
IsSame(const JsonColumn *column, TupleTableSlot *a, TupleTableSlot *b)
{
	bool		a_isnull;
	bool		b_isnull;
	Datum		a_value = slot_getattr(a, column->attribute, &a_isnull);
	Datum		b_value = slot_getattr(b, column->attribute, &b_isnull);

	if (a_isnull || b_isnull)
		return a_isnull == b_isnull;
	return datum_image_eq(a_value, b_value, column->byval, column->length);
}

bool
RowJsonSameKey(const RowJson *json, TupleTableSlot *a, TupleTableSlot *b)
{
	for (int i = 0; i < json->nkeys; i++)
		if (!IsSame(&json->keys[i], a, b))
			return false;
	return true;
}

void
RowJsonWhole(RowJson *json, TupleTableSlot *slot, StringInfo into)
{
	MemoryContext caller = MemoryContextSwitchTo(json->row);
	char		before = '{';

	MemoryContextReset(json->row);
	for (int i = 0; i < json->nothers; i++)
	{
		JsonColumn *column = &json->others[i];
		bool		isnull;
		Datum		value = slot_getattr(slot, column->attribute, &isnull);

		if (isnull)
			continue;
		appendStringInfoCharMacro(into, before);
		appendBinaryStringInfo(into, column->label, column->label_length);
		AppendValue(column, value, into);
		before = ',';
	}
	if (before == '{')
		appendStringInfoChar(into, '{');
	appendStringInfoChar(into, '}');
	MemoryContextSwitchTo(caller);
}

bool
RowJsonChanges(RowJson *json, TupleTableSlot *before, TupleTableSlot *slot, StringInfo into)
{
	MemoryContext caller = MemoryContextSwitchTo(json->row);
	char		start = '{';

	MemoryContextReset(json->row);
	for (int i = 0; i < json->nothers; i++)
	{
		JsonColumn *column = &json->others[i];
		bool		isnull;
		Datum		value;

		if (IsSame(column, before, slot))
			continue;
		value = slot_getattr(slot, column->attribute, &isnull);
		appendStringInfoCharMacro(into, start);
		appendBinaryStringInfo(into, column->label, column->label_length);
		if (isnull)
			appendStringInfoString(into, "null");
		else
			AppendValue(column, value, into);
		start = ',';
	}
	if (start != '{')
		appendStringInfoChar(into, '}');
	MemoryContextSwitchTo(caller);
	return start != '{';
}

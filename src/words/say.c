/*-------------------------------------------------------------------------
 *
 * say.c
 *	  par.say: a message as text, in a language.
 *
 * What tells officials something does not write sentences: it gives a message, and whoever
 * shows it says it in the language of who reads.  A message is JSON:
 *
 *	["effect.up", 1.5]						a message of the catalogue, and what stands for {1}, ...
 *	"Sở Y tế"								a text as it is
 *	1.23456, true							a number, to four decimals at most; yes or no
 *	{"exact": "85.50"}						a number with all its digits
 *	{"date": "2025-12-31"}					a day
 *	{"vi": "Tên", "en": "Name"}				what has a text in each language; else the Vietnamese one
 *	{"join": ", ", "of": ["a", null, "b"]}	those that there are, one after the other
 *
 * What stands for {1} is a message itself; null stands for nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "base/compat.h"
#include "words/message.h"

PG_FUNCTION_INFO_V1(words_say);

#define MOST_DECIMALS	4

/* the array of a message while its text is written */
typedef struct Arguments
{
	JsonbContainer *array;
	Language	language;
} Arguments;

static void AppendValue(const JsonbValue *value, Language language, StringInfo out);

static void
RefuseMessage(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid message"),
			 errdetail("%s", detail)));
}

/* digits with the decimal sign of a language */
static void
AppendDigits(const char *digits, int length, Language language, StringInfo out)
{
	for (int i = 0; i < length; i++)
		appendStringInfoChar(out, language == LANGUAGE_VIETNAMESE && digits[i] == '.' ? ',' : digits[i]);
}

static void
AppendNumber(Numeric number, Language language, StringInfo out)
{
	Datum		rounded = DirectFunctionCall2(numeric_round, NumericGetDatum(number), Int32GetDatum(MOST_DECIMALS));
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out, DirectFunctionCall1(numeric_trim_scale, rounded)));

	AppendDigits(digits, strlen(digits), language, out);
}

/* "2025-12-31", or a time of that day, as 31/12/2025; what is no such day as it is */
static void
AppendDay(const char *day, int length, Language language, StringInfo out)
{
	bool		is_day = (length == 10 || (length > 10 && day[10] == 'T')) && day[4] == '-' && day[7] == '-';

	for (int i = 0; is_day && i < 10; i++)
		is_day = i == 4 || i == 7 || (day[i] >= '0' && day[i] <= '9');
	if (!is_day)
		appendBinaryStringInfo(out, day, length);
	else if (language == LANGUAGE_VIETNAMESE)
		appendStringInfo(out, "%.2s/%.2s/%.4s", day + 8, day + 5, day);
	else
		appendBinaryStringInfo(out, day, 10);
}

static void
AppendArgument(int number, void *context, StringInfo out)
{
	Arguments  *arguments = (Arguments *) context;
	JsonbValue *value = getIthJsonbValueFromContainer(arguments->array, number);

	if (value != NULL)
		AppendValue(value, arguments->language, out);
}

static void
AppendArray(JsonbContainer *array, Language language, StringInfo out)
{
	JsonbValue *key = getIthJsonbValueFromContainer(array, 0);
	const Message *message;
	Arguments	arguments = {array, language};
	char	   *name;

	if (key == NULL || key->type != jbvString)
		RefuseMessage("An array begins with the key of a message.");
	name = pnstrdup(key->val.string.val, key->val.string.len);
	message = FindMessage(name);
	if (message == NULL)
		RefuseMessage(psprintf("There is no message \"%s\".", name));
	AppendMessage(message, language, AppendArgument, &arguments, out);
}

static JsonbValue *
Member(JsonbContainer *object, const char *key)
{
	JsonbValue	name;

	name.type = jbvString;
	name.val.string.val = (char *) key;
	name.val.string.len = strlen(key);
	return findJsonbValueFromContainer(object, JB_FOBJECT, &name);
}

static void
AppendJoined(const JsonbValue *separator, const JsonbValue *parts, Language language, StringInfo out)
{
	int			start = out->len;

	if (separator->type != jbvString || parts == NULL || parts->type != jbvBinary ||
		!JsonContainerIsArray(parts->val.binary.data))
		RefuseMessage("\"join\" takes a text, and \"of\" an array.");
	for (int i = 0; i < (int) JsonContainerSize(parts->val.binary.data); i++)
	{
		JsonbValue *part = getIthJsonbValueFromContainer(parts->val.binary.data, i);
		int			end = out->len;

		if (part->type == jbvNull)
			continue;
		if (end > start)
			appendBinaryStringInfo(out, separator->val.string.val, separator->val.string.len);
		AppendValue(part, language, out);
	}
}

static void
AppendObject(JsonbContainer *object, Language language, StringInfo out)
{
	JsonbValue *value;

	if ((value = Member(object, "exact")) != NULL && value->type == jbvString)
		AppendDigits(value->val.string.val, value->val.string.len, language, out);
	else if ((value = Member(object, "date")) != NULL && value->type == jbvString)
		AppendDay(value->val.string.val, value->val.string.len, language, out);
	else if ((value = Member(object, "join")) != NULL)
		AppendJoined(value, Member(object, "of"), language, out);
	else if ((value = Member(object, "vi")) != NULL)
	{
		JsonbValue *english = Member(object, "en");

		AppendValue(language == LANGUAGE_ENGLISH && english != NULL && english->type != jbvNull ? english : value,
					language, out);
	}
	else
		RefuseMessage("An object has \"exact\", \"date\", \"join\" or \"vi\".");
}

static void
AppendValue(const JsonbValue *value, Language language, StringInfo out)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	switch (value->type)
	{
		case jbvNull:
			break;
		case jbvString:
			appendBinaryStringInfo(out, value->val.string.val, value->val.string.len);
			break;
		case jbvNumeric:
			AppendNumber(value->val.numeric, language, out);
			break;
		case jbvBool:
			AppendMessage(FindMessage(value->val.boolean ? "value.yes" : "value.no"), language, NULL, NULL, out);
			break;
		case jbvBinary:
			if (JsonContainerIsArray(value->val.binary.data))
				AppendArray(value->val.binary.data, language, out);
			else
				AppendObject(value->val.binary.data, language, out);
			break;
		default:
			elog(ERROR, "unexpected JSON value type %d", (int) value->type);
	}
}

text *
SayMessage(Jsonb *message, Language language)
{
	StringInfoData out;
	JsonbValue	root;
	JsonbValue *value = &root;

	initStringInfo(&out);
	if (JB_ROOT_IS_SCALAR(message))
		value = getIthJsonbValueFromContainer(&message->root, 0);
	else
	{
		root.type = jbvBinary;
		root.val.binary.data = &message->root;
		root.val.binary.len = VARSIZE(message) - VARHDRSZ;
	}
	AppendValue(value, language, &out);
	return cstring_to_text_with_len(out.data, out.len);
}

Datum
words_say(PG_FUNCTION_ARGS)
{
	Jsonb	   *message = PG_ARGISNULL(0) ? NULL : PG_GETARG_JSONB_P(0);
	Language	language = LanguageArgument(fcinfo, 1, LANGUAGE_VIETNAMESE);

	if (message == NULL ||
		(JB_ROOT_IS_SCALAR(message) && getIthJsonbValueFromContainer(&message->root, 0)->type == jbvNull))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(SayMessage(message, language));
}

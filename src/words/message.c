/*-------------------------------------------------------------------------
 *
 * message.c
 *	  Messages of the catalogue, with what stands for {1} to {9} in their place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "base/compat.h"
#include "words/message.h"

PG_FUNCTION_INFO_V1(words_messages);

static int
CompareKey(const void *key, const void *message)
{
	return strcmp((const char *) key, ((const Message *) message)->key);
}

const Message *
FindMessage(const char *key)
{
	return (const Message *) bsearch(key, messages, message_count, sizeof(Message), CompareKey);
}

void
AppendMessage(const Message *message, Language language, MessageArgument argument, void *context,
			  StringInfo out)
{
	const char *text = message->text[language];
	const char *here = pg_any_to_server(text, strlen(text), PG_UTF8);

	for (const char *at = here; *at != '\0'; at++)
	{
		if (at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}')
		{
			argument(at[1] - '0', context, out);
			at += 2;
		}
		else
			appendStringInfoCharMacro(out, *at);
	}
}

static void
AppendGiven(int number, void *context, StringInfo out)
{
	appendStringInfoString(out, ((const char **) context)[number - 1]);
}

char *
MessageText(Language language, const char *key, int count,...)
{
	const Message *message = FindMessage(key);
	const char *given[9] = {"", "", "", "", "", "", "", "", ""};
	StringInfoData out;
	va_list		arguments;

	if (message == NULL || count > (int) lengthof(given))
		elog(ERROR, "message \"%s\" cannot be told", key);
	va_start(arguments, count);
	for (int i = 0; i < count; i++)
		given[i] = va_arg(arguments, const char *);
	va_end(arguments);
	initStringInfo(&out);
	AppendMessage(message, language, AppendGiven, given, &out);
	return out.data;
}

char *
MakeMessage(const char *key, const char *forms,...)
{
	StringInfoData out;
	va_list		arguments;
	char	   *result;

	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	escape_json(&out, key);
	va_start(arguments, forms);
	for (const char *form = forms; *form != '\0'; form++)
	{
		const char *argument = *form == 'i' ? psprintf("%d", va_arg(arguments, int)) : va_arg(arguments, const char *);

		appendStringInfoString(&out, ", ");
		if (*form == 'n')
			appendStringInfoString(&out, "{\"exact\": ");
		if (*form == 't' || *form == 'n')
			escape_json(&out, argument);
		else
			appendStringInfoString(&out, argument != NULL ? argument : "null");
		if (*form == 'n')
			appendStringInfoChar(&out, '}');
	}
	va_end(arguments);
	appendStringInfoChar(&out, ']');
	/* there may be many, and a buffer is larger than most */
	result = pstrdup(out.data);
	pfree(out.data);
	return result;
}

/* the catalogue as rows */
Datum
words_messages(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);

	for (int i = 0; i < message_count; i++)
	{
		Datum		values[1 + LANGUAGES];
		bool		nulls[1 + LANGUAGES] = {false};

		values[0] = CStringGetTextDatum(messages[i].key);
		for (int j = 0; j < LANGUAGES; j++)
			values[1 + j] = CStringGetTextDatum(pg_any_to_server(messages[i].text[j], strlen(messages[i].text[j]), PG_UTF8));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

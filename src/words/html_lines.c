/*-------------------------------------------------------------------------
 *
 * html_lines.c
 *	  par.html_lines: a page as short lines, which every client saves as they are.
 *
 * psql -At, \copy and tools with a grid write tabs and backslashes of a text in their own
 * ways, and break or cut long lines.  So a line has neither, and ends where a break means
 * nothing: between attributes, before the end of a tag, or at a blank of the text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/compat.h"

PG_FUNCTION_INFO_V1(html_lines);

#define LINE_ENOUGH		100		/* bytes, from which on a line ends as soon as it may */

/* What is read: text, a tag, the value of an attribute, or what is no markup: a style sheet. */
typedef enum Place
{
	IN_TEXT,
	IN_TAG,
	IN_VALUE,
	IN_RAW
} Place;

/* a set of texts: as ParInitMaterializedSRF, which is for rows of several columns */
static ReturnSetInfo *
OpenLines(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo) || !(rsinfo->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));
	caller = MemoryContextSwitchTo(rsinfo->econtext->ecxt_per_query_memory);
	rsinfo->returnMode = SFRM_Materialize;
	rsinfo->setDesc = CreateTemplateTupleDesc(1);
	TupleDescInitEntry(rsinfo->setDesc, 1, "line", TEXTOID, -1, 0);
	rsinfo->setResult = tuplestore_begin_heap((rsinfo->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
	MemoryContextSwitchTo(caller);
	return rsinfo;
}

static void
PutLine(StringInfo line, ReturnSetInfo *rsinfo)
{
	Datum		value;
	bool		null = false;

	if (line->len == 0)
		return;
	value = PointerGetDatum(cstring_to_text_with_len(line->data, line->len));
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, &value, &null);
	pfree(DatumGetPointer(value));
	resetStringInfo(line);
}

static bool
Follows(const char *at, const char *end, const char *word)
{
	return (size_t) (end - at) >= strlen(word) && strncmp(at, word, strlen(word)) == 0;
}

/* a character that a line must not have, as markup writes it; NULL: it may have this one */
static const char *
Reference(char c, Place place)
{
	if (place == IN_RAW)
		return c == '\t' ? " " : NULL;
	switch (c)
	{
		case '\\':
			return "&#92;";
		case '\t':
			return place == IN_TAG ? " " : "&#9;";
		case '\n':
			return place == IN_VALUE ? "&#10;" : NULL;
		case '\r':
			return place == IN_VALUE ? "&#13;" : "";
		default:
			return NULL;
	}
}

Datum
html_lines(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = OpenLines(fcinfo);
	Place		place = IN_TEXT;
	char		quote = '\0';
	bool		is_raw = false; /* what follows the tag */
	StringInfoData line;
	text	   *html;
	const char *end;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	html = PG_GETARG_TEXT_PP(0);
	end = VARDATA_ANY(html) + VARSIZE_ANY_EXHDR(html);
	initStringInfo(&line);
	for (const char *at = VARDATA_ANY(html); at < end; at++)
	{
		const char *reference = Reference(*at, place);
		bool		is_break = *at == '\n' && place != IN_VALUE;

		if (line.len >= LINE_ENOUGH)
		{
			is_break |= *at == ' ' && (place == IN_TEXT || place == IN_TAG);
			/* <br/> keeps its slash */
			if (*at == '>' && place == IN_TAG && line.data[line.len - 1] != '/')
				PutLine(&line, rsinfo);
		}
		if (is_break)
		{
			PutLine(&line, rsinfo);
			CHECK_FOR_INTERRUPTS();
		}
		else if (reference != NULL)
			appendStringInfoString(&line, reference);
		else
			appendStringInfoCharMacro(&line, *at);

		if (place == IN_TEXT && *at == '<')
		{
			place = IN_TAG;
			is_raw = Follows(at, end, "<style") || Follows(at, end, "<script");
		}
		else if (place == IN_RAW && (Follows(at + 1, end, "</style") || Follows(at + 1, end, "</script")))
			place = IN_TEXT;
		else if (place == IN_TAG && *at == '>')
			place = is_raw ? IN_RAW : IN_TEXT;
		else if (place == IN_TAG && (*at == '"' || *at == '\''))
		{
			place = IN_VALUE;
			quote = *at;
		}
		else if (place == IN_VALUE && *at == quote)
			place = IN_TAG;
	}
	PutLine(&line, rsinfo);
	return (Datum) 0;
}

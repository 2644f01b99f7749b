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
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/compat.h"

PG_FUNCTION_INFO_V1(html_lines);

#define LINE_ENOUGH		100		/* bytes, from which on a line ends as soon as it may */

/* What is read: text, a tag, the value of an attribute, a comment, or what is no markup: a style sheet. */
typedef enum Place
{
	IN_TEXT,
	IN_TAG,
	IN_VALUE,
	IN_COMMENT,
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

/* whether a style sheet or script ends here */
static bool
EndsRaw(const char *at, const char *end)
{
	return Follows(at, end, "</style") || Follows(at, end, "</script");
}

/*
 * A character that a line must not have, as markup writes it; NULL: it may have this one.
 * Control characters are none of XML, which has no way to write them.
 */
static const char *
Reference(char c, Place place)
{
	if ((unsigned char) c < 0x20 && c != '\t' && c != '\n' && c != '\r')
		return "";
	if (place == IN_RAW || place == IN_COMMENT)
		return c == '\t' ? " " : c == '\r' ? "" : NULL;
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
	const char *begin;
	const char *end;
	bool		is_utf8 = GetDatabaseEncoding() == PG_UTF8;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	html = PG_GETARG_TEXT_PP(0);
	begin = VARDATA_ANY(html);
	end = begin + VARSIZE_ANY_EXHDR(html);
	initStringInfo(&line);
	for (const char *at = begin; at < end; at++)
	{
		const char *reference = Reference(*at, place);
		bool		is_break = *at == '\n' && place != IN_VALUE;

		/* a line may be as long as the page */
		if ((at - begin) % 65536 == 0)
			CHECK_FOR_INTERRUPTS();
		/* U+FFFE and U+FFFF are none of XML either */
		if (is_utf8 && (Follows(at, end, "\xEF\xBF\xBE") || Follows(at, end, "\xEF\xBF\xBF")))
		{
			at += 2;
			continue;
		}

		if (line.len >= LINE_ENOUGH)
		{
			is_break |= *at == ' ' && (place == IN_TEXT || place == IN_TAG);
			/* <br/> keeps its slash */
			if (*at == '>' && place == IN_TAG && line.data[line.len - 1] != '/')
				PutLine(&line, rsinfo);
		}
		if (is_break)
			PutLine(&line, rsinfo);
		else if (reference != NULL)
			appendStringInfoString(&line, reference);
		else
			appendStringInfoCharMacro(&line, *at);

		if (place == IN_TEXT && Follows(at, end, "<!--"))
			place = IN_COMMENT;
		else if (place == IN_COMMENT && *at == '>' && at - begin > 1 && at[-1] == '-' && at[-2] == '-')
			place = IN_TEXT;
		else if (place == IN_TEXT && *at == '<')
		{
			place = IN_TAG;
			is_raw = Follows(at, end, "<style") || Follows(at, end, "<script");
		}
		else if (place == IN_RAW && EndsRaw(at + 1, end))
			place = IN_TEXT;
		else if (place == IN_TAG && *at == '>')
			place = is_raw && !EndsRaw(at + 1, end) ? IN_RAW : IN_TEXT;
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

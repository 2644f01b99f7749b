/*-------------------------------------------------------------------------
 *
 * table.c
 *	  par.rule_table: a scoring rule as the table that officials print.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"
#include "base/compat.h"
#include "words/language.h"

PG_FUNCTION_INFO_V1(rule_table);

/* the words of the language that an argument names */
const Words *
WordsOfLanguage(FunctionCallInfo fcinfo, int argument)
{
	return LanguageArgument(fcinfo, argument, LANGUAGE_VIETNAMESE) == LANGUAGE_ENGLISH ? &words_english : &words_vietnamese;
}

/* "b/a từ 80% đến dưới 100%", after what must hold besides; NULL: everywhere */
char *
TableRowPlace(Analysis *analysis, const TableRow *row, const Words *words)
{
	if (row->condition == NULL && !row->ranged)
		return NULL;
	return psprintf("%s%s%s", row->condition != NULL ? row->condition : "",
					row->condition != NULL && row->ranged ? ", " : "",
					row->ranged ? RangeWords(analysis, row->axis, &row->interval, words) : "");
}

/* "b/a từ 80% đến dưới 100%: b/a × 1,5" */
static void
AppendRow(Analysis *analysis, const TableRow *row, const Words *words, StringInfo out)
{
	const char *place = TableRowPlace(analysis, row, words);

	if (out->len > 0)
		appendStringInfoChar(out, '\n');
	if (place != NULL)
		appendStringInfo(out, "%s: ", place);
	AppendOutcomeWords(analysis, row->entry->of, words, out);
}

Datum
rule_table(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	MemoryContext caller;
	Rule	   *rule;
	Analysis   *analysis;
	const Words *words;
	List	   *rows;
	ListCell   *lc;
	StringInfoData out;
	bool		cut_off;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	words = WordsOfLanguage(fcinfo, 2);
	initStringInfo(&out);
	context = AllocSetContextCreate(CurrentMemoryContext, "analysis of a rule",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	rule = PG_GETARG_RULE_P(0);
	analysis = AnalysisCreate(1, &rule, PG_ARGISNULL(1) ? NULL : PG_GETARG_JSONB_P(1), NULL, NULL);
	rows = TableRows(analysis, TableEntriesOfCases(analysis, RuleAllCases(analysis)), words);
	foreach(lc, rows)
		AppendRow(analysis, lfirst(lc), words, &out);
	cut_off = analysis->exhausted;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	if (out.len == 0 || cut_off)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

/*-------------------------------------------------------------------------
 *
 * breakpoints.c
 *	  par.breakpoints: a scoring rule as a table; par.points_range.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"
#include "base/compat.h"

PG_FUNCTION_INFO_V1(rule_points_range);
PG_FUNCTION_INFO_V1(rule_breakpoints);

/* the lower or the upper bound of points, as par.score gives them */
static char *
BoundText(Fraction bound)
{
	return NumericText(FractionToNumeric(&bound, RULE_DECIMALS));
}

Datum
rule_points_range(PG_FUNCTION_ARGS)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analysis of a rule",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Rule	   *rule = PG_GETARG_RULE_P(0);
	Analysis   *analysis = AnalysisCreate(1, &rule, NULL, NULL, NULL);
	List	   *cases = RuleAllCases(analysis);
	ListCell   *lc;
	NumInterval all = IntervalOfAll();
	bool		any = false;
	StringInfoData text;
	Oid			input;
	Oid			parameter;
	bool		known = cases != NIL;

	foreach(lc, cases)
	{
		const Case *of = lfirst(lc);

		if (of->outcome != CASE_POINTS)
			continue;
		all = any ? IntervalHull(all, of->range) : of->range;
		any = true;
	}

	MemoryContextSwitchTo(caller);
	initStringInfo(&text);
	/* points are rounded, so that a bound is reached even if it is open */
	if (!any)
		appendStringInfoString(&text, "empty");
	else
		appendStringInfo(&text, "[%s,%s]",
						 all.low_finite ? BoundText(all.low) : "",
						 all.high_finite ? BoundText(all.high) : "");
	MemoryContextDelete(context);
	if (!known)
		PG_RETURN_NULL();
	getTypeInputInfo(NUMRANGEOID, &input, &parameter);
	PG_RETURN_DATUM(OidInputFunctionCall(input, text.data, parameter, -1));
}

Datum
rule_breakpoints(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	MemoryContext context;
	MemoryContext caller;
	Rule	   *rule;
	Analysis   *analysis;
	List	   *cases;
	List	   *rows;
	ListCell   *lc;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	context = AllocSetContextCreate(CurrentMemoryContext, "analysis of a rule",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	rule = PG_GETARG_RULE_P(0);
	analysis = AnalysisCreate(1, &rule, PG_ARGISNULL(1) ? NULL : PG_GETARG_JSONB_P(1), NULL, NULL);
	cases = RuleAllCases(analysis);
	rows = TableRows(analysis, TableEntriesOfCases(analysis, cases), &words_of_rules);
	if (analysis->exhausted)
		rows = NIL;				/* expressions were cut off */
	foreach(lc, rows)
	{
		const TableRow *row = lfirst(lc);
		Datum		values[7];
		bool		nulls[7] = {false};

		TableRowPutRange(row, values, nulls);
		values[5] = CStringGetTextDatum(row->entry->label);
		nulls[6] = row->condition == NULL;
		if (row->condition != NULL)
			values[6] = CStringGetTextDatum(row->condition);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  Where two scoring rules differ: par.equivalent, par.rule_diff and
 *	  par.rule_diff_table.
 *
 * The second rule is carried out within each case of the first.  Two rules are
 * equivalent if they give the same points, or both na, for all known inputs;
 * where both fail, they do not differ.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"
#include "base/compat.h"
#include "base/params.h"

PG_FUNCTION_INFO_V1(rule_equivalent);
PG_FUNCTION_INFO_V1(rule_diff);
PG_FUNCTION_INFO_V1(rule_diff_table);

/* What two rules give in a region. */
typedef struct CasePair
{
	Region	   *region;
	const Case *before;
	const Case *after;
} CasePair;

static bool
IsFailure(CaseOutcome outcome)
{
	return outcome == CASE_FAULT || outcome == CASE_GAP;
}

static bool
IsOpaque(const Case *of)
{
	return of->outcome == CASE_FAULT && of->fault.kind == FAULT_OPAQUE;
}

/* do they differ, points aside? */
static bool
OutcomesDiffer(CaseOutcome a, CaseOutcome b)
{
	if (IsFailure(a) || IsFailure(b))
		return IsFailure(a) != IsFailure(b);
	return a != b;
}

/*
 * All pairs of cases of the first two rules, those that differ in *differing
 * and the others in *same; false if something cannot be analysed.
 */
static bool
ComparePairs(Analysis *analysis, List **differing, List **same)
{
	ListCell   *lc;

	foreach(lc, RuleCases(analysis, &analysis->subjects[0], RegionOfAll()))
	{
		const Case *before = lfirst(lc);
		ListCell   *other;

		if (IsOpaque(before))
			return false;
		foreach(other, RuleCases(analysis, &analysis->subjects[1], before->region))
		{
			const Case *after = lfirst(other);
			List	   *equal = NIL;
			List	   *unequal = NIL;
			ListCell   *part;

			if (IsOpaque(after))
				return false;
			if (OutcomesDiffer(before->outcome, after->outcome))
				unequal = list_make1(after->region);
			else if (before->outcome != CASE_POINTS)
				equal = list_make1(after->region);
			else if (!RegionCompare(analysis, after->region,
									FormSubtract(before->points, after->points), RULE_EQ, false,
									&equal, &unequal))
				return false;
			foreach(part, list_concat_copy(unequal, equal))
			{
				CasePair   *pair = palloc(sizeof(CasePair));

				pair->region = lfirst(part);
				pair->before = before;
				pair->after = after;
				if (list_member_ptr(unequal, lfirst(part)))
					*differing = lappend(*differing, pair);
				else
					*same = lappend(*same, pair);
			}
		}
		if (analysis->exhausted)
			return false;
	}
	return !analysis->exhausted;
}

/* do both rules differ for these inputs, when they are scored? */
static bool
DifferAt(Analysis *analysis, const Assignment *assignment, void *arg)
{
	Outcome		a;
	Outcome		b;

	(void) arg;
	if (!RuleOutcomeAt(analysis, &analysis->subjects[0], assignment, &a) ||
		!RuleOutcomeAt(analysis, &analysis->subjects[1], assignment, &b))
		return false;
	return OutcomesDiffer(a.outcome, b.outcome) ||
		(a.outcome == CASE_POINTS && FractionCompare(&a.points, &b.points) != 0);
}

/*
 * Are there inputs for which the rules differ?  One of the differences is enough.
 * The others are shown without proof: where a rule has several subjects, their
 * constraints may contradict each other, and a row that is about no inputs does
 * less harm than one that is missing.
 */
static bool
DifferSurely(Analysis *analysis, List *differing)
{
	ListCell   *lc;

	foreach(lc, differing)
	{
		const CasePair *pair = lfirst(lc);
		Assignment	witness;

		if (RuleWitness(analysis, pair->region, NULL, DifferAt, NULL, &witness))
			return true;
	}
	return false;
}

/* an analysis of the first two arguments, with what the third declares of their inputs */
static Analysis *
AnalysisOfArguments(FunctionCallInfo fcinfo)
{
	Rule	   *rules[2] = {PG_GETARG_RULE_P(0), PG_GETARG_RULE_P(1)};

	return AnalysisCreate(2, rules, PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2), NULL, NULL);
}

Datum
rule_equivalent(PG_FUNCTION_ARGS)
{
	Rule	   *rules[2];
	MemoryContext context;
	MemoryContext caller;
	Analysis   *analysis;
	List	   *differing = NIL;
	List	   *same = NIL;
	bool		equivalent;
	bool		known;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	rules[0] = PG_GETARG_RULE_P(0);
	rules[1] = PG_GETARG_RULE_P(1);
	if (rules[0]->text_length == rules[1]->text_length &&
		memcmp(RuleText(rules[0]), RuleText(rules[1]), rules[0]->text_length) == 0)
		PG_RETURN_BOOL(true);
	context = AllocSetContextCreate(CurrentMemoryContext, "analysis of rules",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	analysis = AnalysisOfArguments(fcinfo);
	equivalent = ComparePairs(analysis, &differing, &same) && differing == NIL;

	/* inputs that score differently prove it, even where not all could be analysed */
	known = equivalent || DifferSurely(analysis, differing);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	if (!known)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(equivalent);
}

/* what a rule gives, as rule_diff shows it */
static const char *
OutcomeText(Analysis *analysis, const Case *of, Region *region)
{
	Form		points;

	switch (of->outcome)
	{
		case CASE_POINTS:
			points = RegionSubstitute(analysis, region, of->points);
			return FormText(analysis, &points, false);
		case CASE_NA:
			return "na";
		case CASE_UNKNOWN:
			return "not yet known";
		case CASE_GAP:
			return "no arm holds";
		case CASE_FAULT:
			return of->fault.kind == FAULT_DIVISION ? "division by zero" : "invalid input";
	}
	return NULL;
}

static List *
PairEntries(Analysis *analysis, List *entries, List *pairs, bool differ)
{
	ListCell   *lc;

	foreach(lc, pairs)
	{
		const CasePair *pair = lfirst(lc);
		TableEntry *entry = palloc0(sizeof(TableEntry));

		entry->region = pair->region;
		entry->order = pair->before->arm;
		entry->of = pair->before;
		if (differ)
		{
			entry->label = OutcomeText(analysis, pair->before, pair->region);
			entry->label_after = OutcomeText(analysis, pair->after, pair->region);
		}
		entries = lappend(entries, entry);
	}
	return entries;
}

/* Where the rules differ, as rows of TableEntry; NIL if they do not. */
static List *
DifferenceRows(Analysis *analysis, const Words *words)
{
	List	   *differing = NIL;
	List	   *same = NIL;
	List	   *entries;
	List	   *rows;

	if (!ComparePairs(analysis, &differing, &same))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("rules cannot be compared"),
				 errdetail("One of them cannot be analysed; par.check_rule tells why.")));
	if (differing != NIL && !DifferSurely(analysis, differing))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("rules cannot be compared"),
				 errdetail("Whether they differ could be neither shown nor excluded.")));
	entries = PairEntries(analysis, NIL, differing, true);
	entries = PairEntries(analysis, entries, same, false);
	rows = differing == NIL ? NIL : TableRows(analysis, entries, words);
	if (differing != NIL && (rows == NIL || analysis->exhausted))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("differences of the rules cannot be shown"),
				 analysis->exhausted ? errdetail("Their expressions are too long.") :
				 errdetail("They differ otherwise in leap years than in others.")));
	return rows;
}

Datum
rule_diff(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	MemoryContext context;
	MemoryContext caller;
	ListCell   *lc;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	context = AllocSetContextCreate(CurrentMemoryContext, "analysis of rules",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	foreach(lc, DifferenceRows(AnalysisOfArguments(fcinfo), &words_of_rules))
	{
		const TableRow *row = lfirst(lc);
		Datum		values[8];
		bool		nulls[8] = {false};

		TableRowPutRange(row, values, nulls);
		values[5] = CStringGetTextDatum(row->entry->label);
		values[6] = CStringGetTextDatum(row->entry->label_after);
		nulls[7] = row->condition == NULL;
		if (row->condition != NULL)
			values[7] = CStringGetTextDatum(row->condition);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

Datum
rule_diff_table(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Words *words;
	Analysis   *analysis;
	MemoryContext context;
	MemoryContext caller;
	ListCell   *lc;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	words = WordsOfLanguage(fcinfo, 3);
	context = AllocSetContextCreate(CurrentMemoryContext, "analysis of rules",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	analysis = AnalysisOfArguments(fcinfo);
	foreach(lc, DifferenceRows(analysis, words))
	{
		const TableRow *row = lfirst(lc);
		char	   *place = TableRowPlace(analysis, row, words);
		Datum		values[3];
		bool		nulls[3] = {false};

		nulls[0] = place == NULL;
		if (place != NULL)
			values[0] = CStringGetTextDatum(place);
		values[1] = CStringGetTextDatum(row->entry->label);
		values[2] = CStringGetTextDatum(row->entry->label_after);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * explain.c
 *	  par.explain: why a rule gave the points that it gave.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "analysis/analysis.h"
#include "base/compat.h"

PG_FUNCTION_INFO_V1(rule_explain);

/* Where rows go, and the arms as they are shown, if not as the rule says them. */
typedef struct Explanation
{
	ReturnSetInfo *rsinfo;
	List	   *arms;			/* of RuleArm, titles in the place of names */
} Explanation;

static Datum
SpanDatum(const Rule *rule, RuleSpan span)
{
	return PointerGetDatum(cstring_to_text_with_len(RuleText(rule) + span.start, span.length));
}

static Datum
NodeDatum(RuleNode *node)
{
	StringInfoData text;

	initStringInfo(&text);
	RulePrintNode(node, &text);
	return PointerGetDatum(cstring_to_text_with_len(text.data, text.len));
}

/* let inputs be called by their titles */
static void
PutTitles(const Analysis *analysis, RuleNode *node)
{
	ListCell   *lc;

	check_stack_depth();
	if (node->kind == RULE_VARIABLE || node->kind == RULE_CONTEXT)
	{
		const Input *input = &analysis->inputs[analysis->subjects->inputs[node->variable]];

		if (input->title != NULL)
		{
			node->kind = RULE_VARIABLE;
			node->text = pstrdup(input->title);
		}
		return;
	}
	foreach(lc, node->arguments)
		PutTitles(analysis, lfirst(lc));
}

static List *
TitledArms(Rule *rule, Jsonb *variables)
{
	Analysis   *analysis = AnalysisCreate(1, &rule, variables, NULL, NULL);
	List	   *arms = analysis->subjects->tree.arms;
	ListCell   *lc;

	foreach(lc, arms)
	{
		RuleArm    *arm = lfirst(lc);

		if (arm->condition != NULL)
			PutTitles(analysis, arm->condition);
		if (arm->points != NULL)
			PutTitles(analysis, arm->points);
	}
	return arms;
}

/* one row: arm, condition, holds, points_expression, points, outcome */
static void
ExplainArm(void *context, const Rule *rule, const RuleArmReport *report)
{
	static const char *const outcomes[] = {"points", "na", "unknown"};
	const Explanation *explanation = context;
	const RuleStoredArm *arm = &RuleArms(rule)[report->arm];
	const RuleArm *shown = explanation->arms ? list_nth(explanation->arms, report->arm) : NULL;
	Datum		values[6];
	bool		nulls[6] = {false, false, false, false, false, false};

	values[0] = Int32GetDatum(report->arm + 1);
	if (arm->condition_code != RULE_NO_CODE)
		values[1] = shown ? NodeDatum(shown->condition) : SpanDatum(rule, arm->condition);
	else if (arm->points.start > 0)
		values[1] = CStringGetTextDatum("else");
	else
		nulls[1] = true;
	values[2] = BoolGetDatum(report->holds);
	nulls[2] = report->unknown;
	values[3] = shown && shown->points ? NodeDatum(shown->points) : SpanDatum(rule, arm->points);
	if (report->decides && report->outcome == RULE_OUTCOME_POINTS)
		values[4] = NumericGetDatum(report->points);
	else
		nulls[4] = true;
	if (report->decides)
		values[5] = CStringGetTextDatum(outcomes[report->outcome]);
	else
		nulls[5] = true;
	tuplestore_putvalues(explanation->rsinfo->setResult, explanation->rsinfo->setDesc,
						 values, nulls);
	CHECK_FOR_INTERRUPTS();
}

Datum
rule_explain(PG_FUNCTION_ARGS)
{
	Explanation explanation = {ParInitMaterializedSRF(fcinfo), NIL};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	if (!PG_ARGISNULL(2))
		explanation.arms = TitledArms(PG_GETARG_RULE_P(0), PG_GETARG_JSONB_P(2));
	RuleExplain(fcinfo, ExplainArm, &explanation);
	return (Datum) 0;
}

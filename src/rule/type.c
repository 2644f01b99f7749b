/*-------------------------------------------------------------------------
 *
 * type.c
 *	  The SQL type par.rule and the functions over it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "rule/rule.h"

PG_FUNCTION_INFO_V1(rule_in);
PG_FUNCTION_INFO_V1(rule_out);
PG_FUNCTION_INFO_V1(rule_recv);
PG_FUNCTION_INFO_V1(rule_send);
PG_FUNCTION_INFO_V1(rule_lt);
PG_FUNCTION_INFO_V1(rule_le);
PG_FUNCTION_INFO_V1(rule_eq);
PG_FUNCTION_INFO_V1(rule_ne);
PG_FUNCTION_INFO_V1(rule_ge);
PG_FUNCTION_INFO_V1(rule_gt);
PG_FUNCTION_INFO_V1(rule_cmp);
PG_FUNCTION_INFO_V1(rule_hash);
PG_FUNCTION_INFO_V1(rule_hash_extended);
PG_FUNCTION_INFO_V1(rule_score);
PG_FUNCTION_INFO_V1(rule_score_values);
PG_FUNCTION_INFO_V1(rule_score_numbers);
PG_FUNCTION_INFO_V1(rule_exact_score);
PG_FUNCTION_INFO_V1(rule_not_applicable);
PG_FUNCTION_INFO_V1(rule_variables);

/* version byte of the binary form */
#define RULE_WIRE_VERSION	1

/* ---------- arguments ---------- */

/*
 * A value that was stored with a one-byte header lies unaligned; being short,
 * it is moved to the caller's stack rather than to new memory.
 */
typedef union ShortBuffer
{
	int64		align;
	double		align_double;
	char		data[VARHDRSZ + VARATT_SHORT_MAX];
} ShortBuffer;

static inline struct varlena *
Aligned(Datum datum, ShortBuffer *buffer)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);

	if (VARATT_IS_SHORT(value) && !VARATT_IS_EXTERNAL(value))
	{
		Size		size = VARSIZE_SHORT(value) - VARHDRSZ_SHORT;

		SET_VARSIZE(buffer->data, size + VARHDRSZ);
		memcpy(buffer->data + VARHDRSZ, VARDATA_SHORT(value), size);
		return (struct varlena *) buffer->data;
	}
	return pg_detoast_datum(value);
}

/* ---------- input and output ---------- */

/* a rule from its text, or the error that it is none */
Rule *
RuleRead(const char *text, int length, struct Node *escontext)
{
	RuleTree	tree;
	RuleError	error;
	StringInfoData canonical;

	if (!RuleParse(text, length, &tree, &error))
	{
		int			shown = pg_mbcliplen(text, length, 1000);

		PAR_ERETURN(escontext, NULL,
					(errcode(error.sqlstate),
					 error.message ? errmsg("%s", error.message) :
					 errmsg("invalid input syntax for type %s: \"%.*s%s\"", "par.rule",
							shown, text, shown < length ? "..." : ""),
					 error.detail ? errdetail("%s", error.detail) : 0,
					 error.hint ? errhint("%s", error.hint) : 0));
	}

	/* what is printed must be readable again */
	initStringInfo(&canonical);
	RulePrint(&tree, &canonical);
	if (canonical.len > RULE_MAX_TEXT)
		PAR_ERETURN(escontext, NULL,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("rule is too long"),
					 errdetail("Its canonical text has %d bytes, the limit is %d.",
							   canonical.len, RULE_MAX_TEXT)));
	return RuleCompile(&tree, canonical.data, canonical.len);
}

/*
 * The stored form is made by this module alone, but a data directory may have
 * been written by another version of it.
 */
static void
CheckVersion(const Rule *rule)
{
	if (unlikely(rule->version != RULE_VERSION))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("stored rule has version %d, this library reads version %d",
						rule->version, RULE_VERSION)));
}

static inline Rule *
GetRule(FunctionCallInfo fcinfo, int argument)
{
	Rule	   *rule = PG_GETARG_RULE_P(argument);

	CheckVersion(rule);
	return rule;
}

Datum
rule_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	Rule	   *rule = RuleRead(text, strlen(text), PAR_ESCONTEXT(fcinfo));

	if (rule == NULL)
		PG_RETURN_NULL();
	PG_RETURN_RULE_P(rule);
}

Datum
rule_out(PG_FUNCTION_ARGS)
{
	const Rule *rule = GetRule(fcinfo, 0);

	PG_RETURN_CSTRING(pnstrdup(RuleText(rule), rule->text_length));
}

/* a version byte, then the text */
Datum
rule_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	char	   *text;
	int			length;

	if (version != RULE_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version, "par.rule")));
	text = pq_getmsgtext(message, message->len - message->cursor, &length);
	pq_getmsgend(message);
	PG_RETURN_RULE_P(RuleRead(text, length, NULL));
}

Datum
rule_send(PG_FUNCTION_ARGS)
{
	const Rule *rule = GetRule(fcinfo, 0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, RULE_WIRE_VERSION);
	pq_sendtext(&message, RuleText(rule), rule->text_length);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- comparison ---------- */

static int
CompareRules(FunctionCallInfo fcinfo)
{
	Rule	   *a = GetRule(fcinfo, 0);
	Rule	   *b = GetRule(fcinfo, 1);
	int			order = memcmp(RuleText(a), RuleText(b), Min(a->text_length, b->text_length));

	if (order == 0 && a->text_length != b->text_length)
		order = a->text_length < b->text_length ? -1 : 1;
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

Datum
rule_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(CompareRules(fcinfo) < 0);
}

Datum
rule_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(CompareRules(fcinfo) <= 0);
}

Datum
rule_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(CompareRules(fcinfo) == 0);
}

Datum
rule_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(CompareRules(fcinfo) != 0);
}

Datum
rule_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(CompareRules(fcinfo) >= 0);
}

Datum
rule_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(CompareRules(fcinfo) > 0);
}

Datum
rule_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(CompareRules(fcinfo));
}

Datum
rule_hash(PG_FUNCTION_ARGS)
{
	Rule	   *rule = GetRule(fcinfo, 0);
	Datum		hash = hash_any((const unsigned char *) RuleText(rule), rule->text_length);

	PG_FREE_IF_COPY(rule, 0);
	return hash;
}

Datum
rule_hash_extended(PG_FUNCTION_ARGS)
{
	Rule	   *rule = GetRule(fcinfo, 0);
	Datum		hash = hash_any_extended((const unsigned char *) RuleText(rule),
										 rule->text_length, PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(rule, 0);
	return hash;
}

/* ---------- scoring ---------- */

/* tell in which rule an error arose: a query may go through many */
static void
AddErrorContext(void *arg)
{
	const Rule *rule = arg;
	int			shown = pg_mbcliplen(RuleText(rule), rule->text_length, 200);

	errcontext("scoring rule \"%.*s%s\"", shown, RuleText(rule),
			   shown < (int) rule->text_length ? "..." : "");
}

/* how the inputs of a rule come, behind it */
typedef enum InputForm
{
	INPUTS_JSON,
	INPUTS_ARRAY,
	INPUTS_PLAIN				/* an argument each */
} InputForm;

/*
 * Evaluate the rule of the first argument for the inputs behind it.  Inputs that no
 * arm is for are refused, unless each arm is reported: then that tells it.
 */
static RuleOutcome
Evaluate(FunctionCallInfo fcinfo, InputForm form, Numeric *points, Fraction *exact,
		 RuleArmCallback report, void *context)
{
	Rule	   *rule = GetRule(fcinfo, 0);
	ShortBuffer buffer;
	RuleInput	inputs[RULE_MAX_VARIABLES];
	RuleOutcome outcome;
	ErrorContextCallback callback;

	callback.callback = AddErrorContext;
	callback.arg = rule;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	if (form == INPUTS_PLAIN)
		RuleInputsFromArguments(rule, fcinfo, inputs);
	else if (form == INPUTS_JSON)
		RuleInputsFromJsonb(rule, (Jsonb *) Aligned(PG_GETARG_DATUM(1), &buffer), inputs);
	else
		RuleInputsFromArray(rule, (ArrayType *) Aligned(PG_GETARG_DATUM(1), &buffer), inputs);
	outcome = RuleEvaluate(rule, inputs, points, exact, NULL, report, context);
	if (unlikely(outcome == RULE_OUTCOME_NONE) && report == NULL)
		RuleNoArmHolds(rule, inputs);

	error_context_stack = callback.previous;
	return outcome;
}

Datum
rule_score(PG_FUNCTION_ARGS)
{
	Numeric		points;

	if (Evaluate(fcinfo, INPUTS_JSON, &points, NULL, NULL, NULL) != RULE_OUTCOME_POINTS)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(points);
}

Datum
rule_score_values(PG_FUNCTION_ARGS)
{
	Numeric		points;

	if (Evaluate(fcinfo, INPUTS_ARRAY, &points, NULL, NULL, NULL) != RULE_OUTCOME_POINTS)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(points);
}

/* the same for a few values, of which no array was made: see support.c */
Datum
rule_score_numbers(PG_FUNCTION_ARGS)
{
	Numeric		points;

	if (PG_ARGISNULL(0) ||
		Evaluate(fcinfo, INPUTS_PLAIN, &points, NULL, NULL, NULL) != RULE_OUTCOME_POINTS)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(points);
}

/* the points before they are rounded; a context term takes them back */
Datum
rule_exact_score(PG_FUNCTION_ARGS)
{
	Numeric		points;
	Fraction	exact;

	if (Evaluate(fcinfo, INPUTS_JSON, &points, &exact, NULL, NULL) != RULE_OUTCOME_POINTS)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(FractionToText(&exact)));
}

Datum
rule_not_applicable(PG_FUNCTION_ARGS)
{
	Numeric		points;

	PG_RETURN_BOOL(Evaluate(fcinfo, INPUTS_JSON, &points, NULL, NULL, NULL) == RULE_OUTCOME_NA);
}

Datum
rule_variables(PG_FUNCTION_ARGS)
{
	const Rule *rule = GetRule(fcinfo, 0);
	Datum		names[RULE_MAX_VARIABLES];

	for (int i = 0; i < rule->nvariables; i++)
	{
		RuleSpan	span = RuleVariables(rule)[i];

		names[i] = PointerGetDatum(cstring_to_text_with_len(RuleText(rule) + span.start,
															span.length));
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(names, rule->nvariables, TEXTOID, -1, false,
										  TYPALIGN_INT));
}

/* report each arm of the rule of the first argument for the inputs of the second */
void
RuleExplain(FunctionCallInfo fcinfo, RuleArmCallback report, void *context)
{
	Numeric		points;

	Evaluate(fcinfo, INPUTS_JSON, &points, NULL, report, context);
}

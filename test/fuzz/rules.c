/*-------------------------------------------------------------------------
 *
 * rules.c
 *	  Fuzzes what a rule says of inputs, and what the analysis says of the rule.
 *
 * An input is a rule, the values of its inputs and declarations of them, both JSON, apart
 * by the byte 0x1F; what is missing is {} and NULL.  Scoring and analysis go by different
 * ways, so that one is held against the other:
 *
 *		points lie within par.points_range,
 *		par.exact_score, par.not_applicable and par.explain agree with par.score,
 *		a rule is equivalent to itself and differs nowhere from itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/executor.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/regproc.h"
#include "utils/tuplestore.h"

#include "fuzz.h"

PG_FUNCTION_INFO_V1(fuzz_rules);

#define SEPARATOR	'\x1F'
#define MAX_ARGUMENTS	5

/* An argument, or what a function gave: nothing if it refused. */
typedef struct Value
{
	Datum		datum;
	bool		isnull;
	bool		refused;
} Value;

static const Value null_value = {(Datum) 0, true, false};

static FmgrInfo rule_input;
static FmgrInfo jsonb_input;
static FmgrInfo score;
static FmgrInfo exact_score;
static FmgrInfo not_applicable;
static FmgrInfo points_range;
static FmgrInfo contains;
static FmgrInfo equivalent;
static FmgrInfo rule_table;
static FmgrInfo explain;
static FmgrInfo check_rule;
static FmgrInfo breakpoints;
static FmgrInfo rule_diff;

static ExprContext *expression_context;

/* Calls a function; one that returns a set gives its rows, others leave rows as it is. */
static Value
Call(FmgrInfo *function, int narguments, const Value *arguments, Tuplestorestate **rows, TupleDesc *descriptor)
{
	LOCAL_FCINFO(fcinfo, MAX_ARGUMENTS);
	ReturnSetInfo set = {T_ReturnSetInfo};
	volatile Value result = null_value;

	set.econtext = expression_context;
	set.econtext->ecxt_per_query_memory = fuzz_state.context;
	set.allowedModes = SFRM_Materialize;
	set.returnMode = SFRM_Materialize;
	InitFunctionCallInfoData(*fcinfo, function, narguments, InvalidOid, NULL, function->fn_retset ? (Node *) &set : NULL);
	for (int i = 0; i < narguments; i++)
	{
		fcinfo->args[i].value = arguments[i].datum;
		fcinfo->args[i].isnull = arguments[i].isnull;
	}
	PG_TRY();
	{
		result.datum = FunctionCallInvoke(fcinfo);
		result.isnull = fcinfo->isnull;
	}
	PG_CATCH();
	{
		FuzzTakeError();
		result.refused = true;
	}
	PG_END_TRY();
	if (function->fn_retset)
	{
		*rows = result.refused ? NULL : set.setResult;
		*descriptor = set.setDesc;
	}
	return result;
}

/* Its rows are looked at no further. */
static void
CallForRows(FmgrInfo *function, int narguments, const Value *arguments)
{
	Tuplestorestate *rows = NULL;
	TupleDesc	descriptor;

	Call(function, narguments, arguments, &rows, &descriptor);
	if (rows != NULL)
		tuplestore_end(rows);
}

static Value
CallForValue(FmgrInfo *function, int narguments, const Value *arguments)
{
	return Call(function, narguments, arguments, NULL, NULL);
}

/* What the last row of par.explain has in the given column. */
static Value
LastOf(FmgrInfo *function, int narguments, const Value *arguments, int column)
{
	Tuplestorestate *rows = NULL;
	TupleDesc	descriptor;
	Value		last = Call(function, narguments, arguments, &rows, &descriptor);

	last.isnull = true;
	if (!last.refused)
	{
		TupleTableSlot *slot = MakeSingleTupleTableSlot(descriptor, &TTSOpsMinimalTuple);

		while (tuplestore_gettupleslot(rows, true, true, slot))
			last.datum = slot_getattr(slot, column, &last.isnull);
		if (!last.isnull)
			last.datum = datumCopy(last.datum, false, -1);
		ExecDropSingleTupleTableSlot(slot);
	}
	if (rows != NULL)
		tuplestore_end(rows);
	return last;
}

static bool
HasRows(FmgrInfo *function, int narguments, const Value *arguments)
{
	Tuplestorestate *rows = NULL;
	TupleDesc	descriptor;
	Value		result = Call(function, narguments, arguments, &rows, &descriptor);
	bool		any = !result.refused && tuplestore_tuple_count(rows) > 0;

	if (rows != NULL)
		tuplestore_end(rows);
	return any;
}

static bool
IsEqual(Value a, Value b)
{
	if (a.refused != b.refused)
		return false;
	if (a.refused)
		return true;
	if (a.isnull || b.isnull)
		return a.isnull == b.isnull;
	return DatumGetBool(DirectFunctionCall2(numeric_eq, a.datum, b.datum));
}

/* whether points are what a fraction is, written as 2/3, rounded to 16 decimals */
static bool
IsRounded(Datum points, char *fraction)
{
	char	   *slash = strchr(fraction, '/');
	Datum		divisor = DirectFunctionCall1(int4_numeric, Int32GetDatum(1));
	Datum		half = DirectFunctionCall3(numeric_in, CStringGetDatum("0.00000000000000005"), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	Datum		dividend;
	Datum		off;

	if (slash != NULL)
	{
		*slash = '\0';
		divisor = DirectFunctionCall3(numeric_in, CStringGetDatum(slash + 1), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	}
	dividend = DirectFunctionCall3(numeric_in, CStringGetDatum(fraction), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	off = DirectFunctionCall1(numeric_abs, DirectFunctionCall2(numeric_sub, DirectFunctionCall2(numeric_mul, points, divisor), dividend));
	return DatumGetBool(DirectFunctionCall2(numeric_le, off, DirectFunctionCall2(numeric_mul, half, divisor)));
}

static void
CheckScores(const Value *rule, Value inputs)
{
	Value		arguments[3] = {*rule, inputs, null_value};
	Value		points = CallForValue(&score, 2, arguments);
	Value		exact = CallForValue(&exact_score, 2, arguments);
	Value		is_na = CallForValue(&not_applicable, 2, arguments);
	Value		range = CallForValue(&points_range, 1, rule);
	Value		explained = LastOf(&explain, 3, arguments, 5);

	/* points may be too long to be a numeric where the fraction can be written */
	if (!points.refused && (exact.refused || exact.isnull != points.isnull))
		FuzzFind("exact points differ from points");
	if (!points.refused && !points.isnull && !IsRounded(points.datum, TextDatumGetCString(exact.datum)))
		FuzzFind("exact points are others");
	if (points.refused && !exact.refused && exact.isnull)
		FuzzFind("exact points are unknown, points are refused");
	if (!points.refused && (is_na.refused || (DatumGetBool(is_na.datum) && !points.isnull)))
		FuzzFind("not applicable, and there are points");
	if (!points.refused && !IsEqual(points, explained))
		FuzzFind("points are explained as others");
	if (!points.refused && !points.isnull && !range.refused && !range.isnull)
	{
		Value		both[2] = {range, points};

		if (!DatumGetBool(CallForValue(&contains, 2, both).datum))
			FuzzFind(psprintf("points outside of their range: %s",
							  DatumGetCString(DirectFunctionCall1(numeric_out, points.datum))));
	}
}

static void
CheckAnalysis(Value rule, Value declarations)
{
	Value		checked[5] = {rule, null_value, declarations, null_value, null_value};
	Value		both[3] = {rule, rule, declarations};
	Value		shown[3] = {rule, declarations, null_value};
	Value		same;

	CallForRows(&check_rule, 5, checked);
	checked[1].datum = DirectFunctionCall1(int4_numeric, Int32GetDatum(2));
	checked[1].isnull = false;
	checked[3].datum = CStringGetTextDatum("higher");
	checked[3].isnull = false;
	CallForRows(&check_rule, 5, checked);
	CallForRows(&breakpoints, 2, shown);
	CallForValue(&rule_table, 3, shown);
	same = CallForValue(&equivalent, 3, both);
	if (!same.refused && !same.isnull && !DatumGetBool(same.datum))
		FuzzFind("a rule is not equivalent to itself");
	if (HasRows(&rule_diff, 3, both))
		FuzzFind("a rule differs from itself");
}

/* Cuts the next part off. */
static char *
NextPart(const char **data, int *size)
{
	const char *end = memchr(*data, SEPARATOR, *size);
	int			length = end == NULL ? *size : (int) (end - *data);
	char	   *part = pnstrdup(*data, length);

	*data += Min(length + 1, *size);
	*size -= Min(length + 1, *size);
	return part;
}

static Value
ReadJson(const char *text)
{
	Value		value = null_value;

	value.datum = InputFunctionCall(&jsonb_input, unconstify(char *, text), InvalidOid, -1);
	value.isnull = false;
	return value;
}

static bool
TryRule(const char *data, int size)
{
	Value		rule = null_value;
	Value		inputs;
	Value		declarations = null_value;
	char	   *part;

	rule.datum = InputFunctionCall(&rule_input, NextPart(&data, &size), InvalidOid, -1);
	rule.isnull = false;
	part = NextPart(&data, &size);
	inputs = ReadJson(part[0] == '\0' ? "{}" : part);
	part = NextPart(&data, &size);
	if (part[0] != '\0')
		declarations = ReadJson(part);
	CheckScores(&rule, inputs);
	CheckAnalysis(rule, declarations);
	return true;
}

static int
TryInput(const uint8_t *data, size_t size)
{
	if (!pg_verify_mbstr(PG_UTF8, (const char *) data, size, true) || memchr(data, 0, size) != NULL)
		return -1;				/* the server would not pass it on */
	return FuzzGuard(TryRule, data, size);
}

static void
Find(const char *signature, FmgrInfo *function)
{
	Oid			oid = DatumGetObjectId(DirectFunctionCall1(regprocedurein, CStringGetDatum(unconstify(char *, signature))));

	fmgr_info_cxt(oid, function, TopMemoryContext);
}

/* file for the report, arguments of libFuzzer */
Datum
fuzz_rules(PG_FUNCTION_ARGS)
{
	Find("par.rule_in(cstring)", &rule_input);
	Find("pg_catalog.jsonb_in(cstring)", &jsonb_input);
	Find("par.score(par.rule, jsonb)", &score);
	Find("par.exact_score(par.rule, jsonb)", &exact_score);
	Find("par.not_applicable(par.rule, jsonb)", &not_applicable);
	Find("par.points_range(par.rule)", &points_range);
	Find("pg_catalog.range_contains_elem(anyrange, anyelement)", &contains);
	Find("par.equivalent(par.rule, par.rule, jsonb)", &equivalent);
	Find("par.rule_table(par.rule, jsonb, text)", &rule_table);
	Find("par.explain(par.rule, jsonb, jsonb)", &explain);
	Find("par.check_rule(par.rule, numeric, jsonb, text, text)", &check_rule);
	Find("par.breakpoints(par.rule, jsonb)", &breakpoints);
	Find("par.rule_diff(par.rule, par.rule, jsonb)", &rule_diff);
	expression_context = CreateStandaloneExprContext();
	FuzzRun(PG_GETARG_TEXT_PP(0), PG_GETARG_ARRAYTYPE_P(1), TryInput);
	PG_RETURN_VOID();
}

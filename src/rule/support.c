/*-------------------------------------------------------------------------
 *
 * support.c
 *	  Planner support of par.score_values.
 *
 * par.score_values(rule, a, b) stands for a call with an array, which the executor
 * would make anew for each row, and that takes a quarter of the time.  Where the
 * planner sees how the array is made, the call becomes one of par.score_values_2,
 * which takes the values themselves.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/compat.h"

PG_FUNCTION_INFO_V1(rule_score_values_support);

/* there are par.score_values_1 to _4 */
#define MAX_PLAIN_VALUES	4

/*
 * The function beside par.score_values; InvalidOid if there is none.  It is looked up
 * as a view does, without a right on the schema, which who reads a view may not have.
 */
static Oid
FindPlain(const FuncExpr *call, int nvalues)
{
	Oid			types[MAX_PLAIN_VALUES + 1];

	types[0] = exprType(linitial(call->args));
	for (int i = 1; i <= nvalues; i++)
		types[i] = NUMERICOID;
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum(psprintf("score_values_%d", nvalues)),
						   PointerGetDatum(buildoidvector(types, nvalues + 1)),
						   ObjectIdGetDatum(get_func_namespace(call->funcid)));
}

static Node *
WithoutArray(const FuncExpr *call)
{
	const ArrayExpr *array;
	FuncExpr   *plain;
	Oid			function;

	if (list_length(call->args) != 2 || !IsA(lsecond(call->args), ArrayExpr))
		return NULL;
	array = (const ArrayExpr *) lsecond(call->args);
	if (array->multidims || array->element_typeid != NUMERICOID ||
		list_length(array->elements) > MAX_PLAIN_VALUES || array->elements == NIL)
		return NULL;
	function = FindPlain(call, list_length(array->elements));
	/* what was granted or revoked of the one must hold though the other is called */
	if (!OidIsValid(function) || !ParMayExecute(call->funcid) || !ParMayExecute(function))
		return NULL;
	plain = makeFuncExpr(function, call->funcresulttype,
						 lcons(linitial(call->args), list_copy(array->elements)),
						 call->funccollid, call->inputcollid, COERCE_EXPLICIT_CALL);
	plain->location = call->location;
	return (Node *) plain;
}

Datum
rule_score_values_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	Node	   *result = NULL;

	if (IsA(request, SupportRequestSimplify))
		result = WithoutArray(((SupportRequestSimplify *) request)->fcall);
	PG_RETURN_POINTER(result);
}

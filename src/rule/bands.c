/*-------------------------------------------------------------------------
 *
 * bands.c
 *	  par.bands: a rule from the band table of an official text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "rule/rule.h"

PG_FUNCTION_INFO_V1(rule_bands);

/* One array argument taken apart. */
typedef struct BandArray
{
	Datum	   *values;
	int			count;
} BandArray;

static BandArray
ReadArray(ArrayType *array, const char *name)
{
	BandArray	result;
	bool	   *nulls;
	bool		is_boolean = ARR_ELEMTYPE(array) == BOOLOID;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s of bands must be a one-dimensional array", name)));
	deconstruct_array(array, ARR_ELEMTYPE(array), is_boolean ? 1 : -1, is_boolean,
					  is_boolean ? TYPALIGN_CHAR : TYPALIGN_INT,
					  &result.values, &nulls, &result.count);
	for (int i = 0; i < result.count; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s of bands must not be null", name),
					 errdetail("Number %d is null.", i + 1)));
		if (!is_boolean && !NumericIsFinite(DatumGetNumeric(result.values[i])))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s of bands must be finite", name),
					 errdetail("Number %d is not.", i + 1)));
	}
	return result;
}

static char *
NumberText(Datum value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out,
											   NumericGetDatum(NumericTrim(DatumGetNumeric(value)))));
}

/* the subject must be an expression, in canonical text */
static char *
ReadSubject(text *subject)
{
	RuleTree	tree;
	RuleError	error;
	StringInfoData out;
	char	   *written = text_to_cstring(subject);

	if (!RuleParse(written, strlen(written), &tree, &error))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("subject of bands is no expression: \"%s\"", written),
				 error.detail ? errdetail("%s", error.detail) : 0,
				 error.hint ? errhint("%s", error.hint) : 0));
	if (!tree.plain || ((RuleArm *) linitial(tree.arms))->points == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("subject of bands is no expression: \"%s\"", written),
				 errhint("Give what is measured, for example 'b/a' or 'x'.")));
	initStringInfo(&out);
	RulePrint(&tree, &out);
	return out.data;
}

static void
CheckEdges(BandArray edges)
{
	if (edges.count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bands need at least one edge")));
	for (int i = 1; i < edges.count; i++)
	{
		int			order = DatumGetInt32(DirectFunctionCall2(numeric_cmp, edges.values[i - 1],
															  edges.values[i]));

		if (order == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("bands overlap"),
					 errdetail("Edges %d and %d are both %s.", i, i + 1,
							   NumberText(edges.values[i])),
					 errhint("Each edge is given once: it belongs to the band above it.")));
		if (order > 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("edges of bands are not in ascending order"),
					 errdetail("Edge %d is %s, edge %d is %s.", i, NumberText(edges.values[i - 1]),
							   i + 1, NumberText(edges.values[i]))));
	}
}

/*
 * n edges make n + 1 bands: below the first edge, from each edge to under the
 * next one, and from the last one up.
 */
Datum
rule_bands(PG_FUNCTION_ARGS)
{
	BandArray	edges;
	BandArray	points;
	BandArray	linear = {NULL, 0};
	char	   *subject;
	StringInfoData out;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	subject = ReadSubject(PG_GETARG_TEXT_PP(0));
	edges = ReadArray(PG_GETARG_ARRAYTYPE_P(1), "edges");
	points = ReadArray(PG_GETARG_ARRAYTYPE_P(2), "points");
	CheckEdges(edges);
	if (points.count != edges.count + 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bands need one more number of points than edges"),
				 errdetail("Numbers of edges and points: %d and %d. The first band lies below the first edge, the last one from the last edge up.",
						   edges.count, points.count)));
	if (!PG_ARGISNULL(3))
	{
		linear = ReadArray(PG_GETARG_ARRAYTYPE_P(3), "linear");
		if (linear.count != points.count)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("linear of bands must be as many as points"),
					 errdetail("Numbers of points and linear: %d and %d.",
							   points.count, linear.count)));
	}

	initStringInfo(&out);
	for (int i = points.count - 1; i >= 0; i--)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfo(&out, "(%s) >= (%s): ", subject, NumberText(edges.values[i - 1]));
		else
			appendStringInfoString(&out, "else: ");
		if (linear.count > 0 && DatumGetBool(linear.values[i]))
			appendStringInfo(&out, "(%s) * (%s)", subject, NumberText(points.values[i]));
		else
			appendStringInfoString(&out, NumberText(points.values[i]));
		if (i > 0)
			appendStringInfoString(&out, "; ");
	}
	PG_RETURN_RULE_P(RuleRead(out.data, out.len, NULL));
}

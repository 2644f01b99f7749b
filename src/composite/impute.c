/*-------------------------------------------------------------------------
 *
 * impute.c
 *	  Missing values of a scorecard filled in: par.impute.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/name_table.h"
#include "base/params.h"
#include "composite/column.h"
#include "exact/fraction.h"

PG_FUNCTION_INFO_V1(scorecard_impute);

/* A method: which measure of the centre, and over whom. */
typedef struct ImputeMethod
{
	const char *name;
	bool		median;
	bool		grouped;
} ImputeMethod;

static const ImputeMethod methods[] = {
	{"mean", false, false},
	{"median", true, false},
	{"group_mean", false, true},
	{"group_median", true, true}
};

/* the label of a group: a text or a number */
static char *
LabelOf(const Params *groups, int member)
{
	const JsonbValue *value = &groups->values[member];

	if (value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	if (value->type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(NumericTrim(value->val.numeric))));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("group of unit \"%s\" must be a string or a number", groups->keys[member])));
}

/*
 * The group of each unit, by number; all of them in one where the method knows
 * no groups.  Units that the scorecard does not have are passed over, so that
 * one list serves many scorecards.
 */
static int *
GroupsOf(const Scorecard *card, const ImputeMethod *method, Jsonb *object, NameTable *labels)
{
	int		   *numbers = palloc0(sizeof(int) * Max(card->nunits, 1));
	Params		groups;
	bool		added;

	NameTableInit(labels, CurrentMemoryContext);
	ParamsOpen(&groups, object, "groups");
	if (!method->grouped)
	{
		if (groups.count > 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("imputation method \"%s\" takes no groups", method->name),
					 errhint("Use group_mean or group_median.")));
		NameTableAdd(labels, "", 0, &added);
		return numbers;
	}

	for (int u = 0; u < card->nunits; u++)
		numbers[u] = -1;
	for (int m = 0; m < groups.count; m++)
	{
		char	   *label = LabelOf(&groups, m);
		int			unit = ScorecardFindUnit(card, groups.keys[m]);

		if (unit >= 0)
			numbers[unit] = NameTableAdd(labels, label, strlen(label), &added);
	}
	for (int u = 0; u < card->nunits; u++)
		if (numbers[u] < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("no group given for unit \"%s\"", ScorecardUnit(card, u))));
	return numbers;
}

/* NaN if there are no values */
static double
CentreOf(const Column *column, bool median)
{
	if (column->count == 0)
		return get_float8_nan();
	return ldexp(median ? ColumnMedian(column) : ColumnMean(column), column->exponent);
}

/*
 * The units in the order of their groups, each group in one stretch that
 * begins at starts[group].
 */
static int *
SortByGroup(const int *groups, int nunits, int ngroups, int *starts)
{
	int		   *sorted = palloc(sizeof(int) * Max(nunits, 1));
	int		   *next = palloc(sizeof(int) * Max(ngroups, 1));

	memset(starts, 0, sizeof(int) * (ngroups + 1));
	for (int u = 0; u < nunits; u++)
		starts[groups[u] + 1]++;
	for (int g = 0; g < ngroups; g++)
	{
		starts[g + 1] += starts[g];
		next[g] = starts[g];
	}
	for (int u = 0; u < nunits; u++)
		sorted[next[groups[u]]++] = u;
	pfree(next);
	return sorted;
}

Datum
scorecard_impute(PG_FUNCTION_ARGS)
{
	const Scorecard *card;
	const ImputeMethod *method;
	Scorecard  *result;
	NameTable	labels;
	Column		column;
	int		   *groups;
	int		   *starts;
	int		   *sorted;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	card = PG_GETARG_SCORECARD_P(0);
	method = &methods[ChoiceOf(fcinfo, 1, "imputation method", &methods[0].name,
							   sizeof(ImputeMethod), lengthof(methods))];
	groups = GroupsOf(card, method, PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2), &labels);
	starts = palloc(sizeof(int) * (labels.count + 1));
	sorted = SortByGroup(groups, card->nunits, labels.count, starts);

	result = ScorecardLike(card);
	memcpy(result->values, card->values, sizeof(double) * ScorecardCells(card));
	ColumnInit(&column, card);
	for (int i = 0; i < card->nindicators; i++)
	{
		for (int g = 0; g < labels.count; g++)
		{
			int			first = starts[g];
			int			end = starts[g + 1];
			double		centre;

			column.count = 0;
			column.exponent = 0;
			for (int k = first; k < end; k++)
			{
				double		value = card->values[(Size) sorted[k] * card->nindicators + i];

				if (!IsMissing(value))
					column.values[column.count++] = value;
			}
			if (column.count == end - first)
				continue;
			if (column.count == 0)
			{
				ereport(NOTICE,
						(method->grouped ?
						 errmsg("group \"%s\" has no value for indicator \"%s\", which stays missing",
								labels.names[g], ScorecardIndicator(card, i)) :
						 errmsg("indicator \"%s\" has no values and stays missing",
								ScorecardIndicator(card, i))));
				continue;
			}
			ColumnMeasure(&column);
			centre = CellValue(CentreOf(&column, method->median));
			for (int k = first; k < end; k++)
			{
				double	   *value = &result->values[(Size) sorted[k] * card->nindicators + i];

				if (IsMissing(*value))
					*value = centre;
			}
		}
		CHECK_FOR_INTERRUPTS();
	}
	PG_RETURN_SCORECARD_P(result);
}

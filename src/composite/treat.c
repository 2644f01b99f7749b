/*-------------------------------------------------------------------------
 *
 * treat.c
 *	  Outliers of a scorecard: par.treat and par.treatment_report.
 *
 * An indicator fails, and is treated, if its skewness and its kurtosis both
 * exceed what a mean of indicators bears: |skewness| >= 2 and kurtosis >= 3.5
 * (JRC, after Groeneveld and Meeden 1984).
 *
 *		winsorize	the most extreme value on the side of the longer tail is
 *					replaced by the next, then the two most extreme by the third,
 *					until the indicator passes or max_points were replaced; never
 *					the last value that differs
 *		log			ln(x - min + a) for a tail to the right, -ln(max - x + a) for
 *					one to the left, a = 0.01 * (max - min)
 *		auto		winsorize, or log if that does not do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/params.h"
#include "composite/column.h"

PG_FUNCTION_INFO_V1(scorecard_treat);
PG_FUNCTION_INFO_V1(scorecard_treatment_report);

#define LOG_SHIFT	0.01

typedef enum TreatMethod
{
	TREAT_WINSORIZE,
	TREAT_LOG,
	TREAT_AUTO
} TreatMethod;

static const char *const method_names[] = {"winsorize", "log", "auto"};

/* What is asked for. */
typedef struct Treatment
{
	const Scorecard *card;
	TreatMethod method;
	int			max_points;
	double		skewness;
	double		kurtosis;
} Treatment;

/* What an indicator is like. */
typedef struct Shape
{
	double		skewness;		/* NaN: too few values */
	double		kurtosis;
	bool		passes;
} Shape;

/* What became of an indicator. */
typedef struct Treated
{
	Shape		before;
	Shape		after;
	const char *done;			/* none, winsorize or log */
	int			points;			/* values replaced */
} Treated;

/* ---------- arguments ---------- */

static void
TreatmentOf(FunctionCallInfo fcinfo, Treatment *treatment)
{
	double		points;
	Params		params;
	int			method = ChoiceOf(fcinfo, 1, "treatment of outliers", method_names,
								  sizeof(char *), lengthof(method_names));

	treatment->card = PG_GETARG_SCORECARD_P(0);
	treatment->method = (TreatMethod) method;
	ParamsOpen(&params, PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2),
			   psprintf("parameters of treatment \"%s\"", method_names[method]));
	points = treatment->method == TREAT_LOG ? 0 : ParamsNumber(&params, "max_points", 5);
	if (points != floor(points) || points < 0 || points > SCORECARD_MAX_CELLS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"max_points\" must be a whole number of values"),
				 errdetail("It is %g.", points)));
	treatment->max_points = (int) points;
	treatment->skewness = ParamsNumber(&params, "skewness", 2);
	treatment->kurtosis = ParamsNumber(&params, "kurtosis", 3.5);
	ParamsClose(&params);
}

/* ---------- treatment ---------- */

/* where there are too few values to tell, there is nothing to treat */
static Shape
ShapeOf(const Treatment *treatment, const Column *column)
{
	Shape		shape;

	shape.skewness = ColumnSkewness(column);
	shape.kurtosis = ColumnKurtosis(column);
	shape.passes = isnan(shape.skewness) || isnan(shape.kurtosis) ||
		fabs(shape.skewness) < treatment->skewness || shape.kurtosis < treatment->kurtosis;
	return shape;
}

/*
 * Replace values from the ends until the column passes.  The order of values
 * stays as it was, so that both ends only move inwards.
 */
static void
Winsorize(const Treatment *treatment, Column *column, Treated *treated)
{
	int		   *order = ColumnOrder(column);
	int			low = 0;		/* how many were replaced from below */
	int			high = 0;

	while (!treated->after.passes && low + high < treatment->max_points &&
		   low + high < column->count - 1)
	{
		bool		from_above = treated->after.skewness > 0;
		int			next = from_above ? column->count - 2 - high : low + 1;
		int			other_end = from_above ? low : column->count - 1 - high;
		double		value = column->values[order[next]];

		/* what would be left says nothing of any unit any more */
		if (value == column->values[order[other_end]])
			break;
		if (from_above)
			for (int k = ++high; k > 0; k--)
				column->values[order[column->count - k]] = value;
		else
			for (int k = low++; k >= 0; k--)
				column->values[order[k]] = value;
		column->min = column->values[order[0]];
		column->max = column->values[order[column->count - 1]];
		treated->after = ShapeOf(treatment, column);
		CHECK_FOR_INTERRUPTS();
	}
	if (low + high > 0)
		treated->done = "winsorize";
	treated->points = low + high;
	pfree(order);
}

static void
TakeLogarithms(const Treatment *treatment, Column *column, Treated *treated)
{
	bool		right = treated->before.skewness > 0;
	double		shift = LOG_SHIFT * (column->max - column->min);
	double		scale = column->exponent * log(2);

	/* the logarithm of the values themselves, not of these times 2^-exponent */
	for (int k = 0; k < column->count; k++)
		column->values[k] = right ? scale + log(column->values[k] - column->min + shift) :
			-scale - log(column->max - column->values[k] + shift);
	column->exponent = 0;
	ColumnMeasure(column);
	treated->after = ShapeOf(treatment, column);
	treated->done = "log";
	treated->points = column->count;
}

/* the column after treatment */
static Treated
TreatIndicator(const Treatment *treatment, Column *column, int indicator)
{
	Treated		treated;

	ColumnLoad(column, treatment->card, indicator);
	treated.before = treated.after = ShapeOf(treatment, column);
	treated.done = "none";
	treated.points = 0;
	if (treated.before.passes)
		return treated;

	if (treatment->method != TREAT_LOG)
		Winsorize(treatment, column, &treated);
	if (treatment->method == TREAT_LOG ||
		(treatment->method == TREAT_AUTO && !treated.after.passes))
	{
		ColumnLoad(column, treatment->card, indicator);
		TakeLogarithms(treatment, column, &treated);
	}
	return treated;
}

Datum
scorecard_treat(PG_FUNCTION_ARGS)
{
	Treatment	treatment;
	Scorecard  *result;
	Column		column;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	TreatmentOf(fcinfo, &treatment);
	result = ScorecardLike(treatment.card);
	ColumnInit(&column, treatment.card);
	for (int i = 0; i < result->nindicators; i++)
	{
		TreatIndicator(&treatment, &column, i);
		for (int u = 0; u < result->nunits; u++)
			result->values[(Size) u * result->nindicators + i] = MissingValue();
		for (int k = 0; k < column.count; k++)
			result->values[(Size) column.units[k] * result->nindicators + i] =
				CellValue(ldexp(column.values[k], column.exponent));
		CHECK_FOR_INTERRUPTS();
	}
	PG_RETURN_SCORECARD_P(result);
}

/*
 * indicator, treatment, points, skewness_before, kurtosis_before,
 * passed_before, skewness_after, kurtosis_after, passed_after
 */
Datum
scorecard_treatment_report(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	Treatment	treatment;
	Column		column;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	TreatmentOf(fcinfo, &treatment);
	ColumnInit(&column, treatment.card);
	for (int i = 0; i < treatment.card->nindicators; i++)
	{
		Treated		treated = TreatIndicator(&treatment, &column, i);
		const Shape *shapes[2] = {&treated.before, &treated.after};
		Datum		values[9];
		bool		nulls[9] = {false};

		values[0] = CStringGetTextDatum(ScorecardIndicator(treatment.card, i));
		values[1] = CStringGetTextDatum(treated.done);
		values[2] = Int32GetDatum(treated.points);
		for (int s = 0; s < 2; s++)
		{
			values[3 + 3 * s] = ParFloat8Datum(&shapes[s]->skewness);
			nulls[3 + 3 * s] = isnan(shapes[s]->skewness);
			values[4 + 3 * s] = ParFloat8Datum(&shapes[s]->kurtosis);
			nulls[4 + 3 * s] = isnan(shapes[s]->kurtosis);
			values[5 + 3 * s] = BoolGetDatum(shapes[s]->passes);
		}
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

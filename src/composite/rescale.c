/*-------------------------------------------------------------------------
 *
 * rescale.c
 *	  Normalization of the indicators of a scorecard: par.rescale.
 *
 * Formulas after the Handbook on Constructing Composite Indicators (OECD and
 * JRC, 2008), part 1, step 5, goalposts after the Human Development Index; x is
 * the value, min, max, mean and sd are those of the indicator over the n units
 * that have it:
 *
 *		minmax				lo + (x - min) / (max - min) * (hi - lo)
 *		zscore				mean' + sd' * (x - mean) / sd, sd with n - 1
 *		rank				1 + how many are smaller
 *		borda				rank - 1
 *		percentile_rank		(rank - 1) / (n - 1)
 *		distance_to_max		1 - (max - x) / (max - min)
 *		distance_to_median	1 - |x - median| / max |x - median|
 *		distance_to_target	(x - min) / (target - min), or, on both sides,
 *							1 - |x - target| / max |x - target|
 *		goalposts			lo + (x - from) / (to - from) * (hi - lo)
 *		log					ln(x + offset) / ln(base)
 *
 * lo and hi may be numbers for all indicators, or differ between them.
 *
 * An indicator where less is better takes the same formula over -x; its target
 * and goalposts are negated with it, so that (max - x) / (max - target) comes
 * out, and (to - x) / (to - from).  Its logarithm is that of x, negated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/params.h"
#include "base/ranking.h"
#include "composite/column.h"

PG_FUNCTION_INFO_V1(scorecard_rescale);

/* What is asked for. */
typedef struct Rescaling
{
	const Scorecard *card;
	Scorecard  *result;
	const struct RescaleMethod *method;
	const double *low;			/* the range that results are brought to, by
								 * indicator */
	const double *high;
	double		mean;
	double		deviation;
	double		base;
	double		offset;
	bool		clamp;			/* results outside of the range are brought in */
	bool		both;			/* a distance counts on both sides of the target */
	const double *from;			/* goalposts, by indicator */
	const double *to;			/* goalposts or targets */
	const bool *reversed;
} Rescaling;

/*
 * A method: what it needs to know, and how it brings the values of a column to
 * results.  Relative methods, which compare units with each other, can tell
 * nothing of a constant indicator.
 */
typedef struct RescaleMethod
{
	const char *name;
	void		(*configure) (Rescaling *rescaling, Params *params);
	void		(*apply) (const Rescaling *rescaling, const Column *column, int indicator,
						  double *results);
	bool		relative;
} RescaleMethod;

/* ---------- parameters ---------- */

static int
IndicatorOf(const Scorecard *card, const Params *params, int member)
{
	int			indicator = ScorecardFindIndicator(card, params->keys[member]);

	if (indicator < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" in %s is no indicator of the scorecard",
						params->keys[member], params->what)));
	return indicator;
}

static void
BadRange(const char *what, double low, double high)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must ascend", what),
			 errdetail("They are %g and %g.", low, high),
			 errhint("For indicators where less is better use the argument direction.")));
}

/* a number for all indicators, or an object of those that have another */
static double *
BoundsOf(const Scorecard *card, Params *params, const char *key, double otherwise)
{
	double	   *bounds = palloc(sizeof(double) * (Size) Max(card->nindicators, 1));
	bool		single = !ParamsIsObject(params, key);
	Params		members;

	if (single)
		otherwise = ParamsNumber(params, key, otherwise);
	for (int i = 0; i < card->nindicators; i++)
		bounds[i] = otherwise;
	if (single)
		return bounds;
	ParamsObject(params, key, &members);
	for (int m = 0; m < members.count; m++)
	{
		int			i = IndicatorOf(card, &members, m);

		bounds[i] = ParamsNumberAt(&members, m);
	}
	return bounds;
}

static void
ConfigureRange(Rescaling *rescaling, Params *params)
{
	const Scorecard *card = rescaling->card;
	double	   *low = BoundsOf(card, params, "lo", 0);
	double	   *high = BoundsOf(card, params, "hi", 100);

	for (int i = 0; i < card->nindicators; i++)
		if (!(low[i] < high[i]))
			BadRange(psprintf("bounds \"lo\" and \"hi\" of indicator \"%s\"",
							  ScorecardIndicator(card, i)), low[i], high[i]);
	rescaling->low = low;
	rescaling->high = high;
}

static void
ConfigureZscore(Rescaling *rescaling, Params *params)
{
	rescaling->mean = ParamsNumber(params, "mean", 0);
	rescaling->deviation = ParamsNumber(params, "sd", 1);
	if (!(rescaling->deviation > 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("standard deviation \"sd\" must be positive"),
				 errdetail("It is %g.", rescaling->deviation)));
}

static void
ConfigureNothing(Rescaling *rescaling, Params *params)
{
	(void) rescaling;
	(void) params;
}

/* each indicator must have an entry */
static void
CheckComplete(const Scorecard *card, const double *given, const char *what)
{
	for (int i = 0; i < card->nindicators; i++)
		if (isnan(given[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("no %s given for indicator \"%s\"", what,
							ScorecardIndicator(card, i))));
}

static double *
NothingGiven(const Scorecard *card)
{
	double	   *given = palloc(sizeof(double) * (Size) Max(card->nindicators, 1));

	for (int i = 0; i < card->nindicators; i++)
		given[i] = get_float8_nan();
	return given;
}

/*
 * What is given by indicator: the member of that name, beside which there are
 * other parameters (true), or, where there is none, the parameters themselves.
 */
static bool
GivenByIndicator(Rescaling *rescaling, Params *params, const char *key, Params *members)
{
	if (ParamsObject(params, key, members))
	{
		rescaling->clamp = ParamsBool(params, "clamp", false);
		return true;
	}
	*members = *params;
	for (int m = 0; m < params->count; m++)
		params->asked[m] = true;
	return false;
}

static void
ConfigureTargets(Rescaling *rescaling, Params *params)
{
	const Scorecard *card = rescaling->card;
	double	   *targets = NothingGiven(card);
	Params		members;

	if (GivenByIndicator(rescaling, params, "targets", &members))
		rescaling->both = ParamsBool(params, "both", false);
	for (int m = 0; m < members.count; m++)
	{
		int			i = IndicatorOf(card, &members, m);

		targets[i] = ParamsNumberAt(&members, m);
	}
	CheckComplete(card, targets, "target");
	rescaling->to = targets;
}

static void
ConfigureGoalposts(Rescaling *rescaling, Params *params)
{
	const Scorecard *card = rescaling->card;
	double	   *from = NothingGiven(card);
	double	   *to = NothingGiven(card);
	Params		nothing = {0};
	Params		members;

	ConfigureRange(rescaling, GivenByIndicator(rescaling, params, "goalposts", &members) ?
				   params : &nothing);
	for (int m = 0; m < members.count; m++)
	{
		int			i = IndicatorOf(card, &members, m);

		ParamsPairAt(&members, m, &from[i], &to[i]);
		if (!(from[i] < to[i]))
			BadRange(psprintf("goalposts of indicator \"%s\"", members.keys[m]),
					 from[i], to[i]);
	}
	CheckComplete(card, from, "goalposts");
	rescaling->from = from;
	rescaling->to = to;
}

static void
ConfigureLog(Rescaling *rescaling, Params *params)
{
	rescaling->base = ParamsNumber(params, "base", exp(1));
	rescaling->offset = ParamsNumber(params, "offset", 0);
	if (!(rescaling->base > 0) || rescaling->base == 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"base\" of a logarithm must be positive and not 1"),
				 errdetail("It is %g.", rescaling->base)));
}

/* ---------- methods ---------- */

/* exactly low at 0 and high at 1 */
static double
Between(const Rescaling *rescaling, int indicator, double share)
{
	if (rescaling->clamp)
		share = Max(0, Min(1, share));
	return rescaling->low[indicator] * (1 - share) + rescaling->high[indicator] * share;
}

static void
ApplyMinmax(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	double		range = column->max - column->min;

	for (int k = 0; k < column->count; k++)
		results[k] = Between(rescaling, indicator, (column->values[k] - column->min) / range);
}

static void
ApplyZscore(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	double		mean = ColumnMean(column);
	double		deviation = ColumnDeviation(column);

	(void) indicator;
	for (int k = 0; k < column->count; k++)
		results[k] = rescaling->mean +
			rescaling->deviation * ((column->values[k] - mean) / deviation);
}

/* how many are smaller */
static void
ApplyBorda(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	int		   *order = ColumnOrder(column);
	double		previous = 0;

	(void) rescaling;
	(void) indicator;
	for (int k = 0; k < column->count; k++)
	{
		/* as the ranks of par.rollup: the noise of floating point splits no tie */
		double		value = RoundToDigits(ldexp(column->values[order[k]], column->exponent));

		CHECK_FOR_INTERRUPTS();
		results[order[k]] = k > 0 && value == previous ? results[order[k - 1]] : k;
		previous = value;
	}
	pfree(order);
}

static void
ApplyRank(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	ApplyBorda(rescaling, column, indicator, results);
	for (int k = 0; k < column->count; k++)
		results[k] += 1;
}

static void
ApplyPercentileRank(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	ApplyBorda(rescaling, column, indicator, results);
	for (int k = 0; k < column->count; k++)
		results[k] /= column->count - 1;
}

static void
ApplyDistanceToMax(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	double		range = column->max - column->min;

	(void) rescaling;
	(void) indicator;
	for (int k = 0; k < column->count; k++)
		results[k] = 1 - (column->max - column->values[k]) / range;
}

/* 1 - |x - middle| / max |x - middle|; the middle in the units of the column */
static void
ApplyDistanceOnBothSides(const Column *column, double middle, double *results)
{
	double		farthest = Max(fabs(column->max - middle), fabs(column->min - middle));

	for (int k = 0; k < column->count; k++)
		results[k] = farthest > 0 ? 1 - fabs(column->values[k] - middle) / farthest : 1;
}

static void
ApplyDistanceToMedian(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	(void) rescaling;
	(void) indicator;
	ApplyDistanceOnBothSides(column, ColumnMedian(column), results);
}

static void
ApplyDistanceToTarget(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	bool		reversed = rescaling->reversed[indicator];
	double		target = rescaling->to[indicator];
	double		min = ldexp(column->min, column->exponent);

	if (reversed)
		target = -target;
	if (rescaling->both)
	{
		ApplyDistanceOnBothSides(column, ldexp(target, -column->exponent), results);
		return;
	}
	if (column->count > 0 && !(target > min))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target of indicator \"%s\" must be %s value",
						ScorecardIndicator(rescaling->card, indicator),
						reversed ? "below its greatest" : "above its least"),
				 errdetail("The target is %g, the value %g.",
						   rescaling->to[indicator], reversed ? -min : min)));
	for (int k = 0; k < column->count; k++)
	{
		double		x = ldexp(column->values[k], column->exponent);

		results[k] = (x - min) / (target - min);
		if (rescaling->clamp)
			results[k] = Min(1, results[k]);
	}
}

static void
ApplyGoalposts(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	bool		reversed = rescaling->reversed[indicator];
	double		from = reversed ? -rescaling->to[indicator] : rescaling->from[indicator];
	double		to = reversed ? -rescaling->from[indicator] : rescaling->to[indicator];

	for (int k = 0; k < column->count; k++)
	{
		double		x = ldexp(column->values[k], column->exponent);

		results[k] = Between(rescaling, indicator, (x - from) / (to - from));
	}
}

static void
ApplyLog(const Rescaling *rescaling, const Column *column, int indicator, double *results)
{
	const Scorecard *card = rescaling->card;
	bool		reversed = rescaling->reversed[indicator];

	for (int k = 0; k < column->count; k++)
	{
		double		value = ldexp(column->values[k], column->exponent);
		double		x = (reversed ? -value : value) + rescaling->offset;

		if (!(x > 0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("cannot take the logarithm of a value that is not positive"),
					 errdetail("Unit \"%s\" has %g for indicator \"%s\"%s.",
							   ScorecardUnit(card, column->units[k]), reversed ? -value : value,
							   ScorecardIndicator(card, indicator),
							   rescaling->offset != 0 ? ", before the offset" : ""),
					 errhint("The parameter \"offset\" is added first.")));
		results[k] = log(x) / log(rescaling->base);
		if (reversed)
			results[k] = -results[k];
	}
}

static const RescaleMethod methods[] = {
	{"minmax", ConfigureRange, ApplyMinmax, true},
	{"zscore", ConfigureZscore, ApplyZscore, true},
	{"rank", ConfigureNothing, ApplyRank, true},
	{"borda", ConfigureNothing, ApplyBorda, true},
	{"percentile_rank", ConfigureNothing, ApplyPercentileRank, true},
	{"distance_to_max", ConfigureNothing, ApplyDistanceToMax, true},
	{"distance_to_median", ConfigureNothing, ApplyDistanceToMedian, true},
	{"distance_to_target", ConfigureTargets, ApplyDistanceToTarget, false},
	{"goalposts", ConfigureGoalposts, ApplyGoalposts, false},
	{"log", ConfigureLog, ApplyLog, false}
};

/* ---------- par.rescale ---------- */

/* which indicators are reversed */
static bool *
DirectionsOf(const Scorecard *card, Jsonb *object)
{
	bool	   *reversed = palloc0(sizeof(bool) * Max(card->nindicators, 1));
	Params		members;

	ParamsOpen(&members, object, "directions");
	for (int m = 0; m < members.count; m++)
	{
		int			indicator = IndicatorOf(card, &members, m);
		double		direction = ParamsNumberAt(&members, m);

		if (direction != 1 && direction != -1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("direction of indicator \"%s\" must be 1 or -1", members.keys[m]),
					 errdetail("It is %g.", direction)));
		reversed[indicator] = direction < 0;
	}
	return reversed;
}

/* the values of less is better, turned round */
static void
Reverse(Column *column)
{
	double		min = column->min;

	for (int k = 0; k < column->count; k++)
		column->values[k] = -column->values[k];
	column->min = -column->max;
	column->max = -min;
}

static void
RescaleIndicator(Rescaling *rescaling, Column *column, int indicator, double *results)
{
	Scorecard  *result = rescaling->result;
	bool		untold = false;

	ColumnLoad(column, rescaling->card, indicator);
	if (rescaling->reversed[indicator])
		Reverse(column);
	if (rescaling->method->relative && ColumnIsConstant(column))
	{
		untold = true;
		if (column->count > 0)
			ereport(NOTICE,
					(errmsg("indicator \"%s\" is constant and becomes missing",
							ScorecardIndicator(rescaling->card, indicator))));
	}
	else
		rescaling->method->apply(rescaling, column, indicator, results);

	for (int u = 0; u < result->nunits; u++)
		result->values[(Size) u * result->nindicators + indicator] = MissingValue();
	for (int k = 0; k < column->count && !untold; k++)
	{
		if (isnan(results[k]) || isinf(results[k]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("rescaled value is out of range"),
					 errdetail("It is that of unit \"%s\" for indicator \"%s\".",
							   ScorecardUnit(result, column->units[k]),
							   ScorecardIndicator(result, indicator))));
		result->values[(Size) column->units[k] * result->nindicators + indicator] =
			CellValue(results[k]);
	}
}

Datum
scorecard_rescale(PG_FUNCTION_ARGS)
{
	Rescaling	rescaling = {0};
	Params		params;
	Column		column;
	double	   *results;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	rescaling.card = PG_GETARG_SCORECARD_P(0);
	rescaling.method = &methods[ChoiceOf(fcinfo, 1, "normalization method", &methods[0].name,
										 sizeof(RescaleMethod), lengthof(methods))];
	ParamsOpen(&params, PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2),
			   psprintf("parameters of method \"%s\"", rescaling.method->name));
	rescaling.method->configure(&rescaling, &params);
	ParamsClose(&params);
	rescaling.reversed = DirectionsOf(rescaling.card,
									  PG_ARGISNULL(3) ? NULL : PG_GETARG_JSONB_P(3));

	rescaling.result = ScorecardLike(rescaling.card);
	ColumnInit(&column, rescaling.card);
	results = palloc(sizeof(double) * (Size) Max(rescaling.card->nunits, 1));
	for (int i = 0; i < rescaling.card->nindicators; i++)
	{
		RescaleIndicator(&rescaling, &column, i, results);
		CHECK_FOR_INTERRUPTS();
	}
	PG_RETURN_SCORECARD_P(rescaling.result);
}

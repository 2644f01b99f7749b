/*-------------------------------------------------------------------------
 *
 * survey_agg.c
 *	  The mean of a survey and how sure it is: the aggregate
 *
 *		par.survey_mean(answer, weight, stratum, cluster, population)
 *
 *	  over a sample that was drawn by strata and, at its first stage, by
 *	  clusters.
 *
 * The mean m = sum(w y) / sum(w) is a ratio of two estimated totals.  Its
 * variance is that of the total of z = w (y - m) / sum(w), the first term of
 * its Taylor series (Sarndal, Swensson and Wretman, Model Assisted Survey
 * Sampling, 5.7; Lumley, Complex Surveys, 2): over strata h of n_h clusters c,
 * each with the total z_hc of its rows,
 *
 *		sum_h (1 - n_h / N_h) n_h / (n_h - 1) sum_c (z_hc - mean_h)^2
 *
 * z of a row without an answer is 0.  With m known only at the end, sums over
 * a cluster of w and w y give its total.  A row without a cluster is one by
 * itself; the squares of these expand into sums of w^2, w^2 y and w^2 y^2.  So
 * the state grows with strata and clusters, not with rows.  Sums are kept to
 * twice the precision of a double, which is what the differences lose.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "base/compat.h"
#include "statistics/distribution.h"
#include "statistics/survey_sum.h"

PG_FUNCTION_INFO_V1(survey_accum);
PG_FUNCTION_INFO_V1(survey_combine);
PG_FUNCTION_INFO_V1(survey_final);

/* what a sum of n terms may be wrong by, relative to their size: 2^-100 n */
#define NOISE			7.888609052210118e-31

/* ---------- aggregate ---------- */

static void
BadWeight(FunctionCallInfo fcinfo)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("weight of an answer must be finite and not negative"),
			 errdetail("The weight is %s.",
					   PG_ARGISNULL(2) ? "NULL" : SurveyNumberText(PG_GETARG_FLOAT8(2)))));
}

static void
BadAnswer(double answer)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("answer must be finite"),
			 errdetail("The answer is %s.", SurveyNumberText(answer)),
			 errhint("A missing answer is NULL.")));
}

static void
OutOfRange(const char *what, double value)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s is out of range for a survey", what),
			 errdetail("The %s is %s.", what, SurveyNumberText(value)),
			 errhint("Answers and weights must be 0 or between 1e-60 and 1e60 in magnitude.")));
}

/*
 * The state to change: the one that the first argument is, if it is ours to
 * change, or else a new one with what the argument holds.
 */
static Survey *
SurveyToChange(FunctionCallInfo fcinfo)
{
	MemoryContext context;
	Survey	   *survey;

	if (!PG_ARGISNULL(0) &&
		VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		return DatumGetSurvey(PG_GETARG_DATUM(0));
	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	survey = SurveyCreate(context);
	if (!PG_ARGISNULL(0))
		SurveyAdd(survey, DatumGetSurvey(PG_GETARG_DATUM(0)));
	return survey;
}

static inline bool
InRange(double x)
{
	double		magnitude = fabs(x);

	return x == 0 || (magnitude >= SURVEY_SMALLEST && magnitude <= SURVEY_LARGEST);
}

/* add an answer to the sums of its stratum, and of its cluster if there is one */
static void
AddAnswer(Stratum *stratum, Cluster *cluster, double answer, double weight)
{
	DoubleDouble w = MakeDoubleDouble(weight, 0);
	DoubleDouble wy = TwoProduct(weight, answer);

	stratum->answered++;
	if (weight == 0)
		return;
	stratum->weighted++;
	AddTo(&stratum->sums[SUM_ALL_WYY], DoubleDoubleMultiplyDouble(wy, answer));
	if (cluster)
	{
		AddTo(&cluster->sums[0], w);
		AddTo(&cluster->sums[1], wy);
		return;
	}
	AddTo(&stratum->sums[SUM_W], w);
	AddTo(&stratum->sums[SUM_WY], wy);
	AddTo(&stratum->sums[SUM_WW], TwoProduct(weight, weight));
	AddTo(&stratum->sums[SUM_WWY], DoubleDoubleMultiplyDouble(wy, weight));
	AddTo(&stratum->sums[SUM_WWYY], DoubleDoubleMultiply(wy, wy));
}

Datum
survey_accum(PG_FUNCTION_ARGS)
{
	double		weight = PG_ARGISNULL(2) ? -1 : PG_GETARG_FLOAT8(2);
	text	   *name = PG_ARGISNULL(3) ? NULL : PG_GETARG_TEXT_PP(3);
	double		population = get_float8_nan();
	Survey	   *survey;
	Cluster    *cluster = NULL;
	Stratum    *stratum;
	int			number;
	bool		added;

	/* the row alone decides what is refused here */
	if (!(weight >= 0) || isinf(weight))
		BadWeight(fcinfo);
	if (!InRange(weight))
		OutOfRange("weight", weight);
	if (!PG_ARGISNULL(1))
	{
		double		answer = PG_GETARG_FLOAT8(1);

		if (isnan(answer) || isinf(answer))
			BadAnswer(answer);
		if (!InRange(answer))
			OutOfRange("answer", answer);
	}

	survey = SurveyToChange(fcinfo);
	number = SurveyFindStratum(survey, name ? VARDATA_ANY(name) : NULL,
						 name ? VARSIZE_ANY_EXHDR(name) : 0, &added);
	if (!PG_ARGISNULL(5))
	{
		population = PG_GETARG_FLOAT8(5);
		if (!(population > 0) || isinf(population))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("population of %s must be positive and finite",
							SurveyStratumText(survey, number)),
					 errdetail("The population is %s.", SurveyNumberText(population))));
	}
	SurveySetPopulation(survey, number, population, added);
	if (PG_ARGISNULL(4))
		survey->strata[number].alone++;
	else
	{
		text	   *label = PG_GETARG_TEXT_PP(4);
		int			place = SurveyFindCluster(survey, number, VARDATA_ANY(label),
											  VARSIZE_ANY_EXHDR(label), &added);

		cluster = &survey->clusters[place];
	}
	stratum = &survey->strata[number];
	if (!PG_ARGISNULL(1))
		AddAnswer(stratum, cluster, PG_GETARG_FLOAT8(1), weight);
	SurveyCheckRows(survey, number);
	PG_RETURN_DATUM(EOHPGetRWDatum(&survey->header));
}

Datum
survey_combine(PG_FUNCTION_ARGS)
{
	Survey	   *survey;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	survey = SurveyToChange(fcinfo);
	SurveyAdd(survey, DatumGetSurvey(PG_GETARG_DATUM(1)));
	PG_RETURN_DATUM(EOHPGetRWDatum(&survey->header));
}

/* ---------- result ---------- */

/* Sums of z and z^2 over the clusters of a stratum, not yet divided by sum(w). */
typedef struct Spread
{
	DoubleDouble sum;
	DoubleDouble squares;
	double		size;			/* of what the squares are a difference of */
} Spread;

/* 0 in place of the last digits that a difference leaves, or of less */
static DoubleDouble
Settle(DoubleDouble difference, double size, double noise)
{
	return difference.hi > size * noise ? difference : MakeDoubleDouble(0, 0);
}

static DoubleDouble
DifferenceFrom(DoubleDouble a, DoubleDouble b)
{
	return DoubleDoubleAdd(a, DoubleDoubleNegate(b));
}

/* rows without a cluster: sum(w^2 (y - m)^2), expanded */
static void
SpreadRows(Spread *spread, const DoubleDouble *sums, DoubleDouble mean)
{
	DoubleDouble middle = DoubleDoubleMultiply(mean, sums[SUM_WWY]);
	DoubleDouble last = DoubleDoubleMultiply(DoubleDoubleMultiply(mean, mean), sums[SUM_WW]);

	spread->sum = DifferenceFrom(sums[SUM_WY], DoubleDoubleMultiply(mean, sums[SUM_W]));
	spread->squares = DoubleDoubleAdd(sums[SUM_WWYY], last);
	spread->size = spread->squares.hi;
	AddTo(&spread->squares, DoubleDoubleNegate(DoubleDoubleScale(middle, 1)));
}

static void
SpreadCluster(Spread *spread, const DoubleDouble *sums, DoubleDouble mean, double noise)
{
	DoubleDouble expected = DoubleDoubleMultiply(mean, sums[0]);
	DoubleDouble total = DifferenceFrom(sums[1], expected);
	DoubleDouble square = DoubleDoubleMultiply(total, total);

	if (fabs(total.hi) <= fabs(expected.hi) * noise)
		return;
	AddTo(&spread->sum, total);
	AddTo(&spread->squares, square);
	spread->size += square.hi;
}

static int64
ClustersOf(const Stratum *stratum)
{
	return stratum->alone + stratum->clusters;
}

/* a single cluster is no fault where the population has no other */
static void
CheckDesign(const Survey *survey, int number)
{
	const Stratum *stratum = &survey->strata[number];
	int64		clusters = ClustersOf(stratum);

	if (stratum->population < clusters)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("population of %s is below the number of its clusters",
						SurveyStratumText(survey, number)),
				 errdetail("The population is %s, the number of clusters " INT64_FORMAT ".",
						   SurveyNumberText(stratum->population), clusters),
				 errhint("It counts first-stage units: clusters, or rows where there are none.")));
	if (clusters == 1 && stratum->population != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has a single cluster", SurveyStratumText(survey, number)),
				 errdetail("The variance within a stratum takes two clusters or more."),
				 errhint("Merge strata that are alike.")));
}

/* the variance of the mean, times the square of the sum of weights */
static DoubleDouble
Variance(const Survey *survey, DoubleDouble mean, double noise, int64 *df)
{
	int		   *order = NameTableOrder(&survey->strata_keys);
	Spread	   *spreads = palloc(sizeof(Spread) * survey->strata_keys.count);
	DoubleDouble variance = MakeDoubleDouble(0, 0);

	for (int i = 0; i < survey->strata_keys.count; i++)
	{
		CheckDesign(survey, order[i]);
		SpreadRows(&spreads[i], survey->strata[i].sums, mean);
	}
	for (int i = 0; i < survey->cluster_keys.count; i++)
	{
		const Cluster *cluster = &survey->clusters[i];

		SpreadCluster(&spreads[cluster->stratum], cluster->sums, mean, noise);
	}
	*df = 0;
	for (int i = 0; i < survey->strata_keys.count; i++)
	{
		const Stratum *stratum = &survey->strata[order[i]];
		const Spread *spread = &spreads[order[i]];
		double		clusters = ClustersOf(stratum);
		double		factor = clusters / (clusters - 1);
		DoubleDouble square;

		if (clusters == 1)
			continue;
		*df += ClustersOf(stratum) - 1;
		if (!isnan(stratum->population))
			factor *= (stratum->population - clusters) / stratum->population;
		square = DoubleDoubleDivide(DoubleDoubleMultiply(spread->sum, spread->sum),
									MakeDoubleDouble(clusters, 0));
		AddTo(&variance,
			  DoubleDoubleMultiplyDouble(Settle(DifferenceFrom(spread->squares, square),
												spread->size, noise), factor));
	}
	return variance;
}

/*
 * The variance against that of a simple random sample of n without replacement
 * out of sum(w): s^2 (1/n - 1/sum(w)), where s^2 = n/(n-1) sum(w (y-m)^2)/sum(w).
 * NULL where that is 0 or not defined.
 */
static bool
DesignEffect(DoubleDouble variance, DoubleDouble squares, DoubleDouble weight, double n,
			 double *deff)
{
	DoubleDouble rest = DoubleDoubleAddDouble(weight, -n);

	/* weights that were scaled to a sum of n say nothing of the population */
	if (squares.hi == 0 || n < 2 || rest.hi <= n * 1e-9)
		return false;
	*deff = DoubleDoubleDivide(variance, squares).hi * (n - 1) / rest.hi;
	return !isinf(*deff);
}

Datum
survey_final(PG_FUNCTION_ARGS)
{
	const Survey *survey = DatumGetSurvey(PG_GETARG_DATUM(0));
	DoubleDouble weight = MakeDoubleDouble(0, 0);
	DoubleDouble value = weight;
	DoubleDouble squares = weight;
	int64		answered = 0;
	int64		weighted = 0;
	int64		df;
	TupleDesc	desc;
	Datum		values[7];
	bool		nulls[7] = {false, true, true, true, true, true, true};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	for (int i = 0; i < survey->strata_keys.count; i++)
	{
		const Stratum *stratum = &survey->strata[i];

		answered += stratum->answered;
		weighted += stratum->weighted;
		AddTo(&weight, stratum->sums[SUM_W]);
		AddTo(&value, stratum->sums[SUM_WY]);
		AddTo(&squares, stratum->sums[SUM_ALL_WYY]);
	}
	for (int i = 0; i < survey->cluster_keys.count; i++)
	{
		AddTo(&weight, survey->clusters[i].sums[0]);
		AddTo(&value, survey->clusters[i].sums[1]);
	}
	values[0] = Int64GetDatum(answered);
	if (weight.hi > 0)
	{
		DoubleDouble mean = DoubleDoubleDivide(value, weight);
		double		noise = (weighted + 16) * NOISE;
		DoubleDouble variance = Variance(survey, mean, noise, &df);
		double		error = sqrt(variance.hi) / weight.hi;
		double		reach = error > 0 ? error * StudentQuantile(0.05, df) : 0;
		double		deff = 0;

		squares = Settle(DifferenceFrom(squares, DoubleDoubleMultiply(mean, value)),
						 squares.hi, noise);
		memset(nulls, false, sizeof(nulls));
		nulls[3] = !DesignEffect(variance, squares, weight, weighted, &deff);
		values[1] = Float8GetDatum(mean.hi + 0.0);	/* not -0 */
		values[2] = Float8GetDatum(error);
		values[3] = nulls[3] ? (Datum) 0 : Float8GetDatum(deff);
		values[4] = Float8GetDatum(mean.hi - reach);
		values[5] = Float8GetDatum(mean.hi + reach);
		values[6] = Int64GetDatum(df);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

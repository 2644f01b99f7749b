/*-------------------------------------------------------------------------
 *
 * reliability.c
 *	  Whether indicators are items of one scale: Cronbach's alpha and statistics
 *	  of items.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "access/htup_details.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/double_double.h"
#include "composite/column.h"

PG_FUNCTION_INFO_V1(scorecard_cronbach_alpha);
PG_FUNCTION_INFO_V1(scorecard_item_statistics);

/*
 * One indicator as an item of a scale: its deviations from the mean over the
 * complete units, times 2^-exponent as in a column.
 */
typedef struct ScaleItem
{
	double	   *deviations;
	double		mean;			/* times 2^-exponent */
	double		sd;				/* likewise; 0 where the item is constant */
	int			exponent;
	double		noise;			/* what rounding may leave in a deviation */
} ScaleItem;

/*
 * The sum of all items for each unit, the items multiplied by a factor each: by
 * what makes their units the same, or their deviations 1; by 0 if constant.  In
 * twice the precision, so that any item can be taken out again.
 */
typedef struct Total
{
	DoubleDouble *sums;			/* by unit */
	DoubleDouble variances;		/* sum of the variances of the items */
	DoubleDouble noise;			/* sum of squares */
	double	   *factors;		/* by item */
} Total;

/* A scale: indicators as items, over the units that have all of them. */
typedef struct Scale
{
	int			nitems;
	int			nunits;
	int			nconstant;		/* items */
	ScaleItem  *items;
	Total		raw;
	Total		standardized;
} Scale;

/* Alpha and what else hangs on the sum of items. */
typedef struct Alpha
{
	double		variance;		/* of the sum; NaN where it is but noise */
	double		raw;
	double		standardized;
	double		average_r;
} Alpha;

static int
CompleteUnits(const Scorecard *card, bool *complete)
{
	int			count = 0;

	for (int u = 0; u < card->nunits; u++)
	{
		const double *row = card->values + (Size) u * card->nindicators;

		complete[u] = true;
		for (int i = 0; i < card->nindicators && complete[u]; i++)
			complete[u] = !IsMissing(row[i]);
		count += complete[u] ? 1 : 0;
	}
	return count;
}

static void
ItemInit(ScaleItem *item, Column *column)
{
	double		mean = ColumnMean(column);

	item->deviations = palloc(sizeof(double) * Max(column->count, 1));
	item->mean = mean;
	item->exponent = column->exponent;
	item->sd = column->count < 2 || ColumnIsConstant(column) ? 0 : ColumnDeviation(column);
	item->noise = item->sd == 0 ? 0 : 8 * DBL_EPSILON * Max(fabs(column->min), fabs(column->max));
	for (int u = 0; u < column->count; u++)
		item->deviations[u] = item->sd == 0 ? 0 : column->values[u] - mean;
}

static void
TotalInit(Total *total, const Scale *scale, bool standardized)
{
	int			common = PG_INT16_MIN;

	total->sums = palloc0(sizeof(DoubleDouble) * Max(scale->nunits, 1));
	total->factors = palloc(sizeof(double) * Max(scale->nitems, 1));
	total->variances = total->noise = MakeDoubleDouble(0, 0);
	for (int i = 0; i < scale->nitems; i++)
		if (scale->items[i].sd > 0)
			common = Max(common, scale->items[i].exponent);
	for (int i = 0; i < scale->nitems; i++)
	{
		const ScaleItem *item = &scale->items[i];
		double		factor = item->sd == 0 ? 0 : standardized ? 1 / item->sd :
			ldexp(1, item->exponent - common);

		CHECK_FOR_INTERRUPTS();
		total->factors[i] = factor;
		total->variances = DoubleDoubleAdd(total->variances, TwoProduct(item->sd * factor, item->sd * factor));
		total->noise = DoubleDoubleAdd(total->noise, TwoProduct(item->noise * factor, item->noise * factor));
		for (int u = 0; u < scale->nunits; u++)
			total->sums[u] = DoubleDoubleAddDouble(total->sums[u], item->deviations[u] * factor);
	}
}

static void
ScaleInit(Scale *scale, const Scorecard *card)
{
	bool	   *complete = palloc(sizeof(bool) * Max(card->nunits, 1));
	Column		column;

	memset(scale, 0, sizeof(*scale));
	scale->nitems = card->nindicators;
	scale->nunits = CompleteUnits(card, complete);
	scale->items = palloc(sizeof(ScaleItem) * (Size) Max(scale->nitems, 1));
	ColumnInit(&column, card);
	for (int i = 0; i < scale->nitems; i++)
	{
		int			n = 0;

		CHECK_FOR_INTERRUPTS();
		for (int u = 0; u < card->nunits; u++)
			if (complete[u])
				column.values[n++] = card->values[(Size) u * card->nindicators + i];
		ColumnFilled(&column, n);
		ItemInit(&scale->items[i], &column);
		scale->nconstant += scale->items[i].sd == 0 ? 1 : 0;
	}
	TotalInit(&scale->raw, scale, false);
	TotalInit(&scale->standardized, scale, true);
}

static inline double
TotalOfUnit(const Scale *scale, const Total *total, int left_out, int unit)
{
	if (left_out < 0)
		return total->sums[unit].hi;
	return DoubleDoubleAddDouble(total->sums[unit],
								 -scale->items[left_out].deviations[unit] * total->factors[left_out]).hi;
}

static DoubleDouble
Without(DoubleDouble sum, double root)
{
	return DoubleDoubleAdd(sum, DoubleDoubleNegate(TwoProduct(root, root)));
}

/* variance of the sum of the items but one (or -1); NaN where it is but noise */
static double
VarianceOfTotal(const Scale *scale, const Total *total, int left_out)
{
	double		n = scale->nunits;
	double		sum = 0;
	double		squares = 0;
	DoubleDouble noise = total->noise;

	if (scale->nunits < 2)
		return get_float8_nan();
	for (int u = 0; u < scale->nunits; u++)
	{
		double		t = TotalOfUnit(scale, total, left_out, u);

		sum += t;
		squares += t * t;
	}
	if (left_out >= 0)
		noise = Without(noise, scale->items[left_out].noise * total->factors[left_out]);
	squares = (squares - sum * sum / n) / (n - 1);
	return squares > noise.hi ? squares : get_float8_nan();
}

/* alpha of the items but one, or of all for -1; NaN where it is not defined */
static Alpha
AlphaWithout(const Scale *scale, int left_out)
{
	double		k = left_out < 0 ? scale->nitems : scale->nitems - 1;
	Alpha		alpha = {VarianceOfTotal(scale, &scale->raw, left_out),
		get_float8_nan(), get_float8_nan(), get_float8_nan()};
	DoubleDouble variances = scale->raw.variances;
	int			constant = scale->nconstant;
	double		variance;

	if (k < 2)
		return alpha;
	if (left_out >= 0)
	{
		variances = Without(variances, scale->items[left_out].sd * scale->raw.factors[left_out]);
		constant -= scale->items[left_out].sd == 0 ? 1 : 0;
	}
	alpha.raw = k / (k - 1) * (1 - variances.hi / alpha.variance);
	if (constant > 0)
		return alpha;
	variance = VarianceOfTotal(scale, &scale->standardized, left_out);
	alpha.standardized = k / (k - 1) * (1 - k / variance);
	if (scale->nunits >= 2)
	{
		/* a sum without variance is one whose correlations cancel to the end */
		variance = isnan(variance) ? 0 : variance;
		alpha.average_r = (variance - k) / (k * (k - 1));
	}
	return alpha;
}

/*
 * Correlation of an item with the sum of all, or of the others, of which the
 * variance is given.
 */
static double
ItemTotal(const Scale *scale, int number, int left_out, double variance)
{
	const ScaleItem *item = &scale->items[number];
	double		product = 0;
	double		squares = 0;
	double		total_squares = 0;
	double		r;

	if (item->sd == 0 || isnan(variance))
		return get_float8_nan();
	for (int u = 0; u < scale->nunits; u++)
	{
		double		deviation = item->deviations[u];
		double		total = TotalOfUnit(scale, &scale->raw, left_out, u);

		product += deviation * total;
		squares += deviation * deviation;
		total_squares += total * total;
	}
	r = product / sqrt(squares * total_squares);
	return Max(Min(r, 1), -1);
}

/* alpha, standardized_alpha, average_correlation, items, n */
Datum
scorecard_cronbach_alpha(PG_FUNCTION_ARGS)
{
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	Scale		scale;
	Alpha		alpha;
	TupleDesc	desc;
	Datum		values[5];
	bool		nulls[5] = {false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	ScaleInit(&scale, card);
	alpha = AlphaWithout(&scale, -1);
	nulls[0] = isnan(alpha.raw);
	nulls[1] = isnan(alpha.standardized);
	nulls[2] = isnan(alpha.average_r);
	values[0] = Float8GetDatum(alpha.raw);
	values[1] = Float8GetDatum(alpha.standardized);
	values[2] = Float8GetDatum(alpha.average_r);
	values[3] = Int32GetDatum(scale.nitems);
	values[4] = Int32GetDatum(scale.nunits);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* indicator, n, mean, sd, item_total, item_rest, alpha_if_dropped, standardized_if_dropped */
Datum
scorecard_item_statistics(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	Scale		scale;
	double		variance;

	ScaleInit(&scale, card);
	variance = VarianceOfTotal(&scale, &scale.raw, -1);
	for (int i = 0; i < scale.nitems; i++)
	{
		const ScaleItem *item = &scale.items[i];
		Alpha		alpha;
		double		numbers[6];
		Datum		values[8];
		bool		nulls[8] = {false};

		CHECK_FOR_INTERRUPTS();
		alpha = AlphaWithout(&scale, i);
		numbers[0] = scale.nunits > 0 ? ldexp(item->mean, item->exponent) : get_float8_nan();
		numbers[1] = scale.nunits > 1 ? ldexp(item->sd, item->exponent) : get_float8_nan();
		numbers[2] = ItemTotal(&scale, i, -1, variance);
		numbers[3] = scale.nitems > 1 ? ItemTotal(&scale, i, i, alpha.variance) : get_float8_nan();
		numbers[4] = alpha.raw;
		numbers[5] = alpha.standardized;
		if (isinf(numbers[1]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("standard deviation is out of range"),
					 errdetail("Indicator \"%s\" has values too far apart.",
							   ScorecardIndicator(card, i))));
		values[0] = CStringGetTextDatum(ScorecardIndicator(card, i));
		values[1] = Int32GetDatum(scale.nunits);
		for (int k = 0; k < (int) lengthof(numbers); k++)
		{
			values[k + 2] = ParFloat8Datum(&numbers[k]);
			nulls[k + 2] = isnan(numbers[k]);
		}
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

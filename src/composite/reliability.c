/*-------------------------------------------------------------------------
 *
 * reliability.c
 *	  Whether indicators measure the same thing: correlations, Cronbach's alpha
 *	  and statistics of items.
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
#include "statistics/distribution.h"

PG_FUNCTION_INFO_V1(scorecard_correlations);
PG_FUNCTION_INFO_V1(scorecard_cronbach_alpha);
PG_FUNCTION_INFO_V1(scorecard_item_statistics);

/* indicators that are correlated with each other (54000): 50 million pairs */
#define MAX_CORRELATED	10000

/* ---------- correlations ---------- */

typedef enum CorrelationMethod
{
	PEARSON,
	SPEARMAN,
	KENDALL
} CorrelationMethod;

/*
 * The values by indicator rather than by unit, and, for the methods by rank,
 * the units of each indicator from its least value up: sorting once for each
 * indicator rather than for each pair.  The rest is room for the pair at hand.
 */
typedef struct Pairs
{
	const Scorecard *card;
	double	   *values;			/* [indicator][unit] */
	int		   *order;			/* [indicator][place]: units that have a value */
	int		   *counts;			/* of those, by indicator */
	Column		a;				/* values, or mid-ranks, of units with both */
	Column		b;
	double	   *ranks;			/* by unit */
	int		   *places;			/* Kendall: ranks of b in the order of a */
	int		   *scratch;
} Pairs;

/* Ties of one of two rankings, as the variance of Kendall's S needs them. */
typedef struct Ties
{
	double		pairs;			/* sum of t (t - 1) / 2 */
	double		triples;		/* sum of t (t - 1) (t - 2) */
	double		weighted;		/* sum of t (t - 1) (2 t + 5) */
} Ties;

static void
CountTies(Ties *ties, double t)
{
	ties->pairs += t * (t - 1) / 2;
	ties->triples += t * (t - 1) * (t - 2);
	ties->weighted += t * (t - 1) * (2 * t + 5);
}

static CorrelationMethod
ReadCorrelationMethod(const text *name)
{
	char	   *method = text_to_cstring(name);

	if (strcmp(method, "pearson") == 0)
		return PEARSON;
	if (strcmp(method, "spearman") == 0)
		return SPEARMAN;
	if (strcmp(method, "kendall") == 0)
		return KENDALL;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown method of correlation: \"%s\"", method),
			 errhint("Methods are pearson, spearman and kendall.")));
	return PEARSON;				/* keep the compiler quiet */
}

static void
PairsInit(Pairs *pairs, const Scorecard *card, CorrelationMethod method)
{
	Size		nunits = card->nunits;
	Size		cells = Max(ScorecardCells(card), 1);

	memset(pairs, 0, sizeof(*pairs));
	pairs->card = card;
	pairs->values = palloc(sizeof(double) * cells);
	for (Size u = 0; u < nunits; u++)
		for (Size i = 0; i < (Size) card->nindicators; i++)
			pairs->values[i * nunits + u] = card->values[u * card->nindicators + i];
	ColumnInit(&pairs->a, card);
	ColumnInit(&pairs->b, card);
	if (method == PEARSON)
		return;

	pairs->order = palloc(sizeof(int) * cells);
	pairs->counts = palloc(sizeof(int) * card->nindicators);
	pairs->ranks = palloc(sizeof(double) * nunits);
	pairs->places = palloc(sizeof(int) * nunits);
	pairs->scratch = palloc(sizeof(int) * nunits);
	for (int i = 0; i < card->nindicators; i++)
	{
		int		   *order;

		CHECK_FOR_INTERRUPTS();
		ColumnLoad(&pairs->a, card, i);
		order = ColumnOrder(&pairs->a);
		pairs->counts[i] = pairs->a.count;
		for (int k = 0; k < pairs->a.count; k++)
			pairs->order[(Size) i * nunits + k] = pairs->a.units[order[k]];
		pfree(order);
	}
}

static inline const double *
ValuesOf(const Pairs *pairs, int indicator)
{
	return pairs->values + (Size) indicator * pairs->card->nunits;
}

/* measure a column anew that was filled with so many values */
static void
MeasureFilled(Column *column, int count)
{
	column->count = count;
	column->exponent = 0;
	ColumnMeasure(column);
}

/* the values of the units that have both indicators */
static void
LoadPair(Pairs *pairs, const double *x, const double *y)
{
	int			n = 0;

	for (int u = 0; u < pairs->card->nunits; u++)
	{
		if (IsMissing(x[u]) || IsMissing(y[u]))
			continue;
		pairs->a.values[n] = x[u];
		pairs->b.values[n++] = y[u];
	}
	MeasureFilled(&pairs->a, n);
	MeasureFilled(&pairs->b, n);
}

/* the units that have both, by the first one's value, into scratch[]; how many */
static int
OrderPairs(Pairs *pairs, int indicator, const double *other)
{
	const int  *order = pairs->order + (Size) indicator * pairs->card->nunits;
	int			n = 0;

	for (int k = 0; k < pairs->counts[indicator]; k++)
		if (!IsMissing(other[order[k]]))
			pairs->scratch[n++] = order[k];
	return n;
}

/*
 * Mid-ranks of an indicator among the units that have the other one too, into
 * ranks[], where the other units keep what they had; and the ties.
 */
static Ties
RankAmongPairs(Pairs *pairs, int indicator, const double *other)
{
	const double *values = ValuesOf(pairs, indicator);
	const int  *units = pairs->scratch;
	int			n = OrderPairs(pairs, indicator, other);
	Ties		ties = {0};

	for (int first = 0, behind; first < n; first = behind)
	{
		for (behind = first + 1; behind < n && values[units[behind]] == values[units[first]];)
			behind++;
		CountTies(&ties, behind - first);
		for (int k = first; k < behind; k++)
			pairs->ranks[units[k]] = (first + 1 + behind) / 2.0;
	}
	return ties;
}

/* the ranks of the units that have both, in the order of the units */
static void
TakeRanks(const Pairs *pairs, Column *column, const double *x, const double *y)
{
	int			n = 0;

	for (int u = 0; u < pairs->card->nunits; u++)
		if (!IsMissing(x[u]) && !IsMissing(y[u]))
			column->values[n++] = pairs->ranks[u];
	MeasureFilled(column, n);
}

static int
CompareInts(const void *a, const void *b)
{
	int			i = *(const int *) a;
	int			j = *(const int *) b;

	return i < j ? -1 : i > j ? 1 : 0;
}

/* sorts numbers, and tells how many pairs of them stood in the wrong order */
static int64
SortCountingInversions(int *numbers, int *room, int count)
{
	int64		inversions = 0;

	for (int64 width = 1; width < count; width *= 2)
	{
		for (int64 low = 0; low + width < count; low += 2 * width)
		{
			int64		middle = low + width;
			int64		high = Min(middle + width, count);
			int64		i = low;
			int64		j = middle;

			for (int64 k = low; k < high; k++)
			{
				if (j < high && (i == middle || numbers[j] < numbers[i]))
				{
					inversions += middle - i;
					room[k] = numbers[j++];
				}
				else
					room[k] = numbers[i++];
			}
			memcpy(numbers + low, room + low, sizeof(int) * (high - low));
		}
	}
	return inversions;
}

/*
 * Kendall's tau-b by Knight's method (1966): in the order of a, ties of a
 * ordered by b, each discordant pair is an inversion of b.  The p-value is that
 * of the normal approximation with the variance of S for ties (Kendall 1970).
 */
static double
Kendall(Pairs *pairs, int first, int second, double *p_value)
{
	const double *x = ValuesOf(pairs, first);
	const double *y = ValuesOf(pairs, second);
	Ties		ties_b = RankAmongPairs(pairs, second, x);
	const double *ranks_b = pairs->ranks;
	int			count = OrderPairs(pairs, first, y);
	double		n = count;
	Ties		ties_a = {0};
	double		both = 0;
	double		all;
	double		s;
	double		divisor;
	double		variance;

	for (int low = 0, behind; low < count; low = behind)
	{
		for (behind = low; behind < count && x[pairs->scratch[behind]] == x[pairs->scratch[low]]; behind++)
			pairs->places[behind] = (int) (2 * ranks_b[pairs->scratch[behind]]);
		CountTies(&ties_a, behind - low);
		qsort(pairs->places + low, behind - low, sizeof(int), CompareInts);
		for (int k = low, last; k < behind; k = last)
		{
			for (last = k + 1; last < behind && pairs->places[last] == pairs->places[k];)
				last++;
			both += (double) (last - k) * (last - k - 1) / 2;
		}
	}
	all = n * (n - 1) / 2;
	s = all - ties_a.pairs - ties_b.pairs + both -
		2.0 * SortCountingInversions(pairs->places, pairs->scratch, count);
	divisor = sqrt((all - ties_a.pairs) * (all - ties_b.pairs));
	pairs->a.count = count;
	if (!(divisor > 0))
		return get_float8_nan();

	variance = (n * (n - 1) * (2 * n + 5) - ties_a.weighted - ties_b.weighted) / 18 +
		2 * ties_a.pairs * ties_b.pairs / (n * (n - 1));
	if (n > 2)
		variance += ties_a.triples * ties_b.triples / (9 * n * (n - 1) * (n - 2));
	*p_value = NormalTwoSided(s / sqrt(variance));
	return Max(Min(s / divisor, 1), -1);
}

/* NaN where it is not defined; n and the p-value by the way */
static double
Correlate(Pairs *pairs, int first, int second, CorrelationMethod method, double *p_value)
{
	const double *x = ValuesOf(pairs, first);
	const double *y = ValuesOf(pairs, second);
	double		r;
	double		df;

	switch (method)
	{
		case PEARSON:
			LoadPair(pairs, x, y);
			break;
		case SPEARMAN:
			RankAmongPairs(pairs, first, y);
			TakeRanks(pairs, &pairs->a, x, y);
			RankAmongPairs(pairs, second, x);
			TakeRanks(pairs, &pairs->b, x, y);
			break;
		case KENDALL:
			return Kendall(pairs, first, second, p_value);
	}
	df = pairs->a.count - 2;
	r = ColumnCorrelation(&pairs->a, &pairs->b);
	if (df > 0)
		*p_value = fabs(r) == 1 ? 0 : StudentTwoSided(r * sqrt(df / ((1 - r) * (1 + r))), df);
	return r;
}

/* a, b, r, n, p_value */
Datum
scorecard_correlations(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	CorrelationMethod method = ReadCorrelationMethod(PG_GETARG_TEXT_PP(1));
	Pairs		pairs;
	Datum	   *names;

	if (card->nindicators > MAX_CORRELATED)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("scorecard has too many indicators to correlate"),
				 errdetail("It has %d; the limit is %d.", card->nindicators, MAX_CORRELATED)));
	if (card->nindicators < 2)
		return (Datum) 0;
	PairsInit(&pairs, card, method);
	names = palloc(sizeof(Datum) * card->nindicators);
	for (int i = 0; i < card->nindicators; i++)
		names[i] = CStringGetTextDatum(ScorecardIndicator(card, i));

	for (int i = 0; i < card->nindicators; i++)
		for (int j = i + 1; j < card->nindicators; j++)
		{
			double		p_value = 0;
			double		r;
			Datum		values[5];
			bool		nulls[5] = {false};

			CHECK_FOR_INTERRUPTS();
			r = Correlate(&pairs, i, j, method, &p_value);
			nulls[2] = isnan(r);
			nulls[4] = isnan(r) || pairs.a.count < 3;
			values[0] = names[i];
			values[1] = names[j];
			values[2] = ParFloat8Datum(&r);
			values[3] = Int32GetDatum(pairs.a.count);
			values[4] = ParFloat8Datum(&p_value);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
	return (Datum) 0;
}

/* ---------- items of a scale ---------- */

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
		MeasureFilled(&column, n);
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

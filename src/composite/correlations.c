/*-------------------------------------------------------------------------
 *
 * correlations.c
 *	  Correlations of the indicators of a scorecard.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/ranking.h"
#include "composite/column.h"
#include "statistics/distribution.h"

PG_FUNCTION_INFO_V1(scorecard_correlations);

/* indicators that are correlated with each other (54000): 50 million pairs */
#define MAX_CORRELATED	10000

/* complete columns that are multiplied with all others at a time */
#define PRODUCT_ROWS	32

typedef enum CorrelationMethod
{
	PEARSON,
	SPEARMAN,
	KENDALL
} CorrelationMethod;

/*
 * An indicator that all units have, as the others meet it: what it deviates from
 * its mean, or its mid-ranks from theirs.  Most cards have no holes, and then each
 * indicator is measured once, and not once for each of its pairs.
 */
typedef struct CompleteColumns
{
	int			count;
	int		   *column;			/* by indicator; -1: it has holes, or kendall, which
								 * compares pairs of units, is asked for */
	double	   *deviations;		/* [unit][column] */
	double	   *squares;		/* their sums of squares, by column */
	bool	   *tied;			/* two units have the same value, by column */
	double	   *products;		/* [row of the block][column]: sums of products */
} CompleteColumns;

/*
 * The values by indicator rather than by unit, and, for the methods by rank,
 * the units of each indicator from its least value up: sorting once for each
 * indicator rather than for each pair.  Values that are ranked are rounded, so
 * that what is a tie for par.rollup is one here.  The rest is room for the pair at
 * hand.
 */
typedef struct Pairs
{
	const Scorecard *card;
	CorrelationMethod method;
	double	   *values;			/* [indicator][unit] */
	CompleteColumns complete;
	int		   *order;			/* [indicator][place]: units that have a value */
	int		   *counts;			/* of those, by indicator */
	Column		a;				/* values, or mid-ranks, of units with both */
	Column		b;
	double	   *ranks;			/* by unit */
	int		   *places;			/* Kendall: ranks of b in the order of a */
	int		   *scratch;
} Pairs;

/* A correlation, and how sure it is. */
typedef struct Correlation
{
	double		r;				/* NaN where it is not defined */
	int			n;
	double		p_value;
	const char *p_method;		/* exact, student or normal */
} Correlation;

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

static inline const double *
ValuesOf(const Pairs *pairs, int indicator)
{
	return pairs->values + (Size) indicator * pairs->card->nunits;
}

/* the units of each indicator from its least value up */
static void
OrderUnits(Pairs *pairs)
{
	const Scorecard *card = pairs->card;
	Size		nunits = card->nunits;

	pairs->order = palloc_extended(sizeof(int) * Max(ScorecardCells(card), 1), MCXT_ALLOC_HUGE);
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
	ColumnFilled(&pairs->a, n);
	ColumnFilled(&pairs->b, n);
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
	ColumnFilled(column, n);
}

/*
 * Measure the indicators that all units have.  Their deviations lie unit by unit,
 * so that the sums of products of a block of them with all others are added up in
 * vector registers.
 */
static void
MeasureComplete(Pairs *pairs)
{
	const Scorecard *card = pairs->card;
	CompleteColumns *complete = &pairs->complete;
	Size		nunits = card->nunits;
	double	   *deviations;

	complete->column = palloc(sizeof(int) * card->nindicators);
	complete->squares = palloc(sizeof(double) * card->nindicators);
	complete->tied = palloc0(sizeof(bool) * card->nindicators);
	for (int i = 0; i < card->nindicators; i++)
	{
		const double *values = ValuesOf(pairs, i);
		bool		whole = true;

		for (Size u = 0; u < nunits && whole; u++)
			whole = !IsMissing(values[u]);
		complete->column[i] = whole && pairs->method != KENDALL ? complete->count++ : -1;
	}
	complete->deviations = palloc_extended(sizeof(double) * Max(nunits * complete->count, 1),
										   MCXT_ALLOC_HUGE);
	complete->products = palloc(sizeof(double) * PRODUCT_ROWS * Max(complete->count, 1));
	for (int i = 0; i < card->nindicators; i++)
	{
		int			column = complete->column[i];
		const double *values = ValuesOf(pairs, i);
		double		mean;
		double		squares = 0;

		if (column < 0)
			continue;
		CHECK_FOR_INTERRUPTS();
		if (pairs->method == PEARSON)
			LoadPair(pairs, values, values);
		else
		{
			complete->tied[column] = RankAmongPairs(pairs, i, values).pairs > 0;
			TakeRanks(pairs, &pairs->a, values, values);
		}
		mean = ColumnMean(&pairs->a);
		deviations = complete->deviations + column;
		for (Size u = 0; u < nunits; u++)
		{
			double		deviation = pairs->a.values[u] - mean;

			deviations[u * complete->count] = deviation;
			squares += deviation * deviation;
		}
		complete->squares[column] = ColumnIsConstant(&pairs->a) ? 0 : squares;
	}
}

/* sums of products of the columns of a block, from one on, with all behind them */
static void
MultiplyBlock(const Pairs *pairs, int first)
{
	const CompleteColumns *complete = &pairs->complete;
	int			count = complete->count;
	int			rows = Min(PRODUCT_ROWS, count - first);
	int			u = 0;

	memset(complete->products, 0, sizeof(double) * PRODUCT_ROWS * count);
	for (; u + 4 <= pairs->card->nunits; u += 4)
	{
		const double *d0 = complete->deviations + (Size) u * count;
		const double *d1 = d0 + count;
		const double *d2 = d1 + count;
		const double *d3 = d2 + count;

		for (int row = 0; row < rows; row++)
		{
			double	   *products = complete->products + (Size) row * count;
			double		f0 = d0[first + row];
			double		f1 = d1[first + row];
			double		f2 = d2[first + row];
			double		f3 = d3[first + row];

			for (int j = first + row; j < count; j++)
				products[j] += (f0 * d0[j] + f1 * d1[j]) + (f2 * d2[j] + f3 * d3[j]);
		}
		if ((u & 255) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	for (; u < pairs->card->nunits; u++)
	{
		const double *d = complete->deviations + (Size) u * count;

		for (int row = 0; row < rows; row++)
			for (int j = first + row; j < count; j++)
				complete->products[(Size) row * count + j] += d[first + row] * d[j];
	}
}

/* the correlation of two complete columns, the first of which is in the block */
static double
CorrelateComplete(const Pairs *pairs, int block, int a, int b)
{
	const CompleteColumns *complete = &pairs->complete;
	double		squares = complete->squares[a] * complete->squares[b];
	double		r;

	if (!(squares > 0))
		return get_float8_nan();
	r = complete->products[(Size) (a - block) * complete->count + b] / sqrt(squares);
	return Max(Min(r, 1), -1);
}

static void
PairsInit(Pairs *pairs, const Scorecard *card, CorrelationMethod method)
{
	Size		nunits = card->nunits;

	memset(pairs, 0, sizeof(*pairs));
	pairs->card = card;
	pairs->method = method;
	pairs->values = palloc_extended(sizeof(double) * Max(ScorecardCells(card), 1), MCXT_ALLOC_HUGE);
	for (Size u = 0; u < nunits; u++)
		for (Size i = 0; i < (Size) card->nindicators; i++)
		{
			double		value = card->values[u * card->nindicators + i];

			CHECK_FOR_INTERRUPTS();
			pairs->values[i * nunits + u] = method == PEARSON ? value : RoundToDigits(value);
		}
	ColumnInit(&pairs->a, card);
	ColumnInit(&pairs->b, card);
	if (method != PEARSON)
		OrderUnits(pairs);
	MeasureComplete(pairs);
}

static int
CompareInts(const void *a, const void *b)
{
	int			i = *(const int *) a;
	int			j = *(const int *) b;

	CHECK_FOR_INTERRUPTS();
	return i < j ? -1 : i > j ? 1 : 0;
}

/* sorts numbers, and tells how many pairs of them stood in the wrong order */
static int64
SortCountingInversions(int *numbers, int *room, int count)
{
	int64		inversions = 0;

	for (int64 width = 1; width < count; width *= 2)
	{
		CHECK_FOR_INTERRUPTS();
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
 * ordered by b, each discordant pair is an inversion of b.  Without ties and for
 * few units the p-value is exact; else that of the normal approximation with the
 * variance of S for ties (Kendall 1970).
 */
static Correlation
Kendall(Pairs *pairs, int first, int second)
{
	Correlation result = {get_float8_nan(), 0, 0, "normal"};
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
	result.n = count;
	if (!(divisor > 0))
		return result;
	result.r = Max(Min(s / divisor, 1), -1);
	if (ties_a.pairs == 0 && ties_b.pairs == 0 && count < KENDALL_EXACT_UNITS)
	{
		result.p_method = "exact";
		result.p_value = KendallTwoSided(count, (int) ((all + s) / 2));
		return result;
	}

	variance = (n * (n - 1) * (2 * n + 5) - ties_a.weighted - ties_b.weighted) / 18 +
		2 * ties_a.pairs * ties_b.pairs / (n * (n - 1));
	if (n > 2)
		variance += ties_a.triples * ties_b.triples / (9 * n * (n - 1) * (n - 2));
	result.p_value = NormalTwoSided(s / sqrt(variance));
	return result;
}

/* how sure a product-moment correlation is: of values, or of ranks */
static void
SetSureness(Correlation *result, bool ranked, bool tied)
{
	double		df = result->n - 2;
	double		r = result->r;

	if (isnan(r) || df <= 0)
		return;
	if (ranked && !tied && result->n <= SPEARMAN_EXACT_UNITS)
	{
		result->p_method = "exact";
		result->p_value = SpearmanTwoSided(result->n, r);
	}
	else
		result->p_value = fabs(r) == 1 ? 0 :
			StudentTwoSided(r * sqrt(df / ((1 - r) * (1 + r))), df);
}

/* of two indicators; block is the first of the columns whose products are there */
static Correlation
Correlate(Pairs *pairs, int first, int second, int block)
{
	const double *x = ValuesOf(pairs, first);
	const double *y = ValuesOf(pairs, second);
	const CompleteColumns *complete = &pairs->complete;
	int			a = complete->column[first];
	int			b = complete->column[second];
	Correlation result = {0, 0, 0, "student"};
	bool		tied = false;

	if (pairs->method == KENDALL)
		return Kendall(pairs, first, second);
	if (a >= 0 && b >= 0)
	{
		result.r = CorrelateComplete(pairs, block, a, b);
		result.n = pairs->card->nunits;
		tied = complete->tied[a] || complete->tied[b];
	}
	else
	{
		if (pairs->method == PEARSON)
			LoadPair(pairs, x, y);
		else
		{
			tied = RankAmongPairs(pairs, first, y).pairs > 0;
			TakeRanks(pairs, &pairs->a, x, y);
			tied |= RankAmongPairs(pairs, second, x).pairs > 0;
			TakeRanks(pairs, &pairs->b, x, y);
		}
		result.r = ColumnCorrelation(&pairs->a, &pairs->b);
		result.n = pairs->a.count;
	}
	SetSureness(&result, pairs->method == SPEARMAN, tied);
	return result;
}

/* a, b, r, n, p_value, p_method */
Datum
scorecard_correlations(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	const Scorecard *card = PG_GETARG_SCORECARD_P(0);
	CorrelationMethod method = ReadCorrelationMethod(PG_GETARG_TEXT_PP(1));
	Pairs		pairs;
	Datum	   *names;
	int			block = 0;

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
	{
		int			column = pairs.complete.column[i];

		/* complete columns come in the order of the indicators */
		if (column >= 0 && column % PRODUCT_ROWS == 0)
		{
			block = column;
			MultiplyBlock(&pairs, block);
		}
		for (int j = i + 1; j < card->nindicators; j++)
		{
			Correlation result;
			Datum		values[6];
			bool		nulls[6] = {false};

			CHECK_FOR_INTERRUPTS();
			result = Correlate(&pairs, i, j, block);
			nulls[2] = isnan(result.r);
			nulls[4] = nulls[5] = isnan(result.r) || result.n < 3;
			values[0] = names[i];
			values[1] = names[j];
			values[2] = ParFloat8Datum(&result.r);
			values[3] = Int32GetDatum(result.n);
			values[4] = ParFloat8Datum(&result.p_value);
			if (!nulls[5])
				values[5] = CStringGetTextDatum(result.p_method);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
			if (!nulls[5])
				pfree(DatumGetPointer(values[5]));
		}
	}
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * column.c
 *	  The values of one indicator and what they are like.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "composite/column.h"

void
ColumnInit(Column *column, const Scorecard *card)
{
	memset(column, 0, sizeof(*column));
	column->units = palloc(sizeof(int) * Max(card->nunits, 1));
	column->values = palloc(sizeof(double) * (Size) Max(card->nunits, 1));
}

void
ColumnLoad(Column *column, const Scorecard *card, int indicator)
{
	column->count = 0;
	column->exponent = 0;
	for (int u = 0; u < card->nunits; u++)
	{
		double		value = card->values[(Size) u * card->nindicators + indicator];

		if (IsMissing(value))
			continue;
		column->units[column->count] = u;
		column->values[column->count++] = value;
	}
	ColumnMeasure(column);
}

void
ColumnMeasure(Column *column)
{
	double		largest = 0;
	int			exponent;

	for (int i = 0; i < column->count; i++)
		largest = Max(largest, fabs(column->values[i]));
	frexp(largest, &exponent);
	column->exponent += exponent;
	column->min = column->max = 0;
	for (int i = 0; i < column->count; i++)
	{
		double		value = ldexp(column->values[i], -exponent);

		column->values[i] = value;
		column->min = i == 0 ? value : Min(column->min, value);
		column->max = i == 0 ? value : Max(column->max, value);
	}
}

void
ColumnFilled(Column *column, int count)
{
	column->count = count;
	column->exponent = 0;
	ColumnMeasure(column);
}

/* the mean, and what rounding left over added once more */
double
ColumnMean(const Column *column)
{
	double		sum = 0;
	double		rest = 0;
	double		mean;

	if (column->count == 0)
		return get_float8_nan();
	for (int i = 0; i < column->count; i++)
		sum += column->values[i];
	mean = sum / column->count;
	for (int i = 0; i < column->count; i++)
		rest += column->values[i] - mean;
	return mean + rest / column->count;
}

/* the sum of the deviations from the mean to a power */
static double
Moment(const Column *column, int power)
{
	double		mean = ColumnMean(column);
	double		sum = 0;

	for (int i = 0; i < column->count; i++)
	{
		double		deviation = column->values[i] - mean;
		double		term = deviation * deviation;

		if (power == 3)
			term *= deviation;
		else if (power == 4)
			term *= term;
		sum += term;
	}
	return sum;
}

double
ColumnDeviation(const Column *column)
{
	if (column->count < 2)
		return get_float8_nan();
	return sqrt(Moment(column, 2) / (column->count - 1));
}

double
ColumnCorrelation(const Column *a, const Column *b)
{
	double		mean_a = ColumnMean(a);
	double		mean_b = ColumnMean(b);
	double		product = 0;
	double		correlation;

	Assert(a->count == b->count);
	if (ColumnIsConstant(a) || ColumnIsConstant(b))
		return get_float8_nan();
	for (int i = 0; i < a->count; i++)
		product += (a->values[i] - mean_a) * (b->values[i] - mean_b);
	correlation = product / sqrt(Moment(a, 2) * Moment(b, 2));
	return Max(Min(correlation, 1), -1);
}

double
ColumnSkewness(const Column *column)
{
	double		n = column->count;
	double		variance;

	if (column->count < 3 || ColumnIsConstant(column))
		return get_float8_nan();
	variance = Moment(column, 2) / n;
	return Moment(column, 3) / n / (variance * sqrt(variance)) * sqrt(n * (n - 1)) / (n - 2);
}

double
ColumnKurtosis(const Column *column)
{
	double		n = column->count;
	double		variance;
	double		excess;

	if (column->count < 4 || ColumnIsConstant(column))
		return get_float8_nan();
	variance = Moment(column, 2) / n;
	excess = Moment(column, 4) / n / (variance * variance) - 3;
	return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6);
}

static int
ComparePositions(const void *a, const void *b, void *values)
{
	int			i = *(const int *) a;
	int			j = *(const int *) b;
	double		x = ((const double *) values)[i];
	double		y = ((const double *) values)[j];

	CHECK_FOR_INTERRUPTS();
	return x < y ? -1 : x > y ? 1 : i < j ? -1 : i > j ? 1 : 0;
}

int *
ColumnOrder(const Column *column)
{
	int		   *order = palloc(sizeof(int) * Max(column->count, 1));

	for (int i = 0; i < column->count; i++)
		order[i] = i;
	qsort_arg(order, column->count, sizeof(int), ComparePositions, column->values);
	return order;
}

double
ColumnMedian(const Column *column)
{
	int		   *order = ColumnOrder(column);
	double		below = column->values[order[(column->count - 1) / 2]];
	double		above = column->values[order[column->count / 2]];

	pfree(order);
	return below + (above - below) / 2;
}

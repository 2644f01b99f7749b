/*-------------------------------------------------------------------------
 *
 * ranking.c
 *	  Rounding and ranks of floating-point values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#include "base/ranking.h"

/* powers of ten that are exact in double precision */
#define EXACT_POWERS	22

static const double powers[EXACT_POWERS + 1] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

#define SIGNIFICANT_DIGITS	10
#define HALF_TOLERANCE		1e-12
#define LOG10_OF_2			0.30102999566398119521

/* from here on there is nothing behind the point */
#define ALL_INTEGRAL		4503599627370496.0	/* 2^52 */

double
RoundToDecimals(double value, int decimals)
{
	double		scaled = fabs(value) * powers[decimals];
	double		whole;
	double		rest;

	if (!(scaled < ALL_INTEGRAL))
		return value;
	whole = floor(scaled);
	rest = scaled - whole;
	if (rest >= 0.5 - Min(scaled * HALF_TOLERANCE, 0.25))
		whole += 1;
	return copysign(whole / powers[decimals], value) + 0.0;
}

double
RoundToDigits(double value)
{
	double		magnitude = fabs(value);
	double		scaled;
	int			exponent;
	int			shift;

	if (isnan(value) || value == 0)
		return value + 0.0;

	/*
	 * The power of ten that leaves so many digits before the point, judging by
	 * the power of two below the value: it may be one too much.
	 */
	frexp(magnitude, &exponent);
	shift = SIGNIFICANT_DIGITS - 1 - (int) floor((exponent - 1) * LOG10_OF_2);
	if (shift >= 0 && shift <= EXACT_POWERS)
		scaled = magnitude * powers[shift];
	else if (shift < 0 && shift > -EXACT_POWERS)
		scaled = magnitude / powers[-shift];
	else
	{
		char		text[64];

		snprintf(text, sizeof(text), "%.*e", SIGNIFICANT_DIGITS - 1, value);
		return strtod(text, NULL);
	}

	if (scaled >= powers[SIGNIFICANT_DIGITS])
	{
		shift--;
		scaled = shift >= 0 ? magnitude * powers[shift] : magnitude / powers[-shift];
	}
	scaled = rint(scaled);
	scaled = shift >= 0 ? scaled / powers[shift] : scaled * powers[-shift];
	return value < 0 ? -scaled : scaled;
}

/* A value as it is compared, and whose it is. */
typedef struct RankKey
{
	double		value;
	int			number;
} RankKey;

static int
CompareKeys(const void *a, const void *b)
{
	double		x = ((const RankKey *) a)->value;
	double		y = ((const RankKey *) b)->value;

	CHECK_FOR_INTERRUPTS();
	return x > y ? -1 : x < y ? 1 : 0;
}

void
RankValues(const double *values, int count, int decimals, int *ranks)
{
	RankKey    *keys = palloc(sizeof(RankKey) * (Size) Max(count, 1));
	int			present = 0;

	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ranks[i] = 0;
		if (isnan(values[i]))
			continue;
		keys[present].value = decimals == UNROUNDED ?
			RoundToDigits(values[i]) : RoundToDecimals(values[i], decimals);
		keys[present++].number = i;
	}
	qsort(keys, present, sizeof(RankKey), CompareKeys);
	for (int k = 0; k < present; k++)
		ranks[keys[k].number] = k > 0 && keys[k].value == keys[k - 1].value ?
			ranks[keys[k - 1].number] : k + 1;
	pfree(keys);
}

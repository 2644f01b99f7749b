/*-------------------------------------------------------------------------
 *
 * distribution.c
 *	  Student's t distribution and the normal one; those of rank correlations of
 *	  few units.
 *
 * The tail of Student's t is the regularized incomplete beta function (Abramowitz
 * and Stegun 26.5.8, 26.7.1):
 *
 *		P(|T| >= t) = I(x; df / 2, 1 / 2), x = df / (df + t^2)
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "statistics/distribution.h"

/* of the continued fraction, which needs about the root of df steps */
#define MAX_STEPS	100000

/* from here on Student's t is taken from the normal distribution */
#define LARGE_DF	1e5

#define LN_PI		1.14472988584940017414

double
NormalTwoSided(double z)
{
	return erfc(fabs(z) / sqrt(2.0));
}

/*
 * ln(Gamma(a + 1/2) / Gamma(a)).  For large a the difference of two large
 * logarithms would lose its digits, so that there it is a series.
 */
static double
LogGammaRatio(double a)
{
	double		r = 1 / a;
	double		s = r * r;

	if (a < 20)
		return lgamma(a + 0.5) - lgamma(a);
	return 0.5 * log(a) - r * (1.0 / 8 - s * (1.0 / 192 - s * (1.0 / 640 - s * (17.0 / 14336 - s * (31.0 / 18432)))));
}

/* the continued fraction of the incomplete beta function, by Lentz's method */
static double
BetaFraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double		c = 1;
	double		d = 1 - (a + b) * x / (a + 1);
	double		fraction;

	if (fabs(d) < tiny)
		d = tiny;
	d = 1 / d;
	fraction = d;
	for (int m = 1; m < MAX_STEPS; m++)
	{
		double		even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double		odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double		step;

		d = 1 + even * d;
		c = 1 + even / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		fraction *= d * c;
		d = 1 + odd * d;
		c = 1 + odd / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		step = d * c;
		fraction *= step;
		if (fabs(step - 1) <= 4 * DBL_EPSILON)
			break;
	}
	return fraction;
}

/*
 * The deviate of the normal distribution that is as probable as t (Hill 1970,
 * Algorithm 395).  From LARGE_DF on it is exact to the last digits, where the
 * continued fraction would lose them in 1 - x.
 */
static double
NormalDeviate(double t, double df)
{
	double		a = df - 0.5;
	double		b = 48 * a * a;
	double		y = a * log1p(t * t / df);
	double		rest = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b);

	return sqrt(y) * (1 + (rest + y + 3) / b);
}

double
StudentTwoSided(double t, double df)
{
	double		a = df / 2;
	double		square = t * t;
	double		x;
	double		y;
	double		front;

	if (isnan(t) || t == 0)
		return isnan(t) ? t : 1;
	if (isinf(square))
		return 0;
	if (df > LARGE_DF)
		return NormalTwoSided(NormalDeviate(t, df));

	/* x and 1 - x, neither by subtraction */
	x = df / (df + square);
	y = square / (df + square);
	front = exp(LogGammaRatio(a) - LN_PI / 2 - a * log1p(square / df) + 0.5 * log(y));
	if (x < (a + 1) / (a + 2.5))
		return front * BetaFraction(a, 0.5, x) / a;
	return 1 - front * BetaFraction(0.5, a, y) / 0.5;
}

double
StudentQuantile(double two_sided, double df)
{
	double		low = 0;
	double		high = 1;
	double		t;

	while (StudentTwoSided(high, df) > two_sided && high < DBL_MAX / 2)
		high *= 2;
	t = (low + high) / 2;

	/* Newton's steps, or halving where one would leave the bracket */
	for (int i = 0; i < 200; i++)
	{
		double		excess = StudentTwoSided(t, df) - two_sided;
		double		density = exp(LogGammaRatio(df / 2) - LN_PI / 2 - 0.5 * log(df) -
								  (df + 1) / 2 * log1p(t * t / df));
		double		next;

		if (excess > 0)
			low = t;
		else
			high = t;
		next = t + excess / (2 * density);
		if (!(next > low && next < high))
			next = low + (high - low) / 2;
		if (fabs(next - t) <= 2 * DBL_EPSILON * t || next == low || next == high)
			return next;
		t = next;
	}
	return t;
}

/* ---------- rank correlations ---------- */

/*
 * How likely so many inversions are: the number of inversions of n items in random
 * order is a sum of independent numbers, the k-th one uniform on 0 ... k - 1.
 */
double
KendallTwoSided(int n, int concordant)
{
	int			most = n * (n - 1) / 2;
	int			tail = Min(concordant, most - concordant);
	double	   *likely = palloc0(sizeof(double) * (most + 1));
	double	   *next = palloc0(sizeof(double) * (most + 1));
	double		sum = 0;

	likely[0] = 1;
	for (int k = 2; k <= n; k++)
	{
		double		window = 0;
		double	   *swap;

		/* only what may come to lie in the tail */
		for (int i = 0; i <= tail; i++)
		{
			window += likely[i];
			if (i >= k)
				window -= likely[i - k];
			next[i] = Max(window, 0) / k;
		}
		swap = likely;
		likely = next;
		next = swap;
	}
	for (int i = 0; i <= tail; i++)
		sum += likely[i];
	pfree(likely);
	pfree(next);
	return Min(2 * sum, 1);
}

/*
 * How many orders of n ranks have each sum of squared differences from 1 ... n:
 * place by place, over the set of ranks that are taken.  12 have half a billion
 * orders, but 4,096 sets.
 */
static int64 *
CountOrders(int n, int room)
{
	Size		sets = (Size) 1 << n;
	int64	   *ways = palloc0(sizeof(int64) * room * sets);
	int64	   *all;

	ways[0] = 1;
	for (Size taken = 0; taken < sets; taken++)
	{
		const int64 *from = ways + taken * room;
		int			place = 0;

		CHECK_FOR_INTERRUPTS();
		for (int rank = 0; rank < n; rank++)
			place += (taken >> rank) & 1;
		for (int rank = 0; rank < n; rank++)
		{
			int			square = (place - rank) * (place - rank);
			int64	   *to = ways + (taken | (Size) 1 << rank) * room;

			if ((taken >> rank) & 1)
				continue;
			for (int s = 0; s + square < room; s++)
				to[s + square] += from[s];
		}
	}
	all = MemoryContextAlloc(TopMemoryContext, sizeof(int64) * room);
	memcpy(all, ways + (sets - 1) * room, sizeof(int64) * room);
	pfree(ways);
	return all;
}

double
SpearmanTwoSided(int n, double r)
{
	static int64 *counts[SPEARMAN_EXACT_UNITS + 1];
	int			most = (n * n * n - n) / 3;
	int			sum = (int) rint((1 - r) * most / 2);
	int			tail = Min(sum, most - sum);
	double		orders = 1;
	double		as_far = 0;

	/* counted once a process: the numbers are always the same */
	if (counts[n] == NULL)
		counts[n] = CountOrders(n, most + 1);
	for (int k = 2; k <= n; k++)
		orders *= k;
	for (int s = 0; s <= tail; s++)
		as_far += (double) counts[n][s];
	return Min(2 * as_far / orders, 1);
}

/*-------------------------------------------------------------------------
 *
 * double_double.c
 *	  Exponentials and logarithms of twice the precision of a double.
 *
 * A root of a high order magnifies an error of what it is taken of, and a
 * power of a large number one of its logarithm: a double has no digits to
 * spare for either.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/double_double.h"

const DoubleDouble DoubleDoubleLn2 = {0.69314718055994530942, 2.3190468138462995584e-17};

/* terms of the series, and how often the argument is halved before */
#define SERIES_TERMS	9
#define HALVINGS		9

/* e^x - 1 for small x, to about 2^-100 of the result */
static DoubleDouble
ExpM1Reduced(DoubleDouble x)
{
	DoubleDouble r = DoubleDoubleScale(x, -HALVINGS);
	DoubleDouble e = MakeDoubleDouble(1, 0);

	for (int n = SERIES_TERMS; n > 1; n--)
	{
		e = DoubleDoubleMultiply(e, r);
		e = DoubleDoubleDivide(e, MakeDoubleDouble(n, 0));
		e = DoubleDoubleAddDouble(e, 1);
	}
	e = DoubleDoubleMultiply(e, r);
	/* (1 + e)^2 - 1 = e * (e + 2) */
	for (int i = 0; i < HALVINGS; i++)
		e = DoubleDoubleMultiply(e, DoubleDoubleAddDouble(e, 2));
	return e;
}

/* take the nearest multiple of ln 2 from x; the factor is returned */
static int
ReduceByLn2(DoubleDouble *x)
{
	double		k = rint(x->hi / DoubleDoubleLn2.hi);

	if (k != 0)
		*x = DoubleDoubleAdd(*x, DoubleDoubleMultiplyDouble(DoubleDoubleLn2, -k));
	return (int) k;
}

/* e^x - 1 for x of at most 700 in magnitude */
DoubleDouble
DoubleDoubleExpM1(DoubleDouble x)
{
	int			k = ReduceByLn2(&x);
	DoubleDouble e = ExpM1Reduced(x);

	if (k == 0)
		return e;
	e = DoubleDoubleScale(DoubleDoubleAddDouble(e, 1), k);
	return DoubleDoubleAddDouble(e, -1);
}

/*
 * ln(1 + x) for x above -1: a step of Newton's from what a double has.  That of
 * infinity is infinite, and there is nothing to better.
 */
DoubleDouble
DoubleDoubleLog1P(DoubleDouble x)
{
	double		log = log1p(x.hi);
	DoubleDouble e;
	DoubleDouble correction;

	if (isinf(log))
		return MakeDoubleDouble(log, 0);
	e = DoubleDoubleExpM1(MakeDoubleDouble(-log, 0));
	correction = DoubleDoubleMultiply(x, e);

	/* (1 + x) * e^-log - 1 */
	correction = DoubleDoubleAdd(correction, DoubleDoubleAdd(x, e));
	return DoubleDoubleAddDouble(correction, log);
}

/* ln(x * 2^exponent) for x between 1/2 and 2 */
DoubleDouble
DoubleDoubleLog(DoubleDouble x, int exponent)
{
	return DoubleDoubleAdd(DoubleDoubleLog1P(DoubleDoubleAddDouble(x, -1)),
						   DoubleDoubleMultiplyDouble(DoubleDoubleLn2, exponent));
}

/*
 * e^x * 2^exponent as a double; infinite if that is too large.  The exponent
 * is at most some thousands.
 */
double
DoubleDoubleExp(DoubleDouble x, int exponent)
{
	DoubleDouble e;

	if (!(x.hi < 5000))
		return HUGE_VAL;
	if (x.hi < -5000)
		return 0;
	exponent += ReduceByLn2(&x);
	e = DoubleDoubleAddDouble(ExpM1Reduced(x), 1);
	return ldexp(e.hi, exponent);
}

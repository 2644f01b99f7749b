/*-------------------------------------------------------------------------
 *
 * double_double.h
 *	  Floating-point arithmetic of twice the precision of a double.
 *
 * A number is the unevaluated sum of two doubles, the second of which is at
 * most half a unit in the last place of the first: about 106 bits.  The
 * operations are those of Dekker and Knuth.  They are exact, or accurate to
 * about 2^-104, as long as nothing overflows, operands of products are below
 * 2^990 and products above 2^-960 in magnitude.
 *
 * Each operation is rounded by an assignment of its own, which gcc keeps to
 * even where registers are wider (-fexcess-precision=standard), and none is
 * fused (-ffp-contract=off).  For clang on 32-bit x86 give -mfpmath=sse.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_DOUBLE_DOUBLE_H
#define PAR_DOUBLE_DOUBLE_H

#include <math.h>

typedef struct DoubleDouble
{
	double		hi;
	double		lo;
} DoubleDouble;

static inline DoubleDouble
MakeDoubleDouble(double hi, double lo)
{
	DoubleDouble result;

	result.hi = hi;
	result.lo = lo;
	return result;
}

/* a + b exactly, where a is not smaller than b in magnitude, or is 0 */
static inline DoubleDouble
QuickTwoSum(double a, double b)
{
	double		sum = a + b;
	double		b_seen = sum - a;
	double		error = b - b_seen;

	return MakeDoubleDouble(sum, error);
}

/* a + b exactly */
static inline DoubleDouble
TwoSum(double a, double b)
{
	double		sum = a + b;
	double		b_seen = sum - a;
	double		a_seen = sum - b_seen;
	double		b_error = b - b_seen;
	double		a_error = a - a_seen;
	double		error = a_error + b_error;

	return MakeDoubleDouble(sum, error);
}

/* a * b exactly */
static inline DoubleDouble
TwoProduct(double a, double b)
{
	double		product = a * b;
	double		error;

#ifdef FP_FAST_FMA
	error = fma(a, b, -product);
#else
	/* halves of 26 bits, whose products are exact */
	double		a_far = a * 134217729.0;
	double		b_far = b * 134217729.0;
	double		a_rest = a_far - a;
	double		b_rest = b_far - b;
	double		a_high = a_far - a_rest;
	double		b_high = b_far - b_rest;
	double		a_low = a - a_high;
	double		b_low = b - b_high;
	double		part;

	part = a_high * b_high;
	error = part - product;
	part = a_high * b_low;
	error = error + part;
	part = a_low * b_high;
	error = error + part;
	part = a_low * b_low;
	error = error + part;
#endif
	return MakeDoubleDouble(product, error);
}

static inline DoubleDouble
DoubleDoubleAddDouble(DoubleDouble a, double b)
{
	DoubleDouble sum = TwoSum(a.hi, b);

	sum.lo += a.lo;
	return QuickTwoSum(sum.hi, sum.lo);
}

/* accurate even where the parts cancel */
static inline DoubleDouble
DoubleDoubleAdd(DoubleDouble a, DoubleDouble b)
{
	DoubleDouble sum = TwoSum(a.hi, b.hi);
	DoubleDouble rest = TwoSum(a.lo, b.lo);

	sum.lo += rest.hi;
	sum = QuickTwoSum(sum.hi, sum.lo);
	sum.lo += rest.lo;
	return QuickTwoSum(sum.hi, sum.lo);
}

static inline DoubleDouble
DoubleDoubleNegate(DoubleDouble a)
{
	return MakeDoubleDouble(-a.hi, -a.lo);
}

static inline DoubleDouble
DoubleDoubleMultiply(DoubleDouble a, DoubleDouble b)
{
	DoubleDouble product = TwoProduct(a.hi, b.hi);
	double		part;

	part = a.hi * b.lo;
	product.lo += part;
	part = a.lo * b.hi;
	product.lo += part;
	return QuickTwoSum(product.hi, product.lo);
}

static inline DoubleDouble
DoubleDoubleMultiplyDouble(DoubleDouble a, double b)
{
	return DoubleDoubleMultiply(a, MakeDoubleDouble(b, 0));
}

static inline DoubleDouble
DoubleDoubleDivide(DoubleDouble a, DoubleDouble b)
{
	double		quotient = a.hi / b.hi;
	DoubleDouble product = DoubleDoubleMultiplyDouble(b, quotient);
	DoubleDouble rest = DoubleDoubleAdd(a, DoubleDoubleNegate(product));
	double		correction = rest.hi / b.hi;

	return QuickTwoSum(quotient, correction);
}

/* a * 2^exponent */
static inline DoubleDouble
DoubleDoubleScale(DoubleDouble a, int exponent)
{
	return MakeDoubleDouble(ldexp(a.hi, exponent), ldexp(a.lo, exponent));
}

/* ln 2 */
extern const DoubleDouble DoubleDoubleLn2;

extern DoubleDouble DoubleDoubleExpM1(DoubleDouble x);
extern DoubleDouble DoubleDoubleLog1P(DoubleDouble x);
extern DoubleDouble DoubleDoubleLog(DoubleDouble x, int exponent);
extern double DoubleDoubleExp(DoubleDouble x, int exponent);

#endif							/* PAR_DOUBLE_DOUBLE_H */

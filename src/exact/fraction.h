/*-------------------------------------------------------------------------
 *
 * fraction.h
 *	  Exact fractions of any size.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_FRACTION_H
#define PAR_FRACTION_H

#include "utils/numeric.h"

#include "exact/decimal.h"

/* a numerator or denominator with more digits is refused (22003) */
#define FRACTION_MAX_DIGITS	10000

/*
 * A fraction is a pair of machine integers while both fit, so that the usual
 * arithmetic of scores neither calls functions nor allocates.  Once they do
 * not, it is a pair of integral numerics, which the fraction owns.  Reducing
 * to lowest terms is put off until something would overflow.
 */
typedef struct Fraction
{
	wideint		num;
	wideint		den;			/* > 0 */
	Numeric		bignum;			/* NULL while num and den hold the value */
	Numeric		bigden;			/* > 0; undefined while bignum is NULL */
} Fraction;

static inline void
FractionSet(Fraction *f, wideint num, wideint den)
{
	f->num = num;
	f->den = den;
	f->bignum = NULL;
}

/*
 * What arithmetic beyond machine integers has cost this process, in units of
 * some 0.3 microseconds: a count of digits, not of time.  Who must bound his
 * work looks at it before and after.
 */
extern uint64 FractionEffort;

extern void FractionSetNumeric(Fraction *f, Numeric value);
extern void FractionSetQuotient(Fraction *f, Numeric num, Numeric den);
extern void FractionSetPacked(Fraction *f, const PackedDecimal *decimal, const void *packed);
extern void FractionFree(Fraction *f);
extern void FractionCopy(Fraction *to, const Fraction *from);

/* a is replaced by the result, b is used up */
extern void FractionAdd(Fraction *a, Fraction *b);
extern void FractionSubtract(Fraction *a, Fraction *b);
extern void FractionMultiplySlow(Fraction *a, Fraction *b);
extern void FractionDivideSlow(Fraction *a, Fraction *b);

extern void FractionNegate(Fraction *f);
extern int	FractionSignBig(const Fraction *f);
extern int	FractionCompareSlow(const Fraction *a, const Fraction *b);

static inline int
FractionSign(const Fraction *f)
{
	if (unlikely(f->bignum != NULL))
		return FractionSignBig(f);
	return f->num > 0 ? 1 : f->num < 0 ? -1 : 0;
}

/*
 * Whether all parts of both are in 64 bits, so that their products fit and never
 * leave the registers: a wide product that goes through memory costs as much again
 * as all that is done with it.
 */
static inline bool
FractionsAreNarrow(const Fraction *a, const Fraction *b)
{
#ifdef PAR_INT128
	return a->bignum == NULL && b->bignum == NULL &&
		a->num == (int64) a->num && a->den == (int64) a->den &&
		b->num == (int64) b->num && b->den == (int64) b->den;
#else
	(void) a;
	(void) b;
	return false;
#endif
}

static inline void
FractionMultiply(Fraction *a, Fraction *b)
{
	wideint		num;
	wideint		den;

	if (likely(FractionsAreNarrow(a, b)))
	{
		a->num = (wideint) (int64) a->num * (int64) b->num;
		a->den = (wideint) (int64) a->den * (int64) b->den;
		return;
	}
	if (likely(a->bignum == NULL && b->bignum == NULL) &&
		likely(WideMul(a->num, b->num, &num) && WideMul(a->den, b->den, &den)))
	{
		a->num = num;
		a->den = den;
	}
	else
		FractionMultiplySlow(a, b);
}

/* b is not 0 */
static inline void
FractionDivide(Fraction *a, Fraction *b)
{
	wideint		num;
	wideint		den;

	if (likely(FractionsAreNarrow(a, b) && b->num > 0))
	{
		a->num = (wideint) (int64) a->num * (int64) b->den;
		a->den = (wideint) (int64) a->den * (int64) b->num;
		return;
	}
	if (likely(a->bignum == NULL && b->bignum == NULL && b->num > 0) &&
		likely(WideMul(a->num, b->den, &num) && WideMul(a->den, b->num, &den)))
	{
		a->num = num;
		a->den = den;
	}
	else
		FractionDivideSlow(a, b);
}

/* -1, 0 or 1 */
static inline int
FractionCompare(const Fraction *a, const Fraction *b)
{
	wideint		left;
	wideint		right;

	if (likely(FractionsAreNarrow(a, b)))
	{
		wideint		x = (wideint) (int64) a->num * (int64) b->den;
		wideint		y = (wideint) (int64) b->num * (int64) a->den;

		return x < y ? -1 : x > y ? 1 : 0;
	}
	if (likely(a->bignum == NULL && b->bignum == NULL) &&
		likely(WideMul(a->num, b->den, &left) && WideMul(b->num, a->den, &right)))
		return left < right ? -1 : left > right ? 1 : 0;
	return FractionCompareSlow(a, b);
}

/*
 * The same with values for operands, which stay as they are; results are in
 * lowest terms.  For analysis, where clarity is worth more than speed; the
 * memory of big parts is left to the memory context.
 */
extern Fraction FractionPlus(Fraction a, Fraction b);
extern Fraction FractionMinus(Fraction a, Fraction b);
extern Fraction FractionTimes(Fraction a, Fraction b);
extern Fraction FractionOver(Fraction a, Fraction b);
extern Fraction FractionOpposite(Fraction a);
extern Fraction FractionFloorOf(Fraction a);
extern Fraction FractionOfInt(int64 value);

/* how many digits the longer of both parts has, at most; 38 for machine integers */
extern int	FractionDigits(const Fraction *f);

/* towards minus infinity; ceil(x) is -floor(-x) */
extern void FractionFloor(Fraction *f);

/* half away from zero to so many decimals, which may be negative */
extern void FractionRound(Fraction *f, int decimals);

/* the value if it is an integer from low to high */
extern bool FractionToInt(const Fraction *f, int low, int high, int *result);

/* the value if it is a finite decimal, otherwise NULL */
extern Numeric FractionToDecimal(const Fraction *f);

/* is it a finite decimal? */
extern bool FractionIsDecimal(const Fraction *f);

/* the denominator of lowest terms if it is an int64, otherwise 0 */
extern int64 FractionDenominator(const Fraction *f);

/* rounded half away from zero to so many decimals, no needless zeros */
extern Numeric FractionToNumeric(const Fraction *f, int decimals);

/* in lowest terms, "n/d" or "n" */
extern char *FractionToText(const Fraction *f);

/* any numeric made of a machine decimal: coefficient / 10^scale */
extern Numeric WideToNumeric(wideint coefficient, int scale);

/*
 * a / b, b > 0, rounded half away from zero to the finest of 16 significant
 * digits, 4 decimals and so many, no needless zeros.
 */
extern Numeric NumericQuotient(Numeric a, Numeric b, int least_decimals);
extern Numeric FractionQuotient(wideint a, wideint b, int least_decimals);

/* arithmetic on numeric as its operators do it */
extern Numeric NumericAdd(Numeric a, Numeric b);
extern Numeric NumericSubtract(Numeric a, Numeric b);
extern Numeric NumericMultiply(Numeric a, Numeric b);
extern Numeric NumericShift(Numeric a, int exponent);
extern Numeric NumericTrim(Numeric a);
extern Numeric NumericFromText(const char *text);
extern int	NumericSignum(Numeric a);
extern int	NumericCompare(Numeric a, Numeric b);
extern bool NumericIsFinite(Numeric a);

extern char *NumericText(Numeric a);

/* limits of what is summed, so that sums of products fit numeric (22003) */
#define SUMMABLE_DIGITS		50000
#define SUMMABLE_DECIMALS	8000

extern void CheckSummable(const PackedDecimal *decimal);

/* a numeric as it lies in the row, unless it is compressed or out of line */
static inline struct varlena *
PackedNumeric(Datum datum)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);

	if (unlikely(VARATT_IS_EXTERNAL(value) || VARATT_IS_COMPRESSED(value)))
		return pg_detoast_datum_packed(value);
	return value;
}

#endif							/* PAR_FRACTION_H */

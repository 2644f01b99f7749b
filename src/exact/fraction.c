/*-------------------------------------------------------------------------
 *
 * fraction.c
 *	  Exact fractions of any size.
 *
 * Every operation first tries machine integers, then machine integers after
 * reducing to lowest terms, and at last PostgreSQL's numeric.  The value is the
 * same whichever way is taken, and so is the refusal of a fraction that needs
 * more than FRACTION_MAX_DIGITS digits in lowest terms.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "exact/fraction.h"

/* ---------- numeric ---------- */

static Numeric
Call1(PGFunction function, Numeric a)
{
	return DatumGetNumeric(DirectFunctionCall1(function, NumericGetDatum(a)));
}

static Numeric
Call2(PGFunction function, Numeric a, Numeric b)
{
	CHECK_FOR_INTERRUPTS();
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

Numeric
NumericAdd(Numeric a, Numeric b)
{
	return Call2(numeric_add, a, b);
}

Numeric
NumericSubtract(Numeric a, Numeric b)
{
	return Call2(numeric_sub, a, b);
}

Numeric
NumericMultiply(Numeric a, Numeric b)
{
	return Call2(numeric_mul, a, b);
}

Numeric
NumericTrim(Numeric a)
{
	return Call1(numeric_trim_scale, a);
}

Numeric
NumericFromText(const char *text)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid),
											   Int32GetDatum(-1)));
}

/* 10^exponent */
static Numeric
NumericPow10(int exponent)
{
	char		text[32];

	snprintf(text, sizeof(text), "1e%d", exponent);
	return NumericFromText(text);
}

/* a * 10^exponent */
Numeric
NumericShift(Numeric a, int exponent)
{
	Numeric		power;
	Numeric		result;

	power = NumericPow10(exponent);
	result = NumericMultiply(a, power);
	pfree(power);
	return result;
}

bool
NumericIsFinite(Numeric a)
{
	PackedDecimal decimal;

	return DecimalOpen(a, &decimal) == DECIMAL_FINITE;
}

/* sign of a finite numeric */
int
NumericSignum(Numeric a)
{
	PackedDecimal decimal;

	if (DecimalOpen(a, &decimal) != DECIMAL_FINITE)
		elog(ERROR, "sign of a numeric that is not finite");
	if (decimal.ngroups == 0)
		return 0;
	return decimal.negative ? -1 : 1;
}

int
NumericCompare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

/* place of the leading digit of a finite numeric: 0 for 1 ... 9 */
static int
NumericExponent(Numeric a)
{
	PackedDecimal decimal;
	int			exponent;

	if (DecimalOpen(a, &decimal) != DECIMAL_FINITE)
		elog(ERROR, "exponent of a numeric that is not finite");
	if (decimal.ngroups == 0)
		return 0;
	exponent = decimal.weight * GROUP_DIGITS;
	for (int group = DecimalRead16(decimal.groups); group >= 10; group /= 10)
		exponent++;
	return exponent;
}

Numeric
WideToNumeric(wideint coefficient, int scale)
{
	char		buffer[DECIMAL_MAX_PACKED];
	int			size;
	Numeric		result;

	size = DecimalEncode(coefficient, scale, buffer);
	result = (Numeric) palloc(size);
	memcpy(result, buffer, size);
	return result;
}

/*
 * a * 10^decimals / b as an integer, rounded half away from zero; b > 0.
 * numeric's truncated quotient is exact, so the remainder decides.
 */
static Numeric
NumericDivideRounded(Numeric a, Numeric b, int decimals)
{
	Numeric		magnitude = Call1(numeric_abs, a);
	Numeric		dividend = NumericShift(magnitude, Max(decimals, 0));
	Numeric		divisor = NumericShift(b, Max(-decimals, 0));
	Numeric		quotient = Call2(numeric_div_trunc, dividend, divisor);
	Numeric		product = NumericMultiply(quotient, divisor);
	Numeric		rest = NumericSubtract(dividend, product);
	Numeric		twice = NumericAdd(rest, rest);

	if (NumericCompare(twice, divisor) >= 0)
		quotient = Call1(numeric_inc, quotient);
	if (NumericSignum(a) < 0)
		quotient = Call1(numeric_uminus, quotient);
	pfree(magnitude);
	pfree(dividend);
	pfree(divisor);
	pfree(product);
	pfree(rest);
	pfree(twice);
	return quotient;
}

Numeric
NumericQuotient(Numeric a, Numeric b, int least_decimals)
{
	int			exponent;
	int			decimals;
	Numeric		magnitude = Call1(numeric_abs, a);
	int			order;

	if (NumericSignum(a) == 0)
		return WideToNumeric(0, 0);

	/* 10^exponent <= |a| / b < 10^(exponent + 1), after the correction */
	exponent = NumericExponent(a) - NumericExponent(b);
	if (exponent >= 0)
		order = NumericCompare(magnitude, NumericShift(b, exponent));
	else
		order = NumericCompare(NumericShift(magnitude, -exponent), b);
	if (order < 0)
		exponent--;
	decimals = Min(Max(Max(4, least_decimals), 15 - exponent), DECIMAL_MAX_SCALE);
	return NumericTrim(NumericShift(NumericDivideRounded(a, b, decimals), -decimals));
}

Numeric
FractionQuotient(wideint a, wideint b, int least_decimals)
{
	wideint		coefficient;
	int			scale;

	if (WideQuotient(a, b, Max(WideQuotientDecimals(a, b), least_decimals), &coefficient, &scale))
		return WideToNumeric(coefficient, scale);
	return NumericQuotient(WideToNumeric(a, 0), WideToNumeric(b, 0), least_decimals);
}

/* ---------- fractions ---------- */

uint64		FractionEffort = 0;

void
FractionFree(Fraction *f)
{
	if (f->bignum != NULL)
	{
		pfree(f->bignum);
		pfree(f->bigden);
		f->bignum = NULL;
	}
}

void
FractionCopy(Fraction *to, const Fraction *from)
{
	*to = *from;
	if (from->bignum != NULL)
	{
		to->bignum = DatumGetNumericCopy(NumericGetDatum(from->bignum));
		to->bigden = DatumGetNumericCopy(NumericGetDatum(from->bigden));
	}
}

static void
FractionWiden(Fraction *f)
{
	if (f->bignum == NULL)
	{
		f->bignum = WideToNumeric(f->num, 0);
		f->bigden = WideToNumeric(f->den, 0);
	}
}

static void
FractionReplace(Fraction *f, Numeric num, Numeric den)
{
	uint64		digits = NumericExponent(num) + NumericExponent(den);

	FractionFree(f);
	f->bignum = num;
	f->bigden = den;
	FractionEffort += 2 + digits * digits / 10000;
	if (NumericExponent(num) >= FRACTION_MAX_DIGITS ||
		NumericExponent(den) >= FRACTION_MAX_DIGITS)
	{
		Numeric		divisor = Call2(numeric_gcd, num, den);

		f->bignum = Call2(numeric_div_trunc, num, divisor);
		f->bigden = Call2(numeric_div_trunc, den, divisor);
		pfree(divisor);
		pfree(num);
		pfree(den);
		if (NumericExponent(f->bignum) >= FRACTION_MAX_DIGITS ||
			NumericExponent(f->bigden) >= FRACTION_MAX_DIGITS)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("intermediate result is out of range"),
					 errdetail("An exact fraction may have at most %d digits above and below its line.",
							   FRACTION_MAX_DIGITS)));
	}
}

/* lowest terms, where that is cheap */
static void
FractionReduce(Fraction *f)
{
	wideint		divisor = WideGcd(f->num, f->den);

	if (divisor > 1)
	{
		f->num /= divisor;
		f->den /= divisor;
	}
}

void
FractionSetNumeric(Fraction *f, Numeric value)
{
	int			scale;
	Numeric		shifted;

	scale = DatumGetInt32(DirectFunctionCall1(numeric_min_scale, NumericGetDatum(value)));
	shifted = NumericShift(value, scale);
	FractionSet(f, 0, 1);
	FractionReplace(f, NumericTrim(shifted), NumericPow10(scale));
	pfree(shifted);
}

/* num / den, integers that the fraction takes over; den > 0 */
void
FractionSetQuotient(Fraction *f, Numeric num, Numeric den)
{
	FractionSet(f, 0, 1);
	FractionReplace(f, num, den);
}

void
FractionSetPacked(Fraction *f, const PackedDecimal *decimal, const void *packed)
{
	wideint		num;
	wideint		den;
	int			scale;

	if (DecimalCoefficient(decimal, &num, &scale))
	{
		int			needless = scale * GROUP_DIGITS - decimal->dscale;

		/* zeros that only fill the last group */
		if (needless > 0 && needless < GROUP_DIGITS && num % Pow10[needless] == 0)
		{
			num /= Pow10[needless];
			scale = decimal->dscale;
		}
		else
			scale *= GROUP_DIGITS;
		if (WidePow10(scale, &den))
		{
			FractionSet(f, num, den);
			return;
		}
	}
	FractionSetNumeric(f, (Numeric) packed);
}

void
FractionNegate(Fraction *f)
{
	if (f->bignum == NULL)
		f->num = -f->num;
	else
	{
		Numeric		num = f->bignum;

		f->bignum = Call1(numeric_uminus, num);
		pfree(num);
	}
}

int
FractionSignBig(const Fraction *f)
{
	return NumericSignum(f->bignum);
}

/* a.num * b.den + b.num * a.den over a.den * b.den */
static bool
AddWide(Fraction *a, const Fraction *b)
{
	wideint		left;
	wideint		right;
	wideint		num;
	wideint		den;

	if (a->den == b->den)
		return WideAdd(a->num, b->num, &a->num);
	if (!WideMul(a->num, b->den, &left) ||
		!WideMul(b->num, a->den, &right) ||
		!WideMul(a->den, b->den, &den) ||
		!WideAdd(left, right, &num))
		return false;
	a->num = num;
	a->den = den;
	return true;
}

void
FractionAdd(Fraction *a, Fraction *b)
{
	Numeric		left;
	Numeric		right;

	if (likely(a->bignum == NULL && b->bignum == NULL))
	{
		wideint		num = a->num;

		if (likely(AddWide(a, b)))
			return;
		a->num = num;			/* a failed sum may have been stored */
		FractionReduce(a);
		FractionReduce(b);
		num = a->num;
		if (AddWide(a, b))
			return;
		a->num = num;
	}
	FractionWiden(a);
	FractionWiden(b);

	/* 1/a + 1/a + ...: with cross products the denominator would be a power */
	if (NumericCompare(a->bigden, b->bigden) == 0)
	{
		FractionReplace(a, NumericAdd(a->bignum, b->bignum),
						DatumGetNumericCopy(NumericGetDatum(a->bigden)));
		FractionFree(b);
		return;
	}
	left = NumericMultiply(a->bignum, b->bigden);
	right = NumericMultiply(b->bignum, a->bigden);
	FractionReplace(a, NumericAdd(left, right), NumericMultiply(a->bigden, b->bigden));
	pfree(left);
	pfree(right);
	FractionFree(b);
}

void
FractionSubtract(Fraction *a, Fraction *b)
{
	FractionNegate(b);
	FractionAdd(a, b);
}

/* divide a big and a small number by what they have in common */
static void
CrossReduce(Numeric *big, wideint *small)
{
	Numeric		divisor;
	Numeric		common;
	PackedDecimal decimal;
	wideint		factor;
	int			scale;

	if (*small == 0)
		return;
	divisor = WideToNumeric(*small, 0);
	common = Call2(numeric_gcd, *big, divisor);
	if (DecimalOpen(common, &decimal) == DECIMAL_FINITE &&
		DecimalCoefficient(&decimal, &factor, &scale) && factor > 1)
	{
		Numeric		quotient = Call2(numeric_div_trunc, *big, common);

		pfree(*big);
		*big = quotient;
		*small /= factor;
	}
	pfree(common);
	pfree(divisor);
}

void
FractionMultiplySlow(Fraction *a, Fraction *b)
{
	if (a->bignum == NULL && b->bignum == NULL)
	{
		wideint		num;
		wideint		den;
		wideint		cross;

		/* lowest terms, across too: the product then is in lowest terms */
		FractionReduce(a);
		FractionReduce(b);
		cross = WideGcd(a->num, b->den);
		if (cross > 1)
		{
			a->num /= cross;
			b->den /= cross;
		}
		cross = WideGcd(b->num, a->den);
		if (cross > 1)
		{
			b->num /= cross;
			a->den /= cross;
		}
		if (WideMul(a->num, b->num, &num) && WideMul(a->den, b->den, &den))
		{
			a->num = num;
			a->den = den;
			return;
		}
	}
	else if (a->bignum == NULL || b->bignum == NULL)
	{
		/* a small factor is reduced against a big one, which is cheap */
		Fraction   *big = a->bignum != NULL ? a : b;
		Fraction   *small = a->bignum != NULL ? b : a;

		CrossReduce(&big->bignum, &small->den);
		CrossReduce(&big->bigden, &small->num);
	}
	FractionWiden(a);
	FractionWiden(b);
	FractionReplace(a, NumericMultiply(a->bignum, b->bignum),
					NumericMultiply(a->bigden, b->bigden));
	FractionFree(b);
}

void
FractionDivideSlow(Fraction *a, Fraction *b)
{
	/* turn b over, with the sign above the line */
	Assert(FractionSign(b) != 0);
	if (FractionSign(b) < 0)
	{
		FractionNegate(a);
		FractionNegate(b);
	}
	if (b->bignum == NULL)
	{
		wideint		num = b->num;

		b->num = b->den;
		b->den = num;
	}
	else
	{
		Numeric		num = b->bignum;

		b->bignum = b->bigden;
		b->bigden = num;
	}
	FractionMultiply(a, b);
}

int
FractionCompareSlow(const Fraction *a, const Fraction *b)
{
	Fraction	x;
	Fraction	y;
	Numeric		left;
	Numeric		right;
	int			result;

	FractionCopy(&x, a);
	FractionCopy(&y, b);
	FractionWiden(&x);
	FractionWiden(&y);
	left = NumericMultiply(x.bignum, y.bigden);
	right = NumericMultiply(y.bignum, x.bigden);
	result = NumericCompare(left, right);
	pfree(left);
	pfree(right);
	FractionFree(&x);
	FractionFree(&y);
	return result;
}

/* ---------- operations on values ---------- */

/* the integer in a numeric, if it fits */
static bool
NumericToWide(Numeric value, wideint *result)
{
	PackedDecimal decimal;
	int			scale;

	return DecimalOpen(value, &decimal) == DECIMAL_FINITE &&
		DecimalCoefficient(&decimal, result, &scale) && scale == 0;
}

/* lowest terms, in machine integers if they fit */
static void
FractionNormalize(Fraction *f)
{
	wideint		num;
	wideint		den;

	if (f->bignum != NULL)
	{
		Numeric		divisor = Call2(numeric_gcd, f->bignum, f->bigden);

		FractionEffort += 3 * FractionDigits(f);
		f->bignum = Call2(numeric_div_trunc, f->bignum, divisor);
		f->bigden = Call2(numeric_div_trunc, f->bigden, divisor);
		if (NumericToWide(f->bignum, &num) && NumericToWide(f->bigden, &den))
			FractionSet(f, num, den);
	}
	else if (f->den != 1)
		FractionReduce(f);
}

static Fraction
FractionApply(void (*operation) (Fraction *, Fraction *), Fraction a, Fraction b)
{
	Fraction	x;
	Fraction	y;

	FractionCopy(&x, &a);
	FractionCopy(&y, &b);
	operation(&x, &y);
	FractionNormalize(&x);
	return x;
}

static void
FractionMultiplyInto(Fraction *a, Fraction *b)
{
	FractionMultiply(a, b);
}

static void
FractionDivideInto(Fraction *a, Fraction *b)
{
	FractionDivide(a, b);
}

Fraction
FractionPlus(Fraction a, Fraction b)
{
	return FractionApply(FractionAdd, a, b);
}

Fraction
FractionMinus(Fraction a, Fraction b)
{
	return FractionApply(FractionSubtract, a, b);
}

Fraction
FractionTimes(Fraction a, Fraction b)
{
	return FractionApply(FractionMultiplyInto, a, b);
}

Fraction
FractionOver(Fraction a, Fraction b)
{
	return FractionApply(FractionDivideInto, a, b);
}

Fraction
FractionOpposite(Fraction a)
{
	Fraction	x;

	FractionCopy(&x, &a);
	FractionNegate(&x);
	return x;
}

Fraction
FractionFloorOf(Fraction a)
{
	Fraction	x;

	FractionCopy(&x, &a);
	FractionFloor(&x);
	FractionNormalize(&x);
	return x;
}

Fraction
FractionOfInt(int64 value)
{
	Fraction	f;

	FractionSet(&f, value, 1);
	return f;
}

int
FractionDigits(const Fraction *f)
{
	if (f->bignum == NULL)
		return 38;
	return 1 + Max(NumericExponent(f->bignum), NumericExponent(f->bigden));
}

int64
FractionDenominator(const Fraction *f)
{
	Fraction	x;

	FractionCopy(&x, f);
	FractionNormalize(&x);
	if (x.bignum != NULL || x.den != (int64) x.den)
		return 0;
	return (int64) x.den;
}

/*
 * How many decimals a machine fraction has; -1 if it has no end of them.  Its
 * denominator must divide a power of ten.
 */
static int
WideDecimals(const Fraction *f)
{
	Fraction	x = *f;
	int			twos = 0;
	int			fives = 0;

	if (x.den != 1)
		FractionReduce(&x);
	for (; x.den % 2 == 0; x.den /= 2)
		twos++;
	for (; x.den % 5 == 0; x.den /= 5)
		fives++;
	return x.den == 1 ? Max(twos, fives) : -1;
}

bool
FractionIsDecimal(const Fraction *f)
{
	return f->bignum == NULL ? WideDecimals(f) >= 0 : FractionToDecimal(f) != NULL;
}

Numeric
FractionToDecimal(const Fraction *f)
{
	int			decimals;
	Numeric		value;
	Fraction	back;

	if (f->bignum == NULL)
	{
		decimals = WideDecimals(f);
		return decimals < 0 ? NULL : FractionToNumeric(f, decimals);
	}

	/* a denominator of so many digits needs at most so many decimals ... */
	decimals = Min(4 * FractionDigits(f), DECIMAL_MAX_SCALE);
	value = FractionToNumeric(f, decimals);

	/* ... since it divides a power of ten or none */
	FractionSetNumeric(&back, value);
	return FractionCompare(&back, f) == 0 ? value : NULL;
}

void
FractionFloor(Fraction *f)
{
	if (f->bignum == NULL)
	{
		wideint		quotient = f->num / f->den;

		if (f->num % f->den < 0)
			quotient--;
		FractionSet(f, quotient, 1);
	}
	else
	{
		Numeric		quotient = Call2(numeric_div_trunc, f->bignum, f->bigden);
		Numeric		product = NumericMultiply(quotient, f->bigden);

		/* truncation was towards zero */
		if (NumericCompare(f->bignum, product) < 0)
			quotient = NumericSubtract(quotient, WideToNumeric(1, 0));
		pfree(product);
		FractionReplace(f, quotient, WideToNumeric(1, 0));
	}
}

void
FractionRound(Fraction *f, int decimals)
{
	wideint		coefficient;
	wideint		power;
	wideint		den;
	int			scale;
	Numeric		rounded;

	if (f->bignum == NULL && WidePow10(abs(decimals), &power))
	{
		if (decimals >= 0)
		{
			if (WideQuotient(f->num, f->den, decimals, &coefficient, &scale) &&
				WidePow10(scale, &den))
			{
				FractionSet(f, coefficient, den);
				return;
			}
		}
		else if (WideMul(f->den, power, &den) &&
				 WideQuotient(f->num, den, 0, &coefficient, &scale) &&
				 WideMul(coefficient, power, &coefficient))
		{
			FractionSet(f, coefficient, 1);
			return;
		}
	}
	FractionWiden(f);
	rounded = NumericDivideRounded(f->bignum, f->bigden, decimals);
	if (decimals >= 0)
		FractionReplace(f, rounded, NumericPow10(decimals));
	else
		FractionReplace(f, NumericShift(rounded, -decimals), WideToNumeric(1, 0));
}

bool
FractionToInt(const Fraction *f, int low, int high, int *result)
{
	Fraction	whole;
	Fraction	bound;
	bool		inside;

	FractionSet(&bound, low, 1);
	if (FractionCompare(f, &bound) < 0)
		return false;
	FractionSet(&bound, high, 1);
	if (FractionCompare(f, &bound) > 0)
		return false;
	FractionCopy(&whole, f);
	FractionFloor(&whole);
	inside = FractionCompare(f, &whole) == 0;
	if (inside)
	{
		/* a big fraction may hold a small value */
		if (whole.bignum != NULL)
			*result = DatumGetInt32(DirectFunctionCall1(numeric_int4,
														NumericGetDatum(whole.bignum)));
		else
			*result = (int) whole.num;
	}
	FractionFree(&whole);
	return inside;
}

Numeric
FractionToNumeric(const Fraction *f, int decimals)
{
	wideint		coefficient;
	int			scale;
	Fraction	big;
	Numeric		rounded;

	if (likely(f->bignum == NULL) &&
		likely(WideQuotient(f->num, f->den, decimals, &coefficient, &scale)))
		return WideToNumeric(coefficient, scale);
	FractionCopy(&big, f);
	FractionWiden(&big);
	rounded = NumericDivideRounded(big.bignum, big.bigden, decimals);
	FractionFree(&big);
	return NumericTrim(NumericShift(rounded, -decimals));
}

char *
FractionToText(const Fraction *f)
{
	Fraction	x;
	char	   *num;
	char	   *den;

	FractionCopy(&x, f);
	FractionNormalize(&x);
	if (x.bignum == NULL && x.den == 1 && x.num == (int64) x.num)
		return psprintf(INT64_FORMAT, (int64) x.num);
	FractionWiden(&x);
	num = NumericText(x.bignum);
	den = NumericText(x.bigden);
	FractionFree(&x);
	return strcmp(den, "1") == 0 ? num : psprintf("%s/%s", num, den);
}

char *
NumericText(Numeric value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value)));
}

/*
 * Refuse a value that is so far from 1 that sums and products of such values
 * might leave numeric's format.  The refusal hangs on the value alone: an
 * overflow of the sum would hang on the order of rows.
 */
void
CheckSummable(const PackedDecimal *decimal)
{
	if ((decimal->weight + 1) * GROUP_DIGITS > SUMMABLE_DIGITS ||
		(decimal->ngroups - 1 - decimal->weight) * GROUP_DIGITS > SUMMABLE_DECIMALS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value is out of range for an exact sum"),
				 errdetail("Values and weights may have at most %d digits before and %d after the decimal point.",
						   SUMMABLE_DIGITS, SUMMABLE_DECIMALS)));
}

/*-------------------------------------------------------------------------
 *
 * decimal_test.c
 *	  Unit tests of decimal.c outside the server, against the same quantities
 *	  worked out another way: digit by digit in strings, and with the identities
 *	  that define a quotient.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <stdio.h>

/* the system's own, since nothing of the server is linked */
#undef printf

#include "exact/decimal.h"

static int	failures;
static int	tests;

/* the server's handler of failed assertions */
#if PG_VERSION_NUM >= 160000
void
ExceptionalCondition(const char *condition, const char *file, int line)
#else
void
ExceptionalCondition(const char *condition, const char *type, const char *file, int line)
#endif
{
	printf("not ok - assertion %s at %s:%d\n", condition, file, line);
	exit(1);
}

static void
Report(const char *name, int wrong)
{
	tests++;
	failures += wrong > 0;
	printf("%s %d - %s\n", wrong ? "not ok" : "ok", tests, name);
}

/* splitmix64 */
static uint64
Random64(void)
{
	static uint64 state = 20260926;
	uint64		z = (state += UINT64CONST(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64CONST(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64CONST(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* of any size, both signs; often close to a power of two or ten */
static wideint
RandomWide(void)
{
	wideint		x = (wideint) (Random64() >> 1);
	int			bits = (int) (Random64() % (8 * sizeof(wideint) - 1));

#ifdef PAR_INT128
	x = (x << 63) | (wideint) (Random64() >> 1);
#endif
	x >>= 8 * sizeof(wideint) - 2 - bits;
	if (Random64() % 4 == 0 && WidePow10((int) (Random64() % (WIDE_DIGITS + 1)), &x))
		x += (wideint) (Random64() % 3) - 1;
	else if (Random64() % 16 == 0)
		x = WIDE_MAX - (wideint) (Random64() % 3);
	return Random64() % 2 ? -x : x;
}

/* decimal digits, least significant first */
typedef struct Digits
{
	int			digit[100];
} Digits;

static Digits
DigitsOf(wideint x)
{
	Digits		d;
	uwideint	rest = x < 0 ? -(uwideint) x : (uwideint) x;

	for (int i = 0; i < 100; i++)
	{
		d.digit[i] = (int) (rest % 10);
		rest /= 10;
	}
	return d;
}

static Digits
Times(Digits a, Digits b)
{
	Digits		product;

	memset(&product, 0, sizeof(product));
	for (int i = 0; i < 100; i++)
		for (int j = 0; i + j < 100; j++)
			product.digit[i + j] += a.digit[i] * b.digit[j];
	for (int i = 0; i < 99; i++)
	{
		product.digit[i + 1] += product.digit[i] / 10;
		product.digit[i] %= 10;
	}
	return product;
}

static int
CompareDigits(Digits a, Digits b)
{
	for (int i = 99; i >= 0; i--)
		if (a.digit[i] != b.digit[i])
			return a.digit[i] < b.digit[i] ? -1 : 1;
	return 0;
}

static Digits
Plus(Digits a, Digits b)
{
	for (int i = 0; i < 100; i++)
		a.digit[i] += b.digit[i];
	for (int i = 0; i < 99; i++)
	{
		a.digit[i + 1] += a.digit[i] / 10;
		a.digit[i] %= 10;
	}
	return a;
}

static wideint
Magnitude(wideint x)
{
	return x < 0 ? -x : x;
}

static void
TestProducts(void)
{
	int			wrong = 0;
	int			overflows = 0;
	Digits		limit = DigitsOf(WIDE_MAX);

	for (int i = 0; i < 20000; i++)
	{
		wideint		a = RandomWide();
		wideint		b = RandomWide();
		wideint		product;
		Digits		expected = Times(DigitsOf(a), DigitsOf(b));
		bool		fits = CompareDigits(expected, limit) <= 0;

		if (WideMul(a, b, &product) != fits)
			wrong++;
		else if (fits && (CompareDigits(DigitsOf(product), expected) != 0 ||
						  (product != 0 && (product < 0) != ((a < 0) != (b < 0)))))
			wrong++;
		overflows += !fits;
	}
	Report("products are exact or refused", wrong || overflows < 100);
}

static void
TestSums(void)
{
	int			wrong = 0;
	int			overflows = 0;
	Digits		limit = DigitsOf(WIDE_MAX);

	for (int i = 0; i < 20000; i++)
	{
		wideint		a = RandomWide();
		wideint		b = RandomWide();
		wideint		sum;
		bool		same_sign = (a < 0) == (b < 0);
		Digits		magnitudes = Plus(DigitsOf(a), DigitsOf(b));
		bool		fits = !same_sign || CompareDigits(magnitudes, limit) <= 0;

		if (WideAdd(a, b, &sum) != fits)
			wrong++;
		else if (fits && (sum - a != b || (same_sign && CompareDigits(DigitsOf(sum), magnitudes) != 0)))
			wrong++;
		overflows += !fits;
	}
	Report("sums are exact or refused", wrong || overflows < 100);
}

/* |2 (c d - n 10^scale)| <= d says rounding to the nearest; a tie goes away */
static void
TestQuotients(void)
{
	int			wrong = 0;
	int			fitting = 0;

	for (int i = 0; i < 20000; i++)
	{
		wideint		n = RandomWide();
		wideint		d = Magnitude(RandomWide());
		wideint		c;
		wideint		power;
		int			decimals = (int) (Random64() % 20);
		int			scale;
		Digits		left;
		Digits		right;
		Digits		half;

		if (i % 5 == 0)
			d = 1 + (wideint) (Random64() % 8);
		if (d == 0 || !WideQuotient(n, d, decimals, &c, &scale))
			continue;
		fitting++;
		if (scale > decimals || (c != 0 && (c < 0) != (n < 0)))
			wrong++;
		/* 2 |c| d lies between 2 |n| 10^scale - d (kept) and + d (not kept) */
		if (scale > WIDE_DIGITS)
			continue;
		WidePow10(scale, &power);
		left = Times(Plus(DigitsOf(c), DigitsOf(c)), DigitsOf(d));
		right = Times(Plus(DigitsOf(n), DigitsOf(n)), DigitsOf(power));
		half = DigitsOf(d);
		if (CompareDigits(left, Plus(right, half)) > 0 ||
			CompareDigits(Plus(left, half), right) <= 0)
			wrong++;
		/* stopping early is for exact quotients */
		if (scale < decimals && CompareDigits(left, right) != 0)
			wrong++;
	}
	Report("quotients are nearest, ties away from zero", wrong || fitting < 2000);
}

static void
TestQuotientDecimals(void)
{
	int			wrong = 0;

	for (int i = 0; i < 20000; i++)
	{
		wideint		n = RandomWide();
		wideint		d = Magnitude(RandomWide());
		int			decimals;
		int			exponent;
		wideint		power;

		if (n == 0 || d == 0)
			continue;
		decimals = WideQuotientDecimals(n, d);
		if (decimals < 4)
			wrong++;
		if (decimals == 4)
			continue;
		/* 10^exponent <= n / d < 10^(exponent + 1) */
		exponent = 15 - decimals;
		for (int step = 0; step < 2; step++, exponent++)
		{
			Digits		left = DigitsOf(n);
			Digits		right = DigitsOf(d);

			if (!WidePow10(abs(exponent), &power))
				continue;
			if (exponent >= 0)
				right = Times(right, DigitsOf(power));
			else
				left = Times(left, DigitsOf(power));
			if ((CompareDigits(left, right) >= 0) != (step == 0))
				wrong++;
		}
	}
	Report("16 significant digits are counted from the leading one", wrong);
}

static void
TestPacking(void)
{
	int			wrong = 0;

	for (int i = 0; i < 20000; i++)
	{
		union
		{
			char		data[DECIMAL_MAX_PACKED + 8];
			int64		align;
		}			buffer;
		wideint		x = RandomWide();
		wideint		y;
		wideint		back;
		int			scale = (int) (Random64() % 80);
		int			size;
		int			groups;
		int			decimals;
		PackedDecimal decimal;

		if (i % 1000 == 0)
			x = 0;
		memset(&buffer, 0x7E, sizeof(buffer));
		size = DecimalEncode(x, scale, buffer.data);
		if (size > DECIMAL_MAX_PACKED || size != (int) VARSIZE(buffer.data))
			wrong++;
		for (int b = size; b < (int) sizeof(buffer.data); b++)
			wrong += buffer.data[b] != 0x7E;
		if (DecimalOpen(buffer.data, &decimal) != DECIMAL_FINITE)
		{
			wrong++;
			continue;
		}

		/* canonical: no zero groups at the ends, no needless decimals */
		if (decimal.ngroups > 0 &&
			(DecimalRead16(decimal.groups) == 0 ||
			 DecimalRead16(decimal.groups + 2 * (decimal.ngroups - 1)) == 0))
			wrong++;
		decimals = scale;
		y = x;
		while (decimals > 0 && y % 10 == 0)
		{
			y /= 10;
			decimals--;
		}
		if (x == 0)
			decimals = 0;
		if (decimal.dscale != decimals)
			wrong++;

		/* and back */
		if (!DecimalCoefficient(&decimal, &back, &groups))
			continue;			/* zeros of the last group may not fit */
		for (int shift = groups * GROUP_DIGITS - decimals; shift > 0; shift--)
		{
			if (back % 10 != 0)
				wrong++;
			back /= 10;
		}
		if (back != y)
			wrong++;
	}
	Report("packing and unpacking agree", wrong);
}

static void
TestGcd(void)
{
	int			wrong = 0;

	for (int i = 0; i < 20000; i++)
	{
		wideint		a = RandomWide() % 1000000;
		wideint		b = RandomWide() % 1000000;
		wideint		factor = 1 + (wideint) (Random64() % 1000);
		wideint		gcd = WideGcd(a * factor, b * factor);

		if (gcd == 0 ? (a != 0 || b != 0) :
			(a * factor % gcd != 0 || b * factor % gcd != 0 || gcd % factor != 0 ||
			 WideGcd(a * factor / gcd, b * factor / gcd) != 1))
			wrong++;
	}
	Report("greatest common divisors divide, and leave coprimes", wrong);
}

int
main(void)
{
	TestSums();
	TestProducts();
	TestQuotients();
	TestQuotientDecimals();
	TestPacking();
	TestGcd();
	printf("1..%d\n", tests);
	return failures > 0;
}

/*-------------------------------------------------------------------------
 *
 * decimal.c
 *	  Exact decimals in machine integers, and the packed form of numeric.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "exact/decimal.h"

const int64 Pow10[19] = {
	INT64CONST(1),
	INT64CONST(10),
	INT64CONST(100),
	INT64CONST(1000),
	INT64CONST(10000),
	INT64CONST(100000),
	INT64CONST(1000000),
	INT64CONST(10000000),
	INT64CONST(100000000),
	INT64CONST(1000000000),
	INT64CONST(10000000000),
	INT64CONST(100000000000),
	INT64CONST(1000000000000),
	INT64CONST(10000000000000),
	INT64CONST(100000000000000),
	INT64CONST(1000000000000000),
	INT64CONST(10000000000000000),
	INT64CONST(100000000000000000),
	INT64CONST(1000000000000000000)
};

bool
WideMulSlow(wideint a, wideint b, wideint *result)
{
#ifdef PAR_INT128
	uint128		ua = a < 0 ? -(uint128) a : (uint128) a;
	uint128		ub = b < 0 ? -(uint128) b : (uint128) b;
	uint64		ahigh = (uint64) (ua >> 64);
	uint64		bhigh = (uint64) (ub >> 64);
	uint128		cross;
	uint128		product;

	/*
	 * By halves, since the compilers' own overflow check of 128-bit products
	 * may want a run-time library that the server does not link.
	 */
	if (ahigh != 0 && bhigh != 0)
		return false;
	cross = ahigh != 0 ? (uint128) ahigh * (uint64) ub : (uint128) bhigh * (uint64) ua;
	if (cross >> 63)
		return false;
	product = (cross << 64) + (uint128) (uint64) ua * (uint64) ub;
	if (product < (cross << 64) || product > (uint128) WIDE_MAX)
		return false;
	*result = (a < 0) != (b < 0) ? -(wideint) product : (wideint) product;
	return true;
#else
	return !pg_mul_s64_overflow(a, b, result) && *result >= -WIDE_MAX;
#endif
}

bool
WidePow10(int exponent, wideint *result)
{
	if (exponent < 0 || exponent > WIDE_DIGITS)
		return false;
	*result = 1;
	for (; exponent > 18; exponent -= 18)
		*result *= Pow10[18];
	*result *= Pow10[exponent];
	return true;
}

wideint
WideGcd(wideint a, wideint b)
{
	uwideint	x = a < 0 ? -(uwideint) a : (uwideint) a;
	uwideint	y = b < 0 ? -(uwideint) b : (uwideint) b;

	while (y != 0)
	{
		uwideint	rest;

		/* the narrow remainder is many times faster */
		if ((x | y) <= PG_UINT64_MAX)
			rest = (uint64) x % (uint64) y;
		else
			rest = x % y;
		x = y;
		y = rest;
	}
	return (wideint) x;
}

bool
DecimalCoefficientSlow(const PackedDecimal *decimal, wideint *coefficient, int *scale)
{
	int			fraction = decimal->ngroups - 1 - decimal->weight;
	int			missing = fraction < 0 ? -fraction : 0;
	wideint		value = 0;

	if (decimal->ngroups == 0)
	{
		*coefficient = 0;
		*scale = 0;
		return true;
	}
	if (decimal->ngroups + missing > WIDE_DIGITS / GROUP_DIGITS + 1)
		return false;
	for (int i = 0; i < decimal->ngroups + missing; i++)
	{
		int			group = i < decimal->ngroups ? DecimalRead16(decimal->groups + 2 * i) : 0;

		if (value > (WIDE_MAX - group) / GROUP_BASE)
			return false;
		value = value * GROUP_BASE + group;
	}
	*coefficient = decimal->negative ? -value : value;
	*scale = fraction > 0 ? fraction : 0;
	return true;
}

bool
WideQuotient(wideint numerator, wideint denominator, int decimals,
			 wideint *coefficient, int *scale)
{
	uwideint	n = numerator < 0 ? -(uwideint) numerator : (uwideint) numerator;
	uwideint	d = (uwideint) denominator;
	uwideint	quotient;
	uwideint	rest;
	int			done = 0;

	if (denominator == 1)
	{
		*coefficient = numerator;
		*scale = 0;
		return true;
	}
	quotient = n / d;
	rest = n % d;

	/* long division, with as many digits at a time as the remainder allows */
	while (done < decimals && rest != 0)
	{
		int			step = Min(decimals - done, 18);

#ifdef PAR_INT128
		/* 10^18 times 64 bits is known to fit */
		if (unlikely((rest | quotient) > PG_UINT64_MAX))
#endif
		{
			while (step > 1 && rest > (uwideint) WIDE_MAX / (uwideint) Pow10[step])
				step--;
			if (rest > (uwideint) WIDE_MAX / (uwideint) Pow10[step] ||
				quotient >= (uwideint) WIDE_MAX / (uwideint) Pow10[step])
				return false;
		}
		rest *= (uwideint) Pow10[step];
		quotient = quotient * (uwideint) Pow10[step] + rest / d;
		rest %= d;
		done += step;
	}
	if (rest >= d - rest)
		quotient++;				/* no overflow: then d > 1 */
	*coefficient = numerator < 0 ? -(wideint) quotient : (wideint) quotient;
	*scale = done;
	return true;
}

/* number of decimal digits of a magnitude > 0 */
static int
CountDigits(uwideint x)
{
	int			digits = 1;

	while (x >= (uwideint) Pow10[18])
	{
		x /= (uwideint) Pow10[18];
		digits += 18;
	}
	while (digits % 18 != 0 && x >= (uwideint) Pow10[digits % 18])
		digits++;
	return digits;
}

int
WideQuotientDecimals(wideint numerator, wideint denominator)
{
	uwideint	n = numerator < 0 ? -(uwideint) numerator : (uwideint) numerator;
	uwideint	d = (uwideint) denominator;
	int			exponent;
	wideint		power;

	if (n == 0)
		return 4;

	/* 10^exponent <= n / d < 10^(exponent + 1), after the correction below */
	exponent = CountDigits(n) - CountDigits(d);
	if (!WidePow10(abs(exponent), &power))
		return 4;				/* cannot happen: both sides are wideint */

	/* compare n with d * 10^exponent by dividing, which cannot overflow */
	if (exponent >= 0)
	{
		if (n / (uwideint) power < d)
			exponent--;
	}
	else
	{
		uwideint	quotient = d / (uwideint) power;

		if (n < quotient || (n == quotient && d % (uwideint) power != 0))
			exponent--;
	}
	return Max(4, 15 - exponent);
}

int
DecimalEncode(wideint coefficient, int scale, char *buffer)
{
	bool		negative = coefficient < 0;
	uwideint	rest = negative ? -(uwideint) coefficient : (uwideint) coefficient;
	int16		groups[WIDE_DIGITS / GROUP_DIGITS + 3];
	int			ngroups = 0;
	int			weight;
	int			size = 4;

	/* most points are whole numbers of one group */
	if (scale == 0 && rest < GROUP_BASE)
	{
		uint16		words[2] = {negative ? 0xA000 : 0x8000, (uint16) rest};
		int			used = rest == 0 ? sizeof(words[0]) : sizeof(words);

		memcpy(buffer + size, words, used);
		size += used;
		SET_VARSIZE(buffer, size);
		return size;
	}

	/* drop trailing zeros after the point, by halves */
	if (rest == 0)
		scale = 0;
	for (int step = scale > 0 ? 16 : 0; step > 0;)
	{
		uwideint	quotient;

		if (scale < step)
		{
			step /= 2;
			continue;
		}
		if (rest <= PG_UINT64_MAX)
		{
			quotient = (uint64) rest / (uint64) Pow10[step];
			if (quotient * (uint64) Pow10[step] != rest)
			{
				step /= 2;
				continue;
			}
		}
		else
		{
			quotient = rest / (uwideint) Pow10[step];
			if (quotient * (uwideint) Pow10[step] != rest)
			{
				step /= 2;
				continue;
			}
		}
		rest = quotient;
		scale -= step;
	}

	/* cut into groups from the least significant, aligned at the point */
	weight = -((scale + GROUP_DIGITS - 1) / GROUP_DIGITS);
	if (scale % GROUP_DIGITS != 0)
	{
		int			digits = scale % GROUP_DIGITS;

		groups[ngroups++] = (int16) ((uint64) (rest % (uwideint) Pow10[digits]) *
									 (uint64) Pow10[GROUP_DIGITS - digits]);
		rest /= (uwideint) Pow10[digits];
	}
	while (rest > PG_UINT64_MAX)
	{
		groups[ngroups++] = (int16) (rest % GROUP_BASE);
		rest /= GROUP_BASE;
	}
	for (uint64 low = (uint64) rest; low != 0; low /= GROUP_BASE)
		groups[ngroups++] = (int16) (low % GROUP_BASE);

	/* no zero groups at either end */
	weight += ngroups - 1;
	while (ngroups > 0 && groups[ngroups - 1] == 0)
	{
		ngroups--;
		weight--;
	}
	if (ngroups == 0)
		weight = 0;
	else
	{
		int			zeros = 0;

		while (groups[zeros] == 0)
			zeros++;
		if (zeros > 0)
			memmove(groups, groups + zeros, sizeof(int16) * (ngroups - zeros));
		ngroups -= zeros;
	}

	/* the header that numeric.c would choose */
	Assert(scale <= DECIMAL_MAX_SCALE);
	if (scale <= 0x3F && weight >= -64 && weight <= 63)
	{
		uint16		header = (uint16) (0x8000 | (negative ? 0x2000 : 0) |
									   (scale << 7) | (weight & 0x7F));

		memcpy(buffer + size, &header, sizeof(header));
		size += sizeof(header);
	}
	else
	{
		uint16		header = (uint16) ((negative ? 0x4000 : 0) | scale);
		int16		weight16 = (int16) weight;

		memcpy(buffer + size, &header, sizeof(header));
		size += sizeof(header);
		memcpy(buffer + size, &weight16, sizeof(weight16));
		size += sizeof(weight16);
	}
	for (int i = ngroups - 1; i >= 0; i--)
	{
		memcpy(buffer + size, &groups[i], sizeof(int16));
		size += sizeof(int16);
	}
	SET_VARSIZE(buffer, size);
	return size;
}

/*
 * A plain decimal, as numeric_out writes it, of a size that numeric takes: no
 * NaN, exponent or space.
 */
bool
IsDecimalText(const char *text)
{
	const char *whole = *text == '-' ? text + 1 : text;
	size_t		digits = strspn(whole, "0123456789");
	size_t		decimals = 0;
	const char *end = whole + digits;

	if (*end == '.')
	{
		decimals = strspn(end + 1, "0123456789");
		end += decimals + 1;
	}
	return *end == '\0' && digits > 0 && digits <= 131072 && decimals <= DECIMAL_MAX_SCALE;
}

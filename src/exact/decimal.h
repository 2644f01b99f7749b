/*-------------------------------------------------------------------------
 *
 * decimal.h
 *	  Exact decimals in machine integers, and the packed form of numeric.
 *
 * Nothing in here calls the function manager or allocates memory, so that it
 * can be compiled, fuzzed and unit-tested outside the server.  What does not
 * fit a machine integer is left to PostgreSQL's numeric: see fraction.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_DECIMAL_H
#define PAR_DECIMAL_H

#include "common/int.h"

#include "base/compat.h"

/*
 * The widest machine integer there is.  It is used symmetrically, from
 * -WIDE_MAX to WIDE_MAX, so that a sign can always be turned.  Building with
 * -DPAR_NO_INT128 gives the form of machines without 128-bit integers; all
 * results are the same, only reached through numeric earlier.
 */
#if defined(HAVE_INT128) && !defined(PAR_NO_INT128)
#define PAR_INT128
typedef int128 wideint;
typedef uint128 uwideint;
#define WIDE_DIGITS		38		/* any decimal of so many digits fits */
#else
typedef int64 wideint;
typedef uint64 uwideint;
#define WIDE_DIGITS		18
#endif

#define WIDE_MAX		((wideint) (~((uwideint) 0) >> 1))

/* numeric keeps its digits in groups of four */
#define GROUP_BASE		10000
#define GROUP_DIGITS	4

/* room that DecimalEncode() may need: headers and the groups of WIDE_MAX */
#define DECIMAL_MAX_PACKED	(4 + 4 + 2 * (WIDE_DIGITS / GROUP_DIGITS + 3))

/* largest scale that numeric can show */
#define DECIMAL_MAX_SCALE	16383

/* 10^0 ... 10^18 */
extern const int64 Pow10[19];

typedef enum DecimalClass
{
	DECIMAL_FINITE,
	DECIMAL_NAN,
	DECIMAL_PLUS_INFINITY,
	DECIMAL_MINUS_INFINITY
} DecimalClass;

/*
 * A finite numeric seen in place: the headers are read, the digit groups are
 * left where they are, perhaps unaligned.  The value is the sum over i of
 * group[i] * 10000^(weight - i); there are no leading or trailing zero groups.
 */
typedef struct PackedDecimal
{
	const char *groups;			/* int16 each, most significant first */
	int			ngroups;
	int			weight;			/* of the first group, in powers of 10000 */
	int			dscale;			/* decimals that numeric shows */
	bool		negative;
} PackedDecimal;

/* sums and differences; false on overflow */
static inline bool
WideAdd(wideint a, wideint b, wideint *result)
{
#ifdef HAVE__BUILTIN_OP_OVERFLOW
	if (__builtin_add_overflow(a, b, result))
		return false;
	return *result >= -WIDE_MAX;
#else
	if (b > 0 ? a > WIDE_MAX - b : a < -WIDE_MAX - b)
		return false;
	*result = a + b;
	return true;
#endif
}

/* product where either factor is too wide for the quick way below */
extern bool WideMulSlow(wideint a, wideint b, wideint *result);

/* product; false on overflow */
static inline bool
WideMul(wideint a, wideint b, wideint *result)
{
#ifdef PAR_INT128
	if (likely(a == (int64) a && b == (int64) b))
	{
		*result = a * b;
		return true;
	}
#endif
	return WideMulSlow(a, b, result);
}

static inline uint16
DecimalRead16(const char *p)
{
	uint16		x;

	memcpy(&x, p, sizeof(x));
	return x;
}

/*
 * Read the headers of a numeric that is neither compressed nor out of line.
 * The layout is that of numeric.c, which has not changed since 9.1, since
 * every later server must read tables written by it.
 */
static inline DecimalClass
DecimalOpen(const void *packed, PackedDecimal *decimal)
{
	const char *data = VARDATA_ANY(packed);
	int			size = (int) VARSIZE_ANY_EXHDR(packed);
	uint16		header = DecimalRead16(data);

	if (likely((header & 0xC000) == 0x8000))
	{
		/* short form: sign, scale and weight share the header */
		decimal->negative = (header & 0x2000) != 0;
		decimal->dscale = (header & 0x1F80) >> 7;
		decimal->weight = (int) (header & 0x003F) - (int) (header & 0x0040);
		decimal->groups = data + 2;
		decimal->ngroups = (size - 2) / 2;
	}
	else if ((header & 0xC000) == 0xC000)
	{
		if ((header & 0xF000) == 0xD000)
			return DECIMAL_PLUS_INFINITY;
		if ((header & 0xF000) == 0xF000)
			return DECIMAL_MINUS_INFINITY;
		return DECIMAL_NAN;
	}
	else
	{
		decimal->negative = (header & 0xC000) == 0x4000;
		decimal->dscale = header & 0x3FFF;
		decimal->weight = (int16) DecimalRead16(data + 2);
		decimal->groups = data + 4;
		decimal->ngroups = (size - 4) / 2;
	}
	return DECIMAL_FINITE;
}

/* the coefficient where the quick way of DecimalCoefficient() does not do */
extern bool DecimalCoefficientSlow(const PackedDecimal *decimal,
								   wideint *coefficient, int *scale);

/*
 * The value as coefficient / 10000^scale, with the smallest scale >= 0 that
 * its groups allow; false if the coefficient does not fit.
 */
static inline bool
DecimalCoefficient(const PackedDecimal *decimal, wideint *coefficient, int *scale)
{
	int			fraction = decimal->ngroups - 1 - decimal->weight;

	/* up to four groups, and four places of them before and after the point */
	if (likely(decimal->ngroups <= 4 && decimal->weight < 4 && fraction <= 4))
	{
		int64		value = 0;

		for (int i = 0; i < decimal->ngroups; i++)
			value = value * GROUP_BASE + DecimalRead16(decimal->groups + 2 * i);
		if (fraction < 0)
		{
			value *= Pow10[-fraction * GROUP_DIGITS];
			fraction = 0;
		}
		*coefficient = decimal->negative ? -value : value;
		*scale = fraction;
		return true;
	}
	return DecimalCoefficientSlow(decimal, coefficient, scale);
}

/* 10^exponent; false if it does not fit */
extern bool WidePow10(int exponent, wideint *result);

/* greatest common divisor of two magnitudes; the other one if one is 0 */
extern wideint WideGcd(wideint a, wideint b);

/*
 * numerator / denominator (> 0) rounded half away from zero to so many
 * decimals, as coefficient / 10^scale with scale <= decimals; false if it does
 * not fit.
 */
extern bool WideQuotient(wideint numerator, wideint denominator, int decimals,
						 wideint *coefficient, int *scale);

/*
 * Decimals that show numerator / denominator (> 0) to the finer of 16
 * significant digits and 4 decimals.
 */
extern int	WideQuotientDecimals(wideint numerator, wideint denominator);

/*
 * Write coefficient / 10^scale as a numeric with its 4-byte header into a
 * buffer of DECIMAL_MAX_PACKED bytes.  Trailing zeros after the point are
 * dropped.  Returns the size.
 */
extern int	DecimalEncode(wideint coefficient, int scale, char *buffer);

/* whether a finite decimal may have more than so many digits before or after the point */
static inline bool
DecimalIsLong(const PackedDecimal *decimal, int digits)
{
	return decimal->weight * GROUP_DIGITS >= digits ||
		(decimal->ngroups - decimal->weight) * GROUP_DIGITS >= digits + 2 * GROUP_DIGITS;
}

/*
 * Whether a text is a plain decimal, as numeric_out writes it, of a size that
 * numeric takes: no NaN, exponent or space.
 */
extern bool IsDecimalText(const char *text);

#endif							/* PAR_DECIMAL_H */

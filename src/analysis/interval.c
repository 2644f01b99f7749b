/*-------------------------------------------------------------------------
 *
 * interval.c
 *	  Intervals of exact numbers.
 *
 * All results are exact except where ends have grown beyond
 * INTERVAL_MAX_DIGITS: such an end is taken for infinite, so that an interval
 * is never too small.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "analysis/interval.h"

#define INTERVAL_MAX_DIGITS	1000

/* give up ends that have grown too long */
static NumInterval
Shorten(NumInterval a)
{
	if (a.low_finite && unlikely(FractionDigits(&a.low) > INTERVAL_MAX_DIGITS))
		a.low_finite = a.low_closed = false;
	if (a.high_finite && unlikely(FractionDigits(&a.high) > INTERVAL_MAX_DIGITS))
		a.high_finite = a.high_closed = false;
	return a;
}

NumInterval
IntervalOfAll(void)
{
	NumInterval result;

	memset(&result, 0, sizeof(result));
	return result;
}

NumInterval
IntervalOfPoint(Fraction at)
{
	NumInterval result;

	result.low_finite = result.high_finite = true;
	result.low_closed = result.high_closed = true;
	result.low = result.high = at;
	return result;
}

NumInterval
IntervalBetween(int64 low, int64 high)
{
	NumInterval result = IntervalOfPoint(FractionOfInt(low));

	result.high = FractionOfInt(high);
	return result;
}

NumInterval
IntervalFrom(Fraction low, bool closed)
{
	NumInterval result = IntervalOfAll();

	result.low_finite = true;
	result.low_closed = closed;
	result.low = low;
	return result;
}

NumInterval
IntervalTo(Fraction high, bool closed)
{
	NumInterval result = IntervalOfAll();

	result.high_finite = true;
	result.high_closed = closed;
	result.high = high;
	return result;
}

bool
IntervalIsEmpty(const NumInterval *interval)
{
	int			order;

	if (!interval->low_finite || !interval->high_finite)
		return false;
	order = FractionCompare(&interval->low, &interval->high);
	return order > 0 || (order == 0 && !(interval->low_closed && interval->high_closed));
}

bool
IntervalIsPoint(const NumInterval *interval)
{
	return interval->low_finite && interval->high_finite &&
		FractionCompare(&interval->low, &interval->high) == 0;
}

bool
IntervalIsAll(const NumInterval *interval)
{
	return !interval->low_finite && !interval->high_finite;
}

bool
IntervalIsNotNegative(const NumInterval *interval)
{
	return interval->low_finite && FractionSign(&interval->low) >= 0;
}

bool
IntervalContains(const NumInterval *interval, Fraction at)
{
	if (interval->low_finite)
	{
		int			order = FractionCompare(&at, &interval->low);

		if (order < 0 || (order == 0 && !interval->low_closed))
			return false;
	}
	if (interval->high_finite)
	{
		int			order = FractionCompare(&at, &interval->high);

		if (order > 0 || (order == 0 && !interval->high_closed))
			return false;
	}
	return true;
}

bool
IntervalEqual(const NumInterval *a, const NumInterval *b)
{
	if (a->low_finite != b->low_finite || a->high_finite != b->high_finite ||
		a->low_closed != b->low_closed || a->high_closed != b->high_closed)
		return false;
	return (!a->low_finite || FractionCompare(&a->low, &b->low) == 0) &&
		(!a->high_finite || FractionCompare(&a->high, &b->high) == 0);
}

int
IntervalSide(const NumInterval *interval, Fraction at)
{
	int			order;

	if (interval->low_finite)
	{
		order = FractionCompare(&interval->low, &at);
		if (order > 0 || (order == 0 && !interval->low_closed))
			return 1;
	}
	if (interval->high_finite)
	{
		order = FractionCompare(&interval->high, &at);
		if (order < 0 || (order == 0 && !interval->high_closed))
			return -1;
	}
	return 0;
}

NumInterval
IntervalIntersect(NumInterval a, NumInterval b)
{
	NumInterval result = a;

	if (b.low_finite)
	{
		int			order = a.low_finite ? FractionCompare(&b.low, &a.low) : 1;

		if (order > 0)
		{
			result.low_finite = true;
			result.low = b.low;
			result.low_closed = b.low_closed;
		}
		else if (order == 0)
			result.low_closed = a.low_closed && b.low_closed;
	}
	if (b.high_finite)
	{
		int			order = a.high_finite ? FractionCompare(&b.high, &a.high) : -1;

		if (order < 0)
		{
			result.high_finite = true;
			result.high = b.high;
			result.high_closed = b.high_closed;
		}
		else if (order == 0)
			result.high_closed = a.high_closed && b.high_closed;
	}
	return result;
}

NumInterval
IntervalHull(NumInterval a, NumInterval b)
{
	int			order;

	if (!b.low_finite)
		a.low_finite = a.low_closed = false;
	else if (a.low_finite)
	{
		order = FractionCompare(&b.low, &a.low);
		if (order < 0)
			a.low = b.low;
		a.low_closed = order < 0 ? b.low_closed : a.low_closed || (order == 0 && b.low_closed);
	}
	if (!b.high_finite)
		a.high_finite = a.high_closed = false;
	else if (a.high_finite)
	{
		order = FractionCompare(&b.high, &a.high);
		if (order > 0)
			a.high = b.high;
		a.high_closed = order > 0 ? b.high_closed : a.high_closed || (order == 0 && b.high_closed);
	}
	return a;
}

NumInterval
IntervalOfIntegers(NumInterval a)
{
	if (a.low_finite)
	{
		/* the least integer that is not below */
		Fraction	low = FractionOpposite(FractionFloorOf(FractionOpposite(a.low)));

		if (!a.low_closed && FractionCompare(&low, &a.low) == 0)
			low = FractionPlus(low, FractionOfInt(1));
		a.low = low;
		a.low_closed = true;
	}
	if (a.high_finite)
	{
		Fraction	high = FractionFloorOf(a.high);

		if (!a.high_closed && FractionCompare(&high, &a.high) == 0)
			high = FractionMinus(high, FractionOfInt(1));
		a.high = high;
		a.high_closed = true;
	}
	return a;
}

NumInterval
IntervalAdd(NumInterval a, NumInterval b)
{
	a.low_finite = a.low_finite && b.low_finite;
	a.high_finite = a.high_finite && b.high_finite;
	a.low_closed = a.low_finite && a.low_closed && b.low_closed;
	a.high_closed = a.high_finite && a.high_closed && b.high_closed;
	if (a.low_finite)
		a.low = FractionPlus(a.low, b.low);
	if (a.high_finite)
		a.high = FractionPlus(a.high, b.high);
	return Shorten(a);
}

/* the interval of -x */
static NumInterval
Mirror(NumInterval a)
{
	NumInterval result;

	result.low_finite = a.high_finite;
	result.low_closed = a.high_closed;
	result.high_finite = a.low_finite;
	result.high_closed = a.low_closed;
	if (a.high_finite)
		result.low = FractionOpposite(a.high);
	if (a.low_finite)
		result.high = FractionOpposite(a.low);
	return result;
}

NumInterval
IntervalScale(NumInterval a, Fraction factor)
{
	int			sign = FractionSign(&factor);

	if (sign == 0)
		return IntervalOfPoint(FractionOfInt(0));
	if (sign < 0)
		return IntervalScale(Mirror(a), FractionOpposite(factor));
	if (a.low_finite)
		a.low = FractionTimes(a.low, factor);
	if (a.high_finite)
		a.high = FractionTimes(a.high, factor);
	return Shorten(a);
}

/* One end of an interval: a number, or an infinity of either sign. */
typedef struct End
{
	int			infinite;		/* -1, 0, 1 */
	bool		closed;
	Fraction	at;
} End;

static End
LowEnd(const NumInterval *a)
{
	End			end;

	end.infinite = a->low_finite ? 0 : -1;
	end.closed = a->low_closed;
	if (a->low_finite)
		end.at = a->low;
	return end;
}

static End
HighEnd(const NumInterval *a)
{
	End			end;

	end.infinite = a->high_finite ? 0 : 1;
	end.closed = a->high_closed;
	if (a->high_finite)
		end.at = a->high;
	return end;
}

static int
EndSign(const End *end)
{
	return end->infinite != 0 ? end->infinite : FractionSign(&end->at);
}

static int
EndCompare(const End *a, const End *b)
{
	if (a->infinite != 0 || b->infinite != 0)
		return a->infinite - b->infinite;
	return FractionCompare(&a->at, &b->at);
}

/* the product of two ends; zero times anything is zero, and reached if zero is */
static End
EndProduct(const End *a, const End *b)
{
	End			result;
	int			sign = EndSign(a) * EndSign(b);

	result.infinite = 0;
	if (sign == 0)
	{
		result.at = FractionOfInt(0);
		result.closed = (EndSign(a) == 0 && a->closed) || (EndSign(b) == 0 && b->closed);
	}
	else if (a->infinite != 0 || b->infinite != 0)
	{
		result.infinite = sign;
		result.closed = false;
	}
	else
	{
		result.at = FractionTimes(a->at, b->at);
		result.closed = a->closed && b->closed;
	}
	return result;
}

NumInterval
IntervalMultiply(NumInterval a, NumInterval b)
{
	End			of_a[2] = {LowEnd(&a), HighEnd(&a)};
	End			of_b[2] = {LowEnd(&b), HighEnd(&b)};
	End			low = EndProduct(&of_a[0], &of_b[0]);
	End			high = low;
	NumInterval result;

	for (int i = 1; i < 4; i++)
	{
		End			corner = EndProduct(&of_a[i / 2], &of_b[i % 2]);
		int			order = EndCompare(&corner, &low);

		if (order < 0)
			low = corner;
		else if (order == 0)
			low.closed = low.closed || corner.closed;
		order = EndCompare(&corner, &high);
		if (order > 0)
			high = corner;
		else if (order == 0)
			high.closed = high.closed || corner.closed;
	}
	result.low_finite = low.infinite == 0;
	result.low_closed = result.low_finite && low.closed;
	result.high_finite = high.infinite == 0;
	result.high_closed = result.high_finite && high.closed;
	if (result.low_finite)
		result.low = low.at;
	if (result.high_finite)
		result.high = high.at;
	return Shorten(result);
}

/* where zero lies inside, that is everything */
NumInterval
IntervalInvert(NumInterval a)
{
	Fraction	zero = FractionOfInt(0);
	Fraction	one = FractionOfInt(1);
	bool		low_zero = a.low_finite && FractionSign(&a.low) == 0;
	bool		high_zero = a.high_finite && FractionSign(&a.high) == 0;
	NumInterval result;

	if (!(a.low_finite && FractionSign(&a.low) >= 0) &&
		!(a.high_finite && FractionSign(&a.high) <= 0))
		return IntervalOfAll();
	if (low_zero && high_zero)
		return IntervalOfAll();

	/* 1/x falls: the high end gives the low one */
	result.low_finite = !high_zero;
	result.low_closed = result.low_finite && a.high_finite && a.high_closed;
	if (result.low_finite)
		result.low = a.high_finite ? FractionOver(one, a.high) : zero;
	result.high_finite = !low_zero;
	result.high_closed = result.high_finite && a.low_finite && a.low_closed;
	if (result.high_finite)
		result.high = a.low_finite ? FractionOver(one, a.low) : zero;
	return result;
}

NumInterval
IntervalFloor(NumInterval a)
{
	if (a.low_finite)
	{
		a.low = FractionFloorOf(a.low);
		a.low_closed = true;
	}
	if (a.high_finite)
	{
		Fraction	high = FractionFloorOf(a.high);

		/* what stays below an integer has a smaller floor */
		if (!a.high_closed && FractionCompare(&high, &a.high) == 0)
			high = FractionMinus(high, FractionOfInt(1));
		a.high = high;
		a.high_closed = true;
	}
	return a;
}

/*-------------------------------------------------------------------------
 *
 * interval.h
 *	  Intervals of exact numbers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_INTERVAL_H
#define PAR_INTERVAL_H

#include "exact/fraction.h"

/*
 * A set of numbers without holes, which may lack its ends and may have none.
 * An end that is not finite is never closed, and its number is undefined.
 */
typedef struct NumInterval
{
	bool		low_finite;
	bool		low_closed;
	bool		high_finite;
	bool		high_closed;
	Fraction	low;
	Fraction	high;
} NumInterval;

extern NumInterval IntervalOfAll(void);
extern NumInterval IntervalOfPoint(Fraction at);
extern NumInterval IntervalBetween(int64 low, int64 high);
extern NumInterval IntervalFrom(Fraction low, bool closed);
extern NumInterval IntervalTo(Fraction high, bool closed);

extern bool IntervalIsEmpty(const NumInterval *interval);
extern bool IntervalIsPoint(const NumInterval *interval);
extern bool IntervalIsAll(const NumInterval *interval);
extern bool IntervalIsNotNegative(const NumInterval *interval);
extern bool IntervalContains(const NumInterval *interval, Fraction at);
extern bool IntervalEqual(const NumInterval *a, const NumInterval *b);

/* -1 or 1 if all of it lies on one side of the number, otherwise 0 */
extern int	IntervalSide(const NumInterval *interval, Fraction at);

extern NumInterval IntervalIntersect(NumInterval a, NumInterval b);

/* the smallest interval that holds both */
extern NumInterval IntervalHull(NumInterval a, NumInterval b);

/* the same integers, with closed ends */
extern NumInterval IntervalOfIntegers(NumInterval a);

/* what x + y, x * f, x * y, 1 / x and floor(x) can be for x in a, y in b */
extern NumInterval IntervalAdd(NumInterval a, NumInterval b);
extern NumInterval IntervalScale(NumInterval a, Fraction factor);
extern NumInterval IntervalMultiply(NumInterval a, NumInterval b);
extern NumInterval IntervalInvert(NumInterval a);
extern NumInterval IntervalFloor(NumInterval a);

#endif							/* PAR_INTERVAL_H */

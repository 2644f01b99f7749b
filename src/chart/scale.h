/*-------------------------------------------------------------------------
 *
 * scale.h
 *	  Scales with round ticks, and how numbers are written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_SCALE_H
#define PAR_CHART_SCALE_H

#include "lib/stringinfo.h"

#include "chart/rows.h"

/* the finite numbers that are to be drawn */
typedef struct Extent
{
	int			count;
	double		low;
	double		high;
	bool		whole;			/* all of them are integers */
	int			decimals;		/* the most that one of them has */
} Extent;

extern void ExtentInit(Extent *extent);
extern void ExtentAdd(Extent *extent, ChartNumber number);

/* decimals that tell the numbers apart without showing noise */
extern int	ExtentDecimals(const Extent *extent);

/* how numbers are written */
typedef struct NumberStyle
{
	const char *decimal_mark;
	const char *group_mark;
	const char *unit;			/* what follows, or "" */
	int			decimals;
} NumberStyle;

extern char *NumberText(ChartNumber number, const NumberStyle *style);

/*
 * A scale from one number to another along a line from one place to another.
 * Its ticks are multiples of 1, 2 or 5 times a power of ten.
 */
typedef struct Scale
{
	double		low;
	double		high;
	double		from;
	double		to;
	int			mantissa;
	int			exponent;
	int64		first;			/* ticks are these multiples of the step */
	int64		last;
} Scale;

/*
 * Makes a scale of about so many steps.  A bound that is not NaN is taken as
 * it is, the others are moved out to the next tick.
 */
extern void ScaleInit(Scale *scale, const Extent *extent, double min, double max, int steps);

/* leaves out an end that is empty for the most part of a step */
extern void ScaleTrim(Scale *scale, const Extent *extent, double min, double max);

extern double ScaleTick(const Scale *scale, int64 tick);
extern char *ScaleTickText(const Scale *scale, int64 tick, const NumberStyle *style);

/* an end that was given, as it was given: like a tick without a unit */
extern char *ScaleEndText(double end, const NumberStyle *style);

/* the place of a number; what lies outside is at the end, or not */
extern double ScalePlace(const Scale *scale, double value);
extern double ScalePlaceBeyond(const Scale *scale, double value);

/* a place as text, of two decimals at most */
extern void AppendPlace(StringInfo text, double place);

#endif							/* PAR_CHART_SCALE_H */

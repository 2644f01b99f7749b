/*-------------------------------------------------------------------------
 *
 * axis.h
 *	  The x axis of lines: of numbers, of dates, or of texts in their order.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_AXIS_H
#define PAR_CHART_AXIS_H

#include "chart/chart.h"

/*
 * A field x has its kind before it: "n2024" is a number, "d8766" a date in
 * days since 2000-01-01, "tQuý I" a text.
 */
typedef struct Axis
{
	char		kind;
	NameTable	texts;			/* where it is of texts */
	Extent		extent;
	Scale		scale;
	NumberStyle style;			/* years have no mark between thousands */
	Language	language;		/* how dates are written */
} Axis;

/* argument as a field; NULL for NULL, and for what is not finite */
extern char *AxisField(FunctionCallInfo fcinfo, int argument, const char *name);

extern void AxisInit(Axis *axis, const Chart *chart);

/* where a field lies, as a number; it is not known where there is none */
extern ChartNumber AxisNumber(Axis *axis, const char *field, const char *name);

/* as text, for titles */
extern char *AxisText(const Axis *axis, ChartNumber x);

/* from one place to the other, once all numbers are known */
extern void AxisPlace(Axis *axis, double from, double to);

/* ticks: lines from top to bottom, and texts beneath */
extern void AxisDraw(const Axis *axis, Chart *chart, double top, double bottom);

#endif							/* PAR_CHART_AXIS_H */

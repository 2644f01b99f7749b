/*-------------------------------------------------------------------------
 *
 * rows.h
 *	  The rows of a chart as they came: the state of its aggregate.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_ROWS_H
#define PAR_CHART_ROWS_H

#include "fmgr.h"
#include "utils/jsonb.h"

/* more rows than this are no chart */
#define CHART_MAX_ROWS		100000

/*
 * Beyond these a number other than 0 is refused, so that no width of a scale
 * overflows, and no step of one is 0.
 */
#define CHART_SMALLEST		1e-100
#define CHART_LARGEST		1e100

/*
 * The state is a text[]: the options, then the fields of each row, numbers as
 * text that reads back exactly.  It is an ordinary type, as states are here;
 * in memory it is an expanded array, to which a row is added in place.
 */
typedef struct ChartRows
{
	char	   *name;			/* of the aggregate, for messages */
	Jsonb	   *options;		/* or NULL */
	int			count;
	int			width;			/* fields of a row */
	char	  **fields;			/* NULL for NULL */
	uint64		fingerprint;	/* of all of it, the same everywhere */
} ChartRows;

/* a number of a row: NULL, or what float8 can be */
typedef struct ChartNumber
{
	bool		known;
	double		value;
} ChartNumber;

/*
 * Adds a row to the state in argument 0, of so many texts.  The last argument
 * of the aggregate is its options, which must be those of the rows before.
 */
extern Datum ChartAddRow(FunctionCallInfo fcinfo, const char *name, char **fields, int width);

/* an argument as a field: a text, or a number; and a number as its text */
extern char *ChartTextField(FunctionCallInfo fcinfo, int argument);
extern char *ChartNumberField(FunctionCallInfo fcinfo, int argument, const char *name);
extern char *ChartFieldOf(double value, const char *name);

/* takes the state in argument 0 apart */
extern void ChartReadRows(FunctionCallInfo fcinfo, const char *name, int width, ChartRows *rows);

/* a field of a row */
extern char *ChartField(const ChartRows *rows, int row, int field);
extern ChartNumber ChartNumberOf(const ChartRows *rows, int row, int field);

/* the number of such a text, which is refused where an argument would be */
extern double ChartValueOf(const char *text, const char *name);

/* whether there is something to draw */
extern bool ChartIsFinite(ChartNumber number);

#endif							/* PAR_CHART_ROWS_H */

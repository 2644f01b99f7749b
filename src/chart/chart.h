/*-------------------------------------------------------------------------
 *
 * chart.h
 *	  A chart while it is drawn: options, text alternative, and the SVG.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_CHART_H
#define PAR_CHART_CHART_H

#include "base/name_table.h"
#include "base/params.h"
#include "chart/label.h"
#include "chart/palette.h"
#include "chart/rows.h"
#include "chart/scale.h"
#include "words/message.h"

#define SIZE_LABEL		13.0
#define SIZE_SMALL		11.0

/* values that the text alternative lists one by one */
#define MAX_LISTED		60

typedef enum ChartTheme
{
	THEME_AUTO,
	THEME_LIGHT,
	THEME_DARK
} ChartTheme;

typedef struct ChartOptions
{
	char	   *id;				/* or NULL */
	char	   *title;
	char	   *description;
	bool		heading;		/* are title and description drawn? */
	bool		values;			/* are numbers written beside what is drawn? */
	int			legend;			/* -1: where there is more than one series */
	Language	language;
	ChartTheme	theme;
	double		width;
	double		height;			/* NaN: as it follows from the rows */
	double		min;			/* NaN: as the values are */
	double		max;
	int			decimals;		/* -1: as the values have */
	NumberStyle style;
	char	   *x_title;
	char	   *y_title;
	int			color_count;
	char	   *colors[PALETTE_SERIES];
} ChartOptions;

/* keys that only some charts know */
#define OPTION_COLORS	1
#define OPTION_LEGEND	2
#define OPTION_VALUES	4
#define OPTION_HEIGHT	8
#define OPTION_XY		16

/* what the text alternative says of the values */
typedef struct Summary
{
	int			count;			/* finite ones */
	int			missing;
	int			not_finite;
	double		low;
	double		high;
	char	   *low_name;
	char	   *high_name;
	StringInfoData list;
} Summary;

typedef struct Chart
{
	const char *kind;			/* its name, which is its class too */
	ChartOptions options;
	char	   *id;
	StringInfoData svg;			/* what is drawn */
	double		y;				/* beneath what is drawn so far */
	bool		narrow;			/* a telephone */
	int			series;			/* colours of series that are needed */
	int			tones;			/* 1: of positive values, 2: of both */
	Summary		summary;
} Chart;

/* reads the options, and draws the heading */
extern void ChartOpen(Chart *chart, const ChartRows *rows, const char *kind, int keys);

/* puts the parts together, of that height */
extern Datum ChartClose(Chart *chart, double height);

/* style for these numbers, as far as the options leave it open */
extern void ChartSetDecimals(Chart *chart, const Extent *extent);

/* a message of the catalogue in the language of the chart: key, count of texts, texts */
#define ChartSay(chart, ...)	MessageText((chart)->options.language, __VA_ARGS__)

/* a number into the text alternative; the text is NULL where it is missing */
extern void ChartSummarize(Chart *chart, const char *name, ChartNumber number, const char *text);

/* ---------- pieces of SVG ---------- */

typedef enum Anchor
{
	ANCHOR_START,
	ANCHOR_MIDDLE,
	ANCHOR_END
} Anchor;

/* a piece as it is, or with a place in it */
extern void ChartPut(Chart *chart, const char *piece);
extern void ChartPutPlace(Chart *chart, const char *before, double place, const char *after);

/* a line of text; of size 0 it has that around it; attributes may be NULL */
extern void ChartPutText(Chart *chart, double x, double y, Anchor anchor, double size,
						 const char *attributes, const char *text);

/* lines of text about a middle, with the whole text as title where it was cut */
extern void ChartPutLabel(Chart *chart, double x, double middle, Anchor anchor, double size,
						  const LabelLines *lines, const char *text);

extern void ChartPutLine(Chart *chart, double x1, double y1, double x2, double y2);
extern void ChartPutTitle(Chart *chart, const char *text);

/* class, and colour for what knows no style sheet, of a series */
extern void ChartPutSeries(Chart *chart, int series, bool stroke);

/*
 * The legend of the series, beneath the heading: NULL names are dashes.  A
 * sample is a rectangle, or for lines a piece of one.
 */
extern void ChartPutLegend(Chart *chart, const NameTable *series, bool lines);

/* a mark of a series, which differ in shape too; and the dashes of its lines */
extern void ChartPutMark(Chart *chart, int series, double x, double y, const char *title);
extern void ChartPutDashes(Chart *chart, int series);

/* a name of the table, which has "=" before it, or is empty for NULL */
extern int	ChartName(NameTable *table, const char *name);
extern const char *ChartNameText(const NameTable *table, int number);

/* "series, what"; what alone where the series has no name */
extern char *ChartSeriesText(const NameTable *series, int number, const char *what);

#endif							/* PAR_CHART_CHART_H */

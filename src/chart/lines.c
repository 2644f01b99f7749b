/*-------------------------------------------------------------------------
 *
 * lines.c
 *	  The aggregate par.svg_lines(series, x, y, options).
 *
 * A line joins the points of a series in the order of x; a y that is missing
 * is a gap.  Series differ in colour, dashes and marks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/compat.h"
#include "chart/axis.h"

PG_FUNCTION_INFO_V1(svg_lines_accum);
PG_FUNCTION_INFO_V1(svg_lines_final);

#define NAME		"par.svg_lines"

#define MAX_MARKS	400			/* more points have no marks */
#define AXIS_HEIGHT	22.0
#define MARK_ROOM	6.0

Datum
svg_lines_accum(PG_FUNCTION_ARGS)
{
	char	   *fields[3];

	fields[0] = ChartTextField(fcinfo, 1);
	fields[1] = AxisField(fcinfo, 2, NAME);
	fields[2] = ChartNumberField(fcinfo, 3, NAME);
	return ChartAddRow(fcinfo, NAME, fields, lengthof(fields));
}

typedef struct Point
{
	int			row;
	int			series;
	ChartNumber x;
	ChartNumber y;
} Point;

static int
ComparePoints(const void *a, const void *b)
{
	const Point *p = a;
	const Point *q = b;

	if (p->series != q->series)
		return p->series < q->series ? -1 : 1;
	if (p->x.value != q->x.value)
		return p->x.value < q->x.value ? -1 : 1;
	return p->row < q->row ? -1 : p->row > q->row;
}

typedef struct Plot
{
	NameTable	series;
	int			count;			/* of points whose x is known */
	Point	   *points;
	Axis		x;
	Scale		y;
	double		left;
	double		right;
	double		top;
	double		bottom;
} Plot;

static void
FindPoints(Plot *plot, Chart *chart, const ChartRows *rows, Extent *extent)
{
	NameTableInit(&plot->series, CurrentMemoryContext);
	AxisInit(&plot->x, chart);
	ExtentInit(extent);
	plot->count = 0;
	plot->points = palloc(sizeof(Point) * rows->count);
	for (int i = 0; i < rows->count; i++)
	{
		Point	   *point = &plot->points[plot->count];

		point->row = i;
		point->x = AxisNumber(&plot->x, ChartField(rows, i, 1), NAME);
		point->y = ChartNumberOf(rows, i, 2);
		if (point->x.known)
		{
			point->series = ChartName(&plot->series, ChartField(rows, i, 0));
			ExtentAdd(extent, point->y);
			plot->count++;
		}
	}
}

static char *
NameOf(const Plot *plot, const Point *point)
{
	return ChartSeriesText(&plot->series, point->series, AxisText(&plot->x, point->x));
}

/* whether both are points of one line without a gap between */
static bool
IsJoined(const Plot *plot, int a, int b)
{
	return a >= 0 && b < plot->count && plot->points[a].series == plot->points[b].series &&
		ChartIsFinite(plot->points[a].y) && ChartIsFinite(plot->points[b].y);
}

static void
DrawSeries(Plot *plot, Chart *chart, int first, int last)
{
	const Point *points = plot->points;
	int			series = points[first].series;

	ChartPut(chart, "<path");
	ChartPutSeries(chart, series, true);
	ChartPutDashes(chart, series);
	ChartPut(chart, series >= PALETTE_SERIES ? " stroke-width=\"1\" d=\"" : " d=\"");
	for (int i = first; i <= last; i++)
	{
		if (!ChartIsFinite(points[i].y))
			continue;
		ChartPutPlace(chart, IsJoined(plot, i - 1, i) ? "L" : "M", ScalePlace(&plot->x.scale, points[i].x.value), " ");
		ChartPutPlace(chart, "", ScalePlaceBeyond(&plot->y, points[i].y.value), "");
	}
	ChartPut(chart, "\">");
	if (*plot->series.names[series] != '\0')
		ChartPutTitle(chart, ChartNameText(&plot->series, series));
	ChartPut(chart, "</path>\n");
}

/* those that share a colour, or those that have one of their own, which lie above them */
static void
DrawLines(Plot *plot, Chart *chart, bool others)
{
	for (int first = 0, i = 0; i < plot->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i + 1 < plot->count && plot->points[i + 1].series == plot->points[i].series)
			continue;
		if ((plot->points[i].series >= PALETTE_SERIES) == others)
			DrawSeries(plot, chart, first, i);
		first = i + 1;
	}
}

/* marks of all points of a few, or of those that no line joins */
static void
DrawMarks(Plot *plot, Chart *chart)
{
	for (int i = 0; i < plot->count; i++)
	{
		const Point *point = &plot->points[i];

		if (!ChartIsFinite(point->y) || point->y.value < plot->y.low || point->y.value > plot->y.high)
			continue;
		if (plot->count > MAX_MARKS && (IsJoined(plot, i - 1, i) || IsJoined(plot, i, i + 1)))
			continue;
		ChartPutMark(chart, point->series, ScalePlace(&plot->x.scale, point->x.value),
					 ScalePlace(&plot->y, point->y.value),
					 psprintf("%s: %s", NameOf(plot, point), NumberText(point->y, &chart->options.style)));
	}
}

static void
DrawFrame(Plot *plot, Chart *chart)
{
	const Scale *y = &plot->y;

	ChartPut(chart, "<g class=\"grid\" stroke=\"currentColor\" stroke-opacity=\".16\">\n");
	for (int64 tick = y->first; tick <= y->last; tick++)
	{
		double		place = ScalePlace(y, ScaleTick(y, tick));

		ChartPutLine(chart, plot->left, place, plot->right, place);
	}
	appendStringInfo(&chart->svg, "</g>\n<g class=\"axis\" font-size=\"%d\" fill-opacity=\".75\">\n", (int) SIZE_SMALL);
	for (int64 tick = y->first; tick <= y->last; tick++)
		ChartPutText(chart, plot->left - MARK_ROOM - 2, ScalePlace(y, ScaleTick(y, tick)) + SIZE_SMALL * 0.36, ANCHOR_END, 0,
					 " class=\"tick\"", ScaleTickText(y, tick, &chart->options.style));
	ChartPut(chart, "</g>\n");
	AxisDraw(&plot->x, chart, plot->top, plot->bottom);
	if (y->low <= 0 && y->high >= 0)
	{
		ChartPut(chart, "<g class=\"zero\" stroke=\"currentColor\" stroke-opacity=\".7\">\n");
		ChartPutLine(chart, plot->left, ScalePlace(y, 0), plot->right, ScalePlace(y, 0));
		ChartPut(chart, "</g>\n");
	}
}

static void
DrawAxisTitle(Chart *chart, double x, double y, Anchor anchor, const char *text)
{
	char	   *clean = LabelClean(text);
	LabelLines	label;

	LabelWrap(&label, clean, SIZE_SMALL, chart->options.width, 1);
	ChartPut(chart, "<g fill-opacity=\".75\">");
	ChartPutLabel(chart, x, y, anchor, SIZE_SMALL, &label, clean);
	ChartPut(chart, "</g>\n");
}

Datum
svg_lines_final(PG_FUNCTION_ARGS)
{
	ChartRows	rows;
	Chart		chart;
	Plot		plot;
	Extent		extent;
	double		height;
	double		beneath;
	double		widest = 0;

	ChartReadRows(fcinfo, NAME, 3, &rows);
	ChartOpen(&chart, &rows, "lines", OPTION_COLORS | OPTION_LEGEND | OPTION_HEIGHT | OPTION_XY);
	FindPoints(&plot, &chart, &rows, &extent);
	ChartSetDecimals(&chart, &extent);
	qsort(plot.points, plot.count, sizeof(Point), ComparePoints);
	for (int i = 0; i < plot.count; i++)
		ChartSummarize(&chart, NameOf(&plot, &plot.points[i]), plot.points[i].y,
					   plot.points[i].y.known ? NumberText(plot.points[i].y, &chart.options.style) : NULL);

	ChartPutLegend(&chart, &plot.series, true);
	if (chart.options.y_title)
	{
		DrawAxisTitle(&chart, 0, chart.y + 7, ANCHOR_START, chart.options.y_title);
		chart.y += 20;
	}
	beneath = AXIS_HEIGHT + (chart.options.x_title ? 18 : 0);
	height = isnan(chart.options.height) ?
		chart.y + beneath + floor(chart.options.width * (chart.narrow ? 0.6 : 0.42)) : chart.options.height;
	plot.top = chart.y + 8;
	plot.bottom = Max(height - beneath, plot.top + 60);
	height = plot.bottom + beneath;

	ScaleInit(&plot.y, &extent, chart.options.min, chart.options.max, Max((int) ((plot.bottom - plot.top) / 45), 2));
	plot.y.from = plot.bottom;
	plot.y.to = plot.top;
	for (int64 tick = plot.y.first; tick <= plot.y.last; tick++)
		widest = Max(widest, LabelWidth(ScaleTickText(&plot.y, tick, &chart.options.style), SIZE_SMALL));
	plot.left = Min(ceil(widest), floor(chart.options.width / 3)) + MARK_ROOM + 4;
	plot.right = chart.options.width - MARK_ROOM - 6;
	AxisPlace(&plot.x, plot.left, plot.right);
	DrawFrame(&plot, &chart);
	if (chart.options.x_title)
		DrawAxisTitle(&chart, plot.right, height - 8, ANCHOR_END, chart.options.x_title);

	/* a bound that was given cuts the lines, with room for their width */
	appendStringInfo(&chart.svg, "<clipPath id=\"%s-plot\"><rect", chart.id);
	ChartPutPlace(&chart, " x=\"", plot.left - MARK_ROOM, "\"");
	ChartPutPlace(&chart, " y=\"", plot.top - 2, "\"");
	ChartPutPlace(&chart, " width=\"", plot.right - plot.left + 2 * MARK_ROOM, "\"");
	ChartPutPlace(&chart, " height=\"", plot.bottom - plot.top + 4, "\"/></clipPath>\n");
	appendStringInfo(&chart.svg, "<g class=\"lines\" fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\" clip-path=\"url(#%s-plot)\">\n", chart.id);
	DrawLines(&plot, &chart, true);
	DrawLines(&plot, &chart, false);
	ChartPut(&chart, "</g>\n<g class=\"marks\">\n");
	DrawMarks(&plot, &chart);
	ChartPut(&chart, "</g>\n");
	return ChartClose(&chart, ceil(height) + 2);
}

/*-------------------------------------------------------------------------
 *
 * intervals.c
 *	  The aggregate par.svg_intervals(label, low, mid, high, options).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/compat.h"
#include "chart/bands.h"

PG_FUNCTION_INFO_V1(svg_intervals_accum);
PG_FUNCTION_INFO_V1(svg_intervals_final);

#define NAME	"par.svg_intervals"

Datum
svg_intervals_accum(PG_FUNCTION_ARGS)
{
	char	   *fields[4];

	fields[0] = ChartTextField(fcinfo, 1);
	for (int i = 1; i < 4; i++)
		fields[i] = ChartNumberField(fcinfo, i + 1, NAME);
	return ChartAddRow(fcinfo, NAME, fields, lengthof(fields));
}

typedef struct Range
{
	ChartNumber low;
	ChartNumber mid;
	ChartNumber high;
	char	   *text;			/* mid [low; high] */
} Range;

static char *
RangeText(const Range *range, const NumberStyle *style)
{
	NumberStyle bare = *style;
	bool		ends = range->low.known || range->high.known;
	char	   *interval;

	if (!ends)
		return NumberText(range->mid, style);
	bare.unit = range->mid.known ? "" : style->unit;
	interval = psprintf("[%s; %s]", NumberText(range->low, &bare), NumberText(range->high, &bare));
	return range->mid.known ? psprintf("%s %s", NumberText(range->mid, style), interval) : interval;
}

static void
DrawRange(Chart *chart, const Bands *bands, const Scale *scale, int band, const Range *range)
{
	double		middle = BandsMiddle(bands, band, 0);
	double		thickness = Max(bands->thickness * 0.55, 0.3);

	ChartPut(chart, "<g>");
	ChartPutTitle(chart, psprintf("%s: %s", bands->labels[band], range->text));
	if (ChartIsFinite(range->low) && ChartIsFinite(range->high))
	{
		double		from = ScalePlace(scale, range->low.value);
		double		to = ScalePlace(scale, range->high.value);

		ChartPut(chart, "<rect");
		ChartPutSeries(chart, 0, false);
		ChartPutPlace(chart, " fill-opacity=\".35\" x=\"", from, "\"");
		ChartPutPlace(chart, " y=\"", middle - thickness / 2, "\"");
		ChartPutPlace(chart, " width=\"", to - from, "\"");
		ChartPutPlace(chart, " height=\"", thickness, "\"/>");
		/* ends that are seen where the pale stretch is not */
		ChartPut(chart, "<path");
		ChartPutSeries(chart, 0, true);
		ChartPutPlace(chart, " stroke-width=\"1.5\" d=\"M", from, " ");
		ChartPutPlace(chart, "", middle - thickness / 2, "v");
		ChartPutPlace(chart, "", thickness, "M");
		ChartPutPlace(chart, "", to, " ");
		ChartPutPlace(chart, "", middle - thickness / 2, "v");
		ChartPutPlace(chart, "", thickness, "\"/>");
	}
	if (ChartIsFinite(range->mid) && range->mid.value >= scale->low && range->mid.value <= scale->high)
	{
		ChartPut(chart, "<circle");
		ChartPutSeries(chart, 0, false);
		ChartPutPlace(chart, " cx=\"", ScalePlace(scale, range->mid.value), "\"");
		ChartPutPlace(chart, " cy=\"", middle, "\"");
		ChartPutPlace(chart, " r=\"", Max(bands->thickness * 0.36, 0.5), "\"/>");
	}
	ChartPut(chart, "</g>\n");
}

Datum
svg_intervals_final(PG_FUNCTION_ARGS)
{
	ChartRows	rows;
	Chart		chart;
	Bands		bands;
	Scale		scale;
	Extent		extent;
	Range	   *ranges;
	char	  **labels;
	int		   *lines;
	double		text_width = 0;

	ChartReadRows(fcinfo, NAME, 4, &rows);
	ChartOpen(&chart, &rows, "intervals", OPTION_COLORS | OPTION_VALUES);
	ranges = palloc(sizeof(Range) * rows.count);
	labels = palloc(sizeof(char *) * rows.count);
	lines = palloc(sizeof(int) * rows.count);
	ExtentInit(&extent);
	for (int i = 0; i < rows.count; i++)
	{
		labels[i] = LabelClean(ChartField(&rows, i, 0));
		lines[i] = 1;
		ranges[i].low = ChartNumberOf(&rows, i, 1);
		ranges[i].mid = ChartNumberOf(&rows, i, 2);
		ranges[i].high = ChartNumberOf(&rows, i, 3);
		if (ranges[i].low.known && ranges[i].high.known && ranges[i].low.value > ranges[i].high.value)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("low end of an interval is above its high end"),
					 errdetail("The interval of \"%s\" is from %s to %s.",
							   labels[i], ChartField(&rows, i, 1), ChartField(&rows, i, 3))));
		ExtentAdd(&extent, ranges[i].low);
		ExtentAdd(&extent, ranges[i].mid);
		ExtentAdd(&extent, ranges[i].high);
	}
	ChartSetDecimals(&chart, &extent);
	for (int i = 0; i < rows.count; i++)
	{
		Range	   *range = &ranges[i];
		bool		known = range->low.known || range->mid.known || range->high.known;

		range->text = RangeText(range, &chart.options.style);
		/* without a value between them, by the ends */
		ChartSummarize(&chart, labels[i], range->mid.known ? range->mid : range->low.known ? range->low : range->high,
					   known ? range->text : NULL);
		if (chart.options.values)
			text_width = Max(text_width, LabelWidth(range->text, SIZE_LABEL));
	}

	BandsInit(&bands, &chart, labels, lines, rows.count, Min(ceil(text_width), chart.options.width / 2), 7);
	ScaleInit(&scale, &extent, chart.options.min, chart.options.max, BandsSteps(&bands));
	ScaleTrim(&scale, &extent, chart.options.min, chart.options.max);
	scale.from = bands.left;
	scale.to = bands.right;
	BandsDrawScale(&bands, &chart, &scale);
	BandsDrawZero(&bands, &chart, &scale);
	ChartPut(&chart, "<g class=\"intervals\">\n");
	for (int i = 0; i < rows.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		DrawRange(&chart, &bands, &scale, i, &ranges[i]);
	}
	ChartPut(&chart, "</g>\n<g class=\"values\">\n");
	for (int i = 0; i < rows.count && chart.options.values; i++)
		BandsDrawText(&bands, &chart, i, 0, ranges[i].text);
	ChartPut(&chart, "</g>\n");
	return ChartClose(&chart, BandsHeight(&bands));
}

/*-------------------------------------------------------------------------
 *
 * bars.c
 *	  The aggregate par.svg_bars(label, value, series, options).
 *
 * Rows of the same label and different series share a band, in which each has
 * a bar; a label that comes again with the same series is another one of that
 * name.  Bars begin at zero, so that their lengths are in proportion to the
 * values.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/compat.h"
#include "chart/bands.h"

PG_FUNCTION_INFO_V1(svg_bars_accum);
PG_FUNCTION_INFO_V1(svg_bars_final);

#define NAME	"par.svg_bars"

Datum
svg_bars_accum(PG_FUNCTION_ARGS)
{
	char	   *fields[3];

	fields[0] = ChartTextField(fcinfo, 1);
	fields[1] = ChartNumberField(fcinfo, 2, NAME);
	fields[2] = ChartTextField(fcinfo, 3);
	return ChartAddRow(fcinfo, NAME, fields, lengthof(fields));
}

typedef struct Bar
{
	int			band;
	int			line;
	int			series;			/* -1: NULL */
	ChartNumber value;
	char	   *text;
} Bar;

typedef struct Bars
{
	int			count;
	Bar		   *bars;
	NameTable	series;
	int			band_count;
	char	  **labels;
	int		   *lines;			/* bars of each band */
} Bars;

/* which band each row belongs to: that of its label which has none of its series yet */
static void
FindBands(Bars *bars, const ChartRows *rows)
{
	NameTable	seen;			/* label and series */
	NameTable	bands;			/* label, and which of that name */
	int		   *times;

	NameTableInit(&seen, CurrentMemoryContext);
	NameTableInit(&bands, CurrentMemoryContext);
	NameTableInit(&bars->series, CurrentMemoryContext);
	bars->count = rows->count;
	bars->bars = palloc(sizeof(Bar) * rows->count);
	bars->labels = palloc(sizeof(char *) * rows->count);
	bars->lines = palloc0(sizeof(int) * rows->count);
	times = palloc0(sizeof(int) * rows->count);
	for (int i = 0; i < rows->count; i++)
	{
		Bar		   *bar = &bars->bars[i];
		char	   *label = ChartField(rows, i, 0);
		char	   *key;
		int			number;
		bool		added;

		bar->value = ChartNumberOf(rows, i, 1);
		bar->series = ChartField(rows, i, 2) ? ChartName(&bars->series, ChartField(rows, i, 2)) : -1;
		key = psprintf("%d%c%s", bar->series, label ? '=' : '-', label ? label : "");
		number = NameTableAdd(&seen, key, (int) strlen(key), &added);
		key = psprintf("%d%c%s", times[number]++, label ? '=' : '-', label ? label : "");
		bar->band = NameTableAdd(&bands, key, (int) strlen(key), &added);
		if (added)
			bars->labels[bar->band] = LabelClean(label);
		bar->line = bars->lines[bar->band]++;
	}
	bars->band_count = bands.count;
}

static char *
NameOf(const Bars *bars, const Bar *bar)
{
	char	   *label = bars->labels[bar->band];

	if (bar->series < 0)
		return label;
	return psprintf("%s, %s", label, ChartNameText(&bars->series, bar->series));
}

/* without a series the first colour, but a muted one beside others that have one */
static int
ColorOf(const Bars *bars, const Bar *bar)
{
	if (bar->series >= 0)
		return bar->series;
	return bars->series.count > 0 ? PALETTE_SERIES : 0;
}

/* from zero to the value; a value beyond the scale has a mark at its end */
static void
DrawBar(Chart *chart, const Bands *bands, const Scale *scale, const Bars *bars, const Bar *bar)
{
	double		middle = BandsMiddle(bands, bar->band, bar->line);
	double		zero = ScalePlace(scale, 0);
	double		end;

	if (ChartIsFinite(bar->value))
	{
		end = ScalePlace(scale, bar->value.value);
		ChartPut(chart, "<rect");
		ChartPutSeries(chart, ColorOf(bars, bar), false);
		ChartPutPlace(chart, " x=\"", Min(zero, end), "\"");
		ChartPutPlace(chart, " y=\"", middle - bands->thickness / 2, "\"");
		ChartPutPlace(chart, " width=\"", fabs(end - zero), "\"");
		ChartPutPlace(chart, " height=\"", Max(bands->thickness, 0.3), "\">");
		ChartPutTitle(chart, psprintf("%s: %s", NameOf(bars, bar), bar->text));
		ChartPut(chart, "</rect>\n");
		if (bar->value.value > scale->high || bar->value.value < scale->low)
		{
			double		side = bar->value.value > scale->high ? 1 : -1;

			ChartPutPlace(chart, "<path class=\"beyond\" d=\"M", end + side, " ");
			ChartPutPlace(chart, "", middle - bands->thickness / 2, "l");
			ChartPutPlace(chart, "", side * 6, " ");
			ChartPutPlace(chart, "", bands->thickness / 2, "l");
			ChartPutPlace(chart, "", side * -6, " ");
			ChartPutPlace(chart, "", bands->thickness / 2, "z\"/>\n");
		}
	}
	if (chart->options.values)
		BandsDrawText(bands, chart, bar->band, bar->line, bar->text);
}

/* the rest of a scale whose end is known, beneath the bars */
static void
DrawTracks(Chart *chart, const Bands *bands, const Scale *scale, const Bars *bars)
{
	if (isnan(chart->options.max) || bands->dense)
		return;
	ChartPut(chart, "<g class=\"tracks\" fill-opacity=\".09\">\n");
	for (int i = 0; i < bars->count; i++)
	{
		const Bar  *bar = &bars->bars[i];

		if (!ChartIsFinite(bar->value))
			continue;
		ChartPutPlace(chart, "<path d=\"M", scale->from, " ");
		ChartPutPlace(chart, "", BandsMiddle(bands, bar->band, bar->line) - bands->thickness / 2, "h");
		ChartPutPlace(chart, "", scale->to - scale->from, "v");
		ChartPutPlace(chart, "", bands->thickness, "h");
		ChartPutPlace(chart, "", scale->from - scale->to, "z\"/>\n");
	}
	ChartPut(chart, "</g>\n");
}

Datum
svg_bars_final(PG_FUNCTION_ARGS)
{
	ChartRows	rows;
	Chart		chart;
	Bars		bars;
	Bands		bands;
	Scale		scale;
	Extent		extent;
	Extent		shown;
	ChartNumber zero = {true, 0};
	double		text_width = 0;

	ChartReadRows(fcinfo, NAME, 3, &rows);
	ChartOpen(&chart, &rows, "bars", OPTION_COLORS | OPTION_LEGEND | OPTION_VALUES);
	/* a bar that does not begin at zero is as long as nothing */
	if (chart.options.min > 0 || chart.options.max < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" in options of %s must leave 0 in the scale", chart.options.min > 0 ? "min" : "max", NAME),
				 errdetail("Bars begin at zero.")));

	FindBands(&bars, &rows);
	ExtentInit(&extent);
	for (int i = 0; i < bars.count; i++)
		ExtentAdd(&extent, bars.bars[i].value);
	ChartSetDecimals(&chart, &extent);
	shown = extent;
	ExtentAdd(&shown, zero);
	for (int i = 0; i < bars.count; i++)
	{
		Bar		   *bar = &bars.bars[i];

		bar->text = NumberText(bar->value, &chart.options.style);
		ChartSummarize(&chart, NameOf(&bars, bar), bar->value, bar->value.known ? bar->text : NULL);
		if (chart.options.values)
			text_width = Max(text_width, LabelWidth(bar->text, SIZE_LABEL));
	}

	ChartPutLegend(&chart, &bars.series, false);
	BandsInit(&bands, &chart, bars.labels, bars.lines, bars.band_count, Min(ceil(text_width), chart.options.width / 2), 0);
	ScaleInit(&scale, &shown, chart.options.min, chart.options.max, BandsSteps(&bands));
	ScaleTrim(&scale, &shown, chart.options.min, chart.options.max);
	scale.from = bands.left;
	scale.to = bands.right;
	BandsDrawScale(&bands, &chart, &scale);
	DrawTracks(&chart, &bands, &scale, &bars);
	ChartPut(&chart, "<g class=\"bars\">\n");
	for (int i = 0; i < bars.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		DrawBar(&chart, &bands, &scale, &bars, &bars.bars[i]);
	}
	ChartPut(&chart, "</g>\n");
	BandsDrawZero(&bands, &chart, &scale);
	return ChartClose(&chart, BandsHeight(&bands));
}

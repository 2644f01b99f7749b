/*-------------------------------------------------------------------------
 *
 * bands.c
 *	  Labelled bands beneath one another: the frame of bars and intervals.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "chart/bands.h"

#define LINE_PITCH		16.0	/* from line to line of a band */
#define LABEL_PITCH		16.0	/* from line to line of a label */
#define GAP				8.0		/* between bands */
#define MAX_HEIGHT		6000.0	/* of all bands; more are pressed */
#define AXIS_HEIGHT		22.0
#define BESIDE_LINE		5.0		/* a label that stands above its band, from the line at zero */

void
BandsInit(Bands *bands, Chart *chart, char **labels, const int *lines, int count, double text_width, double reach)
{
	double		width = chart->options.width;
	double		widest = 0;
	double		room;
	double		y;
	double		natural = 0;
	double		press = 1;
	LabelLines *wrapped = palloc(sizeof(LabelLines) * count);
	double		last_label = -1000;

	memset(bands, 0, sizeof(*bands));
	bands->count = count;
	bands->labels = labels;
	bands->lines = palloc(sizeof(int) * count);
	memcpy(bands->lines, lines, sizeof(int) * count);
	bands->tops = palloc(sizeof(double) * count);
	bands->labelled = palloc(sizeof(bool) * count);

	for (int i = 0; i < count; i++)
		widest = Max(widest, LabelWidth(labels[i], SIZE_LABEL));
	room = chart->narrow ? width - BESIDE_LINE : Min(ceil(widest) + 2, floor(width * 0.38));
	bands->left = chart->narrow ? reach : room + 12;
	bands->right = width - text_width - 10 - reach;

	for (int i = 0; i < count; i++)
	{
		double		height = lines[i] * LINE_PITCH;

		LabelWrap(&wrapped[i], labels[i], SIZE_LABEL, room, 2);
		if (chart->narrow)
			height += wrapped[i].count * LABEL_PITCH;
		else
			height = Max(height, wrapped[i].count * LABEL_PITCH);
		natural += height + GAP;
	}
	bands->dense = natural > MAX_HEIGHT;
	if (bands->dense)
	{
		natural = 0;
		for (int i = 0; i < count; i++)
			natural += lines[i] * LINE_PITCH + GAP;
		press = Min(MAX_HEIGHT / natural, 1);
		if (chart->narrow)
		{
			room = floor(width * 0.38);
			bands->left = room + 12;
		}
	}
	bands->thickness = press * (LINE_PITCH - 2);

	bands->top = chart->y + (count > 25 ? AXIS_HEIGHT : 4);
	y = bands->top;
	appendStringInfo(&chart->svg, "<g class=\"labels\">\n");
	for (int i = 0; i < count; i++)
	{
		double		height = lines[i] * LINE_PITCH * press;
		double		label = wrapped[i].count * LABEL_PITCH;
		double		middle;

		CHECK_FOR_INTERRUPTS();
		y += GAP * press / 2;
		if (bands->dense)
		{
			bands->tops[i] = y;
			middle = y + height / 2;
			bands->labelled[i] = middle - last_label >= LABEL_PITCH;
			if (bands->labelled[i])
			{
				LabelWrap(&wrapped[i], labels[i], SIZE_LABEL, room, 1);
				last_label = middle;
			}
		}
		else if (chart->narrow)
		{
			bands->tops[i] = y + label;
			middle = y + label / 2;
			height += label;
			bands->labelled[i] = true;
		}
		else
		{
			height = Max(height, label);
			bands->tops[i] = y + (height - lines[i] * LINE_PITCH) / 2;
			middle = y + height / 2;
			bands->labelled[i] = true;
		}
		if (bands->labelled[i])
			ChartPutLabel(chart, chart->narrow && !bands->dense ? BESIDE_LINE : 0, middle, ANCHOR_START, SIZE_LABEL,
						  &wrapped[i], labels[i]);
		y += height + GAP * press / 2;
	}
	ChartPut(chart, "</g>\n");
	bands->bottom = y;
}

int
BandsSteps(const Bands *bands)
{
	return Max((int) ((bands->right - bands->left) / 75), 2);
}

void
BandsDrawScale(const Bands *bands, Chart *chart, const Scale *scale)
{
	ChartPut(chart, "<g class=\"grid\" stroke=\"currentColor\" stroke-opacity=\".16\">\n");
	for (int64 tick = scale->first; tick <= scale->last; tick++)
	{
		double		x = ScalePlace(scale, ScaleTick(scale, tick));

		ChartPutLine(chart, x, bands->top, x, bands->bottom);
	}
	appendStringInfo(&chart->svg, "</g>\n<g class=\"axis\" font-size=\"%d\" fill-opacity=\".75\">\n", (int) SIZE_SMALL);
	for (int64 tick = scale->first; tick <= scale->last; tick++)
	{
		double		x = ScalePlace(scale, ScaleTick(scale, tick));
		char	   *text = ScaleTickText(scale, tick, &chart->options.style);
		double		half = LabelWidth(text, SIZE_SMALL) / 2;
		Anchor		anchor = x - half < 0 ? ANCHOR_START :
			x + half > chart->options.width ? ANCHOR_END : ANCHOR_MIDDLE;

		ChartPutText(chart, x, bands->bottom + 15, anchor, 0, " class=\"tick\"", text);
		if (bands->count > 25)
			ChartPutText(chart, x, bands->top - 8, anchor, 0, NULL, text);
	}
	/* an end that was given and is no tick */
	for (int i = 0; i < 2; i++)
	{
		double		end = i == 0 ? chart->options.min : chart->options.max;
		double		nearest = ScalePlace(scale, ScaleTick(scale, i == 0 ? scale->first : scale->last));

		if (!isnan(end) && (scale->first > scale->last || fabs(ScalePlace(scale, end) - nearest) > 30))
			ChartPutText(chart, ScalePlace(scale, end), bands->bottom + 15,
						 i == 0 && chart->narrow ? ANCHOR_START : ANCHOR_MIDDLE, 0, " class=\"end\"",
						 ScaleEndText(end, &chart->options.style));
	}
	ChartPut(chart, "</g>\n");
}

void
BandsDrawZero(const Bands *bands, Chart *chart, const Scale *scale)
{
	double		x = ScalePlace(scale, 0);

	if (scale->low > 0 || scale->high < 0)
		return;
	ChartPut(chart, "<g class=\"zero\" stroke=\"currentColor\" stroke-opacity=\".7\">\n");
	ChartPutLine(chart, x, bands->top, x, bands->bottom);
	ChartPut(chart, "</g>\n");
}

double
BandsMiddle(const Bands *bands, int band, int line)
{
	return bands->tops[band] + (line + 0.5) * bands->thickness * LINE_PITCH / (LINE_PITCH - 2);
}

void
BandsDrawText(const Bands *bands, Chart *chart, int band, int line, const char *text)
{
	if (bands->labelled[band] && (!bands->dense || line == 0))
		ChartPutText(chart, chart->options.width, BandsMiddle(bands, band, line) + SIZE_LABEL * 0.36, ANCHOR_END,
					 0, " class=\"value\"", text);
}

double
BandsHeight(const Bands *bands)
{
	return ceil(bands->bottom + AXIS_HEIGHT);
}

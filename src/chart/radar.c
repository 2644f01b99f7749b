/*-------------------------------------------------------------------------
 *
 * radar.c
 *	  The aggregate par.svg_radar(series, axis, value, options).
 *
 * Axes stand around a centre in the order in which they came, from the top and
 * clockwise.  A series is a ring, which is open where a value is missing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/compat.h"
#include "chart/chart.h"

PG_FUNCTION_INFO_V1(svg_radar_accum);
PG_FUNCTION_INFO_V1(svg_radar_final);

#define NAME		"par.svg_radar"

#define MAX_MARKS	400			/* more points have no marks */
#define LABEL_SIZE	12.0

Datum
svg_radar_accum(PG_FUNCTION_ARGS)
{
	char	   *fields[3];

	fields[0] = ChartTextField(fcinfo, 1);
	fields[1] = ChartTextField(fcinfo, 2);
	fields[2] = ChartNumberField(fcinfo, 3, NAME);
	return ChartAddRow(fcinfo, NAME, fields, lengthof(fields));
}

typedef struct Corner
{
	int			series;
	int			axis;
	ChartNumber value;
} Corner;

typedef struct Radar
{
	NameTable	series;
	NameTable	axes;
	int			count;
	Corner	   *corners;
	Scale		scale;			/* from the centre outward */
	double		x;				/* the centre */
	double		y;
} Radar;

static int
CompareCorners(const void *a, const void *b)
{
	const Corner *p = a;
	const Corner *q = b;

	if (p->series != q->series)
		return p->series < q->series ? -1 : 1;
	return p->axis < q->axis ? -1 : p->axis > q->axis;
}

static void
FindCorners(Radar *radar, const ChartRows *rows, Extent *extent)
{
	NameTable	seen;
	bool		added;

	NameTableInit(&seen, CurrentMemoryContext);
	NameTableInit(&radar->series, CurrentMemoryContext);
	NameTableInit(&radar->axes, CurrentMemoryContext);
	ExtentInit(extent);
	radar->count = rows->count;
	radar->corners = palloc(sizeof(Corner) * rows->count);
	for (int i = 0; i < rows->count; i++)
	{
		Corner	   *corner = &radar->corners[i];
		char		key[32];

		corner->series = ChartName(&radar->series, ChartField(rows, i, 0));
		corner->axis = ChartName(&radar->axes, ChartField(rows, i, 1));
		corner->value = ChartNumberOf(rows, i, 2);
		ExtentAdd(extent, corner->value);
		snprintf(key, sizeof(key), "%d,%d", corner->series, corner->axis);
		(void) NameTableAdd(&seen, key, (int) strlen(key), &added);
		if (!added)
			ereport(ERROR,
					(errcode(ERRCODE_CARDINALITY_VIOLATION),
					 errmsg("a series of %s has more than one value on an axis", NAME),
					 errdetail("It is series \"%s\" on axis \"%s\".",
							   ChartNameText(&radar->series, corner->series), ChartNameText(&radar->axes, corner->axis)),
					 errhint("Group by series and axis.")));
	}
}

static char *
NameOf(const Radar *radar, const Corner *corner)
{
	return ChartSeriesText(&radar->series, corner->series, ChartNameText(&radar->axes, corner->axis));
}

/* sine and cosine of a part of the circle, exact where they are 0 and 1 */
static void
Direction(const Radar *radar, int axis, double *x, double *y)
{
	double		angle = 2 * M_PI * axis / radar->axes.count;

	*x = sin(angle);
	*y = -cos(angle);
	if (fabs(*x) < 1e-9)
		*x = 0;
	if (fabs(*y) < 1e-9)
		*y = 0;
}

static void
PutCorner(const Radar *radar, Chart *chart, const char *command, int axis, double distance)
{
	double		x;
	double		y;

	Direction(radar, axis, &x, &y);
	ChartPutPlace(chart, command, radar->x + x * distance, " ");
	ChartPutPlace(chart, "", radar->y + y * distance, "");
}

static void
DrawFrame(Radar *radar, Chart *chart)
{
	const Scale *scale = &radar->scale;
	int			axes = radar->axes.count;

	ChartPut(chart, "<g class=\"grid\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".2\">\n");
	for (int64 tick = scale->first; tick <= scale->last; tick++)
	{
		double		value = ScaleTick(scale, tick);

		ChartPut(chart, value == 0 && scale->low < 0 ? "<path stroke-opacity=\".7\" d=\"" : "<path d=\"");
		for (int i = 0; i < axes; i++)
			PutCorner(radar, chart, i == 0 ? "M" : "L", i, ScalePlace(scale, value));
		ChartPut(chart, "z\"/>\n");
	}
	ChartPut(chart, "<path d=\"");
	for (int i = 0; i < axes; i++)
	{
		ChartPutPlace(chart, "M", radar->x, " ");
		ChartPutPlace(chart, "", radar->y, "");
		PutCorner(radar, chart, "L", i, scale->to);
	}
	ChartPut(chart, "\"/>\n</g>\n");
}

static void
DrawTicks(Radar *radar, Chart *chart)
{
	const Scale *scale = &radar->scale;
	double		last = 1000;

	appendStringInfo(&chart->svg, "<g class=\"axis\" font-size=\"%d\" fill-opacity=\".75\">\n", (int) SIZE_SMALL);
	for (int64 tick = scale->first; tick <= scale->last; tick++)
	{
		double		place = ScalePlace(scale, ScaleTick(scale, tick));

		if (fabs(place - last) < 12)
			continue;
		ChartPutText(chart, radar->x + 4, radar->y - place + 11, ANCHOR_START, 0, " class=\"tick\"",
					 ScaleTickText(scale, tick, &chart->options.style));
		last = place;
	}
	ChartPut(chart, "</g>\n");
}

/* where a label is */
typedef struct Box
{
	double		left;
	double		right;
	double		top;
	double		bottom;
} Box;

/* whether a label lies on none of those before */
static bool
PlaceBox(Box *boxes, int *count, double x, double middle, Anchor anchor, double half, const LabelLines *label)
{
	Box		   *box = &boxes[*count];
	double		width = 0;

	for (int i = 0; i < label->count; i++)
		width = Max(width, LabelWidth(label->lines[i], LABEL_SIZE));
	box->left = anchor == ANCHOR_START ? x : anchor == ANCHOR_MIDDLE ? x - width / 2 : x - width;
	box->right = box->left + width;
	box->top = middle - half;
	box->bottom = middle + half;
	for (int i = 0; i < *count; i++)
		if (box->left < boxes[i].right && boxes[i].left < box->right &&
			box->top < boxes[i].bottom && boxes[i].top < box->bottom)
			return false;
	(*count)++;
	return true;
}

static Anchor
WrapAxisLabel(const Radar *radar, int axis, double room, LabelLines *label)
{
	double		x;
	double		y;
	Anchor		anchor;

	Direction(radar, axis, &x, &y);
	anchor = fabs(x) < 0.2 ? ANCHOR_MIDDLE : x > 0 ? ANCHOR_START : ANCHOR_END;
	LabelWrap(label, ChartNameText(&radar->axes, axis), LABEL_SIZE, anchor == ANCHOR_MIDDLE ? room * 2 : room,
			  radar->axes.count > 16 ? 1 : 3);
	return anchor;
}

static void
DrawAxisLabels(Radar *radar, Chart *chart, double room)
{
	int			axes = radar->axes.count;
	int			every = Max((int) ceil(axes * 16 / (2 * M_PI * radar->scale.to)), 1);
	int			placed = 0;
	Box		   *boxes = palloc(sizeof(Box) * (axes / every + 1));

	ChartPut(chart, "<g class=\"axes\">\n");
	for (int i = 0; i < axes; i += every)
	{
		const char *text = ChartNameText(&radar->axes, i);
		LabelLines	label;
		double		x;
		double		y;
		double		half;
		Anchor		anchor;

		Direction(radar, i, &x, &y);
		anchor = WrapAxisLabel(radar, i, room, &label);
		half = label.count * 7;
		x = radar->x + x * (radar->scale.to + 9);
		y = radar->y + y * (radar->scale.to + 6 + half);
		if (!PlaceBox(boxes, &placed, x, y, anchor, half, &label))
			continue;
		ChartPutLabel(chart, x, y, anchor, LABEL_SIZE, &label, text);
	}
	ChartPut(chart, "</g>\n");
}

/* the corners of a series, in the order of axes: around, or in stretches */
static void
DrawSeries(Radar *radar, Chart *chart, const Corner *corners, int count)
{
	int			axes = radar->axes.count;
	int			series = corners->series;
	int			first = 0;
	bool		whole;
	const Corner **known = palloc(sizeof(Corner *) * count);
	int			known_count = 0;

	for (int i = 0; i < count; i++)
		if (ChartIsFinite(corners[i].value))
			known[known_count++] = &corners[i];
	if (known_count == 0)
		return;
	whole = known_count == axes;
	/* stretches begin behind a gap */
	while (!whole && known[first]->axis == (known[(first + known_count - 1) % known_count]->axis + 1) % axes)
		first++;
	ChartPut(chart, "<path");
	ChartPutSeries(chart, series, true);
	ChartPutDashes(chart, series);
	ChartPut(chart, " d=\"");
	for (int i = 0; i < known_count; i++)
	{
		const Corner *corner = known[(first + i) % known_count];
		const Corner *before = known[(first + i + known_count - 1) % known_count];

		PutCorner(radar, chart, i > 0 && corner->axis == (before->axis + 1) % axes ? "L" : "M", corner->axis,
				  ScalePlace(&radar->scale, corner->value.value));
	}
	ChartPut(chart, whole ? "z\">" : "\">");
	if (*radar->series.names[series] != '\0')
		ChartPutTitle(chart, ChartNameText(&radar->series, series));
	ChartPut(chart, "</path>\n");
	for (int i = 0; i < known_count && radar->count <= MAX_MARKS; i++)
	{
		double		distance = ScalePlace(&radar->scale, known[i]->value.value);
		double		x;
		double		y;

		Direction(radar, known[i]->axis, &x, &y);
		ChartPut(chart, "<g stroke=\"none\">");
		ChartPutMark(chart, series, radar->x + x * distance, radar->y + y * distance,
					 psprintf("%s: %s", NameOf(radar, known[i]), NumberText(known[i]->value, &chart->options.style)));
		ChartPut(chart, "</g>");
	}
}

Datum
svg_radar_final(PG_FUNCTION_ARGS)
{
	ChartRows	rows;
	Chart		chart;
	Radar		radar;
	Extent		extent;
	Extent		shown;
	ChartNumber zero = {true, 0};
	double		widest = 0;
	double		room;
	double		radius;
	double		width;
	double		margin;			/* above and beneath */
	double		deepest = 0;	/* how far down axes reach, of the radius */
	int			lines = 1;

	ChartReadRows(fcinfo, NAME, 3, &rows);
	ChartOpen(&chart, &rows, "radar", OPTION_COLORS | OPTION_LEGEND | OPTION_HEIGHT);
	width = chart.options.width;
	FindCorners(&radar, &rows, &extent);
	ChartSetDecimals(&chart, &extent);
	qsort(radar.corners, radar.count, sizeof(Corner), CompareCorners);
	for (int i = 0; i < radar.count; i++)
		ChartSummarize(&chart, NameOf(&radar, &radar.corners[i]), radar.corners[i].value,
					   radar.corners[i].value.known ? NumberText(radar.corners[i].value, &chart.options.style) : NULL);

	ChartPutLegend(&chart, &radar.series, true);
	for (int i = 0; i < radar.axes.count; i++)
		widest = Max(widest, LabelWidth(ChartNameText(&radar.axes, i), LABEL_SIZE));
	room = Min(ceil(widest) + 2, floor(width * (chart.narrow ? 0.24 : 0.26)));
	for (int i = 0; i < radar.axes.count; i++)
	{
		LabelLines	label;
		double		x;
		double		y;

		Direction(&radar, i, &x, &y);
		deepest = Max(deepest, y);
		WrapAxisLabel(&radar, i, room, &label);
		lines = Max(lines, label.count);
	}
	margin = 14 + 14 * lines;
	radius = Min((width - 2 * room) / 2 - 12,
				 isnan(chart.options.height) ? 200 : (chart.options.height - chart.y - 2 * margin) / (1 + deepest));
	radius = Max(radius, 40);
	radar.x = width / 2;
	radar.y = chart.y + margin + radius;

	shown = extent;
	ExtentAdd(&shown, zero);
	ScaleInit(&radar.scale, &shown, chart.options.min, chart.options.max, Max((int) (radius / 28), 2));
	radar.scale.from = 0;
	radar.scale.to = radius;
	DrawFrame(&radar, &chart);
	DrawAxisLabels(&radar, &chart, room);
	ChartPut(&chart, "<g class=\"rings\" fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\">\n");
	for (int first = 0, i = 0; i < radar.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i + 1 < radar.count && radar.corners[i + 1].series == radar.corners[i].series)
			continue;
		DrawSeries(&radar, &chart, &radar.corners[first], i + 1 - first);
		first = i + 1;
	}
	ChartPut(&chart, "</g>\n");
	DrawTicks(&radar, &chart);
	return ChartClose(&chart, ceil(radar.y + radius * deepest + margin));
}

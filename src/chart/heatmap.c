/*-------------------------------------------------------------------------
 *
 * heatmap.c
 *	  The aggregate par.svg_heatmap(row, column, value, options).
 *
 * Values are put into classes between round bounds, each with a tone, so that
 * a legend can say what a tone means.  Values on both sides of zero have two
 * scales of tones, which do not differ on grey paper: so a number stands in
 * each cell, or where there is no room for that a minus in the negative ones.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "base/compat.h"
#include "chart/chart.h"

PG_FUNCTION_INFO_V1(svg_heatmap_accum);
PG_FUNCTION_INFO_V1(svg_heatmap_final);

#define NAME		"par.svg_heatmap"

#define MINUS		"\342\210\222"	/* U+2212 */

#define MAX_CLASSES	32
#define MAX_HEIGHT	6000.0		/* of all rows; more are pressed */
#define ROTATED		110.0		/* the longest of column labels that are turned */

Datum
svg_heatmap_accum(PG_FUNCTION_ARGS)
{
	char	   *fields[3];

	fields[0] = ChartTextField(fcinfo, 1);
	fields[1] = ChartTextField(fcinfo, 2);
	fields[2] = ChartNumberField(fcinfo, 3, NAME);
	return ChartAddRow(fcinfo, NAME, fields, lengthof(fields));
}

typedef struct Cell
{
	int			row;
	int			column;
	ChartNumber value;
	char	   *text;
} Cell;

typedef struct Heatmap
{
	NameTable	rows;
	NameTable	columns;
	int			count;
	Cell	   *cells;

	int			classes;
	double		edges[MAX_CLASSES + 1];
	char	   *edge_texts[MAX_CLASSES + 1];
	int			zero;			/* the edge that is zero, or where it lies beyond */

	double		left;
	double		top;
	double		width;			/* of a cell */
	double		height;
} Heatmap;

static void
FindCells(Heatmap *map, const ChartRows *rows)
{
	NameTable	seen;
	bool		added;

	NameTableInit(&seen, CurrentMemoryContext);
	NameTableInit(&map->rows, CurrentMemoryContext);
	NameTableInit(&map->columns, CurrentMemoryContext);
	map->count = rows->count;
	map->cells = palloc(sizeof(Cell) * rows->count);
	for (int i = 0; i < rows->count; i++)
	{
		Cell	   *cell = &map->cells[i];
		char		key[32];

		cell->row = ChartName(&map->rows, ChartField(rows, i, 0));
		cell->column = ChartName(&map->columns, ChartField(rows, i, 1));
		cell->value = ChartNumberOf(rows, i, 2);
		snprintf(key, sizeof(key), "%d,%d", cell->row, cell->column);
		(void) NameTableAdd(&seen, key, (int) strlen(key), &added);
		if (!added)
			ereport(ERROR,
					(errcode(ERRCODE_CARDINALITY_VIOLATION),
					 errmsg("a cell of %s has more than one row", NAME),
					 errdetail("It is that of row \"%s\" and column \"%s\".",
							   ChartNameText(&map->rows, cell->row), ChartNameText(&map->columns, cell->column)),
					 errhint("Group by row and column.")));
	}
}

/* ---------- tones ---------- */

static void
FindClasses(Heatmap *map, Chart *chart, const Extent *extent)
{
	Scale		scale;
	int			edges = 0;

	ScaleInit(&scale, extent, chart->options.min, chart->options.max, 6);
	map->edges[edges] = scale.low;
	map->edge_texts[edges++] = NULL;
	for (int64 tick = scale.first; tick <= scale.last && edges < MAX_CLASSES; tick++)
	{
		double		value = ScaleTick(&scale, tick);

		if (value > map->edges[edges - 1] && value < scale.high)
		{
			map->edges[edges] = value;
			map->edge_texts[edges++] = ScaleTickText(&scale, tick, &chart->options.style);
		}
	}
	map->edges[edges] = scale.high;
	map->edge_texts[edges] = NULL;
	map->classes = edges;
	for (int i = 0; i <= edges; i += edges)
	{
		int64		tick = i == 0 ? scale.first : scale.last;

		map->edge_texts[i] = ScaleTick(&scale, tick) == map->edges[i] ?
			ScaleTickText(&scale, tick, &chart->options.style) : ScaleEndText(map->edges[i], &chart->options.style);
	}
	map->zero = 0;
	while (map->zero < edges && map->edges[map->zero] < 0)
		map->zero++;
	if (map->edges[map->zero] < 0)
		map->zero++;
	chart->tones = map->edges[0] < 0 ? 2 : 1;
}

static int
ClassOf(const Heatmap *map, double value)
{
	int			class = 0;

	while (class < map->classes - 1 && value >= map->edges[class + 1])
		class++;
	return class;
}

/* 0 for a positive one; *tone grows with the distance from zero, or from the lowest */
static int
ToneOf(const Heatmap *map, int class, int *tone)
{
	int			negative = class < map->zero;
	int			above = map->classes - map->zero;
	int			most = Max(map->zero, above);
	int			step = negative ? map->zero - 1 - class : class - map->zero;
	int			palest = map->zero > 0 && above > 0 ? 1 : 0;
	int			tones = PALETTE_TONES - 1 - palest;

	/* half away from zero */
	*tone = most == 1 ? PALETTE_TONES / 2 : palest + (2 * step * tones + most - 1) / (2 * (most - 1));
	return negative;
}

static void
PutTone(Chart *chart, const Heatmap *map, int class)
{
	int			tone;
	int			negative = ToneOf(map, class, &tone);
	const PaletteColor *color = &palette_tones[negative][tone];

	appendStringInfo(&chart->svg, " class=\"%c%d\" fill=\"%s\"", negative ? 'n' : 'p', tone,
					 chart->options.theme == THEME_DARK ? color->dark : color->light);
}

static void
PutRect(Chart *chart, double x, double y, double width, double height)
{
	ChartPutPlace(chart, " x=\"", x, "\"");
	ChartPutPlace(chart, " y=\"", y, "\"");
	ChartPutPlace(chart, " width=\"", width, "\"");
	ChartPutPlace(chart, " height=\"", height, "\"");
}

static void
DrawLegend(Chart *chart, const Heatmap *map)
{
	double		step = floor(Min(56, (chart->options.width - 60) / map->classes));
	double		x = 24;
	double		last = -1000;

	if (chart->options.legend == 0)
		return;
	appendStringInfo(&chart->svg, "<g class=\"legend\" font-size=\"%d\">\n", (int) SIZE_SMALL);
	for (int i = 0; i < map->classes; i++)
	{
		ChartPut(chart, "<rect");
		PutTone(chart, map, i);
		PutRect(chart, x + i * step, chart->y, step, 11);
		ChartPut(chart, "/>\n");
	}
	for (int i = 0; i <= map->classes; i++)
	{
		double		width = LabelWidth(map->edge_texts[i], SIZE_SMALL);
		double		place = Max(x + i * step, width / 2);

		if (place - width / 2 < last + 4)
			continue;
		ChartPutText(chart, place, chart->y + 23, ANCHOR_MIDDLE, 0, " class=\"edge\"", map->edge_texts[i]);
		last = place + width / 2;
	}
	ChartPut(chart, "</g>\n");
	chart->y += 36;
}

/* ---------- frame ---------- */

static void
PlaceRows(Heatmap *map, Chart *chart)
{
	double		most = floor(chart->options.width * (chart->narrow ? 0.34 : 0.38));
	double		widest = 0;
	LabelLines	label;

	for (int i = 0; i < map->rows.count; i++)
		widest = Max(widest, LabelWidth(ChartNameText(&map->rows, i), SIZE_LABEL));
	map->left = Min(ceil(widest) + 2, most) + 8;
	map->height = 26;
	for (int i = 0; i < map->rows.count && map->height == 26; i++)
	{
		LabelWrap(&label, ChartNameText(&map->rows, i), SIZE_LABEL, map->left - 8, 2);
		if (label.count > 1)
			map->height = 36;
	}
	map->height = Min(map->height, MAX_HEIGHT / map->rows.count);
	/* a few columns do not fill a page */
	map->width = Min((chart->options.width - map->left) / map->columns.count, 160);
}

static void
DrawColumnLabels(Heatmap *map, Chart *chart)
{
	LabelLines	label;
	double		deepest = 0;
	bool		turned = map->width < 46;
	double		last = -1000;

	for (int i = 0; i < map->columns.count; i++)
	{
		const char *text = ChartNameText(&map->columns, i);

		if (turned)
			deepest = Max(deepest, Min(ceil(LabelWidth(text, SIZE_SMALL)), ROTATED));
		else
		{
			LabelWrap(&label, text, SIZE_SMALL, map->width - 6, 5);
			deepest = Max(deepest, label.count * 13);
		}
	}
	map->top = chart->y + deepest + 8;
	appendStringInfo(&chart->svg, "<g class=\"columns\" font-size=\"%d\">\n", (int) SIZE_SMALL);
	for (int i = 0; i < map->columns.count; i++)
	{
		const char *text = ChartNameText(&map->columns, i);
		double		x = map->left + (i + 0.5) * map->width;

		if (!turned)
		{
			LabelWrap(&label, text, SIZE_SMALL, map->width - 6, 5);
			ChartPutLabel(chart, x, map->top - 6 - label.count * 6.5, ANCHOR_MIDDLE, SIZE_SMALL, &label, text);
		}
		else if (x - last >= 13)
		{
			LabelWrap(&label, text, SIZE_SMALL, ROTATED, 1);
			ChartPutPlace(chart, "<g transform=\"translate(", x, " ");
			ChartPutPlace(chart, "", map->top - 6, ") rotate(-90)\">");
			ChartPutLabel(chart, 0, 0, ANCHOR_START, SIZE_SMALL, &label, text);
			ChartPut(chart, "</g>\n");
			last = x;
		}
	}
	ChartPut(chart, "</g>\n");
}

static void
DrawRowLabels(const Heatmap *map, Chart *chart)
{
	LabelLines	label;
	double		last = -1000;

	ChartPut(chart, "<g class=\"rows\">\n");
	for (int i = 0; i < map->rows.count; i++)
	{
		const char *text = ChartNameText(&map->rows, i);
		double		middle = map->top + (i + 0.5) * map->height;

		CHECK_FOR_INTERRUPTS();
		if (middle - last < 15)
			continue;
		LabelWrap(&label, text, SIZE_LABEL, map->left - 8, map->height >= 36 ? 2 : 1);
		ChartPutLabel(chart, 0, middle, ANCHOR_START, SIZE_LABEL, &label, text);
		last = middle;
	}
	ChartPut(chart, "</g>\n");
}

/* ---------- cells ---------- */

static bool
TextsFit(const Heatmap *map, const Chart *chart)
{
	double		widest = 0;

	for (int i = 0; i < map->count; i++)
		widest = Max(widest, LabelWidth(map->cells[i].text, SIZE_SMALL));
	return chart->options.values && map->height >= 14 && widest + 2 <= map->width;
}

static void
DrawCell(const Heatmap *map, Chart *chart, const Cell *cell, bool texts)
{
	double		gap_x = map->width >= 12 ? 1 : 0;
	double		gap_y = map->height >= 8 ? 1 : 0;
	double		x = map->left + cell->column * map->width;
	double		y = map->top + cell->row * map->height;
	int			class = ChartIsFinite(cell->value) ? ClassOf(map, cell->value.value) : -1;

	ChartPut(chart, "<rect");
	if (class >= 0)
		PutTone(chart, map, class);
	else
	{
		/* what is missing has no tone at all */
		ChartPut(chart, " class=\"missing\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".35\" stroke-dasharray=\"2 2\"");
		gap_x *= 2;
		gap_y *= 2;
	}
	PutRect(chart, x + gap_x, y + gap_y, map->width - 2 * gap_x, map->height - 2 * gap_y);
	ChartPut(chart, ">");
	ChartPutTitle(chart, psprintf("%s, %s: %s", ChartNameText(&map->rows, cell->row),
								  ChartNameText(&map->columns, cell->column),
								  cell->value.known ? cell->text : ChartSay(chart, "chart.none", 0)));
	ChartPut(chart, "</rect>\n");
	if (texts || (class >= 0 && class < map->zero && map->zero < map->classes && Min(map->width, map->height) >= 9))
	{
		int			tone = 0;
		char	   *attributes = NULL;

		if (class >= 0)
		{
			(void) ToneOf(map, class, &tone);
			attributes = psprintf(" class=\"x%d\" fill=\"%s\"", tone,
								  (chart->options.theme == THEME_DARK ? tone <= PALETTE_WHITE_TO_DARK :
								   tone >= PALETTE_WHITE_FROM_LIGHT) ? "#fff" : "#000");
		}
		ChartPutText(chart, x + map->width / 2, y + map->height / 2 + SIZE_SMALL * 0.36,
					 ANCHOR_MIDDLE, 0, attributes, texts ? cell->text : MINUS);
	}
}

Datum
svg_heatmap_final(PG_FUNCTION_ARGS)
{
	ChartRows	rows;
	Chart		chart;
	Heatmap		map;
	Extent		extent;
	bool		texts;

	ChartReadRows(fcinfo, NAME, 3, &rows);
	ChartOpen(&chart, &rows, "heatmap", OPTION_LEGEND | OPTION_VALUES);
	FindCells(&map, &rows);
	ExtentInit(&extent);
	for (int i = 0; i < map.count; i++)
		ExtentAdd(&extent, map.cells[i].value);
	ChartSetDecimals(&chart, &extent);
	for (int i = 0; i < map.count; i++)
	{
		Cell	   *cell = &map.cells[i];

		cell->text = NumberText(cell->value, &chart.options.style);
		ChartSummarize(&chart, psprintf("%s, %s", ChartNameText(&map.rows, cell->row),
										ChartNameText(&map.columns, cell->column)),
					   cell->value, cell->value.known ? cell->text : NULL);
	}

	FindClasses(&map, &chart, &extent);
	DrawLegend(&chart, &map);
	PlaceRows(&map, &chart);
	DrawColumnLabels(&map, &chart);
	DrawRowLabels(&map, &chart);
	texts = TextsFit(&map, &chart);
	appendStringInfo(&chart.svg, "<g class=\"cells\" font-size=\"%d\">\n", (int) SIZE_SMALL);
	for (int i = 0; i < map.count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		DrawCell(&map, &chart, &map.cells[i], texts);
	}
	ChartPut(&chart, "</g>\n");
	return ChartClose(&chart, ceil(map.top + map.rows.count * map.height + 4));
}

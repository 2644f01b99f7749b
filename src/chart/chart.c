/*-------------------------------------------------------------------------
 *
 * chart.c
 *	  A chart while it is drawn: options, text alternative, and the SVG.
 *
 * Text, lines and grids are drawn in currentColor, the colour of the text of
 * the page, so that they can be read wherever the chart stands.  Colours of
 * series are given twice: as attributes, for what knows no style sheet, and in
 * a style of the chart, whose rules begin with its id so that they reach no
 * further.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/float.h"

#include "chart/chart.h"

#define SIZE_TITLE		17.0
#define LINE_HEIGHT		1.3		/* of the size */

/* ---------- options ---------- */

static bool
IsId(const char *text)
{
	size_t		length = strlen(text);

	return length > 0 && length <= 64 &&
		((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z')) &&
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length;
}

static bool
IsColor(const char *text)
{
	return strlen(text) == 7 && *text == '#' &&
		strspn(text + 1, "0123456789abcdefABCDEF") == 6;
}

/* one of the first of these; a space does not break */
static const char *
ReadMark(Params *params, const char *key, int count, const char *otherwise)
{
	static const char *const marks[] = {",", ".", "", "'", " "};
	int			mark = ParamsChoice(params, key, marks, count, -1);

	if (mark < 0)
		return otherwise;
	return *marks[mark] == ' ' ? "\302\240" : marks[mark];
}

/* an end of the scale: what a value may be, or NaN */
static double
ReadBound(Params *params, const char *key)
{
	double		bound = ParamsNumberWithin(params, key, -CHART_LARGEST, CHART_LARGEST, get_float8_nan());

	if (!isnan(bound) && bound != 0 && fabs(bound) < CHART_SMALLEST)
		ParamsRefuse(params, key, "0 or at least 1e-100 in magnitude");
	return bound;
}

static void
ReadBounds(Params *params, ChartOptions *options)
{
	options->min = ReadBound(params, "min");
	options->max = ReadBound(params, "max");
	if (!isnan(options->min) && !isnan(options->max) &&
		!(options->max - options->min > 1e-6 * Max(fabs(options->min), fabs(options->max))))
		ParamsRefuse(params, "max", "above \"min\"");
}

static void
ReadOptions(ChartOptions *options, const ChartRows *rows, int keys)
{
	static const char *const languages[LANGUAGES] = {[LANGUAGE_VIETNAMESE] = "vi", [LANGUAGE_ENGLISH] = "en"};
	static const char *const themes[] = {"auto", "light", "dark"};
	Params		params;
	char	   *unit;

	memset(options, 0, sizeof(*options));
	ParamsOpen(&params, rows->options, psprintf("options of %s", rows->name));
	ParamsDropNulls(&params);

	options->id = ParamsText(&params, "id", NULL);
	if (options->id != NULL && !IsId(options->id))
		ParamsRefuse(&params, "id", "a letter and at most 63 letters, digits, \"_\" and \"-\" of ASCII");
	options->title = ParamsText(&params, "title", NULL);
	options->description = ParamsText(&params, "description", NULL);
	options->heading = ParamsBool(&params, "heading", true);
	options->language = (Language) ParamsChoice(&params, "language", languages, LANGUAGES,
												SessionLanguage(LANGUAGE_VIETNAMESE));
	options->theme = ParamsChoice(&params, "theme", themes, lengthof(themes), THEME_AUTO);
	options->width = ParamsNumberWithin(&params, "width", 240, 4000, 720);
	ReadBounds(&params, options);
	options->decimals = ParamsWhole(&params, "decimals", 0, 15, -1);
	options->style.decimal_mark = ReadMark(&params, "decimal_mark", 2, options->language == LANGUAGE_ENGLISH ? "." : ",");
	options->style.group_mark = ReadMark(&params, "group_mark", 5, *options->style.decimal_mark == ',' ? "." : ",");
	if (strcmp(options->style.decimal_mark, options->style.group_mark) == 0)
		ParamsRefuse(&params, "group_mark", "another mark than \"decimal_mark\"");
	unit = ParamsText(&params, "unit", "");
	if (LabelWidth(unit, 1) > 14 || strlen(unit) > 100)
		ParamsRefuse(&params, "unit", "a short text");
	/* a blank one is none, not the dash of a blank label */
	unit = LabelClean(unit);
	options->style.unit = strcmp(unit, LabelClean(NULL)) == 0 ? "" : unit;

	options->values = keys & OPTION_VALUES ? ParamsBool(&params, "values", true) : true;
	options->legend = -1;
	if (keys & OPTION_LEGEND && ParamsBool(&params, "legend", false) == ParamsBool(&params, "legend", true))
		options->legend = ParamsBool(&params, "legend", true);
	options->height = keys & OPTION_HEIGHT ?
		ParamsNumberWithin(&params, "height", 120, 4000, get_float8_nan()) : get_float8_nan();
	if (keys & OPTION_XY)
	{
		options->x_title = ParamsText(&params, "x_title", NULL);
		options->y_title = ParamsText(&params, "y_title", NULL);
	}
	if (keys & OPTION_COLORS)
	{
		options->color_count = ParamsTexts(&params, "colors", options->colors, PALETTE_SERIES);
		for (int i = 0; i < options->color_count; i++)
			if (!IsColor(options->colors[i]))
				ParamsRefuse(&params, "colors", "an array of colours such as \"#0072b2\"");
	}
	ParamsClose(&params);
}

/* ---------- opening ---------- */

/* lines of the heading; a text that was cut shows in full */
static void
DrawHeadingText(Chart *chart, const char *text, double size, int most, const char *attributes)
{
	LabelLines	lines;

	LabelWrap(&lines, text, size * (most == 3 ? 1.06 : 1), chart->options.width - 2, most);
	appendStringInfo(&chart->svg, "<g%s font-size=\"%d\">", attributes, (int) size);
	if (lines.cut)
		ChartPutTitle(chart, text);
	for (int i = 0; i < lines.count; i++)
	{
		chart->y += floor(size * LINE_HEIGHT + 0.5);
		ChartPutText(chart, 0, chart->y - size * 0.3, ANCHOR_START, 0, NULL, lines.lines[i]);
	}
	ChartPut(chart, "</g>\n");
}

void
ChartOpen(Chart *chart, const ChartRows *rows, const char *kind, int keys)
{
	memset(chart, 0, sizeof(*chart));
	chart->kind = kind;
	ReadOptions(&chart->options, rows, keys);
	chart->id = chart->options.id ? chart->options.id :
		psprintf("par-%08x%08x", (uint32) (rows->fingerprint >> 32), (uint32) rows->fingerprint);
	chart->narrow = chart->options.width < 480;
	initStringInfo(&chart->svg);
	initStringInfo(&chart->summary.list);

	if (chart->options.heading && chart->options.title != NULL)
		DrawHeadingText(chart, LabelClean(chart->options.title), SIZE_TITLE, 3, " class=\"title\" font-weight=\"600\"");
	if (chart->options.heading && chart->options.description != NULL)
		DrawHeadingText(chart, LabelClean(chart->options.description), SIZE_LABEL, 4,
						" class=\"description\" fill-opacity=\".75\"");
	if (chart->y > 0)
		chart->y += 8;
}

void
ChartSetDecimals(Chart *chart, const Extent *extent)
{
	chart->options.style.decimals = chart->options.decimals >= 0 ? chart->options.decimals :
		ExtentDecimals(extent);
}

/* ---------- text alternative ---------- */

void
ChartSummarize(Chart *chart, const char *name, ChartNumber number, const char *text)
{
	Summary    *summary = &chart->summary;
	int			before = summary->count + summary->missing + summary->not_finite;

	if (before < MAX_LISTED)
		appendStringInfo(&summary->list, "%s%s: %s", before == 0 ? "" : "; ", name,
						 text != NULL ? text : ChartSay(chart, "chart.none", 0));
	if (!number.known)
		summary->missing++;
	else if (!ChartIsFinite(number))
		summary->not_finite++;
	else
	{
		if (summary->count == 0 || number.value < summary->low)
		{
			summary->low = number.value;
			summary->low_name = pstrdup(name);
		}
		if (summary->count == 0 || number.value > summary->high)
		{
			summary->high = number.value;
			summary->high_name = pstrdup(name);
		}
		summary->count++;
	}
}

static char *
SummaryText(const Chart *chart)
{
	const Summary *summary = &chart->summary;
	const NumberStyle *style = &chart->options.style;
	StringInfoData text;
	ChartNumber low = {true, summary->low};
	ChartNumber high = {true, summary->high};

	initStringInfo(&text);
	if (summary->count == 0)
		appendStringInfoString(&text, ChartSay(chart, "chart.nothing", 0));
	else
	{
		appendStringInfoString(&text, ChartSay(chart, "chart.values", 1, psprintf("%d", summary->count)));
		appendStringInfoString(&text, ", ");
		if (summary->low == summary->high)
			appendStringInfoString(&text, ChartSay(chart, "chart.all", 1, NumberText(low, style)));
		else
			appendStringInfoString(&text, ChartSay(chart, "chart.from", 4, NumberText(low, style), summary->low_name,
												   NumberText(high, style), summary->high_name));
	}
	if (summary->missing > 0)
	{
		appendStringInfoString(&text, "; ");
		appendStringInfoString(&text, ChartSay(chart, "chart.missing", 1, psprintf("%d", summary->missing)));
	}
	if (summary->not_finite > 0)
	{
		appendStringInfoString(&text, "; ");
		appendStringInfoString(&text, ChartSay(chart, "chart.not_finite", 1, psprintf("%d", summary->not_finite)));
	}
	appendStringInfoChar(&text, '.');
	if (summary->list.len > 0 && summary->count + summary->missing + summary->not_finite <= MAX_LISTED)
		appendStringInfo(&text, " %s.", summary->list.data);
	return text.data;
}

/* ---------- closing ---------- */

static const char *
SeriesColor(const Chart *chart, int series, bool dark)
{
	if (series < chart->options.color_count)
		return chart->options.colors[series];
	return dark ? palette_series[series].dark : palette_series[series].light;
}

/* the colours of a theme; prefix is the id */
static void
AppendColors(StringInfo style, const Chart *chart, bool dark)
{
	for (int i = 0; i < chart->series; i++)
	{
		const char *color = SeriesColor(chart, i, dark);

		appendStringInfo(style, "#%s .s%d{fill:var(--par-%d,%s)}\n#%s .l%d{stroke:var(--par-%d,%s)}\n",
						 chart->id, i + 1, i + 1, color, chart->id, i + 1, i + 1, color);
	}
	for (int sign = 0; sign < chart->tones; sign++)
		for (int i = 0; i < PALETTE_TONES; i++)
			appendStringInfo(style, "#%s .%c%d{fill:%s}\n", chart->id, sign ? 'n' : 'p', i,
							 dark ? palette_tones[sign][i].dark : palette_tones[sign][i].light);
	for (int i = 0; chart->tones > 0 && i < PALETTE_TONES; i++)
		appendStringInfo(style, "#%s .x%d{fill:%s}\n", chart->id, i,
						 (dark ? i <= PALETTE_WHITE_TO_DARK : i >= PALETTE_WHITE_FROM_LIGHT) ? "#fff" : "#000");
}

static void
AppendStyle(StringInfo out, const Chart *chart)
{
	ChartTheme	theme = chart->options.theme;

	appendStringInfo(out, "<style>\n#%s{display:block;max-width:%dpx;height:auto;font-variant-numeric:tabular-nums;color:var(--par-ink,%s)}\n",
					 chart->id, (int) chart->options.width,
					 theme == THEME_LIGHT ? "#14191e" : theme == THEME_DARK ? "#e9edf0" : "inherit");
	/* a file of its own, not a part of a page */
	if (theme == THEME_AUTO)
		appendStringInfo(out, "#%s:root{color-scheme:light dark;color:var(--par-ink,CanvasText)}\n", chart->id);
	AppendColors(out, chart, theme == THEME_DARK);
	if (theme == THEME_AUTO && (chart->series > 0 || chart->tones > 0))
	{
		appendStringInfoString(out, "@media screen and (prefers-color-scheme:dark){\n");
		AppendColors(out, chart, true);
		appendStringInfoString(out, "}\n");
	}
	/* whole on paper, and in its colours */
	appendStringInfo(out, "@media print{#%s{break-inside:avoid;-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n</style>\n",
					 chart->id);
}

Datum
ChartClose(Chart *chart, double height)
{
	const ChartOptions *options = &chart->options;
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfo(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"%s\" class=\"par-chart par-%s\" viewBox=\"0 0 ",
					 chart->id, chart->kind);
	AppendPlace(&out, options->width);
	appendStringInfoChar(&out, ' ');
	AppendPlace(&out, height);
	appendStringInfo(&out, "\" width=\"100%%\" role=\"img\" aria-labelledby=\"%s-title\" aria-describedby=\"%s-desc\" lang=\"%s\" direction=\"ltr\" fill=\"currentColor\" font-family=\"system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"%d\">\n",
					 chart->id, chart->id, options->language == LANGUAGE_ENGLISH ? "en" : "vi", (int) SIZE_LABEL);
	appendStringInfo(&out, "<title id=\"%s-title\">", chart->id);
	LabelAppend(&out, options->title ? LabelClean(options->title) : ChartSay(chart, psprintf("chart.%s", chart->kind), 0));
	appendStringInfo(&out, "</title>\n<desc id=\"%s-desc\">", chart->id);
	if (options->title)
		appendStringInfo(&out, "%s. ", ChartSay(chart, psprintf("chart.%s", chart->kind), 0));
	if (options->description)
	{
		char	   *description = LabelClean(options->description);

		LabelAppend(&out, description);
		appendStringInfoString(&out, description[strlen(description) - 1] == '.' ? " " : ". ");
	}
	LabelAppend(&out, SummaryText(chart));
	appendStringInfoString(&out, "</desc>\n");
	AppendStyle(&out, chart);
	appendBinaryStringInfo(&out, chart->svg.data, chart->svg.len);
	appendStringInfoString(&out, "</svg>");
	/* as xml is kept: text, which is well-formed by construction */
	return PointerGetDatum(cstring_to_text_with_len(out.data, out.len));
}

/* ---------- pieces of SVG ---------- */

void
ChartPut(Chart *chart, const char *piece)
{
	appendStringInfoString(&chart->svg, piece);
}

void
ChartPutPlace(Chart *chart, const char *before, double place, const char *after)
{
	appendStringInfoString(&chart->svg, before);
	AppendPlace(&chart->svg, place);
	appendStringInfoString(&chart->svg, after);
}

static void
PutPoint(Chart *chart, const char *x_name, double x, const char *y_name, double y)
{
	appendStringInfo(&chart->svg, " %s=\"", x_name);
	AppendPlace(&chart->svg, x);
	appendStringInfo(&chart->svg, "\" %s=\"", y_name);
	AppendPlace(&chart->svg, y);
	appendStringInfoChar(&chart->svg, '"');
}

void
ChartPutTitle(Chart *chart, const char *text)
{
	appendStringInfoString(&chart->svg, "<title>");
	LabelAppend(&chart->svg, text);
	appendStringInfoString(&chart->svg, "</title>");
}

void
ChartPutText(Chart *chart, double x, double y, Anchor anchor, double size, const char *attributes, const char *text)
{
	static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};

	appendStringInfoString(&chart->svg, "<text");
	PutPoint(chart, "x", x, "y", y);
	appendStringInfoString(&chart->svg, anchors[anchor]);
	if (size > 0)
		appendStringInfo(&chart->svg, " font-size=\"%d\"", (int) size);
	if (attributes != NULL)
		appendStringInfoString(&chart->svg, attributes);
	appendStringInfoChar(&chart->svg, '>');
	LabelAppend(&chart->svg, text);
	appendStringInfoString(&chart->svg, "</text>\n");
}

void
ChartPutLabel(Chart *chart, double x, double middle, Anchor anchor, double size, const LabelLines *lines, const char *text)
{
	double		height = floor(size * 1.2 + 0.5);
	double		y = middle + size * 0.36 - (lines->count - 1) * height / 2;

	if (lines->cut)
	{
		ChartPut(chart, "<g>");
		ChartPutTitle(chart, text);
	}
	for (int i = 0; i < lines->count; i++)
		ChartPutText(chart, x, y + i * height, anchor, size == SIZE_LABEL ? 0 : size, " class=\"label\"", lines->lines[i]);
	if (lines->cut)
		ChartPut(chart, "</g>\n");
}

void
ChartPutLine(Chart *chart, double x1, double y1, double x2, double y2)
{
	ChartPut(chart, "<line");
	PutPoint(chart, "x1", x1, "y1", y1);
	PutPoint(chart, "x2", x2, "y2", y2);
	ChartPut(chart, "/>\n");
}

void
ChartPutSeries(Chart *chart, int series, bool stroke)
{
	if (series >= PALETTE_SERIES)
	{
		appendStringInfoString(&chart->svg, stroke ? " class=\"l0\" stroke=\"currentColor\" stroke-opacity=\".4\"" :
							   " class=\"s0\" fill=\"currentColor\" fill-opacity=\".4\"");
		return;
	}
	chart->series = Max(chart->series, series + 1);
	appendStringInfo(&chart->svg, " class=\"%c%d\" %s=\"%s\"", stroke ? 'l' : 's', series + 1, stroke ? "stroke" : "fill",
					 SeriesColor(chart, series, chart->options.theme == THEME_DARK));
}

void
ChartPutDashes(Chart *chart, int series)
{
	static const char *const dashes[PALETTE_SERIES] = {
		NULL, "8 3", "2 3", "9 3 2 3", "14 4", "4 2", "9 3 2 3 2 3", "1 2"
	};

	if (series < PALETTE_SERIES && dashes[series] != NULL)
		appendStringInfo(&chart->svg, " stroke-dasharray=\"%s\"", dashes[series]);
}

void
ChartPutMark(Chart *chart, int series, double x, double y, const char *title)
{
	static const char *const shapes[PALETTE_SERIES] = {
		"m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z",
		"m-3.3-3.3h6.6v6.6h-6.6z",
		"m-4 3.4l4-7 4 7z",
		"m0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z",
		"m-4-3.4l4 7 4-7z",
		"m-1.3-4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7z",
		"m-3.8-3.8h7.6l-7.6 7.6h7.6z",
		"m-4-1.4h8v2.8h-8z",
	};

	ChartPut(chart, "<path");
	ChartPutSeries(chart, series, false);
	ChartPutPlace(chart, " d=\"M", x, " ");
	ChartPutPlace(chart, "", y, shapes[series < PALETTE_SERIES ? series : 0]);
	ChartPut(chart, "\"");
	if (title == NULL)
		ChartPut(chart, "/>\n");
	else
	{
		ChartPut(chart, ">");
		ChartPutTitle(chart, title);
		ChartPut(chart, "</path>\n");
	}
}

void
ChartPutLegend(Chart *chart, const NameTable *series, bool lines)
{
	double		sample = lines ? 30 : 18;
	double		x = 0;
	bool		wanted = chart->options.legend == -1 ? series->count > 1 : chart->options.legend;

	if (!wanted || series->count == 0 || (series->count == 1 && *series->names[0] == '\0'))
		return;
	appendStringInfo(&chart->svg, "<g class=\"legend\" font-size=\"%d\">\n", (int) SIZE_LABEL - 1);
	for (int i = 0; i < Min(series->count, PALETTE_SERIES + 1); i++)
	{
		const char *text = i < PALETTE_SERIES ? ChartNameText(series, i) :
			ChartSay(chart, "chart.others", 1, psprintf("%d", series->count - PALETTE_SERIES));
		LabelLines	label;
		double		width;

		LabelWrap(&label, text, SIZE_LABEL - 1, Min(chart->options.width - sample - 4, 300), 1);
		width = sample + LabelWidth(label.lines[0], SIZE_LABEL - 1);
		if (x > 0 && x + width > chart->options.width)
		{
			x = 0;
			chart->y += 18;
		}
		if (lines)
		{
			ChartPut(chart, "<line");
			PutPoint(chart, "x1", x, "y1", chart->y + 9);
			PutPoint(chart, "x2", x + sample - 6, "y2", chart->y + 9);
			ChartPut(chart, " stroke-width=\"2\"");
			ChartPutSeries(chart, i, true);
			ChartPutDashes(chart, i);
			ChartPut(chart, "/>\n");
			if (i < PALETTE_SERIES)
				ChartPutMark(chart, i, x + (sample - 6) / 2, chart->y + 9, NULL);
		}
		else
		{
			ChartPut(chart, "<rect");
			PutPoint(chart, "x", x, "y", chart->y + 3);
			ChartPut(chart, " width=\"12\" height=\"12\"");
			ChartPutSeries(chart, i, false);
			ChartPut(chart, "/>\n");
		}
		ChartPutLabel(chart, x + sample, chart->y + 9, ANCHOR_START, SIZE_LABEL - 1, &label, text);
		x += width + 18;
	}
	ChartPut(chart, "</g>\n");
	chart->y += 28;
}

int
ChartName(NameTable *table, const char *name)
{
	char	   *key = name == NULL ? "" : psprintf("=%s", name);
	bool		added;

	return NameTableAdd(table, key, (int) strlen(key), &added);
}

const char *
ChartNameText(const NameTable *table, int number)
{
	const char *key = table->names[number];

	return LabelClean(*key == '\0' ? NULL : key + 1);
}

char *
ChartSeriesText(const NameTable *series, int number, const char *what)
{
	if (*series->names[number] == '\0')
		return pstrdup(what);
	return psprintf("%s, %s", ChartNameText(series, number), what);
}

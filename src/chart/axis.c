/*-------------------------------------------------------------------------
 *
 * axis.c
 *	  The x axis of lines: of numbers, of dates, or of texts in their order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

#include "base/compat.h"
#include "chart/axis.h"

#define TICK_ROOM		78.0	/* about so far apart */

/* ---------- fields ---------- */

static char *
NumberField(double value, const char *name)
{
	return isnan(value) || isinf(value) ? NULL : psprintf("n%s", ChartFieldOf(value, name));
}

/* a float4 as it is written: 0.1, where as a float8 it is 0.10000000149011612 */
static double
WrittenValue(float4 value)
{
	char		text[FLOAT_SHORTEST_DECIMAL_LEN];

	float_to_shortest_decimal_buf(value, text);
	return DatumGetFloat8(DirectFunctionCall1(float8in, CStringGetDatum(text)));
}

char *
AxisField(FunctionCallInfo fcinfo, int argument, const char *name)
{
	Oid			type = get_fn_expr_argtype(fcinfo->flinfo, argument);
	Datum		value;

	if (PG_ARGISNULL(argument))
		return NULL;
	value = PG_GETARG_DATUM(argument);
	switch (OidIsValid(type) ? getBaseType(type) : InvalidOid)
	{
		case INT2OID:
			return NumberField(DatumGetInt16(value), name);
		case INT4OID:
			return NumberField(DatumGetInt32(value), name);
		case INT8OID:
			return NumberField((double) DatumGetInt64(value), name);
		case FLOAT4OID:
			return NumberField(WrittenValue(DatumGetFloat4(value)), name);
		case FLOAT8OID:
			return NumberField(DatumGetFloat8(value), name);
		case NUMERICOID:
			return NumberField(DatumGetFloat8(DirectFunctionCall1(numeric_float8, value)), name);
		case DATEOID:
			return DATE_NOT_FINITE(DatumGetDateADT(value)) ? NULL : psprintf("d%d", DatumGetDateADT(value));
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
			return psprintf("t%s", TextDatumGetCString(value));
		default:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("x of %s must be a number, a date or a text", name),
					 errhint("Cast it, for example with x::date.")));
	}
	return NULL;				/* not reached */
}

void
AxisInit(Axis *axis, const Chart *chart)
{
	axis->kind = '\0';
	NameTableInit(&axis->texts, CurrentMemoryContext);
	ExtentInit(&axis->extent);
	axis->style = chart->options.style;
	axis->style.group_mark = "";
	axis->style.unit = "";
	axis->language = chart->options.language;
}

ChartNumber
AxisNumber(Axis *axis, const char *field, const char *name)
{
	ChartNumber number = {field != NULL, 0};

	if (field == NULL)
		return number;
	if (axis->kind == '\0')
		axis->kind = *field;
	if (axis->kind != *field || strchr("ndt", *field) == NULL || *field == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("x of %s must be of one kind in all rows", name)));
	if (*field == 't')
		number.value = ChartName(&axis->texts, field + 1);
	else
		number.value = ChartValueOf(field + 1, name);
	if (!ChartIsFinite(number) ||
		(*field == 'd' && !IS_VALID_DATE(number.value)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("x is out of range for %s", name)));
	ExtentAdd(&axis->extent, number);
	return number;
}

/* ---------- dates ---------- */

/* steps of dates, from one day to thousands of years */
typedef struct DateStep
{
	int			days;
	int			months;
} DateStep;

static const DateStep date_steps[] = {
	{1, 0}, {2, 0}, {7, 0}, {14, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 6}, {0, 12}, {0, 24}, {0, 60},
	{0, 120}, {0, 240}, {0, 600}, {0, 1200}, {0, 2400}, {0, 6000}, {0, 12000}, {0, 60000},
	{0, 600000}, {0, 6000000},
};

/* a day of 12 * year + month - 1, the first of that month */
static double
FirstOfMonth(int64 month)
{
	int64		year = month >= 0 ? month / 12 : -((11 - month) / 12);

	return date2j((int) year, (int) (month - year * 12) + 1, 1) - POSTGRES_EPOCH_JDATE;
}

static int64
MonthOf(double day)
{
	int			year;
	int			month;
	int			date;

	j2date((int) floor(day) + POSTGRES_EPOCH_JDATE, &year, &month, &date);
	return (int64) year * 12 + month - 1;
}

static char *
DateText(double day, int precision, Language language)
{
	int			year;
	int			month;
	int			date;

	j2date((int) floor(day) + POSTGRES_EPOCH_JDATE, &year, &month, &date);
	if (precision == 0)
		return psprintf("%d", year);
	if (precision == 1)
		return language == LANGUAGE_ENGLISH ? psprintf("%d-%02d", year, month) : psprintf("%02d/%d", month, year);
	return language == LANGUAGE_ENGLISH ? psprintf("%d-%02d-%02d", year, month, date) : psprintf("%02d/%02d/%d", date, month, year);
}

/* ---------- drawing ---------- */

char *
AxisText(const Axis *axis, ChartNumber x)
{
	NumberStyle style = axis->style;

	if (axis->kind == 't')
		return pstrdup(ChartNameText(&axis->texts, (int) x.value));
	if (axis->kind == 'd')
		return DateText(x.value, 2, axis->language);
	style.decimals = ExtentDecimals(&axis->extent);
	return NumberText(x, &style);
}

void
AxisPlace(Axis *axis, double from, double to)
{
	bool		equal = axis->extent.low == axis->extent.high;
	double		low = axis->extent.low;
	double		high = axis->extent.high;
	double		room = TICK_ROOM;
	int			steps;

	if (axis->kind == 'n' && axis->extent.whole)
	{
		/* years and ranks are short */
		ChartNumber ends[2] = {{true, low}, {true, high}};

		room = 0;
		for (int i = 0; i < 2; i++)
			room = Max(room, LabelWidth(NumberText(ends[i], &axis->style), SIZE_SMALL) + 16);
	}
	steps = Max((int) ((to - from) / room), 2);

	/* what is alone stands in the middle */
	if (equal && axis->kind != 'n')
	{
		low -= 1;
		high += 1;
	}
	if (equal && axis->kind == 'n')
		ScaleInit(&axis->scale, &axis->extent, get_float8_nan(), get_float8_nan(), steps);
	else
		ScaleInit(&axis->scale, &axis->extent, low, high, steps);
	axis->scale.from = from;
	axis->scale.to = to;
}

static void
DrawTick(Chart *chart, double x, double top, double bottom, const char *text)
{
	double		half = LabelWidth(text, SIZE_SMALL) / 2;
	double		place = Min(Max(x, half), Max(chart->options.width - half, half));

	ChartPut(chart, "<g class=\"x\">");
	ChartPut(chart, "<g stroke=\"currentColor\" stroke-opacity=\".16\">");
	ChartPutLine(chart, x, top, x, bottom);
	ChartPut(chart, "</g>");
	ChartPutText(chart, place, bottom + 15, ANCHOR_MIDDLE, 0, " class=\"tick\" fill-opacity=\".75\"", text);
	ChartPut(chart, "</g>\n");
}

static void
DrawDates(const Axis *axis, Chart *chart, double top, double bottom)
{
	const Scale *scale = &axis->scale;
	double		span = scale->high - scale->low;
	double		room = Max((scale->to - scale->from) / (TICK_ROOM + 6), 1);
	const DateStep *step = &date_steps[0];

	for (int i = 1; i < (int) lengthof(date_steps) && span / (step->days + step->months * 30.436875) > room; i++)
		step = &date_steps[i];
	if (step->days > 0)
	{
		/* weeks begin on Monday; 2000-01-03 was one */
		double		first = ceil((scale->low - 2) / step->days) * step->days + 2;

		for (double day = first; day <= scale->high; day += step->days)
			DrawTick(chart, ScalePlace(scale, day), top, bottom, DateText(day, 2, axis->language));
	}
	else
	{
		int64		month = MonthOf(scale->low);
		int64		last = MonthOf(scale->high);

		month -= ((month % step->months) + step->months) % step->months;
		for (; month <= last; month += step->months)
			if (FirstOfMonth(month) >= scale->low)
				DrawTick(chart, ScalePlace(scale, FirstOfMonth(month)), top, bottom,
						 DateText(FirstOfMonth(month), step->months % 12 == 0 ? 0 : 1, axis->language));
	}
}

static void
DrawTexts(const Axis *axis, Chart *chart, double top, double bottom)
{
	const Scale *scale = &axis->scale;
	double		room = axis->texts.count < 2 ? chart->options.width / 2 :
		(scale->to - scale->from) / (axis->texts.count - 1);
	int			every = Max((int) ceil(48 / room), 1);
	LabelLines	label;

	for (int i = 0; i < axis->texts.count; i += every)
	{
		double		x = ScalePlace(scale, i);
		const char *text = ChartNameText(&axis->texts, i);
		bool		edge = axis->texts.count > 1 && (i == 0 || i == axis->texts.count - 1);

		LabelWrap(&label, text, SIZE_SMALL, room * every - 6, 1);
		if (label.cut && edge)
			LabelWrap(&label, text, SIZE_SMALL, room * every / 2 + 20, 1);
		if (label.cut)
		{
			ChartPut(chart, "<g>");
			ChartPutTitle(chart, text);
		}
		DrawTick(chart, x, top, bottom, label.lines[0]);
		if (label.cut)
			ChartPut(chart, "</g>\n");
	}
}

void
AxisDraw(const Axis *axis, Chart *chart, double top, double bottom)
{
	appendStringInfo(&chart->svg, "<g class=\"x-axis\" font-size=\"%d\">\n", (int) SIZE_SMALL);
	if (axis->kind == 'd')
		DrawDates(axis, chart, top, bottom);
	else if (axis->kind == 't')
		DrawTexts(axis, chart, top, bottom);
	else if (axis->kind == 'n')
		for (int64 tick = axis->scale.first; tick <= axis->scale.last; tick++)
			DrawTick(chart, ScalePlace(&axis->scale, ScaleTick(&axis->scale, tick)), top, bottom,
					 ScaleTickText(&axis->scale, tick, &axis->style));
	ChartPut(chart, "</g>\n");
}

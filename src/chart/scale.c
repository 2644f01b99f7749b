/*-------------------------------------------------------------------------
 *
 * scale.c
 *	  Scales with round ticks, and how numbers are written.
 *
 * A tick is an integer times a power of ten, so that it is written without
 * noise.  Places are rounded to hundredths; what lies in the middle between
 * two goes up even if another platform computed it a trifle lower, so that
 * the same rows are the same bytes everywhere.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "chart/scale.h"

#define MINUS			"\342\210\222"	/* U+2212 */
#define NO_BREAK_SPACE	"\302\240"
#define INFINITY_SIGN	"\342\210\236"

/* spans below this part of the values are noise */
#define NOISE			1e-9

/* beyond these numbers are written with an exponent */
#define TOO_LARGE		1e15
#define TOO_SMALL		1e-9

static char *
ShortestText(double value)
{
	char	   *text = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(value, text);
	return text;
}

/* ---------- extent ---------- */

void
ExtentInit(Extent *extent)
{
	memset(extent, 0, sizeof(*extent));
	extent->whole = true;
}

/* digits behind the point of a number as it is written shortest */
static int
DecimalsOf(double value)
{
	char	   *text = ShortestText(value);
	char	   *point = strchr(text, '.');
	char	   *e = strchr(text, 'e');
	int			decimals = 0;

	if (point != NULL)
		decimals = (int) strcspn(point + 1, "e");
	if (e != NULL)
		decimals -= atoi(e + 1);
	pfree(text);
	return Max(decimals, 0);
}

void
ExtentAdd(Extent *extent, ChartNumber number)
{
	if (!ChartIsFinite(number))
		return;
	if (extent->count++ == 0)
		extent->low = extent->high = number.value;
	extent->low = Min(extent->low, number.value);
	extent->high = Max(extent->high, number.value);
	extent->whole &= floor(number.value) == number.value;
	extent->decimals = Max(extent->decimals, DecimalsOf(number.value));
}

int
ExtentDecimals(const Extent *extent)
{
	double		size = Max(fabs(extent->low), fabs(extent->high));
	int			most = 2;

	/* of small numbers three digits */
	for (double limit = 0.1; size > 0 && size < limit * 0.999999999 && most < 12; limit /= 10)
		most++;
	return Min(extent->decimals, most);
}

/* ---------- numbers as text ---------- */

/* a decimal such as -1234.50 in the style */
static char *
StyledText(const char *decimal, const NumberStyle *style)
{
	StringInfoData text;
	const char *point = strchr(decimal, '.');
	int			digits;

	initStringInfo(&text);
	if (*decimal == '-')
	{
		appendStringInfoString(&text, MINUS);
		decimal++;
	}
	digits = point ? (int) (point - decimal) : (int) strlen(decimal);
	for (int i = 0; i < digits; i++)
	{
		if (i > 0 && (digits - i) % 3 == 0)
			appendStringInfoString(&text, style->group_mark);
		appendStringInfoChar(&text, decimal[i]);
	}
	if (point)
		appendStringInfo(&text, "%s%s", style->decimal_mark, point + 1);
	return text.data;
}

/* a decimal rounded half away from zero to the decimals of the style */
static char *
RoundedText(const char *decimal, int decimals, const NumberStyle *style)
{
	Datum		number = DirectFunctionCall3(numeric_in, CStringGetDatum(decimal),
											 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));

	number = DirectFunctionCall2(numeric_round, number, Int32GetDatum(decimals));
	return StyledText(DatumGetCString(DirectFunctionCall1(numeric_out, number)), style);
}

/* with an exponent, as it is shortest */
static char *
LargeText(double value, const NumberStyle *style)
{
	char	   *text = ShortestText(fabs(value));
	char	   *point = strchr(text, '.');
	const char *sign = value < 0 ? MINUS : "";

	if (point == NULL)
		return psprintf("%s%s", sign, text);
	*point = '\0';
	return psprintf("%s%s%s%s", sign, text, style->decimal_mark, point + 1);
}

static char *
WithUnit(char *text, const NumberStyle *style)
{
	const char *unit = style->unit;
	bool		close;

	if (*unit == '\0')
		return text;
	close = strncmp(unit, "%", 1) == 0 || strncmp(unit, "\342\200\260", 3) == 0 ||
		strncmp(unit, "\302\260", 2) == 0;
	return psprintf("%s%s%s", text, close ? "" : NO_BREAK_SPACE, unit);
}

char *
NumberText(ChartNumber number, const NumberStyle *style)
{
	if (!number.known)
		return pstrdup("\342\200\223");
	if (isnan(number.value))
		return pstrdup("NaN");
	if (isinf(number.value))
		return pstrdup(number.value > 0 ? INFINITY_SIGN : MINUS INFINITY_SIGN);
	if (fabs(number.value) >= TOO_LARGE ||
		(fabs(number.value) < TOO_SMALL && number.value != 0 && style->decimals > 9))
		return WithUnit(LargeText(number.value, style), style);
	return WithUnit(RoundedText(ShortestText(number.value), style->decimals, style), style);
}

/* ---------- scale ---------- */

/* mantissa * 10^exponent, rounded correctly */
static double
Decimal(int64 mantissa, int exponent)
{
	char		text[40];

	snprintf(text, sizeof(text), INT64_FORMAT "e%d", mantissa, exponent);
	return strtod(text, NULL);
}

static void
ChooseStep(Scale *scale, double step)
{
	static const int mantissas[] = {1, 2, 5};
	int			exponent = (int) floor(log10(step));

	while (Decimal(1, exponent) > step)
		exponent--;
	while (Decimal(1, exponent + 1) <= step)
		exponent++;
	for (int i = 0; i < 3; i++)
		if (Decimal(mantissas[i], exponent) >= step * (1 - NOISE))
		{
			scale->mantissa = mantissas[i];
			scale->exponent = exponent;
			return;
		}
	scale->mantissa = 1;
	scale->exponent = exponent + 1;
}

double
ScaleTick(const Scale *scale, int64 tick)
{
	return Decimal(tick * scale->mantissa, scale->exponent);
}

void
ScaleInit(Scale *scale, const Extent *extent, double min, double max, int steps)
{
	double		low = isnan(min) ? (extent->count ? extent->low : 0) : min;
	double		high = isnan(max) ? (extent->count ? extent->high : 1) : max;
	double		size;
	double		step;

	/* values beyond a bound that was given do not move the other one */
	if (low > high)
	{
		if (isnan(min))
			low = high;
		else
			high = low;
	}
	/* equal values: with as much beside them as they are large, or 1 */
	size = Max(fabs(low), fabs(high));
	if (high - low <= size * NOISE)
	{
		double		beside = size == 0 ? 1 : size / 2;

		if (isnan(min) && (size > 0 || !isnan(max)))
			low -= beside;
		if (isnan(max))
			high += beside;
	}
	ChooseStep(scale, (high - low) / Max(steps, 1));
	if (extent->whole && scale->exponent < 0 && (isnan(min) || floor(min) == min) &&
		(isnan(max) || floor(max) == max))
	{
		scale->mantissa = 1;
		scale->exponent = 0;
	}
	step = Decimal(scale->mantissa, scale->exponent);
	scale->first = (int64) (isnan(min) ? floor(low / step + NOISE) : ceil(low / step - NOISE));
	scale->last = (int64) (isnan(max) ? ceil(high / step - NOISE) : floor(high / step + NOISE));
	scale->low = isnan(min) ? ScaleTick(scale, scale->first) : min;
	scale->high = isnan(max) ? ScaleTick(scale, scale->last) : max;
	scale->from = 0;
	scale->to = 1;
}

void
ScaleTrim(Scale *scale, const Extent *extent, double min, double max)
{
	double		step = Decimal(scale->mantissa, scale->exponent);
	double		below = extent->low - scale->low;
	double		above = scale->high - extent->high;

	/* two ticks are what a scale is read by */
	if (scale->last - scale->first < 3)
		return;
	/* more than a step is empty where a bound or equal values made the scale: it stays */
	if (isnan(min) && below > step * 0.7 && below < step)
	{
		scale->low = extent->low - step * 0.1;
		scale->first++;
	}
	if (isnan(max) && above > step * 0.7 && above < step)
	{
		scale->high = extent->high + step * 0.1;
		scale->last--;
	}
}

char *
ScaleTickText(const Scale *scale, int64 tick, const NumberStyle *style)
{
	double		value = ScaleTick(scale, tick);
	char		text[40];

	if (fabs(value) >= TOO_LARGE || scale->exponent < -12)
		return LargeText(value, style);
	snprintf(text, sizeof(text), INT64_FORMAT "e%d", tick * scale->mantissa, scale->exponent);
	return RoundedText(text, Max(-scale->exponent, 0), style);
}

char *
ScaleEndText(double end, const NumberStyle *style)
{
	if (fabs(end) >= TOO_LARGE || (fabs(end) < TOO_SMALL && end != 0))
		return LargeText(end, style);
	return RoundedText(ShortestText(end), DecimalsOf(end), style);
}

double
ScalePlaceBeyond(const Scale *scale, double value)
{
	double		part = (value - scale->low) / (scale->high - scale->low);

	/* far away is as good as farther */
	part = Min(Max(part, -100), 100);
	return scale->from + part * (scale->to - scale->from);
}

double
ScalePlace(const Scale *scale, double value)
{
	double		part = (value - scale->low) / (scale->high - scale->low);

	part = Min(Max(part, 0), 1);
	return scale->from + part * (scale->to - scale->from);
}

void
AppendPlace(StringInfo text, double place)
{
	int64		hundredths = (int64) floor(place * 100 + 0.5 + 1e-6);
	int64		whole;
	int			rest;

	if (hundredths < 0)
	{
		appendStringInfoChar(text, '-');
		hundredths = -hundredths;
	}
	whole = hundredths / 100;
	rest = (int) (hundredths % 100);
	appendStringInfo(text, INT64_FORMAT, whole);
	if (rest % 10 != 0)
		appendStringInfo(text, ".%02d", rest);
	else if (rest != 0)
		appendStringInfo(text, ".%d", rest / 10);
}

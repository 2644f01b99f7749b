/*-------------------------------------------------------------------------
 *
 * mean_agg.c
 *	  Weighted power means in floating point:
 *
 *		par.arithmetic_mean(value, weight)	sum(w * v) / sum(w)
 *		par.geometric_mean(value, weight)	exp(sum(w * ln v) / sum(w))
 *		par.harmonic_mean(value, weight)	sum(w) / sum(w / v)
 *		par.power_mean(value, weight, p)	(sum(w * v^p) / sum(w))^(1/p)
 *
 * The first three are the power means of p = 1, 0 and -1, and computed as
 * such.  Sums are kept to twice the precision of a double, so that results
 * agree to 1e-14 whatever the order of rows, the plan or the number of workers.
 * The transition functions are strict: a row with a NULL in any argument is
 * left out.
 *
 * What can be refused is refused for the row alone.  A sum that overflowed or
 * lost its small terms in one order of rows only would make the order matter;
 * so terms are confined to a range in which no sum of them can.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "base/compat.h"
#include "base/double_double.h"
#include "base/fields.h"

PG_FUNCTION_INFO_V1(mean_sum_in);
PG_FUNCTION_INFO_V1(mean_sum_out);
PG_FUNCTION_INFO_V1(mean_sum_recv);
PG_FUNCTION_INFO_V1(mean_sum_send);
PG_FUNCTION_INFO_V1(mean_sum_combine);
PG_FUNCTION_INFO_V1(mean_accum);
PG_FUNCTION_INFO_V1(mean_accum_power);
PG_FUNCTION_INFO_V1(mean_final);

/* version byte of the binary form */
#define MEAN_SUM_WIRE_VERSION	1

/* 2^960 and 2^-960, between which terms must lie */
#define MAX_MAGNITUDE	9.7453140114e+288
#define MIN_MAGNITUDE	1.0261342003245941e-289

/* limit of the number of rows: 18 digits, so that sums stay below 2^1020 */
#define MAX_ROWS		(INT64CONST(1000000000000000000) - 1)

/*
 * Powers nearer to 0 than this have v^p - 1 summed instead of v^p: the root
 * would magnify the error of v^p, which is of the order of that of 1, beyond
 * any bound.  For other powers v^p - 1 would lose the digits of a small v^p.
 */
#define SMALL_POWER		(1.0 / 32)

/*
 * The state of the four aggregates, an ordinary SQL type of fixed length,
 * par.mean_sum.  There is nothing but 8-byte fields in it, hence no padding on
 * any machine.  Terms and weights that are not finite are added up apart from
 * the others, since infinity minus infinity must not disturb a sum that it
 * does not belong to, and since such a sum is the same in any order.
 */
typedef struct MeanSum
{
	int64		rows;			/* rows with no NULL */
	double		power;			/* NaN: not known, before the first row */
	DoubleDouble weight;
	DoubleDouble sum;			/* of w * v^p, or w * (v^p - 1) for a small
								 * power, or w * ln f for power 0, where v =
								 * f * 2^e and f is near 1 */
	DoubleDouble exponent;		/* of w * e for power 0 */
	double		sum_special;	/* of the terms that are not finite */
	double		weight_special; /* of the weights that are not finite */
} MeanSum;

StaticAssertDecl(sizeof(MeanSum) == 80, "par.mean_sum has the INTERNALLENGTH of its SQL definition");

/* the doubles of the state, in the order in which they are printed and sent */
#define MEAN_SUM_DOUBLES	9

#define PG_GETARG_MEAN_SUM_P(n)	((MeanSum *) PG_GETARG_POINTER(n))

static const char *CheckMeanSum(const MeanSum *state, double slack);

/*
 * A state that was written by hand may be at a limit, which rounding then
 * passes: hence the slack.
 */
static void
AssertCheckMeanSum(const MeanSum *state)
{
	Assert(CheckMeanSum(state, 1.5) == NULL);
	(void) state;
}

/* ---------- numbers ---------- */

static inline bool
InRange(double x)
{
	double		magnitude = fabs(x);

	return magnitude >= MIN_MAGNITUDE && magnitude <= MAX_MAGNITUDE;
}

static inline bool
IsPositiveInteger(double power)
{
	return power >= 1 && power == floor(power);
}

/* whether negative values keep their sign */
static inline bool
IsPositiveOdd(double power)
{
	return IsPositiveInteger(power) && fmod(power, 2) == 1;
}

/* whether v^p - 1 is summed */
static inline bool
IsSmallPower(double power)
{
	return fabs(power) < SMALL_POWER && power != 0;
}

/* the shortest text that reads back as the same double */
static char *
DoubleText(double x)
{
	char	   *text = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(x, text);
	return text;
}

/* ---------- errors ---------- */

static void
NegativeWeight(double weight)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("weight must not be negative"),
			 errdetail("The value is %s.", DoubleText(weight))));
}

static void
NegativeValue(double value, double power)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("value must not be negative in a mean of power %s", DoubleText(power)),
			 errdetail("The value is %s.", DoubleText(value))));
}

static void
OutOfRange(double value, double weight, double power)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("value is out of range for a mean"),
			 errdetail("The value is %s, the weight %s, the power %s.",
					   DoubleText(value), DoubleText(weight), DoubleText(power)),
			 errhint("Values, weights and weighted powers of values must be 0 or between 1e-288 and 1e288 in magnitude.")));
}

static void
PowersDiffer(double a, double b)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("all rows of a power mean must have the same power"),
			 errdetail("The powers are %s and %s.", DoubleText(a), DoubleText(b))));
}

/* counts have a limit, so that they can be read back and sums never overflow */
static inline void
CheckRows(int64 rows)
{
	if (unlikely(rows > MAX_ROWS))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("mean has too many rows")));
}

/* ---------- transition ---------- */

/*
 * The state to change: the aggregate's own, or else a copy, since a function
 * that is called from SQL must leave its argument alone.
 */
static inline MeanSum *
StateToChange(FunctionCallInfo fcinfo)
{
	MeanSum    *state = PG_GETARG_MEAN_SUM_P(0);

	if (unlikely(AggCheckCallContext(fcinfo, NULL) == 0))
	{
		MeanSum    *copy = palloc(sizeof(MeanSum));

		*copy = *state;
		state = copy;
	}
	AssertCheckMeanSum(state);
	return state;
}

/* add w * ln v, for v that is positive, 0 or infinite */
static void
AddLogarithm(MeanSum *state, double value, double weight)
{
	double		fraction;
	double		product;
	int			exponent;

	if (value == 0)
	{
		/* 0 to the power of 0 is 1 */
		if (weight > 0)
			state->sum_special -= HUGE_VAL;
		return;
	}
	if (isinf(value))
	{
		state->sum_special += weight > 0 ? value : get_float8_nan();
		return;
	}
	if (weight == 0)
		return;

	fraction = frexp(value, &exponent);
	if (fraction < 0.70710678118654752440)
	{
		fraction *= 2;
		exponent--;
	}
	product = weight * exponent;
	if (exponent != 0 && !InRange(product))
		OutOfRange(value, weight, 0);
	state->exponent = DoubleDoubleAdd(state->exponent, TwoProduct(weight, exponent));
	state->sum = DoubleDoubleAdd(state->sum, TwoProduct(weight, log(fraction)));
}

/* add w * v^p, or w * (v^p - 1), where p is not 0 and v is not NaN */
static void
AddPower(MeanSum *state, double value, double weight)
{
	double		power = state->power;
	bool		small = IsSmallPower(power);
	DoubleDouble term;

	if (value == 0 || isinf(value))
	{
		/* v^p is 0 or infinite */
		if ((value == 0) == (power > 0))
		{
			if (small)
				state->sum = DoubleDoubleAddDouble(state->sum, -weight);
		}
		else if (weight > 0)
			state->sum_special += value < 0 && IsPositiveOdd(power) ? -HUGE_VAL : HUGE_VAL;
		else if (value != 0)
			state->sum_special = get_float8_nan();
		return;
	}
	if (weight == 0)
		return;

	if (power == 1)
		term = TwoProduct(weight, value);
	else if (power == -1)
	{
		/* the division itself may leave the range */
		double		quotient = weight / value;

		if (!InRange(quotient))
			OutOfRange(value, weight, power);
		term = DoubleDoubleDivide(MakeDoubleDouble(weight, 0), MakeDoubleDouble(value, 0));
	}
	else if (small)
	{
		int			exponent;
		double		fraction = frexp(value, &exponent);
		DoubleDouble log = DoubleDoubleLog(MakeDoubleDouble(fraction, 0), exponent);

		if (log.hi == 0)
			return;				/* 1^p - 1 */
		if (!InRange(log.hi * power))
			OutOfRange(value, weight, power);
		term = DoubleDoubleExpM1(DoubleDoubleMultiplyDouble(log, power));
		if (!InRange(term.hi * weight))
			OutOfRange(value, weight, power);
		term = DoubleDoubleMultiplyDouble(term, weight);
	}
	else
	{
		double		raised = pow(value, power);

		if (!InRange(raised))
			OutOfRange(value, weight, power);
		term = TwoProduct(weight, raised);
	}
	if (!InRange(term.hi))
		OutOfRange(value, weight, power);
	state->sum = DoubleDoubleAdd(state->sum, term);
}

/* add one row of any value and weight */
static pg_noinline void
AddRowGeneral(MeanSum *state, double value, double weight)
{
	double		power = state->power;

	if (weight < 0)
		NegativeWeight(weight);
	if (value < 0 && !IsPositiveInteger(power))
		NegativeValue(value, power);
	if ((value != 0 && !isnan(value) && !isinf(value) && !InRange(value)) ||
		(weight != 0 && !isnan(weight) && !isinf(weight) && !InRange(weight)))
		OutOfRange(value, weight, power);

	if (isnan(weight) || isinf(weight))
		state->weight_special += weight;	/* the mean is NaN */
	else
	{
		state->weight = DoubleDoubleAddDouble(state->weight, weight);
		if (isnan(value))
			state->sum_special = value;
		else if (power == 0)
			AddLogarithm(state, value, weight);
		else
			AddPower(state, value, weight);
	}
}

static inline void
AddRow(MeanSum *state, double value, double weight)
{
	CheckRows(state->rows + 1);
	state->rows++;
	if (likely(state->power == 1 && weight > 0 && InRange(weight) && InRange(value)))
	{
		DoubleDouble term = TwoProduct(weight, value);

		if (likely(InRange(term.hi)))
		{
			state->weight = DoubleDoubleAddDouble(state->weight, weight);
			state->sum = DoubleDoubleAdd(state->sum, term);
			return;
		}
	}
	AddRowGeneral(state, value, weight);
}

/* of the means whose power the initial state gives */
Datum
mean_accum(PG_FUNCTION_ARGS)
{
	MeanSum    *state = StateToChange(fcinfo);

	if (unlikely(isnan(state->power)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("power of the mean is not known")));
	AddRow(state, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	AssertCheckMeanSum(state);
	PG_RETURN_POINTER(state);
}

/* of the mean whose power each row gives */
Datum
mean_accum_power(PG_FUNCTION_ARGS)
{
	MeanSum    *state = StateToChange(fcinfo);
	double		power = PG_GETARG_FLOAT8(3);

	if (unlikely(isnan(power) || isinf(power)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("power of a mean must be a finite number"),
				 errdetail("The power is %s.", DoubleText(power)),
				 errhint("The limits of the power mean are max() and min().")));
	if (unlikely(isnan(state->power)))
		state->power = power + 0.0; /* not -0 */
	else if (unlikely(state->power != power))
		PowersDiffer(state->power, power);
	AddRow(state, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	AssertCheckMeanSum(state);
	PG_RETURN_POINTER(state);
}

Datum
mean_sum_combine(PG_FUNCTION_ARGS)
{
	MeanSum    *state = StateToChange(fcinfo);
	const MeanSum *other = PG_GETARG_MEAN_SUM_P(1);

	AssertCheckMeanSum(other);
	if (isnan(state->power))
		state->power = other->power;
	else if (!isnan(other->power) && state->power != other->power)
		PowersDiffer(state->power, other->power);
	CheckRows(state->rows + other->rows);
	state->rows += other->rows;
	state->weight = DoubleDoubleAdd(state->weight, other->weight);
	state->sum = DoubleDoubleAdd(state->sum, other->sum);
	state->exponent = DoubleDoubleAdd(state->exponent, other->exponent);
	state->sum_special += other->sum_special;
	state->weight_special += other->weight_special;
	AssertCheckMeanSum(state);
	PG_RETURN_POINTER(state);
}

/* ---------- result ---------- */

/*
 * a / b as a number between 1/2 and 2, or 0, times a power of two: sums may be
 * too large, and quotients too small, to be divided as they are.
 */
static DoubleDouble
ScaledQuotient(DoubleDouble a, DoubleDouble b, int *exponent)
{
	int			a_exponent;
	int			b_exponent;

	(void) frexp(a.hi, &a_exponent);
	(void) frexp(b.hi, &b_exponent);
	*exponent = a_exponent - b_exponent;
	return DoubleDoubleDivide(DoubleDoubleScale(a, -a_exponent),
							  DoubleDoubleScale(b, -b_exponent));
}

static DoubleDouble
PlainQuotient(DoubleDouble a, DoubleDouble b)
{
	int			exponent;
	DoubleDouble quotient = ScaledQuotient(a, b, &exponent);

	return DoubleDoubleScale(quotient, exponent);
}

/* infinite values of large weight can make a mean of negative power too large */
static double
CheckMean(double mean)
{
	if (isinf(mean))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("mean is out of range")));
	return mean;
}

/* weight / sum */
static double
HarmonicMean(const MeanSum *state)
{
	/* all values are infinite */
	if (state->sum.hi == 0)
		return get_float8_infinity();
	return CheckMean(PlainQuotient(state->weight, state->sum).hi);
}

/* 2^(mean of e) * exp(mean of ln f) */
static double
GeometricMean(const MeanSum *state)
{
	DoubleDouble log = PlainQuotient(state->sum, state->weight);
	DoubleDouble exponent = PlainQuotient(state->exponent, state->weight);
	double		whole = rint(exponent.hi);
	DoubleDouble fraction = DoubleDoubleAddDouble(exponent, -whole);

	log = DoubleDoubleAdd(log, DoubleDoubleMultiply(fraction, DoubleDoubleLn2));
	return DoubleDoubleExp(log, (int) whole);
}

/* (sum / weight)^(1 / power), or (1 + sum / weight)^(1 / power) */
static double
RootMean(const MeanSum *state)
{
	double		power = state->power;
	double		nothing = power > 0 ? 0 : get_float8_infinity();
	double		sign = 1;
	DoubleDouble log;

	if (IsSmallPower(power))
	{
		DoubleDouble mean = PlainQuotient(state->sum, state->weight);
		DoubleDouble whole = DoubleDoubleAddDouble(mean, 1);

		if (whole.hi <= 0)
			return nothing;
		log = DoubleDoubleLog1P(mean);
	}
	else
	{
		int			exponent;
		DoubleDouble mean = ScaledQuotient(state->sum, state->weight, &exponent);

		if (mean.hi == 0)
			return nothing;
		if (mean.hi < 0)
		{
			/* the real root, which an odd power has */
			mean = DoubleDoubleNegate(mean);
			sign = -1;
		}
		log = DoubleDoubleLog(mean, exponent);
	}
	log = PlainQuotient(log, MakeDoubleDouble(power, 0));
	return CheckMean(sign * DoubleDoubleExp(log, 0));
}

/* the mean, where some term or weight is not finite */
static double
SpecialMean(const MeanSum *state)
{
	if (state->weight_special != 0 || isnan(state->sum_special))
		return get_float8_nan();
	if (state->power < 0 || (state->power == 0 && state->sum_special < 0))
		return 0;
	return state->sum_special;
}

Datum
mean_final(PG_FUNCTION_ARGS)
{
	const MeanSum *state = PG_GETARG_MEAN_SUM_P(0);
	double		mean;

	AssertCheckMeanSum(state);
	if (state->weight.hi == 0 && state->weight_special == 0)
		PG_RETURN_NULL();
	if (state->weight_special != 0 || state->sum_special != 0)
		PG_RETURN_FLOAT8(SpecialMean(state));

	if (state->power == 1)
		mean = PlainQuotient(state->sum, state->weight).hi;
	else if (state->power == 0)
		mean = GeometricMean(state);
	else if (state->power == -1)
		mean = HarmonicMean(state);
	else
		mean = RootMean(state);
	PG_RETURN_FLOAT8(mean + 0.0);	/* not -0 */
}

/* ---------- input and output ---------- */

/* the fields behind the number of rows; specials last */
static void
DoublesOf(MeanSum *state, double *fields[MEAN_SUM_DOUBLES])
{
	fields[0] = &state->power;
	fields[1] = &state->weight.hi;
	fields[2] = &state->weight.lo;
	fields[3] = &state->sum.hi;
	fields[4] = &state->sum.lo;
	fields[5] = &state->exponent.hi;
	fields[6] = &state->exponent.lo;
	fields[7] = &state->sum_special;
	fields[8] = &state->weight_special;
}

/* whether the parts of a sum of so many terms belong together */
static bool
IsSumOf(DoubleDouble sum, int64 rows, double slack)
{
	/* a little more, since both the sum and this product are rounded */
	double		limit = (double) rows * MAX_MAGNITUDE * 1.000001 * slack;

	return fabs(sum.hi) <= limit && fabs(sum.lo) <= fabs(sum.hi) * DBL_EPSILON;
}

/* NULL, or what is wrong with it; limits of sums are multiplied by the slack */
static const char *
CheckMeanSum(const MeanSum *state, double slack)
{
	double		power = state->power;

	if (state->rows < 0 || state->rows > MAX_ROWS)
		return "The number of rows must not be negative, nor have more than 18 digits.";
	if (isinf(power) || (isnan(power) && state->rows > 0))
		return "The power must be finite, or NaN where there are no rows.";
	if (!IsSumOf(state->weight, state->rows, slack) || !IsSumOf(state->sum, state->rows, slack) ||
		!IsSumOf(state->exponent, state->rows, slack))
		return "Sums must be finite, within the range of so many rows, and have a low part below half a digit of theirs.";
	if (state->weight.hi < 0)
		return "The weight must not be negative.";
	if (power != 0 ? state->exponent.hi != 0 :
		!(fabs(state->exponent.hi) <= state->weight.hi * 961 * slack &&
		  fabs(state->sum.hi) <= state->weight.hi * slack))
		return "The sums of logarithms must fit the weight, and be zero for other powers than 0.";
	if (state->sum.hi < 0 && power != 0 && !IsSmallPower(power) && !IsPositiveOdd(power))
		return "The sum must not be negative for this power.";
	if (IsSmallPower(power) && state->sum.hi < -state->weight.hi * 1.000001 * slack)
		return "The sum must not be below minus the weight for this power.";
	if ((state->sum_special != 0 && !isnan(state->sum_special) && !isinf(state->sum_special)) ||
		(state->weight_special != 0 && !isnan(state->weight_special) && !isinf(state->weight_special)))
		return "The special sums must be 0, NaN or infinite.";
	if (state->weight_special < 0 ||
		(isinf(state->sum_special) && state->sum_special < 0 && power != 0 && !IsPositiveOdd(power)))
		return "A special sum must not be negative.";
	if (state->rows == 0 && (state->sum_special != 0 || state->weight_special != 0))
		return "The sums of no rows must be zero.";
	return NULL;
}

/* as DoubleText() writes it: no space, sign +, hexadecimal or other spelling */
static bool
ReadDouble(const char *text, double *result)
{
	char	   *end;

	if (strcmp(text, "NaN") == 0)
		*result = get_float8_nan();
	else if (strcmp(text, "Infinity") == 0)
		*result = get_float8_infinity();
	else if (strcmp(text, "-Infinity") == 0)
		*result = -get_float8_infinity();
	else
	{
		if (*text == '\0' || *text == '+' || strspn(text, "0123456789.e+-") != strlen(text))
			return false;
		*result = strtod(text, &end) + 0.0; /* not -0 */
		if (*end != '\0' || isinf(*result))
			return false;
	}
	return true;
}

/* "(rows,power,weight,weight_low,...)" */
static bool
ReadState(char *text, MeanSum *state, const char **problem)
{
	double	   *doubles[MEAN_SUM_DOUBLES];
	char	   *fields[1 + MEAN_SUM_DOUBLES];

	*problem = "It is written (rows,power,weight,weight_low,sum,sum_low,exponent,exponent_low,sum_special,weight_special).";
	if (SplitFields(text, fields, lengthof(fields)) != (int) lengthof(fields))
		return false;

	state->rows = CountOfText(fields[0]);
	if (state->rows < 0)
		return false;
	DoublesOf(state, doubles);
	for (int i = 0; i < MEAN_SUM_DOUBLES; i++)
		if (!ReadDouble(fields[i + 1], doubles[i]))
			return false;
	*problem = CheckMeanSum(state, 1);
	return *problem == NULL;
}

Datum
mean_sum_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	MeanSum    *state = palloc(sizeof(MeanSum));
	const char *problem;

	if (!ReadState(pstrdup(text), state, &problem))
		PAR_ERETURN(PAR_ESCONTEXT(fcinfo), (Datum) 0,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"par.mean_sum", text),
					 errdetail("%s", problem)));
	PG_RETURN_POINTER(state);
}

Datum
mean_sum_out(PG_FUNCTION_ARGS)
{
	MeanSum    *state = PG_GETARG_MEAN_SUM_P(0);
	double	   *doubles[MEAN_SUM_DOUBLES];
	StringInfoData text;

	AssertCheckMeanSum(state);
	DoublesOf(state, doubles);
	initStringInfo(&text);
	appendStringInfo(&text, "(" INT64_FORMAT, state->rows);
	for (int i = 0; i < MEAN_SUM_DOUBLES; i++)
		appendStringInfo(&text, ",%s", DoubleText(*doubles[i] + 0.0));
	appendStringInfoChar(&text, ')');
	PG_RETURN_CSTRING(text.data);
}

/* a version byte, rows, and the doubles */
Datum
mean_sum_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	MeanSum    *state = palloc(sizeof(MeanSum));
	double	   *doubles[MEAN_SUM_DOUBLES];
	const char *problem;

	if (version != MEAN_SUM_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version,
						"par.mean_sum")));
	state->rows = pq_getmsgint64(message);
	DoublesOf(state, doubles);
	for (int i = 0; i < MEAN_SUM_DOUBLES; i++)
		*doubles[i] = pq_getmsgfloat8(message) + 0.0;
	pq_getmsgend(message);
	problem = CheckMeanSum(state, 1);
	if (problem != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value of type %s", "par.mean_sum"),
				 errdetail("%s", problem)));
	PG_RETURN_POINTER(state);
}

Datum
mean_sum_send(PG_FUNCTION_ARGS)
{
	MeanSum    *state = PG_GETARG_MEAN_SUM_P(0);
	double	   *doubles[MEAN_SUM_DOUBLES];
	StringInfoData message;

	AssertCheckMeanSum(state);
	DoublesOf(state, doubles);
	pq_begintypsend(&message);
	pq_sendbyte(&message, MEAN_SUM_WIRE_VERSION);
	pq_sendint64(&message, state->rows);
	for (int i = 0; i < MEAN_SUM_DOUBLES; i++)
		pq_sendfloat8(&message, isnan(*doubles[i]) ? get_float8_nan() : *doubles[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/*-------------------------------------------------------------------------
 *
 * agreement_agg.c
 *	  How far two judges agree: the aggregate par.agreement.
 *
 * With d = self - appraised and s = self + appraised, the analysis of variance
 * of n units under 2 judges has the mean squares
 *
 *		between units	MSR = (sum(s^2) - sum(s)^2 / n) / (2 (n - 1))
 *		between judges	MSC = sum(d)^2 / (2 n)
 *		rest			MSE = (sum(d^2) - sum(d)^2 / n) / (2 (n - 1))
 *
 * and the agreement of single ratings is (McGraw and Wong 1996, ICC(A,1);
 * Shrout and Fleiss 1979, ICC(2,1))
 *
 *		(MSR - MSE) / (MSR + MSE + 2 (MSC - MSE) / n)
 *
 * Five exact sums therefore do, and the result hangs on no order of rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "base/fields.h"
#include "exact/fraction.h"

PG_FUNCTION_INFO_V1(agreement_sum_in);
PG_FUNCTION_INFO_V1(agreement_sum_out);
PG_FUNCTION_INFO_V1(agreement_sum_recv);
PG_FUNCTION_INFO_V1(agreement_sum_send);
PG_FUNCTION_INFO_V1(agreement_accum);
PG_FUNCTION_INFO_V1(agreement_remove);
PG_FUNCTION_INFO_V1(agreement_combine);
PG_FUNCTION_INFO_V1(agreement_final);

#define AGREEMENT_WIRE_VERSION	1

typedef enum AgreementSum
{
	SUM_D,						/* of self - appraised */
	SUM_ABS_D,
	SUM_S,						/* of self + appraised */
	SUM_DD,
	SUM_SS,
	AGREEMENT_SUMS
} AgreementSum;

/* what the text and the binary form carry: two counts and the sums */
#define AGREEMENT_FIELDS	(2 + AGREEMENT_SUMS)

/* machine integers count units of 10^-8, and of 10^-16 in sums of squares */
#define FAST_GROUPS			2
#define SUM_GROUPS(sum)		((sum) >= SUM_DD ? 2 * FAST_GROUPS : FAST_GROUPS)

/*
 * The state of the aggregate, an ordinary SQL type, par.agreement_sum.  Rows of
 * up to eight decimals are added to machine integers; what does not fit these
 * goes to numerics, one for each sum, which follow the struct once there are
 * any.  Its text gives the exact sums, however they are held.
 */
typedef struct Agreement
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		spilled;		/* whether numerics follow */
	int64		rows;
	int64		equal;			/* rows whose two values are the same */
	wideint		fast[AGREEMENT_SUMS];
	char		data[FLEXIBLE_ARRAY_MEMBER];
} Agreement;

#define AGREEMENT_SIZE	offsetof(Agreement, data)

#define PG_GETARG_AGREEMENT_P(n) ((Agreement *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

static void
AssertCheckAgreement(const Agreement *state)
{
	Assert(state->rows >= 0 && state->equal >= 0 && state->equal <= state->rows);
	Assert(state->spilled || VARSIZE(state) == AGREEMENT_SIZE);
	(void) state;
}

/* ---------- sums ---------- */

/* the exact sums, in numerics */
static void
TotalsOf(const Agreement *state, Numeric *totals)
{
	const char *at = state->data;

	for (int i = 0; i < AGREEMENT_SUMS; i++)
	{
		totals[i] = WideToNumeric(state->fast[i], SUM_GROUPS(i) * GROUP_DIGITS);
		if (state->spilled)
		{
			totals[i] = NumericTrim(NumericAdd(totals[i], (Numeric) at));
			at += MAXALIGN(VARSIZE(at));
		}
	}
}

/* a decimal in units of 10000^-groups */
static bool
FastValue(const PackedDecimal *decimal, int groups, wideint *value)
{
	int			scale;

	return DecimalCoefficient(decimal, value, &scale) && scale <= groups &&
		WideMul(*value, Pow10[(groups - scale) * GROUP_DIGITS], value);
}

/* a state of these sums: in machine integers if all of them fit, or else none */
static Agreement *
MakeAgreement(int64 rows, int64 equal, Numeric *totals)
{
	wideint		fast[AGREEMENT_SUMS];
	bool		fits = true;
	Size		size = AGREEMENT_SIZE;
	Agreement  *state;
	char	   *at;

	for (int i = 0; i < AGREEMENT_SUMS && fits; i++)
	{
		PackedDecimal decimal;

		DecimalOpen(totals[i], &decimal);
		fits = FastValue(&decimal, SUM_GROUPS(i), &fast[i]);
	}
	for (int i = 0; i < AGREEMENT_SUMS && !fits; i++)
		size += MAXALIGN(VARSIZE(totals[i]));
	state = palloc0(size);
	SET_VARSIZE(state, size);
	state->spilled = !fits;
	state->rows = rows;
	state->equal = equal;
	if (fits)
	{
		memcpy(state->fast, fast, sizeof(fast));
		return state;
	}
	at = state->data;
	for (int i = 0; i < AGREEMENT_SUMS; i++)
	{
		memcpy(at, totals[i], VARSIZE(totals[i]));
		at += MAXALIGN(VARSIZE(totals[i]));
	}
	return state;
}

/* the state with these sums more, or less */
static Agreement *
AddTotals(const Agreement *state, int64 rows, int64 equal, Numeric *terms, int sign)
{
	Numeric		totals[AGREEMENT_SUMS];

	TotalsOf(state, totals);
	for (int i = 0; i < AGREEMENT_SUMS; i++)
		totals[i] = NumericTrim(sign < 0 ? NumericSubtract(totals[i], terms[i]) :
								NumericAdd(totals[i], terms[i]));
	return MakeAgreement(state->rows + sign * rows, state->equal + sign * equal, totals);
}

/* ---------- transition ---------- */

/*
 * The state to change: the aggregate's own, or else a copy, since a function
 * that is called from SQL must leave its argument alone.
 */
static Agreement *
StateToChange(FunctionCallInfo fcinfo)
{
	if (AggCheckCallContext(fcinfo, NULL))
		return PG_GETARG_AGREEMENT_P(0);
	return (Agreement *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
}

/* sums that rows cannot have: NULL, or what is wrong */
static const char *
CheckTotals(int64 rows, int64 equal, Numeric *totals)
{
	Numeric		magnitude;

	if (rows < 0 || rows > MAX_COUNT || equal < 0 || equal > rows)
		return "Counts must have at most 18 digits, and equal rows be no more than rows.";
	magnitude = DatumGetNumeric(DirectFunctionCall1(numeric_abs, NumericGetDatum(totals[SUM_D])));
	if (NumericSignum(totals[SUM_DD]) < 0 || NumericSignum(totals[SUM_SS]) < 0 ||
		NumericSignum(NumericSubtract(totals[SUM_ABS_D], magnitude)) < 0)
		return "Sums of squares must not be negative, and no sum be greater than that of magnitudes.";
	for (int i = 0; i < AGREEMENT_SUMS; i++)
		if ((i == SUM_S || i == SUM_SS ? rows : rows - equal) == 0 && NumericSignum(totals[i]) != 0)
			return "The sums of no rows must be zero.";
	return NULL;
}

/* a removal that nothing was added for, which only a call by hand can be */
static void
CheckHeld(const Agreement *state, bool by_hand)
{
	Numeric		totals[AGREEMENT_SUMS];
	bool		held = state->rows >= 0 && state->equal >= 0 && state->equal <= state->rows;

	if (held && by_hand)
	{
		TotalsOf(state, totals);
		held = state->rows > MAX_COUNT || CheckTotals(state->rows, state->equal, totals) == NULL;
	}
	if (!held)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot remove a row that the sums of an agreement do not hold")));
	if (state->rows > MAX_COUNT)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("agreement has too many rows")));
}

static void
OpenValue(const void *packed, const char *name, PackedDecimal *decimal)
{
	if (DecimalOpen(packed, decimal) != DECIMAL_FINITE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s value of an agreement must be finite", name),
				 errdetail("The value is %s.",
						   DatumGetCString(DirectFunctionCall1(numeric_out,
															   PointerGetDatum(packed))))));
	CheckSummable(decimal);
}

/* add or remove one row in machine integers; false, and nothing done, if it does not fit */
static bool
AddFast(Agreement *state, wideint self, wideint appraised, int sign)
{
	wideint		sums[AGREEMENT_SUMS];

	if (!WideAdd(self, -appraised, &sums[SUM_D]) ||
		!WideAdd(self, appraised, &sums[SUM_S]) ||
		!WideMul(sums[SUM_D], sums[SUM_D], &sums[SUM_DD]) ||
		!WideMul(sums[SUM_S], sums[SUM_S], &sums[SUM_SS]))
		return false;
	sums[SUM_ABS_D] = sums[SUM_D] < 0 ? -sums[SUM_D] : sums[SUM_D];
	for (int i = 0; i < AGREEMENT_SUMS; i++)
		if (!WideAdd(state->fast[i], sign < 0 ? -sums[i] : sums[i], &sums[i]))
			return false;
	memcpy(state->fast, sums, sizeof(sums));
	state->rows += sign;
	state->equal += self == appraised ? sign : 0;
	return true;
}

static Agreement *
AddSlow(const Agreement *state, Numeric self, Numeric appraised, int sign)
{
	Numeric		terms[AGREEMENT_SUMS];

	terms[SUM_D] = NumericSubtract(self, appraised);
	terms[SUM_ABS_D] = DatumGetNumeric(DirectFunctionCall1(numeric_abs,
														   NumericGetDatum(terms[SUM_D])));
	terms[SUM_S] = NumericAdd(self, appraised);
	terms[SUM_DD] = NumericMultiply(terms[SUM_D], terms[SUM_D]);
	terms[SUM_SS] = NumericMultiply(terms[SUM_S], terms[SUM_S]);
	return AddTotals(state, 1, NumericSignum(terms[SUM_D]) == 0 ? 1 : 0, terms, sign);
}

static Datum
AddRow(FunctionCallInfo fcinfo, int sign)
{
	Agreement  *state = StateToChange(fcinfo);
	struct varlena *self = PackedNumeric(PG_GETARG_DATUM(1));
	struct varlena *appraised = PackedNumeric(PG_GETARG_DATUM(2));
	PackedDecimal s;
	PackedDecimal a;
	wideint		fast_self;
	wideint		fast_appraised;

	AssertCheckAgreement(state);
	OpenValue(self, "self-assessed", &s);
	OpenValue(appraised, "appraised", &a);
	if (!FastValue(&s, FAST_GROUPS, &fast_self) ||
		!FastValue(&a, FAST_GROUPS, &fast_appraised) ||
		!AddFast(state, fast_self, fast_appraised, sign))
		state = AddSlow(state, PG_GETARG_NUMERIC(1), PG_GETARG_NUMERIC(2), sign);
	CheckHeld(state, sign < 0 && AggCheckCallContext(fcinfo, NULL) == 0);
	PG_RETURN_POINTER(state);
}

Datum
agreement_accum(PG_FUNCTION_ARGS)
{
	return AddRow(fcinfo, 1);
}

Datum
agreement_remove(PG_FUNCTION_ARGS)
{
	return AddRow(fcinfo, -1);
}

Datum
agreement_combine(PG_FUNCTION_ARGS)
{
	Agreement  *state = StateToChange(fcinfo);
	Agreement  *other = PG_GETARG_AGREEMENT_P(1);
	wideint		sums[AGREEMENT_SUMS];
	bool		fits = !other->spilled;

	AssertCheckAgreement(state);
	AssertCheckAgreement(other);
	for (int i = 0; i < AGREEMENT_SUMS && fits; i++)
		fits = WideAdd(state->fast[i], other->fast[i], &sums[i]);
	if (fits)
	{
		memcpy(state->fast, sums, sizeof(sums));
		state->rows += other->rows;
		state->equal += other->equal;
	}
	else
	{
		Numeric		totals[AGREEMENT_SUMS];

		TotalsOf(other, totals);
		state = AddTotals(state, other->rows, other->equal, totals, 1);
	}
	CheckHeld(state, false);
	PG_RETURN_POINTER(state);
}

/* ---------- result ---------- */

/*
 * ICC(A,1) in whole sums: with P = n sum(s^2) - sum(s)^2, Q = n sum(d^2) -
 * sum(d)^2 and D = sum(d),
 *
 *		n (P - Q) / (n (P + Q) + 2 ((n - 1) D^2 - Q))
 *
 * NULL for fewer than two rows, and where nothing differs from anything.
 */
static Numeric
IntraclassCorrelation(Numeric n, Numeric *totals)
{
	Numeric		one = WideToNumeric(1, 0);
	Numeric		squared_bias = NumericMultiply(totals[SUM_D], totals[SUM_D]);
	Numeric		p = NumericSubtract(NumericMultiply(n, totals[SUM_SS]),
									NumericMultiply(totals[SUM_S], totals[SUM_S]));
	Numeric		q = NumericSubtract(NumericMultiply(n, totals[SUM_DD]), squared_bias);
	Numeric		judges = NumericSubtract(NumericMultiply(NumericSubtract(n, one), squared_bias), q);
	Numeric		divisor = NumericAdd(NumericMultiply(n, NumericAdd(p, q)),
									 NumericAdd(judges, judges));

	if (NumericSignum(NumericSubtract(n, one)) <= 0 || NumericSignum(divisor) <= 0)
		return NULL;
	return NumericQuotient(NumericMultiply(n, NumericSubtract(p, q)), divisor, 0);
}

/* n, bias, mean_abs_difference, icc, share_exact */
Datum
agreement_final(PG_FUNCTION_ARGS)
{
	Agreement  *state = PG_GETARG_AGREEMENT_P(0);
	Numeric		n = WideToNumeric(state->rows, 0);
	Numeric		totals[AGREEMENT_SUMS];
	Numeric		icc;
	TupleDesc	desc;
	Datum		values[5] = {Int64GetDatum(state->rows)};
	bool		nulls[5] = {false, true, true, true, true};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (state->rows > 0)
	{
		TotalsOf(state, totals);
		icc = IntraclassCorrelation(n, totals);
		memset(nulls, false, sizeof(nulls));
		values[1] = NumericGetDatum(NumericQuotient(totals[SUM_D], n, 0));
		values[2] = NumericGetDatum(NumericQuotient(totals[SUM_ABS_D], n, 0));
		nulls[3] = icc == NULL;
		values[3] = NumericGetDatum(icc);
		values[4] = NumericGetDatum(NumericQuotient(WideToNumeric(state->equal, 0), n, 0));
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* ---------- input and output ---------- */

/* NULL, and what is wrong, if the fields are no agreement */
static Agreement *
ReadAgreement(char *const *fields, int nfields, const char **problem)
{
	Numeric		totals[AGREEMENT_SUMS];
	int64		rows;
	int64		equal;

	*problem = "It is written (rows,equal rows,sums of d, |d|, s, d^2, s^2).";
	if (nfields != AGREEMENT_FIELDS)
		return NULL;
	rows = CountOfText(fields[0]);
	equal = CountOfText(fields[1]);
	if (rows < 0 || equal < 0)
		return NULL;
	for (int i = 0; i < AGREEMENT_SUMS; i++)
	{
		if (!IsDecimalText(fields[2 + i]))
			return NULL;
		totals[i] = NumericTrim(NumericFromText(fields[2 + i]));
	}
	*problem = CheckTotals(rows, equal, totals);
	return *problem ? NULL : MakeAgreement(rows, equal, totals);
}

Datum
agreement_sum_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	char	   *fields[AGREEMENT_FIELDS];
	int			nfields = SplitFields(pstrdup(text), fields, AGREEMENT_FIELDS);
	const char *problem;
	Agreement  *state = ReadAgreement(fields, nfields, &problem);

	if (state == NULL)
		PAR_ERETURN(PAR_ESCONTEXT(fcinfo), (Datum) 0,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"par.agreement_sum", text),
					 errdetail("%s", problem)));
	PG_RETURN_POINTER(state);
}

Datum
agreement_sum_out(PG_FUNCTION_ARGS)
{
	Agreement  *state = PG_GETARG_AGREEMENT_P(0);
	Numeric		totals[AGREEMENT_SUMS];
	StringInfoData text;

	AssertCheckAgreement(state);
	TotalsOf(state, totals);
	initStringInfo(&text);
	appendStringInfo(&text, "(" INT64_FORMAT "," INT64_FORMAT, state->rows, state->equal);
	for (int i = 0; i < AGREEMENT_SUMS; i++)
		appendStringInfo(&text, ",%s", NumericText(totals[i]));
	appendStringInfoChar(&text, ')');
	PG_RETURN_CSTRING(text.data);
}

/* a version byte, and what the text has, each as text */
Datum
agreement_sum_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	char	   *fields[AGREEMENT_FIELDS];
	const char *problem;
	Agreement  *state;

	if (version != AGREEMENT_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version,
						"par.agreement_sum")));
	for (int i = 0; i < AGREEMENT_FIELDS; i++)
		fields[i] = pstrdup(pq_getmsgstring(message));
	pq_getmsgend(message);
	state = ReadAgreement(fields, AGREEMENT_FIELDS, &problem);
	if (state == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value of type %s", "par.agreement_sum"),
				 errdetail("%s", problem)));
	PG_RETURN_POINTER(state);
}

Datum
agreement_sum_send(PG_FUNCTION_ARGS)
{
	Agreement  *state = PG_GETARG_AGREEMENT_P(0);
	Numeric		totals[AGREEMENT_SUMS];
	StringInfoData message;

	TotalsOf(state, totals);
	pq_begintypsend(&message);
	pq_sendbyte(&message, AGREEMENT_WIRE_VERSION);
	pq_sendstring(&message, psprintf(INT64_FORMAT, state->rows));
	pq_sendstring(&message, psprintf(INT64_FORMAT, state->equal));
	for (int i = 0; i < AGREEMENT_SUMS; i++)
		pq_sendstring(&message, NumericText(totals[i]));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

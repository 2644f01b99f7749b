/*-------------------------------------------------------------------------
 *
 * index_agg.c
 *	  Exact weighted sums: the aggregates par.index and par.weighted_mean.
 *
 *		par.index(points, max_points)		100 * sum(points) / sum(max_points)
 *		par.weighted_mean(value, weight)	sum(weight * value) / sum(weight)
 *
 * Both keep two exact sums, so that the result does not depend on the order of
 * rows, the plan or the machine.  The transition functions are strict: a row
 * with a NULL in either argument is in neither sum.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "base/fields.h"
#include "exact/fraction.h"

PG_FUNCTION_INFO_V1(weighted_sum_in);
PG_FUNCTION_INFO_V1(weighted_sum_out);
PG_FUNCTION_INFO_V1(weighted_sum_recv);
PG_FUNCTION_INFO_V1(weighted_sum_send);
PG_FUNCTION_INFO_V1(weighted_sum_combine);
PG_FUNCTION_INFO_V1(index_accum);
PG_FUNCTION_INFO_V1(index_remove);
PG_FUNCTION_INFO_V1(index_final);
PG_FUNCTION_INFO_V1(weighted_mean_accum);
PG_FUNCTION_INFO_V1(weighted_mean_remove);
PG_FUNCTION_INFO_V1(weighted_mean_final);

/* version byte of the binary form */
#define WEIGHTED_SUM_WIRE_VERSION	1

/* a fast sum keeps at most so many groups of four decimals */
#define FAST_MAX_SCALE	(WIDE_DIGITS / GROUP_DIGITS - 2)

/*
 * One exact sum.  Terms are added to a machine integer while they fit; those
 * that do not, and the machine integer itself before it would overflow, go to
 * a numeric that lies behind the struct.  NaN and the infinities are counted
 * rather than added, so that they can leave a window again.
 */
typedef struct ExactSum
{
	wideint		fast;			/* in units of 10000^-scale */
	int32		scale;
	int32		room;			/* bytes kept for the numeric; 0: there is none */
	int64		nan;
	int64		plus_infinity;
	int64		minus_infinity;
} ExactSum;

typedef enum WhichSum
{
	NUMERATOR,
	DENOMINATOR
} WhichSum;

/*
 * The state of both aggregates, an ordinary SQL type, par.weighted_sum.  It is
 * one flat value: within an aggregate it is changed in place, and made anew
 * only when a numeric has outgrown its room.  Its text, (rows, numerator,
 * denominator), gives the exact sums, however they are held.
 *
 * A mean is given with at least the decimals of its values, so those of more than
 * four decimals, one group, are watched: what most groups a value has, and how
 * many rows have as many.
 */
typedef struct WeightedSum
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		finest;			/* groups of decimals; 0: at most one */
	int64		rows;			/* rows with both values present */
	ExactSum	sums[2];
	int64		nfinest;		/* rows with a value of the finest decimals */
	char		data[FLEXIBLE_ARRAY_MEMBER];	/* numeric of the numerator, then
												 * of the denominator */
} WeightedSum;

#define WEIGHTED_SUM_SIZE	offsetof(WeightedSum, data)

#define PG_GETARG_WEIGHTED_SUM_P(n) ((WeightedSum *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

static inline Numeric
SpillOf(const WeightedSum *state, WhichSum which)
{
	if (state->sums[which].room == 0)
		return NULL;
	return (Numeric) (state->data + (which == DENOMINATOR ? state->sums[NUMERATOR].room : 0));
}

static void
AssertCheckWeightedSum(const WeightedSum *state)
{
#ifdef USE_ASSERT_CHECKING
	Assert(VARSIZE(state) == WEIGHTED_SUM_SIZE + state->sums[0].room + state->sums[1].room);
	Assert(state->rows >= 0);
	for (int i = 0; i < 2; i++)
	{
		const ExactSum *sum = &state->sums[i];
		Numeric		spill = SpillOf(state, (WhichSum) i);

		Assert(sum->scale >= 0 && sum->scale <= FAST_MAX_SCALE);
		Assert(sum->room >= 0 && sum->room == (int32) MAXALIGN(sum->room));
		Assert(spill == NULL || (int32) VARSIZE(spill) <= sum->room);
		Assert(sum->nan >= 0 && sum->plus_infinity >= 0 && sum->minus_infinity >= 0);
	}
	Assert(state->sums[DENOMINATOR].minus_infinity == 0);
	Assert(state->finest == 0 ? state->nfinest == 0 :
		   state->finest > 1 && state->nfinest > 0 && state->nfinest <= state->rows);
#else
	(void) state;
#endif
}

/* ---------- sums ---------- */

static WeightedSum *
MakeState(int room0, int room1)
{
	WeightedSum *state = palloc0(WEIGHTED_SUM_SIZE + room0 + room1);

	SET_VARSIZE(state, WEIGHTED_SUM_SIZE + room0 + room1);
	state->sums[NUMERATOR].room = room0;
	state->sums[DENOMINATOR].room = room1;
	return state;
}

static void
StoreSpill(WeightedSum *state, WhichSum which, Numeric value)
{
	Assert((int32) VARSIZE(value) <= state->sums[which].room);
	memcpy(SpillOf(state, which), value, VARSIZE(value));
}

/*
 * Add to the numeric of a sum.  If it has outgrown its room the state is made
 * anew, in the current memory context, with room to spare.
 */
static WeightedSum *
AddSpill(WeightedSum *state, WhichSum which, Numeric term)
{
	WhichSum	other = which == NUMERATOR ? DENOMINATOR : NUMERATOR;
	Numeric		old = SpillOf(state, which);
	Numeric		sum = NumericTrim(old ? NumericAdd(old, term) : term);
	int			size = (int) VARSIZE(sum);

	if (size > state->sums[which].room)
	{
		int			rooms[2] = {state->sums[0].room, state->sums[1].room};
		WeightedSum *grown;

		rooms[which] = (int) MAXALIGN(size + size / 2 + 16);
		grown = MakeState(rooms[0], rooms[1]);
		grown->finest = state->finest;
		grown->rows = state->rows;
		grown->nfinest = state->nfinest;
		for (int i = 0; i < 2; i++)
		{
			grown->sums[i] = state->sums[i];
			grown->sums[i].room = rooms[i];
		}
		if (SpillOf(grown, other) != NULL)
			StoreSpill(grown, other, SpillOf(state, other));
		state = grown;
	}
	StoreSpill(state, which, sum);
	pfree(sum);
	return state;
}

/* add coefficient / 10000^scale without leaving machine integers */
static inline bool
AddFast(ExactSum *sum, wideint coefficient, int scale)
{
	int			difference = sum->scale - scale;

	if (unlikely(difference < 0))
		return false;
	if (difference > 0)
	{
		if (unlikely(difference > 4) ||
			!WideMul(coefficient, Pow10[difference * GROUP_DIGITS], &coefficient))
			return false;
	}
	if (unlikely(!WideAdd(sum->fast, coefficient, &coefficient)))
		return false;
	sum->fast = coefficient;
	return true;
}

/* move the machine integer of a sum to its numeric */
static WeightedSum *
Flush(WeightedSum *state, WhichSum which)
{
	ExactSum   *sum = &state->sums[which];
	Numeric		term = WideToNumeric(sum->fast, sum->scale * GROUP_DIGITS);

	sum->fast = 0;
	state = AddSpill(state, which, term);
	pfree(term);
	return state;
}

/* add where AddFast() would leave machine integers or learn more decimals */
static WeightedSum *
AddSlow(WeightedSum *state, WhichSum which, wideint coefficient, int scale)
{
	ExactSum   *sum = &state->sums[which];
	wideint		factor;
	wideint		rescaled;
	Numeric		term;

	if (scale > sum->scale && scale <= FAST_MAX_SCALE)
	{
		if (!WidePow10((scale - sum->scale) * GROUP_DIGITS, &factor) ||
			!WideMul(sum->fast, factor, &rescaled))
		{
			state = Flush(state, which);
			sum = &state->sums[which];
			rescaled = 0;
		}
		sum->fast = rescaled;
		sum->scale = scale;
	}
	if (scale <= sum->scale &&
		WidePow10((sum->scale - scale) * GROUP_DIGITS, &factor) &&
		WideMul(coefficient, factor, &rescaled))
	{
		if (!WideAdd(sum->fast, rescaled, &factor))
		{
			state = Flush(state, which);
			sum = &state->sums[which];
			factor = rescaled;
		}
		sum->fast = factor;
		return state;
	}
	term = WideToNumeric(coefficient, scale * GROUP_DIGITS);
	state = AddSpill(state, which, term);
	pfree(term);
	return state;
}

static inline WeightedSum *
AddTerm(WeightedSum *state, WhichSum which, wideint coefficient, int scale)
{
	if (likely(AddFast(&state->sums[which], coefficient, scale)))
		return state;
	return AddSlow(state, which, coefficient, scale);
}

/* the whole of a finite sum */
static Numeric
TotalOf(const WeightedSum *state, WhichSum which)
{
	const ExactSum *sum = &state->sums[which];
	Numeric		spill = SpillOf(state, which);
	Numeric		total = WideToNumeric(sum->fast, sum->scale * GROUP_DIGITS);

	if (spill != NULL)
		total = NumericTrim(NumericAdd(total, spill));
	return total;
}

/* ---------- transition ---------- */

/*
 * The state to change: the aggregate's own, or else a copy, since a function
 * that is called from SQL must leave its argument alone.
 */
static inline WeightedSum *
StateToChange(FunctionCallInfo fcinfo)
{
	WeightedSum *state;

	if (likely(AggCheckCallContext(fcinfo, NULL) != 0))
	{
		state = (WeightedSum *) PG_GETARG_POINTER(0);
		if (unlikely(VARATT_IS_EXTENDED(state)))
			state = PG_GETARG_WEIGHTED_SUM_P(0);
	}
	else
		state = (WeightedSum *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	AssertCheckWeightedSum(state);
	return state;
}

static void
NegativeWeight(bool weighted, const void *value)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 weighted ? errmsg("weight must not be negative") :
			 errmsg("maximum points must not be negative"),
			 errdetail("The value is %s.",
					   DatumGetCString(DirectFunctionCall1(numeric_out,
														   PointerGetDatum(value))))));
}

/* a removal that nothing was added for, which only a call by hand can be */
static void
NotHeld(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot remove a row that the weighted sum does not hold")));
}

/* so many rows more have a value of so many groups of decimals */
static inline void
CountFinest(WeightedSum *state, int groups, int64 rows)
{
	if (likely(groups <= 1) || groups < state->finest)
		return;
	state->nfinest = (groups == state->finest ? state->nfinest : 0) + rows;
	state->finest = groups;
}

/* one row less has; false if it was the last, and the next finest is not known */
static bool
UncountFinest(WeightedSum *state, int groups)
{
	if (groups <= 1 || groups < state->finest)
		return true;
	if (groups > state->finest)
		NotHeld();
	if (--state->nfinest > 0)
		return true;
	state->finest = 0;
	return state->rows == 0;
}

/* counts have a limit, so that they can be read back and never overflow */
static inline void
CheckRows(int64 rows)
{
	if (unlikely(rows > MAX_COUNT))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weighted sum has too many rows")));
}

/*
 * What the text and the binary form carry.  The decimals of the finest values, and
 * the counts of NaN and infinities, which are rare, are left out of the text where
 * there are none.
 */
typedef struct WeightedSumParts
{
	int64		rows;
	int64		decimals;		/* of the finest values, a multiple of 4 above it; or
								 * 0 */
	int64		nfinest;		/* rows that have them */
	Numeric		totals[2];
	int64		counts[5];		/* NaN, Infinity, -Infinity above; NaN, Infinity
								 * below the line */
} WeightedSumParts;

#define FINEST_FIELDS	2
#define COUNT_FIELDS	5

/* NULL, or what is wrong with it */
static const char *
CheckParts(const WeightedSumParts *parts)
{
	int			sign = NumericSignum(parts->totals[DENOMINATOR]);

	if (parts->rows < 0 || parts->rows > MAX_COUNT)
		return "The number of rows must not be negative, nor have more than 18 digits.";
	if (sign < 0)
		return "The denominator must not be negative.";
	if (parts->rows == 0 && (sign != 0 || NumericSignum(parts->totals[NUMERATOR]) != 0))
		return "The sums of no rows must be zero.";
	if (parts->decimals == 0 ? parts->nfinest != 0 :
		parts->decimals <= GROUP_DIGITS || parts->decimals > SUMMABLE_DECIMALS ||
		parts->decimals % GROUP_DIGITS != 0 || parts->nfinest <= 0 || parts->nfinest > parts->rows)
		return "The decimals of the finest values must be a multiple of 4 from 8 to 8000, those of one row at least and of all at most.";
	for (int i = 0; i < COUNT_FIELDS; i++)
		if (parts->counts[i] < 0 || parts->counts[i] > parts->rows)
			return "Counts of NaN and infinities must be between zero and the number of rows.";
	return NULL;
}

static void
PartsOfState(const WeightedSum *state, WeightedSumParts *parts)
{
	parts->rows = state->rows;
	parts->decimals = state->finest * GROUP_DIGITS;
	parts->nfinest = state->nfinest;
	parts->totals[NUMERATOR] = TotalOf(state, NUMERATOR);
	parts->totals[DENOMINATOR] = TotalOf(state, DENOMINATOR);
	parts->counts[0] = state->sums[NUMERATOR].nan;
	parts->counts[1] = state->sums[NUMERATOR].plus_infinity;
	parts->counts[2] = state->sums[NUMERATOR].minus_infinity;
	parts->counts[3] = state->sums[DENOMINATOR].nan;
	parts->counts[4] = state->sums[DENOMINATOR].plus_infinity;
}

/* after a call by hand: what is left must be a state that could have been added up */
static void
CheckHeld(const WeightedSum *state)
{
	WeightedSumParts parts;

	PartsOfState(state, &parts);
	if (CheckParts(&parts) != NULL)
		NotHeld();
}

static void
CountSpecial(ExactSum *sum, DecimalClass class, int sign)
{
	int64	   *count = class == DECIMAL_NAN ? &sum->nan :
		class == DECIMAL_PLUS_INFINITY ? &sum->plus_infinity : &sum->minus_infinity;

	*count += sign;
	if (*count < 0)
		NotHeld();
}

/* what a product of which not both are finite comes to, as numeric has it */
static DecimalClass
SpecialProduct(DecimalClass a, const PackedDecimal *da, DecimalClass b, const PackedDecimal *db)
{
	int			sign_a = a == DECIMAL_FINITE ?
		(da->ngroups == 0 ? 0 : da->negative ? -1 : 1) : a == DECIMAL_MINUS_INFINITY ? -1 : 1;
	int			sign_b = b == DECIMAL_FINITE ?
		(db->ngroups == 0 ? 0 : db->negative ? -1 : 1) : b == DECIMAL_MINUS_INFINITY ? -1 : 1;

	if (a == DECIMAL_NAN || b == DECIMAL_NAN || sign_a * sign_b == 0)
		return DECIMAL_NAN;
	return sign_a * sign_b > 0 ? DECIMAL_PLUS_INFINITY : DECIMAL_MINUS_INFINITY;
}

/* a row of which something is huge or not finite */
static WeightedSum *
AddRowSlow(WeightedSum *state, const void *value, const void *weight, bool weighted, int sign)
{
	PackedDecimal v = {0};
	PackedDecimal w = {0};
	DecimalClass value_class = DecimalOpen(value, &v);
	DecimalClass weight_class = DecimalOpen(weight, &w);
	Numeric		term;

	if (value_class == DECIMAL_FINITE)
		CheckSummable(&v);
	if (weight_class == DECIMAL_FINITE)
	{
		CheckSummable(&w);
		term = (Numeric) weight;
		if (sign < 0)
			term = DatumGetNumeric(DirectFunctionCall1(numeric_uminus, NumericGetDatum(term)));
		state = AddSpill(state, DENOMINATOR, term);
	}
	else
		CountSpecial(&state->sums[DENOMINATOR], weight_class, sign);

	if (value_class != DECIMAL_FINITE || (weighted && weight_class != DECIMAL_FINITE))
	{
		if (weighted)
			value_class = SpecialProduct(value_class, &v, weight_class, &w);
		CountSpecial(&state->sums[NUMERATOR], value_class, sign);
	}
	else
	{
		term = (Numeric) value;
		if (weighted)
			term = NumericMultiply(term, (Numeric) weight);
		if (sign < 0)
			term = DatumGetNumeric(DirectFunctionCall1(numeric_uminus, NumericGetDatum(term)));
		state = AddSpill(state, NUMERATOR, term);
	}
	return state;
}

/*
 * Add or remove one row of any two numerics.  Removing the last of the finest
 * values gives NULL, which makes the executor begin the frame anew.
 */
static pg_noinline Datum
AddRowGeneral(FunctionCallInfo fcinfo, bool weighted, int sign)
{
	WeightedSum *state = StateToChange(fcinfo);
	struct varlena *value = PackedNumeric(PG_GETARG_DATUM(1));
	struct varlena *weight = PackedNumeric(PG_GETARG_DATUM(2));
	PackedDecimal v;
	PackedDecimal w;
	DecimalClass value_class = DecimalOpen(value, &v);
	DecimalClass weight_class = DecimalOpen(weight, &w);
	wideint		coefficient;
	wideint		weight_coefficient;
	int			scale;
	int			weight_scale;
	bool		known = true;

	if (unlikely(weight_class == DECIMAL_MINUS_INFINITY ||
				 (weight_class == DECIMAL_FINITE && w.negative)))
		NegativeWeight(weighted, weight);

	if (likely(value_class == DECIMAL_FINITE && weight_class == DECIMAL_FINITE) &&
		likely(DecimalCoefficient(&v, &coefficient, &scale) &&
			   DecimalCoefficient(&w, &weight_coefficient, &weight_scale)) &&
		likely(scale <= SUMMABLE_DECIMALS / GROUP_DIGITS &&
			   weight_scale <= SUMMABLE_DECIMALS / GROUP_DIGITS) &&
		likely(!weighted || WideMul(coefficient, weight_coefficient, &coefficient)))
	{
		if (weighted)
			scale += weight_scale;
		state = AddTerm(state, NUMERATOR, sign < 0 ? -coefficient : coefficient, scale);
		state = AddTerm(state, DENOMINATOR,
						sign < 0 ? -weight_coefficient : weight_coefficient, weight_scale);
	}
	else
		state = AddRowSlow(state, value, weight, weighted, sign);

	state->rows += sign;
	CheckRows(state->rows);
	if (weighted && value_class == DECIMAL_FINITE)
	{
		int			groups = v.ngroups - 1 - v.weight;

		if (sign > 0)
			CountFinest(state, groups, 1);
		else if (!UncountFinest(state, groups))
			known = false;
	}
	if (sign < 0 && (state->rows < 0 || AggCheckCallContext(fcinfo, NULL) == 0))
		CheckHeld(state);
	if (!known)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

#ifdef PAR_INT128
/*
 * A numeric as tables hold scores and weights: with a one-byte header, up to
 * two groups of digits and none missing before the point, hence a coefficient
 * below 10^8 and a scale of at most 2.
 */
static inline bool
ReadScore(Datum datum, int64 *coefficient, int *scale)
{
	const char *packed = DatumGetPointer(datum);
	const char *data;
	uint16		header;
	int			ngroups;
	int64		magnitude;

	if (!VARATT_IS_1B(packed) || VARATT_IS_1B_E(packed))
		return false;
	data = VARDATA_1B(packed);
	header = DecimalRead16(data);
	if ((header & 0xC000) != 0x8000)
		return false;
	ngroups = ((int) VARSIZE_1B(packed) - VARHDRSZ_SHORT - 2) / 2;
	*scale = ngroups - 1 - (int) (header & 0x003F) + (int) (header & 0x0040);
	if (ngroups == 0)
	{
		*coefficient = 0;
		*scale = 0;
		return true;
	}
	if (ngroups > 2 || *scale < 0 || *scale > 2)
		return false;
	magnitude = DecimalRead16(data + 2);
	if (ngroups == 2)
		magnitude = magnitude * GROUP_BASE + DecimalRead16(data + 4);
	*coefficient = (header & 0x2000) ? -magnitude : magnitude;
	return true;
}
#endif

/*
 * Add or remove one row.  Always inlined, with weighted and sign known, into
 * the four functions below.  Within an aggregate, two scores are added without
 * a check but that of the sums themselves, since terms are below 10^16 and
 * their factors at most 10^16.
 */
static pg_attribute_always_inline Datum
AddRow(FunctionCallInfo fcinfo, bool weighted, int sign)
{
#ifdef PAR_INT128
	int64		value;
	int64		weight;
	int			scale;
	int			weight_scale;

	if (likely(ReadScore(PG_GETARG_DATUM(1), &value, &scale) &&
			   ReadScore(PG_GETARG_DATUM(2), &weight, &weight_scale)) &&
		likely(weight >= 0 && AggCheckCallContext(fcinfo, NULL) != 0))
	{
		WeightedSum *state = (WeightedSum *) PG_GETARG_POINTER(0);
		ExactSum   *numerator = &state->sums[NUMERATOR];
		ExactSum   *denominator = &state->sums[DENOMINATOR];
		uint32		shift;
		uint32		weight_shift;
		int			groups = scale;

		if (weighted)
		{
			value *= weight;
			scale += weight_scale;
		}
		shift = (uint32) (numerator->scale - scale);
		weight_shift = (uint32) (denominator->scale - weight_scale);
		if (likely(shift <= 4 && weight_shift <= 4 && !VARATT_IS_EXTENDED(state)) &&
			likely(!weighted || sign > 0 || groups <= 1) &&
			likely(state->rows > 0 && state->rows < MAX_COUNT))
		{
			int128		n = (int128) value * Pow10[shift * GROUP_DIGITS];
			int128		d = (int128) weight * Pow10[weight_shift * GROUP_DIGITS];

			if (likely(WideAdd(numerator->fast, sign < 0 ? -n : n, &n) &&
					   WideAdd(denominator->fast, sign < 0 ? -d : d, &d)))
			{
				numerator->fast = n;
				denominator->fast = d;
				state->rows += sign;
				if (weighted && sign > 0)
					CountFinest(state, groups, 1);
				AssertCheckWeightedSum(state);
				PG_RETURN_POINTER(state);
			}
		}
	}
#endif
	return AddRowGeneral(fcinfo, weighted, sign);
}

Datum
index_accum(PG_FUNCTION_ARGS)
{
	return AddRow(fcinfo, false, 1);
}

Datum
index_remove(PG_FUNCTION_ARGS)
{
	return AddRow(fcinfo, false, -1);
}

Datum
weighted_mean_accum(PG_FUNCTION_ARGS)
{
	return AddRow(fcinfo, true, 1);
}

Datum
weighted_mean_remove(PG_FUNCTION_ARGS)
{
	return AddRow(fcinfo, true, -1);
}

Datum
weighted_sum_combine(PG_FUNCTION_ARGS)
{
	WeightedSum *state = StateToChange(fcinfo);
	WeightedSum *other = PG_GETARG_WEIGHTED_SUM_P(1);

	AssertCheckWeightedSum(other);
	state->rows += other->rows;
	CheckRows(state->rows);
	CountFinest(state, other->finest, other->nfinest);
	for (int i = 0; i < 2; i++)
	{
		WhichSum	which = (WhichSum) i;
		const ExactSum *sum = &other->sums[i];
		Numeric		spill = SpillOf(other, which);

		/* no overflow: each count is at most the number of rows */
		state->sums[i].nan += sum->nan;
		state->sums[i].plus_infinity += sum->plus_infinity;
		state->sums[i].minus_infinity += sum->minus_infinity;
		state = AddTerm(state, which, sum->fast, sum->scale);
		if (spill != NULL)
			state = AddSpill(state, which, spill);
	}
	AssertCheckWeightedSum(state);
	PG_RETURN_POINTER(state);
}

/* ---------- result ---------- */

/* NaN, Infinity and -Infinity, as numeric would have added them */
static DecimalClass
ClassOf(const ExactSum *sum)
{
	if (sum->nan > 0 || (sum->plus_infinity > 0 && sum->minus_infinity > 0))
		return DECIMAL_NAN;
	if (sum->plus_infinity > 0)
		return DECIMAL_PLUS_INFINITY;
	if (sum->minus_infinity > 0)
		return DECIMAL_MINUS_INFINITY;
	return DECIMAL_FINITE;
}

static Numeric
SpecialQuotient(DecimalClass numerator, DecimalClass denominator)
{
	if (numerator == DECIMAL_NAN || denominator == DECIMAL_NAN ||
		(numerator != DECIMAL_FINITE && denominator != DECIMAL_FINITE))
		return NumericFromText("NaN");
	if (denominator != DECIMAL_FINITE)
		return WideToNumeric(0, 0);
	return NumericFromText(numerator == DECIMAL_PLUS_INFINITY ? "Infinity" : "-Infinity");
}

/*
 * factor * numerator / denominator, or NULL where there is no denominator; with the
 * decimals of the finest value or more
 */
static Datum
Quotient(FunctionCallInfo fcinfo, int factor)
{
	WeightedSum *state = PG_GETARG_WEIGHTED_SUM_P(0);
	const ExactSum *numerator = &state->sums[NUMERATOR];
	const ExactSum *denominator = &state->sums[DENOMINATOR];
	DecimalClass numerator_class = ClassOf(numerator);
	DecimalClass denominator_class = ClassOf(denominator);
	int			decimals = state->finest * GROUP_DIGITS;
	Numeric		total;
	Numeric		weight;

	AssertCheckWeightedSum(state);
	if (denominator_class == DECIMAL_FINITE && numerator_class == DECIMAL_FINITE &&
		numerator->room == 0 && denominator->room == 0)
	{
		wideint		a;
		wideint		b = denominator->fast;
		wideint		power;
		int			shift = (denominator->scale - numerator->scale) * GROUP_DIGITS;

		if (b == 0)
			PG_RETURN_NULL();
		if (b > 0 && WideMul(numerator->fast, factor, &a) && WidePow10(abs(shift), &power) &&
			(shift >= 0 ? WideMul(a, power, &a) : WideMul(b, power, &b)))
			PG_RETURN_NUMERIC(FractionQuotient(a, b, decimals));
	}

	weight = TotalOf(state, DENOMINATOR);
	if (NumericSignum(weight) < 0)
		NotHeld();
	if (denominator_class == DECIMAL_FINITE && NumericSignum(weight) == 0)
		PG_RETURN_NULL();
	if (denominator_class != DECIMAL_FINITE || numerator_class != DECIMAL_FINITE)
		PG_RETURN_NUMERIC(SpecialQuotient(numerator_class, denominator_class));
	total = TotalOf(state, NUMERATOR);
	if (factor != 1)
		total = NumericMultiply(total, WideToNumeric(factor, 0));
	PG_RETURN_NUMERIC(NumericQuotient(total, weight, decimals));
}

Datum
index_final(PG_FUNCTION_ARGS)
{
	return Quotient(fcinfo, 100);
}

Datum
weighted_mean_final(PG_FUNCTION_ARGS)
{
	return Quotient(fcinfo, 1);
}

/* ---------- input and output ---------- */

static WeightedSum *
StateOfParts(const WeightedSumParts *parts)
{
	WeightedSum *state = MakeState(0, 0);

	state->finest = parts->decimals / GROUP_DIGITS;
	state->rows = parts->rows;
	state->nfinest = parts->nfinest;
	state->sums[NUMERATOR].nan = parts->counts[0];
	state->sums[NUMERATOR].plus_infinity = parts->counts[1];
	state->sums[NUMERATOR].minus_infinity = parts->counts[2];
	state->sums[DENOMINATOR].nan = parts->counts[3];
	state->sums[DENOMINATOR].plus_infinity = parts->counts[4];
	for (int i = 0; i < 2; i++)
	{
		PackedDecimal decimal;
		wideint		coefficient;
		int			scale;

		DecimalOpen(parts->totals[i], &decimal);
		if (DecimalCoefficient(&decimal, &coefficient, &scale) && scale <= FAST_MAX_SCALE)
			state = AddTerm(state, (WhichSum) i, coefficient, scale);
		else
			state = AddSpill(state, (WhichSum) i, parts->totals[i]);
	}
	AssertCheckWeightedSum(state);
	return state;
}

/* "(rows,numerator,denominator)", perhaps with decimals and rows, or the counts, or both */
static bool
ReadParts(char *text, WeightedSumParts *parts, const char **problem)
{
	char	   *fields[3 + FINEST_FIELDS + COUNT_FIELDS];
	int			nfields = SplitFields(text, fields, lengthof(fields));
	int			special = 3;

	memset(parts, 0, sizeof(*parts));
	*problem = "It is written (rows,numerator,denominator), with the decimals of the finest values and the rows that have them, and five counts of NaN and infinities behind if there are any.";
	if (nfields == 3 + FINEST_FIELDS || nfields == (int) lengthof(fields))
	{
		parts->decimals = CountOfText(fields[3]);
		parts->nfinest = CountOfText(fields[4]);
		special = 3 + FINEST_FIELDS;
	}
	else if (nfields != 3 && nfields != 3 + COUNT_FIELDS)
		return false;

	parts->rows = CountOfText(fields[0]);
	if (parts->rows < 0)
		return false;
	for (int i = special; i < nfields; i++)
		parts->counts[i - special] = CountOfText(fields[i]);
	for (int i = 0; i < 2; i++)
	{
		if (!IsDecimalText(fields[i + 1]))
			return false;
		parts->totals[i] = NumericTrim(NumericFromText(fields[i + 1]));
	}
	*problem = CheckParts(parts);
	return *problem == NULL;
}

Datum
weighted_sum_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	WeightedSumParts parts;
	const char *problem;

	if (!ReadParts(pstrdup(text), &parts, &problem))
		PAR_ERETURN(PAR_ESCONTEXT(fcinfo), (Datum) 0,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"par.weighted_sum", text),
					 errdetail("%s", problem)));
	PG_RETURN_POINTER(StateOfParts(&parts));
}

Datum
weighted_sum_out(PG_FUNCTION_ARGS)
{
	WeightedSumParts parts;
	StringInfoData text;
	bool		special = false;

	PartsOfState(PG_GETARG_WEIGHTED_SUM_P(0), &parts);
	initStringInfo(&text);
	appendStringInfo(&text, "(" INT64_FORMAT ",%s,%s", parts.rows,
					 NumericText(parts.totals[NUMERATOR]),
					 NumericText(parts.totals[DENOMINATOR]));
	if (parts.decimals > 0)
		appendStringInfo(&text, "," INT64_FORMAT "," INT64_FORMAT, parts.decimals, parts.nfinest);
	for (int i = 0; i < COUNT_FIELDS; i++)
		special |= parts.counts[i] != 0;
	for (int i = 0; special && i < COUNT_FIELDS; i++)
		appendStringInfo(&text, "," INT64_FORMAT, parts.counts[i]);
	appendStringInfoChar(&text, ')');
	PG_RETURN_CSTRING(text.data);
}

/* a version byte, rows, decimals and their rows, the counts, and both sums in text */
Datum
weighted_sum_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	WeightedSumParts parts;
	const char *problem = "A sum is no decimal.";

	if (version != WEIGHTED_SUM_WIRE_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version,
						"par.weighted_sum")));
	parts.rows = pq_getmsgint64(message);
	parts.decimals = pq_getmsgint64(message);
	parts.nfinest = pq_getmsgint64(message);
	for (int i = 0; i < COUNT_FIELDS; i++)
		parts.counts[i] = pq_getmsgint64(message);
	for (int i = 0; i < 2; i++)
	{
		const char *text = pq_getmsgstring(message);

		parts.totals[i] = IsDecimalText(text) ? NumericTrim(NumericFromText(text)) : NULL;
	}
	pq_getmsgend(message);
	if (parts.totals[NUMERATOR] != NULL && parts.totals[DENOMINATOR] != NULL)
		problem = CheckParts(&parts);
	if (problem != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value of type %s", "par.weighted_sum"),
				 errdetail("%s", problem)));
	PG_RETURN_POINTER(StateOfParts(&parts));
}

Datum
weighted_sum_send(PG_FUNCTION_ARGS)
{
	WeightedSumParts parts;
	StringInfoData message;

	PartsOfState(PG_GETARG_WEIGHTED_SUM_P(0), &parts);
	pq_begintypsend(&message);
	pq_sendbyte(&message, WEIGHTED_SUM_WIRE_VERSION);
	pq_sendint64(&message, parts.rows);
	pq_sendint64(&message, parts.decimals);
	pq_sendint64(&message, parts.nfinest);
	for (int i = 0; i < COUNT_FIELDS; i++)
		pq_sendint64(&message, parts.counts[i]);
	pq_sendstring(&message, NumericText(parts.totals[NUMERATOR]));
	pq_sendstring(&message, NumericText(parts.totals[DENOMINATOR]));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

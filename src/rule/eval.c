/*-------------------------------------------------------------------------
 *
 * eval.c
 *	  Evaluation of stored scoring rules.
 *
 * Arithmetic is that of exact fractions; the points are rounded once, at the
 * very end.  Conditions have three values as in SQL.  Nothing is evaluated that
 * does not decide, so an arm for a zero denominator protects those after it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/tupmacs.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "rule/rule.h"

typedef enum RuleValueKind
{
	VALUE_UNKNOWN,
	VALUE_NUMBER,
	VALUE_STRING
} RuleValueKind;

/* A value on the stack.  Truth values are the numbers 1 and 0. */
typedef struct RuleValue
{
	RuleValueKind kind;
	int			input;			/* the input that a string came from, or -1 */
	int			length;			/* of a string */
	const char *string;			/* not terminated */
	Fraction	number;
} RuleValue;

/* values that fit the C stack; deeper rules take memory */
#define INLINE_STACK	24

/*
 * One evaluation.  Whoever scores wants an error that says what is wrong; who
 * tries inputs out, to see whether scoring can fail, wants to be told that it
 * did.  For the latter *fault takes the first thing that went wrong, and what
 * has no value then is unknown: so that no operation has to stop in the middle
 * and the way that scoring takes has not a branch more.
 */
typedef struct Run
{
	const Rule *rule;
	const RuleInput *inputs;
	RuleFault  *fault;			/* NULL: a fault is an error */
} Run;

/* digits of a number at which a trial gives up, far below FRACTION_MAX_DIGITS */
#define TRIAL_MAX_DIGITS	2000

/* is a fault to be noted, instead of being an error?  The value is then unknown. */
static bool
NoteFault(const Run *run, RuleFault fault, RuleValue *value)
{
	if (run->fault == NULL)
		return false;
	if (*run->fault == RULE_FAULT_NONE)
		*run->fault = fault;
	value->kind = VALUE_UNKNOWN;
	return true;
}

/* every part lies inside the value, and every index inside its part */
static void
AssertCheckRule(const Rule *rule)
{
#ifdef USE_ASSERT_CHECKING
	uint32		size = VARSIZE(rule);
	const RuleStoredArm *arms = RuleArms(rule);

	Assert(rule->version == RULE_VERSION && size >= RULE_MIN_SIZE);
	Assert(rule->nvariables <= RULE_MAX_VARIABLES && rule->narms > 0);
	Assert(rule->constants_at + rule->nconstants * sizeof(RuleConstant) <= rule->arms_at);
	Assert(rule->arms_at + rule->narms * sizeof(RuleStoredArm) <= rule->variables_at);
	Assert(rule->variables_at + rule->nvariables * sizeof(RuleSpan) <= rule->spans_at);
	Assert(rule->spans_at + rule->nspans * sizeof(RuleSpan) <= rule->ops_at);
	Assert(rule->ops_at + rule->nops * sizeof(RuleOp) <= rule->text_at);
	Assert(rule->text_at + rule->text_length <= size);
	for (uint32 i = 0; i < rule->narms; i++)
	{
		Assert(arms[i].condition_code == RULE_NO_CODE || arms[i].condition_code < rule->nops);
		Assert(arms[i].points_code == RULE_NO_CODE || arms[i].points_code < rule->nops);
		Assert(arms[i].points.start + arms[i].points.length <= rule->text_length);
	}
	for (uint32 i = 0; i < rule->nspans; i++)
		Assert(rule->text_at + RuleSpans(rule)[i].start + RuleSpans(rule)[i].length <= size);
#else
	(void) rule;
#endif
}

/* ---------- messages ---------- */

static char *
SpanText(const Rule *rule, RuleSpan span)
{
	return pnstrdup(RuleText(rule) + span.start, span.length);
}

static char *
InputName(const Rule *rule, int input)
{
	return SpanText(rule, RuleVariables(rule)[input]);
}

/* a string as messages show it, cut where it is long */
static char *
ShownString(const char *string, int length)
{
	int			shown = pg_mbcliplen(string, length, 100);

	return psprintf("%.*s%s", shown, string, shown < length ? "..." : "");
}

/* append one input the way JSON would show it */
static void
AppendInput(StringInfo out, const RuleInput *input)
{
	switch (input->kind)
	{
		case RULE_INPUT_ABSENT:
			appendStringInfoString(out, "missing");
			break;
		case RULE_INPUT_UNKNOWN:
			appendStringInfoString(out, "null");
			break;
		case RULE_INPUT_BOOLEAN:
			appendStringInfoString(out, input->length ? "true" : "false");
			break;
		case RULE_INPUT_STRING:
			appendStringInfo(out, "\"%s\"", ShownString(input->value, input->length));
			break;
		case RULE_INPUT_NUMERIC:
		case RULE_INPUT_WHOLE:
			{
				char	   *text;

				text = DatumGetCString(DirectFunctionCall1(numeric_out,
														   PointerGetDatum(input->value)));
				appendStringInfoString(out, ShownString(text, strlen(text)));
				break;
			}
	}
}

void
RuleNoArmHolds(const Rule *rule, const RuleInput *inputs)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < rule->nvariables; i++)
	{
		if (list.len > 1000)
		{
			appendStringInfoString(&list, ", ...");
			break;
		}
		appendStringInfo(&list, "%s%s = ", i > 0 ? ", " : "", InputName(rule, i));
		AppendInput(&list, &inputs[i]);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("no arm of the rule holds, and it has no else"),
			 errdetail("Inputs: %s.", rule->nvariables > 0 ? list.data : "none"),
			 errhint("Add an arm, or \"else: ...\", to the rule.")));
}

static void
NotANumber(const Run *run, RuleValue *value)
{
	const Rule *rule = run->rule;
	bool		comma = false;
	bool		decimal = value->length > 0;

	if (NoteFault(run, RULE_FAULT_INPUT, value))
		return;
	for (int i = 0; i < value->length; i++)
		if (!isdigit((unsigned char) value->string[i]) && value->string[i] != '.' &&
			!(i == 0 && value->string[i] == '-'))
			decimal = false;
	for (int i = 0; i + 1 < value->length; i++)
		if (isdigit((unsigned char) value->string[i]) && value->string[i + 1] == ',')
			comma = true;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("text \"%s\" is not a number", ShownString(value->string, value->length)),
			 value->input >= 0 ?
			 errdetail("It is the value of input \"%s\".", InputName(rule, value->input)) :
			 errdetail("It is a string in the rule."),
			 comma ?
			 errhint("Decimals are written with a point.") :
			 decimal ?
			 errhint("Write the number without quotes.") :
			 errhint("Texts can be compared with =, <> and in; dates are read by date(), and \"85%%\" is 0.85.")));
}

static void
NotADate(const Run *run, RuleValue *value)
{
	const Rule *rule = run->rule;

	if (NoteFault(run, RULE_FAULT_INPUT, value))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("text \"%s\" is not a date", ShownString(value->string, value->length)),
			 value->input >= 0 ?
			 errdetail("It is the value of input \"%s\".", InputName(rule, value->input)) :
			 errdetail("It is a string in the rule."),
			 errhint("Dates are written YYYY-MM-DD.")));
}

/* ---------- inputs ---------- */

static void
BadInput(const Rule *rule, int input, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("input \"%s\" is %s", InputName(rule, input), what),
			 errdetail("An input is a finite number, a string, a boolean, or null if it is not yet known.")));
}

static void
SetNumericInput(const Rule *rule, int input, const void *numeric, RuleInput *value)
{
	PackedDecimal decimal;
	wideint		coefficient;
	int			scale;

	value->kind = RULE_INPUT_NUMERIC;
	value->value = numeric;
	switch (DecimalOpen(numeric, &decimal))
	{
		case DECIMAL_FINITE:
			if (DecimalCoefficient(&decimal, &coefficient, &scale) && scale == 0 &&
				coefficient == (int64) coefficient)
			{
				value->kind = RULE_INPUT_WHOLE;
				value->whole = (int64) coefficient;
			}
			break;
		case DECIMAL_NAN:
			BadInput(rule, input, "NaN");
			break;
		case DECIMAL_PLUS_INFINITY:
		case DECIMAL_MINUS_INFINITY:
			BadInput(rule, input, "infinite");
			break;
	}
}

/* one input, by its number, from what stands for it in JSON */
void
RuleInputFromJson(const Rule *rule, int input, const JsonbValue *json, RuleInput *value)
{
	switch (json->type)
	{
		case jbvNull:
			value->kind = RULE_INPUT_UNKNOWN;
			break;
		case jbvNumeric:
			SetNumericInput(rule, input, json->val.numeric, value);
			break;
		case jbvBool:
			value->kind = RULE_INPUT_BOOLEAN;
			value->length = json->val.boolean ? 1 : 0;
			break;
		case jbvString:
			value->kind = RULE_INPUT_STRING;
			value->value = json->val.string.val;
			value->length = json->val.string.len;
			break;
		default:
			BadInput(rule, input, "a JSON array or object");
	}
}

void
RuleInputsFromJsonb(const Rule *rule, Jsonb *inputs, RuleInput *values)
{
	const RuleSpan *names = RuleVariables(rule);
	const char *text = RuleText(rule);

	if (!JB_ROOT_IS_OBJECT(inputs))
	{
		JsonbValue	whole;

		whole.type = jbvBinary;
		whole.val.binary.data = &inputs->root;
		whole.val.binary.len = VARSIZE(inputs) - VARHDRSZ;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("inputs of a rule must be a JSON object"),
				 errdetail("The value given is a JSON %s.", JsonbTypeName(&whole))));
	}
	for (int i = 0; i < rule->nvariables; i++)
	{
		JsonbValue	found;

		if (getKeyJsonValueFromContainer(&inputs->root, text + names[i].start,
										 (int) names[i].length, &found) == NULL)
		{
			values[i].kind = RULE_INPUT_ABSENT;
			continue;
		}
		RuleInputFromJson(rule, i, &found, &values[i]);
	}
}

static void
WrongNumberOfValues(const Rule *rule, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < rule->nvariables; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", InputName(rule, i));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg_plural("rule takes %d value but was given %d",
						   "rule takes %d values but was given %d",
						   rule->nvariables, rule->nvariables, count),
			 rule->nvariables > 0 ?
			 errdetail("Its variables are, in order: %s.", list.data) :
			 errdetail("It has no variables.")));
}

/* the arguments behind the rule, each a numeric */
void
RuleInputsFromArguments(const Rule *rule, FunctionCallInfo fcinfo, RuleInput *values)
{
	int			count = PG_NARGS() - 1;

	if (unlikely(count != rule->nvariables))
		WrongNumberOfValues(rule, count);
	for (int i = 0; i < count; i++)
	{
		if (PG_ARGISNULL(i + 1))
			values[i].kind = RULE_INPUT_UNKNOWN;
		else
			SetNumericInput(rule, i, PackedNumeric(PG_GETARG_DATUM(i + 1)), &values[i]);
	}
}

void
RuleInputsFromArray(const Rule *rule, ArrayType *array, RuleInput *values)
{
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	const bits8 *nulls = ARR_NULLBITMAP(array);
	char	   *p = ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("values of a rule must be a one-dimensional array")));
	if (count != rule->nvariables)
		WrongNumberOfValues(rule, count);
	for (int i = 0; i < count; i++)
	{
		if (nulls != NULL && (nulls[i / 8] & (1 << (i % 8))) == 0)
		{
			values[i].kind = RULE_INPUT_UNKNOWN;
			continue;
		}
		SetNumericInput(rule, i, p, &values[i]);
		p = att_addlength_pointer(p, -1, p);
		p = (char *) att_align_nominal(p, TYPALIGN_INT);
	}
}

/* ---------- values ---------- */

static inline void
Drop(RuleValue *value)
{
	if (value->kind == VALUE_NUMBER && unlikely(value->number.bignum != NULL))
		FractionFree(&value->number);
}

static inline void
SetTruth(RuleValue *value, bool truth)
{
	value->kind = VALUE_NUMBER;
	FractionSet(&value->number, truth, 1);
}

/* truth values are small */
static inline bool
IsFalse(const RuleValue *value)
{
	return value->kind == VALUE_NUMBER && value->number.num == 0;
}

static inline bool
IsTrue(const RuleValue *value)
{
	return value->kind == VALUE_NUMBER && value->number.num != 0;
}

/* "85%", perhaps with a sign, decimals and spaces, as a number */
bool
RuleReadPercent(const char *string, int length, Fraction *number)
{
	const char *p = string;
	const char *end = string + length;
	const char *start;
	int			digits = 0;
	int			decimals = 2;
	bool		after_point = false;
	bool		negative = false;
	wideint		num = 0;
	wideint		den;

	while (p < end && *p == ' ')
		p++;
	while (p < end && end[-1] == ' ')
		end--;
	if (p == end || *--end != '%')
		return false;
	while (p < end && end[-1] == ' ')
		end--;
	if (p < end && (*p == '-' || *p == '+'))
		negative = *p++ == '-';
	start = p;
	for (; p < end; p++)
	{
		if (*p == '.' && !after_point)
			after_point = true;
		else if (isdigit((unsigned char) *p))
		{
			digits++;
			if (after_point)
				decimals++;
			if (digits <= WIDE_DIGITS)
				num = num * 10 + (*p - '0');
		}
		else
			return false;
	}
	if (digits == 0)
		return false;
	if (digits <= WIDE_DIGITS && WidePow10(decimals, &den))
		FractionSet(number, negative ? -num : num, den);
	else
	{
		Numeric		value;

		if (digits > FRACTION_MAX_DIGITS)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("number in inputs has more than %d digits", FRACTION_MAX_DIGITS)));
		value = NumericFromText(pnstrdup(start, end - start));
		FractionSetNumeric(number, NumericShift(value, -2));
		if (negative)
			FractionNegate(number);
	}
	return true;
}

/* whether an input is a context term: its name is a call, or a word of its own */
bool
RuleIsContextTerm(const Rule *rule, int input)
{
	static const char *const words[] = {"max_points", "round_year"};
	RuleSpan	span = RuleVariables(rule)[input];
	const char *name = RuleText(rule) + span.start;

	if (name[span.length - 1] == ')')
		return true;
	for (int i = 0; i < (int) lengthof(words); i++)
		if (span.length == strlen(words[i]) && memcmp(name, words[i], span.length) == 0)
			return true;
	return false;
}

/*
 * A text that is an exact number, taken apart.  What is computed for context
 * terms are fractions, which JSON has no numbers for, so there such a text
 * counts as one; anywhere else it is a text like any other.
 */
typedef struct ExactText
{
	bool		negative;
	const char *num;			/* digits, at least one */
	int			num_length;
	const char *den;			/* digits, not all of them 0 */
	int			den_length;		/* 0: an integer, written without a line */
} ExactText;

static int
DigitsLength(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && isdigit((unsigned char) *p))
		p++;
	return p - start;
}

/* "n/d" or "n", perhaps with a sign, as the value of a context term */
static bool
SplitExact(const Rule *rule, const RuleValue *value, ExactText *exact)
{
	const char *p = value->string;
	const char *end = p + value->length;

	if (value->input < 0 || !RuleIsContextTerm(rule, value->input))
		return false;
	exact->negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	exact->num = p;
	exact->num_length = DigitsLength(p, end);
	p += exact->num_length;
	exact->den = NULL;
	exact->den_length = 0;
	if (p < end && *p == '/')
	{
		bool		zero = true;

		exact->den = ++p;
		exact->den_length = DigitsLength(p, end);
		for (const char *last = p + exact->den_length; p < last; p++)
			if (*p != '0')
				zero = false;
		if (zero)
			return false;
	}
	return p == end && exact->num_length > 0;
}

/* no digits are 1 */
static wideint
WideOfDigits(const char *digits, int length)
{
	wideint		value = length == 0;

	for (int i = 0; i < length; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

static Numeric
NumericOfDigits(const char *digits, int length)
{
	char	   *text;
	Numeric		value;

	if (length <= WIDE_DIGITS)
		return WideToNumeric(WideOfDigits(digits, length), 0);
	text = pnstrdup(digits, length);
	value = NumericFromText(text);
	pfree(text);
	return value;
}

static void
SetExact(Fraction *number, const ExactText *exact)
{
	int			digits = Max(exact->num_length, exact->den_length);

	if (digits > FRACTION_MAX_DIGITS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number in inputs has more than %d digits", FRACTION_MAX_DIGITS)));
	if (digits <= WIDE_DIGITS)
		FractionSet(number, WideOfDigits(exact->num, exact->num_length),
					WideOfDigits(exact->den, exact->den_length));
	else
		FractionSetQuotient(number, NumericOfDigits(exact->num, exact->num_length),
							NumericOfDigits(exact->den, exact->den_length));
	if (exact->negative)
		FractionNegate(number);
}

/* the number that a text stands for; false if it stands for none, and may */
static pg_noinline bool
NumberFromText(const Run *run, RuleValue *value)
{
	ExactText	exact;

	if (value->length > TRIAL_MAX_DIGITS && NoteFault(run, RULE_FAULT_RANGE, value))
		return false;
	if (!RuleReadPercent(value->string, value->length, &value->number))
	{
		if (!SplitExact(run->rule, value, &exact))
		{
			NotANumber(run, value);
			return false;
		}
		SetExact(&value->number, &exact);
	}
	value->kind = VALUE_NUMBER;
	return true;
}

/* make it a number; unknown stays unknown and gives false */
static inline bool
WantNumber(const Run *run, RuleValue *value)
{
	if (likely(value->kind == VALUE_NUMBER))
		return true;
	return value->kind == VALUE_STRING && NumberFromText(run, value);
}

/* both must be numbers; if either is unknown, so is the result, left in x */
static inline bool
WantNumbers(const Run *run, RuleValue *x, RuleValue *y)
{
	bool		known_x = WantNumber(run, x);
	bool		known_y = WantNumber(run, y);

	if (likely(known_x && known_y))
		return true;
	Drop(x);
	Drop(y);
	x->kind = VALUE_UNKNOWN;
	return false;
}

static void
PushInput(const RuleInput *input, int index, RuleValue *value)
{
	switch (input->kind)
	{
		case RULE_INPUT_WHOLE:
			value->kind = VALUE_NUMBER;
			FractionSet(&value->number, input->whole, 1);
			break;
		case RULE_INPUT_NUMERIC:
			{
				PackedDecimal decimal;

				DecimalOpen(input->value, &decimal);
				value->kind = VALUE_NUMBER;
				FractionSetPacked(&value->number, &decimal, input->value);
				break;
			}
		case RULE_INPUT_BOOLEAN:
			SetTruth(value, input->length != 0);
			break;
		case RULE_INPUT_STRING:
			value->kind = VALUE_STRING;
			value->string = input->value;
			value->length = input->length;
			value->input = index;
			break;
		default:
			value->kind = VALUE_UNKNOWN;
			break;
	}
}

static void
MissingInput(const Rule *rule, int input)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("input \"%s\" of the rule is missing", InputName(rule, input)),
			 errhint("Names are case-sensitive, and context terms are keyed as par.variables() prints them. Give null only for what is not yet known.")));
}

static inline void
CompareNumbers(RuleValue *x, RuleValue *y, RuleComparison comparison)
{
	int			order = FractionCompare(&x->number, &y->number);

	Drop(x);
	Drop(y);
	SetTruth(x, RuleSatisfies(order, comparison));
}

/*
 * Whether two texts are both numbers, and the same.  Texts of digits alone are
 * not taken for numbers here: they may be codes, and 01 is another than 1.
 */
static bool
EqualAsNumbers(const Rule *rule, const RuleValue *x, const RuleValue *y)
{
	ExactText	exact_x;
	ExactText	exact_y;
	bool		is_exact_x = SplitExact(rule, x, &exact_x);
	bool		is_exact_y = SplitExact(rule, y, &exact_y);
	Fraction	p;
	Fraction	q;
	bool		equal;

	if (is_exact_x && is_exact_y)
	{
		if (exact_x.den_length == 0 && exact_y.den_length == 0)
			return false;
		SetExact(&p, &exact_x);
		SetExact(&q, &exact_y);
	}
	else if (is_exact_x)
	{
		if (!RuleReadPercent(y->string, y->length, &q))
			return false;
		SetExact(&p, &exact_x);
	}
	else
	{
		if (!RuleReadPercent(x->string, x->length, &p))
			return false;
		if (is_exact_y)
			SetExact(&q, &exact_y);
		else if (!RuleReadPercent(y->string, y->length, &q))
		{
			FractionFree(&p);
			return false;
		}
	}
	equal = FractionCompare(&p, &q) == 0;
	FractionFree(&p);
	FractionFree(&q);
	return equal;
}

/*
 * x op y into x.  Two strings are equal byte by byte, or as percentages and
 * exact fractions; a string and a number are compared as numbers.
 */
static pg_noinline void
CompareSlow(const Run *run, RuleValue *x, RuleValue *y, RuleComparison comparison)
{
	if (x->kind == VALUE_UNKNOWN || y->kind == VALUE_UNKNOWN)
	{
		Drop(x);
		Drop(y);
		x->kind = VALUE_UNKNOWN;
		return;
	}
	if (x->kind == VALUE_STRING && y->kind == VALUE_STRING &&
		(comparison == RULE_EQ || comparison == RULE_NE))
	{
		bool		equal = x->length == y->length &&
			memcmp(x->string, y->string, x->length) == 0;

		if (!equal && Max(x->length, y->length) > TRIAL_MAX_DIGITS &&
			NoteFault(run, RULE_FAULT_RANGE, x))
			return;
		if (!equal)
			equal = EqualAsNumbers(run->rule, x, y);
		SetTruth(x, equal == (comparison == RULE_EQ));
		return;
	}
	if (WantNumbers(run, x, y))
		CompareNumbers(x, y, comparison);
}

static inline void
Compare(const Run *run, RuleValue *x, RuleValue *y, RuleComparison comparison)
{
	if (likely(x->kind == VALUE_NUMBER && y->kind == VALUE_NUMBER))
		CompareNumbers(x, y, comparison);
	else
		CompareSlow(run, x, y, comparison);
}

/* x and y into x, or x or y: what is certain wins over unknown */
static inline void
Combine(RuleValue *x, const RuleValue *y, bool decisive)
{
	if (decisive ? IsTrue(x) || IsTrue(y) : IsFalse(x) || IsFalse(y))
		SetTruth(x, decisive);
	else if (x->kind == VALUE_UNKNOWN || y->kind == VALUE_UNKNOWN)
		x->kind = VALUE_UNKNOWN;
	else
		SetTruth(x, !decisive);
}

static void
CheckTruth(const Run *run, RuleValue *value, RuleSpan span)
{
	int			truth;
	ExactText	exact;

	if (value->kind == VALUE_UNKNOWN)
		return;
	if (unlikely(value->kind == VALUE_STRING) && SplitExact(run->rule, value, &exact))
		NumberFromText(run, value);
	if (value->kind != VALUE_NUMBER || !FractionToInt(&value->number, 0, 1, &truth))
	{
		if (NoteFault(run, RULE_FAULT_INPUT, value))
			return;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is used as a condition but is neither true nor false",
						SpanText(run->rule, span)),
				 errdetail("A condition takes a boolean, 1 or 0.")));
	}
	Drop(value);
	SetTruth(value, truth == 1);
}

static void
DivisionByZero(const Run *run, uint32 span, RuleValue *quotient)
{
	const Rule *rule = run->rule;

	if (NoteFault(run, RULE_FAULT_DIVISION, quotient))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DIVISION_BY_ZERO),
			 errmsg("division by zero"),
			 errdetail("The divisor \"%s\" of \"%s\" is 0.",
					   SpanText(rule, RuleSpans(rule)[span + 1]),
					   SpanText(rule, RuleSpans(rule)[span])),
			 errhint("Decide what it means with an arm before, or with ratio().")));
}

/* days since 2000-01-01, as in PostgreSQL's date */
static void
SetDate(RuleValue *value, int days)
{
	value->kind = VALUE_NUMBER;
	FractionSet(&value->number, days, 1);
}

/* false if the calendar has no such day */
bool
RuleDayNumber(int year, int month, int day, int *days)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 ||
		day < 1 || day > day_tab[isleap(year)][month - 1])
		return false;
	*days = date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
	return true;
}

/* YYYY-MM-DD as a day number */
bool
RuleReadDate(const char *string, int length, int *days)
{
	int			parts[3] = {0, 0, 0};

	if (length != 10 || string[4] != '-' || string[7] != '-')
		return false;
	for (int i = 0, part = 0; i < 10; i++)
	{
		if (i == 4 || i == 7)
		{
			part++;
			continue;
		}
		if (!isdigit((unsigned char) string[i]))
			return false;
		parts[part] = parts[part] * 10 + (string[i] - '0');
	}
	return RuleDayNumber(parts[0], parts[1], parts[2], days);
}

static void
DateFromText(const Run *run, RuleValue *value)
{
	int			days;

	if (value->kind == VALUE_UNKNOWN)
		return;
	if (value->kind == VALUE_NUMBER)
	{
		if (NoteFault(run, RULE_FAULT_INPUT, value))
			return;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a number is not a date"),
				 errhint("date() reads strings written YYYY-MM-DD; par.score takes them.")));
	}
	if (RuleReadDate(value->string, value->length, &days))
		SetDate(value, days);
	else
		NotADate(run, value);
}

/* year, month and day from three places of the stack into the first */
static void
DateFromParts(const Run *run, RuleValue *values)
{
	RuleValue	date;
	int			parts[3];
	int			days = 0;
	bool		known = true;
	bool		whole = true;

	for (int i = 0; i < 3; i++)
	{
		if (!WantNumber(run, &values[i]))
			known = false;
		else if (!FractionToInt(&values[i].number, -1000000, 1000000, &parts[i]))
			whole = false;
	}
	SetDate(&date, 0);
	if (known && !(whole && RuleDayNumber(parts[0], parts[1], parts[2], &days)) &&
		!NoteFault(run, RULE_FAULT_INPUT, &date))
	{
		StringInfoData list;

		initStringInfo(&list);
		for (int i = 0; i < 3; i++)
		{
			Numeric		part = FractionToNumeric(&values[i].number, RULE_DECIMALS);

			appendStringInfo(&list, "%s%s", i > 0 ? ", " : "",
							 DatumGetCString(DirectFunctionCall1(numeric_out,
																 NumericGetDatum(part))));
		}
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("date(%s) is no date", ShownString(list.data, list.len)),
				 errdetail("The calendar has no such day; years run from 1 to 9999.")));
	}
	for (int i = 0; i < 3; i++)
		Drop(&values[i]);
	if (known && date.kind == VALUE_NUMBER)
		SetDate(&values[0], days);
	else
		values[0].kind = VALUE_UNKNOWN;
}

static void
RoundTo(const Run *run, RuleValue *value, RuleValue *digits)
{
	int			decimals;

	if (!WantNumbers(run, value, digits))
		return;
	if (!FractionToInt(&digits->number, -1000, 1000, &decimals))
	{
		if (NoteFault(run, RULE_FAULT_INPUT, value))
			return;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of decimals in round() must be an integer from -1000 to 1000")));
	}
	Drop(digits);
	FractionRound(&value->number, decimals);
}

/* ---------- operations ---------- */

static void
PushConstant(const Rule *rule, uint32 index, RuleValue *value)
{
	const RuleConstant *constant = &RuleConstants(rule)[index];

	value->kind = VALUE_NUMBER;
	if (likely(constant->den != 0))
		FractionSet(&value->number, constant->num, constant->den);
	else
		FractionSetNumeric(&value->number, (Numeric) ((const char *) rule + constant->num));
}

/* in a trial, numbers that grow beyond its limit end it before they end in an error */
static void
LimitDigits(const Run *run, RuleValue *value)
{
	if (value->kind == VALUE_NUMBER && FractionDigits(&value->number) > TRIAL_MAX_DIGITS)
	{
		Drop(value);
		NoteFault(run, RULE_FAULT_RANGE, value);
	}
}

/*
 * Run the operations from start to the next ROP_DONE; the value is left in
 * stack[0].  Compiled twice, so that trials cost scoring nothing.
 */
static pg_attribute_always_inline void
RunOperations(const Run *run, uint32 start, RuleValue *stack, bool trial)
{
	const Rule *rule = run->rule;
	const RuleInput *inputs = run->inputs;
	const RuleOp *ops = RuleOps(rule);
	const RuleOp *op = ops + start;
	RuleValue  *top = stack - 1;

	for (;; op++)
	{
		uint32		n = RULE_OPERAND(*op);

		switch (RULE_OPCODE(*op))
		{
			case ROP_DONE:
				Assert(top == stack);
				return;

			case ROP_CONSTANT:
			case ROP_PERCENT:
				PushConstant(rule, n, ++top);
				break;

			case ROP_STRING:
				top++;
				top->kind = VALUE_STRING;
				top->string = RuleText(rule) + RuleSpans(rule)[n].start;
				top->length = (int) RuleSpans(rule)[n].length;
				top->input = -1;
				break;

			case ROP_INPUT:
				if (unlikely(inputs[n].kind == RULE_INPUT_ABSENT))
					MissingInput(rule, (int) n);
				/* FALLTHROUGH */
			case ROP_INPUT_OR_UNKNOWN:
				PushInput(&inputs[n], (int) n, ++top);
				break;

			case ROP_KNOWN:
				SetTruth(++top, inputs[n].kind != RULE_INPUT_ABSENT &&
						 inputs[n].kind != RULE_INPUT_UNKNOWN);
				break;

			case ROP_TRUTH:
				CheckTruth(run, top, RuleSpans(rule)[n]);
				break;

			case ROP_NUMBER:
				WantNumber(run, top);
				break;

			case ROP_POP:
				Drop(top--);
				break;

			case ROP_NEGATE:
				if (WantNumber(run, top))
					FractionNegate(&top->number);
				break;

			case ROP_ADD:
				top--;
				if (WantNumbers(run, top, top + 1))
					FractionAdd(&top->number, &top[1].number);
				break;

			case ROP_SUBTRACT:
				top--;
				if (WantNumbers(run, top, top + 1))
					FractionSubtract(&top->number, &top[1].number);
				break;

			case ROP_MULTIPLY:
				top--;
				if (WantNumbers(run, top, top + 1))
					FractionMultiply(&top->number, &top[1].number);
				break;

			case ROP_DIVIDE:
				top--;
				if (WantNumbers(run, top, top + 1))
				{
					if (unlikely(FractionSign(&top[1].number) == 0))
						DivisionByZero(run, n, top);
					else
						FractionDivide(&top->number, &top[1].number);
				}
				break;

			case ROP_MIN:
			case ROP_MAX:
				top--;
				if (WantNumbers(run, top, top + 1))
				{
					int			order = FractionCompare(&top->number, &top[1].number);

					if (RULE_OPCODE(*op) == ROP_MIN ? order > 0 : order < 0)
					{
						Drop(top);
						*top = top[1];
					}
					else
						Drop(top + 1);
				}
				break;

			case ROP_ABS:
				if (WantNumber(run, top) && FractionSign(&top->number) < 0)
					FractionNegate(&top->number);
				break;

			case ROP_FLOOR:
				if (WantNumber(run, top))
					FractionFloor(&top->number);
				break;

			case ROP_CEIL:
				if (WantNumber(run, top))
				{
					FractionNegate(&top->number);
					FractionFloor(&top->number);
					FractionNegate(&top->number);
				}
				break;

			case ROP_ROUND:
				top--;
				RoundTo(run, top, top + 1);
				break;

			case ROP_DATE_PARTS:
				top -= 2;
				DateFromParts(run, top);
				break;

			case ROP_DATE_TEXT:
				DateFromText(run, top);
				break;

			case ROP_RATIO:
				top--;
				if (WantNumbers(run, top, top + 1))
				{
					Fraction	divisor = top->number;

					top->number = top[1].number;
					FractionDivide(&top->number, &divisor);
				}
				break;

			case ROP_IF_ZERO:
				if (WantNumber(run, top) && FractionSign(&top->number) == 0)
				{
					Drop(top--);
					op = ops + n - 1;
				}
				break;

			case ROP_IF_UNKNOWN:
				if (top->kind == VALUE_UNKNOWN)
					op = ops + n - 1;
				break;

			case ROP_IF_KNOWN:
				if (top->kind != VALUE_UNKNOWN)
					op = ops + n - 1;
				break;

			case ROP_IF_FALSE:
				if (IsFalse(top))
					op = ops + n - 1;
				break;

			case ROP_IF_TRUE:
				if (IsTrue(top))
					op = ops + n - 1;
				break;

			case ROP_JUMP:
				op = ops + n - 1;
				break;

			case ROP_NOT:
				if (top->kind != VALUE_UNKNOWN)
					SetTruth(top, IsFalse(top));
				break;

			case ROP_AND:
				top--;
				Combine(top, top + 1, false);
				break;

			case ROP_OR:
				top--;
				Combine(top, top + 1, true);
				break;

			case ROP_COMPARE:
				top--;
				Compare(run, top, top + 1, (RuleComparison) n);
				break;

			case ROP_COMPARE_AND:
				top -= 2;
				Compare(run, top + 1, top + 2, (RuleComparison) n);
				Combine(top, top + 1, false);
				break;

			case ROP_COMPARE_KEEP:
			case ROP_COMPARE_AND_KEEP:
				{
					RuleValue	kept = *top;

					if (kept.kind == VALUE_NUMBER)
						FractionCopy(&kept.number, &top->number);
					Compare(run, top - 1, top, (RuleComparison) n);
					if (RULE_OPCODE(*op) == ROP_COMPARE_AND_KEEP)
					{
						top--;
						Combine(top - 1, top, false);
					}
					*top = kept;
					break;
				}

			case ROP_IF_CHAIN_FALSE:
				if (IsFalse(top - 1))
				{
					Drop(top--);
					op = ops + n - 1;
				}
				break;

			case ROP_IN_TEST:
				{
					RuleValue	left = top[-2];

					if (left.kind == VALUE_NUMBER)
						FractionCopy(&left.number, &top[-2].number);
					Compare(run, &left, top, RULE_EQ);
					top--;
					Combine(top, &left, true);
					break;
				}

			case ROP_DROP_SECOND:
				top--;
				Drop(top);
				*top = top[1];
				break;
		}
		if (trial && top >= stack)
			LimitDigits(run, top);
	}
}

static pg_noinline void
RunTrial(const Run *run, uint32 start, RuleValue *stack)
{
	RunOperations(run, start, stack, true);
}

static void
Perform(const Run *run, uint32 start, RuleValue *stack)
{
	if (unlikely(run->fault != NULL))
		RunTrial(run, start, stack);
	else
		RunOperations(run, start, stack, false);
}

/*
 * The outcome of a rule, with the points where there are any: rounded, or if
 * exact is not NULL only there, as they are.  Each arm that is looked at is
 * reported, if that is wanted.  With fault, what would be an error is the
 * outcome RULE_OUTCOME_FAULT, and *fault says of which kind.
 */
RuleOutcome
RuleEvaluate(const Rule *rule, const RuleInput *inputs, Numeric *points, Fraction *exact,
			 RuleFault *fault, RuleArmCallback callback, void *context)
{
	const Run	run = {rule, inputs, fault};
	RuleValue	inline_stack[INLINE_STACK];
	RuleValue  *stack = inline_stack;
	const RuleStoredArm *arms = RuleArms(rule);
	RuleArmReport report;

	AssertCheckRule(rule);
	if (unlikely(rule->stack_size > INLINE_STACK))
		stack = palloc(sizeof(RuleValue) * rule->stack_size);

	memset(&report, 0, sizeof(report));
	report.outcome = RULE_OUTCOME_NONE;
	if (fault != NULL)
		*fault = RULE_FAULT_NONE;
	for (uint32 i = 0; i < rule->narms && !report.decides; i++)
	{
		const RuleStoredArm *arm = &arms[i];

		report.arm = (int) i;
		report.holds = true;
		if (arm->condition_code != RULE_NO_CODE)
		{
			Perform(&run, arm->condition_code, stack);
			report.holds = IsTrue(stack);
			report.unknown = stack->kind == VALUE_UNKNOWN;
		}
		if (report.unknown)
		{
			report.decides = true;
			report.outcome = RULE_OUTCOME_UNKNOWN;
		}
		else if (report.holds)
		{
			report.decides = true;
			if (arm->points_code == RULE_NO_CODE)
				report.outcome = RULE_OUTCOME_NA;
			else
			{
				Perform(&run, arm->points_code, stack);
				if (WantNumber(&run, stack))
				{
					report.outcome = RULE_OUTCOME_POINTS;
					if (unlikely(exact != NULL))
						*exact = stack->number;
					else
					{
						report.points = FractionToNumeric(&stack->number, RULE_DECIMALS);
						Drop(stack);
					}
				}
				else
					report.outcome = RULE_OUTCOME_UNKNOWN;
			}
		}
		if (unlikely(fault != NULL) && *fault != RULE_FAULT_NONE)
		{
			report.decides = true;
			report.outcome = RULE_OUTCOME_FAULT;
		}
		if (callback != NULL)
			callback(context, rule, &report);
		else if ((i & 1023) == 1023)
			CHECK_FOR_INTERRUPTS();
	}
	if (unlikely(stack != inline_stack))
		pfree(stack);
	*points = report.points;
	return report.outcome;
}

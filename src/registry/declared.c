/*-------------------------------------------------------------------------
 *
 * declared.c
 *	  Inputs of a criterion as its variables declare them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/progress.h"
#include "base/spelling.h"
#include "registry/declared.h"
#include "rule/rule.h"

PG_FUNCTION_INFO_V1(declared_read_inputs);

static const char *const kind_names[] = {
	"count", "percent", "amount", "boolean", "choice", "date"
};

/* elements of a declaration */
enum
{
	AT_NAME,
	AT_KIND,
	AT_CHOICES,
	AT_MIN,
	AT_MAX,
	AT_MAX_VARIABLE,
	DECLARATION_FIELDS
};

/* ---------- declarations ---------- */

static void
BadDeclaration(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid declaration of inputs"),
			 errdetail("Each is an array of name, kind, choices, smallest and largest value, and a variable that bounds it.")));
}

static JsonbValue *
Element(JsonbContainer *array, int i, enum jbvType type, bool nullable)
{
	JsonbValue *value = getIthJsonbValueFromContainer(array, i);

	if (value != NULL && nullable && value->type == jbvNull)
		return NULL;
	if (value == NULL || (value->type != type && !(type == jbvArray && value->type == jbvBinary)))
		BadDeclaration();
	return value;
}

static Numeric
CopyNumeric(const JsonbValue *value)
{
	return value ? DatumGetNumericCopy(NumericGetDatum(value->val.numeric)) : NULL;
}

static void
ReadDeclaration(JsonbContainer *array, DeclaredInput *input)
{
	JsonbValue *name = Element(array, AT_NAME, jbvString, false);
	JsonbValue *kind = Element(array, AT_KIND, jbvString, false);
	JsonbValue *choices = Element(array, AT_CHOICES, jbvArray, true);
	int			k = 0;

	input->name = pnstrdup(name->val.string.val, name->val.string.len);
	input->length = name->val.string.len;
	while (k < (int) lengthof(kind_names) &&
		   (strlen(kind_names[k]) != (size_t) kind->val.string.len ||
			memcmp(kind_names[k], kind->val.string.val, kind->val.string.len) != 0))
		k++;
	if (k == (int) lengthof(kind_names))
		BadDeclaration();
	input->kind = (DeclaredKind) k;
	if (choices != NULL)
	{
		JsonbContainer *list = choices->val.binary.data;

		if (!JsonContainerIsArray(list))
			BadDeclaration();
		input->nchoices = JsonContainerSize(list);
		input->choices = palloc(sizeof(char *) * Max(input->nchoices, 1));
		for (int i = 0; i < input->nchoices; i++)
		{
			JsonbValue *choice = Element(list, i, jbvString, false);

			input->choices[i] = pnstrdup(choice->val.string.val, choice->val.string.len);
		}
	}
	input->min = CopyNumeric(Element(array, AT_MIN, jbvNumeric, true));
	input->max = CopyNumeric(Element(array, AT_MAX, jbvNumeric, true));
}

/* by which other value it is bounded; one that is not declared bounds nothing */
static void
ReadBound(JsonbContainer *array, Declared *declared, DeclaredInput *input)
{
	JsonbValue *name = Element(array, AT_MAX_VARIABLE, jbvString, true);

	input->max_input = -1;
	for (int i = 0; name != NULL && i < declared->count; i++)
		if (declared->inputs[i].length == name->val.string.len &&
			memcmp(declared->inputs[i].name, name->val.string.val, name->val.string.len) == 0)
		{
			input->max_input = i;
			declared->has_bounds = true;
		}
}

void
DeclaredFromJsonb(Jsonb *json, Declared *declared)
{
	declared->count = 0;
	declared->has_bounds = false;
	if (json == NULL)
		return;
	if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
		BadDeclaration();
	declared->count = JB_ROOT_COUNT(json);
	declared->inputs = palloc0(sizeof(DeclaredInput) * Max(declared->count, 1));
	for (int i = 0; i < declared->count; i++)
	{
		JsonbValue *row = getIthJsonbValueFromContainer(&json->root, i);

		if (row->type != jbvBinary || !JsonContainerIsArray(row->val.binary.data) ||
			JsonContainerSize(row->val.binary.data) != DECLARATION_FIELDS)
			BadDeclaration();
		ReadDeclaration(row->val.binary.data, &declared->inputs[i]);
	}
	for (int i = 0; i < declared->count; i++)
		ReadBound(getIthJsonbValueFromContainer(&json->root, i)->val.binary.data, declared, &declared->inputs[i]);
}

/* ---------- checks ---------- */

static const char *
JoinNames(const char *const *names, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", names[i]);
	return list.data;
}

/* how it lies to a bound; NULL stands for the whole number, or with none for anything */
static bool
IsBeyond(Numeric value, Numeric bound, const char *whole, int sign, const char **shown)
{
	if (bound == NULL && whole == NULL)
		return false;
	if (bound == NULL)
		bound = NumericFromText(whole);
	if (NumericCompare(value, bound) * sign <= 0)
		return false;
	*shown = NumericText(bound);
	return true;
}

/* NULL, or what is wrong with a number */
static const char *
CheckNumber(const DeclaredInput *input, Numeric value)
{
	bool		percent = input->kind == DECLARED_PERCENT;
	PackedDecimal decimal;
	const char *bound;

	if (DecimalOpen(value, &decimal) != DECIMAL_FINITE)
		return "a number is needed";
	if (input->kind == DECLARED_COUNT && (decimal.negative || decimal.ngroups - 1 > decimal.weight))
		return "a count is an integer from 0";
	if (IsBeyond(value, input->min, percent ? "0" : NULL, -1, &bound))
		return psprintf("the least is %s", bound);
	if (IsBeyond(value, input->max, percent ? "100" : NULL, 1, &bound))
		return psprintf("the most is %s", bound);
	return NULL;
}

static const char *
CheckText(const DeclaredInput *input, const char *text, int length)
{
	int			days;

	if (input->kind == DECLARED_CHOICE)
	{
		for (int i = 0; i < input->nchoices; i++)
			if (strlen(input->choices[i]) == (size_t) length &&
				memcmp(input->choices[i], text, length) == 0)
				return NULL;
		return psprintf("the choices are %s", JoinNames(input->choices, input->nchoices));
	}
	for (int i = 0; i < length || i < 10; i++)
		if (i >= length || i >= 10 ||
			(i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9'))
			return "a date is written YYYY-MM-DD";
	return RuleReadDate(text, length, &days) ? NULL : "there is no such day";
}

/* NULL, or what is wrong with a value that is not null */
static const char *
CheckValue(const DeclaredInput *input, const JsonbValue *value)
{
	switch (input->kind)
	{
		case DECLARED_COUNT:
		case DECLARED_PERCENT:
		case DECLARED_AMOUNT:
			return value->type == jbvNumeric ? CheckNumber(input, value->val.numeric) :
				"a number is needed";
		case DECLARED_BOOLEAN:
			return value->type == jbvBool ? NULL : "true or false is needed";
		case DECLARED_CHOICE:
		case DECLARED_DATE:
			return value->type == jbvString ?
				CheckText(input, value->val.string.val, value->val.string.len) :
				"a text is needed";
	}
	return NULL;
}

static void
RefuseValue(const DeclaredInput *input, const char *criterion, JsonbValue *value, const char *problem)
{
	Jsonb	   *json = JsonbValueToJsonb(value);
	char	   *text = JsonbToCString(NULL, &json->root, VARSIZE(json));

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("value %.*s of variable \"%s\" is not allowed",
					pg_mbcharcliplen(text, strlen(text), 100), text, input->name),
			 errdetail("Criterion \"%s\" declares it as %s: %s.%s", criterion,
					   kind_names[input->kind], problem,
					   value->type == jbvString ? SpelledNote(pnstrdup(value->val.string.val, value->val.string.len)) : "")));
}

static char *
TextOfValue(const DeclaredInput *input, const JsonbValue *value)
{
	if (value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	return NumericText(input->kind != DECLARED_PERCENT ? value->val.numeric :
					   DatumGetNumeric(DirectFunctionCall1(numeric_trim_scale,
														   NumericGetDatum(NumericMultiply(value->val.numeric, WideToNumeric(100, 0))))));
}

/* values that are bounded by others, where both are known; days are compared as they are written */
static void
CheckBounds(const Declared *declared, const char *criterion, const JsonbValue *values)
{
	for (int i = 0; i < declared->count; i++)
	{
		const DeclaredInput *input = &declared->inputs[i];
		const JsonbValue *value = &values[i];
		const JsonbValue *bound = input->max_input < 0 ? NULL : &values[input->max_input];
		bool		is_beyond = false;

		if (bound == NULL || value->type != bound->type)
			continue;
		if (value->type == jbvNumeric)
			is_beyond = NumericCompare(value->val.numeric, bound->val.numeric) > 0;
		else if (value->type == jbvString && input->kind == DECLARED_DATE &&
				 declared->inputs[input->max_input].kind == DECLARED_DATE)
			is_beyond = memcmp(value->val.string.val, bound->val.string.val, 10) > 0;
		if (is_beyond)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("value %s of variable \"%s\" is not allowed", TextOfValue(input, value), input->name),
					 errdetail("Criterion \"%s\" bounds it by \"%s\", which is %s.", criterion,
							   declared->inputs[input->max_input].name,
							   TextOfValue(&declared->inputs[input->max_input], bound))));
	}
}

/* the first name, bytewise, that is not declared */
static void
RefuseName(const Declared *declared, const char *criterion, Jsonb *inputs)
{
	JsonbIterator *it = JsonbIteratorInit(&inputs->root);
	JsonbIteratorToken token;
	JsonbValue	key;
	char	   *least = NULL;
	const char **names = palloc(sizeof(char *) * Max(declared->count, 1));

	for (int i = 0; i < declared->count; i++)
		names[i] = declared->inputs[i].name;
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		char	   *name;
		bool		known = false;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, key.val.string.len);
		for (int i = 0; i < declared->count; i++)
			known |= strcmp(names[i], name) == 0;
		if (!known && (least == NULL || strcmp(name, least) < 0))
			least = name;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("variable \"%s\" is not declared", least),
			 declared->count == 0 ?
			 errdetail("Criterion \"%s\" declares no variables.%s", criterion, SpelledNote(least)) :
			 errdetail("Criterion \"%s\" declares %s.%s", criterion, JoinNames(names, declared->count), SpelledNote(least))));
}

static Jsonb *
ComposedObject(Jsonb *object)
{
	JsonbIterator *it = JsonbIteratorInit(&object->root);
	JsonbParseState *state = NULL;
	JsonbIteratorToken token;
	JsonbValue	part;
	JsonbValue *composed = NULL;

	while ((token = JsonbIteratorNext(&it, &part, true)) != WJB_DONE)
	{
		bool		is_part = token == WJB_KEY || token == WJB_VALUE;

		if (is_part && part.type == jbvString)
			part.val.string.val = ComposedText(part.val.string.val, &part.val.string.len);
		composed = pushJsonbValue(&state, token, is_part ? &part : NULL);
	}
	return JsonbValueToJsonb(composed);
}

/* NULL, or what is wrong: with the input of that number, or with a name where it is -1 */
static const char *
ReadValues(const Declared *declared, Jsonb *inputs, JsonbValue *values, bool *present, int *number)
{
	uint32		found = 0;

	for (int i = 0; i < declared->count; i++)
	{
		const DeclaredInput *input = &declared->inputs[i];
		const char *problem;

		values[i].type = jbvNull;
		present[i] = inputs != NULL &&
			getKeyJsonValueFromContainer(&inputs->root, input->name, input->length, &values[i]) != NULL;
		if (!present[i])
			continue;
		found++;
		if (values[i].type == jbvNull)
			continue;
		problem = CheckValue(input, &values[i]);
		if (problem != NULL)
		{
			*number = i;
			return problem;
		}
		if (input->kind == DECLARED_PERCENT)
			values[i].val.numeric = NumericMultiply(values[i].val.numeric, WideToNumeric(1, 2));
	}
	*number = -1;
	return inputs != NULL && found < JB_ROOT_COUNT(inputs) ? "it is not declared" : NULL;
}

Jsonb *
DeclaredRead(const Declared *declared, const char *criterion, Jsonb *inputs,
			 JsonbValue *values, bool *present)
{
	const char *problem;
	int			number;

	if (inputs != NULL && !JB_ROOT_IS_OBJECT(inputs))
	{
		JsonbValue	whole;

		whole.type = jbvBinary;
		whole.val.binary.data = &inputs->root;
		whole.val.binary.len = VARSIZE(inputs) - VARHDRSZ;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("inputs must be a JSON object"),
				 errdetail("Criterion \"%s\" was given a JSON %s.", criterion, JsonbTypeName(&whole))));
	}
	problem = ReadValues(declared, inputs, values, present, &number);
	if (problem != NULL)
	{
		Jsonb	   *composed = ComposedObject(inputs);

		/* not where two become one */
		if (JB_ROOT_COUNT(composed) == JB_ROOT_COUNT(inputs))
		{
			inputs = composed;
			problem = ReadValues(declared, inputs, values, present, &number);
		}
	}
	if (problem != NULL && number < 0)
		RefuseName(declared, criterion, inputs);
	if (problem != NULL)
		RefuseValue(&declared->inputs[number], criterion, &values[number], problem);
	if (declared->has_bounds)
		CheckBounds(declared, criterion, values);
	return inputs;
}

Jsonb *
DeclaredObject(const Declared *declared, const JsonbValue *values, const bool *present)
{
	JsonbParseState *state = NULL;
	JsonbValue *object;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < declared->count; i++)
	{
		JsonbValue	key;
		JsonbValue	value = values[i];

		if (!present[i])
			continue;
		key.type = jbvString;
		key.val.string.val = (char *) declared->inputs[i].name;
		key.val.string.len = declared->inputs[i].length;
		pushJsonbValue(&state, WJB_KEY, &key);
		pushJsonbValue(&state, WJB_VALUE, &value);
	}
	object = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(object);
}

/* criterion, declarations, inputs: the inputs as the rule receives them */
Datum
declared_read_inputs(PG_FUNCTION_ARGS)
{
	Declared	declared = {0};
	JsonbValue *values;
	bool	   *present;

	ProgressAdd(1);
	DeclaredFromJsonb(PG_ARGISNULL(1) ? NULL : PG_GETARG_JSONB_P(1), &declared);
	values = palloc(sizeof(JsonbValue) * Max(declared.count, 1));
	present = palloc(sizeof(bool) * Max(declared.count, 1));
	DeclaredRead(&declared, PG_ARGISNULL(0) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(0)),
				 PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2), values, present);
	PG_RETURN_JSONB_P(DeclaredObject(&declared, values, present));
}

/*-------------------------------------------------------------------------
 *
 * params.c
 *	  Named parameters of a function, given as a JSON object; choices by name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/params.h"

static void
OpenContainer(Params *params, JsonbContainer *container, const char *what)
{
	JsonbIterator *iterator = JsonbIteratorInit(container);
	JsonbIteratorToken token;
	JsonbValue	value;
	int			size = JsonContainerSize(container);

	params->what = what;
	params->count = 0;
	params->keys = palloc(sizeof(char *) * Max(size, 1));
	params->values = palloc(sizeof(JsonbValue) * Max(size, 1));
	params->asked = palloc0(sizeof(bool) * Max(size, 1));
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			params->keys[params->count] = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE)
			params->values[params->count++] = value;
	}
}

void
ParamsRefuse(const Params *params, const char *key, const char *kind)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"%s\" in %s must be %s", key, params->what, kind)));
}

void
ParamsOpen(Params *params, Jsonb *object, const char *what)
{
	memset(params, 0, sizeof(*params));
	params->what = what;
	if (object == NULL)
		return;
	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", what)));
	OpenContainer(params, &object->root, what);
}

/* the member of that name, or -1 */
static int
FindMember(const Params *params, const char *key)
{
	for (int i = 0; i < params->count; i++)
		if (strcmp(params->keys[i], key) == 0)
			return i;
	return -1;
}

static int
Ask(Params *params, const char *key)
{
	int			member = FindMember(params, key);

	if (member >= 0)
		params->asked[member] = true;
	return member;
}

static bool
IsObject(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data);
}

static double
NumberOf(Numeric number)
{
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(number)));
}

static Numeric
NumericAt(const Params *params, int member)
{
	const JsonbValue *value = &params->values[member];

	if (value->type != jbvNumeric)
		ParamsRefuse(params, params->keys[member], "a number");
	return value->val.numeric;
}

double
ParamsNumberAt(const Params *params, int member)
{
	return NumberOf(NumericAt(params, member));
}

/* a number that has bounds: one too large for float8 is infinite, and so beyond them */
static double
BoundedNumberAt(const Params *params, int member)
{
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
											  NumericGetDatum(NumericAt(params, member))));
}

double
ParamsNumber(Params *params, const char *key, double otherwise)
{
	int			member = Ask(params, key);

	return member < 0 ? otherwise : ParamsNumberAt(params, member);
}

bool
ParamsBool(Params *params, const char *key, bool otherwise)
{
	int			member = Ask(params, key);

	if (member < 0)
		return otherwise;
	if (params->values[member].type != jbvBool)
		ParamsRefuse(params, key, "true or false");
	return params->values[member].val.boolean;
}

double
ParamsNumberWithin(Params *params, const char *key, double least, double most, double otherwise)
{
	int			member = Ask(params, key);
	double		number;

	if (member < 0)
		return otherwise;
	number = BoundedNumberAt(params, member);
	if (!(number >= least && number <= most))
		ParamsRefuse(params, key, psprintf("between %g and %g", least, most));
	return number;
}

int
ParamsWhole(Params *params, const char *key, int least, int most, int otherwise)
{
	int			member = Ask(params, key);
	double		number;

	if (member < 0)
		return otherwise;
	number = BoundedNumberAt(params, member);
	if (!(number >= least && number <= most && number == (int) number))
		ParamsRefuse(params, key, psprintf("an integer between %d and %d", least, most));
	return (int) number;
}

static char *
TextOf(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

char *
ParamsText(Params *params, const char *key, char *otherwise)
{
	int			member = Ask(params, key);

	if (member < 0)
		return otherwise;
	if (params->values[member].type != jbvString)
		ParamsRefuse(params, key, "a text");
	return TextOf(&params->values[member]);
}

int
ParamsChoice(Params *params, const char *key, const char *const *names, int count, int otherwise)
{
	char	   *text = ParamsText(params, key, NULL);
	StringInfoData list;

	if (text == NULL)
		return otherwise;
	for (int i = 0; i < count; i++)
		if (strcmp(text, names[i]) == 0)
			return i;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
		appendStringInfo(&list, "%s\"%s\"", i == 0 ? "" : i == count - 1 ? " or " : ", ", names[i]);
	ParamsRefuse(params, key, list.data);
	return otherwise;			/* not reached */
}

int
ParamsTexts(Params *params, const char *key, char **texts, int most)
{
	int			member = Ask(params, key);
	JsonbValue *value;
	int			count;

	if (member < 0)
		return 0;
	value = &params->values[member];
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		ParamsRefuse(params, key, "an array of texts");
	count = JsonContainerSize(value->val.binary.data);
	if (count < 1 || count > most)
		ParamsRefuse(params, key, psprintf("an array of 1 to %d texts", most));
	for (int i = 0; i < count; i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(value->val.binary.data, i);

		if (element->type != jbvString)
			ParamsRefuse(params, key, "an array of texts");
		texts[i] = TextOf(element);
	}
	return count;
}

void
ParamsDropNulls(Params *params)
{
	int			kept = 0;

	for (int i = 0; i < params->count; i++)
		if (params->values[i].type != jbvNull)
		{
			params->keys[kept] = params->keys[i];
			params->values[kept++] = params->values[i];
		}
	params->count = kept;
}

bool
ParamsIsObject(const Params *params, const char *key)
{
	int			member = FindMember(params, key);

	return member >= 0 && IsObject(&params->values[member]);
}

bool
ParamsObject(Params *params, const char *key, Params *members)
{
	int			member = Ask(params, key);
	JsonbValue *value;

	if (member < 0)
		return false;
	value = &params->values[member];
	if (!IsObject(value))
		ParamsRefuse(params, key, "a JSON object");
	OpenContainer(members, value->val.binary.data, psprintf("\"%s\" in %s", key, params->what));
	return true;
}

void
ParamsPairAt(const Params *params, int member, double *first, double *second)
{
	const JsonbValue *value = &params->values[member];
	JsonbValue *a = NULL;
	JsonbValue *b = NULL;

	if (value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) &&
		JsonContainerSize(value->val.binary.data) == 2)
	{
		a = getIthJsonbValueFromContainer(value->val.binary.data, 0);
		b = getIthJsonbValueFromContainer(value->val.binary.data, 1);
	}
	if (a == NULL || b == NULL || a->type != jbvNumeric || b->type != jbvNumeric)
		ParamsRefuse(params, params->keys[member], "an array of two numbers");
	*first = NumberOf(a->val.numeric);
	*second = NumberOf(b->val.numeric);
}

void
ParamsClose(const Params *params)
{
	for (int i = 0; i < params->count; i++)
		if (!params->asked[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unrecognized \"%s\" in %s", params->keys[i], params->what)));
}

static const char *
NameAt(const void *names, Size distance, int number)
{
	return *(const char *const *) ((const char *) names + distance * number);
}

int
ChoiceOf(FunctionCallInfo fcinfo, int argument, const char *what,
		 const void *names, Size distance, int count)
{
	char	   *name = PG_ARGISNULL(argument) ? "null" :
		text_to_cstring(PG_GETARG_TEXT_PP(argument));
	StringInfoData list;

	for (int i = 0; i < count; i++)
		if (strcmp(name, NameAt(names, distance, i)) == 0)
			return i;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
		appendStringInfo(&list, "%s%s", i == 0 ? "" : i == count - 1 ? " or " : ", ",
						 NameAt(names, distance, i));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized %s \"%s\"", what, name),
			 errhint("It can be %s.", list.data)));
}

/*-------------------------------------------------------------------------
 *
 * declare.c
 *	  What is known of the inputs of a rule: kinds and ranges.
 *
 * It comes from how the rule uses them, and from what the caller declares:
 *
 *		{"n": "count", "x": "percent", "b / a": {"max": 1},
 *		 "status": {"kind": "choice", "choices": ["on time", "late"]},
 *		 "a": {"kind": "count", "title": "Dossiers received"}, "round_year": 2026}
 *
 * Too wide a range costs a note or a finding that nobody needs; too narrow a
 * one a fault that nobody hears of.  So context terms get no more than what
 * their definition says, and what nothing is known of may be any number.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"

/* years that round_year is taken to lie in where nothing is declared */
#define FIRST_YEAR	2000
#define LAST_YEAR	2099

static const char *const kind_names[] = {
	"number", "count", "percent", "amount", "boolean", "choice", "date"
};

typedef enum DeclaredKind
{
	DECLARED_NUMBER,
	DECLARED_COUNT,
	DECLARED_PERCENT,
	DECLARED_AMOUNT,
	DECLARED_BOOLEAN,
	DECLARED_CHOICE,
	DECLARED_DATE
} DeclaredKind;

/* One entry of the caller's object. */
typedef struct Declaration
{
	const char *name;			/* as the caller wrote it */
	const RuleNode *key;		/* what it is about */
	DeclaredKind kind;
	NumInterval range;
	List	   *texts;
	const char *title;
} Declaration;

/* ---------- how the rules use their inputs ---------- */

/* one more text that an input may have */
static void
AddText(Input *input, const char *text)
{
	bool		added;
	int			number;

	if (input->text_numbers == NULL)
	{
		input->text_numbers = palloc(sizeof(NameTable));
		NameTableInit(input->text_numbers, CurrentMemoryContext);
	}
	number = NameTableAdd(input->text_numbers, text, (int) strlen(text), &added);
	if (added)
		input->texts = lappend(input->texts, (void *) input->text_numbers->names[number]);
}

/* which of its texts this is, or -1 */
int
InputTextNumber(const Input *input, const char *text)
{
	return input->text_numbers == NULL ? -1 :
		NameTableFind(input->text_numbers, text, (int) strlen(text));
}

static void
NoteText(Input *input, const char *text)
{
	input->as_text = true;
	AddText(input, text);
}

/* inputs whose text may be the value of the node: it is compared with a text */
static void
NoteTextOperand(Analysis *analysis, const Subject *subject, const RuleNode *node, const char *text)
{
	ListCell   *lc;

	if (node->kind == RULE_VARIABLE || node->kind == RULE_CONTEXT)
		NoteText(&analysis->inputs[subject->inputs[node->variable]], text);
	else if (node->kind == RULE_CALL && node->op == RULE_COALESCE)
		foreach(lc, node->arguments)
			NoteTextOperand(analysis, subject, lfirst(lc), text);
}

/* a string that does not stand for a number */
static bool
IsText(const RuleNode *node)
{
	Fraction	number;

	return node->kind == RULE_STRING &&
		!TextNumber(node->text, &number);
}

static void
NoteUse(Analysis *analysis, const Subject *subject, const RuleNode *node,
		bool condition, bool may_be_unknown)
{
	ListCell   *lc;
	ListCell   *other;
	Input	   *input;

	check_stack_depth();
	switch (node->kind)
	{
		case RULE_VARIABLE:
		case RULE_CONTEXT:
			input = &analysis->inputs[subject->inputs[node->variable]];
			if (condition)
				input->as_condition = true;
			else
				input->as_number = true;
			if (may_be_unknown)
				input->may_be_unknown = true;
			return;
		case RULE_KNOWN:
			input = &analysis->inputs[subject->inputs[((RuleNode *) linitial(node->arguments))->variable]];
			input->may_be_unknown = true;
			return;
		case RULE_CALL:
			if (node->op == RULE_DATE && list_length(node->arguments) == 1)
			{
				const RuleNode *argument = linitial(node->arguments);

				if (argument->kind == RULE_STRING)
					return;
				input = &analysis->inputs[subject->inputs[argument->variable]];
				input->as_date = true;
				if (may_be_unknown)
					input->may_be_unknown = true;
				return;
			}
			break;
		case RULE_COMPARE:
		case RULE_IN:
			foreach(lc, node->arguments)
			{
				const RuleNode *text = lfirst(lc);

				if (!IsText(text))
					continue;
				foreach(other, node->arguments)
					NoteTextOperand(analysis, subject, lfirst(other), text->text);
			}
			break;
		default:
			break;
	}
	foreach(lc, node->arguments)
		NoteUse(analysis, subject, lfirst(lc),
				node->kind == RULE_AND || node->kind == RULE_OR || node->kind == RULE_NOT ||
				(node->kind == RULE_CALL && node->op == RULE_COUNT),
				may_be_unknown ||
				(node->kind == RULE_CALL && node->op == RULE_COALESCE &&
				 lnext(node->arguments, lc) != NULL));
}

static int
FindInput(const Analysis *analysis, const char *name)
{
	for (int i = 0; i < analysis->ninputs; i++)
		if (strcmp(analysis->inputs[i].name, name) == 0)
			return i;
	return -1;
}

/* the input of a name, or NULL */
Input *
InputFind(const Analysis *analysis, const char *name)
{
	int			found = FindInput(analysis, name);

	return found >= 0 ? &analysis->inputs[found] : NULL;
}

static void
AddSubject(Analysis *analysis, Rule *rule)
{
	Subject    *subject = &analysis->subjects[analysis->nsubjects++];
	RuleError	error;
	ListCell   *lc;
	int			variable = 0;

	if (!RuleParse(RuleText(rule), rule->text_length, &subject->tree, &error))
		elog(ERROR, "stored rule cannot be read");
	subject->rule = rule;
	subject->inputs = palloc(sizeof(int) * Max(rule->nvariables, 1));
	foreach(lc, subject->tree.variables)
	{
		RuleNode   *node = lfirst(lc);
		int			found = FindInput(analysis, node->text);

		if (found < 0)
		{
			Input	   *input = &analysis->inputs[analysis->ninputs];

			memset(input, 0, sizeof(*input));
			input->name = node->text;
			input->context = node->kind == RULE_CONTEXT;
			input->term = input->context ? node : NULL;
			input->gate = input->context &&
				(node->op == RULE_POINTS_OF || node->op == RULE_AGENCY);
			input->last_year = input->context && node->op == RULE_PREVIOUS;
			input->domain = IntervalOfAll();
			input->known_atom = -1;
			found = analysis->ninputs++;

			/* what context terms are by their definition */
			if (node->kind == RULE_CONTEXT)
			{
				switch ((RuleContext) node->op)
				{
					case RULE_AGENCY:
					case RULE_PREVIOUS:
					case RULE_TARGET:
					case RULE_SELF:
						break;
					default:
						input->numeric = true;
						break;
				}
				switch ((RuleContext) node->op)
				{
					case RULE_PEER_RANK:
						input->integer = true;
						input->domain = IntervalFrom(FractionOfInt(1), true);
						break;
					case RULE_PEER_COUNT:
						input->integer = true;
						input->domain = IntervalFrom(FractionOfInt(0), true);
						break;
					case RULE_POINTS_OF:
						input->domain = IntervalFrom(FractionOfInt(0), true);
						break;
					case RULE_MAX_POINTS:
						/* 0 is the maximum of what is only monitored */
						input->domain = IntervalFrom(FractionOfInt(0), true);
						break;
					case RULE_ROUND_YEAR:
						input->integer = true;
						input->domain = IntervalBetween(FIRST_YEAR, LAST_YEAR);
						break;
					default:
						break;
				}
			}
		}
		subject->inputs[variable++] = found;
	}
	foreach(lc, subject->tree.arms)
	{
		RuleArm    *arm = lfirst(lc);

		if (arm->condition != NULL)
			NoteUse(analysis, subject, arm->condition, true, false);
		if (arm->points != NULL)
			NoteUse(analysis, subject, arm->points, false, false);
	}
}

/* does a term of the node, other than the node itself, read a variable? */
static bool
ReadsInside(const RuleNode *node, const char *name, bool inside)
{
	ListCell   *lc;

	check_stack_depth();
	if (inside && node->kind == RULE_VARIABLE && strcmp(node->text, name) == 0)
		return true;
	foreach(lc, node->arguments)
		if (ReadsInside(lfirst(lc), name, inside || node->kind == RULE_CONTEXT))
			return true;
	return false;
}

/*
 * An input for what is declared of a variable that rules read within context terms
 * only, as n in peer_max(n): scoring does not ask for it, but what it can be tells
 * what the term can be.  NULL if none reads it.
 */
static Input *
AddInner(Analysis *analysis, const char *name)
{
	ListCell   *lc;
	Input	   *input;

	for (int i = 0; i < analysis->nsubjects; i++)
	{
		foreach(lc, analysis->subjects[i].tree.variables)
		{
			if (!ReadsInside(lfirst(lc), name, false))
				continue;
			input = &analysis->inputs[analysis->ninputs++];
			memset(input, 0, sizeof(*input));
			input->name = name;
			input->inner = true;
			input->domain = IntervalOfAll();
			input->known_atom = -1;
			return input;
		}
	}
	return NULL;
}

/* ---------- declarations ---------- */

static void
BadDeclaration(const char *name, const char *what, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid declaration of variable \"%s\"", name),
			 errdetail("%s", what),
			 hint ? errhint("%s", hint) : 0));
}

static char *
JsonText(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

static NumInterval
KindRange(DeclaredKind kind)
{
	int			first;
	int			last;

	switch (kind)
	{
		case DECLARED_COUNT:
			return IntervalFrom(FractionOfInt(0), true);
		case DECLARED_PERCENT:
		case DECLARED_BOOLEAN:
			return IntervalBetween(0, 1);
		case DECLARED_DATE:
			if (RuleDayNumber(1, 1, 1, &first) && RuleDayNumber(9999, 12, 31, &last))
				return IntervalBetween(first, last);
			/* FALLTHROUGH */
		default:
			return IntervalOfAll();
	}
}

static DeclaredKind
ReadKind(const char *name, const JsonbValue *value)
{
	char	   *kind;

	if (value->type != jbvString)
		BadDeclaration(name, "Its kind is no string.", NULL);
	kind = JsonText(value);
	for (int i = 0; i < (int) lengthof(kind_names); i++)
		if (strcmp(kind, kind_names[i]) == 0)
			return (DeclaredKind) i;
	BadDeclaration(name, psprintf("There is no kind \"%s\".", kind),
				   "Kinds are count, percent, amount, boolean, choice, date and number.");
	return DECLARED_NUMBER;
}

static Fraction
ReadBound(const char *name, const JsonbValue *value)
{
	Fraction	bound;
	PackedDecimal decimal = {0};
	int			days;

	if (value->type == jbvString)
	{
		if (RuleReadDate(value->val.string.val, value->val.string.len, &days))
			return FractionOfInt(days);
		if (TextNumber(JsonText(value), &bound))
			return bound;
	}
	if (value->type != jbvNumeric)
		BadDeclaration(name, "A bound is neither a number nor a date.",
					   "Numbers are written without quotes, dates as \"YYYY-MM-DD\".");
	if (!NumericIsFinite(value->val.numeric))
		BadDeclaration(name, "A bound is not finite.", NULL);
	(void) DecimalOpen(value->val.numeric, &decimal);
	if (DecimalIsLong(&decimal, ANALYSIS_MAX_DIGITS))
		BadDeclaration(name, psprintf("A bound has more than %d digits.", ANALYSIS_MAX_DIGITS), NULL);
	FractionSetNumeric(&bound, value->val.numeric);
	bound = FractionPlus(bound, FractionOfInt(0));
	if (FractionDigits(&bound) > ANALYSIS_MAX_DIGITS)
		BadDeclaration(name, psprintf("A bound has more than %d digits.", ANALYSIS_MAX_DIGITS), NULL);
	return bound;
}

static List *
ReadChoices(const char *name, const JsonbValue *value)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	element;
	List	   *texts = NIL;

	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		BadDeclaration(name, "Its choices are no array.", NULL);
	iterator = JsonbIteratorInit(value->val.binary.data);
	while ((token = JsonbIteratorNext(&iterator, &element, true)) != WJB_DONE)
	{
		if (token != WJB_ELEM)
			continue;
		if (element.type != jbvString)
			BadDeclaration(name, "A choice is no string.", NULL);
		texts = lappend(texts, JsonText(&element));
		if (TextIsLongNumber(llast(texts)))
			BadDeclaration(name, psprintf("A choice is a number of more than %d digits.",
										  ANALYSIS_MAX_DIGITS), NULL);
	}
	if (texts == NIL)
		BadDeclaration(name, "It has no choices.", NULL);
	return texts;
}

/* {"kind": ..., "min": ..., "max": ..., "choices": [...]} */
static void
ReadObject(Declaration *declaration, JsonbContainer *object)
{
	static const char *const keys[] = {"kind", "min", "max", "choices", "title"};
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	value;
	JsonbValue	found;
	const char *name = declaration->name;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		bool		known = false;

		if (token != WJB_KEY)
			continue;
		for (int i = 0; i < (int) lengthof(keys); i++)
			if ((int) strlen(keys[i]) == value.val.string.len &&
				memcmp(keys[i], value.val.string.val, value.val.string.len) == 0)
				known = true;
		if (!known)
			BadDeclaration(name, psprintf("There is no property \"%s\".", JsonText(&value)),
						   "Properties are kind, min, max, choices and title.");
	}
	if (getKeyJsonValueFromContainer(object, "choices", 7, &found))
	{
		declaration->texts = ReadChoices(name, &found);
		declaration->kind = DECLARED_CHOICE;
	}
	if (getKeyJsonValueFromContainer(object, "kind", 4, &found))
	{
		declaration->kind = ReadKind(name, &found);
		if (declaration->texts != NIL && declaration->kind != DECLARED_CHOICE)
			BadDeclaration(name, "Only a choice has choices.", NULL);
	}
	if (getKeyJsonValueFromContainer(object, "title", 5, &found) && found.type != jbvNull)
	{
		if (found.type != jbvString)
			BadDeclaration(name, "Its title is no string.", NULL);
		declaration->title = JsonText(&found);
	}
	declaration->range = KindRange(declaration->kind);
	if (getKeyJsonValueFromContainer(object, "min", 3, &found) && found.type != jbvNull)
		declaration->range = IntervalIntersect(declaration->range,
											   IntervalFrom(ReadBound(name, &found), true));
	if (getKeyJsonValueFromContainer(object, "max", 3, &found) && found.type != jbvNull)
		declaration->range = IntervalIntersect(declaration->range,
											   IntervalTo(ReadBound(name, &found), true));
	if (IntervalIsEmpty(&declaration->range))
		BadDeclaration(name, "No value lies between its bounds.", NULL);
}

/* a kind, an object, or the one value that it has */
static void
ReadDeclaration(Declaration *declaration, const JsonbValue *value)
{
	int			days;

	declaration->kind = DECLARED_NUMBER;
	declaration->range = IntervalOfAll();
	declaration->texts = NIL;
	switch (value->type)
	{
		case jbvString:
			if (RuleReadDate(value->val.string.val, value->val.string.len, &days))
			{
				declaration->kind = DECLARED_DATE;
				declaration->range = IntervalOfPoint(FractionOfInt(days));
				break;
			}
			declaration->kind = ReadKind(declaration->name, value);
			declaration->range = KindRange(declaration->kind);
			break;
		case jbvNumeric:
			declaration->range = IntervalOfPoint(ReadBound(declaration->name, value));
			break;
		case jbvBool:
			declaration->kind = DECLARED_BOOLEAN;
			declaration->range = IntervalBetween(value->val.boolean, value->val.boolean);
			break;
		case jbvNull:
			break;
		case jbvBinary:
			if (JsonContainerIsObject(value->val.binary.data))
			{
				ReadObject(declaration, value->val.binary.data);
				break;
			}
			/* FALLTHROUGH */
		default:
			BadDeclaration(declaration->name, "It is an array.",
						   "Declare a kind, an object such as {\"kind\": \"count\", \"max\": 10}, or the one value that it has.");
	}
}

/*
 * What is declared of a context term comes on top of what it means: a rank is an
 * integer from 1 however it is declared.  Only the years may be others than those
 * that are taken where nothing is said.
 */
static NumInterval
DeclaredRange(const Input *input, NumInterval range)
{
	NumInterval both = IntervalIntersect(input->domain, range);

	if (IntervalIsAll(&range))
		return input->domain;
	return IntervalIsEmpty(&both) ||
		(input->context && input->term->op == RULE_ROUND_YEAR) ? range : both;
}

static void
DeclareInput(Input *input, const Declaration *declaration)
{
	ListCell   *lc;

	input->declared = true;
	input->title = declaration->title;
	input->percent = declaration->kind == DECLARED_PERCENT;
	input->domain = DeclaredRange(input, declaration->range);
	input->integer |= declaration->kind == DECLARED_COUNT ||
		declaration->kind == DECLARED_BOOLEAN || declaration->kind == DECLARED_DATE;
	input->boolean = declaration->kind == DECLARED_BOOLEAN;
	input->kind = declaration->kind == DECLARED_CHOICE ? INPUT_CHOICE :
		declaration->kind == DECLARED_DATE ? INPUT_DATE : INPUT_NUMBER;
	if (declaration->kind == DECLARED_NUMBER && IntervalIsPoint(&declaration->range) &&
		FractionDenominator(&declaration->range.low) == 1)
		input->integer = true;
	if (declaration->texts != NIL)
	{
		input->texts = NIL;
		input->text_numbers = NULL;
		foreach(lc, declaration->texts)
			AddText(input, lfirst(lc));
	}
	else
		input->other_text = true;
	if (declaration->kind == DECLARED_NUMBER && IntervalIsAll(&declaration->range))
		input->declared = false;	/* nothing was said */
}

/*
 * What is a choice, a date or a boolean was one last year, and so is what the
 * agency had entered or was meant to reach, unless that is declared by itself.
 */
static void
DeclareAlike(Analysis *analysis, const Declaration *declaration)
{
	if (declaration->key->kind != RULE_VARIABLE ||
		(declaration->kind != DECLARED_CHOICE && declaration->kind != DECLARED_DATE &&
		 declaration->kind != DECLARED_BOOLEAN))
		return;
	for (int i = 0; i < analysis->ninputs; i++)
	{
		Input	   *input = &analysis->inputs[i];
		const RuleNode *argument;

		if (!input->context || input->numeric || input->declared || input->term->op == RULE_AGENCY)
			continue;
		argument = linitial(input->term->arguments);
		if (argument->kind == RULE_VARIABLE && strcmp(argument->text, declaration->key->text) == 0)
		{
			Declaration alike = *declaration;

			/* the bounds of a date, or the one value of a boolean, are this year's */
			alike.range = KindRange(declaration->kind);
			alike.title = NULL;
			DeclareInput(input, &alike);
		}
	}
}

/*
 * The monomial that an expression such as b / a stands for, or -1.  Inputs
 * that the rules do not have leave -1 too.
 */
static int
RatioMonomial(Analysis *analysis, const RuleNode *node)
{
	int			monomial = 0;

	if (node->kind != RULE_PRODUCT)
		return -1;
	for (int i = 0; i < list_length(node->arguments); i++)
	{
		const RuleNode *argument = list_nth(node->arguments, i);
		int			input;
		Power		power;
		bool		below = i > 0 && list_nth_int(node->operators, i - 1) == '/';

		if (argument->kind != RULE_VARIABLE && argument->kind != RULE_CONTEXT)
			return -1;
		input = FindInput(analysis, argument->text);
		if (input < 0 || analysis->inputs[input].kind != INPUT_NUMBER)
			return -1;
		power.atom = analysis->inputs[input].atom;
		power.exponent = 1;
		monomial = MonomialMultiply(analysis, monomial, MonomialIntern(analysis, &power, 1),
									below ? -1 : 1);
	}
	return monomial;
}

/* is it a product or quotient of variables? */
static bool
IsRatio(const RuleNode *node)
{
	ListCell   *lc;

	if (node->kind != RULE_PRODUCT)
		return false;
	foreach(lc, node->arguments)
	{
		const RuleNode *argument = lfirst(lc);

		if (argument->kind != RULE_VARIABLE && argument->kind != RULE_CONTEXT)
			return false;
	}
	return true;
}

/* what a key of the declarations speaks of */
static const RuleNode *
ReadKey(const char *name)
{
	RuleTree	tree;
	RuleError	error;
	const RuleNode *node = NULL;

	if (RuleParse(name, strlen(name), &tree, &error) && tree.plain)
		node = ((RuleArm *) linitial(tree.arms))->points;
	if (node == NULL ||
		!(node->kind == RULE_VARIABLE || node->kind == RULE_CONTEXT || IsRatio(node)))
		BadDeclaration(name, "It is neither a variable nor a product or quotient of variables.",
					   NULL);
	return node;
}

/* the atoms of an input, and the axes along which it can be cut */
static void
AddAtoms(Analysis *analysis, int index)
{
	Input	   *input = &analysis->inputs[index];
	AtomKind	kind = ATOM_NUMBER;
	Form		form;

	if (!input->declared && !input->numeric)
	{
		if (input->as_text)
		{
			input->kind = INPUT_CHOICE;
			input->other_text = true;
		}
		else if (input->as_date)
		{
			input->kind = INPUT_DATE;
			input->integer = true;
			input->domain = KindRange(DECLARED_DATE);
		}
		else if (input->as_condition)
		{
			input->boolean = input->integer = true;
			input->domain = IntervalBetween(0, 1);
		}
	}
	if (input->kind == INPUT_CHOICE)
	{
		kind = ATOM_CHOICE;
		input->integer = true;
		input->domain = IntervalBetween(0, list_length(input->texts) - (input->other_text ? 0 : 1));
	}
	else if (input->kind == INPUT_DATE)
		kind = ATOM_DATE;
	if (input->integer)
		input->domain = IntervalOfIntegers(input->domain);
	if (IntervalIsEmpty(&input->domain))
		BadDeclaration(input->name, "No value lies between its bounds.", NULL);
	input->atom = AtomIntern(analysis, kind, index, NULL);
	analysis->atoms[input->atom].integer = input->integer;
	analysis->atoms[input->atom].domain = input->domain;
	form = FormAtom(analysis, input->atom);
	analysis->axes[AxisFor(analysis, &form)].percent = input->percent;
	if (input->may_be_unknown)
	{
		input->known_atom = AtomIntern(analysis, ATOM_KNOWN, index, NULL);
		form = FormAtom(analysis, input->known_atom);
		(void) AxisFor(analysis, &form);
	}
}

/* ---------- analysis ---------- */

/*
 * Get rules ready for analysis, in the current memory context.  What is declared
 * but used by none of them is listed in *unused, if that is wanted.
 */
Analysis *
AnalysisCreate(int nrules, Rule **rules, Jsonb *variables, Numeric max_points, List **unused)
{
	Analysis   *analysis = palloc0(sizeof(Analysis));
	List	   *declarations = NIL;
	ListCell   *lc;
	int			input;

	analysis->memory = CurrentMemoryContext;
	analysis->scratch = AllocSetContextCreate(analysis->memory, "inputs that are tried",
											  ALLOCSET_DEFAULT_SIZES);
	NameTableInit(&analysis->texts, analysis->memory);
	AtomTablesCreate(analysis);
	AxisTableCreate(analysis);
	analysis->subjects = palloc0(sizeof(Subject) * nrules);
	if (variables != NULL)
	{
		JsonbIterator *iterator;
		JsonbIteratorToken token;
		JsonbValue	value;
		Declaration *declaration = NULL;

		if (!JB_ROOT_IS_OBJECT(variables))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("declarations of variables must be a JSON object"),
					 errhint("For example {\"n\": \"count\", \"x\": \"percent\"}.")));
		iterator = JsonbIteratorInit(&variables->root);
		while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
		{
			if (token == WJB_KEY)
			{
				declaration = palloc0(sizeof(Declaration));
				declaration->name = JsonText(&value);
				declaration->key = ReadKey(declaration->name);
			}
			else if (token == WJB_VALUE)
			{
				ReadDeclaration(declaration, &value);
				declarations = lappend(declarations, declaration);
			}
		}
	}

	analysis->inputs = palloc(sizeof(Input) * (nrules * RULE_MAX_VARIABLES +
											   list_length(declarations)));
	for (int i = 0; i < nrules; i++)
		AddSubject(analysis, rules[i]);

	/* single inputs first: ratios need their atoms */
	foreach(lc, declarations)
	{
		Declaration *declaration = lfirst(lc);
		const RuleNode *node = declaration->key;
		Input	   *about;

		if (IsRatio(node))
			continue;
		about = InputFind(analysis, node->text);
		if (about == NULL)
			about = AddInner(analysis, node->text);
		if (about != NULL)
			DeclareInput(about, declaration);
		else if (unused != NULL)
			*unused = lappend(*unused, (void *) declaration->name);
	}
	foreach(lc, declarations)
		DeclareAlike(analysis, lfirst(lc));
	input = FindInput(analysis, "max_points");
	if (input >= 0 && max_points != NULL)
	{
		Fraction	value;

		FractionSetNumeric(&value, max_points);
		value = FractionPlus(value, FractionOfInt(0));
		analysis->inputs[input].domain = IntervalOfPoint(value);
		analysis->inputs[input].integer = FractionDenominator(&value) == 1;
		analysis->inputs[input].kind = INPUT_NUMBER;
		analysis->inputs[input].boolean = false;
	}
	for (int i = 0; i < analysis->ninputs; i++)
		AddAtoms(analysis, i);
	foreach(lc, declarations)
	{
		Declaration *declaration = lfirst(lc);
		const RuleNode *node = declaration->key;
		int			monomial;

		if (!IsRatio(node))
			continue;
		if (declaration->kind != DECLARED_NUMBER && declaration->kind != DECLARED_PERCENT &&
			declaration->kind != DECLARED_AMOUNT)
			BadDeclaration(declaration->name, "A product or quotient is a number or a percent.", NULL);
		monomial = RatioMonomial(analysis, node);
		if (monomial > 0)
		{
			Form		form = FormOfTerm(monomial, FractionOfInt(1));

			analysis->monomials[monomial].declared = declaration->range;
			analysis->monomials[monomial].title = declaration->title;
			if (declaration->kind == DECLARED_PERCENT)
				analysis->axes[AxisFor(analysis, &form)].percent = true;
		}
		else if (unused != NULL)
			*unused = lappend(*unused, (void *) declaration->name);
	}
	AnalysisRelate(analysis);
	return analysis;
}

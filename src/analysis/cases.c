/*-------------------------------------------------------------------------
 *
 * cases.c
 *	  From a scoring rule to its cases.
 *
 * The rule is carried out as rule/eval.c does it, in the same order and as
 * lazily, but with forms for numbers and a region for the inputs.  An
 * expression has a list of branches for its value: each a region, and the value
 * there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/analysis.h"

typedef enum SymbolKind
{
	SYMBOL_NUMBER,
	SYMBOL_TEXT,				/* a string of the rule */
	SYMBOL_CHOICE,				/* the text of an input */
	SYMBOL_TRUE,
	SYMBOL_FALSE,
	SYMBOL_UNKNOWN,
	SYMBOL_FAULT
} SymbolKind;

typedef struct Branch
{
	Region	   *region;
	SymbolKind	kind;
	Form		form;			/* of a number */
	const char *text;
	int			input;			/* of a choice */
	Fault		fault;
} Branch;

/* why an expression cannot be analysed */
static const char *const too_long = "its numbers, sums or products are too long";

static List *Expand(Analysis *analysis, const RuleNode *node, Region *region);
static List *ExpandTruth(Analysis *analysis, const RuleNode *node, Region *region);

/* ---------- branches ---------- */

static Branch *
MakeBranch(Region *region, SymbolKind kind)
{
	Branch	   *branch = palloc0(sizeof(Branch));

	branch->region = region;
	branch->kind = kind;
	return branch;
}

static Branch *
NumberBranch(Analysis *analysis, Region *region, Form form)
{
	Branch	   *branch = MakeBranch(region, SYMBOL_NUMBER);

	branch->form = form;
	if (FormTooLong(analysis, &form))
	{
		branch->kind = SYMBOL_FAULT;
		branch->fault.kind = FAULT_OPAQUE;
		branch->fault.text = too_long;
	}
	return branch;
}

static Branch *
FaultBranch(Region *region, FaultKind kind, const char *text)
{
	Branch	   *branch = MakeBranch(region, SYMBOL_FAULT);

	branch->fault.kind = kind;
	branch->fault.text = text;
	return branch;
}

static List *
OneNumber(Analysis *analysis, Region *region, Form form)
{
	return list_make1(NumberBranch(analysis, region, form));
}

static List *
OneFault(Region *region, FaultKind kind, const char *text)
{
	return list_make1(FaultBranch(region, kind, text));
}

/* a branch of the same kind for each region of a list */
static List *
AppendBranches(List *branches, List *regions, SymbolKind kind)
{
	ListCell   *lc;

	foreach(lc, regions)
		branches = lappend(branches, MakeBranch(lfirst(lc), kind));
	return branches;
}

/* count a step; false when there have been too many */
static bool
Step(Analysis *analysis)
{
	CHECK_FOR_INTERRUPTS();
	if (++analysis->steps > ANALYSIS_MAX_STEPS)
		analysis->exhausted = true;
	return !analysis->exhausted;
}

char *
NodeText(const Subject *subject, const RuleNode *node)
{
	return pnstrdup(subject->text + node->start, node->length);
}

static const char *
CurrentText(Analysis *analysis, const RuleNode *node)
{
	return NodeText(analysis->subject, node);
}

/* is there a number written with % in it? */
static bool
HasPercent(Analysis *analysis, const RuleNode *node)
{
	return memchr(analysis->subject->text + node->start, '%', node->length) != NULL;
}

/* make it a number, or a fault; unknown and faults stay as they are */
static void
ToNumber(Analysis *analysis, Branch *branch)
{
	Fraction	number;

	switch (branch->kind)
	{
		case SYMBOL_TEXT:
			if (TextNumber(branch->text, &number))
			{
				branch->kind = SYMBOL_NUMBER;
				branch->form = FormConstant(number);
				return;
			}
			branch->kind = SYMBOL_FAULT;
			branch->fault.kind = FAULT_INPUT;
			branch->fault.text = psprintf("text \"%s\" is not a number", branch->text);
			break;
		case SYMBOL_CHOICE:
			branch->kind = SYMBOL_FAULT;
			branch->fault.kind = FAULT_OPAQUE;
			branch->fault.text = psprintf("input \"%s\" is compared with texts and used as a number",
										  analysis->inputs[branch->input].name);
			break;
		default:
			break;
	}
}

/* ---------- inputs ---------- */

static List *
ExpandInput(Analysis *analysis, const RuleNode *node, Region *region)
{
	int			index = analysis->subject->inputs[node->variable];
	Input	   *input = &analysis->inputs[index];
	List	   *known = NIL;
	List	   *unknown = NIL;
	List	   *branches = NIL;
	ListCell   *lc;

	if (input->known_atom >= 0)
		RegionCompare(analysis, region, FormAtom(analysis, input->known_atom),
					  RULE_NE, &known, &unknown);
	else
		known = list_make1(region);
	foreach(lc, known)
	{
		Region	   *part = lfirst(lc);
		Branch	   *branch;

		switch (input->kind)
		{
			case INPUT_CHOICE:
				branch = MakeBranch(part, SYMBOL_CHOICE);
				branch->input = index;
				break;
			case INPUT_NUMBER:
				branch = NumberBranch(analysis, part,
									  RegionSubstitute(analysis, part,
													   FormAtom(analysis, input->atom)));
				break;
			default:
				branch = FaultBranch(part, FAULT_OPAQUE,
									 psprintf("input \"%s\" is read by date() and used without it",
											  input->name));
				break;
		}
		branches = lappend(branches, branch);
	}
	return AppendBranches(branches, unknown, SYMBOL_UNKNOWN);
}

/* ---------- dates ---------- */


static List *
ExpandDateText(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *known = NIL;
	List	   *unknown = NIL;
	List	   *branches = NIL;
	ListCell   *lc;
	Input	   *input;
	int			days;

	if (node->kind == RULE_STRING)
	{
		if (RuleReadDate(node->text, strlen(node->text), &days))
			return OneNumber(analysis, region, FormConstant(FractionOfInt(days)));
		return OneFault(region, FAULT_INPUT, psprintf("text \"%s\" is not a date", node->text));
	}
	input = &analysis->inputs[analysis->subject->inputs[node->variable]];
	if (input->kind != INPUT_DATE)
		return OneFault(region, FAULT_OPAQUE,
						psprintf("input \"%s\" is read by date() and used without it",
								 input->name));
	if (input->known_atom >= 0)
		RegionCompare(analysis, region, FormAtom(analysis, input->known_atom),
					  RULE_NE, &known, &unknown);
	else
		known = list_make1(region);
	foreach(lc, known)
		branches = lappend(branches,
						   NumberBranch(analysis, lfirst(lc),
										RegionSubstitute(analysis, lfirst(lc),
														 FormAtom(analysis, input->atom))));
	return AppendBranches(branches, unknown, SYMBOL_UNKNOWN);
}

/*
 * date(year, month, day) for a year that is an input, perhaps with a number
 * added.  The calendar from 1901 to 2099 repeats every four years, so that for
 * each remainder such a day lies a fixed number of days after 1 January of the
 * input's year.
 */
static List *
ExpandDateOfYear(Analysis *analysis, const Form *year, int month, int day, Region *region)
{
	Form		rest = FormWithoutConstant(year);
	Fraction	constant = FormConstantPart(year);
	Fraction	one = FractionOfInt(1);
	NumInterval	domain;
	int			atom = -1;
	int			shift;
	int			low;
	int			high;
	int			mod_atom;
	int			first_low;
	int			first_high;
	List	   *branches = NIL;

	if (rest.nterms == 1 && FractionCompare(&rest.terms[0].factor, &one) == 0)
		atom = MonomialAtom(analysis, rest.terms[0].monomial);
	if (atom >= 0)
		domain = RegionAtom(analysis, region, atom);
	if (atom < 0 || analysis->atoms[atom].kind != ATOM_NUMBER ||
		!analysis->atoms[atom].integer || !domain.low_finite || !domain.high_finite ||
		!FractionToInt(&constant, -100, 100, &shift) ||
		!FractionToInt(&domain.low, 1901, 2099, &low) ||
		!FractionToInt(&domain.high, 1901, 2099, &high) ||
		low + shift < 1901 || high + shift > 2099 ||
		!RuleDayNumber(low, 1, 1, &first_low) || !RuleDayNumber(high, 1, 1, &first_high))
		return OneFault(region, FAULT_OPAQUE,
						"the year of a date is no whole number between 1901 and 2099, as far as is known");

	mod_atom = AtomIntern(analysis, ATOM_YEAR_MOD, atom, NULL);
	analysis->atoms[mod_atom].integer = true;
	analysis->atoms[mod_atom].domain = IntervalBetween(0, 3);
	for (int mod = 0; mod < 4; mod++)
	{
		List	   *holds = NIL;
		List	   *fails = NIL;
		ListCell   *lc;

		RegionCompare(analysis, region,
					  FormSubtract(FormAtom(analysis, mod_atom), FormConstant(FractionOfInt(mod))),
					  RULE_EQ, &holds, &fails);
		foreach(lc, holds)
		{
			int			start_atom = AtomIntern(analysis, ATOM_NEW_YEAR, atom, NULL);
			Form		start = FormAtom(analysis, start_atom);
			int			sample = 2000 + mod;	/* within the period: it repeats */
			int			first;
			int			days;

			analysis->atoms[start_atom].integer = true;
			analysis->atoms[start_atom].domain =
				IntervalBetween(first_low, first_high);
			sample += shift < -90 ? 40 : shift > 90 ? -40 : 0;
			if (!RuleDayNumber(sample, 1, 1, &first) ||
				!RuleDayNumber(sample + shift, month, day, &days))
			{
				branches = lappend(branches,
								   FaultBranch(lfirst(lc), FAULT_INPUT,
											   psprintf("date(%s, %d, %d) is no date",
														FormText(analysis, year), month, day)));
				continue;
			}
			branches = lappend(branches,
							   NumberBranch(analysis, lfirst(lc),
											FormAdd(start, FormConstant(FractionOfInt(days - first)))));
		}
	}
	return branches;
}

static List *
ExpandDateParts(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *result = NIL;
	List	   *years;
	ListCell   *lc;
	Fraction	value;
	int			parts[3];
	int			days;

	/* month and day must be numbers */
	for (int i = 1; i < 3; i++)
	{
		List	   *branches = Expand(analysis, list_nth(node->arguments, i), region);
		Branch	   *branch = branches != NIL ? linitial(branches) : NULL;

		if (branch == NULL)
			return NIL;
		ToNumber(analysis, branch);
		if (list_length(branches) != 1 || branch->kind != SYMBOL_NUMBER ||
			!FormIsConstant(&branch->form, &value))
			return OneFault(region, FAULT_OPAQUE,
							psprintf("the month or day in \"%s\" is no plain number",
									 CurrentText(analysis, node)));
		if (!FractionToInt(&value, 1, 31, &parts[i]))
			return OneFault(region, FAULT_INPUT,
							psprintf("\"%s\" is no date", CurrentText(analysis, node)));
	}
	years = Expand(analysis, linitial(node->arguments), region);
	foreach(lc, years)
	{
		Branch	   *branch = lfirst(lc);

		ToNumber(analysis, branch);
		if (branch->kind != SYMBOL_NUMBER)
			result = lappend(result, branch);
		else if (!FormIsConstant(&branch->form, &value))
			result = list_concat(result, ExpandDateOfYear(analysis, &branch->form,
														  parts[1], parts[2], branch->region));
		else if (!FractionToInt(&value, 1, 9999, &parts[0]) ||
				 !RuleDayNumber(parts[0], parts[1], parts[2], &days))
			result = lappend(result, FaultBranch(branch->region, FAULT_INPUT,
												 psprintf("\"%s\" is no date",
														  CurrentText(analysis, node))));
		else
			result = lappend(result, NumberBranch(analysis, branch->region,
												  FormConstant(FractionOfInt(days))));
	}
	return result;
}

/* ---------- arithmetic ---------- */

/*
 * Booleans that are multiplied with something else are taken case by case, so
 * that the product is a form of first degree in each.
 */
static int
BooleanFactor(Analysis *analysis, const Region *region, const Form *a, const Form *b)
{
	const Form *forms[2] = {a, b};
	Fraction	value;

	if (FormIsConstant(a, &value) || FormIsConstant(b, &value))
		return -1;
	for (int f = 0; f < 2; f++)
	{
		for (int i = 0; i < forms[f]->nterms; i++)
		{
			int			atom = MonomialAtom(analysis, forms[f]->terms[i].monomial);
			NumInterval	domain;
			Fraction	one = FractionOfInt(1);

			if (atom < 0 || !analysis->atoms[atom].integer)
				continue;
			domain = RegionAtom(analysis, region, atom);
			if (domain.low_finite && domain.high_finite)
			{
				Fraction	width = FractionMinus(domain.high, domain.low);

				if (FractionCompare(&width, &one) <= 0 && !IntervalIsPoint(&domain))
					return atom;
			}
		}
	}
	return -1;
}

static List *
Multiply(Analysis *analysis, Region *region, Form a, Form b)
{
	List	   *result = NIL;
	List	   *holds = NIL;
	List	   *fails = NIL;
	ListCell   *lc;
	int			atom = BooleanFactor(analysis, region, &a, &b);

	if ((int64) a.nterms * b.nterms > 400)
		return OneFault(region, FAULT_OPAQUE, too_long);
	if (atom < 0)
		return OneNumber(analysis, region, FormMultiply(analysis, a, b));
	RegionCompare(analysis, region,
				  FormSubtract(FormAtom(analysis, atom),
							   FormConstant(RegionAtom(analysis, region, atom).low)),
				  RULE_EQ, &holds, &fails);
	foreach(lc, list_concat(holds, fails))
		result = list_concat(result,
							 Multiply(analysis, lfirst(lc),
									  RegionSubstitute(analysis, lfirst(lc), a),
									  RegionSubstitute(analysis, lfirst(lc), b)));
	return result;
}

/* one divided by a form that is not 0 in the region */
static Form
Inverse(Analysis *analysis, const Form *form)
{
	Fraction	one = FractionOfInt(1);
	Fraction	value;
	Form		unit;
	int			atom;

	if (FormIsConstant(form, &value))
		return FormConstant(FractionOver(one, value));
	if (form->nterms == 1)
		return FormOfTerm(MonomialMultiply(analysis, 0, form->terms[0].monomial, -1),
						  FractionOver(one, form->terms[0].factor));
	/* c * (x + ...): an atom of its own, after its first factor is taken out */
	unit = FormScale(*form, FractionOver(one, form->terms[0].factor));
	atom = AtomIntern(analysis, ATOM_INVERSE, 0, &unit);
	return FormScale(FormAtom(analysis, atom), FractionOver(one, form->terms[0].factor));
}

/* a / b; what remains where b is 0 is left in *zero, regions */
static List *
Divide(Analysis *analysis, Region *region, Form a, Form b, List **zero)
{
	List	   *sides[2] = {NIL, NIL};
	List	   *not_negative = NIL;
	List	   *result = NIL;
	ListCell   *lc;

	/* three parts, so that the sign of the divisor is known afterwards */
	if (!RegionCompare(analysis, region, b, RULE_LT, &sides[0], &not_negative))
		return OneFault(region, FAULT_OPAQUE, too_long);
	foreach(lc, not_negative)
		RegionCompare(analysis, lfirst(lc), b, RULE_EQ, zero, &sides[1]);
	foreach(lc, list_concat(sides[1], sides[0]))
	{
		Form		divisor = RegionSubstitute(analysis, lfirst(lc), b);
		Fraction	value;

		/* where it can only be 0, the region is empty */
		if (FormIsConstant(&divisor, &value) && FractionSign(&value) == 0)
			continue;
		result = list_concat(result, Multiply(analysis, lfirst(lc), a,
											  Inverse(analysis, &divisor)));
	}
	return result;
}

/* the values of two expressions in turn, as pairs */
typedef List *(*PairFunction) (Analysis *analysis, Branch *x, Branch *y, void *arg);

/*
 * Go on from each branch with the value of another expression.  Faults stop
 * there; if either is unknown, so is the result.
 */
static List *
ExpandWith(Analysis *analysis, List *branches, const RuleNode *node,
		   PairFunction combine, void *arg)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, branches)
	{
		Branch	   *x = lfirst(lc);
		List	   *others;
		ListCell   *other;

		ToNumber(analysis, x);
		if (x->kind == SYMBOL_FAULT)
		{
			result = lappend(result, x);
			continue;
		}
		others = Expand(analysis, node, x->region);
		foreach(other, others)
		{
			Branch	   *y = lfirst(other);

			ToNumber(analysis, y);
			if (y->kind == SYMBOL_FAULT)
				result = lappend(result, y);
			else if (x->kind == SYMBOL_UNKNOWN || y->kind == SYMBOL_UNKNOWN)
				result = lappend(result, MakeBranch(y->region, SYMBOL_UNKNOWN));
			else
				result = list_concat(result, combine(analysis, x, y, arg));
		}
		if (!Step(analysis))
			return NIL;
	}
	return result;
}

typedef struct ChainStep
{
	int			operator;
	const char *divisor;		/* text, for division */
} ChainStep;

static List *
CombineArithmetic(Analysis *analysis, Branch *x, Branch *y, void *arg)
{
	ChainStep  *step = arg;
	List	   *result;
	List	   *zero = NIL;
	ListCell   *lc;

	switch (step->operator)
	{
		case '+':
			return OneNumber(analysis, y->region, FormAdd(x->form, y->form));
		case '-':
			return OneNumber(analysis, y->region, FormSubtract(x->form, y->form));
		case '*':
			return Multiply(analysis, y->region, x->form, y->form);
		default:
			result = Divide(analysis, y->region, x->form, y->form, &zero);
			foreach(lc, zero)
				result = lappend(result, FaultBranch(lfirst(lc), FAULT_DIVISION, step->divisor));
			return result;
	}
}

static List *
ExpandChain(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *branches = Expand(analysis, linitial(node->arguments), region);

	for (int i = 1; i < list_length(node->arguments); i++)
	{
		const RuleNode *argument = list_nth(node->arguments, i);
		ChainStep	step;

		step.operator = list_nth_int(node->operators, i - 1);
		step.divisor = step.operator == '/' ? CurrentText(analysis, argument) : NULL;
		branches = ExpandWith(analysis, branches, argument, CombineArithmetic, &step);
	}
	return branches;
}

/* ---------- functions ---------- */

static List *
CombineExtreme(Analysis *analysis, Branch *x, Branch *y, void *arg)
{
	const RuleNode *node = arg;
	List	   *first = NIL;
	List	   *second = NIL;
	List	   *result = NIL;
	ListCell   *lc;
	bool		compared;

	analysis->percent = HasPercent(analysis, node);
	compared = RegionCompare(analysis, y->region, FormSubtract(x->form, y->form),
							 node->op == RULE_MIN ? RULE_LE : RULE_GE, &first, &second);
	analysis->percent = false;
	if (!compared)
		return OneFault(y->region, FAULT_OPAQUE, too_long);
	foreach(lc, first)
		result = lappend(result, NumberBranch(analysis, lfirst(lc), x->form));
	foreach(lc, second)
		result = lappend(result, NumberBranch(analysis, lfirst(lc), y->form));
	return result;
}

static Form
Floor(Analysis *analysis, Form form)
{
	Fraction	value;
	int			atom;

	if (FormIsConstant(&form, &value))
		return FormConstant(FractionFloorOf(value));
	if (FormIsInteger(analysis, &form))
		return form;
	atom = AtomIntern(analysis, ATOM_FLOOR, 0, &form);
	analysis->atoms[atom].integer = true;
	return FormAtom(analysis, atom);
}

/* a number that stands for a region: as it is where not negative, else by its opposite */
static List *
RoundBranch(Analysis *analysis, Branch *x, Fraction scale)
{
	List	   *result = NIL;
	List	   *sides[2] = {NIL, NIL};
	Fraction	one = FractionOfInt(1);
	Fraction	half = FractionOver(one, FractionOfInt(2));

	if (!RegionCompare(analysis, x->region, x->form, RULE_GE, &sides[0], &sides[1]))
		return OneFault(x->region, FAULT_OPAQUE, too_long);
	for (int side = 0; side < 2; side++)
	{
		ListCell   *lc;

		foreach(lc, sides[side])
		{
			Form		form = RegionSubstitute(analysis, lfirst(lc), x->form);
			Fraction	factor = side == 0 ? scale : FractionOpposite(scale);

			form = FormAdd(FormScale(form, factor), FormConstant(half));
			form = FormScale(Floor(analysis, form), FractionOver(one, factor));
			result = lappend(result, NumberBranch(analysis, lfirst(lc), form));
		}
	}
	return result;
}

static List *
CombineRound(Analysis *analysis, Branch *x, Branch *y, void *arg)
{
	Fraction	digits;
	Fraction	scale = FractionOfInt(1);
	int			decimals;

	(void) arg;
	if (!FormIsConstant(&y->form, &digits))
		return OneFault(y->region, FAULT_OPAQUE, "the decimals of round() depend on an input");
	if (!FractionToInt(&digits, -1000, 1000, &decimals))
		return OneFault(y->region, FAULT_INPUT,
						"number of decimals in round() must be an integer from -1000 to 1000");
	if (abs(decimals) > 100)
		return OneFault(y->region, FAULT_OPAQUE, "it rounds to more than 100 places");
	for (int i = 0; i < abs(decimals); i++)
		scale = FractionTimes(scale, FractionOfInt(10));
	x->region = y->region;
	return RoundBranch(analysis, x, decimals < 0 ? FractionOver(FractionOfInt(1), scale) : scale);
}

/* functions of one number */
static List *
ExpandUnary(Analysis *analysis, const RuleNode *node, int function, Region *region)
{
	List	   *branches = Expand(analysis, linitial(node->arguments), region);
	List	   *result = NIL;
	Fraction	minus = FractionOfInt(-1);
	ListCell   *lc;

	foreach(lc, branches)
	{
		Branch	   *x = lfirst(lc);
		List	   *sides[2] = {NIL, NIL};
		ListCell   *part;

		ToNumber(analysis, x);
		if (x->kind != SYMBOL_NUMBER)
		{
			result = lappend(result, x);
			continue;
		}
		switch (function)
		{
			case RULE_FLOOR:
				result = lappend(result, NumberBranch(analysis, x->region, Floor(analysis, x->form)));
				break;
			case RULE_CEIL:
				result = lappend(result,
								 NumberBranch(analysis, x->region,
											  FormScale(Floor(analysis, FormScale(x->form, minus)),
														minus)));
				break;
			case RULE_ROUND:
				result = list_concat(result, RoundBranch(analysis, x, FractionOfInt(1)));
				break;
			case RULE_ABS:
				if (!RegionCompare(analysis, x->region, x->form, RULE_GE, &sides[0], &sides[1]))
					return OneFault(x->region, FAULT_OPAQUE, too_long);
				foreach(part, sides[0])
					result = lappend(result, NumberBranch(analysis, lfirst(part), x->form));
				foreach(part, sides[1])
					result = lappend(result, NumberBranch(analysis, lfirst(part), FormScale(x->form, minus)));
				break;
			default:			/* a sign */
				result = lappend(result, NumberBranch(analysis, x->region, FormScale(x->form, minus)));
				break;
		}
	}
	return result;
}

/* n / d, or the third argument where d is 0; the divisor is looked at first */
static List *
ExpandRatio(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *divisors = Expand(analysis, lsecond(node->arguments), region);
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, divisors)
	{
		Branch	   *divisor = lfirst(lc);
		List	   *zero = NIL;
		List	   *not_zero = NIL;
		ListCell   *part;

		ToNumber(analysis, divisor);
		if (divisor->kind == SYMBOL_FAULT)
		{
			result = lappend(result, divisor);
			continue;
		}
		if (divisor->kind == SYMBOL_UNKNOWN)
			not_zero = list_make1(divisor->region);
		else if (!RegionCompare(analysis, divisor->region, divisor->form, RULE_EQ,
								&zero, &not_zero))
			return OneFault(region, FAULT_OPAQUE, too_long);
		foreach(part, zero)
		{
			List	   *branches = Expand(analysis, lthird(node->arguments), lfirst(part));
			ListCell   *branch;

			/* as in the evaluator, what stands for it must be a number */
			foreach(branch, branches)
				ToNumber(analysis, lfirst(branch));
			result = list_concat(result, branches);
		}
		foreach(part, not_zero)
		{
			List	   *dividends = Expand(analysis, linitial(node->arguments), lfirst(part));
			ListCell   *branch;

			foreach(branch, dividends)
			{
				Branch	   *x = lfirst(branch);
				List	   *none = NIL;

				ToNumber(analysis, x);
				if (x->kind == SYMBOL_NUMBER && divisor->kind == SYMBOL_NUMBER)
					result = list_concat(result, Divide(analysis, x->region, x->form,
														divisor->form, &none));
				else if (x->kind == SYMBOL_FAULT)
					result = lappend(result, x);
				else
					result = lappend(result, MakeBranch(x->region, SYMBOL_UNKNOWN));
			}
		}
	}
	return result;
}

/* the first that is known */
static List *
ExpandCoalesce(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *open = list_make1(region);
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, node->arguments)
	{
		List	   *next = NIL;
		ListCell   *part;

		foreach(part, open)
		{
			ListCell   *branch;

			foreach(branch, Expand(analysis, lfirst(lc), lfirst(part)))
			{
				Branch	   *x = lfirst(branch);

				if (x->kind == SYMBOL_UNKNOWN && lnext(node->arguments, lc) != NULL)
					next = lappend(next, x->region);
				else
					result = lappend(result, x);
			}
		}
		open = next;
	}
	return result;
}

static List *
ExpandCall(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *branches;

	switch (node->op)
	{
		case RULE_MIN:
		case RULE_MAX:
			branches = Expand(analysis, linitial(node->arguments), region);
			for (int i = 1; i < list_length(node->arguments); i++)
				branches = ExpandWith(analysis, branches, list_nth(node->arguments, i),
									  CombineExtreme, (void *) node);
			return branches;
		case RULE_ROUND:
			if (list_length(node->arguments) == 2)
				return ExpandWith(analysis,
								  Expand(analysis, linitial(node->arguments), region),
								  lsecond(node->arguments), CombineRound, NULL);
			return ExpandUnary(analysis, node, node->op, region);
		case RULE_RATIO:
			return ExpandRatio(analysis, node, region);
		case RULE_COALESCE:
			return ExpandCoalesce(analysis, node, region);
		case RULE_DATE:
			if (list_length(node->arguments) == 1)
				return ExpandDateText(analysis, linitial(node->arguments), region);
			return ExpandDateParts(analysis, node, region);
		default:
			return ExpandUnary(analysis, node, node->op, region);
	}
}

static Fraction
NumberOf(const RuleNode *node)
{
	Fraction	value;

	FractionSetNumeric(&value, NumericFromText(node->text));
	if (node->percent)
		value = FractionOver(value, FractionOfInt(100));
	/* in lowest terms, and in machine integers if they fit */
	return FractionPlus(value, FractionOfInt(0));
}

/* the branches of an expression */
static List *
Expand(Analysis *analysis, const RuleNode *node, Region *region)
{
	Branch	   *branch;

	check_stack_depth();
	if (!Step(analysis))
		return NIL;
	switch (node->kind)
	{
		case RULE_NUMBER:
			if (strlen(node->text) > ANALYSIS_MAX_DIGITS)
				return OneFault(region, FAULT_OPAQUE, too_long);
			return OneNumber(analysis, region, FormConstant(NumberOf(node)));
		case RULE_BOOLEAN:
			return OneNumber(analysis, region, FormConstant(FractionOfInt(node->op)));
		case RULE_STRING:
			branch = MakeBranch(region, SYMBOL_TEXT);
			branch->text = node->text;
			return list_make1(branch);
		case RULE_VARIABLE:
		case RULE_CONTEXT:
			return ExpandInput(analysis, node, region);
		case RULE_NEGATE:
			return ExpandUnary(analysis, node, -1, region);
		case RULE_SUM:
		case RULE_PRODUCT:
			return ExpandChain(analysis, node, region);
		case RULE_CALL:
			return ExpandCall(analysis, node, region);
		default:
			elog(ERROR, "condition where an expression is expected");
	}
	return NIL;
}

/* ---------- conditions ---------- */

/* which of its texts an input has, against a text: branches true and false */
static List *
CompareChoice(Analysis *analysis, Region *region, int index, const char *text, bool equal)
{
	Input	   *input = &analysis->inputs[index];
	List	   *holds = NIL;
	List	   *fails = NIL;
	List	   *branches;
	ListCell   *lc;
	int			at = 0;

	foreach(lc, input->texts)
	{
		if (strcmp(lfirst(lc), text) == 0)
			break;
		at++;
	}
	if (lc == NULL)
		return list_make1(MakeBranch(region, equal ? SYMBOL_FALSE : SYMBOL_TRUE));
	RegionCompare(analysis, region,
				  FormSubtract(FormAtom(analysis, input->atom), FormConstant(FractionOfInt(at))),
				  RULE_EQ, &holds, &fails);
	branches = AppendBranches(NIL, holds, equal ? SYMBOL_TRUE : SYMBOL_FALSE);
	return AppendBranches(branches, fails, equal ? SYMBOL_FALSE : SYMBOL_TRUE);
}

/* x op y in y's region: branches true, false, unknown and faults */
static List *
CompareBranches(Analysis *analysis, Branch *x, Branch *y, RuleComparison comparison)
{
	bool		equality = comparison == RULE_EQ || comparison == RULE_NE;
	List	   *holds = NIL;
	List	   *fails = NIL;
	Branch		a = *x;
	Branch		b = *y;

	if (x->kind == SYMBOL_UNKNOWN || y->kind == SYMBOL_UNKNOWN)
		return list_make1(MakeBranch(y->region, SYMBOL_UNKNOWN));
	if (equality && x->kind == SYMBOL_CHOICE && y->kind == SYMBOL_TEXT)
		return CompareChoice(analysis, y->region, x->input, y->text, comparison == RULE_EQ);
	if (equality && x->kind == SYMBOL_TEXT && y->kind == SYMBOL_CHOICE)
		return CompareChoice(analysis, y->region, y->input, x->text, comparison == RULE_EQ);
	if (equality && x->kind == SYMBOL_TEXT && y->kind == SYMBOL_TEXT)
	{
		Fraction	p;
		Fraction	q;
		bool		same = strcmp(x->text, y->text) == 0;

		if (!same && TextNumber(x->text, &p) && TextNumber(y->text, &q))
			same = FractionCompare(&p, &q) == 0;
		return list_make1(MakeBranch(y->region, same == (comparison == RULE_EQ) ?
									 SYMBOL_TRUE : SYMBOL_FALSE));
	}
	if (x->kind == SYMBOL_CHOICE && y->kind == SYMBOL_CHOICE)
		return OneFault(y->region, FAULT_OPAQUE, "it compares the texts of two inputs");
	a.region = b.region = y->region;
	ToNumber(analysis, &a);
	ToNumber(analysis, &b);
	if (a.kind == SYMBOL_FAULT)
		return OneFault(y->region, a.fault.kind, a.fault.text);
	if (b.kind == SYMBOL_FAULT)
		return OneFault(y->region, b.fault.kind, b.fault.text);
	if (!RegionCompare(analysis, y->region, FormSubtract(a.form, b.form), comparison,
					   &holds, &fails))
		return OneFault(y->region, FAULT_OPAQUE, too_long);
	return AppendBranches(AppendBranches(NIL, holds, SYMBOL_TRUE), fails, SYMBOL_FALSE);
}

/* what was found so far, and what the next one adds, of "and" or "or" */
static SymbolKind
JoinTruth(SymbolKind so_far, SymbolKind next, bool is_or)
{
	SymbolKind	decisive = is_or ? SYMBOL_TRUE : SYMBOL_FALSE;

	if (so_far == decisive || next == decisive)
		return decisive;
	return so_far == SYMBOL_UNKNOWN || next == SYMBOL_UNKNOWN ? SYMBOL_UNKNOWN : next;
}

/*
 * Join a truth to what was found so far.  True if that settles it: a fault, or
 * what decides whatever comes next.
 */
static bool
Settles(Branch *truth, SymbolKind so_far, bool is_or)
{
	if (truth->kind == SYMBOL_FAULT)
		return true;
	truth->kind = JoinTruth(so_far, truth->kind, is_or);
	return truth->kind == (is_or ? SYMBOL_TRUE : SYMBOL_FALSE);
}

/* a chain of comparisons: state of one branch is (truth so far, left operand) */
static List *
ExpandComparison(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *lefts = NIL;	/* Branch: left operand */
	List	   *truths = NIL;	/* SymbolKind of each */
	List	   *result = NIL;
	ListCell   *lc;
	ListCell   *tc;
	bool		percent = HasPercent(analysis, node);

	foreach(lc, Expand(analysis, linitial(node->arguments), region))
	{
		Branch	   *x = lfirst(lc);

		if (x->kind == SYMBOL_FAULT)
			result = lappend(result, x);
		else
		{
			lefts = lappend(lefts, x);
			truths = lappend_int(truths, SYMBOL_TRUE);
		}
	}
	for (int i = 1; i < list_length(node->arguments); i++)
	{
		RuleComparison comparison = (RuleComparison) list_nth_int(node->operators, i - 1);
		bool		last = i == list_length(node->arguments) - 1;
		List	   *next_lefts = NIL;
		List	   *next_truths = NIL;

		forboth(lc, lefts, tc, truths)
		{
			Branch	   *x = lfirst(lc);
			ListCell   *rc;

			foreach(rc, Expand(analysis, list_nth(node->arguments, i), x->region))
			{
				Branch	   *y = lfirst(rc);
				List	   *compared;
				ListCell   *bc;

				if (y->kind == SYMBOL_FAULT)
				{
					result = lappend(result, y);
					continue;
				}
				analysis->percent = percent;
				compared = CompareBranches(analysis, x, y, comparison);
				analysis->percent = false;
				foreach(bc, compared)
				{
					Branch	   *truth = lfirst(bc);
					Branch	   *left;

					if (Settles(truth, (SymbolKind) lfirst_int(tc), false) || last)
					{
						result = lappend(result, truth);
						continue;
					}
					left = palloc(sizeof(Branch));
					*left = *y;
					left->region = truth->region;
					next_lefts = lappend(next_lefts, left);
					next_truths = lappend_int(next_truths, truth->kind);
				}
			}
			if (!Step(analysis))
				return NIL;
		}
		lefts = next_lefts;
		truths = next_truths;
	}
	return result;
}

static List *
ExpandIn(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, Expand(analysis, linitial(node->arguments), region))
	{
		Branch	   *x = lfirst(lc);
		List	   *open = list_make1(MakeBranch(x->region, SYMBOL_FALSE));

		if (x->kind == SYMBOL_FAULT)
		{
			result = lappend(result, x);
			continue;
		}
		for (int i = 1; i < list_length(node->arguments); i++)
		{
			List	   *next = NIL;
			ListCell   *oc;

			foreach(oc, open)
			{
				Branch	   *so_far = lfirst(oc);
				ListCell   *rc;

				foreach(rc, Expand(analysis, list_nth(node->arguments, i), so_far->region))
				{
					Branch	   *y = lfirst(rc);
					ListCell   *bc;

					if (y->kind == SYMBOL_FAULT)
					{
						result = lappend(result, y);
						continue;
					}
					foreach(bc, CompareBranches(analysis, x, y, RULE_EQ))
					{
						Branch	   *truth = lfirst(bc);

						if (Settles(truth, so_far->kind, true))
							result = lappend(result, truth);
						else
							next = lappend(next, truth);
					}
				}
				if (!Step(analysis))
					return NIL;
			}
			open = next;
		}
		result = list_concat(result, open);
	}
	return result;
}

/* a variable as a condition: true, false or neither */
static List *
ExpandBoolean(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, Expand(analysis, node, region))
	{
		Branch	   *x = lfirst(lc);
		List	   *falses = NIL;
		List	   *others = NIL;
		List	   *trues = NIL;
		List	   *wrong = NIL;
		ListCell   *part;

		ToNumber(analysis, x);
		if (x->kind != SYMBOL_NUMBER)
		{
			result = lappend(result, x);
			continue;
		}
		RegionCompare(analysis, x->region, x->form, RULE_EQ, &falses, &others);
		foreach(part, others)
			RegionCompare(analysis, lfirst(part),
						  FormSubtract(x->form, FormConstant(FractionOfInt(1))), RULE_EQ,
						  &trues, &wrong);
		result = AppendBranches(result, trues, SYMBOL_TRUE);
		result = AppendBranches(result, falses, SYMBOL_FALSE);
		foreach(part, wrong)
			result = lappend(result,
							 FaultBranch(lfirst(part), FAULT_INPUT,
										 psprintf("\"%s\" is used as a condition but may be neither true nor false",
												  CurrentText(analysis, node))));
	}
	return result;
}

static List *
ExpandLogic(Analysis *analysis, const RuleNode *node, Region *region)
{
	bool		is_or = node->kind == RULE_OR;
	List	   *open = list_make1(MakeBranch(region, is_or ? SYMBOL_FALSE : SYMBOL_TRUE));
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, node->arguments)
	{
		List	   *next = NIL;
		ListCell   *oc;

		foreach(oc, open)
		{
			Branch	   *so_far = lfirst(oc);
			ListCell   *bc;

			foreach(bc, ExpandTruth(analysis, lfirst(lc), so_far->region))
			{
				Branch	   *truth = lfirst(bc);

				if (Settles(truth, so_far->kind, is_or))
					result = lappend(result, truth);
				else
					next = lappend(next, truth);
			}
			if (!Step(analysis))
				return NIL;
		}
		open = next;
	}
	return list_concat(result, open);
}

/* the branches of a condition: true, false, unknown or faults */
static List *
ExpandTruth(Analysis *analysis, const RuleNode *node, Region *region)
{
	List	   *branches;
	ListCell   *lc;
	Input	   *input;

	check_stack_depth();
	if (!Step(analysis))
		return NIL;
	switch (node->kind)
	{
		case RULE_BOOLEAN:
			return list_make1(MakeBranch(region, node->op ? SYMBOL_TRUE : SYMBOL_FALSE));
		case RULE_VARIABLE:
		case RULE_CONTEXT:
			return ExpandBoolean(analysis, node, region);
		case RULE_COMPARE:
			return ExpandComparison(analysis, node, region);
		case RULE_IN:
			return ExpandIn(analysis, node, region);
		case RULE_AND:
		case RULE_OR:
			return ExpandLogic(analysis, node, region);
		case RULE_NOT:
			branches = ExpandTruth(analysis, linitial(node->arguments), region);
			foreach(lc, branches)
			{
				Branch	   *branch = lfirst(lc);

				if (branch->kind == SYMBOL_TRUE)
					branch->kind = SYMBOL_FALSE;
				else if (branch->kind == SYMBOL_FALSE)
					branch->kind = SYMBOL_TRUE;
			}
			return branches;
		case RULE_KNOWN:
			{
				RuleNode   *argument = linitial(node->arguments);
				List	   *holds = NIL;
				List	   *fails = NIL;

				input = &analysis->inputs[analysis->subject->inputs[argument->variable]];
				RegionCompare(analysis, region, FormAtom(analysis, input->known_atom), RULE_NE,
							  &holds, &fails);
				return AppendBranches(AppendBranches(NIL, holds, SYMBOL_TRUE),
									  fails, SYMBOL_FALSE);
			}
		default:
			elog(ERROR, "expression where a condition is expected");
	}
	return NIL;
}

/* ---------- rules ---------- */

static Case *
MakeCase(Region *region, int arm, CaseOutcome outcome)
{
	Case	   *result = palloc0(sizeof(Case));

	result->region = region;
	result->arm = arm;
	result->outcome = outcome;
	return result;
}

static Case *
FaultCase(const Branch *branch, int arm, bool in_condition)
{
	Case	   *result = MakeCase(branch->region, arm, CASE_FAULT);

	result->in_condition = in_condition;
	result->fault = branch->fault;
	return result;
}

/* the cases of an arm's points */
static List *
PointsCases(Analysis *analysis, RuleArm *arm, int number, Region *region)
{
	List	   *cases = NIL;
	ListCell   *lc;

	if (arm->points == NULL)
		return list_make1(MakeCase(region, number, CASE_NA));
	foreach(lc, Expand(analysis, arm->points, region))
	{
		Branch	   *branch = lfirst(lc);
		Case	   *result;

		ToNumber(analysis, branch);
		if (branch->kind == SYMBOL_FAULT)
			result = FaultCase(branch, number, false);
		else
			result = MakeCase(branch->region, number,
							  branch->kind == SYMBOL_UNKNOWN ? CASE_UNKNOWN : CASE_POINTS);
		if (branch->kind == SYMBOL_NUMBER)
			result->points = RegionSubstitute(analysis, branch->region, branch->form);
		cases = lappend(cases, result);
	}
	return cases;
}

/* All that a rule can do in a region; incomplete if the analysis is exhausted. */
List *
RuleCases(Analysis *analysis, Subject *subject, Region *region)
{
	List	   *open = list_make1(region);
	List	   *cases = NIL;
	ListCell   *lc;
	ListCell   *part;
	int			number = 0;

	analysis->subject = subject;
	foreach(lc, subject->tree.arms)
	{
		RuleArm    *arm = lfirst(lc);
		List	   *next = NIL;

		foreach(part, open)
		{
			ListCell   *bc;

			if (!Step(analysis))
				return cases;
			if (arm->condition == NULL)
			{
				cases = list_concat(cases, PointsCases(analysis, arm, number, lfirst(part)));
				continue;
			}
			foreach(bc, ExpandTruth(analysis, arm->condition, lfirst(part)))
			{
				Branch	   *branch = lfirst(bc);

				switch (branch->kind)
				{
					case SYMBOL_TRUE:
						cases = list_concat(cases, PointsCases(analysis, arm, number,
															   branch->region));
						break;
					case SYMBOL_FALSE:
						next = lappend(next, branch->region);
						break;
					case SYMBOL_UNKNOWN:
						cases = lappend(cases, MakeCase(branch->region, number, CASE_UNKNOWN));
						((Case *) llast(cases))->in_condition = true;
						break;
					default:
						cases = lappend(cases, FaultCase(branch, number, true));
						break;
				}
			}
		}
		open = next;
		number++;
	}
	foreach(part, open)
		cases = lappend(cases, MakeCase(lfirst(part), number, CASE_GAP));
	return cases;
}

/* what the points of an arm, from 0, are in a region, wherever it holds */
List *
RulePointsCases(Analysis *analysis, Subject *subject, int arm, Region *region)
{
	analysis->subject = subject;
	return PointsCases(analysis, list_nth(subject->tree.arms, arm), arm, region);
}

/* the regions where the condition of an arm holds, whatever the arms before it */
List *
RuleConditionRegions(Analysis *analysis, Subject *subject, RuleArm *arm)
{
	List	   *regions = NIL;
	ListCell   *lc;

	analysis->subject = subject;
	if (arm->condition == NULL)
		return list_make1(RegionOfAll());
	foreach(lc, ExpandTruth(analysis, arm->condition, RegionOfAll()))
	{
		Branch	   *branch = lfirst(lc);

		if (branch->kind == SYMBOL_TRUE)
			regions = lappend(regions, branch->region);
	}
	return regions;
}

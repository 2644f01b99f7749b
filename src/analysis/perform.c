/*-------------------------------------------------------------------------
 *
 * perform.c
 *	  The operations of a rule, on symbols.
 *
 * Each does what the operation of the same name does in rule/eval.c, down to
 * what is looked at first: of two operands, a text that is no number is a fault
 * even where the other one is unknown, and the left one is told of.  Where the
 * evaluator looks at a value, this asks the region; where the region leaves it
 * open, it is cut.
 *
 * A doubtful case goes to FAULT_OPAQUE, which becomes a note.  There are three
 * kinds: numbers and sums too long to be worth it, quantities that forms cannot
 * say (a year that is not known to be one, decimals of round() that an input
 * gives), and texts of which it is not known whether they stand for numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/machine.h"
#include "words/message.h"

/* texts of an input that are taken one by one */
#define SPLIT_MAX_TEXTS	1000

/* why an expression cannot be analysed */
static const char *const too_long = "[\"rule.too_long\"]";

/* a text under analysis: equal ones are the same, and live as long as it does */
static const char *
InternText(Analysis *analysis, const char *text, int length)
{
	bool		added;
	int			number = NameTableAdd(&analysis->texts, text, length, &added);

	return analysis->texts.names[number];
}

static const char *
SpanText(Machine *machine, uint32 span)
{
	RuleSpan	s = RuleSpans(machine->rule)[span];

	return InternText(machine->analysis, RuleText(machine->rule) + s.start, (int) s.length);
}

/* ---------- branches ---------- */

static Branch *
AddBranch(Machine *machine, Region *region)
{
	Branch	   *branch;

	if (machine->nbranches == machine->max_branches)
	{
		machine->max_branches *= 2;
		machine->branches = repalloc(machine->branches, sizeof(Branch) * machine->max_branches);
	}
	branch = &machine->branches[machine->nbranches++];
	branch->region = region;
	branch->at = machine->path->at;
	branch->npushed = 0;
	branch->replaced = -1;
	return branch;
}

/* go on with a symbol on top */
static void
Push(Machine *machine, Region *region, Symbol symbol)
{
	Branch	   *branch = AddBranch(machine, region);

	branch->pushed[branch->npushed++] = symbol;
}

static void
PushEach(Machine *machine, List *regions, Symbol symbol)
{
	ListCell   *lc;

	foreach(lc, regions)
		Push(machine, lfirst(lc), symbol);
}

static Symbol
NumberSymbol(Form form, bool percent)
{
	Symbol		symbol = {SYMBOL_NUMBER, percent, -1, NULL, form};

	return symbol;
}

static Symbol
TruthSymbol(bool truth)
{
	return NumberSymbol(FormConstant(FractionOfInt(truth)), false);
}

static Symbol
UnknownSymbol(void)
{
	Symbol		symbol = {SYMBOL_UNKNOWN, false, -1, NULL, {0, NULL}};

	return symbol;
}

/* 1, 0 or -1 for unknown */
static int
TruthOf(const Symbol *symbol)
{
	if (symbol->kind == SYMBOL_UNKNOWN)
		return -1;
	return symbol->form.nterms > 0 ? 1 : 0;
}

Case *
MachineAddCase(Machine *machine, Region *region, CaseOutcome outcome)
{
	Case	   *result = palloc0(sizeof(Case));

	result->region = region;
	result->arm = machine->arm;
	result->outcome = outcome;
	result->in_condition = !machine->path->in_points;
	machine->cases = lappend(machine->cases, result);
	return result;
}

/* scoring ends here with an error */
static void
EndInFault(Machine *machine, Region *region, FaultKind kind, const char *text)
{
	Case	   *result = MachineAddCase(machine, region, CASE_FAULT);

	result->fault.kind = kind;
	result->fault.text = InternText(machine->analysis, text, (int) strlen(text));
}

static void
PushNumber(Machine *machine, Region *region, Form form, bool percent)
{
	if (FormTooLong(machine->analysis, &form))
		EndInFault(machine, region, FAULT_OPAQUE, too_long);
	else
		Push(machine, region, NumberSymbol(form, percent));
}

static Symbol *
Top(Machine *machine, int below)
{
	return &machine->path->stack[machine->path->height - 1 - below];
}

/* ---------- symbols as numbers ---------- */

/*
 * Which of its texts an input has, one branch each, and the operation once more:
 * then with a text.  False if that is not known of it.
 *
 * A choice stays a choice as long as it can, since most rules only ask whether
 * it is this or that text, which one cut answers.  Only where its texts are used
 * as numbers or dates does each go its own way; to carry the operation out again
 * costs one step and saves every operation from knowing about choices.
 */
static bool
SplitChoice(Machine *machine, Symbol *symbol)
{
	Analysis   *analysis = machine->analysis;
	Path	   *path = machine->path;
	const Input *input = &analysis->inputs[symbol->input];
	Form		choice = FormAtom(analysis, input->atom);
	ListCell   *lc;
	int			number = 0;

	/* a text of a context term may stand for a number: nothing here knows which */
	if (input->other_text || input->context || list_length(input->texts) > SPLIT_MAX_TEXTS)
		return false;
	foreach(lc, input->texts)
	{
		List	   *holds = NIL;
		List	   *fails = NIL;
		ListCell   *part;

		RegionCompare(analysis, path->region,
					  FormSubtract(choice, FormConstant(FractionOfInt(number++))), RULE_EQ, false,
					  &holds, &fails);
		foreach(part, holds)
		{
			Branch	   *branch = AddBranch(machine, lfirst(part));

			branch->at--;
			branch->replaced = (int) (symbol - path->stack);
			branch->pushed[0] = *symbol;
			branch->pushed[0].kind = SYMBOL_TEXT;
			branch->pushed[0].text = InternText(analysis, lfirst(lc), (int) strlen(lfirst(lc)));
		}
	}
	return true;
}

/*
 * Make the upper symbols numbers, the lowest first as the evaluator does.  False
 * if the path ended or branched; unknown ones stay as they are.  All are looked
 * at even if one is unknown: "unknown + 'abc'" is an error, not unknown.
 */
static bool
WantNumbers(Machine *machine, int count)
{
	Analysis   *analysis = machine->analysis;
	Region	   *region = machine->path->region;

	for (int i = count - 1; i >= 0; i--)
	{
		Symbol	   *symbol = Top(machine, i);
		Fraction	number;

		switch (symbol->kind)
		{
			case SYMBOL_NUMBER:
			case SYMBOL_UNKNOWN:
				break;
			case SYMBOL_TEXT:
				if (TextIsLongNumber(symbol->text))
				{
					EndInFault(machine, region, FAULT_OPAQUE, too_long);
					return false;
				}
				if (!TextNumber(symbol->text, &number))
				{
					EndInFault(machine, region, FAULT_INPUT,
							   MakeMessage("rule.text_no_number", "t", symbol->text));
					return false;
				}
				*symbol = NumberSymbol(FormConstant(number), false);
				break;
			case SYMBOL_CHOICE:
				if (!SplitChoice(machine, symbol))
					EndInFault(machine, region, FAULT_OPAQUE,
							   MakeMessage("rule.text_as_number", "t",
										analysis->inputs[symbol->input].name));
				return false;
			case SYMBOL_DATE:
				EndInFault(machine, region, FAULT_INPUT,
						   MakeMessage("rule.date_alone", "t",
									analysis->inputs[symbol->input].name));
				return false;
		}
	}
	return true;
}

/* take so many off the stack; false if one is unknown, and so the result */
static bool
PopKnown(Machine *machine, int count)
{
	bool		known = true;

	for (int i = 0; i < count; i++)
		if (Top(machine, i)->kind == SYMBOL_UNKNOWN)
			known = false;
	machine->path->height -= count;
	if (!known)
		Push(machine, machine->path->region, UnknownSymbol());
	return known;
}

/* so many numbers off the stack; false if the path ended, branched, or one is unknown */
static bool
TakeNumbers(Machine *machine, int count)
{
	return WantNumbers(machine, count) && PopKnown(machine, count);
}

/*
 * Cut a region by how a form compares to 0; false if that cannot be told, where
 * the path ends for all of it.
 */
static bool
Cut(Machine *machine, Region *region, Form form, RuleComparison comparison, bool percent,
	List **holds, List **fails)
{
	if (RegionCompare(machine->analysis, region, form, comparison, percent, holds, fails))
		return true;
	EndInFault(machine, machine->path->region, FAULT_OPAQUE, too_long);
	return false;
}

/* ---------- inputs ---------- */

/* an input, where it is known and where it is not */
static void
PushInput(Machine *machine, int variable)
{
	Analysis   *analysis = machine->analysis;
	Region	   *region = machine->path->region;
	int			index = machine->subject->inputs[variable];
	const Input *input = &analysis->inputs[index];
	Form		value = FormAtom(analysis, input->atom);
	List	   *known = NIL;
	List	   *unknown = NIL;
	ListCell   *lc;

	if (input->known_atom >= 0)
		RegionCompare(analysis, region, FormAtom(analysis, input->known_atom), RULE_NE, false,
					  &known, &unknown);
	else
		known = list_make1(region);
	foreach(lc, known)
	{
		Symbol		symbol = {SYMBOL_NUMBER, false, index, NULL, {0, NULL}};

		if (input->kind == INPUT_NUMBER)
			symbol.form = RegionSubstitute(analysis, lfirst(lc), value);
		else
			symbol.kind = input->kind == INPUT_CHOICE ? SYMBOL_CHOICE : SYMBOL_DATE;
		Push(machine, lfirst(lc), symbol);
	}
	PushEach(machine, unknown, UnknownSymbol());
}

/* whether an input is known; it may not be, else it would not be asked */
static void
PushKnown(Machine *machine, int variable)
{
	Analysis   *analysis = machine->analysis;
	const Input *input = &analysis->inputs[machine->subject->inputs[variable]];
	List	   *holds = NIL;
	List	   *fails = NIL;

	Assert(input->known_atom >= 0);
	RegionCompare(analysis, machine->path->region, FormAtom(analysis, input->known_atom),
				  RULE_NE, false, &holds, &fails);
	PushEach(machine, holds, TruthSymbol(true));
	PushEach(machine, fails, TruthSymbol(false));
}

/*
 * An input as a condition: true, false or neither.  What is used as a condition
 * and not declared has been taken for a boolean (declare.c), so that "neither"
 * is told of where the caller said that it may be another number.
 */
static void
PushTruth(Machine *machine, const char *expression)
{
	Analysis   *analysis = machine->analysis;
	Region	   *region = machine->path->region;
	Symbol	   *top = Top(machine, 0);
	const char *neither = MakeMessage("rule.neither", "t",
								   expression);
	Form		form;
	List	   *falses = NIL;
	List	   *others = NIL;
	List	   *trues = NIL;
	List	   *wrong = NIL;
	ListCell   *lc;

	/* it may be no text, or one that stands for a number */
	if (top->kind == SYMBOL_CHOICE &&
		(analysis->inputs[top->input].other_text || analysis->inputs[top->input].context))
		EndInFault(machine, region, FAULT_OPAQUE,
				   MakeMessage("rule.text_as_condition", "t",
							analysis->inputs[top->input].name));
	else if (top->kind != SYMBOL_NUMBER && top->kind != SYMBOL_UNKNOWN)
		EndInFault(machine, region, FAULT_INPUT, neither);
	else if (PopKnown(machine, 1))
	{
		form = top->form;
		if (!Cut(machine, region, form, RULE_EQ, false, &falses, &others))
			return;
		foreach(lc, others)
			if (!Cut(machine, lfirst(lc), FormSubtract(form, FormConstant(FractionOfInt(1))),
					 RULE_EQ, false, &trues, &wrong))
				return;
		PushEach(machine, trues, TruthSymbol(true));
		PushEach(machine, falses, TruthSymbol(false));
		foreach(lc, wrong)
			EndInFault(machine, lfirst(lc), FAULT_INPUT, neither);
	}
}

/* ---------- dates ---------- */

static void
PushDateOfText(Machine *machine)
{
	Analysis   *analysis = machine->analysis;
	Region	   *region = machine->path->region;
	Symbol		top = *Top(machine, 0);
	int			days;

	switch (top.kind)
	{
		case SYMBOL_UNKNOWN:
			return;
		case SYMBOL_NUMBER:
			EndInFault(machine, region, FAULT_INPUT, top.input < 0 ? MakeMessage("rule.number_no_date", "") :
					   MakeMessage("rule.number_as_date", "t",
								analysis->inputs[top.input].name));
			return;
		case SYMBOL_CHOICE:
			if (!SplitChoice(machine, Top(machine, 0)))
				EndInFault(machine, region, FAULT_OPAQUE,
						   MakeMessage("rule.text_as_date", "t",
									analysis->inputs[top.input].name));
			return;
		case SYMBOL_TEXT:
			if (!RuleReadDate(top.text, strlen(top.text), &days))
				EndInFault(machine, region, FAULT_INPUT,
						   MakeMessage("rule.text_no_date", "t", top.text));
			else
			{
				machine->path->height--;
				PushNumber(machine, region, FormConstant(FractionOfInt(days)), false);
			}
			return;
		case SYMBOL_DATE:
			machine->path->height--;
			PushNumber(machine, region,
					   RegionSubstitute(analysis, region,
										FormAtom(analysis, analysis->inputs[top.input].atom)),
					   false);
			return;
	}
}

/*
 * date(year, month, day) for a year that is an input, perhaps with a number
 * added.  The calendar from 1901 to 2099 repeats every four years, so that for
 * each remainder such a day lies a fixed number of days after 1 January of the
 * input's year.  1900 and 2100 were and will be no leap years, and to go on with
 * them would take a case for each year instead of one for each remainder; rules
 * that are written now are for neither, so beyond them there is a note.
 */
static void
PushDateOfYear(Machine *machine, const Form *year, int month, int day, const char *expression)
{
	Analysis   *analysis = machine->analysis;
	Region	   *region = machine->path->region;
	Form		rest = FormWithoutConstant(year);
	Fraction	constant = FormConstantPart(year);
	Fraction	one = FractionOfInt(1);
	NumInterval years = IntervalOfAll();
	int			atom = -1;
	int			shift;
	int			low;
	int			high;
	Form		mod_form;
	Form		start;

	if (rest.nterms == 1 && FractionCompare(&rest.terms[0].factor, &one) == 0)
		atom = MonomialAtom(analysis, rest.terms[0].monomial);
	if (atom >= 0)
		years = RegionAtom(analysis, region, atom);
	if (atom < 0 || analysis->atoms[atom].kind != ATOM_NUMBER ||
		!analysis->atoms[atom].integer || !years.low_finite || !years.high_finite ||
		!FractionToInt(&constant, -100, 100, &shift) ||
		!FractionToInt(&years.low, 1901, 2099, &low) ||
		!FractionToInt(&years.high, 1901, 2099, &high) ||
		low + shift < 1901 || high + shift > 2099)
	{
		EndInFault(machine, region, FAULT_OPAQUE,
				   MakeMessage("rule.year_unknown", ""));
		return;
	}

	mod_form = FormAtom(analysis, AtomIntern(analysis, ATOM_YEAR_MOD, atom, NULL));
	start = FormAtom(analysis, AtomIntern(analysis, ATOM_NEW_YEAR, atom, NULL));
	for (int mod = 0; mod < 4; mod++)
	{
		int			sample = 2000 + mod;	/* within the period: it repeats */
		List	   *holds = NIL;
		List	   *fails = NIL;
		ListCell   *lc;

		sample += shift < -90 ? 40 : shift > 90 ? -40 : 0;
		RegionCompare(analysis, region,
					  FormSubtract(mod_form, FormConstant(FractionOfInt(mod))),
					  RULE_EQ, false, &holds, &fails);
		foreach(lc, holds)
		{
			int			first;
			int			days;

			if (RuleDayNumber(sample, 1, 1, &first) &&
				RuleDayNumber(sample + shift, month, day, &days))
				PushNumber(machine, lfirst(lc),
						   FormAdd(start, FormConstant(FractionOfInt(days - first))), false);
			else
				EndInFault(machine, lfirst(lc), FAULT_INPUT, MakeMessage("rule.no_date", "t", expression));
		}
	}
}

static void
PushDateOfParts(Machine *machine, const char *expression)
{
	Region	   *region = machine->path->region;
	Form		year;
	Fraction	value;
	int			parts[3];
	int			days;

	if (!TakeNumbers(machine, 3))
		return;
	for (int i = 1; i < 3; i++)
	{
		if (!FormIsConstant(&machine->path->stack[machine->path->height + i].form, &value))
		{
			EndInFault(machine, region, FAULT_OPAQUE,
					   MakeMessage("rule.month_or_day", "t", expression));
			return;
		}
		if (!FractionToInt(&value, 1, 31, &parts[i]))
		{
			EndInFault(machine, region, FAULT_INPUT, MakeMessage("rule.no_date", "t", expression));
			return;
		}
	}
	year = machine->path->stack[machine->path->height].form;
	if (!FormIsConstant(&year, &value))
		PushDateOfYear(machine, &year, parts[1], parts[2], expression);
	else if (!FractionToInt(&value, 1, 9999, &parts[0]) ||
			 !RuleDayNumber(parts[0], parts[1], parts[2], &days))
		EndInFault(machine, region, FAULT_INPUT, MakeMessage("rule.no_date", "t", expression));
	else
		PushNumber(machine, region, FormConstant(FractionOfInt(days)), false);
}

/* ---------- arithmetic ---------- */

/*
 * Booleans that are multiplied with something else are taken case by case, so
 * that the product is a form of first degree in each: "urgent * b / a" would be
 * a product of three that no table can print, and is 0 or b / a.  Any integer
 * that a region leaves two neighbouring values is as good as a boolean.  Twenty
 * of them in a sum make a million cases, and the budget says so; official rules
 * have two or three.
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
			NumInterval domain;
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

/*
 * a * b.  Where a boolean is part of it, the operation is carried out once more in
 * each half, with both operands as they were: so that however many booleans there
 * are, each step makes two branches, and the budget sees it.
 */
static void
PushProduct(Machine *machine, Region *region, Form a, Form b, bool percent)
{
	Analysis   *analysis = machine->analysis;
	const Path *path = machine->path;
	List	   *holds = NIL;
	List	   *fails = NIL;
	ListCell   *lc;
	int			atom = BooleanFactor(analysis, region, &a, &b);

	if ((int64) a.nterms * b.nterms > 2 * ANALYSIS_MAX_TERMS)
	{
		EndInFault(machine, region, FAULT_OPAQUE, too_long);
		return;
	}
	if (atom < 0)
	{
		PushNumber(machine, region, FormMultiply(analysis, a, b), percent);
		return;
	}
	RegionCompare(analysis, region,
				  FormSubtract(FormAtom(analysis, atom),
							   FormConstant(RegionAtom(analysis, region, atom).low)),
				  RULE_EQ, false, &holds, &fails);
	foreach(lc, list_concat(holds, fails))
	{
		NumInterval value = RegionAtom(analysis, lfirst(lc), atom);
		Branch	   *branch;

		/* a floor may be cut where that does not tell what it is */
		if (!IntervalIsPoint(&value))
		{
			PushNumber(machine, lfirst(lc), FormMultiply(analysis, a, b), percent);
			continue;
		}
		branch = AddBranch(machine, lfirst(lc));
		branch->at--;
		branch->npushed = 2;
		for (int i = 0; i < 2; i++)
		{
			branch->pushed[i] = path->stack[path->height + i];
			branch->pushed[i].form = RegionSubstitute(analysis, lfirst(lc), branch->pushed[i].form);
		}
	}
}

/*
 * One divided by a form that is not 0 in the region.  A single product is turned
 * upside down; a sum becomes an atom, for which its first factor is taken out, so
 * that 1 / (2 * a + 2 * b) and 1 / (a + b) are about the same thing.  That atom
 * knows no more of a and b than its range, but for ShareBound() in region.c.
 */
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

/*
 * a / b, and a fault where b is 0.  Where both signs are possible, they go apart:
 * to compare b / a with a number means to multiply by a, which turns the
 * comparison round where a is negative.
 */
static void
PushQuotient(Machine *machine, Form a, Form b, const char *divisor, bool percent)
{
	Analysis   *analysis = machine->analysis;
	List	   *sides[2] = {NIL, NIL};
	List	   *not_negative = NIL;
	List	   *zero = NIL;
	ListCell   *lc;

	/* three parts, so that the sign of the divisor is known afterwards */
	if (!Cut(machine, machine->path->region, b, RULE_LT, false, &sides[0], &not_negative))
		return;
	foreach(lc, not_negative)
		if (!Cut(machine, lfirst(lc), b, RULE_EQ, false, &zero, &sides[1]))
			return;
	foreach(lc, list_concat(sides[1], sides[0]))
	{
		Form		below = RegionSubstitute(analysis, lfirst(lc), b);
		Fraction	value;

		/* where it can only be 0, the region is empty */
		if (FormIsConstant(&below, &value) && FractionSign(&value) == 0)
			continue;
		PushProduct(machine, lfirst(lc), a, Inverse(analysis, &below), percent);
	}
	foreach(lc, zero)
		EndInFault(machine, lfirst(lc), FAULT_DIVISION, divisor);
}

/*
 * The smaller or the greater of two: each where it is that.  An atom for "the
 * smaller of both", like that of a floor, would be cheaper in sums of many, where
 * cases double with each; but a table needs the pieces, an answer to "from where
 * on" comes from the cut, and sums of more than a dozen are not seen.
 */
static void
PushExtreme(Machine *machine, const Symbol *x, const Symbol *y, RuleComparison comparison)
{
	List	   *first = NIL;
	List	   *second = NIL;
	bool		percent = x->percent || y->percent;
	ListCell   *lc;

	if (!Cut(machine, machine->path->region, FormSubtract(x->form, y->form), comparison, percent,
			 &first, &second))
		return;
	foreach(lc, first)
		PushNumber(machine, lfirst(lc), x->form, percent);
	foreach(lc, second)
		PushNumber(machine, lfirst(lc), y->form, percent);
}

/*
 * A floor has as many pieces as there are integers, so that it is an atom, with
 * the range of the form rounded down.  What it loses, that floor(x) is near x, is
 * given back where it is compared with a number (CompareFloor in region.c); sums
 * such as x - floor(x) remain wider than they are.
 */
static Form
Floor(Analysis *analysis, Form form)
{
	Fraction	value;

	if (FormIsConstant(&form, &value))
		return FormConstant(FractionFloorOf(value));
	if (FormIsInteger(analysis, &form))
		return form;
	return FormAtom(analysis, AtomIntern(analysis, ATOM_FLOOR, 0, &form));
}

/* half away from zero: floor(x + 1/2) where x is not negative, else by its opposite */
static void
PushRounded(Machine *machine, const Symbol *x, Fraction scale)
{
	Analysis   *analysis = machine->analysis;
	List	   *sides[2] = {NIL, NIL};
	Fraction	one = FractionOfInt(1);
	Fraction	half = FractionOver(one, FractionOfInt(2));

	if (!Cut(machine, machine->path->region, x->form, RULE_GE, false, &sides[0], &sides[1]))
		return;
	for (int side = 0; side < 2; side++)
	{
		ListCell   *lc;

		foreach(lc, sides[side])
		{
			Form		form = RegionSubstitute(analysis, lfirst(lc), x->form);
			Fraction	factor = side == 0 ? scale : FractionOpposite(scale);

			form = FormAdd(FormScale(form, factor), FormConstant(half));
			form = FormScale(Floor(analysis, form), FractionOver(one, factor));
			PushNumber(machine, lfirst(lc), form, x->percent);
		}
	}
}

static void
PushRoundedTo(Machine *machine, const Symbol *x, const Symbol *y)
{
	Region	   *region = machine->path->region;
	Fraction	digits;
	Fraction	scale = FractionOfInt(1);
	int			decimals;

	if (!FormIsConstant(&y->form, &digits))
		EndInFault(machine, region, FAULT_OPAQUE, MakeMessage("rule.decimals_of_input", ""));
	else if (!FractionToInt(&digits, -1000, 1000, &decimals))
		EndInFault(machine, region, FAULT_INPUT,
				   MakeMessage("rule.decimals_range", ""));
	else if (abs(decimals) > 100)
		EndInFault(machine, region, FAULT_OPAQUE, MakeMessage("rule.many_places", ""));
	else
	{
		for (int i = 0; i < abs(decimals); i++)
			scale = FractionTimes(scale, FractionOfInt(10));
		PushRounded(machine, x,
					decimals < 0 ? FractionOver(FractionOfInt(1), scale) : scale);
	}
}

/* x, or its opposite where it is negative */
static void
PushAbsolute(Machine *machine, const Symbol *x)
{
	List	   *sides[2] = {NIL, NIL};
	ListCell   *lc;

	if (!Cut(machine, machine->path->region, x->form, RULE_GE, false, &sides[0], &sides[1]))
		return;
	foreach(lc, sides[0])
		PushNumber(machine, lfirst(lc), x->form, x->percent);
	foreach(lc, sides[1])
		PushNumber(machine, lfirst(lc), FormScale(x->form, FractionOfInt(-1)), x->percent);
}

/* ---------- comparisons ---------- */

typedef enum Truth
{
	TRUTH_FALSE,
	TRUTH_TRUE,
	TRUTH_UNKNOWN
} Truth;

/* an input of which nobody said that it is a number */
static bool
IsUndeclared(const Analysis *analysis, const Symbol *symbol)
{
	return symbol->kind == SYMBOL_NUMBER && symbol->input >= 0 &&
		!analysis->inputs[symbol->input].declared && !analysis->inputs[symbol->input].numeric;
}

/*
 * x op y, two places of the stack, as regions by truth; false if the path ended
 * or branched.  Texts are equal byte by byte, or as percentages; where one of
 * both is a number, both must be.
 */
static bool
Compare(Machine *machine, Symbol *x, Symbol *y, RuleComparison comparison, List *regions[3])
{
	Analysis   *analysis = machine->analysis;
	Region	   *region = machine->path->region;
	bool		equality = comparison == RULE_EQ || comparison == RULE_NE;
	Symbol	   *text = x->kind == SYMBOL_TEXT ? x : y;
	Symbol	   *other = text == x ? y : x;
	Form		difference;
	Fraction	of_text;
	bool		percent = x->percent || y->percent;

	regions[TRUTH_FALSE] = regions[TRUTH_TRUE] = regions[TRUTH_UNKNOWN] = NIL;
	if (x->kind == SYMBOL_UNKNOWN || y->kind == SYMBOL_UNKNOWN)
	{
		regions[TRUTH_UNKNOWN] = list_make1(region);
		return true;
	}
	if (equality && x->kind == SYMBOL_DATE && y->kind == SYMBOL_DATE)
		/* dates are written in one way only */
		difference = FormSubtract(FormAtom(analysis, analysis->inputs[x->input].atom),
								  FormAtom(analysis, analysis->inputs[y->input].atom));
	else if (equality && text->kind == SYMBOL_TEXT && other->kind != SYMBOL_NUMBER)
	{
		int			at = 0;
		Fraction	number;
		bool		is_number = TextNumber(text->text, &of_text);
		bool		same;

		if (TextIsLongNumber(text->text) ||
			(other->kind == SYMBOL_TEXT && TextIsLongNumber(other->text)))
		{
			EndInFault(machine, region, FAULT_OPAQUE, too_long);
			return false;
		}
		switch (other->kind)
		{
			case SYMBOL_TEXT:
				same = text->text == other->text ||
					(is_number && TextNumber(other->text, &number) &&
					 FractionCompare(&of_text, &number) == 0);
				regions[same == (comparison == RULE_EQ)] = list_make1(region);
				return true;
			case SYMBOL_DATE:
				if (!RuleReadDate(text->text, strlen(text->text), &at))
				{
					regions[comparison == RULE_NE] = list_make1(region);
					return true;
				}
				difference = FormSubtract(FormAtom(analysis, analysis->inputs[other->input].atom),
										  FormConstant(FractionOfInt(at)));
				break;
			default:
				/* 50% is 50.0% too: texts that are numbers are taken one by one */
				if (is_number)
				{
					if (!SplitChoice(machine, other))
						EndInFault(machine, region, FAULT_OPAQUE,
								   MakeMessage("rule.texts_and_numbers", "t",
											analysis->inputs[other->input].name));
					return false;
				}
				at = InputTextNumber(&analysis->inputs[other->input], text->text);
				if (at < 0 && analysis->inputs[other->input].other_text)
				{
					/* a text of another input, or that a function gives */
					EndInFault(machine, region, FAULT_OPAQUE,
							   MakeMessage("rule.text_unknown", "t",
										analysis->inputs[other->input].name));
					return false;
				}
				if (at < 0)
				{
					regions[comparison == RULE_NE] = list_make1(region);
					return true;
				}
				difference = FormSubtract(FormAtom(analysis, analysis->inputs[other->input].atom),
										  FormConstant(FractionOfInt(at)));
				break;
		}
	}
	else if (equality && (x->kind == SYMBOL_CHOICE || x->kind == SYMBOL_DATE) &&
			 (y->kind == SYMBOL_CHOICE || y->kind == SYMBOL_DATE))
	{
		if (!SplitChoice(machine, x->kind == SYMBOL_CHOICE ? x : y))
			EndInFault(machine, region, FAULT_OPAQUE, MakeMessage("rule.two_texts", ""));
		return false;
	}
	else if (equality && text->kind == SYMBOL_TEXT && other->input >= 0 &&
			 !TextNumber(text->text, &of_text) && !TextIsLongNumber(text->text))
	{
		/* a number is no text, which fails; one that is given as "85%" is another text */
		EndInFault(machine, region, FAULT_INPUT,
				   MakeMessage("rule.text_no_number", "t", text->text));
		regions[comparison == RULE_NE] = list_make1(region);
		return true;
	}
	else if (equality && IsUndeclared(analysis, x->kind == SYMBOL_NUMBER ? x : y) &&
			 (other->kind == SYMBOL_CHOICE || other->kind == SYMBOL_DATE ||
			  text->kind == SYMBOL_CHOICE || text->kind == SYMBOL_DATE))
	{
		EndInFault(machine, region, FAULT_OPAQUE,
				   MakeMessage("rule.perhaps_text", ""));
		return false;
	}
	else
	{
		/* as numbers: they lie next to each other, or one beneath what was found so far */
		Symbol	   *both[2] = {x, y};

		for (int i = 0; i < 2; i++)
		{
			int			height = machine->path->height;
			bool		ready;

			machine->path->height = (int) (both[i] - machine->path->stack) + 1;
			ready = WantNumbers(machine, 1);
			machine->path->height = height;
			if (!ready)
				return false;
		}
		difference = FormSubtract(x->form, y->form);
	}
	return Cut(machine, region, difference, comparison, percent,
			   &regions[TRUTH_TRUE], &regions[TRUTH_FALSE]);
}

/* what is certain wins over unknown */
static Symbol
Combine(const Symbol *so_far, Truth next, bool decisive)
{
	int			before = TruthOf(so_far);

	if (before == decisive || (next != TRUTH_UNKNOWN && (next == TRUTH_TRUE) == decisive))
		return TruthSymbol(decisive);
	if (before < 0 || next == TRUTH_UNKNOWN)
		return UnknownSymbol();
	return TruthSymbol(!decisive);
}

/*
 * The comparing operations: of the two upper symbols, or (in a list) of the top
 * and the third.  What was found so far is joined by "and" or "or", and the right
 * operand of a link is kept as the left one of the next.
 */
static void
PerformComparison(Machine *machine, RuleOpcode opcode, RuleComparison comparison)
{
	static const Truth order[] = {TRUTH_TRUE, TRUTH_FALSE, TRUTH_UNKNOWN};
	Path	   *path = machine->path;
	bool		in_list = opcode == ROP_IN_TEST;
	bool		joined = in_list || opcode == ROP_COMPARE_AND || opcode == ROP_COMPARE_AND_KEEP;
	bool		kept = opcode == ROP_COMPARE_KEEP || opcode == ROP_COMPARE_AND_KEEP;
	Symbol	   *x = Top(machine, in_list ? 2 : 1);
	Symbol	   *y = Top(machine, 0);
	Symbol	   *so_far = joined ? Top(machine, in_list ? 1 : 2) : NULL;
	Symbol		left = *x;
	Symbol		right = *y;
	List	   *regions[3];

	if (!Compare(machine, x, y, comparison, regions))
		return;
	/* an operand that is used once more is what it was: a text, perhaps */
	if (in_list)
		*x = left;
	path->height -= in_list ? 2 : joined ? 3 : 2;
	for (int i = 0; i < 3; i++)
	{
		ListCell   *lc;

		foreach(lc, regions[order[i]])
		{
			Symbol		truth = joined ? Combine(so_far, order[i], in_list) :
				order[i] == TRUTH_UNKNOWN ? UnknownSymbol() : TruthSymbol(order[i] == TRUTH_TRUE);

			Push(machine, lfirst(lc), truth);
			if (kept)
			{
				Branch	   *branch = &machine->branches[machine->nbranches - 1];

				branch->pushed[branch->npushed++] = right;
			}
		}
	}
}

/* ---------- operations ---------- */

static Form
ConstantForm(const Rule *rule, uint32 index)
{
	const RuleConstant *constant = &RuleConstants(rule)[index];
	Fraction	value;

	if (constant->den != 0)
		FractionSet(&value, constant->num, constant->den);
	else
		FractionSetNumeric(&value, (Numeric) ((const char *) rule + constant->num));
	/* in lowest terms, and in machine integers if they fit */
	return FormConstant(FractionPlus(value, FractionOfInt(0)));
}

/* ROP_IF_ZERO: where the top is 0 it is dropped and the path jumps */
static void
PerformIfZero(Machine *machine, uint32 target)
{
	Path	   *path = machine->path;
	Symbol		top;
	List	   *zero = NIL;
	List	   *others = NIL;
	ListCell   *lc;

	if (!WantNumbers(machine, 1))
		return;
	top = *Top(machine, 0);
	path->height--;
	if (top.kind == SYMBOL_UNKNOWN)
		others = list_make1(path->region);
	else if (!Cut(machine, path->region, top.form, RULE_EQ, false, &zero, &others))
		return;
	foreach(lc, zero)
		AddBranch(machine, lfirst(lc))->at = target;
	PushEach(machine, others, top);
}

/*
 * The end of a condition, or of points.  The range of the points is worked out
 * here, where region and form are at hand, and kept: afterwards it would be asked
 * for in each check anew.
 */
static void
PerformDone(Machine *machine)
{
	Path	   *path = machine->path;
	Symbol	   *top = Top(machine, 0);
	uint32		points_code = RuleArms(machine->rule)[machine->arm].points_code;
	Case	   *result;

	if (path->in_points)
	{
		if (!WantNumbers(machine, 1))
			return;
		if (top->kind == SYMBOL_UNKNOWN)
		{
			(void) MachineAddCase(machine, path->region, CASE_UNKNOWN);
			return;
		}
		result = MachineAddCase(machine, path->region, CASE_POINTS);
		result->points = RegionSubstitute(machine->analysis, path->region, top->form);
		result->range = RegionForm(machine->analysis, path->region, &result->points);

		/* a region whose constraints contradict each other holds no inputs */
		if (IntervalIsEmpty(&result->range))
			machine->cases = list_delete_last(machine->cases);
		return;
	}
	switch (TruthOf(top))
	{
		case 0:
			if (machine->extent == EXTENT_RULE)
				machine->passed = lappend(machine->passed, path->region);
			break;
		case 1:
			if (machine->extent == EXTENT_CONDITION)
				machine->held = lappend(machine->held, path->region);
			else
			{
				path->in_points = true;
				if (points_code == RULE_NO_CODE)
					(void) MachineAddCase(machine, path->region, CASE_NA);
				else
				{
					path->height = 0;
					AddBranch(machine, path->region)->at = points_code;
				}
			}
			break;
		default:
			(void) MachineAddCase(machine, path->region, CASE_UNKNOWN);
			break;
	}
}

/*
 * Carry out the operation before path->at.  True if the path just goes on;
 * otherwise it has ended, in as many branches as there are.
 */
bool
MachinePerform(Machine *machine, RuleOp op)
{
	Analysis   *analysis = machine->analysis;
	Path	   *path = machine->path;
	uint32		n = RULE_OPERAND(op);
	Symbol	   *top = Top(machine, 0);
	Symbol	   *x = top - 1;

	switch (RULE_OPCODE(op))
	{
		case ROP_DONE:
			PerformDone(machine);
			return false;

		case ROP_CONSTANT:
		case ROP_PERCENT:
			PushNumber(machine, path->region, ConstantForm(machine->rule, n),
					   RULE_OPCODE(op) == ROP_PERCENT);
			return false;

		case ROP_STRING:
			path->stack[path->height++] = UnknownSymbol();
			top = Top(machine, 0);
			top->kind = SYMBOL_TEXT;
			top->text = SpanText(machine, n);
			return true;

		case ROP_INPUT:
		case ROP_INPUT_OR_UNKNOWN:
			PushInput(machine, (int) n);
			return false;

		case ROP_KNOWN:
			PushKnown(machine, (int) n);
			return false;

		case ROP_TRUTH:
			PushTruth(machine, SpanText(machine, n));
			return false;

		case ROP_NUMBER:
			return WantNumbers(machine, 1);

		case ROP_POP:
			path->height--;
			return true;

		case ROP_NEGATE:
			if (TakeNumbers(machine, 1))
				PushNumber(machine, path->region, FormScale(top->form, FractionOfInt(-1)),
						   top->percent);
			return false;

		case ROP_ADD:
		case ROP_SUBTRACT:
			if (TakeNumbers(machine, 2))
				PushNumber(machine, path->region,
						   RULE_OPCODE(op) == ROP_ADD ? FormAdd(x->form, top->form) :
						   FormSubtract(x->form, top->form),
						   x->percent || top->percent);
			return false;

		case ROP_MULTIPLY:
			if (TakeNumbers(machine, 2))
				PushProduct(machine, path->region, x->form, top->form,
							x->percent || top->percent);
			return false;

		case ROP_DIVIDE:
			if (TakeNumbers(machine, 2))
				PushQuotient(machine, x->form, top->form, SpanText(machine, n + 1),
							 x->percent || top->percent);
			return false;

		case ROP_RATIO:
			/* the divisor is not 0 here, and the sign of it is known */
			if (TakeNumbers(machine, 2))
				PushQuotient(machine, top->form, x->form, "", x->percent || top->percent);
			return false;

		case ROP_MIN:
		case ROP_MAX:
			if (TakeNumbers(machine, 2))
			{
				Symbol		pair[2] = {*x, *top};

				PushExtreme(machine, &pair[0], &pair[1],
							RULE_OPCODE(op) == ROP_MIN ? RULE_LE : RULE_GE);
			}
			return false;

		case ROP_ABS:
			if (TakeNumbers(machine, 1))
				PushAbsolute(machine, top);
			return false;

		case ROP_FLOOR:
			if (TakeNumbers(machine, 1))
				PushNumber(machine, path->region, Floor(analysis, top->form), top->percent);
			return false;

		case ROP_CEIL:
			if (TakeNumbers(machine, 1))
			{
				Fraction	minus = FractionOfInt(-1);

				PushNumber(machine, path->region,
						   FormScale(Floor(analysis, FormScale(top->form, minus)), minus),
						   top->percent);
			}
			return false;

		case ROP_ROUND:
			if (TakeNumbers(machine, 2))
				PushRoundedTo(machine, x, top);
			return false;

		case ROP_DATE_PARTS:
			PushDateOfParts(machine, SpanText(machine, n));
			return false;

		case ROP_DATE_TEXT:
			if (top->kind == SYMBOL_UNKNOWN)
				return true;
			PushDateOfText(machine);
			return false;

		case ROP_IF_ZERO:
			PerformIfZero(machine, n);
			return false;

		case ROP_IF_UNKNOWN:
			if (top->kind == SYMBOL_UNKNOWN)
				path->at = n;
			return true;

		case ROP_IF_KNOWN:
			if (top->kind != SYMBOL_UNKNOWN)
				path->at = n;
			return true;

		case ROP_IF_FALSE:
			if (TruthOf(top) == 0)
				path->at = n;
			return true;

		case ROP_IF_TRUE:
			if (TruthOf(top) == 1)
				path->at = n;
			return true;

		case ROP_JUMP:
			path->at = n;
			return true;

		case ROP_NOT:
			if (TruthOf(top) >= 0)
				*top = TruthSymbol(TruthOf(top) == 0);
			return true;

		case ROP_AND:
		case ROP_OR:
			*x = Combine(x, TruthOf(top) < 0 ? TRUTH_UNKNOWN :
						 TruthOf(top) == 1 ? TRUTH_TRUE : TRUTH_FALSE,
						 RULE_OPCODE(op) == ROP_OR);
			path->height--;
			return true;

		case ROP_COMPARE:
		case ROP_COMPARE_AND:
		case ROP_COMPARE_KEEP:
		case ROP_COMPARE_AND_KEEP:
			PerformComparison(machine, RULE_OPCODE(op), (RuleComparison) n);
			return false;

		case ROP_IN_TEST:
			PerformComparison(machine, ROP_IN_TEST, RULE_EQ);
			return false;

		case ROP_IF_CHAIN_FALSE:
			if (TruthOf(x) == 0)
			{
				path->height--;
				path->at = n;
			}
			return true;

		case ROP_DROP_SECOND:
			*x = *top;
			path->height--;
			return true;
	}
	elog(ERROR, "unknown operation %d in rule", (int) RULE_OPCODE(op));
	return false;
}

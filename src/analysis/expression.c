/*-------------------------------------------------------------------------
 *
 * expression.c
 *	  Forms as expressions: products of them, what they are worth, and what they
 *	  look like.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "analysis/analysis.h"

/* ---------- what a form is about ---------- */

Form
FormAtom(Analysis *analysis, int atom)
{
	Power		power = {atom, 1};

	return FormOfTerm(MonomialIntern(analysis, &power, 1), FractionOfInt(1));
}

/*
 * The factor by which a form is divided to make an axis of it: that of the
 * first term about a variable, so that x - previous(x) grows with x however it
 * was written.
 */
Fraction
FormLead(Analysis *analysis, const Form *form)
{
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
		{
			int			input = AtomInput(analysis, monomial->powers[p].atom);

			if (input < 0 || !analysis->inputs[input].context)
				return form->terms[i].factor;
		}
	}
	return form->terms[0].factor;
}

/* a form without constant, scaled so that its lead is 1 */
Form
FormUnit(Analysis *analysis, const Form *form, Fraction *lead)
{
	*lead = FormLead(analysis, form);
	return FormScale(*form, FractionOver(FractionOfInt(1), *lead));
}

/* the atom of which a form is a multiple, or -1 */
int
FormSingleAtom(const Analysis *analysis, const Form *form)
{
	return form->nterms == 1 ? MonomialAtom(analysis, form->terms[0].monomial) : -1;
}

Form
FormMultiply(Analysis *analysis, Form a, Form b)
{
	Term	   *terms;
	Fraction	value;
	int			nproducts = 0;

	if (FormIsConstant(&b, &value))
		return FormScale(a, value);
	if (FormIsConstant(&a, &value))
		return FormScale(b, value);
	terms = palloc(sizeof(Term) * a.nterms * b.nterms);
	for (int i = 0; i < a.nterms; i++)
	{
		for (int j = 0; j < b.nterms; j++)
		{
			Term	   *term = &terms[nproducts++];

			term->monomial = MonomialMultiply(analysis, a.terms[i].monomial,
											  b.terms[j].monomial, 1);
			term->factor = FractionTimes(a.terms[i].factor, b.terms[j].factor);
		}
	}
	analysis->steps += 4 * nproducts;
	return FormOfTerms(terms, nproducts);
}

/* has it grown beyond what is worth analysing? */
bool
FormTooLong(Analysis *analysis, const Form *form)
{
	analysis->steps += form->nterms / 2;
	if (form->nterms > ANALYSIS_MAX_TERMS)
		return true;
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];
		int			degree = 0;

		if (FractionDigits(&form->terms[i].factor) > ANALYSIS_MAX_DIGITS)
			return true;
		for (int p = 0; p < monomial->npowers; p++)
			degree += abs(monomial->powers[p].exponent);
		if (degree > ANALYSIS_MAX_DEGREE)
			return true;
	}
	return false;
}

/* is its value an integer whatever the inputs? */
bool
FormIsInteger(Analysis *analysis, const Form *form)
{
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		if (FractionDenominator(&form->terms[i].factor) != 1)
			return false;
		for (int p = 0; p < monomial->npowers; p++)
			if (monomial->powers[p].exponent < 0 ||
				!analysis->atoms[monomial->powers[p].atom].integer)
				return false;
	}
	return true;
}

/* does it depend on an atom, directly or through others? */
bool
FormContains(const Analysis *analysis, const Form *form, int atom)
{
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
			if (monomial->powers[p].atom == atom ||
				bms_is_member(atom, analysis->atoms[monomial->powers[p].atom].parts))
				return true;
	}
	return false;
}

/*
 * The value of an atom; false if it has none.  What follows from other atoms is
 * worked out once: a floor may be inside another one many times.
 */
static bool
AtomValue(Analysis *analysis, int atom, const Assignment *assignment, Fraction *value)
{
	const Atom *a = &analysis->atoms[atom];
	Fraction	inner;
	int			year;
	int			days;

	if (atom >= assignment->room)
		return false;
	if (a->kind <= ATOM_KNOWN || assignment->derived[atom])
	{
		*value = assignment->values[atom];
		return a->kind > ATOM_KNOWN || assignment->set[atom];
	}
	if (a->form.nterms > 0)
	{
		if (!FormValue(analysis, &a->form, assignment, &inner))
			return false;
	}
	else if (!AtomValue(analysis, a->of, assignment, &inner) ||
			 !FractionToInt(&inner, 1, 9999, &year) || !RuleDayNumber(year, 1, 1, &days))
		return false;
	switch (a->kind)
	{
		case ATOM_FLOOR:
			*value = FractionFloorOf(inner);
			break;
		case ATOM_INVERSE:
			if (FractionSign(&inner) == 0)
				return false;
			*value = FractionOver(FractionOfInt(1), inner);
			break;
		case ATOM_NEW_YEAR:
			*value = FractionOfInt(days);
			break;
		default:
			*value = FractionOfInt(year % 4);
			break;
	}
	assignment->derived[atom] = true;
	assignment->values[atom] = *value;
	return true;
}

/* the value of a form where the atoms have values; false if one has none */
bool
FormValue(Analysis *analysis, const Form *form, const Assignment *assignment,
		  Fraction *value)
{
	check_stack_depth();
	analysis->steps += 1 + form->nterms;
	*value = FractionOfInt(0);
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];
		Fraction	product = form->terms[i].factor;

		for (int p = 0; p < monomial->npowers; p++)
		{
			Fraction	atom;
			int			exponent = monomial->powers[p].exponent;

			if (!AtomValue(analysis, monomial->powers[p].atom, assignment, &atom) ||
				(exponent < 0 && FractionSign(&atom) == 0))
				return false;
			for (int e = 0; e < abs(exponent); e++)
			{
				product = exponent > 0 ? FractionTimes(product, atom) : FractionOver(product, atom);
				if (FractionDigits(&product) > 10 * ANALYSIS_MAX_DIGITS)
					return false;
			}
		}
		*value = FractionPlus(*value, product);
		if (FractionDigits(value) > 10 * ANALYSIS_MAX_DIGITS)
			return false;
	}
	return true;
}

/* ---------- text ---------- */

/* the number that a string such as '85%' stands for, if it is worth analysing */
bool
TextNumber(const char *text, Fraction *number)
{
	size_t		length = strlen(text);

	if (length > ANALYSIS_MAX_DIGITS || !RuleReadPercent(text, (int) length, number))
		return false;
	/* in lowest terms */
	*number = FractionPlus(*number, FractionOfInt(0));
	return true;
}

/* may it be a number that is too long to be analysed? */
bool
TextIsLongNumber(const char *text)
{
	size_t		length = strlen(text);

	return length > ANALYSIS_MAX_DIGITS && strspn(text, "0123456789.+-% ") == length;
}

/* a decimal, or num / den */
char *
FractionText(Fraction value)
{
	Numeric		decimal = FractionToDecimal(&value);
	Fraction	num = value;

	if (decimal != NULL)
		return NumericText(decimal);
	if (value.bignum != NULL)
		return psprintf("%s / %s", NumericText(value.bignum), NumericText(value.bigden));
	num.den = 1;
	value.num = value.den;
	value.den = 1;
	return psprintf("%s / %s", NumericText(FractionToNumeric(&num, 0)),
					NumericText(FractionToNumeric(&value, 0)));
}

static void AppendForm(Analysis *analysis, const Form *form, bool titles, StringInfo out);

static void
AppendInput(const Input *input, bool titles, StringInfo out)
{
	if (titles && input->title != NULL)
		appendStringInfo(out, "%c%s%c", FORM_TITLE_MARK, input->title, FORM_TITLE_MARK);
	else
		appendStringInfoString(out, input->name);
}

/* an atom in the rule language, where it has words for it */
static void
AppendAtom(Analysis *analysis, int atom, bool titles, StringInfo out)
{
	const Atom *a = &analysis->atoms[atom];

	switch (a->kind)
	{
		case ATOM_NUMBER:
		case ATOM_CHOICE:
			AppendInput(&analysis->inputs[a->input], titles, out);
			break;
		case ATOM_DATE:
		case ATOM_KNOWN:
			appendStringInfoString(out, a->kind == ATOM_DATE ? "date(" : "known(");
			AppendInput(&analysis->inputs[a->input], titles, out);
			appendStringInfoChar(out, ')');
			break;
		case ATOM_NEW_YEAR:
			appendStringInfoString(out, "date(");
			AppendAtom(analysis, a->of, titles, out);
			appendStringInfoString(out, ", 1, 1)");
			break;
		case ATOM_YEAR_MOD:
			appendStringInfoChar(out, '(');
			AppendAtom(analysis, a->of, titles, out);
			appendStringInfoString(out, " modulo 4)");
			break;
		case ATOM_FLOOR:
			appendStringInfoString(out, "floor(");
			AppendForm(analysis, &a->form, titles, out);
			appendStringInfoChar(out, ')');
			break;
		case ATOM_INVERSE:
			appendStringInfoChar(out, '(');
			AppendForm(analysis, &a->form, titles, out);
			appendStringInfoChar(out, ')');
			break;
	}
}

/* "b / a": the factors above the line, then those below; or "1 / a" */
static void
AppendMonomial(Analysis *analysis, int monomial, bool titles, StringInfo out)
{
	const Monomial *m = &analysis->monomials[monomial];
	const char *separator = "";

	if (titles && m->title != NULL)
	{
		appendStringInfo(out, "%c%s%c", FORM_TITLE_MARK, m->title, FORM_TITLE_MARK);
		return;
	}

	for (int below = 0; below < 2; below++)
	{
		for (int p = 0; p < m->npowers; p++)
		{
			int			atom = m->powers[p].atom;
			int			exponent = m->powers[p].exponent;

			if (analysis->atoms[atom].kind == ATOM_INVERSE)
				exponent = -exponent;
			if ((exponent < 0) != (below == 1))
				continue;
			for (int e = 0; e < abs(exponent); e++)
			{
				if (below)
					appendStringInfoString(out, separator[0] ? " / " : "1 / ");
				else
					appendStringInfoString(out, separator);
				AppendAtom(analysis, atom, titles, out);
				separator = " * ";
			}
		}
	}
}

/* one term after others, or the first one */
static void
AppendTerm(Analysis *analysis, const Term *term, bool first, bool titles, StringInfo out)
{
	Fraction	factor = term->factor;
	Fraction	one = FractionOfInt(1);
	Fraction	inverse;

	/* a floor of floors may be longer in words than any rule can be */
	if (out->len > ANALYSIS_MAX_TEXT)
	{
		analysis->exhausted = true;
		return;
	}
	if (!first)
		appendStringInfoString(out, FractionSign(&factor) < 0 ? " - " : " + ");
	else if (FractionSign(&factor) < 0)
		appendStringInfoString(out, "-");
	if (FractionSign(&factor) < 0)
		factor = FractionOpposite(factor);
	if (term->monomial == 0)
	{
		appendStringInfoString(out, FractionText(factor));
		return;
	}
	AppendMonomial(analysis, term->monomial, titles, out);
	if (FractionCompare(&factor, &one) == 0)
		return;
	inverse = FractionOver(one, factor);
	if (!FractionIsDecimal(&factor) && FractionDenominator(&inverse) == 1)
		appendStringInfo(out, " / %s", FractionText(inverse));
	else
		appendStringInfo(out, " * %s", FractionText(factor));
}

/* what is taken away comes last, and the constant after the others */
static void
AppendForm(Analysis *analysis, const Form *form, bool titles, StringInfo out)
{
	int			constants = form->nterms > 0 && form->terms[0].monomial == 0 ? 1 : 0;
	bool		first = true;

	check_stack_depth();
	if (form->nterms == 0)
		appendStringInfoChar(out, '0');
	for (int sign = 1; sign >= -1; sign -= 2)
	{
		for (int i = constants; i < form->nterms; i++)
		{
			if (FractionSign(&form->terms[i].factor) != sign)
				continue;
			AppendTerm(analysis, &form->terms[i], first, titles, out);
			first = false;
		}
		if (constants && FractionSign(&form->terms[0].factor) == sign)
		{
			AppendTerm(analysis, &form->terms[0], first, titles, out);
			first = false;
		}
	}
}

/*
 * An expression of the rule language: "b / a * 1.5 + 2", or "2 - n * 0.25".  With
 * titles, those that inputs have stand for their names, between marks.
 */
char *
FormText(Analysis *analysis, const Form *form, bool titles)
{
	StringInfoData out;

	initStringInfo(&out);
	AppendForm(analysis, form, titles, &out);
	return out.data;
}

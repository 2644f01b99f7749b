/*-------------------------------------------------------------------------
 *
 * form.c
 *	  Sums of products of inputs, in normal form.
 *
 * Two expressions that are equal by the laws of arithmetic have the same form,
 * whatever way they were written.  Atoms and monomials are interned, so that
 * they are compared by number.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "analysis/analysis.h"

/* ---------- atoms and monomials ---------- */

int
AtomIntern(Analysis *analysis, AtomKind kind, int of, const Form *form)
{
	Atom	   *atom;

	for (int i = 0; i < analysis->natoms; i++)
	{
		atom = &analysis->atoms[i];
		if (atom->kind != kind)
			continue;
		if (form != NULL ? FormEqual(&atom->form, form) :
			(kind == ATOM_NEW_YEAR || kind == ATOM_YEAR_MOD ? atom->of : atom->input) == of)
			return i;
	}
	if (analysis->natoms == analysis->max_atoms)
	{
		analysis->max_atoms *= 2;
		analysis->atoms = repalloc(analysis->atoms, sizeof(Atom) * analysis->max_atoms);
	}
	atom = &analysis->atoms[analysis->natoms];
	memset(atom, 0, sizeof(*atom));
	atom->kind = kind;
	atom->input = atom->of = of;
	if (form != NULL)
		atom->form = *form;
	atom->domain = IntervalOfAll();
	atom->axis = -1;
	return analysis->natoms++;
}

/* the input that the value of an atom comes from, or -1 */
int
AtomInput(const Analysis *analysis, int atom)
{
	const Atom *a = &analysis->atoms[atom];

	switch (a->kind)
	{
		case ATOM_NUMBER:
		case ATOM_CHOICE:
		case ATOM_DATE:
		case ATOM_KNOWN:
			return a->input;
		case ATOM_NEW_YEAR:
		case ATOM_YEAR_MOD:
			return AtomInput(analysis, a->of);
		default:
			return -1;
	}
}

int
MonomialIntern(Analysis *analysis, const Power *powers, int npowers)
{
	Monomial   *monomial;

	for (int i = 0; i < analysis->nmonomials; i++)
	{
		monomial = &analysis->monomials[i];
		if (monomial->npowers == npowers &&
			(npowers == 0 || memcmp(monomial->powers, powers, sizeof(Power) * npowers) == 0))
			return i;
	}
	if (analysis->nmonomials == analysis->max_monomials)
	{
		analysis->max_monomials *= 2;
		analysis->monomials = repalloc(analysis->monomials,
									   sizeof(Monomial) * analysis->max_monomials);
	}
	monomial = &analysis->monomials[analysis->nmonomials];
	monomial->npowers = npowers;
	monomial->powers = palloc(sizeof(Power) * Max(npowers, 1));
	if (npowers > 0)
		memcpy(monomial->powers, powers, sizeof(Power) * npowers);
	monomial->declared = IntervalOfAll();
	return analysis->nmonomials++;
}

/* a * b^exponent, the exponent 1 or -1 */
int
MonomialMultiply(Analysis *analysis, int a, int b, int exponent)
{
	const Monomial *x = &analysis->monomials[a];
	const Monomial *y = &analysis->monomials[b];
	Power	   *powers;
	int			npowers = 0;
	int			i = 0;
	int			j = 0;

	if (b == 0)
		return a;
	if (a == 0 && exponent == 1)
		return b;
	powers = palloc(sizeof(Power) * (x->npowers + y->npowers));
	while (i < x->npowers || j < y->npowers)
	{
		Power		power;

		if (j >= y->npowers || (i < x->npowers && x->powers[i].atom < y->powers[j].atom))
			power = x->powers[i++];
		else if (i >= x->npowers || y->powers[j].atom < x->powers[i].atom)
		{
			power = y->powers[j++];
			power.exponent *= exponent;
		}
		else
		{
			power = x->powers[i++];
			power.exponent += exponent * y->powers[j++].exponent;
		}
		if (power.exponent != 0)
			powers[npowers++] = power;
	}
	return MonomialIntern(analysis, powers, npowers);
}

/* the atom that a monomial is, or -1 */
int
MonomialAtom(const Analysis *analysis, int monomial)
{
	const Monomial *m = &analysis->monomials[monomial];

	return m->npowers == 1 && m->powers[0].exponent == 1 ? m->powers[0].atom : -1;
}

/* ---------- forms ---------- */

Form
FormOfTerm(int monomial, Fraction factor)
{
	Form		form;

	form.nterms = 1;
	form.terms = palloc(sizeof(Term));
	form.terms[0].monomial = monomial;
	form.terms[0].factor = factor;
	return form;
}

Form
FormConstant(Fraction value)
{
	Form		zero = {0, NULL};

	return FractionSign(&value) == 0 ? zero : FormOfTerm(0, value);
}

Form
FormAtom(Analysis *analysis, int atom)
{
	Power		power = {atom, 1};

	return FormOfTerm(MonomialIntern(analysis, &power, 1), FractionOfInt(1));
}

bool
FormIsConstant(const Form *form, Fraction *value)
{
	if (form->nterms == 0)
		*value = FractionOfInt(0);
	else if (form->nterms == 1 && form->terms[0].monomial == 0)
		*value = form->terms[0].factor;
	else
		return false;
	return true;
}

Fraction
FormConstantPart(const Form *form)
{
	if (form->nterms > 0 && form->terms[0].monomial == 0)
		return form->terms[0].factor;
	return FractionOfInt(0);
}

Form
FormWithoutConstant(const Form *form)
{
	Form		result = *form;

	if (form->nterms > 0 && form->terms[0].monomial == 0)
	{
		result.nterms--;
		result.terms++;
	}
	return result;
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
FormAdd(Form a, Form b)
{
	Form		result;
	int			i = 0;
	int			j = 0;

	if (a.nterms == 0)
		return b;
	if (b.nterms == 0)
		return a;
	result.nterms = 0;
	result.terms = palloc(sizeof(Term) * (a.nterms + b.nterms));
	while (i < a.nterms || j < b.nterms)
	{
		Term		term;

		if (j >= b.nterms || (i < a.nterms && a.terms[i].monomial < b.terms[j].monomial))
			term = a.terms[i++];
		else if (i >= a.nterms || b.terms[j].monomial < a.terms[i].monomial)
			term = b.terms[j++];
		else
		{
			term = a.terms[i++];
			term.factor = FractionPlus(term.factor, b.terms[j++].factor);
		}
		if (FractionSign(&term.factor) != 0)
			result.terms[result.nterms++] = term;
	}
	return result;
}

Form
FormScale(Form a, Fraction factor)
{
	Form		result;

	if (FractionSign(&factor) == 0 || a.nterms == 0)
		return FormConstant(FractionOfInt(0));
	result.nterms = a.nterms;
	result.terms = palloc(sizeof(Term) * a.nterms);
	for (int i = 0; i < a.nterms; i++)
	{
		result.terms[i].monomial = a.terms[i].monomial;
		result.terms[i].factor = FractionTimes(a.terms[i].factor, factor);
	}
	return result;
}

Form
FormSubtract(Form a, Form b)
{
	return FormAdd(a, FormScale(b, FractionOfInt(-1)));
}

Form
FormMultiply(Analysis *analysis, Form a, Form b)
{
	Form		result = FormConstant(FractionOfInt(0));
	Fraction	value;

	if (FormIsConstant(&b, &value))
		return FormScale(a, value);
	if (FormIsConstant(&a, &value))
		return FormScale(b, value);
	for (int i = 0; i < a.nterms; i++)
	{
		for (int j = 0; j < b.nterms; j++)
		{
			int			monomial = MonomialMultiply(analysis, a.terms[i].monomial,
													b.terms[j].monomial, 1);

			result = FormAdd(result,
							 FormOfTerm(monomial, FractionTimes(a.terms[i].factor,
																b.terms[j].factor)));
			analysis->steps += 4;
		}
	}
	return result;
}

bool
FormEqual(const Form *a, const Form *b)
{
	if (a->nterms != b->nterms)
		return false;
	for (int i = 0; i < a->nterms; i++)
		if (a->terms[i].monomial != b->terms[i].monomial ||
			FractionCompare(&a->terms[i].factor, &b->terms[i].factor) != 0)
			return false;
	return true;
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

static bool
AtomValue(Analysis *analysis, int atom, const Assignment *assignment, Fraction *value)
{
	const Atom *a = &analysis->atoms[atom];
	Fraction	inner;

	switch (a->kind)
	{
		case ATOM_FLOOR:
			if (!FormValue(analysis, &a->form, assignment, &inner))
				return false;
			*value = FractionFloorOf(inner);
			return true;
		case ATOM_INVERSE:
			if (!FormValue(analysis, &a->form, assignment, &inner) || FractionSign(&inner) == 0)
				return false;
			*value = FractionOver(FractionOfInt(1), inner);
			return true;
		default:
			*value = assignment->values[atom];
			return assignment->set[atom];
	}
}

/* the value of a form where the atoms have values; false if one has none */
bool
FormValue(Analysis *analysis, const Form *form, const Assignment *assignment,
		  Fraction *value)
{
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

char *
AtomText(Analysis *analysis, int atom)
{
	const Atom *a = &analysis->atoms[atom];

	switch (a->kind)
	{
		case ATOM_NUMBER:
		case ATOM_CHOICE:
			return pstrdup(analysis->inputs[a->input].name);
		case ATOM_DATE:
			return psprintf("date(%s)", analysis->inputs[a->input].name);
		case ATOM_KNOWN:
			return psprintf("known(%s)", analysis->inputs[a->input].name);
		case ATOM_NEW_YEAR:
			return psprintf("date(%s, 1, 1)", AtomText(analysis, a->of));
		case ATOM_YEAR_MOD:
			return psprintf("(%s modulo 4)", AtomText(analysis, a->of));
		case ATOM_FLOOR:
			return psprintf("floor(%s)", FormText(analysis, &a->form));
		case ATOM_INVERSE:
			return psprintf("(%s)", FormText(analysis, &a->form));
	}
	return NULL;
}

/* "b / a": the factors above the line, then those below; or "1 / a" */
static void
AppendMonomial(Analysis *analysis, int monomial, StringInfo out)
{
	const Monomial *m = &analysis->monomials[monomial];
	const char *separator = "";

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
				appendStringInfoString(out, AtomText(analysis, atom));
				separator = " * ";
			}
		}
	}
}

/* one term after others, or the first one */
static void
AppendTerm(Analysis *analysis, const Term *term, StringInfo out)
{
	Fraction	factor = term->factor;
	Fraction	one = FractionOfInt(1);
	Fraction	inverse;

	if (out->len > 0)
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
	AppendMonomial(analysis, term->monomial, out);
	if (FractionCompare(&factor, &one) == 0)
		return;
	inverse = FractionOver(one, factor);
	if (FractionToDecimal(&factor) == NULL && FractionDenominator(&inverse) == 1)
		appendStringInfo(out, " / %s", FractionText(inverse));
	else
		appendStringInfo(out, " * %s", FractionText(factor));
}

/*
 * An expression of the rule language: "b / a * 1.5 + 2", or "2 - n * 0.25".
 * What is taken away comes last, and the constant after the others.
 */
char *
FormText(Analysis *analysis, const Form *form)
{
	StringInfoData out;
	int			constants = form->nterms > 0 && form->terms[0].monomial == 0 ? 1 : 0;

	if (form->nterms == 0)
		return pstrdup("0");
	initStringInfo(&out);
	for (int sign = 1; sign >= -1; sign -= 2)
	{
		for (int i = constants; i < form->nterms; i++)
			if (FractionSign(&form->terms[i].factor) == sign)
				AppendTerm(analysis, &form->terms[i], &out);
		if (constants && FractionSign(&form->terms[0].factor) == sign)
			AppendTerm(analysis, &form->terms[0], &out);
	}
	return out.data;
}

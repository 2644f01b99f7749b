/*-------------------------------------------------------------------------
 *
 * form.c
 *	  Sums of products of inputs, in normal form.
 *
 * Two expressions that are equal by the laws of arithmetic have the same form,
 * whatever way they were written: that is what lets "b >= 0.8 * a" and
 * "b / a >= 80%" be about the same thing.  Forms never change; what a form is
 * made of may be shared with others.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "analysis/analysis.h"

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

static int
CompareTerms(const void *a, const void *b)
{
	return ((const Term *) a)->monomial - ((const Term *) b)->monomial;
}

/*
 * The sum of terms in any order, which are used up.  What has many terms is made
 * by putting them all down first: to add one to a sum copies the sum.
 */
Form
FormOfTerms(Term *terms, int count)
{
	Form		result = {0, terms};

	qsort(terms, count, sizeof(Term), CompareTerms);
	for (int i = 0; i < count;)
	{
		Term		sum = terms[i++];

		for (; i < count && terms[i].monomial == sum.monomial; i++)
			sum.factor = FractionPlus(sum.factor, terms[i].factor);
		if (FractionSign(&sum.factor) != 0)
			terms[result.nterms++] = sum;
	}
	return result;
}

/* with terms and numbers of its own, in the current memory context */
Form
FormCopy(const Form *form)
{
	Form		copy = {form->nterms, NULL};

	if (form->nterms > 0)
		copy.terms = palloc(sizeof(Term) * form->nterms);
	for (int i = 0; i < form->nterms; i++)
	{
		copy.terms[i].monomial = form->terms[i].monomial;
		FractionCopy(&copy.terms[i].factor, &form->terms[i].factor);
	}
	return copy;
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

/* ---------- hashing ---------- */

static uint32
HashFraction(uint32 hash, const Fraction *f)
{
	/* equal fractions of any size may be written with other trailing zeros */
	if (f->bignum != NULL)
		return hash_combine(hash, 1);
	hash = hash_combine(hash, murmurhash32((uint32) f->num));
	return hash_combine(hash, murmurhash32((uint32) f->den));
}

uint32
FormHash(uint32 hash, const Form *form)
{
	for (int i = 0; i < form->nterms; i++)
	{
		hash = hash_combine(hash, murmurhash32((uint32) form->terms[i].monomial));
		hash = HashFraction(hash, &form->terms[i].factor);
	}
	return hash;
}

/*-------------------------------------------------------------------------
 *
 * region.c
 *	  Regions of inputs, and how comparisons cut them.
 *
 * A region says of some axes within which interval they lie, and leaves all
 * others open.  It is no exact description of a set: that x lies in [0, 1] and
 * x + y in [5, 6] leaves y to be guessed at from its own range.  That is meant
 * so.  Each answer here errs on the side of more inputs, never of fewer, and to
 * err by little where a person would see it (shares, floors, common factors,
 * divisors whose sign is known) is what most of this file is about.  To solve
 * the constraints together, as a solver of linear programs would, was not worth
 * it: of official rules nearly all are about one subject, where nothing is lost.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/analysis.h"

static NumInterval RegionMonomial(Analysis *analysis, const Region *region, int monomial);

Region *
RegionOfAll(void)
{
	return palloc0(offsetof(Region, constraints));
}

/* what the region says of an axis, if it says anything */
bool
RegionConstraint(const Region *region, int axis, NumInterval *interval)
{
	int			low = 0;
	int			high = region->nconstraints;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (region->constraints[middle].axis < axis)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == region->nconstraints || region->constraints[low].axis != axis)
		return false;
	*interval = region->constraints[low].interval;
	return true;
}

/* ---------- what values can be in a region ---------- */

/*
 * The days on which the years of an interval begin.  The calendar only knows
 * the years from 1 to 9999; of others, scoring fails before it asks.
 */
static NumInterval
NewYears(NumInterval years)
{
	int			year;
	int			days;
	NumInterval result = IntervalOfAll();

	if (years.low_finite && FractionToInt(&years.low, 1, 9999, &year) &&
		RuleDayNumber(year, 1, 1, &days))
		result = IntervalFrom(FractionOfInt(days), true);
	if (years.high_finite && FractionToInt(&years.high, 1, 9999, &year) &&
		RuleDayNumber(year, 1, 1, &days))
		result = IntervalIntersect(result, IntervalTo(FractionOfInt(days), true));
	return result;
}

/* what an atom that follows from others can be, constraints on itself aside */
static NumInterval
FollowingRange(Analysis *analysis, const Region *region, const Atom *atom)
{
	NumInterval of;
	int			year;

	switch (atom->kind)
	{
		case ATOM_FLOOR:
			return IntervalFloor(RegionForm(analysis, region, &atom->form));
		case ATOM_INVERSE:
			return IntervalInvert(RegionForm(analysis, region, &atom->form));
		case ATOM_NEW_YEAR:
			return NewYears(RegionAtom(analysis, region, atom->of));
		default:
			of = RegionAtom(analysis, region, atom->of);
			if (IntervalIsPoint(&of) && FractionToInt(&of.low, 1, 9999, &year))
				return IntervalBetween(year % 4, year % 4);
			return IntervalBetween(0, 3);
	}
}

/*
 * What an atom can be in a region.  What follows from other atoms is remembered
 * with the region that it was worked out for: one floor may stand in another
 * several times, and that in the next, so that asking anew each time would take
 * as many questions as there are paths through them.
 */
NumInterval
RegionAtom(Analysis *analysis, const Region *region, int atom)
{
	Atom		a = analysis->atoms[atom];	/* a copy: atoms may move */
	NumInterval result = a.domain;
	NumInterval constraint;

	if (a.kind > ATOM_KNOWN)
	{
		if (analysis->memos[atom].region == region->number)
			return analysis->memos[atom].range;
		check_stack_depth();
		result = FollowingRange(analysis, region, &a);
	}
	if (a.axis >= 0 && RegionConstraint(region, a.axis, &constraint))
		result = IntervalIntersect(result, constraint);

	/* big numbers would not outlive the memory that they are in */
	if (a.kind > ATOM_KNOWN &&
		(!result.low_finite || result.low.bignum == NULL) &&
		(!result.high_finite || result.high.bignum == NULL))
	{
		analysis->memos[atom].region = region->number;
		analysis->memos[atom].range = result;
	}
	return result;
}

/*
 * The share of a part in a sum of quantities that are not negative,
 * n / (c * n + ...): at most 1 / c.
 */
static bool
ShareBound(Analysis *analysis, const Region *region, const Monomial *monomial, NumInterval *bound)
{
	int			part = -1;
	int			whole = -1;
	Form		rest;

	if (monomial->npowers != 2)
		return false;
	for (int p = 0; p < 2; p++)
	{
		if (monomial->powers[p].exponent != 1)
			return false;
		if (analysis->atoms[monomial->powers[p].atom].kind == ATOM_INVERSE)
			whole = monomial->powers[p].atom;
		else
			part = monomial->powers[p].atom;
	}
	if (part < 0 || whole < 0)
		return false;
	rest = analysis->atoms[whole].form;
	for (int i = 0; i < rest.nterms; i++)
	{
		Term		term = rest.terms[i];
		Form		one_term = {1, &term};
		NumInterval of_part = RegionAtom(analysis, region, part);
		NumInterval of_rest;
		Fraction	zero = FractionOfInt(0);

		if (MonomialAtom(analysis, term.monomial) != part || FractionSign(&term.factor) <= 0)
			continue;
		rest = FormSubtract(rest, one_term);
		of_rest = RegionForm(analysis, region, &rest);
		if (!of_part.low_finite || FractionCompare(&of_part.low, &zero) < 0 ||
			!of_rest.low_finite || FractionCompare(&of_rest.low, &zero) < 0)
			return false;
		*bound = IntervalTo(FractionOver(FractionOfInt(1), term.factor), true);
		return true;
	}
	return false;
}

/*
 * A quotient of which it is known that one part is at least the other, such as
 * x / peer_max(x): at most 1, or at least 1, depending on the sign of the divisor.
 */
static bool
QuotientBound(Analysis *analysis, const Region *region, int monomial, NumInterval *bound)
{
	for (int p = 0; p < analysis->monomials[monomial].npowers; p++)
	{
		Power		power = analysis->monomials[monomial].powers[p];
		Fraction	zero = FractionOfInt(0);
		Fraction	lead;
		Form		difference;
		NumInterval divisor;
		NumInterval above;
		int			axis;
		int			side;

		if (power.exponent != -1)
			continue;
		power.exponent = 1;
		divisor = RegionAtom(analysis, region, power.atom);
		side = IntervalSide(&divisor, zero);
		if (side == 0)
			continue;

		/* dividend - divisor, if anything is known of that */
		difference = FormSubtract(FormOfTerm(MonomialMultiply(analysis, monomial,
															  MonomialIntern(analysis, &power, 1), 1),
											 FractionOfInt(1)),
								  FormAtom(analysis, power.atom));
		if (difference.nterms != 2)
			continue;
		difference = FormUnit(analysis, &difference, &lead);
		axis = AxisFind(analysis, &difference);
		if (axis < 0)
			continue;
		above = IntervalScale(analysis->axes[axis].known, lead);
		if (above.high_finite && FractionCompare(&above.high, &zero) <= 0)
			side = -side;
		else if (!above.low_finite || FractionCompare(&above.low, &zero) < 0)
			continue;
		*bound = side > 0 ? IntervalFrom(FractionOfInt(1), true) : IntervalTo(FractionOfInt(1), true);
		return true;
	}
	return false;
}

/*
 * What a product can be: the product of what its factors can be, which for a
 * square forgets that both are the same (hence the 0), narrowed by what was
 * promised of it ("b/a": "percent"), by what shares are, and by the region if it
 * was cut along this product.
 */
static NumInterval
RegionMonomial(Analysis *analysis, const Region *region, int monomial)
{
	const Monomial *m = &analysis->monomials[monomial];
	NumInterval result;
	NumInterval constraint;
	Term		term = {monomial, {1, 1, NULL, NULL}};
	Form		form = {1, &term};
	int			axis;

	if (m->npowers == 0)
		return IntervalOfPoint(FractionOfInt(1));
	if (MonomialAtom(analysis, monomial) >= 0)
		return IntervalIntersect(RegionAtom(analysis, region, m->powers[0].atom), m->declared);

	result = IntervalOfPoint(FractionOfInt(1));
	for (int p = 0; p < m->npowers; p++)
	{
		NumInterval atom = RegionAtom(analysis, region, m->powers[p].atom);
		int			exponent = m->powers[p].exponent;

		if (exponent < 0)
			atom = IntervalInvert(atom);
		for (int e = 0; e < abs(exponent); e++)
			result = IntervalMultiply(result, atom);
		if (m->npowers == 1 && exponent % 2 == 0)
			result = IntervalIntersect(result, IntervalFrom(FractionOfInt(0), true));
	}
	result = IntervalIntersect(result, m->declared);
	if (ShareBound(analysis, region, m, &constraint))
		result = IntervalIntersect(result, constraint);
	if (analysis->related && QuotientBound(analysis, region, monomial, &constraint))
		result = IntervalIntersect(result, constraint);
	axis = AxisFind(analysis, &form);
	if (axis >= 0 && RegionConstraint(region, axis, &constraint))
		result = IntervalIntersect(result, constraint);
	return result;
}

/*
 * A form without constant, scaled to lead 1: the sum of what its terms can be, as
 * if they had nothing to do with each other, unless the region speaks of just
 * this sum.  x - previous(x) is all numbers by its terms; once it was compared
 * with something it is an axis, and known.
 */
static NumInterval
RegionDirection(Analysis *analysis, const Region *region, const Form *form)
{
	NumInterval result;
	NumInterval constraint;
	int			axis;

	if (form->nterms == 1)
		return RegionMonomial(analysis, region, form->terms[0].monomial);
	result = IntervalOfPoint(FractionOfInt(0));
	for (int i = 0; i < form->nterms; i++)
		result = IntervalAdd(result,
							 IntervalScale(RegionMonomial(analysis, region, form->terms[i].monomial),
										   form->terms[i].factor));
	axis = AxisFind(analysis, form);
	if (axis < 0)
		return result;
	result = IntervalIntersect(result, analysis->axes[axis].known);
	if (RegionConstraint(region, axis, &constraint))
		result = IntervalIntersect(result, constraint);
	return result;
}

NumInterval
RegionAxis(Analysis *analysis, const Region *region, int axis)
{
	/* the form is copied: axes may move */
	Form		form = analysis->axes[axis].form;

	return RegionDirection(analysis, region, &form);
}

NumInterval
RegionForm(Analysis *analysis, const Region *region, const Form *form)
{
	Form		rest = FormWithoutConstant(form);
	NumInterval constant = IntervalOfPoint(FormConstantPart(form));
	Fraction	lead;
	Form		direction;

	analysis->steps += 1 + form->nterms;
	if (rest.nterms == 0)
		return constant;
	direction = FormUnit(analysis, &rest, &lead);
	return IntervalAdd(IntervalScale(RegionDirection(analysis, region, &direction), lead),
					   constant);
}

/*
 * Replace what has just one value in the region by that value.  Every comparison
 * begins with it, so that x is compared with nothing once the region says x = 3,
 * and a product with a boolean that is false is gone.  Atoms go first, one power
 * at a time, then whole products: those may have a value of their own, when b / a
 * was cut to a point and neither b nor a was.
 */
Form
RegionSubstitute(Analysis *analysis, const Region *region, Form form)
{
	Term	   *terms = NULL;
	int			count = 0;
	bool		changed = false;

	for (int i = 0; i < form.nterms; i++)
	{
		Term		term = form.terms[i];
		const Monomial *monomial = &analysis->monomials[term.monomial];
		NumInterval interval;

		for (int p = 0; p < monomial->npowers; p++)
		{
			int			atom = monomial->powers[p].atom;
			int			exponent = monomial->powers[p].exponent;
			Power		power = {atom, exponent > 0 ? 1 : -1};
			int			single;

			if (monomial->npowers == 1 && abs(exponent) == 1)
				break;			/* below */
			interval = RegionAtom(analysis, region, atom);
			if (!IntervalIsPoint(&interval) ||
				(exponent < 0 && FractionSign(&interval.low) == 0))
				continue;
			single = MonomialIntern(analysis, &power, 1);
			for (int e = 0; e < abs(exponent); e++)
			{
				term.monomial = MonomialMultiply(analysis, term.monomial, single, -1);
				term.factor = exponent > 0 ? FractionTimes(term.factor, interval.low) :
					FractionOver(term.factor, interval.low);
			}
			changed = true;

			/* it has moved, and lost a power */
			monomial = &analysis->monomials[term.monomial];
			p = -1;
			if (FractionSign(&term.factor) == 0)
				break;
		}
		if (FractionSign(&term.factor) != 0 && term.monomial != 0)
		{
			interval = RegionMonomial(analysis, region, term.monomial);
			if (IntervalIsPoint(&interval))
			{
				term.factor = FractionTimes(term.factor, interval.low);
				term.monomial = 0;
				changed = true;
			}
		}

		/* terms are only copied once one differs */
		if (changed && terms == NULL)
		{
			terms = palloc(sizeof(Term) * form.nterms);
			memcpy(terms, form.terms, sizeof(Term) * i);
			count = i;
		}
		if (changed && FractionSign(&term.factor) != 0)
			terms[count++] = term;
	}
	return changed ? FormOfTerms(terms, count) : form;
}

/* ---------- cutting ---------- */

/*
 * The region where the axis also lies within the interval, or NULL if that is
 * empty.  What people enter are decimals, so that a variable is never a third;
 * what is computed for a context term may be one.
 */
Region *
RegionWithin(Analysis *analysis, Region *region, int axis, NumInterval interval)
{
	NumInterval all = RegionAxis(analysis, region, axis);
	NumInterval part = IntervalIntersect(all, interval);
	const Axis *a = &analysis->axes[axis];
	Region	   *result;
	int			at = 0;
	int			rest;

	analysis->steps += 1 + region->nconstraints / 4;
	if (a->integer)
		part = IntervalOfIntegers(part);
	if (IntervalIsEmpty(&part))
		return NULL;
	if (IntervalIsPoint(&part))
	{
		int			atom = FormSingleAtom(analysis, &a->form);

		if (atom >= 0 && analysis->atoms[atom].kind == ATOM_NUMBER &&
			!analysis->inputs[analysis->atoms[atom].input].context &&
			!FractionIsDecimal(&part.low))
			return NULL;
	}
	if (IntervalEqual(&part, &all))
		return region;

	while (at < region->nconstraints && region->constraints[at].axis < axis)
		at++;
	rest = at < region->nconstraints && region->constraints[at].axis == axis ? at + 1 : at;
	result = palloc(offsetof(Region, constraints) +
					sizeof(AxisLimit) * (region->nconstraints + 1));
	memcpy(result->constraints, region->constraints, sizeof(AxisLimit) * at);
	result->constraints[at].axis = axis;
	result->constraints[at].interval = part;
	memcpy(result->constraints + at + 1, region->constraints + rest,
		   sizeof(AxisLimit) * (region->nconstraints - rest));
	result->nconstraints = region->nconstraints + 1 - (rest - at);
	result->number = ++analysis->nregions;
	return result;
}

/* empty parts are left out here, once for all comparisons */
static void
AppendPart(Analysis *analysis, List **list, Region *region, int axis, NumInterval interval)
{
	Region	   *part = RegionWithin(analysis, region, axis, interval);

	if (part != NULL)
		*list = lappend(*list, part);
}

static RuleComparison
Turned(RuleComparison comparison)
{
	switch (comparison)
	{
		case RULE_LT:
			return RULE_GT;
		case RULE_LE:
			return RULE_GE;
		case RULE_GT:
			return RULE_LT;
		case RULE_GE:
			return RULE_LE;
		default:
			return comparison;
	}
}

/*
 * An atom to a power that divides every term, as a monomial; 0 if there is none.
 * n * x - n * y against 0 is x - y against 0 where n is positive: without taking
 * n out, each n would make an axis of its own.
 */
static int
CommonFactor(Analysis *analysis, const Form *form, int *atom, int *exponent)
{
	const Monomial *first = &analysis->monomials[form->terms[0].monomial];

	if (form->nterms < 2)
		return 0;
	for (int p = 0; p < first->npowers; p++)
	{
		int			common = first->powers[p].exponent;

		for (int i = 1; i < form->nterms && common != 0; i++)
		{
			const Monomial *other = &analysis->monomials[form->terms[i].monomial];
			int			found = 0;

			for (int q = 0; q < other->npowers; q++)
				if (other->powers[q].atom == first->powers[p].atom)
					found = other->powers[q].exponent;
			if ((found > 0) != (common > 0) || found == 0)
				common = 0;
			else if (abs(found) < abs(common))
				common = found;
		}
		if (common != 0)
		{
			Power		power = {first->powers[p].atom, common};

			*atom = power.atom;
			*exponent = common;
			return MonomialIntern(analysis, &power, 1);
		}
	}
	return 0;
}

static Form
DivideByMonomial(Analysis *analysis, const Form *form, int monomial)
{
	Term	   *terms = palloc(sizeof(Term) * form->nterms);

	for (int i = 0; i < form->nterms; i++)
	{
		terms[i].monomial = MonomialMultiply(analysis, form->terms[i].monomial, monomial, -1);
		terms[i].factor = form->terms[i].factor;
	}
	return FormOfTerms(terms, form->nterms);
}

/* is it about day numbers or whole steps, which no one divides by? */
static bool
IsNotDivided(Analysis *analysis, const Form *form)
{
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
		{
			AtomKind	kind = analysis->atoms[monomial->powers[p].atom].kind;

			if (kind == ATOM_DATE || kind == ATOM_NEW_YEAR || kind == ATOM_FLOOR)
				return true;
		}
	}
	return false;
}

/* factor * floor(inner) + constant against 0, said of inner */
static bool
CompareFloor(Analysis *analysis, Region *region, Form inner, Fraction factor,
			 Fraction constant, RuleComparison comparison, bool percent,
			 List **holds, List **fails)
{
	Fraction	root = FractionOver(FractionOpposite(constant), factor);
	Fraction	one = FractionOfInt(1);
	Fraction	whole = FractionFloorOf(root);
	bool		is_whole = FractionCompare(&whole, &root) == 0;
	Form		from_whole = FormSubtract(inner, FormConstant(whole));
	Form		from_next = FormSubtract(inner, FormConstant(FractionPlus(whole, one)));

	if (FractionSign(&factor) < 0)
		comparison = Turned(comparison);
	switch (comparison)
	{
		case RULE_LT:
		case RULE_GE:
			/* floor >= root is inner >= the first integer from root on */
			return RegionCompare(analysis, region, is_whole ? from_whole : from_next,
								 comparison, percent, holds, fails);
		case RULE_LE:
			return RegionCompare(analysis, region, from_next, RULE_LT, percent, holds, fails);
		case RULE_GT:
			return RegionCompare(analysis, region, from_next, RULE_GE, percent, holds, fails);
		default:
			break;
	}
	if (comparison == RULE_NE)
	{
		List	  **swap = holds;

		holds = fails;
		fails = swap;
	}
	if (!is_whole)
		*fails = lappend(*fails, region);
	else
	{
		List	   *at_least = NIL;
		ListCell   *lc;

		if (!RegionCompare(analysis, region, from_whole, RULE_GE, percent, &at_least, fails))
			return false;
		foreach(lc, at_least)
			if (!RegionCompare(analysis, lfirst(lc), from_next, RULE_LT, percent, holds, fails))
				return false;
	}
	return true;
}

/*
 * Cut the region by whether the form compares to 0 as asked; the parts are
 * appended to the lists.  False if the form is beyond analysis.  Whether
 * somebody wrote % decides how the axis is printed.
 */
bool
RegionCompare(Analysis *analysis, Region *region, Form form,
			  RuleComparison comparison, bool percent, List **holds, List **fails)
{
	Fraction	constant;
	Form		rest;
	Fraction	lead;
	Form		direction;
	Fraction	root;
	NumInterval all;
	int			axis;
	int			atom;
	int			exponent;
	int			factor;

	CHECK_FOR_INTERRUPTS();
	check_stack_depth();
	analysis->steps += 4;
	if (FormTooLong(analysis, &form))
		return false;
	form = RegionSubstitute(analysis, region, form);
	if (FormIsConstant(&form, &constant))
	{
		if (RuleSatisfies(FractionSign(&constant), comparison))
			*holds = lappend(*holds, region);
		else
			*fails = lappend(*fails, region);
		return true;
	}
	constant = FormConstantPart(&form);
	rest = FormWithoutConstant(&form);

	/* a common factor is decided by its sign */
	factor = CommonFactor(analysis, &form, &atom, &exponent);
	if (factor != 0)
	{
		Form		quotient = DivideByMonomial(analysis, &form, factor);
		Form		atom_form = FormAtom(analysis, atom);
		List	   *parts[3] = {NIL, NIL, NIL}; /* negative, zero, positive */
		List	   *not_negative = NIL;
		ListCell   *lc;

		if (!RegionCompare(analysis, region, atom_form, RULE_LT, false, &parts[0], &not_negative))
			return false;
		foreach(lc, not_negative)
			if (!RegionCompare(analysis, lfirst(lc), atom_form, RULE_EQ, false,
							   &parts[1], &parts[2]))
				return false;
		for (int sign = -1; sign <= 1; sign++)
		{
			foreach(lc, parts[sign + 1])
			{
				if (sign == 0)
				{
					/* a divisor is not 0 */
					if (exponent < 0)
						continue;
					if (RuleSatisfies(0, comparison))
						*holds = lappend(*holds, lfirst(lc));
					else
						*fails = lappend(*fails, lfirst(lc));
				}
				else if (!RegionCompare(analysis, lfirst(lc), quotient,
										sign < 0 && exponent % 2 != 0 ?
										Turned(comparison) : comparison, percent, holds, fails))
					return false;
			}
		}
		return true;
	}

	/* b - 0.8 * a is about b / a where a is known not to be 0 */
	if (FractionSign(&constant) == 0 && rest.nterms == 2 && !IsNotDivided(analysis, &rest))
	{
		for (int i = 1; i >= 0; i--)
		{
			int			monomial = rest.terms[i].monomial;
			int			side = 0;

			all = RegionMonomial(analysis, region, monomial);
			side = IntervalSide(&all, FractionOfInt(0));
			if (side != 0)
				return RegionCompare(analysis, region,
									 DivideByMonomial(analysis, &rest, monomial),
									 side < 0 ? Turned(comparison) : comparison, percent,
									 holds, fails);
		}
	}

	atom = FormSingleAtom(analysis, &rest);
	if (atom >= 0 && analysis->atoms[atom].kind == ATOM_FLOOR)
		return CompareFloor(analysis, region, analysis->atoms[atom].form,
							rest.terms[0].factor, constant, comparison, percent, holds, fails);

	direction = FormUnit(analysis, &rest, &lead);
	axis = AxisFor(analysis, &direction);
	if (percent)
		analysis->axes[axis].percent = true;
	root = FractionOver(FractionOpposite(constant), lead);
	if (FractionDigits(&root) > ANALYSIS_MAX_DIGITS)
		return false;
	if (FractionSign(&lead) < 0)
		comparison = Turned(comparison);
	switch (comparison)
	{
		case RULE_LT:
			AppendPart(analysis, holds, region, axis, IntervalTo(root, false));
			AppendPart(analysis, fails, region, axis, IntervalFrom(root, true));
			break;
		case RULE_LE:
			AppendPart(analysis, holds, region, axis, IntervalTo(root, true));
			AppendPart(analysis, fails, region, axis, IntervalFrom(root, false));
			break;
		case RULE_GT:
			AppendPart(analysis, holds, region, axis, IntervalFrom(root, false));
			AppendPart(analysis, fails, region, axis, IntervalTo(root, true));
			break;
		case RULE_GE:
			AppendPart(analysis, holds, region, axis, IntervalFrom(root, true));
			AppendPart(analysis, fails, region, axis, IntervalTo(root, false));
			break;
		case RULE_EQ:
			AppendPart(analysis, holds, region, axis, IntervalOfPoint(root));
			AppendPart(analysis, fails, region, axis, IntervalTo(root, false));
			AppendPart(analysis, fails, region, axis, IntervalFrom(root, false));
			break;
		case RULE_NE:
			AppendPart(analysis, fails, region, axis, IntervalOfPoint(root));
			AppendPart(analysis, holds, region, axis, IntervalTo(root, false));
			AppendPart(analysis, holds, region, axis, IntervalFrom(root, false));
			break;
	}
	return true;
}

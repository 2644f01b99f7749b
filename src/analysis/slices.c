/*-------------------------------------------------------------------------
 *
 * slices.c
 *	  Cases of a rule that depend on one subject, slice by slice.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/analysis.h"

/* slices and cells of a table at most */
#define TABLE_MAX_SLICES	2000
#define TABLE_MAX_CELLS		200000

List *
TableEntriesOfCases(Analysis *analysis, List *cases)
{
	List	   *entries = NIL;
	ListCell   *lc;

	foreach(lc, cases)
	{
		Case	   *of = lfirst(lc);
		TableEntry *entry = palloc0(sizeof(TableEntry));

		entry->region = of->region;
		entry->order = of->arm;
		entry->of = of;
		if (of->outcome == CASE_POINTS)
			entry->label = FormText(analysis, &of->points, false);
		else if (of->outcome == CASE_NA)
			entry->label = "na";
		entries = lappend(entries, entry);
	}
	return entries;
}

/* ---------- which axis is what ---------- */

/*
 * Does it only tell cases apart: a choice, a boolean, whether something is
 * known, or what is given of the agency and other criteria?
 */
static bool
TellsCases(Analysis *analysis, int axis)
{
	int			number = FormSingleAtom(analysis, &analysis->axes[axis].form);
	const Atom *atom;

	if (number < 0)
		return false;
	atom = &analysis->atoms[number];
	if (atom->kind == ATOM_CHOICE || atom->kind == ATOM_KNOWN || atom->kind == ATOM_YEAR_MOD)
		return true;
	return atom->kind == ATOM_NUMBER &&
		(analysis->inputs[atom->input].gate || analysis->inputs[atom->input].boolean);
}

/*
 * Does a form divide by what an axis is, or by that and a constant?  Then *zero is
 * where on the axis the divisor is 0.
 */
static bool
FormDividesBy(Analysis *analysis, const Form *form, int divisor, Fraction *zero)
{
	const Form *below = &analysis->axes[divisor].form;
	int			atom = FormSingleAtom(analysis, below);

	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
		{
			const Power *power = &monomial->powers[p];

			if (power->exponent < 0 && power->atom == atom)
			{
				*zero = FractionOfInt(0);
				return true;
			}
			if (power->exponent > 0 && analysis->atoms[power->atom].kind == ATOM_INVERSE)
			{
				const Form *whole = &analysis->atoms[power->atom].form;
				Form		inverted = FormWithoutConstant(whole);
				Fraction	lead;

				inverted = FormUnit(analysis, &inverted, &lead);
				if (FormEqual(&inverted, below))
				{
					*zero = FractionOver(FractionOpposite(FormConstantPart(whole)), lead);
					return true;
				}
			}
		}
	}
	return false;
}

bool
AxisDividesBy(Analysis *analysis, int axis, int divisor, Fraction *zero)
{
	return FormDividesBy(analysis, &analysis->axes[axis].form, divisor, zero);
}

/* do points of the entries divide by it? */
static bool
DividesPoints(Analysis *analysis, List *entries, int divisor)
{
	ListCell   *lc;
	Fraction	zero;

	foreach(lc, entries)
	{
		const TableEntry *entry = lfirst(lc);

		if (entry->of->outcome == CASE_POINTS &&
			FormDividesBy(analysis, &entry->of->points, divisor, &zero))
			return true;
	}
	return false;
}

/* the axis of what a form without constant depends on: through floor(), of its inside */
static int
AxisOfForm(Analysis *analysis, Form form)
{
	for (;;)
	{
		int			atom = FormSingleAtom(analysis, &form);
		Fraction	lead;

		form = FormUnit(analysis, &form, &lead);
		if (atom < 0 || analysis->atoms[atom].kind != ATOM_FLOOR)
			return AxisFor(analysis, &form);
		form = FormWithoutConstant(&analysis->atoms[atom].form);
	}
}

/* the axes of which entries speak */
static List *
UsedAxes(Analysis *analysis, List *entries, bool with_points)
{
	List	   *axes = NIL;
	ListCell   *lc;

	foreach(lc, entries)
	{
		const TableEntry *entry = lfirst(lc);

		for (int i = 0; i < entry->region->nconstraints; i++)
			axes = list_append_unique_int(axes, entry->region->constraints[i].axis);
	}
	if (!with_points)
		return axes;
	foreach(lc, entries)
	{
		const TableEntry *entry = lfirst(lc);
		Form		form;
		Form		unit;
		Fraction	lead;
		int			axis;

		if (entry->of->outcome != CASE_POINTS)
			continue;
		form = FormWithoutConstant(&entry->of->points);
		if (form.nterms == 0)
			continue;
		unit = FormUnit(analysis, &form, &lead);
		axis = AxisFind(analysis, &unit);
		if (axis >= 0 && list_member_int(axes, axis))
			continue;
		for (int i = 0; i < form.nterms; i++)
		{
			Form		term = {1, &form.terms[i]};

			axes = list_append_unique_int(axes, AxisOfForm(analysis, term));
		}
	}
	return axes;
}

/* ---------- slices ---------- */

/* the parts of an interval that lie below, within and above another one */
static List *
CutByInterval(NumInterval whole, const NumInterval *by)
{
	List	   *result = NIL;
	NumInterval pieces[3];
	bool		there[3] = {by->low_finite, true, by->high_finite};

	if (by->low_finite)
		pieces[0] = IntervalIntersect(whole, IntervalTo(by->low, !by->low_closed));
	pieces[1] = IntervalIntersect(whole, *by);
	if (by->high_finite)
		pieces[2] = IntervalIntersect(whole, IntervalFrom(by->high, !by->high_closed));
	for (int i = 0; i < 3; i++)
	{
		NumInterval *copy;

		if (!there[i] || IntervalIsEmpty(&pieces[i]))
			continue;
		copy = palloc(sizeof(NumInterval));
		*copy = pieces[i];
		result = lappend(result, copy);
	}
	return result;
}

/* each part cut once more */
static List *
CutParts(Analysis *analysis, List *parts, int axis, const NumInterval *by)
{
	List	   *next = NIL;
	ListCell   *part;

	foreach(part, parts)
	{
		ListCell   *piece;

		foreach(piece, CutByInterval(*(NumInterval *) lfirst(part), by))
		{
			NumInterval *interval = lfirst(piece);

			if (analysis->axes[axis].integer)
				*interval = IntervalOfIntegers(*interval);
			if (!IntervalIsEmpty(interval))
				next = lappend(next, interval);
		}
	}
	return next;
}

/*
 * The parts of an axis that the entries tell apart.  What the subject divides by
 * is 0 in no part but one, so that there is a subject in all of a part or in
 * none of it.
 */
static List *
AxisParts(Analysis *analysis, List *entries, int axis, int subject)
{
	NumInterval *all = palloc(sizeof(NumInterval));
	Fraction	zero;
	NumInterval undefined;
	List	   *parts;
	ListCell   *lc;
	Region	   *everything = RegionOfAll();

	*all = RegionAxis(analysis, everything, axis);
	parts = list_make1(all);
	foreach(lc, entries)
	{
		const TableEntry *entry = lfirst(lc);
		NumInterval constraint;

		if (!RegionConstraint(entry->region, axis, &constraint))
			continue;
		parts = CutParts(analysis, parts, axis, &constraint);
		CHECK_FOR_INTERRUPTS();

		/* the caller gives up on so many */
		if ((int64) list_length(parts) * list_length(entries) > TABLE_MAX_CELLS)
			break;
	}
	if (subject < 0 || !AxisDividesBy(analysis, subject, axis, &zero))
		return parts;
	undefined = IntervalOfPoint(zero);
	return CutParts(analysis, parts, axis, &undefined);
}

static int
CompareCells(const ListCell *a, const ListCell *b)
{
	const TableCell *x = lfirst(a);
	const TableCell *y = lfirst(b);
	int			order;

	if (!x->interval.low_finite || !y->interval.low_finite)
		return (x->interval.low_finite ? 1 : 0) - (y->interval.low_finite ? 1 : 0);
	order = FractionCompare(&x->interval.low, &y->interval.low);
	if (order == 0)
		order = (x->interval.low_closed ? 0 : 1) - (y->interval.low_closed ? 0 : 1);
	return order;
}

/*
 * What the subject can be where both a region and a slice hold: a side axis may be
 * part of the subject, as x is of x / (2 * x + 10).  False if it can be nothing.
 */
static bool
SubjectWithin(Analysis *analysis, const Table *table, const TableSlice *slice, Region *region,
			  NumInterval *interval)
{
	MemoryContext caller = MemoryContextSwitchTo(analysis->scratch);
	bool		possible;

	for (int i = 0; i < table->nsides && region != NULL; i++)
		region = RegionWithin(analysis, region, table->sides[i],
							  *(NumInterval *) list_nth(table->parts[i], slice->parts[i]));
	if (region != NULL)
		*interval = RegionAxis(analysis, region, table->axis);
	MemoryContextSwitchTo(caller);
	possible = region != NULL && !IntervalIsEmpty(interval);
	if (possible && interval->low_finite)
		FractionCopy(&interval->low, &interval->low);
	if (possible && interval->high_finite)
		FractionCopy(&interval->high, &interval->high);
	MemoryContextReset(analysis->scratch);
	return possible;
}

/* what the entries are within a slice, along the subject */
static void
FillSlice(Analysis *analysis, List *entries, const Table *table, TableSlice *slice)
{
	ListCell   *lc;
	bool		defined = table->axis >= 0;
	Region	   *everything = RegionOfAll();

	/* where its divisor is 0, there is no subject */
	for (int i = 0; i < table->nsides && defined; i++)
	{
		const NumInterval *part = list_nth(table->parts[i], slice->parts[i]);
		Fraction	zero;

		if (AxisDividesBy(analysis, table->axis, table->sides[i], &zero) &&
			IntervalIsPoint(part) && IntervalContains(part, zero))
			defined = false;
	}
	foreach(lc, entries)
	{
		const TableEntry *entry = lfirst(lc);
		TableCell  *cell;
		NumInterval interval;
		bool		inside = true;

		for (int i = 0; i < table->nsides && inside; i++)
		{
			NumInterval constraint;
			NumInterval common;

			if (!RegionConstraint(entry->region, table->sides[i], &constraint))
				continue;
			common = IntervalIntersect(constraint, *(NumInterval *) list_nth(table->parts[i],
																		  slice->parts[i]));
			inside = !IntervalIsEmpty(&common);
		}
		if (!inside)
			continue;
		if (!defined || table->axis < 0)
			interval = table->axis < 0 ? IntervalOfAll() :
				RegionAxis(analysis, everything, table->axis);
		else if (!SubjectWithin(analysis, table, slice, entry->region, &interval))
			continue;
		cell = palloc(sizeof(TableCell));
		cell->entry = entry;
		cell->interval = interval;
		slice->cells = lappend(slice->cells, cell);
	}
	list_sort(slice->cells, CompareCells);
}

/*
 * Arrange entries by one subject; false, with the subjects, if there is more
 * than one, or if there are too many slices (then there is one at most).
 */
bool
SlicesMake(Analysis *analysis, List *entries, bool with_points, Table *table)
{
	List	   *axes = UsedAxes(analysis, entries, with_points);
	List	   *sides = NIL;
	ListCell   *lc;
	ListCell   *other;
	int64		nslices = 1;

	memset(table, 0, sizeof(*table));
	table->axis = -1;
	foreach(lc, axes)
	{
		Fraction	zero;
		bool		side = TellsCases(analysis, lfirst_int(lc)) ||
			DividesPoints(analysis, entries, lfirst_int(lc));

		foreach(other, axes)
			if (lfirst_int(other) != lfirst_int(lc) && !TellsCases(analysis, lfirst_int(other)) &&
				AxisDividesBy(analysis, lfirst_int(other), lfirst_int(lc), &zero))
				side = true;
		if (side)
			sides = lappend_int(sides, lfirst_int(lc));
		else
			table->subjects = lappend_int(table->subjects, lfirst_int(lc));
	}
	if (list_length(table->subjects) > 1)
		return false;
	if (table->subjects != NIL)
		table->axis = linitial_int(table->subjects);

	table->nsides = list_length(sides);
	table->sides = palloc(sizeof(int) * Max(table->nsides, 1));
	table->parts = palloc(sizeof(List *) * Max(table->nsides, 1));
	for (int i = 0; i < table->nsides; i++)
	{
		table->sides[i] = list_nth_int(sides, i);
		table->parts[i] = AxisParts(analysis, entries, table->sides[i], table->axis);
		nslices *= list_length(table->parts[i]);
		if (nslices > TABLE_MAX_SLICES)
			return false;
	}
	if (nslices * list_length(entries) > TABLE_MAX_CELLS)
		return false;

	/* all combinations of parts */
	for (int64 s = 0; s < nslices; s++)
	{
		TableSlice *slice = palloc0(sizeof(TableSlice));
		int64		rest = s;

		CHECK_FOR_INTERRUPTS();
		slice->parts = palloc(sizeof(int) * Max(table->nsides, 1));
		slice->region = RegionOfAll();
		for (int i = table->nsides - 1; i >= 0; i--)
		{
			int			count = list_length(table->parts[i]);

			slice->parts[i] = (int) (rest % count);
			rest /= count;
			if (slice->region != NULL)
				slice->region = RegionWithin(analysis, slice->region, table->sides[i],
											 *(NumInterval *) list_nth(table->parts[i],
																	slice->parts[i]));
		}
		if (slice->region == NULL)
			slice->region = RegionOfAll();
		FillSlice(analysis, entries, table, slice);
		table->slices = lappend(table->slices, slice);
	}
	return true;
}

/*-------------------------------------------------------------------------
 *
 * rows.c
 *	  Cases as the rows of a table.
 *
 * Slices that print the same are one group, whose rows are printed once, under
 * the condition that all its slices have in common.  Where they have none that
 * words could say, each slice gets rows of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "analysis/analysis.h"

/* is one of the axes about leap years, for which the rule language has no words? */
static bool
AboutLeapYears(Analysis *analysis, List *axes)
{
	ListCell   *lc;

	foreach(lc, axes)
	{
		const Atom *atom = AxisAtom(analysis, lfirst_int(lc));

		if (atom != NULL && atom->kind == ATOM_YEAR_MOD)
			return true;
	}
	return false;
}

static bool
SameLabel(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
SameEntry(const TableEntry *a, const TableEntry *b)
{
	return SameLabel(a->label, b->label) && SameLabel(a->label_after, b->label_after);
}

/* cells of a slice with neighbours that print the same made one */
static List *
MergeCells(Analysis *analysis, const Table *table, List *cells)
{
	List	   *result = NIL;
	TableCell  *last = NULL;
	ListCell   *lc;

	foreach(lc, cells)
	{
		TableCell  *cell = palloc(sizeof(TableCell));

		*cell = *(TableCell *) lfirst(lc);
		if (last != NULL && SameEntry(last->entry, cell->entry))
		{
			bool		touch = table->axis < 0;

			if (table->axis >= 0 && last->interval.high_finite && cell->interval.low_finite)
			{
				bool		integer = analysis->axes[table->axis].integer;
				Fraction	next = integer ?
					FractionPlus(last->interval.high, FractionOfInt(1)) : last->interval.high;

				touch = FractionCompare(&next, &cell->interval.low) == 0 &&
					(integer || last->interval.high_closed != cell->interval.low_closed);
			}
			if (touch)
			{
				last->interval.high_finite = cell->interval.high_finite;
				last->interval.high_closed = cell->interval.high_closed;
				last->interval.high = cell->interval.high;
				continue;
			}
		}
		result = lappend(result, cell);
		last = cell;
	}
	return result;
}

static bool
SameCells(List *a, List *b)
{
	ListCell   *x;
	ListCell   *y;

	if (list_length(a) != list_length(b))
		return false;
	forboth(x, a, y, b)
	{
		TableCell  *p = lfirst(x);
		TableCell  *q = lfirst(y);

		if (!IntervalEqual(&p->interval, &q->interval) || !SameEntry(p->entry, q->entry))
			return false;
	}
	return true;
}

/* slices that print the same rows */
typedef struct SliceGroup
{
	List	   *cells;
	List	   *slices;
	int			order;
} SliceGroup;

static int
CompareGroups(const ListCell *a, const ListCell *b)
{
	return ((SliceGroup *) lfirst(a))->order - ((SliceGroup *) lfirst(b))->order;
}

static int
CompareRows(const ListCell *a, const ListCell *b)
{
	return ((TableRow *) lfirst(a))->order - ((TableRow *) lfirst(b))->order;
}

static int
CompareIntegers(const ListCell *a, const ListCell *b)
{
	return lfirst_int(a) - lfirst_int(b);
}

/* the distinct parts of a side axis that slices of a group lie in */
static List *
PartsUsed(const Table *table, List *slices, int side)
{
	List	   *numbers = NIL;
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, slices)
		numbers = list_append_unique_int(numbers, ((TableSlice *) lfirst(lc))->parts[side]);
	list_sort(numbers, CompareIntegers);
	foreach(lc, numbers)
		result = lappend(result, list_nth(table->parts[side], lfirst_int(lc)));
	return result;
}

/* does the subject's divisor only have to differ from zero? */
static bool
OnlyExcludesZero(List *all, List *used, Fraction zero)
{
	ListCell   *lc;

	foreach(lc, all)
	{
		NumInterval *part = lfirst(lc);

		if (list_member_ptr(used, part) == IntervalContains(part, zero))
			return false;
	}
	return true;
}

/* rows for slices that print the same, and make up a product of parts */
static List *
GroupRows(Analysis *analysis, const Table *table, List *slices, List *cells, int order,
		  const Words *words)
{
	List	   *axes = NIL;
	List	   *sets = NIL;
	List	   *rows = NIL;
	ListCell   *lc;
	bool		whole = false;
	Region	   *everything = RegionOfAll();

	if (list_length(cells) == 1)
	{
		const TableCell *only = linitial(cells);
		NumInterval base = table->axis < 0 ? IntervalOfAll() :
			RegionAxis(analysis, everything, table->axis);

		whole = table->axis < 0 || IntervalEqual(&only->interval, &base);
	}
	for (int i = 0; i < table->nsides; i++)
	{
		List	   *used = PartsUsed(table, slices, i);
		Fraction	zero;

		if (list_length(used) == list_length(table->parts[i]))
			continue;
		if (!whole && AxisDividesBy(analysis, table->axis, table->sides[i], &zero) &&
			OnlyExcludesZero(table->parts[i], used, zero))
			continue;
		axes = lappend_int(axes, table->sides[i]);
		sets = lappend(sets, used);
	}
	foreach(lc, cells)
	{
		const TableCell *cell = lfirst(lc);
		TableRow   *row;

		if (cell->entry->label == NULL && cell->entry->label_after == NULL)
			continue;
		row = palloc0(sizeof(TableRow));
		row->order = order;
		row->axis = -1;
		row->entry = cell->entry;
		row->unsaid = AboutLeapYears(analysis, axes);
		if (!whole)
		{
			row->axis = table->axis;
			row->ranged = true;
			row->interval = AxisInterval(analysis, table->axis, cell->interval);
			row->condition = ConditionWords(analysis, axes, sets, words);
		}
		else if (axes != NIL)
		{
			List	   *set = linitial(sets);

			row->axis = linitial_int(axes);
			if (list_length(axes) == 1 && list_length(set) == 1 &&
				AxisIsRanged(analysis, row->axis, words))
			{
				row->ranged = true;
				row->interval = AxisInterval(analysis, row->axis,
												   *(NumInterval *) linitial(set));
			}
			else
				row->condition = ConditionWords(analysis, axes, sets, words);
		}
		if (row->axis >= 0)
			row->subject = AxisWords(analysis, row->axis, words);
		rows = lappend(rows, row);
	}
	return rows;
}

/* when there is more than one subject: each entry with its region as a condition */
static List *
PlainRows(Analysis *analysis, List *entries, const Words *words)
{
	List	   *rows = NIL;
	ListCell   *lc;

	foreach(lc, entries)
	{
		const TableEntry *entry = lfirst(lc);
		TableRow   *row;
		List	   *axes = NIL;
		List	   *sets = NIL;

		if (entry->label == NULL && entry->label_after == NULL)
			continue;
		row = palloc0(sizeof(TableRow));
		row->order = entry->order;
		row->axis = -1;
		row->entry = entry;
		for (int i = 0; i < entry->region->nconstraints; i++)
		{
			axes = lappend_int(axes, entry->region->constraints[i].axis);
			sets = lappend(sets, list_make1((void *) &entry->region->constraints[i].interval));
		}
		row->condition = ConditionWords(analysis, axes, sets, words);
		row->unsaid = AboutLeapYears(analysis, axes);
		rows = lappend(rows, row);
	}
	return rows;
}

static bool
AllSaid(List *rows)
{
	ListCell   *lc;

	foreach(lc, rows)
		if (((TableRow *) lfirst(lc))->unsaid)
			return false;
	return true;
}

/* The entries as printed rows, in order; NIL if there are no words for one. */
List *
TableRows(Analysis *analysis, List *entries, const Words *words)
{
	Table		table;
	List	   *groups = NIL;
	List	   *rows = NIL;
	ListCell   *lc;

	if (!SlicesMake(analysis, entries, false, &table))
	{
		rows = PlainRows(analysis, entries, words);
		list_sort(rows, CompareRows);
		return AllSaid(rows) ? rows : NIL;
	}
	foreach(lc, table.slices)
	{
		TableSlice *slice = lfirst(lc);
		List	   *cells = MergeCells(analysis, &table, slice->cells);
		SliceGroup *group = NULL;
		ListCell   *other;

		if (cells == NIL)
			continue;
		foreach(other, groups)
			if (SameCells(((SliceGroup *) lfirst(other))->cells, cells))
				group = lfirst(other);
		if (group == NULL)
		{
			group = palloc0(sizeof(SliceGroup));
			group->cells = cells;
			group->order = INT_MAX;
			groups = lappend(groups, group);
		}
		group->slices = lappend(group->slices, slice);
		foreach(other, slice->cells)
			group->order = Min(group->order, ((TableCell *) lfirst(other))->entry->order);
	}
	list_sort(groups, CompareGroups);
	foreach(lc, groups)
	{
		SliceGroup *group = lfirst(lc);
		int64		product = 1;

		for (int i = 0; i < table.nsides; i++)
			product *= list_length(PartsUsed(&table, group->slices, i));
		if (product == list_length(group->slices))
			rows = list_concat(rows, GroupRows(analysis, &table, group->slices, group->cells,
											   group->order, words));
		else
		{
			ListCell   *slice;

			foreach(slice, group->slices)
				rows = list_concat(rows, GroupRows(analysis, &table, list_make1(lfirst(slice)),
												   group->cells, group->order, words));
		}
	}
	return AllSaid(rows) ? rows : NIL;
}

static Numeric
Rounded(Fraction value)
{
	return FractionToNumeric(&value, RULE_DECIMALS);
}

/* from_value, to_value, from_closed, to_closed at the second to fifth place */
void
TableRowPutRange(const TableRow *row, Datum *values, bool *nulls)
{
	nulls[0] = row->subject == NULL;
	if (row->subject != NULL)
		values[0] = CStringGetTextDatum(row->subject);
	nulls[1] = !row->ranged || !row->interval.low_finite;
	nulls[2] = !row->ranged || !row->interval.high_finite;
	nulls[3] = nulls[4] = !row->ranged;
	if (!nulls[1])
		values[1] = NumericGetDatum(Rounded(row->interval.low));
	if (!nulls[2])
		values[2] = NumericGetDatum(Rounded(row->interval.high));
	values[3] = BoolGetDatum(row->interval.low_closed);
	values[4] = BoolGetDatum(row->interval.high_closed);
}

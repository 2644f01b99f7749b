/*-------------------------------------------------------------------------
 *
 * breakpoints.c
 *	  The rule as the table that officials print, and the range of its points.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"
#include "base/compat.h"

PG_FUNCTION_INFO_V1(rule_points_range);
PG_FUNCTION_INFO_V1(rule_breakpoints);
PG_FUNCTION_INFO_V1(rule_table);

/* Vietnamese words in the server's encoding */
#define W(utf8)		pg_any_to_server(utf8, strlen(utf8), PG_UTF8)

/* ---------- values ---------- */

/* the atom of an axis that is an input itself, or NULL */
static const Atom *
AxisAtom(Analysis *analysis, int axis)
{
	int			atom = FormSingleAtom(analysis, &analysis->axes[axis].form);

	return atom >= 0 ? &analysis->atoms[atom] : NULL;
}

static bool
IsDateAxis(Analysis *analysis, int axis)
{
	const Atom *atom = AxisAtom(analysis, axis);

	return atom != NULL && atom->kind == ATOM_DATE;
}

/* year, month and day of a value of an axis; false if the axis is not about days */
static bool
AxisDate(Analysis *analysis, int axis, Fraction value, int *year, int *month, int *day)
{
	int			days;

	if (!IsDateAxis(analysis, axis) || !FractionToInt(&value, INT_MIN, INT_MAX, &days))
		return false;
	j2date(days + POSTGRES_EPOCH_JDATE, year, month, day);
	return true;
}

/* a value of an axis in the rule language */
char *
ValueText(Analysis *analysis, int axis, Fraction value)
{
	int			year;
	int			month;
	int			day;

	if (AxisDate(analysis, axis, value, &year, &month, &day))
		return psprintf("date('%04d-%02d-%02d')", year, month, day);
	return FractionText(value);
}

/* decimal comma, and multiplication and division signs as they are written */
static char *
Vietnamese(const char *expression)
{
	StringInfoData out;
	bool		quoted = false;

	initStringInfo(&out);
	for (const char *p = expression; *p; p++)
	{
		if (*p == '\'')
			quoted = !quoted;
		if (!quoted && strncmp(p, " / ", 3) == 0)
		{
			appendStringInfoChar(&out, '/');
			p += 2;
		}
		else if (!quoted && strncmp(p, " * ", 3) == 0)
		{
			appendStringInfoString(&out, W(" × "));
			p += 2;
		}
		else if (!quoted && *p == '.')
			appendStringInfoChar(&out, ',');
		else
			appendStringInfoChar(&out, *p);
	}
	return out.data;
}

static char *
VietnameseValue(Analysis *analysis, int axis, Fraction value)
{
	int			year;
	int			month;
	int			day;

	if (AxisDate(analysis, axis, value, &year, &month, &day))
		return psprintf("%02d/%02d/%04d", day, month, year);
	if (analysis->axes[axis].percent)
		return psprintf("%s%%", Vietnamese(FractionText(FractionTimes(value, FractionOfInt(100)))));
	return Vietnamese(FractionText(value));
}

/* ---------- conditions ---------- */

/* the ends that an axis has anyhow are not worth printing */
static NumInterval
WithoutNaturalEnds(Analysis *analysis, int axis, NumInterval interval)
{
	Region	   *everything = RegionOfAll();
	NumInterval	base = RegionAxis(analysis, everything, axis);

	if (interval.low_finite && base.low_finite &&
		FractionCompare(&interval.low, &base.low) == 0 && !IntervalIsPoint(&interval))
		interval.low_finite = interval.low_closed = false;
	if (interval.high_finite && base.high_finite &&
		FractionCompare(&interval.high, &base.high) == 0 && !IntervalIsPoint(&interval))
		interval.high_finite = interval.high_closed = false;
	return interval;
}

/* "0.8 <= x < 1" */
char *
IntervalText(Analysis *analysis, int axis, const NumInterval *interval)
{
	char	   *subject = FormText(analysis, &analysis->axes[axis].form);
	const char *low_sign = interval->low_closed ? "<=" : "<";
	const char *high_sign = interval->high_closed ? "<=" : "<";
	char	   *low = interval->low_finite ? ValueText(analysis, axis, interval->low) : NULL;
	char	   *high = interval->high_finite ? ValueText(analysis, axis, interval->high) : NULL;

	if (IntervalIsPoint(interval))
		return psprintf("%s = %s", subject, low);
	if (low && high)
		return psprintf("%s %s %s %s %s", low, low_sign, subject, high_sign, high);
	if (low)
		return psprintf("%s %s %s", subject, interval->low_closed ? ">=" : ">", low);
	if (high)
		return psprintf("%s %s %s", subject, high_sign, high);
	return psprintf("%s = %s", subject, subject);
}

/* the range alone: "từ 80% đến dưới 100%" */
static char *
VietnameseRange(Analysis *analysis, int axis, const NumInterval *interval)
{
	bool		date = IsDateAxis(analysis, axis);
	const char *day = date ? W("ngày ") : "";
	const char *till = date ? W("hết ") : "";
	char	   *low = interval->low_finite ? VietnameseValue(analysis, axis, interval->low) : NULL;
	char	   *high = interval->high_finite ? VietnameseValue(analysis, axis, interval->high) : NULL;

	if (IntervalIsPoint(interval))
		return psprintf(date ? "%s%s" : W("%sbằng %s"), day, low);
	if (low && high)
		return psprintf(W("%s %s%s đến %s%s%s%s"),
						interval->low_closed ? W("từ") : W("trên"), day, low,
						interval->high_closed ? "" : W("dưới "),
						interval->high_closed ? till : "", day, high);
	if (low)
		return interval->low_closed ?
			psprintf(date ? W("từ %s%s trở đi") :
					 W("từ %s%s trở lên"), day, low) :
			psprintf(W("trên %s%s"), day, low);
	if (high)
		return interval->high_closed ?
			psprintf(date ? W("từ %s%s trở về trước") :
					 W("từ %s%s trở xuống"), day, high) :
			psprintf(W("dưới %s%s"), day, high);
	return pstrdup(W("mọi giá trị"));
}

/* a string as the rule language writes it */
static char *
QuotedText(char *text)
{
	RuleNode	node;
	StringInfoData out;

	memset(&node, 0, sizeof(node));
	node.kind = RULE_STRING;
	node.text = text;
	initStringInfo(&out);
	RulePrintNode(&node, &out);
	return out.data;
}

/* which texts a set of parts of a choice stands for; "other" is the last index */
static char *
ChoiceText(const Input *input, List *intervals, TableLanguage language)
{
	int			ntexts = list_length(input->texts);
	bool	   *chosen = palloc0(sizeof(bool) * (ntexts + 1));
	bool		negative;
	int			count = 0;
	StringInfoData list;
	ListCell   *lc;
	const char *name = input->name;

	foreach(lc, intervals)
	{
		NumInterval   *interval = lfirst(lc);

		for (int i = 0; i <= ntexts; i++)
			if (IntervalContains(interval, FractionOfInt(i)))
				chosen[i] = true;
	}
	negative = chosen[ntexts];
	initStringInfo(&list);
	for (int i = 0; i < ntexts; i++)
	{
		if (chosen[i] == negative)
			continue;
		appendStringInfo(&list, "%s%s", count++ == 0 ? "" : ", ",
						 language == TABLE_RULES ?
						 QuotedText(list_nth(input->texts, i)) :
						 psprintf("\"%s\"", (char *) list_nth(input->texts, i)));
	}
	if (language == TABLE_VIETNAMESE)
		return psprintf("%s %s %s", name, negative ? W("khác") : count == 1 ? W("là") :
						W("là một trong"), list.data);
	if (count == 1)
		return psprintf("%s %s %s", name, negative ? "<>" : "=", list.data);
	return psprintf("%s%s in (%s)", negative ? "not " : "", name, list.data);
}

/*
 * A condition for a set of parts of an axis.  What remains of the axis without
 * one point is said with <>.
 */
static char *
SetText(Analysis *analysis, int axis, List *intervals, TableLanguage language, bool *is_or)
{
	const Atom *atom = AxisAtom(analysis, axis);
	List	   *joined = NIL;
	ListCell   *lc;
	NumInterval   *previous = NULL;
	StringInfoData out;

	*is_or = false;
	if (atom != NULL && atom->kind == ATOM_CHOICE)
		return ChoiceText(&analysis->inputs[atom->input], intervals, language);
	if (atom != NULL && atom->kind == ATOM_KNOWN)
	{
		bool		known = FractionSign(&((NumInterval *) linitial(intervals))->low) != 0;
		const char *name = analysis->inputs[atom->input].name;

		if (language == TABLE_VIETNAMESE)
			return psprintf(W("%s có số liệu %s"),
							known ? W("đã") : W("chưa"), Vietnamese(name));
		return psprintf("%sknown(%s)", known ? "" : "not ", name);
	}
	if (atom != NULL && atom->kind == ATOM_NUMBER && analysis->inputs[atom->input].boolean)
	{
		bool		truth = FractionSign(&((NumInterval *) linitial(intervals))->low) != 0;
		const char *name = analysis->inputs[atom->input].name;

		if (language == TABLE_VIETNAMESE)
			return psprintf(W("%s là \"%s\""), Vietnamese(name), truth ? W("có") : W("không"));
		return psprintf("%s%s", truth ? "" : "not ", name);
	}

	/* neighbours become one */
	foreach(lc, intervals)
	{
		NumInterval   *interval = palloc(sizeof(NumInterval));

		*interval = *(NumInterval *) lfirst(lc);
		if (previous != NULL && previous->high_finite && interval->low_finite)
		{
			Fraction	next = analysis->axes[axis].integer ?
				FractionPlus(previous->high, FractionOfInt(1)) : previous->high;

			if (FractionCompare(&next, &interval->low) == 0 &&
				(analysis->axes[axis].integer || previous->high_closed || interval->low_closed))
			{
				previous->high_finite = interval->high_finite;
				previous->high_closed = interval->high_closed;
				previous->high = interval->high;
				continue;
			}
		}
		joined = lappend(joined, interval);
		previous = interval;
	}
	if (list_length(joined) == 2)
	{
		NumInterval	low = WithoutNaturalEnds(analysis, axis, *(NumInterval *) linitial(joined));
		NumInterval	high = WithoutNaturalEnds(analysis, axis, *(NumInterval *) lsecond(joined));

		if (!low.low_finite && !high.high_finite && !analysis->axes[axis].integer &&
			FractionCompare(&low.high, &high.low) == 0)
		{
			char	   *subject = FormText(analysis, &analysis->axes[axis].form);

			if (language == TABLE_VIETNAMESE)
				return psprintf(W("%s khác %s"), Vietnamese(subject),
								VietnameseValue(analysis, axis, low.high));
			return psprintf("%s <> %s", subject, ValueText(analysis, axis, low.high));
		}
	}
	initStringInfo(&out);
	foreach(lc, joined)
	{
		NumInterval	interval = WithoutNaturalEnds(analysis, axis, *(NumInterval *) lfirst(lc));

		if (language == TABLE_VIETNAMESE)
			appendStringInfo(&out, "%s%s %s", out.len > 0 ? W(" hoặc ") : "",
							 Vietnamese(FormText(analysis, &analysis->axes[axis].form)),
							 VietnameseRange(analysis, axis, &interval));
		else
			appendStringInfo(&out, "%s%s", out.len > 0 ? " or " : "",
							 IntervalText(analysis, axis, &interval));
	}
	*is_or = list_length(joined) > 1;
	return out.data;
}

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

/* conditions on several axes: axes in one list, sets of parts in the other */
static char *
ConditionText(Analysis *analysis, List *axes, List *sets, TableLanguage language)
{
	StringInfoData out;
	ListCell   *lc;
	ListCell   *set;

	if (axes == NIL)
		return NULL;
	initStringInfo(&out);
	forboth(lc, axes, set, sets)
	{
		bool		is_or;
		char	   *text = SetText(analysis, lfirst_int(lc), lfirst(set), language, &is_or);

		if (out.len > 0)
			appendStringInfoString(&out, language == TABLE_RULES ? " and " : W(" và "));
		if (is_or && list_length(axes) > 1)
			appendStringInfo(&out, "(%s)", text);
		else
			appendStringInfoString(&out, text);
	}
	return out.data;
}

/* ---------- rows ---------- */

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
OnlyExcludesZero(List *all, List *used)
{
	ListCell   *lc;
	Fraction	zero = FractionOfInt(0);

	foreach(lc, all)
	{
		NumInterval   *part = lfirst(lc);

		if (list_member_ptr(used, part) == IntervalContains(part, zero))
			return false;
	}
	return true;
}

/* rows for slices that print the same, and make up a product of parts */
static List *
GroupRows(Analysis *analysis, const Table *table, List *slices, List *cells, int order,
		  TableLanguage language)
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
		NumInterval	base = table->axis < 0 ? IntervalOfAll() :
			RegionAxis(analysis, everything, table->axis);

		whole = table->axis < 0 || IntervalEqual(&only->interval, &base);
	}
	for (int i = 0; i < table->nsides; i++)
	{
		List	   *used = PartsUsed(table, slices, i);

		if (list_length(used) == list_length(table->parts[i]))
			continue;
		if (!whole && AxisDividesBy(analysis, table->axis, table->sides[i]) &&
			OnlyExcludesZero(table->parts[i], used))
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
			row->interval = WithoutNaturalEnds(analysis, table->axis, cell->interval);
			row->condition = ConditionText(analysis, axes, sets, language);
		}
		else if (axes != NIL)
		{
			const Atom *atom = AxisAtom(analysis, linitial_int(axes));
			List	   *set = linitial(sets);

			row->axis = linitial_int(axes);
			if (list_length(axes) == 1 && list_length(set) == 1 &&
				!(atom != NULL && (atom->kind == ATOM_CHOICE || atom->kind == ATOM_KNOWN)) &&
				!(language == TABLE_VIETNAMESE && atom != NULL &&
				  atom->kind == ATOM_NUMBER && analysis->inputs[atom->input].boolean))
			{
				row->ranged = true;
				row->interval = WithoutNaturalEnds(analysis, row->axis,
												   *(NumInterval *) linitial(set));
			}
			else
				row->condition = ConditionText(analysis, axes, sets, language);
		}
		if (row->axis >= 0)
		{
			const Atom *atom = AxisAtom(analysis, row->axis);

			row->subject = atom != NULL && atom->kind == ATOM_KNOWN ?
				analysis->inputs[atom->input].name :
				FormText(analysis, &analysis->axes[row->axis].form);
		}
		rows = lappend(rows, row);
	}
	return rows;
}

/* when there is more than one subject: each entry with its region as a condition */
static List *
PlainRows(Analysis *analysis, List *entries, TableLanguage language)
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
		row->condition = ConditionText(analysis, axes, sets, language);
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
RuleTableRows(Analysis *analysis, List *entries, TableLanguage language)
{
	Table		table;
	List	   *groups = NIL;
	List	   *rows = NIL;
	ListCell   *lc;

	if (!RuleTabulate(analysis, entries, false, &table))
	{
		rows = PlainRows(analysis, entries, language);
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
											   group->order, language));
		else
		{
			ListCell   *slice;

			foreach(slice, group->slices)
				rows = list_concat(rows, GroupRows(analysis, &table, list_make1(lfirst(slice)),
												   group->cells, group->order, language));
		}
	}
	return AllSaid(rows) ? rows : NIL;
}

/* ---------- SQL functions ---------- */

/* Cases of one rule without declarations; NIL if they are not all known. */
static List *
AllCases(Rule *rule, Analysis **analysis)
{
	List	   *cases;
	ListCell   *lc;

	*analysis = AnalysisCreate(1, &rule, NULL, NULL, NULL);
	cases = RuleCases(*analysis, (*analysis)->subjects, RegionOfAll());
	if ((*analysis)->exhausted)
		return NIL;
	foreach(lc, cases)
	{
		const Case *of = lfirst(lc);

		if (of->outcome == CASE_FAULT && of->fault.kind == FAULT_OPAQUE)
			return NIL;
	}
	return cases;
}

static Numeric
Rounded(Fraction value)
{
	return FractionToNumeric(&value, RULE_DECIMALS);
}

/* from_value, to_value, from_closed, to_closed at the second to fifth place */
void
RulePutRange(const TableRow *row, Datum *values, bool *nulls)
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

Datum
rule_points_range(PG_FUNCTION_ARGS)
{
	Rule	   *rule = PG_GETARG_RULE_P(0);
	Analysis   *analysis;
	List	   *cases = AllCases(rule, &analysis);
	ListCell   *lc;
	NumInterval	all;
	bool		any = false;
	StringInfoData text;
	Oid			input;
	Oid			parameter;

	if (cases == NIL)
		PG_RETURN_NULL();
	foreach(lc, cases)
	{
		const Case *of = lfirst(lc);
		NumInterval	range;

		if (of->outcome != CASE_POINTS)
			continue;
		range = RegionForm(analysis, of->region, &of->points);
		if (!any)
			all = range;
		else
		{
			if (!range.low_finite || !all.low_finite)
				all.low_finite = false;
			else if (FractionCompare(&range.low, &all.low) < 0)
				all.low = range.low;
			if (!range.high_finite || !all.high_finite)
				all.high_finite = false;
			else if (FractionCompare(&range.high, &all.high) > 0)
				all.high = range.high;
		}
		any = true;
	}

	/* points are rounded, so that a bound is reached even if it is open */
	initStringInfo(&text);
	if (!any)
		appendStringInfoString(&text, "empty");
	else
		appendStringInfo(&text, "[%s,%s]",
						 all.low_finite ?
						 DatumGetCString(DirectFunctionCall1(numeric_out,
															 NumericGetDatum(Rounded(all.low)))) : "",
						 all.high_finite ?
						 DatumGetCString(DirectFunctionCall1(numeric_out,
															 NumericGetDatum(Rounded(all.high)))) : "");
	getTypeInputInfo(NUMRANGEOID, &input, &parameter);
	PG_RETURN_DATUM(OidInputFunctionCall(input, text.data, parameter, -1));
}

Datum
rule_breakpoints(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analysis of a rule",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Analysis   *analysis;
	List	   *cases = AllCases(PG_GETARG_RULE_P(0), &analysis);
	List	   *rows = cases == NIL ? NIL :
		RuleTableRows(analysis, TableEntriesOfCases(analysis, cases), TABLE_RULES);
	ListCell   *lc;

	foreach(lc, rows)
	{
		const TableRow *row = lfirst(lc);
		Datum		values[7];
		bool		nulls[7] = {false};

		RulePutRange(row, values, nulls);
		values[5] = CStringGetTextDatum(row->entry->label);
		nulls[6] = row->condition == NULL;
		if (row->condition != NULL)
			values[6] = CStringGetTextDatum(row->condition);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

/* "b/a từ 80% đến dưới 100%: b/a × 1,5" */
static void
AppendVietnameseRow(Analysis *analysis, const TableRow *row, StringInfo out)
{
	Fraction	constant;
	const Case *of = row->entry->of;

	if (out->len > 0)
		appendStringInfoChar(out, '\n');
	if (row->condition != NULL)
		appendStringInfoString(out, row->condition);
	if (row->ranged)
	{
		if (row->condition != NULL)
			appendStringInfoString(out, ", ");
		appendStringInfo(out, "%s %s", Vietnamese(row->subject),
						 VietnameseRange(analysis, row->axis, &row->interval));
	}
	if (out->len > 0 && out->data[out->len - 1] != '\n')
		appendStringInfoString(out, ": ");
	if (of->outcome == CASE_NA)
		appendStringInfoString(out, W("không đánh giá"));
	else
	{
		appendStringInfoString(out, Vietnamese(row->entry->label));
		if (FormIsConstant(&of->points, &constant))
			appendStringInfoString(out, W(" điểm"));
	}
}

Datum
rule_table(PG_FUNCTION_ARGS)
{
	Rule	   *rule = PG_GETARG_RULE_P(0);
	Analysis   *analysis;
	List	   *cases = AllCases(rule, &analysis);
	List	   *rows = cases == NIL ? NIL :
		RuleTableRows(analysis, TableEntriesOfCases(analysis, cases), TABLE_VIETNAMESE);
	ListCell   *lc;
	StringInfoData out;

	if (rows == NIL)
		PG_RETURN_NULL();
	initStringInfo(&out);
	foreach(lc, rows)
		AppendVietnameseRow(analysis, lfirst(lc), &out);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

/*-------------------------------------------------------------------------
 *
 * words.c
 *	  Values, ranges and conditions in words: those of the rule language, and
 *	  those of officials in Vietnamese and English.
 *
 * What officials read calls variables by their titles, where they have any, and
 * says of a range what their decisions say: "từ 80% đến dưới 100%" owns 80 and
 * not 100.  What the rule language reads back must be exact instead.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "analysis/analysis.h"

/* the ends of a range: none, or one that belongs to it, or one that does not */
#define ENDS	3
#define END_OF(finite, closed)	((finite) ? (closed) ? 1 : 2 : 0)

/* How a language says things; {low}, {high} and {x} stand for what they are about. */
struct Words
{
	const char *times;			/* between factors */
	const char *over;			/* between names; titles have spaces around it */
	char		decimal_point;
	const char *date;			/* of year, month and day, for psprintf */
	const char *ranges[ENDS][ENDS]; /* by low and high end */
	const char *value;
	const char *date_ranges[ENDS][ENDS];
	const char *date_value;
	const char *other_than;		/* all but one value */
	const char *and;
	const char *or;
	const char *choice;			/* it is this text, */
	const char *choices;		/* one of these, */
	const char *not_choices;	/* or another than these */
	const char *known;
	const char *not_known;
	const char *yes;
	const char *no;
	const char *points;
	const char *point;			/* of exactly one */
	const char *not_applicable;
};

/*
 * The rule language; what it leaves out follows from its grammar.  Day numbers
 * are dates in it, so that it has no ranges of dates of its own.
 */
const Words words_of_rules = {
	.times = " * ", .over = " / ", .decimal_point = '.',
	.date = "date('%04d-%02d-%02d')",
	.ranges = {
		{"{x} = {x}", "{x} <= {high}", "{x} < {high}"},
		{"{x} >= {low}", "{low} <= {x} <= {high}", "{low} <= {x} < {high}"},
		{"{x} > {low}", "{low} < {x} <= {high}", "{low} < {x} < {high}"}
	},
	.value = "{x} = {low}",
	.other_than = "{x} <> {low}",
	.and = " and ", .or = " or ",
	.choice = "{x} = {low}", .choices = "{x} in ({low})",
	.known = "known({x})", .not_known = "not known({x})",
	.yes = "{x}", .no = "not {x}"
};

const Words words_vietnamese = {
	.times = " × ", .over = "/", .decimal_point = ',',
	.date = "%3$02d/%2$02d/%1$04d",
	.ranges = {
		{"{x} mọi giá trị", "{x} từ {high} trở xuống", "{x} dưới {high}"},
		{"{x} từ {low} trở lên", "{x} từ {low} đến {high}", "{x} từ {low} đến dưới {high}"},
		{"{x} trên {low}", "{x} trên {low} đến {high}", "{x} trên {low} đến dưới {high}"}
	},
	.value = "{x} bằng {low}",
	.date_ranges = {
		{"{x} mọi giá trị", "{x} từ ngày {high} trở về trước", "{x} trước ngày {high}"},
		{"{x} từ ngày {low} trở đi", "{x} từ ngày {low} đến hết ngày {high}", "{x} từ ngày {low} đến trước ngày {high}"},
		{"{x} sau ngày {low}", "{x} sau ngày {low} đến hết ngày {high}", "{x} sau ngày {low} đến trước ngày {high}"}
	},
	.date_value = "{x} là ngày {low}",
	.other_than = "{x} khác {low}",
	.and = " và ", .or = " hoặc ",
	.choice = "{x} là {low}", .choices = "{x} là một trong {low}", .not_choices = "{x} khác {low}",
	.known = "đã có số liệu {x}", .not_known = "chưa có số liệu {x}",
	.yes = "{x} là \"có\"", .no = "{x} là \"không\"",
	.points = " điểm", .point = " điểm", .not_applicable = "không đánh giá"
};

const Words words_english = {
	.times = " × ", .over = "/", .decimal_point = '.',
	.date = "%04d-%02d-%02d",
	.ranges = {
		{"{x} any value", "{x} at most {high}", "{x} below {high}"},
		{"{x} at least {low}", "{x} from {low} to {high}", "{x} from {low} to below {high}"},
		{"{x} above {low}", "{x} above {low} to {high}", "{x} above {low} to below {high}"}
	},
	.value = "{x} equal to {low}",
	.date_ranges = {
		{"{x} any date", "{x} on or before {high}", "{x} before {high}"},
		{"{x} on or after {low}", "{x} from {low} to {high}", "{x} from {low} to before {high}"},
		{"{x} after {low}", "{x} after {low} to {high}", "{x} after {low} to before {high}"}
	},
	.date_value = "{x} on {low}",
	.other_than = "{x} other than {low}",
	.and = " and ", .or = " or ",
	.choice = "{x} is {low}", .choices = "{x} is one of {low}", .not_choices = "{x} is other than {low}",
	.known = "{x} is known", .not_known = "{x} is not yet known",
	.yes = "{x} is \"yes\"", .no = "{x} is \"no\"",
	.points = " points", .point = " point", .not_applicable = "not assessed"
};

static bool
IsOfficial(const Words *words)
{
	return words != &words_of_rules;
}

/* a pattern of this file, in the server's encoding, with its places filled in */
static char *
Fill(const char *pattern, const char *x, const char *low, const char *high)
{
	StringInfoData out;

	pattern = pg_any_to_server(pattern, strlen(pattern), PG_UTF8);
	initStringInfo(&out);
	while (*pattern)
	{
		if (strncmp(pattern, "{x}", 3) == 0)
		{
			appendStringInfoString(&out, x);
			pattern += 3;
		}
		else if (strncmp(pattern, "{low}", 5) == 0)
		{
			appendStringInfoString(&out, low);
			pattern += 5;
		}
		else if (strncmp(pattern, "{high}", 6) == 0)
		{
			appendStringInfoString(&out, high);
			pattern += 6;
		}
		else
			appendStringInfoChar(&out, *pattern++);
	}
	return out.data;
}

/* ---------- expressions ---------- */

/*
 * An expression of the rule language as officials write it: their decimal point,
 * multiplication and division signs.  Texts in quotes stay as they are.
 */
static char *
OfficialText(const char *expression, const Words *words)
{
	StringInfoData out;
	bool		quoted = false;
	const char *times;

	if (!IsOfficial(words))
		return pstrdup(expression);
	times = pg_any_to_server(words->times, strlen(words->times), PG_UTF8);
	initStringInfo(&out);
	for (const char *p = expression; *p; p++)
	{
		if (*p == '\'')
			quoted = !quoted;
		if (!quoted && strncmp(p, " / ", 3) == 0)
		{
			appendStringInfoString(&out, words->over);
			p += 2;
		}
		else if (!quoted && strncmp(p, " * ", 3) == 0)
		{
			appendStringInfoString(&out, times);
			p += 2;
		}
		else if (!quoted && *p == '.')
			appendStringInfoChar(&out, words->decimal_point);
		else
			appendStringInfoChar(&out, *p);
	}
	return out.data;
}

static char *
NameOf(const Input *input, const Words *words)
{
	if (IsOfficial(words) && input->title != NULL)
		return pstrdup(input->title);
	return OfficialText(input->name, words);
}

/*
 * A form in words.  Titles are put in last: a full stop in one is no decimal
 * point, and beside a title a division sign has spaces around it.
 */
static char *
FormWords(Analysis *analysis, const Form *form, const Words *words)
{
	StringInfoData out;
	char	   *text = FormText(analysis, form, IsOfficial(words));

	if (!IsOfficial(words))
		return text;
	initStringInfo(&out);
	for (char *p = text; *p;)
	{
		char	   *mark;
		char	   *end;

		/* "title / ..." before, "... / title" after */
		if (p > text && strncmp(p, " / ", 3) == 0)
		{
			appendStringInfoString(&out, " / ");
			p += 3;
		}
		mark = strchr(p, FORM_TITLE_MARK);
		end = mark != NULL ? strchr(mark + 1, FORM_TITLE_MARK) : NULL;
		if (end == NULL)
		{
			appendStringInfoString(&out, OfficialText(p, words));
			break;
		}
		*mark = *end = '\0';
		if (mark - p >= 3 && strcmp(mark - 3, " / ") == 0)
		{
			mark[-3] = '\0';
			appendStringInfo(&out, "%s / ", OfficialText(p, words));
		}
		else
			appendStringInfoString(&out, OfficialText(p, words));
		appendStringInfoString(&out, mark + 1);
		p = end + 1;
	}
	return out.data;
}

char *
AxisWords(Analysis *analysis, int axis, const Words *words)
{
	int			atom = FormSingleAtom(analysis, &analysis->axes[axis].form);

	if (atom >= 0 && (analysis->atoms[atom].kind == ATOM_KNOWN ||
					  (IsOfficial(words) && analysis->atoms[atom].kind == ATOM_DATE &&
					   analysis->inputs[analysis->atoms[atom].input].title != NULL)))
		return NameOf(&analysis->inputs[analysis->atoms[atom].input], words);
	return FormWords(analysis, &analysis->axes[axis].form, words);
}

/* ---------- values ---------- */

/* the atom of an axis that is an input itself, or NULL */
const Atom *
AxisAtom(const Analysis *analysis, int axis)
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

/* a value of an axis */
char *
ValueWords(Analysis *analysis, int axis, Fraction value, const Words *words)
{
	int			days;
	int			year;
	int			month;
	int			day;

	if (IsDateAxis(analysis, axis) && FractionToInt(&value, INT_MIN, INT_MAX, &days))
	{
		j2date(days + POSTGRES_EPOCH_JDATE, &year, &month, &day);
		return psprintf(words->date, year, month, day);
	}
	if (IsOfficial(words) && analysis->axes[axis].percent)
		return psprintf("%s%%", OfficialText(FractionText(FractionTimes(value, FractionOfInt(100))),
											 words));
	return OfficialText(FractionText(value), words);
}

/* the ends that an axis has anyhow are not worth printing */
NumInterval
AxisInterval(Analysis *analysis, int axis, NumInterval interval)
{
	Region	   *everything = RegionOfAll();
	NumInterval base = RegionAxis(analysis, everything, axis);

	if (IntervalIsPoint(&interval))
		return interval;
	if (interval.low_finite && base.low_finite && interval.low_closed == base.low_closed &&
		FractionCompare(&interval.low, &base.low) == 0)
		interval.low_finite = interval.low_closed = false;
	if (interval.high_finite && base.high_finite && interval.high_closed == base.high_closed &&
		FractionCompare(&interval.high, &base.high) == 0)
		interval.high_finite = interval.high_closed = false;
	return interval;
}

/* "0.8 <= x < 1", "x từ 80% đến dưới 100%" */
char *
RangeWords(Analysis *analysis, int axis, const NumInterval *interval, const Words *words)
{
	bool		date = IsOfficial(words) && IsDateAxis(analysis, axis);
	int			low_end = END_OF(interval->low_finite, interval->low_closed);
	int			high_end = END_OF(interval->high_finite, interval->high_closed);
	const char *low = low_end ? ValueWords(analysis, axis, interval->low, words) : "";
	const char *high = high_end ? ValueWords(analysis, axis, interval->high, words) : "";
	const char *pattern = date ? words->date_ranges[low_end][high_end] :
		words->ranges[low_end][high_end];

	if (IntervalIsPoint(interval))
		pattern = date ? words->date_value : words->value;
	return Fill(pattern, AxisWords(analysis, axis, words), low, high);
}

/* ---------- conditions ---------- */

/* a text of the rule as it is written: in the rule language, in quotes for people */
static char *
QuotedText(char *text, const Words *words)
{
	RuleNode	node;
	StringInfoData out;

	if (IsOfficial(words))
		return psprintf("\"%s\"", text);
	memset(&node, 0, sizeof(node));
	node.kind = RULE_STRING;
	node.text = text;
	initStringInfo(&out);
	RulePrintNode(&node, &out);
	return out.data;
}

/* which texts a set of parts of a choice stands for; "other" is the last index */
static char *
ChoiceWords(const Input *input, List *intervals, const Words *words)
{
	int			ntexts = list_length(input->texts);
	bool	   *chosen = palloc0(sizeof(bool) * (ntexts + 1));
	bool		negative;
	int			count = 0;
	StringInfoData list;
	ListCell   *lc;
	char	   *name = NameOf(input, words);
	char	   *text;

	foreach(lc, intervals)
	{
		const NumInterval *interval = lfirst(lc);
		int			low = 0;
		int			high = ntexts;

		if (interval->low_finite)
			(void) FractionToInt(&interval->low, 0, ntexts, &low);
		if (interval->high_finite)
			(void) FractionToInt(&interval->high, 0, ntexts, &high);
		for (int i = low; i <= high; i++)
			chosen[i] = true;
	}
	negative = chosen[ntexts];
	initStringInfo(&list);
	for (int i = 0; i < ntexts; i++)
		if (chosen[i] != negative)
			appendStringInfo(&list, "%s%s", count++ == 0 ? "" : ", ",
							 QuotedText(list_nth(input->texts, i), words));
	if (negative && IsOfficial(words))
		return Fill(words->not_choices, name, list.data, "");
	if (negative && count == 1)
		return Fill(words->other_than, name, list.data, "");
	text = Fill(count == 1 ? words->choice : words->choices, name, list.data, "");
	return negative ? psprintf("not %s", text) : text;
}

/* an input that has two values which have names of their own, or NULL */
static const Input *
TwoValuedInput(const Analysis *analysis, const Atom *atom)
{
	if (atom != NULL && (atom->kind == ATOM_KNOWN ||
						 (atom->kind == ATOM_NUMBER && analysis->inputs[atom->input].boolean)))
		return &analysis->inputs[atom->input];
	return NULL;
}

/* is a part of an axis said by a range, and not by a condition? */
bool
AxisIsRanged(const Analysis *analysis, int axis, const Words *words)
{
	const Atom *atom = AxisAtom(analysis, axis);

	if (atom != NULL && (atom->kind == ATOM_CHOICE || atom->kind == ATOM_KNOWN))
		return false;
	return !IsOfficial(words) || TwoValuedInput(analysis, atom) == NULL;
}

/* intervals from low to high, neighbours made one */
static List *
JoinNeighbours(List *intervals, bool integer)
{
	List	   *joined = NIL;
	NumInterval *previous = NULL;
	ListCell   *lc;

	foreach(lc, intervals)
	{
		NumInterval *interval = palloc(sizeof(NumInterval));

		*interval = *(NumInterval *) lfirst(lc);
		if (previous != NULL && previous->high_finite && interval->low_finite)
		{
			Fraction	next = integer ?
				FractionPlus(previous->high, FractionOfInt(1)) : previous->high;

			if (FractionCompare(&next, &interval->low) == 0 &&
				(integer || previous->high_closed || interval->low_closed))
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
	return joined;
}

/*
 * A condition for a set of parts of an axis.  What remains of the axis without
 * one point is said as that.
 */
static char *
SetWords(Analysis *analysis, int axis, List *intervals, const Words *words, bool *is_or)
{
	const Atom *atom = AxisAtom(analysis, axis);
	const Input *two_valued = TwoValuedInput(analysis, atom);
	List	   *joined;
	ListCell   *lc;
	StringInfoData out;

	*is_or = false;
	if (atom != NULL && atom->kind == ATOM_CHOICE)
		return ChoiceWords(&analysis->inputs[atom->input], intervals, words);
	if (two_valued != NULL)
	{
		bool		high = FractionSign(&((NumInterval *) linitial(intervals))->low) != 0;

		return Fill(atom->kind == ATOM_KNOWN ? high ? words->known : words->not_known :
					high ? words->yes : words->no,
					NameOf(two_valued, words), "", "");
	}

	joined = JoinNeighbours(intervals, analysis->axes[axis].integer);
	if (list_length(joined) == 2)
	{
		NumInterval low = AxisInterval(analysis, axis, *(NumInterval *) linitial(joined));
		NumInterval high = AxisInterval(analysis, axis, *(NumInterval *) lsecond(joined));

		if (!low.low_finite && !high.high_finite && !analysis->axes[axis].integer &&
			FractionCompare(&low.high, &high.low) == 0)
			return Fill(words->other_than, AxisWords(analysis, axis, words),
						ValueWords(analysis, axis, low.high, words), "");
	}
	initStringInfo(&out);
	foreach(lc, joined)
	{
		NumInterval interval = AxisInterval(analysis, axis, *(NumInterval *) lfirst(lc));

		if (out.len > 0)
			appendStringInfoString(&out, Fill(words->or, "", "", ""));
		appendStringInfoString(&out, RangeWords(analysis, axis, &interval, words));
	}
	*is_or = list_length(joined) > 1;
	return out.data;
}

/* conditions on several axes: axes in one list, sets of parts in the other */
char *
ConditionWords(Analysis *analysis, List *axes, List *sets, const Words *words)
{
	MemoryContext caller = CurrentMemoryContext;
	StringInfoData out;
	ListCell   *lc;
	ListCell   *set;

	if (axes == NIL)
		return NULL;
	CHECK_FOR_INTERRUPTS();
	initStringInfo(&out);

	/* each piece is a text of its own, and there may be thousands of rows */
	MemoryContextSwitchTo(analysis->scratch);
	forboth(lc, axes, set, sets)
	{
		bool		is_or;
		char	   *text = SetWords(analysis, lfirst_int(lc), lfirst(set), words, &is_or);

		if (out.len > 0)
			appendStringInfoString(&out, Fill(words->and, "", "", ""));
		if (is_or && list_length(axes) > 1)
			appendStringInfo(&out, "(%s)", text);
		else
			appendStringInfoString(&out, text);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextReset(analysis->scratch);
	return repalloc(out.data, out.len + 1);
}

/* ---------- points ---------- */

/* "1,5 điểm", "b/a × 1,5", "không đánh giá" */
void
AppendOutcomeWords(Analysis *analysis, const Case *of, const Words *words, StringInfo out)
{
	Fraction	constant;
	Fraction	one = FractionOfInt(1);

	if (of->outcome == CASE_NA)
	{
		appendStringInfoString(out, Fill(words->not_applicable, "", "", ""));
		return;
	}
	appendStringInfoString(out, FormWords(analysis, &of->points, words));
	if (FormIsConstant(&of->points, &constant))
		appendStringInfoString(out, Fill(FractionCompare(&constant, &one) == 0 ?
										 words->point : words->points, "", "", ""));
}

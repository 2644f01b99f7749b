/*-------------------------------------------------------------------------
 *
 * check.c
 *	  par.check_rule: the faults of a scoring rule, before it is used.
 *
 * A finding that something can happen comes with inputs for which the evaluator
 * makes it happen; that something cannot happen follows from the cases, which
 * leave out no input.  Where neither is certain, a note says so.  A person who
 * approves a scheme will believe a clean answer, so that when in doubt there is
 * a note too many rather than one too few.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"
#include "base/compat.h"
#include "words/message.h"

PG_FUNCTION_INFO_V1(rule_check);
PG_FUNCTION_INFO_V1(rule_findings);

/* findings of one severity that are listed */
#define MAX_FINDINGS	1000

/* arms whose pairs are looked at for overlaps */
#define OVERLAP_MAX_ARMS	500

typedef enum Severity
{
	FINDING_ERROR,
	FINDING_WARNING,
	FINDING_NOTE
} Severity;

typedef enum Better
{
	BETTER_UNSAID,
	BETTER_HIGHER,
	BETTER_LOWER
} Better;

/* Inputs under a name within a witness; no variable can have a name with spaces. */
typedef struct NamedInputs
{
	const char *name;
	Assignment	inputs;
} NamedInputs;

typedef struct Finding
{
	Severity	severity;
	int			arm;			/* from 0, or -1 */
	const char *message;		/* as JSON */
	bool		has_witness;
	Assignment	witness;
	List	   *others;			/* of NamedInputs */
} Finding;

/* One check: the rule, what is asked of it and what was found. */
typedef struct Check
{
	Analysis   *analysis;
	const Subject *subject;
	int			narms;
	int		   *first_case;		/* by arm, and one more: cases are in that order */
	bool		has_maximum;
	Fraction	maximum;
	Better		better;
	MemoryContext scratch;		/* of looking at one case */
	List	   *cases;
	bool		complete;		/* all cases are known and none is opaque */
	List	   *findings;
	int			counts[3];		/* of findings, by severity */
} Check;

static Finding *
MakeFinding(Severity severity, int arm, const char *message)
{
	Finding    *finding = palloc0(sizeof(Finding));

	finding->severity = severity;
	finding->arm = arm;
	finding->message = message;
	return finding;
}

/*
 * Note a finding.  There may be as many as arms, and pairs of them; beyond what
 * anybody reads they are left out, of each severity for itself, so that no error
 * gives way to notes.
 */
static Finding *
AddFinding(Check *check, Severity severity, int arm, const char *message)
{
	Finding    *finding = MakeFinding(severity, arm, message);

	if (++check->counts[severity] <= MAX_FINDINGS)
		check->findings = lappend(check->findings, finding);
	return finding;
}

static Finding *
AddWitnessed(Check *check, Severity severity, int arm, const char *message, Assignment witness)
{
	Finding    *finding = AddFinding(check, severity, arm, message);

	finding->has_witness = true;
	finding->witness = witness;
	return finding;
}

static bool
IsElse(const Check *check, int arm)
{
	return RuleArms(check->subject->rule)[arm].condition_code == RULE_NO_CODE;
}

/* "arm 2", "else" or "the rule", as a message */
static char *
ArmText(Check *check, int arm)
{
	if (check->subject->tree.plain)
		return MakeMessage("rule.itself", "");
	if (IsElse(check, arm))
		return MakeMessage("rule.else", "");
	return MakeMessage("rule.arm", "i", arm + 1);
}

/* ---------- tests of a witness ---------- */

/* What the rule must give for inputs to be a witness. */
typedef struct Expected
{
	const Subject *subject;
	CaseOutcome outcome;
	FaultKind	fault;
	int			arm;			/* or -1 for any */
	bool		compared;		/* the points compare to a threshold */
	RuleComparison comparison;
	Fraction	threshold;
	Fraction	points;			/* what they are, as par.score gives them */
} Expected;

static bool
GivesExpected(Analysis *analysis, const Assignment *assignment, void *arg)
{
	Expected   *expected = arg;
	Outcome		of;
	Fraction	points;
	MemoryContext caller;

	if (!RuleOutcomeAt(analysis, expected->subject, assignment, &of) ||
		of.outcome != expected->outcome ||
		(of.outcome == CASE_FAULT && of.fault != expected->fault) ||
		(expected->arm >= 0 && of.arm != expected->arm))
		return false;
	if (of.outcome != CASE_POINTS)
		return true;
	FractionSetNumeric(&points, FractionToNumeric(&of.points, RULE_DECIMALS));
	points = FractionPlus(points, FractionOfInt(0));
	if (expected->compared &&
		!RuleSatisfies(FractionCompare(&points, &expected->threshold), expected->comparison))
		return false;

	/* the inputs are taken: the points of no others follow */
	caller = MemoryContextSwitchTo(analysis->memory);
	FractionCopy(&expected->points, &points);
	MemoryContextSwitchTo(caller);
	return true;
}

/* does an arm decide, whatever it gives? */
static bool
DecidesAt(Analysis *analysis, const Assignment *assignment, void *arg)
{
	const Expected *expected = arg;
	Outcome		of;

	return RuleOutcomeAt(analysis, expected->subject, assignment, &of) &&
		of.outcome != CASE_GAP && of.arm == expected->arm;
}

static void
ExpectOutcome(Check *check, Expected *expected, CaseOutcome outcome, int arm)
{
	memset(expected, 0, sizeof(*expected));
	expected->subject = check->subject;
	expected->outcome = outcome;
	expected->arm = arm;
}

/*
 * Inputs for which the points of a case lie on one side of a threshold, as far
 * on that side as is easily found.
 */
static bool
WitnessBeyond(Check *check, const Case *of, Region *region, RuleComparison comparison,
			  Fraction threshold, Expected *expected, Assignment *witness)
{
	MemoryContext caller = MemoryContextSwitchTo(check->scratch);
	List	   *holds = NIL;
	List	   *fails = NIL;
	ListCell   *lc;
	Form		goal = FormScale(of->points, FractionOfInt(comparison == RULE_LT ? -1 : 1));
	bool		found = false;

	(void) RegionCompare(check->analysis, region,
						 FormSubtract(of->points, FormConstant(threshold)),
						 comparison, false, &holds, &fails);
	MemoryContextSwitchTo(caller);
	ExpectOutcome(check, expected, CASE_POINTS, of->arm);
	expected->compared = true;
	expected->comparison = comparison;
	expected->threshold = threshold;
	foreach(lc, holds)
	{
		found = RuleWitness(check->analysis, lfirst(lc), &goal, GivesExpected, expected, witness);
		if (found)
			break;
	}
	MemoryContextReset(check->scratch);
	return found;
}

/* ---------- points beyond their bounds ---------- */

/*
 * Points above the maximum, or below zero.  Each arm is reported once, with
 * the case that goes furthest.
 *
 * The range of a case may be wider than its points: that it reaches beyond the
 * bound is a suspicion, and only inputs that score so make an error of it.  But
 * an arm is given up on, with a note, only when none of its cases was shown; so
 * an arm that is beyond its bound in ten ways and was caught in one has no note
 * for the other nine.
 */
static void
CheckBound(Check *check, bool above, Fraction bound)
{
	for (int arm = 0; arm < check->narms; arm++)
	{
		NumInterval worst = IntervalOfAll();
		NumInterval furthest = IntervalOfAll();
		Fraction	reached = bound;
		bool		possible = false;
		bool		shown = false;
		bool		unbounded = false;
		Assignment	witness = {NULL, NULL, NULL, 0};

		for (int i = check->first_case[arm]; i < check->first_case[arm + 1]; i++)
		{
			const Case *of = list_nth(check->cases, i);
			NumInterval range;
			bool		finite;
			Expected	expected;
			Assignment	inputs;

			if (of->outcome != CASE_POINTS)
				continue;
			range = of->range;
			if (!above)
				range = IntervalScale(range, FractionOfInt(-1));
			finite = range.high_finite;
			if (finite)
			{
				Fraction	limit = above ? bound : FractionOpposite(bound);
				int			order = FractionCompare(&range.high, &limit);

				if (order <= 0)
					continue;
			}
			furthest = possible ? IntervalHull(furthest, range) : range;
			possible = true;
			if (unbounded ||
				(shown && finite && worst.high_finite &&
				 FractionCompare(&range.high, &worst.high) <= 0))
				continue;
			if (!WitnessBeyond(check, of, of->region, above ? RULE_GT : RULE_LT, bound,
							   &expected, &inputs))
				continue;
			if (!shown || !finite ||
				(above ? FractionCompare(&expected.points, &reached) > 0 :
				 FractionCompare(&expected.points, &reached) < 0))
			{
				shown = true;
				witness = inputs;
				reached = expected.points;
				worst = range;
				unbounded = !finite;
			}
		}
		if (shown)
		{
			const char *message;
			const char *limit = NULL;

			/* the witness may fall short of what is possible, which is then told too */
			if (!unbounded && furthest.high_finite)
			{
				Fraction	end = above ? furthest.high : FractionOpposite(furthest.high);

				if (FractionCompare(&end, &reached) != 0)
					limit = MakeMessage(above ? "rule.at_most" : "rule.at_least", "n", FractionText(end));
			}
			else if (!unbounded)
				limit = MakeMessage(above ? "rule.perhaps_more" : "rule.perhaps_less", "");
			if (unbounded)
				message = above ?
					MakeMessage("rule.no_upper_bound", "mn", ArmText(check, arm), FractionText(bound)) :
					MakeMessage("rule.no_lower_bound", "m", ArmText(check, arm));
			else
				message = above ?
					MakeMessage("rule.above_maximum", "mnnm",
								ArmText(check, arm), FractionText(reached), FractionText(bound), limit) :
					MakeMessage("rule.below_zero", "mnm", ArmText(check, arm), FractionText(reached), limit);
			AddWitnessed(check, FINDING_ERROR, arm, message, witness);
		}
		else if (possible)
			AddFinding(check, FINDING_NOTE, arm,
					   MakeMessage(above ? "rule.perhaps_above_maximum" : "rule.perhaps_below_zero", "m",
								   ArmText(check, arm)));
	}
}

/* ---------- maximum ---------- */

/* with the upper end as par.score gives points: rounded */
static NumInterval
RoundedRange(NumInterval range)
{
	Fraction	high;

	if (!range.high_finite)
		return range;
	FractionSetNumeric(&high, FractionToNumeric(&range.high, RULE_DECIMALS));
	range.high = FractionPlus(high, FractionOfInt(0));
	return range;
}

/*
 * A maximum that nobody can get is a mistake in the sum of the scheme.  Three
 * answers: the best range stays below it, which is certain; it comes up to it
 * without its end, which is certain too; or it holds it, and then some case must
 * be found to give just that.  A single input on the edge of a region is what
 * the search finds worst, so that failing to find it is a note and no warning.
 */
static void
CheckMaximumAttained(Check *check)
{
	NumInterval best = IntervalOfAll();
	const Case *best_case = NULL;
	bool		closed = false;
	const char *message;
	ListCell   *lc;
	int			order;
	Expected	expected;
	Assignment	witness;

	foreach(lc, check->cases)
	{
		const Case *of = lfirst(lc);
		NumInterval range;

		if (of->outcome != CASE_POINTS)
			continue;
		range = RoundedRange(of->range);
		if (!range.high_finite)
			return;
		order = best_case == NULL ? 1 : FractionCompare(&range.high, &best.high);
		if (order > 0 || (order == 0 && range.high_closed && !closed))
		{
			best = range;
			best_case = of;
			closed = range.high_closed;
		}
	}
	if (best_case == NULL)
		return;
	order = FractionCompare(&best.high, &check->maximum);
	if (order > 0)
		return;
	if (order == 0 && closed)
	{
		/* each case that may attain it, until one does */
		foreach(lc, check->cases)
		{
			const Case *of = lfirst(lc);
			Form		goal = of->points;
			NumInterval range;

			if (of->outcome != CASE_POINTS)
				continue;
			range = RoundedRange(of->range);
			if (FractionCompare(&range.high, &check->maximum) != 0 || !range.high_closed)
				continue;
			ExpectOutcome(check, &expected, CASE_POINTS, of->arm);
			expected.compared = true;
			expected.comparison = RULE_EQ;
			expected.threshold = check->maximum;
			if (RuleWitness(check->analysis, of->region, &goal, GivesExpected, &expected, &witness))
				return;
		}
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.maximum_untold", "n", FractionText(check->maximum)));
		return;
	}
	message = order == 0 ?
		MakeMessage("rule.maximum_approached", "n", FractionText(check->maximum)) :
		MakeMessage("rule.maximum_never", "nn", FractionText(check->maximum), FractionText(best.high));
	ExpectOutcome(check, &expected, CASE_POINTS, best_case->arm);
	if (RuleWitness(check->analysis, best_case->region, &best_case->points, GivesExpected,
					&expected, &witness))
		AddWitnessed(check, FINDING_WARNING, -1, message, witness);
	else
		AddFinding(check, FINDING_WARNING, -1, message);
}

/* ---------- gaps and faults ---------- */

/* a gap in the region of an entry; where it is, in the rule language, or NULL */
static void
ReportGap(Check *check, Region *region, const char *where)
{
	const char *place = where ? MakeMessage("rule.where", "t", where) : NULL;
	Expected	expected;
	Assignment	witness;

	ExpectOutcome(check, &expected, CASE_GAP, -1);
	if (RuleWitness(check->analysis, region, NULL, GivesExpected, &expected, &witness))
		AddWitnessed(check, FINDING_ERROR, -1,
					 MakeMessage("rule.gap", "m", place), witness);
	else
		AddFinding(check, FINDING_NOTE, -1, MakeMessage("rule.perhaps_gap", "m", place));
}

/*
 * Inputs for which no arm holds.  Gaps are told of as rows of a table, since the
 * regions of one gap may be many (each side of a divisor, each text of a choice)
 * and a person sees one: "no arm holds where 90 < x < 91".
 */
static void
CheckGaps(Check *check)
{
	List	   *gaps = NIL;
	List	   *entries;
	List	   *rows;
	ListCell   *lc;

	foreach(lc, check->cases)
		if (((Case *) lfirst(lc))->outcome == CASE_GAP)
			gaps = lappend(gaps, lfirst(lc));
	if (gaps == NIL)
		return;
	entries = TableEntriesOfCases(check->analysis, check->cases);
	foreach(lc, entries)
	{
		TableEntry *entry = lfirst(lc);

		entry->label = entry->of->outcome == CASE_GAP ? "gap" : NULL;
	}
	rows = TableRows(check->analysis, entries, &words_of_rules);
	if (rows == NIL)
		/* there are no words for it */
		ReportGap(check, ((Case *) linitial(gaps))->region, NULL);
	foreach(lc, rows)
	{
		const TableRow *row = lfirst(lc);
		const char *where = row->condition;

		if (row->ranged)
		{
			where = RangeWords(check->analysis, row->axis, &row->interval, &words_of_rules);
			if (row->condition != NULL)
				where = psprintf("%s and %s", row->condition, where);
		}
		ReportGap(check, row->entry->region, where);
	}
}

/*
 * Has a fault been told of?  A divisor is told of once, anything else once an
 * arm; cases come arm by arm, so that the last one tells.
 */
static bool
IsTold(Check *check, const Case *of, int *told)
{
	int			text = NameTableFind(&check->analysis->texts, of->fault.text,
									 (int) strlen(of->fault.text));
	int			last = told[text * 3 + of->fault.kind];

	return of->fault.kind == FAULT_DIVISION ? last > 0 : last == of->arm + 1;
}

static void
NoteTold(Check *check, const Case *of, int *told)
{
	int			text = NameTableFind(&check->analysis->texts, of->fault.text,
									 (int) strlen(of->fault.text));

	told[text * 3 + of->fault.kind] = of->arm + 1;
}

/* where scoring fails, and what could not be analysed */
static void
CheckFaults(Check *check)
{
	int		   *told = palloc0(sizeof(int) * 3 * (check->analysis->texts.count + 1));
	List	   *unproven = NIL;
	ListCell   *lc;

	foreach(lc, check->cases)
	{
		Case	   *of = lfirst(lc);
		Expected	expected;
		Assignment	witness;
		const char *message;

		if (of->outcome != CASE_FAULT || IsTold(check, of, told))
			continue;
		if (of->fault.kind == FAULT_OPAQUE)
		{
			NoteTold(check, of, told);
			AddFinding(check, FINDING_NOTE, of->arm,
					   MakeMessage("rule.not_analysed", "mm", ArmText(check, of->arm), of->fault.text));
			continue;
		}
		ExpectOutcome(check, &expected, CASE_FAULT, -1);
		expected.fault = of->fault.kind;
		if (!RuleWitness(check->analysis, of->region, NULL, GivesExpected, &expected, &witness))
		{
			unproven = lappend(unproven, of);
			continue;
		}
		NoteTold(check, of, told);
		message = of->fault.kind == FAULT_DIVISION ?
			MakeMessage("rule.zero_divisor", "t", of->fault.text) :
			MakeMessage("rule.can_fail", "m", of->fault.text);
		AddWitnessed(check, FINDING_ERROR, of->arm, message, witness);
	}
	foreach(lc, unproven)
	{
		const Case *of = lfirst(lc);

		if (IsTold(check, of, told))
			continue;
		NoteTold(check, of, told);
		AddFinding(check, FINDING_NOTE, of->arm,
				   of->fault.kind == FAULT_DIVISION ?
				   MakeMessage("rule.may_fail_at", "t", of->fault.text) :
				   MakeMessage("rule.may_fail", "m", of->fault.text));
	}
}

/* ---------- arms ---------- */

/* do the constraints of a region contradict one another? */
static bool
RegionIsContradictory(Analysis *analysis, const Region *region)
{
	for (int i = 0; i < region->nconstraints; i++)
	{
		NumInterval range = RegionForm(analysis, region, &analysis->axes[region->constraints[i].axis].form);

		if (IntervalIsEmpty(&range))
			return true;
	}
	return false;
}

/* it is certain that the condition of an arm holds nowhere */
static bool
NeverHolds(Check *check, int arm)
{
	bool		complete;
	List	   *regions = RuleConditionRegions(check->analysis, check->subject, arm, &complete);
	ListCell   *lc;

	foreach(lc, regions)
		if (!RegionIsContradictory(check->analysis, lfirst(lc)))
			return arm == 0 && complete;	/* nothing else could decide before it */
	return complete;
}

/*
 * Arms that decide nothing.  That an arm has no case is certain.  Whether its
 * condition holds anywhere tells which mistake it is: an impossible condition, or
 * one that comes too late, which is an error, since somebody meant it to count.
 */
static void
CheckReached(Check *check)
{
	bool		opaque = false;
	int			untried = 0;

	check->analysis->steps = 0; /* a budget of its own */
	for (int arm = 0; arm < check->narms; arm++)
	{
		bool		possible = false;
		bool		reached = false;

		for (int i = check->first_case[arm]; i < check->first_case[arm + 1]; i++)
		{
			const Case *of = list_nth(check->cases, i);
			Expected	expected;
			Assignment	witness;
			MemoryContext caller;

			/* an arm that cannot be analysed may keep what follows from being reached */
			if (of->in_condition)
			{
				if (of->outcome == CASE_FAULT && of->fault.kind == FAULT_OPAQUE)
					opaque = true;
				continue;
			}
			possible = true;
			if (reached)
				continue;
			ExpectOutcome(check, &expected, of->outcome, arm);
			caller = MemoryContextSwitchTo(check->scratch);
			reached = RuleWitness(check->analysis, of->region, NULL, DecidesAt, &expected, &witness);
			MemoryContextSwitchTo(caller);
			MemoryContextReset(check->scratch);
		}
		if (opaque || reached)
			continue;
		if (possible && SearchIsSpent(check->analysis))
			untried++;
		else if (possible)
			AddFinding(check, FINDING_NOTE, arm,
					   MakeMessage("rule.reach_untold", "m", ArmText(check, arm)));
		else if (IsElse(check, arm))
			AddFinding(check, FINDING_WARNING, arm,
					   MakeMessage("rule.else_unreached", ""));
		else if (NeverHolds(check, arm))
			AddFinding(check, FINDING_WARNING, arm,
					   MakeMessage("rule.never_holds", "m", ArmText(check, arm)));
		else
			AddFinding(check, FINDING_ERROR, arm,
					   MakeMessage("rule.unreached", "m", ArmText(check, arm)));
	}
	if (untried > 0)
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.untried", "i", untried));
}

/* ---------- overlaps ---------- */

/* The condition of an arm as one interval of one axis. */
typedef struct Band
{
	int			axis;			/* -1: it is not of this kind */
	NumInterval interval;
} Band;

/*
 * The band of an arm, if its condition is one: where it holds are regions that
 * all say the same interval of the same axis, divisors aside (b / a >= 80% holds
 * for a > 0 and for a < 0).  Conditions on several axes are no bands that could
 * be compared: whether two rectangles overlap by mistake, nobody can say.
 */
static Band
ArmBand(Check *check, int arm)
{
	Band		band;
	List	   *regions;
	ListCell   *lc;
	bool		complete;

	band.axis = -1;
	if (IsElse(check, arm))
		return band;
	regions = RuleConditionRegions(check->analysis, check->subject, arm, &complete);
	foreach(lc, regions)
	{
		const Region *region = lfirst(lc);
		int			axis = -1;

		/* a divisor is not part of the condition */
		for (int i = 0; i < region->nconstraints; i++)
		{
			bool		divisor = false;
			Fraction	zero;

			for (int j = 0; j < region->nconstraints; j++)
				if (AxisDividesBy(check->analysis, region->constraints[j].axis,
								  region->constraints[i].axis, &zero))
					divisor = true;
			if (divisor)
				continue;
			if (axis >= 0)
			{
				band.axis = -1;
				return band;
			}
			axis = region->constraints[i].axis;
		}
		if (axis < 0)
		{
			band.axis = -1;
			return band;
		}
		else
		{
			NumInterval interval = RegionAxis(check->analysis, region, axis);

			if (band.axis < 0)
			{
				band.axis = axis;
				band.interval = interval;
			}
			else if (band.axis != axis || !IntervalEqual(&band.interval, &interval))
			{
				band.axis = -1;
				return band;
			}
		}
	}
	return band;
}

/* do two arms give the same throughout a region? */
static bool
SamePoints(Check *check, int a, int b, Region *region)
{
	List	   *of_a = RulePointsCases(check->analysis, check->subject, a, region);
	List	   *of_b = RulePointsCases(check->analysis, check->subject, b, region);
	const Case *x;
	const Case *y;

	if (list_length(of_a) != 1 || list_length(of_b) != 1)
		return false;
	x = linitial(of_a);
	y = linitial(of_b);
	return x->outcome == y->outcome &&
		(x->outcome == CASE_NA ||
		 (x->outcome == CASE_POINTS && FormEqual(&x->points, &y->points)));
}

/* do the bands of two arms overlap, and give different points there? */
static bool
BandsOverlap(Check *check, const Band *bands, int a, int b, NumInterval *common)
{
	int			axis = bands[a].axis;
	Region	   *region;

	if (axis < 0 || axis != bands[b].axis)
		return false;
	*common = IntervalIntersect(bands[a].interval, bands[b].interval);
	if (check->analysis->axes[axis].integer)
		*common = IntervalOfIntegers(*common);
	if (IntervalIsEmpty(common) || IntervalEqual(common, &bands[a].interval) ||
		IntervalEqual(common, &bands[b].interval))
		return false;
	region = RegionWithin(check->analysis, RegionOfAll(), axis, *common);
	return region != NULL && !SamePoints(check, a, b, region);
}

/* tells of the overlap of two arms; false if it can be neither shown nor excluded */
static bool
ReportOverlap(Check *check, const Band *bands, int a, int b, const NumInterval *common)
{
	bool		possible = false;

	for (int i = check->first_case[a]; i < check->first_case[a + 1]; i++)
	{
		const Case *of = list_nth(check->cases, i);
		Region	   *part;
		Expected	expected;
		Assignment	witness;

		if (of->in_condition || (of->outcome != CASE_POINTS && of->outcome != CASE_NA))
			continue;
		part = RegionWithin(check->analysis, of->region, bands[a].axis, *common);
		ExpectOutcome(check, &expected, of->outcome, a);
		if (part == NULL || RegionIsContradictory(check->analysis, part))
			continue;
		possible = true;
		if (!RuleWitness(check->analysis, part, NULL, GivesExpected, &expected, &witness))
			continue;
		AddWitnessed(check, FINDING_WARNING, b,
					 MakeMessage("rule.overlap", "iit", b + 1, a + 1,
								 RangeWords(check->analysis, bands[a].axis, common, &words_of_rules)),
					 witness);
		return true;
	}
	return !possible;
}

/*
 * Bands that overlap without one lying in the other: 88-90 and 90-95.  Who owns
 * 90 is then decided by the order of the arms, which nobody may have meant.  A
 * band within a later one is the usual cascade (x >= 30%, x >= 20%).
 */
static void
CheckOverlaps(Check *check)
{
	Band	   *bands;
	int			untold = 0;

	if (check->narms > OVERLAP_MAX_ARMS)
	{
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.overlaps_unsought", "i", OVERLAP_MAX_ARMS));
		return;
	}
	check->analysis->steps = 0;
	bands = palloc(sizeof(Band) * check->narms);
	for (int arm = 0; arm < check->narms; arm++)
		bands[arm] = ArmBand(check, arm);
	for (int b = 1; b < check->narms; b++)
	{
		for (int a = 0; a < b; a++)
		{
			MemoryContext caller = MemoryContextSwitchTo(check->scratch);
			NumInterval common;
			bool		overlap = BandsOverlap(check, bands, a, b, &common);

			MemoryContextSwitchTo(caller);
			CHECK_FOR_INTERRUPTS();
			if (overlap && (SearchIsSpent(check->analysis) || !ReportOverlap(check, bands, a, b, &common)))
				untold++;
			MemoryContextReset(check->scratch);
		}
	}
	if (untold > 0)
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.overlaps_untold", "i", untold));
}

/* ---------- order of points ---------- */

/* Two neighbouring values of the subject, or ranges of it, and their points. */
typedef struct Stride
{
	const Case *left;			/* lower values of the subject */
	const Case *right;			/* the same case within a linear piece */
	Region	   *left_region;
	Region	   *right_region;
	Fraction	between;		/* points of the one are above, of the other below */
} Stride;

/*
 * 1, -1 or 0 if points rise, fall or stay along the axis; false if that is not
 * known.  A form is known to go one way if it is a multiple of what the axis is,
 * or a floor of such; of a product or quotient with another input it would hang
 * on the sign of that, and is left to a note.
 */
static bool
Slope(Analysis *analysis, const Form *points, int axis, int *slope)
{
	Form		rest = FormWithoutConstant(points);
	Form		unit;
	Fraction	lead;
	int			atom;

	*slope = 0;
	if (rest.nterms == 0)
		return true;
	unit = FormUnit(analysis, &rest, &lead);
	if (FormEqual(&unit, &analysis->axes[axis].form))
	{
		*slope = FractionSign(&lead);
		return true;
	}

	/* floor(x) goes the way that x goes */
	atom = FormSingleAtom(analysis, &rest);
	if (atom >= 0 && analysis->atoms[atom].kind == ATOM_FLOOR)
	{
		Form		inside = analysis->atoms[atom].form;

		if (!Slope(analysis, &inside, axis, slope))
			return false;
		*slope *= FractionSign(&lead);
		return true;
	}
	return false;
}

/* a number strictly within an interval that is no point */
static Fraction
InsideOf(const NumInterval *interval)
{
	if (interval->low_finite && interval->high_finite)
		return FractionOver(FractionPlus(interval->low, interval->high), FractionOfInt(2));
	if (interval->low_finite)
		return FractionPlus(interval->low, FractionOfInt(1));
	if (interval->high_finite)
		return FractionMinus(interval->high, FractionOfInt(1));
	return FractionOfInt(0);
}

/* both sides of a stride; the points of the left ones go above it or below */
static bool
WitnessStride(Check *check, const Stride *stride, bool falls, int axis,
			Assignment *left, Expected *left_expected,
			Assignment *right, Expected *right_expected)
{
	Fraction	at_left;
	Fraction	at_right;

	if (stride->left_region == NULL || stride->right_region == NULL ||
		!WitnessBeyond(check, stride->left, stride->left_region, falls ? RULE_GT : RULE_LT,
					   stride->between, left_expected, left) ||
		!WitnessBeyond(check, stride->right, stride->right_region, falls ? RULE_LT : RULE_GT,
					   stride->between, right_expected, right))
		return false;
	return FormValue(check->analysis, &check->analysis->axes[axis].form, left, &at_left) &&
		FormValue(check->analysis, &check->analysis->axes[axis].form, right, &at_right) &&
		FractionCompare(&at_left, &at_right) < 0;
}

static char *
SubjectAt(Check *check, int axis, const Assignment *inputs)
{
	Fraction	value;

	if (!FormValue(check->analysis, &check->analysis->axes[axis].form, inputs, &value))
		return pstrdup("?");
	return ValueWords(check->analysis, axis, value, &words_of_rules);
}

static void
AddOther(Finding *finding, const char *name, Assignment inputs)
{
	NamedInputs *other = palloc(sizeof(NamedInputs));

	other->name = name;
	other->inputs = inputs;
	finding->others = lappend(finding->others, other);
}

/* the region of a case within a slice */
static Region *
WithinSlice(Check *check, const Table *table, const TableSlice *slice, const Case *of)
{
	Region	   *region = of->region;

	for (int i = 0; i < table->nsides && region != NULL; i++)
		region = RegionWithin(check->analysis, region, table->sides[i],
							  *(NumInterval *) list_nth(table->parts[i], slice->parts[i]));
	return region;
}

/*
 * Rises and falls of points along the subject in a slice, from low to high: each
 * piece by its slope, and from the end of each piece to the start of the next.
 * False if a piece goes no known way: then nothing is said of the order, rather
 * than of a part of it.
 */
static bool
FindStrides(Check *check, const Table *table, const TableSlice *slice,
		  List **rises, List **falls)
{
	const Case *before = NULL;
	Region	   *before_region = NULL;
	NumInterval before_range = IntervalOfAll();
	bool		before_high = false;	/* it ends at the high end of its range */
	ListCell   *lc;

	foreach(lc, slice->cells)
	{
		const TableCell *cell = lfirst(lc);
		const Case *of = cell->entry->of;
		NumInterval range;
		int			slope;
		Region	   *region;

		if (of->outcome != CASE_POINTS)
			continue;
		if (!Slope(check->analysis, &of->points, table->axis, &slope))
			return false;
		region = WithinSlice(check, table, slice, of);
		if (region == NULL)
			continue;
		range = RegionForm(check->analysis, region, &of->points);
		if (IntervalIsPoint(&range))
			slope = 0;
		if (slope != 0)
		{
			Stride	   *stride = palloc(sizeof(Stride));

			stride->left = stride->right = of;
			stride->left_region = stride->right_region = region;
			stride->between = InsideOf(&range);
			if (slope > 0)
				*rises = lappend(*rises, stride);
			else
				*falls = lappend(*falls, stride);
		}
		if (before != NULL)
		{
			bool		start_low = slope >= 0;
			bool		finite = (start_low ? range.low_finite : range.high_finite) &&
				(before_high ? before_range.high_finite : before_range.low_finite);

			if (finite)
			{
				Fraction	end = before_high ? before_range.high : before_range.low;
				Fraction	start = start_low ? range.low : range.high;
				int			order = FractionCompare(&end, &start);

				if (order != 0)
				{
					Stride	   *stride = palloc(sizeof(Stride));

					stride->left = before;
					stride->right = of;
					stride->left_region = before_region;
					stride->right_region = region;
					stride->between = FractionOver(FractionPlus(end, start), FractionOfInt(2));
					if (order < 0)
						*rises = lappend(*rises, stride);
					else
						*falls = lappend(*falls, stride);
				}
			}
		}
		before = of;
		before_region = region;
		before_range = range;
		before_high = slope >= 0;
	}
	return true;
}

/* strides that go the wrong way, each reported once for the arms it lies between */
static void
ReportWrongStrides(Check *check, int axis, List *strides, bool falls, List **reported)
{
	ListCell   *lc;
	const char *subject = FormText(check->analysis, &check->analysis->axes[axis].form, false);

	foreach(lc, strides)
	{
		const Stride *stride = lfirst(lc);
		int			key = stride->left->arm * (check->narms + 1) + stride->right->arm;
		Assignment	left;
		Assignment	right;
		Expected	of_left;
		Expected	of_right;
		Finding    *finding;
		const char *worse;
		const char *better;

		if (list_member_int(*reported, key))
			continue;
		*reported = lappend_int(*reported, key);
		if (!WitnessStride(check, stride, falls, axis, &left, &of_left, &right, &of_right))
		{
			AddFinding(check, FINDING_NOTE, stride->right->arm,
					   MakeMessage("rule.perhaps_worse_more", "tm", subject, ArmText(check, stride->right->arm)));
			continue;
		}
		worse = SubjectAt(check, axis, falls ? &left : &right);
		better = SubjectAt(check, axis, falls ? &right : &left);
		finding = AddWitnessed(check, FINDING_ERROR, falls ? stride->right->arm : stride->left->arm,
							   MakeMessage("rule.worse_more", "ttntn", subject,
										   worse, FractionText(falls ? of_left.points : of_right.points),
										   better, FractionText(falls ? of_right.points : of_left.points)),
							   falls ? left : right);
		AddOther(finding, "better value", falls ? right : left);
	}
}

/* points that both rise and fall: once a rule */
static bool
ReportTurn(Check *check, int axis, List *rises, List *falls)
{
	const char *subject = FormText(check->analysis, &check->analysis->axes[axis].form, false);
	ListCell   *rise;
	ListCell   *fall;

	foreach(rise, rises)
	{
		Assignment	rise_from;
		Assignment	rise_to;
		Expected	of_rise_from;
		Expected	of_rise_to;

		if (!WitnessStride(check, lfirst(rise), false, axis, &rise_from, &of_rise_from,
						 &rise_to, &of_rise_to))
			continue;
		foreach(fall, falls)
		{
			Assignment	fall_from;
			Assignment	fall_to;
			Expected	of_fall_from;
			Expected	of_fall_to;
			Finding    *finding;

			if (!WitnessStride(check, lfirst(fall), true, axis, &fall_from, &of_fall_from,
							 &fall_to, &of_fall_to))
				continue;
			finding = AddWitnessed(check, FINDING_WARNING,
								   ((const Stride *) lfirst(fall))->right->arm,
								   MakeMessage("rule.rise_and_fall", "tttnnttnn",
											   subject,
											   SubjectAt(check, axis, &rise_from),
											   SubjectAt(check, axis, &rise_to),
											   FractionText(of_rise_from.points),
											   FractionText(of_rise_to.points),
											   SubjectAt(check, axis, &fall_from),
											   SubjectAt(check, axis, &fall_to),
											   FractionText(of_fall_from.points),
											   FractionText(of_fall_to.points)),
								   fall_from);
			AddOther(finding, "falls to", fall_to);
			AddOther(finding, "rises from", rise_from);
			AddOther(finding, "rises to", rise_to);
			return true;
		}
		break;
	}
	return false;
}

/*
 * Is a subject one of which more or less makes sense?  b / a is, and x - y; that of
 * 1 / x or x * x goes otherwise than x does, on either side of 0.
 */
static bool
IsOrdered(const Analysis *analysis, const Form *form)
{
	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];
		bool		above = false;

		for (int p = 0; p < monomial->npowers; p++)
		{
			int			exponent = monomial->powers[p].exponent;
			const Atom *atom = &analysis->atoms[monomial->powers[p].atom];

			/* squares of what is not negative rise with it */
			if (abs(exponent) != 1 &&
				!(exponent > 1 && atom->kind <= ATOM_KNOWN && IntervalIsNotNegative(&atom->domain)))
				return false;
			if (exponent > 0 &&
				atom->kind != ATOM_INVERSE)
				above = true;
		}
		if (!above)
			return false;
	}
	return true;
}

static void
CheckOrder(Check *check)
{
	Analysis   *analysis = check->analysis;
	Table		table;
	List	   *reported = NIL;
	ListCell   *lc;

	if (!SlicesMake(analysis, TableEntriesOfCases(analysis, check->cases), true, &table))
	{
		StringInfoData names;

		initStringInfo(&names);
		foreach(lc, table.subjects)
			appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "",
							 FormText(analysis, &analysis->axes[lfirst_int(lc)].form, false));
		AddFinding(check, FINDING_NOTE, -1,
				   list_length(table.subjects) > 1 ?
				   MakeMessage("rule.many_subjects", "t", names.data) :
				   MakeMessage("rule.many_cases", ""));
		return;
	}
	if (table.axis < 0)
		return;
	if (!IsOrdered(analysis, &analysis->axes[table.axis].form))
	{
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.no_order", "t",
							   FormText(analysis, &analysis->axes[table.axis].form, false)));
		return;
	}
	foreach(lc, table.slices)
	{
		List	   *rises = NIL;
		List	   *falls = NIL;

		if (!FindStrides(check, &table, lfirst(lc), &rises, &falls))
		{
			AddFinding(check, FINDING_NOTE, -1,
					   MakeMessage("rule.order_unchecked", "t",
								   FormText(analysis, &analysis->axes[table.axis].form, false)));
			return;
		}
		if (check->better == BETTER_HIGHER)
			ReportWrongStrides(check, table.axis, falls, true, &reported);
		else if (check->better == BETTER_LOWER)
			ReportWrongStrides(check, table.axis, rises, false, &reported);
		else if (ReportTurn(check, table.axis, rises, falls))
			return;
	}
}

/* ---------- inputs ---------- */

/* pairs of cases that are looked at for what tells them apart */
#define INFLUENCE_MAX_PAIRS	200000

static bool
SameResult(const Case *a, const Case *b)
{
	bool		fails = a->outcome == CASE_FAULT || a->outcome == CASE_GAP;

	if (fails || b->outcome == CASE_FAULT || b->outcome == CASE_GAP)
		return fails && (b->outcome == CASE_FAULT || b->outcome == CASE_GAP);
	return a->outcome == b->outcome &&
		(a->outcome != CASE_POINTS || FormEqual(&a->points, &b->points));
}

static bool
IsAbout(const Analysis *analysis, const Form *form, const Input *input)
{
	return FormContains(analysis, form, input->atom) ||
		(input->known_atom >= 0 && FormContains(analysis, form, input->known_atom));
}

/* may two regions hold inputs that differ in nothing but one of them? */
static bool
MeetWithout(const Region *a, const Region *b, const bool *ignored)
{
	int			j = 0;

	for (int i = 0; i < a->nconstraints; i++)
	{
		int			axis = a->constraints[i].axis;
		NumInterval common;

		while (j < b->nconstraints && b->constraints[j].axis < axis)
			j++;
		if (ignored[axis] || j == b->nconstraints || b->constraints[j].axis != axis)
			continue;
		common = IntervalIntersect(a->constraints[i].interval, b->constraints[j].interval);
		if (IntervalIsEmpty(&common))
			return false;
	}
	return true;
}

/*
 * Does the input change what the rule gives?  If two values of it could, the
 * others being the same, then two cases with different results would meet once
 * nothing is asked of it.  True also if there are too many pairs to tell.
 */
static bool
HasInfluence(Check *check, const Input *input, int64 *pairs)
{
	const Analysis *analysis = check->analysis;
	bool	   *ignored = palloc(sizeof(bool) * analysis->naxes);
	int			count = list_length(check->cases);

	for (int axis = 0; axis < analysis->naxes; axis++)
		ignored[axis] = IsAbout(analysis, &analysis->axes[axis].form, input);
	for (int i = 0; i < count; i++)
	{
		const Case *of = list_nth(check->cases, i);

		if (of->outcome == CASE_POINTS && IsAbout(analysis, &of->points, input))
			return true;
	}
	for (int i = 1; i < count; i++)
	{
		const Case *a = list_nth(check->cases, i);

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < i; j++)
		{
			const Case *b = list_nth(check->cases, j);

			if (*pairs > INFLUENCE_MAX_PAIRS || ++*pairs > INFLUENCE_MAX_PAIRS)
				return true;
			if (!SameResult(a, b) && MeetWithout(a->region, b->region, ignored))
				return true;
		}
	}
	return false;
}

/*
 * Variables that change nothing: "3 - 0,25 * v" inside max() is two arguments,
 * and everybody gets 3.  What was declared for this rule should matter to it.
 */
static void
CheckInfluence(Check *check)
{
	int64		pairs = 0;
	bool		scores = false;
	ListCell   *lc;

	foreach(lc, check->cases)
		if (((const Case *) lfirst(lc))->outcome == CASE_POINTS)
			scores = true;
	if (!scores)
		return;
	for (int i = 0; i < check->analysis->ninputs; i++)
	{
		const Input *input = &check->analysis->inputs[i];

		if (!input->context && !input->inner && !IntervalIsPoint(&input->domain) && !HasInfluence(check, input, &pairs))
			AddFinding(check, input->declared ? FINDING_ERROR : FINDING_WARNING, -1,
					   MakeMessage("rule.no_influence", "t", input->name));
	}
	if (pairs > INFLUENCE_MAX_PAIRS)
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.influence_untold", ""));
}

/* last year's values that a first year has not */
static void
CheckFirstYear(Check *check)
{
	for (int i = 0; i < check->analysis->ninputs; i++)
	{
		const Input *input = &check->analysis->inputs[i];

		if (input->last_year && !input->may_be_unknown)
			AddFinding(check, FINDING_WARNING, -1,
					   MakeMessage("rule.first_year", "t", input->name));
	}
}

/* a comma that was written between digits, in the first call that has one */
static void
CheckCommas(Check *check)
{
	const Rule *rule = check->subject->rule;
	const RuleStoredArm *arms = RuleArms(rule);
	int			arm = 0;

	if (rule->comma.length == 0)
		return;
	while (arm + 1 < check->narms &&
		   (arms[arm + 1].condition.length > 0 ? arms[arm + 1].condition.start :
			arms[arm + 1].points.start) <= rule->comma.start)
		arm++;
	AddFinding(check, FINDING_WARNING, arm,
			   MakeMessage("rule.comma", "t", pnstrdup(RuleText(rule) + rule->comma.start, rule->comma.length)));
}

/* ---------- the check ---------- */

static void
CheckRule(Check *check, List *unused)
{
	ListCell   *lc;

	check->cases = RuleCases(check->analysis, check->subject, RegionOfAll());
	check->first_case = palloc0(sizeof(int) * (check->narms + 2));
	foreach(lc, check->cases)
		check->first_case[((const Case *) lfirst(lc))->arm + 1]++;
	for (int arm = 0; arm <= check->narms; arm++)
		check->first_case[arm + 1] += check->first_case[arm];
	check->complete = !check->analysis->exhausted;
	foreach(lc, check->cases)
	{
		const Case *of = lfirst(lc);

		if (of->outcome == CASE_FAULT && of->fault.kind == FAULT_OPAQUE)
			check->complete = false;
	}
	if (check->has_maximum)
		CheckBound(check, true, check->maximum);
	CheckBound(check, false, FractionOfInt(0));
	CheckFaults(check);
	if (!check->analysis->exhausted)
	{
		CheckGaps(check);
		CheckReached(check);
		CheckOverlaps(check);
		CheckOrder(check);
	}
	if (check->complete && check->has_maximum)
		CheckMaximumAttained(check);
	if (check->complete)
		CheckInfluence(check);
	CheckFirstYear(check);
	CheckCommas(check);
	if (check->analysis->exhausted)
		AddFinding(check, FINDING_NOTE, -1,
				   MakeMessage("rule.too_large", ""));
	foreach(lc, unused)
		AddFinding(check, FINDING_WARNING, -1,
				   MakeMessage("rule.unused", "t", (const char *) lfirst(lc)));
	for (int severity = 0; severity < 3; severity++)
		if (check->counts[severity] > MAX_FINDINGS)
			check->findings = lappend(check->findings,
									  MakeFinding((Severity) severity, -1,
												  MakeMessage("rule.more_findings", "i",
															  check->counts[severity] - MAX_FINDINGS)));
}

static int
CompareFindings(const ListCell *a, const ListCell *b)
{
	const Finding *x = lfirst(a);
	const Finding *y = lfirst(b);

	if (x->severity != y->severity)
		return (int) x->severity - (int) y->severity;
	return x->arm - y->arm;
}

static Datum
WitnessDatum(Analysis *analysis, const Finding *finding)
{
	JsonbParseState *state = NULL;
	ListCell   *lc;
	JsonbValue *value;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	WitnessPush(analysis, &finding->witness, &state);
	foreach(lc, finding->others)
	{
		const NamedInputs *other = lfirst(lc);
		JsonbValue	key;

		key.type = jbvString;
		key.val.string.val = unconstify(char *, other->name);
		key.val.string.len = strlen(other->name);
		pushJsonbValue(&state, WJB_KEY, &key);
		pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		WitnessPush(analysis, &other->inputs, &state);
		pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	value = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbPGetDatum(JsonbValueToJsonb(value));
}

static Better
ReadBetter(text *word)
{
	char	   *better = text_to_cstring(word);

	if (strcmp(better, "higher") == 0)
		return BETTER_HIGHER;
	if (strcmp(better, "lower") == 0)
		return BETTER_LOWER;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid direction \"%s\"", better),
			 errdetail("What is better is \"higher\" or \"lower\"; NULL leaves it open.")));
	return BETTER_UNSAID;
}

static void
ReadMaximum(Check *check, Numeric max_points)
{
	PackedDecimal decimal = {0};

	if (!NumericIsFinite(max_points) || NumericSignum(max_points) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("maximum of points must be a finite number that is not negative"),
				 errdetail("It is %s.",
						   DatumGetCString(DirectFunctionCall1(numeric_out,
															   NumericGetDatum(max_points))))));
	(void) DecimalOpen(max_points, &decimal);
	if (DecimalIsLong(&decimal, ANALYSIS_MAX_DIGITS))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("maximum of points has more than %d digits", ANALYSIS_MAX_DIGITS)));
	FractionSetNumeric(&check->maximum, max_points);
	check->maximum = FractionPlus(check->maximum, FractionOfInt(0));
	check->has_maximum = true;
}

/* the findings on the rule that the first arguments tell of, said in a language or, with says false, as messages */
static void
ReturnFindings(FunctionCallInfo fcinfo, bool says, Language language)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	static const char *const severities[] = {"error", "warning", "note"};
	Rule	   *rule;
	Check		check;
	List	   *unused = NIL;
	ListCell   *lc;
	MemoryContext context;
	MemoryContext caller;

	if (PG_ARGISNULL(0))
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "analysis of a rule",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	rule = PG_GETARG_RULE_P(0);
	memset(&check, 0, sizeof(check));
	if (!PG_ARGISNULL(1))
		ReadMaximum(&check, PG_GETARG_NUMERIC(1));
	if (!PG_ARGISNULL(3))
		check.better = ReadBetter(PG_GETARG_TEXT_PP(3));
	check.scratch = AllocSetContextCreate(context, "a case of a rule", ALLOCSET_DEFAULT_SIZES);
	check.analysis = AnalysisCreate(1, &rule, PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2),
									PG_ARGISNULL(1) ? NULL : PG_GETARG_NUMERIC(1), &unused);
	check.subject = check.analysis->subjects;
	check.narms = (int) rule->narms;
	CheckRule(&check, unused);

	list_sort(check.findings, CompareFindings);
	foreach(lc, check.findings)
	{
		const Finding *finding = lfirst(lc);
		Datum		values[4];
		bool		nulls[4] = {false, false, false, false};

		values[0] = CStringGetTextDatum(severities[finding->severity]);
		nulls[1] = finding->arm < 0;
		values[1] = Int32GetDatum(finding->arm + 1);
		values[2] = DirectFunctionCall1(jsonb_in, CStringGetDatum(finding->message));
		if (says)
			values[2] = PointerGetDatum(SayMessage(DatumGetJsonbP(values[2]), language));
		nulls[3] = !finding->has_witness;
		if (finding->has_witness)
			values[3] = WitnessDatum(check.analysis, finding);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

Datum
rule_check(PG_FUNCTION_ARGS)
{
	ReturnFindings(fcinfo, true, LanguageArgument(fcinfo, 4, LANGUAGE_ENGLISH));
	return (Datum) 0;
}

/* the same, as messages */
Datum
rule_findings(PG_FUNCTION_ARGS)
{
	ReturnFindings(fcinfo, false, LANGUAGE_ENGLISH);
	return (Datum) 0;
}

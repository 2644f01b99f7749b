/*-------------------------------------------------------------------------
 *
 * witness.c
 *	  From a region to inputs that lie in it.
 *
 * Each axis that the region constrains gets a value of its interval, and the
 * inputs are solved for one after the other.  Where that fails, since two axes
 * speak of the same inputs, inputs are drawn at random.  What is found counts
 * for nothing until the evaluator, which knows neither regions nor forms, has
 * scored the rule with it: so a poor guess costs time but never truth.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"
#include "base/compat.h"
#include "base/random.h"

#define SOLVE_ATTEMPTS	24
#define RANDOM_ATTEMPTS	300
#define ATTEMPT_STEPS	20		/* that an attempt counts for, and the more the more
								 * inputs and operations there are */
#define OPERATIONS_PER_STEP 64	/* of an evaluation */
#define MOST_DECIMALS	60		/* of a value that is picked between two others */

/* ---------- values of an interval ---------- */

static Fraction
PowerOfTen(int exponent)
{
	Fraction	power = FractionOfInt(1);

	for (int i = 0; i < exponent; i++)
		power = FractionTimes(power, FractionOfInt(10));
	return power;
}

/*
 * A decimal strictly between two numbers with about as few digits as there
 * can be, at a place from 0, near the low end, to 2, near the high one.
 */
static Fraction
DecimalBetween(Fraction low, Fraction high, int place)
{
	Fraction	two = FractionOfInt(2);
	Fraction	one = FractionOfInt(1);
	Fraction	scale = PowerOfTen(place == 1 ? 0 : 1);

	/* constraints that contradict each other may leave nothing between */
	if (FractionCompare(&low, &high) >= 0)
		return low;
	for (int digits = 0; digits <= MOST_DECIMALS;
		 digits++, scale = FractionTimes(scale, FractionOfInt(10)))
	{
		Fraction	first = FractionPlus(FractionFloorOf(FractionTimes(low, scale)), one);
		Fraction	last;
		Fraction	at;

		/* the last integer below high * scale */
		last = FractionMinus(FractionOpposite(FractionFloorOf(FractionOpposite(FractionTimes(high, scale)))),
							 one);
		if (FractionCompare(&first, &last) > 0)
			continue;
		/* near an end, but with choice enough to be nearer than half-way */
		if (place == 0)
			at = first;
		else if (place == 2)
			at = last;
		else
			at = FractionFloorOf(FractionOver(FractionPlus(first, last), two));
		return FractionOver(at, scale);
	}
	return FractionOver(FractionPlus(low, high), two);
}

/*
 * A value of the interval.  The preference is 1 for high ones, -1 for low ones
 * and 0 for handy ones; each variant gives another value, if there is one.
 */
static Fraction
PickValue(NumInterval interval, bool integer, int preference, int variant)
{
	Fraction	one = FractionOfInt(1);
	Fraction	far;
	int			place;			/* 0 low end, 1 inside, 2 high end */

	if (integer)
		interval = IntervalOfIntegers(interval);
	if (IntervalIsPoint(&interval))
		return interval.low;
	if (preference > 0)
		place = 2 - variant % 3;
	else if (preference < 0)
		place = variant % 3;
	else
		place = (variant + 1) % 3;
	far = PowerOfTen(1 + variant / 3);

	if (place == 0 && interval.low_finite && interval.low_closed)
		return interval.low;
	if (place == 2 && interval.high_finite && interval.high_closed)
		return interval.high;
	if (interval.low_finite && interval.high_finite)
	{
		Fraction	low = interval.low;
		Fraction	high = interval.high;

		if (integer)
		{
			/* ends are closed: this is the inside */
			Fraction	middle = FractionOver(FractionPlus(low, high), FractionOfInt(2));

			return FractionFloorOf(middle);
		}
		return DecimalBetween(low, high, place);
	}
	if (interval.low_finite)
	{
		if (place == 2)
			return FractionPlus(FractionFloorOf(interval.low), far);
		if (place == 1)
			return FractionPlus(FractionFloorOf(interval.low), one);
		return DecimalBetween(interval.low, FractionPlus(interval.low, one), 0);
	}
	if (interval.high_finite)
	{
		Fraction	ceiling = FractionOpposite(FractionFloorOf(FractionOpposite(interval.high)));

		if (place == 0)
			return FractionMinus(ceiling, far);
		if (place == 1)
			return FractionMinus(ceiling, one);
		return DecimalBetween(FractionMinus(interval.high, one), interval.high, 2);
	}
	return place == 1 ? one : place == 2 ? far : FractionOpposite(far);
}

/* ---------- solving ---------- */

/* A search for inputs: what is sought, and what has been decided. */
typedef struct Search
{
	Analysis   *analysis;
	Region	   *region;
	const Form *goal;			/* to be made large, or NULL */
	Assignment *assignment;
	int			variant;
} Search;

static void
Assign(Search *search, int atom, Fraction value)
{
	search->assignment->set[atom] = true;
	search->assignment->values[atom] = value;
	memset(search->assignment->derived, 0, sizeof(bool) * search->assignment->room);
}

/* 1 or -1 if a monomial raises or lowers the goal */
static int
Preference(Search *search, int monomial)
{
	if (search->goal != NULL)
		for (int i = 0; i < search->goal->nterms; i++)
			if (search->goal->terms[i].monomial == monomial)
				return FractionSign(&search->goal->terms[i].factor);
	return 0;
}

static bool
IsFreeInput(Search *search, int atom)
{
	AtomKind	kind = search->analysis->atoms[atom].kind;

	return !search->assignment->set[atom] && (kind == ATOM_NUMBER || kind == ATOM_DATE);
}

/* the product of integers that an atom must be a multiple of; 0 leaves it open */
static void
AssignMultiple(Search *search, int atom, int64 multiple)
{
	const Atom *a = &search->analysis->atoms[atom];
	NumInterval interval = RegionAtom(search->analysis, search->region, atom);
	Power		power = {atom, 1};
	int			preference = Preference(search, MonomialIntern(search->analysis, &power, 1));
	Fraction	value = PickValue(interval, a->integer, preference, search->variant / 2);

	if (multiple > 0)
	{
		Fraction	unit = FractionOfInt(multiple);
		Fraction	zero = FractionOfInt(0);
		Fraction	count;

		/* the multiple next to it, away from zero */
		count = FractionOpposite(FractionFloorOf(FractionOpposite(FractionOver(value, unit))));
		if (FractionCompare(&count, &zero) == 0)
			count = FractionOfInt(1);
		unit = FractionTimes(count, unit);
		if (IntervalContains(&interval, unit))
			value = unit;
	}
	Assign(search, atom, value);
}

/*
 * The input that a form is solved for: one that is free and stands above the
 * line in first degree wherever it stands.
 */
static int
Unknown(Search *search, const Form *form)
{
	Analysis   *analysis = search->analysis;

	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
		{
			int			atom = monomial->powers[p].atom;
			bool		simple = true;

			if (monomial->powers[p].exponent != 1 || !IsFreeInput(search, atom))
				continue;
			for (int j = 0; j < form->nterms && simple; j++)
			{
				const Monomial *other = &analysis->monomials[form->terms[j].monomial];

				for (int q = 0; q < other->npowers; q++)
					if (other->powers[q].atom == atom && other->powers[q].exponent != 1)
						simple = false;
			}
			if (simple)
				return atom;
		}
	}
	return -1;
}

/*
 * Give all free inputs of a form a value, but one.  Those that it divides by, or
 * that stand beside others, are best multiples of what the target is a fraction
 * of: b / a = 2/3 wants an a that 3 divides.
 */
static void
AssignOthers(Search *search, const Form *form, int but, int64 multiple)
{
	Analysis   *analysis = search->analysis;

	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
		{
			int			atom = monomial->powers[p].atom;
			bool		direct = analysis->atoms[atom].kind <= ATOM_KNOWN;
			bool		shares = !direct || monomial->powers[p].exponent < 0 || form->nterms > 1;
			int			part = -1;

			while ((part = bms_next_member(analysis->atoms[atom].parts, part)) >= 0)
				if (part != but && IsFreeInput(search, part))
					AssignMultiple(search, part, shares ? multiple : 0);
		}
	}
}

/* value of the form when one atom has a value */
static bool
ValueWith(Search *search, const Form *form, int atom, Fraction at, Fraction *value)
{
	bool		known;

	Assign(search, atom, at);
	known = FormValue(search->analysis, form, search->assignment, value);
	search->assignment->set[atom] = false;
	memset(search->assignment->derived, 0, sizeof(bool) * search->assignment->room);
	return known;
}

/* what an input was solved to be, or a value next to it that it can have */
static void
AssignSolved(Search *search, int atom, Fraction value)
{
	Fraction	scale = PowerOfTen(10);
	const Atom *a = &search->analysis->atoms[atom];

	if (a->integer)
		value = FractionFloorOf(value);
	else if (!search->analysis->inputs[a->input].context && !FractionIsDecimal(&value))
		value = FractionOver(FractionFloorOf(FractionTimes(value, scale)), scale);
	Assign(search, atom, value);
}

/* make a form have a value by solving for one of its inputs */
static bool
SolveForm(Search *search, const Form *form, Fraction target)
{
	Analysis   *analysis = search->analysis;
	int			unknown = Unknown(search, form);
	int64		multiple = FractionDenominator(&target);
	Fraction	at_zero;
	Fraction	at_one;
	Fraction	slope;

	if (unknown < 0)
		return true;			/* checked at the end */

	/* n / (n + rest) = t: n = t / (1 - t) * rest */
	for (int p = 0; form->nterms == 1 &&
		 p < analysis->monomials[form->terms[0].monomial].npowers; p++)
	{
		const Power *power = &analysis->monomials[form->terms[0].monomial].powers[p];
		const Atom *a = &analysis->atoms[power->atom];
		Fraction	one = FractionOfInt(1);
		Fraction	rest;
		Fraction	with_one;
		Fraction	factor;

		if (a->kind != ATOM_INVERSE || power->exponent != 1 ||
			!bms_is_member(unknown, a->parts))
			continue;
		if (FractionCompare(&target, &one) == 0)
			return true;
		factor = FractionOver(target, FractionMinus(one, target));
		AssignOthers(search, &a->form, unknown, FractionDenominator(&factor));
		if (!ValueWith(search, &a->form, unknown, FractionOfInt(0), &rest) ||
			!ValueWith(search, &a->form, unknown, one, &with_one))
			return false;
		/* t * (c * n + rest) = n */
		slope = FractionMinus(one, FractionTimes(target, FractionMinus(with_one, rest)));
		if (FractionSign(&slope) == 0)
			return false;
		AssignSolved(search, unknown, FractionOver(FractionTimes(target, rest), slope));
		return true;
	}

	AssignOthers(search, form, unknown, multiple);
	if (!ValueWith(search, form, unknown, FractionOfInt(0), &at_zero) ||
		!ValueWith(search, form, unknown, FractionOfInt(1), &at_one))
		return false;
	slope = FractionMinus(at_one, at_zero);
	if (FractionSign(&slope) == 0)
		return false;
	AssignSolved(search, unknown, FractionOver(FractionMinus(target, at_zero), slope));
	return true;
}

/* years of dates with the remainders that are asked for */
static void
AssignYears(Search *search)
{
	Analysis   *analysis = search->analysis;

	for (int i = 0; i < analysis->natoms; i++)
	{
		const Atom *mod = &analysis->atoms[i];
		NumInterval years;
		NumInterval remainders;
		int			remainder;
		int			low = 1;
		int			high = 9999;
		int			year;

		if (mod->kind != ATOM_YEAR_MOD || search->assignment->set[mod->of])
			continue;
		years = RegionAtom(analysis, search->region, mod->of);
		remainders = RegionAtom(analysis, search->region, i);
		if ((years.low_finite && !FractionToInt(&years.low, 1, 9999, &low)) ||
			(years.high_finite && !FractionToInt(&years.high, 1, 9999, &high)) ||
			!remainders.low_finite || !FractionToInt(&remainders.low, 0, 3, &remainder))
			continue;
		year = Min(Max(low, 2024 + 4 * (search->variant % 5)), high);
		while (year < high && year % 4 != remainder)
			year++;
		while (year > low && year % 4 != remainder)
			year--;
		Assign(search, mod->of, FractionOfInt(year));
	}
}

/* is an atom part of a monomial that is sought for? */
static bool
InCompound(Analysis *analysis, const Region *region, const Form *goal, int atom)
{
	for (int i = 0; i < region->nconstraints; i++)
	{
		const Form *form = &analysis->axes[region->constraints[i].axis].form;

		if (FormSingleAtom(analysis, form) < 0 && FormContains(analysis, form, atom))
			return true;
	}
	for (int i = 0; goal != NULL && i < goal->nterms; i++)
	{
		Form		form = {1, &goal->terms[i]};

		if (goal->terms[i].monomial != 0 &&
			MonomialAtom(analysis, goal->terms[i].monomial) < 0 &&
			FormContains(analysis, &form, atom))
			return true;
	}
	return false;
}

/* values for discrete atoms, and for inputs that stand alone or are left over */
static void
AssignSingles(Search *search, bool all)
{
	Analysis   *analysis = search->analysis;

	for (int i = 0; i < analysis->ninputs; i++)
	{
		const Input *input = &analysis->inputs[i];

		if (input->known_atom >= 0 && !search->assignment->set[input->known_atom])
		{
			NumInterval known = RegionAtom(analysis, search->region, input->known_atom);

			Assign(search, input->known_atom, known.high);
		}
		if (!search->assignment->set[input->atom] &&
			(all || input->kind == INPUT_CHOICE ||
			 !InCompound(analysis, search->region, search->goal, input->atom)))
			AssignMultiple(search, input->atom, 0);
	}
}

/* constraints on more than one atom, then what the goal needs of them */
static bool
SolveCompounds(Search *search)
{
	Analysis   *analysis = search->analysis;

	for (int i = 0; i < search->region->nconstraints; i++)
	{
		int			axis = search->region->constraints[i].axis;
		Form		form = analysis->axes[axis].form;
		NumInterval interval;
		int			preference = 0;

		if (FormSingleAtom(analysis, &form) >= 0)
			continue;
		interval = RegionAxis(analysis, search->region, axis);
		if (search->goal != NULL && search->goal->nterms > 0)
			preference = Preference(search, form.terms[0].monomial);
		if (!SolveForm(search, &form,
					   PickValue(interval, analysis->axes[axis].integer, preference,
								 search->variant)))
			return false;
	}
	for (int i = 0; search->goal != NULL && i < search->goal->nterms; i++)
	{
		Term		term = search->goal->terms[i];
		int			preference = FractionSign(&term.factor);
		Form		form = {1, &term};

		if (term.monomial == 0 || MonomialAtom(analysis, term.monomial) >= 0)
			continue;
		term.factor = FractionOfInt(1);
		if (!SolveForm(search, &form,
					   PickValue(RegionForm(analysis, search->region, &form), false,
								 preference, search->variant)))
			return false;
	}
	return true;
}

/* ---------- checking ---------- */

/* do the inputs have values that they may have, and lie in the region? */
static bool
IsWitness(Search *search)
{
	Analysis   *analysis = search->analysis;
	Fraction	value;

	for (int i = 0; i < analysis->ninputs; i++)
	{
		const Input *input = &analysis->inputs[i];

		if (!search->assignment->set[input->atom])
			return false;
		value = search->assignment->values[input->atom];
		if (!IntervalContains(&input->domain, value) ||
			(input->integer ? FractionDenominator(&value) != 1 :
			 !input->context && !FractionIsDecimal(&value)))
			return false;
	}
	for (int i = 0; i < search->region->nconstraints; i++)
	{
		const AxisLimit *constraint = &search->region->constraints[i];

		if (!FormValue(analysis, &analysis->axes[constraint->axis].form, search->assignment, &value) ||
			!IntervalContains(&constraint->interval, value))
			return false;
	}
	for (int i = 0; analysis->related && i < analysis->naxes; i++)
	{
		const Axis *axis = &analysis->axes[i];

		if (!IntervalIsAll(&axis->known) &&
			FormValue(analysis, &axis->form, search->assignment, &value) &&
			!IntervalContains(&axis->known, value))
			return false;
	}
	for (int i = 1; i < analysis->nmonomials; i++)
	{
		Term		term = {i, {1, 1, NULL, NULL}};
		Form		form = {1, &term};

		if (IntervalIsAll(&analysis->monomials[i].declared))
			continue;
		if (FormValue(analysis, &form, search->assignment, &value) &&
			!IntervalContains(&analysis->monomials[i].declared, value))
			return false;
	}
	return true;
}

/* ---------- random inputs ---------- */

/* a whole number below a limit */
static int
RandomBelow(Random *random, int limit)
{
	return (int) (RandomNext(random) % limit);
}

static void
AssignRandom(Search *search, Random *random)
{
	Analysis   *analysis = search->analysis;

	for (int i = 0; i < analysis->ninputs; i++)
	{
		const Input *input = &analysis->inputs[i];
		NumInterval interval = RegionAtom(analysis, search->region, input->atom);
		Fraction	value;

		if (input->known_atom >= 0)
			Assign(search, input->known_atom,
				   RegionAtom(analysis, search->region, input->known_atom).high);
		if (search->assignment->set[input->atom])
			continue;			/* a year */
		switch (RandomBelow(random, 4))
		{
			case 0:
				value = FractionOfInt(RandomBelow(random, 6));
				break;
			case 1:
				value = FractionOfInt(RandomBelow(random, 1000));
				break;
			case 2:
				value = FractionOver(FractionOfInt(RandomBelow(random, 101)), FractionOfInt(100));
				break;
			default:
				value = PickValue(interval, input->integer, 0, RandomBelow(random, 9));
				break;
		}
		if (input->integer)
			value = FractionFloorOf(value);
		if (!IntervalContains(&interval, value))
		{
			if (interval.low_finite && interval.high_finite)
			{
				Fraction	width = FractionMinus(interval.high, interval.low);
				Fraction	part = FractionOver(FractionOfInt(RandomBelow(random, 1001)),
												FractionOfInt(1000));

				value = FractionPlus(interval.low, FractionTimes(width, part));
				if (input->integer)
					value = FractionFloorOf(value);
			}
			else
				value = PickValue(interval, input->integer, 0, RandomBelow(random, 9));
		}
		Assign(search, input->atom, value);
	}
}

/* ---------- the search ---------- */

static void
AssignmentCreate(Analysis *analysis, Assignment *assignment)
{
	assignment->room = analysis->natoms;
	assignment->set = palloc0(sizeof(bool) * assignment->room);
	assignment->values = palloc0(sizeof(Fraction) * assignment->room);
	assignment->derived = palloc0(sizeof(bool) * assignment->room);
}

/*
 * One attempt at inputs in the region; each gives others.  The first two dozen
 * solve, each picking other values of the intervals, with the goal in mind: they
 * find most witnesses at the first try, and those that go furthest.  Where
 * constraints hang together they fail for good, and blind guesses, biased to
 * small and round numbers, do better than a cleverer solver would be worth.
 */
static bool
Attempt(Search *search, Random *random)
{
	Assignment *assignment = search->assignment;

	memset(assignment->set, 0, sizeof(bool) * assignment->room);
	memset(assignment->derived, 0, sizeof(bool) * assignment->room);
	AssignYears(search);
	if (search->variant < SOLVE_ATTEMPTS)
	{
		AssignSingles(search, false);
		if (!SolveCompounds(search))
			return false;
		AssignSingles(search, true);
	}
	else
		AssignRandom(search, random);
	return IsWitness(search);
}

/* have so many inputs been tried that no more are? */
bool
SearchIsSpent(const Analysis *analysis)
{
	return analysis->witness_steps > ANALYSIS_MAX_WITNESS_STEPS;
}

/*
 * Find inputs in the region that pass the test, with a goal that is as large as
 * may be at the first try.  False if none was found, which proves nothing.  The
 * test runs in memory that is emptied afterwards.
 */
bool
RuleWitness(Analysis *analysis, Region *region, const Form *goal,
			WitnessTest test, void *arg, Assignment *found)
{
	MemoryContext caller = CurrentMemoryContext;
	Search		search = {analysis, region, goal, NULL, 0};
	Assignment	tried;
	Random		random;
	int64		steps = analysis->steps;
	bool		success = false;

	RandomSeed(&random, 766, 0);
	for (; search.variant < SOLVE_ATTEMPTS + RANDOM_ATTEMPTS && !success; search.variant++)
	{
		uint64		effort = FractionEffort;

		CHECK_FOR_INTERRUPTS();
		if (SearchIsSpent(analysis))
			break;
		MemoryContextReset(analysis->scratch);
		MemoryContextSwitchTo(analysis->scratch);
		AssignmentCreate(analysis, &tried);
		search.assignment = &tried;
		success = Attempt(&search, &random) && test(analysis, &tried, arg);
		MemoryContextSwitchTo(caller);
		analysis->witness_steps += ATTEMPT_STEPS + 2 * analysis->ninputs + 2 * region->nconstraints +
			(int64) (FractionEffort - effort) + analysis->steps - steps;
		analysis->steps = steps;
	}
	if (!success)
		return false;

	AssignmentCreate(analysis, found);
	for (int i = 0; i < found->room; i++)
	{
		found->set[i] = tried.set[i];
		if (tried.set[i])
			FractionCopy(&found->values[i], &tried.values[i]);
	}
	return true;
}

/* ---------- evaluation ---------- */

/* a text that is none of the list */
static char *
OtherText(List *texts)
{
	char	   *other = "another text";
	ListCell   *lc;

	foreach(lc, texts)
		if (strncmp(lfirst(lc), other, strlen(other)) == 0)
			other = psprintf("%s, not \"%s\"", other, (char *) lfirst(lc));
	return other;
}

static void
SetJsonString(JsonbValue *value, const char *string)
{
	value->type = jbvString;
	value->val.string.val = unconstify(char *, string);
	value->val.string.len = strlen(string);
}

/* an input as par.score takes it */
static void
InputToJson(const Input *input, const Assignment *assignment, JsonbValue *value)
{
	Fraction	number = assignment->values[input->atom];
	int			whole;

	if (input->known_atom >= 0 && FractionSign(&assignment->values[input->known_atom]) == 0)
		value->type = jbvNull;
	else if (input->kind == INPUT_CHOICE)
	{
		if (!FractionToInt(&number, 0, INT_MAX, &whole))
			elog(ERROR, "choice is no integer");
		SetJsonString(value, whole < list_length(input->texts) ?
					  list_nth(input->texts, whole) : OtherText(input->texts));
	}
	else if (input->kind == INPUT_DATE)
	{
		int			year;
		int			month;
		int			day;

		if (!FractionToInt(&number, INT_MIN, INT_MAX, &whole))
			elog(ERROR, "day number is no integer");
		j2date(whole + POSTGRES_EPOCH_JDATE, &year, &month, &day);
		SetJsonString(value, psprintf("%04d-%02d-%02d", year, month, day));
	}
	else if (input->boolean)
	{
		value->type = jbvBool;
		value->val.boolean = FractionSign(&number) != 0;
	}
	else
	{
		/* what is computed may have no end of decimals */
		value->type = jbvNumeric;
		value->val.numeric = FractionToDecimal(&number);
		if (value->val.numeric == NULL)
			SetJsonString(value, FractionToText(&number));
	}
}

static void
NoteArm(void *context, const Rule *rule, const RuleArmReport *report)
{
	(void) rule;
	((Outcome *) context)->arm = report->arm;
}

/*
 * What the evaluator gives for these inputs.  False if it gives up, since their
 * numbers grow too long: then nothing is claimed of them.
 */
bool
RuleOutcomeAt(Analysis *analysis, const Subject *subject, const Assignment *assignment,
			  Outcome *outcome)
{
	const Rule *rule = subject->rule;
	RuleInput	inputs[RULE_MAX_VARIABLES];
	JsonbValue	values[RULE_MAX_VARIABLES];
	RuleFault	fault = RULE_FAULT_NONE;
	Numeric		points;

	for (int i = 0; i < rule->nvariables; i++)
	{
		InputToJson(&analysis->inputs[subject->inputs[i]], assignment, &values[i]);
		RuleInputFromJson(rule, i, &values[i], &inputs[i]);
	}
	memset(outcome, 0, sizeof(*outcome));
	switch (RuleEvaluate(rule, inputs, &points, &outcome->points, &fault, NoteArm, outcome))
	{
		case RULE_OUTCOME_POINTS:
			outcome->outcome = CASE_POINTS;
			break;
		case RULE_OUTCOME_NA:
			outcome->outcome = CASE_NA;
			break;
		case RULE_OUTCOME_UNKNOWN:
			outcome->outcome = CASE_UNKNOWN;
			break;
		case RULE_OUTCOME_NONE:
			outcome->outcome = CASE_GAP;
			outcome->arm = (int) rule->narms;
			break;
		case RULE_OUTCOME_FAULT:
			outcome->outcome = CASE_FAULT;
			outcome->fault = fault == RULE_FAULT_DIVISION ? FAULT_DIVISION : FAULT_INPUT;
			break;
	}

	/* operations cost little where their values are known, and arms are passed in turn */
	analysis->steps += 4 + (int64) rule->nops * Min(outcome->arm + 1, (int) rule->narms) /
		(OPERATIONS_PER_STEP * rule->narms);
	return fault != RULE_FAULT_RANGE;
}

/* the inputs as keys and values of a JSON object that is being built */
JsonbValue *
WitnessPush(Analysis *analysis, const Assignment *assignment, JsonbParseState **state)
{
	JsonbValue *result = NULL;

	for (int i = 0; i < analysis->ninputs; i++)
	{
		JsonbValue	key;
		JsonbValue	value;

		SetJsonString(&key, analysis->inputs[i].name);
		InputToJson(&analysis->inputs[i], assignment, &value);
		pushJsonbValue(state, WJB_KEY, &key);
		result = pushJsonbValue(state, WJB_VALUE, &value);
	}
	return result;
}

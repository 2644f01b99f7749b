/*-------------------------------------------------------------------------
 *
 * cases.c
 *	  From a scoring rule to its cases.
 *
 * This is the evaluator once more, with symbols on the stack instead of values:
 * it runs the operations that rule/compile.c has made and that rule/eval.c runs,
 * so that what comes first, what is left out and what unknown means is decided
 * in one place only, by the compiler.  An operation whose effect depends on the
 * inputs cuts the region and gives a branch for each part.  One of them is
 * followed at once; the others are put aside, each with its place in the
 * operations, its stack and its region, and taken up later, the last one first:
 * so there are never more of them than choices on one way through the rule.
 *
 * There is one loop, and in it the budget is kept, interrupts are taken and
 * memory is collected.  The latter by copying: nearly all that is allocated is
 * dead after a few operations, and what is alive can be told from four roots
 * (the path that is followed, those put aside, the regions that go on to the
 * next arm, and the cases), so that a copy of that and a clean sheet cost less
 * than freeing every form in its turn would, and forget nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "analysis/machine.h"

/* bytes before memory is collected for the first time, and between collections */
#define FIRST_COLLECTION	((Size) 4 * 1024 * 1024)
#define MOST_GARBAGE		((Size) 8 * 1024 * 1024)

/* ---------- memory ---------- */

typedef struct MovedEntry
{
	const void *from;
	void	   *to;
	char		status;
} MovedEntry;

#define SH_PREFIX moved
#define SH_ELEMENT_TYPE MovedEntry
#define SH_KEY_TYPE const void *
#define SH_KEY from
#define SH_HASH_KEY(table, key) murmurhash32((uint32) ((uintptr_t) (key) >> 3))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/*
 * What is shared before is shared afterwards: thousands of paths may hold the one
 * form that was pushed before they parted, and a copy for each would be more than
 * there was.
 */
static Form
MoveForm(moved_hash *moved, Form form)
{
	MovedEntry *entry;
	bool		found;

	if (form.nterms == 0)
		return form;
	entry = moved_insert(moved, form.terms, &found);
	if (!found)
		entry->to = FormCopy(&form).terms;
	form.terms = entry->to;
	return form;
}

static NumInterval
MoveInterval(NumInterval interval)
{
	if (interval.low_finite)
		FractionCopy(&interval.low, &interval.low);
	if (interval.high_finite)
		FractionCopy(&interval.high, &interval.high);
	return interval;
}

static Region *
MoveRegion(moved_hash *moved, Region *region)
{
	bool		found;
	MovedEntry *entry = moved_insert(moved, region, &found);

	if (!found)
	{
		Size		size = offsetof(Region, constraints) + sizeof(AxisLimit) * region->nconstraints;
		Region	   *copy = palloc(size);

		memcpy(copy, region, size);
		for (int i = 0; i < copy->nconstraints; i++)
			copy->constraints[i].interval = MoveInterval(copy->constraints[i].interval);
		entry->to = copy;
	}
	return entry->to;
}

static List *
MoveRegions(moved_hash *moved, List *regions)
{
	ListCell   *lc;

	regions = list_copy(regions);
	foreach(lc, regions)
		lfirst(lc) = MoveRegion(moved, lfirst(lc));
	return regions;
}

static void
MovePath(moved_hash *moved, Path *path)
{
	path->region = MoveRegion(moved, path->region);
	for (int i = 0; i < path->height; i++)
		if (path->stack[i].kind == SYMBOL_NUMBER)
			path->stack[i].form = MoveForm(moved, path->stack[i].form);
}

static Path *
CopyPath(const Path *path)
{
	Size		size = offsetof(Path, stack) + sizeof(Symbol) * path->height;
	Path	   *copy = palloc(size);

	memcpy(copy, path, size);
	return copy;
}

static List *
MovePaths(moved_hash *moved, List *paths)
{
	ListCell   *lc;

	paths = list_copy(paths);
	foreach(lc, paths)
	{
		lfirst(lc) = CopyPath(lfirst(lc));
		MovePath(moved, lfirst(lc));
	}
	return paths;
}

static List *
MoveCases(moved_hash *moved, List *cases)
{
	ListCell   *lc;

	cases = list_copy(cases);
	foreach(lc, cases)
	{
		Case	   *of = palloc(sizeof(Case));

		*of = *(Case *) lfirst(lc);
		of->region = MoveRegion(moved, of->region);
		of->points = MoveForm(moved, of->points);
		of->range = MoveInterval(of->range);
		lfirst(lc) = of;
	}
	return cases;
}

/*
 * Copy what is alive, and drop the rest.  Both are there at the same time, which
 * is why garbage may not grow with what is alive beyond MOST_GARBAGE: the peak is
 * twice the limit of what may be alive, and that, and some 60 MB in all.
 */
static void
Collect(Machine *machine)
{
	MemoryContext old = machine->young;
	moved_hash *moved = moved_create(old, 1024, NULL);
	Size		alive;

	machine->young = AllocSetContextCreate(machine->analysis->memory, "paths through a rule",
										   ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(machine->young);
	MovePath(moved, machine->path);
	machine->regions = MoveRegions(moved, machine->regions);
	machine->waiting = MovePaths(moved, machine->waiting);
	machine->passed = MoveRegions(moved, machine->passed);
	machine->held = MoveRegions(moved, machine->held);
	machine->cases = MoveCases(moved, machine->cases);
	MemoryContextDelete(old);

	alive = MemoryContextMemAllocated(machine->young, true);
	machine->collect_at = alive + Max(FIRST_COLLECTION, Min(alive, MOST_GARBAGE));
	machine->analysis->steps += alive / 256;
	if (alive > ANALYSIS_MAX_MEMORY)
		machine->analysis->exhausted = true;
}

/* ---------- the loop ---------- */

/* let the path be what a branch makes of it */
static void
Follow(Path *path, const Branch *branch)
{
	path->region = branch->region;
	path->at = branch->at;
	if (branch->replaced >= 0)
		path->stack[branch->replaced] = branch->pushed[0];
	for (int i = 0; i < branch->npushed; i++)
		path->stack[path->height++] = branch->pushed[i];
}

/*
 * The first branch is followed, the others wait; false if there is none.  Going
 * deep first keeps few paths waiting, and gives cases in the order in which a
 * person reads: what holds before what does not.
 */
static bool
ChooseBranch(Machine *machine)
{
	Path	   *path = machine->path;
	int			height = path->height;

	for (int i = machine->nbranches - 1; i >= 0; i--)
	{
		const Branch *branch = &machine->branches[i];
		Symbol		replaced = path->stack[Max(branch->replaced, 0)];

		Follow(path, branch);
		if (i == 0)
			return true;
		machine->waiting = lappend(machine->waiting, CopyPath(path));
		machine->analysis->steps += 1 + path->height / 4;
		path->height = height;
		if (branch->replaced >= 0)
			path->stack[branch->replaced] = replaced;
	}
	return false;
}

/*
 * Count a step; false when there have been too many.  Steps are counted and not
 * seconds: par.check_rule is immutable, and the same rule must be too large on
 * every machine or on none.
 */
static bool
Step(Machine *machine)
{
	Analysis   *analysis = machine->analysis;

	CHECK_FOR_INTERRUPTS();
	if (MemoryContextMemAllocated(machine->young, true) > machine->collect_at)
		Collect(machine);
	if (++analysis->steps > ANALYSIS_MAX_STEPS)
		analysis->exhausted = true;
	return !analysis->exhausted;
}

/*
 * Run the operations of an arm, from one on, in each of the regions.  Regions are
 * indexed, since a collection may replace their list.
 */
static void
RunOperations(Machine *machine, uint32 code, bool in_points)
{
	Analysis   *analysis = machine->analysis;
	Path	   *path = machine->path;
	const RuleOp *ops = RuleOps(machine->rule);

	for (int i = 0; i < list_length(machine->regions); i++)
	{
		path->region = list_nth(machine->regions, i);
		path->at = code;
		path->in_points = in_points;
		path->height = 0;
		for (;;)
		{
			uint64		effort = FractionEffort;
			bool		goes_on;

			if (!Step(machine))
				return;
			machine->nbranches = 0;
			goes_on = MachinePerform(machine, ops[path->at++]);
			analysis->steps += FractionEffort - effort;
			if (goes_on || ChooseBranch(machine))
				continue;
			if (machine->waiting == NIL)
				break;
			memcpy(path, llast(machine->waiting),
				   offsetof(Path, stack) + sizeof(Symbol) * ((Path *) llast(machine->waiting))->height);
			machine->waiting = list_delete_last(machine->waiting);
		}
	}
}

/* the condition and the points of an arm, or what is asked of them */
static void
RunArm(Machine *machine, int arm)
{
	const RuleStoredArm *stored = &RuleArms(machine->rule)[arm];
	ListCell   *lc;

	machine->arm = arm;
	if (machine->extent != EXTENT_POINTS && stored->condition_code != RULE_NO_CODE)
		RunOperations(machine, stored->condition_code, false);
	else if (stored->points_code != RULE_NO_CODE)
		RunOperations(machine, stored->points_code, true);
	else
	{
		machine->path->in_points = true;
		foreach(lc, machine->regions)
			(void) MachineAddCase(machine, lfirst(lc), CASE_NA);
	}
}

static void
MachineOpen(Machine *machine, Analysis *analysis, const Subject *subject, Extent extent,
			Region *region)
{
	MemoryContext caller = MemoryContextSwitchTo(analysis->memory);

	memset(machine, 0, sizeof(*machine));
	machine->analysis = analysis;
	machine->subject = subject;
	machine->rule = subject->rule;
	machine->extent = extent;
	machine->path = palloc0(offsetof(Path, stack) +
							sizeof(Symbol) * (subject->rule->stack_size + MAX_PUSHED));
	machine->path->region = region;
	machine->max_branches = 16;
	machine->branches = palloc(sizeof(Branch) * machine->max_branches);
	machine->young = AllocSetContextCreate(analysis->memory, "paths through a rule",
										   ALLOCSET_DEFAULT_SIZES);
	machine->collect_at = FIRST_COLLECTION;
	MemoryContextSwitchTo(machine->young);
	machine->regions = list_make1(region);
	MemoryContextSwitchTo(caller);
}

/* what was found, in the caller's memory; the rest is dropped */
static void
MachineClose(Machine *machine)
{
	moved_hash *moved = moved_create(machine->young, 1024, NULL);

	machine->cases = MoveCases(moved, machine->cases);
	machine->held = MoveRegions(moved, machine->held);
	MemoryContextDelete(machine->young);
	pfree(machine->path);
	pfree(machine->branches);
}

/* All that a rule can do in a region; incomplete if the analysis is exhausted. */
List *
RuleCases(Analysis *analysis, const Subject *subject, Region *region)
{
	int			narms = (int) subject->rule->narms;
	Machine		machine;
	MemoryContext caller;
	ListCell   *lc;

	MachineOpen(&machine, analysis, subject, EXTENT_RULE, region);
	caller = MemoryContextSwitchTo(machine.young);
	for (int arm = 0; arm < narms && machine.regions != NIL && !analysis->exhausted; arm++)
	{
		RunArm(&machine, arm);
		machine.regions = RuleArms(machine.rule)[arm].condition_code == RULE_NO_CODE ?
			NIL : machine.passed;
		machine.passed = NIL;
	}
	machine.arm = narms;
	machine.path->in_points = true;
	if (!analysis->exhausted)
		foreach(lc, machine.regions)
			(void) MachineAddCase(&machine, lfirst(lc), CASE_GAP);
	MemoryContextSwitchTo(caller);
	MachineClose(&machine);
	return machine.cases;
}

/* what the points of an arm, from 0, are in a region, wherever it holds */
List *
RulePointsCases(Analysis *analysis, const Subject *subject, int arm, Region *region)
{
	Machine		machine;
	MemoryContext caller;

	MachineOpen(&machine, analysis, subject, EXTENT_POINTS, region);
	caller = MemoryContextSwitchTo(machine.young);
	RunArm(&machine, arm);
	MemoryContextSwitchTo(caller);
	MachineClose(&machine);
	return machine.cases;
}

/*
 * The regions where the condition of an arm holds, whatever the arms before it;
 * *complete tells whether these are all.
 */
List *
RuleConditionRegions(Analysis *analysis, const Subject *subject, int arm, bool *complete)
{
	Machine		machine;
	MemoryContext caller;
	ListCell   *lc;

	*complete = true;
	if (RuleArms(subject->rule)[arm].condition_code == RULE_NO_CODE)
		return list_make1(RegionOfAll());
	MachineOpen(&machine, analysis, subject, EXTENT_CONDITION, RegionOfAll());
	caller = MemoryContextSwitchTo(machine.young);
	RunArm(&machine, arm);
	MemoryContextSwitchTo(caller);
	MachineClose(&machine);
	*complete = !analysis->exhausted;
	foreach(lc, machine.cases)
	{
		const Case *of = lfirst(lc);

		if (of->outcome == CASE_FAULT && of->fault.kind == FAULT_OPAQUE)
			*complete = false;
	}
	return machine.held;
}

/* All cases of the first rule; NIL if one of them could not be analysed. */
List *
RuleAllCases(Analysis *analysis)
{
	List	   *cases = RuleCases(analysis, analysis->subjects, RegionOfAll());
	ListCell   *lc;

	if (analysis->exhausted)
		return NIL;
	foreach(lc, cases)
	{
		const Case *of = lfirst(lc);

		if (of->outcome == CASE_FAULT && of->fault.kind == FAULT_OPAQUE)
			return NIL;
	}
	return cases;
}

/*-------------------------------------------------------------------------
 *
 * machine.h
 *	  What carries out the operations of a rule with symbols: cases.c holds the
 *	  loop, perform.c what each operation does.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_MACHINE_H
#define PAR_MACHINE_H

#include "analysis/analysis.h"

typedef enum SymbolKind
{
	SYMBOL_NUMBER,				/* truth values are the constants 1 and 0 */
	SYMBOL_TEXT,				/* a string of the rule */
	SYMBOL_CHOICE,				/* the text of an input */
	SYMBOL_DATE,				/* the text of an input that is a date */
	SYMBOL_UNKNOWN
} SymbolKind;

/* What stands for a value of the evaluator. */
typedef struct Symbol
{
	SymbolKind	kind;
	bool		percent;		/* a number written with % went into it */
	int			input;			/* of a choice or date */
	const char *text;			/* of a string */
	Form		form;			/* of a number */
} Symbol;

/* A way through the operations, as far as it has been gone. */
typedef struct Path
{
	Region	   *region;
	uint32		at;				/* the next operation */
	bool		in_points;		/* of the points of the arm, or its condition */
	int			height;			/* of the stack */
	Symbol		stack[FLEXIBLE_ARRAY_MEMBER];
} Path;

/* How a path goes on after an operation: what is pushed, and where it is then. */
typedef struct Branch
{
	Region	   *region;
	uint32		at;
	int			npushed;
	Symbol		pushed[2];
	int			replaced;		/* a place of the stack that gets pushed[0], or -1 */
} Branch;

#define MAX_PUSHED	2

typedef enum Extent
{
	EXTENT_RULE,				/* all arms, in their order */
	EXTENT_CONDITION,			/* where the condition of an arm holds */
	EXTENT_POINTS				/* what the points of an arm are */
} Extent;

typedef struct Machine
{
	Analysis   *analysis;
	const Subject *subject;
	const Rule *rule;
	Extent		extent;
	int			arm;			/* whose operations are run */
	MemoryContext young;		/* of all that is not found to be alive */
	Size		collect_at;		/* bytes of it */
	Path	   *path;			/* that is followed now */
	List	   *regions;		/* of Region: where the arm is asked */
	List	   *waiting;		/* of Path: put aside, the next one last */
	List	   *passed;			/* of Region: where the condition is false */
	List	   *held;			/* of Region: where it is true, if only that is asked */
	List	   *cases;			/* of Case */
	int			nbranches;
	int			max_branches;
	Branch	   *branches;
} Machine;

/* perform.c: true if the path goes on, false if it ended in its branches */
extern bool MachinePerform(Machine *machine, RuleOp op);

/* perform.c: what the rule gives in a region, at the end of a path */
extern Case *MachineAddCase(Machine *machine, Region *region, CaseOutcome outcome);

#endif							/* PAR_MACHINE_H */

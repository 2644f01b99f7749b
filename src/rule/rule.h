/*-------------------------------------------------------------------------
 *
 * rule.h
 *	  Scoring rules: the type par.rule and the forms that a rule goes through.
 *
 * A rule turns what was observed at an agency into points.  It is read once,
 * on input:
 *
 *		text -> parse.c -> tree -> print.c -> canonical text
 *							  tree -> compile.c -> stored rule
 *
 * and eval.c then evaluates the stored rule where it lies, without
 * parsing and, as long as its numbers fit machine integers, without
 * allocating anything but the result.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_RULE_H
#define PAR_RULE_H

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/jsonb.h"

#include "exact/fraction.h"

#define RULE_MAX_TEXT		65536	/* bytes, of what is read and of what is
									 * printed */
#define RULE_MAX_DEPTH		200 /* brackets, calls, signs and nots inside one
								 * another */
#define RULE_MAX_VARIABLES	100 /* different inputs */
#define RULE_MAX_DIGITS		FRACTION_MAX_DIGITS /* of a number */
#define RULE_DECIMALS		16	/* of points */

/* ---------- tree ---------- */

typedef enum RuleNodeKind
{
	RULE_NUMBER,				/* text, percent */
	RULE_STRING,				/* text */
	RULE_BOOLEAN,				/* op: 0 or 1 */
	RULE_VARIABLE,				/* text, variable */
	RULE_CONTEXT,				/* op: RuleContext, arguments, variable; a second
								 * argument is a number as it is written */
	RULE_NEGATE,				/* one argument */
	RULE_SUM,					/* arguments joined by + and - */
	RULE_PRODUCT,				/* arguments joined by * and / */
	RULE_CALL,					/* op: RuleFunction, arguments */
	RULE_COMPARE,				/* arguments joined by RuleComparison */
	RULE_IN,					/* first argument in the others */
	RULE_KNOWN,					/* one argument, a variable or context */
	RULE_NOT,					/* one argument */
	RULE_AND,					/* arguments */
	RULE_OR						/* arguments */
} RuleNodeKind;

typedef enum RuleComparison
{
	RULE_EQ,
	RULE_NE,
	RULE_LT,
	RULE_LE,
	RULE_GT,
	RULE_GE
} RuleComparison;

typedef enum RuleFunction
{
	RULE_MIN,
	RULE_MAX,
	RULE_ABS,
	RULE_FLOOR,
	RULE_CEIL,
	RULE_ROUND,
	RULE_RATIO,
	RULE_COALESCE,
	RULE_DATE,
	RULE_COUNT					/* its arguments are conditions */
} RuleFunction;

typedef enum RuleContext
{
	RULE_PEER_MEAN,
	RULE_PEER_SUM,
	RULE_PEER_COUNT,
	RULE_PEER_MAX,
	RULE_PEER_MIN,
	RULE_PEER_RANK,
	RULE_PREVIOUS,
	RULE_TARGET,
	RULE_POINTS_OF,
	RULE_AGENCY,
	RULE_MAX_POINTS,
	RULE_ROUND_YEAR,
	RULE_PEER_MEDIAN,
	RULE_PEER_QUANTILE,			/* second argument: which, from 0 to 1 */
	RULE_SELF,
	RULE_CHILD_MEAN,
	RULE_CHILD_SUM
} RuleContext;

/*
 * A node of the tree.  A chain of the same precedence (a + b - c, a <= b < c,
 * p or q or r) is one node with its arguments in a list and the operator
 * before each argument but the first: so the depth of the tree is bounded by
 * the nesting that a person wrote, not by the length of a checklist.
 */
typedef struct RuleNode
{
	RuleNodeKind kind;
	int			op;				/* see RuleNodeKind */
	List	   *arguments;		/* of RuleNode */
	List	   *operators;		/* integers, one less than arguments: '+', '-',
								 * '*', '/' or RuleComparison */
	char	   *text;			/* digits, string without quotes or name */
	bool		percent;		/* number written with % */
	bool		bracketed;		/* written in brackets: a condition may stand
								 * where a number is wanted, as 1 or 0 */
	int			variable;		/* index of an input, of VARIABLE and CONTEXT */
	int			position;		/* byte offset in the text that was read */
	int			start;			/* where the printer put it, */
	int			length;			/* how long it is there, */
	int			end;			/* and what comes after its brackets, if any */
} RuleNode;

/* One arm; a rule without arms is one arm without a condition. */
typedef struct RuleArm
{
	RuleNode   *condition;		/* NULL: else, or a rule of points alone */
	RuleNode   *points;			/* NULL: na */
	int			points_start;	/* where the printer put the points */
	int			points_length;
} RuleArm;

typedef struct RuleTree
{
	List	   *arms;			/* of RuleArm */
	List	   *variables;		/* of RuleNode: the first appearance of each */
	bool		plain;			/* points alone, no arms */
	RuleNode   *comma;			/* the first call that was written with a comma
								 * between digits, or NULL */
} RuleTree;

/* Why a text is no rule. */
typedef struct RuleError
{
	int			sqlstate;
	const char *message;		/* NULL: invalid input syntax */
	const char *detail;
	const char *hint;
} RuleError;

/* ---------- stored rule ---------- */

/* a piece of the canonical text, or of the strings after it */
typedef struct RuleSpan
{
	uint32		start;
	uint32		length;
} RuleSpan;

/*
 * A number in the rule, in lowest terms if both parts fit 64 bits.  Otherwise
 * den is 0 and num is where in the stored rule its numeric lies.
 */
typedef struct RuleConstant
{
	int64		num;
	int64		den;
} RuleConstant;

#define RULE_NO_CODE	PG_UINT32_MAX

typedef struct RuleStoredArm
{
	uint32		condition_code; /* first operation, or RULE_NO_CODE */
	uint32		points_code;	/* first operation, or RULE_NO_CODE for na */
	RuleSpan	condition;
	RuleSpan	points;
} RuleStoredArm;

/*
 * Operations work on a stack of values; x, y -> z says what they find on top
 * of it and what they leave.  The operand n is an index or a place to jump to;
 * jumps go forward only.  Unknown is a value like any other.
 */
typedef enum RuleOpcode
{
	ROP_DONE,					/* the top of the stack is the result */
	ROP_CONSTANT,				/* push constant n */
	ROP_PERCENT,				/* the same, of one that was written with % */
	ROP_STRING,					/* push the bytes of span n */
	ROP_INPUT,					/* push input n; it must be there */
	ROP_INPUT_OR_UNKNOWN,		/* push input n; unknown if it is not there */
	ROP_KNOWN,					/* push whether input n is known */
	ROP_TRUTH,					/* top must be a truth value; span n */
	ROP_NUMBER,					/* top must be a number */
	ROP_POP,					/* x -> */
	ROP_NEGATE,
	ROP_ADD,
	ROP_SUBTRACT,
	ROP_MULTIPLY,
	ROP_DIVIDE,					/* span n is the quotient, n + 1 the divisor */
	ROP_MIN,					/* x, y -> the smaller */
	ROP_MAX,					/* x, y -> the greater */
	ROP_ABS,
	ROP_FLOOR,
	ROP_CEIL,
	ROP_ROUND,					/* value, decimals -> rounded */
	ROP_DATE_PARTS,				/* year, month, day -> day number; span n */
	ROP_DATE_TEXT,
	ROP_RATIO,					/* divisor, dividend -> quotient */
	ROP_IF_ZERO,				/* top is 0: drop it, jump */
	ROP_IF_UNKNOWN,				/* top is unknown: keep it, jump */
	ROP_IF_KNOWN,				/* top is known: keep it, jump */
	ROP_IF_FALSE,				/* top is false: keep it, jump */
	ROP_IF_TRUE,				/* top is true: keep it, jump */
	ROP_JUMP,
	ROP_NOT,
	ROP_AND,
	ROP_OR,
	ROP_COMPARE,				/* x, y -> x op y; n is a RuleComparison */
	ROP_COMPARE_KEEP,			/* x, y -> x op y, y */
	ROP_COMPARE_AND,			/* t, x, y -> t and x op y */
	ROP_COMPARE_AND_KEEP,		/* t, x, y -> t and x op y, y */
	ROP_IF_CHAIN_FALSE,			/* t, y: t is false: drop y, jump */
	ROP_IN_TEST,				/* x, t, y -> x, t or x = y */
	ROP_DROP_SECOND				/* x, y -> y */
} RuleOpcode;

/* an opcode in the low byte, its operand above */
typedef uint32 RuleOp;

#define RULE_OP(opcode, n)	((RuleOp) (opcode) | ((RuleOp) (n) << 8))
#define RULE_OPCODE(op)		((RuleOpcode) ((op) & 0xFF))
#define RULE_OPERAND(op)	((op) >> 8)

/*
 * The value of type par.rule.  All of it is position-independent, so that it
 * is evaluated where it lies in a buffer page.  The canonical text is part of
 * it: output copies it, comparison compares it, and names, arms and the
 * expressions that messages quote are spans of it.  The value is never shorter
 * than RULE_MIN_SIZE, since a shorter one would be stored unaligned, with a
 * one-byte header, and would have to be copied before each evaluation.
 */
typedef struct Rule
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint16		version;		/* of this layout: RULE_VERSION */
	uint16		nvariables;
	uint32		narms;
	uint32		nconstants;
	uint32		nspans;
	uint32		nops;
	uint32		stack_size;		/* values on the stack at most */
	uint32		text_length;
	uint32		constants_at;	/* offsets from the start of the value: */
	uint32		arms_at;		/* RuleConstant, RuleStoredArm, */
	uint32		variables_at;	/* RuleSpan each, */
	uint32		spans_at;		/* RuleSpan each, */
	uint32		ops_at;			/* RuleOp, */
	uint32		text_at;		/* and the text; strings and numerics follow */
	RuleSpan	comma;			/* a call that was written with a comma between
								 * digits; of length 0 if there was none.  The
								 * text does not tell: it has a space there */
} Rule;

#define RULE_VERSION	1
#define RULE_MIN_SIZE	136

#define RULE_PART(rule, type, at)	((const type *) ((const char *) (rule) + (rule)->at))
#define RuleConstants(rule)	RULE_PART(rule, RuleConstant, constants_at)
#define RuleArms(rule)		RULE_PART(rule, RuleStoredArm, arms_at)
#define RuleVariables(rule)	RULE_PART(rule, RuleSpan, variables_at)
#define RuleSpans(rule)		RULE_PART(rule, RuleSpan, spans_at)
#define RuleOps(rule)		RULE_PART(rule, RuleOp, ops_at)
#define RuleText(rule)		RULE_PART(rule, char, text_at)

#define DatumGetRuleP(d)	((Rule *) PG_DETOAST_DATUM(d))
#define PG_GETARG_RULE_P(n)	DatumGetRuleP(PG_GETARG_DATUM(n))
#define PG_RETURN_RULE_P(x)	PG_RETURN_POINTER(x)

/* ---------- evaluation ---------- */

typedef enum RuleInputKind
{
	RULE_INPUT_ABSENT,
	RULE_INPUT_UNKNOWN,
	RULE_INPUT_NUMERIC,
	RULE_INPUT_WHOLE,			/* a numeric that was found to be an int64 */
	RULE_INPUT_BOOLEAN,
	RULE_INPUT_STRING
} RuleInputKind;

/* One observed value, where it lies in the caller's argument. */
typedef struct RuleInput
{
	RuleInputKind kind;
	int			length;			/* of a string; truth of a boolean */
	const void *value;			/* packed numeric, or bytes of a string */
	int64		whole;			/* of RULE_INPUT_WHOLE, which counts are */
} RuleInput;

typedef enum RuleOutcome
{
	RULE_OUTCOME_POINTS,
	RULE_OUTCOME_NA,
	RULE_OUTCOME_UNKNOWN,
	RULE_OUTCOME_NONE,			/* no arm holds, and there is no else */
	RULE_OUTCOME_FAULT			/* scoring fails: only of a trial */
} RuleOutcome;

/* Why scoring fails. */
typedef enum RuleFault
{
	RULE_FAULT_NONE,
	RULE_FAULT_DIVISION,		/* division by zero */
	RULE_FAULT_INPUT,			/* a value of the wrong kind, or no date */
	RULE_FAULT_RANGE			/* too many digits for a trial */
} RuleFault;

/* What is told of each arm that evaluation looks at, in their order. */
typedef struct RuleArmReport
{
	int			arm;			/* from 0 */
	bool		holds;
	bool		unknown;		/* whether it holds is unknown */
	bool		decides;		/* the last one: outcome and points are set */
	RuleOutcome outcome;
	Numeric		points;			/* of RULE_OUTCOME_POINTS, unless they are
								 * wanted exact */
} RuleArmReport;

typedef void (*RuleArmCallback) (void *context, const Rule *rule,
								 const RuleArmReport *report);

/* ---------- functions ---------- */

/* does an order of -1, 0 or 1 satisfy the comparison? */
static inline bool
RuleSatisfies(int order, RuleComparison comparison)
{
	switch (comparison)
	{
		case RULE_EQ:
			return order == 0;
		case RULE_NE:
			return order != 0;
		case RULE_LT:
			return order < 0;
		case RULE_LE:
			return order <= 0;
		case RULE_GT:
			return order > 0;
		case RULE_GE:
			return order >= 0;
	}
	return false;
}

/* parse.c: false with *error filled in if the text is no rule */
extern bool RuleParse(const char *text, int length, RuleTree *tree, RuleError *error);
extern const char *RuleCallName(RuleNodeKind kind, int op);

/* print.c: canonical text; notes in the tree where each node went */
extern void RulePrint(RuleTree *tree, StringInfo out);

/* print.c: canonical text of one node */
extern void RulePrintNode(RuleNode *node, StringInfo out);

/* compile.c */
extern Rule *RuleCompile(const RuleTree *tree, const char *text, int length);

/* type.c */
extern Rule *RuleRead(const char *text, int length, struct Node *escontext);
extern void RuleExplain(FunctionCallInfo fcinfo, RuleArmCallback report, void *context);

/* eval.c */
extern void RuleInputFromJson(const Rule *rule, int input, const JsonbValue *json,
							  RuleInput *value);
extern void RuleInputsFromJsonb(const Rule *rule, Jsonb *inputs, RuleInput *values);
extern void RuleInputsFromArguments(const Rule *rule, FunctionCallInfo fcinfo,
									RuleInput *values);
extern void RuleInputsFromArray(const Rule *rule, ArrayType *array, RuleInput *values);
extern RuleOutcome RuleEvaluate(const Rule *rule, const RuleInput *inputs,
								Numeric *points, Fraction *exact, RuleFault *fault,
								RuleArmCallback report, void *context);
extern bool RuleIsContextTerm(const Rule *rule, int input);
extern void RuleNoArmHolds(const Rule *rule, const RuleInput *inputs);
extern bool RuleReadPercent(const char *string, int length, Fraction *number);
extern bool RuleDayNumber(int year, int month, int day, int *days);
extern bool RuleReadDate(const char *string, int length, int *days);

#endif							/* PAR_RULE_H */

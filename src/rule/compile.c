/*-------------------------------------------------------------------------
 *
 * compile.c
 *	  From the tree of a scoring rule to the form that is stored.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "rule/rule.h"

/* What has been put together so far; each buffer becomes a part of the rule. */
typedef struct Compiler
{
	StringInfoData ops;			/* RuleOp */
	StringInfoData constants;	/* RuleConstant */
	StringInfoData spans;		/* RuleSpan */
	StringInfoData blob;		/* strings and numerics */
	int			height;			/* of the stack after the last operation */
	int			max_height;
} Compiler;

static void CompileExpression(Compiler *compiler, RuleNode *node, bool lenient);
static void CompileCondition(Compiler *compiler, RuleNode *node, bool lenient);

static uint32
NextOp(Compiler *compiler)
{
	return compiler->ops.len / sizeof(RuleOp);
}

/* append an operation that changes the height of the stack by so much */
static uint32
Emit(Compiler *compiler, RuleOpcode opcode, uint32 operand, int change)
{
	RuleOp		op = RULE_OP(opcode, operand);
	uint32		at = NextOp(compiler);

	appendBinaryStringInfo(&compiler->ops, (char *) &op, sizeof(op));
	compiler->height += change;
	compiler->max_height = Max(compiler->max_height, compiler->height);
	return at;
}

/* let the jump at this place lead to the next operation */
static void
Land(Compiler *compiler, uint32 jump)
{
	RuleOp	   *op = (RuleOp *) compiler->ops.data + jump;

	*op = RULE_OP(RULE_OPCODE(*op), NextOp(compiler));
}

static void
LandAll(Compiler *compiler, List *jumps)
{
	ListCell   *lc;

	foreach(lc, jumps)
		Land(compiler, (uint32) lfirst_int(lc));
	list_free(jumps);
}

static uint32
AddSpan(Compiler *compiler, int start, int length)
{
	RuleSpan	span;

	span.start = (uint32) start;
	span.length = (uint32) length;
	appendBinaryStringInfo(&compiler->spans, (char *) &span, sizeof(span));
	return compiler->spans.len / sizeof(RuleSpan) - 1;
}

/* a number that fits two 64-bit integers, in lowest terms */
static bool
SmallConstant(RuleNode *node, RuleConstant *constant)
{
	int64		num = 0;
	int			digits = 0;
	int			decimals = node->percent ? 2 : 0;
	bool		after_point = false;
	int64		divisor;

	for (const char *p = node->text; *p; p++)
	{
		if (*p == '.')
		{
			after_point = true;
			continue;
		}
		if (++digits > 18)
			return false;
		num = num * 10 + (*p - '0');
		if (after_point)
			decimals++;
	}
	if (decimals > 18)
		return false;
	divisor = (int64) WideGcd(num, Pow10[decimals]);
	constant->num = num / divisor;
	constant->den = Pow10[decimals] / divisor;
	return true;
}

/* push a constant, which is kept once if it is among the last ones */
static void
EmitConstant(Compiler *compiler, const RuleConstant *constant, RuleOpcode opcode)
{
	const RuleConstant *constants = (const RuleConstant *) compiler->constants.data;
	uint32		count = compiler->constants.len / sizeof(RuleConstant);
	uint32		i = count > 16 ? count - 16 : 0;

	while (i < count && (constants[i].num != constant->num || constants[i].den != constant->den))
		i++;
	if (i == count)
		appendBinaryStringInfo(&compiler->constants, (const char *) constant, sizeof(*constant));
	Emit(compiler, opcode, i, 1);
}

static void
CompileNumber(Compiler *compiler, RuleNode *node)
{
	RuleConstant constant;

	if (!SmallConstant(node, &constant))
	{
		Numeric		value = NumericFromText(node->text);

		if (node->percent)
			value = NumericShift(value, -2);
		value = NumericTrim(value);
		while (compiler->blob.len % sizeof(int32) != 0)
			appendStringInfoChar(&compiler->blob, '\0');
		constant.num = compiler->blob.len;
		constant.den = 0;
		appendBinaryStringInfo(&compiler->blob, (char *) value, VARSIZE(value));
	}
	EmitConstant(compiler, &constant, node->percent ? ROP_PERCENT : ROP_CONSTANT);
}

static void
CompileTruth(Compiler *compiler, bool truth)
{
	RuleConstant constant;

	constant.num = truth;
	constant.den = 1;
	EmitConstant(compiler, &constant, ROP_CONSTANT);
}

static void
CompileProduct(Compiler *compiler, RuleNode *node, bool lenient)
{
	ListCell   *lc;
	int			i = 0;

	foreach(lc, node->arguments)
	{
		RuleNode   *argument = lfirst(lc);

		CompileExpression(compiler, argument, lenient);
		if (i > 0)
		{
			if (list_nth_int(node->operators, i - 1) == '*')
				Emit(compiler, ROP_MULTIPLY, 0, -1);
			else
			{
				uint32		span = AddSpan(compiler, node->start, argument->end - node->start);

				AddSpan(compiler, argument->start, argument->length);
				Emit(compiler, ROP_DIVIDE, span, -1);
			}
		}
		i++;
	}
}

static void
CompileSum(Compiler *compiler, RuleNode *node, bool lenient)
{
	ListCell   *lc;
	int			i = 0;

	foreach(lc, node->arguments)
	{
		CompileExpression(compiler, lfirst(lc), lenient);
		if (i > 0)
			Emit(compiler, list_nth_int(node->operators, i - 1) == '+' ?
				 ROP_ADD : ROP_SUBTRACT, 0, -1);
		i++;
	}
}

/* min and max: two at a time, so that the stack stays low */
static void
CompileExtreme(Compiler *compiler, RuleNode *node, RuleOpcode opcode, bool lenient)
{
	ListCell   *lc;

	foreach(lc, node->arguments)
	{
		CompileExpression(compiler, lfirst(lc), lenient);
		if (lc != list_head(node->arguments))
			Emit(compiler, opcode, 0, -1);
	}
	if (list_length(node->arguments) == 1)
		Emit(compiler, ROP_NUMBER, 0, 0);
}

/* the divisor first: where it is 0, the dividend does not matter */
static void
CompileRatio(Compiler *compiler, RuleNode *node, bool lenient)
{
	List	   *ends = NIL;
	uint32		zero;

	CompileExpression(compiler, lsecond(node->arguments), lenient);
	zero = Emit(compiler, ROP_IF_ZERO, 0, 0);
	ends = lappend_int(ends, (int) Emit(compiler, ROP_IF_UNKNOWN, 0, 0));
	CompileExpression(compiler, linitial(node->arguments), lenient);
	Emit(compiler, ROP_RATIO, 0, -1);
	ends = lappend_int(ends, (int) Emit(compiler, ROP_JUMP, 0, -1));
	Land(compiler, zero);
	CompileExpression(compiler, lthird(node->arguments), lenient);
	LandAll(compiler, ends);
}

static void
CompileCoalesce(Compiler *compiler, RuleNode *node)
{
	List	   *ends = NIL;
	ListCell   *lc;

	foreach(lc, node->arguments)
	{
		if (lc != list_head(node->arguments))
			Emit(compiler, ROP_POP, 0, -1);
		CompileExpression(compiler, lfirst(lc), true);
		ends = lappend_int(ends, (int) Emit(compiler, ROP_IF_KNOWN, 0, 0));
	}
	LandAll(compiler, ends);
}

/* how many hold: truth values are 1 and 0, and unknown if one is */
static void
CompileCount(Compiler *compiler, RuleNode *node, bool lenient)
{
	ListCell   *lc;

	foreach(lc, node->arguments)
	{
		CompileCondition(compiler, lfirst(lc), lenient);
		if (lc != list_head(node->arguments))
			Emit(compiler, ROP_ADD, 0, -1);
	}
}

static void
CompileCall(Compiler *compiler, RuleNode *node, bool lenient)
{
	ListCell   *lc;
	int			count = list_length(node->arguments);

	switch ((RuleFunction) node->op)
	{
		case RULE_MIN:
			CompileExtreme(compiler, node, ROP_MIN, lenient);
			return;
		case RULE_MAX:
			CompileExtreme(compiler, node, ROP_MAX, lenient);
			return;
		case RULE_RATIO:
			CompileRatio(compiler, node, lenient);
			return;
		case RULE_COALESCE:
			CompileCoalesce(compiler, node);
			return;
		case RULE_COUNT:
			CompileCount(compiler, node, lenient);
			return;
		default:
			break;
	}

	foreach(lc, node->arguments)
		CompileExpression(compiler, lfirst(lc), lenient);
	switch ((RuleFunction) node->op)
	{
		case RULE_ABS:
			Emit(compiler, ROP_ABS, 0, 0);
			break;
		case RULE_FLOOR:
			Emit(compiler, ROP_FLOOR, 0, 0);
			break;
		case RULE_CEIL:
			Emit(compiler, ROP_CEIL, 0, 0);
			break;
		case RULE_ROUND:
			if (count == 1)
				CompileTruth(compiler, false);	/* no decimals: 0 */
			Emit(compiler, ROP_ROUND, 0, -1);
			break;
		case RULE_DATE:
			if (count == 1)
				Emit(compiler, ROP_DATE_TEXT, 0, 0);
			else
				Emit(compiler, ROP_DATE_PARTS, AddSpan(compiler, node->start, node->length), -2);
			break;
		default:
			elog(ERROR, "unknown function %d in rule", node->op);
	}
}

/*
 * Leave the value of an expression on the stack.  Inside coalesce evaluation is
 * lenient: an input that is not there counts as unknown.
 */
static void
CompileExpression(Compiler *compiler, RuleNode *node, bool lenient)
{
	check_stack_depth();
	switch (node->kind)
	{
		case RULE_NUMBER:
			CompileNumber(compiler, node);
			break;
		case RULE_STRING:
			Emit(compiler, ROP_STRING,
				 AddSpan(compiler, compiler->blob.len, (int) strlen(node->text)), 1);
			appendStringInfoString(&compiler->blob, node->text);
			break;
		case RULE_BOOLEAN:
			CompileTruth(compiler, node->op != 0);
			break;
		case RULE_VARIABLE:
		case RULE_CONTEXT:
			Emit(compiler, lenient ? ROP_INPUT_OR_UNKNOWN : ROP_INPUT,
				 (uint32) node->variable, 1);
			break;
		case RULE_NEGATE:
			CompileExpression(compiler, linitial(node->arguments), lenient);
			Emit(compiler, ROP_NEGATE, 0, 0);
			break;
		case RULE_SUM:
			CompileSum(compiler, node, lenient);
			break;
		case RULE_PRODUCT:
			CompileProduct(compiler, node, lenient);
			break;
		case RULE_CALL:
			CompileCall(compiler, node, lenient);
			break;
		default:
			/* a condition in brackets */
			CompileCondition(compiler, node, lenient);
			break;
	}
}

/* a <= b < c: each operand once, nothing after the first false link */
static void
CompileCompare(Compiler *compiler, RuleNode *node, bool lenient)
{
	int			count = list_length(node->arguments);
	List	   *ends = NIL;

	CompileExpression(compiler, linitial(node->arguments), lenient);
	for (int i = 1; i < count; i++)
	{
		int			comparison = list_nth_int(node->operators, i - 1);
		bool		last = i == count - 1;

		CompileExpression(compiler, list_nth(node->arguments, i), lenient);
		if (i == 1)
			Emit(compiler, last ? ROP_COMPARE : ROP_COMPARE_KEEP, (uint32) comparison,
				 last ? -1 : 0);
		else
			Emit(compiler, last ? ROP_COMPARE_AND : ROP_COMPARE_AND_KEEP, (uint32) comparison,
				 last ? -2 : -1);
		if (!last)
			ends = lappend_int(ends, (int) Emit(compiler, ROP_IF_CHAIN_FALSE, 0, 0));
	}
	LandAll(compiler, ends);
}

static void
CompileIn(Compiler *compiler, RuleNode *node, bool lenient)
{
	List	   *found = NIL;
	uint32		unknown;

	CompileExpression(compiler, linitial(node->arguments), lenient);
	unknown = Emit(compiler, ROP_IF_UNKNOWN, 0, 0);
	CompileTruth(compiler, false);
	for (int i = 1; i < list_length(node->arguments); i++)
	{
		CompileExpression(compiler, list_nth(node->arguments, i), lenient);
		Emit(compiler, ROP_IN_TEST, 0, -1);
		found = lappend_int(found, (int) Emit(compiler, ROP_IF_TRUE, 0, 0));
	}
	LandAll(compiler, found);
	Emit(compiler, ROP_DROP_SECOND, 0, -1);
	Land(compiler, unknown);
}

/* leave true, false or unknown on the stack */
static void
CompileCondition(Compiler *compiler, RuleNode *node, bool lenient)
{
	List	   *ends = NIL;
	ListCell   *lc;

	check_stack_depth();
	switch (node->kind)
	{
		case RULE_BOOLEAN:
			CompileTruth(compiler, node->op != 0);
			break;
		case RULE_VARIABLE:
		case RULE_CONTEXT:
			CompileExpression(compiler, node, lenient);
			Emit(compiler, ROP_TRUTH, AddSpan(compiler, node->start, node->length), 0);
			break;
		case RULE_COMPARE:
			CompileCompare(compiler, node, lenient);
			break;
		case RULE_IN:
			CompileIn(compiler, node, lenient);
			break;
		case RULE_KNOWN:
			Emit(compiler, ROP_KNOWN,
				 (uint32) ((RuleNode *) linitial(node->arguments))->variable, 1);
			break;
		case RULE_NOT:
			CompileCondition(compiler, linitial(node->arguments), lenient);
			Emit(compiler, ROP_NOT, 0, 0);
			break;
		case RULE_AND:
		case RULE_OR:
			foreach(lc, node->arguments)
			{
				CompileCondition(compiler, lfirst(lc), lenient);
				if (lc != list_head(node->arguments))
					Emit(compiler, node->kind == RULE_AND ? ROP_AND : ROP_OR, 0, -1);
				ends = lappend_int(ends, (int) Emit(compiler, node->kind == RULE_AND ?
													ROP_IF_FALSE : ROP_IF_TRUE, 0, 0));
			}
			LandAll(compiler, ends);
			break;
		default:
			elog(ERROR, "expression where rule wants a condition");
	}
}

/* a run of operations that leaves one value; returns its start */
static uint32
CompileCode(Compiler *compiler, RuleNode *node, bool condition)
{
	uint32		start = NextOp(compiler);

	compiler->height = 0;
	if (condition)
		CompileCondition(compiler, node, false);
	else
		CompileExpression(compiler, node, false);
	Assert(compiler->height == 1);
	Emit(compiler, ROP_DONE, 0, -1);
	return start;
}

/* offset of the next part, of so many bytes */
static uint32
Place(Size *size, Size part)
{
	Size		at = MAXALIGN(*size);

	*size = at + part;
	return (uint32) at;
}

Rule *
RuleCompile(const RuleTree *tree, const char *text, int length)
{
	Compiler	compiler;
	int			narms = list_length(tree->arms);
	int			nvariables = list_length(tree->variables);
	RuleStoredArm *arms = palloc0(sizeof(RuleStoredArm) * narms);
	RuleSpan   *variables;
	ListCell   *lc;
	Rule	   *rule;
	Rule		header;
	RuleConstant *constants;
	RuleSpan   *spans;
	Size		size = sizeof(Rule);
	uint32		blob_at;
	int			i = 0;

	memset(&compiler, 0, sizeof(compiler));
	initStringInfo(&compiler.ops);
	initStringInfo(&compiler.constants);
	initStringInfo(&compiler.spans);
	initStringInfo(&compiler.blob);

	foreach(lc, tree->arms)
	{
		RuleArm    *arm = lfirst(lc);
		RuleStoredArm *stored = &arms[i++];

		stored->condition_code = RULE_NO_CODE;
		stored->points_code = RULE_NO_CODE;
		if (arm->condition != NULL)
		{
			stored->condition_code = CompileCode(&compiler, arm->condition, true);
			stored->condition.start = (uint32) arm->condition->start;
			stored->condition.length = (uint32) arm->condition->length;
		}
		if (arm->points != NULL)
			stored->points_code = CompileCode(&compiler, arm->points, false);
		stored->points.start = (uint32) arm->points_start;
		stored->points.length = (uint32) arm->points_length;
	}

	memset(&header, 0, sizeof(header));
	header.version = RULE_VERSION;
	header.nvariables = (uint16) nvariables;
	header.narms = (uint32) narms;
	header.nconstants = compiler.constants.len / sizeof(RuleConstant);
	header.nspans = compiler.spans.len / sizeof(RuleSpan);
	header.nops = NextOp(&compiler);
	header.stack_size = (uint32) compiler.max_height;
	header.text_length = (uint32) length;
	if (tree->comma != NULL)
	{
		header.comma.start = (uint32) tree->comma->start;
		header.comma.length = (uint32) tree->comma->length;
	}
	header.constants_at = Place(&size, compiler.constants.len);
	header.arms_at = Place(&size, sizeof(RuleStoredArm) * narms);
	header.variables_at = Place(&size, sizeof(RuleSpan) * nvariables);
	header.spans_at = Place(&size, compiler.spans.len);
	header.ops_at = Place(&size, compiler.ops.len);
	header.text_at = Place(&size, length);
	blob_at = Place(&size, compiler.blob.len);
	size = Max(size, RULE_MIN_SIZE);

	/* what lies in the blob is counted from its start: numerics from here ... */
	constants = (RuleConstant *) compiler.constants.data;
	for (uint32 c = 0; c < header.nconstants; c++)
		if (constants[c].den == 0)
			constants[c].num += blob_at;
	/* ... and strings, like all spans, from the start of the text */
	spans = (RuleSpan *) compiler.spans.data;
	for (uint32 o = 0; o < header.nops; o++)
	{
		RuleOp		op = ((RuleOp *) compiler.ops.data)[o];

		if (RULE_OPCODE(op) == ROP_STRING)
			spans[RULE_OPERAND(op)].start += blob_at - header.text_at;
	}

	rule = palloc0(size);
	memcpy(rule, &header, sizeof(header));
	SET_VARSIZE(rule, size);
	memcpy((char *) rule + rule->constants_at, compiler.constants.data, compiler.constants.len);
	memcpy((char *) rule + rule->arms_at, arms, sizeof(RuleStoredArm) * narms);
	variables = (RuleSpan *) ((char *) rule + rule->variables_at);
	foreach(lc, tree->variables)
	{
		RuleNode   *node = lfirst(lc);

		variables->start = (uint32) node->start;
		variables->length = (uint32) node->length;
		variables++;
	}
	memcpy((char *) rule + rule->spans_at, compiler.spans.data, compiler.spans.len);
	memcpy((char *) rule + rule->ops_at, compiler.ops.data, compiler.ops.len);
	memcpy((char *) rule + rule->text_at, text, length);
	memcpy((char *) rule + blob_at, compiler.blob.data, compiler.blob.len);
	return rule;
}

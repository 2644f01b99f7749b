/*-------------------------------------------------------------------------
 *
 * print.c
 *	  From the tree of a scoring rule to its canonical text.
 *
 * The canonical text has the fewest brackets that keep the tree, one space
 * around binary operators and after ; : and the comma, lower-case keywords and
 * single quotes.  Reading it gives the same text again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "rule/rule.h"

/* how tightly a node binds */
typedef enum Precedence
{
	BINDS_OR,
	BINDS_AND,
	BINDS_NOT,
	BINDS_COMPARISON,
	BINDS_SUM,
	BINDS_PRODUCT,
	BINDS_SIGN,
	BINDS_PRIMARY
} Precedence;

static const char *const comparison_texts[] = {"=", "<>", "<", "<=", ">", ">="};

static void Print(RuleNode *node, Precedence least, StringInfo out);

static Precedence
Binds(RuleNode *node)
{
	switch (node->kind)
	{
		case RULE_OR:
			return BINDS_OR;
		case RULE_AND:
			return BINDS_AND;
		case RULE_NOT:
			return BINDS_NOT;
		case RULE_COMPARE:
		case RULE_IN:
			return BINDS_COMPARISON;
		case RULE_SUM:
			return BINDS_SUM;
		case RULE_PRODUCT:
			return BINDS_PRODUCT;
		case RULE_NEGATE:
			return BINDS_SIGN;
		default:
			return BINDS_PRIMARY;
	}
}

static void
PrintString(const char *text, StringInfo out)
{
	appendStringInfoChar(out, '\'');
	for (; *text; text++)
	{
		if (*text == '\'')
			appendStringInfoChar(out, '\'');
		appendStringInfoChar(out, *text);
	}
	appendStringInfoChar(out, '\'');
}

/* a condition among numbers keeps its brackets */
static void
PrintArguments(List *arguments, Precedence least, StringInfo out)
{
	ListCell   *lc;
	const char *separator = "";

	appendStringInfoChar(out, '(');
	foreach(lc, arguments)
	{
		appendStringInfoString(out, separator);
		Print(lfirst(lc), least, out);
		separator = ", ";
	}
	appendStringInfoChar(out, ')');
}

static const char *
OperatorText(RuleNode *node, int operator)
{
	switch (node->kind)
	{
		case RULE_OR:
			return "or";
		case RULE_AND:
			return "and";
		case RULE_COMPARE:
			return comparison_texts[operator];
		default:
			switch (operator)
			{
				case '+':
					return "+";
				case '-':
					return "-";
				case '*':
					return "*";
				default:
					return "/";
			}
	}
}

/*
 * The first operand may be a chain of the same level, since the operators of
 * one level are read from the left; the others must bind tighter.
 */
static void
PrintChain(RuleNode *node, StringInfo out)
{
	Precedence	binds = Binds(node);
	ListCell   *lc;
	int			i = 0;

	foreach(lc, node->arguments)
	{
		if (i > 0)
		{
			int			operator = node->operators ? list_nth_int(node->operators, i - 1) : 0;

			appendStringInfo(out, " %s ", OperatorText(node, operator));
		}
		Print(lfirst(lc), i == 0 && node->kind != RULE_COMPARE ? binds : binds + 1, out);
		i++;
	}
}

static void
Print(RuleNode *node, Precedence least, StringInfo out)
{
	bool		brackets = Binds(node) < least;

	check_stack_depth();
	if (brackets)
		appendStringInfoChar(out, '(');
	node->start = out->len;
	switch (node->kind)
	{
		case RULE_NUMBER:
			appendStringInfoString(out, node->text);
			if (node->percent)
				appendStringInfoChar(out, '%');
			break;
		case RULE_STRING:
			PrintString(node->text, out);
			break;
		case RULE_BOOLEAN:
			appendStringInfoString(out, node->op ? "true" : "false");
			break;
		case RULE_VARIABLE:
			appendStringInfoString(out, node->text);
			break;
		case RULE_CONTEXT:
			appendStringInfoString(out, RuleCallName(node->kind, node->op));
			if (node->arguments != NIL)
				PrintArguments(node->arguments, BINDS_SUM, out);
			break;
		case RULE_CALL:
			appendStringInfoString(out, RuleCallName(node->kind, node->op));
			PrintArguments(node->arguments, node->op == RULE_COUNT ? BINDS_OR : BINDS_SUM, out);
			break;
		case RULE_KNOWN:
			appendStringInfoString(out, "known");
			PrintArguments(node->arguments, BINDS_SUM, out);
			break;
		case RULE_NEGATE:
			appendStringInfoChar(out, '-');
			Print(linitial(node->arguments), BINDS_SIGN, out);
			break;
		case RULE_NOT:
			appendStringInfoString(out, "not ");
			Print(linitial(node->arguments), BINDS_NOT, out);
			break;
		case RULE_IN:
			Print(linitial(node->arguments), BINDS_SUM, out);
			appendStringInfoString(out, " in ");
			PrintArguments(list_copy_tail(node->arguments, 1), BINDS_SUM, out);
			break;
		case RULE_SUM:
		case RULE_PRODUCT:
		case RULE_COMPARE:
		case RULE_AND:
		case RULE_OR:
			PrintChain(node, out);
			break;
	}
	node->length = out->len - node->start;
	if (brackets)
		appendStringInfoChar(out, ')');
	node->end = out->len;
}

void
RulePrintNode(RuleNode *node, StringInfo out)
{
	Print(node, BINDS_OR, out);
}

void
RulePrint(RuleTree *tree, StringInfo out)
{
	ListCell   *lc;
	const char *separator = "";

	foreach(lc, tree->arms)
	{
		RuleArm    *arm = lfirst(lc);

		appendStringInfoString(out, separator);
		separator = "; ";
		if (arm->condition != NULL)
		{
			Print(arm->condition, BINDS_OR, out);
			appendStringInfoString(out, ": ");
		}
		else if (!tree->plain)
			appendStringInfoString(out, "else: ");
		arm->points_start = out->len;
		if (arm->points != NULL)
			Print(arm->points, BINDS_SUM, out);
		else
			appendStringInfoString(out, "na");
		arm->points_length = out->len - arm->points_start;
	}
}

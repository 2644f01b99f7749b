/*-------------------------------------------------------------------------
 *
 * relate.c
 *	  What holds between context terms of the same expression.
 *
 * The agency is one of its peers, so that peer_min(e) <= e <= peer_max(e), and
 * the mean of what all have lies between both; without this, "relative to the
 * best", 100 * x / peer_max(x), would have no bound.  Such a fact is kept with
 * the axis of the difference, for regions to find (region.c), and witnesses must
 * agree with it (witness.c).
 *
 * The expression must be one that forms can say: sums and products of inputs that
 * the rule reads, divided by products only.  Of any other nothing is assumed,
 * which costs a note but no truth.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/analysis.h"

/* A context term of an expression. */
typedef struct Related
{
	Input	   *input;
	RuleContext context;
	const char *inside;			/* its expression, canonical */
	bool		has_form;
	Form		form;			/* of the expression */
	NumInterval range;			/* that the expression does not leave */
} Related;

static char *
NodeText(RuleNode *node)
{
	StringInfoData text;

	initStringInfo(&text);
	RulePrintNode(node, &text);
	return text.data;
}

static bool FormOfNode(Analysis *analysis, RuleNode *node, Form *form);

static bool
FormOfProduct(Analysis *analysis, RuleNode *node, Form *form)
{
	for (int i = 0; i < list_length(node->arguments); i++)
	{
		Form		factor;

		if (!FormOfNode(analysis, list_nth(node->arguments, i), &factor))
			return false;
		if (i == 0)
			*form = factor;
		else if (list_nth_int(node->operators, i - 1) == '*')
			*form = FormMultiply(analysis, *form, factor);
		else if (factor.nterms != 1)
			return false;		/* 0, or a sum */
		else
			*form = FormMultiply(analysis, *form,
								 FormOfTerm(MonomialMultiply(analysis, 0, factor.terms[0].monomial, -1),
											FractionOver(FractionOfInt(1), factor.terms[0].factor)));
		if (FormTooLong(analysis, form))
			return false;
	}
	return true;
}

/* the form of an expression; false if it has none, or reads what the rule does not */
static bool
FormOfNode(Analysis *analysis, RuleNode *node, Form *form)
{
	const Input *input;
	Fraction	value;
	Form		part;

	check_stack_depth();
	switch (node->kind)
	{
		case RULE_NUMBER:
			if (strlen(node->text) > ANALYSIS_MAX_DIGITS)
				return false;
			FractionSetNumeric(&value, NumericFromText(node->text));
			*form = FormConstant(FractionOver(value, FractionOfInt(node->percent ? 100 : 1)));
			return true;
		case RULE_VARIABLE:
		case RULE_CONTEXT:
			input = InputFind(analysis, NodeText(node));
			if (input == NULL || input->kind != INPUT_NUMBER)
				return false;
			*form = FormAtom(analysis, input->atom);
			return true;
		case RULE_NEGATE:
			if (!FormOfNode(analysis, linitial(node->arguments), &part))
				return false;
			*form = FormScale(part, FractionOfInt(-1));
			return true;
		case RULE_SUM:
			for (int i = 0; i < list_length(node->arguments); i++)
			{
				if (!FormOfNode(analysis, list_nth(node->arguments, i), &part))
					return false;
				*form = i == 0 ? part :
					list_nth_int(node->operators, i - 1) == '+' ? FormAdd(*form, part) :
					FormSubtract(*form, part);
			}
			return !FormTooLong(analysis, form);
		case RULE_PRODUCT:
			return FormOfProduct(analysis, node, form);
		default:
			return false;
	}
}

/* a >= b, from now on */
static void
AssertAtLeast(Analysis *analysis, Form a, Form b)
{
	Form		difference = FormSubtract(a, b);
	Form		rest = FormWithoutConstant(&difference);
	Fraction	lead;
	Axis	   *axis;
	Form		unit;

	if (rest.nterms == 0)
		return;
	unit = FormUnit(analysis, &rest, &lead);
	axis = &analysis->axes[AxisFor(analysis, &unit)];
	axis->known = IntervalIntersect(axis->known,
									IntervalScale(IntervalFrom(FractionOpposite(FormConstantPart(&difference)),
															   true),
												  FractionOver(FractionOfInt(1), lead)));
	analysis->related = true;
}

/* where among its peers a term stands: 0 at the low end, 2 at the high one, -1 for none */
static int
Place(RuleContext context)
{
	switch (context)
	{
		case RULE_PEER_MIN:
			return 0;
		case RULE_PEER_MEAN:
		case RULE_PEER_MEDIAN:
		case RULE_PEER_QUANTILE:
			return 1;
		case RULE_PEER_MAX:
			return 2;
		default:
			return -1;
	}
}

/* what a term can be, from what its expression can be; what is declared of it holds */
static void
NarrowTerm(Analysis *analysis, const Related *term)
{
	Atom	   *atom = &analysis->atoms[term->input->atom];
	NumInterval range = term->range;
	bool		integer = false;

	if (term->input->declared || !term->has_form)
		return;
	switch (term->context)
	{
		case RULE_PEER_MIN:
		case RULE_PEER_MAX:
			integer = FormIsInteger(analysis, &term->form);
			break;
		case RULE_PEER_MEAN:
		case RULE_PEER_MEDIAN:
		case RULE_PEER_QUANTILE:
			break;
		case RULE_PEER_SUM:
		case RULE_CHILD_SUM:
		case RULE_CHILD_MEAN:
		case RULE_PREVIOUS:
		case RULE_TARGET:
		case RULE_SELF:
			/* others may have other bounds, but a count is a count, and not negative */
			integer = term->context != RULE_CHILD_MEAN && FormIsInteger(analysis, &term->form);
			range = IntervalIsNotNegative(&range) ? IntervalFrom(FractionOfInt(0), true) : IntervalOfAll();
			break;
		default:
			return;
	}
	atom->domain = term->input->domain = IntervalIntersect(atom->domain, range);
	atom->integer = term->input->integer = atom->integer || integer;
	analysis->axes[atom->axis].integer = atom->integer;
}

static void
RelateToExpression(Analysis *analysis, const Related *term)
{
	Form		value = FormAtom(analysis, term->input->atom);

	if (!term->has_form)
		return;
	if (term->context == RULE_PEER_MIN)
		AssertAtLeast(analysis, term->form, value);
	else if (term->context == RULE_PEER_MAX ||
			 (term->context == RULE_PEER_SUM && IntervalIsNotNegative(&term->range)))
		AssertAtLeast(analysis, value, term->form);
}

/* two terms of the same expression */
static void
RelateTerms(Analysis *analysis, const Related *a, const Related *b)
{
	Form		of_a = FormAtom(analysis, a->input->atom);
	Form		of_b = FormAtom(analysis, b->input->atom);

	if (Place(a->context) >= 0 && Place(b->context) > Place(a->context))
		AssertAtLeast(analysis, of_b, of_a);
	else if (Place(a->context) >= 0 && b->context == RULE_PEER_SUM &&
			 b->has_form && IntervalIsNotNegative(&b->range))
		AssertAtLeast(analysis, of_b, of_a);
	else if (a->context == RULE_PEER_RANK && b->context == RULE_PEER_COUNT)
		AssertAtLeast(analysis, of_b, of_a);
}

/* Find the context terms, and note what follows from what they are about. */
void
AnalysisRelate(Analysis *analysis)
{
	Related    *terms = palloc(sizeof(Related) * Max(analysis->ninputs, 1));
	int			nterms = 0;

	for (int i = 0; i < analysis->ninputs; i++)
	{
		Input	   *input = &analysis->inputs[i];
		Related    *term = &terms[nterms];
		RuleNode   *argument;

		if (!input->context || input->kind != INPUT_NUMBER || input->term->arguments == NIL)
			continue;
		argument = linitial(input->term->arguments);
		if (argument->kind == RULE_STRING)
			continue;
		term->input = input;
		term->context = (RuleContext) input->term->op;
		term->inside = NodeText(argument);
		term->has_form = FormOfNode(analysis, argument, &term->form);
		if (term->has_form)
			term->range = RegionForm(analysis, RegionOfAll(), &term->form);
		nterms++;
	}
	for (int i = 0; i < nterms; i++)
		NarrowTerm(analysis, &terms[i]);
	for (int i = 0; i < nterms; i++)
	{
		RelateToExpression(analysis, &terms[i]);
		for (int j = 0; j < nterms; j++)
			if (strcmp(terms[i].inside, terms[j].inside) == 0)
				RelateTerms(analysis, &terms[i], &terms[j]);
	}
}

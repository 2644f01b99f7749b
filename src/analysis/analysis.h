/*-------------------------------------------------------------------------
 *
 * analysis.h
 *	  What a scoring rule can do, worked out from its operations.
 *
 * Evaluation answers what a rule gives for one set of inputs; analysis answers
 * it for all of them.  The compiled operations of the rule, the same that score,
 * are carried out with symbols for its inputs.  Wherever a comparison, a minimum
 * or a divisor can go either way, the set of inputs under consideration is cut
 * in two, and each part goes its own way.  What remains is a list of cases: a
 * region of inputs, and what the rule gives there.
 *
 *		interval.c		sets of numbers without holes
 *		form.c			sums of products of inputs, in normal form
 *		atom.c			what they are made of, each kept once
 *		expression.c	what they are worth, and what they look like
 *		axis.c			directions along which inputs are cut
 *		region.c		regions of inputs, and how comparisons cut them
 *		declare.c		what is known of the inputs: kinds and ranges
 *		relate.c		what holds between context terms of one expression
 *		perform.c		the operations of a rule, on symbols
 *		cases.c			from a rule to its cases: the loop over paths
 *		witness.c		from a region to inputs that lie in it
 *		slices.c		cases that depend on one subject, slice by slice
 *		words.c			values, ranges and conditions in words
 *		rows.c			cases as the rows of a table
 *		breakpoints.c	par.breakpoints, par.points_range
 *		table.c			par.rule_table
 *		explain.c		par.explain
 *		check.c			par.check_rule and its findings
 *		compare.c		par.equivalent, par.rule_diff and par.rule_diff_table
 *
 * Regions are never too small: a region may hold fewer inputs than its
 * constraints suggest, where two of them speak of the same input, but no input
 * is forgotten.  So what no case does cannot happen, and what a case does is
 * only claimed after inputs have been found for which the evaluator itself does
 * it.  The one direction rests on this code, the other does not.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ANALYSIS_H
#define PAR_ANALYSIS_H

#include "analysis/interval.h"
#include "base/name_table.h"
#include "rule/rule.h"

/*
 * What an analysis may cost before it says that a rule is too large.  Steps are
 * counted, not seconds, so that the answer is the same on every machine; some
 * 0.3 microseconds each, so that together they stay below a second.
 */
#define ANALYSIS_MAX_STEPS	1000000
#define ANALYSIS_MAX_WITNESS_STEPS	1000000
#define ANALYSIS_MAX_MEMORY	(24 * 1024 * 1024)	/* bytes of cases and paths */
#define ANALYSIS_MAX_AXES	600
#define ANALYSIS_MAX_TEXT	RULE_MAX_TEXT	/* bytes of a form in words */
#define ANALYSIS_MAX_DIGITS	300 /* of a number in a form */
#define ANALYSIS_MAX_TERMS	200 /* of a form */
#define ANALYSIS_MAX_DEGREE	8	/* of a product of inputs */

/* ---------- forms ---------- */

typedef enum AtomKind
{
	ATOM_NUMBER,				/* the value of an input */
	ATOM_CHOICE,				/* which of its texts an input has, from 0 */
	ATOM_DATE,					/* the day number of an input */
	ATOM_KNOWN,					/* whether an input is known, 1 or 0 */
	ATOM_NEW_YEAR,				/* the day number of 1 January of year of */
	ATOM_YEAR_MOD,				/* year of modulo 4 */
	ATOM_FLOOR,					/* the floor of a form */
	ATOM_INVERSE				/* one divided by a form */
} AtomKind;

/* a product of atoms raised to powers, the number of the term's factor */
typedef struct Term
{
	int			monomial;		/* 0: a constant */
	Fraction	factor;			/* not 0 */
} Term;

/* A sum of terms, in the order of their monomials; none: zero. */
typedef struct Form
{
	int			nterms;
	Term	   *terms;
} Form;

/*
 * A quantity that cannot be taken apart.  The first four kinds are what inputs
 * are; the others follow from other atoms.  Nothing in it depends on a region:
 * what it can be in one is asked of RegionAtom().
 */
typedef struct Atom
{
	AtomKind	kind;
	int			input;			/* of the first four */
	int			of;				/* atom, of the year ones */
	Form		form;			/* of the last two */
	bool		integer;
	NumInterval	domain;			/* of the first four */
	int			axis;			/* its own, or -1 */
	Bitmapset  *parts;			/* atoms of the first four kinds that it
								 * depends on, itself if it is one */
} Atom;

typedef struct Power
{
	int			atom;
	int			exponent;		/* not 0 */
} Power;

typedef struct Monomial
{
	int			npowers;
	Power	   *powers;			/* in the order of atoms */
	NumInterval	declared;		/* a range that the caller has promised */
	const char *title;			/* what officials call it, or NULL */
} Monomial;

/*
 * A direction along which regions are cut: a form without constant whose lead
 * is 1, such as x, b / a or x - previous(x).
 */
typedef struct Axis
{
	Form		form;
	bool		integer;
	bool		percent;		/* declared as a percentage, or compared with
								 * a number written with % */
	NumInterval known;			/* what holds of it in all regions: see relate.c */
} Axis;

/* ---------- regions ---------- */

typedef struct AxisLimit
{
	int			axis;
	NumInterval	interval;
} AxisLimit;

/*
 * A conjunction of constraints in the order of their axes; none: all inputs.
 * Regions never change, so that the number tells whether something remembered
 * is about this one.
 */
typedef struct Region
{
	uint64		number;			/* 0: all inputs */
	int			nconstraints;
	AxisLimit	constraints[FLEXIBLE_ARRAY_MEMBER];
} Region;

/* ---------- inputs ---------- */

typedef enum InputKind
{
	INPUT_NUMBER,
	INPUT_CHOICE,
	INPUT_DATE
} InputKind;

/* One input of the rule, or of the rules that are compared. */
typedef struct Input
{
	const char *name;
	const char *title;			/* what officials call it, or NULL */
	bool		context;		/* a context term, no variable */
	const RuleNode *term;		/* which, of a context term */
	bool		gate;			/* points of another criterion, or about the agency */
	bool		last_year;		/* previous(...), which a first year has not */
	bool		inner;			/* read within context terms only */
	bool		numeric;		/* a number by what the context term means */
	InputKind	kind;
	bool		as_number;		/* how the rule uses it */
	bool		as_condition;
	bool		as_date;
	bool		as_text;
	bool		may_be_unknown; /* the rule asks whether it is known */
	bool		declared;
	List	   *texts;			/* char *, that it may have; or that it is
								 * compared with; each once */
	NameTable  *text_numbers;	/* where a text is in the list, or NULL */
	bool		other_text;		/* it may have a text that is not listed */
	bool		boolean;		/* shown as true and false */
	bool		percent;		/* shown as a percentage in tables */
	bool		integer;
	NumInterval	domain;
	int			atom;			/* its value */
	int			known_atom;		/* or -1 if it is known throughout */
} Input;

/* ---------- cases ---------- */

typedef enum FaultKind
{
	FAULT_DIVISION,				/* division by zero */
	FAULT_INPUT,				/* a value of the wrong kind, or no date */
	FAULT_OPAQUE				/* cannot be analysed */
} FaultKind;

/*
 * Why there is no value.  The text says what is wrong, or what the divisor is;
 * equal texts are the same text.
 */
typedef struct Fault
{
	FaultKind	kind;
	const char *text;
} Fault;

typedef enum CaseOutcome
{
	CASE_POINTS,
	CASE_NA,
	CASE_UNKNOWN,
	CASE_GAP,					/* no arm holds, and there is no else */
	CASE_FAULT
} CaseOutcome;

/* What the rule gives in a region. */
typedef struct Case
{
	Region	   *region;
	int			arm;			/* from 0; how many there are, for a gap */
	CaseOutcome outcome;
	bool		in_condition;	/* unknown or at fault is whether the arm holds */
	Form		points;
	NumInterval	range;			/* that the points do not leave */
	Fault		fault;
} Case;

/* A rule under analysis, and where its variables are in the inputs. */
typedef struct Subject
{
	const Rule *rule;
	RuleTree	tree;			/* how it uses its inputs */
	int		   *inputs;			/* by variable of the rule */
} Subject;

/* What an atom can be in a region, once that has been worked out. */
typedef struct RangeMemo
{
	uint64		region;			/* number, or UINT64_MAX for none */
	NumInterval	range;
} RangeMemo;

typedef struct Analysis
{
	MemoryContext memory;		/* of what lives as long as the analysis */
	MemoryContext scratch;		/* of trying out inputs, emptied each time */
	int			nsubjects;
	Subject    *subjects;
	int			ninputs;
	Input	   *inputs;
	int			natoms;
	int			max_atoms;
	Atom	   *atoms;
	RangeMemo  *memos;			/* by atom */
	struct atoms_hash *atom_table;
	int			nmonomials;
	int			max_monomials;
	Monomial   *monomials;
	struct monomials_hash *monomial_table;
	int			naxes;
	int			max_axes;
	Axis	   *axes;
	struct axes_hash *axis_table;
	bool		related;		/* something is known of an axis */
	NameTable	texts;			/* that faults and symbols point to */
	uint64		nregions;		/* numbers given so far */
	int64		steps;
	bool		exhausted;		/* too many steps: cases are missing */
	int64		witness_steps;	/* spent on trying inputs */
} Analysis;

/*
 * A list of inputs: one number for each atom of the first four kinds.  Values
 * of the others are remembered until an input changes.
 */
typedef struct Assignment
{
	bool	   *set;
	Fraction   *values;
	bool	   *derived;		/* the value of an atom that follows */
	int			room;			/* atoms that it has a place for */
} Assignment;

/* What the evaluator gives for a list of inputs. */
typedef struct Outcome
{
	CaseOutcome outcome;
	int			arm;			/* from 0; how many there are, for a gap */
	FaultKind	fault;
	Fraction	points;			/* before they are rounded */
} Outcome;

/* ---------- tables ---------- */

/* A region and what is printed for it; entries of a table do not overlap. */
typedef struct TableEntry
{
	Region	   *region;
	int			order;			/* rows come in this order */
	const Case *of;
	const char *label;			/* NULL: no row */
	const char *label_after;	/* second column, of differences */
} TableEntry;

typedef struct TableCell
{
	NumInterval	interval;		/* of the table's axis */
	const TableEntry *entry;
} TableCell;

/* What holds while everything but the subject stays within a region. */
typedef struct TableSlice
{
	Region	   *region;			/* constraints on the side axes */
	int		   *parts;			/* which part of each side axis it is */
	List	   *cells;			/* of TableCell, from low to high */
} TableSlice;

/*
 * Entries that depend on one subject, slice by slice.  Side axes are those
 * that only tell slices apart: choices, booleans, whether an input is known,
 * and the divisors of the subject.
 */
typedef struct Table
{
	int			axis;			/* the subject, or -1: only side axes */
	int			nsides;
	int		   *sides;			/* axes */
	List	  **parts;			/* NumInterval * of each side axis, from low to high */
	List	   *slices;
	List	   *subjects;		/* integers: axes, more than one if there is no table */
} Table;

/* how a language says things: see words.c */
typedef struct Words Words;

#define FORM_TITLE_MARK '\x01' /* around a title, which no text of a rule holds */

/*
 * One printed row.  Without an axis it is not about a number: the subject, if
 * any, is what the condition is about.
 */
typedef struct TableRow
{
	int			order;
	int			axis;			/* of the subject, or -1 */
	const char *subject;		/* NULL: the rule gives one thing throughout */
	bool		ranged;			/* the interval says something */
	NumInterval	interval;
	const char *condition;		/* what must hold besides, or NULL */
	bool		unsaid;			/* it is about leap years: there are no words for it */
	const TableEntry *entry;
} TableRow;

/* ---------- functions ---------- */

/* room for one more in a list of so many, which doubles */
static inline void *
AnalysisEnlarge(void *list, int count, int *room, Size size)
{
	if (count < *room)
		return list;
	*room *= 2;
	return repalloc(list, size * *room);
}

/* form.c */
extern Form FormConstant(Fraction value);
extern Form FormOfTerm(int monomial, Fraction factor);
extern Form FormOfTerms(Term *terms, int count);
extern Form FormCopy(const Form *form);
extern bool FormIsConstant(const Form *form, Fraction *value);
extern Fraction FormConstantPart(const Form *form);
extern Form FormWithoutConstant(const Form *form);
extern Form FormAdd(Form a, Form b);
extern Form FormSubtract(Form a, Form b);
extern Form FormScale(Form a, Fraction factor);
extern bool FormEqual(const Form *a, const Form *b);
extern uint32 FormHash(uint32 hash, const Form *form);

/* atom.c */
extern void AtomTablesCreate(Analysis *analysis);
extern int	AtomIntern(Analysis *analysis, AtomKind kind, int of, const Form *form);
extern int	AtomInput(const Analysis *analysis, int atom);
extern int	MonomialIntern(Analysis *analysis, const Power *powers, int npowers);
extern int	MonomialMultiply(Analysis *analysis, int a, int b, int exponent);
extern int	MonomialAtom(const Analysis *analysis, int monomial);

/* expression.c */
extern Form FormAtom(Analysis *analysis, int atom);
extern Fraction FormLead(Analysis *analysis, const Form *form);
extern Form FormUnit(Analysis *analysis, const Form *form, Fraction *lead);
extern int	FormSingleAtom(const Analysis *analysis, const Form *form);
extern Form FormMultiply(Analysis *analysis, Form a, Form b);
extern bool FormTooLong(Analysis *analysis, const Form *form);
extern bool FormIsInteger(Analysis *analysis, const Form *form);
extern bool FormContains(const Analysis *analysis, const Form *form, int atom);
extern bool FormValue(Analysis *analysis, const Form *form,
					  const Assignment *assignment, Fraction *value);
extern char *FormText(Analysis *analysis, const Form *form, bool titles);
extern char *FractionText(Fraction value);
extern bool TextNumber(const char *text, Fraction *number);
extern bool TextIsLongNumber(const char *text);

/* axis.c */
extern void AxisTableCreate(Analysis *analysis);
extern int	AxisFor(Analysis *analysis, const Form *form);
extern int	AxisFind(Analysis *analysis, const Form *form);

/* region.c */
extern Region *RegionOfAll(void);
extern bool RegionConstraint(const Region *region, int axis, NumInterval *interval);
extern Region *RegionWithin(Analysis *analysis, Region *region, int axis, NumInterval interval);
extern NumInterval RegionAtom(Analysis *analysis, const Region *region, int atom);
extern NumInterval RegionAxis(Analysis *analysis, const Region *region, int axis);
extern NumInterval RegionForm(Analysis *analysis, const Region *region, const Form *form);
extern Form RegionSubstitute(Analysis *analysis, const Region *region, Form form);
extern bool RegionCompare(Analysis *analysis, Region *region, Form form,
						  RuleComparison comparison, bool percent,
						  List **holds, List **fails);

/* cases.c */
extern List *RuleCases(Analysis *analysis, const Subject *subject, Region *region);
extern List *RuleAllCases(Analysis *analysis);
extern List *RulePointsCases(Analysis *analysis, const Subject *subject, int arm, Region *region);
extern List *RuleConditionRegions(Analysis *analysis, const Subject *subject, int arm,
								  bool *complete);

/* declare.c */
extern Analysis *AnalysisCreate(int nrules, Rule **rules, Jsonb *variables,
								Numeric max_points, List **unused);

extern Input *InputFind(const Analysis *analysis, const char *name);
extern int	InputTextNumber(const Input *input, const char *text);

/* relate.c */
extern void AnalysisRelate(Analysis *analysis);

/* witness.c */
extern bool SearchIsSpent(const Analysis *analysis);
typedef bool (*WitnessTest) (Analysis *analysis, const Assignment *assignment, void *arg);
extern bool RuleWitness(Analysis *analysis, Region *region, const Form *goal,
						WitnessTest test, void *arg, Assignment *found);
extern bool RuleOutcomeAt(Analysis *analysis, const Subject *subject,
						  const Assignment *assignment, Outcome *outcome);
extern JsonbValue *WitnessPush(Analysis *analysis, const Assignment *assignment,
							   JsonbParseState **state);

/* slices.c */
extern List *TableEntriesOfCases(Analysis *analysis, List *cases);
extern bool AxisDividesBy(Analysis *analysis, int axis, int divisor, Fraction *zero);
extern bool SlicesMake(Analysis *analysis, List *entries, bool with_points, Table *table);

/* words.c */
extern const Words words_of_rules;
extern const Words words_vietnamese;
extern const Words words_english;
extern const Atom *AxisAtom(const Analysis *analysis, int axis);
extern NumInterval AxisInterval(Analysis *analysis, int axis, NumInterval interval);
extern bool AxisIsRanged(const Analysis *analysis, int axis, const Words *words);
extern char *AxisWords(Analysis *analysis, int axis, const Words *words);
extern char *ValueWords(Analysis *analysis, int axis, Fraction value, const Words *words);
extern char *RangeWords(Analysis *analysis, int axis, const NumInterval *interval,
						const Words *words);
extern char *ConditionWords(Analysis *analysis, List *axes, List *sets, const Words *words);
extern void AppendOutcomeWords(Analysis *analysis, const Case *of, const Words *words,
							   StringInfo out);

/* rows.c */
extern List *TableRows(Analysis *analysis, List *entries, const Words *words);
extern void TableRowPutRange(const TableRow *row, Datum *values, bool *nulls);

/* table.c */
extern const Words *WordsOfLanguage(FunctionCallInfo fcinfo, int argument);
extern char *TableRowPlace(Analysis *analysis, const TableRow *row, const Words *words);

#endif							/* PAR_ANALYSIS_H */

/*-------------------------------------------------------------------------
 *
 * assessment.c
 *	  The trigger that scores an assessment before it is written.
 *
 * Inputs are checked against the variables of the criterion, and scored by its
 * rule; points given by hand are checked against maximum and grid.  What the
 * trigger must know of a criterion it asks once a statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/name_table.h"
#include "base/progress.h"
#include "base/spelling.h"
#include "registry/actor.h"
#include "registry/ask.h"
#include "registry/context.h"
#include "registry/declared.h"
#include "registry/mode.h"
#include "rule/rule.h"

PG_FUNCTION_INFO_V1(assessment_score);

/* Columns of the table that the trigger reads or writes, in any order in the table. */
typedef enum Column
{
	COLUMN_ROUND,
	COLUMN_AGENCY,
	COLUMN_CRITERION,
	COLUMN_STAGE,
	COLUMN_INPUTS,
	COLUMN_POINTS,
	COLUMN_NOTE,
	COLUMN_ASSESSED_BY,
	COLUMN_ASSESSED_AT,
	COLUMN_NOT_APPLICABLE,
	COLUMN_BY_HAND,
	COLUMN_CONTEXT,
	COLUMN_DECIDED_ON,
	COLUMN_TAKEN_OVER,
	COLUMNS
} Column;

static const RowColumn columns[COLUMNS] = {
	{"round", TEXTOID},
	{"agency", TEXTOID},
	{"criterion", TEXTOID},
	{"stage", TEXTOID},
	{"inputs", JSONBOID},
	{"points", NUMERICOID},
	{"note", TEXTOID},
	{"assessed_by", TEXTOID},
	{"assessed_at", TIMESTAMPTZOID},
	{"not_applicable", BOOLOID},
	{"by_hand", BOOLOID},
	{"context", JSONBOID},
	{"decided_on", JSONBOID},
	{"taken_over", BOOLOID},
};

/* What is known of a criterion of a round. */
typedef struct Criterion
{
	bool		round_exists;
	char	   *scheme;
	char	   *round_stage;
	bool		exists;
	bool		is_monitor;		/* recorded, without points */
	bool		is_inner;
	bool		is_surveyed;
	char	   *method;
	Numeric		max_points;
	Numeric		step;			/* NULL: none */
	Rule	   *rule;			/* NULL: none, or it is monitored */
	bool		has_rule;
	Declared	declared;
	int		   *places;			/* of each variable of the rule among the declared; -1: a
								 * context term */
	ArrayType  *terms;			/* texts of the context terms; NULL: none */
	ContextFacts *context;		/* NULL: not yet prepared */
} Criterion;

/*
 * What the trigger keeps while a statement runs: the columns of the table, and what
 * it has asked.  Nothing is kept longer, so that nothing can be out of date.
 */
typedef struct Statement
{
	MemoryContext context;
	int			attributes[COLUMNS];
	Writable	writable;
	Datum	   *values;			/* of the row that was opened last */
	bool	   *nulls;
	Datum		user;			/* who writes, as a text */
	NameTable	names;			/* round and criterion, each with its NUL */
	Criterion **criteria;		/* by the number of the name */
	int			capacity;
	NameTable	participants;	/* round and agency, those that are locked */
} Statement;

/* One row, old or new, taken apart. */
typedef struct Row
{
	Datum		values[COLUMNS];
	bool		nulls[COLUMNS];
} Row;

static bool
IsStage(const Row *row, const char *stage)
{
	text	   *value = DatumGetTextPP(row->values[COLUMN_STAGE]);

	return VARSIZE_ANY_EXHDR(value) == strlen(stage) && memcmp(VARDATA_ANY(value), stage, strlen(stage)) == 0;
}

static char *
TextOf(const Row *row, Column column)
{
	return row->nulls[column] ? "" : TextDatumGetCString(row->values[column]);
}

/* ---------- asking ---------- */

static const Question criterion_question = {
	"SELECT r.scheme, r.stage, k.code, k.kind, k.method, k.max_points, k.step, k.rule,"
	" EXISTS (SELECT FROM %1$s.criterion b WHERE b.scheme = r.scheme AND b.parent = k.code),"
	" k.method = 'survey' AND EXISTS (SELECT FROM %1$s.survey_question q WHERE q.scheme = r.scheme AND q.criterion = k.code),"
	" (SELECT jsonb_agg(jsonb_build_array(v.name, v.kind, v.choices, v.min_value, v.max_value,"
	"   CASE v.excess WHEN 'refused' THEN v.max_variable END) ORDER BY v.name COLLATE \"C\")"
	"  FROM %1$s.variable v WHERE v.scheme = r.scheme AND v.criterion = k.code)"
	" FROM %1$s.round r LEFT JOIN %1$s.criterion k ON k.scheme = r.scheme AND k.code = $2"
	" WHERE r.code = $1",
	2, {TEXTOID, TEXTOID},
	"TTtttnnrbbj"
};

static const Question review_question = {
	"SELECT FROM %1$s.assessment a WHERE a.round = $1 AND a.agency = $2 AND a.criterion = $3 AND a.stage = 'review'",
	3, {TEXTOID, TEXTOID, TEXTOID},
	NULL
};

static const Question submitted_question = {
	"SELECT a.inputs, CASE WHEN a.by_hand THEN a.points END FROM %1$s.assessment a"
	" JOIN %1$s.participant p ON p.round = a.round AND p.agency = a.agency AND p.submitted_at IS NOT NULL"
	" WHERE a.round = $1 AND a.agency = $2 AND a.criterion = $3 AND a.stage = 'self'",
	3, {TEXTOID, TEXTOID, TEXTOID},
	"jn"
};

static const Question participant_question = {
	"SELECT FROM ONLY %1$s.participant p WHERE p.round = $1 AND p.agency = $2 FOR KEY SHARE OF p",
	2, {TEXTOID, TEXTOID},
	NULL
};

/* where each variable of the rule comes from */
static void
PlaceVariables(Criterion *criterion)
{
	const Rule *rule = criterion->rule;
	Datum	   *terms = palloc(sizeof(Datum) * Max(rule->nvariables, 1));
	int			nterms = 0;

	criterion->places = palloc(sizeof(int) * Max(rule->nvariables, 1));
	for (int i = 0; i < rule->nvariables; i++)
	{
		RuleSpan	span = RuleVariables(rule)[i];
		const char *name = RuleText(rule) + span.start;
		int			length = (int) span.length;

		criterion->places[i] = -1;
		if (RuleIsContextTerm(rule, i))
		{
			terms[nterms++] = PointerGetDatum(cstring_to_text_with_len(name, length));
			continue;
		}
		for (int k = 0; k < criterion->declared.count; k++)
			if (criterion->declared.inputs[k].length == length &&
				memcmp(criterion->declared.inputs[k].name, name, length) == 0)
				criterion->places[i] = k;
		if (criterion->places[i] < 0)
			criterion->places[i] = criterion->declared.count;	/* never there */
	}
	criterion->terms = nterms == 0 ? NULL :
		construct_array(terms, nterms, TEXTOID, -1, false, TYPALIGN_INT);
}

static Criterion *
AskCriterion(Relation relation, Statement *statement, Datum round, Datum code)
{
	Criterion  *criterion;
	Datum		arguments[2] = {round, code};
	Asker		asker;
	MemoryContext caller;
	bool		isnull;
	bool		found;
	Datum		value;

	BeginToAskAsOwner(&asker, relation);
	found = Ask(&asker, &criterion_question, arguments, NULL, 1) > 0;
	caller = MemoryContextSwitchTo(statement->context);
	criterion = palloc0(sizeof(Criterion));
	criterion->round_exists = found;
	if (criterion->round_exists)
	{
		char	   *kind = AnswerText(0, 4);

		criterion->scheme = AnswerText(0, 1);
		criterion->round_stage = AnswerText(0, 2);
		criterion->exists = AnswerText(0, 3) != NULL;
		for (int i = 4; criterion->exists && i <= 6; i++)
			RequireAnswer(&asker, &criterion_question, 0, i);
		criterion->method = AnswerText(0, 5);
		criterion->max_points = AnswerNumeric(0, 6);
		criterion->is_monitor = kind != NULL && strcmp(kind, "monitor") == 0 && NumericSignum(criterion->max_points) == 0;
		criterion->step = AnswerNumeric(0, 7);
		criterion->is_inner = AnswerBoolean(0, 9);
		criterion->is_surveyed = AnswerBoolean(0, 10);
		value = Answer(0, 11, &isnull);
		DeclaredFromJsonb(isnull ? NULL : (Jsonb *) PG_DETOAST_DATUM_COPY(value), &criterion->declared);
		value = Answer(0, 8, &isnull);
		criterion->has_rule = !isnull;
		if (!isnull && !criterion->is_monitor)
		{
			criterion->rule = (Rule *) PG_DETOAST_DATUM_COPY(value);
			PlaceVariables(criterion);
		}
	}
	MemoryContextSwitchTo(caller);
	EndToAsk(&asker);
	return criterion;
}

/* is there a review of the same criterion? */
static bool
AskReview(Relation relation, const Row *row)
{
	Asker		asker;
	Datum		arguments[3] = {row->values[COLUMN_ROUND], row->values[COLUMN_AGENCY], row->values[COLUMN_CRITERION]};
	bool		found;

	BeginToAskAsOwner(&asker, relation);
	found = Ask(&asker, &review_question, arguments, NULL, 1) > 0;
	EndToAsk(&asker);
	return found;
}

/* context terms, in the memory context of the caller */
static Jsonb *
AskContext(Relation relation, const Statement *statement, Criterion *criterion, const Row *row)
{
	MemoryContext caller = CurrentMemoryContext;
	Asker		asker;
	Jsonb	   *context;
	Jsonb	   *claimed = NULL;
	Datum		stage = row->values[COLUMN_STAGE];
	/* from the review on, an appraisal that nobody reviews is what counts */
	bool		official = IsStage(row, "appraisal") &&
		(strcmp(criterion->round_stage, "review") == 0 || strcmp(criterion->round_stage, "scored") == 0) &&
		!AskReview(relation, row);

	BeginToAskAsOwner(&asker, relation);
	if (criterion->context == NULL)
	{
		MemoryContext asking = MemoryContextSwitchTo(statement->context);

		criterion->context = ContextPrepare(&asker, row->values[COLUMN_ROUND], row->values[COLUMN_CRITERION],
											criterion->terms);
		MemoryContextSwitchTo(asking);
	}
	if (official)
		stage = CStringGetTextDatum("official");
	if (IsStage(row, "self"))
		claimed = DatumGetJsonbP(row->nulls[COLUMN_INPUTS] ? DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")) :
								 row->values[COLUMN_INPUTS]);
	context = ContextFill(&asker, criterion->context, row->values[COLUMN_AGENCY], stage, NULL, claimed, caller);
	EndToAsk(&asker);
	return context;
}

/* ---------- the statement ---------- */

static Statement *
StatementOf(FunctionCallInfo fcinfo, TriggerData *trigger)
{
	Statement  *statement = fcinfo->flinfo->fn_extra;
	TupleDesc	tupdesc = RelationGetDescr(trigger->tg_relation);
	MemoryContext context;

	if (statement != NULL)
		return statement;
	context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "par.assessment_score", ALLOCSET_DEFAULT_SIZES);
	statement = MemoryContextAllocZero(context, sizeof(Statement));
	statement->context = context;
	FindColumns(trigger->tg_relation, columns, COLUMNS, statement->attributes, "par.assessment_score");
	AskWritable(&statement->writable, trigger->tg_relation, context);
	context = MemoryContextSwitchTo(context);
	statement->user = CStringGetTextDatum(GetUserNameFromId(ActorId(), false));
	MemoryContextSwitchTo(context);
	statement->values = MemoryContextAlloc(statement->context, sizeof(Datum) * tupdesc->natts);
	statement->nulls = MemoryContextAlloc(statement->context, sizeof(bool) * tupdesc->natts);
	NameTableInit(&statement->names, statement->context);
	NameTableInit(&statement->participants, statement->context);
	fcinfo->flinfo->fn_extra = statement;
	return statement;
}

/* the number of a round together with another code */
static int
NumberOfPair(NameTable *table, const Row *row, Column column, bool *added)
{
	text	   *round = DatumGetTextPP(row->values[COLUMN_ROUND]);
	text	   *code = DatumGetTextPP(row->values[column]);
	int			round_length = VARSIZE_ANY_EXHDR(round);
	int			code_length = VARSIZE_ANY_EXHDR(code);
	char		buffer[512];
	char	   *key = round_length + code_length < (int) sizeof(buffer) ? buffer :
		palloc(round_length + code_length + 1);

	memcpy(key, VARDATA_ANY(round), round_length);
	key[round_length] = '\0';
	memcpy(key + round_length + 1, VARDATA_ANY(code), code_length);
	return NameTableAdd(table, key, round_length + 1 + code_length, added);
}

/*
 * The agency takes part in the round, and does so until the end of the
 * transaction: what a foreign key would check and lock for each row, once.
 */
static void
LockParticipant(Relation relation, Statement *statement, const Row *row)
{
	Datum		arguments[2] = {row->values[COLUMN_ROUND], row->values[COLUMN_AGENCY]};
	Asker		asker;
	bool		added;
	bool		found;

	NumberOfPair(&statement->participants, row, COLUMN_AGENCY, &added);
	if (!added)
		return;
	BeginToAskAsOwner(&asker, relation);
	found = Ask(&asker, &participant_question, arguments, NULL, 1) > 0;
	EndToAsk(&asker);
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("agency \"%s\" takes no part in round \"%s\"",
						TextOf(row, COLUMN_AGENCY), TextOf(row, COLUMN_ROUND)),
				 errdetail("Criterion \"%s\", stage %s.%s", TextOf(row, COLUMN_CRITERION), TextOf(row, COLUMN_STAGE),
						   SpelledNote(TextOf(row, COLUMN_AGENCY)))));
}

static Criterion *
CriterionOf(Relation relation, Statement *statement, const Row *row)
{
	bool		added;
	int			number = NumberOfPair(&statement->names, row, COLUMN_CRITERION, &added);

	if (number >= statement->capacity)
	{
		int			capacity = Max(16, statement->capacity * 2);
		Criterion **criteria = MemoryContextAllocZero(statement->context, sizeof(Criterion *) * capacity);

		if (statement->capacity > 0)
			memcpy(criteria, statement->criteria, sizeof(Criterion *) * statement->capacity);
		statement->criteria = criteria;
		statement->capacity = capacity;
	}
	/* one that was not found out because of an error is asked again */
	if (statement->criteria[number] == NULL)
		statement->criteria[number] = AskCriterion(relation, statement, row->values[COLUMN_ROUND],
												   row->values[COLUMN_CRITERION]);
	return statement->criteria[number];
}

static void
OpenRow(const Statement *statement, HeapTuple tuple, TupleDesc tupdesc, Row *row)
{
	heap_deform_tuple(tuple, tupdesc, statement->values, statement->nulls);
	for (int i = 0; i < COLUMNS; i++)
	{
		row->values[i] = statement->values[statement->attributes[i] - 1];
		row->nulls[i] = statement->nulls[statement->attributes[i] - 1];
	}
}

/* ---------- comparison ---------- */

static bool
Same(const Row *a, const Row *b, Column column, PGFunction equal, Oid collation)
{
	if (a->nulls[column] || b->nulls[column])
		return a->nulls[column] && b->nulls[column];
	return DatumGetBool(DirectFunctionCall2Coll(equal, collation, a->values[column], b->values[column]));
}

#define SAME_TEXT(a, b, column)		Same(a, b, column, texteq, C_COLLATION_OID)
#define SAME_JSON(a, b, column)		Same(a, b, column, jsonb_eq, InvalidOid)
#define SAME_NUMERIC(a, b, column)	Same(a, b, column, numeric_eq, InvalidOid)
#define SAME_BOOLEAN(a, b, column)	Same(a, b, column, booleq, InvalidOid)

/* all but the key, which does not change */
static bool
IsSameRow(const Row *a, const Row *b)
{
	return SAME_NUMERIC(a, b, COLUMN_POINTS) && SAME_BOOLEAN(a, b, COLUMN_NOT_APPLICABLE) &&
		SAME_JSON(a, b, COLUMN_CONTEXT) && SAME_JSON(a, b, COLUMN_INPUTS) &&
		SAME_BOOLEAN(a, b, COLUMN_BY_HAND) && SAME_TEXT(a, b, COLUMN_NOTE) &&
		SAME_TEXT(a, b, COLUMN_ASSESSED_BY) &&
		DatumGetTimestampTz(a->values[COLUMN_ASSESSED_AT]) == DatumGetTimestampTz(b->values[COLUMN_ASSESSED_AT]);
}

static char *
NumberOf(const Row *row, Column column)
{
	return row->nulls[column] ? "<NULL>" : NumericText(DatumGetNumeric(row->values[column]));
}

/* ---------- refusals ---------- */

static void
CheckPlace(const Criterion *criterion, const Row *row)
{
	char	   *code = TextOf(row, COLUMN_CRITERION);
	const char *message = NULL;
	const char *more = "";

	if (!criterion->exists)
	{
		message = psprintf("criterion \"%s\" does not exist in scheme \"%s\"", code, criterion->scheme);
		more = SpelledNote(code);
	}
	else if (criterion->is_inner)
	{
		message = psprintf("criterion \"%s\" takes no points of its own", code);
		more = " Points are given at the criteria beneath it.";
	}
	else if (criterion->is_surveyed)
		message = psprintf("points of criterion \"%s\" come from the survey", code);
	else if (IsStage(row, "self") && strcmp(criterion->method, "appraisal") != 0)
	{
		message = psprintf("criterion \"%s\" takes no self-assessment", code);
		more = psprintf(" Its method is %s.", criterion->method);
	}
	else if (criterion->is_monitor && !row->nulls[COLUMN_POINTS])
		message = psprintf("criterion \"%s\" is monitored, and earns no points", code);
	if (message == NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", message),
			 errdetail("Round \"%s\", agency \"%s\", stage %s.%s", TextOf(row, COLUMN_ROUND),
					   TextOf(row, COLUMN_AGENCY), TextOf(row, COLUMN_STAGE), more)));
}

static void
RefusePoints(const Criterion *criterion, const Row *row, const char *received)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("points of criterion \"%s\" are out of range", TextOf(row, COLUMN_CRITERION)),
			 errdetail("Round \"%s\", agency \"%s\", stage %s: %s points, from 0 to %s are possible; the inputs are %s.",
					   TextOf(row, COLUMN_ROUND), TextOf(row, COLUMN_AGENCY), TextOf(row, COLUMN_STAGE),
					   NumericText(DatumGetNumeric(row->values[COLUMN_POINTS])), NumericText(criterion->max_points),
					   received)));
}

static void
CheckGrid(const Criterion *criterion, const Row *row)
{
	Numeric		points = DatumGetNumeric(row->values[COLUMN_POINTS]);
	Numeric		rest;

	if (criterion->step == NULL ||
		DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(points), NumericGetDatum(criterion->max_points))))
		return;
	rest = DatumGetNumeric(DirectFunctionCall2(numeric_mod, NumericGetDatum(points), NumericGetDatum(criterion->step)));
	if (NumericSignum(rest) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("points of criterion \"%s\" are not on its grid", TextOf(row, COLUMN_CRITERION)),
				 errdetail("Round \"%s\", agency \"%s\", stage %s: %s points, but multiples of %s up to %s are possible.",
						   TextOf(row, COLUMN_ROUND), TextOf(row, COLUMN_AGENCY), TextOf(row, COLUMN_STAGE),
						   NumericText(points), NumericText(criterion->step), NumericText(criterion->max_points))));
}

/* nothing is told of a scheme that may be a draft which the writer does not see */
static void
RequireBegun(const Writable *writable, const Criterion *criterion, const Row *row)
{
	char	   *stage = TextOf(row, COLUMN_STAGE);

	if (writable->is_limited && strcmp(criterion->round_stage, "setup") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("%s cannot be written in stage %s of round \"%s\"",
						strcmp(stage, "self") == 0 ? "self-assessments" : psprintf("%ss", stage),
						criterion->round_stage, TextOf(row, COLUMN_ROUND))));
}

/* ---------- scoring ---------- */

/* What the rule received, and what it gave. */
typedef struct Scored
{
	JsonbValue *values;			/* of each declared variable, of which a rule may read some */
	bool	   *present;
	Jsonb	   *context;		/* NULL: the rule reads none */
	Numeric		points;			/* NULL: none */
	bool		not_applicable;
} Scored;

static void
EvaluateRule(const Criterion *criterion, Scored *scored)
{
	const Rule *rule = criterion->rule;
	RuleInput	inputs[RULE_MAX_VARIABLES];
	Numeric		points;

	for (int i = 0; i < rule->nvariables; i++)
	{
		int			place = criterion->places[i];

		inputs[i].kind = RULE_INPUT_ABSENT;
		if (place < 0)
		{
			RuleSpan	span = RuleVariables(rule)[i];
			JsonbValue	term;

			if (getKeyJsonValueFromContainer(&scored->context->root, RuleText(rule) + span.start,
											 (int) span.length, &term) != NULL)
				RuleInputFromJson(rule, i, &term, &inputs[i]);
		}
		else if (place < criterion->declared.count && scored->present[place])
			RuleInputFromJson(rule, i, &scored->values[place], &inputs[i]);
	}
	switch (RuleEvaluate(rule, inputs, &points, NULL, NULL, NULL, NULL))
	{
		case RULE_OUTCOME_POINTS:
			scored->points = points;
			break;
		case RULE_OUTCOME_NA:
			scored->not_applicable = true;
			break;
		case RULE_OUTCOME_NONE:
			RuleNoArmHolds(rule, inputs);
			break;
		case RULE_OUTCOME_UNKNOWN:
		case RULE_OUTCOME_FAULT:
			break;
	}
}

static char *
ReceivedText(const Criterion *criterion, const Scored *scored)
{
	Jsonb	   *object = DeclaredObject(&criterion->declared, scored->values, scored->present);

	if (scored->context != NULL)
		object = DatumGetJsonbP(DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(object),
													JsonbPGetDatum(scored->context)));
	return JsonbToCString(NULL, &object->root, VARSIZE(object));
}

/* errors of inputs and rules say of which row they are */
static void
ScoreRow(Relation relation, const Statement *statement, Criterion *criterion, Row *row, bool evaluate, Scored *scored)
{
	MemoryContext caller = CurrentMemoryContext;

	scored->values = palloc(sizeof(JsonbValue) * Max(criterion->declared.count, 1));
	scored->present = palloc(sizeof(bool) * Max(criterion->declared.count, 1));
	scored->context = NULL;
	scored->points = NULL;
	scored->not_applicable = false;
	PG_TRY();
	{
		Jsonb	   *inputs = row->nulls[COLUMN_INPUTS] ? NULL : DatumGetJsonbP(row->values[COLUMN_INPUTS]);
		Jsonb	   *read = DeclaredRead(&criterion->declared, TextOf(row, COLUMN_CRITERION), inputs,
										scored->values, scored->present);

		if (read != inputs)
			row->values[COLUMN_INPUTS] = JsonbPGetDatum(read);
		if (criterion->rule != NULL)
		{
			if (criterion->terms != NULL)
				scored->context = AskContext(relation, statement, criterion, row);
			if (evaluate)
				EvaluateRule(criterion, scored);
		}
	}
	PG_CATCH();
	{
		ErrorData  *error;
		char	   *where;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_PROGRAM_LIMIT_EXCEEDED)
			PG_RE_THROW();
		FlushErrorState();
		where = psprintf("Round \"%s\", agency \"%s\", criterion \"%s\", stage %s.",
						 TextOf(row, COLUMN_ROUND), TextOf(row, COLUMN_AGENCY),
						 TextOf(row, COLUMN_CRITERION), TextOf(row, COLUMN_STAGE));
		error->detail = error->detail && *error->detail ? psprintf("%s %s", error->detail, where) : where;
		ReThrowError(error);
	}
	PG_END_TRY();
}

static void
OverrideFault(const Row *row, const Scored *scored)
{
	char	   *inputs = "that are missing";

	if (!row->nulls[COLUMN_INPUTS])
	{
		Jsonb	   *json = DatumGetJsonbP(row->values[COLUMN_INPUTS]);

		inputs = JsonbToCString(NULL, &json->root, VARSIZE(json));
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("points of criterion \"%s\" do not follow from its rule", TextOf(row, COLUMN_CRITERION)),
			 errdetail("Round \"%s\", agency \"%s\", stage %s: %s points were given, the rule gives %s for inputs %s.",
					   TextOf(row, COLUMN_ROUND), TextOf(row, COLUMN_AGENCY), TextOf(row, COLUMN_STAGE),
					   NumberOf(row, COLUMN_POINTS),
					   scored->not_applicable ? "na" : scored->points ? NumericText(scored->points) : "none", inputs),
			 IsStage(row, "self") ?
			 errhint("Enter the inputs, and leave the points to the rule.") :
			 errhint("An appraiser may override the rule by adding a note that says why.")));
}

static void
SetValue(Row *row, Column column, Datum value, bool isnull)
{
	row->values[column] = value;
	row->nulls[column] = isnull;
}

/* One row on its way into the table. */
typedef struct Writing
{
	Relation	relation;
	Statement  *statement;
	Criterion  *criterion;
	bool		is_update;
	Row			old;
	Row			new;
	Scored		scored;
	bool		by_hand;
	bool		is_changed;			/* something was entered */
	bool		is_followed;		/* it was taken over, and follows what was submitted anew */
} Writing;

static void
RefuseMoved(const Row *old, const Row *new)
{
	if (SAME_TEXT(old, new, COLUMN_ROUND) && SAME_TEXT(old, new, COLUMN_AGENCY) &&
		SAME_TEXT(old, new, COLUMN_CRITERION) && SAME_TEXT(old, new, COLUMN_STAGE))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("an assessment cannot be moved"),
			 errdetail("Round \"%s\", agency \"%s\", criterion \"%s\", stage %s.",
					   TextOf(old, COLUMN_ROUND), TextOf(old, COLUMN_AGENCY),
					   TextOf(old, COLUMN_CRITERION), TextOf(old, COLUMN_STAGE)),
			 errhint("Delete it, and insert the other one.")));
}

/* by the rule, by hand, or by hand against the rule */
static void
SetPoints(Writing *writing)
{
	const Criterion *criterion = writing->criterion;
	const Row  *old = &writing->old;
	Row		   *new = &writing->new;
	Scored	   *scored = &writing->scored;
	bool		was_override = writing->is_update && criterion->has_rule && DatumGetBool(old->values[COLUMN_BY_HAND]);

	/* an override stays one until it is taken back, whatever comes in, and also where the rule comes to agree */
	bool		is_kept = was_override && SAME_NUMERIC(old, new, COLUMN_POINTS);

	/* were points given, or are they those that the rule gave before? */
	bool		is_given = !new->nulls[COLUMN_POINTS] &&
		(!writing->is_update || !criterion->has_rule || !SAME_NUMERIC(old, new, COLUMN_POINTS) || is_kept);

	ScoreRow(writing->relation, writing->statement, writing->criterion, new,
			 !(is_given && new->nulls[COLUMN_INPUTS]), scored);
	if (!criterion->has_rule)
		writing->by_hand = !new->nulls[COLUMN_POINTS];
	else if (is_given &&
			 (is_kept || scored->points == NULL ||
			  !DatumGetBool(DirectFunctionCall2(numeric_eq, new->values[COLUMN_POINTS], NumericGetDatum(scored->points)))))
	{
		if (IsStage(new, "self") || SaysNothing(TextOf(new, COLUMN_NOTE)) ||
			(writing->is_update && !was_override && !old->nulls[COLUMN_NOTE] && SAME_TEXT(old, new, COLUMN_NOTE)))
			OverrideFault(new, scored);
		writing->by_hand = true;
		scored->not_applicable = false;
	}
	else
	{
		SetValue(new, COLUMN_POINTS, NumericGetDatum(scored->points), scored->points == NULL);
		/* the note of an override goes with it */
		if (was_override && SAME_TEXT(old, new, COLUMN_NOTE))
			SetValue(new, COLUMN_NOTE, (Datum) 0, true);
	}
}

static void
CheckPoints(const Writing *writing)
{
	const Row  *new = &writing->new;
	PackedDecimal decimal;

	if (new->nulls[COLUMN_POINTS])
		return;
	/* the text of what was received is made for an error alone */
	if (DecimalOpen(DatumGetNumeric(new->values[COLUMN_POINTS]), &decimal) != DECIMAL_FINITE || decimal.negative ||
		DatumGetBool(DirectFunctionCall2(numeric_gt, new->values[COLUMN_POINTS],
										 NumericGetDatum(writing->criterion->max_points))))
		RefusePoints(writing->criterion, new, ReceivedText(writing->criterion, &writing->scored));
	if (writing->by_hand)
		CheckGrid(writing->criterion, new);
}

/* is it what the agency has submitted now? */
static bool
IsSubmitted(Relation relation, const Row *row, bool by_hand)
{
	Asker		asker;
	Datum		arguments[3] = {row->values[COLUMN_ROUND], row->values[COLUMN_AGENCY], row->values[COLUMN_CRITERION]};
	Row			submitted;
	bool		same;

	BeginToAskAsOwner(&asker, relation);
	same = Ask(&asker, &submitted_question, arguments, NULL, 1) > 0;
	if (same)
	{
		submitted.values[COLUMN_INPUTS] = Answer(0, 1, &submitted.nulls[COLUMN_INPUTS]);
		submitted.values[COLUMN_POINTS] = Answer(0, 2, &submitted.nulls[COLUMN_POINTS]);
		same = SAME_JSON(&submitted, row, COLUMN_INPUTS) && (!by_hand || SAME_NUMERIC(&submitted, row, COLUMN_POINTS));
	}
	EndToAsk(&asker);
	return same;
}

/* who assessed and when, on what it was decided, and whether it follows, is not for the writer to say */
static void
StampRow(Writing *writing)
{
	const Row  *old = &writing->old;
	Row		   *new = &writing->new;
	bool		same_note = writing->is_update && SAME_TEXT(old, new, COLUMN_NOTE);
	bool		is_decided = writing->is_update && writing->by_hand && DatumGetBool(old->values[COLUMN_BY_HAND]) &&
		same_note && SAME_NUMERIC(old, new, COLUMN_POINTS);

	SetValue(new, COLUMN_BY_HAND, BoolGetDatum(writing->by_hand), false);
	writing->is_changed = !same_note || !SAME_JSON(old, new, COLUMN_INPUTS) || !SAME_BOOLEAN(old, new, COLUMN_BY_HAND) ||
		(writing->by_hand && !SAME_NUMERIC(old, new, COLUMN_POINTS));
	writing->is_followed = writing->is_changed && same_note && DatumGetBool(old->values[COLUMN_TAKEN_OVER]) &&
		!new->nulls[COLUMN_TAKEN_OVER] && DatumGetBool(new->values[COLUMN_TAKEN_OVER]) &&
		IsSubmitted(writing->relation, new, writing->by_hand);
	/* the note of who took over is not that of who changes it */
	if (writing->is_changed && !writing->is_followed && same_note && DatumGetBool(old->values[COLUMN_TAKEN_OVER]))
		SetValue(new, COLUMN_NOTE, (Datum) 0, true);

	/* what comes back as it was published says so itself */
	if (!ModeIsOn(MODE_RESTORES, RelationGetNamespace(writing->relation)))
	{
		if (!writing->is_changed || writing->is_followed)
			SetValue(new, COLUMN_ASSESSED_BY, old->values[COLUMN_ASSESSED_BY], false);
		else
			SetValue(new, COLUMN_ASSESSED_BY, writing->statement->user, false);
		SetValue(new, COLUMN_ASSESSED_AT, writing->is_changed ? TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()) :
				 old->values[COLUMN_ASSESSED_AT], false);
	}

	if (writing->is_update)
		SetValue(new, COLUMN_TAKEN_OVER, BoolGetDatum(DatumGetBool(old->values[COLUMN_TAKEN_OVER]) &&
													  (!writing->is_changed || writing->is_followed)), false);
	else if (!IsStage(new, "appraisal"))
		SetValue(new, COLUMN_TAKEN_OVER, BoolGetDatum(false), false);
	if (!writing->by_hand || IsStage(new, "self"))
		SetValue(new, COLUMN_DECIDED_ON, (Datum) 0, true);
	else if (is_decided && !writing->is_followed)
		SetValue(new, COLUMN_DECIDED_ON, old->values[COLUMN_DECIDED_ON], old->nulls[COLUMN_DECIDED_ON]);
	else
		SetValue(new, COLUMN_DECIDED_ON, new->values[COLUMN_INPUTS], new->nulls[COLUMN_INPUTS]);
}

/* the row that was opened last, as it is now */
static HeapTuple
CloseRow(const Statement *statement, HeapTuple tuple, TupleDesc tupdesc, const Row *row)
{
	static const Column written[] = {
		COLUMN_INPUTS, COLUMN_POINTS, COLUMN_NOTE, COLUMN_ASSESSED_BY, COLUMN_ASSESSED_AT, COLUMN_NOT_APPLICABLE,
		COLUMN_BY_HAND, COLUMN_CONTEXT, COLUMN_DECIDED_ON, COLUMN_TAKEN_OVER
	};
	HeapTuple	result;

	for (int i = 0; i < (int) lengthof(written); i++)
	{
		int			place = statement->attributes[written[i]] - 1;

		statement->values[place] = row->values[written[i]];
		statement->nulls[place] = row->nulls[written[i]];
	}
	result = heap_form_tuple(tupdesc, statement->values, statement->nulls);
	result->t_data->t_ctid = tuple->t_data->t_ctid;
	result->t_self = tuple->t_self;
	result->t_tableOid = tuple->t_tableOid;
	return result;
}

Datum
assessment_score(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	TupleDesc	tupdesc;
	HeapTuple	tuple;
	Writing		writing;
	Row		   *new = &writing.new;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function %s is a trigger before insert or update of each row", "par.assessment_score")));
	ProgressAdd(1);
	memset(&writing, 0, sizeof(writing));
	writing.relation = trigger->tg_relation;
	tupdesc = RelationGetDescr(trigger->tg_relation);
	writing.is_update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	tuple = writing.is_update ? trigger->tg_newtuple : trigger->tg_trigtuple;
	writing.statement = StatementOf(fcinfo, trigger);
	if (writing.is_update)
		OpenRow(writing.statement, trigger->tg_trigtuple, tupdesc, &writing.old);
	OpenRow(writing.statement, tuple, tupdesc, new);
	/* NOT NULL tells */
	if (new->nulls[COLUMN_ROUND] || new->nulls[COLUMN_AGENCY] || new->nulls[COLUMN_CRITERION] || new->nulls[COLUMN_STAGE])
		return PointerGetDatum(tuple);
	RequireWritable(&writing.statement->writable, DatumGetTextPP(new->values[COLUMN_AGENCY]),
					DatumGetTextPP(new->values[COLUMN_STAGE]));
	if (writing.is_update)
		RefuseMoved(&writing.old, new);
	else
		LockParticipant(writing.relation, writing.statement, new);
	writing.criterion = CriterionOf(writing.relation, writing.statement, new);
	if (!writing.criterion->round_exists)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("round \"%s\" does not exist", TextOf(new, COLUMN_ROUND))));
	RequireBegun(&writing.statement->writable, writing.criterion, new);
	CheckPlace(writing.criterion, new);
	SetPoints(&writing);
	CheckPoints(&writing);
	SetValue(new, COLUMN_CONTEXT, JsonbPGetDatum(writing.scored.context), writing.scored.context == NULL);
	SetValue(new, COLUMN_NOT_APPLICABLE, BoolGetDatum(writing.scored.not_applicable), false);
	StampRow(&writing);
	if (writing.is_update && ModeIsOn(MODE_FOLLOWS, RelationGetNamespace(writing.relation)) &&
		IsSameRow(&writing.old, new))
		return PointerGetDatum(NULL);
	return PointerGetDatum(CloseRow(writing.statement, tuple, tupdesc, new));
}

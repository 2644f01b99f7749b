/*-------------------------------------------------------------------------
 *
 * written.c
 *	  What follows, once a statement, from the assessments that it has written: the
 *	  stage of the round must admit them, rules that read their points are scored
 *	  anew, and the sums of their agencies are kept.
 *
 * Rows are gone through here, of which there may be a million; what is asked of the
 * registry is asked for all of them together, by the owner of the table, as the triggers
 * of foreign keys do: who writes needs no right to read rounds or schemes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "base/name_table.h"
#include "registry/actor.h"
#include "registry/tally.h"

PG_FUNCTION_INFO_V1(assessments_written);

/* Columns of the table, in any order there. */
typedef enum Column
{
	COLUMN_ROUND,
	COLUMN_STAGE,
	COLUMN_AGENCY,
	COLUMN_CRITERION,
	COLUMN_INPUTS,
	COLUMN_POINTS,
	COLUMN_NOTE,
	COLUMN_ASSESSED_BY,
	COLUMN_ASSESSED_AT,
	COLUMN_NOT_APPLICABLE,
	COLUMN_BY_HAND,
	COLUMN_TAKEN_OVER,
	COLUMNS
} Column;

static const RowColumn columns[COLUMNS] = {
	{"round", TEXTOID},
	{"stage", TEXTOID},
	{"agency", TEXTOID},
	{"criterion", TEXTOID},
	{"inputs", JSONBOID},
	{"points", NUMERICOID},
	{"note", TEXTOID},
	{"assessed_by", TEXTOID},
	{"assessed_at", TIMESTAMPTZOID},
	{"not_applicable", BOOLOID},
	{"by_hand", BOOLOID},
	{"taken_over", BOOLOID},
};

static const PGFunction equality[COLUMNS] = {
	texteq, texteq, texteq, texteq, jsonb_eq, numeric_eq, texteq, texteq, timestamp_eq, booleq, booleq, booleq
};

/*
 * Round, stage and agency of rows.  A row of which nothing was entered follows from
 * others, and may change at any time before publication; where it counts as before, no
 * sum does either.
 */
typedef struct WrittenGroup
{
	Datum		round;
	Datum		stage;
	Datum		agency;
	bool		entered;
	bool		counted;
} WrittenGroup;

/* What a statement has written, as its transition tables tell. */
typedef struct Written
{
	MemoryContext context;
	MemoryContext row;			/* of what is compared of a row */
	TriggerData *trigger;
	int			attributes[COLUMNS];
	TupleTableSlot *slot;
	TupleTableSlot *old_slot;	/* NULL: it was no update */
	Tuplestorestate *rows;
	Tuplestorestate *old_rows;
	int			pointer;		/* of the reader of rows */
	int			old_pointer;
	NameTable	names;			/* of the groups: round, stage and agency, each with its NUL */
	WrittenGroup	   *groups;
	int			capacity;
} Written;

/* What is known of a round that is written for. */
typedef struct WrittenRound
{
	Datum		code;
	bool		asks_more;		/* it is not plain that all is admitted */
	NameTable	needs;			/* criteria that rules read */
} WrittenRound;

/*
 * By round: is it plain that all is admitted, and what do rules read?  What is not plain
 * is looked at again, and refused with reasons, by _admit_written().  Whose self-assessments
 * are written cannot submit until the end of the transaction: who did so before is seen.
 */
static const Question round_question = {
	"SELECT g.round,"
	" bool_and(CASE WHEN NOT g.entered THEN r.stage <> 'published'"
	"  WHEN g.stage = 'self' THEN p.agency IS NOT NULL"
	"   AND p.submitted_at IS NULL AND (p.returned_at IS NOT NULL OR w.is_open)"
	"   AND (r.stage = 'self_assessment' OR p.returned_at IS NOT NULL AND r.stage IN ('appraisal', 'explanation'))"
	"  ELSE r.stage = g.stage AND w.is_open END)"
	" AND NOT EXISTS (SELECT FROM %1$s.delegation d WHERE d.round = g.round),"
	" ARRAY(SELECT DISTINCT d.needs FROM %1$s.node_need d"
	"  WHERE d.scheme = (SELECT o.scheme FROM %1$s.round o WHERE o.code = g.round))"
	" FROM (SELECT u.* FROM unnest($1, $2, $3, $4) u (round, stage, agency, entered)"
	"  ORDER BY u.round, u.agency OFFSET 0) g"
	" CROSS JOIN LATERAL (SELECT r.stage FROM %1$s.round r WHERE r.code = g.round OFFSET 0) r"
	" LEFT JOIN LATERAL (SELECT p.agency, p.submitted_at, p.returned_at FROM %1$s.participant p"
	"  WHERE g.entered AND g.stage = 'self' AND p.round = g.round AND p.agency = g.agency OFFSET 0 FOR SHARE) p ON true"
	" CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM %1$s.stage_window s"
	"  WHERE s.round = g.round AND s.stage = CASE g.stage WHEN 'self' THEN 'self_assessment' ELSE g.stage END"
	"  AND (clock_timestamp() < s.opens_at OR clock_timestamp() >= s.closes_at) OFFSET 0) AS is_open) w"
	" GROUP BY g.round ORDER BY g.round",
	4, {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLARRAYOID},
	"TbA"
};

static const Question admit_question = {
	"SELECT %1$s._admit_written($1, $2, $3, $4, $5, $6)",
	6, {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLARRAYOID, OIDOID},
	NULL
};

static const Question follow_question = {
	"SELECT %1$s._follow_assessments($1, $2, $3, $4)",
	4, {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID},
	NULL
};

/* ---------- rows ---------- */

static void
OpenRows(Written *written, TriggerData *trigger)
{
	TupleDesc	tupdesc = RelationGetDescr(trigger->tg_relation);

	memset(written, 0, sizeof(*written));
	written->context = AllocSetContextCreate(CurrentMemoryContext, "par.assessments_written",
											 ALLOCSET_DEFAULT_SIZES);
	written->row = AllocSetContextCreate(written->context, "par.assessments_written row",
										 ALLOCSET_SMALL_SIZES);
	written->trigger = trigger;
	FindColumns(trigger->tg_relation, columns, COLUMNS, written->attributes, "par.assessments_written");
	written->rows = TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? trigger->tg_oldtable : trigger->tg_newtable;
	written->slot = MakeSingleTupleTableSlot(tupdesc, &TTSOpsMinimalTuple);
	written->pointer = tuplestore_alloc_read_pointer(written->rows, EXEC_FLAG_REWIND);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		written->old_rows = trigger->tg_oldtable;
		written->old_slot = MakeSingleTupleTableSlot(tupdesc, &TTSOpsMinimalTuple);
		written->old_pointer = tuplestore_alloc_read_pointer(written->old_rows, EXEC_FLAG_REWIND);
	}
	NameTableInit(&written->names, written->context);
}

static void
CloseRows(Written *written)
{
	ExecDropSingleTupleTableSlot(written->slot);
	if (written->old_slot != NULL)
		ExecDropSingleTupleTableSlot(written->old_slot);
	MemoryContextDelete(written->context);
}

static void
Rewind(Written *written)
{
	tuplestore_select_read_pointer(written->rows, written->pointer);
	tuplestore_rescan(written->rows);
	if (written->old_rows != NULL)
	{
		tuplestore_select_read_pointer(written->old_rows, written->old_pointer);
		tuplestore_rescan(written->old_rows);
	}
}

/* rows of an update stand in both tables in the same order */
static bool
NextRow(Written *written)
{
	CHECK_FOR_INTERRUPTS();
	MemoryContextReset(written->row);
	tuplestore_select_read_pointer(written->rows, written->pointer);
	if (!tuplestore_gettupleslot(written->rows, true, false, written->slot))
		return false;
	if (written->old_rows != NULL)
	{
		tuplestore_select_read_pointer(written->old_rows, written->old_pointer);
		if (!tuplestore_gettupleslot(written->old_rows, true, false, written->old_slot))
			elog(ERROR, "rows before an update are fewer than those after");
	}
	return true;
}

/* of a column that is never null in the table of a registry */
static Datum
ValueOf(const Written *written, Column column)
{
	bool		isnull;
	Datum		value = slot_getattr(written->slot, written->attributes[column], &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger function %s is for the table assessment of a registry", "par.assessments_written"),
				 errdetail("In table \"%s\", column \"%s\" is null.", RelationGetRelationName(written->trigger->tg_relation),
						   columns[column].name)));
	return value;
}

static bool
IsChanged(const Written *written, Column column)
{
	bool		isnull;
	bool		old_isnull;
	bool		same;
	MemoryContext caller;
	Datum		value = slot_getattr(written->slot, written->attributes[column], &isnull);
	Datum		old = slot_getattr(written->old_slot, written->attributes[column], &old_isnull);

	if (isnull || old_isnull)
		return isnull != old_isnull;
	caller = MemoryContextSwitchTo(written->row);
	same = DatumGetBool(DirectFunctionCall2Coll(equality[column], C_COLLATION_OID, value, old));
	MemoryContextSwitchTo(caller);
	return !same;
}

static bool
IsCounted(const Written *written)
{
	return written->old_rows == NULL ||
		IsChanged(written, COLUMN_POINTS) || IsChanged(written, COLUMN_NOT_APPLICABLE);
}

/* what was taken over, and still is, follows what the agency submits: par.assessment_score looked */
static bool
IsEntered(const Written *written)
{
	if (written->old_rows == NULL)
		return true;
	if (DatumGetBool(ValueOf(written, COLUMN_TAKEN_OVER)))
		return false;
	return IsChanged(written, COLUMN_INPUTS) || IsChanged(written, COLUMN_NOTE) ||
		IsChanged(written, COLUMN_ASSESSED_BY) || IsChanged(written, COLUMN_ASSESSED_AT) ||
		IsChanged(written, COLUMN_BY_HAND) ||
		(DatumGetBool(ValueOf(written, COLUMN_BY_HAND)) && IsChanged(written, COLUMN_POINTS));
}

/* ---------- groups ---------- */

static WrittenGroup *
GroupOf(Written *written)
{
	char		buffer[512];
	char	   *key = buffer;
	text	   *parts[3];
	int			length = 0;
	int			number;
	bool		added;

	for (int i = 0; i < 3; i++)
	{
		parts[i] = DatumGetTextPP(ValueOf(written, (Column) (COLUMN_ROUND + i)));
		length += VARSIZE_ANY_EXHDR(parts[i]) + 1;
	}
	if (length > (int) sizeof(buffer))
		key = MemoryContextAlloc(written->context, length);
	length = 0;
	for (int i = 0; i < 3; i++)
	{
		memcpy(key + length, VARDATA_ANY(parts[i]), VARSIZE_ANY_EXHDR(parts[i]));
		length += VARSIZE_ANY_EXHDR(parts[i]);
		key[length++] = '\0';
	}
	number = NameTableAdd(&written->names, key, length, &added);
	if (added)
	{
		MemoryContext caller = MemoryContextSwitchTo(written->context);
		WrittenGroup	   *group;

		if (number >= written->capacity)
		{
			written->capacity = Max(16, written->capacity * 2);
			written->groups = written->groups == NULL ?
				palloc(sizeof(WrittenGroup) * written->capacity) :
				repalloc_huge(written->groups, sizeof(WrittenGroup) * written->capacity);
		}
		group = &written->groups[number];
		memset(group, 0, sizeof(*group));
		group->round = datumCopy(PointerGetDatum(parts[0]), false, -1);
		group->stage = datumCopy(PointerGetDatum(parts[1]), false, -1);
		group->agency = datumCopy(PointerGetDatum(parts[2]), false, -1);
		MemoryContextSwitchTo(caller);
	}
	return &written->groups[number];
}

static void
GatherGroups(Written *written)
{
	Rewind(written);
	while (NextRow(written))
	{
		WrittenGroup	   *group = GroupOf(written);

		group->entered = group->entered || IsEntered(written);
		group->counted = group->counted || IsCounted(written);
	}
}

static Datum
TextArray(Datum *values, int count)
{
	return PointerGetDatum(construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
BoolArray(Datum *values, int count)
{
	return PointerGetDatum(construct_array(values, count, BOOLOID, 1, true, TYPALIGN_CHAR));
}

/* rounds, stages, agencies, and whether anything was entered, as parameters */
static void
GroupParameters(const Written *written, Datum *parameters)
{
	int			count = written->names.count;
	Datum	   *values = palloc(sizeof(Datum) * count);

	for (int i = 0; i < count; i++)
		values[i] = written->groups[i].round;
	parameters[0] = TextArray(values, count);
	for (int i = 0; i < count; i++)
		values[i] = written->groups[i].stage;
	parameters[1] = TextArray(values, count);
	for (int i = 0; i < count; i++)
		values[i] = written->groups[i].agency;
	parameters[2] = TextArray(values, count);
	for (int i = 0; i < count; i++)
		values[i] = BoolGetDatum(written->groups[i].entered);
	parameters[3] = BoolArray(values, count);
}

static bool
SameText(Datum a, Datum b)
{
	return DatumGetBool(DirectFunctionCall2Coll(texteq, C_COLLATION_OID, a, b));
}

/* the rounds of the groups; each has a participant, and so exists */
static WrittenRound *
AskRounds(const Asker *asker, const Written *written, int *count)
{
	Datum		parameters[4];
	WrittenRound *rounds;
	MemoryContext caller = MemoryContextSwitchTo(written->context);

	GroupParameters(written, parameters);
	*count = (int) Ask(asker, &round_question, parameters, NULL, 0);
	rounds = palloc(sizeof(WrittenRound) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
	{
		WrittenRound *round = &rounds[i];
		bool		isnull;
		bool		added;
		Datum	   *needs;
		int			nneeds;

		round->code = datumCopy(Answer(i, 1, &isnull), false, -1);
		round->asks_more = !AnswerBoolean(i, 2);
		NameTableInit(&round->needs, written->context);
		deconstruct_array(DatumGetArrayTypeP(Answer(i, 3, &isnull)), TEXTOID, -1, false, TYPALIGN_INT,
						  &needs, NULL, &nneeds);
		for (int k = 0; k < nneeds; k++)
			NameTableAdd(&round->needs, VARDATA_ANY(DatumGetPointer(needs[k])),
						 VARSIZE_ANY_EXHDR(DatumGetPointer(needs[k])), &added);
	}
	MemoryContextSwitchTo(caller);
	return rounds;
}

/* ---------- rows to be looked at one by one ---------- */

/* Keys of rows, which come as parameters: round, agency, stage, criterion, entered. */
typedef struct RowKeys
{
	int			count;
	int			capacity;
	Datum	   *values[5];
} RowKeys;

static void
AddKeys(const Written *written, RowKeys *keys, bool entered)
{
	static const Column order[] = {COLUMN_ROUND, COLUMN_AGENCY, COLUMN_STAGE, COLUMN_CRITERION};

	if (keys->count == keys->capacity)
	{
		keys->capacity = Max(64, keys->capacity * 2);
		for (int i = 0; i < 5; i++)
			keys->values[i] = keys->count == 0 ?
				palloc(sizeof(Datum) * keys->capacity) :
				repalloc_huge(keys->values[i], sizeof(Datum) * keys->capacity);
	}
	for (int i = 0; i < 4; i++)
		keys->values[i][keys->count] = datumCopy(ValueOf(written, order[i]), false, -1);
	keys->values[4][keys->count++] = BoolGetDatum(entered);
}

static void
KeyParameters(const RowKeys *keys, Datum *parameters)
{
	for (int i = 0; i < 4; i++)
		parameters[i] = TextArray(keys->values[i], keys->count);
	parameters[4] = BoolArray(keys->values[4], keys->count);
}

/* refuses with reasons what is not admitted */
static void
AdmitRows(const Asker *asker, Written *written)
{
	MemoryContext caller = MemoryContextSwitchTo(written->context);
	RowKeys		keys = {0};
	Datum		parameters[6];

	Rewind(written);
	while (NextRow(written))
		AddKeys(written, &keys, IsEntered(written));
	KeyParameters(&keys, parameters);
	parameters[5] = ObjectIdGetDatum(ActorId());
	Ask(asker, &admit_question, parameters, NULL, 1);
	MemoryContextSwitchTo(caller);
}

/* scores anew what reads the points of rows that count otherwise now */
static void
FollowRows(const Asker *asker, Written *written, const WrittenRound *rounds, int nrounds)
{
	MemoryContext caller = MemoryContextSwitchTo(written->context);
	RowKeys		keys = {0};
	Datum		parameters[5];
	int			round = 0;

	Rewind(written);
	while (NextRow(written))
	{
		Datum		code = ValueOf(written, COLUMN_ROUND);
		text	   *criterion = DatumGetTextPP(ValueOf(written, COLUMN_CRITERION));

		for (int i = 0; i < nrounds && !SameText(rounds[round].code, code); i++)
			round = (round + 1) % nrounds;
		if (NameTableFind(&rounds[round].needs, VARDATA_ANY(criterion), VARSIZE_ANY_EXHDR(criterion)) >= 0 &&
			IsCounted(written))
			AddKeys(written, &keys, false);
	}
	if (keys.count > 0)
	{
		KeyParameters(&keys, parameters);
		Ask(asker, &follow_question, parameters, NULL, 1);
	}
	MemoryContextSwitchTo(caller);
}

static void
TallyGroups(const Asker *asker, const Written *written, Datum round)
{
	MemoryContext caller = MemoryContextSwitchTo(written->context);
	TallyWork	work;

	TallyWorkInit(&work);
	for (int i = 0; i < written->names.count; i++)
	{
		const WrittenGroup *group = &written->groups[i];

		if (group->counted && SameText(group->round, round))
			TallyWorkAdd(&work, BasisOfStage(DatumGetTextPP(group->stage)), group->agency);
	}
	KeepTally(asker, round, &work, true);
	MemoryContextSwitchTo(caller);
}

Datum
assessments_written(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Written		written;
	WrittenRound *rounds;
	Asker		asker;
	int			nrounds;
	bool		asks_more = false;
	bool		is_read = false;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) || TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event) ||
		(TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? trigger->tg_oldtable == NULL : trigger->tg_newtable == NULL) ||
		(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) && trigger->tg_oldtable == NULL))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function %s is a trigger after insert, update or delete of a statement, with transition tables",
						"par.assessments_written")));
	OpenRows(&written, trigger);
	GatherGroups(&written);
	if (written.names.count > 0)
	{
		BeginToAskAsOwner(&asker, trigger->tg_relation);
		rounds = AskRounds(&asker, &written, &nrounds);
		for (int i = 0; i < nrounds; i++)
		{
			asks_more |= rounds[i].asks_more;
			is_read |= rounds[i].needs.count > 0;
		}
		if (asks_more)
			AdmitRows(&asker, &written);
		if (is_read)
			FollowRows(&asker, &written, rounds, nrounds);
		for (int i = 0; i < nrounds; i++)
			TallyGroups(&asker, &written, rounds[i].code);
		EndToAsk(&asker);
	}
	CloseRows(&written);
	return PointerGetDatum(NULL);
}

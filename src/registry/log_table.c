/*-------------------------------------------------------------------------
 *
 * log_table.c
 *	  Adding rows to a table of the log, many at a time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "nodes/primnodes.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "registry/log_table.h"

/* rows wait for one another up to this size */
#define LOG_TABLE_BYTES		65536

/* no function is called by the condition of an index */
static bool
IsPlain(List *condition)
{
	ListCell   *cell;

	foreach(cell, condition)
	{
		const NullTest *test = lfirst(cell);

		if (!IsA(test, NullTest) || !IsA(test->arg, Var))
			return false;
	}
	return true;
}

void
LogTableOpen(LogTable *table, Relation relation)
{
	table->relation = relation;
	table->context = AllocSetContextCreate(CurrentMemoryContext, "par.log_table", ALLOCSET_DEFAULT_SIZES);
	table->batch = AllocSetContextCreate(table->context, "par.log_table rows", ALLOCSET_DEFAULT_SIZES);
	table->state = CreateExecutorState();
	table->result = makeNode(ResultRelInfo);
	InitResultRelInfo(table->result, relation, 0, NULL, 0);
	ExecOpenIndices(table->result, false);
	/* nobody's code runs between what is written and the end of the transaction */
	for (int i = 0; i < table->result->ri_NumIndices; i++)
	{
		const IndexInfo *index = table->result->ri_IndexRelationInfo[i];

		if (index->ii_Expressions != NIL || index->ii_ExclusionOps != NULL || !IsPlain(index->ii_Predicate))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("indexes of table \"%s\" are of its columns alone", RelationGetRelationName(relation)),
					 errdetail("Index \"%s\" has an expression, or a condition other than IS NOT NULL.",
							   RelationGetRelationName(table->result->ri_IndexRelationDescs[i]))));
	}
	table->nslots = 0;
	table->count = 0;
	table->bytes = 0;
}

TupleTableSlot *
LogTableRow(LogTable *table)
{
	TupleTableSlot *slot;

	if (table->count == table->nslots)
	{
		MemoryContext caller = MemoryContextSwitchTo(table->context);

		table->slots[table->nslots++] = table_slot_create(table->relation, NULL);
		MemoryContextSwitchTo(caller);
	}
	slot = table->slots[table->count];
	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	return slot;
}

static void
Flush(LogTable *table)
{
	MemoryContext caller;

	if (table->count == 0)
		return;
	caller = MemoryContextSwitchTo(GetPerTupleMemoryContext(table->state));
	table_multi_insert(table->relation, table->slots, table->count, GetCurrentCommandId(true), 0, NULL);
	for (int i = 0; i < table->count; i++)
	{
		if (table->result->ri_NumIndices > 0)
			ParInsertIndexEntries(table->result, table->slots[i], table->state);
		ExecClearTuple(table->slots[i]);
	}
	MemoryContextSwitchTo(caller);
	ResetPerTupleExprContext(table->state);
	MemoryContextReset(table->batch);
	table->count = 0;
	table->bytes = 0;
}

void
LogTableAdd(LogTable *table, Size bytes)
{
	ExecStoreVirtualTuple(table->slots[table->count++]);
	table->bytes += bytes;
	if (table->count == LOG_TABLE_ROWS || table->bytes >= LOG_TABLE_BYTES)
		Flush(table);
}

void
LogTableClose(LogTable *table)
{
	Flush(table);
	for (int i = 0; i < table->nslots; i++)
		ExecDropSingleTupleTableSlot(table->slots[i]);
	ExecCloseIndices(table->result);
	FreeExecutorState(table->state);
	MemoryContextDelete(table->context);
}

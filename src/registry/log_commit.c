/*-------------------------------------------------------------------------
 *
 * log_commit.c
 *	  When what was written to the log of a registry was committed.
 *
 * Times of statements do not tell what was there at a moment: what was written before it may
 * have been committed after.  So each transaction writes down the time just before it
 * commits, after everything that a user can have done in it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/xid8.h"

#include "base/compat.h"
#include "registry/log.h"
#include "registry/log_table.h"

PG_FUNCTION_INFO_V1(registry_transaction);

static const RowColumn header_columns[] = {
	{"id", INT8OID},
	{"transaction", INT8OID},
	{"changed_at", TIMESTAMPTZOID},
	{"actor", TEXTOID},
	{"login", TEXTOID},
	{"client", TEXTOID},
	{"application", TEXTOID},
	{"table_name", TEXTOID},
	{"operation", TEXTOID},
	{"key_columns", TEXTARRAYOID},
	{"row_count", INT8OID},
	{"hash", TEXTOID},
};

static const RowColumn row_columns[] = {
	{"log", INT8OID},
	{"place", INT4OID},
	{"key", TEXTOID},
	{"old", JSONOID},
	{"new", JSONOID},
	{"run", TEXTOID},
	{"run_start", INT4OID},
};

static const RowColumn commit_columns[] = {
	{"transaction", INT8OID},
	{"xid", XID8OID},
	{"committed_at", TIMESTAMPTZOID},
};

static const struct
{
	const char *name;
	const RowColumn *columns;
	int			ncolumns;
}			parts[LOG_PARTS] = {
	{"change_log", header_columns, lengthof(header_columns)},
	{"change_row", row_columns, lengthof(row_columns)},
	{"change_commit", commit_columns, lengthof(commit_columns)},
};

Oid
LogPartOf(Oid schema, LogPart part)
{
	return get_relname_relid(parts[part].name, schema);
}

void
CheckLogPart(Relation relation, LogPart part, Oid owner)
{
	TupleDesc	tupdesc = RelationGetDescr(relation);
	bool		fits = relation->rd_rel->relkind == RELKIND_RELATION && relation->rd_rel->relowner == owner &&
		tupdesc->natts >= parts[part].ncolumns;

	for (int i = 0; fits && i < parts[part].ncolumns; i++)
	{
		Form_pg_attribute att = TupleDescAttr(tupdesc, i);

		fits = !att->attisdropped && att->atttypid == parts[part].columns[i].type &&
			strcmp(NameStr(att->attname), parts[part].columns[i].name) == 0;
	}
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("table \"%s\" is not that of a registry", RelationGetRelationName(relation))));
}

/* A log that the transaction at work has written to. */
typedef struct PendingLog
{
	Oid			commits;		/* its table of commits */
	int64		transaction;
} PendingLog;

static List *pending_logs = NIL;	/* of TopTransactionContext */

static PendingLog *
FindPending(Oid commits)
{
	ListCell   *cell;

	foreach(cell, pending_logs)
	{
		PendingLog *pending = lfirst(cell);

		if (pending->commits == commits)
			return pending;
	}
	return NULL;
}

static void
WriteCommit(const PendingLog *pending)
{
	Relation	relation = try_relation_open(pending->commits, RowExclusiveLock);
	LogTable	table;
	TupleTableSlot *slot;

	/* the registry may be gone */
	if (relation == NULL)
		return;
	CheckLogPart(relation, LOG_COMMITS, relation->rd_rel->relowner);
	LogTableOpen(&table, relation);
	slot = LogTableRow(&table);
	slot->tts_values[0] = Int64GetDatum(pending->transaction);
	slot->tts_values[1] = FullTransactionIdGetDatum(GetTopFullTransactionId());
	slot->tts_values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	slot->tts_isnull[0] = slot->tts_isnull[1] = slot->tts_isnull[2] = false;
	LogTableAdd(&table, 0);
	LogTableClose(&table);
	relation_close(relation, NoLock);
}

static void
AtTransactionEvent(XactEvent event, void *argument)
{
	ListCell   *cell;

	(void) argument;
	if (pending_logs == NIL)
		return;
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
			PushActiveSnapshot(GetTransactionSnapshot());
			foreach(cell, pending_logs)
				WriteCommit(lfirst(cell));
			PopActiveSnapshot();
			pending_logs = NIL;
			break;
		case XACT_EVENT_PRE_PREPARE:
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("a transaction that has written to a registry cannot be prepared"),
					 errdetail("Its log tells when it was committed.")));
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			pending_logs = NIL;
			break;
		default:
			break;
	}
}

int64
LogTransaction(Oid commits, int64 entry)
{
	static bool is_registered = false;
	PendingLog *pending = FindPending(commits);
	MemoryContext caller;

	if (pending != NULL)
		return pending->transaction;
	if (!is_registered)
	{
		RegisterXactCallback(AtTransactionEvent, NULL);
		is_registered = true;
	}
	caller = MemoryContextSwitchTo(TopTransactionContext);
	pending = palloc(sizeof(PendingLog));
	pending->commits = commits;
	pending->transaction = entry;
	pending_logs = lappend(pending_logs, pending);
	MemoryContextSwitchTo(caller);
	return entry;
}

/* the number of the transaction at work in the log of a registry; NULL: it has written nothing */
Datum
registry_transaction(PG_FUNCTION_ARGS)
{
	PendingLog *pending = FindPending(LogPartOf(RegistryOfArgument(fcinfo, 0), LOG_COMMITS));

	if (pending == NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT64(pending->transaction);
}

/*-------------------------------------------------------------------------
 *
 * log.c
 *	  The trigger that writes down, once a statement, what it has changed.
 *
 * An entry says who, when, from where, in which table, and has a hash over itself and its
 * rows; a row says what it was before, and what has become of it.  Rows are gone through
 * once, of which there may be a million, and kept no longer than until they are in the
 * table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "registry/actor.h"
#include "registry/log.h"
#include "registry/log_table.h"
#include "registry/row_json.h"

PG_FUNCTION_INFO_V1(log_changes);

/* rows that are hashed together: entries of any size can be looked through piece by piece */
#define HASHED_ROWS		1000

#define HEADER_COLUMNS	12

/* An entry that is being written. */
typedef struct Entry
{
	TriggerData *trigger;
	MemoryContext context;
	const char *operation;
	int64		id;				/* 0: nothing has changed yet */
	int64		transaction;
	int64		count;			/* of rows */
	RowJson		json;
	LogTable	rows;
	StringInfoData line;		/* of a row as it is hashed */
	TupleTableSlot *last;		/* row that is not yet added: whether its run goes on is not known */
	StringInfoData run;			/* what the keys of a run of rows have in common */
	int32		run_start;		/* place of its first row */
	Size		last_bytes;
	ParSha256	hash;			/* of the last rows */
	StringInfoData digests;		/* of those before, in hexadecimal */
	Relation	parts[LOG_PARTS];
} Entry;

/* ---------- hashes ---------- */

/* what is hashed is in UTF-8, wherever the registry is */
static void
AddToHash(ParSha256 hash, const char *data, int length)
{
	char	   *utf8 = pg_server_to_any(data, length, PG_UTF8);

	ParSha256Add(hash, utf8, utf8 == data ? (size_t) length : strlen(utf8));
	if (utf8 != data)
		pfree(utf8);
}

static void
EndHash(ParSha256 hash, StringInfo into)
{
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	ParSha256End(hash, digest);
	enlargeStringInfo(into, 2 * PG_SHA256_DIGEST_LENGTH);
	into->len += (int) hex_encode((const char *) digest, PG_SHA256_DIGEST_LENGTH, into->data + into->len);
	into->data[into->len] = '\0';
}

/* ---------- rows ---------- */

static Datum
TextOfLine(Entry *entry, int from, int to)
{
	return PointerGetDatum(cstring_to_text_with_len(entry->line.data + from, to - from));
}

static void
BeginEntry(Entry *entry)
{
	Relation	log = entry->parts[LOG_HEADERS];
	Oid			sequence = get_relname_relid("change_log_id_seq", RelationGetNamespace(log));

	if (!OidIsValid(sequence))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("table \"%s\" is not that of a registry", RelationGetRelationName(log))));
	entry->id = nextval_internal(sequence, false);
	entry->transaction = LogTransaction(RelationGetRelid(entry->parts[LOG_COMMITS]), entry->id);
	entry->hash = ParSha256Create();
	LogTableOpen(&entry->rows, entry->parts[LOG_ROWS]);
}

/*
 * Rows of which the first two columns of the key are the same mostly follow one another: the
 * last one of them tells which they are, so that those of an agency are found again without
 * an index of all rows.
 */
static void
AddLast(Entry *entry, bool run_ends)
{
	TupleTableSlot *slot = entry->last;

	if (run_ends)
	{
		MemoryContext caller = MemoryContextSwitchTo(entry->rows.batch);
		char		start[32];

		slot->tts_values[5] = PointerGetDatum(cstring_to_text_with_len(entry->run.data, entry->run.len));
		slot->tts_values[6] = Int32GetDatum(entry->run_start);
		slot->tts_isnull[5] = slot->tts_isnull[6] = false;
		MemoryContextSwitchTo(caller);
		AddToHash(entry->hash, entry->run.data, entry->run.len);
		pg_ltoa(entry->run_start, start + 1);
		start[0] = '\n';
		strcat(start, "\n");
		ParSha256Add(entry->hash, start, strlen(start));
	}
	else
		ParSha256Add(entry->hash, "\n\n", 2);
	LogTableAdd(&entry->rows, entry->last_bytes);
}

/* before: NULL, it was not there; after: NULL, it is there no longer */
static void
AddRow(Entry *entry, TupleTableSlot *before, TupleTableSlot *after)
{
	StringInfo	line = &entry->line;
	TupleTableSlot *slot;
	MemoryContext caller;
	int			run;
	int			key;
	int			old;
	int			new;
	bool		run_ends;
	char		place[32];

	resetStringInfo(line);
	run = RowJsonKey(&entry->json, before != NULL ? before : after, line);
	key = line->len;
	appendStringInfoChar(line, '\n');
	if (before != NULL)
		RowJsonWhole(&entry->json, before, line);
	old = line->len;
	appendStringInfoChar(line, '\n');
	if (before != NULL && after != NULL)
	{
		if (!RowJsonChanges(&entry->json, before, after, line))
			return;
	}
	else if (after != NULL)
		RowJsonWhole(&entry->json, after, line);
	new = line->len;
	appendStringInfoChar(line, '\n');

	if (entry->id == 0)
		BeginEntry(entry);
	run_ends = entry->run.len != run || memcmp(entry->run.data, line->data, run) != 0;
	if (entry->count > 0)
		AddLast(entry, run_ends);
	if (entry->count % HASHED_ROWS == 0)
	{
		if (entry->count > 0)
			EndHash(entry->hash, &entry->digests);
		ParSha256Begin(entry->hash);
	}
	if (entry->count++ == PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a statement changes too many rows of table \"%s\"",
						RelationGetRelationName(entry->trigger->tg_relation))));
	if (run_ends)
	{
		resetStringInfo(&entry->run);
		appendBinaryStringInfo(&entry->run, line->data, run);
		entry->run_start = (int32) entry->count;
	}
	pg_ltoa((int32) entry->count, place);
	strcat(place, "\n");
	ParSha256Add(entry->hash, place, strlen(place));
	AddToHash(entry->hash, line->data, line->len);

	slot = LogTableRow(&entry->rows);
	caller = MemoryContextSwitchTo(entry->rows.batch);
	slot->tts_values[0] = Int64GetDatum(entry->id);
	slot->tts_values[1] = Int32GetDatum((int32) entry->count);
	slot->tts_values[2] = TextOfLine(entry, 0, key);
	slot->tts_isnull[0] = slot->tts_isnull[1] = slot->tts_isnull[2] = false;
	if (before != NULL)
	{
		slot->tts_values[3] = TextOfLine(entry, key + 1, old);
		slot->tts_isnull[3] = false;
	}
	if (after != NULL)
	{
		slot->tts_values[4] = TextOfLine(entry, old + 1, new);
		slot->tts_isnull[4] = false;
	}
	MemoryContextSwitchTo(caller);
	entry->last = slot;
	entry->last_bytes = line->len;
}

static void
AddChange(Entry *entry, TupleTableSlot *before, TupleTableSlot *after)
{
	/* what gets another key is there no longer under the one that it had */
	if (before != NULL && after != NULL && !RowJsonSameKey(&entry->json, before, after))
	{
		AddRow(entry, before, NULL);
		AddRow(entry, NULL, after);
	}
	else
		AddRow(entry, before, after);
}

/* rows of an update stand in both tables in the same order: no key is looked up */
static void
AddTransition(Entry *entry)
{
	TriggerData *trigger = entry->trigger;
	Tuplestorestate *stores[2] = {
		TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? NULL : trigger->tg_oldtable,
		TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? NULL : trigger->tg_newtable
	};
	TupleTableSlot *slots[2] = {NULL, NULL};
	int			pointers[2];

	for (int i = 0; i < 2; i++)
		if (stores[i] != NULL)
		{
			slots[i] = MakeSingleTupleTableSlot(RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);
			pointers[i] = tuplestore_alloc_read_pointer(stores[i], EXEC_FLAG_REWIND);
			tuplestore_select_read_pointer(stores[i], pointers[i]);
			tuplestore_rescan(stores[i]);
		}
	for (;;)
	{
		bool		found[2] = {false, false};

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < 2; i++)
			if (stores[i] != NULL)
			{
				tuplestore_select_read_pointer(stores[i], pointers[i]);
				found[i] = tuplestore_gettupleslot(stores[i], true, false, slots[i]);
			}
		if (!found[0] && !found[1])
			break;
		if ((stores[0] != NULL && !found[0]) || (stores[1] != NULL && !found[1]))
			elog(ERROR, "rows before an update are not as many as those after");
		AddChange(entry, slots[0], slots[1]);
	}
	for (int i = 0; i < 2; i++)
		if (slots[i] != NULL)
			ExecDropSingleTupleTableSlot(slots[i]);
}

/* a truncation names no rows: they are read before it */
static void
AddAll(Entry *entry)
{
	Relation	relation = entry->trigger->tg_relation;
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TableScanDesc scan = table_beginscan(relation, snapshot, 0, NULL);

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		AddRow(entry, slot, NULL);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
}

/* ---------- the entry ---------- */

/* Who it was, and from where. */
typedef struct Writer
{
	const char *actor;
	const char *login;			/* NULL: the same */
	const char *client;			/* NULL: the server itself */
	const char *application;	/* NULL: it has not said */
} Writer;

/* the address from which the session came, which stays the same */
static const char *
ClientAddress(void)
{
	static bool is_known = false;
	static char *address = NULL;

	if (!is_known)
	{
		LOCAL_FCINFO(fcinfo, 0);
		Datum		inet;

		InitFunctionCallInfoData(*fcinfo, NULL, 0, InvalidOid, NULL, NULL);
		inet = inet_client_addr(fcinfo);
		if (!fcinfo->isnull)
			address = MemoryContextStrdup(TopMemoryContext, DatumGetCString(DirectFunctionCall1(inet_out, inet)));
		is_known = true;
	}
	return address;
}

/* a role may just have been dropped */
static const char *
RoleName(Oid role)
{
	const char *name = GetUserNameFromId(role, true);

	return name != NULL ? name : psprintf("role with OID %u", role);
}

static void
SetWriter(Writer *writer)
{
	Oid			actor = ActorId();

	writer->actor = RoleName(actor);
	writer->login = actor == GetSessionUserId() ? NULL : RoleName(GetSessionUserId());
	writer->client = ClientAddress();
	writer->application = application_name == NULL || *application_name == '\0' ? NULL : application_name;
}

static void
AppendString(StringInfo into, const char *string)
{
	appendStringInfoString(into, ", ");
	if (string == NULL)
		appendStringInfoString(into, "null");
	else
		AppendJsonString(into, string, strlen(string));
}

static void
SetString(TupleTableSlot *slot, int column, const char *string)
{
	slot->tts_isnull[column] = string == NULL;
	if (string != NULL)
		slot->tts_values[column] = CStringGetTextDatum(string);
}

/* as verify_log() writes it in SQL */
static void
AppendLine(const Entry *entry, const Writer *writer, TimestampTz at, StringInfo into)
{
	const Trigger *trigger = entry->trigger->tg_trigger;
	int64		since_1970 = at + (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;

	appendStringInfo(into, "[" INT64_FORMAT ", " INT64_FORMAT ", " INT64_FORMAT,
					 entry->id, entry->transaction, since_1970);
	AppendString(into, writer->actor);
	AppendString(into, writer->login);
	AppendString(into, writer->client);
	AppendString(into, writer->application);
	AppendString(into, RelationGetRelationName(entry->trigger->tg_relation));
	AppendString(into, entry->operation);
	appendStringInfoString(into, ", [");
	for (int i = 0; i < trigger->tgnargs; i++)
	{
		if (i > 0)
			appendStringInfoString(into, ", ");
		AppendJsonString(into, trigger->tgargs[i], strlen(trigger->tgargs[i]));
	}
	appendStringInfo(into, "], " INT64_FORMAT "]", entry->count);
}

static void
EndEntry(Entry *entry)
{
	const Trigger *trigger = entry->trigger->tg_trigger;
	LogTable	headers;
	TupleTableSlot *slot;
	Writer		writer;
	TimestampTz at = GetCurrentTimestamp();
	StringInfoData line;
	StringInfoData hash;
	Datum	   *keys = palloc(sizeof(Datum) * Max(trigger->tgnargs, 1));

	AddLast(entry, true);
	LogTableClose(&entry->rows);
	EndHash(entry->hash, &entry->digests);
	SetWriter(&writer);
	initStringInfo(&line);
	initStringInfo(&hash);
	AppendLine(entry, &writer, at, &line);
	ParSha256Begin(entry->hash);
	appendStringInfoChar(&line, '\n');
	AddToHash(entry->hash, line.data, line.len);
	ParSha256Add(entry->hash, entry->digests.data, entry->digests.len);
	EndHash(entry->hash, &hash);
	ParSha256Free(entry->hash);

	LogTableOpen(&headers, entry->parts[LOG_HEADERS]);
	slot = LogTableRow(&headers);
	memset(slot->tts_isnull, false, sizeof(bool) * HEADER_COLUMNS);
	slot->tts_values[0] = Int64GetDatum(entry->id);
	slot->tts_values[1] = Int64GetDatum(entry->transaction);
	slot->tts_values[2] = TimestampTzGetDatum(at);
	SetString(slot, 3, writer.actor);
	SetString(slot, 4, writer.login);
	SetString(slot, 5, writer.client);
	SetString(slot, 6, writer.application);
	SetString(slot, 7, RelationGetRelationName(entry->trigger->tg_relation));
	SetString(slot, 8, entry->operation);
	for (int i = 0; i < trigger->tgnargs; i++)
		keys[i] = CStringGetTextDatum(trigger->tgargs[i]);
	slot->tts_values[9] = PointerGetDatum(construct_array(keys, trigger->tgnargs, TEXTOID, -1, false, TYPALIGN_INT));
	slot->tts_values[10] = Int64GetDatum(entry->count);
	SetString(slot, 11, hash.data);
	LogTableAdd(&headers, 0);
	LogTableClose(&headers);
}

static void
CheckCall(FunctionCallInfo fcinfo, const TriggerData *trigger)
{
	bool		fits = CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event);

	if (fits && TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
		fits = TRIGGER_FIRED_BEFORE(trigger->tg_event);
	else if (fits)
		fits = TRIGGER_FIRED_AFTER(trigger->tg_event) &&
			(TRIGGER_FIRED_BY_INSERT(trigger->tg_event) || trigger->tg_oldtable != NULL) &&
			(TRIGGER_FIRED_BY_DELETE(trigger->tg_event) || trigger->tg_newtable != NULL);
	if (!fits || trigger->tg_trigger->tgnargs == 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function %s is a trigger after insert, update or delete of a statement, with transition tables, or before truncate",
						"par.log_changes"),
				 errdetail("Its arguments are the columns that tell rows apart.")));
}

/*
 * The log is that of the schema of the table, and of the same owner: whoever writes there needs
 * no right on it, and nobody has one.
 */
static void
OpenParts(Entry *entry)
{
	Relation	relation = entry->trigger->tg_relation;

	for (int i = 0; i < LOG_PARTS; i++)
	{
		Oid			part = LogPartOf(RelationGetNamespace(relation), (LogPart) i);

		if (!OidIsValid(part) || part == RelationGetRelid(relation))
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("trigger function %s is for the tables of a registry", "par.log_changes"),
					 errdetail("Table \"%s\" has no log beside it.", RelationGetRelationName(relation))));
		entry->parts[i] = relation_open(part, RowExclusiveLock);
		CheckLogPart(entry->parts[i], (LogPart) i, relation->rd_rel->relowner);
	}
}

Datum
log_changes(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Entry		entry = {.trigger = trigger};
	MemoryContext caller;
	int			settings = -1;

	CheckCall(fcinfo, trigger);
	entry.context = AllocSetContextCreate(CurrentMemoryContext, "par.log_changes", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(entry.context);
	OpenParts(&entry);
	entry.operation = TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? "INSERT" :
		TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? "UPDATE" :
		TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? "DELETE" : "TRUNCATE";
	RowJsonOpen(&entry.json, trigger->tg_relation, trigger->tg_trigger->tgargs, trigger->tg_trigger->tgnargs,
				"par.log_changes");
	initStringInfo(&entry.line);
	initStringInfo(&entry.run);
	initStringInfo(&entry.digests);
	if (entry.json.needs_settings)
		settings = RowJsonSettings();
	if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
		AddAll(&entry);
	else
		AddTransition(&entry);
	if (settings >= 0)
		AtEOXact_GUC(true, settings);
	if (entry.id != 0)
		EndEntry(&entry);
	for (int i = 0; i < LOG_PARTS; i++)
		relation_close(entry.parts[i], NoLock);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(entry.context);
	return PointerGetDatum(NULL);
}

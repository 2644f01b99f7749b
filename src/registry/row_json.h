/*-------------------------------------------------------------------------
 *
 * row_json.h
 *	  Rows of any table as JSON.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ROW_JSON_H
#define PAR_ROW_JSON_H

#include "executor/tuptable.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/rel.h"

/* How the values of a column are written. */
typedef enum ValueForm
{
	VALUE_TEXT,
	VALUE_BOOLEAN,
	VALUE_INT2,
	VALUE_INT4,
	VALUE_INT8,
	VALUE_NUMERIC,
	VALUE_JSONB,
	VALUE_TIME,
	VALUE_OTHER					/* what its output function gives, as a string */
} ValueForm;

/* A column that is written; what is generated follows from the others, and is not. */
typedef struct JsonColumn
{
	int			attribute;
	ValueForm	form;
	bool		byval;
	int16		length;
	FmgrInfo	output;			/* of another type */
	char	   *label;			/* its name, quoted, with a colon */
	int			label_length;
} JsonColumn;

/*
 * The columns of a table: those that tell rows apart, in the order that is asked for, and
 * the others.  Numbers keep their digits and times are those of UTC, so that values come back
 * as they were.
 */
typedef struct RowJson
{
	int			nkeys;
	JsonColumn *keys;
	int			nothers;
	JsonColumn *others;
	bool		needs_settings; /* some value depends on those of the session */
	MemoryContext row;			/* of what is made for a row */
} RowJson;

/* in the current memory context; 39P01 where the table has not all of the keys */
extern void RowJsonOpen(RowJson *json, Relation relation, char **keys, int nkeys, const char *function);

/* settings under which values come back as they were, until AtEOXact_GUC(true, the answer) */
extern int	RowJsonSettings(void);

/* ["R", "A", "1.1"], as jsonb writes it; how much of it is that of the first two columns: ["R", "A" */
extern int	RowJsonKey(RowJson *json, TupleTableSlot *slot, StringInfo into);
extern bool RowJsonSameKey(const RowJson *json, TupleTableSlot *a, TupleTableSlot *b);

/* {"points":2.50}: what is not null, but for the key */
extern void RowJsonWhole(RowJson *json, TupleTableSlot *slot, StringInfo into);

/* what is otherwise than before, nulls too; false: nothing is */
extern bool RowJsonChanges(RowJson *json, TupleTableSlot *before, TupleTableSlot *slot, StringInfo into);

/* a string, quoted as jsonb quotes it */
extern void AppendJsonString(StringInfo into, const char *string, int length);

#endif							/* PAR_ROW_JSON_H */

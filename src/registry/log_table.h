/*-------------------------------------------------------------------------
 *
 * log_table.h
 *	  Adding rows to a table of the log, many at a time.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_LOG_TABLE_H
#define PAR_LOG_TABLE_H

#include "nodes/execnodes.h"
#include "registry/ask.h"

#define LOG_TABLE_ROWS	1000

/*
 * Rows go into the table and its indexes without any trigger, constraint or privilege: those
 * refuse whoever else writes it.
 */
typedef struct LogTable
{
	Relation	relation;
	EState	   *state;
	ResultRelInfo *result;
	MemoryContext context;
	MemoryContext batch;		/* of values of rows that are not yet in the table */
	TupleTableSlot *slots[LOG_TABLE_ROWS];
	int			nslots;			/* that there are */
	int			count;			/* rows that are not yet in the table */
	Size		bytes;			/* of these, by and by */
} LogTable;

/* its first columns are these */
extern void LogTableOpen(LogTable *table, Relation relation);

/* where a row is to be put, with all values NULL; values are of table->batch */
extern TupleTableSlot *LogTableRow(LogTable *table);
extern void LogTableAdd(LogTable *table, Size bytes);
extern void LogTableClose(LogTable *table);

#endif							/* PAR_LOG_TABLE_H */

/*-------------------------------------------------------------------------
 *
 * log.h
 *	  Which transactions have written to the log of a registry.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_LOG_H
#define PAR_LOG_H

#include "registry/ask.h"

/*
 * The tables of the log, in the schema of the registry.
 */
typedef enum LogPart
{
	LOG_HEADERS,
	LOG_ROWS,
	LOG_COMMITS,
	LOG_PARTS
} LogPart;

/* 0: there is none */
extern Oid	LogPartOf(Oid schema, LogPart part);

/* 39P01 unless the table is what it is in a registry, and has that owner */
extern void CheckLogPart(Relation relation, LogPart part, Oid owner);

/*
 * The number of the transaction in a log: that of the first entry which it began.  When it
 * commits it leaves a row that says so.
 */
extern int64 LogTransaction(Oid commits, int64 entry);

#endif							/* PAR_LOG_H */

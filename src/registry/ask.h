/*-------------------------------------------------------------------------
 *
 * ask.h
 *	  Questions to the tables of a registry.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ASK_H
#define PAR_ASK_H

#include "executor/spi.h"
#include "utils/numeric.h"
#include "utils/rel.h"

#define QUESTION_MAX_ARGUMENTS	17

/*
 * A query of a registry, in which %1$s stands for its schema.  The plan is made once a
 * process and registry, and found again by the address of the question.
 *
 * A schema may look like a registry, and anybody can make one: that the columns of the answer
 * are of the types that they are read as is looked at every time.  They are a letter each, a
 * capital where there is always a value: a text[], b boolean, c tid, d date, i integer, j jsonb,
 * n numeric, r par.rule, t text, x xid, z timestamptz.
 */
typedef struct Question
{
	const char *query;
	int			nargs;
	Oid			types[QUESTION_MAX_ARGUMENTS];
	const char *answer;			/* NULL: its columns are not read */
} Question;

/* Who asks, of which registry. */
typedef struct Asker
{
	Oid			schema;
	bool		read_only;
	Oid			user;
	int			security;
	int			nest_level;		/* of settings */
} Asker;

/* the registry of which an argument is, a row of one of its types */
extern Oid	RegistryOfArgument(FunctionCallInfo fcinfo, int argument);

/*
 * As the owner of a table of the registry, as a foreign key does, so that who writes needs
 * no right to read; all that was written before is seen.
 */
extern void BeginToAskAsOwner(Asker *asker, Relation relation);

/*
 * As whoever is at work, of the registry schema.  Read only: what the query at work sees is
 * seen, else all that was written before.
 */
extern void BeginToAsk(Asker *asker, Oid schema, bool read_only);

/*
 * Rows are in SPI_tuptable, in the memory of SPI; limit 0: all.  42804 if they are not what the
 * question says.
 */
extern uint64 Ask(const Asker *asker, const Question *question, Datum *arguments, const char *nulls,
				  long limit);
extern void EndToAsk(const Asker *asker);

/* 42804 if a column of a row of the answer, from 1, is null: for what is null with its whole row alone */
extern void RequireAnswer(const Asker *asker, const Question *question, uint64 row, int column);

/* A column that rows of a type of the registry may have. */
typedef struct RowColumn
{
	const char *name;
	Oid			type;
} RowColumn;

/* attributes of a trigger's table by column; 39P01 where the table has not all of them */
extern void FindColumns(Relation relation, const RowColumn *columns, int ncolumns, int *attributes,
						const char *function);

/* which of the columns each attribute is; 42804 for another */
extern void MapRow(TupleDesc tupdesc, const RowColumn *columns, int ncolumns, int *map);

/* columns of a row of the answer, from 1 */
extern Datum Answer(uint64 row, int column, bool *isnull);
extern char *AnswerText(uint64 row, int column);	/* NULL: null */
extern Numeric AnswerNumeric(uint64 row, int column);	/* a copy; NULL: null */
extern bool AnswerBoolean(uint64 row, int column);	/* false: null */

#endif							/* PAR_ASK_H */

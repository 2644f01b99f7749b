/*-------------------------------------------------------------------------
 *
 * literal.h
 *	  The text of scorecards, trees and point sums: arrays of strings, numbers,
 *	  booleans and nulls, written as in JSON.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_LITERAL_H
#define PAR_LITERAL_H

#include "lib/stringinfo.h"
#include "nodes/nodes.h"

/*
 * Where a literal is being read.  The server's own JSON parser would do, but
 * its interface differs in each major version, and jsonb holds 256 MB at most,
 * less than a large scorecard has.
 */
typedef struct LiteralReader
{
	const char *type;			/* its name, for messages */
	const char *text;
	const char *at;
	struct Node *escontext;		/* where a bad literal is reported, or NULL */
} LiteralReader;

extern void LiteralOpen(LiteralReader *reader, const char *type, const char *text,
						struct Node *escontext);

/*
 * Each skips white space first.  LiteralAccept() passes over the character if
 * it comes next; the others answer false after having reported what they
 * expected and where.
 */
extern bool LiteralAccept(LiteralReader *reader, char character);
extern bool LiteralExpect(LiteralReader *reader, char character);
extern bool LiteralString(LiteralReader *reader, char **value, bool *isnull);
extern bool LiteralNumber(LiteralReader *reader, double *value, bool *isnull);
extern bool LiteralDecimal(LiteralReader *reader, char **value);	/* as text; NULL for null */
extern bool LiteralBoolean(LiteralReader *reader, bool *value);
extern bool LiteralNull(LiteralReader *reader);
extern bool LiteralClose(LiteralReader *reader);

/* a number as it is written here, which reads back as the same number */
extern void AppendNumber(StringInfo text, double value);

#endif							/* PAR_LITERAL_H */

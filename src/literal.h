/*-------------------------------------------------------------------------
 *
 * literal.h
 *	  The text of scorecards and trees: arrays of strings, numbers and nulls,
 *	  written as in JSON; and of states: fields in brackets.
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
extern bool LiteralNull(LiteralReader *reader);
extern bool LiteralClose(LiteralReader *reader);

/*
 * Takes "(a,b,c)" apart in place; the number of fields, or -1 if it is not
 * written so or there are more than the limit.
 */
extern int	SplitFields(char *text, char **fields, int limit);

/*
 * Whether a text is a plain decimal, as numeric_out writes it, of a size that
 * numeric takes: no NaN, exponent or space.
 */
extern bool IsDecimalText(const char *text);

/* the largest count that a state holds, so that its text can be read back */
#define MAX_COUNT	(INT64CONST(1000000000000000000) - 1)

/* a count of at most 18 digits; -1 if it is none */
extern int64 CountOfText(const char *text);

/* a number as it is written here, which reads back as the same number */
extern void AppendNumber(StringInfo text, double value);

#endif							/* PAR_LITERAL_H */

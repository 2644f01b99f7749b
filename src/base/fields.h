/*-------------------------------------------------------------------------
 *
 * fields.h
 *	  The text of states of aggregates: fields in brackets, (a,b,c), and counts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_FIELDS_H
#define PAR_FIELDS_H

/*
 * Takes "(a,b,c)" apart in place; the number of fields, or -1 if it is not
 * written so or there are more than the limit.
 */
extern int	SplitFields(char *text, char **fields, int limit);

/* the largest count that a state holds, so that its text can be read back */
#define MAX_COUNT	(INT64CONST(1000000000000000000) - 1)

/* a count of at most 18 digits; -1 if it is none */
extern int64 CountOfText(const char *text);

#endif							/* PAR_FIELDS_H */

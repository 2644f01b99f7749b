/*-------------------------------------------------------------------------
 *
 * fields.c
 *	  The text of states of aggregates: fields in brackets, (a,b,c), and counts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/fields.h"

int
SplitFields(char *text, char **fields, int limit)
{
	int			count = 0;
	size_t		length = strlen(text);

	if (length < 2 || text[0] != '(' || text[length - 1] != ')')
		return -1;
	text[length - 1] = '\0';
	for (char *p = text + 1; p != NULL;)
	{
		char	   *comma = strchr(p, ',');

		if (count == limit)
			return -1;
		fields[count++] = p;
		if (comma != NULL)
			*comma++ = '\0';
		p = comma;
	}
	return count;
}

/* a count of at most 18 digits; -1 if it is none */
int64
CountOfText(const char *text)
{
	int64		count = 0;
	size_t		length = strlen(text);

	if (length == 0 || length > 18 || strspn(text, "0123456789") != length)
		return -1;
	for (; *text; text++)
		count = count * 10 + (*text - '0');
	return count;
}

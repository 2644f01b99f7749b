/*-------------------------------------------------------------------------
 *
 * label.h
 *	  Texts of a chart: made fit for XML, measured, wrapped, cut.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_LABEL_H
#define PAR_CHART_LABEL_H

#include "lib/stringinfo.h"

#define LABEL_MAX_LINES		6

/* a text in lines; what did not fit is cut, and ends in an ellipsis */
typedef struct LabelLines
{
	int			count;
	char	   *lines[LABEL_MAX_LINES];
	bool		cut;
} LabelLines;

/*
 * The text as one line: runs of white space are one space, none at the ends;
 * an empty one, or NULL, is a dash.  What orders text from right to left
 * stays within it.
 */
extern char *LabelClean(const char *text);

/* width in a usual font of that size; nobody has the font here, so it is an estimate */
extern double LabelWidth(const char *text, double size);

extern void LabelWrap(LabelLines *lines, const char *text, double size, double room, int most);

/*
 * Appends a text to XML, or a single character: & < > " stand as entities, and what XML 1.0
 * does not allow as U+FFFD.
 */
extern void LabelAppend(StringInfo xml, const char *text);

#endif							/* PAR_CHART_LABEL_H */

/*-------------------------------------------------------------------------
 *
 * rollup_rows.h
 *	  What functions over scorecards and trees share: arguments and names.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ROLLUP_ROWS_H
#define PAR_ROLLUP_ROWS_H

#include "composite/tree.h"

/* a number of decimals; NULL is UNROUNDED */
extern int	DecimalsOf(FunctionCallInfo fcinfo, int argument);

/* the names of the nodes as texts */
extern Datum *NodeNames(const Tree *tree);

#endif							/* PAR_ROLLUP_ROWS_H */

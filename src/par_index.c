/*-------------------------------------------------------------------------
 *
 * par_index.c
 *	  The module as the server loads it.
 *
 * There is nothing to set up: the extension needs no preloading, no shared
 * memory and no settings.  Each SQL-callable function lives in the file of its
 * noun: rule_*.c (scoring rules and their analysis), index_agg.c and mean_agg.c
 * (aggregates), scorecard.c, rescale.c, treat.c and impute.c (scorecards),
 * tree_type.c and rollup_rows.c (trees and aggregation along them),
 * robustness.c, rank_intervals.c and weight_stability.c (how sure a ranking
 * is), survey.c (estimates from samples).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "compat.h"

PAR_MODULE_MAGIC;

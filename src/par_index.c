/*-------------------------------------------------------------------------
 *
 * par_index.c
 *	  The module as the server loads it.
 *
 * There is nothing to set up: the extension needs no preloading, no shared
 * memory and no settings.  Each SQL-callable function lives in the file of its
 * noun: rule_*.c (scoring rules and their analysis), exact/index_agg.c and statistics/mean_agg.c
 * (aggregates), composite/scorecard.c, composite/rescale.c, composite/treat.c and composite/impute.c (scorecards),
 * composite/tree_type.c and composite/rollup_rows.c (trees and aggregation along them),
 * composite/leave_one_out.c, composite/rank_intervals.c and composite/weight_stability.c (how sure a ranking
 * is), statistics/survey_agg.c (estimates from samples).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"

PAR_MODULE_MAGIC;

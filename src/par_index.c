/*-------------------------------------------------------------------------
 *
 * par_index.c
 *	  The module as the server loads it.
 *
 * There is nothing to set up: the extension needs no preloading, no shared
 * memory and no settings.  Each SQL-callable function lives in the file of
 * its noun: rule_type.c (scoring rules) and index_agg.c (exact indices).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "compat.h"

PAR_MODULE_MAGIC;

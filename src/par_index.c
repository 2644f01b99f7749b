/*-------------------------------------------------------------------------
 *
 * par_index.c
 *	  The module as the server loads it.
 *
 * There is nothing to set up: the extension needs no preloading, no shared
 * memory and no settings.  Each SQL-callable function lives in the file of its
 * noun; the page README.md beside this file is the map of the folders, and each
 * folder has one that tells its story.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"

PAR_MODULE_MAGIC;

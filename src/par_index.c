/*-------------------------------------------------------------------------
 *
 * par_index.c
 *	  The module as the server loads it.
 *
 * There is little to set up: the extension needs no preloading and no shared
 * memory; of its settings users change those that begin with par, and a registry alone the others.
 * Each SQL-callable function lives in the file of its noun; the page README.md beside this
 * file is the map of the folders, and each folder has one that tells its story.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"
#include "base/progress.h"
#include "registry/mode.h"
#include "words/language.h"

PAR_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	DefineModes();
	DefineProgress();
	DefineLanguage();
}

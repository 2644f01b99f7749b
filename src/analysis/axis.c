/*-------------------------------------------------------------------------
 *
 * axis.c
 *	  Axes: directions along which regions are cut, each kept once.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "analysis/analysis.h"

typedef struct AxisEntry
{
	Form		key;
	int			number;
	uint32		hash;
	char		status;
} AxisEntry;

#define SH_PREFIX axes
#define SH_ELEMENT_TYPE AxisEntry
#define SH_KEY_TYPE Form
#define SH_KEY key
#define SH_HASH_KEY(table, key) FormHash(0, &(key))
#define SH_EQUAL(table, a, b) FormEqual(&(a), &(b))
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

void
AxisTableCreate(Analysis *analysis)
{
	analysis->max_axes = 64;
	analysis->axes = palloc(sizeof(Axis) * analysis->max_axes);
	analysis->axis_table = axes_create(analysis->memory, 64, NULL);
}

int
AxisFind(Analysis *analysis, const Form *form)
{
	AxisEntry  *entry = axes_lookup(analysis->axis_table, *form);

	return entry != NULL ? entry->number : -1;
}

/* the axis of a form without constant, with lead 1 */
int
AxisFor(Analysis *analysis, const Form *form)
{
	int			number = AxisFind(analysis, form);
	Axis	   *axis;
	MemoryContext caller;
	bool		found;
	int			atom;

	if (number >= 0)
		return number;
	caller = MemoryContextSwitchTo(analysis->memory);
	analysis->axes = AnalysisEnlarge(analysis->axes, analysis->naxes, &analysis->max_axes,
									 sizeof(Axis));
	axis = &analysis->axes[analysis->naxes];
	axis->form = FormCopy(form);
	axis->integer = FormIsInteger(analysis, form);
	axis->percent = false;
	axis->known = IntervalOfAll();
	axes_insert(analysis->axis_table, axis->form, &found)->number = analysis->naxes;
	MemoryContextSwitchTo(caller);
	atom = FormSingleAtom(analysis, form);
	if (atom >= 0)
		analysis->atoms[atom].axis = analysis->naxes;
	if (analysis->naxes >= ANALYSIS_MAX_AXES)
		analysis->exhausted = true;
	return analysis->naxes++;
}

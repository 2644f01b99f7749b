/*-------------------------------------------------------------------------
 *
 * flat.h
 *	  Comparison of values that are equal when their bytes are: scorecards and
 *	  trees.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_FLAT_H
#define PAR_FLAT_H

#include "common/hashfn.h"
#include "fmgr.h"

static inline bool
FlatEqual(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	bool		equal = VARSIZE(a) == VARSIZE(b) &&
		memcmp(VARDATA(a), VARDATA(b), VARSIZE(a) - VARHDRSZ) == 0;

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return equal;
}

static inline Datum
FlatHash(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Datum		hash = hash_any((const unsigned char *) VARDATA(a), VARSIZE(a) - VARHDRSZ);

	PG_FREE_IF_COPY(a, 0);
	return hash;
}

static inline Datum
FlatHashExtended(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Datum		hash = hash_any_extended((const unsigned char *) VARDATA(a),
										 VARSIZE(a) - VARHDRSZ, PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(a, 0);
	return hash;
}

#endif							/* PAR_FLAT_H */

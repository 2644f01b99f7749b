/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Every difference between the server versions that par_index supports.
 *
 * The names made here carry our own prefix, since core moves its symbols into
 * minor releases and a name of core must never be defined twice.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_COMPAT_H
#define PAR_COMPAT_H

#include "catalog/pg_proc.h"
#include "common/sha2.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/tuplestore.h"

#if PG_VERSION_NUM >= 140000
#include "common/cryptohash.h"
#include "utils/backend_status.h"
#else
#include "pgstat.h"
#endif

/* the macros that take a varlena apart moved out of postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* module identification */
#if PG_VERSION_NUM >= 180000
#define PAR_MODULE_MAGIC	PG_MODULE_MAGIC_EXT(.name = "par_index", .version = "1.0")
#else
#define PAR_MODULE_MAGIC	PG_MODULE_MAGIC
#endif

/*
 * Soft errors: an input function reports a bad literal to whoever asked
 * (pg_input_is_valid, COPY ... ON_ERROR), instead of throwing.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define PAR_ERETURN(context, value, ...)	ereturn(context, value, __VA_ARGS__)
#define PAR_ESCONTEXT(fcinfo)				((fcinfo)->context)
#else
#define PAR_ERETURN(context, value, ...) \
	do { (void) (context); ereport(ERROR, __VA_ARGS__); return (value); } while (0)
#define PAR_ESCONTEXT(fcinfo)				((struct Node *) NULL)
#endif

/* settings with our prefix are ours alone, so that a misspelt one is told */
#if PG_VERSION_NUM >= 150000
#define ParReserveSettings(prefix)	MarkGUCPrefixReserved(prefix)
#else
#define ParReserveSettings(prefix)	EmitWarningsOnPlaceholders(prefix)
#endif

/*
 * A set-returning function in materialize mode: the tuple store and the
 * descriptor are found in the ReturnSetInfo afterwards.
 */
static inline ReturnSetInfo *
ParInitMaterializedSRF(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

#if PG_VERSION_NUM >= 150000
#if defined(MAT_SRF_BLESS)
	InitMaterializedSRF(fcinfo, 0);
#else
	SetSingleFuncCall(fcinfo, 0);	/* its name in 15.0 */
#endif
#else
	MemoryContext oldcontext;
	TupleDesc	tupdesc;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));
	if (!(rsinfo->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("materialize mode required, but it is not allowed in this context")));
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");

	oldcontext = MemoryContextSwitchTo(rsinfo->econtext->ecxt_per_query_memory);
	rsinfo->returnMode = SFRM_Materialize;
	rsinfo->setDesc = CreateTupleDescCopy(tupdesc);
	rsinfo->setResult = tuplestore_begin_heap((rsinfo->allowedModes & SFRM_Materialize_Random) != 0,
											  false, work_mem);
	MemoryContextSwitchTo(oldcontext);
#endif
	return rsinfo;
}

/*
 * A float8 for a row of a set: where it is passed by reference it points to
 * the number itself, so that nothing is allocated for each row.
 */
static inline Datum
ParFloat8Datum(const double *value)
{
#ifdef USE_FLOAT8_BYVAL
	return Float8GetDatum(*value);
#else
	return PointerGetDatum(value);
#endif
}

/* the entries of a row that was just inserted in the indexes of its table */
static inline void
ParInsertIndexEntries(ResultRelInfo *relation, TupleTableSlot *slot, EState *state)
{
#if PG_VERSION_NUM >= 160000
	list_free(ExecInsertIndexTuples(relation, slot, state, false, false, NULL, NIL, false));
#elif PG_VERSION_NUM >= 140000
	list_free(ExecInsertIndexTuples(relation, slot, state, false, false, NULL, NIL));
#else
	state->es_result_relation_info = relation;
	list_free(ExecInsertIndexTuples(slot, state, false, NULL, NIL));
#endif
}

/* SHA-256 of what comes piece by piece */
#if PG_VERSION_NUM >= 140000
typedef pg_cryptohash_ctx *ParSha256;
#else
typedef pg_sha256_ctx *ParSha256;
#endif

static inline ParSha256
ParSha256Create(void)
{
#if PG_VERSION_NUM >= 140000
	return pg_cryptohash_create(PG_SHA256);
#else
	return palloc(sizeof(pg_sha256_ctx));
#endif
}

static inline void
ParSha256Begin(ParSha256 hash)
{
#if PG_VERSION_NUM >= 140000
	if (pg_cryptohash_init(hash) < 0)
		elog(ERROR, "SHA-256 is not available");
#else
	pg_sha256_init(hash);
#endif
}

static inline void
ParSha256Add(ParSha256 hash, const char *data, size_t length)
{
#if PG_VERSION_NUM >= 140000
	if (pg_cryptohash_update(hash, (const uint8 *) data, length) < 0)
		elog(ERROR, "SHA-256 failed");
#else
	pg_sha256_update(hash, (const uint8 *) data, length);
#endif
}

static inline void
ParSha256End(ParSha256 hash, uint8 *digest)
{
#if PG_VERSION_NUM >= 140000
	if (pg_cryptohash_final(hash, digest, PG_SHA256_DIGEST_LENGTH) < 0)
		elog(ERROR, "SHA-256 failed");
#else
	pg_sha256_final(hash, digest);
#endif
}

/* also of one that an error left behind */
static inline void
ParSha256Free(ParSha256 hash)
{
#if PG_VERSION_NUM >= 140000
	pg_cryptohash_free(hash);
#else
	pfree(hash);
#endif
}

/* may the current user call this function? */
static inline bool
ParMayExecute(Oid function)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK;
#else
	return pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK;
#endif
}

#endif							/* PAR_COMPAT_H */

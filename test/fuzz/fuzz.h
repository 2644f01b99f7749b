/*-------------------------------------------------------------------------
 *
 * fuzz.h
 *	  What the fuzzers of types and of rules share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_FUZZ_H
#define PAR_FUZZ_H

#include "fmgr.h"
#include "utils/array.h"

/*
 * How often a fuzzer has been asked, and how often by something that was not refused, for
 * the report at its end; and where it works: the context is emptied after each input.
 */
typedef struct FuzzState
{
	MemoryContext context;
	uint64		tried;
	uint64		taken;
} FuzzState;

extern FuzzState fuzz_state;

/* returns whether the input was taken, or throws the error that refuses it */
typedef bool (*FuzzTry) (const char *data, int size);

extern void FuzzFind(const char *what) pg_attribute_noreturn();
extern void FuzzTakeError(void);
extern int	FuzzGuard(FuzzTry attempt, const uint8_t *data, size_t size);
extern void FuzzRun(text *report, ArrayType *arguments, int (*callback) (const uint8_t *data, size_t size));

#endif							/* PAR_FUZZ_H */

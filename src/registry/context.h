/*-------------------------------------------------------------------------
 *
 * context.h
 *	  Context terms: what the rule of a criterion reads from elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CONTEXT_H
#define PAR_CONTEXT_H

#include "utils/array.h"
#include "utils/jsonb.h"

#include "registry/ask.h"

typedef struct ContextFacts ContextFacts;

/*
 * What is the same for all agencies: in the current memory context, within
 * BeginToAsk().  Terms are texts, as par.variables lists them.
 */
extern ContextFacts *ContextPrepare(const Asker *asker, Datum round, Datum criterion, ArrayType *terms);

/*
 * The terms of an agency in a stage (self, appraisal, review; or official, where an
 * appraisal is what counts), in the memory context of the caller.  Those about peers and
 * children come from frozen, or where it is NULL from the last rescore.  claimed: what the
 * agency itself enters, NULL: what it has submitted.
 */
extern Jsonb *ContextFill(const Asker *asker, const ContextFacts *facts, Datum agency, Datum stage,
						  Jsonb *frozen, Jsonb *claimed, MemoryContext caller);

#endif							/* PAR_CONTEXT_H */

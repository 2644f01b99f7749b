/*-------------------------------------------------------------------------
 *
 * tally.h
 *	  Sums of the agencies of a round, kept as it is written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_TALLY_H
#define PAR_TALLY_H

#include "registry/leaves.h"

/* Agencies of a round, each once, whose sums on a basis are no longer good. */
typedef struct TallyWork
{
	NameTable	agencies[BASIS_OFFICIAL + 1];
} TallyWork;

/* in the current memory context */
extern void TallyWorkInit(TallyWork *work);
extern void TallyWorkAdd(TallyWork *work, Basis basis, Datum agency);

/* the basis that changes with assessments of a stage */
extern Basis BasisOfStage(text *stage);

/*
 * Computes anew what work names, and what others left; or leaves it to others.  Whether
 * the agencies are known to take part in the round.  Within BeginToAsk().
 */
extern void KeepTally(const Asker *asker, Datum round, TallyWork *work, bool are_participants);

#endif							/* PAR_TALLY_H */

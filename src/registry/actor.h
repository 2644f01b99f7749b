/*-------------------------------------------------------------------------
 *
 * actor.h
 *	  Who is at work in a registry, and what he may write.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ACTOR_H
#define PAR_ACTOR_H

#include "utils/rel.h"

#include "base/name_table.h"

/*
 * The role for which the session acts, also inside functions that have the rights of the
 * owner: what SET ROLE has made it, else who logged in.
 */
extern Oid	ActorId(void);

/*
 * Which assessments the actor may write, where row security asks for it.  Policies say the
 * same, but are looked at after the triggers of a row, whose refusals would tell of what he
 * may not see.
 */
typedef struct Writable
{
	bool		is_limited;		/* else everything */
	bool		appraises;
	NameTable	agencies;		/* whose self-assessments are his */
} Writable;

/* asked as the owner of the table; what is found lives in the memory context given */
extern void AskWritable(Writable *writable, Relation relation, MemoryContext context);
extern void RequireWritable(const Writable *writable, text *agency, text *stage);

#endif							/* PAR_ACTOR_H */

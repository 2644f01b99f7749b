/*-------------------------------------------------------------------------
 *
 * actor.h
 *	  On whose behalf a registry is written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_ACTOR_H
#define PAR_ACTOR_H

/*
 * The role that the session has taken by SET ROLE, else the one it began as.  Functions that
 * run with the rights of their owner do not change it.
 */
extern Oid	ActorId(void);

#endif							/* PAR_ACTOR_H */

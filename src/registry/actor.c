/*-------------------------------------------------------------------------
 *
 * actor.c
 *	  On whose behalf a registry is written.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "registry/actor.h"

Oid
ActorId(void)
{
	Oid			role = GetCurrentRoleId();

	return OidIsValid(role) ? role : GetSessionUserId();
}

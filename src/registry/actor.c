/*-------------------------------------------------------------------------
 *
 * actor.c
 *	  Who is at work in a registry, and what he may write.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rls.h"

#include "registry/actor.h"
#include "registry/ask.h"

PG_FUNCTION_INFO_V1(registry_is_maintained);

Oid
ActorId(void)
{
	Oid			role = GetCurrentRoleId();

	return OidIsValid(role) ? role : GetSessionUserId();
}

/*
 * Is code at work that nobody has called?  Who refreshes a materialized view, or analyzes a
 * table, as autovacuum does as a superuser, runs functions of its owner, with his rights: and
 * not in his own name.
 */
Datum
registry_is_maintained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(InSecurityRestrictedOperation());
}

static const Question writable_question = {
	"SELECT %1$s.has_duty('{admin,appraiser}'), %1$s.my_agencies()",
	0, {InvalidOid}
};

void
AskWritable(Writable *writable, Relation relation, MemoryContext context)
{
	Asker		asker;
	bool		isnull;
	bool		added;
	Datum	   *agencies;
	int			nagencies;

	NameTableInit(&writable->agencies, context);
	writable->is_limited = check_enable_rls(RelationGetRelid(relation), InvalidOid, true) == RLS_ENABLED;
	writable->appraises = false;
	if (!writable->is_limited || (InSecurityRestrictedOperation() && GetUserId() != ActorId()))
		return;
	BeginToAskAsOwner(&asker, relation);
	Ask(&asker, &writable_question, NULL, NULL, 1);
	writable->appraises = AnswerBoolean(0, 1);
	deconstruct_array(DatumGetArrayTypeP(Answer(0, 2, &isnull)), TEXTOID, -1, false, TYPALIGN_INT,
					  &agencies, NULL, &nagencies);
	for (int i = 0; i < nagencies; i++)
		NameTableAdd(&writable->agencies, VARDATA_ANY(DatumGetPointer(agencies[i])),
					 VARSIZE_ANY_EXHDR(DatumGetPointer(agencies[i])), &added);
	EndToAsk(&asker);
}

void
RequireWritable(const Writable *writable, text *agency, text *stage)
{
	char	   *stage_name;

	if (!writable->is_limited)
		return;
	stage_name = text_to_cstring(stage);
	if (strcmp(stage_name, "self") != 0 ? writable->appraises :
		NameTableFind(&writable->agencies, VARDATA_ANY(agency), VARSIZE_ANY_EXHDR(agency)) >= 0)
	{
		pfree(stage_name);
		return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied for assessments of agency \"%s\", stage %s", text_to_cstring(agency), stage_name),
			 errdetail("Role \"%s\" has no duty to write them.", GetUserNameFromId(ActorId(), false)),
			 errhint("whoami() tells what it may do.")));
}

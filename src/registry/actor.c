/*-------------------------------------------------------------------------
 *
 * actor.c
 *	  Who is at work in a registry, and with which duties.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_auth_members.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "registry/actor.h"
#include "registry/ask.h"

PG_FUNCTION_INFO_V1(registry_acts_for_itself);
PG_FUNCTION_INFO_V1(registry_has_duty);
PG_FUNCTION_INFO_V1(registry_agencies);

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
static void
RequireOwnName(void)
{
	if (InSecurityRestrictedOperation() && GetUserId() != ActorId())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("a registry is not for what is maintained on behalf of another"),
				 errdetail("It is at work with the rights of role \"%s\".", GetUserNameFromId(GetUserId(), false)),
				 errhint("Who owns a materialized view refreshes it.")));
}

Datum
registry_acts_for_itself(PG_FUNCTION_ARGS)
{
	RequireOwnName();
	PG_RETURN_BOOL(true);
}

/* ---------- duties ---------- */

/*
 * A role is known by its name, which outlives it.  What it was granted with its first duty, the
 * use of the schema, does not: a later role of the same name has nothing of it.
 */
static bool
IsHolder(const Acl *acl, Oid role)
{
	const AclItem *items = ACL_DAT(acl);

	for (int i = 0; i < ACL_NUM(acl); i++)
		if (items[i].ai_grantee == role && (ACLITEM_GET_PRIVS(items[i]) & ACL_USAGE) != 0)
			return true;
	return false;
}

/* privileges on a schema; NULL: those of its owner alone */
static Acl *
SchemaAcl(Oid schema)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	Acl		   *copy = NULL;
	Datum		acl;
	bool		isnull;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "schema with OID %u does not exist", schema);
	acl = SysCacheGetAttr(NAMESPACEOID, tuple, Anum_pg_namespace_nspacl, &isnull);
	if (!isnull)
		copy = DatumGetAclPCopy(acl);
	ReleaseSysCache(tuple);
	return copy;
}

/*
 * Names of the role itself, and of those whose rights it has by being their member, as far as
 * they were let into the schema.
 */
static Datum
RolesOf(Oid actor, Oid schema)
{
	Acl		   *acl = SchemaAcl(schema);
	List	   *roles = list_make1_oid(actor);
	Datum	   *names = NULL;
	int			nnames = 0;

	/* what is found is appended, and looked at in turn */
	for (int i = 0; i < list_length(roles); i++)
	{
		Oid			role = list_nth_oid(roles, i);
		char	   *name = GetUserNameFromId(role, true);
		CatCList   *list;

		names = names == NULL ? palloc(sizeof(Datum)) : repalloc(names, sizeof(Datum) * (nnames + 1));
		if (name != NULL && acl != NULL && IsHolder(acl, role) && has_privs_of_role(actor, role))
			names[nnames++] = CStringGetTextDatum(name);
		list = SearchSysCacheList1(AUTHMEMMEMROLE, ObjectIdGetDatum(role));
		for (int k = 0; k < list->n_members; k++)
			roles = list_append_unique_oid(roles, ((Form_pg_auth_members) GETSTRUCT(&list->members[k]->tuple))->roleid);
		ReleaseSysCacheList(list);
	}
	return PointerGetDatum(construct_array(names, nnames, TEXTOID, -1, false, TYPALIGN_INT));
}

/* the table member, named by its OID, which may be of anything */
static Relation
OpenMember(Oid table)
{
	Relation	relation = try_relation_open(table, AccessShareLock);

	if (relation == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", table)));
	return relation;
}

static const Question member_question = {
	"SELECT m.duty, m.agency FROM %1$s.member m WHERE m.role_name = ANY ($1)",
	1, {TEXTARRAYOID},
	"Tt"
};

/*
 * Begins to ask, as the owner of a table of the registry: rows (duty, agency) of the actor.
 */
static uint64
AskDuties(Asker *asker, Relation relation)
{
	Datum		roles = RolesOf(ActorId(), RelationGetNamespace(relation));

	BeginToAskAsOwner(asker, relation);
	asker->read_only = true;
	return Ask(asker, &member_question, &roles, NULL, 0);
}

/* of the row of an answer, whether it has one of the duties */
static bool
IsDuty(uint64 row, const char *const *duties, int nduties)
{
	char	   *duty = AnswerText(row, 1);

	for (int i = 0; i < nduties; i++)
		if (strcmp(duty, duties[i]) == 0)
			return true;
	return false;
}

Datum
registry_has_duty(PG_FUNCTION_ARGS)
{
	Relation	relation;
	Asker		asker;
	Datum	   *elements;
	bool	   *nulls;
	int			nduties;
	const char **duties;
	uint64		rows;
	bool		found = false;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &nduties);
	duties = palloc(sizeof(char *) * Max(nduties, 1));
	for (int i = 0; i < nduties; i++)
		duties[i] = nulls[i] ? "" : TextDatumGetCString(elements[i]);
	RequireOwnName();
	relation = OpenMember(PG_GETARG_OID(0));
	if (has_privs_of_role(ActorId(), relation->rd_rel->relowner))
		found = true;
	else
	{
		rows = AskDuties(&asker, relation);
		for (uint64 i = 0; i < rows && !found; i++)
			found = IsDuty(i, duties, nduties);
		EndToAsk(&asker);
	}
	relation_close(relation, AccessShareLock);
	PG_RETURN_BOOL(found);
}

/* of agencies, those of a submitter; or with all, NULL for who sees all of them */
Datum
registry_agencies(PG_FUNCTION_ARGS)
{
	static const char *const whole[] = {"admin", "appraiser", "analyst"};
	static const char *const own[] = {"submitter"};
	Relation	relation;
	Asker		asker;
	MemoryContext caller = CurrentMemoryContext;
	ArrayBuildState *agencies;
	uint64		rows;
	bool		all;
	bool		isnull;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	agencies = initArrayResult(TEXTOID, caller, false);
	RequireOwnName();
	relation = OpenMember(PG_GETARG_OID(0));
	all = PG_GETARG_BOOL(1) && has_privs_of_role(ActorId(), relation->rd_rel->relowner);
	if (!all)
	{
		rows = AskDuties(&asker, relation);
		for (uint64 i = 0; i < rows && !all; i++)
		{
			if (PG_GETARG_BOOL(1))
				all = IsDuty(i, whole, lengthof(whole));
			if (IsDuty(i, own, lengthof(own)))
			{
				Datum		agency = Answer(i, 2, &isnull);

				if (!isnull)
					accumArrayResult(agencies, agency, false, TEXTOID, caller);
			}
		}
		EndToAsk(&asker);
	}
	relation_close(relation, AccessShareLock);
	if (all)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(makeArrayResult(agencies, caller));
}

/* ---------- what he may write ---------- */

void
AskWritable(Writable *writable, Relation relation, MemoryContext context)
{
	static const char *const appraising[] = {"admin", "appraiser"};
	static const char *const own[] = {"submitter"};
	Asker		asker;
	uint64		rows;
	bool		added;

	NameTableInit(&writable->agencies, context);
	writable->is_limited = check_enable_rls(RelationGetRelid(relation), InvalidOid, true) == RLS_ENABLED;
	writable->appraises = false;
	if (!writable->is_limited)
		return;
	RequireOwnName();
	rows = AskDuties(&asker, relation);
	for (uint64 i = 0; i < rows; i++)
	{
		char	   *agency = AnswerText(i, 2);

		if (IsDuty(i, appraising, lengthof(appraising)))
			writable->appraises = true;
		if (agency != NULL && IsDuty(i, own, lengthof(own)))
			NameTableAdd(&writable->agencies, agency, strlen(agency), &added);
	}
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

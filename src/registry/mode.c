/*-------------------------------------------------------------------------
 *
 * mode.c
 *	  How a registry itself writes to its tables.
 *
 * Modes are settings, so that they end with the transaction that set them, and with what of
 * it fails; but none that SET reaches.  What has the rights of the owner of a registry sets
 * them, by par.registry_mode(), for that registry: anybody owns a table in some schema.  The
 * value is the OID of the schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "registry/mode.h"

PG_FUNCTION_INFO_V1(registry_mode);

static char *schemas[MODES];

static const struct
{
	const char *name;
	const char *setting;
	const char *description;
}			modes[MODES] = {
	[MODE_FOLLOWS] = {"follows", "par_index.follows", "Registry that writes what follows from elsewhere."},
	[MODE_RESTORES] = {"restores", "par_index.restores", "Registry that brings back what was published."},
};

void
DefineModes(void)
{
	for (int i = 0; i < MODES; i++)
		DefineCustomStringVariable(modes[i].setting, modes[i].description, NULL, &schemas[i], "", PGC_INTERNAL,
								   GUC_NO_SHOW_ALL | GUC_NO_RESET_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE,
								   NULL, NULL, NULL);
}

bool
ModeIsOn(RegistryMode mode, Oid schema)
{
	return schemas[mode][0] != '\0' && atooid(schemas[mode]) == schema;
}

/* of the table whose row is the first argument, and the schema of that */
static Oid
OwnerOfArgument(FunctionCallInfo fcinfo, Oid *schema)
{
	Oid			relation = get_typ_typrelid(getBaseType(get_fn_expr_argtype(fcinfo->flinfo, 0)));
	HeapTuple	tuple = OidIsValid(relation) ? SearchSysCache1(RELOID, ObjectIdGetDatum(relation)) : NULL;
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("argument %d must be a row of a table of a registry", 1)));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	*schema = ((Form_pg_class) GETSTRUCT(tuple))->relnamespace;
	ReleaseSysCache(tuple);
	return owner;
}

/* the mode before */
Datum
registry_mode(PG_FUNCTION_ARGS)
{
	char	   *name;
	Oid			schema;
	bool		before;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (!has_privs_of_role(GetUserId(), OwnerOfArgument(fcinfo, &schema)))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("only a registry itself says how it writes")));
	for (int i = 0; i < MODES; i++)
	{
		if (strcmp(modes[i].name, name) != 0)
			continue;
		before = ModeIsOn((RegistryMode) i, schema);
		(void) set_config_option(modes[i].setting, PG_GETARG_BOOL(2) ? psprintf("%u", schema) : "", PGC_INTERNAL,
								 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
		PG_RETURN_BOOL(before);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no mode \"%s\"", name)));
	PG_RETURN_NULL();
}

/*-------------------------------------------------------------------------
 *
 * mode.c
 *	  How a registry itself writes to its tables.
 *
 * Modes are settings, so that they end with the transaction that set them, and with what of
 * it fails; but none that SET reaches.  What has the rights of the owner of a registry sets
 * them, by par.registry_mode().
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

#include "registry/ask.h"
#include "registry/mode.h"

PG_FUNCTION_INFO_V1(registry_mode);

/* the registry, a schema, that is in a mode; 0: none */
static int	follows = 0;
static int	restores = 0;

static const struct Mode
{
	const char *name;
	const char *setting;
	const char *description;
	int		   *registry;
}			modes[] = {
	{"follows", "par_index.follows", "Schema of the registry that writes what follows from elsewhere.", &follows},
	{"restores", "par_index.restores", "Schema of the registry that brings back what was published.", &restores},
};

void
DefineModes(void)
{
	for (int i = 0; i < (int) lengthof(modes); i++)
		DefineCustomIntVariable(modes[i].setting, modes[i].description, NULL, modes[i].registry, 0, INT_MIN, INT_MAX, PGC_INTERNAL,
								GUC_NO_SHOW_ALL | GUC_NO_RESET_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE,
								NULL, NULL, NULL);
}

bool
RegistryFollows(Oid registry)
{
	return (Oid) follows == registry;
}

bool
RegistryRestores(Oid registry)
{
	return (Oid) restores == registry;
}

/* whoever has a row of a type of his own is nobody to speak for a registry */
static void
RequireOwner(Oid registry)
{
	Oid			table = get_relname_relid("assessment", registry);
	HeapTuple	tuple = OidIsValid(table) ? SearchSysCache1(RELOID, ObjectIdGetDatum(table)) : NULL;
	bool		is_owner = HeapTupleIsValid(tuple) &&
		has_privs_of_role(GetUserId(), ((Form_pg_class) GETSTRUCT(tuple))->relowner);

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	if (!is_owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("only a registry itself says how it writes")));
}

/* the mode before; NULL: no other is set */
Datum
registry_mode(PG_FUNCTION_ARGS)
{
	Oid			registry = RegistryOfArgument(fcinfo, 0);
	char	   *name;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	for (int i = 0; i < (int) lengthof(modes); i++)
	{
		int			before = *modes[i].registry;
		bool		is_on = (Oid) before == registry;
		char		value[12];

		if (strcmp(modes[i].name, name) != 0)
			continue;
		if (PG_ARGISNULL(2))
			PG_RETURN_BOOL(is_on);
		RequireOwner(registry);
		snprintf(value, sizeof(value), "%d", PG_GETARG_BOOL(2) ? (int) registry : is_on ? 0 : before);
		(void) set_config_option(modes[i].setting, value, PGC_INTERNAL, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
		PG_RETURN_BOOL(is_on);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no mode \"%s\"", name)));
	PG_RETURN_NULL();
}

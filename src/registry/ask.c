/*-------------------------------------------------------------------------
 *
 * ask.c
 *	  Questions to the tables of a registry.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "registry/ask.h"

/* Plans of this process for the tables of a registry. */
typedef struct Plans
{
	Oid			schema;
	char	   *name;			/* of the schema when they were made */
	List	   *questions;
	List	   *plans;			/* of each question */
} Plans;

static List *known_plans = NIL;

static Plans *
PlansOf(Oid schema)
{
	char	   *name = get_namespace_name(schema);
	Plans	   *plans;
	MemoryContext caller;
	ListCell   *cell;

	if (name == NULL)
		elog(ERROR, "schema with OID %u does not exist", schema);
	foreach(cell, known_plans)
	{
		plans = lfirst(cell);
		if (plans->schema == schema && strcmp(plans->name, name) == 0)
			return plans;
	}
	caller = MemoryContextSwitchTo(TopMemoryContext);
	plans = palloc0(sizeof(Plans));
	plans->schema = schema;
	plans->name = pstrdup(name);
	known_plans = lcons(plans, known_plans);
	MemoryContextSwitchTo(caller);
	return plans;
}

static SPIPlanPtr
PlanOf(Oid schema, const Question *question)
{
	Plans	   *plans = PlansOf(schema);
	SPIPlanPtr	plan;
	MemoryContext caller;
	char	   *query;
	ListCell   *known;
	ListCell   *cell;

	forboth(known, plans->questions, cell, plans->plans)
	{
		if (lfirst(known) == question)
			return lfirst(cell);
	}
	query = psprintf(question->query, quote_identifier(plans->name));
	plan = SPI_prepare(query, question->nargs, (Oid *) question->types);
	if (plan == NULL || SPI_keepplan(plan) != 0)
		elog(ERROR, "could not prepare \"%s\": %s", query, SPI_result_code_string(SPI_result));
	caller = MemoryContextSwitchTo(TopMemoryContext);
	plans->questions = lappend(plans->questions, (void *) question);
	plans->plans = lappend(plans->plans, plan);
	MemoryContextSwitchTo(caller);
	return plan;
}

Oid
RegistryOfArgument(FunctionCallInfo fcinfo, int argument)
{
	Oid			relation = get_typ_typrelid(getBaseType(get_fn_expr_argtype(fcinfo->flinfo, argument)));

	if (!OidIsValid(relation))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("argument %d must be a row of a type of a registry", argument + 1)));
	return get_rel_namespace(relation);
}

/*
 * Under which settings is asked, whatever those of the caller are: operators are those of
 * PostgreSQL, and rows are looked up by key, with plans that are kept, whatever is believed
 * of the size of tables.
 */
static const struct
{
	const char *name;
	const char *value;
}			settings[] = {
	{"search_path", "pg_catalog, pg_temp"},
	{"plan_cache_mode", "force_generic_plan"},
	{"enable_seqscan", "off"},
	{"jit", "off"},
};

void
BeginToAsk(Asker *asker, Oid schema, bool read_only)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	asker->schema = schema;
	asker->read_only = read_only;
	asker->nest_level = NewGUCNestLevel();
	for (int i = 0; i < (int) lengthof(settings); i++)
		(void) set_config_option(settings[i].name, settings[i].value, PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	GetUserIdAndSecContext(&asker->user, &asker->security);
}

void
BeginToAskAsOwner(Asker *asker, Relation relation)
{
	BeginToAsk(asker, RelationGetNamespace(relation), false);
	SetUserIdAndSecContext(relation->rd_rel->relowner, asker->security | SECURITY_LOCAL_USERID_CHANGE);
}

static Oid
TypeOfLetter(char letter)
{
	switch (letter)
	{
		case 'a':
			return TEXTARRAYOID;
		case 'b':
			return BOOLOID;
		case 'c':
			return TIDOID;
		case 'd':
			return DATEOID;
		case 'i':
			return INT4OID;
		case 'j':
			return JSONBOID;
		case 'n':
			return NUMERICOID;
		case 'r':
			return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("rule"),
								   ObjectIdGetDatum(get_namespace_oid("par", false)));
		case 't':
			return TEXTOID;
		case 'x':
			return XIDOID;
		case 'z':
			return TIMESTAMPTZOID;
		default:
			return InvalidOid;
	}
}

static void
RefuseAnswer(const Asker *asker, const Question *question, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("schema \"%s\" is no registry", get_namespace_name(asker->schema)),
			 errdetail_internal("%s", detail),
			 errcontext("answer to \"%s\"", question->query)));
}

void
RequireAnswer(const Asker *asker, const Question *question, uint64 row, int column)
{
	bool		isnull;

	(void) Answer(row, column, &isnull);
	if (isnull)
		RefuseAnswer(asker, question,
					 psprintf("Column \"%s\" is null.", NameStr(TupleDescAttr(SPI_tuptable->tupdesc, column - 1)->attname)));
}

static void
CheckAnswer(const Asker *asker, const Question *question)
{
	TupleDesc	tupdesc = SPI_tuptable->tupdesc;
	int			ncolumns = strlen(question->answer);

	if (tupdesc->natts != ncolumns)
		RefuseAnswer(asker, question, psprintf("There are %d columns in place of %d.", tupdesc->natts, ncolumns));
	for (int i = 0; i < ncolumns; i++)
	{
		char		letter = question->answer[i];
		Oid			expected = TypeOfLetter(pg_tolower(letter));
		Form_pg_attribute attribute = TupleDescAttr(tupdesc, i);

		if (attribute->atttypid != expected)
			RefuseAnswer(asker, question, psprintf("Column \"%s\" is of type %s, not %s.", NameStr(attribute->attname),
												   format_type_be(attribute->atttypid), format_type_be(expected)));
		if (letter != pg_toupper(letter))
			continue;
		for (uint64 row = 0; row < SPI_processed; row++)
			RequireAnswer(asker, question, row, i + 1);
	}
}

uint64
Ask(const Asker *asker, const Question *question, Datum *arguments, const char *nulls, long limit)
{
	MemoryContext caller = CurrentMemoryContext;

	if (SPI_execute_plan(PlanOf(asker->schema, question), arguments, nulls, asker->read_only, limit) < 0)
		elog(ERROR, "could not ask \"%s\"", question->query);
	if (question->answer != NULL)
		CheckAnswer(asker, question);
	/* SPI leaves its own */
	MemoryContextSwitchTo(caller);
	return SPI_processed;
}

void
EndToAsk(const Asker *asker)
{
	SetUserIdAndSecContext(asker->user, asker->security);
	AtEOXact_GUC(true, asker->nest_level);
	SPI_finish();
}

void
FindColumns(Relation relation, const RowColumn *columns, int ncolumns, int *attributes, const char *function)
{
	TupleDesc	tupdesc = RelationGetDescr(relation);

	for (int i = 0; i < ncolumns; i++)
	{
		attributes[i] = SPI_fnumber(tupdesc, columns[i].name);
		if (attributes[i] <= 0 || TupleDescAttr(tupdesc, attributes[i] - 1)->atttypid != columns[i].type)
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("trigger function %s is for the table assessment of a registry", function),
					 errdetail("Table \"%s\" has no column \"%s\" of type %s.", RelationGetRelationName(relation),
							   columns[i].name, format_type_be(columns[i].type))));
	}
}

void
MapRow(TupleDesc tupdesc, const RowColumn *columns, int ncolumns, int *map)
{
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(tupdesc, i);

		map[i] = 0;
		while (map[i] < ncolumns &&
			   (strcmp(NameStr(attribute->attname), columns[map[i]].name) != 0 ||
				attribute->atttypid != columns[map[i]].type))
			map[i]++;
		if (map[i] == ncolumns)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("rows have no column \"%s\" of type %s", NameStr(attribute->attname),
							format_type_be(attribute->atttypid))));
	}
}

Datum
Answer(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

char *
AnswerText(uint64 row, int column)
{
	bool		isnull;
	Datum		value = Answer(row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

Numeric
AnswerNumeric(uint64 row, int column)
{
	bool		isnull;
	Datum		value = Answer(row, column, &isnull);

	return isnull ? NULL : DatumGetNumericCopy(value);
}

bool
AnswerBoolean(uint64 row, int column)
{
	bool		isnull;
	Datum		value = Answer(row, column, &isnull);

	return !isnull && DatumGetBool(value);
}

/*-------------------------------------------------------------------------
 *
 * leaves.c
 *	  What each agency of a round has at each leaf of its scheme: which of its
 *	  assessments counts, whether the leaf applies, and the points.
 *
 * All is read agency by agency, by key, so that one agency costs the same whatever
 * else is stored, a round costs as much as its agencies, and no plan depends on what
 * is believed of the size of tables.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "base/progress.h"
#include "registry/leaves.h"

PG_FUNCTION_INFO_V1(registry_leaves);

/* schemes that a process keeps what follows from */
#define KNOWN_SCHEMES	8

static const Question round_question = {
	"SELECT r.scheme, r.survey_held, t.xmin, t.ctid,"
	" EXISTS (SELECT FROM %1$s.exempt_leaf x WHERE x.round = r.code),"
	" EXISTS (SELECT FROM %1$s.zero_missing z WHERE z.round = r.code),"
	" EXISTS (SELECT FROM %1$s.stale_tally s WHERE s.round = r.code),"
	" r.stage = 'setup',"
	" EXISTS (SELECT FROM %1$s.round_event e WHERE e.round = r.code AND e.to_stage = 'review')"
	" FROM %1$s.round r JOIN %1$s.scheme_tree t ON t.scheme = r.scheme"
	" WHERE r.code = $1",
	1, {TEXTOID},
	"TbXCbbbbb"
};

static const Question scheme_question = {
	"SELECT t.tree, h.point_decimals, CASE h.tie_rule WHEN 'secondary' THEN h.tie_keys END,"
	" EXISTS (SELECT FROM %1$s.grade g WHERE g.scheme = h.code AND g.no_zero_criterion)"
	" FROM %1$s.scheme h JOIN %1$s.scheme_tree t ON t.scheme = h.code"
	" WHERE h.code = $1",
	1, {TEXTOID},
	"Tiab"
};

static const Question node_question = {
	"SELECT n.code, n.kind, n.method, n.surveyed, n.max_points, n.source, n.is_leaf"
	" FROM %1$s.node n WHERE n.scheme = $1 ORDER BY n.place",
	1, {TEXTOID},
	"TTTbNTb"
};

static const Question participants_question = {
	"SELECT p.agency, EXISTS (SELECT FROM %1$s.zero_missing z WHERE z.round = p.round AND z.agency = p.agency OFFSET 0)"
	" FROM %1$s.participant p WHERE p.round = $1 ORDER BY p.agency COLLATE \"C\"",
	1, {TEXTOID},
	"Tb"
};

static const Question agencies_question = {
	"SELECT p.agency, EXISTS (SELECT FROM %1$s.zero_missing z WHERE z.round = p.round AND z.agency = p.agency OFFSET 0)"
	" FROM (SELECT DISTINCT unnest($2) AS agency) u"
	" CROSS JOIN LATERAL (SELECT p.round, p.agency FROM %1$s.participant p WHERE p.round = $1 AND p.agency = u.agency OFFSET 0) p",
	2, {TEXTOID, TEXTARRAYOID},
	"Tb"
};

/* appraisal comes before review, and self behind both: a stretch of the key, not a filter of rows */
static const Question points_question = {
	"SELECT a.criterion, a.stage, a.points, a.not_applicable"
	" FROM %1$s.assessment a WHERE a.round = $1 AND a.agency = $2 AND a.stage BETWEEN $3 AND $4",
	4, {TEXTOID, TEXTOID, TEXTOID, TEXTOID},
	"TTnb"
};

/* what else was entered is behind the first four columns */
#define FIRST_ENTRY		5

static const Question entry_question = {
	"SELECT a.criterion, a.stage, a.points, a.not_applicable,"
	" a.inputs, a.context, a.by_hand, a.note, a.assessed_by, a.assessed_at"
	" FROM %1$s.assessment a WHERE a.round = $1 AND a.agency = $2 AND a.stage BETWEEN $3 AND $4",
	4, {TEXTOID, TEXTOID, TEXTOID, TEXTOID},
	"TTnbjjbttz"
};

static const Question survey_question = {
	"SELECT s.criterion, s.points FROM %1$s.survey_score s WHERE s.round = $1 AND s.agency = $2",
	2, {TEXTOID, TEXTOID},
	"Tn"
};

/* those of everybody first, so that the agency's own reason stays */
static const Question exempt_question = {
	"SELECT x.criterion, NULL::text FROM %1$s.exempt_leaf x"
	" WHERE x.round = $1 AND (x.agency = '' OR x.agency = $2)",
	2, {TEXTOID, TEXTOID},
	"Tt"
};

static const Question reason_question = {
	"SELECT x.criterion,"
	" (SELECT e.reason FROM %1$s.exemption e"
	"  JOIN %1$s.node a ON a.scheme = r.scheme AND a.code = e.criterion"
	"  WHERE e.round = x.round AND e.status = 'accepted' AND coalesce(e.agency, '') = x.agency"
	"  AND n.place BETWEEN a.place AND a.last"
	"  ORDER BY a.level DESC LIMIT 1)"
	" FROM %1$s.exempt_leaf x"
	" JOIN %1$s.round r ON r.code = x.round"
	" JOIN %1$s.node n ON n.scheme = r.scheme AND n.code = x.criterion"
	" WHERE x.round = $1 AND (x.agency = '' OR x.agency = $2)"
	" ORDER BY x.agency <> ''",
	2, {TEXTOID, TEXTOID},
	"Tt"
};

Basis
BasisFromText(text *name)
{
	static const char *const names[] = {"self", "appraisal", "official"};

	for (int i = 0; i < (int) lengthof(names); i++)
		if (VARSIZE_ANY_EXHDR(name) == strlen(names[i]) && memcmp(VARDATA_ANY(name), names[i], strlen(names[i])) == 0)
			return (Basis) i;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("there is no basis \"%s\"", text_to_cstring(name)),
			 errdetail("The bases are official, appraisal and self.")));
}

/* ---------- what follows from a scheme ---------- */

static SchemeFacts *known_schemes[KNOWN_SCHEMES];

static void
ForgetScheme(SchemeFacts *facts)
{
	if (facts->readers == 0 && !facts->is_kept)
		MemoryContextDelete(facts->context);
}

/* when what a reader lives in goes, also after an error */
static void
StopReading(void *argument)
{
	SchemeFacts *facts = argument;

	facts->readers--;
	ForgetScheme(facts);
}

static void
StartReading(SchemeFacts *facts)
{
	MemoryContextCallback *callback = palloc(sizeof(MemoryContextCallback));

	callback->func = StopReading;
	callback->arg = facts;
	facts->readers++;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
}

/* sources by byte order, and the leaves with them */
static void
SortSources(SchemeFacts *facts, const NameTable *sources)
{
	int		   *order = NameTableOrder(sources);
	int		   *rank = palloc(sizeof(int) * Max(sources->count, 1));

	facts->nsources = sources->count;
	facts->sources = palloc(sizeof(char *) * Max(sources->count, 1));
	for (int i = 0; i < sources->count; i++)
	{
		facts->sources[i] = pstrdup(sources->names[order[i]]);
		rank[order[i]] = i;
	}
	for (int i = 0; i < facts->nleaves; i++)
		if (facts->leaves[i].source >= 0)
			facts->leaves[i].source = rank[facts->leaves[i].source];
}

static void
ReadTree(SchemeFacts *facts, char *text, NameTable *nodes)
{
	LiteralReader reader;
	bool		added;

	LiteralOpen(&reader, "par.point_tree", text, NULL);
	facts->tree = PointTreeRead(&reader);
	if (facts->tree == NULL || !LiteralClose(&reader))
		elog(ERROR, "point tree of scheme \"%s\" cannot be read", facts->scheme);
	for (int n = 0; n < facts->tree->nnodes; n++)
	{
		const char *name = PointNodeName(facts->tree, n);

		NameTableAdd(nodes, name, strlen(name), &added);
	}
}

static void
ReadNodes(SchemeFacts *facts, const NameTable *nodes, uint64 count)
{
	NameTable	sources;
	bool		added;

	NameTableInit(&facts->codes, facts->context);
	NameTableInit(&sources, facts->context);
	facts->leaves = palloc0(sizeof(SchemeLeaf) * Max(count, 1));
	facts->roots = palloc(sizeof(int) * Max(facts->tree->nnodes, 1));
	for (uint64 i = 0; i < count; i++)
	{
		char	   *code = AnswerText(i, 1);
		char	   *kind = AnswerText(i, 2);
		char	   *method = AnswerText(i, 3);
		int			node = strcmp(kind, "scored") == 0 ? NameTableFind(nodes, code, strlen(code)) : -1;
		SchemeLeaf *leaf = &facts->leaves[facts->nleaves];

		if (node >= 0 && facts->tree->nodes[node].parent < 0)
			facts->roots[facts->nroots++] = node;
		if (!AnswerBoolean(i, 7))
			continue;
		leaf->code = code;
		leaf->is_scored = strcmp(kind, "scored") == 0;
		leaf->is_penalty = strcmp(kind, "penalty") == 0;
		leaf->is_monitor = strcmp(kind, "monitor") == 0;
		leaf->is_self_assessed = strcmp(method, "appraisal") == 0;
		leaf->is_survey = strcmp(method, "survey") == 0;
		leaf->is_surveyed = AnswerBoolean(i, 4);
		leaf->max_points = AnswerNumeric(i, 5);
		leaf->node = node;
		leaf->source = -1;
		if (leaf->is_scored)
		{
			char	   *source = AnswerText(i, 6);

			leaf->source = NameTableAdd(&sources, source, strlen(source), &added);
		}
		NameTableAdd(&facts->codes, code, strlen(code), &added);
		facts->nleaves++;
	}
	SortSources(facts, &sources);
}

static void
ReadTies(SchemeFacts *facts, const NameTable *nodes, ArrayType *keys)
{
	Datum	   *codes;
	bool	   *nulls;
	int			count;

	deconstruct_array(keys, TEXTOID, -1, false, TYPALIGN_INT, &codes, &nulls, &count);
	facts->has_ties = true;
	facts->nties = count;
	facts->ties = palloc(sizeof(TieKey) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		char	   *code = nulls[i] ? "" : TextDatumGetCString(codes[i]);

		facts->ties[i].node = NameTableFind(nodes, code, strlen(code));
		facts->ties[i].leaf = NameTableFind(&facts->codes, code, strlen(code));
	}
}

/* within BeginToAsk(); NULL: there is nothing stored of the scheme */
static SchemeFacts *
AskScheme(const Asker *asker, Datum scheme, MemoryContext context)
{
	SchemeFacts *facts;
	NameTable	nodes;
	MemoryContext caller;
	char	   *tree;
	Datum		keys;
	bool		isnull;
	uint64		count;

	if (Ask(asker, &scheme_question, &scheme, NULL, 1) == 0)
		return NULL;
	caller = MemoryContextSwitchTo(context);
	facts = palloc0(sizeof(SchemeFacts));
	facts->context = context;
	facts->schema = asker->schema;
	facts->scheme = TextDatumGetCString(scheme);
	tree = AnswerText(0, 1);
	facts->point_decimals = DatumGetInt32(Answer(0, 2, &isnull));
	if (isnull)
		facts->point_decimals = -1;
	keys = Answer(0, 3, &isnull);
	keys = isnull ? (Datum) 0 : PointerGetDatum(DatumGetArrayTypePCopy(keys));
	facts->zero_matters = AnswerBoolean(0, 4);
	MemoryContextSwitchTo(caller);

	count = Ask(asker, &node_question, &scheme, NULL, 0);
	MemoryContextSwitchTo(context);
	NameTableInit(&nodes, context);
	ReadTree(facts, tree, &nodes);
	ReadNodes(facts, &nodes, count);
	if (keys != (Datum) 0)
		ReadTies(facts, &nodes, DatumGetArrayTypeP(keys));
	MemoryContextSwitchTo(caller);
	return facts;
}

static SchemeFacts *
SchemeOf(const Asker *asker, Datum scheme, TransactionId xmin, ItemPointer place)
{
	MemoryContext context;
	SchemeFacts *facts;
	char	   *name = TextDatumGetCString(scheme);
	int			oldest = KNOWN_SCHEMES - 1;

	for (int i = 0; i < KNOWN_SCHEMES && known_schemes[i] != NULL; i++)
	{
		facts = known_schemes[i];
		if (facts->schema == asker->schema && strcmp(facts->scheme, name) == 0)
		{
			if (facts->xmin == xmin && ItemPointerEquals(&facts->place, place))
				return facts;
			oldest = i;
			break;
		}
	}
	/* it is read whole before it is kept, and replaces one that nobody reads now */
	context = AllocSetContextCreate(CurrentMemoryContext, "par.scheme", ALLOCSET_DEFAULT_SIZES);
	facts = AskScheme(asker, scheme, context);
	if (facts == NULL)
		return NULL;
	facts->xmin = xmin;
	facts->place = *place;
	if (known_schemes[oldest] != NULL)
	{
		known_schemes[oldest]->is_kept = false;
		ForgetScheme(known_schemes[oldest]);
	}
	facts->is_kept = true;
	MemoryContextSetParent(context, TopMemoryContext);
	memmove(known_schemes + 1, known_schemes, sizeof(SchemeFacts *) * oldest);
	known_schemes[0] = facts;
	return facts;
}

/* ---------- agency by agency ---------- */

bool
LeafReaderOpen(LeafReader *reader, Datum round, Basis basis, bool with_entry)
{
	ItemPointerData place;
	TransactionId xmin;
	bool		isnull;

	if (Ask(&reader->asker, &round_question, &round, NULL, 1) == 0)
		return false;
	reader->round = round;
	reader->basis = basis;
	reader->with_entry = with_entry;
	reader->survey_held = AnswerBoolean(0, 2);
	reader->has_exemptions = AnswerBoolean(0, 5);
	reader->has_zeros = AnswerBoolean(0, 6);
	reader->has_stale = AnswerBoolean(0, 7);
	reader->is_setup = AnswerBoolean(0, 8);
	reader->is_reviewed = AnswerBoolean(0, 9);
	xmin = DatumGetTransactionId(Answer(0, 3, &isnull));
	place = *(ItemPointer) DatumGetPointer(Answer(0, 4, &isnull));
	reader->scheme = SchemeOf(&reader->asker, Answer(0, 1, &isnull), xmin, &place);
	if (reader->scheme == NULL)
		return false;
	StartReading(reader->scheme);
	reader->row = AllocSetContextCreate(CurrentMemoryContext, "par.registry_leaves", ALLOCSET_DEFAULT_SIZES);
	reader->states = palloc(sizeof(LeafState) * Max(reader->scheme->nleaves, 1));
	return true;
}

bool
LeafCounts(const LeafReader *reader, int leaf)
{
	const SchemeLeaf *l = &reader->scheme->leaves[leaf];

	/* no survey: its criteria are left out, whatever their policy */
	return !l->is_monitor && (reader->basis != BASIS_SELF || l->is_self_assessed) && (!l->is_survey || reader->survey_held);
}

SPITupleTable *
LeafReaderAgencies(LeafReader *reader, Datum agencies, uint64 *count)
{
	Datum		arguments[2] = {reader->round, agencies};

	*count = Ask(&reader->asker, agencies == (Datum) 0 ? &participants_question : &agencies_question,
				 arguments, NULL, 0);
	return SPI_tuptable;
}

/* the leaf that a row of the answer is of, or NULL */
static LeafState *
StateOfRow(LeafReader *reader, uint64 row)
{
	bool		isnull;
	text	   *code = DatumGetTextPP(Answer(row, 1, &isnull));
	int			leaf = NameTableFind(&reader->scheme->codes, VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));

	return leaf < 0 ? NULL : &reader->states[leaf];
}

static void
ReadExemptions(LeafReader *reader, Datum *arguments)
{
	uint64		count = Ask(&reader->asker, reader->with_entry ? &reason_question : &exempt_question,
							arguments, NULL, 0);

	for (uint64 i = 0; i < count; i++)
	{
		LeafState  *state = StateOfRow(reader, i);

		if (state == NULL)
			continue;
		state->is_exempt = true;
		if (reader->with_entry)
			state->exempt_reason = AnswerText(i, 2);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
ReadSurvey(LeafReader *reader, Datum *arguments)
{
	uint64		count = Ask(&reader->asker, &survey_question, arguments, NULL, 0);

	for (uint64 i = 0; i < count; i++)
	{
		LeafState  *state = StateOfRow(reader, i);

		if (state == NULL || !reader->scheme->leaves[state - reader->states].is_surveyed)
			continue;
		state->stage = "survey";
		state->entered_points = AnswerNumeric(i, 2);
	}
	SPI_freetuptable(SPI_tuptable);
}

/* its answer stays the current one */
static void
ReadAssessments(LeafReader *reader, Datum *arguments)
{
	const char *stage = reader->basis == BASIS_SELF ? "self" : "appraisal";
	const char *better = reader->basis == BASIS_OFFICIAL ? "review" : stage;
	uint64		count;

	arguments[2] = CStringGetTextDatum(stage);
	arguments[3] = CStringGetTextDatum(better);
	count = Ask(&reader->asker, reader->with_entry ? &entry_question : &points_question,
				arguments, NULL, 0);
	for (uint64 i = 0; i < count; i++)
	{
		LeafState  *state = StateOfRow(reader, i);
		bool		isnull;
		text	   *found;
		bool		is_better;

		if (state == NULL)
			continue;
		found = DatumGetTextPP(Answer(i, 2, &isnull));
		is_better = better != stage && *VARDATA_ANY(found) == *better;
		if (state->row >= 0 && !is_better)
			continue;
		state->row = i;
		state->not_applicable = AnswerBoolean(i, 4);
		if (reader->scheme->leaves[state - reader->states].is_surveyed)
			continue;
		state->stage = is_better ? better : stage;
		state->entered_points = AnswerNumeric(i, 3);
	}
}

static Numeric
RoundedTo(Numeric value, int decimals)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_round, NumericGetDatum(value), Int32GetDatum(decimals)));
}

void
LeafReaderRead(LeafReader *reader, Datum agency, bool zero_missing)
{
	const SchemeFacts *scheme = reader->scheme;
	Datum		arguments[4] = {reader->round, agency};
	MemoryContext caller;
	Numeric		zero;

	MemoryContextReset(reader->row);
	caller = MemoryContextSwitchTo(reader->row);
	memset(reader->states, 0, sizeof(LeafState) * scheme->nleaves);
	for (int i = 0; i < scheme->nleaves; i++)
		reader->states[i].row = -1;
	if (reader->has_exemptions)
		ReadExemptions(reader, arguments);
	if (reader->survey_held && reader->basis != BASIS_SELF)
	{
		int			leaf = 0;

		while (leaf < scheme->nleaves && !scheme->leaves[leaf].is_surveyed)
			leaf++;
		if (leaf < scheme->nleaves)
			ReadSurvey(reader, arguments);
	}
	ReadAssessments(reader, arguments);

	zero = WideToNumeric(0, 0);
	for (int i = 0; i < scheme->nleaves; i++)
	{
		LeafState  *state = &reader->states[i];

		if (state->is_exempt)
			state->not_applicable = true;
		if (state->not_applicable)
			continue;
		state->points = state->entered_points;
		/* a bonus or a penalty that nobody entered is 0 */
		if (state->points == NULL && !scheme->leaves[i].is_monitor &&
			(zero_missing || (!scheme->leaves[i].is_scored && state->stage == NULL)))
			state->points = zero;
		state->exact_points = state->points;
		/* as _counted() does it */
		if (state->points != NULL && scheme->point_decimals >= 0)
		{
			state->points = RoundedTo(RoundedTo(state->points, 10), scheme->point_decimals);
			if (NumericCompare(state->points, scheme->leaves[i].max_points) > 0)
				state->points = scheme->leaves[i].max_points;
		}
	}
	MemoryContextSwitchTo(caller);
}

NodePoints *
LeafReaderSum(const LeafReader *reader)
{
	const SchemeFacts *scheme = reader->scheme;
	MemoryContext caller = MemoryContextSwitchTo(reader->row);
	NodePoints *nodes = NULL;
	LeafPoints	leaves;
	bool		any = false;

	LeafPointsInit(&leaves, scheme->tree->nleaves);
	for (int i = 0; i < scheme->nleaves; i++)
	{
		const LeafState *state = &reader->states[i];
		int			leaf;

		if (scheme->leaves[i].node < 0 || !LeafCounts(reader, i))
			continue;
		any = true;
		leaf = scheme->tree->nodes[scheme->leaves[i].node].leaf;
		if (state->not_applicable)
			leaves.status[leaf] = LEAF_NOT_APPLICABLE;
		else if (state->points == NULL)
			leaves.status[leaf] = LEAF_UNSCORED;
		else
			LeafPointsScore(&leaves, leaf, state->points);
	}
	if (any)
	{
		nodes = PointsRollUp(scheme->tree, &leaves);
		PointsSpread(scheme->tree, nodes);
	}
	MemoryContextSwitchTo(caller);
	return nodes;
}

/* ---------- leaves as rows ---------- */

/* Columns that a row may ask for, by name. */
typedef enum LeafColumn
{
	LEAF_AGENCY,
	LEAF_CRITERION,
	LEAF_POINTS,
	LEAF_APPLICABLE,
	LEAF_STAGE,
	LEAF_INPUTS,
	LEAF_CONTEXT,
	LEAF_BY_HAND,
	LEAF_NOTE,
	LEAF_ASSESSED_BY,
	LEAF_ASSESSED_AT,
	LEAF_ENTERED_POINTS,
	LEAF_EXEMPT_REASON,
	LEAF_COUNTED_POINTS,
	LEAF_COUNTED_MAXIMUM,
	LEAF_COLUMNS
} LeafColumn;

static const RowColumn leaf_columns[LEAF_COLUMNS] = {
	{"agency", TEXTOID},
	{"criterion", TEXTOID},
	{"points", NUMERICOID},
	{"applicable", BOOLOID},
	{"stage", TEXTOID},
	{"inputs", JSONBOID},
	{"context", JSONBOID},
	{"by_hand", BOOLOID},
	{"note", TEXTOID},
	{"assessed_by", TEXTOID},
	{"assessed_at", TIMESTAMPTZOID},
	{"entered_points", NUMERICOID},
	{"exempt_reason", TEXTOID},
	{"counted_points", NUMERICOID},
	{"counted_max_points", NUMERICOID},
};

/* columns of what else was entered follow one another, as in the answer */
#define IS_ENTRY(column)	((column) >= LEAF_INPUTS && (column) <= LEAF_ASSESSED_AT)
#define ENTRY_OF(column)	((column) - LEAF_INPUTS + FIRST_ENTRY)

static void
SetNumeric(Datum *value, bool *isnull, Numeric numeric)
{
	*isnull = numeric == NULL;
	*value = NumericGetDatum(numeric);
}

static void
SetText(Datum *value, bool *isnull, const char *text)
{
	*isnull = text == NULL;
	if (text != NULL)
		*value = CStringGetTextDatum(text);
}

/* a value of the row in the memory of the agency */
static void
SetLeafColumn(const LeafReader *reader, int leaf, Datum agency, const NodePoints *nodes,
			  LeafColumn column, Datum *value, bool *isnull)
{
	const SchemeLeaf *l = &reader->scheme->leaves[leaf];
	const LeafState *state = &reader->states[leaf];

	*isnull = false;
	switch (column)
	{
		case LEAF_AGENCY:
			*value = agency;
			break;
		case LEAF_CRITERION:
			*value = CStringGetTextDatum(l->code);
			break;
		case LEAF_POINTS:
			SetNumeric(value, isnull, state->exact_points);
			break;
		case LEAF_APPLICABLE:
			*value = BoolGetDatum(!state->not_applicable);
			break;
		case LEAF_STAGE:
			SetText(value, isnull, state->stage);
			break;
		case LEAF_ENTERED_POINTS:
			SetNumeric(value, isnull, state->entered_points);
			break;
		case LEAF_EXEMPT_REASON:
			SetText(value, isnull, state->exempt_reason);
			break;
		case LEAF_COUNTED_POINTS:
			if (l->node >= 0)
				SetNumeric(value, isnull, !nodes[l->node].applicable ? NULL :
						   FractionToNumeric(&nodes[l->node].points, POINTS_DECIMALS));
			else
				SetNumeric(value, isnull, state->not_applicable || l->is_monitor ? NULL :
						   state->points != NULL ? state->points : WideToNumeric(0, 0));
			break;
		case LEAF_COUNTED_MAXIMUM:
			if (l->node >= 0)
				SetNumeric(value, isnull, !nodes[l->node].applicable ? NULL :
						   FractionToNumeric(&nodes[l->node].max, POINTS_DECIMALS));
			else
				SetNumeric(value, isnull, state->not_applicable || l->is_monitor ? NULL : l->max_points);
			break;
		default:
			*isnull = state->row < 0;
			if (!*isnull)
				*value = Answer(state->row, ENTRY_OF(column), isnull);
	}
}

/* what is monitored is a row beside what was entered, and missing where its points are read */
static bool
IsShown(const LeafReader *reader, int leaf, bool only_missing)
{
	const SchemeLeaf *l = &reader->scheme->leaves[leaf];
	const LeafState *state = &reader->states[leaf];

	if (!LeafCounts(reader, leaf) &&
		!(l->is_monitor && reader->with_entry && (!only_missing || NumericSignum(l->max_points) > 0)))
		return false;
	return !only_missing || (!state->not_applicable && state->points == NULL);
}

/* leaves of the agencies of a round; where only_missing, those that apply and have no points */
Datum
registry_leaves(PG_FUNCTION_ARGS)
{
	Oid			registry = RegistryOfArgument(fcinfo, 0);
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	TupleDesc	tupdesc = rsinfo->setDesc;
	int		   *map = palloc(sizeof(int) * tupdesc->natts);
	Datum	   *values = palloc(sizeof(Datum) * tupdesc->natts);
	bool	   *nulls = palloc(sizeof(bool) * tupdesc->natts);
	bool		with_entry = false;
	bool		with_counted = false;
	bool		only_missing = !PG_ARGISNULL(4) && PG_GETARG_BOOL(4);
	LeafReader	reader;
	SPITupleTable *agencies;
	uint64		count;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	MapRow(tupdesc, leaf_columns, LEAF_COLUMNS, map);
	for (int i = 0; i < tupdesc->natts; i++)
	{
		with_entry |= IS_ENTRY(map[i]) || map[i] == LEAF_EXEMPT_REASON;
		with_counted |= map[i] == LEAF_COUNTED_POINTS || map[i] == LEAF_COUNTED_MAXIMUM;
	}
	BeginToAsk(&reader.asker, registry, true);
	if (!LeafReaderOpen(&reader, PG_GETARG_DATUM(1), BasisFromText(PG_GETARG_TEXT_PP(2)), with_entry))
	{
		EndToAsk(&reader.asker);
		return (Datum) 0;
	}
	agencies = LeafReaderAgencies(&reader, PG_ARGISNULL(3) ? (Datum) 0 : PG_GETARG_DATUM(3), &count);
	for (uint64 a = 0; a < count; a++)
	{
		bool		isnull;
		Datum		agency = SPI_getbinval(agencies->vals[a], agencies->tupdesc, 1, &isnull);
		bool		zero_missing = DatumGetBool(SPI_getbinval(agencies->vals[a], agencies->tupdesc, 2, &isnull));
		MemoryContext caller;
		NodePoints *nodes = NULL;

		CHECK_FOR_INTERRUPTS();
		ProgressAdd(1);
		LeafReaderRead(&reader, agency, zero_missing);
		if (with_counted)
			nodes = LeafReaderSum(&reader);
		caller = MemoryContextSwitchTo(reader.row);
		for (int leaf = 0; leaf < reader.scheme->nleaves; leaf++)
		{
			if (!IsShown(&reader, leaf, only_missing))
				continue;
			for (int i = 0; i < tupdesc->natts; i++)
				SetLeafColumn(&reader, leaf, agency, nodes, (LeafColumn) map[i], &values[i], &nulls[i]);
			tuplestore_putvalues(rsinfo->setResult, tupdesc, values, nulls);
		}
		MemoryContextSwitchTo(caller);
		SPI_freetuptable(SPI_tuptable);
	}
	EndToAsk(&reader.asker);
	return (Datum) 0;
}

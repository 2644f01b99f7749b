/*-------------------------------------------------------------------------
 *
 * context.c
 *	  Context terms: what the rule of a criterion reads from elsewhere.
 *
 * What is the same for all agencies is asked once: which leaves points(...) sums, from
 * which published round previous(...) reads.  The rest is asked of each agency, by key.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/name_table.h"
#include "registry/context.h"
#include "registry/declared.h"
#include "rule/rule.h"

PG_FUNCTION_INFO_V1(registry_context);

typedef enum TermKind
{
	TERM_MAX_POINTS,
	TERM_ROUND_YEAR,
	TERM_AGENCY,				/* agency(attribute) */
	TERM_TARGET,				/* target(variable) */
	TERM_PREVIOUS,				/* previous(expression) */
	TERM_SELF,					/* self(variable) */
	TERM_POINTS,				/* points('criterion') */
	TERM_OTHERS					/* any other: peer_mean(expression), child_sum(expression) and the like */
} TermKind;

/* One term. */
typedef struct Term
{
	TermKind	kind;
	char	   *text;
	Datum		inner;			/* what stands in its brackets, as a text */
	NameTable	leaves;			/* of points(...): those that it sums */
	bool	   *surveyed;		/* of each, its points come from answers */
	Rule	   *expression;		/* of previous(...) */
	int			years;			/* of previous(...): how many back */
	struct Source *source;		/* of previous(...): NULL: none */
} Term;

/* Where previous(...) of some years back reads. */
typedef struct Source
{
	int			years;
	bool		exists;
	Datum		arguments[6];	/* round, revision, agency, criterion, after and until which days */
	char	   *criterion;
	Declared	declared;		/* as its scheme declares the inputs */
} Source;

struct ContextFacts
{
	Datum		round;
	Datum		criterion;
	int			nterms;
	Term	   *terms;
	Numeric		year;			/* NULL: there is no such round, or no such criterion in its scheme */
	Numeric		max_points;
	bool		survey_held;
	bool		has_exemptions;
	bool		has_zeros;		/* of some agencies what nobody scored counts 0 */
	bool		asks_others;
	int			nsources;
	Source	  **sources;
	bool		asks_claim;
	Declared	declared;		/* how the criterion declares its inputs; for self(...) */
};

/* ---------- questions ---------- */

static const Question round_question = {
	"SELECT r.year, c.max_points, r.survey_held, EXISTS (SELECT FROM %1$s.exempt_leaf x WHERE x.round = r.code),"
	" EXISTS (SELECT FROM %1$s.zero_missing z WHERE z.round = r.code)"
	" FROM %1$s.round r JOIN %1$s.criterion c ON c.scheme = r.scheme AND c.code = $2"
	" WHERE r.code = $1",
	2, {TEXTOID, TEXTOID},
	"INbbb"
};

/* what is never scored, or not in this round, is left out */
static const Question leaves_question = {
	"SELECT d.code, d.surveyed, d.kind = 'monitor' AND (n.kind <> 'monitor' OR d.max_points = 0) OR d.method = 'survey' AND NOT r.survey_held"
	" FROM %1$s.round r"
	" CROSS JOIN LATERAL (SELECT n.place, n.last, n.kind FROM %1$s.node n WHERE n.scheme = r.scheme AND n.code = $2 OFFSET 0) n"
	" CROSS JOIN LATERAL (SELECT d.code, d.surveyed, d.kind, d.max_points, d.method FROM %1$s.node d"
	"  WHERE d.scheme = r.scheme AND d.is_leaf AND d.place BETWEEN n.place AND n.last OFFSET 0) d"
	" WHERE r.code = $1",
	2, {TEXTOID, TEXTOID},
	"Tbb"
};

static const Question source_question = {
	"SELECT s.round, s.revision, s.criterion, s.after, s.until, s.declarations FROM %1$s._previous_source($1, $2, $3) s"
	" WHERE s.criterion IS NOT NULL",
	3, {TEXTOID, TEXTOID, INT4OID},
	"TiTddj"
};

static const Question declared_question = {
	"SELECT d.declarations FROM %1$s.round r CROSS JOIN LATERAL %1$s._declarations_of(r.scheme) d"
	" WHERE r.code = $1 AND d.criterion = $2",
	2, {TEXTOID, TEXTOID},
	"j"
};

static const Question claim_question = {
	"SELECT a.inputs FROM %1$s.assessment a"
	" JOIN %1$s.participant p ON p.round = a.round AND p.agency = a.agency AND p.submitted_at IS NOT NULL"
	" WHERE a.round = $1 AND a.agency = $2 AND a.criterion = $3 AND a.stage = 'self'",
	3, {TEXTOID, TEXTOID, TEXTOID},
	"j"
};

static const Question attribute_question = {
	"SELECT g.attributes -> $2 FROM %1$s.agency g WHERE g.code = $1",
	2, {TEXTOID, TEXTOID},
	"j"
};

static const Question target_question = {
	"SELECT CASE WHEN v.kind = 'percent' AND jsonb_typeof(t.value) = 'number' THEN to_jsonb(t.value::numeric * 0.01) ELSE t.value END"
	" FROM %1$s.target t"
	" JOIN %1$s.round r ON r.code = t.round"
	" LEFT JOIN %1$s.variable v ON v.scheme = r.scheme AND v.criterion = t.criterion AND v.name = t.variable"
	" WHERE t.round = $1 AND t.agency = $2 AND t.criterion = $3 AND t.variable = $4",
	4, {TEXTOID, TEXTOID, TEXTOID, TEXTOID},
	"j"
};

/* until there is an official basis, an appraisal that counts reads that of the appraisals */
static const Question peers_question = {
	"SELECT t.terms FROM %1$s.peer_term t"
	" WHERE t.round = $1 AND t.criterion = $2 AND t.agency = $3"
	" AND (t.basis = CASE WHEN $4 = 'review' THEN 'official' ELSE $4 END OR $4 = 'official' AND t.basis = 'appraisal')"
	" ORDER BY t.basis DESC LIMIT 1",
	4, {TEXTOID, TEXTOID, TEXTOID, TEXTOID},
	"j"
};

/* Each by its whole key, whatever is believed of the table; the review comes after the appraisal. */
static const Question points_question = {
	"SELECT c.code, a.points, a.not_applicable FROM unnest($3) c (code)"
	" CROSS JOIN LATERAL (SELECT a.points, a.not_applicable FROM %1$s.assessment a"
	"  WHERE a.round = $1 AND a.agency = $2 AND a.criterion = c.code"
	"  AND a.stage BETWEEN CASE WHEN $4 = 'self' THEN 'self' ELSE 'appraisal' END"
	"  AND CASE WHEN $4 IN ('self', 'appraisal') THEN $4 ELSE 'review' END"
	"  ORDER BY a.stage DESC LIMIT 1) a",
	4, {TEXTOID, TEXTOID, TEXTARRAYOID, TEXTOID},
	"Tnb"
};

static const Question survey_question = {
	"SELECT c.code, s.points FROM unnest($3) c (code)"
	" CROSS JOIN LATERAL (SELECT s.points FROM %1$s.survey_score s"
	"  WHERE s.round = $1 AND s.agency = $2 AND s.criterion = c.code OFFSET 0) s",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID},
	"Tn"
};

static const Question exempt_question = {
	"SELECT c.code FROM unnest($3) c (code)"
	" WHERE EXISTS (SELECT FROM %1$s.exempt_leaf x WHERE x.round = $1 AND x.agency = '' AND x.criterion = c.code OFFSET 0)"
	" OR EXISTS (SELECT FROM %1$s.exempt_leaf x WHERE x.round = $1 AND x.agency = $2 AND x.criterion = c.code OFFSET 0)",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID},
	"T"
};

static const Question zero_question = {
	"SELECT FROM %1$s.zero_missing z WHERE z.round = $1 AND z.agency = $2",
	2, {TEXTOID, TEXTOID},
	NULL
};

/* whether it took others over in between, or gave something up, and what was published of it */
static const Question item_question = {
	"SELECT EXISTS (SELECT FROM %1$s.succession s WHERE s.successor = $3 AND s.happened_on > $5 AND s.happened_on <= $6)"
	" OR EXISTS (SELECT FROM %1$s.succession s WHERE s.predecessor = $3 AND s.happened_on > $5 AND s.happened_on <= $6),"
	" (SELECT i.inputs FROM %1$s.result_item i WHERE i.round = $1 AND i.revision = $2 AND i.agency = $3 AND i.criterion = $4)",
	6, {TEXTOID, INT4OID, TEXTOID, TEXTOID, DATEOID, DATEOID},
	"bj"
};

static const Question merged_question = {
	"SELECT %1$s._merged_inputs($1, $2, $3, $4, $5, $6, $7)",
	7, {TEXTOID, INT4OID, TEXTOID, TEXTOID, DATEOID, DATEOID, TEXTOID},
	"j"
};

/* ---------- what is the same for all agencies ---------- */

static TermKind
KindOfTerm(const char *text)
{
	static const struct
	{
		const char *name;
		TermKind	kind;
	}			kinds[] = {
		{"max_points", TERM_MAX_POINTS},
		{"round_year", TERM_ROUND_YEAR},
		{"agency", TERM_AGENCY},
		{"target", TERM_TARGET},
		{"previous", TERM_PREVIOUS},
		{"points", TERM_POINTS},
		{"self", TERM_SELF},
	};
	size_t		length = strcspn(text, "(");

	for (int i = 0; i < (int) lengthof(kinds); i++)
		if (strlen(kinds[i].name) == length && memcmp(kinds[i].name, text, length) == 0)
			return kinds[i].kind;
	return TERM_OTHERS;
}

/* points('it''s'): the criterion, without its quotes */
static char *
CriterionOfPoints(const char *inner)
{
	char	   *code = palloc0(strlen(inner) + 1);
	char	   *to = code;

	if (strlen(inner) < 2)
		return code;
	for (const char *from = inner + 1; from[0] != '\0' && from[1] != '\0'; from++)
	{
		*to++ = *from;
		if (from[0] == '\'' && from[1] == '\'')
			from++;
	}
	return code;
}

static void
PreparePoints(const Asker *asker, const ContextFacts *facts, Term *term, const char *inner)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		arguments[2] = {facts->round, CStringGetTextDatum(CriterionOfPoints(inner))};
	uint64		count = Ask(asker, &leaves_question, arguments, NULL, 0);

	NameTableInit(&term->leaves, context);
	term->surveyed = palloc(sizeof(bool) * Max(count, 1));
	for (uint64 i = 0; i < count; i++)
	{
		char	   *code = AnswerText(i, 1);
		bool		added;

		if (AnswerBoolean(i, 3))
			continue;
		term->surveyed[NameTableAdd(&term->leaves, code, strlen(code), &added)] = AnswerBoolean(i, 2);
	}
}

/* how many years previous(...) goes back: the number behind its expression, which is cut off */
static int
YearsOfPrevious(char *inner)
{
	char	   *comma = strrchr(inner, ',');
	int			years;

	if (comma == NULL || comma[1] != ' ' || comma[2] == '\0' || comma[2 + strspn(comma + 2, "0123456789")] != '\0')
		return 1;
	years = atoi(comma + 2);
	*comma = '\0';
	return years;
}

static Source *
PrepareSource(const Asker *asker, ContextFacts *facts, int years)
{
	Source	   *source;
	Datum		arguments[3] = {facts->round, facts->criterion, Int32GetDatum(years)};
	bool		isnull;
	Datum		value;

	for (int i = 0; i < facts->nsources; i++)
		if (facts->sources[i]->years == years)
			return facts->sources[i];
	if (facts->sources == NULL)
		facts->sources = palloc(sizeof(Source *) * facts->nterms);
	source = facts->sources[facts->nsources++] = palloc0(sizeof(Source));
	source->years = years;
	if (Ask(asker, &source_question, arguments, NULL, 1) == 0)
		return source;
	source->exists = true;
	source->arguments[0] = datumCopy(Answer(0, 1, &isnull), false, -1);
	source->arguments[1] = Answer(0, 2, &isnull);
	source->arguments[3] = datumCopy(Answer(0, 3, &isnull), false, -1);
	source->arguments[4] = Answer(0, 4, &isnull);
	source->arguments[5] = Answer(0, 5, &isnull);
	source->criterion = AnswerText(0, 3);
	value = Answer(0, 6, &isnull);
	DeclaredFromJsonb(isnull ? NULL : (Jsonb *) PG_DETOAST_DATUM_COPY(value), &source->declared);
	return source;
}

static void
PrepareClaim(const Asker *asker, ContextFacts *facts)
{
	Datum		arguments[2] = {facts->round, facts->criterion};
	bool		isnull = true;
	Datum		value = (Datum) 0;

	if (facts->asks_claim)
		return;
	facts->asks_claim = true;
	if (Ask(asker, &declared_question, arguments, NULL, 1) > 0)
		value = Answer(0, 1, &isnull);
	DeclaredFromJsonb(isnull ? NULL : (Jsonb *) PG_DETOAST_DATUM_COPY(value), &facts->declared);
}

ContextFacts *
ContextPrepare(const Asker *asker, Datum round, Datum criterion, ArrayType *terms)
{
	ContextFacts *facts = palloc0(sizeof(ContextFacts));
	Datum		arguments[2] = {round, criterion};
	Datum	   *texts;
	bool	   *nulls;

	facts->round = datumCopy(round, false, -1);
	facts->criterion = datumCopy(criterion, false, -1);
	if (Ask(asker, &round_question, arguments, NULL, 1) > 0)
	{
		bool		isnull;

		facts->year = WideToNumeric(DatumGetInt32(Answer(0, 1, &isnull)), 0);
		facts->max_points = AnswerNumeric(0, 2);
		facts->survey_held = AnswerBoolean(0, 3);
		facts->has_exemptions = AnswerBoolean(0, 4);
		facts->has_zeros = AnswerBoolean(0, 5);
	}
	deconstruct_array(terms, TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls, &facts->nterms);
	facts->terms = palloc0(sizeof(Term) * Max(facts->nterms, 1));
	for (int i = 0; i < facts->nterms; i++)
	{
		Term	   *term = &facts->terms[i];
		char	   *open;
		char	   *inner = "";

		term->text = nulls[i] ? "" : TextDatumGetCString(texts[i]);
		term->kind = KindOfTerm(term->text);
		open = strchr(term->text, '(');
		if (open != NULL && open[1] != '\0')
			inner = pnstrdup(open + 1, strlen(open) - 2);
		term->inner = CStringGetTextDatum(inner);
		if (term->kind == TERM_POINTS)
			PreparePoints(asker, facts, term, inner);
		else if (term->kind == TERM_PREVIOUS)
		{
			term->years = YearsOfPrevious(inner);
			term->inner = CStringGetTextDatum(inner);
			term->expression = RuleRead(inner, (int) strlen(inner), NULL);
			term->source = PrepareSource(asker, facts, term->years);
		}
		else if (term->kind == TERM_SELF)
			PrepareClaim(asker, facts);
		else if (term->kind == TERM_OTHERS)
			facts->asks_others = true;
	}
	return facts;
}

/* ---------- of each agency ---------- */

/* an agency in a stage, and where its terms go */
typedef struct Filling
{
	const Asker *asker;
	const ContextFacts *facts;
	Datum		agency;
	Datum		stage;
	Jsonb	   *others;			/* terms about peers and children; NULL: nothing is known of them */
	Jsonb	   *claimed;		/* by the agency itself; NULL: what it has submitted */
} Filling;

static void
SetNumber(JsonbValue *value, Numeric number)
{
	if (number == NULL)
		return;
	value->type = jbvNumeric;
	value->val.numeric = number;
}

/* any JSON as a value of an object */
static void
SetJson(JsonbValue *value, Jsonb *json)
{
	if (JB_ROOT_IS_SCALAR(json))
	{
		JsonbExtractScalar(&json->root, value);
		return;
	}
	value->type = jbvBinary;
	value->val.binary.data = &json->root;
	value->val.binary.len = VARSIZE(json) - VARHDRSZ;
}

/* the one row and column of an answer, a JSON */
static void
SetAnswer(JsonbValue *value, uint64 count)
{
	bool		isnull = true;
	Datum		json = count > 0 ? Answer(0, 1, &isnull) : (Datum) 0;

	if (!isnull)
		SetJson(value, (Jsonb *) PG_DETOAST_DATUM_COPY(json));
}

/* of points(...): where a leaf stands */
typedef struct LeafFound
{
	bool		is_out;
	Numeric		points;
} LeafFound;

static LeafFound *
FoundOf(const Term *term, LeafFound *found, uint64 row)
{
	bool		isnull;
	text	   *code = DatumGetTextPP(Answer(row, 1, &isnull));
	int			leaf = NameTableFind(&term->leaves, VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code));

	return leaf < 0 ? NULL : &found[leaf];
}

static Datum
LeafCodes(const Term *term)
{
	Datum	   *codes = palloc(sizeof(Datum) * Max(term->leaves.count, 1));

	for (int i = 0; i < term->leaves.count; i++)
		codes[i] = CStringGetTextDatum(term->leaves.names[i]);
	return PointerGetDatum(construct_array(codes, term->leaves.count, TEXTOID, -1, false, TYPALIGN_INT));
}

static bool
IsOfficial(Datum stage)
{
	char	   *name = TextDatumGetCString(stage);

	return strcmp(name, "official") == 0 || strcmp(name, "review") == 0;
}

/* the sum of what applies; null while one of them is not known, and where nothing applies */
static void
SetPoints(const Filling *filling, const Term *term, JsonbValue *value)
{
	const ContextFacts *facts = filling->facts;
	LeafFound  *found = palloc0(sizeof(LeafFound) * Max(term->leaves.count, 1));
	Datum		arguments[4] = {facts->round, filling->agency, LeafCodes(term), filling->stage};
	Numeric		sum = NULL;
	uint64		count;
	bool		surveyed = false;
	bool		is_zero;

	count = Ask(filling->asker, &points_question, arguments, NULL, 0);
	for (uint64 i = 0; i < count; i++)
	{
		LeafFound  *leaf = FoundOf(term, found, i);

		leaf->points = term->surveyed[leaf - found] ? NULL : AnswerNumeric(i, 2);
		leaf->is_out = AnswerBoolean(i, 3);
	}
	for (int i = 0; i < term->leaves.count; i++)
		surveyed |= term->surveyed[i];
	if (surveyed && facts->survey_held)
	{
		count = Ask(filling->asker, &survey_question, arguments, NULL, 0);
		for (uint64 i = 0; i < count; i++)
		{
			LeafFound  *leaf = FoundOf(term, found, i);

			if (term->surveyed[leaf - found])
				leaf->points = AnswerNumeric(i, 2);
		}
	}
	if (facts->has_exemptions)
	{
		count = Ask(filling->asker, &exempt_question, arguments, NULL, 0);
		for (uint64 i = 0; i < count; i++)
			FoundOf(term, found, i)->is_out = true;
	}
	is_zero = facts->has_zeros && IsOfficial(filling->stage) &&
		Ask(filling->asker, &zero_question, arguments, NULL, 1) > 0;
	for (int i = 0; i < term->leaves.count; i++)
	{
		if (found[i].is_out)
			continue;
		if (found[i].points == NULL && is_zero)
			found[i].points = WideToNumeric(0, 0);
		if (found[i].points == NULL)
			return;
		sum = sum == NULL ? found[i].points : NumericAdd(sum, found[i].points);
	}
	SetNumber(value, sum);
}

/* an expression for inputs as a rule receives them: n, or n/d; unknown where it divides by 0 */
static void
SetExpression(const Rule *rule, RuleInput *inputs, JsonbValue *value)
{
	Fraction	exact;
	RuleFault	fault;
	RuleOutcome outcome;
	Numeric		rounded;
	char	   *text;

	outcome = RuleEvaluate(rule, inputs, &rounded, &exact, &fault, NULL, NULL);
	if (outcome == RULE_OUTCOME_FAULT && fault == RULE_FAULT_DIVISION)
		return;
	if (outcome == RULE_OUTCOME_FAULT)
		outcome = RuleEvaluate(rule, inputs, &rounded, &exact, NULL, NULL, NULL);	/* throws, or takes its time */
	if (outcome != RULE_OUTCOME_POINTS)
		return;
	text = FractionToText(&exact);
	if (strchr(text, '/') == NULL)
	{
		SetNumber(value, NumericFromText(text));
		return;
	}
	value->type = jbvString;
	value->val.string.val = text;
	value->val.string.len = (int) strlen(text);
}

/* a variable of a rule by its name */
static void
VariableOf(const Rule *rule, int input, const char **name, int *length)
{
	RuleSpan	span = RuleVariables(rule)[input];

	*name = RuleText(rule) + span.start;
	*length = (int) span.length;
}

static RuleInput *
UnknownInputs(const Rule *rule)
{
	RuleInput  *inputs = palloc0(sizeof(RuleInput) * Max(rule->nvariables, 1));

	for (int i = 0; i < rule->nvariables; i++)
		inputs[i].kind = RULE_INPUT_UNKNOWN;
	return inputs;
}

/* after mergers: the sums of what they had */
static void
SetMerged(const Filling *filling, const Term *term, Datum *arguments, JsonbValue *value)
{
	Datum		asked[7];
	RuleInput  *inputs;
	Jsonb	   *json;
	bool		isnull;
	Datum		merged;

	memcpy(asked, arguments, sizeof(Datum) * 6);
	asked[6] = term->inner;
	if (Ask(filling->asker, &merged_question, asked, NULL, 1) == 0)
		return;
	merged = Answer(0, 1, &isnull);
	if (isnull)
		return;
	json = (Jsonb *) PG_DETOAST_DATUM_COPY(merged);
	inputs = UnknownInputs(term->expression);
	for (int i = 0; i < term->expression->nvariables; i++)
	{
		const char *name;
		int			length;
		JsonbValue *found = palloc(sizeof(JsonbValue));

		VariableOf(term->expression, i, &name, &length);
		if (getKeyJsonValueFromContainer(&json->root, name, length, found) != NULL)
			RuleInputFromJson(term->expression, i, found, &inputs[i]);
	}
	SetExpression(term->expression, inputs, value);
}

static void
SetPrevious(const Filling *filling, const Term *term, JsonbValue *value)
{
	const Source *source = term->source;
	const Declared *declared = &source->declared;
	Datum		arguments[6];
	JsonbValue *values;
	bool	   *present;
	RuleInput  *inputs;
	bool		isnull;
	Datum		entered;

	if (!source->exists)
		return;
	memcpy(arguments, source->arguments, sizeof(arguments));
	arguments[2] = filling->agency;
	if (Ask(filling->asker, &item_question, arguments, NULL, 1) == 0)
		return;
	if (AnswerBoolean(0, 1))
	{
		SetMerged(filling, term, arguments, value);
		return;
	}
	entered = Answer(0, 2, &isnull);
	if (isnull)
		return;
	values = palloc(sizeof(JsonbValue) * Max(declared->count, 1));
	present = palloc(sizeof(bool) * Max(declared->count, 1));
	DeclaredRead(declared, source->criterion, (Jsonb *) PG_DETOAST_DATUM_COPY(entered), values, present);
	inputs = UnknownInputs(term->expression);
	for (int i = 0; i < term->expression->nvariables; i++)
	{
		const char *name;
		int			length;

		VariableOf(term->expression, i, &name, &length);
		for (int k = 0; k < declared->count; k++)
			if (present[k] && declared->inputs[k].length == length &&
				memcmp(declared->inputs[k].name, name, length) == 0)
				RuleInputFromJson(term->expression, i, &values[k], &inputs[i]);
	}
	SetExpression(term->expression, inputs, value);
}

/* a variable as the agency itself entered it */
static void
SetClaim(const Filling *filling, const Term *term, JsonbValue *value)
{
	const Declared *declared = &filling->facts->declared;
	Datum		arguments[3] = {filling->facts->round, filling->agency, filling->facts->criterion};
	Jsonb	   *claimed = filling->claimed;
	char	   *name = TextDatumGetCString(term->inner);
	JsonbValue *values;
	bool	   *present;

	if (claimed == NULL)
	{
		bool		isnull = true;
		Datum		submitted = (Datum) 0;

		if (Ask(filling->asker, &claim_question, arguments, NULL, 1) > 0)
			submitted = Answer(0, 1, &isnull);
		if (isnull)
			return;
		claimed = (Jsonb *) PG_DETOAST_DATUM_COPY(submitted);
	}
	values = palloc(sizeof(JsonbValue) * Max(declared->count, 1));
	present = palloc(sizeof(bool) * Max(declared->count, 1));
	DeclaredRead(declared, TextDatumGetCString(filling->facts->criterion), claimed, values, present);
	for (int i = 0; i < declared->count; i++)
		if (present[i] && declared->inputs[i].length == (int) strlen(name) &&
			memcmp(declared->inputs[i].name, name, strlen(name)) == 0)
			*value = values[i];
}

static void
SetTerm(const Filling *filling, const Term *term, JsonbValue *value)
{
	const ContextFacts *facts = filling->facts;
	Datum		arguments[4];

	value->type = jbvNull;
	switch (term->kind)
	{
		case TERM_MAX_POINTS:
			SetNumber(value, facts->max_points);
			break;
		case TERM_ROUND_YEAR:
			SetNumber(value, facts->year);
			break;
		case TERM_AGENCY:
			arguments[0] = filling->agency;
			arguments[1] = term->inner;
			SetAnswer(value, Ask(filling->asker, &attribute_question, arguments, NULL, 1));
			break;
		case TERM_TARGET:
			arguments[0] = facts->round;
			arguments[1] = filling->agency;
			arguments[2] = facts->criterion;
			arguments[3] = term->inner;
			SetAnswer(value, Ask(filling->asker, &target_question, arguments, NULL, 1));
			break;
		case TERM_PREVIOUS:
			SetPrevious(filling, term, value);
			break;
		case TERM_POINTS:
			SetPoints(filling, term, value);
			break;
		case TERM_SELF:
			SetClaim(filling, term, value);
			break;
		case TERM_OTHERS:
			if (filling->others != NULL && JB_ROOT_IS_OBJECT(filling->others) &&
				getKeyJsonValueFromContainer(&filling->others->root, term->text, (int) strlen(term->text), value) == NULL)
				value->type = jbvNull;
			break;
	}
}

/* of the last rescore */
static Jsonb *
AskOthers(const Filling *filling)
{
	const ContextFacts *facts = filling->facts;
	Datum		arguments[4] = {facts->round, facts->criterion, filling->agency, filling->stage};
	bool		isnull;
	Datum		terms;

	if (Ask(filling->asker, &peers_question, arguments, NULL, 1) == 0)
		return NULL;
	terms = Answer(0, 1, &isnull);
	return isnull ? NULL : (Jsonb *) PG_DETOAST_DATUM_COPY(terms);
}

Jsonb *
ContextFill(const Asker *asker, const ContextFacts *facts, Datum agency, Datum stage,
			Jsonb *frozen, Jsonb *claimed, MemoryContext caller)
{
	Filling		filling = {asker, facts, agency, stage, frozen, claimed};
	JsonbParseState *state = NULL;
	JsonbValue *object;
	Jsonb	   *filled;

	if (frozen == NULL && facts->asks_others)
		filling.others = AskOthers(&filling);
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < facts->nterms; i++)
	{
		JsonbValue	key;
		JsonbValue	value;

		key.type = jbvString;
		key.val.string.val = facts->terms[i].text;
		key.val.string.len = (int) strlen(facts->terms[i].text);
		SetTerm(&filling, &facts->terms[i], &value);
		pushJsonbValue(&state, WJB_KEY, &key);
		pushJsonbValue(&state, WJB_VALUE, &value);
	}
	object = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	caller = MemoryContextSwitchTo(caller);
	filled = JsonbValueToJsonb(object);
	MemoryContextSwitchTo(caller);
	return filled;
}

/* ---------- for SQL ---------- */

/*
 * What a query has prepared.  Rows of a query name the same criterion again and again;
 * what was prepared is good as long as the same is visible.
 */
typedef struct Prepared
{
	MemoryContext context;
	ContextFacts *facts;
	ArrayType  *terms;
	TransactionId xmin;
	TransactionId xmax;
	uint32		running;
	CommandId	command;
} Prepared;

static bool
SameValue(Datum a, Datum b)
{
	struct varlena *x = PG_DETOAST_DATUM_PACKED(a);
	struct varlena *y = PG_DETOAST_DATUM_PACKED(b);

	return VARSIZE_ANY_EXHDR(x) == VARSIZE_ANY_EXHDR(y) &&
		memcmp(VARDATA_ANY(x), VARDATA_ANY(y), VARSIZE_ANY_EXHDR(x)) == 0;
}

static ContextFacts *
PreparedFacts(FunctionCallInfo fcinfo, const Asker *asker, Datum round, Datum criterion, ArrayType *terms)
{
	Prepared   *prepared = fcinfo->flinfo->fn_extra;
	Snapshot	snapshot = GetActiveSnapshot();
	MemoryContext caller;

	if (prepared == NULL)
	{
		prepared = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Prepared));
		prepared->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "par.registry_context", ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = prepared;
	}
	if (prepared->facts != NULL &&
		prepared->xmin == snapshot->xmin && prepared->xmax == snapshot->xmax &&
		prepared->running == snapshot->xcnt && prepared->command == snapshot->curcid &&
		SameValue(prepared->facts->round, round) && SameValue(prepared->facts->criterion, criterion) &&
		SameValue(PointerGetDatum(prepared->terms), PointerGetDatum(terms)))
		return prepared->facts;
	prepared->facts = NULL;
	MemoryContextReset(prepared->context);
	caller = MemoryContextSwitchTo(prepared->context);
	prepared->terms = DatumGetArrayTypePCopy(PointerGetDatum(terms));
	prepared->xmin = snapshot->xmin;
	prepared->xmax = snapshot->xmax;
	prepared->running = snapshot->xcnt;
	prepared->command = snapshot->curcid;
	prepared->facts = ContextPrepare(asker, round, criterion, prepared->terms);
	MemoryContextSwitchTo(caller);
	return prepared->facts;
}

/* a row of the registry, round, agency, criterion, stage, terms, frozen: the terms filled in */
Datum
registry_context(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Asker		asker;
	ContextFacts *facts;
	Jsonb	   *context;

	for (int i = 1; i <= 5; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	BeginToAsk(&asker, RegistryOfArgument(fcinfo, 0), true);
	facts = PreparedFacts(fcinfo, &asker, PG_GETARG_DATUM(1), PG_GETARG_DATUM(3), PG_GETARG_ARRAYTYPE_P(5));
	context = ContextFill(&asker, facts, PG_GETARG_DATUM(2), PG_GETARG_DATUM(4),
						  PG_ARGISNULL(6) ? NULL : PG_GETARG_JSONB_P(6), NULL, caller);
	EndToAsk(&asker);
	PG_RETURN_JSONB_P(context);
}

/*-------------------------------------------------------------------------
 *
 * survey_sum.c
 *	  The type par.survey_sum: sums over the strata and clusters of a survey,
 *	  the state of par.survey_mean.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/literal.h"
#include "statistics/survey_sum.h"

PG_FUNCTION_INFO_V1(survey_sum_in);
PG_FUNCTION_INFO_V1(survey_sum_out);
PG_FUNCTION_INFO_V1(survey_sum_recv);
PG_FUNCTION_INFO_V1(survey_sum_send);

/* version byte of the stored and the binary form */
#define SURVEY_VERSION	1

#define SURVEY_MAGIC	0x50617253

/* of a stratum, so that those of all strata can be counted */
#define MAX_ROWS		INT64CONST(100000000000)

/* where the name is in the key of a cluster */
#define CLUSTER_NAME_AT	sizeof(int)

/* ---------- names ---------- */

const char *
SurveyNumberText(double value)
{
	StringInfoData text;

	initStringInfo(&text);
	AppendNumber(&text, value);
	return text.data;
}

/* NULL for the stratum of the rows that name none */
static const char *
StratumName(const Survey *survey, int number)
{
	const char *key = survey->strata_keys.names[number];

	return *key ? key + 1 : NULL;
}

const char *
SurveyStratumText(const Survey *survey, int number)
{
	const char *name = StratumName(survey, number);

	return name ? psprintf("stratum \"%s\"", name) : "stratum NULL";
}

/* ---------- building ---------- */

static Size SurveyFlatSize(ExpandedObjectHeader *header);
static void SurveyFlatten(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods survey_methods = {
	SurveyFlatSize,
	SurveyFlatten
};

Survey *
SurveyCreate(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "survey", ALLOCSET_START_SMALL_SIZES);
	MemoryContext previous = MemoryContextSwitchTo(context);
	Survey	   *survey = palloc(sizeof(Survey));

	EOH_init_header(&survey->header, &survey_methods, context);
	survey->magic = SURVEY_MAGIC;
	NameTableInit(&survey->strata_keys, context);
	NameTableInit(&survey->cluster_keys, context);
	survey->strata_room = survey->cluster_room = 4;
	survey->strata = palloc(sizeof(Stratum) * survey->strata_room);
	survey->clusters = palloc(sizeof(Cluster) * survey->cluster_room);
	initStringInfo(&survey->key);
	survey->flat = NULL;
	MemoryContextSwitchTo(previous);
	return survey;
}

int
SurveyFindStratum(Survey *survey, const char *name, int length, bool *added)
{
	int			number;

	resetStringInfo(&survey->key);
	if (name)
	{
		appendStringInfoChar(&survey->key, '=');
		appendBinaryStringInfo(&survey->key, name, length);
	}
	number = NameTableAdd(&survey->strata_keys, survey->key.data, survey->key.len, added);
	if (*added)
	{
		if (number == survey->strata_room)
		{
			survey->strata_room *= 2;
			survey->strata = repalloc_huge(survey->strata,
										   sizeof(Stratum) * (Size) survey->strata_room);
		}
		memset(&survey->strata[number], 0, sizeof(Stratum));
	}
	return number;
}

int
SurveyFindCluster(Survey *survey, int stratum, const char *name, int length, bool *added)
{
	int			number;

	resetStringInfo(&survey->key);
	appendBinaryStringInfo(&survey->key, (const char *) &stratum, CLUSTER_NAME_AT);
	appendBinaryStringInfo(&survey->key, name, length);
	number = NameTableAdd(&survey->cluster_keys, survey->key.data, survey->key.len, added);
	if (*added)
	{
		if (number == survey->cluster_room)
		{
			survey->cluster_room *= 2;
			survey->clusters = repalloc_huge(survey->clusters,
											 sizeof(Cluster) * (Size) survey->cluster_room);
		}
		memset(&survey->clusters[number], 0, sizeof(Cluster));
		survey->clusters[number].stratum = stratum;
		survey->strata[stratum].clusters++;
	}
	return number;
}

static void
PopulationsDiffer(const Survey *survey, int number, double population)
{
	double		known = survey->strata[number].population;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("population of %s must be the same in all its rows",
					SurveyStratumText(survey, number)),
			 errdetail("It is %s and %s.", SurveyNumberText(fmin(known, population)),
					   isnan(known) || isnan(population) ? "NULL" :
					   SurveyNumberText(fmax(known, population)))));
}

void
SurveySetPopulation(Survey *survey, int number, double population, bool added)
{
	Stratum    *stratum = &survey->strata[number];

	if (added)
		stratum->population = population;
	else if (stratum->population != population &&
			 !(isnan(stratum->population) && isnan(population)))
		PopulationsDiffer(survey, number, population);
}

void
SurveyCheckRows(const Survey *survey, int number)
{
	const Stratum *stratum = &survey->strata[number];

	if (unlikely(stratum->alone > MAX_ROWS || stratum->answered > MAX_ROWS))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s has too many rows", SurveyStratumText(survey, number))));
}

static void
AddSums(DoubleDouble *sums, const DoubleDouble *others, int count)
{
	for (int i = 0; i < count; i++)
		AddTo(&sums[i], others[i]);
}

void
SurveyAdd(Survey *survey, const Survey *other)
{
	int		   *numbers = palloc(sizeof(int) * Max(other->strata_keys.count, 1));
	bool		added;

	for (int i = 0; i < other->strata_keys.count; i++)
	{
		const Stratum *source = &other->strata[i];
		const char *name = StratumName(other, i);
		int			number = SurveyFindStratum(survey, name, name ? strlen(name) : 0, &added);
		Stratum    *stratum = &survey->strata[number];

		SurveySetPopulation(survey, number, source->population, added);
		stratum->alone += source->alone;
		stratum->answered += source->answered;
		stratum->weighted += source->weighted;
		AddSums(stratum->sums, source->sums, STRATUM_SUMS);
		SurveyCheckRows(survey, number);
		numbers[i] = number;
	}
	for (int i = 0; i < other->cluster_keys.count; i++)
	{
		const Cluster *source = &other->clusters[i];
		const char *name = other->cluster_keys.names[i] + CLUSTER_NAME_AT;
		int			number = SurveyFindCluster(survey, numbers[source->stratum],
											   name, strlen(name), &added);

		AddSums(survey->clusters[number].sums, source->sums, CLUSTER_SUMS);
	}
	pfree(numbers);
}

/* ---------- validation of what comes from outside ---------- */

/* a little more is allowed, since sums and products are rounded */
static bool
IsSum(DoubleDouble sum, double limit)
{
	return fabs(sum.hi) <= limit * 1.000001 && fabs(sum.lo) <= fabs(sum.hi) * DBL_EPSILON;
}

static bool
IsWeight(DoubleDouble sum, int64 rows)
{
	return IsSum(sum, rows * SURVEY_LARGEST) &&
		(sum.hi == 0 || sum.hi >= SURVEY_SMALLEST * 0.999999);
}

/* sums of weighted y^2 or the like, none negative */
static bool
IsSquares(DoubleDouble sum, double limit)
{
	return IsSum(sum, limit) && sum.hi >= 0;
}

static bool
FitEachOther(const Stratum *stratum)
{
	const DoubleDouble *sums = stratum->sums;
	double		w = sums[SUM_W].hi;
	double		ww = sums[SUM_WW].hi;
	double		yy = SURVEY_LARGEST * SURVEY_LARGEST;

	return IsWeight(sums[SUM_W], stratum->alone) &&
		IsSum(sums[SUM_WY], w * SURVEY_LARGEST) &&
		IsSquares(sums[SUM_WW], w * w) &&
		IsSum(sums[SUM_WWY], ww * SURVEY_LARGEST) &&
		IsSquares(sums[SUM_WWYY], ww * yy) &&
		IsSquares(sums[SUM_ALL_WYY], stratum->answered * SURVEY_LARGEST * yy);
}

/* NULL, or what is wrong */
static const char *
CheckStratum(const Stratum *stratum)
{
	if (stratum->alone < 0 || stratum->answered < 0 || stratum->weighted < 0 ||
		stratum->alone > MAX_ROWS || stratum->answered > MAX_ROWS ||
		stratum->weighted > stratum->answered)
		return "Counts must be integers from 0 to 1e11, and weighted rows answered ones.";
	if (stratum->alone + stratum->clusters == 0 ||
		(stratum->clusters == 0 && stratum->answered > stratum->alone))
		return "A stratum must have a row or a cluster, and no more answers than rows.";
	if (isinf(stratum->population) || stratum->population <= 0)
		return "A population must be positive and finite.";
	if (!FitEachOther(stratum))
		return "The sums of a stratum must be finite, fit each other, and have a low part below half a digit of theirs.";
	return NULL;
}

static const char *
CheckCluster(const Survey *survey, const Cluster *cluster)
{
	if (!IsWeight(cluster->sums[0], survey->strata[cluster->stratum].answered) ||
		!IsSum(cluster->sums[1], cluster->sums[0].hi * SURVEY_LARGEST))
		return "The sums of a cluster must be finite, fit each other, and have a low part below half a digit of theirs.";
	return NULL;
}

static const char *
CheckSurvey(const Survey *survey)
{
	const char *problem = NULL;

	for (int i = 0; i < survey->strata_keys.count && !problem; i++)
		problem = CheckStratum(&survey->strata[i]);
	for (int i = 0; i < survey->cluster_keys.count && !problem; i++)
		problem = CheckCluster(survey, &survey->clusters[i]);
	return problem;
}

/* ---------- stored form ---------- */

static void
SendName(StringInfo message, const char *name, bool flat)
{
	if (flat)
		appendBinaryStringInfo(message, name, strlen(name) + 1);
	else
		pq_sendstring(message, name);
}

static void
SendSums(StringInfo message, const DoubleDouble *sums, int count)
{
	for (int i = 0; i < count; i++)
	{
		pq_sendfloat8(message, sums[i].hi);
		pq_sendfloat8(message, sums[i].lo);
	}
}

/*
 * A version byte, the numbers of strata and clusters, and each.  Names are in
 * the encoding of the server in the stored form, in that of the client else.
 */
static void
WriteSurvey(const Survey *survey, StringInfo message, bool flat)
{
	pq_sendbyte(message, SURVEY_VERSION);
	pq_sendint32(message, survey->strata_keys.count);
	pq_sendint32(message, survey->cluster_keys.count);
	for (int i = 0; i < survey->strata_keys.count; i++)
	{
		const Stratum *stratum = &survey->strata[i];
		const char *name = StratumName(survey, i);

		pq_sendbyte(message, name != NULL);
		if (name)
			SendName(message, name, flat);
		pq_sendfloat8(message, stratum->population);
		pq_sendint64(message, stratum->alone);
		pq_sendint64(message, stratum->answered);
		pq_sendint64(message, stratum->weighted);
		SendSums(message, stratum->sums, STRATUM_SUMS);
	}
	for (int i = 0; i < survey->cluster_keys.count; i++)
	{
		pq_sendint32(message, survey->clusters[i].stratum);
		SendName(message, survey->cluster_keys.names[i] + CLUSTER_NAME_AT, flat);
		SendSums(message, survey->clusters[i].sums, CLUSTER_SUMS);
		CHECK_FOR_INTERRUPTS();
	}
}

static void
BadBinary(const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary value of type %s", "par.survey_sum"),
			 errdetail("%s", problem)));
}

static const char *
ReceiveName(StringInfo message, bool flat)
{
	return flat ? pq_getmsgrawstring(message) : pq_getmsgstring(message);
}

static void
ReceiveSums(StringInfo message, DoubleDouble *sums, int count)
{
	for (int i = 0; i < count; i++)
	{
		sums[i].hi = pq_getmsgfloat8(message) + 0.0;	/* not -0 */
		sums[i].lo = pq_getmsgfloat8(message) + 0.0;
	}
}

static Survey *
ReadSurvey(StringInfo message, bool flat)
{
	int			version = pq_getmsgbyte(message);
	Survey	   *survey = SurveyCreate(CurrentMemoryContext);
	const char *problem;
	int			nstrata;
	int			nclusters;
	bool		added;

	if (version != SURVEY_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported version number %d of type %s", version, "par.survey_sum")));
	nstrata = pq_getmsgint(message, 4);
	nclusters = pq_getmsgint(message, 4);
	if (nstrata < 0 || nclusters < 0)
		BadBinary("A number of strata or clusters is negative.");
	for (int i = 0; i < nstrata; i++)
	{
		const char *name = pq_getmsgbyte(message) ? ReceiveName(message, flat) : NULL;
		int			number = SurveyFindStratum(survey, name, name ? strlen(name) : 0, &added);
		Stratum    *stratum = &survey->strata[number];

		if (!added)
			BadBinary("A stratum stands twice.");
		stratum->population = pq_getmsgfloat8(message);
		stratum->alone = pq_getmsgint64(message);
		stratum->answered = pq_getmsgint64(message);
		stratum->weighted = pq_getmsgint64(message);
		ReceiveSums(message, stratum->sums, STRATUM_SUMS);
		if (isnan(stratum->population))
			stratum->population = get_float8_nan();
	}
	for (int i = 0; i < nclusters; i++)
	{
		unsigned int stratum = pq_getmsgint(message, 4);
		const char *name = ReceiveName(message, flat);
		int			number;

		if (stratum >= (unsigned int) nstrata)
			BadBinary("A cluster is in no stratum.");
		number = SurveyFindCluster(survey, stratum, name, strlen(name), &added);
		if (!added)
			BadBinary("A cluster stands twice.");
		ReceiveSums(message, survey->clusters[number].sums, CLUSTER_SUMS);
		CHECK_FOR_INTERRUPTS();
	}
	pq_getmsgend(message);
	problem = CheckSurvey(survey);
	if (problem)
		BadBinary(problem);
	return survey;
}

static Size
SurveyFlatSize(ExpandedObjectHeader *header)
{
	Survey	   *survey = (Survey *) header;
	MemoryContext previous = MemoryContextSwitchTo(header->eoh_context);

	if (survey->flat == NULL)
		survey->flat = makeStringInfo();
	resetStringInfo(survey->flat);
	WriteSurvey(survey, survey->flat, true);
	MemoryContextSwitchTo(previous);
	return VARHDRSZ + (Size) survey->flat->len;
}

static void
SurveyFlatten(ExpandedObjectHeader *header, void *result, Size size)
{
	Survey	   *survey = (Survey *) header;

	Assert(size == VARHDRSZ + (Size) survey->flat->len);
	SET_VARSIZE(result, size);
	memcpy(VARDATA(result), survey->flat->data, survey->flat->len);
	pfree(survey->flat->data);
	pfree(survey->flat);
	survey->flat = NULL;
}

/* what input functions return: a constant must not be changed */
static Datum
FlatDatum(Survey *survey)
{
	Size		size = SurveyFlatSize(&survey->header);
	void	   *flat = palloc(size);

	SurveyFlatten(&survey->header, flat, size);
	DeleteExpandedObject(EOHPGetRWDatum(&survey->header));
	return PointerGetDatum(flat);
}

Survey *
DatumGetSurvey(Datum datum)
{
	StringInfoData message;
	struct varlena *flat;

	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
	{
		Survey	   *survey = (Survey *) DatumGetEOHP(datum);

		Assert(survey->magic == SURVEY_MAGIC);
		return survey;
	}
	flat = PG_DETOAST_DATUM_PACKED(datum);
	message.data = VARDATA_ANY(flat);
	message.len = message.maxlen = VARSIZE_ANY_EXHDR(flat);
	message.cursor = 0;
	return ReadSurvey(&message, true);
}

/* ---------- text ---------- */

/*
 * Strata and clusters, written as in JSON; sums in two parts, the second
 * behind the first:
 *
 *		[[["stratum",population,alone,answered,weighted,sums of w y^2, w, w y,
 *		   w^2, w^2 y, w^2 y^2],...],
 *		 [[number of the stratum from 1,"cluster",sums of w, w y],...]]
 *
 * A stratum and its population may be null.
 */
static bool
BadState(LiteralReader *reader, const char *problem)
{
	PAR_ERETURN(reader->escontext, false,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid value of type %s", reader->type),
				 errdetail("%s", problem)));
}

/* behind a comma; null is NaN */
static bool
ReadNumber(LiteralReader *reader, double *value)
{
	bool		isnull;

	if (!LiteralExpect(reader, ',') || !LiteralNumber(reader, value, &isnull))
		return false;
	*value = isnull ? get_float8_nan() : *value + 0.0;	/* not -0 */
	return true;
}

/* anything else than a count is -1, which is refused later */
static bool
ReadCount(LiteralReader *reader, int64 *count)
{
	double		value;

	if (!ReadNumber(reader, &value))
		return false;
	*count = value >= 0 && value <= MAX_ROWS && value == floor(value) ? (int64) value : -1;
	return true;
}

static bool
ReadSums(LiteralReader *reader, DoubleDouble *sums, int count)
{
	for (int i = 0; i < count; i++)
		if (!ReadNumber(reader, &sums[i].hi) || !ReadNumber(reader, &sums[i].lo))
			return false;
	return LiteralExpect(reader, ']');
}

static bool
ReadStratum(LiteralReader *reader, Survey *survey)
{
	Stratum    *stratum;
	char	   *name;
	bool		isnull;
	bool		added;
	int			number;

	if (!LiteralExpect(reader, '[') || !LiteralString(reader, &name, &isnull))
		return false;
	number = SurveyFindStratum(survey, name, isnull ? 0 : strlen(name), &added);
	stratum = &survey->strata[number];
	if (!added)
		return BadState(reader, "A stratum stands twice.");
	return ReadNumber(reader, &stratum->population) && ReadCount(reader, &stratum->alone) &&
		ReadCount(reader, &stratum->answered) && ReadCount(reader, &stratum->weighted) &&
		ReadSums(reader, stratum->sums, STRATUM_SUMS);
}

static bool
ReadCluster(LiteralReader *reader, Survey *survey)
{
	double		stratum;
	char	   *name;
	bool		isnull;
	bool		added;
	int			number;

	if (!LiteralExpect(reader, '[') || !LiteralNumber(reader, &stratum, &isnull) ||
		!LiteralExpect(reader, ',') || !LiteralString(reader, &name, NULL))
		return false;
	if (isnull || !(stratum >= 1 && stratum <= survey->strata_keys.count) ||
		stratum != floor(stratum))
		return BadState(reader, "A cluster is in no stratum.");
	number = SurveyFindCluster(survey, (int) stratum - 1, name, strlen(name), &added);
	if (!added)
		return BadState(reader, "A cluster stands twice.");
	CHECK_FOR_INTERRUPTS();
	return ReadSums(reader, survey->clusters[number].sums, CLUSTER_SUMS);
}

static bool
ReadList(LiteralReader *reader, Survey *survey, bool (*read) (LiteralReader *, Survey *))
{
	if (!LiteralExpect(reader, '['))
		return false;
	if (LiteralAccept(reader, ']'))
		return true;
	do
	{
		if (!read(reader, survey))
			return false;
	} while (LiteralAccept(reader, ','));
	return LiteralExpect(reader, ']');
}

Datum
survey_sum_in(PG_FUNCTION_ARGS)
{
	Survey	   *survey = SurveyCreate(CurrentMemoryContext);
	LiteralReader reader;
	const char *problem;

	LiteralOpen(&reader, "par.survey_sum", PG_GETARG_CSTRING(0), PAR_ESCONTEXT(fcinfo));
	if (!LiteralExpect(&reader, '[') || !ReadList(&reader, survey, ReadStratum) ||
		!LiteralExpect(&reader, ',') || !ReadList(&reader, survey, ReadCluster) ||
		!LiteralExpect(&reader, ']') || !LiteralClose(&reader))
		PG_RETURN_NULL();
	problem = CheckSurvey(survey);
	if (problem && !BadState(&reader, problem))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(FlatDatum(survey));
}

static void
AppendSums(StringInfo text, const DoubleDouble *sums, int count)
{
	for (int i = 0; i < count; i++)
	{
		appendStringInfoChar(text, ',');
		AppendNumber(text, sums[i].hi + 0.0);
		appendStringInfoChar(text, ',');
		AppendNumber(text, sums[i].lo + 0.0);
	}
	appendStringInfoChar(text, ']');
}

Datum
survey_sum_out(PG_FUNCTION_ARGS)
{
	const Survey *survey = DatumGetSurvey(PG_GETARG_DATUM(0));
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, "[[");
	for (int i = 0; i < survey->strata_keys.count; i++)
	{
		const Stratum *stratum = &survey->strata[i];
		const char *name = StratumName(survey, i);

		appendStringInfoString(&text, i > 0 ? ",[" : "[");
		if (name)
			escape_json(&text, name);
		else
			appendStringInfoString(&text, "null");
		appendStringInfoChar(&text, ',');
		if (isnan(stratum->population))
			appendStringInfoString(&text, "null");
		else
			AppendNumber(&text, stratum->population);
		appendStringInfo(&text, "," INT64_FORMAT "," INT64_FORMAT "," INT64_FORMAT,
						 stratum->alone, stratum->answered, stratum->weighted);
		AppendSums(&text, stratum->sums, STRATUM_SUMS);
	}
	appendStringInfoString(&text, "],[");
	for (int i = 0; i < survey->cluster_keys.count; i++)
	{
		const Cluster *cluster = &survey->clusters[i];

		appendStringInfo(&text, "%s[%d,", i > 0 ? "," : "", cluster->stratum + 1);
		escape_json(&text, survey->cluster_keys.names[i] + CLUSTER_NAME_AT);
		AppendSums(&text, cluster->sums, CLUSTER_SUMS);
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoString(&text, "]]");
	PG_RETURN_CSTRING(text.data);
}

/* ---------- binary ---------- */

Datum
survey_sum_recv(PG_FUNCTION_ARGS)
{
	Survey	   *survey = ReadSurvey((StringInfo) PG_GETARG_POINTER(0), false);

	PG_RETURN_DATUM(FlatDatum(survey));
}

Datum
survey_sum_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	WriteSurvey(DatumGetSurvey(PG_GETARG_DATUM(0)), &message, false);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

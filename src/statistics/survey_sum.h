/*-------------------------------------------------------------------------
 *
 * survey_sum.h
 *	  The type par.survey_sum: sums over the strata and clusters of a survey,
 *	  the state of par.survey_mean.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_SURVEY_H
#define PAR_SURVEY_H

#include "lib/stringinfo.h"
#include "utils/expandeddatum.h"

#include "base/double_double.h"
#include "base/name_table.h"

/*
 * Answers and weights are 0 or between these, so that the squares of their
 * products neither overflow nor lose digits whatever the order of rows.
 */
/* doubles even where constants have more digits */
#define SURVEY_LARGEST	((double) 1e60)
#define SURVEY_SMALLEST	((double) 1e-60)

typedef enum StratumSum
{
	SUM_ALL_WYY,				/* of w y^2, over all rows; the others are
								 * over the rows without a cluster */
	SUM_W,
	SUM_WY,
	SUM_WW,
	SUM_WWY,
	SUM_WWYY,
	STRATUM_SUMS
} StratumSum;

/* Sums are over answered rows. */
typedef struct Stratum
{
	double		population;		/* of first-stage units; NaN: not given */
	int64		alone;			/* rows without a cluster, answered or not */
	int64		answered;		/* answered rows, with or without a cluster */
	int64		weighted;		/* those of them whose weight is not 0 */
	int64		clusters;		/* that have a name */
	DoubleDouble sums[STRATUM_SUMS];
} Stratum;

#define CLUSTER_SUMS	2

typedef struct Cluster
{
	int			stratum;
	DoubleDouble sums[CLUSTER_SUMS];	/* of w and w y */
} Cluster;

/*
 * The state of the aggregate, a type of its own, par.survey_sum.  Between two
 * rows it stays in its expanded form, this one, in which finding a stratum or
 * a cluster costs the same however many there are.  Its stored form is what
 * its binary output sends, behind the header of a varlena.
 */
typedef struct Survey
{
	ExpandedObjectHeader header;
	int			magic;
	NameTable	strata_keys;	/* '=' and the name; nothing for NULL */
	Stratum    *strata;			/* by number */
	int			strata_room;
	NameTable	cluster_keys;	/* the number of the stratum and the name */
	Cluster    *clusters;		/* by number */
	int			cluster_room;
	StringInfoData key;			/* where keys are put together */
	StringInfo	flat;			/* the stored form, once its size was asked */
} Survey;

static inline void
AddTo(DoubleDouble *sum, DoubleDouble term)
{
	*sum = DoubleDoubleAdd(*sum, term);
}

extern Survey *SurveyCreate(MemoryContext parent);

/* the numbers of a stratum and a cluster, in which nothing is yet if added */
extern int	SurveyFindStratum(Survey *survey, const char *name, int length, bool *added);
extern int	SurveyFindCluster(Survey *survey, int stratum, const char *name, int length,
							  bool *added);

/* the population of a stratum, which must not have another one; NaN is none */
extern void SurveySetPopulation(Survey *survey, int stratum, double population, bool added);

/* an error if a stratum has too many rows */
extern void SurveyCheckRows(const Survey *survey, int stratum);

extern void SurveyAdd(Survey *survey, const Survey *other);

/* to be read only, unless the datum may be changed */
extern Survey *DatumGetSurvey(Datum datum);

/* a stratum and a number, for messages */
extern const char *SurveyStratumText(const Survey *survey, int stratum);
extern const char *SurveyNumberText(double number);

#endif							/* PAR_SURVEY_H */

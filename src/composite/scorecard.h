/*-------------------------------------------------------------------------
 *
 * scorecard.h
 *	  The type par.scorecard: a matrix of units x indicators.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_SCORECARD_H
#define PAR_SCORECARD_H

#include <math.h>

#include "fmgr.h"
#include "utils/float.h"

/* version of the stored form */
#define SCORECARD_VERSION	1

/* limits (54000): of cells, and of units and of indicators by themselves */
#define SCORECARD_MAX_CELLS	16000000

/*
 * A scorecard as it is stored: the matrix, one row a unit, a NaN where a value
 * is missing; behind it the place of each name, and the names, each with its
 * NUL, first those of the units.  Both kinds of names are in byte order, and
 * there is no -0, so that equal scorecards are equal byte by byte.
 */
typedef struct Scorecard
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		version;
	int32		nunits;
	int32		nindicators;
	double		values[FLEXIBLE_ARRAY_MEMBER];	/* [unit][indicator] */
} Scorecard;

#define DatumGetScorecard(d)		ScorecardCheck((Scorecard *) PG_DETOAST_DATUM(d))
#define PG_GETARG_SCORECARD_P(n)	DatumGetScorecard(PG_GETARG_DATUM(n))
#define PG_RETURN_SCORECARD_P(card)	PG_RETURN_POINTER(card)

static inline Size
ScorecardCells(const Scorecard *card)
{
	return (Size) card->nunits * card->nindicators;
}

/* places of the names of units, then of indicators, from the first name on */
static inline uint32 *
ScorecardPlaces(const Scorecard *card)
{
	return (uint32 *) (card->values + ScorecardCells(card));
}

static inline const char *
ScorecardName(const Scorecard *card, int number)
{
	const uint32 *places = ScorecardPlaces(card);

	return (const char *) (places + card->nunits + card->nindicators) + places[number];
}

static inline const char *
ScorecardUnit(const Scorecard *card, int unit)
{
	return ScorecardName(card, unit);
}

static inline const char *
ScorecardIndicator(const Scorecard *card, int indicator)
{
	return ScorecardName(card, card->nunits + indicator);
}

static inline bool
IsMissing(double value)
{
	return isnan(value);
}

static inline double
MissingValue(void)
{
	return get_float8_nan();
}

/* a value as it is kept: NaN in one form, no -0 */
static inline double
CellValue(double value)
{
	return isnan(value) ? MissingValue() : value + 0.0;
}

/* the value itself, after a look at its version */
extern Scorecard *ScorecardCheck(Scorecard *card);

/* the number of a unit or an indicator, or -1 */
extern int	ScorecardFindUnit(const Scorecard *card, const char *name);
extern int	ScorecardFindIndicator(const Scorecard *card, const char *name);

/* a scorecard with the same names and no values yet */
extern Scorecard *ScorecardLike(const Scorecard *card);

#endif							/* PAR_SCORECARD_H */

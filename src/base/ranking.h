/*-------------------------------------------------------------------------
 *
 * ranking.h
 *	  Rounding and ranks of floating-point values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_RANKING_H
#define PAR_RANKING_H

/* decimals that results may be rounded to; UNROUNDED leaves them alone */
#define MAX_DECIMALS_SHOWN	15
#define UNROUNDED			(-1)

/* half away from zero; what is within 1e-12 of a half, relatively, is one */
extern double RoundToDecimals(double value, int decimals);

/* to 10 significant digits: the same double for all that agree in these */
extern double RoundToDigits(double value);

/*
 * Competition ranks (1, 2, 2, 4), highest first; 0 for NaN.  Values are
 * compared as rounded to the decimals, or else to 10 significant digits.
 */
extern void RankValues(const double *values, int count, int decimals, int *ranks);

#endif							/* PAR_RANKING_H */

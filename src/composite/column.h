/*-------------------------------------------------------------------------
 *
 * column.h
 *	  The values of one indicator and what they are like.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_COLUMN_H
#define PAR_COLUMN_H

#include "composite/scorecard.h"

/*
 * The values that are present, in the byte order of the units, so that sums
 * over them are always the same.  They are divided by a power of two, which is
 * exact, to be below 1: squares and differences can then not overflow.
 */
typedef struct Column
{
	int			count;
	int		   *units;
	double	   *values;			/* times 2^-exponent */
	int			exponent;
	double		min;			/* as the values */
	double		max;
} Column;

/* room for the values of any indicator of the scorecard */
extern void ColumnInit(Column *column, const Scorecard *card);

extern void ColumnLoad(Column *column, const Scorecard *card, int indicator);

/* again after values were changed: the power of two, least and greatest */
extern void ColumnMeasure(Column *column);

/* after so many values were written into it, whatever it held before */
extern void ColumnFilled(Column *column, int count);

/* whether there are no two different values */
static inline bool
ColumnIsConstant(const Column *column)
{
	return column->count == 0 || column->min == column->max;
}

/* mean, and standard deviation with n - 1; NaN where there are too few */
extern double ColumnMean(const Column *column);
extern double ColumnDeviation(const Column *column);

/*
 * Pearson's correlation of two columns of as many values, in pairs; NaN where
 * one of them is constant.
 */
extern double ColumnCorrelation(const Column *a, const Column *b);

/* the middle of the two values in the middle, of at least one */
extern double ColumnMedian(const Column *column);

/* their positions, from the least value up */
extern int *ColumnOrder(const Column *column);

/*
 * Skewness G1 and excess kurtosis G2, the sample estimates without bias for a
 * normal population (Joanes and Gill 1998; SKEW and KURT of spreadsheets); NaN
 * for fewer than 3 or 4 values and for constant ones.
 */
extern double ColumnSkewness(const Column *column);
extern double ColumnKurtosis(const Column *column);

#endif							/* PAR_COLUMN_H */

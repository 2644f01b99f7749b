/*-------------------------------------------------------------------------
 *
 * distribution.h
 *	  Student's t distribution and the normal one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_DISTRIBUTION_H
#define PAR_DISTRIBUTION_H

/* probability of a value at least as far from 0; df > 0 */
extern double StudentTwoSided(double t, double df);
extern double NormalTwoSided(double z);

/* the distance from 0 that is reached with that probability, 0 < p < 1 */
extern double StudentQuantile(double two_sided, double df);

/*
 * Two-sided p-values of rank correlations of n units without ties: twice the
 * probability, among all n! orders, of what is as far from independence on the
 * same side, at most 1.  For Kendall's tau of so many concordant pairs, and for
 * Spearman's r; n below, and at most, these numbers.
 */
#define KENDALL_EXACT_UNITS		50
#define SPEARMAN_EXACT_UNITS	12

extern double KendallTwoSided(int n, int concordant);
extern double SpearmanTwoSided(int n, double r);

#endif							/* PAR_DISTRIBUTION_H */

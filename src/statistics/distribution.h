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

#endif							/* PAR_DISTRIBUTION_H */

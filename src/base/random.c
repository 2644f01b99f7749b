/*-------------------------------------------------------------------------
 *
 * random.c
 *	  Seeded pseudo-random numbers, the same on every platform and version.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/random.h"

/* the generator SplitMix64 of Steele, Lea and Flood (2014), for the state */
static uint64
SplitMix(uint64 *x)
{
	uint64		z = (*x += UINT64CONST(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64CONST(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64CONST(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

void
RandomSeed(Random *random, int64 seed, int stream)
{
	uint64		x = (uint64) seed;

	/* streams of one seed begin far from each other, and from other seeds */
	for (int i = 0; i < stream; i++)
		x = SplitMix(&x);
	for (int i = 0; i < 4; i++)
		random->state[i] = SplitMix(&x);
}

/*-------------------------------------------------------------------------
 *
 * random.h
 *	  Seeded pseudo-random numbers, the same on every platform and version.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_RANDOM_H
#define PAR_RANDOM_H

/*
 * The generator xoshiro256** of Blackman and Vigna (2018): 256 bits of state,
 * integer operations only.  The server's own generator has changed between its
 * versions, so that the same seed would not give the same ranks.
 */
typedef struct Random
{
	uint64		state[4];
} Random;

/* a stream is a sequence of its own for the same seed */
extern void RandomSeed(Random *random, int64 seed, int stream);

/* uniformly distributed over all integers */
static inline uint64
RandomNext(Random *random)
{
	uint64	   *s = random->state;
	uint64		product = s[1] * 5;
	uint64		result = ((product << 7) | (product >> 57)) * 9;
	uint64		shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

/* uniformly distributed over the multiples of 2^-53 in [0, 1) */
static inline double
RandomUniform(Random *random)
{
	return (double) (RandomNext(random) >> 11) * (1.0 / 9007199254740992.0);
}

#endif							/* PAR_RANDOM_H */

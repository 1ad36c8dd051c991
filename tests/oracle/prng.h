/*
 * A small random number generator, so that a seed means the same stream everywhere.
 * Must not know: what the numbers are for.
 */
#ifndef ORACLE_PRNG_H
#define ORACLE_PRNG_H

#include <stdint.h>

struct prng {
	uint64_t state;
};

/* xorshift64* after one step of a multiplicative scramble of the seed. */
static inline struct prng prng_seeded(uint64_t seed)
{
	struct prng p = {(seed + 1) * 0x9e3779b97f4a7c15u};

	if (!p.state)
		p.state = 1;
	return p;
}

static inline uint64_t prng_next(struct prng *p)
{
	p->state ^= p->state >> 12;
	p->state ^= p->state << 25;
	p->state ^= p->state >> 27;
	return p->state * 0x2545f4914f6cdd1du;
}

/* 0 .. n - 1; 0 when n is 0. */
static inline uint64_t prng_below(struct prng *p, uint64_t n)
{
	return n ? (prng_next(p) >> 16) % n : 0;
}

/* low .. high, both included. */
static inline uint64_t prng_between(struct prng *p, uint64_t low, uint64_t high)
{
	return low + prng_below(p, high - low + 1);
}

static inline int prng_percent(struct prng *p, unsigned percent)
{
	return prng_below(p, 100) < percent;
}

#endif

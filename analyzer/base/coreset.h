/* Sets of cores of one chip as bits, core (x, y) at y * grid_x + x. Up to CORES_MAX cores. */
#ifndef CORESET_H
#define CORESET_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { CORES_MAX = 1024, CORE_WORDS = CORES_MAX / 64 };

struct coreset {
	uint64_t words[CORE_WORDS];
};

static inline void coreset_add(struct coreset *s, unsigned core)
{
	s->words[core / 64] |= 1ull << core % 64;
}

/* Adds the cores with the numbers `first` to `last`, both included; first <= last. */
static inline void coreset_add_run(struct coreset *s, unsigned first, unsigned last)
{
	for (unsigned i = first / 64; i <= last / 64; i++) {
		unsigned from = i == first / 64 ? first % 64 : 0;
		unsigned to = i == last / 64 ? last % 64 : 63;

		s->words[i] |= ~0ull >> (63 - (to - from)) << from;
	}
}

static inline bool coreset_has(const struct coreset *s, unsigned core)
{
	return s->words[core / 64] >> core % 64 & 1;
}

static inline bool coreset_empty(const struct coreset *s)
{
	uint64_t any = 0;

	for (int i = 0; i < CORE_WORDS; i++)
		any |= s->words[i];
	return !any;
}

static inline struct coreset coreset_and(const struct coreset *a, const struct coreset *b)
{
	struct coreset r;

	for (int i = 0; i < CORE_WORDS; i++)
		r.words[i] = a->words[i] & b->words[i];
	return r;
}

static inline struct coreset coreset_minus(const struct coreset *a, const struct coreset *b)
{
	struct coreset r;

	for (int i = 0; i < CORE_WORDS; i++)
		r.words[i] = a->words[i] & ~b->words[i];
	return r;
}

/* Adds the cores of `b` to `a`. */
static inline void coreset_join(struct coreset *a, const struct coreset *b)
{
	for (int i = 0; i < CORE_WORDS; i++)
		a->words[i] |= b->words[i];
}

static inline bool coreset_equal(const struct coreset *a, const struct coreset *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* The lowest core; CORES_MAX when empty. */
static inline unsigned coreset_first(const struct coreset *s)
{
	for (unsigned i = 0; i < CORE_WORDS; i++)
		if (s->words[i])
			return i * 64 + (unsigned)__builtin_ctzll(s->words[i]);
	return CORES_MAX;
}

/* Takes the lowest core out and returns it; CORES_MAX when empty. */
static inline unsigned coreset_take(struct coreset *s)
{
	unsigned core = coreset_first(s);

	if (core < CORES_MAX)
		s->words[core / 64] &= s->words[core / 64] - 1;
	return core;
}

#endif

/*
 * A number that is remembered for another one, or forgotten again: without locks, so that a signal
 * handler may use it whatever it interrupted, and a forked child finds nothing held.
 *
 * Must not know: TT-Metal, Python, what the numbers are.
 *
 * An entry is two words that are written one after the other. The first is key ^ value: of two writers
 * at a time the words do not fit together, and the entry has no key.
 */
#ifndef TTM_NATIVE_CACHE_H
#define TTM_NATIVE_CACHE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { TTM_CACHE_ENTRIES = 1 << 13, TTM_CACHE_NEAR = 4 };

/* All zero is an empty one. Neither keys nor values are 0. */
struct ttm_cache {
	struct {
		_Atomic uint64_t mixed, value;
	} entry[TTM_CACHE_ENTRIES];
};

static inline size_t ttm_cache_home(uint64_t key)
{
	return (size_t)(key * 0x9e3779b97f4a7c15u >> 40);
}

/* 0: not there. */
static inline uint64_t ttm_cache_get(struct ttm_cache *c, uint64_t key)
{
	size_t home = ttm_cache_home(key);

	for (size_t i = 0; i < TTM_CACHE_NEAR; i++) {
		size_t at = (home + i) % TTM_CACHE_ENTRIES;
		uint64_t mixed = atomic_load_explicit(&c->entry[at].mixed, memory_order_acquire);
		uint64_t value = atomic_load_explicit(&c->entry[at].value, memory_order_acquire);

		if (value && (mixed ^ value) == key)
			return value;
	}
	return 0;
}

/* Where all places are taken, one of them is forgotten. */
static inline void ttm_cache_put(struct ttm_cache *c, uint64_t key, uint64_t value)
{
	size_t home = ttm_cache_home(key), to = (home + value % TTM_CACHE_NEAR) % TTM_CACHE_ENTRIES;

	for (size_t i = 0; i < TTM_CACHE_NEAR; i++) {
		size_t at = (home + i) % TTM_CACHE_ENTRIES;
		uint64_t mixed = atomic_load_explicit(&c->entry[at].mixed, memory_order_relaxed);
		uint64_t old = atomic_load_explicit(&c->entry[at].value, memory_order_relaxed);

		if (!old || (mixed ^ old) == key) {
			to = at;
			break;
		}
	}
	atomic_store_explicit(&c->entry[to].value, value, memory_order_release);
	atomic_store_explicit(&c->entry[to].mixed, key ^ value, memory_order_release);
}

#endif

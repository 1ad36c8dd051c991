/*
 * A map from pointers to numbers that any thread may read without a lock, and short locks for the
 * few places that write. Both survive a fork at any time: a forked child would find locks held for
 * ever, so they lie in a page that the kernel wipes.
 *
 * Must not know: TT-Metal, what the pointers are.
 *
 * Memory comes from mmap, since hooks run inside the host's allocators.
 */
#ifndef TTM_POINTER_MAP_H
#define TTM_POINTER_MAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum ttm_lock { TTM_LOCK_BEGIN, TTM_LOCK_DEVICES, TTM_LOCK_FAILURES, TTM_LOCK_CALLSITES,
	TTM_LOCK_KERNELS, TTM_LOCK_DFBS,
	TTM_LOCK_TABLES };

/* Hold it for a few instructions only; never while calling into the runtime. */
void ttm_lock(unsigned lock);
void ttm_unlock(unsigned lock);

struct ttm_slots;

/* All zero is an empty table. `lock`: TTM_LOCK_TABLES + the table's own number. */
struct ttm_table {
	_Atomic(struct ttm_slots *) slots;
	unsigned lock;
};

enum ttm_tables { TTM_TABLE_PROGRAMS, TTM_TABLE_BUFFERS, TTM_TABLE_OPERATIONS, TTM_TABLE_CORES,
	TTM_TABLE_CALLERS, TTM_TABLE_ASKERS, TTM_TABLE_COUNT };

#define TTM_TABLE(number) {.lock = TTM_LOCK_TABLES + (number)}

/* The value; 0: not there. Neither values nor keys are ever 0. */
uint64_t ttm_table_get(struct ttm_table *t, const void *key);
void ttm_table_set(struct ttm_table *t, const void *key, uint64_t value);
/* Stores the value unless the key has one. Returns the stored value; 0: no memory. */
uint64_t ttm_table_add(struct ttm_table *t, const void *key, uint64_t value);
/* Removes the key; returns its value or 0. */
uint64_t ttm_table_take(struct ttm_table *t, const void *key);

#endif

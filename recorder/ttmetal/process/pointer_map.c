/*
 * Open addressing with linear probing. Readers search without a lock and try again when a writer
 * changed the table meanwhile (a sequence number, odd while writing). A table that was outgrown is
 * kept, so that a late reader never touches freed memory: all old tables together are as large as
 * the one in use.
 *
 * Must not know: TT-Metal.
 */
#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include "pointer_map.h"

enum { SLOTS_FIRST = 256, PAGE = 4096, SPINS = 200 };

struct ttm_slots {
	size_t count, used;     /* count is a power of 2 */
	struct {
		_Atomic(uintptr_t) key;
		_Atomic uint64_t value;
	} slot[];
};

/* The kernel wipes this on fork. */
struct shared {
	_Atomic uint32_t locked[TTM_LOCK_TABLES + TTM_TABLE_COUNT];
	_Atomic uint32_t sequence[TTM_LOCK_TABLES + TTM_TABLE_COUNT];
};

static struct shared without_fork;
static _Atomic(struct shared *) shared_page;

static __attribute__((noinline)) struct shared *make_shared(void)
{
	struct shared *expected = NULL, *page;
	int saved = errno;

	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		page = &without_fork;
	else
		madvise(page, PAGE, MADV_WIPEONFORK);
	if (!atomic_compare_exchange_strong(&shared_page, &expected, page)) {
		if (page != &without_fork)
			munmap(page, PAGE);
		page = expected;
	}
	errno = saved;
	return page;
}

static inline __attribute__((always_inline)) struct shared *shared(void)
{
	struct shared *s = atomic_load_explicit(&shared_page, memory_order_acquire);

	return likely(s) ? s : make_shared();
}

void ttm_lock(unsigned lock)
{
	struct shared *s = shared();

	for (unsigned spins = 0; atomic_exchange_explicit(&s->locked[lock], 1, memory_order_acquire);)
		if (++spins > SPINS)
			sched_yield();
}

void ttm_unlock(unsigned lock)
{
	atomic_store_explicit(&shared()->locked[lock], 0, memory_order_release);
}

static size_t place(const struct ttm_slots *s, uintptr_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (s->count - 1);
}

static struct ttm_slots *make_slots(size_t count)
{
	struct ttm_slots *s = mmap(NULL, sizeof(*s) + count * sizeof(s->slot[0]),
		PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (s == MAP_FAILED)
		return NULL;
	s->count = count;
	return s;
}

static uintptr_t key_at(const struct ttm_slots *s, size_t i)
{
	return atomic_load_explicit(&s->slot[i].key, memory_order_relaxed);
}

static uint64_t value_at(const struct ttm_slots *s, size_t i)
{
	return atomic_load_explicit(&s->slot[i].value, memory_order_relaxed);
}

static void put_at(struct ttm_slots *s, size_t i, uintptr_t key, uint64_t value)
{
	atomic_store_explicit(&s->slot[i].key, key, memory_order_relaxed);
	atomic_store_explicit(&s->slot[i].value, value, memory_order_relaxed);
}

/*
 * The key's slot, or the empty one where it belongs. Bounded, even while another thread changes it.
 */
static inline __attribute__((always_inline)) size_t probe(const struct ttm_slots *s, uintptr_t key)
{
	size_t i = place(s, key);

	for (size_t n = 0; n < s->count; n++, i = (i + 1) & (s->count - 1)) {
		uintptr_t k = key_at(s, i);

		if (!k || k == key)
			break;
	}
	return i;
}

uint64_t ttm_table_get(struct ttm_table *t, const void *key)
{
	_Atomic uint32_t *sequence = &shared()->sequence[t->lock];

	for (;;) {
		uint32_t before = atomic_load_explicit(sequence, memory_order_acquire);
		struct ttm_slots *s = atomic_load_explicit(&t->slots, memory_order_acquire);
		uint64_t value = 0;
		size_t i;

		if (!s)
			return 0;
		i = probe(s, (uintptr_t)key);
		if (key_at(s, i) == (uintptr_t)key)
			value = value_at(s, i);
		atomic_thread_fence(memory_order_acquire);
		if (!(before & 1) && atomic_load_explicit(sequence, memory_order_relaxed) == before)
			return value;
	}
}

static _Atomic uint32_t *write_begin(struct ttm_table *t)
{
	_Atomic uint32_t *sequence = &shared()->sequence[t->lock];

	ttm_lock(t->lock);
	atomic_fetch_add_explicit(sequence, 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	return sequence;
}

static void write_end(struct ttm_table *t, _Atomic uint32_t *sequence)
{
	atomic_fetch_add_explicit(sequence, 1, memory_order_release);
	ttm_unlock(t->lock);
}

/* A table at most half full. NULL: no memory. */
static struct ttm_slots *with_room(struct ttm_table *t)
{
	struct ttm_slots *old = t->slots, *s;

	if (old && old->used * 2 < old->count)
		return old;
	s = make_slots(old ? old->count * 2 : SLOTS_FIRST);
	if (!s)
		return old && old->used + 1 < old->count ? old : NULL;
	for (size_t i = 0; old && i < old->count; i++)
		if (key_at(old, i))
			put_at(s, probe(s, key_at(old, i)), key_at(old, i), value_at(old, i));
	s->used = old ? old->used : 0;
	atomic_store_explicit(&t->slots, s, memory_order_release);
	return s;
}

/* Returns the value that is stored in the end. */
static uint64_t put(struct ttm_table *t, const void *key, uint64_t value, bool replaces)
{
	_Atomic uint32_t *sequence = write_begin(t);
	struct ttm_slots *s = with_room(t);

	if (s) {
		size_t i = probe(s, (uintptr_t)key);

		if (key_at(s, i) && !replaces) {
			value = value_at(s, i);
		} else {
			s->used += !key_at(s, i);
			put_at(s, i, (uintptr_t)key, value);
		}
	}
	write_end(t, sequence);
	return s ? value : 0;
}

void ttm_table_set(struct ttm_table *t, const void *key, uint64_t value)
{
	put(t, key, value, true);
}

uint64_t ttm_table_add(struct ttm_table *t, const void *key, uint64_t value)
{
	return put(t, key, value, false);
}

/* Empties slot i and moves up the entries that had been pushed past it. */
static void close_gap(struct ttm_slots *s, size_t i)
{
	size_t mask = s->count - 1;

	for (size_t j = (i + 1) & mask; key_at(s, j); j = (j + 1) & mask) {
		size_t home = place(s, key_at(s, j));

		if (((j - home) & mask) >= ((j - i) & mask)) {
			put_at(s, i, key_at(s, j), value_at(s, j));
			i = j;
		}
	}
	put_at(s, i, 0, 0);
	s->used--;
}

uint64_t ttm_table_take(struct ttm_table *t, const void *key)
{
	_Atomic uint32_t *sequence;
	struct ttm_slots *s;
	uint64_t value = 0;
	size_t i;

	if (!ttm_table_get(t, key))
		return 0;
	sequence = write_begin(t);
	s = t->slots;
	i = probe(s, (uintptr_t)key);
	if (key_at(s, i) == (uintptr_t)key) {
		value = value_at(s, i);
		close_gap(s, i);
	}
	write_end(t, sequence);
	return value;
}

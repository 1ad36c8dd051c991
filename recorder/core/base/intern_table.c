/*
 * Open addressing. An entry has 64 bits (hash and place) and is set once, by one compare-and-swap,
 * when the item is complete. Two threads may define the same bytes at the same time: both
 * definitions are recorded, but only one id is ever used.
 *
 * Must not know: what is in the bytes.
 */
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include "intern_table.h"
#include "l1t_record.h"
#include "l1t_wire.h"

enum {
	ENTRIES = 1 << 17,              /* twice as many as may be used */
	ENTRIES_USED_MAX = ENTRIES / 2,
	ARENA_BYTES = 32 << 20,         /* so many call sites of 32 frames; only what is used is there */
};

struct item {
	uint32_t id;
	uint32_t length;
	uint8_t kind;
	uint8_t bytes[];
};

const uint8_t l1tr_definitions[L1TR_DEFINITIONS] = {L1T_STRING, L1T_CORES, L1T_CHIPS,
	L1T_CALLSITE, L1T_TENSOR};

static _Atomic uint64_t *table;         /* hash << 32 | (offset in arena / 8 + 1); 0 empty */
static uint8_t *arena;
static _Atomic uint32_t arena_used;
static _Atomic uint32_t entries_used;
bool l1tr_intern_table_load(void)
{
	size_t bytes = ENTRIES * sizeof(*table) + ARENA_BYTES;
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return false;
	table = memory;
	arena = (uint8_t *)memory + ENTRIES * sizeof(*table);
	return true;
}

/* Eight bytes at a time, multiplied and folded. */
uint32_t l1tr_intern_hash(uint8_t kind, const uint8_t *p, size_t n)
{
	uint64_t h = (n + 1) * 0x9e3779b97f4a7c15u ^ kind, v;

	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&v, p, 8);
		h = (h ^ v) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	v = 0;
	memcpy(&v, p, n);
	h = (h ^ v) * 0xff51afd7ed558ccdu;
	h ^= h >> 29;
	return (uint32_t)(h * 0x9e3779b97f4a7c15u >> 32);
}

static const struct item *item_at(uint64_t entry)
{
	return (const void *)(arena + (uint64_t)((uint32_t)entry - 1) * 8);
}

static bool is_same(const struct item *item, uint8_t kind, const void *bytes, size_t length)
{
	return item->kind == kind && item->length == length && !memcmp(item->bytes, bytes, length);
}

/* A place in the arena, in the unit that entries use; 0: the arena is full. */
static uint32_t put_item(uint8_t kind, uint32_t id, const void *bytes, size_t length)
{
	uint32_t size = (uint32_t)(sizeof(struct item) + length + 7) & ~7u;
	uint32_t at = atomic_load(&arena_used);
	struct item *item;

	do {
		if (at + size > ARENA_BYTES)
			return 0;
	} while (!atomic_compare_exchange_weak(&arena_used, &at, at + size));
	item = (void *)(arena + at);
	item->id = id;
	item->length = (uint32_t)length;
	item->kind = kind;
	memcpy(item->bytes, bytes, length);
	return at / 8 + 1;
}

bool l1tr_intern_has_room(size_t length)
{
	uint32_t size = (uint32_t)(sizeof(struct item) + length + 7);

	return atomic_load(&entries_used) < ENTRIES_USED_MAX &&
		atomic_load(&arena_used) + size <= ARENA_BYTES;
}

uint32_t l1tr_intern_find(uint32_t h, uint8_t kind, const void *bytes, size_t length)
{
	for (uint32_t place = h % ENTRIES;; place = (place + 1) % ENTRIES) {
		uint64_t entry = atomic_load_explicit(&table[place], memory_order_acquire);

		if (!entry)
			return 0;
		if ((uint32_t)(entry >> 32) == h && is_same(item_at(entry), kind, bytes, length))
			return item_at(entry)->id;
	}
}

uint32_t l1tr_intern_put(uint32_t h, uint8_t kind, uint32_t id, const void *bytes, size_t length)
{
	uint32_t at = put_item(kind, id, bytes, length);
	uint64_t entry = (uint64_t)h << 32 | at, expected;

	if (!at)
		return 0;
	for (uint32_t place = h % ENTRIES;; place = (place + 1) % ENTRIES) {
		expected = 0;
		if (atomic_compare_exchange_strong(&table[place], &expected, entry))
			break;
		if ((uint32_t)(expected >> 32) == h &&
			is_same(item_at(expected), kind, bytes, length))
			return item_at(expected)->id;
	}
	atomic_fetch_add(&entries_used, 1);
	return id;
}

int l1tr_intern_each(uint8_t kind, l1tr_intern_seen *see, void *context)
{
	for (uint32_t i = 0; i < ENTRIES; i++) {
		uint64_t entry = atomic_load_explicit(&table[i], memory_order_acquire);
		const struct item *item = entry ? item_at(entry) : NULL;

		if (item && item->kind == kind && see(item->id, item->bytes, item->length, context))
			return -1;
	}
	return 0;
}

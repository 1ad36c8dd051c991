/*
 * What a launch works on. Of each kernel the arguments of the first core are read at every launch.
 * At a program's first launch those of all cores are read, and cores with words of their own are
 * kept.
 *
 * Must not know: hooks, how the runtime keeps the arguments.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "l1t_record.h"
#include "l1trace.h"
#include "pointer_map.h"
#include "runtime_abi.h"
#include "unwinding.h"
#include "uses.h"

enum { KEPT_MAX = 512, THROWERS_MAX = 16 };

/* Values in the table: no more cores, more than can be kept, or an index of `kept`. */
enum { ALL_THERE_IS = 1, TOO_MANY = 2, KEPT_FIRST = 3 };

static struct {
	_Atomic bool taken;
	struct abi_more_cores cores;
} kept[KEPT_MAX];

static struct ttm_table more_cores = TTM_TABLE(TTM_TABLE_CORES);
static bool wanted;

/*
 * A program that threw when it was read is not read again, since what throws also prints; after
 * many such programs none is read. This flag is part of the table's value.
 */
static const uint64_t threw_flag = (uint64_t)1 << 32;
static _Atomic unsigned throwers;

static uint64_t throws(uint64_t value)
{
	atomic_fetch_add_explicit(&throwers, 1, memory_order_relaxed);
	return value | threw_flag;
}

void ttm_uses_look(void)
{
	const char *value = getenv("L1TRACE_USES");

	wanted = !value || strcmp(value, "0");
}

bool ttm_uses_wanted(void)
{
	return wanted && l1trace_enabled();
}

struct reading {
	const void *program;
	struct abi_more_cores more;
	struct abi_words_used words;
};

static void find_more(void *argument)
{
	struct reading *r = argument;

	abi_find_more_cores(r->program, &r->more);
}

static void read_words(void *argument)
{
	struct reading *r = argument;

	abi_read_words(r->program, &r->more, &r->words);
}

static uint64_t keep(const struct abi_more_cores *cores)
{
	if (!cores->count)
		return cores->is_partial ? TOO_MANY : ALL_THERE_IS;
	for (unsigned i = 0; i < KEPT_MAX; i++) {
		bool taken = atomic_load_explicit(&kept[i].taken, memory_order_relaxed);

		if (taken || atomic_exchange_explicit(&kept[i].taken, true, memory_order_acquire))
			continue;
		kept[i].cores = *cores;
		return KEPT_FIRST + i;
	}
	return TOO_MANY;
}

static void let_go(uint64_t value)
{
	value &= ~threw_flag;
	if (value >= KEPT_FIRST)
		atomic_store_explicit(&kept[value - KEPT_FIRST].taken, false, memory_order_release);
}

/* Adds the program's entry, unless another thread that reads it was first. */
static uint64_t look_at_all(struct reading *r)
{
	uint64_t value, there;

	value = ttm_guarded(find_more, r) ? keep(&r->more) : throws(TOO_MANY);
	there = ttm_table_add(&more_cores, r->program, value);
	if (there != value)
		let_go(value);
	return there ? there : TOO_MANY;
}

static void read_program(struct reading *r)
{
	uint64_t value = ttm_table_get(&more_cores, r->program);

	if (unlikely(!value))
		value = look_at_all(r);
	if (unlikely(value & threw_flag)) {
		r->words.is_partial = true;
		return;
	}
	if (value >= KEPT_FIRST)
		r->more = kept[value - KEPT_FIRST].cores;
	else
		r->more.count = 0, r->more.is_partial = value == TOO_MANY;
	if (ttm_guarded(read_words, r))
		return;
	r->words.is_partial = true;
	ttm_table_set(&more_cores, r->program, throws(value));
}

void ttm_uses(const void *program, uint32_t id, uint32_t device)
{
	struct reading r;

	if (!ttm_uses_wanted() || !id || !abi_has_words())
		return;
	r.program = program;
	r.words.count = 0;
	r.words.is_partial = false;
	if (likely(atomic_load_explicit(&throwers, memory_order_relaxed) < THROWERS_MAX))
		read_program(&r);
	else
		r.words.is_partial = true;
	l1trace_uses(device, id, r.words.is_partial ? L1TRACE_USES_PARTIAL : 0, 0,
		r.words.word, r.words.count);
}

static void record_without_launch(uint64_t address, uint8_t type, uint32_t device, uint32_t callsite,
	unsigned flags)
{
	uint32_t word = (uint32_t)address & ~L1T_USES_FLAGS;

	if (address > UINT32_MAX)
		return;
	if (type == L1TRACE_DRAM)
		word |= L1T_USES_IN_DRAM;
	else if (type == L1TRACE_L1 || type == L1TRACE_L1_SMALL)
		word |= L1T_USES_IN_L1;
	else
		return;                 /* for example, of the host's own memory */
	l1trace_uses(device, 0, flags, callsite, &word, 1);
}

void ttm_uses_host(uint64_t address, uint8_t type, uint32_t device, uint32_t callsite,
	bool writes)
{
	record_without_launch(address, type, device, callsite,
		writes ? L1TRACE_USES_WRITE : L1TRACE_USES_READ);
}

void ttm_uses_taken(uint64_t address, uint8_t type, uint32_t device, uint32_t callsite)
{
	record_without_launch(address, type, device, callsite, L1TRACE_USES_TAKEN);
}

void ttm_uses_gone(const void *program)
{
	let_go(ttm_table_take(&more_cores, program));
}

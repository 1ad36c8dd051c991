/*
 * What a launch works on. Of each kernel the arguments of the first core are read at every launch.
 * At a program's first launch those of all cores are read, and cores with words of their own are
 * kept. Where two operands were the same tensor then, a core of one of them shows nothing of its
 * own: so all are read again at the 2nd, 4th, 8th, .. of the first launches.
 *
 * Must not know: hooks, how the runtime keeps the arguments.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "l1t_record.h"
#include "l1trace.h"
#include "pointer_map.h"
#include "preload.h"
#include "runtime_abi.h"
#include "unwinding.h"
#include "uses.h"

enum { KEPT_MAX = 512, THROWERS_MAX = 16, FIRST_LAUNCHES = 64, LOOKS_MAX = 7 };

/* In the lower half of a value in the table: no more cores, more than can be kept, or an index of
 * `kept`. */
enum { ALL_THERE_IS = 1, TOO_MANY = 2, KEPT_FIRST = 3 };

static struct {
	_Atomic bool taken;
	uint32_t before;                /* what the program had before: another thread may read it */
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

/* How many of a program's first launches there were is part of it, too. */
enum { LAUNCHES_SHIFT = 33 };
static const uint64_t one_launch = (uint64_t)1 << LAUNCHES_SHIFT;

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

static uint64_t keep(const struct abi_more_cores *cores, uint32_t before)
{
	if (!cores->count)
		return cores->is_partial ? TOO_MANY : ALL_THERE_IS;
	for (unsigned i = 0; i < KEPT_MAX; i++) {
		bool taken = atomic_load_explicit(&kept[i].taken, memory_order_relaxed);

		if (taken || atomic_exchange_explicit(&kept[i].taken, true, memory_order_acquire))
			continue;
		kept[i].before = before;
		kept[i].cores = *cores;
		return KEPT_FIRST + i;
	}
	return TOO_MANY;
}

/* No program has kept more than one for each look; two threads that look at once may mix chains up. */
static void let_go(uint64_t value)
{
	uint32_t at = (uint32_t)value, before;

	for (unsigned n = 0; n < LOOKS_MAX && at >= KEPT_FIRST; n++, at = before) {
		before = kept[at - KEPT_FIRST].before;
		atomic_store_explicit(&kept[at - KEPT_FIRST].taken, false, memory_order_release);
	}
}

/* The value with these cores in place of its own. */
static uint64_t keep_instead(const struct abi_more_cores *cores, uint64_t value)
{
	uint64_t kept_now = keep(cores, (uint32_t)value);

	if (kept_now < KEPT_FIRST)
		let_go(value);
	return (value & ~(uint64_t)UINT32_MAX) | kept_now;
}

static void set_known(struct abi_more_cores *more, uint64_t value)
{
	if ((uint32_t)value >= KEPT_FIRST)
		*more = kept[(uint32_t)value - KEPT_FIRST].cores;
	else
		more->count = 0, more->is_partial = (uint32_t)value == TOO_MANY;
}

/* Adds the program's entry, unless another thread that reads it was first. */
static uint64_t look_at_all(struct reading *r)
{
	uint64_t value, there;

	set_known(&r->more, ALL_THERE_IS);
	value = ttm_guarded(find_more, r) ? keep(&r->more, 0) : throws(TOO_MANY);
	there = ttm_table_add(&more_cores, r->program, value | one_launch);
	if ((uint32_t)there != (uint32_t)value)
		let_go(value);
	return there ? there : TOO_MANY;
}

/* At one of the first launches after the first one. */
static uint64_t look_again(struct reading *r, uint64_t value)
{
	uint64_t launches = (value >> LAUNCHES_SHIFT) + 1, next = value + one_launch;
	struct abi_more_cores known;

	if (!(launches & (launches - 1))) {
		set_known(&known, value);
		r->more = known;
		if (!ttm_guarded(find_more, r))
			next = throws(next);
		else if (r->more.count > known.count || r->more.is_partial > known.is_partial)
			next = keep_instead(&r->more, next);
	}
	ttm_table_set(&more_cores, r->program, next);
	return next;
}

static void read_program(struct reading *r)
{
	uint64_t value = ttm_table_get(&more_cores, r->program);

	if (unlikely(!value))
		value = look_at_all(r);
	else if (unlikely(value >> LAUNCHES_SHIFT < FIRST_LAUNCHES) && !(value & threw_flag))
		value = look_again(r, value);
	if (unlikely(value & threw_flag)) {
		r->words.is_partial = true;
		return;
	}
	set_known(&r->more, value);
	if (ttm_guarded(read_words, r))
		return;
	r->words.is_partial = true;
	ttm_table_set(&more_cores, r->program, throws(value));
}

void ttm_launch(const void *program, const struct l1trace_launch *launch)
{
	struct reading r;

	if (!ttm_uses_wanted() || !launch->program || !abi_has_words()) {
		l1trace_launch(launch);
		return;
	}
	r.program = program;
	r.words.count = 0;
	r.words.is_partial = false;
	if (likely(atomic_load_explicit(&throwers, memory_order_relaxed) < THROWERS_MAX))
		read_program(&r);
	else
		r.words.is_partial = true;
	l1trace_preload_launch(launch, r.words.is_partial ? L1TRACE_USES_PARTIAL : 0, r.words.word,
		r.words.count);
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

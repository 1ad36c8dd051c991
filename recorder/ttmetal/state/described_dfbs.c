/*
 * See described_dfbs.h. A program is described and placed in one go, so that few are kept.
 *
 * Must not know: hooks' signatures.
 */
#include <string.h>
#include "described_dfbs.h"
#include "pointer_map.h"
#include "runtime_abi.h"
#include "unwinding.h"

enum { PROGRAMS = 64, DFBS = 32 };

struct dfb { uint32_t entry_bytes, entries, name; };
struct described {
	const void *program;
	uint32_t count;
	struct dfb at[DFBS];
};

static struct described all[PROGRAMS];          /* under TTM_LOCK_DFBS */
static unsigned next;

static struct described *find(const void *program)
{
	for (unsigned i = 0; i < PROGRAMS; i++)
		if (all[i].program == program)
			return &all[i];
	return NULL;
}

/* A program's first buffer has number 0. */
static struct described *begin(const void *program)
{
	struct described *d = find(program);

	if (!d)
		d = &all[next++ % PROGRAMS];
	*d = (struct described){.program = program};
	return d;
}

void ttm_dfb_added(const void *program, uint64_t number, const void *config)
{
	struct described *d;
	struct dfb new = {0, 0, 0};

	if (!program || number >= DFBS)
		return;
	memcpy(&new, config, sizeof(new.entry_bytes) + sizeof(new.entries));
	ttm_lock(TTM_LOCK_DFBS);
	d = number ? find(program) : begin(program);
	if (d && number == d->count)
		d->at[d->count++] = new;
	ttm_unlock(TTM_LOCK_DFBS);
}

void ttm_dfb_named(const void *program, uint64_t number, const char *name, size_t length)
{
	uint32_t id = l1trace_string(name, length);
	struct described *d;

	ttm_lock(TTM_LOCK_DFBS);
	d = find(program);
	if (d && number < d->count)
		d->at[number].name = id;
	ttm_unlock(TTM_LOCK_DFBS);
}

struct looking {
	const void *program, *cores;
	uint32_t count, found;
};

static void look(void *argument)
{
	struct looking *l = argument;

	l->found = abi_dfb_number(l->program, l->cores, l->count);
}

void ttm_record_dfb(const void *program, const void *cores, const struct l1trace_region *region)
{
	struct l1trace_region_index out = {.program = region->program, .cores = region->cores,
		.region = region->index, .index = region->index, .type = L1TRACE_DFB, .format = L1TRACE_UNKNOWN, .page_bytes = L1TRACE_UNKNOWN,
		.pages = L1TRACE_UNKNOWN};
	struct looking l = {program, cores, 0, 0};
	struct described *d;
	struct dfb dfb = {0, 0, 0};

	ttm_lock(TTM_LOCK_DFBS);
	d = find(program);
	l.count = l.found = d ? d->count : 0;
	ttm_unlock(TTM_LOCK_DFBS);
	if (!l.count || !cores || !ttm_guarded(look, &l) || l.found >= l.count)
		return;
	ttm_lock(TTM_LOCK_DFBS);
	d = find(program);
	if (d && l.found < d->count)
		dfb = d->at[l.found];
	ttm_unlock(TTM_LOCK_DFBS);
	/* entries that do not fill the buffer are none, or those of another release */
	if (dfb.entry_bytes && (uint64_t)dfb.entry_bytes * dfb.entries == region->size_bytes) {
		out.page_bytes = dfb.entry_bytes;
		out.pages = dfb.entries;
	}
	out.name = dfb.name;
	if (out.name || out.pages != L1TRACE_UNKNOWN)
		l1trace_region_index(&out);
}

void ttm_dfbs_gone(const void *program)
{
	struct described *d;

	ttm_lock(TTM_LOCK_DFBS);
	d = find(program);
	if (d)
		*d = (struct described){0};
	ttm_unlock(TTM_LOCK_DFBS);
}

/*
 * Turns what the runtime places into regions.
 *
 * Must not know: hooks' signatures.
 */
#include "described_dfbs.h"
#include "l1t_record.h"
#include "mesh_devices.h"
#include "notes.h"
#include "placement.h"
#include "programs.h"
#include "thread_state.h"

enum { INDEX_UNKNOWN = TTM_CB_INDEX_UNKNOWN };

static _Thread_local struct {
	const void *program;
	uint64_t end;
} placed_last __attribute__((tls_model("initial-exec")));

void ttm_placement_begin(struct placement *p, const void *program, const void *device,
	enum l1trace_region_type type, bool recorded)
{
	p->outer = ttm_thread.placing;
	p->program = program;
	p->device = device;
	p->type = type;
	p->recorded = recorded;
	p->order = 0;
	p->end = 0;
	p->has_cores = false;
	p->cores_at = NULL;
	p->size_bytes = 0;
	p->range_count = 0;
	p->chip_count = 0;
	p->scratchpads = NULL;
	ttm_thread.placing = p;
}

/* NULL: there are more chips than expected. */
static struct placed_chip *chip_of(struct placement *p, uint32_t chips)
{
	for (uint32_t i = 0; i < p->chip_count; i++)
		if (p->chips[i].chips == chips)
			return &p->chips[i];
	if (p->chip_count == TTM_PLACED_CHIPS_MAX)
		return NULL;
	p->chips[p->chip_count] = (struct placed_chip){.chips = chips};
	return &p->chips[p->chip_count++];
}

/* Whether this is the chips' first region of the placement. */
static bool is_first(struct placed_chip *c)
{
	bool first = !c || !c->begun;

	if (c)
		c->begun = true;
	return first;
}

/*
 * The index of the chips' next circular buffer. The buffers of all chips are the same; those of the
 * first are read.
 */
static uint8_t next_cb_index(struct placement *p, struct placed_chip *c, const struct l1trace_region *r,
	const struct l1trace_range *range)
{
	struct ttm_cb cb = {p->program, c->cbs++, r->cores, range, r->size_bytes};

	if (cb.number >= sizeof(p->cb_index))
		return INDEX_UNKNOWN;
	if (c == p->chips)
		p->cb_index[cb.number] = range ? ttm_record_cb(&cb) : INDEX_UNKNOWN;
	return cb.number < p->chips->cbs ? p->cb_index[cb.number] : INDEX_UNKNOWN;
}

/* range: the first that a circular buffer is on; NULL: it is none, or has none. */
static void emit(struct placement *p, struct l1trace_region *r, const void *device,
	const struct l1trace_range *range)
{
	static _Atomic int said;
	struct placed_chip *chip;
	bool known;

	r->program = ttm_program(p->program);
	r->type = (uint8_t)p->type;
	r->chips = ttm_device_chips(device, &known);
	if (!known) {
		ttm_unknown(&said, "the chips of a program's region");
		return;
	}
	chip = chip_of(p, r->chips);
	if (p->type == L1TRACE_CB && p->program && chip)
		r->index = next_cb_index(p, chip, r, range);
	if (!(r->flags & L1TRACE_REGION_ALIAS)) {
		if (is_first(chip))
			r->flags |= L1TRACE_REGION_FIRST;
		if ((uint64_t)r->address + r->size_bytes > p->end)
			p->end = (uint64_t)r->address + r->size_bytes;
	}
	l1trace_region(r);
}

/* Records the dataflow buffer whose ranges were marked so far. */
static void close_region(struct placement *p)
{
	struct l1trace_region r = {.address = (uint32_t)p->address,
		.size_bytes = (uint32_t)p->size_bytes, .index = p->order};

	if (!p->size_bytes)
		return;
	if (p->order < INDEX_UNKNOWN)
		p->order++;
	r.cores = p->has_cores ? p->cores : l1trace_cores(p->ranges, p->range_count);
	r.program = ttm_program(p->program);
	if (p->type == L1TRACE_DFB)
		ttm_record_dfb(p->program, p->cores_at, &r);
	emit(p, &r, p->device, NULL);
	p->size_bytes = 0;
	p->range_count = 0;
}

void ttm_placement_end(struct placement *p)
{
	if (p->recorded)
		close_region(p);
	placed_last.program = p->program;
	placed_last.end = p->end;
	ttm_thread.placing = p->outer;
}

void ttm_placement_cores(struct placement *p, const void *cores)
{
	struct l1trace_range ranges[ABI_RANGES_MAX];
	size_t n;

	close_region(p);
	n = cores ? abi_read_cores(cores, ranges, ABI_RANGES_MAX) : 0;
	p->has_cores = n > 0;
	if (n)
		p->cores = l1trace_cores(ranges, n);
}

void ttm_placement_part(struct placement *p, struct l1trace_range cores, uint64_t address,
	uint64_t size_bytes)
{
	if (p->size_bytes && (address != p->address || size_bytes != p->size_bytes))
		close_region(p);
	p->address = address;
	p->size_bytes = size_bytes;
	if (p->range_count < TTM_GROUP_MAX)
		p->ranges[p->range_count++] = cores;
}

void ttm_placed_cb(const void *program, const void *cores, uint64_t address, uint64_t size_bytes,
	bool global, const void *device)
{
	struct placement *p = ttm_thread.placing, alone;
	struct l1trace_range ranges[ABI_RANGES_MAX];
	struct l1trace_region r = {.address = (uint32_t)address,
		.size_bytes = (uint32_t)size_bytes, .index = INDEX_UNKNOWN,
		.flags = global ? L1TRACE_REGION_ALIAS : 0};
	size_t count;

	if (!p) {       /* outside of any placement: the program is unknown */
		ttm_placement_begin(&alone, program, device, L1TRACE_CB, false);
		p = &alone;
	}
	count = abi_read_cores(cores, ranges, ABI_RANGES_MAX);
	r.cores = l1trace_cores(ranges, count);
	emit(p, &r, device, count ? ranges : NULL);
	if (p == &alone)
		ttm_placement_end(&alone);
}

uint64_t ttm_placed_end(const void *program)
{
	return placed_last.program == program && placed_last.end ? placed_last.end : L1TRACE_UNKNOWN;
}

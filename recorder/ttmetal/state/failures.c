/*
 * The exception's own text says what failed, and has the numbers that the user sees. Where it
 * cannot be read, the hook decides, and the runtime is asked for the numbers.
 *
 * Must not know: hooks' signatures.
 */
#include <stdlib.h>
#include <string.h>
#include "callsite.h"
#include "failure_text.h"
#include "failures.h"
#include "mesh_devices.h"
#include "placement.h"
#include "program_build.h"
#include "programs.h"
#include "recorded_failures.h"
#include "thread_state.h"
#include "unwinding.h"

static struct l1trace_failure nothing(uint32_t callsite)
{
	struct l1trace_failure f = {.callsite = callsite};

	f.size_bytes = f.bytes_per_bank = f.bank_count = f.bank_bytes = L1TRACE_UNKNOWN;
	f.allocated_bytes = f.free_bytes = f.largest_free_bytes = L1TRACE_UNKNOWN;
	f.region_end = f.lowest_buffer = f.limit_bytes = L1TRACE_UNKNOWN;
	return f;
}

/* Records what the program would have taken of the ring; only newer texts say the parts. */
static void record_config(const struct l1trace_failure *f, const char *text)
{
	uint64_t kernel_text = ttm_number_after(text, "kernel text ");

	if (f->program && f->size_bytes != L1TRACE_UNKNOWN && kernel_text <= f->size_bytes)
		l1trace_program_config(f->program, kernel_text, f->size_bytes - kernel_text);
}

static void record(struct l1trace_failure *f, int type, const char *text)
{
	char line[TTM_TEXT_MAX];

	/* no program is built any more: the next allocation is not one of its parts */
	ttm_making_ends();
	f->type = (uint8_t)type;
	if (text)
		ttm_failure_shorten(text, line);
	if (text && type == L1TRACE_CONFIG_TOO_BIG)
		record_config(f, text);
	ttm_failure_recorded(text ? line : NULL);
	l1trace_failure(f, text ? line : NULL);
}

/* ---- allocations ---- */

struct refused {
	const void *buffer, *allocator;
	uint32_t type;
	uint64_t bytes_per_bank;
	struct abi_statistics s;
};

static void ask_buffer(void *argument)
{
	struct refused *r = argument;

	r->bytes_per_bank = abi_bytes_per_bank(r->buffer);
}

static void ask_allocator(void *argument)
{
	struct refused *r = argument;

	abi_statistics(r->allocator, r->type, &r->s);
}

static void ask(const void *buffer, const void *allocator, const struct abi_buffer *b,
	struct l1trace_failure *f)
{
	struct refused r = {buffer, allocator, b->type, L1TRACE_UNKNOWN, {L1TRACE_UNKNOWN,
		L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN}};

	if (b->type == L1TRACE_SYSTEM_MEMORY)
		return;
	ttm_guarded(ask_buffer, &r);
	if (allocator)
		ttm_guarded(ask_allocator, &r);
	f->bytes_per_bank = r.bytes_per_bank;
	f->bank_count = r.s.bank_count;
	f->bank_bytes = r.s.bank_bytes;
	f->allocated_bytes = r.s.allocated;
	f->free_bytes = r.s.free;
	f->largest_free_bytes = r.s.largest_free;
}

void ttm_failed_allocation(const void *buffer, const void *allocator)
{
	struct l1trace_failure f = nothing(ttm_callsite());
	const char *text = ttm_exception_text();
	const struct ttm_device *d;
	struct abi_buffer b;

	if (!abi_read_buffer(buffer, &b))
		return;
	if (text ? !strstr(text, "Out of Memory") : !allocator)
		return;         /* another failure, or an outer hook that could only guess */
	if (!ttm_exception_claim())
		return;
	d = ttm_device(b.device);
	f.device = d ? d->handle : 0;
	f.chips = d ? d->chips : 0;
	f.buffer_type = b.type;
	f.size_bytes = b.size_bytes;
	if (ttm_thread.launching && ttm_thread.tracked_count)
		f.program = ttm_program_seen(ttm_thread.tracked[ttm_thread.tracked_count - 1]);
	ask(buffer, allocator, &b, &f);
	if (text)
		ttm_failure_read(text, &f);
	record(&f, L1TRACE_OOM, text);
}

/* ---- programs ---- */

struct lowest {
	const void *device;
	uint64_t address;
};

static void ask_lowest(void *argument)
{
	struct lowest *l = argument;

	l->address = abi_lowest_buffer(l->device, abi_device_kind(l->device));
}

void ttm_failed_placement(const void *program, const void *device)
{
	struct l1trace_failure f = nothing(ttm_callsite());
	struct lowest lowest = {device, L1TRACE_UNKNOWN};
	const char *text = ttm_exception_text();
	const struct ttm_device *d;
	int type = L1TRACE_CLASH;
	bool known;

	if (text)
		type = ttm_failure_read(text, &f);
	if ((type != L1TRACE_CLASH && type != L1TRACE_TOO_BIG) || !ttm_exception_claim())
		return;
	if (!text) {
		ttm_guarded(ask_lowest, &lowest);
		f.lowest_buffer = lowest.address;
		f.region_end = ttm_placed_end(program);
	}
	f.program = ttm_program(program);
	f.chips = ttm_device_chips(device, &known);
	d = ttm_device_of_chips(device);
	f.device = d ? d->handle : 0;
	record(&f, type, text);
}

void ttm_failed_compile(const void *program, const struct ttm_device *d)
{
	struct l1trace_failure f = nothing(ttm_callsite());
	const char *text = ttm_exception_text();

	/* anything else is recorded by the hooks inside, or by the launch around this */
	if (!text || ttm_failure_read(text, &f) != L1TRACE_CONFIG_TOO_BIG || !ttm_exception_claim())
		return;
	f.device = d ? d->handle : 0;
	f.chips = d ? d->chips : 0;
	if (program)
		f.program = ttm_program_seen(program);
	else if (ttm_thread.launching && ttm_thread.tracked_count)
		f.program = ttm_program_seen(ttm_thread.tracked[ttm_thread.tracked_count - 1]);
	record(&f, L1TRACE_CONFIG_TOO_BIG, text);
}

void ttm_failed_launch(uint32_t program, const struct ttm_device *d, uint32_t chips)
{
	struct l1trace_failure f = nothing(ttm_callsite());
	const char *text = ttm_exception_text();
	int type = text ? ttm_failure_read(text, &f) : TTM_NOTHING_KNOWN;

	if (!ttm_exception_claim())
		return;
	f.program = program;
	f.device = d ? d->handle : 0;
	f.chips = chips;
	record(&f, type == TTM_NOTHING_KNOWN ? L1TRACE_LAUNCH_THREW : type, text);
}

void ttm_failed_by_itself(const char *text, uint32_t callsite)
{
	struct l1trace_failure f = nothing(callsite);
	const struct ttm_device *d = ttm_device_only();

	ttm_making_ends();
	f.type = L1TRACE_REFUSED;
	f.device = d ? d->handle : 0;
	f.chips = d ? d->chips : 0;
	l1trace_failure(&f, text);
}

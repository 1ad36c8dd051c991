/*
 * The rare calls of l1trace.h: generic events, and the devices, which a forked child and a resume
 * announce again.
 *
 * Must not know: where rings lie, who reads them.
 */
#include <string.h>
#include "events.h"
#include "l1trace.h"
#include "state.h"

enum { DEVICES_MAX = 256 };

struct open_device {
	_Atomic uint32_t handle;        /* 0: not in use; set last */
	struct l1t_device device;
};

static struct open_device devices[DEVICES_MAX];
static _Atomic uint32_t next_device = 1, next_program = 1;

#define FIELDS(s) (const uint64_t *)&(s), sizeof(s) / 8

/* Keeps the device for announcements; with more open than there is room it is not announced. */
static void keep(const struct l1t_device *d)
{
	for (size_t i = 0; i < DEVICES_MAX; i++) {
		uint32_t expected = 0;

		if (!atomic_compare_exchange_strong(&devices[i].handle, &expected, UINT32_MAX))
			continue;
		devices[i].device = *d;
		atomic_store(&devices[i].handle, (uint32_t)d->device);
		return;
	}
}

void l1tr_devices_each(void (*see)(const struct l1t_record *r, void *context), void *context)
{
	for (size_t i = 0; i < DEVICES_MAX; i++) {
		struct l1t_record r = {.kind = L1T_DEVICE};
		uint32_t handle = devices[i].handle;

		if (!handle || handle == UINT32_MAX)
			continue;
		r.device = devices[i].device;
		r.device.flags |= L1T_DEVICE_ANNOUNCED;
		see(&r, context);
	}
}

L1TRACE_API uint32_t l1trace_device_open(const struct l1trace_device *d)
{
	struct l1t_device r;

	if (!l1tr_on)
		return 0;
	r = (struct l1t_device){.device = atomic_fetch_add(&next_device, 1), .mesh = d->mesh,
		.chips = l1trace_chips(d->chips, d->chip_count), .grid_x = d->grid_x,
		.grid_y = d->grid_y, .l1_bytes = d->l1_bytes,
		.unreserved_base = d->unreserved_base, .l1_small_bytes = d->l1_small_bytes,
		.kernel_config_bytes = d->kernel_config_bytes, .bank_count = d->bank_count,
		.bank_bytes = d->bank_bytes,
		.arch = d->arch ? l1trace_string(d->arch, strlen(d->arch)) : 0};
	keep(&r);
	l1tr_record(L1T_DEVICE, FIELDS(r), NULL, 0);
	return (uint32_t)r.device;
}

L1TRACE_API void l1trace_device_close(uint32_t device)
{
	struct l1t_device_close r = {device};

	if (!l1tr_on)
		return;
	for (size_t i = 0; i < DEVICES_MAX; i++)
		if (device && devices[i].handle == device)
			atomic_store(&devices[i].handle, 0);
	l1tr_record(L1T_DEVICE_CLOSE, FIELDS(r), NULL, 0);
}

L1TRACE_API uint32_t l1trace_program(uint64_t runtime_id)
{
	struct l1t_program r = {0, runtime_id};

	if (!l1tr_on)
		return 0;
	r.program = atomic_fetch_add(&next_program, 1);
	l1tr_record(L1T_PROGRAM, FIELDS(r), NULL, 0);
	return (uint32_t)r.program;
}

L1TRACE_API void l1trace_program_gone(uint32_t program)
{
	struct l1t_program_gone r = {program};

	l1tr_record(L1T_PROGRAM_GONE, FIELDS(r), NULL, 0);
}

L1TRACE_API void l1trace_program_config(uint32_t program, uint64_t text_bytes,
	uint64_t config_bytes)
{
	struct l1t_program_config r = {program, text_bytes, config_bytes};

	l1tr_record(L1T_PROGRAM_CONFIG, FIELDS(r), NULL, 0);
}

L1TRACE_API void l1trace_kernel(const struct l1trace_kernel *k)
{
	struct l1t_kernel r;

	if (!l1tr_on)
		return;
	r = (struct l1t_kernel){.program = k->program, .chips = k->chips, .name = k->name,
		.core_type = k->core_type, .processor = k->processor, .cores = k->cores};
	memcpy(r.text_bytes, k->text_bytes, sizeof(r.text_bytes));
	l1tr_record(L1T_KERNEL, FIELDS(r), NULL, 0);
}

static void mesh_trace(uint8_t kind, uint32_t device, uint32_t trace, uint32_t callsite)
{
	struct l1t_mesh_trace r = {device, trace, callsite};

	l1tr_record(kind, FIELDS(r), NULL, 0);
}

L1TRACE_API void l1trace_capture_begin(uint32_t device, uint32_t trace)
{
	mesh_trace(L1T_CAPTURE_BEGIN, device, trace, 0);
}

L1TRACE_API void l1trace_capture_end(uint32_t device, uint32_t trace)
{
	mesh_trace(L1T_CAPTURE_END, device, trace, 0);
}

L1TRACE_API void l1trace_replay(uint32_t device, uint32_t trace, uint32_t callsite)
{
	mesh_trace(L1T_REPLAY, device, trace, callsite);
}

L1TRACE_API void l1trace_release(uint32_t device, uint32_t trace)
{
	mesh_trace(L1T_RELEASE, device, trace, 0);
}

L1TRACE_API void l1trace_failure(const struct l1trace_failure *f, const char *text)
{
	struct l1t_failure r;

	if (!l1tr_on)
		return;
	r = (struct l1t_failure){.type = f->type, .device = f->device, .chips = f->chips,
		.program = f->program, .buffer_type = f->buffer_type,
		.size_bytes = f->size_bytes, .bytes_per_bank = f->bytes_per_bank,
		.bank_count = f->bank_count, .bank_bytes = f->bank_bytes,
		.allocated_bytes = f->allocated_bytes, .free_bytes = f->free_bytes,
		.largest_free_bytes = f->largest_free_bytes, .region_end = f->region_end,
		.lowest_buffer = f->lowest_buffer, .limit_bytes = f->limit_bytes,
		.cores = f->cores, .callsite = f->callsite};
	l1tr_record(L1T_FAILURE, FIELDS(r), text, text ? strlen(text) : 0);
}

static void mark(uint8_t kind, const char *name)
{
	struct l1t_mark r;

	if (!l1tr_on)
		return;
	r.name = name ? l1trace_string(name, strlen(name)) : 0;
	l1tr_record(kind, FIELDS(r), NULL, 0);
}

L1TRACE_API void l1trace_mark_begin(const char *name)
{
	mark(L1T_MARK_BEGIN, name);
}

L1TRACE_API void l1trace_mark_end(const char *name)
{
	mark(L1T_MARK_END, name);
}

L1TRACE_API void l1trace_note(uint32_t code, uint64_t a, uint64_t b, const char *text)
{
	struct l1t_note r = {code, a, b};

	l1tr_record(L1T_NOTE, FIELDS(r), text, text ? strlen(text) : 0);
}

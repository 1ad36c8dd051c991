/*
 * For tests: records of a small world, told in order of time. See trace_builder.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "trace_builder.h"

void story_in(struct story *s, const struct world *w)
{
	*s = (struct story){.world = *w, .thread = 1, .now_ns = -w->step_ns};
}

void story_listener(struct story *s, void (*listener)(struct story *s, const struct l1t_record *r))
{
	assert_true(s->listener_count < sizeof(s->listeners) / sizeof(*s->listeners));
	s->listeners[s->listener_count++] = listener;
}

void tell(struct story *s, struct l1t_record r)
{
	s->now_ns += s->world.step_ns;
	r.time_ns = s->now_ns;
	r.thread = s->thread;
	for (size_t i = 0; i < s->listener_count; i++)
		s->listeners[i](s, &r);
}

void tell_at_once(struct story *s)
{
	s->now_ns -= s->world.step_ns;
}

void tell_definition(struct story *s, uint8_t kind, uint64_t id, const void *blob, size_t bytes)
{
	if (s->world.timeless)
		tell_at_once(s);
	tell(s, (struct l1t_record){.kind = kind, .define = {id}, .blob = blob,
		.blob_bytes = (uint32_t)bytes});
}

void tell_string(struct story *s, uint64_t id, const char *text)
{
	tell_definition(s, L1T_STRING, id, text, strlen(text));
}

void tell_callsite(struct story *s, uint64_t id, uint32_t op, uint32_t file, uint32_t line,
	uint32_t function)
{
	const uint32_t words[] = {0, 0, op, file, line, function};

	tell_definition(s, L1T_CALLSITE, id, words, sizeof(words));
}

void tell_cores(struct story *s, uint64_t id, unsigned x0, unsigned y0, unsigned x1, unsigned y1)
{
	const uint16_t range[4] = {(uint16_t)x0, (uint16_t)y0, (uint16_t)x1, (uint16_t)y1};

	tell_definition(s, L1T_CORES, id, range, sizeof(range));
}

void tell_chips(struct story *s, uint64_t id, uint32_t first, uint32_t count)
{
	uint32_t chips[128];

	assert_true(count <= sizeof(chips) / sizeof(*chips));
	for (uint32_t i = 0; i < count; i++)
		chips[i] = first + i;
	tell_definition(s, L1T_CHIPS, id, chips, count * sizeof(*chips));
}

void tell_device(struct story *s, struct l1t_device d)
{
	const struct world *w = &s->world;

	d.mesh = d.mesh ? d.mesh : d.device + w->mesh;
	d.grid_x = d.grid_x ? d.grid_x : w->grid_x;
	d.grid_y = d.grid_y ? d.grid_y : w->grid_y;
	if (!d.l1_bytes) {
		d.l1_bytes = w->l1_bytes;
		d.unreserved_base = w->unreserved_base;
		d.l1_small_bytes = w->l1_small_bytes;
		d.kernel_config_bytes = w->kernel_config_bytes;
		d.bank_count = d.grid_x * d.grid_y;
		d.bank_bytes = w->l1_bytes - w->unreserved_base - w->l1_small_bytes;
	}
	tell(s, (struct l1t_record){.kind = L1T_DEVICE, .device = d});
}

void tell_open(struct story *s, uint64_t handle, uint64_t chips)
{
	tell_device(s, (struct l1t_device){.device = handle, .chips = chips});
}

void tell_open_again(struct story *s, uint64_t handle, uint64_t chips)
{
	tell_device(s, (struct l1t_device){.device = handle, .chips = chips,
		.flags = L1T_DEVICE_ANNOUNCED});
}

void tell_close(struct story *s, uint64_t handle)
{
	tell(s, (struct l1t_record){.kind = L1T_DEVICE_CLOSE, .device_close = {handle}});
}

void tell_buffer(struct story *s, struct l1t_alloc a)
{
	const struct world *w = &s->world;

	a.size_bytes = a.size_bytes ? a.size_bytes : a.bytes_per_core * w->grid_x * w->grid_y;
	a.page_bytes = a.page_bytes ? a.page_bytes : w->page_bytes;
	a.core_count = a.core_count ? a.core_count : w->core_count;
	tell(s, (struct l1t_record){.kind = L1T_ALLOC, .alloc = a});
}

void tell_alloc(struct story *s, uint64_t id, uint64_t handle, uint64_t type, uint64_t address,
	uint64_t bytes)
{
	tell_buffer(s, (struct l1t_alloc){.id = id, .device = handle, .type = type,
		.address = address, .bytes_per_core = bytes});
}

void tell_alloc_on(struct story *s, uint64_t id, uint64_t handle, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t cores)
{
	tell_buffer(s, (struct l1t_alloc){.id = id, .device = handle, .type = type,
		.address = address, .bytes_per_core = bytes, .cores = cores,
		.flags = type == L1T_PERSISTENT ? 0 : L1T_ALLOC_PER_CORE});
}

void tell_free_at(struct story *s, uint64_t id, uint64_t handle, uint64_t type, uint64_t callsite)
{
	tell(s, (struct l1t_record){.kind = L1T_FREE, .free = {.id = id, .device = handle,
		.type = type, .callsite = callsite}});
}

void tell_free(struct story *s, uint64_t id, uint64_t handle, uint64_t type)
{
	tell_free_at(s, id, handle, type, 0);
}

void tell_region_of(struct story *s, struct l1t_region r)
{
	tell(s, (struct l1t_record){.kind = L1T_REGION, .region = r});
}

void tell_region(struct story *s, uint64_t program, uint64_t chips, uint64_t flags,
	uint64_t address, uint64_t bytes, uint64_t cores)
{
	tell_region_of(s, (struct l1t_region){.program = program, .chips = chips, .type = L1T_CB,
		.flags = flags, .address = address, .size_bytes = bytes, .cores = cores});
}

void tell_region_index(struct story *s, struct l1t_region_index i)
{
	tell(s, (struct l1t_record){.kind = L1T_REGION_INDEX, .region_index = i});
}

void tell_program(struct story *s, uint64_t program, uint64_t runtime_id)
{
	tell(s, (struct l1t_record){.kind = L1T_PROGRAM, .program = {program, runtime_id}});
}

void tell_kernel(struct story *s, struct l1t_kernel k)
{
	tell(s, (struct l1t_record){.kind = L1T_KERNEL, .kernel = k});
}

void tell_program_config(struct story *s, uint64_t program, uint64_t text_bytes,
	uint64_t config_bytes)
{
	tell(s, (struct l1t_record){.kind = L1T_PROGRAM_CONFIG,
		.program_config = {program, text_bytes, config_bytes}});
}

void tell_regions_freed(struct story *s, uint64_t program, uint64_t chips, uint64_t types)
{
	tell(s, (struct l1t_record){.kind = L1T_REGIONS_FREED,
		.regions_freed = {program, chips, types}});
}

void tell_gone(struct story *s, uint64_t program)
{
	tell(s, (struct l1t_record){.kind = L1T_PROGRAM_GONE, .program_gone = {program}});
}

void tell_launch_of(struct story *s, struct l1t_launch l)
{
	tell(s, (struct l1t_record){.kind = L1T_LAUNCH, .launch = l});
}

void tell_launch(struct story *s, uint64_t program, uint64_t handle, uint64_t chips, uint64_t name)
{
	tell_launch_of(s, (struct l1t_launch){.program = program, .device = handle, .chips = chips,
		.name = name});
}

void tell_uses(struct story *s, struct l1t_uses u, const uint32_t *words, size_t count)
{
	tell(s, (struct l1t_record){.kind = L1T_USES, .uses = u, .blob = (const uint8_t *)words,
		.blob_bytes = (uint32_t)(count * sizeof(*words))});
}

void tell_trace(struct story *s, uint8_t kind, uint64_t handle, uint64_t trace)
{
	tell(s, (struct l1t_record){.kind = kind, .mesh_trace = {.device = handle, .trace = trace}});
}

void tell_mark(struct story *s, uint8_t kind, uint64_t string)
{
	tell(s, (struct l1t_record){.kind = kind, .mark = {.name = string}});
}

void tell_pause(struct story *s, int64_t ns)
{
	s->thread = 0;
	tell(s, (struct l1t_record){.kind = L1T_PAUSE});
	s->now_ns += ns;
	tell(s, (struct l1t_record){.kind = L1T_RESUME});
}

void tell_failure(struct story *s, struct l1t_failure f, const char *text)
{
	tell(s, (struct l1t_record){.kind = L1T_FAILURE, .failure = f, .blob = (const uint8_t *)text,
		.blob_bytes = text ? (uint32_t)strlen(text) : 0});
}

void tell_note(struct story *s, uint64_t code, uint64_t a, uint64_t b, const char *text)
{
	tell(s, (struct l1t_record){.kind = L1T_NOTE, .note = {code, a, b},
		.blob = (const uint8_t *)text, .blob_bytes = text ? (uint32_t)strlen(text) : 0});
}

void tell_exit(struct story *s, uint64_t status)
{
	tell(s, (struct l1t_record){.kind = L1T_EXIT, .exit = {status, 0, 0}});
}

/*
 * The rare events: fields of 64 bits and, for some, text.
 *
 * Must not know: how events are kept or drained.
 */
#include <assert.h>
#include <string.h>
#include "l1trace.h"
#include "preload.h"
#include "process_state.h"
#include "slow_path.h"

/* All fields of a record struct. */
#define RECORD(kind, record) \
	l1tr_record(kind, (const uint64_t *)&(record), sizeof(record) / 8, NULL, 0)

L1TRACE_API uint32_t l1trace_program(uint64_t runtime_id)
{
	static _Atomic uint32_t last;
	struct l1t_program p;

	if (!l1tr_is_on())
		return 0;
	p = (struct l1t_program){atomic_fetch_add(&last, 1) + 1, runtime_id};
	RECORD(L1T_PROGRAM, p);
	return (uint32_t)p.program;
}

L1TRACE_API void l1trace_program_gone(uint32_t program)
{
	struct l1t_program_gone p = {program};

	if (!l1tr_is_on())
		return;
	RECORD(L1T_PROGRAM_GONE, p);
}

L1TRACE_API void l1trace_program_config(uint32_t program, uint64_t text_bytes,
	uint64_t config_bytes)
{
	struct l1t_program_config p = {program, text_bytes, config_bytes};

	if (!l1tr_is_on())
		return;
	RECORD(L1T_PROGRAM_CONFIG, p);
}

L1TRACE_API void l1trace_region_index(const struct l1trace_region_index *i)
{
	struct l1t_region_index record;

	if (!l1tr_is_on())
		return;
	record = (struct l1t_region_index){
		.program = i->program, .cores = i->cores, .region = i->region, .index = i->index,
		.page_bytes = i->page_bytes, .pages = i->pages, .format = i->format,
		.format_name = i->format_name, .type = i->type, .name = i->name};
	RECORD(L1T_REGION_INDEX, record);
}

L1TRACE_API void l1trace_kernel(const struct l1trace_kernel *k)
{
	struct l1t_kernel record;

	if (!l1tr_is_on())
		return;
	record = (struct l1t_kernel){
		.program = k->program, .chips = k->chips, .name = k->name,
		.core_type = k->core_type, .processor = k->processor,
		.text_bytes = {k->text_bytes[0], k->text_bytes[1], k->text_bytes[2]},
		.cores = k->cores};
	RECORD(L1T_KERNEL, record);
}

L1TRACE_API void l1trace_uses(uint32_t device, uint32_t program, unsigned flags,
	uint32_t callsite, const uint32_t *words, size_t count)
{
	struct l1t_uses record = {device, program, flags, callsite};

	if (!l1tr_is_on())
		return;
	l1tr_record(L1T_USES, (const uint64_t *)&record, sizeof(record) / 8, words,
		count * sizeof(*words));
}

L1TRACE_API void l1trace_holds(uint64_t buffer, enum l1trace_buffer_type type, uint32_t tensor)
{
	struct l1t_holds record = {buffer, type, tensor};

	if (!l1tr_is_on() || !tensor)
		return;
	RECORD(L1T_HOLDS, record);
}

L1TRACE_API void l1trace_kept(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint64_t address, int forced, uint32_t callsite)
{
	struct l1t_kept record = {device, id, type, address, forced ? L1T_KEPT_FORCED : 0, callsite};

	if (!l1tr_is_on())
		return;
	RECORD(L1T_KEPT, record);
}

L1TRACE_API void l1trace_asked(const struct l1trace_asked *a)
{
	struct l1t_asked record;

	if (!l1tr_is_on())
		return;
	record = (struct l1t_asked){.device = a->device, .what = a->what, .type = a->type,
		.answer = a->answer, .free_bytes = a->free_bytes,
		.flags = a->by_program ? L1T_ASKED_BY_PROGRAM : 0, .callsite = a->callsite};
	RECORD(L1T_ASKED, record);
}

static void mesh_trace(uint8_t kind, uint32_t device, uint32_t trace, uint32_t callsite)
{
	struct l1t_mesh_trace record = {device, trace, callsite};

	if (!l1tr_is_on())
		return;
	RECORD(kind, record);
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

	if (!l1tr_is_on())
		return;
	r = (struct l1t_failure){
		.type = f->type, .device = f->device, .chips = f->chips, .program = f->program,
		.buffer_type = f->buffer_type, .size_bytes = f->size_bytes,
		.bytes_per_bank = f->bytes_per_bank, .bank_count = f->bank_count,
		.bank_bytes = f->bank_bytes, .allocated_bytes = f->allocated_bytes,
		.free_bytes = f->free_bytes, .largest_free_bytes = f->largest_free_bytes,
		.region_end = f->region_end, .lowest_buffer = f->lowest_buffer,
		.limit_bytes = f->limit_bytes, .cores = f->cores, .callsite = f->callsite};
	l1tr_record(L1T_FAILURE, (const uint64_t *)&r, sizeof(r) / 8, text, text ? strlen(text) : 0);
}

static void mark(uint8_t kind, const char *name)
{
	struct l1t_mark record;

	if (!l1tr_is_on())
		return;
	record.name = name ? l1trace_string(name, strlen(name)) : 0;
	RECORD(kind, record);
}

L1TRACE_API void l1trace_preload_mark(bool begins, uint32_t name)
{
	const struct l1t_mark record = {.name = name};

	if (l1tr_is_on())
		RECORD(begins ? L1T_MARK_BEGIN : L1T_MARK_END, record);
}

L1TRACE_API void l1trace_mark_begin(const char *name)
{
	mark(L1T_MARK_BEGIN, name);
}

L1TRACE_API void l1trace_mark_end(const char *name)
{
	mark(L1T_MARK_END, name);
}

static_assert((int)L1TRACE_NOTE_TEXT == (int)L1T_NOTE_TEXT &&
	(int)L1TRACE_NOTE_BANK == (int)L1T_NOTE_BANK &&
	(int)L1TRACE_NOTE_PURPOSE == (int)L1T_NOTE_PURPOSE &&
	(int)L1TRACE_NOTE_NAME == (int)L1T_NOTE_NAME, "the header's codes are the format's");

L1TRACE_API void l1trace_note(uint32_t code, uint64_t a, uint64_t b, const char *text)
{
	struct l1t_note record = {code, a, b};

	if (!l1tr_is_on())
		return;
	l1tr_record(L1T_NOTE, (const uint64_t *)&record, sizeof(record) / 8, text,
		text ? strlen(text) : 0);
}

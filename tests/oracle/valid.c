/*
 * Is a stream one that a recorder could have written? See valid.h. Looks back over the records
 * for each question; no state.
 * Must not know: accounting, files.
 */
#include "valid.h"

static int defined(const struct stream *s, size_t at, unsigned kind, uint64_t id)
{
	return !id || stream_definition(s, at, kind, id);
}

static int chips_defined(const struct stream *s, size_t at, uint64_t chips)
{
	return chips < L1T_CHIPS_FIRST || defined(s, at, L1T_CHIPS, chips);
}

/* Index + 1 of the last record before `at` of either kind whose field 0 is the id; 0: none. */
static size_t last_of(const struct stream *s, size_t at, unsigned kind_a, unsigned kind_b,
	uint64_t id)
{
	for (size_t i = at; i-- > 0;) {
		const struct l1t_record *r = &s->records[i];

		if ((r->kind == kind_a || r->kind == kind_b) && r->f[0] == id)
			return i + 1;
	}
	return 0;
}

static unsigned chip_bit(uint64_t chip)
{
	return chip < 32 ? 1u << chip : 0;
}

static unsigned chip_bits(const struct stream *s, size_t at, uint64_t chips)
{
	const struct l1t_record *set = stream_definition(s, at, L1T_CHIPS, chips);
	unsigned bits = set ? 0 : chip_bit(chips);

	for (uint32_t i = 0; set && i + 4 <= set->blob_bytes; i += 4)
		bits |= chip_bit(set->blob[i]);
	return bits;
}

static int is_open(const struct stream *s, size_t at, uint64_t device);

/* The first device that was open when this one came, with all its chips: closes it too. 0: none. */
static uint64_t outer_of(const struct stream *s, size_t opened)
{
	unsigned bits = chip_bits(s, opened, s->records[opened].device.chips);

	for (size_t i = 0; i < opened; i++)
		if (s->records[i].kind == L1T_DEVICE &&
				is_open(s, opened, s->records[i].device.device) &&
				!(bits & ~chip_bits(s, i, s->records[i].device.chips)))
			return s->records[i].device.device;
	return 0;
}

/* Whether the device is announced again right after the resume. */
static int announced_at(const struct stream *s, size_t resume, uint64_t device)
{
	const struct l1t_record *r = &s->records[resume];

	for (size_t i = resume + 1; i < s->count && s->records[i].time_ns == r->time_ns &&
			s->records[i].thread == r->thread; i++)
		if (s->records[i].kind == L1T_DEVICE && s->records[i].device.device == device)
			return 1;
	return 0;
}

static int is_open(const struct stream *s, size_t at, uint64_t device)
{
	size_t opened = 0;
	uint64_t outer;

	while (opened < at && !(s->records[opened].kind == L1T_DEVICE &&
			s->records[opened].device.device == device))
		opened++;
	if (opened == at)
		return 0;
	for (size_t i = opened; i < at; i++)
		if ((s->records[i].kind == L1T_DEVICE_CLOSE &&
				s->records[i].device_close.device == device) ||
				(s->records[i].kind == L1T_RESUME && !announced_at(s, i, device)))
			return 0;
	outer = outer_of(s, opened);
	return !outer || is_open(s, at, outer);
}

static int program_alive(const struct stream *s, size_t at, uint64_t program)
{
	size_t i = last_of(s, at, L1T_PROGRAM, L1T_PROGRAM_GONE, program);

	/* it may have been defined while recording was paused */
	return !i || s->records[i - 1].kind == L1T_PROGRAM;
}

/* Kind of the last record that moved this mesh trace on; 0: none. */
static unsigned trace_state(const struct stream *s, size_t at, const struct l1t_mesh_trace *t)
{
	for (size_t i = at; i-- > 0;) {
		const struct l1t_record *r = &s->records[i];

		if ((r->kind == L1T_CAPTURE_BEGIN || r->kind == L1T_CAPTURE_END ||
				r->kind == L1T_RELEASE) && r->mesh_trace.device == t->device &&
				r->mesh_trace.trace == t->trace)
			return r->kind;
	}
	return 0;
}

static int capturing(const struct stream *s, size_t at, uint64_t device)
{
	size_t i = last_of(s, at, L1T_CAPTURE_BEGIN, L1T_CAPTURE_END, device);

	return i && s->records[i - 1].kind == L1T_CAPTURE_BEGIN;
}

static const char *trace_fault(const struct stream *s, size_t at, const struct l1t_record *r)
{
	unsigned state = trace_state(s, at, &r->mesh_trace);

	if (!is_open(s, at, r->mesh_trace.device))
		return "device is not open";
	if (r->kind == L1T_CAPTURE_BEGIN)
		return state || capturing(s, at, r->mesh_trace.device) ? "nested capture" : NULL;
	if (r->kind == L1T_CAPTURE_END)
		return state == L1T_CAPTURE_BEGIN ? NULL : "no capture to end";
	return state == L1T_CAPTURE_END ? NULL : "no such mesh trace";
}

static int launched_before(const struct stream *s, size_t at)
{
	for (size_t i = at; i-- > 0;)
		if (s->records[i].kind == L1T_LAUNCH &&
				s->records[i].thread == s->records[at].thread)
			return 1;
	return 0;
}

static const char *fault(const struct stream *s, size_t at)
{
	const struct l1t_record *r = &s->records[at];

	switch (r->kind) {
	case L1T_DEVICE:
		return chips_defined(s, at, r->device.chips) &&
			defined(s, at, L1T_STRING, r->device.arch) ? NULL : "undefined id";
	case L1T_ALLOC:
		if (!is_open(s, at, r->alloc.device))
			return "device is not open";
		return defined(s, at, L1T_CORES, r->alloc.cores) &&
			defined(s, at, L1T_CALLSITE, r->alloc.callsite) ? NULL : "undefined id";
	case L1T_REGION:
		if (!program_alive(s, at, r->region.program))
			return "no such program";
		return chips_defined(s, at, r->region.chips) &&
			defined(s, at, L1T_CORES, r->region.cores) ? NULL : "undefined id";
	case L1T_KERNEL:
		if (!program_alive(s, at, r->kernel.program))
			return "no such program";
		return chips_defined(s, at, r->kernel.chips) &&
			defined(s, at, L1T_CORES, r->kernel.cores) &&
			defined(s, at, L1T_STRING, r->kernel.name) &&
			defined(s, at, L1T_STRING, r->kernel.core_type) ? NULL : "undefined id";
	case L1T_REGIONS_FREED:
		return chips_defined(s, at, r->regions_freed.chips) ? NULL : "undefined id";
	case L1T_LAUNCH:
		if (!is_open(s, at, r->launch.device) || !program_alive(s, at, r->launch.program))
			return "no such program or device";
		if (r->launch.flags & L1T_LAUNCH_SAME_OP && !launched_before(s, at))
			return "no launch before";
		return chips_defined(s, at, r->launch.chips) &&
			defined(s, at, L1T_STRING, r->launch.name) &&
			defined(s, at, L1T_CALLSITE, r->launch.callsite) ? NULL : "undefined id";
	case L1T_CALLSITE:
		for (uint32_t i = 0; i + 12 <= r->blob_bytes; i += 12)
			if (!defined(s, at, L1T_STRING, r->blob[i]) ||
					!defined(s, at, L1T_STRING, r->blob[i + 8]))
				return "undefined id";
		return NULL;
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY:
	case L1T_RELEASE:
		return trace_fault(s, at, r);
	default:
		return NULL;
	}
}

int stream_valid(const struct stream *s, size_t *at, const char **why)
{
	for (size_t i = 0; i < s->count; i++) {
		const char *f = fault(s, i);

		if (f) {
			if (at)
				*at = i;
			if (why)
				*why = f;
			return 0;
		}
	}
	return 1;
}

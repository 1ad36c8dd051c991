/*
 * A forked child's trace begins with what its parent defined: handles and ids stay valid.
 *
 * Must not know: how definitions are kept.
 */
#include "devices.h"
#include "inherit_live.h"
#include "intern.h"
#include "ring.h"
#include "writer_parts.h"

enum { AT_NS = 1 };     /* after L1T_BEGIN, before all else */

struct inheriting {
	struct l1tr_writer *w;
	uint8_t kind;
};

static int add_definition(uint32_t id, const void *bytes, size_t length, void *context)
{
	struct inheriting *i = context;
	struct l1t_record record = {.kind = i->kind, .define = {id}, .blob = bytes,
		.blob_bytes = (uint32_t)length};

	return l1tr_drain_add_own(i->w, &record, AT_NS);
}

static int keep_device(const struct l1t_device *device, void *context)
{
	struct inheriting *i = context;

	l1tr_live_table_device(&i->w->live, device);
	return 0;
}

static int announce(struct l1t_record *record, void *context)
{
	struct inheriting *i = context;

	return l1tr_drain_add_own(i->w, record, AT_NS);
}

static const char text[] = "what this process had live when it was forked";

static int say_incomplete(struct l1tr_writer *w)
{
	struct l1t_record note = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_UNKNOWN},
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	return l1tr_drain_add_own(w, &note, AT_NS);
}

int l1tr_inherit_write(struct l1tr_writer *w)
{
	struct inheriting i = {w, L1T_STRING};
	int incomplete;

	for (; i.kind <= L1T_CALLSITE; i.kind++)
		if (l1tr_intern_each(i.kind, add_definition, &i))
			return -1;
	if (l1tr_devices_each(keep_device, &i))
		return -1;
	incomplete = l1tr_inherit_live(&w->live);
	if (l1tr_live_table_each(&w->live, announce, &i) ||
		(incomplete && say_incomplete(w)))
		return -1;
	return l1tr_block_write(w) ? -1 : 0;
}

/* ---- where there is no writer, and nothing may be allocated ---- */

static int record_definition(uint32_t id, const void *bytes, size_t length, void *kind)
{
	uint64_t field = id;

	l1tr_record_at(*(uint8_t *)kind, &field, 1, bytes, length, &l1tr_recording.ticks0);
	return 0;
}

static int record_device(const struct l1t_device *device, void *unused)
{
	struct l1t_device announced = *device;

	(void)unused;
	announced.flags |= L1T_DEVICE_ANNOUNCED;
	l1tr_record_at(L1T_DEVICE, (const uint64_t *)&announced, sizeof(announced) / 8, NULL, 0,
		&l1tr_recording.ticks0);
	return 0;
}

void l1tr_inherit_into_ring(const struct l1tr_recording *r)
{
	uint64_t note[] = {L1T_NOTE_UNKNOWN, 0, 0};

	for (uint8_t kind = L1T_STRING; kind <= L1T_CALLSITE; kind++)
		l1tr_intern_each(kind, record_definition, &kind);
	l1tr_devices_each(record_device, NULL);
	if (r->forked)
		l1tr_record(L1T_NOTE, note, 3, text, sizeof(text) - 1);
}

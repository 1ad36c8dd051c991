/*
 * A forked child's trace begins with what its parent defined: handles and ids stay valid.
 *
 * Must not know: how definitions are kept.
 */
#include "inherit_live.h"
#include "intern_table.h"
#include "live_table.h"
#include "open_devices.h"
#include "recording.h"
#include "writer_state.h"

enum { AT_NS = 1 };     /* after L1T_BEGIN, before all other records */

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

static const char text[] = INHERITED_UNKNOWN;

static int say_incomplete(struct l1tr_writer *w)
{
	struct l1t_record note = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_UNKNOWN},
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	return l1tr_drain_add_own(w, &note, AT_NS);
}

int l1tr_inherit_write(struct l1tr_writer *w)
{
	struct inheriting i = {.w = w};
	int incomplete;

	for (unsigned n = 0; n < L1TR_DEFINITIONS; n++) {
		i.kind = l1tr_definitions[n];
		if (l1tr_intern_each(i.kind, add_definition, &i))
			return -1;
	}
	if (l1tr_open_devices_each(keep_device, &i))
		return -1;
	incomplete = l1tr_inherit_live(&w->live);
	if (l1tr_live_table_each(&w->live, announce, &i) ||
		l1tr_inherit_held(&w->live, announce, &i) ||
		(incomplete && say_incomplete(w)))
		return -1;
	return l1tr_block_write(w) ? -1 : 0;
}

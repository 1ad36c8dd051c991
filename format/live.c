/*
 * Turns the events of a ring's slots into records, by the layouts of l1t_live.h.
 *
 * Must not know: where the slots lie, or whether they are complete (the caller has checked).
 */
#include <string.h>
#include "live_fields.h"

static int unpack_generic(struct l1t_record *r, const struct l1t_slot_head *head, uint8_t kind)
{
	const uint8_t *payload = (const uint8_t *)(head + 1);
	size_t room = (size_t)head->slots * L1T_SLOT_BYTES - sizeof(*head);
	unsigned fields = l1t_generic_fields(head->small), known;

	if (fields * 8u > room || head->word > room - fields * 8u)
		return -1;
	if (kind >= L1T_KIND_COUNT || !l1t_kinds[kind].name)
		return 1;
	known = l1t_kinds[kind].fields;
	r->kind = kind;
	for (unsigned f = 0; f < known; f++)
		r->f[f] = L1T_UNKNOWN;
	memcpy(r->f, payload, (fields < known ? fields : known) * 8u);
	r->blob = payload + fields * 8u;
	r->blob_bytes = head->word;
	return 0;
}

int l1t_slot_unpack(struct l1t_record *r, const void *event)
{
	const struct l1t_slot_head *head = event;
	uint8_t generic = l1t_generic_kind(head->kind, head->small);

	r->blob = NULL;
	r->blob_bytes = 0;
	if (!head->slots)
		return -1;
	if (generic)
		return unpack_generic(r, head, generic);
	if (head->kind == L1T_SLOT_PAD)
		return 1;
	r->kind = l1t_slot_kind_of(head);
	if (!r->kind)
		return -1;
	l1t_slot_fields(r->f, 1, event);
	return 0;
}

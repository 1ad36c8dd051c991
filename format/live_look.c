/*
 * A glance at a live file: see l1t_live_look.h.
 *
 * Must not know: slots, records.
 */
#include <stdlib.h>
#include "l1t_live_look.h"
#include "reader_parts.h"

int l1t_live_look(const char *path, struct l1t_live_look *look)
{
	struct l1t_live_reading live;
	uint64_t head;

	if (l1t_live_open(&live, path))
		return 0;
	*look = (struct l1t_live_look){.session = live.header.session, .pid = live.header.pid,
		.trace_bytes = live.header.trace_bytes, .blocks = live.header.blocks};
	look->rings = live.header.ring_count < L1T_RING_MAX ? live.header.ring_count : L1T_RING_MAX;
	for (uint32_t i = 0; i < look->rings; i++)
		if (!l1t_read_at(live.fd, &head, sizeof(head), l1t_ring_offset(&live, i)))
			look->slots += head;
	l1t_live_close(&live);
	return 1;
}

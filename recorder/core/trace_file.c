/*
 * Blocks into the trace file, and their slots back to the rings, in an order that survives a kill
 * at any instant: block, then slots zeroed, then tails, then trace_bytes.
 *
 * Must not know: what is in a block.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "ring.h"
#include "writer.h"

/* All or nothing: what was written of a block that did not fit is cut off again. */
static bool put(struct l1tr_writer *w, const uint8_t *bytes, size_t count)
{
	size_t done = 0;
	int fd = l1tr_file_fd(&w->r->trace);

	errno = fd < 0 ? EBADF : 0;
	while (fd >= 0 && done < count) {
		ssize_t n = pwrite(fd, bytes + done, count - done, (off_t)(w->trace_end + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int error = errno;

			if (ftruncate(fd, (off_t)w->trace_end))
				error = errno;
			errno = error;
			return false;
		}
		done += (size_t)n;
	}
	return fd >= 0;
}

static void give_back(struct l1tr_writer *w)
{
	struct l1tr_recording *r = w->r;
	uint32_t rings = atomic_load_explicit(&r->header->ring_count, memory_order_acquire);

	for (uint32_t i = 0; i < rings; i++) {
		struct l1t_ring_header *ring = r->rings[i];
		uint64_t tail = ring->tail, end = w->drained[i];
		uint32_t exited = L1T_RING_EXITED;

		if (end > tail) {
			/* the second mapping takes what goes beyond the end of the first */
			memset((uint8_t *)ring + L1T_PAGE + (tail & (RING_SLOTS - 1)) *
				L1T_SLOT_BYTES, 0, (size_t)(end - tail) * L1T_SLOT_BYTES);
			atomic_store_explicit(&ring->tail, end, memory_order_release);
		}
		ring->lost_reported = w->lost_seen[i];
		if (ring->state == L1T_RING_EXITED && ring->head == ring->tail) {
			ring->lost = ring->lost_reported = w->lost_seen[i] = 0;
			atomic_compare_exchange_strong(&ring->state, &exited, L1T_RING_FREE);
		}
	}
	r->header->lost_no_ring -= w->lost_no_ring_seen;
	w->lost_no_ring_seen = 0;
	r->header->blocks = w->number;
	r->header->trace_bytes = w->trace_end;
}

static bool write_out(struct l1tr_writer *w)
{
	if (!put(w, w->unwritten, w->unwritten_bytes)) {
		if (!w->failed_once)
			l1tr_warn("write the trace", w->r->trace.path, errno);
		w->failed_once = true;
		/* nobody waits for a disk */
		l1tr_process->writer_alive = 0;
		return false;
	}
	w->trace_end += w->unwritten_bytes;
	w->number++;
	w->unwritten = NULL;
	w->last_block_mono = l1tr_monotonic_ns();
	l1tr_process->writer_alive = 1;
	give_back(w);
	return true;
}

bool l1tr_write_block(struct l1tr_writer *w, int64_t mark_ns)
{
	struct l1t_block_header h = {.number = w->number, .session = w->r->session,
		.mark_ns = mark_ns};

	if (w->unwritten)
		return write_out(w);
	if (!l1t_encoder_records(w->encoder)) {
		give_back(w);
		return true;
	}
	w->unwritten_bytes = l1t_encoder_finish(w->encoder, &h, &w->unwritten);
	if (!w->unwritten_bytes) {
		w->unwritten = NULL;
		return false;
	}
	return write_out(w);
}

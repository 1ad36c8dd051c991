/*
 * Writes blocks to the trace and gives slots back to the rings, in an order that survives a kill
 * between any two steps: the block is in the file, then its slots are zeroed, then tail moves on. A
 * reader drops what it finds twice by the ring positions in the block.
 *
 * Must not know: what the records are.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "futex.h"
#include "kept_file.h"
#include "process_state.h"
#include "recording.h"
#include "warn.h"
#include "writer_state.h"

enum { HURRY_SLOTS = RING_SLOTS / 4 };

static int put(struct l1tr_writer *w)
{
	struct l1tr_recording *r = w->r;
	int fd = l1tr_file_fd(&r->trace), saved;

	if (fd < 0) {
		l1tr_warn("write to", r->trace.path, "it is gone");
		return -1;
	}
	if (r->trace.deleted)
		l1tr_warn("keep", r->trace.path, "it was deleted");
	if (!l1tr_file_write(fd, w->unwritten, w->unwritten_bytes, r->trace_end))
		return 0;
	saved = errno;
	if (ftruncate(fd, (off_t)r->trace_end))
		errno = saved;
	l1tr_warn("write to", r->trace.path, l1tr_why(saved));
	return -1;
}

void l1tr_say_no_memory(const struct l1tr_writer *w)
{
	/* where the live file was taken away, that is what is said */
	if (!atomic_load(&l1tr_process.live_lost))
		l1tr_warn("write to", w->r->trace.path, l1tr_why(ENOMEM));
}

/* Gives [from, to) of the ring back to the threads, which expect zeros there. */
static void zero_slots(struct l1t_ring_header *ring, uint64_t from, uint64_t to)
{
	uint64_t at = from % RING_SLOTS, n = to - from;
	uint64_t first = n < RING_SLOTS - at ? n : RING_SLOTS - at;

	memset(l1tr_slots(ring) + at * L1T_SLOT_BYTES, 0, first * L1T_SLOT_BYTES);
	memset(l1tr_slots(ring), 0, (n - first) * L1T_SLOT_BYTES);
}

static void release_ring(struct l1tr_writer *w, uint32_t i)
{
	struct l1t_ring_header *ring = w->r->rings[i].header;
	uint64_t drained = atomic_load_explicit(&w->r->rings[i].drained, memory_order_relaxed);
	uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	bool exited = atomic_load_explicit(&ring->state, memory_order_acquire) == L1T_RING_EXITED;

	if (drained - tail > RING_SLOTS)
		return;         /* these pages are no longer the ring: see bus.h */
	/*
	 * the copies first: once threads see the ring's own tail they may overwrite the slots
	 * before it
	 */
	if (drained != tail) {
		zero_slots(ring, tail, drained);
		for (unsigned k = 0; k < 2; k++)
			atomic_store_explicit(&l1tr_facts(w->r, i, k)->tail, drained,
				memory_order_release);
		atomic_store_explicit(&ring->tail, drained, memory_order_release);
	}
	if (atomic_load_explicit(&ring->lost_reported, memory_order_relaxed) != w->lost_taken[i]) {
		for (unsigned k = 0; k < 2; k++)
			atomic_store(&l1tr_facts(w->r, i, k)->lost_reported, w->lost_taken[i]);
		atomic_store(&ring->lost_reported, w->lost_taken[i]);
	}
	if (exited && atomic_load_explicit(&ring->head, memory_order_acquire) == drained &&
		atomic_load(&ring->lost) == w->lost_taken[i]) {
		atomic_store(&ring->tid, 0);
		atomic_store_explicit(&ring->state, L1T_RING_FREE, memory_order_release);
		atomic_fetch_add(&l1tr_process.free_rings, 1);
		atomic_fetch_sub(&l1tr_process.exited_rings, 1);
		if (atomic_load(&l1tr_process.rings_wanted))
			l1tr_futex_wake_one(&l1tr_process.free_rings);
	}
}

static void release_slots(struct l1tr_writer *w)
{
	struct l1t_live_header *h = w->r->header;
	uint32_t count = atomic_load_explicit(&h->ring_count, memory_order_acquire);

	for (uint32_t i = 0; i < count; i++)
		release_ring(w, i);
	for (unsigned i = 0; i < L1TR_HEADERS && (h = l1tr_header(w->r, i)); i++) {
		if (w->no_ring_taken)
			atomic_fetch_sub(&h->lost_no_ring, w->no_ring_taken);
		atomic_store(&h->trace_bytes, w->r->trace_end);
	}
	w->no_ring_taken = 0;
	atomic_fetch_add(&l1tr_process.room, 1);
	if (atomic_exchange(&l1tr_process.waiting, 0))
		l1tr_futex_wake_all(&l1tr_process.room);
}

/*
 * True when a thread waits or soon will, since a ring has grown much since it was drained: then a
 * larger block that is made faster is better.
 */
bool l1tr_is_hurried(const struct l1tr_writer *w)
{
	uint32_t count = atomic_load_explicit(&w->r->header->ring_count, memory_order_acquire);

	if (atomic_load(&l1tr_process.waiting))
		return true;
	for (uint32_t i = 0; i < count; i++) {
		const struct l1tr_ring *ring = &w->r->rings[i];

		if (atomic_load_explicit(&ring->header->head, memory_order_relaxed) -
				atomic_load_explicit(&ring->drained, memory_order_relaxed) > HURRY_SLOTS)
			return true;
	}
	return false;
}

/* Makes a block of the encoder's records. 0, or -1. */
static int finish_block(struct l1tr_writer *w)
{
	struct l1t_block_header h = {.number = w->r->next_block, .session = w->r->session,
		.mark_ns = w->mark_ns};

	l1t_encoder_set_level(w->encoder,
		!w->without_rings && l1tr_is_hurried(w) ? ZSTD_LEVEL_HURRIED : ZSTD_LEVEL);
	w->unwritten_bytes = l1t_encoder_finish(w->encoder, &h, &w->unwritten);
	if (!w->unwritten_bytes) {
		w->unwritten = NULL;
		l1tr_say_no_memory(w);
		return -1;
	}
	/* some records may have been read after the pages were no longer the ring */
	if (!w->without_rings && atomic_load(&l1tr_process.live_lost)) {
		w->unwritten = NULL;
		return -1;
	}
	return 0;
}

int l1tr_block_write(struct l1tr_writer *w)
{
	w->own_run = false;
	if (!w->unwritten && l1t_encoder_records(w->encoder) && finish_block(w))
		return -1;
	if (w->unwritten) {
		if (put(w)) {
			atomic_store(&l1tr_process.writer_stuck, 1);
			l1tr_futex_wake_all(&l1tr_process.room);
			return -1;
		}
		w->r->trace_end += w->unwritten_bytes;
		w->r->next_block++;
		for (unsigned i = 0; i < L1TR_HEADERS && l1tr_header(w->r, i); i++) {
			atomic_store(&l1tr_header(w->r, i)->blocks, w->r->next_block);
			atomic_store(&l1tr_header(w->r, i)->pauses_told, w->pauses_done);
		}
		w->unwritten = NULL;
		atomic_store(&l1tr_process.writer_stuck, 0);
	}
	if (!w->without_rings)
		release_slots(w);
	return 0;
}

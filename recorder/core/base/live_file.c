/*
 * The live file: created with its header page, then grown ring by ring. Layout: l1t_live.h. Called
 * by the owner of the recording's files: the writer, or an errand (own_table.h).
 *
 * A ring's pages get blocks on the disk first (a full disk is an error here, never a SIGBUS later),
 * and all page faults are taken here. The first two pages of slots are mapped a second time after
 * the last page, so that no event wraps.
 *
 * Must not know: who uses a ring, what is in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "file_calls.h"
#include "kept_file.h"
#include "live_file.h"
#include "own_table.h"
#include "pauses.h"
#include "process_state.h"
#include "recording.h"

enum {
	RING_BYTES = L1T_PAGE + L1T_RING_BYTES,
	OVERLAP_BYTES = 2 * L1T_PAGE,
};
static_assert(L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES <= OVERLAP_BYTES, "no event wraps");

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* First faults in shared file pages cost a microsecond each: they are taken here. */
static int populate(void *pages, size_t bytes)
{
	if (!madvise(pages, bytes, MADV_POPULATE_WRITE))
		return 0;
	if (errno == EFAULT || errno == ENOMEM) {
		/*
		 * the file system reserved nothing although it reported success: a touch would
		 * raise SIGBUS
		 */
		errno = errno == EFAULT ? ENOSPC : errno;
		return -1;
	}
	/* before Linux 5.14, emulators */
	for (size_t i = 0; i < bytes; i += L1T_PAGE)
		atomic_fetch_or_explicit((_Atomic uint8_t *)pages + i, 0, memory_order_relaxed);
	return 0;
}

/* Makes the header valid for readers. */
static void seal_header(struct l1t_live_header *h)
{
	struct l1t_live_header sealed = {.version = h->version, .ring_bytes = h->ring_bytes,
		.session = h->session, .pid = h->pid, .wall_ns = h->wall_ns, .clock = h->clock,
		.place = h->place};

	memcpy(sealed.magic, L1T_LIVE_MAGIC, sizeof(sealed.magic));
	h->check = l1t_live_check(&sealed);
	atomic_signal_fence(memory_order_seq_cst);
	memcpy(h->magic, L1T_LIVE_MAGIC, sizeof(h->magic));
}

static void fill_header(struct l1t_live_header *h, const struct l1tr_recording *r)
{
	h->version = L1T_LIVE_VERSION;
	h->ring_bytes = L1T_RING_BYTES;
	h->session = r->session;
	h->pid = (uint64_t)r->pid;
	h->wall_ns = r->wall_ns;
	h->clock = l1tr_clock_kind;
	h->anchors[0] = h->anchors[1] = r->line;
	h->anchor_checks[0] = h->anchor_checks[1] = l1t_anchor_check(&r->line);
	h->trace_bytes = r->trace_end;
	h->blocks = r->next_block;
	h->place = 1;
	l1tr_pauses_show(h);
	seal_header(h);
}

int l1tr_live_create(struct l1tr_recording *r)
{
	void *page = MAP_FAILED;
	int fd, saved;

	/* the trace is new and ours, so a live file of that name is an orphan */
	snprintf(r->live.path, sizeof(r->live.path), "%.*s.live", PATH_MAX - 8, r->trace.path);
	if (unlink(r->live.path) && errno != ENOENT)
		return -1;
	fd = l1tr_own_table_open(r->live.path, O_RDWR | O_CREAT | O_EXCL | O_NOCTTY, 0600);
	if (fd < 0)
		return -1;
	l1tr_file_adopt(&r->live, fd);
	if (!l1tr_file_reserve(r->live.fd, 0, L1T_PAGE))
		page = l1tr_call_mmap(NULL, L1T_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, r->live.fd, 0);
	if (page == MAP_FAILED || populate(page, L1T_PAGE)) {
		saved = errno;
		if (page != MAP_FAILED)
			munmap(page, L1T_PAGE);
		l1tr_file_close(&r->live);
		unlink(r->live.path);
		errno = saved;
		return -1;
	}
	r->live_bytes = L1T_PAGE;
	r->header = page;       /* before the page is touched: see bus.h */
	fill_header((void *)((uint8_t *)page + L1T_COPY_OFFSET), r);
	fill_header(page, r);
	return 0;
}

static struct l1t_ring_header *map_ring(int fd, uint64_t offset)
{
	enum { ALL = RING_BYTES + OVERLAP_BYTES };
	int how = PROT_READ | PROT_WRITE;
	uint8_t *at = mmap(NULL, ALL, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	if (l1tr_call_mmap(at, RING_BYTES, how, MAP_SHARED | MAP_FIXED, fd, (off_t)offset) ==
			MAP_FAILED ||
		l1tr_call_mmap(at + RING_BYTES, OVERLAP_BYTES, how, MAP_SHARED | MAP_FIXED, fd,
			(off_t)(offset + L1T_PAGE)) == MAP_FAILED || populate(at, ALL)) {
		int saved = errno;

		munmap(at, ALL);
		errno = saved;
		return NULL;
	}
	return (struct l1t_ring_header *)at;
}

static struct l1t_live_header *copy_in(struct l1t_ring_header *ring)
{
	return (void *)((uint8_t *)ring + L1T_COPY_OFFSET);
}

static void copy_header(struct l1t_ring_header *ring, const struct l1t_live_header *h, uint32_t i)
{
	struct l1t_live_header *copy = copy_in(ring);

	copy->version = h->version;
	copy->ring_bytes = h->ring_bytes;
	copy->session = h->session;
	copy->pid = h->pid;
	copy->wall_ns = h->wall_ns;
	copy->clock = h->clock;
	copy->place = i + 2;
	copy->anchors[0] = h->anchors[atomic_load_explicit(&h->anchor_index, memory_order_acquire) & 1];
	copy->anchor_checks[0] = l1t_anchor_check(&copy->anchors[0]);
	if (!i) {
		/* nothing is recorded yet, so only the pauses can change meanwhile */
		copy->trace_bytes = h->trace_bytes;
		copy->blocks = h->blocks;
		copy->lost_no_ring = h->lost_no_ring;
		copy->pauses_told = h->pauses_told;
		copy->thread_count = h->thread_count;
		copy->ended = h->ended;
		l1tr_pauses_show(copy);
	}
	seal_header(copy);
}

/*
 * Each ring begins at a slot of another page, so that the rings are spread over the page numbers.
 */
static uint64_t first_slot(const struct l1tr_recording *r, uint32_t ring)
{
	enum { PAGES = L1T_RING_BYTES / L1T_PAGE, STEP = 37 };

	return r->first_slot + ring * STEP % PAGES * (uint64_t)(L1T_PAGE / L1T_SLOT_BYTES);
}

static void set_line(struct l1t_live_header *h, const struct l1t_anchor *line)
{
	uint32_t other = !(atomic_load(&h->anchor_index) & 1);

	h->anchors[other] = *line;
	h->anchor_checks[other] = l1t_anchor_check(line);
	atomic_store_explicit(&h->anchor_index, other, memory_order_release);
}

void l1tr_live_set_line(struct l1tr_recording *r, const struct l1t_anchor *line)
{
	uint32_t count = atomic_load_explicit(&r->header->ring_count, memory_order_acquire);

	r->line = *line;
	set_line(l1tr_header(r, 0), line);
	set_line(l1tr_header(r, 1), line);
	for (uint32_t i = 0; i < count; i++)
		set_line(copy_in(r->rings[i].header), line);
}

/*
 * A file that was truncated and then grew again is as long as before, but its last header is zeros.
 */
static bool was_cut(const struct l1tr_recording *r)
{
	const struct l1t_live_header *h = r->header;
	uint32_t count = atomic_load(&h->ring_count);

	return !h->version || (count && !copy_in(r->rings[count - 1].header)->version);
}

static int add_ring(struct l1tr_recording *r)
{
	uint32_t i = atomic_load(&r->header->ring_count);
	uint64_t offset = L1T_PAGE + (uint64_t)i * RING_BYTES;
	int fd = l1tr_file_fd(&r->live);
	struct l1t_ring_header *ring;

	if (i >= L1T_RING_MAX || fd < 0)
		errno = fd < 0 ? ENOENT : EUSERS;
	if (i >= L1T_RING_MAX || fd < 0 || l1tr_file_reserve(fd, offset, RING_BYTES))
		return -1;
	errno = EIO;
	ring = was_cut(r) ? NULL : map_ring(fd, offset);
	if (!ring)
		return -1;
	r->live_bytes = offset + RING_BYTES;
	r->rings[i].header = ring;      /* before the page is touched: see bus.h */
	r->rings[i].drained = first_slot(r, i);
	ring->head = ring->tail = first_slot(r, i);
	ring->state = L1T_RING_FREE;
	copy_header(ring, r->header, i);
	for (unsigned k = 0; k < 2; k++)
		atomic_store(&l1tr_facts(r, i, k)->tail, ring->tail);
	for (unsigned k = L1TR_HEADERS; k-- > 0;) {
		struct l1t_live_header *h = l1tr_header(r, k);

		if (h)
			atomic_store(&h->ring_count, i + 1);
	}
	atomic_fetch_add(&l1tr_process.free_rings, 1);
	return 0;
}

int l1tr_live_add_ring(struct l1tr_recording *r, bool for_once)
{
	int result;

	/* short, and its holder cannot be interrupted or cancelled */
	while (atomic_exchange_explicit(&l1tr_process.growing, 1, memory_order_acquire))
		sched_yield();
	if (for_once)
		l1tr_file_forget(&r->live);
	result = add_ring(r);
	if (for_once)
		l1tr_file_close(&r->live);
	atomic_store_explicit(&l1tr_process.growing, 0, memory_order_release);
	return result;
}

bool l1tr_live_is_whole(struct l1tr_recording *r)
{
	int fd = l1tr_file_fd(&r->live);
	struct stat st;

	if (fd >= 0 && !l1tr_call_fstat(fd, &st) && (uint64_t)st.st_size < r->live_bytes)
		return false;
	return !r->header || !was_cut(r);
}

static bool cover(void *pages, size_t bytes)
{
	return mmap(pages, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != MAP_FAILED;
}

static bool holds(const void *pages, size_t bytes, const void *address)
{
	return pages && (uintptr_t)address - (uintptr_t)pages < bytes;
}

bool l1tr_live_holds(const struct l1tr_recording *r, const void *address)
{
	bool ours = holds(r->header, L1T_PAGE, address);

	for (uint32_t i = 0; i < L1T_RING_MAX && !ours; i++)
		ours = holds(r->rings[i].header, RING_BYTES + OVERLAP_BYTES, address);
	return ours;
}

bool l1tr_live_cover(struct l1tr_recording *r)
{
	bool covered = cover(r->header, L1T_PAGE);

	for (uint32_t i = 0; i < L1T_RING_MAX; i++)
		covered &= !r->rings[i].header ||
			cover(r->rings[i].header, RING_BYTES + OVERLAP_BYTES);
	return covered;
}

void l1tr_live_disown(struct l1tr_recording *r)
{
	for (uint32_t i = 0; i < L1T_RING_MAX; i++) {
		/*
		 * not unmapped: a call may continue that was interrupted by the handler that forked
		 */
		if (r->rings[i].header)
			cover(r->rings[i].header, RING_BYTES + OVERLAP_BYTES);
		r->rings[i].header = NULL;
	}
	if (r->header)
		munmap(r->header, L1T_PAGE);
	r->header = NULL;
	l1tr_file_forget(&r->trace);
	l1tr_file_forget(&r->live);
}

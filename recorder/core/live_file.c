/*
 * The live file and its rings: made, grown by a ring when a thread comes, given back when it goes.
 *
 * Must not know: what is in the slots.
 *
 * Room is allocated on disk before a page is touched, so a full disk is an error here and never a
 * SIGBUS. A ring's slots are mapped twice, one copy behind the other: no event ever wraps.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "l1t_wire.h"
#include "ring.h"

enum {
	RING_STRIDE = L1T_PAGE + L1T_RING_BYTES,
	RINGS_BEFORE_WAITING = 64,      /* so many are made without asking for used ones */
	WAIT_NS_MAX = 100000000,
};

static _Atomic int growing;

static off_t ring_offset(uint32_t index)
{
	return (off_t)L1T_PAGE + (off_t)index * RING_STRIDE;
}

int l1tr_live_create(struct l1tr_recording *r)
{
	char *path = r->live.path;
	void *page;
	int fd, error;

	if (snprintf(path, PATH_MAX, "%s.live", r->trace.path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0)
		return -1;
	error = posix_fallocate(fd, 0, L1T_PAGE);
	page = error ? MAP_FAILED : mmap(NULL, L1T_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED) {
		error = error ? error : errno;
		close(fd);
		unlink(path);
		errno = error;
		return -1;
	}
	l1tr_file_adopt(&r->live, fd);
	r->header = page;
	memset(r->rings, 0, sizeof(r->rings));
	r->header->version = L1T_VERSION;
	r->header->ring_bytes = L1T_RING_BYTES;
	r->header->session = r->session;
	r->header->pid = (uint64_t)getpid();
	r->header->wall_ns = r->wall_ns;
	r->header->clock = l1tr_clock_kind;
	return 0;
}

/* Maps header and slots, and the slots a second time behind them. */
static struct l1t_ring_header *map_ring(int fd, uint32_t index)
{
	size_t bytes = RING_STRIDE + L1T_RING_BYTES;
	uint8_t *base = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		-1, 0);

	if (base == MAP_FAILED)
		return NULL;
	if (mmap(base, RING_STRIDE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE,
			fd, ring_offset(index)) == MAP_FAILED ||
		mmap(base + RING_STRIDE, L1T_RING_BYTES, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_FIXED, fd, ring_offset(index) + L1T_PAGE) == MAP_FAILED) {
		munmap(base, bytes);
		return NULL;
	}
	return (void *)base;
}

static struct l1t_ring_header *new_ring(struct l1tr_recording *r)
{
	struct l1t_ring_header *ring;
	uint32_t index = r->header->ring_count;
	int fd = l1tr_file_fd(&r->live);

	if (fd < 0 || index >= L1T_RING_MAX ||
		posix_fallocate(fd, ring_offset(index), RING_STRIDE))
		return NULL;
	ring = map_ring(fd, index);
	if (!ring)
		return NULL;
	ring->head = ring->tail = r->begin_slot[index];
	ring->state = L1T_RING_USED;
	r->rings[index] = ring;
	return ring;
}

static struct l1t_ring_header *free_ring(struct l1tr_recording *r, bool *some_exited)
{
	uint32_t count = atomic_load_explicit(&r->header->ring_count, memory_order_acquire);

	*some_exited = false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t expected = L1T_RING_FREE;

		if (atomic_compare_exchange_strong(&r->rings[i]->state, &expected, L1T_RING_USED))
			return r->rings[i];
		*some_exited |= expected == L1T_RING_EXITED;
	}
	return NULL;
}

/* One try: a used ring, else a new one unless used ones come back soon. */
static struct l1t_ring_header *try_to_take(struct l1tr_recording *r, bool *try_again)
{
	int expected = 0;
	bool some_exited;
	struct l1t_ring_header *ring = free_ring(r, &some_exited);

	*try_again = false;
	if (ring)
		return ring;
	if (some_exited && l1tr_process->writer_alive &&
		r->header->ring_count >= RINGS_BEFORE_WAITING) {
		l1tr_writer_wake();
		*try_again = true;
		return NULL;
	}
	if (!atomic_compare_exchange_strong(&growing, &expected, 1)) {
		*try_again = true;
		return NULL;
	}
	ring = new_ring(r);
	if (ring)
		atomic_fetch_add_explicit(&r->header->ring_count, 1, memory_order_release);
	atomic_store(&growing, 0);
	return ring;
}

struct l1t_ring_header *l1tr_live_take_ring(struct l1tr_recording *r, uint32_t *thread)
{
	int64_t until = l1tr_monotonic_ns() + WAIT_NS_MAX;
	struct l1t_ring_header *ring;
	bool try_again;

	for (;;) {
		ring = try_to_take(r, &try_again);
		if (ring || !try_again || l1tr_monotonic_ns() > until)
			break;
		nanosleep(&(struct timespec){0, 100000}, NULL);
	}
	if (!ring)
		return NULL;
	*thread = atomic_fetch_add(&r->header->thread_count, 1) + 1;
	atomic_store(&ring->thread, *thread);
	return ring;
}

/* In a forked child: lets go of the parent's mappings and descriptors; its files stay as they are. */
void l1tr_live_forget(struct l1tr_recording *r)
{
	struct l1tr_file *files[] = {&r->trace, &r->live};

	for (uint32_t i = 0; i < L1T_RING_MAX; i++)
		if (r->rings[i])
			munmap(r->rings[i], RING_STRIDE + L1T_RING_BYTES);
	if (r->header)
		munmap(r->header, L1T_PAGE);
	r->header = NULL;
	memset(r->rings, 0, sizeof(r->rings));
	memset(r->begin_slot, 0, sizeof(r->begin_slot));
	for (size_t i = 0; i < 2; i++) {
		/* only a descriptor that is still our file */
		int fd = files[i]->fd;

		files[i]->path[0] = 0;
		if (fd >= 0 && l1tr_file_fd(files[i]) == fd)
			close(fd);
		files[i]->fd = -1;
	}
	growing = 0;
}

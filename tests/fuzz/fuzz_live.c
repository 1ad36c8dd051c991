/*
 * Fuzzes the recovery of a live file: the input overwrites header, ring header and slots of a small
 * live file beside a sound trace; then the pair is read, and folded.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "l1t_fold.h"
#include "l1t_live.h"
#include "l1t_reader.h"
#include "l1t_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum { RING_BYTES = 8192, SESSION = 77 };

static void save(const char *path, const void *data, size_t bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes || close(fd))
		abort();
}

/* Sealed as by the recorder; `spoiled`: of what exists three times, only one copy is sound. */
static void add_checks(uint8_t *live, int spoiled)
{
	struct l1t_live_header *h = (void *)live, *second = (void *)(live + L1T_COPY_OFFSET);
	struct l1t_live_header *copy = (void *)(live + L1T_PAGE + L1T_COPY_OFFSET);
	struct l1t_ring_header *ring = (void *)(live + L1T_PAGE);
	struct l1t_ring_facts *own = (void *)(live + L1T_PAGE + L1T_FACTS_OFFSET);
	struct l1t_ring_facts *before = (void *)(live + L1T_NEXT_FACTS_OFFSET);

	h->version = L1T_LIVE_VERSION;
	h->place = 1;
	h->anchor_checks[0] = l1t_anchor_check(&h->anchors[0]);
	h->check = l1t_live_check(h);
	*second = *copy = *h;
	copy->place = 2;
	copy->check = l1t_live_check(copy);
	own->tail = ring->tail;
	own->lost = ring->lost;
	own->thread = ring->thread;
	*before = *own;
	if (spoiled)
		memset(live + L1T_PAGE, (int)ring->thread & 255, L1T_FACTS_OFFSET + sizeof(*own));
}

/* Input: 64 bytes over the ring header's first line, 8 for tail, 8 lost and thread (also pauses), the rest slots. */
static void lay_over(uint8_t *live, const uint8_t *data, size_t bytes)
{
	struct l1t_live_header *h = (void *)live;
	struct l1t_ring_header *ring = (void *)(live + L1T_PAGE);
	size_t n = bytes > 24 ? bytes - 24 : 0;

	memcpy(h->magic, L1T_LIVE_MAGIC, 8);
	h->version = L1T_LIVE_UNCHECKED;
	h->ring_bytes = RING_BYTES;
	h->session = SESSION;
	h->ring_count = 1;
	h->anchors[0].ns_per_tick = 0.5;
	if (bytes >= 24) {
		ring->head = l1t_get64(data);
		ring->tail = l1t_get64(data + 8);
		ring->lost = l1t_get32(data + 16);
		ring->thread = l1t_get32(data + 20);
		h->place = ring->thread >> 31;  /* a ring's header that is damaged */
		h->pauses_told = ring->thread >> 28 & 7;
		h->pauses = h->pauses_told + (ring->thread >> 24 & 15);
		for (unsigned i = 0; i < L1T_PAUSES_KEPT; i++)
			h->pause_ticks[i] = l1t_get32(data + 16) * (i + 1ull);
		if (ring->thread >> 23 & 1)
			add_checks(live, ring->thread >> 22 & 1);
	}
	memcpy(live + 2 * L1T_PAGE, data + (bytes - n), n < RING_BYTES ? n : RING_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static char path[64], live_path[80], message[256];
	static uint8_t live[2 * L1T_PAGE + RING_BYTES];
	uint8_t header[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h = {L1T_VERSION, SESSION, 0, 1};
	struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
	struct l1t_fold_result folded;
	struct l1t_reader *reader;
	const struct l1t_record *r;
	uint64_t before = 0, after = 0;
	int refused;

	if (!path[0]) {
		snprintf(path, sizeof(path), "/dev/shm/l1t-fuzz-%d", (int)getpid());
		snprintf(live_path, sizeof(live_path), "%s.live", path);
	}
	memset(live, 0, sizeof(live));
	lay_over(live, data, bytes);
	l1t_write_file_header(header, &h);
	save(path, header, sizeof(header));
	save(live_path, live, sizeof(live));
	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		abort();
	while (l1t_reader_next(reader, &r) == 1)
		before++;
	l1t_reader_close(reader);
	refused = l1t_fold(path, &exit, &folded, message, sizeof(message)) != 0;
	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		abort();
	while (l1t_reader_next(reader, &r) == 1)
		after++;
	l1t_reader_close(reader);
	/* damaged files must stay as they are */
	if (after != before + !refused)
		abort();
	unlink(path);
	unlink(live_path);
	return 0;
}

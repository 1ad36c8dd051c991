/*
 * Blocks of a trace file, one after the other. Anything may lie between two sound blocks: it is
 * skipped up to the next block header with a fitting check, and noted as damage.
 *
 * Must not know: records, order of time.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "l1t_limits.h"
#include "l1t_stored.h"
#include "reader_parts.h"

enum { SEARCH_FIRST_BYTES = 1 << 10, SEARCH_BYTES = 64 << 10 };

int l1t_read_at(int fd, void *buffer, size_t bytes, uint64_t offset)
{
	uint8_t *p = buffer;

	while (bytes) {
		ssize_t n = pread(fd, p, bytes, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (!n)
				errno = 0;
			return -1;
		}
		p += n;
		bytes -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

void l1t_note_damage(struct l1t_read_status *s, uint64_t offset, uint64_t bytes, int live)
{
	struct l1t_damage *last =
		s->damaged_count && s->damaged_count <= L1T_DAMAGE_MAX
			? &s->damaged[s->damaged_count - 1] : NULL;

	s->damaged_bytes += bytes;
	if (last && last->in_live_file == live && last->offset + last->bytes == offset) {
		last->bytes += bytes;
		return;
	}
	/* member by member: what lies between them stays 0, so that two can be compared whole */
	if (s->damaged_count < L1T_DAMAGE_MAX) {
		last = &s->damaged[s->damaged_count];
		last->offset = offset;
		last->bytes = bytes;
		last->in_live_file = live;
	}
	s->damaged_count++;
}

static int ensure(struct l1t_scan *s, size_t bytes)
{
	uint8_t *grown;

	if (s->buffer_capacity >= bytes)
		return 0;
	grown = realloc(s->buffer, bytes);
	if (!grown)
		return -1;
	s->buffer = grown;
	s->buffer_capacity = bytes;
	return 0;
}

/* Where there is something at or after `from`: a hole of a sparse file holds no sync. */
static uint64_t skip_hole(const struct l1t_scan *s, uint64_t from)
{
	off_t data = lseek(s->fd, (off_t)from, SEEK_DATA);

	if (data < 0)
		return errno == ENXIO ? s->size : from;
	return (uint64_t)data > from ? (uint64_t)data : from;
}

/* Offset of the next block sync at or after `from`; the size of the file when there is none. */
static int find_sync(struct l1t_scan *s, uint64_t from, uint64_t *found)
{
	size_t most = SEARCH_FIRST_BYTES;       /* syncs may follow each other closely */

	if (ensure(s, SEARCH_BYTES))
		return -1;
	while (from + L1T_BLOCK_HEADER_BYTES <= s->size) {
		uint64_t rest = s->size - from;
		size_t n = rest < most ? (size_t)rest : most;
		const uint8_t *hit;

		if (l1t_read_at(s->fd, s->buffer, n, from))
			return errno ? -1 : (*found = s->size, 0);
		hit = memmem(s->buffer, n, L1T_BLOCK_SYNC, 8);
		if (hit) {
			*found = from + (uint64_t)(hit - s->buffer);
			return 0;
		}
		if (n == rest)
			break;
		from = skip_hole(s, from + n - 7);
		most = SEARCH_BYTES;
	}
	*found = s->size;
	return 0;
}

enum attempt { BLOCK, NOT_HERE, CUT, FAILED, TOO_MUCH };

void l1t_scan_allow(struct l1t_scan *s)
{
	s->stored_bytes = l1t_stored_bytes(s->fd);
	s->raw_left = L1T_LIMIT(L1T_LIMIT_RAW_BYTES, L1T_LIMIT_RAW_BYTES_PER_BYTE, s->stored_bytes);
	s->records_left = L1T_LIMIT(L1T_LIMIT_RECORDS, L1T_LIMIT_RECORDS_PER_BYTE, s->stored_bytes);
}

/* Subtracts what trying a block costs, whether or not it is one. False: it is too much. */
static int pay(struct l1t_scan *s, const struct l1t_block_header *h)
{
	uint64_t bytes = h->frame_bytes;

	bytes += h->raw_bytes < L1T_BLOCK_RAW_MAX ? h->raw_bytes : L1T_BLOCK_RAW_MAX;
	if (bytes > s->raw_left || h->records > s->records_left)
		return 0;
	s->raw_left -= bytes;
	s->records_left -= h->records;
	return 1;
}

/* Tries to read a block at s->at. */
static enum attempt block_here(struct l1t_scan *s, struct l1t_block_header *h,
	struct l1t_block **block)
{
	uint8_t bytes[L1T_BLOCK_HEADER_BYTES];

	if (s->size - s->at < sizeof(bytes))
		return CUT;
	if (l1t_read_at(s->fd, bytes, sizeof(bytes), s->at))
		return errno ? FAILED : CUT;
	if (l1t_read_block_header(h, bytes) != L1T_HEADER_OK ||
		(s->session && h->session != s->session))
		return NOT_HERE;
	if (h->frame_bytes > s->size - s->at - sizeof(bytes))
		return CUT;
	if (!pay(s, h))
		return TOO_MUCH;
	if (ensure(s, h->frame_bytes + 1u))
		return FAILED;
	if (l1t_read_at(s->fd, s->buffer, h->frame_bytes, s->at + sizeof(bytes)))
		return errno ? FAILED : CUT;
	switch (l1t_block_decode(s->decoder, h, s->buffer, block)) {
	case L1T_DECODE_OK:
		return BLOCK;
	case L1T_DECODE_NO_MEMORY:
		return FAILED;
	default:
		return NOT_HERE;
	}
}

/* Finds the next sound block; notes what lies before it as damage. 1: found. 0: end. -1: error. */
static int next_sound(struct l1t_scan *s, struct l1t_block_header *header,
	struct l1t_block **block)
{
	while (s->at < s->size) {
		enum attempt got = block_here(s, header, block);
		uint64_t next;

		if (got == FAILED)
			return -1;
		if (got == TOO_MUCH) {
			s->status->left_out_bytes = s->size - s->at;
			s->at = s->size;
			return 0;
		}
		if (got == BLOCK) {
			s->at += L1T_BLOCK_HEADER_BYTES + header->frame_bytes;
			return 1;
		}
		if (find_sync(s, s->at + 1, &next))
			return -1;
		s->cut_at = got == CUT && next == s->size ? s->at : 0;
		if (got != CUT || next < s->size || !s->partial_end_is_normal)
			l1t_note_damage(s->status, s->at, next - s->at, 0);
		s->at = next;
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const struct l1t_scan_place *p = a, *q = b;

	return p->number != q->number ? (p->number < q->number ? -1 : 1)
		: p->offset < q->offset ? -1 : p->offset > q->offset;
}

/*
 * A block is missing. It may come later, if pages changed places: from here on blocks are read by
 * number.
 */
static int put_in_order(struct l1t_scan *s)
{
	struct l1t_block_header h;
	struct l1t_block *block;
	size_t capacity = 0;
	uint64_t raw = s->raw_left, records = s->records_left;
	int got;

	while ((got = next_sound(s, &h, &block)) == 1) {
		l1t_block_free(block);
		if (s->place_count == capacity) {
			struct l1t_scan_place *grown;

			capacity = capacity ? capacity * 2 : 64;
			grown = realloc(s->places, capacity * sizeof(*grown));
			if (!grown)
				return -1;
			s->places = grown;
		}
		s->places[s->place_count++] = (struct l1t_scan_place){h.number,
			s->at - L1T_BLOCK_HEADER_BYTES - h.frame_bytes};
		if (!s->session)
			s->session = h.session;
	}
	s->raw_left = raw;      /* the same blocks are unpacked again */
	s->records_left = records;
	if (!got && s->place_count)
		qsort(s->places, s->place_count, sizeof(*s->places), by_number);
	return got;
}

static int next_of_places(struct l1t_scan *s, struct l1t_block_header *header,
	struct l1t_block **block)
{
	uint64_t end = s->at;
	int got = 0;

	while (!got && s->place_next < s->place_count) {
		s->at = s->places[s->place_next++].offset;
		switch (block_here(s, header, block)) {
		case BLOCK:
			got = 1;
			break;
		case FAILED:
			got = -1;
			break;
		default:
			break;
		}
	}
	s->at = end;
	return got;
}

void l1t_scan_free(struct l1t_scan *s)
{
	free(s->places);
	free(s->buffer);
}

void l1t_scan_more(struct l1t_scan *s, uint64_t size)
{
	free(s->places);
	s->places = NULL;
	s->place_count = s->place_next = 0;
	if (s->cut_at)
		s->at = s->cut_at;
	s->cut_at = 0;
	s->size = size;
	l1t_scan_allow(s);
}

int l1t_scan_next(struct l1t_scan *s, struct l1t_block_header *header, struct l1t_block **block)
{
	int got;

	while ((got = s->places ? next_of_places(s, header, block) : next_sound(s, header, block)) == 1) {
		uint64_t length = L1T_BLOCK_HEADER_BYTES + header->frame_bytes;

		if (header->number < s->next_number) {
			/* a second copy of a block: its records were yielded or passed */
			l1t_note_damage(s->status, s->places
				? s->places[s->place_next - 1].offset : s->at - length, length, 0);
			l1t_block_free(*block);
			continue;
		}
		if (header->number > s->next_number && !s->places) {
			l1t_block_free(*block);
			s->at -= length;
			if (put_in_order(s))
				return -1;
			continue;
		}
		s->status->skipped_blocks += header->number - s->next_number;
		s->next_number = header->number + 1;
		s->session = header->session;
		s->status->blocks++;
		return 1;
	}
	return got;
}

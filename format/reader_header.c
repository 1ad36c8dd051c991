/*
 * A live file's header and those of its rings, from all existing copies: one damaged bit is
 * outvoted, other pages replace a lost one, and a page that lies in another's place is found there.
 * A file from before there were checks has one header, or the copy in a ring.
 *
 * Must not know: slots, records, the trace.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "l1t_limits.h"
#include "reader_parts.h"

enum {
	OF_FILE = 1,            /* place of the file's header; ring n's is n + OF_RING */
	OF_RING = 2,
	PLACES = OF_RING + L1T_RING_MAX,
	PAGES_MAX = 1 + L1T_RING_MAX * (1 + L1T_RING_BYTES / L1T_PAGE), /* searched for headers */
};

union page {
	uint8_t bytes[L1T_PAGE];
	struct l1t_live_header header;
	struct l1t_ring_header ring;
};

static int is_header(const struct l1t_live_header *h)
{
	return !memcmp(h->magic, L1T_LIVE_MAGIC, 8) && h->ring_bytes >= L1T_PAGE &&
		!(h->ring_bytes % L1T_PAGE) && h->ring_bytes <= L1T_RING_BYTES_MAX;
}

static int is_checked(const struct l1t_live_header *h)
{
	return is_header(h) && h->version == L1T_LIVE_VERSION && h->check == l1t_live_check(h);
}

static const struct l1t_live_header *copy_in(const union page *page)
{
	return (const void *)(page->bytes + L1T_COPY_OFFSET);
}

static const struct l1t_ring_facts *facts_in(const union page *page, size_t offset)
{
	return (const void *)(page->bytes + offset);
}

uint64_t l1t_ring_offset(const struct l1t_live_reading *live, uint32_t ring)
{
	return L1T_PAGE + ring * (uint64_t)(L1T_PAGE + live->header.ring_bytes);
}

static uint64_t offset_of(const struct l1t_live_reading *live, uint32_t place)
{
	return place == OF_FILE ? 0 : l1t_ring_offset(live, place - OF_RING);
}

/* Reads a page; what the file does not have of it is zero. */
static void read_page(const struct l1t_live_reading *live, uint64_t offset, union page *page)
{
	uint64_t there = offset >= live->size ? 0 : live->size - offset;

	memset(page, 0, sizeof(*page));
	if (there && l1t_read_at(live->fd, page, there < sizeof(*page) ? there : sizeof(*page), offset))
		memset(page, 0, sizeof(*page));
}

/*
 * Whether all but at most one byte of what never changes is as it must be there. In the header of
 * another place more bytes differ.
 */
static int is_of(const struct l1t_live_reading *live, const struct l1t_live_header *h,
	uint32_t place)
{
	struct l1t_live_header want = live->header;
	const uint8_t *a = (const uint8_t *)&want, *b = (const uint8_t *)h;
	unsigned differ = 0;

	want.place = place;
	want.check = l1t_live_check(&want);
	for (size_t i = 0; i < offsetof(struct l1t_live_header, ring_count); i++)
		differ += a[i] != b[i];
	for (size_t i = 0; i < 4; i++)
		differ += (want.place >> i * 8 & 255) != (h->place >> i * 8 & 255);
	for (size_t i = 0; i < 4; i++)
		differ += (want.check >> i * 8 & 255) != (h->check >> i * 8 & 255);
	return differ <= 1;
}

static int is_page_of(const struct l1t_live_reading *live, const union page *page, uint32_t place)
{
	return is_of(live, copy_in(page), place) ||
		(place == OF_FILE && is_of(live, &page->header, place));
}

/* Finds a header page of a file with checks: first where one should be, then anywhere. */
static int find_checked(struct l1t_live_reading *live, union page *page)
{
	enum { RING_PAGES = 1 + L1T_RING_BYTES / L1T_PAGE };
	uint64_t pages = (live->size + L1T_PAGE - 1) / L1T_PAGE;

	pages = pages < PAGES_MAX ? pages : PAGES_MAX;
	read_page(live, 0, page);
	if (is_checked(&page->header) && page->header.place == OF_FILE) {
		live->header = page->header;
		return 1;
	}
	for (unsigned all = 0; all < 2; all++)
		for (uint64_t i = 0; i < pages; i += i && !all ? RING_PAGES : 1) {
			read_page(live, i * L1T_PAGE, page);
			if (is_checked(copy_in(page))) {
				live->header = *copy_in(page);
				return 1;
			}
		}
	return 0;
}

/* Finds header pages that lie where others belong. */
static void find_moved(struct l1t_live_reading *live)
{
	union page page;

	live->moved = calloc(PLACES, sizeof(*live->moved));
	for (uint64_t i = 0; live->moved && i < PAGES_MAX && i * L1T_PAGE < live->size; i++) {
		const struct l1t_live_header *h = copy_in(&page);

		read_page(live, i * L1T_PAGE, &page);
		if (is_checked(h) && h->session == live->header.session && h->place >= OF_FILE &&
			h->place < PLACES && offset_of(live, h->place) != i * L1T_PAGE)
			live->moved[h->place] = i * L1T_PAGE + 1;
	}
}

/* 0: *page is the one of this place, found there; 1: found elsewhere; -1: lost. */
static int find_page(struct l1t_live_reading *live, uint32_t place, union page *page)
{
	read_page(live, offset_of(live, place), page);
	if (is_page_of(live, page, place))
		return 0;
	if (!live->moved)
		find_moved(live);
	if (!live->moved || !live->moved[place])
		return -1;
	read_page(live, live->moved[place] - 1, page);
	return 1;
}

/* Of three values the one in the middle; of two the smaller. */
static uint64_t middle(const uint64_t *v, unsigned count)
{
	uint64_t low, high;

	if (count < 2)
		return v[0];
	low = v[0] < v[1] ? v[0] : v[1];
	high = v[0] < v[1] ? v[1] : v[0];
	return count < 3 || v[2] < low ? low : v[2] < high ? v[2] : high;
}

/* Every line is sound or known to be damaged by its check; the newest one has the largest time. */
static void take_newest_line(struct l1t_live_header *to, const struct l1t_live_header *from)
{
	for (unsigned i = 0; i < 2; i++) {
		const struct l1t_anchor *a = &from->anchors[i];

		if (from->anchor_checks[i] == l1t_anchor_check(a) &&
			(!to->anchor_index || a->ns0 >= to->anchors[1].ns0)) {
			to->anchors[1] = *a;
			to->anchor_index = 1;
		}
	}
}

#define TAKE(to, name) do { \
	uint64_t values[3]; \
	for (unsigned i_ = 0; i_ < count; i_++) \
		values[i_] = from[i_]->name; \
	(to)->name = (__typeof__((to)->name + 0))middle(values, count); \
} while (0)

static void take_header(struct l1t_live_header *to, const struct l1t_live_header *const *from,
	unsigned count)
{
	TAKE(to, ring_count);
	TAKE(to, trace_bytes);
	TAKE(to, blocks);
	TAKE(to, lost_no_ring);
	TAKE(to, pauses);
	TAKE(to, pauses_told);
	for (unsigned p = 0; p < L1T_PAUSES_KEPT; p++)
		TAKE(to, pause_ticks[p]);
	to->anchor_index = 0;
	for (unsigned i = 0; i < count; i++)
		take_newest_line(to, from[i]);
}

/*
 * Reads what changes in a header: from the file's header, the second one in its page, and ring 0's
 * copy.
 */
static int open_checked(struct l1t_live_reading *live, union page *page)
{
	const struct l1t_live_header *from[3];
	union page ring;
	unsigned count = 0;
	int found;

	if (!find_checked(live, page))
		return -1;
	live->has_checks = 1;
	live->header.place = OF_FILE;
	found = find_page(live, OF_FILE, page);
	live->has_no_header = found != 0;
	if (found >= 0) {
		from[count++] = &page->header;
		from[count++] = copy_in(page);
	}
	if (find_page(live, OF_RING, &ring) >= 0)
		from[count++] = copy_in(&ring);
	if (count) {
		take_header(&live->header, from, count);
	} else {
		uint64_t rings = (live->size + live->header.ring_bytes - 1) /
			(L1T_PAGE + live->header.ring_bytes);

		/* this copy has only the lines up to date */
		live->header.ring_count = (uint32_t)(rings < L1T_RING_MAX ? rings : L1T_RING_MAX);
	}
	return 0;
}

/*
 * For files from before there were checks: the file's header, or the first ring copy that fits the
 * file.
 */
static int open_unchecked(struct l1t_live_reading *live, union page *page)
{
	enum { RING = L1T_PAGE + L1T_RING_BYTES };
	uint64_t rings = live->size <= L1T_PAGE ? 0 : (live->size - L1T_PAGE + RING - 1) / RING;

	read_page(live, 0, page);
	live->header = page->header;
	if (is_header(&page->header) && page->header.version == L1T_LIVE_UNCHECKED)
		return 0;
	live->header.ring_bytes = L1T_RING_BYTES;
	rings = rings < L1T_RING_MAX ? rings : L1T_RING_MAX;
	for (uint32_t i = 0; i < rings; i++) {
		const struct l1t_live_header *copy = copy_in(page);

		read_page(live, L1T_PAGE + i * (uint64_t)RING, page);
		if (!is_header(copy) || copy->version != L1T_LIVE_UNCHECKED ||
			copy->place != i + OF_RING || copy->ring_bytes != L1T_RING_BYTES)
			continue;
		live->header = *copy;
		live->header.ring_count = (uint32_t)rings;
		live->has_no_header = 1;
		return 0;
	}
	return -1;
}

/* The process was killed before it had made a header. */
static int has_nothing(const struct l1t_live_reading *live, union page *page)
{
	static const union page zero;

	for (uint64_t i = 0; i < PAGES_MAX && i * L1T_PAGE < live->size; i++) {
		read_page(live, i * L1T_PAGE, page);
		if (memcmp(page, &zero, sizeof(zero)))
			return 0;
	}
	return 1;
}

int l1t_live_open(struct l1t_live_reading *live, const char *path)
{
	struct stat st;
	union page page;
	int result = -1;
	char *name;

	memset(live, 0, sizeof(*live));
	if (asprintf(&name, "%s.live", path) < 0)
		return 1;
	live->fd = open(name, O_RDONLY | O_CLOEXEC);
	free(name);
	if (live->fd < 0)
		return 1;
	if (!fstat(live->fd, &st) && S_ISREG(st.st_mode)) {
		live->size = (uint64_t)st.st_size;
		live->room = L1T_LIMIT_LIVE_SLOTS +
			(uint64_t)st.st_blocks * 512 / L1T_LIMIT_LIVE_BYTES_PER_SLOT;
		result = open_checked(live, &page) && open_unchecked(live, &page)
			? has_nothing(live, &page) ? 2 : -1 : 0;
	}
	if (result) {
		l1t_live_close(live);
		return result;
	}
	live->anchor = live->header.anchors[live->header.anchor_index & 1];
	if (!(live->anchor.ns_per_tick > 0 && live->anchor.ns_per_tick < 1e6))
		live->anchor.ns_per_tick = 1;
	return 0;
}

void l1t_live_close(struct l1t_live_reading *live)
{
	free(live->moved);
	live->moved = NULL;
	close(live->fd);
}

static void ring_unchecked(const struct l1t_live_reading *live, uint32_t ring,
	struct l1t_ring_known *known)
{
	const struct l1t_live_header *copy;
	union page page;

	read_page(live, l1t_ring_offset(live, ring), &page);
	copy = copy_in(&page);
	*known = (struct l1t_ring_known){.head = page.ring.head, .tail = page.ring.tail,
		.lost = page.ring.lost, .lost_reported = page.ring.lost_reported,
		.thread = page.ring.thread, .lost_reason = page.ring.lost_reason};
	known->has_page = !live->header.place || (is_header(copy) && copy->place == ring + OF_RING &&
		copy->ring_bytes == live->header.ring_bytes);
	known->in_place = known->has_facts = known->has_page;
}

/* Read from the ring's own page, which has two of them, and the header page before. */
void l1t_live_ring(struct l1t_live_reading *live, uint32_t ring, struct l1t_ring_known *known)
{
	struct l1t_ring_facts own;
	const struct l1t_ring_facts *from[3];
	union page page, before;
	unsigned count = 0;
	int found;

	if (!live->has_checks) {
		ring_unchecked(live, ring, known);
		return;
	}
	memset(known, 0, sizeof(*known));
	found = find_page(live, ring + OF_RING, &page);
	known->in_place = !found;
	if (found >= 0) {
		own = (struct l1t_ring_facts){page.ring.tail, page.ring.lost_reported, page.ring.lost,
			page.ring.thread, page.ring.lost_reason};
		from[count++] = &own;
		from[count++] = facts_in(&page, L1T_FACTS_OFFSET);
		known->head = page.ring.head;
		known->has_page = 1;
	}
	if (find_page(live, ring ? ring - 1 + OF_RING : OF_FILE, &before) >= 0)
		from[count++] = facts_in(&before, L1T_NEXT_FACTS_OFFSET);
	known->has_facts = count > 0;
	if (!count)
		return;
	TAKE(known, tail);
	TAKE(known, lost);
	TAKE(known, lost_reported);
	TAKE(known, thread);
	TAKE(known, lost_reason);
}

/*
 * For tests: a small live file. See make_live.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "make_live.h"

static uint8_t *ring_page(struct live_maker *m, unsigned ring)
{
	return m->bytes + L1T_PAGE + ring * (size_t)LIVE_RING;
}

struct l1t_live_header *live_header(struct live_maker *m, unsigned i)
{
	return (void *)((i < 2 ? m->bytes : ring_page(m, 0)) + (i ? (size_t)L1T_COPY_OFFSET : 0));
}

struct l1t_ring_header *live_ring(struct live_maker *m, unsigned ring)
{
	return (void *)ring_page(m, ring);
}

struct l1t_ring_facts *live_facts(struct live_maker *m, unsigned ring, unsigned i)
{
	if (!i)
		return (void *)(ring_page(m, ring) + L1T_FACTS_OFFSET);
	return (void *)((ring ? ring_page(m, ring - 1) : m->bytes) + L1T_NEXT_FACTS_OFFSET);
}

static void fill(struct l1t_live_header *h, uint64_t session, uint32_t place)
{
	memcpy(h->magic, L1T_LIVE_MAGIC, 8);
	h->version = L1T_LIVE_VERSION;
	h->ring_bytes = LIVE_RING_BYTES;
	h->session = session;
	h->pid = 42;
	h->wall_ns = 1700000000000000000;
	h->ring_count = LIVE_RINGS;
	h->thread_count = LIVE_RINGS;
	h->place = place;
	h->anchors[0] = (struct l1t_anchor){500, 499, 1};
	h->anchors[1] = (struct l1t_anchor){1000, 1000, 1};     /* the newer one */
	h->anchor_index = 1;
	for (unsigned i = 0; i < 2; i++)
		h->anchor_checks[i] = l1t_anchor_check(&h->anchors[i]);
	h->check = l1t_live_check(h);
}

static void set_tail(struct live_maker *m, unsigned ring, uint64_t tail)
{
	live_ring(m, ring)->tail = tail;
	for (unsigned i = 0; i < 2; i++)
		live_facts(m, ring, i)->tail = tail;
}

void live_begin(struct live_maker *m, uint64_t session)
{
	memset(m, 0, sizeof(*m));
	fill(live_header(m, 0), session, 1);
	fill(live_header(m, 1), session, 1);
	for (unsigned r = 0; r < LIVE_RINGS; r++) {
		fill((void *)(ring_page(m, r) + L1T_COPY_OFFSET), session, r + 2);
		live_ring(m, r)->head = r * (uint64_t)LIVE_STEP;
		live_ring(m, r)->state = L1T_RING_USED;
		live_ring(m, r)->tid = 100 + r;
		set_tail(m, r, r * (uint64_t)LIVE_STEP);
		live_ring(m, r)->thread = r + 1;
		for (unsigned i = 0; i < 2; i++)
			live_facts(m, r, i)->thread = r + 1;
	}
}

static uint8_t *slot_of(struct live_maker *m, unsigned ring, uint64_t slot)
{
	return ring_page(m, ring) + L1T_PAGE + slot % LIVE_SLOTS * L1T_SLOT_BYTES;
}

static void put(struct live_maker *m, unsigned ring, const uint8_t *event, unsigned slots)
{
	for (unsigned i = 0; i < slots; i++)
		memcpy(slot_of(m, ring, live_ring(m, ring)->head++), event + i * L1T_SLOT_BYTES,
			L1T_SLOT_BYTES);
}

void live_event(struct live_maker *m, unsigned ring, void *event, uint8_t kind, unsigned slots)
{
	struct l1t_slot_head *head = event;

	head->kind = kind;
	head->slots = (uint8_t)slots;
	head->page = l1t_slot_page(live_ring(m, ring)->head);
	put(m, ring, event, slots);
}

void live_generic(struct live_maker *m, unsigned ring, uint64_t ticks, uint8_t kind,
	const uint64_t *fields, unsigned count, const char *blob)
{
	_Alignas(16) uint8_t event[L1T_SLOT_BYTES * 20] = {0};
	struct l1t_slot_head *head = (void *)event;
	size_t n = blob ? strlen(blob) : 0, at = sizeof(*head) + count * sizeof(*fields) + n;
	uint32_t check;

	head->small = l1t_generic_small(kind, count);
	head->word = (uint32_t)n;
	head->ticks = ticks;
	memcpy(head + 1, fields, count * sizeof(*fields));
	if (n)
		memcpy(event + at - n, blob, n);
	check = l1t_slot_check(event, kind);
	memcpy(event + at, &check, sizeof(check));
	live_event(m, ring, event, l1t_slot_generic(kind),
		(unsigned)((at + sizeof(check) + L1T_SLOT_BYTES - 1) / L1T_SLOT_BYTES));
}

void live_release(struct live_maker *m, unsigned ring, uint64_t tail)
{
	for (uint64_t slot = live_ring(m, ring)->tail; slot < tail; slot++)
		memset(slot_of(m, ring, slot), 0, L1T_SLOT_BYTES);
	set_tail(m, ring, tail);
}

void live_lose(struct live_maker *m, unsigned ring, uint64_t lost, uint64_t reported)
{
	live_ring(m, ring)->lost = lost;
	live_ring(m, ring)->lost_reported = reported;
	live_ring(m, ring)->lost_reason = L1T_LOST_NO_WRITER;
	for (unsigned i = 0; i < 2; i++) {
		struct l1t_ring_facts *facts = live_facts(m, ring, i);

		facts->lost = lost;
		facts->lost_reported = reported;
		facts->lost_reason = L1T_LOST_NO_WRITER;
	}
}

/* ---- a whole recording ---- */

enum { TOLD = 20, RESUME_TICKS = 6100 };

static void must(int ok)
{
	if (!ok)
		abort();
}

/* Makes this many events of all kinds; they are the same in the trace and in the ring. */
static void put_events(struct live_maker *m, unsigned ring, uint64_t until_slot)
{
	static uint64_t n;

	if (!live_ring(m, ring)->head)
		n = 0;
	while (live_ring(m, ring)->head < until_slot) {
		uint64_t ticks = 5000 + live_ring(m, ring)->head % LIVE_STEP * 10 + ring, id = ++n;
		struct l1t_slot_head head = {.ticks = ticks, .word = 1, .small = 1};
		struct l1t_slot_alloc a = {.head = head, .id = id, .size_bytes = 4096,
			.address = 0x100000 + id * 64, .bytes_per_core = 64, .page_bytes = 32};
		struct l1t_slot_free b = {.head = head, .id = id};
		struct l1t_slot_region c = {.head = head, .program = (uint32_t)id, .address = 0x20000,
			.size_bytes = 2048, .cores = 1};
		struct l1t_slot_regions_freed d = {.head = head, .program = (uint32_t)id};
		struct l1t_slot_launch e = {.head = head, .program = (uint32_t)id, .name = 1, .one = 1};

		switch (id % 7) {
		case 0: live_event(m, ring, &b, L1T_SLOT_FREE, 1); break;
		case 1: live_event(m, ring, &c, L1T_SLOT_REGION + 2, 1); break;
		case 2: live_event(m, ring, &d, L1T_SLOT_REGIONS_FREED, 1); break;
		case 3: live_event(m, ring, &e, L1T_SLOT_LAUNCH, 2); break;
		case 4: live_generic(m, ring, ticks, L1T_STRING, &id, 1,
			"a name so long that it takes two slots");
			break;
		default: live_event(m, ring, &a, L1T_SLOT_ALLOC, 2); break;
		}
	}
}

/* What lies in [from, until) of a ring goes into the block at hand. */
static void tell(struct trace_writer *t, const struct live_maker *m, unsigned ring, uint64_t from,
	uint64_t until)
{
	struct l1t_run run = {ring + 1, ring + 1, from, until};
	uint64_t slot = from;

	must(!l1t_encoder_begin_run(t->encoder, &run));
	while (slot < until) {
		const struct l1t_slot_head *head = (const void *)(m->bytes + L1T_PAGE + L1T_PAGE +
			ring * (size_t)LIVE_RING + slot % LIVE_SLOTS * L1T_SLOT_BYTES);

		must(l1t_encoder_add_slot(t->encoder, head, (int64_t)head->ticks) >= 0);
		slot += head->slots;
	}
	must(slot == until);
}

static void tell_own(struct trace_writer *t, uint8_t kind, int64_t time_ns, uint64_t seq,
	uint64_t value)
{
	struct l1t_record r = {.kind = kind, .time_ns = time_ns, .f = {value}};

	trace_run(t, 0, seq);
	trace_add(t, &r);
}

void live_of_a_killed(struct live_maker *m, struct trace_writer *t, int paused)
{
	struct l1t_run losses = {1, 1, TOLD, TOLD};
	struct l1t_record lost = {.kind = L1T_LOST, .thread = 1, .time_ns = 6000,
		.lost = {2, L1T_LOST_NO_WRITER}};
	uint64_t settled, one = 1, end[2];

	trace_begin(t);
	live_begin(m, t->session);
	for (unsigned ring = 0; ring < LIVE_RINGS; ring++) {
		live_generic(m, ring, 4000 + ring, ring ? L1T_THREAD : L1T_BEGIN, &one, 1, "a thread");
		put_events(m, ring, ring * LIVE_STEP + TOLD);
		end[ring] = live_ring(m, ring)->head;
	}
	tell(t, m, 0, 0, end[0]);
	tell(t, m, 1, LIVE_STEP, end[1]);
	trace_block(t, 4000);
	settled = t->bytes.count;
	live_release(m, 0, end[0]);
	put_events(m, 1, end[1] + 10);
	tell(t, m, 1, end[1], live_ring(m, 1)->head);
	losses.first_slot = losses.end_slot = end[0];
	must(!l1t_encoder_begin_run(t->encoder, &losses));
	trace_add(t, &lost);
	tell_own(t, L1T_NOTE, 6000, 0, L1T_NOTE_TEXT);
	if (paused)
		tell_own(t, L1T_PAUSE, 6001, 1, 0);
	trace_block(t, 4000);
	put_events(m, 0, 190);             /* both cross the end of a page */
	put_events(m, 1, LIVE_STEP + 200);
	live_lose(m, 0, 5, 0);    /* the trace has 2 of them, which only the trace shows */
	live_lose(m, 1, 4, 0);
	for (unsigned i = 0; i < 3; i++) {
		struct l1t_live_header *h = live_header(m, i);

		h->trace_bytes = settled;
		h->blocks = 2;
		h->lost_no_ring = 3;
		h->pauses_told = paused ? 1 : 2;
		h->pauses = 2;
		h->pause_ticks[0] = 6001;
		h->pause_ticks[1] = RESUME_TICKS;
	}
}

char *live_write_beside(const struct live_maker *m, const char *path)
{
	char *live_path = NULL;
	FILE *out = asprintf(&live_path, "%s.live", path) > 0 ? fopen(live_path, "w") : NULL;

	if (out && fwrite(m->bytes, 1, LIVE_BYTES, out) == LIVE_BYTES && !fclose(out))
		return live_path;
	free(live_path);
	return NULL;
}

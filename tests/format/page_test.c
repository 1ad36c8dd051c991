/*
 * A page of slots in another ring's place, with the page number that belongs there. The times of
 * its events show that, and if it is certain nothing of the page is taken for that ring's. Pages
 * that only look like it, after calls that handlers interrupted and after clocks that were set
 * back, are kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_live.h"
#include "l1t_reader.h"
#include "trace_writer.h"

enum { RINGS = 2, PAGES = 8, RING_BYTES = PAGES * L1T_PAGE, PAGE_EVENTS = L1T_PAGE / L1T_SLOT_BYTES };

struct ring {
	union {
		struct l1t_ring_header header;
		uint8_t page[L1T_PAGE];
	};
	uint8_t slots[PAGES][L1T_PAGE];
};

static struct {
	union {
		struct l1t_live_header header;
		uint8_t page[L1T_PAGE];
	};
	struct ring rings[RINGS];
} live;

static void seal(struct l1t_live_header *h, uint32_t place)
{
	memcpy(h->magic, L1T_LIVE_MAGIC, 8);
	h->version = L1T_LIVE_VERSION;
	h->ring_bytes = RING_BYTES;
	h->ring_count = RINGS;
	h->place = place;
	h->anchors[0].ns_per_tick = 1;
	h->anchor_checks[0] = l1t_anchor_check(&h->anchors[0]);
	h->check = l1t_live_check(h);
}

static struct l1t_slot_free *event(unsigned ring, unsigned n)
{
	return (void *)(live.rings[ring].slots[n / PAGE_EVENTS] + n % PAGE_EVENTS * L1T_SLOT_BYTES);
}

/*
 * Frees in both rings, those of ring 1 at other times and further apart: the same slots and pages.
 */
static void make(unsigned count)
{
	memset(&live, 0, sizeof(live));
	seal(&live.header, 1);
	seal((void *)(live.page + L1T_COPY_OFFSET), 1);
	for (unsigned r = 0; r < RINGS; r++) {
		uint8_t *page = live.rings[r].page, *before = r ? live.rings[r - 1].page : live.page;

		seal((void *)(page + L1T_COPY_OFFSET), r + 2);
		live.rings[r].header.head = count;
		live.rings[r].header.thread = r + 1;
		((struct l1t_ring_facts *)(void *)(page + L1T_FACTS_OFFSET))->thread = r + 1;
		((struct l1t_ring_facts *)(void *)(before + L1T_NEXT_FACTS_OFFSET))->thread = r + 1;
		for (unsigned n = 0; n < count; n++)
			*event(r, n) = (struct l1t_slot_free){.head = {.kind = L1T_SLOT_FREE, .slots = 1,
				.page = l1t_slot_page(n), .ticks = 1000 + r * 700 + n * (10 + r)},
				.id = r * 10000ull + n};
	}
}

static unsigned foreign;        /* events that were read as another thread's */

/* How many events of each thread were read. */
static void read_all(unsigned counts[RINGS], struct l1t_read_status *status)
{
	struct trace_writer m;
	char *name, path[300], message[256];
	const struct l1t_record *r;
	struct l1t_reader *reader;
	FILE *f;

	foreign = 0;
	trace_begin(&m);
	for (unsigned i = 0; i <= RINGS; i++) {
		struct l1t_live_header *h = i ? (void *)(live.rings[i - 1].page + L1T_COPY_OFFSET)
			: &live.header;

		h->session = m.session;
		h->check = l1t_live_check(h);
	}
	name = write_temporary(m.bytes.data, m.bytes.count);
	snprintf(path, sizeof(path), "%s.live", name);
	f = fopen(path, "w");
	assert_int_equal(1, fwrite(&live, sizeof(live), 1, f));
	fclose(f);
	counts[0] = counts[1] = 0;
	assert_int_equal(0, l1t_reader_open(&reader, name, message, sizeof(message)));
	while (l1t_reader_next(reader, &r) == 1) {
		foreign += r->thread - 1 != r->free.id / 10000;
		counts[r->thread - 1]++;
	}
	*status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
	unlink(path);
	unlink(name);
	free(name);
	trace_free(&m);
}

static void a_page_of_another_ring_is_none_of_this(void **unused)
{
	enum { COUNT = 6 * PAGE_EVENTS + 50 };

	(void)unused;
	for (unsigned page = 1; page < 7; page++) {
		unsigned counts[RINGS];
		struct l1t_read_status status;
		uint8_t kept[L1T_PAGE];

		make(COUNT);
		read_all(counts, &status);
		assert_int_equal(COUNT, counts[0]);
		assert_int_equal(COUNT, counts[1]);
		assert_int_equal(0, status.damaged_count);
		memcpy(kept, live.rings[0].slots[page], L1T_PAGE);
		memcpy(live.rings[0].slots[page], live.rings[1].slots[page], L1T_PAGE);
		memcpy(live.rings[1].slots[page], kept, L1T_PAGE);
		read_all(counts, &status);
		assert_true(status.damaged_count);
		/*
		 * near the end the cause could be a clock that was set back: that is only reported
		 */
		if (page < 2 || page > 4)
			continue;
		assert_int_equal(2, status.damaged_count);
		assert_int_equal(0, foreign);
		assert_int_equal(COUNT - PAGE_EVENTS, counts[0]);
		assert_int_equal(COUNT - PAGE_EVENTS, counts[1]);
	}
}

/*
 * A call was interrupted between the clock and the ring: its event is after those of the handler.
 */
static void a_call_that_a_handler_interrupted_is_no_damage(void **unused)
{
	enum { COUNT = 4 * PAGE_EVENTS };

	(void)unused;
	for (unsigned n = PAGE_EVENTS; n < 3 * PAGE_EVENTS; n++) {
		unsigned counts[RINGS];
		struct l1t_read_status status;

		make(COUNT);
		event(0, n)->head.ticks = event(0, n - PAGE_EVENTS)->head.ticks;
		read_all(counts, &status);
		assert_int_equal(COUNT, counts[0]);
		assert_int_equal(0, status.damaged_count);
	}
}

static void a_clock_that_was_set_back_costs_nothing(void **unused)
{
	enum { COUNT = 4 * PAGE_EVENTS };

	(void)unused;
	for (unsigned from = 1; from < COUNT; from += 7) {
		unsigned counts[RINGS];
		struct l1t_read_status status;

		make(COUNT);
		for (unsigned n = from; n < COUNT; n++)
			event(0, n)->head.ticks -= from * 10 + 500;
		read_all(counts, &status);
		assert_int_equal(COUNT, counts[0]);
	}
}

/* An event crosses the end of a page, with hardly anything after it; the next page was lost. */
static void an_event_whose_last_slots_are_zeros_is_none(void **unused)
{
	(void)unused;
	for (unsigned after = 0; after < 12; after++)
		for (unsigned is_lost = 0; is_lost < 2; is_lost++) {
			enum { AT = PAGE_EVENTS - 1 };
			struct l1t_slot_alloc a = {.head = {.kind = L1T_SLOT_ALLOC, .slots = 2,
				.page = l1t_slot_page(AT), .ticks = 1000 + AT * 10}, .id = 5,
				.address = 4096};
			unsigned counts[RINGS];
			struct l1t_read_status status;

			make(AT + 2 + after);
			memcpy(event(0, AT), &a, L1T_SLOT_BYTES);
			memcpy(event(0, AT + 1), (uint8_t *)&a + L1T_SLOT_BYTES, L1T_SLOT_BYTES);
			if (is_lost)
				memset(live.rings[0].slots[1], 0, L1T_PAGE);
			read_all(counts, &status);
			assert_int_equal(is_lost ? AT : AT + 1 + after, counts[0]);
			assert_int_equal(is_lost, status.damaged_count || status.torn_events);
		}
}

/* Whatever the kind; but not without its check. */
static void an_event_of_a_later_kind_is_passed_over(void **unused)
{
	enum { AT = 20, COUNT = 50 };

	(void)unused;
	for (unsigned kind = L1T_KIND_COUNT; kind < 256; kind++) {
		struct {
			struct l1t_slot_head head;
			uint64_t field;
			uint32_t check, end;
		} later = {.head = {.kind = l1t_slot_generic((uint8_t)kind), .slots = 1,
			.small = l1t_generic_small((uint8_t)kind, 1), .page = l1t_slot_page(AT),
			.ticks = 1000 + AT * 10}, .field = 5};
		struct l1t_read_status status;
		unsigned counts[RINGS];

		make(COUNT);
		later.check = l1t_slot_check(&later, (uint8_t)kind);
		memcpy(event(0, AT), &later, sizeof(later));
		read_all(counts, &status);
		assert_int_equal(COUNT - 1, counts[0]);
		assert_int_equal(0, status.damaged_count);
		later.head.small ^= 32;
		memcpy(event(0, AT), &later, sizeof(later));
		read_all(counts, &status);
		assert_int_equal(COUNT - 1, counts[0]);
		assert_int_equal(1, status.damaged_count);
	}
}

static void no_kind_is_one_bit_from_another(void **unused)
{
	uint8_t kinds[256] = {0};

	(void)unused;
	for (unsigned k = 0; k < 32; k++)       /* later ones have the same, and more in `small` */
		kinds[l1t_slot_generic((uint8_t)k)]++;
	for (unsigned k = 1; k < 256; k++) {
		uint8_t small = l1t_generic_small((uint8_t)k, L1T_FIELDS_MAX);

		assert_int_equal(k, l1t_generic_kind(l1t_slot_generic((uint8_t)k), small));
		assert_int_equal(L1T_FIELDS_MAX, l1t_generic_fields(small));
	}
	for (unsigned what = 0; what < 12; what++)
		kinds[L1T_SLOT_REGION + what]++;
	kinds[L1T_SLOT_FREE]++;
	kinds[L1T_SLOT_REGIONS_FREED]++;
	kinds[L1T_SLOT_PAD]++;
	kinds[L1T_SLOT_ALLOC]++;
	kinds[L1T_SLOT_LAUNCH]++;
	kinds[L1T_SLOT_RESERVED]++;
	for (unsigned k = 0; k < 256; k++) {
		assert_in_range(kinds[k], 0, 1);
		for (unsigned bit = 0; bit < 8; bit++)
			if (kinds[k] && kinds[k ^ 1u << bit])
				assert_true(k >= L1T_SLOT_REGION && (k ^ 1u << bit) >= L1T_SLOT_REGION);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_of_another_ring_is_none_of_this),
		cmocka_unit_test(a_call_that_a_handler_interrupted_is_no_damage),
		cmocka_unit_test(a_clock_that_was_set_back_costs_nothing),
		cmocka_unit_test(an_event_whose_last_slots_are_zeros_is_none),
		cmocka_unit_test(an_event_of_a_later_kind_is_passed_over),
		cmocka_unit_test(no_kind_is_one_bit_from_another),
	};

	return cmocka_run_group_tests_name("format page", tests, NULL, NULL);
}

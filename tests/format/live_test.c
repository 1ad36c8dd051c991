/*
 * A live file beside the trace: what its rings hold beyond the trace is read, what is in the trace
 * already is not read again, and torn or damaged slots cost only themselves.
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

enum { RING_BYTES = 8192, RING_SLOTS = RING_BYTES / L1T_SLOT_BYTES };
/* The files here have the layout from before there were checks, with its numbers of kinds. */
enum { OLD_ALLOC = 64, OLD_LAUNCH = 67 };

struct live_file {
	union {
		struct l1t_live_header header;
		uint8_t page[L1T_PAGE];
	};
	union {
		struct l1t_ring_header ring;
		uint8_t ring_page[L1T_PAGE];
	};
	uint8_t slots[RING_BYTES];
};

static int64_t time_of(uint64_t slot)
{
	return 1000 + (int64_t)slot * 10;
}

static void put_free(struct live_file *live, uint64_t slot, uint64_t id)
{
	struct l1t_slot_free f = {.head = {.kind = L1T_SLOT_FREE, .slots = 1, .small = 1,
		.page = l1t_slot_page(slot), .word = 1, .ticks = (uint64_t)time_of(slot)}, .id = id};

	memcpy(live->slots + slot % RING_SLOTS * L1T_SLOT_BYTES, &f, sizeof(f));
}

/* Writes a trace that holds slots below `written` of ring 0, and a ring with [tail, head). */
static uint64_t told;   /* of the ring's losses, in the trace */

static char *make(struct live_file *live, uint64_t written, uint64_t tail, uint64_t head)
{
	struct trace_writer m;
	struct l1t_run run = {1, 1, 0, written};
	char *name;

	memset(live, 0, sizeof(*live));
	trace_begin(&m);
	l1t_encoder_begin_run(m.encoder, &run);
	for (uint64_t i = 0; i < written; i++) {
		struct l1t_record r = {.kind = L1T_FREE, .time_ns = time_of(i)};

		r.free.id = i;
		trace_add(&m, &r);
	}
	if (told) {
		struct l1t_record r = {.kind = L1T_LOST, .time_ns = time_of(written),
			.lost = {told, L1T_LOST_RING_FULL}};
		struct l1t_run of_no_slots = {1, 1, written, written};

		l1t_encoder_begin_run(m.encoder, &of_no_slots);
		trace_add(&m, &r);
	}
	trace_block(&m, time_of(written));
	name = write_temporary(m.bytes.data, m.bytes.count);
	memcpy(live->header.magic, L1T_LIVE_MAGIC, 8);
	live->header.version = L1T_LIVE_UNCHECKED;
	live->header.ring_bytes = RING_BYTES;
	live->header.session = m.session;
	live->header.ring_count = 1;
	live->header.anchors[0] = (struct l1t_anchor){0, 0, 1.0};
	live->ring.tail = tail;
	live->ring.head = head;
	live->ring.thread = 1;
	for (uint64_t slot = tail; slot < head; slot++)
		put_free(live, slot, slot);
	trace_free(&m);
	return name;
}

static void save(const struct live_file *live, const char *name)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s.live", name);
	f = fopen(path, "w");
	assert_int_equal(fwrite(live, sizeof(*live), 1, f), 1);
	fclose(f);
}

/* Ids are there from 0 on, except those in `missing`. Returns how many there are. */
static uint64_t read_ids(char *name, uint64_t missing, struct l1t_read_status *status)
{
	char message[256], path[300];
	struct l1t_reader *reader;
	const struct l1t_record *r;
	uint64_t id = 0, count = 0;

	assert_int_equal(l1t_reader_open(&reader, name, message, sizeof(message)), 0);
	while (l1t_reader_next(reader, &r) == 1) {
		if (r->kind != L1T_FREE)
			continue;
		if (id == missing)
			id++;
		assert_int_equal(r->free.id, id++);
		count++;
	}
	*status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
	snprintf(path, sizeof(path), "%s.live", name);
	unlink(path);
	unlink(name);
	free(name);
	return count;
}

static void rings_continue_where_the_trace_ends(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name = make(&live, 20, 10, 200);

	(void)unused;
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 200);
	assert_int_equal(status.live_records, 180);
	assert_int_equal(status.finished, 0);
	assert_int_equal(status.damaged_count, 0);
}

static void a_ring_that_wrapped_is_read_whole(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name = make(&live, 250, 250, 250 + RING_SLOTS);

	(void)unused;
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 250 + RING_SLOTS);
}

/* Killed when the trace had slots before 20, and the ring still had those from 10 on. */
static void what_the_trace_has_is_not_read_again_without_the_rings_header(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name = make(&live, 20, 10, 200);

	(void)unused;
	memset(live.ring_page, 0, sizeof(live.ring_page));
	live.header.blocks = 2;         /* the trace has a hole, too */
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 200);
	assert_int_equal(status.live_records, 180);
}

/* Page numbers repeat after two laps of a ring of the usual size. */
static void nor_what_could_be_of_two_laps_later(void **unused)
{
	enum { SLOTS = L1T_RING_BYTES / L1T_SLOT_BYTES, TOLD = 1000, END = 3000 };
	struct live_file live, page;
	struct l1t_read_status status;
	char *name = make(&live, TOLD, 0, 0), path[300];
	FILE *f;

	(void)unused;
	live.header.ring_bytes = L1T_RING_BYTES;
	live.header.blocks = 2;
	memset(live.ring_page, 0, sizeof(live.ring_page));
	save(&live, name);
	snprintf(path, sizeof(path), "%s.live", name);
	f = fopen(path, "r+");
	assert_int_equal(fseek(f, 2 * L1T_PAGE, SEEK_SET), 0);
	memset(&page, 0, sizeof(page));
	for (uint64_t slot = 0; slot < SLOTS; slot++) {
		if (slot < END)
			put_free(&page, slot, slot);
		else
			memset(page.slots + slot % RING_SLOTS * L1T_SLOT_BYTES, 0, L1T_SLOT_BYTES);
		assert_int_equal(1, fwrite(page.slots + slot % RING_SLOTS * L1T_SLOT_BYTES,
			L1T_SLOT_BYTES, 1, f));
	}
	fclose(f);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), END);
	assert_int_equal(status.live_records, END - TOLD);
}

static void a_call_that_never_returned_costs_only_itself(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name = make(&live, 5, 5, 100);

	(void)unused;
	live.slots[50 * L1T_SLOT_BYTES] = L1T_SLOT_RESERVED;
	save(&live, name);
	assert_int_equal(read_ids(name, 50, &status), 99);
	assert_int_equal(status.torn_events, 1);
	name = make(&live, 5, 5, 100);
	memset(live.slots + 50 * L1T_SLOT_BYTES, 0, L1T_SLOT_BYTES);
	save(&live, name);
	assert_int_equal(read_ids(name, 50, &status), 99);
	assert_int_equal(status.torn_events, 1);
}

static void a_page_out_of_place_is_damage(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	uint8_t page[L1T_PAGE];
	char *name = make(&live, 0, 0, RING_SLOTS);

	(void)unused;
	memcpy(page, live.slots, L1T_PAGE);
	memcpy(live.slots, live.slots + L1T_PAGE, L1T_PAGE);
	memcpy(live.slots + L1T_PAGE, page, L1T_PAGE);
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 0);
	assert_true(status.damaged_bytes > 0);
	assert_true(status.damaged[0].in_live_file);
}

/* How many records of a kind are read; removes the pair. */
static uint64_t count_kind(struct live_file *live, char *name, uint8_t kind, uint64_t id)
{
	char message[256], path[300];
	const struct l1t_record *r;
	struct l1t_reader *reader;
	uint64_t n = 0;

	save(live, name);
	assert_int_equal(0, l1t_reader_open(&reader, name, message, sizeof(message)));
	while (l1t_reader_next(reader, &r) == 1)
		n += r->kind == kind && r->f[0] == id;
	l1t_reader_close(reader);
	snprintf(path, sizeof(path), "%s.live", name);
	unlink(path);
	unlink(name);
	free(name);
	return n;
}

/* Each kind with its old number, without a check after it. */
static void kinds_are_read_as_they_were_numbered(void **unused)
{
	static const uint64_t id = 9;
	static const struct {uint8_t slot_kind, kind, slots; uint64_t want;} kinds[] = {
		{OLD_ALLOC, L1T_ALLOC, 2, 9}, {OLD_LAUNCH, L1T_LAUNCH, 2, 9},
		{L1T_STRING, L1T_STRING, 1, 9}, {L1T_MARK_BEGIN, L1T_MARK_BEGIN, 1, 9},
		{L1T_SLOT_REGION, L1T_REGION, 1, 9}, {L1T_SLOT_REGIONS_FREED, L1T_REGIONS_FREED, 1, 9},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct live_file live;
		char *name = make(&live, 0, 0, 50);
		struct l1t_slot_head head = {.kind = kinds[i].slot_kind, .slots = kinds[i].slots,
			.small = 1, .page = 1, .word = kinds[i].slot_kind == L1T_STRING ? 4 : 0,
			.ticks = 1010};
		uint8_t *at = live.slots + 10 * L1T_SLOT_BYTES;

		memset(at, 0, 2 * L1T_SLOT_BYTES);
		memcpy(at, &head, sizeof(head));
		memcpy(at + sizeof(head), &id, sizeof(id));
		if (kinds[i].slots == 1)
			put_free(&live, 11, 11);
		assert_int_equal(1, count_kind(&live, name, kinds[i].kind, 9));
	}
}

/*
 * A buffer's event that reaches from the first page into the second, which is sound, lost, or
 * another's.
 */
static void an_event_whose_end_was_lost_is_none(void **unused)
{
	enum { AT = L1T_PAGE / L1T_SLOT_BYTES - 1, SOUND = 0, LOST, STRANGE };

	(void)unused;
	for (unsigned page = SOUND; page <= STRANGE; page++) {
		struct live_file live;
		char *name = make(&live, 0, 0, RING_SLOTS - 10);
		struct l1t_slot_alloc a = {.head = {.kind = OLD_ALLOC, .slots = 2, .small = 1,
			.page = l1t_slot_page(AT), .word = 1, .ticks = 1000 + AT * 10}, .id = 77777};

		memcpy(live.slots + AT * L1T_SLOT_BYTES, &a, sizeof(a));
		if (page == LOST)
			memset(live.slots + L1T_PAGE, 0, L1T_PAGE);
		if (page == STRANGE)
			memcpy(live.slots + L1T_PAGE, live.slots, L1T_PAGE);
		assert_int_equal(page == SOUND, count_kind(&live, name, L1T_ALLOC, 77777));
	}
}

/* The page with an event's head was lost; its middle looks like an event of another time. */
static void the_middle_of_an_event_is_none(void **unused)
{
	enum { SECOND = L1T_PAGE / L1T_SLOT_BYTES };

	(void)unused;
	for (unsigned sound = 0; sound < 2; sound++) {
		struct live_file live;
		char *name = make(&live, 0, 0, RING_SLOTS - 10);
		struct l1t_slot_free *f = (void *)(live.slots + SECOND * L1T_SLOT_BYTES);

		memset(live.slots, 0, L1T_PAGE);
		f->id = 77777;
		if (!sound)
			f->head.ticks = UINT64_MAX / 4 * 3;
		assert_int_equal(sound, count_kind(&live, name, L1T_FREE, 77777));
	}
}

static void a_live_file_of_another_trace_is_left_alone(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name = make(&live, 20, 10, 200);

	(void)unused;
	live.header.session ^= 1;
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 20);
}

/* As if the counter was set back right after the first event: no time is before that. */
static void what_seems_to_be_from_before_time_0_comes_after_the_first_event(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	struct l1t_reader *reader;
	const struct l1t_record *r;
	char *name = make(&live, 0, 0, 200), message[256], path[300];
	struct l1t_slot_free *first = (void *)live.slots;
	int64_t last = 0;
	uint64_t id = 0;

	(void)unused;
	live.header.anchors[0] = (struct l1t_anchor){1000000000, 0, 1.0};
	first->head.ticks = 1000000000;
	save(&live, name);
	assert_int_equal(0, l1t_reader_open(&reader, name, message, sizeof(message)));
	while (l1t_reader_next(reader, &r) == 1) {
		assert_int_equal(id++, r->free.id);
		assert_true(r->time_ns >= last);
		last = r->time_ns;
	}
	status = *l1t_reader_status(reader);
	assert_int_equal(200, id);
	assert_int_equal(0, status.damaged_count);
	l1t_reader_close(reader);
	snprintf(path, sizeof(path), "%s.live", name);
	unlink(path);
	unlink(name);
	free(name);
}

static void losses_not_yet_in_the_trace_are_told(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name = make(&live, 20, 10, 200);

	(void)unused;
	live.ring.lost = 17;
	live.ring.lost_reported = 10;
	live.header.lost_no_ring = 5;
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 200);
	assert_int_equal(status.lost_events, 12);
}

/* Killed when the block was written and the ring did not show it yet. */
static void losses_that_only_the_trace_knows_it_has_count_once(void **unused)
{
	struct live_file live;
	struct l1t_read_status status;
	char *name;

	(void)unused;
	told = 17;
	name = make(&live, 20, 10, 200);
	told = 0;
	live.ring.lost = 20;
	live.ring.lost_reported = 10;
	save(&live, name);
	assert_int_equal(read_ids(name, UINT64_MAX, &status), 200);
	assert_int_equal(status.lost_events, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rings_continue_where_the_trace_ends),
		cmocka_unit_test(a_ring_that_wrapped_is_read_whole),
		cmocka_unit_test(what_the_trace_has_is_not_read_again_without_the_rings_header),
		cmocka_unit_test(nor_what_could_be_of_two_laps_later),
		cmocka_unit_test(a_call_that_never_returned_costs_only_itself),
		cmocka_unit_test(a_page_out_of_place_is_damage),
		cmocka_unit_test(kinds_are_read_as_they_were_numbered),
		cmocka_unit_test(an_event_whose_end_was_lost_is_none),
		cmocka_unit_test(the_middle_of_an_event_is_none),
		cmocka_unit_test(a_live_file_of_another_trace_is_left_alone),
		cmocka_unit_test(what_seems_to_be_from_before_time_0_comes_after_the_first_event),
		cmocka_unit_test(losses_not_yet_in_the_trace_are_told),
		cmocka_unit_test(losses_that_only_the_trace_knows_it_has_count_once),
	};

	return cmocka_run_group_tests_name("format live", tests, NULL, NULL);
}

/*
 * Every bit of a small killed recording's two files, one at a time, and every page of them lost,
 * zeroed or in another's place: all events are there, or some are reported as missing, and none is
 * invented, doubled or changed. Only a frequent event's own values in a ring's slot have no check
 * (it would cost time in every call): there that event may differ, and no other.
 *
 *     format_flip_test [paused]
 *
 * `paused`: the trace ends in a pause, and the rings hold events from before and after its end.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_fold.h"
#include "l1t_reader.h"
#include "make_live.h"

enum { EVENTS_MAX = 600, BLOB_KEPT = 64 };

struct seen {
	uint8_t kind;
	uint32_t thread, blob_bytes;
	uint64_t seq;
	int64_t time_ns;
	uint64_t f[L1T_FIELDS_MAX];
	uint8_t blob[BLOB_KEPT];
};

struct reading {
	int opened;
	unsigned count;
	struct seen seen[EVENTS_MAX];
	struct l1t_read_status status;
};

static int is_paused;

static struct {
	struct live_maker live;
	struct trace_writer trace;
	char path[80], live_path[90];
	int fd[2];
	uint64_t size[2];
	struct reading sound;
	int paused;
	unsigned cases, said, repaired, altered;
} f;

/* Represents all events that were not to be recorded. */
static const struct seen of_a_pause;

static const uint8_t *sound_bytes(unsigned file)
{
	return file ? f.live.bytes : f.trace.bytes.data;
}

/* ---- reading ---- */

static void read_all(struct reading *to)
{
	char message[256];
	const struct l1t_record *r;
	struct l1t_reader *reader;

	to->count = 0;
	memset(&to->status, 0, sizeof(to->status));
	to->opened = !l1t_reader_open(&reader, f.path, message, sizeof(message));
	if (!to->opened)
		return;
	while (l1t_reader_next(reader, &r) == 1) {
		struct seen *s = &to->seen[to->count++];

		assert_true(to->count < EVENTS_MAX);
		memset(s, 0, sizeof(*s));
		*s = (struct seen){.kind = r->kind, .thread = r->thread, .seq = r->seq,
			.time_ns = r->time_ns, .blob_bytes = r->blob_bytes};
		memcpy(s->f, r->f, l1t_kinds[r->kind].fields * sizeof(*r->f));
		if (r->kind == L1T_LOST)
			s->time_ns = 0; /* number of the first event that is there */
		if (r->blob_bytes)
			memcpy(s->blob, r->blob, r->blob_bytes < BLOB_KEPT ? r->blob_bytes : BLOB_KEPT);
	}
	to->status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
}

static int is_said(const struct reading *r)
{
	return !r->opened || r->status.damaged_count || r->status.skipped_blocks ||
		r->status.torn_events > f.sound.status.torn_events;
}

/*
 * The record of a kind without a check whose own values or time are at this byte; NULL: none. A
 * region's kind contains its type and flags.
 */
static const struct seen *whose_value(unsigned file, uint64_t at)
{
	uint64_t ring = (at - L1T_PAGE) / LIVE_RING, in = (at - L1T_PAGE) % LIVE_RING, slot;

	if (!file || at < L1T_PAGE || in < L1T_PAGE)
		return NULL;
	in -= L1T_PAGE;
	slot = live_ring(&f.live, (unsigned)ring)->tail;
	while (slot < live_ring(&f.live, (unsigned)ring)->head) {
		uint64_t begin = slot % LIVE_SLOTS * L1T_SLOT_BYTES;
		uint64_t n = in >= begin ? in - begin : in + LIVE_RING_BYTES - begin;
		const struct l1t_slot_head *head = (const void *)(f.live.bytes + at - in + begin);

		slot += head->slots;
		if (n >= head->slots * (uint64_t)L1T_SLOT_BYTES)
			continue;
		if (l1t_generic_kind(head->kind, head->small) || n == 1 || n == 3 ||
			(n == 0 && head->kind < L1T_SLOT_REGION))
			return NULL;
		for (unsigned i = 0; i < f.sound.count; i++)
			if (f.sound.seen[i].thread == ring + 1 && f.sound.seen[i].kind != L1T_LOST &&
				f.sound.seen[i].time_ns == (int64_t)head->ticks)
				return &f.sound.seen[i];
		return f.paused ? &of_a_pause : NULL;
	}
	return NULL;
}

/* All but the number within its thread: a ring counts slots, a block records. */
static int is_like(const struct seen *a, const struct seen *b)
{
	return a->kind == b->kind && a->thread == b->thread && a->time_ns == b->time_ns &&
		a->blob_bytes == b->blob_bytes && !memcmp(a->f, b->f, sizeof(a->f)) &&
		!memcmp(a->blob, b->blob, sizeof(a->blob));
}

/* One of the records that is not marked in `came`; they are mostly read in the same order. */
static const struct seen *find(const struct reading *r, const struct seen *like, unsigned from,
	uint8_t *came)
{
	for (unsigned n = 0; n < r->count; n++) {
		unsigned i = (from + n) % r->count;

		if (!came[i] && is_like(&r->seen[i], like)) {
			came[i] = 1;
			return &r->seen[i];
		}
	}
	return NULL;
}

/* `altered`: this event may differ, or seem to be in a pause, or not to be. */
static void check(const struct reading *got, const struct seen *altered, const char *what, uint64_t at)
{
	static uint8_t came[EVENTS_MAX];
	unsigned missing = 0, differ = 0;

	memset(came, 0, sizeof(came));
	f.cases++;
	f.said += is_said(got) != 0;
	for (unsigned i = 0; i < got->count; i++) {
		const struct seen *s = &got->seen[i];

		if (find(&f.sound, s, i, came))
			continue;
		if (altered && (s->thread == altered->thread || altered == &of_a_pause) && !differ) {
			differ++;
			continue;
		}
		/* some losses may be reported, though not all */
		if (!is_said(got) || s->kind != L1T_LOST)
			fail_msg("%s %llu: a record of kind %u, thread %u, slot %llu that never was",
				what, (unsigned long long)at, s->kind, s->thread,
				(unsigned long long)s->seq);
	}
	for (unsigned i = 0; i < f.sound.count; i++)
		missing += !came[i] && &f.sound.seen[i] != altered;
	f.altered += differ;
	f.repaired += !is_said(got) && !differ;
	if (altered && altered != &of_a_pause && !f.paused && !differ && !is_said(got) &&
		!came[altered - f.sound.seen])
		missing++;
	if (missing && !is_said(got))
		fail_msg("%s %llu: %u records are missing, and nothing is said", what,
			(unsigned long long)at, missing);
}

/* ---- damage ---- */

static void save(unsigned file, const uint8_t *bytes, uint64_t size)
{
	assert_int_equal(0, ftruncate(f.fd[file], (off_t)size));
	assert_int_equal(size, pwrite(f.fd[file], bytes, size, 0));
}

static void save_sound(void)
{
	for (unsigned file = 0; file < 2; file++)
		save(file, sound_bytes(file), f.size[file]);
}

static int set_up(void **state)
{
	char name[] = "/dev/shm/l1t-flip-XXXXXX";
	int fd;

	(void)state;
	memset(&f, 0, sizeof(f));
	f.paused = is_paused;
	fd = mkstemp(name);
	if (fd < 0) {
		memcpy(name, "/tmp/l1t-flip-XXXXXX", sizeof("/tmp/l1t-flip-XXXXXX"));
		fd = mkstemp(name);
	}
	assert_true(fd >= 0);
	snprintf(f.path, sizeof(f.path), "%s", name);
	snprintf(f.live_path, sizeof(f.live_path), "%s.live", name);
	live_of_a_killed(&f.live, &f.trace, f.paused);
	f.fd[0] = fd;
	f.fd[1] = open(f.live_path, O_RDWR | O_CREAT | O_EXCL, 0600);
	f.size[0] = f.trace.bytes.count;
	f.size[1] = LIVE_BYTES;
	save_sound();
	read_all(&f.sound);
	assert_false(f.sound.status.damaged_count || f.sound.status.skipped_blocks);
	assert_int_equal(2 + 3 + 4 + 3, f.sound.status.lost_events);
	assert_true(f.sound.count > (f.paused ? 100 : 200));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(f.fd[0]);
	close(f.fd[1]);
	unlink(f.path);
	unlink(f.live_path);
	trace_free(&f.trace);
	print_message("%u cases: %u said, %u repaired, %u with one event altered\n", f.cases, f.said,
		f.repaired, f.altered);
	return 0;
}

/*
 * A sanitizer costs twice the time: with it two bits of each byte that says where something lies are
 * turned, other ones in the next byte, and one of each other byte.
 */
static int is_left_out(unsigned file, uint64_t at, unsigned bit)
{
#if defined(__SANITIZE_ADDRESS__)
	uint64_t in = at < L1T_PAGE ? 0 : (at - L1T_PAGE) % LIVE_RING;
	int is_header = in < L1T_PAGE, is_value = !is_header && at % L1T_SLOT_BYTES >= 8;

	return bit != at * 5 % 8 && ((file && (is_value || (is_header && !f.live.bytes[at]))) ||
		bit != (at * 5 + 3) % 8);
#else
	(void)file, (void)at, (void)bit;
	return 0;
#endif
}

static void every_bit(void **state)
{
	static struct reading got;

	(void)state;
	for (unsigned file = 0; file < 2; file++)
		for (uint64_t at = 0; at < f.size[file]; at++)
			for (unsigned bit = 0; bit < 8; bit++) {
				uint8_t byte = sound_bytes(file)[at], flipped = byte ^ (uint8_t)(1 << bit);

				if (is_left_out(file, at, bit))
					continue;
				assert_int_equal(1, pwrite(f.fd[file], &flipped, 1, (off_t)at));
				read_all(&got);
				assert_int_equal(1, pwrite(f.fd[file], &byte, 1, (off_t)at));
				check(&got, whose_value(file, at), file ? "bit of the live file's byte" : "bit of the "
					"trace's byte", at);
			}
}

static void every_page(void **state)
{
	static uint8_t bytes[LIVE_BYTES];
	static struct reading got;

	(void)state;
	for (unsigned a = 0; a < LIVE_PAGES; a++) {
		size_t at = a * (size_t)L1T_PAGE, rest = LIVE_BYTES - at - L1T_PAGE;

		memcpy(bytes, f.live.bytes, sizeof(bytes));
		memset(bytes + at, 0, L1T_PAGE);
		save(1, bytes, LIVE_BYTES);
		read_all(&got);
		check(&got, NULL, "zeroed page", a);
		assert_true(is_said(&got));
		memmove(bytes + at, f.live.bytes + at + L1T_PAGE, rest);
		save(1, bytes, LIVE_BYTES - L1T_PAGE);
		read_all(&got);
		check(&got, NULL, "lost page", a);
		assert_true(is_said(&got));
		save(1, f.live.bytes, at);
		read_all(&got);
		check(&got, NULL, "cut at page", a);
		for (unsigned b = a + 1; b < LIVE_PAGES; b++) {
			size_t there = b * (size_t)L1T_PAGE;

			memcpy(bytes, f.live.bytes, sizeof(bytes));
			memcpy(bytes + at, f.live.bytes + there, L1T_PAGE);
			memcpy(bytes + there, f.live.bytes + at, L1T_PAGE);
			save(1, bytes, LIVE_BYTES);
			read_all(&got);
			check(&got, NULL, "swapped pages", a * 1000 + b);
			assert_true(is_said(&got));
			/* one put over the other: both the same */
			memcpy(bytes + there, f.live.bytes + there, L1T_PAGE);
			save(1, bytes, LIVE_BYTES);
			read_all(&got);
			check(&got, NULL, "copied page", b * 1000 + a);
			memcpy(bytes + at, f.live.bytes + at, L1T_PAGE);
			memcpy(bytes + there, f.live.bytes + at, L1T_PAGE);
			save(1, bytes, LIVE_BYTES);
			read_all(&got);
			check(&got, NULL, "copied page", a * 1000 + b);
		}
	}
	save_sound();
}

/*
 * No header page is the only one to hold something: without it all events are there, as they were.
 */
static void no_header_page_is_needed(void **state)
{
	static uint8_t bytes[LIVE_BYTES];
	static struct reading got;
	static const unsigned pages[] = {0, 1, 1 + LIVE_RING / L1T_PAGE};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		memcpy(bytes, f.live.bytes, sizeof(bytes));
		memset(bytes + pages[i] * (size_t)L1T_PAGE, 0xa5, L1T_PAGE);
		save(1, bytes, LIVE_BYTES);
		read_all(&got);
		assert_int_equal(f.sound.count, got.count);
		check(&got, NULL, "header page", i);
		assert_true(is_said(&got));
		/* nor its place: those of two headers are exchanged */
		memcpy(bytes, f.live.bytes, sizeof(bytes));
		memcpy(bytes + pages[i] * (size_t)L1T_PAGE,
			f.live.bytes + pages[(i + 1) % 3] * (size_t)L1T_PAGE, L1T_PAGE);
		memcpy(bytes + pages[(i + 1) % 3] * (size_t)L1T_PAGE,
			f.live.bytes + pages[i] * (size_t)L1T_PAGE, L1T_PAGE);
		save(1, bytes, LIVE_BYTES);
		read_all(&got);
		assert_int_equal(f.sound.count, got.count);
		check(&got, NULL, "header page in another's place", i);
		assert_true(is_said(&got));
	}
	save_sound();
}

/* If one trace can be made of the two files, it has the same events; else both files stay. */
static void folding_loses_nothing(void **state)
{
	static const struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
	static struct reading before, after;
	static uint8_t came[EVENTS_MAX];
	unsigned folded = 0;

	(void)state;
	for (uint64_t n = 0; n < LIVE_BYTES * 8ull; n++) {
		uint64_t at = n / 8, page = at / L1T_PAGE;
		struct l1t_fold_result result;
		char message[256];
		uint8_t flipped = f.live.bytes[at] ^ (uint8_t)(1 << n % 8);

		/* slots have many bits of their own, and unused bytes mean nothing */
		if ((page && (page - 1) % (LIVE_RING / L1T_PAGE)) || (!f.live.bytes[at] && n % 8))
			continue;
		assert_int_equal(1, pwrite(f.fd[1], &flipped, 1, (off_t)at));
		read_all(&before);
		if (!l1t_fold(f.path, &exit, &result, message, sizeof(message))) {
			folded++;
			assert_int_equal(-1, access(f.live_path, F_OK));
			close(f.fd[1]);
			f.fd[1] = open(f.live_path, O_RDWR | O_CREAT | O_EXCL, 0600);
			close(f.fd[1]);
			unlink(f.live_path);
			read_all(&after);
			f.fd[1] = open(f.live_path, O_RDWR | O_CREAT | O_EXCL, 0600);
			if (after.count != before.count + 1)
				fail_msg("byte %llu: %u records, folded %u", (unsigned long long)at,
					before.count, after.count);
			memset(came, 0, sizeof(came));
			for (unsigned i = 0; i < before.count; i++)
				if (!find(&after, &before.seen[i], i, came))
					fail_msg("byte %llu: record %u is gone", (unsigned long long)at, i);
			save_sound();
		} else {
			read_all(&after);
			assert_int_equal(before.count, after.count);
			assert_int_equal(1, pwrite(f.fd[1], &f.live.bytes[at], 1, (off_t)at));
		}
	}
	assert_true(folded > 1000);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_bit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_page, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_header_page_is_needed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(folding_loses_nothing, set_up, tear_down),
	};

	is_paused = argc > 1 && !strcmp(argv[1], "paused");
	return cmocka_run_group_tests_name("format flip", tests, NULL, NULL);
}

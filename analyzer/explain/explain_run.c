/*
 * Reads the failures of a run and explains one after the other, as far as the work allowance goes.
 * See explain.h.
 *
 * Must not know: what the explanations say.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "database.h"
#include "explain.h"
#include "id_map.h"
#include "mark_passes.h"
#include "message.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	REPLAY_WORK = 300000000,        /* blocks that all replays of a run may look at */
	EXPLAINED_MIN = 256,    /* failures explained in any run, however many buffers it has */
	LOOKS_MAX = 50000000,   /* buffers looked at for all failures; each looks at all buffers */
	INDEXED_MIN = 8,        /* failures from which on it pays to make indexes */
	EQUALS_MAX = 16,        /* equal failures of one call site that are each explained */
};

/* columns of explain_failures.sql */
enum { FAILURE, TIME_NS, MOMENT, HANDLE, DEVICE, PROGRAM, CORES, CALLSITE, KIND, BUFFER_KIND,
	WORDS, SIZE_BYTES, BYTES_PER_BANK, FREE_BYTES, LARGEST_FREE_BYTES, REGION_END, LOWEST_BUFFER,
	LIMIT_BYTES, UNRESERVED_BASE, L1_BYTES, L1_SMALL_BYTES, DEVICE_BANK_BYTES,
	KERNEL_CONFIG_BYTES, OP, BANK_BYTES, DRAM_BASE, THREAD, ARCH, SITE, NTH_EQUAL, FIRST_EQUAL };

static const char *text(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

/*
 * Finds the bank's addresses. L1 grows down to the unreserved base, L1_SMALL lies above it. DRAM
 * fills from below, so its bank begins at the lowest address that was ever allocated there;
 * explain.c checks that this gives the runtime's numbers. Sub-devices take their space from the
 * bottom of L1's banks.
 */
static void read_bank(struct failure *f, sqlite3_stmt *s)
{
	uint64_t base = column_number(s, UNRESERVED_BASE), l1 = column_number(s, L1_BYTES);
	uint64_t small = column_number(s, L1_SMALL_BYTES), bank = column_number(s, DEVICE_BANK_BYTES);
	uint64_t said = column_number(s, BANK_BYTES);

	f->base = f->end = UINT64_MAX;
	if (f->buffer_kind && !strcmp(f->buffer_kind, "dram")) {
		base = column_number(s, DRAM_BASE);
		bank = said;
		if (base != UINT64_MAX && bank < UINT64_MAX - base) {
			f->base = base;
			f->end = base + bank;
		}
	} else if (f->buffer_kind && !strcmp(f->buffer_kind, "l1_small")) {
		if (l1 != UINT64_MAX && small <= l1) {
			f->base = l1 - small;
			f->end = l1;
		}
	} else if ((!f->buffer_kind || !strcmp(f->buffer_kind, "l1")) && base != UINT64_MAX) {
		f->base = base;
		if (bank < UINT64_MAX - base)
			f->end = base + bank;
		if (f->end != UINT64_MAX && said && said < bank)        /* the sub-devices have the rest */
			f->base += bank - said;
	}
}

static struct failure read_failure(sqlite3_stmt *s, uint64_t run)
{
	struct failure f = {.run = run, .number = column_number(s, FAILURE),
		.time_ns = column_number(s, TIME_NS), .moment = column_number(s, MOMENT),
		.handle = column_number(s, HANDLE), .device = column_number(s, DEVICE),
		.program = column_number(s, PROGRAM), .cores = column_number(s, CORES),
		.callsite = column_number(s, CALLSITE), .kind = text(s, KIND),
		.buffer_kind = text(s, BUFFER_KIND), .text = text(s, WORDS),
		.size_bytes = column_number(s, SIZE_BYTES),
		.bytes_per_bank = column_number(s, BYTES_PER_BANK),
		.free_bytes = column_number(s, FREE_BYTES),
		.largest_free_bytes = column_number(s, LARGEST_FREE_BYTES),
		.region_end = column_number(s, REGION_END),
		.lowest_buffer = column_number(s, LOWEST_BUFFER),
		.limit_bytes = column_number(s, LIMIT_BYTES),
		.config_bytes = column_number(s, KERNEL_CONFIG_BYTES),
		.small_bytes = column_number(s, L1_SMALL_BYTES),
		.bank_bytes = column_number(s, BANK_BYTES), .thread = column_number(s, THREAD),
		.site = text(s, SITE)};
	const char *op = text(s, OP), *arch = text(s, ARCH);

	read_bank(&f, s);
	f.equal_to = column_number(s, NTH_EQUAL) > EQUALS_MAX ? column_number(s, FIRST_EQUAL)
		: UINT64_MAX;
	f.align = arch && !strncasecmp(arch, "wormhole", 8) ? 32 : 64;
	f.op = xstrdup(op);
	return f;
}

/* How many failures of the run may be explained. */
static uint64_t most_of(sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s = statement(db, "explain_buffer_count");
	uint64_t most;

	bind_number(s, 1, run);
	most = LOOKS_MAX / ((database_next(s) ? column_number(s, 0) : 0) + 1);
	sqlite3_finalize(s);
	return most > EXPLAINED_MIN ? most : EXPLAINED_MIN;
}

/* True when half of the work allowance is used: the rest is for the answer, which comes after the
 * rows of all failures. Warns once, and sets *told. */
static bool is_late(bool *told)
{
	if (!work_half_is_done())
		return false;
	if (!*told)
		say("not all failures are explained: it takes more work than the size of the trace "
			"allows; --unlimited explains them");
	*told = true;
	return true;
}

/* The passes of marks of the failing thread, each thread's read once. */
static const struct mark_passes *marks_of(struct table *by_thread, sqlite3 *db, const struct failure *f)
{
	void **place = table_place(by_thread, f->thread);

	if (!*place)
		*place = mark_passes_of(db, f->run, f->thread);
	return *place;
}

/* False: the work allowance ended before the last failure. */
static bool explain_all(sqlite3 *db, uint64_t run, const struct explain_source *source)
{
	sqlite3_stmt *s = statement(db, "explain_failures");
	struct explainer x = {.db = db, .rows_to = row_writer(db, "explanation"), .source = source,
		.work = REPLAY_WORK};
	struct table marks = {0};
	uint64_t most, explained = 0;
	bool told = false;

	most = most_of(db, run);
	bind_number(s, 1, run);
	while (database_next(s)) {
		struct failure f = read_failure(s, run);

		if (f.equal_to == UINT64_MAX && explained++ == most)
			say("only %" PRIu64 " failures of run %" PRIu64 " are explained: each looks at all "
				"buffers", most, run);
		x.enough = explained > most || is_late(&told);
		x.marks = marks_of(&marks, db, &f);
		explain_failure(&x, &f);
		free(f.op);
	}
	sqlite3_finalize(s);
	row_writer_free(&x.rows_to);
	for (size_t i = 0; i < marks.capacity; i++)
		mark_passes_free(marks.at[i].value);
	table_free(&marks);
	return !told;
}

/* Number of failures of the run, counted up to `most`. */
static uint64_t failures_of(sqlite3 *db, uint64_t run, uint64_t most)
{
	sqlite3_stmt *s = statement(db, "explain_failure_count");
	uint64_t count;

	bind_number(s, 1, run);
	bind_number(s, 2, most);
	count = database_next(s) ? column_number(s, 0) : 0;
	sqlite3_finalize(s);
	return count;
}

bool explain_run(sqlite3 *db, uint64_t run, const struct explain_source *source)
{
	uint64_t count = failures_of(db, run, INDEXED_MIN);
	bool all;

	if (!count)
		return true;
	if (count == INDEXED_MIN)
		statement_run(db, "explain_indexes");
	all = explain_all(db, run, source);
	statement_forget_kept();
	if (count == INDEXED_MIN)
		statement_run(db, "explain_indexes_done");
	return all;
}

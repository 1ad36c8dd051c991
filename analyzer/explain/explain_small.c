/*
 * How large L1_SMALL would have had to be for all that was allocated there up to a failure: its
 * allocations, replayed from the device's opening on in a region without a lower end.
 *
 * Must not know: whose the buffers are, how rows are printed.
 *
 * The region is filled from its top, and an allocation takes the highest hole that is large enough:
 * so in a larger region each one lies where it lay, as far from the top, until one fits no hole, and
 * that one takes the lower end. What failed before is not in it, since nobody knows how long it would
 * have lived: "at least".
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "bank_heap.h"
#include "database.h"
#include "explain.h"
#include "readable.h"

enum { NOTE_BYTES = 500 };

/* Allocs (1) and frees (0) of L1_SMALL up to the failure. */
static const char sql[] =
	"SELECT alloc_moment AS moment, 1, address, bytes_per_core, announced FROM buffer WHERE run = ?1 "
	"AND handle = ?2 AND kind = 'l1_small' AND alloc_moment <= ?3 AND NOT per_core "
	"UNION ALL SELECT free_moment, 0, address, bytes_per_core, 0 FROM buffer WHERE run = ?1 "
	"AND handle = ?2 AND kind = 'l1_small' AND free_moment <= ?3 AND NOT per_core "
	"ORDER BY 1, 2, 3";

/* The bytes below `top` that would have been enough; UINT64_MAX: the replay is not what was recorded. */
static uint64_t enough(const struct explainer *x, uint64_t top)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s = database_prepare(x->db, sql);
	uint64_t need = (f->bytes_per_bank + f->align - 1) / f->align * f->align;
	uint64_t result = UINT64_MAX, at = 0;
	bool same = true;
	struct bank_heap heap;

	bank_heap_init(&heap, 0, top);
	bind_number(s, 1, f->run);
	bind_number(s, 2, f->handle);
	bind_number(s, 3, f->moment);
	while (same && database_next(s)) {
		uint64_t address = column_number(s, 2), bytes = column_number(s, 3);
		bool done = true;

		if (address >= top || !bytes || bytes > top - address)
			same = false;
		else if (!sqlite3_column_int(s, 1))
			bank_heap_give(&heap, heap_policies, address, bytes);
		else if (sqlite3_column_int(s, 4))
			done = bank_heap_take_at(&heap, address, bytes);
		else
			done = bank_heap_take(&heap, heap_policies, bytes, &at);
		if (same && (!done || (sqlite3_column_int(s, 1) && !sqlite3_column_int(s, 4) &&
			at != address)))
			same = false;
	}
	sqlite3_finalize(s);
	if (same && bank_heap_take(&heap, heap_policies, need, &at))
		result = top - bank_heap_lowest(&heap, heap_policies);
	bank_heap_free(&heap);
	return result;
}

/* The launch before it that had the least room left; false: none had less than `bytes`. */
static bool too_tight(const struct explainer *x, uint64_t bytes, uint64_t *op, uint64_t *headroom)
{
	sqlite3_stmt *s = database_prepare(x->db, "SELECT op, headroom_bytes FROM op WHERE run = ?1 "
		"AND handle = ?2 AND time_ns < ?3 AND headroom_bytes < ?4 ORDER BY headroom_bytes, op LIMIT 1");
	bool found;

	bind_number(s, 1, x->failure->run);
	bind_number(s, 2, x->failure->handle);
	bind_number(s, 3, x->failure->time_ns);
	bind_number(s, 4, bytes);
	found = database_next(s);
	if (found) {
		*op = column_number(s, 0);
		*headroom = column_number(s, 1);
	}
	sqlite3_finalize(s);
	return found;
}

void explain_small(struct explainer *x)
{
	const struct failure *f = x->failure;
	struct explanation e = explanation("cure", "l1_small_size");
	uint64_t has = f->end - f->base, bytes, op, headroom;
	char note[NOTE_BYTES];
	int n;

	if (f->end == UINT64_MAX || f->bytes_per_bank > f->end)
		return;
	bytes = enough(x, f->end);
	if (bytes == UINT64_MAX || bytes <= has)
		return;
	n = snprintf(note, sizeof(note), "open the device with l1_small_size at least %s (it was "
		"%s): that holds everything up to this failure; what comes after it is "
		"not known", grouped(bytes), grouped(has));
	if (too_tight(x, bytes - has, &op, &headroom))
		snprintf(note + n, sizeof(note) - (size_t)n, "; L1 then has %s bytes less, and op %"
			PRIu64 " had only %s left", grouped(bytes - has), op, grouped(headroom));
	e.bytes_per_core = bytes;
	e.release = true;
	e.fits = 1;
	e.note = note;
	explain_row(x, &e);
}

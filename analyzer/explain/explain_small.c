/*
 * How large L1_SMALL would have had to be for all that was allocated there up to a failure. Its
 * allocations are replayed from the opening of the device on, in a region without a lower end.
 *
 * Must not know: whose the buffers are, how rows are printed.
 *
 * The region is filled from its top, and an allocation takes the highest hole that is large enough.
 * So in a larger region each one lies at the same distance from the top, until one fits no hole;
 * that one is placed at the lower end. Earlier failed allocations are left out, since it is not
 * known how long they would have lived: so the result is "at least".
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "bank_heap.h"
#include "database.h"
#include "explain.h"
#include "placement_policies.h"
#include "readable.h"
#include "statement.h"

enum { NOTE_BYTES = 500 };


/* The bytes below `top` that would have been enough; UINT64_MAX: the replay does not give the
 * recorded addresses. */
static uint64_t enough(const struct explainer *x, uint64_t top)
{
	const struct failure *f = x->failure;
	/* columns of explain_small_events.sql */
	enum { MOMENT, IS_ALLOC, ADDRESS, BYTES_PER_CORE, ANNOUNCED };
	sqlite3_stmt *s = statement_kept(x->db, "explain_small_events");
	uint64_t need = (f->bytes_per_bank + f->align - 1) / f->align * f->align;
	uint64_t result = UINT64_MAX, at = 0;
	bool same = true;
	struct bank_heap heap;

	bank_heap_init(&heap, 0, top);
	bind_named(s, ":run", f->run);
	bind_named(s, ":handle", f->handle);
	bind_named(s, ":moment", f->moment);
	while (same && database_next(s)) {
		uint64_t address = column_number(s, ADDRESS), bytes = column_number(s, BYTES_PER_CORE);
		bool done = true;

		if (address >= top || !bytes || bytes > top - address)
			same = false;
		else if (!sqlite3_column_int(s, IS_ALLOC))
			bank_heap_give(&heap, placement_policies, address, bytes);
		else if (sqlite3_column_int(s, ANNOUNCED))
			done = bank_heap_take_at(&heap, address, bytes);
		else
			done = bank_heap_take(&heap, placement_policies, bytes, &at);
		if (same && (!done || (sqlite3_column_int(s, IS_ALLOC) && !sqlite3_column_int(s, ANNOUNCED) &&
			at != address)))
			same = false;
	}
	statement_let_go(s);
	if (same && bank_heap_take(&heap, placement_policies, need, &at))
		result = top - bank_heap_lowest(&heap, placement_policies);
	bank_heap_free(&heap);
	return result;
}

bool explain_too_tight(const struct explainer *x, uint64_t bytes, uint64_t *op, uint64_t *headroom)
{
	enum { OP, HEADROOM_BYTES };    /* columns of explain_tightest.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_tightest");
	bool found;

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":handle", x->failure->handle);
	bind_named(s, ":time_ns", x->failure->time_ns);
	bind_named(s, ":bytes", bytes);
	found = database_next(s);
	if (found) {
		*op = column_number(s, OP);
		*headroom = column_number(s, HEADROOM_BYTES);
	}
	statement_let_go(s);
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
	if (explain_too_tight(x, bytes - has, &op, &headroom))
		snprintf(note + n, sizeof(note) - (size_t)n, "; L1 then has %s bytes less, and op %"
			PRIu64 " had only %s left", grouped(bytes - has), op, grouped(headroom));
	e.bytes_per_core = bytes;
	e.release = true;
	e.fits = 1;
	e.note = note;
	explain_row(x, &e);
}

/*
 * Writes a row of an explanation, and remembers the preferred cure among a failure's rows.
 *
 * Must not know: what the rows say, how rows are printed.
 */
#include <stdio.h>
#include <string.h>
#include "explain.h"

/* Cures, in the order in which a person would try them. */
static const char *const by_preference[] = {"l1_small_size", "config_tensors_in_dram",
	"deallocate_activation", "l1_small_semaphores", "free", "reallocate", "dram",
	"dram_input", "clear_program_cache", "shrink"};

static int rank(const char *cure)
{
	int n = (int)(sizeof(by_preference) / sizeof(*by_preference)), i = 0;

	while (i < n && strcmp(by_preference[i], cure))
		i++;
	return i;
}

/* Keeps the note of a proved cure if it is preferred to the one before. */
static void look_for_cure(struct explainer *x, const struct explanation *e)
{
	int mine;

	if (strcmp(e->role, "cure") || e->fits != 1 || !e->note)
		return;
	mine = rank(e->owner_kind);
	if (x->cure[0] && mine >= x->cure_rank)
		return;
	snprintf(x->cure, sizeof(x->cure), "%s", e->note);
	x->cure_rank = mine;
}

void explain_row(struct explainer *x, const struct explanation *e)
{
	const struct failure *f = x->failure;

	WRITE_ROW(&x->rows_to, NUMBER(run, f->run), NUMBER(failure, f->number), NUMBER(device, f->device),
		NUMBER(time_ns, f->time_ns), TEXT(kind, f->kind), TEXT(owner_kind, e->owner_kind),
		TEXT(owner, e->owner), NUMBER(address, e->address),
		NUMBER(bytes_per_core, e->bytes_per_core), TEXT(callsite, e->callsite),
		TEXT(note, e->note), TEXT(role, e->role), NUMBER(id, e->id),
		NUMBER(size_bytes, e->size_bytes), NUMBER(age_ns, e->age_ns),
		NUMBER(release, e->release), NUMBER(missing_bytes, x->missing_bytes),
		NUMBER(agrees, x->agrees < 0 ? UINT64_MAX : (uint64_t)x->agrees),
		NUMBER(fits, e->fits < 0 ? UINT64_MAX : (uint64_t)e->fits), TEXT(tensor, e->tensor),
		TEXT(variable, e->variable), TEXT(last_use, e->last_use),
		NUMBER(last_use_op, e->last_use_op), TEXT(last_use_callsite, e->last_use_callsite),
		TEXT(needed, e->needed), TEXT(use_note, e->use_note));
	x->rows++;
	look_for_cure(x, e);
}

void explain_cure(struct explainer *x, const char *what, const struct holder *h, uint64_t bytes, int fits,
	const char *note)
{
	struct explanation e = explanation("cure", what);

	if (h) {
		e.owner = h->op;
		e.callsite = h->callsite;
		e.address = h->address;
		e.id = h->buffer;
		e.size_bytes = h->size_bytes;
	}
	e.bytes_per_core = bytes;
	e.release = fits == 1;
	e.fits = fits;
	e.note = note;
	explain_row(x, &e);
}

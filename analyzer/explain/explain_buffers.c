/*
 * Rows of the buffers that were live when something did not fit: which are in the way, whose they
 * are, and what releasing them would do. See explain.h.
 *
 * Must not know: programs, how a call is replayed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_cures.h"
#include "message.h"

enum { NOTE_BYTES = 300, USE_NOTE_BYTES = 1000 };

static void describe(const struct cures *c, size_t i, char *note, size_t room)
{
	static const char *const words[] = {
		[WHOSE_CALL] = "the failing call's own: it cannot be released",
		[WHOSE_MAYBE_CALL] = "taken by the failing line: whether by the call that failed is not "
			"known, so its release was not tried",
		[WHOSE_OPERAND] = "the failing call works on it: it cannot be released before",
		[WHOSE_CACHE] = "the program cache keeps it: it cannot be released by itself",
	};
	const struct holder *h = &c->holders->at[i];
	size_t n;

	if (h->whose != WHOSE_OTHER)
		snprintf(note, room, "%s", words[h->whose]);
	else if (c->in_set[i])
		snprintf(note, room, "release it%s: one of the %zu buffers of the %sset whose release "
			"before the call makes it fit", c->set.count > 1 ? "" : " alone", c->set.count,
			!c->set.proved || c->call.world_count > 1 || c->of == SET_OF_READ ? ""
			: c->of == SET_OF_DEAD ? "smallest dead " : "smallest ");
	else if (c->alone[i] == -2)
		snprintf(note, room, "lives in the same bank; whether releasing it alone makes it fit "
			"depends on whose the buffers in doubt are");
	else if (c->alone[i] < 0)
		snprintf(note, room, "lives in the same bank; its release was not tried");
	else
		snprintf(note, room, "lives in the same bank; releasing it alone %s", c->alone[i]
			? "would make it fit as well" : "does not make it fit");
	n = strlen(note);
	if (h->on_cores)
		snprintf(note + n, room - n, "; it has an address of its own on cores %s", h->on_cores);
}

static void buffer_row(const struct cures *c, size_t i)
{
	static const char *const roles[] = {"lives", "own", "maybe own", "operand", "cache"};
	const struct holder *h = &c->holders->at[i];
	struct explainer *x = c->x;
	char note[NOTE_BYTES], use_note[USE_NOTE_BYTES], *last_use, *last_use_site;
	struct explanation e = explanation(c->in_set[i] ? "in the way" : roles[h->whose], "buffer");

	describe(c, i, note, sizeof(note));
	e.owner = h->op;
	e.callsite = h->callsite;
	e.tensor = h->tensor;
	e.variable = h->variable;
	e.note = note;
	e.address = h->address;
	e.bytes_per_core = h->bytes;
	e.id = h->buffer;
	e.size_bytes = h->size_bytes;
	e.release = c->in_set[i];
	e.fits = c->alone[i] < 0 ? -1 : c->alone[i];
	if (h->alloc_ns <= x->failure->time_ns)
		e.age_ns = x->failure->time_ns - h->alloc_ns;
	if (h->whose != WHOSE_CALL && h->whose != WHOSE_CACHE) {
		needed_note(x, h, &c->needed[i], use_note, sizeof(use_note));
		e.use_note = use_note[0] ? use_note : NULL;
		e.needed = needed_word(&c->needed[i]);
	}
	needed_last_use(x, h, &last_use, &last_use_site);
	e.last_use = last_use;
	e.last_use_op = last_use && needed_is_op(h->last_use) ? h->last_use_op : UINT64_MAX;
	e.last_use_callsite = last_use_site;
	explain_row(x, &e);
	free(last_use);
	free(last_use_site);
}

void explain_buffers(struct explainer *x, struct holders *h, const char *kind, uint64_t end)
{
	struct cures c;

	cures_find(&c, x, h, kind, end);
	for (size_t i = 0; i < h->count; i++)
		buffer_row(&c, i);
	cures_rows(&c);
	cures_free(&c);
}

/*
 * What is known of the need for a buffer, in words: see explain_needed.h.
 *
 * Must not know: how it is found, what is proposed, how rows are printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_needed.h"
#include "mark_passes.h"
#include "shown_frames.h"
#include "statement.h"
#include "xalloc.h"

enum { FRAME_BYTES = 300 };

const char *needed_word(const struct needed *n)
{
	static const char *const words[] = {[NEED_CALL] = "call", [NEED_LATER] = "later",
		[NEED_NONE] = "dead"};

	return words[n->need];
}

/* The name and call site of an op; the caller frees both. */
static void op_names(const struct explainer *x, uint64_t op, char **name, char **callsite)
{
	enum { NAME, CALLSITE };        /* columns of explain_op_name.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_op_name");

	*name = *callsite = NULL;
	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":op", op);
	if (op != UINT64_MAX && database_next(s)) {
		*name = xstrdup((const char *)sqlite3_column_text(s, NAME));
		*callsite = xstrdup((const char *)sqlite3_column_text(s, CALLSITE));
	}
	statement_let_go(s);
}

void needed_last_use(const struct explainer *x, const struct holder *h, char **op, char **callsite)
{
	*op = *callsite = NULL;
	if (h->uses == UINT64_MAX || !h->uses || needed_after(x, h))
		return;
	if (needed_is_op(h->last_use)) {
		op_names(x, h->last_use_op, op, callsite);
	} else {
		*op = xstrdup(h->last_use);
		*callsite = xstrdup(h->last_use_site);
	}
}

bool needed_was_read(const struct explainer *x, const struct holder *h, const struct needed *n)
{
	char *op, *callsite;
	bool other;

	if (n->need != NEED_NOT_KNOWN || !n->known)
		return false;
	needed_last_use(x, h, &op, &callsite);
	other = op && needed_is_op(h->last_use) && !(h->op && !strcmp(op, h->op) &&
		callsite && h->callsite && !strcmp(callsite, h->callsite));
	free(op);
	free(callsite);
	return other;
}

/* Adds "NAME (model.py:12)". */
static void add_op(char *note, size_t room, const char *name, const char *site)
{
	struct shown_frames f = shown_frames_of(site);
	const char *frame = NULL;
	size_t n = strlen(note), bytes = 0;

	if (site && shown_frames_next(&f, &frame, &bytes))
		while (bytes && frame[bytes - 1] != ' ')
			bytes--;
	bytes = bytes > FRAME_BYTES ? FRAME_BYTES : bytes;
	n += (size_t)snprintf(note + n, room - n, "%.100s", name ? name : "an op");
	if (bytes > 1)
		snprintf(note + n, room - n, " (%.*s)", (int)bytes - 1, frame);
}

void needed_add_last(const struct explainer *x, const struct holder *h, char *note, size_t room)
{
	size_t n = strlen(note);
	char *name, *site;

	if (needed_after(x, h))
		return;
	if (!h->uses) {
		snprintf(note + n, room - n, "%snothing used it yet", n ? "; " : "");
		return;
	}
	snprintf(note + n, room - n, "%slast used by ", n ? "; " : "");
	needed_last_use(x, h, &name, &site);
	add_op(note, room, name, site);
	free(name);
	free(site);
}

/* "in 3 earlier passes" */
static void passes_words(const struct needed *n, char *out, size_t room)
{
	snprintf(out, room, "in %u earlier pass%s%s", n->passes, n->passes == 1 ? "" : "es",
		n->other_sizes ? " of other sizes" : "");
}

static void add_later(const struct explainer *x, const struct needed *n, char *note, size_t room)
{
	char passes[60], *name, *site;

	passes_words(n, passes, sizeof(passes));
	snprintf(note, room, "%s%s", n->proof == PROOF_AFTER ? "" : passes,
		n->proof == PROOF_AFTER ? "used after the failure by " : " used later by ");
	op_names(x, n->later_op, &name, &site);
	if (n->later_op != UINT64_MAX)
		add_op(note, room, name, site);
	else
		snprintf(note + strlen(note), room - strlen(note), "the host");
	free(name);
	free(site);
}

void needed_note(const struct explainer *x, const struct holder *h, const struct needed *n, char *note,
	size_t room)
{
	const char *again = mark_passes_again(x->marks, h->alloc_ns, x->failure->time_ns);
	char passes[60];

	passes_words(n, passes, sizeof(passes));
	note[0] = 0;
	if (!n->known)
		return;
	if (n->need == NEED_CALL && n->proof == PROOF_PASSES)
		snprintf(note, room, "the call uses it, as %s", passes);
	else if (n->need == NEED_CALL)
		snprintf(note, room, "the call uses it%s", n->proof == PROOF_EARLIER_PROGRAM
			? ", in a program before this one" : n->proof == PROOF_LINE ? ", as its line says" : "");
	else if (n->need == NEED_LATER)
		add_later(x, n, note, room);
	else if (n->need == NEED_NONE && n->proof == PROOF_PASSES)
		snprintf(note, room, "dead: %s nothing used it from here on", passes);
	else if (n->need == NEED_NONE)
		snprintf(note, room, "dead: the line ran again, and it was freed unused");
	if (n->need == NEED_NOT_KNOWN && needed_is_op(h->last_use) && h->perhaps_ns == UINT64_MAX &&
		!needed_was_read(x, h, n))
		snprintf(note, room, "nothing has read it since it was made");
	else if (n->need != NEED_CALL)
		needed_add_last(x, h, note, room);
	if (n->need == NEED_NOT_KNOWN)
		snprintf(note + strlen(note), room - strlen(note), "; whether anything uses it later is not "
			"known");
	if (again)
		snprintf(note + strlen(note), room - strlen(note), "; made in an earlier pass of %.200s", again);
}

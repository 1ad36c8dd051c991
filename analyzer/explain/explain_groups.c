/*
 * Rows that say whether releasing all buffers of one operation, or of one line, makes the call fit.
 * See explain_cures.h.
 *
 * Must not know: how a call is replayed, how rows are printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explain_cures.h"
#include "readable.h"
#include "xalloc.h"

enum { NOTE_BYTES = 300 };

static int compare(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static int by_op(const void *a, const void *b)
{
	const struct holder *p = *(const struct holder *const *)a;
	const struct holder *q = *(const struct holder *const *)b;
	int order = compare(p->op, q->op);

	return order ? order : (p->address > q->address) - (p->address < q->address);
}

static int by_line(const void *a, const void *b)
{
	const struct holder *p = *(const struct holder *const *)a;
	const struct holder *q = *(const struct holder *const *)b;
	int order = compare(p->op, q->op);

	if (!order)
		order = compare(p->callsite, q->callsite);
	return order ? order : (p->address > q->address) - (p->address < q->address);
}

static void group_row(struct cures *c, const struct holder **group, size_t count, bool line)
{
	struct explanation e = explanation(line ? "line" : "op", line ? "line" : "op");
	char note[NOTE_BYTES];
	uint64_t missing = 0;
	int n;

	e.owner = group[0]->op;
	e.callsite = line ? group[0]->callsite : NULL;
	e.bytes_per_core = e.size_bytes = 0;
	for (size_t i = 0; i < count; i++) {
		c->changes[c->call.block_of[group[i] - c->holders->at]] = REPLAY_GONE;
		e.bytes_per_core += group[i]->bytes;
		e.size_bytes += group[i]->size_bytes != UINT64_MAX ? group[i]->size_bytes : 0;
	}
	if (!cures_may_replay(c)) {
		cures_try(c, NULL);
		return;
	}
	e.fits = cures_try(c, &missing);
	n = count == 1 ? snprintf(note, sizeof(note), "releasing its one buffer ")
		: snprintf(note, sizeof(note), "releasing all %zu of its buffers ", count);
	if (e.fits < 0)
		snprintf(note + n, sizeof(note) - (size_t)n, "makes it fit or not: that depends on whose "
			"the buffers in doubt are");
	else if (missing)
		snprintf(note + n, sizeof(note) - (size_t)n, "leaves %s bytes missing",
			grouped(missing));
	else
		snprintf(note + n, sizeof(note) - (size_t)n, "makes it fit");
	e.note = note;
	explain_row(c->x, &e);
}

static void rows(struct cures *c, const struct holder **sorted, size_t n, bool line)
{
	size_t next;

	if (n)
		qsort(sorted, n, sizeof(*sorted), line ? by_line : by_op);
	for (size_t i = 0; i < n; i = next) {
		for (next = i + 1; next < n && !compare(sorted[next]->op, sorted[i]->op) &&
			(!line || !compare(sorted[next]->callsite, sorted[i]->callsite)); next++)
			;
		/* buffers without a name or call site are no group */
		if (line ? sorted[i]->callsite != NULL : sorted[i]->op != NULL)
			group_row(c, sorted + i, next - i, line);
	}
}

void groups_rows(struct cures *c)
{
	const struct holders *h = c->holders;
	const struct holder **sorted = xcalloc(h->count + 1, sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++)
		if (c->call.may_go[c->call.block_of[i]])
			sorted[n++] = &h->at[i];
	rows(c, sorted, n, false);
	rows(c, sorted, n, true);
	free(sorted);
}

/*
 * Passes of a function that was called from elsewhere: see explain_passes.h.
 *
 * Must not know: what is proposed, how rows are printed.
 *
 * A decode loop runs the lines that a warm-up ran, with another outer line. Of two call sites the outer
 * frames that both have are their callers; the frames inside of them are what is compared.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_passes.h"
#include "grown_array.h"
#include "statement.h"
#include "xalloc.h"

enum {
	CALLERS_MAX = 16,       /* of one call site */
	SITES_MAX = 64,         /* that are looked for, of a failure */
	ALIKE_MAX = 10000,      /* buffers, of one call site */
};

struct elsewhere {              /* one call site of the function, and the failing line's with it */
	uint64_t like;          /* the call site of the buffers that it is like */
	struct line line;
	struct alikes alikes;
};

struct callers {
	struct explainer *x;
	const char *kind;
	uint64_t looked[SITES_MAX];     /* call sites that were looked for */
	size_t looked_count;
	struct elsewhere *at;
	size_t count, capacity;
};

struct callers *callers_new(struct explainer *x, const char *kind)
{
	struct callers *c = xcalloc(1, sizeof(*c));

	c->x = x;
	c->kind = kind;
	return c;
}

void callers_free(struct callers *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->at[i].line.ops);
		free(c->at[i].alikes.at);
	}
	free(c->at);
	free(c);
}

/* ---- frames ---- */

/* Where the outermost frame of text[0..bytes) begins. */
static size_t last_frame(const char *text, size_t bytes)
{
	while (bytes > 1 && !(text[bytes - 2] == ';' && text[bytes - 1] == ' '))
		bytes--;
	return bytes > 1 ? bytes : 0;
}

/* Removes the frames that both end with, but for one of each. False: there are none. */
static bool find_inside(const char *a, size_t *a_bytes, const char *b, size_t *b_bytes)
{
	bool found = false;

	*a_bytes = strlen(a);
	*b_bytes = strlen(b);
	for (;;) {
		size_t i = last_frame(a, *a_bytes), k = last_frame(b, *b_bytes);

		if (!i || !k || *a_bytes - i != *b_bytes - k || memcmp(a + i, b + k, *a_bytes - i))
			return found;
		*a_bytes = i - 2;       /* without the "; " before it */
		*b_bytes = k - 2;
		found = true;
	}
}

/* Was it freed by a line of the function, or when that returned? */
static bool ended_inside(const char *free_site, const char *manner, const char *caller)
{
	size_t bytes = free_site ? strlen(free_site) : 0, outer = strlen(caller);

	if (bytes < outer || strcmp(free_site + bytes - outer, caller))
		return false;
	return bytes > outer ? bytes > outer + 2 && !memcmp(free_site + bytes - outer - 2, "; ", 2)
		: manner && !strcmp(manner, "return");
}

/* ---- one call site ---- */

static struct alikes load_alikes(const struct callers *c, uint64_t site, uint64_t like, const char *caller)
{
	/* columns of explain_alike_at.sql */
	enum { SITE, BYTES_PER_CORE, OPS_BEFORE, OPS_UNTIL_END, LAST_USE_OP, PERHAPS_OP, LAST_USE,
		ALLOC_NS, FREE_CALLSITE, FREE_MANNER };
	sqlite3_stmt *s = statement_kept(c->x->db, "explain_alike_at");
	struct alikes all = {0};

	bind_named(s, ":run", c->x->failure->run);
	bind_named(s, ":handle", c->x->failure->handle);
	bind_named_text(s, ":kind", c->kind);
	bind_named(s, ":time_ns", c->x->failure->time_ns);
	bind_named(s, ":site", site);
	bind_named(s, ":most", ALIKE_MAX);
	while (database_next(s)) {
		GROW(all.at, all.count, all.capacity);
		all.at[all.count++] = (struct alike){like, column_number(s, BYTES_PER_CORE), column_number(s, ALLOC_NS),
			column_number(s, OPS_BEFORE), column_number(s, OPS_UNTIL_END),
			column_number(s, LAST_USE_OP), column_number(s, PERHAPS_OP),
			needed_is_op((const char *)sqlite3_column_text(s, LAST_USE)),
			!ended_inside((const char *)sqlite3_column_text(s, FREE_CALLSITE),
				(const char *)sqlite3_column_text(s, FREE_MANNER), caller)};
	}
	statement_let_go(s);
	return all;
}

static char *inside_of(const char *site, size_t bytes)
{
	return xprintf("%.*s; ", (int)bytes, site);
}

static void look_for(struct callers *c, const struct holder *h)
{
	enum { SITE, CALLSITE, CALLER };        /* columns of explain_callers.sql */
	const struct failure *f = c->x->failure;
	char *site_inside, *line_inside;
	size_t site_bytes, line_bytes;
	sqlite3_stmt *s;

	if (!h->callsite || !f->site || !find_inside(h->callsite, &site_bytes, f->site, &line_bytes))
		return;
	site_inside = inside_of(h->callsite, site_bytes);
	line_inside = inside_of(f->site, line_bytes);
	s = statement(c->x->db, "explain_callers");
	bind_named(s, ":run", f->run);
	bind_named(s, ":site", h->site);
	bind_named(s, ":callsite", f->callsite);
	bind_named_text(s, ":site_inside", site_inside);
	bind_named_text(s, ":line_inside", line_inside);
	bind_named(s, ":most", CALLERS_MAX);
	while (database_next(s)) {
		GROW(c->at, c->count, c->capacity);
		c->at[c->count++] = (struct elsewhere){h->site,
			passes_line(c->x, column_number(s, CALLSITE)),
			load_alikes(c, column_number(s, SITE), h->site,
				(const char *)sqlite3_column_text(s, CALLER))};
	}
	sqlite3_finalize(s);
	free(site_inside);
	free(line_inside);
}

static bool was_looked_for(const struct callers *c, uint64_t site)
{
	for (size_t i = 0; i < c->looked_count; i++)
		if (c->looked[i] == site)
			return true;
	return false;
}

void callers_vote(struct votes *v, struct callers *c, const struct holder *h, struct place here,
	bool other_sizes)
{
	if (!was_looked_for(c, h->site)) {
		if (c->looked_count == SITES_MAX)
			return;
		c->looked[c->looked_count++] = h->site;
		look_for(c, h);
	}
	for (size_t i = 0; i < c->count; i++)
		if (c->at[i].like == h->site)
			passes_vote(v, &c->at[i].line, &c->at[i].alikes, h->site, h->bytes, here,
				other_sizes);
}

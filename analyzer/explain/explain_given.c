/*
 * What the failing line gives to its op, by the program's source. An op that finds no room for its output has
 * launched nothing yet: no record says what it was called with.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "explain_needed.h"
#include "id_map.h"
#include "xalloc.h"

/* A variable names what its line made last: by call site the newest holder. */
static struct table newest_of(const struct holders *h)
{
	struct table newest = {0};

	for (size_t i = 0; i < h->count; i++) {
		struct holder *o = &h->at[i], *other = table_get(&newest, o->site);

		if (o->site != UINT64_MAX && o->callsite && !o->no_tensor &&
			(!other || other->alloc_ns < o->alloc_ns))
			table_put(&newest, o->site, o);
	}
	return newest;
}

/* Where a line sets several variables, its op made several buffers. */
static bool is_of_newest(const struct holder *h, const struct holder *newest)
{
	return h == newest || (h->variable && strchr(h->variable, ',') && h->ops_before == newest->ops_before);
}

bool *given_find(const struct explainer *x, const struct holders *h)
{
	const struct explain_source *source = x->source;
	bool *given = xcalloc(h->count + 1, sizeof(*given));
	struct table newest = newest_of(h);

	for (size_t i = 0; i < h->count && x->failure->site; i++) {
		const struct holder *o = &h->at[i], *last = table_get(&newest, o->site);

		given[i] = last && is_of_newest(o, last) && source->is_read(source->context, o->callsite, o->op,
			x->failure->site, x->failure->op);
	}
	table_free(&newest);
	return given;
}

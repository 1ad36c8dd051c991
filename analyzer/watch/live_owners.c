/*
 * Buffers are only counted, by call site, memory and chips: what that costs does not depend on
 * how many there are.
 *
 * Must not know: records, how it is shown.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "id_map.h"
#include "live_owners.h"
#include "work_allowance.h"
#include "xalloc.h"

struct owner {
	struct owner *next;     /* another one with this hash */
	uint64_t callsite, type, chips;
	uint64_t bytes, count;
};

struct live_owners {
	struct table by_hash;
	struct owner **all;
	size_t count, capacity;
};

struct live_owners *live_owners_new(void)
{
	return xcalloc(1, sizeof(struct live_owners));
}

void live_owners_free(struct live_owners *o)
{
	for (size_t i = 0; i < o->count; i++)
		free(o->all[i]);
	free(o->all);
	table_free(&o->by_hash);
	free(o);
}

static struct owner *owner_of(struct live_owners *o, const struct account_buffer *b)
{
	const struct l1t_alloc *a = &b->alloc;
	uint64_t hash = (a->callsite << 24) + b->chips * 32 + a->type;
	struct owner *first = table_get(&o->by_hash, hash), *made;

	for (struct owner *at = first; at && work_spend(5); at = at->next)
		if (at->callsite == a->callsite && at->type == a->type && at->chips == b->chips)
			return at;
	made = xcalloc(1, sizeof(*made));
	*made = (struct owner){.next = first, .callsite = a->callsite, .type = a->type,
		.chips = b->chips};
	table_put(&o->by_hash, hash, made);
	GROW(o->all, o->count, o->capacity);
	o->all[o->count++] = made;
	return made;
}

void live_owners_change(struct live_owners *o, const struct account_buffer *b, int sign)
{
	const struct l1t_alloc *a = &b->alloc;
	struct owner *w;

	if ((a->type != L1T_L1 && a->type != L1T_L1_SMALL && a->type != L1T_PERSISTENT) ||
		l1t_part_of(a) || b->alloc_moment == L1T_UNKNOWN)
		return;         /* another part of a buffer, or one that takes no L1 */
	w = owner_of(o, b);
	w->count += (uint64_t)sign;
	w->bytes += sign > 0 ? a->bytes_per_core : -a->bytes_per_core;
}

uint64_t live_owners_buffers(const struct live_owners *o, const struct watch_names *n, uint64_t chip)
{
	uint64_t count = 0;

	for (size_t i = 0; i < o->count && work_spend(20); i++)
		if (o->all[i]->count && o->all[i]->type != L1T_PERSISTENT &&
			watch_names_has_chip(n, o->all[i]->chips, chip))
			count += o->all[i]->count;
	return count;
}

static bool is_more(const struct owner *a, const struct owner *b)
{
	return a->bytes != b->bytes ? a->bytes > b->bytes : a->callsite < b->callsite;
}

/* Keeps the largest ones in order. */
static void keep(const struct owner **best, size_t *count, const struct owner *w)
{
	size_t at = *count;

	if (at == SHOWN_OWNERS && !is_more(w, best[at - 1]))
		return;
	if (at < SHOWN_OWNERS)
		(*count)++;
	else
		at--;
	for (; at && is_more(w, best[at - 1]); at--)
		best[at] = best[at - 1];
	best[at] = w;
}

void live_owners_show(const struct live_owners *o, const struct watch_names *n, uint64_t chip,
	struct snapshot *out)
{
	const struct owner *best[SHOWN_OWNERS];
	size_t count = 0;
	uint64_t all = 0, bytes = 0;

	for (size_t i = 0; i < o->count && work_spend(20); i++) {
		const struct owner *w = o->all[i];

		if (!w->count || !watch_names_has_chip(n, w->chips, chip))
			continue;
		keep(best, &count, w);
		all++;
		bytes += w->bytes;
	}
	for (size_t i = 0; i < count; i++) {
		struct owner_snapshot *to = &out->owners[i];
		const char *op = watch_names_site(n, best[i]->callsite, to->site, SITE_ROOM);

		to->bytes = best[i]->bytes;
		to->count = best[i]->count;
		to->small = best[i]->type == L1T_L1_SMALL;
		strncpy(to->op, op ? op : "", NAME_ROOM - 1);
		bytes -= to->bytes;
	}
	out->owner_count = (unsigned)count;
	out->owners_more = all - count;
	out->owners_more_bytes = bytes;
}

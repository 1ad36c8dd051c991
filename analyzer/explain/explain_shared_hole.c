/*
 * Which buffers to release after an out of memory where tensors have addresses of their own on some
 * cores: a buffer of all banks needs one hole that is free in each bank. The set is found without a
 * replay: if the failing call allocated nothing before, a release right before the call moves no
 * other buffer.
 *
 * Must not know: how rows are printed.
 *
 * Why it is exact. Slide a place for the buffer down until something that stays is in its way: it
 * then begins where the bank begins or where some buffer ends. So only these places are looked at,
 * and the buffers in one of them are a smallest set.
 */
#include <stdlib.h>
#include <string.h>
#include "explain_cures.h"
#include "xalloc.h"

/* A buffer; each of its parts is a holder of its own. */
struct owner {
	uint64_t buffer, bytes, alloc_ns;
	bool elsewhere, may_go, alone, chosen;
	size_t seen;            /* number of the last place in which it was found */
};

struct part {
	uint64_t buffer;
	bool elsewhere;
	size_t holder;
};

struct search {
	struct cures *c;
	struct part *parts;
	struct owner *owners;
	size_t *owner_of;       /* by holder */
	size_t owner_count;
	size_t *in_place;       /* indexes of the owners in the place that is looked at */
	uint64_t youngest;      /* best set so far: when its youngest was allocated, in ns */
};

static int by_buffer(const void *a, const void *b)
{
	const struct part *p = a, *q = b;

	if (p->buffer != q->buffer)
		return p->buffer < q->buffer ? -1 : 1;
	if (p->elsewhere != q->elsewhere)
		return p->elsewhere ? 1 : -1;
	return (p->holder > q->holder) - (p->holder < q->holder);
}

static void find_owners(struct search *s)
{
	const struct holders *h = s->c->holders;

	for (size_t i = 0; i < h->count; i++)
		s->parts[i] = (struct part){h->at[i].buffer, h->at[i].elsewhere, i};
	qsort(s->parts, h->count, sizeof(*s->parts), by_buffer);
	for (size_t i = 0; i < h->count; i++) {
		const struct holder *o = &h->at[s->parts[i].holder];
		struct owner *last = s->owner_count ? &s->owners[s->owner_count - 1] : NULL;

		if (!last || last->buffer != o->buffer || last->elsewhere != o->elsewhere) {
			last = &s->owners[s->owner_count++];
			*last = (struct owner){.buffer = o->buffer, .elsewhere = o->elsewhere,
				.bytes = o->bytes, .alloc_ns = o->alloc_ns, .may_go = true};
		}
		last->may_go = last->may_go && o->whose == WHOSE_OTHER && o->bytes;
		s->owner_of[s->parts[i].holder] = s->owner_count - 1;
	}
}

/* Keeps the owners in this place if they are a better set: fewest bytes, of these the fewest
 * buffers, of equals the oldest. */
static void take_set(struct search *s, size_t count, uint64_t bytes, uint64_t youngest)
{
	struct smallest_release *set = &s->c->set;

	if (set->found && (bytes != set->bytes ? bytes > set->bytes : count != set->count
		? count > set->count : youngest >= s->youngest))
		return;
	set->found = true;
	set->count = count;
	set->bytes = bytes;
	s->youngest = youngest;
	for (size_t i = 0; i < s->owner_count; i++)
		s->owners[i].chosen = false;
	for (size_t i = 0; i < count; i++)
		s->owners[s->in_place[i]].chosen = true;
}

/* Looks at the place [begin, end). False: it is free, though the runtime found no
 * room. */
static bool look_at(struct search *s, size_t place, uint64_t begin, uint64_t end)
{
	const struct holders *h = s->c->holders;
	uint64_t bytes = 0, youngest = 0;
	size_t count = 0;

	for (size_t i = 0; i < h->count && h->at[i].address < end; i++) {
		struct owner *o = &s->owners[s->owner_of[i]];

		if (h->at[i].address + h->at[i].bytes <= begin || o->seen == place)
			continue;
		if (!o->may_go)
			return true;
		o->seen = place;
		bytes += o->bytes;
		youngest = o->alloc_ns > youngest ? o->alloc_ns : youngest;
		s->in_place[count++] = s->owner_of[i];
	}
	if (count == 1)
		s->owners[s->in_place[0]].alone = true;
	if (count)
		take_set(s, count, bytes, youngest);
	return count;
}

static bool look_everywhere(struct search *s)
{
	const struct failure *f = s->c->x->failure;
	const struct holders *h = s->c->holders;

	for (size_t i = 0; i <= h->count; i++) {
		uint64_t begin = i ? h->at[i - 1].address + h->at[i - 1].bytes : f->base;

		if (begin >= f->base && begin < f->end && f->bytes_per_bank <= f->end - begin &&
			!look_at(s, i + 1, begin, begin + f->bytes_per_bank))
			return false;
	}
	return true;
}

static void keep(const struct search *s)
{
	struct cures *c = s->c;

	c->set.proved = true;
	for (size_t i = 0; i < c->holders->count; i++) {
		const struct owner *o = &s->owners[s->owner_of[i]];

		c->in_set[i] = o->chosen;
		c->alone[i] = o->may_go ? o->alone : -1;
	}
}

bool shared_hole_find(struct cures *c)
{
	const struct holders *h = c->holders;
	struct search s = {.c = c};
	bool sound = h->count && c->x->hole_bytes != UINT64_MAX;

	for (size_t i = 0; i < h->count && sound; i++)
		sound = h->at[i].alloc_ns <= c->call.early_ns &&
			h->at[i].bytes < UINT64_MAX - h->at[i].address;
	if (!sound || h->count >= c->x->work / (h->count + 1))
		return false;
	c->x->work -= h->count * (h->count + 1);
	s.parts = xcalloc(h->count, sizeof(*s.parts));
	s.owners = xcalloc(h->count, sizeof(*s.owners));
	s.owner_of = xcalloc(h->count, sizeof(*s.owner_of));
	s.in_place = xcalloc(h->count, sizeof(*s.in_place));
	find_owners(&s);
	sound = look_everywhere(&s);
	if (sound)
		keep(&s);
	else
		c->set = (struct smallest_release){0};
	free(s.parts);
	free(s.owners);
	free(s.owner_of);
	free(s.in_place);
	return sound;
}

/*
 * Time is cut into buckets of a second; each keeps the fullest instant of it, so no peak is lost,
 * however seldom somebody looks. A bucket begins with what was held before.
 *
 * Must not know: records, names, how it is shown.
 */
#include <stdlib.h>
#include "core_levels.h"
#include "id_map.h"
#include "work_allowance.h"
#include "xalloc.h"

static const uint64_t bucket_ns = 1000000000;

struct class_level {
	struct core_bytes last;         /* at its last instant */
	uint64_t resident;
	unsigned cores;                 /* how many; last.core is the first */
	uint64_t bucket;                /* number of the one with its last instants, */
	uint64_t most, most_before;     /* the most in it, and in the one before */
};

struct core_levels {
	struct table classes;           /* struct class_level */
	uint64_t of_core[CORES_MAX];    /* number of its class; 0: none */
	uint64_t number;                /* of the present bucket */
	bool began;
	struct core_bytes fullest[SHOWN_BUCKETS];       /* of bucket n at n % SHOWN_BUCKETS */
};

struct core_levels *core_levels_new(void)
{
	return xcalloc(1, sizeof(struct core_levels));
}

void core_levels_free(struct core_levels *l)
{
	table_free_values(&l->classes);
	free(l);
}

/* While no program runs. */
static struct core_bytes held(const struct core_bytes *b)
{
	struct core_bytes h = *b;

	h.total -= h.program;
	h.program = 0;
	return h;
}

static void take(struct core_bytes *most, const struct core_bytes *b)
{
	if (b->total > most->total || (b->total == most->total && b->core < most->core))
		*most = *b;
}

/* What the fullest core holds; `runs`: at its last instant, else while no program runs. */
static struct core_bytes fullest(const struct core_levels *l, bool runs, uint64_t *resident)
{
	struct core_bytes most = {.core = CORES_MAX};

	work_spend(l->classes.capacity);
	for (size_t i = 0; i < l->classes.capacity; i++) {
		const struct class_level *k = l->classes.at[i].value;
		struct core_bytes b;

		if (!k)
			continue;
		b = runs ? k->last : held(&k->last);
		if (b.total > most.total || (b.total == most.total && b.core < most.core)) {
			most = b;
			*resident = k->resident;
		}
	}
	return most;
}

/* Brings the buckets to a time; those in between hold what was held then. */
static void advance(struct core_levels *l, uint64_t time_ns)
{
	uint64_t number = time_ns / bucket_ns, resident = 0;
	struct core_bytes level;

	if (l->began && number <= l->number)
		return;
	level = fullest(l, false, &resident);
	for (uint64_t n = l->began && number - l->number < SHOWN_BUCKETS ? l->number + 1
			: number >= SHOWN_BUCKETS ? number - SHOWN_BUCKETS + 1 : 0; n <= number; n++)
		l->fullest[n % SHOWN_BUCKETS] = l->began || n == number ? level : (struct core_bytes){0};
	l->number = number;
	l->began = true;
}

static void note(struct core_levels *l, struct class_level *k, const struct core_bytes *b)
{
	take(&l->fullest[l->number % SHOWN_BUCKETS], b);
	if (k->bucket != l->number) {
		k->most_before = k->bucket + 1 == l->number ? k->most : 0;
		k->most = 0;
		k->bucket = l->number;
	}
	if (b->total > k->most)
		k->most = b->total;
}

void core_levels_class(struct core_levels *l, const struct account_class *k)
{
	const struct class_level *parent = k->parent ? table_get(&l->classes, k->parent) : NULL;
	struct class_level *made = xcalloc(1, sizeof(*made)), *before;

	if (parent)
		*made = *parent;
	made->cores = 0;
	advance(l, k->time_ns);
	before = table_take(&l->classes, k->class_id);
	free(before);
	table_put(&l->classes, k->class_id, made);
}

void core_levels_core(struct core_levels *l, uint64_t class_id, unsigned core)
{
	struct class_level *k = table_get(&l->classes, class_id), *before;

	if (!k || core >= CORES_MAX)
		return;
	before = l->of_core[core] ? table_get(&l->classes, l->of_core[core]) : NULL;
	/* a class whose cores have all gone to others is forgotten */
	if (before && before != k && !--before->cores)
		free(table_take(&l->classes, l->of_core[core]));
	if (!k->cores++)        /* cores come in order */
		k->last.core = core;
	l->of_core[core] = class_id;
}

void core_levels_change(struct core_levels *l, const struct account_change *c)
{
	struct class_level *k = table_get(&l->classes, c->class_id);
	struct core_bytes b = {c->buffer_bytes, c->l1_small_bytes, c->program_bytes, c->persistent_bytes,
		c->total_bytes, 0};

	if (!k)
		return;
	b.core = k->last.core;
	advance(l, c->time_ns);
	note(l, k, &b);
	k->resident = c->resident_bytes;
	/* what a replay takes is not held afterwards */
	k->last = c->event == EVENT_REPLAY ? held(&k->last) : b;
}

void core_levels_show(struct core_levels *l, uint64_t now_ns, struct device_snapshot *out)
{
	uint64_t resident = 0, first = 0;

	if (now_ns != L1T_UNKNOWN)
		advance(l, now_ns);
	out->now = fullest(l, true, &resident);
	out->resident = resident;
	out->recent = l->fullest[l->number % SHOWN_BUCKETS];
	if (l->number)
		take(&out->recent, &l->fullest[(l->number - 1) % SHOWN_BUCKETS]);
	for (unsigned i = 0; i < SHOWN_BUCKETS; i++)
		out->bucket[SHOWN_BUCKETS - 1 - i] = i > l->number ? L1T_UNKNOWN
			: l->fullest[(l->number - i) % SHOWN_BUCKETS].total;
	for (unsigned i = 0; i < CORES_MAX; i++) {
		const struct class_level *k = l->of_core[i] ? table_get(&l->classes, l->of_core[i]) : NULL;
		uint64_t held_now = k ? k->last.total - k->last.program : 0;

		out->core[i] = held_now;
		if (k && k->bucket + 1 >= l->number && k->most > held_now)
			out->core[i] = k->most;
		if (k && k->bucket == l->number && k->most_before > out->core[i])
			out->core[i] = k->most_before;
		if (!k)
			continue;
		if (first && out->core[i] != first - 1)
			out->cores_differ = true;
		first = out->core[i] + 1;
	}
}

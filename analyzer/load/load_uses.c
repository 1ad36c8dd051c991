/*
 * Which launch uses which words of L1T_USES records: see load_uses.h.
 *
 * Must not know: which buffer a word means, bytes of cores, rows.
 *
 * A launch of which some words are not known may have used every buffer that is live on its device
 * then. A replay uses the words of its captured launches.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "id_map.h"
#include "load_uses.h"
#include "xalloc.h"

enum { WORDS_MAX = 1024, MADE_MAX = 256 };

/* Limits the words that all replays use together: a few records could ask for any number. */
enum { REPLAYED_WORDS_MAX = 1 << 26 };

struct words {
	uint32_t *at;
	size_t count, capacity;
};

struct pending {                        /* what a thread recorded for its next launch */
	uint64_t program, flags;
	struct words words;
	struct l1t_alloc *made;         /* allocated by the thread since its last launch */
	size_t made_count, made_capacity;
};

struct mesh_trace {
	uint64_t handle, id;
	bool is_partial;
	struct words words;
};

struct uses {
	uint64_t ops, replayed_words;
	struct use_listener listener;
	struct buffer_users *users;
	struct table pending, traces;   /* by thread; by device and id */
	struct table capturing;         /* by device: the trace that it captures */
};

/* ---- words ---- */

static void add_word(struct words *w, uint32_t word)
{
	GROW(w->at, w->count, w->capacity);
	w->at[w->count++] = word;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void sort_words(struct words *w)
{
	size_t n = 0;

	if (w->count)
		qsort(w->at, w->count, sizeof(*w->at), by_value);
	for (size_t i = 0; i < w->count; i++)
		if (!n || w->at[n - 1] != w->at[i])
			w->at[n++] = w->at[i];
	w->count = n;
}

/* ---- launches, and what the host does ---- */

static void use_words(struct uses *u, uint64_t handle, const struct words *w, const struct using *x)
{
	for (size_t i = 0; i < w->count; i++)
		buffer_users_use(u->users, handle, w->at[i], x);
}

static void read_words(struct words *w, const struct l1t_record *r)
{
	w->count = 0;
	for (uint32_t i = 0; i + 4 <= r->blob_bytes && w->count < WORDS_MAX; i += 4) {
		uint32_t word;

		memcpy(&word, r->blob + i, sizeof(word));
		add_word(w, word);
	}
}

static struct pending *pending_of(struct uses *u, uint64_t thread)
{
	return table_make(&u->pending, thread, sizeof(struct pending));
}

/*
 * Keeps the buffers of the thread's present call site: only these can be for its next launch. Of
 * many it keeps the first, since an op allocates few.
 */
static void on_alloc(struct uses *u, const struct l1t_record *r)
{
	struct pending *p = pending_of(u, r->thread);

	buffer_users_add(u->users, &r->alloc, (uint64_t)r->time_ns, u->ops);
	if (!r->alloc.callsite || r->alloc.callsite == L1T_UNKNOWN)
		return;
	if (p->made_count && p->made[0].callsite != r->alloc.callsite)
		p->made_count = 0;
	if (p->made_count == MADE_MAX)
		return;
	GROW(p->made, p->made_count, p->made_capacity);
	p->made[p->made_count++] = r->alloc;
}

static void give_made(struct uses *u, struct pending *p, uint64_t callsite, uint64_t op)
{
	for (size_t i = 0; i < p->made_count; i++)
		if (p->made[i].callsite == callsite)
			buffer_users_made_for(u->users, &p->made[i], op);
	p->made_count = 0;
}

static void on_uses(struct uses *u, const struct l1t_record *r)
{
	struct pending *p = pending_of(u, r->thread);

	read_words(&p->words, r);
	p->program = r->uses.program;
	p->flags = r->blob_bytes > WORDS_MAX * 4 ? L1T_USES_PARTIAL : r->uses.flags;
	if (p->program)
		return;
	use_words(u, r->uses.device, &p->words, &(struct using){
		{u->ops, (uint64_t)r->time_ns},
		r->uses.flags & L1T_USES_TAKEN ? "view" : r->uses.flags & L1T_USES_READ ? "host read"
		: "host write",
		r->uses.callsite == L1T_UNKNOWN ? 0 : r->uses.callsite, NULL});
	p->words.count = 0;
}

static void on_launch(struct uses *u, const struct l1t_record *r, uint64_t op)
{
	struct pending *p = pending_of(u, r->thread);
	struct using x = {{op, (uint64_t)r->time_ns}, "op", 0, &r->launch};
	bool known = p->program && p->program == r->launch.program;
	struct mesh_trace *t = table_get(&u->capturing, r->launch.device);

	give_made(u, p, r->launch.callsite, op);
	p->program = 0;
	if (r->launch.flags & L1T_LAUNCH_FAILED) {
		for (size_t i = 0; known && i < p->words.count; i++)
			buffer_users_want(u->users, r->launch.device, p->words.at[i], op);
		return;
	}
	if (known) {
		use_words(u, r->launch.device, &p->words, &x);
		for (size_t i = 0; t && i < p->words.count; i++)
			add_word(&t->words, p->words.at[i]);
	}
	if (known && !(p->flags & L1T_USES_PARTIAL))
		return;
	buffer_users_unknown(u->users, r->launch.device, x.at);
	if (t)
		t->is_partial = true;
}

/* ---- mesh traces ---- */

static struct mesh_trace *trace_of(struct uses *u, const struct l1t_mesh_trace *of, bool make)
{
	uint64_t key = of->device << 32 ^ of->trace;
	struct mesh_trace *t = table_get(&u->traces, key);

	if (!t && make) {
		t = xcalloc(1, sizeof(*t));
		table_put(&u->traces, key, t);
		t->handle = of->device;
		t->id = of->trace;
	}
	return t && t->handle == of->device && t->id == of->trace ? t : NULL;
}

static void on_replay(struct uses *u, const struct l1t_record *r, uint64_t op)
{
	struct mesh_trace *t = trace_of(u, &r->mesh_trace, false);
	struct using x = {{op, (uint64_t)r->time_ns}, "replay", 0, NULL};
	bool all = t && !t->is_partial && u->replayed_words + t->words.count < REPLAYED_WORDS_MAX;

	if (all) {
		u->replayed_words += t->words.count;
		use_words(u, r->mesh_trace.device, &t->words, &x);
	} else {
		buffer_users_unknown(u->users, r->mesh_trace.device, x.at);
	}
}

static void on_mesh_trace(struct uses *u, const struct l1t_record *r, uint64_t op)
{
	struct mesh_trace *t;

	switch (r->kind) {
	case L1T_CAPTURE_BEGIN:
		t = trace_of(u, &r->mesh_trace, true);
		table_remove(&u->capturing, r->mesh_trace.device);
		if (!t)
			break;
		t->words.count = t->is_partial = 0;
		table_put(&u->capturing, r->mesh_trace.device, t);
		break;
	case L1T_CAPTURE_END:
		t = trace_of(u, &r->mesh_trace, false);
		if (t)
			sort_words(&t->words);
		if (t == table_get(&u->capturing, r->mesh_trace.device))
			table_remove(&u->capturing, r->mesh_trace.device);
		break;
	case L1T_REPLAY: on_replay(u, r, op); break;
	default: break;
	}
}

/* ---- the whole ---- */

static void forget(struct uses *u)
{
	for (size_t i = 0; i < u->pending.capacity; i++) {
		struct pending *p = u->pending.at[i].value;

		if (p) {
			free(p->words.at);
			free(p->made);
		}
		free(p);
	}
	for (size_t i = 0; i < u->traces.capacity; i++) {
		struct mesh_trace *t = u->traces.at[i].value;

		if (t)
			free(t->words.at);
		free(t);
	}
	table_free(&u->pending);
	table_free(&u->traces);
	table_free(&u->capturing);
	buffer_users_free(u->users);
}

struct uses *uses_new(struct use_listener l)
{
	struct uses *u = xcalloc(1, sizeof(struct uses));

	u->listener = l;
	u->users = buffer_users_new(l);
	return u;
}

void uses_begin(struct uses *u)
{
	struct use_listener l = u->listener;

	forget(u);
	*u = (struct uses){.listener = l, .users = buffer_users_new(l)};
}

void uses_free(struct uses *u)
{
	forget(u);
	free(u);
}

bool uses_end(struct uses *u, const struct l1t_alloc *a, struct use_summary *out)
{
	if (!buffer_users_take(u->users, a, u->ops, out))
		return false;
	out->ops_until_end = u->ops;
	return true;
}

bool uses_after_free(struct uses *u, struct used_after_free *out)
{
	return buffer_users_after_free(u->users, out);
}

/* Frees and closes arrive by uses_end(), since the accounting knows what else ends a buffer. */
void uses_record(struct uses *u, const struct l1t_record *r, uint64_t op)
{
	if (op > u->ops)
		u->ops = op;
	switch (r->kind) {
	case L1T_DEVICE: buffer_users_device(u->users, r->device.device); break;
	case L1T_ALLOC: on_alloc(u, r); break;
	case L1T_USES: on_uses(u, r); break;
	case L1T_LAUNCH: on_launch(u, r, op); break;
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY: on_mesh_trace(u, r, op); break;
	default: break;
	}
}

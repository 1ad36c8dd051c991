/*
 * Counts a run's buffers, programs and ops as the accounting does, where that takes no more than
 * counting: see load_counts.h. A trace that announces buffers, which were live before it or in a
 * pause, is left to the accounting, which knows what of that it has counted already.
 *
 * Must not know: accounting, what the rows say.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "id_map.h"
#include "l1t_skim.h"
#include "load_counts.h"
#include "progress.h"
#include "read_ahead.h"
#include "trace_bytes.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	RECORD_NS = 250, RUN_NS = 50,   /* work: a record that is read, a run of others */
	BLOCKS_SHOWN = 64,              /* between two looks at the line of progress */
};

#define FIELD(member) (offsetof(struct l1t_record, member) - offsetof(struct l1t_record, f)) / 8

/* Kinds whose records are read. */
#define KIND(kind) ((uint64_t)1 << (kind))
static const uint64_t read_kinds = KIND(L1T_BEGIN) | KIND(L1T_STRING) | KIND(L1T_CHIPS) |
	KIND(L1T_CALLSITE) | KIND(L1T_DEVICE) | KIND(L1T_REPLAY) | KIND(L1T_NOTE);

/* A thread that launches: the last record of its last run that has launches. */
struct launcher {
	int64_t last_ns;
	uint64_t last_seq;
	bool launched;
};

struct counting {
	struct raw *raw;
	struct run_counts counts;
	struct table launchers, devices, marks;         /* by thread; those opened; begun */
	uint64_t *values[2];            /* columns of a block */
	size_t capacity;
	int64_t last_ns;
	bool any, doubt;                /* doubt: the accounting may count otherwise */
	uint64_t blocks, read;          /* records that were read */
	struct progress progress;
	const struct l1t_reader *reader;
};

/* Room for a column of n values in each of k->values. */
static void make_room(struct counting *k, size_t n)
{
	if (n <= k->capacity)
		return;
	for (int i = 0; i < 2; i++) {
		free(k->values[i]);
		k->values[i] = xarray(n, sizeof(uint64_t));
	}
	k->capacity = n;
}

/* All bits that a field has in any record of a kind. */
static uint64_t bits_of(struct counting *k, const struct l1t_skimmed *s, uint8_t kind,
	unsigned field)
{
	size_t n = l1t_skimmed_values(s, kind, field, k->values[0]);
	uint64_t bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= k->values[0][i];
	return bits;
}

/* Values of a field, one for each record. */
static void all_values(const struct l1t_skimmed *s, uint8_t kind, unsigned field, uint64_t *values)
{
	size_t n = l1t_skimmed_values(s, kind, field, values);

	for (size_t i = n; n == 1 && i < s->counts[kind]; i++)
		values[i] = *values;
}

/* A buffer in several parts counts once. */
static void on_allocs(struct counting *k, const struct l1t_skimmed *s)
{
	const uint64_t flags = bits_of(k, s, L1T_ALLOC, FIELD(alloc.flags));

	k->counts.buffers += s->counts[L1T_ALLOC];
	k->doubt |= flags & L1T_ALLOC_ANNOUNCED;
	if (!(flags & L1T_ALLOC_PART))
		return;
	all_values(s, L1T_ALLOC, FIELD(alloc.flags), k->values[0]);
	all_values(s, L1T_ALLOC, FIELD(alloc.id), k->values[1]);
	for (uint32_t i = 0; i < s->counts[L1T_ALLOC]; i++)
		k->counts.buffers -= l1t_part_of(&(struct l1t_alloc){.flags = k->values[0][i],
			.id = k->values[1][i]}) != 0;
}

/*
 * Launches that go on with their thread's last op are none of their own; that takes that there was
 * one before, which only the accounting knows where a thread's records are out of order.
 */
static struct launcher *launcher_of(struct counting *k, const struct l1t_skimmed_run *run)
{
	struct launcher *l = table_make(&k->launchers, run->thread, sizeof(*l));

	k->doubt |= !run->in_order || !work_spend(RUN_NS);
	k->doubt |= l->launched && (run->first_ns < l->last_ns ||
		(run->first_ns == l->last_ns && run->seq <= l->last_seq));
	l->last_ns = run->last_ns;
	l->last_seq = run->seq + run->records - 1;
	return l;
}

/* `flags`: of the block's launches; NULL: each is an op. */
static void on_launches(struct counting *k, const struct l1t_skimmed *s, const uint64_t *flags)
{
	const uint8_t *kinds = s->kinds;

	for (uint32_t i = 0; i < s->run_count; i++) {
		const uint8_t *end = kinds + s->runs[i].records;
		const uint8_t *at = memchr(kinds, L1T_LAUNCH, s->runs[i].records);
		struct launcher *l = at ? launcher_of(k, &s->runs[i]) : NULL;

		for (; flags && at && at < end; at++) {
			if (*at != L1T_LAUNCH)
				continue;
			if (*flags & L1T_LAUNCH_SAME_OP) {
				k->doubt |= !l->launched;
				k->counts.ops--;
			}
			l->launched = true;
			flags++;
		}
		if (l)
			l->launched = true;
		kinds = end;
	}
	k->counts.ops += s->counts[L1T_LAUNCH];
}

/* Uses of a launch; others are the host's. */
static void on_uses(struct counting *k, const struct l1t_skimmed *s)
{
	all_values(s, L1T_USES, FIELD(uses.program), k->values[0]);
	for (uint32_t i = 0; i < s->counts[L1T_USES]; i++)
		k->counts.uses += k->values[0][i] != 0;
}

static void on_block(void *context, const struct l1t_skimmed *s)
{
	struct counting *k = context;
	uint32_t most = s->counts[L1T_ALLOC];

	most = s->counts[L1T_LAUNCH] > most ? s->counts[L1T_LAUNCH] : most;
	most = s->counts[L1T_USES] > most ? s->counts[L1T_USES] : most;
	make_room(k, most + 1u);
	if (s->first_ns <= s->last_ns && (!k->any || s->last_ns > k->last_ns)) {
		k->last_ns = s->last_ns;
		k->any = true;
	}
	k->counts.programs += s->counts[L1T_PROGRAM];
	k->counts.regions += s->counts[L1T_REGION];
	k->counts.kernels += s->counts[L1T_KERNEL];
	k->counts.failures += s->counts[L1T_FAILURE];
	on_allocs(k, s);
	if (bits_of(k, s, L1T_LAUNCH, FIELD(launch.flags)) & L1T_LAUNCH_SAME_OP) {
		all_values(s, L1T_LAUNCH, FIELD(launch.flags), k->values[0]);
		on_launches(k, s, k->values[0]);
	} else {
		on_launches(k, s, NULL);
	}
	on_uses(k, s);
	if (!(++k->blocks % BLOCKS_SHOWN))
		progress_read(&k->progress, l1t_reader_progress(k->reader),
			l1t_reader_status(k->reader)->records);
}

/* A name that is defined later may be another's: each begin of it has a row. */
static void on_mark(struct counting *k, const struct l1t_record *r)
{
	if (table_get(&k->marks, r->mark.name))
		return;
	raw_record(k->raw, r, 0);
	if (raw_string(k->raw, r->mark.name))
		table_put(&k->marks, r->mark.name, k);
}

static void on_record(struct counting *k, const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_DEVICE:
		table_put(&k->devices, r->device.device, k);
		raw_record(k->raw, r, 0);
		break;
	case L1T_REPLAY:
		k->counts.ops += table_get(&k->devices, r->mesh_trace.device) != NULL;
		break;
	case L1T_MARK_BEGIN:
		on_mark(k, r);
		break;
	case L1T_STRING:
	case L1T_CHIPS:
	case L1T_CALLSITE:
	case L1T_NOTE:
		raw_record(k->raw, r, 0);
		break;
	default:
		break;
	}
}

/* Reads the trace to its end. False: the accounting has to. */
static bool read_all(struct counting *k, struct l1t_reader *reader, struct run_facts *facts)
{
	const struct l1t_record *r;
	int got;

	while ((got = l1t_reader_next(reader, &r)) == 1 && !k->doubt) {
		k->read++;
		if (!work_record(RECORD_NS))
			break;
		run_facts_record(facts, r);
		on_record(k, r);
	}
	return !got && !k->doubt && work_ended() == WORK_GOES_ON && l1t_reader_skimmed_all(reader);
}

static void counting_free(struct counting *k)
{
	progress_end(&k->progress);
	table_free_values(&k->launchers);
	table_free(&k->devices);
	table_free(&k->marks);
	free(k->values[0]);
	free(k->values[1]);
}

struct l1t_reader *load_counts(struct raw *raw, unsigned what, const char *path, const char *name,
	uint64_t run, const struct options *o, struct run_facts *facts)
{
	const uint64_t bytes = trace_bytes(path);
	struct counting k = {.raw = raw, .progress = progress_begin(name)};
	struct l1t_skim skim = {.wanted = read_kinds, .block = on_block, .context = &k};
	struct l1t_reader *reader;
	char message[512];
	bool known;

	if (l1t_reader_open(&reader, path, message, sizeof(message))) {
		work_end_look(bytes, 0);
		return NULL;
	}
	k.reader = reader;
	if (!(what & LOAD_NO_PHASES))
		skim.wanted |= KIND(L1T_MARK_BEGIN);
	l1t_reader_skim(reader, &skim);
	read_ahead(reader, bytes, o);
	raw_begin(raw, run);
	known = read_all(&k, reader, facts);
	counting_free(&k);
	if (!known) {
		work_end_look(bytes, k.read);
		l1t_reader_close(reader);
		run_facts_free(facts);
		*facts = (struct run_facts){0};
		return NULL;
	}
	facts->last_ns = k.any ? k.last_ns : 0;
	facts->counts = k.counts;
	facts->call_sites_cut = raw_call_sites_cut(raw);
	return reader;
}

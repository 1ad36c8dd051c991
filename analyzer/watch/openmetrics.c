/*
 * OpenMetrics text 1.0, which is also what Prometheus's textfile collector takes. No label has a
 * core, an operation or a call site: their number would have no bound.
 *
 * Must not know: how the runs were read.
 */
#include <inttypes.h>
#include <string.h>
#include "buffer_words.h"
#include "readable.h"
#include "watched_run.h"

static const char *labels_of[3];        /* host, pid, rank of the run that is written, escaped */

/* Any text of a trace as the value of a label. */
static void escape(char *out, size_t room, const char *text)
{
	char safe[NAME_ROOM];
	size_t used = 0;

	readable(safe, sizeof(safe), text);
	for (const char *p = safe; *p && used + 3 < room; p++) {
		if (*p == '\\' || *p == '"')
			out[used++] = '\\';
		out[used++] = *p;
	}
	out[used] = 0;
}

/* Two runs with the same labels cannot both be written: the one that began last counts. */
static bool is_hidden(const struct watched_run *runs, size_t count, size_t at)
{
	const struct snapshot *s = runs[at].shown;

	for (size_t i = 0; i < count; i++) {
		const struct snapshot *o = runs[i].shown;

		if (i != at && o->pid == s->pid && !strcmp(o->host, s->host) &&
			!strcmp(o->rank, s->rank) &&
			(o->wall_ns > s->wall_ns || (o->wall_ns == s->wall_ns && i > at)))
			return true;
	}
	return false;
}

enum metric {
	L1_BYTES, PEAK_BYTES, CAPACITY_BYTES, RESERVED_BYTES, HEADROOM_BYTES, BUFFERS, OF_DEVICE,
	FAILURES = OF_DEVICE, OPS, LOST_EVENTS, RUNNING, METRICS
};

static const struct family {
	const char *name, *type, *unit, *help;
} families[] = {
	[L1_BYTES] = {"l1trace_l1_bytes", "gauge", "bytes",
		"L1 of the fullest core, after the last event."},
	[PEAK_BYTES] = {"l1trace_l1_peak_bytes", "gauge", "bytes",
		"The most that a core held since the chip was opened."},
	[CAPACITY_BYTES] = {"l1trace_l1_capacity_bytes", "gauge", "bytes", "Size of a core's L1."},
	[RESERVED_BYTES] = {"l1trace_l1_reserved_bytes", "gauge", "bytes",
		"L1 of a core that neither buffers nor programs get."},
	[HEADROOM_BYTES] = {"l1trace_headroom_bytes", "gauge", "bytes",
		"The least distance of a program from the lowest buffer."},
	[BUFFERS] = {"l1trace_buffers", "gauge", NULL, "Buffers that live in L1."},
	[FAILURES] = {"l1trace_failures", "counter", NULL, "What did not fit, or was refused."},
	[OPS] = {"l1trace_ops", "counter", NULL, "Launches and replays."},
	[LOST_EVENTS] = {"l1trace_lost_events", "counter", NULL,
		"Events that the recorder had to drop."},
	[RUNNING] = {"l1trace_running", "gauge", NULL, "1 while the recorded process runs."},
};

struct sample {
	FILE *out;
	const char *name;
};

/* `value` unknown: no sample. more: further labels, with a comma before each. */
static void sample(const struct sample *m, const char *more, uint64_t value)
{
	if (value == L1T_UNKNOWN)
		return;
	fprintf(m->out, "%s{host=\"%s\",pid=\"%s\",rank=\"%s\"%s} %" PRIu64 "\n", m->name,
		labels_of[0], labels_of[1], labels_of[2], more, value);
}

/* kind NULL: without that label. */
static void of_device(const struct sample *m, const struct device_snapshot *d, const char *kind,
	uint64_t value)
{
	char more[80];

	if (kind)
		snprintf(more, sizeof(more), ",device=\"%" PRIu64 "\",kind=\"%s\"", d->chip, kind);
	else
		snprintf(more, sizeof(more), ",device=\"%" PRIu64 "\"", d->chip);
	sample(m, more, value);
}

static void put_device(enum metric metric, const struct sample *m, const struct device_snapshot *d)
{
	switch (metric) {
	case L1_BYTES:
		of_device(m, d, "buffer", d->now.buffer);
		of_device(m, d, "l1_small", d->now.small);
		of_device(m, d, "program", d->now.program);
		of_device(m, d, "persistent", d->now.persistent);
		break;
	case PEAK_BYTES: of_device(m, d, NULL, d->peak.total); break;
	case CAPACITY_BYTES: of_device(m, d, NULL, d->l1_bytes); break;
	case RESERVED_BYTES: of_device(m, d, NULL, d->unreserved_base); break;
	case HEADROOM_BYTES: of_device(m, d, NULL, d->headroom); break;
	case BUFFERS: of_device(m, d, NULL, d->buffers); break;
	default: break;
	}
}

static void put_failures(const struct sample *m, const struct snapshot *s)
{
	char more[48];

	for (unsigned i = 0; i < SHOWN_FAILURES; i++) {
		snprintf(more, sizeof(more), ",kind=\"%s\"", failure_kind(i));
		sample(m, more, s->failures[i]);
	}
}

static void put_run(enum metric metric, const struct sample *m, const struct watched_run *r)
{
	const struct snapshot *s = r->shown;
	char host[2 * NAME_ROOM], rank[2 * NAME_ROOM], pid[24] = "";

	escape(host, sizeof(host), s->host);
	escape(rank, sizeof(rank), s->rank);
	if (s->pid != L1T_UNKNOWN)
		snprintf(pid, sizeof(pid), "%" PRIu64, s->pid);
	labels_of[0] = host;
	labels_of[1] = pid;
	labels_of[2] = rank;
	if (metric == FAILURES)
		put_failures(m, s);
	else if (metric >= OF_DEVICE)
		sample(m, "", metric == OPS ? s->ops : metric == LOST_EVENTS ? s->lost_events
			: !r->ended[0]);
	for (unsigned i = 0; metric < OF_DEVICE && i < s->device_count; i++)
		put_device(metric, m, &s->devices[i]);
}

void openmetrics(FILE *out, const struct watched_run *runs, size_t count)
{
	for (enum metric k = 0; k < METRICS; k++) {
		const struct family *f = &families[k];
		const bool counts = !strcmp(f->type, "counter");
		char name[64];

		snprintf(name, sizeof(name), "%s%s", f->name, counts ? "_total" : "");
		fprintf(out, "# TYPE %s %s\n", f->name, f->type);
		if (f->unit)
			fprintf(out, "# UNIT %s %s\n", f->name, f->unit);
		fprintf(out, "# HELP %s %s\n", f->name, f->help);
		for (size_t i = 0; i < count; i++)
			if (!is_hidden(runs, count, i))
				put_run(k, &(struct sample){out, name}, &runs[i]);
	}
	fputs("# EOF\n", out);
}

/*
 * Rows for scripts: what each chip's fullest core holds after the last record, and its peak.
 *
 * Must not know: how they were read.
 */
#include "row_text.h"
#include "watched_run.h"

static const char *const columns[] = {"run", "path", "pid", "rank", "host", "state", "device",
	"core_x", "core_y",
	"time_ns", "buffer_bytes", "l1_small_bytes", "program_bytes", "persistent_bytes", "total_bytes",
	"resident_bytes", "peak_bytes", "headroom_bytes", "reserved_bytes", "capacity_bytes", "buffers",
	"ops", "op", "name", "failures", "lost_events", "cure"};
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void number(struct row_text *t, uint64_t value)
{
	if (value > INT64_MAX)
		row_text_text(t, NULL);
	else
		row_text_integer(t, (int64_t)value);
}

static void text(struct row_text *t, const char *value)
{
	row_text_text(t, value[0] ? value : NULL);
}

static void row(struct row_text *t, const struct watched_run *r, size_t run,
	const struct device_snapshot *d)
{
	const struct snapshot *s = r->shown;
	uint64_t x = d && d->grid_x ? d->grid_x : 0;

	number(t, run);
	row_text_text(t, r->path);
	number(t, s->pid);
	text(t, s->rank);
	text(t, s->host);
	row_text_text(t, r->ended[0] ? r->ended : "running");
	number(t, d ? d->chip : L1T_UNKNOWN);
	number(t, x ? d->now.core % x : L1T_UNKNOWN);
	number(t, x ? d->now.core / x : L1T_UNKNOWN);
	number(t, s->time_ns);
	number(t, d ? d->now.buffer : L1T_UNKNOWN);
	number(t, d ? d->now.small : L1T_UNKNOWN);
	number(t, d ? d->now.program : L1T_UNKNOWN);
	number(t, d ? d->now.persistent : L1T_UNKNOWN);
	number(t, d ? d->now.total : L1T_UNKNOWN);
	number(t, d ? d->resident : L1T_UNKNOWN);
	number(t, d ? d->peak.total : L1T_UNKNOWN);
	number(t, d ? d->headroom : L1T_UNKNOWN);
	number(t, d ? d->unreserved_base : L1T_UNKNOWN);
	number(t, d ? d->l1_bytes : L1T_UNKNOWN);
	number(t, d ? d->buffers : L1T_UNKNOWN);
	number(t, s->ops);
	number(t, d && d->op ? d->op : L1T_UNKNOWN);
	text(t, d ? d->op_name : "");
	number(t, s->failure_count);
	number(t, s->lost_events);
	text(t, r->cure);
	row_text_end_row(t);
}

void watch_rows(FILE *out, enum output_format format, const struct watched_run *runs, size_t count)
{
	struct row_text *t = row_text_begin(out, format, columns, COLUMNS);

	for (size_t i = 0; i < count; i++) {
		const struct snapshot *s = runs[i].shown;

		for (unsigned k = 0; k < s->device_count; k++)
			row(t, &runs[i], i + 1, &s->devices[k]);
		if (!s->device_count)
			row(t, &runs[i], i + 1, NULL);
	}
	row_text_end(t);
}

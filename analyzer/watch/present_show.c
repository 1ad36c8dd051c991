/*
 * What is held, as plain values: see present.h. The accounting is ended for it, since it reports peaks
 * at the end.
 *
 * Must not know: records, files, SQL.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "present_parts.h"

static void put(char *out, size_t room, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	n = n < room - 1 ? n : room - 1;
	memcpy(out, text ? text : "", n);
	out[n] = 0;
}

static const char *pair(const struct present *p, const char *key)
{
	size_t n = strlen(key);

	for (const char *at = p->pairs; at && at < p->pairs + p->pairs_bytes; at += strlen(at) + 1)
		if (!strncmp(at, key, n) && at[n] == '=')
			return at + n + 1;
	return NULL;
}

static struct core_bytes bytes_of(const struct account_peak *k, uint64_t grid_x)
{
	return (struct core_bytes){k->buffer_bytes, k->l1_small_bytes, k->program_bytes,
		k->persistent_bytes, k->peak_bytes, (unsigned)(k->core_y * grid_x + k->core_x)};
}

static void show_device(struct present *p, struct device *d, uint64_t now_ns,
	struct device_snapshot *out)
{
	const struct account_opening *i = &d->info;

	memset(out, 0, sizeof(*out));
	out->chip = i->chip;
	out->is_open = d->is_open;
	out->grid_x = i->grid_x;
	out->grid_y = i->grid_y;
	out->l1_bytes = i->l1_bytes;
	out->unreserved_base = i->unreserved_base;
	out->l1_small_bytes = i->l1_small_bytes;
	out->config_bytes = i->kernel_config_bytes;
	if (i->grid_x > CORES_MAX || i->grid_y > CORES_MAX || i->grid_x * i->grid_y > CORES_MAX)
		out->grid_x = out->grid_y = 0;
	core_levels_show(d->levels, now_ns, out);
	out->peak = bytes_of(&d->peak, i->grid_x);
	out->peak_op = d->peak.op;
	out->peak_ns = d->peak.time_ns;
	put(out->peak_name, NAME_ROOM, watch_names_text(p->names, d->peak.name));
	out->headroom = d->headroom;
	out->op = d->op;
	out->kernel_text = d->kernel_text;
	put(out->op_name, NAME_ROOM, watch_names_text(p->names, d->name));
	out->buffers = live_owners_buffers(p->owners, p->names, i->chip);
}

static int by_chip(const void *a, const void *b)
{
	const struct device *const *x = a, *const *y = b;

	return ((*x)->info.chip > (*y)->info.chip) - ((*x)->info.chip < (*y)->info.chip);
}

/* The open device with the fullest core; if none is open, the first. */
static unsigned fullest(const struct snapshot *s)
{
	unsigned most = 0;

	for (unsigned i = 1; i < s->device_count; i++) {
		const struct device_snapshot *d = &s->devices[i], *m = &s->devices[most];

		if (d->is_open > m->is_open ||
			(d->is_open == m->is_open && d->recent.total > m->recent.total))
			most = i;
	}
	return most;
}

static void show_run(const struct present *p, const struct l1t_read_status *s, struct snapshot *out)
{
	out->pid = p->began ? p->begin.pid : L1T_UNKNOWN;
	out->wall_ns = present_wall_ns(p);
	out->time_ns = p->time_ns;
	out->ops = p->ops;
	put(out->host, NAME_ROOM, pair(p, "host"));
	put(out->rank, NAME_ROOM, pair(p, "rank"));
	put(out->command, SITE_ROOM, pair(p, "command"));
	put(out->cwd, SITE_ROOM, pair(p, "cwd"));
	if (p->mark_count)
		put(out->mark, NAME_ROOM,
			watch_names_text(p->names, p->marks[p->mark_count - 1].name));
	out->has_live = s->has_live_file;
	out->has_end = s->has_end;
	out->has_exit = s->has_exit;
	out->exit_status = s->exit_status;
	out->exit_signal = s->exit_signal;
	out->lost_events = s->lost_events;
	out->damaged = s->damaged_count || s->skipped_blocks || s->left_out_bytes || s->cut_blobs;
}

static void show_failure(const struct present *p, struct snapshot *out)
{
	memcpy(out->failures, p->failures, sizeof(out->failures));
	out->failure_count = p->failure_count;
	out->failure_ns = p->failure_ns;
	if (!p->failure_count)
		return;
	out->failure_type = p->failure.type < SHOWN_FAILURES ? (unsigned)p->failure.type : SHOWN_FAILURES;
	put(out->failure_op, NAME_ROOM, watch_names_site(p->names, p->failure.callsite,
		out->failure_site, SITE_ROOM));
	put(out->failure_text, NOTE_ROOM, p->failure_text);
}

void present_show(struct present *p, const struct l1t_read_status *s, uint64_t now_ns,
	struct snapshot *out)
{
	memset(out, 0, offsetof(struct snapshot, devices));
	p->ends = true;
	accounting_finish(p->accounting);
	show_run(p, s, out);
	show_failure(p, out);
	if (p->count > 1)
		qsort(p->devices, p->count, sizeof(*p->devices), by_chip);
	for (size_t i = 0; i < p->count && out->device_count < SHOWN_DEVICES; i++)
		show_device(p, p->devices[i], now_ns, &out->devices[out->device_count++]);
	out->devices_more = (unsigned)(p->count - out->device_count);
	out->fullest = fullest(out);
	if (out->device_count)
		live_owners_show(p->owners, p->names, out->devices[out->fullest].chip, out);
}

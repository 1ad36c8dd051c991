/*
 * The accounting does the work; what it reports is kept as it is now, and nothing of what was
 * before but a few minutes of levels.
 *
 * Must not know: files, SQL, how it is shown.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "present_parts.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { CHIPS_MOST = 4096 };

static struct device *device_of(struct present *p, uint64_t chip)
{
	return table_get(&p->by_chip, chip);
}

/* ---- what the accounting reports ---- */

static struct device *begin_opening(struct present *p, uint64_t chip, uint64_t opening)
{
	const struct l1t_device *d = table_get(&p->described, chip);
	struct device *made = device_of(p, chip);

	if (!made) {
		made = xcalloc(1, sizeof(*made));
		table_put(&p->by_chip, chip, made);
		GROW(p->devices, p->count, p->capacity);
		p->devices[p->count++] = made;
	} else {
		core_levels_free(made->levels);
	}
	*made = (struct device){.levels = core_levels_new(), .is_open = true, .headroom = L1T_UNKNOWN,
		.kernel_text = L1T_UNKNOWN};
	made->info = (struct account_opening){.opening = opening, .chip = chip};
	if (d) {
		made->info.grid_x = d->grid_x;
		made->info.grid_y = d->grid_y;
		made->info.l1_bytes = d->l1_bytes;
		made->info.unreserved_base = d->unreserved_base;
		made->info.l1_small_bytes = d->l1_small_bytes;
		made->info.kernel_config_bytes = d->kernel_config_bytes;
	}
	return made;
}

static void on_class(void *context, const struct account_class *k)
{
	struct present *p = context;
	struct device *d = device_of(p, k->chip);

	if (!d || d->info.opening != k->opening)
		d = begin_opening(p, k->chip, k->opening);
	core_levels_class(d->levels, k);
}

static void on_core(void *context, uint64_t opening, uint64_t class_id, uint64_t x, uint64_t y)
{
	struct present *p = context;

	for (size_t i = p->count; i--;) {
		struct device *d = p->devices[i];

		if (d->info.opening == opening) {
			core_levels_core(d->levels, class_id, (unsigned)(y * d->info.grid_x + x));
			return;
		}
	}
}

static void on_change(void *context, const struct account_change *c)
{
	struct device *d = device_of(context, c->chip);

	if (d && d->info.opening == c->opening)
		core_levels_change(d->levels, c);
}

static void on_op(void *context, const struct account_op *o)
{
	struct device *d = device_of(context, o->chip);

	if (!d || d->info.opening != o->opening || o->op < d->op)
		return;
	d->op = o->op;
	d->name = o->name;
	d->kernel_text = o->kernel_text_bytes;
}

static void on_peak(void *context, const struct account_peak *k)
{
	struct device *d = device_of(context, k->chip);

	if (!d || d->info.opening != k->opening)
		return;
	if (k->headroom_bytes < d->headroom)
		d->headroom = k->headroom_bytes;
	if (!d->has_peak || k->peak_bytes > d->peak.peak_bytes)
		d->peak = *k;
	d->has_peak = true;
}

static void on_opening(void *context, const struct account_opening *o)
{
	struct present *p = context;
	struct device *d = device_of(p, o->chip);

	if (!d || d->info.opening != o->opening)
		return;
	d->info = *o;
	if (!p->ends) {
		d->is_open = false;
		table_remove(&p->described, o->chip);
	}
}

static void on_allocated(void *context, const struct account_buffer *b)
{
	live_owners_change(((struct present *)context)->owners, b, 1);
}

static void on_ended(void *context, const struct account_buffer *b)
{
	struct present *p = context;

	if (!p->ends)
		live_owners_change(p->owners, b, -1);
}

/* ---- records ---- */

struct present *present_new(void)
{
	struct present *p = xcalloc(1, sizeof(*p));

	p->sink = (struct account_sink){.opening = on_opening, .class_begins = on_class,
		.class_core = on_core, .peak = on_peak, .change = on_change, .op = on_op,
		.allocated = on_allocated, .buffer = on_ended};
	p->accounting = accounting_new(&p->sink, p);
	p->names = watch_names_new();
	p->owners = live_owners_new();
	p->failure_ns = L1T_UNKNOWN;
	return p;
}

void present_free(struct present *p)
{
	if (!p)
		return;
	accounting_free(p->accounting);
	watch_names_free(p->names);
	live_owners_free(p->owners);
	for (size_t i = 0; i < p->count; i++) {
		core_levels_free(p->devices[i]->levels);
		free(p->devices[i]);
	}
	free(p->devices);
	table_free(&p->by_chip);
	table_free_values(&p->described);
	free(p->pairs);
	free(p);
}

/* Of the chips that no open device covers, the description counts. */
static void on_device(struct present *p, const struct l1t_device *d)
{
	uint64_t chip;

	for (size_t i = 0; i < CHIPS_MOST && work_spend(50) &&
		(chip = watch_names_chip(p->names, d->chips, i)) != L1T_UNKNOWN; i++) {
		struct l1t_device *at = table_get(&p->described, chip);

		if (!at) {
			at = xmalloc(sizeof(*at));
			*at = *d;
			table_put(&p->described, chip, at);
		}
	}
}

static void on_begin(struct present *p, const struct l1t_record *r)
{
	if (p->began)
		return;
	p->began = true;
	p->begin = r->begin;
	p->pairs = xmalloc(r->blob_bytes + 1u);
	memcpy(p->pairs, r->blob, r->blob_bytes);
	p->pairs[r->blob_bytes] = 0;
	p->pairs_bytes = r->blob_bytes;
}

static void on_failure(struct present *p, const struct l1t_record *r)
{
	size_t n = r->blob_bytes < NOTE_ROOM - 1 ? r->blob_bytes : NOTE_ROOM - 1;

	p->failure_count++;
	if (r->failure.type < SHOWN_FAILURES)
		p->failures[r->failure.type]++;
	p->failure = r->failure;
	p->failure_ns = (uint64_t)r->time_ns;
	memcpy(p->failure_text, r->blob, n);
	p->failure_text[n] = 0;
}

static void on_mark(struct present *p, const struct l1t_record *r)
{
	if (r->kind == L1T_MARK_BEGIN) {
		if (p->mark_count < OPEN_MARKS) {
			p->marks[p->mark_count].thread = r->thread;
			p->marks[p->mark_count++].name = r->mark.name;
		}
		return;
	}
	for (unsigned i = p->mark_count; i--;)
		if (p->marks[i].thread == r->thread && p->marks[i].name == r->mark.name) {
			p->mark_count--;
			memmove(p->marks + i, p->marks + i + 1,
				(p->mark_count - i) * sizeof(*p->marks));
			return;
		}
}

void present_record(struct present *p, const struct l1t_record *r)
{
	p->time_ns = (uint64_t)r->time_ns;
	watch_names_record(p->names, r);
	switch (r->kind) {
	case L1T_BEGIN: on_begin(p, r); break;
	case L1T_DEVICE: on_device(p, &r->device); break;
	case L1T_FAILURE: on_failure(p, r); break;
	case L1T_MARK_BEGIN:
	case L1T_MARK_END: on_mark(p, r); break;
	default: break;
	}
	accounting_record(p->accounting, r);
	if (accounting_last_op(p->accounting) > p->ops)
		p->ops = accounting_last_op(p->accounting);
}

uint64_t present_wall_ns(const struct present *p)
{
	return p->began ? p->begin.wall_ns : L1T_UNKNOWN;
}

uint64_t present_failures(const struct present *p)
{
	return p->failure_count;
}

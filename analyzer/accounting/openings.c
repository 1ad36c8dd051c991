/*
 * Devices open and close: meshes with allocators of their own, and the openings of the chips under
 * them.
 *
 * Must not know: buffers' bytes, programs.
 */
#include "accounting_state.h"
#include "opening_rows.h"
#include "cohorts.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "free_space.h"
#include "grown_array.h"
#include "id_map.h"
#include "live_buffers.h"
#include "meshes.h"
#include "openings.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	OPENING_NS = 20000, PEAK_NS = 2500,     /* work of an opening, and of a core's row */
};

static bool covers_all(const struct mesh *outer, const struct mesh *inner)
{
	for (size_t i = 0; i < inner->chips.count; i++)
		if (!work_spend(5 + outer->chips.count) || !acc_covers(outer, inner->chips.list[i]))
			return false;
	return inner->chips.count;
}

static void open_chip(struct accounting *a, const struct mesh *m, uint64_t chip)
{
	const struct l1t_device *d = &m->device;
	struct opening *o;

	if (acc_open_chip(a, chip))
		return;
	/* pays now for the rows of its peaks, which are reported when it closes */
	if (!work_spend(OPENING_NS + PEAK_NS * (d->grid_x * d->grid_y > CORES_MAX ? 0 :
			d->grid_x * d->grid_y)))
		return;
	o = xcalloc(1, sizeof(*o));
	table_put(&a->open_by_chip, chip, o);
	if (chip < LOW_CHIPS)
		a->open_low[chip] = o;
	o->open = true;
	o->info = (struct account_opening){.opening = a->opening_count + 1, .chip = chip,
		.device = d->device, .grid_x = d->grid_x, .grid_y = d->grid_y,
		.l1_bytes = d->l1_bytes, .unreserved_base = d->unreserved_base,
		.l1_small_bytes = d->l1_small_bytes, .bank_count = d->bank_count,
		.bank_bytes = d->bank_bytes, .kernel_config_bytes = d->kernel_config_bytes,
		.arch = d->arch, .open_ns = a->now_ns, .close_ns = L1T_UNKNOWN};
	if (d->grid_x > CORES_MAX || d->grid_y > CORES_MAX ||
		d->grid_x * d->grid_y > CORES_MAX) {
		acc_find(a, FINDING_OUTSIDE, chip, d->device, 0, 0, 0);
		o->info.grid_x = o->info.grid_y = 0;
	}
	o->cores = (unsigned)(o->info.grid_x * o->info.grid_y);
	GROW(a->openings, a->opening_count, a->opening_capacity);
	a->openings[a->opening_count++] = o;
	acc_begin_cohort(a, o);
}

void acc_device(struct accounting *a, const struct l1t_device *d)
{
	struct mesh *m = acc_mesh(a, d->device);

	if (m && m->open)
		return; /* announced again */
	m = xcalloc(1, sizeof(*m));
	m->device = *d;
	m->chips = acc_chips(a, &m->device.chips);
	m->root = m;
	for (struct mesh *other = a->meshes; other && work_spend(2); other = other->next)
		if (other->open && other->root == other && covers_all(other, m))
			m->root = other;
	m->open = true;
	m->next = a->meshes;
	a->meshes = m;
	if (d->device < LOW_HANDLES)
		a->mesh_low[d->device] = m;
	for (size_t i = 0; i < m->chips.count && work_spend(20); i++)
		open_chip(a, m, m->chips.list[i]);
	acc_join_cohorts(a, m);
	acc_open_spaces(a, m);
}

static void close_chip(struct accounting *a, struct opening *o)
{
	table_remove(&a->open_by_chip, o->info.chip);
	if (o->info.chip < LOW_CHIPS)
		a->open_low[o->info.chip] = NULL;
	o->open = false;
	o->info.close_ns = a->now_ns;
	acc_give_peaks(a, o);
	acc_end_cohort(a, o);
}

static void close_mesh(struct accounting *a, struct mesh *m)
{
	m->open = false;
	acc_close_buffers(a, m);
	for (size_t i = 0; i < m->chips.count && work_spend(20); i++) {
		struct opening *o = acc_open_chip(a, m->chips.list[i]);
		bool needed = false;

		for (const struct mesh *other = a->meshes; other && !needed &&
			work_spend(2 + (other->open ? other->chips.count : 0)); other = other->next)
			needed |= other->open && acc_covers(other, m->chips.list[i]);
		if (o && !needed)
			close_chip(a, o);
	}
}

void acc_device_close(struct accounting *a, uint64_t handle)
{
	struct mesh *m = acc_mesh(a, handle);

	if (!m || !m->open)
		return;
	for (struct mesh *other = a->meshes; other && work_spend(2); other = other->next)
		if (other != m && other->open && other->root == m)
			close_mesh(a, other);
	close_mesh(a, m);
}

void acc_close_all(struct accounting *a)
{
	acc_leave_buffers(a);
	for (size_t i = 0; i < a->opening_count; i++)
		if (a->openings[i]->open)
			acc_give_peaks(a, a->openings[i]);
}

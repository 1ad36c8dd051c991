/*
 * Meshes, chips and cores, as records name them.
 *
 * Must not know: what opens and closes them.
 */
#include "accounting_state.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "id_map.h"
#include "meshes.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { CHIPS_MAX = 4096 };

struct core_list {              /* a definition of cores */
	bool known;             /* `cores` are those on a chip of this grid, and all are on it */
	uint64_t grid_x, grid_y;
	struct coreset cores;
	uint32_t bytes;
	uint8_t data[];
};

struct mesh *acc_look_for_mesh(struct accounting *a, uint64_t handle)
{
	for (struct mesh *m = a->meshes; m && work_spend(2); m = m->next)
		if (m->device.device == handle)
			return m;
	return NULL;
}

void acc_define_chips(struct accounting *a, const struct l1t_record *r)
{
	size_t most = r->blob_bytes / 4;
	struct chip_list *list;

	if (table_get(&a->chips, r->define.id))
		return;
	if (most > CHIPS_MAX) {
		acc_find(a, FINDING_OUTSIDE, L1T_UNKNOWN, r->define.id, 0, 0, 0);
		most = CHIPS_MAX;
	}
	list = xmalloc(sizeof(*list) + most * sizeof(*list->list));
	table_put(&a->chips, r->define.id, list);
	list->all = (struct chips){.list = list->list};
	for (size_t i = 0; i < most && work_spend(5 + list->all.count); i++) {
		uint32_t chip;
		bool twice = false;

		memcpy(&chip, r->blob + i * 4, 4);
		for (size_t k = 0; k < list->all.count; k++)
			twice |= list->list[k] == chip;
		if (twice)
			continue;
		list->list[list->all.count++] = chip;
		list->all.low |= acc_bit(chip);
		list->all.high += !acc_bit(chip);
	}
}

struct chips acc_defined_chips(struct accounting *a, const uint64_t *field)
{
	const struct chip_list *list = table_get(&a->chips, *field);

	if (list)
		return list->all;
	acc_find(a, FINDING_UNKNOWN_CHIPS, L1T_UNKNOWN, *field, 0, 0, 0);
	return (struct chips){.list = field};
}

void acc_define_cores(struct accounting *a, const struct l1t_record *r)
{
	struct core_list *list;

	if (table_get(&a->cores, r->define.id))
		return;
	list = xmalloc(sizeof(*list) + r->blob_bytes);
	list->known = false;
	list->bytes = r->blob_bytes;
	if (r->blob_bytes)
		memcpy(list->data, r->blob, r->blob_bytes);
	table_put(&a->cores, r->define.id, list);
}

/* The cores of a list on this chip. False: some are outside of its grid, which is reported. */
static bool read_cores(struct accounting *a, const struct opening *o, uint64_t id,
	const struct core_list *list, struct coreset *out)
{
	unsigned width = (unsigned)o->info.grid_x;
	bool inside = true;

	for (size_t i = 0; i + 8 <= list->bytes; i += 8) {
		unsigned last;
		uint16_t r[4];

		memcpy(r, list->data + i, 8);
		if (!work_spend(10 + (r[3] < o->info.grid_y ? r[3] : o->info.grid_y) * 5))
			break;
		last = r[2] < width ? r[2] : width - 1;
		for (unsigned y = r[1]; y <= r[3] && y < o->info.grid_y && r[0] <= last && width; y++)
			coreset_add_run(out, y * width + r[0], y * width + last);
		if (r[2] < o->info.grid_x && r[3] < o->info.grid_y)
			continue;
		acc_find(a, FINDING_OUTSIDE, o->info.chip, id, 0, 0, 0);
		inside = false;
	}
	return inside;
}

bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out)
{
	struct core_list *list = table_get(&a->cores, id);

	if (list && list->known && list->grid_x == o->info.grid_x && list->grid_y == o->info.grid_y) {
		work_spend(10);
		*out = list->cores;
		return true;
	}
	memset(out, 0, sizeof(*out));
	if (!list) {
		acc_find(a, FINDING_UNKNOWN_CORES, o->info.chip, id, 0, 0, 0);
		return false;
	}
	list->known = read_cores(a, o, id, list, out);
	list->grid_x = o->info.grid_x;
	list->grid_y = o->info.grid_y;
	list->cores = *out;
	return true;
}

bool acc_covers(const struct mesh *m, uint64_t chip)
{
	if (chip < LOW_CHIPS)
		return m->chips.low >> chip & 1;
	for (size_t i = 0; i < m->chips.count; i++)
		if (m->chips.list[i] == chip)
			return true;
	return false;
}

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
	list = xmalloc(sizeof(*list) + most * sizeof(*list->chips));
	table_put(&a->chips, r->define.id, list);
	list->count = 0;
	for (size_t i = 0; i < most && work_spend(5 + list->count); i++) {
		uint32_t chip;
		bool twice = false;

		memcpy(&chip, r->blob + i * 4, 4);
		for (size_t k = 0; k < list->count; k++)
			twice |= list->chips[k] == chip;
		if (!twice)
			list->chips[list->count++] = chip;
	}
}

size_t acc_chips(struct accounting *a, const uint64_t *field, const uint64_t **out)
{
	const struct chip_list *list;

	*out = field;
	if (*field < L1T_CHIPS_FIRST)
		return 1;
	list = table_get(&a->chips, *field);
	if (!list) {
		acc_find(a, FINDING_UNKNOWN_CHIPS, L1T_UNKNOWN, *field, 0, 0, 0);
		return 0;
	}
	*out = list->chips;
	return list->count;
}

bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out)
{
	const struct blob *b = table_get(&a->cores, id);

	memset(out, 0, sizeof(*out));
	if (!b) {
		acc_find(a, FINDING_UNKNOWN_CORES, o->info.chip, id, 0, 0, 0);
		return false;
	}
	for (size_t i = 0; i + 8 <= b->bytes; i += 8) {
		unsigned width = (unsigned)o->info.grid_x, last;
		uint16_t r[4];

		memcpy(r, b->data + i, 8);
		if (!work_spend(10 + (r[3] < o->info.grid_y ? r[3] : o->info.grid_y) * 5))
			break;
		last = r[2] < width ? r[2] : width - 1;
		for (unsigned y = r[1]; y <= r[3] && y < o->info.grid_y && r[0] <= last && width; y++)
			coreset_add_run(out, y * width + r[0], y * width + last);
		if (r[2] >= o->info.grid_x || r[3] >= o->info.grid_y)
			acc_find(a, FINDING_OUTSIDE, o->info.chip, id, 0, 0, 0);
	}
	return true;
}

bool acc_covers(const struct mesh *m, uint64_t chip)
{
	for (size_t i = 0; i < m->chip_count; i++)
		if (m->chips[i] == chip)
			return true;
	return false;
}

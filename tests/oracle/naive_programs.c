/*
 * Programs of the naive replay: what is placed where, and what runs where. See naive_state.h.
 * Must not know: how l1analyze counts, files.
 */
#include <string.h>
#include "naive_state.h"

const struct l1t_record *cores_of(const struct naive_state *n, uint64_t cores)
{
	static const struct l1t_record none = {.kind = L1T_CORES};
	const struct l1t_record *set = stream_definition(n->stream, n->at, L1T_CORES, cores);

	return set ? set : &none;
}

enum { LOCAL_ONLY = 0, ALIASES_TOO = 1 };

static int is_of(const struct naive_region *r, uint64_t program, const struct chip_list *chips,
	uint64_t types, int aliases)
{
	return (aliases || !r->alias) && r->program == program && (!chips || in_chips(chips, r->chip)) &&
		types >> r->type & 1;
}

/* Removes the program's regions of these types (a bit each) on these chips (NULL: on all). */
static void drop_regions(struct naive_state *n, uint64_t program, const struct chip_list *chips,
	uint64_t types, int aliases)
{
	for (size_t i = 0; i < n->region_count;)
		if (is_of(&n->regions[i], program, chips, types, aliases))
			REMOVE(n->regions, n->region_count, i);
		else
			i++;
}

void place_region(struct naive_state *n, const struct l1t_region *r)
{
	struct chip_list chips = chips_of(n, r->chips);

	/* aliases of the same placement may have been recorded before it */
	if (r->flags & L1T_REGION_FIRST)
		drop_regions(n, r->program, &chips, (uint64_t)1 << r->type, LOCAL_ONLY);
	for (size_t i = 0; i < chips.count; i++) {
		struct naive_region region = {.program = r->program, .chip = chips.chip[i],
			.type = r->type, .address = r->address, .bytes = r->size_bytes,
			.alias = r->flags & L1T_REGION_ALIAS ? 1 : 0,
			.cores = cores_of(n, r->cores)};

		APPEND(n->regions, n->region_count, region);
	}
}

void end_regions(struct naive_state *n, const struct l1t_regions_freed *f)
{
	struct chip_list chips = chips_of(n, f->chips);

	drop_regions(n, f->program, &chips, f->types, ALIASES_TOO);
}

static int is_word(const struct l1t_record *string, const char *word)
{
	return string && string->blob_bytes == strlen(word) &&
		!memcmp(string->blob, word, string->blob_bytes);
}

void add_kernel(struct naive_state *n, const struct l1t_kernel *k)
{
	struct chip_list chips = chips_of(n, k->chips);
	const struct l1t_record *core_type = stream_definition(n->stream, n->at, L1T_STRING,
		k->core_type);

	if (is_word(core_type, "ethernet") || is_word(core_type, "dram"))
		return;
	for (size_t i = 0; i < chips.count; i++) {
		struct naive_kernel kernel = {k->program, chips.chip[i], cores_of(n, k->cores)};

		APPEND(n->kernels, n->kernel_count, kernel);
	}
}

void forget_program(struct naive_state *n, uint64_t program)
{
	drop_regions(n, program, NULL, ~(uint64_t)0, ALIASES_TOO);
	for (size_t i = 0; i < n->kernel_count;)
		if (n->kernels[i].program == program)
			REMOVE(n->kernels, n->kernel_count, i);
		else
			i++;
	for (size_t i = 0; i < n->opening_count; i++) {
		struct naive_opening *o = &n->openings[i];

		for (size_t c = 0; c < o->sizes.grid_x * o->sizes.grid_y; c++)
			if (o->cells[c].resident_program == program) {
				o->cells[c].resident_program = 0;
				o->cells[c].resident_bytes = 0;
			}
	}
}

/*
 * See region_rows.h. What a region is was recorded once for all chips, and holds for all later regions
 * of the same program, cores and index until it is recorded again.
 *
 * Must not know: accounting, how definitions are kept.
 */
#include <stdlib.h>
#include "grown_array.h"
#include "region_rows.h"
#include "row_forms.h"
#include "row_writer.h"
#include "xalloc.h"

/* What the lowest index of a circular buffer is. */
struct form { uint64_t page_bytes, pages, format_name, name; };

struct region_rows {
	uint64_t run;
	struct row_writer region, cb_index;
	struct row_forms *keys;
	struct form *at;        /* by the number of its key, which begins with 1 */
	size_t count, capacity;
};

struct region_rows *region_rows_new(sqlite3 *db)
{
	struct region_rows *r = xcalloc(1, sizeof(*r));

	r->region = row_writer(db, "region");
	r->cb_index = row_writer_if_new(db, "cb_index");
	r->keys = row_forms_new();
	return r;
}

void region_rows_free(struct region_rows *r)
{
	row_writer_free(&r->region);
	row_writer_free(&r->cb_index);
	row_forms_free(r->keys);
	free(r->at);
	free(r);
}

void region_rows_begin(struct region_rows *r, uint64_t run)
{
	row_forms_clear(r->keys);
	r->run = run;
	r->count = 0;
}

static struct form *form_of(struct region_rows *r, uint64_t type, uint64_t program, uint64_t cores,
	uint64_t index)
{
	const struct form unknown = {L1T_UNKNOWN, L1T_UNKNOWN, 0, 0};
	const uint64_t key[] = {type, program, cores, index};
	bool is_new;
	size_t number = row_forms_number(r->keys, key, sizeof(key) / sizeof(*key), &is_new);

	while (r->count < number) {
		GROW(r->at, r->count, r->capacity);
		r->at[r->count++] = unknown;
	}
	return &r->at[number - 1];
}

void region_rows_index(struct region_rows *r, const struct l1t_record *record)
{
	const struct l1t_region_index *i = &record->region_index;

	if (i->index == i->region)
		*form_of(r, i->type, i->program, i->cores, i->region) = (struct form){i->page_bytes,
			i->pages, i->format_name, i->name};
	else
		WRITE_ROW(&r->cb_index, NUMBER(run, r->run), NUMBER(program, i->program),
			NUMBER(cores, i->cores), NUMBER(region, i->region), NUMBER(idx, i->index),
			NUMBER(page_bytes, i->page_bytes), ID(data_format, i->format_name));
}

void region_rows_add(struct region_rows *r, const struct l1t_record *record, const char *chips)
{
	static const char *const kinds[] = {"cb", "dfb", "scratchpad"};
	const struct l1t_region *g = &record->region;
	struct form form = {L1T_UNKNOWN, L1T_UNKNOWN, 0, 0};

	if (g->type != L1T_SCRATCHPAD && g->index != L1T_UNKNOWN)
		form = *form_of(r, g->type, g->program, g->cores, g->index);
	WRITE_ROW(&r->region, NUMBER(run, r->run), NUMBER(time_ns, (uint64_t)record->time_ns),
		NUMBER(program, g->program), TEXT(chips, chips),
		TEXT(kind, g->type < 3 ? kinds[g->type] : NULL), NUMBER(idx, g->index),
		NUMBER(address, g->address), NUMBER(bytes_per_core, g->size_bytes), ID(cores, g->cores),
		NUMBER(alias, !!(g->flags & L1T_REGION_ALIAS)),
		NUMBER(first, !!(g->flags & L1T_REGION_FIRST)),
		NUMBER(page_bytes, form.page_bytes), NUMBER(pages, form.pages),
		ID(data_format, form.format_name), ID(name, form.name));
}

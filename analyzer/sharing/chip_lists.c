/*
 * Rows of table chip_list: see chip_lists.h.
 *
 * Must not know: what the rows say.
 */
#include <stdlib.h>
#include "chip_lists.h"
#include "row_writer.h"
#include "xalloc.h"

struct chip_lists {
	uint64_t run;
	struct row_writer row;
	struct member_lists *lists;
};

struct chip_lists *chip_lists_new(sqlite3 *db)
{
	struct chip_lists *c = xcalloc(1, sizeof(*c));

	c->row = row_writer(db, "chip_list");
	c->lists = member_lists_new();
	return c;
}

void chip_lists_free(struct chip_lists *c)
{
	row_writer_free(&c->row);
	member_lists_free(c->lists);
	free(c);
}

void chip_lists_begin(struct chip_lists *c, uint64_t run)
{
	c->run = run;
	member_lists_clear(c->lists);
}

uint64_t chip_lists_number(struct chip_lists *c, const struct member_list *list)
{
	bool is_new;
	uint64_t number = member_lists_number(c->lists, list, &is_new);

	for (size_t i = 0; is_new && i < list->count; i++)
		WRITE_ROW(&c->row, NUMBER(run, c->run), NUMBER(chips, number),
			NUMBER(nth, list->at[i].nth), NUMBER(opening, list->at[i].opening),
			NUMBER(device, list->at[i].chip));
	return number;
}

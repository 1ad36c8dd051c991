/*
 * The list of a sweep's runs, DIR/sweep.jsonl, which l1record writes: rows of temporary tables.
 *
 * Must not know: how rows are printed, what is in the traces.
 *
 * The list is anybody's: what is not as l1record writes it is left out, and names of traces are names
 * in its own folder.
 */
#ifndef SWEEP_LIST_H
#define SWEEP_LIST_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SWEEP_NAMES_MOST = 8 };

struct sweep_list {
	char *folder;
	char *names[SWEEP_NAMES_MOST];  /* letters, digits and _ */
	size_t name_count;
	int64_t group_runs;     /* runs from a multiple of this differ in the first name's value alone */
	bool numbers;           /* the first name's values are whole numbers, from small to large */
	uint64_t bad_lines;     /* that could not be read */
};

/*
 * Reads the list in the folder `word`, or the file `word`, into tables swept and swept_trace of `db`.
 * Ends the program if it is no such list. The caller frees with sweep_list_free().
 */
void sweep_list_read(struct sweep_list *l, sqlite3 *db, const char *word);
void sweep_list_free(struct sweep_list *l);
/* The path of a trace of the list; NULL: it is no name of a file there. The caller frees it. */
char *sweep_list_path(const struct sweep_list *l, const char *name);

#endif

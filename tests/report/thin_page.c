/*
 * Writes the page of a trace with at most MOST changes, buffers and ops to stdout:
 * thin_page TRACE MOST lean|whole. lean: as of a large trace, of which most rows are in no table.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice.h"
#include "database.h"
#include "load.h"
#include "report.h"
#include "report_tables.h"
#include "statement.h"
#include "whole_views.h"
#include "window.h"

int main(int argc, char **argv)
{
	const unsigned lean = LOAD_CHANGES | LOAD_OPS | LOAD_BUFFERS | LOAD_MARKS | LOAD_SITES |
		LOAD_OP_GROUPS | LOAD_CLASS_CORES | LOAD_VARIABLES | LOAD_USES;
	const unsigned whole = lean | LOAD_REGIONS | LOAD_EXPLAIN | LOAD_PASSES | LOAD_REPLAYED;
	struct options o = {.words = argv + 1, .word_count = 1};
	struct run_columns rows = {0};
	struct report_run run = {.rows = &rows, .input = "run.l1t"};
	struct loader *l;

	if (argc != 4) {
		fprintf(stderr, "usage: thin_page TRACE MOST lean|whole\n");
		return 2;
	}
	run.whole = !strcmp(argv[3], "whole");
	run.db = database_create(NULL, NULL);
	whole_views(run.db, &o);
	l = loader_new(run.db, run.whole ? whole : lean);
	loader_columns(l, &rows, !run.whole);
	load_trace(l, argv[1], argv[1], 1, &o);
	loader_free(l);
	window_set(run.db, &o);
	database_run(run.db, "COMMIT");
	if (!run.whole)
		report_tables(run.db, &rows);
	else
		advice_rows(run.db);
	report_write(stdout, &run, NULL, NULL, (size_t)strtoull(argv[2], NULL, 10));
	run_columns_free(&rows);
	statement_forget_kept();
	sqlite3_close(run.db);
	return 0;
}

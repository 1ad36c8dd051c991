/*
 * Texts of source files for the report: see report_sources.h.
 *
 * Must not know: the report's tables.
 */
#include <stdlib.h>
#include <string.h>
#include "copied_rows.h"
#include "database.h"
#include "l1t_record.h"
#include "report_sources.h"
#include "source_files.h"
#include "statement.h"
#include "xalloc.h"

enum { TEXT_BYTES_MAX = 1 << 20 };      /* of one file; source_files.c limits them all */

static void keep_text(sqlite3_stmt *put, uint64_t id, const char *text, size_t bytes)
{
	char *copy = xmalloc(bytes + 1);

	memcpy(copy, text, bytes);
	copy[bytes] = 0;
	bind_named(put, ":id", id);
	bind_clean_text(put, parameter_of(put, ":contents"), copy);
	database_insert(put);
	free(copy);
}

void report_sources(sqlite3 *db)
{
	enum { RUN, ID, PATH, WALL_NS, CWD };   /* columns of visualizer_files.sql */
	struct source_files *files = source_files_new();
	sqlite3_stmt *s = statement(db, "visualizer_files"),
		*put = statement(db, "visualizer_file_contents");
	uint64_t run = 0;

	while (database_next(s)) {
		const char *path = (const char *)sqlite3_column_text(s, PATH), *text;
		size_t bytes;

		if (column_number(s, RUN) != run) {
			uint64_t wall_ns = column_number(s, WALL_NS);

			run = column_number(s, RUN);
			source_files_begin(files, wall_ns == L1T_UNKNOWN ? 0 : wall_ns,
				(const char *)sqlite3_column_text(s, CWD));
		}
		if (path && source_text(files, path, strlen(path), TEXT_BYTES_MAX, &text, &bytes))
			keep_text(put, column_number(s, ID), text, bytes);
	}
	sqlite3_finalize(put);
	sqlite3_finalize(s);
	source_files_free(files);
}

/* Traces inside a database: see kept_traces.h. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "database.h"
#include "kept_traces.h"
#include "message.h"
#include "row_writer.h"
#include "statement.h"
#include "unnamed_file.h"
#include "xalloc.h"

enum { PIECE_BYTES = 1 << 18 };

static const char *const left_out[] = {"change_shared", "change_class", "free_space"};

static size_t read_piece(int fd, char *to, const char *path)
{
	size_t n = 0;
	ssize_t got;

	while (n < PIECE_BYTES && (got = read(fd, to + n, PIECE_BYTES - n))) {
		if (got < 0 && errno != EINTR)
			die(EXIT_UNREADABLE, "cannot read '%s': %s", path, strerror(errno));
		n += got > 0 ? (size_t)got : 0;
	}
	return n;
}

void kept_trace_add(sqlite3 *db, uint64_t run, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *piece = xmalloc(PIECE_BYTES);
	sqlite3_stmt *s = statement(db, "load_keep_piece");
	uint64_t first_byte = 0;
	size_t n;

	if (fd < 0)
		die(EXIT_UNREADABLE, "cannot read '%s': %s", path, strerror(errno));
	bind_named(s, ":run", run);
	while ((n = read_piece(fd, piece, path))) {
		bind_named(s, ":first_byte", first_byte);
		sqlite3_bind_blob(s, parameter_of(s, ":bytes"), piece, (int)n, SQLITE_STATIC);
		database_insert(s);
		first_byte += n;
	}
	sqlite3_finalize(s);
	free(piece);
	close(fd);
}

void kept_traces_leave_out(sqlite3 *db)
{
	statement_run(db, "load_leave_out");
	statement_run(db, "whole_views");
}

bool kept_traces_left_out(sqlite3 *db)
{
	return database_any(statement(db, "load_is_left_out"));
}

void kept_traces_hide(sqlite3 *db)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		database_hide_table(db, left_out[i]);
}

/* Writes the pieces one after the other. */
static void copy(sqlite3 *db, const char *database, uint64_t run, int fd)
{
	enum { FIRST_BYTE, BYTES };     /* columns of load_kept_pieces.sql */
	char *what = xprintf("a trace of '%s'", database);
	sqlite3_stmt *s = statement(db, "load_kept_pieces");
	uint64_t next = 0;

	sqlite3_bind_int64(s, 1, (sqlite3_int64)run);
	while (database_next(s)) {
		const void *bytes = sqlite3_column_blob(s, BYTES);
		int n = sqlite3_column_bytes(s, BYTES);

		if (column_number(s, FIRST_BYTE) != next || !bytes)
			die(EXIT_UNREADABLE, "cannot read '%s': the trace that it keeps of run %" PRIu64
				" is damaged at byte %" PRIu64 "; load the trace again", database, run, next);
		unnamed_file_write(fd, bytes, (size_t)n, what);
		next += (uint64_t)n;
	}
	sqlite3_finalize(s);
	free(what);
	if (!next)
		die(EXIT_UNREADABLE, "cannot read '%s': it does not keep the trace of run %" PRIu64
			", which has these rows; load the trace again", database, run);
}

bool kept_trace_open(sqlite3 *db, const char *database, uint64_t run, struct kept_trace *out)
{
	enum { PATH };                  /* of load_run_path.sql */
	char path[UNNAMED_PATH_BYTES];
	sqlite3_stmt *s = statement(db, "load_run_path");
	const char *name;

	sqlite3_bind_int64(s, 1, (sqlite3_int64)run);
	if (!database_next(s)) {
		sqlite3_finalize(s);
		return false;
	}
	name = (const char *)sqlite3_column_text(s, PATH);
	out->name = xstrdup(name ? name : database);
	sqlite3_finalize(s);
	out->fd = unnamed_file(database);
	copy(db, database, run, out->fd);
	unnamed_file_path(out->fd, path);
	out->path = xstrdup(path);
	return true;
}

void kept_trace_close(struct kept_trace *t)
{
	close(t->fd);
	free(t->path);
	free(t->name);
}

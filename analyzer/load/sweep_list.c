/*
 * The list of a sweep's runs as rows: see sweep_list.h. SQLite reads its JSON.
 *
 * Must not know: how rows are printed, what is in the traces.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "database.h"
#include "message.h"
#include "statement.h"
#include "sweep_list.h"
#include "xalloc.h"

#define LIST_NAME "sweep.jsonl"

enum {
	LIST_BYTES_MOST = 64 << 20,
	LINE_BYTES_MOST = 1 << 20,      /* a longer line counts as a bad one */
	LINES_MOST = 200000,            /* l1record makes half as many runs at most */
	NAME_MOST = 64,                 /* characters of a name of the sweep */
	FILE_NAME_MOST = 255,
};

__attribute__((noreturn)) static void refuse(const char *path, const char *why)
{
	die(EXIT_UNREADABLE, "cannot read '%s': %s", path, why);
}

/* The text of the list, which the caller frees. */
static char *read_text(const char *path, size_t *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t got;
	char *text;

	if (fd < 0 || fstat(fd, &st))
		refuse(path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		refuse(path, "not a regular file");
	if (st.st_size > LIST_BYTES_MOST)
		refuse(path, "too long for the list of a sweep");
	text = xmalloc((size_t)st.st_size + 1);
	for (*bytes = 0; *bytes < (size_t)st.st_size; *bytes += (size_t)got) {
		got = read(fd, text + *bytes, (size_t)st.st_size - *bytes);
		if (got < 0)
			refuse(path, strerror(errno));
		if (!got)
			break;
	}
	text[*bytes] = 0;
	close(fd);
	return text;
}

static bool is_name(const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
	size_t n = text ? strspn(text, letters) : 0;

	return n && n <= NAME_MOST && !text[n] && strcspn(text, "0123456789");
}

/* Whether a line is an object in JSON. */
static bool is_object(sqlite3 *db, const char *line)
{
	sqlite3_stmt *s = statement(db, "sweep_is_object");

	bind_text(s, 1, line);
	return database_any(s);
}

static bool read_about(struct sweep_list *l, sqlite3 *db, const char *line)
{
	enum { VERSION, GROUP_RUNS, NUMBERS };  /* columns of sweep_about.sql */
	sqlite3_stmt *s;
	bool is_list;

	if (!is_object(db, line))
		return false;
	s = statement(db, "sweep_about");
	bind_text(s, 1, line);
	is_list = database_next(s) && sqlite3_column_int(s, VERSION) == 1;
	l->group_runs = sqlite3_column_int64(s, GROUP_RUNS);
	l->numbers = sqlite3_column_int(s, NUMBERS);
	sqlite3_finalize(s);
	if (!is_list || l->group_runs < 1)
		return false;
	s = statement(db, "sweep_names");
	bind_text(s, 1, line);
	while (is_list && database_next(s)) {
		const char *name = (const char *)sqlite3_column_text(s, 0);

		is_list = is_name(name) && l->name_count < SWEEP_NAMES_MOST;
		if (is_list)
			l->names[l->name_count++] = xstrdup(name);
	}
	sqlite3_finalize(s);
	return is_list;
}

/* Runs a statement of which the first value is a line, and the second the line about the sweep. */
static bool add_rows(sqlite3 *db, const char *name, const char *line, const char *about)
{
	int before = sqlite3_total_changes(db);
	sqlite3_stmt *s = statement(db, name);

	bind_text(s, 1, line);
	if (about)
		bind_text(s, 2, about);
	database_insert(s);
	sqlite3_finalize(s);
	return sqlite3_total_changes(db) > before;
}

void sweep_list_read(struct sweep_list *l, sqlite3 *db, const char *word)
{
	struct stat st;
	bool is_folder = !stat(word, &st) && S_ISDIR(st.st_mode);
	const char *slash = strrchr(word, '/');
	char *path = is_folder ? xprintf("%s/" LIST_NAME, word) : xstrdup(word), *text, *line, *end;
	size_t bytes, lines = 0;

	*l = (struct sweep_list){0};
	l->folder = is_folder ? xstrdup(word) : slash ? xstrndup(word, (size_t)(slash - word) + 1)
		: xstrdup(".");
	text = read_text(path, &bytes);
	end = text + strcspn(text, "\n");
	if (!*end || (*end = 0, !read_about(l, db, text)))
		refuse(path, "not the list of a sweep, as l1record --sweep writes it");
	statement_run(db, "sweep_tables");
	for (line = end + 1; line < text + bytes; line = end + 1) {
		end = line + strlen(line);
		if (memchr(line, '\n', (size_t)(end - line)))
			end = strchr(line, '\n');
		*end = 0;
		if (++lines > LINES_MOST)
			refuse(path, "too many runs");
		if (end - line > LINE_BYTES_MOST || !is_object(db, line) || !add_rows(db, "sweep_run", line, text))
			l->bad_lines++;
		else
			add_rows(db, "sweep_traces", line, NULL);
	}
	free(text);
	free(path);
}

void sweep_list_free(struct sweep_list *l)
{
	for (size_t i = 0; i < l->name_count; i++)
		free(l->names[i]);
	free(l->folder);
	*l = (struct sweep_list){0};
}

char *sweep_list_path(const struct sweep_list *l, const char *name)
{
	size_t n = name ? strlen(name) : 0;
	bool ends = l->folder[strlen(l->folder) - 1] == '/';

	if (!n || n > FILE_NAME_MOST || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		return NULL;
	if (!strcmp(l->folder, "."))
		return xstrdup(name);
	return xprintf("%s%s%s", l->folder, ends ? "" : "/", name);
}

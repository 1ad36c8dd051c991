/* Statements of source files that are not trusted: see source_files.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "assigned_name.h"
#include "grown_array.h"
#include "python_text.h"
#include "source_files.h"
#include "text_numbers.h"
#include "xalloc.h"

enum {
	PATH_BYTES_MAX = 4096,
	FILES_MAX = 1024,               /* that are tried */
	FILE_BYTES_MAX = 4 << 20,
	ALL_BYTES_MAX = 32 << 20,       /* read in all */
	STATEMENTS_MAX = 1 << 20,       /* in all of them */
	LOOKED_BYTES_MAX = 64 << 20,    /* of statements that were given out */
};

struct file {
	char *text;             /* NULL: not at hand */
	size_t bytes;
	struct begin { uint32_t line, at; } *begins;   /* of statements, by line */
	size_t count, capacity;
	uint32_t lines;
};

struct source_files {
	bool wanted;
	uint64_t until_ns;
	char *folder;
	struct text_numbers paths;
	struct file files[FILES_MAX];   /* by the path's number, from 1 */
	size_t read_bytes, statements, looked_bytes;
};

struct source_files *source_files_new(void)
{
	const char *value = getenv("L1TRACE_SOURCES");
	struct source_files *s = xcalloc(1, sizeof(*s));

	s->wanted = !value || strcmp(value, "0");
	return s;
}

static void give_up(struct file *f)
{
	free(f->text);
	free(f->begins);
	*f = (struct file){0};
}

static void forget(struct source_files *s)
{
	for (size_t i = 0; i < FILES_MAX && i < s->paths.last; i++)
		give_up(&s->files[i]);
	text_numbers_free(&s->paths);
	free(s->folder);
	s->folder = NULL;
	s->read_bytes = s->statements = s->looked_bytes = 0;
}

void source_files_free(struct source_files *s)
{
	forget(s);
	free(s);
}

void source_files_begin(struct source_files *s, uint64_t until_ns, const char *folder)
{
	forget(s);
	s->until_ns = until_ns;
	s->folder = xstrdup(folder);
}

/* ---- reading ---- */

static bool is_older(const struct timespec *t, uint64_t ns)
{
	return t->tv_sec >= 0 && (uint64_t)t->tv_sec < UINT64_MAX / 1000000000u - 1 &&
		(uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec <= ns;
}

static bool is_good(const struct source_files *s, int fd, struct stat *st)
{
	return !fstat(fd, st) && S_ISREG(st->st_mode) && st->st_size > 0 && st->st_size <= FILE_BYTES_MAX &&
		(size_t)st->st_size <= ALL_BYTES_MAX - s->read_bytes && is_older(&st->st_mtim, s->until_ns);
}

/* Nothing is really opened before it is known to be a regular file: to open a device or a pipe does
 * something. */
static int open_good(const struct source_files *s, const char *path, struct stat *st)
{
	char again[40];
	int fd, place = open(path, O_PATH | O_CLOEXEC);

	if (place < 0)
		return -1;
	snprintf(again, sizeof(again), "/proc/self/fd/%d", place);
	fd = is_good(s, place, st) ? open(again, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
	close(place);
	if (fd >= 0 && !is_good(s, fd, st)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool read_all(int fd, char *to, size_t bytes)
{
	size_t n = 0;
	ssize_t got;

	while (n < bytes && (got = read(fd, to + n, bytes - n))) {
		if (got < 0 && errno != EINTR)
			return false;
		n += got > 0 ? (size_t)got : 0;
	}
	return n == bytes;
}

static void read_file(struct source_files *s, struct file *f, const char *path)
{
	struct stat before, after;
	int fd = open_good(s, path, &before);
	size_t bytes;

	if (fd < 0)
		return;
	bytes = (size_t)before.st_size;
	s->read_bytes += bytes;
	f->text = xmalloc(bytes);
	f->bytes = bytes;
	if (!read_all(fd, f->text, bytes) || fstat(fd, &after) || after.st_size != before.st_size ||
		!is_older(&after.st_mtim, s->until_ns))
		give_up(f);
	close(fd);
}

/* ---- statements ---- */

/* Bytes of an end of a line. */
static size_t end_bytes(const char *text, size_t bytes)
{
	return bytes > 1 && text[0] == '\r' && text[1] == '\n' ? 2 : 1;
}

static uint32_t count_ends(const char *text, size_t bytes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += text[i] == '\n' || (text[i] == '\r' && !(i + 1 < bytes && text[i + 1] == '\n'));
	return n;
}

/* False: there are too many. */
static bool begin_statement(struct source_files *s, struct file *f, size_t at)
{
	if (s->statements++ >= STATEMENTS_MAX)
		return false;
	GROW(f->begins, f->count, f->capacity);
	f->begins[f->count++] = (struct begin){f->lines, (uint32_t)at};
	return true;
}

static bool find_statements(struct source_files *s, struct file *f)
{
	size_t depth = 0;

	f->lines = 1;
	if (!begin_statement(s, f, 0))
		return false;
	for (size_t at = 0, n; at < f->bytes; at += n) {
		const char *text = f->text + at;
		const size_t left = f->bytes - at;

		n = 1;
		if (*text == '"' || *text == '\'') {
			n = python_string_bytes(text, left);
			n = n < left ? n : left;
			f->lines += count_ends(text, n);
		} else if (*text == '#') {
			n = python_line_bytes(text, left);
		} else if (*text == '\\' && left > 1 && (text[1] == '\n' || text[1] == '\r')) {
			n = 1 + end_bytes(text + 1, left - 1);
			f->lines++;
		} else if (*text == '\n' || *text == '\r') {
			n = end_bytes(text, left);
			f->lines++;
			if (!depth && !begin_statement(s, f, at + n))
				return false;
		} else if (strchr("([{", *text) && *text) {
			depth++;
		} else if (strchr(")]}", *text) && *text) {
			depth -= depth > 0;
		}
	}
	return true;
}

static bool is_python(const char *path, size_t bytes)
{
	return bytes > 3 && !memcmp(path + bytes - 3, ".py", 3);
}

/* NULL: too many. */
static struct file *file_of(struct source_files *s, const char *path, size_t bytes)
{
	const uint64_t before = s->paths.last, number = text_number(&s->paths, path, bytes);
	struct file *f = number <= FILES_MAX ? &s->files[number - 1] : NULL;
	char whole[PATH_BYTES_MAX];
	int n;

	if (!f || number <= before)
		return f;
	n = *path == '/' ? snprintf(whole, sizeof(whole), "%.*s", (int)bytes, path)
		: !s->folder || *s->folder != '/' ? -1
		: snprintf(whole, sizeof(whole), "%s/%.*s", s->folder, (int)bytes, path);
	if (n < 0 || (size_t)n >= sizeof(whole))
		return f;
	read_file(s, f, whole);
	if (f->text && !find_statements(s, f))
		give_up(f);
	return f;
}

/* The file with this line, *from is the index of its statement; NULL: not at hand. */
static struct file *find(struct source_files *s, const char *path, size_t path_bytes, uint64_t number,
	size_t *from)
{
	struct file *f;
	size_t to;

	if (!s->wanted || !s->until_ns || !is_python(path, path_bytes) || path_bytes >= PATH_BYTES_MAX)
		return NULL;
	f = file_of(s, path, path_bytes);
	if (!f || !f->text || !number || number > f->lines)
		return NULL;
	for (*from = 0, to = f->count; to - *from > 1;) {
		size_t middle = *from + (to - *from) / 2;

		*(f->begins[middle].line <= number ? from : &to) = middle;
	}
	return f;
}

bool source_statement(struct source_files *s, const char *path, size_t path_bytes, uint64_t number,
	const char **text, size_t *bytes)
{
	size_t from, end;
	const struct file *f = find(s, path, path_bytes, number, &from);

	if (!f)
		return false;
	end = from + 1 < f->count ? f->begins[from + 1].at : f->bytes;
	*text = f->text + f->begins[from].at;
	*bytes = end - f->begins[from].at;
	if (*bytes > STATEMENT_BYTES || *bytes > LOOKED_BYTES_MAX - s->looked_bytes)
		return false;
	s->looked_bytes += *bytes;
	return true;
}

bool source_text(struct source_files *s, const char *path, size_t path_bytes, size_t most,
	const char **text, size_t *bytes)
{
	size_t from;
	const struct file *f = find(s, path, path_bytes, 1, &from);

	if (!f || f->bytes > most)
		return false;
	*text = f->text;
	*bytes = f->bytes;
	return true;
}

uint64_t source_first_line(struct source_files *s, const char *path, size_t path_bytes,
	uint64_t number)
{
	size_t from;
	const struct file *f = find(s, path, path_bytes, number, &from);

	return f ? f->begins[from].line : 0;
}

uint64_t source_next_line(struct source_files *s, const char *path, size_t path_bytes, uint64_t number)
{
	size_t from;
	const struct file *f = find(s, path, path_bytes, number, &from);

	return f && from + 1 < f->count ? f->begins[from + 1].line : 0;
}

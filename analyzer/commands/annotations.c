/*
 * Lines of a program as GitHub shows them: see annotations.h.
 *
 * Must not know: how runs are compared.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "annotations.h"
#include "database.h"
#include "readable.h"
#include "statement.h"
#include "text_numbers.h"
#include "xalloc.h"

enum { SHOWN_MOST = 10 };       /* of each kind: more of a step GitHub does not show */

/* columns of comparison_lines.sql */
enum line_column { WHAT, NAME, MEASURE, A, B, WORSE, CALLSITE, FILE_PATH, FULL_PATH, LINE };

struct annotations {
	FILE *out;
	const struct thresholds *thresholds;
	size_t count[2];        /* of warnings, of errors */
	struct text_numbers seen;
};

/* Text of a trace: without what controls a terminal, and escaped so that it can neither end the command nor,
 * of a property, begin another one. */
static void put_escaped(FILE *out, const char *text, bool property)
{
	char *plain = xmalloc(strlen(text) * 3 + 1);

	readable(plain, strlen(text) * 3 + 1, text);
	for (const char *p = plain; *p; p++)
		if (*p == '%' || *p == '\r' || *p == '\n' || (property && (*p == ':' || *p == ',')))
			fprintf(out, "%%%02X", (unsigned)*p);
		else
			fputc(*p, out);
	free(plain);
}

static const char *text_of(sqlite3_stmt *s, enum line_column column)
{
	return (const char *)sqlite3_column_text(s, (int)column);
}

/* The file as the repository has it; NULL: it is outside of it. */
static const char *file_of(sqlite3_stmt *s)
{
	const char *workspace = getenv("GITHUB_WORKSPACE"), *full = text_of(s, FULL_PATH),
		*file = text_of(s, FILE_PATH);
	size_t n = workspace ? strlen(workspace) : 0;

	while (n && workspace[n - 1] == '/')
		n--;
	if (full && n && !strncmp(full, workspace, n) && full[n] == '/')
		return full + n + 1;
	return file && strncmp(file, "../", 3) != 0 ? file : NULL;
}

/* Of a leak without its call site, which is said after it. */
static void put_name(FILE *out, const char *what, const char *name)
{
	const char *comma = !strcmp(what, "leak") ? strstr(name, ", ") : NULL,
		*end = comma ? strstr(comma + 2, ", ") : NULL;
	char *part = xstrndup(name, end ? (size_t)(end - name) : strlen(name));

	put_escaped(out, part, false);
	free(part);
}

static void put_message(FILE *out, sqlite3_stmt *s)
{
	const char *what = text_of(s, WHAT), *site = text_of(s, CALLSITE);
	const uint64_t a = (uint64_t)sqlite3_column_int64(s, A), b = (uint64_t)sqlite3_column_int64(s, B);
	char *frame = site ? xstrndup(site, strstr(site, "; ") ? (size_t)(strstr(site, "; ") - site)
		: strlen(site)) : NULL;

	if (!strcmp(what, "failure")) {
		put_name(out, what, text_of(s, NAME));
		fprintf(out, ": %s -> %s failures", grouped(a), grouped(b));
	} else if (!strcmp(what, "peak")) {
		fprintf(out, "the peak of L1 is here: %s -> %s bytes per core", grouped(a), grouped(b));
	} else {
		put_name(out, what, text_of(s, NAME));
		fprintf(out, !strcmp(what, "leak") ? ": never freed %s -> %s bytes per core"
			: ": held at the peak of L1 %s -> %s bytes per core", grouped(a), grouped(b));
	}
	if (frame) {
		fputs(", ", out);
		put_escaped(out, frame, false);
	}
	free(frame);
}

/* Whether a threshold limits what the line is about. What is held at a peak is part of the peak. */
static bool is_error(const struct thresholds *t, sqlite3_stmt *s, bool peak_is_over)
{
	const char *what = text_of(s, WHAT);

	return !strcmp(what, "failure") || (!strcmp(what, "at peak") ? peak_is_over
		: threshold_over(t, what, text_of(s, MEASURE), sqlite3_column_double(s, WORSE),
			sqlite3_column_double(s, A)) != NULL);
}

/* Whether a line was printed already, as this kind of command. */
static bool is_known(struct annotations *a, sqlite3_stmt *s, bool error)
{
	const char *site = text_of(s, CALLSITE);
	const uint64_t before = a->seen.last;
	char *key = xprintf("%d %s %s %s %s", error, text_of(s, WHAT), text_of(s, MEASURE), text_of(s, NAME),
		site ? site : "");
	const bool known = text_number(&a->seen, key, strlen(key)) <= before;

	free(key);
	return known;
}

struct annotations *annotations_begin(FILE *out, const struct thresholds *t)
{
	struct annotations *a = xcalloc(1, sizeof(*a));

	a->out = out;
	a->thresholds = t;
	return a;
}

void annotate(struct annotations *a, sqlite3 *db, int64_t pair, const char *who)
{
	sqlite3_stmt *s = statement(db, "comparison_lines");
	bool peak_is_over = false;

	sqlite3_bind_int64(s, 1, pair);
	while (database_next(s)) {
		const bool error = is_error(a->thresholds, s, peak_is_over);
		const char *file = file_of(s);

		peak_is_over = peak_is_over || (error && !strcmp(text_of(s, WHAT), "peak"));
		if (is_known(a, s, error) || ++a->count[error] > SHOWN_MOST)
			continue;
		fprintf(a->out, "::%s ", error ? "error" : "warning");
		if (file) {
			fputs("file=", a->out);
			put_escaped(a->out, file, true);
			fprintf(a->out, ",line=%" PRId64 ",", (int64_t)sqlite3_column_int64(s, LINE));
		}
		fprintf(a->out, "title=L1 %s::", text_of(s, WHAT));
		if (who) {
			put_escaped(a->out, who, false);
			fputs(": ", a->out);
		}
		put_message(a->out, s);
		fputc('\n', a->out);
	}
	sqlite3_finalize(s);
}

void annotations_end(struct annotations *a)
{
	for (int error = 1; error >= 0; error--)
		if (a->count[error] > SHOWN_MOST)
			fprintf(a->out, "::notice title=L1::and %zu more %s; l1analyze diff lists them\n",
				a->count[error] - SHOWN_MOST, error ? "errors" : "warnings");
	text_numbers_free(&a->seen);
	free(a);
}

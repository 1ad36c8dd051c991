/*
 * Failures for people: first a sentence with the first cure, then the reasons: a map of the bank,
 * what lies where, how the failure arose. Equal failures are drawn once. See explain_picture.h.
 *
 * Must not know: how the rows were found.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "bank_map.h"
#include "database.h"
#include "exception_text.h"
#include "explain_picture.h"
#include "explain_print.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum { PLACES_SHOWN = 6, GROUPS_OF_OPS = 8, MODULE_BYTES = 200 };

/* columns of picture_head.sql */
enum { HEAD_TEXT, HEAD_OP, HEAD_CALLSITE, HEAD_FROM, HEAD_TO, HEAD_CHIPS, HEAD_BUFFER_KIND,
	HEAD_HAS_BANK, HEAD_MODULE, HEAD_RANK };

/* The statements that are asked about each failure, and the refusals that are only counted. */
struct asked {
	sqlite3 *db;
	sqlite3_stmt *head, *marks, *places;
	unsigned refused;               /* refusals that are not about memory, */
	char names[200];                /* and the ops that refused */
};

static void ask(sqlite3_stmt *s, sqlite3_int64 run, sqlite3_int64 failure)
{
	sqlite3_reset(s);
	sqlite3_bind_int64(s, 1, run);
	sqlite3_bind_int64(s, 2, failure);
}

static sqlite3_int64 number_of(const struct asked *a, const char *name, sqlite3_int64 run,
	sqlite3_int64 failure)
{
	sqlite3_stmt *s = statement(a->db, name);
	sqlite3_int64 value = 0;

	ask(s, run, failure);
	if (database_next(s))
		value = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return value;
}

/* Prints when and where the other failures that are equal to this one happened. */
static void put_places(const struct picture *p, const struct asked *a, sqlite3_int64 run,
	sqlite3_int64 failure, const char *site)
{
	enum { FAILURE, TIME_NS, CALLSITE };    /* columns of picture_places.sql */
	unsigned count = 0;

	ask(a->places, run, failure);
	while (database_next(a->places)) {
		const char *at = row_text(a->places, CALLSITE);

		if (sqlite3_column_int64(a->places, FAILURE) == failure)
			continue;
		if (++count <= PLACES_SHOWN) {
			fprintf(p->out, "\n  the same: failure %lld at %.3f ms",
				(long long)sqlite3_column_int64(a->places, FAILURE),
				(double)sqlite3_column_int64(a->places, TIME_NS) / 1e6);
			if (at && (!site || strcmp(at, site))) {
				fputs(", called at\n            ", p->out);
				put_site(p, run, at, 12);
			} else if (at) {
				fputs(", from the same line", p->out);
			}
		}
	}
	if (count > PLACES_SHOWN)
		fprintf(p->out, "\n  and %u more that are the same", count - PLACES_SHOWN);
}

/*
 * Prints the failure's sentence, its time, chips and call sites. Returns an empty map of its bank;
 * both ends are equal when the bank is not known.
 */
static struct bank_map put_head(const struct picture *p, const struct asked *a)
{
	sqlite3_int64 run = sqlite3_column_int64(p->s, C_RUN);
	sqlite3_int64 failure = sqlite3_column_int64(p->s, C_FAILURE);
	sqlite3_stmt *head = a->head;
	struct bank_map m;
	char title[240], whose[40] = "";
	struct text_file text;
	FILE *place;
	char *words;
	size_t used;

	bank_map_begin(&m, 0, 0, p->width);
	ask(head, run, failure);
	if (!database_next(head))
		return m;
	if (database_several_runs(a->db))
		snprintf(whose, sizeof(whose), " of %s %lld", row_has(head, HEAD_RANK) ? "rank" : "run",
			row_has(head, HEAD_RANK) ? (long long)sqlite3_column_int64(head, HEAD_RANK)
				: (long long)run);
	used = (size_t)snprintf(title, sizeof(title), "failure %lld%s: %.40s%s%.100s: ",
		(long long)failure, whose, row_text(p->s, C_KIND) ? row_text(p->s, C_KIND)
		: "of an unknown kind", row_text(head, HEAD_OP) ? " in " : "",
		row_text(head, HEAD_OP) ? row_text(head, HEAD_OP) : "");
	put_text(p->out, title, sizeof(title));
	if (row_is(p->s, C_ROLE, "verdict") && row_text(p->s, C_NOTE))
		put_sentence(p, run, row_text(p->s, C_NOTE), used, 2);
	place = text_file_begin(&text);
	fprintf(place, "at %.3f ms", (double)sqlite3_column_int64(p->s, C_TIME_NS) / 1e6);
	if (row_text(head, HEAD_CHIPS)) {
		fputs(" on ", place);
		put_chips(place, row_text(head, HEAD_CHIPS));
	}
	if (row_has(p->s, C_AGREES))
		fputs(sqlite3_column_int(p->s, C_AGREES) ? "; the trace says the same as the runtime"
			: "; what the trace holds DIFFERS from the runtime's numbers", place);
	words = text_file_end(&text);
	fputs("\n  ", p->out);
	put_wrapped(p->out, words, 2, 4, p->width);
	free(words);
	if (row_text(head, HEAD_MODULE)) {
		fputs("\n  in ", p->out);
		put_text(p->out, row_text(head, HEAD_MODULE), MODULE_BYTES);
	}
	if (row_text(head, HEAD_CALLSITE)) {
		fputs("\n  called at ", p->out);
		put_site(p, run, row_text(head, HEAD_CALLSITE), 12);
	}
	put_places(p, a, run, failure, row_text(head, HEAD_CALLSITE));
	fputc('\n', p->out);
	if (row_has(head, HEAD_FROM) && row_has(head, HEAD_TO) &&
		sqlite3_column_int(head, HEAD_HAS_BANK)) {
		m.from = (uint64_t)sqlite3_column_int64(head, HEAD_FROM);
		m.to = (uint64_t)sqlite3_column_int64(head, HEAD_TO);
	}
	return m;
}

static void put_map(const struct picture *p, struct bank_map *m, sqlite3_stmt *marks, sqlite3_int64 run,
	sqlite3_int64 failure)
{
	if (m->to <= m->from)
		return;
	enum { ADDRESS, BYTES_PER_CORE, ROLE }; /* columns of picture_marks.sql */

	ask(marks, run, failure);
	while (database_next(marks))
		bank_map_paint(m, (uint64_t)sqlite3_column_int64(marks, ADDRESS),
			(uint64_t)sqlite3_column_int64(marks, BYTES_PER_CORE),
			row_is(marks, ROLE, "region") ? 'p' : '#');
	bank_map_print(p->out, &p->look, m);
	m->to = m->from;
}

/* "  buffer 1 of ttnn.empty, 4,096 bytes a core, freed by .." and where it was made. */
static void put_freed(const struct picture *p, sqlite3_int64 run)
{
	sqlite3_stmt *s = p->s;
	char text[300];

	snprintf(text, sizeof(text), "buffer %lld%s%.100s, %s bytes a core, ",
		(long long)sqlite3_column_int64(s, C_ID), row_text(s, C_OWNER) ? " of " : "",
		row_text(s, C_OWNER) ? row_text(s, C_OWNER) : "",
		grouped((uint64_t)sqlite3_column_int64(s, C_BYTES_PER_CORE)));
	put_text(p->out, text, sizeof(text));
	put_sentence(p, run, row_text(s, C_NOTE), strlen(text) + 2, 4);
	if (row_text(s, C_CALLSITE)) {
		fputs("\n    made at ", p->out);
		put_site(p, run, row_text(s, C_CALLSITE), 12);
	}
	fputc('\n', p->out);
}

/* Prints a row that is a sentence. */
static void put_note(const struct picture *p, sqlite3_int64 run)
{
	FILE *out = p->out;
	sqlite3_stmt *s = p->s;
	size_t used = 2, indent = 4;

	if (!row_text(s, C_NOTE))
		return;
	fputs("  ", out);
	if ((row_is(s, C_ROLE, "op") || row_is(s, C_ROLE, "program")) && row_text(s, C_OWNER)) {
		put_text(out, row_text(s, C_OWNER), 80);
		fputs(": ", out);
		used += strlen(row_text(s, C_OWNER)) + 2;
	} else if (row_is(s, C_ROLE, "kernel") && row_text(s, C_OWNER)) {
		fprintf(out, "%14s  ", row_has(s, C_BYTES_PER_CORE)
			? grouped((uint64_t)sqlite3_column_int64(s, C_BYTES_PER_CORE)) : "-");
		put_text(out, row_text(s, C_OWNER), 120);
		fputs(", ", out);
		used += 18 + strlen(row_text(s, C_OWNER));
		indent = 20;
	} else if (row_is(s, C_ROLE, "freed")) {
		put_freed(p, run);
		return;
	} else if (row_is(s, C_ROLE, "grew")) {
		fprintf(out, "  %.100s: ", row_text(s, C_OWNER) ? row_text(s, C_OWNER) : "not known");
		used += 4 + (row_text(s, C_OWNER) ? strlen(row_text(s, C_OWNER)) : 9);
	}
	put_sentence(p, run, row_text(s, C_NOTE), used, indent);
	if (row_is(s, C_ROLE, "grew") && row_text(s, C_CALLSITE)) {
		fputs("\n      ", out);
		put_site(p, run, row_text(s, C_CALLSITE), 6);
	}
	fputc('\n', out);
}

/* Rows that are shown elsewhere, or not at all. */
static bool left_out(const struct picture *p, unsigned ops)
{
	return row_is(p->s, C_ROLE, "verdict") || row_is(p->s, C_ROLE, "line") ||
		/* the verdict already says it */
		(row_is(p->s, C_ROLE, "nobody") && !row_is(p->s, C_KIND, "oom") &&
			!row_is(p->s, C_KIND, "clash")) ||
		(row_is(p->s, C_ROLE, "op") && ops > GROUPS_OF_OPS) ||
		/* the cure already says it */
		(row_is(p->s, C_ROLE, "set") && row_has(p->s, C_FITS) && sqlite3_column_int(p->s, C_FITS));
}

/* Prints a cure that the verdict does not name. Cures that were not tried come last. */
static void put_cure(const struct picture *p, sqlite3_int64 run, unsigned *count)
{
	const char *note = row_text(p->s, C_NOTE);

	if (!note)
		return;
	if (row_has(p->s, C_FITS)) {
		if (!*count) {
			fputs("  ", p->out);
			put_wrapped(p->out, "besides, each tried on the recorded allocations:", 2, 4, p->width);
			fputc('\n', p->out);
		}
		fprintf(p->out, "    %u. ", ++*count);
	} else {
		fputs("  or ", p->out);
	}
	put_sentence(p, run, note, row_has(p->s, C_FITS) ? 7 : 5, row_has(p->s, C_FITS) ? 7 : 4);
	fputc('\n', p->out);
}


/* Whether the failure's sentence is all that the runtime said. */
static bool says_all(const char *verdict, const char *text)
{
	char line[1024];
	const char *words;
	size_t n = exception_words(text, &words);

	exception_line(text, line, sizeof(line));
	return verdict && n < sizeof(line) && !memchr(words, '\n', n) && strstr(verdict, line);
}

/* Prints all rows of one failure. False: the statement has no more rows. */
static bool put_failure(const struct picture *p, const struct asked *a)
{
	sqlite3_stmt *s = p->s;
	sqlite3_int64 run = sqlite3_column_int64(s, C_RUN);
	sqlite3_int64 failure = sqlite3_column_int64(s, C_FAILURE);
	char *verdict = xstrdup(row_text(s, C_NOTE));
	struct bank_map m = put_head(p, a);
	struct buffer_groups groups = {0};
	unsigned cures = 0, ops = 0;
	uint64_t region = 0;
	bool more = true;

	for (; more && sqlite3_column_int64(s, C_RUN) == run &&
		sqlite3_column_int64(s, C_FAILURE) == failure; more = database_next(s)) {
		bool buffer = row_is(s, C_OWNER_KIND, "buffer");

		if (row_is(s, C_ROLE, "cure")) {
			if (!verdict || !row_text(s, C_NOTE) || !strstr(verdict, row_text(s, C_NOTE)))
				put_cure(p, run, &cures);
			continue;
		}
		if (buffer || row_is(s, C_ROLE, "region") || row_is(s, C_ROLE, "alias"))
			put_map(p, &m, a->marks, run, failure);
		if (buffer)
			groups_add(&groups, s);
		if (!buffer && groups.count) {
			put_groups(p, run, &groups);
			groups_free(&groups);
		}
		ops += row_is(s, C_ROLE, "op");
		if (row_is(s, C_ROLE, "region") || row_is(s, C_ROLE, "alias"))
			put_region(p, &region);
		else if (!buffer && !left_out(p, ops))
			put_note(p, run);
	}
	put_groups(p, run, &groups);
	groups_free(&groups);
	ask(a->head, run, failure);
	if (database_next(a->head) && row_text(a->head, HEAD_TEXT) &&
		!says_all(verdict, row_text(a->head, HEAD_TEXT))) {
		fputs("  the runtime: ", p->out);
		put_lines(p, row_text(a->head, HEAD_TEXT), 15, 4);
		fputc('\n', p->out);
	}
	free(verdict);
	return more;
}

/* Skips all rows of one failure. False: the statement has no more rows. */
static bool skip_failure(sqlite3_stmt *s)
{
	sqlite3_int64 run = sqlite3_column_int64(s, C_RUN);
	sqlite3_int64 failure = sqlite3_column_int64(s, C_FAILURE);

	while (database_next(s))
		if (sqlite3_column_int64(s, C_RUN) != run ||
			sqlite3_column_int64(s, C_FAILURE) != failure)
			return true;
	return false;
}

/*
 * Counts a refusal by an op's own checks that has nothing to do with memory and did not end the
 * run; false: this failure is none.
 */
static bool set_aside(struct asked *a, sqlite3_stmt *s)
{
	bool aside = false;

	if (!row_is(s, C_KIND, "refused") || number_of(a, "picture_last_words",
		sqlite3_column_int64(s, C_RUN), sqlite3_column_int64(s, C_FAILURE)))
		return false;
	ask(a->head, sqlite3_column_int64(s, C_RUN), sqlite3_column_int64(s, C_FAILURE));
	if (database_next(a->head)) {
		const char *text = row_text(a->head, HEAD_TEXT), *op = row_text(a->head, HEAD_OP);
		size_t used = strlen(a->names);

		aside = (!text || !exception_is_about_memory(text)) && !number_of(a, "picture_freed",
			sqlite3_column_int64(s, C_RUN), sqlite3_column_int64(s, C_FAILURE));
		if (aside && op && !strstr(a->names, op) && used + strlen(op) + 3 < sizeof(a->names))
			snprintf(a->names + used, sizeof(a->names) - used, "%s%s", used ? ", " : "", op);
	}
	a->refused += aside;
	return aside;
}

static void put_refused(const struct picture *p, const struct asked *a, bool any)
{
	char text[400];

	if (!a->refused)
		return;
	snprintf(text, sizeof(text), "%s%u call%s that an op refused in its own words, not about memory%s%s "
		"(--format csv, role nobody, has the texts)", any ? "\nand " : "", a->refused,
		a->refused == 1 ? "" : "s", a->names[0] ? ": " : "", a->names);
	if (any)
		fputc('\n', p->out);
	put_wrapped(p->out, text + (any ? 1 : 0), 0, 2, p->width);
	fputc('\n', p->out);
}

void explain_picture(FILE *out, sqlite3 *db, sqlite3_stmt *s, const struct terminal *t, uint64_t most)
{
	const struct picture p = {out, *t, t->width, run_directories_read(db), s};
	struct asked a = {.db = db};
	uint64_t count = 0;
	bool more;

	statement_run(db, "picture_equals");    /* a table, so before any row is read */
	more = database_next(s);
	a.head = statement(db, "picture_head");
	a.places = statement(db, "picture_places");
	a.marks = statement(db, "picture_marks");
	while (more) {
		sqlite3_int64 first = number_of(&a, "picture_first_equal", sqlite3_column_int64(s, C_RUN),
			sqlite3_column_int64(s, C_FAILURE));

		if (set_aside(&a, s) || first != sqlite3_column_int64(s, C_FAILURE)) {
			more = skip_failure(s);
			continue;
		}
		if (count++ >= most && most) {
			more = skip_failure(s);
			continue;
		}
		if (count > 1)
			fputc('\n', out);
		more = put_failure(&p, &a);
	}
	if (most && count > most)
		fprintf(out, "\nand %" PRIu64 " more failure%s, left out by --limit\n", count - most,
			count - most == 1 ? "" : "s");
	put_refused(&p, &a, count);
	if (!count && !a.refused)
		fputs("no failures\n", out);
	sqlite3_finalize(a.head);
	sqlite3_finalize(a.marks);
	sqlite3_finalize(a.places);
	run_directories_free(p.folders);
}

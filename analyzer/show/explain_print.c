/*
 * The parts of a failure's picture: see explain_print.h.
 *
 * Must not know: in which order they come.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "exception_text.h"
#include "explain_print.h"
#include "grown_array.h"
#include "readable.h"
#include "readable_site.h"
#include "xalloc.h"

enum {
	GROUPS_SHOWN = 12,      /* groups of buffers that need not be released */
	SITE_COLUMN = 35,       /* where what a row says begins */
	SITE_NARROW = 6,        /* the same, below its numbers, where lines are short */
	NARROW = 64,
	LINES_SHOWN = 40,       /* of the runtime's text */
};

const char *row_text(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

bool row_has(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER;
}

bool row_is(sqlite3_stmt *s, int column, const char *what)
{
	const char *t = row_text(s, column);

	return t && !strcmp(t, what);
}

void put_sentence(const struct picture *p, sqlite3_int64 run, const char *text, size_t used,
	size_t indent)
{
	const char *folder = run_directories_of(p->folders, run);
	size_t n = folder ? strlen(folder) : 0, kept = 0, length = strlen(text);
	char *copy = xmalloc(length + 1);

	for (size_t i = 0; i < length;) {
		bool begins = !i || strchr(" (", text[i - 1]);

		if (n > 1 && begins && !strncmp(text + i, folder, n) && text[i + n] == '/')
			i += n + 1;
		else
			copy[kept++] = text[i++];
	}
	copy[kept] = 0;
	put_wrapped(p->out, copy, used, indent, p->width);
	free(copy);
}

void put_site(const struct picture *p, sqlite3_int64 run, const char *site, size_t used)
{
	char text[4096];

	readable_callsite(text, sizeof(text), site, run_directories_of(p->folders, run));
	put_wrapped(p->out, text, used, used, p->width);
}

void put_lines(const struct picture *p, const char *text, size_t used, size_t indent)
{
	size_t length = exception_words(text, &text), lines = 0;
	const char *last = text + length;
	char *copy = xmalloc(length + 1);

	while (text < last) {
		size_t n = strcspn(text, "\n") < (size_t)(last - text) ? strcspn(text, "\n")
			: (size_t)(last - text), end = n;

		while (end && (text[end - 1] == '\r' || text[end - 1] == ' '))
			end--;
		if (lines++ == LINES_SHOWN) {
			fprintf(p->out, "\n%*s..", (int)indent, "");
			break;
		}
		if (lines > 1) {
			size_t blanks = strspn(text, " ");

			blanks = blanks < 20 ? blanks : 20;
			fprintf(p->out, "\n%*s", (int)(indent + blanks), "");
			used = indent + blanks;
		}
		memcpy(copy, text, end);
		copy[end] = 0;
		put_wrapped(p->out, copy, used, indent + (lines > 1 ? 2 : 0), p->width);
		text += n + (text + n < last);
	}
	free(copy);
}

static int ascending(const void *a, const void *b)
{
	unsigned long long p = *(const unsigned long long *)a, q = *(const unsigned long long *)b;

	return (p > q) - (p < q);
}

/* The ids are sorted, since a mesh lists its chips in the order of its own coordinates. */
void put_chips(FILE *out, const char *chips)
{
	unsigned long long *ids = xcalloc(strlen(chips) / 2 + 1, sizeof(*ids));
	size_t n = 0, last;
	char *end;

	for (const char *p = chips; *p; p = end + (*end == ',')) {
		ids[n] = strtoull(p, &end, 10);
		if (end == p)
			break;
		n++;
	}
	if (n)
		qsort(ids, n, sizeof(*ids), ascending);
	fputs(n > 1 ? "chips " : "chip ", out);
	for (size_t i = 0; i < n; i = last + 1) {
		for (last = i; last + 1 < n && ids[last + 1] <= ids[last] + 1; last++)
			;
		fprintf(out, ids[last] == ids[i] ? "%s%llu" : ids[last] == ids[i] + 1 ? "%s%llu,%llu"
			: "%s%llu-%llu", i ? "," : "", ids[i], ids[last]);
	}
	free(ids);
}

/* A hash of what is printed of a region: several aliases of one buffer look alike. */
static uint64_t looks(sqlite3_stmt *s)
{
	uint64_t hash = (uint64_t)sqlite3_column_int64(s, C_ADDRESS) * 0x9e3779b97f4a7c15u ^
		(uint64_t)sqlite3_column_int64(s, C_BYTES_PER_CORE);

	for (const char *p = row_text(s, C_NOTE); p && *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
	return hash;
}

/* Goes to where what a row says begins, after its numbers. Returns the column. */
static size_t to_site(const struct picture *p)
{
	if (!p->width || p->width >= NARROW)
		return SITE_COLUMN;
	fprintf(p->out, "\n%*s", SITE_NARROW, "");
	return SITE_NARROW;
}

void put_region(const struct picture *p, uint64_t *last)
{
	FILE *out = p->out;

	if (looks(p->s) == *last)
		return;
	*last = looks(p->s);
	fprintf(out, "  %12s  %14s     ", grouped((uint64_t)sqlite3_column_int64(p->s, C_ADDRESS)),
		grouped((uint64_t)sqlite3_column_int64(p->s, C_BYTES_PER_CORE)));
	if (row_text(p->s, C_NOTE)) {
		size_t column = to_site(p);

		put_wrapped(out, row_text(p->s, C_NOTE), column, column, p->width);
	}
	fputc('\n', out);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

void groups_add(struct buffer_groups *g, sqlite3_stmt *s)
{
	uint64_t bytes = (uint64_t)sqlite3_column_int64(s, C_BYTES_PER_CORE);
	uint64_t age = (uint64_t)sqlite3_column_int64(s, C_AGE_NS);
	struct buffer_group *one = NULL;

	for (size_t i = 0; i < g->count && !one; i++)
		if ((g->at[i].bytes == bytes || row_is(s, C_ROLE, "cache")) &&
			same(g->at[i].role, row_text(s, C_ROLE)) &&
			same(g->at[i].site, row_text(s, C_CALLSITE)) &&
			same(g->at[i].needed, row_text(s, C_NEEDED)) &&
			same(g->at[i].last_use, row_text(s, C_LAST_USE)) &&
			same(g->at[i].last_site, row_text(s, C_LAST_USE_CALLSITE)) &&
			same(g->at[i].op, row_text(s, C_OWNER)))
			one = &g->at[i];
	if (!one) {
		GROW(g->at, g->count, g->capacity);
		one = &g->at[g->count++];
		*one = (struct buffer_group){.role = xstrdup(row_text(s, C_ROLE)),
			.op = xstrdup(row_text(s, C_OWNER)), .site = xstrdup(row_text(s, C_CALLSITE)),
			.tensor = xstrdup(row_text(s, C_TENSOR)),
			.variable = xstrdup(row_text(s, C_VARIABLE)),
			.needed = xstrdup(row_text(s, C_NEEDED)),
			.last_use = xstrdup(row_text(s, C_LAST_USE)),
			.last_site = xstrdup(row_text(s, C_LAST_USE_CALLSITE)),
			.use_note = xstrdup(row_text(s, C_USE_NOTE)),
			.address = (uint64_t)sqlite3_column_int64(s, C_ADDRESS), .bytes = bytes,
			.most_bytes = bytes, .id = (uint64_t)sqlite3_column_int64(s, C_ID), .oldest_ns = age,
			.youngest_ns = age, .release = sqlite3_column_int(s, C_RELEASE),
			.has_age = row_has(s, C_AGE_NS)};
	}
	one->others |= !same(one->tensor, row_text(s, C_TENSOR)) ||
		!same(one->variable, row_text(s, C_VARIABLE));
	if (!one->tensor)
		one->tensor = xstrdup(row_text(s, C_TENSOR));
	if (!one->variable)
		one->variable = xstrdup(row_text(s, C_VARIABLE));
	one->count++;
	one->all_bytes += bytes;
	if (bytes < one->bytes)
		one->bytes = bytes;
	if (bytes > one->most_bytes)
		one->most_bytes = bytes;
	if (age > one->oldest_ns)
		one->oldest_ns = age;
	if (age < one->youngest_ns)
		one->youngest_ns = age;
}

/* How the failing call is related to a group of buffers; "": it is not. */
static const char *relation(const struct buffer_group *g)
{
	return same(g->role, "own") ? ", the failing call's own"
		: same(g->role, "maybe own") ? ", perhaps the failing call's own"
		: same(g->role, "operand") && !g->needed ? ", in use by the failing program"
		: same(g->role, "cache") ? ", kept by the program cache" : "";
}

static void put_group(const struct picture *p, sqlite3_int64 run, const struct buffer_group *g)
{
	FILE *out = p->out;
	char text[600], youngest[32], oldest[32];
	size_t column;
	int n;

	fprintf(out, "  %12s  %14s  %s ", grouped(g->address), grouped(g->all_bytes),
		g->release ? "->" : "  ");
	if (g->count == 1)
		n = snprintf(text, sizeof(text), "buffer %" PRIu64, g->id);
	else if (g->bytes == g->most_bytes)
		n = snprintf(text, sizeof(text), "%u buffers of %s bytes", g->count,
			grouped(g->bytes));
	else
		n = snprintf(text, sizeof(text), "%u buffers of %s to %s bytes", g->count,
			grouped(g->bytes), grouped(g->most_bytes));
	n += snprintf(text + n, sizeof(text) - (size_t)n, "%s%.100s", g->op ? " of " : "",
		g->op ? g->op : "");
	if (g->tensor || g->variable)
		n += snprintf(text + n, sizeof(text) - (size_t)n, ", %.80s%s%.200s%s",
			g->variable ? g->variable : "", g->tensor && g->variable ? " " : "",
			g->tensor ? g->tensor : "", g->others ? " and others" : "");
	snprintf(youngest, sizeof(youngest), "%.3f", (double)g->youngest_ns / 1e6);
	snprintf(oldest, sizeof(oldest), "%.3f", (double)g->oldest_ns / 1e6);
	if (g->has_age)
		n += snprintf(text + n, sizeof(text) - (size_t)n, ", %s%s%s ms old", youngest,
			strcmp(youngest, oldest) ? " to " : "", strcmp(youngest, oldest) ? oldest : "");
	snprintf(text + n, sizeof(text) - (size_t)n, "%s", relation(g));
	column = to_site(p);
	put_wrapped(out, text, column, column, p->width);
	if (g->site) {
		fprintf(out, "\n%*s", (int)column, "");
		put_site(p, run, g->site, column);
	}
	if (g->use_note) {
		fprintf(out, "\n%*s", (int)column, "");
		put_sentence(p, run, g->use_note, column, column);
	}
	fputc('\n', out);
}

void put_groups(const struct picture *p, sqlite3_int64 run, const struct buffer_groups *g)
{
	unsigned shown = 0, hidden = 0;
	uint64_t bytes = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct buffer_group *one = &g->at[i];

		if (!one->release && shown == GROUPS_SHOWN) {
			hidden += one->count;
			bytes += one->all_bytes;
			continue;
		}
		shown += !one->release;
		put_group(p, run, one);
	}
	if (hidden)
		fprintf(p->out, "  and %u more buffers of %s bytes in all (--format csv lists all)\n",
			hidden, grouped(bytes));
}

void groups_free(struct buffer_groups *g)
{
	for (size_t i = 0; i < g->count; i++) {
		free(g->at[i].role);
		free(g->at[i].op);
		free(g->at[i].site);
		free(g->at[i].tensor);
		free(g->at[i].variable);
		free(g->at[i].needed);
		free(g->at[i].last_use);
		free(g->at[i].last_site);
		free(g->at[i].use_note);
	}
	free(g->at);
	*g = (struct buffer_groups){0};
}

/* The moment that a report is about: see report_instant.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "database.h"
#include "readable.h"
#include "report_instant.h"
#include "statement.h"
#include "work_allowance.h"

/* Does `path` end with `end`, a whole name or several? */
static bool ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && !strcmp(path + n - m, end) && (n == m || path[n - m - 1] == '/');
}

/* One of them may lack folders in front: reports are moved, and a name may hold a folder. */
static bool is_named(const char *prefix, const char *noted)
{
	return ends_with(prefix, noted) || ends_with(noted, prefix);
}

/* "'a_' at 1.500 ms, 'b_' at 2.000 ms, ..": the first reports of the runs. */
static void list_noted(sqlite3 *db, char *out, size_t room)
{
	enum { MOST = 4 };
	enum { RUN, TIME_NS, HANDLE, TOOK_NS, TEXT };           /* columns of reported_notes.sql */
	sqlite3_stmt *s = statement(db, "reported_notes");
	char name[60];
	size_t used = 0;

	out[0] = 0;
	for (int n = 0; database_next(s) && used < room; n++) {
		if (n == MOST) {
			snprintf(out + used, room - used, ", ..");
			break;
		}
		readable(name, sizeof(name), (const char *)sqlite3_column_text(s, TEXT));
		used += (size_t)snprintf(out + used, room - used, "%s'%s' at %.3f ms", n ? ", " : "", name,
			(double)sqlite3_column_int64(s, TIME_NS) / 1e6);
	}
	sqlite3_finalize(s);
}

static void say_none(sqlite3 *db, const char *prefix, char *why, size_t room)
{
	char noted[400];

	list_noted(db, noted, sizeof(noted));
	if (!noted[0])
		snprintf(why, room, "has no time, and the trace does not say when it was written: name the "
			"moment with --at TIME");
	else
		snprintf(why, room, "%s: the trace has %s; name the moment with --at TIME",
			prefix ? "has a name under which no report was written" : "has no time", noted);
}

bool instant_of_report(sqlite3 *db, const char *prefix, struct report_instant *i, char *why, size_t room)
{
	enum { RUN, TIME_NS, HANDLE, TOOK_NS, TEXT };           /* columns of reported_notes.sql */
	const unsigned look_ns = 200;
	sqlite3_stmt *s = statement(db, "reported_notes");
	bool good = true;

	*i = (struct report_instant){0};
	while (prefix && good && database_next(s) && work_spend(look_ns)) {
		if (!is_named(prefix, (const char *)sqlite3_column_text(s, TEXT)))
			continue;
		good = !i->same || i->run == column_number(s, RUN);
		*i = (struct report_instant){.run = column_number(s, RUN),
			.time_ns = column_number(s, TIME_NS), .took_ns = column_number(s, TOOK_NS),
			.handle = sqlite3_column_int64(s, HANDLE) ? column_number(s, HANDLE) : UINT64_MAX,
			.same = i->same + 1};
	}
	sqlite3_finalize(s);
	if (!good)
		snprintf(why, room, "may be of more than one run: name one trace");
	else if (!i->same)
		say_none(db, prefix, why, room);
	return good && i->same;
}

void instant_unknown(sqlite3 *db, uint64_t updated_ns, char *why, size_t room)
{
	enum { AGE_NS };                        /* columns of reported_updated.sql */
	sqlite3_stmt *s = statement(db, "reported_updated");
	uint64_t age = UINT64_MAX;

	bind_named(s, ":updated_ns", updated_ns);
	if (updated_ns && updated_ns <= INT64_MAX && database_next(s))
		age = column_number(s, AGE_NS);
	sqlite3_finalize(s);
	if (age == UINT64_MAX)
		snprintf(why, room, "has no time: name the moment with --at TIME");
	else
		snprintf(why, room, "does not say when it was read (it changed last at %.3f ms of the run, by the "
			"machine's clock): name the moment with --at TIME", (double)age / 1e6);
}

bool instant_of_moment(sqlite3 *db, const struct moment *m, struct report_instant *i, char *why,
	size_t room)
{
	enum { RUN, TIME_NS };          /* columns of reported_moments.sql */
	sqlite3_stmt *s = statement(db, "reported_moments");
	int runs = 0;

	bind_named(s, ":percent", m->percent);
	sqlite3_bind_double(s, parameter_of(s, ":value"), m->value < 9e18 ? m->value : 9e18);
	for (; database_next(s); runs++)
		*i = (struct report_instant){.run = column_number(s, RUN),
			.time_ns = column_number(s, TIME_NS), .took_ns = UINT64_MAX, .handle = UINT64_MAX};
	sqlite3_finalize(s);
	if (runs != 1)
		snprintf(why, room, "can be compared with one run at a time: name one trace");
	return runs == 1;
}

/* Finds names of a database that are near to a name it does not have: see names_near.h. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "database.h"
#include "names_near.h"
#include "nearest_word.h"
#include "statement.h"

enum { NAMES_MOST = 3, NAME_BYTES = 80 };

struct nearest {
	char name[NAMES_MOST][NAME_BYTES];
	size_t unlike[NAMES_MOST], count;
};

/* Keeps the nearest names, the nearest first. */
static void offer(struct nearest *n, const char *name, size_t how)
{
	size_t at = n->count;

	while (at && n->unlike[at - 1] > how)
		at--;
	if (at >= NAMES_MOST)
		return;
	if (n->count < NAMES_MOST)
		n->count++;
	for (size_t i = n->count - 1; i > at; i--) {
		memcpy(n->name[i], n->name[i - 1], NAME_BYTES);
		n->unlike[i] = n->unlike[i - 1];
	}
	snprintf(n->name[at], NAME_BYTES, "%s", name);
	n->unlike[at] = how;
}

bool names_near(sqlite3 *db, enum names_of what, const char *name, char *out, size_t room)
{
	static const char *const names[] = {[NAMES_OF_OPS] = "names_of_ops",
		[NAMES_OF_MARKS] = "names_of_marks"};
	sqlite3_stmt *s = statement(db, names[what]);
	struct nearest n = {.count = 0};
	bool there = false;
	size_t used = 0;

	while (database_next(s)) {
		const char *other = (const char *)sqlite3_column_text(s, 0);

		there |= !strcmp(name, other);
		if (strlen(other) < NAME_BYTES && is_near(name, other))
			offer(&n, other, unlike(name, other));
	}
	sqlite3_finalize(s);
	out[0] = 0;
	for (size_t i = 0; !there && i < n.count && used < room; i++)
		used += (size_t)snprintf(out + used, room - used, "%s'%s'", !i ? " (did you mean "
			: i + 1 < n.count ? ", " : " or ", n.name[i]);
	if (used && used < room)
		snprintf(out + used, room - used, "?)");
	return there;
}

/*
 * What a table does not show: see hidden_columns.h. A line on columns is as wide as the table.
 *
 * Must not know: SQL, what the rows are.
 */
#include <stdio.h>
#include <string.h>
#include "hidden_columns.h"
#include "message.h"
#include "readable.h"

enum { LINE_BYTES = 1000 };

void hidden_rows_say(uint64_t rows, bool more)
{
	if (more)
		say("more rows are left out by --limit");
	else if (rows)
		say("%s more row%s left out by --limit", grouped(rows), rows > 1 ? "s are" : " is");
}

/* Adds ", name = value" to the line, in at most `room` bytes; false: there is no room. */
static bool name_hidden(char *line, size_t room, const struct fit_column *c, const char *first)
{
	char text[2 * ONCE_BYTES + 100];
	size_t used = strlen(line);

	snprintf(text, sizeof(text), "%s%s%s%s", used ? ", " : "", c->name,
		c->same && !c->silent ? " = " : "", c->same && !c->silent ? first : "");
	if (used + strlen(text) >= room)
		return false;
	memcpy(line + used, text, strlen(text) + 1);
	return true;
}

void hidden_columns_say(const struct fit_column *columns, const char (*first)[ONCE_BYTES],
	size_t count, size_t width)
{
	static const char front[] = "l1analyze: not shown: ", back[] = ", 20 more; --width 0 shows all";
	char line[LINE_BYTES] = "";
	size_t fixed = sizeof(front) + sizeof(back), more = 0,
		room = width > fixed ? width - fixed : 0;

	room = room < sizeof(line) ? room : sizeof(line) - 1;
	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < count; i++) {
			const struct fit_column *c = &columns[i];

			if (!c->shown && turn == (c->silent ? 2 : c->same ? 1 : 0))
				more += turn == 2 || !name_hidden(line, room, c, first[i]);
		}
	if (line[0] && more)
		say("not shown: %s, %zu more; --width 0 shows all", line, more);
	else if (line[0])
		say("not shown: %s; --width 0 shows all", line);
	else if (more)
		say("not shown: %zu column%s; --width 0 shows all", more, more > 1 ? "s" : "");
}

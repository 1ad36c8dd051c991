/* The program's own statements: see statement.h. */
#include <string.h>
#include "database.h"
#include "embedded.h"
#include "message.h"
#include "statement.h"

const char *statement_text(const char *name)
{
	for (const struct embedded_file *f = embedded_statements; f->name; f++)
		if (!strcmp(f->name, name))
			return f->text;
	die(EXIT_UNREADABLE, "this program has no statement '%s'", name);
}

sqlite3_stmt *statement(sqlite3 *db, const char *name)
{
	return database_prepare(db, statement_text(name));
}

void statement_run(sqlite3 *db, const char *name)
{
	database_run(db, statement_text(name));
}

int parameter_of(sqlite3_stmt *s, const char *name)
{
	int i = sqlite3_bind_parameter_index(s, name);

	if (!i)
		die(EXIT_UNREADABLE, "a statement of this program takes no '%s': %.60s", name,
			sqlite3_sql(s));
	return i;
}

void bind_named(sqlite3_stmt *s, const char *name, uint64_t value)
{
	bind_number(s, parameter_of(s, name), value);
}

void bind_named_text(sqlite3_stmt *s, const char *name, const char *text)
{
	bind_text(s, parameter_of(s, name), text);
}

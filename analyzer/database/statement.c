/* The program's own statements: see statement.h. */
#include <stdbool.h>
#include <string.h>
#include "database.h"
#include "embedded.h"
#include "message.h"
#include "statement.h"

enum { KEPT_MAX = 64 };

/* Those that stay prepared, the first ones of the array. */
static struct kept {
	sqlite3 *db;
	const char *name;       /* a literal */
	sqlite3_stmt *s;
	bool is_used;
} kept[KEPT_MAX];

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

sqlite3_stmt *statement_kept(sqlite3 *db, const char *name)
{
	struct kept *k = kept;

	for (; k < kept + KEPT_MAX && k->s; k++)
		if (k->db == db && !k->is_used && !strcmp(k->name, name)) {
			k->is_used = true;
			return k->s;
		}
	if (k == kept + KEPT_MAX)
		return statement(db, name);
	*k = (struct kept){.db = db, .name = name, .s = statement(db, name), .is_used = true};
	return k->s;
}

void statement_let_go(sqlite3_stmt *s)
{
	for (struct kept *k = kept; k < kept + KEPT_MAX && k->s; k++)
		if (k->s == s) {
			sqlite3_reset(s);
			sqlite3_clear_bindings(s);
			k->is_used = false;
			return;
		}
	sqlite3_finalize(s);
}

void statement_forget_kept(void)
{
	for (struct kept *k = kept; k < kept + KEPT_MAX && k->s; k++) {
		sqlite3_finalize(k->s);
		*k = (struct kept){0};
	}
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

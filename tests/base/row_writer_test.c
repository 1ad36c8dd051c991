/* Rows written as columns beside their values, and statements asked for by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "database.h"
#include "message.h"
#include "row_writer.h"
#include "statement.h"

enum { RUN = 1 };

static sqlite3 *db;

static int open_database(void **unused)
{
	(void)unused;
	db = database_create(":memory:", ":memory:");
	return 0;
}

static int close_database(void **unused)
{
	(void)unused;
	return sqlite3_close(db);
}

static void assert_row(const char *question, const char *answer)
{
	sqlite3_stmt *s = database_prepare(db, question);

	assert_true(database_next(s));
	assert_string_equal((const char *)sqlite3_column_text(s, 0), answer);
	sqlite3_finalize(s);
}

static void write_device(struct row_writer *w, uint64_t handle, const char *chips)
{
	WRITE_ROW(w, NUMBER(run, RUN), NUMBER(handle, handle), TEXT(chips, chips),
		NUMBER(mesh, L1T_UNKNOWN));
}

static void a_row_has_its_values_in_their_columns(void **unused)
{
	struct row_writer w = row_writer_if_new(db, "device");

	(void)unused;
	write_device(&w, 7, "3,4");
	assert_row("SELECT run || ' ' || handle || ' ' || chips || ' ' || (mesh IS NULL) FROM device",
		"1 7 3,4 1");
	row_writer_free(&w);
}

static void a_row_that_is_there_stays_when_only_new_ones_are_written(void **unused)
{
	struct row_writer w = row_writer_if_new(db, "device");

	(void)unused;
	write_device(&w, 7, "5");
	write_device(&w, 8, "6");
	assert_row("SELECT group_concat(chips, ' ') FROM (SELECT chips FROM device ORDER BY handle)",
		"3,4 6");
	row_writer_free(&w);
}

static void ids_become_the_text_and_the_chip_that_they_stand_for(void **unused)
{
	struct row_writer string = row_writer(db, "string"), mark = row_writer(db, "mark"),
		failure = row_writer(db, "failure");

	(void)unused;
	WRITE_ROW(&string, NUMBER(run, RUN), NUMBER(id, 2), BYTES(text, "decode..", 6));
	WRITE_ROW(&mark, NUMBER(run, RUN), STRING(name, 2));
	assert_row("SELECT name FROM mark", "decode");
	for (uint64_t chip = 9; chip; chip = chip == 9 ? L1T_UNKNOWN : 0)
		WRITE_ROW(&failure, NUMBER(run, RUN), CHIP(device, chip), ID(handle, 7),
			ID(program, 0));
	assert_row("SELECT group_concat(device || coalesce(program, '-'), ' ') "
		"FROM (SELECT device, program FROM failure ORDER BY rowid)", "9- 3-");
	row_writer_free(&string);
	row_writer_free(&mark);
	row_writer_free(&failure);
}

static void a_row_does_not_keep_a_value_of_the_row_before(void **unused)
{
	struct row_writer w = row_writer(db, "lost");
	const char *reasons[] = {"torn", NULL};

	(void)unused;
	for (int i = 0; i < 2; i++)
		WRITE_ROW(&w, NUMBER(run, RUN), NUMBER(count, (uint64_t)i), TEXT(reason, reasons[i]));
	assert_row("SELECT group_concat(coalesce(reason, '-'), ' ') "
		"FROM (SELECT reason FROM lost ORDER BY count)", "torn -");
	row_writer_free(&w);
}

static void a_statement_takes_its_values_by_name(void **unused)
{
	struct row_writer w = row_writer_of(db, "load_device_close");

	(void)unused;
	WRITE_ROW(&w, NUMBER(close_ns, 50), NUMBER(run, RUN), NUMBER(handle, 8));
	assert_row("SELECT handle || ' ' || close_ns FROM device WHERE close_ns NOT NULL", "8 50");
	row_writer_free(&w);
}

static void no_statement(void)
{
	statement_text("no_such_statement");
}

static void no_parameter(void)
{
	bind_named(statement(db, "explain_cores"), ":no_such_parameter", 1);
}

static void no_column(void)
{
	struct row_writer w = row_writer(db, "lost");

	WRITE_ROW(&w, NUMBER(run, RUN), NUMBER(no_such_column, 1));
}

static void other_columns(void)
{
	struct row_writer w = row_writer(db, "lost");

	WRITE_ROW(&w, NUMBER(run, RUN), NUMBER(count, 1));
	WRITE_ROW(&w, NUMBER(run, RUN));
}

static void what_does_not_belong_together_ends_the_program(void **unused)
{
	static void (*const mistakes[])(void) = {no_statement, no_parameter, no_column, other_columns};

	(void)unused;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		pid_t child = fork();
		int status;

		if (!child) {
			if (!freopen("/dev/null", "w", stderr))
				_exit(0);
			mistakes[i]();
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), EXIT_UNREADABLE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_has_its_values_in_their_columns),
		cmocka_unit_test(a_row_that_is_there_stays_when_only_new_ones_are_written),
		cmocka_unit_test(ids_become_the_text_and_the_chip_that_they_stand_for),
		cmocka_unit_test(a_row_does_not_keep_a_value_of_the_row_before),
		cmocka_unit_test(a_statement_takes_its_values_by_name),
		cmocka_unit_test(what_does_not_belong_together_ends_the_program),
	};

	return cmocka_run_group_tests_name("row_writer", tests, open_database, close_database);
}

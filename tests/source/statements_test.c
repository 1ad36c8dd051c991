/* Statements of files that a trace names, whatever these are. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "source_files.h"

static char folder[] = "/tmp/l1trace-source-XXXXXX";
static const uint64_t LATER = UINT64_C(4000000000) * 1000000000u;       /* than any file */

static const char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_bytes(const char *name, const void *bytes, size_t count)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, count, f), count);
	assert_int_equal(fclose(f), 0);
}

static void write_text(const char *name, const char *text)
{
	write_bytes(name, text, strlen(text));
}

static bool line_of(struct source_files *s, const char *path, uint64_t line, const char **text, size_t *bytes)
{
	return source_statement(s, path, strlen(path), line, text, bytes);
}

static void has(struct source_files *s, const char *name, uint64_t line, const char *statement)
{
	const char *text = NULL;
	size_t bytes = 0;

	assert_true(line_of(s, path_of(name), line, &text, &bytes));
	assert_int_equal(bytes, strlen(statement));
	assert_memory_equal(text, statement, bytes);
}

static void has_not(struct source_files *s, const char *path, uint64_t line)
{
	const char *text;
	size_t bytes;

	assert_false(line_of(s, path, line, &text, &bytes));
}

static struct source_files *files_until(uint64_t until_ns)
{
	struct source_files *s = source_files_new();

	source_files_begin(s, until_ns, folder);
	return s;
}

static void a_line_belongs_to_the_statement_that_brackets_continue(void **unused)
{
	struct source_files *s = files_until(LATER);

	(void)unused;
	write_text("m.py", "import ttnn\n\nq = ttnn.linear(\n    x,  # )\n    w)\ny = 1\n\"\"\"a\n(b\n\"\"\"\n"
		"z = \\\n  2\nlast = [1,\n 2]");
	has(s, "m.py", 1, "import ttnn\n");
	for (uint64_t line = 3; line <= 5; line++)
		has(s, "m.py", line, "q = ttnn.linear(\n    x,  # )\n    w)\n");
	has(s, "m.py", 6, "y = 1\n");
	has(s, "m.py", 8, "\"\"\"a\n(b\n\"\"\"\n");
	has(s, "m.py", 11, "z = \\\n  2\n");
	has(s, "m.py", 13, "last = [1,\n 2]");
	has_not(s, path_of("m.py"), 0);
	has_not(s, path_of("m.py"), 14);
	has_not(s, path_of("m.py"), UINT64_MAX);
	source_files_free(s);
}

static void lines_end_as_python_counts_them(void **unused)
{
	struct source_files *s = files_until(LATER);

	(void)unused;
	write_text("dos.py", "a = 1\r\nb = (2,\r\n 3)\r\nc = 4\rd = 5\n");
	has(s, "dos.py", 3, "b = (2,\r\n 3)\r\n");
	has(s, "dos.py", 4, "c = 4\r");
	has(s, "dos.py", 5, "d = 5\n");
	source_files_free(s);
}

static void a_relative_path_is_of_the_program_s_folder(void **unused)
{
	struct source_files *s = files_until(LATER);
	const char *text;
	size_t bytes;

	(void)unused;
	write_text("m.py", "x = f()\n");
	assert_true(source_statement(s, "m.py", 4, 1, &text, &bytes));
	source_files_begin(s, LATER, NULL);
	assert_false(source_statement(s, "m.py", 4, 1, &text, &bytes));
	source_files_begin(s, LATER, "somewhere");
	assert_false(source_statement(s, "m.py", 4, 1, &text, &bytes));
	source_files_free(s);
}

static void a_file_that_was_changed_after_the_trace_began_is_not_read(void **unused)
{
	const struct timespec times[] = {{.tv_sec = 1000, .tv_nsec = 500}, {.tv_sec = 1000, .tv_nsec = 500}};
	struct source_files *s;

	(void)unused;
	write_text("m.py", "x = f()\n");
	assert_int_equal(utimensat(AT_FDCWD, path_of("m.py"), times, 0), 0);
	s = files_until(UINT64_C(1000) * 1000000000u + 500);
	has(s, "m.py", 1, "x = f()\n");
	source_files_begin(s, UINT64_C(1000) * 1000000000u + 499, folder);
	has_not(s, path_of("m.py"), 1);
	source_files_begin(s, 0, folder);       /* when it began is not known */
	has_not(s, path_of("m.py"), 1);
	source_files_free(s);
}

/* Opens a pipe for writing, which waits for a reader; none must come. */
static void *wait_for_reader(void *path)
{
	int fd = open(path, O_WRONLY);

	if (fd >= 0)
		close(fd);
	return NULL;
}

static void nothing_but_regular_files_is_opened(void **unused)
{
	static const char *const others[] = {"/dev/zero", "/dev/null", "/dev/stdin", "/proc/kmsg"};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct source_files *s = files_until(LATER);
	char fifo[200];
	pthread_t writer;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)unused;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		char name[20];

		snprintf(name, sizeof(name), "other%zu.py", i);
		assert_int_equal(symlink(others[i], path_of(name)), 0);
		has_not(s, path_of(name), 1);
	}
	assert_int_equal(mkdir(path_of("folder.py"), 0700), 0);
	has_not(s, path_of("folder.py"), 1);
	assert_int_equal(symlink(path_of("loop.py"), path_of("loop.py")), 0);
	has_not(s, path_of("loop.py"), 1);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path_of("socket.py"));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	has_not(s, path_of("socket.py"), 1);
	close(fd);
	snprintf(fifo, sizeof(fifo), "%s", path_of("fifo.py"));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(pthread_create(&writer, NULL, wait_for_reader, fifo), 0);
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	has_not(s, fifo, 1);
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	assert_int_equal(pthread_tryjoin_np(writer, NULL), EBUSY);      /* the pipe was not opened */
	fd = open(fifo, O_RDONLY);
	pthread_join(writer, NULL);
	close(fd);
	source_files_free(s);
}

static void what_is_absent_or_has_another_name_is_not_there(void **unused)
{
	struct source_files *s = files_until(LATER);
	char longest[6000];

	(void)unused;
	write_text("m.txt", "x = f()\n");
	write_text("m.pyc", "x = f()\n");
	write_text("empty.py", "");
	has_not(s, path_of("m.txt"), 1);
	has_not(s, path_of("m.pyc"), 1);
	has_not(s, path_of("empty.py"), 1);
	has_not(s, path_of("absent.py"), 1);
	has_not(s, "", 1);
	has_not(s, ".py", 1);
	has_not(s, "<string>", 1);
	memset(longest, '/', sizeof(longest));
	strcpy(longest + sizeof(longest) - 4, ".py");
	has_not(s, longest, 1);
	source_files_free(s);
}

static void of_huge_files_and_lines_nothing_is_given(void **unused)
{
	enum { MB = 1 << 20 };
	struct source_files *s = files_until(LATER);
	char *text = malloc(5 * MB);

	(void)unused;
	memset(text, 'x', 5 * MB);
	memcpy(text, "a = 1\nb = ", 10);
	text[MB] = '\n';
	memcpy(text + MB + 1, "c = 3\n", 6);
	write_bytes("long.py", text, MB + 7);
	has(s, "long.py", 1, "a = 1\n");
	has_not(s, path_of("long.py"), 2);
	has(s, "long.py", 3, "c = 3\n");
	write_bytes("huge.py", text, 5 * MB);
	has_not(s, path_of("huge.py"), 1);
	memset(text, '\n', 4 * MB);
	write_bytes("lines.py", text, 4 * MB);
	has_not(s, path_of("lines.py"), 1);     /* each would be a statement */
	memset(text, '(', 4 * MB);
	write_bytes("open.py", text, 4 * MB);
	has_not(s, path_of("open.py"), 1);
	memset(text, 0, 4 * MB);
	write_bytes("zeros.py", text, 4 * MB);
	has_not(s, path_of("zeros.py"), 1);
	free(text);
	source_files_free(s);
}

static void so_much_is_read_and_no_more(void **unused)
{
	enum { BYTES = 4 << 20, FILES = 20 };
	struct source_files *s = files_until(LATER);
	char *text = malloc(BYTES), name[20];
	unsigned got = 0;

	(void)unused;
	memset(text, 'x', BYTES);
	memcpy(text, "a = 1\n", 6);
	for (int i = 0; i < FILES; i++) {
		const char *statement;
		size_t bytes;

		snprintf(name, sizeof(name), "part%d.py", i);
		write_bytes(name, text, BYTES);
		got += line_of(s, path_of(name), 1, &statement, &bytes);
		unlink(path_of(name));
	}
	assert_in_range(got, 1, 8);
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "none%d.py", i);
		has_not(s, path_of(name), 1);
	}
	write_text("m.py", "x = f()\n");
	has_not(s, path_of("m.py"), 1);         /* too many were tried */
	free(text);
	source_files_free(s);
}

static void statements_are_not_given_out_for_ever(void **unused)
{
	struct source_files *s = files_until(LATER);
	char text[10000];
	unsigned got = 0;

	(void)unused;
	memset(text, 'x', sizeof(text));
	write_bytes("m.py", text, sizeof(text));
	for (int i = 0; i < 20000; i++) {
		const char *statement;
		size_t bytes;

		got += line_of(s, path_of("m.py"), 1, &statement, &bytes);
	}
	assert_in_range(got, 1000, 10000);
	source_files_free(s);
}

static void bytes_that_are_no_text_do_no_harm(void **unused)
{
	struct source_files *s = files_until(LATER);
	const char *text;
	uint64_t random = 7;
	char bytes[3000];
	size_t n;

	(void)unused;
	write_text("latin.py", "gr\xf6\xdf""e = '\xe4'\nx = f()\n");
	has(s, "latin.py", 2, "x = f()\n");
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			bytes[i] = round % 2 ? (char)(random >> 40) : "()[]'\"\\\r\n# x"[(random >> 40) % 12];
		}
		write_bytes("bytes.py", bytes, sizeof(bytes));
		source_files_begin(s, LATER, folder);
		for (uint64_t line = 1; line < 3000; line++)
			if (line_of(s, path_of("bytes.py"), line, &text, &n))
				assert_true(n <= sizeof(bytes));
	}
	source_files_free(s);
}

static void sources_are_not_read_where_the_user_says_so(void **unused)
{
	struct source_files *s;

	(void)unused;
	write_text("m.py", "x = f()\n");
	setenv("L1TRACE_SOURCES", "0", 1);
	s = files_until(LATER);
	has_not(s, path_of("m.py"), 1);
	source_files_free(s);
	unsetenv("L1TRACE_SOURCES");
	s = files_until(LATER);
	has(s, "m.py", 1, "x = f()\n");
	source_files_free(s);
}

static int begin(void **unused)
{
	(void)unused;
	unsetenv("L1TRACE_SOURCES");
	return !mkdtemp(folder);
}

static int end(void **unused)
{
	char command[100];

	(void)unused;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_belongs_to_the_statement_that_brackets_continue),
		cmocka_unit_test(lines_end_as_python_counts_them),
		cmocka_unit_test(a_relative_path_is_of_the_program_s_folder),
		cmocka_unit_test(a_file_that_was_changed_after_the_trace_began_is_not_read),
		cmocka_unit_test(nothing_but_regular_files_is_opened),
		cmocka_unit_test(what_is_absent_or_has_another_name_is_not_there),
		cmocka_unit_test(of_huge_files_and_lines_nothing_is_given),
		cmocka_unit_test(so_much_is_read_and_no_more),
		cmocka_unit_test(statements_are_not_given_out_for_ever),
		cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
		cmocka_unit_test(sources_are_not_read_where_the_user_says_so),
	};

	return cmocka_run_group_tests(tests, begin, end);
}

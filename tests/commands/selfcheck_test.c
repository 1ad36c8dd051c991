/*
 * selfcheck: what it reports about a library that stands in for the runtime, and about damaged
 * ones.
 */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "elf_symbols.h"
#include "file_text.h"
#include "trace_writer.h"
#include "run_command.h"

static void answers(const char *args, int code, const char *words)
{
	char command[800];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " selfcheck %s", args);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code || !strstr(o.output, words))
		fail_msg("%s: status %d, wanted %d and '%s':\n%s", args, o.status, code, words,
			o.output);
	outcome_free(&o);
}

static void a_hook_works_where_its_function_is_reached_by_relocation(void **unused)
{
	(void)unused;
	answers("--format csv " SUBJECT, 0, "\ntrack_allocate,1,works,libelf_subject.so,"
		"\"libelf_subject.so JUMP_SLOT\",");
	answers("--format csv " SUBJECT, 0, "\ntrack_deallocate,0,\"no relocation: inlined, or bound "
		"inside its module\",libelf_subject.so,,");
	answers("--format csv " SUBJECT, 0, "\nenqueue_mesh_workload,0,\"defined in a module not "
		"given\",,\"libelf_subject.so JUMP_SLOT\",");
	answers("--format csv " SUBJECT, 0, "\nold_allocate_impl,0,\"not defined: ");
	answers("--fail-on hook " SUBJECT, 1, "hook");
}

/* A library without hooks, and the same with the runtime's words in it. */
static const char bare[] = "cp $(ldd " L1ANALYZE " | awk \"/libc.so/ { print \\$3 }\") bare.so";

static void begins_with(const char *prepare, const char *args, const char *words)
{
	char command[1200];
	struct outcome o;

	snprintf(command, sizeof(command), "%s; " L1ANALYZE " selfcheck %s", prepare, args);
	o = run_command("A=1", command);
	if (WEXITSTATUS(o.status) || strncmp(o.output, words, strlen(words)))
		fail_msg("%s: status %d, wanted '%s':\n%s", command, o.status, words, o.output);
	outcome_free(&o);
}

static void it_begins_with_a_verdict(void **unused)
{
	char command[500];

	(void)unused;
	begins_with(":", SUBJECT, "buffers and launches will not be recorded: 1 of ");
	begins_with(bare, "bare.so", "no hook works: there is no TT-Metal runtime in these modules\n\n");
	snprintf(command, sizeof(command), "%s; printf \"Not enough space to allocate\" >>bare.so; "
		"mkdir -p in; mv bare.so in", bare);
	begins_with(command, "in", "no hook works: this library carries the runtime inside, with its "
		"functions hidden\n\n");
	begins_with(command, "in/bare.so", "no hook works: this library carries the runtime inside, ");
	begins_with(":", "--format csv " SUBJECT, "hook,works,");
}

static void a_folder_means_its_libraries(void **unused)
{
	(void)unused;
	answers("--format csv $(dirname " SUBJECT ")", 0, "\ntrack_allocate,1,works,");
	answers("/proc/self/fdinfo", 3, "no shared library in '/proc/self/fdinfo'");
}

static void what_is_no_library_is_refused_by_name(void **unused)
{
	(void)unused;
	answers("/etc/passwd", 3, "cannot read '/etc/passwd': it is no ELF file");
	answers("/no/such.so", 3, "/no/such.so");
	answers("/dev/zero", 3, "it is no regular file");
	answers("", 2, "nothing to read");
}

static void says(const char *command, const char *words)
{
	struct outcome o = run_command("A=" L1ANALYZE, command);

	if (strcmp(o.output, words))
		fail_msg("%s gave\n%sinstead of\n%s", command, o.output, words);
	outcome_free(&o);
}

static void a_folder_of_a_whole_system_is_refused_before_any_of_it_is_read(void **unused)
{
	(void)unused;
	says("mkdir all; cd all; seq 2001 | sed s/$/.so/ | xargs touch; cd ..; $A selfcheck all; echo $?",
		"l1analyze: there are more than 2000 shared libraries in 'all'; name the libraries of one program, "
		"or their folder, as site-packages/ttnn\n2\n");
}

static void of_many_files_that_cannot_be_read_some_are_named(void **unused)
{
	(void)unused;
	says("mkdir all; cd all; seq 100 | sed s/$/.so/ | xargs touch; cd ..; $A selfcheck all 2>err >out; "
		"echo $?; grep -c \"cannot read .all/\" err; tail -1 err",
		"4\n10\nl1analyze: cannot read 90 more of them\n");
}

static void a_text_is_found_wherever_it_lies(void **unused)
{
	static const char text[] = "needle";
	char path[] = "/tmp/l1trace-text-XXXXXX";
	int fd = mkstemp(path);

	(void)unused;
	assert_true(fd >= 0);
	for (off_t at = 65520; at < 65550; at++) {
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, text, 6, at), 6);
		assert_true(file_has_text(path, text));
		assert_int_equal(ftruncate(fd, at + 5), 0);
		assert_false(file_has_text(path, text));
	}
	close(fd);
	unlink(path);
	assert_false(file_has_text(path, text));
}

/* ---- damaged files ---- */

static void count(void *context, const char *name, enum elf_use use)
{
	size_t *seen = context;

	(void)use;
	*seen += strlen(name) != 0;
}

/* Reads the bytes as a file; returns how many symbols it found. */
static size_t read_bytes(const char *path, const uint8_t *bytes, size_t n)
{
	size_t seen = 0;
	struct elf_visitor v = {.symbol = count, .context = &seen};
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	elf_symbols(path, &v);
	return seen;
}

static uint8_t *subject_bytes(size_t *n)
{
	FILE *f = fopen(SUBJECT, "rb");
	uint8_t *bytes = malloc(1 << 20);

	assert_non_null(f);
	assert_non_null(bytes);
	*n = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static void a_file_cut_anywhere_tells_no_more_than_the_whole(void **unused)
{
	size_t n, whole;
	uint8_t *bytes = subject_bytes(&n);
	char *path = write_temporary(bytes, n);

	(void)unused;
	whole = read_bytes(path, bytes, n);
	assert_true(whole > 3);
	assert_int_equal(read_bytes(path, bytes, 0), 0);
	for (size_t cut = 0; cut < n; cut += n / 300 + 1)
		assert_true(read_bytes(path, bytes, cut) <= whole);
	unlink(path);
	free(path);
	free(bytes);
}

/* Each 64-bit word of headers and dynamic section is made huge, zero or odd: nothing crashes. */
static void damaged_offsets_and_sizes_are_survived(void **unused)
{
	static const uint64_t values[] = {0, UINT64_MAX, 0x7ffffffffff8};
	size_t n, runs = 0;
	uint8_t *bytes = subject_bytes(&n), *copy = malloc(n);
	char *path = write_temporary(bytes, n);

	(void)unused;
	assert_non_null(copy);
	for (size_t at = 16; at + 8 <= n; at += 8) {
		uint64_t old;

		memcpy(&old, bytes + at, 8);
		if (!old)
			continue;
		for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
			memcpy(copy, bytes, n);
			memcpy(copy + at, &values[i], 8);
			read_bytes(path, copy, n);
			runs++;
		}
	}
	assert_true(runs > 500);
	unlink(path);
	free(path);
	free(copy);
	free(bytes);
}

/* A library of `symbols` symbols, each named by the same long text that no zero ends. */
static char *library_of_endless_names(size_t symbols)
{
	enum { TABLE = sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Phdr) + 5 * sizeof(Elf64_Dyn) + 16 };
	size_t names = TABLE + symbols * sizeof(Elf64_Sym), n = names + (1 << 20);
	const Elf64_Ehdr head = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
		.e_machine = EM_X86_64, .e_phoff = sizeof(head), .e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 2};
	const Elf64_Phdr parts[2] = {{.p_type = PT_LOAD, .p_filesz = n},
		{.p_type = PT_DYNAMIC, .p_offset = sizeof(head) + 2 * sizeof(*parts),
			.p_filesz = 5 * sizeof(Elf64_Dyn)}};
	const Elf64_Dyn dynamic[] = {{DT_SYMTAB, {TABLE}}, {DT_STRTAB, {names}},
		{DT_STRSZ, {n - names}}, {DT_HASH, {TABLE - 16}}, {DT_NULL, {0}}};
	const uint32_t hash[] = {1, (uint32_t)symbols, 0, 0};
	const Elf64_Sym symbol = {.st_name = 1, .st_shndx = 1};
	uint8_t *bytes = malloc(n);
	char *path;

	assert_non_null(bytes);
	memcpy(bytes, &head, sizeof(head));
	memcpy(bytes + sizeof(head), parts, sizeof(parts));
	memcpy(bytes + sizeof(head) + sizeof(parts), dynamic, sizeof(dynamic));
	memcpy(bytes + TABLE - 16, hash, sizeof(hash));
	for (size_t i = 0; i < symbols; i++)
		memcpy(bytes + TABLE + i * sizeof(symbol), &symbol, sizeof(symbol));
	memset(bytes + names, 'a', n - names);
	path = write_temporary(bytes, n);
	free(bytes);
	return path;
}

static void names_without_an_end_cost_no_search_each(void **unused)
{
	size_t seen = 0;
	struct elf_visitor v = {.symbol = count, .context = &seen};
	char *path = library_of_endless_names(400000);
	clock_t began = clock();

	(void)unused;
	assert_null(elf_symbols(path, &v));
	assert_true(clock() - began < 2 * CLOCKS_PER_SEC);
	assert_int_equal(seen, 0);
	unlink(path);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hook_works_where_its_function_is_reached_by_relocation),
		cmocka_unit_test(it_begins_with_a_verdict),
		cmocka_unit_test(a_text_is_found_wherever_it_lies),
		cmocka_unit_test(a_folder_means_its_libraries),
		cmocka_unit_test(a_folder_of_a_whole_system_is_refused_before_any_of_it_is_read),
		cmocka_unit_test(of_many_files_that_cannot_be_read_some_are_named),
		cmocka_unit_test(what_is_no_library_is_refused_by_name),
		cmocka_unit_test(a_file_cut_anywhere_tells_no_more_than_the_whole),
		cmocka_unit_test(damaged_offsets_and_sizes_are_survived),
		cmocka_unit_test(names_without_an_end_cost_no_search_each),
	};

	return cmocka_run_group_tests_name("selfcheck", tests, NULL, NULL);
}

/*
 * l1mockcc: stands in for the runtime's RISC-V compiler where none is installed. It accepts the
 * command line of a g++, compiles nothing, and writes the requested files: any bytes for objects
 * and precompiled headers, a dependency list, and for a link an executable whose kernel has a fixed
 * text size (L1TRACE_MOCK_TEXT_BYTES sets another one).
 *
 * It runs hundreds of times in one run of a model: no allocation, no stdio, static where possible.
 *
 * Must not know: the runtime's folders, boards, sources.
 */
#include "mock_elf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { text_bytes_default = 2048, message_bytes = 512 };

enum step { step_link, step_object, step_nothing };

struct request {
	const char *output;
	const char *dependencies;  /* -MF */
	const char *linker_script; /* -T */
	enum step step;
	bool list_dependencies; /* -MD, -MMD */
};

static void put(int fd, const char *text)
{
	ssize_t written = write(fd, text, strlen(text));
	(void)written;
}

static int fail(const char *subject, const char *reason)
{
	put(STDERR_FILENO, "l1mockcc: cannot write '");
	put(STDERR_FILENO, subject);
	put(STDERR_FILENO, "': ");
	put(STDERR_FILENO, reason);
	put(STDERR_FILENO, "\n");
	return 1;
}

static int write_file(const char *path, const void *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	const char *from = bytes;

	if (fd < 0)
		return fail(path, strerror(errno));
	while (length > 0) {
		ssize_t written = write(fd, from, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			int reason = written < 0 ? errno : ENOSPC;

			close(fd);
			return fail(path, strerror(reason));
		}
		from += written;
		length -= (size_t)written;
	}
	if (close(fd) != 0)
		return fail(path, strerror(errno));
	return 0;
}

/*
 * The value of option `name`, in the same word or the next one; NULL when `arg` is another option.
 */
static const char *value_of(const char *name, char **arg, int *at)
{
	size_t length = strlen(name);

	if (strncmp(arg[*at], name, length))
		return NULL;
	if (arg[*at][length])
		return arg[*at] + length;
	if (arg[*at + 1])
		return arg[++*at];
	return "";
}

/* Options whose value is a separate word, which must not be taken for an option. */
static bool takes_next(const char *arg)
{
	static const char *const names[] = {"-I", "-D", "-U", "-L", "-l", "-include", "-imacros",
		"-isystem", "-iquote", "-idirafter", "-MT", "-MQ", "-Xlinker", "-Xassembler",
		"-Xpreprocessor", "--param", "-u", "-z", "-e"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(arg, names[i]))
			return true;
	}
	return false;
}

static void read_arguments(struct request *r, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i], *value;

		if ((value = value_of("-o", argv, &i)))
			r->output = value;
		else if ((value = value_of("-MF", argv, &i)))
			r->dependencies = value;
		else if ((value = value_of("-T", argv, &i)))
			r->linker_script = value;
		else if ((value = value_of("-x", argv, &i)))
			r->step = strstr(value, "-header") ? step_object : r->step;
		else if (!strcmp(arg, "-c") || !strcmp(arg, "-S") || !strcmp(arg, "-E"))
			r->step = step_object;
		else if (!strcmp(arg, "-M") || !strcmp(arg, "-MM") || !strcmp(arg, "-fsyntax-only"))
			r->step = step_nothing;
		else if (!strcmp(arg, "-MD") || !strcmp(arg, "-MMD"))
			r->list_dependencies = true;
		else if (takes_next(arg) && i + 1 < argc)
			i++;
	}
}

/* True when only the version or the like was requested. */
static bool introduce(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--version") || (!strcmp(argv[i], "-v") && argc == 2))
			put(STDOUT_FILENO, "riscv-tt-elf-g++ (l1mockcc " L1TRACE_VERSION
					   ", a stand-in that compiles nothing) 15.1.0\n");
		else if (!strcmp(argv[i], "-dumpversion") || !strcmp(argv[i], "-dumpfullversion"))
			put(STDOUT_FILENO, "15.1.0\n");
		else if (!strcmp(argv[i], "-dumpmachine"))
			put(STDOUT_FILENO, "riscv-tt-elf\n");
		else
			continue;
		return true;
	}
	return argc == 1;
}

/* A make rule without prerequisites; beside the output unless a file is named. */
static int write_dependencies(const struct request *r)
{
	char rule[PATH_MAX + 4], path[PATH_MAX + 4];
	const char *target = r->output ? r->output : "out";
	size_t length = strlen(target);

	if (length > PATH_MAX)
		return fail(target, strerror(ENAMETOOLONG));
	memcpy(rule, target, length);
	memcpy(rule + length, ":\n", 2);
	if (r->dependencies)
		return write_file(r->dependencies, rule, length + 2);
	memcpy(path, target, length + 1);
	char *slash = strrchr(path, '/');
	char *dot = strrchr(slash ? slash : path, '.');
	strcpy(dot ? dot : path + length, ".d");
	return write_file(path, rule, length + 2);
}

/* Firmware keeps the fixed size: the size in the environment is that of the kernels. */
static uint32_t text_bytes_for(const struct request *r)
{
	const char *chosen = getenv("L1TRACE_MOCK_TEXT_BYTES");
	const char *script = r->linker_script ? strrchr(r->linker_script, '/') : NULL;

	if (!chosen || !*chosen || !script || !strstr(script, "kernel"))
		return text_bytes_default;
	unsigned long bytes = strtoul(chosen, NULL, 0);
	if (bytes < mock_elf_text_min)
		return mock_elf_text_min;
	if (bytes > mock_elf_text_max)
		return mock_elf_text_max;
	return (uint32_t)(bytes + 3) & ~3u;
}

static int link_kernel(const struct request *r)
{
	static uint8_t bytes[mock_elf_text_max + mock_elf_data_bytes + mock_elf_overhead];

	return write_file(r->output, bytes, mock_elf_write(bytes, text_bytes_for(r)));
}

int main(int argc, char **argv)
{
	static const char object[] = "l1mockcc: nothing was compiled\n";
	struct request r = {0};

	if (introduce(argc, argv))
		return 0;
	read_arguments(&r, argc, argv);
	if ((r.dependencies || r.list_dependencies) && write_dependencies(&r))
		return 1;
	if (r.step == step_nothing)
		return 0;
	if (r.output)
		return r.step == step_link ? link_kernel(&r)
					   : write_file(r.output, object, sizeof(object) - 1);
	if (r.step == step_object)
		return 0;
	return fail("a.out", "no -o given, and this stand-in does not guess names");
}

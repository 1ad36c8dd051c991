/*
 * Runs the real l1analyze and reads its csv: see analyze.h.
 * Must not know: accounting.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "analyze.h"

extern char **environ;

const char *const verb_names[VERB_COUNT] = {"peak", "timeline", "leaks", "ops", "peak", "peak",
	"query", "query"};

/* The columns that users rely on, in this order. More may follow. */
static const char *const contract[VERB_COUNT] = {
	"run,device,core_x,core_y,peak_bytes,time_ns,buffer_bytes,l1_small_bytes,program_bytes,"
		"headroom_bytes,reserved_bytes,capacity_bytes,op,name,persistent_bytes",
	"run,device,core_x,core_y,time_ns,event,buffer_bytes,l1_small_bytes,program_bytes,"
		"total_bytes,resident_bytes",
	"run,device,buffer,kind,address,bytes_per_core,size_bytes,alloc_ns,reason,callsite",
	"run,op,device,time_ns,name,program,buffer_bytes,program_bytes,peak_bytes,headroom_bytes,"
		"kernel_text_bytes,callsite",
	"run,mark,pass,device,core_x,core_y,peak_bytes,time_ns,buffer_bytes,l1_small_bytes,"
		"program_bytes,headroom_bytes,reserved_bytes,capacity_bytes,op,name,persistent_bytes,"
		"begin_ns,end_ns",
	"run,name,device,launches,peak_bytes,op,time_ns,buffer_bytes,l1_small_bytes,program_bytes,"
		"persistent_bytes,headroom_bytes",
	"run,device,buffer,kind,address,bytes_per_core,alloc_ns,free_ns",
	"run,device,buffer,kind,trace,time_ns,replays,op",
};

static const char *const questions[VERB_COUNT] = {
	[VERB_BUFFERS] = "SELECT run, device, buffer, kind, address, bytes_per_core, alloc_ns, free_ns "
		"FROM buffer WHERE part = 0 ORDER BY run, alloc_ns, kind, buffer, free_ns",
	[VERB_HAZARDS] = "SELECT run, device, id AS buffer, buffer_kind AS kind, other AS trace, time_ns, "
		"replays, op FROM finding WHERE kind = 'trace hazard' ORDER BY run, time_ns, id, op",
};

/* Words after the verb and its format, for timelines of cores and peaks by something. */
static void add_words(const char **words, enum verb verb, int by_class)
{
	size_t n = 4;

	if (questions[verb]) {
		words[n++] = questions[verb];
	} else if (verb == VERB_TIMELINE && !by_class) {
		words[n++] = "--core";
		words[n++] = "0,0-63,63";
	} else if (verb == VERB_PASSES || verb == VERB_BY_OP) {
		words[n++] = "--by";
		words[n++] = verb == VERB_PASSES ? "mark" : "op";
	}
}

static unsigned columns_of(const char *header)
{
	unsigned n = 1;

	for (; *header; header++)
		n += *header == ',';
	return n;
}

static char *read_all(int fd)
{
	size_t count = 0, capacity = 1 << 16;
	char *text = malloc(capacity);
	ssize_t n;

	while (text && (n = read(fd, text + count, capacity - count - 1)) > 0) {
		count += (size_t)n;
		if (count + 1 == capacity)
			text = realloc(text, capacity *= 2);
	}
	if (!text)
		abort();
	text[count] = 0;
	return text;
}

/* Runs the program with `words`, then the inputs. The caller frees stdout; quiet: no stderr. */
static char *run(const char *const words[], char *const inputs[], size_t count, int quiet,
	int *status)
{
	const char **argv = calloc(count + 24, sizeof(*argv));
	posix_spawn_file_actions_t actions;
	size_t n = 0;
	int out[2];
	char *text;
	pid_t pid;

	if (!argv || pipe2(out, O_CLOEXEC))
		abort();
	while (words[n]) {
		argv[n] = words[n];
		n++;
	}
	for (size_t i = 0; i < count; i++)
		argv[n++] = inputs[i];
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	if (quiet)
		posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, words[0], &actions, NULL, (char **)argv, environ)) {
		perror(words[0]);
		exit(2);
	}
	posix_spawn_file_actions_destroy(&actions);
	close(out[1]);
	text = read_all(out[0]);
	close(out[0]);
	waitpid(pid, status, 0);
	free(argv);
	return text;
}

int load_database(const char *program, char *const inputs[], size_t count, const char *database)
{
	const char *const words[] = {program, "load", "-f", "--full", "-o", database, NULL};
	int status;

	free(run(words, inputs, count, 0, &status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/*
 * Takes one row off *text: its first `wanted` fields, unquoted in place. NULL at the end of the
 * text, or when a row has fewer fields.
 */
static char *next_row(char *text, char *fields[], unsigned wanted)
{
	char *to = text;
	unsigned n = 0;
	int last = 0;

	while (!last) {
		char *begin = to;
		int quoted = *text == '"';

		text += quoted;
		for (;; text++) {
			if (quoted && text[0] == '"') {
				if (text[1] != '"') {
					quoted = 0;
					continue;
				}
				text++;
			} else if (!quoted && (*text == ',' || *text == '\n' || *text == '\r')) {
				break;
			}
			if (!*text)
				return NULL;
			*to++ = *text;
		}
		text += *text == '\r';
		last = *text == '\n';
		text++;
		*to++ = 0;
		if (n < wanted)
			fields[n] = begin;
		n++;
	}
	return n < wanted ? NULL : text;
}

/* Ops without a name are named by their kind. */
static int is_kind(const char *name)
{
	return !strcmp(name, "launch") || !strcmp(name, "captured") || !strcmp(name, "replay") ||
		!strcmp(name, "failed");
}

static void add_row(struct lines *out, enum verb verb, char *fields[], unsigned columns)
{
	/* passes are not numbered, launches not counted */
	const unsigned skipped = verb == VERB_PASSES ? 2 : verb == VERB_BY_OP ? 3 : 0;
	char line[2048];
	size_t n = 0;

	if (verb == VERB_BY_OP && is_kind(fields[1]))
		return;
	for (unsigned i = 1; i < columns; i++)
		if (i != skipped)
			n += (size_t)snprintf(line + n, sizeof(line) - n, "%s%s", i > 1 ? "|" : "",
				fields[i]);
	lines_add(out, "%s", line);
}

/* The window's options behind the words. */
static void add_window(const char **words, char numbers[4][48], const struct window *w)
{
	size_t n = 0;

	while (words[n])
		n++;
	snprintf(numbers[0], sizeof(numbers[0]), "%lldns", (long long)w->from_ns);
	snprintf(numbers[1], sizeof(numbers[1]), "%lldns", (long long)w->to_ns);
	snprintf(numbers[2], sizeof(numbers[2]), "%llu", (unsigned long long)w->op);
	if (w->from_ns) {
		words[n++] = "--from";
		words[n++] = numbers[0];
	}
	if (w->to_ns) {
		words[n++] = "--to";
		words[n++] = numbers[1];
	}
	if (w->mark) {
		words[n++] = "--mark";
		words[n++] = w->mark;
	}
	if (window_has_ops(w)) {
		words[n++] = "--op";
		words[n++] = w->op ? numbers[2] : w->name;
	}
	if (w->has_cores) {
		snprintf(numbers[3], sizeof(numbers[3]), "%u,%u-%u,%u", (unsigned)w->x0,
			(unsigned)w->y0, (unsigned)w->x1, (unsigned)w->y1);
		words[n++] = "--core";
		words[n++] = numbers[3];
	}
	words[n] = NULL;
}

int analyze(const char *program, enum verb verb, struct analyze_options options,
	char *const inputs[], size_t count, struct lines *out, size_t runs, const char **fault)
{
	const char *words[20] = {program, verb_names[verb], "--format", "csv"};
	char numbers[4][48];
	unsigned columns = columns_of(contract[verb]);
	size_t header_bytes = strlen(contract[verb]);
	char *fields[20], *text, *at;
	int status, result = -1;

	add_words(words, verb, options.by_class);
	if (options.window)
		add_window(words, numbers, options.window);
	/* that a window holds nothing is reported on stderr */
	text = run(words, inputs, count, options.window != NULL, &status);
	*fault = NULL;
	if (!WIFEXITED(status))
		*fault = "l1analyze was killed by a signal";
	else if (strncmp(text, contract[verb], header_bytes) ||
			!strchr(",\r\n", text[header_bytes]))
		*fault = "the first line is not the contract's";
	at = *fault ? NULL : strchr(text, '\n') + 1;
	while (at && *at) {
		unsigned long of;

		at = next_row(at, fields, columns);
		of = at ? strtoul(fields[0], NULL, 10) : 0;
		if (of < 1 || of > runs) {
			*fault = "a row is cut or of no run";
			break;
		}
		add_row(&out[of - 1], verb, fields, columns);
	}
	if (!*fault)
		result = WEXITSTATUS(status);
	free(text);
	return result;
}

/*
 * Writes the list of a sweep's runs: see sweep_file.h. A line is written at once, when its run ends:
 * whatever happens to l1record, what is known can be read.
 *
 * Must not know: how they are run, how the table is made.
 */
#include "messages.h"
#include "path.h"
#include "sweep_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			fprintf(out, "\\u%04x", *p);
		else if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else
			fputc(*p, out);
	fputc('"', out);
}

/* Ends the line in memory and writes it in one piece. Frees `line`. */
static int write_line(int fd, FILE *out, char *const *line)
{
	bool failed = !out || ferror(out);
	ssize_t bytes = 0, written = -1;

	errno = ENOMEM;
	failed |= out && fclose(out) != 0;
	if (!failed) {
		bytes = (ssize_t)strlen(*line);
		written = write(fd, *line, (size_t)bytes);
		if (written >= 0 && written < bytes)
			errno = ENOSPC;
	}
	if (out)
		free(*line);
	if (written == bytes && bytes)
		return 0;
	say("cannot write '" SWEEP_FILE_NAME "': %s; what is in it can be read", strerror(errno));
	return -1;
}

static int write_about(int fd, const struct sweep_plan *p, bool handled)
{
	char *line = NULL;
	size_t bytes;
	FILE *out = open_memstream(&line, &bytes);

	if (out) {
		fputs("{\"l1trace_sweep\":1,\"names\":[", out);
		for (size_t i = 0; i < p->axis_count; i++) {
			fputs(i ? "," : "", out);
			put_text(out, p->axes[i].name);
		}
		fprintf(out, "],\"group_runs\":%" PRIu64 ",\"numbers\":%s,\"handled\":%s}\n",
			p->group_runs, p->axis_count && p->axes[0].numbers ? "true" : "false",
			handled ? "true" : "false");
	}
	return write_line(fd, out, &line);
}

int sweep_file_begin(const char *folder, bool force, const struct sweep_plan *p, bool handled)
{
	char path[PATH_MAX];
	int fd;

	if (path_format(path, "%s/" SWEEP_FILE_NAME, folder))
		return -1;
	if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
		say("cannot make the folder '%s': %s; choose another place with -o", folder,
			strerror(errno));
		return -1;
	}
	if (force && unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR) {
		say("cannot remove '%s': %s; choose another folder with -o", path, strerror(errno));
		return -1;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		if (errno == EEXIST)
			say("cannot write '%s': it exists; replace it with -f, or choose another folder "
			    "with -o", path);
		else
			say("cannot write '%s': %s; choose another folder with -o", path,
				strerror(errno));
		return -1;
	}
	if (write_about(fd, p, handled) == 0)
		return fd;
	close(fd);
	return -1;
}

static void put_values(FILE *out, const struct sweep_plan *p, uint64_t run)
{
	char number[SWEEP_NUMBER_BYTES];

	for (size_t i = 0; i < p->axis_count; i++) {
		const char *value = sweep_plan_value(p, run, i, number);

		fputs(i ? "," : "", out);
		if (p->axes[i].numbers)
			fputs(value, out);
		else
			put_text(out, value);
	}
}

int sweep_file_add(int fd, const struct sweep_plan *p, uint64_t run, const struct run_outcome *o,
	bool stopped)
{
	const char *board = sweep_plan_board(p, run);
	char *line = NULL, ended[SWEEP_ENDED_BYTES];
	size_t bytes;
	FILE *out = open_memstream(&line, &bytes);

	if (out) {
		sweep_result_ended(o, stopped, ended);
		fprintf(out, "{\"run\":%" PRIu64 ",\"board\":", run);
		if (board)
			put_text(out, board);
		else
			fputs("null", out);
		fputs(",\"values\":[", out);
		put_values(out, p, run);
		fprintf(out, "],\"result\":\"%s\",\"ended\":\"%s\",\"traces\":[",
			sweep_result_word(sweep_result_of(o, stopped)), ended);
		for (size_t i = 0; i < o->trace_count; i++) {
			fputs(i ? "," : "", out);
			put_text(out, o->traces[i]);
		}
		fputs("]}\n", out);
	}
	return write_line(fd, out, &line);
}

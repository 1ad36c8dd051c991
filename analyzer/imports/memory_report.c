/*
 * Tells the forms of reports apart by what is in them, and reads one: see memory_report.h.
 *
 * Must not know: traces, SQL.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "grown_array.h"
#include "report_parts.h"
#include "xalloc.h"

/* How a report begins, what people call it, and how a dump's file is called. */
static const struct {
	const char *begins, *name, *file;
	bool (*read)(struct memory_report *r, struct report_text *t);
} forms[REPORT_FORMS] = {
	[REPORT_SUMMARY] = {", Total Allocatable Size (",
		"a memory_usage_summary.csv of ttnn.dump_device_memory_state", "memory_usage_summary.csv",
		read_summary},
	[REPORT_L1_SUMMARY] = {"This report indicates available space for interleaving L1 buffers",
		"an l1_usage_summary.csv of ttnn.dump_device_memory_state", "l1_usage_summary.csv",
		read_l1_summary},
	[REPORT_BLOCKS] = {",DRAM\n,Total allocatable (",
		"a detailed_memory_usage.csv of ttnn.dump_device_memory_state", "detailed_memory_usage.csv",
		read_blocks},
	[REPORT_CORES] = {"Core (", "a list of circular buffers by core", NULL, read_cores},
	[REPORT_COUNTERS] = {NULL, "the runtime's shared memory counters", NULL, read_counters},
};

enum { LOOK_BYTES = 256, COUNTERS_BYTES = 8576, VERSIONS = 100 };

/* The form of a file of `size` bytes that begins with these; REPORT_FORMS: none. */
static enum report_form form_of(const char *bytes, size_t count, uint64_t size)
{
	struct piece all = {bytes, bytes + count}, p = all;
	uint32_t version = 0;

	for (int i = 0; i < REPORT_FORMS; i++, p = all)
		if (forms[i].begins && piece_word(&p, forms[i].begins))
			return (enum report_form)i;
	p = all;
	while (p.at < p.end && (*p.at == '\n' || *p.at == '\r' || *p.at == ' ' || *p.at == '\t'))
		p.at++;
	if (piece_word(&p, "Core") && (piece_blanks(&p), piece_word(&p, "(")))
		return REPORT_CORES;
	if (count >= sizeof(version))
		memcpy(&version, bytes, sizeof(version));
	if (version > 0 && version < VERSIONS && (size == COUNTERS_BYTES || version == 3 || version == 4))
		return REPORT_COUNTERS;
	return REPORT_FORMS;
}

/* What is no report, but is known. NULL: not even that. */
static const char *other_of(const char *bytes, size_t count)
{
	struct piece p = {bytes, bytes + count};

	if (piece_word(&p, "Program ID, ") || (piece_word(&p, "This report indicates") &&
		memmem(p.at, (size_t)(p.end - p.at), "\nProgram ID", 11)))
		return "has a row for each program (ttnn.EnableMemoryReports) and no times; what "
			"ttnn.dump_device_memory_state writes can be compared";
	return NULL;
}

/* Reads up to `most` bytes. Returns how many; -1: errno. */
static ssize_t read_up_to(int fd, char *out, size_t most)
{
	size_t n = 0;
	ssize_t got;

	while (n < most && ((got = read(fd, out + n, most - n)) > 0 || (got < 0 && errno == EINTR)))
		n += got > 0 ? (size_t)got : 0;
	return n < most && got < 0 ? -1 : (ssize_t)n;
}

/* Opens a regular file without waiting for anybody; -1: errno. */
static int open_regular(const char *path, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0 && !fstat(fd, st) && S_ISREG(st->st_mode))
		return fd;
	if (fd >= 0) {
		errno = S_ISDIR(st->st_mode) ? EISDIR : ESPIPE;
		close(fd);
	}
	return -1;
}

/* All bytes of the file, which the caller frees; NULL: `why`. */
static char *all_bytes(const char *path, size_t *count, char *why, size_t room)
{
	struct stat st;
	char *bytes = NULL;
	ssize_t got = 0;
	int fd = open_regular(path, &st);

	if (fd < 0) {
		snprintf(why, room, "cannot be read: %s", errno == ESPIPE ? "it is no regular file"
			: strerror(errno));
		return NULL;
	}
	if (!st.st_size)
		snprintf(why, room, "is empty");
	else if (st.st_size > REPORT_BYTES_MAX)
		snprintf(why, room, "is too large for a report of memory: %lld bytes, at most %d",
			(long long)st.st_size, (int)REPORT_BYTES_MAX);
	else
		got = read_up_to(fd, bytes = xmalloc((size_t)st.st_size), (size_t)st.st_size);
	close(fd);
	if (bytes && got <= 0) {
		snprintf(why, room, "cannot be read: %s", got < 0 ? strerror(errno) : "it became empty");
		free(bytes);
		return NULL;
	}
	*count = (size_t)got;
	return bytes;
}

/* The part of the file's name before what the runtime adds; NULL: the name ends in another way. */
static char *prefix_of(const char *path, const char *file)
{
	size_t whole = strlen(path), end = file ? strlen(file) : 0;

	if (!file || whole < end || strcmp(path + whole - end, file))
		return NULL;
	return xstrndup(path, whole - end);
}

bool memory_report_read(struct memory_report *r, const char *path, char *why, size_t room)
{
	struct report_text t = {.why = why, .room = room};
	const char *other;
	size_t count = 0;
	char *bytes;
	bool good;

	*r = (struct memory_report){.form = REPORT_FORMS};
	bytes = all_bytes(path, &count, why, room);
	if (!bytes)
		return false;
	r->form = form_of(bytes, count < LOOK_BYTES ? count : LOOK_BYTES, count);
	other = other_of(bytes, count < LOOK_BYTES ? count : LOOK_BYTES);
	t.at = bytes;
	t.end = bytes + count;
	if (other)
		good = report_wrong_file(&t, other);
	else if (r->form == REPORT_FORMS)
		good = report_wrong_file(&t, "is neither a report of memory that is known nor a trace");
	else
		good = forms[r->form].read(r, &t);
	free(bytes);
	if (good)
		r->prefix = prefix_of(path, forms[r->form].file);
	return good;
}

void memory_report_free(struct memory_report *r)
{
	free(r->prefix);
	free(r->figures);
	free(r->blocks);
	*r = (struct memory_report){.form = REPORT_FORMS};
}

const char *memory_report_looks_like(const char *path)
{
	struct stat st;
	char bytes[LOOK_BYTES];
	int fd = open_regular(path, &st);
	enum report_form form = REPORT_FORMS;
	ssize_t got;

	if (fd < 0)
		return NULL;
	got = read_up_to(fd, bytes, sizeof(bytes));
	close(fd);
	if (got > 0)
		form = form_of(bytes, (size_t)got, (uint64_t)st.st_size);
	return form < REPORT_FORMS && !other_of(bytes, (size_t)got) ? forms[form].name : NULL;
}

const char *report_form_name(enum report_form form)
{
	return forms[form].name;
}

const char *report_file_name(enum report_form form)
{
	return forms[form].file;
}

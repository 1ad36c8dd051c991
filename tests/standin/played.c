/*
 * Runs the driver in a folder of its own.
 *
 * Must not know: what the recorder should have recorded.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "l1t_reader.h"
#include "played.h"

enum { OUTPUT_MAX = 65536 };

static void run_driver(const char *folder, const char *library, const char *scenario,
	const char *first, const char *second)
{
	char path[PATH_MAX], other[PATH_MAX];
	int fd;

	if (chdir(folder))
		_exit(90);
	fd = open("output", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
	snprintf(path, sizeof(path), "%s/libstandin_%s.so", STANDIN_FOLDER, library);
	snprintf(other, sizeof(other), "%s/libstandin_old.so", STANDIN_FOLDER);
	setenv("STANDIN_SECOND", other, 1);
	setenv("L1TRACE", "run.l1t", 1);
	setenv("LD_PRELOAD", PRELOAD_LIBRARY, 1);
	if (first)
		putenv(strdup(first));
	if (second)
		putenv(strdup(second));
	execl(STANDIN_DRIVER, "driver", path, scenario, (char *)NULL);
	_exit(91);
}

static char *read_output(const char *folder)
{
	char path[PATH_MAX], *text = calloc(1, OUTPUT_MAX);
	FILE *f;

	snprintf(path, sizeof(path), "%s/output", folder);
	f = fopen(path, "r");
	if (f) {
		text[fread(text, 1, OUTPUT_MAX - 1, f)] = 0;
		fclose(f);
	}
	return text;
}

static void read_trace(struct played *p, const char *path)
{
	char message[PATH_MAX + 128];
	struct l1t_reader *reader;
	const struct l1t_record *r;

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return;
	while (l1t_reader_next(reader, &r) == 1) {
		uint8_t *blob = calloc(1, r->blob_bytes + 1);

		if (r->blob_bytes)
			memcpy(blob, r->blob, r->blob_bytes);
		p->records = realloc(p->records, (p->count + 1) * sizeof(*p->records));
		p->records[p->count] = *r;
		p->records[p->count++].blob = blob;
	}
	l1t_reader_close(reader);
}

static void remove_files(struct played *p, const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	char path[PATH_MAX];

	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		p->files += strcmp(e->d_name, "output") != 0;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		unlink(path);
	}
	closedir(d);
	rmdir(folder);
}

struct played play_with(const char *library, const char *scenario, const char *first,
	const char *second)
{
	char folder[] = "/tmp/l1trace-standin-XXXXXX", path[PATH_MAX];
	struct played p = {NULL, 0, 0, NULL};
	int status;
	pid_t child;

	assert_non_null(mkdtemp(folder));
	child = fork();
	if (!child)
		run_driver(folder, library, scenario, first, second);
	assert_int_equal(waitpid(child, &status, 0), child);
	snprintf(path, sizeof(path), "%s/run.l1t", folder);
	read_trace(&p, path);
	p.output = read_output(folder);
	remove_files(&p, folder);
	if (status)
		print_error("driver: status %x: %s\n", (unsigned)status, p.output);
	assert_int_equal(status, 0);
	return p;
}

struct played play(const char *scenario)
{
	return play_with(STANDIN_NEW, scenario, NULL, NULL);
}

void played_free(struct played *p)
{
	for (size_t i = 0; i < p->count; i++)
		free((void *)p->records[i].blob);
	free(p->records);
	free(p->output);
}

size_t count_kind(const struct played *p, enum l1t_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		n += p->records[i].kind == kind;
	return n;
}

const struct l1t_record *nth(const struct played *p, enum l1t_kind kind, size_t n)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->records[i].kind == kind && n-- == 0)
			return &p->records[i];
	fail_msg("there is no such %s", l1t_kinds[kind].name);
	return NULL;
}

const char *string_of(const struct played *p, uint64_t id)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->records[i].kind == L1T_STRING && p->records[i].define.id == id)
			return (const char *)p->records[i].blob;
	return "";
}

const char *cores_of(const struct played *p, uint64_t id)
{
	static char text[400];
	uint16_t r[4];
	size_t used = 0;

	text[0] = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_record *x = &p->records[i];

		if (x->kind != L1T_CORES || x->define.id != id)
			continue;
		for (size_t at = 0; at + sizeof(r) <= x->blob_bytes; at += sizeof(r)) {
			memcpy(r, x->blob + at, sizeof(r));
			used += (size_t)snprintf(text + used, sizeof(text) - used,
				"%s%u,%u-%u,%u", used ? " " : "", r[0], r[1], r[2], r[3]);
		}
	}
	return text;
}

const struct l1t_record *note(const struct played *p, enum l1t_note_code code, const char *text)
{
	for (size_t i = p->count; i-- > 0;) {
		const struct l1t_record *r = &p->records[i];

		if (r->kind == L1T_NOTE && r->note.code == code &&
			(!text || !strcmp((const char *)r->blob, text)))
			return r;
	}
	return NULL;
}

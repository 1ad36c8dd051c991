/* How far a long reading is: see progress.h. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "progress.h"
#include "readable.h"

enum {
	LINE_COLUMNS = 78,
	NAME_COLUMNS = 30,
	QUIET_NS = 200000000,   /* what ends sooner shows nothing; and between two lines */
};

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct progress progress_begin(const char *name)
{
	const int64_t now = now_ns();

	return (struct progress){.name = name, .is_terminal = isatty(STDERR_FILENO), .began_ns = now,
		.told_ns = now};
}

static void put_name(struct progress *p, const char *doing)
{
	fprintf(stderr, "\r%*s\r%s '", LINE_COLUMNS, "", doing);
	put_text(stderr, p->name, NAME_COLUMNS);
	p->shown = true;
}

void progress_read(struct progress *p, double part, uint64_t records)
{
	int64_t now;
	double seconds;

	if (!p->is_terminal)
		return;
	now = now_ns();
	if (now - p->told_ns < QUIET_NS)
		return;
	p->told_ns = now;
	seconds = (double)(now - p->began_ns) / 1e9;
	put_name(p, "reading");
	fprintf(stderr, "': %3d %%, %.1f M records/s", (int)(part * 100), (double)records / seconds / 1e6);
	if (part > 0)
		fprintf(stderr, ", %.0f s left", seconds * (1 - part) / part);
}

void progress_doing(struct progress *p, const char *what)
{
	if (!p->is_terminal || (!p->shown && now_ns() - p->began_ns < QUIET_NS))
		return;
	put_name(p, "of");
	fprintf(stderr, "': %s ..", what);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r%*s\r", LINE_COLUMNS, "");
	p->shown = false;
}

/*
 * One line on a terminal that says how far a sweep is: see sweep_progress.h.
 *
 * Must not know: what is run.
 */
#include "sweep_progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 78 };

static void put(struct sweep_progress *p, const char *line)
{
	char out[2 * LINE_BYTES + 4];
	int length = snprintf(out, sizeof(out), "\r%-*.*s\r%.*s", p->shown, LINE_BYTES, "", LINE_BYTES,
		line);
	ssize_t written = write(STDERR_FILENO, out, (size_t)length);

	/* if the terminal is gone, nobody reads it */
	(void)written;
	p->shown = (int)strnlen(line, LINE_BYTES);
}

void sweep_progress_begin(struct sweep_progress *p, uint64_t runs)
{
	*p = (struct sweep_progress){.is_terminal = isatty(STDERR_FILENO), .runs = runs};
	if (p->is_terminal)
		put(p, "the first run is under way");
}

void sweep_progress_show(struct sweep_progress *p, uint64_t ended, unsigned running, const char *name,
	const char *result)
{
	char line[400], of[32] = "";

	if (!p->is_terminal)
		return;
	if (p->runs)
		snprintf(of, sizeof(of), " of %" PRIu64, p->runs);
	snprintf(line, sizeof(line), "%" PRIu64 "%s runs, %u under way; %s: %s", ended, of, running, name,
		result);
	put(p, line);
}

void sweep_progress_end(struct sweep_progress *p)
{
	if (p->is_terminal)
		put(p, "");
}

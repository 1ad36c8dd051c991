/* How far a long reading is, on a terminal's last line. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *name;       /* of what is read, as the user calls it */
	bool is_terminal, shown;
	int64_t began_ns, told_ns;
};

/* Nothing is printed where standard error is no terminal. `name` lives as long. */
struct progress progress_begin(const char *name);
/* `part`: 0..1, how much of the input was read; call it for every 10,000 records or so. */
void progress_read(struct progress *p, double part, uint64_t records);
/* What is done now, of which nobody knows how long it takes; not where all went fast so far. */
void progress_doing(struct progress *p, const char *what);
/* Wipes the line; call it before anything else is printed. */
void progress_end(struct progress *p);

#endif

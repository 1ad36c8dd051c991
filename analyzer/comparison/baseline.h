/*
 * A baseline: the figures of runs in a small JSON file, to compare later runs with and to keep beside the
 * program. An entry a line, in a fixed order, with nothing that changes from one recording to the next:
 * no times, no addresses, no lines, no absolute paths; chips that are equal are one entry. So two
 * recordings of a program give the same file, and git merges what two branches changed.
 *
 *     {"l1trace_baseline": 1, "entries": [
 *     {"run": "mlp", "what": "op", "name": "ttnn.add", "devices": "0-3", "peak_bytes": 208896, ..},
 *     {}]}
 *
 * A run that is one of many has its "rank", too.
 *
 * Must not know: traces, how rows are shown.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { BASELINE_BYTES_MOST = 8 << 20 };

/* Whether a file is meant as one: its first character that is no blank is { or [. `path` is readable. */
bool baseline_looks_like(const char *path);
/*
 * Adds the runs of a baseline to the tables of a comparison (comparison.h), with numbers from `run` on, on this
 * side (0 the first, 1 the second).
 * A file that is no baseline, damaged or too large ends the program with one line. Returns how many runs were
 * added.
 */
int64_t baseline_read(sqlite3 *db, const char *path, int64_t run, unsigned side);
/* Prints a baseline of all runs of a comparison; of those of one name only the last. Returns the number of
 * entries. */
size_t baseline_write(FILE *out, sqlite3 *db);

#endif

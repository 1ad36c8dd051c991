/*
 * Cores' L1 as a snapshot of PyTorch's allocator, which its page memory_viz opens: each core is a device
 * with one segment, its L1; each buffer a block that is allocated and freed, and each launch or replay
 * a block that is freed at once, of what its program takes.
 *
 * Must not know: options, files.
 */
#ifndef TORCH_SNAPSHOT_H
#define TORCH_SNAPSHOT_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>

struct snapshot_core {
	int64_t run, device, core_x, core_y;
	int64_t wall_ns;                /* Unix time of the run's time 0; 0: not known */
	int64_t base, end;              /* of what of L1 programs and buffers may use; 0, 0: not known */
	const char *folder;             /* the program's; paths are shown from there. NULL: not known */
	const char *about;              /* a line that says which core it is; readable() made it */
	uint64_t events, most_bytes;    /* filled in: how many were written, and the peak that they have */
};

/* Writes the cores as devices 0, 1, .. of one snapshot. Errors of the stream stay in ferror(). */
void torch_snapshot_write(sqlite3 *db, FILE *out, struct snapshot_core *cores, size_t count);

#endif

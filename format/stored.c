/*
 * How much of a file is on the disk: see l1t_stored.h. The number of blocks that a file system tells may
 * be that of a few seconds ago; only where it is smaller than the size are holes looked for.
 */
#include <sys/stat.h>
#include <unistd.h>
#include "l1t_stored.h"

enum { BLOCK_BYTES = 512, HOLES_MAX = 1000 };

uint64_t l1t_stored_bytes(int fd)
{
	uint64_t stored = 0;
	off_t from = 0, to;
	struct stat st;

	if (fstat(fd, &st) || st.st_size < 0)
		return 0;
	if (!S_ISREG(st.st_mode) || st.st_blocks * BLOCK_BYTES >= st.st_size)
		return (uint64_t)st.st_size;
	for (int i = 0; i < HOLES_MAX && (from = lseek(fd, from, SEEK_DATA)) >= 0; i++, from = to) {
		to = lseek(fd, from, SEEK_HOLE);
		if (to <= from)
			return (uint64_t)st.st_size;
		stored += (uint64_t)(to - from);
	}
	return stored < (uint64_t)st.st_size ? stored : (uint64_t)st.st_size;
}

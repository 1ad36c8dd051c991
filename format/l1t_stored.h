/*
 * How much of a file is on the disk. A sparse file may claim any size, so what reading it may cost is
 * measured by this.
 *
 * Must not know: what is in the file.
 */
#ifndef L1T_STORED_H
#define L1T_STORED_H

#include <stdint.h>

/* Bytes outside of holes, at most the file's size: that, where the file system tells of no holes. Of a file
 * with more than a thousand holes only the bytes between the first ones count. 0: it cannot be read. */
uint64_t l1t_stored_bytes(int fd);

#endif

/*
 * A file of ours, by a descriptor in a table of ours (own_table.h). Where there is no such table
 * the descriptor is in the host's, who closes and reuses numbers: so each use checks that it still
 * is the file that it was.
 *
 * Must not know: what the file holds.
 */
#ifndef L1TR_KEPT_FILE_H
#define L1TR_KEPT_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct l1tr_file {
	int fd;
	dev_t device;
	ino_t inode;
	bool own;               /* the descriptor is in a table of ours */
	bool deleted;           /* when last looked at: it has no name any more */
	char path[PATH_MAX];
};

/* Takes over fd; in the host's table it is moved up, out of the host's way. */
void l1tr_file_adopt(struct l1tr_file *file, int fd);
/* The descriptor, good for use now; reopened by name where the host has closed it. -1: lost. */
int l1tr_file_fd(struct l1tr_file *file);
void l1tr_file_close(struct l1tr_file *file);
/* In a forked child: its parent's. What is in a table of ours it did not inherit. */
void l1tr_file_forget(struct l1tr_file *file);
/* Whether a write up to this size is allowed (beyond it SIGXFSZ would kill the host). */
bool l1tr_file_may_grow(uint64_t size_bytes);
/* All of it, or -1 with errno. */
int l1tr_file_write(int fd, const void *bytes, size_t length, uint64_t offset);
/* Gives [offset, offset + length) blocks on the disk, so that mapped pages of it never fail. */
int l1tr_file_reserve(int fd, uint64_t offset, uint64_t length);

#endif

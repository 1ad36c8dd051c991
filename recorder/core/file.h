/*
 * A file of ours in a process that is not: hosts close and reuse descriptors, so each use checks
 * that the descriptor still is the file that it was. (A number so high is reused by those who ask
 * for it, and would have to be within the microsecond behind the check. A table of descriptors of
 * the writer's own, by CLONE_FILES, would close that gap, but has no stderr to warn on that is
 * not also kept open for the host's peers, and cannot make rings for the threads that need them.)
 *
 * Must not know: what the file holds.
 */
#ifndef L1TR_FILE_H
#define L1TR_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct l1tr_file {
	int fd;
	dev_t device;
	ino_t inode;
	bool deleted;           /* when last looked at: it has no name any more */
	char path[PATH_MAX];
};

/* Takes over fd and moves it up, out of the host's way. */
void l1tr_file_adopt(struct l1tr_file *file, int fd);
/* The descriptor, good for use now; reopened by name where the host has closed it. -1: lost. */
int l1tr_file_fd(struct l1tr_file *file);
void l1tr_file_close(struct l1tr_file *file);
/* Whether a write up to this size is allowed (beyond it SIGXFSZ would kill the host). */
bool l1tr_file_may_grow(uint64_t size_bytes);
/* All of it, or -1 with errno. */
int l1tr_file_write(int fd, const void *bytes, size_t length, uint64_t offset);
/* Gives [offset, offset + length) blocks on the disk, so that mapped pages of it never fail. */
int l1tr_file_reserve(int fd, uint64_t offset, uint64_t length);

#endif

/*
 * A file of ours, with its descriptor in a table of our own (own_table.h). Where there is no such
 * table the descriptor is in the host's table. The host closes and reuses numbers there, so each
 * use checks that the descriptor is still the same file.
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
	bool own;               /* the descriptor is in a table of our own */
	bool deleted;           /* at the last check the file had no name any more */
	char path[PATH_MAX];
};

/* Takes over fd. In the host's table it is moved to a high number, out of the host's way. */
void l1tr_file_adopt(struct l1tr_file *file, int fd);
/* The descriptor, checked for this use; reopened by name if the host closed it. -1: lost. */
int l1tr_file_fd(struct l1tr_file *file);
void l1tr_file_close(struct l1tr_file *file);
/* Called in a forked child: drops the parent's file. A table of our own is not inherited. */
void l1tr_file_forget(struct l1tr_file *file);
/* Whether a write up to this size is allowed (beyond it SIGXFSZ would kill the host). */
bool l1tr_file_may_grow(uint64_t size_bytes);
/* Writes all bytes. -1: failed, errno is set. */
int l1tr_file_write(int fd, const void *bytes, size_t length, uint64_t offset);
/* Allocates disk blocks for [offset, offset + length), so that mapped pages there never fail. */
int l1tr_file_reserve(int fd, uint64_t offset, uint64_t length);

#endif

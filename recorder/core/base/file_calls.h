/*
 * The calls for descriptors that may be in a table of our own, made to the kernel directly. Between
 * us and it may be a sanitizer of the host's, which knows files by their numbers alone and would take
 * ours for the host's files of these numbers ("data race" in fstat), or a wrapper of open() and
 * close() that keeps such a list.
 *
 * They return what the function of that name does, with errno. 64-bit Linux: struct stat and off_t
 * are the kernel's.
 *
 * Must not know: which files.
 */
#ifndef L1TR_FILE_CALLS_H
#define L1TR_FILE_CALLS_H

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(sizeof(long) == 8, "off_t and pointers are passed as one word");

static inline int l1tr_call_open(const char *path, int flags, mode_t mode)
{
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode);
}

static inline int l1tr_call_close(int fd)
{
	return (int)syscall(SYS_close, fd);
}

static inline int l1tr_call_fstat(int fd, struct stat *st)
{
	return (int)syscall(SYS_fstat, fd, st);
}

static inline ssize_t l1tr_call_read(int fd, void *bytes, size_t length)
{
	return syscall(SYS_read, fd, bytes, length);
}

static inline ssize_t l1tr_call_write(int fd, const void *bytes, size_t length)
{
	return syscall(SYS_write, fd, bytes, length);
}

static inline ssize_t l1tr_call_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	return syscall(SYS_pwrite64, fd, bytes, length, offset);
}

static inline void *l1tr_call_mmap(void *at, size_t length, int protection, int flags, int fd,
	off_t offset)
{
	return (void *)syscall(SYS_mmap, at, length, protection, flags, fd, offset);
}

#endif

/*
 * Descriptors that the host cannot take from us: see kept_file.h.
 *
 * Must not know: what the files hold.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file_calls.h"
#include "kept_file.h"
#include "own_table.h"

enum { INTERRUPTIONS_MAX = 100 };

void l1tr_file_adopt(struct l1tr_file *file, int fd)
{
	static const int places[] = {1000, 500, 200, 64};
	struct stat st;

	file->fd = fd;
	file->own = l1tr_own_table_is_mine();
	for (size_t i = 0; !file->own && i < sizeof(places) / sizeof(*places); i++) {
		int high = fcntl(fd, F_DUPFD_CLOEXEC, places[i]);

		if (high >= 0) {
			l1tr_call_close(fd);
			file->fd = high;
			break;
		}
	}
	if (!l1tr_call_fstat(file->fd, &st)) {
		file->device = st.st_dev;
		file->inode = st.st_ino;
	}
}

static bool is_ours(struct l1tr_file *file, int fd)
{
	struct stat st;

	if (fd < 0 || l1tr_call_fstat(fd, &st) || st.st_dev != file->device ||
		st.st_ino != file->inode)
		return false;
	file->deleted = !st.st_nlink;
	return true;
}

int l1tr_file_fd(struct l1tr_file *file)
{
	int fd;

	if (is_ours(file, file->fd))
		return file->fd;
	/* the number now belongs to the host, or to nobody: not ours to close */
	file->fd = -1;
	fd = l1tr_own_table_open(file->path, O_RDWR | O_NOCTTY | O_NOFOLLOW, 0);
	if (!is_ours(file, fd)) {
		if (fd >= 0)
			l1tr_call_close(fd);
		return -1;
	}
	l1tr_file_adopt(file, fd);
	return file->fd;
}

void l1tr_file_close(struct l1tr_file *file)
{
	if (is_ours(file, file->fd))
		l1tr_call_close(file->fd);
	file->fd = -1;
}

void l1tr_file_forget(struct l1tr_file *file)
{
	if (file->own)
		file->fd = -1;
	else
		l1tr_file_close(file);
}

/*
 * Signals are blocked, so EINTR is not expected; a file system that returns it is retried a few
 * times only.
 */
static bool try_again(int *interruptions)
{
	return errno == EINTR && ++*interruptions < INTERRUPTIONS_MAX;
}

bool l1tr_file_may_grow(uint64_t size_bytes)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur == RLIM_INFINITY ||
		size_bytes <= limit.rlim_cur;
}

int l1tr_file_write(int fd, const void *bytes, size_t length, uint64_t offset)
{
	const char *p = bytes;
	int interruptions = 0;

	if (!l1tr_file_may_grow(offset + length)) {
		errno = EFBIG;
		return -1;
	}
	while (length) {
		ssize_t n = l1tr_call_pwrite(fd, p, length, (off_t)offset);

		if (n < 0 && try_again(&interruptions))
			continue;
		if (n <= 0) {
			if (!n)
				errno = ENOSPC;
			return -1;
		}
		p += n;
		length -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

int l1tr_file_reserve(int fd, uint64_t offset, uint64_t length)
{
	static const char zeros[4096];
	int result, interruptions = 0;

	if (!l1tr_file_may_grow(offset + length)) {
		errno = EFBIG;
		return -1;
	}
	do
		result = fallocate(fd, 0, (off_t)offset, (off_t)length);
	while (result && try_again(&interruptions));
	if (!result || (errno != EOPNOTSUPP && errno != ENOSYS))
		return result;
	/*
	 * file systems without fallocate (NFS before 4.2, some FUSE): writing allocates the blocks
	 */
	for (uint64_t at = 0; at < length; at += sizeof(zeros))
		if (l1tr_file_write(fd, zeros, sizeof(zeros), offset + at))
			return -1;
	return 0;
}

/*
 * Removes a folder and everything in it, by descriptors only: a name that is moved or replaced by a
 * link meanwhile cannot lead out of it.
 *
 * Must not know: what the folder is for.
 */
#include "remove_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Empties the folder open at `fd` and closes it. 0, or the errno of the last entry that stayed. */
static int empty_folder(int fd, dev_t device)
{
	DIR *folder = fdopendir(fd);
	const struct dirent *entry;
	int result = 0;

	if (!folder) {
		result = errno;
		close(fd);
		return result;
	}
	while ((entry = readdir(folder))) {
		const char *name = entry->d_name;
		struct stat st;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		if (unlinkat(fd, name, 0) == 0 || errno == ENOENT)
			continue;
		if (errno != EISDIR && errno != EPERM) {
			result = errno;
			continue;
		}
		int below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0 && errno == EACCES && fchmodat(fd, name, 0700, 0) == 0)
			below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0) {
			result = errno;
			continue;
		}
		if (fstat(below, &st) != 0 || st.st_dev != device) {
			result = EXDEV;
			close(below);
			continue;
		}
		if (!(st.st_mode & S_IWUSR) || !(st.st_mode & S_IXUSR))
			(void)fchmod(below, 0700);
		int inner = empty_folder(below, device);
		if (inner)
			result = inner;
		else if (unlinkat(fd, name, AT_REMOVEDIR) != 0)
			result = errno;
	}
	closedir(folder);
	return result;
}

int remove_tree(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) != 0) {
		close(fd);
		return -1;
	}
	int result = empty_folder(fd, st.st_dev);
	if (result) {
		errno = result;
		return -1;
	}
	return rmdir(path);
}

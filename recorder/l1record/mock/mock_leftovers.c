/*
 * A folder is left over when its l1record has ended, which shows by a free lock, and when no
 * process has its name in the environment: a command may outlive an l1record that was killed. See
 * mock_leftovers.h.
 */
#include "mock_leftovers.h"
#include "path.h"
#include "remove_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	NEW_S = 600,            /* a younger one may not be locked yet, or in another container */
	REMOVED_MOST = 16,      /* in one run of l1record, which has other things to do */
	ENVIRONMENT_MOST = 4 << 20,
};

int mock_hold_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/*
 * Whether the process has the name in its environment. One that cannot be read is another user's.
 */
static bool runs_in(const char *process, const char *folder, char *room)
{
	char path[64];
	size_t used = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.20s/environ", process);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (used < ENVIRONMENT_MOST && (n = read(fd, room + used, ENVIRONMENT_MOST - used)) > 0)
		used += (size_t)n;
	close(fd);
	return memmem(room, used, folder, strlen(folder)) != NULL;
}

/* True also when that cannot be found out. */
static bool is_run_in(const char *folder)
{
	DIR *processes = opendir("/proc");
	char *room = malloc(ENVIRONMENT_MOST);
	const struct dirent *entry;
	bool found = !processes || !room;

	while (!found && (entry = readdir(processes)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			found = runs_in(entry->d_name, folder, room);
	free(room);
	if (processes)
		closedir(processes);
	return found;
}

static bool is_leftover(const char *folder)
{
	struct timespec now;
	struct stat st;
	bool ours;
	int fd;

	clock_gettime(CLOCK_REALTIME, &now);
	if (lstat(folder, &st) || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
		(st.st_mode & 0777) != 0700 || st.st_mtim.tv_sec > now.tv_sec - NEW_S)
		return false;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* the first file that is made in such a folder */
	ours = flock(fd, LOCK_EX | LOCK_NB) == 0 && faccessat(fd, "cluster.yaml", F_OK,
		AT_SYMLINK_NOFOLLOW) == 0;
	close(fd);
	return ours && !is_run_in(folder);
}

void mock_remove_leftovers(const char *base)
{
	static const char prefix[] = MOCK_FOLDER_PREFIX;
	DIR *all = opendir(base);
	const struct dirent *entry;
	char folder[PATH_MAX];
	int removed = 0;

	while (all && removed < REMOVED_MOST && (entry = readdir(all)))
		if (!strncmp(entry->d_name, prefix, sizeof(prefix) - 1) &&
			strlen(entry->d_name) == sizeof(prefix) - 1 + 6 &&
			!path_format(folder, "%s/%s", base, entry->d_name) && is_leftover(folder))
			removed += remove_tree(folder) == 0;
	if (all)
		closedir(all);
}

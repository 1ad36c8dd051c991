/*
 * On or off: decided when the library is loaded. Also our descriptors, and the one line of warning.
 *
 * Must not know: events, rings.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "preload.h"
#include "state.h"

static struct l1tr_process no_process;
struct l1tr_process *l1tr_process = &no_process;
struct l1tr_recording l1tr_recording = {.trace = {.fd = -1}, .live = {.fd = -1}};
_Atomic int l1tr_on;
_Atomic int l1tr_paused;

static bool loaded;

/* The page that a fork wipes. Without it (an old kernel) we rather do not record. */
static bool make_process_page(void)
{
	void *page = mmap(NULL, L1T_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return false;
	if (madvise(page, L1T_PAGE, MADV_WIPEONFORK)) {
		munmap(page, L1T_PAGE);
		return false;
	}
	l1tr_process = page;
	return true;
}

void l1tr_decide(bool preloaded)
{
	const char *wanted = getenv("L1TRACE");
	int saved = errno;

	if (!loaded) {
		loaded = true;
		l1tr_clock_load();
		l1tr_naming_load(wanted && *wanted ? wanted : "l1trace-%p.l1t");
	}
	if (l1tr_on || (wanted && !strcmp(wanted, "0")) || (!preloaded && !(wanted && *wanted)))
		goto out;
	if (l1tr_naming_known() && (l1tr_process != &no_process || make_process_page()))
		l1tr_on = 1;
out:
	errno = saved;
}

__attribute__((constructor)) static void load(void)
{
	l1tr_decide(false);
}

L1TRACE_API void l1trace_preload_begin(void)
{
	l1tr_decide(true);
}

L1TRACE_API int l1trace_enabled(void)
{
	return l1tr_on && !l1tr_paused && l1tr_process->phase != PHASE_FAILED;
}

void l1tr_warn(const char *what, const char *path, int error)
{
	static _Atomic int said;
	char line[PATH_MAX + 200];
	int n;

	if (atomic_exchange(&said, 1))
		return;
	n = snprintf(line, sizeof(line), "l1trace: cannot %s '%s': %s; the program runs on unrecorded\n",
		what, path, strerror(error));
	if (n > 0 && write(2, line, (size_t)n) < 0)
		return;
}

void l1tr_file_adopt(struct l1tr_file *file, int fd)
{
	static const int places[] = {1000, 500, 200, 64};
	struct stat st;

	file->fd = fd;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		int high = fcntl(fd, F_DUPFD_CLOEXEC, places[i]);

		if (high >= 0) {
			close(fd);
			file->fd = high;
			break;
		}
	}
	if (!fstat(file->fd, &st)) {
		file->device = st.st_dev;
		file->inode = st.st_ino;
	}
}

static bool is_ours(const struct l1tr_file *file, int fd)
{
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && st.st_dev == file->device && st.st_ino == file->inode;
}

int l1tr_file_fd(struct l1tr_file *file)
{
	int fd;

	if (is_ours(file, file->fd))
		return file->fd;
	/* the number belongs to the host now, or to nobody: it is not ours to close */
	file->fd = -1;
	fd = open(file->path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
	if (!is_ours(file, fd)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	l1tr_file_adopt(file, fd);
	return file->fd;
}

/*
 * Descriptor tables of our own: see own_table.h.
 *
 * Must not know: which files.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "file_calls.h"
#include "own_table.h"
#include "process_state.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

enum {
	STANDARD = 3,                   /* 0, 1, 2: a stray write there must hit no file */
	UNSHARE = 2,                    /* CLOSE_RANGE_UNSHARE, Linux 5.9 */
	NUMBERS_MAX = 1 << 16,          /* numbers closed where there is no /proc */
	ERRAND_STACK_BYTES = 64 << 10,
};

enum table {
	TABLE_HOSTS = 0,
	TABLE_HOSTS_STILL,              /* the host's, since no other is possible: run directly */
	TABLE_WRITERS,
	TABLE_ERRANDS,
};

/* An errand runs with the thread-local data of its caller, which waits. */
static _Thread_local struct {
	uint8_t table;                  /* enum table */
	uint8_t given_up;               /* how many of the standard numbers */
} mine __attribute__((tls_model("initial-exec")));

static _Alignas(64) char errand_stack[ERRAND_STACK_BYTES];

struct errand {
	void (*run)(void *);
	void *context;
	_Atomic int ran;
};

bool l1tr_own_table_is_mine(void)
{
	return mine.table >= TABLE_WRITERS;
}

/* Closes the copies of the host's descriptors, from `first` on, that an old kernel made. */
static void close_copies(int first)
{
	_Alignas(8) char entries[1024];
	struct rlimit limit;
	ssize_t n;
	int most, dir;

	for (int fd = first; fd < STANDARD; fd++)
		l1tr_call_close(fd);    /* the table may be full */
	dir = l1tr_call_open("/proc/thread-self/fd", O_RDONLY | O_DIRECTORY, 0);
	while (dir >= 0 && (n = syscall(SYS_getdents64, dir, entries, sizeof(entries))) > 0) {
		for (ssize_t at = 0; at < n;) {
			/* u64 inode, i64 offset, u16 length, u8 type, name */
			int fd = atoi(entries + at + 19);

			if (fd >= first && fd != dir && entries[at + 19] != '.')
				l1tr_call_close(fd);
			at += *(uint16_t *)(void *)(entries + at + 16);
		}
	}
	if (dir >= 0) {
		l1tr_call_close(dir);
		return;
	}
	most = getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_max > NUMBERS_MAX ? NUMBERS_MAX
		: (int)limit.rlim_max;
	for (int fd = first; fd < most; fd++)
		l1tr_call_close(fd);
}

/* Gives the caller a table of its own without the numbers from `first` on. */
static bool take_table(int first)
{
	if (!syscall(SYS_close_range, (unsigned)first, ~0u, UNSHARE))
		return true;
	if (unshare(CLONE_FILES))
		return false;
	close_copies(first);
	return true;
}

bool l1tr_own_table_begin(void)
{
	if (!take_table(0)) {
		mine.table = TABLE_HOSTS_STILL;
		return false;
	}
	mine.table = TABLE_WRITERS;
	mine.given_up = 0;
	for (int fd = l1tr_call_open("/dev/null", O_RDWR, 0); fd >= 0 && fd < STANDARD - 1;)
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return true;
}

int l1tr_own_table_open(const char *path, int flags, mode_t mode)
{
	int fd;

	while ((fd = l1tr_call_open(path, flags, mode)) < 0 && errno == EMFILE &&
		l1tr_own_table_is_mine() && mine.given_up < STANDARD)
		l1tr_call_close(mine.given_up++);
	return fd;
}

int l1tr_own_table_borrow_stderr(void)
{
	char path[40];
	int process, fd = -1;

	if (mine.table != TABLE_WRITERS)
		return 2;       /* the table is the host's, or a copy of it */
	while (mine.given_up < 2)
		l1tr_call_close(mine.given_up++);
	process = (int)syscall(SYS_pidfd_open, getpid(), 0);
	if (process >= 0) {
		fd = (int)syscall(SYS_pidfd_getfd, process, 2, 0);
		l1tr_call_close(process);
	}
	if (fd >= 0)
		return fd;
	/* before Linux 5.6; does not work for sockets */
	snprintf(path, sizeof(path), "/proc/%d/fd/2", (int)getpid());
	return l1tr_call_open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY, 0);
}

void l1tr_own_table_return_stderr(int fd)
{
	if (mine.table == TABLE_WRITERS)
		l1tr_call_close(fd);
}

/* ---- errands ---- */

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { ERRANDS = 0 };   /* sanitizers track stacks and threads; they do not know this one */
#else
enum { ERRANDS = 1 };
#endif

static int go(void *argument)
{
	struct errand *errand = argument;

	mine.table = take_table(STANDARD) ? TABLE_ERRANDS : TABLE_HOSTS_STILL;
	mine.given_up = 0;
	errand->run(errand->context);
	atomic_store(&errand->ran, 1);
	return 0;
}

/*
 * The child sends no signal at its end: a wait of the host's sees it only with __WALL or __WCLONE.
 */
static bool run_errand(void (*run)(void *), void *context)
{
	struct errand errand = {run, context, 0};
	int status;
	pid_t child = clone(go, errand_stack + sizeof(errand_stack), CLONE_VM | CLONE_VFORK | CLONE_FILES,
		&errand);

	if (child < 0)
		return false;
	while (waitpid(child, &status, __WALL) < 0 && errno == EINTR)
		;
	mine.table = TABLE_HOSTS;
	return atomic_load(&errand.ran);
}

static void nothing(void *unused)
{
	(void)unused;
}

/* An emulator may give the child memory of its own despite CLONE_VM. */
static bool errands_work(void)
{
	static _Atomic int known;       /* 1: they work, -1: they do not */
	int work = atomic_load(&known);

	if (!work) {
		work = ERRANDS && run_errand(nothing, NULL) ? 1 : -1;
		atomic_store(&known, work);
	}
	return work > 0;
}

void l1tr_own_table_run(void (*run)(void *), void *context)
{
	bool done;

	if (mine.table != TABLE_HOSTS) {
		run(context);
		return;
	}
	/* short, and its holder cannot be interrupted or cancelled */
	while (atomic_exchange_explicit(&l1tr_process.errand, 1, memory_order_acquire))
		sched_yield();
	done = errands_work() && run_errand(run, context);
	if (!done) {
		mine.table = TABLE_HOSTS_STILL;
		run(context);
		mine.table = TABLE_HOSTS;
	}
	atomic_store_explicit(&l1tr_process.errand, 0, memory_order_release);
}

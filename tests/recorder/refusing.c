/*
 * A seccomp filter with a listener: see refusing.h.
 *
 * Must not know: who calls, and why.
 *
 * What the thread does for a caller, it does by other calls than those of the filter. The caller
 * may have a descriptor table of its own: its files are reached through /proc.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "refusing.h"

static struct {
	char ending[16];
	uint64_t room;
	unsigned times;
	int error;
} rules[REFUSE_CALLS];
static int halves, error_after, no_blocks;
static uint64_t half_ends;      /* where the last half write ended */
static _Atomic int held;
static _Atomic unsigned seen[REFUSE_CALLS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int listener = -1;

static enum refused_call call_of(int number)
{
	return number == SYS_pwrite64 ? REFUSE_WRITE
		: number == SYS_fallocate ? REFUSE_RESERVE : REFUSE_TRUNCATE;
}

static uint64_t end_of(const struct seccomp_data *d)
{
	return d->nr == SYS_ftruncate ? UINT64_MAX : d->args[2] + d->args[3];     /* either way */
}

static void name_of(char link[48], pid_t caller, uint64_t fd)
{
	snprintf(link, 48, "/proc/%d/fd/%d", (int)caller, (int)fd);
}

static int is_named(pid_t caller, uint64_t fd, const char *ending)
{
	char link[48], path[4096];
	size_t length = strlen(ending);
	ssize_t n;

	name_of(link, caller, fd);
	n = readlink(link, path, sizeof(path));
	return n >= (ssize_t)length && !memcmp(path + n - length, ending, length);
}

/* The error that the call gets; 0: none. */
static int refusal(pid_t caller, const struct seccomp_data *d)
{
	enum refused_call call = call_of(d->nr);

	if (!rules[call].error || end_of(d) <= rules[call].room ||
		!is_named(caller, d->args[0], rules[call].ending))
		return 0;
	if (rules[call].times && !--rules[call].times) {
		int error = rules[call].error;

		rules[call].error = 0;
		return error;
	}
	return rules[call].error;
}

static void answer(pid_t caller, const struct seccomp_data *d, struct seccomp_notif_resp *to)
{
	char link[48];

	name_of(link, caller, d->args[0]);
	to->error = -refusal(caller, d);
	if (d->nr == SYS_pwrite64 && error_after && d->args[3] == half_ends)
		to->error = -error_after;
	if (to->error)
		return;
	if (d->nr == SYS_pwrite64 && halves && d->args[2] > 1) {
		struct iovec part = {(void *)(uintptr_t)d->args[1], (size_t)d->args[2] / 2};
		int fd = open(link, O_WRONLY | O_CLOEXEC);

		/* not by pwrite64: the memory is the caller's, who waits */
		to->val = syscall(SYS_pwritev, fd, &part, 1, d->args[3], 0);
		half_ends = d->args[3] + part.iov_len;
		close(fd);
	} else if (d->nr == SYS_fallocate && no_blocks) {
		to->error = truncate(link, (off_t)end_of(d)) ? -errno : 0;
	} else {
		to->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	}
}

static void *listen_on(void *unused)
{
	for (;;) {
		struct seccomp_notif from = {0};
		struct seccomp_notif_resp to = {0};

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &from)) {
			if (errno == EINTR || errno == ENOENT)
				continue;
			return unused;
		}
		to.id = from.id;
		while (atomic_load(&held) && call_of(from.data.nr) == REFUSE_WRITE)
			usleep(500);
		pthread_mutex_lock(&lock);
		answer((pid_t)from.pid, &from.data, &to);
		atomic_fetch_add(&seen[call_of(from.data.nr)], 1);
		pthread_mutex_unlock(&lock);
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &to);
	}
}

int refusing_begin(void)
{
	static const unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER |
		SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pwrite64, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fallocate, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ftruncate, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(*code), code};
	sigset_t all, before;
	pthread_t t;
	int failed;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (listener < 0)
		return -1;
	/* signals belong to the host */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&t, NULL, listen_on, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed ? -1 : 0;
}

void refuse(enum refused_call call, const char *ending, int error, uint64_t room, unsigned times)
{
	pthread_mutex_lock(&lock);
	snprintf(rules[call].ending, sizeof(rules[call].ending), "%s", ending);
	rules[call].error = error;
	rules[call].room = room;
	rules[call].times = times;
	pthread_mutex_unlock(&lock);
}

void refuse_halves(int on)
{
	pthread_mutex_lock(&lock);
	halves = on;
	pthread_mutex_unlock(&lock);
}

void refuse_after_halves(int error)
{
	pthread_mutex_lock(&lock);
	error_after = error;
	pthread_mutex_unlock(&lock);
}

void refuse_hold(int on)
{
	atomic_store(&held, on);
}

void refuse_blocks(void)
{
	pthread_mutex_lock(&lock);
	no_blocks = 1;
	pthread_mutex_unlock(&lock);
}

unsigned refused_calls_seen(enum refused_call call)
{
	return atomic_load(&seen[call]);
}

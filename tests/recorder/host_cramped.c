/*
 * Scenarios of hosts with little room: few descriptors, little memory, small stacks, sandboxes, a
 * stderr that is full, closed or somebody else's.
 *
 * Must not know: what becomes of the trace.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "host.h"

static void allocs(unsigned stream, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		host_alloc(stream);
		host_pace();
	}
}

static void allocs_with_room(unsigned stream, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		host_leave_room(i + 1);
		host_alloc(stream);
	}
}

static void *allocs_in_thread(void *stream)
{
	allocs((unsigned)(uintptr_t)stream, 100);
	return NULL;
}

static void another_thread(unsigned stream)
{
	pthread_t t;

	if (!pthread_create(&t, NULL, allocs_in_thread, (void *)(uintptr_t)stream))
		pthread_join(t, NULL);
}

/* Executes itself again as scenario "one", with this stderr. */
static int again_with_stderr(int fd)
{
	char path[512];
	char *argv[] = {(char[]){"recorder_host"}, path, (char[]){"one"}, (char[]){"0"}, NULL};

	host_counts_path(path);
	if (dup2(fd, 2) < 0)
		return 1;
	alarm(20);
	execv("/proc/self/exe", argv);
	return 1;
}

/* stderr is a full pipe that nobody reads; with `closed`, one that has no reader. */
int host_stuck_stderr(const char *closed, const char *b)
{
	static char text[4096];
	int ends[2];

	(void)b;
	if (pipe(ends))
		return 1;
	if (closed) {
		close(ends[0]);
		return again_with_stderr(ends[1]);
	}
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	while (write(ends[1], text, sizeof(text)) > 0)
		;
	fcntl(ends[1], F_SETFL, 0);
	fcntl(ends[0], F_SETFD, 0);
	return again_with_stderr(ends[1]);
}

/* The number of stderr belongs to another file. */
int host_foreign_stderr(const char *path, const char *b)
{
	(void)b;
	close(2);
	if (open(path, O_RDWR | O_CREAT, 0666) != 2)
		return 1;
	allocs(0, 10);
	return 0;
}

int host_few_files(const char *most, const char *b)
{
	struct rlimit limit = {strtoul(most, NULL, 10), strtoul(most, NULL, 10)};

	(void)b;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		return 1;
	allocs(0, 10);
	another_thread(1);
	l1trace_flush();
	allocs(0, 10);
	return 0;
}

static unsigned long mapped_bytes(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f && fscanf(f, "%lu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages * (unsigned long)sysconf(_SC_PAGESIZE);
}

/* Limits memory to what is mapped already and this many KiB more. */
int host_little_memory(const char *kib, const char *b)
{
	unsigned long bytes = mapped_bytes() + strtoul(kib, NULL, 10) * 1024;
	struct rlimit limit = {bytes, bytes};

	(void)b;
	alarm(20);
	if (setrlimit(RLIMIT_AS, &limit))
		return 1;
	allocs(0, 20000);
	another_thread(1);
	l1trace_flush();
	allocs(0, 10);
	return 0;
}

/* Executes itself again as scenario "one", with this little memory from the start. */
int host_little_to_begin_with(const char *kib, const char *b)
{
	struct rlimit limit = {strtoul(kib, NULL, 10) * 1024, strtoul(kib, NULL, 10) * 1024};
	char path[512];
	char *argv[] = {(char[]){"recorder_host"}, path, (char[]){"one"}, NULL};

	(void)b;
	host_counts_path(path);
	if (setrlimit(RLIMIT_AS, &limit))
		return 1;
	execv("/proc/self/exe", argv);
	return 1;
}

/* From now on this thread (or all threads) may do little more than compute and wait. */
static int confine(unsigned flags)
{
	static const unsigned short allowed[] = {SYS_futex, SYS_write, SYS_exit, SYS_exit_group,
		SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_clock_nanosleep, SYS_clock_gettime,
		SYS_brk, SYS_mmap, SYS_munmap, SYS_madvise, SYS_sched_yield};
	enum { N = sizeof(allowed) / sizeof(*allowed) };
	struct sock_filter code[N + 3];
	struct sock_fprog program = {N + 3, code};

	code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		offsetof(struct seccomp_data, nr));
	for (unsigned i = 0; i < N; i++)
		code[1 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i],
			(unsigned char)(N - i), 0);
	code[N + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	code[N + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

/* A thread that has recorded already goes into a sandbox that kills. */
int host_sandbox(const char *a, const char *b)
{
	(void)a;
	(void)b;
	allocs(0, 10);
	l1trace_flush();
	if (confine(0))
		return 77;
	for (unsigned i = 0; i < 100000; i++) {
		host_alloc(0);
		host_pace();
	}
	syscall(SYS_exit_group, 0);
	return 1;
}

/* Another file system is mounted on /proc. */
int host_no_proc(const char *a, const char *b)
{
	(void)a;
	(void)b;
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		mount("none", "/proc", "tmpfs", 0, NULL))
		return 77;
	allocs_with_room(0, 30000);
	another_thread(1);
	return 0;
}

static void record_in_handler(int signal)
{
	(void)signal;
	host_alloc(0);
}

/* The very first event is in a handler on a stack of its own. */
int host_small_handler_stack(const char *bytes, const char *b)
{
	size_t size = (size_t)sysconf(_SC_MINSIGSTKSZ) + strtoul(bytes, NULL, 10);
	size_t page = 4096, room = (size + page - 1) / page * page;
	uint8_t *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	stack_t stack = {.ss_sp = memory + page, .ss_size = room};
	struct sigaction act = {.sa_handler = record_in_handler, .sa_flags = SA_ONSTACK};
	size_t used = room;

	(void)b;
	if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) ||
		sigaltstack(&stack, NULL) || sigaction(SIGUSR1, &act, NULL))
		return 1;
	memset(stack.ss_sp, 0x5a, room);
	raise(SIGUSR1);
	for (const uint8_t *p = stack.ss_sp; *p == 0x5a && used; p++)
		used--;
	atomic_store(&counts->facts[0], used - (size_t)sysconf(_SC_MINSIGSTKSZ));
	return 0;
}

/* The very first event is in a thread with the smallest stack possible. */
int host_small_thread(const char *a, const char *b)
{
	pthread_attr_t attributes;
	pthread_t t;

	(void)a;
	(void)b;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, (size_t)sysconf(_SC_THREAD_STACK_MIN));
	return pthread_create(&t, &attributes, allocs_in_thread, NULL) || pthread_join(t, NULL);
}

/* What a host can see of the recorder: facts are what it saw. */
int host_looks_around(const char *a, const char *b)
{
	char path[512];
	char *argv[] = {(char[]){"recorder_host"}, path, (char[]){"descriptors"}, NULL};
	sigset_t before, after, pending;
	struct sigaction acts[NSIG], act;
	int status = -1;
	pid_t child;

	(void)a;
	(void)b;
	host_counts_path(path);
	for (int fd = 3; fd < 2000; fd++)
		atomic_fetch_add(&counts->facts[4], fcntl(fd, F_GETFD) == 0);
	memset(acts, 0, sizeof(acts));
	for (int s = 1; s < NSIG; s++)
		sigaction(s, NULL, &acts[s]);
	sigemptyset(&before);
	sigaddset(&before, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	for (unsigned i = 0; i < 30000; i++) {
		errno = (int)(i % 100) + 1;
		host_alloc(0);
		if (errno != (int)(i % 100) + 1)
			atomic_fetch_add(&counts->facts[0], 1);
		host_pace();
	}
	errno = 99;
	l1trace_flush();
	l1trace_note(0, 0, 0, "one");
	l1trace_string("two", 3);
	atomic_fetch_add(&counts->facts[0], errno != 99);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	sigpending(&pending);
	for (int s = 1; s < NSIG; s++) {
		if (sigismember(&after, s) != (s == SIGUSR2) || sigismember(&pending, s) == 1)
			atomic_fetch_add(&counts->facts[1], 1);
		if (!sigaction(s, NULL, &act) && act.sa_handler != acts[s].sa_handler)
			atomic_fetch_add(&counts->facts[1], 1);
	}
	/* no children but those that we make */
	atomic_store(&counts->facts[2], waitpid(-1, &status, WNOHANG) != -1 || errno != ECHILD);
	child = fork();
	if (!child) {
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	if (waitpid(-1, &status, 0) != child || status)
		return 1;
	return 0;
}

/* Which descriptors this program inherited. */
int host_descriptors(const char *a, const char *b)
{
	uint64_t n = 0;

	(void)a;
	(void)b;
	for (int fd = 3; fd < 2000; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	atomic_store(&counts->facts[3], n);
	return 0;
}

/* Clears the environment. */
int host_no_environment(const char *a, const char *b)
{
	(void)a;
	(void)b;
	clearenv();
	allocs(0, 100);
	return 0;
}

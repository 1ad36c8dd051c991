/*
 * Folders, processes and what they print: see run_host.h.
 *
 * Must not know: what the scenarios do.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "run_host.h"

enum { SANITIZERS_STATUS = 66 };        /* ThreadSanitizer's exit status: it has told something */

static void counts_path(const struct host_run *run, char path[128])
{
	snprintf(path, 128, "%s/counts", run->folder);
}

void host_prepare(struct host_run *run)
{
	char path[128];
	int fd;

	memset(run, 0, sizeof(*run));
	strcpy(run->folder, "/tmp/l1trace-test-XXXXXX");
	assert_non_null(mkdtemp(run->folder));
	assert_int_equal(0, chmod(run->folder, 0777));
	snprintf(run->trace, sizeof(run->trace), "%s/run.l1t", run->folder);
	counts_path(run, path);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	assert_true(fd >= 0);
	assert_int_equal(0, ftruncate(fd, sizeof(struct counts)));
	run->counts = mmap(NULL, sizeof(struct counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	assert_true(run->counts != MAP_FAILED);
}

void host_start(struct host_run *run, const char *name, const char *const arguments[])
{
	const char *argv[8] = {RECORDER_HOST};
	char path[128];
	int pipes[2];

	counts_path(run, path);
	argv[1] = path;
	for (int i = 0; i < 5 && arguments[i]; i++)
		argv[2 + i] = arguments[i];
	assert_int_equal(0, pipe2(pipes, O_CLOEXEC));
	run->pid = fork();
	assert_true(run->pid >= 0);
	if (!run->pid) {
		/* hosts that run for ever must not outlive a failed test */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(pipes[1], 2);
		if (!name)
			setenv("L1TRACE", run->trace, 1);
		else if (*name)
			setenv("L1TRACE", name, 1);
		else
			unsetenv("L1TRACE");
		if (chdir(run->folder))
			_exit(126);
		execv(RECORDER_HOST, (char *const *)argv);
		_exit(127);
	}
	close(pipes[1]);
	run->said_fd = pipes[0];
}

void host_wait(struct host_run *run)
{
	struct rusage usage;
	size_t used = 0;
	ssize_t n;

	while (wait4(run->pid, &run->status, 0, &usage) < 0)
		assert_int_equal(EINTR, errno);
	run->max_rss_kib = (unsigned long)usage.ru_maxrss;
	/* children may still have it open: read only what is there */
	fcntl(run->said_fd, F_SETFL, O_NONBLOCK);
	while (used + 1 < sizeof(run->said) &&
		(n = read(run->said_fd, run->said + used, sizeof(run->said) - 1 - used)) > 0)
		used += (size_t)n;
	run->said[used] = 0;
	close(run->said_fd);
	if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == SANITIZERS_STATUS)
		print_message("%s", run->said);
}

void host_run(struct host_run *run, const char *what, const char *a, const char *b)
{
	const char *const arguments[] = {what, a, b, NULL};

	host_prepare(run);
	host_start(run, NULL, arguments);
	host_wait(run);
}

static void each_file(const struct host_run *run, void (*see)(const char *path, void *), void *context)
{
	DIR *dir = opendir(run->folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char path[512];

		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", run->folder, e->d_name);
		see(path, context);
	}
	if (dir)
		closedir(dir);
}

static void remove_file(const char *path, void *unused)
{
	(void)unused;
	if (unlink(path))
		rmdir(path);
}

void host_clean(struct host_run *run)
{
	munmap(run->counts, sizeof(*run->counts));
	each_file(run, remove_file, NULL);
	rmdir(run->folder);
}

void host_mount_disk(struct host_run *run, char folder[128], const char *options)
{
	snprintf(folder, 128, "%s/disk", run->folder);
	assert_int_equal(0, mkdir(folder, 0777));
	if (mount("none", folder, "tmpfs", 0, options)) {
		print_message("no tmpfs with '%s' here\n", options);
		host_clean(run);
		skip();
	}
	assert_int_equal(0, chmod(folder, 0777));
}

struct finding {
	const char *part;
	size_t count;
	char *first;
};

static void find(const char *path, void *context)
{
	struct finding *f = context;

	if (!strstr(strrchr(path, '/') + 1, f->part))
		return;
	if (!f->count++ && f->first)
		snprintf(f->first, 256, "%.255s", path);
}

size_t host_files(const struct host_run *run, const char *part, char first[256])
{
	struct finding f = {part, 0, first};

	each_file(run, find, &f);
	return f.count;
}

size_t host_lines(const struct host_run *run)
{
	size_t n = 0;

	for (const char *p = run->said; *p; p++)
		n += *p == '\n';
	return n;
}

/*
 * Runs the recording program in a folder of its own and reports what it left.
 *
 * Must not know: what the scenarios do.
 */
#ifndef RUN_HOST_H
#define RUN_HOST_H

#include <stddef.h>
#include <sys/types.h>
#include "host.h"

struct host_run {
	char folder[64];
	char trace[128];                /* FOLDER/run.l1t */
	char said[4096];                /* printed on stderr */
	struct counts *counts;
	pid_t pid;
	int status;                     /* as of waitpid */
	int said_fd;
	unsigned long max_rss_kib;
};

/* Makes a folder with a counts file. */
void host_prepare(struct host_run *run);
/* Starts recorder_host with arguments up to a NULL, L1TRACE=`name` (NULL: run->trace; "": unset). */
void host_start(struct host_run *run, const char *name, const char *const arguments[]);
void host_wait(struct host_run *run);
/* Prepares, starts and waits. */
void host_run(struct host_run *run, const char *what, const char *a, const char *b);
/* Removes the folder. */
void host_clean(struct host_run *run);

/*
 * Mounts a small file system of its own at FOLDER/disk; where that is not possible the test is
 * skipped.
 */
void host_mount_disk(struct host_run *run, char folder[128], const char *options);

/*
 * Number of files in the folder whose name contains `part`; `first` gets the path of the first one.
 */
size_t host_files(const struct host_run *run, const char *part, char first[256]);
/* Number of lines on stderr. */
size_t host_lines(const struct host_run *run);

#endif

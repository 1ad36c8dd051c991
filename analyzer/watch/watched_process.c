/*
 * /proc has the processes of this machine, or of this container. Numbers are used again, so the
 * time at which a process began is looked at, too.
 *
 * Must not know: traces, how it is shown.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "l1t_record.h"
#include "watched_process.h"

enum { SLACK_S = 5 };           /* of clocks that are set meanwhile */

/* Reads the fields after the name, which may hold anything: state is the first. Returns its
 * letter. */
static char read_stat(uint64_t pid, uint64_t *start_ticks)
{
	char path[48], text[1024], *p;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = 0;
	p = strrchr(text, ')');
	if (!p || sscanf(p + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
			"%*s %" SCNu64, start_ticks) != 1)
		return 0;
	return p[2];
}

enum alive process_alive(uint64_t pid, uint64_t wall_ns)
{
	struct timespec wall, up;
	uint64_t ticks = 0;
	int64_t began_s;
	char state;

	if (!pid || pid > INT32_MAX)
		return ALIVE_UNKNOWN;
	if (kill((pid_t)pid, 0) && errno == ESRCH)
		return ALIVE_NO;
	state = read_stat(pid, &ticks);
	if (!state)
		return ALIVE_UNKNOWN;
	if (state == 'Z' || state == 'X')
		return ALIVE_NO;
	if (wall_ns == L1T_UNKNOWN || clock_gettime(CLOCK_REALTIME, &wall) ||
		clock_gettime(CLOCK_BOOTTIME, &up))
		return ALIVE_YES;
	began_s = wall.tv_sec - up.tv_sec + (int64_t)(ticks / (uint64_t)sysconf(_SC_CLK_TCK));
	return began_s > (int64_t)(wall_ns / 1000000000u) + SLACK_S ? ALIVE_NO : ALIVE_YES;
}

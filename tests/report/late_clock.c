/* Preloaded: the processor time of a process is LATE_SECONDS more than it is, as on a slow machine. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time)
{
	const char *late = getenv("LATE_SECONDS");
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	if (!result && clock == CLOCK_PROCESS_CPUTIME_ID && late)
		time->tv_sec += atoi(late);
	return result;
}

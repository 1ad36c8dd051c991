/* Preloaded: the processor time of a process is LATE_MS more than it is, as on a slow machine. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time)
{
	const char *late = getenv("LATE_MS");
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	if (!result && clock == CLOCK_PROCESS_CPUTIME_ID && late) {
		time->tv_nsec += atol(late) % 1000 * 1000000;
		time->tv_sec += atol(late) / 1000 + time->tv_nsec / 1000000000;
		time->tv_nsec %= 1000000000;
	}
	return result;
}

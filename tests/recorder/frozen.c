/*
 * A library in front of libc in which CLOCK_MONOTONIC stands still, as in libraries that simulate
 * another time for a program.
 *
 * Must not know: who asks.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int result = (int)syscall(SYS_clock_gettime, clock, t);

	if (clock == CLOCK_MONOTONIC)
		*t = (struct timespec){100, 0};
	return result;
}

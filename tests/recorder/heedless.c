/*
 * A library in front of libc in which madvise takes any advice and heeds none, as under emulators.
 *
 * Must not know: who asks.
 */
#include <sys/mman.h>

int madvise(void *address, size_t length, int advice)
{
	(void)address;
	(void)length;
	(void)advice;
	return 0;
}

/*
 * A system that forbids the call by which the recorder reads its own process's memory, as some
 * containers do.
 *
 * Must not know: the recorder.
 */
#include <errno.h>
#include <sys/uio.h>

ssize_t process_vm_readv(pid_t process, const struct iovec *local, unsigned long local_count,
	const struct iovec *remote, unsigned long remote_count, unsigned long flags)
{
	(void)process, (void)local, (void)local_count, (void)remote, (void)remote_count;
	(void)flags;
	errno = EPERM;
	return -1;
}

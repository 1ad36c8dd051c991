/*
 * A robust mutex that the thread never unlocks: the kernel marks it when its owner has ended.
 *
 * Must not know: what the thread does.
 */
#include <linux/futex.h>
#include <pthread.h>
#include "thread_alive.h"

static pthread_mutex_t alive;

void l1tr_thread_alive_hold(void)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&alive, &attributes);
	pthread_mutex_lock(&alive);
	pthread_mutexattr_destroy(&attributes);
}

bool l1tr_thread_alive_lost(void)
{
	return __atomic_load_n(&alive.__data.__lock, __ATOMIC_RELAXED) & (int)FUTEX_OWNER_DIED;
}

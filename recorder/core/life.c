/*
 * A robust mutex that the thread never gives back: the kernel marks it when its owner is gone.
 *
 * Must not know: what the thread does.
 */
#include <linux/futex.h>
#include <pthread.h>
#include "life.h"

static pthread_mutex_t life;

void l1tr_life_hold(void)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&life, &attributes);
	pthread_mutex_lock(&life);
	pthread_mutexattr_destroy(&attributes);
}

bool l1tr_life_lost(void)
{
	return __atomic_load_n(&life.__data.__lock, __ATOMIC_RELAXED) & (int)FUTEX_OWNER_DIED;
}

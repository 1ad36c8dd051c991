/*
 * An object that a function of the runtime returns as a shared_ptr, by hidden pointer, until the end of
 * the block that asked for it.
 *
 * Must not know: which object it is.
 */
#ifndef TTM_COUNTED_OBJECT_H
#define TTM_COUNTED_OBJECT_H

struct counted { void *shared[2]; };    /* object, control block */

/* The caller must release what it was given. Somebody else still holds it, so nothing is deleted. */
static inline void counted_ends(struct counted *c)
{
	enum { COUNT = 8 };

	if (c->shared[1])
		__atomic_fetch_sub((int *)(void *)((char *)c->shared[1] + COUNT), 1, __ATOMIC_ACQ_REL);
}

/* Begins as COUNTED c = {{NULL, NULL}}; */
#define COUNTED struct counted __attribute__((cleanup(counted_ends)))

#endif

/*
 * The one object of process_state.h, and waking the writer.
 *
 * Must not know: events, rings.
 */
#include "futex.h"
#include "process_state.h"

_Alignas(L1TR_WIPED_BYTES) union l1tr_wiped l1tr_wiped;
struct l1tr_switch l1tr_switch;

void l1tr_writer_wake(void)
{
	atomic_store(&l1tr_process.asleep, 0);
	atomic_fetch_add(&l1tr_process.wake, 1);
	l1tr_futex_wake_all(&l1tr_process.wake);
}

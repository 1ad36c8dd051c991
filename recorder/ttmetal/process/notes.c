/* See notes.h. */
#include <stdatomic.h>
#include "l1t_record.h"
#include "l1trace.h"
#include "notes.h"

void ttm_unknown(_Atomic int *said, const char *what)
{
	if (!atomic_exchange(said, 1))
		l1trace_note(L1T_NOTE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, what);
}

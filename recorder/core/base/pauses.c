/*
 * Counts the pauses and resumes, and shows them in the live file.
 *
 * Must not know: what is done about them.
 */
#include "l1t_live.h"
#include "pauses.h"

struct l1tr_pauses l1tr_pauses;

void l1tr_pauses_show(struct l1t_live_header *h)
{
	uint64_t count = atomic_load(&l1tr_pauses.count), shown = atomic_load(&h->pauses);

	for (uint64_t n = count > L1T_PAUSES_KEPT ? count - L1T_PAUSES_KEPT : 0; n < count; n++)
		atomic_store(&h->pause_ticks[n % L1T_PAUSES_KEPT],
			atomic_load(&l1tr_pauses.ticks[n % PAUSES_KEPT]));
	while (shown < count && !atomic_compare_exchange_weak(&h->pauses, &shown, count))
		;
}

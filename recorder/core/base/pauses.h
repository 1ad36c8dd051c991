/*
 * When recording was paused and resumed: written by the calls, read by the writer.
 *
 * Must not know: what is done about it.
 *
 * Kept through a fork: a child of a paused process is paused.
 */
#ifndef L1TR_PAUSES_H
#define L1TR_PAUSES_H

#include <stdatomic.h>
#include <stdint.h>

enum { PAUSES_KEPT = 256 };     /* more calls than this in one round are not told apart */

struct l1tr_pauses {
	_Atomic uint64_t count;                 /* calls so far; odd: paused now */
	_Atomic uint64_t ticks[PAUSES_KEPT];    /* ticks of call n, at n % PAUSES_KEPT */
	_Atomic uint32_t calling;               /* calls that are not yet counted */
};
extern struct l1tr_pauses l1tr_pauses;

struct l1t_live_header;
/*
 * Copies them to the header, for readers of a process that was killed before the writer followed.
 */
void l1tr_pauses_show(struct l1t_live_header *h);

#endif

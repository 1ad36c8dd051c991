/*
 * Scratchpads: the runtime places them without calling anything that could be hooked, so what it
 * noted about a program's cores before and after is compared.
 *
 * Must not know: hooks.
 */
#ifndef TTM_SCRATCHPADS_H
#define TTM_SCRATCHPADS_H

struct placement;

void ttm_scratchpads_before(struct placement *p);
void ttm_scratchpads_after(struct placement *p);

#endif

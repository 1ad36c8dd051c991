/*
 * After a pause: what the trace announces as live, and what ended without being seen.
 *
 * Must not know: what the records mean.
 */
#ifndef RESUME_H
#define RESUME_H

#include "accounting_state.h"

/* A resume was recorded: announcements follow. */
void acc_resume(struct accounting *a);
/* True: the record is an announcement after a resume and is kept until all have arrived. */
bool acc_is_kept(struct accounting *a, const struct l1t_record *r);
/* All have arrived: ends what is not among them, then accounts them. */
void acc_settle_resume(struct accounting *a);

#endif

/*
 * After a pause: what the trace announces as live, and what went away unseen.
 *
 * Must not know: what the records mean.
 */
#ifndef RESUME_H
#define RESUME_H

#include "accounting_state.h"

void acc_resume(struct accounting *a);
/* True: the record is an announcement of a resume, and is accounted when these are over. */
bool acc_is_kept(struct accounting *a, const struct l1t_record *r);
/* The announcements are over: what was not among them went away during the pause. */
void acc_settle_resume(struct accounting *a);

#endif

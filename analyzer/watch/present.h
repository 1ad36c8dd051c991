/*
 * What a recorded process holds as far as its records were read: fed with them in order of time, it
 * knows at any of them what each core holds, for whom, and what it held in the last minutes.
 *
 * Must not know: files, SQL, how it is shown.
 */
#ifndef PRESENT_H
#define PRESENT_H

#include "l1t_reader.h"
#include "snapshot.h"

struct present;

struct present *present_new(void);
void present_free(struct present *p);
void present_record(struct present *p, const struct l1t_record *r);
/*
 * Writes all of it. Peaks are those of now: nothing can be fed afterwards. `now_ns`: time of the
 * process's clock, L1T_UNKNOWN: that of the last record.
 */
void present_show(struct present *p, const struct l1t_read_status *s, uint64_t now_ns,
	struct snapshot *out);
/* Unix time of the process's time 0; L1T_UNKNOWN: not known. */
uint64_t present_wall_ns(const struct present *p);
/* How many failures were recorded so far. */
uint64_t present_failures(const struct present *p);

#endif

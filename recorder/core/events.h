/*
 * Writing generic events: any kind, as fields and a blob.
 *
 * Must not know: what the kinds mean.
 */
#ifndef L1TR_EVENTS_H
#define L1TR_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: it was not recorded (off, no room; counted). blob is cut to what an event can hold. */
bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes);
/* The same with a given time. */
bool l1tr_record_at(uint64_t ticks, uint8_t kind, const uint64_t *fields, unsigned count,
	const void *blob, size_t blob_bytes);
/* The L1T_BEGIN of a new trace, when it is still due. */
void l1tr_begin_record(void);

#endif

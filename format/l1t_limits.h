/*
 * All limits on what reading a trace may cost, in one place: name, unit, reason. A line of
 * compressed text can unpack to 16 MiB and 65,536 records; what real recorders write is far below
 * all limits. Limits that depend on a size use the file's size without its holes.
 */
#ifndef L1T_LIMITS_H
#define L1T_LIMITS_H

/*
 * Unpacked content of all blocks, in bytes, including damaged blocks that had to be tried. Recorded
 * traces unpack to 10 times their size; test traces that repeat one event, to 300 times.
 */
#define L1T_LIMIT_RAW_BYTES ((uint64_t)256 << 20)
#define L1T_LIMIT_RAW_BYTES_PER_BYTE 64

/* Records. A recorded one takes more than a byte, since its time alone has that much entropy. */
#define L1T_LIMIT_RECORDS ((uint64_t)8 << 20)
#define L1T_LIMIT_RECORDS_PER_BYTE 8

/* A record's blob, in bytes: recorders write 7,936 at most. A longer blob is cut. */
#define L1T_LIMIT_BLOB_BYTES 16384

/*
 * Memory of the records that wait to be sorted by time. What the writer drains in one pass from the
 * full rings of all threads must fit: a record takes about 215 bytes here, and 1.7 in the file.
 */
#define L1T_LIMIT_WINDOW_BYTES ((uint64_t)64 << 20)
#define L1T_LIMIT_WINDOW_BYTES_PER_BYTE 128

/* Comparisons of a block's records of losses with its runs; a recorder writes few such records. */
#define L1T_LIMIT_LOSS_LOOKS ((uint64_t)1 << 22)

/* Slots of a live file that are read; most may be holes in the file. */
#define L1T_LIMIT_LIVE_SLOTS ((uint64_t)16 << 20)
#define L1T_LIMIT_LIVE_BYTES_PER_SLOT 8

/* base + each * bytes, without overflow. */
#define L1T_LIMIT(base, each, bytes) \
	((bytes) > (UINT64_MAX / 2 - (base)) / (each) ? UINT64_MAX / 2 : (base) + (each) * (bytes))

#endif

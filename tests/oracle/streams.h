/*
 * Random valid event streams from a seed: what a host with several chips, threads, meshes and
 * programs might have recorded, and what it rarely does.
 * Must not know: files, accounting.
 */
#ifndef ORACLE_STREAMS_H
#define ORACLE_STREAMS_H

#include "stream.h"

struct stream_limits {
	unsigned events_min, events_max;        /* about; definitions are added */
	int recordable;         /* only what l1trace.h can record */
};

/* `s` must be empty. The same seed and limits give the same stream. */
void stream_generate(struct stream *s, uint64_t seed, const struct stream_limits *limits);

#endif

/*
 * A track of Perfetto and the events on it: slices, instants, values of a counter.
 *
 * Must not know: what the events are about.
 *
 * Each track is a sequence of packets of its own, so that a packet says neither its track nor its
 * time, but only how long it is since the one before; texts are said once on each track.
 */
#ifndef EVENT_TRACK_H
#define EVENT_TRACK_H

#include <stdbool.h>
#include <stdint.h>
#include "packet_file.h"
#include "text_numbers.h"

/* The tracks of one file. The packet is empty between calls. */
struct track_list {
	struct packet_file *file;
	struct proto_message packet;
	uint64_t first_uuid;            /* no other file has it, most likely */
	uint64_t count, processes, events;      /* so far */
};

/* Their numbers, from 1, are Perfetto's: TrackDescriptor. */
enum child_order { CHILDREN_BY_RANK = 3 };

struct track_words {
	uint64_t parent;        /* uuid; 0: none */
	const char *name, *description; /* NULL: none */
	uint64_t process;       /* number of the process that the track stands for; 0: it is part of one */
	const char *command;    /* of the process; NULL: not known */
	unsigned rank;          /* place among the tracks of its parent */
	const char *counts_bytes_beside;        /* of a counter: all with this word share a y axis */
};

/* Describes a track that has no events of its own, but others in it. Returns its uuid. */
uint64_t track_describe(struct track_list *l, const struct track_words *w);

/* Free with event_track_free(). Empty when all zeros. */
struct event_track {
	struct track_list *list;
	uint64_t uuid, sequence;
	int64_t last_ns;                /* time of the last event */
	struct text_numbers names, arguments, texts; /* those that were said already */
	size_t event;                   /* the message that is begun */
};

/* begin_ns: Unix time of time 0. The list must live as long as the track. */
void event_track_begin(struct event_track *t, struct track_list *l, const struct track_words *w,
	int64_t begin_ns);
void event_track_free(struct event_track *t);

/* An event at a time that is not before that of the track's last one. */
enum event_type { SLICE_BEGINS = 1, SLICE_ENDS = 2, INSTANT = 3 };
void event_begin(struct event_track *t, enum event_type type, int64_t time_ns, const char *name);
/* Arguments of the event that was begun. NULL: the text is not known, and nothing is said. */
void event_number(struct event_track *t, const char *name, int64_t value);
void event_text(struct event_track *t, const char *name, const char *text);
void event_end(struct event_track *t);
void event_value(struct event_track *t, int64_t time_ns, uint64_t value);

#endif

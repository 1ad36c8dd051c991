/* A track of Perfetto and the events on it: see event_track.h. Numbers are those of Perfetto's schema. */
#include <stdlib.h>
#include <string.h>
#include "event_track.h"

enum { NEEDS_STATE = 2, STATE_IS_NEW = 1 };     /* TracePacket.SequenceFlags */
enum {
	CLOCK_REALTIME = 1,
	CLOCK_OF_SEQUENCE = 64,         /* the first of those that each sequence has for itself */
	UNIT_BYTES = 3,
	NO_MERGE = 2,                   /* TrackDescriptor.SiblingMergeBehavior */
	COUNTER = 4,                    /* TrackEvent.Type, after those of enum event_type */
	PROCESS_NUMBERS = 10000000,     /* greater than any process id: tracks of others have those */
};
enum { PACKET_CLOCKS = 6, PACKET_TIME = 8, PACKET_SEQUENCE = 10, PACKET_EVENT = 11,
	PACKET_INTERNED = 12, PACKET_FLAGS = 13, PACKET_DEFAULTS = 59, PACKET_TRACK = 60, PACKET_FIRST = 87 };
enum { DEFAULTS_EVENT = 11, DEFAULTS_CLOCK = 58 };
enum { TRACK_UUID = 1, TRACK_NAME = 2, TRACK_PROCESS = 3, TRACK_PARENT = 5, TRACK_COUNTER = 8,
	TRACK_CHILD_ORDER = 11, TRACK_RANK = 12, TRACK_DESCRIPTION = 14, TRACK_MERGE = 15 };
enum { PROCESS_PID = 1, PROCESS_COMMAND = 2, PROCESS_NAME = 6 };
enum { COUNTER_UNIT = 3, COUNTER_Y_AXIS = 7 };
enum { EVENT_ARGUMENT = 4, EVENT_TYPE = 9, EVENT_NAME_ID = 10, EVENT_TRACK = 11, EVENT_VALUE = 30 };
enum { ARGUMENT_NAME_ID = 1, ARGUMENT_NUMBER = 4, ARGUMENT_TEXT_ID = 17 };
enum { INTERNED_NAMES = 2, INTERNED_ARGUMENTS = 3, INTERNED_TEXTS = 29 };
enum { INTERNED_ID = 1, INTERNED_TEXT = 2 };
enum { SNAPSHOT_CLOCK = 1, SNAPSHOT_PRIMARY = 2 };
enum { CLOCK_ID = 1, CLOCK_TIME = 2, CLOCK_IS_INCREMENTAL = 3 };

static uint64_t next_uuid(struct track_list *l)
{
	return l->first_uuid + ++l->count;
}

static void put_process(struct proto_message *p, const struct track_words *w)
{
	size_t process = proto_begin(p, TRACK_PROCESS);

	proto_number(p, PROCESS_PID, PROCESS_NUMBERS + w->process);
	proto_text(p, PROCESS_COMMAND, w->command);
	proto_text(p, PROCESS_NAME, w->name);
	proto_end(p, process);
}

static void put_counter(struct proto_message *p, const struct track_words *w)
{
	size_t counter = proto_begin(p, TRACK_COUNTER);

	proto_number(p, COUNTER_UNIT, UNIT_BYTES);
	proto_text(p, COUNTER_Y_AXIS, w->counts_bytes_beside);
	proto_end(p, counter);
}

static void put_track(struct track_list *l, const struct track_words *w, uint64_t uuid,
	uint64_t sequence)
{
	struct proto_message *p = &l->packet;
	size_t track;

	proto_number(p, PACKET_SEQUENCE, sequence);
	track = proto_begin(p, PACKET_TRACK);
	proto_number(p, TRACK_UUID, uuid);
	proto_text(p, TRACK_NAME, w->name);
	proto_text(p, TRACK_DESCRIPTION, w->description);
	if (w->parent)
		proto_number(p, TRACK_PARENT, w->parent);
	if (w->process)
		put_process(p, w);
	if (w->counts_bytes_beside)
		put_counter(p, w);
	proto_number(p, TRACK_CHILD_ORDER, CHILDREN_BY_RANK);
	proto_number(p, TRACK_RANK, w->rank);
	proto_number(p, TRACK_MERGE, NO_MERGE);
	proto_end(p, track);
	packet_file_put(l->file, p);
}

uint64_t track_describe(struct track_list *l, const struct track_words *w)
{
	uint64_t uuid = next_uuid(l);

	put_track(l, w, uuid, l->count);
	return uuid;
}

static void put_clock(struct proto_message *p, uint64_t id, uint64_t time_ns, bool incremental)
{
	size_t clock = proto_begin(p, SNAPSHOT_CLOCK);

	proto_number(p, CLOCK_ID, id);
	proto_number(p, CLOCK_TIME, time_ns);
	if (incremental)
		proto_number(p, CLOCK_IS_INCREMENTAL, true);
	proto_end(p, clock);
}

/* Says what time 0 of the sequence is, and what its packets leave out. */
static void put_begin(struct track_list *l, const struct event_track *t, int64_t begin_ns)
{
	struct proto_message *p = &l->packet;
	size_t clocks, defaults, event;

	proto_number(p, PACKET_SEQUENCE, t->sequence);
	proto_number(p, PACKET_FLAGS, STATE_IS_NEW);
	proto_number(p, PACKET_FIRST, true);
	defaults = proto_begin(p, PACKET_DEFAULTS);
	proto_number(p, DEFAULTS_CLOCK, CLOCK_OF_SEQUENCE);
	event = proto_begin(p, DEFAULTS_EVENT);
	proto_number(p, EVENT_TRACK, t->uuid);
	proto_end(p, event);
	proto_end(p, defaults);
	clocks = proto_begin(p, PACKET_CLOCKS);
	put_clock(p, CLOCK_REALTIME, (uint64_t)begin_ns, false);
	put_clock(p, CLOCK_OF_SEQUENCE, 0, true);
	proto_number(p, SNAPSHOT_PRIMARY, CLOCK_REALTIME);
	proto_end(p, clocks);
	packet_file_put(l->file, p);
}

void event_track_begin(struct event_track *t, struct track_list *l, const struct track_words *w,
	int64_t begin_ns)
{
	*t = (struct event_track){.list = l, .uuid = next_uuid(l), .sequence = l->count};
	put_track(l, w, t->uuid, t->sequence);
	put_begin(l, t, begin_ns);
}

void event_track_free(struct event_track *t)
{
	text_numbers_free(&t->names);
	text_numbers_free(&t->arguments);
	text_numbers_free(&t->texts);
}

/* The number of a text, which is said in a packet of its own where it is new. That packet comes
 * before the one that is being made, so it is made elsewhere. */
static uint64_t interned(struct event_track *t, struct text_numbers *known, unsigned field,
	const char *text)
{
	struct proto_message p = {0};
	const uint64_t before = known->last, id = text_number(known, text, strlen(text));
	size_t all, one;

	if (known->last == before)
		return id;
	proto_number(&p, PACKET_SEQUENCE, t->sequence);
	proto_number(&p, PACKET_FLAGS, NEEDS_STATE);
	all = proto_begin(&p, PACKET_INTERNED);
	one = proto_begin(&p, field);
	proto_number(&p, INTERNED_ID, id);
	proto_text(&p, INTERNED_TEXT, text);
	proto_end(&p, one);
	proto_end(&p, all);
	packet_file_put(t->list->file, &p);
	free(p.at);
	return id;
}

static void begin(struct event_track *t, uint64_t type, int64_t time_ns)
{
	struct proto_message *p = &t->list->packet;

	t->list->events++;
	proto_number(p, PACKET_TIME, time_ns > t->last_ns ? (uint64_t)(time_ns - t->last_ns) : 0);
	t->last_ns = time_ns > t->last_ns ? time_ns : t->last_ns;
	proto_number(p, PACKET_SEQUENCE, t->sequence);
	proto_number(p, PACKET_FLAGS, NEEDS_STATE);
	t->event = proto_begin(p, PACKET_EVENT);
	proto_number(p, EVENT_TYPE, type);
}

void event_begin(struct event_track *t, enum event_type type, int64_t time_ns, const char *name)
{
	uint64_t id = name ? interned(t, &t->names, INTERNED_NAMES, name) : 0;

	begin(t, type, time_ns);
	if (name)
		proto_number(&t->list->packet, EVENT_NAME_ID, id);
}

void event_number(struct event_track *t, const char *name, int64_t value)
{
	struct proto_message *p = &t->list->packet;
	uint64_t id = interned(t, &t->arguments, INTERNED_ARGUMENTS, name);
	size_t argument = proto_begin(p, EVENT_ARGUMENT);

	proto_number(p, ARGUMENT_NAME_ID, id);
	proto_number(p, ARGUMENT_NUMBER, (uint64_t)value);
	proto_end(p, argument);
}

void event_text(struct event_track *t, const char *name, const char *text)
{
	struct proto_message *p = &t->list->packet;
	uint64_t id, text_number;
	size_t argument;

	if (!text)
		return;
	id = interned(t, &t->arguments, INTERNED_ARGUMENTS, name);
	text_number = interned(t, &t->texts, INTERNED_TEXTS, text);
	argument = proto_begin(p, EVENT_ARGUMENT);
	proto_number(p, ARGUMENT_NAME_ID, id);
	proto_number(p, ARGUMENT_TEXT_ID, text_number);
	proto_end(p, argument);
}

void event_end(struct event_track *t)
{
	proto_end(&t->list->packet, t->event);
	packet_file_put(t->list->file, &t->list->packet);
}

void event_value(struct event_track *t, int64_t time_ns, uint64_t value)
{
	begin(t, COUNTER, time_ns);
	proto_number(&t->list->packet, EVENT_VALUE, value);
	event_end(t);
}

/*
 * A message of Protocol Buffers as bytes: fields are appended, inner messages are begun and ended.
 *
 * Must not know: what the fields mean.
 */
#ifndef PROTO_MESSAGE_H
#define PROTO_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/* Empty when all zeros; the caller frees `at`. */
struct proto_message {
	unsigned char *at;
	size_t count, capacity;
};

/* Appends a field of a type that is a number: uint64, an enum, a bool, int64 as its 64 bits. */
void proto_number(struct proto_message *m, unsigned field, uint64_t value);
/* Appends text of any bytes; U+FFFD stands for each one that is not UTF-8. NULL: nothing. */
void proto_text(struct proto_message *m, unsigned field, const char *text);
/* Fields until proto_end() are those of a message inside. Returns what proto_end() needs. */
size_t proto_begin(struct proto_message *m, unsigned field);
void proto_end(struct proto_message *m, size_t begun);
/* Appends a number alone: an element of a packed field. */
void proto_element(struct proto_message *m, uint64_t value);
/* Appends a field that is the message `inner`, or a packed field of its elements; empties `inner`. */
void proto_inside(struct proto_message *m, unsigned field, struct proto_message *inner);
/* Writes a number as it stands in messages into at most 10 bytes; returns how many. */
size_t proto_varint(unsigned char *out, uint64_t value);

#endif

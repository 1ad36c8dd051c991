/*
 * Fields of a protocol buffer, into a buffer that grows: varints, and bytes with their length.
 *
 * Must not know: what the message is.
 */
#ifndef PROTOBUF_H
#define PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

/* Empty when all zeros; the caller frees `at`. */
struct protobuf {
	unsigned char *at;
	size_t count, capacity;
};

/* Field `field` with a number; a negative one takes ten bytes, as the format has it. */
void protobuf_number(struct protobuf *p, unsigned field, uint64_t value);
/* Field `field` with bytes: a text, or a message that was made in a buffer of its own. */
void protobuf_bytes(struct protobuf *p, unsigned field, const void *bytes, size_t count);
/* A number of a packed field: without the field's own number. */
void protobuf_varint(struct protobuf *p, uint64_t value);
/* Field `field` with the message `inner`, which is emptied and can be filled again. */
void protobuf_message(struct protobuf *p, unsigned field, struct protobuf *inner);

#endif

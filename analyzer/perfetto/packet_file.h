/*
 * A trace of Perfetto as a file: packets one after the other, plain or packed as gzip.
 *
 * Must not know: what is in the packets.
 */
#ifndef PACKET_FILE_H
#define PACKET_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "proto_message.h"

struct packet_file;

/* The stream stays the caller's, who looks at its errors when it is closed. */
struct packet_file *packet_file_begin(FILE *out, bool gzip);
/* Writes the message as a packet and empties it. */
void packet_file_put(struct packet_file *f, struct proto_message *packet);
/* Writes the rest and frees it. *bytes: size of all packets, before they were packed. */
uint64_t packet_file_end(struct packet_file *f, uint64_t *bytes);

#endif

/*
 * Byte strings that have an id: lock-free, append-only, bounded, for signal handlers too.
 *
 * Must not know: what is in the bytes, where definitions are recorded.
 */
#ifndef L1TR_INTERN_TABLE_H
#define L1TR_INTERN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { L1TR_DEFINITIONS = 5 };
/* The kinds of definitions, each after those that it refers to. */
extern const uint8_t l1tr_definitions[L1TR_DEFINITIONS] __attribute__((visibility("hidden")));

/* Allocates the table; called once, when recording is turned on. */
bool l1tr_intern_table_load(void);
uint32_t l1tr_intern_hash(uint8_t kind, const uint8_t *bytes, size_t length);
/* Whether bytes of this length can be stored. */
bool l1tr_intern_has_room(size_t length);
/* The id of these bytes, whose hash is h; 0: they have none. */
uint32_t l1tr_intern_find(uint32_t h, uint8_t kind, const void *bytes, size_t length);
/* Gives the bytes the id, unless another thread was first. Returns the id they have; 0: no room. */
uint32_t l1tr_intern_put(uint32_t h, uint8_t kind, uint32_t id, const void *bytes, size_t length);
/* Calls `see` for every definition of the kind. */
typedef int l1tr_intern_seen(uint32_t id, const void *bytes, size_t length, void *context);
int l1tr_intern_each(uint8_t kind, l1tr_intern_seen *see, void *context);


#endif

/*
 * What a trace defines once and refers to by id, for whoever follows it: texts, call sites, sets of
 * chips. The first definition of an id counts.
 *
 * Must not know: SQL, what is made of them.
 */
#ifndef WATCH_NAMES_H
#define WATCH_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "l1t_record.h"

struct watch_names;

struct watch_names *watch_names_new(void);
void watch_names_free(struct watch_names *n);
void watch_names_record(struct watch_names *n, const struct l1t_record *r);
/* The text of a string, or "replay of trace N" of the name of a replay. NULL: not defined so far.
 * Valid until the next call. */
const char *watch_names_text(const struct watch_names *n, uint64_t id);
/* A call site's frames, as in table callsite; "": it has none, or is not defined so far. Returns
 * the operation that ran, NULL: not known. */
const char *watch_names_site(const struct watch_names *n, uint64_t id, char *out, size_t room);
/* Whether a field that names chips names this one. */
bool watch_names_has_chip(const struct watch_names *n, uint64_t chips, uint64_t chip);
/* The chip with this number, counted from 0, that a field names; L1T_UNKNOWN: there are fewer. */
uint64_t watch_names_chip(const struct watch_names *n, uint64_t chips, size_t index);

#endif

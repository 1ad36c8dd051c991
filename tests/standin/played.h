/*
 * Plays a scenario of the driver with the recorder preloaded, and gives what it recorded.
 *
 * Must not know: what should be in it.
 */
#ifndef STANDIN_PLAYED_H
#define STANDIN_PLAYED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "l1t_record.h"

struct played {
	struct l1t_record *records;     /* their blobs end in NUL */
	size_t count;
	unsigned files;                 /* that the run left behind */
	char *output;                   /* of both streams */
};

/* `environment`: "NAME=value" or NULL, twice. Fails the test when the driver fails. */
struct played play_with(const char *library, const char *scenario, const char *first,
	const char *second);
/* With the stand-in of today. */
struct played play(const char *scenario);
void played_free(struct played *p);

size_t count_kind(const struct played *p, enum l1t_kind kind);
/* The nth of its kind, from 0; fails the test when there is none. */
const struct l1t_record *nth(const struct played *p, enum l1t_kind kind, size_t n);
/* What a string id stands for; "" for 0. */
const char *string_of(const struct played *p, uint64_t id);
/* The ranges of a core set as text: "0,0-7,7 8,0-8,3". */
const char *cores_of(const struct played *p, uint64_t id);
/* The last note of a code, with this text if not NULL; NULL: none. */
const struct l1t_record *note(const struct played *p, enum l1t_note_code code, const char *text);

#define STANDIN_NEW "new"
#define STANDIN_OLD_ "old"
#define STANDIN_BARE_ "bare"

#endif

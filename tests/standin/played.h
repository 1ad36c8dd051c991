/*
 * Plays a scenario of the driver with the recorder preloaded, and returns what was recorded.
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
	struct l1t_record *records;     /* blobs end in NUL */
	size_t count;
	unsigned files;                 /* left by the run */
	char *output;                   /* of both streams */
};

/* `environment`: "NAME=value" or NULL, twice. Fails the test when the driver fails. */
struct played play_with(const char *library, const char *scenario, const char *first,
	const char *second);
/* With the stand-in for the newest release. */
struct played play(const char *scenario);
void played_free(struct played *p);

size_t count_kind(const struct played *p, enum l1t_kind kind);
/* The nth record of its kind, from 0; fails the test when there is none. */
const struct l1t_record *nth(const struct played *p, enum l1t_kind kind, size_t n);
/* The text of a string id; "" for 0. */
const char *string_of(const struct played *p, uint64_t id);
/* The ranges of a core set as text: "0,0-7,7 8,0-8,3". */
const char *cores_of(const struct played *p, uint64_t id);
/* The last note with this code and, if not NULL, this text; NULL: none. */
const struct l1t_record *note(const struct played *p, enum l1t_note_code code, const char *text);

#define STANDIN_NEW "new"
#define STANDIN_OLD_ "old"
#define STANDIN_BARE_ "bare"

#endif

/*
 * Values as Python's pickle, protocol 4: whole numbers, texts, lists and dicts, and nothing that a reader
 * would have to run or import.
 *
 * Must not know: what the values are about.
 *
 * A list or dict is written value by value between its begin and its end; in a dict each key, a text, comes
 * before its value. Of a list no more than 1000 values are appended at once, as Python does it: a page in
 * a browser that reads them has no room for more arguments.
 */
#ifndef PICKLE_WRITER_H
#define PICKLE_WRITER_H

#include <stdint.h>
#include <stdio.h>
#include "text_numbers.h"

/* The stream stays the caller's, who looks at its errors when it is closed. */
struct pickle {
	FILE *out;
	uint64_t memo;                  /* how many values can be named again */
	struct text_numbers texts;
	uint64_t *text_memo;            /* by number of text, less 1 */
	size_t text_count, text_capacity;
	size_t *in_list;                /* of each list or dict that is begun: values so far; DICT: a dict */
	size_t depth, depth_capacity;
};

void pickle_begin(struct pickle *p, FILE *out);
/* Call it after the one value that the pickle is. */
void pickle_end(struct pickle *p);

void pickle_number(struct pickle *p, int64_t value);
/* UTF-8, as readable() makes it. Equal texts are written once. */
void pickle_text(struct pickle *p, const char *text);
void pickle_list(struct pickle *p);
void pickle_dict(struct pickle *p);
void pickle_close(struct pickle *p);    /* ends the list or dict that was begun last */
/* The same; returns a number by which pickle_again() writes this list or dict once more. */
uint64_t pickle_close_named(struct pickle *p);
void pickle_again(struct pickle *p, uint64_t name);

#endif

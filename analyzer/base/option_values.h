/*
 * Values of options that are more than a word: each is read whole, or ends the program with a line.
 *
 * Must not know: which option is given how.
 */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

#include "option_table.h"

/* Words of --event, blanks between. */
extern const char option_events[];

void option_format(struct options *o, const struct option_row *row, const char *word);
void option_core(struct options *o, const struct option_row *row, const char *word);
void option_device(struct options *o, const struct option_row *row, const char *word);
void option_width(struct options *o, const struct option_row *row, const char *word);
void option_limit(struct options *o, const struct option_row *row, const char *word);
void option_kind(struct options *o, const struct option_row *row, const char *word);
void option_event(struct options *o, const struct option_row *row, const char *word);
void option_time(struct options *o, const struct option_row *row, const char *word);

#endif

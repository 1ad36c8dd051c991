/*
 * Reads values of options that are more than a word. A wrong value ends the program with one line.
 *
 * Must not know: how options are found among the arguments.
 */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

#include "option_table.h"

/* Words of --event, separated by blanks. */
extern const char option_events[];

void option_format(struct options *o, const struct option_row *row, const char *word);
void option_core(struct options *o, const struct option_row *row, const char *word);
void option_rank(struct options *o, const struct option_row *row, const char *word);
void option_device(struct options *o, const struct option_row *row, const char *word);
void option_width(struct options *o, const struct option_row *row, const char *word);
void option_limit(struct options *o, const struct option_row *row, const char *word);
void option_threads(struct options *o, const struct option_row *row, const char *word);
void option_kind(struct options *o, const struct option_row *row, const char *word);
void option_hide(struct options *o, const struct option_row *row, const char *word);
void option_param(struct options *o, const struct option_row *row, const char *word);
void option_event(struct options *o, const struct option_row *row, const char *word);
void option_time(struct options *o, const struct option_row *row, const char *word);
/* A time, or the name of a program, which verbs without TAKES_TOOL refuse as a bad time. */
void option_to(struct options *o, const struct option_row *row, const char *word);

#endif

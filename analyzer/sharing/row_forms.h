/*
 * Numbers for what many rows have in common: equal words get the number that they had, so that they need
 * be written only once. Only so many words are remembered: if a trace makes ever new ones, those after
 * them get a new number each time, and where hardly any is known, for a while all do.
 *
 * Must not know: SQL, what the words mean.
 */
#ifndef ROW_FORMS_H
#define ROW_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row_forms;

struct row_forms *row_forms_new(void);
void row_forms_free(struct row_forms *f);
/* Forgets all: numbers begin with 1 again. */
void row_forms_clear(struct row_forms *f);
/* The number of these words; *is_new: nothing has it yet. */
uint64_t row_forms_number(struct row_forms *f, const uint64_t *words, size_t count, bool *is_new);

#endif

/*
 * Rows in one of the formats that programs read: csv, tsv, json, jsonl, and a table of Markdown. Who has
 * the rows gives them value by value, from a query or while a trace is read. NULL is empty, but null in
 * JSON. In csv and tsv an apostrophe stands before texts that a spreadsheet would run; in Markdown texts
 * are escaped, so that they are shown as they are.
 *
 * Must not know: what the rows are.
 */
#ifndef ROW_TEXT_H
#define ROW_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "options.h"

struct row_text;

/* `format`: any but FORMAT_TABLE; `columns`: their names, copied. Prints what comes before the rows. */
struct row_text *row_text_begin(FILE *out, enum output_format format, const char *const *columns,
	int count);
/* The values of a row, in the order of the columns. */
void row_text_integer(struct row_text *t, int64_t value);
/* `text`: how the value is spelled. */
void row_text_real(struct row_text *t, double value, const char *text);
/* NULL: NULL. Any bytes. */
void row_text_text(struct row_text *t, const char *text);
/* After the last value of a row. */
void row_text_end_row(struct row_text *t);
/* Prints what comes after the rows. Returns their number; where ferror(out) then says that something
 * could not be written, errno is why. */
uint64_t row_text_end(struct row_text *t);

/* Prints a text for Markdown, where it is shown as it is. */
void put_markdown_text(FILE *out, const char *text);

#endif

/*
 * Rows that are only columns, put into their tables where a question asks for them: ops where the run has
 * marks, which count them, and else those that the peaks have; buffers that findings name.
 *
 * Must not know: what the questions are.
 */
#ifndef REPORT_TABLES_H
#define REPORT_TABLES_H

#include <sqlite3.h>
#include "run_columns.h"

void report_tables(sqlite3 *db, const struct run_columns *run);

#endif

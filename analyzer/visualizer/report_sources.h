/*
 * The text of the Python files that ops were called from, so that the viewer shows it without a checkout.
 *
 * Must not know: the report's tables.
 */
#ifndef REPORT_SOURCES_H
#define REPORT_SOURCES_H

#include <sqlite3.h>

/* Fills exported_file.contents (visualizer_steps.sql) where a file is at hand and was not changed since
 * its run began; source_files.h says which files are opened at all. */
void report_sources(sqlite3 *db);

#endif

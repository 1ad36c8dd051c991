/*
 * The folder of a report: its two files have other names until both are whole.
 *
 * Must not know: what they hold.
 */
#ifndef REPORT_FOLDER_H
#define REPORT_FOLDER_H

#include <stdbool.h>

/*
 * Makes the folder if there is none, and in it an empty file for the database, whose path it returns (not
 * freed). Ends the program if that cannot be, or if a report is there already and not `force`. Whatever
 * ends the program before report_folder_done() removes what was made.
 */
const char *report_folder_begin(const char *folder, bool force);
/* The database is written and closed: writes config.json and gives both their names. Ends the program if
 * it cannot. */
void report_folder_done(const char *config);

#endif

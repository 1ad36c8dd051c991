/*
 * The table of a sweep, which l1analyze makes.
 *
 * Must not know: how the runs are done, what is in the table.
 */
#ifndef L1RECORD_SWEEP_TABLE_H
#define L1RECORD_SWEEP_TABLE_H

/* Asks l1analyze whether it has this format, before anything is run. -1 after a message. */
int sweep_table_check(const char *format);
/* Prints it on standard output. `format`: NULL is a table. -1 after a message, ours or l1analyze's. */
int sweep_table_print(const char *folder, const char *format);

#endif

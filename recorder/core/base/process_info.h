/*
 * Who is recording: the key=value pairs of L1T_BEGIN.
 *
 * Must not know: rings, files of ours.
 */
#ifndef L1TR_PROCESS_INFO_H
#define L1TR_PROCESS_INFO_H

#include <stddef.h>

/* Returns the length. */
size_t l1tr_process_info(char *blob, size_t room);

#endif

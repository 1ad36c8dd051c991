/*
 * The op that runs whatever kernels it is given: its launches are told apart by those. Views ask the
 * same of a name in SQL.
 *
 * Must not know: SQL, rows.
 */
#ifndef GENERIC_OP_H
#define GENERIC_OP_H

#include <stdbool.h>
#include <string.h>

/* As its user calls it, or the library. */
static inline bool is_generic_op(const char *name)
{
	return !strcmp(name, "ttnn.generic_op") || !strcmp(name, "GenericOpDeviceOperation");
}

#endif

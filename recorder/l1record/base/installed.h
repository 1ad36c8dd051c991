/*
 * Where our own other files are: beside the running program in a build tree, in the folders of
 * the installation otherwise, or where L1TRACE_LIBDIR says.
 *
 * Must not know: what they are used for.
 */
#ifndef L1RECORD_INSTALLED_H
#define L1RECORD_INSTALLED_H

#include <limits.h>

/* libl1trace-ttmetal.so, fit for LD_PRELOAD. -1 after a message. */
int installed_preload(char out[PATH_MAX]);
/* Folder of the Python module l1trace. -1: it is not there; nothing is said. */
int installed_python(char out[PATH_MAX]);
/* The stand-in compiler l1mockcc. -1 after a message. */
int installed_mockcc(char out[PATH_MAX]);

#endif

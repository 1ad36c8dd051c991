/*
 * Where our own other files are: beside the running program in a build tree; else in the folders of
 * the installation, or where L1TRACE_LIBDIR says.
 *
 * Must not know: what they are used for.
 */
#ifndef L1RECORD_INSTALLED_H
#define L1RECORD_INSTALLED_H

#include <limits.h>

/*
 * libl1trace-ttmetal.so, in a form that LD_PRELOAD accepts. -1 after a message. Empty where hooks are
 * not for this processor: then only what calls l1trace.h is recorded.
 */
int installed_preload(char out[PATH_MAX]);
/* Folder of the Python module l1trace. -1: it is not there; no message. */
int installed_python(char out[PATH_MAX]);
/* The stand-in compiler l1mockcc. -1 after a message. */
int installed_mockcc(char out[PATH_MAX]);
/* l1analyze, which is installed beside l1record. -1 after a message. */
int installed_l1analyze(char out[PATH_MAX]);

#endif

/*
 * What `l1analyze export --to NAME` writes for other programs: a row each, a file each (export_*.c).
 *
 * Must not know: how it is written.
 */
#ifndef EXPORTERS_H
#define EXPORTERS_H

#include "options.h"

struct exporter {
	const char *name;       /* after --to */
	const char *writes;     /* one line for the help */
	const char *example;    /* the words after `l1analyze export` */
	const char *options;    /* those of export that only some know and this one does, blanks between;
	                         * NULL: none */
	/* o->words are the inputs, o->rows.output is the file or folder, or NULL. Exit code. */
	int (*run)(const struct options *o);
};

/* Each is exporter_NAME. */
#define EXPORTERS(TOOL) TOOL(csv) TOOL(jsonl) TOOL(visualizer) TOOL(perfetto) TOOL(speedscope) \
	TOOL(pprof) TOOL(collapsed) TOOL(snapshot)

#define EXPORTER_DECLARE(tool) extern const struct exporter exporter_##tool;
EXPORTERS(EXPORTER_DECLARE)

#endif

/* What a file is that is no trace: see foreign_file.h. */
#include "foreign_file.h"
#include "memory_report.h"
#include "message.h"

void foreign_file(const char *path, const char *message)
{
	const char *what = memory_report_looks_like(path);

	if (!what)
		die(EXIT_UNREADABLE, "%s", message);
	die(EXIT_UNREADABLE, "cannot read '%s': it is %s; l1analyze reconcile run.l1t FILE compares it with "
		"a trace", path, what);
}

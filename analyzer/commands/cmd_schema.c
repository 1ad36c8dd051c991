/* schema: the tables, their columns and what they mean. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "command.h"
#include "embedded.h"
#include "message.h"
#include "output.h"
#include "query_run.h"

/* The folder of the installed queries, found from the program's own path; "": there is none. */
static void find_queries(char *out, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", out, room - 1);
	char *slash;

	out[n > 0 ? n : 0] = 0;
	for (int i = 0; i < 2; i++) {
		slash = strrchr(out, '/');
		if (slash)
			*slash = 0;
	}
	if ((size_t)snprintf(out + strlen(out), room - strlen(out), "/share/l1trace/queries") >= room ||
		access(out, R_OK))
		out[0] = 0;
}

static int run(const struct options *o)
{
	char queries[4096];
	FILE *out;

	if (o->word_count)
		die(EXIT_USAGE, "schema reads nothing; '%s' is not needed", o->words[0]);
	out = output_open(o);
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!query_text(f->name))
			fputs(f->text, out);
	fputs("\n-- Named queries (l1analyze query NAME INPUT):\n", out);
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (query_text(f->name))
			fprintf(out, "--   %-16s %.*s\n", f->name, (int)strcspn(f->text + 3, "\n"),
				f->text + 3);
	find_queries(queries, sizeof(queries));
	if (queries[0])
		fprintf(out, "-- Their files: sqlite3 run.db < %s/peak.sql\n", queries);
	fputs("-- next: l1analyze query peak run.db\n", out);
	return output_close(out, o);
}

const struct command cmd_schema = {
	.name = "schema",
	.answers = "the database's tables and columns, with what they mean",
	.help = "Examples:\n"
		"  l1analyze schema\n",
	.takes = NO_FILTERS | NO_ROWS,
	.words = "",
	.first_input = words_as_typed,
	.run = run,
};

/* schema: the tables, their columns and what they mean. */
#include <stdio.h>
#include <string.h>
#include "answer.h"
#include "command.h"
#include "embedded.h"
#include "output.h"
#include "say.h"

static int run(const struct options *o)
{
	FILE *out;

	if (o->word_count)
		die(EXIT_USAGE, "schema reads nothing; '%s' is not needed", o->words[0]);
	out = output_open(o);
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!answer_query(f->name))
			fputs(f->text, out);
	fputs("\n-- Named queries (l1analyze query NAME INPUT):\n", out);
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (answer_query(f->name))
			fprintf(out, "--   %-16s %.*s\n", f->name, (int)strcspn(f->text + 3, "\n"),
				f->text + 3);
	return output_close(out, o);
}

const struct command cmd_schema = {
	.name = "schema",
	.answers = "the database's tables and columns, with what they mean",
	.help = "Examples:\n"
		"  l1analyze schema\n",
	.takes = NO_FILTERS,
	.run = run,
};

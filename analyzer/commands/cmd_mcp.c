/* mcp: a server by which agents ask about the traces in some folders. */
#include <math.h>
#include <stdlib.h>
#include "command.h"
#include "mcp_roots.h"
#include "mcp_server.h"
#include "message.h"

enum { SECONDS = 60, SECONDS_MOST = 86400 };

static double seconds_of(const char *word)
{
	char *end;
	double seconds = word ? strtod(word, &end) : SECONDS;

	if (word && (end == word || *end || !isfinite(seconds) || seconds <= 0 || seconds > SECONDS_MOST))
		die(EXIT_USAGE, "--time-limit takes seconds, up to %d, not '%s'", SECONDS_MOST, word);
	return seconds;
}

static int run(const struct options *o)
{
	struct mcp_roots roots;

	if (!o->word_count)
		die(EXIT_USAGE, "no folder named; l1analyze mcp FOLDER... serves the traces in it");
	roots = mcp_roots_of(o->words, o->word_count);
	mcp_serve(&roots, seconds_of(o->time_limit));
	for (int i = 0; i < roots.count; i++)
		free(roots.paths[i]);
	free(roots.paths);
	return EXIT_OK;
}

const struct command cmd_mcp = {
	.name = "mcp",
	.answers = "a server for agents (Model Context Protocol), on standard input",
	.words = "FOLDER...",
	.help = "Examples:\n"
		"  l1analyze mcp /data/traces                 what a client is told to start\n"
		"  l1analyze mcp --time-limit 20 a b          two folders, each answer within 20 s\n"
		"\n"
		"In a client's configuration (mcp.json and the like):\n"
		"  {\"mcpServers\": {\"l1trace\": {\"command\": \"l1analyze\",\n"
		"                               \"args\": [\"mcp\", \"/data/traces\"]}}}\n"
		"\n"
		"Its tools are verbs: traces (which there are), peak, explain, at, leaks, callsites, uses,\n"
		"advise, ops, diff, query, schema. Answers have the rows that --format jsonl prints, 50 if\n"
		"nothing else is asked for, and say how many there are. Nothing is written, nothing but the\n"
		"folders' files is opened as a trace (links are followed first), and an answer that takes\n"
		"longer than --time-limit (60 s) is ended.\n",
	.takes = NO_FILTERS | NO_ROWS | TAKES_TIME_LIMIT,
	.first_input = words_as_typed,
	.run = run,
};

/* What a proof run did: see proof_outcome.h. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "input.h"
#include "l1t_record.h"
#include "load.h"
#include "message.h"
#include "proof_folder.h"
#include "proof_outcome.h"
#include "statement.h"
#include "xalloc.h"

enum { LINES_MOST = 1 << 18, PIECES_MOST = 10000, LOG_LINES = 4, LOG_LINE_BYTES = 300 };

static const char *const done_words[] = {"done", "unset", "no-tensor", "gone", "old-python",
	"by-position"};

static int count_traces(void)
{
	char *path = proof_folder_path("run");
	DIR *folder = opendir(path);
	int count = 0;

	for (struct dirent *e; folder && (e = readdir(folder));) {
		size_t n = strlen(e->d_name);

		count += n > 4 && !strcmp(e->d_name + n - 4, ".l1t");
	}
	if (folder)
		closedir(folder);
	free(path);
	return count;
}

static void add_report(struct proof_outcome *p, uint64_t number, const char *word)
{
	size_t i = 0, w = 0;

	if (!number) {
		p->helper = true;
		return;
	}
	while (w < PROOF_DONE_COUNT && strcmp(word, done_words[w]))
		w++;
	while (i < p->report_count && p->reports[i].number != number)
		i++;
	if (w == PROOF_DONE_COUNT || i == PIECES_MOST)
		return;
	if (i == p->report_count) {
		size_t capacity = p->report_count;

		p->reports = xrealloc(p->reports, capacity + 1, sizeof(*p->reports));
		p->reports[p->report_count++] = (struct proof_report){.number = number};
	}
	p->reports[i].times[w]++;
}

static void read_report(struct proof_outcome *p)
{
	char *path = proof_folder_path("run/report"), line[80], word[20];
	FILE *file = fopen(path, "re");
	uint64_t number;

	for (int n = 0; file && n < LINES_MOST && fgets(line, sizeof(line), file); n++)
		if (sscanf(line, "%" SCNu64 " %19[a-z-]", &number, word) == 2)
			add_report(p, number, word);
	if (file)
		fclose(file);
	free(path);
}

static void read_trace(struct proof_outcome *p, const struct options *o)
{
	enum { DEVICE, PEAK_BYTES, FAILURES, OPS };     /* columns of proof_outcome.sql */
	char *path = proof_folder_path("run/run.l1t"), *words[] = {path, NULL};
	const char *question = statement_text("proof_outcome");
	const struct input_wants wants = {.questions = &question, .question_count = 1};
	struct options of_trace = options_unfiltered(o);
	struct input in;
	sqlite3_stmt *s;

	of_trace.words = words;
	of_trace.word_count = 1;
	in = input_open_for(&of_trace, 0, "advise", &wants);
	s = statement(in.db, "proof_outcome");
	while (database_next(s)) {
		p->peaks = xrealloc(p->peaks, p->peak_count + 1, sizeof(*p->peaks));
		p->peaks[p->peak_count++] = (struct proof_peak){column_number(s, DEVICE),
			column_number(s, PEAK_BYTES)};
		p->failures = column_number(s, FAILURES);
		p->ops = column_number(s, OPS);
	}
	sqlite3_finalize(s);
	input_close(&in);
	free(path);
}

struct proof_outcome proof_outcome_read(const struct options *o, struct proof_ended ended)
{
	struct proof_outcome p = {.ended = ended, .traces = count_traces()};

	read_report(&p);
	if (p.traces == 1)
		read_trace(&p, o);
	return p;
}

void proof_outcome_free(struct proof_outcome *p)
{
	free(p->peaks);
	free(p->reports);
	*p = (struct proof_outcome){0};
}

uint64_t proof_outcome_peak(const struct proof_outcome *p, uint64_t device)
{
	for (size_t i = 0; i < p->peak_count; i++)
		if (p->peaks[i].device == device)
			return p->peaks[i].bytes;
	return L1T_UNKNOWN;
}

struct proof_report proof_outcome_report(const struct proof_outcome *p, uint64_t number)
{
	for (size_t i = 0; i < p->report_count; i++)
		if (p->reports[i].number == number)
			return p->reports[i];
	return (struct proof_report){.number = number};
}

void proof_outcome_say_log(void)
{
	char *path = proof_folder_path("run/log"), last[LOG_LINES][LOG_LINE_BYTES] = {{0}};
	FILE *file = fopen(path, "re");
	size_t n = 0;

	while (file && fgets(last[n % LOG_LINES], LOG_LINE_BYTES, file))
		n++;
	if (file)
		fclose(file);
	for (size_t i = n > LOG_LINES ? n - LOG_LINES : 0; i < n; i++) {
		last[i % LOG_LINES][strcspn(last[i % LOG_LINES], "\n")] = 0;
		say("it printed: %s", last[i % LOG_LINES]);
	}
	free(path);
}

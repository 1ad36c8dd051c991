/* Which runs --rank asks for: see run_ranks.h. */
#include "database.h"
#include "l1t_reader.h"
#include "message.h"
#include "run_facts.h"
#include "run_ranks.h"
#include "statement.h"

enum { RECORDS_MOST = 65536 };  /* before it: a trace without its first record is damaged */

static bool is_asked_for(const struct options *o, uint64_t rank)
{
	return rank != L1T_UNKNOWN && rank >= (uint64_t)o->filter.rank[0] &&
		rank <= (uint64_t)o->filter.rank[1];
}

bool run_ranks_trace(const struct options *o, const char *path)
{
	struct run_facts facts = {0};
	const struct l1t_record *r;
	struct l1t_reader *reader;
	char message[512];
	uint64_t rank;

	if (!o->filter.has_rank)
		return true;
	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		die(EXIT_UNREADABLE, "%s", message);
	for (int i = 0; i < RECORDS_MOST && !facts.pairs && l1t_reader_next(reader, &r) == 1; i++)
		run_facts_record(&facts, r);
	l1t_reader_close(reader);
	rank = run_facts_rank(&facts);
	run_facts_free(&facts);
	return is_asked_for(o, rank);
}

bool run_ranks_run(const struct options *o, sqlite3 *db, uint64_t run)
{
	sqlite3_stmt *s;
	uint64_t rank;

	if (!o->filter.has_rank)
		return true;
	s = statement(db, "load_run_rank");
	bind_number(s, 1, run);
	/* a run that is not there: whoever asks for it notices */
	rank = database_next(s) ? column_number(s, 0) : (uint64_t)o->filter.rank[0];
	sqlite3_finalize(s);
	return is_asked_for(o, rank);
}

void run_ranks_check(const struct options *o, sqlite3 *db)
{
	if (o->filter.has_rank && !database_any(statement(db, "load_any_run")))
		die(EXIT_USAGE, "no run of what was read has rank %s; l1analyze info lists their ranks",
			o->filter.rank_word);
}

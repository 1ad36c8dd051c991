/*
 * What all verbs understand: inputs, filters, formats.
 *
 * Must not know: what a verb does with it.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum output_format { FORMAT_TABLE, FORMAT_CSV, FORMAT_TSV, FORMAT_JSON, FORMAT_JSONL,
	FORMAT_MARKDOWN,
	FORMAT_OPENMETRICS /* only of verbs that name it */ };

struct moment {                 /* of --from and --to */
	bool given, percent;
	double value;           /* ns, or percent of the run */
	const char *word;       /* as it was typed */
};

/* Which rows, or which part of a run. */
struct filter_options {
	bool has_rank;          /* of runs: others are not read (input.h), so it limits no rows */
	bool has_device, has_core;
	int64_t rank[2];        /* first, last */
	int64_t device;
	int64_t core[4];        /* x0, y0, x1, y1 */
	const char *rank_word, *device_word, *core_word;        /* as they were typed */
	const char *kind;       /* of memory or region */
	const char *event;      /* of timelines, ops and failures: what kind of event */
	const char *op;         /* a number or a name */
	struct moment from, to;
	const char *mark;       /* only while it lasted */
	const char *phase;      /* value of column `loop`, in rows that have it: no option */
};

/* How rows are printed, and where. */
struct row_options {
	enum output_format format;
	const char *output;     /* -o; NULL: stdout */
	bool force;
	const char *sort;       /* columns */
	int64_t limit;          /* rows; 0: all */
	bool grouped, no_group;
	bool no_pager;
	bool listed, chart;     /* --rows, --chart: of verbs that draw what they have rows of */
	bool has_width;         /* of tables; 0: as wide as they get */
	size_t width;
	const char *after;      /* SQL after the filters of a query: no option */
};

struct leaks_options {
	bool growth;
	const char *per_mark, *suppressions;
};

struct prove_options {
	bool given;
	const char *board;      /* NULL: the trace's */
};

struct at_options {
	const char *failure;    /* its number */
	bool diff, peak;
};

enum { PARAMS_MOST = 32 };

struct options {
	struct filter_options filter;
	struct row_options rows;
	struct leaks_options leaks;
	struct at_options at;
	struct prove_options prove;
	const char *by;         /* which words, each verb says */
	const char *fail_on;
	const char *policy;     /* frag */
	const char *threshold;  /* diff */
	const char *moment;     /* --at: a time; of export also peak, which is NULL, too, or leaks */
	bool annotate;          /* diff */
	const char *chunks;     /* the same, to ttnn-visualizer: all, none, or of how many ops */
	const char *tool;       /* export --to: for which program, or in which form; NULL: none */
	const char *params[PARAMS_MOST];        /* query: name=value, or name:text=value */
	int param_count;
	const char *cores;      /* export: of which cores there are counters; NULL: the fullest */
	bool gzip;              /* export: the file is packed */
	bool hooks;             /* check */
	bool owners;            /* peak */
	bool dead;              /* uses */
	bool full;              /* load */
	bool once;              /* watch */
	bool symbols;           /* files of programs are asked for the names of C++ frames */
	int64_t threads;        /* that read a trace; 0: as it pays */
	bool unlimited;         /* no ceilings on what an input may cost */
	bool help;
	uint64_t given_options; /* bit i: option_rows[i] was given */
	const struct options *given;    /* what this copy was made from; NULL: it is no copy */
	char **words;           /* arguments but options: inputs; of query, first the question */
	int word_count;
	char **expanded, **typed;       /* the same words with files in place of folders, and without */
	int typed_count;
	int *typed_of;          /* of each word the typed one that it comes from, from 0; NULL: not known */
	bool left_out;          /* of a folder something that is no trace, or cannot be read */
	const char *time_limit; /* mcp: seconds of an answer */
};

/* Reads a time as --from takes it. Ends the program if it is none; the message names `option`. */
void options_moment(struct moment *m, const char *option, const char *word);
/* Whether a word is a time. */
bool options_is_moment(const char *word);
/* A copy without any filter, for rows that are chosen already; valid as long as `o`. */
struct options options_unfiltered(const struct options *o);
/* Whether the option of this name was given. */
bool options_given(const struct options *o, const char *name);
/* " --device 0 --op matmul": the filters that were given, as they were typed. Returns whether there
 * are any. */
bool options_filters(const struct options *o, char *out, size_t room);
/* Whether rows are put together as people read them: tables are, unless --no-group was given. */
bool options_grouped(const struct options *o);
/* Whether the user named a column of this name: to sort by it, or with a filter. */
bool options_name_column(const struct options *o, const char *column);
/* A copy without filters of times and ops, which the views have applied; valid as long as `o`. */
struct options options_of_rows(const struct options *o);
/* A window in time was given: --from, --to, --mark. */
bool options_timed(const struct options *o);
/* Name of the first filter that was given; NULL: none. */
const char *options_filter(const struct options *o);
/* Reads argv[1..]. `verb`: for messages. A wrong argument ends the program with one line. */
void options_read(struct options *o, const char *verb, int argc, char **argv);

#endif

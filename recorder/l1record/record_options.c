/*
 * The command line of l1record: see record_options.h.
 *
 * Must not know: what is done with it.
 */
#include "messages.h"
#include "record_options.h"
#include "sweep_pool.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { usage_error = 2, above_usual = 4, above_most = 1000 };

static const char help[] =
	"Examples:\n"
	"  l1record python3 model.py                    record, into l1trace-<pid>.l1t\n"
	"  l1record -o run.l1t pytest -x tests/         record, into run.l1t\n"
	"  l1record -f -o run.l1t python3 model.py      the same, an old one is removed\n"
	"  l1record --mock n150 -- python3 model.py     with no device: does it fit?\n"
	"  l1record -o 'rank-%r.l1t' mpirun -n 2 ./app  one trace a rank\n"
	"  l1record --mock n150,p150 -o DIR -- python3 model.py\n"
	"                                               a run a board, then a table\n"
	"  l1record --mock n150 --sweep BATCH=1..64 --largest -j 2 -o DIR -- \\\n"
	"      python3 model.py {BATCH}                 how far could it go?\n"
	"  l1analyze peak run.l1t                       then look at it\n"
	"\n"
	"Usage: l1record [-f] [-o FILE] [--mock BOARD] [--] CMD...\n"
	"       l1record [-f] [-o DIR] [--mock BOARD,..] [--sweep NAME=VALUES].. [--] CMD...\n"
	"\n"
	"Runs CMD and records what takes and gives back L1 memory of Tenstorrent chips.\n"
	"\n"
	"  -o, --output FILE  the trace; may hold %p pid, %h host, %r rank, %% percent\n"
	"  -f, --force        remove an old trace of that name first\n"
	"      --mock BOARD   the real runtime without a device: n150, n300, p150 or a\n"
	"                     cluster descriptor (.yaml). Allocation and placement are\n"
	"                     real, tensor contents are not\n"
	"  -h, --help         this text\n"
	"      --version      the version\n"
	"\n"
	"Several boards, or --sweep: a run each, then a table with a row a run: peak, headroom,\n"
	"tightest op, and what did not fit at which line. Traces and what the runs printed\n"
	"(.log) stay in DIR; l1analyze sweep DIR prints the table again.\n"
	"\n"
	"      --sweep NAME=VALUES\n"
	"                     each value: {NAME} in CMD is replaced by it, and CMD has NAME in\n"
	"                     its environment. VALUES: 1..64, 1..64:8 (each 8th), 1..64*2\n"
	"                     (doubled), 32,48,64 or bf16,bfp8. Several: each with each\n"
	"      --all          every value, even if there are many. Without --largest that is\n"
	"                     done anyway, up to 256 runs\n"
	"      --largest      find the largest value of the first --sweep that fits, for each\n"
	"                     board and each value of the others: the smallest value, doubling,\n"
	"                     then halving. It fits, and all smaller ones that were tried\n"
	"      --above K      --largest: how many values beyond the first that does not fit are\n"
	"                     tried, since one of them may fit again (4)\n"
	"      --handled      a run that caught its failures and ended with 0 (went on) counts\n"
	"                     as one that fits\n"
	"  -j, --jobs N       N runs at a time; the table is the same (1)\n"
	"      --timeout S    end a run after S seconds\n"
	"      --format WORD  of the table: table, csv, json, .. as of l1analyze\n"
	"\n"
	"Status: that of CMD; 128+n when signal n killed it; 127 CMD not found; 126 not\n"
	"executable; 2 wrong usage, or a refusal before CMD was run. Of several runs: 0; 1 when\n"
	"one neither fits nor fails for want of memory, or, without --sweep, does not fit;\n"
	"128+n when signal n ended them.\n"
	"\n"
	"Environment:\n"
	"  L1TRACE_LIBDIR           folder of libl1trace-ttmetal.so, if it was moved\n"
	"  L1TRACE_MOCK_TTNN        --mock: the ttnn package folder; Python is not asked\n"
	"  L1TRACE_MOCK_COMPILER    --mock: \"stand-in\" even where a real one is installed\n"
	"  L1TRACE_MOCK_TEXT_BYTES  --mock: text size of each stand-in kernel\n"
	"  TMPDIR                   --mock: where the private folder is made\n";

enum { opt_mock = 256, opt_version, opt_sweep, opt_all, opt_largest, opt_above, opt_handled,
	opt_timeout, opt_format };

static const struct option longs[] = {
	{"output", required_argument, NULL, 'o'},
	{"force", no_argument, NULL, 'f'},
	{"mock", required_argument, NULL, opt_mock},
	{"sweep", required_argument, NULL, opt_sweep},
	{"all", no_argument, NULL, opt_all},
	{"largest", no_argument, NULL, opt_largest},
	{"above", required_argument, NULL, opt_above},
	{"handled", no_argument, NULL, opt_handled},
	{"jobs", required_argument, NULL, 'j'},
	{"timeout", required_argument, NULL, opt_timeout},
	{"format", required_argument, NULL, opt_format},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, opt_version},
	{NULL, 0, NULL, 0},
};

/* A whole number from `least` to `most`. -1 after a message. */
static int read_count(unsigned *out, const char *option, const char *word, unsigned least,
	unsigned most)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end || value < least || value > most) {
		say("cannot read %s '%s': give a number from %u to %u", option, word, least, most);
		return -1;
	}
	*out = (unsigned)value;
	return 0;
}

static int read_seconds(double *out, const char *word)
{
	char *end;

	*out = strtod(word, &end);
	if (end != word && !*end && *out > 0 && *out < 1e9)
		return 0;
	say("cannot read --timeout '%s': give seconds, more than 0", word);
	return -1;
}

static int add_sweep(struct sweep_options *s, const char *spec)
{
	if (s->spec_count == SWEEP_AXES_MOST) {
		say("cannot sweep more than %d names", SWEEP_AXES_MOST);
		return -1;
	}
	s->specs[s->spec_count++] = spec;
	return 0;
}

/* An option that only a sweep has. -1 after a message; 1: it is none of them. */
static int read_sweep_option(struct sweep_options *s, int letter)
{
	switch (letter) {
	case opt_sweep:
		return add_sweep(s, optarg);
	case opt_all:
		s->only_sweep = "--all";
		s->all = true;
		return 0;
	case opt_largest:
		s->only_sweep = "--largest";
		s->largest = true;
		return 0;
	case opt_above:
		s->only_sweep = "--above";
		return read_count(&s->above, "--above", optarg, 0, above_most);
	case opt_handled:
		s->only_sweep = "--handled";
		s->handled = true;
		return 0;
	case 'j':
		s->only_sweep = "--jobs";
		return read_count(&s->jobs, "--jobs", optarg, 1, SWEEP_JOBS_MOST);
	case opt_timeout:
		s->only_sweep = "--timeout";
		return read_seconds(&s->timeout_seconds, optarg);
	case opt_format:
		s->only_sweep = "--format";
		s->format = optarg;
		return 0;
	default:
		return 1;
	}
}

static int refuse(int letter, char **argv)
{
	if (letter == ':')
		say("cannot read option '%s': it needs a value; see l1record -h", argv[optind - 1]);
	else if (optopt > 0 && optopt < 256)
		/* The bad letter may be in a cluster that optind has not passed yet. */
		say("cannot read option '-%c': there is none; see l1record -h", optopt);
	else
		say("cannot read option '%s': there is none like it; see l1record -h",
			argv[optind - 1]);
	return usage_error;
}

/* What each option alone cannot say. -1: it is well. */
static int check(struct record_options *o)
{
	if (!o->command[0]) {
		say("cannot record: no command given; try: l1record python3 model.py, or l1record -h");
		return usage_error;
	}
	o->is_sweep = o->sweep.spec_count || (o->board && sweep_plan_boards(o->board));
	if (!o->is_sweep && o->sweep.only_sweep) {
		say("cannot use %s: there is only one run; give several boards (--mock n150,p150) or "
		    "values (--sweep BATCH=1..64)", o->sweep.only_sweep);
		return usage_error;
	}
	if (o->sweep.largest && o->sweep.all) {
		say("cannot do both: give --largest, which tries few values, or --all");
		return usage_error;
	}
	return -1;
}

int record_options_read(struct record_options *o, int argc, char **argv)
{
	int letter;

	*o = (struct record_options){.sweep = {.above = above_usual, .jobs = 1}};
	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+:o:fhj:", longs, NULL)) != -1) {
		switch (letter) {
		case 'o':
			o->output = optarg;
			break;
		case 'f':
			o->force = true;
			break;
		case opt_mock:
			o->board = optarg;
			break;
		case 'h':
			return fputs(help, stdout) == EOF || fflush(stdout) ? 1 : 0;
		case opt_version:
			return printf("l1record %s\n", L1TRACE_VERSION) < 0 || fflush(stdout) ? 1
											      : 0;
		default: {
			int result = letter == ':' || letter == '?' ? 1
				: read_sweep_option(&o->sweep, letter);

			if (result > 0)
				return refuse(letter, argv);
			if (result < 0)
				return usage_error;
		}
		}
	}
	o->command = argv + optind;
	return check(o);
}

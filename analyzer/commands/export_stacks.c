/* export --to speedscope, pprof, collapsed: bytes by call site, for programs that draw profiles. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "exporters.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "owner_rows.h"
#include "readable.h"
#include "output.h"
#include "stack_rows.h"
#include "stack_writers.h"
#include "statement.h"

enum { TEXT_MOST = 200 };       /* characters of a text that a trace says */
enum moment_kind { AT_WORST, AT_END, AT_A_TIME };

static enum moment_kind kind_of(const char *moment)
{
	return !moment || !strcmp(moment, "peak") ? AT_WORST : !strcmp(moment, "leaks") ? AT_END : AT_A_TIME;
}

/* Ends the program when a filter cannot be applied. */
static void refuse(const struct options *o, enum moment_kind kind)
{
	const struct filter_options *f = &o->filter;
	const char *limit = f->mark ? "mark" : f->from.given ? "from" : f->to.given ? "to"
		: f->op ? "op" : NULL;

	if (kind == AT_A_TIME && !options_is_moment(o->moment))
		die(EXIT_USAGE, "bad --at '%s'; it is peak, leaks or a time, like --at 250ms or --at 50%%",
			o->moment);
	if (kind == AT_A_TIME && limit)
		die(EXIT_USAGE, "--at %s is one moment; leave out --%s", o->moment, limit);
	if (f->event)
		die(EXIT_USAGE, "what a core holds cannot be limited with --event");
	if (kind != AT_END && f->kind && strcmp(f->kind, "l1") && strcmp(f->kind, "l1_small") &&
		strcmp(f->kind, "all"))
		die(EXIT_USAGE, "what a core holds is of kind l1 or l1_small, not %s", f->kind);
}

static struct input read_stacks(struct stacks *to, const struct options *o)
{
	const enum moment_kind kind = kind_of(o->moment);
	struct options then = *o;
	struct input in;

	refuse(o, kind);
	if (kind == AT_END) {
		/* a buffer that is freed after a window is a leak of it: all buffers are needed */
		in = input_open(o, 0, "export", (options_timed(o) ? LOAD_BUFFERS : LOAD_LEAKS) | LOAD_USES |
			LOAD_OPS);
		stacks_of_leaks(to, in.db, o);
		return in;
	}
	if (kind == AT_A_TIME)
		options_moment(&then.filter.from, "at", o->moment);
	in = input_open(&then, 0, "export", owner_needs(options_timed(&then) || o->filter.op ||
		o->filter.kind));
	if (kind == AT_A_TIME)
		statement_run(in.db, "stacks_moment");
	stacks_of_owners(to, in.db);
	return in;
}

static void say_size(const struct stacks *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->profile_count; i++)
		count += s->profiles[i].count;
	say("writing %s stack%s of %zu profile%s", grouped(count), count == 1 ? "" : "s", s->profile_count,
		s->profile_count == 1 ? "" : "s");
}

/* A line for each profile, and the command to continue with. */
static void tell(const struct stacks *s, const struct options *o, const char *next, const char *after)
{
	char file[2000] = " ";

	if (!output_is_file(o->rows.output))
		return;
	for (size_t i = 0; i < s->profile_count; i++) {
		put_text(stdout, s->profiles[i].name, TEXT_MOST);
		printf(": %s bytes in %zu stack%s\n  ", grouped((uint64_t)s->profiles[i].bytes),
			s->profiles[i].count, s->profiles[i].count == 1 ? "" : "s");
		put_text(stdout, s->profiles[i].about, TEXT_MOST);
		putchar('\n');
	}
	shell_word(file, sizeof(file), o->rows.output);
	printf("\nnext: %s%s%s\n", next, file, after);
}

struct form {
	void (*write)(FILE *out, const struct stacks *s);
	const char *next, *after;       /* around the file */
};

static int write_form(const struct options *o, const struct form *form)
{
	struct stacks stacks = {0};
	struct input in;
	FILE *out;
	int result;

	out = output_open(o);
	in = read_stacks(&stacks, o);
	say_size(&stacks);
	form->write(out, &stacks);
	result = output_close(out, o);
	if (!result)
		tell(&stacks, o, form->next, form->after);
	stacks_free(&stacks);
	input_close(&in);
	return result ? result : in.incomplete;
}

static int write_collapsed(const struct options *o)
{
	return write_form(o, &(struct form){stacks_write_collapsed, "flamegraph.pl --countname bytes",
		" > l1.svg"});
}

static int write_speedscope(const struct options *o)
{
	return write_form(o, &(struct form){stacks_write_speedscope, "npx speedscope", ""});
}

static int write_pprof(const struct options *o)
{
	return write_form(o, &(struct form){stacks_write_pprof, "go tool pprof -top", ""});
}

const struct exporter exporter_speedscope = {
	.name = "speedscope",
	.writes = "what the fullest core holds, by call site, for speedscope",
	.example = "--to speedscope peak.json run.l1t",
	.options = "at",
	.run = write_speedscope,
};

const struct exporter exporter_pprof = {
	.name = "pprof",
	.writes = "the same for pprof",
	.example = "--to pprof peak.pb.gz run.l1t",
	.options = "at",
	.run = write_pprof,
};

const struct exporter exporter_collapsed = {
	.name = "collapsed",
	.writes = "the same as lines for flamegraph.pl and inferno",
	.example = "--to collapsed peak.txt run.l1t",
	.options = "at",
	.run = write_collapsed,
};

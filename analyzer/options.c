/* What all verbs understand: see options.h. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "options.h"
#include "say.h"

static const char *const kinds[] = {"all", "l1", "l1_small", "dram", "system_memory", "trace",
	"persistent", "cb", "dfb", "scratchpad"};
static const char *const events[] = {"alloc", "free", "launch", "replay", "captured", "failed",
	"program gone", "begin", "held", "open", "bank", "oom", "clash", "too_big", "config_too_big",
	"launch_failed", "refused"};

static void read_format(struct options *o, const char *word)
{
	static const char *const names[] = {"table", "csv", "tsv", "json", "jsonl"};

	for (int i = 0; i < 5; i++)
		if (!strcmp(word, names[i])) {
			o->format = (enum output_format)i;
			return;
		}
	die(EXIT_USAGE, "unknown format '%s'; it is one of table, csv, tsv, json, jsonl", word);
}

/* A whole number at *p, up to `end` characters; moves *p. */
static bool number(const char **p, int64_t *out)
{
	char *end;

	if (**p < '0' || **p > '9')
		return false;
	errno = 0;
	*out = strtoll(*p, &end, 10);
	*p = end;
	return !errno;
}

static void read_core(struct options *o, const char *word)
{
	const char *p = word;
	bool ok = number(&p, &o->core[0]) && *p++ == ',' && number(&p, &o->core[1]);

	o->core[2] = o->core[0];
	o->core[3] = o->core[1];
	if (ok && *p == '-') {
		p++;
		ok = number(&p, &o->core[2]) && *p++ == ',' && number(&p, &o->core[3]);
	}
	if (!ok || *p || o->core[2] < o->core[0] || o->core[3] < o->core[1])
		die(EXIT_USAGE, "bad core '%s'; write --core X,Y or --core X0,Y0-X1,Y1", word);
	o->has_core = true;
}

static void read_device(struct options *o, const char *word)
{
	const char *p = word;

	if (!number(&p, &o->device) || *p)
		die(EXIT_USAGE, "bad device '%s'; it is a chip's number, like --device 0", word);
	o->has_device = true;
}

static void read_width(struct options *o, const char *word)
{
	const char *p = word;
	int64_t width;

	if (!number(&p, &width) || *p || width > 100000)
		die(EXIT_USAGE, "bad width '%s'; it is a number of columns, 0: as wide as it gets",
			word);
	o->width = (size_t)width;
	o->has_width = true;
}

void options_moment(struct moment *m, const char *option, const char *word)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {{"", 1}, {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
	char *end;

	m->value = strtod(word, &end);
	m->given = true;
	/* strtod knows hexadecimal and names too */
	if (word[strspn(word, "0123456789.")] && strchr("xXpPnN", word[strspn(word, "0123456789.")]) &&
		strcmp(end, "ns"))
		end = (char *)word;
	if (end != word && m->value >= 0 && m->value < 1e18) {
		m->percent = !strcmp(end, "%");
		if (m->percent)
			return;
		for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
			if (!strcmp(end, units[i].name)) {
				m->value *= units[i].ns;
				return;
			}
	}
	die(EXIT_USAGE, "bad time '%s' for --%s; write 250us, 1.5s or 40%%", word, option);
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(word, words[i]))
			return true;
	return false;
}

static void read_kind(struct options *o, const char *word)
{
	if (is_one_of(word, events, sizeof(events) / sizeof(*events)))
		die(EXIT_USAGE, "'%s' is no kind of memory but an event; write --event %s", word, word);
	if (!is_one_of(word, kinds, sizeof(kinds) / sizeof(*kinds)))
		die(EXIT_USAGE, "unknown kind '%s'; memories are l1, l1_small, dram, system_memory, "
			"trace, persistent or all, regions cb, dfb, scratchpad", word);
	o->kind = word;
}

static void read_event(struct options *o, const char *word)
{
	if (!is_one_of(word, events, sizeof(events) / sizeof(*events)))
		die(EXIT_USAGE, "unknown event '%s'; they are alloc, free, launch, replay, captured, "
			"failed, and of failures oom, clash, too_big, config_too_big, launch_failed, "
			"refused", word);
	o->event = word;
}

enum long_option { OPT_FORMAT = 256, OPT_DEVICE, OPT_CORE, OPT_KIND, OPT_OP, OPT_FROM, OPT_TO,
	OPT_BY, OPT_FAIL_ON, OPT_SUPPRESSIONS, OPT_POLICY, OPT_THRESHOLD, OPT_MARK,
	OPT_GROWTH, OPT_PER_MARK, OPT_FAILURE, OPT_DIFF, OPT_WIDTH, OPT_EVENT,
	OPT_HOOKS };

static void read_option(struct options *o, int letter, const char *verb, char **argv)
{
	switch (letter) {
	case 'o': o->output = optarg; break;
	case 'f': o->force = true; break;
	case 'h': o->help = true; break;
	case OPT_FORMAT: read_format(o, optarg); break;
	case OPT_DEVICE: read_device(o, optarg); break;
	case OPT_CORE: read_core(o, optarg); break;
	case OPT_KIND: read_kind(o, optarg); break;
	case OPT_EVENT: read_event(o, optarg); break;
	case OPT_OP: o->op = optarg; break;
	case OPT_FROM: options_moment(&o->from, "from", optarg); break;
	case OPT_TO: options_moment(&o->to, "to", optarg); break;
	case OPT_BY: o->by = optarg; break;
	case OPT_FAIL_ON: o->fail_on = optarg; break;
	case OPT_SUPPRESSIONS: o->suppressions = optarg; break;
	case OPT_POLICY: o->policy = optarg; break;
	case OPT_MARK: o->mark = optarg; break;
	case OPT_FAILURE: o->failure = optarg; break;
	case OPT_DIFF: o->diff = true; break;
	case OPT_HOOKS: o->hooks = true; break;
	case OPT_WIDTH: read_width(o, optarg); break;
	case OPT_GROWTH: o->growth = true; break;
	case OPT_PER_MARK: o->per_mark = optarg; break;
	case OPT_THRESHOLD: o->threshold = optarg; break;
	case ':':
		die(EXIT_USAGE, "option '%s' needs a value; see l1analyze %s -h", argv[optind - 1],
			verb);
	default:
		if (optopt)
			die(EXIT_USAGE, "unknown option '-%c'; see l1analyze %s -h", optopt, verb);
		die(EXIT_USAGE, "unknown option '%s'; see l1analyze %s -h", argv[optind - 1], verb);
	}
}

/* "%g" and its unit. */
static void append_moment(char *out, size_t room, const char *name, const struct moment *m)
{
	size_t n = strlen(out);

	if (m->given)
		snprintf(out + n, room - n, " --%s %.15g%s", name, m->value, m->percent ? "%" : "ns");
}

static void append_word(char *out, size_t room, const char *name, const char *word)
{
	size_t n = strlen(out);

	if (word)
		snprintf(out + n, room - n, " --%s '%.80s'", name, word);
}

bool options_filters(const struct options *o, char *out, size_t room)
{
	size_t n;

	out[0] = 0;
	if (o->has_device)
		snprintf(out, room, " --device %" PRId64, o->device);
	n = strlen(out);
	if (o->has_core)
		snprintf(out + n, room - n, " --core %" PRId64 ",%" PRId64 "-%" PRId64 ",%" PRId64,
			o->core[0], o->core[1], o->core[2], o->core[3]);
	append_word(out, room, "kind", o->kind);
	append_word(out, room, "event", o->event);
	append_word(out, room, "op", o->op);
	append_word(out, room, "mark", o->mark);
	append_moment(out, room, "from", &o->from);
	append_moment(out, room, "to", &o->to);
	return out[0];
}

struct options options_unfiltered(const struct options *o)
{
	struct options plain = *o;

	plain.given = o;
	plain.has_device = plain.has_core = false;
	plain.kind = plain.event = plain.op = plain.mark = plain.phase = NULL;
	plain.from.given = plain.to.given = false;
	return plain;
}

const struct option options_all[] = {
	{"output", required_argument, NULL, 'o'}, {"force", no_argument, NULL, 'f'},
	{"help", no_argument, NULL, 'h'}, {"format", required_argument, NULL, OPT_FORMAT},
	{"device", required_argument, NULL, OPT_DEVICE},
	{"core", required_argument, NULL, OPT_CORE},
	{"kind", required_argument, NULL, OPT_KIND},
	{"event", required_argument, NULL, OPT_EVENT},
	{"op", required_argument, NULL, OPT_OP},
	{"from", required_argument, NULL, OPT_FROM},
	{"to", required_argument, NULL, OPT_TO}, {"by", required_argument, NULL, OPT_BY},
	{"fail-on", required_argument, NULL, OPT_FAIL_ON},
	{"mark", required_argument, NULL, OPT_MARK},
	{"failure", required_argument, NULL, OPT_FAILURE},
	{"diff", no_argument, NULL, OPT_DIFF},
	{"hooks", no_argument, NULL, OPT_HOOKS},
	{"width", required_argument, NULL, OPT_WIDTH},
	{"growth", no_argument, NULL, OPT_GROWTH},
	{"per-mark", required_argument, NULL, OPT_PER_MARK},
	{"policy", required_argument, NULL, OPT_POLICY},
	{"threshold", required_argument, NULL, OPT_THRESHOLD},
	{"suppressions", required_argument, NULL, OPT_SUPPRESSIONS}, {NULL, 0, NULL, 0}};

bool options_given(const struct options *o, const char *name)
{
	for (size_t i = 0; i < sizeof(options_all) / sizeof(*options_all); i++)
		if (options_all[i].name && !strcmp(options_all[i].name, name))
			return o->given_options & 1u << i;
	return false;
}

bool options_timed(const struct options *o)
{
	return o->from.given || o->to.given || o->mark;
}

const char *options_filter(const struct options *o)
{
	return o->has_device ? "device" : o->has_core ? "core" : o->kind ? "kind" : o->event ? "event" : o->op ? "op"
		: o->from.given ? "from" : o->to.given ? "to" : o->mark ? "mark" : NULL;
}

void options_read(struct options *o, const char *verb, int argc, char **argv)
{
	int letter, index;

	opterr = 0;
	while (index = -1, (letter = getopt_long(argc, argv, ":o:fh", options_all, &index)) != -1) {
		read_option(o, letter, verb, argv);
		if (index >= 0)
			o->given_options |= 1u << index;
	}
	if (o->from.given && o->to.given && o->from.percent == o->to.percent &&
		o->from.value > o->to.value)
		die(EXIT_USAGE, "--from is later than --to");
	o->words = argv + optind;
	o->word_count = argc - optind;
}

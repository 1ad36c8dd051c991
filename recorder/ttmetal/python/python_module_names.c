/*
 * Names are found in what an outer module holds: its attributes, and lists, tuples, dictionaries and
 * torch's modules in them. Python's own functions for plain objects read all of it, so that nothing of the
 * host's code runs. Modules that are known are kept by weak references, see python_places.c.
 *
 * Must not know: TT-Metal, hooks, frames.
 */
#include <stdio.h>
#include <string.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "python_module_names.h"

enum {
	KNOWN = 16384, CLASSES = 4096, TEXTS = 4096,
	NEAR = 8,               /* entries where a known module, a class or a text may be */
	CLASS_NUMBERS = 64,     /* modules of one class that have numbers even if they live for one call each */
	LEVELS = 4,             /* of what holds what */
	LOOKS = 20000,          /* objects that a search looks at */
	NAME_BYTES = 240,
	/* bits of a type's flags: it is one of these, or derived from it */
	IS_INT = 24, IS_LIST = 25, IS_TUPLE = 26, IS_TEXT = 28, IS_DICT = 29,
};

struct known {
	py_object *self, *weak;
	uint32_t name, kind;    /* kind: of those that are told apart by numbers; 0: another */
};

struct class_name {
	uint32_t name, modules; /* how many of them were met */
};

struct search {
	const struct ttm_python *py;
	const py_object *wanted;
	unsigned looks;
	char path[NAME_BYTES];
};

static struct known known[KNOWN];
static struct class_name classes[CLASSES];
/* The texts of names: they begin those of inner modules. */
static struct text { uint32_t id; char text[NAME_BYTES]; } texts[TEXTS];
static py_object *modules_word, *class_word;

void ttm_module_names_forget(void)
{
	if (!modules_word)
		return;         /* nothing was named: no page of these is touched */
	memset(known, 0, sizeof(known));
	memset(classes, 0, sizeof(classes));
	memset(texts, 0, sizeof(texts));
	modules_word = class_word = NULL;
}

static uint32_t keep_text(const char *text)
{
	uint32_t id = l1trace_string(text, strlen(text)), at = id;

	for (uint32_t i = NEAR; i-- > 0;)
		if (!texts[(id + i) % TEXTS].id || texts[(id + i) % TEXTS].id == id)
			at = id + i;
	texts[at % TEXTS].id = id;
	snprintf(texts[at % TEXTS].text, NAME_BYTES, "%s", text);
	return id;
}

static unsigned long flags_of(const struct ttm_python *py, py_object *object)
{
	py_object *type = py->type_of(object);
	unsigned long flags = py->type_flags(type);

	py->drop(type);
	return flags;
}

/* ---- where a module is held ---- */

static bool find_in(struct search *s, py_object *holder, unsigned level);

/* Whether the value is what is wanted, or holds it; then the path goes there. */
static bool look_at(struct search *s, py_object *value, const char *part, unsigned level)
{
	const size_t length = strlen(s->path);
	bool found;

	if (s->looks++ >= LOOKS)
		return false;
	snprintf(s->path + length, NAME_BYTES - length, "%s%s", length ? "." : "", part);
	s->py->hold(value);
	found = value == s->wanted || (level < LEVELS && find_in(s, value, level + 1));
	s->py->drop(value);
	if (!found)
		s->path[length] = 0;
	return found;
}

static bool find_in_dict(struct search *s, py_object *dict, unsigned level)
{
	ptrdiff_t at = 0, length;
	py_object *key, *value;
	char number[32];

	while (s->looks < LOOKS && s->py->dict_next(dict, &at, &key, &value)) {
		unsigned long flags = key && value ? flags_of(s->py, key) : 0;
		const char *part = NULL;

		if (flags >> IS_TEXT & 1) {
			part = ttm_python_text(s->py, key, &length);
		} else if (flags >> IS_INT & 1) {
			snprintf(number, sizeof(number), "%ld", s->py->number(key));
			s->py->forget_error();
			part = number;
		}
		if (part && look_at(s, value, part, level))
			return true;
	}
	return false;
}

static bool find_in_items(struct search *s, py_object *items, bool is_list, unsigned level)
{
	char number[32];

	for (ptrdiff_t i = 0; s->looks < LOOKS; i++) {
		ptrdiff_t size = is_list ? s->py->list_size(items) : s->py->tuple_size(items);

		if (i >= size)
			return false;
		snprintf(number, sizeof(number), "%td", i);
		if (look_at(s, is_list ? s->py->list_item(items, i) : s->py->tuple_item(items, i),
			number, level))
			return true;
	}
	return false;
}

static bool find_in(struct search *s, py_object *holder, unsigned level)
{
	const struct ttm_python *py = s->py;
	const unsigned long flags = flags_of(py, holder);
	py_object *inner;
	bool found;

	if (flags >> IS_DICT & 1)
		return find_in_dict(s, holder, level);
	if (flags >> IS_LIST & 1 || flags >> IS_TUPLE & 1)
		return find_in_items(s, holder, flags >> IS_LIST & 1, level);
	/* torch keeps a module's modules there; this is no part of their names */
	inner = py->plain_attribute(holder, modules_word);
	if (!inner)
		py->forget_error();
	found = inner && flags_of(py, inner) >> IS_DICT & 1 && find_in_dict(s, inner, level);
	if (inner)
		py->drop(inner);
	if (found || level)
		return found;
	inner = py->plain_dict(holder, NULL);
	if (!inner) {
		py->forget_error();
		return false;
	}
	found = find_in_dict(s, inner, level);
	py->drop(inner);
	return found;
}

/* ---- names ---- */

static uint32_t class_of(const struct ttm_python *py, py_object *self, char *out)
{
	py_object *type = py->type_of(self), *string = py->plain_attribute(type, class_word);
	ptrdiff_t length;
	const char *text = ttm_python_text(py, string, &length);

	snprintf(out, NAME_BYTES, "%.100s", text ? text : "");
	if (string)
		py->drop(string);
	py->drop(type);
	return *out ? l1trace_string(out, strlen(out)) : 0;
}

static bool is_alive(const struct ttm_python *py, const struct known *k)
{
	return k->weak && ttm_python_target(py, k->weak) == k->self;
}

static uint32_t alive_of_class(const struct ttm_python *py, uint32_t class_id)
{
	uint32_t alive = 0;

	for (size_t i = 0; i < KNOWN; i++)
		alive += known[i].kind == class_id && is_alive(py, &known[i]);
	return alive;
}

static struct class_name *find_class(uint32_t class_id)
{
	struct class_name *out = &classes[class_id % CLASSES];

	for (uint32_t i = 0; i < NEAR; i++) {
		struct class_name *c = &classes[(class_id + i) % CLASSES];

		if (c->name == class_id)
			return c;
		if (out->name && !c->name)
			out = c;
	}
	*out = (struct class_name){.name = class_id};
	return out;
}

/* Of modules that nobody holds, others of a class have numbers: Block, Block#2, .. */
static void number_among_its_class(const struct ttm_python *py, uint32_t class_id, char *name)
{
	struct class_name *c = find_class(class_id);
	const size_t length = strlen(name);

	/* more only if they are layers, say, that live on */
	if (c->modules >= CLASS_NUMBERS && alive_of_class(py, class_id) < c->modules)
		return;
	c->modules++;
	if (c->modules > 1)
		snprintf(name + length, NAME_BYTES - length, "#%u", c->modules);
}

static const char *text_of(uint32_t name)
{
	for (uint32_t i = 0; i < NEAR; i++)
		if (texts[(name + i) % TEXTS].id == name)
			return texts[(name + i) % TEXTS].text;
	return NULL;
}

/* Into `m`. With a weak reference it will be met again under this name. */
static void find_name(const struct ttm_python *py, struct known *m, py_object *outer, uint32_t outer_name)
{
	py_object *self = m->self;
	struct search s = {.py = py, .wanted = self};
	char class_name[NAME_BYTES], name[NAME_BYTES];
	uint32_t class_id = class_of(py, self, class_name);
	bool is_held = outer && outer_name && find_in(&s, outer, 0);
	/* only now: meanwhile others may have given names */
	const char *begin = outer && outer_name ? text_of(outer_name) : NULL;

	if (begin && is_held) {
		snprintf(name, sizeof(name), "%.119s.%.119s", begin, s.path);
		m->name = keep_text(name);
		return;
	}
	if (!class_id)
		return;
	snprintf(name, sizeof(name), "%.119s%s%.100s", begin ? begin : "", begin ? "." : "", class_name);
	if (m->weak) {
		m->kind = begin ? l1trace_string(name, strlen(name)) : class_id;
		number_among_its_class(py, m->kind, name);
	}
	m->name = keep_text(name);
}

static struct known *known_near(const py_object *self, size_t i)
{
	return &known[(ttm_python_hash(self, 0) + i) % KNOWN];
}

static const struct known *find_known(const struct ttm_python *py, const py_object *self)
{
	for (size_t i = 0; i < NEAR; i++)
		if (known_near(self, i)->self == self && is_alive(py, known_near(self, i)))
			return known_near(self, i);
	return NULL;
}

/*
 * Takes over its weak reference. Replaces one that is gone, at its own address if there is one, else
 * the nearest.
 */
static void keep_known(const struct ttm_python *py, const struct known *new)
{
	struct known *out = NULL;
	py_object *old;

	for (size_t i = 0; i < NEAR && !(out && out->self == new->self); i++)
		if (known_near(new->self, i)->self == new->self ||
			(!out && !is_alive(py, known_near(new->self, i))))
			out = known_near(new->self, i);
	if (!out)
		out = known_near(new->self, 0);
	old = out->weak;
	*out = *new;
	if (old)
		py->drop(old);
}

bool ttm_module_is_gone(const struct ttm_python *py, const py_object *self)
{
	bool was_known = false;

	for (size_t i = 0; i < NEAR; i++)
		if (known_near(self, i)->self == self) {
			if (is_alive(py, known_near(self, i)))
				return false;
			was_known = true;
		}
	return was_known;
}

bool ttm_module_names_can(const struct ttm_python *py)
{
	/* 3.11 tells nothing of a frame's variables, and so no self */
	return (py->frame_variable || !py->frame_instruction) && py->type_flags && py->dict_next &&
		py->plain_dict && py->list_size && py->list_item && py->tuple_size && py->tuple_item;
}

uint32_t ttm_module_name(const struct ttm_python *py, py_object *self, py_object *outer,
	uint32_t outer_name)
{
	const struct known *k = find_known(py, self);
	struct known new = {.self = self};

	if (likely(k != NULL))
		return k->name;
	if (!modules_word)
		modules_word = py->name("_modules");
	if (!class_word)
		class_word = py->name("__name__");
	if (!modules_word || !class_word) {
		py->forget_error();
		return 0;
	}
	py->hold(self);
	new.weak = py->weak(self, NULL);
	if (!new.weak)
		py->forget_error();
	find_name(py, &new, outer, outer_name);
	if (new.weak && new.name)
		keep_known(py, &new);
	else if (new.weak)
		py->drop(new.weak);
	py->drop(self);
	return new.name;
}

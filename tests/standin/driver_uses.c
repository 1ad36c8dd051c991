/*
 * The driver's scenarios of what programs work on.
 *
 * Must not know: any recorder.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "driver_uses.h"
#include "scenarios.h"

bool play_uses(const struct standin *calls, const char *name);

static const struct standin *s;
static const int chips[] = {0};
const struct range one_core[] = {{0, 0, 0, 0}}, four_cores[] = {{0, 0, 1, 1}};

void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "driver: %s\n", what);
	exit(1);
}

struct mesh *open_mesh(void)
{
	return s->open(1, chips, 1);
}

void give(struct program *p, uint32_t kernel, uint64_t x, uint64_t y, uint32_t word)
{
	s->set_arguments(p, kernel, x, y, &word, 1);
}

void launch(struct mesh *m, struct program *p)
{
	s->track(p, m);
	s->enqueue(m, &p, 1, NULL);
	must(!s->held(p), "somebody holds what is the program's");
}

void end(struct mesh *m, struct program *p)
{
	s->destroy(p);
	s->close(m);
}

/* ---- arguments ---- */

static void operands(void)
{
	static const uint32_t reader[] = {1000032, 64, 200000, 1000032},
		writer[] = {200000, 300000}, again[] = {400000, 64, 200000, 500000};
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	s->add_kernel(p, one_core, 1);
	s->add_kernel(p, one_core, 1);
	s->set_arguments(p, 0, 0, 0, reader, 4);
	s->set_arguments(p, 1, 0, 0, writer, 2);
	launch(m, p);
	s->set_arguments(p, 0, 0, 0, again, 4);
	launch(m, p);
	end(m, p);
}

static void other_core(void)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	s->add_kernel(p, four_cores, 1);
	give(p, 0, 0, 0, 200000);
	give(p, 0, 0, 1, 200000);
	give(p, 0, 1, 0, 300000);
	give(p, 0, 1, 1, 200000);
	launch(m, p);
	give(p, 0, 1, 0, 320000);
	launch(m, p);
	end(m, p);
}

/* At the first launch two operands are one tensor, so that no core has a word of its own. */
static void once_the_same(void)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	s->add_kernel(p, four_cores, 1);
	for (uint64_t core = 0; core < 4; core++)
		give(p, 0, core / 2, core % 2, 200000);
	launch(m, p);
	for (uint32_t n = 1; n <= 100; n++) {
		give(p, 0, 1, 0, 300000 + n * 32);
		if (n == 40)
			give(p, 0, 1, 1, 640000);
		launch(m, p);
	}
	end(m, p);
}

/* The first core and `count` others, each with a word of its own. */
static void launch_on_cores(uint64_t others)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();
	const struct range row = {0, 0, others, 0};

	s->add_kernel(p, &row, 1);
	for (uint64_t x = 0; x <= others; x++)
		give(p, 0, x, 0, 320000 + (uint32_t)x * 32);
	launch(m, p);
	launch(m, p);
	end(m, p);
}

static void many_cores(void)
{
	launch_on_cores(15);
	launch_on_cores(16);
}

static void common(void)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();
	uint32_t word = 640000;

	s->add_kernel(p, four_cores, 1);
	give(p, 0, 0, 0, 200000);
	s->set_common_arguments(p, 0, &word, 1);
	launch(m, p);
	end(m, p);
}

static void no_addresses(void)
{
	static const uint32_t words[] = {0, 31, 99968, 100000, 100001, 100016, 0xffffffe0u,
		0xffffffffu};
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	s->add_kernel(p, one_core, 1);
	s->set_arguments(p, 0, 0, 0, words, COUNT(words));
	launch(m, p);
	end(m, p);
}

/* One address among up to 17 arguments, at each place; the others are just too small for one. */
static void every_place(void)
{
	struct mesh *m = open_mesh();

	for (size_t count = 1; count <= 17; count++)
		for (size_t at = 0; at < count; at++) {
			struct program *p = s->program();
			uint32_t words[17];

			for (size_t i = 0; i < count; i++)
				words[i] = i == at ? 320000 : 99968;
			s->add_kernel(p, one_core, 1);
			s->set_arguments(p, 0, 0, 0, words, count);
			launch(m, p);
			s->destroy(p);
		}
	s->close(m);
}

static void launch_with_words(size_t count)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();
	uint32_t *words = calloc(count, sizeof(*words));

	for (size_t i = 0; i < count; i++)
		words[i] = 320000 + (uint32_t)(i % 65) * 32;
	s->add_kernel(p, one_core, 1);
	s->set_arguments(p, 0, 0, 0, words, count);
	launch(m, p);
	end(m, p);
	free(words);
}

static void many_words(void)
{
	launch_with_words(64);
	launch_with_words(65);
}

/* More of each than anybody reads. */
static void very_many(void)
{
	static const struct range all[] = {{0, 0, 71, 71}};
	static const uint32_t small[5000];
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	s->add_kernel(p, one_core, 1);
	s->set_arguments(p, 0, 0, 0, small, COUNT(small));
	launch(m, p);
	s->destroy(p);
	p = s->program();
	s->add_kernel(p, all, 1);
	for (uint64_t core = 0; core < 72 * 72; core++)
		s->set_arguments(p, 0, core / 72, core % 72, small, 1);
	launch(m, p);
	s->destroy(p);
	p = s->program();
	for (unsigned i = 0; i < 300; i++)
		give(p, s->add_kernel(p, one_core, 1), 0, 0, 320000);
	launch(m, p);
	end(m, p);
}

static void nothing_to_work_on(void)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	launch(m, p);
	s->add_kernel(p, NULL, 0);
	launch(m, p);
	end(m, p);
}

/* ---- borrowed memory ---- */

struct program *with_regions(const struct region *r, size_t count)
{
	struct program *p = s->program();

	for (size_t i = 0; i < count; i++)
		s->add_region(p, &r[i]);
	give(p, s->add_kernel(p, one_core, 1), 0, 0, 200000);
	return p;
}

const struct region borrowing[] = {{CB, 0x90000, 1024, true, 1, {{0, 0, 0, 0}}},
	{CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}}, {DFB, 111968, 512, false, 1, {{0, 0, 1, 1}}},
	{DFB, 0x91000, 512, true, 1, {{0, 0, 1, 1}}}};

static void borrowed(void)
{
	struct mesh *m = open_mesh();
	struct program *p = with_regions(borrowing, COUNT(borrowing));

	launch(m, p);
	end(m, p);
}

/* Of 514 bytes in four entries; a borrowed one; another. */
static void odd_dfbs(void)
{
	static const struct region r[] = {{DFB, 111968, 514, false, 1, {{0, 0, 1, 1}}},
		{DFB, 0x91000, 512, true, 1, {{0, 0, 1, 1}}},
		{DFB, 112512, 512, false, 2, {{0, 0, 1, 1}, {3, 3, 3, 3}}}};
	struct mesh *m = open_mesh();
	struct program *p = with_regions(r, COUNT(r));

	launch(m, p);
	end(m, p);
}

/* At the place of its address is something else. */
static void borrowed_elsewhere(void)
{
	static const struct region r[] = {{DFB, 7, 512, true, 1, {{0, 0, 1, 1}}}};
	struct mesh *m = open_mesh();
	struct program *p = with_regions(r, COUNT(r));

	launch(m, p);
	end(m, p);
}

static void borrowed_in_shorter(void)
{
	s->set_asking(DFBS_ARE_SHORTER);
	borrowed();
}

static void play_otherwise(enum asking how)
{
	struct mesh *m = open_mesh();
	struct program *p = with_regions(borrowing, COUNT(borrowing));
	static const uint32_t words[] = {200000, 5, 7, 0};

	s->set_arguments(p, 0, 0, 0, words, COUNT(words));
	s->set_asking(how);
	launch(m, p);
	launch(m, p);
	end(m, p);
}

static void cbs_by_reference(void) { play_otherwise(CBS_BY_REFERENCE); }
static void cbs_by_reference_0(void) { play_otherwise(CBS_BY_REFERENCE_0); }
static void kernels_by_reference(void) { play_otherwise(KERNELS_BY_REFERENCE); }
static void cores_in_vector(void) { play_otherwise(CORES_IN_VECTOR); }
static void arguments_by_value(void) { play_otherwise(ARGUMENTS_BY_VALUE); }
static void cbs(void) { play_otherwise(AS_TODAY); }
static void cbs_use_all(void) { play_otherwise(CBS_USE_ALL); }
static void cbs_elsewhere(void) { play_otherwise(CBS_ELSEWHERE); }
static void cbs_have_no_pages(void) { play_otherwise(CBS_HAVE_NO_PAGES); }
static void cbs_have_odd_pages(void) { play_otherwise(CBS_HAVE_ODD_PAGES); }
static void cb_formats_throw(void) { play_otherwise(CB_FORMATS_THROW); }
static void bindings_in_span(void) { play_otherwise(BINDINGS_IN_SPAN); }

static const struct scenario scenarios[] = {
	{"operands", operands}, {"other_core", other_core}, {"once_the_same", once_the_same},
	{"many_cores", many_cores},
	{"common", common}, {"no_addresses", no_addresses}, {"every_place", every_place}, {"many_words", many_words},
	{"very_many", very_many}, {"nothing_to_work_on", nothing_to_work_on},
	{"borrowed", borrowed}, {"borrowed_elsewhere", borrowed_elsewhere},
	{"borrowed_in_shorter", borrowed_in_shorter},
	{"cbs_by_reference", cbs_by_reference}, {"cbs_by_reference_0", cbs_by_reference_0},
	{"kernels_by_reference", kernels_by_reference}, {"cores_in_vector", cores_in_vector},
	{"odd_dfbs", odd_dfbs}, {"cbs", cbs}, {"cbs_use_all", cbs_use_all}, {"cbs_elsewhere", cbs_elsewhere},
	{"cbs_have_no_pages", cbs_have_no_pages}, {"cbs_have_odd_pages", cbs_have_odd_pages},
	{"cb_formats_throw", cb_formats_throw}, {"bindings_in_span", bindings_in_span}, {"arguments_by_value", arguments_by_value},
};

bool play_uses(const struct standin *calls, const char *name)
{
	s = calls;
	return play_one(scenarios, COUNT(scenarios), name) || play_odd_uses(calls, name);
}

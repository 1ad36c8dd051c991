/* Names of modules in a narrow column: which part is shown, and that the whole can be read off the rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "module_cell.h"
#include "table_rows.h"

static struct table_rows rows_of(const char *const *names, size_t count)
{
	struct table_rows t = {.columns = 2};

	for (size_t i = 0; i < count; i++)
		table_rows_add(&t, (char *[]){(char *)"1", (char *)names[i]});
	return t;
}

#define COUNT(names) (sizeof(names) / sizeof(*(names)))

static void a_module_stands_below_the_one_that_holds_it(void **unused)
{
	static const char *const names[] = {"Net", "Net.blocks.0", "Net.blocks.0.mlp", "Net.blocks.1",
		"Network", "Network.a", "a phase", "Network.b", "-", "Net.head"};
	static const char *const shown[] = {"Net", "  .blocks.0", "    .mlp", "  .blocks.1", "Network",
		"  .a", "a phase", "Network.b", "-", "Net.head"};
	struct table_rows t = rows_of(names, COUNT(names));

	(void)unused;
	module_tree(&t, 1, t.columns);
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_string_equal(t.cells[2 * i], "1");
		assert_string_equal(t.cells[2 * i + 1], shown[i]);
	}
	table_rows_free(&t);
}

static void a_pass_stands_below_the_last_that_is_less_deep(void **unused)
{
	static const char *const names[] = {"-", "step", "Net", "Net.a", "save", "step", "Net"};
	static const char *const depths[] = {"-", "0", "1", "2", "1", "0", "1"};
	static const char *const shown[] = {"-", "step", "  Net", "    .a", "  save", "step", "  Net"};
	struct table_rows t = {.columns = 2};

	(void)unused;
	for (size_t i = 0; i < COUNT(names); i++)
		table_rows_add(&t, (char *[]){(char *)depths[i], (char *)names[i]});
	module_tree(&t, 1, 0);
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(t.cells[2 * i + 1], shown[i]);
	table_rows_free(&t);
}

/* What a person reads: a row without blanks is whole, another one continues the nearest with fewer. */
static void read_whole(char *out, size_t room, const struct table_rows *t, size_t row)
{
	const char *text = t->cells[2 * row + 1];
	size_t blanks = strspn(text, " "), above = row;
	char outer[200] = "";

	while (blanks && above-- > 0 && strspn(t->cells[2 * above + 1], " ") >= blanks)
		continue;
	if (blanks)
		read_whole(outer, sizeof(outer), t, above);
	snprintf(out, room, "%.90s%.90s", outer, text + blanks);
}

static void whole_names_can_be_read_off_rows_in_any_order(void **unused)
{
	static const char *const parts[] = {"", ".a", ".a.b", ".a.b.c", ".ab", ".a.bc", ".b"};
	uint64_t random = 1;
	size_t indented = 0;

	(void)unused;
	for (int turn = 0; turn < 300; turn++) {
		char names[12][40], whole[200];
		const char *list[12];
		struct table_rows t;

		for (int i = 0; i < 12; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			snprintf(names[i], sizeof(names[i]), "%s%s", random >> 62 ? "M" : "N",
				parts[(random >> 33) % COUNT(parts)]);
			list[i] = names[i];
		}
		t = rows_of(list, 12);
		module_tree(&t, 1, t.columns);
		for (size_t i = 0; i < 12; i++) {
			read_whole(whole, sizeof(whole), &t, i);
			assert_string_equal(whole, names[i]);
			indented += *t.cells[2 * i + 1] == ' ';
		}
		table_rows_free(&t);
	}
	assert_true(indented > 500);
}

static void cut(const char *text, size_t n, const char *as)
{
	char out[200];

	strcpy(out, text);
	cut_module(out, n);
	assert_string_equal(out, as);
}

static void a_name_is_cut_between_its_parts(void **unused)
{
	(void)unused;
	cut("Encoder.layers.3.attention", 26, "Encoder.layers.3.attention");
	cut("Encoder.layers.3.attention", 25, "..layers.3.attention");
	cut("Encoder.layers.3.attention", 20, "..layers.3.attention");
	cut("Encoder.layers.3.attention", 19, "..3.attention");
	cut("Encoder.layers.3.attention", 12, "..attention");
	cut("Encoder.layers.3.attention", 10, "..ttention");
	cut("TTNNVisionTower", 10, "TTNNVisi..");
	cut("    .attention", 12, "    .atten..");
	cut("..", 1, ".");
	cut("a...", 3, "...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_module_stands_below_the_one_that_holds_it),
		cmocka_unit_test(a_pass_stands_below_the_last_that_is_less_deep),
		cmocka_unit_test(whole_names_can_be_read_off_rows_in_any_order),
		cmocka_unit_test(a_name_is_cut_between_its_parts),
	};

	return cmocka_run_group_tests_name("module_cell", tests, NULL, NULL);
}

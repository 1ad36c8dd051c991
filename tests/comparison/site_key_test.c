/*
 * Call sites of two checkouts: their paths are equal, and a line that moved is the same place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "renamed_paths.h"
#include "site_key.h"

static void expect(const char *cwd, const char *command, const char *path, const char *compared)
{
	struct run_place place = run_place_of(cwd, command);
	char out[200];

	compared_path(out, sizeof(out), path, strlen(path), &place);
	assert_string_equal(out, compared);
	run_place_free(&place);
}

static void paths_are_those_of_a_checkout_wherever_it_is(void **unused)
{
	(void)unused;
	expect("/home/a/proj", "python model.py", "/home/a/proj/model.py", "model.py");
	expect("/srv/ci/7/proj", "python model.py", "/srv/ci/7/proj/model.py", "model.py");
	expect("/home/a/proj", "python x/model.py", "/home/a/proj/x/lib.py", "x/lib.py");
	/* beside the working directory */
	expect("/home/a/proj/build", "python ../src/m.py", "/home/a/proj/src/m.py", "../src/m.py");
	expect("/srv/b/checkout/build", "python ../src/m.py", "/srv/b/checkout/src/m.py", "../src/m.py");
	/* a sibling whose name begins alike */
	expect("/home/a/proj", "python m.py", "/home/a/proj2/m.py", "../proj2/m.py");
	/* run from elsewhere */
	expect("/tmp", "python3 -u /home/a/proj/models/m.py --x", "/home/a/proj/models/m.py", "m.py");
	expect("/tmp", "python3 /home/a/proj/models/m.py", "/home/a/proj/lib/y.py", "../lib/y.py");
	expect("/tmp", "pytest /srv/t/test_x.py::test_a", "/srv/t/test_x.py", "test_x.py");
}

static void no_path_is_absolute_and_packages_begin_with_their_name(void **unused)
{
	(void)unused;
	expect("/home/a/proj", "python m.py", "/opt/tt/models/demos/m.py", "demos/m.py");
	expect("/", "python m.py", "/m.py", "m.py");
	expect(NULL, NULL, "/a", "a");
	expect(NULL, NULL, "relative/m.py", "relative/m.py");
	expect("/home/a", NULL, "/home/a/venv/lib/python3.11/site-packages/timm/vit.py", "timm/vit.py");
	expect("/home/a", NULL, "/usr/lib/python3.12/threading.py", "threading.py");
	expect("/home/a/p", NULL, "/home/a/p/\033[31m.py", "?[31m.py");
}

static void frames_are_taken_apart(void **unused)
{
	static const struct {
		const char *frame;
		size_t path;
		int64_t line;
		const char *rest;
	} frames[] = {
		{"a b/m.py:12 f", 8, 12, " f"}, {"m.py:7", 4, 7, ""}, {"c:8x/m.py:7 g", 9, 7, " g"},
		{"lib.so+0x12ab run(int, char)", 6, -1, " run(int, char)"}, {"lib.so+0x1", 6, -1, ""},
		{"<string> f", 8, -1, " f"}, {"x", 1, -1, ""}, {"", 0, -1, ""}, {"m.py: f", 5, -1, " f"},
		{"m.py:99999999999999999999 f", 4, -1, " f"}};

	(void)unused;
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		const struct frame_parts p = frame_parts(frames[i].frame, strlen(frames[i].frame));

		assert_int_equal(p.path_bytes, frames[i].path);
		assert_int_equal(p.line, frames[i].line);
		assert_string_equal(frames[i].frame + p.rest, frames[i].rest);
	}
}

static void rename_all(const char *const *before, const char *const *after, const char *path,
	const char *renamed)
{
	struct path_set a = {0}, b = {0};

	for (; *before; before++)
		path_set_add(&a, *before);
	for (; *after; after++)
		path_set_add(&b, *after);
	paths_rename(&a, &b);
	assert_string_equal(renamed_path(&a, path), renamed);
	path_set_free(&a);
	path_set_free(&b);
}

static void a_file_that_was_moved_or_renamed_is_the_same(void **unused)
{
	static const char *const one[] = {"m.py", "lib/x.py", NULL}, *const moved[] = {"m.py", "src/x.py", NULL},
		*const renamed[] = {"n.py", "lib/x.py", NULL}, *const others[] = {"a.py", "b.py", NULL},
		*const twice[] = {"m.py", "p/x.py", "q/x.py", NULL};

	(void)unused;
	rename_all(one, one, "m.py", "m.py");
	rename_all(one, moved, "lib/x.py", "src/x.py");
	rename_all(one, renamed, "m.py", "n.py");
	rename_all(one, renamed, "lib/x.py", "lib/x.py");
	/* which one is not known */
	rename_all(one, others, "m.py", "m.py");
	rename_all(one, twice, "lib/x.py", "lib/x.py");
	rename_all(one, one, "never/seen.py", "never/seen.py");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_those_of_a_checkout_wherever_it_is),
		cmocka_unit_test(no_path_is_absolute_and_packages_begin_with_their_name),
		cmocka_unit_test(frames_are_taken_apart),
		cmocka_unit_test(a_file_that_was_moved_or_renamed_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

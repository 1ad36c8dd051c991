/* Several answers from one reading: query with several names, and export. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "small_trace.h"

static void each_file_has_what_its_query_answers(void **unused)
{
	(void)unused;
	told_shell("$A query peak,ops,leaks,timeline,callsites,frag -o out $T >/dev/null; "
		"for i in $T $D; do for n in peak ops leaks timeline callsites frag; do "
		"$A query $n --format csv $i | cmp - out/$n.csv; done; done; ls out; rm -r out",
		"callsites.csv\nfrag.csv\nleaks.csv\nops.csv\npeak.csv\ntimeline.csv\n");
}

static void filters_apply_to_each(void **unused)
{
	(void)unused;
	told_shell("$A query peak,ops -o out --device 1 --format json $D >/dev/null; "
		"for n in peak ops; do $A query $n --device 1 --format json $T | cmp - out/$n.json; done; "
		"grep -c device out/peak.json; rm -r out", "4\n");
}

static void the_files_and_their_rows_are_listed(void **unused)
{
	(void)unused;
	told_shell("$A query ops,peak -o out $T; rm -r out", "out/ops.csv  2 rows\nout/peak.csv  8 rows\n");
}

static void what_exists_is_kept(void **unused)
{
	(void)unused;
	told_shell("mkdir out; echo mine >out/ops.csv; $A query peak,ops -o out $T; echo $?; cat out/*; "
		"$A query peak,ops -f -o out $T; rm -r out",
		"l1analyze: cannot write 'out/ops.csv': it exists; overwrite it with -f\n2\nmine\n"
		"out/peak.csv  8 rows\nout/ops.csv  2 rows\n");
	told_shell("echo mine >out; $A query peak,ops -o out $T; echo $?; cat out; rm out",
		"l1analyze: 'out' is no folder, and several answers need one\n2\nmine\n");
	told_shell("mkdir out; ln -s ../hidden out/ops.csv; $A query ops,peak -f -o out $T 2>&1 | cut -c1-60; "
		"ls hidden out 2>&1 | grep -v cannot; rm -r out",
		"l1analyze: cannot write 'out/ops.csv': it is a symbolic link\nout:\nops.csv\n");
}

static void wrong_words_are_refused_before_anything_is_made(void **unused)
{
	(void)unused;
	told_shell("$A query peak,nosuch -o out $T; echo $?; ! ls out 2>/dev/null",
		"l1analyze: no query is named 'nosuch'; l1analyze schema lists them\n2\n");
	told_shell("$A query peak,peak -o out $T; echo $?; ! ls out 2>/dev/null",
		"l1analyze: 'peak' is named twice\n2\n");
	told_shell("mkdir real; ln -s real out; $A query peak,ops -o out $T 2>&1 | cut -c1-58; ls real; rm -r real out",
		"l1analyze: cannot write into 'out': it is a symbolic link;\n");
	told_shell("$A query peak,programs --sort -op -o out $T 2>&1 | cut -c1-27; ls out; rm -r out",
		"l1analyze: no column 'op' t\n");
	told_shell("$A query peak,ops $T; echo $?",
		"l1analyze: several answers need a folder: l1analyze query peak,ops -o FOLDER ..\n2\n");
	told_shell("$A query peak,ops -o - $T; echo $?",
		"l1analyze: several answers need a folder: l1analyze query peak,ops -o FOLDER ..\n2\n");
	told_shell("$A export $T; echo $?",
		"l1analyze: nothing to export; l1analyze export --to csv tables run.l1t\n2\n");
}

/* A query may have commas, too. */
static void sql_is_no_list_of_names(void **unused)
{
	(void)unused;
	told_shell("$A query --format csv \"SELECT 1, 2\" $T", "1,2\n1,2\n");
}

static void all_tables_are_exported(void **unused)
{
	(void)unused;
	told_shell("$A export out $T 2>said >/dev/null; $A export --format jsonl out $D 2>said2 >/dev/null; "
		"sed \"s/writing [0-9,]* rows, of [0-9]* tables/writing rows/\" said; cmp said said2; rm said said2; "
		"for t in op change mark_peak buffer $(sqlite3 $D "
		"\"SELECT name FROM sqlite_schema WHERE type = \\\"table\\\" "
		"AND name NOT IN (\\\"kept_trace\\\", \\\"window\\\", \\\"span\\\", \\\"window_launch\\\", \\\"chip_list\\\", "
		"\\\"change_class\\\", \\\"buffer_row\\\", \\\"buffer_form\\\", \\\"buffer_used\\\", \\\"op_row\\\", \\\"op_form\\\") "
		"AND name NOT LIKE \\\"%_shared\\\" "
		"AND name NOT LIKE \\\"sqlite%\\\"\"); do "
		"$A query --format csv \"SELECT count(*) FROM $t\" $D | tail -1 >a; "
		"wc -l <out/$t.jsonl | cmp - a; tail -n +2 out/$t.csv | wc -l | cmp - a; done; "
		"head -2 out/string.csv; rm -r out a",
		"l1analyze: writing rows, into 'out'\nrun,id,text\n1,1,matmul\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_has_what_its_query_answers),
		cmocka_unit_test(filters_apply_to_each),
		cmocka_unit_test(the_files_and_their_rows_are_listed),
		cmocka_unit_test(what_exists_is_kept),
		cmocka_unit_test(wrong_words_are_refused_before_anything_is_made),
		cmocka_unit_test(sql_is_no_list_of_names),
		cmocka_unit_test(all_tables_are_exported),
	};

	return cmocka_run_group_tests_name("answers_folder", tests, told_setup, told_teardown);
}

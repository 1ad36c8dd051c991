/* Names of C++ functions are one word: what they return and take is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "symbol_name.h"

static void names(char *(*f)(const char *), const char *text, const char *as)
{
	char *name = f(text);

	assert_non_null(name);
	assert_string_equal(name, as);
	free(name);
}

static void a_name_is_left_of_what_is_demangled(void **unused)
{
	static const char *const known[][2] = {
		{"main", "main"}, {"ns::f()", "ns::f"}, {"ns::Class::f(int, char const*) const", "ns::Class::f"},
		{"void ns::f<int>(std::vector<int, std::allocator<int> >)", "ns::f<..>"},
		{"std::map<int, ns::A<3> >::operator[](int&&)", "std::map<..>::operator[]"},
		{"ns::A::operator()(int) const", "ns::A::operator()"},
		{"ns::operator<<(std::ostream&, ns::A const&)", "ns::operator<<"},
		{"bool ns::operator< <int>(ns::A<int> const&, ns::A<int> const&)", "ns::operator<<..>"},
		{"ns::A::operator bool() const", "ns::A::operator_bool"},
		{"ns::A::operator-><int>()", "ns::A::operator-><..>"},
		{"operator new(unsigned long)", "operator_new"},
		{"(anonymous namespace)::f(int)", "(anonymous)::f"},
		{"ns::f(int)::{lambda(int, char)#2}::operator()(int, char) const", "ns::f::{lambda#2}::operator()"},
		{"ns::f() const::{lambda()#1}::operator()() const", "ns::f::{lambda#1}::operator()"},
		{"ns::f(int) [clone .cold]", "ns::f"}, {"ns::name[abi:cxx11]()", "ns::name"},
		{"std::shared_ptr<ns::A> ns::make<ns::A, (ns::kind)1>(int (*)(char))", "ns::make<..>"},
		{"ns::A::~A()", "ns::A::~A"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		names(symbol_name_short, known[i][0], known[i][1]);
}

static void what_cannot_be_told_is_no_name(void **unused)
{
	(void)unused;
	assert_null(symbol_name_short(""));
	assert_null(symbol_name_short("f(int"));
	assert_null(symbol_name_short("f<int"));
	assert_null(symbol_name_short("void (*)(int)"));
}

static void symbols_are_demangled(void **unused)
{
	(void)unused;
	names(symbol_name, "main", "main");
	names(symbol_name, "operator()", "operator()");
	names(symbol_name, "invoke<void, ns::f(int)::<lambda()> >", "invoke<..>");
	names(symbol_name, "operator<", "operator<");
	names(symbol_name, "broken<", "broken<");
	names(symbol_name, "_ZN2tt8tt_metal6Buffer6createEPNS0_7IDeviceEmmNS0_10BufferTypeE",
		"tt::tt_metal::Buffer::create");
	names(symbol_name, "_ZNKSt6vectorIiSaIiEE4sizeEv", "std::vector<..>::size");
}

/* Concepts, for example, which a C++ library may be too old for. */
static void of_others_the_names_at_the_front_are_kept(void **unused)
{
	(void)unused;
	names(symbol_name, "_ZN4ttnn6detail6launchI??", "ttnn::detail::launch<..>");
	names(symbol_name, "_ZZN12_GLOBAL__N_11fI??", "(anonymous)::f<..>");
	names(symbol_name, "_ZN99short", "_ZN99short");
	names(symbol_name, "_Z", "_Z");
	names(symbol_name, "_ZN18446744073709551617a", "_ZN18446744073709551617a");
}

static void no_name_is_long_or_has_blanks(void **unused)
{
	static char text[5000];
	char *name;

	(void)unused;
	memset(text, 'a', sizeof(text) - 1);
	name = symbol_name(text);
	assert_int_equal(strlen(name), 200);
	assert_string_equal(name + 195, "aaa..");
	free(name);
	names(symbol_name, "a b", "a_b");
	names(symbol_name, "a\x1b\xff\n", "a???");
	/* nested too deep for any demangler */
	memset(text, 'P', sizeof(text) - 1);
	memcpy(text, "_Z1f", 4);
	free(symbol_name(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_left_of_what_is_demangled),
		cmocka_unit_test(what_cannot_be_told_is_no_name),
		cmocka_unit_test(symbols_are_demangled),
		cmocka_unit_test(of_others_the_names_at_the_front_are_kept),
		cmocka_unit_test(no_name_is_long_or_has_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

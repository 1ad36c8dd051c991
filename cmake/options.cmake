# Build options, and the flags with which every target of this tree is compiled.
option(L1TRACE_TESTS "build the tests" ON)
option(L1TRACE_WERROR "warnings are errors" OFF)
option(L1TRACE_FUZZ "build everything for the fuzz targets in tests/fuzz (clang)" OFF)
option(L1TRACE_LTO "optimize l1analyze across its files, where the compiler can" ON)
option(L1TRACE_SYMBOLS "l1analyze names C++ frames, where libdw is installed" ON)
option(L1TRACE_STATIC "put zstd, SQLite and zlib into the programs, where their archives are installed" OFF)
set(L1TRACE_SANITIZE "" CACHE STRING "sanitizers for -fsanitize=, e.g. address,undefined or thread")

add_library(l1trace_flags INTERFACE)
target_compile_options(l1trace_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow
	-Wstrict-prototypes -Wmissing-prototypes -fno-strict-aliasing)
target_compile_definitions(l1trace_flags INTERFACE _GNU_SOURCE
	L1TRACE_VERSION="${PROJECT_VERSION}")
if(L1TRACE_WERROR)
	target_compile_options(l1trace_flags INTERFACE -Werror)
endif()
if(L1TRACE_SANITIZE)
	target_compile_options(l1trace_flags INTERFACE -fsanitize=${L1TRACE_SANITIZE}
		-fno-sanitize-recover=all -fno-omit-frame-pointer)
	target_link_options(l1trace_flags INTERFACE -fsanitize=${L1TRACE_SANITIZE})
endif()
if(L1TRACE_FUZZ)
	target_compile_options(l1trace_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

set(L1TRACE_HAS_LTO OFF)
if(L1TRACE_LTO AND NOT L1TRACE_SANITIZE AND NOT L1TRACE_FUZZ AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
	include(CheckIPOSupported)
	check_ipo_supported(RESULT L1TRACE_HAS_LTO OUTPUT why LANGUAGES C)
endif()

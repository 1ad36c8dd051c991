# For aarch64, with the cross compiler of Debian and Ubuntu, of the folder that sysroot.sh made:
# L1TRACE_SYSROOT, else build-aarch64-sysroot beside this tree's other builds. What the build runs itself
# is for this machine; what it made runs under qemu-user, where that is installed.
# Must not know: what is built.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(L1TRACE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build-aarch64-sysroot CACHE PATH
	"what cmake/cross/sysroot.sh made")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES L1TRACE_SYSROOT)
get_filename_component(CMAKE_SYSROOT "${L1TRACE_SYSROOT}" ABSOLUTE)
if(NOT EXISTS ${CMAKE_SYSROOT}/.whole)
	message(FATAL_ERROR "no packages of aarch64 yet: cmake/cross/sysroot.sh ${CMAKE_SYSROOT}")
endif()
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
	${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)

find_program(L1TRACE_QEMU NAMES qemu-aarch64-static qemu-aarch64)
if(L1TRACE_QEMU)
	set(CMAKE_CROSSCOMPILING_EMULATOR ${L1TRACE_QEMU} -L ${CMAKE_SYSROOT})
endif()

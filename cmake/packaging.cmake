# Completions, the Debian package (`cpack`), and the target `dist`: all that is given away.
# One package, not four: it is one file to fetch, and libl1trace without l1analyze is of no use.
option(L1TRACE_DEBIAN "install for a package of Debian: its folders of completions, its copyright" OFF)
set(zsh site-functions)
if(L1TRACE_DEBIAN)
	set(zsh vendor-completions)
	install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
endif()
set(completions cmake/completions)
install(FILES ${completions}/l1record ${completions}/l1analyze
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${completions}/zsh/_l1record ${completions}/zsh/_l1analyze
	DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh})
install(FILES ${completions}/fish/l1record.fish ${completions}/fish/l1analyze.fish
	DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME l1trace)
set(CPACK_PACKAGE_CONTACT "l1trace developers <l1trace@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "recorder and analyzer for the L1 memory of Tenstorrent chips")
set(CPACK_PACKAGE_DESCRIPTION "Records what allocates and frees L1 memory while an unmodified TT-Metal
or ttnn program runs, with the hardware or without it, and answers to the byte
and per core: when was most in use, by what, what was never freed, why did an
op not fit.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What is called of SQLite says nothing of what its SQL needs: no older one was tried.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libsqlite3-0 (>= ${SQLITE_VERSION})")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/debian/prerm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)

add_custom_target(dist COMMAND ${PROJECT_SOURCE_DIR}/cmake/dist.sh ${CMAKE_BINARY_DIR}/dist
	VERBATIM USES_TERMINAL)

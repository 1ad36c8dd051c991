# For shell tests: counts what is as it should be, says what is not.
#     . tests/support/is.sh
#     is "what it is about" "$got" "$wanted"
#     is_all            the last command: prints "N passed, N failed", 0 if none failed
passed=0 failed=0
is() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		echo "$1: '$2' instead of '$3'"
		failed=$((failed + 1))
	fi
}
is_all() {
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
}

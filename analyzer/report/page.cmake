# Puts the page together: STYLES and SCRIPTS into PAGE at its marks, with the hashes by which alone its
# policy lets them act. Writes page_head.html and page_tail.html into OUT: what is before the data, and
# what is after them. FILES.md says what each of them is.

# The base64 of a SHA-256 that is written in hexadecimal.
function(base64_of hex out)
	set(letters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
	set(text "")
	string(APPEND hex "00")         # 32 bytes are not a multiple of 3
	foreach(at RANGE 0 60 6)
		string(SUBSTRING "${hex}" ${at} 6 three)
		foreach(shift 18 12 6 0)
			math(EXPR index "(0x${three} >> ${shift}) & 63")
			string(SUBSTRING "${letters}" ${index} 1 letter)
			string(APPEND text "${letter}")
		endforeach()
	endforeach()
	string(SUBSTRING "${text}" 0 43 text)
	set(${out} "${text}=" PARENT_SCOPE)
endfunction()

# The texts one after the other, and the hash of that.
function(joined files out)
	set(text "\n")
	foreach(file IN LISTS files)
		file(READ ${file} part)
		string(APPEND text "${part}")
	endforeach()
	string(SHA256 hash "${text}")
	base64_of(${hash} hash)
	set(${out} "${text}" PARENT_SCOPE)
	set(${out}_hash "${hash}" PARENT_SCOPE)
endfunction()

joined("${STYLES}" style)
joined("${SCRIPTS}" script)
file(READ ${PAGE} page)
string(REPLACE "@STYLE_HASH@" "${style_hash}" page "${page}")
string(REPLACE "@SCRIPT_HASH@" "${script_hash}" page "${page}")
string(FIND "${page}" "@DATA@" at)
math(EXPR after "${at} + 6")
string(SUBSTRING "${page}" 0 ${at} head)
string(SUBSTRING "${page}" ${after} -1 tail)
# the last replacements: what they put in is not searched again
string(REPLACE "@STYLE@" "${style}" head "${head}")
string(REPLACE "@SCRIPT@" "${script}" tail "${tail}")
file(WRITE ${OUT}/page_head.html "${head}")
file(WRITE ${OUT}/page_tail.html "${tail}")

#!/bin/sh
# What `cmake --install` installs works there, and after it was moved, with nothing of the build
# folder and without ldconfig: programs, preloading, pkg-config, man pages, queries.
#     install.sh CMAKE BUILD-FOLDER SOURCE-FOLDER CC
set -u
cmake=$1 build=$2 source=$3 cc=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/../support/is.sh"
alone() { env -i PATH="$work/moved/bin:/usr/bin:/bin" HOME="$work" "$@"; }

"$cmake" --install "$build" --prefix "$work/first" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
mv "$work/first" "$work/moved"
cd "$work" || exit 1
libdir=$(dirname "$(find moved -name 'libl1trace-ttmetal.so')")
export PKG_CONFIG_PATH="$work/$libdir/pkgconfig"

is "programs run" "$(alone l1record --version; alone l1analyze --version | cut -d, -f1)" \
	"$("$build/bin/l1record" --version; "$build/bin/l1analyze" --version | cut -d, -f1)"
is "a command runs with the recorder in it" "$(alone l1record -- sh -c 'echo hello; exit 3' 2>err
	echo $?)" "hello
3"
is "nothing complains of libraries" "$(grep -c 'shared librar' err)" 0
is "what is preloaded comes from there" "$(alone l1record -- sh -c \
	'grep -c "/moved/.*libl1trace.so" /proc/self/maps | tr 1-9 y | cut -c1' 2>err)" y
is "the Python module is found from there" "$(alone l1record -- sh -c 'ls "$PYTHONPATH"' 2>err)" l1trace

printf '#include <l1trace.h>\nint main(void) { return l1trace_enabled(); }\n' >p.c
is "pkg-config finds header and library" \
	"$($cc p.c -o p $(pkg-config --cflags --libs l1trace) 2>&1; echo $?)" 0
is "pkg-config names what is there" "$(for v in libdir includedir pythondir; do
	[ -d "$(pkg-config --variable=$v l1trace)" ] || echo "$v"; done)" ""
$cc "$source/samples/decode_loop.c" -o decode_loop $(pkg-config --cflags --libs l1trace) -pthread
is "a program made with it records" "$(LD_LIBRARY_PATH=$work/$libdir L1TRACE=$work/run.l1t \
	./decode_loop 4 >out 2>&1; alone l1analyze peak --format csv run.l1t | head -1 | cut -d, -f1,2)" \
	run,device
alone l1analyze load run.l1t -o run.db
is "the installed queries answer as the verb does" \
	"$(sqlite3 -csv -header run.db <moved/share/l1trace/queries/peak.sql | tr -d '\r' | cksum)" \
	"$(alone l1analyze peak --format csv run.db | cksum)"
is "schema says where the queries are" \
	"$(alone l1analyze schema | sed -n 's/^-- Their files: .* < //p')" \
	"$work/moved/share/l1trace/queries/peak.sql"
for page in l1record l1analyze; do
	is "man page of $page" "$(ls moved/share/man/man1/$page.1)" "moved/share/man/man1/$page.1"
	is "completion of $page" "$(bash -n moved/share/bash-completion/completions/$page && echo ok)" ok
done
is "the page of promises" "$(ls moved/share/man/man7/l1trace.7)" moved/share/man/man7/l1trace.7
is "no file tells of the build or source folder" \
	"$(grep -rlE "$build|$source" moved --include='*.pc' --include='*.1')" ""
is "no run path leads there" "$(for f in moved/bin/* "$libdir"/*.so; do
	readelf -d "$f" | grep -E 'R(UN)?PATH' | grep -v 'ORIGIN'; done)" ""
DESTDIR=$work/stage "$cmake" --install "$build" >"$work/log" 2>&1
is "DESTDIR holds the same files" \
	"$(cd stage && find . -type f -o -type l | sed 's,.*/,,' | sort | cksum)" \
	"$(cd moved && find . -type f -o -type l | sed 's,.*/,,' | sort | cksum)"
is_all

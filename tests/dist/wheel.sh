#!/bin/sh
# The wheel works in a venv with ttnn and nothing else of ours: records, answers, is imported, linked
# with; and nothing of it stays when it is uninstalled.
#     wheel.sh SOURCE-FOLDER MADE-FOLDER VENVS-FOLDER CC
# Exit: 77 no wheel was made, or there is no Python that ttnn supports.
set -u
source=$1 venvs=$3 cc=$4
wheel=$(ls "$2"/first/l1trace-*.whl 2>/dev/null) || { echo "no wheel was made" >&2; exit 77; }
ttnn=$("$source/tests/ttnn/prepare.sh" "$venvs" newest) || exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/../support/is.sh"
venv=$work/venv
alone() { env -i PATH="$venv/bin:/usr/bin:/bin" HOME="$work" TT_METAL_LOGGER_LEVEL=FATAL "$@"; }
# pip leaves the folders, and keeps its own in order.
files() { find "$venv" ! -type d ! -path '*/pip/*' ! -path '*/setuptools/*' | LC_ALL=C sort; }

"$ttnn" -m venv "$venv" || exit 1
packages=$(alone python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
"$ttnn" -c 'import sysconfig; print(sysconfig.get_path("platlib"))' >"$packages/ttnn.pth"
files >"$work/before"
alone python -m pip --disable-pip-version-check install -q --no-index "$wheel" || exit 1
cd "$work" || exit 1

is "it brings all the programs, one copy of the library, and its promises" \
	"$(cd "$venv" && ls bin/l1* lib/libl1trace* libexec/l1trace/l1mockcc share/man/man1/l1* | paste -sd' ')" \
	"bin/l1analyze bin/l1record lib/libl1trace-ttmetal.so lib/libl1trace.so.0 libexec/l1trace/l1mockcc share/man/man1/l1analyze.1 share/man/man1/l1record.1"
alone l1record --mock n150 -o run.l1t -- python "$source/samples/ttnn/mlp.py" >out 2>&1
is "a model is recorded" "$?" 0
is "its peak is known" "$(alone l1analyze peak --by op --format csv run.l1t | grep -c '^1,.*ttnn.linear,')" 1
is "with its lines" "$(alone l1analyze callsites --format csv run.l1t | grep -q 'mlp\.py:' && echo yes)" yes
is "the module is the environment's" \
	"$(alone python -c 'import l1trace; print(l1trace.__file__.startswith(__import__("sys").prefix))')" True
alone l1record -f -o marked.l1t -- python -c 'import l1trace
with l1trace.mark("a step"):
    pass' >out 2>&1
is "what it marks is recorded" "$(alone l1analyze marks --format csv marked.l1t | grep -c 'a step')" 1
is "the library is loaded once, from there" "$(alone l1record -f -o maps.l1t -- sh -c \
	"sed -n 's,.* /,/,; /libl1trace.so/p' /proc/self/maps" 2>err | sort -u)" "$venv/lib/libl1trace.so.0"
is "nothing complains" "$(grep -c 'shared librar' err)" 0
for program in bin/l1analyze bin/l1record lib/libl1trace.so.0 lib/libl1trace-ttmetal.so; do
	is "$program needs the C library alone" "$(readelf -d "$venv/$program" | sed -n 's/.*NEEDED.*\[//p' |
		grep -vE '^(libc|libm|libgcc_s|libl1trace|ld-linux-[a-z0-9-]+)\.so')" ""
done
if command -v pkg-config >/dev/null; then
	flags=$(PKG_CONFIG_PATH=$venv/lib/pkgconfig pkg-config --cflags --libs l1trace)
	$cc "$source/samples/decode_loop.c" -o decode_loop $flags -pthread
	is "a program is linked with it" "$?" 0
	alone l1record -f -o loop.l1t -- ./decode_loop 4 >out 2>&1
	is "and recorded" "$(alone l1analyze peak --format csv loop.l1t | head -1 | cut -d, -f1,2)" run,device
fi
is "pytest finds its plugin" "$(grep -A1 pytest11 "$packages"/l1trace-*.dist-info/entry_points.txt | tail -1)" \
	"l1trace.pytest_plugin = l1trace.pytest_plugin"
is "which is there" "$(alone python -c 'import importlib.util as u
print(u.find_spec("l1trace.pytest_plugin") is not None)')" True
is "its extras are offered" "$(sed -n 's/^Provides-Extra: //p' "$packages"/l1trace-*.dist-info/METADATA |
	sort | paste -sd' ')" "fleet pytest"

alone python -m pip --disable-pip-version-check uninstall -q -y l1trace || exit 1
files >"$work/after"
is "nothing stays" "$(diff "$work/before" "$work/after" | grep '^[<>]')" ""
is_all

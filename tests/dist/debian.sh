#!/bin/sh
# The Debian package in a tree of its own: installed by dpkg, used, removed; nothing stays. Its
# dependencies are the packages of the libraries that its files load.
#     debian.sh SOURCE-FOLDER MADE-FOLDER
# Exit: 77 none was made, or dpkg cannot install here.
set -u
source=$1
package=$(ls "$2"/first/l1trace_*.deb 2>/dev/null) || { echo "no package was made" >&2; exit 77; }
[ "$(id -u)" = 0 ] || { echo "dpkg installs only for root" >&2; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/../support/is.sh"
tree=$work/tree
alone() { env -i PATH="$tree/usr/bin:/usr/bin:/bin" HOME="$work" "$@"; }
# What a package manager keeps in its own folder is left out.
files() { (cd "$tree" && find . -path ./var/lib/dpkg -prune -o -print | LC_ALL=C sort); }
# Its scripts run here, and act there.
in_tree() { dpkg --root="$tree" --log=/dev/null --force-depends --force-script-chrootless "$@" >"$work/log" 2>&1; }

mkdir -p "$tree/var/lib/dpkg/info" "$tree/var/lib/dpkg/updates" "$tree/var/lib/dpkg/triggers"
: >"$tree/var/lib/dpkg/status"
files >"$work/before"
in_tree -i "$package" || { cat "$work/log"; exit 1; }
cd "$work" || exit 1

libraries=$(echo "$tree"/usr/lib/*-linux-gnu)
is "the libraries lie where the loader looks" "$(ls "$libraries" | paste -sd' ')" \
	"libl1trace-ttmetal.so libl1trace.so libl1trace.so.0 $(cd "$libraries" && ls libl1trace.so.0.*) pkgconfig"
for file in bin/l1analyze bin/l1record include/l1trace.h libexec/l1trace/l1mockcc share/man/man1/l1analyze.1 \
	share/man/man1/l1record.1 share/man/man7/l1trace.7 share/bash-completion/completions/l1analyze \
	share/zsh/vendor-completions/_l1record share/fish/vendor_completions.d/l1analyze.fish \
	share/doc/l1trace/copyright share/doc/l1trace/manual.html share/l1trace/queries/peak.sql; do
	is "it has" "$(ls "$tree/usr/$file" | sed "s,^$tree/usr/,,")" "$file"
done
is "no file is anybody's to write, none is left unreadable" \
	"$(find "$tree/usr" ! -type l \( -perm /022 -o ! -perm -444 -o ! -user 0 \) )" ""
is "a program records" "$(alone l1record -o run.l1t -- python3 -c 'import l1trace
with l1trace.mark("a step"):
    print("ran")' 2>err; grep -E 'librar|rror' err)" ran
is "and is asked about" "$(alone l1analyze marks --format csv run.l1t | grep -c 'a step')" 1
is "a trace is asked about" \
	"$(alone l1analyze peak --format csv "$source/samples/traces/ttnn_mlp.l1t" | wc -l | tr -d ' ')" 65
is "what is preloaded is the package's" "$(alone l1record -f -o maps.l1t -- sh -c \
	"sed -n 's,.* /,/,; /libl1trace.so/p' /proc/self/maps" 2>err | sort -u)" \
	"$(realpath "$libraries/libl1trace.so.0")"

depends=$(dpkg-deb -f "$package" Depends | tr ',' '\n' | sed 's/^ *//')
for file in "$tree"/usr/bin/* "$libraries"/*.so; do
	for library in $(ldd "$file" | sed -n 's,.* => \(/[^ ]*\) .*,\1,p'); do
		case $library in "$work"/*) continue ;; esac
		name=${library##*/}
		readelf -d "$file" | grep -q "NEEDED.*\[$name\]" || continue    # another library's
		# /lib may be /usr/lib; a cross compiler's package has one of the same name elsewhere
		folder=$(basename "$(dirname "$library")")
		owner=$(dpkg -S "*/$folder/$name" 2>/dev/null | grep -m1 "/$name\$" | cut -d: -f1)
		is "the package of $name is asked for" \
			"$(echo "$depends" | grep -cE "^$owner( \(>=|\$)" | tr 2-9 1)" 1
	done
done
is "what is compiled on use is there" "$(find "$tree/usr/share/l1trace" -name '*.pyc' | head -1 | grep -c pyc)" 1
in_tree --purge l1trace || { cat "$work/log"; exit 1; }
files >"$work/after"
is "nothing stays, and nobody complains" "$(diff "$work/before" "$work/after" | grep '^[<>]')$(
	grep -i warn "$work/log")" ""
is_all

#!/bin/sh
# L1 in a CI: records a command in mock mode on each board, compares with a baseline, says what is worse.
#     l1trace_ci.sh --boards n150,p150 --baseline l1.json -- pytest tests
#     l1trace_ci.sh --base-ref main --threshold peak=2%,leaks=0 -- python model.py
#
#     --boards LIST     n150, n300, p150 or cluster descriptors (.yaml), with commas or spaces between (n150)
#     --baseline FILE   what `l1analyze baseline` writes, with a run a board, of its name: n150; what is
#                       missing is added (l1.json)
#     --base-ref REF    the baseline is taken from this branch or commit of the repository (origin's first)
#     --threshold LIST  as of `l1analyze diff` (peak=2%,leaks=0,failures=0)
#     --traces DIR      traces, and baseline.json with the figures of these runs (l1trace-ci)
#     --summary FILE    Markdown is appended ($GITHUB_STEP_SUMMARY; without it, text on standard output)
#     --codequality FILE  lines of the source that got worse, as GitLab shows them in a merge request
#
# Of a command with several processes each is compared: with a rank it is a run called n150.rank3, the others
# are n150, n150.2, .. in the order in which they began.
# Under GitHub (GITHUB_ACTIONS=true) lines of the source are annotated, and $GITHUB_OUTPUT gets result (ok,
# worse, new, failed), peak-bytes (of the fullest board), traces, baseline (the figures of these runs).
# L1RECORD, L1ANALYZE: the programs, where they are not in PATH.
# Exit: that of the command, of the first board on which it failed; 1 worse than the thresholds allow;
# 2 wrong usage; 3 nothing recorded, or something unreadable; 4 a trace is damaged or unfinished; 0 else.
#
# Nothing that comes from a trace, an option or a branch begins a workflow command, or a line of
# $GITHUB_OUTPUT. What the command itself prints is left alone.
set -uf
l1record=${L1RECORD:-l1record} l1analyze=${L1ANALYZE:-l1analyze}
boards=n150 baseline=l1.json ref='' threshold=peak=2%,leaks=0,failures=0 traces=l1trace-ci
summary=${GITHUB_STEP_SUMMARY:-} codequality=''
actions=${GITHUB_ACTIONS:-}

# Text without what controls a log: GitHub takes "::name" at the begin of a line, and "##[name]" anywhere.
plain() {
	LC_ALL=C tr '\001-\010\013-\037\177' '?' | sed 's/##\[/# #[/g; s/^[[:space:]]*::/ : :/'
}
say() {
	printf 'l1trace_ci: %s\n' "$(printf %s "$1" | tr '\n' '?' | plain)" >&2
}
refuse() {
	say "$1"
	exit "${2:-2}"
}

while [ $# -gt 0 ] && [ "$1" != -- ]; do
	case $1 in
	-h | --help)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	--boards | --baseline | --base-ref | --threshold | --traces | --summary | --codequality) ;;
	*) refuse "unknown option '$1'; l1trace_ci.sh --help" ;;
	esac
	[ $# -ge 2 ] || refuse "$1 wants a value"
	# A line break in a name would be another line of $GITHUB_OUTPUT.
	case $2 in
	*[[:cntrl:]]*) [ "$1" = --boards ] || refuse "$1: control characters" ;;
	esac
	case $1 in
	--boards) boards=$2 ;;
	--baseline) baseline=$2 ;;
	--base-ref) ref=$2 ;;
	--threshold) threshold=$2 ;;
	--traces) traces=$2 ;;
	--summary) summary=$2 ;;
	--codequality) codequality=$2 ;;
	esac
	shift 2
done
[ "${1:-}" = -- ] && shift
[ $# -gt 0 ] || refuse "no command: l1trace_ci.sh [OPTION..] -- COMMAND.."
[ -n "$baseline" ] && [ -n "$traces" ] || refuse "--baseline and --traces must have a name"
case $baseline in -*) baseline=./$baseline ;; esac
case $traces in -*) traces=./$traces ;; esac
case $traces in /*) folder=$traces ;; *) folder=$PWD/$traces ;; esac
case $folder in *[[:cntrl:]]*) refuse "this folder has control characters in its name" ;; esac
for program in "$l1record" "$l1analyze"; do
	command -v "$program" >/dev/null || refuse "$program is not installed: pip install l1trace's folder"
done

# The run of a board: its name in the baseline, and that of its trace.
name_of() {
	name=${1##*/}
	name=${name%.yaml}
	printf %s "${name:-board}" | LC_ALL=C tr -c 'A-Za-z0-9_-' _ | sed 's/^-/_/'
}
names=' '
boards=$(printf %s "$boards" | tr ',\n\r\t' '    ')
for board in $boards; do
	case $board in *[[:cntrl:]]*) refuse "--boards: control characters" ;; esac
	name=$(name_of "$board")
	case $names in *" $name "*) refuse "two of the boards are called '$name'" ;; esac
	names="$names$name "
done
[ "$names" != ' ' ] || refuse "no board: --boards n150"

private=$(mktemp -d) || exit 3
trap 'rm -rf "$private"' EXIT
: >"$private/findings"
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$traces" || exit 3

# The commit of --base-ref: as origin has it now, else as it is known here.
commit_of_ref() {
	case $ref in -*) return 1 ;; esac
	git check-ref-format --allow-onelevel "$ref" || return 1
	depth=
	[ "$(git rev-parse --is-shallow-repository)" = false ] || depth=--depth=1
	if git fetch -q $depth origin "$ref" 2>"$private/fetch"; then
		git rev-parse -q --verify 'FETCH_HEAD^{commit}'
	else
		git rev-parse -q --verify "origin/$ref^{commit}" || git rev-parse -q --verify "$ref^{commit}"
	fi
}

# What is compared with; empty: there is none yet.
before=
if [ -n "$ref" ]; then
	case $baseline in /*) refuse "--base-ref wants a baseline below this folder, not '$baseline'" ;; esac
	commit=$(commit_of_ref) || refuse "no branch or commit '$ref' here or at origin: $(cat "$private/fetch" 2>&1)"
	if git cat-file -e "$commit:./$baseline" 2>/dev/null; then
		before=$private/before.json
		git show "$commit:./$baseline" >"$before" || refuse "cannot read '$baseline' of '$ref'" 3
	else
		say "'$ref' has no '$baseline' yet"
	fi
elif [ -e "$baseline" ]; then
	before=$baseline
else
	say "there is no '$baseline' yet"
fi

# put: standard input goes to the summary, or is printed.
put() {
	if [ -n "$summary" ]; then
		cat >>"$summary"
	else
		plain
	fi
}
# worst_of RESULT: what is reported in the end; what is further right wins.
result=ok
worst_of() {
	case "$result $1" in
	*failed*) result=failed ;;
	*worse*) result=worse ;;
	*new*) result=new ;;
	esac
}
# peak_of TRACE: the most that a core held; nothing: not known.
peak_of() {
	"$l1analyze" peak --by run --format tsv "$1" 2>/dev/null | awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == "peak_bytes") column = i; next }
		column && $column ~ /^[0-9]+$/ && $column + 0 >= most { most = $column + 0; known = 1 }
		END { if (known) printf "%.0f", most }'
}
# runs_of NAME: sets runs to the names of its processes' runs, and their traces have these names then.
runs_of() {
	runs=$1 number=0
	set +f
	set -- "$traces/$1".*.l1t
	set -f
	[ -e "$1" ] || return 0
	set -- "$traces/$runs.l1t" "$@"
	for trace; do
		number=$((number + 1))
		"$l1analyze" query 'SELECT rank, coalesce(wall_ns, 0) FROM run' --format tsv "$trace" 2>/dev/null |
			awk -F '\t' -v number=$number 'NR == 2 { rank = $1; began = $2 }
				END { printf "%s %s %d\n", rank ~ /^[0-9]+$/ ? rank : "-", began + 0 ? began : 0, number }'
		mv "$trace" "$private/process$number"
	done | sort -k1,1n -k2,2n -k3,3n | awk -v name="$runs" '
		{ run = name ($1 == "-" ? "" : ".rank" $1); times[run]++
		print times[run] == 1 ? run : run "." times[run], $3 }' >"$private/processes"
	runs=
	while read -r run number; do
		mv "$private/process$number" "$traces/$run.l1t"
		runs="$runs $run"
	done <"$private/processes"
}
# codequality_of RUN: GitLab's findings, one a line, of the annotations on standard input. What has no place in
# the source is shown at the baseline.
codequality_of() {
	while IFS= read -r line; do
		digest=$(printf '%s\n' "$1" "$line" | sha256sum) || return
		printf '%s\n' "$line" | LC_ALL=C tr '\001-\011\013-\037\177' '?' | RUN=$1 DIGEST=${digest%% *} ELSEWHERE=$baseline LC_ALL=C awk '
			function plain(s) {
				gsub(/%0A|%0D/, " ", s); gsub(/%3A/, ":", s); gsub(/%2C/, ",", s); gsub(/%25/, "%", s)
				gsub(/\\/, "\\\\\\\\", s); gsub(/"/, "\\\"", s)
				return s
			}
			{
				kind = $1; sub(/^::/, "", kind)
				rest = substr($0, length($1) + 2); i = index(rest, "::")
				message = substr(rest, i + 2); file = ENVIRON["ELSEWHERE"]; first = 1; title = "L1"
				n = split(substr(rest, 1, i - 1), part, ",")
				for (k = 1; k <= n; k++) {
					value = part[k]; sub(/^[a-z]*=/, "", value)
					if (part[k] ~ /^file=/) file = value
					if (part[k] ~ /^line=/) first = value + 0 > 0 ? value + 0 : 1
					if (part[k] ~ /^title=/) title = value
				}
				printf "{\"description\": \"%s, %s: %s\", \"check_name\": \"l1trace/%s\", ", plain(title),
					ENVIRON["RUN"], plain(message), plain(title)
				printf "\"fingerprint\": \"%s\", \"severity\": \"%s\", ", ENVIRON["DIGEST"],
					kind == "error" ? "major" : kind == "warning" ? "minor" : "info"
				printf "\"location\": {\"path\": \"%s\", \"lines\": {\"begin\": %d}}}\n", plain(file), first
			}'
	done
}
# compare RUN: sets code to what diff returns.
compare() {
	run=$1
	set -- "$before" "$traces/$run.l1t"
	[ "$actions" != true ] && [ -z "$codequality" ] || set -- --annotate "$@"
	[ -z "$summary" ] || set -- --format markdown "$@"
	GITHUB_WORKSPACE=${GITHUB_WORKSPACE:-${CI_PROJECT_DIR:-}} "$l1analyze" diff --threshold "$threshold" "$@" \
		>"$private/diff" 2>"$private/said"
	code=$?
	put <"$private/diff"
	[ -z "$summary" ] || echo | put
	# Annotations are escaped by l1analyze; anything else begins no command.
	grep -E '^::(error|warning|notice) ' "$private/said" >"$private/lines"
	{
		[ "$actions" != true ] || cat "$private/lines"
		grep -vE '^::(error|warning|notice) ' "$private/said" | plain
	} >&2
	[ -z "$codequality" ] || sort -u "$private/lines" | codequality_of "$run" >>"$private/findings"
}

failed=0 broken=0 worse=0 last_worse='' peak='' made='' missing=''
# judge RUN: of its trace.
judge() {
	bytes=$(peak_of "$traces/$1.l1t")
	if [ -n "$bytes" ] && { [ -z "$peak" ] || [ "$bytes" -gt "$peak" ]; }; then
		peak=$bytes
	fi
	if [ -z "$before" ] || ! grep -qE "\"run\": *\"$(printf %s "$1" | sed 's/\./\\./g')\"" "$before"; then
		[ -z "$before" ] || say "$1: the baseline has no run of this name"
		printf '%s: peak %s bytes per core; there is no baseline yet.\n\n' "$1" "${bytes:-unknown}" | put
		missing="$missing $1"
		worst_of new
		return
	fi
	compare "$1"
	case $code in
	0) say "$1: peak ${bytes:-unknown} bytes per core, no worse than the thresholds allow" ;;
	1)
		say "$1: peak ${bytes:-unknown} bytes per core, worse than the thresholds allow"
		worse=$((worse + 1)) last_worse=$traces/$1.l1t
		worst_of worse
		;;
	*)
		[ $broken -ne 0 ] || broken=$code
		worst_of failed
		;;
	esac
}
for board in $boards; do
	name=$(name_of "$board")
	trace=$traces/$name.l1t
	set +f
	rm -f "$trace" "$traces/$name".*.l1t
	set -f
	[ "$actions" != true ] || echo "::group::L1 on $name"
	"$l1record" --mock="$board" -f -o "$(printf %s "$trace" | sed 's/%/%%/g')" -- "$@"
	code=$?
	[ "$actions" != true ] || echo "::endgroup::"
	if [ $code -ne 0 ]; then
		say "$name: the command ended with $code"
		printf '%s: the command ended with exit code %s.\n\n' "$name" $code | put
		[ $failed -ne 0 ] || failed=$code
		worst_of failed
	fi
	if [ ! -s "$trace" ]; then
		say "$name: nothing was recorded: does the command open a device?"
		[ $broken -ne 0 ] || broken=3
		worst_of failed
		continue
	fi
	runs_of "$name"
	made="$made $runs"
	for name in $runs; do
		judge "$name"
	done
done

# write_baseline FILE NAMES: the baseline before, with the runs of these names.
write_baseline() {
	file=$1 runs=$2
	set --
	[ -z "$before" ] || set -- "$before"
	for name in $runs; do
		set -- "$@" "$traces/$name.l1t"
	done
	"$l1analyze" baseline -f -o "$file" "$@" 2>"$private/said" && return
	plain <"$private/said" >&2
	return 1
}
if [ -n "$made" ]; then
	write_baseline "$traces/baseline.json" "$made" || [ $broken -ne 0 ] || broken=3
fi
# What a failed run held is nothing to compare with, and what the branch itself has is not touched.
if [ -n "$missing" ] && [ $failed -eq 0 ] && [ $broken -eq 0 ] && { [ -z "$ref" ] || [ ! -e "$baseline" ]; }; then
	case $baseline in */*) mkdir -p "${baseline%/*}" ;; esac
	if write_baseline "$baseline" "$missing"; then
		say "'$baseline' has now:$missing; commit it"
	else
		broken=3
	fi
fi
if [ $worse -ne 0 ]; then
	say "to accept that: cp '$traces/baseline.json' '$baseline', and commit it"
	say "what made it so: l1analyze peak --owners '$last_worse'"
fi

if [ -n "$codequality" ]; then
	{
		echo '['
		sed '$!s/$/,/' "$private/findings"
		echo ']'
	} >"$codequality" || broken=3
fi
[ $broken -eq 0 ] || worst_of failed
if [ -n "${GITHUB_OUTPUT:-}" ]; then
	for line in "result=$result" "peak-bytes=$peak" "traces=$folder" "baseline=$folder/baseline.json"; do
		printf '%s\n' "$line"
	done >>"$GITHUB_OUTPUT"
fi
[ $failed -eq 0 ] || exit $failed
[ $broken -eq 0 ] || exit $broken
[ $worse -eq 0 ]

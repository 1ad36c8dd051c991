# fish completion for l1record, which is asked for its options; after `--` the command's own.
function __l1record_words
	set -l given (commandline -opc)
	set -l current (commandline -ct)
	if set -l after (contains -i -- -- $given)
		complete -C (string join ' ' -- (string escape -- $given[(math $after + 1)..-1]) $current)
		return
	end
	switch $given[-1]
		case --mock
			printf '%s\n' n150 n300 p150
			__fish_complete_suffix .yaml
		case --format
			printf '%s\n' table csv tsv json jsonl
		case --sweep --above --timeout -j --jobs
		case -o --output
			__fish_complete_path $current
		case '*'
			if string match -q -- '-*' $current
				l1record -h 2>/dev/null | string replace -r '^Status.*' '' |
					string match -ra -- '--[a-z]+' | sort -u
				printf '%s\n' -o -f -j -h --
			else
				__fish_complete_command
			end
	end
end
complete -c l1record -f -a '(__l1record_words)'

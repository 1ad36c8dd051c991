# fish completion for l1analyze, which is asked for its words, as bash's does.
function __l1analyze_words
	set -l given (commandline -opc)
	set -l current (commandline -ct)
	set -l verb $given[2]
	set -l previous $given[-1]
	if test (count $given) -lt 2
		l1analyze --list-verbs 2>/dev/null
		printf '%s\n' --help --version
		return
	end
	set -l values
	switch $previous
		case -o
			set values '<FILE>'
		case query
			string match -q -- '-*' $current; or set values (l1analyze --list-queries 2>/dev/null)
		case '--*'
			# what an option takes: words, or <WHAT> for anything else
			set values (l1analyze --list-values $verb $previous 2>/dev/null | string split ' ')
	end
	switch "$values[1]"
		case '<FILE>'
			__fish_complete_path $current
		case '<*'
		case ''
			if string match -q -- '-*' $current
				l1analyze --list-options $verb 2>/dev/null | string split ' '
				printf '%s\n' -o -f -h
			else
				__fish_complete_suffix .l1t
				__fish_complete_suffix .db
			end
		case '*'
			printf '%s\n' $values
	end
end
complete -c l1analyze -f -a '(__l1analyze_words)'

"""
The completions of zsh and fish offer what those of bash do, which cli_documented holds to the programs.
    completions_test.py SOURCE-FOLDER BIN-FOLDER
Exit: 77 neither shell is here.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, BIN = map(os.path.abspath, sys.argv[1:3])
COMPLETIONS = f"{SOURCE}/cmake/completions"
FILES = "FILES"
# What the shells say of files and commands is theirs: of each only that it is asked for.
ZSH = """function compadd { [[ $1 == -- ]] && shift; print -l -- "$@" }
function _files { print FILES }
function _command_names { print FILES }
function _normal { print NORMAL $words[1] $CURRENT }
file=$1; shift
words=("$@") CURRENT=$#; PREFIX=${words[CURRENT]}
source $file
"""
BASH = """. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "_$1"; printf '%s\\n' "${COMPREPLY[@]}"
"""
FISH = """for name in __fish_complete_path __fish_complete_suffix __fish_complete_command
    function $name; echo FILES; end
end
source $argv[1]; complete -C "$argv[2]"
"""


def words(shell, *command, cwd):
    done = subprocess.run([shell, *command], capture_output=True, text=True, cwd=cwd, check=False,
                          stdin=subprocess.DEVNULL, timeout=300,
                          env={**os.environ, "PATH": BIN + ":" + os.environ["PATH"], "HOME": cwd})
    assert not done.stderr, done.stderr
    return [line.split("\t")[0] for line in done.stdout.splitlines() if line]


class Completions(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def bash(self, *typed):
        return words("bash", "-O", "extglob", "-c", BASH, "x", f"{COMPLETIONS}/{typed[0]}", *typed,
                     cwd=self.folder)

    def zsh(self, *typed):
        return words("zsh", "-f", "-c", ZSH, "x", f"{COMPLETIONS}/zsh/_{typed[0]}", *typed, cwd=self.folder)

    def fish(self, *typed):
        return words("fish", "--no-config", "-c", FISH, f"{COMPLETIONS}/fish/{typed[0]}.fish", " ".join(typed),
                     cwd=self.folder)

    def shells(self):
        return [getattr(self, name) for name in ("zsh", "fish") if shutil.which(name)]

    def same(self, *typed):
        """As bash, of the words that begin with the last one: zsh leaves that choice to its caller."""
        wanted = {w for w in self.bash(*typed) if w.startswith(typed[-1])}
        self.assertTrue(wanted, typed)
        for ask in self.shells():
            given = {w for w in ask(*typed) if w.startswith(typed[-1]) and w != FILES}
            self.assertEqual(given, wanted, (ask.__name__, typed))

    def test_verbs(self):
        self.same("l1analyze", "")
        self.same("l1analyze", "pe")

    def test_options_of_each_verb(self):
        for verb in ("peak", "query", "export"):
            self.same("l1analyze", verb, "--")

    def test_values_of_an_option(self):
        self.same("l1analyze", "peak", "--by", "")
        self.same("l1analyze", "check", "--fail-on", "")
        self.same("l1analyze", "peak", "--format", "c")

    def test_queries_by_name(self):
        self.same("l1analyze", "query", "peak_")

    def test_files_where_a_file_is_meant(self):
        for ask in self.shells():
            for typed in (("l1analyze", "peak", ""), ("l1analyze", "peak", "-o", ""),
                          ("l1record", "-o", ""), ("l1record", "")):
                self.assertIn(FILES, ask(*typed), typed)

    def test_nothing_where_only_the_user_knows(self):
        for ask in self.shells():
            self.assertEqual(ask("l1analyze", "peak", "--limit", ""), [])
            self.assertEqual(ask("l1record", "--sweep", ""), [])

    def test_options_and_boards_of_l1record(self):
        self.same("l1record", "--")
        self.same("l1record", "--mock", "n")
        self.same("l1record", "--format", "")

    def test_after_two_dashes_the_command_is_completed(self):
        if shutil.which("zsh"):
            self.assertEqual(self.zsh("l1record", "--mock", "n150", "--", "ls", "-"), ["NORMAL ls 2"])
        if shutil.which("fish"):
            self.assertIn("--above", self.fish("l1record", "--", "l1record", "--ab"))


if __name__ == "__main__":
    if not shutil.which("zsh") and not shutil.which("fish"):
        print("neither zsh nor fish is here", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])

#!/usr/bin/env python3
"""action.yml and its script say the same of each other; what the script refuses is said in a line.

    papers_test.py SOURCE

Nothing is recorded here: the programs are stand-ins that are never run.
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

import action_file

SOURCE = pathlib.Path(sys.argv[1]).resolve()
SCRIPT = SOURCE / "cmake/ci/l1trace_ci.sh"
ACTION = action_file.read(SOURCE / "action.yml")
STEPS = ACTION["runs"]["steps"]


class Papers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def script(self, *words):
        environment = dict(action_file.clean_environment(), L1RECORD="true", L1ANALYZE="true")
        return subprocess.run([SCRIPT, *words], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def test_the_file_is_read_as_yaml_reads_it(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("no yaml here")
        self.assertEqual(yaml.load((SOURCE / "action.yml").read_text(), yaml.BaseLoader), ACTION)

    def test_each_input_is_used_and_each_that_is_used_exists(self):
        used = set(re.findall(r"inputs\.([\w-]+)", str(STEPS)))
        self.assertEqual(used, set(ACTION["inputs"]))
        for one in ACTION["inputs"].values():
            self.assertTrue(one["description"])
            self.assertNotEqual("default" in one, one.get("required") == "true")

    def test_inputs_come_by_the_environment_and_never_in_a_script(self):
        for step in STEPS:
            self.assertNotIn("${{", step["run"])
            self.assertEqual(set(step["env"]), set(re.findall(r"\$(L1TRACE_CI_\w+)", step["run"])))
            for name in re.findall(r".\$\w+", step["run"]):
                self.assertEqual(name[0], '"', f"{name} is not quoted")

    def test_the_action_and_the_script_have_the_same_options_and_defaults(self):
        text = SCRIPT.read_text()
        documented = set(re.findall(r"^#     (--[\w-]+) ", text, re.M))
        taken = set(re.findall(r"^\t(--[\w-]+)\) ", text, re.M))
        asked = dict(re.findall(r'(--[\w-]+) "\$L1TRACE_CI_(\w+)"', STEPS[1]["run"]))
        self.assertEqual(documented, taken)
        self.assertEqual(set(asked), documented - {"--summary", "--codequality"})
        for option, name in asked.items():
            self.assertEqual(option[2:].replace("-", "_").upper(), name)
            default = re.search(rf"\b{'ref' if option == '--base-ref' else option[2:]}=(\S+)", text)[1]
            self.assertEqual(default.strip("'"), ACTION["inputs"][option[2:]]["default"])

    def test_outputs_are_those_that_the_script_writes(self):
        written = set(re.findall(r'"([\w-]+)=\$', SCRIPT.read_text().split("GITHUB_OUTPUT:-")[1]))
        self.assertEqual(written, set(ACTION["outputs"]))
        for name, one in ACTION["outputs"].items():
            self.assertEqual(one["value"], "${{ steps.%s.outputs.%s }}" % (STEPS[1]["id"], name))

    def test_it_installs_what_the_action_brought_into_the_python_that_was_named(self):
        place = self.folder / "with space"
        (place / "cmake").mkdir(parents=True)
        (place / "cmake/packages.sh").write_text('#!/bin/sh\necho "packages $*"\n')
        python = self.folder / "a python"
        python.write_text('#!/bin/sh\n[ "$1" = -m ] && shift && printf "<%s>" "$@" && exit\necho /its/bin\n')
        for program in (place / "cmake/packages.sh", python):
            program.chmod(0o755)
        runner = action_file.Runner(ACTION, self.folder, self.folder, action_file.clean_environment())
        done, _, _, path = runner.step(0, {"python": str(python)}, place)
        self.assertEqual(done.returncode, 0, done.text)
        self.assertEqual(done.text, f"packages build\n<pip><install><--disable-pip-version-check><{place}>")
        self.assertEqual(path, "/its/bin\n")

    def test_wrong_words_cost_a_line_that_commands_nothing(self):
        for words in ([], ["--"], ["true"], ["--boards"], ["--board", "n150", "--", "true"],
                      ["--boards", "", "--", "true"], ["--boards", "n150 x/n150.yaml", "--", "true"],
                      ["--boards", "a\x1b[31m", "--", "true"], ["--traces", "", "--", "true"],
                      ["--traces", "a\nresult=ok", "--", "true"], ["--baseline", "a\r::error::b", "--", "true"],
                      ["--##[add-mask]x\n::error::y", "--", "true"], ["--base-ref", "--upload-pack=x", "--", "true"],
                      ["--base-ref", "+a:b", "--", "true"],
                      ["--base-ref", "none", "--baseline", "/l1.json", "--", "true"]):
            done = self.script(*words)
            self.assertEqual(done.returncode, 2, (words, done.stdout))
            self.assertRegex(done.stdout, r"^l1trace_ci: [^\x00-\x1f]+\n$", words)
            self.assertEqual(action_file.commands(done.stdout), [])

    def test_the_sample_workflows_ask_what_there_is(self):
        github = (SOURCE / "samples/ci/github.yml").read_text()
        asked = re.findall(r"^          ([\w-]+): ", github.split("l1trace@COMMIT\n")[1].split("      - ")[0], re.M)
        self.assertIn("command", asked)
        self.assertLessEqual(set(asked), set(ACTION["inputs"]))
        self.assertLessEqual(set(re.findall(r"outputs\.([\w-]+)", github)), set(ACTION["outputs"]))
        gitlab = (SOURCE / "samples/ci/gitlab-ci.yml").read_text()
        words = shlex.split(re.search(r"- \S+/l1trace(/\S+_ci\.sh .*?) -- ", gitlab, re.S)[1])
        self.assertEqual(SOURCE / words[0][1:], SCRIPT)
        options = set(re.findall(r"^\t(--[\w-]+)\) ", SCRIPT.read_text(), re.M))
        self.assertLessEqual(set(words[1::2]), options)

    def test_help_is_what_the_script_says_first(self):
        done = self.script("--help")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith("L1 in a CI: "))
        self.assertIn("l1trace_ci.sh --boards n150,p150", done.stdout)
        self.assertNotIn("set -uf", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

"""pytest: what each test uses of L1, limits on it, and what grew since a baseline.

    pytest -p l1trace.pytest_plugin --l1-mock n150 --l1        records without a device, shows a table
    @pytest.mark.limit_l1("600 KiB")                           or "45 %" of a core's L1
    @pytest.mark.limit_l1("900 KiB", core="0,0")               for this core, in place of the other
    @pytest.mark.limit_l1_leaks(0)                             bytes a core that the test may leave

A test is a mark in the trace, by its id, from its setup to its teardown; a fixture's setup is one, too
("fixture NAME"). Where a plugin runs a failed test again, each run has a mark of its own ("ID (run 2)") and
is judged alone, and the last one counts. To be over a limit is an exception as any other: xfail expects it.
Must not know: what l1analyze answers in, see limits.py.
"""
import hashlib
import json
import os
import sys

import pytest

import l1trace
from . import analyzer, limits

HOW = "run it under l1record, or add --l1-mock BOARD"
_TESTS_SHOWN = 20
_NAME_BYTES = 1000              # of a mark; longer ids are cut, with a digest


def pytest_addoption(parser):
    group = parser.getgroup("l1trace", "L1 memory of Tenstorrent chips")
    add = group.addoption
    add("--l1", action="store_true", help="show the peak of each test, the fullest first")
    add("--l1-budget", metavar="LIMIT", help="limit for tests that have none: '600 KiB', '45 %%'")
    add("--l1-baseline", metavar="FILE", help="peaks of tests (JSON): written, or with --l1-fail-on-increase read")
    add("--l1-fail-on-increase", action="store_true", help="a peak above the baseline's is a failure")
    add("--l1-trace", metavar="FILE", help="record into FILE; %%p is the process")
    add("--l1-mock", metavar="BOARD", help="record without a device: n150, n300, p150, ..")


def pytest_configure(config):
    config.addinivalue_line("markers", "limit_l1(limit, core=None): no core, or none of these ('0,0', "
                            "'0,0-7,3'), may hold more while the test runs: '600 KiB', '45 %'")
    config.addinivalue_line("markers", "limit_l1_leaks(bytes): what the test may leave in L1, bytes a core")
    if not config.pluginmanager.has_plugin("l1trace-session"):
        config.pluginmanager.register(Session(config), "l1trace-session")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """--l1-mock and --l1-trace: the same command once more, under l1record."""
    option = config.option
    if not (option.l1_mock or option.l1_trace) or hasattr(config, "workerinput"):
        return
    if os.environ.get("L1TRACE"):
        if os.environ.get("L1TRACE_PYTEST") != "1":
            raise pytest.UsageError("this is being recorded already: leave out --l1-mock and --l1-trace")
        return
    words, arguments = getattr(sys, "orig_argv", []), [str(a) for a in config.invocation_params.args]
    if not words or words[len(words) - len(arguments):] != arguments:
        raise pytest.UsageError(f"--l1-mock and --l1-trace belong on pytest's command line; elsewhere {HOW}")
    try:
        l1record = analyzer.program("l1record")
    except analyzer.Refused as error:
        raise pytest.UsageError(str(error)) from None
    mock = ["--mock", option.l1_mock] if option.l1_mock else []
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture:
        capture.stop_global_capturing()         # its files would be l1record's output
    os.environ["L1TRACE_PYTEST"] = "1"
    sys.stdout.flush()
    os.execv(l1record, [l1record, *mock, "-f", "-o", option.l1_trace or "pytest.l1t", "--", sys.executable,
                        *words[1:]])


def mark_of(item):
    name = item.nodeid.encode(errors="replace")
    if len(name) > _NAME_BYTES:
        name = name[:_NAME_BYTES] + b" " + hashlib.sha256(name).hexdigest()[:16].encode()
    return name.decode(errors="ignore")


def limit_of(mark):
    """What a mark says, by place or by name. ValueError: not one limit."""
    named = {name: value for name, value in mark.kwargs.items() if (mark.name, name) != ("limit_l1", "core")}
    said = [*mark.args, *named.values()]
    if len(said) != 1:
        raise ValueError(f"{mark.name} takes one limit, not {len(said)}")
    return limits.Limit(said[0])


def limits_of(item, budget):
    """The limits on what the test holds: its own, the nearest mark first; budget: for cores that have none."""
    every, of_cores = None, []
    for mark in item.iter_markers("limit_l1"):
        limit, core = limit_of(mark), mark.kwargs.get("core")
        if core is not None:
            of_cores.append((limits.Cores(core), limit))
        every = every or (limit if core is None else None)
    return limits.Limits(every, of_cores=of_cores) if every else limits.Limits(budget, "--l1-budget", of_cores)


def read_baseline(file):
    """{test: peak bytes}"""
    try:
        with open(file, encoding="utf-8") as text:
            tests = json.load(text)["tests"]
        if all(type(peak) is int for peak in tests.values()):
            return tests
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    except OSError as error:
        raise pytest.UsageError(f"cannot read the baseline: {error}") from None
    raise pytest.UsageError(f"'{file}' is no baseline that --l1-baseline wrote")


class L1Limit(pytest.fail.Exception):
    """How a test ends that is over a limit: as if it had raised it."""

    def __init__(self, lines):
        super().__init__("\n".join(lines), pytrace=False)


L1Limit.__module__ = "builtins"         # its name alone is shown


def raised(exception):
    """What pytest knows of a call that raised it."""
    try:
        raise exception
    except type(exception):
        return pytest.ExceptionInfo.from_current()


def not_judged(item, why):
    """Not judged is no failure of the test, and no success of its limit."""
    exception = pytest.skip.Exception(f"its limit on L1 was not judged: {why}")
    exception._use_item_location = item.location[1] is not None
    return exception


class Session:
    """One process's tests. With xdist the workers judge, and the controller shows what they found."""

    def __init__(self, config):
        option = self.option = config.option
        self.config, self.known, self.found = config, {}, {}
        self.tests = {}                 # of this process: mark of its last run -> id
        self.mark, self.phase, self.runs = None, None, 0        # of the test that runs
        self.failed, self.passed, self.trouble = set(), None, None
        self.worker = getattr(config, "workeroutput", None) if hasattr(config, "workerinput") else None
        self.controller = bool(getattr(option, "numprocesses", None)) and not hasattr(config, "workerinput")
        try:
            self.budget = limits.Limit(option.l1_budget) if option.l1_budget else None
        except ValueError as error:
            raise pytest.UsageError(f"--l1-budget: {error}") from None
        self.baseline = os.path.abspath(option.l1_baseline) if option.l1_baseline else None
        wanted = option.l1 or option.l1_budget or option.l1_baseline
        if wanted and not os.environ.get("L1TRACE") and not self._starts_anew():
            raise pytest.UsageError(f"--l1, --l1-budget and --l1-baseline: nothing is recorded; {HOW}")
        if option.l1_fail_on_increase:
            if not option.l1_baseline:
                raise pytest.UsageError("--l1-fail-on-increase needs --l1-baseline FILE")
            if not self._starts_anew():
                self.known = read_baseline(self.baseline)
        elif self.baseline and os.path.exists(self.baseline):
            read_baseline(self.baseline)            # refused before the tests, not after them

    def _starts_anew(self):
        return bool(self.option.l1_mock or self.option.l1_trace) and not os.environ.get("L1TRACE")

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        self.runs = 0
        self._begin(item, mark_of(item))
        yield
        self.phase.__exit__(None, None, None)

    def _begin(self, item, mark):
        self.mark, self.phase = mark, l1trace.mark(mark)
        self.tests[mark] = item.nodeid
        self.phase.__enter__()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        """Once in a protocol; again where a plugin runs a test again."""
        self.runs += 1
        if self.runs > 1:
            self.phase.__exit__(None, None, None)
            self.tests.pop(self.mark, None)
            self._begin(item, f"{mark_of(item)} (run {self.runs})")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        with l1trace.mark(f"fixture {fixturedef.argname}"):
            yield

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """A limit is judged before pytest makes the report, so that all that looks at reports finds its exception."""
        passed, found = call.excinfo is None, None
        try:
            if call.when == "call":
                found = self._judge_peak(item, passed)
            elif call.when == "teardown" and passed and self.passed == item.nodeid:
                found = self._judge_leaks(item)
        except analyzer.Refused as error:
            found = not_judged(item, f"l1analyze did not answer: {error}")
        except ValueError as error:
            found = L1Limit([str(error)])
        if passed and found:
            call.excinfo = raised(found)
        report = (yield).get_result()
        if call.when == "call":
            self.passed = item.nodeid if report.passed else None
        crash = getattr(report.longrepr, "reprcrash", None)
        if passed and isinstance(found, L1Limit) and crash:     # pytest 7.0 has none
            crash.path, crash.lineno = str(item.path), (item.location[1] or 0) + 1

    @staticmethod
    def _trace():
        l1trace.flush()
        return l1trace.path()

    def _judge_peak(self, item, passed):
        """What is to be raised; None: nothing."""
        wanted = limits_of(item, self.budget)
        before = self.known.get(item.nodeid)
        if not wanted and before is None and not (self.option.l1 and getattr(self.option, "xmlpath", None)):
            return None
        trace = self._trace()
        if not trace:
            return not_judged(item, f"nothing is recorded; {HOW}") if wanted or before is not None else None
        rows = limits.peaks(trace, self.mark, bool(wanted.of_cores))
        if not rows:
            return not_judged(item, "no device was open in it") if item.get_closest_marker("limit_l1") else None
        peak = max(rows, key=lambda row: row["peak_bytes"])
        item.user_properties[:] = [p for p in item.user_properties if p[0] not in ("l1_peak_bytes", "l1_peak_op")]
        item.user_properties += [("l1_peak_bytes", peak["peak_bytes"]), ("l1_peak_op", peak["name"] or "")]
        found = wanted.over(rows)
        if passed and found:
            return L1Limit(limits.over_text(trace, self.mark, *found))
        if passed and before is not None and peak["peak_bytes"] > before:
            return L1Limit(limits.over_text(trace, self.mark, peak, before, "the baseline"))
        why = wanted.not_judged(rows)
        return not_judged(item, why) if why else None

    def _judge_leaks(self, item):
        own = item.get_closest_marker("limit_l1_leaks")
        if not own:
            return None
        allowed = limit_of(own)
        if allowed.bytes is None:
            raise ValueError("limit_l1_leaks has bytes a core, no percent")
        trace = self._trace()
        if not trace:
            return not_judged(item, f"nothing is recorded; {HOW}")
        rows = limits.left(trace, self.mark)
        if rows is None:
            return not_judged(item, "no device was open in it")
        if sum(row["bytes_per_core"] for row in rows) > allowed.bytes:
            return L1Limit(limits.left_text(trace, self.mark, rows, allowed.bytes))
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self):
        """One question about all tests, where the table or the baseline needs it."""
        if not self.controller and (self.option.l1 or self.option.l1_baseline):
            try:
                self._ask_for_all()
            except analyzer.Refused as error:
                self.trouble = str(error)
        if self.worker is not None:
            self.worker["l1trace"] = (self.found, self.trouble)
        elif self.option.l1_baseline and not self.option.l1_fail_on_increase and self.found:
            try:
                self._write_baseline(self.baseline)
            except (OSError, pytest.UsageError) as error:
                self.trouble = f"the baseline is not written: {error}"

    def _ask_for_all(self):
        trace = self._trace()
        for row in analyzer.rows("peak", "--by", "mark", trace) if trace else []:
            test = self.tests.get(row["mark"])
            if test and (test not in self.found or row["peak_bytes"] > self.found[test]["peak_bytes"]):
                self.found[test] = {**row, "trace": trace}

    def _write_baseline(self, file):
        """Peaks of tests that did not run, or did not pass, stay what they were."""
        tests = read_baseline(file) if os.path.exists(file) else {}
        tests.update({t: row["peak_bytes"] for t, row in self.found.items() if t not in self.failed})
        with open(f"{file}.new", "w", encoding="utf-8") as text:
            json.dump({"l1trace_baseline": 1, "tests": tests}, text, indent=1, sort_keys=True)
            text.write("\n")
        os.replace(f"{file}.new", file)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        found, self.trouble = getattr(node, "workeroutput", {}).get("l1trace", ({}, self.trouble))
        self.found.update(found)

    def pytest_runtest_logreport(self, report):
        if report.failed or report.skipped:         # as expected, or not judged: no peak to hold others to
            self.failed.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter):
        write = terminalreporter.write_line
        if self.trouble:
            write(f"l1trace: {self.trouble}")
        if not self.option.l1:
            return
        terminalreporter.section("L1 peaks, bytes of the fullest core")
        rows = sorted(self.found.items(), key=lambda f: (-f[1]["peak_bytes"], f[0]))
        for test, row in rows[:_TESTS_SHOWN]:
            share = ""
            if row["capacity_bytes"] and row["reserved_bytes"] is not None:
                share = f"{100 * row['peak_bytes'] / (row['capacity_bytes'] - row['reserved_bytes']):.1f} %"
            write(f"{row['peak_bytes']:>11,} {share:>7}  {test}  {row['name'] or ''}")
        if len(rows) > _TESTS_SHOWN:
            write(f"{len(rows) - _TESTS_SHOWN} more tests held less")
        for trace in sorted({row["trace"] for _, row in rows}):
            write(f"next: l1analyze peak --by mark {trace}")
        if not rows:
            write("no test had a device open")

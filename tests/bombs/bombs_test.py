"""
No trace makes a verb take longer than 10 s plus 1 s for each MB, or more memory than 256 MB plus
100 times its size.

    bombs_test.py L1ANALYZE MAKE_BOMB [--count N] [--all] [--only LIST,LIST]

Makes bombs: traces in which two or three of the lists are long, each list together with every other
one. A verb reads each bomb under RLIMIT_AS (ulimit -v) and a timer. Verbs alternate, so that N
bombs, always the same ones, try all of them; --all runs every verb on every bomb, which takes hours.
Prints the worst figures of each verb.
"""
import concurrent.futures, itertools, os, random, resource, shutil, subprocess, sys, tempfile

MANY = {"chips": 4096, "grid": 32, "cores": 1000, "ranges": 200000, "strings": 3000, "length": 100000,
        "sites": 20000, "frames": 64, "devices": 3000, "threads": 5000, "programs": 5000,
        "captured": 3000, "captures": 4000, "resumes": 3000}
MANY_EVENTS = 20000
VERBS = [["peak"], ["timeline"], ["load"], ["explain"], ["leaks"], ["check"], ["frag"], ["ops"],
         ["at", "--peak"], ["peak", "--by", "mark"], ["leaks", "--growth"], ["info"], ["marks"],
         ["frag", "--policy", "all"], ["callsites"], ["kernels"], ["histogram"], ["diff"],
         ["timeline", "--format", "csv"], ["leaks", "--format", "csv"], ["at", "50%"],
         ["peak", "--mark", "b"], ["leaks", "--per-mark", "b"], ["ops", "--from", "10%"],
         ["query", "SELECT count(*) FROM timeline"],
         *(["export", "--to", name] for name in ("csv", "jsonl", "ttnn-visualizer", "perfetto", "speedscope",
                                                 "pprof", "collapsed", "torch-snapshot"))]
MB = 1 << 20


def limit(size):
    bytes_most = 256 * MB + 100 * size
    resource.setrlimit(resource.RLIMIT_AS, (bytes_most, bytes_most))
    seconds = 2 * int(10 + size / 1e6) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 32, 1 << 32))


def words_of(verb, trace, folder):
    if verb[0] == "load":
        return ["load", "-f", trace, "-o", os.path.join(folder, os.path.basename(trace) + ".db")]
    if verb[0] == "export":
        return [*verb, "-f", "-o", os.path.join(folder, os.path.basename(trace) + ".out"), trace]
    if verb[0] == "diff":
        return ["diff", trace, trace]
    return verb + [trace]


def run(analyze, verb, trace, folder):
    """Seconds, MB, and what was wrong (None: nothing)."""
    size = os.path.getsize(trace)
    with open(os.devnull, "wb") as nothing, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen([analyze] + words_of(verb, trace, folder), stdout=nothing,
                                 stderr=errors, preexec_fn=lambda: limit(size))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read(600).decode("utf-8", "replace").strip()
    seconds, mb = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    wrong = None
    if child.returncode < 0:
        wrong = "killed by signal %d" % -child.returncode
    elif child.returncode not in (0, 1, 2, 4):
        wrong = "exit %d: %s" % (child.returncode, said)
    elif seconds > 10 + size / 1e6:
        wrong = "%.1f s" % seconds
    elif mb > 256 + 100 * size / MB:
        wrong = "%.0f MB" % mb
    elif child.returncode == 4 and not said:
        wrong = "exit 4, and nothing is said"
    return seconds, mb, wrong


def bombs(lists, everything):
    pairs = [p for p in itertools.combinations(lists, 2)]
    random.Random(7).shuffle(pairs)
    for i, pair in enumerate(pairs):
        yield pair if everything or i % 3 else pair + (lists[i % len(lists)],)


def make(make_bomb, names, path):
    words = ["%s=%d" % (name, MANY.get(name, MANY_EVENTS)) for name in set(names)]
    if "frames" in names or "length" in names:
        words.append("strings=40")
    if "captured" in names and "captures" not in names:
        words.append("captures=3")
    subprocess.run([make_bomb, path] + words, check=True)


def one(job):
    analyze, make_bomb, names, verbs, folder = job
    trace = os.path.join(folder, "-".join(names) + ".l1t")
    make(make_bomb, names, trace)
    results = [(verb, *run(analyze, verb, trace, folder)) for verb in verbs]
    size = os.path.getsize(trace)
    for name in os.listdir(folder):
        if name.startswith(os.path.basename(trace)):
            made = os.path.join(folder, name)
            shutil.rmtree(made) if os.path.isdir(made) else os.unlink(made)
    return names, size, results


def main():
    analyze, make_bomb = sys.argv[1:3]
    everything = "--all" in sys.argv
    count = int(sys.argv[sys.argv.index("--count") + 1]) if "--count" in sys.argv else None
    lists = subprocess.run([make_bomb, "--lists"], check=True, capture_output=True,
                           text=True).stdout.split()
    todo = list(bombs(lists, everything))[:count]
    if "--only" in sys.argv:
        todo = [tuple(sys.argv[sys.argv.index("--only") + 1].split(","))]
    done, failed, worst = 0, 0, {}
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = ((analyze, make_bomb, names, VERBS if everything else [VERBS[i % len(VERBS)]], folder)
                for i, names in enumerate(todo))
        running = set()
        for job in itertools.chain(jobs, [None]):
            if job:
                running.add(pool.submit(one, job))
                if len(running) < 2:
                    continue
                ended, running = concurrent.futures.wait(
                    running, return_when=concurrent.futures.FIRST_COMPLETED)
            else:
                ended, running = concurrent.futures.wait(running)[0], set()
            for future in ended:
                names, size, results = future.result()
                for verb, took, mb, wrong in results:
                    done += 1
                    name = " ".join(verb)
                    for i, value in enumerate((took, mb)):
                        if value > worst.get((name, i), (0,))[0]:
                            worst[name, i] = value, " ".join(names)
                    if wrong:
                        failed += 1
                        print("%s, %d bytes: %s: %s" % (" x ".join(names), size, name, wrong),
                              flush=True)
    for name in sorted({key[0] for key in worst}):
        print("%-32s %5.1f s (%s)  %4.0f MB (%s)" % (name, *worst.get((name, 0), (0, "")),
                                                     *worst.get((name, 1), (0, ""))))
    print("%d passed, %d failed" % (done - failed, failed))
    return 1 if failed or not done else 0


sys.exit(main())

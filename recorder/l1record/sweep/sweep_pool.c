/*
 * Some runs at the same time: see sweep_pool.h. Each has a group of its own, so that Ctrl-C reaches
 * only l1record, which lets every run close its trace and remove its private folder.
 *
 * Must not know: what a run does, which run comes next.
 */
#include "messages.h"
#include "sweep_pool.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void held_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		sigaddset(set, ending[i]);
}

int sweep_pool_open(struct sweep_pool *p, unsigned jobs)
{
	sigset_t set;
	void *shared;

	memset(p, 0, sizeof(*p));
	p->jobs = jobs < SWEEP_JOBS_MOST ? jobs : SWEEP_JOBS_MOST;
	shared = mmap(NULL, p->jobs * sizeof(*p->outcomes), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		say("cannot begin: no memory to share with the runs: %s", strerror(errno));
		return -1;
	}
	p->outcomes = shared;
	for (unsigned i = 0; i < p->jobs; i++)
		p->slots[i].outcome = &p->outcomes[i];
	held_signals(&set);
	sigprocmask(SIG_BLOCK, &set, &p->saved);
	return 0;
}

void sweep_pool_close(struct sweep_pool *p)
{
	if (!p->outcomes)
		return;
	munmap(p->outcomes, p->jobs * sizeof(*p->outcomes));
	p->outcomes = NULL;
	sigprocmask(SIG_SETMASK, &p->saved, NULL);
}

int sweep_pool_begin(struct sweep_pool *p, uint64_t run, sweep_do *begin, void *context)
{
	struct sweep_slot *s = p->slots;
	pid_t parent = getpid();

	while (s->pid)
		s++;
	memset(s->outcome, 0, sizeof(*s->outcome));
	s->run = run;
	s->pid = fork();
	if (s->pid < 0) {
		s->pid = 0;
		say("cannot begin a run: no new process: %s; try a smaller -j", strerror(errno));
		return -1;
	}
	if (!s->pid) {
		(void)setpgid(0, 0);
		/* when l1record is killed its runs end as if it had asked them to */
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(1);
		sigprocmask(SIG_SETMASK, &p->saved, NULL);
		begin(context, run, s->outcome);
		_exit(0);
	}
	p->running++;
	return 0;
}

void sweep_pool_end_all(struct sweep_pool *p)
{
	for (unsigned i = 0; i < p->jobs; i++)
		if (p->slots[i].pid)
			(void)kill(p->slots[i].pid, SIGTERM);
}

static struct sweep_slot *slot_of(struct sweep_pool *p, pid_t pid)
{
	for (unsigned i = 0; i < p->jobs; i++)
		if (p->slots[i].pid == pid)
			return &p->slots[i];
	return NULL;
}

bool sweep_pool_wait(struct sweep_pool *p, uint64_t *run, const struct run_outcome **outcome)
{
	sigset_t set;

	held_signals(&set);
	while (p->running) {
		int status;
		pid_t pid = waitpid(-1, &status, WNOHANG);
		struct sweep_slot *s = pid > 0 ? slot_of(p, pid) : NULL;
		siginfo_t info;

		if (s) {
			s->pid = 0;
			p->running--;
			s->outcome->lost = !WIFEXITED(status) || WEXITSTATUS(status);
			*run = s->run;
			*outcome = s->outcome;
			return true;
		}
		if (pid > 0)            /* process 1 of a container gets orphans, too */
			continue;
		if (sigwaitinfo(&set, &info) > 0 && info.si_signo != SIGCHLD) {
			p->ended_by = info.si_signo;
			sweep_pool_end_all(p);
		}
	}
	return false;
}

-- What reports say beside what the trace has, and which group of them is shown now.
CREATE TEMP TABLE IF NOT EXISTS reconciled(which INTEGER, run INTEGER, device INTEGER, chips TEXT,
report TEXT, time_ns INTEGER, scope TEXT, cores TEXT, kind TEXT, what TEXT, address INTEGER,
reported_bytes INTEGER, recorded_bytes INTEGER, difference_bytes INTEGER, program_bytes INTEGER,
kernel_bytes INTEGER, total_bytes INTEGER, agrees INTEGER, note TEXT);
CREATE TEMP TABLE IF NOT EXISTS reconcile_shown(which INTEGER, brief INTEGER)

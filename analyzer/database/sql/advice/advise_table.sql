-- The table of what to change; and the fullest core of each opening, to be found by run.
CREATE TEMP TABLE advice(run INTEGER, device INTEGER, advice INTEGER, action TEXT, callsite TEXT,
  last_use_callsite TEXT, variable TEXT, tensor TEXT, name TEXT, count INTEGER, saved_bytes INTEGER,
  peak_bytes INTEGER, peak_after_bytes INTEGER, headroom_after_bytes INTEGER,
  failures_prevented INTEGER, figure TEXT, because TEXT, chips TEXT, headroom_bytes INTEGER,
  peak_op INTEGER, peak_name TEXT, bytes_per_core INTEGER, cores TEXT, most_saved_bytes INTEGER);
CREATE TEMP TABLE fullest AS SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY run, opening
    ORDER BY peak_bytes DESC, time_ns, core_y, core_x) AS nth,
    min(headroom_bytes) OVER (PARTITION BY run, opening) AS least_headroom_bytes FROM peak_core)
  WHERE nth = 1;
CREATE INDEX temp.fullest_of ON fullest (run, opening);

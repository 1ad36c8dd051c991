-- The table of what to change.
CREATE TEMP TABLE advice(run INTEGER, device INTEGER, advice INTEGER, action TEXT, callsite TEXT,
  last_use_callsite TEXT, variable TEXT, tensor TEXT, name TEXT, count INTEGER, saved_bytes INTEGER,
  peak_bytes INTEGER, peak_after_bytes INTEGER, headroom_after_bytes INTEGER,
  failures_prevented INTEGER, figure TEXT, because TEXT, chips TEXT, headroom_bytes INTEGER,
  peak_op INTEGER, peak_name TEXT, bytes_per_core INTEGER, cores TEXT, most_saved_bytes INTEGER)

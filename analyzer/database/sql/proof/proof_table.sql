-- The table of proof runs: what was said of each piece of advice, and what was seen.
CREATE TEMP TABLE proof(run INTEGER, device INTEGER, advice INTEGER, action TEXT, change TEXT,
  callsite TEXT, last_use_callsite TEXT, variable TEXT, count INTEGER, done INTEGER,
  peak_bytes INTEGER, peak_after_bytes INTEGER, peak_seen_bytes INTEGER,
  failures_prevented INTEGER, failures INTEGER, failures_seen INTEGER, figure TEXT, verdict TEXT,
  because TEXT, chips TEXT)

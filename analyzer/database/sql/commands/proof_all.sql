-- Whether advice is true: what was said of each piece, and what was seen when it was done.
SELECT run, device, advice, action, verdict, peak_bytes, peak_after_bytes, peak_seen_bytes, figure,
  failures_prevented, failures, failures_seen, count, done, because, callsite, last_use_callsite,
  variable, chips
FROM proof ORDER BY run, advice

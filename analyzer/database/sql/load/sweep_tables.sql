-- The runs of a sweep by their numbers, with the values of its names, and their traces.
CREATE TEMP TABLE swept (
  n INTEGER PRIMARY KEY, board TEXT, v1, v2, v3, v4, v5, v6, v7, v8, result TEXT, ended TEXT,
  fits INTEGER, peak_bytes INTEGER, headroom_bytes INTEGER, op INTEGER, name TEXT, failure TEXT,
  failed_op TEXT, callsite TEXT, trace TEXT
);
CREATE TEMP TABLE swept_trace (n INTEGER, nth INTEGER, name TEXT)

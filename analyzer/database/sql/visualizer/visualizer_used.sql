-- Which ops work on which buffers, as they are recorded
CREATE TEMP TABLE IF NOT EXISTS exported_used (run INTEGER, op INTEGER, buffer INTEGER, kind TEXT,
  made INTEGER);

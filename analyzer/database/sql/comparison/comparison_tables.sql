-- The tables of a comparison. Runs of a baseline are numbered after those of traces.
-- side: 0 the first, 1 the second; NULL: it is held against none.
CREATE TEMP TABLE compared_run (run INTEGER PRIMARY KEY, name TEXT, path TEXT, rank INTEGER,
  side INTEGER, stored INTEGER);
CREATE TEMP TABLE compared_site (run INTEGER, callsite TEXT, site TEXT, site_key TEXT, file TEXT,
  full_path TEXT, line INTEGER, PRIMARY KEY (run, callsite)) WITHOUT ROWID;
-- What is compared: see view figures. op, callsite: of the op that has the peak.
CREATE TEMP TABLE figure (run INTEGER, what TEXT, device INTEGER, name TEXT, measure TEXT,
  value INTEGER, op TEXT, callsite TEXT);
-- Lines where something leaked or failed, of traces alone. name: as in figure.
CREATE TEMP TABLE figure_site (run INTEGER, what TEXT, device INTEGER, name TEXT, callsite TEXT,
  count INTEGER, bytes_per_core INTEGER);
-- place: in which order pairs are shown, the worst first; same: the pair that differs in the same,
-- and is shown for this one.
CREATE TEMP TABLE compared_pair (pair INTEGER PRIMARY KEY, a INTEGER, b INTEGER, place INTEGER,
  same INTEGER);
-- Ops that differ: see op_changes.h.
CREATE TEMP TABLE op_difference (pair INTEGER, what TEXT, device INTEGER, name TEXT, measure TEXT,
  a INTEGER, b INTEGER, note TEXT, times INTEGER, op INTEGER, callsite TEXT, weight INTEGER);
CREATE TEMP TABLE difference (pair INTEGER, place INTEGER, what TEXT, device INTEGER, name TEXT,
  measure TEXT, a INTEGER, b INTEGER, worse INTEGER, note TEXT, times INTEGER, op INTEGER,
  callsite TEXT, file TEXT, full_path TEXT, line INTEGER, weight INTEGER);
-- What the fullest core holds at its peak; columns of owners.sql, of which traces alone have rows.
CREATE TEMP TABLE peak_held (run INTEGER, part TEXT, bytes_per_core INTEGER, owner TEXT,
  callsite TEXT, variable TEXT, op INTEGER)

-- The rows of the maps of `at`; `which` is the number of the map.
CREATE TEMP TABLE IF NOT EXISTS address_map(run INTEGER, handle INTEGER, device INTEGER,
time_ns INTEGER, owner_kind TEXT, owner TEXT, address INTEGER, bytes_per_core INTEGER,
callsite TEXT, note TEXT, role TEXT, id INTEGER, size_bytes INTEGER, age_ns INTEGER,
which INTEGER, tensor TEXT, cb_name TEXT, pages INTEGER, page_bytes INTEGER, data_format TEXT,
kernels TEXT, variable TEXT, captured_op INTEGER)

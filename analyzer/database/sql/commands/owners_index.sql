-- For owners: maps of many runs, each by its run.
CREATE INDEX IF NOT EXISTS temp.address_map_of ON address_map (which, run, device, role)

-- For at_marks: the rows of a bank among those of many devices and chips.
CREATE INDEX IF NOT EXISTS temp.address_map_bank ON address_map (run, device, handle)

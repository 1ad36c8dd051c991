-- The chips of each device.
SELECT handle, chips FROM device ORDER BY run, handle

-- What buffers hold.
SELECT id, tensor FROM tensor ORDER BY run, id

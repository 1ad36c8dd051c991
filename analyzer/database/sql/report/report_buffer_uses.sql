-- What used buffers.
SELECT used, uses, last_use_nth, perhaps_nth FROM buffer_used

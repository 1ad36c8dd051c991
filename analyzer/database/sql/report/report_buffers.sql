-- Lifetimes of buffers, as they were written.
SELECT buffer, form, address, alloc_ns, life_ns, part, used, ops_before, last_use_ns, perhaps_ns
FROM buffer_row ORDER BY rowid

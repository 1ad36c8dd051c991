-- What each allocator had free, after each of its changes.
SELECT * FROM l1_frag ORDER BY run, time_ns, moment, handle, kind;

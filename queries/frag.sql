-- What each allocator had free, after each of its changes.
SELECT * FROM frag ORDER BY run, time_ns, moment, handle, kind;

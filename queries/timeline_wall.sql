-- Changes of several runs in the order of the wall clock: what each held at the same time.
-- at_ns: ns after the first of these runs began (view run_clock).
-- keep: at_ns, rank
SELECT t.time_ns + c.after_ns AS at_ns, c.rank, t.run, t.device, t.core_x, t.core_y, t.event,
  t.total_bytes, t.buffer_bytes, t.l1_small_bytes, t.program_bytes, t.op, t.name, t.time_ns, c.host,
  t.seq
FROM timeline t JOIN run_clock c ON c.run = t.run ORDER BY at_ns, t.run, t.block, t.seq;

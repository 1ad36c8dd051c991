-- Launches of several runs in the order of the wall clock: what the others did meanwhile.
-- at_ns: ns after the first of these runs began (view run_clock).
-- keep: at_ns, rank
SELECT o.time_ns + c.after_ns AS at_ns, c.rank, o.run, o.op, o.device, o.name, o.kind,
  o.peak_bytes, o.headroom_bytes, o.buffer_bytes, o.program_bytes, o.time_ns, c.host, o.callsite
FROM ops o JOIN run_clock c ON c.run = o.run ORDER BY at_ns, o.run, o.op, o.device;

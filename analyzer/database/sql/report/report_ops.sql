-- Launches and replays.
SELECT op, form, time_ns, buffer_bytes, headroom_bytes FROM op_row ORDER BY run, op, part

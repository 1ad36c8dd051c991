-- Changes of what classes of cores hold; what is only a state, too, as a class begins with it.
SELECT block, part, classes, time_ns, event, op, buffer_bytes, l1_small_bytes, program_bytes,
  persistent_bytes
FROM change_shared

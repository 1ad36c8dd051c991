-- The table of what other rules of placement would have done.
CREATE TEMP TABLE verdict(run, handle, kind, policy, verdict, count, time_ns, failure_kind, failure,
  need_bytes, region_end, free_bytes, largest_free_bytes, lowest_buffer, op, name, callsite)

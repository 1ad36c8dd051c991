-- Sets the window that the views answer for.
UPDATE window SET from_ns = :from_ns, to_ns = :to_ns, from_percent = :from_percent,
  to_percent = :to_percent, mark = :mark, device = :device, op = :op, core_x0 = :core_x0,
  core_y0 = :core_y0, core_x1 = :core_x1, core_y1 = :core_y1, kind = :kind

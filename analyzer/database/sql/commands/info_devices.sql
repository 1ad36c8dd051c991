-- The devices that a run opened.
SELECT coalesce(arch, 'device') || ', chip ' || ranges(chips) || ', mesh ' || coalesce(mesh, '-')
  || ', ' || grid_x || 'x' || grid_y || ' cores of ' || l1_bytes || ' B (unreserved from '
  || coalesce(unreserved_base, '?') || ', L1_SMALL ' || coalesce(l1_small_bytes, '?') || '), '
  || coalesce(bank_count, '?') || ' banks of ' || coalesce(bank_bytes, '?') || ' B'
  || coalesce(', DRAM ' || dram_bank_count || ' banks of ' || dram_bank_bytes || ' B from '
    || dram_base, '') AS opened
FROM device WHERE run = ?1 ORDER BY handle

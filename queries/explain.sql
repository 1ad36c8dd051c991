-- Why something did not fit: who holds the memory, and what makes it fit.
SELECT * FROM explain ORDER BY run, failure, CASE role WHEN 'verdict' THEN 0 WHEN 'cure' THEN 1
  WHEN 'past' THEN 2 WHEN 'grew' THEN 3 WHEN 'after' THEN 4
  WHEN 'region' THEN 5 WHEN 'alias' THEN 5 WHEN 'in the way' THEN 6 WHEN 'own' THEN 7
  WHEN 'maybe own' THEN 8 WHEN 'operand' THEN 9 WHEN 'cache' THEN 10 WHEN 'lives' THEN 11
  WHEN 'set' THEN 12 WHEN 'op' THEN 13 WHEN 'line' THEN 14 WHEN 'program' THEN 16 WHEN 'freed' THEN 17
  ELSE 15 END,
  CASE WHEN role <> 'cure' THEN 0 WHEN fits IS NULL THEN 10 ELSE CASE owner_kind
  WHEN 'l1_small_size' THEN 1 WHEN 'config_tensors_in_dram' THEN 2
  WHEN 'deallocate_activation' THEN 2 WHEN 'l1_small_semaphores' THEN 3 WHEN 'free' THEN 4
  WHEN 'reallocate' THEN 5 WHEN 'dram' THEN 6
  WHEN 'dram_input' THEN 7 WHEN 'clear_program_cache' THEN 8 ELSE 9 END END,
  CASE role WHEN 'kernel' THEN -bytes_per_core WHEN 'program' THEN -bytes_per_core END, CASE role WHEN 'freed' THEN age_ns END, address,
  owner, callsite, id, bytes_per_core DESC, owner_kind, note;

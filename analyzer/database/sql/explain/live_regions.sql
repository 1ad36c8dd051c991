-- The regions that a program had placed at an instant, in the order of their placement.
SELECT kind, idx, address, bytes_per_core, cores, alias, first, cb_name, page_bytes, pages,
  data_format
FROM named_region
WHERE run = :run AND program = :program AND time_ns <= :time_ns AND (:device IS NULL OR
  ',' || chips || ',' LIKE '%,' || :device || ',%')
ORDER BY id

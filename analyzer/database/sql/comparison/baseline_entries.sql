-- The entries of a baseline, a row for each chip; those of equal chips are beside each other. Of
-- runs
-- of one name only the last counts.
WITH kept AS (SELECT run, name, rank,
  row_number() OVER (PARTITION BY name ORDER BY stored, run DESC) AS
  nth
  FROM compared_run),
entry AS (SELECT k.name AS run_name, max(k.rank) AS rank, f.what, f.name, f.device, max(f.op) AS op,
    max(value) FILTER (WHERE measure = 'bytes_per_core') AS bytes_per_core,
    max(value) FILTER (WHERE measure = 'count') AS count,
    max(value) FILTER (WHERE measure = 'headroom_bytes') AS headroom_bytes,
    max(value) FILTER (WHERE measure = 'kernel_text_bytes') AS kernel_text_bytes,
    max(value) FILTER (WHERE measure = 'largest_free_bytes') AS largest_free_bytes,
    max(value) FILTER (WHERE measure = 'launches') AS launches,
    max(value) FILTER (WHERE measure = 'peak_bytes') AS peak_bytes,
    max(value) FILTER (WHERE measure = 'program_bytes') AS program_bytes,
    max(value) FILTER (WHERE measure = 'usable_bytes') AS usable_bytes
  FROM kept k JOIN figure f ON f.run = k.run WHERE k.nth = 1
  GROUP BY k.name, f.what, f.name, f.device)
SELECT head, tail, device FROM (SELECT run_name, what, name, device,
    '"run": ' || json_quote(run_name) || coalesce(', "rank": ' || rank, '')
      || ', "what": ' || json_quote(what) || ', "name": '
      || json_quote(name) AS head,
    iif(op IS NULL, '', ', "op": ' || json_quote(op))
      || coalesce(', "bytes_per_core": ' || bytes_per_core, '')
      || coalesce(', "count": ' || count, '')
      || coalesce(', "headroom_bytes": ' || headroom_bytes, '')
      || coalesce(', "kernel_text_bytes": ' || kernel_text_bytes, '')
      || coalesce(', "largest_free_bytes": ' || largest_free_bytes, '')
      || coalesce(', "launches": ' || launches, '')
      || coalesce(', "peak_bytes": ' || peak_bytes, '')
      || coalesce(', "program_bytes": ' || program_bytes, '')
      || coalesce(', "usable_bytes": ' || usable_bytes, '') AS tail FROM entry)
ORDER BY run_name, what, name, tail, device

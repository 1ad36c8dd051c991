-- Programs with the end of their regions and the bytes they name; aliases take nothing.
SELECT r.run, r.program, r.chips, count(*) AS regions,
  sum(CASE WHEN alias THEN 0 ELSE bytes_per_core END) AS placed_bytes,
  max(CASE WHEN alias THEN NULL ELSE address + bytes_per_core END) AS end_address,
  p.text_bytes
FROM region r LEFT JOIN program p ON p.run = r.run AND p.program = r.program
GROUP BY r.run, r.program, r.chips ORDER BY r.run, r.program;

-- Programs, with the end of their regions and the bytes of these; aliases take no space.
WITH placed AS (SELECT run, program, chips, count(*) AS regions,
  sum(CASE WHEN alias THEN 0 ELSE bytes_per_core END) AS placed_bytes,
  max(CASE WHEN alias THEN NULL ELSE address + bytes_per_core END) AS end_address
  FROM region GROUP BY run, program, chips)
SELECT r.run, r.program, r.chips, r.regions, r.placed_bytes, r.end_address, p.text_bytes
FROM placed r LEFT JOIN program p ON p.run = r.run AND p.program = r.program
ORDER BY r.run, r.program, r.chips;

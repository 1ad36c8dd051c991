-- Adds the run of line ?1, if it is one; ?2 is the first line of the list.
WITH one AS (SELECT json_extract(?1, '$.run') AS n, json_extract(?1, '$.board') AS board,
  json_extract(?1, '$.result') AS result, json_extract(?1, '$.ended') AS ended,
  json_extract(?2, '$.handled') AS handled)
INSERT OR REPLACE INTO swept (n, board, v1, v2, v3, v4, v5, v6, v7, v8, result, ended, fits)
SELECT n, board, json_extract(?1, '$.values[0]'), json_extract(?1, '$.values[1]'),
  json_extract(?1, '$.values[2]'), json_extract(?1, '$.values[3]'),
  json_extract(?1, '$.values[4]'), json_extract(?1, '$.values[5]'),
  json_extract(?1, '$.values[6]'), json_extract(?1, '$.values[7]'), result, ended,
  CASE result WHEN 'fits' THEN 1 WHEN 'does not fit' THEN 0 WHEN 'went on' THEN handled = 1 END
FROM one WHERE typeof(n) = 'integer' AND n >= 0

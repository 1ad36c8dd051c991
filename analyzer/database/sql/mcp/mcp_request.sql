-- A line of a client of `mcp`, taken apart; NULL: it is not there, or the line is no JSON.
-- The id is as it stands there: it may be a number that SQL has not.
WITH line AS (SELECT json_valid(?1) AS valid,
  CASE WHEN json_valid(?1) THEN ?1 ELSE 'null' END AS j)
SELECT valid, json_type(j) AS kind, json_extract(j, '$.jsonrpc') AS jsonrpc,
  json_type(j, '$.id') AS id_type, j -> '$.id' AS id,
  json_type(j, '$.method') AS method_type, json_extract(j, '$.method') AS method,
  json_extract(j, '$.params.protocolVersion') AS version,
  json_type(j, '$.params.name') AS tool_type, json_extract(j, '$.params.name') AS tool,
  json_type(j, '$.params.arguments') AS arguments_type,
  json_extract(j, '$.params.arguments') AS arguments
FROM line

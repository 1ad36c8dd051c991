-- What the server says of itself when a client begins.
SELECT json_object('protocolVersion', :version, 'capabilities', json('{"tools":{}}'),
  'serverInfo', json_object('name', 'l1trace', 'version', :program),
  'instructions', :instructions) AS result

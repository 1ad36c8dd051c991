-- The result of a call of a tool: a text, and whether it says what went wrong.
SELECT json_object('content', json_array(json_object('type', 'text', 'text', ?1)),
  'isError', json(iif(?2, 'true', 'false'))) AS result

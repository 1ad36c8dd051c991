-- The line that refuses a request.
SELECT json_object('jsonrpc', '2.0', 'id', json(:id),
  'error', json_object('code', :code, 'message', :message)) AS line

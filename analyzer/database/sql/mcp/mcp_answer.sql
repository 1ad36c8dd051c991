-- The line that answers a request.
SELECT json_object('jsonrpc', '2.0', 'id', json(?1), 'result', json(?2)) AS line

-- A tool as clients list it.
SELECT json_object('name', :name, 'description', :description,
  'inputSchema', json_object('type', 'object', 'properties', json(:properties),
    'required', json(:required), 'additionalProperties', json('false')),
  'annotations', json('{"readOnlyHint":true,"openWorldHint":false}')) AS tool

-- A row if the text ?1 is an object in JSON.
SELECT 1 WHERE CASE WHEN json_valid(?1) THEN json_type(?1) END = 'object'

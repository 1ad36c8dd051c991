-- A text as JSON has it.
SELECT json_quote(?1) AS word

-- Keeps the text of a file
UPDATE exported_file SET contents = :contents WHERE id = :id

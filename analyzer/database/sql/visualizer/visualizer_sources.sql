-- The files of which the text is at hand
SELECT id, path, contents FROM exported_file WHERE contents NOT NULL ORDER BY id

-- A file that may be asked about, as a row.
SELECT json_object('trace', :path, 'file_bytes', :bytes, 'changed_s', :changed) AS row

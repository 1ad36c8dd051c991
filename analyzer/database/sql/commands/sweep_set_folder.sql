-- Keeps in which folder a run was, as tables of traces show it.
INSERT INTO run (run, path, cwd) VALUES (:n, :path, :cwd)

-- Buffers that findings name.
SELECT id FROM finding WHERE id NOT NULL UNION SELECT other FROM finding WHERE other NOT NULL

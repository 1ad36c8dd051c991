-- An opened device: its mesh, its chips, and the first of them.
SELECT mesh, chips, CAST(chips AS INTEGER) AS first FROM device WHERE run = ?1 AND handle = ?2

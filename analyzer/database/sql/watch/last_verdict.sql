-- What explain says of the last failure that it explains, in one line.
SELECT note FROM explanation WHERE role = 'verdict' AND note NOT NULL
ORDER BY run DESC, failure DESC, rowid LIMIT 1

-- The ops of the fullest instants of cores.
SELECT DISTINCT op FROM peak_core WHERE op NOT NULL

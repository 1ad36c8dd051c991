-- The first chip of a list.
SELECT min(device) AS device FROM chip_list WHERE run = ?1 AND chips = ?2

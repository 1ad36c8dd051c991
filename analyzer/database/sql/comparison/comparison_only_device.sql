-- Leaves the figures of one chip.
DELETE FROM figure WHERE device IS NOT ?1

-- Leaves of the groups only the fullest of each chip's opening.
DELETE FROM perfetto_group WHERE place > 1

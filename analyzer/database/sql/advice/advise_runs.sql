-- The runs that record what their ops work on, or that have no ops.
SELECT run FROM run WHERE uses OR NOT ops ORDER BY run

-- The runs of a sweep, which have rows of their own for their traces.
SELECT n FROM swept ORDER BY n

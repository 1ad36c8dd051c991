-- What differs in a pair, as far as another pair may differ in the same: without the number of an
-- op, which of equal chips came first in it (place 4), and without folders.
SELECT json_array(place, what, iif(place = 4, NULL, device), name, measure, a, b, note, times,
  callsite, file, line) AS row
FROM difference WHERE pair = ?1 ORDER BY row

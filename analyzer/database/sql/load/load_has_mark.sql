-- Did any run have a mark of this name?
SELECT 1 FROM phase WHERE kind = 'mark' AND name = ?1 LIMIT 1

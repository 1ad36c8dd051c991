-- Does any run have a mark, or a pass of a module?
SELECT 1 FROM phase WHERE kind = 'mark' LIMIT 1

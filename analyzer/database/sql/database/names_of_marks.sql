-- Names that marks have.
SELECT DISTINCT name FROM phase WHERE kind = 'mark' AND name NOT NULL ORDER BY 1

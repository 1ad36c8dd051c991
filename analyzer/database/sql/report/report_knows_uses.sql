-- As in view uses: where ops ran and no use was recorded, none is known.
SELECT 1 FROM run WHERE uses OR NOT ops

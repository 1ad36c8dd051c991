-- No reports are shown.
DELETE FROM reconcile_shown

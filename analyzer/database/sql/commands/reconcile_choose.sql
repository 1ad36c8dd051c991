-- Adds the reports of one moment to those that are shown.
INSERT INTO reconcile_shown VALUES (:which, :brief)

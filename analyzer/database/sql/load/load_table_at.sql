-- The table whose rows, or whose index, begin on this page.
SELECT tbl_name FROM sqlite_schema WHERE rootpage = :root

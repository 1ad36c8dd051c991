-- The other database has been copied.
DETACH other

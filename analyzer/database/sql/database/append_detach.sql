-- Closes the other database after it was copied.
DETACH other

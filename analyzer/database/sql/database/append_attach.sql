-- Opens the other database beside this one.
ATTACH ?1 AS other

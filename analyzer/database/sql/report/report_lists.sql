-- Which classes have the changes of a list.
SELECT classes, class FROM change_class ORDER BY run, classes, nth

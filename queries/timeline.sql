-- Every change of what the cores of a class hold; core_x, core_y: the first core of the class.
SELECT * FROM timeline ORDER BY seq;

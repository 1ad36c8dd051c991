-- What is done often enough that leaks --growth compares its passes.
SELECT name, max(passes) AS passes FROM outer_loop GROUP BY kind, name
ORDER BY kind = 'ops', passes DESC, name

-- In how many runs a stand-in compiler made the kernels, and how many runs there are.
SELECT count(*) AS stand_in, (SELECT count(*) FROM run) AS runs
FROM run WHERE kernels > 0 AND mock LIKE '%compiler=stand-in%'

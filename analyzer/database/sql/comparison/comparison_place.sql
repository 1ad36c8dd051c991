-- In which order a pair is shown, and which one is shown for it.
UPDATE compared_pair SET place = :place, same = :same WHERE pair = :pair

-- Is there a finding?
SELECT 1 FROM checked LIMIT 1

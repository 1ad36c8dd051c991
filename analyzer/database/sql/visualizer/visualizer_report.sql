-- config.json of the report
SELECT json_object('report_name', ?1) AS config

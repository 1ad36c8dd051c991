-- Call sites that people are shown otherwise than they were recorded.
SELECT DISTINCT callsite, shown_callsite(callsite) AS shown FROM callsite
WHERE callsite NOT NULL AND shown_callsite(callsite) <> callsite ORDER BY callsite

-- An argument of a tool, a member of the object that lists them.
SELECT json_quote(:name) || ':' || json_object('type', :type, 'description', :description) AS member

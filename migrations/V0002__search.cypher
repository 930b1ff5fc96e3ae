// People are found by the beginnings of their names, whatever the accents and capitals. The index
// holds the three name properties and nothing else: every caller who may search it may read them all.
CREATE FULLTEXT INDEX person_names IF NOT EXISTS
FOR (person:Person) ON EACH [person.given_name, person.middle_name, person.family_name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding', `fulltext.eventually_consistent`: false}};

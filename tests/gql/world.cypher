CREATE (amina:Person {id: 'p-amina', created_at: '2026-01-01T00:00:00Z', given_name: 'Amina', middle_name: 'Zoë',
  family_name: 'Khan', birth_date: '1984-02-03', sex: 'female', nhs_number: '9434765919',
  phone: '+442079460000', email: 'amina@example.org', ethnicity: 'Asian', language: 'Urdu', restriction: 'none', dissents: [],
  record_count: 2})
CREATE (tariq:Person {id: 'p-tariq', given_name: 'Tariq', family_name: 'Khan', birth_date: '2012-07-09',
  sex: 'male', ethnicity: 'Asian', restriction: 'none', dissents: [],
  record_count: 1})
CREATE (john:Person {id: 'p-john', given_name: 'John', family_name: "O'Brien-Smith", birth_date: '1950',
  death_date: '2025-03-01', sex: 'male', restriction: 'none', dissents: [],
  record_count: 1})
CREATE (mary:Person {id: 'p-mary', given_name: 'Mary', family_name: 'Evans', birth_date: '1984-11-30',
  language: 'Welsh', restriction: 'none', dissents: [],
  record_count: 1})
CREATE (:RetiredPerson {id: 'p-old', retired_at: '2026-02-01T00:00:00Z'})-[:MERGED_INTO {at: '2026-02-01T00:00:00Z'}]->(amina)
CREATE (home:Address {id: 'a-home', uprn: '100012345', address_text: '1 High Street', postcode: 'RM10 8AA', kind: 'dwelling'})
CREATE (past:Address {id: 'a-past', uprn: '100099999', address_text: '9 Low Road', postcode: 'E1 6AN', kind: 'dwelling'})
CREATE (house:Household {id: 'h-khan', from: '2020-01-01', size: 2})-[:AT]->(home)
CREATE (before:Household {id: 'h-before', from: '2015-01-01', to: '2019-12-31', size: 0})-[:AT]->(past)
CREATE (amina)-[:MEMBER_OF {from: '2020-01-01', recorded_at: '2020-02-01'}]->(house)
CREATE (tariq)-[:MEMBER_OF {from: '2020-01-01', recorded_at: '2020-02-01'}]->(house)
CREATE (amina)-[:MEMBER_OF {from: '2015-01-01', to: '2019-12-31', recorded_at: '2015-02-01'}]->(before)
CREATE (amina)-[:LIVED_AT {from: '2015-01-01', to: '2019-12-31', recorded_at: '2015-02-01'}]->(past)
CREATE (amina)-[:LIVED_AT {from: '2020-01-01', recorded_at: '2020-02-01'}]->(home)
CREATE (tariq)-[:LIVED_AT {from: '2020-01-01', recorded_at: '2020-02-01'}]->(home)
CREATE (john)-[:LIVED_AT {from: '2018-05-05', recorded_at: '2018-06-01'}]->(home)
CREATE (mary)-[:LIVED_AT {from: '2019-01-01', recorded_at: '2019-02-01'}]->(past)
CREATE (amina)-[:RELATED {kind: 'parent', recorded_at: '2020-02-01'}]->(tariq)
CREATE (john)-[:RELATED {kind: 'sibling', recorded_at: '2020-02-01'}]->(mary)
CREATE (housing:Service {id: 's-housing', name: 'Housing options', domain: 'homelessness'})
CREATE (care:Service {id: 's-care', name: 'Adult care', domain: 'adult_social_care'})
CREATE (amina)-[:HAD]->(:Episode {id: 'e-1', kind: 'crisis', start: '2019-12-01', end: '2020-01-02',
  outcome: 'rehoused', recorded_at: '2019-12-02'})-[:WITH]->(housing)
CREATE (mary)-[:HAD]->(:Episode {id: 'e-2', kind: 'support', start: '2021-01-01', outcome: 'ended well',
  recorded_at: '2021-01-02'})-[:WITH]->(care)
CREATE (amina)-[:RECEIVED]->(:Intervention {id: 'i-1', kind: 'debt advice', start: '2020-03-01', end: '2020-04-01',
  recorded_at: '2020-03-02'})-[:BY]->(housing)
CREATE (mary)-[:RECEIVED]->(:Intervention {id: 'i-2', kind: 'home help', start: '2021-03-01', recorded_at: '2021-03-02'})-[:BY]->(care)
CREATE (amina)-[:REACHED]->(:Outcome {id: 'o-1', kind: 'tenancy', value: 'kept', at: '2020-09-01', recorded_at: '2020-09-02'})
CREATE (mary)-[:REACHED]->(:Outcome {id: 'o-2', kind: 'health', value: 'better', at: '2021-09-01', recorded_at: '2021-09-02'})
CREATE (amina)-[:SCORED]->(:Score {id: 'x-1', probability: 0.125, band: 'raised', as_of: '2026-06-30',
  window_from: '2026-12-30', window_to: '2027-03-30', model: 'hops-1', made_at: '2026-07-01T00:00:00Z',
  reasons: '[{"feature": "moves", "value": 2, "effect": 0.4, "wording": "Two moves in two years"}]'})
CREATE (amina)-[:SCORED]->(:Score {id: 'x-0', probability: 0.25, band: 'high', as_of: '2026-03-31',
  model: 'hops-1', made_at: '2026-04-01T00:00:00Z', reasons: 'not json'})
CREATE (mary)-[:SCORED]->(:Score {id: 'x-2', probability: 0.5, band: 'very_high', as_of: '2026-06-30', model: 'hops-1',
  made_at: '2026-07-01T00:00:00Z', reasons: '[]'})
CREATE (north:Team {id: 'North'}), (south:Team {id: 'South'})
CREATE (:Worker {id: 'w-1'})-[:WORKS_WITH {from: '2020-01-01', purpose: 'Housing options'}]->(amina)
CREATE (:Worker {id: 'w-2'})-[:WORKS_WITH {from: '2018-01-01', to: '2019-01-01', purpose: 'Adult care'}]->(mary)
WITH amina, tariq, john, mary, north, south
MATCH (one:Worker {id: 'w-1'}), (two:Worker {id: 'w-2'})
CREATE (one)-[:IN_TEAM]->(north), (two)-[:IN_TEAM]->(south)
CREATE (:Source {name: 'housing', domain: 'homelessness', trust: 0.75, contract: 'c0ffee'})
CREATE (first:Record {id: 'housing/1', source: 'housing', key: '1', row: 'person', hash: 'abc', version: 1,
  received_at: '2026-01-01T00:00:00Z', original: '{"name": "AMINA KHAN"}', given_name: 'Amina', family_name: 'Khan',
  birth_date: '1984-02-03', postcode: 'RM10 8AA', household_key: 'hh-1', worker: 'W. One', team: 'North'})
CREATE (second:Record {id: 'health/7', source: 'health', key: '7', row: 'person', hash: 'def', version: 1,
  received_at: '2026-01-01T00:00:00Z', original: '{"name": "A KHAN"}', given_name: 'Aminah', family_name: 'Khan',
  birth_date: '1984-03-02', nhs_number: '9434765919'})
CREATE (third:Record {id: 'health/8', source: 'health', key: '8', row: 'person', hash: 'ghi', version: 2,
  received_at: '2026-01-01T00:00:00Z', original: '{}', given_name: 'Mary', family_name: 'Evans'})
CREATE (first)-[:IS {since: '2026-01-02T00:00:00Z', recorded_at: '2026-01-01'}]->(amina)
CREATE (second)-[:IS {since: '2026-01-02T00:00:00Z', recorded_at: '2026-01-01'}]->(amina)
CREATE (third)-[:IS {since: '2026-01-02T00:00:00Z', recorded_at: '2026-01-01'}]->(mary)
CREATE (stands:Decision {id: 'd-1', judgement: 'match', weight: 12.5, probability: 0.9995, made_by: 'model-1',
  made_at: '2026-01-02T00:00:00Z', evidence: '[{"field": "family_name", "level": "exact", "weight": 7.5}]'})
CREATE (stands)-[:ABOUT]->(first), (stands)-[:ABOUT]->(second)
CREATE (gone:Decision {id: 'd-0', judgement: 'unsure', weight: 1.5, probability: 0.5, made_by: 'model-0',
  made_at: '2026-01-01T00:00:00Z', superseded_at: '2026-01-02T00:00:00Z', evidence: '[]'})
CREATE (gone)-[:ABOUT]->(first), (gone)-[:ABOUT]->(second)

// Who has broken the glass for whom. Nothing in the graph of people leads here, and no question is answered from it.
CREATE CONSTRAINT kith_glass IF NOT EXISTS FOR (n:KithGlass) REQUIRE n.id IS UNIQUE;
CREATE INDEX kith_glass_who IF NOT EXISTS FOR (n:KithGlass) ON (n.who);
CREATE INDEX kith_glass_until IF NOT EXISTS FOR (n:KithGlass) ON (n.until);

// What was asked to be changed under which key, so that the same request changes nothing a second time.
CREATE CONSTRAINT kith_change IF NOT EXISTS FOR (n:KithChange) REQUIRE n.id IS UNIQUE;
CREATE INDEX kith_change_at IF NOT EXISTS FOR (n:KithChange) ON (n.at);
CREATE INDEX kith_change_who IF NOT EXISTS FOR (n:KithChange) ON (n.who);

// Whom somebody breaks the glass for may be named by NHS number.
CREATE INDEX person_nhs_number IF NOT EXISTS FOR (n:Person) ON (n.nhs_number);

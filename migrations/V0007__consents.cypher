// What people said to sharing, found by the person.
CREATE CONSTRAINT kith_consent IF NOT EXISTS FOR (n:KithConsent) REQUIRE n.id IS UNIQUE;
CREATE INDEX kith_consent_person IF NOT EXISTS FOR (n:KithConsent) ON (n.person);

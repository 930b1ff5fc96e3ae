// The change feed: one node counts, and each entry is found by its number or by whom it is about.
CREATE CONSTRAINT kith_feed IF NOT EXISTS FOR (n:KithFeed) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT feedentry_sequence IF NOT EXISTS FOR (n:FeedEntry) REQUIRE n.sequence IS UNIQUE;
CREATE INDEX feedentry_person IF NOT EXISTS FOR (n:FeedEntry) ON (n.person);
CREATE INDEX feedentry_into IF NOT EXISTS FOR (n:FeedEntry) ON (n.into);

// Links that ended, found by record and by both people.
CREATE CONSTRAINT formerlink_id IF NOT EXISTS FOR (n:FormerLink) REQUIRE n.id IS UNIQUE;
CREATE INDEX formerlink_record IF NOT EXISTS FOR (n:FormerLink) ON (n.record);
CREATE INDEX formerlink_person IF NOT EXISTS FOR (n:FormerLink) ON (n.person);
CREATE INDEX formerlink_next IF NOT EXISTS FOR (n:FormerLink) ON (n.next);

CREATE CONSTRAINT erasure_id IF NOT EXISTS FOR (n:Erasure) REQUIRE n.id IS UNIQUE;

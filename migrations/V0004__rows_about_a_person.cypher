// The rows of a source that name a person as the second of two.
CREATE INDEX record_other_key IF NOT EXISTS FOR (n:Record) ON (n.source, n.other_key);

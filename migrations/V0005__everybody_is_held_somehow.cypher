// Rules take whoever lacks one of these for sealed, or for dissenting.
MATCH (p:Person) WHERE p.restriction IS NULL OR p.dissents IS NULL
CALL (p) {
  SET p.restriction = coalesce(p.restriction, 'none'), p.dissents = coalesce(p.dissents, [])
} IN TRANSACTIONS OF 10000 ROWS;

"""The store: vocabulary, local server, session, loading by contract, derived people, export."""

"""What may be seen: the GraphQL schema, the access plan, policies, identity, audit, the server."""

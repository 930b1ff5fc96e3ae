// The peer: @neo4j/graphql over the same labels, relationships and properties, behind graphql-yoga.
// Its own authorization rule stands for rules per field, which need a plugin that Community has not;
// so its work for access is lighter than Kith's.
// Environment: NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, PORT, SECRET.
import { createServer } from "http";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

const typeDefs = `
type JWT @jwt { roles: [String!]! }
type Person @node @authorization(filter: [{ where: { jwt: { roles: { includes: "safeguarding_lead" } } } }]) {
  id: ID!
  givenName: String @alias(property: "given_name")
  familyName: String @alias(property: "family_name")
  birthDate: String @alias(property: "birth_date")
  sex: String
  nhsNumber: String @alias(property: "nhs_number")
  phone: String
  email: String
  household: [Household!]! @relationship(type: "MEMBER_OF", direction: OUT)
  score: [Score!]! @relationship(type: "SCORED", direction: OUT)
}
type Household @node {
  id: ID!
  members: [Person!]! @relationship(type: "MEMBER_OF", direction: IN)
  address: [Address!]! @relationship(type: "AT", direction: OUT)
}
type Address @node {
  id: ID!
  uprn: String
  addressText: String @alias(property: "address_text")
  postcode: String
}
type Score @node { id: ID! probability: Float band: String }`;

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, PORT, SECRET } = process.env;
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD));
const peer = new Neo4jGraphQL({ typeDefs, driver, features: { authorization: { key: SECRET } } });
const schema = await peer.getSchema();
const yoga = createYoga({
  schema,
  logging: false,
  context: ({ request }) => ({ token: request.headers.get("authorization") }),
});
createServer(yoga).listen(Number(PORT), "127.0.0.1");

"""What can be changed, as GraphQL declares it; a role's schema shows the fields that the role may use."""

from functools import cache
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    extend_schema,
    parse,
)

from gql.access import AccessPlan
from gql.roles import Operation, Purpose
from gql.schema import full_schema
from graph.vocabulary import vocabulary

MUTATIONS = (
    Operation.RECORD_EPISODE,
    Operation.RECORD_INTERVENTION,
    Operation.RECORD_OUTCOME,
    Operation.RECORD_CONSENT,
    Operation.DECIDE_REVIEW,
    Operation.WITHDRAW_DECISION,
    Operation.BREAK_GLASS,
    Operation.END_BREAK_GLASS,
    Operation.REVIEW_BREAK_GLASS,
    Operation.LOAD_RECORDS,
)
"""What is done by a mutation, which has the operation's name."""

_KEY = """
  "A name of your own making for this change; sent again with the same input it changes nothing more."
  key: ID!
"""
_WHAT_CAME = """
  "Ids of what was written."
  ids: [ID!]!
  "The change feed's position afterwards."
  position: Int!
"""
_DECLARED = f"""
extend schema {{ mutation: Mutation }}
"What can be changed. Each answers null where there is nobody, or nothing, that you may do it for."
type Mutation {{
  "Open a person's episode with a service, or end one that was recorded here."
  recordEpisode({_KEY} person: ID! episode: EpisodeInput!): PersonChanged
  "Record help that was given to a person."
  recordIntervention({_KEY} person: ID! intervention: InterventionInput!): PersonChanged
  "Record what was seen of a person afterwards."
  recordOutcome({_KEY} person: ID! outcome: OutcomeInput!): PersonChanged
  "Record that a person says no, or yes again, to sharing for a purpose."
  recordConsent({_KEY} person: ID! purpose: PurposeOfSharing! says: Consent!): PersonChanged
  "Decide on a pair of records that waits for a reviewer."
  decideReview({_KEY} left: ID! right: ID! judgement: Judgement! reason: String!): PairDecided
  "Undo a reviewer's decision on a pair of records."
  withdrawDecision({_KEY} left: ID! right: ID! reason: String!): PairDecided
  "Break the glass for one person, by id, or by NHS number and date of birth: for a short time, under review."
  breakGlass({_KEY} person: ID nhsNumber: String birthDate: String reason: String!): GlassBroken
  "End what you have broken, at once."
  endBreakGlass({_KEY} glass: ID!): GlassChanged
  "Say whether a colleague had reason to break the glass."
  reviewBreakGlass({_KEY} glass: ID! justified: Boolean! note: String!): GlassChanged
  "Load rows by a registered contract; what cannot be loaded goes to the quarantine."
  loadRecords({_KEY} contract: ID! rows: [JSON!]!): RecordsLoaded
}}
"An episode to open: service, kind and start, and if it is over, end and outcome. Or its id, to end it."
input EpisodeInput {{
  "An episode that was recorded here; then only its end and outcome can be given."
  id: ID
  "The id of the service."
  service: ID
  "What sort of involvement it is."
  kind: EpisodeKind
  "First day (YYYY-MM-DD)."
  start: String
  "Last day."
  end: String
  "How it ended."
  outcome: String
}}
"Help that was given."
input InterventionInput {{
  "The id of the service that gave it."
  service: ID!
  "What help, such as debt advice."
  kind: String!
  "First day (YYYY-MM-DD)."
  start: String!
  "Last day."
  end: String
}}
"What was seen."
input OutcomeInput {{
  "What was measured."
  kind: String!
  "What was found."
  value: String!
  "On which day (YYYY-MM-DD)."
  at: String!
}}
"What sort of involvement an episode is."
enum EpisodeKind {{ {" ".join(vocabulary().codes["episode_kind"])} }}
"What a reviewer finds of two records."
enum Judgement {{ {" ".join(vocabulary().codes["judgement"])} }}
"What sharing is for."
enum PurposeOfSharing {{ {" ".join(Purpose)} }}
"What a person says to sharing."
enum Consent {{ refuses agrees }}
"What came of recording something about a person."
type PersonChanged {{ {_WHAT_CAME}
  "Who it is, as you see them now."
  person: Person
}}
"What came of a decision."
type PairDecided {{ {_WHAT_CAME}
  "stands, proposed (another reviewer must find the same), withdrawn or unchanged."
  becomes: String!
  "Whether the people of the two records were judged anew at once; otherwise the next run does."
  isJudged: Boolean!
  "The two records, as you see them now."
  records: [Record]!
}}
"That the glass is broken."
type GlassBroken {{ {_WHAT_CAME}
  "Until when."
  until: String!
  "Who it is, as you see them now."
  person: Person
}}
"What came of ending or reviewing."
type GlassChanged {{ {_WHAT_CAME} }}
"What became of every row: received = loaded + unchanged + quarantined."
type RecordsLoaded {{ {_WHAT_CAME}
  "How many rows came."
  received: Int!
  "How many are new, or a new version."
  loaded: Int!
  "How many were there already."
  unchanged: Int!
  "How many were kept out."
  quarantined: Int!
  "How many values were dropped from rows that were loaded."
  valuesDropped: Int!
  "What was wrong, the most frequent first."
  problems: [RowProblem!]!
}}
"A rule that rows broke."
type RowProblem {{
  "The field; empty where the row as a whole is wrong."
  field: String!
  "The rule."
  rule: String!
  "What is wrong, and what to do."
  reason: String!
  suggestion: String!
  "The first row that broke it, from 1."
  firstRow: Int!
  "How often."
  count: Int!
}}
"""


@cache
def mutation_schema() -> GraphQLSchema:
    """The full schema, with everything that can be changed."""
    return extend_schema(full_schema(), parse(_DECLARED, no_location=True))


def with_mutations(schema: GraphQLSchema, plan: AccessPlan) -> GraphQLSchema:
    """A role's schema, with what the role may change; unchanged where that is nothing."""
    permitted = {each.value for each in MUTATIONS if not plan.does(each).is_never}
    if not permitted:
        return schema
    nodes = {_name(node): node for node in parse(_DECLARED, no_location=True).definitions}
    nodes["Mutation"] = _with_fields(nodes["Mutation"], lambda field: field.name.value in permitted)
    known = nodes.keys() | schema.type_map.keys()
    whole = {
        name: _with_fields(node, lambda field: _names(field) <= known)
        if isinstance(node, ObjectTypeDefinitionNode)
        else node
        for name, node in nodes.items()
    }
    kept = [node for name, node in whole.items() if name in _reached(whole)]
    more = [] if "JSON" in schema.type_map else parse("scalar JSON", no_location=True).definitions
    return extend_schema(schema, DocumentNode(definitions=(*kept, *more)))


def _name(node: DefinitionNode) -> str:
    return node.name.value if hasattr(node, "name") and node.name else ""


def _with_fields(node: Any, keeps: Any) -> Any:
    described = {name: getattr(node, name) for name in node.keys if name != "loc"}
    return type(node)(**{**described, "fields": tuple(filter(keeps, node.fields))})


def _reached(nodes: dict[str, Any]) -> set[str]:
    """The extension of the schema, and what the mutations lead to."""
    reached, waiting = {""}, ["Mutation"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            fields = getattr(nodes.get(name), "fields", None) or ()
            waiting += [each for field in fields for each in _names(field)]
    return reached


def _names(field: Any) -> set[str]:
    """The types that a field, and its arguments, are of."""
    return {_type_name(each.type) for each in (field, *(getattr(field, "arguments", None) or ()))}


def _type_name(node: Any) -> str:
    while not hasattr(node, "name"):
        node = node.type
    name: str = node.name.value
    return name

"""What is read in pages, by its address, and what the audit is told of a page before it is released."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gql.access import AccessPlan
from gql.integrators import feed, quarantine
from gql.integrators.feed import Feed
from gql.integrators.page import Page, Reader
from gql.integrators.quarantine import PutAside
from gql.marks import ids_of, involved
from gql.trail import Trail


class Listing(StrEnum):
    """What is read in pages; the address is its name."""

    FEED = "feed"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Pages:
    """Reads pages over one graph and one quarantine."""

    feed: Feed
    put_aside: PutAside

    @staticmethod
    def is_open(listing: Listing, plan: AccessPlan) -> bool:
        """Whether there is such an address under a plan."""
        return feed.may_follow(plan) if listing is Listing.FEED else quarantine.may_mend(plan)

    async def told(self, listing: Listing, page: Page, reader: Reader, trail: Trail) -> dict[str, Any]:
        """The body of a page; the trail is told whom it names before any of it leaves.

        Raises:
            AccessError: the cursor is not one of the reader's, or what is read does not answer.
        """
        if listing is Listing.QUARANTINE:
            trail.fields = quarantine.FIELDS
            return (await self.put_aside.page(page, reader)).body()
        trail.fields = feed.FIELDS
        found = await self.feed.page(page, reader)
        trail.people, trail.states = ids_of(found.people), involved(found.people, ())
        trail.is_in_vain = not found.has_more  # as long as it took to find that there is no more
        return found.body()

"""What feed readers read of the public page: every update as an entry of its own, in Atom and in RSS."""

from collections.abc import Iterator
from datetime import UTC
from heapq import nlargest
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from acmeinc.site.announced import Announced, Post
from acmeinc.site.model import Site
from acmeinc.site.shown import page_of
from acmeinc.site.words import as_html

if TYPE_CHECKING:
    from feedgenerator import SyndicationFeed

MOST = 100
"""So many updates a feed carries, the newest."""


def atom(site: Site) -> bytes:
    """Return the updates as an Atom feed."""
    from feedgenerator import Atom1Feed

    return _feed(site, Atom1Feed, "history.atom")


def rss(site: Site) -> bytes:
    """Return the updates as an RSS feed."""
    from feedgenerator import Rss201rev2Feed

    return _feed(site, Rss201rev2Feed, "history.rss")


def newest(site: Site) -> list[tuple[Announced, Post]]:
    """Return the updates that a feed carries, newest first, each with its incident."""
    # Of so many updates, none is older than the last word about the incident that is so far down the list.
    lately = nlargest(MOST, site.incidents, key=lambda known: known.updated)
    told = ((known, post) for known in lately for post in known.posts)
    return nlargest(MOST, told, key=lambda pair: (pair[1].at, pair[1].id))


def _feed(site: Site, kind: "type[SyndicationFeed]", name: str) -> bytes:
    feed = kind(
        title=site.title,
        link=site.url or "index.html",
        description=f"Incidents of {site.organization or 'this service'}, and how they go on.",
        language="en",
        feed_url=f"{site.url}{name}" if site.url else None,
        feed_guid=_urn("page", site.id),
        author_name=site.organization or site.title,
    )
    for item in _items(site):
        feed.add_item(**item)
    # An empty feed would say that it changed just now, whenever it is built.
    feed.latest_post_date = lambda: site.updated.astimezone(UTC)
    return str(feed.writeString("utf-8")).encode()


def _items(site: Site) -> Iterator[dict[str, Any]]:
    for known, post in newest(site):
        yield {
            "title": f"{post.phase.capitalize()}: {known.title}",
            "link": f"{site.url}{page_of(known)}#{post.id}",
            "description": str(as_html(post.body)),
            "unique_id": _urn("post", post.id),
            "unique_id_is_permalink": False,
            "pubdate": post.at,
            "updateddate": post.at,
        }


def _urn(kind: str, id_: str) -> str:
    """Return a name that stays the same wherever the page moves to."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'acmeinc:{kind}:{id_}')}"

"""Letting others read a need and all that hangs on it: a person, the cluster, the region, everybody who uses this, the public.

Until then it is its team's own. A share opens the work to be read; what the teams say to each other stays with them.
"""

from __future__ import annotations

from pipeline.errors import BadInput
from pipeline.ports import Store
from pipeline.rows import Actor

AUDIENCES = ("person", "cluster", "region", "everybody", "published")


def share(
    store: Store,
    actor: Actor,
    need_id: str,
    audience_kind: str,
    audience_id: str = "",
    *,
    why: str = "",
    client_id: str = "",
) -> str:
    """Share a need; gives the share's id, that of the one in force where it is shared so already.

    `audience_id` is that of the person, cluster or region. BadInput: no_such_audience(kind).
    """
    alone = audience_kind in ("everybody", "published")
    if audience_kind not in AUDIENCES or alone == bool(audience_id):
        raise BadInput("no_such_audience", kind=audience_kind)
    with store.write(actor, "share.add", "need", need_id, client_id=client_id) as change:
        for one in change.view.shares(need_id):
            if (one.audience_kind, one.audience_id) == (audience_kind, audience_id):
                return one.id
        if not alone and not change.audience_exists(audience_kind, audience_id):
            raise BadInput("no_such_audience", kind=audience_kind)
        values = {"need_id": need_id, "audience_kind": audience_kind, "audience_id": audience_id}
        return change.add("share", {**values, "from_at": change.at}, why=why)


def end_share(store: Store, actor: Actor, share_id: str, *, why: str = "", client_id: str = "") -> None:
    """Share no more. Whoever could only read it by this share cannot from the next moment on."""
    with store.write(actor, "share.end", "share", share_id, client_id=client_id) as change:
        change.end("share", share_id, why=why)

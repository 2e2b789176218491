"""Tells people that something failed: one POST to the address that they gave, in the form that chat services take."""

from __future__ import annotations

import logging

import httpx

from pipeline.settings import Settings

log = logging.getLogger(__name__)


def tell(settings: Settings, text: str) -> bool:
    """Post `{"text": text}` to `settings.alarm_url` (Slack, Mattermost, Rocket.Chat, ntfy and others take it).

    Returns whether somebody was told. An alarm that fails is logged and raises nothing: what it tells of has been
    recorded elsewhere, and must not be hidden by the failure to tell of it.
    """
    if settings.alarm_url is None:
        log.warning("nobody is told, since TOLLWATCH_ALARM_URL is not set: %s", text)
        return False
    try:
        httpx.post(settings.alarm_url, json={"text": text}, timeout=settings.read_timeout_s).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.error("nobody could be told (%s): %s", error, text)  # noqa: TRY400  # the address may hold a secret token
        return False
    return True

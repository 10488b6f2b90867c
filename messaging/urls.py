"""Threads and the feed. Addresses carry ids and never say what a conversation is about (T26)."""

from django.urls import path

from messaging.views import feed, ledger, push, reach, receipts, threads

app_name = "messaging"

_THREAD = "cases/<uuid:case_id>/threads/<uuid:guardian_id>/"

urlpatterns = [
    path("cases/<uuid:case_id>/messages/", threads.mine, name="mine"),
    path(_THREAD, threads.thread, name="thread"),
    path(f"{_THREAD}post/", threads.post, name="post"),
    path(f"{_THREAD}seen/", threads.seen, name="seen"),
    path(f"{_THREAD}new/", threads.poll, name="poll"),
    path("staff/cases/<uuid:case_id>/delivery/", ledger.page, name="ledger"),
    path("feed/", feed.feed, name="feed"),
    path("phone/", push.page, name="push"),
    path("phone/on/", push.turn_on, name="push_on"),
    path("phone/<uuid:browser_id>/off/", push.turn_off, name="push_off"),
    path("reach/", reach.page, name="reach"),
    path("service-worker.js", push.service_worker, name="service_worker"),
    path("app.webmanifest", push.manifest, name="manifest"),
    path("receipts/<slug:provider>/", receipts.receipt, name="receipt"),
]

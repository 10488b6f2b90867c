"""The page of a thread: gate, form, service, answer. Each view serves plain pages first and htmx with the same parts.

Opening the page marks what it shows as seen. That is a write on GET, on purpose: without JavaScript there is no other
moment at which a parent has read. It only ever moves a mark forward, and a prefetch does not count. Parts fetched in
the background mark nothing; there the island says when the message has been on a visible screen.
"""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journey.access.matrix import Action
from journey.errors import DomainError
from journey.selectors.questions import questions_of
from journey.views.identity import person_of
from messaging.forms import MessageForm
from messaging.models import Message
from messaging.selectors.feed import last_number
from messaging.selectors.thread_page import messages_after, thread_page
from messaging.services.messages import message_post, seen_mark
from messaging.services.threads import ThreadAccess, thread_for


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The family member's own thread of a case, without an id of a person in the address."""
    return thread(request, case_id, person_of(request).pk)


@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, case_id: UUID, guardian_id: UUID) -> HttpResponse:
    """One thread; staff reach it for each guardian of their cases."""
    if request.method == "POST":
        return post(request, case_id, guardian_id)
    before = _number(request.GET.get("before"))
    reached = thread_for(person_of(request), case_id, guardian_id, Action.READ_THREAD)
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        last = reached.thread.last_seq
        shown = last if before is None else min(last, before - 1)
        seen_mark(thread=reached.thread, person=reached.access.person, up_to=shown)
    return render(request, "messaging/thread.html", _page(reached, MessageForm(), uuid4(), before=before))


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, case_id: UUID, guardian_id: UUID) -> HttpResponse:
    """Write a message. A plain form is answered by a redirect, htmx by the messages that its page has not got.

    A refused message leaves this address in the browser: asked for again, after a login too, it leads to the thread.
    """
    if request.method == "GET":
        return redirect(_page_url(thread_for(person_of(request), case_id, guardian_id, Action.READ_THREAD)))
    reached = thread_for(person_of(request), case_id, guardian_id, Action.POST_MESSAGE)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _refused(request, reached, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        message = _written(request, reached, form)
    except DomainError as error:
        form.refuse(error)
        return _refused(request, reached, form, error.status)
    if not _is_htmx(request):
        return redirect(_page_url(reached))
    after = _number(request.POST.get("after"))
    return _part(request, reached, after if after is not None else message.seq - 1)


@require_GET
def poll(request: HttpRequest, case_id: UUID, guardian_id: UUID) -> HttpResponse:
    """The messages after a number, as the part of the page that is added to it."""
    reached = thread_for(person_of(request), case_id, guardian_id, Action.READ_THREAD)
    after = _number(request.GET.get("after", "0"))
    return _bad_number() if after is None else _part(request, reached, after)


@require_POST
def seen(request: HttpRequest, case_id: UUID, guardian_id: UUID) -> HttpResponse:
    """The last message has been on a visible screen."""
    reached = thread_for(person_of(request), case_id, guardian_id, Action.READ_THREAD)
    up_to = _number(request.POST.get("up_to"))
    if up_to is None:
        return _bad_number()
    seen_mark(thread=reached.thread, person=reached.access.person, up_to=up_to)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _written(request: HttpRequest, reached: ThreadAccess, form: MessageForm) -> Message:
    return message_post(
        thread=reached.thread,
        author=reached.access.person,
        body=form.cleaned_data["body"],
        client_token=form.cleaned_data["client_token"],
        ask_before_repeat=not form.is_meant_twice,
        reply=form.reply(),
        read_up_to=_number(request.POST.get("after")),
    )


def _refused(request: HttpRequest, reached: ThreadAccess, form: MessageForm, status: int) -> HttpResponse:
    """The form again with the reason and every word kept. For htmx always 422: that is what the island swaps."""
    context = _page(reached, form, form.next_token())
    if _is_htmx(request):
        after = _number(request.POST.get("after"))
        context["next_after"] = context["next_after"] if after is None else after
        return render(request, "messaging/_composer.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "messaging/thread.html", context, status=status)


def _part(request: HttpRequest, reached: ThreadAccess, after: int) -> HttpResponse:
    """What is new, and what is still asked: a message may open a question or answer one."""
    messages = messages_after(reached.access, reached.thread, after)
    return render(request, "messaging/_new.html", {"messages": messages, **_asked(reached)})


def _asked(reached: ThreadAccess) -> dict[str, Any]:
    return {
        "questions": questions_of(reached.access, asker=reached.thread.guardian),
        "is_staff_side": reached.is_staff_side,
        "guardian_id": reached.thread.guardian_id,
        "case_id": reached.access.case.pk,
    }


def _page(reached: ThreadAccess, form: MessageForm, token: UUID, *, before: int | None = None) -> dict[str, Any]:
    """Everything that messaging/thread.html shows. The feed's number is read first: what comes later is caught up."""
    live_seq = last_number(reached.access.person)
    page = thread_page(reached.access, reached.thread, before=before)
    ids = [reached.access.case.pk, reached.thread.guardian_id]
    earlier = f"{_page_url(reached)}?before={page.earlier_before}" if page.earlier_before else ""
    return {
        "thread": page.head,
        "readers": page.head.readers,
        "messages": page.messages,
        "next_after": page.next_after,
        "earlier_url": earlier,
        "live_seq": live_seq,
        "form": form,
        "client_token": token,
        "page_url": _page_url(reached),
        "post_url": reverse("messaging:post", args=ids),
        "poll_url": reverse("messaging:poll", args=ids),
        "seen_url": reverse("messaging:seen", args=ids),
        "is_open": reached.access.case.is_open,
        "contact": page.head.contact,
        **_asked(reached),
        "child_name": reached.access.case.child.given_name,
    }


def _page_url(reached: ThreadAccess) -> str:
    case_id = reached.access.case.pk
    if reached.is_staff_side:
        return reverse("messaging:thread", args=[case_id, reached.thread.guardian_id])
    return reverse("messaging:mine", args=[case_id])


def _number(text: str | None) -> int | None:
    """A message number from the address or a form; None for anything that is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _bad_number() -> HttpResponse:
    return HttpResponseBadRequest(_("Nummeret mangler, eller det er ikke et tal."))


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))

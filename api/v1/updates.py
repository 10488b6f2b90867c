"""Words to the family, and staff's own notes."""

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import (
    Body,
    Choice,
    FamilyMember,
    Identifier,
    OpenQuestion,
    Several,
    StepOfCase,
    Words,
    optional,
    optional_day,
    optional_words,
)
from api.pagination import AfterId, Window, cut
from api.v1.shapes import Notes, Updates, Written
from journey.access.matrix import Action
from journey.models.updates import UpdateKind
from journey.selectors.staff_case import notes
from journey.selectors.timeline import timeline
from journey.services.updates import note_write, nothing_new_post, update_post

KINDS = (UpdateKind.NEWS, UpdateKind.GOOD_NEWS)


class UpdateBody(Body):
    happened = Words(help_text="What has happened.")
    means = Words(help_text="What it means for the child.")
    not_means = Words(help_text="What it does not mean.")
    next_text = Words(help_text="What happens next.")
    next_word_on = optional_day(help_text="When the family hears again; cut to each person's own rhythm.")
    title = optional_words(max_length=200, help_text="Empty: the first sentence of `happened`.")
    kind = Choice(choices=[(kind.value, kind.value) for kind in KINDS], default=UpdateKind.NEWS.value)
    step = optional(StepOfCase)
    only_for = optional(FamilyMember, help_text="Only this family member; null: each of those entitled.")
    covers = Several(child=OpenQuestion(), default=list, max_length=50, help_text="Questions it answers.")
    client_token = Identifier(required=False, allow_null=True, default=None)


class UpdatesView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE, "POST": Action.POST_UPDATE}

    @reads(Updates, query=AfterId)
    def get(self, asked: Values) -> Updates:
        """Every word to the family that I may see, the oldest first."""
        found = [item for item in reversed(timeline(self.access).past) if item.kind == "update"]
        items, next_after = cut(found, [item.id for item in found], Window(**asked))
        return Updates(items, next_after)

    @writes(UpdateBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Post an update in the five texts; it moves the next word of everyone it is for."""
        token, kind = self.client_token(body.pop("client_token")), UpdateKind(body.pop("kind"))
        case, author = self.access.case, self.person
        return Written(update_post(case=case, author=author, client_token=token, kind=kind, **body).pk)


class NothingNewBody(Body):
    because = Words(help_text="Why there is nothing new.")
    still_expected = Words(help_text="What is still expected, and when.")
    next_word_on = optional_day()
    only_for = optional(FamilyMember)
    client_token = Identifier(required=False, allow_null=True, default=None)


class NothingNewView(CaseEndpoint):
    actions = {"POST": Action.POST_UPDATE}

    @writes(NothingNewBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Nothing new, because ...; still expected ... Refused when the words repeat the last such text."""
        token = self.client_token(body.pop("client_token"))
        return Written(nothing_new_post(case=self.access.case, author=self.person, client_token=token, **body).pk)


class NoteBody(Body):
    body = Words()


class NotesView(CaseEndpoint):
    actions = {"GET": Action.READ_NOTES, "POST": Action.WRITE_NOTE}

    @reads(Notes)
    def get(self) -> Notes:
        """Staff's own notes, the newest first. They do not exist for the family."""
        return Notes(notes(self.access))

    @writes(NoteBody, Written)
    def post(self, body: Values) -> Written:
        """Write an internal note: no date moves, no family member is told."""
        return Written(note_write(case=self.access.case, author=self.person, **body).pk)

"""Files in the chat: named in the prompt, pasted, dropped or copied, and taken out again."""

from __future__ import annotations

from streamtui.core.faults.faults import StreamtuiError
from streamtui.core.text.mentions import written_mention
from streamtui.frontends.tui.chat import arguments
from streamtui.frontends.tui.chat.branching import BranchingPanes
from streamtui.frontends.tui.chat.path_menu import PathMenu
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.command_work import begin
from streamtui.frontends.tui.kit.line_editing import location_of, place_of
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.slash import asked_in


class AttachingPanes(BranchingPanes):
    """Panes whose prompt names files."""

    def on_mount(self) -> None:
        self.paths = PathMenu(self.services.attachments, self.offer, self.desk.attaching.is_unasked)
        self.prompt.understand = self._understand

    @property
    def place(self) -> int:
        """Where the cursor stands in the prompt's text."""
        return place_of(self.prompt.document.lines, *self.prompt.cursor_location)

    async def _understand(self, pasted: str) -> str:
        """Paths of this machine become files of the prompt; what somebody else's text names stays text."""
        attaching = self.desk.attaching
        if self.prompt.text and not asked_in(f"{self.prompt.text} {pasted}"):
            return pasted
        found = await attaching.read_paste(pasted)
        if found is None:
            attaching.leave_unasked(pasted, self.prompt.text)
            self.run_worker(self._tell_unasked(pasted), group="unasked")
            return pasted
        self.say(found.note)
        for path in found.there:
            attaching.ask_for(path)
        return " ".join(map(written_mention, found.there)) + " " if found.there else pasted

    async def _tell_unasked(self, pasted: str) -> None:
        """That a file stays unsent which is there and is named in it, or nobody would know."""
        if name := shown_text(await self.desk.attaching.unasked_file(pasted)):
            self.say(f"{name} was named in what was pasted, so it stays text: /attach {name} sends it, too.")

    def attach(self, path: str) -> None:
        """Name a file in the prompt; without one begin to, so that it is asked which."""
        text, place = self.prompt.text, self.place
        blank = " " if text[:place] and not text[:place][-1].isspace() else ""
        self.desk.attaching.ask_for(path)
        self.prompt.insert(f"{blank}{written_mention(path)} " if path else f"{blank}@")
        self.prompt.focus()

    def detach(self, path: str) -> None:
        """Take a file out of the prompt; without one the last."""
        text = self.prompt.text
        found = self.desk.attaching.named(text)
        gone = [one for one in found if one.path == path] if path else found[-1:]
        for one in gone:
            lines = self.prompt.document.lines
            end = one.end + (text[one.end : one.end + 1] == " ")
            self.prompt.replace("", location_of(lines, one.start), location_of(lines, end))
        if not gone:
            self.say(f"{path} is not attached.")

    def paste_image(self) -> None:
        """Put in the image that was copied; where there is none, what was copied here."""
        begin(self, self._paste_image())

    async def _paste_image(self) -> None:
        try:
            name = await self.desk.attaching.copied()
        except StreamtuiError as error:
            if self.app.clipboard:
                self.prompt.action_paste()
            else:
                self.say(error.fault.message)
        else:
            self.attach(name)

    @property
    def has_attachments(self) -> bool:
        """The prompt names a file."""
        return bool(self.desk.attaching.chips(self.prompt.text))

    def action_detach(self, number: int) -> None:
        """One of those above the prompt was clicked."""
        chips = self.desk.attaching.chips(self.prompt.text)
        if number < len(chips):
            self.detach(chips[number].path)


def _takes_files(panes: AttachingPanes) -> bool:
    return panes.services.attachments is not None


ATTACHING_COMMANDS: tuple[Command[AttachingPanes], ...] = (
    Command(
        "chat.attach",
        "Attach a file, an image, a folder",
        lambda panes: panes.attach(""),
        _takes_files,
        words=("attach",),
        argument="[PATH]",
        arguments=arguments.files,
        do_with=AttachingPanes.attach,
    ),
    Command(
        "chat.detach",
        "Take the last file out of the prompt",
        lambda panes: panes.detach(""),
        lambda panes: panes.has_attachments,
        keys=("alt+a",),
    ),
    Command(
        "chat.paste_image",
        "Paste the image that was copied",
        AttachingPanes.paste_image,
        _takes_files,
        keys=("ctrl+v",),
        words=("paste",),
    ),
)
"""Of the files that go with a prompt."""

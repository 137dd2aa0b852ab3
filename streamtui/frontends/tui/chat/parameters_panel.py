"""All that requests of a conversation carry besides its messages, in one panel: in force, from where, to be changed."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from streamtui.core.chat.response_format import RESPONSE_FORMAT
from streamtui.core.faults.faults import StreamtuiError
from streamtui.frontends.tui.chat.panes import ChatPanes
from streamtui.frontends.tui.chat.parameter_fields import SYSTEM, Field, fields
from streamtui.frontends.tui.desk import in_panel
from streamtui.frontends.tui.desk.desk import Desk
from streamtui.frontends.tui.desk.services import Services
from streamtui.frontends.tui.kit.command import Command
from streamtui.frontends.tui.kit.commanded import Commanded
from streamtui.frontends.tui.kit.key_bar import KeyBar
from streamtui.frontends.tui.kit.line_field import LineField
from streamtui.frontends.tui.kit.lines import Lines
from streamtui.frontends.tui.kit.offers import shown_text
from streamtui.frontends.tui.kit.rows import BAD, DIM, heading
from streamtui.rows.row import Run
from streamtui.rows.wrapping import wrapped

_NOT_TAKEN = "✗ not taken"
_HIGH, _BROAD = 36, 60
"""Rows of a screen that has room for all fields, and cells of one that has room for who says so."""
_LONGEST, _MOST_ABOUT = 8, 4
"""Rows that a text takes at most, and those of what is said below the fields."""


PARAMETERS_COMMANDS: tuple[Command[ParametersPanel], ...] = (
    Command(
        "parameters.previous",
        "Field before, after",
        lambda panel: panel.go(-1),
        lambda panel: panel.is_at(top=True),
        keys=("up",),
    ),
    Command(
        "parameters.next",
        "Field before, after",
        lambda panel: panel.go(1),
        lambda panel: panel.is_at(top=False),
        keys=("down",),
    ),
    Command(
        "parameters.enter",
        "Field after",
        lambda panel: panel.go(1),
        lambda panel: isinstance(panel.focused, Input),
        keys=("enter",),
    ),
    Command("parameters.tab", "Field before, after", lambda panel: panel.go(1), keys=("tab",), label="Next"),
    Command("parameters.tab_back", "Field before, after", lambda panel: panel.go(-1), keys=("shift+tab",)),
    Command(
        "parameters.close",
        "Back, with what is written",
        lambda panel: panel.close(),
        keys=("escape", "ctrl+c"),
        label="Back",
    ),
)
"""While the parameters are shown."""


class ParametersPanel(Commanded, ModalScreen[None]):
    """Shown over the chat. What is written holds once its field is left."""

    CSS_PATH = "parameters_panel.tcss"
    AUTO_FOCUS = "#parameter-1"
    TABLE = PARAMETERS_COMMANDS
    FIRST = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_HIGH, "-high")]  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_BROAD, "-broad")]  # noqa: RUF012

    def __init__(self, desk: Desk, services: Services) -> None:
        super().__init__()
        self._desk, self._services = desk, services
        self._known = fields()
        self._before = [self._in_force(field) for field in self._known]
        """What stood there when it was taken last."""
        self._warned = False
        self._refused: dict[int, str] = {}
        """Why what stands in a field was not taken."""
        self._left: int | None = None
        """The field that was left last, until something is written."""

    def compose(self) -> ComposeResult:
        with Vertical(id="parameters"):
            yield Lines(id="parameter-title")
            with VerticalScroll(id="parameter-fields", can_focus=False):
                for number, field in enumerate(self._known):
                    with Horizontal():
                        yield Label(field.name, markup=False)
                        yield self._editor(number, field)
                        yield Label(field.source(self._desk), markup=False, classes="source", id=f"source-{number}")
            yield Lines(fits=True, id="parameter-about")
            yield KeyBar()

    def _editor(self, number: int, field: Field) -> Input | TextArea:
        identity, text = f"parameter-{number}", self._before[number]
        if field.long:
            return TextArea(text, compact=True, id=identity, tab_behavior="focus")
        return LineField(text, id=identity)

    def on_mount(self) -> None:
        for text in self.query(TextArea):
            text.cursor_blink = False
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def is_at(self, *, top: bool) -> bool:
        """The cursor is on the first line of its field, or the last."""
        editor = self.focused
        if not isinstance(editor, TextArea):
            return isinstance(editor, Input)
        at, lines = editor.cursor_location, editor.navigator
        return lines.is_first_wrapped_line(at) if top else lines.is_last_wrapped_line(at)

    @property
    def _number(self) -> int:
        """Of the field that is written in."""
        identity = self.focused.id if self.focused is not None else None
        return int((identity or "parameter-1").rpartition("-")[2])

    def go(self, by: int) -> None:
        """To the field before or after."""
        self._left = self._number
        self._take(self._left)
        number = (self._number + by) % len(self._known)
        self.query_one(f"#parameter-{number}").focus()
        self.call_after_refresh(self._draw)

    def close(self) -> None:
        """Leave; what is wrong is said once, and then not taken."""
        wrong = [number for number in range(len(self._known)) if not self._take(number)]
        if wrong and not self._warned:
            self._warned = True
            self.query_one(f"#parameter-{wrong[0]}").focus()
            self.call_after_refresh(self._draw)
        else:
            self.dismiss()

    def _written(self, number: int) -> str:
        editor = self.query_one(f"#parameter-{number}")
        return editor.text if isinstance(editor, TextArea) else editor.value if isinstance(editor, Input) else ""

    def _objection(self, number: int) -> str:
        """What is wrong with what is written there; a file is read only once its field is left."""
        field, written = self._known[number], self._written(number)
        if written == self._before[number] or (field.name == RESPONSE_FORMAT and written[:1] != "{"):
            return ""
        try:
            field.values(self._desk, self._services, written)
        except StreamtuiError as error:
            return error.fault.message
        return ""

    def _take(self, number: int) -> bool:
        """Have it hold; False where it can't."""
        field, written = self._known[number], self._written(number)
        if written == self._before[number]:
            self._tell(number, "")
            return True
        if field.name == SYSTEM:
            self._desk.own.set_system("" if written.strip() == in_panel.CLEARED else written.strip())
        else:
            try:
                values = field.values(self._desk, self._services, written)
            except StreamtuiError as error:
                self._tell(number, error.fault.message)
                return False
            if values:
                self._desk.own.set_here(values)
        self._show_again(number)
        return True

    def _in_force(self, field: Field) -> str:
        """As it stands in the field."""
        shown = field.shown(self._desk)
        return shown if field.long else shown_text(shown)

    def _show_again(self, number: int) -> None:
        """What is in force now."""
        field, editor = self._known[number], self.query_one(f"#parameter-{number}")
        now = self._before[number] = self._in_force(field)
        if isinstance(editor, TextArea):
            editor.text = now
        elif isinstance(editor, Input):
            editor.value = now
        self._refused.pop(number, None)
        for place in range(len(self._known)):
            self._tell(place, self._refused.get(place, ""))

    def _tell(self, number: int, refused: str) -> None:
        """Who says what is in force; beside what can't be, that it is not."""
        if refused:
            self._refused[number] = refused
        else:
            self._refused.pop(number, None)
        source = _NOT_TAKEN if refused else self._known[number].source(self._desk)
        self.query_one(f"#source-{number}", Label).update(source)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _written_on(self, event: Input.Changed | TextArea.Changed) -> None:
        if event.control.has_focus:  # elsewhere what is in force was put in
            self._warned, self._left = False, None
            self._tell(self._number, "")
        self._draw()

    def _say(self, sentence: str) -> None:
        about = self.query_one("#parameter-about", Lines)
        about.show(*wrapped(f"✗ {shown_text(sentence)}", max(1, about.size.width), BAD)[:_MOST_ABOUT])

    def _draw(self) -> None:
        if not self.query("#parameter-about") or self.focused is None:
            return
        title = self.query_one("#parameter-title", Lines)
        right = (Run("- clears a field", DIM),)
        title.show(heading("WHAT REQUESTS CARRY", right, title.size.width))
        number = self._number
        left = "" if self._left is None else self._refused.get(self._left, "")
        if objection := self._objection(number) or self._refused.get(number) or left:
            self._say(objection)
        else:
            about = self.query_one("#parameter-about", Lines)
            about.show(*wrapped(self._known[number].about, max(1, about.size.width), DIM)[:_MOST_ABOUT])
        self.query_one(KeyBar).show_keys(self.TABLE)
        self.call_after_refresh(self._keep_in_sight, self.focused)

    def _keep_in_sight(self, written_in: Widget) -> None:
        """No text is higher than what all fields have, so that its cursor is in sight where it is."""
        room = self.query_one("#parameter-fields").size.height
        for text in self.query(TextArea):
            text.styles.max_height = max(1, min(_LONGEST, room))
        self.call_after_refresh(written_in.scroll_visible, animate=False)


PARAMETERS_PANEL: Command[ChatPanes] = Command(
    "chat.parameters",
    "System prompt and parameters",
    lambda panes: panes.app.push_screen(ParametersPanel(panes.desk, panes.services), lambda _: panes.changed()),
    keys=("f7",),
    words=("parameters",),
    opens=True,
)

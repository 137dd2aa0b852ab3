"""Every place where bytes from outside come in, and by what they are made safe.

The list is held to the code: a module that reads something and is not listed fails, and so does a line whose module no
longer reads, whose guard is gone, or whose test is gone.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from tests.paths import REPOSITORY

PACKAGE = REPOSITORY / "streamtui"
MODULES = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}

READING = {
    "aiter_bytes",  # a response
    "aiter_raw",
    "call_tool",  # an MCP server
    "create_connection",  # a socket
    "create_subprocess_exec",  # a child
    "glob",  # names of files
    "iterdir",
    "list_tools",
    "loads",  # JSON, TOML
    "open_connection",
    "open_own",  # a file of the person's, judged
    "open_to_read",
    "Popen",
    "read_bytes",
    "read_owned",
    "read_text",
    "recv",
    "scandir",
    "urlopen",
}
"""Calls that bring in what others wrote."""
VALUES = {"os.environ", "os.read", "os.readv", "sys.argv", "sys.stdin"}


@dataclass(frozen=True)
class Entrance:
    """What comes in, and names as they stand in the repository, with blanks between them."""

    what: str
    modules: str
    """Where it is read."""
    guards: str
    """`module:name`: what makes it safe."""
    tests: str
    """`file::test`: what tries it."""


ENTRANCES = (
    # the command line and the folder in which the program stands
    Entrance(
        "words of the command line",
        "__main__.py cli/texts.py",
        "cli.texts:only_whole frontends.headless.door:Door.write",
        "cli/test_options.py::test_words_that_are_not_utf_8_are_told"
        " frontends/headless/test_door.py::test_words_of_the_command_line_are_safe_wherever_they_come_back",
    ),
    Entrance(
        "what is piped in",
        "cli/options.py cli/texts.py",
        "cli.texts:piped",
        "cli/test_options.py::test_what_is_no_text_in_the_pipe_is_told",
    ),
    Entrance(
        "files and folders that a prompt names, and the clipboard's image",
        "attachments/reading.py attachments/local_files.py attachments/clipboard.py cli/compose/attached.py"
        " cli/compose/personas.py",
        "attachments.reading:attachment_at attachments.image_header:image_header core.chat.attachments:bounded",
        "attachments/test_reading.py::test_what_has_no_end_or_is_no_text_is_refused_with_a_sentence"
        " core/chat/test_attachments.py::test_no_fence_in_a_file_ends_it_and_no_name_acts",
    ),
    Entrance(
        "what was written in the prompt, by an editor, too, or in an earlier run",
        "storage/prompts/history.py storage/prompts/drafts.py cli/compose/prompt_text.py",
        "files.judged:open_own frontends.tui.terminal.paste_reader:without_controls",
        "storage/prompts/test_prompts.py::test_lines_that_are_none_are_left_out_and_the_oldest_go_first",
    ),
    Entrance(
        "a folder's .env",
        "config/owned_file.py config/environment.py",
        "config.owned_file:read_owned config.environment:read_environment",
        "config/test_environment.py::test_nothing_else_is_taken_nothing_is_expanded_and_the_process_sees_none_of_it"
        " config/test_owned_file.py::test_what_others_may_have_written_or_is_no_text_is_refused",
    ),
    Entrance(
        "the environment, and what of it children see",
        "cli/compose/places.py cli/commands/model.py cli/commands/chat.py cli/commands/replay.py cli/help.py"
        " cli/main.py __main__.py cli/compose/replay_app.py cli/compose/tap_window.py",
        "config.file:Reading config.children:child_environment"
        " config.library_variables:forget_odd_sizes config.library_variables:require_textuals",
        "config/test_settings.py::test_a_wrong_variable_is_refused_with_name_value_and_bounds"
        " config/test_children.py::test_keys_are_taken_away_whatever_their_case_and_all_else_stays",
    ),
    Entrance(
        "config.toml",
        "config/file.py config/toml_lines.py cli/completions.py cli/compose/config_file.py cli/commands/config.py"
        " cli/compose/settings_watch.py",
        "config.owned_file:read_owned config.file:Reading config.editing:with_setting",
        "config/test_file.py::test_what_cannot_be_meant_is_refused_in_a_sentence"
        " config/test_file.py::test_a_file_that_can_not_be_the_persons_is_told_and_not_waited_for",
    ),
    Entrance(
        "a base URL, and the key that it would get",
        "cli/compose/places.py",
        "config.keys:allowed_key config.keys:host_of core.faults.server_words:safe_url",
        "config/test_keys.py::test_a_file_s_address_does_not_get_the_shell_s_key"
        " config/test_profiles.py::test_a_refused_base_url_is_told_without_user_and_query",
    ),
    Entrance(
        "what was learned of the APIs of servers",
        "cli/compose/known_apis.py",
        "config.owned_file:read_owned cli.compose.known_apis:kept_apis",
        "cli/compose/test_known_apis.py::test_a_file_that_says_what_can_not_be_says_nothing_and_is_written_anew"
        " cli/compose/test_known_apis.py::test_a_file_that_others_may_write_is_not_believed",
    ),
    Entrance(
        "what was learned of models' tokens",
        "cli/compose/token_ratios.py",
        "config.owned_file:read_owned cli.compose.token_ratios:kept_ratios core.chat.token_ratios:TokenRatios.learn",
        "cli/compose/test_token_ratios.py::test_a_file_that_says_what_can_not_be_says_nothing_and_is_written_anew"
        " core/chat/test_token_ratios.py::test_a_count_that_can_not_be_teaches_nothing",
    ),
    Entrance(
        "what was chosen on the screen before",
        "cli/compose/choices.py",
        "config.owned_file:read_owned cli.compose.choices:KeptChoices frontends.tui.theme:OwnThemes.choose_theme",
        "cli/compose/test_choices.py::test_a_broken_file_is_told_of_and_written_anew"
        " cli/compose/test_choices.py::test_a_file_that_others_may_write_is_not_believed"
        " frontends/tui/chat/test_choices.py::test_a_theme_that_there_is_no_more_is_left",
    ),
    Entrance(
        "names of keys that the keyring has, and what it and commands give",
        "cli/compose/kept_keys.py",
        "config.owned_file:read_owned cli.compose.kept_keys:KeptKeys config.key_commands:key_of_command"
        " config.keyring_keys:keyring_key",
        "cli/test_profile_fields.py::test_a_command_without_a_key_is_a_sentence"
        " cli/test_profile_fields.py::test_a_keyring_that_fails_or_hangs_is_a_sentence"
        " cli/test_profile_fields.py::test_what_was_kept_here_is_had_for_its_server_alone",
    ),
    Entrance(
        "answers that were remembered",
        "cli/compose/answers.py",
        "config.owned_file:read_owned",
        "cli/compose/test_answers.py::test_the_file_is_the_persons_alone_and_believed_only_then",
    ),
    Entrance(
        "parameters as they are typed",
        "core/chat/parameters.py",
        "core.chat.parameters:Parameter.value",
        "core/chat/test_parameters.py::test_a_wrong_value_is_told_in_a_sentence",
    ),
    Entrance(
        "names of folders, to be offered",
        "frontends/tui/chat/arguments.py",
        "frontends.tui.chat.arguments:folders frontends.tui.kit.offers:shown_text",
        "frontends/tui/chat/test_slash_menu.py::test_enter_runs_what_was_typed_where_anything_may_stand"
        " frontends/tui/kit/test_offers.py::test_names_of_anybody_are_shown_as_text",
    ),
    # a server
    Entrance(
        "a connection: is it HTTP at all, and how much waits to be read",
        "providers/network.py",
        "providers.connection_faults:connection_fault providers.network:Connection",
        "providers/test_network.py::test_what_does_not_begin_as_http_is_told_at_once"
        " providers/test_network.py::test_more_than_is_read_makes_the_server_wait"
        " providers/test_malformed_answers.py::test_what_is_no_reply_says_what_it_is_and_is_asked_once",
    ),
    Entrance(
        "what doctor finds: a terminal's answers, settings, servers, a store",
        "doctor/terminal.py cli/commands/doctor.py cli/compose/findings.py cli/compose/mistakes.py"
        " storage/conversations/looked_at.py",
        "core.text.display_safe:display_safe core.text.secrets:Secrets storage.conversations.sealed:read_only",
        "cli/test_doctor.py::test_no_key_is_told_wherever_it_stands"
        " doctor/test_terminal.py::test_its_answers_tell_what_it_can",
    ),
    Entrance(
        "browsers, and pages in them from elsewhere",
        "cli/commands/web.py frontends/web/server.py frontends/web/program.py frontends/tui/terminal/page_driver.py",
        "frontends.web.door:Door core.http.gate:stranger",
        "frontends/web/test_web.py::"
        "test_only_a_browser_with_an_address_of_ours_has_a_program_run_and_no_page_of_elsewhere",
    ),
    Entrance(
        "whoever answers at the ports of servers that are known to be on this machine",
        "providers/found_servers.py",
        "providers.found_servers:models_at frontends.tui.kit.offers:shown_text",
        "providers/test_found_servers.py::test_whoever_else_listens_is_left_in_time"
        " frontends/tui/kit/test_offers.py::test_names_of_anybody_are_shown_as_text",
    ),
    Entrance(
        "headers: redirects, waits, cookies, lengths",
        "providers/sdk.py",
        "providers.redirects:stay providers.retry_after:retry_after providers.failures:failure_of",
        "providers/test_redirects.py::test_another_server_is_named_and_gets_nothing"
        " providers/test_retry.py::test_retry_after_is_read_in_every_form"
        " providers/test_malformed_answers.py::test_a_cookie_is_not_kept_so_that_it_can_spoil_no_later_request"
        " fuzz/test_small.py::test_whatever_comes_ends_in_a_way_of_ours",
    ),
    Entrance(
        "a body: its packing and its size",
        "providers/sdk.py providers/attempt.py checks/wire.py tools/weather.py",
        "providers.bodies:bound core.wire.unpacking:Unpacking core.wire.bounds:TooMuchError",
        "providers/test_bodies.py::test_a_little_that_would_be_gigabytes_is_not_unpacked"
        " core/wire/test_bounds.py::test_an_event_without_an_end"
        " checks/test_trouble.py::test_a_little_that_would_be_much_is_unpacked_no_further_than_the_bound"
        " tools/test_weather.py::test_an_answer_without_an_end_is_left_however_it_is_packed",
    ),
    Entrance(
        "events and chunks",
        "core/wire/sse.py core/wire/reply_decoder.py core/json_text/parsing.py core/json_text/whole_object.py",
        "core.wire.sse:SseDecoder core.wire.reply_decoder:ReplyDecoder core.json_text.values:integer",
        "core/dialects/chat/test_odd_values.py::test_a_reply_outlives_any_value_at_any_place"
        " providers/test_malformed_answers.py::test_what_our_reader_fails_on_is_left_out_and_told",
    ),
    Entrance(
        "events of a response that is read on",
        "providers/background.py",
        "core.json_text.values:integer core.wire.bounds:size",
        "providers/test_background.py::test_numbers_and_ids_that_can_not_be_are_none"
        " providers/test_background.py::test_events_that_a_server_sends_again_are_passed_over",
    ),
    Entrance(
        "a refusal",
        "core/faults/error_reading.py providers/failures.py",
        "core.faults.error_reading:read_error_body core.faults.server_words:excerpt",
        "providers/test_malformed_answers.py::test_no_charset_of_a_refusal_hides_its_words"
        " core/faults/test_server_words.py::test_a_key_at_the_cut_of_an_excerpt_shows_nothing_of_itself",
    ),
    Entrance(
        "a list of models",
        "providers/sdk.py",
        "providers.bodies:bound core.text.secrets:Secrets",
        "providers/test_malformed_answers.py::test_what_is_no_list_of_models_says_so",
    ),
    Entrance(
        "a key that comes back",
        "providers/attempt.py",
        "core.text.secrets:Secrets core.wire.masked_reply:MaskedReply",
        "frontends/headless/test_keys.py::test_ask_shows_and_records_nothing_of_them"
        " frontends/headless/test_keys.py::test_the_screen_shows_nothing_of_them",
    ),
    Entrance(
        "the bare wire of check",
        "checks/wire.py checks/exchange.py",
        "checks.wire:Wire checks.exchange:parsed_json",
        "checks/test_trouble.py::test_an_answer_that_cannot_be_read_is_no_answer"
        " checks/test_trouble.py::test_a_redirect_is_the_answer_and_is_not_followed",
    ),
    Entrance(
        "the report of an earlier check",
        "cli/earlier_report.py",
        "files.judged:open_to_read core.words.check_changes:read_report",
        "frontends/headless/test_check_changes.py"
        "::test_a_file_that_is_no_report_is_one_sentence_before_anything_is_asked",
    ),
    Entrance(
        "words of anybody on the screen or a pipe",
        "",
        "core.text.display_safe:display_safe frontends.headless.door:Door.write",
        "frontends/tui/chat/test_safety.py::test_what_a_server_sends_stays_text"
        " frontends/headless/test_door.py::test_nothing_is_printed_but_through_the_door",
    ),
    # a program and its server, where the tap stands between them
    Entrance(
        "what they say to each other",
        "tap/server_side.py tap/sockets.py",
        "core.http.reader:RequestReader core.http.reader:ResponseReader tap.admission:Door tap.outbox:Outbox"
        " core.observed.exchange:ObservedExchange",
        "core/http/test_reader.py::test_no_byte_of_garbage_is_lost_and_nothing_is_raised"
        " tap/test_engine.py::test_what_must_not_go_on_is_answered_here"
        " tap/test_engine.py::test_a_big_upload_to_a_slow_server_takes_no_memory"
        " tap/test_live_tap.py::test_keys_are_in_nothing_that_is_kept",
    ),
    Entrance(
        "what the tap's two processes say to each other",
        "tap/link.py tap/engine.py tap/unread.py cli/compose/taps.py",
        "tap.seen:Unframing",
        "tap/test_pure.py::test_messages_cross_whatever_the_cuts",
    ),
    Entrance(
        "what a program that is shown beside its requests writes",
        "cli/compose/shown_program.py",
        "frontends.tui.tap.output:OutputLines",
        "frontends/tui/tap/test_output.py::test_what_is_kept_is_bounded_and_codes_are_text"
        " frontends/tui/tap/test_window.py::test_the_output_of_the_program_has_a_pane_and_its_end_is_said",
    ),
    # a model
    Entrance(
        "arguments of calls, whole and half",
        "core/json_text/outline.py core/json_text/verdict.py",
        "core.json_text.outline:JsonOutline tools.arguments:json_object",
        "tools/test_signature.py::test_what_is_wrong_with_arguments_is_said"
        " cost/test_loops.py::test_the_arguments_of_a_call_and_their_tree",
    ),
    Entrance(
        "an expression",
        "tools/workers/arithmetic.py",
        "tools.calculate:calculate tools.workers.workers:Workers",
        "tools/test_calculate.py::test_no_text_does_anything_but_give_a_value_or_a_sentence",
    ),
    Entrance(
        "a path",
        "tools/files.py",
        "tools.files:WorkingDirectory",
        "tools/test_files.py::test_nothing_leads_out"
        " tools/test_files.py::test_a_link_that_comes_between_check_and_opening_leads_nowhere",
    ),
    # tools
    Entrance(
        "files of functions",
        "tools/tool_file.py tools/workers/file_functions.py cli/compose/toolboxes.py",
        "config.owned_file:require_owned tools.workers.file_functions:FileFunctions",
        "tools/workers/test_file_functions.py::test_a_file_that_others_may_write_is_refused",
    ),
    Entrance(
        "what functions do, return and write",
        "tools/workers/worker.py tools/workers/serve.py tools/workers/lifeline.py",
        "tools.workers.messages:read tools.results:as_text tools.results:bounded",
        "tools/test_tool_file.py::test_whatever_a_function_does_is_its_own_failure"
        " tools/test_tool_file.py::test_nothing_that_is_written_reaches_the_programs_descriptors",
    ),
    Entrance(
        "MCP servers: names, hints, schemas",
        "tools/mcp/server.py",
        "tools.mcp.names:model_name tools.mcp.fitting:objections session.tool_round:ToolRunner",
        "tools/mcp/test_names.py::test_a_server_cannot_speak_for_another_one_whose_name_begins_alike"
        " tools/mcp/test_hostile_server.py::test_its_hint_is_a_claim_unless_the_person_says_so"
        " tools/mcp/test_fitting.py::test_the_work_is_bounded_by_the_size_of_the_arguments",
    ),
    Entrance(
        "MCP servers: lines, answers, floods",
        "tools/mcp/child.py tools/mcp/server.py",
        "tools.mcp.child:Child tools.mcp.answers:text_of",
        "tools/mcp/test_hostile_server.py::test_one_that_oversteps_a_bound_is_ended_and_started_again_once"
        " tools/mcp/test_connection.py::test_an_answer_that_is_too_long_ends_with_an_error",
    ),
    # the terminal
    Entrance(
        "bytes of the terminal",
        "frontends/tui/kit/early_driver.py frontends/tui/terminal/raw_terminal.py frontends/tui/terminal/key_parser.py",
        "frontends.tui.terminal.input:TerminalInput frontends.tui.terminal.key_parser:bounded"
        " frontends.tui.terminal.ground:taken_out",
        "frontends/tui/terminal/test_input.py::test_bytes_that_are_no_text_become_replacement_characters"
        " frontends/tui/terminal/test_ground.py::test_what_is_no_colour_says_nothing"
        " frontends/tui/test_endings.py::test_without_its_terminal_it_ends_by_itself",
    ),
    Entrance(
        "pastes",
        "frontends/tui/kit/in_order.py frontends/tui/kit/prompt_input.py frontends/tui/terminal/paste_reader.py",
        "frontends.tui.terminal.paste_reader:PasteReader frontends.tui.kit.guard:Guard",
        "frontends/tui/terminal/test_input.py::test_a_paste_that_is_too_long_is_refused_whole_and_not_kept"
        " frontends/tui/calls/test_approval.py::test_a_paste_is_never_an_answer",
    ),
    Entrance(
        "names and errors of servers in titles and notifications",
        "",
        "frontends.tui.terminal.telling:called frontends.tui.terminal.telling:title",
        "frontends/tui/terminal/test_telling.py::test_what_a_server_says_ends_no_sequence_and_has_bounds",
    ),
    Entrance(
        "texts that are copied",
        "",
        "frontends.tui.kit.clipboard:ClipboardApp",
        "frontends/tui/kit/test_clipboard.py"
        "::test_what_is_hidden_is_marked_and_told_of_and_copied_only_when_it_is_asked_for_again",
    ),
    # files
    Entrance(
        "recordings",
        "storage/recordings/reader.py storage/recordings/header.py storage/recordings/first_version.py"
        " core/chat/codec.py",
        "storage.recordings.sense:Sense core.chat.codec:decode",
        "storage/recordings/test_hostile_files.py::test_a_line_that_can_not_be_is_named_with_its_reason"
        " storage/recordings/test_hostile_files.py::test_only_a_file_is_read",
    ),
    Entrance(
        "kept conversations, and the disks of this machine",
        "storage/conversations/database.py storage/conversations/broken_file.py storage/conversations/sealed.py",
        "storage.conversations.schema:prepare storage.conversations.schema:require_ours"
        " storage.conversations.turn_rows:unpacked core.chat.kept_reply:KeptReply.sane"
        " storage.conversations.database:network_of storage.conversations.pages:Pages"
        " storage.conversations.journal:add_journal",
        "storage/conversations/test_store.py::test_another_programs_database_is_left_alone"
        " storage/conversations/test_store.py::test_what_can_not_have_been_is_told_and_harms_no_other",
    ),
    Entrance(
        "streams of kept conversations",
        "storage/conversations/streams.py",
        "storage.recordings.sense:Sense storage.recordings.packed:blocks_in core.chat.recalled:recalled",
        "storage/conversations/test_streams.py::test_a_stream_that_is_broken_or_another_ones_is_none",
    ),
    Entrance(
        "exported conversations, and what of them is exported again",
        "storage/conversations/importing.py storage/conversations/reading.py storage/conversations/store.py"
        " cli/compose/imports.py"
        " storage/imports/sources.py storage/imports/json_stream.py storage/imports/exported_form.py",
        "storage.imports.sources:found_in storage.conversations.importing:take_in"
        " core.chat.kept_reply:KeptReply.sane core.chat.codec:decode",
        "storage/conversations/test_importing.py::test_what_is_no_export_is_told_and_nothing_of_it_kept",
    ),
    Entrance(
        "conversations of other programs: ChatGPT, Open WebUI, llm",
        "storage/imports/llm_database.py storage/imports/chatgpt.py storage/imports/chatgpt_citations.py"
        " storage/imports/open_webui.py storage/imports/told_in_text.py",
        "storage.imports.sources:found_in storage.imports.trees:turns_of storage.imports.json_stream:values_in"
        " storage.conversations.importing:take_in",
        "storage/imports/test_foreign.py::test_whatever_a_file_holds_it_does_no_harm"
        " storage/imports/test_llm_logs.py::test_a_database_of_others_is_told_and_stays_as_it_is",
    ),
    Entrance(
        "raw bodies that are replayed",
        "storage/recordings/body_file.py storage/recordings/forms.py",
        "core.wire.reply_decoder:ReplyDecoder",
        "frontends/headless/test_replay.py::test_a_file_that_cannot_be_read_is_named_and_harms_no_other",
    ),
    Entrance(
        "HTTP archives of other programs",
        "storage/recordings/har_reading.py",
        "core.text.secret_headers:shown_headers core.text.secrets:redact core.wire.reply_decoder:ReplyDecoder",
        "storage/recordings/test_forms.py::test_what_is_no_stream_is_told"
        " storage/recordings/test_forms.py::test_no_secret_of_an_archive_goes_on",
    ),
    Entrance(
        "prompts of a batch",
        "storage/batch/prompt_files.py",
        "storage.batch.prompt_files:read_prompts storage.batch.reply_names:reply_name",
        "storage/batch/test_prompt_files.py::test_what_has_no_end_is_not_read_to_it",
    ),
    Entrance(
        "the folder of a batch, and what lies in it",
        "storage/batch/result_lines.py storage/code_files.py files/whole.py files/judged.py files/locks.py",
        "storage.batch.result_lines:ResultLines.answered files.whole:remove_halves files.judged:open_own",
        "storage/batch/test_folder.py::test_half_a_line_is_taken_away_at_the_next_start_wherever_it_was_torn"
        " files/test_files.py::test_only_files_are_read",
    ),
    Entrance(
        "a log that lies there already",
        "storage/log_file.py",
        "files.judged:open_own",
        "storage/test_log_file.py::test_a_traceback_is_kept_without_keys_and_safe_to_be_shown",
    ),
    Entrance(
        "what clients send to `serve`",
        "serve/connection.py",
        "core.http.reader:RequestReader serve.gate:Gate.refusal serve.asked:asked_in serve.faults:faults_of",
        "serve/test_server.py::test_garbage_is_refused_and_the_server_goes_on"
        " serve/test_server.py::test_pages_of_other_places_are_not_answered",
    ),
    Entrance(
        "GGUF files, and what brings them",
        "providers/local/weights.py providers/local/pull.py"
        " providers/local/pip_download.py providers/local/https_download.py",
        "providers.local.weights:require_gguf files.judged:open_own",
        "providers/local/test_weights.py::test_what_is_no_gguf_file_is_refused"
        " providers/local/test_address.py::test_no_more_is_taken_than_the_file_has",
    ),
    Entrance(
        "the local model's child: what it says, and its log",
        "providers/local/server.py providers/local/child_log.py providers/local/serve.py",
        "providers.local.child_log:ChildLog",
        "providers/local/test_server.py::test_control_characters_of_the_log_are_not_passed_on",
    ),
)


def reads(path: Path) -> bool:
    """Something comes in here: a call or a value of those above, or a file opened to be read."""
    return any(_brings(node) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


def _brings(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" in VALUES
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in READING or (node.func.attr == "open" and _takes_a_mode(node))
    return isinstance(node.func, ast.Name) and node.func.id in {*READING, "open"}


def _takes_a_mode(call: ast.Call) -> bool:
    """A path or a descriptor is opened, not a pane."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) or any(word.arg in ("encoding", "mode") for word in call.keywords)


def test_every_module_that_reads_is_listed() -> None:
    listed = {module for entrance in ENTRANCES for module in entrance.modules.split()}
    assert {name for name, path in MODULES.items() if reads(path)} - listed == set()


def test_no_module_is_listed_that_is_gone() -> None:
    listed = {module for entrance in ENTRANCES for module in entrance.modules.split()}
    assert listed - set(MODULES) == set()


@pytest.mark.parametrize("entrance", ENTRANCES, ids=lambda entrance: entrance.what)
def test_what_makes_it_safe_is_there_and_tested(entrance: Entrance) -> None:
    assert entrance.guards
    assert entrance.tests
    for guard in entrance.guards.split():
        module, _, name = guard.partition(":")
        found = import_module(f"streamtui.{module}")
        for part in name.split("."):
            found = getattr(found, part)
    for test in entrance.tests.split():
        file, _, name = test.partition("::")
        functions = ast.walk(ast.parse((REPOSITORY / "tests" / file).read_text("utf-8")))
        assert name in {node.name for node in functions if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}

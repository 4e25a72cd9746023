"""``vss-tui`` and ``vss-tui pick``: open the browser."""

import argparse
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vss_tui import filters
from vss_tui.cli.commands import PickFormat
from vss_tui.cli.exit_status import CliError, ExitStatus, UsageError
from vss_tui.cli.output import Stdout, print_error
from vss_tui.cli.running import settings_for
from vss_tui.connection import open_connection
from vss_tui.models.image import Image
from vss_tui.models.library import Library
from vss_tui.models.query import Query, SortKey
from vss_tui.output import json_line, value_line
from vss_tui.page_loader import PageLoader
from vss_tui.screens.initial_view import InitialView
from vss_tui.startup import AppImport
from vss_tui.support import crash_report, folders
from vss_tui.view_state import ViewState, ViewStateFile

if TYPE_CHECKING:
    from textual.driver import Driver

    from vss_tui.app import VssApp
    from vss_tui.config import Settings


def run(args: argparse.Namespace) -> int:
    """Open the browser, print the choice for ``pick``, and return the exit status."""
    from vss_tui.terminal.app_runner import end_process, run_on_terminal
    from vss_tui.terminal.environment import NoTerminalError

    memory = ViewStateFile(folders.state_dir())
    remembered = memory.load()
    notices = (memory.trouble,) if memory.trouble else ()
    queries = _queries(args, remembered)
    settings = settings_for(args, mouse=False if args.no_mouse else None)
    loader = PageLoader(open_connection(settings, demo=args.demo), _cache(args))
    opening = InitialView(args.tab or remembered.tab, queries, remembered.details)

    def make(driver: "type[Driver] | None") -> "VssApp":
        return _app(args, loader, opening, remembered, notices=notices, driver=driver)

    try:
        app, code = run_on_terminal(
            make,
            os.environ,
            mouse=settings.mouse.value,
            prepare=AppImport(loader, opening.tab, opening.query(opening.tab)).run,
        )
    except NoTerminalError as error:
        raise UsageError(str(error)) from error
    _save(memory, app.view_state)
    if app.crash is not None:
        print_error(f"vss-tui: {crash_report.sentence(app.crash, crash_report.report(app.crash))}")
        code = ExitStatus.FAILED
    elif app.setup_error:
        print_error(f"vss-tui: {app.setup_error}")
        code = ExitStatus.USAGE
    elif args.command == "pick" and code == ExitStatus.DONE:
        code = _print_choice(app.return_value, args.output)
    return end_process(code)


def _app(
    args: argparse.Namespace,
    loader: PageLoader,
    opening: InitialView,
    remembered: ViewState,
    *,
    notices: tuple[str, ...],
    driver: "type[Driver] | None",
) -> "VssApp":
    from vss_tui.app import AppOptions, VssApp
    from vss_tui.terminal.environment import wants_ansi_theme

    connection = loader.connection
    settings = connection.settings
    return VssApp(
        loader,
        opening,
        remembered,
        AppOptions(
            cache=_cache(args),
            driver=driver,
            ansi=wants_ansi_theme(os.environ),
            notices=(*notices, *settings.warnings, *_wrong_keys(settings), *connection.notes),
            picking=args.command == "pick",
        ),
    )


def _cache(args: argparse.Namespace) -> Path | None:
    return None if args.no_cache else folders.cache_dir()


def _wrong_keys(settings: "Settings") -> list[str]:
    """Return what is wrong with ``[keys]``."""
    if not settings.keys:
        return []
    from vss_tui.keymap import Keymap

    return [f"{problem} ({settings.config_file})" for problem in Keymap(settings.keys).problems]


def _queries(args: argparse.Namespace, remembered: ViewState) -> dict[Library, Query]:
    """Each tab's question as it was left; the command line's counts for the tab that is opened."""
    queries = {
        library: Query(sort=remembered.sort.get(library, ())).sized(
            args.per_page or remembered.per_page
        )
        for library in Library
    }
    opened = args.tab or remembered.tab
    query = replace(queries[opened], filter=filters.join(args.filters, datetime.now(UTC)))
    if args.sorts:
        query = query.sorted_by(
            *(SortKey.parse(text) for given in args.sorts for text in given.split(";"))
        )
    return {**queries, opened: query}


def _save(memory: ViewStateFile, remembered: ViewState) -> None:
    try:
        memory.save(remembered)
    except OSError as error:
        print_error(f"vss-tui: what you chose cannot be remembered ({error.strerror or error})")


def _print_choice(image: Image | None, output: PickFormat) -> int:
    if image is None:
        return ExitStatus.CANCELLED
    stdout = Stdout()
    if output is PickFormat.JSON:
        line = json_line(dict(image.attributes))
    else:
        line = value_line(image, output, on_terminal=stdout.terminal)
    if not line:
        raise CliError(f"{image.name} has no {output}; choose another output with -o")
    stdout.write(f"{line}\n")
    return ExitStatus.DONE

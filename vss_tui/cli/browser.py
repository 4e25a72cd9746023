"""``vss-tui`` and ``vss-tui pick``: open the browser."""

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vss_tui import filters
from vss_tui.cli.argtypes import sort_keys
from vss_tui.cli.commands import PickFormat
from vss_tui.cli.config import setting_problems
from vss_tui.cli.exit_status import CliError, ExitStatus, UsageError, cli_error, signals_raised
from vss_tui.cli.output import Progress, Stdout, print_error
from vss_tui.cli.running import (
    connected,
    retry_shown,
    run_async,
    run_blocking,
    settings_for,
)
from vss_tui.connection import open_connection, user_stores
from vss_tui.models.image import Image
from vss_tui.models.query import Library, Query
from vss_tui.page_loader import PageLoader
from vss_tui.screens.initial_view import InitialView
from vss_tui.startup import AppImport, FrameRecorder
from vss_tui.support import paths
from vss_tui.view_state import ViewState, ViewStateFile

if TYPE_CHECKING:
    from textual.driver import Driver

    from vss_tui.app import VssApp
    from vss_tui.config import Settings


def run(args: argparse.Namespace) -> int:
    """Open the browser, print the choice for ``pick``, and return the exit status."""
    if args.command == "pick" and args.into:
        return _pick_into_line(args)
    if args.command == "pick" and args.select_one:
        args.tab = args.tab or Library.PUBLIC
        query = Query(_filter(args), sort_keys(args.sorts), per_page=2)
        with signals_raised():
            images = (run_async if args.demo else run_blocking)(_images(args, query))
        if not images:
            matching = f" matches {query.filter.parameter}" if query.filter.clauses else ""
            raise CliError(f"no {args.tab} image{matching}")
        if len(images) == 1:
            return _print_choice(images[0], args.output)
    return _browse(args, lambda image: _print_choice(image, args.output))


def _pick_into_line(args: argparse.Namespace) -> int:
    """Print the command with which the shell puts the choice into its line, or shows an error."""
    from vss_tui.cli.init import Line, message

    def insert(image: Image) -> int:
        stdout.write(line.with_image(image))
        return ExitStatus.DONE

    stdout = Stdout(errors="surrogateescape")
    try:
        line = Line(args.into)
        args.words = [line.filter]
        return _browse(args, insert)
    except Exception as error:  # noqa: BLE001 - a message amid the line would spoil it
        failure = cli_error(error)
        stdout.write(message(f"vss-tui: {failure.message}"))
        return failure.status


async def _images(args: argparse.Namespace, query: Query) -> tuple[Image, ...]:
    async with connected(args) as connection:
        with Progress() as progress:
            page = await connection.client.images(args.tab, query, on_wait=retry_shown(progress))
    return page.images


def _browse(args: argparse.Namespace, on_choice: Callable[[Image], int]) -> int:
    from vss_tui.terminal.app_runner import end_process, run_on_terminal
    from vss_tui.terminal.environment import NoTerminalError

    file = ViewStateFile(None if args.demo else paths.state_dir())
    view_state = file.load()
    notices = (file.warning,) if file.warning else ()
    settings = settings_for(args, mouse=False if args.no_mouse else None)
    loader = PageLoader(open_connection(settings, demo=args.demo), _cache(args))
    view = _view(args, view_state)

    recorder = _recorder(args, loader, view, file)

    def make(driver: "type[Driver] | None") -> "VssApp":
        return _app(
            args, loader, view, view_state, notices=notices, driver=driver, recorder=recorder
        )

    try:
        app, code = run_on_terminal(
            make,
            os.environ,
            mouse=settings.mouse.value,
            prepare=AppImport(loader, view.tab, view.query(view.tab)).run,
        )
    except NoTerminalError as error:
        raise UsageError(str(error)) from error
    _save(file, app.view_state)
    if recorder is not None and _view(args, app.view_state) == view:
        recorder.record_again()
    if app.exit_notice:
        print_error(f"vss-tui: {app.exit_notice}")
    if app.crash is not None:
        from vss_tui.support import crash_report

        print_error(f"vss-tui: {crash_report.sentence(app.crash, crash_report.report(app.crash))}")
        code = ExitStatus.FAILED
    elif app.setup_error:
        print_error(f"vss-tui: {app.setup_error}")
        code = ExitStatus.USAGE
    elif args.command == "pick" and code == ExitStatus.DONE:
        chosen = app.return_value
        code = ExitStatus.CANCELLED if chosen is None else on_choice(chosen)
    return end_process(code)


def _app(
    args: argparse.Namespace,
    loader: PageLoader,
    view: InitialView,
    view_state: ViewState,
    *,
    notices: tuple[str, ...],
    driver: "type[Driver] | None",
    recorder: FrameRecorder | None,
) -> "VssApp":
    from vss_tui.app import AppOptions, VssApp
    from vss_tui.terminal.environment import wants_ansi_theme, wants_ascii

    connection = loader.connection
    settings = connection.settings
    return VssApp(
        loader,
        view,
        view_state,
        AppOptions(
            cache=_cache(args),
            driver=driver,
            ansi=wants_ansi_theme(os.environ),
            ascii=wants_ascii(os.environ),
            theme=settings.theme.value,
            notices=(*notices, *_problems(settings), *connection.notes),
            picking=args.command == "pick",
            recorder=recorder,
        ),
    )


def _recorder(
    args: argparse.Namespace, loader: PageLoader, view: InitialView, file: ViewStateFile
) -> FrameRecorder | None:
    """Return what records the first frame; None where the next start could not show it."""
    if args.no_cache or args.demo or (args.command == "pick" and (args.into or args.select_one)):
        return None
    settings, stores, vss_cli = loader.connection.settings, user_stores(), paths.vss_cli_dir()
    files = (
        file.path,
        settings.config_file,
        settings.vss_cli_file,
        vss_cli / "config.yaml" if vss_cli is not None else None,
        stores.tokens.path(settings.endpoint.value),
        stores.encrypted,
    )
    interrupted = ExitStatus.CANCELLED if args.command == "pick" else ExitStatus.DONE
    query = view.query(view.tab)
    return FrameRecorder(loader, view.tab, query, files=files, interrupted=interrupted)


def _cache(args: argparse.Namespace) -> Path | None:
    return None if args.no_cache else paths.cache_dir()


def _problems(settings: "Settings") -> list[str]:
    """Return what is wrong with the settings: one problem, or the first and their number.

    On the screen there is no room for the whole path of a file.
    """
    texts = [problem.text for problem in setting_problems(settings)]
    for file in (settings.config_file, settings.vss_cli_file):
        texts = [text.replace(str(file), file.name) for text in texts] if file else texts
    if len(texts) < 2:
        return texts
    return [f"{len(texts)} problems in the settings, which vss-tui config lists: {texts[0]}"]


def _view(args: argparse.Namespace, view_state: ViewState) -> InitialView:
    """Return what to open with: what was left, and in the opened tab what the words say."""
    queries = {
        library: Query(sort=view_state.sort.get(library, ())).with_page_size(
            args.per_page or view_state.per_page
        )
        for library in Library
    }
    tab = args.tab or view_state.tab
    query = queries[tab].filtered(_filter(args))
    queries[tab] = query.sorted_by(*sort_keys(args.sorts)) if args.sorts else query
    return InitialView(tab, queries, view_state.details)


def _filter(args: argparse.Namespace) -> filters.Filter:
    words = [" ".join(args.words)] if args.command == "pick" else []
    return filters.join([*words, *args.filters], datetime.now(UTC))


def _save(file: ViewStateFile, view_state: ViewState) -> None:
    try:
        file.save(view_state)
    except OSError as error:
        print_error(f"vss-tui: the view cannot be saved ({error.strerror or error})")


def _print_choice(image: Image, output: PickFormat) -> int:
    from vss_tui.output import json_line, value_line

    stdout = Stdout()
    if output is PickFormat.JSON:
        line = json_line(image.row)
    else:
        line = value_line(image, output, on_terminal=stdout.terminal)
    if not line:
        raise CliError(f"{image.name} has no {output}; choose another output with -o")
    stdout.write(f"{line}\n")
    return ExitStatus.DONE

"""The help pages, without the options."""

from typing import NamedTuple


class Help(NamedTuple):
    """A help page.

    ``summary`` is its line in the list of commands, ``description`` stands before the options and
    ``epilog`` after them; ``usage`` follows the command's name.
    """

    summary: str
    description: str
    epilog: str = ""
    usage: str = "[OPTION]..."


_FILTERS = """\
filters (-f EXPR, in quotes; several must all hold):
  ubuntu server                  the name has both words, in any order
  "ubuntu 22", ubuntu*22         the very text; "*" is any text
  linux/ubuntu                   with a slash: the path has it
  ubuntu updated > 30d           words, then a field (h d w m y: counted back)
  updated = 2024-06              a date is its whole year, month, day or minute
  name ~ Cent*.iso               the name begins with "Cent", ends with ".iso"
  id > 100 and public = yes      both hold; "&&" and ";" do for "and" as well
  id in 11, 14, 17               one of these ids
  name,like,CentO%               the API's own form
  fields: id name path folder store public created updated
"""

_SORTS = """\
sort order (-s FIELD[,asc|,desc]; the first counts most):
  -s name            by name
  -s updated,desc    newest first (updated=desc means the same)
"""

_EXIT_CODES = """\
exit codes: 0 done, 1 failed, 2 wrong usage, 4 not authenticated,
            5 timed out waiting, 130 cancelled
"""

MAIN_HELP = Help(
    "",
    """\
Browse the ISO images of the VSS private cloud, pick one for a VM build, and
synchronise the images that you have uploaded.

commands (vss-tui COMMAND --help tells more):
{commands}
Without a command the browser opens; ? in it shows every key.""",
    f"""\
{_FILTERS}
examples:
  vss-tui                        open the browser
  vss-tui --demo                 try it: no account, no network
  vss-tui -f ubuntu -s name      open it on a filtered list
  vss-tui login                  sign in; vss-cli's own settings work too
  vss-tui ls -f 'name ~ ubuntu'  print a listing
  vss-cli compute vm mk shell ... --iso "$(vss-tui pick -o path)"

{_EXIT_CODES}""",
    "[OPTION]... [COMMAND ...]",
)

HELP = {
    "pick": Help(
        "open the browser and print the image that you choose",
        """\
Open the browser; Enter prints the chosen image on standard output and exits.
The words are the filter that it starts with. The screen is drawn on the
terminal, never on standard output, so that a command line can use the result.
Leaving without a choice prints nothing and exits with 130.

With -1 a single match is printed without opening the browser: among the public
images, or in the tab that --tab names. No match exits with 1.

For vss-cli take the path: it stops to ask where several images match a name.""",
        """\
examples:
  vss-cli compute vm mk shell ... --iso "$(vss-tui pick -o path)"
  vss-tui pick ubuntu server -o path
  vss-tui pick -1 -o path name = CentOS-7.0-1406-x86_64-Minimal.iso
  vss-tui pick --tab personal -o json
""",
        "[WORD]... [OPTION]...",
    ),
    "ls": Help(
        "print a list of images",
        """\
Print a page of the public images, or of your personal ones, as a table or in a
form for scripts.""",
        f"""\
outputs (-o):
  table   aligned columns, cut to the terminal's width; in a pipe never cut
  json    one array; ndjson: one object a line; both with all attributes
  csv     the fields below, under a header
  name, path, id    one value a line
  url     the references that the service sends

{_FILTERS}
{_SORTS}
examples:
  vss-tui ls                            the first 50 public images
  vss-tui ls personal                   your own
  vss-tui ls -f 'ubuntu 22' -o path     paths, for a vss-cli deployment file
  vss-tui ls --page 3 --per-page 100    images 201 to 300
  vss-tui ls --all -o csv > images.csv  every image
  vss-tui ls --all -o ndjson | jq -r .name

Where a page is not the whole list, "50 of 224" says so on standard error.

{_EXIT_CODES}""",
        "[public|personal] [OPTION]...",
    ),
    "sync": Help(
        "synchronise your personal images and print what changed",
        """\
Have the service look for what you have uploaded to, or removed from, your
file store. Wait until it is done, then print a line "added NAME" or
"removed NAME" for each image. If you stop waiting, the service goes on.""",
        f"""\
examples:
  vss-tui sync                 wait at most 10 minutes
  vss-tui sync --wait 0        submit it and do not wait
  vss-tui sync -o json | jq -r '.added[].path'

json is {{"request": 57, "status": "PROCESSED", "added": [...], "removed": [...]}}
with whole images.

{_EXIT_CODES}""",
    ),
    "login": Help(
        "sign in and store the token",
        """\
Ask for your user name and password and, where the service wants it, a one-time
password; then store the token that the service issues, never the password.""",
        """\
There is no option for a token or a password: every user of a machine can
read its command lines. In scripts set VSS_TOKEN, or VSS_USER and
VSS_USER_PASS. Where vss-cli is set up, no login is needed.

examples:
  vss-tui login
  vss-tui login --endpoint https://vss-api.eis.utoronto.ca
""",
    ),
    "logout": Help(
        "delete the stored token",
        """\
Delete the token that vss-tui login has stored. What the environment sets and
the files of vss-cli stay as they are.""",
        """\
examples:
  vss-tui logout
  vss-tui logout --endpoint test   delete the token of another endpoint
""",
    ),
    "describe": Help(
        "show the service's own description of a list",
        """\
Show how the service describes a list: its methods and its parameters. This
needs no token.""",
        """\
examples:
  vss-tui describe             the public images
  vss-tui describe personal    your own
  vss-tui describe -o json     the response as it comes
""",
        "[public|personal] [OPTION]...",
    ),
    "config": Help(
        "show the settings in force and where each came from",
        """\
Show each setting in force and where it came from: the command line, the
environment, config.toml, vss-cli's files, or the default. Secrets are masked.""",
        """\
examples:
  vss-tui config
  vss-tui --endpoint https://vss-api.eis.utoronto.ca config
""",
    ),
    "init": Help(
        "print completion and a key for bash, zsh or fish",
        """\
Print a script for the start file of bash, zsh or fish. It completes commands,
options and their values with Tab, and binds a key that opens the picker for
the word at the cursor and puts --iso '[store] folder/name.iso' in its place;
right after --iso only the quoted path.""",
        """\
examples:
  eval "$(vss-tui init bash)"       in ~/.bashrc
  eval "$(vss-tui init zsh)"        in ~/.zshrc
  vss-tui init fish | source        in ~/.config/fish/config.fish
  vss-tui init bash --key ctrl-o    another key, in vi mode too

Alt+I is bound in the emacs keymap only, since in vi mode it is Esc and i.
""",
        "bash|zsh|fish [OPTION]...",
    ),
    "help": Help(
        "print the help of vss-tui, or of a command",
        """\
Print the help of vss-tui, or of a command.""",
        """\
examples:
  vss-tui help
  vss-tui help ls       the same as vss-tui ls --help
""",
        "[COMMAND]",
    ),
}

"""What was asked for and cannot be, in the reader's language: typer itself speaks English."""

import difflib
from typing import Any

import typer
from typer.core import TyperGroup

from course.errors import UsageError
from course.i18n import _

_COMMAND = "python -m course"


class Verbs(TyperGroup):
    """The verbs; one that there is not is refused with those that are like it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that `args` begins with; raises `UsageError`."""
        if args[0] not in self.commands:
            near = difflib.get_close_matches(args[0], self.commands)
            raise UsageError(
                _("Não há comando {name!r}.").format(name=args[0]),
                _("Os mais parecidos: {names}.").format(names=", ".join(near))
                if near
                else _("Rode `make help`: ele lista os que há."),
            )
        return super().resolve_command(ctx, args)


def in_words(error: typer.TyperException, words: list[str]) -> UsageError:
    """The same as typer's error about a command line of these words."""
    verb = " ".join([_COMMAND, *(word for word in words[:1] if not word.startswith("-"))])
    option, missing = getattr(error, "option_name", ""), getattr(error, "param", None)
    if option:
        what = _("`{verb}` não tem a opção {option}, ou falta o valor dela.").format(verb=verb, option=option)
    elif missing:
        what = _("Falta {name} (com make, {variable}=…): {about}").format(
            name=missing.opts[0], variable=missing.name.upper(), about=missing.help
        )
    else:
        what = _("`{verb}` não entende o que veio depois dele.").format(verb=verb)
    return UsageError(what, _("Rode `{verb} --help`: ele mostra as opções.").format(verb=verb))

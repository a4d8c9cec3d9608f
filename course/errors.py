"""What the course raises when something is wrong that its reader can put right."""


class CourseError(Exception):
    """A failure to be shown as text, not as a traceback.

    `message` says what happened and to what, `next_step` what to do now; both are
    already in the reader's language. `exit_code` is what a verb exits with.
    """

    exit_code = 1

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(f"{message} {next_step}".strip())
        self.message = message
        self.next_step = next_step


class UsageError(CourseError):
    """The reader asked for something that cannot be: a wrong day, a wrong value in .env."""

    exit_code = 2


class Unavailable(CourseError):  # noqa: N818  # what the reader is told, not how it is caught
    """A service did not answer, or not as it should."""


class LogInRefused(CourseError):  # noqa: N818  # as above
    """A service answered, and does not take the password of .env. Waiting mends nothing."""

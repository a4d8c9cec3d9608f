"""Why a service did not do what it was asked, in a line and in the reader's language."""

from json import JSONDecodeError

from minio.error import S3Error

from course.errors import CourseError
from course.i18n import _


def reason(error: BaseException) -> str:
    """What its client raised, in a line; a refused connection or a silence at the bottom of it says all."""
    if isinstance(error, CourseError):
        return error.message
    if isinstance(error, JSONDecodeError):
        return _("a resposta não é a deste serviço: há outro programa nesse endereço?")
    if isinstance(error, S3Error):
        return f"{error.code}: {error.message}"
    text = str(error).strip() or repr(error)
    if "refused" in text:
        return _("conexão recusada: está parado?")
    if "timed out" in text:
        return _("não respondeu a tempo")
    return text.splitlines()[0]
